// The curves of the study, drawn from the tables on the page, and the tables
// sorted by a click on a heading.

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const COLUMNS = ["task", "form", "depth", "budget"];
  // Told apart by mark and line as well as by colour.
  const LOOKS = ["blue", "vermillion", "green", "ink", "purple", "orange"];
  const DASHES = ["", "7 4", "2 3", "9 3 2 3", "4 2", "1 4"];

  const number = (text) => Number(text.replaceAll(",", ""));
  const made = (name, parent, text = "") => {
    const element = document.createElement(name);
    element.textContent = text;
    parent.append(element);
    return element;
  };
  const drawn = (name, parent, attributes, text = "") => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes))
      element.setAttribute(key, value);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  // All models of all tables: { table, task, form, depth, budget, errors }.
  const tables = [...document.querySelectorAll("table.study")];
  const models = tables.flatMap((table) =>
    [...table.tBodies[0].rows].map((row) => {
      const cells = [...row.cells].map((cell) => cell.textContent);
      const model = { table: table.dataset.name };
      COLUMNS.forEach((key, k) => (model[key] = cells[k]));
      model.depth = Number(model.depth);
      model.errors = row.dataset.errors.split(" ").map(Number)
        .filter(Number.isFinite);
      return model;
    }),
  );
  const unique = (key, some = models) => [...new Set(some.map((m) => m[key]))];
  const median = (sorted) => {
    const half = sorted.length / 2;
    return (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1]) / 2;
  };

  // Numbers in few steps, for an axis that ends at `most` or beyond.
  function ticks(most) {
    const power = 10 ** Math.floor(Math.log10(most));
    const step = [0.2, 0.5, 1, 2].map((k) => k * power)
      .find((size) => most / size <= 6);
    const count = Math.ceil(most / step);
    return Array.from({ length: count + 1 }, (_, k) =>
      Number((k * step).toPrecision(6)));
  }

  // `forms` are all that could be shown, so that each keeps its look while
  // others come and go.
  function draw(svg, shown, depths, forms) {
    svg.replaceChildren();
    const [wide, high, left, low, top] = [720, 400, 70, 50, 12];
    const axis = ticks(Math.max(...shown.flatMap((m) => m.errors)));
    const x = (depth) => left + ((wide - left - 20) *
      (depths.indexOf(depth) + 0.5)) / depths.length;
    const y = (error) =>
      high - low - ((high - low - top) * error) / axis.at(-1);
    for (const tick of axis) {
      drawn("path", svg, { class: "rule", d: `M${left} ${y(tick)}H${wide}` });
      drawn("text", svg, { x: left - 8, y: y(tick) + 5, class: "end" },
        String(tick));
    }
    for (const depth of depths)
      drawn("text", svg, { x: x(depth), y: high - low + 22, class: "mid" },
        String(depth));
    drawn("text", svg, { x: (left + wide) / 2, y: high - 6, class: "mid" },
      "LSTM layers");
    const there = unique("form", shown);
    there.forEach((form, place) => {
      const k = forms.indexOf(form);
      const look = `s-${LOOKS[k % LOOKS.length]}`;
      const own = shown.filter((m) => m.form === form)
        .sort((one, two) => one.depth - two.depth);
      const aside = (place - (there.length - 1) / 2) * 14;
      const line = own.map((m) =>
        `${x(m.depth) + aside} ${y(median(m.errors))}`);
      drawn("path", svg, { class: `line ${look}`, d: `M${line.join("L")}`,
        "stroke-dasharray": DASHES[k % DASHES.length] });
      for (const model of own)
        for (const error of model.errors)
          drawn("circle", svg, { class: `dot ${look}`, r: 4,
            cx: x(model.depth) + aside, cy: y(error) });
    });
  }

  function chooser(place) {
    const controls = made("form", place);
    const select = (title, name) => {
      const label = made("label", controls, `${title} `);
      const field = made("select", label);
      field.name = name;
      return field;
    };
    const fill = (field, values, words = String) => {
      const before = field.value;
      field.replaceChildren();
      for (const value of values) {
        made("option", field, words(value)).value = value;
      }
      if (values.includes(before)) field.value = before;
    };
    const fields = {
      table: select("Table", "table"),
      task: select("Task", "task"),
      budget: select("Parameters at most", "budget"),
    };
    const boxes = {};
    for (const [name, title] of [["form", "Form"], ["depth", "Layers"]]) {
      boxes[name] = made("fieldset", controls);
      made("legend", boxes[name], title);
    }
    const off = { form: new Set(), depth: new Set() };
    const svg = drawn("svg", made("div", place), {
      viewBox: "0 0 720 400", role: "img" });
    svg.parentElement.className = "scroll";
    svg.parentElement.tabIndex = 0;
    const says = made("output", place);
    fill(fields.table, unique("table"));

    const tick = (name, values, kind) => {
      const set = boxes[name];
      while (set.children.length > 1) set.lastChild.remove();
      values.forEach((value, k) => {
        const label = made("label", set);
        const box = made("input", label);
        box.type = "checkbox";
        box.checked = !off[name].has(value);
        box.addEventListener("change", () => {
          off[name][box.checked ? "delete" : "add"](value);
          show();
        });
        const words = made("span", label, String(value));
        if (kind) words.className = `key s-${LOOKS[k % LOOKS.length]}`;
      });
    };
    const refill = () => {
      let some = models.filter((m) => m.table === fields.table.value);
      fill(fields.task, unique("task", some));
      some = some.filter((m) => m.task === fields.task.value);
      fill(fields.budget, unique("budget", some));
      some = some.filter((m) => m.budget === fields.budget.value);
      tick("form", unique("form", some), true);
      tick("depth", unique("depth", some).sort((a, b) => a - b));
      return some;
    };
    const show = () => {
      const some = models.filter((m) =>
        ["table", "task", "budget"].every((k) => m[k] === fields[k].value));
      const forms = unique("form", some);
      const shown = some.filter((m) => m.errors.length &&
        !off.form.has(m.form) && !off.depth.has(m.depth));
      const depths = unique("depth", shown).sort((a, b) => a - b);
      svg.toggleAttribute("hidden", !shown.length);
      if (!shown.length) {
        says.textContent = "Tick a form and a number of layers.";
        return;
      }
      draw(svg, shown, depths, forms);
      const least = shown.reduce((one, two) =>
        median(two.errors) < median(one.errors) ? two : one);
      says.textContent =
        `${fields.task.value}, at most ${fields.budget.value} parameters: ` +
        `the smallest median error, ` +
        `${Number(median(least.errors).toPrecision(4))}, is that of ` +
        `${least.form} with ${least.depth} layer` +
        `${least.depth === 1 ? "" : "s"}. Whether that is more than luck, ` +
        "the dots alone do not say.";
      svg.setAttribute("aria-label",
        `Errors by the number of LSTM layers. ${says.textContent}`);
    };
    for (const field of Object.values(fields))
      field.addEventListener("change", () => {
        off.form.clear();
        off.depth.clear();
        refill();
        show();
      });
    refill();
    show();
  }

  // A heading is a button: first upwards, then downwards.
  function sortable(table) {
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells)
          other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const told = (row) => row.cells[place].textContent;
        const isNumber = head.classList.contains("number");
        const rows = [...table.tBodies[0].rows].sort((one, two) =>
          isNumber ? number(told(one)) - number(told(two))
            : told(one).localeCompare(told(two)));
        table.tBodies[0].append(...(down ? rows.reverse() : rows));
      });
    });
  }

  document.querySelectorAll(".study-curves").forEach(chooser);
  tables.forEach(sortable);
})();

// The curves of the study, drawn from the tables on the page, and the tables
// sorted by a click on a heading.

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const COLUMNS = ["task", "form", "depth", "budget", "steps", "rate"];
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

  // All models of all tables: what COLUMNS name, their table and errors.
  const tables = [...document.querySelectorAll("table.study")];
  const models = tables.flatMap((table) =>
    [...table.tBodies[0].rows].map((row) => {
      const cells = [...row.cells].map((cell) => cell.textContent);
      const model = { table: table.dataset.name };
      COLUMNS.forEach((key, k) => (model[key] = cells[k]));
      model.depth = Number(model.depth);
      model.rate = Number(model.rate);
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

  // From one number below `least` to one above `most`, each 2 or 2.5 times
  // the last: errors are compared by their ratios.
  function ticks(least, most) {
    const all = [];
    for (let power = -6; power < 7; power++)
      for (const digit of [1, 2, 5]) all.push(Number(`${digit}e${power}`));
    const first = all.findLastIndex((tick) => tick <= least);
    return all.slice(Math.max(first, 0), all.findIndex((t) => t >= most) + 1);
  }

  const layers = (depth) => `${depth} layer${depth === 1 ? "" : "s"}`;
  const upwards = (values) => values.sort((one, two) => one - two);
  const isByRate = (some) => some.some((one) => some.some((two) =>
    one.form === two.form && one.depth === two.depth && one.rate < two.rate));

  // Over the learning rates, where a model was trained with several: there
  // the number of layers has the colour, and the form the dashes. Else over
  // the layers, and the form has both. `all` are those that could be shown,
  // so that each keeps its look while others come and go.
  function draw(svg, shown, all) {
    svg.replaceChildren();
    const byRate = isByRate(all);
    const across = byRate ? "rate" : "depth";
    const places = upwards(unique(across, shown));
    const forms = unique("form", all);
    const depths = upwards(unique("depth", all));
    const [wide, high, left, low, top] = [720, 400, 70, 50, 12];
    const errors = shown.flatMap((m) => m.errors).filter((error) => error > 0);
    const axis = ticks(Math.min(...errors), Math.max(...errors));
    const x = (model) => left + ((wide - left - 20) *
      (places.indexOf(model[across]) + 0.5)) / places.length;
    const share = (error) => Math.log(error / axis[0]) /
      Math.log(axis.at(-1) / axis[0]);
    const y = (error) =>
      high - low - (high - low - top) * Math.max(0, share(error));
    for (const tick of axis) {
      drawn("path", svg, { class: "rule", d: `M${left} ${y(tick)}H${wide}` });
      drawn("text", svg, { x: left - 8, y: y(tick) + 5, class: "end" },
        String(tick));
    }
    for (const place of places)
      drawn("text", svg, { x: x({ [across]: place }), y: high - low + 22,
        class: "mid" }, String(place));
    drawn("text", svg, { x: (left + wide) / 2, y: high - 6, class: "mid" },
      byRate ? "learning rate" : "LSTM layers");
    const series = unique("form", shown).flatMap((form) => byRate
      ? upwards(unique("depth", shown)).map((depth) => ({ form, depth }))
      : [{ form }]);
    series.forEach(({ form, depth }, place) => {
      const dash = forms.indexOf(form);
      const k = byRate ? depths.indexOf(depth) : dash;
      const look = `s-${LOOKS[k % LOOKS.length]}`;
      const own = shown.filter((m) => m.form === form &&
        (!byRate || m.depth === depth))
        .sort((one, two) => one[across] - two[across]);
      const aside = (place - (series.length - 1) / 2) * 14;
      if (!own.length) return;
      const line = own.map((m) => `${x(m) + aside} ${y(median(m.errors))}`);
      drawn("path", svg, { class: `line ${look}`, d: `M${line.join("L")}`,
        "stroke-dasharray": DASHES[dash % DASHES.length] });
      for (const model of own)
        for (const error of model.errors)
          drawn("circle", svg, { class: `dot ${look}`, r: 4,
            cx: x(model) + aside, cy: y(error) });
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
      steps: select("Steps", "steps"),
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
      fill(fields.steps, unique("steps", some));
      some = some.filter((m) => m.steps === fields.steps.value);
      const byRate = isByRate(some);
      if (byRate) // of several forms, one: the others can be added
        unique("form", some).slice(1).forEach((form) => off.form.add(form));
      tick("form", unique("form", some), !byRate);
      tick("depth", upwards(unique("depth", some)), byRate);
    };
    const show = () => {
      const some = models.filter((m) =>
        Object.keys(fields).every((k) => m[k] === fields[k].value));
      const shown = some.filter((m) => m.errors.length &&
        !off.form.has(m.form) && !off.depth.has(m.depth));
      svg.toggleAttribute("hidden", !shown.length);
      if (!shown.length) {
        says.textContent = "Tick a form and a number of layers.";
        return;
      }
      draw(svg, shown, some);
      const least = shown.reduce((one, two) =>
        median(two.errors) < median(one.errors) ? two : one);
      const rate = isByRate(some) ? ` at the rate ${least.rate}` : "";
      says.textContent =
        `${fields.task.value}, at most ${fields.budget.value} parameters, ` +
        `${fields.steps.value} steps: the smallest median error, ` +
        `${Number(median(least.errors).toPrecision(4))}, is that of ` +
        `${least.form} with ${layers(least.depth)}${rate}. Whether that is ` +
        "more than luck, the dots alone do not say.";
      svg.setAttribute("aria-label",
        `Errors of each seed. ${says.textContent}`);
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

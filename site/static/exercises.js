// Exercises that answer on the page: a field, a button, and the line that the
// notebook prints. What was solved is remembered in this browser alone.
(() => {
  "use strict";

  const page = location.pathname.split("/").at(-1);
  const marks = new Map(); // number of an exercise -> its mark

  // A browser may keep nothing, and refuse even to be asked.
  function remembered(number, typed) {
    const key = `answer ${page} ${number}`;
    try {
      if (typed === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, typed);
    } catch {
      return null;
    }
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // As the notebook counts; with the exercises that are answered there alone.
  function showProgress() {
    const line = document.querySelector(".progress .printed");
    const total = Number(line?.textContent.match(/ of (\d+) solved/)?.[1]);
    if (!total) return;
    const groups = { "✓": [], "○": [], "✗": [] };
    for (let number = 1; number <= total; number += 1)
      groups[marks.get(number) ?? "○"].push(number);
    const solved = groups["✓"].length;
    const told = [`Exercises: ${solved} of ${total} solved`];
    for (const [mark, words] of [["○", "still open"], ["✗", "not yet right"]]) {
      const which = groups[mark];
      if (which.length)
        told.push(`${which.length} ${words} (${which.join(", ")})`);
    }
    line.textContent = told.join("; ") + (solved === total ? ". Well done!" : ".");
  }

  function mount(place) {
    const table = JSON.parse(place.dataset.table);
    const { number, name, form } = table;
    const id = `answer-${number}`;
    const field = element("input", {
      id, type: "text", maxLength: 300, autocomplete: "off", spellcheck: false,
    });
    field.setAttribute("autocapitalize", "off");
    field.setAttribute("aria-describedby", `${id}-form`);
    const button = element("button", { type: "submit" }, "Check");
    button.setAttribute("aria-label", `Check exercise ${number}`);
    // A screen reader speaks it when it changes.
    const line = element("output", { htmlFor: id });
    const whole = element("form", { className: "exercises-form" },
      element("label", { htmlFor: id }, "Your answer: ",
        element("code", {}, `${name} =`)),
      field,
      button,
      element("span", { id: `${id}-form`, className: "exercises-note" }, form),
      line);

    function judge() {
      const [mark, words] = globalThis.answers.judge(table, field.value);
      line.textContent = `${mark} Exercise ${number}${words}`;
      whole.dataset.mark = mark;
      marks.set(number, mark);
      if (mark === "✓") remembered(number, field.value);
    }

    whole.addEventListener("submit", (event) => {
      event.preventDefault(); // the answer stays here
      judge();
      showProgress();
    });
    field.value = remembered(number) ?? "";
    if (field.value) judge();
    // The field stands in place of the cell with the dots.
    const stub = place.previousElementSibling;
    if (stub?.matches(".exercise")) stub.hidden = true;
    place.replaceChildren(whole);
  }

  document.querySelectorAll(".exercises").forEach(mount);
  if (marks.size) showProgress();
})();

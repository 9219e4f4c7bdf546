// The predictions of a lesson: one chooses before the answer is shown.
//
// A block of class `predictions` has the choices as buttons, and the sentence
// for each slip. What has its cell among its `data-answers` stays covered
// until somebody chooses, or asks to be shown. What was chosen is kept in
// this browser, where it lets us, and goes nowhere.

(() => {
  const SHOWN = "shown"; // in the place of a choice
  const blocks = [...document.querySelectorAll(".predictions[data-cell]")];
  const page = location.pathname.split("/").pop().replace(/\.html$/, "");
  const memory = remembered();

  // What was chosen here before: cell -> key of the choice.
  function remembered() {
    try {
      const found = JSON.parse(localStorage.getItem(`predictions ${page}`));
      return new Map(Object.entries(found ?? {}));
    } catch {
      return new Map(); // nothing is kept here, or not by us
    }
  }

  function remember() {
    try {
      const text = JSON.stringify(Object.fromEntries(memory));
      localStorage.setItem(`predictions ${page}`, text);
    } catch {
      // It holds as long as the page is open.
    }
  }

  const buttons = (block) => [...block.querySelectorAll("[data-key]")];
  const rightOf = (block) => block.querySelector("[data-right]");

  // The choice in a block: a key, SHOWN, or nothing yet. A choice that the
  // lesson no longer has counts as none.
  function chosenIn(block) {
    const key = memory.get(block.dataset.cell);
    const keys = [SHOWN, ...buttons(block).map((one) => one.dataset.key)];
    return keys.includes(key) ? key : undefined;
  }

  function choose(block, key) {
    if (chosenIn(block)) return;
    memory.set(block.dataset.cell, key);
    remember();
    show(block);
    showCount();
  }

  // The inside of an element once more, to stand somewhere else.
  const again = (element) => [...element.cloneNode(true).childNodes];

  // The sentence for a choice.
  function sentence(block, key) {
    const right = rightOf(block);
    if (key === right.dataset.key) return ["✓ As you predicted."];
    const answer = ["The answer is: ", ...again(right), "."];
    if (key === SHOWN) return answer;
    const why = block.querySelector(`[data-why="${key}"]`);
    return ["○ Not so. ", ...again(why), " ", ...answer];
  }

  function show(block) {
    const key = chosenIn(block);
    const answered = key !== undefined;
    block.hidden = false;
    block.querySelector(".covered").hidden = answered;
    const said = block.querySelector(".said");
    said.replaceChildren(...(answered ? sentence(block, key) : []));
    for (const button of buttons(block)) {
      button.setAttribute("aria-pressed", button.dataset.key === key);
      button.setAttribute("aria-disabled", answered);
      // Of what is decided, Tab stops at the choice alone.
      button.tabIndex = answered && button.dataset.key !== key ? -1 : 0;
      button.classList.toggle("is-right", answered && button === rightOf(block));
    }
    for (const part of document.querySelectorAll("[data-answers]")) {
      const asked = part.dataset.answers.split(" ");
      if (!asked.includes(block.dataset.cell)) continue;
      const waits = blocks.some(
        (one) => asked.includes(one.dataset.cell) && !chosenIn(one),
      );
      if (part.hidden && !waits) part.classList.add("unfolds");
      part.hidden = waits;
    }
  }

  function showCount() {
    const place = document.querySelector(".predictions.count");
    const keys = blocks.map(chosenIn);
    const chosen = keys.filter((key) => key && key !== SHOWN);
    const right = blocks.filter((b, n) => rightOf(b).dataset.key === keys[n]);
    place.hidden = false;
    place.querySelector("p").textContent =
      `You predicted ${chosen.length} of ${blocks.length} answers here, and ` +
      `${right.length} came as you said. A wrong one is welcome: it helps ` +
      "you remember.";
  }

  function forget() {
    memory.clear();
    remember();
    blocks.forEach(show);
    showCount();
  }

  // On paper no answer stands below its question: what is covered is printed
  // at the end, and goes back to its place then.
  const moved = [];

  function moveToEnd() {
    moveBack(); // it may be called twice
    const end = element("section", "on-paper");
    end.append(element("h2", "", "Answers to the predictions"));
    const open = blocks.filter((block) => !chosenIn(block));
    const lastOf = (part) => open.findLast((block) =>
      part.dataset.answers.split(" ").includes(block.dataset.cell));
    const covered = [...document.querySelectorAll("[data-answers][hidden]")];
    for (const block of blocks) {
      const waits = covered.filter((part) => lastOf(part) === block);
      block.classList.toggle("waits", waits.length > 0);
      if (!waits.length) continue;
      const asks = block.querySelector("legend").textContent;
      end.append(element("h3", "", `${block.dataset.number}. ${asks}`));
      for (const part of waits) {
        const place = element("div");
        part.replaceWith(place);
        part.hidden = false;
        end.append(part);
        moved.push([part, place]);
      }
    }
    if (moved.length) document.querySelector(".predictions.count").before(end);
  }

  function moveBack() {
    for (const [part, place] of moved.splice(0)) {
      part.hidden = true;
      place.replaceWith(part);
    }
    document.querySelector(".on-paper")?.remove();
  }

  function element(name, className = "", ...inside) {
    const made = Object.assign(document.createElement(name), { className });
    made.append(...inside);
    return made;
  }

  addEventListener("beforeprint", moveToEnd);
  addEventListener("afterprint", moveBack);

  for (const [number, block] of blocks.entries()) {
    block.dataset.number = number + 1;
    // Who comes by Tab hears the question with the choices.
    const question = [...document.querySelectorAll(".predict")].findLast(
      (one) => one.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    question.id ||= `prediction-${number + 1}`;
    block.querySelector("fieldset").setAttribute("aria-describedby", question.id);
    for (const button of buttons(block)) {
      button.addEventListener("click", () => choose(block, button.dataset.key));
    }
    block.querySelector("[data-show]").addEventListener("click", () => {
      choose(block, SHOWN);
      buttons(block)[0].focus(); // the button that had it is gone
    });
    const all = block.querySelector("[data-show-all]");
    all.hidden = number > 0;
    all.addEventListener("click", () => {
      for (const one of blocks) choose(one, SHOWN);
      buttons(block)[0].focus();
    });
    show(block);
  }
  document.querySelector("[data-forget]").addEventListener("click", forget);
  showCount();
})();

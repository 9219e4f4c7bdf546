// What scrolls is within reach of the keyboard, and nothing else is: whoever
// goes by Tab from a prediction to the next stops at no code that is whole.
(() => {
  "use strict";

  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = target;
      // A pixel more comes of rounding.
      if (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1)
        target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const part of document.querySelectorAll("main [tabindex]"))
    watch.observe(part);
})();

// What the things to play with have in common: look, sliders, and the start.
//
// helpers/interactive.py puts this file before another one into a page. The
// colours are those of helpers/figures/palette.py; a test compares them.

const STYLE = `
:host { display: block; }
.play { --blue: #0072b2; --vermillion: #d55e00; --green: #009e73;
  --orange: #e69f00; padding: 0.9rem 1.1rem;
  box-sizing: border-box; color-scheme: light dark; border-radius: 8px;
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent);
  color: var(--jp-content-font-color1, CanvasText);
  background: var(--jp-layout-color0, Canvas);
  font: 15px/1.4 var(--jp-content-font-family, system-ui), sans-serif; }
.sliders { display: grid; gap: 0.7rem 2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); }
.sliders label { display: grid; grid-template-columns: 1fr auto;
  row-gap: 0.1rem; }
.sliders small { grid-column: 1 / 3; grid-row: 2; font-size: 14px; }
input { color: inherit; }
span, td { font-variant-numeric: tabular-nums; }
[type="range"] { grid-column: 1 / 3; width: 100%; height: 8px; margin: 8px 0;
  appearance: none; border-radius: 4px; cursor: pointer;
  box-sizing: border-box; border: 1px solid transparent; /* high contrast */
  background: color-mix(in srgb, currentColor 55%, transparent); }
[type="range"]::-webkit-slider-thumb { appearance: none; width: 20px;
  height: 20px; border: 2px solid currentColor; border-radius: 50%;
  background: var(--blue); }
[type="range"]::-moz-range-thumb { width: 16px; height: 16px;
  border: 2px solid currentColor; border-radius: 50%;
  background: var(--blue); }
:focus-visible { outline: 3px solid var(--vermillion); outline-offset: 6px; }
svg text { fill: currentColor; font-size: 14px; }
p { margin: 0.5rem 0; } output { font-weight: 600; }
button { font: inherit; color: inherit; background: transparent;
  border: 1px solid currentColor; border-radius: 5px; padding: 0.1rem 0.8rem;
  cursor: pointer; }`;

// Labelled sliders, of rows of name, title, words, least, most and step.
export const sliders = (rows) =>
  `<div class="sliders">${rows.map(
    ([name, title, words, least, most, step]) => `<label><b>${title}</b>
<span aria-hidden="true"></span><small>${words}</small><input type="range"
name="${name}" min="${least}" max="${most}" step="${step}"></label>`,
  ).join("")}</div>`;

// Write beside each slider in `root` where it stands, as `told` puts it, and
// return all of it: { name: number }.
export function read(root, told) {
  const inputs = [...root.querySelectorAll("[type=range]")];
  for (const input of inputs)
    input.parentElement.querySelector("span").textContent = told(
      input.valueAsNumber,
    );
  return Object.fromEntries(inputs.map((i) => [i.name, i.valueAsNumber]));
}

// Put `inside` over what is in `place`. Returns its root and its settings.
export function open(place, style, inside) {
  const root = place.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // a page may forbid other styles
  sheet.replaceSync(STYLE + style);
  root.adoptedStyleSheets = [sheet];
  root.innerHTML = inside;
  // JupyterLab would take the arrow keys for "next cell".
  place.dataset.lmSuppressShortcuts = "true";
  return { root, start: JSON.parse(place.dataset.settings) };
}

// A page may hold several of a kind, each with a copy of its file: whichever
// runs first serves all that are there. Where nothing may run, JupyterLab has
// taken the settings away as well.
export function everywhere(kind, mount) {
  if (typeof document === "undefined") return;
  for (const place of document.querySelectorAll(`.${kind}[data-settings]`))
    if (!place.shadowRoot) mount(place);
}

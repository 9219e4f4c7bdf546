// A stack of LSTM layers to play with: sizes, switches, and what Keras makes
// of them.
//
// `trace` and `code` are the arithmetic and the words, `mount` is what one
// sees. Nothing is fetched: helpers/stack_explorer.py puts it into a page.

import { everywhere, open, read, sliders } from "./interactive.js";

// With blanks at which no line is broken.
const tuple = (shape) => `(${shape.join(",\u00a0")})`;
const word = (keep) => (keep ? "True" : "False"); // as Python writes it
const count = (n, what) =>
  `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;

// What becomes of data of shape [samples, timeSteps, features] in a stack
// with a layer for each of `returns`: whether it keeps its time steps.
// `perStep` is what is wanted of the head, whether the layers bear it or not.
//
// Returns { rows, output, wanted, parameters, message, complains, change }:
// a row for each layer that Keras builds, what the last of them gives, what
// the head is wanted to give, the parameters of all; where Keras stops, its
// message and which layer that names, otherwise null; and the layer in which
// to change the switch, or null if all is well.
export function trace(settings) {
  const { samples, timeSteps, features, units, returns, perStep } = settings;
  const wanted = perStep ? [samples, timeSteps, 1] : [samples, 1];
  const rows = [];
  let input = [samples, timeSteps, features];
  const built = (more) => ({
    rows,
    output: input,
    wanted,
    parameters: rows.reduce((sum, row) => sum + row.parameters, 0),
    ...more,
  });
  const name = (layer) => `layer_${layer}`;
  for (const [k, keep] of returns.entries()) {
    const reads = input.at(-1);
    if (input.length < 3)
      return built({
        message:
          `Input 0 with name 'None' of layer '${name(k + 1)}' is ` +
          "incompatible with the layer: expected ndim=3, found ndim=2. " +
          `Full shape received: (None, ${reads})`,
        complains: name(k + 1),
        change: name(k),
      });
    const output = keep ? [samples, timeSteps, units] : [samples, units];
    rows.push({
      name: name(k + 1),
      input,
      output,
      parameters: 4 * units * (reads + units + 1),
      rule: `4 × ${units} × (${reads} + ${units} + 1)`,
    });
    input = output;
  }
  const output = [...input.slice(0, -1), 1];
  const rule = `${units} + 1`;
  rows.push({ name: "head", input, output, parameters: units + 1, rule });
  input = output;
  const fits = output.length === wanted.length;
  const change = fits ? null : name(returns.length);
  return built({ message: null, complains: null, change });
}

// The Keras code of the stack, line by line; that of a layer names it.
export function code({ samples, timeSteps, features, units, returns }) {
  const layers = returns.map((keep, k) => {
    const kept = keep ? ", return_sequences=True" : "";
    return `LSTM(${units}${kept}, name="layer_${k + 1}")`;
  });
  return [
    "import keras",
    "import numpy as np",
    "",
    "model = keras.Sequential()",
    `model.add(keras.Input((${timeSteps}, ${features})))`,
    ...[...layers, 'Dense(1, name="head")'].map(
      (layer) => `model.add(keras.layers.${layer})`,
    ),
    "",
    `x = np.zeros((${samples}, ${timeSteps}, ${features}))`,
    "print(model(x).shape)",
  ];
}

// One more or one less layer: a new one keeps what an LSTM above it needs,
// and the last one is as the last one was.
export function resized(returns, depth) {
  const lower = [...returns.slice(0, -1), ...Array(depth).fill(true)];
  return [...lower.slice(0, depth - 1), returns.at(-1)];
}

export const SLIDERS = [
  ["samples", "Samples", "sequences at a time", 1, 16, 1],
  ["timeSteps", "Time steps", "moments of a sequence", 1, 30, 1],
  ["features", "Features", "numbers at each moment", 1, 12, 1],
  ["units", "Units", "memory cells of a layer", 1, 64, 1],
  ["depth", "Depth", "LSTM layers", 1, 6, 1],
];
const MOST = SLIDERS.at(-1)[4];

const HIGH = 56; // of a drawing, in pixels

const LOOK = `
:host { container-type: inline-size; max-width: 62rem; }
.play { --ground: var(--jp-layout-color0, Canvas);
  display: grid; gap: 1rem 2rem; }
.play > * { min-width: 0; } [hidden] { display: none; }
.controls { display: grid; gap: 0.5rem 2rem; align-content: start;
  grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); }
.controls > :is(output, p) { grid-column: 1 / -1; }
.sliders { display: contents; }
.sliders label { align-content: start; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
legend { padding: 0; font-weight: 700; }
fieldset label { display: inline-flex; align-items: center; gap: 0.4rem;
  margin-right: 1.2rem; min-height: 28px; cursor: pointer; }
[type="radio"] { appearance: none; width: 18px; height: 18px; margin: 0;
  border: 2px solid currentColor; border-radius: 50%; cursor: pointer; }
[type="radio"]:checked { background: radial-gradient(circle,
  currentColor 0 4px, transparent 5px); }
output { padding: 0.5rem 0.8rem; border-left: 5px solid var(--green);
  background: color-mix(in srgb, var(--green) 10%, transparent); }
.amiss output { border-color: var(--vermillion);
  background: color-mix(in srgb, var(--vermillion) 12%, transparent); }
ol { display: flex; flex-direction: column-reverse; margin: 0; padding: 0;
  list-style: none; container: stack / inline-size; }
li { display: flex; flex-direction: column-reverse; }
.layer { display: grid; align-items: center; gap: 0 1rem;
  grid-template-columns: 4rem 7.2rem 1fr auto; padding: 0.35rem 0.8rem;
  border: 2px solid color-mix(in srgb, var(--tint) 80%, currentColor);
  border-radius: 8px; min-height: 34px;
  background: color-mix(in srgb, var(--tint) 20%, transparent); }
li { --tint: var(--green); } .head { --tint: var(--orange); }
.count { text-align: right; white-space: nowrap; grid-column: -2; }
.count small { display: block; font-size: 13px; }
.switch { display: inline-flex; align-items: center; gap: 0.5rem;
  min-height: 28px; cursor: pointer; }
code, pre { font: 13.5px/1.5 var(--jp-code-font-family, ui-monospace),
  monospace; }
[role="switch"] { appearance: none; flex: none; width: 38px; height: 20px;
  margin: 0; border: 2px solid currentColor; border-radius: 10px;
  cursor: pointer; background: linear-gradient(currentColor 0 0)
  4px / 10px 10px no-repeat; transition: background-position 0.15s; }
[role="switch"]:checked { background-color: var(--blue);
  background-position: 20px; }
.change .layer { border-color: var(--vermillion);
  outline: 2px solid var(--vermillion); }
.stops { --tint: var(--vermillion); }
:is(.stops, .unbuilt) .layer { border-style: dashed; }
.unbuilt .layer { background: none; border-color: color-mix(in srgb,
  currentColor 60%, transparent); }
.says { grid-column: 1 / -1; margin: 0.2rem 0; overflow-wrap: anywhere; }
.says b { display: block; margin-top: 0.2rem; }
.data { display: flex; align-items: center; gap: 0.4rem 0.8rem;
  min-height: ${HIGH}px; }
.data svg { flex: none; width: 150px; height: ${HIGH}px; }
.data b { font-size: 16px; white-space: nowrap; }
.data span { min-width: 0; }
.empty > * { visibility: hidden; }
path { stroke: currentColor; stroke-width: 1.2; stroke-linejoin: round; }
.front { fill: color-mix(in srgb, var(--tint) 34%, var(--ground)); }
.top { fill: color-mix(in srgb, var(--tint) 18%, var(--ground)); }
.side { fill: color-mix(in srgb, var(--tint) 60%, var(--ground)); }
.deep { --tint: var(--blue); } .flat { --tint: var(--orange); }
.grid { fill: none; opacity: 0.4; }
.gone { fill: none; stroke-dasharray: 2 3; }
.arrow path { fill: none; stroke-linecap: round; }
.arrow .tip { fill: currentColor; stroke-width: 0.5; }
.arrow .cross { stroke: var(--vermillion); stroke-width: 4; }
.arrow .thin { stroke-width: 1.6; } .arrow .thick { stroke-width: 5; }
figure { margin: 0; border-top: 1px solid color-mix(in srgb, currentColor 30%,
  transparent); }
figcaption { display: flex; gap: 0.4rem 1rem; align-items: center;
  flex-wrap: wrap; margin: 0.7rem 0 0.4rem; }
pre { margin: 0; padding: 0.6rem 0.8rem; overflow-x: auto; border-radius: 6px;
  background: color-mix(in srgb, currentColor 7%, transparent); }
pre:focus-visible { outline-offset: 0; }
:is([role="switch"], [type="radio"]):focus-visible { outline-offset: 2px; }
mark { color: inherit; background: color-mix(in srgb, var(--vermillion) 25%,
  transparent); }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
@container stack (max-width: 39.9rem) {
  .layer { grid-template-columns: 4rem 1fr auto; }
  .switch { grid-column: 1 / 3; grid-row: 2; }
  .count { grid-row: 1 / 3; }
  .head .count { grid-row: 1; }
}
@container stack (max-width: 26rem) {
  .layer { grid-template-columns: 1fr auto; }
  .switch { grid-column: 1 / -1; grid-row: 3; }
  .count, .head .count { grid-row: 1 / 3; }
  .layer { gap: 0 0.5rem; padding: 0.3rem 0.6rem; }
  .kind { white-space: nowrap; }
  .count small { font-size: 12.5px; }
  .data { display: grid; grid-template-columns: 114px 1fr; min-height: 46px;
    gap: 0 0.7rem; align-content: center; }
  .data svg { grid-row: 1 / 3; width: 114px; height: 46px; }
  .data b { align-self: end; line-height: 1.1; }
  .data span { align-self: start; font-size: 14px; line-height: 1.2; }
}
@container (min-width: 50rem) {
  .play { grid-template-columns: 15.5rem 1fr; }
  .controls { grid-template-columns: 1fr; }
  figure { grid-column: 1 / -1; }
}
@container (max-width: 34rem) {
  .controls { grid-template-columns: 1fr 1fr; gap: 0.3rem 1.4rem; }
  .sliders small { display: none; }
  fieldset label { margin: 0; gap: 0.3rem; font-size: 14px; }
  output { min-height: 4.2em; }
  .play { padding: 0.7rem; }
}
@media (prefers-reduced-motion: reduce) {
  [role="switch"] { transition: none; }
}`;

const DATA = `<div class="data"><svg aria-hidden="true" viewBox="0 0 150 ${HIGH}"
preserveAspectRatio="xMinYMax meet"></svg><b></b>
<span></span></div>`;
const LAYER = (name) => `<li class="${name}"><div class="layer"><b>${name}</b>
<span class="kind"></span>${name === "head" ? "" : SWITCH(name)}<span
class="count"></span><p class="says" hidden></p></div>${DATA}</li>`;
const SWITCH = (name) => `<label class="switch"><input type="checkbox"
role="switch"><code>return_sequences=<b></b></code><span class="quiet"> of
${name}</span></label>`;
const NAMES = Array.from({ length: MOST }, (_, k) => `layer_${k + 1}`);

const FRAME = `<div class="play" role="group" aria-label="A stack to play with">
<div class="controls">${sliders(SLIDERS)}
<fieldset><legend>Answers wanted</legend>
<label><input type="radio" name="wish" value="once"> once a sequence</label>
<label><input type="radio" name="wish" value="each"> at every step</label>
</fieldset><output aria-live="polite"></output>
<p><button type="button" class="reset">Reset</button></p></div>
<ol role="list"><li class="input">${DATA}</li>
${[...NAMES, "head"].map(LAYER).join("")}</ol>
<figure><figcaption><b>The same in Keras</b><button type="button"
class="copy">Copy</button><span role="status"></span></figcaption>
<pre tabindex="0" role="group" aria-label="Keras code"><code></code></pre>
</figure></div>`;

// What is to be said of what `trace` found, and what to do, for everybody.
export function verdict({ output, wanted, parameters, ...found }, returns) {
  const { message, complains, change } = found;
  if (!change)
    return [`It fits: the head gives ${tuple(output)}. The stack has ` +
      `${count(parameters, "parameter")}.`, ""];
  const what = message
    ? `Keras stops: ${complains} wants 3D and gets 2D.`
    : `Keras says nothing, but the head gives ${tuple(output)} and shall ` +
      `give ${tuple(wanted)}.`;
  const to = word(message || !returns.at(-1));
  return [what, `Change ${change} to return_sequences=${to}.`];
}

// The inside of a drawing: arrows, and data of this shape as a box: time
// runs to the right, numbers go up, samples back. `dropped` time steps are
// thrown away below it; nobody takes what is `refused`.
function draw(shape, { samples, timeSteps, features, units }, dropped, refused) {
  const flat = shape.length === 2;
  const across = Math.min(14, 84 / timeSteps);
  const up = Math.min(6, 34 / Math.max(units, features));
  const back = Math.min(5, 16 / samples);
  const steps = flat ? 1 : timeSteps;
  const [wide, high] = [across * steps, Math.max(4, up * shape.at(-1))];
  const deep = back * samples;
  const left = 46 + across * (timeSteps - steps);
  const low = HIGH - 4;
  // From the front's lower left corner: along time, numbers and samples.
  const at = (t, n, s) =>
    `${(left + t + s).toFixed(1)} ${(low - n - 0.7 * s).toFixed(1)}`;
  const face = (look, ...corners) =>
    `<path class="${look}" d="M${corners.map((p) => at(...p)).join("L")}Z"/>`;
  const line = (...points) => `M${points.map((p) => at(...p)).join("L")}`;
  const inner = (size, unit) =>
    unit < 3 ? [] : Array.from({ length: size - 1 }, (_, k) => unit * (k + 1));
  const lines = [
    ...inner(steps, across).map((t) =>
      line([t, 0, 0], [t, high, 0], [t, high, deep])),
    ...inner(shape.at(-1), up).map((n) =>
      line([0, n, 0], [wide, n, 0], [wide, n, deep])),
    ...inner(samples, back).map((s) =>
      line([wide, 0, s], [wide, high, s], [0, high, s])),
  ];
  const gone = dropped ? -across * (timeSteps - 1) : 0;
  const arrow = (x, look, head) =>
    `<path d="M${x} ${HIGH - 4}V${3 + head}" class="${look}"/>
     <path class="tip" d="M${x} 3l${head / 1.7} ${head}h${-head * 1.18}Z"/>`;
  const cross = `<path class="cross" d="M12 6l16 16m0-16l-16 16M20 14V${
    HIGH - 4}"/>`;
  return [
    `<g class="arrow">`,
    refused ? cross : flat ? arrow(20, "thick", 15)
      : [9, 20, 31].map((x) => arrow(x, "thin", 8)).join(""),
    `</g>`,
    gone ? face("gone", [gone, 0, 0], [0, 0, 0], [0, high, 0],
      [gone, high, 0]) : "",
    `<g class="${flat ? "flat" : "deep"}">`,
    face("top", [0, high, 0], [wide, high, 0], [wide, high, deep],
      [0, high, deep]),
    face("side", [wide, 0, 0], [wide, 0, deep], [wide, high, deep],
      [wide, high, 0]),
    face("front", [0, 0, 0], [wide, 0, 0], [wide, high, 0], [0, high, 0]),
    `<path class="grid" d="${lines.join("")}"/></g>`,
  ].join("");
}

function told(shape, samples) {
  const numbers = count(shape.at(-1), "number");
  const whole = shape.length === 3
    ? `${count(shape[1], "step")} of ${numbers}` : `one vector of ${numbers}`;
  return samples > 1 ? `${whole} a sample` : whole;
}

// Put an explorer over what is in `place`, whose data-settings hold the start.
export function mount(place) {
  const { root, start } = open(place, LOOK, FRAME);
  const find = (selector) => root.querySelector(selector);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let returns;
  // Writes only what differs, so that the eye is led to it.
  const write = (element, text) => {
    const before = element.textContent;
    if (before === text) return;
    element.textContent = text;
    if (before && !calm.matches) // at opening nothing moves
      element.animate([{ opacity: 0.2 }, { opacity: 1 }], 350);
  };
  const show = () => {
    const sizes = read(root, String);
    returns = resized(returns, sizes.depth);
    const perStep = find("[value=each]").checked;
    const now = { ...sizes, returns, perStep };
    const found = trace(now);
    const rows = new Map(found.rows.map((row) => [row.name, row]));
    find(".play").classList.toggle("amiss", found.change !== null);
    const [what, advice] = verdict(found, returns);
    find("output").textContent = `${what} ${advice}`;
    const data = (item, shape, what, dropped, refused) => {
      const [picture, text, words] = item.querySelector(".data").children;
      item.querySelector(".data").classList.toggle("empty", !shape);
      picture.innerHTML = shape ? draw(shape, sizes, dropped, refused) : "";
      write(text, shape ? tuple(shape) : "");
      words.textContent = shape ? what + told(shape, samples) : "";
    };
    const { samples, timeSteps, features, units } = sizes;
    data(find(".input"), [samples, timeSteps, features], "input: ");
    const speaks = found.change && (found.complains ?? "head");
    for (const [k, name] of [...NAMES, "head"].entries()) {
      const item = find(`.${name}`);
      const row = rows.get(name);
      const own = (selector) => item.querySelector(selector);
      const isHead = name === "head";
      item.hidden = !isHead && k >= sizes.depth;
      item.classList.toggle("change", name === found.change);
      item.classList.toggle("stops", name === found.complains);
      item.classList.toggle("unbuilt", !row && name !== found.complains);
      own(".kind").textContent = isHead
        ? "Dense, 1 unit" : `LSTM, ${count(units, "unit")}`;
      if (!isHead && !item.hidden) {
        own("input").checked = returns[k];
        own("code b").textContent = word(returns[k]);
      }
      own(".count").innerHTML = row
        ? `${count(row.parameters, "parameter")}<small>${row.rule}</small>`
        : "not built";
      own(".says").hidden = name !== speaks;
      own(".says").innerHTML = found.message
        ? `<code>ValueError: ${found.message}</code><b>${advice}</b>`
        : `${what}<b>${advice}</b>`;
      const refused = found.message && name === found.change;
      const dropped = row && row.input.length > row.output.length;
      data(item, row?.output, isHead ? "output: " : "", dropped, refused);
    }
    const changed = `"${found.change}"`;
    find("pre code").innerHTML = code(now)
      .map((text) => (text.includes(changed) ? `<mark>${text}</mark>` : text))
      .join("\n");
    write(find("[role=status]"), "");
  };
  const reset = () => {
    returns = [...start.returns];
    const sizes = { ...start, depth: returns.length };
    for (const [name] of SLIDERS) find(`[name=${name}]`).value = sizes[name];
    find(start.perStep ? "[value=each]" : "[value=once]").checked = true;
    show();
  };
  const copy = async () => {
    const text = find("pre").textContent;
    let done = "Copied.";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not every page may write there: then the reader copies by hand.
      getSelection().selectAllChildren(find("pre"));
      find("pre").focus();
      done = "Marked: copy it with Ctrl+C.";
    }
    write(find("[role=status]"), done);
  };
  for (const [k, name] of NAMES.entries())
    find(`.${name} input`).addEventListener("change", (event) => {
      returns[k] = event.target.checked;
      show();
    });
  for (const input of root.querySelectorAll("[type=range], [type=radio]"))
    input.addEventListener("input", show);
  find(".reset").addEventListener("click", reset);
  find(".copy").addEventListener("click", copy);
  reset();
}

everywhere("stack-explorer", mount);

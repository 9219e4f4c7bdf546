// One LSTM cell to play with: four sliders, and what becomes of c and h.
//
// `step` and `series` are the arithmetic, `mount` is what one sees. Nothing
// is fetched: helpers/cell_player.py puts all of it into a page.

import { everywhere, open, read, sliders } from "./interactive.js";

// The curve 1 / (1 + exp(-z)), written so that nothing in it can overflow.
const share = (z) => 0.5 + 0.5 * Math.tanh(0.5 * z);

// What tanh must read to give `y`; 20 for infinity, as tanh(20) is 1 here.
const atanh = (y) => Math.max(-20, Math.min(20, Math.atanh(y)));

function check(name, value, ...shape) {
  const fits = (v, [length, ...inner]) =>
    length === undefined
      ? typeof v === "number"
      : Array.isArray(v) &&
        v.length === length &&
        v.every((part) => fits(part, inner));
  if (fits(value, shape)) return;
  const sizes = [value?.length, value?.[0]?.length].filter((n) => n >= 0);
  throw new RangeError(
    `${name} has shape (${sizes.join(", ")}); expected an array of numbers ` +
      `of shape (${shape.join(", ")}).`,
  );
}

// One time step of a layer, for one sample: returns the new { h, c }.
// x: features; h and c: units; kernel: features rows of 4 * units;
// recurrentKernel: units rows of 4 * units; bias: 4 * units. As in Keras, the
// blocks are input gate, forget gate, candidate, output gate.
export function step(x, h, c, kernel, recurrentKernel, bias) {
  const features = x?.length ?? 0;
  const units = h?.length ?? 0;
  check("x", x, features);
  check("h", h, units);
  check("c", c, units);
  check("kernel", kernel, features, 4 * units);
  check("recurrentKernel", recurrentKernel, units, 4 * units);
  check("bias", bias, 4 * units);
  const weigh = (values, weights, column) =>
    values.reduce((sum, value, row) => sum + value * weights[row][column], 0);
  const sums = bias.map(
    (b, j) => weigh(x, kernel, j) + weigh(h, recurrentKernel, j) + b,
  );
  const newC = c.map(
    (old, u) =>
      share(sums[units + u]) * old +
      share(sums[u]) * Math.tanh(sums[2 * units + u]),
  );
  const newH = newC.map((v, u) => share(sums[3 * units + u]) * Math.tanh(v));
  return { h: newH, c: newC };
}

// The states of one unit after each of `steps` steps: { h, c }, two arrays.
// Its gates never change, for they come from the bias alone. Its input is 1
// at the steps in `newAt`, counted from 1, and 0 otherwise; the candidate is
// `candidate` at those steps, and 0 otherwise.
export function series({ forget, enter, candidate, shown, steps, newAt }) {
  const logit = (gate) => 2 * atanh(2 * gate - 1);
  const kernel = [[0, 0, atanh(candidate), 0]];
  const bias = [logit(enter), logit(forget), 0, logit(shown)];
  const all = { h: [], c: [] };
  let state = { h: [0], c: [0] };
  for (let t = 1; t <= steps; t += 1) {
    const x = [newAt.includes(t) ? 1 : 0];
    state = step(x, state.h, state.c, kernel, [[0, 0, 0, 0]], bias);
    all.h.push(state.h[0]);
    all.c.push(state.c[0]);
  }
  return all;
}

const SLIDERS = [
  ["forget", "Forget gate", "how much of the old is kept", 0, 1, 0.01],
  ["enter", "Input gate", "how much of the new enters", 0, 1, 0.01],
  ["candidate", "Candidate", "what the new is", -1, 1, 0.01],
  ["shown", "Output gate", "how much is shown", 0, 1, 0.01],
];

const HEIGHT = 280; // of the drawing, in pixels

const LOOK = `
:host { max-width: 44rem; }
.play { --c: var(--blue); --h: var(--vermillion); }
svg { display: block; width: 100%; height: ${HEIGHT}px; margin: 0.8rem 0 0; }
.sums { display: flex; flex-wrap: wrap; gap: 0 2rem; }
footer { display: flex; flex-wrap: wrap; gap: 0.4rem 1.5rem;
  align-items: start; }
summary { cursor: pointer; } table { border-spacing: 0.9rem 0; }
td, th { text-align: right; }`;

const FRAME = `<div class="play" role="group" aria-label="An LSTM cell to play with">
${sliders(SLIDERS)}
<svg role="img"></svg><p class="sums"></p>
<p><output aria-live="polite"></output></p>
<footer><button type="button">Reset</button>
<details><summary>All numbers</summary><table></table></details></footer>
</div>`;

// With a real minus sign, which screen readers do read, and no -0.
const fixed = (v, places) =>
  v.toFixed(places).replace(/^-(0\.0*)$/, "$1").replace("-", "\u2212");

// The inside of the drawing, `width` pixels wide.
function draw({ h, c }, newAt, width) {
  const [left, right, top, bottom] = [34, width - 82, 26, HEIGHT - 44];
  const most = newAt.length; // c cannot pass it: each time adds 1 at most
  const x = (t) => left + ((right - left) * (t - 1)) / (c.length - 1);
  const y = (v) => top + ((bottom - top) * (most - v)) / (2 * most);
  const line = (v) => v.map((one, k) => `${x(k + 1)},${y(one)}`).join(" ");
  const radius = Math.min(3.5, (right - left) / c.length / 3);
  const dots = (v, look) =>
    v.map((one, k) => `<circle cx="${x(k + 1)}" cy="${y(one)}"
      r="${radius}" ${look}/>`);
  const text = (at, height, words, anchor = "middle") =>
    `<text x="${at}" y="${height}" text-anchor="${anchor}">${words}</text>`;
  const across = (v) => `<path d="M${left} ${y(v)}H${right}"
    stroke="currentColor" opacity="${v ? 0.2 : 0.7}"/>`;
  const levels = Array.from({ length: 2 * most + 1 }, (_, k) => k - most);
  const every = c.length > 30 ? 10 : 5;
  const ticks = c.map((_, k) => k + 1).filter((t) => t === 1 || !(t % every));
  const named = newAt.filter((t, k) => !k || x(t) - x(newAt[k - 1]) > 36);
  const [endC, endH] = [y(c.at(-1)), y(h.at(-1))];
  const apart = Math.max(0, 19 - Math.abs(endC - endH)) / 2;
  const lift = endC <= endH ? -apart : apart; // so that no label hides one
  return [
    ...levels.map(across),
    ...levels.map((v) => text(left - 10, y(v) + 5, fixed(v, 0), "end")),
    ...ticks.map((t) => text(x(t), bottom + 19, t)),
    text((left + right) / 2, bottom + 37, "time step"),
    ...newAt.map((t) => `<path d="M${x(t)} ${top}V${bottom}"
      stroke="currentColor" stroke-dasharray="1 4"/>`),
    ...named.map((t) => text(x(t), 16, "new")),
    `<polyline points="${line(c)}" fill="none" stroke="var(--c)"
      stroke-width="2.5"/>`,
    ...dots(c, 'fill="var(--c)"'),
    `<polyline points="${line(h)}" fill="none" stroke="var(--h)"
      stroke-width="2" stroke-dasharray="7 4"/>`,
    ...dots(h, `stroke="var(--h)" stroke-width="1.5"
      fill="var(--jp-layout-color0, Canvas)"`),
    text(right + 10, endC + lift + 5, `c ${fixed(c.at(-1), 3)}`, "start"),
    text(right + 10, endH - lift + 5, `h ${fixed(h.at(-1), 3)}`, "start"),
  ].join("");
}

// Put a player over what is in `place`, whose data-settings hold the start.
export function mount(place) {
  const { root, start } = open(place, LOOK, FRAME);
  const find = (selector) => root.querySelector(selector);
  const [svg, inputs] = [find("svg"), [...root.querySelectorAll("input")]];
  let all;
  const show = () => {
    const now = { ...start, ...read(root, (value) => fixed(value, 2)) };
    all = series(now);
    const gate = (name) => fixed(now[name], 2);
    const end = `After ${start.steps} steps, c is ` +
      `${fixed(all.c.at(-1), 3)} and h is ${fixed(all.h.at(-1), 3)}.`;
    find(".sums").innerHTML =
      `<span>c = ${gate("forget")} × old c + ${gate("enter")} × candidate` +
      `</span><span>h = ${gate("shown")} × tanh(c)</span><span>candidate = ` +
      `${gate("candidate")} at the dotted lines, else 0</span>`;
    find("output").textContent = end;
    find("table").innerHTML = "<tr><th>step<th>c<th>h" + all.c.map((c, k) =>
      `<tr><td>${k + 1}<td>${fixed(c, 3)}<td>${fixed(all.h[k], 3)}`).join("");
    svg.setAttribute("aria-label", `Two lines over ${start.steps} time ` +
      `steps, c and h. Something new comes in at step ` +
      `${start.newAt.join(", ")}. The largest c is ` +
      `${fixed(Math.max(...all.c), 3)}, the smallest ` +
      `${fixed(Math.min(...all.c), 3)}. ${end}`);
    redraw();
  };
  const redraw = () => {
    const width = Math.max(280, svg.getBoundingClientRect().width);
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.innerHTML = draw(all, start.newAt, width);
  };
  const reset = () => {
    for (const input of inputs) input.value = start[input.name];
    show();
  };
  for (const input of inputs) input.addEventListener("input", show);
  find("button").addEventListener("click", reset);
  new ResizeObserver(redraw).observe(svg);
  reset();
}

everywhere("lstm-cell", mount);

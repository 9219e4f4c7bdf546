// What is typed on a page, as a Python value; for answers.js.
//
// `answerValues.read(typed)` knows numbers, texts, None, True and False, the
// dots, lists, tuples, sets, dictionaries as far as to name them, arithmetic,
// range, and log, exp and sqrt. It calculates by itself: nothing that is typed
// is run as code. Of all else it throws an Unread, whose message says why.
globalThis.answerValues = (() => {
  "use strict";

  // A Python value: a list or a tuple is an Array, a dictionary a Map.
  const DOTS = Symbol("...");
  const NAMES = { None: null, True: true, False: false };
  const FUNCTIONS = { log: Math.log, exp: Math.exp, sqrt: Math.sqrt };
  const LISTS = ["list", "tuple", "Size", "TensorShape"];
  const RANGES = new WeakSet(); // ranges that no list was made of
  const LARGEST = 2 ** 53;
  const LONGEST = 2000; // entries of a list
  const TOKEN = new RegExp(
    [
      String.raw`(?<space>\s+|#.*)`,
      String.raw`(?<number>(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?)`,
      String.raw`(?<text>"[^"\\]*"|'[^'\\]*')`,
      String.raw`(?<name>[\p{L}_][\p{L}\p{N}_.]*)`,
      String.raw`(?<sign>\*\*|//|\.\.\.|[-+*/%()[\]{},:=])`,
    ].join("|"),
    "uy",
  );
  // What is the matter with what cannot be read.
  const WHY = {
    close: "A bracket or a parenthesis has no partner.",
    between: "A comma is missing, or a sign such as * for times.",
    both: "Give the sum or its result, not both.",
    name: "Names and functions are for the notebook; words stand in quotes.",
    capital: "Python writes None, True and False with a capital letter.",
    zeros: "Python wants no zero before a whole number.",
    range: "Make a list of the range.",
    large: "That is too large.",
    undefined: "That has no result.",
  };
  const isArray = Array.isArray;

  class Unread extends Error {
    constructor(why = "") {
      super(WHY[why] ?? "");
    }
  }

  // A phone writes other quotes; some keyboards write signs of double width.
  function plain(typed) {
    return typed
      .replace(/[\uff01-\uff5e]/g, (wide) =>
        String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
      .replace(/[“”„«»]/g, '"').replace(/[‘’‚]/g, "'")
      .replace(/[−–]/g, "-").replace(/[、،]/g, ",").trim();
  }

  function tokens(text) {
    const found = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const groups = TOKEN.exec(text)?.groups;
      if (!groups) throw new Unread();
      const kind = Object.keys(groups).find((one) => groups[one] !== undefined);
      if (kind !== "space") found.push({ kind, text: groups[kind] });
    }
    return found;
  }

  function python(text) {
    const rest = tokens(text);
    const isNext = (...signs) => signs.includes(rest[0]?.text);
    const take = (...signs) => (isNext(...signs) ? rest.shift().text : null);

    function several(end) {
      const found = [];
      let commas = 0;
      while (rest.length && !isNext(end)) {
        if (take("*")) found.push(...list(sum()));
        else found.push(sum());
        if (!take(",")) break;
        commas += 1;
      }
      return { found, commas };
    }
    function within(end, isDictionary = false) {
      const inside = several(end);
      if (isDictionary && isNext(":")) {
        while (rest.length && !isNext(end)) rest.shift();
        inside.found = [];
      }
      if (!take(end)) throw new Unread(rest.length ? "between" : "close");
      return inside;
    }
    function chain(part, ...signs) {
      let left = part();
      for (let sign; (sign = take(...signs));) left = apply(sign, left, part());
      return left;
    }
    const sum = () => chain(product, "+", "-");
    const product = () => chain(signed, "*", "/", "//", "%");
    function signed() {
      const sign = take("+", "-");
      if (!sign) return power();
      return number(signed()) * (sign === "-" ? -1 : 1);
    }
    function power() {
      const base = atom();
      return take("**") ? apply("**", base, signed()) : base;
    }
    function atom() {
      const { kind, text } = rest.shift() ?? {};
      if (kind === "number") return literal(text);
      if (kind === "text") return text.slice(1, -1);
      if (kind === "name") return named(text);
      if (text === "...") return DOTS;
      if (text === "[") return within("]").found;
      if (text === "{") {
        const { found } = within("}", true);
        return found.length ? new Set(found) : new Map();
      }
      if (text !== "(") throw new Unread(/^[)\]}]/.test(text) ? "close" : "");
      const { found, commas } = within(")");
      return found.length === 1 && !commas ? found[0] : found;
    }
    function named(text) {
      if (Object.hasOwn(NAMES, text)) return NAMES[text];
      if (/^(none|true|false)$/i.test(text)) throw new Unread("capital");
      const name = text.split(".").at(-1);
      if (!take("(")) throw new Unread("name");
      const { found } = within(")");
      if (name === "range" && [1, 2].includes(found.length))
        return range(...found.map(number));
      if (found.length === 1 && LISTS.includes(name)) return [...list(found[0])];
      if (found.length === 1 && Object.hasOwn(FUNCTIONS, name))
        return finite(FUNCTIONS[name](number(found[0])));
      throw new Unread("name");
    }

    // As in the cell of the notebook, a name and = may stand before it.
    if (rest[0]?.kind === "name" && rest[1]?.text === "=") rest.splice(0, 2);
    if (!rest.length) return DOTS;
    const { found, commas } = several();
    if (isNext("=")) throw new Unread("both");
    if (rest.length) throw new Unread(isNext(")", "]", "}") ? "close" : "between");
    if (found.some(hasRange)) throw new Unread("range");
    return commas ? found : found[0];
  }

  const hasRange = (value) =>
    RANGES.has(value) || (Array.isArray(value) && value.some(hasRange));

  function literal(text) {
    if (/^0[\d_]*[1-9][\d_]*$/.test(text)) throw new Unread("zeros");
    return finite(Number(text.replaceAll("_", "")));
  }

  function number(value) {
    if (typeof value !== "number") throw new Unread();
    return value;
  }

  function list(value) {
    if (!isArray(value)) throw new Unread();
    return value;
  }

  function finite(value) {
    if (Number.isNaN(value)) throw new Unread("undefined");
    if (Math.abs(value) > LARGEST) throw new Unread("large");
    return value;
  }

  function range(...ends) {
    const [first, last] = ends.length === 1 ? [0, ...ends] : ends;
    if (last - first > LONGEST) throw new Unread("large");
    const length = Math.max(0, Math.ceil(last - first));
    const found = Array.from({ length }, (_, place) => first + place);
    RANGES.add(found);
    return found;
  }

  function apply(sign, left, right) {
    if (isArray(left) && isArray(right) && sign === "+") return [...left, ...right];
    if (isArray(right) && sign === "*") [left, right] = [right, left];
    if (isArray(left) && sign === "*" && Number.isInteger(right)) {
      if (left.length * right > LONGEST) throw new Unread("large");
      return Array(Math.max(0, right)).fill(left).flat();
    }
    number(left), number(right);
    if (["/", "//", "%"].includes(sign) && right === 0) throw new Unread("undefined");
    if (sign === "**" && left === 0 && right < 0) throw new Unread("undefined");
    if (sign === "+") return finite(left + right);
    if (sign === "-") return finite(left - right);
    if (sign === "*") return finite(left * right);
    if (sign === "/") return finite(left / right);
    if (sign === "**") return finite(left ** right);
    const over = ((left % right) + right) % right; // Python's % goes with right
    return sign === "%" ? over : finite(Math.round((left - over) / right));
  }

  return { DOTS, Unread, plain, read: (typed) => python(plain(typed)) };
})();

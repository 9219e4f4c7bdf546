// An answer that was typed on a page, judged as a check in a notebook does it.
//
// `answers.judge(table, typed)` brings the value of answer_values.js into one
// form, as the readers of helpers/checks/readers.py do, and looks it up in a
// table of tools/page_answers.py. It gives a mark and the rest of the line that
// the notebook prints.
globalThis.answers = (() => {
  "use strict";

  const { DOTS, Unread, plain, read } = globalThis.answerValues;
  const isArray = Array.isArray;

  // What is odd about an answer, by its name in the table.
  class Odd extends Error {}
  const odd = (name, isSo = true) => { if (isSo) throw new Odd(name); };

  // The readers: what is asked for, in one form, or what is odd about it.
  function sort(value) {
    if (value === null) return "none";
    if (value === DOTS) return "dots";
    if (isArray(value)) return "list";
    if (typeof value === "object") return value instanceof Set ? "set" : "dict";
    return { string: "text", boolean: "truth", number: "number" }[typeof value];
  }

  function isOpen(value) {
    return value === DOTS || (isArray(value) && value.slice(0, 8).some(isOpen));
  }

  function each(read, values) {
    return values.map((value) => {
      try {
        return read(value);
      } catch (error) {
        if (error instanceof Odd) error.message = `in ${error.message}`;
        throw error;
      }
    });
  }

  function size(value) {
    odd(sort(value), sort(value) !== "number");
    odd("float", !Number.isInteger(value));
    return value;
  }

  const entry = (value) => (sort(value) === "truth" ? value : size(value));

  function row(value) {
    odd("alone", sort(value) === "number");
    odd(sort(value), sort(value) !== "list");
    odd("endless", value.length > 1000);
    return value.length === 1 && isArray(value[0]) ? value[0] : value;
  }

  function texts(value) {
    if (sort(value) === "text") return value.match(/[\p{L}\p{N}_]+/gu) ?? [];
    odd("alone", sort(value) === "number");
    odd(sort(value), sort(value) !== "list");
    odd("mixed", !value.every((text) => sort(text) === "text"));
    return value.map((text) => text.trim());
  }

  const READ = {
    number(value) {
      if (sort(value) === "number") return value;
      odd(sort(value), sort(value) !== "list");
      odd("several", value.length !== 1);
      return READ.number(value[0]);
    },
    whole: (value) => size(READ.number(value)),
    shape(value) {
      if (sort(value) === "number") return each(size, [value]);
      odd(sort(value), sort(value) !== "list");
      odd("empty", value.length === 0);
      odd("long", value.length > 8);
      return each(size, value);
    },
    shapes(value) {
      odd("alone", sort(value) === "number");
      odd(sort(value), sort(value) !== "list");
      odd("empty", value.length === 0);
      const begin = value.slice(0, 9).map(sort);
      odd("one", begin.every((part) => ["number", "truth"].includes(part)));
      odd("long", value.length > 8);
      return each(READ.shape, value);
    },
    numbers(value) {
      const found = row(value);
      odd("many", found.length === 0 || found.length > 8);
      return each(READ.number, found);
    },
    epochs(value) {
      const found = row(value);
      odd("pair", found.length !== 2);
      const pair = each(READ.number, found);
      odd("counted", !pair.every((one) => Number.isInteger(one) && one >= 0));
      return pair;
    },
    integers(value) {
      const found = each(entry, row(value));
      odd("truths", found.some((one) => sort(one) === "truth"));
      return found;
    },
    truths: (value) => each(entry, row(value)).map(Number),
    words: (value) => texts(value).map((text) => text.toLowerCase()),
    letters(value) {
      const found = texts(value instanceof Set ? [...value] : value);
      const upper = found.map((text) => text.toUpperCase());
      const letters = upper.filter((text) => text !== "AND").join("");
      odd("empty", letters === "");
      return [...new Set(letters)].sort();
    },
  };

  // The table: hints by digests, as tools/page_answers.py makes them.
  function digest(text) {
    let h = 2166136261;
    for (const byte of new TextEncoder().encode(text))
      h = Math.imul(h ^ byte, 16777619);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0).toString(16);
  }

  function lookUp(table, value) {
    const find = (key) => table.known[digest(`${table.salt} ${key}`)];
    if (isArray(value))
      return keysOf(value, table.first, find).map(find)
        .find((place) => place !== undefined);
    if (value < table.edge) return table.below;
    const at = Math.floor(value / table.width);
    const inside = value / table.width - at;
    const found = find(`at ${at}`);
    if (!isArray(found)) return found;
    return found.find(([low, high]) => low <= inside && inside <= high)?.[2];
  }

  function keysOf(row, first, find) {
    const sorted = (part) => JSON.stringify([...part].sort((a, b) => a - b));
    const places = row.map((part, at) =>
      Number(find(`at ${at} ${JSON.stringify(part)}`) !== undefined));
    return [
      `is ${JSON.stringify(row)}`,
      `long ${row.length}`,
      `places ${places.join("")}`,
      `mix ${sorted(row)} ${sorted(row.slice(0, first))}`,
      `mix ${sorted(row)}`,
    ];
  }

  function judge({ kind, how, texts, odd, ...table }, typed) {
    const areWords = ["words", "letters"].includes(kind);
    let value, place;
    try {
      value = read(areWords ? typed : typed.replace(/[×·⋅]/g, "*"));
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      if (!areWords)
        return ["○", `: this cannot be read. ${error.message} ${how}`.replace("  ", " ")];
      value = plain(typed); // without quotes, but what else could be meant?
    }
    if (isOpen(value)) return ["○", " is open: write your answer into the field."];
    try {
      place = lookUp({ ...table, below: odd.below }, READ[kind](value)) ?? odd.other;
    } catch (error) {
      if (!(error instanceof Odd)) throw error;
      place = odd[error.message];
    }
    return texts[place] === "" ? ["✓", " is solved."] : ["✗", `: ${texts[place]}`];
  }

  return { judge };
})();

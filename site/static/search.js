// The search: sections of the site that have every word, nearest first.
//
// search_index.js, made with the site, holds [address, title, text, page] of
// each section. Nothing is fetched, so it works from a disk, too.

(() => {
  const place = document.querySelector(".search");
  const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const field = place.querySelector("input");
  const list = place.querySelector("ol");
  const says = place.querySelector("[role=status]");
  const plain = (text) => text.toLowerCase().replace(/["'`‘’“”]/g, "");
  const wordsOf = (text) => [
    ...new Set(plain(text).match(/[\p{L}\p{N}]+/gu) ?? []),
  ];

  // How near a section comes: 0 if fewer than `least` of the words are in it.
  // The phrase as a whole counts most, then words of the title.
  function score([, title, text, page], phrase, words, least) {
    const [head, all] = [plain(title), plain(`${title} ${text}`)];
    // A single letter or digit has to stand alone.
    const found = words.filter((word) => word.length > 1
      ? all.includes(word) : new RegExp(`\\b${word}\\b`, "u").test(all));
    if (found.length < least) return 0;
    let sum = found.length / words.length;
    for (const word of found) sum += head.includes(word) ? 1 : 0;
    if (all.includes(phrase)) sum += 3;
    if (head.includes(phrase)) sum += 3;
    if (plain(page).includes(phrase)) sum += 1;
    return sum + 1 / (1 + all.length / 2000);
  }

  // The words around the first place where it is found, with marks.
  function excerpt(text, words, phrase) {
    const escaped = phrase.replace(/[\\^$.*+?()[\]{}|\/]/g, "\\$&");
    const whole = new RegExp(`(${escaped})`, "giu");
    const marks = whole.test(text) ? whole
      : new RegExp(`(\\b(?:${words.join("|")}))`, "giu");
    const at = Math.max(0, text.search(marks));
    const from = at < 70 ? 0 : text.indexOf(" ", at - 60) + 1;
    const piece = text.slice(from, from + 220);
    const item = document.createElement("p");
    for (const [k, part] of piece.split(marks).entries()) {
      const node = k % 2 ? document.createElement("mark") : "";
      if (node) node.textContent = part;
      item.append(node || part);
    }
    item.prepend(from ? "… " : "");
    item.append(from + 220 < text.length ? " …" : "");
    return item;
  }

  function show(query) {
    const [phrase, words] = [plain(query), wordsOf(query)];
    list.replaceChildren();
    says.textContent = "";
    if (!words.length) return;
    // Of a long message, a word or two may be the reader's own.
    const least = words.length > 5 ? Math.ceil(words.length * 0.6)
      : words.length;
    const found = globalThis.searchIndex
      .map((section) => [score(section, phrase, words, least), section])
      .filter(([points]) => points > 0)
      .sort(([one], [two]) => two - one)
      .slice(0, 20);
    says.textContent = found.length
      ? `${found.length === 20 ? "The nearest 20" : found.length} of ` +
        `${globalThis.searchIndex.length} sections.`
      : "No section has all of that. Try fewer words, or only the end of a " +
        "message.";
    for (const [, [address, title, text, page]] of found) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = address;
      link.textContent = title;
      item.append(link);
      if (page !== title) {
        const where = document.createElement("small");
        where.textContent = ` ${page}`;
        item.append(where);
      }
      item.append(excerpt(text, words, phrase));
      list.append(item);
    }
  }

  field.value = asked;
  show(asked);
  field.addEventListener("input", () => show(field.value));
  if (!asked) field.focus();
})();

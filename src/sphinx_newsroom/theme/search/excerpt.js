/* The stretch of a release that a hit shows, with what was found marked. */
(() => {
  "use strict";

  const { places } = newsroom.parts;
  const EXCERPT = 220; // characters
  const BEFORE = 60; // characters before the first hit
  const PHRASE = 3; // what a phrase counts beside a word, where stretches are compared

  /* What was found in *text*, in order: [{start, end, what}]; *sought* is {terms, phrases}. */
  function hits(text, { terms, phrases }) {
    const words = places(text);
    const found = [];
    words.forEach(({ token, start, end }, i) => {
      if (terms.has(token)) found.push({ start, end, what: token });
      for (const phrase of phrases) {
        if (!phrase.every((word, k) => words[i + k]?.token === word)) continue;
        found.push({ start, end: words[i + phrase.length - 1].end, what: phrase.join(" ") });
      }
    });
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /* *text* as [text, marked]. */
  function marked(text, sought) {
    const parts = [];
    let end = 0;
    for (const hit of hits(text, sought)) {
      if (hit.end <= end) continue;
      const start = Math.max(hit.start, end);
      if (start > end) parts.push([text.slice(end, start), false]);
      parts.push([text.slice(start, hit.end), true]);
      end = hit.end;
    }
    if (end < text.length) parts.push([text.slice(end), false]);
    return parts;
  }

  /* Where a text says most of what was sought: {at, worth}. */
  function bestIn(text, sought) {
    const found = hits(text, sought);
    let best = { at: 0, worth: 0 };
    found.forEach(({ start }, i) => {
      const seen = new Set();
      let worth = 0;
      for (let j = i; j < found.length && found[j].end <= start + EXCERPT - BEFORE; j++) {
        if (seen.has(found[j].what)) continue;
        seen.add(found[j].what);
        worth += found[j].what.includes(" ") ? PHRASE : 1;
      }
      if (worth > best.worth) best = { at: start, worth };
    });
    return best;
  }

  /* The stretch of a text with most of what was sought, as parts; the summary where there is nothing. */
  function excerpt(summary, text, sought) {
    const { at, worth } = bestIn(text, sought);
    return marked(worth ? cut(text, at) : cut(summary || text, 0), sought);
  }

  /* About EXCERPT characters around *at*, whole words, one line. */
  function cut(text, at) {
    let start = Math.max(0, at - BEFORE); // the page shows two lines, so the hit comes early, at the text's end too
    const paragraph = text.lastIndexOf("\n\n", at);
    if (paragraph >= start) start = paragraph + 2;
    else if (start > 0) start = Math.min(at, text.indexOf(" ", start) + 1 || at);
    let end = Math.min(text.length, start + EXCERPT);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + EXCERPT / 2);
    const line = text.slice(start, end).replace(/\s+/g, " ").trim();
    return `${start > 0 ? "… " : ""}${line}${end < text.length ? " …" : ""}`;
  }

  Object.assign(newsroom.parts, { marked, excerpt });
})();

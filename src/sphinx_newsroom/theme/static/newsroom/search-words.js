/* What a reader types, as search understands it: words by the rules of search/tokens.py, phrases, exclusions, fields. */
(() => {
  "use strict";

  const LETTERS = {
    "ß": "ss", "ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'",
  };
  const LONGEST = 40;
  const SINGLE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = new RegExp(`(?=[\\p{L}\\p{N}])[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}])+`, "gu");
  const RUN = new RegExp(`[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}\\p{M}])+`, "gu");
  const UNSPACED = new RegExp(`[${SINGLE}]`, "u");
  const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
  const ASCII = /^[\x00-\x7f]*$/;

  function fold(text) {
    if (ASCII.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(LETTER, (c) => LETTERS[c]);
  }

  function tokens(text) {
    const words = fold(text).match(WORD) || [];
    return words.map((word) => (word.length > LONGEST ? Array.from(word).slice(0, LONGEST).join("") : word));
  }

  /* The words of *text* with the stretches that they stand in: [{token, start, end}]; the same words as tokens(). */
  function places(text) {
    const found = [];
    for (const run of text.matchAll(RUN)) {
      for (const token of tokens(run[0])) found.push({ token, start: run.index, end: run.index + run[0].length });
    }
    return found;
  }

  // ---- the query language -------------------------------------------------------------------

  const FIELDS = {
    official: "official", officials: "official", organization: "organization", organisation: "organization",
    organizations: "organization", org: "organization", topic: "topic", topics: "topic", type: "type",
    language: "language", year: "year",
  };
  const POSSESSIVE = /(?<=[\p{L}\p{N}])['’‘ʼʻʹ]s(?![\p{L}\p{N}])/giu;
  const CHUNK = new RegExp(`([-−–]?)(?:(${Object.keys(FIELDS).join("|")}):\\s*)?("[^"]*"?|[^\\s"]+)`, "giu");

  const UNFINISHED = new RegExp(`^(?:${Object.keys(FIELDS).join("|")}):$`, "i"); // a field that is still being typed
  const PARTING = /[;|]|,(?!\d)/g; // parts words without a space beside it
  const JOINABLE = /^[\p{L}\p{M}'’.‐‑–-]+$/u;

  const nothing = () => ({ words: [], phrases: [], compounds: [], fields: [] });

  /* Words, phrases (lists of words), compounds and fields ({key, text}), each once as wanted and once in *without*.
     A word is {token, at: [start, end], beginning}: where what holds it stands in the query, and whether a star says
     that it is a beginning.  A quotation of one word is {token, exact}.  A compound is what holds several words without
     a space, such as co-operation, PR/2011/40 or 会議: {tokens, at, text, joinable, unspaced}. */
  function parse(query) {
    const found = { ...nothing(), without: nothing() };
    for (const match of query.replace(/[“”„‟«»]/g, '"').replace(PARTING, " ").matchAll(CHUNK)) {
      const [whole, minus, field, value] = match;
      const into = minus ? found.without : found;
      const quoted = value.startsWith('"');
      const plain = quoted ? value : value.replace(POSSESSIVE, "");
      const words = tokens(plain);
      const end = match.index + whole.length;
      const at = [end - value.length, end];
      const beginning = !quoted && value.endsWith("*");
      if (field) {
        const text = value.replaceAll('"', "").trim();
        if (text) into.fields.push({ key: FIELDS[field.toLowerCase()], text });
      } else if (UNFINISHED.test(value)) {
        continue;
      } else if (words.length > 1 && quoted) {
        into.phrases.push(words);
      } else if (words.length > 1 && !beginning) {
        into.compounds.push({ tokens: words, at, text: value, joinable: JOINABLE.test(plain), unspaced: UNSPACED.test(value) });
      } else {
        words.forEach((token, i) => {
          if (into.words.some((other) => other.token === token)) return;
          into.words.push({ token, at, exact: quoted, beginning: beginning && i === words.length - 1 });
        });
      }
    }
    return found;
  }

  /* The words of a query that are wanted as words, in its order. */
  function wordsWanted({ words, compounds }) {
    const all = [...words.map(({ token, at }) => ({ tokens: [token], at })), ...compounds];
    return all.sort((a, b) => a.at[0] - b.at[0]).flatMap((one) => one.tokens);
  }

  /* *query* with others put in for some of its words: [{at, token, other}]; without *token* for all that stands there. */
  function replaced(query, swaps) {
    let text = query;
    for (const start of [...new Set(swaps.map(({ at }) => at[0]))].sort((a, b) => b - a)) {
      const here = swaps.filter(({ at }) => at[0] === start);
      const [, end] = here[0].at;
      const words = tokens(text.slice(start, end));
      const other = (word) => here.find(({ token }) => token === word)?.other ?? word;
      const whole = words.length === 1 || !here[0].token;
      text = text.slice(0, start) + (whole ? here[0].other : words.map(other).join(" ")) + text.slice(end);
    }
    return text;
  }

  const newsroom = (window.newsroom ??= {});
  newsroom.searchWords = tokens;
  newsroom.parts = { ...newsroom.parts, FIELDS, tokens, places, parse, wordsWanted, replaced };
})();

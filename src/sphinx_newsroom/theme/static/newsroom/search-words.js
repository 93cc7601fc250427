/* What a reader types, as search understands it: words by the rules of search/tokens.py, phrases, exclusions, fields. */
(() => {
  "use strict";

  const LETTERS = {
    "ß": "ss", "ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'",
  };
  const LONGEST = 40;
  const SINGLE = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = new RegExp(`[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}])+`, "gu");
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

  /* Words, phrases (lists of words) and fields ({key, text}), each once as wanted and once in *without*.
     A word is {token, at: [start, end], alone, beginning}: where it stands in the query, whether it is all that
     stands there, and whether a star says that it is a beginning.  A quotation of one word is {token, exact}. */
  function parse(query) {
    const found = { words: [], phrases: [], fields: [], without: { words: [], phrases: [], fields: [] } };
    for (const match of query.replace(/[“”„‟«»]/g, '"').matchAll(CHUNK)) {
      const [whole, minus, field, value] = match;
      const into = minus ? found.without : found;
      const quoted = value.startsWith('"');
      const words = tokens(quoted ? value : value.replace(POSSESSIVE, ""));
      const end = match.index + whole.length;
      if (field) {
        const text = value.replaceAll('"', "").trim();
        if (text) into.fields.push({ key: FIELDS[field.toLowerCase()], text });
      } else if (words.length > 1 && (quoted || UNSPACED.test(value))) {
        into.phrases.push(words);
      } else {
        for (const token of words) {
          if (into.words.some((other) => other.token === token)) continue;
          into.words.push({
            token, at: [end - value.length, end], alone: words.length === 1, exact: quoted, beginning: !quoted && value.endsWith("*"),
          });
        }
      }
    }
    return found;
  }

  /* *query* with another word in the place of *word*. */
  function replaced(query, word, other) {
    const [start, end] = word.at;
    const whole = query.slice(start, end);
    const text = word.alone ? other : tokens(whole).map((token) => (token === word.token ? other : token)).join(" ");
    return query.slice(0, start) + text + query.slice(end);
  }

  const newsroom = (window.newsroom ??= {});
  newsroom.searchWords = tokens;
  newsroom.parts = { ...newsroom.parts, tokens, places, parse, replaced };
})();

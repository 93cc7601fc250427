/* Text to search words, by the rules of search/stems.py. */
(() => {
  "use strict";

  const LETTERS = {
    "ß": "ss", "ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'",
  };
  const UNSEEN = "\\u00ad\\u061c\\u180e\\u200b\\u200d-\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff";
  const LONGEST = 40;
  const SINGLE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = new RegExp(`(?=[\\p{L}\\p{N}])[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}])+`, "gu");
  const RUN = new RegExp(`[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}\\p{M}${UNSEEN}])+`, "gu");
  const UNSPACED = new RegExp(`[${SINGLE}]`, "u");
  const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
  const DROPPED = new RegExp(`[\\p{M}${UNSEEN}]`, "gu");
  const ASCII = /^[\x00-\x7f]*$/;

  function fold(text) {
    if (ASCII.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").toLowerCase().replace(DROPPED, "").replace(LETTER, (c) => LETTERS[c]);
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

  const newsroom = (window.newsroom ??= {});
  newsroom.searchWords = tokens;
  newsroom.parts = { ...newsroom.parts, UNSPACED, fold, tokens, places };
})();

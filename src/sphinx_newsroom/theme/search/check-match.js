/* Where words stand in a text, exactly or nearly: pure functions, held against outputs/quotes/shingles.py. */
(() => {
  "use strict";

  const FACTORS = [0x2545f491, 0x1b873593, 0x3c6ef372, 0x0d192ed3]; // as shingles.py has them
  const WORDS = FACTORS.length; // in a row
  const BITS = 26;
  const DEAREST = 0.3; // of the words may differ; of two sentences on one matter more do
  const GAP = 1; // words of the text that were left out: what the first costs, and each further one
  const GAP_ON = 0.1;

  // ---- four words in a row as a number, of their checksums (CRC-32, RFC 1952) -------------------------

  const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n >>> 0;
  });
  const encoder = new TextEncoder();

  function crc32(text) {
    let sum = 0xffffffff;
    for (const byte of encoder.encode(text)) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff];
    return (sum ^ 0xffffffff) >>> 0;
  }

  /* The numbers of all four words in a row, in order. */
  function shingles(words) {
    const found = [];
    const sums = words.map(crc32);
    for (let i = 0; i + WORDS <= words.length; i++) {
      const sum = FACTORS.reduce((all, factor, n) => (all + Math.imul(factor, sums[i + n])) | 0, 0);
      found.push(sum >>> (32 - BITS));
    }
    return found;
  }

  // ---- the files of shingles --------------------------------------------------------------------------

  const newsroom = (window.newsroom ??= {});
  const { DIGIT } = newsroom.parts;

  /* The releases of a part that hold a shingle; *text* is the file that it belongs to (search/codec.py). */
  function holding(text, shingle, bits) {
    let at = 0;
    const next = () => {
      let rest = 0;
      for (;;) {
        const digit = DIGIT[text.charCodeAt(at++)];
        if (digit < 60) return rest * 60 + digit;
        rest = rest * 32 + digit - 60;
      }
    };
    const releases = [];
    let number = partOf(shingle, bits) * 2 ** (BITS - bits);
    let release = 0;
    while (at < text.length) {
      const step = next();
      const value = next();
      number += step;
      release = step ? value : release + value; // another release with the same number follows by its step
      if (number > shingle) break;
      if (number === shingle) releases.push(release);
    }
    return releases;
  }

  /* The file that a shingle belongs to. */
  const partOf = (shingle, bits) => (bits ? shingle >>> (BITS - bits) : 0);

  // ---- words in a text ------------------------------------------------------------------------------

  /* The places where *words* stand in *text* one after the other: numbers of the first word. */
  function exactly(words, text) {
    const found = [];
    for (let at = text.indexOf(words[0]); at >= 0; at = text.indexOf(words[0], at + 1)) {
      if (words.every((word, n) => text[at + n] === word)) found.push(at);
    }
    return found;
  }

  /* How *words* stand in *text* with the least changed: {cost, steps}, or null where too much is.  A step is
     [word's number or -1, text's number or -1].  A word that is another costs 1, so does one that the text lacks; words
     that were left out cost little more than one, since who quotes leaves out what is between. */
  function nearly(words, text) {
    const rows = words.length + 1;
    const columns = text.length + 1;
    const from = new Uint8Array(rows * columns); // how the best way comes to a cell; 4: in a gap; 8: the gap goes on
    let above = new Float32Array(columns);
    for (let i = 1; i < rows; i++) {
      const here = new Float32Array(columns);
      here[0] = i;
      from[i * columns] = 2;
      let gap = Infinity;
      for (let j = 1; j < columns; j++) {
        const both = above[j - 1] + (words[i - 1] === text[j - 1] ? 0 : 1);
        const lacking = above[j] + 1;
        const opened = here[j - 1] + GAP;
        const gone = gap + GAP_ON;
        gap = Math.min(opened, gone);
        const best = Math.min(both, lacking, i < words.length ? gap : Infinity);
        here[j] = best;
        from[i * columns + j] = (best === both ? 1 : best === lacking ? 2 : 4) | (gone < opened ? 8 : 0);
      }
      above = here;
    }
    let end = 0;
    for (let j = 1; j < columns; j++) if (above[j] < above[end]) end = j;
    const cost = above[end];
    if (cost > Math.max(1, DEAREST * words.length)) return null;
    const steps = [];
    for (let i = words.length, j = end, inGap = false; i > 0; ) {
      const cell = from[i * columns + j];
      if (inGap || (cell & 7) === 4) {
        steps.push([-1, j - 1]);
        inGap = (cell & 8) > 0;
        j -= 1;
      } else if ((cell & 7) === 1) {
        i -= 1;
        j -= 1;
        steps.push([i, j]);
      } else {
        i -= 1;
        steps.push([i, -1]);
      }
    }
    return { cost, steps: steps.reverse() };
  }

  newsroom.quotes = { ...newsroom.quotes, WORDS, shingles, holding, partOf, exactly, nearly };
})();

/* Words and phrases to releases: which hold them, how much they say there, and what a word that is unknown may mean. */
(() => {
  "use strict";

  const { numbers, eachPosting, lookUp, standing, vocabulary } = newsroom.parts;
  const PREFIX_WEIGHT = 0.5; // of a word that begins with the one looked for, beside the word itself
  const TITLE_WEIGHT = 4; // of a phrase in the title; search/words.py weighs words alike
  const K1 = 1.2;
  const B = 0.6;
  const KEPT = 200; // answers kept: a reader who types asks for the same words again

  const answers = new Map();

  /* The promise of *make*(), kept under *key*; a failure is not kept. */
  function once(key, make) {
    if (!answers.has(key)) {
      if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
      answers.set(key, make().catch((error) => {
        answers.delete(key);
        throw error;
      }));
    }
    return answers.get(key);
  }

  /* The releases that hold *word*, or with *prefix* a word that begins with it: {weights by release, count, terms}. */
  function findWord(archive, word, prefix = false) {
    return once(`${prefix ? "*" : "="}${word}`, async () => {
      const found = await Promise.all(archive.years.map((year) => lookUp(year, word, prefix)));
      const weights = new Float32Array(archive.total);
      const terms = new Set();
      let count = 0;
      found.forEach((rows, i) => {
        const { base } = archive.years[i];
        for (const { term, text } of rows) {
          terms.add(term);
          eachPosting(text, (number, weight) => {
            if (!weights[base + number]) count += 1;
            weights[base + number] += term === word ? weight : weight * PREFIX_WEIGHT;
          });
        }
      });
      return { weights, count, terms, phrases: [] };
    });
  }

  /* Where a word stands in the releases of a year, as release * SPAN + place, ascending; only in *releases*. */
  const SPAN = 2 ** 22;

  function placesOf({ postings, places }, releases) {
    const values = numbers(places);
    const found = [];
    let at = 0;
    eachPosting(postings, (number) => {
      let place = 0;
      let more;
      do {
        more = values[at] & 1;
        place += values[at] >> 1;
        at += 1;
        if (releases[number]) found.push(number * SPAN + place);
      } while (more);
    });
    return found;
  }

  /* The places of *first* that *next* follows at *distance*; both ascending. */
  function followed(first, next, distance) {
    let i = 0;
    return first.filter((place) => {
      while (i < next.length && next[i] < place + distance) i += 1;
      return next[i] === place + distance;
    });
  }

  async function phraseInYear(year, words) {
    const rows = await Promise.all(words.map((word) => standing(year, word)));
    if (rows.includes(null)) return [];
    const held = new Uint16Array(year.count);
    for (const { postings } of rows) eachPosting(postings, (number) => { held[number] += 1; });
    const all = held.map((count) => Number(count === words.length));
    return rows.slice(1).reduce(
      (places, row, i) => (places.length ? followed(places, placesOf(row, all), i + 1) : places), placesOf(rows[0], all),
    );
  }

  /* The releases that hold *words* one after the other. */
  function findPhrase(archive, words) {
    return once(`"${words.join(" ")}`, async () => {
      const found = await Promise.all(archive.years.map((year) => phraseInYear(year, words)));
      const weights = new Float32Array(archive.total);
      let count = 0;
      found.forEach((places, i) => {
        for (const place of places) {
          const number = archive.years[i].base + Math.floor(place / SPAN);
          if (!weights[number]) count += 1;
          weights[number] += place % SPAN < archive.titles[number] ? TITLE_WEIGHT : 1;
        }
      });
      return { weights, count, terms: new Set(), phrases: [words] };
    });
  }

  /* BM25 over the releases that all *matches* hold; 0 where one is missing. */
  function rank(archive, matches) {
    const scores = new Float32Array(archive.total).fill(matches.length ? 0 : 1);
    matches.forEach(({ weights, count }, i) => {
      const rarity = Math.log(1 + (archive.total - count + 0.5) / (count + 0.5));
      for (let n = 0; n < scores.length; n++) {
        const weight = i && !scores[n] ? 0 : weights[n];
        const length = K1 * (1 - B + (B * archive.lengths[n]) / archive.average);
        scores[n] = weight ? scores[n] + (rarity * weight * (K1 + 1)) / (weight + length) : 0;
      }
    });
    return scores;
  }

  // ---- mistyped words -------------------------------------------------------------------------------

  const SHORTEST_CORRECTED = 4; // letters
  const TWICE_MISTYPED = 8; // letters of a word that may hold two mistakes
  const CANDIDATES = 6;

  /* How many letters were left out, added, changed or swapped with the next, where at most *limit*; else limit + 1. */
  function distance(one, other, limit) {
    if (Math.abs(one.length - other.length) > limit) return limit + 1;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, j) => j);
    for (let i = 1; i <= one.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1];
        let value = Math.min(last[j - 1] + (same ? 0 : 1), last[j] + 1, row[j - 1] + 1);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) value = Math.min(value, before[j - 2] + 1);
        row.push(value);
        least = Math.min(least, value);
      }
      if (least > limit) return limit + 1;
      before = last;
      last = row;
    }
    return Math.min(last[other.length], limit + 1);
  }

  const letters = (word) => [...word].sort().join("");

  /* The words of the archive that *word* may be a mistyping of, the likeliest first. */
  function near(archive, word) {
    return once(`~${word}`, async () => {
      const characters = [...word];
      if (characters.length < SHORTEST_CORRECTED || /^\p{N}/u.test(word)) return [];
      const limit = characters.length >= TWICE_MISTYPED ? 2 : 1;
      const begins = [...new Set(characters.slice(0, 2))]; // the first two letters may be swapped
      const lists = await Promise.all(archive.years.flatMap((year) => begins.map((letter) => vocabulary(year, letter))));
      const known = new Map();
      for (const list of lists) for (const [other, count] of list) known.set(other, (known.get(other) || 0) + count);
      known.delete(word);
      const found = [];
      const own = letters(word);
      for (const [other, count] of known) {
        const far = distance(word, other, limit);
        if (far <= limit) found.push({ word: other, count, far: letters(other) === own ? far - 0.5 : far });
      }
      return found.sort((a, b) => a.far - b.far || b.count - a.count || (a.word < b.word ? -1 : 1)).slice(0, CANDIDATES);
    });
  }

  Object.assign(newsroom.parts, { findWord, findPhrase, rank, near });
})();

/* Words and phrases to releases: which hold them, how much they say there, and what a word that is unknown may mean. */
(() => {
  "use strict";

  const { numbers, eachPosting, lookUp, row, vocabulary } = newsroom.parts;
  const PREFIX_WEIGHT = 0.5; // of a word that begins with the one looked for, beside the word itself
  const TITLE_WEIGHT = 2; // of a word in the title, beside once in a text of middle length
  const WHOLE_TITLE = 3; // of the title's words, where the query has all of them; less than all count much less
  const K1 = 1.2;
  const B = 0.4;
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

  /* What holds a word or a phrase of *words* words, to be filled by add(). */
  function noMatch(archive, words) {
    const { total } = archive;
    return { text: new Float32Array(total), title: new Float32Array(total), held: new Uint8Array(total), count: 0, words, terms: new Set() };
  }

  function add(match, number, text, title) {
    match.text[number] += text;
    match.title[number] = Math.max(match.title[number], title);
    if (!match.held[number]) match.count += 1;
    match.held[number] = 1;
  }

  /* The releases that hold *word*, or with *prefix* a word that begins with it: by release how often
     the text holds it and whether the title does, and how many hold it. */
  function findWord(archive, word, prefix = false) {
    return once(`${prefix ? "*" : "="}${word}`, async () => {
      const found = await Promise.all(archive.years.map((year) => lookUp(year, word, prefix)));
      const match = noMatch(archive, 1);
      found.forEach((rows, i) => {
        const { base } = archive.years[i];
        for (const { term, text } of rows) {
          const weight = term === word ? 1 : PREFIX_WEIGHT;
          match.terms.add(term);
          eachPosting(text, (number, times, inTitle) => {
            add(match, base + number, times * weight, inTitle ? weight : 0);
          });
        }
      });
      return match;
    });
  }

  /* Where a phrase would begin that has a word as its *nth*: release * SPAN + place, ascending; only in *releases*. */
  const SPAN = 2 ** 22;

  function beginnings({ postings, places }, nth, releases) {
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
        if (releases[number] && place >= nth) found.push(number * SPAN + place - nth);
      } while (more);
    });
    return found;
  }

  /* The numbers that both lists hold; both ascending. */
  function common(one, other) {
    let i = 0;
    return one.filter((value) => {
      while (i < other.length && other[i] < value) i += 1;
      return other[i] === value;
    });
  }

  /* The releases of a year that all *rows* are of, as flags. */
  function holdingAll(year, rows) {
    const counts = new Uint16Array(year.count);
    for (const { postings } of rows) eachPosting(postings, (number) => { counts[number] += 1; });
    return counts.map((count) => Number(count === rows.length));
  }

  function howMany({ postings }) {
    let count = 0;
    eachPosting(postings, () => { count += 1; });
    return count;
  }

  /* What the places of a phrase's words are found by: two frequent words that follow each other are one row of the index. */
  function placedBy(year, words, rows) {
    const often = rows.map((found) => howMany(found) >= year.frequent);
    const parts = [];
    words.forEach((word, nth) => {
      if (often[nth] && often[nth + 1]) parts.push({ word: `${word}_${words[nth + 1]}`, nth });
      else if (!(often[nth] && often[nth - 1])) parts.push({ word, nth });
    });
    return parts;
  }

  /* Where *words* follow each other in a year.  The rarest first, and the places of what is more frequent only where
     something is left: they are the largest files of the index. */
  async function phraseInYear(year, words) {
    const rows = await Promise.all(words.map((word) => row(year, word)));
    if (rows.includes(null) || !holdingAll(year, rows).includes(1)) return [];
    const parts = await Promise.all(placedBy(year, words, rows).map(async (part) => ({ ...part, row: await row(year, part.word) })));
    if (parts.some((part) => !part.row)) return [];
    let releases = holdingAll(year, parts.map((part) => part.row));
    let found = null;
    parts.sort((a, b) => a.row.postings.length - b.row.postings.length);
    for (const { row: { postings, places }, nth } of parts) {
      if (!releases.includes(1)) return [];
      const here = beginnings({ postings, places: await places() }, nth, releases);
      found = found ? common(found, here) : here;
      releases = new Uint8Array(year.count);
      for (const place of found) releases[Math.floor(place / SPAN)] = 1;
    }
    return found;
  }

  /* The releases that hold *words* one after the other. */
  function findPhrase(archive, words) {
    return once(`"${words.join(" ")}`, async () => {
      const found = await Promise.all(archive.years.map((year) => phraseInYear(year, words)));
      const match = noMatch(archive, words.length);
      found.forEach((places, i) => {
        const { base } = archive.years[i];
        for (const place of places) {
          const number = base + Math.floor(place / SPAN);
          const inTitle = place % SPAN < archive.heads[number];
          add(match, number, inTitle ? 0 : 1, inTitle ? 1 : 0);
        }
      });
      return match;
    });
  }

  /* BM25F over the releases that all *matches* hold; 0 where one is missing.  It counts less the less of a release's
     heaviest words were asked for, and a title counts more the more of it was. */
  function rank(archive, matches) {
    const { total } = archive;
    const scores = new Float32Array(total).fill(matches.length ? 0 : 1);
    const worth = matches.map(({ count }) => Math.log(1 + (total - count + 0.5) / (count + 0.5)));
    const rarity = matches.map(({ count }) => Math.log((total + 1) / Math.max(1, count)) / Math.log(total + 1));
    for (let n = 0; matches.length && n < total; n++) {
      if (!matches.every(({ held }) => held[n])) continue;
      const length = 1 - B + (B * archive.lengths[n]) / archive.average;
      let inTitle = 0;
      let words = 0;
      let asked = 0;
      matches.forEach((match, i) => {
        const weight = match.text[n] / length + TITLE_WEIGHT * match.title[n];
        scores[n] += (worth[i] * weight * (K1 + 1)) / (weight + K1);
        inTitle += worth[i] * match.title[n];
        words += match.words * match.title[n];
        asked += rarity[i] * (match.text[n] + match.title[n]);
      });
      scores[n] *= Math.sqrt(Math.min(1, asked / archive.salience[n]));
      scores[n] += WHOLE_TITLE * inTitle * Math.min(1, words / archive.titles[n] || 0) ** 4;
    }
    return scores;
  }

  // ---- mistyped words -------------------------------------------------------------------------------

  const SHORTEST_CORRECTED = 4; // letters
  const TWICE_MISTYPED = 8; // letters of a word that may hold two mistakes
  const CANDIDATES = 6;
  const SHORTEST_JOINED = 6; // letters of a word that may be two with a hyphen between them

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

  /* The words of the archive that *word* may be a mistyping of, the likeliest first, among those that begin with its
     first letter, or with its second: the two may be swapped. */
  function near(archive, word, letter = 0) {
    return once(`~${letter}${word}`, async () => {
      const characters = [...word];
      if (characters.length < SHORTEST_CORRECTED || /^\p{N}/u.test(word)) return [];
      if (letter && characters[letter] === characters[0]) return [];
      const limit = characters.length >= TWICE_MISTYPED ? 2 : 1;
      const lists = await Promise.all(archive.years.map((year) => vocabulary(year, characters[letter])));
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

  /* The two words that *word* joins, "cooperation" of "co-operation", where they stand side by side most often; or null. */
  function parted(archive, word) {
    return once(`|${word}`, async () => {
      const [letter] = word;
      if (word.length < SHORTEST_JOINED || /^\p{N}/u.test(word)) return null;
      const lists = await Promise.all(archive.years.map((year) => vocabulary(year, letter)));
      const begins = new Set([word.slice(0, 2)]); // as short a word stands in no vocabulary
      for (const list of lists) for (const [other] of list) if (word.startsWith(other)) begins.add(other);
      let best = null;
      for (const first of [...begins].sort((a, b) => b.length - a.length).slice(0, CANDIDATES)) {
        const second = word.slice(first.length);
        if (second.length < 3) continue;
        const parts = [first, second];
        const { count } = await findPhrase(archive, parts);
        if (count > (best?.count ?? 0)) best = { parts, count };
      }
      return best && best.parts;
    });
  }

  Object.assign(newsroom.parts, { findWord, findPhrase, rank, near, parted });
})();

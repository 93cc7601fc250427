/* Words and phrases to releases: which hold them, how much they say there, and what a word that is unknown may mean. */
(() => {
  "use strict";

  const { numbers, eachPosting, lookUp, wordsWith, row, vocabulary, stemsOf, spellings } = newsroom.parts;
  const PREFIX_WEIGHT = 0.5; // of a word that begins with the one looked for, beside the word itself
  const FORM_WEIGHT = 0.25; // of another form of the word
  const OTHER = 0.6; // of what a word counts where there are only other forms of it
  const TITLE_WEIGHT = 2; // of a word in the title, beside once in a text of middle length
  const WHOLE_TITLE = 3; // of the title's words, where the query has all of them and no others; otherwise much less
  const K1 = 1.2;
  const B = 0.75;
  const AS_TYPED = 1.5; // of a release that has all of the query as it was typed
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

  /* What holds a word or a phrase of *words* words, to be filled by add(): by release how often the text holds it and
     whether the title does; *held* is 1, and 2 where it is there as it was typed; *count* says how many hold it, and
     *typed* how many of them as it was typed. */
  function noMatch(archive, words) {
    const { total } = archive;
    return {
      text: new Float32Array(total), title: new Float32Array(total), held: new Uint8Array(total),
      count: 0, typed: 0, words, terms: new Set(), forms: new Set(),
    };
  }

  function add(match, number, text, title, held = 2) {
    match.text[number] += text;
    match.title[number] = Math.max(match.title[number], title);
    if (!match.held[number]) match.count += 1;
    if (held === 2 && match.held[number] < 2) match.typed += 1;
    match.held[number] = Math.max(match.held[number], held);
  }

  /* The parts that are searched: all, or those with releases from number *since* of the archive on. */
  const searched = ({ parts, since = 0 }) => parts.filter(({ base, count }) => base + count > since);

  /* The other forms of a word, those of any part of the archive. */
  async function formsOf(archive, word) {
    if (word.exact || word.beginning) return [];
    for (const part of searched(archive)) lookUp(part, word.token, false).catch(() => {}); // meanwhile
    const stems = stemsOf(archive.languages, word);
    const found = await Promise.all(archive.parts.flatMap((part) => stems.map((stem) => wordsWith(part, stem))));
    const others = new Set([...found.flat(), ...spellings(archive.languages, word)]);
    others.delete(word.token);
    return [...others];
  }

  /* The words that a part has for a word of the query: [{term, text, weight, held}]. */
  async function termsIn(part, word, forms) {
    const own = await lookUp(part, word.token, word.beginning);
    const others = await Promise.all(forms.map((form) => lookUp(part, form, false)));
    return [
      ...own.map(({ term, text }) => ({ term, text, weight: term === word.token ? 1 : PREFIX_WEIGHT, held: 2 })),
      ...others.flat().map(({ term, text }) => ({ term, text, weight: FORM_WEIGHT, held: 1 })),
    ];
  }

  /* The releases that hold a word of the query, {token, raw, exact, beginning}, or another form of it, or with
     *beginning* a word that begins with it. */
  function findWord(archive, word) {
    return once(`${archive.since ?? 0} ${word.beginning ? "*" : word.exact ? "!" : "="}${word.token} ${word.raw}`, async () => {
      const forms = await formsOf(archive, word);
      const parts = searched(archive);
      const found = await Promise.all(parts.map((part) => termsIn(part, word, forms)));
      const match = noMatch(archive, 1);
      found.forEach((terms, i) => {
        const { base } = parts[i];
        for (const { term, text, weight, held } of terms) {
          match.terms.add(term);
          if (held === 1) match.forms.add(term);
          eachPosting(text, (number, times, inTitle) => {
            add(match, base + number, times * weight, inTitle ? weight : 0, held);
          });
        }
      });
      return match;
    });
  }

  /* The releases that hold any of some matches. */
  function anyOf(archive, matches) {
    const joined = noMatch(archive, Math.max(...matches.map(({ words }) => words)));
    for (const match of matches) {
      for (const term of match.terms) joined.terms.add(term);
      match.held.forEach((held, number) => {
        if (held) add(joined, number, match.text[number], match.title[number], held);
      });
    }
    return joined;
  }

  /* The releases with these numbers, whatever they say. */
  function those(archive, releases) {
    const match = noMatch(archive, 1);
    for (const number of releases) add(match, number, 0, 0);
    return match;
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

  /* The releases of a part that all *rows* are of, as flags. */
  function holdingAll(part, rows) {
    const counts = new Uint16Array(part.count);
    for (const { postings } of rows) eachPosting(postings, (number) => { counts[number] += 1; });
    return counts.map((count) => Number(count === rows.length));
  }

  function howMany({ postings }) {
    let count = 0;
    eachPosting(postings, () => { count += 1; });
    return count;
  }

  /* What the places of a phrase's words are found by: two frequent words that follow each other are one row of the index. */
  function placedBy(part, words, rows) {
    const often = rows.map((found) => howMany(found) >= part.frequent);
    const parts = [];
    words.forEach((word, nth) => {
      if (often[nth] && often[nth + 1]) parts.push({ word: `${word}_${words[nth + 1]}`, nth });
      else if (!(often[nth] && often[nth - 1])) parts.push({ word, nth });
    });
    return parts;
  }

  /* Where *words* follow each other in a part.  The rarest first, and the places of what is more frequent only where
     something is left: they are the largest files of the index. */
  async function phraseInPart(part, words) {
    const rows = await Promise.all(words.map((word) => row(part, word)));
    if (rows.includes(null) || !holdingAll(part, rows).includes(1)) return [];
    const placed = await Promise.all(placedBy(part, words, rows).map(async (one) => ({ ...one, row: await row(part, one.word) })));
    if (placed.some((one) => !one.row)) return [];
    let releases = holdingAll(part, placed.map((one) => one.row));
    let found = null;
    placed.sort((a, b) => a.row.postings.length - b.row.postings.length);
    for (const { row: { postings, places }, nth } of placed) {
      if (!releases.includes(1)) return [];
      const here = beginnings({ postings, places: await places() }, nth, releases);
      found = found ? common(found, here) : here;
      releases = new Uint8Array(part.count);
      for (const place of found) releases[Math.floor(place / SPAN)] = 1;
    }
    return found;
  }

  /* The releases that hold *words* one after the other. */
  function findPhrase(archive, words) {
    return once(`${archive.since ?? 0} "${words.join(" ")}`, async () => {
      const parts = searched(archive);
      const found = await Promise.all(parts.map((part) => phraseInPart(part, words)));
      const match = noMatch(archive, words.length);
      found.forEach((places, i) => {
        const { base } = parts[i];
        for (const place of places) {
          const number = base + Math.floor(place / SPAN);
          const inTitle = place % SPAN < archive.heads[number];
          add(match, number, inTitle ? 0 : 1, inTitle ? 1 : 0);
        }
      });
      return match;
    });
  }

  /* What a unit counts: the more, the fewer releases hold it. */
  const worth = ({ total }, { match: { count } }) => Math.log(1 + (total - count + 0.5) / (count + 0.5));

  /* The share of what is asked for that each release lacks, by weight or by number, whichever is less: 0 where it has all, 1
     where it has nothing.  Words that no release holds count only where the release has all others. */
  function lacking(archive, units) {
    const needed = units.filter(({ optional }) => !optional);
    const known = needed.filter(({ match }) => match.count);
    const least = known.length < needed.length ? 1e-3 : 0;
    const [weight, number] = [new Float32Array(archive.total), new Uint16Array(archive.total)];
    let sum = 0;
    for (const unit of known) {
      const one = worth(archive, unit);
      sum += one;
      for (let n = 0; n < weight.length; n++) {
        if (unit.match.held[n]) continue;
        weight[n] += one;
        number[n] += 1;
      }
    }
    return weight.map((one, n) => {
      if (!number[n]) return known.length || !needed.length ? least : 1;
      return number[n] === known.length ? 1 : Math.min(one / sum, (number[n] + 1e-3) / known.length);
    });
  }

  const ALL = 1e6; // of what lacks nothing
  const NEAR = 1000; // of what lacks something
  const MISSING = 15; // less of what lacks all: so of three words one is more than all that the others say, of ten hardly
  const OF_DAY = 100; // before what only names the day or month that was asked for

  /* BM25F over the releases that lack no more than *most* of what is asked for, 0 for the others; those that lack nothing
     come first, and what lacks more counts less.  It counts less the less of a release's heaviest words were asked for, and a
     title counts more the more of it was, and the more of the query it has: of "Address on the budget" and "Address", a query
     for the first means the first. */
  function rank(archive, units, lack = lacking(archive, units), most = 0) {
    const { total } = archive;
    const scores = new Float64Array(total).fill(units.length ? 0 : ALL);
    const matches = units.map(({ match }) => match);
    const weights = units.map((unit) => worth(archive, unit));
    const needed = units.filter(({ optional }) => !optional).length;
    const typedWords = matches.reduce((sum, { words }) => sum + words, 0);
    const rarity = matches.map(({ count }) => Math.log((total + 1) / Math.max(1, count)) / Math.log(total + 1));
    for (let n = 0; units.length && n < total; n++) {
      if (lack[n] > most || lack[n] === 1) continue;
      const length = 1 - B + (B * archive.lengths[n]) / archive.average;
      let [inTitle, words, asked, ofDay, typed, missing] = [0, 0, 0, 0, AS_TYPED, 0];
      matches.forEach((match, i) => {
        const weight = match.text[n] / length + TITLE_WEIGHT * match.title[n];
        scores[n] += ((match.held[n] < 2 ? OTHER : 1) * weights[i] * weight * (K1 + 1)) / (weight + K1);
        inTitle += weights[i] * match.title[n];
        words += match.words * match.title[n];
        asked += (rarity[i] * (match.text[n] + match.title[n])) / (match.held[n] === 1 ? FORM_WEIGHT : 1);
        ofDay += units[i].released?.held[n] ? OF_DAY : 0;
        if (match.held[n] < 2 && !units[i].optional) typed = 0;
        if (!match.held[n] && !units[i].optional) missing += 1;
      });
      scores[n] *= Math.sqrt(Math.min(1, asked / archive.salience[n]));
      const share = Math.min(1, words / archive.titles[n] || 0) ** 4 * (words / typedWords) ** 2;
      scores[n] += WHOLE_TITLE * inTitle * share + typed + ofDay + (lack[n] ? NEAR - (MISSING * missing) / needed : ALL);
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
  const undoubled = (word) => word.replace(/(.)\1+/gu, "$1");

  /* Whether *word* is *other* by a slip that is made oftener than others: letters swapped, one lost or doubled.  So "watr" is
     water, and not war with a letter too much.  Measured on 4,000 of codespell's misspelt words, of which 96 of 100 are told. */
  function isLikelySlip(word, other, far) {
    if (letters(word) === letters(other)) return true;
    return far === 1 && (other.length > word.length || undoubled(word) === undoubled(other));
  }

  /* The words of the archive that *word* may be a mistyping of, the likeliest first, among those that begin with its
     first letter, or with its second: the two may be swapped. */
  function near(archive, word, letter = 0) {
    return once(`~${letter}${word}`, async () => {
      const characters = [...word];
      if (characters.length < SHORTEST_CORRECTED || /^\p{N}/u.test(word)) return [];
      if (letter && characters[letter] === characters[0]) return [];
      const limit = characters.length >= TWICE_MISTYPED ? 2 : 1;
      const lists = await Promise.all(archive.parts.map((part) => vocabulary(part, characters[letter])));
      const known = new Map();
      for (const { word: other, count, isName } of lists.flat()) {
        const before = known.get(other) ?? { count: 0, names: 0 };
        known.set(other, { count: before.count + count, names: before.names + (isName ? count : 0) });
      }
      known.delete(word);
      const found = [];
      for (const [other, { count, names }] of known) {
        const far = distance(word, other, limit);
        if (far > limit) continue;
        found.push({ word: other, count, isName: names * 2 > count, far: isLikelySlip(word, other, far) ? far - 0.5 : far });
      }
      return found.sort((a, b) => a.far - b.far || b.count - a.count || (a.word < b.word ? -1 : 1)).slice(0, CANDIDATES);
    });
  }

  /* The two words that *word* joins, "cooperation" of "co-operation", where they stand side by side most often; or null. */
  function parted(archive, word) {
    return once(`|${word}`, async () => {
      const [letter] = word;
      if (word.length < SHORTEST_JOINED || /^\p{N}/u.test(word)) return null;
      const lists = await Promise.all(archive.parts.map((part) => vocabulary(part, letter)));
      const begins = new Set([word.slice(0, 2)]); // as short a word stands in no vocabulary
      for (const { word: other } of lists.flat()) if (word.startsWith(other)) begins.add(other);
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

  Object.assign(newsroom.parts, { ALL, findWord, findPhrase, anyOf, those, lacking, rank, near, parted });
})();

/* The files of the index under _search/ (search/index_files.py says what is in them), loaded when they are needed. */
(() => {
  "use strict";

  const { DAY, DIGIT, numbers } = newsroom.parts;
  const { load, hand: searchData } = newsroom.parts.loader("_search", newsroom.say("The search index could not be loaded"));
  const STEPS = 5; // to twice a length or weight, as search/index_files.py has it
  const KEYS = ["year", "organization", "official", "topic", "type", "language"];
  function ascending(text) {
    let value = 0;
    return numbers(text).map((step) => (value += step));
  }

  /* Calls visit(release, how often its text holds the word, whether its title does). */
  function eachPosting(text, visit) {
    const values = numbers(text);
    let number = -1;
    for (let i = 0; i < values.length; i++) {
      const flags = values[i] & 3;
      number += (values[i] >> 2) + 1;
      if (flags === 0) visit(number, 1, false);
      else if (flags === 2) visit(number, 0, true);
      else visit(number, values[++i] + (flags === 1 ? 2 : 1), flags === 3);
    }
  }

  /* Words from codec.words(): [{word, count, isName}], *count* being the releases that hold it. */
  function wordsOf(text) {
    let before = "";
    return text.split(" ").map((row) => {
      const shared = DIGIT[row.charCodeAt(0)]; // at most 40, so one digit
      let end = 1;
      while (DIGIT[row.charCodeAt(end)] >= 60) end += 1;
      before = before.slice(0, shared) + row.slice(end + 1);
      const [number] = numbers(row.slice(1, end + 1));
      return { word: before, count: number >> 1, isName: Boolean(number & 1) };
    });
  }

  /* The words of a stem from codec.forms(). */
  function formsOf(stem, text) {
    return text.split("~").map((row) => stem.slice(0, DIGIT[row.charCodeAt(0)]) + row.slice(1));
  }

  // ---- the archive as columns: releases numbered from the oldest to the newest ------------------

  let opening = null;

  /* Which parts the archive has, and what its releases name. */
  async function openDirectory() {
    const [directory, names] = await Promise.all([load("index"), load("names")]);
    return { ...directory, names };
  }

  function openArchive() {
    opening ??= readArchive().catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  async function readArchive() {
    const [directory, languages] = await Promise.all([load("index"), newsroom.parts.openLanguages()]);
    const { groups } = directory;
    const indexes = await Promise.all(groups.map(([name, version]) => load(`${name}/index`, version)));
    const total = groups.flatMap(([, , rows]) => rows).reduce((sum, [, , count]) => sum + count, 0);
    const found = {
      total,
      languages,
      issuers: directory.issuers,
      facets: directory.facets,
      parts: [],
      days: new Int32Array(total), // since 1970-01-01
      lengths: new Float32Array(total), // words
      titles: new Int32Array(total), // words of the title
      heads: new Int32Array(total), // places before the text's: title, and a gap and the number
      salience: new Float32Array(total), // weight of the words that say most of a release
      values: Object.fromEntries(KEYS.map((key) => [key, new Map()])), // facet -> value -> releases
    };
    let base = 0;
    groups.forEach(([group, version, rows], g) => {
      const { first, letters } = indexes[g];
      const shared = { group, version, first: first ? first.split(" ") : [], letters };
      rows.forEach(([name, begin, count], at) => {
        const part = indexes[g].parts[at];
        const firstDay = Date.parse(`${String(Math.max(1, begin)).padStart(4, "0")}-01-01`) / DAY;
        found.days.set(ascending(part.dates).map((day) => firstDay + day), base);
        const titles = numbers(part.titles);
        const references = numbers(part.numbers);
        found.titles.set(titles, base);
        found.heads.set(titles.map((length, n) => length + (references[n] ? references[n] + 1 : 0)), base);
        found.salience.set(numbers(part.salience).map((steps) => 2 ** (steps / STEPS) / 2), base);
        found.lengths.set(numbers(part.texts).map((steps, n) => 2 ** (steps / STEPS) - 1 + titles[n]), base);
        found.parts.push({ ...shared, at, name, base, count, frequent: part.frequent, tags: part.languages, rows: new Map() });
        base += count;
      });
    });
    found.days.forEach((day, number) => {
      const year = String(new Date(day * DAY).getUTCFullYear());
      if (!found.values.year.has(year)) found.values.year.set(year, []);
      found.values.year.get(year).push(number);
    });
    found.average = found.lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, total);
    return found;
  }

  /* Fills in what the values of facets are called, and which releases have them, but for years, which the columns tell. */
  async function openFacets(archive) {
    const [found, names] = await Promise.all([load("facets", archive.facets), load("names")]);
    archive.names = names;
    if (archive.values.type.size) return;
    archive.parts.forEach(({ base }, at) => {
      for (const key of KEYS.slice(1)) {
        for (const [value, text] of Object.entries(found[at][key])) {
          const releases = archive.values[key].get(value) || [];
          for (const number of ascending(text)) releases.push(base + number);
          archive.values[key].set(value, releases);
        }
      }
    });
  }

  // ---- words in one part --------------------------------------------------------------------------

  /* The number of the last file whose first word is not after *word*. */
  function fileOf(first, word) {
    let low = 0;
    let high = first.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (first[middle] <= word) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async function rowsOf(part, file) {
    if (!part.rows.has(file)) {
      const fields = (await load(`${part.group}/t${file}`, part.version))[part.at].split(" ");
      const rows = new Map();
      let word = "";
      for (let i = 0; i + 1 < fields.length; i += 2) {
        word = word.slice(0, DIGIT[fields[i].charCodeAt(0)]) + fields[i].slice(1);
        rows.set(word, { place: i / 2, text: fields[i + 1] });
      }
      part.rows.set(file, rows);
    }
    return part.rows.get(file);
  }

  const isWord = (term) => !term.includes("_") && !term.includes("~");

  /* The postings of *word*, and with *prefix* of all words that begin with it: [{term, text}]. */
  async function lookUp(part, word, prefix) {
    const found = [];
    if (!part.first.length) return found;
    let file = fileOf(part.first, word);
    do {
      const rows = await rowsOf(part, file);
      if (!prefix) return rows.has(word) ? [{ term: word, text: rows.get(word).text }] : found;
      for (const [term, { text }] of rows) if (term.startsWith(word) && isWord(term)) found.push({ term, text });
      file += 1;
    } while (part.first[file]?.startsWith(word)); // it begins like the first word of its file
    return found;
  }

  /* The words of a part that have a stem: what its row says, or the stem itself where it is *alone*; of the part's main
     language, which is the first, there is no row then. */
  async function wordsWith(part, { tag, stem, alone }) {
    if (!part.tags.includes(tag)) return [];
    const [found] = await lookUp(part, `${stem}~${tag}`, false);
    return found ? formsOf(stem, found.text) : alone && tag === part.tags[0] ? [stem] : [];
  }

  /* The postings of a word and how to load its places, or null where the part does not hold it. */
  async function row(part, word) {
    if (!part.first.length) return null;
    const file = fileOf(part.first, word);
    const found = (await rowsOf(part, file)).get(word);
    if (!found) return null;
    const places = async () => (await load(`${part.group}/p${file >> 1}`, part.version))[file & 1][part.at].split(" ")[found.place];
    return { postings: found.text, places };
  }

  /* The words of the part that begin with a letter, with the number of releases that hold each. */
  async function vocabulary(part, letter) {
    const file = part.letters.findIndex((letters) => letters.includes(letter));
    const text = file >= 0 && (await load(`${part.group}/v${file}`, part.version))[letter][part.at];
    return text ? wordsOf(text) : [];
  }

  newsroom.searchData = searchData;
  Object.assign(newsroom.parts, {
    KEYS, load, eachPosting, openDirectory, openArchive, openFacets, lookUp, wordsWith, row, vocabulary,
  });
})();

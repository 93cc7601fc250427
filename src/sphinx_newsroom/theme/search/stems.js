/* The forms of a word: by its stems, which the index has beside the words (search/stems.py), and other spellings. */
(() => {
  "use strict";

  const { tokens, load, learnMonths } = newsroom.parts;
  const SHORTEST = 3; // letters of a word that has other forms
  const KIN_LEAVES = 2; // letters beside an ending that has another
  const CLITIC_LEAVES = 4; // letters after a word of one letter

  let opening = null;

  /* What search knows of the archive's languages: one script, which holds no other's. */
  function openLanguages() {
    opening ??= load("languages").then((known) => {
      learnMonths(known.months);
      const found = { stems: new Map(), kin: new Map(Object.entries(known.kin)), stop: new Map() };
      for (const [tag, name] of Object.entries(known.stemmers)) {
        const stemmer = new window[`${name}Stemmer`]();
        found.stems.set(tag, (word) => stemmer.stemWord(word));
      }
      for (const [tag, rule] of Object.entries(known.light)) found.stems.set(tag, (word) => lightStem(rule, tokens(word)[0] ?? ""));
      for (const [tag, words] of Object.entries(known.stop)) {
        found.stop.set(tag, new Set(words.map(tokens).filter((parts) => parts.length === 1).map(([word]) => word)));
      }
      return found;
    }).catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  function lightStem({ beginnings, endings, levelled }, word) {
    const begins = beginnings.find((one) => word.startsWith(one) && word.length - one.length >= SHORTEST) ?? "";
    const rest = word.slice(begins.length);
    const ends = endings.find((one) => rest.endsWith(one) && rest.length - one.length >= SHORTEST) ?? "";
    const stem = rest.slice(0, rest.length - ends.length);
    for (const [end, other] of levelled) if (stem.endsWith(end)) return stem.slice(0, -end.length) + other;
    return stem;
  }

  /* A word, and what else its stems are taken of. */
  function withKin(word, { kin, clitics } = { kin: [], clitics: [] }) {
    const begun = clitics.filter((one) => word.startsWith(one) && word.length - one.length >= CLITIC_LEAVES);
    const words = [word, ...begun.map((one) => word.slice(one.length))];
    const ended = (one) => kin.filter(([end]) => one.endsWith(end) && one.length - end.length >= KIN_LEAVES);
    return [...words, ...words.flatMap((one) => ended(one).map(([end, other]) => one.slice(0, -end.length) + other))];
  }

  /* The stems of a word in the languages of the archive: [{tag, stem, alone}]; *alone* where a stem is its own stem, so
     that it may be the only word that has it. */
  function stemsOf({ stems, kin }, { token, raw }) {
    const found = new Map();
    if (token.length < SHORTEST || /\p{N}/u.test(token)) return [];
    for (const [tag, stem] of stems) {
      for (const word of new Set([raw.toLowerCase(), token].flatMap((one) => withKin(one, kin.get(tag))))) {
        const [key, ...others] = tokens(stem(word));
        if (key && !others.length) found.set(`${key}~${tag}`, { tag, stem: key, alone: stem(key) === key });
      }
    }
    return [...found.values()];
  }

  /* How else a word may be written: Aerzte for Ärzte, and the other way about, where the archive has German texts. */
  function spellings({ stems }, { token, raw }) {
    if (!stems.has("de")) return [];
    const open = tokens(raw.toLowerCase().replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue"));
    const closed = token.replace(/([aou])e/g, "$1");
    return [...open, closed].filter((word) => word !== token);
  }

  /* Which of these words say nothing: "from", "what".  Those of another language than the site's come in company. */
  function stopWords({ stop }, words) {
    const own = (document.documentElement.lang || "en").split("-")[0];
    const found = new Set();
    for (const [tag, list] of stop) {
      const here = words.filter(({ token, isShort }) => list.has(token) && !isShort);
      if (tag === own || here.length > 1) for (const word of here) found.add(word);
    }
    return found;
  }

  Object.assign(newsroom.parts, { openLanguages, stemsOf, spellings, stopWords });
})();

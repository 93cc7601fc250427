/* Who said some words: newsroom.checkQuote(), over the files of outputs/quotes/quote_files.py. */
(() => {
  "use strict";

  const FIRST = 2; // shingles that are looked up first: words that somebody said have both in one release
  const ALL = 28; // and then, at most
  const CANDIDATES = 12; // releases whose texts are read, at most
  const LONGEST = 300; // words of a quotation that are compared
  const ATTRIBUTED = 0.5; // of the words must be in a statement for them to be its speaker's
  const AROUND = 90; // characters before and after the words, at most

  const newsroom = (window.newsroom ??= {});
  const { WORDS, shingles, holding, partOf, exactly, nearly } = newsroom.quotes;
  const { loader, loadQuotes, cardOf } = newsroom.parts;
  const { load, hand } = loader("_search", newsroom.say("The search index could not be loaded"));
  newsroom.searchData = hand;

  // ---- which releases ---------------------------------------------------------------------------------

  /* Some of a list, at most *count*, as far from each other as can be. */
  function spread(list, count) {
    if (list.length <= count) return list;
    return Array.from({ length: count }, (_, n) => list[Math.round((n * (list.length - 1)) / (count - 1))]);
  }

  /* Adds to *scores* how many of some shingles each release holds, by the numbers of its part and in it: "2/7" -> 1. */
  async function count(wanted, groups, scores) {
    const all = groups.flatMap(([, , , parts]) => parts);
    await Promise.all(wanted.flatMap((shingle) => groups.map(async ([group, bits, version, parts]) => {
      const texts = await loadQuotes(`${group}/s${partOf(shingle, bits)}`, version);
      parts.forEach((part, at) => {
        for (const number of holding(texts[at], shingle, bits)) {
          const key = `${all.indexOf(part)}/${number}`;
          scores.set(key, (scores.get(key) || 0) + 1);
        }
      });
    })));
  }

  /* The releases with the highest scores, the older one first where two agree. */
  function best(scores, least) {
    const rows = [...scores].filter(([, score]) => score >= least).map(([key, score]) => [key.split("/").map(Number), score]);
    rows.sort(([[part, number], score], [[part2, number2], score2]) => score2 - score || part - part2 || number - number2);
    return rows.map(([release]) => release);
  }

  function card([part, number], groups) {
    const [name, version] = groups.flatMap(([, , , parts]) => parts)[part];
    return cardOf(name, number, version);
  }

  // ---- what a release says of the words ------------------------------------------------------------------

  /* The words of a text with their places, and which paragraph each stands in. */
  function read(text) {
    text.places ??= newsroom.parts.places(text.text);
    text.words ??= text.places.map(({ token }) => token);
    return text;
  }

  /* The steps of words that stand in a text as they are. */
  const asTheyAre = (words, at) => words.map((_, n) => [n, at + n]);

  const span = (steps) => {
    const there = steps.filter(([, j]) => j >= 0).map(([, j]) => j);
    return [there[0], there[there.length - 1]];
  };

  let names = {}; // of _search/names.js: kind -> id -> name and more

  const nameOf = (kind, id) => names[kind]?.[id]?.[0] ?? id;

  /* Who says the words of a text from one place to another: the statement that has most of them. */
  function speaker(text, start, end) {
    const overlap = ([from, to]) => Math.max(0, Math.min(to, end) - Math.max(from, start));
    const by = new Map();
    for (const said of text.said) {
      const shared = overlap(said);
      if (shared) by.set(said[3], { said, shared: shared + (by.get(said[3])?.shared || 0) });
    }
    const [most] = [...by.values()].sort((a, b) => b.shared - a.shared);
    if (!most || most.shared < ATTRIBUTED * (end - start)) return null;
    const [, , kind, id, office, form] = most.said;
    return { name: nameOf(kind, id), page: `${kind}s/${id}`, office, form };
  }

  /* What is shown of steps: [kind, words], of kind "same", "lacking" (not in the release) or "more" (left out). */
  function parts(text, steps, pasted) {
    const found = [];
    const add = (kind, words) => {
      const last = found[found.length - 1];
      if (last && last[0] === kind && kind !== "same") last[1] += ` ${words}`;
      else found.push([kind, words]);
    };
    const places = text.places;
    let run = null; // the first and last word of a run that is the same
    const close = () => {
      if (run) add("same", text.text.slice(places[run[0]].start, places[run[1]].end));
      run = null;
    };
    for (const [i, j] of steps) {
      if (i >= 0 && j >= 0 && text.words[j] === pasted.words[i]) {
        run = run && run[1] === j - 1 ? [run[0], j] : (close(), [j, j]);
        continue;
      }
      close();
      if (i >= 0) add("lacking", pasted.text.slice(pasted.places[i].start, pasted.places[i].end));
      if (j >= 0) add("more", text.text.slice(places[j].start, places[j].end));
    }
    close();
    const [first, last] = span(steps);
    return { before: before(text.text, places[first].start), parts: found, after: after(text.text, places[last].end) };
  }

  function before(text, at) {
    const paragraph = text.slice(text.lastIndexOf("\n\n", at) + 1, at).trimStart();
    return paragraph.length > AROUND ? `… ${paragraph.slice(-AROUND).replace(/^\S*\s/, "")}` : paragraph;
  }

  function after(text, at) {
    const end = text.indexOf("\n\n", at);
    const paragraph = text.slice(at, end < 0 ? text.length : end);
    return paragraph.length > AROUND ? `${paragraph.slice(0, AROUND).replace(/\s\S*$/, "")} …` : paragraph;
  }

  /* The id of the paragraph that a place of a text is in; empty where there is none. */
  function paragraph(text, at) {
    const number = text.text.slice(0, at).split("\n\n").length - 1;
    const id = text.ids.split(" ")[number];
    return !id || id === "-" ? "" : id;
  }

  const page = (release, text) => text.page || release.page;

  function found(release, text, steps, pasted) {
    const [first, last] = span(steps);
    const start = text.places[first].start;
    return {
      page: page(release, text), paragraph: paragraph(text, start), revision: text.revision || 0, published: text.published || "",
      until: text.until || "", note: text.note || "", speaker: speaker(text, start, text.places[last].end),
      ...parts(text, steps, pasted),
    };
  }

  /* What a release says of what was pasted, or null. */
  function judged(release, pasted) {
    const texts = release.texts.map(read);
    const current = texts[texts.length - 1];
    const told = {
      release: release.page, title: release.title, date: release.date, language: release.language,
      issuer: newsroom.listed(release.issuers.map((id) => nameOf("organization", id))).join(""),
      revisions: texts.reduce((most, text) => Math.max(most, text.revision || 0), 0),
    };
    const exact = texts.map((text) => exactly(pasted.words, text.words)[0] ?? -1);
    const near = nearly(pasted.words, current.words);
    if (exact[texts.length - 1] >= 0) {
      const since = exact.lastIndexOf(-1) + 1; // the first of the texts that have the words without a break
      const at = found(release, current, asTheyAre(pasted.words, exact[texts.length - 1]), pasted);
      return { ...told, ...at, verdict: "stands", cost: 0, since: texts[since].revision || 0, sinceDate: texts[since].published || "" };
    }
    const old = exact.findLastIndex((at) => at >= 0);
    if (old >= 0) {
      const at = found(release, texts[old], asTheyAre(pasted.words, exact[old]), pasted);
      const now = near && found(release, current, near.steps, pasted);
      return { ...told, ...at, verdict: "corrected", cost: 0, now, speaker: at.speaker || now?.speaker || null };
    }
    const likely = [...texts.slice(0, -1).map((text) => [text, nearly(pasted.words, text.words)]), [current, near]].filter(([, way]) => way);
    if (!likely.length) return null;
    const [text, way] = likely.reduce((a, b) => (b[1].cost <= a[1].cost ? b : a)); // of two alike the one that stands
    const at = found(release, text, way.steps, pasted);
    const now = text !== current && near ? found(release, current, near.steps, pasted) : null;
    // Who quotes may leave out words between; what is left has each word as it is.
    const verdict = way.steps.every(([i, j]) => i < 0 || (j >= 0 && pasted.words[i] === text.words[j])) ? "shortened" : "near";
    return { ...told, ...at, verdict, cost: way.cost, now, speaker: at.speaker || now?.speaker || null };
  }

  /* Who said the words, first who said exactly these, then by date; *more* is how many releases were not read. */
  async function checkQuote(text) {
    const places = newsroom.parts.places(text).slice(0, LONGEST);
    const pasted = { text, places, words: places.map(({ token }) => token) };
    const [directory, called] = await Promise.all([loadQuotes("index"), load("names")]);
    names = called;
    const answer = { words: pasted.words.length, least: WORDS, withdrawn: directory.withdrawn, results: [], more: 0 };
    if (answer.words < WORDS) return answer;
    const all = [...new Set(shingles(pasted.words))];
    const asked = [];
    const scores = new Map();
    const ask = async (number) => {
      const some = spread(all.filter((one) => !asked.includes(one)), number);
      asked.push(...some);
      await count(some, directory.groups, scores);
      return some.length;
    };
    await ask(FIRST);
    const read = async (releases) => {
      const cards = await Promise.all(releases.slice(0, CANDIDATES).map((one) => card(one, directory.groups)));
      return cards.map((one) => judged(one, pasted)).filter(Boolean);
    };
    let releases = best(scores, asked.length);
    // What many releases have in common, such as how a house describes itself, is told apart by more of it.
    while (releases.length > CANDIDATES && asked.length < ALL && (await ask(FIRST))) releases = best(scores, asked.length);
    answer.results = await read(releases);
    if (!answer.results.some(({ cost }) => cost === 0)) {
      await ask(ALL);
      releases = best(scores, Math.min(2, all.length));
      answer.results = await read(releases.length ? releases : best(scores, 1));
    }
    answer.more = Math.max(0, releases.length - CANDIDATES);
    const exact = answer.results.filter(({ cost }) => cost === 0);
    if (exact.length) answer.results = exact;
    const rank = ({ verdict, cost, speaker: who, date }) => [cost, verdict === "stands" ? 0 : 1, who ? 0 : 1, date];
    answer.results.sort((a, b) => {
      const [one, other] = [rank(a), rank(b)];
      const at = one.findIndex((value, n) => value !== other[n]);
      return at < 0 ? 0 : one[at] < other[at] ? -1 : 1;
    });
    return answer;
  }

  newsroom.checkQuote = checkQuote;
})();

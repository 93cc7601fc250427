/* A query to the releases that it finds: all its words, else with others for those that stand nowhere, else some of them. */
(() => {
  "use strict";

  const {
    tokens, findWord, findPhrase, anyOf, those, lacking, rank, ALL, near, parted, stemsOf, stopWords, isField, releasesOf, releasedOn,
  } = newsroom.parts;
  const SHORTEST_PREFIX = 3; // half of all words begin with "co"
  const SHORTEST_STEM = 5; // letters of a word's stem that is taken for a beginning
  const SHORTEST_WIDENED = 4; // letters of a word that stands somewhere
  const LONGEST_PART = 8; // characters of what is looked for as one word where words are written without spaces

  const any = (archive, units) => lacking(archive, units).includes(0);
  const put = (list, at, value) => list.map((other, i) => (i === at ? value : other));
  const wordFor = (token) => ({ token, raw: token, exact: true });

  // ---- units: what a query asks for, each with the releases that hold it ---------------------------

  /* What a compound that stands nowhere as it is written stands for: one word (cooperation), the longest parts that stand
     somewhere (where words are written without spaces), or its words wherever they stand. */
  async function resolved(archive, compound) {
    const { text, at } = compound;
    const joined = compound.joinable && (await findWord(archive, wordFor(compound.tokens.join(""))));
    if (joined?.count) return { joined: { text, at, match: joined, other: compound.tokens.join("") } };
    if (!compound.unspaced) return { words: compound.tokens.map((token) => ({ kind: "word", token, raw: token, text: token, at })) };
    const phrases = [];
    for (let rest = compound.tokens; rest.length; rest = rest.slice(phrases.at(-1).length)) {
      let length = Math.min(rest.length, LONGEST_PART);
      while (length > 1 && !(await findPhrase(archive, rest.slice(0, length))).count) length -= 1;
      phrases.push(rest.slice(0, length));
    }
    return { phrases };
  }

  const phraseUnit = async (archive, words, text) => ({ text, match: await findPhrase(archive, words), phrases: [words] });
  const wordUnit = async (archive, word) => (
    { text: word.text, word, match: await findWord(archive, word), phrases: [], optional: Boolean(word.optional) }
  );

  /* A date is that of a release, or stands in its text, in either order of day and month. */
  async function dateUnit(archive, { date, tokens: words, text }) {
    const swapped = words.length === 3 ? [[words[1], words[0], words[2]]] : [];
    const phrases = [words, ...swapped];
    const found = await Promise.all(phrases.map((phrase) => findPhrase(archive, phrase)));
    const released = those(archive, releasedOn(archive, date));
    return { text, phrases, released, match: anyOf(archive, [released, ...found]) };
  }

  /* The units of an item that is no field by itself, and what became of a compound. */
  async function unitsOf(archive, item) {
    if (item.kind === "field") return { units: [{ text: item.text, match: those(archive, releasesOf(archive, item).releases), phrases: [] }] };
    if (item.kind === "word") return { units: [await wordUnit(archive, item)] };
    if (item.kind === "phrase") return { units: [await phraseUnit(archive, item.tokens, item.text)] };
    if (item.kind === "date") return { units: [await dateUnit(archive, item)] };
    const everywhere = { ...archive, since: 0 };
    const whole = await phraseUnit(everywhere, item.tokens, item.text);
    if (whole.match.count) return { units: [whole] };
    const { joined, words = [], phrases = [] } = await resolved(everywhere, item);
    if (joined) return { units: [{ text: item.text, match: joined.match, phrases: [] }], change: { ...joined, whole: true } };
    return {
      apart: item.text,
      units: await Promise.all([
        ...words.map((word) => wordUnit(archive, word)),
        ...phrases.map((parts) => (
          parts.length > 1 ? phraseUnit(archive, parts, parts.join("")) : wordUnit(archive, { ...wordFor(parts[0]), text: parts[0], at: item.at })
        )),
      ]),
    };
  }

  /* The units of a group: any of its items will do. */
  async function unitsOfGroup(archive, group) {
    if (group.length === 1) return unitsOf(archive, group[0]);
    const found = (await Promise.all(group.map((item) => unitsOf(archive, item)))).flatMap(({ units }) => units);
    return {
      units: [{
        text: group.map(({ text }) => text).join(" OR "), phrases: found.flatMap(({ phrases }) => phrases),
        match: anyOf(archive, found.map(({ match }) => match)),
      }],
    };
  }

  // ---- words that stand nowhere ----------------------------------------------------------------------

  /* What may stand in for a word that no release holds: words that begin with it, words that it may be a mistyping of, and
     two words with a hyphen between them, which other words that it resembles less come after.  What is written like a
     name is no mistyping of a word that is none. */
  async function* others(archive, word) {
    if (word.exact || word.beginning) return;
    if (word.token.length >= SHORTEST_PREFIX) {
      const longer = await findWord(archive, { ...word, beginning: true });
      if (longer.count) yield { match: longer, beginning: true };
      for (const { stem } of longer.count ? [] : stemsOf(archive.languages, word)) {
        if (stem.length < SHORTEST_STEM || stem === word.token) continue; // Kondome, of which there is Kondompflicht alone
        const begun = await findWord(archive, { ...word, token: stem, raw: stem, beginning: true });
        if (begun.count) yield { match: begun, beginning: true };
      }
    }
    const fits = (candidate) => candidate.isName || !word.isName;
    const taken = async (candidate) => ({ match: await findWord(archive, wordFor(candidate.word)), other: candidate.word });
    const candidates = (await near(archive, word.token)).filter(fits);
    for (const candidate of candidates) if (candidate.far <= 1) yield await taken(candidate);
    const parts = candidates[0]?.far <= 1 ? null : await parted(archive, word.token);
    if (parts) yield { match: await findPhrase(archive, parts), other: parts.join("-") };
    for (const candidate of candidates) if (candidate.far > 1) yield await taken(candidate);
    for (const candidate of (await near(archive, word.token, 1)).filter(fits)) yield await taken(candidate);
  }

  /* Words that stand nowhere give way, each to the first that the rest of the query goes with. */
  async function giveWay(archive, units) {
    const changes = [];
    let chosen = units;
    for (const [i, { word, match, optional }] of units.entries()) {
      if (!word || match.count || optional) continue;
      const rest = chosen.filter((unit, j) => j !== i && unit.match.count);
      let taken = null;
      for await (const option of others(archive, word)) {
        if (any(archive, [...rest, option])) {
          taken = option;
          break;
        }
      }
      if (!taken) continue;
      const phrases = taken.other?.includes("-") ? [tokens(taken.other)] : [];
      chosen = put(chosen, i, { ...units[i], match: taken.match, phrases });
      changes.push({ text: word.text, token: word.token, at: word.at, ...taken });
    }
    return { units: chosen, changes };
  }

  /* Every word stands somewhere, but never all together: one is taken for a beginning, too, that which leaves the best hit. */
  async function widened(archive, units) {
    let best = null;
    for (const [i, { word, match, optional }] of units.entries()) {
      if (!word || !match.count || optional || word.exact || word.beginning || word.token.length < SHORTEST_WIDENED) continue;
      const longer = await findWord(archive, { ...word, beginning: true });
      const wider = put(units, i, { ...units[i], match: anyOf(archive, [match, longer]) });
      const score = rank(archive, wider).reduce((most, one) => Math.max(most, one), 0);
      if (score > (best?.score ?? 0)) best = { score, units: wider, changes: [{ text: word.text, at: word.at, beginning: true }] };
    }
    return best;
  }

  // ---- the answer ---------------------------------------------------------------------------------------

  const FEW = 5; // hits; where there are fewer, those that lack something follow
  const NEAR = 0.5; // of what is asked for, which such a hit may lack
  const NEAREST = 20; // such hits at most

  /* How much a hit may lack: nothing where there are hits enough, else NEAR, or where all lack more, as much as the best of them. */
  function allowed(lack) {
    if (lack.reduce((count, one) => count + !one, 0) >= FEW) return 0;
    return Math.max(NEAR, lack.reduce((fewest, one) => Math.min(fewest, one), 1));
  }

  /* The scores without those of releases that lack something, but for the best of these. */
  function withNearest(scores) {
    const least = scores.filter((score) => score < ALL).sort().at(-NEAREST) ?? 0;
    return scores.map((score) => (score < least ? 0 : score));
  }

  /* The groups, with the words that need not be there made *optional*: those that say nothing, unless there are no others. */
  function withOptional(archive, groups) {
    const words = groups.flatMap(([item, ...others]) => (item.kind === "word" && !others.length && !item.exact && !item.beginning ? [item] : []));
    const idle = stopWords(archive.languages, words);
    if (idle.size === groups.length) return groups;
    return groups.map((group) => (idle.has(group[0]) ? [{ ...group[0], exact: true, optional: true }] : group));
  }

  /* The releases that a query finds: {units, scores, changes, apart, optional, fields}.  If *isStrict*, what it asks for as
     it stands: {units, fields}. */
  async function evaluate(archive, { groups }, isStrict = false) {
    const fields = groups.filter((group) => group.length === 1 && isField(group[0])).map(([item]) => item);
    const others = withOptional(archive, groups.filter((group) => !fields.includes(group[0])));
    const found = await Promise.all(others.map((group) => unitsOfGroup(archive, group)));
    let units = found.flatMap((one) => one.units);
    if (isStrict) return { units, fields };
    let changes = found.flatMap(({ change }) => change ?? []);
    for (const instead of [giveWay, widened]) {
      if (any(archive, units)) break;
      const better = await instead(archive, units);
      units = better?.units ?? units;
      changes = [...changes, ...(better?.changes ?? [])];
    }
    const lack = lacking(archive, units);
    const scores = withNearest(rank(archive, units, lack, allowed(lack)));
    const isFound = scores.some(Boolean);
    return {
      units,
      scores,
      changes: isFound ? changes : [],
      apart: isFound && !changes.length ? found.flatMap(({ apart }) => apart ?? []) : [],
      optional: units.filter(({ optional }) => optional).map(({ text }) => text),
      fields,
    };
  }

  /* What must not be there: the releases that hold it. */
  async function matchOf(archive, item) {
    if (item.kind === "field") return those(archive, releasesOf(archive, item).releases);
    if (item.kind === "word") return findWord(archive, { ...item, exact: !item.beginning });
    if (item.kind === "date") return (await dateUnit(archive, item)).match;
    return findPhrase(archive, item.tokens);
  }

  Object.assign(newsroom.parts, { evaluate, matchOf });
})();

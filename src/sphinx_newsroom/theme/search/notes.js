/* What the search page says beside the hits: what was made of the query, whom it names, and where their feeds are. */
(() => {
  "use strict";

  const { say, pieces, plural, number, listed } = newsroom;
  const { FIELDS, contentRoot, openDirectory, parse, tokens, wordsWanted, isPlain, isField, replaced, languageName } = newsroom.parts;
  const KINDS = ["organization", "official", "topic"];
  const FORMS = 8; // other forms that are named

  /* An element with attributes and children; text stays text. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick" || key === "onchange") made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value != null) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const quoted = (words) => words.map((word) => say("“{words}”", { words: word })).join(newsroom.sayAs("between names", ", "));
  const releases = (count) => plural("{number} release", "{number} releases", count);

  /* Did you mean: the query that was answered instead, as a link that makes it the query. */
  function meant({ corrected, unknown, beginnings, apart, near }, follow) {
    const said = [];
    if (corrected) {
      said.push(element(
        "p", {}, say("No release contains {words}.", { words: quoted(unknown) }), " ",
        ...pieces("Did you mean {query}?", { query: follow({ q: corrected }, corrected) }),
        near ? "" : ` ${say("These releases contain it.")}`,
      ));
    }
    if (beginnings.length) said.push(element("p", {}, say("No release contains {words} as a complete word, so words that begin with it count as matches.", { words: quoted(beginnings) })));
    if (apart.length) said.push(element("p", {}, say("No release contains {words}; these contain its parts separately.", { words: quoted(apart) })));
    return said;
  }

  /* Which words no release holds, where there are hits without them. */
  const lacks = ({ absent, near }) => (near && absent.length ? [element("p", {}, say("No release contains {words}.", { words: quoted(absent) }))] : []);

  /* What the count counts where other forms of the words are among it. */
  function formsSaid(state, { total: all_, understood: { forms, typed, near } }, follow) {
    const total = all_ - near;
    if (!total || typed === null || typed === total || !forms.length) return [];
    const all = forms.flatMap((one) => one.forms);
    const forms_ = [...all.slice(0, FORMS), ...(all.length > FORMS ? ["…"] : [])].join(newsroom.sayAs("between names", ", "));
    const items = parse(state.q).groups.flat();
    const swaps = forms.flatMap(({ word }) => items.filter(({ text }) => text === word).map(({ at }) => ({ at, token: null, other: `"${word}"` })));
    const exact = typed ? [" ", follow({ q: replaced(state.q, swaps) }, say("Only as typed")), "."] : [];
    return [element(
      "p", {}, typed
        ? say("{typed} as typed, {others} in other forms: {forms}.", { typed: number(typed), others: number(total - typed), forms: forms_ })
        : say("None as typed; in other forms: {forms}.", { forms: forms_ }), ...exact,
    )];
  }

  const NAMED = [...new Set(Object.values(FIELDS))].map((name) => `${name}:`).join(", ");

  function uncalled(key, text) {
    const words = { text };
    return {
      organization: say("No release names an organization called “{text}”.", words),
      official: say("No release names an official called “{text}”.", words),
      topic: say("No release has a topic called “{text}”.", words),
      type: say("No release has a type called “{text}”.", words),
      language: say("There are no releases in a language called “{text}”.", words),
    }[key];
  }

  function noneThen(key, date) {
    return {
      month: say("There are no releases from {month}.", { month: date }),
      date: say("There are no releases from {date}.", { date }),
      from: say("There are no releases from {date} or later.", { date }),
      to: say("There are no releases from {date} or earlier.", { date }),
      before: say("There are no releases before {date}.", { date }),
      after: say("There are no releases after {date}.", { date }),
    }[key];
  }

  /* What of the query was not understood, and what is instead. */
  function misunderstood({ notes, fields }) {
    const said = notes.map(({ what, text, better, key }) => ({
      "no date": say("“{text}” after {key}: isn't a date, so it was searched for as words. Write {key}:2011-06-21, {key}:2011-06 or {key}:2011.", { text, key }),
      "unclear date": say("“{text}” could be either of two dates, so its numbers were searched for. Write {better} if the month comes second.", { text, better }),
      field: say("“{text}:” isn't a field, so its words were searched for. Fields are {fields}.", { text, fields: NAMED }),
      brackets: say("Brackets don't work in searches: OR joins the words on either side of it."),
    })[what]);
    for (const { key, text, values, unclear, count } of fields) {
      if (unclear && key === "year") said.push(say("“{text}” isn't a year, so it has no effect. Write year:2011 or year:2009-2011.", { text }));
      else if (unclear && key === "month") said.push(say("“{text}” isn't a month, so it has no effect. Write month:march or month:2011-03.", { text }));
      else if (key === "year" && !count) said.push(say("There are no releases from {year}.", { year: text }));
      else if (!count && !KINDS.includes(key) && key !== "type" && key !== "language") said.push(noneThen(key, text));
      else if (!values.length && !count) said.push(uncalled(key, text));
    }
    return said.map((text) => element("p", {}, text));
  }

  function datesSaid({ dates }, state, follow) {
    return dates.map(({ text, at }) => element(
      "p", {}, say("Releases from or mentioning “{text}”.", { text }), " ",
      follow({ q: replaced(state.q, [{ at, token: null, other: `"${text}"` }]) }, say("Only these words")), ".",
    ));
  }

  /* The entities that a search is about: [{key, value, asked}]; *asked* where it asks for them and not for their name's words. */
  function entitiesOf(state, fields, names) {
    const found = KINDS.flatMap((key) => state.filters[key].map((value) => ({ key, value, asked: true })));
    for (const { key, values } of fields) {
      if (KINDS.includes(key) && values.length === 1) found.push({ key, value: values[0], asked: true });
    }
    const query = parse(state.q);
    const words = wordsWanted(query).length ? wordsWanted(query) : query.groups[0]?.[0].tokens ?? [];
    const rest = { ...query, groups: query.groups.filter(([item]) => !isField(item)) };
    if (!words.length || !isPlain(rest)) return found;
    for (const key of KINDS) {
      for (const [value, [name, short = "", , also = []]] of Object.entries(names[key])) {
        const same = [name, short, ...also].some((text) => [...new Set(tokens(text))].join(" ") === [...new Set(words)].join(" "));
        if (same && !found.some((other) => other.key === key && other.value === value)) found.push({ key, value, asked: false });
      }
    }
    return found;
  }

  function isAlone(state, fields) {
    const { groups, without } = parse(state.q);
    const filters = Object.values(state.filters).flat().length;
    return filters + fields.length === 1 && groups.length === fields.length && !without.length && !state.from && !state.to;
  }

  /* What else there is on an entity: its page and feed, its releases, and those it was before and after. */
  function aboutEntity({ key, value, asked }, alone, directory, follow, state) {
    if (!Object.hasOwn(directory.names[key], value)) return []; // an address may ask for anything
    const [name, , count = 0, , earlier = [], later = []] = directory.names[key][value];
    const said = [];
    const page = `${contentRoot()}${key}s/${value}`;
    const others = (values) => element("span", {}, ...listed(values.map((id) => {
      const [other, , number] = directory.names[key][id];
      return element("span", {}, follow({ q: "", filters: { ...state.none, [key]: [id] } }, other), ` (${releases(number)})`);
    })));
    if (asked && alone) {
      const links = [element("a", { href: `${page}.html` }, say("All about {name}", { name }))];
      if (count) links.push(element("a", { href: `${page}/rss.xml` }, say("Follow {name} by RSS", { name })));
      said.push(element("p", { class: "search-entity" }, ...links.flatMap((link, i) => (i ? [" · ", link] : [link]))));
    }
    if (!asked && count) {
      const words = plural("{number} release naming {name}", "{number} releases naming {name}", count, { name });
      const releases_ = follow({ q: "", filters: { ...state.none, [key]: [value] } }, words);
      said.push(element("p", {}, ...pieces("{releases}, under any name.", { releases: releases_ })));
    }
    if (earlier.length) said.push(element("p", {}, ...pieces("Before {name} there was {others}.", { name, others: others(earlier) })));
    if (later.length) said.push(element("p", {}, ...pieces("After {name} came {others}.", { name, others: others(later) })));
    return said;
  }

  /* Where the releases of one type or language alone can be followed. */
  function aboutPlain(state, { total, understood }, alone, directory) {
    if (!alone || !total) return [];
    return ["type", "language"].flatMap((key) => {
      const asked = [...state.filters[key], ...understood.fields.filter((field) => field.key === key).flatMap(({ values }) => values)];
      if (asked.length !== 1) return [];
      const [value] = asked;
      const what = key === "type"
        ? say("Follow all releases of type {type} by RSS", { type: directory.names.type[value]?.[0] ?? value })
        : say("Follow all releases in {language} by RSS", { language: languageName(value) });
      return [element("p", { class: "search-entity" }, element("a", { href: `${contentRoot()}${key}s/${value}/rss.xml` }, what))];
    });
  }

  /* The notes to an answer, as paragraphs.  *follow*(change, words) gives a link to the search that a change leads to. */
  async function notes(state, answer, follow) {
    const directory = await openDirectory();
    const { understood } = answer;
    const alone = isAlone(state, understood.fields);
    return [
      ...meant(understood, follow),
      ...lacks(understood),
      ...formsSaid(state, answer, follow),
      ...(understood.optional.length ? [element("p", {}, say("Optional: {words}.", { words: quoted(understood.optional) }))] : []),
      ...datesSaid(understood, state, follow),
      ...misunderstood(understood),
      ...aboutPlain(state, answer, alone, directory),
      ...entitiesOf(state, understood.fields, directory.names).flatMap(
        (entity) => aboutEntity(entity, alone, directory, follow, state),
      ),
    ];
  }

  Object.assign(newsroom.parts, { element, notes, quoted });
})();

/* What fields such as official:fedotov and before:2011 mean: releases, by whom they name, what they are and when they came. */
(() => {
  "use strict";

  const { DAY, tokens, monthNamed, dateOf, firstDay, lastDay } = newsroom.parts;
  const TIMES = {
    date: (date) => [firstDay(date), lastDay(date)],
    from: (date) => [firstDay(date), Infinity],
    to: (date) => [-Infinity, lastDay(date)],
    before: (date) => [-Infinity, firstDay(date) - 1],
    after: (date) => [lastDay(date) + 1, Infinity],
  };

  const holds = (name, wanted) => {
    const words = tokens(name);
    return wanted.every((word, i) => words.some((other) => (i === wanted.length - 1 ? other.startsWith(word) : other === word)));
  };

  function languageName(tag) {
    try {
      return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(tag);
    } catch {
      return tag; // not a language tag
    }
  }

  const within = (archive, from, to) => [...archive.days.keys()].filter((n) => archive.days[n] >= from && archive.days[n] <= to);
  const releasedOn = (archive, date) => within(archive, firstDay(date), lastDay(date));

  /* The years of *text*: 2011, 2009-2011, 2005-06; null where it tells none. */
  function yearsIn(text) {
    const [, first, last = ""] = /^(\d{1,4})(?:\s*(?:-|–|\.\.)\s*(\d{0,4}))?$/.exec(text) ?? [];
    if (!first) return null;
    if (/[-–.]/.test(text) && !last) return [Number(first), 9999];
    return [Number(first), Number(last.length && last.length < first.length ? first.slice(0, -last.length) + last : last || first)];
  }

  /* The releases of a month, by its name or number in any year: march, 3; null where there is no such month. */
  function inMonth(archive, text) {
    const month = monthNamed(text) ?? (/^\d{1,2}$/.test(text) ? Number(text) : 0);
    if (month < 1 || month > 12) return null;
    return [...archive.days.keys()].filter((n) => new Date(archive.days[n] * DAY).getUTCMonth() + 1 === month);
  }

  /* The values of a facet that a reader means by *text*: those called so in full, else those whose name holds it. */
  function valuesOf(archive, key, text) {
    const values = [...archive.values[key].keys()];
    if (key === "year") {
      const [first, last] = yearsIn(text) ?? [1, 0];
      return values.filter((year) => Number(year) >= first && Number(year) <= last);
    }
    const wanted = tokens(text);
    const named = values.map((value) => {
      const [name = value, short = "", , also = []] = archive.names[key]?.[value] ?? [];
      return { value, names: [value, name, short, key === "language" ? languageName(value) : "", ...also].filter(Boolean) };
    });
    const same = named.filter(({ names }) => names.some((name) => tokens(name).join(" ") === wanted.join(" ")));
    const found = same.length ? same : named.filter(({ names }) => wanted.length && names.some((name) => holds(name, wanted)));
    return found.map(({ value }) => value);
  }

  /* What a field means: {releases, values}; *unclear* where its text is no month or year. */
  function releasesOf(archive, { key, text }) {
    if (key === "month") {
      const date = dateOf(text);
      const found = date ? releasedOn(archive, date) : inMonth(archive, text);
      return { releases: found ?? [], values: [], unclear: !found };
    }
    if (TIMES[key]) return { releases: within(archive, ...TIMES[key](dateOf(text))), values: [], unclear: false };
    const values = valuesOf(archive, key, text);
    return { releases: values.flatMap((value) => archive.values[key].get(value)), values, unclear: key === "year" && !yearsIn(text) };
  }

  const isField = ({ kind }) => kind === "field";

  Object.assign(newsroom.parts, { isField, releasesOf, releasedOn, languageName });
})();

/* Dates as people type them, and the days from which and to which they go. */
(() => {
  "use strict";

  const { fold } = newsroom.parts;
  const DAY = 86_400_000;
  const NOT_A_WORD = "(?![\\p{L}\\p{N}])";

  const months = new Map(); // name in small letters -> number
  let patterns = [];

  const two = (number) => String(number).padStart(2, "0");
  const four = (number) => String(number).padStart(4, "0");

  /* Learns the names of months of the archive's languages: {tag: {name: number}}. */
  function learnMonths(languages) {
    for (const names of Object.values(languages)) {
      for (const [name, number] of Object.entries(names)) {
        if (/^\p{L}{3,}$/u.test(name)) for (const one of [name, fold(name)]) months.set(one, number);
      }
    }
    const names = [...months.keys()].sort((a, b) => b.length - a.length).join("|");
    const month = `(?<name>${names})\\.?`;
    const day = "(?<day>\\d{1,2})(?:st|nd|rd|th|er|\\.|º)?";
    const year = "(?<year>\\d{4})";
    const of = "\\s+(?:(?:of|de|del)\\s+)?";
    patterns = [
      `${year}-(?<month>\\d\\d)-(?<day>\\d\\d)`,
      `${year}-(?<month>\\d\\d)(?!-)`,
      `${year}年\\s*(?<month>\\d{1,2})月(?:\\s*(?<day>\\d{1,2})日)?`,
      `${day}${of}${month},?${of}${year}`,
      `${month}\\s+${day},?\\s+${year}`,
      `${month},?${of}${year}`,
      `(?<day>\\d{1,2})\\.\\s?(?<month>\\d{1,2})\\.\\s?${year}`,
      `(?<one>\\d{1,2})/(?<other>\\d{1,2})/${year}`,
    ].map((pattern) => new RegExp(pattern + (pattern.includes("月") ? "" : NOT_A_WORD), "iuy"));
  }

  const monthNamed = (name) => months.get(name.toLowerCase()) ?? months.get(fold(name));

  /* The date that stands in *text* at a place: {end, date}, *date* being 2011-06-21 or 2011-06; {end, unclear} where it
     may be either of two days; null where there is none. */
  function dateAt(text, at) {
    for (const pattern of patterns) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (!found) continue;
      const { year, name, day, one, other, month = name && monthNamed(name) } = found.groups;
      const end = at + found[0].length;
      let [m, d] = [month, day];
      if (one) {
        if (Number(one) <= 12 && Number(other) <= 12 && one !== other) return { end, unclear: `${year}-${two(other)}-${two(one)}` };
        [m, d] = Number(other) > 12 ? [one, other] : [other, one];
      }
      const date = [four(year), two(m), ...(d ? [two(d)] : [])].join("-");
      if (isDate(date)) return { end, date };
    }
    return null;
  }

  const A_DATE = /^\d{4}(-\d\d(-\d\d)?)?$/;

  /* Whether *text* is a year, a month or a day that there is, by ISO 8601. */
  function isDate(text) {
    return A_DATE.test(text) && new Date(text).toJSON()?.startsWith(text) === true;
  }

  /* The date that *text* is in whole, or "". */
  function dateOf(text) {
    const found = dateAt(text, 0);
    if (found?.date && found.end === text.length) return found.date;
    return isDate(text) ? text : "";
  }

  /* The first day of a date, or of the year or month that it tells; the last one is the day before the next's first. */
  const firstDay = (date) => Date.parse(date) / DAY;

  function lastDay(date) {
    const [year, month, day] = date.split("-").map(Number);
    if (day) return firstDay(date);
    const next = !month || month === 12 ? [year + 1, 1] : [year, month + 1];
    return firstDay(`${four(next[0])}-${two(next[1])}`) - 1;
  }

  const newsroom_ = (window.newsroom ??= {});
  newsroom_.parts = { ...newsroom_.parts, DAY, learnMonths, monthNamed, dateAt, dateOf, isDate, firstDay, lastDay };
})();

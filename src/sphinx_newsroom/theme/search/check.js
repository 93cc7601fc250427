/* The page check.html: a form for words, and who said them. */
(() => {
  "use strict";

  const form = document.getElementById("newsroom-check");
  const status = document.getElementById("newsroom-check-status");
  const list = document.getElementById("newsroom-check-results");
  if (!form) return;
  const box = form.elements.q;
  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const root = newsroom.parts.contentRoot();
  let asked = 0;

  const VERDICTS = {
    stands: ["stands", "Word for word"],
    corrected: ["corrected", "Corrected since"],
    shortened: ["shortened", "With words left out"],
    near: ["near", "Not word for word"],
  };
  const PARTS = { lacking: ["del", "not in the release: "], more: ["ins", "in the release: "] };

  // ---- words and elements -------------------------------------------------------------------------------

  function day(iso) {
    const [year, month, date] = iso.split("-").map(Number);
    return `${date} ${MONTHS[month - 1]} ${year}`;
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  const time = (iso) => element("time", { datetime: iso }, day(iso));
  const address = (page, paragraph = "") => `${root}${page.split("/").map(encodeURIComponent).join("/")}.html${paragraph && `#${paragraph}`}`;
  const link = (page, words, paragraph) => element("a", { href: address(page, paragraph) }, words);

  /* The words as the release has them, what differs marked for the eye and in words. */
  function quotation(shown, language) {
    const words = shown.parts.map(([kind, text], n) => {
      const between = n && !/^[,.;:!?)\]”’»]/.test(text) ? " " : "";
      if (kind === "same") return [between, element("mark", {}, text)];
      const [name, told] = PARTS[kind];
      return [between, element(name, {}, element("span", { class: "visually-hidden" }, `[${told}`), text, element("span", { class: "visually-hidden" }, "]"))];
    });
    return element("blockquote", { lang: language, dir: "auto" }, element("p", {}, shown.before, ...words.flat(), shown.after));
  }

  function who({ speaker, issuer }) {
    if (!speaker) return element("p", { class: "said-by" }, issuer ? `In the text of the release, issued by ${issuer}; ` : "In the text of the release; ", "who says it could not be told.");
    const how = speaker.form === "direct" ? "quoted" : "reported, not quoted";
    return element("p", { class: "said-by" }, "Said by ", link(speaker.page, speaker.name), speaker.office && `, ${speaker.office}`, ` (${how})`);
  }

  const several = ({ revisions }) => revisions > 1;

  /* Which text has the words, and what became of it. */
  function standing(result) {
    const { verdict, revision, revisions, until, note, since, sinceDate, release, page, paragraph } = result;
    if (until) {
      const gone = verdict === "corrected" ? "These words stood in " : "The words that are most like them stood in ";
      return element("p", {}, gone, link(page, `revision ${revision}`, paragraph), ", superseded on ", time(until), note ? `: ${note.replace(/[.!?]?$/, ".")}` : ".",
        " ", link(release, "The release as it stands"));
    }
    if (!revision) return element("p", {}, "The release stands; no revision of it is recorded.");
    if (!several(result)) return element("p", {}, `Revision ${revision}, which stands as it was published.`);
    const whole = `Revision ${revision} of ${revisions}, which stands. `;
    if (verdict !== "stands") return element("p", {}, whole);
    return since > 1
      ? element("p", {}, whole, `These words came with revision ${since}, on `, time(sinceDate), ".")
      : element("p", {}, whole, "The release was corrected; these words were not changed.");
  }

  function shown(result) {
    const [word, label] = VERDICTS[result.verdict];
    const item = element("li", { class: "checked" },
      element("p", { class: "kicker" }, element("span", { class: `status status-${word}` }, label), " ", time(result.date)),
      element("h2", { lang: result.language, dir: "auto" }, link(result.release, result.title, result.until ? result.now?.paragraph : result.paragraph)),
      who(result), quotation(result, result.language), standing(result));
    if (result.until && result.now) item.append(element("p", { class: "now" }, "Now it reads:"), quotation(result.now, result.language));
    else if (result.until) item.append(element("p", { class: "now" }, "Nothing like them is in the text that stands."));
    return item;
  }

  /* The answer in one sentence. */
  function inShort({ words, least, results, more, withdrawn }) {
    if (words < least) return words ? `Paste at least ${least} words: fewer are said by everybody.` : "";
    if (!results.length) {
      const gone = withdrawn === 1 ? " One release was withdrawn; its words are not here." : withdrawn ? ` ${withdrawn} releases were withdrawn; their words are not here.` : "";
      return `Nowhere: no release of this archive has these words, or words like them, in any revision.${gone}`;
    }
    const [{ verdict }] = results;
    const count = results.length + more;
    const where = count === 1 ? "in one release" : `in ${count} releases`;
    if (verdict === "near") return `Nobody said exactly this. Words like it are ${where}; the first is the most like it.`;
    if (verdict === "shortened") return `Found ${where}, with words left out: see which.`;
    if (verdict === "corrected") return `These words were corrected: they stood ${where}, in a text that was superseded.`;
    return `Found word for word ${where}.`;
  }

  // ---- asking --------------------------------------------------------------------------------------------

  async function check() {
    const mine = ++asked;
    status.textContent = box.value.trim() ? "Looking it up …" : "";
    list.replaceChildren();
    try {
      const answer = await newsroom.checkQuote(box.value);
      if (mine !== asked) return;
      list.replaceChildren(...answer.results.map(shown));
      status.textContent = inShort(answer);
    } catch (error) {
      if (mine === asked) status.textContent = `${error.message} Try again.`;
    }
  }

  function fromAddress() {
    box.value = new URLSearchParams(location.search).get("q") || "";
    check();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = box.value.trim() ? `?${new URLSearchParams({ q: box.value.trim() })}` : "";
    if (query !== location.search) history.pushState(null, "", `${location.pathname}${query}`);
    check();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  addEventListener("popstate", fromAddress);
  fromAddress();
})();

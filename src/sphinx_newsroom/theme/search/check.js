/* The page check.html: a form for words, and who said them. */
(() => {
  "use strict";

  const form = document.getElementById("newsroom-check");
  const status = document.getElementById("newsroom-check-status");
  const list = document.getElementById("newsroom-check-results");
  if (!form) return;
  const box = form.elements.q;
  const { say, sayAs, pieces, plural, day } = newsroom;
  const root = newsroom.parts.contentRoot();
  const LONGEST = 200; // characters that are searched for
  let asked = 0;

  const VERDICTS = {
    stands: ["stands", say("Word for word")],
    corrected: ["corrected", say("Corrected since")],
    shortened: ["shortened", say("With words left out")],
    near: ["near", say("Not word for word")],
  };
  const PARTS = { lacking: ["del", say("[not in the release: ")], more: ["ins", say("[in the release: ")] };

  // ---- words and elements -------------------------------------------------------------------------------

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
      return [between, element(name, {}, element("span", { class: "visually-hidden" }, told), text, element("span", { class: "visually-hidden" }, "]"))];
    });
    return element("blockquote", { lang: language, dir: "auto" }, element("p", {}, shown.before, ...words.flat(), shown.after));
  }

  function who({ speaker, issuer }) {
    if (!speaker) return element("p", { class: "said-by" }, issuer
      ? say("In the text of the release, issued by {issuer}; the speaker is not clear.", { issuer })
      : say("In the text of the release; the speaker is not clear."));
    const who_ = element("span", {}, link(speaker.page, speaker.name), speaker.office && `${sayAs("between names", ", ")}${speaker.office}`);
    return element("p", { class: "said-by" }, ...(speaker.form === "direct"
      ? pieces("Said by {speaker} (quoted)", { speaker: who_ }) : pieces("Said by {speaker} (reported, not quoted)", { speaker: who_ })));
  }

  const several = ({ revisions }) => revisions > 1;

  /* Which text has the words, and what became of it. */
  function standing(result) {
    const { verdict, revision, revisions, until, note, since, sinceDate, release, page, paragraph } = result;
    if (until) {
      const parts = { revision: link(page, say("revision {number}", { number: revision }), paragraph), date: time(until) };
      const gone = verdict === "corrected"
        ? pieces("These words were in {revision}, superseded on {date}", parts)
        : pieces("The most similar words were in {revision}, superseded on {date}", parts);
      return element("p", {}, ...gone, note ? `: ${note.replace(/[.!?]?$/, ".")}` : ".", " ", link(release, say("The current release")));
    }
    if (!revision) return element("p", {}, say("This is the current text; the release has no recorded revisions."));
    if (!several(result)) return element("p", {}, say("Revision {number}, unchanged since it was published.", { number: revision }));
    const whole = `${say("Revision {number} of {total}, the current one.", { number: revision, total: revisions })} `;
    if (verdict !== "stands") return element("p", {}, whole);
    return since > 1
      ? element("p", {}, whole, ...pieces("These words were added in revision {number}, on {date}.", { number: since, date: time(sinceDate) }))
      : element("p", {}, whole, say("The release was corrected; these words were not changed."));
  }

  function shown(result) {
    const [word, label] = VERDICTS[result.verdict];
    const item = element("li", { class: "checked" },
      element("p", { class: "kicker" }, element("span", { class: `status status-${word}` }, label), " ", time(result.date)),
      element("h2", { lang: result.language, dir: "auto" }, link(result.release, result.title, result.until ? result.now?.paragraph : result.paragraph)),
      who(result), quotation(result, result.language), standing(result));
    if (result.until && result.now) item.append(element("p", { class: "now" }, say("Now it reads:")), quotation(result.now, result.language));
    else if (result.until) item.append(element("p", { class: "now" }, say("The current text has nothing similar.")));
    return item;
  }

  /* The answer in one sentence. */
  function inShort({ words, least, results, more, withdrawn }) {
    if (words < least) return words ? plural("Paste at least {number} word: fewer would match almost anything.", "Paste at least {number} words: fewer would match almost anything.", least) : "";
    if (!results.length) {
      const gone = withdrawn ? ` ${plural("One release was withdrawn; this page can't check its text.", "{number} releases were withdrawn; this page can't check their text.", withdrawn)}` : "";
      return `${say("Nowhere: no revision of any release in this archive contains these or similar words.")}${gone}`;
    }
    const [{ verdict }] = results;
    const count = results.length + more;
    if (verdict === "near") return plural("Nobody said exactly this. Similar words are in one release; the closest matches come first.", "Nobody said exactly this. Similar words are in {number} releases; the closest matches come first.", count);
    if (verdict === "shortened") return plural("Found in one release, but with words left out: see which ones.", "Found in {number} releases, but with words left out: see which ones.", count);
    if (verdict === "corrected") return plural("These words have since been corrected. They appear in a superseded text of one release.", "These words have since been corrected. They appear in superseded texts of {number} releases.", count);
    return plural("Found word for word in one release.", "Found word for word in {number} releases.", count);
  }

  // ---- asking --------------------------------------------------------------------------------------------

  async function check() {
    const mine = ++asked;
    status.textContent = box.value.trim() ? say("Looking it up …") : "";
    list.replaceChildren();
    try {
      const answer = await newsroom.checkQuote(box.value);
      if (mine !== asked) return;
      list.replaceChildren(...answer.results.map(shown));
      status.textContent = inShort(answer);
      if (answer.words >= answer.least && !answer.results.length) {
        const q = box.value.trim().slice(0, LONGEST);
        status.append(" ", element("a", { href: `${root}search.html?${new URLSearchParams({ q })}` }, say("Search the releases for these words")));
      }
    } catch (error) {
      if (mine === asked) status.textContent = `${error.message} ${say("Try again.")}`;
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

/* The text of a release: its Markdown, or from file://, where no script can read that, a bundle of the quote check. */
(() => {
  "use strict";

  const newsroom = (window.newsroom ??= {});
  const { contentRoot, loader } = newsroom.parts;
  const { load: loadQuotes, hand } = loader("_search/quotes", newsroom.say("The texts could not be loaded"));
  newsroom.quoteData = hand;

  const TOGETHER = 16; // releases of a bundle, as quotes/quote_files.py has it
  const ESCAPED = 0xe000; // where signs are put that Markdown has a backslash before

  /* What quote_files.py says of a release, by the name of its part and its number there. */
  const cardOf = async (part, number, version) => (await loadQuotes(`${part}/c${Math.floor(number / TOGETHER)}`, version))[number % TOGETHER];

  const ABOUT = /(?:\n## \[.+\]\(.+\)(?:\n+[^#\n].*)*\n*)+$/; // what issuers say of themselves, which is no part of the text

  /* The words of a Markdown file as outputs/machines writes it, without its head, its title and signs. */
  function plain(markdown) {
    return markdown
      .replace(/^---\n[^]*?\n---\n+# .*\n*/, "").replace(ABOUT, "\n")
      .replace(/\\([!-/:-@[-`{-~])/g, (_, sign) => String.fromCharCode(ESCAPED + sign.charCodeAt(0)))
      .replace(/!\[[^\]]*\]\([^)]*\)|\[\^[^\]]*\]:?|^\|(?: --- \|)+\n|^(?:```.*|---)\n|<\/?su[bp]>|\\$/gm, "")
      .replace(/\]\((?:<[^>]*>|[^\s)]*)(?: "[^"]*")?\)|[*`[]/g, "")
      .replace(/<br>|^\| | \|$/gm, " ").replaceAll(" | ", " ")
      .replace(/^(?:#+ |> ?|- |\d+\. | {2,})+/gm, "")
      .replace(/[\ue021-\ue07e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - ESCAPED));
  }

  /* The text of a release without its title, by its id, the name of its part and its number there. */
  async function textOf(id, part, number) {
    if (location.protocol !== "file:") {
      const answer = await fetch(`${contentRoot()}releases/${id}.md`).catch(() => null);
      if (answer?.ok) return plain(await answer.text());
    }
    const { texts } = await cardOf(part, number);
    return texts.at(-1).text.replace(/^.*\n*/, "");
  }

  Object.assign(newsroom.parts, { loadQuotes, cardOf, plain, textOf });
})();

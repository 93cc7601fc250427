/* On every page: what it does for the keyboard. Without script, browsers do most of it by themselves. */
(() => {
  "use strict";

  // What is wider than its column scrolls, and is then a stop of the Tab key (WCAG 2.1.1); what fits is none.
  const wide = document.querySelectorAll("pre, .prose table, .table-wrapper, .pst-scrollable-table-container, .scroll, div.output_area, math");

  function scrolls(element) {
    return element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX);
  }

  function reach() {
    for (const element of wide) {
      if (scrolls(element)) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    }
  }

  reach();
  if (wide.length) addEventListener("resize", reach);

  // Where years stand in one row that is wider than the page, the newest are seen first.
  for (const years of document.querySelectorAll(".bars")) {
    years.scrollLeft = getComputedStyle(years).direction === "rtl" ? -years.scrollWidth : years.scrollWidth;
  }

  // Zotero offers the releases of a list to pick from (COinS); those of a year it asks for itself.
  // Source: ANSI/NISO Z39.88-2004, matrix info:ofi/fmt:kev:mtx:book.
  const address = document.querySelector('link[rel="canonical"]')?.href ?? location.href;
  for (const row of document.querySelectorAll("body:not(:has(.unapi-id)) .releases > li")) {
    const link = row.querySelector(".headline a");
    const gone = row.querySelector(".status-withdrawn");
    const issuer = row.querySelector(".issuer");
    const item = document.createElement("span");
    item.className = "Z3988";
    item.title = new URLSearchParams({
      ctx_ver: "Z39.88-2004",
      rft_val_fmt: "info:ofi/fmt:kev:mtx:book",
      "rft.genre": "report",
      "rft.btitle": (gone ? `${gone.textContent}: ` : "") + link.textContent,
      "rft.date": row.querySelector("time").dateTime,
      [issuer ? "rft.aucorp" : "rft.publisher"]: (issuer ?? document.querySelector(".site-name")).textContent,
      rft_id: new URL(link.getAttribute("href"), address),
    });
    row.append(item);
  }

  // What a reader reports has the paragraph that was selected, or that a link led to.
  const report = document.querySelector(".report a");
  if (report) {
    const address = report.getAttribute("href");
    let selected = "";
    document.addEventListener("selectionchange", () => {
      const { anchorNode, isCollapsed } = getSelection();
      const within = anchorNode?.nodeType === Node.TEXT_NODE ? anchorNode.parentElement : anchorNode;
      const paragraph = isCollapsed ? null : within?.closest('[id^="p-"]');
      if (paragraph) selected = paragraph.id;
    });
    report.addEventListener("click", () => {
      const id = selected || (location.hash.startsWith("#p-") ? location.hash.slice(1) : "");
      const page = encodeURIComponent(report.dataset.page);
      report.href = id ? address.replaceAll(page, `${page}%23${encodeURIComponent(id)}`) : address;
    });
  }
})();

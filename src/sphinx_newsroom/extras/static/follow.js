// A page under `newsroom serve` asks whether it has changed, loads itself again when it has, and shows what is wrong.
// It asks ten times a second, and only while it is seen: a request that waits would hold one of the six connections
// that a browser has for a host, and six open pages would all stand still.
(function () {
  "use strict";

  var EVERY = 100;
  var LOST = 1000;
  var PLACE = "newsroom-preview-scroll";
  var shown = document.currentScript.dataset.page;
  var tag = "";
  var timer = 0;
  var bar = null;

  function element(name, text) {
    var made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  // The bar is in the page from the start: what comes later into a live region is read out.
  function makeBar() {
    bar = document.createElement("aside");
    bar.id = "newsroom-preview";
    bar.setAttribute("role", "status");
    bar.setAttribute("aria-live", "polite");
    bar.setAttribute("aria-label", "newsroom serve");
    bar.hidden = true;
    document.body.appendChild(bar);
  }

  function show(title, lines) {
    bar.hidden = !title;
    bar.replaceChildren();
    if (!title) return;
    bar.appendChild(element("p", title));
    if (!lines.length) return;
    var list = document.createElement("ul");
    lines.forEach(function (line) {
      list.appendChild(element("li", line));
    });
    bar.appendChild(list);
  }

  function titleOf(state) {
    var number = state.problems.length;
    if (state.failed) return "Not built: " + state.failed + (state.built ? " (This is the page as it was)" : "");
    var building = state.stage ? "Building: " + state.stage : "";
    var found = number ? number + (number === 1 ? " problem" : " problems") : "";
    return found && building ? found + ". " + building : found || building;
  }

  function reload() {
    try {
      sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, scrollX, scrollY]));
    } catch (error) {
      // Without storage the browser's own memory of the place has to do.
    }
    location.reload();
  }

  // To where the reader was: at once, and again when the page has its whole length, unless they have scrolled since.
  function returnToPlace() {
    var place = [];
    try {
      place = JSON.parse(sessionStorage.getItem(PLACE) || "[]");
      sessionStorage.removeItem(PLACE);
    } catch (error) {
      // As above.
    }
    if (place[0] !== location.pathname) return;
    scrollTo(place[1], place[2]);
    var reached = scrollY;
    addEventListener("load", function () {
      if (scrollY === reached) scrollTo(place[1], place[2]);
    });
  }

  function take(state) {
    var gone = shown && !state.page;
    // A page that a mistake takes away stays in sight, with what is wrong.
    if (state.page !== shown && (!gone || !(state.building || state.problems.length || state.failed))) return reload();
    show(titleOf(state) + (gone ? ". This page is as it was, and not in the site now." : ""), state.problems);
    again(EVERY);
  }

  function again(after) {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(ask, after);
  }

  function ask() {
    fetch("/_newsroom/state?page=" + encodeURIComponent(location.pathname), {
      cache: "no-store",
      headers: tag ? { "If-None-Match": tag } : {},
    })
      .then(function (answer) {
        if (answer.status === 304) return again(EVERY);
        tag = answer.headers.get("ETag") || "";
        return answer.json().then(take);
      })
      .catch(function () {
        tag = "";
        show("newsroom serve has ended; this page follows again when it runs.", []);
        again(LOST);
      });
  }

  makeBar();
  returnToPlace();
  document.addEventListener("visibilitychange", function () {
    again(0);
  });
  again(0);
})();

/* How the files of an index are loaded, and how the numbers in them are read: the rules of search/codec.py. */
(() => {
  "use strict";

  /* The way from this page to the first of the site: "", "../", "../../". */
  function contentRoot() {
    return (document.documentElement.dataset.content_root || "").replace(/^\.\/(?=.)|^\.\/$/, "");
  }

  /* The files of a folder: load() gives the value of one, which the file itself hands over by hand(). */
  function loader(folder, complaint) {
    const loading = new Map(); // key -> {promise, resolve}

    /* The value of the file of *key*; *version* keeps caches from mixing two builds. */
    function load(key, version = "") {
      if (!loading.has(key)) {
        const entry = {};
        entry.promise = new Promise((resolve, reject) => {
          entry.resolve = resolve;
          const script = document.createElement("script");
          script.src = newsroom.script(`${contentRoot()}${folder}/${key}.js${version && `?v=${version}`}`);
          script.onload = () => script.remove();
          script.onerror = () => {
            script.remove();
            loading.delete(key); // so that the next who asks tries again
            reject(new Error(`${complaint} (${key}).`));
          };
          document.head.append(script);
        });
        loading.set(key, entry);
      }
      return loading.get(key).promise;
    }

    return { load, hand: (key, value) => loading.get(key)?.resolve(value) };
  }

  /* Lets the browser paint, and the reader type, between two pieces of work. */
  const breath = () => new Promise((resolve) => { setTimeout(resolve); });

  const DIGIT = new Uint8Array(128);
  for (let code = 0x21, digit = 0; code < 0x7f; code++) {
    if (code !== 0x22 && code !== 0x5c) DIGIT[code] = digit++;
  }

  function numbers(text) {
    const values = [];
    let rest = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = DIGIT[text.charCodeAt(i)];
      if (digit >= 60) {
        rest = rest * 32 + digit - 60;
      } else {
        values.push(rest * 60 + digit);
        rest = 0;
      }
    }
    return values;
  }

  const newsroom = (window.newsroom ??= {});
  newsroom.parts = { ...newsroom.parts, contentRoot, loader, breath, DIGIT, numbers };
})();

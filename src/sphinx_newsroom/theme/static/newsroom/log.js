/* On a release's page: checks in the browser that the release's line is in the published record, under log/.
   Hashes are by WebCrypto. From its hash the line's tile of 256, from that the root of the whole record is worked out
   as RFC 6962 has it (section 2.1); outputs/data/log.py writes the files, which are scripts since a page that is opened
   as a file may load nothing else. */
(() => {
  "use strict";

  const WIDTH = 256;
  const HASH = 32;
  const root = document.currentScript.src.replace(/_static\/newsroom\/log\.js.*$/, "log/");
  const { newsroom } = window;
  const { say, number } = newsroom;
  const waiting = new Map(); // key -> what its value is handed to

  newsroom.logData = (key, value) => waiting.get(key)?.(value);

  function load(key, path) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      waiting.set(key, resolve);
      script.src = newsroom.script(root + path);
      // Where it ran, its value was handed over already, and this changes nothing.
      script.onload = script.onerror = () => {
        script.remove();
        reject(new Error(say("The record could not be read ({file}).", { file: `log/${path.replace(/\?.*/, "")}` })));
      };
      document.head.append(script);
    });
  }

  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = (one, other) => hex(one) === hex(other);

  async function hash(...parts) {
    const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
    return new Uint8Array(digest);
  }

  const leafHash = (line) => hash(Uint8Array.of(0), new TextEncoder().encode(line));

  function hashesIn(text) {
    const bytes = bytesOf(text);
    return Array.from({ length: bytes.length / HASH }, (_, i) => bytes.subarray(i * HASH, (i + 1) * HASH));
  }

  /* The root over hashes: a level at a time, the one that is left over goes up as it is. */
  async function rootOver(hashes) {
    let level = hashes;
    while (level.length > 1) {
      const above = [];
      for (let i = 0; i + 1 < level.length; i += 2) above.push(hash(Uint8Array.of(1), level[i], level[i + 1]));
      const odd = level.length % 2 ? [level.at(-1)] : [];
      level = [...await Promise.all(above), ...odd];
    }
    return level[0];
  }

  /* What the record says of a line: how many lines it has and its root; throws an Error with what is wrong. */
  async function check(line, place) {
    const tree = await load("tree", `tree.js?${Date.now()}`); // no copy of before, which may not have the line yet
    if (place > tree.size) throw new Error(say("The record has {number} lines, but not this one.", { number: number(tree.size) }));
    const tiles = hashesIn(tree.tiles);
    const last = hashesIn(tree.last);
    const tile = Math.floor((place - 1) / WIDTH);
    const full = tile < tiles.length;
    const leaves = full ? hashesIn(await load(tile, `hashes/${tile}.js`)) : last;
    const found = leaves[(place - 1) % WIDTH];
    if (!found || !same(found, await leafHash(line))) throw new Error(say("The record has a different line at this position."));
    if (full && !same(await rootOver(leaves), tiles[tile])) throw new Error(say("The record contradicts itself."));
    const over = await rootOver(last.length ? [...tiles, await rootOver(last)] : tiles);
    if (!same(over, bytesOf(tree.root))) throw new Error(say("The record contradicts itself."));
    return { size: tree.size, root: hex(over) };
  }

  newsroom.checkLine = check;

  async function told(element) {
    const { entry, details, place } = element.dataset;
    if (!globalThis.crypto?.subtle) {
      return say("This browser can't check the record here: open the page over https, or run newsroom verify.");
    }
    const { commitment } = JSON.parse(entry); // stands for the details, where these are hashed apart
    const committed = !commitment || commitment === hex(await hash(details));
    const { text } = JSON.parse(details ?? entry);
    // The file beside the page has the digest that the page shows, and names that of the line; from the disk none is read.
    const link = location.protocol !== "file:" && document.querySelector('link[type="text/markdown"]');
    const file = link && await fetch(link.href).then((answer) => (answer.ok ? answer.arrayBuffer() : null), () => null);
    const shown = document.querySelector(".fingerprint code + code").textContent;
    const other = file && (hex(await hash(file)) !== shown || !new TextDecoder().decode(file).includes(text));
    if (!committed || other) return say("Not as recorded: the line belongs to another text.");
    try {
      const { size, root: over } = await check(entry, Number(place));
      return say("Checked: the line is one of {number} in the record {hash}", { number: number(size), hash: over.slice(0, 12) });
    } catch (error) {
      return error.message;
    }
  }

  for (const element of document.querySelectorAll(".logged")) {
    const button = document.createElement("button");
    const answer = document.createElement("span");
    button.type = "button";
    button.textContent = say("Check");
    answer.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      answer.textContent = say("Checking …");
      answer.textContent = await told(element);
    });
    element.append(" ", button, " ", answer);
  }
})();

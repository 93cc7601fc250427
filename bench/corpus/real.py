#!/usr/bin/env python3
"""real.py N OUT [COLLECTION…] [--records K]: make an archive of N real releases from ../shared/data (or the folder NEWSROOM_SHARED).

COLLECTION: files of its releases/ without .jsonl.gz (default: newsworthy-8k lk-cabinet digitalgov-news ua-president fomc), taken
in turn, in an order that depends on the ids alone. K (default 500): how many authority records to add, those most often
named in full in these releases. OUT is replaced. Prints what was written and what was skipped.
"""

import argparse
import collections
import gzip
import hashlib
import itertools
import json
import os
import pathlib
import re
import shutil
import unicodedata

SHARED = pathlib.Path(__file__).resolve().parents[2].parent / "shared"
DATA = pathlib.Path(os.environ.get("NEWSROOM_SHARED", SHARED)) / "data"
DEFAULT = ["newsworthy-8k", "lk-cabinet", "digitalgov-news", "ua-president", "fomc"]


def rows(path: pathlib.Path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")


def quoted(text: str) -> str:
    return json.dumps(re.sub(r"\s+", " ", re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)).strip(), ensure_ascii=False)


def prose(release: dict) -> str:
    """Return the body as CommonMark: Markdown without raw HTML, shortcodes and directives, or escaped plain text."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", release.get("body") or "")
    if (
        release.get("body_format") == "markdown"
        or "shortcode" in release
        or (release.get("source") or "").startswith("Digital")
    ):
        text = re.sub(r"\{\{[<%].*?[%>]\}\}|<[^>]+>|^(```|:::).*$|^#\s.*$", "", text, flags=re.M)
        text = re.sub(r"(?m)^(#+)\s", "## ", text).replace("{", r"\{").replace("$", r"\$")
        text = re.sub(r"!\[[^\]]*\]\((?!https?:)[^)]*\)|\[([^\]]*)\]\((?!https?:|mailto:)[^)]*\)", r"\1", text)
    else:
        text = re.sub(r"([\\`*_{}\[\]<>#$|~^])", r"\\\1", text)
        text = re.sub(r"(?m)^(\s*)([-+=:]|\d+[.)])", r"\1\\\2", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’.&-][^\W_]+)*", text)


def records(texts: list[str], k: int) -> dict[str, str]:
    """Return the K records most often named in full, as path -> file text."""
    known = {}
    for path in sorted((DATA / "authority").glob("*.jsonl.gz")):
        if "ror" in path.name:
            continue
        for row in rows(path):
            name, kind = row.get("name") or "", "officials" if path.name.startswith("people") else "organizations"
            parts = tuple(words(name))
            if len(parts) >= 2:
                known.setdefault(parts, (kind, name, row))
    longest = max(map(len, known))
    first = collections.defaultdict(set)
    for parts in known:
        first[parts[0]].add(len(parts))
    seen = collections.Counter()
    for text in texts:
        tokens = words(text)
        for i, token in enumerate(tokens):
            for n in sorted(first.get(token, ()), reverse=True):
                parts = tuple(tokens[i : i + n])
                if parts in known:
                    seen[parts] += 1
                    break
    files = {}
    for parts, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:k]:
        kind, name, row = known[parts]
        head = [f"name: {quoted(name)}"]
        acronyms = [a for a in row.get("acronyms") or [] if a and a != name]
        if kind == "organizations" and acronyms:
            head.append(f"acronym: {quoted(acronyms[0])}")
        if kind == "organizations" and row.get("aliases"):
            head.append(
                "other_names: ["
                + ", ".join(quoted(a) for a in row["aliases"][:6] if isinstance(a, str) and a != name)
                + "]"
            )
        if row.get("ids", {}).get("wikidata"):
            head.append(f"identifiers: {{wikidata: {row['ids']['wikidata']}}}")
        files[f"{kind}/{slug(name)}.md"] = "---\n" + "\n".join(head) + "\n---\n"
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("n", type=int)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("collections", nargs="*", default=DEFAULT)
    parser.add_argument("--records", type=int, default=500)
    args = parser.parse_args()
    shutil.rmtree(args.out, ignore_errors=True)
    queues = []
    for name in args.collections:
        found = [r for r in rows(DATA / f"releases/{name}.jsonl.gz")]
        queues.append(sorted(found, key=lambda r: hashlib.sha256(str(r["id"]).encode()).digest()))
    taken, passed, used, texts = 0, collections.Counter(), set(), []
    for release in (r for group in itertools.zip_longest(*queues) for r in group if r):
        if taken == args.n:
            break
        title, date, body = (release.get("title") or "").strip(), str(release.get("date") or "")[:10], prose(release)
        if not title or not re.fullmatch(r"\d{4}-\d\d-\d\d", date) or len(body) < 200:
            passed["no title, date or body"] += 1
            continue
        key = (date[:4], slug(title) if len(slug(title)) > 8 else slug(str(release["id"])))
        if key in used:
            passed["same year and title"] += 1
            continue
        used.add(key)
        target = args.out / "releases" / key[0] / f"{key[1]}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        language = release.get("language") or "en"
        target.write_text(
            f"---\ntitle: {quoted(title)}\ndate: {date}\nlanguage: {language}\n---\n\n{body}\n", encoding="utf-8"
        )
        texts.append(body)
        taken += 1
    files = records(texts, args.records)
    files["conf.py"] = (
        'project = "Real releases"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
        'html_baseurl = "https://archive.example.org/"\n'
    )
    files["index.md"] = "# Real releases\n"
    for name, text in files.items():
        (args.out / name).parent.mkdir(parents=True, exist_ok=True)
        (args.out / name).write_text(text, encoding="utf-8")
    print(f"{taken} releases, {len(files) - 2} records; passed over: {dict(passed)}")


if __name__ == "__main__":
    main()

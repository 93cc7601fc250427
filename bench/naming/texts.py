#!/usr/bin/env python3
"""The releases of the naming benchmark by id: the sample, and each text as the product itself gives it.

`texts.py --draw` draws the sample again (it must not change), `--record` writes the hashes of its texts,
`texts.py ID…` prints texts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.markdown import markdown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_newsroom.text.words.tokens import Mark

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"
COLLECTIONS = ("newsworthy-8k", "lk-cabinet", "digitalgov-news", "ua-president")
HALVES = ("dev", "heldout")
SAMPLE = HERE / "sample.json"
HASHES = HERE / "hashes.json"
SEED = "sphinx-newsroom naming 1"
READ = "rev", 120
"""What was found in unlabelled releases was read in the order of this word while rules were made: so many at most."""
EACH = 32
"""How many releases of a collection a half has."""
BODY = (300, 6000)
"""The fewest and the most characters of a body in the sample."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_OURS = re.compile(r"\{\{[<%](?s:.*?)[%>]\}\}|<[^>]+>|^(```|:::).*$|^#\s.*$", re.MULTILINE)
_NO_TARGET = re.compile(r"!\[[^\]]*\]\((?!https?:)[^)]*\)|\[([^\]]*)\]\((?!https?:|mailto:)[^)]*\)")


@dataclass(frozen=True)
class Text:
    """A release of a collection: its header and the plain text in which names are sought."""

    release: Release
    collection: str
    text: str
    marks: tuple[Mark, ...]

    @property
    def sha256(self) -> str:
        """What the labels were made for."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def rows(data: Path, collection: str) -> Iterator[dict[str, Any]]:
    """The rows of a collection as it is stored."""
    path = data / "releases" / f"{collection}.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"{path}: no such file; the data stand beside the checkout, or give their folder with --data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def title_of(row: dict[str, Any]) -> str:
    """A row's title on one line."""
    return " ".join(str(row.get("title") or "").split())


def prose(row: dict[str, Any]) -> str:
    """A row's body as CommonMark: of Markdown, without raw HTML, shortcodes and directives; plain text escaped."""
    body = _CONTROL.sub("", row.get("body") or "")
    if str(row.get("body_format")).startswith("markdown"):
        body = _NOT_OURS.sub("", body)
        body = re.sub(r"(?m)^(#+)\s", "## ", body).replace("{", r"\{").replace("$", r"\$")
        body = _NO_TARGET.sub(r"\1", body)
    else:
        body = re.sub(r"([\\`*_{}\[\]<>#$|~^])", r"\\\1", body)
        body = re.sub(r"(?m)^(\s*)([-+=:]|\d+[.)])", r"\1\\\2", body)
    return re.sub(r"\n{3,}", "\n\n", body).strip()


def text_of(row: dict[str, Any], collection: str) -> Text:
    """A row as a release with its plain text."""
    title = title_of(row)
    plain = markdown_text(prose(row), title)
    date = dt.date.fromisoformat(str(row["date"])[:10])
    release = Release(str(row["id"]), title, date, f"{row['id']}.md", language=row.get("language") or "en")
    return Text(release, collection, plain.text, plain.marks)


def draw(data: Path) -> dict[str, dict[str, list[str]]]:
    """The ids of the sample by collection and half, in an order that depends on ids and a fixed word alone."""
    sample = {}
    for collection in COLLECTIONS:
        fit = {str(row["id"]): row for row in rows(data, collection) if _fits(row)}
        order = _shuffled(fit, SEED, collection)
        dev = [fit[id_] for id_ in order[:EACH]]
        word, first = READ
        known = {*order[:EACH], *_shuffled(fit, word, collection)[:first]}
        groups, titles = {_group(row) for row in dev}, {title_of(row) for row in dev}
        heldout: list[str] = []
        for id_ in order:
            row = fit[id_]
            if len(heldout) < EACH and id_ not in known and _group(row) not in groups and title_of(row) not in titles:
                heldout.append(id_)
                groups.add(_group(row))
                titles.add(title_of(row))
        sample[collection] = dict(zip(HALVES, (order[:EACH], heldout), strict=True))
    return sample


def _shuffled(ids: Iterable[str], word: str, collection: str) -> list[str]:
    return sorted(ids, key=lambda id_: hashlib.sha256(f"{word} {collection} {id_}".encode()).digest())


def _fits(row: dict[str, Any]) -> bool:
    dated = _DATE.match(str(row.get("date") or ""))
    return bool(title_of(row) and dated and BODY[0] <= len((row.get("body") or "").strip()) <= BODY[1])


@cache
def sample() -> dict[str, dict[str, list[str]]]:
    """The sample as it is kept."""
    found: dict[str, dict[str, list[str]]] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return found


@cache
def recorded() -> dict[str, str]:
    """The hash of each sampled text when it was labelled, by id."""
    found: dict[str, str] = json.loads(HASHES.read_text(encoding="utf-8"))
    return found


def record(data: Path) -> None:
    """Write the hashes of the sampled texts as they are now."""
    every = (text for collection in COLLECTIONS for half in HALVES for text in texts(data, collection, half))
    hashes = {text.release.id: text.sha256 for text in every}
    HASHES.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")


def sampled(collection: str) -> set[str]:
    """The ids of a collection's sample, both halves."""
    return {id_ for ids in sample()[collection].values() for id_ in ids}


def texts(data: Path, collection: str, half: str) -> list[Text]:
    """The releases of a half, in the order of the sample."""
    ids = sample()[collection][half]
    found = {str(row["id"]): row for row in rows(data, collection) if str(row["id"]) in set(ids)}
    if missing := [id_ for id_ in ids if id_ not in found]:
        raise SystemExit(f"{data}/releases/{collection}.jsonl.gz: no release {', '.join(missing)}")
    return [text_of(found[id_], collection) for id_ in ids]


def others(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows that are not sampled, with their collection; nor is a translation or a namesake of one that is."""
    for collection in COLLECTIONS:
        taken, every = sampled(collection), list(rows(data, collection))
        groups = {_group(row) for row in every if str(row["id"]) in taken}
        titles = {title_of(row) for row in every if str(row["id"]) in taken}
        yield from ((collection, row) for row in every if _group(row) not in groups and title_of(row) not in titles)


def _group(row: dict[str, Any]) -> str:
    return str(row.get("translation_group") or row["id"])


def main() -> None:
    """Draw the sample, or print texts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--draw", action="store_true", help="draw the sample and write sample.json")
    parser.add_argument("--record", action="store_true", help="write the hashes of the texts into hashes.json")
    args = parser.parse_args()
    if args.draw:
        drawn = draw(args.data)
        if SAMPLE.is_file() and json.loads(SAMPLE.read_text(encoding="utf-8")) != drawn:
            raise SystemExit(f"{SAMPLE}: another sample than the one drawn now; labels exist for it")
        SAMPLE.write_text(json.dumps(drawn, indent=1) + "\n", encoding="utf-8")
        print(f"{sum(len(ids) for halves in drawn.values() for ids in halves.values())} releases", file=sys.stderr)
    if args.record:
        record(args.data)
    for collection, halves in sample().items():
        for half in halves:
            if set(args.ids) & set(halves[half]):
                for text in texts(args.data, collection, half):
                    if text.release.id in args.ids:
                        print(text.text)


if __name__ == "__main__":
    main()

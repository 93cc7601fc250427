#!/usr/bin/env python3
"""The releases of the naming benchmark by id: the samples, and each text as the product itself gives it.

`texts.py --draw` draws the samples again (they must not change), `--record` writes the hashes of their texts,
`texts.py ID…` prints texts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import itertools
import json
import re
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.markdown import markdown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_newsroom.text.words.tokens import Mark

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"
FIRST_COLLECTIONS = ("newsworthy-8k", "lk-cabinet", "digitalgov-news", "ua-president")
CONGRESS = "congress-2024"
COLLECTIONS = (*FIRST_COLLECTIONS, CONGRESS, "fomc")
SAMPLE = HERE / "sample.json"
HASHES = HERE / "hashes.json"
READ = "rev", 120
"""What was found in unlabelled releases was read in the order of this word while rules were made: so many at most."""
READ_SINCE = HERE / "read.json"
"""Digests of the ids of further releases that rules were made by after the second drawing."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """How a sample was drawn: the fixed word that orders the ids, and how many releases each half has of a collection.

    *body* are the fewest and the most characters of a body, *longer* the most where a collection has few others left.
    *said* more releases of congress-2024 that have what *reports* finds, its first pattern's before the next one's,
    come with each half (SAID): in them only statements are labelled, because reported speech is rare. *said_longest*
    are the most characters of their bodies, if others than of the rest. Only what has *words* is drawn, but for what
    is *said*. Where it is *halved*, the releases with an odd digest of their id are left to rule work.
    """

    word: str
    halves: tuple[str, ...]
    each: Mapping[str, int]
    body: tuple[int, int] = (300, 6000)
    longer: Mapping[str, int] = field(default_factory=dict)
    said: int = 0
    reports: tuple[re.Pattern[str], ...] = ()
    said_longest: int = 0
    words: re.Pattern[str] | None = None
    halved: bool = False

    def fits(self, row: dict[str, Any], collection: str, longest: int = 0) -> bool:
        """Whether a row can be drawn; *longest* characters of a body instead of the collection's."""
        dated = _DATE.match(str(row.get("date") or ""))
        fewest, most = self.body
        long_ = len((row.get("body") or "").strip())
        fit = title_of(row) and dated and fewest <= long_ <= (longest or self.longer.get(collection, most))
        return bool(fit and (longest or not self.words or self.words.search(prose(row))))


_SPEECH = (
    r"(?:said|says|stated|noted|argued|explained|announced|warned|told|claimed|added|testified|emphasi[sz]ed|stressed"
    r"|acknowledged|confirmed|reported)\b[^“”\"\n.]{0,25}\bthat\b"
)
REPORTS = re.compile(rf"\b{_SPEECH}|\b[Aa]ccording to\b")
"""What a text in which something is reported has at least once."""
NAMED = re.compile(rf"[A-Z][\w’'-]* (?:\w+ly )?{_SPEECH}|\b[Aa]ccording to (?:the |a )?(?:[a-z]+ )?[A-Z]")
"""As REPORTS, of a name: of what REPORTS finds, few are said by anybody with a record."""
TOLD = re.compile(
    r"[A-Z][\w’'-]* (?:\w+ly |has |have |had )?(?:said|says|stated|noted|argued|explained|announced|warned|told|claimed"
    r"|testified|stressed|acknowledged|confirmed|reported|promised|predicted|estimate[sd])"
    r" (?:that|it|he|she|they|we|its|his|her|their|there|the|on \w+ that|yesterday|today)\b"
)
"""As NAMED, also without "that": what the fourth drawing takes once nothing with NAMED is left."""
QUOTED = re.compile(r"[“\"][^”\"]{40,}[,.!?][”\"] (?:said|says|stated)\b|\b(?:said|says|stated)[^.“\"]{0,80}[:,] [“\"]")
"""What a text has in which something is said in quotation marks, with its verb of speech beside."""

OFFICES = re.compile(
    r"(?<![,;] )\b(?:[Tt]he|[Bb]y)(?: the)? (?:Hon\. )?(?:Vice )?(?:President|Prime Minister|Minister|Chancellor"
    r"|Speaker|Attorney General|Secretary[- ]General|Secretary|Governor|Mayor|Director)(?:[’']s)?\b(?! ?[A-Z])"
)
"""What a text that names an office has, mostly one without its holder's name: not in apposition, not before a name."""

FIRST = Drawing("sphinx-newsroom naming 1", ("dev", "heldout"), dict.fromkeys(FIRST_COLLECTIONS, 32))
SECOND = Drawing(
    "sphinx-newsroom naming 2",
    ("dev2", "heldout2"),
    {"newsworthy-8k": 15, "lk-cabinet": 10, "digitalgov-news": 12, "ua-president": 5, CONGRESS: 22},
    longer={"ua-president": 8000},
    said=20,
    reports=(REPORTS,),
)
THIRD = Drawing(
    "sphinx-newsroom naming 3",
    ("heldout3",),
    {"newsworthy-8k": 16, "lk-cabinet": 10, "digitalgov-news": 10, "ua-president": 4, "fomc": 8, CONGRESS: 24},
    longer={"ua-president": 8000},
    said=60,
    reports=(NAMED,),
)
FOURTH = Drawing(
    "sphinx-newsroom naming 4",
    ("heldout4",),
    {"newsworthy-8k": 22, "lk-cabinet": 14, "digitalgov-news": 14, "ua-president": 6, "fomc": 8, CONGRESS: 32},
    longer={"ua-president": 8000},
    said=60,
    reports=(NAMED, TOLD),
    said_longest=12_000,
)
FIFTH = Drawing(
    "sphinx-newsroom naming 5",
    ("heldout5",),
    {"newsworthy-8k": 20, "lk-cabinet": 12, "digitalgov-news": 12, "ua-president": 6, "fomc": 6, CONGRESS: 28},
    longer={"ua-president": 8000},
    said=36,
    reports=(NAMED, TOLD, REPORTS),
)
FIFTH_OFFICES = Drawing(
    "sphinx-newsroom naming 5, offices",
    ("heldout5-offices",),
    {"newsworthy-8k": 4, "lk-cabinet": 18, "digitalgov-news": 4, CONGRESS: 24},
    body=(300, 4000),
    words=OFFICES,
    said=24,
    reports=(REPORTS,),
    said_longest=6000,
)
SIXTH = Drawing(
    "sphinx-newsroom naming 6",
    ("heldout6",),
    {"newsworthy-8k": 14, "lk-cabinet": 8, "digitalgov-news": 8, "ua-president": 4, "fomc": 4, CONGRESS: 22},
    longer={"ua-president": 12_000},
    said=24,
    reports=(NAMED, TOLD, REPORTS),
)
SIXTH_OFFICES = Drawing(
    "sphinx-newsroom naming 6, offices",
    ("heldout6-offices",),
    {"newsworthy-8k": 4, "lk-cabinet": 24, "digitalgov-news": 4, CONGRESS: 32},
    body=(300, 4000),
    words=OFFICES,
    said=5,
    reports=(REPORTS,),
    said_longest=6000,
)
SEVENTH = Drawing(
    "sphinx-newsroom naming 7",
    ("heldout7",),
    {"newsworthy-8k": 14, "lk-cabinet": 8, "digitalgov-news": 8, "ua-president": 4, "fomc": 4, CONGRESS: 22},
    longer={"ua-president": 12_000},
    said=16,
    reports=(NAMED, TOLD, REPORTS),
    said_longest=12_000,
)
SEVENTH_OFFICES = Drawing(
    "sphinx-newsroom naming 7, offices",
    ("heldout7-offices",),
    {"newsworthy-8k": 4, "lk-cabinet": 30, CONGRESS: 30},
    body=(300, 4000),
    words=OFFICES,
)
EIGHTH = Drawing(
    "sphinx-newsroom naming 8",
    ("heldout8",),
    {"newsworthy-8k": 14, "lk-cabinet": 8, "digitalgov-news": 8, "ua-president": 4, "fomc": 4, CONGRESS: 22},
    longer={"ua-president": 12_000},
    said=30,
    reports=(REPORTS, QUOTED),
    said_longest=12_000,
)
EIGHTH_OFFICES = Drawing(
    "sphinx-newsroom naming 8, offices",
    ("heldout8-offices",),
    {"newsworthy-8k": 6, "lk-cabinet": 36, CONGRESS: 8},
    body=(300, 4000),
    words=OFFICES,
)
NINTH_REPORTED = Drawing(
    "sphinx-newsroom naming 9, reported",
    ("heldout9-reported",),
    {"newsworthy-8k": 56, "lk-cabinet": 12, "digitalgov-news": 16},
    words=NAMED,
    halved=True,
)
DRAWINGS = (
    *(FIRST, SECOND, THIRD, FOURTH, FIFTH, FIFTH_OFFICES, SIXTH, SIXTH_OFFICES, SEVENTH, SEVENTH_OFFICES),
    *(EIGHTH, EIGHTH_OFFICES, NINTH_REPORTED),
)
HALVES = tuple(half for drawing in DRAWINGS for half in drawing.halves)
SAID = {half: f"said-{half}" for drawing in DRAWINGS if drawing.said for half in drawing.halves}
"""The releases in which only statements are labelled, by the half that they come with."""


def drawing_of(half: str) -> Drawing:
    """The drawing that a half is of."""
    return next(drawing for drawing in DRAWINGS if half in drawing.halves)


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
    """The ids of the samples by collection and half, in an order that depends on ids and a fixed word alone."""
    return {collection: _drawn(list(rows(data, collection)), collection) for collection in COLLECTIONS}


def _drawn(every: list[dict[str, Any]], collection: str) -> dict[str, list[str]]:
    """The ids of one collection by half; none is a translation or namesake of one in an earlier half."""
    halves: dict[str, list[str]] = {}
    for drawing in DRAWINGS:
        if collection not in drawing.each:
            continue
        fit = {str(row["id"]): row for row in every if drawing.fits(row, collection)}
        order = _shuffled(fit, drawing.word, collection)
        order = _in_turn(order) if collection == CONGRESS else order
        late = drawing not in (FIRST, SECOND)
        known = _read(every, collection) | (_read_since(every) if late else set())
        if drawing.halved:
            known |= {id_ for id_ in fit if _digest(id_) % 2}
        for half in drawing.halves:
            # The first half of a collection was once drawn as it came, translations and all.
            free = _free(order, fit, known, _rows(every, halves)) if halves or late else order
            halves[half] = list(itertools.islice(free, drawing.each[collection]))
        if collection == CONGRESS and drawing.said:
            longer = {str(row["id"]): row for row in every if drawing.fits(row, collection, drawing.said_longest)}
            fit |= longer
            order = _in_turn(_shuffled(longer, drawing.word, collection))
            found = [[id_ for id_ in order if pattern.search(prose(fit[id_]))] for pattern in drawing.reports]
            reporting = list(dict.fromkeys(itertools.chain.from_iterable(found)))
            for half in drawing.halves:
                free = _free(reporting, fit, known, _rows(every, halves))
                halves[SAID[half]] = list(itertools.islice(free, drawing.said))
    return halves


def _free(
    order: Iterable[str], fit: Mapping[str, dict[str, Any]], known: set[str], taken: list[dict[str, Any]]
) -> Iterator[str]:
    """What can still be drawn, in its order, each taken as it comes."""
    groups, titles = {_group(row) for row in taken}, {title_of(row) for row in taken}
    for id_ in order:
        row = fit[id_]
        if id_ not in known and _group(row) not in groups and title_of(row) not in titles:
            groups.add(_group(row))
            titles.add(title_of(row))
            yield id_


def _read(every: list[dict[str, Any]], collection: str) -> set[str]:
    """What was read while rules were made; of congress-2024 every third, by its title and date."""
    if collection == CONGRESS:
        return {str(row["id"]) for row in every if _digest(f"{row['title']}{row['date']}") % 3 == 0}
    if collection not in FIRST_COLLECTIONS:
        return set()
    word, first = READ
    fit = [str(row["id"]) for row in every if FIRST.fits(row, collection)]
    return set(_shuffled(fit, word, collection)[:first])


def _read_since(every: list[dict[str, Any]]) -> set[str]:
    """What was read after the second drawing, by the first digits of the digest of its id."""
    digests = set(json.loads(READ_SINCE.read_text(encoding="utf-8")))
    ids = (str(row["id"]) for row in every)
    return {id_ for id_ in ids if hashlib.sha256(id_.encode()).hexdigest()[:10] in digests}


def _in_turn(order: Iterable[str]) -> list[str]:
    """The ids of congress-2024 with its members in turn: half of it is one senator's."""
    by_member: dict[str, list[str]] = {}
    for id_ in order:
        by_member.setdefault(id_.rpartition("-")[0], []).append(id_)
    return [id_ for turn in itertools.zip_longest(*by_member.values()) for id_ in turn if id_]


def _digest(words: str) -> int:
    return int(hashlib.sha256(words.encode()).hexdigest(), 16)


def _rows(every: list[dict[str, Any]], halves: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    ids = {id_ for half in halves.values() for id_ in half}
    return [row for row in every if str(row["id"]) in ids]


def _shuffled(ids: Iterable[str], word: str, collection: str) -> list[str]:
    return sorted(ids, key=lambda id_: hashlib.sha256(f"{word} {collection} {id_}".encode()).digest())


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
    halves = ((collection, half) for drawing in DRAWINGS for collection in drawing.each for half in drawing.halves)
    every = (text for collection, half in halves for text in texts(data, collection, half))
    hashes = {text.release.id: text.sha256 for text in every}
    HASHES.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")


def collections_of(half: str) -> list[str]:
    """The collections that a half has releases of."""
    return [collection for collection in COLLECTIONS if half in sample()[collection]]


def texts(data: Path, collection: str, half: str) -> list[Text]:
    """The releases of a half, in the order of the sample."""
    ids = sample()[collection][half]
    found = {str(row["id"]): row for row in rows(data, collection) if str(row["id"]) in set(ids)}
    if missing := [id_ for id_ in ids if id_ not in found]:
        raise SystemExit(f"{data}/releases/{collection}.jsonl.gz: no release {', '.join(missing)}")
    return [text_of(found[id_], collection) for id_ in ids]


def others(data: Path, last: Drawing) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows that no drawing up to the *last* has, with their collection; nor a translation or a namesake of one."""
    drawings = DRAWINGS[: DRAWINGS.index(last) + 1]
    for collection in last.each:
        every = list(rows(data, collection))
        halves = {half: sample()[collection].get(half, []) for drawing in drawings for half in drawing.halves}
        taken = _rows(every, halves)
        groups, titles = {_group(row) for row in taken}, {title_of(row) for row in taken}
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
        kept = json.loads(SAMPLE.read_text(encoding="utf-8")) if SAMPLE.is_file() else {}
        if any(drawn[collection].get(half) != ids for collection in kept for half, ids in kept[collection].items()):
            raise SystemExit(f"{SAMPLE}: another sample than the one drawn now; labels exist for it")
        SAMPLE.write_text(json.dumps(drawn, indent=1) + "\n", encoding="utf-8")
        print(f"{sum(len(ids) for halves in drawn.values() for ids in halves.values())} releases", file=sys.stderr)
    if args.record:
        record(args.data)
    for collection, halves in sample().items():
        for half, ids in halves.items():
            if set(args.ids) & set(ids):
                for text in texts(args.data, collection, half):
                    if text.release.id in args.ids:
                        print(text.text)


if __name__ == "__main__":
    main()

"""The labelled texts of the naming benchmark, in the plain text that the product makes, with positioned labels."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.compiled import plain_text
from sphinx_newsroom.text.words.tokens import Mark

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"
MADE = HERE / "made"
"""Releases in four other languages, written for this benchmark."""
ISSUERS = {
    "lk-cabinet": "cabinet-of-ministers-of-sri-lanka",
    "digitalgov-news": "general-services-administration",
    "ua-president": "president-of-ukraine",
    "fomc": "federal-reserve",
}
"""The issuer of each collection, like `newsroom_issuer` in conf.py; the wire has many issuers."""
NEW = "new"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_OURS = re.compile(r"\{\{[<%](?s:.*?)[%>]\}\}|<[^>]+>|^(```|:::).*$|^#\s.*$", re.MULTILINE)
_NO_TARGET = re.compile(r"!\[[^\]]*\]\((?!https?:)[^)]*\)|\[([^\]]*)\]\((?!https?:|mailto:)[^)]*\)")
_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+\w|(?<!\w)[@#]\w+"
    r"|(?<!\w)[\w-]+(?:\.[\w-]+)*\.(?:gov|com|org|net|int|mil|edu|info|io|lk|ua)(?!\w)(?:/\S*)?",
    re.IGNORECASE,
)
_RELEASE = re.compile(r"(?m)^# (\S+)\n")


class Label(NamedTuple):
    """A mention of a record or of "new", or a statement in a *form*; *optional* ones don't count."""

    start: int
    end: int
    entity: str
    optional: bool = False
    office: bool = False
    form: str = ""


class Text(NamedTuple):
    """A release with its plain text and labels; *half* says when it was drawn."""

    release: Release
    collection: str
    half: str
    text: str
    marks: tuple[Mark, ...]
    mentions: tuple[Label, ...] | None = None
    """None if only statements are labelled."""
    statements: tuple[Label, ...] | None = None


@cache
def sample() -> dict[str, dict[str, list[str]]]:
    """Return the ids of the texts by collection and half; `said-HALF` texts have labels only for statements."""
    found: dict[str, dict[str, list[str]]] = json.loads((HERE / "sample.json").read_text(encoding="utf-8"))
    return found


def halves() -> list[str]:
    """Return all halves, in the order of their drawing."""
    found = {half.removeprefix("said-") for by_half in sample().values() for half in by_half}
    return sorted(found, key=lambda half: (half != "dev", half != "heldout", half != "dev2", half))


def prose(row: dict[str, Any]) -> str:
    """Return a row's body as CommonMark: Markdown without raw HTML, shortcodes and directives, or escaped text."""
    body = _CONTROL.sub("", row.get("body") or "")
    if str(row.get("body_format")).startswith("markdown"):
        body = re.sub(r"(?m)^(#+)\s", "## ", _NOT_OURS.sub("", body)).replace("{", r"\{").replace("$", r"\$")
        body = _NO_TARGET.sub(r"\1", body)
    else:
        body = re.sub(r"([\\`*_{}\[\]<>#$|~^])", r"\\\1", body)
        body = re.sub(r"(?m)^(\s*)([-+=:]|\d+[.)])", r"\1\\\2", body)
    return re.sub(r"\n{3,}", "\n\n", body).strip()


def text_of(row: dict[str, Any], collection: str, half: str = "") -> Text:
    """Return a row as a release with its plain text."""
    title = " ".join(str(row.get("title") or "").split())
    plain, date = plain_text(prose(row), title), dt.date.fromisoformat(str(row["date"])[:10])
    id_, issuer = str(row["id"]), ISSUERS.get(collection, row.get("issuer"))
    release = Release(id_, title, date, f"{id_}.md", language=row.get("language") or "en", issuer=issuer)
    return Text(release, collection, half, plain.text, plain.marks)


def rows(collection: str) -> Iterator[dict[str, Any]]:
    """Yield the stored releases of a collection."""
    with gzip.open(DATA / "releases" / f"{collection}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read(half: str, known: Collection[str]) -> list[Text]:
    """Return the labelled texts of a half; errors in the labels are printed to stderr."""
    path, found = HERE / "labels" / f"statements.{half}.txt", list[Text]()
    said = _blocks(path) if path.is_file() else {}
    for collection, by_half in sample().items():
        path = HERE / "labels" / f"{collection}.{half}.txt"
        named, ids = _blocks(path) if path.is_file() else {}, {*by_half.get(half, ()), *by_half.get(f"said-{half}", ())}
        for row in rows(collection) if ids else ():
            if row["id"] in ids:
                found.append(_labelled(text_of(row, collection, half), named, said, known))
    return found


def read_made(known: Collection[str]) -> list[Text]:
    """Return the texts written for this benchmark, by language: `# ID`, lines of `key: value`, and the body."""
    found = []
    for path in sorted((MADE / "texts").glob("*.txt")):
        named = _blocks(MADE / "labels" / path.name)
        _, *parts = _RELEASE.split(path.read_text(encoding="utf-8"))
        for id_, source in zip(parts[::2], parts[1::2], strict=True):
            head, _, body = source.partition("\n\n")
            row = dict(line.split(": ", 1) for line in head.splitlines())
            language = path.name[:2]
            text = text_of({**row, "id": id_, "body": "", "language": language}, language, "made")
            plain = plain_text(body.strip(), row["title"])
            found.append(_labelled(text._replace(text=plain.text, marks=plain.marks), named, {}, known))
    return found


# The label syntax, which GUIDELINES.md explains

Line = tuple[str, ...]
"""The fields of a line."""


def _blocks(path: Path) -> dict[str, list[Line]]:
    """Return the lines of a label file by release."""
    _, *parts = _RELEASE.split(path.read_text(encoding="utf-8") + "\n")
    return {
        id_: [
            tuple(part.strip() for part in line.split("|"))
            for line in map(str.strip, block.splitlines())
            if line and not line.startswith(";")
        ]
        for id_, block in zip(parts[::2], parts[1::2], strict=True)
    }


def _labelled(text: Text, named: dict[str, list[Line]], said: dict[str, list[Line]], known: Collection[str]) -> Text:
    id_ = text.release.id
    mentions = tuple(_mentions(text, named[id_], known)) if id_ in named else None
    return text._replace(mentions=mentions, statements=tuple(_said(text, said[id_])) if id_ in said else None)


def _mentions(text: Text, lines: Iterable[Line], known: Collection[str]) -> list[Label]:
    """Return the labels `surface | entity | flags` of a text, longer surfaces first; "-" blocks shorter ones."""
    found, addresses = list[Label](), [match.span() for match in _ADDRESS.finditer(text.text)]
    for surface, entity, *rest in sorted(lines, key=lambda line: (-len(line[0]), "@" not in line[-1])):
        flags = rest[0] if rest else ""
        which = [int(part) for part in re.findall(r"\d+", flags)]
        spans = [match.span() for match in _pattern(surface, whole=True).finditer(text.text)]
        if which:
            placed = [spans[k - 1] for k in which if 1 <= k <= len(spans)]
        else:
            placed = [span for span in spans if not _covered(span, addresses, found)]
        if not placed or (entity not in (NEW, "-") and entity not in known):
            print(f"{text.release.id}: “{surface}” has no place of its own, or {entity} no record", file=sys.stderr)
        found += [Label(*span, entity, "optional" in flags, "office" in flags) for span in placed]
    return sorted(label for label in found if label.entity != "-")


def _covered(span: tuple[int, int], addresses: Iterable[tuple[int, int]], labels: Iterable[Label]) -> bool:
    start, end = span
    inside = any(first <= start and end <= last and (first, last) != span for first, last in addresses)
    return inside or any(label.start < end and start < label.end for label in labels)


def _said(text: Text, lines: Iterable[Line]) -> Iterator[Label]:
    """Yield the labels `form | speaker | first words … last words | optional` of a text."""
    for form, speaker, words, *flags in lines:
        first, _, last = (_pattern(part).pattern for part in words.partition("…"))
        spans = [match.span() for match in re.finditer(f"{first}(?s:.*?){last}" if last else first, text.text)]
        if not spans:
            print(f"{text.release.id}: “{words}” does not stand in the text", file=sys.stderr)
        yield from (Label(*span, speaker, bool(flags), form=form) for span in spans)


def _pattern(words: str, *, whole: bool = False) -> re.Pattern[str]:
    """Return a pattern for words with any white space and apostrophe; with *whole*, not within longer words."""
    said = r"\s+".join(re.sub("['’ʼ]", "['’ʼ‘]", re.escape(word)) for word in words.split())
    return re.compile(rf"(?<!\w){said}(?!\w)" if whole else said)

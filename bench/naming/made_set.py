#!/usr/bin/env python3
"""The made set, in four other languages: `made_set.py show|check|print HALF`; made/README.md explains it."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import label
import yaml
from label import Labelled, Problem
from score import Span
from texts import HERE, Text

from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.markdown import markdown_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

MADE = HERE / "made"
HALVES = ("made-dev", "made-heldout")
LANGUAGES = ("fr", "de", "es", "ar")

_RELEASE = re.compile(r"(?m)^# (\S+)\n")
_PROCLITICS = re.compile("[وف]?(?:[بك]|ل{1,2})?")
"""What Arabic writes onto the beginning of a word: and, so; in, as, to ("وللأمم" is "and to the Nations")."""


@cache
def registry() -> Registry:
    """The registry of made/records.yaml."""
    source: dict[str, Any] = yaml.load((MADE / "records.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    organizations = {
        id_: Organization(
            id_,
            row["name"],
            row.get("acronym"),
            _names(row),
            classification,
            row.get("parent"),
            path=f"organizations/{id_}.md",
        )
        for classification, group in source["organizations"].items()
        for id_, row in group.items()
    }
    officials = {
        id_: Official(
            id_,
            row["name"],
            _names(row),
            row.get("family"),
            tuple(Membership(*office) for office in row["in"]),
            path=f"officials/{id_}.md",
        )
        for id_, row in source["officials"].items()
    }
    return Registry(organizations, officials)


def _names(row: Mapping[str, Any]) -> tuple[Name, ...]:
    named = [Name(name) for name in row.get("other", ())]
    return tuple(named + [Name(name, code) for code in ("en", *LANGUAGES) for name in row.get(code, ())])


def texts(language: str, half: str) -> list[Text]:
    """The releases of a language's half, as `# ID`, lines of `key: value`, a blank line and the body."""
    _, *parts = _RELEASE.split(_path("texts", language, half).read_text(encoding="utf-8"))
    return [_text(id_, source, language) for id_, source in zip(parts[::2], parts[1::2], strict=True)]


def _path(folder: str, language: str, half: str) -> Path:
    return MADE / folder / f"{language}.{half.removeprefix('made-')}.txt"


def _text(id_: str, source: str, language: str) -> Text:
    head, _, body = source.partition("\n\n")
    header = dict(line.split(": ", 1) for line in head.splitlines())
    plain = markdown_text(body.strip(), header["title"])
    release = Release(
        id_,
        header["title"],
        dt.date.fromisoformat(header["date"]),
        f"{id_}.md",
        issuer=header.get("issuer"),
        language=language,
    )
    return Text(release, language, plain.text, plain.marks)


def load(half: str, known: Collection[str]) -> dict[str, list[Labelled]]:
    """The labelled releases of a half by language; says where a file of labels is wrong."""
    sets = {}
    for language in LANGUAGES:
        sets[language], problems = _read(language, half, known)
        for problem in problems:
            print(f"{_path('labels', language, half)}:{problem.number}: {problem.words}", file=sys.stderr)
    return sets


def _read(language: str, half: str, known: Collection[str]) -> tuple[list[Labelled], list[Problem]]:
    blocks, problems = label.parse(_path("labels", language, half).read_text(encoding="utf-8"))
    every = texts(language, half)
    ids = [text.release.id for text in every]
    problems += [Problem(0, f"{id_}: text without labels, or labels without text") for id_ in blocks.keys() ^ set(ids)]
    rows = []
    for text in every:
        labels, wrong = label.place(text.text, blocks.get(text.release.id, []), known)
        rows.append(Labelled(text, tuple(labels)))
        problems += wrong
    return rows, sorted(problems)


def whole_words(text: Text, spans: Iterable[Span]) -> list[Span]:
    """The spans with what Arabic writes onto their first words, as the labels have them; other texts as they are."""
    if text.collection != "ar":
        return list(spans)
    return [span._replace(start=_word_start(text.text, span.start)) for span in spans]


def _word_start(text: str, start: int) -> int:
    before = "".join(takewhile(str.isalpha, reversed(text[:start])))[::-1]
    return start - len(before) if _PROCLITICS.fullmatch(before) else start


def main() -> int:
    """Show the texts of a half, check its labels, or print every label in its words."""
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0] if __doc__ else "")
    parser.add_argument("verb", choices=["show", "check", "print"])
    parser.add_argument("half", choices=HALVES)
    args = parser.parse_args()
    if args.verb == "show":
        every = [text for language in LANGUAGES for text in texts(language, args.half)]
        print("\n".join(label.show(every, 1, len(every))))
        return 0
    records = registry()
    sets = load(args.half, records.organizations.keys() | records.officials.keys())
    for language, rows in sets.items():
        if args.verb == "print":
            print("\n".join(label.listing(rows)))
        print(f"{language}: {len(rows)} releases, {sum(len(row.labels) for row in rows)} mentions", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

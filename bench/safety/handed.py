"""How a text is handed to a reader, and what it is handed beside the text."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from timing import Prepared

from sphinx_newsroom import config
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Mention, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.words.tokens import Mark, Where

Reader = Callable[[str], object]
SETTINGS = config.Settings()
DATE = dt.date(2031, 6, 21)


def registry() -> Registry:
    """A few records, whose names the fragments have."""
    bodies = [
        Organization("khc", "Kelmark Harbour Company", "KHC", (Name("Harbour Company"), Name("Bank"))),
        Organization("finance", "Ministry of Finance of Kelmark", "MFK"),
        Organization(
            "un", "United Nations", "UN", (Name("Организация Объединённых Наций", "ru"), Name("الأمم المتحدة", "ar"))
        ),
        Organization("kyiv", "Київ", None, (), "city"),
        Organization("a", "A", "A1"),
    ]
    people = [
        Official("jane-roe", "Jane Roe", memberships=(Membership("Director", "khc"),)),
        Official("j-r-r-roe", "John Ronald Roe", memberships=(Membership("Minister of Finance", "finance"),)),
        Official("petrenko", "Іван Петренко", memberships=(Membership("президент", "kyiv"),)),
        Official("aa", "Aa Bb"),
    ]
    return Registry({one.id: one for one in bodies}, {one.id: one for one in people}, {})


REGISTRY = registry()
NAMES = Names(REGISTRY)


def release(language: str = "en", **more: Any) -> Release:
    return Release(ReleaseId("2031/a"), "A title", DATE, "releases/2031/a.md", language=language, **more)


# -- how a text is handed to a reader


def plainly(read: Reader) -> Prepared:
    return lambda text: lambda: read(text)


def raising(read: Reader, *errors: type[Exception]) -> Prepared:
    """A reader that may refuse its input by these errors, which is an outcome like any other."""

    def prepare(text: str) -> Callable[[], object]:
        def work() -> object:
            with suppress(*errors):
                return read(text)
            return None

        return work

    return prepare


def encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def marks_of(text: str) -> tuple[Mark, ...]:
    """A mark of each kind in turn, every hundred characters."""
    kinds: tuple[Where, ...] = ("heading", "link", "code", "preformatted")
    return tuple(Mark(at, min(at + 50, len(text)), kinds[at // 100 % 4]) for at in range(0, len(text), 100))


_SPEAKERS = re.compile(
    r"(?P<official>Jane Roe|Roe|Іван Петренко|Петренко|Aa\b)|(?P<organization>Kelmark Harbour Company|KHC|\bA\b)"
)


def mentions_of(text: str) -> tuple[Mention, ...]:
    """Mentions as naming gives them, found by a plain search."""
    return tuple(
        Mention(
            "jane-roe" if found["official"] else "khc", found.lastgroup, found[0], "name", "Director", *found.span()
        )  # type: ignore[arg-type]  # the name of a group, which is one of the two kinds
        for found in _SPEAKERS.finditer(text)
    )


def markdown_file(yaml: str, body: str = "") -> str:
    return f"---\n{yaml}\n---\n{body}"


def quoted(text: str) -> str:
    return json.dumps(text)


def notebook_file(cells: list[dict[str, Any]], header_: dict[str, Any] | None = None) -> str:
    whole = {
        "metadata": {"newsroom": header_ or {"title": "A", "date": "2031-06-21"}},
        "nbformat": 4,
        "nbformat_minor": 5,
        "cells": cells,
    }
    return json.dumps(whole, indent=1)


def text_cells(text: str, each: int = 200) -> list[dict[str, Any]]:
    return [
        {
            "cell_type": "markdown",
            "id": f"c{at}",
            "metadata": {},
            "source": [line + "\n" for line in text[at : at + each].split("\n")],
        }
        for at in range(0, len(text), each)
    ]


def code_cells(text: str, each: int = 200) -> list[dict[str, Any]]:
    def output(piece: str) -> dict[str, str]:
        return {"output_type": "stream", "name": "stdout", "text": piece}

    return [
        {
            "cell_type": "code",
            "id": f"c{at}",
            "metadata": {},
            "execution_count": 1,
            "source": text[at : at + each],
            "outputs": [output(text[at : at + each])],
        }
        for at in range(0, len(text), each)
    ]


def drawing(inner: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{encodable(inner)}</svg>'.encode()


def items(text: str, each: int = 20) -> list[str]:
    return [text[at : at + each] for at in range(0, len(text), each)]


def raising_prepared(prepare: Prepared, *errors: type[Exception]) -> Prepared:
    """A subject whose making or reading may be refused by these errors."""

    def prepared(text: str) -> Callable[[], object]:
        try:
            work = prepare(text)
        except errors:
            return lambda: None

        def guarded() -> object:
            with suppress(*errors):
                return work()
            return None

        return guarded

    return prepared


def mathml_fault(code: str) -> str | None:
    from sphinx_newsroom.extension import mathml  # it loads docutils

    return mathml.fault(code)

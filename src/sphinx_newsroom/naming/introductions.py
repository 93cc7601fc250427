"""What a release itself introduces: "Office for Drugs (ABC)" makes ABC mean that office from there on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sphinx_newsroom.naming.tokens import Tokens
from sphinx_newsroom.naming.words import COMPANY_FORMS, CONNECTORS

_SHORT = re.compile(
    r"""\(\s*(?:(?:hereinafter|hereafter|or|also\ known\ as|далі|далее)[\s,–—-]*)?["“«']?(?:the\ )?["“«']?
        (?P<short>[^\W\d_][\w.&’'-]*(?:[ ][^\W\d_][\w.&’'-]*){0,2})["”»']?\s*(?:[,;][^()]{0,40})?\)""",
    re.VERBOSE,
)


class Introduction(NamedTuple):
    """A short name that a text introduces at word *start*.

    *outer* is the first word in the parentheses, *long_start* where the long name before them begins, if it shows.
    """

    short: str
    outer: int
    start: int
    long_start: int | None


def introductions(tokens: Tokens) -> Iterator[Introduction]:
    """The short names in parentheses that look introduced: in capitals or quotation marks."""
    if "(" not in tokens.text:
        return
    for match in _SHORT.finditer(tokens.text):
        short = match["short"].rstrip(".")
        start = bisect_left(tokens.starts, match.start("short"))
        if tokens.starts[start : start + 1] != [match.start("short")] or not short[0].isupper():
            continue
        outer = bisect_left(tokens.starts, match.start())
        quoted = any(mark in "\"“«'" for mark in tokens.text[match.start() : match.start("short")])
        acronym = sum(letter.isupper() for letter in short) > 1 and " " not in short
        if acronym or quoted:
            yield Introduction(short, outer, start, long_form(tokens, outer, short) if acronym else None)


def long_form(tokens: Tokens, start: int, short: str) -> int | None:
    """The first word of the long name before "(ABC)", found by its initials; None where they do not fit.

    After Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions", by words:
    each letter of the short form begins a word, in order; small words may be left out.
    """
    letters = [letter for letter in short.lower() if letter.isalpha()]
    if short.endswith("s") and len(letters) > 2 and short[:-1].isupper():
        letters.pop()
    place = start - 1
    for letter in reversed(letters):
        while place >= 0 and tokens.words[place][0] != letter and tokens.words[place] in CONNECTORS | COMPANY_FORMS:
            place -= 1
        if place < 0 or tokens.words[place][0] != letter or start - place > 2 * len(letters) + 2:
            return None
        place -= 1
    return place + 1


def places_of(tokens: Tokens, shorts: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Where each of some names stands word for word; a small word such as "the" may begin with a capital."""
    if not shorts:
        return
    firsts: dict[str, list[tuple[list[str], str]]] = {}
    for short in shorts:
        raw = Tokens(short).raw
        if raw:
            firsts.setdefault(raw[0].lower(), []).append((raw, short))
    for place, word in enumerate(tokens.raw):
        for raw, short in firsts.get(word.lower(), ()):
            end = place + len(raw)
            same = (word == raw[0] or raw[0].lower() in CONNECTORS) and tokens.raw[place + 1 : end] == raw[1:]
            if same and not any("\n\n" in tokens.gap(k) or "." in tokens.gap(k) for k in range(place + 1, end)):
                yield place, end, short

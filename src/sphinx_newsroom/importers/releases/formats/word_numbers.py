"""The numbers of lists as Word shows them: mammoth begins each list with 1, also one that goes on behind a paragraph.

Source: ECMA-376, part 1, 17.9 (numbering).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree as ET

from sphinx_newsroom.importers.releases.incoming import Loss

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBERING, _DOCUMENT = "word/numbering.xml", "word/document.xml"
_TYPES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_LOST = "the numbers of a list, which count up now"
_HOLDERS = {f"{_W}tc", f"{_W}txbxContent", f"{_W}tbl"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class _Level(NamedTuple):
    """How a level of a list is numbered: its *form*, and where it starts."""

    form: str
    start: int


class _Item(NamedTuple):
    """A paragraph of a list: the list whose numbers it has, what these count in, and the level."""

    number: str
    abstract: str
    level: int


def with_numbers(html: str, data: bytes) -> tuple[str, tuple[Loss, ...]]:
    """What mammoth made of a document, whose lists begin with the numbers, or have the letters, that Word shows.

    What is shown otherwise within a list is told: two lists without a paragraph between them are one of mammoth's.
    Raises what zipfile and ElementTree do for a document that is none.
    """
    if "<ol>" not in html:
        return html, ()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not {_NUMBERING, _DOCUMENT} <= set(archive.namelist()):
            return html, ()
        lists = _lists(ET.fromstring(archive.read(_NUMBERING)))
        lists.read(ET.fromstring(archive.read(_DOCUMENT)))
    notes = 'id="footnote-' in html or 'id="endnote-' in html  # a list of mammoth's own, behind all others
    if html.count("<ol>") - notes != len(lists.opened):
        other = lists.others or any(one.start != 1 or one.form in _TYPES for one in lists.opened)
        return html, (Loss(_LOST),) if other else ()
    opened = iter(lists.opened)
    told = (Loss(_LOST, ", ".join(lists.others)),) if lists.others else ()
    return re.sub("<ol>", lambda _: _opening(next(opened, _Level("decimal", 1))), html), told


def _opening(level: _Level) -> str:
    start = f' start="{level.start}"' if level.start != 1 else ""
    type_ = f' type="{_TYPES[level.form]}"' if level.form in _TYPES else ""
    return f"<ol{start}{type_}>"


def _lists(numbering: ET.Element) -> _Lists:
    levels: dict[tuple[str, int], _Level] = {}
    styles: dict[str, tuple[str, int]] = {}
    for abstract in numbering.iter(f"{_W}abstractNum"):
        for level in abstract.iter(f"{_W}lvl"):
            place = _value(abstract, "abstractNumId"), _whole(_value(level, "ilvl"), 0)
            levels[place] = _Level(_child(level, "numFmt") or "decimal", _whole(_child(level, "start"), 1))
            styles |= {style: place for style in (_child(level, "pStyle"),) if style}
    numbers = {_value(number, "numId"): _child(number, "abstractNumId") for number in numbering.iter(f"{_W}num")}
    overrides = {
        (_value(number, "numId"), _whole(_value(override, "ilvl"), 0)): _whole(start, 1)
        for number in numbering.iter(f"{_W}num")
        for override in number.iter(f"{_W}lvlOverride")
        if (start := _child(override, "startOverride"))
    }
    return _Lists(levels, styles, numbers, overrides)


@dataclass
class _Lists:
    """The lists of a document in their order: *opened* are those with numbers as mammoth has them.

    *others* are numbers within these that Word shows otherwise.
    """

    levels: dict[tuple[str, int], _Level]
    styles: dict[str, tuple[str, int]]
    numbers: dict[str, str]
    overrides: dict[tuple[str, int], int]
    opened: list[_Level] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def read(self, holder: ET.Element) -> None:
        """Go through the paragraphs of a document, or of a cell, which begins lists of its own."""
        open_: list[int | None] = []  # the lists around the present place: the last number of each, None of bullets
        for element in _within(holder):
            if element.tag in _HOLDERS:
                open_.clear()
                self.read(element)
            elif (item := self._item(element)) is not None:
                self._add(item, open_)
            elif any(text.text for text in element.iter(f"{_W}t")):
                open_.clear()

    def _item(self, paragraph: ET.Element) -> _Item | None:
        """What a paragraph is as an item, by itself or by its style; None for one that is none."""
        properties = paragraph.find(f"{_W}pPr")
        own = properties.find(f"{_W}numPr") if properties is not None else None
        number, level = (_child(own, "numId"), _child(own, "ilvl")) if own is not None else ("", "")
        style = _child(properties, "pStyle") if properties is not None else ""
        if (not number or not level) and style in self.styles:
            abstract, at = self.styles[style]
            return _Item(number, abstract, at)
        found = _Item(number, self.numbers.get(number, ""), _whole(level, 0))
        return found if (found.abstract, found.level) in self.levels else None

    def _add(self, item: _Item, open_: list[int | None]) -> None:
        level = self.levels[item.abstract, item.level]
        number = self._next(item, level)
        shown = None if level.form == "bullet" else number
        del open_[item.level + 1 :]
        if len(open_) <= item.level or (open_[item.level] is None) != (shown is None):
            self.opened += [] if shown is None else [_Level(level.form, shown)]
            open_[item.level :] = [shown] * (item.level + 1 - len(open_[: item.level]))
            return
        before, open_[item.level] = open_[item.level], shown
        if before is not None and shown != before + 1:
            self.others.append(str(shown))

    def _next(self, item: _Item, level: _Level) -> int:
        """The number of an item; those below it begin anew."""
        place = item.abstract, item.level
        start = self.overrides.pop((item.number, item.level), None)
        shown = start if start is not None else self.counts.get(place, level.start - 1) + 1
        self.counts[place] = shown
        for other in [one for one in self.counts if one[0] == item.abstract and one[1] > item.level]:
            del self.counts[other]
        return shown


def _within(holder: ET.Element) -> Iterator[ET.Element]:
    """The paragraphs of a part of a document, and the parts in it that hold others, in their order."""
    for child in holder:
        if child.tag == _FALLBACK:
            continue
        if child.tag in _HOLDERS or child.tag == f"{_W}p":
            yield child
        else:
            yield from _within(child)


def _child(element: ET.Element, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return "" if child is None else _value(child, "val")


def _value(element: ET.Element, name: str) -> str:
    return element.get(f"{_W}{name}", "")


def _whole(written: str, other: int) -> int:
    return int(written) if re.fullmatch(r"\d{1,5}", written, re.ASCII) else other

"""Additions to the header of a notebook: JSON put in where it belongs, laid out as what stands around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.sources.notebooks.header import header_start
from sphinx_newsroom.sources.yaml_text import Plain

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class _Part(NamedTuple):
    """A value of an object or item of a list, with its key: where it begins and ends."""

    key: str
    begin: int
    end: int


def with_key(text: str, key: str, value: Plain | None) -> str:
    """The file with a key more in its header; raises HeaderError where it is there already, or there is no header."""
    mark, text = _without_mark(text)
    start = header_start(text)
    parts = _parts(text, start)
    if any(part.key == key for part in parts):
        raise HeaderError(1, f"the header has {key} already", "take it out first")
    return mark + _put_in(text, start, parts, f"{json.dumps(key)}: ", value, first=False)


def with_item(text: str, key: str, item: Plain, *, first: bool) -> str:
    """The file with an item more in a list of its header, which may be a new one; raises HeaderError."""
    mark, text = _without_mark(text)
    start = header_start(text)
    parts = _parts(text, start)
    # Of a key that stands twice readers of JSON take the last.
    found = next((part for part in reversed(parts) if part.key == key), None)
    if found is None:
        return mark + _put_in(text, start, parts, f"{json.dumps(key)}: ", [item], first=False)
    if text[found.begin] != "[":
        raise HeaderError(1, f"{key} is no list that can be added to", f'write it as a list: "{key}": […]')
    items = _parts(text, found.begin)
    if not items:
        return mark + text[: found.begin] + _written([item], _gap(text, start)) + text[found.end :]
    return mark + _put_in(text, found.begin, items, "", item, first=first)


def with_id(text: str, ways: Sequence[tuple[str, ...]], old: str, new: str) -> str:
    """The file with an id in the place of another in its header, wherever one of the *ways* leads."""
    mark, text = _without_mark(text)
    start = header_start(text)
    spans = {span for way in ways for span in _id_spans(text, start, way, old, new)}
    for begin, end, written in sorted(spans, reverse=True):
        text = text[:begin] + written + text[end:]
    return mark + text


def _id_spans(text: str, start: int, way: tuple[str, ...], old: str, new: str) -> Iterator[tuple[int, int, str]]:
    if text[start] not in "{[" or not way:
        return
    parts = _parts(text, start)
    known = text[start] == "[" and any(_read(text, part) == new for part in parts)
    for place, part in enumerate(parts):
        if way[0] not in ("*", part.key):
            continue
        if len(way) > 1:
            yield from _id_spans(text, part.begin, way[1:], old, new)
        elif _read(text, part) == old and not known:
            yield part.begin, part.end, json.dumps(new)
        elif _read(text, part) == old:  # the list has the new one already
            last = place + 1 == len(parts)
            yield (parts[place - 1].end, part.end, "") if last else (part.begin, parts[place + 1].begin, "")


def _read(text: str, part: _Part) -> object:
    return _DECODER.raw_decode(text, part.begin)[0]


def _without_mark(text: str) -> tuple[str, str]:
    """A byte-order mark, which is no JSON, and what follows it."""
    return ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)


def _parts(text: str, start: int) -> list[_Part]:
    """What stands in the object or list that begins at *start*; the whole file is known for JSON."""
    place, found = _after_blanks(text, start + 1), []
    while text[place] not in "]}":
        key = ""
        if text[start] == "{":
            key, place = _DECODER.raw_decode(text, place)
            place = _after_blanks(text, _after_blanks(text, place) + 1)
        end = _DECODER.raw_decode(text, place)[1]
        found.append(_Part(key, place, end))
        place = _after_blanks(text, end)
        if text[place] == ",":
            place = _after_blanks(text, place + 1)
    return found


def _after_blanks(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _gap(text: str, start: int) -> str:
    """What stands between the bracket at *start* and the first thing inside: a line's end with an indent, or little."""
    return text[start + 1 : _after_blanks(text, start + 1)]


def _put_in(text: str, start: int, parts: list[_Part], name: str, value: Plain | None, *, first: bool) -> str:
    """The text with *value* as the first or last thing in the brackets that begin at *start*."""
    gap = _gap(text, start)
    written = name + _written(value, gap)
    if not parts:
        return text[: start + 1] + written + text[start + 1 :]
    if first:
        return f"{text[: start + 1]}{gap}{written},{gap or ' '}{text[parts[0].begin :]}"
    end = parts[-1].end
    return f"{text[:end]},{gap or ' '}{written}{text[end:]}"


def _written(value: Plain | None, gap: str) -> str:
    """A value as JSON, with a line for each of its parts where *gap* has a line's end, as nbformat writes notebooks."""
    if "\n" not in gap:
        return json.dumps(value, ensure_ascii=False)
    newline = "\r\n" if "\r\n" in gap else "\n"
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", newline + gap.rpartition("\n")[2])

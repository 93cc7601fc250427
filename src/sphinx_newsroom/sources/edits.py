"""Edit headers: add, replace or remove keys and items, and keep every other byte of the file.

Only the affected ranges are rewritten, using YAML's marks. Comments, order, quotation marks and line endings are kept.
The file of a new record is generated.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

import yaml

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.sources.header import KEYS, Way, bounds, compose, is_notebook
from sphinx_newsroom.sources.notebook import node_of
from sphinx_newsroom.sources.yaml_text import Plain, block, entry, flow, inline, item_lines, plain


def with_item(path: str, text: str, key: str, item: object, *, first: bool = False) -> str:
    """Add *item* to the list *key* in the header of a release's file, at the end or the beginning (*first*).

    Raises HeaderError if the header can't be parsed, or the key has no list.
    """
    value = plain(item)
    assert value is not None  # an item is never empty
    header = _Header.of(text, path)
    found = header.pairs.get(key)
    return header.with_edits(
        _added(header, {key: [value]}) if found is None else [_inserted(header, found, value, first)]
    )


def with_key(path: str, text: str, key: str, value: object) -> str:
    """Add a key to the header of a release's file; raises HeaderError, also if the key exists."""
    header, new = _Header.of(text, path), plain(value)
    if key in header.pairs:
        raise HeaderError(1, f"the header already contains {key}", "remove it first")
    return header.with_edits(_added(header, {} if new is None else {key: new}))


def with_values(text: str, changes: Mapping[str, object]) -> str:
    """Replace, add or remove (None) keys in the header of a Markdown file.

    Values are records, text, lists and mappings. A new key is placed according to :data:`ORDER`, or at the end. In
    lists with an item per line, items that don't change keep their lines. Raises HeaderError if the header can't be
    parsed.
    """
    header = _Header.of(text)
    return header.with_edits(_edits(header, {key: plain(value) for key, value in changes.items()}))


def with_id(path: str, text: str, ways: Sequence[Way], old: str, new: str) -> str:
    """Replace an id in the header of a file at all places given by *ways*.

    If a list already contains the new id, the old item is removed. Raises HeaderError if there is no header.
    """
    header = _Header.of(text, path)
    edits = (edit for way in ways for edit in _with_id(header, header.root, way, (old, new))) if header.root else ()
    return header.with_edits(list(edits))


def _with_id(header: _Header, node: Any, way: Way, ids: tuple[str, str]) -> Iterator[_Edit]:
    old, new = ids
    if isinstance(node, yaml.ScalarNode):
        if not way and node.value == old:
            yield _Edit(node.start_mark.index, node.end_mark.index, header.flow(new))
    elif way and isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if way[0] in ("*", key.value):
                yield from _with_id(header, value, way[1:], ids)
    elif way and way[0] == "*" and isinstance(node, yaml.SequenceNode):
        known = any(isinstance(item, yaml.ScalarNode) and item.value == new for item in node.value)
        for place, item in enumerate(node.value):
            if known and len(way) == 1 and isinstance(item, yaml.ScalarNode) and item.value == old:
                yield _without_item(header, node, place)
            else:
                yield from _with_id(header, item, way[1:], ids)


def _without_item(header: _Header, node: Any, place: int) -> _Edit:
    """Return the edit that removes an item from a list with several."""
    item = node.value[place]
    if not node.flow_style:
        return _Edit(header.line_start(item.start_mark.index), header.below(item), "")
    if any(other.value != item.value for other in node.value[place + 1 :]):  # an item follows that stays
        return _Edit(item.start_mark.index, node.value[place + 1].start_mark.index, "")
    return _Edit(node.value[place - 1].end_mark.index, item.end_mark.index, "")


class _Edit(NamedTuple):
    """The replacement for the YAML from *begin* to *end*."""

    begin: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class _Header:
    """The YAML of a file's header, which begins at *start*; marks are relative to it.

    In a notebook, it is JSON within the whole file, and what is inserted gets the layout of its surroundings.
    """

    text: str
    start: int
    yaml: str
    root: Any
    is_json: bool = False

    @classmethod
    def of(cls, text: str, path: str = "") -> _Header:
        if is_notebook(path):
            return cls(text, 0, text, node_of(text), is_json=True)
        start, end, _ = bounds(text)
        # libyaml counts characters, like Python, but not a byte-order mark at the beginning
        start += text.startswith("\ufeff", start)
        return cls(text, start, text[start:end], compose(text[start:end]))

    @property
    def pairs(self) -> dict[str, tuple[Any, Any]]:
        """The nodes of keys and values, in order."""
        return {pair[0].value: pair for pair in self.root.value} if self.root else {}

    @property
    def is_flow(self) -> bool:
        """Whether the header is a single ``{…}`` in flow style."""
        return bool(self.root and self.root.flow_style)

    def with_edits(self, edits: Iterator[_Edit] | Sequence[_Edit]) -> str:
        """Return the file after non-overlapping edits."""
        # The line endings of the file are those of its first line.
        newline = "\r\n" if "\r\n" in self.text[: self.start] else "\n"
        parts, done = [self.text[: self.start]], 0
        for edit in sorted(edits, key=lambda edit: edit.begin):
            parts += [self.yaml[done : edit.begin], edit.new.replace("\n", newline)]
            done = edit.end
        return "".join([*parts, self.text[self.start + done :]])

    def gap(self, node: Any) -> str:
        """Return the white space after the opening bracket of JSON, such as a line end with indentation."""
        below = self.yaml[node.start_mark.index + 1 :] if self.is_json else ""
        return below[: len(below) - len(below.lstrip(" \t\r\n"))]

    def flow(self, value: Plain, gap: str = "", key: str = "") -> str:
        """Format a value in flow style, or as JSON, on several lines if *gap* has a line end (as nbformat does)."""
        if not self.is_json:
            return flow(value, key)
        if "\n" not in gap:
            return json.dumps(value, ensure_ascii=False)
        newline = "\r\n" if "\r\n" in gap else "\n"
        return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", newline + gap.rpartition("\n")[2])

    def line_start(self, index: int) -> int:
        """Return the start of the line at *index*."""
        return self.yaml.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Return the start of the line after *index*."""
        found = self.yaml.find("\n", index)
        return len(self.yaml) if found < 0 else found + 1

    def value_end(self, node: Any) -> int:
        """Return the end of a value's last character; YAML's mark is at the beginning of the next token."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
        begin, end = int(node.start_mark.index), int(node.end_mark.index)
        # YAML includes the blank lines below such a text.
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return begin + len(self.yaml[begin:end].rstrip())
        return end

    def below(self, node: Any) -> int:
        """Return the start of the first line below a value."""
        return self.line_end(self.value_end(node))


def _edits(header: _Header, values: Mapping[str, Plain | None]) -> Iterator[_Edit]:
    pairs = header.pairs
    new = {key: value for key, value in values.items() if key not in pairs and value is not None}
    old = {key: value for key, value in values.items() if key in pairs and _plain_value(pairs[key][1]) != value}
    if old and header.is_flow:  # removing a key also removes a comma, whose position YAML doesn't give
        said = {key: _plain_value(node) for key, (_, node) in pairs.items()} | old | new
        rewritten = flow({key: value for key, value in said.items() if value is not None})
        yield _Edit(header.root.start_mark.index, header.root.end_mark.index, rewritten)
        return
    for key, value in old.items():
        if value is None:
            begin, node = pairs[key]
            yield _Edit(header.line_start(begin.start_mark.index), header.below(node), "")
        else:
            yield _replaced(header, *pairs[key], value)
    yield from _added(header, new)


def _added(header: _Header, new: Mapping[str, Plain]) -> Iterator[_Edit]:
    """Yield edits that add new keys, each after the last key that precedes it in :data:`ORDER`."""
    if header.is_flow and new:
        inside, gap = header.root.value, header.gap(header.root)
        members = (f"{json.dumps(key) if header.is_json else key}: {header.flow(new[key], gap, key)}" for key in new)
        written, place = f",{gap or ' '}".join(members), header.root.start_mark.index + 1
        if inside:
            written, place = f",{gap or ' '}{written}", inside[-1][1].end_mark.index
        yield _Edit(place, place, written)
        return
    rank = {key: place for place, key in enumerate(ORDER)}
    pairs = list(header.pairs.values())
    indent = " " * pairs[0][0].start_mark.column if pairs else ""
    places: dict[int, list[tuple[int, str, str]]] = {}
    for key, value in new.items():
        own = rank.get(key, len(rank))
        # Unknown new keys go to the end; unknown keys in the header count as the first.
        before = [pair for pair in pairs if rank.get(pair[0].value, -1) < own]
        top = header.line_start(pairs[0][0].start_mark.index) if pairs else 0
        place = header.below(before[-1][1]) if before else top
        lines = "".join(f"{indent}{line}" for line in entry(key, value).splitlines(keepends=True))
        places.setdefault(place, []).append((own, key, lines))
    for place, entries in places.items():
        yield _Edit(place, place, "".join(lines for _, _, lines in sorted(entries)))


def _inserted(header: _Header, pair: tuple[Any, Any], item: Plain, first: bool) -> _Edit:
    """Return the edit that inserts an item into a list."""
    node, key = pair[1], pair[0].value
    if not isinstance(node, yaml.SequenceNode):
        raise HeaderError(
            1, f"{key} isn't a list, so nothing can be added to it", f"write it as a list: {key}: [{flow(item)}]"
        )
    if not node.flow_style:
        lines = item_lines(item, " " * node.start_mark.column)
        place = header.line_start(node.value[0].start_mark.index) if first else header.below(node)
        return _Edit(place, place, lines)
    if not node.value:
        return _Edit(node.start_mark.index, node.end_mark.index, header.flow([item], header.gap(header.root)))
    gap, place = header.gap(node), node.value[0].start_mark.index if first else node.value[-1].end_mark.index
    written = header.flow(item, gap)
    return _Edit(place, place, f"{written},{gap or ' '}" if first else f",{gap or ' '}{written}")


def _replaced(header: _Header, key: Any, node: Any, value: Plain) -> _Edit:
    """Return the edit that replaces a key's value."""
    begin, end = node.start_mark.index, header.value_end(node)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and isinstance(value, list):
        return _Edit(header.line_start(begin), header.line_end(end), _items(header, node, value))
    after = header.yaml.index(":", key.end_mark.index) + 1
    short = inline(key.value, value, width=10_000 if isinstance(value, str) else 120)
    if short is not None:
        return _Edit(after, end, f" {short}")
    return _Edit(after, end, "\n" + block(value, " " * (key.start_mark.column + 2)).removesuffix("\n"))


def _items(header: _Header, node: Any, value: list[Any]) -> str:
    """Return the lines of a list, keeping the lines of items that don't change."""
    kept: dict[str, deque[str]] = {}
    begin = header.line_start(node.start_mark.index)
    for child in node.value:
        until = header.line_end(max(header.value_end(child), begin))
        kept.setdefault(_comparison_key(_plain_value(child)), deque()).append(
            header.yaml[begin:until].replace("\r\n", "\n")
        )
        begin = until
    lines = []
    for item in value:
        same = kept.get(_comparison_key(item))
        # Removed once used, so that equal items each keep their own lines.
        lines.append(same.popleft() if same else item_lines(item, " " * node.start_mark.column))
    return "".join(lines)


def _comparison_key(item: Plain | None) -> str:
    """Return a string that equal items share, regardless of the order of keys."""
    return json.dumps(item, ensure_ascii=False, sort_keys=True)


def _plain_value(node: Any) -> Plain | None:
    """Convert a node to plain values, see :func:`~sphinx_newsroom.sources.yaml_text.plain`."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag.endswith(":null") else " ".join(node.value.split()) or None
    if isinstance(node, yaml.SequenceNode):
        return [found for found in map(_plain_value, node.value) if found is not None] or None
    found = {key.value: _plain_value(value) for key, value in node.value}
    return {key: value for key, value in found.items() if value is not None} or None


ORDER = [*KEYS["organization"]]
for _above, _name in pairwise(KEYS["official"]):
    if _name not in ORDER:
        ORDER.insert(ORDER.index(_above) + 1, _name)
"""The order of keys in records; keys of releases go to the end."""


def header_values(record: Organization | Official) -> dict[str, Plain]:
    """Return the values of a record's header, in order and without empty ones."""
    if record.image is not None:  # paths in records are relative to the archive, paths in headers to the file
        folder = f"{FOLDERS['official' if isinstance(record, Official) else 'organization']}/"
        src = record.image.src
        written = src.removeprefix(folder) if src.startswith(folder) else f"/{src}"
        record = replace(record, image=replace(record.image, src=written))
    found = ((key, plain(getattr(record, key))) for key in ORDER if hasattr(record, key))
    return {key: value for key, value in found if value is not None}


def record_text(record: Organization | Official) -> str:
    """Return the file of a record without a description.

    Parsing it with :mod:`sphinx_newsroom.sources.header` gives the same record, if all values are valid in a header.
    """
    header = "".join(entry(key, value) for key, value in header_values(record).items())
    return f"---\n{header}---\n"

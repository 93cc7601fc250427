"""Records of organizations and officials as the text of their files: written whole, or changed key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import yaml

from sphinx_newsroom.model.ids import free_id
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.sources.header import LOADER
from sphinx_newsroom.sources.release_file import bounds
from sphinx_newsroom.sources.yaml_text import Plain, block, entry, flow, inline, item_lines, plain

__all__ = ["ORDER", "free_id", "header_values", "record_text", "with_values"]

_DERIVED = ("id", "path")


def _order() -> tuple[str, ...]:
    """The keys of both kinds of record, each after those that it follows in its own kind."""
    order = [field.name for field in fields(Organization) if field.name not in _DERIVED]
    before = ""
    for field in fields(Official):
        if field.name not in order and field.name not in _DERIVED:
            order.insert(order.index(before) + 1, field.name)
        before = field.name if field.name not in _DERIVED else before
    return tuple(order)


ORDER: tuple[str, ...] = _order()
"""The keys of records in the order in which a header has them."""


def header_values(record: Organization | Official) -> dict[str, Plain]:
    """What the header of a record's file says, in its order: no key without a value."""
    found = ((key, plain(getattr(record, key))) for key in ORDER if hasattr(record, key))
    return {key: value for key, value in found if value is not None}


def record_text(record: Organization | Official, body: str = "") -> str:
    """The file of a record: its header and *body*, the description.

    Reading it with :mod:`sphinx_newsroom.sources.header` gives the same record, as long as every value is one that a
    header can hold.
    """
    header = "".join(entry(key, value) for key, value in header_values(record).items())
    described = f"\n{body.strip()}\n" if body.strip() else ""
    return f"---\n{header}---\n{described}"


def with_values(text: str, changes: Mapping[str, object]) -> str:
    """The text of a file with some keys of its header replaced or added; None removes a key.

    Values are those of records or plain texts, lists and mappings.  Everything else stays byte for byte: other
    keys, their order, comments, line ends and the body; and in a list with a line for each item, the items that the
    new list has as well.  Raises HeaderError where the file has no header that is closed, and
    :class:`yaml.YAMLError` where that is not YAML.
    """
    start, end, _ = bounds(text)
    header = text[start:end]
    node = yaml.compose(header, LOADER)
    newline = "\r\n" if "\r\n" in text[:start] else "\n"
    values = {key: plain(value) for key, value in changes.items()}
    edits = sorted(_edits(header, node, values), key=lambda edit: edit[0])
    pieces, done = [], 0
    for begin, until, new in edits:
        pieces += [header[done:begin], new.replace("\n", newline)]
        done = until
    return text[:start] + "".join(pieces) + header[done:] + text[end:]


_Edit = tuple[int, int, str]


def _edits(header: str, node: Any, values: Mapping[str, Plain | None]) -> Iterator[_Edit]:
    """What to put in the place of what: begin, end and new text, none overlapping."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    known = {key.value: (key, value) for key, value in pairs}
    new = {key: value for key, value in values.items() if key not in known and value is not None}
    old = {key: value for key, value in values.items() if key in known}
    if pairs and node.flow_style:  # one `{…}`, which has no lines of its own: written anew
        whole = {key.value: values.get(key.value, _plain_node(value)) for key, value in pairs} | new
        written = flow({key: value for key, value in whole.items() if value is not None})
        yield node.start_mark.index, node.end_mark.index, written
        return
    for key, value in old.items():
        name, node_of = known[key]
        if value is None:
            yield _line_start(header, name.start_mark.index), _line_end(header, _end(header, node_of)), ""
        elif _plain_node(node_of) != value:
            yield _replaced(header, name, node_of, value)
    yield from _added(header, pairs, new)


def _added(header: str, pairs: Any, new: Mapping[str, Plain]) -> Iterator[_Edit]:
    """New keys, each after the last of those that come before it in the order of keys."""
    rank = {key: place for place, key in enumerate(ORDER)}
    places: dict[int, list[tuple[int, str, str]]] = {}
    for key, value in new.items():
        before = [pair for pair in pairs if rank.get(pair[0].value, -1) < rank.get(key, len(rank))]
        column = pairs[0][0].start_mark.column if pairs else 0
        lines = entry(key, value)
        if column:
            lines = "".join(" " * column + line for line in lines.splitlines(keepends=True))
        if before:
            place = _line_end(header, _end(header, before[-1][1]))
        else:
            place = _line_start(header, pairs[0][0].start_mark.index) if pairs else 0
        places.setdefault(place, []).append((rank.get(key, len(rank)), key, lines))
    for place, entries in places.items():
        yield place, place, "".join(lines for _, _, lines in sorted(entries))


def _replaced(header: str, key: Any, node: Any, value: Plain) -> _Edit:
    """The edit that gives a key another value."""
    begin, end = node.start_mark.index, _end(header, node)
    several = isinstance(node, yaml.CollectionNode) and not node.flow_style
    if several and isinstance(node, yaml.SequenceNode) and isinstance(value, list):
        return _line_start(header, begin), _line_end(header, end), _items(header, node, value)
    after = header.index(":", key.end_mark.index) + 1
    short = inline(key.value, value, width=10_000 if isinstance(value, str) else 120)
    if short is not None:
        return after, end, f" {short}"
    indent = " " * (key.start_mark.column + 2)
    return after, end, "\n" + block(value, indent).removesuffix("\n")


def _items(header: str, node: Any, value: list[Any]) -> str:
    """The lines of a list, with those of the old list kept where the item is the same."""
    column = node.start_mark.column
    kept: list[tuple[Plain | None, str]] = []
    begin = _line_start(header, node.start_mark.index)
    for child in node.value:
        until = _line_end(header, max(_end(header, child), begin))
        kept.append((_plain_node(child), header[begin:until].replace("\r\n", "\n")))
        begin = until
    lines = []
    for item in value:
        same = next((number for number, (old, _) in enumerate(kept) if old == item), None)
        lines.append(item_lines(item, " " * column) if same is None else kept.pop(same)[1])
    return "".join(lines)


def _plain_node(node: Any) -> Plain | None:
    """What a node says, as :func:`~sphinx_newsroom.sources.yaml_text.plain` has it."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag.endswith(":null") else " ".join(node.value.split()) or None
    if isinstance(node, yaml.SequenceNode):
        return [found for found in map(_plain_node, node.value) if found is not None] or None
    found = {key.value: _plain_node(value) for key, value in node.value}
    return {key: value for key, value in found.items() if value is not None} or None


def _end(header: str, node: Any) -> int:
    """Where a value's last character ends; YAML has a block end only where the next thing begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        end = node.start_mark.index + len(header[node.start_mark.index : end].rstrip())
    return end


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """Where the line after that of *index* begins."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1

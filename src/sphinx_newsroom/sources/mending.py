"""What is mechanical in a header that is wrong, mended: what it means is beyond doubt, how it is written is wrong.

A date of one meaning, quotation marks, tabs, a capital in a key, an id with its folder or suffix.  Whatever could mean
two things is left to its author, and so is the text below the header.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import yaml

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.sources import cut_short
from sphinx_newsroom.sources.edits import changed
from sphinx_newsroom.sources.header import compose, yaml_fault
from sphinx_newsroom.sources.meant import instead
from sphinx_newsroom.sources.release_file import bounds, id_in
from sphinx_newsroom.sources.values import ID, Key

_ROUNDS = 20
"""How many lines of one header are mended at most, since YAML tells of one at a time."""


def mended(text: str, keys: Mapping[str, Key], releases: Collection[str], types: Collection[str] = ()) -> str:
    """The text of a Markdown file with what is mechanical in its header mended; *releases* are all ids of these.

    The same text where there is nothing to mend, or nothing that can be told.
    """
    try:
        text = _with_keys(_readable(text), keys)
        return _with_values(_whole(text, keys), keys, releases, types)
    except HeaderError:
        return text


def _readable(text: str) -> str:
    """The text with the lines of its header written otherwise that YAML cannot read."""
    for _ in range(_ROUNDS):
        start, end, _ = bounds(text)
        fault = yaml_fault(text[start:end])
        if fault is None or fault.instead is None:
            return text
        lines = text.split("\n")
        if lines[fault.line - 1] == fault.instead:
            return text
        lines[fault.line - 1] = fault.instead
        text = "\n".join(lines)
    return text


def _pairs(text: str) -> tuple[int, list[Any]]:
    """Where the YAML of a header begins, and its keys and values; raises HeaderError."""
    start, end, _ = bounds(text)
    start += text.startswith("\ufeff", start)
    node = compose(text[start:end])
    return start, node.value if isinstance(node, yaml.MappingNode) else []


def _with_keys(text: str, keys: Mapping[str, Key]) -> str:
    """The text with keys in capitals as they are written."""
    start, pairs = _pairs(text)
    there = {key.value for key, _ in pairs}
    for key, _ in reversed(pairs):
        lower = key.value.lower()
        if key.value not in keys and lower in keys and lower not in there:
            begin, end = start + key.start_mark.index, start + key.end_mark.index
            text = text[:begin] + lower + text[end:]
    return text


def _whole(text: str, keys: Mapping[str, Key]) -> str:
    """The text with what YAML cuts short in quotation marks."""
    lines = text.split("\n")
    for problem in cut_short.problems("", text, keys):
        line = lines[problem.line - 1]
        key, _, _ = line.partition(":")
        wanted = problem.advice.removeprefix("write ")
        if wanted.startswith(f"{key.strip()}: ") and not line.lstrip().startswith("-"):
            ending = line[len(line.rstrip("\r")) :]
            lines[problem.line - 1] = key[: len(key) - len(key.lstrip())] + wanted + ending
    return "\n".join(lines)


def _with_values(text: str, keys: Mapping[str, Key], releases: Collection[str], types: Collection[str]) -> str:
    """The text with values of its keys as they are written."""
    changes = {}
    for key, node in _pairs(text)[1]:
        if key.value in keys and (mend := _MENDERS.get(keys[key.value].takes)):
            said = _said(node)
            new = mend(said, releases, types) if said is not None else None
            if new is not None and new != said:
                changes[key.value] = new
    return changed(text, changes) if changes else text


def _said(node: yaml.Node) -> str | list[str] | None:
    """What a value says, if it is a text or a list of texts."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag.endswith((":null", ":bool")) else node.value.strip()
    if isinstance(node, yaml.SequenceNode) and all(isinstance(one, yaml.ScalarNode) for one in node.value):
        return [one.value.strip() for one in node.value]
    return None


Said = str | list[str]
Mender = Callable[[Said, Collection[str], Collection[str]], Said | None]


def _date(said: Said, releases: Collection[str], types: Collection[str]) -> Said | None:
    return instead(said) if isinstance(said, str) else None


def _id(said: Said, releases: Collection[str], types: Collection[str]) -> Said | None:
    if isinstance(said, str) and said not in releases and id_in(said) in releases:
        return id_in(said)
    return None


def _ids(said: Said, releases: Collection[str], types: Collection[str]) -> Said | None:
    listed = list(_listed(said))
    return [str(_id(one, releases, types) or one) for one in listed] if listed else None


def _topics(said: Said, releases: Collection[str], types: Collection[str]) -> Said | None:
    listed = [one if ID.fullmatch(one) else slug(one) for one in _listed(said)]
    return list(dict.fromkeys(listed)) if listed and all(listed) else None


def _type(said: Said, releases: Collection[str], types: Collection[str]) -> Said | None:
    return slug(said) if isinstance(said, str) and said not in types and slug(said) in types else None


def _listed(said: Said) -> Iterator[str]:
    """The items of a list, or of a text that was to be one."""
    yield from (one.strip() for one in (said.split(",") if isinstance(said, str) else said) if one.strip())


_MENDERS: Mapping[str, Mender] = {
    "date": _date,
    "date or time": _date,
    "partial date": _date,
    "time": _date,
    "release id": _id,
    "list of release ids": _ids,
    "list of topic ids": _topics,
    "type": _type,
}
"""What mends a value, by what its key takes."""

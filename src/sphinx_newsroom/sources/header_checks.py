"""Find headers that YAML reads differently than intended, and correct simple mistakes.

- A header that is closed too early has keys below its closing ``---``, which would be text. An `embargo:` there would
  be ignored and the text published at once. No real release begins with one of our keys in lower case and a colon, so
  such a line is taken for a key.
- ``title: Prize #1`` means "Prize", since ` #` begins a comment. A comment after a date, or one that begins with a
  space (`Vienna # to be confirmed`), is intended; after a title it isn't.
- Simple mistakes are corrected: unambiguous dates, quotation marks, tabs, capitals in keys, ids with folder or suffix.
  Anything ambiguous, and the text below the header, is left to the author.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import yaml

from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, closest, cut
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.sources.advice import instead
from sphinx_newsroom.sources.edits import with_values
from sphinx_newsroom.sources.header import bounds, compose, id_in, yaml_fault
from sphinx_newsroom.sources.notebook import cells_of, header_of, kept_back_beside, tree_of
from sphinx_newsroom.sources.outline import Lines
from sphinx_newsroom.sources.values import FREE_TEXTS, ID, Key, label, line_of
from sphinx_newsroom.sources.yaml_text import scalar

# `embargo: …`, `"embargo": …`, `embargo:2031-01-01`; not `https://…`, nor a sentence with a colon
_KEY = late_pattern(r"""[ \t]*["']?(?P<key>[A-Za-z][A-Za-z_]*)["']?[ \t]*:(?=[\s\d]|$)(?P<value>.*)""")
# What can be between a header's keys: nothing, a comment, the rest of a list or long value, a second end
_BETWEEN = late_pattern(r"\s*$|#|[ \t]*-(?:[ \t]|$)|[ \t]|(?:---|\.\.\.)[ \t]*$")
_END = late_pattern(r"(?:---|\.\.\.)[ \t]*$")
_VALUE = late_pattern(r"""\s*(?:$|["']?\d{4}-\d\d|[\[{])""")
_EMBARGO = late_pattern(r"""^[ \t]*["']?embargo["']?[ \t]*:[ \t]*["']?\d{4}-\d\d""", re.MULTILINE | re.IGNORECASE)
_DRAFT = late_pattern(r"""^[ \t]*["']?draft["']?[ \t]*:[ \t]*["']?true["']?[ \t]*$""", re.MULTILINE | re.IGNORECASE)
_MOVE_IT = 'move it to "newsroom" in the notebook\'s metadata; if it is text, begin the line with another word'
_FENCE = late_pattern(r"^[ \t]*(?:`{3,}|~{3,}|:{3,})", re.MULTILINE)


def closed_early(path: str, text: str, keys: Collection[str]) -> Problem | None:
    """Return a problem if header keys follow the end of the header."""
    end = bounds(text)[2]
    found = stray_key(text[end:], keys)
    if found is None:
        return None
    line, key = found
    closed = text.count("\n", 0, end) + 1
    return Problem(
        path,
        text.count("\n", 0, end) + line,
        Code.UNREADABLE_HEADER,
        f"`{key}:` is below the header, which ends on line {closed}, so it would be part of the text",
        f"move the `---` from line {closed} below the last key; if it is text, begin the line with another word",
    )


def notebook_problems(path: str, text: str, keys: Collection[str]) -> Iterator[Problem]:
    """Yield text in a notebook that was probably meant for its header, and duplicate keys.

    Raises HeaderError.
    """
    for number, cell in enumerate(one for one in cells_of(text) if one.kind == "markdown"):
        if found := stray_key(cell.source, () if number else keys):
            message = f"`{found[1]}:` is in a cell, so it would be part of the text"
            yield Problem(path, cell.line(found[0]), Code.UNREADABLE_HEADER, message, _MOVE_IT)
    doubled, lines = [*tree_of(text).doubled()], Lines(text)
    for one in doubled:
        message = f'"{one.key}" occurs here a second time'
        yield Problem(path, lines.at(one.place), Code.DUPLICATE_KEY, message, "remove one of them")
    read = {one.key for one in header_of(text).parts}
    for key in () if doubled else sorted({key for key, _ in kept_back_beside(text)} - read):
        message = f'"{key}" is outside the notebook\'s header, so it is ignored'
        yield Problem(path, 1, Code.UNREADABLE_HEADER, message, _MOVE_IT)


def stray_key(body: str, keys: Collection[str]) -> tuple[int, str] | None:
    """Return the line (from 1) and the word of the first of *keys* at the beginning of a text.

    A misspelt key counts if its value is a date, a list or empty, or if a second end follows. An embargo with a date,
    and `draft: true`, count anywhere except in code blocks.
    """
    misspelt: tuple[int, str] | None = None
    for number, line in enumerate(body.split("\n"), 1):
        if found := _KEY.match(line):
            word = found["key"]
            near = word not in keys and word.islower() and closest(word, keys) is not None
            if word in keys or (near and _VALUE.match(found["value"])):
                return number, word
            misspelt = misspelt or ((number, word) if near else None)
        elif misspelt and _END.match(line):
            return misspelt
        elif not _BETWEEN.match(line):
            break
    # A substring test is faster than a search.
    return _withholding(body) if any(word in body for word in ("mbargo", "MBARGO", "raft", "RAFT")) else None


def _withholding(body: str) -> tuple[int, str] | None:
    """Return the line and key of what would withhold a release if it were in the header."""
    for key, pattern in (("embargo", _EMBARGO), ("draft", _DRAFT)):
        for match in pattern.finditer(body):
            if len(_FENCE.findall(body, 0, match.start())) % 2 == 0:
                return body.count("\n", 0, match.end()) + 1, key
    return None


_MAYBE = late_pattern(r"\S[ \t]+#")
_COMMENT = late_pattern(r"[ \t]+#(?P<word>\S?)")
_TITLES = ("title", "subtitle")
"""The keys after whose value a comment is never intended."""


def cut_short(path: str, text: str, keys: Mapping[str, Key]) -> Iterator[Problem]:
    """Report the values of a Markdown file's header that a comment cuts short; raises HeaderError."""
    start, end, _ = bounds(text)
    source = text[start:end]
    if not _MAYBE.search(source):
        return
    for where, node in _texts(compose(source), keys, ""):
        if node.style:
            continue  # quoted, or a block of lines
        comment = _COMMENT.match(source, node.end_mark.index)
        if comment and (where in _TITLES or comment["word"].strip()):
            full_value = source[node.start_mark.index :].split("\n", 1)[0].strip()
            message = f"{label(where)} is cut short to {cut(node.value)!r}, because ` #` begins a comment"
            advice = f"write {where.rpartition('.')[2]}: {scalar(full_value)}"
            yield Problem(path, line_of(node), Code.CUT_SHORT, message, advice)


def _texts(node: yaml.Node | None, keys: Mapping[str, Key], prefix: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Yield the free-text values of a header with their places; items have the place of their list."""
    if not isinstance(node, yaml.MappingNode):
        return
    for key_node, value in node.value:
        key = keys.get(key_node.value) if isinstance(key_node, yaml.ScalarNode) else None
        if key is None:
            continue
        where, form = f"{prefix}{key_node.value}", key.kind
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        inner, takes = form.item or form, key.takes.removeprefix("list of ")
        for item in items:
            if isinstance(item, yaml.MappingNode):
                yield from _texts(item, inner.keys, f"{where}.")
            elif isinstance(item, yaml.ScalarNode) and (takes in FREE_TEXTS or inner.keys):
                yield where, item


_ROUNDS = 20
"""The maximum number of corrected lines, since YAML reports one error at a time."""


def mended(text: str, keys: Mapping[str, Key], releases: Collection[str], types: Collection[str] = ()) -> str:
    """Correct simple mistakes in the header of a Markdown file; *releases* are the ids of all releases.

    Returns the same text if there is nothing to correct, or the header can't be parsed.
    """
    try:
        text = _with_keys(_with_valid_yaml(text), keys)
        return _with_values(_with_quotes(text, keys), keys, releases, types)
    except HeaderError:
        return text


def _with_valid_yaml(text: str) -> str:
    """Correct lines of the header that YAML can't parse."""
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
    """Return the start of a header's YAML, and its keys and values; raises HeaderError."""
    start, end, _ = bounds(text)
    start += text.startswith("\ufeff", start)
    node = compose(text[start:end])
    return start, node.value if isinstance(node, yaml.MappingNode) else []


def _with_keys(text: str, keys: Mapping[str, Key]) -> str:
    """Change capitals in keys to lower case."""
    start, pairs = _pairs(text)
    existing = {key.value for key, _ in pairs}
    for key, _ in reversed(pairs):
        lower = key.value.lower()
        if key.value not in keys and lower in keys and lower not in existing:
            begin, end = start + key.start_mark.index, start + key.end_mark.index
            text = text[:begin] + lower + text[end:]
    return text


def _with_quotes(text: str, keys: Mapping[str, Key]) -> str:
    """Quote values that a comment cuts short."""
    lines = text.split("\n")
    for problem in cut_short("", text, keys):
        line = lines[problem.line - 1]
        key, _, _ = line.partition(":")
        replacement = problem.advice.removeprefix("write ")
        if replacement.startswith(f"{key.strip()}: ") and not line.lstrip().startswith("-"):
            ending = line[len(line.rstrip("\r")) :]
            lines[problem.line - 1] = key[: len(key) - len(key.lstrip())] + replacement + ending
    return "\n".join(lines)


def _with_values(text: str, keys: Mapping[str, Key], releases: Collection[str], types: Collection[str]) -> str:
    """Correct the values of keys."""
    changes = {}
    for key, node in _pairs(text)[1]:
        said = _text_value(node)
        if key.value in keys and said is not None:
            new = _corrected_value(keys[key.value].takes, said, releases, types)
            if new is not None and new != said:
                changes[key.value] = new
    return with_values(text, changes) if changes else text


def _text_value(node: yaml.Node) -> str | list[str] | None:
    """Return a node's value if it is text or a list of texts."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag.endswith((":null", ":bool")) else node.value.strip()
    if isinstance(node, yaml.SequenceNode) and all(isinstance(one, yaml.ScalarNode) for one in node.value):
        return [one.value.strip() for one in node.value]
    return None


def _corrected_value(
    takes: str, said: str | list[str], releases: Collection[str], types: Collection[str]
) -> str | list[str] | None:
    """Return the intended value for a key that *takes* some kind, or None if it is unknown or ambiguous."""
    listed = [one.strip() for one in (said.split(",") if isinstance(said, str) else said) if one.strip()]
    if takes == "list of topic ids":
        ids = [one if ID.fullmatch(one) else slug(one) for one in listed]
        return list(dict.fromkeys(ids)) if ids and all(ids) else None
    if takes == "list of release ids":
        return [id_in(one) if one not in releases and id_in(one) in releases else one for one in listed] or None
    if not isinstance(said, str):
        return None
    if takes == "release id":
        return id_in(said) if said not in releases and id_in(said) in releases else None
    if takes == "type":
        return slug(said) if said not in types and slug(said) in types else None
    return instead(said) if takes in ("date", "date or time", "partial date", "time") else None

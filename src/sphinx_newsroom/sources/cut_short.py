"""Values that YAML cuts short: ``title: Prize #1`` says "Prize", since ` #` begins a comment.

A comment behind a date, or one that begins with a blank (`Vienna # to be confirmed`), is meant as one; behind a title
it is not, as nobody would see from the outside what was published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.sources.header import compose
from sphinx_newsroom.sources.release_file import bounds
from sphinx_newsroom.sources.values import FREE_TEXTS, Key, label, line_of
from sphinx_newsroom.sources.yaml_text import scalar

_MAYBE = re.compile(r"\S[ \t]+#")
_COMMENT = re.compile(r"[ \t]+#(?P<word>\S?)")
_TITLES = ("title", "subtitle")
"""Keys behind whose value no comment is meant as one."""


def problems(path: str, text: str, keys: Mapping[str, Key]) -> Iterator[Problem]:
    """The values of a Markdown file's header that are cut short; raises HeaderError."""
    start, end, _ = bounds(text)
    source = text[start:end]
    if not _MAYBE.search(source):
        return
    for where, node in _texts(compose(source), keys, ""):
        if node.style:
            continue  # in quotation marks, or in lines of its own
        comment = _COMMENT.match(source, node.end_mark.index)
        if comment and (where in _TITLES or comment["word"].strip()):
            whole = source[node.start_mark.index :].split("\n", 1)[0].strip()
            message = f"{label(where)} is cut short to {cut(node.value)!r}, as ` #` begins a comment"
            advice = f"write {where.rpartition('.')[2]}: {scalar(whole)}"
            yield Problem(path, line_of(node), Code.CUT_SHORT, message, advice)


def _texts(node: yaml.Node | None, keys: Mapping[str, Key], prefix: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """The values of a header that are any text, with their places; items of lists are told by their list."""
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

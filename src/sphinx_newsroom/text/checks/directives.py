"""Check directives against the options, argument and content that each accepts.

The table repeats what Sphinx's and docutils' classes define, so that `newsroom check` need not import them; a test
compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from sphinx_newsroom.diagnostics import Code, Problem, cut, nearest

Part = Literal["none", "may", "must"]
"""Whether a directive takes an argument, or content."""


class Form(NamedTuple):
    """The syntax of a directive: the names of its options, an argument after its name, and content."""

    options: frozenset[str]
    argument: Part
    content: Part


def _form(options: str, argument: Part, content: Part) -> Form:
    return Form(frozenset(options.split()), argument, content)


_NOTE = _form("class collapsible name", "none", "must")
_IMAGE = "align alt class height loading name scale target width"
_QUOTATION = _form("", "none", "must")

FORMS: Mapping[str, Form] = {
    **dict.fromkeys("attention caution danger error hint important note seealso tip warning".split(), _NOTE),
    **dict.fromkeys(("epigraph", "highlights", "pull-quote"), _QUOTATION),
    "admonition": _form("class collapsible name", "must", "must"),
    "code": _form("class force name number-lines", "may", "must"),
    "code-block": _form("caption class dedent emphasize-lines force lineno-start linenos name", "may", "may"),
    "figure": _form(f"{_IMAGE} figclass figname figwidth", "must", "may"),
    "image": _form(_IMAGE, "must", "none"),
    "list-table": _form("align class header-rows name stub-columns width widths", "may", "must"),
    "math": _form("class label name no-wrap nowrap", "may", "may"),
    "releases": _form("language limit official organization topic type year", "none", "none"),
    "rubric": _form("class heading-level name", "must", "none"),
    "sidebar": _form("class name subtitle", "may", "must"),
    "table": _form("align class name width widths", "may", "must"),
    "topic": _form("class name", "must", "must"),
}
"""The directives in :data:`sphinx_newsroom.allowed.DIRECTIVES`; others, which an archive allows, are unknown here."""

_LENGTH = r"\d*\.?\d+ *(?:em|ex|ch|rem|vw|vh|vmin|vmax|Q|cm|mm|in|px|pt|pc|)"
_MEASURE = rf"{_LENGTH}|\d*\.?\d+ *%"
_COUNT = (r"[1-9]\d*", "a number from 1 up")
_FROM_0 = (r"\d+", "a number")
_WIDE = (_MEASURE, "a measure such as 300px or 50%")
_VALUES: Mapping[str, tuple[str, str]] = {
    "width": _WIDE,
    "height": (_LENGTH, "a measure such as 300px"),
    "figwidth": (f"{_MEASURE}|image", "a measure such as 300px or 50%, or image"),
    "scale": (r"\d+ *%?", "a percentage such as 50"),
    "header-rows": _FROM_0,
    "stub-columns": _FROM_0,
    "lineno-start": (r"[+-]?\d+", "a number"),
    "limit": _COUNT,
    "year": _COUNT,
    "heading-level": ("[1-6]", "a number from 1 to 6"),
    "loading": ("embed|link|lazy", "one of: embed, link, lazy"),
}
"""The restricted values of options, as a pattern and in words."""

_ALIGNED = {"figure": "left, center, right", "list-table": "left, center, right", "table": "left, center, right"}
_IMAGE_ALIGNED = "left, center, right, top, middle, bottom"

_OPTION = re.compile(r":(?P<name>[A-Za-z][\w-]*):(?P<value>.*)")
_YAML_OPTION = re.compile(r"(?P<name>[A-Za-z][\w-]*):(?P<value>.*)")

LITERAL = ("code", "code-block", "math")
"""Directives whose content isn't prose."""


class Block(NamedTuple):
    """A directive in a text: its options with their lines, and *first*, the number of lines before its content."""

    name: str
    argument: str
    line: int
    options: tuple[tuple[str, str, int], ...]
    content: tuple[str, ...]
    first: int

    @classmethod
    def of(cls, name: str, argument: str, line: int, inside: str) -> Block:
        """Parse a directive from the lines between its first and last."""
        lines, pattern, above = inside.split("\n"), _OPTION, 0
        if lines[0].strip() == "---":
            end = next((at for at, one in enumerate(lines[1:], 1) if one.strip() == "---"), len(lines))
            written, first, above, pattern = lines[1:end], end + 1, 1, _YAML_OPTION
        else:
            written = list(takewhile(_OPTION.match, lines))
            first = len(written)
        options = (
            (found["name"], found["value"].strip().strip("\"'"), line + 1 + above + at)
            for at, one in enumerate(written)
            if (found := pattern.match(one))
        )
        return cls(name, argument, line, tuple(options), tuple(lines[first:]), first)


def faults(path: str, block: Block) -> Iterator[Problem]:
    """Report what a directive doesn't accept, or what it lacks."""
    form = FORMS.get(block.name)
    if form is None:
        return
    options = block.options if form.options else ()
    found = [fault for option in options if (fault := _wrong_option(block.name, form, *option))]
    found += ((block.line, *fault) for fault in _wrong_text(block, form, block.content))
    for line, message, advice in found:
        yield Problem(path, line, Code.DIRECTIVE_OPTION, message, advice)


def _wrong_option(directive: str, form: Form, name: str, value: str, line: int) -> tuple[int, str, str] | None:
    if name not in form.options:
        meant = nearest(name, sorted(form.options))
        advice = f"did you mean {meant!r}?" if meant else f"write one of: {', '.join(sorted(form.options))}"
        return line, f"`{directive}` has no option {name!r}, so it is ignored", advice
    if expected := _expected(directive, name, value):
        return line, f"the option {name!r} of `{directive}` is {cut(value)!r}", f"write {expected}"
    return None


def _wrong_text(block: Block, form: Form, content: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield problems in the argument and the content of a directive, each with advice."""
    filled = any(line.strip() for line in content)
    words = filled or (form.argument == "none" and block.argument)
    if form.argument == "must" and not block.argument:
        what = "the image file" if block.name in ("figure", "image") else "its title"
        yield f"`{block.name}` does not say {what}", f"write it on the first line: {{{block.name}}} …"
    if form.content == "none" and filled:
        yield f"`{block.name}` takes no text, so its text isn't shown", "write it below"
    elif form.content == "must" and not words:
        yield f"`{block.name}` is empty, so nothing is shown", "write its text into it, or remove it"
    elif form.argument == "none" and form.content != "none" and block.argument and block.options:
        yield f"the words behind `{block.name}` are before its options", "write them below the options"
    if block.name == "list-table" and filled and not _is_table(content):
        message = (
            "`list-table` isn't a table: each row must begin with `* -`, and all rows must have the same number "
            "of cells"
        )
        yield message, "write `* - first cell`, and below it `  - second cell`"


def _is_table(content: Iterable[str]) -> bool:
    """Whether the rows of a list-table have equal numbers of cells; their content isn't checked."""
    cells: list[int] = []
    for line in content:
        if re.match(r"[*+] ", line):
            cells.append(1 if re.match(r"[*+] +[-*+](?: |$)", line) else 0)
        elif cells and re.match(r" *-(?: |$)", line):
            cells[-1] += 1
    return len(set(cells)) == 1 and cells[0] > 0


def _expected(directive: str, name: str, value: str) -> str:
    """Return what an option accepts instead of *value*; empty if the value is valid."""
    if name == "align":
        known = _ALIGNED.get(directive, _IMAGE_ALIGNED)
        return "" if value.lower() in known.split(", ") else f"one of: {known}"
    pattern, words = _VALUES.get(name, (".*", ""))
    return "" if re.fullmatch(pattern, value) else words

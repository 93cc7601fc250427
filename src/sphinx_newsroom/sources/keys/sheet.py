"""Strict reading of YAML nodes: every value by the type that its key takes, every problem with its line.

YAML's own guesses at types are not trusted: where text is wanted, ``2011`` and ``no`` are the
text that was written (YAML 1.1 makes them a number and a boolean).  Readers are functions of a
sheet, the value's place (``contacts.0.email``) and its node; they return the value or raise
:class:`RefusedError`, and the sheet goes on with the next key, so that one look finds everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from sphinx_newsroom.diagnostics import NEAR, Code, Problem, Severity, nearest
from sphinx_newsroom.sources.keys.meant import KEYS, WITHIN

Reader = Callable[["Sheet", str, yaml.Node], Any]

_TAG = "tag:yaml.org,2002:"
# Not \s: a blank that does not break is meant so.
_BLANKS = re.compile(r"[ \t\r\n]+")
# What XML 1.0, and so every feed, cannot carry, and the invisible C1 controls. Not halves of characters: programs
# that read a JSON Schema take every emoji for two of them.
UNFIT = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
_CONTROL = re.compile(rf"[{UNFIT}\ud800-\udfff]")


class HeaderError(ValueError):
    """A header cannot be read at all; *line*, *message* and *advice* are those of the problem."""

    def __init__(self, line: int, message: str, advice: str) -> None:
        super().__init__(f"{message}; {advice}")
        self.line, self.message, self.advice = line, message, advice


DEEPEST = 40
"""How deep the values of a header may be nested: ours reach 4 (Python's own limit differs by version)."""


def refuse_depth(node: yaml.Node) -> None:
    """Raise HeaderError where the nodes of a header are nested too deeply for what reads them."""
    waiting = [(node, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            line = one.start_mark.line + 2 if one.start_mark else 1
            raise HeaderError(line, "the header is nested too deeply", "write plain keys and values")
        if isinstance(one, yaml.MappingNode):
            waiting += [(part, depth + 1) for pair in one.value for part in pair]
        elif isinstance(one, yaml.SequenceNode):
            waiting += [(part, depth + 1) for part in one.value]


class RefusedError(Exception):
    """A value cannot be taken; *line* is set where it is not the line of the value's key or item."""

    def __init__(self, code: Code, message: str, advice: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.advice, self.line = code, message, advice, line


class ValueForm(NamedTuple):
    """A form of value: how it is read, what the reference calls it, and what a JSON Schema says of it.

    A record has *keys*, a list the form of each *item*; the schema of these is added where a schema is made.
    """

    read: Reader
    takes: str
    schema: Mapping[str, Any] = MappingProxyType({})
    keys: Mapping[str, Key] = MappingProxyType({})
    item: ValueForm | None = None


class Key(NamedTuple):
    """A key of a header, declared once: the form of its value, what it means, and whether it must be there."""

    form: ValueForm
    meaning: str
    required: bool = False


def label(where: str) -> str:
    """A place without its list indices, as messages name it: ``contacts.0.email`` is ``contacts.email``."""
    return re.sub(r"\.\d+(?=\.|$)", "", where)


_KEY_CUTOFF = 0.65
"""How near a key must be to one that is known: `datum` is `date`; words that are further off are another's keys."""


def closest(word: str, known: Iterable[str], cutoff: float = NEAR) -> str | None:
    """The known word that is nearest to *word*, whatever their case, or None."""
    folded = {name.lower(): name for name in known}
    meant = nearest(word.lower(), folded, cutoff)
    return folded[meant] if meant else None


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """``did you mean 'title'?`` where a known word is near, else *otherwise*."""
    meant = closest(word, known)
    return f"did you mean {meant!r}?" if meant else otherwise


@dataclass(slots=True)
class Sheet:
    """One header being read: what was found wrong, and the line of every key and item.

    *filled* says that a key without a value is a problem; else it counts as not given.
    """

    path: str
    filled: bool = True
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)
    """The keys that misspelt ones stand for: they are not missing as well."""

    def report(self, line: int, code: Code, message: str, advice: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.path, line, code, message, advice))

    def refuse(self, refusal: RefusedError, line: int) -> None:
        """Note what a reader refused, at its own line or else *line*."""
        self.report(refusal.line or line, refusal.code, refusal.message, refusal.advice)

    @property
    def sound(self) -> bool:
        """Whether nothing was found that keeps the record out."""
        return not any(problem.code.severity is Severity.ERROR for problem in self.problems)

    def mapping(self, node: yaml.Node, where: str, fields: Mapping[str, Key]) -> dict[str, Any]:
        """The values of a mapping whose keys are known; what is wrong is noted and left out."""
        if not isinstance(node, yaml.MappingNode):
            raise RefusedError(
                Code.WRONG_TYPE, f"{label(where)} is {kind_of(node)}", f"write {sample(where, node, fields)}"
            )
        values: dict[str, Any] = {}
        seen: set[str] = set()
        prefix = f"{where}." if where else ""
        for key, value in self.entries(node, prefix, seen):
            if key not in fields and where and node.flow_style and is_null(value) and values:
                self._cut_at_comma(key, prefix, values)
            elif key not in fields:
                self._unknown(key, where, prefix, fields)
            elif not is_null(value):
                self._read(values, key, prefix + key, value, fields[key].form.read)
            elif self.filled:
                self.report(
                    self.lines[prefix + key],
                    Code.BAD_VALUE,
                    f"{label(prefix + key)} has no value",
                    "write one, or remove the key",
                )
            elif fields[key].required:
                # Without a value it is as if the key were not there, and so is missing.
                seen.discard(key)
        for key, wanted in fields.items():
            if wanted.required and key not in seen and prefix + key not in self.meant:
                self.report(
                    line_of(node) if where else 1,
                    Code.MISSING_KEY,
                    f"{label(prefix + key)} is missing",
                    _to_add(key, wanted.form, node if where else None),
                )
        return values

    def _cut_at_comma(self, words: str, prefix: str, values: Mapping[str, Any]) -> None:
        """Note a text within braces whose comma ends it: `{caption: The bridge, rebuilt}`."""
        cut, begin = list(values.items())[-1]
        message = f"{label(prefix + cut)} ends at its comma, so {shortened(words)!r} would be a key"
        advice = f'write {cut}: "{begin}, {words}" within the braces'
        self.report(self.lines[prefix + words], Code.BAD_VALUE, message, advice)

    def _unknown(self, key: str, where: str, prefix: str, fields: Mapping[str, Key]) -> None:
        elsewhere = KEYS.get(re.sub(r"[ -]", "_", key.lower())) if fields.keys() >= {"title", "date"} else None
        called = (wanted for wanted, others in WITHIN.items() if wanted in fields and key.lower() in others.split())
        meant = None if elsewhere else next(called, None) or closest(key, fields, _KEY_CUTOFF)
        if meant == "memberships":
            elsewhere = "write `memberships: [{role: …, organization: …}]`"
        if meant:
            self.meant.add(prefix + meant)
        inside = f" in {label(where)}" if where else ""
        self.report(
            self.lines[prefix + key],
            Code.UNKNOWN_KEY,
            f"there is no key {shortened(key)!r}{inside}",
            elsewhere or (f"did you mean {meant!r}?" if meant else f"write one of: {', '.join(fields)}"),
        )

    def _read(self, values: dict[str, Any], key: str, where: str, node: yaml.Node, read: Reader) -> None:
        try:
            values[key] = read(self, where, node)
        except RefusedError as refusal:
            self.refuse(refusal, self.lines[where])

    def entries(self, node: yaml.MappingNode, prefix: str, seen: set[str]) -> list[tuple[str, yaml.Node]]:
        """The keys of a mapping, as written, with their nodes; a repeated key is noted and only its first kept."""
        found = []
        for key_node, value in node.value:
            line = line_of(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.report(line, Code.WRONG_TYPE, f"a key is {kind_of(key_node)}", "write a word before the colon")
                continue
            key: str = key_node.value
            if key_node.tag == _TAG + "merge":
                self.report(line, Code.BAD_VALUE, "`<<` takes keys from elsewhere", "write the keys themselves")
            elif key in seen:
                self.report(
                    line,
                    Code.DUPLICATE_KEY,
                    f"{label(prefix + key)} stands here and on line {self.lines[prefix + key]}",
                    "keep one of the two",
                )
            else:
                seen.add(key)
                self.lines[prefix + key] = line
                found.append((key, value))
        return found


def line_of(node: yaml.Node) -> int:
    """The line in the file: a header begins on the second line, and YAML counts from 0."""
    return int(node.start_mark.line) + 2


def kind_of(node: yaml.Node) -> str:
    """What a node is, in words."""
    if isinstance(node, yaml.ScalarNode):
        return "empty" if is_null(node) else f"the text {shortened(node.value)!r}"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping (keys and values)"


_SHOWN = 60
"""How much of a value a message shows: the rest of its line has room for what is wrong and what to write."""


def shortened(text: str) -> str:
    """A value as messages show it."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "…"


def is_null(node: yaml.Node) -> bool:
    """Whether nothing was written."""
    return bool(node.tag == _TAG + "null")


def scalar(where: str, node: yaml.Node, wanted: str = "text") -> str:
    """The text that was written, blanks made single; raises RefusedError for lists, mappings, booleans and nothing."""
    if not isinstance(node, yaml.ScalarNode):
        raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is {kind_of(node)}", f"write {wanted}")
    written: str = node.value
    # YAML 1.1 has yes, no, on and off as well, which somebody may mean as words.
    if node.tag == _TAG + "bool" and written.lower() in ("true", "false"):
        raise RefusedError(
            Code.WRONG_TYPE,
            f"{label(where)} is {written}, which is no text",
            f"write {wanted}, in quotation marks if this word is meant",
        )
    if is_null(node) or not written.strip():
        raise RefusedError(Code.BAD_VALUE, f"{label(where)} is empty", f"write {wanted}, or remove the key")
    if is_placeholder(written):
        message = f"{label(where)} is {written.strip()!r}, which only stands for what is to be written"
        raise RefusedError(Code.BAD_VALUE, message, f"write {wanted}")
    if _CONTROL.search(written):
        raise RefusedError(Code.BAD_VALUE, f"{label(where)} holds a control character", "remove it")
    return _BLANKS.sub(" ", written).strip()


def is_placeholder(text: str) -> bool:
    """Whether a text was copied from a message as it stands there, such as the dots of `alt: …`."""
    return text.strip() in ("…", "...")


def text(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """Any text."""
    return scalar(where, node)


LONGEST_NAMED = 1_000
"""Characters of what texts are searched for; the longest of 110,000 names of real bodies and persons has 231."""


def named(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """Text that is looked for in releases, and so no longer than a name is."""
    value = scalar(where, node)
    refuse_long(label(where), node.value)
    return value


def refuse_long(what: str, name: str) -> None:
    """Raise RefusedError where something is too long for a name."""
    if len(name) > LONGEST_NAMED:
        raise RefusedError(Code.BAD_VALUE, f"{what} has {len(name):,} characters", f"write {LONGEST_NAMED:,} at most")


def sample(where: str, node: yaml.Node, keys: Mapping[str, Key]) -> str:
    """How a record is written, in braces, with what stands in its place where that can be one of its values."""
    given = node.value if isinstance(node, yaml.ScalarNode) and not node.tag.endswith((":bool", ":null")) else ""
    place = (
        "email" if "@" in given and "email" in keys else "src" if "src" in keys else "name" if "name" in keys else ""
    )
    wanted = [key for key, one in keys.items() if one.required or key == place]
    written = ", ".join(f"{key}: {given if key == place and given else '…'}" for key in wanted)
    return f"{key_in(where)}{{{written}}}"


def key_in(where: str) -> str:
    """The key at the end of a place, as a line has it before the value; nothing for an item of a list."""
    key = where.rpartition(".")[2]
    return "" if key.isdigit() or not key else f"{key}: "


def _to_add(key: str, form: ValueForm, within: yaml.MappingNode | None) -> str:
    """How a key that is missing is added to a header, or to the record *within* it: where, and in which form."""
    line = f"{key}: …"
    if within is None:
        return f"add a line `{line}`{', a date such as 2011-06-21' if form.takes.startswith('date') else ''}"
    if within.flow_style:
        return f"add `, {line}` before the closing brace"
    beside = within.value[0][0].value if within.value else ""
    return f"add a line `{line}` that begins exactly below `{beside}`"

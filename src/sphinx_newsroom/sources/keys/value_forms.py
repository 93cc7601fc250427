"""The forms that values have: text, one of some words, a list, a record; each with its reader and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import yaml

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.sources.keys.sheet import (
    LONGEST_NAMED,
    UNFIT,
    Key,
    RefusedError,
    Sheet,
    ValueForm,
    key_in,
    kind_of,
    label,
    line_of,
    named,
    sample,
    scalar,
    shortened,
    suggestion,
    text,
)


def whole(pattern: str, *types: str, **more: Any) -> dict[str, Any]:
    """The JSON Schema of text that matches *pattern* from end to end, or is of another of the *types*."""
    return {"type": ["string", *types] if types else "string", "pattern": f"^(?:{pattern})$", **more}


TEXT = ValueForm(
    text,
    "text",
    # YAML makes a number of 2011, for which a reader here takes the text that was written.
    {"type": ["string", "number"], "pattern": rf"^(?!\s*(?:…|[.]{{3}})\s*$)(?![\s\S]*[{UNFIT}])[\s\S]*\S"},
)
"""Any text that is not empty."""

NAMED = ValueForm(named, "text", {**TEXT.schema, "maxLength": LONGEST_NAMED})


def matching(pattern: str, wanted: str, takes: str, *types: str) -> ValueForm:
    """Text that matches *pattern* from end to end; *wanted* says in words what that is.

    Where a value that matches can be one of the JSON *types* when YAML reads it, these are named.
    """
    compiled = re.compile(pattern)

    def read(sheet: Sheet, where: str, node: yaml.Node) -> str:
        value = scalar(where, node, wanted)
        if not compiled.fullmatch(value):
            raise RefusedError(Code.BAD_VALUE, f"{label(where)} is {shortened(value)!r}", f"write {wanted}")
        return value

    return ValueForm(read, takes, whole(pattern, *types))


def one_of(known: Collection[str], takes: str) -> ValueForm:
    """One of the *known* words."""

    def read(sheet: Sheet, where: str, node: yaml.Node) -> str:
        wanted = f"one of: {', '.join(known)}"
        value = scalar(where, node, wanted)
        if value not in known:
            raise RefusedError(
                Code.BAD_VALUE,
                f"{label(where)} is {shortened(value)!r}, which is not known",
                suggestion(value, known, f"write {wanted}"),
            )
        return value

    return ValueForm(read, takes, {"type": "string", "enum": list(known)})


def list_of(item: ValueForm, *, again: bool = False) -> ValueForm:
    """A list, read item by item; the same item twice is refused, unless it may stand there *again*."""

    def read(sheet: Sheet, where: str, node: yaml.Node) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            shown = shortened(node.value) if isinstance(node, yaml.ScalarNode) else "…"
            if item.keys and not item.schema:  # names and attachments may be a text alone
                shown = sample("", node, item.keys)
            raise RefusedError(
                Code.WRONG_TYPE,
                f"{label(where)} is {kind_of(node)}, not a list",
                f"write {key_in(where)}[{shown}]" if isinstance(node, yaml.ScalarNode) else "put `- ` before each item",
            )
        values: list[Any] = []
        known: set[Any] = set()
        for position, child in enumerate(node.value):
            place = f"{where}.{position}"
            sheet.lines[place] = line_of(child)
            try:
                value = item.read(sheet, place, child)
                # None is what a broken record is read as, and of those there may be several.
                if value in known and value is not None and not again:
                    raise RefusedError(
                        Code.BAD_VALUE,
                        f"{label(where)} names {value!r} twice"
                        if isinstance(value, str)
                        else f"{label(where)} has the same item twice",
                        "keep one of the two",
                    )
                values.append(value)
                known.add(value)
            except RefusedError as refusal:
                sheet.refuse(refusal, line_of(child))
        return tuple(values)

    schema = {"type": "array"} if again else {"type": "array", "uniqueItems": True}
    return ValueForm(read, f"list of {item.takes}s", schema, item=item)


def record_of(
    make: Callable[..., Any],
    takes: str,
    keys: Mapping[str, Key],
    check: Callable[[Mapping[str, Any]], tuple[str, RefusedError] | None] | None = None,
) -> ValueForm:
    """A nested record; *check* sees its values and may refuse one by its key; None is read where it is broken."""

    def read(sheet: Sheet, where: str, node: yaml.Node) -> Any:
        before = len(sheet.problems)
        values = sheet.mapping(node, where, keys)
        if check is not None and (refused := check(values)) is not None:
            sheet.refuse(refused[1], sheet.lines[f"{where}.{refused[0]}"])
        return make(**values) if len(sheet.problems) == before else None

    return ValueForm(read, takes, keys=keys)


def texts_by_key(pattern: str, wanted: str, takes: str) -> ValueForm:
    """A mapping from keys that match *pattern* to text, read as pairs in the order written."""
    compiled = re.compile(pattern)

    def read(sheet: Sheet, where: str, node: yaml.Node) -> tuple[tuple[str, str], ...]:
        if not isinstance(node, yaml.MappingNode):
            raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is {kind_of(node)}", f"write {wanted}")
        pairs = []
        for key, value in sheet.entries(node, f"{where}.", set()):
            try:
                if not compiled.fullmatch(key):
                    message = f"{label(where)} has the key {shortened(key)!r}"
                    raise RefusedError(Code.BAD_VALUE, message, f"write {wanted}")
                pairs.append((key, scalar(f"{where}.{key}", value)))
            except RefusedError as refusal:
                sheet.refuse(refusal, sheet.lines[f"{where}.{key}"])
        return tuple(pairs)

    return ValueForm(
        read, takes, {"type": "object", "propertyNames": whole(pattern), "additionalProperties": TEXT.schema}
    )

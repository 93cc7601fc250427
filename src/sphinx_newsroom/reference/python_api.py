"""The page on the Python API, from its docstrings, types and the declaration of the tables."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from sphinx_newsroom.analysis import Archive, ArchiveError, Filters, Rows
from sphinx_newsroom.outputs.tables import columns as row_classes
from sphinx_newsroom.outputs.tables.columns import TABLES
from sphinx_newsroom.reference import words
from sphinx_newsroom.reference.tables import sentence, table

ROWS = {
    "releases": row_classes.ReleaseRow,
    "mentions": row_classes.MentionRow,
    "statements": row_classes.StatementRow,
    "revisions": row_classes.RevisionRow,
    "corrections": row_classes.CorrectionRow,
    "organizations": row_classes.OrganizationRow,
    "officials": row_classes.OfficialRow,
    "memberships": row_classes.MembershipRow,
    "topics": row_classes.TopicRow,
}
"""The class of a table's rows."""

WITHIN: Sequence[type] = (row_classes.Picture, row_classes.OfferedFile, row_classes.File)


def blocks() -> list[str]:
    """The page, block by block."""
    made = ["# Python", words.NOTE, words.PYTHON_INTRODUCTION, "## `sphinx_newsroom.Archive`", *_about(Archive)]
    made += [table(("Member", "Gives", "Meaning"), _members(Archive)), "## Filters", *_about(Filters)]
    hints = get_type_hints(Filters, include_extras=True)
    meanings = {name: sentence(get_args(hint)[1].replace("``", "`")) for name, hint in hints.items()}
    filters = ((f"`{name}`", f"`{_type(hint)}`", meanings[name]) for name, hint in hints.items())
    made += [table(("Filter", "Takes", "Meaning"), filters), "## Rows", *_about(Rows)]
    made += [table(("Member", "Gives", "Meaning"), _members(Rows)), "## `sphinx_newsroom.ArchiveError`"]
    made += _about(ArchiveError)
    for name, cls in ROWS.items():
        made += [f"## `{cls.__name__}`", *_about(cls), table(("Attribute", "Type", "Meaning"), _attributes(name, cls))]
    for cls in WITHIN:
        fields = ((f"`{name}`", f"`{_type(hint)}`") for name, hint in get_type_hints(cls).items())
        made += [f"## `{cls.__name__}`", *_about(cls), table(("Attribute", "Type"), fields)]
    return made


def _about(cls: type) -> Iterator[str]:
    """What a docstring says before its lists and examples, and after that its examples and attributes."""
    text = inspect.getdoc(cls) or ""
    said, _, listed = text.partition("\n\nAttributes:\n")
    prose, _, example = said.partition(">>> ")
    yield from (" ".join(part.split()).replace("``", "`") for part in prose.strip().split("\n\n"))
    if example:
        yield f"```pycon\n>>> {example.strip()}\n```"
    if listed and not issubclass(cls, tuple(ROWS.values())):
        found = re.findall(r"^    (\w+): (.*(?:\n        .*)*)", listed, re.MULTILINE)
        rows = ((f"`{name}`", sentence(meaning.replace("``", "`"))) for name, meaning in found)
        yield table(("Attribute", "Meaning"), rows)


def _members(cls: type) -> Iterator[tuple[str, str, str]]:
    for name, value in vars(cls).items():
        if name.startswith("_") or not (callable(value) or isinstance(value, property)):
            continue
        of: Any = value.fget if isinstance(value, property) else value
        shown = name if isinstance(value, property) else f"{name}({_parameters(value)})"
        gives = _text(inspect.signature(of).return_annotation)
        meaning = " ".join((inspect.getdoc(value) or "").split()).replace("``", "`")
        yield f"`{shown}`", f"`{gives}`", re.sub(r"\*(\w+)\*", r"`\1`", meaning)


def _parameters(method: Any) -> str:
    stars: dict[object, str] = {inspect.Parameter.VAR_KEYWORD: "**", inspect.Parameter.VAR_POSITIONAL: "*"}
    found = list(inspect.signature(method).parameters.values())[1:]
    return ", ".join(stars.get(one.kind, "") + one.name for one in found)


def _attributes(name: str, cls: type) -> Iterator[tuple[str, str, str]]:
    hints = get_type_hints(cls)
    for field in TABLES[name].fields:
        yield f"`{field.name}`", f"`{_type(hints[field.name])}`", sentence(field.meaning)


def _text(annotation: object) -> str:
    """An annotation as it is written, without the modules."""
    return re.sub(r"\b[a-z_]+\.(?=[A-Z])", "", str(annotation)).replace("pd.", "pandas.").replace("pl.", "polars.")


def _type(hint: Any) -> str:
    """A type as it is written: ``tuple[str, ...]``, ``date | None``."""
    if get_origin(hint) is Annotated:
        return _type(get_args(hint)[0])
    if get_origin(hint) in (types.UnionType, Union):
        return " | ".join(map(_type, get_args(hint)))
    if hint is type(None) or hint is Ellipsis:
        return "None" if hint is type(None) else "..."
    if arguments := get_args(hint):
        return f"{get_origin(hint).__name__}[{', '.join(map(_type, arguments))}]"
    return str(hint.__name__)

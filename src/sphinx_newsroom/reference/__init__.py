"""Generate the reference: ``python -m sphinx_newsroom.reference docs/reference``.

The pages of the commands are generated as a whole. Other pages are written by hand, except for the parts between ``<!--
made: … -->`` and ``<!-- end -->``: settings, header keys, codes and fields.
"""

from __future__ import annotations

import inspect
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import click

from sphinx_newsroom import allowed
from sphinx_newsroom.cli import GROUPS, newsroom
from sphinx_newsroom.config import OPTIONS, Option
from sphinx_newsroom.diagnostics import Code, explanations
from sphinx_newsroom.files import write
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.outputs.tables.columns import DESCRIPTIONS, FILES, ROWS, TABLES, Field, Kind
from sphinx_newsroom.sources.header import ALERT, KEYS
from sphinx_newsroom.sources.values import Key
from sphinx_newsroom.text.naming.reasons import TAKEN, Refusal

_KINDS: Mapping[Kind, str] = {
    "text": "text",
    "integer": "a number",
    "boolean": "0 or 1",
    "date": "a day",
    "moment": "a moment",
    "texts": "a JSON list of texts",
    "objects": "a JSON list of objects",
    "object": "a JSON object",
    "map": "a JSON object",
}
"""The contents of an SQLite column, by the kind of its field."""


_MADE = re.compile(r"(<!-- made: (.+?) -->\n\n).*?(\n\n<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """Return a page with its generated parts updated."""
    return _MADE.sub(lambda found: found[1] + "\n\n".join(made(found[2])) + found[3], text)


def made(name: str) -> Iterable[str]:
    """Return the blocks of a generated part by its name, such as ``keys of release``."""
    if name in _BLOCKS:
        return _BLOCKS[name]()
    kind, _, which = name.partition(" ")
    if kind == "rows":
        return [attributes(which)]
    if kind == "allowed":
        return [_codes(getattr(allowed.ALLOWED, which))]
    if kind == "codes":
        rows = ((f"`{one.code}`", *explanations()[one.code].values()) for one in Code if one.severity.value == which)
        return [table(("Code", "Meaning", "What to do"), rows)]
    keys = {**KEYS, "alert": ALERT}[name.removeprefix("keys of ")]
    return [_keys(keys), *(_parts(keys) if keys is ALERT or keys is KEYS["release"] else ())]


def _keys(keys_: Mapping[str, Key]) -> str:
    """Return a table of header keys, with required ones marked."""
    return table(
        ("Key", "Takes", "Meaning"),
        (
            (f"`{name}`" + (" (required)" if key.required else ""), key.takes, key.meaning)
            for name, key in keys_.items()
        ),
    )


def _parts(*tables: Mapping[str, Key]) -> list[str]:
    """Return the keys nested in those keys that take records or lists of records."""
    within = {name: (key.kind.item or key.kind).keys for table in tables for name, key in table.items()}
    return [block for name, inner in within.items() if inner for block in (f"## Keys within `{name}`", _keys(inner))]


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _option(option: Option) -> str:
    default = option.default
    if isinstance(default, Mapping) and default:
        value = "\n\n" + table(("Value", "Label"), ((f"`{key}`", str(label)) for key, label in default.items()))
    else:
        value = f" `{default!r}`" if default or default is False else " nothing"
    explained = "efault: " in option.meaning  # unless the meaning already says it
    return f"## `{option.name}`\n\n{option.meaning}" + ("" if explained else f"\n\nDefault:{value}")


_KEY = re.compile(r"\b(?:names|issuer|context|not_in|unit_of|parent|other_names|nicknames|memberships|end_date):")
"""The header keys that the explanations of naming mention."""


def _with_keys(text: str) -> str:
    """Mark the header keys in a text as code."""
    return _KEY.sub(lambda match: f"`{match[0]}`", text)


SHARED_OPTIONS = {
    "--root": "The archive's folder (default: this folder, or the nearest parent folder that contains a `conf.py`). "
    "`newsroom` and all commands accept it.",
    "--json": "Print the results of the command as JSON.",
    "--dry-run": "Show what would be written, without writing it.",
    "--sign": "Sign the ledger's last line with the Ed25519 key in this PEM file.",
    "--out": "The folder of the site (default: `_build/html`).",
    "--yes": "Don't ask any questions. Short form: `-y`.",
    "--as": "Your name and email address (default: as set in git).",
    "--from": "The sender of emails (default: `newsroom_mail_from` in `conf.py`).",
    "--send": "Send emails through this SMTP server.",
    "--tls": "How to encrypt the connection (default: not encrypted).",
    "--unsubscribe": "Where readers unsubscribe: an email address or https URL; `{address}` is replaced by the "
    "reader's address (default: an email to the sender).",
    "--one-click": "A POST request to that address unsubscribes the reader, so email programs can show a button for "
    "it (RFC 8058).",
    "--help": "Show the arguments and options, with examples. Short form: `-h`.",
}


def command_pages() -> dict[str, str]:
    """Return the page of each group of commands, by file name."""
    return {
        f"command-{slug(title)}.md": "\n\n".join(
            [f"# Commands: {title}", *(block for name in verbs for block in _verb(name, verb(name)))]
        )
        + "\n"
        for title, verbs in GROUPS.items()
    }


def verb(name: str) -> click.Command:
    """Return a command by its name."""
    found = newsroom.get_command(click.Context(newsroom), name)
    assert found is not None  # it is one of those listed
    return found


def _verb(name: str, command: click.Command) -> Iterator[str]:
    yield f"## `newsroom {name}`"
    given = [one for one in command.params if isinstance(one, click.Option)]
    places = [one.make_metavar(click.Context(newsroom)) for one in command.params if one not in given]
    first, *rest = inspect.cleandoc(command.help or "").split("\n\n")
    yield " ".join(first.split())
    if places:
        yield f"Takes: `{' '.join(places)}`."
    shared = [one for one in given if one.opts[-1] in SHARED_OPTIONS]
    if own := [one for one in given if one not in shared]:
        yield table(("Option", "Meaning"), ((f"`{_shape(one)}`", sentence(one.help)) for one in own))
    if len(shared) > 1:
        yield f"Also {', '.join(f'`{one.opts[-1]}`' for one in shared)}."
    for text in rest:
        example = text.startswith("\b\n")
        yield "```text\n" + text.removeprefix("\b\n") + "\n```" if example else " ".join(text.split())


def _shape(option: click.Option) -> str:
    """Return an option with its value's name: ``--jobs N``."""
    value = "" if option.is_flag else option.metavar or "|".join(getattr(option.type, "choices", ()))
    return " ".join(filter(None, (", ".join((*option.opts, *option.secondary_opts)), value)))


def _data() -> Iterator[str]:
    seen: dict[str, set[Field]] = {}
    for path, fields in FILES.items():
        yield from (f"### `{path}`", sentence(DESCRIPTIONS[path]))
        known = max((one for one in seen if seen[one] <= set(fields)), key=lambda one: len(seen[one]), default="")
        if known:
            yield f"All fields of `{known}`, and:"
        rows = ((f"`{one.name}`", sentence(one.meaning)) for one in fields if one not in seen.get(known, ()))
        yield table(("Field", "Meaning"), rows)
        seen[path] = set(fields)


def _tables() -> Iterator[str]:
    """Yield the columns of each table; for fields explained with the data files, only the type."""
    known = {(field.name, field.meaning) for fields in FILES.values() for field in fields}
    for name, one in TABLES.items():
        yield from (f"### Table `{name}`", sentence(one.description))
        kinds: dict[str, list[str]] = {}
        rows = []
        for field in one.fields:
            if (field.name, field.meaning) in known:
                kinds.setdefault(_KINDS[field.kind], []).append(f"`{field.name}`")
            else:
                rows.append((f"`{field.name}`", _KINDS[field.kind], sentence(field.meaning)))
        if kinds:
            yield (
                "These columns have the same meaning as above: "
                + "; ".join(f"{', '.join(names)}: {kind}" for kind, names in kinds.items())
                + "."
            )
        if rows:
            yield table(("Column", "Holds", "Meaning"), rows)


_BLOCKS: Mapping[str, Callable[[], Iterable[str]]] = {
    "keys within records": lambda: _parts(KEYS["official"], KEYS["organization"]),
    "directives and roles": lambda: [
        f"Directives: {_codes(allowed.DIRECTIVES)}.",
        f"Roles: {_codes(allowed.ROLES)}.",
    ],
    "pictures": lambda: [_codes(allowed.IMAGES)],
    "settings": lambda: map(_option, OPTIONS),
    "taken": lambda: [
        table(("Method", "Meaning"), ((f"`{name}`", sentence(_with_keys(way.why))) for name, way in TAKEN.items()))
    ],
    "refused": lambda: [
        table(("Code", "Meaning"), ((f"`{one.code}`", _with_keys(one.meaning)) for one in Refusal)),
    ],
    "options": lambda: [
        table(("Option", "Meaning"), ((f"`{name}`", meaning) for name, meaning in SHARED_OPTIONS.items()))
    ],
    "groups": lambda: [
        table(
            ("Group", "Commands"),
            ((f"[{title}](command-{slug(title)}.md)", _codes(verbs)) for title, verbs in GROUPS.items()),
        )
    ],
    "data": _data,
    "tables": _tables,
}
"""The functions that generate parts of pages; :func:`made` generates the others from words in their names."""


def attributes(name: str) -> str:
    """Return the attributes of a table's rows and their types."""
    hints = get_type_hints(ROWS[name])
    return ", ".join(f"`{one.name}: {_type(hints[one.name])}`" for one in TABLES[name].fields) + "."


def _type(hint: Any) -> str:
    """Return a type as code: ``tuple[str, ...]``, ``date | None``."""
    if get_origin(hint) in (types.UnionType, Union):
        return " | ".join(map(_type, get_args(hint)))
    if hint is type(None) or hint is Ellipsis:
        return "None" if hint is type(None) else "..."
    if arguments := get_args(hint):
        return f"{get_origin(hint).__name__}[{', '.join(map(_type, arguments))}]"
    return str(hint.__name__)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def sentence(text: str | None) -> str:
    """Return help text as a sentence, with a capital letter and a period."""
    line = " ".join((text or "").split())
    line = line[:1].upper() + line[1:]
    return line if not line or line.endswith((".", "?")) else line + "."


def main(arguments: Sequence[str]) -> int:
    """Update the generated parts of the pages in a folder, and print which pages changed."""
    if len(arguments) != 1:
        print("usage: python -m sphinx_newsroom.reference docs/reference", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    pages = {page: filled(page.read_text(encoding="utf-8")) for page in sorted(folder.glob("*.md"))}
    if folder / "command.md" in pages:
        pages |= {folder / name: text for name, text in command_pages().items()}
    for page, text in pages.items():
        if write(page, text):
            print(f"{page}: written")
    return 0

"""The reference under ``docs/reference/``, from the code: ``python -m sphinx_newsroom.reference docs/reference``.

Settings, keys of headers, codes and commands are read from where the program has them.  What no
table of the program says in words, such as the meaning of files, stands in ``reference.words``;
``tests/unit/reference/test_reference.py`` fails where the files, the code and the words disagree.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sphinx_newsroom import allowed
from sphinx_newsroom.cli import whole_parser
from sphinx_newsroom.config import OPTIONS, Option
from sphinx_newsroom.diagnostics import Code, Severity
from sphinx_newsroom.files import write
from sphinx_newsroom.model.records import ENTITY_KINDS
from sphinx_newsroom.outputs.tables.columns import DESCRIPTIONS, FILES, TABLES, Kind
from sphinx_newsroom.reference import python_api, words
from sphinx_newsroom.reference.tables import sentence, table
from sphinx_newsroom.sources.keys import header_keys
from sphinx_newsroom.sources.keys.alert_keys import ALERT
from sphinx_newsroom.sources.keys.sheet import Key
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
"""What a column of SQLite holds, by the kind of its field."""


def pages() -> dict[str, str]:
    """Every file of the reference by its name."""
    made = {
        "header.md": _header(),
        "records.md": _records(),
        "alerts.md": _alerts(),
        "allowed.md": _allowed(),
        "config.md": _config(),
        "warnings.md": _warnings(),
        "command.md": _command(),
        "naming.md": _naming(),
        "output.md": _output(),
        "python.md": python_api.blocks(),
    }
    return {name: "\n\n".join(blocks) + "\n" for name, blocks in made.items()}


def _keys(keys_: Mapping[str, Key]) -> str:
    """A table of keys; those that must be there are marked."""
    return table(
        ("Key", "Takes", "Meaning"),
        (
            (f"`{name}`" + (" (required)" if key.required else ""), key.form.takes, key.meaning)
            for name, key in keys_.items()
        ),
    )


def _parts(*tables: Mapping[str, Key]) -> list[str]:
    """The keys within each of the keys of some tables that takes records, or a list of them."""
    within = {name: (key.form.item or key.form).keys for table in tables for name, key in table.items()}
    return [block for name, inner in within.items() if inner for block in (f"## Keys within `{name}`", _keys(inner))]


def _header() -> list[str]:
    blocks = ["# Header of a release", words.NOTE, words.HEADER_INTRODUCTION, _keys(header_keys.RELEASE)]
    blocks += [*_parts(header_keys.RELEASE), "## The forms of values", words.VALUES]
    blocks += ["## What a text may use", words.TEXT_INTRODUCTION]
    blocks += [f"Directives: {_codes(allowed.DIRECTIVES)}.", f"Roles: {_codes(allowed.ROLES)}."]
    return [*blocks, "All that it may hold: [What a text may hold](allowed.md)."]


def _allowed() -> list[str]:
    blocks = ["# What a text may hold", words.NOTE, words.ALLOWED_INTRODUCTION]
    for kind, meaning in words.ALLOWED.items():
        blocks += [f"## {kind.capitalize()}", meaning, _codes(getattr(allowed.ALLOWED, kind))]
    return [*blocks, "## Pictures", "A text may show these files.", _codes(allowed.IMAGES)]


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _records() -> list[str]:
    blocks = ["# Records", words.NOTE, words.RECORDS_INTRODUCTION]
    for kind in ENTITY_KINDS:
        blocks += [f"## {kind.capitalize()}", _keys(header_keys.KEYS[kind])]
    return [*blocks, *_parts(header_keys.OFFICIAL, header_keys.ORGANIZATION), "## The forms of values", words.VALUES]


def _alerts() -> list[str]:
    blocks = ["# Alerts", words.NOTE, words.ALERTS_INTRODUCTION, _keys(ALERT), *_parts(ALERT)]
    return [*blocks, "## What a webhook gets", words.WEBHOOK, table(("Field", "Meaning"), words.WEBHOOK_FIELDS)]


def _config() -> list[str]:
    return [
        "# Settings",
        words.NOTE,
        words.CONFIG_INTRODUCTION,
        *map(_option, OPTIONS),
        "## Settings of Sphinx that matter",
        table(("Setting", "Meaning"), words.SPHINX_SETTINGS),
    ]


def _option(option: Option) -> str:
    default = option.default
    if isinstance(default, Mapping) and default:
        shown = "\n\n" + table(("Value", "Label"), ((f"`{key}`", str(label)) for key, label in default.items()))
    else:
        shown = f" `{default!r}`" if default or default is False else " nothing"
    told = "efault: " in option.meaning  # in words, where no value says it
    return f"## `{option.name}`\n\n{option.meaning}" + ("" if told else f"\n\nDefault:{shown}")


def _warnings() -> list[str]:
    blocks = ["# Warnings", words.NOTE, words.WARNINGS_INTRODUCTION]
    for severity in Severity:
        title, effect = words.SEVERITIES[severity]
        rows = ((f"`{code.code}`", code.meaning, words.REMEDIES[code]) for code in Code if code.severity is severity)
        blocks += [f"## {title}", effect, table(("Code", "Meaning", "What to do"), rows)]
    return blocks


def _naming() -> list[str]:
    taken = (
        (f"`{method}`", sentence(_with_keys(way.why)), sentence(_with_keys(way.where_wrong)))
        for method, way in TAKEN.items()
    )
    refused = (
        (f"`{refusal.code}`", _with_keys(refusal.meaning), sentence(_with_keys(refusal.remedy))) for refusal in Refusal
    )
    return [
        "# Names that are linked, and names that are not",
        words.NOTE,
        words.NAMING_INTRODUCTION,
        "## Why a name is taken",
        words.TAKEN_INTRODUCTION,
        table(("Method", "Meaning", "Where it is wrong"), taken),
        "## Why a name is not taken",
        words.REFUSED_INTRODUCTION,
        table(("Code", "Meaning", "What else to do"), refused),
        "## The sheet of a sample",
        words.SHEET_INTRODUCTION,
        table(("Column", "Meaning"), ((f"`{column}`", meaning) for column, meaning in words.SHEET.items())),
    ]


_KEYS = re.compile(r"\b(?:names|issuer|context|not_in|unit_of|parent|other_names|nicknames|memberships|end_date):")
"""The keys that the reasons of naming speak of."""


def _with_keys(text: str) -> str:
    """Words for a terminal, with the keys of headers in them as code."""
    return _KEYS.sub(lambda match: f"`{match[0]}`", text)


def _command() -> list[str]:
    top = whole_parser()
    blocks = ["# The command `newsroom`", words.NOTE, sentence(top.description), words.COMMAND_INTRODUCTION]
    for name, command in commands(top).items():
        blocks += [f"## `newsroom {name}`", sentence(command.description), f"```console\n$ {_usage(command)}\n```"]
        blocks += [table(("Argument", "Meaning"), _arguments(command))]
        if command.epilog:
            blocks += [f"```text\n{command.epilog.strip()}\n```"]
    return blocks


def commands(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of all commands by name."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in top._actions:  # argparse offers no other way to list what it parses
        if isinstance(action, argparse._SubParsersAction):
            found.update(action.choices)
    return found


def _arguments(command: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    for action in command._actions:
        if action.help is not argparse.SUPPRESS:
            yield f"`{_shape(action)}`", sentence(action.help)


def _shape(action: argparse.Action) -> str:
    value = _value(action)
    if not action.option_strings:
        return value
    return ", ".join(action.option_strings) + (f" {value}" if value else "")


def _value(action: argparse.Action) -> str:
    """What stands for an argument's value, the same under every version of Python."""
    if action.nargs == 0:
        return ""
    name = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    name = " ".join(name) if isinstance(name, tuple) else name
    name = "|".join(map(str, action.choices)) if action.choices and action.metavar is None else name
    if action.nargs == "?" and action.option_strings:
        return f"[{name}]"
    return f"[{name} …]" if action.nargs == "*" else f"{name} …" if action.nargs in ("+", "...") else name


def _usage(command: argparse.ArgumentParser) -> str:
    parts = [command.prog]
    for action in command._actions:
        if action.help is argparse.SUPPRESS or isinstance(action, argparse._HelpAction):
            continue
        if not action.option_strings:
            parts.append(_value(action))
        else:
            parts.append(f"[{action.option_strings[-1]}{' ' + _value(action) if _value(action) else ''}]")
    return " ".join(parts)


def _output() -> list[str]:
    blocks = ["# Output", words.NOTE, words.OUTPUT_INTRODUCTION, "## Files", table(("Path", "What"), words.FILES)]
    head, *rows = words.CITATIONS
    blocks += ["## Markdown", words.MARKDOWN]
    blocks += ["## Citations", words.CITATIONS_INTRODUCTION, table(head, rows), "## Linked data", words.LINKED_DATA]
    blocks += ["## Data", words.DATA_INTRODUCTION]
    for path, fields in FILES.items():
        meanings = ((f"`{field.name}`", sentence(field.meaning)) for field in fields)
        blocks += [f"### `{path}`", sentence(DESCRIPTIONS[path]), table(("Field", "Meaning"), meanings)]
    blocks += ["## Tables", words.TABLES_INTRODUCTION]
    for name, one in TABLES.items():
        columns = ((f"`{field.name}`", _KINDS[field.kind], sentence(field.meaning)) for field in one.fields)
        blocks += [f"### Table `{name}`", sentence(one.description), table(("Column", "Holds", "Meaning"), columns)]
    return blocks


def main(arguments: Sequence[str]) -> int:
    """Write the reference into a folder; say which files changed."""
    if len(arguments) != 1:
        print("usage: python -m sphinx_newsroom.reference docs/reference", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    for name, text in pages().items():
        if write(folder / name, text):
            print(f"{folder / name}: written")
    return 0

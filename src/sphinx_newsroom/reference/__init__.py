"""The reference under ``docs/reference/``, from the code: ``python -m sphinx_newsroom.reference docs/reference``.

Settings, keys of headers, codes and commands are read from where the program has them.  What no
table of the program says in words, such as the meaning of files, stands in ``reference.words``;
``tests/unit/reference/test_reference.py`` fails where the files, the code and the words disagree.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from sphinx_newsroom import allowed
from sphinx_newsroom.cli import GROUPS, newsroom
from sphinx_newsroom.config import OPTIONS, Option
from sphinx_newsroom.diagnostics import Code, Severity
from sphinx_newsroom.files import write
from sphinx_newsroom.model.records import ENTITY_KINDS
from sphinx_newsroom.outputs.tables.all_tables import TABLES
from sphinx_newsroom.outputs.tables.declared import DESCRIPTIONS, FILES, Kind
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
    shared = ((f"`{name}`", meaning) for name, meaning in words.SHARED_OPTIONS.items())
    blocks = ["# The command `newsroom`", words.NOTE, str(newsroom.help), words.COMMAND_INTRODUCTION]
    blocks += ["## Options that many commands take", table(("Option", "Meaning"), shared), words.COMPLETION]
    for title, verbs in GROUPS.items():
        blocks.append(f"## {title}")
        for name in verbs:
            blocks += _verb(name, verb(name))
    return blocks


def verb(name: str) -> click.Command:
    """The command of a verb."""
    found = newsroom.get_command(click.Context(newsroom), name)
    assert found is not None  # of those that are listed
    return found


def _verb(name: str, command: click.Command) -> Iterator[str]:
    yield f"### `newsroom {name}`"
    given = [one for one in command.params if isinstance(one, click.Option)]
    places = [one.make_metavar(click.Context(newsroom)) for one in command.params if one not in given]
    first, *rest = inspect.cleandoc(command.help or "").split("\n\n")
    yield from (" ".join(first.split()), f"```console\n$ {' '.join(['newsroom', name, '[OPTIONS]', *places])}\n```")
    shared = [one for one in given if one.opts[-1] in words.SHARED_OPTIONS]
    if own := [one for one in given if one not in shared]:
        yield table(("Option", "Meaning"), ((f"`{_shape(one)}`", sentence(one.help)) for one in own))
    if len(shared) > 1:
        yield f"Also {', '.join(f'`{one.opts[-1]}`' for one in shared)}."
    for text in rest:
        example = text.startswith("\b\n")
        yield "```text\n" + text.removeprefix("\b\n") + "\n```" if example else " ".join(text.split())


def _shape(option: click.Option) -> str:
    """An option with the name of its value: ``--jobs N``."""
    value = "" if option.is_flag else option.metavar or "|".join(getattr(option.type, "choices", ()))
    return " ".join(filter(None, (", ".join((*option.opts, *option.secondary_opts)), value)))


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

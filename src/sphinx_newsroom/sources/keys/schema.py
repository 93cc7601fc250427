"""The header of each kind of file as a JSON Schema (draft 2020-12), for editors and other programs.

It is made from the declarations in :mod:`.header_keys` and says what one header can say by itself.  What
needs other files (whether an id has one), the file's name or its text (a title there), or two values
at once (an office that ends before it begins), ``newsroom check`` says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sphinx_newsroom.config import Settings
from sphinx_newsroom.sources.keys.alert_keys import alert_keys
from sphinx_newsroom.sources.keys.header_keys import KEYS, release_keys
from sphinx_newsroom.sources.keys.sheet import Key, ValueForm

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_WHAT: Mapping[str, tuple[str, str]] = {
    "release": (
        "Header of a release",
        "The YAML that opens a file in releases/, or what stands under `newsroom` in a notebook's metadata.",
    ),
    "organization": ("Record of an organization", "The YAML that opens a file in organizations/."),
    "official": ("Record of an official", "The YAML that opens a file in officials/."),
    "topic": ("Record of a topic", "The YAML that opens a file in topics/."),
    "alert": ("An alert", "A file in alerts/: what somebody wants to hear of, and how."),
}
# Meanings are written for the reference, in Markdown; editors show them as they are.
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def schema_of(kind: str, settings: Settings) -> dict[str, Any]:
    """The JSON Schema of a kind of header, such as ``release``, with the types of releases that the settings name."""
    title, description = _WHAT[kind]
    release = kind == "release"
    about = {
        "$schema": DRAFT,
        # A tag URI: the schema is printed and not published, so it has no address of its own.
        "$id": f"tag:{settings.tag}:schema/{kind}",
        "title": title,
        "description": description,
    }
    if kind == "alert":
        return about | _record(alert_keys(settings.types), filled=False)
    return about | _record(release_keys(settings.types, settings.timezone) if release else KEYS[kind], filled=release)


def _record(keys: Mapping[str, Key], *, filled: bool) -> dict[str, Any]:
    """The schema of keys and their values; where they need not be *filled*, one without a value is as good as none."""
    return {
        "type": "object",
        "properties": {
            name: _value(key.form, filled=filled, empty=not filled and not key.required)
            | {"description": _LINK.sub(r"\1", key.meaning)}
            for name, key in keys.items()
        },
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }


def _value(form: ValueForm, *, filled: bool, empty: bool = False) -> dict[str, Any]:
    """The schema of a value, which may be *empty*."""
    found = dict(form.schema)
    if form.item:
        found["items"] = _value(form.item, filled=filled)
    if form.keys:
        record = _record(form.keys, filled=filled)
        found = {"anyOf": [found, record]} if found else record
    return _or_nothing(found) if empty else found


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, with null beside the types that it names; all of a record's optional keys name some."""
    types = schema["type"]
    return schema | {"type": [*([types] if isinstance(types, str) else types), "null"]}

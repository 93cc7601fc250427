"""Records of organizations and officials as the text of their files: written whole, or changed key by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.model.ids import free_id
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.sources.edits import changed
from sphinx_newsroom.sources.yaml_text import Plain, entry, plain

__all__ = ["ORDER", "free_id", "header_values", "record_text", "with_values"]

_DERIVED = ("id", "path")


def _order() -> tuple[str, ...]:
    """The keys of both kinds of record, each after those that it follows in its own kind."""
    order = [field.name for field in fields(Organization) if field.name not in _DERIVED]
    before = ""
    for field in fields(Official):
        if field.name not in order and field.name not in _DERIVED:
            order.insert(order.index(before) + 1, field.name)
        before = field.name if field.name not in _DERIVED else before
    return tuple(order)


ORDER: tuple[str, ...] = _order()
"""The keys of records in the order in which a header has them."""


def header_values(record: Organization | Official) -> dict[str, Plain]:
    """What the header of a record's file says, in its order: no key without a value."""
    if record.image is not None:  # whose path is the archive's, and a header's from its own folder
        folder = f"{FOLDERS['official' if isinstance(record, Official) else 'organization']}/"
        src = record.image.src
        written = src.removeprefix(folder) if src.startswith(folder) else f"/{src}"
        record = replace(record, image=replace(record.image, src=written))
    found = ((key, plain(getattr(record, key))) for key in ORDER if hasattr(record, key))
    return {key: value for key, value in found if value is not None}


def record_text(record: Organization | Official, body: str = "") -> str:
    """The file of a record: its header and *body*, the description.

    Reading it with :mod:`sphinx_newsroom.sources.header` gives the same record, as long as every value is one that a
    header can hold.
    """
    header = "".join(entry(key, value) for key, value in header_values(record).items())
    described = f"\n{body.strip()}\n" if body.strip() else ""
    return f"---\n{header}---\n{described}"


def with_values(text: str, changes: Mapping[str, object]) -> str:
    """The text of a record's file with some keys of its header replaced or added, in the order of keys of records.

    None removes a key.  Raises HeaderError as :func:`~sphinx_newsroom.sources.edits.changed`.
    """
    return changed(text, changes, ORDER)

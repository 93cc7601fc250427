"""The page that says what data there is and how to load it, by the one declaration of files and fields."""

from __future__ import annotations

from dataclasses import dataclass

from sphinx_newsroom.model.addresses import rows_of_year
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.tables.declared import ANY_YEAR, DESCRIPTIONS, FILES


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field and what it means, in words and code by turns."""

    name: str
    meaning: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataFileView:
    """A file of data; *address* is empty where it stands for many, and *parts* are those that a reader may want.

    Each part has its name and its address from the site's root.
    """

    path: str
    address: str
    what: str
    fields: tuple[FieldView, ...]
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DataView:
    """All files of data; *recorded* says whether there is a ledger, and so a record and a list of changes."""

    files: tuple[DataFileView, ...]
    recorded: bool


def data_view(lines: Lines) -> DataView:
    """What data an archive has; nothing of it grows with the number of releases."""
    years = tuple((str(year), rows_of_year(year)) for year in lines.index.years)
    files = tuple(
        DataFileView(
            path,
            "" if "<" in path else path,
            DESCRIPTIONS[path],
            tuple(FieldView(field.name, tuple(field.meaning.split("`"))) for field in fields),
            years if path == ANY_YEAR else (),
        )
        for path, fields in FILES.items()
    )
    return DataView(files, lines.versions.log is not None)

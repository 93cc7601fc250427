"""Where an archive's database is: a file, in a site, made of sources, or behind an address."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sphinx_newsroom.analysis.downloads import downloaded
from sphinx_newsroom.analysis.errors import ArchiveError
from sphinx_newsroom.analysis.said_words import SAYS, says
from sphinx_newsroom.model.addresses import DATABASE
from sphinx_newsroom.model.formats import UPGRADE
from sphinx_newsroom.outputs.tables.all_tables import APPLICATION, TABLES, VERSION

DEFAULT_MOST = 2 << 30
"""How many bytes a download may have: what 200,000 releases come to."""

HowFar = Callable[[int, int], None]
"""What is told how many releases are read, and how many there are."""


def database_at(place: str | Path, cache: Path | None, most: int, progress: HowFar | None = None) -> Path:
    """The file of the database of an archive, checked.  Raises ArchiveError where there is none to be had."""
    if isinstance(place, str) and place.startswith(("https://", "http://")):
        return downloaded(place, cache, most, check)
    path = Path(place)
    if path.is_dir():
        if (path / "conf.py").is_file():
            # Late, since what reads sources takes half a second to import.
            from sphinx_newsroom.analysis.sources import database_of_sources

            return database_of_sources(path.resolve(), progress)
        path /= DATABASE
        if not path.is_file():
            raise ArchiveError(f"{place} has neither conf.py nor {DATABASE}; name an archive's folder or a built site")
    if not path.is_file():
        raise ArchiveError(f"{place}: there is no such file or folder")
    check(path)
    return path.resolve()


def opened(path: Path) -> sqlite3.Connection:
    """The database, which is only read, and whose schema is not trusted to do anything."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        database.execute(f"PRAGMA {pragma}")
    database.create_function(SAYS, 2, says, deterministic=True)
    return database


def check(path: Path) -> None:
    """Raise ArchiveError where a file is no database of an archive that this version reads."""
    try:
        with closing(opened(path)) as database:
            application, version = (
                database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
            if application != APPLICATION:
                raise ArchiveError(f"{path} is a database, and not that of an archive")
            if version > VERSION:
                raise ArchiveError(
                    f"{path} is of format {version}, and this version reads formats up to {VERSION}; run: {UPGRADE}"
                )
            for table in TABLES.values():
                there = {row[1] for row in database.execute(f"PRAGMA table_xinfo ({table.name})")}
                if missing := [one.name for one in table.fields if one.name not in there]:
                    raise ArchiveError(f"{path} lacks the column {missing[0]!r} of {table.name}; build the site anew")
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter: a message of SQLite's that quotes damage
        raise ArchiveError(f"{path} cannot be read as an archive: {error}") from error

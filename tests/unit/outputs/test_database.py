"""The database says what the JSON lines say, and one that was made in steps has the bytes of one made at once."""

from __future__ import annotations

import datetime as dt
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.outputs.test_data_bulk import (
    OPENING,
    SAID,
    SETTINGS,
    SPEAKERS,
    TEXT,
    UNODC_NAMED,
    entry,
    files,
    index_of,
    lines,
)

from sphinx_newsroom.archive.index import NO_VERSIONS, ArchiveIndex, Entry, Versions
from sphinx_newsroom.model.addresses import DATABASE, ReleaseId
from sphinx_newsroom.model.records import Withdrawal
from sphinx_newsroom.outputs.data import bulk as export
from sphinx_newsroom.outputs.output import State
from sphinx_newsroom.outputs.tables.columns import TABLES
from sphinx_newsroom.outputs.writing import write_outputs

OLD = replace(OPENING, id=ReleaseId("2010/old"), date=dt.date(2010, 1, 1), title="Old words")


@contextmanager
def opened(data: bytes, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "opened.sqlite"
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as database:
        yield database


def written(index: ArchiveIndex, before: State, folder: Path, versions: Versions = NO_VERSIONS) -> State:
    after = State()
    outputs = export.outputs(index, SETTINGS, versions=versions)
    write_outputs((one for one in outputs if one.key == "data/database"), before, after, folder)
    return after


def test_rows_are_those_of_the_json_lines(tmp_path: Path) -> None:
    made = files(index_of(entry(OPENING, SAID, SPEAKERS), entry(OLD)))
    with opened(made[DATABASE], tmp_path) as database:
        database.row_factory = sqlite3.Row
        for table, path in (("releases", "data/releases.jsonl"), ("mentions", "data/mentions.jsonl")):
            rows = lines(made[path])
            found = [
                dict(row)
                for row in database.execute(
                    f"SELECT * FROM {table} ORDER BY rowid"
                    if table == "releases"
                    else f"SELECT * FROM {table} ORDER BY release, place"
                )
            ]
            assert len(found) == len(rows)
            nested = {
                field.name for field in TABLES[table].fields if field.kind not in ("text", "integer", "date", "moment")
            }
            for row, wanted in zip(found, rows, strict=True):
                for name, value in wanted.items():
                    assert (json.loads(row[name]) if name in nested and row[name] is not None else row[name]) == value
        assert [row["text"] for row in database.execute("SELECT text FROM statements ORDER BY place")] == [
            row["text"] for row in lines(made["data/statements.jsonl"])
        ]
        assert database.execute("SELECT organization FROM memberships").fetchone()[0] == "unodc"
        assert database.execute("SELECT release, topic FROM release_topics").fetchall()


def test_the_file_is_whole_and_has_no_free_pages_and_its_words_are_found(tmp_path: Path) -> None:
    with opened(files(index_of(entry(OPENING, SAID, SPEAKERS), entry(OLD)))[DATABASE], tmp_path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
        database.execute("INSERT INTO releases_fts (releases_fts, rank) VALUES ('integrity-check', 1)")
        ((made,),) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'releases_fts'").fetchall()
        assert 'content="releases"' in made  # by which Datasette knows whose words it has
        asked = "SELECT id FROM releases WHERE rowid IN (SELECT rowid FROM releases_fts WHERE releases_fts MATCH ?)"
        for words, found in (
            ("geneve", 2),
            ("threat", 1),
            ('"a threat to us"', 1),
            ("title: words", 1),
            ("nowhere", 0),
        ):
            assert len(database.execute(asked, (words,)).fetchall()) == found, words


def test_a_database_made_in_steps_has_the_bytes_of_one_made_at_once(tmp_path: Path) -> None:
    words = "gauge flood Varn council water agency report river bridge valley".split()
    chance = random.Random(19)
    here: dict[str, Entry] = {}
    state, steps = State(), tmp_path / "steps"
    for turn in range(12):
        for _ in range(chance.choice((1, 1, 3))):
            year = chance.choice((1999, 2009, 2010, 2011, 9999))
            id_ = f"{year}/r{chance.randrange(6)}"
            if id_ in here and chance.random() < 0.4:
                del here[id_]
            elif id_ in here and chance.random() < 0.5:  # a record has another name
                called = tuple(one._replace(method="other-name") for one in here[id_].mentions)
                here[id_] = entry(here[id_].release, here[id_].text, called)
            else:
                text = "Title\n\n" + " ".join(chance.choices(words, k=chance.choice((3, 40, 400))))
                release = replace(
                    OPENING, id=ReleaseId(id_), date=dt.date(year, chance.randint(1, 12), 1), title=chance.choice(words)
                )
                here[id_] = entry(release, text, chance.choice(((), (UNODC_NAMED,))))
        index = index_of(*here.values())
        state = written(index, state, steps)
        written(index, State(), tmp_path / f"once{turn}")
        assert (steps / DATABASE).read_bytes() == (tmp_path / f"once{turn}" / DATABASE).read_bytes(), turn
    assert [path.name for path in (steps / "data").iterdir()] == ["archive.sqlite"]


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0" + bytes(5000)])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    state = written(index_of(OPENING, OLD), State(), tmp_path)
    whole = (tmp_path / DATABASE).read_bytes()
    (tmp_path / DATABASE).write_bytes(damage)
    index = index_of(OPENING, entry(OLD, TEXT + " More."))
    written(index, state, tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == files(index)[DATABASE] != whole


def test_nothing_of_a_text_that_went_is_left(tmp_path: Path) -> None:
    state = written(index_of(entry(OPENING, f"{TEXT} SECRETS of Vienna."), OLD), State(), tmp_path)
    assert b"SECRETS" in (tmp_path / DATABASE).read_bytes()
    gone = replace(OPENING, withdrawn=Withdrawal(dt.date(2012, 1, 1), "An error."))
    written(index_of(entry(gone, "Genève opens\n\nWithdrawn."), OLD), state, tmp_path)
    data = (tmp_path / DATABASE).read_bytes()
    assert b"secrets" not in data.lower()

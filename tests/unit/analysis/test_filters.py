"""What is asked of an archive is what is meant: translations, words of a statement, days of corrections, ids."""

from __future__ import annotations

import datetime as dt
import sqlite3
import textwrap
from contextlib import closing
from typing import Any

import pytest

from sphinx_newsroom import Archive
from sphinx_newsroom.analysis.filters import asked_words, match, says

SOURCES = {
    "conf.py": 'project = "Varn archive"\nnewsroom_issuer = "varn-institute"\n',
    "organizations/varn-institute.md": "---\nname: Varn Institute\nacronym: VRI\n---\n",
    "officials/ada-lund.md": "---\nname: Ada Lund\n---\n",
    "releases/2020/gauges.md": """
        ---
        title: New gauges in the café
        date: 2020-03-02
        topics: [floods]
        former_urls: [releases/2019/gauges.html]
        corrections: [{date: 2023-05-01, note: There are four.}]
        ---

        “The gauges save the lives of many,” said Ada Lund. The café was full.

        “We shall put up more of the same,” Ada Lund said.
        """,
    "releases/2020/gauges.uk.md": """
        ---
        title: Нові прилади
        date: 2020-03-02
        ---

        «Прилади рятують життя людей», — сказала Ada Lund.
        """,
    "releases/2022/later.md": """
        ---
        title: Later
        date: 2022-01-01
        topics: [floods]
        corrections: [{date: 2022-01-02, note: It was later.}]
        ---

        It rained.
        """,
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    root = tmp_path_factory.mktemp("filtered")
    for path, text in SOURCES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return Archive(root)


def test_translations_are_left_out_where_that_is_asked(archive: Archive) -> None:
    assert [one.id for one in archive.releases(since="2020", until="2020")] == ["2020/gauges", "2020/gauges.uk"]
    assert [one.id for one in archive.releases(translations=False)] == ["2020/gauges", "2022/later"]
    assert {one.release for one in archive.statements()} == {"2020/gauges", "2020/gauges.uk"}
    assert {one.release for one in archive.statements(official="ada-lund", translations=False)} == {"2020/gauges"}
    assert (
        len(archive.mentions(translations=False))
        < len(archive.mentions(translations=True))
        == archive.counts["mentions"]
    )


def test_words_of_a_statement_stand_in_what_is_said(archive: Archive) -> None:
    assert [one.text for one in archive.statements(words="gauges")] == ["The gauges save the lives of many"]
    assert [one.text for one in archive.statements(words='"the same"')] == ["We shall put up more of the same"]
    assert len(archive.statements(words="café")) == 0
    assert len(archive.statements(words="gauges same")) == 0
    assert [one.place for one in archive.statements(words="прилади")] == [1]
    assert len(archive.statements(words="*")) == len(archive.statements(words="")) == 0
    assert len(archive.mentions(words="café", official="ada-lund")) == 2


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The Upper Varn rose", '"upper varn"'),
        ("The upper, Varn rose", '"upper varn"'),
        ("upper-Varn", "varn upper"),
        ("Upper reaches of the Varn", '"upper varn"'),
        ("Café Ünal", "cafe UNAL"),
        ("Мой", "мои"),
        ("Ёлка", "елка"),
        ("snake_case 3.5", "case 5"),
        ("uppermost", "upper"),
        ("Ελλάδα", "ελλαδα"),
        ("one two", "one\0two"),
    ],
)
def test_words_are_compared_as_the_index_of_words_compares_them(text: str, asked: str) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')")
        database.execute("INSERT INTO words VALUES (?)", (text,))
        found = database.execute("SELECT count(*) FROM words WHERE words MATCH ?", (match(asked),)).fetchone()[0]
    wanted = str(asked_words(asked)).replace("'", '"')
    assert says(text, wanted) == bool(found)


def test_corrections_are_asked_for_by_the_day_on_which_they_were_told(archive: Archive) -> None:
    assert [one.release for one in archive.corrections(since="2023")] == ["2020/gauges"]
    assert [one.release for one in archive.corrections(until="2022")] == ["2022/later"]
    assert [one.note for one in archive.corrections(topic="floods", since="2022-01-02", until="2022-01-02")] == [
        "It was later."
    ]


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"official": "Ada Lund"}, r"there is no official 'Ada Lund'; did you mean 'ada-lund'\?"),
        ({"official": "ada-lunt"}, "did you mean 'ada-lund'"),
        ({"organization": "vri"}, "there is no organization 'vri'; did you mean 'varn-institute'"),
        ({"issuer": ["zzz"]}, r"there is no organization 'zzz'; records\(\"organization\"\) has the ids"),
        ({"topic": "flood"}, "there is no topic 'flood'; did you mean 'floods'"),
        ({"release": "2019/gauges"}, "there is no release '2019/gauges'; it moved, write '2020/gauges'"),
        ({"release": "gauges"}, "an id is what its page's address has between releases/ and .html"),
        ({"since": None}, "since is None; say what is wanted, or leave since out"),
        ({"official": None}, "official is None"),
        ({"since": 2020}, "2020 is no day; write one as text, such as '2011-06-21', '2011-06' or '2011'"),
    ],
)
def test_what_would_find_nothing_by_mistake_is_told(archive: Archive, filters: Any, told: str) -> None:
    for asked in (archive.releases, archive.mentions, archive.statements, archive.corrections, archive.revisions):
        with pytest.raises((ValueError, TypeError), match=told):
            asked(**filters)


def test_any_of_several_ids_will_do_however_many(archive: Archive) -> None:
    many = [f"2020/no-{number}" for number in range(40_000)]
    assert [one.id for one in archive.releases(release=iter([*many, "2022/later"]))] == ["2022/later"]
    assert len(archive.releases(official=[])) == 0
    assert len(archive.releases(since=dt.datetime(2022, 1, 1, 9, tzinfo=dt.UTC))) == 1

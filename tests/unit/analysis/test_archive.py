"""An archive as records and frames, wherever it is."""

from __future__ import annotations

import datetime as dt
import doctest
import http.server
import importlib
import importlib.util
import pkgutil
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from tests.helpers.answering import answering

import sphinx_newsroom
from sphinx_newsroom import Archive, ArchiveError, analysis
from sphinx_newsroom.model.addresses import DATABASE
from sphinx_newsroom.model.records import Membership
from sphinx_newsroom.outputs.tables import columns as row_classes

SOURCES = {
    "conf.py": 'project = "Varn archive"\nhtml_baseurl = "https://archive.example.org/"\n',
    "organizations/varn-institute.md": "---\nname: Varn Institute\nidentifiers: {wikidata: Q1}\n---\n",
    "officials/ada-lund.md": """
        ---
        name: Ada Lund
        memberships: [{role: Director, organization: varn-institute, start_date: 2010-07}]
        ---
        """,
    "releases/2020/gauges.md": """
        ---
        title: New flood gauges on the upper Varn
        date: 2020-03-02
        issuer: varn-institute
        topics: [floods]
        ---

        The Varn Institute has set up four flood gauges. “They save lives,” Ada Lund said.
        """,
    "releases/2021/flood.md": """
        ---
        title: Statement on the flood
        date: 2021-02-03T10:00:00+01:00
        type: statement
        topics: [floods, weather]
        corrections: [{date: 2021-02-04, note: It was two days.}]
        ---

        The river rose for two days. Gauges stood where the flood was.
        """,
    "releases/2022/rain.md": """
        ---
        title: Дождь
        date: 2022-05-01
        language: ru
        withdrawn: {date: 2022-06-01, reason: An error.}
        ---

        Шёл дождь.
        """,
    "releases/2031/later.md": "---\ntitle: SECRET\ndate: 2031-01-01\n---\nSECRET.\n",
}
ROWS = [name for name in vars(row_classes) if name.endswith("Row")]


def put(root: Path, files: Mapping[str, str] = SOURCES) -> Path:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def archive(sources: Path) -> Archive:
    return Archive(sources)


# -- what it holds


def test_a_release_is_a_frozen_record(archive: Archive) -> None:
    gauges, flood, rain = archive.releases()
    assert (gauges.id, gauges.date, gauges.moment) == ("2020/gauges", dt.date(2020, 3, 2), None)
    assert (gauges.issuers, gauges.topics, gauges.officials) == (("varn-institute",), ("floods",), ("ada-lund",))
    assert gauges.text.startswith("New flood gauges on the upper Varn\n\nThe Varn Institute has")
    assert flood.moment == dt.datetime(2021, 2, 3, 9, tzinfo=dt.UTC)
    assert [(one.date, one.note) for one in flood.corrections] == [(dt.date(2021, 2, 4), "It was two days.")]
    assert rain.withdrawn
    assert rain.withdrawn.reason == "An error."
    assert "Шёл" not in rain.text
    with pytest.raises(FrozenInstanceError):
        gauges.title = "Another"  # type: ignore[misc]


def test_mentions_statements_and_records(archive: Archive) -> None:
    assert [(one.entity, one.kind, one.surface) for one in archive.mentions(official="ada-lund")] == [
        ("ada-lund", "official", "Ada Lund")
    ]
    (said,) = archive.statements()
    assert (said.speaker, said.role, said.text, said.date) == (
        "ada-lund",
        "Director, Varn Institute",
        "They save lives",
        dt.date(2020, 3, 2),
    )
    (organization,), (official,) = archive.records("organization"), archive.records("official")
    assert (organization.identifiers, organization.releases) == ({"wikidata": "Q1"}, 1)
    assert official.memberships == (Membership("Director", "varn-institute", "2010-07"),)
    assert [(one.id, one.releases) for one in archive.records("topic")] == [("floods", 2), ("weather", 1)]
    assert [one.organization for one in archive.memberships()] == ["varn-institute"]
    assert [one.release for one in archive.corrections()] == ["2021/flood"]
    assert archive.counts["releases"] == len(archive.releases()) == 3


def test_nothing_is_in_it_that_is_to_come(archive: Archive) -> None:
    assert b"SECRET" not in archive.path.read_bytes()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"since": "2021"}, "flood rain"),
        ({"since": dt.date(2020, 3, 2), "until": "2021-02"}, "gauges flood"),
        ({"type": ["statement", "press-release"], "language": "ru"}, "rain"),
        ({"issuer": "varn-institute"}, "gauges"),
        ({"official": ["ada-lund", "nobody"]}, "gauges"),
        ({"topic": "floods"}, "gauges flood"),
        ({"words": "flood gauges"}, "gauges flood"),
        ({"words": '"flood gauges"'}, "gauges"),
        ({"words": "дождь"}, "rain"),
        ({"words": "AND ( *"}, ""),
    ],
)
def test_filters(archive: Archive, filters: Any, found: str) -> None:
    rows = archive.releases(**filters)
    assert [row.id.partition("/")[2] for row in rows] == found.split()
    assert len(rows) == len(found.split())


def test_what_belongs_to_releases_is_filtered_by_them(archive: Archive) -> None:
    assert {one.release for one in archive.mentions(topic="floods", since="2020")} == {"2020/gauges"}
    assert len(archive.statements(since="2021")) == 0
    assert len(archive.corrections(type="statement", words="river")) == 1
    assert archive.mentions(organization="varn-institute", since="2021").first() is None


def test_a_filter_or_column_that_there_is_none_of_is_refused(archive: Archive) -> None:
    with pytest.raises(TypeError, match="there is no filter 'topics'; the filters are since, until"):
        archive.releases(topics="floods")  # type: ignore[call-arg]
    for day in ("yesterday", "2021-02-29", "2020-6"):
        with pytest.raises(ValueError, match=f"'{day}' isn't a date; write one such as 2011-06-21"):
            archive.releases(since=day)
    with pytest.raises(ValueError, match="mentions has no column 'who'; its columns are release, place"):
        archive.mentions().pandas("who")
    with pytest.raises(ValueError, match="no records of the kind 'person'"):
        archive.records("person")  # type: ignore[call-overload]


# -- frames


def test_frames_of_pandas_have_the_types_of_the_fields(archive: Archive) -> None:
    pytest.importorskip("pandas")
    frame = archive.releases().pandas()
    assert tuple(frame.columns) == archive.releases().columns
    assert frame["date"].dt.year.tolist() == [2020, 2021, 2022]
    assert str(frame["moment"].dt.tz) == "UTC"
    assert frame["title"].dtype == "string"
    assert frame["topics"].tolist() == [["floods"], ["floods", "weather"], []]
    mentions = archive.mentions().pandas("entity", "start")
    assert mentions["start"].dtype == "Int64"
    assert mentions.groupby("entity").size()["ada-lund"] == 1
    assert archive.releases(words="nowhere").pandas().empty


def test_frames_of_polars_have_the_types_of_the_fields(archive: Archive) -> None:
    pl = pytest.importorskip("polars")
    frame = archive.releases().polars()
    assert frame.schema["date"] == pl.Date
    assert frame.schema["topics"] == pl.List(pl.String)
    assert frame["corrections"].to_list()[1] == [{"date": dt.date(2021, 2, 4), "note": "It was two days."}]
    assert frame["withdrawn"].to_list()[2]["date"] == dt.date(2022, 6, 1)
    for rows in (archive.mentions(), archive.statements(), archive.revisions(), archive.corrections()):
        assert rows.polars().height == len(rows)
    assert archive.records("organization").polars()["identifiers"].to_list() == [[{"key": "wikidata", "value": "Q1"}]]


# -- where it is


def test_sources_a_site_and_a_file_say_the_same(archive: Archive, tmp_path: Path) -> None:
    shutil.copytree(archive.path.parent, tmp_path / "site" / "data")
    (tmp_path / "site" / "data" / archive.path.name).rename(tmp_path / "site" / DATABASE)
    for place in (tmp_path / "site", str(tmp_path / "site" / DATABASE)):
        assert list(Archive(place).releases()) == list(archive.releases())


def test_sources_are_read_anew_when_they_change(tmp_path: Path) -> None:
    put(tmp_path)
    first = Archive(tmp_path)
    made = first.path.stat().st_mtime_ns
    assert Archive(tmp_path).path.stat().st_mtime_ns == made
    (tmp_path / "releases/2021/flood.md").unlink()
    assert len(Archive(tmp_path).releases()) == 2
    (tmp_path / "officials/ada-lund.md").unlink()
    assert len(Archive(tmp_path).statements()) == 0


def test_who_reads_sources_is_told_how_far_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[tuple[int, int]] = []
    Archive(put(tmp_path), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    Archive(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert len(told) == 3, "nothing is read again"
    assert capsys.readouterr().err == "", "which a notebook would keep"


def test_a_damaged_database_says_so_whatever_bytes_sqlite_quotes(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "damaged.sqlite").write_bytes(archive.path.read_bytes().replace(b"CREATE TABLE", b"CREAT\xdf TABLE"))
    with pytest.raises(ArchiveError, match="cannot be read as an archive"):
        Archive(tmp_path / "damaged.sqlite")


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/conf.py").write_text("newsroom_types = 3\n")
    (tmp_path / "text.txt").write_text("no database")
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE releases (id)")
    with closing(sqlite3.connect(tmp_path / "newer.sqlite")) as newer:
        newer.execute("PRAGMA application_id = 1853322098")
        newer.execute("PRAGMA user_version = 99")
    for place, words in (
        ("nowhere", "there is no such file or folder"),
        ("", "contains neither conf.py nor data/archive.sqlite"),
        ("broken", "newsroom_types is 3; write keys and values in braces"),
        ("text.txt", "cannot be read as an archive: file is not a database"),
        ("other.sqlite", "is a database, but not that of an archive"),
        ("newer.sqlite", "has format 99, but this version reads only formats up to 1; install a newer one"),
    ):
        with pytest.raises(ArchiveError, match=words):
            Archive(tmp_path / place)


class _Server(http.server.ThreadingHTTPServer):
    body: bytes
    asked: list[str | None]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        asked = self.headers["If-None-Match"]
        self.server.asked.append(asked)
        tag = f'"{hash(self.server.body)}"'
        if self.path != "/press/data/archive.sqlite":
            self.send_error(404)
        elif asked == tag:
            self.send_response(304)
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(body: bytes) -> Iterator[tuple[_Server, str]]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.body, server.asked = body, []
    with answering(server):
        yield server, f"http://127.0.0.1:{server.server_port}/press/"


def test_an_address_is_downloaded_once_and_again_when_it_changes(archive: Archive, tmp_path: Path) -> None:
    with served(archive.path.read_bytes()) as (server, address):
        for place in (address, f"{address}index.html", f"{address}data/archive.sqlite"):
            assert len(Archive(place, cache=tmp_path).releases()) == 3
        assert len({tag for tag in server.asked if tag}) == 1
        put(tmp_path / "other")
        (tmp_path / "other/releases/2021/flood.md").unlink()
        server.body = Archive(tmp_path / "other").path.read_bytes()
        assert len(Archive(address, cache=tmp_path).releases()) == 2


def test_what_is_too_large_or_no_archive_is_not_kept(archive: Archive, tmp_path: Path) -> None:
    with served(archive.path.read_bytes()) as (server, address):
        with pytest.raises(ArchiveError, match=r"has more than 1,000 bytes; Archive\(…, most=…\) allows more"):
            Archive(address, cache=tmp_path, most=1_000)
        server.body = b"<html>"
        with pytest.raises(ArchiveError, match=r"archive.sqlite cannot be read as an archive"):
            Archive(address, cache=tmp_path)
        with pytest.raises(ArchiveError, match="the server answers 404"):
            Archive(f"{address}elsewhere/", cache=tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ArchiveError, match="cannot be fetched"):
        Archive(address, cache=tmp_path)


# -- how it is declared


def test_all_that_is_public_is_documented_and_its_examples_hold(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(archive.path, tmp_path / "archive.sqlite")
    monkeypatch.chdir(tmp_path)
    tried = 0
    for module in pkgutil.walk_packages(analysis.__path__, f"{analysis.__name__}."):
        done = doctest.testmod(importlib.import_module(module.name))
        assert done.failed == 0, module.name
        tried += done.attempted
    assert tried > 5
    for name in (*analysis.__all__, *ROWS):
        thing = getattr(analysis, name, None) or getattr(row_classes, name)
        assert thing.__doc__
        for part, value in vars(thing).items():
            if not part.startswith("_") and callable(value):
                assert value.__doc__, f"{name}.{part}"


def test_a_database_is_read_without_sphinx_and_docutils(archive: Archive) -> None:
    code = (
        "import sys; from sphinx_newsroom import Archive; "
        f"print(len(Archive({str(archive.path)!r}).releases())); "
        "print({'sphinx', 'docutils', 'myst_parser', 'pandas', 'polars'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3", "set()"]
    with pytest.raises(AttributeError):
        _ = sphinx_newsroom.Nothing


# What is asked of an archive is what is meant: translations, words of a statement, days of corrections, ids.

SOURCES_FILTERS = {
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
def gauges(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return Archive(put(tmp_path_factory.mktemp("filtered"), SOURCES_FILTERS))


def test_translations_are_left_out_where_that_is_asked(gauges: Archive) -> None:
    assert [one.id for one in gauges.releases(since="2020", until="2020")] == [
        "2020/gauges",
        "2020/gauges.uk",
    ]
    assert [one.id for one in gauges.releases(translations=False)] == ["2020/gauges", "2022/later"]
    assert {one.release for one in gauges.statements()} == {"2020/gauges", "2020/gauges.uk"}
    assert {one.release for one in gauges.statements(official="ada-lund", translations=False)} == {"2020/gauges"}
    assert (
        len(gauges.mentions(translations=False)) < len(gauges.mentions(translations=True)) == gauges.counts["mentions"]
    )


def test_words_of_a_statement_stand_in_what_is_said(gauges: Archive) -> None:
    assert [one.text for one in gauges.statements(words="GÁUGES")] == ["The gauges save the lives of many"]
    assert [one.text for one in gauges.statements(words='"the same"')] == ["We shall put up more of the same"]
    assert len(gauges.statements(words="café")) == 0
    assert len(gauges.statements(words="gauges same")) == 0
    assert [one.place for one in gauges.statements(words="ПРИЛАДИ")] == [1]
    assert len(gauges.statements(words="*")) == len(gauges.statements(words="")) == 0
    assert len(gauges.mentions(words="café", official="ada-lund")) == 2


def test_corrections_are_asked_for_by_the_day_on_which_they_were_told(gauges: Archive) -> None:
    assert [one.release for one in gauges.corrections(since="2023")] == ["2020/gauges"]
    assert [one.release for one in gauges.corrections(until="2022")] == ["2022/later"]
    assert [one.note for one in gauges.corrections(topic="floods", since="2022-01-02", until="2022-01-02")] == [
        "It was later."
    ]


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"official": "Ada Lund"}, r"there is no official 'Ada Lund'; did you mean 'ada-lund'\?"),
        ({"issuer": ["zzz"]}, r"there is no organization 'zzz'; records\(\"organization\"\) has the ids"),
        ({"release": "2019/gauges"}, "there is no release '2019/gauges'; it moved, write '2020/gauges'"),
        ({"release": "gauges"}, "an id is what its page's address has between releases/ and .html"),
        ({"since": None}, "since is None; set a value, or leave since out"),
        ({"since": 2020}, "2020 isn't a date; write it as text, such as '2011-06-21', '2011-06' or '2011'"),
    ],
)
def test_what_would_find_nothing_by_mistake_is_told(gauges: Archive, filters: Any, told: str) -> None:
    for asked in (
        gauges.releases,
        gauges.mentions,
        gauges.statements,
        gauges.corrections,
        gauges.revisions,
    ):
        with pytest.raises((ValueError, TypeError), match=told):
            asked(**filters)


def test_any_of_several_ids_will_do_however_many(gauges: Archive) -> None:
    many = [f"2020/no-{number}" for number in range(40_000)]
    assert [one.id for one in gauges.releases(release=iter([*many, "2022/later"]))] == ["2022/later"]
    assert len(gauges.releases(official=[])) == 0
    assert len(gauges.releases(since=dt.datetime(2022, 1, 1, 9, tzinfo=dt.UTC))) == 1

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_newsroom.archive.embargo import Withheld
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import AnyCode, Code
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.operations.publish import next_due

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk


from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import CONF, ArchiveOnDisk

from sphinx_newsroom.config import ConfigError, settings_from
from sphinx_newsroom.sources.header import parse_release

NOW = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
LATER = "2026-01-01T14:00:00+01:00"  # 13:00 UTC
EARLIER = "2026-01-01T12:30:00+01:00"  # 11:30 UTC

Load = Callable[..., LoadedArchive]


@pytest.fixture
def loaded(archive: ArchiveOnDisk) -> Load:
    """The small archive with some files more, read at noon of 1 January 2026."""

    def read(files: dict[str, str] | None = None, now: dt.datetime = NOW) -> LoadedArchive:
        archive.put(files or {})
        return open_archive(archive.root, Settings(now=now))

    return read


def header(lines: str = "", date: str = "2012-01-01", body: str = "Text.", title: str = "T") -> str:
    return f"---\ntitle: {title}\ndate: {date}\n{lines}\n---\n{body}\n"


def notebook(*cells: tuple[str, str]) -> str:
    return json.dumps(
        {
            "cells": [
                {"cell_type": kind, "source": source.splitlines(keepends=True)}
                | ({"execution_count": None} if kind == "code" else {})
                for kind, source in cells
            ],
            "metadata": {"newsroom": {"title": "T", "date": "2012-01-01"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    )


def shown(found: LoadedArchive) -> list[tuple[str, int, AnyCode]]:
    return [(problem.path, problem.line, problem.code) for problem in found.problems]


def test_small_archive(loaded: Load) -> None:
    found = loaded()
    assert found.problems == ()
    assert found.withheld == {}
    assert list(found.releases) == ["releases/2011/opening", "releases/2012/follow-up"]
    assert found.releases[PageName("releases/2011/opening")].id == "2011/opening"
    assert set(found.registry.organizations) == {"osce", "unodc"}
    assert set(found.registry.officials) == {"yury-fedotov"}


def test_empty_folder(tmp_path: Path) -> None:
    found = open_archive(tmp_path, Settings())
    assert (found.releases, found.withheld, found.problems) == ({}, {}, ())


def test_hidden_and_built_files_are_passed_over(loaded: Load) -> None:
    hidden = (".a.md", ".git/a.md", "_build/a.md", ".ipynb_checkpoints/a.ipynb", "2011/.ipynb_checkpoints/b.ipynb")
    found = loaded({f"releases/{path}": "No header." for path in (*hidden, "photo.jpg", "a.pdf")})
    unused = [("releases/a.pdf", 1, Code.UNUSED_FILE), ("releases/photo.jpg", 1, Code.UNUSED_FILE)]
    assert shown(found) == unused
    assert found.withheld == {}


@pytest.mark.parametrize("key", ["typo: x", "issuer: [", "number: {}"])
def test_nobody_is_told_to_remove_what_a_broken_header_names(loaded: Load, key: str) -> None:
    names = "image: {src: photo.jpg, alt: A hall}\nattachments: [{src: a/last%20table.csv, title: T}]"
    found = loaded(
        {
            "releases/a.md": header(f"{key}\n{names}"),
            **{f"releases/{path}": "x" for path in ("photo.jpg", "a/last table.csv", "a/unused.csv")},
        }
    )
    assert [path for path, _, code in shown(found) if code is Code.UNUSED_FILE] == ["releases/a/unused.csv"]


def test_broken_files_are_withheld_and_the_rest_stands(loaded: Load) -> None:
    found = loaded(
        {
            "releases/a.md": "No header.",
            "releases/b.md": header("typo: x"),
            "organizations/c.md": "---\nacronym: C\n---\n",
            "releases/d.md": header("organizations: [c]\nrelated: [a]"),
        }
    )
    assert shown(found) == [
        ("organizations/c.md", 1, Code.MISSING_KEY),
        ("releases/a.md", 1, Code.UNREADABLE_HEADER),
        ("releases/b.md", 4, Code.UNKNOWN_KEY),
    ]
    assert found.withheld == {
        "organizations/c": Withheld("organizations/c.md", "error"),
        "releases/a": Withheld("releases/a.md", "error"),
        "releases/b": Withheld("releases/b.md", "error"),
    }
    assert "c" not in found.registry.organizations
    assert found.releases[PageName("releases/d")].organizations == ("c",)
    assert found.releases[PageName("releases/d")].related == ()


@pytest.mark.parametrize(
    ("lines", "date", "until"),
    [
        (f"embargo: {LATER}", "2011-01-01", dt.datetime(2026, 1, 1, 13, tzinfo=dt.UTC)),
        ("", LATER, dt.datetime(2026, 1, 1, 13, tzinfo=dt.UTC)),
        ("", "2026-01-02", dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        (f"embargo: {LATER}", "2026-01-02", dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        ("embargo: 9999-12-31T23:59:59-23:59", "2011-01-01", None),
    ],
)
def test_under_embargo(loaded: Load, lines: str, date: str, until: dt.datetime | None) -> None:
    found = loaded({"releases/a.md": header(lines, date)})
    withheld = found.withheld[PageName("releases/a")]
    assert (withheld.path, withheld.reason) == ("releases/a.md", "embargo")
    assert until is None or withheld.until == until
    assert "releases/a" not in found.releases
    assert found.problems == ()


def test_a_draft_and_its_translation_are_kept_back_until_a_preview_shows_them(loaded: Load) -> None:
    files = {
        "releases/a.md": header("draft: true", "2026-02-01"),
        "releases/a.ru.md": header(),
        "releases/b.md": header("related: [a]"),
        "releases/c.md": header("draft: false"),
    }
    found = loaded(files)
    reasons = {path: (one.reason, one.until) for path, one in found.withheld.items()}
    assert reasons == {"releases/a": ("draft", None), "releases/a.ru": ("draft", None)}
    assert found.releases[PageName("releases/b")].related == ()
    assert "releases/c" in found.releases
    assert found.problems == ()
    assert next_due(found) is None
    shown_too = open_archive(found.root, replace(found.settings, drafts=True))
    assert {"releases/a", "releases/a.ru", "releases/b", "releases/c"} <= set(shown_too.releases)


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (f"embargo: {EARLIER}", "2011-01-01"),
        ("", EARLIER),
        ("", "2026-01-01"),
        ("embargo: 2026-01-01T12:00:00Z", "2011-01-01"),
        ("embargo: 0001-01-01T00:00:00+23:59", "0002-01-01"),
    ],
)
def test_embargo_is_over(loaded: Load, lines: str, date: str) -> None:
    assert "releases/a" in loaded({"releases/a.md": header(lines, date)}).releases


def test_embargo_ends_with_the_moment(loaded: Load) -> None:
    files = {"releases/a.md": header(f"embargo: {LATER}"), "releases/b.md": header("related: [a]")}
    assert loaded(files).releases[PageName("releases/b")].related == ()
    assert loaded(now=NOW + dt.timedelta(hours=1)).releases[PageName("releases/b")].related == ("a",)


def test_nothing_published_names_an_embargoed_release(loaded: Load) -> None:
    found = loaded(
        {
            "releases/secret-plan.md": header(f"embargo: {LATER}\ntopics: [secret-topic]"),
            "releases/secret-plan.ru.md": header(),
            "releases/open.md": header(
                "related: [secret-plan, 2011/opening]\nfollows: secret-plan\nreplaces: secret-plan"
            ),
            "releases/gone.md": header("withdrawn: {date: 2012-02-01, reason: R, replaced_by: secret-plan}"),
        }
    )
    assert found.problems == ()
    assert set(found.withheld) == {"releases/secret-plan", "releases/secret-plan.ru"}
    assert "secret" not in repr((found.releases, found.registry))
    assert found.releases[PageName("releases/open")].related == ("2011/opening",)


@pytest.mark.parametrize(
    ("original", "withheld"),
    [
        (
            header(f"embargo: {LATER}"),
            Withheld("releases/a.ru.md", "embargo", dt.datetime(2026, 1, 1, 13, tzinfo=dt.UTC)),
        ),
        (header("embargo: 2026-13-01T00:00:00Z"), Withheld("releases/a.ru.md", "error")),
        (header(), None),
    ],
)
def test_translation_is_withheld_with_its_original(loaded: Load, original: str, withheld: Withheld | None) -> None:
    found = loaded({"releases/a.md": original, "releases/a.ru.md": header()})
    assert found.withheld.get(PageName("releases/a.ru")) == withheld


def test_original_is_published_before_an_embargoed_translation(loaded: Load) -> None:
    found = loaded({"releases/a.md": header(), "releases/a.ru.md": header(f"embargo: {LATER}")})
    assert list(found.withheld) == ["releases/a.ru"]
    assert "releases/a" in found.releases


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("releases/Opening.md", "did you mean 'opening'?"),
        ("releases/2011/a_b.md", "did you mean 'a-b'?"),
        ("releases/Новость.md", "use lower-case letters, digits and hyphens: did you mean 'novost'?"),
        ("releases/新聞.md", "use lower-case letters, digits and hyphens"),
        ("releases/a.RU.md", "did you mean 'ru'?"),
        ("releases/a.pt_br.md", "did you mean 'pt-br'?"),
        ("releases/a.v1.md", "use a BCP 47 tag such as ru or pt-br"),
        ("releases/2011/index.md", "`index` is the page that lists the others"),
        ("releases/a.rst", "a release's file ends in .md or .ipynb, not in .rst"),
        ("organizations/a.ipynb", "an organization's file ends in .md, not in .ipynb"),
        ("organizations/un/a.md", "move it to organizations/a.md"),
        ("officials/a.ru.md", "did you mean 'a-ru'?"),
    ],
)
def test_file_names(loaded: Load, path: str, words: str) -> None:
    found = loaded({path: header()})
    assert shown(found) == [(path, 1, Code.FILE_NAME)]
    assert words in str(found.problems[0])
    assert found.withheld == {path.rsplit(".", 1)[0]: Withheld(path, "error")}


@pytest.mark.parametrize(
    "name",
    [
        "opens (1).md",
        "opens (Ada's conflicted copy 2026-11-29).md",
        "opens-DESKTOP-4711.md",
        "Copy of opens.md",
        "opens.MD",
    ],
)
def test_copies_that_drives_and_editors_make(loaded: Load, name: str) -> None:
    """They are named for what they are, and take nothing from the release that they are of."""
    found = loaded({"releases/opens.md": header(), f"releases/{name}": header()})
    assert shown(found) == [(f"releases/{name}", 1, Code.FILE_NAME)]
    assert found.problems[0].advice.startswith("if it is a copy of opens.md, keep the right one")
    assert "releases/opens" in found.releases


BODY = "It opened.\n\nIt lasts two days.\n\nAll may come."


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("opens-copy.md", header(title="Opens")),
        ("opens-ada-s-conflicted-copy-2026-11-29.md", header(title="Opens again")),
        ("opens-conflict-copy.md", header(title="Opens again")),
        ("opens-laptop.md", header(title="Opens", body=BODY.replace("two", "three"))),  # OneDrive names the computer
        ("opens-laptop.ipynb", notebook(("markdown", BODY.replace("two", "three")))),
    ],
)
def test_copies_whose_names_a_release_could_have(loaded: Load, name: str, copy: str) -> None:
    suffix = name.rpartition(".")[2]
    text = header(title="Opens", body=BODY) if suffix == "md" else notebook(("markdown", BODY))
    found = loaded({f"releases/opens.{suffix}": text, f"releases/{name}": copy})
    assert shown(found) == [(f"releases/{name}", 1, Code.FILE_NAME)]
    assert f"this seems to be a copy of opens.{suffix} made by a cloud drive" in found.problems[0].message
    assert list(found.releases)[-1] == "releases/opens"


@pytest.mark.parametrize("lost", ["", "\N{BROKEN BAR}", "words"])
def test_a_recent_text_that_the_site_keeps_is_no_copy_and_stops_no_check(
    loaded: Load, archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """Its file is gone, or nothing can be read in it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))
    text = header(title="Opens", date="2025-12-20", body="It opened.")
    loaded({"releases/opens.md": text})
    assert main(["publish", "--root", str(archive.root)]) == 0
    (archive.root / "releases/opens.md").unlink()
    if lost:
        (archive.root / "releases/opens.md").write_bytes(lost.encode("latin-1"))
    archive.put({"releases/opens-laptop.md": f"{text}\nAll may come.\n"})
    found = open_archive(archive.root, Settings(now=NOW), as_published=True)
    assert "releases/opens" in found.releases
    assert Code.KEPT_AS_PUBLISHED in [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("opens-2", {}),
        ("opens-in-copenhagen", {"body": "It opened elsewhere."}),
        ("opens-laptop", {"title": "Opens again"}),
        ("opens-copy", {"date": "2011-06-22"}),
        ("closes-copy", {}),
    ],
)
def test_what_is_no_copy_by_its_name_or_day(loaded: Load, name: str, more: dict[str, str]) -> None:
    found = loaded(
        {"releases/opens.md": header(title="Opens"), f"releases/{name}.md": header(**{"title": "Opens", **more})}
    )
    assert shown(found) == []


@pytest.mark.parametrize("suffix", [".txt", ".rst"])
def test_file_that_cannot_be_a_release_takes_no_release_s_name(loaded: Load, suffix: str) -> None:
    found = loaded({"releases/a.md": header(), f"releases/a{suffix}": "words"})
    assert shown(found) == [(f"releases/a{suffix}", 1, Code.FILE_NAME)]
    assert "releases/a" in found.releases


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ledger (1).jsonl", "run newsroom publish, which joins the two"),
        ("Copy of ledger.jsonl", "run newsroom publish, which joins the two"),
        ("ledger (1).head", "remove it"),
    ],
)
def test_copies_of_the_ledger(loaded: Load, name: str, words: str) -> None:
    found = loaded({f"releases/{name}": "{}"})
    assert shown(found) == [(f"releases/{name}", 1, Code.UNREAD_FILE)]
    assert words in found.problems[0].advice


def test_what_systems_and_programs_leave_is_passed_over(loaded: Load) -> None:
    assert shown(loaded({f"releases/{name}": "x" for name in ("~$report.docx", "#opens.md#", ".DS_Store")})) == []


def test_file_in_another_encoding(archive: ArchiveOnDisk, loaded: Load) -> None:
    (archive.root / "releases/a.md").write_bytes(b"---\ntitle: T\ndate: 2011-06-21\n---\nCaf\xe9\n")
    assert shown(loaded()) == [("releases/a.md", 5, Code.UNREADABLE_TEXT)]


def test_symbolic_links(archive: ArchiveOnDisk, loaded: Load, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text(header())
    (outside / "b.jpg").write_bytes(b"")
    (archive.root / "releases/folder").symlink_to(outside)
    (archive.root / "releases/file.md").symlink_to(outside / "a.md")
    (archive.root / "releases/photo.jpg").symlink_to(outside / "b.jpg")
    (archive.root / "releases/loop").symlink_to(archive.root / "releases")
    (archive.root / "releases/nowhere.md").symlink_to(archive.root / "releases/gone.md")
    found = loaded(
        {"releases/c.md": header("image: {src: photo.jpg, alt: A}"), "releases/d.md": header(body="![A](photo.jpg)")}
    )
    assert {(path, code) for path, _, code in shown(found)} == {
        ("releases/folder", Code.OUTSIDE_ARCHIVE),
        ("releases/loop", Code.OUTSIDE_ARCHIVE),
        ("releases/file.md", Code.NOT_A_FILE),
        ("releases/photo.jpg", Code.OUTSIDE_ARCHIVE),
        ("releases/c.md", Code.OUTSIDE_ARCHIVE),
        ("releases/d.md", Code.OUTSIDE_ARCHIVE),
        ("releases/nowhere.md", Code.NOT_A_FILE),
    }
    assert {withheld.path for withheld in found.withheld.values()} == {problem.path for problem in found.problems}


def test_notebook(loaded: Load) -> None:
    found = loaded({"releases/a.ipynb": notebook(("markdown", "Text."), ("code", "print('<b>')"))})
    assert shown(found) == [("releases/a.ipynb", 12, Code.NOT_EXECUTED)]
    assert found.releases[PageName("releases/a")].path == "releases/a.ipynb"


@pytest.mark.parametrize(
    ("kind", "source", "words"),
    [
        ("raw", "<script>", "raw cell"),
        ("markdown", "{download}`x`", "download"),
        ("markdown", "[a](javascript:x)", "javascript"),
    ],
)
def test_cells_of_a_notebook(loaded: Load, kind: str, source: str, words: str) -> None:
    text = notebook(("markdown", "Text."), (kind, source))
    found = loaded({"releases/a.ipynb": text})
    assert [(problem.path, problem.code) for problem in found.problems] == [("releases/a.ipynb", Code.DIRECTIVE)]
    assert words in found.problems[0].message
    line = next(
        number for number, line in enumerate(text.split("\n"), 1) if json.dumps(source.split("\n")[-1])[1:-1] in line
    )
    assert found.problems[0].line == line
    assert "releases/a" in found.withheld


def test_records_are_scanned_too(loaded: Load) -> None:
    found = loaded(
        {
            "organizations/a.md": "---\nname: A\n---\n```{include} ../conf.py\n```\n",
            "topics/b.md": "---\nname: B\n---\n[x](../../y.md)\n",
        }
    )
    assert shown(found) == [("organizations/a.md", 4, Code.DIRECTIVE), ("topics/b.md", 4, Code.OUTSIDE_ARCHIVE)]
    assert set(found.withheld) == {"organizations/a", "topics/b"}


@pytest.mark.parametrize(
    ("translation", "told"),
    [
        (header(), True),
        (header("draft: true"), True),
        (header("withdrawn: {date: 2012-01-02, reason: Wrong.}"), False),
    ],
)
def test_a_translation_of_what_was_withdrawn_is_told(loaded: Load, translation: str, told: bool) -> None:
    """What was withdrawn would stand again in another language."""
    gone = header("withdrawn: {date: 2012-01-02, reason: Wrong.}")
    found = loaded({"releases/a.md": gone, "releases/a.ru.md": translation, "releases/b.md": header()})
    problems = [problem for problem in found.problems if problem.code is Code.WITHDRAWN_ORIGINAL]
    assert [problem.path for problem in problems] == ["releases/a.ru.md"] * told
    if told:
        assert "newsroom withdraw a.ru --reason …" in problems[0].advice


# Days, times without an offset, and what follows from both, in the archive's time zone.

VIENNA, YORK, AUCKLAND = "Europe/Vienna", "America/New_York", "Pacific/Auckland"


def settings(zone: str | None) -> Settings:
    return settings_from({"newsroom_timezone": zone}.get)


def text(**keys: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": "T", **keys}.items())
    return f"---\n{lines}---\n\nText.\n"


def problem(zone: str | None, **keys: str) -> str:
    (found,) = parse_release("releases/2026/x.md", text(**keys), settings(zone)).problems
    return found.text


@pytest.mark.parametrize(
    ("zone", "written", "means"),
    [
        (VIENNA, "2026-07-01T10:00", "2026-07-01T10:00:00+02:00"),
        (VIENNA, "2026-07-01T10:00:00Z", "2026-07-01T10:00:00+00:00"),
        (VIENNA, "2026-07-01T10:00:00-05:00", "2026-07-01T10:00:00-05:00"),
        (YORK, "2026-07-01T10:00", "2026-07-01T10:00:00-04:00"),
        (VIENNA, "1880-01-01T00:00", "1879-12-31T22:54:39+00:00"),  # local mean time has seconds, which no format has
    ],
)
def test_a_time_without_an_offset_is_of_the_zone(zone: str, written: str, means: str) -> None:
    for key in ("date", "embargo"):
        record = parse_release(
            "releases/2026/x.md", text(**{"date": "2026-01-01", key: written}), settings(zone)
        ).record
        assert record is not None
        moment = record.moment if key == "date" else record.embargo
        assert moment is not None
        assert moment.isoformat() == means


@pytest.mark.parametrize(
    ("zone", "written", "words"),
    [
        (
            None,
            "2026-07-01T10:00",
            "embargo is '2026-07-01T10:00', without an offset; write it with its offset from UTC, such as",
        ),
        (
            VIENNA,
            "2026-03-29T02:30",
            "2026-03-29T02:30', which Europe/Vienna never had, because clocks were put forward",
        ),
        (
            VIENNA,
            "2026-10-25T02:30",
            "which Europe/Vienna had twice, because clocks were put back; write "
            "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
        ),
        (VIENNA, "2026-01-02", "without a time; write the time as well, such as 2026-01-02T10:00"),
        (
            VIENNA,
            "2026-01-02 10:00 CET",
            "write 2026-01-02T10:00:00, which is the time of Europe/Vienna, or 2026-01-02T10:00:00+01:00",
        ),
        (VIENNA, "2026-02-30T10:00", "a moment that does not exist"),
    ],
)
def test_a_time_that_is_none_there_is_refused_by_name(zone: str | None, written: str, words: str) -> None:
    assert words in problem(zone, date="2026-01-01", embargo=written)


@given(st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2100, 1, 1)), st.sampled_from([VIENNA, YORK, AUCKLAND]))
def test_what_is_read_is_that_time_there_and_never_an_hour_off(local: dt.datetime, zone: str) -> None:
    local = local.replace(microsecond=0)
    found = parse_release("releases/2026/x.md", text(date=local.isoformat()), settings(zone))
    if found.record is None:
        assert "clocks were put" in found.problems[0].message
        return
    assert found.record.moment is not None
    assert found.record.moment.astimezone(settings(zone).zone).replace(tzinfo=None) == local


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        (None, "2026-02-01T00:00Z"),
        ("UTC", "2026-02-01T00:00Z"),
        (VIENNA, "2026-01-31T23:00Z"),
        (YORK, "2026-02-01T05:00Z"),
    ],
)
def test_a_day_begins_when_it_begins_there(archive: ArchiveOnDisk, zone: str | None, begins: str) -> None:
    archive.put({"releases/2026/x.md": text(date="2026-02-01")})
    moment = dt.datetime.fromisoformat(begins)
    for now, there in ((moment - dt.timedelta(seconds=1), False), (moment, True)):
        archive.put({"conf.py": f"{CONF}newsroom_timezone = {zone!r}\nnewsroom_now = {now.isoformat()!r}\n"})
        found = open_archive(archive.root)
        assert ("releases/2026/x" in found.releases) is there
        if not there:
            assert found.withheld[PageName("releases/2026/x")].until == moment


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Viena", "did you mean 'Europe/Vienna'?"),
        ("Vienna", "did you mean 'Europe/Vienna'?"),
        ("+02:00", "which isn't a time zone"),
        ("../../etc/passwd", "which isn't a time zone"),
        ("", "which isn't a time zone"),
    ],
)
def test_a_zone_that_is_none(zone: str, words: str) -> None:
    with pytest.raises(ConfigError, match="newsroom_timezone is") as raised:
        settings(zone)
    assert words in str(raised.value)

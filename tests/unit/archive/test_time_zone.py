"""Days, times without an offset, and what follows from both, in the archive's time zone."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import CONF, ArchiveOnDisk

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.archive.versions import moment_of
from sphinx_newsroom.config import ConfigError, Settings, settings_from
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.feeds.items import changed, published, rfc822, rfc3339
from sphinx_newsroom.sources.header import parse_release

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
        (VIENNA, "2026-01-01 10:00:30", "2026-01-01T10:00:30+01:00"),
        (VIENNA, "2026-07-01T10:00:00Z", "2026-07-01T10:00:00+00:00"),
        (VIENNA, "2026-07-01T10:00:00-05:00", "2026-07-01T10:00:00-05:00"),
        (YORK, "2026-07-01T10:00", "2026-07-01T10:00:00-04:00"),
        ("UTC", "2026-07-01T10:00", "2026-07-01T10:00:00+00:00"),
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
            "embargo is '2026-07-01T10:00', without an offset; write it with the offset of your time, such as",
        ),
        (None, "2026-07-01T10:00:00", "or name the zone of all such times: newsroom_timezone in conf.py"),
        (VIENNA, "2026-03-29T02:30", "2026-03-29T02:30', which Europe/Vienna never had, since clocks were put forward"),
        (
            VIENNA,
            "2026-10-25T02:30",
            "which Europe/Vienna had twice, since clocks were put back; write "
            "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
        ),
        (
            VIENNA,
            "10:00",
            "embargo is '10:00', which is not how date and time are written; "
            "write date and time of Europe/Vienna, such as 2011-06-21T10:00",
        ),
        (VIENNA, "2026-01-02", "without a time of the day; write the time as well, such as 2026-01-02T10:00"),
        (
            VIENNA,
            "2026-01-02 10:00 CET",
            "write 2026-01-02T10:00:00, which is the time of Europe/Vienna, or 2026-01-02T10:00:00+01:00",
        ),
        (VIENNA, "2026-02-30T10:00", "a moment that does not exist"),
        (VIENNA, "0001-01-01T00:00", "a moment that does not exist"),
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


def test_a_day_ends_when_it_ends_there() -> None:
    ended = moment_of("2026-07-01", settings(VIENNA).zone)
    assert ended is not None
    assert ended.isoformat() == "2026-07-01T23:59:59+02:00"


def test_feeds_have_the_offset() -> None:
    source = text(date="2026-07-01", corrections="[{date: 2026-07-05, note: N}]")
    record = parse_release("releases/2026/x.md", source, settings(VIENNA)).record
    assert record is not None
    assert rfc3339(published(record)) == "2026-07-01T00:00:00+02:00"
    assert rfc822(published(record)) == "Wed, 01 Jul 2026 00:00:00 +0200"
    assert rfc3339(changed(record)) == "2026-07-05T00:00:00+02:00"
    plain = parse_release("releases/2026/x.md", source, settings("UTC")).record
    assert plain is not None
    assert rfc822(published(plain)) == "Wed, 01 Jul 2026 00:00:00 GMT"


@pytest.mark.parametrize("date", ["2026-07-01", "2026-07-01T10:00:00+02:00"])
def test_what_was_published_before_a_zone_was_named_is_the_same_text(date: str) -> None:
    found = [
        digests(record, text(date=date), None)
        for zone in (None, VIENNA, YORK)
        if (record := parse_release("releases/2026/x.md", text(date=date), settings(zone)).record)
    ]
    assert len(found) == 3
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Viena", "did you mean 'Europe/Vienna'?"),
        ("Vienna", "did you mean 'Europe/Vienna'?"),
        ("+02:00", "which is no time zone"),
        ("../../etc/passwd", "which is no time zone"),
        ("", "which is no time zone"),
    ],
)
def test_a_zone_that_is_none(zone: str, words: str) -> None:
    with pytest.raises(ConfigError, match="newsroom_timezone is") as raised:
        settings(zone)
    assert words in str(raised.value)

"""News items, bags and web archives of any words and files are well-formed, and valid where a schema is at hand."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.helpers import schemas
from tests.helpers.folders import contents

from sphinx_newsroom.archive.index import Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import AnnouncedEvent, Image, Organization, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.exports.bag import About, Resource, write_bag, write_wacz
from sphinx_newsroom.outputs.exports.news_items import NewsItem, SelectedText, calendar, news_item, newsml, ninjs
from sphinx_newsroom.outputs.pages.views import when_in_words

SETTINGS = Settings(project="Archive", baseurl="https://a.example.org/")
REGISTRY = Registry({"osce": Organization("osce", "OSCE & <friends>", identifiers=(("wikidata", "Q81299"),))})
PLUS_TWO = dt.timezone(dt.timedelta(hours=2))
MOMENT = dt.datetime(2011, 6, 21, 10, tzinfo=PLUS_TWO)
RELEASE = Release(
    ReleaseId("2011/opens"),
    "Conference opens",
    dt.date(2011, 6, 21),
    "releases/2011/opens.md",
    issuer="osce",
    image=Image("images/hall.png", "A hall"),
    event=AnnouncedEvent(MOMENT, MOMENT + dt.timedelta(hours=2), place="Old Hall; left, then\nright"),
)
WORDS = st.text(min_size=1).filter(str.strip)


def item(release: Release = RELEASE, text: str = "Conference opens\n\nIt opens.", revision: int = 0) -> NewsItem:
    chosen = SelectedText(release.docname, release, None, revision, release.withdrawn)
    return news_item(chosen, Entry.of(release, text, (), ()), REGISTRY, SETTINGS)


def made_ninjs(one: NewsItem) -> dict[str, object]:
    (line,) = b"".join(ninjs([one])).splitlines()
    found: dict[str, object] = json.loads(line)
    return found


@settings(max_examples=60)
@given(WORDS, WORDS, st.text())
def test_any_words_make_well_formed_items(title: str, place: str, text: str) -> None:
    event = AnnouncedEvent(MOMENT, place=place, name=title)
    one = item(replace(RELEASE, title=title, dateline=place, subtitle=place, event=event), f"{title}\n\n{text}")
    etree.fromstring(b"".join(newsml([one], "a.example.org", MOMENT)))
    assert made_ninjs(one)["pubStatus"] == "usable"


@settings(max_examples=30)
@given(WORDS, st.text())
def test_any_words_make_valid_items(title: str, text: str) -> None:
    one = item(replace(RELEASE, title=title, dateline=title), f"{title}\n\n{text}")
    assert [error.message for error in schemas.ninjs_validator().iter_errors(made_ninjs(one))] == []
    assert schemas.newsml_faults(b"".join(newsml([one], "a.example.org", MOMENT))) == []


@settings(max_examples=20)
@given(WORDS)
def test_any_words_are_read_again_from_a_calendar(words: str) -> None:
    icalendar = pytest.importorskip("icalendar")
    one = item(replace(RELEASE, event=AnnouncedEvent(dt.date(2011, 6, 21), place=words)))
    data = calendar([one], "Archive")
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert event.errors == []
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_a_withdrawn_release_tells_no_more_than_its_page() -> None:
    gone = replace(
        RELEASE, withdrawn=Withdrawal(dt.date(2011, 7, 1), "It was wrong."), subtitle="Secret", dateline="Vienna"
    )
    one = item(gone)
    told = json.dumps(made_ninjs(one)) + b"".join(newsml([one], "a.example.org", MOMENT)).decode()
    assert not [word for word in ("It opens", "Secret", "Vienna", "Old Hall", "hall.png") if word in told]
    assert (one.version, "It was wrong." in told) == (2, True)
    pytest.importorskip("icalendar")
    data = calendar([one], "Archive").decode()
    assert "STATUS:CANCELLED" in data
    assert "Old Hall" not in data


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (MOMENT, MOMENT + dt.timedelta(hours=2), "21 June 2011, 10:00–12:00 (UTC+2)"),
        (MOMENT, MOMENT.astimezone(dt.UTC) + dt.timedelta(days=1), "21 June 2011, 10:00 – 22 June 2011, 10:00 (UTC+2)"),
        (
            MOMENT.replace(tzinfo=dt.timezone(-dt.timedelta(hours=3, minutes=30))),
            None,
            "21 June 2011, 10:00 (UTC−3:30)",
        ),
        (dt.date(2011, 6, 21), dt.date(2011, 6, 22), "21 June 2011 – 22 June 2011"),
    ],
)
def test_when_in_words(start: dt.date, end: dt.date | None, words: str) -> None:
    assert when_in_words(AnnouncedEvent(start, end), SETTINGS.interface) == words


def made_bag(folder: Path, files: dict[str, bytes], info: list[tuple[str, str]]) -> dict[str, bytes]:
    write_bag(folder, [(path, partial(iter, [data[:3], data[3:]])) for path, data in files.items()], info)
    return contents(folder)


def test_a_bag_has_the_digests_of_all_its_files(tmp_path: Path) -> None:
    found = made_bag(tmp_path, {"a b.md": b"words", "100%\n.md": b""}, [("External-Description", "many words " * 20)])
    assert found["data/a b.md"] == b"words"
    lines = found["manifest-sha512.txt"].decode().splitlines()
    assert lines == [
        f"{hashlib.sha512(b'words').hexdigest()}  data/a b.md",
        f"{hashlib.sha512(b'').hexdigest()}  data/100%25%0A.md",
    ]
    tags = dict(line.split("  ")[::-1] for line in found["tagmanifest-sha256.txt"].decode().splitlines())
    assert set(tags) == {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"}
    assert tags["manifest-sha512.txt"] == hashlib.sha256(found["manifest-sha512.txt"]).hexdigest()
    assert found["bag-info.txt"].endswith(b"Payload-Oxum: 5.2\n")
    assert max(map(len, found["bag-info.txt"].splitlines())) <= 79


# No percent sign, and no three line ends: bagit reads these otherwise than RFC 8493, section 2.1.3, has them.
@settings(max_examples=6)
@given(st.dictionaries(st.from_regex(r"[ab/é .]+\n?[ab]*", fullmatch=True), st.binary(), max_size=4), st.text())
def test_any_bag_is_valid(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], words: str) -> None:
    bagit = pytest.importorskip("bagit")
    folder = tmp_path_factory.mktemp("bag")
    named = {f"{number}-{path.replace('/', '-').strip()}": data for number, (path, data) in enumerate(files.items())}
    made_bag(folder, named, [("External-Description", f"x {words}")])
    (folder / "data").mkdir(exist_ok=True)
    bagit.Bag(str(folder)).validate()


def test_a_web_archive_is_the_same_each_time_and_holds_what_was_put_in(tmp_path: Path) -> None:
    iterator = pytest.importorskip("warcio.archiveiterator")
    (tmp_path / "page").write_bytes(b"<title>A</title>")
    url = "https://www.a.example.org/Ünï.html"

    def made() -> bytes:
        out = io.BytesIO()
        resources = [Resource(url, tmp_path / "page", "A")]
        write_wacz(out, resources, About("T", "D", MOMENT, url))
        return out.getvalue()

    assert made() == made()
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        warc = archive.read("archive/data.warc.gz")
        line = archive.read("indexes/index.cdx").decode()
        assert json.loads(archive.read("pages/pages.jsonl").splitlines()[1])["title"] == "A"
        for row in json.loads(archive.read("datapackage.json"))["resources"]:
            assert row["hash"] == f"sha256:{hashlib.sha256(archive.read(row['path'])).hexdigest()}"
    assert line.startswith("org,example,a)/ünï.html 20110621080000 {")
    records = [
        record for record in iterator.ArchiveIterator(io.BytesIO(warc), check_digests="raise") if record.http_headers
    ]
    assert [record.rec_headers.get_header("WARC-Target-URI") for record in records] == [url]

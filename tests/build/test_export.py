"""What `newsroom export` writes is valid by a schema or validator, the same each time, and tells nothing too early."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.conftest import CONF, NOW, SMALL, ArchiveOnDisk
from tests.helpers import schemas
from tests.helpers.building import newsroom
from tests.helpers.folders import contents, row

from sphinx_newsroom.cli import main

BASE = "https://a.example.org/press/"
FILES = {
    "conf.py": f"""{CONF}html_baseurl = "{BASE}"\nnewsroom_tag = "a.example.org,2026"\nnewsroom_issuer = "osce"
newsroom_editions = {{"first": "2025-01-15"}}\n""",
    "releases/2012/hearing.md": """
        ---
        title: Hearing on the river
        date: 2012-05-02
        type: media-advisory
        event: {start: 2012-05-10T10:00:00+02:00, end: 2012-05-10T12:30:00+02:00, place: "Old Hall, Aldrum", url: "https://live.example.org/"}
        ---

        UNODC hears Yury Fedotov; the öre <b>rose</b> & fell.
        """,
    "releases/2012/hearing.fr.md": "---\ntitle: Audition\ndate: 2012-05-02\n---\n\nOn entend.\n",
    "releases/2012/days.md": """
        ---
        title: Two days, called off
        date: 2012-06-01
        event: {start: 2012-07-01, end: 2012-07-02, name: Open days, cancelled: true}
        ---

        They were to come.
        """,
    "releases/2012/gone.md": """
        ---
        title: Gone
        date: 2012-06-02
        event: {start: 2012-08-01, name: A quokka, place: Hall of the quokka, url: "https://live.example.org/quokka"}
        ---

        The quokka was wrong.
        """,
    "releases/2030/secret.md": "---\ntitle: Axolotl\ndate: 2030-01-01\n---\n\nThe axolotl is secret.\n",
}
STALE = "run newsroom build first"
NEWS = ("ninjs", "newsml-g2", "icalendar", "bibtex", "csl", "popolo")
KEPT = ("bagit", "wacz")


def publish(archive: ArchiveOnDisk, moment: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", moment)
        assert main(["publish", "--root", str(archive.root)]) == 0


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> ArchiveOnDisk:
    """An archive with events, a correction, a withdrawal, an edition and a release to come, and its site."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("export") / "archive")
    archive.put({**SMALL, **FILES})
    publish(archive, "1735689600")  # 1 January 2025
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1738368000")  # a month later
        root = str(archive.root)
        assert main(["correct", "2011/opening", "--note", "It was a horse.", "--root", root]) == 0
        file = archive.root / "releases/2011/opening.md"
        file.write_text(file.read_text(encoding="utf-8").replace("zebra", "horse"), encoding="utf-8")
        assert main(["withdraw", "2012/gone", "--reason", "It never was.", "--root", root]) == 0
        assert main(["publish", "--root", root]) == 0
    done = newsroom(archive.root)
    assert done.returncode == 0, done.stderr
    return archive


Export = Callable[..., Path]


@pytest.fixture
def export(lived: ArchiveOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Export:
    """What exports to a new place, and must exit with a status."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    made = iter(range(100))

    def run(form: str, *options: str, status: int = 0, root: Path = lived.root) -> Path:
        output = tmp_path / f"{form}-{next(made)}"
        assert main(["export", form, *options, "--output", str(output), "--root", str(root)]) == status
        assert output.exists() == (status == 0)
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".newsroom")] == []
        return output

    return run


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def by_id(path: Path) -> dict[str, dict[str, Any]]:
    return {item["altIds"][0]["value"]: item for item in lines(path)}


# -- news


def test_ninjs_tells_what_stands_what_was_corrected_and_what_went(export: Export) -> None:
    items = by_id(export("ninjs"))
    assert "2030/secret" not in items
    opening = items["2011/opening"]
    assert opening["uri"] == "tag:a.example.org,2026:releases/2011/opening"
    assert (opening["version"], opening["pubStatus"]) == ("2", "usable")
    assert "horse" in opening["bodies"][0]["value"]
    assert "It was a horse." in opening["edNote"]
    assert [person["name"] for person in opening["people"]] == ["Yury Fedotov"]
    gone = items["2012/gone"]
    assert (gone["version"], gone["pubStatus"]) == ("2", "canceled")
    assert "bodies" not in gone
    assert "It never was." in gone["edNote"]


def test_ninjs_is_valid_by_its_schema(export: Export) -> None:
    validator = schemas.ninjs_validator()
    assert [error.message for item in lines(export("ninjs")) for error in validator.iter_errors(item)] == []


def test_newsml_is_valid_by_its_schema(export: Export) -> None:
    assert schemas.newsml_faults(export("newsml-g2").read_bytes()) == []


def test_newsml_tells_versions_and_what_is_canceled(export: Export) -> None:
    names = {"n": "http://iptc.org/std/nar/2006-10-01/", "h": "http://www.w3.org/1999/xhtml"}
    tree = etree.fromstring(export("newsml-g2").read_bytes())
    found = {
        item.get("guid").rpartition(":")[2]: (
            item.get("version"),
            item.findtext("n:itemMeta/n:edNote", None, names),
            item.find("n:itemMeta/n:pubStatus", names).get("qcode"),
            item.findtext(".//h:p", None, names),
        )
        for item in tree.iterfind(".//n:newsItem", names)
    }
    assert found["releases/2012/hearing"][::3] == ("1", "UNODC hears Yury Fedotov; the öre rose & fell.")
    assert found["releases/2012/gone"][2:] == ("stat:canceled", None)
    assert "It was a horse." in str(found["releases/2011/opening"][1])


def test_popolo_can_be_imported(export: Export, tmp_path: Path) -> None:
    made = export("popolo")
    data = json.loads(made.read_bytes())
    assert [person["name"] for person in data["persons"]] == ["Yury Fedotov"]
    assert data["memberships"][0]["organization_id"] == "unodc"
    empty = ArchiveOnDisk(tmp_path / "empty")
    empty.put({"conf.py": CONF, "index.md": "# A\n"})
    shutil.copy(made, tmp_path / "people.json")
    assert main(["import", str(tmp_path / "people.json"), "--write", "--root", str(empty.root)]) == 0
    record = (empty.root / "officials/yury-fedotov.md").read_text(encoding="utf-8")
    assert "role: Executive Director" in record
    assert "acronym: UNODC" in (empty.root / "organizations/unodc.md").read_text(encoding="utf-8")


def test_popolo_is_valid_by_its_schema(export: Export) -> None:
    data = json.loads(export("popolo").read_bytes())
    kinds = {"persons": "person", "organizations": "organization", "memberships": "membership"}
    faults = [
        e.message
        for k, kind in kinds.items()
        for row in data[k]
        for e in schemas.popolo_validator(kind).iter_errors(row)
    ]
    assert faults == []


def test_a_calendar_has_what_releases_invite_to(export: Export) -> None:
    icalendar = pytest.importorskip("icalendar")
    calendar = icalendar.Calendar.from_ical(export("icalendar").read_bytes())
    hearing, days, gone = sorted(calendar.walk("VEVENT"), key=lambda event: event.decoded("DTSTART").isoformat())
    assert hearing.errors == days.errors == []
    assert hearing["UID"] == "tag:a.example.org,2026:releases/2012/hearing#event"
    assert hearing.decoded("DTSTART").isoformat() == "2012-05-10T08:00:00+00:00"
    assert hearing.decoded("DTEND").isoformat() == "2012-05-10T10:30:00+00:00"
    assert (str(hearing["LOCATION"]), str(hearing["SUMMARY"])) == ("Old Hall, Aldrum", "Hearing on the river")
    assert hearing["ORGANIZER"].params["CN"] == "Organization for Security and Co-operation in Europe"
    assert (str(days["SUMMARY"]), str(days["STATUS"])) == ("Open days", "CANCELLED")
    assert (str(gone["SUMMARY"]), str(gone["STATUS"])) == ("Gone", "CANCELLED"), "what is told of it is no word of it"
    assert str(days.decoded("DTEND")) == "2012-07-03", "the first day that is no longer in it"


def test_citations_are_read_by_others(export: Export) -> None:
    bibtexparser = pytest.importorskip("bibtexparser", minversion="2.0")
    library = bibtexparser.parse_string(export("bibtex").read_text(encoding="utf-8"))
    assert (library.failed_blocks, len(library.entries)) == ([], 6)
    rows = json.loads(export("csl").read_bytes())
    citeproc = pytest.importorskip("citeproc.source.json")
    assert len(citeproc.CiteProcJSON(rows)) == 6


# -- what is chosen


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--year", "2011"], {"2011/opening"}),
        (["--year", "2011", "--year", "2012", "--language", "fr"], {"2012/hearing.fr"}),
        (["--release", "2012/hearing", "--release", "2012/days"], {"2012/hearing", "2012/days"}),
        (["--edition", "first", "--year", "2011"], {"2011/opening"}),
    ],
)
def test_what_is_asked_for_is_chosen(export: Export, options: list[str], ids: set[str]) -> None:
    assert set(by_id(export("ninjs", *options))) == ids


def test_an_edition_has_the_texts_of_then_and_no_text_that_was_withdrawn_since(export: Export) -> None:
    items = by_id(export("ninjs", "--edition", "first"))
    assert "zebra" in items["2011/opening"]["bodies"][0]["value"]
    assert items["2011/opening"]["version"] == "1"
    assert items["2011/opening"]["renditions"][0]["href"] == f"{BASE}releases/2011/opening.r1.html"
    assert "bodies" not in items["2012/gone"]
    assert "zebra" not in export("csl", "--edition", "first").read_text(encoding="utf-8")
    assert "Superseded on" in export("bibtex", "--edition", "first").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", [*NEWS, *KEPT])
def test_nothing_to_come_or_withdrawn_leaves_and_bytes_stay_the_same(export: Export, form: str) -> None:
    if form == "icalendar":
        pytest.importorskip("icalendar")
    if form == "wacz":
        pytest.importorskip("warcio")
    one, two = bytes_of(export(form)), bytes_of(export(form))
    assert one == two
    for word in (b"xolotl", b"2030/secret", b"quokka"):
        assert word not in b"".join(one.values())


def bytes_of(output: Path) -> dict[str, bytes]:
    """Files by name; those of a web archive as they are replayed."""
    if output.is_dir():
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}
    found = {"": output.read_bytes()}
    if output.name.startswith("wacz"):
        found.update(replayed(output))
    return found


# -- what is kept


def test_a_bag_is_valid_and_has_sources_site_and_record(export: Export) -> None:
    bagit = pytest.importorskip("bagit")
    made = export("bagit")
    bag = bagit.Bag(str(made))
    bag.validate()
    assert bag.info["Source-Organization"] == "Organization for Security and Co-operation in Europe"
    assert "1 source of a withdrawn release" in bag.info["External-Description"]
    files = {path.removeprefix("data/") for path in bag.payload_entries()}
    assert {"site/index.html", "site/releases/ledger.jsonl", "site/releases/2011/opening.r1.html"} <= files
    assert {
        "sources/releases/2011/opening.md",
        "sources/releases/2011/opening.r1.md",
        "sources/organizations/unodc.md",
    } <= files
    assert not any(path.startswith("site/.") or ("gone.md" in path and path.startswith("sources")) for path in files)
    (made / "data/site/index.html").write_bytes(b"changed")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(made)).validate()


def test_a_bag_of_a_year_has_that_year_alone(export: Export) -> None:
    files = {path for path in bytes_of(export("bagit", "--year", "2011")) if path.startswith("data/")}
    assert {"data/site/releases/2011/opening.md", "data/site/releases/2011/index.html"} <= files
    assert not [path for path in files if "2012" in path or "officials" in path]


def replayed(wacz: Path) -> dict[str, bytes]:
    """What a web archive answers, by address: found by its index."""
    iterator = pytest.importorskip("warcio.archiveiterator")
    found = {}
    with zipfile.ZipFile(wacz) as archive:
        warc = archive.read("archive/data.warc.gz")
        index = archive.read("indexes/index.cdx").decode().splitlines()
    assert index == sorted(index)
    for line in index:
        row = json.loads(line.split(" ", 2)[2])
        begin = int(row["offset"])
        stream = io.BytesIO(warc[begin : begin + int(row["length"])])
        record = next(iterator.ArchiveIterator(stream, check_digests="raise"))
        assert record.rec_headers.get_header("WARC-Target-URI") == row["url"]
        found[row["url"]] = record.content_stream().read()
    return found


def test_a_web_archive_replays_the_site(export: Export, lived: ArchiveOnDisk) -> None:
    made = export("wacz")
    found = replayed(made)
    site = lived.root / "_build/html"
    for path in (
        "index.html",
        "releases/2011/opening.html",
        "releases/2011/opening.r1.html",
        "_static/newsroom/newsroom.css",
    ):
        assert found[BASE + path] == (site / path).read_bytes()
    assert found[BASE] == found[f"{BASE}index.html"]
    with zipfile.ZipFile(made) as archive:
        package = json.loads(archive.read("datapackage.json"))
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
    assert (package["wacz_version"], package["mainPageUrl"]) == ("1.1.1", f"{BASE}index.html")
    assert {row["path"] for row in package["resources"]} == {
        "archive/data.warc.gz",
        "indexes/index.cdx",
        "pages/pages.jsonl",
    }
    assert f"{BASE}releases/2011/opening.html" in {page["url"] for page in pages[1:]}
    assert all(page["url"] in found and page["title"] for page in pages[1:])


# -- what is refused


def edited(lived: ArchiveOnDisk, tmp_path: Path, path: str, old: str, new: str) -> Path:
    """A copy of the archive with another text in a file, and the site of before."""
    root = tmp_path / "copy"
    shutil.copytree(lived.root, root, symlinks=True)
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("embargo: 2030-01-01T00:00:00Z", "shows releases/2012/days, which is now kept back"),
        (
            "withdrawn: {date: 2025-12-01, reason: Wrong.}",
            "the text of releases/2012/days, which has been withdrawn",
        ),
    ],
)
def test_a_site_that_shows_what_may_not_be_shown_is_refused(
    export: Export, lived: ArchiveOnDisk, tmp_path: Path, line: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = edited(lived, tmp_path, "releases/2012/days.md", "date: 2012-06-01", f"date: 2012-06-01\n{line}")
    for path in ("ledger.jsonl", "ledger.head", "2011/opening.r1.md"):  # with a ledger, that tells first
        (root / "releases" / path).unlink()
    export("bagit", status=1, root=root)
    said = capsys.readouterr().err
    assert words in said
    assert STALE in said


def test_a_site_without_the_newest_line_of_the_ledger_is_refused(
    export: Export, lived: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = edited(lived, tmp_path, "releases/2012/days.md", "to come", "to come")
    (root / "releases/2012/new.md").write_text("---\ntitle: New\ndate: 2012-09-01\n---\n\nNew.\n", encoding="utf-8")
    publish(ArchiveOnDisk(root), NOW)
    export("bagit", "--year", "2011", status=1, root=root)
    assert "has a different ledger than the archive" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", ["<!-- 2030/secret -->", "[more](../releases/2030/secret.md)", "{release}`2030/secret`"]
)
def test_a_source_that_names_what_is_kept_back_stays_here(
    export: Export, lived: ArchiveOnDisk, tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = edited(lived, tmp_path, "organizations/unodc.md", "Fights crime.", f"Fights crime. {words}")
    made = export("bagit", root=root)
    assert "1 source that names something kept back" in capsys.readouterr().err
    assert not (made / "data/sources/organizations/unodc.md").exists()
    assert b"2030/secret" not in b"".join(bytes_of(made).values())


@pytest.mark.parametrize("form", KEPT)
def test_a_published_file_that_was_damaged_is_not_kept_for_good(
    export: Export, lived: ArchiveOnDisk, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = edited(lived, tmp_path, "_build/html/releases/2011/opening.md", "horse", "zebra")
    export(form, status=1, root=root)
    assert "releases/2011/opening.md isn't as it was published; run newsroom build --verify" in capsys.readouterr().err


def test_a_folder_that_is_there_is_not_written_over(
    export: Export, lived: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/mine.txt").write_text("mine")
    assert main(["export", "bagit", "--output", str(tmp_path / "there"), "--root", str(lived.root)]) == 2
    assert "already exists" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    assert main(["export", "wacz", "--output", str(tmp_path / "empty"), "--root", str(lived.root)]) == 2
    assert "empty is a folder; give the name of a file" in capsys.readouterr().err
    assert (tmp_path / "empty").is_dir()


# -- what readers see of an event


def test_a_page_says_when_and_where(lived: ArchiveOnDisk) -> None:
    page = (lived.root / "_build/html/releases/2012/hearing.html").read_text(encoding="utf-8")
    assert '<time datetime="2012-05-10T10:00:00+02:00">10 May 2012, 10:00–12:30 (UTC+2)</time>' in page
    assert "<dt>Where</dt><dd>Old Hall, Aldrum</dd>" in page
    assert '<a href="https://live.example.org/">' in page
    data = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    (event,) = data["about"]
    assert (event["@type"], event["startDate"]) == ("Event", "2012-05-10T10:00:00+02:00")
    assert [place["@type"] for place in event["location"]] == ["Place", "VirtualLocation"]
    site = contents(lived.root / "_build/html")
    assert row(site, "2012/hearing")["event"]["end"] == "2012-05-10T12:30:00+02:00"
    markdown = (lived.root / "_build/html/releases/2012/hearing.md").read_text(encoding="utf-8")
    assert "place: Old Hall, Aldrum" in markdown or '"place": "Old Hall, Aldrum"' in markdown

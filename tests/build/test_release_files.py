"""Pictures and attachments are published, too: recorded, corrected, withdrawn and moved with the release."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import NOW, SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import contents, copied, grow_older, row

from sphinx_newsroom.cli import main
from sphinx_newsroom.files import checked, read_checked, state_of

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HALL = PNG + b"another picture"
OLD_REPORT, NEW_REPORT = b"%PDF-1.4 6.24 metres\n", b"%PDF-1.4 6.42 metres\n"
RELEASE = """
    ---
    title: The level of the river
    date: 2012-05-04
    image: {src: /images/bridge.png, alt: A bridge}
    ---

    The river rose. The [report](level/report.pdf) and the [table](table.csv) say more.

    ![The hall](/images/hall.png)
    """


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose release has a lead image, a picture and two attachments, published and built."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("flooded") / "archive")
    archive.put({**SMALL, "releases/2012/level.md": RELEASE})
    for path, data in {
        "releases/2012/level/report.pdf": OLD_REPORT,
        "releases/2012/table.csv": b"day,metres\n1,6.24\n",
        "images/bridge.png": PNG,
        "images/hall.png": HALL,
    }.items():
        (archive.root / path).parent.mkdir(parents=True, exist_ok=True)
        (archive.root / path).write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        run(archive, "publish")
        begin(archive)
    return archive.root


@pytest.fixture
def flooded(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """A copy of it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    copied(published, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def run(archive: ArchiveOnDisk, *words: str, status: int = 0) -> None:
    assert main([*words, "--root", str(archive.root)]) == status


def begin(archive: ArchiveOnDisk) -> None:
    """Build what a later build starts from."""
    done = newsroom(archive.root)
    assert done.returncode == 0, done.stderr


def build(archive: ArchiveOnDisk) -> dict[str, bytes]:
    """The site after an incremental build, which is the same as a clean one."""
    begin(archive)
    clean = archive.root.parent / "clean"
    shutil.rmtree(clean, ignore_errors=True)
    assert newsroom(archive.root, "--out", str(clean)).returncode == 0
    found = contents(site(archive))
    assert found == contents(clean)
    return found


def site(archive: ArchiveOnDisk) -> Path:
    return archive.root / "_build" / "html"


def test_files_stand_at_addresses_of_the_release_and_in_its_data(flooded: ArchiveOnDisk) -> None:
    found = contents(site(flooded))
    page = found["releases/2012/level.html"].decode()
    for name, data in {
        "report.pdf": OLD_REPORT,
        "table.csv": b"day,metres\n1,6.24\n",
        "images/bridge.png": PNG,
        "images/hall.png": HALL,
    }.items():
        assert found[f"releases/2012/level/{name}"] == data
        assert f'"level/{name}"' in page
    assert not [path for path in found if path.startswith(("_downloads/", "_images/", "images/"))], "one copy of each"
    level = row(found, "2012/level")
    assert {file["url"].removeprefix("releases/2012/level/") for file in level["files"]} == {
        "report.pdf",
        "table.csv",
        "images/bridge.png",
        "images/hall.png",
    }
    items = json.loads(found["feed.json"])["items"]
    item = next(item for item in items if item["url"].endswith("/level.html"))
    offered = [attachment["url"] for attachment in item["attachments"]]
    assert [url.rpartition("/")[2] for url in offered] == ["report.pdf", "table.csv", "bridge.png"]


def test_a_file_that_is_named_no_longer_is_told(flooded: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    (flooded.root / "images/bridge.png").rename(flooded.root / "images/crossing.png")
    release = flooded.root / "releases/2012/level.md"
    release.write_text(release.read_text().replace("bridge.png", "crossing.png"))
    said = "images/bridge.png of 2012/level is missing; it was published"
    run(flooded, "check", status=1)
    assert said in capsys.readouterr().out
    before = contents(site(flooded))
    done = newsroom(flooded.root)
    assert done.returncode == 1
    assert said in done.stdout + done.stderr
    assert contents(site(flooded)) == before


def test_a_file_of_the_same_size_and_time_is_told_and_verify_believes_nothing_kept(
    flooded: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    report = flooded.root / "releases/2012/level/report.pdf"
    before = os.stat(report)
    grow_older(flooded.root / "releases")
    run(flooded, "check")  # which keeps what it read
    assert "[kept-as-published]" not in capsys.readouterr().out
    for replaced in (False, True):  # written in place, and renamed over it
        place = report.with_name("new.pdf") if replaced else report
        place.write_bytes(NEW_REPORT if not replaced else OLD_REPORT[::-1])
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        place.replace(report)
        for command in ("check", "verify"):
            run(flooded, command, status=1)
            assert "the file report.pdf of 2012/level isn't the one" in "".join(capsys.readouterr()), command
        assert "report.pdf of 2012/level isn't the one" in newsroom(flooded.root).stderr
    kept = next((flooded.root / "_build").rglob("files.json"))
    version, rows = read_checked(kept)
    status = os.stat(report)
    rows["releases/2012/level/report.pdf"] = [state_of(status), hashlib.sha256(OLD_REPORT).hexdigest(), ""]
    kept.write_text(checked([version, rows]))
    run(flooded, "check")
    capsys.readouterr()
    run(flooded, "verify", status=1)
    assert "the file report.pdf of 2012/level isn't the one" in "".join(capsys.readouterr())


def test_a_file_is_corrected_and_what_it_was_stays(flooded: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    """Both ways: `correct` after the file was replaced, when only the site has the old one, and before."""
    (flooded.root / "releases/2012/level/report.pdf").write_bytes(NEW_REPORT)
    run(flooded, "correct", "2012/level", "--note", "The report gave 6.24 metres.")
    assert "releases/2012/level.r1/ its file" in capsys.readouterr().out
    found = build(flooded)
    assert found["releases/2012/level/report.pdf"] == NEW_REPORT
    assert found["releases/2012/level.r1/report.pdf"] == OLD_REPORT
    earlier = found["releases/2012/level.r1.html"].decode()
    assert 'href="level.r1/report.pdf"' in earlier
    assert 'href="level/table.csv"' in earlier, "what did not change is one file"
    assert "the new file" in earlier
    assert main(["verify", str(site(flooded)), "--root", str(flooded.root)]) == 0

    run(flooded, "correct", "2012/level", "--note", "The table is withdrawn.")
    (flooded.root / "releases/2012/table.csv").unlink()
    release = flooded.root / "releases/2012/level.md"
    release.write_text(release.read_text().replace(" and the [table](table.csv) say", " says"))
    run(flooded, "publish", "2012/level")
    kept = sorted(path.name for path in (flooded.root / "releases/2012/level.r2").rglob("*"))
    assert kept == ["table.csv"], "of what did not change nothing is kept"
    found = build(flooded)
    assert found["releases/2012/level/table.csv"] == b"day,metres\n1,6.24\n", "its address answers"
    assert 'href="level/table.csv"' in found["releases/2012/level.r2.html"].decode()
    assert ">table.csv</dt>" in found["releases/2012/level.r2.html"].decode()


LISTED = """
    ---
    title: The level of the river
    date: 2012-05-04
    image: {src: /images/bridge.png, alt: A bridge}
    attachments:
      - {src: level/report.pdf, title: "The report & its annex"}
      - {src: /data/gauges.csv, title: All gauges}
      - table.csv
      - /images/hall.png
    ---

    The river rose. The [table](table.csv) says more.

    ![The hall](/images/hall.png)
    """


@pytest.fixture(scope="module")
def published_list(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same archive before anything was published, with a release that lists its files; published and built."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("listed") / "archive")
    copied(published, archive.root)
    for path in archive.root.glob("releases/ledger.*"):
        path.unlink()
    shutil.rmtree(archive.root / "_build")
    archive.put({"releases/2012/level.md": LISTED, "data/gauges.csv": "gauge\n" + "Aldrum\n" * 200})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        run(archive, "publish")
        begin(archive)
    return archive.root


@pytest.fixture
def listed(published_list: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """A copy of it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    copied(published_list, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def test_listed_files_are_files_of_the_release_with_title_kind_and_size(listed: ArchiveOnDisk) -> None:
    found = contents(site(listed))
    page = found["releases/2012/level.html"].decode()
    block = page.partition('<section class="attachments"')[2].partition("</section>")[0]
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a> <span class="count">([^<]+)</span>', block) == [
        ("level/report.pdf", "The report &amp; its annex", "PDF, 21 bytes"),
        ("level/data/gauges.csv", "All gauges", "CSV, 1.4 KB"),
        ("level/table.csv", "table.csv", "CSV, 18 bytes"),
        ("level/images/hall.png", "hall.png", "PNG, 85 bytes"),
    ]
    assert found["releases/2012/level/data/gauges.csv"] == (listed.root / "data/gauges.csv").read_bytes()
    level = row(found, "2012/level")
    assert [(one["title"], one["media_type"], one["size"]) for one in level["attachments"]] == [
        ("The report & its annex", "application/pdf", 21),
        ("All gauges", "text/csv", 1406),
        ("table.csv", "text/csv", 18),
        ("hall.png", "image/png", 85),
    ]
    assert {one["sha256"] for one in level["attachments"]} < {one["sha256"] for one in level["files"]}
    assert len(level["files"]) == 5, "one that is linked and listed is one file"
    items = json.loads(found["feed.json"])["items"]
    item = next(item for item in items if item["url"].endswith("/level.html"))
    offered = [(one["url"].rpartition("/")[2], one.get("title")) for one in item["attachments"]]
    assert offered == [
        ("table.csv", None),  # what the text links comes first, as it did before the header listed any
        ("report.pdf", "The report & its annex"),
        ("gauges.csv", "All gauges"),
        ("hall.png", None),
        ("bridge.png", None),
    ]
    rows = map(json.loads, (listed.root / "releases/ledger.jsonl").read_text().splitlines())
    (line,) = [one for one in rows if one["id"] == "2012/level"]
    assert set(line["details"]["files"]) == {
        "report.pdf",
        "data/gauges.csv",
        "table.csv",
        "images/bridge.png",
        "images/hall.png",
    }


def test_a_listed_file_is_corrected_and_withdrawn_as_one_that_is_linked(listed: ArchiveOnDisk) -> None:
    (listed.root / "releases/2012/level/report.pdf").write_bytes(NEW_REPORT)
    run(listed, "check", status=1)
    run(listed, "correct", "2012/level", "--note", "The report gave 6.24 metres.")
    begin(listed)
    found = contents(site(listed))
    assert found["releases/2012/level/report.pdf"] == NEW_REPORT
    assert found["releases/2012/level.r1/report.pdf"] == OLD_REPORT
    earlier = found["releases/2012/level.r1.html"].decode()
    assert 'href="level.r1/report.pdf">The report &amp; its annex</a>' in earlier
    run(listed, "withdraw", "2012/level", "--reason", "It was about another river.")
    found = build(listed)
    assert not [path for path in found if path.startswith(("releases/2012/level/", "releases/2012/level.r1/"))]
    assert b"annex" not in b"".join(found[path] for path in found if path.startswith(("releases/2012/level", "data/")))
    assert not any(data in found.values() for data in (OLD_REPORT, NEW_REPORT, PNG, HALL))
    rules = found["_redirects"].decode()
    assert "/releases/2012/level/report.pdf /releases/2012/level.html 301\n" in rules
    assert "/releases/2012/level.r1/report.pdf /releases/2012/level.html 301\n" in rules


def test_files_that_may_not_be_offered_keep_their_release_back(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file, one of a kind that is not allowed, a text, conf.py, a link that leads out."""
    secret = archive.root.parent / "secret.pdf"
    secret.write_bytes(b"secret")
    (archive.root / "link.pdf").symlink_to(secret)
    (archive.root / "run.exe").write_bytes(b"MZ")
    for number, path in enumerate(("gone.pdf", "/run.exe", "/releases/2011/opening.md", "/conf.py", "/link.pdf")):
        header = f"---\ntitle: Level {number}\ndate: 2012-05-04\nattachments:\n  - {path}\n---\n\nText.\n"
        archive.put({f"releases/2012/r{number}.md": header})
    run(archive, "check", status=1)
    told = capsys.readouterr().out
    assert re.findall(r"releases/2012/r(\d)\.md:5: \[(.*?)\]", told) == [
        ("0", "missing-file"),
        ("1", "directive"),
        ("2", "directive"),
        ("3", "directive"),
        ("4", "outside-archive"),
    ]


BEGINS = ("---\n", "\ufeff---\n", "\n---\n", "---\r\nnumber: 5\r\n")
"""How a text begins whose header counts in .md alone: whoever called a release so meant it to wait."""


def test_a_text_is_offered_as_any_file_but_for_one_with_a_header_or_of_a_release_that_is_kept_back(
    archive: ArchiveOnDisk,
) -> None:
    header = "---\ntitle: {}\ndate: {}\nattachments: [{}]\nimage: {{src: later/hall.png, alt: A hall}}\n---\n\nText.\n"
    (archive.root / "releases/2012/later").mkdir()
    (archive.root / "releases/2012/later/hall.png").write_bytes(HALL)
    links = " ".join(f"[More](secret{number}.txt)" for number in range(len(BEGINS)))
    archive.put(
        {
            "releases/2012/now.md": header.format("Now", "2012-05-04", "later/plan.pdf, /open.pdf, now/gauges.txt"),
            "releases/2012/later.md": header.format("Later", "2112-05-04", "later/plan.pdf"),
            "releases/2012/later/plan.pdf": "canaryplan",
            "releases/2012/now/gauges.txt": "gauges",
            "open.pdf": "open",
            "releases/2012/spoken.md": "---\ntitle: T\ndate: 2012-05-04\n---\n\nThe [transcript](spoken.txt).\n",
            "releases/2012/spoken.txt": "It was said.",
            "releases/2012/links.md": f"---\ntitle: T\ndate: 2012-05-04\n---\n\n{links}.\n",
        }
    )
    for number, head in enumerate(BEGINS):
        text = f"{head}embargo: 2099-01-01\n---\nA wallaby.\n"
        (archive.root / f"releases/2012/secret{number}.txt").write_text(text, "utf-8")
    found = build(archive)
    assert not [path for path, data in found.items() if "plan" in path or b"canaryplan" in data or b"plan.pdf" in data]
    assert not [path for path, data in found.items() if "hall" in path or b"hall.png" in data or data == HALL]
    assert not [path for path, data in found.items() if b"wallaby" in data]
    assert b">open.pdf</a>" in found["releases/2012/now.html"]
    assert found["releases/2012/now/gauges.txt"] == b"gauges"
    assert found["releases/2012/spoken/spoken.txt"] == b"It was said."
    assert b'href="spoken/spoken.txt"' in found["releases/2012/spoken.html"]
    assert b"The [transcript]" in found["releases/2012/spoken.md"]


@pytest.mark.parametrize(
    ("links", "says"),
    [
        ("[One](level/report.pdf) [two](report.pdf).", "where 'releases/2012/level/report.pdf' is"),
        ("[One](level/report.pdf) [three](level/high.json).", "which is a file that belongs to a page"),
    ],
)
def test_two_files_at_one_address_are_told(
    archive: ArchiveOnDisk, links: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "---\ntitle: Level\ndate: 2012-05-04\n---\n\n"
    archive.put({"releases/2012/level.md": header + links + "\n", "releases/2012/level/high.md": header + "High.\n"})
    for name in ("level/report.pdf", "report.pdf", "level/high.json"):
        (archive.root / "releases/2012" / name).write_bytes(name.encode())
    run(archive, "check", status=1)
    assert "[duplicate-id] 'releases/2012/" in (told := capsys.readouterr().out)
    assert says in told

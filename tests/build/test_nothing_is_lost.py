"""What readers have stays: addresses, the record, whole files; and no process outlives its build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import CONF, NOW, SHARING, SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import contents, copied
from tests.helpers.site_lists import list_files

from sphinx_newsroom.cli import main
from sphinx_newsroom.files import digest_of_built
from sphinx_newsroom.operations.site import listed

SLEEPS = (
    CONF
    + """
import os, time

def setup(app):
    app.connect("source-read", sleep)

def sleep(app, docname, source):
    if os.environ.get("SLEEP") and docname == "releases/2011/opening":
        open(os.environ["SLEEP"], "w").write(str(os.getpid()))
        time.sleep(600)
"""
)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a ledger whose site was built once."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("recorded") / "archive")
    archive.put(SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        assert main(["publish", "--root", str(archive.root)]) == 0
        done = newsroom(archive.root, "-W")
    assert done.returncode == 0, done.stdout + done.stderr
    return archive.root


@pytest.fixture
def recorded(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """A copy of it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    copied(first, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def site(archive: ArchiveOnDisk) -> Path:
    return archive.root / "_build" / "html"


def clean(archive: ArchiveOnDisk) -> dict[str, bytes]:
    folder = archive.root.parent / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    done = newsroom(archive.root, "--out", str(folder))
    assert done.returncode == 0, done.stderr
    return contents(folder)


# -- addresses and the record


def test_a_feed_that_held_nothing_goes_with_a_word_and_one_that_held_something_does_not(
    recorded: ArchiveOnDisk,
) -> None:
    """An earlier version made a feed for what no release was on."""
    out = site(recorded)
    known = listed(out)
    assert known
    empty, full = "organizations/quiet/rss.xml", "organizations/loud/rss.xml"
    held = {empty: b"<rss><channel></channel></rss>\n", full: b"<rss><channel><item></item></channel></rss>\n"}
    for path, data in held.items():
        (out / path).parent.mkdir()
        (out / path).write_bytes(data)
        known[path] = digest_of_built(data)
    list_files(out, known)
    done = newsroom(recorded.root)
    assert done.returncode == 1
    assert f"would lose: {full};" in done.stderr
    assert (out / empty).is_file()
    del known[full]
    (out / full).unlink()
    list_files(out, known)
    done = newsroom(recorded.root)
    assert done.returncode == 0, done.stderr
    assert f"omitted because they are empty: {empty}" in done.stderr
    assert not (out / empty).exists()


def test_whom_no_release_names_since_a_correction_or_withdrawal_has_no_feed_and_stops_no_build(
    recorded: ArchiveOnDisk,
) -> None:
    """A withdrawal is urgent: it does not wait for an option that nobody thinks of."""
    out, release = site(recorded), recorded.root / "releases/2011/opening.md"
    assert {"officials/yury-fedotov/rss.xml", "topics/human-trafficking.html"} <= set(listed(out) or ())
    release.write_text(release.read_text().replace("Yury Fedotov of", "A man of").replace("Fedotov", "He"))
    assert main(["correct", "2011/opening", "--note", "It was another man.", "--root", str(recorded.root)]) == 0
    assert main(["check", "--strict", "--root", str(recorded.root)]) == 0
    done = newsroom(recorded.root)
    assert done.returncode == 0, done.stderr
    assert "omitted because they are empty: officials/yury-fedotov/rss.xml" in done.stderr
    assert main(["withdraw", "2011/opening", "--reason", "All wrong.", "--root", str(recorded.root)]) == 0
    assert main(["check", "--strict", "--root", str(recorded.root)]) == 0
    done = newsroom(recorded.root)
    assert done.returncode == 0, done.stderr
    assert "All wrong." in (out / "releases/2011/opening.html").read_text()


def test_what_readers_have_does_not_vanish_unsaid(recorded: ArchiveOnDisk) -> None:
    before = contents(site(recorded))
    for name in ("releases/ledger.jsonl", "releases/ledger.head", "officials/yury-fedotov.md"):
        (recorded.root / name).unlink()
    refused = newsroom(recorded.root)
    assert refused.returncode == 1, refused.stdout
    assert "nothing was published" in refused.stderr
    records = [f"the record of published: {id_}" for id_ in ("2011/opening", "2012/follow-up")]
    lost = [*records, "officials/yury-fedotov.html", "officials/yury-fedotov/rss.xml"]
    assert [what for what in lost if what not in refused.stderr] == []
    assert contents(site(recorded)) == before
    accepted = newsroom(recorded.root, "--accept-loss")
    assert accepted.returncode == 0, accepted.stderr
    said = accepted.stderr.partition("removed from the site, as accepted: ")[2]
    assert [what for what in lost if what not in said] == []
    assert newsroom(recorded.root).returncode == 0, "said once"


def test_a_body_whose_id_changed_has_issued_what_it_issued(recorded: ArchiveOnDisk) -> None:
    """Its page's old address leads to the new one, its feeds answer at both, all texts are as they were published."""
    record = (recorded.root / "organizations/osce.md").read_text()
    (recorded.root / "organizations/osce.md").unlink()
    recorded.put({"organizations/osce-secretariat.md": record.replace("acronym", "former_ids: [osce]\nacronym")})
    release = recorded.root / "releases/2011/opening.md"
    release.write_text(release.read_text().replace("issuer: osce", "issuer: osce-secretariat"))
    assert main(["check", "--root", str(recorded.root)]) == 0
    done = newsroom(recorded.root)
    assert done.returncode == 0, done.stderr
    here, there = (site(recorded) / f"organizations/{id_}/rss.xml" for id_ in ("osce", "osce-secretariat"))
    # The ids at the old address are those that items have always had there.
    assert here.read_bytes() == there.read_bytes().replace(b"osce-secretariat</guid>", b"osce</guid>")
    moved = (site(recorded) / "organizations/osce.html").read_text()
    assert 'content="0; url=osce-secretariat.html"' in moved
    release.write_text(release.read_text().replace("issuer: osce-secretariat", "issuer: unodc"))
    assert main(["check", "--root", str(recorded.root)]) == 1


def test_a_release_that_was_set_under_embargo_before_it_was_recorded_goes(recorded: ArchiveOnDisk) -> None:
    text = "---\ntitle: Merger\ndate: 2012-05-01\n{}---\n\nText.\n"
    lines = ("embargo: 2031-01-01T00:00:00Z\n", "draft: true\n")
    recorded.put({f"releases/2012/merger-{number}.md": text.format("") for number, _ in enumerate(lines)})
    assert newsroom(recorded.root).returncode == 0
    recorded.put({f"releases/2012/merger-{number}.md": text.format(line) for number, line in enumerate(lines)})
    done = newsroom(recorded.root)
    assert done.returncode == 0, done.stderr
    assert not list(site(recorded).rglob("*merger*"))


# -- files that something else changed


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def of_another_version(seals: Path) -> None:
    content = '[{"index.html":[231,1795999133875961488,"860284f8d1dca0c9e84b98c95c843089e4b3acff"]},{}]'
    seals.write_text(f"{digest_of_built(content.encode())}\n{content}", encoding="utf-8")


DAMAGES: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("html/rss.xml", cut),
    ("html.doctrees/environment.pickle", cut),
    ("html.built", of_another_version),
)


def test_a_build_builds_upon_nothing_that_was_damaged(recorded: ArchiveOnDisk) -> None:
    expected: dict[int, dict[str, bytes]] = {}
    for number, (path, damage) in enumerate(DAMAGES):
        file = recorded.root / "_build/.newsroom-work" / path
        damage(file)
        name = ("Security", "Peace")[number % 2]
        recorded.put({"organizations/osce.md": f"---\nname: Organization for {name}\nacronym: OSCE\n---\nText.\n"})
        done = newsroom(recorded.root)
        assert done.returncode == 0, done.stderr
        damaged = "is damaged, or was written by another version of newsroom"
        last = damaged if path == "html.built" else "was changed after the last build"
        is_of_the_site = path.startswith("html/")  # and is taken from the published site again
        assert (f"{file} {last}, so everything is built again" in done.stderr) != is_of_the_site
        assert "Traceback" not in done.stderr
        if number < 2:
            expected[number] = clean(recorded)
        assert contents(site(recorded)) == expected[number % 2], path


FAILS = (
    CONF
    + """
import os
from sphinx.transforms import SphinxTransform

def setup(app):
    app.add_transform(Failing)

class Failing(SphinxTransform):
    default_priority = 500

    def apply(self):
        if "FAIL" in os.environ and self.env.docname == "index":
            raise KeyError("a fault that nobody foresaw")
"""
)


def test_a_fault_that_nobody_foresaw_is_one_sentence_and_the_site_stands(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": FAILS})
    assert newsroom(archive.root).returncode == 0
    before = contents(site(archive))
    archive.put({"index.md": "# Changed\n\nWords.\n"})
    failed = newsroom(archive.root, env={"FAIL": "1"})
    assert failed.returncode == 1
    assert "so everything is built again" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert "a fault that nobody foresaw" in failed.stderr.splitlines()[-1]
    details = archive.root / "_build/.newsroom-work/html.error"
    assert str(details) in failed.stderr
    assert "Traceback" in details.read_text()
    assert contents(site(archive)) == before


# -- processes


def children_of(parent: int) -> list[int]:
    """The processes that a process started, and theirs."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found += [int(stat.parent.name), *children_of(int(stat.parent.name))]
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_no_process_outlives_its_build_or_holds_its_lock(archive: ArchiveOnDisk, tmp_path: Path) -> None:
    archive.put({"conf.py": SLEEPS + SHARING})
    archive.put({f"releases/2012/n{n}.md": f"---\ntitle: N {n}\ndate: 2012-01-01\n---\n\nText.\n" for n in range(8)})
    mark = tmp_path / "sleeping"
    build = subprocess.Popen(
        [sys.executable, "-m", "sphinx_newsroom", "build", "-j", "2"],
        cwd=archive.root,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW, "SLEEP": str(mark)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not mark.exists():
        assert build.poll() is None
        time.sleep(0.05)
    workers = children_of(build.pid)
    assert workers, "it is a worker that sleeps"
    build.kill()
    build.wait(timeout=60)
    end = time.monotonic() + 30
    while any(map(alive, workers)) and time.monotonic() < end:
        time.sleep(0.05)
    assert [process for process in workers if alive(process)] == []
    again = newsroom(archive.root)
    assert again.returncode == 0, again.stderr


def test_a_topic_that_a_broken_release_alone_has_holds_nobody_up(
    recorded: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its page is not in the site, which is said; in an archive whose releases are all shown, it is missed."""
    release = "---\ntitle: Bees\ndate: 2013-01-01\ntopics: [bees]\n---\n\nWords.\n"
    recorded.put({"releases/2013/bees.md": release})
    assert newsroom(recorded.root).returncode == 0
    assert (site(recorded) / "topics/bees.html").exists()
    recorded.put({"releases/2013/bees.md": release.replace("title:", "titel:"), "releases/2013/flood.md": FLOOD})
    done = newsroom(recorded.root)
    assert done.returncode == 0, done.stderr
    assert "omitted until their releases are published: topics/bees.html" in done.stderr
    capsys.readouterr()
    main(["check", "--root", str(recorded.root)])
    assert "topics/bees" not in capsys.readouterr().out, "nobody is told to bring a file back that there never was"
    assert (site(recorded) / "releases/2013/flood.html").exists()
    recorded.put({"releases/2013/bees.md": release})
    assert newsroom(recorded.root).returncode == 0
    recorded.put({"releases/2013/bees.md": release.replace("topics: [bees]\n", "")})
    refused = newsroom(recorded.root)
    assert refused.returncode == 1
    assert "topics/bees.html" in refused.stderr
    assert main(["check", "--root", str(recorded.root)]) == 1
    assert "has topics/bees.html, but no release is in this list any more" in capsys.readouterr().out


FLOOD = "---\ntitle: Flood\ndate: 2013-01-02\n---\n\nLeave the valley.\n"

"""``newsroom build`` publishes whole sites or nothing."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from tests.conftest import CONF, SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import contents, copied

DIES = (
    CONF
    + """
import os

def setup(app):
    app.connect("html-page-context", die)

def die(app, pagename, *rest):
    if pagename == os.environ.get("DIE_AT"):
        os.kill(os.getpid(), 9)
"""
)
BROKEN = "---\ntitle: Broken\ndaet: 2012-01-01\n---\n\nText.\n"
EMBARGOED = "---\ntitle: Secret merger\ndate: 2030-01-01\nembargo: 2030-01-01T10:00:00+01:00\n---\n\nHush.\n"


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file with its bytes, inode and mtime."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_ino, p.stat().st_mtime_ns) for p in files}


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose site was built once, in one process."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("published") / "archive")
    archive.put({**SMALL, "conf.py": DIES})
    done = newsroom(archive.root, "-j1", "-W")
    assert done.returncode == 0, done.stdout + done.stderr
    return archive.root


@pytest.fixture
def published(built_once: Path, tmp_path: Path) -> ArchiveOnDisk:
    """A copy of it."""
    copied(built_once, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def change(archive: ArchiveOnDisk, path: str, old: str, new: str) -> None:
    """Write a release of the small archive with other words."""
    assert old in SMALL[path]
    archive.put({path: SMALL[path].replace(old, new)})


def out(archive: ArchiveOnDisk) -> Path:
    return archive.root / "_build" / "html"


def test_it_says_where_the_site_is_and_what_is_in_it(archive: ArchiveOnDisk) -> None:
    """Sphinx colours its log where CI is set, and the short log could not read the coloured lines."""
    done = newsroom(archive.root, env={"CI": "true", "FORCE_COLOR": "1"})
    assert done.returncode == 0, done.stderr
    assert f"The site is at {out(archive) / 'index.html'}" in done.stdout
    assert "2 releases, 2 organizations, 1 official;" in done.stdout
    site = contents(out(archive))
    # The list of files is written after the others are counted.
    counted = sum(len(data) for path, data in site.items() if path != ".newsroom-files")
    assert f"The site has {len(site):,} files, {counted / 1e6:,.1f} MB\n" in done.stdout
    assert "LEFT OUT" not in done.stdout
    assert "\x1b" not in done.stdout, "no colours where no terminal is"
    assert (out(archive) / "releases" / "2011" / "opening.html").is_file()


def test_the_site_is_the_one_that_sphinx_builds(archive: ArchiveOnDisk) -> None:
    assert newsroom(archive.root).returncode == 0
    plain = archive.build("plain")
    assert plain.status == 0
    command = contents(out(archive))
    assert ".newsroom-files" in command, "the list of what the command published, which Sphinx does not"
    del command[".newsroom-files"]
    assert set(command) == set(contents(plain.out))
    assert command == contents(plain.out)


def test_a_build_warns_near_a_limit(published: ArchiveOnDisk) -> None:
    published.put({"conf.py": f'{CONF}newsroom_host = "cloudflare"\n'})
    said = newsroom(published.root).stderr
    assert "newsroom_host is 'cloudflare'; write one of github-pages, cloudflare-pages" in said
    published.put({"conf.py": f'{CONF}newsroom_host = "cloudflare-pages"\n'})
    with (published.root / "releases/2011/data.csv").open("wb") as file:
        file.truncate(25_000_000)
    change(published, "releases/2011/opening.md", "dateline", "attachments: [data.csv]\n        dateline")
    said = newsroom(published.root).stderr
    assert "cloudflare-pages takes at most 26,214,400 bytes in a file, and releases/2011/opening/data.csv is" in said


def test_another_folder(archive: ArchiveOnDisk, tmp_path: Path) -> None:
    done = newsroom(archive.root, "--out", str(tmp_path / "a b" / "site"), "-q")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a b" / "site" / "index.html").is_file()
    assert not (archive.root / "_build").exists()
    assert "reading sources" not in done.stdout
    # It may stand in a folder that a server answers from, and what the builds say of drafts is kept beside it.
    assert (tmp_path / "a b" / ".newsroom-work").stat().st_mode & 0o007 == 0
    assert (tmp_path / "a b" / "site").stat().st_mode & 0o005 == 0o005


def test_what_somebody_put_into_the_site_and_is_in_the_way_is_put_aside_and_named(published: ArchiveOnDisk) -> None:
    (out(published) / "press").write_text("theirs")
    change(published, "releases/2012/follow-up.md", "date: 2012", "former_urls: [press/1]\n        date: 2012")
    assert "they were moved to" in newsroom(published.root, "-j1").stdout
    assert (published.root / "_build/.newsroom-work/html.aside/1/press").read_text() == "theirs"


@pytest.mark.parametrize("name", ["html.old", ".newsroom-work/html"])
def test_a_folder_of_somebody_else_beside_the_site_stops_the_build_before_it_begins(
    archive: ArchiveOnDisk, name: str
) -> None:
    archive.put({f"_build/{name}/thesis.txt": "x"})
    done = newsroom(archive.root, "--fresh")
    assert done.returncode in (1, 2)
    assert f"{name} is in the way" in done.stderr
    assert "move it elsewhere" in done.stderr
    assert "Running Sphinx" not in done.stdout
    assert (archive.root / "_build" / name / "thesis.txt").is_file()


@pytest.mark.parametrize(
    ("conf", "words"),
    [
        (None, "create an archive with `newsroom init`"),
        ("project = 1 +\n", "syntax error"),
        (CONF + "newsroom_link = 'none'\n", "newsroom_link"),
        ("project = 'x'\n", "does not load the extension"),
    ],
)
def test_wrong_configuration_is_usage(archive: ArchiveOnDisk, conf: str | None, words: str) -> None:
    if conf is None:
        (archive.root / "conf.py").unlink()
    else:
        archive.put({"conf.py": conf})
    done = newsroom(archive.root, "--root", str(archive.root))
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert not out(archive).exists()


def test_a_broken_and_an_embargoed_release_are_left_out_and_listed(published: ArchiveOnDisk) -> None:
    published.put({"releases/2030/secret.md": EMBARGOED})
    assert newsroom(published.root, "-j1", "-W").returncode == 0, "an embargo is no mistake"
    published.put({"releases/2012/broken.md": BROKEN})
    done = newsroom(published.root, "-j1")
    assert done.returncode == 0
    assert "LEFT OUT of the site, 2 files:" in done.stdout
    assert "  releases/2030/secret.md: under embargo until 2030-01-01T10:00:00+01:00" in done.stdout
    assert "  releases/2012/broken.md:3: [unknown-key]" in done.stdout
    assert not (out(published) / "releases" / "2012" / "broken.html").exists()


def test_the_report_as_json(published: ArchiveOnDisk) -> None:
    published.put({"releases/2012/broken.md": BROKEN, "releases/2030/secret.md": EMBARGOED})
    done = newsroom(published.root, "-j1", "--json")
    report = json.loads(done.stdout)
    assert (report["published"], report["releases"], report["organizations"], report["officials"]) == (True, 2, 2, 1)
    assert report["index"] == str(out(published) / "index.html")
    broken, secret = report["left_out"]
    assert (broken["path"], broken["reason"], broken["until"]) == ("releases/2012/broken.md", "error", None)
    assert {(problem["line"], problem["code"]) for problem in broken["problems"]} >= {(3, "unknown-key")}
    assert (secret["reason"], secret["until"]) == ("embargo", "2030-01-01T10:00:00+01:00")


def test_strict_build_with_a_broken_release_fails_and_leaves_the_site(published: ArchiveOnDisk) -> None:
    published.put({"releases/2012/broken.md": BROKEN})
    before = state(out(published))
    done = newsroom(published.root, "-j1", "-W")
    assert done.returncode == 1
    assert "releases/2012/broken.md:3: [unknown-key]" in done.stderr
    assert "the published site is unchanged" in done.stderr
    assert state(out(published)) == before


def test_a_killed_build_leaves_the_site_and_the_next_one_is_right(published: ArchiveOnDisk) -> None:
    before = state(out(published))
    change(published, "releases/2012/follow-up.md", "followed up", "listened")
    change(
        published,
        "releases/2011/opening.md",
        "topics:",
        "corrections: [{date: 2011-07-01, note: A name.}]\n        topics:",
    )
    killed = newsroom(published.root, "-j1", env={"DIE_AT": "corrections"})
    assert killed.returncode == -signal.SIGKILL
    assert state(out(published)) == before
    # A page that the killed build left torn, newer than its source: Sphinx would let it stand.
    torn = published.root / "_build" / ".newsroom-work" / "html" / "releases" / "2012" / "follow-up.html"
    torn.write_text("<!DOCTYPE html><html>half")
    assert newsroom(published.root, "-j1").returncode == 0
    clean = newsroom(published.root, "--out", str(published.root.parent / "clean"))
    assert clean.returncode == 0, clean.stderr
    assert contents(out(published)) == contents(published.root.parent / "clean")


@pytest.mark.parametrize("limit", [1_500, 100_000])
def test_files_that_cannot_be_written_whole_leave_the_site(published: ArchiveOnDisk, limit: int) -> None:
    change(published, "releases/2012/follow-up.md", "followed up", "listened")
    before = state(out(published))
    done = newsroom(published.root, "-j1", "--fresh", limit=limit)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "nothing was published" in done.stderr
    assert state(out(published)) == before
    assert newsroom(published.root, "-j1").returncode == 0
    assert b"listened" in contents(out(published))["releases/2012/follow-up.html"]


def test_a_log_is_short_whatever_the_size_of_the_archive(archive: ArchiveOnDisk) -> None:
    """What each file and each problem has to say is kept beside the site."""
    archive.put({"officials/a.md": "---\nname: Ana Roe\n---\n", "officials/b.md": "---\nname: Ana Roe\n---\n"})
    text = "---\ntitle: T\ndate: 2013-01-01\n---\n\nAna Roe met [nobody](nowhere.md).\n"
    archive.put({f"releases/2013/n{number}.md": text for number in range(60)})
    done = newsroom(archive.root, env={"CI": "true"})
    assert done.returncode == 0, done.stderr
    lines = (done.stdout + done.stderr).splitlines()
    assert len(lines) <= 60
    assert 5 < sum("nowhere.md" in line for line in lines) <= 10
    assert any(line.startswith("reading sources... [100%]") for line in lines)
    log = archive.root / "_build/.newsroom-work/html.log"
    assert any(line.endswith(f" more problems like those above are in {log}") for line in lines)
    kept = log.read_text()
    for number in range(60):
        assert f"releases/2013/n{number}.md:6:" in kept
    assert "\nbuild succeeded" in kept


CHANGES = """
import json, os, pathlib

def setup(app):
    app.connect("html-collect-pages", change)

def change(app, *_):
    for path, text in json.loads(os.environ.pop("CHANGE", "{}")).items():
        path = pathlib.Path(app.srcdir, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return []
"""
CHANGED = {
    "releases/2011/opening.md": "---\ntitle: Another branch\ndate: 2011-01-01\n---\n\nOther.\n",
    "conf.py": CONF,
    "_templates/layout.html": "{% extends '!layout.html' %}",
    "alerts/floods.yaml": "name: Floods\nquery: flood\nfeed: true\n",
}


def test_a_source_that_changes_while_it_is_built_publishes_nothing(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": CONF + CHANGES, "releases/2011/plan.csv": "a"})
    assert newsroom(archive.root, "-j1").returncode == 0
    before = contents(archive.root / "_build/html")
    archive.put({"releases/2011/c.md": "---\ntitle: C\ndate: 2011-01-01\n---\n\nC.\n"})
    done = newsroom(archive.root, "-j1", env={"CHANGE": json.dumps(CHANGED)})
    assert done.returncode == 1
    assert f"changed while the site was being built: {', '.join(sorted(CHANGED))}" in done.stderr
    assert contents(archive.root / "_build/html") == before
    assert newsroom(archive.root, "-j1").returncode == 0
    after = contents(archive.root / "_build/html")
    assert newsroom(archive.root, "-j1", "--out", "_build/clean").returncode == 0
    assert contents(archive.root / "_build/clean") == after

"""What a build starts from is another where anything of it changed, and unknown where it may depend on anything."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import CONF, ArchiveOnDisk

from sphinx_newsroom import files
from sphinx_newsroom.cli import last_build as telling
from sphinx_newsroom.cli.last_build import Summary
from sphinx_newsroom.operations.site import Places


@pytest.fixture(autouse=True)
def old_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written just now are told as if they were older."""
    monkeypatch.setattr(files, "close_to", lambda status: 0)


@pytest.fixture
def archive(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    archive.put({"_static/more.css": "p { color: black }\n", "extra.txt": "one\n", ".venv/pyvenv.cfg": ""})
    subprocess.run(["git", "init", "-q", str(archive.root)], check=True)
    return archive


def told(archive: ArchiveOnDisk) -> str | None:
    return telling.inputs_of(archive.root, Places(archive.root / "_build/html"), drafts=False).fingerprint


def same_size(root: Path) -> None:
    path = root / "releases/2011/opening.md"
    status = path.stat()
    path.write_text(path.read_text().replace("zebra", "tiger"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def another_page(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "docs/more.md").write_text("# More\n")


def commit(root: Path) -> None:
    for command in (["add", "-A"], ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a word, with the size and time of before": same_size,
    "a page": another_page,
    "a file less": lambda root: (root / "releases/2012/follow-up.md").unlink(),
    "a style": lambda root: (root / "_static/more.css").write_text("p { color: blue }\n"),
    "an extra file": lambda root: (root / "extra.txt").write_text("two\n"),
    "a hidden file": lambda root: (root / ".nojekyll").write_text(""),
    "a setting": lambda root: (root / "conf.py").write_text(CONF.replace("Test archive", "Another")),
    "a commit": commit,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_seen(archive: ArchiveOnDisk, change: Callable[[Path], object]) -> None:
    before = told(archive)
    assert before is not None
    assert told(archive) == before
    time.sleep(0.02)  # the clock of a disk goes by some milliseconds
    change(archive.root)
    assert told(archive) not in (None, before)


@pytest.mark.parametrize("path", ["_build/x.md", ".venv/lib/x.py", "__pycache__/conf.pyc", "docs/__pycache__/x.pyc"])
def test_what_no_build_reads_is_not_asked(archive: ArchiveOnDisk, path: str) -> None:
    archive.put({"docs/a.md": "# A\n"})
    before = told(archive)
    archive.put({path: "x"})
    assert told(archive) == before


@pytest.mark.parametrize("name", ["SOURCE_DATE_EPOCH", "NEWSROOM_X", "LANG", "LC_ALL", "TZ", "PATH"])
def test_the_environment_counts(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = told(archive)
    monkeypatch.setenv(name, "1000000000")
    assert told(archive) not in (None, before)


def test_another_variable_does_not(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(archive)
    monkeypatch.setenv("COLUMNS", "81")
    assert told(archive) == before


def test_a_file_elsewhere_that_conf_py_reads_counts(archive: ArchiveOnDisk) -> None:
    version = archive.root.parent / "VERSION"
    version.write_text("1")
    archive.put({"conf.py": f"{CONF}from pathlib import Path\nrelease = Path({str(version)!r}).read_text()\n"})
    before = told(archive)
    version.write_text("2")
    assert told(archive) not in (None, before)


def test_another_program_counts(archive: ArchiveOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site-packages").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    before = told(archive)
    (tmp_path / "site-packages/theme-2.0.dist-info").mkdir()
    assert told(archive) not in (None, before)


UNKNOWN: dict[str, str] = {
    "another extension": 'extensions.append("sphinx.ext.todo")\n',
    "a folder elsewhere": 'html_static_path = ["../elsewhere"]\n',
    "a path within": 'html_extra_path = {"a": ["x/../../y"]}\n',
    "a function": "def setup(app):\n    pass\n",
    "an error": "1 / 0\n",
}


@pytest.mark.parametrize("more", UNKNOWN.values(), ids=UNKNOWN)
def test_where_a_build_may_depend_on_anything_nothing_is_told(archive: ArchiveOnDisk, more: str) -> None:
    archive.put({"conf.py": CONF + more})
    assert told(archive) is None


def test_links_to_folders_and_worktrees_lead_elsewhere(archive: ArchiveOnDisk) -> None:
    (archive.root / "docs").symlink_to(archive.root / "releases")
    assert told(archive) is None
    (archive.root / "docs").unlink()
    assert told(archive) is not None
    (archive.root / ".git").rename(archive.root.parent / "repository")
    (archive.root / ".git").write_text("gitdir: ../repository\n")
    assert told(archive) is None


def test_what_was_written_just_now_may_be_written_again(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "close_to", lambda status: 60_000_000_000)
    assert told(archive) is None


SUMMARY = Summary({"releases": 1}, None, [], [], [], 0, [], [], None)


@pytest.mark.parametrize(("after", "stands"), [(0, True), (99, True), (100, False), (101, False), (-60, False)])
def test_it_stands_until_time_alone_changes_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: float, stands: bool
) -> None:
    places = Places(tmp_path / "html")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    telling.keep(tmp_path, places, "told", SUMMARY, now + 100)
    monkeypatch.setattr(time, "time", lambda: now + after)
    assert (telling.unchanged_report(tmp_path, places, "told") == SUMMARY) == stands
    assert telling.unchanged_report(tmp_path, places, "other") is None


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data.replace(b"1", b"2"), lambda _: b""])
def test_a_damaged_note_is_none(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    places = Places(tmp_path / "html")
    telling.keep(tmp_path, places, "told", SUMMARY, None)
    note = places.note("standing")
    note.write_bytes(damage(note.read_bytes()))
    assert telling.unchanged_report(tmp_path, places, "told") is None


def test_what_is_not_well_is_said_at_each_build(tmp_path: Path) -> None:
    places = Places(tmp_path / "html")
    telling.keep(
        tmp_path, places, "told", SUMMARY._replace(left_out=[{"path": "x", "reason": "error", "problems": []}]), None
    )
    assert telling.unchanged_report(tmp_path, places, "told") is None
    telling.keep(tmp_path, places, "told", SUMMARY._replace(kept=1), None)
    assert telling.unchanged_report(tmp_path, places, "told") is None


def test_what_is_kept_back_is_told_again_and_its_name_is_not_kept(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    paths = ["releases/2031/merger.md", "releases/2032/secret.md"]
    for path in ("index.md", "releases/2011/opening.md", *paths):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")
    left_out = [{"path": path, "reason": "embargo", "until": "2031-01-01", "problems": []} for path in paths]
    summary = SUMMARY._replace(next_due="2031-01-01", due=paths[:1], left_out=left_out)
    places = Places(root / "_build/html")
    telling.keep(root, places, "told", summary, None)
    kept = places.note("standing").read_text()
    telling.keep(root, places, "told", summary._replace(warnings=["index.md:1: links merger.md"]), None)
    assert not places.note("standing").exists()
    telling.keep(root, places, "told", summary, None)
    assert "merger" not in kept
    assert "secret" not in kept
    assert telling.unchanged_report(root, places, "told") == summary

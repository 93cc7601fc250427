"""What stands below a folder: the same whether or not it was looked at before."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sphinx_newsroom import files as folder_names
from sphinx_newsroom.files import files_below, names_in

LONG_AGO = 1_000_000_000


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "releases/2011").mkdir(parents=True)
    for name in ("index.html", "releases/2011/a.html", "releases/2011/b.html"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every folder may be remembered at once, by who lets the clock go on before the next change."""
    monkeypatch.setattr(folder_names, "close_to", lambda status: -(10**12))


def test_files_are_found_with_links_and_without_temporary_ones(site: Path) -> None:
    (site / "link.html").symlink_to("index.html")
    (site / "gone.html").symlink_to("nowhere")
    (site / ".newsroom-1-2.tmp").write_bytes(b"")
    expected = {"index.html", "link.html", "releases/2011/a.html", "releases/2011/b.html"}
    assert files_below(str(site)) == expected
    assert files_below(str(site / "none")) == set()


@pytest.mark.usefixtures("at_rest")
def test_a_folder_is_read_once_and_again_when_a_name_came_went_or_is_another_file(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    read = folder_names._read

    def reading(folder: str) -> folder_names.Names:
        looked.append(folder)
        return read(folder)

    monkeypatch.setattr(folder_names, "_read", reading)
    year = f"{site}/releases/2011"
    before = names_in(year)[2]
    assert names_in(year)[2] is before
    assert len(looked) == 1
    (site / "releases/2011/a.html").write_bytes(b"other words")  # in place: names are as they were
    os.utime(site / "releases/2011/b.html", (LONG_AGO, LONG_AGO))
    assert names_in(year)[2] is before

    def replace() -> None:
        (site / "new.html").write_bytes(b"y")
        (site / "new.html").rename(site / "releases/2011/a.html")

    def hide() -> None:
        """Take a name away and give the folder the time that it had."""
        status = os.stat(year)
        (site / "releases/2011/b.html").unlink()
        os.utime(year, ns=(status.st_atime_ns, status.st_mtime_ns))

    for change in (replace, hide):
        time.sleep(0.02)  # the clock of a disk goes by some milliseconds
        change()
        after = names_in(year)[2]
        assert after == read(year)
        assert after != before
        before = after
    site.rename(site.with_name("moved"))
    assert names_in(f"{site.with_name('moved')}/releases/2011")[2] is before, "it is the same folder"


def test_a_folder_that_changed_just_now_is_read_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_names, "close_to", lambda status: 60_000_000_000)  # however slow this process is
    year = f"{site}/releases/2011"
    assert names_in(year)[2] is not names_in(year)[2]

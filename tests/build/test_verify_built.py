"""``newsroom verify SITE`` looks at every file of a site: at what no ledger knows by the site's own list."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import NOW, SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.site_lists import list_files

from sphinx_newsroom.cli import main
from sphinx_newsroom.files import digest_of_built
from sphinx_newsroom.operations.site import listed

PAGE = "releases/2011/opening"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> ArchiveOnDisk:
    """An archive with a ledger, and its site in ``_build/html``."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("verified") / "archive")
    archive.put(SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        assert main(["publish", "--root", str(archive.root)]) == 0
        done = newsroom(archive.root)
    assert done.returncode == 0, done.stderr
    return archive


@pytest.fixture
def site(recorded: ArchiveOnDisk, tmp_path: Path) -> Path:
    """A copy of the site, as on another server."""
    shutil.copytree(recorded.root / "_build/html", tmp_path / "site")
    return tmp_path / "site"


def verify(archive: ArchiveOnDisk, *words: str | Path) -> int:
    return main(["verify", *map(str, words), "--root", str(archive.root)])


def forge(archive: ArchiveOnDisk, site: Path, path: str) -> None:
    """Change a file, and its digest in a list beside it, which is sealed anew."""
    data = (site / path).read_bytes()
    (site / path).write_bytes(data + b"\n")
    known = listed(site, archive.root / "_build/.newsroom-work")
    assert known is not None
    list_files(site, {**known, path: digest_of_built(data + b"\n")})


def test_a_changed_file_is_told_whichever_it_is(
    recorded: ArchiveOnDisk, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(recorded, site) == 0
    part = min((site / "_search").rglob("*.js")).relative_to(site).as_posix()
    changed = [PAGE + suffix for suffix in (".md",)]
    changed += ["rss.xml", "organizations/unodc/rss.xml", "index.html", "data/releases.jsonl", "search.html", part]
    for path in changed:
        (site / path).write_bytes((site / path).read_bytes() + b"\n")
    (site / "feed.json").unlink()
    (site / "llms.txt").unlink()
    (site / "llms.txt").mkdir()
    capsys.readouterr()
    assert verify(recorded, site) == 1
    lines = capsys.readouterr().out.splitlines()
    told = [f"{path}: is not as its build left it, by .newsroom-files" for path in changed]
    assert sorted(lines) == sorted([*told, "feed.json: is missing or can't be read", "llms.txt: isn't a file"])


def test_a_file_of_nobody_is_told_among_releases_and_passes_elsewhere(
    recorded: ArchiveOnDisk, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / ".htaccess").write_text("# ours\n", encoding="utf-8")
    assert verify(recorded, site) == 0
    assert "1 file that no build made, .htaccess, was not looked at" in capsys.readouterr().out
    (site / "releases/2011/forged.html").write_text("<p>Never said.</p>", encoding="utf-8")
    assert verify(recorded, site) == 1
    assert "releases/2011/forged.html: is among the releases, and no build of this archive made it" in (
        capsys.readouterr().out
    )


def test_a_new_build_finds_what_the_sites_own_list_was_made_to_hide(
    recorded: ArchiveOnDisk, site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    forge(recorded, site, PAGE + ".md")
    assert verify(recorded, site) == 0
    assert verify(recorded, site, "--rebuild") == 1
    assert re.fullmatch(
        rf"{re.escape(PAGE)}\.md: is not what a build of the archive produces\n", capsys.readouterr().out
    )


def test_one_file_of_a_site_is_looked_up_in_the_list(
    recorded: ArchiveOnDisk, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(recorded, site / (PAGE + ".md")) == 0
    assert "is as its build left it" in capsys.readouterr().out
    (site / (PAGE + ".md")).write_text("# Forged", encoding="utf-8")
    assert verify(recorded, site / (PAGE + ".md")) == 1
    (site / "other.txt").write_text("x", encoding="utf-8")
    assert verify(recorded, site / "other.txt") == 1
    assert "isn't a file of this site" in capsys.readouterr().out


def test_a_site_without_its_list_says_what_was_not_compared(
    recorded: ArchiveOnDisk, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / ".newsroom-files").write_text("cut", encoding="utf-8")
    assert verify(recorded, site) == 1
    (site / ".newsroom-files").unlink()
    capsys.readouterr()
    assert verify(recorded, site, "--json") == 0
    row = json.loads(capsys.readouterr().out)["found"][-1]
    assert (row["path"], row["as_published"]) == (".newsroom-files", None)
    assert row["says"].startswith("is not there, so Markdown, citations, feeds, search and data were not compared")

"""``newsroom check`` says what the published site has and the sources no longer give, before a build refuses it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.build.test_kept_as_published import live
from tests.build.test_versions import run
from tests.conftest import CONF, NOW, SMALL, ArchiveOnDisk
from tests.helpers.building import edit, newsroom

from sphinx_newsroom.cli import main


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("site") / "archive")
    archive.put(SMALL)
    live(archive)
    archive.put({"releases/2013/unrecorded.md": "---\ntitle: Not recorded\ndate: 2013-01-01\n---\n\nText.\n"})
    done = newsroom(archive.root, env={"SOURCE_DATE_EPOCH": "1798675200"})
    assert done.returncode == 0, done.stdout + done.stderr
    return archive.root


@pytest.fixture
def archive(published: Path, tmp_path: Path) -> ArchiveOnDisk:
    shutil.copytree(published, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def checked(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, str]]:
    capsys.readouterr()
    main(["check", "--json", "--root", str(archive.root), *options])
    rows: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return [row for row in rows if "the site in" in row["message"]]


def test_nothing_is_said_where_nothing_is_lost(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(archive, capsys) == []
    assert main(["check", "--root", str(archive.root)]) == 0
    text = (archive.root / "organizations/osce.md").read_text(encoding="utf-8")
    archive.put({"organizations/osce-secretariat.md": text.replace("---\n", "---\nformer_ids: [osce]\n", 1)})
    (archive.root / "organizations/osce.md").unlink()
    edit(archive, "releases/2011/opening.md", "issuer: osce", "issuer: osce-secretariat")
    assert checked(archive, capsys) == []
    shutil.rmtree(archive.root / "_build")
    (archive.root / "officials/yury-fedotov.md").unlink()
    assert checked(archive, capsys) == []


def without_an_official(archive: ArchiveOnDisk) -> None:
    (archive.root / "officials/yury-fedotov.md").unlink()


def without_a_release(archive: ArchiveOnDisk) -> None:
    (archive.root / "releases/2013/unrecorded.md").unlink()


def without_lines(archive: ArchiveOnDisk) -> None:
    for name in ("ledger.jsonl", "ledger.head"):
        (archive.root / "releases" / name).unlink()
    run(archive, 1, "publish", "2012/follow-up")


@pytest.mark.parametrize(
    ("change", "path", "says"),
    [
        (without_an_official, "officials/yury-fedotov.md", "former_ids: [yury-fedotov]"),
        (without_a_release, "releases/2013/unrecorded.md", "former_urls: [releases/2013/unrecorded.html]"),
        (
            without_lines,
            "releases/ledger.jsonl",
            "lines of the record that are missing from this ledger, first: published",
        ),
    ],
)
def test_what_a_build_would_refuse_is_said(
    archive: ArchiveOnDisk,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[ArchiveOnDisk], None],
    path: str,
    says: str,
) -> None:
    change(archive)
    (row,) = [row for row in checked(archive, capsys) if row["path"] == path]
    assert says in f"{row['message']}; {row['advice']}"
    assert "newsroom build --accept-loss" in row["advice"]
    assert main(["check", "--root", str(archive.root)]) == 1
    done = newsroom(archive.root, env={"SOURCE_DATE_EPOCH": "1798675200"})
    assert done.returncode == 1
    assert "would lose" in done.stderr
    # the site may stand elsewhere
    (archive.root / "_build/html").rename(archive.root.parent / "www")
    assert checked(archive, capsys) == []
    assert path in [row["path"] for row in checked(archive, capsys, "--site", str(archive.root.parent / "www"))]


PLACES = {
    "conf.py": CONF + 'newsroom_editions = {"2012": "2012-12-31"}\n',
    "docs/about.md": "# About\n\nWho we are.\n",
    "README.md": "# No page\n",
    "alerts/ports.yaml": "name: Ports\nquery: port\nfeed: true\n",
    "organizations/unodc.md": SMALL["organizations/unodc.md"].replace("acronym", "former_ids: [odc]\n        acronym"),
    "organizations/port.md": "---\nname: Port Office of Aldrum\n---\n",
    "topics/ships.md": "---\nname: Ships\n---\n",
}


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in which everything was published that has an address, without its site."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("clone") / "archive")
    archive.put({**SMALL, **PLACES})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        run(archive, 0, "publish")
    return archive.root


LOST = (
    ("conf.py", '"2012"', '"2013"', "editions/2012.html"),
    ("officials/yury-fedotov.md", "", "", "officials/yury-fedotov.html"),
    ("organizations/port.md", "", "", "organizations/port.html"),
    ("topics/ships.md", "", "", "topics/ships.html"),
    ("organizations/unodc.md", "former_ids: [odc]\n", "", "organizations/odc.html"),
    ("alerts/ports.yaml", "", "", "alerts/ports/rss.xml"),
    ("docs/about.md", "", "", "docs/about.html"),
)
"""A file, words of it and what takes their place, or none if it is deleted; and the address that is lost by it."""


def test_an_address_that_was_published_is_lost_in_no_fresh_clone(
    cloned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    shutil.copytree(cloned, tmp_path / "archive", ignore=shutil.ignore_patterns("_build"))
    archive = ArchiveOnDisk(tmp_path / "archive")
    addresses = archive.root / "releases/ledger.addresses"
    assert "README.html" not in addresses.read_text()
    run(archive, 0, "check")
    for path, old, new, lost in LOST:
        assert lost in addresses.read_text().splitlines()
        if old:
            edit(archive, path, old, new)
        else:
            (archive.root / path).unlink()
        if path == "conf.py":
            run(archive, 0, "publish")  # keeps what was promised before
    capsys.readouterr()
    run(archive, 1, "check")
    said = "".join(capsys.readouterr())
    done = newsroom(archive.root)
    assert done.returncode == 1
    for *_, lost in LOST:
        assert lost in said
        assert lost in done.stderr
    accepted = newsroom(archive.root, "--accept-loss")
    assert accepted.returncode == 0, accepted.stderr
    assert not {lost for *_, lost in LOST} & {*addresses.read_text().splitlines()}
    run(archive, 0, "check")
    assert newsroom(archive.root).returncode == 0


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("organizations/osce.md", "acronym", "boilerplate: About us, anew.\nacronym"),
        ("conf.py", "html_theme", 'myst_enable_extensions = {"replacements", "colon_fence"}\nhtml_theme'),
        ("conf.py", "html_theme", 'def setup(app):\n    app.connect("source-read", print)\n\n\nhtml_theme'),
        ("conf.py", '["sphinx_newsroom"]', '["sphinx_newsroom", "sphinx.ext.todo"]'),
    ],
)
def test_what_changes_around_published_texts_is_named(
    cloned: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: str,
    old: str,
    new: str,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    shutil.copytree(cloned, tmp_path / "archive")
    archive = ArchiveOnDisk(tmp_path / "archive")
    run(archive, 0, "check")
    assert "around-texts" not in capsys.readouterr().out
    edit(archive, path, old, new)
    archive.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-01-01\n---\n\nText.\n"})
    for command in ("check", "verify", "publish"):
        run(archive, 0, command)
        assert f"{path}:1: [around-texts] this changes what published releases show" in "".join(capsys.readouterr())
    run(archive, 0, "check")
    assert "around-texts" not in capsys.readouterr().out, "noted with what was recorded"


def test_what_is_no_site_is_said(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(archive.root), "--site", str(archive.root / "releases")]) == 2
    assert "isn't a site built by newsroom" in capsys.readouterr().err

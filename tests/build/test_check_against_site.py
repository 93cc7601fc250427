"""``newsroom check`` says what the published site has and the sources no longer give, before a build refuses it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.build.test_build_command import newsroom
from tests.build.test_kept_as_published import live
from tests.build.test_versions import edit, run
from tests.conftest import SMALL, ArchiveOnDisk

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


def renamed_organization(archive: ArchiveOnDisk) -> None:
    (archive.root / "organizations/unodc.md").rename(archive.root / "organizations/office.md")


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
        (renamed_organization, "organizations/unodc.md", "former_ids: [unodc]"),
        (without_a_release, "releases/2013/unrecorded.md", "former_urls: [releases/2013/unrecorded.html]"),
        (
            without_lines,
            "releases/ledger.jsonl",
            "lines of the record that this ledger has not, first: published",
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
    assert "would be gone" in done.stderr
    # the site may stand elsewhere
    (archive.root / "_build/html").rename(archive.root.parent / "www")
    assert checked(archive, capsys) == []
    assert path in [row["path"] for row in checked(archive, capsys, "--site", str(archive.root.parent / "www"))]


def test_what_is_no_site_is_said(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(archive.root), "--site", str(archive.root / "releases")]) == 2
    assert "is no site that newsroom built" in capsys.readouterr().err

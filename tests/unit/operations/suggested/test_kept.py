"""The list of the last look: when a decision is taken on it, and when all texts are read again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.config import Settings, settings_of
from sphinx_newsroom.operations.suggestions import kept_pool, look, take

PORT = """
    ---
    title: Harbour Authority opens
    date: 2013-05-01
    ---

    The Harbour Authority (HAB) of Varn opened, said Jane Roe, director of HAB.
    """


@pytest.fixture
def looked(archive: ArchiveOnDisk) -> Path:
    """An archive in which names were looked for."""
    archive.put({"releases/2013/port.md": PORT})
    look(archive.root, settings_of(archive.root), 0, lambda *_: None)
    return archive.root


def stands(root: Path, since: int | None = 0) -> bool:
    return kept_pool(root, settings_of(root), since) is not None


def test_the_list_stands_and_is_the_same(looked: Path) -> None:
    settings = settings_of(looked)
    kept = kept_pool(looked, settings, 0)
    assert kept is not None
    assert kept.pool == look(looked, settings, 0, lambda *_: None)[0]
    assert [one.name for one in kept.pool.suggestions] == ["Harbour Authority", "Jane Roe"]
    assert kept.pool.known["UNODC"] == "unodc"


def edited(root: Path) -> None:
    file = root / "releases/2013/port.md"
    file.write_text(file.read_text().replace("Jane", "Anna"))


def new_release(root: Path) -> None:
    (root / "releases/2013/more.md").write_text("---\ntitle: More\ndate: 2013-01-01\n---\n\nText.\n")


def gone(root: Path) -> None:
    (root / "releases/2012/follow-up.md").unlink()


def edited_record(root: Path) -> None:
    file = root / "organizations/osce.md"
    file.write_text(file.read_text() + "\nWords.\n")


def settings_changed(root: Path) -> None:
    file = root / "conf.py"
    file.write_text(file.read_text() + "\nnewsroom_timezone = 'Europe/Vienna'\n")


def rejected(root: Path) -> None:
    (root / "names-rejected.txt").write_text("Jane Roe\n")


@pytest.mark.parametrize("change", [edited, new_release, gone, edited_record, settings_changed, rejected])
def test_any_change_is_seen(looked: Path, change: Callable[[Path], None]) -> None:
    assert stands(looked)
    change(looked)
    assert not stands(looked)


@pytest.mark.parametrize("change", [edited, new_release, gone])
def test_what_needs_no_release_does_not_look_at_them(looked: Path, change: Callable[[Path], None]) -> None:
    change(looked)
    assert stands(looked, None)
    edited_record(looked)
    assert not stands(looked, None)


def test_a_list_of_other_years_does_not_stand(looked: Path) -> None:
    assert not stands(looked, 2014)


def test_the_end_of_an_embargo_is_seen(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2013/port.md": PORT.replace("2013-05-01", "2035-05-01")})
    settings = settings_of(archive.root)
    look(archive.root, settings, 0, lambda *_: None)
    assert kept_pool(archive.root, settings, 0) is not None
    assert kept_pool(archive.root, replace(settings, now=settings.now.replace(year=2036)), 0) is None


def decide(root: Path, settings: Settings, name: str) -> None:
    take(root, settings, 0, lambda decisions: decisions.accept(name), lambda: pytest.fail("all texts are read again"))


def test_a_decision_leaves_a_list_for_the_next(looked: Path) -> None:
    settings = settings_of(looked)
    decide(looked, settings, "Harbour Authority")
    kept = kept_pool(looked, settings, 0)
    assert kept is not None
    assert kept.decided
    assert [one.name for one in kept.pool.suggestions] == ["Jane Roe"]
    assert kept.pool.known["HAB"] == "hab"
    decide(looked, settings, "Jane Roe")
    (looked / "officials/jane-roe.md").write_text("---\nname: Jane M. Roe\n---\n")
    assert not stands(looked), "what somebody else writes into a new record is seen"


def test_a_change_before_a_decision_that_needs_no_release_is_seen_by_the_next(looked: Path) -> None:
    edited(looked)
    settings = settings_of(looked)
    take(looked, settings, None, lambda decisions: decisions.reject("Varn Board"), lambda: pytest.fail("read again"))
    assert stands(looked, None)
    assert not stands(looked)


def test_a_file_whose_name_is_no_text_does_no_harm(archive: ArchiveOnDisk) -> None:
    (archive.root / "releases/2012").joinpath(os.fsdecode(b"\xff.png")).write_bytes(b"")
    look(archive.root, settings_of(archive.root), 0, lambda *_: None)
    assert stands(archive.root)

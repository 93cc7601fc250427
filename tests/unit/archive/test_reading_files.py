"""Headers that another machine reads."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.archive import loading
from sphinx_newsroom.archive.loading import ReadFiles, load
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.extension.cluster_worker import Gathering, LocalPart, packed, unpacked

WRONG = {
    "releases/2012/no-date.md": "---\ntitle: No date\n---\nText.\n",
    "releases/2012/empty.md": "",
    "releases/2012/no-text.md": "---\ntitle: No text\ndate: 2012-01-01\n---\n",
}


def as_bytes(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))


def elsewhere(work: Any, shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """What goes to another machine and comes back."""
    assert isinstance(work, ReadFiles)
    away = work.abroad(shards)
    assert len(away.parts) == len(away.called) > 1
    there = unpacked(packed(away.work).data, LocalPart(Gathering(), None))
    yield from (as_bytes(there(as_bytes(part))) for part in away.parts)
    yield work(away.left)


def test_another_machine_finds_what_this_one_does(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is something wrong with a file, too, and where it cannot be read at all."""
    monkeypatch.setattr(loading, "_FILES", 1)
    monkeypatch.setattr("sphinx_newsroom.parallel.ENOUGH", 0)
    archive.put(WRONG)
    (archive.root / "releases/2012/latin.md").write_bytes(b"---\ntitle: \xfc\n---\n")
    Path(archive.root / "releases/2012/loop.md").symlink_to("loop.md")
    settings = settings_of(archive.root)
    texts: dict[Any, str] = {}
    others: dict[Any, str] = {}
    here = load(archive.root, settings, texts)
    there = load(archive.root, settings, others, shared=elsewhere)
    assert len(here.problems) > len(WRONG)
    assert here == there
    assert texts == others

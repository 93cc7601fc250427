"""Work that other machines do: what comes back, what fails, and which machines are refused."""

from __future__ import annotations

import pickle
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import cloudpickle
import pytest
from distributed import Client, LocalCluster
from sphinx.application import Sphinx
from sphinx.errors import ConfigError, ExtensionError
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.archive.compiler import Compiled, Compiler
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.archive.store import Basis, Store, versions
from sphinx_newsroom.extension import workers as module
from sphinx_newsroom.extension.workers import on, on_cluster
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.text.compiled import Conventions
from sphinx_newsroom.text.naming import Names

PARTS = [[1, 2], [3], [4, 5, 6]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    """A cluster within this process: one worker, which is a thread."""
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0") as began,  # type: ignore[no-untyped-call]
        on(began.scheduler_address, 1) as found,
    ):
        yield found()


@dataclass(frozen=True)
class Fails:
    """Fails at one part so many times, which it counts in a file."""

    place: str
    times: int
    error: Exception

    def __call__(self, part: Sequence[int]) -> int:
        tried = Path(self.place).read_text(encoding="utf-8") if Path(self.place).exists() else ""
        if part == PARTS[2] and len(tried) < self.times:
            Path(self.place).write_text(f"{tried}.", encoding="utf-8")
            raise self.error
        return sum(part)

    def abroad(self, shards: Sequence[Sequence[int]]) -> tuple[Fails, Sequence[Sequence[int]], list[int]]:
        return self, shards, []


def test_this_machine_does_a_part_that_fails_at_a_worker(cluster: Client, tmp_path: Path) -> None:
    assert sorted(on_cluster(cluster, Fails(f"{tmp_path}/tried", 1, ValueError("once")), PARTS)) == [3, 3, 15]


def test_an_error_of_a_part_is_raised_as_it_is(cluster: Client, tmp_path: Path) -> None:
    with pytest.raises(ExtensionError, match=r"^mend it$"):
        list(on_cluster(cluster, Fails(f"{tmp_path}/tried", 9, ExtensionError("mend it")), PARTS))


def test_another_program_is_refused(cluster: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(["another"] * len(PARTS))
    as_it_is = versions()
    monkeypatch.setattr(module, "versions", lambda: next(made, as_it_is))
    with pytest.raises(ConfigError, match=r"runs a different version of the program.*pip install"):
        list(on_cluster(cluster, Fails(f"{tmp_path}/tried", 0, ValueError()), PARTS))


@dataclass(frozen=True)
class Ends(Fails):
    """Ends the scheduler, if there is one, while parts wait for a worker."""

    def __call__(self, part: Sequence[int]) -> int:
        if part == [0] and (ends := SCHEDULERS.pop(self.place, None)):
            ends.close()
        return sum(part)

    def abroad(self, shards: Sequence[Sequence[int]]) -> tuple[Fails, Sequence[Sequence[int]], list[int]]:
        return self, shards, [0]


SCHEDULERS: dict[str, LocalCluster] = {}


@pytest.mark.parametrize("ends", [False, True])
def test_without_workers_or_a_scheduler_this_machine_goes_on(ends: bool) -> None:
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as began,  # type: ignore[no-untyped-call]
        Client(began.scheduler_address, timeout=1, set_as_default=False) as client,  # type: ignore[no-untyped-call]
    ):
        SCHEDULERS["ends"] = began
        work = Ends("ends" if ends else "stays", 0, ValueError())
        assert sorted(on_cluster(client, work, PARTS, patience=0.1)) == [0, 3, 3, 15]


def test_a_build_goes_on_once_its_scheduler_is_gone() -> None:
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0") as began,  # type: ignore[no-untyped-call]
        on(began.scheduler_address, 1) as found,
    ):
        found().close()  # as it does itself after a while
        assert sorted(
            module.share(cast(Sphinx, SimpleNamespace(parallel=1)), Ends("gone", 0, ValueError()), PARTS)
        ) == [3, 3, 15]


def test_an_address_without_a_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is only needed once there is work for it; most changes are small."""
    monkeypatch.setattr(module, "_SOON", 1)
    said = r"no scheduler answered at tcp://127\.0\.0\.1:1 .*dask scheduler"
    with on("tcp://127.0.0.1:1", 1) as found, pytest.raises(ConfigError, match=said):
        found()


def test_without_dask_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"pip install 'sphinx-newsroom\[dask\]'"), on(None, 1):
        pass


@dataclass(frozen=True)
class Tells:
    """Tells what a text says."""

    compiled: Compiled

    def __call__(self, page: PageName) -> str:
        return self.compiled.texts[page].text


def test_a_text_that_is_damaged_in_the_store_goes_with_the_work(archive: ArchiveOnDisk, tmp_path: Path) -> None:
    """No other machine has the file that it could be made of again."""
    store = Store(tmp_path / "store.sqlite", Basis("reads", "texts"))
    found = open_archive(archive.root, cache=store, texts=True)
    compiled, _ = Compiler(
        found, {}, found.texts, dict(found.reads), lambda: Names(found.registry), Conventions(), store
    ).compiled()
    with sqlite3.connect(store.place) as database:
        database.execute("UPDATE texts SET row = zeroblob(9) WHERE path = 'releases/2011/opening.md'")
    data = cloudpickle.dumps(Tells(compiled))
    (archive.root / "releases/2011/opening.md").unlink()
    tells = pickle.loads(data)
    assert "zebra conference" in tells(PageName("releases/2011/opening"))
    assert "followed up" in tells(PageName("releases/2012/follow-up"))

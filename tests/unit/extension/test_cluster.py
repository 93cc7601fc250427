"""Work that other machines do: what comes back, what fails, and which machines are refused."""

from __future__ import annotations

import pickle
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
from distributed import Client, LocalCluster
from sphinx.errors import ConfigError, ExtensionError, SphinxParallelError
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.archive.compiler import Compiled, Compiler
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.archive.store import Basis, Store
from sphinx_newsroom.extension import workers as module
from sphinx_newsroom.extension.workers import Cluster, on, packed
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.writing import SiteFolder
from sphinx_newsroom.parallel import Abroad, Portable
from sphinx_newsroom.text.compiled import Conventions
from sphinx_newsroom.text.naming import Names

PARTS = [[1, 2], [3], [4, 5, 6]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A cluster within this process: one worker, which is a thread."""
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0") as began,  # type: ignore[no-untyped-call]
        on(began.scheduler_address, 1) as found,
    ):
        yield found


@dataclass(frozen=True)
class Sums:
    """Writes a file with each sum; odd parts are done where they are asked for."""

    folder: SiteFolder
    names: MappingProxyType[int, str]

    def __call__(self, part: Sequence[int]) -> int:
        self.folder.put(f"{self.names[part[0]]}.txt", str(sum(part)).encode())
        self.folder.write(f"{self.names[part[0]]}.csv", b"sum")
        return sum(part)

    def abroad(self, shards: Sequence[Sequence[int]]) -> Abroad:
        away = [shard for shard in shards if len(shard) > 1]
        return Abroad(self, away, [number for shard in shards if len(shard) == 1 for number in shard])


def test_what_comes_of_all_parts_and_their_files(cluster: Cluster, tmp_path: Path) -> None:
    sums = Sums(SiteFolder(str(tmp_path)), MappingProxyType({1: "one", 3: "three", 4: "four"}))
    assert isinstance(sums, Portable)
    assert sorted(cluster.share(sums, PARTS)) == [3, 3, 15]
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found["four.txt"] == b"15"
    assert found.keys() == {f"{name}.{end}" for name in ("one", "three", "four") for end in ("txt", "csv")}


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

    def abroad(self, shards: Sequence[Sequence[int]]) -> Abroad:
        return Abroad(self, shards)


def test_a_part_that_fails_is_done_again(cluster: Cluster, tmp_path: Path) -> None:
    assert sorted(cluster.share(Fails(f"{tmp_path}/tried", 1, ValueError("once")), PARTS)) == [3, 3, 15]


def test_a_part_that_fails_twice_ends_the_build(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(SphinxParallelError) as found:
        list(cluster.share(Fails(f"{tmp_path}/tried", 9, OSError(28, "no sum")), PARTS))
    assert str(found.value.message).startswith("a part failed twice: OSError: [Errno 28] no sum")


def test_what_an_author_can_mend_is_said_as_it_is(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(ExtensionError, match=r"^mend it$"):
        list(cluster.share(Fails(f"{tmp_path}/tried", 9, ExtensionError("mend it")), PARTS))


def test_another_program_is_refused(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(["another"] * len(PARTS))
    as_it_is = module.program()
    monkeypatch.setattr(module, "program", lambda: next(made, as_it_is))
    with pytest.raises(ConfigError, match=r"runs a different version of the program.*pip install"):
        list(cluster.share(Fails(f"{tmp_path}/tried", 0, ValueError()), PARTS))


def test_no_worker_is_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as began,  # type: ignore[no-untyped-call]
        on(began.scheduler_address, 1) as cluster,
        Client(began, set_as_default=False) as client,  # type: ignore[no-untyped-call]
    ):
        cluster.patience, cluster.__dict__["client"] = 0.1, client
        with pytest.raises(SphinxParallelError, match="there have been no workers"):
            list(cluster.share(Fails(f"{tmp_path}/tried", 0, ValueError()), PARTS))


@dataclass(frozen=True)
class Ends:
    """Ends the scheduler while parts wait for a worker."""

    began: LocalCluster

    def __call__(self, part: Sequence[int]) -> None:
        self.began.close()

    def abroad(self, shards: Sequence[Sequence[int]]) -> Abroad:
        return Abroad(sum, shards, [0])


def test_a_scheduler_that_ends_ends_the_build() -> None:
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as began,  # type: ignore[no-untyped-call]
        on(began.scheduler_address, 1) as cluster,
        Client(began.scheduler_address, timeout=1, set_as_default=False) as client,  # type: ignore[no-untyped-call]
    ):
        cluster.patience, cluster.__dict__["client"] = 0.1, client
        with pytest.raises(SphinxParallelError, match=r"the scheduler at .* has stopped; build again"):
            list(cluster.share(Ends(began), PARTS))


def test_an_address_without_a_scheduler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is asked only where there is work for it, as there is none for most changes."""
    monkeypatch.setattr(module, "_SOON", 1)
    with on("tcp://127.0.0.1:1", 1) as cluster:
        told = pytest.raises(ConfigError, match=r"no scheduler answered at tcp://127\.0\.0\.1:1 .*dask scheduler")
        with told:
            list(cluster.share(Fails(f"{tmp_path}/tried", 0, ValueError()), PARTS))


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
    data = packed(Tells(compiled))
    (archive.root / "releases/2011/opening.md").unlink()
    tells = pickle.loads(data)
    assert "zebra conference" in tells(PageName("releases/2011/opening"))
    assert "followed up" in tells(PageName("releases/2012/follow-up"))

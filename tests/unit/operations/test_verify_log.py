"""A log that is not what it says, or not what it was: each lie is found by who has the site, or the ledger too."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sphinx_newsroom.archive.index import Versions
from sphinx_newsroom.config import settings_from
from sphinx_newsroom.ledger.events import Event, Ledger
from sphinx_newsroom.ledger.transparency_log import Checkpoint, Log, Tree, leaf_hash, log_of
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.operations.verify import LogError, Signers, grown, read_log, verify_log, verify_proofs
from sphinx_newsroom.outputs.data import log as log_files
from sphinx_newsroom.outputs.output import State
from sphinx_newsroom.outputs.writing import write_outputs

SETTINGS = settings_from({"html_baseurl": "https://example.org/"}.get)
ORIGIN = "example.org/log"


def ledger_of(lines: int, title: str = "Title") -> Ledger:
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    return Ledger().with_events(
        Event(
            "published",
            start + dt.timedelta(hours=number),
            id=ReleaseId(f"2020/r{number}"),
            revision=1,
            text=f"{number:064x}",
            title=title,
            date="2020-01-01",
            language="en",
        )
        for number in range(lines)
    )


def publish(folder: Path, ledger: Ledger, before: State | None = None) -> State:
    state = State()
    versions = Versions(ledger.records, ledger=ledger, log=log_of(ledger.events))
    write_outputs(log_files.outputs(versions, SETTINGS), before or State(), state, folder)
    return state


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The site of a ledger of 600 lines: two full tiles and a partial one."""
    publish(tmp_path / "site", ledger_of(600))
    return tmp_path / "site"


def findings(site: Path, ledger: Ledger) -> list[str]:
    found = verify_log(site, log_of(ledger.events), Signers(), ())
    return [f"{each.path} {each.says}" for each in found if not each.ok]


def rewrite(site: Path, log: Log) -> None:
    """The whole log as a liar makes it anew, checkpoint and all."""
    ledger = Ledger(log.events)
    write_outputs(log_files.outputs(Versions(ledger=ledger, log=log), SETTINGS), State(), State(), site)


def test_a_log_is_what_it_says(site: Path) -> None:
    ledger = ledger_of(600)
    found = list(verify_log(site, log_of(ledger.events), Signers(), ()))
    assert [each.ok for each in found] == [True]
    assert "of the ledger's 600 lines" in found[0].says


def test_an_older_site_is_of_the_first_lines(site: Path) -> None:
    assert findings(site, ledger_of(601)) == [
        "log/checkpoint is from before the ledger's last lines; build the site again"
    ]


def forged(entries: list[bytes]) -> list[bytes]:
    return [*entries[:300], b'{"event":"forged"}', *entries[301:]]


def dropped(entries: list[bytes]) -> list[bytes]:
    return [*entries[:300], *entries[301:]]


@pytest.mark.parametrize("change", [forged, dropped])
def test_a_line_that_was_changed_is_found_however_well_the_log_is_made(
    site: Path, tmp_path: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    """Who has the ledger sees it, and who kept a checkpoint; who has the old proof of the line, too."""
    ledger = ledger_of(600)
    log = log_of(ledger.events)
    kept = tmp_path / "kept"
    kept.write_bytes((site / "log/checkpoint").read_bytes())
    entries = change(list(log.entries))
    lie = Log(log.events[: len(entries)], tuple(entries), Tree(map(leaf_hash, entries)))
    rewrite(site, lie)
    # Where the liar left what the edge was before, that tells of it as well.
    assert "log/checkpoint has a line 301 that is not the ledger's" in findings(site, ledger)
    read = read_log(site)
    since = grown(read.tree, read.checkpoint, kept, Signers())
    assert not since.ok
    proofs = json.dumps({"log": log_files.proof_rows([log.proof(300)])})
    assert not verify_proofs("r300.json", proofs, read.tree, [(log.entries[300].decode(), "")]).ok


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("log/tile/0/001", "log/checkpoint has a root that doesn't match the tiles"),
        ("log/tile/1/000.p/2", "log/tile/1/000.p/2 does not have the hashes"),
        ("log/tile/entries/001", "log/tile/entries/001 has a line that the tree does not have"),
    ],
)
def test_a_file_that_was_changed_is_named(site: Path, path: str, says: str) -> None:
    data = bytearray((site / path).read_bytes())
    data[100 % len(data)] ^= 1
    (site / path).write_bytes(data)
    assert any(found.startswith(says) for found in findings(site, ledger_of(600)))
    (site / path).write_bytes(data[:-1])
    assert any("cut off" in found for found in findings(site, ledger_of(600)))
    (site / path).unlink()
    assert any("is missing" in found for found in findings(site, ledger_of(600)))


@pytest.mark.parametrize("path", ["log/tile/0/002.p/85", "log/hashes/1.js"])
def test_what_readers_of_before_and_the_check_in_pages_read_is_looked_at(site: Path, path: str) -> None:
    data = bytearray((site / path).read_bytes())
    data[len(data) // 2] ^= 1
    (site / path).write_bytes(data)
    (found,) = findings(site, ledger_of(600))
    assert found.startswith(f"{path} ")


def test_a_checkpoint_that_is_none_is_named(site: Path) -> None:
    (site / "log/checkpoint").write_text("example.org/log\nmany\n", encoding="utf-8")
    with pytest.raises(LogError, match="isn't a checkpoint"):
        read_log(site)


@pytest.mark.parametrize("size", [1, 256, 599])
def test_a_log_that_grew_is_a_continuation(site: Path, tmp_path: Path, size: int) -> None:
    before = log_of(ledger_of(size).events).checkpoint(ORIGIN)
    (tmp_path / "kept").write_text(before.text(), encoding="utf-8")
    read = read_log(site)
    found = grown(read.tree, read.checkpoint, tmp_path / "kept", Signers())
    assert found.ok, found.says
    assert f"at {size} lines" in found.says


@pytest.mark.parametrize(
    ("checkpoint", "says"),
    [
        (log_of(ledger_of(600, "Other").events).checkpoint(ORIGIN), "two histories of one size"),
        (log_of(ledger_of(599, "Other").events).checkpoint(ORIGIN), "a line of then was changed"),
        (log_of(ledger_of(601).events).checkpoint(ORIGIN), "lines were dropped"),
        (log_of(ledger_of(600).events).checkpoint("example.net/log"), "of another log"),
        (Checkpoint(ORIGIN, 0, b"r" * 32), "another history"),
    ],
)
def test_a_split_history_is_found(site: Path, tmp_path: Path, checkpoint: Checkpoint, says: str) -> None:
    (tmp_path / "kept").write_text(checkpoint.text(), encoding="utf-8")
    read = read_log(site)
    found = grown(read.tree, read.checkpoint, tmp_path / "kept", Signers())
    assert (found.ok, says in found.says) == (False, True), found.says


def test_a_proof_is_of_its_own_lines() -> None:
    ledger = ledger_of(600)
    log = log_of(ledger.events)
    row = log_files.proof_rows([log.proof(299)])
    entry = log.entries[299].decode()

    def says(rows: object, entries: list[str]) -> str:
        return verify_proofs("x.json", {"log": rows}, log.tree, [(entry, "") for entry in entries]).says

    assert says(row, [entry]).startswith("is proved: line 300 of the 600")
    assert "not name the lines" in says(row, [log.entries[298].decode()])
    assert "not name the lines" in says([], [entry])
    assert "not recorded yet" in says([], [])
    lies: list[dict[str, object]] = [{"index": 298}, {"index": 10**9}, {"index": -1}, {"entry": "{}"}, {"hashes": []}]
    for lie in lies:
        assert "does not lead to" in says([{**row[0], **lie}], [entry])
    odd: list[dict[str, object]] = [
        {"index": True},
        {"index": "299"},
        {"entry": None},
        {"hashes": [1]},
        {"hashes": "*"},
    ]
    for value in odd:
        assert "has no proof" in says([{**row[0], **value}], [entry])
    assert base64.b64decode(row[0]["hashes"][0]) == log.tree.levels[0][298]


def test_one_line_more_writes_the_right_edge_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    before = publish(site, ledger_of(1_000))
    stamps = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    publish(site, ledger_of(1_001), before)
    changed = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and stamps.get(path) != path.stat().st_mtime_ns
    }
    assert changed == {"log/checkpoint", "log/tree.js", "log/tile/0/003.p/233", "log/tile/entries/003.p/233"}


def test_the_edges_of_earlier_publications_stay(tmp_path: Path) -> None:
    """Whoever holds a checkpoint of a moment ago can still read what it is of."""
    site = tmp_path / "site"
    publish(site, ledger_of(600))
    assert {path.name for path in (site / "log/tile/0/002.p").iterdir()} == {"85", "86", "87", "88"}


def test_a_line_of_before_that_is_too_long_for_a_bundle_leaves_that_out(tmp_path: Path) -> None:
    publish(tmp_path, replace(ledger_of(3, "x" * 70_000)))
    assert (tmp_path / "log/tile/0/000.p/3").stat().st_size == 96
    assert not (tmp_path / "log/tile/entries").exists()

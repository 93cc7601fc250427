"""What is recorded has its day in the archive's time zone, where that is another than that of UTC."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import CONF, ArchiveOnDisk

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main

HEADER = "---\ntitle: T\ndate: 2026-01-05\n---\n\n"


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Pacific/Auckland", "2026-02-01T20:00:00Z", "2026-02-02"),
        ("America/New_York", "2026-02-02T03:00:00Z", "2026-02-01"),
    ],
)
def test_a_correction_and_a_withdrawal_bear_the_day_that_it_is_there(
    tmp_path: Path, zone: str, now: str, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = ArchiveOnDisk(tmp_path)
    conf = f"{CONF}newsroom_timezone = {zone!r}\nnewsroom_now = {now!r}\n"
    archive.put({"conf.py": conf, "releases/a.md": f"{HEADER}One.\n", "releases/b.md": f"{HEADER}Two.\n"})
    root = ["--root", str(tmp_path)]
    assert main(["publish", *root]) == 0
    assert main(["correct", "a", "--note", "Now another.", *root]) in (0, 1)
    source = (tmp_path / "releases/a.md").read_text(encoding="utf-8")
    (tmp_path / "releases/a.md").write_text(source.replace("One.", "Another."), encoding="utf-8")
    assert main(["publish", *root]) == 0
    assert main(["withdraw", "b", "--reason", "Wrong.", *root]) == 0
    found = open_archive(tmp_path)
    assert not [problem for problem in found.problems if problem.is_error]
    dates = {str(release.id): (release.corrections, release.withdrawn) for release in found.releases.values()}
    assert dates["a"][0][0].date.isoformat() == day
    assert dates["b"][1] is not None
    assert dates["b"][1].date.isoformat() == day
    assert '"at": "' + now.replace("+00:00", "Z") in (tmp_path / "releases/ledger.jsonl").read_text().replace(
        ':"', ': "'
    )

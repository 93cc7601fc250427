"""What the guide on names without a record shows is what the command says, word for word."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main

GUIDE = Path(__file__).parents[3] / "docs/guides/suggest-names.md"
TEXTS = {
    "2019/low-water": "The water is low, and ships wait outside. The Kelmark Harbour Company (KHC) keeps twelve more "
    "berths free for them.",
    "2020/fish-pass": "The fish pass was opened by Jane Roe, Minister of Ports, who thanked the builders.\n\n"
    "The Open Doors Office was glad.",
    "2021/new-quay": "The Harbour Company of Kelmark will run the new quay, said Jane Roe, Minister of Ports.\n\n"
    "The Office of Weights wrote to KHC.",
    "2022/ice": "The Harbour Company of Kelmark broke the ice, said Jane Roe.\n\n"
    "The Office of Weights wrote to KHC. The Open Doors Office was open.",
}
CALLS = re.compile(r"\$ newsroom (suggest .*|suggest)\n((?:(?!\$ |```).*\n)*)")


def test_the_guide(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    archive = ArchiveOnDisk(tmp_path)
    archive.put({"conf.py": "newsroom_now = '2026-01-01T00:00:00Z'\n"})
    for id_, text in TEXTS.items():
        archive.put({f"releases/{id_}.md": f"---\ntitle: {id_}\ndate: {id_[:4]}-05-01\n---\n\n{text}\n"})
    monkeypatch.chdir(tmp_path)
    calls = [(call, shown) for call, shown in CALLS.findall(GUIDE.read_text(encoding="utf-8")) if "--ner" not in call]
    assert len(calls) == 7
    for call, shown in calls:
        if "--decided" in call:
            list_ = tmp_path / "names.tsv"
            head, columns, row, *rest = list_.read_text(encoding="utf-8").split("\n")
            assert "\tJane Roe\t" in row
            list_.write_text("\n".join([head, columns, f"accept{row}", *rest]), encoding="utf-8")
        assert main(shlex.split(call)) == 0
        assert "".join(capsys.readouterr()) == shown, call

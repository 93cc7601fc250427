from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings
from sphinx_newsroom.sources.header import KEYS, schema_of


@pytest.mark.parametrize("kind", KEYS)
def test_a_schema_is_printed_where_there_is_no_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["schema", kind]) == 0
    assert json.loads(capsys.readouterr().out) == schema_of(kind, Settings())


def test_in_an_archive_its_types_are_the_types(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (archive.root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('\nnewsroom_types = {"news": "News"}\n')
    for folder, options in ((archive.root / "releases", []), (archive.root.parent, ["--root", str(archive.root)])):
        monkeypatch.chdir(folder)
        assert main(["schema", "release", *options]) == 0
        assert json.loads(capsys.readouterr().out)["properties"]["type"]["enum"] == ["news"]

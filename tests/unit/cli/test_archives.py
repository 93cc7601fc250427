"""``newsroom archives``: wrong calls, and what is kept."""

from __future__ import annotations

import json

import pytest
from tests.conftest import CONF, ArchiveOnDisk

from sphinx_newsroom.archive.other_archives import OtherArchive, document
from sphinx_newsroom.cli import main

URL = "https://press.example/"
SET = f'{CONF}newsroom_archives = {{"osce": "{URL}", "coast": "https://coast.example/"}}\n'


@pytest.mark.parametrize(
    ("conf", "arguments", "words"),
    [
        (CONF, [], "newsroom_archives is not set; name one in conf.py"),
        (SET, ["update", "osze"], "no archive is called 'osze'; did you mean 'osce'?"),
        (
            f'{CONF}newsroom_archives = {{"OSCE": "{URL}"}}\n',
            [],
            "newsroom_archives has the invalid name 'OSCE'; use lower-case",
        ),
        (
            f'{CONF}newsroom_archives = ["{URL}"]\n',
            [],
            "newsroom_archives is ['https://press.example/']; write keys and values",
        ),
        (f'{CONF}newsroom_archives = {{"a": "file:///x"}}\n', [], "newsroom_archives has 'file:///x' for 'a'"),
    ],
)
def test_a_wrong_call_says_what_to_write(
    conf: str, arguments: list[str], words: str, archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.put({"conf.py": conf})
    assert main(["--root", str(archive.root), "archives", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_what_is_kept_is_listed(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"conf.py": SET, "archives/osce.json": document(OtherArchive("osce", URL, "OSCE press", "en"))})
    assert main(["--root", str(archive.root), "archives"]) == 0
    said = capsys.readouterr()
    assert said.out == f"osce: OSCE press, {URL}: 0 entries of the same Wikidata id\n"
    assert "conf.py:1: [other-archive] no data from the archive 'coast' are saved yet" in said.err
    assert main(["--root", str(archive.root), "archives", "list", "osce", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in found["archives"]] == ["osce"]


def test_who_cannot_be_had_is_told(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"conf.py": f'{CONF}newsroom_archives = {{"here": "https://localhost/"}}\n'})
    assert main(["--root", str(archive.root), "archives", "update", "--json"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row["failed"].startswith("localhost is in a private network")
    assert not (archive.root / "archives").exists()

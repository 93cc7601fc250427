"""Arguments that are plausible and wrong: each is refused by its own words, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main

LONG = "x" * 300


@pytest.fixture
def here(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    monkeypatch.chdir(archive.root)
    Path("binary").write_bytes(b"\xff\xfe\x00")
    return archive


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (("show", "2011/opening", "--revision", "x"), "'x' is not a valid integer."),
        (("serve", "--port", "65536"), "65536 is not in the range 0<=x<=65535."),
        (("import-releases", "releases", "--base", "example.org"), "isn't an address; write one such as https://"),
        (("import-releases", "releases", "--base", "https://[::1"), "isn't an address; write one such as https://"),
        (("export", "bibtex", "--output", "releases"), "releases cannot be written: "),
        (("export", "bibtex", "--output", "x.bib", "--language", "de"), "nothing is published in de, so there"),
        (("verify", "releases"), "releases isn't the folder of a site; name the one that contains"),
        (("check", LONG), f"{LONG}: File name too long; nothing more was done"),
        (("mentions", "--sample", "3", "--output", "index.md/x"), "index.md: Not a directory; no table was written"),
        (("init", "index.md/x", "--yes"), "index.md/x: Not a directory"),
        (("verify", "--rebuild"), "--rebuild works only with a complete site; name the folder of the site"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(
    here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], call: tuple[str, ...], says: str
) -> None:
    assert main(["publish"]) == 0
    capsys.readouterr()
    assert main([*call]) in (1, 2)
    err = capsys.readouterr().err
    assert says in " ".join(err.split())
    assert "Errno" not in err


def test_files_that_verify_cannot_read_are_named(here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish"]) == 0
    capsys.readouterr()
    assert main(["verify", "--since", "binary"]) == 1
    assert capsys.readouterr().out == "binary: isn't a checkpoint: it isn't UTF-8 text\n"
    assert main(["verify", "--authority", "none.pem"]) == 2
    assert capsys.readouterr().err.startswith(
        "newsroom: none.pem cannot be read: No such file or directory; name a file"
    )

"""What is erased is in no byte of the site, the ledger, the log, caches and exports, and all else verifies."""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import contents, copied
from tests.unit.operations.conftest import Desk
from tests.unit.operations.test_erase import as_of_old

from sphinx_newsroom.cli import main

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CONF = (
    'project = "An archive"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
    'html_baseurl = "https://news.example.org/press/"\nnewsroom_tag = "news.example.org,2026"\n'
    'newsroom_editions = {"begin": "2026-01-01"}\n'
)
WITNESS = """
    ---
    title: Zqheadline of the first text
    subtitle: Zqsubtitle
    date: 2012-05-04
    number: Zqnumber 7
    dateline: Zqdateline
    summary: Zqsummary in a sentence.
    image: {src: /images/zqlead.png, alt: Zqleadalt, caption: Zqcaption, credit: Zqcredit}
    contacts: [{name: Zqcontact, email: zqmail@example.org, phone: "+43 1 7777777"}]
    attachments: [{src: witness/zqreport.pdf, title: Zqattachment}]
    boilerplate: Zqboilerplate words.
    former_urls: [press/zqformer.html]
    event: {start: 2012-05-05T10:00:00+02:00, end: 2012-05-05T11:00:00+02:00, name: Zqevent, place: Zqplace}
    ---

    Zqbody of the text. Yury Fedotov said: “Zqquotation is what the witness told us about it on that day.”

    ![Zqalternative](/images/zqhall.png)

    The [table](zqtable.csv) is there, and the Zqministry Office (ZQMO) knows.

    ```python
    zqcode = 1
    ```

    :::{note}
    Zqnote
    :::
    """
BOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["Zqbookwords here."]},
        {
            "cell_type": "code", "id": "b", "metadata": {}, "source": ["print('zqsource')"], "execution_count": 1,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["Zqoutput\n"]}],
        },
    ],
    "metadata": {"newsroom": {"title": "Zqbooktitle", "date": "2013-02-02"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip
CANARIES = (
    "zqheadline", "zqsecondheadline", "zqsubtitle", "zqnumber", "zqdateline", "zqsummary", "zqlead", "zqleadalt",
    "zqcaption", "zqcredit", "zqcontact", "zqmail", "7777777", "zqreport", "zqattachment", "zqboilerplate", "zqevent",
    "zqplace", "zqbody", "zqquotation", "zqalternative", "zqhall", "zqtable", "zqministry", "zqmo", "zqcode", "zqnote",
    "zqtranslated", "zqpdfbytes", "zqcsvbytes", "zqbookwords", "zqsource", "zqoutput", "zqbooktitle", "zqcorrection",
)  # fmt: skip
REASON = "Removed by order of a court."


def run(archive: ArchiveOnDisk, *words: str, status: int = 0) -> None:
    words += ("--yes", "--no-build") if words[0] == "publish" else ()
    assert main([*words, "--root", str(archive.root)]) == status, words


def build(archive: ArchiveOnDisk, *options: str) -> Path:
    done = newsroom(archive.root, *options, env={"SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"]})
    assert done.returncode == 0, done.stderr
    assert "KEPT AS PUBLISHED" not in done.stdout
    return archive.root / "_build/html"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose release has a canary in all that a release can have; published, corrected and built."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("canaries") / "archive")
    archive.put({**SMALL, "conf.py": CONF, "releases/2012/witness.md": WITNESS})
    archive.put({"releases/2012/witness.ru.md": "---\ntitle: Zqtranslated\ndate: 2012-05-04\n---\n\nZqtranslated.\n"})
    archive.put({"alerts/all.yaml": "name: All\nmail: [ada@example.org]\n"})
    for path, data in {
        "releases/2012/witness/zqreport.pdf": b"%PDF-1.4 zqpdfbytes\n",
        "releases/2012/zqtable.csv": b"day,zqcsvbytes\n1,2\n",
        "images/zqlead.png": PNG,
        "images/zqhall.png": PNG + b"zqhall",
        "releases/2013/book.ipynb": json.dumps(BOOK).encode(),
    }.items():
        (archive.root / path).parent.mkdir(parents=True, exist_ok=True)
        (archive.root / path).write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        run(archive, "publish")
        patch.setenv("SOURCE_DATE_EPOCH", "1767312000")
        run(archive, "correct", "2012/witness", "--note", "Zqcorrection")
        witness = archive.root / "releases/2012/witness.md"
        text = witness.read_text(encoding="utf-8").replace("Zqheadline of the first", "Zqsecondheadline of the")
        witness.write_text(text.replace("Zqbody of", "Zqbody in"), encoding="utf-8")
        run(archive, "publish")
        site = build(archive)
    # Else the tests of their absence would hold of anything.
    assert set(CANARIES) <= {word for _, word in leaks(site)}
    return archive.root


@pytest.fixture
def archive(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767398400")
    copied(published, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def leaks(folder: Path, words: tuple[str, ...] = CANARIES) -> list[tuple[str, str]]:
    """Which of the words stand in which file of a folder, in its name, its bytes, or those of what is packed in it."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".git" not in path.parts:
            data = b"\n".join((str(path.relative_to(folder)).encode(), *_unpacked(path))).lower()
            found += [(str(path.relative_to(folder)), word) for word in words if word.encode() in data]
    return found


def _unpacked(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    yield data.replace(b"\0", b"")
    if path.name == "objects.inv":
        yield zlib.decompress(data.split(b"\n", 4)[4])
    if path.suffix == ".sqlite":
        with sqlite3.connect(path) as database:
            yield "\n".join(database.iterdump()).encode()


def test_nothing_of_what_is_erased_is_left(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    line = '{"kind": "approved", "id": "2012/witness", "at": "", "who": "Zqcontact", "digest": ""}\n'
    archive.put({"releases/approvals.jsonl": line})
    before = (archive.root / "_build/html/log/checkpoint").read_text(encoding="utf-8")
    (archive.root.parent / "kept").write_text(before, encoding="utf-8")
    for id_ in ("2012/witness", "2013/book"):
        run(archive, "erase", id_, "--reason", REASON)
    assert "erased: 2012/witness, revision 1\nerased: 2012/witness, revision 2\n" in capsys.readouterr().out
    left = [one for one in leaks(archive.root) if not one[0].startswith("_build/html/")]
    assert left == []
    build(archive)
    assert leaks(archive.root) == []
    site = contents(archive.root / "_build/html")
    build(archive, "--out", str(archive.root.parent / "clean"))
    assert contents(archive.root.parent / "clean") == site
    for page in ("2012/witness", "2012/witness.r1", "2012/witness.ru", "2013/book"):
        html = (archive.root / f"_build/html/releases/{page}.html").read_text(encoding="utf-8")
        assert REASON in html
        assert "Text removed" in html or "ru" in page
    former = archive.root / "_build/html/press/zqformer.html"
    assert "releases/2012/witness.html" in former.read_text(encoding="utf-8")
    run(archive, "check")
    run(archive, "verify")
    run(archive, "verify", str(archive.root / "_build/html"), "--since", str(archive.root.parent / "kept"))
    run(archive, "verify", str(archive.root / "_build/html"), "--rebuild")
    (archive.root.parent / "exports").mkdir()
    for form in ("ninjs", "newsml-g2", "bibtex", "csl", "bagit"):
        run(archive, "export", form, "--output", str(archive.root.parent / "exports" / form))
    run(archive, "export", "ninjs", "--edition", "begin", "--output", str(archive.root.parent / "exports/then"))
    assert leaks(archive.root.parent / "exports") == []
    run(archive, "undo", status=1)
    assert "nothing was undone" in capsys.readouterr().err


HEADLINE = "zqheadline", "zqsecondheadline"


def test_a_withdrawn_release_gets_a_neutral_headline_everywhere(archive: ArchiveOnDisk) -> None:
    """Also where it was withdrawn before, and where its superseded texts and editions had it."""
    run(archive, "withdraw", "2012/witness", "--reason", "It was wrong.")
    run(archive, "withdraw", "2013/book", "--reason", "Also wrong.", "--headline", 'A "book": of 2013')
    site = build(archive)
    assert [path for path, _ in leaks(site, HEADLINE)]
    run(archive, "withdraw", "2012/witness", "--headline", "A witness was heard")
    build(archive)
    shown = [path for path, _ in leaks(site, (*HEADLINE, "zqbooktitle")) if path != "releases/ledger.jsonl"]
    assert shown == []
    for path in ("index.html", "feed.json", "releases/2012/index.bib", "data/releases/2012.jsonl"):
        assert "A witness was heard" in (site / path).read_text(encoding="utf-8"), path
    built = contents(site)
    build(archive, "--out", str(archive.root.parent / "clean"))
    assert contents(archive.root.parent / "clean") == built
    run(archive, "publish")
    run(archive, "verify", str(site))
    run(archive, "withdraw", "2012/witness", "--reason", "Again.", status=1)


def test_one_superseded_text_is_erased_and_the_others_stand(archive: ArchiveOnDisk) -> None:
    run(archive, "erase", "2012/witness", "--revision", "1", "--reason", REASON)
    site = build(archive)
    html = (site / "releases/2012/witness.html").read_text(encoding="utf-8")
    assert "Zqsecondheadline" in html
    assert "Zqbody in" in html
    assert leaks(archive.root, ("zqheadline", "zqbody of")) == []
    assert REASON in (site / "releases/2012/witness.r1.html").read_text(encoding="utf-8")
    run(archive, "publish")
    run(archive, "verify", str(site))
    run(archive, "erase", "2012/witness", "--revision", "1", "--reason", REASON, status=1)
    run(archive, "erase", "2012/witness", "--reason", REASON)
    build(archive)
    assert leaks(archive.root, tuple(set(CANARIES) - {"zqbookwords", "zqsource", "zqoutput", "zqbooktitle"})) == []
    run(archive, "verify", str(site))


def test_a_ledger_of_before_is_carried_over_and_an_address_that_says_too_much_goes(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(archive, pytest.MonkeyPatch(), capsys)
    as_of_old(desk)
    shutil.rmtree(archive.root / "_build")
    site = build(archive)
    run(archive, "verify", str(site))
    (archive.root.parent / "kept").write_bytes((site / "log/checkpoint").read_bytes())
    run(archive, "erase", "2012/witness", "--new-id", "2012/removed-1", "--reason", REASON)
    build(archive, "--accept-loss")
    words = tuple(set(CANARIES) - {"zqbookwords", "zqsource", "zqoutput", "zqbooktitle"})
    assert leaks(archive.root, (*words, "zqformer", "2012/witness", "witness.html")) == []
    assert REASON in (site / "releases/2012/removed-1.ru.html").read_text(encoding="utf-8")
    assert b"\0\0\0\0" in (site / "log/tile/entries/000.p/9").read_bytes()
    run(archive, "verify", str(site), "--since", str(archive.root.parent / "kept"))
    (site / "log/tile/entries/000.p/9").write_bytes(b"\0\0" * 9)
    run(archive, "verify", str(site), status=1)

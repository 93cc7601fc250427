"""Names, addresses, tags and notebooks that no file system or reader takes: an error of their own, and no traceback."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import AnyCode, Code
from sphinx_newsroom.files import LONGEST_NAME
from sphinx_newsroom.model.addresses import Taken
from sphinx_newsroom.sources.listing import documents_by_path
from sphinx_newsroom.sources.notebook import wrong_shape

NAME = LONGEST_NAME
Found = list[tuple[str, int, AnyCode]]


def header(**values: object) -> str:
    rows = {"title": "T", "date": "2012-01-01", **values}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in rows.items()]
    return f"---\n{''.join(lines)}---\nText.\n"


def found(archive: ArchiveOnDisk, files: dict[str, str]) -> Found:
    for path, text in files.items():
        (archive.root / path).parent.mkdir(parents=True, exist_ok=True)
        (archive.root / path).write_text(text, encoding="utf-8")
    return [(problem.path, problem.line, problem.code) for problem in open_archive(archive.root, Settings()).problems]


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        (f"releases/{'a' * NAME}.md", True),
        (f"releases/{'a' * (NAME + 1)}.md", False),
        (f"releases/{'a' * 250}.md", False),
        (f"releases/{'a' * 250}/x.md", False),
        (f"organizations/{'a' * 250}.md", False),
        ("releases/" + f"{'b' * 190}/" * 6 + "x.md", False),
        (f"releases/{'a' * 100}/{'b' * 150}.ipynb", False),
    ],
)
def test_names_that_leave_no_room_for_what_the_site_adds(archive: ArchiveOnDisk, path: str, fits: bool) -> None:
    text = header() if path.startswith("releases") else "---\nname: N\n---\n"
    assert found(archive, {path: text}) == ([] if fits else [(path, 1, Code.FILE_NAME)])


@pytest.mark.parametrize(
    "name",
    [
        b"releases/\xff.md",
        b"releases/\xff/x.md",
    ],
)
def test_names_that_are_not_utf_8(
    archive: ArchiveOnDisk, capsysbinary: pytest.CaptureFixture[bytes], name: bytes
) -> None:
    path = os.fsdecode(name)
    assert found(archive, {path: header()}) == [(path, 1, Code.FILE_NAME)]
    for options in ([], ["--json"]):
        assert main(["check", "--root", str(archive.root), *options]) == 1
    shown = capsysbinary.readouterr().out.decode()
    assert r"\udcff" in shown
    assert json.loads(shown[shown.index("[\n") :])[0]["path"] == path


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"topics": ["t" * (NAME + 1)]}, Code.BAD_VALUE),
        ({"language": "x" * 100_000}, Code.BAD_VALUE),
        ({"language": "zh-hant-tw"}, None),
        ({"former_urls": ["a" * 255]}, None),
        ({"former_urls": ["a/" * 600]}, Code.BAD_VALUE),
        ({"image": {"src": "a" * 300 + ".png", "alt": "A"}}, Code.MISSING_FILE),
    ],
)
def test_values_that_become_a_path(archive: ArchiveOnDisk, values: dict[str, object], code: Code | None) -> None:
    path = "releases/x.md"
    assert found(archive, {path: header(**values)}) == ([(path, 4, code)] if code else [])


@pytest.mark.parametrize("link", [f"[a]({'b' * 300}.pdf)", f"[a]({'b' * 300}.md)", f"![a]({'b/' * 600}c.png)"])
def test_links_to_paths_that_cannot_be(archive: ArchiveOnDisk, link: str) -> None:
    assert found(archive, {"releases/x.md": f"{header()}\n{link}\n"}) == [("releases/x.md", 7, Code.MISSING_FILE)]


@pytest.mark.parametrize(
    "url",
    [
        "robots.txt/x",
        "feed.json/x",
        "organizations/unodc/rss.xml",
        "organizations/unodc/page-2.html",
        "corrections/rss.xml",
        "types/press-release/rss.xml",
        "releases/2011/opening.html/x",
        "releases/manifest.json/x",
        "docs/about.html",
        "releases/x.html/y",
    ],
)
def test_addresses_that_are_taken_or_below_a_file(archive: ArchiveOnDisk, url: str) -> None:
    files = {"docs/about.md": "# About\n", "releases/x.md": header(former_urls=["press/1", url])}
    assert found(archive, files) == [("releases/x.md", 4, Code.DUPLICATE_ID)]


def test_what_is_taken() -> None:
    taken = Taken()
    taken.add("a/b.html", "one")
    holders = [taken.holder(path) for path in ("a/b.html", "a", "a/b.html/c", "a/c", "b")]
    assert holders == ["one", "one", "one", None, None]


# -- notebooks


def notebook(cells: list[Any] | None = None, **changes: Any) -> dict[str, Any]:
    metadata = {"newsroom": {"title": "T", "date": "2012-01-01"}}
    return {"metadata": metadata, "nbformat": 4, "nbformat_minor": 5, "cells": cells or [], **changes}


def code(*outputs: Any, **changes: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1, "source": "1"}
    return {**cell, "outputs": list(outputs), **changes}


def text(**changes: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": ["a\n", "b"], **changes}


def shown(data: Any, **changes: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data, **changes}


WRONG = {
    "nbformat": notebook(nbformat="4"),
    "cell": notebook(["x"]),
    "cell kind": notebook([text(cell_type="zzz")]),
    "source": notebook([text(source=1)]),
    "cell metadata": notebook([text(metadata=[])]),
    "toctree": notebook([text(metadata={"nbsphinx-toctree": {}})]),
    "id": notebook([text(id="a b")]),
    "data": notebook([code(shown([]))]),
    "output kind": notebook([code({"output_type": "zzz"})]),
    "count": notebook([code(execution_count="1")]),
    "image": notebook([code(shown({"image/png": 5}))]),
    "outputs of a text": notebook([text(outputs=5)]),
    "data of a stream": notebook([code({"output_type": "stream", "name": "stdout", "text": "x", "data": 5})]),
    "not ASCII": notebook([code(shown({"image/png": "ж"}))]),
    "language": notebook(metadata={**notebook()["metadata"], "language_info": {"name": "x", "codemirror_mode": 7}}),
    "half": notebook([text(source="x \ud800")]),
    "deep": notebook([text(metadata={"x": json.loads("[" * 120 + "]" * 120)})]),
    "newsroom list": notebook(metadata={"newsroom": []}),
    "deep header": notebook(metadata={"newsroom": {"title": "T", "x": json.loads("[" * 50 + "]" * 50)}}),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_notebook_that_its_readers_would_stumble_over(archive: ArchiveOnDisk, what: str) -> None:
    path = "releases/x.ipynb"
    problems = found(archive, {path: json.dumps(WRONG[what])})
    assert problems[0] == (path, 1, Code.UNREADABLE_HEADER)
    assert {problem[0] for problem in problems} == {path}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "true",
        "{",
        '{"cells": 1}',
        '{"cells": [], "nbformat": ' + "9" * 5000 + "}",
    ],
)
def test_what_is_no_notebook_at_all(archive: ArchiveOnDisk, text: str) -> None:
    assert found(archive, {"releases/x.ipynb": text})[0][2] == Code.UNREADABLE_HEADER


def test_a_sound_notebook() -> None:
    cells = [
        text(),
        text(source="a", id="a-1", attachments={"x.png": {"image/png": "aaaa"}}),
        code(
            shown({"text/plain": ["x"], "application/vnd.x+json": {"a": 1}, "image/png": ["aa\n", "aa"]}),
            {"output_type": "stream", "name": "stdout", "text": "x"},
            {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []},
            more=1,
            metadata={"tags": ["a"], "scrolled": "auto", "collapsed": False},
        ),
    ]
    sound = notebook(
        cells,
        metadata={"kernelspec": {"name": "python3", "display_name": "Python"}, "language_info": {"name": "python"}},
    )
    assert wrong_shape(sound, json.dumps(sound)) == ""
    whole = notebook([text(source="\U0001f600")])
    assert wrong_shape(whole, json.dumps(whole)) == "", "two halves are one character"


# What an archive's documents are: not what tools keep in it.


def test_what_tools_keep_in_an_archive_is_none(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "docs/about.md": "# About\r\n",
            "docs/releases/old.md": "# Old\n",
            "node_modules/x/README.md": "# X\n",
            "docs/env/pyvenv.cfg": "",
            "docs/env/README.md": "# E\n",
            "_build/html/a.md": "# A\n",
            ".git/a.md": "# G\n",
        }
    )
    found = dict(documents_by_path(archive.root))
    assert found.keys() >= {"docs/about.md", "docs/releases/old.md"}
    assert not [path for path in found if path.startswith(("node_modules", "docs/env", "_build", ".git", "releases"))]

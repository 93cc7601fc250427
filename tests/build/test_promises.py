"""The promises of the design, each by what a reader could find in the output; hostile texts: tests/hostile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

CANARY = "qxzyvembargo"
BEFORE = {"SOURCE_DATE_EPOCH": "1769936399"}
"""One second before the embargo of these releases ends."""
EMBARGOED = f"---\ntitle: {CANARY}\ndate: 2026-02-01\nembargo: 2026-02-01T10:00:00+01:00\n---\nThe {CANARY}.\n"


def hits(*folders: Path) -> list[str]:
    """Where the canary stands: in a file's name or in its bytes."""
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if CANARY in path.name or (path.is_file() and CANARY.encode() in path.read_bytes())
    ]


def test_1_a_file_that_is_no_release_is_not_read(archive: ArchiveOnDisk) -> None:
    names = ("2011/.draft.md", ".hidden/draft.md", "2011/_build/draft.md", "2011/draft.rst", "2011/Draft.md")
    odd = ("2011/dräft.md", "2011/dra\u0308ft.md", "2011/[draft].md")
    archive.put({f"releases/{name}": EMBARGOED for name in (*names, *odd)})
    site = archive.build("out", env=BEFORE)
    assert site.status == 0, site.log
    assert hits(site.out, Path(f"{site.out}.doctrees")) == []


HEADERS = {
    "misspelt embargo": "title: T {c}\ndate: 2025-01-01\nembargoo: 2030-01-01T00:00:00Z\n",
    "embargo without offset": "title: T {c}\ndate: 2025-01-01\nembargo: 2030-01-01T00:00:00\n",
    "misspelt draft": "title: T {c}\ndate: 2025-01-01\ndrfat: true\n",
    "a draft maybe": "title: T {c}\ndate: 2025-01-01\ndraft: maybe\n",
    "broken yaml": "title: T {c}\ndate: 2025-01-01\nembargo: [\n",
    "no title": "date: 2025-01-01\n",
    "no date": "title: T {c}\n",
    "unknown organization": "title: T {c}\ndate: 2025-01-01\norganizations: [undoc]\n",
    "duplicate key": "title: T {c}\ndate: 2025-01-01\nembargo: 2030-01-01T00:00:00Z\nembargo: 2020-01-01T00:00:00Z\n",
    "wrong type": "title: [T, {c}]\ndate: 2025-01-01\n",
}
NO_HEADERS = (
    f"{CANARY} without a header at all\n",
    f"---\ntitle: {CANARY}\ndate: 2025-01-01\n\nnever closed\n",
    f"----\ntitle: {CANARY}\n---\n",
)


def test_2_a_wrong_header_stops_that_release_and_no_other(archive: ArchiveOnDisk) -> None:
    broken = [f"---\n{header.format(c=CANARY)}---\n\nThe {CANARY}.\n" for header in HEADERS.values()]
    texts = {f"releases/2025/n{number}.md": text for number, text in enumerate((*broken, *NO_HEADERS))}
    archive.put(texts)
    site = archive.build()
    assert site.status == 0, site.log
    for path in texts:
        assert re.search(rf"{path}:\d+: WARNING: \[[a-z-]+\] .+; .+", site.log), texts[path]
    assert re.search(r"n7\.md:4: WARNING: \[unknown-id\] .*undoc.*; did you mean 'unodc'\?", site.log)
    assert hits(site.out) == []
    assert not (site.out / "releases/2025").exists()
    assert "Conference opens in Vienna" in site.read("releases/2011/opening.html")
    assert archive.build("strict", "-W").status != 0


def test_7_and_8_no_image_of_another_host_is_loaded_and_nothing_runs(archive: ArchiveOnDisk) -> None:
    pytest.importorskip("nbsphinx")
    target = archive.root.parent / "ran"
    archive.put(
        {
            "releases/2025/attack.ipynb": """
        {"metadata": {"newsroom": {"title": "Attack", "date": "2025-01-01"}, "nbsphinx": {"execute": "always"},
                      "kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
         "nbformat": 4, "nbformat_minor": 5, "cells": [
          {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "Shown text."},
          {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1,
           "source": "open('TARGET', 'w')",
           "outputs": [
            {"output_type": "execute_result", "execution_count": 1, "metadata": {},
             "data": {"text/html": "<script>qxzyvembargo</script>", "application/javascript": "qxzyvembargo",
                      "application/vnd.jupyter.widget-view+json": {"model_id": "qxzyvembargo"},
                      "text/plain": "plain <script>result"}}]}]}
        """.replace("TARGET", str(target))
        }
    )
    images = "![A map](https://elsewhere.example/map.png) and\n\n![](https://elsewhere.example/b.png)"
    for number, text in enumerate((images, "{{ [].__class__.__name__ }} and {{ 7 * 6 }}")):
        archive.put({f"releases/2025/n{number}.md": f"---\ntitle: Attack\ndate: 2025-01-01\n---\n\n{text}\n"})
    site = archive.build()
    assert site.status == 0, site.log
    page = site.read("releases/2025/n0.html")
    assert 'href="https://elsewhere.example/map.png">A map</a>' in page
    assert "<img" not in page
    assert "7 * 6" in site.read("releases/2025/n1.html")
    assert "42" not in site.read("releases/2025/n1.html")
    assert not target.exists()
    page = site.read("releases/2025/attack.html")
    assert "Shown text." in page
    assert "plain &lt;script&gt;result" in page
    assert hits(site.out) == []

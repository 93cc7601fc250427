"""The promises of the design, each by what a reader could find in the output."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk, Built

CANARY = "qxzyvembargo"

EMBARGOED = f"""---
title: Title {CANARY}
date: 2026-02-01
embargo: 2026-02-01T10:00:00+01:00
dateline: {CANARY}
number: {CANARY}/1
summary: Summary {CANARY}
topics: [{CANARY}]
organizations: [unodc]
names: {{{CANARY}: unodc}}
contacts: [{{name: {CANARY}, email: {CANARY}@example.org}}]
image: {{src: {CANARY}.png, alt: {CANARY}, caption: {CANARY}, credit: {CANARY}}}
corrections: [{{date: 2026-02-01, note: {CANARY}}}]
former_urls: [press/{CANARY}.html]
---

The {CANARY} of UNODC.

```{{figure}} {CANARY}.png
Caption {CANARY}
```
"""

BEFORE, AT = "1769936399", "1769936400"
"""One second before the embargo ends, and the moment, as SOURCE_DATE_EPOCH."""


def hits(*folders: Path) -> list[str]:
    """Where the canary stands: in a file's name or in its bytes."""
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if CANARY in path.name or (path.is_file() and CANARY.encode() in path.read_bytes())
    ]


@pytest.fixture
def with_embargo(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    archive.put(
        {
            "releases/2011/points-there.md": f"""
        ---
        title: Points there
        date: 2011-07-01
        related: [2026/{CANARY}]
        ---
        Text.
        """
        }
    )
    (archive.root / "releases/2026").mkdir()
    (archive.root / f"releases/2026/{CANARY}.md").write_text(EMBARGOED, encoding="utf-8")
    (archive.root / f"releases/2026/{CANARY}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + CANARY.encode())
    return archive


def test_1_nothing_of_an_embargoed_release_is_anywhere_before_its_moment(with_embargo: ArchiveOnDisk) -> None:
    site = with_embargo.build("out", env={"SOURCE_DATE_EPOCH": BEFORE})
    assert site.status == 0, site.log
    assert hits(site.out, Path(f"{site.out}.doctrees")) == []


def test_1_the_site_before_is_that_of_an_archive_without_the_file(with_embargo: ArchiveOnDisk) -> None:
    site = with_embargo.build("out", env={"SOURCE_DATE_EPOCH": BEFORE})
    (with_embargo.root / f"releases/2026/{CANARY}.md").unlink()
    (with_embargo.root / f"releases/2026/{CANARY}.png").unlink()
    path = with_embargo.root / "releases/2011/points-there.md"
    path.write_text(path.read_text(encoding="utf-8").replace(f"related: [2026/{CANARY}]\n", ""), encoding="utf-8")
    without = with_embargo.build("without", env={"SOURCE_DATE_EPOCH": BEFORE})
    assert site.tree() == without.tree()


def test_1_at_the_moment_all_of_it_is_there(with_embargo: ArchiveOnDisk) -> None:
    with_embargo.build("out", env={"SOURCE_DATE_EPOCH": BEFORE})
    site = with_embargo.build("out", "-W", env={"SOURCE_DATE_EPOCH": AT})
    assert site.status == 0, site.log
    assert f"Title {CANARY}" in site.read(f"releases/2026/{CANARY}.html")
    for page in (
        "index.html",
        "rss.xml",
        "organizations/unodc.html",
        f"topics/{CANARY}.html",
        "corrections.html",
        "releases/2011/points-there.html",
        "data/releases.jsonl",
    ):
        assert CANARY in site.read(page), page
    assert site.tree() == with_embargo.build("clean", env={"SOURCE_DATE_EPOCH": AT}).tree()


@pytest.mark.parametrize(
    "path",
    [
        "releases/2011/.draft.md",
        "releases/.hidden/draft.md",
        "releases/2011/_build/draft.md",
        "releases/2011/draft.rst",
        "releases/2011/Draft.md",
        "releases/2011/dräft.md",
        "releases/2011/dra\u0308ft.md",
        "releases/2011/[draft].md",
    ],
)
def test_1_a_file_that_is_no_release_is_not_read(archive: ArchiveOnDisk, path: str) -> None:
    archive.put({path: EMBARGOED})
    site = archive.build("out", env={"SOURCE_DATE_EPOCH": BEFORE})
    assert site.status == 0, site.log
    assert hits(site.out, Path(f"{site.out}.doctrees")) == []


@pytest.mark.parametrize("link", ["[]({c}.md)", "[words]({c}.md)", "<project:{c}.md>", "[](/releases/2026/{c}.md)"])
def test_1_a_link_to_an_embargoed_file_tells_nothing(with_embargo: ArchiveOnDisk, link: str) -> None:
    with_embargo.put(
        {
            "releases/2026/points-there.md": f"""
        ---
        title: Points there
        date: 2011-07-01
        ---
        See {link.format(c=CANARY)}.
        """
        }
    )
    site = with_embargo.build("out", env={"SOURCE_DATE_EPOCH": BEFORE})
    assert site.status == 0, site.log
    assert hits(site.out) == []


def test_1_a_text_may_point_to_a_release_to_come(with_embargo: ArchiveOnDisk) -> None:
    with_embargo.put(
        {
            "releases/2011/points-there.md": f"""
        ---
        title: Points there
        date: 2011-07-01
        ---
        See {{release}}`2026/{CANARY}` and {{release}}`the budget <2026/{CANARY}>`.
        """
        }
    )
    site = with_embargo.build("out", "-W", env={"SOURCE_DATE_EPOCH": BEFORE})
    assert site.status == 0, site.log
    assert hits(site.out) == []
    assert "See a forthcoming release and the budget." in site.read("releases/2011/points-there.html")
    site = with_embargo.build("out", "-W", env={"SOURCE_DATE_EPOCH": AT})
    assert f'href="../2026/{CANARY}.html"' in site.read("releases/2011/points-there.html")


def test_1_a_published_release_put_under_embargo_again_goes(with_embargo: ArchiveOnDisk) -> None:
    with_embargo.build("out", env={"SOURCE_DATE_EPOCH": AT})
    site = with_embargo.build("out", env={"SOURCE_DATE_EPOCH": BEFORE})
    assert hits(site.out, Path(f"{site.out}.doctrees") / "releases") == []


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


@pytest.mark.parametrize("header", HEADERS.values(), ids=list(HEADERS))
def test_2_a_wrong_header_stops_that_release_and_no_other(archive: ArchiveOnDisk, header: str) -> None:
    archive.put({"releases/2025/broken.md": f"---\n{header.format(c=CANARY)}---\n\nThe {CANARY}.\n"})
    site = archive.build()
    assert site.status == 0, site.log
    assert re.search(r"broken\.md:\d+: WARNING: \[[a-z-]+\] .+; .+", site.log)
    assert hits(site.out) == []
    assert not (site.out / "releases/2025").exists()
    assert "Conference opens in Vienna" in site.read("releases/2011/opening.html")
    assert archive.build("strict", "-W").status != 0


@pytest.mark.parametrize(
    "text",
    [
        f"{CANARY} without a header at all\n",
        f"---\ntitle: {CANARY}\ndate: 2025-01-01\n\nnever closed\n",
        f"----\ntitle: {CANARY}\n---\n",
    ],
)
def test_2_no_header_no_release(archive: ArchiveOnDisk, text: str) -> None:
    archive.put({"releases/2025/broken.md": text})
    site = archive.build()
    assert site.status == 0, site.log
    assert hits(site.out) == []


def test_a_suggestion_stands_at_the_line(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2025/broken.md": "---\ntitle: T\ndate: 2025-01-01\norganizations: [undoc]\n---\nText.\n"})
    log = archive.build().log
    assert re.search(r"releases/2025/broken\.md:4: WARNING: \[unknown-id\] .*undoc.*; did you mean 'unodc'\?", log)


SCRIPT = "<script>alert('" + CANARY + "')</script>"


def published(archive: ArchiveOnDisk, text: str) -> Built:
    archive.put({"releases/2025/attack.md": "---\ntitle: Attack\ndate: 2025-01-01\n---\n\n" + text + "\n"})
    site = archive.build()
    assert site.status == 0, site.log
    return site


@pytest.mark.parametrize(
    "text",
    [
        SCRIPT,
        f"Text {SCRIPT} inline",
        f'<img src=x onerror="{CANARY}">',
        f"```{{raw}} html\n{SCRIPT}\n```",
        f"```{{eval-rst}}\n.. raw:: html\n\n   {SCRIPT}\n```",
        f"[link](javascript:{CANARY})",
        f"[link](data:text/html,{CANARY})",
        f"::::{{note}}\n:::{{raw}} html\n{SCRIPT}\n:::\n::::",
        f"> ```{{raw}} html\n> {SCRIPT}\n> ```",
        "{raw-html}`" + SCRIPT + "`",
    ],
)
def test_8_no_script_reaches_a_page(archive: ArchiveOnDisk, text: str) -> None:
    archive.put({f"{kind}/attack.md": f"---\nname: Attack\n---\n\n{text}\n" for kind in ("organizations", "topics")})
    site = published(archive, text)
    for page in site.out.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert f"<script>alert('{CANARY}" not in html, page
        assert not re.search(rf'\s(?:href|src|on\w+)="[^"]*{CANARY}', html), page
        assert not re.search(r"""<[^>]*\son\w+=["']?\w""", html), page
    assert f"<script>alert('{CANARY}" not in site.read("rss.xml").replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize(
    "text",
    [
        "```{include} ../../../secret.txt\n```",
        "```{literalinclude} /secret.txt\n```",
        "```{csv-table}\n:file: ../../../secret.txt\n```",
        "{download}`../../../secret.txt`",
        "```{figure} ../../../secret.txt\n```",
        "![x](../../../secret.txt)",
        "[x](../../../secret.txt)",
        "```{eval-rst}\n.. include:: ../../../secret.txt\n```",
        "1. ```{include} ../../../secret.txt\n   ```",
    ],
)
def test_8_no_file_outside_the_archive_is_read(archive: ArchiveOnDisk, text: str) -> None:
    (archive.root.parent / "secret.txt").write_text(CANARY, encoding="utf-8")
    site = published(archive, text)
    assert hits(site.out) == []
    assert not [path for path in site.out.rglob("*") if "secret" in path.name]


def test_7_an_image_on_another_host_becomes_a_link(archive: ArchiveOnDisk) -> None:
    site = published(archive, "![A map](https://elsewhere.example/map.png) and\n\n![](https://elsewhere.example/b.png)")
    page = site.read("releases/2025/attack.html")
    assert 'href="https://elsewhere.example/map.png">A map</a>' in page
    assert "<img" not in page


def test_8_substitutions_do_not_run(archive: ArchiveOnDisk) -> None:
    site = published(archive, "{{ [].__class__.__name__ }} and {{ 7 * 6 }}")
    assert "7 * 6" in site.read("releases/2025/attack.html")
    assert "42" not in site.read("releases/2025/attack.html")


def test_8_a_release_notebook_is_shown_never_run(archive: ArchiveOnDisk) -> None:
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
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    assert not target.exists()
    page = site.read("releases/2025/attack.html")
    assert "Shown text." in page
    assert "plain &lt;script&gt;result" in page
    assert hits(site.out) == []


def test_5_a_notebook_that_is_run_tells_nothing_of_when(archive: ArchiveOnDisk) -> None:
    pytest.importorskip("nbsphinx")
    archive.put(
        {
            "docs/analysis.ipynb": """
        {"metadata": {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
         "nbformat": 4, "nbformat_minor": 5, "cells": [
          {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Analysis"},
          {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "source": "6 * 7", "outputs": []}]}
        """
        }
    )
    first, second = archive.build("out"), archive.build("again")
    assert first.status == 0, first.log
    assert '"42"' in first.read("docs/analysis.ipynb")
    assert first.tree() == second.tree()

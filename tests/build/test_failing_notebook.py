"""A notebook under docs/ that fails keeps its last results, says so, and stops nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import CONF, SHARING, SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import contents

pytest.importorskip("nbsphinx")

PAGE, COPY, TABLE = "docs/analysis.html", "docs/analysis.ipynb", "docs/gauges.csv"
MARCH, MAY = {"SOURCE_DATE_EPOCH": "1772496000"}, {"SOURCE_DATE_EPOCH": "1777680000"}
GUIDES = {"docs/index.md": "---\norphan: true\n---\n\n# Guides\n\n```{toctree}\nanalysis\n```\n"}
DRAWING = """\
import os
from IPython.display import SVG, display
open(os.environ["RUNS"], "a").write("x")
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4" /></svg>'))
6 * 7"""
FLOOD = "---\ntitle: Flood warning\ndate: 2014-05-01\n---\n\nThe wallaby river rises tonight.\n"


def analysis(code: str, words: str = "What is six times seven?") -> str:
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# Analysis\n\n{words}"},
        {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": None, "source": code, "outputs": []},
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}}
    return json.dumps({"metadata": kernel, "nbformat": 4, "nbformat_minor": 5, "cells": cells}, indent=1) + "\n"


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an analysis, whose site was built in March."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("march") / "archive")
    archive.put({**SMALL, **GUIDES, "conf.py": CONF + SHARING, COPY: analysis(DRAWING), TABLE: "1\n"})
    done = newsroom(archive.root, "-W", env={**MARCH, "RUNS": str(archive.root.parent / "runs")})
    assert done.returncode == 0, done.stdout + done.stderr
    return archive.root


@pytest.fixture
def built(march: Path, tmp_path: Path) -> ArchiveOnDisk:
    """A copy of it; a kernel takes longer to start than all else in a build."""
    shutil.copytree(march, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def site(archive: ArchiveOnDisk) -> Path:
    return archive.root / "_build/html"


def read(archive: ArchiveOnDisk, path: str) -> str:
    return (site(archive) / path).read_text(encoding="utf-8")


def test_what_its_cells_draw_is_on_the_page(march: Path) -> None:
    page = (march / "_build/html" / PAGE).read_text(encoding="utf-8")
    drawn = re.search(r'<img[^>]* src="\.\./_images/(docs_analysis_[^"]*\.svg)"', page)
    assert drawn
    assert "<circle" in (march / "_build/html/_images" / drawn[1]).read_text(encoding="utf-8")


def test_the_last_results_stay_with_a_note_until_it_is_mended_and_all_else_is_published(built: ArchiveOnDisk) -> None:
    before = contents(site(built))
    built.put({COPY: analysis("seven * 6", "How much?"), "releases/2014/flood.md": FLOOD})
    done = newsroom(built.root, env=MAY)
    assert done.returncode == 0, done.stdout + done.stderr
    page = read(built, PAGE)
    assert "What is six times seven?" in page
    assert "42\n</pre>" in page
    words = "The calculations on this page failed when the site was last built. It shows the results from 3 March 2026."
    assert f'<p class="banner">{words}</p>' in page
    assert page.index("</h1>") < page.index(words) < page.rindex("What is six times seven?")
    assert f'content="{words[:20]}' not in page
    assert contents(site(built))[COPY] == before[COPY]
    assert "wallaby" in read(built, "releases/2014/flood.html")
    assert "wallaby" in read(built, "rss.xml")
    # It is tried at each build, which says where and why it fails; from nothing the site is the same.
    done = newsroom(built.root, "--out", str(built.root.parent / "clean"), env=MAY)
    assert done.returncode == 0, done.stderr
    assert "docs/analysis.ipynb:23: WARNING: [failed-notebook] the notebook fails (NameError" in done.stderr
    assert "so its page shows its results of 3 March 2026; fix it" in done.stderr
    assert contents(built.root.parent / "clean") == contents(site(built))
    built.put({COPY: analysis(DRAWING)})
    assert newsroom(built.root, "-W", env={**MAY, "RUNS": os.devnull}).returncode == 0
    now = contents(site(built))
    assert (now[PAGE], now[COPY]) == (before[PAGE], before[COPY]), "it tells nothing of when it was run"
    built.put({COPY: "<<<<<<< mine\n" + analysis("1")})
    assert newsroom(built.root, "-j", "2", env=MAY).returncode == 0
    assert "failed when the site was last built. It shows the results from" in read(built, PAGE)


def test_one_that_never_gave_any_stands_without(archive: ArchiveOnDisk) -> None:
    archive.put({**GUIDES, COPY: analysis("seven * 6")})
    done = newsroom(archive.root, env=MARCH)
    assert done.returncode == 0, done.stdout + done.stderr
    page = read(archive, PAGE)
    assert "The calculations on this page failed when the site was last built. It shows no results." in page
    assert "What is six times seven?" in page
    assert "seven" in page


def test_a_build_that_is_not_published_keeps_no_result(built: ArchiveOnDisk) -> None:
    built.put({COPY: analysis("6 * 8"), "releases/2014/broken.md": "---\ndate: soon\n---\n"})
    assert newsroom(built.root, "-W", env=MAY).returncode == 1
    built.put({COPY: analysis("seven * 6")})
    shutil.rmtree(built.root / "releases/2014")
    assert newsroom(built.root, env=MAY).returncode == 0
    assert "42\n</pre>" in read(built, PAGE)


def test_it_is_executed_when_it_or_its_files_or_the_data_changed_and_not_else(
    built: ArchiveOnDisk, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    for path, text, executed in (
        ("index.md", "# Test archive\n\nOther words.\n", 0),
        ("releases/2014/flood.md", FLOOD, 1),
        (TABLE, "2\n", 2),
    ):
        built.put({path: text})
        done = newsroom(built.root, "-W", env={**MARCH, "RUNS": str(runs)})
        assert done.returncode == 0, done.stdout + done.stderr
        assert (runs.stat().st_size if runs.exists() else 0) == executed, path

"""What the notebooks that come with the archive share."""

from __future__ import annotations

import importlib.util
import json
from typing import Any

import pytest
from tests.conftest import CONF, ROOT, ArchiveOnDisk

from sphinx_newsroom.archive.compiler import release_text
from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.text.naming import Names, find

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")


def test_a_drawing_has_the_same_bytes_on_every_python(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("charts", ROOT / "docs/analysis/charts.py")
    assert spec
    assert spec.loader
    charts: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(charts)
    shown: list[Any] = []
    monkeypatch.setattr(charts, "display", shown.append)
    charts.show(charts.chart())
    style = shown[0].data.partition("<style>")[2].partition("</style>")[0]
    assert "[style*='fill: #1c1b19']{fill:#e9e6df!important}" in style
    assert '"' not in style  # Python 3.13 leaves it there, those before wrote &quot;
    assert "&quot;" not in style


def test_who_is_named_with_whom_is_counted_as_on_the_pages(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numpy")
    both = "title: UNODC and OSCE\ndate: 2013-01-01\n"
    archive.put(
        {
            "conf.py": CONF,
            "releases/2013/both.md": f"---\n{both}---\n\nUNODC met the OSCE.\n",
            "releases/2013/both.ru.md": f"---\n{both}---\n\nUNODC met the OSCE.\n",
            "releases/2013/gone.md": f"---\n{both}withdrawn: {{date: 2013-02-01, reason: Untrue.}}\n---\n\nUNODC.\n",
            "docs/analysis/index.md": "# Analysis\n",
        }
    )
    monkeypatch.chdir(archive.root / "docs/analysis")
    monkeypatch.syspath_prepend(ROOT / "docs/analysis")
    notebook = json.loads((ROOT / "docs/analysis/named-together.ipynb").read_text(encoding="utf-8"))
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    known: dict[str, Any] = {}
    exec("".join(first["source"]), known)
    loaded = open_archive(archive.root)
    entries = {}
    names = Names(loaded.registry)
    for page, release in loaded.releases.items():
        text, marks = release_text(loaded, release)
        entries[page] = Entry.of(release, text, marks, find(names, text, marks, release).mentions)
    index = ArchiveIndex(entries, loaded.registry)
    shown = dict(index.named_with(("organization", "unodc")))
    assert known["pairs"]["osce", "unodc"] == shown["organization", "osce"] > 0

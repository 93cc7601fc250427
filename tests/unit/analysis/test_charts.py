"""What the notebooks that come with the archive share."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest
from tests.conftest import ROOT

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

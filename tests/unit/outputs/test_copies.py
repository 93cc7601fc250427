"""What is copied as it stands: which files a build goes by, to copy them anew."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sphinx_newsroom.outputs.copies import copied_digest

THEME = {"styles/site.css_t": "a { color: {{ colour }} }", "scripts/never.js": "1", "scripts/never.js.map": "2"}
OWN = {"_static/own.css": "b {}", "logo.svg": "<svg/>", "beside/robots.txt": "User-agent: *\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {**{f"theme/static/{name}": text for name, text in THEME.items()}, **OWN}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def digest_of(folder: Path, **settings: Any) -> str:
    named = {"html_logo": "logo.svg", "html_favicon": None, "html_static_path": ["_static"], "language": "en"}
    config = SimpleNamespace(**{**named, "html_extra_path": ["beside"], **settings})
    theme = SimpleNamespace(get_theme_dirs=lambda: [str(folder / "theme")])
    builder: Any = SimpleNamespace(config=config, theme=theme, build_info=SimpleNamespace(config_hash="0"))
    return copied_digest(builder, folder, {"styles/site.css"})


@pytest.mark.parametrize("name", ["theme/static/styles/site.css_t", *OWN])
def test_what_is_copied_is_copied_anew_when_it_changed(folder: Path, name: str) -> None:
    before = digest_of(folder)
    (folder / name).write_text("changed", encoding="utf-8")
    assert digest_of(folder) != before


def test_what_no_page_loads_of_a_theme_is_not_read(folder: Path) -> None:
    before = digest_of(folder)
    for name in ("scripts/never.js", "scripts/never.js.map"):
        (folder / "theme/static" / name).write_text("changed", encoding="utf-8")
    assert digest_of(folder) == before

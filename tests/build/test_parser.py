"""Our shortcut through MyST's parser gives the document that MyST gives."""

from __future__ import annotations

import inspect
import re

from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer

from sphinx_newsroom.extension.parser import MarkdownParser, Renderer


def test_setup_render_is_mysts_own_less_the_document_it_throws_away() -> None:
    def sets(cls: type) -> set[str]:
        return set(re.findall(r"self\.(\w+)(?:: [^=]+)? =", inspect.getsource(cls.setup_render)))  # type: ignore[attr-defined]

    assert "setup_render" not in vars(SphinxRenderer), "MyST's Sphinx renderer now sets up more than the base"
    assert sets(Renderer) == sets(DocutilsRenderer)


def test_settings_that_directives_look_at_are_there() -> None:
    wanted = {"raw_enabled", "file_insertion_enabled", "tab_width", "syntax_highlight"}
    assert wanted <= set(MarkdownParser.settings_defaults)

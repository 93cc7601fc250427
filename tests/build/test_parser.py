"""Our shortcut through MyST's parser gives the document that MyST gives."""

from __future__ import annotations

from sphinx_newsroom.extension.parser import MarkdownParser


def test_settings_that_directives_look_at_are_there() -> None:
    wanted = {"raw_enabled", "file_insertion_enabled", "tab_width", "syntax_highlight"}
    assert wanted <= set(MarkdownParser.settings_defaults)

"""MyST's parser, without what it would do again for each of thousands of small files.

Measured on 3,000 releases of 450 words: building docutils' option parser twice a file and the
Markdown parser once took 16 per cent of a build; what is here takes two thirds of that away.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from types import ModuleType
from typing import Any, cast

from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser as RstParser
from docutils.parsers.rst.languages import get_language
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser

from sphinx_newsroom.nodes import line_break


def _rst_defaults() -> dict[str, Any]:
    """The settings that directives look at and that only reStructuredText's parser declares."""
    general = vars(get_default_settings())
    return {name: value for name, value in vars(get_default_settings(RstParser)).items() if name not in general}


class Renderer(SphinxRenderer):
    """MyST's renderer, which is always given the document that it fills.

    ``setup_render`` is MyST's own less one thing: that makes an empty document with settings of
    its own first, and throws it away.  ``tests/build/test_parser.py`` tells when MyST's changes.
    """

    def setup_render(self, options: dict[str, Any], env: MutableMapping[str, Any]) -> None:
        """Take the document and forget the one before."""
        self.md_env = env
        self.md_options = options
        self.md_config = options["myst_config"]
        self.document = options["document"]
        self.current_node = options.get("current_node", self.document)
        self.reporter = self.document.reporter
        self.language_module_rst = cast("ModuleType", get_language(self.document.settings.language_code))
        self._heading_offset = 0
        self._level_to_section = {0: self.document}
        self._heading_slugs = {}

    def render_hardbreak(self, token: SyntaxTreeNode) -> None:
        """Break the line with a node, not with raw HTML as MyST does."""
        self.current_node.append(line_break())


class MarkdownParser(MystParser):
    """MyST Markdown, parsed by one Markdown parser for all files of a build."""

    settings_spec = ("MyST", None, ())
    settings_defaults = _rst_defaults()

    _made: tuple[MdParserConfig, MarkdownIt] | None = None

    def parse(self, inputstring: str, document: Any) -> None:
        """Parse *inputstring* into *document*; a file with front matter of its own is left to MyST."""
        if inputstring.startswith("---"):
            super().parse(inputstring, document)
            return
        parser = self._parser(document.settings.env.myst_config)
        parser.options["document"] = document
        try:
            parser.render(inputstring)
        finally:
            del parser.options["document"]

    @classmethod
    def _parser(cls, config: MdParserConfig) -> MarkdownIt:
        """The parser for a configuration, which is one object for a build."""
        if cls._made is None or cls._made[0] is not config:
            cls._made = config, create_md_parser(config, Renderer)
        return cls._made[1]

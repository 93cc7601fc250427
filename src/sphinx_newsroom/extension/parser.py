"""MyST's parser for documents, restricted to the markup that a text may contain.

One parser serves all files of a build.
"""

from __future__ import annotations

from typing import Any, cast

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser as RstParser
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.sphinx_ import MystParser

from sphinx_newsroom.allowed import Allowed
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.extension.domain import domain_of, line_break, warn
from sphinx_newsroom.model.wording import withdrawal_words
from sphinx_newsroom.sources.header import SUFFIXES
from sphinx_newsroom.text.markdown_parser import markdown_parser


def _rst_defaults() -> dict[str, Any]:
    """Return the settings that directives read but only the reStructuredText parser defines."""
    general = vars(get_default_settings())
    return {name: value for name, value in vars(get_default_settings(RstParser)).items() if name not in general}


class Renderer(SphinxRenderer):
    """MyST's renderer, which runs only the *allowed* directives and roles in a release or record.

    In other documents *allowed* is None, and all of them run.
    """

    @property
    def allowed(self) -> Allowed | None:
        """The markup that the text may contain; None if everything is allowed."""
        return cast("Allowed | None", self.md_options.get("allowed"))

    def render_hardbreak(self, token: SyntaxTreeNode) -> None:
        """Insert a node for the line break, instead of raw HTML as MyST does."""
        self.current_node.append(line_break())

    # -- markup that runs code

    def run_directive(
        self, name: str, first_line: str, content: str, position: int, *arguments: Any, **options: Any
    ) -> list[nodes.Element]:
        """Run an allowed directive; show the source of any other, or of one that fails."""
        if self.allowed is not None and name.lower() not in self.allowed.directives:
            self._refuse(f"the directive {name[:40]!r} isn't allowed", position)
            return _as_written(content)
        try:
            return super().run_directive(name, first_line, content, position, *arguments, **options)
        # The whole text is nested too deeply, so `parse` gives up.
        except RecursionError:
            raise
        except Exception as error:  # a directive can fail in any way on an untrusted text
            if self.allowed is None:
                raise
            self._refuse(f"the directive {name!r} fails ({in_words(error)})", position)
            return _as_written(content)

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """Run an allowed role; show the words of any other."""
        if self.allowed is None or self.allowed.role(token.meta["name"]):
            super().render_myst_role(token)
            return
        self._refuse(f"the role {token.meta['name'][:40]!r} isn't allowed", token_line(token, 1))
        self.current_node.append(nodes.Text(token.content))

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """Parse embedded reStructuredText if it is allowed, since it can do anything."""
        if self.allowed is None or "eval-rst" in self.allowed.directives:
            super().render_restructuredtext(token)
            return
        self._refuse("the directive 'eval-rst' isn't allowed", token_line(token, 1))
        self.current_node.extend(_as_written(token.content))

    def render_substitution(self, token: SyntaxTreeNode, inline: bool) -> None:
        """Leave ``{{ … }}`` unchanged, since a substitution runs code."""
        if self.allowed is None:
            super().render_substitution(token, inline)
            return
        words = nodes.Text(f"{{{{{token.content}}}}}")
        self.current_node.append(words if inline else nodes.paragraph("", "", words))

    def render_link_unknown(self, token: SyntaxTreeNode) -> None:
        """Follow a link within the archive; keep only the words if the target isn't a valid path.

        MyST checks that the file exists, but it is missing if the build uses its published copy.
        """
        try:
            href = str(token.attrGet("href") or "")
            if self._leads_to_kept(href):
                self.render_link_project(token)
            elif self._offers_stored(href):
                self.render_link_path(token)
            else:
                super().render_link_unknown(token)
        except (OSError, ValueError, RuntimeError):  # too long, a NUL, or a symbolic link loop
            if self.allowed is None:
                raise
            self._refuse("the target of a link isn't the path of a file", token_line(token, 1))
            self.render_children(token)

    def _leads_to_kept(self, href: str) -> bool:
        env = self.sphinx_env
        kept = domain_of(env).archive.kept
        path = self.md.normalizeLinkText(href).partition("#")[0]
        return bool(kept) and path.endswith(SUFFIXES) and env.path2doc(env.relfn2path(path, env.docname)[1]) in kept

    def _offers_stored(self, href: str) -> bool:
        env = self.sphinx_env
        stored = domain_of(env).archive.stored
        return bool(stored) and env.relfn2path(self.md.normalizeLinkText(href), env.docname)[0] in stored

    def _refuse(self, message: str, line: int) -> None:
        warn(
            Code.REFUSED,
            f"{message}, so its content is shown as text",
            "write it as plain Markdown",
            (self.sphinx_env.docname, line),
        )


def _as_written(content: str) -> list[nodes.Element]:
    return [nodes.literal_block(content, content, language="none")] if content.strip() else []


def in_words(error: Exception) -> str:
    """Format an error on one line: ``KeyError: 'x'``."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"


class MarkdownParser(MystParser):
    """The MyST Markdown parser, which reuses one parser object for all files of a build."""

    settings_spec = ("MyST", None, ())
    settings_defaults = _rst_defaults()

    _made: tuple[MdParserConfig, MarkdownIt] | None = None

    def parse(self, inputstring: str, document: Any) -> None:
        """Parse *inputstring* into *document*.

        An error in a release or record affects only that text.  MyST handles documents with front matter of their own.
        """
        allowed = _hold(document)
        if allowed is None and inputstring.startswith("---"):
            super().parse(inputstring, document)
            return
        domain, docname = domain_of(document.settings.env), document.settings.env.docname
        # Nothing of a withdrawn text may be recorded: no label, no heading, no copy of a notebook.
        withdrawn = domain.archive.withdrawal(docname)
        if docname in domain.unreadable or withdrawn:
            self.fill(document, "", allowed)
            if withdrawn:
                words = withdrawal_words(withdrawn, domain.interface_of(docname))
                document += nodes.paragraph(words, words)
            return
        try:
            self.fill(document, inputstring, allowed)
        except Exception as error:
            if allowed is None:
                raise
            _give_up(document, error)
            self.fill(document, "", allowed)

    def fill(self, document: nodes.document, text: str, allowed: Allowed | None) -> None:
        """Fill *document* with the content of *text*."""
        parser, found = self.markdown(document.settings.env.myst_config), dict[str, Any]()
        tokens = self.tokens(parser, document, text, found) if text else []
        parser.options["document"], parser.options["allowed"] = document, allowed
        try:
            parser.renderer.render(tokens, parser.options, found)
        finally:
            # The parser is reused for the next file, and would keep this file's tree in memory.
            del parser.options["document"], parser.options["allowed"]

    def tokens(self, parser: MarkdownIt, document: nodes.document, text: str, found: dict[str, Any]) -> list[Token]:
        """Return the tokens of a text, and add what the parser *found*."""
        return parser.parse(text, found)

    @classmethod
    def markdown(cls, config: MdParserConfig) -> MarkdownIt:
        """Return the parser for a configuration, which is one object per build."""
        # A second build in the same process has its own configuration.
        if cls._made is None or cls._made[0] is not config:
            cls._made = config, markdown_parser(config, Renderer)
        return cls._made[1]


def _hold(document: nodes.document) -> Allowed | None:
    """Return the markup that *document* may contain and turn off docutils' file access; None if it is trusted."""
    env = document.settings.env
    domain = domain_of(env)
    if not domain.owns(env.docname):
        return None
    document.settings.file_insertion_enabled = False
    document.settings.raw_enabled = False
    return domain.settings.allowed


def _give_up(document: nodes.document, error: Exception) -> None:
    """Record that a text can't be parsed, and reset *document*: its partial content would make transforms fail."""
    env = document.settings.env
    domain_of(env).unreadable[env.docname] = in_words(error)
    transformer = document.transformer
    fresh = nodes.document(document.settings, document.reporter, source=document["source"])
    vars(document).clear()
    vars(document).update(vars(fresh))
    document.transformer = transformer

"""Turn a release that is a notebook into a document with text, code, printed output and images, and nothing else.

nbsphinx turns a notebook into reStructuredText and parses that, so words in a cell could become directives.  In
notebooks of releases, Markdown cells are parsed like any release.  Code cells become nodes without further parsing, in
the same structure as nbsphinx's.  nbsphinx handles the notebooks under ``docs/``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

import nbformat
from docutils import nodes
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from nbconvert.filters import ansi2html
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbsphinx import CodeAreaNode, CreateNotebookSectionAnchors, FancyOutputNode
from nbsphinx import NotebookParser as Nbsphinx

from sphinx_newsroom.extension import guard
from sphinx_newsroom.extension.domain import OUTCOME, domain_of, folded, stored_output
from sphinx_newsroom.extension.guard import STORED, store_bytes
from sphinx_newsroom.extension.notebooks import analyses
from sphinx_newsroom.extension.parser import MarkdownParser, Renderer
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.sources import notebook as notebooks
from sphinx_newsroom.sources.header import NOTEBOOK
from sphinx_newsroom.sources.notebook import first_lines
from sphinx_newsroom.text.markdown_parser import markdown_parser

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it import MarkdownIt
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.model.records import Release

_LANGUAGE = re.compile(r"[A-Za-z][\w.+#-]{0,40}")
_WIDEST = 9_999
"""The largest width or height in pixels that a notebook may set for an image."""
# A vector drawing first, because it is sharp on every screen; the other images show the same content.
_PICTURES = (notebooks.DRAWING, "image/png", "image/jpeg")


class CellRenderer(Renderer):
    """A renderer that also handles code cells between the texts."""

    def render_code_cell(self, token: Any) -> None:
        """Insert the nodes of a code cell."""
        self.current_node.extend(token.meta["nodes"])


class SectionAnchors(CreateNotebookSectionAnchors):  # type: ignore[misc]  # nbsphinx has no types
    """Heading anchors in Jupyter's form; a withdrawn notebook has no headings."""

    def apply(self) -> None:
        """Set the anchors."""
        if next(self.document.findall(nodes.section), None):
            super().apply()


class NotebookParser(MarkdownParser):
    """The notebook parser: handles the cells of releases itself, and leaves other notebooks to nbsphinx."""

    supported: ClassVar[tuple[str, ...]] = ("jupyter_notebook",)  # type: ignore[misc]  # MyST declares it otherwise

    def get_transforms(self) -> list[Any]:
        """Return the transforms; for releases without nbsphinx's own, which copies linked files."""
        if _is_release(self._env):  # this attribute exists in both Sphinx 9 and 10; tests/build/test_guard.py
            return [*super().get_transforms(), SectionAnchors]  # type: ignore[no-untyped-call]
        return list(Nbsphinx().get_transforms())

    def parse(self, inputstring: str, document: Any) -> None:
        """Parse a notebook into *document*."""
        if _is_release(document.settings.env):
            super().parse(inputstring, document)
        else:
            analyses.parse(inputstring, document)

    def tokens(self, parser: MarkdownIt, document: nodes.document, text: str, found: dict[str, Any]) -> list[Token]:
        """Return the tokens of the cells of the notebook in *text*."""
        env = document.settings.env
        safe = analyses.parsed(notebooks.safe_notebook(text, _title(env)))
        _publish_copy(env, safe)
        document["nbsphinx_code_css"] = True
        cells, lines = list(_cells(safe)), first_lines(text)
        lines = [*([1] * (len(cells) - len(lines))), *lines]  # the title, if the notebook doesn't begin with one
        return [
            token for cell, line in zip(cells, lines, strict=True) for token in self._tokens(parser, cell, env, line)
        ]

    @classmethod
    def markdown(cls, config: MdParserConfig) -> MarkdownIt:
        """Return the parser for text cells, which supports mathematics between dollar signs."""
        with_math = config.copy(enable_extensions={*config.enable_extensions, "dollarmath"}, update_mathjax=False)
        return markdown_parser(with_math, CellRenderer)

    def _tokens(self, parser: MarkdownIt, cell: Cell, env: BuildEnvironment, line: int) -> list[Token]:
        if cell.kind == "code":
            made = [*cell.input(env), *cell.results(env)]
            return [Token("code_cell", "", 0, map=[line - 1, line], meta={"nodes": made})]
        tokens = parser.parse(cell.source, {})
        for token in tokens:
            if token.map:
                token.map = [place + line - 1 for place in token.map]
            for child in token.children or ():
                if child.type == "image":
                    child.attrs["src"] = cell.attached(str(child.attrs.get("src", "")))
        return tokens


def _is_release(env: BuildEnvironment) -> bool:
    return domain_of(env).owns(env.docname)


class Cell(NamedTuple):
    """A cell of text or code with its position in the notebook; *language* is its code's language."""

    place: int
    kind: str
    source: str
    language: str
    outputs: Sequence[Mapping[str, Any]]
    attachments: Mapping[str, Any]

    def attached(self, address: str) -> str:
        """Return the address of an image, or the data of one attached to the cell."""
        name = address.removeprefix("attachment:")
        bundle = self.attachments.get(name) if name != address else None
        for kind, data in bundle.items() if isinstance(bundle, dict) else ():
            return f"data:{kind};base64,{data}"
        return address

    def input(self, env: BuildEnvironment) -> Iterator[nodes.Element]:
        """Yield the nodes of the code, as nbsphinx shows it."""
        text = self.source.strip("\n")
        block = nodes.literal_block(text, text, language=self.language, classes=["input_area"])
        before = len(self.source) - len(self.source.lstrip("\n"))
        after = len(self.source) - len(self.source.strip("\n")) - before
        area = CodeAreaNode("", block, prompt="", stderr=False)
        # As margins, since Pygments drops empty lines at both ends.
        for name, lines in (("empty-lines-before", before), ("empty-lines-after", after)):
            if lines:
                area[name] = lines
        row = nodes.container("", area, classes=["nbinput"] if self.outputs else ["nbinput", "nblast"])
        yield folded("", row, words=domain_of(env).interface_of(PageName(env.docname)).say("Code"))

    def results(self, env: BuildEnvironment) -> Iterator[nodes.Element]:
        """Yield the nodes of the cell's output."""
        for number, output in enumerate(self.outputs):
            shown = self._shown(env, number, output)
            if shown is None:
                continue
            last = number == len(self.outputs) - 1
            area = nodes.container(
                "", shown, classes=["output_area", *(["stderr"] if output.get("name") == "stderr" else [])]
            )
            wrapped = (
                FancyOutputNode("", area, prompt="")
                if isinstance(shown, nodes.image)
                else CodeAreaNode("", area, prompt="", stderr="stderr" in area["classes"])
            )
            row = nodes.container("", wrapped, classes=["nboutput", "nblast"] if last else ["nboutput"])
            row[OUTCOME] = True
            yield row

    def _shown(self, env: BuildEnvironment, number: int, output: Mapping[str, Any]) -> nodes.Element | None:
        data = output.get("data", {})
        # The image rather than its text, which only says <Figure size 640x480>.
        for kind in _PICTURES:
            if kind in data:
                return self._picture(env, number, kind, str(data[kind]), output.get("metadata", {}).get(kind))
        text = printed(output)
        if tables := notebooks.tables_of(str(data.get(notebooks.TABLES, ""))):
            return stored_output(text or "", text or "", html=tables)
        formula = notebooks.formula_of(str(data.get(notebooks.FORMULA, "")))
        if formula and guard.fault(formula) is None:
            return nodes.math_block(formula, formula)
        if text is None:
            return None
        # With the terminal colours of the output.
        shown = ansi2html(text)  # type: ignore[no-untyped-call]
        return stored_output(text, text, html=f'<div class="highlight"><pre>\n{shown}\n</pre></div>')

    def _picture(self, env: BuildEnvironment, number: int, kind: str, data: str, size: Any) -> nodes.image | None:
        content = data.encode() if kind == notebooks.DRAWING else notebooks.decoded(data)
        name = f"{re.sub('[/ ]', '_', env.docname)}_{self.place}_{number}"
        path = None if content is None else store_bytes(env, content, kind, name)
        if path is None:
            return None
        image = nodes.image(uri=path)
        image[STORED] = True
        if isinstance(size, dict):
            image["classes"].append("no-scaled-link")
            image.attributes.update(
                {
                    side: str(size[side])
                    for side in ("width", "height")
                    if isinstance(size.get(side), int) and 0 < size[side] <= _WIDEST
                }
            )
        return image


def printed(output: Mapping[str, Any]) -> str | None:
    """Return the text of an output: printed text, a traceback, or the plain form of a value."""
    kind = output.get("output_type")
    if kind == "stream":
        return str(output.get("text", "")).removesuffix("\n")
    if kind == "error":
        return "\n".join(map(str, output.get("traceback", ())))
    text = output.get("data", {}).get("text/plain")
    return None if text is None else str(text)


def _cells(notebook: Any) -> Iterator[Cell]:
    """Yield the cells; kernels send printed text in chunks, which are joined."""
    info = notebook.get("metadata", {}).get("language_info", {})
    language = str(info.get("pygments_lexer") or info.get("name") or "none") if isinstance(info, dict) else "none"
    joined, _ = CoalesceStreamsPreprocessor().preprocess(notebook, {})  # type: ignore[no-untyped-call]
    for place, cell in enumerate(joined["cells"]):
        yield Cell(
            place,
            cell["cell_type"],
            cell["source"],
            language if _LANGUAGE.fullmatch(language) else "none",
            cell.get("outputs", ()),
            cell.get("attachments", {}),
        )


def _written(notebook: Any) -> str:
    return str(nbformat.writes(notebook))  # type: ignore[no-untyped-call]


def _title(env: BuildEnvironment) -> str:
    release = _release(env)
    return release.title if release else ""


def _release(env: BuildEnvironment) -> Release | None:
    return domain_of(env).archive.release_of(PageName(env.docname))


def _publish_copy(env: BuildEnvironment, notebook: Any) -> None:
    """Tell nbsphinx to publish the notebook alongside its page."""
    path = f"{env.docname}{NOTEBOOK}"
    of_nbsphinx = cast("Any", env)  # nbsphinx stores both attributes on Sphinx's environment
    write(Path(of_nbsphinx.nbsphinx_auxdir, path), notebooks.without_times(_written(notebook)))
    of_nbsphinx.nbsphinx_notebooks[env.docname] = path

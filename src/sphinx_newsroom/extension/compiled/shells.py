"""Pages that are no documents, written in shells: what stands around them is rendered once for a kind and folder.

The shell is a page like any other, rendered by Sphinx with all that themes, overridden templates and
``html-page-context`` do to it, with slots in the places where pages of the kind differ.  What goes into these is
rendered for each page from its template, by Jinja without the sandbox, in which Sphinx renders what themes bring: the
templates are the program's own.  A template that an archive has put in the place of one of ours is none of these: its
pages are written by Sphinx.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import jinja2
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup
from sphinx.util.osutil import relative_uri

from sphinx_newsroom.files import put
from sphinx_newsroom.model.addresses import RELEASES, PageName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_newsroom.outputs.pages import Page
    from sphinx_newsroom.outputs.pages.views import ReleaseLine

MACROS = "newsroom/macros.html"
"""What the templates of all pages import."""

LAYOUT, SLOTS, SHELL = "newsroom/layout.html", "newsroom/slots.html", "newsroom/shell.html"
"""What the templates of pages extend: the frame of a whole page, or what goes into a shell; and the shell itself."""

BETWEEN = Markup("<\x1e>")
"""What stands between two slots, and in no page: of a text's own ``<`` pages make ``&lt;``."""

_SLOT = re.compile(r"newsroom-slot-(\w+)")
_PAGE = "newsroom-slot-page"
_ORDER = ("title", "description", "theme_css", "page_scripts", "own_feeds", "alternates", "page_meta", "main")
"""The slots, in the order of ``slots.html``."""

SLOTTED = ("release", "entity", "superseded", "year", "month", "type", "statements-year")
"""The templates of which there are many pages."""

IS_SHELL = "newsroom_shell"
"""What tells the page of a shell, of the kind and language that this names, in the context of a page."""

METATAGS = '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
"""What Sphinx has for the head of each document's page."""

_PLAIN = frozenset((FunctionType, MethodType, partial))
"""What templates call, beside macros."""

_WAYS = 30_000
"""Ways from a folder that are kept: 12 MB."""

_ROWS = 10_000
"""Rows of releases in lists that are kept for pages of one depth: about as much."""

_OURS = Path(__file__).parents[2] / "theme"


class _Context(Context):
    """Jinja's own, which asks twice at each call whether what is called wants the context: a tenth of a page's time."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 (a macro may have an argument self)
        kind = type(__obj)
        if kind is Macro or (kind in _PLAIN and not hasattr(__obj, "jinja_pass_arg")):
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return __obj(__self.eval_ctx, *args, **kwargs) if kind is Macro else __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class _Template(jinja2.Template):
    """Jinja's own; its macros are made for one page and serve all: each asks for its page's values when called."""

    kept: tuple[Context, TemplateModule] | None = None

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        if self.name != MACROS or not shared:
            return super().make_module(vars, shared, locals)
        if self.kept is None:
            context = self.new_context(vars, shared, locals)
            self.kept = context, TemplateModule(self, context)
        context, module = self.kept
        context.parent = {**(vars or {}), **(locals or {})} if locals else vars or {}
        return module


class _Environment(jinja2.Environment):
    """Jinja's own, which takes a twelfth of a page's time to copy what all templates have, from a map of two maps."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Shell(NamedTuple):
    """The page of a kind and folder with slots: a text before each, the slot's name, and the text after the last."""

    parts: tuple[tuple[str, str], ...]
    end: str

    @classmethod
    def of(cls, page: str) -> Shell:
        """A shell from its page."""
        *before, end = _SLOT.split(page)
        return cls(tuple(zip(before[::2], before[1::2], strict=True)), end)

    def filled(self, slots: Mapping[str, str]) -> str:
        """The page with what goes into its slots."""
        return "".join([*(text for before, name in self.parts for text in (before, slots[name])), self.end])


@dataclass
class Shells:
    """The shells of one build, each for a kind, language and folder, made when the first page asks for one.

    *context* is what the template of a page has beside what all have, by the template that it is to extend.
    """

    builder: StandaloneHTMLBuilder
    context: Callable[[Page, str], Mapping[str, Any]]
    made: dict[tuple[str, str, str, bool], Shell] = field(default_factory=dict)

    def fits(self, page: Page) -> bool:
        """Whether pages of a kind differ in slots alone, and their template and all that it takes are our own."""
        if page.template not in self._fitting:
            names = f"newsroom/{page.template}.html", SHELL, SLOTS, MACROS
            self._fitting[page.template] = page.template in SLOTTED and all(map(self._is_ours, names))
        return self._fitting[page.template]

    @cached_property
    def _fitting(self) -> dict[str, bool]:
        return {}

    def write(self, name: PageName, page: Page, body: str | None = None) -> None:
        """Write a page, which has a *body* where Sphinx would have written it as a document; raises OSError."""
        html = self.html(name, page, body).encode(self.builder.config.html_output_encoding, "xmlcharrefreplace")
        put(os.path.join(self.builder.outdir, f"{name}{self.builder.out_suffix}"), html)

    def prepare(self, name: PageName, page: Page, document: bool) -> Shell:
        """The shell of a page; *document* says whether Sphinx would have written it as one."""
        key = page.kind, page.language, name.rpartition("/")[0], document
        if key not in self.made:
            self.made[key] = self._shell(*key)
        return self.made[key]

    def html(self, name: PageName, page: Page, body: str | None) -> str:
        """A page as HTML."""
        stem = name.rpartition("/")[2]
        shell = self.prepare(name, page, body is not None)
        context = self._common | {
            "pagename": name,
            "pathto": self._pathto(name),
            "pageurl": self._pageurl(name),
            "title": page.title,
            "body": body or "",
            "row_once": self._row_once(page.language, name),
            **self.context(page, SLOTS),
        }
        slots = self._jinja.get_template(f"newsroom/{page.template}.html").render(context).split(BETWEEN)
        return shell.filled(dict(zip(_ORDER, slots, strict=True)) | {"page": quote(stem)})

    # -- shells

    def _shell(self, kind: str, language: str, folder: str, document: bool) -> Shell:
        place = Path(self.builder.doctreedir, "newsroom-shell.html")
        context = {IS_SHELL: (kind, language), **({"metatags": METATAGS} if document else {})}
        self.builder.handle_page(posixpath.join(folder, _PAGE), context, SHELL, outfilename=place)
        try:
            return Shell.of(place.read_text(encoding="utf-8"))
        finally:
            place.unlink()

    # -- what templates ask

    @cached_property
    def _common(self) -> dict[str, Any]:
        return dict(self.builder.globalcontext)

    @cached_property
    def _jinja(self) -> jinja2.Environment:
        """Sphinx's templates, filters and functions, without a sandbox."""
        sphinx = self.builder.templates.environment
        environment = _Environment(
            loader=sphinx.loader,
            extensions=list(sphinx.extensions),
            bytecode_cache=kept_templates(self.builder.doctreedir, "slots"),
            auto_reload=False,  # else each page asks for the times of its templates
        )
        environment.context_class, environment.template_class = _Context, _Template
        environment.filters.update(sphinx.filters)
        environment.globals.update(sphinx.globals)
        return environment

    def _is_ours(self, template: str) -> bool:
        place = self._jinja.get_template(template).filename
        return place is not None and _OURS in Path(place).parents

    def _pageurl(self, name: PageName) -> str | None:
        base = self.builder.config.html_baseurl
        return posixpath.join(base, self.builder.get_target_uri(name)) if base else None

    def _pathto(self, name: PageName) -> Callable[..., str]:
        """Sphinx's function of this name: the way from a page to another, or (*resource*) to a file of the site."""
        target_of = self.builder.get_target_uri
        here = target_of(name)
        depth = here.rpartition("/")[0]
        ways = self._ways.setdefault(depth, {})

        def pathto(target: str, resource: bool = False) -> str:
            if resource and "://" in target:
                return target
            known = ways.get((target, resource))
            if known is None:
                if len(ways) >= _WAYS:
                    ways.clear()
                uri = target if resource else target_of(target)
                known = ways[target, resource] = uri, relative_uri(f"{depth}/-" if depth else "-", uri)
            return "#" if known[0] == here else known[1]

        return pathto

    def _row_once(self, language: str, name: PageName) -> Callable[..., Markup]:
        """What gives the row of a release in lists, made by the macro that it gets where no page so far had it.

        From all folders that hold no releases, and are as deep, the way to a release is the same.
        """
        folder = name.rpartition("/")[0]
        place = folder if folder.partition("/")[0] == RELEASES else folder.count("/") if folder else -1
        made = self._rows.setdefault((language, place), {})

        def row_once(line: ReleaseLine, typed: bool, row: Callable[[ReleaseLine, bool], str]) -> Markup:
            known = made.get((line.page, typed))
            if known is None:
                if len(made) >= _ROWS:
                    made.clear()
                known = made[line.page, typed] = Markup(row(line, typed))  # our own macro, which escapes
            return known

        return row_once

    @cached_property
    def _rows(self) -> dict[tuple[str, str | int], dict[tuple[PageName, bool], Markup]]:
        """The rows of releases in lists, by language and place of the pages."""
        return {}

    @cached_property
    def _ways(self) -> dict[str, dict[tuple[str, bool], tuple[str, str]]]:
        """By folder, for what is asked: the address from the site's root, and the way there."""
        return {}


def kept_templates(folder: Path, name: str) -> jinja2.BytecodeCache:
    """Where compiled templates are kept beside the doctrees; *name* tells environments apart that compile otherwise."""
    place = folder / "templates" / name
    place.mkdir(parents=True, exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(place))

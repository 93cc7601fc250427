"""What goes into the shells of pages, rendered for each page from its template, without Sphinx.

By Jinja without the sandbox, in which Sphinx renders what themes bring: the templates are the program's own.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jinja2
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup
from sphinx.util.osutil import relative_uri

from sphinx_newsroom.extension.compiled.shells import MACROS, OURS, SLOTS, ShellKey, kept_templates
from sphinx_newsroom.extension.page_contexts import BETWEEN, PageContext, interface_of
from sphinx_newsroom.extension.template_words import template_words
from sphinx_newsroom.model.addresses import RELEASES, PageName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.compiled.shells import Shell
    from sphinx_newsroom.extension.page_contexts import SiteContext
    from sphinx_newsroom.extension.pictures import Sizes
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.outputs.pages import Page
    from sphinx_newsroom.outputs.pages.views import ReleaseLine

_ORDER = ("title", "description", "theme_css", "page_scripts", "own_feeds", "alternates", "page_meta", "main")
"""The slots, in the order of ``slots.html``."""


_PLAIN = frozenset((FunctionType, MethodType, partial))
"""What templates call, beside macros."""

_WAYS = 30_000
"""Ways from a folder that are kept: 12 MB."""

_ROWS = 10_000
"""Rows of releases in lists that are kept for pages of one depth: about as much."""


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


@dataclass(frozen=True, eq=False)
class Slots:
    """Pages in their shells.

    Attributes:
        shells: those of all pages that will be asked for.
        sites: what the pages in each language say of the archive.
        suffix: what follows the name of a page in addresses.
        kept: the folder in which compiled templates are kept, if there is one.
    """

    shells: Mapping[ShellKey, Shell]
    sites: Mapping[Interface, SiteContext]
    settings: Settings
    sizes: Sizes
    suffix: str
    kept: Path | None = None
    _rows: dict[tuple[str, str | int], dict[tuple[PageName, bool], Markup]] = field(default_factory=dict)
    """The rows of releases in lists, by language and place of the pages."""
    _ways: dict[str, dict[tuple[str, bool], tuple[str, str]]] = field(default_factory=dict)
    """By folder, for what is asked: the address from the site's root, and the way there."""

    def __reduce__(self) -> tuple[object, ...]:
        """Another process takes what it is to show, and begins anew with all else."""
        return Slots, (self.shells, self.sites, self.settings, self.sizes, self.suffix)

    def html(self, name: PageName, page: Page, body: str, checksum: str) -> str:
        """A page as HTML; *body* is that of its text, and *checksum* that of the file beside it."""
        stem = name.rpartition("/")[2]
        interface = interface_of(page, self.settings)
        shown = PageContext(
            self.sites[interface], page.kind, page.view, "", SLOTS, size_of=self.sizes, checksum=checksum
        )
        context = {
            "pagename": name,
            "pathto": self._pathto(name),
            "pageurl": self._pageurl(name),
            "title": page.title,
            "body": body,
            "row_once": self._row_once(page.language, name),
            "newsroom": shown,
            **template_words(interface),
        }
        slots = self._jinja.get_template(f"newsroom/{page.template}.html").render(context).split(BETWEEN)
        shell = self.shells[ShellKey.of(name, page)]
        return shell.filled(dict(zip(_ORDER, slots, strict=True)) | {"page": quote(stem)})

    @cached_property
    def _jinja(self) -> jinja2.Environment:
        environment = _Environment(
            loader=jinja2.FileSystemLoader(OURS),
            bytecode_cache=kept_templates(self.kept, "slots") if self.kept else None,
            auto_reload=False,  # else each page asks for the times of its templates
        )
        environment.context_class, environment.template_class = _Context, _Template
        return environment

    def _address(self, name: str) -> str:
        """Where a page stands, as Sphinx has it in links."""
        return quote(name) + self.suffix

    def _pageurl(self, name: PageName) -> str | None:
        base = self.settings.baseurl
        return posixpath.join(base, self._address(name)) if base else None

    def _pathto(self, name: PageName) -> Callable[..., str]:
        """Sphinx's function of this name: the way from a page to another, or (*resource*) to a file of the site."""
        target_of = self._address
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

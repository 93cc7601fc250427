"""Render the content of pages from their templates, without Sphinx, to be filled into the pages' shells.

Uses Jinja without the sandbox in which Sphinx renders themes, because the templates are the program's own.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from string import Formatter
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import jinja2
from docutils import nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from sphinx import addnodes
from sphinx.util.osutil import relative_uri

from sphinx_newsroom.archive.release_files import code_of, hidden_data_words
from sphinx_newsroom.extension.compiled_pages import MACROS, OURS, SLOTS, ShellKey, kept_templates
from sphinx_newsroom.extension.domain import NewsroomDomain, domain_of, lines_of, warn
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import CHECK, RELEASES, SOURCE_FOLDERS, SUBSCRIBE, YEARS, PageName, entity_list
from sphinx_newsroom.model.wording import direction, direction_in
from sphinx_newsroom.outputs.pages.release import report_address, with_directions, without_empty_section
from sphinx_newsroom.outputs.script_words import ScriptWords, script_words
from sphinx_newsroom.sources.hidden_data import hidden_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.compiled_pages import Shell, Size, Sizes
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.outputs.pages import Page
    from sphinx_newsroom.outputs.pages.views import ReleaseLine


class GuideGroup(NamedTuple):
    """Guides under one caption, each with its name and title."""

    caption: str
    guides: tuple[tuple[str, str], ...]


def guide_groups(env: BuildEnvironment, docname: str) -> tuple[GuideGroup, ...]:
    """Return the guides in the list that a document belongs to; empty if the list has no captions.

    Sphinx's own ``toctree()`` only knows the captions on the front page.
    """
    above = {child: parent for parent, children in env.toctree_includes.items() for child in children}
    seen = {docname}
    while (parent := above.get(docname)) and parent != env.config.root_doc and parent not in seen:
        docname = parent
        seen.add(docname)
    if docname not in env.toctree_includes:
        return ()
    trees = env.get_doctree(docname).findall(addnodes.toctree)
    groups = tuple(
        GuideGroup(
            tree.get("caption") or "",
            tuple((name, title or env.titles[name].astext()) for title, name in tree["entries"] if name in env.titles),
        )
        for tree in trees
    )
    return groups if any(group.caption for group in groups) else ()


def warn_of_hidden_metadata(app: Sphinx, document: nodes.document) -> None:
    """Warn of hidden metadata in the files of a guide; a changed file makes Sphinx read its guide again."""
    docname = app.env.docname
    if docname.partition("/")[0] in SOURCE_FOLDERS:
        return
    allowed = domain_of(app.env).settings.allowed.unseen
    found: dict[str, nodes.Node] = dict(_files(app.env, document))
    for path, node in found.items():
        for kind in hidden_kinds(Path(app.srcdir, path), path):
            if kind not in allowed:
                warn(code_of(kind), *hidden_data_words(kind, path), (docname, next(lines_of(node), 1)))


def _files(env: BuildEnvironment, document: nodes.document) -> Iterator[tuple[str, nodes.Node]]:
    """Yield the files that are copied for a document, by path from the root, as Sphinx's collectors found them."""
    for image in document.findall(nodes.image):
        candidates: dict[str, str] = image.get("candidates", {})
        for path in candidates.values():
            if path in env.images:
                yield path, image
    for download in document.findall(addnodes.download_reference):
        if "filename" in download:  # the file exists
            yield env.relfn2path(download["reftarget"], env.docname)[0], download


def setup(app: Sphinx) -> None:
    """Connect the handler after Sphinx's collectors, which run at 500."""
    app.connect("doctree-read", warn_of_hidden_metadata, priority=900)


class TemplateWords:
    """The translation functions for pages in one language; messages without placeholders are cached."""

    def __init__(self, interface: Interface) -> None:
        self.interface = interface
        self._plain: dict[str, Markup] = {}

    def say(self, message: str, **parts: object) -> Markup:
        """Translate a message, and fill in its placeholders."""
        translated = self._plain.get(message)
        if translated is None:
            translated = self._plain[message] = Markup(self.interface.say(message))
        return _fill(translated, parts) if parts else translated

    def say_as(self, context: str, message: str, **parts: object) -> Markup:
        """Translate a message whose translation depends on its context."""
        translated = Markup(self.interface.say_as(context, message))
        return _fill(translated, parts) if parts else translated

    def plural(self, one: str, many: str, number: int, **parts: object) -> Markup:
        """Translate a message that depends on a number, its ``{number}``."""
        return _fill(self.interface.form(one, many, number), {"number": self.interface.number(number), **parts})

    def unnumbered(self, one: str, many: str, number: int, **parts: object) -> Markup:
        """Translate a message that depends on a number shown elsewhere."""
        return _fill(self.interface.form(one, many, number), {"number": "", **parts})


def _fill(message: str, parts: Mapping[str, object]) -> Markup:
    """Fill the placeholders of a message, much faster than ``Markup.format``."""
    pieces = _split_message(str(message))
    if pieces is None:
        return Markup(message).format(**parts)
    return Markup("".join([f"{text}{escape(parts[name])}" if name else text for text, name in pieces]))


@lru_cache(maxsize=1024)
def _split_message(message: str) -> tuple[tuple[str, str], ...] | None:
    """Split a message into pairs of a text and the placeholder after it; None if a placeholder is more than a name."""
    found = []
    for text, name, spec, conversion in Formatter().parse(message):
        if name is not None and (spec or conversion or not name.isidentifier()):
            return None
        found.append((text, name or ""))
    return tuple(found)


@cache
def template_words(interface: Interface) -> Mapping[str, Any]:
    """Return the variables of the templates for one language; *language* is the language that the page declares."""
    words = TemplateWords(interface)
    return {
        "language": interface.language,
        "say": words.say,
        "say_as": words.say_as,
        "plural": words.plural,
        "unnumbered": words.unnumbered,
        "number": interface.number,
    }


LAYOUT = "layout.html"
"""The base template of whole pages."""

BETWEEN = Markup("<\x1e>")
"""Separates two slots; no page contains it, because a ``<`` in a text becomes ``&lt;``."""

NAV = (
    (translatable("Releases"), YEARS, ""),
    (translatable("Organizations"), entity_list("organization"), "organization"),
    (translatable("Officials"), entity_list("official"), "official"),
    (translatable("Topics"), entity_list("topic"), "topic"),
    (translatable("Subscribe"), SUBSCRIBE, ""),
    (translatable("Check a quotation"), CHECK, ""),
)
"""The navigation: the label and page of each link, and the kind of records that the page lists."""

_TAG = re.compile(r"<[^>]*>")
_VERSION = 8
"""The number of digest characters in a query that marks the version of a file."""


class SiteContext(NamedTuple):
    """The parts of the page context that all pages share."""

    name: str
    description: str
    baseurl: str
    language: str
    """The archive's language, which records use, whatever the page's language is."""
    nav: tuple[tuple[str, str], ...]
    editions: bool
    """Whether the archive has editions."""
    words: ScriptWords | None
    """The translations for scripts; None for English."""
    csp: str
    """The page's Content-Security-Policy; empty if the server sends it."""
    version: str
    """The query string of our style sheets and scripts, which changes with them, so that browsers may cache them."""
    own_files: frozenset[str]
    """The style sheets and scripts that conf.py adds, as Sphinx names them; every page loads them."""
    beside: frozenset[str]
    """The suffixes of the additional files of each release's page."""
    report: Callable[[str, str, int | None], str] | None
    """Returns the address for reporting an error, from a page's address, title and revision."""

    def direction_of(self, tag: str) -> str:
        """Return the writing direction of a language, ``rtl`` or ``ltr``."""
        return direction(tag)

    def turned(self, text: str, tag: str) -> str:
        """Return the direction of a text (HTML or plain), or an empty string if *tag* has the same direction."""
        found = direction_in(_TAG.sub("", text))
        return found if found != direction(tag) else ""

    def directed(self, text: str, way: str) -> str:
        """Mark the paragraphs of a text's HTML whose direction differs from *way*, the direction of the text."""
        return with_directions(text, way)


class PageContext(NamedTuple):
    """The variables that templates get as ``newsroom``."""

    site: SiteContext
    kind: str
    view: object
    note: str = ""
    """A notice above the text of a guide."""
    frame: str = LAYOUT
    """The template that the page's template extends: the layout of a whole page, or the slots of a shell."""
    slot: str = BETWEEN
    size_of: Callable[[str], Size | None] = lambda address: None
    """Returns the size of an image on the page by its address from the site's root, if known."""
    guides: tuple[GuideGroup, ...] = ()
    """The guides next to this one, by caption."""
    checksum: str = ""
    """The SHA-256 of the Markdown version of a release, which readers can download."""

    def unwrapped(self, body: str) -> tuple[str, str]:
        """Return a body's anchor, and the body without the section that its title was removed from."""
        return without_empty_section(body)


def site_context(app: Sphinx, interface: Interface) -> SiteContext:
    """Return the context that all pages in a language share."""
    domain = domain_of(app.env)
    settings = domain.settings
    return SiteContext(
        settings.project,
        settings.description,
        settings.baseurl,
        settings.language,
        tuple((interface.say(label), page) for label, page, _ in nav_of(domain)),
        bool(domain.versions.editions),
        script_words(interface),
        settings.csp,
        f"?v={domain.theme[:_VERSION]}",
        own_files(app.config),
        settings.beside,
        partial(report_address, settings.report, interface) if settings.report else None,
    )


def nav_of(domain: NewsroomDomain) -> list[tuple[str, PageName, str]]:
    """Return the navigation links, without lists that are still empty."""
    registry = domain.index.registry
    return [row for row in NAV if not row[2] or registry.of_kind(row[2])]


def own_files(config: Config) -> frozenset[str]:
    """Return the style sheets and scripts that conf.py adds, as pages name them."""
    names = [name for name, _ in (*config.html_css_files, *config.html_js_files)]
    return frozenset(name if "://" in name else f"_static/{name}" for name in names)


def interface_of(page: Page | None, settings: Settings) -> Interface:
    """Return the interface texts for a page: in its own language, or the archive's."""
    return settings.interface_of(page.language) if page and page.language else settings.interface


_ORDER = ("title", "description", "theme_css", "page_scripts", "own_feeds", "alternates", "page_meta", "main")
"""The slots, in the order of ``slots.html``."""


_PLAIN = frozenset((FunctionType, MethodType, partial))
"""The types that templates call besides macros."""

_WAYS = 30_000
"""The number of cached relative paths from a folder: 12 MB."""

_ROWS = 10_000
"""The number of cached rows of releases for pages of one depth: about 12 MB."""


class _Context(Context):
    """Jinja's context, without its costly check on each call whether the callable wants the context."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 (a macro may have an argument self)
        kind = type(__obj)
        if kind is Macro or (kind in _PLAIN and not hasattr(__obj, "jinja_pass_arg")):
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return __obj(__self.eval_ctx, *args, **kwargs) if kind is Macro else __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class _Template(jinja2.Template):
    """Jinja's template, whose macros are created once for all pages and read each page's values when called."""

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
    """Jinja's environment, without its costly copy of the global variables for each template."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


@dataclass(frozen=True, eq=False)
class Slots:
    """Renders pages into their shells.

    Attributes:
        shells: the shells of all pages to render.
        sites: the shared context of the pages in each language.
        suffix: the suffix of page names in addresses.
        kept: the folder for compiled templates, if there is one.
    """

    shells: Mapping[ShellKey, Shell]
    sites: Mapping[Interface, SiteContext]
    settings: Settings
    sizes: Sizes
    suffix: str
    kept: Path | None = None
    _rows: dict[tuple[str, str | int], dict[tuple[PageName, bool], Markup]] = field(default_factory=dict)
    """Cached rows of releases in lists, by language and place of the pages."""
    _ways: dict[str, dict[tuple[str, bool], tuple[str, str]]] = field(default_factory=dict)
    """Cached addresses by folder: the address from the site's root, and the relative path to it."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle only the inputs, not the caches."""
        return Slots, (self.shells, self.sites, self.settings, self.sizes, self.suffix)

    def html(self, name: PageName, page: Page, body: str, checksum: str) -> str:
        """Return a page as HTML; *body* is its text as HTML, and *checksum* is for its Markdown version."""
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
            auto_reload=False,  # avoids a file check of the templates for each page
        )
        environment.context_class, environment.template_class = _Context, _Template
        return environment

    def _address(self, name: str) -> str:
        """Return the address of a page, as Sphinx writes it in links."""
        return quote(name) + self.suffix

    def _pageurl(self, name: PageName) -> str | None:
        base = self.settings.baseurl
        return posixpath.join(base, self._address(name)) if base else None

    def _pathto(self, name: PageName) -> Callable[..., str]:
        """Return Sphinx's ``pathto``: the relative path to another page, or (*resource*) to a file of the site."""
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
        """Return a function that renders the row of a release, using a cache before it calls the macro that it gets.

        From all folders that contain no releases and have the same depth, the relative path to a release is the same.
        """
        folder = name.rpartition("/")[0]
        place = folder if folder.partition("/")[0] == RELEASES else folder.count("/") if folder else -1
        made = self._rows.setdefault((language, place), {})

        def row_once(line: ReleaseLine, typed: bool, row: Callable[[ReleaseLine, bool], str]) -> Markup:
            known = made.get((line.page, typed))
            if known is None:
                if len(made) >= _ROWS:
                    made.clear()
                known = made[line.page, typed] = Markup(row(line, typed))  # the program's own macro, which escapes
            return known

        return row_once

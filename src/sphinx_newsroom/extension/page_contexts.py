"""What goes into the shells of pages, rendered for each page from its template, without Sphinx.

By Jinja without the sandbox, in which Sphinx renders what themes bring: the templates are the program's own.
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
from sphinx_newsroom.sources.hidden_data import unseen

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
    """Guides under one caption: the name and title of each."""

    caption: str
    guides: tuple[tuple[str, str], ...]


def guide_groups(env: BuildEnvironment, docname: str) -> tuple[GuideGroup, ...]:
    """The guides of the list that a document belongs to; nothing where the list has no captions.

    Sphinx's own ``toctree()`` knows the captions of the front page's lists alone.
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


def tell_unseen(app: Sphinx, document: nodes.document) -> None:
    """Warn of what the files of a guide say unseen; one that changed has its guide read again."""
    docname = app.env.docname
    if docname.partition("/")[0] in SOURCE_FOLDERS:
        return
    allowed = domain_of(app.env).archive.settings.allowed.unseen
    found: dict[str, nodes.Node] = dict(_files(app.env, document))
    for path, node in found.items():
        for kind in unseen(Path(app.srcdir, path), path):
            if kind not in allowed:
                warn(code_of(kind), *hidden_data_words(kind, path), (docname, next(lines_of(node), 1)))


def _files(env: BuildEnvironment, document: nodes.document) -> Iterator[tuple[str, nodes.Node]]:
    """The files that are copied for a document, by path from the root, as Sphinx's own collectors have found them."""
    for image in document.findall(nodes.image):
        candidates: dict[str, str] = image.get("candidates", {})
        for path in candidates.values():
            if path in env.images:
                yield path, image
    for download in document.findall(addnodes.download_reference):
        if "filename" in download:  # it is there
            yield env.relfn2path(download["reftarget"], env.docname)[0], download


def setup(app: Sphinx) -> None:
    """Register it, after Sphinx's collectors, which come at 500."""
    app.connect("doctree-read", tell_unseen, priority=900)


class TemplateWords:
    """The functions for pages in one language; a message without braces is looked up once for all of them."""

    def __init__(self, interface: Interface) -> None:
        self.interface = interface
        self._plain: dict[str, Markup] = {}

    def say(self, message: str, **parts: object) -> Markup:
        """A message with the values in its braces."""
        said = self._plain.get(message)
        if said is None:
            said = self._plain[message] = Markup(self.interface.say(message))
        return _filled(said, parts) if parts else said

    def say_as(self, context: str, message: str, **parts: object) -> Markup:
        """A message whose translation depends on its context."""
        said = Markup(self.interface.say_as(context, message))
        return _filled(said, parts) if parts else said

    def plural(self, one: str, many: str, number: int, **parts: object) -> Markup:
        """A message that depends on a number, its ``{number}``."""
        return _filled(self.interface.form(one, many, number), {"number": self.interface.number(number), **parts})

    def unnumbered(self, one: str, many: str, number: int, **parts: object) -> Markup:
        """A message that depends on a number without showing it, since the number is beside it."""
        return _filled(self.interface.form(one, many, number), {"number": "", **parts})


def _filled(message: str, parts: Mapping[str, object]) -> Markup:
    """A message with the values in its braces; ``Markup.format`` takes four times as long."""
    pieces = _pieces(str(message))
    if pieces is None:
        return Markup(message).format(**parts)
    return Markup("".join([f"{text}{escape(parts[name])}" if name else text for text, name in pieces]))


@lru_cache(maxsize=1024)
def _pieces(message: str) -> tuple[tuple[str, str], ...] | None:
    """Pairs of a text and the name in the braces after it; None if any braces hold more than a name."""
    found = []
    for text, name, spec, conversion in Formatter().parse(message):
        if name is not None and (spec or conversion or not name.isidentifier()):
            return None
        found.append((text, name or ""))
    return tuple(found)


@cache
def template_words(interface: Interface) -> Mapping[str, Any]:
    """What the templates of pages in a language get; *language* is what such a page says that it is in."""
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
"""What the templates of pages extend: the frame of a whole page."""

BETWEEN = Markup("<\x1e>")
"""Separates two slots; no page has it, since a ``<`` in a text becomes ``&lt;``."""

NAV = (
    (translatable("Releases"), YEARS, ""),
    (translatable("Organizations"), entity_list("organization"), "organization"),
    (translatable("Officials"), entity_list("official"), "official"),
    (translatable("Topics"), entity_list("topic"), "topic"),
    (translatable("Subscribe"), SUBSCRIBE, ""),
    (translatable("Check a quotation"), CHECK, ""),
)
"""Label and page of what each page leads to, and the kind of records that the page lists."""

_TAG = re.compile(r"<[^>]*>")
_VERSION = 8
"""How many of a digest's signs tell two of them apart, where one follows the other."""


class SiteContext(NamedTuple):
    """What every page says of the archive."""

    name: str
    description: str
    baseurl: str
    language: str
    """The archive's, in which records are, whatever language the page is in."""
    nav: tuple[tuple[str, str], ...]
    editions: bool
    """Whether there are editions."""
    words: ScriptWords | None
    """What scripts say on the page, where that is not English."""
    csp: str
    """The Content-Security-Policy that the page names; empty where the server says it."""
    version: str
    """The query of our style sheets and scripts, which changes with them, so that browsers may cache them."""
    own_files: frozenset[str]
    """The style sheets and scripts that conf.py adds, as Sphinx names them; every page loads these beside ours."""
    beside: frozenset[str]
    """The suffixes of the files beside each release's page."""
    report: Callable[[str, str, int | None], str] | None
    """Where readers tell that something is wrong, by a page's address, title and revision."""

    def direction_of(self, tag: str) -> str:
        """How a language is written, ``rtl`` or ``ltr``, for templates."""
        return direction(tag)

    def turned(self, text: str, tag: str) -> str:
        """The direction of a text (HTML or plain) where it is another than that of *tag*; else nothing."""
        found = direction_in(_TAG.sub("", text))
        return found if found != direction(tag) else ""

    def directed(self, text: str, way: str) -> str:
        """A text's HTML whose paragraphs say where they run the other way than it, which runs as *way* says."""
        return with_directions(text, way)


class PageContext(NamedTuple):
    """What the templates get as ``newsroom``."""

    site: SiteContext
    kind: str
    view: object
    note: str = ""
    """What readers of a guide should know of the page before its text."""
    frame: str = LAYOUT
    """The template that the page's own extends: the layout of a whole page, or what goes into a shell."""
    slot: str = BETWEEN
    size_of: Callable[[str], Size | None] = lambda address: None
    """The size of a picture of the page by its address from the site's root, where it is known."""
    guides: tuple[GuideGroup, ...] = ()
    """The guides beside this one, by caption."""
    checksum: str = ""
    """The SHA-256 of the Markdown beside a release's page, which readers can download."""

    def unwrapped(self, body: str) -> tuple[str, str]:
        """A body's anchor, and the body without the section that its title was taken out of."""
        return without_empty_section(body)


def site_context(app: Sphinx, interface: Interface) -> SiteContext:
    """What every page in a language says of the archive."""
    domain = domain_of(app.env)
    settings = domain.archive.settings
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
    """The lists that each page leads to, without those that are empty yet."""
    registry = domain.index.registry
    return [row for row in NAV if not row[2] or registry.of_kind(row[2])]


def own_files(config: Config) -> frozenset[str]:
    """The style sheets and scripts that conf.py names, as pages do."""
    names = [name for name, _ in (*config.html_css_files, *config.html_js_files)]
    return frozenset(name if "://" in name else f"_static/{name}" for name in names)


def interface_of(page: Page | None, settings: Settings) -> Interface:
    """The words of a page: in the language that it is in, or the archive's."""
    return settings.interface_of(page.language) if page and page.language else settings.interface


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
        """The address of a page, as Sphinx writes it in links."""
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

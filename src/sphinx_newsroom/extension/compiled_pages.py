"""Texts that are compiled without Sphinx but get the same pages as Sphinx documents.

This module decides whether an archive's texts may be compiled, finds what other extensions add to pages, and turns the
HTML of a text into its page.  :mod:`sphinx_newsroom.archive.compiler` compiles texts and finds the names in them.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

import jinja2
from docutils import nodes
from sphinx import addnodes
from sphinx.application import builtin_extensions
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.images import get_image_size
from sphinx.util.osutil import relative_uri

from sphinx_newsroom.archive.compiler import leads_to
from sphinx_newsroom.extension.config_defaults import DEFAULTS
from sphinx_newsroom.extension.domain import domain_of, link_target
from sphinx_newsroom.files import PACKAGE, digest
from sphinx_newsroom.interface import DOMAIN
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import RELEASES, PageName, url_of
from sphinx_newsroom.model.wording import dateline_words
from sphinx_newsroom.outputs.copies import MADE_BY_SPHINX, made_from
from sphinx_newsroom.outputs.copies import OURS as OUR_FILES
from sphinx_newsroom.sources.header import MARKDOWN
from sphinx_newsroom.text import naming
from sphinx_newsroom.text.checks.references import place_of
from sphinx_newsroom.text.compiled import Conventions, Fillings, Link, LinkTarget, fill, unbroken

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from types import ModuleType

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.builders.html._assets import _CascadingStyleSheet, _JavaScript
    from sphinx.config import Config

    from sphinx_newsroom.archive.compiler import Compiled
    from sphinx_newsroom.archive.loading import LoadedArchive
    from sphinx_newsroom.outputs.pages import Page

    File = _CascadingStyleSheet | _JavaScript | str
    """A style sheet or script of a page, as Sphinx has it."""


Size = tuple[int, int]
"""Width and height in pixels."""

_PICTURE = late_pattern(r'<img ((?:[^<>"]|"[^"]*")*)>')
_SOURCE = late_pattern(r'(?:^|\s)src="([^"]*)"')
_WORDS = late_pattern(r'(?:^|\s)alt="([^"]*)"')
_HEADING = late_pattern(r"<h[1-6][^>]*>(.*?)(?:<a class=\"headerlink\"|</h[1-6]>)", re.DOTALL)
_TAG = late_pattern(r"<[^>]*>")
_HAS_SIZE = late_pattern(r"(?:^|\s)(?:width|height|style|loading)=")


def size_of(path: Path) -> Size | None:
    """Return the size of an image; None for a drawing without a size, or a file that can't be read."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _size(str(path), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1024)
def _size(path: str, _changed: int, _bytes: int) -> Size | None:
    try:
        width, height = get_image_size(path) or (0, 0)
    except Exception:  # the file isn't what its suffix says
        return None
    return (width, height) if width > 0 and height > 0 else None


@dataclass(frozen=True)
class Sizes:
    """The sizes of images of releases, superseded texts and records, by address from the site's root.

    *images* maps the paths of images that Sphinx also copies into ``_images`` to their names there.
    """

    archive: LoadedArchive
    images: Mapping[str, tuple[object, str]] = field(default_factory=dict)
    known: Mapping[str, Size | None] | None = None
    """All sizes, used if the files aren't at hand."""

    def __call__(self, address: str) -> Size | None:
        """Return the size of the image at an address; None if it isn't an image, or has no size."""
        if self.known is not None:
            return self.known.get(address)
        folder, name = posixpath.split(address)
        if folder == "_images":
            source = next((source for source, (_, place) in self.images.items() if place == name), None)
            return size_of(self.archive.root / source) if source else None
        placed = self.archive.placements.by_address.get(address)
        return size_of(self.archive.published_path(placed.source)) if placed else None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle all sizes, because other machines don't have the files."""
        places = [*self.archive.placements.by_address, *(f"_images/{name}" for _, name in self.images.values())]
        return Sizes, (self.archive, {}, {place: self(place) for place in places})


def with_sizes(html: str, page: PageName, size: Callable[[str], Size | None]) -> str:
    """Add sizes to the images in a page's HTML, and load them lazily.

    An image that a notebook drew gets its heading as alternative text, instead of the path that docutils uses.

    >>> with_sizes('<img alt="" src="a/1.png" />', PageName("releases/a"), {"releases/a/1.png": (4, 3)}.get)
    '<img alt="" src="a/1.png" width="4" height="3" loading="lazy" />'
    """
    here = posixpath.dirname(url_of(page))

    def sized(found: re.Match[str]) -> str:
        inner = found[1].rstrip("/ ")
        source = _SOURCE.search(inner)
        if source is None:
            return found[0]
        words = _WORDS.search(inner)
        if words and words[1] == source[1]:
            chart = _chart_label(html, found.start())
            inner = f"{inner[: words.start(1)]}{chart}{inner[words.end(1) :]}"
        if _HAS_SIZE.search(inner):
            return f"<img {inner} />"
        known = size(posixpath.normpath(posixpath.join(here, unquote(source[1]))))
        room = f' width="{known[0]}" height="{known[1]}"' if known else ""
        return f'<img {inner}{room} loading="lazy" />'

    return _PICTURE.sub(sized, html) if "<img " in html else html


def _chart_label(html: str, place: int) -> str:
    """Return the alternative text of an image without one, as HTML: the heading for a notebook's chart, else empty."""
    if "output_area" not in html[html.rfind("<div", 0, place) : place]:
        return ""
    headings = _HEADING.findall(html, 0, place)
    return f"Chart: {' '.join(_TAG.sub('', headings[-1]).split())}".replace('"', "&quot;") if headings else "Chart"


MACROS = "newsroom/macros.html"
"""The macros that the templates of all pages import."""

SLOTS, SHELL = "newsroom/slots.html", "newsroom/shell.html"
"""The base template of pages that are filled into a shell, and the shell's own template."""

_SLOT = late_pattern(r"newsroom-slot-(\w+)-")
_PAGE = "newsroom-slot-page-"

SLOTTED = ("release", "entity", "superseded", "year", "month", "type", "statements-year")
"""The templates with many pages each."""

IS_SHELL = "newsroom_shell"
"""The context key that marks the page of a shell and names its kind and language."""

OURS = PACKAGE / "theme"
"""The folder of the program's own templates."""


class Shell(NamedTuple):
    """A page of a kind and folder: texts, and the names of the slots between them."""

    texts: list[str]
    slots: list[str]

    @classmethod
    def of(cls, page: str) -> Shell:
        """Split a page into a shell."""
        parts = _SLOT.split(page)
        return cls(parts[::2], [*parts[1::2], ""])

    def filled(self, slots: Mapping[str, str]) -> str:
        """Return the page with its slots filled."""
        return "".join([part for text, name in zip(*self, strict=True) for part in (text, slots[name] if name else "")])


class ShellKey(NamedTuple):
    """The kind, language and folder of the pages that a shell serves."""

    kind: str
    language: str
    folder: str

    @classmethod
    def of(cls, name: PageName, page: Page) -> ShellKey:
        """Return the key of the shell for a page."""
        return cls(page.kind, page.language, name.rpartition("/")[0])


@dataclass
class Shells:
    """The shells of one build, each made when the first page needs it."""

    builder: StandaloneHTMLBuilder
    made: dict[ShellKey, Shell] = field(default_factory=dict)
    _fitting: dict[str, bool] = field(default_factory=dict)

    def fits(self, page: Page) -> bool:
        """Whether pages of this kind differ only in their slots, and all their templates are the program's own."""
        if page.template not in self._fitting:
            names = f"newsroom/{page.template}.html", SHELL, SLOTS, MACROS
            self._fitting[page.template] = page.template in SLOTTED and all(map(self._is_ours, names))
        return self._fitting[page.template]

    def prepare(self, name: PageName, page: Page) -> None:
        """Create the shell of a page."""
        key = ShellKey.of(name, page)
        if key not in self.made:
            self.made[key] = self._shell(key)

    def _shell(self, key: ShellKey) -> Shell:
        place = Path(self.builder.doctreedir, "newsroom-shell.html")
        context = {IS_SHELL: (key.kind, key.language)}
        self.builder.handle_page(posixpath.join(key.folder, _PAGE), context, SHELL, outfilename=place)
        try:
            return Shell.of(place.read_text(encoding="utf-8"))
        finally:
            place.unlink()

    def _is_ours(self, template: str) -> bool:
        environment = self.builder.templates.environment
        assert environment.loader is not None
        place = environment.loader.get_source(environment, template)[1]
        return place is not None and OURS in Path(place).parents


def kept_templates(folder: Path, name: str) -> jinja2.BytecodeCache:
    """Return the cache of compiled templates next to the doctrees.

    *name* separates environments that compile differently.
    """
    place = folder / "templates" / name
    place.mkdir(parents=True, exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(place))


def body_html(
    archive: LoadedArchive, compiled: Compiled, docname: PageName, size_of: Callable[[str], Size | None]
) -> str:
    """Return the text of a release or record as HTML, with links relative to its page.

    *size_of* returns the size of an image by its address from the site's root, if known.
    """
    text, entry = compiled.texts[docname], compiled.entries.get(docname)
    mentions = unbroken(text, entry.mentions) if entry else ()
    linked = naming.to_link(text.text, text.marks, mentions, archive.settings.link)
    links = [
        Link(mention.start, mention.end, target)
        for mention in linked
        if mention.start is not None
        and mention.end is not None
        and (target := _target(archive, docname, mention.kind, mention.entity))
    ]
    roles = {(use.kind, use.id): _target(archive, docname, use.kind, use.id) for use in text.roles}
    here = url_of(docname)
    found = {address: leads_to(archive, docname, address) for address in text.addresses}
    places = {
        address: relative_uri(here, url if address.use == "page" else quote(url))
        for address, url in found.items()
        if url
    }
    release, dateline = archive.release_of(docname), ""
    if release and not release.withdrawn:
        dateline = dateline_words(release, archive.settings.interface_of(release.language))
    html = fill(text, Fillings(links, roles, places, dateline))
    return with_sizes(html, docname, size_of)


def _target(archive: LoadedArchive, docname: PageName, kind: str, id_: str) -> LinkTarget | None:
    found = link_target(archive, docname, kind, id_)
    return LinkTarget(relative_uri(url_of(docname), url_of(found[0])), found[1]) if found else None


class LendLinked(SphinxPostTransform):
    """Register the compiled texts that a document links by path, in Markdown or with the role ``{doc}``.

    Priority 8: before MyST (9) and Sphinx (10) resolve references.
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Find the linked texts."""
        domain = domain_of(self.env)
        compiled, former = domain.compiled.titles, domain.archive.registry.former_pages
        for node in self.document.findall(addnodes.pending_xref):
            if node.get("reftype") == "myst":
                _redirect(node, former)
            target = str(node.get("reftarget", ""))
            if node.get("reftype") == "doc":  # as written, relative to the document's folder or the root
                target = docname_join(str(node.get("refdoc", "")), target)
            elif node.get("reftype") == "ref" and target.startswith("/"):  # nbsphinx's label for a file
                label, target = target, target[1:].partition("#")[0].removesuffix(".md")
                if target in compiled:
                    title = compiled[PageName(target)]
                    self.env.domains.standard_domain.labels[label] = target, label.partition("#")[2], title
            page = PageName(target)
            if page in compiled:
                self.env.all_docs[page] = 0
                self.env.titles[page] = nodes.title("", compiled[page])


def _redirect(node: addnodes.pending_xref, former: Mapping[PageName, PageName]) -> None:
    """Redirect a link to the former file of a renamed record to its page.

    If the file still existed, MyST had resolved the link to its page; otherwise the link has the path as written.
    """
    target = str(node.get("reftarget", ""))
    if node.get("refdomain") != "doc":
        target = place_of(str(node.get("refdoc", "")), target.partition("#")[0]).removesuffix(MARKDOWN)
    if (now := former.get(PageName(target))) is not None:
        node["refdomain"], node["reftarget"], node["reftargetid"] = "doc", now, node.get("reftargetid")


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(LendLinked)


_SHOWN_IN_PLACE = """
    default_role figure_language_filename highlight_language highlight_options html_codeblock_linenos_style
    html_compact_lists html_scaled_image_link keep_warnings smartquotes trim_footnote_reference_space
    """.split()
"""Settings in conf.py, besides MyST's, that change the HTML of a text, not only its style."""

KNOWN = frozenset(
    "sphinx docutils myst_parser pydata_sphinx_theme sphinx_book_theme alabaster nbsphinx sphinx_newsroom".split()
)
"""Packages whose effect on the document of a plain text is known; compiled texts include it."""

OF_THEIR_OWN = frozenset(
    ("sphinx_copybutton", "sphinx_design", "sphinx_inline_tabs", "sphinx_tabs", "sphinx_togglebutton")
)
"""Extensions that only change the output of their own directives and roles, so only texts that use these need docutils.

Based on a review of their transforms and handlers (sphinx-design 0.8, sphinx-tabs 3.5, sphinx-inline-tabs 2025.12).
"""

_EVENTS_LANE = ("source-read", "doctree-read", "doctree-resolved", "html-page-context")
"""Events in which an extension can change the document of a release, or its page."""

_TOCTREE = late_pattern(
    r"^(?P<fence>[ \t]*(?:`{3,}|:{3,}|~{3,}))\{toctree\}.*\n(?P<fenced>(?:.*\n)*?)(?P=fence)"
    r"|^(?P<indent>[ \t]*)\.\. toctree::.*\n(?P<indented>(?:(?P=indent)[ \t]+.*\n|[ \t]*\n)*)",
    re.MULTILINE,
)
"""A ``toctree`` in Markdown, fenced, or in reStructuredText, indented."""
_TARGET = late_pattern(r"<([^<>]+)>\s*$")


def conventions_of(config: Config) -> Conventions:
    """Return the settings of conf.py that affect the HTML of texts."""
    icon = config.html_permalinks_icon if config.html_permalinks else ""
    return Conventions(_("Link to this heading"), icon, config.html_baseurl)


def closed_by(app: Sphinx, documents: Iterable[str]) -> Iterator[str]:
    """Yield the reasons why all releases must be documents, in words; none if plain ones may be compiled.

    *documents* are the other documents, by path from the root of the archive.
    """
    if app.builder.name != "html":
        yield f"the builder {app.builder.name} wants documents"
    yield from (f"conf.py sets {name}" for name in _changed_settings(app))
    if app.config.html_theme_options.get("use_sidenotes"):
        yield "the theme sets footnotes as sidenotes"
    if Path(app.confdir, "docutils.conf").is_file():
        yield "docutils has a configuration of its own"
    folders = [Path(app.srcdir, folder, app.config.language) for folder in app.config.locale_dirs]
    if any(path.stem != DOMAIN for folder in folders for path in folder.rglob("*.[pm]o")):
        yield "texts may be translated by Sphinx"
    yield from (f"{module} takes part in the reading or writing of documents" for module in _unknown_modules(app))
    for path in documents:
        if lists_releases(Path(app.srcdir, path), path):
            yield f"a toctree in {path} lists releases"


def _changed_settings(app: Sphinx) -> Iterator[str]:
    config = app.config
    for name in (*_SHOWN_IN_PLACE, *(name for name in config.values if name.startswith("myst_"))):
        if name in config and getattr(config, name) != DEFAULTS.get(name, _default(app, name)):
            yield name


def _default(app: Sphinx, name: str) -> Any:
    default = app.config.values[name].default
    return default(app.config) if callable(default) else default


def _unknown_modules(app: Sphinx) -> Iterator[str]:
    """Yield the modules that process documents in unknown ways."""
    registry, listeners = app.registry, app.events.listeners
    handlers: list[Any] = [listener.handler for event in _EVENTS_LANE for listener in listeners.get(event, ())]
    handlers += [*registry.transforms, *registry.post_transforms, *registry.translators.values()]
    for visitors in registry.translation_handlers.values():
        for name, pair in visitors.items():
            # Only an extension's directives and roles make its own nodes, and only texts with those need docutils.
            if hasattr(nodes, name) or hasattr(addnodes, name):
                handlers += filter(None, pair)
    if parser := registry.source_parsers.get(app.config.source_suffix.get(MARKDOWN, "")):
        handlers.append(parser)
    # Sphinx calls this method of each domain for every document that it reads.
    handlers += [domain.process_doc for domain in registry.domains.values()]
    for handler in handlers:
        module = module_of(handler)
        if not is_known(module) and module.partition(".")[0] not in OF_THEIR_OWN:
            yield module


def is_known(module: str) -> bool:
    """Whether the effect of a module on the document of a plain text is known."""
    # Of Sphinx's own extensions, mathjax is always loaded, and intersphinx only handles roles and links that docutils
    # processes.
    return module.startswith(("sphinx.ext.mathjax", "sphinx.ext.intersphinx")) or (
        module.partition(".")[0] in KNOWN and not module.startswith("sphinx.ext.")
    )


def module_of(handler: Any) -> str:
    """Return the module of any handler, such as ``sphinx.ext.mathjax``."""
    module = str(getattr(handler, "__module__", None) or type(handler).__module__)
    if module == "types":  # a class created at run time, as pydata's theme does with Sphinx's writer
        return module_of(handler.__mro__[1])
    return module


def lists_releases(file: Path, path: str) -> bool:
    """Whether a ``toctree`` of a document may list releases, which then must be documents, too."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # Sphinx reports it when it reads the document
        return False
    if "toctree" not in text:
        return False
    for found in _TOCTREE.finditer(text):
        for line in (found["fenced"] or found["indented"] or "").splitlines():
            written = line.strip()
            target = _TARGET.search(written)
            written = target[1] if target else written
            place = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), written)).lstrip("/")
            first = place.partition("/")[0]
            if first == RELEASES or (not written.startswith(":") and re.search(r"[*?\[]", first)):
                return True
    return False


_EVENTS = ("html-collect-pages", "build-finished")
"""Events in which extensions write files of their own."""


def others_write(app: Sphinx) -> bool:
    """Whether an extension that isn't known may write files of its own."""
    listeners = chain.from_iterable(app.events.listeners.get(event, ()) for event in _EVENTS)
    return any(module_of(one.handler).partition(".")[0] not in KNOWN for one in listeners)


def at_root(outdir: Path) -> dict[str, tuple[int, int, int]]:
    """Return the state of the files at the root of the site, where other extensions also write, such as a sitemap."""
    with os.scandir(outdir) as entries:
        found = {entry.name: entry.stat() for entry in entries if entry.is_file()}
    return {name: (state.st_mtime_ns, state.st_size, state.st_ino) for name, state in found.items()}


SCRIPTS_BELOW = ("documentation_options.js", "doctools.js")
"""Sphinx's own scripts that scripts of extensions need, such as sphinx-copybutton's."""

_STATIC = "_static/"
_OF_THEME = "DOCUMENTATION_OPTIONS."
"""The beginning of inline scripts that pydata's theme adds for its own scripts."""
_OF_NOTEBOOKS = "nbsphinx-"
_ELSEWHERE = late_pattern(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_RUN = late_pattern(r"|module|importmap|(?:text|application)/(?:x-)?(?:java|ecma)script", re.IGNORECASE)
"""The script types that a browser runs; others are data, which no policy blocks."""
_SHOWN = 60
"""The number of characters of an inline script that a warning quotes."""


def extension_versions(app: Sphinx) -> list[tuple[str, str, str]]:
    """Return the name, version and module digest of each other extension, to notice changes.

    Sphinx calls an extension for a page only when it writes that page.
    """
    names = [name for name in app.extensions if name not in builtin_extensions and not is_known(name)]
    versions = [(name, app.extensions[name].version, _digest_of(app.extensions[name].module)) for name in sorted(names)]
    if app.config.setup is not None:  # conf.py is an extension itself
        versions.append(("conf.py", "", digest(Path(app.confdir, "conf.py").read_bytes())))
    return versions


def _digest_of(module: ModuleType) -> str:
    path = Path(module.__file__ or "")
    return digest(path.read_bytes()) if path.is_file() else ""


def added_files(theme: Collection[str], own: Collection[str], files: Iterable[File], guide: bool) -> Iterator[File]:
    """Yield a page's style sheets or scripts from extensions, not those of the *theme*, conf.py's *own*, or ours.

    nbsphinx's files are only for guides, which include the notebooks under ``docs/``.  Sphinx's own accompany scripts.
    """
    below: list[File] = []
    for file in files:
        name = str(getattr(file, "filename", file) or "")
        path = made_from(name.removeprefix(_STATIC))
        body = str(getattr(file, "attributes", {}).get("body") or "")
        ours = path.startswith(OUR_FILES) or path in theme or path in MADE_BY_SPHINX
        if not (ours or name in own or body.startswith(_OF_THEME) or (path.startswith(_OF_NOTEBOOKS) and not guide)):
            yield from below
            below = []
            yield file
        elif path in SCRIPTS_BELOW:
            below.append(file)


def stopped_by_policy(files: Iterable[File]) -> Iterator[str]:
    """Describe each file of a page that the archive's content security policy blocks.

    Anything that a script from the archive's own host loads later can't be checked.
    """
    for file in files:
        name = str(getattr(file, "filename", file) or "")
        attributes = getattr(file, "attributes", {})
        body = " ".join(str(attributes.get("body") or "").split())
        if _ELSEWHERE.match(name):
            yield f"{name}, which is of another host"
        elif body and not name and _RUN.fullmatch(str(attributes.get("type") or "")):
            yield f"the script {body[:_SHOWN]}{'…' * (len(body) > _SHOWN)}, which is in the page"

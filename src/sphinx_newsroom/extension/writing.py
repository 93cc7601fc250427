"""The second half of a build: which pages and files are written, and which stand as they are."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.display import progress_message

from sphinx_newsroom.extension import pictures
from sphinx_newsroom.extension.builder import SiteBuilder, html_builder
from sphinx_newsroom.extension.compiled.links import body_html
from sphinx_newsroom.extension.compiled.shells import BETWEEN, IS_SHELL, LAYOUT, METATAGS, SHELL, Shells
from sphinx_newsroom.extension.compiled.workers import shared_by
from sphinx_newsroom.extension.domain import NewsroomDomain, domain_of
from sphinx_newsroom.extension.files_beside import alert_feeds, outputs_beside, whatever_pages_say
from sphinx_newsroom.extension.guide_list import GuideGroup, guide_groups
from sphinx_newsroom.extension.markdown_texts import beside, write_markdown
from sphinx_newsroom.extension.not_found import from_the_root
from sphinx_newsroom.extension.page_texts import told_to_feeds
from sphinx_newsroom.extension.plan import Site, keys_of, page_key
from sphinx_newsroom.extension.template_words import template_words
from sphinx_newsroom.files import remove
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import (
    DATABASE,
    MENTION_ROWS,
    NOT_FOUND,
    RELEASE_ROWS,
    RELEASES,
    SEARCH_FOLDER,
    STATEMENT_ROWS,
    SUBSCRIBE,
    YEARS,
    PageName,
    edition_page,
    entity_list,
    rows_of_year,
)
from sphinx_newsroom.model.languages import direction, direction_in
from sphinx_newsroom.outputs import copies
from sphinx_newsroom.outputs.data.redirects import RedirectError
from sphinx_newsroom.outputs.output import State, remove_stale, write_outputs
from sphinx_newsroom.outputs.pages.body import without_empty_section
from sphinx_newsroom.outputs.report import report_address
from sphinx_newsroom.outputs.script_words import ScriptWords, script_words
from sphinx_newsroom.outputs.search import stems
from sphinx_newsroom.shares import parts
from sphinx_newsroom.sources.release_file import NOTEBOOK, is_notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.pictures import Size
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.outputs.pages import Page

_LINES_OF_BUILD_INFO = 4
"""Those that Sphinx reads without asking how many there are: a version, a remark, the configuration, the tags."""

logger = logging.getLogger(__name__)

NAV = (
    (translatable("Releases"), YEARS, ""),
    (translatable("Organizations"), entity_list("organization"), "organization"),
    (translatable("Officials"), entity_list("official"), "official"),
    (translatable("Topics"), entity_list("topic"), "topic"),
    (translatable("Subscribe"), SUBSCRIBE, ""),
)
"""Label and page of what each page leads to, and the kind of records that the page lists."""


_ROWS = (RELEASE_ROWS, MENTION_ROWS, STATEMENT_ROWS, rows_of_year("").removesuffix(".jsonl"))
_OURS_ALONE = (f"{RELEASES}/", f"{SEARCH_FOLDER}/", DATABASE, *_ROWS)
"""At these no extension writes files of its own, or over ours; elsewhere one may, such as over ``sitemap.xml``."""

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
    editions: tuple[tuple[str, str], ...]
    words: ScriptWords | None
    """What scripts say on the page, where that is not English."""
    csp: str
    """The Content-Security-Policy that the page names; empty where the server says it."""
    version: str
    """What follows our style sheets and scripts in their addresses: others have another, so that they may be kept."""
    own_files: frozenset[str]
    """The style sheets and scripts that conf.py adds, as Sphinx names them; every page loads these beside ours."""
    report: Callable[[str, str, int | None], str] | None
    """Where readers tell that something is wrong, by a page's address, title and revision."""

    def direction_of(self, tag: str) -> str:
        """How a language is written, ``rtl`` or ``ltr``, for templates."""
        return direction(tag)

    def turned(self, text: str, tag: str) -> str:
        """The direction of a text (HTML or plain) where it is another than that of *tag*; else nothing."""
        found = direction_in(_TAG.sub("", text))
        return found if found != direction(tag) else ""


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

    def unwrapped(self, body: str) -> tuple[str, str]:
        """A body's anchor, and the body without the section that its title was taken out of."""
        return without_empty_section(body)


def forget_damaged_build_info(app: Sphinx, config: Config) -> None:
    """Remove a ``.buildinfo`` that was cut off, which Sphinx fails at; without one it builds all pages again."""
    path = Path(app.outdir, ".buildinfo")
    with suppress(OSError, UnicodeDecodeError):  # Sphinx sees to these
        if len(path.read_text(encoding="utf-8").splitlines()) < _LINES_OF_BUILD_INFO:
            path.unlink()


def leave_out(app: Sphinx) -> None:
    """Turn off what our own pages replace: Sphinx's search (ours knows releases, and costs a third) and sources."""
    builder = html_builder(app)
    if builder is not None:
        builder.search = False
        builder.copysource = False  # outputs.copies knows which may be shown


def begin_copies(app: Sphinx) -> None:
    """Clear away static files that would now be others; before any extension copies some of its own."""
    builder = html_builder(app)
    if builder is not None:
        outdir, keeping, domain = Path(app.outdir), Path(app.doctreedir), domain_of(app.env)
        domain.copied = copies.copied_digest(builder, Path(app.confdir), builder.wanted_static)
        domain.left = State.load(outdir, keeping)
        copies.forget_static(domain.left, domain.copied, outdir, keeping)


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Give a page its view, and say which of our templates shows it."""
    builder = html_builder(app)
    if builder is None:
        return None
    domain = domain_of(app.env)
    settings = domain.archive.settings
    if shell := context.pop(IS_SHELL, None):
        kind, language = shell
        interface = settings.interface_of(language)
        context |= template_words(interface)
        context["newsroom"] = PageContext(_site_context(app, interface), kind, None)
        return SHELL
    page = domain.site.pages.get(PageName(pagename))
    interface = _interface_of(page, settings)
    site = _site_context(app, interface)
    note = domain.failed.get(pagename, "")
    name = PageName(pagename)
    size_of = pictures.of_document(domain.archive, app.env)
    if context.get("body"):
        context["body"] = pictures.with_sizes(context["body"], name, size_of)
    context |= template_words(interface)
    context["newsroom"] = PageContext(
        site,
        page.kind if page else "doc",
        page.view if page else None,
        note,
        size_of=size_of,
        guides=() if page else guide_groups(app.env, pagename),
    )
    if page is not None:
        context["title"] = page.title
        write_markdown(app.outdir, name, page, context.get("body") or "", site.baseurl)
    if pagename == NOT_FOUND:
        from_the_root(context, builder, domain.archive.settings.baseurl)
    return f"newsroom/{page.template if page else 'doc'}.html"


def _site_context(app: Sphinx, interface: Interface) -> SiteContext:
    domain = domain_of(app.env)
    settings = domain.archive.settings
    return SiteContext(
        settings.project,
        settings.description,
        settings.baseurl,
        settings.language,
        tuple((interface.say(label), page) for label, page, _ in nav_of(domain)),
        _editions(domain),
        script_words(interface),
        settings.csp,
        f"?v={domain.theme[:_VERSION]}",
        _own_files(app),
        partial(report_address, settings.report, interface) if settings.report else None,
    )


def nav_of(domain: NewsroomDomain) -> list[tuple[str, PageName, str]]:
    """The lists that each page leads to, without those that are empty yet."""
    registry = domain.index.registry
    return [row for row in NAV if not row[2] or registry.of_kind(row[2])]


def _editions(domain: NewsroomDomain) -> tuple[tuple[str, str], ...]:
    """Name and page of each edition, newest first."""
    return tuple((edition.name, edition_page(edition.name)) for edition in domain.versions.editions)


def _own_files(app: Sphinx) -> frozenset[str]:
    names = [name for name, _ in (*app.config.html_css_files, *app.config.html_js_files)]
    return frozenset(name if "://" in name else f"_static/{name}" for name in names)


def _interface_of(page: Page | None, settings: Settings) -> Interface:
    return settings.interface_of(page.language) if page and page.language else settings.interface


def _contexts(app: Sphinx) -> Callable[[Page, str], dict[str, Any]]:
    """What makes of a page, and of the template that it is to extend, what its own template gets."""
    archive = domain_of(app.env).archive
    size_of = pictures.of_release(archive)

    @cache
    def around(interface: Interface) -> SiteContext:
        return _site_context(app, interface)

    def context_of(page: Page, frame: str) -> dict[str, Any]:
        interface = _interface_of(page, archive.settings)
        shown = PageContext(around(interface), page.kind, page.view, "", frame, size_of=size_of)
        return {**template_words(interface), "newsroom": shown}

    return context_of


def generated_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages that are no documents and would now show something else than they do.

    Those of which there are many are written here, in shells; Sphinx writes the others.
    """
    builder = html_builder(app)
    domain = domain_of(app.env)
    if builder is None or domain.site.stands:
        return
    site, outdir = domain.site, Path(builder.outdir)
    shells = Shells(builder, _contexts(app))
    names = [name for name in site.pages if name not in app.env.found_docs and not site.has(name, outdir)]
    found = {name: site.pages.outline(name) for name in names}
    slotted = [name for name, page in found.items() if shells.fits(page)]
    for name, page in found.items():
        if not shells.fits(page):
            body = body_html(domain, name) if name in domain.compiled.texts else None
            yield name, {} if body is None else {"body": body, "metatags": METATAGS}, f"newsroom/{page.template}.html"
    for name in slotted:
        shells.prepare(name, found[name], name in domain.compiled.texts)

    def write_some(names: Sequence[PageName]) -> dict[PageName, str]:
        digests = {}
        for name in names:
            page, body = site.pages[name], body_html(domain, name) if name in domain.compiled.texts else None
            shells.write(name, page, body)
            write_markdown(outdir, name, page, body or "", domain.archive.settings.baseurl)
            if body is not None:
                digests[name] = told_to_feeds(body)
        return digests

    def list_some() -> None:
        with suppress(RedirectError):  # which is told where the files are written
            site.listed = tuple(whatever_pages_say(app))

    for digests in shared_by(app, list_some)(write_some, parts(slotted)):
        site.texts.update(digests)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write what stands beside the pages, and remove what nothing shows any more."""
    builder = html_builder(app)
    if builder is None or exception is not None:
        return
    site, outdir = domain_of(app.env).site, Path(app.outdir)
    # The theme writes its styles for code at the end of each build, also of one that has nothing to write.
    copies.remove_unwanted_static(builder.wanted_static, outdir)
    remove(outdir, ".buildinfo.bak")  # Sphinx leaves one where conf.py changed; a clean build has none
    if site.stands:
        return
    _note_pages(domain_of(app.env), builder)
    _note_what_sphinx_made(site, builder)
    others = frozenset(site.after.made)
    with progress_message("writing feeds, search and data"):
        try:
            with stems.kept_at(Path(app.doctreedir, "newsroom-stems.json")):
                written = write_outputs(outputs_beside(app, builder), site.before, site.after, outdir, shared_by(app))
                written += write_outputs(alert_feeds(app, builder), site.before, site.after, outdir)
        except RedirectError as error:  # what a check did not see, such as a page of another extension
            raise ExtensionError(str(error)) from error
    made = chain.from_iterable(paths for key, (_, paths) in site.after.made.items() if key not in others)
    markdown = chain.from_iterable(
        beside(domain_of(app.env), name) for name in site.digests if page_key(name) in others
    )
    ours = frozenset(path for path in chain(made, markdown) if path.startswith(_OURS_ALONE))
    site.replaced = ours.difference(site.after.made[copies.EXTRA][1])
    removed = remove_stale(site.before, site.after, outdir) + copies.remove_unused(
        app.env, domain_of(app.env).archive.placements, outdir
    )
    logger.info("newsroom: %d files beside the pages written, %d files removed", written, removed)
    for batch in site.batches:
        # What could not be written is asked for again, as any page that has no row.
        whole = all(page_key(page) in site.after.made for page in batch.pages)
        if whole and batch.name not in site.after.packed:
            keys = chain.from_iterable(map(keys_of, batch.pages))
            site.after.pack(batch.name, batch.digest, site.known.columns(batch), keys)
    site.after.save(outdir, Path(app.doctreedir))
    site.after.note_whole(site.whole, outdir, Path(app.doctreedir))


def _note_pages(domain: NewsroomDomain, builder: SiteBuilder) -> None:
    """Remember the pages that were written now, or stood."""
    site, outdir = domain.site, Path(builder.outdir)
    for name, digest in site.digests.items():
        if site.has(name, outdir):
            site.after.made[page_key(name)] = site.before.made[page_key(name)]
            continue
        path = Path(builder.get_output_path(name))
        # Only what this build wrote: a page of before may be of another text.
        if path.is_file() and path.stat().st_mtime >= site.started - 2:
            files = path.relative_to(outdir).as_posix(), *beside(domain, name)
            site.after.made[page_key(name)] = (digest, files)


def _note_what_sphinx_made(site: Site, builder: SiteBuilder) -> None:
    """Remember the files of Sphinx and nbsphinx that go when what they were made of does."""
    env, made = builder.env, site.after.made
    if builder.use_index:
        made[copies.INDEX] = ("", ("genindex.html",))
    for docname in env.found_docs:
        if is_notebook(env.doc2path(docname)):
            made[f"notebook/{docname}"] = ("", (f"{docname}{NOTEBOOK}",))
            # nbsphinx knows of no file but those of notebooks that were read just now
            key, linked = f"linked/{docname}", getattr(env, "nbsphinx_files", {})
            if docname in linked:
                made[key] = ("", tuple(sorted({Path(path).as_posix() for path in linked[docname]})))
            elif docname not in domain_of(env).read and key in site.before.made:
                made[key] = site.before.made[key]


def setup(app: Sphinx) -> None:
    """Connect the handlers, in the order in which they run."""
    app.connect("config-inited", forget_damaged_build_info)
    app.connect("builder-inited", begin_copies, priority=1)
    app.connect("builder-inited", leave_out)
    app.connect("html-page-context", page_context, priority=900)  # after the theme, whose context we add to
    app.connect("html-collect-pages", generated_pages)
    app.connect("build-finished", finish, priority=900)

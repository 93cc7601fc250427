"""The second half of a build: which pages and files are written, and which stand as they are."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.display import progress_message

from sphinx_newsroom.archive.store import maker
from sphinx_newsroom.config import CSP, line_of_setting
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.extension import compiled_pages
from sphinx_newsroom.extension.builder import SiteBuilder, html_builder
from sphinx_newsroom.extension.compiled_pages import (
    IS_SHELL,
    SCRIPTS_BELOW,
    SHELL,
    Shells,
    Sizes,
    added_files,
    at_root,
    body_html,
    is_known,
    module_of,
    others_write,
    stopped_by_policy,
    told_of_extensions,
)
from sphinx_newsroom.extension.domain import NewsroomDomain, Site, domain_of, page_key, warn
from sphinx_newsroom.extension.files_beside import alert_feeds, outputs_beside
from sphinx_newsroom.extension.page_contexts import (
    PageContext,
    Slots,
    guide_groups,
    interface_of,
    own_files,
    site_context,
    template_words,
)
from sphinx_newsroom.extension.workers import shared_by
from sphinx_newsroom.files import fingerprint, remove, write
from sphinx_newsroom.model.addresses import MARKDOWN, NOT_FOUND, PageName
from sphinx_newsroom.outputs import copies
from sphinx_newsroom.outputs.data.server_rules import RedirectError
from sphinx_newsroom.outputs.machines.release_markdown import write_markdown
from sphinx_newsroom.outputs.output import Made, State
from sphinx_newsroom.outputs.writing import SiteFolder, remove_stale, write_outputs
from sphinx_newsroom.parallel import Abroad, parts
from sphinx_newsroom.sources.header import NOTEBOOK, is_notebook
from sphinx_newsroom.sources.notebook import without_links_to

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config

    from sphinx_newsroom.archive.compiler import Compiled
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.extension.compiled_pages import File
    from sphinx_newsroom.extension.page_contexts import SiteContext
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.outputs.pages import Pages


# The pages that are no documents, written in their shells a part at a time, in any process and on any machine.


@dataclass(frozen=True)
class WritePages:
    """Writes pages with what stands beside each, into *folder*.

    Attributes:
        suffix: what follows the name of a page in that of its file.
        encoding: of the files.
    """

    archive: Archive
    compiled: Compiled
    pages: Pages
    slots: Slots
    suffix: str
    encoding: str
    folder: SiteFolder

    def __call__(self, names: Sequence[PageName]) -> None:
        """Write some pages; raises OSError."""
        for name in names:
            page, compiled = self.pages[name], self.compiled
            body = body_html(self.archive, compiled, name, self.slots.sizes) if name in compiled.texts else None
            checksum = write_markdown(self.folder, name, page.view, body or "", self.archive.settings.baseurl)
            html = self.slots.html(name, page, body or "", checksum).encode(self.encoding, "xmlcharrefreplace")
            self.folder.put(f"{name}{self.suffix}", html)

    def abroad(self, shards: Sequence[Sequence[PageName]]) -> Abroad:
        """The same for another machine, which has what is here and gives back what it would write."""
        return Abroad(self, shards)


# ``404.html``, which servers show at any address that has no page, so that no address on it may be relative.

_FILES = ("logo_url", "favicon_url")
_TAGS = ("css_tag", "js_tag")


def from_the_root(context: dict[str, Any], builder: StandaloneHTMLBuilder, baseurl: str) -> None:
    """Make all that a page in the site's root names begin with the path of the site, such as ``/news/``."""
    base = urlsplit(baseurl).path or "/"

    def pathto(target: str, resource: bool = False, baseuri: str | None = None) -> str:
        if resource and "://" in target:
            return target
        return base + (target if resource else builder.get_target_uri(target))

    context["pathto"], context["content_root"], context["pageurl"] = pathto, base, None
    for name in _FILES:
        if context.get(name) and "://" not in context[name]:
            context[name] = base + context[name]
    for name in _TAGS:
        context[name] = _from(base, context[name])


def _from(base: str, tag: Callable[[Any], str]) -> Callable[[Any], str]:
    """A function of Sphinx's that writes the tag of a style sheet or script, which names it from the site's root."""

    def written(file: Any) -> str:
        html = tag(file)
        return html.replace('="_static/', f'="{base}_static/')

    return written


# What Sphinx and extensions say in the head of a page that our templates say, too: each is said once.
#
# Of a release, a record or a list ours holds, since it knows what was withdrawn, corrected or superseded.  Of a guide
# holds what its own text says, in MyST's ``html_meta``, or what an extension makes of that.

_META = re.compile(r'<meta\b[^>]*?\b(?:name|property)="(?P<name>[^"]+)"[^>]*>\n?')
"""``<meta content="Of guides" name="description" />``, by either attribute."""

_TWICE = {"viewport"}
"""What docutils says of each document, and Sphinx's layout of each page."""
_SAID_BY_US = _TWICE | {"description", "og:description", "og:site_name", "og:title", "og:type", "og:url"}


def said_in(tags: str) -> frozenset[str]:
    """What tags in the head of a page say: ``{"description"}``."""
    return frozenset(found["name"] for found in _META.finditer(tags))


def without(tags: str, names: Container[str]) -> str:
    """The tags but for those of these names."""
    return _META.sub(lambda found: "" if found["name"] in names else found[0], tags)


_LINES_OF_BUILD_INFO = 4
"""Those that Sphinx reads without asking how many there are: a version, a remark, the configuration, the tags."""

_PAGE = "page.html"
"""The template in which Sphinx shows documents, and extensions what they make as they would a document."""

logger = logging.getLogger(__name__)


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
        others = told_of_extensions(app)
        if others:
            builder.asked_static = SCRIPTS_BELOW
        copied = copies.copied_digest(builder, Path(app.confdir), builder.wanted_static)
        domain.copied = fingerprint(copied, others)  # which bring files of their own
        domain.left = State.load(outdir, keeping, maker())
        copies.forget_static(domain.left, domain.copied, outdir, keeping, maker())


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Give a page its view, and say which of our templates shows it."""
    builder = html_builder(app)
    if builder is None:
        return None
    domain = domain_of(app.env)
    settings = domain.archive.settings
    guide = doctree is not None and not domain.owns(pagename)
    own = own_files(app.config)
    context["added_files"] = added = partial(added_files, builder.theme_static.keys(), own, guide=guide)
    if settings.csp == CSP:
        for name in ("css_files", "script_files"):
            files = context.get(name, ())
            _tell_of_stopped(builder, "extensions", added(files))
            of_conf = [file for file in files if str(getattr(file, "filename", file)) in own]
            _tell_of_stopped(builder, f"html_{name.replace('script', 'js')}", of_conf)
    tags = without(context.get("metatags") or "", _TWICE if guide else _SAID_BY_US)
    context["metatags"], context["said"] = tags, said_in(tags) if guide else frozenset()
    if shell := context.pop(IS_SHELL, None):
        kind, language = shell
        interface = settings.interface_of(language)
        context |= template_words(interface)
        context["newsroom"] = PageContext(site_context(app, interface), kind, None)
        return SHELL
    page = domain.site.pages.get(PageName(pagename))
    interface = interface_of(page, settings)
    site = site_context(app, interface)
    note = domain.failed.get(pagename, "")
    name = PageName(pagename)
    size_of = Sizes(domain.archive, app.env.images)
    if context.get("body"):
        context["body"] = compiled_pages.with_sizes(context["body"], name, size_of)
    checksum = ""
    if page is not None:
        context["title"] = page.title
        checksum = write_markdown(SiteFolder(str(app.outdir)), name, page.view, context.get("body") or "", site.baseurl)
    context |= template_words(interface)
    context["newsroom"] = PageContext(
        site,
        page.kind if page else "doc",
        page.view if page else None,
        note,
        size_of=size_of,
        guides=() if page else guide_groups(app.env, pagename),
        checksum=checksum,
    )
    if pagename == NOT_FOUND:
        from_the_root(context, builder, domain.archive.settings.baseurl)
    if page is None and doctree is None and templatename != _PAGE:
        return None  # a list of Sphinx's, or a page of an extension or of conf.py, in a template of its own
    return f"newsroom/{page.template if page else 'doc'}.html"


def _tell_of_stopped(builder: SiteBuilder, setting: str, files: Iterable[File]) -> None:
    """Say once of each file that pages load by a *setting* of conf.py and their policy stops, that it does."""
    for words in stopped_by_policy(files):
        if words not in builder.stopped:
            builder.stopped |= {words}
            place = f"{Path(builder.confdir, 'conf.py')}:{line_of_setting(Path(builder.confdir), setting)}"
            warn(
                Code.STOPPED_BY_POLICY,
                f"the policy of the pages stops {words}",
                "set newsroom_csp to a policy that lets it, or do without it",
                place,
            )


def generated_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages that are no documents and would now show something else than they do.

    Those of which there are many are written here, in shells; Sphinx writes the others.
    """
    builder = html_builder(app)
    domain = domain_of(app.env)
    if builder is None:
        return
    site, outdir, sizes = domain.site, Path(builder.outdir), Sizes(domain.archive, app.env.images)
    shells = Shells(builder)
    names = [name for name in site.pages if not domain.is_guide(name) and not site.has(name, outdir)]
    found = {name: site.pages.outline(name) for name in names}
    listeners = app.events.listeners.get("html-page-context", ())
    # An extension may give a page what its own directives need, such as a script, when it sees the document.
    looked_at = domain.read_texts if any(not is_known(module_of(one.handler)) for one in listeners) else {}
    slotted = [name for name, page in found.items() if shells.fits(page) and name not in looked_at]
    for name in sorted(found.keys() - set(slotted)):
        template = f"newsroom/{found[name].template}.html"
        body = body_html(domain.archive, domain.compiled, name, sizes) if name in domain.compiled.texts else None
        context = {} if body is None else {"body": body}
        if name in looked_at:
            builder.handle_page(name, context, template, event_arg=app.env.get_doctree(name))
        else:
            yield name, context, template
    settings = domain.archive.settings
    sites: dict[Interface, SiteContext] = {}
    for name in slotted:
        shells.prepare(name, found[name])
        interface = interface_of(found[name], settings)
        if interface not in sites:
            sites[interface] = site_context(app, interface)
    slots = Slots(shells.made, sites, settings, sizes, builder.link_suffix, builder.doctreedir)
    encoded = builder.out_suffix, app.config.html_output_encoding
    write_some = WritePages(domain.archive, domain.compiled, site.pages, slots, *encoded, SiteFolder(str(outdir)))
    for _ in shared_by(app)(write_some, parts(slotted)):
        pass


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write what stands beside the pages, and remove what nothing shows any more."""
    builder = html_builder(app)
    if builder is None or exception is not None:
        return
    site, outdir = domain_of(app.env).site, Path(app.outdir)
    # The theme writes its styles for code at the end of each build, also of one that has nothing to write.
    copies.remove_unwanted_static(builder.wanted_static, outdir)
    remove(outdir, ".buildinfo.bak")  # Sphinx leaves one where conf.py changed; a clean build has none
    _hide_names(app)
    if others_write(app):
        _forget_written_over(site, outdir)
    _note_pages(domain_of(app.env), builder)
    _note_what_sphinx_made(site, builder)
    with progress_message("writing feeds, search and data"):
        try:
            written = write_outputs(outputs_beside(app, builder), site.before, site.after, outdir, shared_by(app))
            written += write_outputs(alert_feeds(app, builder), site.before, site.after, outdir)
        except RedirectError as error:  # what a check did not see, such as a page of another extension
            raise ExtensionError(str(error)) from error
    removed = remove_stale(site.before, site.after, outdir) + copies.remove_unused(
        app.env, domain_of(app.env).archive.placements, outdir
    )
    logger.info("newsroom: %d files beside the pages written, %d files removed", written, removed)
    site.after.save(outdir, Path(app.doctreedir), maker())


def _forget_written_over(site: Site, outdir: Path) -> None:
    """Have what another extension has written over in the site's own folder made again, such as a sitemap."""
    over = {name for name, state in at_root(outdir).items() if site.at_root.get(name, state) != state}
    for key in [key for key, made in site.before.made.items() if over.intersection(made.files)]:
        if not key.startswith(("page/", copies.EXTRA)):
            del site.before.made[key]


def _hide_names(app: Sphinx) -> None:
    """Take what leads to a release that is kept back out of the copies of notebooks, made by nbsphinx in each build."""
    withheld = domain_of(app.env).archive.withheld
    copied = getattr(app.env, "nbsphinx_notebooks", {}).values() if withheld else ()
    for place in (Path(app.outdir, path) for path in copied):
        with suppress(FileNotFoundError):  # that of a withdrawn text
            write(place, without_links_to(place.read_text(encoding="utf-8"), withheld))


def _beside(domain: NewsroomDomain, name: PageName) -> tuple[str, ...]:
    """The file beside a page, by its path in the site, without making the page's view."""
    return (name + MARKDOWN,) if name in domain.releases or name in domain.versions.texts else ()


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
            files = path.relative_to(outdir).as_posix(), *_beside(domain, name)
            site.after.made[page_key(name)] = Made(digest, files)


def _note_what_sphinx_made(site: Site, builder: SiteBuilder) -> None:
    """Remember the files of Sphinx and nbsphinx that go when what they were made of does."""
    env, made = builder.env, site.after.made
    if builder.use_index:
        made[copies.INDEX] = Made("", ("genindex.html",))
    for docname in env.found_docs:
        # That of a withdrawn text goes with its words, pictures and attachments.
        if is_notebook(env.doc2path(docname)) and not domain_of(env).archive.withdrawal(PageName(docname)):
            made[f"notebook/{docname}"] = Made("", (f"{docname}{NOTEBOOK}",))
            # nbsphinx knows of no file but those of notebooks that were read just now
            key, linked = f"linked/{docname}", getattr(env, "nbsphinx_files", {})
            if docname in linked:
                made[key] = Made("", tuple(sorted({Path(path).as_posix() for path in linked[docname]})))
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

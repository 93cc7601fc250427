"""The second half of a build: decide which pages and files to write again, and write them.

Pages and files that are up to date stay unchanged.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from html import unescape
from importlib import import_module
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from sphinx.errors import ExtensionError
from sphinx.search import languages
from sphinx.util import logging
from sphinx.util.display import progress_message
from sphinx.util.matching import Matcher

from sphinx_newsroom import api
from sphinx_newsroom._version import __version__
from sphinx_newsroom.allowed import KINDS
from sphinx_newsroom.archive.release_files import of_conf
from sphinx_newsroom.archive.store import maker, program
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
    extension_versions,
    is_known,
    module_of,
    others_write,
    stopped_by_policy,
)
from sphinx_newsroom.extension.domain import NewsroomDomain, Site, domain_of, page_key, warn, warn_all
from sphinx_newsroom.extension.page_contexts import (
    PageContext,
    Slots,
    guide_groups,
    interface_of,
    own_files,
    site_context,
    template_words,
)
from sphinx_newsroom.extension.workers import share
from sphinx_newsroom.files import PACKAGE, digest, fingerprint, remove, write
from sphinx_newsroom.memory import late_pattern, without_collection
from sphinx_newsroom.model.addresses import (
    CORRECTIONS,
    FOLDERS,
    MARKDOWN,
    NOT_FOUND,
    SEARCH_FOLDER,
    PageName,
    entity_page,
    release_id,
    url_of,
)
from sphinx_newsroom.model.wording import media_type
from sphinx_newsroom.operations.alerts import alerts_of
from sphinx_newsroom.outputs import alert_matching, cards, copies, feeds, quote_files
from sphinx_newsroom.outputs import script_words as words_of_scripts
from sphinx_newsroom.outputs.data import bulk as export
from sphinx_newsroom.outputs.data import crawlers, log
from sphinx_newsroom.outputs.data.server_rules import OWN_FIRST, RedirectError
from sphinx_newsroom.outputs.feeds.items import Enclosure, identities
from sphinx_newsroom.outputs.fingerprints import ReleaseFingerprints
from sphinx_newsroom.outputs.output import Made, Output, State
from sphinx_newsroom.outputs.pages import all_pages
from sphinx_newsroom.outputs.pages.listing import corrections_feed
from sphinx_newsroom.outputs.release_markdown import write_markdown
from sphinx_newsroom.outputs.search import index_files as search_index
from sphinx_newsroom.outputs.search.index_files import Language
from sphinx_newsroom.outputs.search.stems import ALGORITHMS
from sphinx_newsroom.outputs.writing import SiteFolder, remove_stale, write_outputs
from sphinx_newsroom.parallel import parts
from sphinx_newsroom.sources.header import NOTEBOOK, is_notebook
from sphinx_newsroom.sources.notebook import without_links_to

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.archive.compiler import Compiled
    from sphinx_newsroom.archive.loading import LoadedArchive
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.compiled_pages import File
    from sphinx_newsroom.extension.page_contexts import SiteContext
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.model.alerts import Alert
    from sphinx_newsroom.outputs.pages import Pages


def setting_values(settings: Settings) -> object:
    """Return a value that changes when any setting does, except the build's current time."""
    values = [(name, value) for name, value in vars(settings).items() if name not in ("now", "allowed")]
    return values, [sorted(getattr(settings.allowed, kind)) for kind in KINDS]


FRAMED = frozenset(("docs/index", "docs/imprint"))
"""Documents that every page links to if they exist."""


def plan(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Plan all pages, and return the documents whose pages would change.

    If anything else must be written or copied, the front page is included: Sphinx writes and copies nothing if no
    document is outdated.
    """
    builder = html_builder(app)
    if builder is None:
        return []
    with without_collection():
        return _plan(app, env, builder)


def _plan(app: Sphinx, env: BuildEnvironment, builder: SiteBuilder) -> list[str]:
    domain = domain_of(env)
    placements = domain.archive.placements
    copies.name_pictures(env, placements)
    pictures = copies.pictures_of_documents(env, placements)
    placed = placements.pages
    documents = {*env.found_docs, *domain.compiled.texts}
    # Every page depends on these besides its view: the program, conf.py, translations, the names that are links, the
    # theme.
    settings = domain.settings
    words = settings.language, settings.interfaces
    conventions = builder.build_info.config_hash, words, app.config.root_doc, settings.link, extension_versions(app)
    domain.theme = _theme_digest(app)
    # The lists and documents in the navigation of each page.
    led_to = [kind for kind in FOLDERS if domain.index.registry.of_kind(kind)], sorted(FRAMED & env.found_docs)
    salt = fingerprint(__version__, program(), conventions, domain.theme, led_to)
    extra = copies.extra_files(app.config, Path(app.confdir), Matcher(app.config.exclude_patterns))
    copies.make_room(extra, Path(app.outdir))
    previous = domain.left
    _warn_of_hidden_metadata(app, domain)
    before = previous.without(extra, copies.EXTRA)
    font = digest(cards.font_of(domain.archive.root, domain.settings))
    domain.alerts = _alerts(domain)
    # Without the recipients, who appear on no page.
    offered = [(alert.id, alert.name, alert.query, alert.facets, alert.feed, alert.public) for alert in domain.alerts]
    written_with = fingerprint(
        salt,
        font,
        offered,
        setting_values(settings),
        sorted(domain.archive.others.inventories.items()),
    )
    front = PageName(app.config.root_doc)
    pages = all_pages(domain.index, settings, front, domain.versions, domain.alerts, domain.archive.others)
    inputs = partial(_page_inputs, domain, pictures)
    releases = ReleaseFingerprints(domain.index, domain.versions, inputs, written_with).all()
    digests = {page: digest for page, digest in releases.items() if page in domain.compiled.texts}
    digests |= _record_fingerprints(domain, pages, written_with, pictures)
    for name in pages:
        if name not in digests:
            digests[name] = fingerprint(
                salt,
                pages.inputs(name),
                name in documents,  # a record is a page only if it has a file
                domain.compiled.digests.get(name),
                inputs(name),
                sorted(placed.get(name, {}).items()),
            )
    # Each guide lists the titles of all guides, in the order in which Sphinx last read them.
    guides = sorted(name for name in env.found_docs if name not in pages and not domain.owns(name))
    titles = fingerprint(
        [(name, env.titles[name].astext()) for name in guides if name in env.titles],
        sorted(env.toctree_includes.items()),
    )
    for docname in map(PageName, guides):
        digests[docname] = fingerprint(salt, titles, inputs(docname))
    outdir = Path(builder.outdir)
    site = domain.site = Site(pages, digests, before, time.time())
    site.at_root = at_root(outdir)
    site.after.made[copies.DOCUMENTS] = Made(fingerprint(sorted(documents)))
    site.after.made[copies.COPIED] = Made(domain.copied)
    site.after.made[copies.EXTRA] = Made("", extra)
    outdated = {name for name in digests if not site.has(name, outdir)}
    listings = (copies.DOCUMENTS, copies.COPIED)
    if outdated or any(site.before.made.get(key) != site.after.made[key] for key in listings):
        outdated.add(front)
    return sorted(filter(domain.is_guide, outdated))


def _warn_of_hidden_metadata(app: Sphinx, domain: NewsroomDomain) -> None:
    """Warn of hidden metadata in the files that conf.py has Sphinx copy, whenever they are copied again."""
    if domain.left.made.get(copies.COPIED, Made("")).fingerprint != domain.copied:
        root, settings = Path(app.confdir), domain.settings
        warn_all(of_conf(root, settings, lambda name, default: getattr(app.config, name, default)), root)


def _record_fingerprints(
    domain: NewsroomDomain, pages: Pages, salt: str, pictures: Mapping[str, list[str]]
) -> dict[PageName, str]:
    placed = domain.archive.placements.pages
    salt = fingerprint(salt, domain.archive.registry.digest)
    found: dict[PageName, str] = {}
    for key, names in pages.of_entities.items():
        page = entity_page(*key)
        own = (
            domain.compiled.digests.get(page),
            _page_inputs(domain, pictures, page),
            sorted(placed.get(page, {}).items()),
        )
        found |= dict.fromkeys(names, fingerprint(salt, pages.entity_inputs(key), own, names))
    return found


def _page_inputs(domain: NewsroomDomain, pictures: Mapping[str, list[str]], page: PageName) -> object:
    """Return the inputs that only this page depends on."""
    read = page in domain.read_texts or domain.is_guide(page)
    document = (_moved_targets(domain, page), _listed_releases(domain, page)) if read else None
    found = document or domain.compiled.moved.get(page), pictures.get(page), domain.archive.files.get(page)
    return found if any(found) else None


def _alerts(domain: NewsroomDomain) -> tuple[Alert, ...]:
    """Return the alerts on the site, and log problems in their files."""
    archive = domain.archive
    files = alerts_of(archive.root, archive.settings, archive.registry)
    warn_all(files.problems, archive.root)
    return tuple(alert for alert in files.alerts if alert.is_shown)


def _theme_digest(app: Sphinx) -> str:
    """Return a digest of the program's templates, styles and scripts, and of the archive's own versions of them."""
    digest = hashlib.blake2b(digest_size=12)
    own = (Path(app.confdir) / name for name in (*app.config.templates_path, *app.config.html_static_path))
    for folder in (PACKAGE / "theme", *own):
        for path in sorted(folder.rglob("*")):
            # the files that pages are made from, or name with a checksum
            if path.suffix in (".html", ".css", ".js") and path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _listed_releases(domain: NewsroomDomain, docname: PageName) -> tuple[tuple[PageName, str], ...]:
    """Return the releases in the ``{releases}`` lists of a document."""
    entries = domain.releases
    found = chain.from_iterable(domain.index.select(chosen) for chosen in domain.lists.get(docname, ()))
    return tuple((name, entries[name].release.title) for name in found)


def _moved_targets(domain: NewsroomDomain, docname: PageName) -> list[str]:
    """Return the current ids for former ids in a page's roles, and the places of the labels that the page uses."""
    used = domain.roles_used.get(docname, ())
    of_document = [now for use in used if (now := domain.archive.former_of(use.what, use.id))]
    if docname in domain.read_texts or domain.is_guide(docname):  # only Sphinx knows which pages link to their files
        of_document += domain.archive.registry.former_pages.values()
        of_document += domain.archive.others.inventories.values()
    standard = domain.env.domains.standard_domain
    names = [name for name, _ in domain.files.get(docname, ())]  # labels are recorded like paths
    of_document += [repr((standard.labels.get(name), standard.anonlabels.get(name))) for name in names]
    return [*domain.compiled.moved.get(docname, ()), *of_document]


# Sphinx's search support for a language: the stemmer as a script, and the stop words.

_SCRIPTS = files("sphinx.search") / "minified-js"
_BASE = "base-stemmer.js"


def language(tag: str) -> Language:
    """Return the stemmer and the stop words of a language; both are empty if Sphinx doesn't support it."""
    path = _SCRIPTS / f"{ALGORITHMS.get(tag, '')}-stemmer.js"
    paths = (_SCRIPTS / _BASE, path) if path.is_file() else ()
    return Language(
        tuple(one.read_text(encoding="utf-8") for one in paths), sorted(getattr(_search(tag), "stopwords", ()))
    )


def _search(tag: str) -> Any:
    found: Any = languages.get(tag)
    if isinstance(found, str):  # a class path, imported only when needed
        module, _, name = found.rpartition(".")
        return getattr(import_module(module), name)
    return found


# The texts of releases as HTML, for the files that are written after all pages.

BEGIN, END = "<!-- text -->\n", "\n<!-- end of text -->"
"""Comments around the text on a release's page; texts contain no comments of their own."""

_MEDIA = ("audio/", "video/")


@dataclass(frozen=True)
class SiteTexts:
    """The texts of a site whose pages have all been written.

    Attributes:
        documents: the releases that docutils read, with their pages in *outdir*.
        files: the files that each release offers; None if the files are at hand.
    """

    archive: LoadedArchive
    compiled: Compiled
    sizes: Sizes
    documents: Mapping[PageName, object]
    outdir: Path
    files: Mapping[PageName, tuple[Enclosure, ...]] | None = None

    @classmethod
    def of(cls, app: Sphinx) -> SiteTexts:
        """Return the texts of the current build."""
        domain = domain_of(app.env)
        sizes = Sizes(domain.archive, app.env.images)
        return cls(domain.archive, domain.compiled, sizes, domain.read_texts, Path(app.outdir))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without pages and files, which other machines don't have."""
        placed = self.archive.placements.pages.keys() & self.compiled.entries.keys()
        files = {docname: found for docname in placed if (found := self.enclosures(docname))}
        return SiteTexts, (self.archive, self.compiled, self.sizes, {}, Path(), files)

    @cached_property
    def salt(self) -> str:
        """A fingerprint of all settings."""
        return fingerprint(setting_values(self.archive.settings))

    def html(self, docname: PageName) -> str:
        """Return a release's text with links relative to its page."""
        if docname in self.documents:  # reading its page is far cheaper than running docutils again
            with suppress(OSError):
                _, begin, rest = (self.outdir / url_of(docname)).read_text(encoding="utf-8").partition(BEGIN)
                text, end, _ = rest.rpartition(END)
                if begin and end:  # an archive's own template may lack the comments
                    return text
        return body_html(self.archive, self.compiled, docname, self.sizes)

    def digest(self, docname: PageName) -> str:
        """Return a fingerprint of the text."""
        if docname in self.documents:
            return fingerprint(self.html(docname))
        digest, moved = self.compiled.digests[docname], self.compiled.moved.get(docname)
        files = self.archive.placements.pages.get(docname)
        if not files and not moved:  # the usual case
            return self.salt + digest
        return fingerprint(self.salt, digest, moved, sorted((files or {}).items()))

    def enclosures(self, docname: PageName) -> tuple[Enclosure, ...]:
        """Return the files that a release offers, and its image.

        Audio and video come first, and files in the text come before those in the header.
        """
        if self.files is not None:
            return self.files.get(docname, ())
        archive, release = self.archive, self.compiled.entries[docname].release
        placed = archive.placements.pages.get(docname, {})
        listed = {one.src: one.title for one in release.attachments if one.src in placed}
        # In the order of the text, so that RSS, which allows one enclosure, gets the first that a reader meets.
        linked = sorted(
            (
                file
                for file in archive.files.get(docname, ())
                if not file.image and file.line > 1 and file.path in placed
            ),
            key=lambda file: file.line,
        )
        found = [
            _enclosure(placed[path].address, archive.published_path(path), listed.get(path, ""))
            for path in dict.fromkeys([*(file.path for file in linked), *listed])
        ]
        found.sort(key=lambda enclosure: not enclosure.type.startswith(_MEDIA))
        image = release.image
        if image and image.src in placed:
            found.append(_enclosure(placed[image.src].address, archive.published_path(image.src)))
        return tuple(found)


def _enclosure(address: str, source: Path, title: str = "") -> Enclosure:
    """Return the enclosure for a file at an *address* in the site; *source* has its bytes."""
    return Enclosure(address, media_type(address), source.stat().st_size, title)


# The search index of the guides, a file that their pages load when somebody searches.

GUIDES = f"{SEARCH_FOLDER}/guides.js"

_TEXT = late_pattern(r'<div class="prose">(.*?)(?:<nav |</main>)', re.DOTALL)
_BESIDE = late_pattern(r'<(details|script|style|svg)\b.*?</\1>|<!--.*?-->|<a class="headerlink".*?</a>', re.DOTALL)
_TAG = late_pattern(r"<[^>]*>")


def outputs(outdir: Path, titles: Mapping[PageName, str]) -> Iterator[Output]:
    """Yield a script with the title, address and words of each guide, whose pages have been written.

    The words come from the pages: sources contain comments, and may name releases held back.  It is a script because a
    page opened from disk can't load anything else.
    """
    pages = {name: path.read_bytes() for name in titles if (path := outdir / url_of(name)).is_file()}

    if pages:
        digests = [digest(page) for page in pages.values()]
        yield Output("guides", fingerprint(__version__, titles, digests), partial(_file, titles, pages))


def _file(titles: Mapping[PageName, str], pages: Mapping[PageName, bytes]) -> dict[str, bytes]:
    rows = [(titles[name], url_of(name), words(page.decode("utf-8", "replace"))) for name, page in pages.items()]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return {GUIDES: f"newsroom.guides({text});\n".encode("utf-8", "replace")}


def words(page: str) -> str:
    """Return the words of a guide's text, on one line.

    >>> words('<main><div class="prose"><h1>Go<a class="headerlink" href="#go">#</a></h1><p>a&lt;b</p></div></main>')
    'Go a<b'
    """
    found = _TEXT.search(page)
    return " ".join(unescape(_TAG.sub(" ", _BESIDE.sub(" ", found[1]))).split()) if found else ""


def outputs_beside(app: Sphinx, builder: SiteBuilder) -> Iterator[Output]:
    """Yield all files besides pages, except the feeds of alerts, which need these files."""
    domain = domain_of(app.env)
    settings = domain.settings
    records = domain.versions.records
    followed = [alert_matching.place_of(alert, settings) for alert in domain.alerts if alert.feed]
    yield from feeds.outputs(domain.index, settings, SiteTexts.of(app), records, followed)
    changes = domain.site.pages[CORRECTIONS].view["changes"]
    yield from corrections_feed(changes, identities(domain.index, settings, records), settings)
    yield from search_index.outputs(domain.index, settings, language)
    yield from quote_files.outputs(domain.index, domain.versions)
    extra = domain.site.after.made[copies.EXTRA].files
    for output in export.outputs(domain.index, settings, _other_pages(app), domain.versions):
        if OWN_FIRST.get(output.key) not in extra:
            yield output
    yield from words_of_scripts.outputs(domain.index, settings)
    others = _other_pages(app)
    titles = {name: app.env.titles[name].astext() for name in others if name in app.env.titles}
    yield from outputs(Path(app.outdir), titles)
    yield from cards.outputs(domain.index, settings, cards.font_of(domain.archive.root, settings))
    yield from crawlers.time_map_outputs(domain.index, domain.versions, settings)
    yield from log.manifest_outputs(domain.index, domain.versions, settings)
    yield from crawlers.change_outputs(domain.index, domain.versions, settings)
    yield from log.outputs(domain.versions, settings)
    yield from copies.outputs(domain.archive.placements, domain.archive.published_path)
    if app.config.html_copy_source:
        yield from copies.sources(_sources_to_show(app.env), app.config.html_sourcelink_suffix, _withheld_names(domain))


def _other_pages(app: Sphinx) -> list[PageName]:
    """Return the documents that don't come from the archive's data, such as guides."""
    pages = domain_of(app.env).site.pages
    return sorted(name for name in map(PageName, app.env.found_docs) if name not in pages)


def alert_feeds(app: Sphinx, builder: SiteBuilder) -> Iterator[Output]:
    """Yield the alert feeds, which query the finished search index."""
    domain, folder = domain_of(app.env), Path(app.outdir, SEARCH_FOLDER)
    settings, records = domain.settings, domain.versions.records
    found = alert_matching.feeds_of(
        domain.alerts,
        domain.index,
        settings,
        lambda key: (folder / f"{key}.js").read_bytes(),
        records,
        lambda problem: warn_all([problem], domain.archive.root),
    )
    return feeds.of_others(found, domain.index, settings, SiteTexts.of(app), records)


def _plugin_outputs(domain: NewsroomDomain) -> Iterator[Output]:
    """Yield the files that plugins add to the site, based on public data only; warn of what their checks find."""
    found, index = domain.archive, domain.index
    archive = api.Archive(found.settings, found.registry, found.releases, index.entries, domain.versions.records)
    warn_all(api.problems_in(archive), found.root)
    return api.outputs(archive, {path for made in domain.site.after.made.values() for path in made.files})


def _sources_to_show(env: BuildEnvironment) -> dict[str, Path]:
    """Return the sources of documents, except those of withdrawn texts."""
    domain = domain_of(env)
    withdrawn = {docname for docname, entry in domain.releases.items() if entry.release.withdrawn}
    withdrawn.update(docname for docname, old in domain.archive.superseded.items() if old.release.withdrawn)
    documents = env.found_docs | domain.compiled.texts.keys()
    return {docname: Path(env.doc2path(docname)) for docname in sorted(documents - withdrawn)}


def _withheld_names(domain: NewsroomDomain) -> list[str]:
    """Return the names, without folders, of releases held back; a source may contain them though its page doesn't."""
    return [release_id(docname).rpartition("/")[2] for docname in domain.archive.withheld]


# Pages that aren't Sphinx documents, written into their shells in batches, in any process and on any machine.


class WritePages(NamedTuple):
    """Writes pages, and the files that belong to each page, into *folder*.

    Attributes:
        suffix: the suffix of page files.
        encoding: the encoding of the files.
    """

    archive: LoadedArchive
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

    def abroad(
        self, shards: Sequence[Sequence[PageName]]
    ) -> tuple[Callable[[Any], Any], Sequence[Sequence[PageName]], Sequence[PageName]]:
        """Return the work for another machine, which sends back the files."""
        return self.__call__, shards, ()


# ``404.html``, which servers show at any unknown address, so its links can't be relative.

_FILES = ("logo_url", "favicon_url")
_TAGS = ("css_tag", "js_tag")


def from_the_root(context: dict[str, Any], builder: StandaloneHTMLBuilder, baseurl: str) -> None:
    """Make all links of a page at the site's root absolute paths, such as ``/news/``."""
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
        context[name] = _with_absolute_path(base, context[name])


def _with_absolute_path(base: str, tag: Callable[[Any], str]) -> Callable[[Any], str]:
    """Wrap a Sphinx function that returns the tag of a style sheet or script, so that its path is absolute."""

    def written(file: Any) -> str:
        html = tag(file)
        return html.replace('="_static/', f'="{base}_static/')

    return written


# Sphinx and extensions add metadata to the head of a page that our templates also add; these remove the duplicates.
#
# For a release, record or list, our metadata wins, since it reflects withdrawals, corrections and superseded texts. For
# a guide, its own MyST ``html_meta`` wins, or what an extension makes of it.

_META = late_pattern(r'<meta\b[^>]*?\b(?:name|property)="(?P<name>[^"]+)"[^>]*>\n?')
"""A tag such as ``<meta content="Of guides" name="description" />``, with the attributes in either order."""

_TWICE = {"viewport"}
"""Metadata that both docutils and Sphinx's layout add."""
_SAID_BY_US = _TWICE | {"description", "og:description", "og:site_name", "og:title", "og:type", "og:url"}


def said_in(tags: str) -> frozenset[str]:
    """Return the names of the metadata in some head tags, such as ``{"description"}``."""
    return frozenset(found["name"] for found in _META.finditer(tags))


def without(tags: str, names: Container[str]) -> str:
    """Return the tags without those of the given names."""
    return _META.sub(lambda found: "" if found["name"] in names else found[0], tags)


_LINES_OF_BUILD_INFO = 4
"""The number of lines that Sphinx reads without checking: version, comment, configuration, tags."""

_PAGE = "page.html"
"""The template that Sphinx uses for documents, and extensions for pages that look like documents."""

logger = logging.getLogger(__name__)


def forget_damaged_build_info(app: Sphinx, config: Config) -> None:
    """Remove a truncated ``.buildinfo``, on which Sphinx fails; without it, Sphinx builds all pages again."""
    path = Path(app.outdir, ".buildinfo")
    with suppress(OSError, UnicodeDecodeError):  # Sphinx handles these
        if len(path.read_text(encoding="utf-8").splitlines()) < _LINES_OF_BUILD_INFO:
            path.unlink()


def leave_out(app: Sphinx) -> None:
    """Turn off what our pages replace: Sphinx's source copies and its search, which is slower."""
    builder = html_builder(app)
    if builder is not None:
        builder.search = False
        builder.copysource = False  # outputs.copies knows which may be public


def begin_copies(app: Sphinx) -> None:
    """Remove outdated static files before any extension copies its own."""
    builder = html_builder(app)
    if builder is not None:
        outdir, keeping, domain = Path(app.outdir), Path(app.doctreedir), domain_of(app.env)
        others = extension_versions(app)
        if others:
            builder.asked_static = SCRIPTS_BELOW
        copied = copies.copied_digest(builder, Path(app.confdir), builder.used_static)
        domain.copied = fingerprint(copied, others)  # these bring files of their own
        domain.left = State.load(outdir, keeping, maker())
        copies.forget_static(domain.left, domain.copied, outdir, keeping, maker())


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Give a page its view, and return the template that shows it."""
    builder = html_builder(app)
    if builder is None:
        return None
    domain = domain_of(app.env)
    settings = domain.settings
    guide = doctree is not None and not domain.owns(pagename)
    own = own_files(app.config)
    context["added_files"] = added = partial(added_files, builder.theme_static.keys(), own, guide=guide)
    if settings.csp == CSP:
        for name in ("css_files", "script_files"):
            files = context.get(name, ())
            _warn_of_blocked(builder, "extensions", added(files))
            of_conf = [file for file in files if str(getattr(file, "filename", file)) in own]
            _warn_of_blocked(builder, f"html_{name.replace('script', 'js')}", of_conf)
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
        from_the_root(context, builder, domain.settings.baseurl)
    if page is None and doctree is None and templatename != _PAGE:
        return None  # a Sphinx list, or a page of an extension or of conf.py, with its own template
    return f"newsroom/{page.template if page else 'doc'}.html"


def _warn_of_blocked(builder: SiteBuilder, setting: str, files: Iterable[File]) -> None:
    """Warn once for each file from a *setting* of conf.py that the content security policy blocks."""
    for words in stopped_by_policy(files):
        if words not in builder.stopped:
            builder.stopped |= {words}
            place = f"{Path(builder.confdir, 'conf.py')}:{line_of_setting(Path(builder.confdir), setting)}"
            warn(
                Code.STOPPED_BY_POLICY,
                f"the Content-Security-Policy blocks {words}",
                "set newsroom_csp to a policy that allows it, or remove it",
                place,
            )


def generated_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the outdated pages that aren't documents.

    Pages of the numerous kinds are written here into shells; Sphinx writes the others.
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
    # An extension may add what its directives need to a page, such as a script, when it sees the document.
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
    settings = domain.settings
    sites: dict[Interface, SiteContext] = {}
    for name in slotted:
        shells.prepare(name, found[name])
        interface = interface_of(found[name], settings)
        if interface not in sites:
            sites[interface] = site_context(app, interface)
    slots = Slots(shells.made, sites, settings, sizes, builder.link_suffix, builder.doctreedir)
    encoded = builder.out_suffix, app.config.html_output_encoding
    write_some = WritePages(domain.archive, domain.compiled, site.pages, slots, *encoded, SiteFolder(str(outdir)))
    for _ in share(app, write_some, parts(slotted)):
        pass


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the files besides the pages, and remove those that nothing uses any more."""
    builder = html_builder(app)
    if builder is None or exception is not None:
        return
    site, outdir = domain_of(app.env).site, Path(app.outdir)
    # The theme writes its code styles at the end of each build, even if nothing else is written.
    copies.remove_unused_static(builder.used_static, outdir)
    remove(outdir, ".buildinfo.bak")  # Sphinx leaves it after a change of conf.py; a clean build has none
    _hide_names(app)
    if others_write(app):
        _mark_overwritten(site, outdir)
    _note_pages(domain_of(app.env), builder)
    _note_sphinx_files(site, builder)
    with progress_message("writing feeds, search and data"):
        try:
            written = write_outputs(outputs_beside(app, builder), site.before, site.after, outdir, partial(share, app))
            written += write_outputs(alert_feeds(app, builder), site.before, site.after, outdir)
            written += write_outputs(_plugin_outputs(domain_of(app.env)), site.before, site.after, outdir)
            api.refuse_shared_files(site.after.made)
        # An error that no check caught, for example because another extension made the page.
        except (api.PluginError, RedirectError) as error:
            raise ExtensionError(str(error)) from error
    removed = remove_stale(site.before, site.after, outdir) + copies.remove_unused(
        app.env, domain_of(app.env).archive.placements, outdir
    )
    logger.info("newsroom: %d files beside the pages written, %d files removed", written, removed)
    site.after.save(outdir, Path(app.doctreedir), maker())


def _mark_overwritten(site: Site, outdir: Path) -> None:
    """Mark files at the site's root that another extension has overwritten as outdated, such as a sitemap."""
    over = {name for name, state in at_root(outdir).items() if site.at_root.get(name, state) != state}
    for key in [key for key, made in site.before.made.items() if over.intersection(made.files)]:
        if not key.startswith(("page/", copies.EXTRA)):
            del site.before.made[key]


def _hide_names(app: Sphinx) -> None:
    """Remove links to releases held back from the copies of notebooks that nbsphinx makes in each build."""
    withheld = domain_of(app.env).archive.withheld
    copied = getattr(app.env, "nbsphinx_notebooks", {}).values() if withheld else ()
    for place in (Path(app.outdir, path) for path in copied):
        with suppress(FileNotFoundError):  # the notebook of a withdrawn text
            write(place, without_links_to(place.read_text(encoding="utf-8"), withheld))


def _companion_files(domain: NewsroomDomain, name: PageName) -> tuple[str, ...]:
    """Return the files that belong to a page, by their paths in the site, without computing the page's view."""
    return (name + MARKDOWN,) if name in domain.releases or name in domain.versions.texts else ()


def _note_pages(domain: NewsroomDomain, builder: SiteBuilder) -> None:
    """Record the pages that this build wrote or left unchanged."""
    site, outdir = domain.site, Path(builder.outdir)
    for name, found in site.digests.items():
        if site.has(name, outdir):
            site.after.made[page_key(name)] = site.before.made[page_key(name)]
            continue
        path = Path(builder.get_output_path(name))
        # Only pages that this build wrote: an older page may have another text.
        if path.is_file() and path.stat().st_mtime >= site.started - 2:
            files = path.relative_to(outdir).as_posix(), *_companion_files(domain, name)
            site.after.made[page_key(name)] = Made(found, files)


def _note_sphinx_files(site: Site, builder: SiteBuilder) -> None:
    """Record the files of Sphinx and nbsphinx that must be removed with their sources."""
    env, made = builder.env, site.after.made
    if builder.use_index:
        made[copies.INDEX] = Made("", ("genindex.html",))
    for docname in env.found_docs:
        # The notebook of a withdrawn text is removed with its words, images and attachments.
        if is_notebook(env.doc2path(docname)) and not domain_of(env).archive.withdrawal(PageName(docname)):
            made[f"notebook/{docname}"] = Made("", (f"{docname}{NOTEBOOK}",))
            # nbsphinx knows only the files of notebooks that this build read.
            key, linked = f"linked/{docname}", getattr(env, "nbsphinx_files", {})
            if docname in linked:
                made[key] = Made("", tuple(sorted({Path(path).as_posix() for path in linked[docname]})))
            elif docname not in domain_of(env).read and key in site.before.made:
                made[key] = site.before.made[key]


def setup(app: Sphinx) -> None:
    """Connect the event handlers, in the order in which they run."""
    app.connect("env-get-updated", plan)
    app.connect("config-inited", forget_damaged_build_info)
    app.connect("builder-inited", begin_copies, priority=1)
    app.connect("builder-inited", leave_out)
    app.connect("html-page-context", page_context, priority=900)  # after the theme, whose context it extends
    app.connect("html-collect-pages", generated_pages)
    app.connect("build-finished", finish, priority=900)

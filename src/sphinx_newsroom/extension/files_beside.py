"""Files beside the pages, feeds, search, data and more: which ones a build asks for, and what they are made of."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from html import unescape
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.search import languages

from sphinx_newsroom._version import __version__
from sphinx_newsroom.extension.compiled_pages import Sizes, body_html
from sphinx_newsroom.extension.domain import NewsroomDomain, domain_of, warn_all
from sphinx_newsroom.extension.planning import told_of_settings
from sphinx_newsroom.files import digest, fingerprint
from sphinx_newsroom.model.addresses import CORRECTIONS, SEARCH_FOLDER, PageName, release_id, url_of
from sphinx_newsroom.model.wording import media_type
from sphinx_newsroom.outputs import alert_matching, cards, copies, feeds, quote_files
from sphinx_newsroom.outputs import script_words as words_of_scripts
from sphinx_newsroom.outputs.data import bulk as export
from sphinx_newsroom.outputs.data import log
from sphinx_newsroom.outputs.data.server_rules import OWN_FIRST
from sphinx_newsroom.outputs.feeds import rss
from sphinx_newsroom.outputs.feeds.items import Enclosure, identities
from sphinx_newsroom.outputs.machines import changes
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.pages.listing import changes_for_feed
from sphinx_newsroom.outputs.search import index_files as search_index
from sphinx_newsroom.outputs.search.index_files import Language
from sphinx_newsroom.outputs.search.stems import ALGORITHMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.archive.compiler import Compiled
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.extension.builder import SiteBuilder
    from sphinx_newsroom.outputs.pages.views import CorrectionsView

# What Sphinx brings along for the search in a language: its stemmer as a script, and the words that say nothing.

_SCRIPTS = files("sphinx.search") / "minified-js"
_BASE = "base-stemmer.js"


def language(tag: str) -> Language:
    """The stemmer and the stop words of a language; what Sphinx does not have is empty."""
    path = _SCRIPTS / f"{ALGORITHMS.get(tag, '')}-stemmer.js"
    paths = (_SCRIPTS / _BASE, path) if path.is_file() else ()
    return Language(
        tuple(one.read_text(encoding="utf-8") for one in paths), sorted(getattr(_search(tag), "stopwords", ()))
    )


def _search(tag: str) -> Any:
    found: Any = languages.get(tag)
    if isinstance(found, str):  # where its class stands, so that it is imported only where it is used
        module, _, name = found.rpartition(".")
        return getattr(import_module(module), name)
    return found


# The texts of releases as HTML, for what is written when all pages are.

BEGIN, END = "<!-- text -->\n", "\n<!-- end of text -->"
"""What stands around the text on a release's page; no text holds comments of its own."""

_MEDIA = ("audio/", "video/")


@dataclass(frozen=True)
class TextsAbroad:
    """What another machine has of the texts of a site, for what is made of them.

    *files* are what releases offer.
    """

    archive: Archive
    compiled: Compiled
    sizes: Sizes
    files: Mapping[PageName, tuple[Enclosure, ...]]

    def html(self, docname: PageName) -> str:
        """A release's text with links relative to its page."""
        return body_html(self.archive, self.compiled, docname, self.sizes)

    def enclosures(self, docname: PageName) -> tuple[Enclosure, ...]:
        """The files that are offered, as :meth:`SiteTexts.enclosures` gives them."""
        return self.files.get(docname, ())


class SiteTexts:
    """The texts of a site whose pages have all been written."""

    def __init__(self, app: Sphinx) -> None:
        self.domain = domain_of(app.env)
        self.outdir = Path(app.outdir)
        self.sizes = Sizes(self.domain.archive, app.env.images)
        self.salt = fingerprint(told_of_settings(self.domain.archive.settings))

    def __reduce__(self) -> tuple[object, ...]:
        """Another machine has no pages to look at, and no files of releases."""
        archive, compiled = self.domain.archive, self.domain.compiled
        files = {docname: found for docname in archive.placements.pages if (found := self._offered(docname))}
        return TextsAbroad, (archive, compiled, self.sizes, files)

    def _offered(self, docname: PageName) -> tuple[Enclosure, ...]:
        return self.enclosures(docname) if docname in self.domain.releases else ()

    def html(self, docname: PageName) -> str:
        """A release's text with links relative to its page."""
        if docname in self.domain.read_releases:  # to read its page takes a hundredth of what docutils takes again
            with suppress(OSError):
                _, begin, rest = (self.outdir / url_of(docname)).read_text(encoding="utf-8").partition(BEGIN)
                text, end, _ = rest.rpartition(END)
                if begin and end:  # a template that the archive has put in the place of ours may lack them
                    return text
        return body_html(self.domain.archive, self.domain.compiled, docname, self.sizes)

    def digest(self, docname: PageName) -> str:
        """What changes when the text does."""
        compiled = self.domain.compiled
        if docname in self.domain.read_texts:
            return fingerprint(self.html(docname))
        files = self.domain.archive.placements.pages.get(docname)
        if not files and docname not in compiled.moved:  # as most
            return self.salt + compiled.digests[docname]
        return fingerprint(
            self.salt, compiled.digests[docname], compiled.moved.get(docname), sorted((files or {}).items())
        )

    def enclosures(self, docname: PageName) -> tuple[Enclosure, ...]:
        """The files that are offered, sound and moving pictures first, the text's before the header's; the image."""
        archive = self.domain.archive
        release = self.domain.releases[docname].release
        placed = archive.placements.pages.get(docname, {})
        listed = {one.src: one.title for one in release.attachments if one.src in placed}
        # In the text's order, so that the one enclosure of RSS is the first that a reader of the text comes to.
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
    """A file of the archive that stands at an *address* in the site, and whose bytes *source* has."""
    return Enclosure(address, media_type(address), source.stat().st_size, title)


# The words of the guides, in one file that a page of theirs loads when somebody looks for something in them.

GUIDES = f"{SEARCH_FOLDER}/guides.js"

_TEXT = re.compile(r'<div class="prose">(.*?)(?:<nav |</main>)', re.DOTALL)
_BESIDE = re.compile(r'<(details|script|style|svg)\b.*?</\1>|<!--.*?-->|<a class="headerlink".*?</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def outputs(outdir: Path, titles: Mapping[PageName, str]) -> Iterator[Output]:
    """Title, address and words of the guides, whose pages have been written, as rows of a script.

    The words are those that a page shows: its source has remarks, and names what may be kept back.  A script, since a
    page that is opened as a file can load nothing else.
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
    """The words of a guide's text, on one line.

    >>> words('<main><div class="prose"><h1>Go<a class="headerlink" href="#go">#</a></h1><p>a&lt;b</p></div></main>')
    'Go a<b'
    """
    found = _TEXT.search(page)
    return " ".join(unescape(_TAG.sub(" ", _BESIDE.sub(" ", found[1]))).split()) if found else ""


def outputs_beside(app: Sphinx, builder: SiteBuilder) -> Iterator[Output]:
    """All of them but the feeds of alerts, which ask what these write."""
    domain = domain_of(app.env)
    settings = domain.archive.settings
    records = domain.versions.records
    followed = [alert_matching.place_of(alert, settings) for alert in domain.alerts if alert.feed]
    yield from feeds.outputs(domain.index, settings, SiteTexts(app), records, followed)
    view = cast("CorrectionsView", domain.site.pages[CORRECTIONS].view)
    yield from rss.corrections_outputs(changes_for_feed(view), identities(domain.index, settings, records), settings)
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
    yield from changes.time_map_outputs(domain.index, domain.versions, settings)
    yield from log.manifest_outputs(domain.index, domain.versions, settings)
    yield from changes.outputs(domain.index, domain.versions, settings)
    yield from log.outputs(domain.versions, settings)
    yield from copies.outputs(domain.archive.placements, domain.archive.published_path)
    if app.config.html_copy_source:
        yield from copies.sources(
            _sources_to_show(app.env), app.config.html_sourcelink_suffix, _names_kept_back(domain)
        )


def _other_pages(app: Sphinx) -> list[PageName]:
    """The documents that are no pages of the archive's data, such as guides."""
    pages = domain_of(app.env).site.pages
    return sorted(name for name in map(PageName, app.env.found_docs) if name not in pages)


def alert_feeds(app: Sphinx, builder: SiteBuilder) -> Iterator[Output]:
    """The feeds of alerts, which ask the search index that was written before."""
    domain, folder = domain_of(app.env), Path(app.outdir, SEARCH_FOLDER)
    settings, records = domain.archive.settings, domain.versions.records
    found = alert_matching.feeds_of(
        domain.alerts,
        domain.index,
        settings,
        lambda key: (folder / f"{key}.js").read_bytes(),
        records,
        lambda problem: warn_all([problem], domain.archive.root),
    )
    return feeds.of_others(found, domain.index, settings, SiteTexts(app), records)


def _sources_to_show(env: BuildEnvironment) -> dict[str, Path]:
    """The sources of documents, without those of texts that are withdrawn."""
    domain = domain_of(env)
    withdrawn = {docname for docname, entry in domain.releases.items() if entry.release.withdrawn}
    withdrawn.update(docname for docname, old in domain.archive.superseded.items() if old.release.withdrawn)
    documents = env.found_docs | domain.compiled.texts.keys()
    return {docname: Path(env.doc2path(docname)) for docname in sorted(documents - withdrawn)}


def _names_kept_back(domain: NewsroomDomain) -> list[str]:
    """What a source may name where its page does not: the names of releases that are kept back, without folders."""
    return [release_id(docname).rpartition("/")[2] for docname in domain.archive.withheld]

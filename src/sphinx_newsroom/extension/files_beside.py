"""Files beside the pages, feeds, search, data and more: which ones a build asks for, and what they are made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx_newsroom.extension import guide_texts
from sphinx_newsroom.extension.domain import NewsroomDomain, domain_of
from sphinx_newsroom.extension.page_texts import SiteTexts
from sphinx_newsroom.extension.search_languages import language
from sphinx_newsroom.model.addresses import CORRECTIONS, SEARCH_FOLDER, PageName, release_id
from sphinx_newsroom.outputs import cards, copies, feeds
from sphinx_newsroom.outputs import script_words as words_of_scripts
from sphinx_newsroom.outputs.alerts import shown
from sphinx_newsroom.outputs.data import bulk as export
from sphinx_newsroom.outputs.data import log, manifest, memento
from sphinx_newsroom.outputs.data.hosts import OWN_FIRST
from sphinx_newsroom.outputs.feeds import corrections
from sphinx_newsroom.outputs.feeds.identity import identities
from sphinx_newsroom.outputs.machines import changes
from sphinx_newsroom.outputs.pages.listing import changes_for_feed
from sphinx_newsroom.outputs.quotes import quote_files
from sphinx_newsroom.outputs.search import index_files as search_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.extension.builder import SiteBuilder
    from sphinx_newsroom.outputs.output import AnyOutput, Output
    from sphinx_newsroom.outputs.pages.views import CorrectionsView


def outputs_beside(app: Sphinx, builder: SiteBuilder) -> Iterator[AnyOutput]:
    """All of them but the feeds of alerts, which ask what these write."""
    domain = domain_of(app.env)
    settings = domain.archive.settings
    records = domain.versions.records
    followed = [shown.place_of(alert, settings) for alert in domain.alerts if alert.feed]
    yield from feeds.outputs(domain.index, settings, SiteTexts(app, builder), records, followed, domain.site.known)
    view = cast("CorrectionsView", domain.site.pages[CORRECTIONS].view)
    yield from corrections.outputs(changes_for_feed(view), identities(domain.index, settings, records), settings)
    listed, domain.site.listed = domain.site.listed, None
    yield from whatever_pages_say(app) if listed is None else listed
    yield from words_of_scripts.outputs(domain.index, settings)
    others = _other_pages(app)
    titles = {name: app.env.titles[name].astext() for name in others if name in app.env.titles}
    yield from guide_texts.outputs(Path(app.outdir), titles)
    yield from cards.outputs(domain.index, settings, cards.font_of(domain.archive.root, settings))
    yield from memento.outputs(domain.index, domain.versions, settings, domain.site.known.standing)
    yield from manifest.outputs(domain.index, domain.versions, settings)
    yield from changes.outputs(domain.index, domain.versions, settings)
    yield from log.outputs(domain.versions, settings)
    yield from copies.outputs(domain.archive.placements, domain.archive.standing_file)
    if app.config.html_copy_source:
        yield from copies.sources(
            _sources_to_show(app.env), app.config.html_sourcelink_suffix, _names_kept_back(domain)
        )


def whatever_pages_say(app: Sphinx) -> Iterator[AnyOutput]:
    """Those outputs of which most is asked, and nothing that is known only once all pages are written."""
    domain = domain_of(app.env)
    settings, known = domain.archive.settings, domain.site.known
    yield from search_index.outputs(domain.index, settings, language, known.years)
    yield from quote_files.outputs(domain.index, domain.versions, settings.interface, known)
    _, extra = domain.site.after.made[copies.EXTRA]
    for output in export.outputs(domain.index, settings, _other_pages(app), domain.versions, known):
        if OWN_FIRST.get(output.key) not in extra:
            yield output


def _other_pages(app: Sphinx) -> list[PageName]:
    """The documents that are no pages of the archive's data, such as guides."""
    pages = domain_of(app.env).site.pages
    return sorted(name for name in map(PageName, app.env.found_docs) if name not in pages)


def alert_feeds(app: Sphinx, builder: SiteBuilder) -> Iterator[Output]:
    """The feeds of alerts, which ask the search index that was written before."""
    domain, folder = domain_of(app.env), Path(app.outdir, SEARCH_FOLDER)
    settings, records = domain.archive.settings, domain.versions.records
    found = shown.feeds_of(
        domain.alerts, domain.index, settings, lambda key: (folder / f"{key}.js").read_bytes(), records
    )
    return feeds.of_others(found, domain.index, settings, SiteTexts(app, builder), records, domain.site.known)


def _sources_to_show(env: BuildEnvironment) -> dict[str, Path]:
    """The sources of documents, without those of texts that are withdrawn."""
    domain = domain_of(env)
    withdrawn = {docname for docname, entry in domain.all_releases().items() if entry.release.withdrawn}
    withdrawn.update(docname for docname, old in domain.superseded.items() if old.withdrawn)
    documents = env.found_docs | domain.compiled.texts.keys()
    return {docname: Path(env.doc2path(docname)) for docname in sorted(documents - withdrawn)}


def _names_kept_back(domain: NewsroomDomain) -> list[str]:
    """What a source may name where its page does not: the names of releases that are kept back, without folders."""
    return [release_id(docname).rpartition("/")[2] for docname in domain.archive.withheld]

"""Between reading and writing: what all pages show now, and which of them would show something else than they do."""

from __future__ import annotations

import hashlib
import time
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.matching import Matcher

from sphinx_newsroom._version import __version__
from sphinx_newsroom.allowed import KINDS
from sphinx_newsroom.archive.release_files import of_conf
from sphinx_newsroom.archive.store import program
from sphinx_newsroom.extension.builder import html_builder
from sphinx_newsroom.extension.compiled_pages import at_root, told_of_extensions
from sphinx_newsroom.extension.domain import NewsroomDomain, Site, domain_of, warn_all
from sphinx_newsroom.files import PACKAGE, digest, fingerprint
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import (
    FOLDERS,
    PageName,
    entity_page,
)
from sphinx_newsroom.operations.alerts import alerts_of
from sphinx_newsroom.outputs import copies
from sphinx_newsroom.outputs.cards import font_of
from sphinx_newsroom.outputs.fingerprints import ReleaseFingerprints
from sphinx_newsroom.outputs.output import Made
from sphinx_newsroom.outputs.pages import all_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.builder import SiteBuilder
    from sphinx_newsroom.model.alerts import Alert
    from sphinx_newsroom.outputs.pages import Pages


def told_of_settings(settings: Settings) -> object:
    """What changes when any setting does, but for the moment by which a build goes."""
    said = [(name, value) for name, value in vars(settings).items() if name not in ("now", "allowed")]
    return said, [sorted(getattr(settings.allowed, kind)) for kind in KINDS]


FRAMED = frozenset(("docs/index", "docs/imprint"))
"""The documents that each page leads to, where they are there."""


def plan(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Work out all pages, and name the documents whose page would now show something else.

    Where anything else is to be written or copied, the front page is named: Sphinx does neither for no document.
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
    # What every page depends on beside its view: the program, conf.py, the words, which names are links, the theme.
    settings = domain.archive.settings
    words = settings.language, settings.interfaces
    said = builder.build_info.config_hash, words, app.config.root_doc, settings.link, told_of_extensions(app)
    domain.theme = _theme_digest(app)
    # Which lists and documents the frame of each page leads to.
    led_to = [kind for kind in FOLDERS if domain.index.registry.of_kind(kind)], sorted(FRAMED & env.found_docs)
    salt = fingerprint(__version__, program(), said, domain.theme, led_to)
    extra = copies.extra_files(app.config, Path(app.confdir), Matcher(app.config.exclude_patterns))
    copies.make_room(extra, Path(app.outdir))
    left = domain.left
    _tell_unseen(app, domain)
    before = left.without(extra, copies.EXTRA)
    font = digest(font_of(domain.archive.root, domain.archive.settings))
    domain.alerts = _alerts(domain)
    # Whom they are for changes nothing that anybody sees.
    offered = [(alert.id, alert.name, alert.query, alert.facets, alert.feed, alert.public) for alert in domain.alerts]
    written_with = fingerprint(
        salt,
        font,
        offered,
        told_of_settings(settings),
        sorted(domain.archive.others.inventories.items()),
    )
    front = PageName(app.config.root_doc)
    pages = all_pages(domain.index, settings, front, domain.versions, domain.alerts, domain.archive.others)
    digests = _of_releases(domain, written_with, pictures) | _of_records(domain, pages, written_with, pictures)
    for name in pages:
        if name not in digests:
            digests[name] = fingerprint(
                salt,
                pages.shown(name),
                _listed(domain, name),
                name in documents,  # a record's page is one only as long as the record has a file
                domain.compiled.digests.get(name),
                _moved(domain, name),
                pictures.get(name),
                sorted(placed.get(name, {}).items()),
            )
    # Beside each guide stand all of them, with their titles; lists are in the order in which Sphinx read them last.
    guides = sorted(name for name in env.found_docs if name not in pages and not domain.owns(name))
    titles = fingerprint(
        [(name, env.titles[name].astext()) for name in guides if name in env.titles],
        sorted(env.toctree_includes.items()),
    )
    for docname in map(PageName, guides):
        digests[docname] = fingerprint(
            salt, titles, _listed(domain, docname), _moved(domain, docname), pictures.get(docname)
        )
    outdir = Path(builder.outdir)
    site = domain.site = Site(pages, digests, before, time.time())
    site.at_root = at_root(outdir)
    site.after.made[copies.DOCUMENTS] = Made(fingerprint(sorted(documents)))
    site.after.made[copies.COPIED] = Made(domain.copied)
    site.after.made[copies.EXTRA] = Made("", extra)
    outdated = {name for name in digests if not site.has(name, outdir)}
    beside = (copies.DOCUMENTS, copies.COPIED)
    if outdated or any(site.before.made.get(key) != site.after.made[key] for key in beside):
        outdated.add(front)
    return sorted(filter(domain.is_guide, outdated))


def _tell_unseen(app: Sphinx, domain: NewsroomDomain) -> None:
    """Warn of what files say that no reader sees, of those that conf.py has copied, whenever they are copied anew."""
    if domain.left.made.get(copies.COPIED, Made("")).fingerprint != domain.copied:
        root, settings = Path(app.confdir), domain.archive.settings
        warn_all(of_conf(root, settings, lambda name, default: getattr(app.config, name, default)), root)


def _of_releases(domain: NewsroomDomain, salt: str, pictures: Mapping[str, list[str]]) -> dict[PageName, str]:
    """The fingerprints of the releases that are no documents."""
    beside = partial(_beside, domain, pictures)
    found = ReleaseFingerprints(domain.index, domain.versions, beside, salt).all()
    return {page: digest for page, digest in found.items() if page in domain.compiled.texts}


def _of_records(
    domain: NewsroomDomain, pages: Pages, salt: str, pictures: Mapping[str, list[str]]
) -> dict[PageName, str]:
    """The fingerprints of the pages of each record that is no document."""
    placed = domain.archive.placements.pages
    salt = fingerprint(salt, domain.archive.registry.digest)
    found: dict[PageName, str] = {}
    for key, names in pages.of_entities.items():
        page = entity_page(*key)
        own = domain.compiled.digests.get(page), _beside(domain, pictures, page), sorted(placed.get(page, {}).items())
        found |= dict.fromkeys(names, fingerprint(salt, pages.entity_inputs(key), own, names))
    return found


def _beside(domain: NewsroomDomain, pictures: Mapping[str, list[str]], page: PageName) -> object:
    """What is known of a page alone."""
    document = (_moved(domain, page), _listed(domain, page)) if page in domain.read_texts else None
    found = document or domain.compiled.moved.get(page), pictures.get(page), domain.archive.files.get(page)
    return found if any(found) else None


def _alerts(domain: NewsroomDomain) -> tuple[Alert, ...]:
    """The alerts that readers of the site are told of; what is wrong with any is logged."""
    archive = domain.archive
    files = alerts_of(archive.root, archive.settings, archive.registry)
    warn_all(files.problems, archive.root)
    return tuple(alert for alert in files.alerts if alert.is_shown)


def _theme_digest(app: Sphinx) -> str:
    """Changes when a template, style or script of ours does, or one that the archive puts in its place or beside it."""
    digest = hashlib.blake2b(digest_size=12)
    own = (Path(app.confdir) / name for name in (*app.config.templates_path, *app.config.html_static_path))
    for folder in (PACKAGE / "theme", *own):
        for path in sorted(folder.rglob("*")):
            # what pages are made of, or name with a checksum
            if path.suffix in (".html", ".css", ".js") and path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _listed(domain: NewsroomDomain, docname: PageName) -> tuple[tuple[PageName, str], ...]:
    """What the ``{releases}`` lists of a document show."""
    entries = domain.releases
    found = chain.from_iterable(domain.index.select(wanted) for wanted in domain.lists.get(docname, ()))
    return tuple((name, entries[name].release.title) for name in found)


def _moved(domain: NewsroomDomain, docname: PageName) -> list[str]:
    """The ids by now of what a page's roles name by ids that it had, and where the labels are that the page names."""
    used = domain.roles_used.get(docname, ())
    of_document = [now for use in used if (now := domain.archive.former_of(use.what, use.id))]
    if docname in domain.read_texts or domain.is_guide(docname):  # what links to files it has, only Sphinx knows
        of_document += domain.archive.registry.former_pages.values()
        of_document += domain.archive.others.inventories.values()
    standard = domain.env.domains.standard_domain
    names = [name for name, _ in domain.files.get(docname, ())]  # a label is no path, and noted as if it were
    of_document += [repr((standard.labels.get(name), standard.anonlabels.get(name))) for name in names]
    return [*domain.compiled.moved.get(docname, ()), *of_document]


def setup(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("env-get-updated", plan)

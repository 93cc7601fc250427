"""The HTML of a compiled text, with all that depends on other files: links to entities, roles, paths, the dateline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.util.osutil import relative_uri

from sphinx_newsroom.archive.compiled.texts import leads_to
from sphinx_newsroom.extension import pictures
from sphinx_newsroom.extension.domain import entity_tip
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import PageName, ReleaseId, entity_page, release_page, url_of
from sphinx_newsroom.model.wording import dateline_words
from sphinx_newsroom.text import naming
from sphinx_newsroom.text.compiled import Fillings, Link, Target, fill, unbroken

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_newsroom.archive.compiled.texts import Compiled
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.pictures import Size
    from sphinx_newsroom.model.records import Release
    from sphinx_newsroom.text.compiled.record import RoleKind

_TIP = re.compile(r' data-tip="[^"]*"')


def body_html(archive: Archive, compiled: Compiled, docname: PageName, size_of: Callable[[str], Size | None]) -> str:
    """The text of a release or record as HTML, links relative to its page.

    *size_of* tells how large a picture is by its address from the site's root, where it is known.
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
    dateline = _dateline(entry.release, archive.settings) if entry else ""
    html = fill(text, Fillings(links, roles, places, dateline))
    return pictures.with_sizes(html, docname, size_of)


def _dateline(release: Release, settings: Settings) -> str:
    return "" if release.withdrawn else dateline_words(release, settings.interface_of(release.language))


def _target(archive: Archive, docname: PageName, kind: RoleKind, id_: str) -> Target | None:
    """Where a link to an entity or release leads, and what it says on hover; None where there is nothing."""
    here = url_of(docname)
    if kind == "release":
        page = release_page(archive.current_id(ReleaseId(id_)))
        return Target(relative_uri(here, url_of(page))) if page in archive.releases else None
    entity = archive.entity(kind, id_)
    if entity is None:
        return None
    release = archive.releases.get(docname)
    date = release.date if release else None
    interface = archive.settings.interface_of(release.language) if release else archive.settings.interface
    tip = entity_tip(entity, archive.registry, date, interface)
    return Target(relative_uri(here, url_of(entity_page(kind, entity.id))), tip)


def told_to_feeds(html: str) -> str:
    """What changes when a text does as feeds have it, which is without what pages say of a record beside a link."""
    return fingerprint(_TIP.sub("", html))

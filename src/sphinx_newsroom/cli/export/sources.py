"""The sources of what was chosen: the files of texts, with pictures and attachments, and of the records they name.

Of a withdrawn release readers have the notice alone, so its source stays here.  So does what names a release that is
kept back: a file goes as it is or not at all, and not even that release's id may be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import RELEASES, PageName, entity_page, release_id
from sphinx_newsroom.model.records import ENTITY_KINDS
from sphinx_newsroom.outputs.exports.popolo import with_context
from sphinx_newsroom.pieces import PIECE

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.cli.export.opened import Opened
    from sphinx_newsroom.model.addresses import EntityKey
    from sphinx_newsroom.model.records import Release

Source = tuple[str, Callable[[], Iterator[bytes]]]
"""A file by its path in the archive, and what reads it, a piece at a time."""


def sources_of(found: Opened) -> tuple[list[Source], list[str]]:
    """The sources, and in words what was left out of them."""
    texts, withdrawn = _texts(found)
    hidden = _names_of(found.archive)
    taken: dict[str, Source] = {}
    kept_back = 0
    for page, path in (*texts, *_records(found)):
        kept = found.archive.kept.get(page)
        read = partial(_whole, kept.source.encode()) if kept else partial(_of, found.archive.root / path)
        if hidden is not None and hidden.search(b"".join(read())):
            kept_back += 1
        else:
            taken[path] = (path, read)
    for path in _files(found, [page for page, _ in texts]):
        taken[path] = (path, partial(_of, found.archive.standing_file(path)))
    told = (
        (withdrawn, "source of a withdrawn release", "sources of withdrawn releases"),
        (kept_back, "source that names what is kept back", "sources that name what is kept back"),
    )
    return list(taken.values()), [f"{number:,} {one if number == 1 else many}" for number, one, many in told if number]


def _names_of(archive: Archive) -> re.Pattern[bytes] | None:
    """What finds the id or the file of a release that is kept back, or broken and never published; None without any."""
    published = archive.ledger.records if archive.ledger else {}
    ids = sorted({release_id(page) for page in archive.withheld if page.startswith(f"{RELEASES}/")} - set(published))
    if not ids:
        return None
    # By its path from the archive's root, or beside the text that names it.
    files = rb"|".join(re.escape(id_.rpartition("/")[2].encode()) for id_ in ids)
    whole = rb"|".join(re.escape(id_.encode()) for id_ in ids)
    return re.compile(rb"(?<![\w-])(?:(?:%s)(?![\w-])|(?:%s)\.(?:md|ipynb|html)\b)" % (whole, files))


def _texts(found: Opened) -> tuple[list[tuple[PageName, str]], int]:
    """The texts by their pages, those that they superseded included, and how many were withdrawn."""
    archive = found.archive
    chosen = [one for one in found.texts if one.withdrawn is None]
    rows = {one.page: one.release.path for one in chosen}
    standing = {one.page for one in chosen if not one.is_superseded}
    for page, old in archive.superseded.items():
        if old.release.docname in standing:
            rows[page] = old.release.path
    return list(rows.items()), len(found.texts) - len(chosen)


def _records(found: Opened) -> Iterator[tuple[PageName, str]]:
    """The files of organizations, officials and topics that the texts are about: all, where all texts are wanted."""
    registry = found.archive.registry
    keys: Iterable[EntityKey]
    if found.wanted.everything:
        keys = [(kind, id_) for kind in ENTITY_KINDS for id_ in registry.of_kind(kind)]
    else:
        keys = sorted(with_context(registry, {key for one in found.texts for key in _named(one.release)}))
    for kind, id_ in keys:
        record = registry.of_kind(kind).get(id_)
        if record is not None and record.path:
            yield entity_page(kind, id_), record.path


def _named(release: Release) -> Iterator[EntityKey]:
    """Whom a header names; whom the words name, the site's files tell."""
    yield from (("organization", id_) for id_ in (*release.all_issuers, *release.organizations))
    yield from (("official", id_) for id_ in release.officials)
    yield from (("topic", id_) for id_ in release.topics)


def _files(found: Opened, pages: Iterable[PageName]) -> Iterator[str]:
    """Pictures and attachments that may be published."""
    placed = found.archive.placements.pages
    for page in pages:
        yield from sorted(placed.get(page, {}))


def _whole(data: bytes) -> Iterator[bytes]:
    yield data


def _of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece

"""Records that tell what a release under embargo is to tell: no record is kept back, which not everybody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import read_text
from sphinx_newsroom.model.addresses import entity_page, url_of
from sphinx_newsroom.model.days import earliest
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.sources.keys.sheet import shortened

_MANY = 100
"""New records from which they are an import, and none of one release."""
_LATER = "put that in when the embargo ends, or say nothing of it there until then"


def early_records(archive: Archive, site: Path) -> Iterator[Problem]:
    """The records that a release names whose embargo is still to end, and that the next build shows for the first time.

    An office of one counts as well that begins after today.  Nothing is told of the first where *site* has none yet.
    """
    texts = dict(_under_embargo(archive))
    if not texts:
        return
    records: list[Organization | Official] = [*archive.registry.organizations.values()]
    records += archive.registry.officials.values()
    new = [one for one in records if not _is_on(site, one)] if (site / "index.html").is_file() else []
    for record in new if len(new) <= _MANY else ():
        for path in _naming(record, texts):
            message = (
                f"{shortened(record.name)!r} is public with the next build, and {path} names it, which is kept back"
            )
            yield Problem(record.path, 1, Code.EARLY_RECORD, message, "add it when the embargo ends", other=path)
    today = archive.settings.today
    for official in archive.registry.officials.values():
        coming = [one for one in official.memberships if one.start_date and earliest(one.start_date) > today]
        for path in _naming(official, texts) if coming and official not in new else ():
            office = f"an office of {shortened(official.name)!r} from {coming[0].start_date} on"
            message = f"{office} is public with the next build, and {path} names the official, which is kept back"
            yield Problem(official.path, 1, Code.EARLY_RECORD, message, _LATER, other=path)


def _under_embargo(archive: Archive) -> Iterator[tuple[str, str]]:
    for found in archive.withheld.values():
        if found.until is not None:
            try:
                yield found.path, read_text(archive.root / found.path)
            except (OSError, UnicodeDecodeError):
                continue


def _is_on(site: Path, record: Organization | Official) -> bool:
    """Whether a record has a page on the site, by its id or one that it had."""
    ids = (record.id, *record.former_ids)
    return any((site / url_of(entity_page(record.kind, id_))).is_file() for id_ in ids)


def _naming(record: Organization | Official, texts: dict[str, str]) -> Iterator[str]:
    """The texts that have one of a record's names as it is written, or its id in a role or header."""
    names = [record.name, record.id, *(one.name for one in record.other_names)]
    words = re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
    yield from (path for path, text in texts.items() if words.search(text))

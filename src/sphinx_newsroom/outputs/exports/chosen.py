"""Which texts an export has: all that the archive shows, or those of years, of an edition, by id, in languages.

What is under embargo, a draft or broken is in no archive that was loaded, so it cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.archive.versions import texts_now
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import nearest
from sphinx_newsroom.model.addresses import ReleaseId, release_id, release_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.archive.versions import Edition, Versions
    from sphinx_newsroom.ledger.events import Record
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.model.records import Release, Withdrawal


class Wanted(NamedTuple):
    """What was asked for; what is empty does not matter."""

    years: tuple[int, ...] = ()
    edition: str = ""
    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether nothing narrows it."""
        return not any(self)

    @property
    def words(self) -> str:
        """What was asked for, for a file that says so: ``2011, 2012; in ru``; empty where it is everything."""
        parts = (
            ", ".join(map(str, self.years)),
            f"edition {self.edition}" if self.edition else "",
            ", ".join(self.ids),
            f"in {', '.join(self.languages)}" if self.languages else "",
        )
        return "; ".join(filter(None, parts))


class Chosen(NamedTuple):
    """A text that an export has.

    *page* is its own page, *release* its header; *record* is what the ledger had of it, in an edition what it had
    then, and *revision* its number there, 0 where the ledger knows none.  *withdrawn* is what stands in its place.
    """

    page: PageName
    release: Release
    record: Record | None
    revision: int
    withdrawn: Withdrawal | None

    @property
    def is_superseded(self) -> bool:
        """Whether it stands no longer."""
        return self.page != self.release.docname


def chosen(archive: Archive, versions: Versions, wanted: Wanted) -> tuple[Chosen, ...]:
    """The texts that are *wanted*, the oldest first; raises ConfigError for a release or edition that there is not."""
    edition = _edition(versions, wanted.edition) if wanted.edition else None
    found = _of_edition(archive, versions, edition) if edition else _standing(archive, versions)
    ids = _ids(archive, wanted.ids)
    rows = [
        one
        for one in found
        if (not wanted.years or one.release.date.year in wanted.years)
        and (not ids or one.release.id in ids)
        and (not wanted.languages or one.release.language in wanted.languages)
    ]
    return tuple(sorted(rows, key=lambda one: (one.release.date, one.release.begin, one.page)))


def _standing(archive: Archive, versions: Versions) -> Iterator[Chosen]:
    for page, release in archive.releases.items():
        record = versions.records.get(release.id)
        yield Chosen(page, release, record, record.current.revision if record else 0, release.withdrawn)


def _of_edition(archive: Archive, versions: Versions, edition: Edition) -> Iterator[Chosen]:
    """The texts that stood at an edition's moment and are kept; one that was withdrawn since is withdrawn."""
    places = texts_now(versions.records)
    for record in edition.records.values():
        if record.current.digest not in places:
            continue
        now, page = places[record.current.digest]
        header = archive.releases[now]
        if page == now:
            yield Chosen(page, header, record, record.current.revision, header.withdrawn)
        elif old := archive.superseded.get(page):
            yield Chosen(page, old.release, record, record.current.revision, old.release.withdrawn)


def _edition(versions: Versions, name: str) -> Edition:
    known = {edition.name: edition for edition in versions.editions}
    if name not in known:
        near = f"did you mean {meant!r}?" if (meant := nearest(name, known)) else _listed("those are", known)
        raise ConfigError(f"there is no edition {name!r}; {near}")
    return known[name]


def _listed(words: str, known: Iterable[str]) -> str:
    names = ", ".join(known)
    return f"{words}: {names}" if names else "newsroom_editions in conf.py names none"


def _ids(archive: Archive, ids: Iterable[str]) -> Mapping[ReleaseId, str]:
    """The ids by now of releases that were asked for by ids that they have or had."""
    found = {archive.current_id(ReleaseId(id_)): id_ for id_ in ids}
    for id_, asked in found.items():
        if release_page(id_) not in archive.releases:
            near = nearest(asked, map(release_id, archive.releases))
            advice = f"did you mean {near!r}?" if near else "write it as its file is named, 2011/conference-opens"
            raise ConfigError(f"no release {asked!r} is published; {advice}")
    return found

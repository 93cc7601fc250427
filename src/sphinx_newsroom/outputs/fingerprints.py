"""The fingerprint of each release: what changes when anything does that the release's own files are made of.

A release's page tells of more than the release: of the records that it names, the releases before and after it, and
those that it is related to.  The fingerprints of all releases are computed at every build, of short texts that each
stand for much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.addresses import superseded_page
from sphinx_newsroom.model.records import Official

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex, Versions
    from sphinx_newsroom.ledger.events import Record
    from sphinx_newsroom.model.addresses import EntityKey, PageName

_FAR = 4
"""How many relations lead from a release to the farthest that its page tells of: from a translation to its original,
what that follows, the original of this, and that one's translations."""

_LISTED = "*"
"""Stands among languages for the order of all releases that lists show."""


class ReleaseFingerprints:
    """The fingerprints of an archive's releases.

    Args:
        index: the releases.
        versions: what the ledger has of them.
        beside: what changes when the files of a release do, or whatever else is known of it alone.
        salt: what changes when anything does that all of them are made of, except records.
    """

    def __init__(
        self, index: ArchiveIndex, versions: Versions, beside: Callable[[PageName], object], salt: str
    ) -> None:
        self.index, self.versions, self.beside = index, versions, beside
        # A role may name a topic of which nothing else of a release tells.
        self.salt = fingerprint(salt, sorted(index.registry.topics.items()))
        self.records, self.lines = Memo(self._record), Memo(self._line)

    def all(self) -> dict[PageName, str]:
        """The fingerprint of each release."""
        newest, related = self.index.newest, _relations(self.index)
        found = {}
        newer = dict(zip(newest, _nearest(newest, self.index), strict=True))
        older = dict(zip(newest[::-1], _nearest(newest[::-1], self.index), strict=True))
        for page in newest:
            others = newer[page] | older[page]
            if related:
                others = _within_reach({page, *others}, related)
                others.discard(page)
            release = self.index.entries[page].release
            bodies = (*release.all_issuers, *release.about)  # issuers, and whose boilerplate follows the text
            shown = [self.records[key] for key in self.index.named(page)]
            shown += [self.records["organization", id_] for id_ in bodies]
            parts = [self.salt, self._alone(page), *shown, *[self.lines[other] for other in sorted(others)]]
            found[page] = fingerprint(" ".join(parts))  # of one text, in half of the time that its parts take
        return found

    def _alone(self, page: PageName) -> str:
        """What changes when a release does, or anything that is known of it alone."""
        entry = self.index.entries[page]
        record, placed = self.versions.records.get(entry.release.id), self.versions.placements
        files = placed.pages.get(page), placed.attachments.get(page)
        more = self.beside(page)
        alone = f"{page!r} {entry.digest} {entry.markup_digest}"
        if record is None and more is None and not any(files):  # as of most
            return alone
        recorded = self._recorded(record) if record else ""
        return f"{alone} {recorded} {sorted((files[0] or {}).items())!r} {files[1]!r} {more!r}"

    def _recorded(self, record: Record) -> str:
        """What changes when anything does that the ledger says of a release, with the proofs and superseded texts."""
        versions = self.versions
        # A line's digest tells of all of it but the files that were noted of its text later, and of its place.
        lines = [f"{event.digest} {event.line} {event.files!r}" for event in record.revisions]
        if record.withdrawn:
            lines.append(f"{record.withdrawn.digest} {record.withdrawn.line}")
        proofs = versions.log.proofs(record) if versions.log else ()
        lines += [b"".join(proof.hashes).hex() for proof in proofs]
        texts = [versions.texts.get(superseded_page(record.id, event.revision)) for event in record.superseded]
        return f"{' '.join(lines)} {record.former!r} {record.former_urls!r} {texts!r}"

    def _line(self, page: PageName) -> str:
        """What changes when anything does that the page of another release shows of one."""
        entry = self.index.entries[page]
        issuers = (self.records["organization", id_] for id_ in entry.release.all_issuers)
        return " ".join([repr(page), entry.gist, *issuers])

    def _record(self, key: EntityKey) -> str:
        """Changes when anything does that pages show of a record, with the bodies in which an official held offices."""
        (kind, id_), registry = key, self.index.registry
        record = registry.topics.get(id_) if kind == "topic" else registry.entity(id_)
        held = record.memberships if isinstance(record, Official) else ()
        return fingerprint(record, [registry.organizations.get(one.organization) for one in held])


def _relations(index: ArchiveIndex) -> Mapping[PageName, set[PageName]]:
    """The releases that each one names in its header, and those that name it."""
    found: dict[PageName, set[PageName]] = defaultdict(set)
    for page, entry in index.entries.items():
        release = entry.release
        instead = release.withdrawn.replaced_by if release.withdrawn else None
        for id_ in (release.translation_of, release.replaces, release.follows, instead, *release.related):
            if id_ is not None and (other := index.page(id_)):
                found[page].add(other)
                found[other].add(page)
    return found


def _within_reach(pages: Iterable[PageName], related: Mapping[PageName, set[PageName]]) -> set[PageName]:
    """Pages, and those to which at most :data:`_FAR` relations lead from them."""
    found, last = set(pages), set(pages)
    for _ in range(_FAR):
        last = {other for page in last for other in related.get(page, ())} - found
        if not last:
            break
        found |= last
    return found


def _nearest(pages: Sequence[PageName], index: ArchiveIndex) -> Iterator[set[PageName]]:
    """For each page, in the order given, the last listed release before it, and the last in its language."""
    last: dict[str, PageName] = {}
    for page in pages:
        language = index.entries[page].release.language
        yield {last[which] for which in (_LISTED, language) if which in last}
        last[language] = page
        if index.original(page) is None:
            last[_LISTED] = page

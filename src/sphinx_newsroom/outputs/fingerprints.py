"""Compute the fingerprint of each release: a digest of everything that the release's own files show.

The page of a release also shows the records that it names, the releases before and after it, and related releases. All
fingerprints are computed at every build, from digests of these parts.
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
"""The most relations between a release and another one that its page shows.

A translation leads to its original, to the release that this follows, to the original of that one, and to its
translations.
"""

_LISTED = "*"
"""The key, among languages, for the order of all listed releases."""


class ReleaseFingerprints:
    """The fingerprints of an archive's releases.

    Args:
        index: the archive's releases.
        versions: the releases' history in the ledger.
        beside: further digests of each release, such as the digest of its files.
        salt: a digest of everything that all pages depend on, except records.
    """

    def __init__(
        self, index: ArchiveIndex, versions: Versions, beside: Callable[[PageName], object], salt: str
    ) -> None:
        self.index, self.versions, self.beside = index, versions, beside
        # A role may link a topic that isn't named elsewhere in the release.
        self.salt = fingerprint(salt, sorted(index.registry.topics.items()))
        self.records, self.lines = Memo(self._record), Memo(self._line)

    def all(self) -> dict[PageName, str]:
        """Return the fingerprint of each release."""
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
            # Issuers, and the organizations whose boilerplate follows the text.
            bodies = (*release.all_issuers, *release.about)
            records = [self.records[key] for key in self.index.named(page)]
            records += [self.records["organization", id_] for id_ in bodies]
            parts = [self.salt, self._alone(page), *records, *[self.lines[other] for other in sorted(others)]]
            found[page] = fingerprint(" ".join(parts))  # hashing one joined text is twice as fast as hashing its parts
        return found

    def _alone(self, page: PageName) -> str:
        """Return a fingerprint of a release and its own data, without related releases."""
        entry = self.index.entries[page]
        record, placed = self.versions.records.get(entry.release.id), self.versions.placements
        files = placed.pages.get(page), placed.attachments.get(page)
        more = self.beside(page)
        alone = f"{page!r} {entry.digest} {entry.markup_digest}"
        if record is None and more is None and not any(files):  # true for most releases
            return alone
        recorded = self._recorded(record) if record else ""
        return f"{alone} {recorded} {sorted((files[0] or {}).items())!r} {files[1]!r} {more!r}"

    def _recorded(self, record: Record) -> str:
        """Return a fingerprint of a release's ledger entries, with its proofs and superseded texts."""
        versions = self.versions
        # A line's digest covers all of it except its position and the files noted later.
        lines = [f"{event.digest} {event.line} {event.files!r}" for event in record.revisions]
        if record.withdrawn:
            lines.append(f"{record.withdrawn.digest} {record.withdrawn.line}")
        proofs = versions.log.proofs(record) if versions.log else ()
        lines += [b"".join(proof.hashes).hex() for proof in proofs]
        texts = [versions.texts.get(superseded_page(record.id, event.revision)) for event in record.superseded]
        return f"{' '.join(lines)} {record.former!r} {record.former_urls!r} {texts!r}"

    def _line(self, page: PageName) -> str:
        """Return a fingerprint of the facts that pages of other releases show of a release."""
        entry = self.index.entries[page]
        issuers = (self.records["organization", id_] for id_ in entry.release.all_issuers)
        return " ".join([repr(page), entry.gist, *issuers])

    def _record(self, key: EntityKey) -> str:
        """Return a fingerprint of a record, with the organizations in which an official held offices."""
        (kind, id_), registry = key, self.index.registry
        record = registry.topics.get(id_) if kind == "topic" else registry.entity(id_)
        held = record.memberships if isinstance(record, Official) else ()
        return fingerprint(record, [registry.organizations.get(one.organization) for one in held])


def _relations(index: ArchiveIndex) -> Mapping[PageName, set[PageName]]:
    """Return the releases that each release names in its header, and those that name it."""
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
    """Return pages and all pages that at most :data:`_FAR` relations lead to."""
    found, last = set(pages), set(pages)
    for _ in range(_FAR):
        last = {other for page in last for other in related.get(page, ())} - found
        if not last:
            break
        found |= last
    return found


def _nearest(pages: Sequence[PageName], index: ArchiveIndex) -> Iterator[set[PageName]]:
    """Yield, for each page in order, the previous listed release overall and the previous one in its language."""
    last: dict[str, PageName] = {}
    for page in pages:
        language = index.entries[page].release.language
        yield {last[which] for which in (_LISTED, language) if which in last}
        last[language] = page
        if index.original(page) is None:
            last[_LISTED] = page

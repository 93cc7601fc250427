"""What is known of a release that means the same records by the same words, where these are called otherwise."""

from __future__ import annotations

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.entries.found import FoundHere
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.model.records import Mention


def otherwise_called(entry: Entry, mentions: tuple[Mention, ...], body: str) -> Entry | None:
    """An entry with other *mentions*, where a name is by now another name of its record, or is so no more; else None.

    Neither who says what nor whom the release is about depends on that, and a record that gets another name does it to
    all texts that have the former one.

    Args:
        entry: the release as it was read.
        mentions: those that its text has by now.
        body: the text as it was written, as :meth:`Entry.of` has it.
    """
    if entry.mentions == mentions:
        return entry
    if list(map(_whom, entry.mentions)) != list(map(_whom, mentions)):
        return None
    digest = fingerprint(entry.gist, mentions)
    found = FoundHere(mentions, entry.statements)
    return entry._replace(found=found, digest=digest, markup_digest=fingerprint(digest, body))


def _whom(mention: Mention) -> Mention:
    """A mention by a name, whichever of its record's it is."""
    return mention._replace(method="name") if mention.method == "other-name" else mention

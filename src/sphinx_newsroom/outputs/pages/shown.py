"""What a page shows, told in short: of a release without its view, of which to make ten thousand takes long."""

from __future__ import annotations

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.about import abouts
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.own_language import alternates, neighbours, relations
from sphinx_newsroom.outputs.pages.release import (
    about_views,
    attachments,
    contacts,
    correction_notes,
    linked_files,
    recorded,
    superseded_texts,
    withdrawal_note,
)


class Shown:
    """Of each release what its view is made of (``release_view``), as values whose ``repr`` tells all.

    Views add to it what follows from the program and the settings: dates in words, names of languages, addresses.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._others: dict[str, Shown] = {lines.interface.language: self}

    def of(self, docname: PageName) -> tuple[object, ...]:
        """What changes when the view of a release does."""
        lines = self.lines.around(self.lines.index.entries[docname].release.language)
        if lines.interface.language not in self._others:
            self._others[lines.interface.language] = Shown(lines)
        return self._others[lines.interface.language]._of(docname)

    def _of(self, docname: PageName) -> tuple[object, ...]:
        lines, index = self.lines, self.lines.index
        entry = index.entries[docname]
        release = entry.release
        before, after = neighbours(docname, lines)
        return (
            entry.digest,  # the header, the text, and whom it names
            lines.told[docname],
            [lines.told_of(key, release.date if key[0] == "official" else None) for key in index.named(docname)],
            lines.told[before] if before else None,
            lines.told[after] if after else None,
            [(word, lines.told[other]) for other, word in relations(docname, index)],
            self._works(docname),
            alternates(docname, index),
            correction_notes(release, lines),
            withdrawal_note(release, lines),
            recorded(release, lines),
            fingerprint(texts) if (texts := superseded_texts(release, lines)) else None,
            tuple(contacts(release, lines)),
            attachments(docname, lines),
            linked_files(docname, lines),
            about_views(abouts(release, index.registry), lines),
            lines.settings.baseurl,
        )

    def _works(self, docname: PageName) -> list[str]:
        """What citations and linked data tell of the releases of which this one is another text."""
        index = self.lines.index
        release = index.entries[docname].release
        others = index.original(docname), index.page(release.replaces), *index.translations.get(docname, ())
        return [self.lines.told[other] for other in others if other]

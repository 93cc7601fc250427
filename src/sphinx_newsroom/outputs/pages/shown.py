"""What a page shows, told in short: of a release without its view, of which to make ten thousand takes long."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sphinx_newsroom.archive.index import EntityKey
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.outputs.about import abouts
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.linked_data import kind_and_same, text_before
from sphinx_newsroom.outputs.pages.own_language import alternates, neighbours, relations
from sphinx_newsroom.outputs.pages.release import (
    about_views,
    attachments,
    contacts,
    correction_notes,
    recorded,
    superseded_texts,
    withdrawal_note,
)
from sphinx_newsroom.outputs.pages.views import EntityView, Group, ReleaseLine, TypeView
from sphinx_newsroom.outputs.pages.years.views import YearView


class Shown:
    """Of each release what its view is made of (``release_view``), as values whose ``repr`` tells all.

    Views add to it what follows from the program and the settings: dates in words, names of languages, addresses.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._entities: dict[tuple[EntityKey, dt.date | None], str] = {}
        self._lines: dict[PageName, str] = {}
        self._in_lists: dict[PageName, str] = {}
        self._things: dict[EntityKey, tuple[str, str] | None] = {}
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
            self.line(docname),
            [self.entity(key, release.date if key[0] == "official" else None) for key in index.named(docname)],
            self.line(before) if before else None,
            self.line(after) if after else None,
            [(word, self.line(other)) for other, word in relations(docname, index)],
            self._works(docname),
            text_before(release, lines),
            [self._linked(key) for key in (*index.named(docname), *self._issuers(release))],
            alternates(docname, lines),
            correction_notes(release, lines),
            withdrawal_note(release, lines),
            recorded(release, lines),
            fingerprint(superseded_texts(release, lines)),
            tuple(contacts(release, lines)),
            attachments(docname, lines),
            about_views(abouts(release, index.registry), lines),
            lines.settings.baseurl,
        )

    def of_list(self, view: EntityView | TypeView | YearView) -> tuple[object, ...]:
        """What changes when the view of a list of releases does: a release is told once for all lists that it is in."""
        if isinstance(view, YearView):
            return replace(view, months=()), [
                (replace(month, releases=()), list(map(self._listed, month.releases))) for month in view.months
            ]
        return replace(view, groups=()), self._groups(view.groups)

    def _groups(self, groups: tuple[Group, ...]) -> list[tuple[str, str, list[str]]]:
        return [(group.label, group.anchor, list(map(self._listed, group.releases))) for group in groups]

    def _listed(self, line: ReleaseLine) -> str:
        known = self._in_lists.get(line.page)
        if known is None:
            known = self._in_lists[line.page] = fingerprint(line)
        return known

    def _works(self, docname: PageName) -> list[str]:
        """What citations and linked data tell of the releases of which this one is another text."""
        index = self.lines.index
        release = index.entries[docname].release
        others = index.original(docname), index.page(release.replaces), *index.translations.get(docname, ())
        return [self.line(other) for other in others if other]

    def _linked(self, key: EntityKey) -> tuple[str, str] | None:
        if key not in self._things:
            record = self.lines.record(key)
            self._things[key] = kind_and_same(record) if record else None
        return self._things[key]

    @staticmethod
    def _issuers(release: Release) -> list[EntityKey]:
        return [("organization", id_) for id_ in release.all_issuers]

    def line(self, docname: PageName) -> str:
        """What changes when what a release shows in a list does: it stands in what several pages show."""
        known = self._lines.get(docname)
        if known is None:
            entry = self.lines.index.entries[docname]
            release = entry.release
            known = self._lines[docname] = fingerprint(
                docname,
                release.title,
                release.date.isoformat(),
                self.lines.settings.type_label(release.type, self.lines.interface),
                release.language,
                None if release.withdrawn else entry.summary,
                [self.entity(("organization", id_)) for id_ in release.all_issuers],
                bool(release.corrections),
                release.draft,
            )
        return known

    def entity(self, key: EntityKey, date: dt.date | None = None) -> str:
        """What changes when what an entity shows beside a release of a date does."""
        if date is not None and not self.lines.has_offices(key):
            date = None
        known = self._entities.get((key, date))
        if known is None:
            known = self._entities[key, date] = fingerprint(self.lines.entity(key, date))
        return known

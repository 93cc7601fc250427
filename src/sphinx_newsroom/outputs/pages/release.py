"""A release's page."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import RELATED
from sphinx_newsroom.ledger.checks import paired
from sphinx_newsroom.ledger.events import parts_of
from sphinx_newsroom.model.addresses import CARD, PageName, entity_page, superseded_page, type_page
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.wording import kind_in_words, size_in_words
from sphinx_newsroom.outputs.about import About, abouts, heading
from sphinx_newsroom.outputs.announced_events import event_view
from sphinx_newsroom.outputs.cards import has_card
from sphinx_newsroom.outputs.citations.citation import citation_of
from sphinx_newsroom.outputs.feeds.selection import has_page
from sphinx_newsroom.outputs.pages.cite import cite_view
from sphinx_newsroom.outputs.pages.former_paragraphs import former_paragraphs
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.linked_data import release_data
from sphinx_newsroom.outputs.pages.own_language import alternates, neighbours, relations, translations
from sphinx_newsroom.outputs.pages.views import AboutView, AttachmentView, ContactView, ImageView, Note, ReleaseLine
from sphinx_newsroom.outputs.pages.views.release import Recorded, ReleaseView


def release_view(docname: PageName, entry: Entry, lines: Lines) -> ReleaseView:
    """What the page of one release shows around its text."""
    release, index = entry.release, lines.index
    lines = lines.around(release.language)
    named = index.named(docname)
    previous, next_ = neighbours(docname, lines)
    line = lines.release(docname)
    return ReleaseView(
        line=line,
        datetime=release.moment.isoformat() if release.moment else release.date.isoformat(),
        number=release.number,
        subtitle="" if release.withdrawn else release.subtitle or "",
        organizations=lines.entities(key for key in named if key[0] == "organization"),
        officials=lines.entities((key for key in named if key[0] == "official"), release.date),
        topics=lines.entities(key for key in named if key[0] == "topic"),
        corrections=correction_notes(release, lines),
        withdrawn=withdrawal_note(release, lines),
        translations=translations(docname, lines),
        alternates=alternates(docname, index),
        related=related(docname, lines),
        previous=lines.release(previous) if previous else None,
        next=lines.release(next_) if next_ else None,
        contacts=tuple(contacts(release, lines)),
        image=image_view(release),
        attachments=attachments(docname, lines),
        about=about_views(abouts(release, lines.index.registry), lines),
        cite=cite_view(citation_of(docname, index, lines.settings, lines.versions), entry.release.date.year),
        linked_data=release_data(docname, entry, lines),
        recorded=recorded(release, lines),
        type_page=type_page(release.type) if has_page(release.type) else None,
        event=event_view(release, lines.interface),
        card=docname + CARD if has_card(release, lines.settings) else "",
        summary=own_summary(entry),
        files=linked_files(docname, lines),
        former=former_paragraphs([*superseded_texts(release, lines), entry.text]) if not release.withdrawn else (),
    )


def superseded_texts(release: Release, lines: Lines) -> list[str]:
    """The texts of a release that were kept and stand no longer, the first one first."""
    record = lines.versions.records.get(release.id)
    pages = (superseded_page(release.id, event.revision) for event in record.superseded) if record else ()
    found = [lines.versions.texts[page] for page in pages if page in lines.versions.texts]
    return [old.text for old in found if not old.withdrawn]


def recorded(release: Release, lines: Lines) -> Recorded | None:
    """The release's text as the ledger has it."""
    # An archive without a ledger, or a release that is not recorded yet, shows no line about it.
    record = lines.versions.records.get(release.id)
    if record is None:
        return None
    pages = tuple(superseded_page(release.id, event.revision) for event in record.superseded)
    current = record.current
    first = day_in(release.zone, record.revisions[0].at).isoformat()
    log = lines.versions.log
    logged = (current.line, *parts_of(current)) if log and log.has(current) and not current.erased else ()
    return Recorded(current.revision, current.text, first, pages, *logged)


def correction_notes(release: Release, lines: Lines) -> tuple[Note, ...]:
    """The corrections of a release, the first one first, each with the page of the text that it superseded."""
    # A correction from before the ledger has no event, and the text before it was not kept.
    record = lines.versions.records.get(release.id)
    return tuple(
        replace(
            dated_note(correction.date, correction.note, lines),
            # Of a withdrawn release its page shows no difference.
            before=superseded_page(release.id, event.revision - 1) if event and not release.withdrawn else "",
        )
        for correction, event in paired(release.corrections_in_order, record.corrected if record else (), release.zone)
    )


def dated_note(date: dt.date, text: str, lines: Lines) -> Note:
    """A note with its date in both forms."""
    return Note(date.isoformat(), lines.interface.date(date), text)


def withdrawal_note(release: Release, lines: Lines) -> Note | None:
    """The notice of a withdrawn release, with what replaces it where that is in the archive."""
    if release.withdrawn is None:
        return None
    # What replaces it may be under embargo still: then not even its id is told.
    other = lines.index.page(release.withdrawn.replaced_by)
    date = release.withdrawn.date
    replacement = lines.release(other) if other else None
    return Note(date.isoformat(), lines.interface.date(date), release.withdrawn.reason, replacement)


def related(docname: PageName, lines: Lines) -> tuple[ReleaseLine, ...]:
    """The releases related to one, with the relation in words where it is a closer one."""
    return tuple(
        lines.release(other, lines.interface.say(word) if word != RELATED else "")
        for other, word in relations(docname, lines.index)
    )


def contacts(release: Release, lines: Lines) -> Iterator[ContactView]:
    """Whom the release names, or else those whom the records of its issuers have."""
    for contact in release.contacts:
        yield ContactView(contact.name, contact.email, contact.phone)
    for issuer in () if release.contacts else lines.index.registry.issuers(release):
        for contact in issuer.contacts:
            yield ContactView(contact.name, contact.email, contact.phone, issuer.acronym or issuer.name)


def image_view(release: Release) -> ImageView | None:
    """The leading image of a release."""
    image = release.image
    # Of a withdrawn release the notice alone stands.
    if image is None or release.withdrawn:
        return None
    return ImageView(release.file_address(image.src), image.alt, image.caption, image.credit)


def attachments(page: PageName, lines: Lines) -> tuple[AttachmentView, ...]:
    """The files that a header lists, as the page of the release or superseded text shows them."""
    return tuple(
        AttachmentView(
            one.file.address, one.title, kind_in_words(one.file.address), size_in_words(one.size, lines.interface)
        )
        for one in lines.versions.placements.attachments.get(page, ())
    )


def linked_files(page: PageName, lines: Lines) -> tuple[tuple[str, str], ...]:
    """The files of a release as its text links them, relative to its page, each with its kind and size in words."""
    folder, placements = page.rpartition("/")[0], lines.versions.placements
    return tuple(
        (
            quote(posixpath.relpath(file.address, folder)),
            lines.interface.with_commas(
                (kind_in_words(file.address), size_in_words(placements.sizes[file.address], lines.interface))
            ),
        )
        for file in placements.pages.get(page, {}).values()
        if file.address in placements.sizes
    )


def own_summary(entry: Entry) -> str:
    """The summary of a header, if the text does not say the same."""
    written = (entry.release.summary or "").strip()
    return "" if entry.release.withdrawn or written.rstrip(".") in entry.text else written


def about_views(found: Iterable[About], lines: Lines) -> tuple[AboutView, ...]:
    """What stands under a text, as pages show it."""
    return tuple(
        AboutView(
            heading(one, lines.interface),
            entity_page("organization", one.organization.id) if one.organization else None,
            one.paragraphs,
        )
        for one in found
    )

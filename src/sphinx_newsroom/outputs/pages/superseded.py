"""The pages of texts that were published and corrected since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.model.addresses import PageName, release_page, superseded_page
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.about import abouts
from sphinx_newsroom.outputs.announced_events import event_in_words
from sphinx_newsroom.outputs.citations.citation import superseded_citation
from sphinx_newsroom.outputs.pages.cite import cite_view
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.release import about_views, attachments, dated_note, withdrawal_note
from sphinx_newsroom.outputs.pages.views.versions import Altered, AlteredFile, SupersededView


def superseded_views(lines: Lines) -> Iterator[tuple[PageName, SupersededView]]:
    """Every superseded text by its page, beside the one that took its place."""
    for id_, record in lines.versions.records.items():
        for event in record.superseded:
            newer = next((one for one in record.revisions[event.revision :] if not one.erased), record.current)
            docname = superseded_page(id_, event.revision)
            # A file that was kept back for an error has no page.
            if docname in lines.versions.texts:
                yield docname, _view(docname, record, event, newer, lines)


def _view(docname: PageName, record: Record, event: Event, newer: Event, lines: Lines) -> SupersededView:
    old = lines.versions.texts[docname]
    lines = lines.around(old.release.language)
    page = release_page(record.id)
    entry = lines.index.entries[page]
    # The text that came may itself be superseded by now, and then has a page of its own, with its own header.
    is_last = newer is record.current
    following = page if is_last else superseded_page(record.id, newer.revision)
    after = entry.text if is_last else lines.versions.texts[following].text
    release = entry.release if is_last else lines.versions.texts[following].release
    # Of a release that was withdrawn no difference is shown either: it would tell the text that is gone.
    withdrawn = withdrawal_note(old.release, lines)
    # The headline stands above the difference, so it is compared only where it changed.
    before = old.text
    if before.partition("\n\n")[0] == after.partition("\n\n")[0]:
        before, after = before.partition("\n\n")[2], after.partition("\n\n")[2]
    return SupersededView(
        line=lines.release(page),
        title=old.release.title,
        subtitle="" if withdrawn else old.release.subtitle or "",
        language=old.release.language,
        kicker=_kicker(old.release, lines),
        datetime=(old.release.moment or old.release.date).isoformat(),
        kind=lines.settings.type_label(old.release.type, lines.interface),
        issuers=tuple(
            ref.name if (ref := lines.entity(("organization", id_))) else id_ for id_ in old.release.all_issuers
        ),
        revision=event.revision,
        total=len(record.revisions),
        published=dated_note(day_in(release.zone, event.at), "", lines),
        note=dated_note(day_in(release.zone, newer.at), newer.note, lines),
        next=following,
        previous=superseded_page(record.id, event.revision - 1) if event.revision > 1 else None,
        altered=() if withdrawn else tuple(_altered(old.release, release, lines)),
        files=() if withdrawn else tuple(_altered_files(docname, event, following, newer, lines)),
        # A record's boilerplate is that of today, and no part of a text of then.
        about=about_views(abouts(old.release, Registry()), lines) if not withdrawn else (),
        attachments=() if withdrawn else attachments(docname, lines),
        before="" if withdrawn else before,
        after="" if withdrawn else after,
        digest=event.text,
        withdrawn=withdrawn,
        cite=cite_view(
            superseded_citation(docname, record, event, newer, lines.index, lines.settings, lines.versions),
            lines.index.entries[release_page(record.id)].release.date.year,
        ),
    )


def _kicker(release: Release, lines: Lines) -> tuple[str, ...]:
    issuer = _issuer(release, lines)
    kind = lines.settings.type_label(release.type, lines.interface)
    return tuple(filter(None, (kind, issuer, lines.interface.date(release.date), release.number)))


def _issuer(release: Release, lines: Lines) -> str:
    return lines.interface.names(lines.index.registry.issuer_names(release))


def _altered(before: Release, after: Release, lines: Lines) -> Iterator[Altered]:
    say = lines.interface.say
    for label, old, new in (
        (say("Date"), _when(before, lines), _when(after, lines)),
        (say("Issuer"), _issuer(before, lines), _issuer(after, lines)),
        (say("Subtitle"), before.subtitle or "", after.subtitle or ""),
        (say("Event"), event_in_words(before, lines.interface), event_in_words(after, lines.interface)),
        (say("Attachments"), _titles(before), _titles(after)),
        (say("About"), before.own_boilerplate, after.own_boilerplate),
    ):
        if old != new:
            yield Altered(label, old, new)


def _titles(release: Release) -> str:
    return "; ".join(attachment.title for attachment in release.attachments if attachment.title)


def _altered_files(
    page: PageName, event: Event, following: PageName, newer: Event, lines: Lines
) -> Iterator[AlteredFile]:
    """The files of a text that the next one has no longer, or another of, and those that came."""
    if event.files is None or newer.files is None:
        return
    old, new = dict(event.files), dict(newer.files)
    before, after = (_addresses(each, lines) for each in (page, following))
    for name in sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)):
        yield AlteredFile(name, before.get(old.get(name, ""), ""), after.get(new.get(name, ""), ""))


def _addresses(page: PageName, lines: Lines) -> dict[str, str]:
    """The addresses of a page's files, by digest."""
    return {file.sha256: file.address for file in lines.versions.placements.pages.get(page, {}).values()}


def _when(release: Release, lines: Lines) -> str:
    if release.moment is None:
        return lines.interface.date(release.date)
    moment: dt.datetime = release.moment
    return f"{lines.interface.date(release.date)}, {moment:%H:%M} {moment:%z}"

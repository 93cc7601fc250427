"""``newsroom publish`` as a plan: texts that are new, corrections that are finished, withdrawals, moves by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sphinx_newsroom.archive.contents import content_of, sha256_of
from sphinx_newsroom.ledger.events import FORM, Event, Record
from sphinx_newsroom.ledger.paired import paired
from sphinx_newsroom.ledger.release_files import kept_path, new_files
from sphinx_newsroom.model.addresses import NO_RELEASE, release_page, superseded_page, url_of
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, PublicationError, said


def publish(desk: Desk, ids: Sequence[str] = ()) -> Plan:
    """Record what is new: releases, finished corrections, withdrawals in headers; of *ids*, or of all."""
    desk.refuse_damage(joins=True)
    chosen = [desk.release(id_) for id_ in ids] or list(desk.archive.releases.values())
    events: list[Event] = []
    told: list[str] = []
    gone: list[str] = []
    for release in sorted(chosen, key=lambda release: (release.date, release.id)):
        for event in _new(desk, release, asked=bool(ids)):
            events.append(event)
            told.append(said(event))
            if event.kind == "corrected":
                gone += _kept_in_vain(desk, release, event)
    # Before all else, so that the lines that follow have one end to go on from.
    if desk.ledger.forked:
        events.insert(0, Event("merged", desk.now))
        told.insert(0, "joined the ledgers of two branches")
    return Plan({}, tuple(events), tuple(gone), tuple(told))


def _new(desk: Desk, release: Release, asked: bool) -> Iterator[Event]:
    record = desk.ledger.records.get(release.id)
    if record is None:
        if not asked and desk.former(release.id):
            return  # which a check reports
        desk.refuse_reuse(release.id)
        record = _moved_by_hand(desk, release)
        if record is None:
            yield desk.event(release)
            if release.withdrawn:
                yield _withdrawn(desk, release)
            return
        yield Event("moved", desk.now, record.id, form=FORM, target=release.id, former_urls=release.former_urls)
    current = record.current
    kept = superseded_page(release.id, current.revision)
    corrected = bool(desk.standing(kept))
    changed = not desk.has_published(current, release)
    if corrected and changed:
        yield desk.event(release, note=_note(release, record), revision=current.revision + 1)
    elif corrected and asked:
        raise PublicationError(
            f"the text of {release.id} is still that of revision {current.revision}; "
            f"change it first, or delete {kept}.md and the new item under `corrections`"
        )
    elif changed and asked:
        raise PublicationError(
            f"{release.id} was published with another text or other files; to keep those and record these, "
            f"run: newsroom correct {release.id} --note …"
        )
    elif not (changed or corrected or record.withdrawn) and (files := new_files(current, desk.files(release))):
        yield Event(
            "attached", desk.now, release.id, form=FORM, revision=current.revision, files=tuple(sorted(files.items()))
        )
    if release.withdrawn and not record.withdrawn:
        yield _withdrawn(desk, release)


def _kept_in_vain(desk: Desk, release: Release, event: Event) -> Iterator[str]:
    """What a correction kept of files that it then left as they were."""
    now = desk.files(release)
    for name, sha256 in now.items():
        path = kept_path(release.id, event.revision - 1, name)
        kept = content_of(desk.root / path)
        if kept is not None and sha256_of(kept) == sha256:
            yield path


def _moved_by_hand(desk: Desk, release: Release) -> Record | None:
    """The record of a release that was renamed, and says so by its former addresses."""
    for id_, record in desk.ledger.records.items():
        if url_of(release_page(id_)) in release.former_urls and not desk.files_of(id_):
            return record
    return None


def _withdrawn(desk: Desk, release: Release) -> Event:
    assert release.withdrawn is not None
    target = release.withdrawn.replaced_by or NO_RELEASE
    return Event("withdrawn", desk.now, release.id, form=FORM, note=release.withdrawn.reason, target=target)


def _note(release: Release, record: Record) -> str:
    """The note of a correction that is to be recorded: the newest in the header that the ledger does not have."""
    notes = unrecorded_notes(release, record)
    if not notes:
        raise PublicationError(f"{release.path} does not say what was corrected; add an item under `corrections`")
    return notes[0]


def unrecorded_notes(release: Release, record: Record) -> list[str]:
    """The notes of corrections that came after the release's last text was recorded, the newest first.

    A note from before says nothing of the next text; it may stand in a header from a time without a ledger.
    """
    found = paired(release.corrections_in_order, record.corrected, release.zone)
    since = day_in(release.zone, record.current.at)
    return [correction.note for correction, event in found if event is None and correction.date >= since][::-1]

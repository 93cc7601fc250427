"""``newsroom publish`` as a plan: texts that are new, corrections that are finished, withdrawals, moves by hand.

A release with an embargo or a date to come is signed off: the plan of that moment (``due``) publishes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sphinx_newsroom.archive.approvals import Approval, Kind, approvers, author_of, seen_of, signed
from sphinx_newsroom.archive.contents import content_of, sha256_of, whole
from sphinx_newsroom.archive.embargo import goes_out
from sphinx_newsroom.archive.withheld import Withheld
from sphinx_newsroom.diagnostics import NOT_READY, counted
from sphinx_newsroom.ledger.events import FORM, Event, Record
from sphinx_newsroom.ledger.paired import paired
from sphinx_newsroom.ledger.release_files import kept_path, new_files
from sphinx_newsroom.model.addresses import (
    APPROVALS,
    NO_RELEASE,
    ReleaseId,
    release_id,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, PublicationError, said
from sphinx_newsroom.sources.header import id_in


def publish(desk: Desk, ids: Sequence[str] = (), *, who: str = "", anyway: bool = False) -> Plan:
    """Record what is new: releases, finished corrections, withdrawals in headers; of *ids*, or of all.

    What is still to come is signed off by *who*.  Problems with which a release isn't ready count unless *anyway*.
    """
    wanted = {id_in(id_) for id_ in ids}
    desk.admit(wanted or None)
    desk.refuse_damage(joins=True)
    ahead = list(_ahead(desk, wanted))
    now = sorted(wanted - {release_id(one.page) for one in ahead})
    chosen = [desk.release(id_) for id_ in now] if ids else list(desk.archive.releases.values())
    plan = _recorded(desk, chosen, asked=bool(ids))
    others = (release for release in desk.archive.releases.values() if release.id not in wanted)
    if (
        ids
        and desk.archive.ledger is None
        and desk.settings.gate
        and not all(is_sample(desk.root / o.path) for o in others)
    ):
        raise PublicationError(
            "this archive has no ledger yet, and the first publication must record all releases that readers have; "
            "run `newsroom publish` without an id"
        )
    pages = [release_page(event.id) for event in plan.events if event.kind in TEXTS]
    signing = [one.path for one in ahead]
    _refuse_unready(desk, {*signing, *(desk.archive.releases[page].path for page in pages)}, anyway=anyway)
    return plan.joined(noted(desk, signing, "signed-off", who))


def due(desk: Desk) -> Plan:
    """Record what is signed off, unchanged since, and due now; without the gate, all that is due."""
    if desk.archive.ledger is None:
        return Plan({})
    if not desk.settings.gate:
        return publish(desk, anyway=True)  # nobody is there to mend it
    desk.refuse_damage(joins=True)
    waiting = [one for one in desk.archive.withheld.values() if one.reason == "unpublished"]
    found = [one.page for one in waiting if goes_out(desk.archive, one)]
    desk.admit([*map(release_id, found)])
    chosen = [desk.archive.releases[page] for page in found]
    for release in chosen:
        desk.source(release)  # which is refused if it has changed since the archive was read
    return _recorded(desk, chosen, asked=False)


TEXTS = ("published", "corrected", "attached")
"""The events that bring readers a text or a file."""


def _ahead(desk: Desk, wanted: Collection[ReleaseId]) -> Iterator[Withheld]:
    """The releases still to come that are to be signed off, of those *wanted*, or of all that aren't yet."""
    for page, found in sorted(desk.archive.withheld.items()):
        if found.reason != "embargo" or not desk.archive.is_unpublished(page):
            continue
        new = not goes_out(desk.archive, found) and not is_sample(desk.root / found.path)
        if release_id(page) in wanted if wanted else new:
            yield found


def noted(desk: Desk, paths: Sequence[str], kind: Kind, who: str) -> Plan:
    """A plan that adds a line to the approvals for each of the files; raises PublicationError, OSError."""
    if not paths:
        return Plan({})
    if not who:
        raise PublicationError('git has no name of yours; say who you are: --as "Name <email>"')
    lines, told = whole(content_of(desk.root / APPROVALS)).splitlines(), []
    for path in paths:
        if (seen := seen_of(desk.archive, path)) is None:
            raise PublicationError(f"{path} was changed in the meantime; run this again")
        line = Approval(kind, id_in(path), desk.now.isoformat(), who, seen.digest)
        lines.append(signed(desk.root, line).text().encode())
        withheld = desk.archive.withheld.get(release_page(id_in(path)))
        when = f", to be published at {withheld.until.isoformat()}" if withheld and withheld.until else ""
        told.append(f"{kind}: {line.id}{when}")
    return Plan({APPROVALS: b"\n".join([*lines, b""])}, told=tuple(told))


def _refuse_unready(desk: Desk, paths: Collection[str], *, anyway: bool) -> None:
    """Raise PublicationError if one of these files isn't ready to be published, or not approved by enough people."""
    wrong = [one for one in desk.archive.problems if one.path in paths and one.code in NOT_READY]
    if wrong and not anyway:
        raise PublicationError("mend this first, or add --anyway:\n  " + "\n  ".join(map(str, wrong)))
    wanted = desk.settings.approvals if desk.archive.ledger else 0  # what is public needs nobody's approval any more
    for path in sorted(paths) if wanted else ():
        if (count := len(approvers(desk.archive, path))) < wanted:
            author = author_of(desk.archive, path) or "unknown"
            raise PublicationError(
                f"{path} needs {counted(wanted, 'approval')} by people other than its author ({author}) and has "
                f"{count}; they run: newsroom approve {id_in(path)}"
            )


def _recorded(desk: Desk, chosen: Iterable[Release], *, asked: bool) -> Plan:
    """The plan that records what is new in the releases that were *chosen*, each by its id if *asked*."""
    events: list[Event] = []
    told: list[str] = []
    gone: list[str] = []
    for release in sorted(chosen, key=lambda release: (release.date, release.id)):
        if not asked and is_sample(desk.root / release.path) and release.id not in desk.ledger.records:
            continue  # nobody is to publish it by accident
        for event in _new(desk, release, asked=asked):
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

"""Plan changes to a published text: correct, withdraw, erase, move or undo it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sphinx_newsroom.archive.journal import Content, Journal, alike, content_of, last, whole
from sphinx_newsroom.archive.loading import ERASED
from sphinx_newsroom.archive.opening import published_file
from sphinx_newsroom.archive.release_files import pictured
from sphinx_newsroom.archive.source_file import targets_of
from sphinx_newsroom.files import bytes_of, mended, read_exactly
from sphinx_newsroom.ledger.checks import led_to
from sphinx_newsroom.ledger.events import FORM, Event, Record, digest_of, written
from sphinx_newsroom.ledger.text_digest import Files, departed_files, digests, kept_path
from sphinx_newsroom.ledger.transparency_log import without_words
from sphinx_newsroom.model.addresses import (
    APPROVALS,
    FOLDERS,
    LEDGER,
    NO_RELEASE,
    RELEASES,
    ReleaseId,
    release_page,
    superseded_page,
    translation_id,
    url_of,
)
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.publish import read_approvals, unrecorded_notes
from sphinx_newsroom.operations.recording import ACT, Desk, Plan, PublicationError, said, superseded_path
from sphinx_newsroom.sources.edits import with_id, with_key
from sphinx_newsroom.sources.header import id_in, original_of
from sphinx_newsroom.sources.listing import name_problem
from sphinx_newsroom.sources.values import is_placeholder


def move(desk: Desk, name: str, new_name: str) -> Plan:
    """Move a release, its superseded texts and its translations to another address, and leave a redirect."""
    desk.refuse_damage()
    new = id_in(new_name)
    release = desk.release(name)
    _refuse_other_language(desk, release, new)
    plan = _moved(desk, release, new)
    for tag, other in desk.translations(release):
        plan += _moved(desk, other, translation_id(new, tag))
    return plan


def _moved(desk: Desk, release: Release, new: ReleaseId) -> Plan:
    record = _as_published(desk, release)
    desk.refuse_reuse(new, back=record)
    suffix = posixpath.splitext(release.path)[1]
    target = release_page(new) + suffix
    if problem := name_problem(target):
        raise PublicationError(f"{new} isn't an id: {problem.message}; {problem.advice}")
    if new == release.id:
        raise PublicationError(f"{new} is already its id; choose another")
    if new in desk.ledger.records:
        raise PublicationError(f"{new} is another release; choose another id")
    # Within the same folder, relative paths still lead to the same files.
    if posixpath.dirname(new) != posixpath.dirname(release.id):
        _refuse_relative(desk, release)
    source, url = desk.source(release), url_of(release.docname)
    # It may already be in the list: a release can move back and away again.
    if url not in release.former_urls:
        source = desk.added(release, source, "former_urls", url)
    files: dict[str, Content] = {target: source.encode()}
    for path in desk.files_of(release.id)[1:]:
        content = content_of(desk.root / path)
        if content is None:
            raise PublicationError(f"{path} can't be read; fix this, then run the command again")
        files[release_page(new) + path.removeprefix(release.docname)] = content
    for path, content in files.items():
        there = desk.root / path
        if there.exists() and not alike(content_of(there), content):
            raise PublicationError(f"{path} already exists; choose another id, or remove that file")
    after = desk.parsed(target, source)
    event = Event("moved", desk.now, release.id, form=FORM, target=new, former_urls=after.former_urls)
    return Plan(files, (event,), tuple(desk.files_of(release.id)), (said(event),))


def _as_published(desk: Desk, release: Release) -> Record:
    """Return the record of a release; raise PublicationError if its text or files changed since publication."""
    if not desk.is_published(release):
        raise PublicationError(
            f"{release.path} no longer contains the published text, or shows other files; undo the change, or record "
            f"it: newsroom correct {release.id} --note …"
        )
    return desk.record(release)


def _refuse_other_language(desk: Desk, release: Release, new: ReleaseId) -> None:
    """Refuse an id that would turn a release into a translation, or a translation into a release."""
    old, implied = original_of(release.id), original_of(new)
    original = desk.archive.releases.get(release_page(implied[0])) if implied else None
    if (old[1] if old else None) != (implied[1] if implied else None):
        raise PublicationError(
            f"{release.id} and {new} have different language tags in their names; a translation moves with its original"
        )
    if implied and (original is None or original.translation_of):
        raise PublicationError(f"{new} would be a translation of {implied[0]}, which can't have translations")


def _refuse_relative(desk: Desk, release: Release) -> None:
    """Refuse to move a text away from files that it names by relative paths, because its words stay unchanged."""
    text = mended(desk.source(release))
    targets = [target.path for target in targets_of(release.path, text, desk.settings.allowed)]
    targets += [release.image.src] if release.image else []
    if targets := [*targets, *(attachment.src for attachment in release.attachments)]:
        folder = posixpath.dirname(release.id)
        raise PublicationError(
            f"{release.path} refers to {targets[0]} by a path relative to its folder; keep the release in "
            f"{RELEASES}/{folder}/, and change only the last part of its id"
        )


CALL = ("undo",)
"""The words of the command, which identify an interrupted operation."""


def undo(root: Path, site: Path) -> Journal:
    """Return the journal that reverts the last operation; *site* is the folder of the published site.

    Raises PublicationError if there is nothing to revert, if it is too late, or if a file has changed since.
    """
    journal = last(root)
    if journal is None or journal.call == CALL:
        raise PublicationError(
            "the earlier content of the files is unknown: nothing was recorded here, or its backup in _build is "
            "missing; use git to go back to the previous commit"
        )
    now = [content_of(root / one.path) for one in journal.changes]
    changed = next(
        (one.path for one, found in zip(journal.changes, now, strict=True) if not alike(found, one.after)), None
    )
    if changed:
        raise PublicationError(
            f"{changed} has changed since; save the change elsewhere, restore the file, and run the command again"
        )
    # Large files that the operation wrote exist only there, so they are not loaded.
    reverted = tuple(replace(one, after=found) for one, found in zip(journal.changes, now, strict=True))
    journal = replace(journal, changes=reverted)
    _refuse_late(journal, site)
    # Other lines of its report, such as the path of a stored text, no longer apply.
    acts = [line for line in journal.report if ACT.match(line)] or journal.report
    report = tuple(f"taken back: {line}" for line in acts)
    return Journal(CALL, tuple(change.undone() for change in reversed(journal.changes)), report)


def _refuse_late(journal: Journal, site: Path) -> None:
    """Raise PublicationError if the site already shows a ledger line, or the page of a record, that would disappear."""
    for change in journal.changes:
        if change.path == LEDGER:
            new = set(whole(change.after).split(b"\n")) - set(whole(change.before).split(b"\n"))
            if new & (set((bytes_of(site / LEDGER) or b"").split(b"\n")) - {b""}):
                raise PublicationError(
                    f"it is too late: the site in {site} contains it, so readers may have seen it; withdraw it "
                    "(newsroom withdraw) or correct it (newsroom correct)"
                )
    if journal.call[:1] == ("rename",):
        kind, old, new_id = journal.call[1:4]
        if (site / FOLDERS[kind] / f"{new_id}.html").exists():
            raise PublicationError(
                f"it is too late: the site in {site} contains it, so readers may have seen it; to restore the former "
                f"id, run: newsroom rename {kind} {new_id} {old}"
            )


def correct(desk: Desk, id_: str, note: str, *, published: str | None = None, text: str | None = None) -> Plan:
    """Store the published text as superseded, and record the new text if it is already there.

    *published* is the source of the published text if the release's file already contains the new one; *text* is the
    whole source of the new one if the file still contains the published one.
    """
    desk.refuse_damage()
    _refuse_empty("--note", note)
    release = desk.release(id_)
    record = desk.record(release)
    if record.withdrawn:
        raise PublicationError(f"{release.id} is withdrawn; a withdrawn text can't be corrected")
    source = desk.source(release)
    number = record.current.revision
    kept = superseded_path(release.path, number)
    if (desk.root / kept).is_file():
        published = read_exactly(desk.root / kept)
        if not desk.is_published(release) or unrecorded_notes(release, record):
            raise PublicationError(
                f"{kept} exists, so a correction was begun; when the text is right, run: newsroom publish {release.id}"
            )
    elif desk.is_published(release):
        published = source
    if published is None:
        raise PublicationError(
            f"{release.path} no longer contains the published text, and there is no other copy. Restore it, run the "
            "command again, and then change it; or, if no reader has seen it yet, run: newsroom undo"
        )
    new = source if text is None else text
    known = desk.parsed(release.path, new).corrections
    earlier = [(one.date, one.note) for one in reversed(release.corrections) if one not in known]
    for day, words in (*earlier, (desk.settings.today, note)):
        new = desk.added(release, new, "corrections", {"date": day.isoformat(), "note": words})
    after = desk.parsed(release.path, new)
    found = digests(after, new, record.current.issuer)
    now = desk.files(release) if text is None else desk.files_in(after, new)
    same = desk.is_of(record.current, after, found) and not any(departed_files(record.current, now))
    kept_files = _kept_files(desk, release, record.current, {} if same else now)
    files = {kept: published.encode(), release.path: new.encode(), **kept_files}
    note_of_kept = f"{kept} keeps the published text{_and_files(kept_files)}"
    if same and text is not None:
        raise PublicationError(f"the given text is already published as {release.id}")
    if same:  # the archive's problems report the next step
        return Plan(files, report=(f"begun: a correction of {release.id}", note_of_kept))
    if desk.settings.approvals:
        raise PublicationError(
            "a new text needs approval before it is recorded; restore the published text, run the command again, then "
            f"change the text, and run: newsroom approve {release.id}"
        )
    event = desk.event(after, found, note, number + 1, now)
    return Plan(files, (event,), report=(note_of_kept, said(event), BUILD_NEXT))


def _kept_files(desk: Desk, release: Release, published: Event, now: Files) -> dict[str, Content]:
    """Return the published files to store: those that differ from the files *now*."""
    site = desk.root / "_build" / "html"
    found: dict[str, Content] = {}
    for name, sha256 in published.files or ():
        path = kept_path(release.id, published.revision, name)
        if now.get(name) == sha256 or (desk.root / path).is_file():
            continue
        data = published_file(desk.root, site, release, name, sha256)
        if data is None:
            raise PublicationError(
                f"{name} is no longer the published file, and there is no other copy. Restore it, run the command "
                "again, and then replace it; or, if no reader has seen it yet, run: newsroom undo"
            )
        found[path] = data
    return found


def _and_files(kept: Mapping[str, Content]) -> str:
    folder = posixpath.commonpath(map(posixpath.dirname, kept)) if kept else ""
    return f", {folder}/ its {'files' if len(kept) > 1 else 'file'}" if kept else ""


def withdraw(desk: Desk, id_: str, reason: str, replaced_by: str | None = None, headline: str = "") -> Plan:
    """Replace a release and its translations, which have the same content, with a notice that gives the reason.

    A *headline* replaces the release's own as a revision, even if it was withdrawn before.
    """
    desk.refuse_damage()
    release = desk.release(id_)
    withdrawn = desk.record(release).withdrawn
    if withdrawn and (reason or replaced_by or not headline):
        raise PublicationError(f"{release.id} is already withdrawn; for a neutral headline, use --headline alone")
    if not withdrawn:
        _refuse_empty("--reason", reason)
    target = desk.release(replaced_by).id if replaced_by else NO_RELEASE
    if target == release.id:
        raise PublicationError(f"{target} can't replace itself; name another release, or correct this one")
    plan = _withdrawal(desk, release, reason, target, headline)
    for tag, other in () if withdrawn else desk.translations(release):
        record = desk.ledger.records.get(other.id)
        if record and not record.withdrawn:
            translated = translation_id(target, tag)
            has_translation = release_page(translated) in desk.archive.releases
            plan += _withdrawal(desk, other, reason, translated if has_translation else target)
    return plan + Plan({}, report=(BUILD_NEXT,))


def _withdrawal(desk: Desk, release: Release, reason: str, target: ReleaseId, headline: str = "") -> Plan:
    record, source = _as_published(desk, release), desk.source(release)
    files: dict[str, Content] = {}
    events: list[Event] = []
    new = source
    if not release.withdrawn:
        value = {"date": desk.settings.today.isoformat(), "reason": reason}
        advice = "can't be added to the header; write it there yourself, then run: newsroom publish " + release.id
        value |= {"replaced_by": target} if target else {}
        new = desk.edited(release, source, with_key(release.path, source, "withdrawn", value), "withdrawn", advice)
        files[release.path] = new.encode()
    if headline:
        titled = with_id(release.path, new, [("title",)], release.title, headline)
        titled = titled if titled != new else with_key(release.path, new, "title", headline)
        desk.edited(release, new, titled, "title", "cannot be changed; write it on one line, then run this again")
        after = desk.parsed(release.path, titled)
        number, note = record.current.revision, record.withdrawn.note if record.withdrawn else reason
        files = {superseded_path(release.path, number): source.encode(), release.path: titled.encode()}
        found = digests(after, titled, record.current.issuer)
        events.append(desk.event(after, found, note, number + 1, desk.files(release)))
    if not record.withdrawn:
        events.append(Event("withdrawn", desk.now, release.id, form=FORM, note=reason, target=target))
    return Plan(files, tuple(events), report=tuple(map(said, events)))


def erase(desk: Desk, id_: str, reason: str, revision: int | None = None, new_id: str | None = None) -> Plan:
    """Remove the words of a release and its translations everywhere, or those of one superseded *revision*.

    A notice with the reason stays, under *new_id* if the id reveals too much.
    """
    desk.refuse_damage()
    _refuse_empty("--reason", reason)
    id_ = desk.archive.current_id(id_in(id_))
    record = desk.ledger.records.get(id_)
    if record is None or release_page(id_) in desk.archive.withheld:
        record = desk.record(desk.release(id_))  # raises an error if there is none, or if something must be fixed first
    if record.current.erased and not new_id:
        raise PublicationError(f"{id_} has already been erased")
    if revision is not None:
        texts = [event for event in record.superseded if event.revision == revision and not event.erased]
        if not texts:
            raise PublicationError(
                f"{id_} has no superseded text {revision}; to erase the current one, correct it first, or use --all"
            )
        return _erasure(desk, record, texts, reason, record.id) + Plan(report=(_NEXT.format(""),))
    new = id_in(new_id or id_)
    if new_id and (problem := name_problem(f"{release_page(new)}.md")):
        raise PublicationError(f"{new} isn't an id: {problem.message}; {problem.advice}")
    plan = Plan()
    for each in desk.ledger.records.values():
        if each.id == id_ or each.id.startswith(f"{id_}."):  # a translation
            name = ReleaseId(new + each.id.removeprefix(id_))
            if new_id and (name in desk.ledger.records or desk.files_of(name) or desk.former(name)):
                raise PublicationError(f"{name} is, or was, another release; choose another id")
            plan += _erasure(desk, each, each.revisions, reason, name)
    approved = read_approvals(desk.root)
    remaining = [line.text() for line in approved if line.id != id_ and not line.id.startswith(f"{id_}.")]
    files = {APPROVALS: "".join(f"{line}\n" for line in remaining).encode()} if len(remaining) < len(approved) else {}
    return plan + Plan(files, report=(_NEXT.format(" --accept-loss" if new_id else ""),))


BUILD_NEXT = "next: newsroom build; if the archive is in git, commit and push releases/"
_NEXT = (
    "next: newsroom build{}, and put the site online; "
    'git\'s history still has the text: the guide "Take something down" says how to remove it'
)


def _erasure(desk: Desk, record: Record, texts: Sequence[Event], reason: str, id_: ReleaseId) -> Plan:
    """Plan the erasure of some texts: their ledger lines without words, a line that records it, and removed files."""
    complete, renamed = len(texts) == len(record.revisions), id_ != record.id
    numbers = {event.revision for event in texts}
    ids = {record.id, *(former.id for former in record.former)}
    lines = [
        event
        for event in desk.ledger.events
        if event.id in ids
        and (complete or event.revision in numbers)
        and (renamed or (not event.erased and event.kind not in ("moved", "erased")))
    ]
    redacted = [without_words(event, id_ if renamed else event.id) for event in lines]
    last = record.current.revision
    by_text: dict[int, list[str]] = {}
    for event in redacted:
        by_text.setdefault(event.revision or last, []).append(digest_of(written(event)))
    events = [
        Event(
            "erased",
            desk.now,
            id_,
            form=FORM,
            revision=number,
            title=desk.settings.interface_of(text.language).say(ERASED),
            date=text.date,
            language=text.language,
            note=reason,
            former_urls=led_to(record) if number == last and not renamed else (),
            lines=tuple(found),
        )
        for number, found in sorted(by_text.items())
        for text in (record.revisions[number - 1],)
    ]
    return Plan({}, tuple(events), tuple(_files_of(desk, record, numbers)), tuple(map(said, events)), tuple(redacted))


def _files_of(desk: Desk, record: Record, numbers: Collection[int]) -> list[str]:
    """Return the files of some texts of a release, with the images and attachments that only they use."""
    pages = {superseded_page(record.id, number) for number in numbers}
    pages |= {release_page(record.id)} if record.current.revision in numbers else set()
    below = tuple(f"{page}{end}" for page in pages for end in "./")
    found = [path for path in desk.files_of(record.id) if path.startswith(below)]
    named = {file.path for page, files in desk.archive.files.items() if page in pages for file in files}
    others = {file.path for page, files in desk.archive.files.items() if page not in pages for file in files}
    others |= {image.src for _, image in pictured(desk.archive.registry)}
    return [*found, *sorted(path for path in named - others - {*found} if (desk.root / path).is_file())]


def _refuse_empty(option: str, text: str) -> None:
    if not text.strip():
        raise PublicationError(f"{option} is empty; write something that readers should know")
    if is_placeholder(text):
        raise PublicationError(
            f"{option} is {text.strip()!r}; replace the dots with something that readers should know"
        )

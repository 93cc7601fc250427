"""``newsroom correct``, ``withdraw`` and ``erase`` as plans: what becomes of a text that was published."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sphinx_newsroom.archive.approvals import read_approvals
from sphinx_newsroom.archive.contents import Content
from sphinx_newsroom.archive.loading import ERASED
from sphinx_newsroom.archive.published import published_file
from sphinx_newsroom.archive.release_files import pictured
from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.ledger.checks import led_to
from sphinx_newsroom.ledger.events import FORM, Event, Record, digest_of, written
from sphinx_newsroom.ledger.log.record import without_words
from sphinx_newsroom.ledger.release_files import Files, departed_files, kept_path
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import (
    APPROVALS,
    NO_RELEASE,
    ReleaseId,
    release_page,
    superseded_page,
    translation_id,
)
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.desk import Desk, departed, superseded_path
from sphinx_newsroom.operations.plan import Plan, PublicationError, said
from sphinx_newsroom.operations.publish import unrecorded_notes
from sphinx_newsroom.sources.edits import with_id, with_key
from sphinx_newsroom.sources.header import id_in
from sphinx_newsroom.sources.listing import name_problem
from sphinx_newsroom.sources.values import is_placeholder


def correct(desk: Desk, id_: str, note: str, *, published: str | None = None, text: str | None = None) -> Plan:
    """Keep the published text, and record the one that takes its place where that is there already.

    *published* is the source of the published text where the release's file holds the new one by now;
    *text* the whole source of the new one where the file still holds the published one.
    """
    desk.refuse_damage()
    _refuse_empty("--note", note)
    release = desk.release(id_)
    record = desk.record(release)
    if record.withdrawn:
        raise PublicationError(f"{release.id} is withdrawn; what nobody can read is not corrected")
    source = desk.source(release)
    number = record.current.revision
    kept = superseded_path(release.path, number)
    if (desk.root / kept).is_file():
        published = read_exactly(desk.root / kept)
        if not desk.is_published(release) or unrecorded_notes(release, record):
            raise PublicationError(
                f"{kept} is there, so a correction was begun; when the text is right, run: "
                f"newsroom publish {release.id}"
            )
    elif desk.is_published(release):
        published = source
    if published is None:
        raise PublicationError(
            f"{release.path} no longer holds the published text, and nothing else has it; put it back, run this "
            "again, and make the change then; or, where no reader has it yet: newsroom undo"
        )
    new = source if text is None else text
    known = desk.parsed(release.path, new).corrections
    earlier = [(one.date, one.note) for one in reversed(release.corrections) if one not in known]
    for day, words in (*earlier, (desk.settings.today, note)):
        new = desk.edited(release, new, "corrections", {"date": day.isoformat(), "note": words})
    after = desk.parsed(release.path, new)
    found = digests(after, new, record.current.issuer)
    now = desk.files(release) if text is None else desk.files_in(after, new)
    same = desk.is_of(record.current, after, found) and not any(departed_files(record.current, now))
    kept_files = _kept_files(desk, release, record.current, {} if same else now)
    files = {kept: published.encode(), release.path: new.encode(), **kept_files}
    told = f"{kept} keeps the published text{_and_files(kept_files)}"
    if same and text is not None:
        raise PublicationError(f"the text that is given is the one that is published as {release.id}")
    if same:  # what is to be done next, the archive's problems say from now on
        return Plan(files, told=(f"begun: a correction of {release.id}", told))
    if desk.settings.approvals:
        raise PublicationError(
            "a new text needs approval before it is recorded; put the published text back, run this again, change the "
            f"text then, and run: newsroom approve {release.id}"
        )
    event = desk.event(after, found, note, number + 1, now)
    return Plan(files, (event,), told=(told, said(event)))


def _kept_files(desk: Desk, release: Release, published: Event, now: Files) -> dict[str, Content]:
    """What is to be kept of the published files: those that are not *now* what they were."""
    site = desk.root / "_build" / "html"
    found: dict[str, Content] = {}
    for name, sha256 in published.files or ():
        path = kept_path(release.id, published.revision, name)
        if now.get(name) == sha256 or (desk.root / path).is_file():
            continue
        data = published_file(desk.root, site, release, name, sha256)
        if data is None:
            raise PublicationError(
                f"{name} is no longer the file that was published, and nothing else has that; put it back, run this "
                "again, and replace it then; or, where no reader has it yet: newsroom undo"
            )
        found[path] = data
    return found


def _and_files(kept: Mapping[str, Content]) -> str:
    if not kept:
        return ""
    folder = posixpath.commonpath([posixpath.dirname(path) for path in kept])
    return f", {folder}/ its {'files' if len(kept) > 1 else 'file'}"


def withdraw(desk: Desk, id_: str, reason: str, replaced_by: str | None = None, headline: str = "") -> Plan:
    """Put a notice with the reason in the place of a release and of its translations, which say the same.

    A *headline* takes the place of its own as a revision, also where it was withdrawn before.
    """
    desk.refuse_damage()
    release = desk.release(id_)
    withdrawn = desk.record(release).withdrawn
    if withdrawn and (reason or replaced_by or not headline):
        raise PublicationError(f"{release.id} is withdrawn already; for a neutral headline give --headline alone")
    if not withdrawn:
        _refuse_empty("--reason", reason)
    target = desk.release(replaced_by).id if replaced_by else NO_RELEASE
    if target == release.id:
        raise PublicationError(f"{target} cannot take its own place; name another release, or correct this one")
    plan = _withdrawal(desk, release, reason, target, headline)
    for tag, other in () if withdrawn else desk.translations(release):
        record = desk.ledger.records.get(other.id)
        if record and not record.withdrawn:
            translated = translation_id(target, tag)
            there = release_page(translated) in desk.archive.releases
            plan = plan.joined(_withdrawal(desk, other, reason, translated if there else target))
    return plan


def _withdrawal(desk: Desk, release: Release, reason: str, target: ReleaseId, headline: str = "") -> Plan:
    if not desk.is_published(release):
        raise PublicationError(departed(release))
    record, source = desk.record(release), desk.source(release)
    files: dict[str, Content] = {}
    events: list[Event] = []
    new = source
    if not release.withdrawn:
        value = {"date": desk.settings.today.isoformat(), "reason": reason}
        new = _keyed(desk, release, "withdrawn", {**value, "replaced_by": target} if target else value)
        files[release.path] = new.encode()
    if headline:
        titled = with_id(release.path, new, [("title",)], release.title, headline)
        titled = titled if titled != new else with_key(release.path, new, "title", headline)
        after = desk.parsed(release.path, titled)
        if after != replace(desk.parsed(release.path, new), title=headline):
            raise PublicationError(
                f"{release.path}: `title` cannot be changed; write it on one line, then run this again"
            )
        number, note = record.current.revision, record.withdrawn.note if record.withdrawn else reason
        files = {superseded_path(release.path, number): source.encode(), release.path: titled.encode()}
        found = digests(after, titled, record.current.issuer)
        events.append(desk.event(after, found, note, number + 1, desk.files(release)))
    if not record.withdrawn:
        events.append(Event("withdrawn", desk.now, release.id, form=FORM, note=reason, target=target))
    return Plan(files, tuple(events), told=tuple(map(said, events)))


def erase(desk: Desk, id_: str, reason: str, revision: int | None = None, new_id: str | None = None) -> Plan:
    """Take the words of a release and its translations out of everything, or those of one superseded *revision*.

    A notice with the reason stays, under *new_id* if the id says too much.
    """
    desk.refuse_damage()
    _refuse_empty("--reason", reason)
    id_ = desk.archive.current_id(id_in(id_))
    record = desk.ledger.records.get(id_)
    if record is None or release_page(id_) in desk.archive.withheld:
        record = desk.record(desk.release(id_))  # which says why there is none, or what is to be mended first
    if record.current.erased and not new_id:
        raise PublicationError(f"{id_} is erased already")
    if revision is not None:
        texts = [event for event in record.superseded if event.revision == revision and not event.erased]
        if not texts:
            raise PublicationError(
                f"{id_} has no superseded text {revision}; the one that stands is corrected first, or erased with --all"
            )
        return _erasure(desk, record, texts, reason, record.id).joined(Plan({}, told=(_NEXT,)))
    new = id_in(new_id or id_)
    if new_id and (problem := name_problem(f"{release_page(new)}.md")):
        raise PublicationError(f"{new} is no id: {problem.message}; {problem.advice}")
    plan = Plan({})
    for each in desk.ledger.records.values():
        if each.id == id_ or each.id.startswith(f"{id_}."):  # a translation
            name = ReleaseId(new + each.id.removeprefix(id_))
            if new_id and (name in desk.ledger.records or desk.files_of(name) or desk.former(name)):
                raise PublicationError(f"{name} is, or was, another release; choose another id")
            plan = plan.joined(_erasure(desk, each, each.revisions, reason, name))
    approved = read_approvals(desk.root)
    left = [line.text() for line in approved if line.id != id_ and not line.id.startswith(f"{id_}.")]
    files = {APPROVALS: "".join(f"{line}\n" for line in left).encode()} if len(left) < len(approved) else {}
    return plan.joined(Plan(files, told=(_NEXT,)))


_NEXT = (
    "next: newsroom build (after --new-id with --accept-loss), and put the site online; "
    'git\'s history still has the text, see the guide "Take something down"'
)


def _erasure(desk: Desk, record: Record, texts: Sequence[Event], reason: str, id_: ReleaseId) -> Plan:
    """The lines of some texts of a release without their words, and what says so; their files go."""
    whole, renamed = len(texts) == len(record.revisions), id_ != record.id
    numbers = {event.revision for event in texts}
    ids = {record.id, *(former.id for former in record.former)}
    lines = [
        event
        for event in desk.ledger.events
        if event.id in ids
        and (whole or event.revision in numbers)
        and (renamed or (not event.erased and event.kind not in ("moved", "erased")))
    ]
    left = [without_words(event, id_ if renamed else event.id) for event in lines]
    last = record.current.revision
    by_text: dict[int, list[str]] = {}
    for event in left:
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
    return Plan({}, tuple(events), tuple(_files_of(desk, record, numbers)), tuple(map(said, events)), tuple(left))


def _files_of(desk: Desk, record: Record, numbers: Collection[int]) -> list[str]:
    """The files of some texts of a release, with pictures and attachments that nothing else shows."""
    pages = {superseded_page(record.id, number) for number in numbers}
    pages |= {release_page(record.id)} if record.current.revision in numbers else set()
    below = tuple(f"{page}{end}" for page in pages for end in "./")
    found = [path for path in desk.files_of(record.id) if path.startswith(below)]
    named = {file.path for page, files in desk.archive.files.items() if page in pages for file in files}
    others = {file.path for page, files in desk.archive.files.items() if page not in pages for file in files}
    others |= {image.src for _, image in pictured(desk.archive.registry)}
    return [*found, *sorted(path for path in named - others - {*found} if (desk.root / path).is_file())]


def _keyed(desk: Desk, release: Release, key: str, value: object) -> str:
    """The release's file with a value more in its header, and all else as it was; raises PublicationError."""
    source = desk.source(release)
    edited = with_key(release.path, source, key, value)
    before, after = desk.parsed(release.path, source), desk.parsed(release.path, edited)
    if getattr(after, key) is None or after != replace(before, **{key: getattr(after, key)}):
        raise PublicationError(
            f"{release.path}: `{key}` cannot be added to the header; write it there yourself, "
            f"then run: newsroom publish {release.id}"
        )
    return edited


def _refuse_empty(option: str, text: str) -> None:
    if not text.strip():
        raise PublicationError(f"{option} is empty; say what readers are to know")
    if is_placeholder(text):
        raise PublicationError(f"{option} is {text.strip()!r}; say what readers are to know in the place of the dots")

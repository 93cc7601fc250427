"""``newsroom correct`` and ``newsroom withdraw`` as plans: what becomes of a text that was published."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace

from sphinx_newsroom.archive.contents import Content
from sphinx_newsroom.archive.published import published_file
from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.release_files import Files, departed_files, kept_path
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import NO_RELEASE, ReleaseId, release_page, translation_id
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.desk import Desk, departed, superseded_path
from sphinx_newsroom.operations.plan import Plan, PublicationError, said
from sphinx_newsroom.operations.publish import unrecorded_notes
from sphinx_newsroom.sources.edits import with_key
from sphinx_newsroom.sources.keys.sheet import is_placeholder


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
    new = desk.edited(
        release,
        source if text is None else text,
        "corrections",
        {"date": desk.settings.today.isoformat(), "note": note},
    )
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


def withdraw(desk: Desk, id_: str, reason: str, replaced_by: str | None = None) -> Plan:
    """Put a notice with the reason in the place of a release and of its translations, which say the same."""
    desk.refuse_damage()
    _refuse_empty("--reason", reason)
    release = desk.release(id_)
    if desk.record(release).withdrawn:
        raise PublicationError(f"{release.id} is withdrawn already")
    target = desk.release(replaced_by).id if replaced_by else NO_RELEASE
    if target == release.id:
        raise PublicationError(f"{target} cannot take its own place; name another release, or correct this one")
    plan = _withdrawal(desk, release, reason, target)
    for tag, other in desk.translations(release):
        record = desk.ledger.records.get(other.id)
        if record and not record.withdrawn:
            translated = translation_id(target, tag)
            there = release_page(translated) in desk.archive.releases
            plan = plan.joined(_withdrawal(desk, other, reason, translated if there else target))
    return plan


def _withdrawal(desk: Desk, release: Release, reason: str, target: ReleaseId) -> Plan:
    if not desk.is_published(release):
        raise PublicationError(departed(release))
    value = {"date": desk.settings.today.isoformat(), "reason": reason}
    if target:
        value["replaced_by"] = target
    files = {} if release.withdrawn else {release.path: _keyed(desk, release, "withdrawn", value).encode()}
    event = Event("withdrawn", desk.now, release.id, note=reason, target=target)
    return Plan(files, (event,), told=(said(event),))


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

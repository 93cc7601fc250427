"""``newsroom move`` as a plan: a release at another address, and redirects at those that it had."""

from __future__ import annotations

import posixpath

from sphinx_newsroom.archive.contents import Content, alike, content_of
from sphinx_newsroom.archive.one_file import targets_of
from sphinx_newsroom.files import mended
from sphinx_newsroom.ledger.events import FORM, Event
from sphinx_newsroom.model.addresses import RELEASES, ReleaseId, release_page, translation_id, url_of
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.desk import Desk, departed
from sphinx_newsroom.operations.plan import Plan, PublicationError, said
from sphinx_newsroom.sources.header import original_of
from sphinx_newsroom.sources.listing import name_problem
from sphinx_newsroom.sources.release_file import id_in


def move(desk: Desk, name: str, new_name: str) -> Plan:
    """Give a release, its superseded texts and its translations another address, and leave a redirect."""
    desk.refuse_damage()
    id_, new = ReleaseId(name), id_in(new_name)
    finished = _finish_move(desk, id_, new)
    if finished is not None:
        return finished
    release = desk.release(id_)
    _refuse_other_language(desk, release, new)
    plan = _moved(desk, release, new)
    for tag, other in desk.translations(release):
        plan = plan.joined(_moved(desk, other, translation_id(new, tag)))
    return plan


def _finish_move(desk: Desk, id_: ReleaseId, new: ReleaseId) -> Plan | None:
    """What is left of a move that was stopped after it was recorded: the old files, those of translations, too."""
    moved = [
        former.id
        for record in desk.ledger.records.values()
        for former in record.former
        if former.id == id_ + (tail := record.id.removeprefix(new)) and (not tail or tail.startswith("."))
    ]
    if id_ not in moved:
        return None
    gone = tuple(path for each in moved for path in desk.files_of(each))
    if not gone:
        raise PublicationError(f"{id_} has moved to {new} already")
    return Plan({}, gone=gone, told=(f"{id_} had moved to {new}; its old files are gone now",))


def _moved(desk: Desk, release: Release, new: ReleaseId) -> Plan:
    record = desk.record(release)
    if not desk.is_published(release):
        raise PublicationError(departed(release))
    desk.refuse_reuse(new, back=record)
    suffix = posixpath.splitext(release.path)[1]
    target = release_page(new) + suffix
    if problem := name_problem(target):
        raise PublicationError(f"{new} is no id: {problem.message}; {problem.advice}")
    if new == release.id:
        raise PublicationError(f"{new} is its id already; give another")
    if new in desk.ledger.records:
        raise PublicationError(f"{new} is another release; choose another id")
    # In the same folder relative paths go on leading to the same files.
    if posixpath.dirname(new) != posixpath.dirname(release.id):
        _refuse_relative(desk, release)
    source, url = desk.source(release), url_of(release.docname)
    # It may have been there before: a release can move back and away again.
    if url not in release.former_urls:
        source = desk.edited(release, source, "former_urls", url)
    files = {target: source.encode(), **_files_beside(desk, release, new)}
    for path, content in files.items():
        there = desk.root / path
        if there.exists() and not alike(content_of(there), content):
            raise PublicationError(f"{path} exists; choose another id, or take that file away")
    after = desk.parsed(target, source)
    event = Event("moved", desk.now, release.id, form=FORM, target=new, former_urls=after.former_urls)
    return Plan(files, (event,), tuple(desk.files_of(release.id)), (said(event),))


def _files_beside(desk: Desk, release: Release, new: ReleaseId) -> dict[str, Content]:
    """What is called after a release, its own file aside, by the paths that it will have; raises PublicationError."""
    found: dict[str, Content] = {}
    for path in desk.files_of(release.id)[1:]:
        content = content_of(desk.root / path)
        if content is None:
            raise PublicationError(f"{path} cannot be read; see to that, then run this again")
        found[release_page(new) + path.removeprefix(release.docname)] = content
    return found


def _refuse_other_language(desk: Desk, release: Release, new: ReleaseId) -> None:
    """Refuse an id that would make a translation of a release, or of a translation one by itself."""
    old, implied = original_of(release.id), original_of(new)
    original = desk.archive.releases.get(release_page(implied[0])) if implied else None
    if (old[1] if old else None) != (implied[1] if implied else None):
        raise PublicationError(
            f"{release.id} and {new} differ in the language that their names say; a translation moves with its original"
        )
    if implied and (original is None or original.translation_of):
        raise PublicationError(f"{new} would be a translation of {implied[0]}, which cannot have one")


def _refuse_relative(desk: Desk, release: Release) -> None:
    """Refuse to take a text away from the files that it names by relative paths: its words stay as they are."""
    text = mended(desk.source(release))
    targets = [target.path for target in targets_of(release.path, text, desk.settings.allowed)]
    if release.image:
        targets.append(release.image.src)
    targets += [attachment.src for attachment in release.attachments]
    if targets:
        folder = posixpath.dirname(release.id)
        raise PublicationError(
            f"{release.path} names {targets[0]} by a path from its own folder; "
            f"keep the release in {RELEASES}/{folder}/ and change the last part of its id alone"
        )

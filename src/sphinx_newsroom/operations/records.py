"""Plan a new id for a record, or the merge of two records, including all references to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.archive.compiler import release_text
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import HeaderError, counted, some, suggestion
from sphinx_newsroom.files import bytes_of, digest, read_plain
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import FOLDERS, ReleaseId, entity_page, url_of
from sphinx_newsroom.model.records import Entity, EntityKind, Membership, Name, Official, Organization, Topic
from sphinx_newsroom.operations.begin import whole_archive
from sphinx_newsroom.operations.recording import CONF, Desk, Plan, PublicationError
from sphinx_newsroom.sources.alert_file import alert_paths, alert_with_id
from sphinx_newsroom.sources.edits import with_id, with_values
from sphinx_newsroom.sources.header import KEYS, MARKDOWN, bounds, is_notebook, ways_to
from sphinx_newsroom.sources.listing import SourceFile, documents_by_path, name_problem, source_files
from sphinx_newsroom.sources.yaml_text import entry, plain
from sphinx_newsroom.text.checks.references import text_with_id
from sphinx_newsroom.text.naming import Names, find

Progress = Callable[[str, int, int], None]
"""Reports progress: the current step, the number done, and the total."""


def named_in_texts(
    root: Path, settings: Settings, records: Iterable[Organization | Official], progress: Progress
) -> frozenset[str]:
    """Return the ids of organizations and officials in *records* that releases of the archive in *root* name.

    Drafts and releases under embargo count. If a name is ambiguous, all its meanings count, as do issuers and the
    entities that a header names. Raises OSError if a text can't be read.
    """
    archive = whole_archive(root, settings)
    kept, added = archive.registry, list(records)
    registry = replace(
        kept,
        organizations={**kept.organizations, **{one.id: one for one in added if isinstance(one, Organization)}},
        officials={**kept.officials, **{one.id: one for one in added if isinstance(one, Official)}},
    )
    names = Names(registry)
    named: set[str] = set()
    for number, release in enumerate(archive.releases.values()):
        progress("releases looked through", number, len(archive.releases))
        text, marks = release_text(archive, release)
        found = find(names, text, marks, release)
        named.update(mention.entity for mention in found.mentions if mention.entity)
        named.update(entity for ambiguity in found.ambiguities for entity in ambiguity.candidates)
        named.update(release.all_issuers)
    return frozenset(named)


class Subject(NamedTuple):
    """A record with the text of its file; a topic may have no file."""

    record: Entity
    text: str


def id_of_record(kind: EntityKind, words: str) -> str:
    """Return the id from ``unodc``, ``organizations/unodc`` or ``organizations/unodc.md``."""
    return words.removeprefix(f"{FOLDERS[kind]}/").removesuffix(MARKDOWN)


def path_of(kind: EntityKind, id_: str) -> str:
    """Return the path of a record's file."""
    return entity_page(kind, id_) + MARKDOWN


def record_of(desk: Desk, kind: EntityKind, id_: str) -> Subject:
    """Return a record and its file's text; raises PublicationError if there is none, or it has an error."""
    registry = desk.archive.registry
    record = registry.of_kind(kind).get(id_)
    if record is None:
        path = path_of(kind, id_)
        if (desk.root / path).is_file():
            first = next((str(problem) for problem in desk.archive.problems if problem.path == path), path)
            raise PublicationError(f"{path} has an error; correct it first: {first}")
        if (now := registry.current_id(kind, id_)) != id_:
            raise PublicationError(f"{id_} is already a former id of {now}")
        advice = suggestion(id_, registry.of_kind(kind), f"write the id of a file in {FOLDERS[kind]}/")
        raise PublicationError(f"there is no {kind} {id_!r}; {advice}")
    if not record.path:
        return Subject(record, "")
    return Subject(record, desk.source(record))


def refuse_taken(desk: Desk, kind: EntityKind, new: str, own: Entity) -> None:
    """Refuse an id that isn't valid, that a record has or had, or whose address is in use."""
    path, registry = path_of(kind, new), desk.archive.registry
    if problem := name_problem(path):
        raise PublicationError(f"{new!r} isn't an id: {problem.message}; {problem.advice}")
    others = (registry.topics,) if kind == "topic" else (registry.organizations, registry.officials)
    if any(new in records for records in others) or (desk.root / path).exists():
        raise PublicationError(f"{new} is another record; to merge the two, run: newsroom merge {kind} {own.id} {new}")
    namesake: EntityKind = "official" if kind == "organization" else "organization"
    if kind != "topic" and (desk.root / path_of(namesake, new)).exists():
        raise PublicationError(f"{new} is the id of another record; choose another id")
    holder = registry.former.get(kind, {}).get(new)
    if holder not in (None, own.id):
        raise PublicationError(f"{new} is a former id of {holder}, and redirects to it; choose another")
    address = url_of(entity_page(kind, new))
    for release in desk.archive.releases.values():
        if address in release.former_urls:
            raise PublicationError(f"{address} is a former address of {release.id}; choose another id")


def with_changes(found: Subject, changes: dict[str, object]) -> bytes:
    """Return the file of a record with changed values and all other bytes unchanged; raises PublicationError."""
    if not found.record.path:
        values = [("name", found.record.name), *changes.items()]
        lines = (entry(key, value) for key, given in values if (value := plain(given)) is not None)
        return f"---\n{''.join(lines)}---\n".encode()
    try:
        return with_values(found.text, changes).encode()
    except HeaderError as error:
        raise PublicationError(f"{found.record.path}: {error}") from None


def new_former_ids(own: str, *ids: str) -> list[str]:
    """Return the former ids of a record with the id *own*, each once."""
    return [id_ for id_ in dict.fromkeys(ids) if id_ != own]


def uses(desk: Desk, kind: EntityKind, old: str, new: str, own: tuple[str, ...]) -> Plan:
    """Plan a record's new id in all files that refer to it, except its *own*; published texts keep the former one.

    Raises PublicationError if a file that refers to it can't be changed.
    """
    found: dict[str, tuple[str, str]] = {}
    unchanged = []
    for file in source_files(desk.root)[0]:
        if file.path in own or not (text := _naming(desk, file, old)):
            continue
        if file.kind != "superseded":
            found[file.path] = text, _changed(desk, file, text, kind, old, new)
        is_published = file.kind == "superseded" or _is_published(desk, file)
        if is_published and _texts_with_id(file.path, text, kind, old, f"{old}-") != text:  # in a role or link
            unchanged.append(file.path)
    for path, text in documents_by_path(desk.root):
        if old in text:
            found[path] = text, text_with_id(path, text, kind, old, new)
    for path in alert_paths(desk.root):
        with suppress(HeaderError, UnicodeDecodeError):  # check reports it
            text = (bytes_of(desk.root / path) or b"").decode()
            found[path] = text, alert_with_id(path, text, kind, old, new)
    files = {path: changed.encode() for path, (text, changed) in found.items() if changed != text}
    files |= _conf(desk, kind, old, new)
    report = [f"it has its new name in {counted(len(files), 'file')}: {some(sorted(files))}"] if files else []
    if unchanged:
        stay = "stays as it was, and names" if len(unchanged) == 1 else "stay as they were, and name"
        report.append(f"{counted(len(unchanged), 'published text')} {stay} it {old}: {some(unchanged)}")
    return Plan(files, report=tuple(report))


def _naming(desk: Desk, file: SourceFile, old: str) -> str:
    """Return the text of a file as it was read, if it can refer to an id at all; raises PublicationError."""
    data = bytes_of(desk.root / file.path) or b""
    if old.encode() not in data:
        return ""
    if file.docname in desk.archive.digests and digest(data) != desk.archive.digests[file.docname]:
        raise PublicationError(f"{file.path} was changed in the meantime; run this again")
    try:
        return read_plain(desk.root / file.path).decode()  # refuses a link, which would become a copy
    except UnicodeDecodeError:
        return ""  # check reports it, and the file isn't published


def _is_published(desk: Desk, file: SourceFile) -> bool:
    return file.kind == "release" and ReleaseId(file.id) in desk.ledger.records


def _changed(desk: Desk, file: SourceFile, text: str, kind: EntityKind, old: str, new: str) -> str:
    ways = [*ways_to(kind, KEYS[file.kind])]
    try:
        changed = with_id(file.path, text, ways, old, new) if ways else text
        if not _is_published(desk, file):
            return _texts_with_id(file.path, changed, kind, old, new)
    except HeaderError as error:
        raise PublicationError(f"{file.path} may name {old}, but its header can't be read: {error}") from None
    read = desk.archive.reads.get(file.path) if changed != text else None
    if read is not None and read.digests is not None:
        issuer = desk.ledger.records[ReleaseId(file.id)].current.issuer
        if digests(desk.parsed(file.path, changed), changed, issuer) != read.digests:
            raise PublicationError(f"{file.path} would differ from the published version; edit its header yourself")
    return changed


def _texts_with_id(path: str, text: str, kind: EntityKind, old: str, new: str) -> str:
    """Replace an id in the text of a file; a notebook stays unchanged if the former id still works."""
    if is_notebook(path):
        return text
    end = bounds(text)[2]
    return text[:end] + text_with_id(path, text[end:], kind, old, new)


def _conf(desk: Desk, kind: EntityKind, old: str, new: str) -> dict[str, bytes]:
    """Return conf.py with the new id, if it is the default issuer of releases."""
    if kind != "organization" or desk.settings.issuer != old:
        return {}
    text = (bytes_of(desk.root / CONF) or b"").decode()
    pattern = re.compile(rf"^(newsroom_issuer\s*=\s*(['\"])){re.escape(old)}(?=\2)", re.MULTILINE)
    changed, count = pattern.subn(lambda match: match[1] + new, text)
    if count != 1:
        raise PublicationError(f"newsroom_issuer in {CONF} is {old}, but not as plain text; write {new} there first")
    return {CONF: changed.encode()}


# Merging two records of the same entity: values that one lacks come from the other, and the user resolves conflicts.

_SINGLE = (
    "classification",
    "parent",
    "unit_of",
    "founding_date",
    "dissolution_date",
    "website",
    "contacts",
    "boilerplate",
    "family_name",
)
"""The keys with a single value."""
_LISTS = ("successors", "not_in", "nicknames")
"""The keys with lists of values."""


@dataclass
class JoinedRecord:
    """The changed values of a record when another is merged into it, by key, and the conflicts.

    *keep* and *take* are the keys that were decided: for the record's own value, or for the other's.
    """

    keep: Collection[str] = ()
    take: Collection[str] = ()
    changes: dict[str, object] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)

    def decide(self, key: str, ours: Any, theirs: Any) -> Any:
        """Return ours or theirs if one is empty, both are equal or it was decided; else ours, with a conflict."""
        if key in self.take:
            return theirs or ours
        if not theirs or ours == theirs or key in self.keep:
            return ours
        if ours:
            self.conflicts.append(f"{key} ({_shown(ours)}, or {_shown(theirs)})")
        return ours or theirs

    def put(self, key: str, before: object, after: object) -> None:
        """Note a changed value."""
        if before != after:
            self.changes[key] = after


def joined(into: Entity, other: Entity, keep: Collection[str] = (), take: Collection[str] = ()) -> JoinedRecord:
    """Return the changes in the record *into* when *other*, of the same kind, is merged into it."""
    found = JoinedRecord(keep, take)
    if isinstance(into, Topic):
        return found
    for key in _SINGLE:
        if hasattr(into, key):
            found.put(key, getattr(into, key), found.decide(key, getattr(into, key), getattr(other, key)))
    for key in _LISTS:
        if hasattr(into, key):
            found.put(key, getattr(into, key), tuple(dict.fromkeys((*getattr(into, key), *getattr(other, key)))))
    _join_names(found, into, other)
    _join_others(found, into, other)
    urls = {source.url for source in into.sources}
    sources = [source for source in getattr(other, "sources", ()) if source.url not in urls]
    found.put("sources", into.sources, (*into.sources, *sources))
    if isinstance(into, Official) and isinstance(other, Official):
        found.put("memberships", into.memberships, _offices(found, into.memberships, other.memberships))
    return found


def _join_names(found: JoinedRecord, into: Organization | Official, other: Any) -> None:
    """Combine all names of both, so that texts with any of them still link to the record."""
    acronym = getattr(into, "acronym", None)
    theirs = getattr(other, "acronym", None)
    if theirs and not acronym:
        acronym = theirs
        found.put("acronym", None, theirs)
    known = {name for name in (into.name, acronym, *(one.name for one in into.other_names)) if name}
    names = [Name(name) for name in (other.name, theirs) if name]
    added = []
    for name in (*names, *other.other_names):
        says_more = name.language or name.start_date or name.end_date
        if name.name not in known or (says_more and name not in into.other_names):
            known.add(name.name)
            added.append(name)
    found.put("other_names", into.other_names, (*into.other_names, *dict.fromkeys(added)))


def _join_others(found: JoinedRecord, into: Organization | Official, other: Any) -> None:
    """Merge the context, the identifiers, and the logo or portrait of both."""
    if "context" in found.take:
        found.put("context", into.context, other.context)
    elif "context" not in found.keep and set(into.context) != set(other.context):  # an empty value is also information
        found.conflicts.append(f"context ({_shown(into.context)}, or {_shown(other.context)})")
    identifiers = dict(into.identifiers)
    for scheme, value in other.identifiers:
        identifiers[scheme] = found.decide(f"identifiers.{scheme}", identifiers.get(scheme, ""), value)
    found.put("identifiers", into.identifiers, tuple(identifiers.items()))
    ours, theirs = into.image, other.image
    chosen = found.decide("image", ours.src if ours else "", theirs.src if theirs else "")
    if theirs and chosen == theirs.src and (ours is None or ours.src != theirs.src):
        # From the root, since the record may be in another folder.
        found.put("image", ours, replace(theirs, src=f"/{theirs.src}"))


def _offices(found: JoinedRecord, ours: Iterable[Membership], theirs: Iterable[Membership]) -> tuple[Membership, ...]:
    """Combine the offices of both; the same office with the same beginning and different ends is a conflict."""
    kept = {_office(one): one for one in ours}
    rest = list(ours)
    for one in theirs:
        known = kept.get(_office(one))
        if known is None:
            rest.append(one)
        elif known != one:
            if "memberships" in found.take:
                rest[rest.index(known)] = one
            elif "memberships" not in found.keep:
                found.conflicts.append(f"memberships ({one.role} until {known.end_date}, or until {one.end_date})")
    return tuple(dict.fromkeys(rest))


def _office(one: Membership) -> tuple[object, ...]:
    """Return a key that is equal for the same office of a person in two records."""
    return one.role, one.organization, one.start_date


def _shown(value: object) -> str:
    words = ", ".join(getattr(one, "name", str(one)) for one in value) if isinstance(value, tuple) else str(value)
    return repr(words if len(words) <= 60 else words[:60] + " …") if words else "none"  # noqa: PLR2004


_TEXT = "text"
"""The key of a record's description when the user decides between two."""


def merge(
    desk: Desk,
    kind: EntityKind,
    name: str,
    into_name: str,
    keep: Collection[str],
    take: Collection[str],
) -> Plan:
    """Merge a record into another: its names, offices and references move, and its id becomes a former id.

    *keep* and *take* resolve the keys in which the two differ. Raises PublicationError if a conflict is unresolved.
    """
    desk.refuse_damage()
    old, new = id_of_record(kind, name), id_of_record(kind, into_name)
    if old == new:
        raise PublicationError(f"{old} is {new} already")
    if both := sorted({*keep} & {*take}):
        raise PublicationError(f"{both[0]} can't be both kept and taken")
    _refuse_unknown(kind, (*keep, *take))
    other, into = record_of(desk, kind, old), record_of(desk, kind, new)
    _refuse_related(desk, other.record, into.record)
    found = joined(into.record, other.record, keep, take)
    description = _description(other, into, keep, take)
    conflicts = [*found.conflicts, *([f"{_TEXT} (both are described)"] if description is None else [])]
    if conflicts:
        raise PublicationError(
            f"the two differ in {'; '.join(conflicts)}; for each, use --keep KEY for the value in {new}, or --take "
            f"KEY for the value in {old}"
        )
    former = new_former_ids(new, *into.record.former_ids, *other.record.former_ids, old)
    own = tuple(path for path in (other.record.path, into.record.path) if path)
    plan = Plan(report=(f"merged: {kind} {old} into {new}",)) + uses(desk, kind, old, new, own)
    text = with_changes(into, {**found.changes, "former_ids": former}) + (description or "").encode()
    removes = (other.record.path,) if other.record.path else ()
    return plan + Plan({into.record.path or path_of(kind, new): text}, removes=removes)


def _refuse_unknown(kind: EntityKind, keys: Collection[str]) -> None:
    for key in keys:
        if key != _TEXT and key.partition(".")[0] not in KEYS[kind]:
            known = [*KEYS[kind], _TEXT]
            advice = suggestion(key, known, f"write one of {', '.join(known)}")
            raise PublicationError(f"{key!r} isn't a key in a record; {advice}")


def _refuse_related(desk: Desk, other: Entity, into: Entity) -> None:
    """Refuse to merge records that must be distinct: one is part of the other, or both issued a text."""
    for one, two in ((other, into), (into, other)):
        if isinstance(one, Organization):
            key = next((key for key in ("parent", "unit_of") if getattr(one, key) == two.id), None)
            key = "successors" if two.id in one.successors else key
            if key:
                raise PublicationError(
                    f"{one.path} has {two.id} under {key}, so they can't be merged; remove that first"
                )
    for release in desk.archive.releases.values():
        if {other.id, into.id} <= {*release.all_issuers} and other.kind == "organization":
            raise PublicationError(f"{other.id} and {into.id} both issued {release.id}, so they can't be merged")


def _description(other: Subject, into: Subject, keep: Collection[str], take: Collection[str]) -> str | None:
    """Return the text to add below the header; None if both have some and nothing was decided."""
    theirs, ours = (one.text[bounds(one.text)[2] :].strip() if one.record.path else "" for one in (other, into))
    if not theirs or theirs == ours or _TEXT in keep:
        return ""
    if ours and _TEXT not in take:
        return None
    if ours:
        paths = f"{other.record.path} into {into.record.path}"
        raise PublicationError(f"write the text of {paths} yourself, then use --keep {_TEXT}")
    return f"\n{theirs}\n"


def rename(desk: Desk, kind: EntityKind, name: str, new_name: str) -> Plan:
    """Give a record another id; the former one redirects readers of its page and its feeds."""
    desk.refuse_damage()
    old, new = id_of_record(kind, name), id_of_record(kind, new_name)
    if old == new:
        raise PublicationError(f"{new} is already its id")
    found = record_of(desk, kind, old)
    refuse_taken(desk, kind, new, found.record)
    former = new_former_ids(new, *found.record.former_ids, old)
    path, target = found.record.path, path_of(kind, new)
    plan = Plan(report=(f"renamed: {kind} {old} to {new}",)) + uses(desk, kind, old, new, (path,))
    return plan + Plan({target: with_changes(found, {"former_ids": former})}, removes=(path,) if path else ())

"""Plan an import of records: find each draft's record, merge the two, and make the files."""

from __future__ import annotations

import re
from collections import ChainMap, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from operator import eq
from pathlib import Path
from typing import Any, TypeVar

from sphinx_newsroom.diagnostics import HeaderError, ImportCode, Problem, shown
from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.importers.drafts import (
    Draft,
    Identifier,
    Kind,
    Office,
    Place,
    Ref,
    RefusedValueError,
    clean,
    identifier,
    quoted,
    refuse,
)
from sphinx_newsroom.importers.plan import Change, Plan
from sphinx_newsroom.importers.records.existing import Record, Records, parse, path_of
from sphinx_newsroom.model.ids import RESERVED, free_id, slug
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Source, earliest, latest
from sphinx_newsroom.sources.edits import ORDER, header_values, record_text, with_values

# Merging a record with a draft: the record loses nothing, lists grow, and single values come from the source, or with
# *keep* from the record. Merging the same draft again changes nothing.


def merged_record(record: Record, draft: Draft, keep: bool = False) -> Record:
    """Merge the draft's values that don't refer to other records into the record."""
    name, acronym = record.name, record.acronym if isinstance(record, Organization) else None
    new_name = name if keep else draft.name or name
    new_acronym = _acronym(acronym, draft, keep) if isinstance(record, Organization) else None
    # A replaced name stays as another name, or old releases would lose their links.
    others = [*draft.other_names, *(Name(old) for old in (name, acronym, draft.name, draft.acronym) if old)]
    changes: dict[str, Any] = {
        "name": new_name,
        "other_names": _names(record.other_names, others, (new_name, new_acronym), keep),
        "website": _website(record.website, draft.website, keep),
        "identifiers": _identifiers(record, draft, keep),
        "sources": _sources(record.sources, draft.sources),
    }
    if isinstance(record, Official):
        changes["nicknames"] = tuple(dict.fromkeys((*record.nicknames, *draft.nicknames)))
        merged = {"family_name": _one}
    else:
        changes["acronym"] = new_acronym
        merged = {"classification": _one, "founding_date": _date, "dissolution_date": _date}
    changes |= {key: merge(getattr(record, key), getattr(draft, key), keep) for key, merge in merged.items()}
    return replace(record, **changes)


def with_relations(record: Organization, parent: str | None, successors: Iterable[str], keep: bool) -> Organization:
    """Set an organization's parent and successors, but never to itself."""
    parent = _one(record.parent, parent if parent != record.id else None, keep)
    added = (id_ for id_ in successors if id_ != record.id)
    return replace(record, parent=parent, successors=tuple(dict.fromkeys((*record.successors, *added))))


def with_memberships(record: Official, offices: Sequence[Membership], keep: bool = False) -> Official:
    """Add the offices from a source to an official; those with the same role and organization may be the same."""
    rest = _completed(
        known := list(record.memberships),
        offices,
        lambda one, other: (one.role, one.organization) == (other.role, other.organization),
        keep,
    )
    # If the record has offices, its editors chose their order, so new ones go last.
    if not record.memberships:
        rest.sort(key=lambda office: office.start_date or "")
    return replace(record, memberships=tuple(dict.fromkeys((*known, *rest))))


def _completed(
    known: list[_Dated], given: Iterable[_Dated], same: Callable[[_Dated, _Dated], bool], keep: bool
) -> list[_Dated]:
    """Complete the dates of *known* memberships or names from those *given*; returns the given ones without a match.

    Two match if they start at the same date. They also match if one start date is only less precise or missing, and
    nothing else fits. Each matches at most one other, so that successive terms stay separate.
    """
    free = set(range(len(known)))
    rest = list(dict.fromkeys(given))
    for agrees in (eq, _same_start, _near_start):
        for one in list(rest):
            alike = [at for at in sorted(free) if same(known[at], one) and agrees(known[at], one)]
            near = [other for at in alike for other in rest if same(known[at], other) and agrees(known[at], other)]
            if alike and (agrees is not _near_start or len(near) == 1):
                ours = known[alike[0]]
                free.discard(alike[0])
                rest.remove(one)
                start, end = (_date(getattr(ours, key), getattr(one, key), keep) for key in ("start_date", "end_date"))
                known[alike[0]] = replace(ours, start_date=start, end_date=end)
    return rest


def _same_start(one: Any, other: Any) -> bool:
    return bool(one.start_date == other.start_date)


def _near_start(one: Any, other: Any) -> bool:
    return _spans(one.start_date, other.start_date) and _spans(one.end_date, other.end_date)


def _spans(one: str | None, other: str | None) -> bool:
    """Whether two partial dates agree as far as both go."""
    length = min(len(one or ""), len(other or ""))
    return (one or "")[:length] == (other or "")[:length]


def _one(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    """Return the source's value, unless it is missing, ours is kept, or they differ only in capitals."""
    # A file that would change only in capitals isn't rewritten.
    if theirs is None or (ours is not None and (keep or ours.casefold() == theirs.casefold())):
        return ours
    return theirs


def _date(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    """Return the source's date, unless it is only less precise than ours."""
    # The source's "2010" must not replace a researched "2010-07-12".
    if ours and theirs and len(theirs) <= len(ours) and _spans(ours, theirs):
        return ours
    return _one(ours, theirs, keep)


def _website(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    if ours and theirs and ours.rstrip("/") == theirs.rstrip("/"):
        return ours
    return _one(ours, theirs, keep)


def _acronym(ours: str | None, draft: Draft, keep: bool) -> str | None:
    """Return the acronym; ours stays if it is one of several in the source."""
    if ours and ours in {name.name for name in draft.other_names}:
        return ours
    return ours if keep and ours else draft.acronym or ours


def _names(ours: Sequence[Name], theirs: Iterable[Name], main: Iterable[str | None], keep: bool) -> tuple[Name, ...]:
    """Return our other names, completed from the source, followed by new ones."""
    shown = {name.casefold() for name in main if name}
    # The main name isn't repeated, unless with a language or dates.
    names = [name for name in ours if name.name.casefold() not in shown or name.language or _dated(name)]
    given = [name for name in theirs if name.name.casefold() not in shown]
    rest = _completed(names, given, _same_name, keep)
    for name in rest:
        if _dated(name) or not any(_same_name(known, name) for known in names):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _same_name(one: Name, other: Name) -> bool:
    return one.name == other.name and (one.language == other.language or None in (one.language, other.language))


def _dated(name: Name) -> bool:
    return bool(name.start_date or name.end_date)


def _identifiers(record: Record, draft: Draft, keep: bool) -> tuple[tuple[str, str], ...]:
    """Merge the identifiers; the source's own id is added only if nothing else identifies the record."""
    found = dict(record.identifiers)
    for scheme, value in draft.identifiers:
        if scheme not in found or (identifier(scheme, found[scheme]) != (scheme, value) and not keep):
            found[scheme] = value
    if draft.own and not found and draft.own[1] != record.id:
        found[draft.own[0]] = draft.own[1]
    return tuple(found.items())


def _sources(ours: Sequence[Source], theirs: Iterable[Source]) -> tuple[Source, ...]:
    known = {source.url for source in ours}
    # Reversed twice, so that the first of two sources with the same address stays.
    new = {source.url: source for source in reversed(list(theirs)) if source.url not in known}
    return (*ours, *reversed(new.values()))


# Finding a draft's record: by identifier, then id, then exact name, without guessing. Identifiers and ids of all drafts
# in a file are settled before names. So a name never claims a record that another draft identifies.

# Other sources also use ids as short as "12", so a short id must agree in a name, too.
_TELLING = 12
_PARTIAL = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)  # for example 2010, 2010-07, 2010-07-12

_Dated = TypeVar("_Dated", Membership, Name)
_Reason = tuple[str, str]

Progress = Callable[[str, int, int], None]
"""The callback for progress: what is done, how much of it, and of how much."""


def plan(
    sources: Sequence[Sequence[Draft]],
    records: Records,
    root: Path,
    *,
    keep: bool = False,
    trusted: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> Plan:
    """Plan the import of *sources*, the drafts of each file, into the archive of *records* in *root*.

    With *keep*, the archive's single values win. *trusted* means that the user named the scheme of the source's own
    ids, so even short ones count.
    """
    given = dict.fromkeys(id_ for drafts in sources for draft in drafts for id_ in (draft.id, draft.key) if id_)
    work = _Import(root, records, keep, trusted, given)
    for drafts in sources:
        work.match([draft for draft in drafts if work.is_sound(draft)])
    pairs = [(file, *pair) for file in work.files for pair in file.drafts]
    for number, (file, id_, draft) in enumerate(pairs):
        progress("compared", number, len(pairs))
        work.relate(file, id_, draft)
    work.open_circles()
    return work.written(progress)


@dataclass(slots=True)
class _File:
    """The drafts of one file: their records, claimed ids, names and identifiers.

    *heirs* has the ids of those that name an organization as their predecessor, by its key.
    """

    drafts: list[tuple[str, Draft]] = field(default_factory=list)
    by_key: dict[tuple[Kind, str], str] = field(default_factory=dict)
    claimed: dict[str, Draft] = field(default_factory=dict)
    named: dict[tuple[Kind, str], list[Draft]] = field(default_factory=lambda: defaultdict(list))
    handles: dict[tuple[Kind | None, Identifier], Draft] = field(default_factory=dict)
    heirs: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class _Import:
    """An import in progress: the records as they change, and the problems.

    *reserved* holds the ids that the sources give; new records without an id never take one of these.
    """

    def __init__(self, root: Path, records: Records, keep: bool, trusted: bool, reserved: dict[str, Any]) -> None:
        self.root, self.records, self.keep, self.trusted, self.reserved = root, records, keep, trusted, reserved
        self.before: Mapping[str, Record] = dict(records.records)
        self.problems: list[Problem] = []
        self.files: list[_File] = []
        self.places: dict[str, Place] = {}

    def is_sound(self, draft: Draft) -> bool:
        """Whether an organization's own values are valid; checked first, since others refer to it."""
        if draft.kind == "official":
            return True
        record = merged_record(_empty("organization", "x", draft.name or "x"), draft)
        reason = _reason(record, record_text(record))
        if reason is not None:
            self.problems.append(_refusal(draft.place, record.name, reason))
        return reason is None

    def match(self, drafts: Sequence[Draft]) -> None:
        """Find or make the record of each draft of a file, so that later files find them, too."""
        file = _File()
        self.files.append(file)
        for draft in drafts:
            file.named[draft.kind, draft.name].append(draft)
        settled: dict[int, str] = {}
        for how in (self._known, self._by_name):
            for number, draft in enumerate(drafts):
                if number not in settled and (id_ := self._settled(file, draft, how)) is not None:
                    settled[number] = id_
        for number, id_ in sorted(settled.items()):
            if not id_:
                continue
            draft = drafts[number]
            file.drafts.append((id_, draft))
            if draft.key is not None:
                file.by_key.setdefault((draft.kind, draft.key), id_)
            for key in draft.predecessors:
                file.heirs[key].append(id_)
            self.places.setdefault(id_, draft.place)
            record = self.records.records.get(id_)
            if record is None:
                self._note_namesakes(id_, draft)
                record = _empty(draft.kind, id_, draft.name)
            self.records.add(merged_record(record, draft, self.keep))

    def _settled(self, file: _File, draft: Draft, how: Callable[[_File, Draft], str | None]) -> str | None:
        """Find a draft's record with *how*, and claim it; None if not found, empty if there is a problem."""
        try:
            if (id_ := how(file, draft)) in file.claimed:
                raise _twice(draft, f"{file.claimed[id_].place} has an identifier of the same record")
        except RefusedValueError as refusal:
            self.problems.append(refusal.problem)
            return ""
        if id_:
            file.claimed[id_] = draft
        return id_

    def _known(self, file: _File, draft: Draft) -> str | None:
        """Return the record found by an identifier or by the id given, or None."""
        for handle in draft.handles:  # sources may number persons and organizations separately
            kind = draft.kind if handle == draft.own else None
            if (other := file.handles.setdefault((kind, handle), draft)) is not draft:
                raise _twice(draft, f"{_called(draft)} has the same {handle[0]} identifier as {other.place}")
        ids = dict.fromkeys(id_ for handle in draft.identifiers for id_ in self.records.by_identifier.get(handle, ()))
        if draft.own:
            ids |= {id_: None for id_ in self.records.by_identifier.get(draft.own, ()) if self._believed(draft, id_)}
        if not ids:
            # An id that the source assigns must not contradict the record's identifiers.
            record = self.records.records.get(draft.id or draft.key or "")
            if record is None or record.kind != draft.kind or (draft.own and self._differs(draft, record.id)):
                return None
            return record.id
        id_ = next(iter(ids))
        if len(ids) > 1:
            words, advice = f"has identifiers of several records: {self._paths(ids)}", "merge these records, or correct"
            raise _unclear(draft, words, f"{advice} their identifiers")
        if self.records.records[id_].kind != draft.kind:
            words = f"is an {draft.kind}, but {self._paths(ids)} has its identifier"
            raise _unclear(draft, words, "correct the identifier in that file, or in the source")
        return id_

    def _believed(self, draft: Draft, id_: str) -> bool:
        """Whether the source's own id, in a scheme that other sources may share, identifies the record."""
        record = self.records.records[id_]
        names = {clean(record.name), *(clean(name.name) for name in record.other_names)}
        said = {draft.name, *(name.name for name in draft.other_names)}
        telling = self.trusted or len((draft.own or ("", ""))[1]) >= _TELLING or not names.isdisjoint(said)
        return record.kind == draft.kind and telling

    def _by_name(self, file: _File, draft: Draft) -> str:
        """Return the one record with exactly this name and no conflicting identifiers, or a new id."""
        if not draft.name:
            words = "name is missing, and no record has this id"
            raise refuse(draft.place, words, "fill in `name`", ImportCode.MISSING_KEY)
        for other in file.named[draft.kind, draft.name]:
            if other is not draft and not _distinct(draft, other):
                words = f"{_called(draft)} has the same name as {other.place}, and nothing distinguishes them"
                raise _twice(draft, words, "give each its own id, or merge them")
        same = [
            id_
            for id_ in dict.fromkeys(self.records.by_name.get((draft.kind, draft.name), ()))
            # A record with another Wikidata id is someone else, despite the name.
            if id_ not in file.claimed and not self._differs(draft, id_)
        ]
        if len(same) > 1:
            words = f"could be {self._paths(same)}, which have the same name"
            raise _unclear(draft, words, "write an identifier that the source has into the right one")
        return same[0] if same else self._new(file, draft)

    def _differs(self, draft: Draft, id_: str) -> bool:
        known = dict(self.records.records[id_].identifiers)
        return any(known.get(scheme, value) != value for scheme, value in draft.handles)

    def _new(self, file: _File, draft: Draft) -> str:
        """Return a new id; an id from the source is used as given, or refused."""
        candidates = list(_candidate_ids(draft))
        if broken := next((self.records.broken[one] for one in candidates if one in self.records.broken), None):
            words = f"may be the record in {broken}, which can't be read"
            raise _unclear(draft, words, "fix that file, then import again")
        taken = ChainMap[str, Any](self.records.records, self.records.broken, file.claimed, dict.fromkeys(RESERVED))
        if draft.id is not None and draft.id not in taken:
            return draft.id
        if draft.id is not None and draft.own is None:
            raise refuse(
                draft.place, f"the id {draft.id!r} is already in use", "choose another", ImportCode.DUPLICATE_ID
            )
        # Ids of later rows must stay free.
        taken = taken.new_child(self.reserved)
        free = next((id_ for id_ in candidates if id_ not in taken), None)
        return free or free_id(slug(draft.name) or (candidates[-1] if candidates else ""), taken)

    def _note_namesakes(self, id_: str, draft: Draft) -> None:
        """Report a new record with the name of an existing one, since they may be the same."""
        alike = list(self.records.by_name.get((draft.kind, draft.name), ()))
        alike += self.records.by_form.get(draft.name, ()) if draft.kind == "organization" else ()
        handle = next(iter(draft.handles), None)
        to_file = f"put identifiers: {{{handle[0]}: {shown(handle[1])}}} into that file" if handle else ""
        advice = f"if they are the same, {to_file or 'give the id of that record in the source'}"
        for known in dict.fromkeys(known for known in alike if known in self.before):
            paths = [path_of(draft.kind, one) for one in (id_, known)]
            words = f"{paths[0]} is new, although {paths[1]} has the name {quoted(draft.name)}"
            self.problems.append(draft.place.problem(words, advice, ImportCode.SAME_NAME))

    def _paths(self, ids: Iterable[str]) -> str:
        return " and ".join(sorted(path_of(self.records.records[id_].kind, id_) for id_ in ids))

    # -- references to other records

    def relate(self, file: _File, id_: str, draft: Draft) -> None:
        """Add a draft's parent, successors or memberships to its record."""
        record = self.records.records[id_]
        if isinstance(record, Official):
            offices = [office for said in draft.offices if (office := self._membership(file, said))]
            self.records.records[id_] = with_memberships(record, offices, self.keep)
            return
        parent = self._found(file, draft.parent, "parent") if draft.parent else None
        successors = [known for ref in draft.successors if (known := self._found(file, ref, "successors"))]
        successors += file.heirs[draft.key or ""]
        self.records.records[id_] = with_relations(record, parent, successors, self.keep)

    def _membership(self, file: _File, office: Office) -> Membership | None:
        organization = self._found(file, office.organization, "memberships")
        if organization is None:
            return None
        role = _role(office.role, self.records.records[organization])
        membership = Membership(role, organization, office.start_date, office.end_date)
        if not _is_in_order(membership):  # check closely, since one wrong date need not exclude a person
            alone = Official("x", "x", memberships=(membership,))
            if (reason := _reason(alone, record_text(alone))) is not None:
                message = f"a membership is left out: {reason[0]}"
                self.problems.append(office.place.problem(message, reason[1], ImportCode.BAD_DATE))
                return None
        return membership

    def _found(self, file: _File, ref: Ref, key: str) -> str | None:
        """Return the organization that a reference means; otherwise report a problem and return None."""
        records, own = self.records, ("organization", ref.key or "")
        ids = [one.by_key[own] for one in (file, *self.files) if own in one.by_key][:1]
        ids = ids or [id_ for handle in ref.identifiers for id_ in records.by_identifier.get(handle, ())]
        for words in filter(None, (ref.words, ref.key)):
            is_id = isinstance(records.records.get(words), Organization)
            ids = ids or ([words] if is_id else list(records.by_form.get(words, ())))
        ids = [id_ for id_ in dict.fromkeys(ids) if records.records[id_].kind == "organization"]
        if len(ids) == 1:
            return ids[0]
        if ids:
            paths = " or ".join(path_of("organization", id_) for id_ in sorted(ids))
            code, words, advice = ImportCode.AMBIGUOUS_REFERENCE, f"could be {paths}, and", "use the id of a record"
        else:
            new = slug(ref.words or "") or slug(ref.key or "") or "its-id"
            advice = f"import it, too, or create organizations/{new}.md, and import again"
            code, words = ImportCode.NO_RECORD, "has no record, and"
        named = f"{quoted(str(ref))}" if ids else f"the organization {quoted(str(ref))}"
        self.problems.append(ref.place.problem(f"{key}: {named} {words} is left out", advice, code))
        return None

    def open_circles(self) -> None:
        """Remove parents and successors from the import that would make an organization part or successor of itself."""
        # Only after all files, since a circle may span several.
        for key in ("parent", "successors"):
            for id_, place in self.places.items():
                if id_ in self._reachable(id_, key):
                    said: dict[str, Any] = {key: getattr(self.before.get(id_), key, None if key == "parent" else ())}
                    self.records.records[id_] = replace(self.records.records[id_], **said)
                    words = f"{key} of {path_of('organization', id_)} forms a circle, so it is left out"
                    self.problems.append(place.problem(words, "correct it in the source", ImportCode.CIRCLE))

    def _reachable(self, id_: str, key: str) -> set[str]:
        """Return the organizations that *key* leads to, from one to the next."""
        found: set[str] = set()
        waiting = [id_]
        while waiting:
            said = getattr(self.records.records.get(waiting.pop()), key, None) or ()
            new = {said} if isinstance(said, str) else {*said}
            waiting += new - found
            found |= new
        return found

    def written(self, progress: Progress) -> Plan:
        """Make the changes for all records in the import."""
        changes: list[Change] = []
        same: list[str] = []
        for number, (id_, place) in enumerate(sorted(self.places.items())):
            progress("written out", number, len(self.places))
            record, old = self.records.records[id_], self.before.get(id_)
            path = path_of(record.kind, id_)
            before = after = read_exactly(self.root / old.path) if old is not None else ""
            reason = None
            now, then = header_values(record), header_values(old) if old is not None else {}
            if old is None:
                after = record_text(record)
            elif now != then:
                try:
                    # Change only what differs, to keep the file's comments and layout.
                    after = with_values(before, {key: now.get(key) for key in ORDER if now.get(key) != then.get(key)})
                except HeaderError as error:
                    reason = f"its file cannot be changed: {shown(str(error))}", "write the values by hand"
            reason = reason or (_reason(record, after) if before != after else None)
            if reason is not None:
                self.problems.append(_refusal(place, record.name, reason))
            elif before == after:
                same.append(path)
            else:
                acronym = f" ({record.acronym})" if isinstance(record, Organization) and record.acronym else ""
                changes.append(Change(path, f"{record.name}{acronym}", before, after))
        kinds = {self.records.records[id_].kind for id_ in self.places}
        kept = (
            path_of(old.kind, id_) for id_, old in self.before.items() if id_ not in self.places and old.kind in kinds
        )
        changes.sort(key=lambda change: change.path)
        return Plan(tuple(changes), tuple(sorted(same)), tuple(sorted(kept)), tuple(self.problems))


def _empty(kind: Kind, id_: str, name: str) -> Record:
    return Organization(id_, name) if kind == "organization" else Official(id_, name)


def _candidate_ids(draft: Draft) -> Iterator[str]:
    """Yield possible ids for a new record, best first: the given id, acronym, name, identifiers."""
    if draft.id:
        yield draft.id
    # People type ids in headers, so "unodc" is better than "united-nations-office-on-drugs-and-crime".
    acronym = slug(draft.acronym or "")
    # A single remaining letter of an acronym in another alphabet is useless.
    if len(acronym) > 1:
        yield acronym
    if name := slug(draft.name):
        yield name
        return
    yield from filter(None, (slug(name.name) for name in draft.other_names))
    yield from filter(None, (slug(value) for _, value in draft.handles))


def _distinct(one: Draft, other: Draft) -> bool:
    """Whether two drafts with the same name are known to be different records."""
    if one.id and other.id and one.id != other.id:
        return True
    known = dict(other.handles)
    return any(known.get(scheme, value) != value for scheme, value in one.handles)


def _twice(draft: Draft, message: str, advice: str = "merge them, or correct their identifiers") -> RefusedValueError:
    return refuse(draft.place, message, advice, ImportCode.DUPLICATE_RECORD)


def _unclear(draft: Draft, message: str, advice: str) -> RefusedValueError:
    return refuse(draft.place, f"{_called(draft)} {message}", advice, ImportCode.AMBIGUOUS_RECORD)


def _called(draft: Draft) -> str:
    return quoted(draft.name) if draft.name else "the record"


def _is_in_order(membership: Membership) -> bool:
    """Whether the dates exist and are in order: not from 2012 to 2011-07, nor to 2011-02-30."""
    start, end = membership.start_date or "0001", membership.end_date or "9999"
    with suppress(ValueError):
        return bool(_PARTIAL.fullmatch(start) and _PARTIAL.fullmatch(end)) and earliest(start) <= latest(end)
    return False


def _role(role: str, organization: Record) -> str:
    """Remove the organization from a role: "Executive Director of UNODC" becomes "Executive Director"."""
    names = [organization.name, *(name.name for name in organization.other_names)]
    if isinstance(organization, Organization) and organization.acronym:
        names.append(organization.acronym)
    for name in names:
        for ending in (f" of the {name}", f" of {name}"):
            if role.endswith(ending) and len(role) > len(ending):
                return role.removesuffix(ending).rstrip(" ,")
    return role


def _reason(record: Record, text: str) -> _Reason | None:
    """Return why a text isn't a valid file of this record, with advice; None if it is valid."""
    parsed = parse(path_of(record.kind, record.id), text)
    if parsed.problems:
        return parsed.problems[0].message, parsed.problems[0].advice
    # The archive's own parser must return the same record.
    if parsed.record is None or replace(parsed.record, path="") != replace(record, path=""):
        return "its values can't be written without loss", "write the record by hand"
    return None


def _refusal(place: Place, name: str, reason: _Reason) -> Problem:
    message = f"{quoted(name)} can't become a record: {shown(reason[0], 200)}"
    return place.problem(message, reason[1], ImportCode.REFUSED)


def only_named(plan: Plan, records: Records, named: Collection[str]) -> Plan:
    """Reduce a plan's new records to those *named*, and the organizations that these refer to.

    Changes of existing records stay. An organization stays if a record that stays refers to it, as an office, a parent,
    a successor or a unit, since a missing one would be an error.
    """
    new = new_records(plan, records)
    waiting = [records.records[one.id] for one in plan.changes if not one.is_new]
    waiting += [record for id_, record in new.items() if id_ in named]
    needed: set[str] = set()
    while waiting:
        record = waiting.pop()
        if record.id in new:
            needed.add(path_of(record.kind, record.id))
        waiting += [new[id_] for id_ in _referred(record) if id_ in new and path_of("organization", id_) not in needed]
    return replace(plan, changes=tuple(one for one in plan.changes if not one.is_new or one.path in needed))


def new_records(plan: Plan, records: Records) -> dict[str, Record]:
    """Return the new records in a plan, by id."""
    return {change.id: records.records[change.id] for change in plan.changes if change.is_new}


def _referred(record: Record) -> Iterator[str]:
    """Yield the ids of the organizations that a record refers to."""
    if isinstance(record, Official):
        yield from (membership.organization for membership in record.memberships)
    else:
        yield from record.successors
        yield from filter(None, (record.parent, record.unit_of))

"""Of what an import would add, the records that texts name, with those that these need."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.diagnostics import HeaderError, ImportCode, Problem, shown
from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.importers.drafts import Draft, Identifier, Kind, Office, Place, Ref, clean, identifier, quoted
from sphinx_newsroom.importers.records.existing import Record, Records, parse, path_of
from sphinx_newsroom.model.ids import RESERVED, free_id, slug
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Source, earliest
from sphinx_newsroom.sources.edits import ORDER, header_values, record_text, with_values

# A record and what a source says of it, made one: nothing of the record is lost, lists grow, the source wins.
#
# With *keep* the record's own single values win. Merging the same draft again changes nothing.


def merged_record(record: Record, draft: Draft, keep: bool = False) -> Record:
    """The record with the draft's values that need no other record."""
    name, acronym = record.name, record.acronym if isinstance(record, Organization) else None
    new_name = name if keep else draft.name or name
    new_acronym = _acronym(acronym, draft, keep) if isinstance(record, Organization) else None
    # What gives way goes on being a name, or old releases would lose their links.
    others = [*draft.other_names, *(Name(old) for old in (name, acronym, draft.name, draft.acronym) if old)]
    changes: dict[str, Any] = {
        "name": new_name,
        "other_names": _names(record.other_names, others, (new_name, new_acronym), keep),
        "website": _website(record.website, draft.website, keep),
        "identifiers": _identifiers(record, draft, keep),
        "sources": _sources(record.sources, draft.sources),
    }
    if isinstance(record, Official):
        nicknames = tuple(dict.fromkeys((*record.nicknames, *draft.nicknames)))
        family_name = _one(record.family_name, draft.family_name, keep)
        return replace(record, **changes, family_name=family_name, nicknames=nicknames)
    return replace(
        record,
        **changes,
        acronym=new_acronym,
        classification=_one(record.classification, draft.classification, keep),
        founding_date=_date(record.founding_date, draft.founding_date, keep),
        dissolution_date=_date(record.dissolution_date, draft.dissolution_date, keep),
    )


def with_relations(record: Organization, parent: str | None, successors: Iterable[str], keep: bool) -> Organization:
    """The organization with its parent and successors; it is neither of its own."""
    parent = _one(record.parent, parent if parent != record.id else None, keep)
    added = (id_ for id_ in successors if id_ != record.id)
    return replace(record, parent=parent, successors=tuple(dict.fromkeys((*record.successors, *added))))


def with_memberships(record: Official, offices: Sequence[Membership], keep: bool = False) -> Official:
    """The official with the offices that a source gives.

    An office is the same where role, organization and start agree; where one start is only less precise than the
    other, or missing, the two are the same if nothing else could be meant.  Each office stands for one of the other
    side, so that terms which follow each other stay apart.
    """
    known: list[Membership] = list(record.memberships)
    free = set(range(len(known)))
    rest: list[Membership] = []
    for office in dict.fromkeys(offices):
        exact = next((number for number in sorted(free) if known[number] == office), None)
        if exact is None:
            rest.append(office)
        else:
            free.discard(exact)
    for office, number in [*_pairs(known, free, rest, _same_start), *_pairs(known, free, rest, _near_start, sure=True)]:
        known[number] = _office(known[number], office, keep)
    # Where there are some, their editors have chosen an order, and new ones go behind.
    if not record.memberships:
        rest.sort(key=lambda office: office.start_date or "")
    return replace(record, memberships=tuple(dict.fromkeys((*known, *rest))))


def _pairs(
    known: Sequence[Membership],
    free: set[int],
    rest: list[Membership],
    same: Callable[[Membership, Membership], bool],
    sure: bool = False,
) -> Iterator[tuple[Membership, int]]:
    """Offices of *rest* with the places of those that they are; both are taken out of what is left to pair."""
    for office in list(rest):
        alike = [number for number in sorted(free) if same(known[number], office)]
        if alike and not (sure and (len(alike) > 1 or sum(same(known[alike[0]], other) for other in rest) > 1)):
            free.discard(alike[0])
            rest.remove(office)
            yield office, alike[0]


def _same_start(one: Membership, other: Membership) -> bool:
    return (one.role, one.organization, one.start_date) == (other.role, other.organization, other.start_date)


def _near_start(one: Membership, other: Membership) -> bool:
    office = (one.role, one.organization) == (other.role, other.organization)
    return office and _spans(one.start_date, other.start_date) and _spans(one.end_date, other.end_date)


def _spans(one: str | None, other: str | None) -> bool:
    """Whether two partial dates agree as far as both go."""
    length = min(len(one or ""), len(other or ""))
    return (one or "")[:length] == (other or "")[:length]


def _office(ours: Membership, theirs: Membership, keep: bool) -> Membership:
    start, end = (_date(getattr(ours, key), getattr(theirs, key), keep) for key in ("start_date", "end_date"))
    return replace(ours, start_date=start, end_date=end)


def _one(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    """A single value: the source's, unless it has none or ours is kept or says the same in other capitals."""
    # "Ministry" and "ministry" are the same word; a file that differs in nothing else is not written.
    if theirs is None or (ours is not None and (keep or ours.casefold() == theirs.casefold())):
        return ours
    return theirs


def _date(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    """A date: the source's, unless it only says the same less precisely."""
    # The source's "2010" must not take the place of the "2010-07-12" that somebody has looked up.
    if ours and theirs and len(theirs) <= len(ours) and _spans(ours, theirs):
        return ours
    return _one(ours, theirs, keep)


def _website(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    if ours and theirs and ours.rstrip("/") == theirs.rstrip("/"):
        return ours
    return _one(ours, theirs, keep)


def _acronym(ours: str | None, draft: Draft, keep: bool) -> str | None:
    """The acronym; where the source knows several and ours is one of them, ours stays."""
    if ours and ours in {name.name for name in draft.other_names}:
        return ours
    return ours if keep and ours else draft.acronym or ours


def _names(ours: Sequence[Name], theirs: Iterable[Name], main: Iterable[str | None], keep: bool) -> tuple[Name, ...]:
    """The other names: ours, completed with what the source knows of them, then those that are new."""
    shown = {name.casefold() for name in main if name}
    # The name itself is no other name, unless in another language or of another time, which it then says.
    names = [name for name in ours if name.name.casefold() not in shown or name.language or _dated(name)]
    given = [name for name in dict.fromkeys(theirs) if name.name.casefold() not in shown]
    free = {number for number, name in enumerate(names) if name not in given}
    for name in given:
        alike = [number for number, known in enumerate(names) if _same_name(known, name)]
        same = next((number for number in alike if number in free), None)
        if name in names:
            continue
        if same is not None:
            free.discard(same)
            start, end = (
                _date(getattr(names[same], key), getattr(name, key), keep) for key in ("start_date", "end_date")
            )
            names[same] = replace(names[same], start_date=start, end_date=end)
        elif not alike or _dated(name):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _same_name(one: Name, other: Name) -> bool:
    return one.name == other.name and (one.language == other.language or None in (one.language, other.language))


def _dated(name: Name) -> bool:
    return bool(name.start_date or name.end_date)


def _identifiers(record: Record, draft: Draft, keep: bool) -> tuple[tuple[str, str], ...]:
    """Ours by scheme with the source's; its own id only where nothing else would tell the record again."""
    found = dict(record.identifiers)
    for scheme, value in draft.identifiers:
        if scheme not in found or (identifier(scheme, found[scheme]) != (scheme, value) and not keep):
            found[scheme] = value
    if draft.own and not found and draft.own[1] != record.id:
        found[draft.own[0]] = draft.own[1]
    return tuple(found.items())


def _sources(ours: Sequence[Source], theirs: Iterable[Source]) -> tuple[Source, ...]:
    known = {source.url for source in ours}
    # Backwards twice, so that of two with one address the first stays, with its note.
    new = {source.url: source for source in reversed(list(theirs)) if source.url not in known}
    return (*ours, *reversed(new.values()))


# Which record of the archive a draft is of: by identifier, then id, then exact name; nothing is guessed.
#
# Two passes over the drafts of a file: what identifiers and ids tell is settled before names are looked at, so that a
# name is never taken for a record that another draft is known to be of.

# An id as short as "12" is that of something else in the next source; such a one must agree in a name as well.
_TELLING = 12


@dataclass
class Matched:
    """Drafts with the ids of their records; *new* are the ids that no record had before."""

    drafts: list[tuple[str, Draft]] = field(default_factory=list)
    new: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    by_key: dict[tuple[Kind, str], str] = field(default_factory=dict)


class _Unmatched(Exception):  # noqa: N818  # it carries a problem, and none leaves this module
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def match(drafts: Iterable[Draft], records: Records, trusted: bool = False, reserved: Container[str] = ()) -> Matched:
    """Find or make the record of each draft of one file.

    *trusted* says that the user named the scheme of the source's own ids, so that short ones can be believed.
    *reserved* are the ids that the sources give: a record that gives none never takes one of them.
    """
    work = _Match(records, trusted, reserved)
    unknown = []
    for draft in drafts:
        work.named[draft.kind, draft.name].append(draft)
        if not work.attempt(draft, work.known):
            unknown.append(draft)
    for draft in unknown:
        work.attempt(draft, work.by_name)
    # Those found by name were settled last; files are reported in the order of the source.
    work.found.drafts.sort(key=lambda pair: work.order[id(pair[1])])
    return work.found


class _Match:
    """The state of matching one file: whose record is claimed by whom."""

    def __init__(self, records: Records, trusted: bool, reserved: Container[str]) -> None:
        self.records = records
        self.trusted = trusted
        self.reserved = reserved
        self.found = Matched()
        self.claimed: dict[str, Draft] = {}
        self.named: dict[tuple[Kind, str], list[Draft]] = defaultdict(list)
        self.handles: dict[tuple[Kind | None, Identifier], Draft] = {}
        self.order: dict[int, int] = {}

    def attempt(self, draft: Draft, how: Callable[[Draft], str | None]) -> bool:
        """Whether the draft is settled: matched, or refused with a problem."""
        self.order.setdefault(id(draft), len(self.order))
        try:
            id_ = how(draft)
            if id_ is None:
                return False
            if id_ in self.claimed:
                raise _unmatched(
                    draft,
                    f"this is the record of {self.claimed[id_].place}, too, by what identifies it",
                    "join the two, or correct their identifiers",
                    ImportCode.DUPLICATE_RECORD,
                )
        except _Unmatched as refusal:
            self.found.problems.append(refusal.problem)
            return True
        self.claimed[id_] = draft
        self.found.drafts.append((id_, draft))
        if draft.key is not None:
            self.found.by_key.setdefault((draft.kind, draft.key), id_)
        return True

    def known(self, draft: Draft) -> str | None:
        """The record that an identifier tells, else that of the id given."""
        for handle in draft.handles:  # a source may count its persons and its organizations each from 1
            kind = draft.kind if handle == draft.own else None
            if (other := self.handles.setdefault((kind, handle), draft)) is not draft:
                raise _unmatched(
                    draft,
                    f"{_called(draft)} has the {handle[0]} identifier of {other.place}, too",
                    "join the two, or correct their identifiers",
                    ImportCode.DUPLICATE_RECORD,
                )
        ids = dict.fromkeys(id_ for handle in draft.identifiers for id_ in self.records.by_identifier.get(handle, ()))
        if draft.own:
            owners = self.records.by_identifier.get(draft.own, ())
            ids |= dict.fromkeys(id_ for id_ in owners if self._believed(draft, id_))
        if not ids:
            return self._given(draft)
        if len(ids) > 1:
            raise _unmatched(
                draft,
                f"{_called(draft)} has identifiers of several records: {_paths(ids, self.records)}",
                "join these records, or correct their identifiers",
                ImportCode.AMBIGUOUS_RECORD,
            )
        (id_,) = ids
        if self.records.records[id_].kind != draft.kind:
            raise _unmatched(
                draft,
                f"{_called(draft)} is an {draft.kind}, but {_paths(ids, self.records)} has its identifier",
                "correct the identifier in that file, or in the source",
                ImportCode.AMBIGUOUS_RECORD,
            )
        return id_

    def _given(self, draft: Draft) -> str | None:
        """The record whose id the source gives; where that is the source's own id, no identifier may say otherwise."""
        record = self.records.records.get(draft.id or draft.key or "")
        if record is None or record.kind != draft.kind or (draft.own and self._differs(draft, record.id)):
            return None
        return record.id

    def _believed(self, draft: Draft, id_: str) -> bool:
        """Whether the source's own id, of a scheme that other sources may use as well, means the record."""
        record = self.records.records[id_]
        if record.kind != draft.kind:
            return False
        names = {clean(record.name), *(clean(name.name) for name in record.other_names)}
        return (
            self.trusted
            or len((draft.own or ("", ""))[1]) >= _TELLING
            or bool(names & {draft.name, *(name.name for name in draft.other_names)})
        )

    def by_name(self, draft: Draft) -> str:
        """The one record of exactly this name whose identifiers are not others, or a new id."""
        if not draft.name:
            raise _unmatched(
                draft, "name is missing, and no record has this id", "fill in `name`", ImportCode.MISSING_KEY
            )
        twin = next(
            (
                other
                for other in self.named[draft.kind, draft.name]
                if other is not draft and not _distinct(draft, other)
            ),
            None,
        )
        if twin is not None:
            raise _unmatched(
                draft,
                f"{_called(draft)} has the name of {twin.place}, and nothing tells the two apart",
                "give each its own id, or join them",
                ImportCode.DUPLICATE_RECORD,
            )
        same = [
            id_
            for id_ in dict.fromkeys(self.records.by_name.get((draft.kind, draft.name), ()))
            # A record whose Wikidata id is another is of somebody else, whatever its name.
            if id_ not in self.claimed and not self._differs(draft, id_)
        ]
        if len(same) > 1:
            raise _unmatched(
                draft,
                f"{_called(draft)} could be {_paths(same, self.records)}, which have the same name",
                "write an identifier that the source has into the right one",
                ImportCode.AMBIGUOUS_RECORD,
            )
        return same[0] if same else self._new(draft)

    def _differs(self, draft: Draft, id_: str) -> bool:
        known = dict(self.records.records[id_].identifiers)
        return any(known.get(scheme, value) != value for scheme, value in draft.handles)

    def _new(self, draft: Draft) -> str:
        for candidate in _wanted(draft):
            if candidate in self.records.broken:
                path = self.records.broken[candidate]
                raise _unmatched(
                    draft,
                    f"{_called(draft)} may be that of {path}, which cannot be read",
                    "mend that file, then import again",
                    ImportCode.AMBIGUOUS_RECORD,
                )
        id_ = self._id(draft)
        self.found.new.add(id_)
        return id_

    def _id(self, draft: Draft) -> str:
        """A new id; one that the source gives as ours is taken as it is, or refused."""
        taken = _Taken(self.records, self.claimed, RESERVED)
        if draft.id is not None and draft.id not in taken:
            return draft.id
        if draft.id is not None and draft.own is None:
            raise _unmatched(draft, f"the id {draft.id!r} is taken", "give another", ImportCode.DUPLICATE_ID)
        # An id that another row of the source will give must be free when that row comes.
        taken = _Taken(self.records, self.claimed, self.reserved, RESERVED)
        wanted = list(_wanted(draft))
        free = next((id_ for id_ in wanted if id_ not in taken), None)
        return free or free_id(slug(draft.name) or (wanted[-1] if wanted else ""), taken)


class _Taken:
    """The ids that any of several things hold."""

    def __init__(self, *holders: Container[str]) -> None:
        self.holders = holders

    def __contains__(self, id_: object) -> bool:
        return any(id_ in holder for holder in self.holders)


def _wanted(draft: Draft) -> Iterator[str]:
    """The ids that a new record could have, the best first: the given one, the acronym, the name, an identifier."""
    if draft.id:
        yield draft.id
    # "unodc" rather than "united-nations-office-on-drugs-and-crime": ids are written by hand in headers.
    acronym = slug(draft.acronym or "")
    # One letter left of an acronym in another alphabet tells nothing.
    if len(acronym) > 1:
        yield acronym
    if name := slug(draft.name):
        yield name
        return
    yield from filter(None, (slug(name.name) for name in draft.other_names))
    yield from filter(None, (slug(value) for _, value in draft.handles))


def _distinct(one: Draft, other: Draft) -> bool:
    """Whether two drafts of one name are known to be of two records."""
    if one.id and other.id and one.id != other.id:
        return True
    known = dict(other.handles)
    return any(known.get(scheme, value) != value for scheme, value in one.handles)


def _unmatched(draft: Draft, message: str, advice: str, code: ImportCode) -> _Unmatched:
    return _Unmatched(draft.place.problem(code, message, advice))


def _called(draft: Draft) -> str:
    return quoted(draft.name) if draft.name else "the record"


def _paths(ids: Iterable[str], records: Records) -> str:
    return " and ".join(sorted(path_of(records.records[id_].kind, id_) for id_ in ids))


def find(ref: Ref, records: Records, given: Callable[[str], str | None]) -> list[str]:
    """The organizations that a reference can mean; *given* looks the source's own keys up."""
    if ref.key is not None and (known := given(ref.key)):
        return [known]
    ids = [id_ for handle in ref.identifiers for id_ in records.by_identifier.get(handle, ())]
    for words in (ref.words, ref.key):
        if not ids and words:
            exact = records.records.get(words)
            ids = [words] if exact is not None and exact.kind == "organization" else records.by_form.get(words, [])
    return [id_ for id_ in dict.fromkeys(ids) if records.records[id_].kind == "organization"]


_PARTIAL = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)  # 2010, 2010-07, 2010-07-12

Progress = Callable[[str, int, int], None]
"""Told what is done, how much of it, and of how much."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file to write; *before* is empty where it is new."""

    record: Record
    before: str
    after: str

    @property
    def path(self) -> str:
        """Relative to the archive's root."""
        return path_of(self.record.kind, self.record.id)

    @property
    def is_new(self) -> bool:
        """Whether there is no such file yet."""
        return not self.before

    @property
    def difference(self) -> str:
        """The lines that change, in the unified format."""
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        return "".join(unified_diff(before, after, self.path, self.path, n=1))


@dataclass(frozen=True)
class Plan:
    """What an import would do: changes by path, the paths that stay the same, those that no source names."""

    changes: tuple[Change, ...]
    same: tuple[str, ...]
    kept: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass
class _Work:
    """An import under way."""

    root: Path
    records: Records
    keep: bool
    before: Mapping[str, Record]
    problems: list[Problem] = field(default_factory=list)
    matched: list[Matched] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)


def plan(
    sources: Sequence[Sequence[Draft]],
    records: Records,
    root: Path,
    *,
    keep: bool = False,
    trusted: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> Plan:
    """What importing *sources*, the drafts of each file, would change in the archive of *records* in *root*.

    *keep* lets the archive's own single values win; *trusted* is as in :func:`match`.
    """
    work = _Work(root, records, keep, dict(records.records))
    given = {id_ for drafts in sources for draft in drafts for id_ in (draft.id, draft.key) if id_}
    for drafts in sources:
        sound = [draft for draft in drafts if _is_sound(work, draft)]
        _match(work, match(sound, work.records, trusted, given))
    pairs = [(matched, *pair) for matched in work.matched for pair in matched.drafts]
    for number, (matched, id_, draft) in enumerate(pairs):
        progress("compared", number, len(pairs))
        _relate(work, matched, id_, draft)
    _open_circles(work)
    return _written(work, progress)


def _is_sound(work: _Work, draft: Draft) -> bool:
    """Whether an organization's own values can stand in a header; others refer to it, so it is looked at first."""
    if draft.kind == "official":
        return True
    record = merged_record(_empty("organization", "x", draft.name or "x"), draft)
    reason = _reason(record, record_text(record))
    if reason is not None:
        work.problems.append(_refusal(draft.place, record.name, reason))
    return reason is None


def _empty(kind: Kind, id_: str, name: str) -> Record:
    return Organization(id_, name) if kind == "organization" else Official(id_, name)


def _match(work: _Work, found: Matched) -> None:
    """Put the values of a file's drafts into their records, so that the next file finds these as well."""
    work.matched.append(found)
    work.problems += found.problems
    for id_, draft in found.drafts:
        work.places.setdefault(id_, draft.place)
        if id_ in found.new:
            _note_namesakes(work, id_, draft)
        record = work.records.records.get(id_) or _empty(draft.kind, id_, draft.name)
        work.records.add(merged_record(record, draft, work.keep))


def _note_namesakes(work: _Work, id_: str, draft: Draft) -> None:
    """Say where a new record has the name of one that is there already: it may be the same."""
    alike = [known for known in work.records.by_name.get((draft.kind, draft.name), ()) if known in work.before]
    alike += (
        [known for known in work.records.by_form.get(draft.name, ()) if known in work.before]
        if (draft.kind == "organization")
        else []
    )
    for known in dict.fromkeys(alike):
        handle = next(iter(draft.handles), None)
        advice = (
            f"put identifiers: {{{handle[0]}: {shown(handle[1])}}} into that file"
            if handle
            else ("give that record's id in the source")
        )
        work.problems.append(
            draft.place.problem(
                ImportCode.SAME_NAME,
                f"{path_of(draft.kind, id_)} is new, though {path_of(draft.kind, known)} has the "
                f"name {quoted(draft.name)}",
                f"if they are one, {advice}",
            )
        )


def _relate(work: _Work, found: Matched, id_: str, draft: Draft) -> None:
    """Put what a draft says of other records into its record."""
    record = work.records.records[id_]
    if isinstance(record, Official):
        offices = [office for said in draft.offices if (office := _membership(work, found, said))]
        work.records.records[id_] = with_memberships(record, offices, work.keep)
        return
    parent = _found(work, found, draft.parent, "parent") if draft.parent else None
    successors = [known for ref in draft.successors if (known := _found(work, found, ref, "successors"))]
    work.records.records[id_] = with_relations(record, parent, successors, work.keep)


def _membership(work: _Work, found: Matched, office: Office) -> Membership | None:
    organization = _found(work, found, office.organization, "memberships")
    if organization is None:
        return None
    role = _role(office.role, work.records.records[organization])
    membership = Membership(role, organization, office.start_date, office.end_date)
    if not _is_in_order(membership):  # looked at closely, since one wrong date need not keep a person out
        alone = Official("x", "x", memberships=(membership,))
        if (reason := _reason(alone, record_text(alone))) is not None:
            message = f"a membership is left out: {reason.message}"
            work.problems.append(office.place.problem(ImportCode.BAD_DATE, message, reason.advice))
            return None
    return membership


def _is_in_order(membership: Membership) -> bool:
    """Whether the dates exist, and follow each other: not from 2012 to 2011-07, nor to 2011-02-30."""
    start, end = membership.start_date or "0001", membership.end_date or "9999"
    # As far as both are known: an office held from 2010-07 to 2010 is in order.
    # Text compares as dates do, since each part has its leading zeros.
    return _exists(start) and _exists(end) and start[: len(end)] <= end[: len(start)]


def _exists(date: str) -> bool:
    """Whether this is a date as records have them, of a day that the calendar has."""
    if not _PARTIAL.fullmatch(date):
        return False
    try:
        earliest(date)
    except ValueError:
        return False
    return True


def _role(role: str, organization: Record) -> str:
    """The role without its organization: "Executive Director of UNODC" is "Executive Director" there."""
    names = [organization.name, *(name.name for name in organization.other_names)]
    if isinstance(organization, Organization) and organization.acronym:
        names.append(organization.acronym)
    for name in names:
        for ending in (f" of the {name}", f" of {name}"):
            if role.endswith(ending) and len(role) > len(ending):
                return role.removesuffix(ending).rstrip(" ,")
    return role


def _found(work: _Work, found: Matched, ref: Ref, key: str) -> str | None:
    """The organization that a reference means; where there is none or several, that is said, and None given."""

    def given(own: str) -> str | None:
        return next((id_ for each in (found, *work.matched) if (id_ := each.by_key.get(("organization", own)))), None)

    ids = find(ref, work.records, given)
    if len(ids) == 1:
        return ids[0]
    named = quoted(str(ref))
    if ids:
        paths = " or ".join(path_of("organization", id_) for id_ in sorted(ids))
        work.problems.append(
            ref.place.problem(
                ImportCode.AMBIGUOUS_REFERENCE,
                f"{key}: {named} could be {paths}, and is left out",
                "write the id of one",
            )
        )
    else:
        new = slug(ref.words or "") or slug(ref.key or "") or "its-id"
        work.problems.append(
            ref.place.problem(
                ImportCode.NO_RECORD,
                f"{key}: the organization {named} has no record, and is left out",
                f"import it as well, or write organizations/{new}.md, and import again",
            )
        )
    return None


def _open_circles(work: _Work) -> None:
    """Take out what the import would close a circle with: an organization that is part or successor of itself."""
    # When all are related: a circle may go through records of several files.
    for key in ("parent", "successors"):
        opened: set[str] = set()
        while id_ := _in_circle(work, key, opened):
            opened.add(id_)
            said: dict[str, Any] = {key: getattr(work.before.get(id_), key, None if key == "parent" else ())}
            work.records.records[id_] = replace(work.records.records[id_], **said)
            work.problems.append(
                work.places[id_].problem(
                    ImportCode.CIRCLE,
                    f"{key} of {path_of('organization', id_)} leads in a circle, and is left out",
                    "correct it in the source",
                )
            )


def _in_circle(work: _Work, key: str, opened: set[str]) -> str | None:
    """The first organization of the import that leads back to itself, if one does."""
    graph: dict[str, tuple[str, ...]] = {}
    for id_, record in work.records.records.items():
        if isinstance(record, Organization) and id_ not in opened and (said := getattr(record, key)):
            graph[id_] = said if key == "successors" else (said,)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return next((id_ for id_ in work.places if id_ in error.args[1]), None)
    return None


def _written(work: _Work, progress: Progress) -> Plan:
    """The texts of all records that an import names, and what becomes of them."""
    changes, same = [], []
    for number, (id_, place) in enumerate(sorted(work.places.items())):
        progress("written out", number, len(work.places))
        record = work.records.records[id_]
        old = work.before.get(id_)
        if old is not None and replace(record, path="") == replace(old, path=""):
            same.append(path_of(record.kind, id_))
            continue
        change, reason = _change(work.root, record, old)
        if reason is not None:
            work.problems.append(_refusal(place, record.name, reason))
        elif change.before == change.after:
            same.append(change.path)
        else:
            changes.append(change)
    kinds = {work.records.records[id_].kind for id_ in work.places}
    kept = sorted(
        path_of(old.kind, id_) for id_, old in work.before.items() if id_ not in work.places and old.kind in kinds
    )
    return Plan(
        tuple(sorted(changes, key=lambda change: change.path)), tuple(sorted(same)), tuple(kept), tuple(work.problems)
    )


class _Reason(NamedTuple):
    """Why a record cannot be written, and what to do."""

    message: str
    advice: str


def _change(root: Path, record: Record, old: Record | None) -> tuple[Change, _Reason | None]:
    """A record's new text, with the reason where it cannot be taken."""
    if old is None:
        change = Change(record, "", record_text(record))
        return change, _reason(record, change.after)
    before = read_exactly(root / old.path)
    now, then = header_values(record), header_values(old)
    try:
        # Only what changed, so that comments and layout of the rest of the file stay as their author left them.
        after = with_values(before, {key: now.get(key) for key in ORDER if now.get(key) != then.get(key)})
    except HeaderError as error:
        message = f"its file cannot be changed: {shown(str(error))}"
        return Change(record, before, before), _Reason(message, "write the values by hand")
    return Change(record, before, after), _reason(record, after)


def _reason(record: Record, text: str) -> _Reason | None:
    """Why a text is no file of this record, or None where it is."""
    parsed = parse(path_of(record.kind, record.id), text)
    if parsed.problems:
        return _Reason(parsed.problems[0].message, parsed.problems[0].advice)
    # The archive's own reader is the judge: what it gives back must be the record, value for value.
    if parsed.record is None or replace(parsed.record, path="") != replace(record, path=""):
        return _Reason("its values do not come back as they were given", "write the record by hand")
    return None


def _refusal(place: Place, name: str, reason: _Reason) -> Problem:
    message = f"{quoted(name)} cannot be a record: {shown(reason.message, 200)}"
    return place.problem(ImportCode.REFUSED, message, reason.advice)


def grouped(problems: Sequence[Problem]) -> Iterator[tuple[Problem, int]]:
    """Problems that say the same as one, each with how many there are; errors first."""
    counts: dict[tuple[str, bool], list[Problem]] = defaultdict(list)
    for problem in problems:
        counts[problem.text, problem.is_error].append(problem)
    for alike in sorted(counts.values(), key=lambda alike: not alike[0].is_error):
        yield alike[0], len(alike)


def only_named(plan: Plan, named: Collection[str]) -> Plan:
    """A plan without the new records whose ids are not among those *named*, and which no other record in it names.

    Records that are there already change as before. An organization stays for an officer of it who is named, and for
    one that is a part of it or became of it: a record that refers to none would be an error.
    """
    new = {change.record.id: change.record for change in plan.changes if change.is_new}
    waiting = [change.record for change in plan.changes if not change.is_new or change.record.id in named]
    needed: set[str] = set()
    while waiting:
        record = waiting.pop()
        if record.id in new:
            needed.add(record.id)
        waiting += [new[id_] for id_ in _referred(record) if id_ in new and id_ not in needed]
    return replace(plan, changes=tuple(one for one in plan.changes if not one.is_new or one.record.id in needed))


def _referred(record: Record) -> Iterator[str]:
    """The ids of the organizations that a record names in its header."""
    if isinstance(record, Official):
        yield from (membership.organization for membership in record.memberships)
    else:
        yield from record.successors
        yield from filter(None, (record.parent, record.unit_of))

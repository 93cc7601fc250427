"""Which record of the archive a draft is of: by identifier, then id, then exact name; nothing is guessed.

Two passes over the drafts of a file: what identifiers and ids tell is settled before names are looked at, so that a
name is never taken for a record that another draft is known to be of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Draft, Identifier, Kind, Ref, clean, quoted
from sphinx_newsroom.importers.existing import Records, path_of
from sphinx_newsroom.model.ids import RESERVED, free_id, slug

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

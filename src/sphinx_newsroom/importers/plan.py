"""What an import would change: every file that is new or changed, with its text, and everything that is in the way.

Nothing here writes.  A text that would not read back as the record it was made from is refused with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem, shown
from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.importers import merging
from sphinx_newsroom.importers.drafts import Draft, Kind, Office, Place, Ref, quoted
from sphinx_newsroom.importers.existing import Record, Records, parse, path_of
from sphinx_newsroom.importers.matching import Matched, find, match
from sphinx_newsroom.model.days import earliest
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.model.records import Membership, Official, Organization
from sphinx_newsroom.sources.header import HeaderError
from sphinx_newsroom.sources.record_file import ORDER, header_values, record_text, with_values

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

    *keep* lets the archive's own single values win; *trusted* is as in
    :func:`~sphinx_newsroom.importers.matching.match`.
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
    record = merging.with_values(_empty("organization", "x", draft.name or "x"), draft)
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
        work.records.add(merging.with_values(record, draft, work.keep))


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
        work.records.records[id_] = merging.with_memberships(record, offices, work.keep)
        return
    parent = _found(work, found, draft.parent, "parent") if draft.parent else None
    successors = [known for ref in draft.successors if (known := _found(work, found, ref, "successors"))]
    work.records.records[id_] = merging.with_relations(record, parent, successors, work.keep)


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
        for id_ in list(work.places):
            record = work.records.records[id_]
            if isinstance(record, Organization) and _leads_back(work, record, key):
                old = work.before.get(id_)
                known = old if isinstance(old, Organization) else Organization("", "")
                work.records.records[id_] = (
                    replace(record, parent=known.parent)
                    if key == "parent"
                    else replace(record, successors=known.successors)
                )
                work.problems.append(
                    work.places[id_].problem(
                        ImportCode.CIRCLE,
                        f"{key} of {path_of('organization', id_)} leads in a circle, and is left out",
                        "correct it in the source",
                    )
                )


def _leads_back(work: _Work, record: Organization, key: str) -> bool:
    seen: set[str] = set()
    ahead = list(_next(record, key))
    while ahead:
        id_ = ahead.pop()
        if id_ == record.id:
            return True
        following = work.records.records.get(id_)
        if id_ not in seen and isinstance(following, Organization):
            seen.add(id_)
            ahead += _next(following, key)
    return False


def _next(record: Organization, key: str) -> tuple[str, ...]:
    return record.successors if key == "successors" else (record.parent,) if record.parent else ()


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

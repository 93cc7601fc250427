"""Which record a name in a table means: by the name, the day, the office and the organization beside it, with reasons.

In a text what stands around a name decides (:mod:`..naming`); in a table there is a cell, often written as no text has
it (``ROE, BOB``), and columns.  The names are looked up in the same table of forms, and persons and offices compared
by the same rules; what differs is that nothing beside the cell has to allow a name, and that a person looks at what is
not sure.  Between two records that fit equally well nothing decides.

    asked        a row taken apart
    fits         how well words fit a person's name
    candidates   the records that they may be of
    context      what day, office and organization say of a record
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import EntityKind, Release
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.reconciling.asked import Asked, Days
from sphinx_newsroom.text.reconciling.candidates import Candidates, Found
from sphinx_newsroom.text.reconciling.context import told_of
from sphinx_newsroom.text.reconciling.fits import Fit, Fitted
from sphinx_newsroom.text.words.office_words import office_word

__all__ = ["LONGEST", "Asked", "Candidate", "Confidence", "Days", "Fit", "Matched", "Reconciler"]

Confidence = Literal["sure", "likely", "possible", "ambiguous", "none"]
"""How sure a match is, in words.

sure       the name fits one record, and nothing that is said speaks against it
likely     one record fits better than all others
possible   something fits, too little to say so
ambiguous  several records fit equally well
none       no record fits
"""

LONGEST = 500
"""How many characters a cell may have: a longer one is a text, and to look all of its stretches up takes long."""

_MOST = 10
"""How many candidates are told of a row."""

_BEFORE, _BEHIND = "Yesterday the ", " met us."
"""What makes a text of a cell."""

_BANDS = {Fit.EXACT: 3, Fit.FULL: 3, Fit.INITIALS: 2, Fit.PART: 1, Fit.NEAR: 0}
"""Fits that are told apart; a name as it stands and one in other words are as good, until nothing else decides."""
_WHOLE, _BY_INITIALS, _BY_PART = 3, 2, 1


class Candidate(NamedTuple):
    """A record that a row may mean: how well its name *fit*s, what *speaks* for or against it, *in_time*, and why."""

    id: str
    kind: EntityKind
    name: str
    fit: Fit
    speaks: int
    in_time: bool | None
    why: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """By which candidates are compared, the best highest: what is said beside the name counts most."""
        return self.speaks, _BANDS[self.fit], -1 if self.in_time is False else 0, int(self.fit)

    @property
    def score(self) -> int:
        """The same as a number from 0 to 100, for programs that want one."""
        speaks, band, time, fit = self.rank
        return max(0, min(100, 20 * band + 15 * speaks + 10 * time + 5 * (fit == Fit.EXACT) + 20))


class Matched(NamedTuple):
    """What a row means: its *record* where that is sure or likely, the *others* that fit, best first, and why."""

    confidence: Confidence
    record: Candidate | None
    others: tuple[Candidate, ...]
    why: str


class Reconciler:
    """Matches names with the records of a registry.

    >>> from sphinx_newsroom.model.records import Official
    >>> from sphinx_newsroom.model.registry import Registry
    >>> registry = Registry(officials={"robert-roe": Official("robert-roe", "Robert Roe")})
    >>> found = Reconciler(Names(registry)).match(Asked("ROE, BOB"))
    >>> found.confidence, found.record.id, found.why
    ('sure', 'robert-roe', 'Bob and Robert are forms of one given name')
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self._candidates = Candidates(names)
        self._bodies: dict[str, frozenset[str]] = {}

    def match(self, asked: Asked) -> Matched:
        """Whom a row means."""
        if max(map(len, (asked.name, asked.office, asked.organization))) > LONGEST:
            return Matched("none", None, (), f"a name has at most {LONGEST} characters")
        if asked.kind == "" and asked.said_office and asked.office:
            # A column of offices is one of people; a body may stand in it all the same.
            people = self.match(replace(asked, kind="official"))
            return people if people.confidence != "none" else self.match(replace(asked, kind="organization"))
        return _decided(self.candidates(asked))

    def candidates(self, asked: Asked) -> list[Candidate]:
        """All records that a row may mean, the best first."""
        found = self._candidates.of(asked)
        if not found or all(fits.fit <= Fit.PART for fits, _ in found.values()):
            found = {**found, **self._as_a_text(asked)}
        bodies = self._organizations(asked.organization)
        made = [self._candidate(id_, *fits, asked, bodies) for id_, fits in found.items()]
        return sorted((one for one in made if one is not None), key=lambda one: (_negative(one.rank), one.id))

    def _candidate(
        self, id_: str, fits: Fitted, form: Form | None, asked: Asked, bodies: frozenset[str]
    ) -> Candidate | None:
        record = self.names.registry.entity(id_)
        if record is None:
            return None
        told = told_of(self.names, id_, form, asked, bodies)
        return Candidate(id_, record.kind, record.name, fits.fit, told.speaks, told.in_time, (fits.why, *told.why))

    def _organizations(self, text: str) -> frozenset[str]:
        """The organizations that a column of them may mean; of a text that is none of ours, none."""
        if not text.strip():
            return frozenset()
        if text not in self._bodies:
            found = self._candidates.of(Asked(text, kind="organization"))
            best = max((fits.fit for fits, _ in found.values()), default=Fit.NEAR)
            self._bodies[text] = frozenset(
                id_ for id_, (fits, _) in found.items() if fits.fit == best and best > Fit.NEAR
            )
        return self._bodies[text]

    def _as_a_text(self, asked: Asked) -> Found:
        """Whom the cell would name in a text of its day: offices of a body, and long names in another order."""
        if asked.days is None and any(office_word(word) for word in asked.plain.lower().split()):
            return {}  # who held an office, only a day tells
        days = asked.days or Days(dt.date.max, dt.date.max)
        # Minister of Finance, and in another column whose.
        said = f"{asked.plain} of the {asked.organization}" if asked.organization else asked.plain
        whole: Found = {}
        for day in dict.fromkeys(days):
            read = find(self.names, f"{_BEFORE}{said}{_BEHIND}", (), Release(ReleaseId("table"), "", day, ""))
            end = len(_BEFORE) + len(said)
            for one in read.mentions:
                if one.start is None or one.end is None or one.start > len(_BEFORE) or asked.kind not in ("", one.kind):
                    continue
                # Of "Executive Director of UNODC" the office is the first part, and the body that it is of the other.
                last = max(other.end or 0 for other in read.mentions)
                if one.end >= end or (one.method == "office" and last >= end):
                    why = "who held the office" if one.method == "office" else "another form of the name"
                    whole[one.entity] = Fitted(Fit.FULL, why), None
        return whole


def _negative(rank: Sequence[int]) -> tuple[int, ...]:
    return tuple(-part for part in rank)


def _decided(found: list[Candidate]) -> Matched:
    """What the candidates, the best first, come to."""
    if not found:
        return Matched("none", None, (), "no record has such a name")
    best, *rest = found
    why = "; ".join(best.why)
    if rest and rest[0].rank == best.rank:
        equal = [one for one in found if one.rank == best.rank]
        if _BANDS[best.fit] >= _BY_INITIALS or best.speaks > 0:
            return Matched("ambiguous", None, tuple(found[:_MOST]), f"{len(equal)} records fit equally well: {why}")
        return Matched("possible", None, tuple(found[:_MOST]), why)
    confidence = _confidence(best, rest)
    if confidence == "possible":
        return Matched("possible", None, tuple(found[:_MOST]), why)
    return Matched(confidence, best, tuple(rest[: _MOST - 1]), why)


def _confidence(best: Candidate, rest: Sequence[Candidate]) -> Confidence:
    """How sure the best of several candidates is, which no other equals."""
    band = _BANDS[best.fit]
    if best.speaks < 0:
        return "possible"
    if band == _WHOLE:
        rivals = [one for one in rest if _BANDS[one.fit] == _WHOLE]
        if best.in_time is False:
            return "likely" if not rivals else "possible"
        if any(one.speaks == best.speaks for one in rivals):
            return "likely"
        return "sure"
    # Whose whole name it is, and of whom nothing else is said, may be meant as well.
    nearer = any(_BANDS[one.fit] > band and one.speaks >= 0 for one in rest)
    if best.speaks > 0 and band >= _BY_PART and not nearer:
        return "likely"
    if band == _BY_INITIALS and best.in_time and not any(_BANDS[one.fit] >= band for one in rest):
        return "likely"
    return "possible"

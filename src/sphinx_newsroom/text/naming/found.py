"""The result of reading a text: what it names, which mentions become links, and what to report."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.config import LinkScope
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.records import Membership, Mention, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.wording import long_date, office_text
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import NO_WORDS, Sightings, Vocabulary, unread
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.words.tokens import Mark, Stretches


class Meaning(NamedTuple):
    """The meaning of a span of words: one form, or several if nothing decides between them."""

    start: int
    end: int
    forms: tuple[Form, ...]
    mark: Mark | None = None
    doubted: bool = False
    """Whether the text contradicts the candidate."""

    # A single candidate may still be doubted, so both are checked.
    @property
    def sure(self) -> bool:
        """Whether exactly one entity is meant."""
        return not self.doubted and len(self.forms) == 1


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A name that wasn't linked because it could mean several entities, or because the text contradicts the only one.

    For example "the CDC", with the *candidates* ``("cdc-us", "caisse-des-depots")``.
    """

    surface: str
    start: int
    candidates: tuple[str, ...]
    doubted: bool = False
    """Whether the text gives the person another's office, or lacks the words that the record's ``context:`` requires.
    """


@dataclass(frozen=True, slots=True)
class OfficeConflict:
    """The text gives an *official*, named at *start*, an *office* that the record doesn't have on that date."""

    official: str
    office: Membership
    start: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A name in the text, from *start* to *end*, that means none of the *entities* that have it, and *why*.

    For an office, *entities* are its holders, if any are known.
    """

    start: int
    end: int
    surface: str
    entities: tuple[str, ...]
    why: Refusal


@dataclass(frozen=True, slots=True)
class Found:
    """The result of reading a text: mentions in order, and findings to report.

    *refused* lists the names that weren't linked, if the caller asked for them.
    """

    mentions: tuple[Mention, ...]
    ambiguities: tuple[Ambiguity, ...] = ()
    conflicts: tuple[OfficeConflict, ...] = ()
    refused: tuple[Refused, ...] = ()
    words: Vocabulary = field(default=NO_WORDS, compare=False)
    """The words that were looked up; see :mod:`changes`."""


def refused(noted: Sequence[Noted], seen: Sightings, meanings: Sequence[Meaning]) -> tuple[Refused, ...]:
    """Return the refused names of a text: those that rules *noted*, and those that no rule was applied to."""
    at_word = {word: meaning for meaning in meanings for word in range(meaning.start, meaning.end)}
    found: dict[tuple[int, int, Refusal], dict[str, None]] = {}
    for start, end, entity, why in (*unread(seen), *noted, *_within(noted, seen, at_word)):
        over = (at_word[word] for word in range(start, end) if word in at_word)
        # The second word of a full name isn't a refused name of the same person, nor is someone introduced by an
        # office.
        if not any(meaning.sure and meaning.forms[0].entity == entity for meaning in over):
            found.setdefault((start, end, why), {})[entity] = None
    tokens = seen.tokens
    return tuple(
        Refused(tokens.starts[start], tokens.ends[end - 1], tokens.surface(start, end), tuple(filter(None, of)), why)
        for (start, end, why), of in sorted(found.items(), key=lambda row: (row[0][0], -row[0][1], row[0][2].code))
    )


def _within(noted: Sequence[Noted], seen: Sightings, at_word: Mapping[int, Meaning]) -> Iterator[Noted]:
    """Yield names inside longer ones, which aren't read once the longer name has been decided."""
    told = {(one.start, one.end, one.entity) for one in noted}
    refused = {word for one in noted for word in range(one.start, one.end)}
    for place in seen.places:
        words = range(place.start, place.end)
        over = [at_word[word] for word in words if word in at_word]
        linked = any(meaning.sure for meaning in over)
        if place.fixed or not (over or not refused.isdisjoint(words)):
            continue
        for form, _ in place.forms:
            if form.entity and (place.start, place.end, form.entity) not in told:
                why = Refusal.IN_LINKED if linked else Refusal.IN_REFUSED
                yield Noted(place.start, place.end, form.entity, why)


def to_link(text: str, marks: Sequence[Mark], mentions: Iterable[Mention], scope: LinkScope) -> list[Mention]:
    """Return the mentions that become links: those in prose, all or only each entity's first, as *scope* says.

    A mention that is already a role counts as the first, since it is a link.
    """
    # Blocks and sections are identified by their start: the number of starts before a mention is its index.
    block_starts = [match.end() for match in re.finditer("\n\n", text)]
    section_starts = [mark.start for mark in marks if mark.where == "heading"]
    stretches = Stretches((mark.start, mark.end) for mark in marks)
    taken: set[tuple[int, str]] = set()
    chosen = []
    for mention in mentions:
        if mention.start is None or mention.end is None:
            continue
        places: Mapping[str, int] = {
            "all": mention.start,
            "page": 0,
            "paragraph": bisect_right(block_starts, mention.start),
            "section": bisect_right(section_starts, mention.start),
        }
        place = (places[scope], mention.entity)
        # A mention in a heading, a link or code isn't linked, and the next one in prose counts as the first.
        marked = stretches.first_over(mention.start, mention.end)
        where = None if marked is None else marks[marked].where
        if place in taken or where in ("heading", "link", "code", "preformatted"):
            continue
        taken.add(place)
        if where is None:
            chosen.append(mention)
    return chosen


class Report(NamedTuple):
    """A name left undecided, or an office that contradicts the record, at *start* in the text."""

    start: int
    code: Code
    message: str
    advice: str


def reports(found: Found, release: Release, registry: Registry) -> Iterator[Report]:
    """Yield a report for each name that nothing decides, and each office not held on the release's date."""
    # Each report contains a line to copy into the header, which decides the question permanently.
    for ambiguity in found.ambiguities:
        surface, meant = " ".join(ambiguity.surface.split()), " or ".join(ambiguity.candidates)
        doubt = f"could mean {meant}" + (", though the text does not bear it out," if ambiguity.doubted else "")
        yield Report(
            ambiguity.start,
            Code.AMBIGUOUS_NAME,
            f"{surface!r} {doubt} and is not linked",
            f"decide it in the header, such as names: {{{surface}: {ambiguity.candidates[0]}}}, or false for nobody",
        )
    for conflict in found.conflicts:
        official = registry.officials[conflict.official]
        # Either the text is wrong, the record lacks the office, or a namesake is meant.
        decision = f"names: {{{official.name}: {official.id}}}"
        yield Report(
            conflict.start,
            Code.OFFICE_NOT_HELD,
            f"according to the text, {official.name} holds the office {office_text(conflict.office, registry)!r}, but "
            f"{official.path or official.id} does not have it on {long_date(release.date)}",
            f"correct the text or the record's memberships, or write {decision} in the header",
        )

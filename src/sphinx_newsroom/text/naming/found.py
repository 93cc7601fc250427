"""The outcome of a reading: what a text names, which of it becomes a link, what a person should look at."""

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
    """What a stretch of words means: one form, or several that nothing decides between."""

    start: int
    end: int
    forms: tuple[Form, ...]
    mark: Mark | None = None
    doubted: bool = False
    """Whether the text speaks against what there is."""

    # A doubted form is alone at times and still not meant, so both are asked.
    @property
    def sure(self) -> bool:
        """Whether exactly one thing is meant."""
        return not self.doubted and len(self.forms) == 1


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A name that could mean several entities, or one that the text speaks against, and was not decided.

    Such as "the CDC", of *candidates* ``("cdc-us", "caisse-des-depots")``.
    """

    surface: str
    start: int
    candidates: tuple[str, ...]
    doubted: bool = False
    """Whether the text gives the bearer of the name an office of somebody else, or lacks what the record asks for."""


@dataclass(frozen=True, slots=True)
class OfficeConflict:
    """The text gives an *official*, named at *start*, an *office* that the record does not have on that date."""

    official: str
    office: Membership
    start: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A name from *start* to *end* in a text that means none of the *entities* whose records have it, and *why*.

    Of an office, *entities* are those who held it, if it is known; there may be none.
    """

    start: int
    end: int
    surface: str
    entities: tuple[str, ...]
    why: Refusal


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names, in the order of the text, and what a person should look at.

    *refused* is what it does not name though the words are a name, for those who asked.
    """

    mentions: tuple[Mention, ...]
    ambiguities: tuple[Ambiguity, ...] = ()
    conflicts: tuple[OfficeConflict, ...] = ()
    refused: tuple[Refused, ...] = ()
    words: Vocabulary = field(default=NO_WORDS, compare=False)
    """By which words that was looked up; see :mod:`changes`."""


def refused(noted: Sequence[Noted], seen: Sightings, meanings: Sequence[Meaning]) -> tuple[Refused, ...]:
    """The names of a text that were not taken: those that rules *noted*, and those that no rule was asked of."""
    at_word = {word: meaning for meaning in meanings for word in range(meaning.start, meaning.end)}
    found: dict[tuple[int, int, Refusal], dict[str, None]] = {}
    for start, end, entity, why in (*unread(seen), *noted, *_within(noted, seen, at_word)):
        over = (at_word[word] for word in range(start, end) if word in at_word)
        # The second word of a full name is no other name of the same person, and whom an office introduced is named.
        if not any(meaning.sure and meaning.forms[0].entity == entity for meaning in over):
            found.setdefault((start, end, why), {})[entity] = None
    tokens = seen.tokens
    return tuple(
        Refused(tokens.starts[start], tokens.ends[end - 1], tokens.surface(start, end), tuple(filter(None, of)), why)
        for (start, end, why), of in sorted(found.items(), key=lambda row: (row[0][0], -row[0][1], row[0][2].code))
    )


def _within(noted: Sequence[Noted], seen: Sightings, at_word: Mapping[int, Meaning]) -> Iterator[Noted]:
    """The names within longer ones, of which a reading asks nothing once the longer one has been decided."""
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
    """The mentions that become links: in prose, and as *scope* says, all or the first of each entity.

    A mention that already stands in a role counts as the first, since it is a link.
    """
    # Blocks and sections are known by where they begin; how many began before a mention is the number of its own.
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
        # In a heading, a link or code a mention stays without a link, and the next in prose counts as the first.
        marked = stretches.first_over(mention.start, mention.end)
        where = None if marked is None else marks[marked].where
        if place in taken or where in ("heading", "link", "code", "preformatted"):
            continue
        taken.add(place)
        if where is None:
            chosen.append(mention)
    return chosen


class Report(NamedTuple):
    """A name that was left open, or an office that does not fit the record, at *start* in the text."""

    start: int
    code: Code
    message: str
    advice: str


def reports(found: Found, release: Release, registry: Registry) -> Iterator[Report]:
    """Names that are not linked because nothing decides them, and offices not held on the release's date."""
    # A line to copy into the header comes with each, since that is what decides it for good.
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
        # Either the text is wrong, or the record lacks the office, or somebody else of that name is meant.
        decision = f"names: {{{official.name}: {official.id}}}"
        yield Report(
            conflict.start,
            Code.OFFICE_NOT_HELD,
            f"the text gives {official.name} the office {office_text(conflict.office, registry)!r}, which "
            f"{official.path or official.id} does not have on {long_date(release.date)}",
            f"correct the text or the record's memberships, or write {decision} in the header",
        )

"""Finding the organizations and officials that a text names.

Text in, mentions out: this module knows records, not Sphinx.  A text is one string whose
blocks (paragraphs, headings) are separated by a blank line, with marks on the stretches that
are not prose.  All names are looked for in one pass of an Aho-Corasick automaton, so the cost
depends on the text and not on the number of names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import ahocorasick

from sphinx_newsroom.config import LinkScope
from sphinx_newsroom.model import Mention, Method, Official, Release
from sphinx_newsroom.offices import office_text
from sphinx_newsroom.registry import Registry

Where = Literal["heading", "link", "code", "role"]


class Mark(NamedTuple):
    """A stretch of a text that is not prose; in a "role" the author already said which *entity* is meant."""

    start: int
    end: int
    where: Where
    entity: str | None = None


class Candidate(NamedTuple):
    """One entity that a form of a name can mean."""

    entity: str
    kind: Literal["organization", "official"]
    method: Method


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A name that could mean several entities and was not decided."""

    surface: str
    start: int
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names, in the order of the text."""

    mentions: tuple[Mention, ...]
    ambiguities: tuple[Ambiguity, ...]


_FOLD = str.maketrans({
    "\n": " ", "\t": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"',
    "\u2010": "-", "\u2011": "-",
})


def folded(text: str) -> str:
    """*text* with spaces, quotes and hyphens in their plain form, character for character."""
    return text.translate(_FOLD)


def family_name_of(official: Official) -> str | None:
    """The recorded family name, else the last word of a name of several words."""
    if official.family_name:
        return official.family_name
    words = official.name.split()
    return words[-1] if len(words) > 1 else None


class Names:
    """The forms of all names of a registry, ready to be looked for."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        forms: dict[str, list[Candidate]] = {}
        for form, candidate in _forms(registry):
            key = folded(" ".join(form.split()))
            if key and not any(known.entity == candidate.entity for known in forms.setdefault(key, [])):
                forms[key].append(candidate)
        self._automaton = ahocorasick.Automaton()
        for form, candidates in forms.items():
            self._automaton.add_word(form, (len(form), tuple(candidates)))
        self._empty = not forms
        self._automaton.make_automaton()

    def spans(self, text: str) -> Iterator[tuple[int, int, tuple[Candidate, ...]]]:
        """All places where a known form stands as whole words in folded *text*, overlapping ones too."""
        if self._empty:
            return
        for last, (length, candidates) in self._automaton.iter(text):
            start, end = last - length + 1, last + 1
            if _is_word(text, start, end):
                yield start, end, candidates


def _forms(registry: Registry) -> Iterator[tuple[str, Candidate]]:
    """Every form of every name; full names before the forms that need a decision."""
    for organization in registry.organizations.values():
        yield organization.name, Candidate(organization.id, "organization", "name")
        if organization.acronym:
            yield organization.acronym, Candidate(organization.id, "organization", "acronym")
        for other in organization.other_names:
            yield other.name, Candidate(organization.id, "organization", "other-name")
    for official in registry.officials.values():
        yield official.name, Candidate(official.id, "official", "name")
        for other in official.other_names:
            yield other.name, Candidate(official.id, "official", "other-name")
        if family := family_name_of(official):
            yield family, Candidate(official.id, "official", "family-name")


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is not part of a longer word, an address or a handle."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or after.isalnum() or "_" in (before, after) or "@" in (before, after):
        return False
    if after == "." and text[end + 1 : end + 2].isalnum():
        return False
    return "/" not in (before, after) or not _in_address(text, start, end)


_ADDRESS = re.compile(r"\W*/|.*[\d.:@_#?=&%\\~]")


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a place beside a slash is part of an address, a path or a number, and not of a pair (OSCE/ODIHR)."""
    begin, stop = text.rfind(" ", 0, start) + 1, text.find(" ", end)
    run = text[begin : stop if stop >= 0 else len(text)].rstrip(".,;:!?)\"'")
    return _ADDRESS.match(run) is not None


def _decided(text: str, release: Release, registry: Registry) -> Iterator[tuple[int, int, tuple[Candidate, ...]]]:
    """The places of the names that the release's header decides; no candidate means "never link"."""
    for surface, entity in release.names:
        record = registry.entity(entity) if entity is not None else None
        kind = None if record is None else record.kind
        candidates = () if kind is None or entity is None else (Candidate(entity, kind, "decided"),)
        for match in re.finditer(re.escape(folded(surface)), text):
            if _is_word(text, match.start(), match.end()):
                yield match.start(), match.end(), candidates


def find(names: Names, text: str, marks: Sequence[Mark], release: Release) -> Found:
    """The mentions of *text*, of which *marks* (in order) are not prose, as the text of *release*.

    Longest match first, from the left; a family name means an official only after a fuller
    form of the name; a form with several meanings is taken only where the release itself
    (its header, or an earlier full name) names exactly one of them.
    """
    return _Reading(names, text, marks, release).found()


class _Reading:
    """One pass through one text: what has been introduced so far decides what comes after."""

    def __init__(self, names: Names, text: str, marks: Sequence[Mark], release: Release) -> None:
        self.registry = names.registry
        self.names, self.text, self.marks, self.release = names, text, marks, release
        self.introduced: set[str] = set()
        self.stated = {*release.organizations, *release.officials, release.issuer}
        self.mentions: list[Mention] = []
        self.ambiguities: list[Ambiguity] = []

    def found(self) -> Found:
        end_of_last = 0
        for start, end, candidates in self._spans():
            if start < end_of_last:
                continue
            if candidates and not self._take(start, end, candidates):
                continue
            end_of_last = end
        self._from_header()
        return Found(tuple(self.mentions), tuple(self.ambiguities))

    def _spans(self) -> list[tuple[int, int, tuple[Candidate, ...]]]:
        """Where something may be named, leftmost and longest first; decisions replace what the registry says."""
        text = folded(self.text)
        spans = {(start, end): candidates for start, end, candidates in self.names.spans(text)}
        spans.update({(start, end): found for start, end, found in _decided(text, self.release, self.registry)})
        for mark in self.marks:
            if mark.where == "code":
                spans = {span: found for span, found in spans.items() if span[1] <= mark.start or mark.end <= span[0]}
            elif mark.where == "role" and mark.entity is not None:
                spans = {span: found for span, found in spans.items() if span[1] <= mark.start or mark.end <= span[0]}
                record = self.registry.entity(mark.entity)
                if record is not None:
                    spans[mark.start, mark.end] = (Candidate(mark.entity, record.kind, "role"),)
        return [(start, end, spans[start, end]) for start, end in sorted(spans, key=lambda span: (span[0], -span[1]))]

    def _take(self, start: int, end: int, candidates: tuple[Candidate, ...]) -> bool:
        """Note a mention, or an ambiguity; False where the form means nothing here."""
        open_ = [c for c in candidates if c.method != "family-name" or c.entity in self.introduced]
        if len(open_) > 1:
            open_ = self._preferred(open_)
        if not open_:
            return False
        surface = self.text[start:end]
        if len(open_) > 1:
            self.ambiguities.append(Ambiguity(surface, start, tuple(c.entity for c in open_)))
            return True
        self._note(open_[0], surface, start, end)
        return True

    def _preferred(self, candidates: list[Candidate]) -> list[Candidate]:
        """The one that the release introduced or states, if it is one; else all of them."""
        for known in (self.introduced, self.stated):
            narrowed = [candidate for candidate in candidates if candidate.entity in known]
            if len(narrowed) == 1:
                return narrowed
        return candidates

    def _note(self, candidate: Candidate, surface: str, start: int | None, end: int | None) -> None:
        self.introduced.add(candidate.entity)
        role = None
        if candidate.kind == "official":
            offices = self.registry.offices(candidate.entity, self.release.date)
            role = office_text(offices[0], self.registry) if offices else None
        self.mentions.append(
            Mention(candidate.entity, candidate.kind, surface, candidate.method, role, start, end)
        )

    def _from_header(self) -> None:
        """Mentions of what the header names beyond the text: the issuer always, others where the text does not."""
        named = {mention.entity for mention in self.mentions}
        release, registry = self.release, self.registry
        if release.issuer in registry.organizations:
            self._state(release.issuer, "organization", "issuer")
        for organization in release.organizations:
            if organization not in named and organization in registry.organizations:
                self._state(organization, "organization", "header")
        for official in release.officials:
            if official not in named and official in registry.officials:
                self._state(official, "official", "header")

    def _state(self, entity: str | None, kind: Literal["organization", "official"], method: Method) -> None:
        record = self.registry.entity(entity) if entity is not None else None
        if entity is not None and record is not None:
            self._note(Candidate(entity, kind, method), record.name, None, None)


def to_link(text: str, marks: Sequence[Mark], mentions: Iterable[Mention], scope: LinkScope) -> list[Mention]:
    """The mentions that become links: in prose, and as *scope* says, all or the first of each entity.

    A mention that already stands in a role counts as the first, since it is a link.
    """
    block_starts = [match.end() for match in re.finditer("\n\n", text)]
    section_starts = [mark.start for mark in marks if mark.where == "heading"]
    taken: set[tuple[int, str]] = set()
    chosen = []
    for mention in mentions:
        if mention.start is None or mention.end is None:
            continue
        places: Mapping[str, int] = {
            "all": mention.start, "page": 0,
            "paragraph": bisect_right(block_starts, mention.start),
            "section": bisect_right(section_starts, mention.start),
        }
        place = (places[scope], mention.entity)
        where = next((m.where for m in marks if m.start < mention.end and mention.start < m.end), None)
        if place in taken or where in ("heading", "link", "code"):
            continue
        taken.add(place)
        if where is None:
            chosen.append(mention)
    return chosen

"""Suggest records for names in an archive's texts that look like organizations or officials.

Texts go in, suggestions come out; nothing here reads or writes files.

signs           a text -> runs of capitalized words -> titles and names, with evidence from the words around them
judging         all evidence about a name -> whether it is an organization or an official
cyrillic        officials in Ukrainian and Russian texts
twins           suggestions that may be the same entity, to be decided together
model_names     names found by a trained model of spaCy
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sphinx_newsroom.model.ids import free_id, slug
from sphinx_newsroom.model.records import Name, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.edits import with_values
from sphinx_newsroom.text.suggest.cyrillic import LANGUAGES, persons
from sphinx_newsroom.text.suggest.judging import (
    Group,
    Kind,
    Tally,
    common,
    joined,
    key_of,
    kind_of,
    most,
    worth_a_look,
)
from sphinx_newsroom.text.suggest.model_names import Model, Named, Source, model_tallies, mostly_names
from sphinx_newsroom.text.suggest.signs import Sign, is_acronym, plain, runs, signs_of
from sphinx_newsroom.text.words.word_lists import HONORIFICS, SUFFIXES

# Decisions about suggestions: a new record, another name for one, or a rejected name.

REJECTED = "names-rejected.txt"
"""The file with rejected names in the archive's root, sorted, one a line; lines with # are comments."""

_SHORTEST_ID = 3
"""The shortest acronym that can become an id; too many organizations share two letters (EC, EP)."""

_LEAST_WITH_SUFFIX = 3
"""The shortest personal name that can end with Jr or III: "Roe Jr" would have no given name."""

_HEAD = "# Names that `newsroom suggest` leaves out, one a line.\n"


def rejected_names(text: str) -> list[str]:
    """Return the names in a file of rejected names."""
    lines = (" ".join(line.split()) for line in text.removeprefix("\ufeff").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def with_rejected(text: str, name: str) -> str:
    """Add a name to the file of rejected names, in alphabetical order after the comments.

    A different spelling of an existing name isn't added.

    >>> with_rejected("# Not ours.\\nOpen Doors\\n", "Help Center")
    '# Not ours.\\nHelp Center\\nOpen Doors\\n'
    """
    names = rejected_names(text)
    if key_of(name) not in map(key_of, names):
        names.append(" ".join(name.split()))
    # Alphabetical order makes conflicts rare if two people add names.
    remarks = [line for line in text.removeprefix("\ufeff").splitlines() if line.lstrip().startswith("#")]
    head = "".join(f"{line}\n" for line in remarks) or _HEAD
    return head + "".join(f"{line}\n" for line in sorted(names, key=lambda line: (line.casefold(), line)))


def drafted(suggestion: Suggestion, taken: Container[str]) -> Organization | Official:
    """Return the record that a suggestion would become, with an id that isn't in *taken*.

    The id comes from the acronym, if that has at least three letters, because organizations are known by it. Otherwise
    it comes from the first name that can be made into an id; a Chinese one can't.
    """
    name, acronym, names = suggestion.name, suggestion.acronym, tuple(map(Name, suggestion.other_names))
    spelled = next(filter(slug, (name, *suggestion.other_names)), name)
    if suggestion.kind == "organization":
        id_ = free_id(acronym if acronym and len(acronym) >= _SHORTEST_ID else spelled, taken)
        return Organization(id_, name, acronym, names, path=f"organizations/{id_}.md")
    id_ = free_id(spelled, taken)
    words = name.split()
    family = None  # the last word, unless the record has another
    if len(words) >= _LEAST_WITH_SUFFIX and words[-1].rstrip(".").lower() in SUFFIXES:
        family = words[-2].rstrip(",")
    return Official(id_, name, names, family, path=f"officials/{id_}.md")


def joined_to(record: Organization | Official, name: str) -> Organization | Official:
    """Return the record with another name: as its acronym if it has none and this is one, or as another name."""
    if isinstance(record, Organization) and record.acronym is None and is_acronym(name):
        return replace(record, acronym=name)
    return replace(record, other_names=(*record.other_names, Name(name)))


def joined_text(text: str, old: Organization | Official, new: Organization | Official) -> str:
    """Add the names that *new* has but *old* lacks to the text of a record's file; the rest stays byte for byte.

    Raises the errors of :func:`sphinx_newsroom.sources.edits.with_values`.
    """
    changes: dict[str, object] = {}
    if new.other_names != old.other_names:
        changes["other_names"] = new.other_names
    if isinstance(old, Organization) and isinstance(new, Organization) and new.acronym != old.acronym:
        changes["acronym"] = new.acronym
    return with_values(text, changes)


def names_of(record: Organization | Official) -> list[str]:
    """Return every form of a record's name."""
    acronym = [record.acronym] if isinstance(record, Organization) and record.acronym else []
    return [record.name, *acronym, *(other.name for other in record.other_names)]


__all__ = ["NamePlace", "Named", "Source", "Suggestion", "key_of", "known_names", "suggestions"]


class NamePlace(NamedTuple):
    """An occurrence of a name, from *start* to *end* in a release's plain text."""

    release: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that may deserve a record, with evidence from the releases.

    *releases* counts those that contain any form of it. *role* is its most frequent title, *example* the id of a
    release, with *context* from it. *places* are occurrences, each in a different release, the example's first. *join*
    is a record that texts mention together with the name. If a model was used, *in_model* counts the places where it
    found the name, and *by_model* says that only the model suggests it.
    """

    name: str
    kind: Kind
    releases: int
    example: str
    context: str
    acronym: str | None = None
    role: str | None = None
    other_names: tuple[str, ...] = ()
    join: str | None = None
    in_model: int = 0
    by_model: bool = False
    places: tuple[NamePlace, ...] = ()

    @property
    def every_name(self) -> tuple[str, ...]:
        """Every form of the name that a record would have."""
        return (self.name, *([self.acronym] if self.acronym else []), *self.other_names)


def suggestions(
    sources: Sequence[Source],
    registry: Registry,
    rejected: Collection[str] = (),
    least: int = 2,
    progress: Callable[[int], object] = int,
    model: Model | None = None,
) -> list[Suggestion]:
    """Return suggested records, the most frequent first: in *least* or more releases, and not *rejected*.

    *progress* is called with the number of texts read. A *model* may add names; it doesn't change other suggestions.
    """
    known = known_names(registry)
    tallies = _tallies(sources, progress)
    groups = joined(tallies)
    # The order matters: counting lowercase words reads all texts again, so it is done for the few names left.
    candidates = {
        name: group for name, group in groups.items() if group.releases >= least and worth_a_look(name, group)
    }
    small = common(candidates, (source.text for source in sources))
    refused = {key_of(name, person=person) for name in rejected for person in (False, True)}
    found: dict[str, Suggestion] = {}
    for name, group in candidates.items():
        kind = kind_of(name, group, small)
        if kind and not refused.intersection(group.names):
            suggestion = _suggestion(kind, group, known, sources)
            if suggestion is not None:
                found[name] = suggestion
    every = [*found.values()]
    if model is not None:
        of_model = joined(mostly_names(model_tallies(model, sources, progress), tallies, sources))
        by_name = {member: name for name in found for member in groups[name].names}
        every = [*_agreed(found, by_name, of_model), *_added(of_model, by_name, known, refused, least, sources)]
    return sorted(every, key=lambda suggestion: (-suggestion.releases, suggestion.name))


def _agreed(
    found: Mapping[str, Suggestion], by_name: Mapping[str, str], of_model: Mapping[str, Group]
) -> list[Suggestion]:
    """Return the suggestions that were *found*, each with the places where the model also finds it."""
    places = Counter[str]()
    for group in of_model.values():
        for name in {by_name[member] for member in group.names if member in by_name}:
            places[name] += group.tally.count
    return [replace(suggestion, in_model=places[name]) for name, suggestion in found.items()]


def _added(
    of_model: Mapping[str, Group],
    by_name: Mapping[str, str],
    known: Mapping[str, str],
    refused: Collection[str],
    least: int,
    sources: Sequence[Source],
) -> Iterator[Suggestion]:
    """Yield the model's suggestions that aren't among those *by_name*."""
    for group in of_model.values():
        tally = group.tally
        if group.releases < least or not by_name.keys().isdisjoint(group.names):
            continue
        if not group.tally.count or any(name in refused for name in group.names):
            continue
        kind: Kind = "official" if tally.mostly_person else "organization"
        suggestion = _suggestion(kind, group, known, sources)
        if suggestion is not None:
            yield replace(suggestion, in_model=tally.count, by_model=True)


def known_names(registry: Registry) -> dict[str, str]:
    """Return the ids of records by each form of their names, in the form of :func:`key_of`."""
    records: list[Organization | Official] = [*registry.organizations.values(), *registry.officials.values()]
    return {key_of(name): record.id for record in records for name in names_of(record)}


def _tallies(sources: Sequence[Source], progress: Callable[[int], object]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for number, offset, sign in _signs(sources, progress):
        start, end = offset + sign.start, offset + sign.end
        covered = sources[number].covering(start, end)
        if not covered:
            tally = tallies.setdefault(key_of(sign.name, person=sign.person), Tally())
            tally.add(number, offset, sign)
            if sign.person:
                tally.joins.update(one.entity for one in sources[number].within(start, end) if one.entity)
        # A recorded name with an acronym that the record lacks may be another of its names.
        elif covered[0].entity and sign.acronym:
            tallies.setdefault(key_of(sign.acronym), Tally()).joins[covered[0].entity] += 1
    return tallies


def _signs(sources: Sequence[Source], progress: Callable[[int], object]) -> Iterator[tuple[int, int, Sign]]:
    """Yield possible names in each text, with the index of the text and the start of the block."""
    cyrillic_texts: list[tuple[int, str]] = []
    for number, source in enumerate(sources):
        progress(number)
        if source.spoken == "en":
            for offset, run in runs(source.text, source.marks):
                for sign in signs_of(run):
                    yield number, offset, sign
        elif source.spoken in LANGUAGES:
            cyrillic_texts.append((number, plain(source.text)))
    # All at once, because a name found with a title in one text is then also found in others without it.
    for number, sign in persons(cyrillic_texts):
        yield number, 0, sign


def _suggestion(kind: Kind, group: Group, known: Mapping[str, str], sources: Sequence[Source]) -> Suggestion | None:
    """Return a suggestion for a group of names, or None if records already have all of them."""
    tally = group.tally
    forms = Counter({form: count for form, count in tally.names.items() if key_of(form) not in known})
    # The draft omits what records already have.
    acronym = most(tally.acronyms)
    if acronym is not None and key_of(acronym) in known:
        acronym = None
    name = most(forms) or acronym
    if name is None or not tally.count:
        return None
    join = next((known[member] for member in group.names if member in known), None) or most(tally.joins)
    places = tally.places
    release, start, end = places[0]
    return Suggestion(
        name=name,
        kind=kind,
        releases=group.releases,
        example=sources[release].release,
        context=_context(sources[release].text, start, end),
        acronym=acronym if acronym != name else None,
        role=_role(tally),
        join=join,
        # A form that occurs only once is more often a typo than a name.
        other_names=tuple(sorted(form for form, count in forms.items() if count > 1 and form not in (name, acronym))),
        places=tuple(NamePlace(sources[number].release, *stretch) for number, *stretch in places),
    )


def _role(tally: Tally) -> str | None:
    """Return the most frequent title; Dr. and the like only if there is no other."""
    titles = tally.titles
    offices = Counter({title: n for title, n in titles.items() if not set(title.split()) <= _HONORIFICS})
    return most(offices) or most(titles)


_HONORIFICS = HONORIFICS | {f"{word}." for word in HONORIFICS}


_CONTEXT = 60
"""Characters of context on each side of a name; they fill a line or two of a terminal."""


def _context(text: str, start: int, end: int) -> str:
    """Return a name with the words around it: … opened by the Kelmark Harbour Company on Monday …"""
    ahead = text[max(start - _CONTEXT, 0) : start].rpartition("\n\n")[2]
    behind = text[end : end + _CONTEXT].partition("\n\n")[0]
    # Remove cut-off words at both ends.
    if len(ahead) == _CONTEXT:
        ahead = "… " + ahead.partition(" ")[2]
    if len(behind) == _CONTEXT:
        behind = behind.rpartition(" ")[0] + " …"
    return " ".join(f"{ahead}{text[start:end]}{behind}".split())

"""Names in an archive's texts that look like organizations or officials and have no record.

Texts in, suggestions out: nothing here reads or writes files.

sources     the texts, and what stands in them already
capitals    a text -> runs of words with capitals
parts       a run -> titles and names
signs       a name, and what the words in and around it say for and against it
tally       what all releases say of a name
cyrillic    officials in Ukrainian and Russian texts
joining     all names of one body or person
twins       suggestions that may be of one body or person: to be decided together
judging     which of them are organizations and officials
model_names names that a trained model finds; spacy_model is that model
decisions   records to write, and names never to suggest again
word_lists  the English words that all this needs
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.suggest.capitals import plain, runs
from sphinx_newsroom.text.suggest.cyrillic import LANGUAGES, persons
from sphinx_newsroom.text.suggest.decisions import names_of
from sphinx_newsroom.text.suggest.joining import Group, joined
from sphinx_newsroom.text.suggest.judging import Kind, common, is_official, kind_of, worth_a_look
from sphinx_newsroom.text.suggest.model_names import Model, model_tallies, mostly_names
from sphinx_newsroom.text.suggest.signs import Sign, signs_of
from sphinx_newsroom.text.suggest.sources import Named, Source, covering
from sphinx_newsroom.text.suggest.tally import PLACES_SHOWN, Tally, key_of, most
from sphinx_newsroom.text.suggest.word_lists import HONORIFICS

__all__ = ["Named", "Place", "Source", "Suggestion", "key_of", "known_names", "suggestions"]


class Place(NamedTuple):
    """Where a name stands: from *start* to *end* in the plain text of a release."""

    release: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that may deserve a record, with what the releases say about it.

    *releases* counts those that name it in any form.  *role* is the title found most often, *example* the id of
    a release, with *context* from it.  *places* are that example's and others, each in another release.  *join* is the
    record that the texts put the name beside.  *in_model* counts the places where a model finds it, where one was
    asked; *by_model* is whether that alone is why it is suggested.
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
    places: tuple[Place, ...] = ()

    @property
    def every_name(self) -> tuple[str, ...]:
        """All forms of the name that a record would have."""
        return (self.name, *([self.acronym] if self.acronym else []), *self.other_names)


def suggestions(
    sources: Sequence[Source],
    registry: Registry,
    rejected: Collection[str] = (),
    least: int = 2,
    progress: Callable[[int], object] = int,
    model: Model | None = None,
) -> list[Suggestion]:
    """What may deserve a record, the most frequent first: named in at least *least* releases, and not *rejected*.

    *progress* is told how many texts have been looked through.  A *model* may add names that it finds in them; what is
    suggested without it stays as it is.
    """
    known = known_names(registry)
    tallies = _tallies(sources, progress)
    groups = joined(tallies)
    # Fedotov is Yury Fedotov, who has a line of his own.
    people = frozenset(word for name, group in groups.items() if is_official(group.tally) for word in name.split())
    # In this order: counting small letters reads all texts again, so it is asked of the few names that are left.
    open_ = {
        name: group
        for name, group in groups.items()
        if group.releases >= least and name not in people and worth_a_look(name, group)
    }
    small = common(open_, (source.text for source in sources))
    refused = {key_of(name) for name in rejected}
    found: dict[str, Suggestion] = {}
    for name, group in open_.items():
        kind = kind_of(name, group, small, groups)
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
    """The suggestions that were *found*, by name, each with the places where the model finds it, too."""
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
    """What the model finds beside the suggestions that there are *by_name*."""
    for group in of_model.values():
        tally = group.tally
        if group.releases < least or not by_name.keys().isdisjoint(group.names):
            continue
        if not group.tally.count or any(name in refused for name in group.names):
            continue
        kind: Kind = "official" if 2 * tally.persons > tally.count else "organization"
        suggestion = _suggestion(kind, group, known, sources)
        if suggestion is not None:
            yield replace(suggestion, in_model=tally.count, by_model=True)


def known_names(registry: Registry) -> dict[str, str]:
    """The ids of records by each form of their names, as :func:`key_of` has it."""
    records: list[Organization | Official] = [*registry.organizations.values(), *registry.officials.values()]
    return {key_of(name): record.id for record in records for name in names_of(record)}


def _tallies(sources: Sequence[Source], progress: Callable[[int], object]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for number, offset, sign in _signs(sources, progress):
        start, end = offset + sign.start, offset + sign.end
        named = sources[number].within(start, end)
        covered = covering(named, start, end)
        if not covered:
            tally = tallies.setdefault(key_of(sign.name), Tally())
            tally.add(number, offset, sign)
            if sign.person:
                tally.joins.update(place.entity for place in named if place.entity)
        # A record's name with an acronym that the record lacks: perhaps one of its names.
        elif covered[0].entity and sign.acronym:
            tallies.setdefault(key_of(sign.acronym), Tally()).joins[covered[0].entity] += 1
    return tallies


def _signs(sources: Sequence[Source], progress: Callable[[int], object]) -> Iterator[tuple[int, int, Sign]]:
    """What may be a name in each text, with the number of the text and the beginning of the block."""
    others: list[tuple[int, str]] = []
    for number, source in enumerate(sources):
        progress(number)
        if source.spoken == "en":
            for offset, run in runs(source.text, source.marks):
                for sign in signs_of(run):
                    yield number, offset, sign
        elif source.spoken in LANGUAGES:
            others.append((number, plain(source.text)))
    # All at once, since a name known from one text is found in the others, without a title there.
    for number, sign in persons(others):
        yield number, 0, sign


def _suggestion(kind: Kind, group: Group, known: Mapping[str, str], sources: Sequence[Source]) -> Suggestion | None:
    """The suggestion of a group of names; None where records have all of them."""
    tally = group.tally
    forms = Counter({form: count for form, count in tally.forms.items() if key_of(form) not in known})
    # What a record has already is not written into its draft again.
    acronym = most(tally.acronyms)
    if acronym is not None and key_of(acronym) in known:
        acronym = None
    name = most(forms) or acronym
    if name is None or tally.example is None:
        return None
    join = next((known[member] for member in group.names if member in known), None) or most(tally.joins)
    _, release, start, end = tally.example
    places = [(release, start, end), *(place for place in tally.places if place[0] != release)]
    return Suggestion(
        name=name,
        kind=kind,
        releases=group.releases,
        example=sources[release].release,
        context=_context(sources[release].text, start, end),
        acronym=acronym if acronym != name else None,
        role=_role(tally),
        join=join,
        # A form that stands once is a slip more often than a name.
        other_names=tuple(sorted(form for form, count in forms.items() if count > 1 and form not in (name, acronym))),
        places=tuple(Place(sources[number].release, *stretch) for number, *stretch in places[:PLACES_SHOWN]),
    )


def _role(tally: Tally) -> str | None:
    """The title found most often; Dr. and the like only where there is no other."""
    offices = Counter({title: n for title, n in tally.titles.items() if not set(title.split()) <= _HONORIFICS})
    return most(offices) or most(tally.titles)


_HONORIFICS = HONORIFICS | {f"{word}." for word in HONORIFICS}


_CONTEXT = 60
"""Characters on each side of a name in its example: with them it fills a line or two of a terminal."""


def _context(text: str, start: int, end: int) -> str:
    """A name with the words around it: … opened by the Kelmark Harbour Company on Monday …"""
    ahead = text[max(start - _CONTEXT, 0) : start].rpartition("\n\n")[2]
    behind = text[end : end + _CONTEXT].partition("\n\n")[0]
    # Cut short, they begin and end in the middle of a word.
    if len(ahead) == _CONTEXT:
        ahead = "… " + ahead.partition(" ")[2]
    if len(behind) == _CONTEXT:
        behind = behind.rpartition(" ")[0] + " …"
    return " ".join(f"{ahead}{text[start:end]}{behind}".split())

"""Find the texts to read again when records change.

Reading a text looks up only a few things in the records: the forms of its words; facts about the entities whose forms
it contains, that its header names, or that hold an office in it; and a few totals, of which only thresholds matter. The
difference between two states of the records is therefore a list of words, entities, offices and thresholds. A text that
has none of these doesn't need to be read again.

If reading looks up anything new, add it here. A test compares the result with reading everything again.

The result may include texts that don't change: all words of a name can be in a text that doesn't name it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from sphinx_newsroom.model.records import Membership, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming.name_table import Names
from sphinx_newsroom.text.naming.offices import role_words
from sphinx_newsroom.text.naming.places import MANY, MANY_PEOPLE, Vocabulary, has_bares
from sphinx_newsroom.text.naming.record_facts import RecordFacts
from sphinx_newsroom.text.naming.short_names import ANYBODY, COMMON, CROWDED
from sphinx_newsroom.text.words.belonging import is_arabic
from sphinx_newsroom.text.words.folding import words_of

Key = frozenset[str]
"""Words that must all be in a text for it to contain a name or office."""

_MOST = 2000
"""If a change affects more records than this, finding the texts costs as much as reading them all."""

_FEW = 50
"""If there are more words than this to look for, splitting the whole text into words is faster."""

_JOINT = re.compile(r" (?:of|for) ")


class Counts(NamedTuple):
    """The totals over all records that reading a text depends on, reduced to what makes a difference."""

    crowded: bool
    many_people: bool
    anybody: bool
    acronyms: frozenset[int]
    """The acronym lengths that are so common that an acronym alone proves nothing."""


class Known(NamedTuple):
    """The state of the records with which texts were read: records, totals, and lowercase first words."""

    registry: Registry
    counts: Counts
    small: frozenset[str]


def known(names: Names) -> Known:
    """Return what to remember of some records; call it before any text is read with these names."""
    people, acronyms = len(names.registry.officials), names.facts.acronyms
    counts = Counts(
        names.singles > MANY,
        people > MANY_PEOPLE,
        people > ANYBODY,
        frozenset(length for length, number in acronyms.items() if number >= CROWDED.get(length, number + 1)),
    )
    return Known(names.registry.for_naming, counts, frozenset(names.small))


@dataclass(frozen=True)
class Changes:
    """The texts that changed records may affect: with all words of one of the *keys*, or naming one of the *entities*.

    *firsts* are first words of names; they matter if something is attached to words of the text.
    """

    everything: bool = False
    entities: frozenset[str] = frozenset()
    keys: frozenset[Key] = frozenset()
    firsts: frozenset[str] = frozenset()

    def meet(self, packed: bytes, entities: Collection[str]) -> bool:
        """Whether a text with these words, which names these *entities*, may be read differently.

        *entities* includes those in the header. Words and entities come from the last time the text was read. The words
        are unpacked only if their bytes contain a word that is searched for.
        """
        if self.everything or not self.entities.isdisjoint(entities):
            return True
        if self._sought is not None and not has_bares(packed) and not any(word in packed for word in self._sought):
            return False
        vocabulary = Vocabulary.unpacked(packed)
        if not self.firsts.isdisjoint(vocabulary.bares):
            return True
        return _has_one(vocabulary.words | vocabulary.bares, self._by_word)

    @cached_property
    def _sought(self) -> tuple[bytes, ...] | None:
        """Return words, one of which is in any text that has a key; None if there are too many to search for."""
        words = sorted(self._by_word)
        few = len(words) <= _FEW
        return tuple(word.encode("utf-8", "surrogatepass") for word in words) if few else None

    @cached_property
    def _by_word(self) -> Mapping[str, list[Key]]:
        return _by_word(self.keys)


def _by_word(keys: Iterable[Key]) -> Mapping[str, list[Key]]:
    """Group the keys by their longest word, which is seldom a frequent one."""
    found: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        found[max(sorted(key), key=len)].append(key)
    return found


def _has_one(words: frozenset[str], by_word: Mapping[str, list[Key]]) -> bool:
    return any(words.issuperset(key) for word in by_word.keys() & words for key in by_word[word])


# Comparing two states of the records


def changes(before: Known, names: Names, after: Known) -> Changes:
    """Compare the records known *before* with those of *names*, whose own summary is *after*."""
    old, new = before.registry, after.registry
    if before.counts != after.counts or not (
        _same_order(old.organizations, new.organizations) and _same_order(old.officials, new.officials)
    ):
        return Changes(everything=True)
    return _Difference(before, names, after).found()


def _same_order(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    """Whether the records in both states are in the same order, which is the order in which namesakes are compared."""
    return [id_ for id_ in old if id_ in new] == [id_ for id_ in new if id_ in old]


class _Difference:
    """Two states of the records, and the consequences of their difference."""

    def __init__(self, before: Known, names: Names, after: Known) -> None:
        self.before, self.after, self.names = before, after, names
        self.states = before.registry, after.registry
        self.facts = RecordFacts(before.registry), names.facts
        old, new = self.states
        self.changed = frozenset(
            id_
            for kind in ("organization", "official")
            for id_ in old.of_kind(kind).keys() | new.of_kind(kind).keys()
            if old.of_kind(kind).get(id_) != new.of_kind(kind).get(id_)
        )

    def found(self) -> Changes:
        """Return everything that may be read differently."""
        words, alike = self._names_counted()
        entities = self.changed | self._around | alike
        if len(entities) > _MOST:
            return Changes(everything=True)
        roles = self._roles(entities)
        named = [_table(state, entities) for state in self.states]
        role_tables = [_table_of_roles(self._of_state(self._with_alike(roles), facts)) for facts in self.facts]
        keys = {Key(key.split(" ")) for table in (*named, *role_tables) for key in _keys(table)}
        keys |= words | {Key([word]) for word in self._small(named, role_tables)}
        keys |= {Key([word]) for role in roles for word in words_of(role)[:1] if is_arabic(word)}
        firsts = frozenset(key.partition(" ")[0] for table in (*named, *role_tables) for key in _keys(table))
        return Changes(False, frozenset(entities), frozenset(keys), firsts)

    @staticmethod
    def _of_state(roles: frozenset[str], facts: RecordFacts) -> frozenset[str]:
        return roles & (facts.offices.keys() | facts.short_offices.keys())

    # Entities

    @cached_property
    def _around(self) -> frozenset[str]:
        """Return the entities below a changed one: its units and parts, and everyone who held office in them."""
        if not any(id_ in state.organizations for id_ in self.changed for state in self.states):
            return frozenset()
        return frozenset(
            id_
            for state, facts in zip(self.states, self.facts, strict=True)
            for id_ in (*state.organizations, *state.officials)
            if not self.changed.isdisjoint(facts.circle[id_])
        )

    def _names_counted(self) -> tuple[set[Key], frozenset[str]]:
        """Return the given and family names newly known or newly common, and everyone with a common family name."""
        some = [
            Names(Registry({}, {id_: one for id_, one in state.officials.items() if id_ in self.changed}))
            for state in self.states
        ]
        words: set[Key] = set()
        common: set[str] = set()
        for count in ("family_names", "given_names"):
            gone, come = (getattr(names, count) for names in some)
            now = getattr(self.names, count)
            for name in gone.keys() | come.keys():
                is_now = now[name]
                was = is_now - come[name] + gone[name]
                if (was > 0) != (is_now > 0):
                    words.add(Key(name.split(" ")))
                if count == "family_names" and (was >= COMMON) != (is_now >= COMMON):
                    words.add(Key(name.split(" ")))
                    common.add(name)
        if not common:
            return words, frozenset()
        return words, frozenset(
            id_
            for facts in self.facts
            for id_ in facts.registry.officials
            if " ".join(facts.person[id_].family) in common
        )

    # Offices

    def _roles(self, entities: Collection[str]) -> frozenset[str]:
        """Return the roles whose holders, or the holders' organizations, have changed."""
        old, new = self.states
        roles: set[str] = set()
        for id_ in entities:
            memberships = [_offices(state, id_) for state in self.states]
            if not (memberships[0] or memberships[1]):
                continue
            known = id_ in old.officials and id_ in new.officials
            if id_ in self._around or memberships[0] != memberships[1] or not known:
                roles.update(membership.role for membership in (*memberships[0], *memberships[1]))
        return frozenset(roles)

    def _with_alike(self, roles: Iterable[str]) -> frozenset[str]:
        """Add to some roles their short forms (before "of" or "for") and other spellings."""
        variants = {role[: match.start()] for role in roles for match in _JOINT.finditer(role)}.union(roles)
        folded_roles = {tuple(words_of(role)) for role in variants}
        return frozenset(variants).union(
            role
            for facts in self.facts
            for role in (*facts.offices, *facts.short_offices)
            if role_words(role) in folded_roles
        )

    # Words

    def _small(self, *tables: list[Names]) -> frozenset[str]:
        """Return the words that can start a name in lowercase in only one of the two states."""
        some = [frozenset().union(*(names.small for names in state)) for state in zip(*tables, strict=True)]
        base = self.before.small, self.after.small
        return ((some[0] ^ some[1]) - (base[0] & base[1])) | (base[0] ^ base[1])


def _offices(state: Registry, official: str) -> tuple[Membership, ...]:
    record = state.officials.get(official)
    return record.memberships if record else ()


def _table(state: Registry, entities: Collection[str]) -> Names:
    """Return all forms that some records have in a state, in all grammatical cases."""
    bodies: dict[str, Organization] = {id_: one for id_, one in state.organizations.items() if id_ in entities}
    people = {id_: replace(one, memberships=()) for id_, one in state.officials.items() if id_ in entities}
    names = Names(Registry(bodies, people))
    names.complete()
    return names


def _table_of_roles(roles: Collection[str]) -> Names:
    """Return all forms of some roles."""
    memberships = tuple(Membership(role, "") for role in sorted(roles))
    names = Names(Registry({}, {"": Official("", "", memberships=memberships)} if memberships else {}))
    names.complete()
    return names


def _keys(names: Names) -> Iterator[str]:
    """Yield the words of the forms that come from records, without the program's own."""
    return iter(names.table)

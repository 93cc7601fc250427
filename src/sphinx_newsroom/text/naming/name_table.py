"""The forms of all names of a registry in one table that texts are looked up in, and what the records say of them."""

from __future__ import annotations

import datetime as dt
import gc
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache

from sphinx_newsroom.model.records import Membership, Official, Organization, PartialDate, earliest, latest
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming.countries import countries_in
from sphinx_newsroom.text.naming.forms import (
    Form,
    Person,
    family_in,
    family_name_of,
    official_forms,
    organization_forms,
    spellings,
    turned_role,
)
from sphinx_newsroom.text.naming.pending_forms import Waiting
from sphinx_newsroom.text.naming.romanization import romanized
from sphinx_newsroom.text.naming.spelling import Likeness, like
from sphinx_newsroom.text.naming.tokens import Tokens, folded, words_of
from sphinx_newsroom.text.naming.translations import (
    HEADS_BY_ADJECTIVE,
    abroad,
    beginnings,
    heads,
    heads_by_adjective,
    in_other_languages,
    officially,
)
from sphinx_newsroom.text.naming.word_lists import written_small

_OF = re.compile(r" (?:of|for) ")


class _Lexicon(dict[str, "tuple[str, _Beginning | None]"]):
    """A word, as it is written, folded, and what it begins; most words recur."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def __missing__(self, raw: str) -> tuple[str, _Beginning | None]:
        if len(self) > _MOST_WORDS:
            self.clear()
        word, names = folded(raw), self.names
        seconds = names.starts.get(word)
        found = None
        if seconds is not None and (word in names.small or not raw[0].islower()):
            alone = like(names.table.get(word, ()), Tokens(raw), 0, 1)
            found = (seconds, alone) if seconds or alone else None
        self[raw] = entry = word, found
        return entry


Like = tuple[Form, Likeness]
_Beginning = tuple[dict[str, tuple[int, ...]], tuple[Like, ...]]
"""For each second word how many words the forms have that begin with a word, and the forms that are this word alone."""
_MOST_WORDS = 1 << 16


class Names:
    """The forms of all names of a registry, ready to be looked for."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.table: dict[str, tuple[Form, ...]] = {}
        self.starts: dict[str, dict[str, tuple[int, ...]]] = {}
        """The words that begin a form; for each second word how many words those forms have, the longest first."""
        self.small: set[str] = set()
        """Those of them that may begin a form with a small letter."""
        self.lexicon = _Lexicon(self)
        self._waiting = Waiting()
        """The names in Cyrillic letters that are not inflected yet."""
        self._translated = False
        self.given_names: set[str] = set()
        """The first names of the officials."""
        self.family_names: Counter[str] = Counter()
        """How many officials bear each family name."""
        for head in HEADS_BY_ADJECTIVE:
            self._add([head], Form(head, head, "organization", "other-name", "head"))
        with _without_collection():
            for organization in registry.organizations.values():
                self._add_all(organization_forms(organization))
            for official in registry.officials.values():
                forms = tuple(official_forms(official))
                self._count(forms)
                self._add_all(forms)
            for role in (*self.offices, *self.short_offices):
                for text in (role, *officially(role), *turned_role(role)):
                    self._add_all([(words_of(text), Form(text, role, "official", "office", "office"))])

    def _add_all(self, forms: Iterable[tuple[list[str], Form]]) -> None:
        for words, form in forms:
            text = form.text
            self._add(words[1:] if len(words) > 2 and words[0] == "the" else words, form)
            if "-" in text or "Co" in text or "." in text:
                for spelling in spellings(text):
                    spelled = words_of(spelling)
                    if spelled != words:
                        self._add(spelled, form._replace(text=spelling))
            if words and words[-1] > "\u0400" and form.strength != "family":
                self._waiting.add(form, words[-1:] if form.kind == "official" else words)

    def _count(self, forms: Iterable[tuple[list[str], Form]]) -> None:
        """Count the names of an official, of whom these are the forms."""
        for words, form in forms:
            if form.name == 0 and form.strength == "family":
                self.family_names[" ".join(words)] += 1
            elif form.name == 0 and len(words) > 1:
                self.given_names.add(words[0])

    def _add(self, words: Sequence[str], form: Form) -> None:
        if not words or (form.text.islower() and len(words) > 1):
            return
        key, first = " ".join(words), words[0]
        known = self.table.get(key)
        if known is None:
            self.table[key] = (form,)
        elif all(other.entity != form.entity for other in known):
            self.table[key] = (*known, form)
        else:
            return
        seconds = self.starts.get(first)
        if seconds is None:
            seconds = self.starts[first] = {}
        if len(words) > 1:
            lengths = seconds.get(words[1], ())
            if len(words) not in lengths:
                seconds[words[1]] = tuple(sorted((*lengths, len(words)), reverse=True))
        if form.strength == "office" or form.text[0].islower() or written_small(first):
            self.small.add(first)

    def _put_first(self, words: Sequence[str], form: Form) -> None:
        """Add a form before all others of the same words."""
        key = " ".join(words)
        others = self.table.pop(key, ())
        self._add(words, form)
        self.table[key] = (form, *others)

    def _prepare(self, words: Sequence[str]) -> bool:
        """Make ready what some words in Cyrillic letters need; whether there was anything to do."""
        first = not self._translated
        if first:
            self._translate()
        return self._add_inflected(words) or first

    def _add_inflected(self, words: Sequence[str]) -> bool:
        """Add the case forms of the Russian and Ukrainian names that can stand among some words, each once."""
        ready = self._waiting.take(words)
        if ready:
            self.lexicon.clear()
        for row in ready:
            if row.abroad is None:
                self._inflect(row.form)
            else:
                for name, language in in_other_languages(row.abroad):
                    self._add(words_of(name), row.form._replace(text=name, language=language))
        return bool(ready)

    def _translate(self) -> None:
        """Let the offices and bodies of countries wait in Russian and Ukrainian; offices by themselves are few."""
        self._translated = True
        self.lexicon.clear()
        for text, head in dict(heads_by_adjective()).items():
            self._put_first([folded(text)], Form(text, head, "organization", "other-name", "head"))
        roles = (*self.offices, *self.short_offices)
        offices = {role: Form(role, role, "official", "office", "office") for role in roles}
        for role, form in offices.items():
            for text, language in heads(role):
                self._add(words_of(text), form._replace(text=text, language=language))
        bodies = [
            (record.name, Form(record.name, record.id, "organization", "other-name", "strong"))
            for record in self.registry.organizations.values() if " of " in record.name
        ]
        for name, form in (*offices.items(), *bodies):
            found = abroad(name)
            for head, country in beginnings(found) if found else ():
                self._waiting.add(form, words_of(f"{head} {country}"), found)

    def _inflect(self, form: Form) -> None:
        from sphinx_newsroom.text.inflection import inflections

        person, last = form.kind == "official", form.text.split()[-1]
        for inflected in inflections(form.text, (form.language or "").split("-")[0], person=person):
            self._add(words_of(inflected), form._replace(text=inflected))
            if person and inflected.split()[-1] != last:
                family = form._replace(text=inflected.split()[-1], method="family-name", strength="family")
                self._add(words_of(family.text), family)

    def hits(self, tokens: Tokens) -> Iterator[tuple[int, int, tuple[Like, ...]]]:
        """All stretches of words that are a known form, from the left, at each word the longest first."""
        words, table, begun = tokens.words, self.table, tokens.known
        if tokens.cyrillic and self._prepare(words):
            begun = [(place, found) for place, raw in enumerate(tokens.raw) if (found := self.lexicon[raw][1])]
        for i, (seconds, alone) in begun:
            if i + 1 < len(words) and (lengths := seconds.get(words[i + 1])):
                for length in lengths:
                    longer = table.get(" ".join(words[i : i + length]))
                    if longer is not None and i + length <= len(words):
                        forms = like(longer, tokens, i, i + length)
                        if forms:
                            yield i, i + length, forms
            if alone:
                yield i, i + 1, alone

    @cached_property
    def offices(self) -> dict[str, tuple[tuple[Official, Membership], ...]]:
        """Who held each office, by its role as the records write it."""
        found: dict[str, list[tuple[Official, Membership]]] = defaultdict(list)
        for official in self.registry.officials.values():
            for membership in official.memberships:
                found[membership.role].append((official, membership))
        return {role: tuple(holders) for role, holders in found.items()}

    @cached_property
    def of_countries(self) -> dict[tuple[str, str], str]:
        """The governments, parliaments … by what they are and the code of their country."""
        found = ((abroad(record.name), id_) for id_, record in self.registry.organizations.items())
        return {(body.head, body.country): id_ for body, id_ in found if body}

    @cached_property
    def short_offices(self) -> dict[str, tuple[tuple[Official, Membership], ...]]:
        """Who held each office, by the beginning of its role: Secretary-General for Secretary-General of NATO.

        Of one word only where it is a country's: President for President of Ukraine.
        """
        found: dict[str, list[tuple[Official, Membership]]] = defaultdict(list)
        for role, holders in self.offices.items():
            short = role.rpartition(" of ")[0] if abroad(role) else _OF.split(role, maxsplit=1)[0]
            if short != role and (abroad(role) or (short not in self.offices and len(words_of(short)) > 1)):
                found[short] += holders
        return {role: tuple(holders) for role, holders in found.items()}

    @lru_cache(maxsize=1024)  # noqa: B019 (as long-lived as the names of a build)
    def holders(self, role: str) -> dict[str, list[tuple[Official, Membership]]]:
        """Who held the office of a role, by organization."""
        found: dict[str, list[tuple[Official, Membership]]] = defaultdict(list)
        for official, membership in (*self.offices.get(role, ()), *self.short_offices.get(role, ())):
            found[membership.organization].append((official, membership))
        return dict(found)

    @lru_cache(maxsize=1024)  # noqa: B019 (as long-lived as the names of a build)
    def holders_of_countries(self, role: str) -> dict[tuple[str, ...], list[tuple[Official, Membership]]]:
        """Who held the office of a role that the records give a country, by country: President for that of Ukraine."""
        found: dict[tuple[str, ...], list[tuple[Official, Membership]]] = defaultdict(list)
        for row in self.short_offices.get(role, ()):
            for country in countries_in(words_of(row[1].role)):
                found[country].append(row)
        return dict(found)

    @lru_cache(maxsize=1024)  # noqa: B019 (as long-lived as the names of a build)
    def above(self, role: str) -> frozenset[str]:
        """The organizations that have the office of a role, and all above them."""
        return frozenset().union(*map(self.circle, self.holders(role)))

    @lru_cache(maxsize=4096)  # noqa: B019 (as long-lived as the names of a build)
    def person(self, official: str) -> Person:
        """The parts of an official's name."""
        record = self.registry.officials[official]
        own = family_name_of(record)
        family = words_of(own or "")
        given: list[str] = []
        for number, name in enumerate((record.name, *(other.name for other in record.other_names))):
            theirs = words_of(family_in(name, number, own) or "")
            given += [word for word in words_of(name) if word not in (*family, *theirs, *given)]
        roles = frozenset(word for membership in record.memberships for word in words_of(membership.role))
        middle = [word for word in words_of(record.name)[1:] if word not in family]
        latin = frozenset(map(romanized, given)) if any(word > "\u0400" for word in given) else frozenset()
        return Person(tuple(given), tuple(middle), tuple(family), roles, latin)

    @cached_property
    def uncapitalized(self) -> tuple[str, ...]:
        """The names of one word without a capital letter: citybiz."""
        return tuple(
            key for key, forms in self.table.items() if forms[0].strength == "single" and forms[0].text.islower()
        )

    @cached_property
    def singles(self) -> int:
        """How many names of one word there are."""
        return sum(forms[0].strength == "single" for forms in self.table.values())

    @cached_property
    def acronyms(self) -> Counter[int]:
        """How many acronyms of each length there are: where there are very many, one alone says little."""
        return Counter(
            len(record.acronym) for record in self.registry.organizations.values() if record.acronym
        )

    def in_time(self, form: Form, date: dt.date) -> bool:
        """Whether the entity existed, or held office, and bore the name of *form* on *date*."""
        record = self.registry.entity(form.entity)
        if record is None:
            return False
        if form.name:
            other = record.other_names[form.name - 1]
            if not _within(other.start_date, other.end_date, date):
                return False
        if isinstance(record, Organization):
            return _within(record.founding_date, record.dissolution_date, date)
        return not record.memberships or any(membership.on(date) for membership in record.memberships)

    @lru_cache(maxsize=4096)  # noqa: B019 (likewise)
    def country(self, entity: str) -> frozenset[tuple[str, ...]]:
        """The countries that the names of an entity, and of those above it, have in them, as words."""
        return frozenset(
            country
            for id_ in self.circle(entity)
            for record in (self.registry.organizations[id_],)
            for name in (record.name, *(other.name for other in record.other_names))
            for country in countries_in(words_of(name))
        )

    @lru_cache(maxsize=16384)  # noqa: B019 (likewise)
    def circle(self, entity: str) -> frozenset[str]:
        """The organizations that an entity belongs to: itself and those above; an official has those of the offices."""
        organizations = self.registry.organizations
        official = self.registry.officials.get(entity)
        way = [entity] if official is None else [membership.organization for membership in official.memberships]
        found: set[str] = set()
        while way:
            id_ = way.pop()
            if id_ not in found and id_ in organizations:
                found.add(id_)
                record = organizations[id_]
                way += [record.parent] if record.parent else []
        return frozenset(found)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Without the garbage collector, which would walk the growing table over and over: a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _within(start: PartialDate | None, end: PartialDate | None, date: dt.date) -> bool:
    return (start is None or earliest(start) <= date) and (end is None or date <= latest(end))

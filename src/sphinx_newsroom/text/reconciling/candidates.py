"""The records that a name in a table may be of, each with how well it fits and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from sphinx_newsroom.model.records import EntityKind, Name, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.forms.officials import family_name_of, official_forms
from sphinx_newsroom.text.naming.record_facts import RecordFacts
from sphinx_newsroom.text.reconciling.asked import Asked
from sphinx_newsroom.text.reconciling.fits import Fit, Fitted, end_of, fitted, in_latin, latin, starts_of
from sphinx_newsroom.text.suggest.twins import slipped
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.letters import romanized
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS, CONNECTORS, SUFFIXES

Found = dict[str, tuple[Fitted, Form | None]]
"""The best way in which each record fits, by id, with the form of its name where it is one of the table's."""

TURNED = "the family name first"
"""Said of a name that stands the other way round."""
_SLAVIC = ("ski", "ov", "ev", "ova", "eva", "enko", "uk", "ich", "skaia")
"""How family names end, as romanizations share them, that are written in Latin letters in several ways.

Of others two spellings are two names: Smyth and Smith, Brian and Bryan.
"""
_LessAWord = tuple[EntityKind, int, tuple[str, ...]]
"""Names without one of their words: of which kind, which word, and the others."""

_FAMILY_WORDS = 4
"""Of how many words a family name may be: de la Cruz Roe."""
_FEWEST = 2
"""Words of a name that may have a letter wrong in one of them: of one word nearly all others are one letter away."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

_SPELT = frozenset({"ae"})
"""Marks a person whose record has umlauts, and whose name is here with ae, oe and ue."""

_BY_STRENGTH = {
    "generic": Fitted(Fit.PART, "the name without its country"),
    "unit": Fitted(Fit.PART, "the name without the body that it is of"),
    "short": Fitted(Fit.PART, "a shorter form of the name"),
}


class Candidates:
    """Looks names up in the table that texts are looked up in, and in what a table needs beside it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.registry = names.registry

    def of(self, asked: Asked) -> Found:
        """The records that the words of a row fit; those that only nearly do where there are no others."""
        found: Found = {}
        if asked.kind != "official":
            self._organizations(asked, found)
        if asked.kind != "organization":
            self._officials(asked, found)
        if all(fits.fit <= Fit.PART for fits, _ in found.values()):
            self._nearly(asked, found)
        return found

    # Organizations

    def _organizations(self, asked: Asked, found: Found) -> None:
        for text in filter(None, (asked.plain, asked.aside)):
            words = words_of(text)
            for some in (words, words[1:] if words[:1] == ["the"] else [], _without_company_form(words)):
                for form in self.names.forms_of(some) if some else ():
                    if form.kind == "organization" and form.entity in self.registry.organizations:
                        _note(found, form.entity, self._body(form, some), form)

    def _body(self, form: Form, words: Sequence[str]) -> Fitted:
        record = self.registry.organizations[form.entity]
        if form.method == "acronym" or (record.acronym and words_of(record.acronym) == list(words)):
            return Fitted(Fit.FULL, f"its acronym is {record.acronym or form.text}")
        names = [record.name, *(other.name for other in record.other_names)]
        for number, name in enumerate(names):
            known = words_of(name)
            if list(words) in (known, known[1:] if known[:1] == ["the"] else known):
                # A name of one word and an acronym of the same letters are as good as one another.
                fit = Fit.EXACT if len(words) > 1 else Fit.FULL
                return Fitted(fit, "the record's name" if number == 0 else "another name of the record")
        return _BY_STRENGTH.get(form.strength, Fitted(Fit.FULL, "another form of the name"))

    # Officials

    def _officials(self, asked: Asked, found: Found) -> None:
        tokens = Tokens(asked.person)
        if not tokens.words:
            return
        for form in self.names.forms_of(words_of(asked.plain)):  # a comma may be the record's own: Roe, Baron Roe
            if form.kind == "official" and form.strength in ("strong", "single"):
                _note(found, form.entity, Fitted(Fit.EXACT, _whose(form)), form)
        self._person(asked, tokens, found)
        if not asked.inverted and len(tokens) > 1 and all(fits.fit <= Fit.PART for fits, _ in found.values()):
            # Without a comma the family name may stand first all the same.
            turned = Tokens(" ".join((*tokens.raw[1:], tokens.raw[0])))
            self._person(asked, turned, found, TURNED)

    def _person(self, asked: Asked, tokens: Tokens, found: Found, more: str = "") -> None:
        end = end_of(tokens)
        for start in starts_of(tokens):
            if start >= end:
                break
            self._by_name(asked, tokens, start, end, found, more)
            for size in range(1, min(_FAMILY_WORDS, end - start) + 1):
                family = end - size
                for form in self.names.forms_of(tokens.words[family:end]):
                    if form.strength == "family" and form.kind == "official":
                        person = self.names.facts.person(form.entity)
                        self._note_person(asked, found, form.entity, (tokens, start, family, end, person), more)
                self._in_other_letters(asked, tokens, (start, family, end), found, more)

    def _by_name(self, asked: Asked, tokens: Tokens, start: int, end: int, found: Found, more: str) -> None:
        for words in (tokens.words[start:end], tokens.words[start:]):
            for form in self.names.forms_of(words):
                named = form.kind == "official" and form.strength in ("strong", "single")
                if named and not _other_suffix(asked, self.registry.officials[form.entity]):
                    inverted = more or (TURNED if asked.inverted else "")
                    _note(found, form.entity, Fitted(Fit.EXACT, _joined(_whose(form), inverted)), form)

    def _note_person(
        self, asked: Asked, found: Found, id_: str, place: tuple[Tokens, int, int, int, Person], more: str
    ) -> None:
        fits = fitted(*place)
        # A family name alone is not turned, and is looked up once.
        if fits is None or (more == TURNED and fits.fit <= Fit.PART):
            return
        if not _other_suffix(asked, self.registry.officials[id_]):
            _note(found, id_, Fitted(fits.fit, _joined(fits.why, more)), None)

    def _in_other_letters(
        self, asked: Asked, tokens: Tokens, place: tuple[int, int, int], found: Found, more: str
    ) -> None:
        start, family, end = place
        key = " ".join(map(romanized, tokens.words[family:end]))
        known = self._romanized.get(key)
        if not known:
            return
        before, name = latin(tokens.words[start:family]), latin(tokens.words[family:end])
        said = Tokens(" ".join((*before, *name)))
        for id_, person in known:
            if id_ in found and found[id_][0].fit >= Fit.FULL:
                continue
            fits = fitted(said, 0, len(before), len(said), person)
            if fits is None or (more and fits.fit <= Fit.PART) or _other_suffix(asked, self.registry.officials[id_]):
                continue
            surely = tokens.cyrillic or person.latin or person.roles == _SPELT
            if not surely and (fits.fit < Fit.FULL or not key.endswith(_SLAVIC)):
                fits = Fitted(min(fits.fit, Fit.NEAR if fits.fit == Fit.INITIALS else Fit.PART), fits.why)
            _note(found, id_, Fitted(fits.fit, _joined(_joined(fits.why, more), "in another spelling")), None)

    @cached_property
    def _romanized(self) -> dict[str, list[tuple[str, Person]]]:
        """The officials by their family names as romanizations share them, and by those with ue for ü."""
        found: dict[str, list[tuple[str, Person]]] = defaultdict(list)
        for official in self.registry.officials.values():
            for record in _spelt(official):
                facts = self.names.facts if record is official else RecordFacts(Registry({}, {record.id: record}))
                whole = facts.person(record.id)
                person = in_latin(whole)._replace(latin=whole.latin)
                person = person if record is official else person._replace(roles=_SPELT)
                keys = {
                    " ".join(map(romanized, words))
                    for words, form in official_forms(record)
                    if form.strength == "family"
                }
                for key in sorted(keys):
                    found[key].append((official.id, person._replace(family=tuple(key.split()))))
        return dict(found)

    # Nearly

    def _nearly(self, asked: Asked, found: Found) -> None:
        """Names that are the same but for a letter or two of one word, of two words or more."""
        kinds: dict[EntityKind, str] = {"organization": asked.plain, "official": asked.person}
        for kind, text in kinds.items():
            words = _bones(words_of(text), kind) if asked.kind in ("", kind) else ()
            for place, word in enumerate(words if len(words) >= _FEWEST else ()):
                for other, id_ in self._less_a_word.get((kind, place, words[:place] + words[place + 1 :]), ()):
                    # Of a person's name with other words between the first and the last, nothing is told.
                    if word != other and slipped(word, other):
                        _note(found, id_, Fitted(Fit.NEAR, f"nearly the same name, with {other} for {word}"), None)

    @cached_property
    def _less_a_word(self) -> dict[_LessAWord, list[tuple[str, str]]]:
        """Each word of the names, with the id of the record, by all other words of the name."""
        found: dict[_LessAWord, list[tuple[str, str]]] = defaultdict(list)
        records: list[Official | Organization] = [*self.registry.organizations.values()]
        records += self.registry.officials.values()
        for record in records:
            names = (record.name, *(other.name for other in record.other_names))
            for words in dict.fromkeys(_bones(words_of(name), record.kind) for name in names):
                for place, word in enumerate(words if len(words) >= _FEWEST else ()):
                    found[record.kind, place, words[:place] + words[place + 1 :]].append((word, record.id))
        return dict(found)


def _note(found: Found, id_: str, fits: Fitted, form: Form | None) -> None:
    if id_ not in found or found[id_][0].fit < fits.fit:
        found[id_] = fits, form


def _whose(form: Form) -> str:
    return "the record's name" if form.name == 0 else "another name of the record"


def _joined(why: str, more: str) -> str:
    return f"{why}, {more}" if more else why


def _without_company_form(words: Sequence[str]) -> Sequence[str]:
    return words[:-1] if len(words) > 1 and words[-1] in COMPANY_FORMS else ()


def _bones(words: Sequence[str], kind: EntityKind) -> tuple[str, ...]:
    """What of a name is compared letter by letter: of a person the first and the last, of a body no small words."""
    if kind == "organization":
        return tuple(word for word in words if word not in CONNECTORS and word != "the")
    words = [word for word in words if word not in SUFFIXES]
    return (words[0], words[-1]) if len(words) >= _FEWEST else ()


def _other_suffix(asked: Asked, record: Official) -> bool:
    """Whether row and record say that one is the father and the other the son."""
    own = {word for name in (record.name, *_texts(record.other_names)) for word in words_of(name)[1:]} & SUFFIXES
    return bool(asked.suffix and own and asked.suffix not in own)


def _texts(names: Sequence[Name]) -> Iterator[str]:
    return (name.name for name in names)


def _spelt(official: Official) -> Iterator[Official]:
    """A record as it is, and with ae, oe and ue where its name has umlauts."""
    yield official
    spelt = official.name.translate(_UMLAUTS)
    if spelt != official.name:
        family = family_name_of(official)
        yield replace(official, name=spelt, other_names=(), family_name=family.translate(_UMLAUTS) if family else None)

"""The case forms of Russian and Ukrainian names.

A name goes in, its forms come out. The dictionaries of pymorphy3 decline the words that they know; other given and
family names are declined by their endings (:mod:`sphinx_newsroom.text.inflection.dictionary`). A dictionary is loaded
only for the first name in its language.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from sphinx_newsroom.text.inflection.dictionary import (
    CASES,
    LANGUAGES,
    Language,
    Reading,
    installed,
    readings,
    written_like,
)
from sphinx_newsroom.text.inflection.persons import WORD
from sphinx_newsroom.text.inflection.persons import person as _person

# An organization's name declines its head noun and the adjectives before it; the rest doesn't change.

_CONJUNCTIONS = frozenset("и і й та".split())

_MOST_WORDS = 8
"""The maximum number of words searched for the head noun.

Each word may have several readings and the search tries all. The longest known head has six words:
Российско-Вьетнамский тропический научно-исследовательский и технологический центр.
"""

_Head = tuple[Reading | None, ...]
"""A reading for each word up to the head noun; None for a conjunction between adjectives."""


def organization(words: Sequence[str], language: Language) -> Iterator[str]:
    """Yield the forms of an organization's name, case by case."""
    head = _head(words, 0, (), language)
    for case in CASES if head else ():
        *attributes, noun = [_cased(word, reading, case) for word, reading in zip(words, head, strict=False)]
        # Variant endings of adjectives agree: at Європейськім or at Європейському, not mixed.
        for which in range(max(map(len, attributes), default=1)):
            before = [forms[min(which, len(forms) - 1)] for forms in attributes]
            for form in noun:
                yield " ".join((*before, form, *words[len(head) :]))


def _cased(word: str, reading: Reading | None, case: str) -> tuple[str, ...]:
    """Return a word in a case, with its comma; unchanged if it has no such form."""
    core = word.rstrip(",")
    forms = reading.cases.get(case, ()) if reading else ()
    return tuple(written_like(core, form) + word[len(core) :] for form in forms) or (word,)


def _head(words: Sequence[str], place: int, before: _Head, language: Language) -> _Head:
    """Return a reading for each word up to the head noun: adjectives that agree with it, then the noun.

    For "Верховна Рада України" these are Верховна and Рада. An adjective may itself be the head (Уповноважений).
    """
    adjectives = [reading for reading in before if reading]
    if place == len(words) or len(before) > _MOST_WORDS:
        return ()
    word = words[place].rstrip(",")
    if adjectives and word in _CONJUNCTIONS:
        return _head(words, place + 1, (*before, None), language)
    # An acronym or a word in quotation marks ends the head.
    if not WORD.fullmatch(word) or (word[-1].isupper() and not " ".join(words).isupper()):
        return ()
    fitting = [r for r in readings(word, language) if all(r.agrees(adjective) for adjective in adjectives)]
    attributes = _merged([reading for reading in fitting if reading.part != "NOUN"])
    # Prefer the longest head: a word that may be an adjective is one if an agreeing noun follows.
    for reading in attributes:
        if found := _head(words, place + 1, (*before, reading), language):
            return found
    nouns = [reading for reading in fitting if reading.part == "NOUN"]
    for noun in sorted(nouns, key=lambda reading: (not reading.known, reading.is_name(), reading.plural)):
        return (*(adjective and _agreeing(adjective, "anim" in noun.tags) for adjective in before), noun)
    alone = [reading for reading in attributes if reading.known and not words[place].endswith(",")]
    return tuple(reading and _agreeing(reading, True) for reading in (*before, *alone[:1])) if alone else ()


def _merged(adjectives: Iterable[Reading]) -> list[Reading]:
    """Merge readings with the same gender and number: Большая is a form of both большой and больший."""
    found: dict[tuple[bool, str | None, bool], Reading] = {}
    for reading in adjectives:
        key = reading.known, reading.gender, reading.plural
        other = found.get(key, reading).cases
        cases = {case: tuple(dict.fromkeys((*other.get(case, ()), *forms))) for case, forms in reading.cases.items()}
        found[key] = reading._replace(cases={**other, **cases})
    return list(found.values())


def _agreeing(adjective: Reading, animate: bool) -> Reading:
    """Choose the accusative of an adjective, animate or inanimate: Верховного Комісара, Верховний Суд."""
    if not adjective.plural and adjective.gender != "masc":
        return adjective
    accusative = adjective.cases.get("gent" if animate else "nomn", ())
    return adjective._replace(cases={**adjective.cases, "accs": accusative})


__all__ = ["inflections", "installed"]

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LETTERS_OF_THE_OTHER = {"ru": re.compile(r"[іїєґ]", re.I), "uk": re.compile(r"[ыэъё]", re.I)}
# Letters of neither language: matches in "Ђоковић" and "Қазақстан", but not in "Зеленський" and "NATO".
_OTHER_LETTERS = re.compile(r"[^\W\d_а-яёіїєґ\u0000-\u03ff]", re.I)


def inflections(name: str, language: str, *, person: bool) -> tuple[str, ...]:
    """Return all case forms of a Russian or Ukrainian name, except *name* itself.

    A form has the same words in the same order, joined by single spaces, with the name's capitals, initials and
    apostrophes. So forms of a family name can be cut from forms of the full name, which shows the gender. Forms are
    always in the same order, by case.

    "Рада" becomes Ради, Раді, Раду, Радою.

    Args:
        name: In the nominative case.
        language: "ru" or "uk", also with a region. With "", the letters decide, and may allow both.
            Other languages have no forms.
        person: Whether this is a person's name, in which all words are declined with one gender. In an
            organization's name, only the head noun and the adjectives before it are declined.

    Returns:
        The forms; none for a name without Cyrillic letters or declinable words, or if the language's
        dictionary isn't installed (see `installed`).
    """
    if not _CYRILLIC.search(name):
        return ()
    words = tuple(name.split())
    found: dict[str, None] = {}
    for known in _languages(words, language):
        forms = _person(words, known) if person else organization(words, known)
        for form in itertools.chain(forms, [" ".join(words)] if known == "ru" else ()):
            found[form] = None
            if known == "ru":  # most people write е for ё
                found[form.replace("ё", "е").replace("Ё", "Е")] = None
    for given in (name, " ".join(words)):
        found.pop(given, None)
    return tuple(found)


def _languages(words: Sequence[str], language: str) -> Sequence[Language]:
    """Return the given language, or those that the letters allow and whose dictionary knows most words."""
    given = language.replace("_", "-").partition("-")[0].lower()
    name = " ".join(words)
    if given:
        possible = [known for known in LANGUAGES if known == given]
    elif _OTHER_LETTERS.search(name):
        possible = []
    else:
        # A name with letters of both is in neither language (Belarusian has і and ы).
        possible = [known for known in LANGUAGES if not _LETTERS_OF_THE_OTHER[known].search(name)]
    possible = [known for known in possible if installed(known)]
    if len(possible) <= 1:
        return possible
    count = [sum(any(r.known for r in readings(word.rstrip(","), known)) for word in words) for known in possible]
    return [known for known, words_known in zip(possible, count, strict=True) if words_known == max(count)]

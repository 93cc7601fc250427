"""The case forms of Russian and Ukrainian names.

Pure: a name in, its forms out.  Words that the dictionaries of pymorphy3 know are declined by them;
family and given names that they do not know, by their endings (:mod:`sphinx_newsroom.text.inflection.dictionary`).
The dictionaries are loaded with the first name in their language, and never where there is none.
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

# The case forms of an organization's name: its head noun and the adjectives before it are declined, the rest stays.

_CONJUNCTIONS = frozenset("и і й та".split())

_MOST_WORDS = 8
"""Up to so many words are looked through for the head noun.

Each may be read in several ways and the search tries all.  Of 3,000 names of bodies in bench/naming's registries the
longest head has six words: Российско-Вьетнамский тропический научно-исследовательский и технологический центр.
"""

_Head = tuple[Reading | None, ...]
"""A reading for each word up to the head noun; None for a conjunction between adjectives."""


def organization(words: Sequence[str], language: Language) -> Iterator[str]:
    """The forms of an organization's name, by case."""
    head = _head(words, 0, (), language)
    for case in CASES if head else ():
        *attributes, noun = [_cased(word, reading, case) for word, reading in zip(words, head, strict=False)]
        # Doublets of adjectives go together: at Європейськім or at Європейському, not mixed.
        for which in range(max(map(len, attributes), default=1)):
            before = [forms[min(which, len(forms) - 1)] for forms in attributes]
            for form in noun:
                yield " ".join((*before, form, *words[len(head) :]))


def _cased(word: str, reading: Reading | None, case: str) -> tuple[str, ...]:
    """A word in a case, with its comma; as it is where it has none."""
    core = word.rstrip(",")
    forms = reading.cases.get(case, ()) if reading else ()
    return tuple(written_like(core, form) + word[len(core) :] for form in forms) or (word,)


def _head(words: Sequence[str], place: int, before: _Head, language: Language) -> _Head:
    """A reading for each word up to the head noun: adjectives that agree with it, then the noun.

    Of "Верховна Рада України" those of Верховна and Рада.  An adjective without a noun is a head too (Уповноважений).
    """
    adjectives = [reading for reading in before if reading]
    if place == len(words) or len(before) > _MOST_WORDS:
        return ()
    word = words[place].rstrip(",")
    if adjectives and word in _CONJUNCTIONS:
        return _head(words, place + 1, (*before, None), language)
    # An acronym or a word in quotation marks is no head: what is before it was all.
    if not WORD.fullmatch(word) or (word[-1].isupper() and not " ".join(words).isupper()):
        return ()
    fitting = [r for r in readings(word, language) if all(r.agrees(adjective) for adjective in adjectives)]
    attributes = _merged([reading for reading in fitting if reading.part != "NOUN"])
    # The longest head goes first: a word that can be an adjective is one where a noun follows that agrees with it.
    for reading in attributes:
        if found := _head(words, place + 1, (*before, reading), language):
            return found
    nouns = [reading for reading in fitting if reading.part == "NOUN"]
    for noun in sorted(nouns, key=lambda reading: (not reading.known, reading.is_name(), reading.plural)):
        return (*(adjective and _agreeing(adjective, "anim" in noun.tags) for adjective in before), noun)
    alone = [reading for reading in attributes if reading.known and not words[place].endswith(",")]
    return tuple(reading and _agreeing(reading, True) for reading in (*before, *alone[:1])) if alone else ()


def _merged(adjectives: Iterable[Reading]) -> list[Reading]:
    """One reading for all of a gender and number: Большая is both of большой and of больший."""
    found: dict[tuple[bool, str | None, bool], Reading] = {}
    for reading in adjectives:
        key = reading.known, reading.gender, reading.plural
        other = found.get(key, reading).cases
        cases = {case: tuple(dict.fromkeys((*other.get(case, ()), *forms))) for case, forms in reading.cases.items()}
        found[key] = reading._replace(cases={**other, **cases})
    return list(found.values())


def _agreeing(adjective: Reading, animate: bool) -> Reading:
    """An adjective whose accusative is that of a living thing or of another: Верховного Комісара, Верховний Суд."""
    if not adjective.plural and adjective.gender != "masc":
        return adjective
    accusative = adjective.cases.get("gent" if animate else "nomn", ())
    return adjective._replace(cases={**adjective.cases, "accs": accusative})


__all__ = ["inflections", "installed"]

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LETTERS_OF_THE_OTHER = {"ru": re.compile(r"[іїєґ]", re.I), "uk": re.compile(r"[ыэъё]", re.I)}
# Letters of neither language: takes those of "Ђоковић" and "Қазақстан", and nothing of "Зеленський" and "NATO".
_OTHER_LETTERS = re.compile(r"[^\W\d_а-яёіїєґ\u0000-\u03ff]", re.I)


def inflections(name: str, language: str, *, person: bool) -> tuple[str, ...]:
    """All case forms of a Russian or Ukrainian name, but for *name* itself.

    A form has the words of the name in their order and number, joined by one space; its capitals, initials and
    apostrophes are the name's.  So the forms of a family name can be cut out of the forms of the full name,
    where the gender is known.  The order of the forms is by case and always the same.

    "Рада" becomes Ради, Раді, Раду, Радою.

    Args:
        name: In the nominative case.
        language: "ru" or "uk", also with a region; "" if unknown, then the letters decide, if need be for both.
            Every other language has no forms.
        person: A person's name: all its words are declined, by one gender.  Otherwise an organization's: the adjectives
            before its head noun and that noun are, what depends on the noun stays.

    Returns:
        The forms; none for a name without Cyrillic letters or without a word to decline, and none where
        the dictionary of the language is not installed (see `installed`).
    """
    if not _CYRILLIC.search(name):
        return ()
    words = tuple(name.split())
    found: dict[str, None] = {}
    for known in _languages(words, language):
        forms = _person(words, known) if person else organization(words, known)
        for form in itertools.chain(forms, [" ".join(words)] if known == "ru" else ()):
            found[form] = None
            if known == "ru":  # where ё is meant, most write е
                found[form.replace("ё", "е").replace("Ё", "Е")] = None
    for given in (name, " ".join(words)):
        found.pop(given, None)
    return tuple(found)


def _languages(words: Sequence[str], language: str) -> Sequence[Language]:
    """The language given, or else those that the letters allow and whose dictionary knows the most words."""
    given = language.replace("_", "-").partition("-")[0].lower()
    name = " ".join(words)
    if given:
        possible = [known for known in LANGUAGES if known == given]
    elif _OTHER_LETTERS.search(name):
        possible = []
    else:
        # Both kinds of letters in one name (Belarusian has і and ы): neither language.
        possible = [known for known in LANGUAGES if not _LETTERS_OF_THE_OTHER[known].search(name)]
    possible = [known for known in possible if installed(known)]
    if len(possible) <= 1:
        return possible
    count = [sum(any(r.known for r in readings(word.rstrip(","), known)) for word in words) for known in possible]
    return [known for known, words_known in zip(possible, count, strict=True) if words_known == max(count)]

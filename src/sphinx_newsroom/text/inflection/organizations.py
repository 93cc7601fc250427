"""The case forms of an organization's name: its head noun and the adjectives before it are declined, the rest stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sphinx_newsroom.text.inflection.dictionary import Reading, readings, written_like
from sphinx_newsroom.text.inflection.endings import CASES, Language
from sphinx_newsroom.text.inflection.persons import WORD

_CONJUNCTIONS = frozenset({"и", "і", "й", "та"})

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

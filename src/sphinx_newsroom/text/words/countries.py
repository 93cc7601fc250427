"""Names of countries and the words derived from them; offices and organizations of countries in several languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.text.words.folding import is_cyrillic, words_of
from sphinx_newsroom.text.words.word_files import rows, several
from sphinx_newsroom.text.words.word_lists import CONNECTORS

_ALSO_COUNTRIES = {code: several(names[0]) for code, names in rows("countries_also")}
"""Folded names of countries that CLDR lacks: "us", "united states of america"."""

_CODE_LETTERS = 2
"""The length of a country's code; CLDR's regions have codes of three digits (001 is the world)."""

_STEM = 4
"""Letters that a country's name shares with its adjective: Ukra-ine and Ukra-inian, Росі-я and росі-йський.

With three, too many words would match; with five, the adjectives of five countries would be missed, such as російський.
"""

_CASE_ENDING = 2
"""Letters at the end of a Cyrillic word that vary by case: Україн-а, Україн-ою."""

_CASE_LETTERS = 3
"""By how many letters two cases of one word may differ: Канад-а, but Канад-ською is a different word."""


KINDS_OF_COUNTRIES = frozenset(
    "democratic federal federated federation islands kingdom peoples republic state states".split()
) | set("union united north south east west new saint central northern southern".split())
"""Words in names of countries that no adjective is derived from, such as the kind of state."""


@cache
def _by_code() -> dict[str, frozenset[tuple[str, ...]]]:
    """Return the folded names of countries in English, Ukrainian and Russian, by code."""
    from babel import Locale  # imported only when a text is read, because it takes longer than importing all of naming

    found: dict[str, set[tuple[str, ...]]] = {}
    # The archives that this was made for have texts and records in these languages. Names in other languages are
    # ordinary words.
    for language in ("en", "uk", "ru"):
        for code, name in Locale(language).territories.items():
            if len(code) == _CODE_LETTERS:
                found.setdefault(code, set()).add(tuple(words_of(name)))
    return {code: frozenset(names) for code, names in found.items()}


def _also_of_countries(code: str) -> Iterator[tuple[str, ...]]:
    return (tuple(name.split()) for name in _ALSO_COUNTRIES.get(code, ()))


@cache
def _codes() -> dict[tuple[str, ...], str]:
    return {name: code for code, names in _by_code().items() for name in (*names, *_also_of_countries(code))}


def code_of(name: str) -> str | None:
    """Return the code of a country by its name.

    >>> code_of("Sri Lanka"), code_of("USA"), code_of("Україна"), code_of("Atlantis")
    ('LK', None, 'UA', None)
    """
    return _codes().get(tuple(words_of(name)))


@cache
def countries() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the folded names of countries by their first word: "sri" maps to ("sri", "lanka")."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in _codes():
        found.setdefault(name[0], set()).add(name)
    return {first: tuple(sorted(names)) for first, names in found.items()}


@cache
def _same(name: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return other names of a country that CLDR lacks."""
    code = _codes()[name]
    also = tuple(_also_of_countries(code))
    return tuple(sorted({*also, *names_of(code)} - {name})) if also else ()


def countries_in(words: Sequence[str], places: Iterable[int] | None = None) -> Iterator[tuple[str, ...]]:
    """Yield the countries named in some words, at some *places* or anywhere; the United States also as "us".

    >>> list(countries_in(["bank", "of", "sri", "lanka"]))
    [('sri', 'lanka')]
    >>> list(countries_in(["great", "britain"]))
    [('great', 'britain'), ('uk',), ('united', 'kingdom')]
    """
    known = countries()
    # Yield all names that start with a word: Guinea also matches in Guinea-Bissau, and the context decides.
    for place in range(len(words)) if places is None else places:
        for name in known.get(words[place], ()):
            if tuple(words[place : place + len(name)]) == name:
                yield name
                yield from _same(name)


def is_country(name: tuple[str, ...]) -> bool:
    """Whether folded words are exactly a country's name.

    >>> is_country(("sri", "lanka")), is_country(("sri",)), is_country(("us",))
    (True, False, True)
    """
    return name in _codes()


@cache
def places() -> frozenset[str]:
    """Return the folded first words of countries' names, for "EU-Ukraine" and "Sri Lanka Ports Authority"."""
    # CLDR lacks these because they aren't territories, but names use them like countries.
    return frozenset(countries()) | {"america", "europe", "africa", "asia", "eu"}


@cache
def _in_countries() -> frozenset[str]:
    # Without "and", "of" and "the", which also occur in names of countries.
    return frozenset(word for names in countries().values() for name in names for word in name) - CONNECTORS


def in_country(word: str) -> bool:
    """Whether a word is part of a country's name: Kingdom."""
    return word in _in_countries()


def is_demonym(word: str) -> bool:
    """Whether a word looks like a country's adjective.

    >>> is_demonym("german"), is_demonym("ukrainian"), is_demonym("mali"), is_demonym("annual")
    (True, True, False, False)
    """
    return len(word) > _STEM and word[:_STEM] in _demonyms()


@cache
def _demonyms() -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _in_countries() - KINDS_OF_COUNTRIES if len(word) >= _STEM)


def made_of(word: str, part: str) -> bool:
    """Whether a word is part of a country's name, or looks derived from it: "ukrainian", and "states" of "states".

    >>> made_of("ukrainian", "ukraine"), made_of("states", "states"), made_of("state", "states")
    (True, True, False)
    """
    return word == part or (part not in KINDS_OF_COUNTRIES and word[:_STEM] == part[:_STEM])


def same_stem(one: str, other: str) -> bool:
    """Whether two Cyrillic words may be cases of one word.

    >>> same_stem("україна", "україною"), same_stem("україна", "українськими")
    (True, False)
    """
    # For a short word everything except the ending must match, or Іран would match Ірак.
    stem = one[: max(_STEM, len(one) - _CASE_ENDING)]
    return other.startswith(stem) and abs(len(one) - len(other)) <= _CASE_LETTERS


@cache
def of_demonym(word: str) -> str | None:
    """Return the code of the country that an adjective is derived from; None if it may be several.

    >>> of_demonym("russian"), of_demonym("російського"), of_demonym("european"), of_demonym("guinean")
    ('RU', 'RU', None, None)
    """
    # A country's name isn't its own adjective, although the stem matches: "Georgia President".
    if len(word) <= _STEM or (word,) in countries().get(word, ()):
        return None
    # The list takes precedence over stems: "austral" is Australia, although Austria also starts with "aust".
    found = {code for stem, code in _demonym_stems().items() if word.startswith(stem)}
    if not found:
        stem = word[:_STEM]
        found = {
            code for code, names in _by_code().items() if any(part[:_STEM] == stem for name in names for part in name)
        }
    return found.pop() or None if len(found) == 1 else None


@cache
def _demonym_stems() -> dict[str, str]:
    """Return the stems of country adjectives, each with its code; Europe has the code ""."""
    return {stem: code.replace("-", "") for code, stems in rows("demonyms") for stem in several(stems[0])}


def names_of(code: str) -> Iterator[tuple[str, ...]]:
    """Return a country's folded English names."""
    return (name for name in _by_code().get(code, ()) if not is_cyrillic(name[0]))


def is_place(word: str) -> bool:
    """Whether a word may be a country, or in Cyrillic a word next to one.

    In Cyrillic every word of more than four letters passes. Requiring a country's stem would lose names such as
    "прем'єром Великої Британії Джонсоном", because callers want to know what can be between an office and a name.

    >>> is_place("ukraine"), is_place("kyiv"), is_place("україною"), is_place("великої")
    (True, False, True, True)
    """
    return word in places() or (is_cyrillic(word) and len(word) > _STEM)


_Languages = dict[str, tuple[str, ...]]


def _table(name: str) -> dict[str, _Languages]:
    """Read a list with one column for Ukrainian and one for Russian."""
    return {key: {"uk": several(columns[0]), "ru": several(columns[1])} for key, columns in rows(name)}


_HEADS = _table("offices_abroad")
_BODIES = _table("bodies_abroad")
_ALSO = _table("countries_genitive")
"""Other names of countries in the genitive, which follow "of"."""


class Abroad(NamedTuple):
    """An office or organization of a country: its *head* in lowercase, and the code of the *country*."""

    head: str
    country: str


@cache
def _names(language: str) -> Mapping[str, str]:
    from babel import Locale  # needed only for Cyrillic texts

    found: Mapping[str, str] = Locale(language).territories
    return found


def abroad(name: str) -> Abroad | None:
    """Return the country's office or organization in a name or role, if translations for it are known.

    >>> abroad("President of the United States"), abroad("President of Harvard"), abroad("Poet of Ukraine")
    (Abroad(head='president', country='US'), None, None)
    """
    head, of, country = name.lower().rpartition(" of ")
    if not of or (head not in _HEADS and head not in _BODIES):
        return None
    # Otherwise it belongs to an organization: President of the World Bank.
    code = code_of(country.removeprefix("the "))
    return Abroad(head, code) if code else None


def officially(name: str) -> Iterator[str]:
    """Yield an office or body of a country with the possible official names of the country.

    All three are tried: nobody writes the Kingdom of France, and a form that no text has costs little.

    >>> list(officially("Government of Israel"))[1]
    'Government of the State of Israel'
    """
    found = abroad(name)
    if found and found.country not in _NO_REPUBLICS:
        head, _, country = name.rpartition(" of ")
        for form in ("Republic", "State", "Kingdom"):
            yield f"{head} of the {form} of {country.removeprefix('the ')}"


_NO_REPUBLICS = frozenset("US GB CN TW KR KP CG CD".split())
"""Countries that are united, or of which another is the Republic."""


def beginnings(found: Abroad) -> Iterator[tuple[str, str]]:
    """Yield the first word of the head and the last of the country, in each language.

    Every form contains words that start like one of these pairs, so it can remain pending until a text has them.

    >>> next(beginnings(Abroad("prime minister", "UA")))
    ("Прем'єр-міністр", 'Україна')
    """
    # The country is named in any case of its own name, or by an additional name in the genitive.
    for language, words in _words(found.head).items():
        for country in (_names(language)[found.country], *_also(found, language)):
            yield from ((head.split()[0], country.split()[-1]) for head in words)


def in_other_languages(found: Abroad) -> Iterator[tuple[str, str]]:
    """Yield translations into Russian and Ukrainian, in all cases, each with its language."""
    from sphinx_newsroom.text.inflection import inflections  # loads dictionaries that few archives need

    for language, words in _words(found.head).items():
        name = _names(language)[found.country]
        genitive = inflections(name, language, person=False)[:1] or (name,)  # the first case is the genitive
        for form in (form for head in words for form in _in_cases(head, language)):
            yield from ((f"{form} {country}", language) for country in (*genitive, *_also(found, language)))


def heads(role: str) -> Iterator[tuple[str, str]]:
    """Yield translations of an office without its country, in all cases, each with its language."""
    for language, words in _HEADS.get(role.lower(), {}).items():
        yield from ((form, language) for head in words for form in _in_cases(head, language))


def _in_cases(head: str, language: str) -> tuple[str, ...]:
    from sphinx_newsroom.text.inflection import inflections

    # Both languages need their dictionaries; without them only the nominative is known.
    return (head, *inflections(head, language, person=False))


def _words(head: str) -> _Languages:
    return _HEADS.get(head) or _BODIES[head]


def _also(found: Abroad, language: str) -> tuple[str, ...]:
    return _ALSO.get(found.country, {}).get(language, ())

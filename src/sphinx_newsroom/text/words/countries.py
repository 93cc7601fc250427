"""Offices and bodies of countries in Russian and Ukrainian: President of Ukraine is Президент України, in all cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.text.words.folding import is_cyrillic, words_of
from sphinx_newsroom.text.words.word_files import rows, several
from sphinx_newsroom.text.words.word_lists import CONNECTORS

_ALSO_COUNTRIES = {code: several(names[0]) for code, names in rows(__package__, "countries_also")}
"""What countries are called beside the names that CLDR has, folded: "us", "united states of america"."""

_CODE_LETTERS = 2
"""Of a country; CLDR's territories also have regions, whose codes are of three digits (001 is the world)."""

_STEM = 4
"""Letters that a country's name shares with the words made of it: Ukra-ine and Ukra-inian, Росі-я and росі-йський.

With three more than fifty mentions are lost or wrong, since any word that begins so is a country's; with five the
adjectives of five countries are none, російський among them.
"""

_CASE_ENDING = 2
"""Letters at the end of a word in Cyrillic letters that its cases change: Україн-а, Україн-ою.

Nothing changes with one or three.
"""

_CASE_LETTERS = 3
"""By how many letters two cases of one word may differ in length: Канад-а, but Канад-ською is a word of its own.

Nothing changes with two or four.
"""


KINDS_OF_COUNTRIES = frozenset(
    "democratic federal federated federation islands kingdom peoples republic state states".split()
) | set("union united north south east west new saint central northern southern".split())
"""Words of countries' names that say what kind of country it is, or which of two: no word is made of them."""


@cache
def _by_code() -> dict[str, frozenset[tuple[str, ...]]]:
    """The names of countries in English, Ukrainian and Russian, in folded words, by their code."""
    from babel import Locale  # only once a text is read: it takes longer to import than all of naming

    found: dict[str, set[tuple[str, ...]]] = {}
    # In these three languages, since texts and records of the archives that this was made for are in them; a name in
    # another language is a word like others.
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
    """The code of the country of a name.

    >>> code_of("Sri Lanka"), code_of("USA"), code_of("Україна"), code_of("Atlantis")
    ('LK', None, 'UA', None)
    """
    return _codes().get(tuple(words_of(name)))


@cache
def countries() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The names of countries in folded words, by their first word: "sri" leads to ("sri", "lanka")."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in _codes():
        found.setdefault(name[0], set()).add(name)
    return {first: tuple(sorted(names)) for first, names in found.items()}


@cache
def _same(name: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The other names of a country, where CLDR has not all."""
    code = _codes()[name]
    also = tuple(_also_of_countries(code))
    return tuple(sorted({*also, *names_of(code)} - {name})) if also else ()


def countries_in(words: Sequence[str], places: Iterable[int] | None = None) -> Iterator[tuple[str, ...]]:
    """The countries that stand in some words, at some *places* or anywhere; the United States as "us", too.

    >>> list(countries_in(["bank", "of", "sri", "lanka"]))
    [('sri', 'lanka')]
    >>> list(countries_in(["great", "britain"]))
    [('great', 'britain'), ('uk',), ('united', 'kingdom')]
    """
    known = countries()
    # All names that begin with a word count: Guinea is one in Guinea-Bissau, and what follows decides between them.
    for place in range(len(words)) if places is None else places:
        for name in known.get(words[place], ()):
            if tuple(words[place : place + len(name)]) == name:
                yield name
                yield from _same(name)


def is_country(name: tuple[str, ...]) -> bool:
    """Whether folded words are all of a country's name.

    >>> is_country(("sri", "lanka")), is_country(("sri",)), is_country(("us",))
    (True, False, True)
    """
    return name in _codes()


@cache
def places() -> frozenset[str]:
    """The first words of countries' names, folded, for "EU-Ukraine" and "Sri Lanka Ports Authority"."""
    # What CLDR has no name for, being no territory, but parties and bodies are called by as by a country.
    return frozenset(countries()) | {"america", "europe", "africa", "asia", "eu"}


@cache
def _in_countries() -> frozenset[str]:
    # Without "and", "of" and "the", which are in names of countries as well.
    return frozenset(word for names in countries().values() for name in names for word in name) - CONNECTORS


def in_country(word: str) -> bool:
    """Whether a word is part of a country's name: Kingdom."""
    return word in _in_countries()


def is_demonym(word: str) -> bool:
    """Whether a word looks made of a country's name.

    >>> is_demonym("german"), is_demonym("ukrainian"), is_demonym("mali"), is_demonym("annual")
    (True, True, False, False)
    """
    return len(word) > _STEM and word[:_STEM] in _demonyms()


@cache
def _demonyms() -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _in_countries() - KINDS_OF_COUNTRIES if len(word) >= _STEM)


def made_of(word: str, part: str) -> bool:
    """Whether a word is a part of a country's name, or looks made of it: of Ukraine "ukrainian", of states "states".

    >>> made_of("ukrainian", "ukraine"), made_of("states", "states"), made_of("state", "states")
    (True, True, False)
    """
    return word == part or (part not in KINDS_OF_COUNTRIES and word[:_STEM] == part[:_STEM])


def same_stem(one: str, other: str) -> bool:
    """Whether two words in Cyrillic letters can be cases of one.

    >>> same_stem("україна", "україною"), same_stem("україна", "українськими")
    (True, False)
    """
    # Of a short word all but the ending has to agree, or Іран would be a case of Ірак.
    stem = one[: max(_STEM, len(one) - _CASE_ENDING)]
    return other.startswith(stem) and abs(len(one) - len(other)) <= _CASE_LETTERS


@cache
def of_demonym(word: str) -> str | None:
    """The code of the country of which a word is made; None where it may be made of several.

    >>> of_demonym("russian"), of_demonym("російського"), of_demonym("european"), of_demonym("guinean")
    ('RU', 'RU', None, None)
    """
    # A country's name is no adjective of itself, though it begins with its own stem: "Georgia President".
    if len(word) <= _STEM or (word,) in countries().get(word, ()):
        return None
    # What the list says goes before what letters say: "austral" is Australia's, though Austria begins with "aust" too.
    found = {code for stem, code in _demonym_stems().items() if word.startswith(stem)}
    if not found:
        stem = word[:_STEM]
        found = {
            code for code, names in _by_code().items() if any(part[:_STEM] == stem for name in names for part in name)
        }
    return found.pop() or None if len(found) == 1 else None


@cache
def _demonym_stems() -> dict[str, str]:
    """The beginnings of words made of a country's name, each with its code; of Europe, which has none, with ""."""
    return {stem: code.replace("-", "") for code, stems in rows(__package__, "demonyms") for stem in several(stems[0])}


def names_of(code: str) -> Iterator[tuple[str, ...]]:
    """The names of a country in folded words, in English."""
    return (name for name in _by_code().get(code, ()) if not is_cyrillic(name[0]))


def is_place(word: str) -> bool:
    """Whether a word can be that of a country, or in Cyrillic letters a word beside one.

    In Cyrillic letters every word of more than four letters passes.  To ask for the stem of a country there was tried:
    of 485 addresses of a president nine mentions are lost, eight of them right ("прем'єром Великої Британії
    Джонсоном"), since those who ask here mean what stands between an office and a name.

    >>> is_place("ukraine"), is_place("kyiv"), is_place("україною"), is_place("великої")
    (True, False, True, True)
    """
    return word in places() or (is_cyrillic(word) and len(word) > _STEM)


_Languages = dict[str, tuple[str, ...]]


def _table(name: str) -> dict[str, _Languages]:
    """A list with a column of words for Ukrainian and one for Russian."""
    return {key: {"uk": several(columns[0]), "ru": several(columns[1])} for key, columns in rows(__package__, name)}


_HEADS = _table("offices_abroad")
_BODIES = _table("bodies_abroad")
_ALSO = _table("countries_genitive")
"""What countries are also called, in the genitive: both their cases and these stand behind "of"."""


class Abroad(NamedTuple):
    """An office or a body of a country: its *head* in small letters, and the code of the *country*."""

    head: str
    country: str


@cache
def _names(language: str) -> Mapping[str, str]:
    from babel import Locale  # only where a text is in Cyrillic letters

    found: Mapping[str, str] = Locale(language).territories
    return found


def abroad(name: str) -> Abroad | None:
    """The office or body of a country that a name or role says, if there are other languages' words for it.

    >>> abroad("President of the United States"), abroad("President of Harvard"), abroad("Poet of Ukraine")
    (Abroad(head='president', country='US'), None, None)
    """
    head, of, country = name.lower().rpartition(" of ")
    if not of or (head not in _HEADS and head not in _BODIES):
        return None
    # What is no country is a body's own: President of the World Bank.
    code = code_of(country.removeprefix("the "))
    return Abroad(head, code) if code else None


def beginnings(found: Abroad) -> Iterator[tuple[str, str]]:
    """The first word of its head and the last of its country, in each language.

    Every form of it has words with the beginnings of one of these pairs, so it can wait until a text has them.

    >>> next(beginnings(Abroad("prime minister", "UA")))
    ("Прем'єр-міністр", 'Україна')
    """
    # A country is there by its own name in any case, or by one of those that CLDR lacks, in the genitive.
    for language, words in _words(found.head).items():
        for country in (_names(language)[found.country], *_also(found, language)):
            yield from ((head.split()[0], country.split()[-1]) for head in words)


def in_other_languages(found: Abroad) -> Iterator[tuple[str, str]]:
    """An office or body of a country with its language, in Russian and Ukrainian in all cases."""
    from sphinx_newsroom.text.inflection import inflections  # it loads dictionaries, which few archives need

    for language, words in _words(found.head).items():
        name = _names(language)[found.country]
        genitive = inflections(name, language, person=False)[:1] or (name,)  # the first case that is given
        for form in (form for head in words for form in _in_cases(head, language)):
            yield from ((f"{form} {country}", language) for country in (*genitive, *_also(found, language)))


def heads(role: str) -> Iterator[tuple[str, str]]:
    """An office by itself with its language, in Russian and Ukrainian in all cases, where its words are known."""
    for language, words in _HEADS.get(role.lower(), {}).items():
        yield from ((form, language) for head in words for form in _in_cases(head, language))


def _in_cases(head: str, language: str) -> tuple[str, ...]:
    from sphinx_newsroom.text.inflection import inflections

    # Both languages need their dictionaries; without them the nominative alone is known.
    return (head, *inflections(head, language, person=False))


def _words(head: str) -> _Languages:
    return _HEADS.get(head) or _BODIES[head]


def _also(found: Abroad, language: str) -> tuple[str, ...]:
    return _ALSO.get(found.country, {}).get(language, ())

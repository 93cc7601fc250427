"""Offices and bodies of countries in Russian and Ukrainian: President of Ukraine is Президент України, in all cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.text.words.countries import code_of
from sphinx_newsroom.text.words.word_files import rows, several

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


def officially(name: str) -> Iterator[str]:
    """An office or body of a country with what its country may call itself.

    Which of the three it is, is not asked: nobody writes the Kingdom of France, and a form no text has costs little.

    >>> list(officially("Government of Israel"))[1]
    'Government of the State of Israel'
    """
    found = abroad(name)
    if found and found.country not in _NO_REPUBLICS:
        head, _, country = name.rpartition(" of ")
        for form in ("Republic", "State", "Kingdom"):
            yield f"{head} of the {form} of {country.removeprefix('the ')}"


_NO_REPUBLICS = frozenset(["US", "GB", "CN", "TW", "KR", "KP", "CG", "CD"])
"""Countries that are united, or of which another is the Republic."""


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

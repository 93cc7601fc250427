"""What an office is called in French, German, Spanish and Arabic, of a man and of a woman."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sphinx_newsroom.text.words.word_files import rows, several

_LANGUAGES = ("fr", "de", "es", "ar")
"""The languages of the columns behind the first, which is English."""

_WEAK = ("ent", "ant", "ist", "at")
"""Endings of German men that have an "en" in all other cases."""

_Names = tuple[tuple[str, str | None], ...]


def called_otherwise(role: str) -> _Names:
    """The other names of an office, each with its language; none where it is not one of the list.

    >>> dict(called_otherwise("Secretary-General"))["Generalsekretärin"], len(called_otherwise("Directeur"))
    ('de', 8)
    >>> called_otherwise("Keeper of the Seals")
    ()
    """
    return _offices().get(_key(role), ())


def _key(role: str) -> str:
    return role.lower().replace("-", " ")


@cache
def _offices() -> dict[str, _Names]:
    """The names of each office by each of them; a word of two offices is that of the first."""
    found: dict[str, _Names] = {}
    for english, columns in rows(__package__, "offices_in_languages"):
        names: dict[str, str | None] = {}
        for language, column in zip(_LANGUAGES, columns, strict=True):
            for name in several(column):
                names.update(dict.fromkeys(_cases(name) if language == "de" else (name,), language))
        for name in (english, *names):
            found.setdefault(_key(name), tuple(names.items()))
    return found


def _cases(name: str) -> Iterator[str]:
    """A German office in its cases: those of its adjective, and of a weak noun; :mod:`words.attached` has its "s".

    >>> list(_cases("Hoher Kommissar"))
    ['Hoher Kommissar', 'Hohe Kommissar', 'Hohen Kommissar', 'Hohem Kommissar', 'Hohen Kommissars']
    >>> list(_cases("Hohe Kommissarin")), list(_cases("Kommissar"))
    (['Hohe Kommissarin', 'Hohen Kommissarin', 'Hoher Kommissarin'], ['Kommissar'])
    >>> list(_cases("Präsident")), list(_cases("Kommissar für Handel"))
    (['Präsident', 'Präsidenten'], ['Kommissar für Handel'])
    """
    yield name
    adjective, _, noun = name.partition(" ")
    if not noun and name.endswith(_WEAK):
        yield f"{name}en"  # des Präsidenten
    if noun[:1].isupper():
        stem = adjective.removesuffix("r").removesuffix("e")
        endings = ("e", "en", "er") if noun.endswith("in") else ("er", "e", "en", "em")
        yield from (f"{stem}{ending} {noun}" for ending in endings if f"{stem}{ending}" != adjective)
        if not noun.endswith("in"):
            yield f"{stem}en {noun}s"

"""The forms that the names of officials take, with what their family names are."""

from __future__ import annotations

from sphinx_newsroom.model.records import Official
from sphinx_newsroom.text.naming.forms import Form, Forms, Strength
from sphinx_newsroom.text.words.attached import is_arabic
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.letters import CYRILLIC
from sphinx_newsroom.text.words.word_lists import SUFFIXES

_FAMILY_LETTERS = 3
"""Letters of a family name by which two spellings of it are told to be one: Kuleba, Kulebi; shorter is an initial.

With four Кім is lost; with two nothing changes.
"""


def family_name_of(official: Official) -> str | None:
    """The recorded family name, else the last word of a name of several words.

    >>> family_name_of(Official("x", "Martin Luther King Jr.")), family_name_of(Official("x", "Pelé"))
    ('King', None)
    """
    if official.family_name:
        return official.family_name
    words = [word for word in official.name.split() if word.rstrip(".").lower() not in SUFFIXES]
    return words[-1].rstrip(",") if len(words) > 1 else None


def official_forms(record: Official) -> Forms:
    """All forms of an official's names with their folded words, family names last.

    >>> [(form.text, form.strength) for _, form in official_forms(Official("x", "Anna Berg"))]
    [('Anna Berg', 'strong'), ('Berg', 'family')]
    """
    family = family_name_of(record)
    seen: set[str] = set()
    names = [(record.name, None), *((other.name, other.language) for other in record.other_names)]
    for number, (name, language) in enumerate(names):
        words = words_of(name)
        strength: Strength = "strong" if len(words) > 1 else "single"
        yield words, Form(name, record.id, "official", "other-name" if number else "name", strength, language, number)
    # Last: a family name that the record lists as a name is a name.
    for number, (name, language) in enumerate(names):
        ending = family_in(name, number, family, record.name)
        if ending and ending not in seen:
            seen.add(ending)
            yield words_of(ending), Form(ending, record.id, "official", "family-name", "family", language, number)


def family_in(name: str, number: int, family: str | None, own: str = "") -> str | None:
    """The family name as it stands in the record's own name (*number* 0) or in another, where that can be told.

    >>> family_in("Анна Берг", 1, "Berg"), family_in("Anna Berger", 1, "Berg"), family_in("Anna Karenina", 1, "Berg")
    ('Берг', 'Berger', None)

    *own* is the record's own name.

    >>> family_in("لوسيا فيرير مونتيس", 1, "Ferrer", "Lucía Ferrer Montes")
    'فيرير'
    """
    if number == 0:
        return family
    parts = name.split()
    last = parts[-1]
    if family is None or len(parts) == 1 or last == family or len(last) < _FAMILY_LETTERS:
        return None
    if _script(name) == _script(family):
        return last if last[:_FAMILY_LETTERS] == family[:_FAMILY_LETTERS] else None
    # In other letters nothing can be compared: the family name stands where it stands in the record's own name, if both
    # have as many words, and else last.
    place = own.split().index(family) if len(own.split()) == len(parts) and family in own.split() else -1
    return parts[place] if len(parts[place]) >= _FAMILY_LETTERS else None


def _script(name: str) -> str:
    """In which letters a name is written, as far as records have them."""
    if is_arabic(name):
        return "arabic"
    return "cyrillic" if CYRILLIC.search(name) else "latin"

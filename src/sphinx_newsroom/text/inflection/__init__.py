"""The case forms of Russian and Ukrainian names.

Pure: a name in, its forms out.  Words that the dictionaries of pymorphy3 know are declined by them;
family and given names that they do not know, by their endings (:mod:`sphinx_newsroom.text.inflection.endings`).
The dictionaries are loaded with the first name in their language, and never where there is none.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from sphinx_newsroom.text.inflection.dictionary import LANGUAGES, installed, readings
from sphinx_newsroom.text.inflection.endings import Language
from sphinx_newsroom.text.inflection.organizations import organization
from sphinx_newsroom.text.inflection.persons import person as _person

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

"""Officials in Ukrainian and Russian texts: two names behind a title, and where they stand again in any case.

A title in the nominative has its name in the nominative, which is what a record needs:
"Президент України Володимир Зеленський".  Other kinds of names are not looked for in these languages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sphinx_newsroom.text.suggest.signs import Sign

LANGUAGES = frozenset({"uk", "ru"})

_NAME = r"[А-ЯЁІЇЄҐ][а-яёіїєґ]+(?:['-][А-ЯЁІЇЄҐа-яёіїєґ]+)*"
_LITTLE = r"(?:(?:фон|дер|ван|де|да|аль|бен) )"
# A title in the nominative with up to nine words behind it, of what it is and then the name: Голова Ради Іван Петренко.
# A name behind a title in another case ("Президента Петренка") is itself in another case, and gives no record.
_TITLE = re.compile(
    r"""
    (?<![\w'-])
    (?: # both languages
        [Пп]резидент | [Гг]лава | [Кк]анцлер | [Дд]иректор | [Гг]убернатор
        # Ukrainian
      | (?:[Вв]іце)? [Пп]рем'єр (?:-міністр)? | [Мм]іністр | [Гг]олова | [Сс]екретар | [Кк]ерівник | [Пп]осол
      | [Сс]пікер | [Кк]омандувач | [Гг]оловнокомандувач | [Рр]ечник | [Кк]ороль | [Уу]повноважений
        # Russian
      | (?:[Вв]ице-)? [Пп]ремьер (?:-министр)? | [Мм]инистр | [Пп]редседатель | [Сс]екретарь | [Рр]уководитель
      | [Сс]пикер | [Кк]омандующий | [Уу]полномоченный
    )
    (?![\w'-]) # "секретар" is not the beginning of "секретарь"
    (?: [ ][\w'-]+ ){0,9}
    """,
    re.VERBOSE,
)
_PATRONYMIC = rf"(?:{_NAME}(?:(?:ов|ев|йов|ьов)ич|(?:ів|їв|ов|ев|нич)н)[а-яії]{{0,3}} )"
_PAIR = re.compile(rf"(?<![\w'-])(?=({_NAME}) {_PATRONYMIC}?{_LITTLE}*({_NAME}))")
# Not Іван and Ольга: beginnings of offices and bodies, and endings of other cases and of adjectives (Володимира ends
# as Ольга does, so that endings alone never tell all).
_OBLIQUE = re.compile(
    r"""
    ^ (?: Президент | Прем | Міністр | Министр | Голов | Глав | Офіс | Офис | Кабінет | Кабинет | Рад | Комі | Коми )
  | (?: ої | ого | ому | ою | их | ими | ів | ам | ах | ой | ый | ии | ії | и | і | ы | у | ю ) $
    """,
    re.VERBOSE,
)
"""What is no given name in the nominative."""

_OBLIQUE_FAMILY = re.compile(r"(?:ої|ого|ому|ою|их|ими|ів|ой|ам|ах|и|ї|ы)$")
"""What no family name in the nominative ends with."""


def persons(texts: Sequence[tuple[int, str]]) -> Iterator[tuple[int, Sign]]:
    """The officials in numbered *texts*, which are plain and in one of LANGUAGES, with the number of the text.

    Those are all places of a name that stands behind a title at least once.
    """
    # By the first letters of both names, which no case changes: few names are compared with each pair of a text.
    known: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    titles: dict[str, str] = {}
    for _, text in texts:
        for title in _TITLE.finditer(text):
            match = _behind(text, title)
            if match is None or any(match.groups() == one[1:] for one in known[_beginnings(match)]):
                continue
            name = text[match.start() : match.end(2)]
            titles[name] = text[title.start() : match.start()].strip()
            known[_beginnings(match)].append((name, match[1], match[2]))
    for number, text in texts:
        for match in _PAIR.finditer(text):
            for name, given, family in known.get(_beginnings(match), ()):
                if _inflected(match[1], given) and _inflected(match[2], family):
                    yield number, Sign(name, match.start(1), match.end(2), True, frozenset({"title"}), titles[name])
                    break


_AMBIGUOUS = ("а", "я")
"""What given names of women end with, and nouns in the genitive."""

_FURTHER = re.compile(rf" {_NAME}")

_STEM = 3
"""Letters that all cases of a name begin with, at least; a case changes as many at the end, at most: Петро, Петром."""


def _beginnings(pair: re.Match[str]) -> tuple[str, str]:
    return pair[1][:_STEM], pair[2][:_STEM]


def _behind(text: str, title: re.Match[str]) -> re.Match[str] | None:
    """The first name in the nominative behind a title, in the same clause.

    Of three words with a capital the last two: in "Глава Фонда Иван Петров" the Фонд has the ending of Ольга.
    """
    found = None
    for match in _PAIR.finditer(text, title.start() + 1, title.end() + 1):
        if not _OBLIQUE.search(match[1]) and not _OBLIQUE_FAMILY.search(match[2]):
            if not match[1].endswith(_AMBIGUOUS) or _FURTHER.match(text, match.end(2)) is None:
                return match
            found = found or match
    return found


def _inflected(word: str, base: str) -> bool:
    """Whether *word* can be a case of *base*: all but the last letters are the same."""
    shared = next((i for i, (a, b) in enumerate(zip(word, base, strict=False)) if a != b), min(len(word), len(base)))
    return shared >= max(_STEM, len(base) - _STEM) and len(word) - shared <= _STEM

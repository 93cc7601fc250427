"""Find officials in Ukrainian and Russian texts: two names after a title, and all their occurrences in any case.

A title in the nominative is followed by a name in the nominative, which a record needs: "Президент України Володимир
Зеленський". Other kinds of names aren't searched for in these languages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sphinx_newsroom.text.suggest.signs import Sign

LANGUAGES = frozenset({"uk", "ru"})

_NAME = r"[А-ЯЁІЇЄҐ][а-яёіїєґ]+(?:['-][А-ЯЁІЇЄҐа-яёіїєґ]+)*"
_LITTLE = r"(?:(?:фон|дер|ван|де|да|аль|бен) )"
# A title in the nominative, up to nine words that belong to it, then the name: Голова Ради Іван Петренко. A title in
# another case ("Президента Петренка") has a name in that case, which isn't usable.
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
# Not Іван and Ольга: beginnings of offices and organizations, and endings of other cases and of adjectives. (Володимира
# ends like Ольга, so endings alone aren't conclusive.)
_OBLIQUE = re.compile(
    r"""
    ^ (?: Президент | Прем | Міністр | Министр | Голов | Глав | Офіс | Офис | Кабінет | Кабинет | Рад | Комі | Коми )
  | (?: ої | ого | ому | ою | их | ими | ів | ам | ах | ой | ый | ии | ії | и | і | ы | у | ю ) $
    """,
    re.VERBOSE,
)
"""Words that aren't given names in the nominative."""

_OBLIQUE_FAMILY = re.compile(r"(?:ої|ого|ому|ою|их|ими|ів|ой|ам|ах|и|ї|ы)$")
"""Endings that no family name has in the nominative."""


def persons(texts: Sequence[tuple[int, str]]) -> Iterator[tuple[int, Sign]]:
    """Yield the officials in numbered *texts*, which are plain and in one of LANGUAGES, with the text's number.

    Every occurrence is included, for names that come after a title at least once.
    """
    # By the first letters of both names, which are the same in all cases, so that few names are compared.
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
"""Endings shared by women's given names and nouns in the genitive."""

_FURTHER = re.compile(rf" {_NAME}")

_STEM = 3
"""The fewest letters that all cases share, and the most that a case changes at the end: Петро, Петром."""


def _beginnings(pair: re.Match[str]) -> tuple[str, str]:
    return pair[1][:_STEM], pair[2][:_STEM]


def _behind(text: str, title: re.Match[str]) -> re.Match[str] | None:
    """Return the first name in the nominative after a title, in the same clause.

    Of three capitalized words take the last two: in "Глава Фонда Иван Петров", Фонда has the ending of Ольга.
    """
    found = None
    for match in _PAIR.finditer(text, title.start() + 1, title.end() + 1):
        if not _OBLIQUE.search(match[1]) and not _OBLIQUE_FAMILY.search(match[2]):
            if not match[1].endswith(_AMBIGUOUS) or _FURTHER.match(text, match.end(2)) is None:
                return match
            found = found or match
    return found


def _inflected(word: str, base: str) -> bool:
    """Whether *word* may be a case of *base*: only the last letters differ."""
    shared = next((i for i, (a, b) in enumerate(zip(word, base, strict=False)) if a != b), min(len(word), len(base)))
    return shared >= max(_STEM, len(base) - _STEM) and len(word) - shared <= _STEM

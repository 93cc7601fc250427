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
_TITLE = re.compile(
    r"(?<![\w'-])(?:(?:[Вв]іце)?[Пп]рем'єр(?:-міністр)?|[Пп]резидент|[Мм]іністр|[Гг]олова|[Гг]лава|[Кк]анцлер|[Сс]екретар|"
    r"[Дд]иректор|[Кк]ерівник|[Пп]осол|[Сс]пікер|[Гг]убернатор|[Кк]омандувач|[Гг]оловнокомандувач|[Рр]ечник|[Кк]ороль|"
    r"[Уу]повноважений|(?:[Вв]ице-)?[Пп]ремьер(?:-министр)?|[Мм]инистр|[Пп]редседатель|[Сс]екретарь|[Рр]уководитель|"
    r"[Сс]пикер|[Кк]омандующий|[Уу]полномоченный)(?: [\w'-]+){0,9}"
)
_PATRONYMIC = rf"(?:{_NAME}(?:(?:ов|ев|йов|ьов)ич|(?:ів|їв|ов|ев|нич)н)[а-яії]{{0,3}} )"
_PAIR = re.compile(rf"(?<![\w'-])(?=({_NAME}) {_PATRONYMIC}?{_LITTLE}*({_NAME}))")
_OBLIQUE = re.compile(
    r"^(?:Президент|Прем|Міністр|Министр|Голов|Глав|Офіс|Офис|Кабінет|Кабинет|Рад|Комі|Коми)|"
    r"(?:ої|ого|ому|ою|их|ими|ів|ам|ах|ой|ый|ии|ії|и|і|ы|у|ю)$"
)
"""What is no given name in the nominative."""
_OBLIQUE_FAMILY = re.compile(r"(?:ої|ого|ому|ою|их|ими|ів|ой|ам|ах|и|ї|ы)$")
"""What no family name in the nominative ends with."""


def persons(texts: Sequence[tuple[int, str]]) -> Iterator[tuple[int, Sign]]:
    """The officials in numbered *texts*, which are plain and in one of LANGUAGES, with the number of the text.

    Those are all places of a name that stands behind a title at least once.
    """
    known: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    titles: dict[str, str] = {}
    for _, text in texts:
        for title in _TITLE.finditer(text):
            match = _behind(text, title)
            if match is None or any(match.groups() == one[1:] for one in known[match[1][:3], match[2][:3]]):
                continue
            name = text[match.start() : match.end(2)]
            titles[name] = text[title.start() : match.start()].strip()
            known[match[1][:3], match[2][:3]].append((name, match[1], match[2]))
    for number, text in texts:
        for match in _PAIR.finditer(text):
            for name, given, family in known.get((match[1][:3], match[2][:3]), ()):
                if _inflected(match[1], given) and _inflected(match[2], family):
                    yield number, Sign(name, match.start(1), match.end(2), True, frozenset({"title"}), titles[name])
                    break


def _behind(text: str, title: re.Match[str]) -> re.Match[str] | None:
    """The first name in the nominative behind a title, in the same clause."""
    for match in _PAIR.finditer(text, title.start() + 1, title.end() + 1):
        if not _OBLIQUE.search(match[1]) and not _OBLIQUE_FAMILY.search(match[2]):
            return match
    return None


def _inflected(word: str, base: str) -> bool:
    """Whether *word* can be a case of *base*: all but the last letters are the same."""
    shared = next((i for i, (a, b) in enumerate(zip(word, base, strict=False)) if a != b), min(len(word), len(base)))
    return shared >= max(3, len(base) - 3) and len(word) - shared <= 3

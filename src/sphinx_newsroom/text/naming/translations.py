"""Offices and bodies of countries in Russian and Ukrainian: President of Ukraine is Президент України, in all cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.text.naming.countries import code_of

_Words = dict[str, dict[str, tuple[str, ...]]]

_HEADS: _Words = {
    "secretary-general": {"uk": ("Генеральний секретар", "Генсек"), "ru": ("Генеральный секретарь", "Генсек")},
    "director general": {"uk": ("Генеральний директор",), "ru": ("Генеральный директор",)},
    "president": {"uk": ("Президент",), "ru": ("Президент",)},
    "prime minister": {"uk": ("Прем'єр-міністр",), "ru": ("Премьер-министр",)},
    "federal chancellor": {"uk": ("Канцлер",), "ru": ("Канцлер",)},
    "chancellor": {"uk": ("Канцлер",), "ru": ("Канцлер",)},
    "king": {"uk": ("Король",), "ru": ("Король",)},
    "minister of foreign affairs": {"uk": ("Міністр закордонних справ",), "ru": ("Министр иностранных дел",)},
    "foreign minister": {"uk": ("Міністр закордонних справ",), "ru": ("Министр иностранных дел",)},
    "minister of defence": {"uk": ("Міністр оборони",), "ru": ("Министр обороны",)},
    "minister of defense": {"uk": ("Міністр оборони",), "ru": ("Министр обороны",)},
    "minister of finance": {"uk": ("Міністр фінансів",), "ru": ("Министр финансов",)},
    "minister of internal affairs": {"uk": ("Міністр внутрішніх справ",), "ru": ("Министр внутренних дел",)},
    "minister of health": {"uk": ("Міністр охорони здоров'я",), "ru": ("Министр здравоохранения",)},
    "minister of education": {"uk": ("Міністр освіти",), "ru": ("Министр образования",)},
    "minister of justice": {"uk": ("Міністр юстиції",), "ru": ("Министр юстиции",)},
    "minister of energy": {"uk": ("Міністр енергетики",), "ru": ("Министр энергетики",)},
    "minister of infrastructure": {"uk": ("Міністр інфраструктури",), "ru": ("Министр инфраструктуры",)},
    "commander-in-chief": {"uk": ("Головнокомандувач",), "ru": ("Главнокомандующий",)},
}
_BODIES: _Words = {
    "government": {"uk": ("Уряд",), "ru": ("Правительство",)},
    "parliament": {"uk": ("Парламент",), "ru": ("Парламент",)},
    "ministry of foreign affairs": {"uk": ("Міністерство закордонних справ",), "ru": ("Министерство иностранных дел",)},
    "ministry of defence": {"uk": ("Міністерство оборони",), "ru": ("Министерство обороны",)},
    "ministry of defense": {"uk": ("Міністерство оборони",), "ru": ("Министерство обороны",)},
    "ministry of finance": {"uk": ("Міністерство фінансів",), "ru": ("Министерство финансов",)},
    "ministry of health": {"uk": ("Міністерство охорони здоров'я",), "ru": ("Министерство здравоохранения",)},
    "ministry of education": {"uk": ("Міністерство освіти",), "ru": ("Министерство образования",)},
    "supreme court": {"uk": ("Верховний суд",), "ru": ("Верховный суд",)},
    "armed forces": {"uk": ("Збройні сили",), "ru": ("Вооружённые силы",)},
    "embassy": {"uk": ("Посольство",), "ru": ("Посольство",)},
}
_ALSO: dict[str, dict[str, tuple[str, ...]]] = {
    "US": {"uk": ("США", "Сполучених Штатів Америки"), "ru": ("США", "Соединённых Штатов Америки")},
    "GB": {"uk": ("Британії",), "ru": ("Британии",)},
    "IL": {"uk": ("Держави Ізраїль",), "ru": ("Государства Израиль",)},
    "RU": {"uk": ("РФ", "Російської Федерації"), "ru": ("РФ", "Российской Федерации")},
}
"""What countries are also called, in the genitive."""


HEADS_BY_ADJECTIVE = ("government", "parliament")
"""What a country's adjective makes a name: the Israeli government."""


class Abroad(NamedTuple):
    """An office or a body of a country: its *head* in small letters, and the code of the *country*."""

    head: str
    country: str


@cache
def _names(language: str) -> Mapping[str, str]:
    from babel import Locale

    found: Mapping[str, str] = Locale(language).territories
    return found


def abroad(name: str) -> Abroad | None:
    """The office or body of a country that a name or role says, if there are other languages' words for it."""
    head, of, country = name.lower().rpartition(" of ")
    if not of or (head not in _HEADS and head not in _BODIES):
        return None
    code = code_of(country.removeprefix("the "))
    return Abroad(head, code) if code else None


def officially(name: str) -> Iterator[str]:
    """An office or body of a country with what its country may call itself: the Government of the State of Israel."""
    found = abroad(name)
    if found and found.country not in _NO_REPUBLICS:
        head, _, country = name.rpartition(" of ")
        for form in ("Republic", "State", "Kingdom"):
            yield f"{head} of the {form} of {country.removeprefix('the ')}"


_NO_REPUBLICS = frozenset(["US", "GB", "CN", "TW", "KR", "KP", "CG", "CD"])
"""Countries that are united, or of which another is the Republic."""


def beginnings(found: Abroad) -> Iterator[tuple[str, str]]:
    """The first word of its head and the last of its country, in each language, one of which every form begins with."""
    for language, words in _words(found.head).items():
        for country in (_names(language)[found.country], *_also(found, language)):
            yield from ((head.split()[0], country.split()[-1]) for head in words)


def in_other_languages(found: Abroad) -> Iterator[tuple[str, str]]:
    """An office or body of a country with its language, in Russian and Ukrainian in all cases."""
    from sphinx_newsroom.text.inflection import inflections

    for language, words in _words(found.head).items():
        name = _names(language)[found.country]
        genitive = inflections(name, language, person=False)[:1] or (name,)
        for form in (form for head in words for form in _in_cases(head, language)):
            yield from ((f"{form} {country}", language) for country in (*genitive, *_also(found, language)))


def heads_by_adjective() -> Iterator[tuple[str, str]]:
    """Words in Russian and Ukrainian that are a body's name behind a country's adjective, small and in all cases."""
    for head in HEADS_BY_ADJECTIVE:
        for language, words in _BODIES[head].items():
            yield from ((form.lower(), head) for word in words for form in _in_cases(word, language))


def heads(role: str) -> Iterator[tuple[str, str]]:
    """An office by itself with its language, in Russian and Ukrainian in all cases, where its words are known."""
    for language, words in _HEADS.get(role.lower(), {}).items():
        yield from ((form, language) for head in words for form in _in_cases(head, language))


def _in_cases(head: str, language: str) -> tuple[str, ...]:
    from sphinx_newsroom.text.inflection import inflections

    return (head, *inflections(head, language, person=False))


def _words(head: str) -> dict[str, tuple[str, ...]]:
    return _HEADS.get(head) or _BODIES[head]


def _also(found: Abroad, language: str) -> tuple[str, ...]:
    return _ALSO.get(found.country, {}).get(language, ())

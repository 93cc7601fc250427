"""Offices of countries in Russian and Ukrainian: President of Ukraine is Президент України, in all cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_HEADS = {
    "secretary-general": {"uk": "Генеральний секретар", "ru": "Генеральный секретарь"},
    "director general": {"uk": "Генеральний директор", "ru": "Генеральный директор"},
    "president": {"uk": "Президент", "ru": "Президент"},
    "prime minister": {"uk": "Прем'єр-міністр", "ru": "Премьер-министр"},
    "federal chancellor": {"uk": "Канцлер", "ru": "Канцлер"},
    "chancellor": {"uk": "Канцлер", "ru": "Канцлер"},
    "king": {"uk": "Король", "ru": "Король"},
    "minister of foreign affairs": {"uk": "Міністр закордонних справ", "ru": "Министр иностранных дел"},
    "foreign minister": {"uk": "Міністр закордонних справ", "ru": "Министр иностранных дел"},
    "minister of defence": {"uk": "Міністр оборони", "ru": "Министр обороны"},
    "minister of defense": {"uk": "Міністр оборони", "ru": "Министр обороны"},
}
_OFFICE = re.compile(rf"({'|'.join(_HEADS)}) of (?:the )?(.+)", re.IGNORECASE)
_ALSO = {"US": {"uk": "США", "ru": "США"}, "GB": {"uk": "Великої Британії", "ru": "Великобритании"}}


@cache
def _codes() -> dict[str, str]:
    from babel import Locale

    return {name.lower(): code for code, name in Locale("en").territories.items() if len(code) == 2}


def in_other_languages(role: str) -> Iterator[tuple[str, str]]:
    """An office, alone or of a country, with its language, in Russian and Ukrainian in all cases, where it is known."""
    from babel import Locale

    from sphinx_newsroom.inflection import inflections

    for language, head in _HEADS.get(role.lower(), {}).items():
        yield from ((form, language) for form in (head, *inflections(head, language, person=False)))
    match = _OFFICE.fullmatch(role)
    code = _codes().get(match[2].lower()) if match else None
    if match is None or code is None:
        return
    for language, head in _HEADS[match[1].lower()].items():
        name = Locale(language).territories[code]
        countries = [*inflections(name, language, person=False)[:1], *filter(None, [_ALSO.get(code, {}).get(language)])]
        for form in (head, *inflections(head, language, person=False)):
            yield from ((f"{form} {country}", language) for country in countries)

"""How Russian and Ukrainian words that no dictionary has are declined: by their endings, after the school grammars."""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

Language = Literal["ru", "uk"]
Gender = Literal["masc", "femn"]

CASES = ("gent", "datv", "accs", "ablt", "loct")
"""The cases beside the nominative, by OpenCorpora's names, in the order of the tables."""

VOCATIVE = "voct"
APOSTROPHE = re.compile(r"['’ʼ]")
CONSONANTS = "бвгґджзклмнпрстфхцчшщ"

# Ending, letters cut, then the endings in the genitive, dative, accusative, instrumental, locative and (Ukrainian)
# vocative; the first row that fits counts, `+` joins doublets, a capital V is any vowel and a C any consonant.
# Only what a dictionary lacks comes here, so words with a rare change inside the stem are no loss.
_NOUNS_IN_A = {
    "ru": """
        ия 1 и и ю ей и
        я 1 и е ю ей е
        га ка ха 1 и е у ой+ою е
        жа ша ща ча 1 и е у ей+ой е
        а 1 ы е у ой+ою е""",
    "uk": """
        Vя ʼя 1 ї ї ю єю ї є
        я 1 і і ю ею і е
        жа ша ща ча 1 і і у ею і е
        га 2 ги зі гу гою зі го
        ка 2 ки ці ку кою ці ко
        ха 2 хи сі ху хою сі хо
        а 1 и і у ою і о""",
}
_ENDINGS = {
    ("ru", "masc"): """
        кий гий хий жий ший чий щий 2 ого ому ого им ом
        ый 2 ого ому ого ым ом
        VCой VCCой VCCCой 2 ого ому ого ым+им ом
        ий 1 я ю я ем и
        й ь 1 я ю я ем е
        ов ев ёв 0 а у а ым е
        ин ын 0 а у а ым+ом е
        VVец 2 йца йцу йца йцем йце
        VCец VCCец 2 ца цу ца цем+цом це
        VCок VCCок 2 ка+ока ку+оку ка+ока ком+оком ке+оке
        ых их 0
        ж ш щ ч ц 0 а у а ем+ом е
        C 0 а у а ом е"""
    + _NOUNS_IN_A["ru"],
    ("uk", "masc"): """
        ий 2 ого ому ого им ому+ім ий
        й 1 я єві+ю я єм єві+ї+ю ю
        Vєць 3 йця йцеві+йцю йця йцем йцеві+йці+йцю йцю
        VCець VCCець 3 ця цеві+цю ця цем цеві+ці+цю цю
        ь 1 я еві+ю я ем еві+і+ю ю
        ов ев єв 0 а у+ові а им ові+у е
        ів 2 іва+ова іву+ову іва+ова івим+овим іву+ову+івові+ові іве
        ін їн ин 0 а у+ові а им+ом ові+і+у е
        VCок VCCок 2 ка+ока кові+ку+окові+оку ка+ока ком+оком кові+ку+окові+оку ку
        их 0
        ж ш щ ч 0 а еві+у а ем еві+і+у е
        г ґ к х 0 а ові+у а ом ові+у у
        C 0 а ові+у а ом ові+і+у е
        ко 1 а ові+у а ом ові+у у"""
    + _NOUNS_IN_A["uk"],
    ("ru", "femn"): _NOUNS_IN_A["ru"],
    ("uk", "femn"): _NOUNS_IN_A["uk"],
}
_HER_ENDINGS = {
    "ru": """
        ая 2 ой ой ую ой+ою ой
        яя 2 ей ей юю ей ей
        а 1 ой ой у ой+ою ой""",
    "uk": "а 1 ої ій у ою ій а",
}


class Row(NamedTuple):
    """How words of one ending are declined."""

    ending: re.Pattern[str]
    cut: int
    forms: tuple[tuple[str, ...], ...]


@functools.cache
def _rows(table: str) -> tuple[Row, ...]:
    rows = []
    for line in map(str.split, table.strip().splitlines()):
        at = next(place for place, word in enumerate(line) if word.isdigit())
        endings = "|".join(line[:at]).replace("V", "[аеёиоуыэюяіїє]").replace("C", f"[{CONSONANTS}]")
        ending = re.compile(f".*(?:{endings.replace('ʼ', APOSTROPHE.pattern)})")
        rows.append(Row(ending, int(line[at]), tuple(tuple(forms.split("+")) for forms in line[at + 1 :])))
    return tuple(rows)


def by_endings(word: str, gender: Gender, language: Language, *, her_surname: bool) -> dict[str, tuple[str, ...]]:
    """The case forms of a word in small letters, by the first row of a table that fits its ending, if one does.

    *her_surname* says that it is a woman's family name that has a form of its own.
    """
    table = _HER_ENDINGS[language] if her_surname else _ENDINGS[language, gender]
    for row in _rows(table):
        if row.ending.fullmatch(word):
            stem = word[: len(word) - row.cut]
            cases = zip((*CASES, VOCATIVE), row.forms, strict=False)
            return {case: tuple(stem + form for form in forms) for case, forms in cases}
    return {}

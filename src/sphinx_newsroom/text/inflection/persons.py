"""The case forms of a person's name, from the role of each word (given name, patronymic, family name) and gender."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from sphinx_newsroom.text.inflection.dictionary import (
    CASES,
    CONSONANTS,
    VOCATIVE,
    Cases,
    Gender,
    Language,
    Reading,
    by_endings,
    readings,
    written_like,
)

WORD = re.compile(r"[А-ЯЁІЇЄҐа-яёіїєґ]+(?:['’ʼ-][А-ЯЁІЇЄҐа-яёіїєґ]+)*")
"""A declinable word: matches В’ячеслав and Нечуй-Левицький, but not В. or ООН-Жінки2."""

_PARTICLES = frozenset(
    "аль эль ель бен бин бін ибн ібн ван фон дер ден тен де ди ді да ду дю дос душ дель делла ле ла лас лос".split()
)
"""Particles in family names, which aren't declined: де Голля."""

_VOWEL = re.compile(r"[аеёиоуыэюяіїє]", re.I)
_HER_PATRONYMIC = re.compile(r".(?:[оеіїє]вна|ична|кызы|кизи)")  # matches Вікторівна, not Вікторович
_HIS_PATRONYMIC = re.compile(r".(?:вич|[ьтмк]ич|лліч|оглы|огли|оглу)")  # matches Ілліч and Кузьмич, not Франич
_HIS_SURNAME = re.compile(r".+(?:[иы]й|[оеё]в)")
_HER_SURNAME = {
    "ru": re.compile(r".+(?:[оеё]ва|[иы]на|[ая]я)"),
    "uk": re.compile(r".+(?:[сцзн]ька|[оеє]ва|[ії]на)"),
}

_MOST_FORMS = 64
"""The most combinations of variants in one case.

Four words with three variants each have 81. The most in real registries is 27, for the locative of Реджеп Таїп Ердоган.
"""

_PATRONYMIC_LETTERS = 6
"""The shortest patronymic; Ілліч has five letters, but is in the dictionary. Нович is a family name."""

_TWO_NAMES = 2
"""Two declinable words are a given and a family name; only a third can be a patronymic."""

_KINDS = ("Patr", "Name", "Surn")


def person(words: Sequence[str], language: Language) -> Iterator[str]:
    """Yield the forms of a person's name, case by case."""
    cases = (*CASES, VOCATIVE) if language == "uk" else CASES
    roles = _roles(words, language)
    # In a Chinese, Korean or Vietnamese name (Пан Ги Мун) only the last word is declined.
    only_last = len(words) > _TWO_NAMES and all(len(_VOWEL.findall(word)) == 1 for word in words)
    for gender in _genders(words, roles, language):
        parts: list[Cases] = []
        for place, (word, role) in enumerate(zip(words, roles, strict=True)):
            unchanged = role == "" or (only_last and place < len(words) - 1)
            parts.append({} if unchanged else _word(word, role, gender, language))
        yield from _combined(words, parts, cases)


def _combined(words: Sequence[str], parts: Sequence[Cases], cases: Iterable[str]) -> Iterator[str]:
    """Yield the name in each case, in all combinations of the words' variants."""
    for case in cases:
        choices = [part.get(case) or (word,) for word, part in zip(words, parts, strict=True)]
        combinations = itertools.islice(itertools.product(*choices), _MOST_FORMS)
        for combination in combinations:
            yield " ".join(combination)


# The role of each word


def _roles(words: Sequence[str], language: Language) -> list[str]:
    """Return "Name" (given), "Patr" (patronymic), "Surn" (family name) or "" (not declined) for each word."""
    roles = ["" if _stays(word, place) else "Surn" for place, word in enumerate(words)]
    declined = [place for place, role in enumerate(roles) if role]
    if len(declined) < _TWO_NAMES:
        for place in declined:
            tags = _tagged(words[place], language)
            if "Name" in tags and "Surn" not in tags:
                roles[place] = "Name"
        return roles
    for before, place in itertools.pairwise(declined) if len(declined) > _TWO_NAMES else ():
        if _is_patronymic(words[place]):
            roles[before], roles[place] = "Name", "Patr"
            return roles
    # With two words, the second may be the given name: Федотов Юрій.
    first, last = declined[0], declined[-1]
    given_last = "Name" in _tagged(words[last], language) and "Name" not in _tagged(words[first], language)
    for place in declined[1:] if given_last and len(declined) == _TWO_NAMES else declined[:-1]:
        roles[place] = "Name"
    return roles


def _stays(word: str, place: int) -> bool:
    """Whether a word is indeclinable: an initial, a non-word, a particle; but Бен may be a given name."""
    core = word.rstrip(",")
    if not WORD.fullmatch(core) or len(core) == 1 or not core[0].isupper():
        return True
    return core.lower() in _PARTICLES and (place > 0 or core != "Бен")


def _is_patronymic(word: str) -> bool:
    lower = word.rstrip(",").lower()
    return bool(_HER_PATRONYMIC.search(lower) or _HIS_PATRONYMIC.search(lower)) and len(lower) >= _PATRONYMIC_LETTERS


def _tagged(word: str, language: Language) -> dict[str, set[str]]:
    """Return the genders of a word as "Name", "Patr" and "Surn", from the dictionary."""
    found: dict[str, set[str]] = {}
    for reading in readings(word.rstrip(",").rpartition("-")[2], language):
        for tag in reading.tags & {*_KINDS} if reading.known and not reading.plural else ():
            genders = {"masc", "femn"} if reading.gender in (None, "ms-f") else {reading.gender}
            found.setdefault(tag, set()).update(genders)
    return found


def _genders(words: Sequence[str], roles: Sequence[str], language: Language) -> tuple[Gender, ...]:
    """Return a name's gender, from patronymic, given name or family name in this order; both if none shows it."""
    for role in _KINDS:
        for word in (word.rstrip(",").lower() for word, own in zip(words, roles, strict=True) if own == role):
            genders = _genders_of(word, role, language)
            if genders == {"masc"}:
                return ("masc",)
            if genders == {"femn"}:
                return ("femn",)
    return ("masc", "femn")


def _genders_of(word: str, role: str, language: Language) -> set[str]:
    """Return the possible genders of one word; for a family name prefer its ending, as most are listed with both."""
    genders = _tagged(word, language).get(role, set())
    if role == "Patr":
        return {"femn" if _HER_PATRONYMIC.search(word) else "masc"}
    if role == "Surn" and genders != {"femn"}:
        hers = not genders and _HER_SURNAME[language].fullmatch(word)
        return {"femn"} if hers else {"masc"} if _HIS_SURNAME.fullmatch(word) else set()
    return genders


# Declining a word


def _word(word: str, role: str, gender: Gender, language: Language) -> Cases:
    """Return the forms of one word of a person's name, with its hyphen and comma."""
    core = word.rstrip(",")
    comma = word[len(core) :]
    earlier, hyphen, last = core.rpartition("-")
    forms = _simple(last, role, gender, language)
    if hyphen:
        # For the first half of a double name usage varies (Жан-Клода, Нечуя-Левицького), so include both.
        unchanged = _stays(earlier, 1) or "-" in earlier or last[0].islower()
        firsts = {} if unchanged else _simple(earlier, role, gender, language)
        forms = {
            case: tuple(
                f"{first}-{form}"
                for first in dict.fromkeys((*firsts.get(case, ()), earlier))
                for form in forms.get(case, (last,))
            )
            for case in forms | firsts
        }
    return {case: tuple(form + comma for form in some) for case, some in forms.items()}


def _simple(word: str, role: str, gender: Gender, language: Language) -> dict[str, tuple[str, ...]]:
    """Return the forms of a word without a hyphen: by endings, by each matching reading, or unchanged."""
    fitting = _fitting(word, role, gender, language)
    found: dict[str, dict[str, None]] = {}
    sources = [_by_endings(word, role, gender, language)] if _needs_endings(word, gender, fitting) else []
    for cases in (*sources, *(reading.cases for reading in fitting)):
        for case, forms in cases.items():
            found.setdefault(case, {}).update(dict.fromkeys(written_like(word, form) for form in forms))
    for case, some in found.items():
        if _may_stay(case, role, fitting):
            some[word] = None
    return {case: tuple(some) for case, some in found.items()}


def _fitting(word: str, role: str, gender: Gender, language: Language) -> list[Reading]:
    """Return the dictionary's readings with this role and gender, or else as any name."""
    known = [reading for reading in readings(word, language) if reading.known and not reading.plural]
    names = [r for r in known if r.is_name() and r.gender in (gender, "ms-f", None)]
    fitting = [reading for reading in names if role in reading.tags] or names
    if not fitting and role == "Surn" and gender == "femn":  # Біла: not a name in the dictionary, but an adjective
        fitting = [reading for reading in known if reading.part == "ADJF" and reading.gender == gender]
    return fitting


def _needs_endings(word: str, gender: Gender, fitting: Sequence[Reading]) -> bool:
    """Whether the endings are needed in addition to the dictionary.

    A man's name that the dictionary doesn't decline is Korean (Кім), but may be Ukrainian.
    """
    fixed = gender == "masc" and not any(reading.cases for reading in fitting) and word[-1].lower() in CONSONANTS
    return fixed or not fitting


def _by_endings(word: str, role: str, gender: Gender, language: Language) -> Cases:
    hers = role == "Surn" and gender == "femn" and _HER_SURNAME[language].fullmatch(word.lower()) is not None
    return by_endings(word.lower(), gender, language, her_surname=hers)


def _may_stay(case: str, role: str, fitting: Sequence[Reading]) -> bool:
    """Whether the word may also stay unchanged: an indeclinable name, or a family name after a vocative.

    After a given name in the vocative, the family name may stay: Борисе Джонсон.
    """
    return not all(reading.cases for reading in fitting) or (case == VOCATIVE and role == "Surn")

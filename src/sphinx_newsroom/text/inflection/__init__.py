"""The case forms of Russian and Ukrainian names.

A name goes in, its forms come out. The dictionaries of pymorphy3 decline the words that they know; other given and
family names are declined by their endings (:mod:`sphinx_newsroom.text.inflection.dictionary`). A dictionary is loaded
only for the first name in its language.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from sphinx_newsroom.text.inflection.dictionary import (
    CASES,
    CONSONANTS,
    LANGUAGES,
    VOCATIVE,
    Cases,
    Gender,
    Language,
    Reading,
    by_endings,
    installed,
    readings,
    written_like,
)

# A person's name declines every word by its role (given name, patronymic, family name) and gender.

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


def _of_person(words: Sequence[str], language: Language) -> Iterator[str]:
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


# An organization's name declines its head noun and the adjectives before it; the rest doesn't change.

_CONJUNCTIONS = frozenset("и і й та".split())

_MOST_WORDS = 8
"""The maximum number of words searched for the head noun.

Each word may have several readings and the search tries all. The longest known head has six words:
Российско-Вьетнамский тропический научно-исследовательский и технологический центр.
"""

_Head = tuple[Reading | None, ...]
"""A reading for each word up to the head noun; None for a conjunction between adjectives."""


def organization(words: Sequence[str], language: Language) -> Iterator[str]:
    """Yield the forms of an organization's name, case by case."""
    head = _head(words, 0, (), language)
    for case in CASES if head else ():
        *attributes, noun = [_cased(word, reading, case) for word, reading in zip(words, head, strict=False)]
        # Variant endings of adjectives agree: at Європейськім or at Європейському, not mixed.
        for which in range(max(map(len, attributes), default=1)):
            before = [forms[min(which, len(forms) - 1)] for forms in attributes]
            for form in noun:
                yield " ".join((*before, form, *words[len(head) :]))


def _cased(word: str, reading: Reading | None, case: str) -> tuple[str, ...]:
    """Return a word in a case, with its comma; unchanged if it has no such form."""
    core = word.rstrip(",")
    forms = reading.cases.get(case, ()) if reading else ()
    return tuple(written_like(core, form) + word[len(core) :] for form in forms) or (word,)


def _head(words: Sequence[str], place: int, before: _Head, language: Language) -> _Head:
    """Return a reading for each word up to the head noun: adjectives that agree with it, then the noun.

    For "Верховна Рада України" these are Верховна and Рада. An adjective may itself be the head (Уповноважений).
    """
    adjectives = [reading for reading in before if reading]
    if place == len(words) or len(before) > _MOST_WORDS:
        return ()
    word = words[place].rstrip(",")
    if adjectives and word in _CONJUNCTIONS:
        return _head(words, place + 1, (*before, None), language)
    # An acronym or a word in quotation marks ends the head.
    if not WORD.fullmatch(word) or (word[-1].isupper() and not " ".join(words).isupper()):
        return ()
    fitting = [r for r in readings(word, language) if all(r.agrees(adjective) for adjective in adjectives)]
    attributes = _merged([reading for reading in fitting if reading.part != "NOUN"])
    # Prefer the longest head: a word that may be an adjective is one if an agreeing noun follows.
    for reading in attributes:
        if found := _head(words, place + 1, (*before, reading), language):
            return found
    nouns = [reading for reading in fitting if reading.part == "NOUN"]
    for noun in sorted(nouns, key=lambda reading: (not reading.known, reading.is_name(), reading.plural)):
        return (*(adjective and _agreeing(adjective, "anim" in noun.tags) for adjective in before), noun)
    alone = [reading for reading in attributes if reading.known and not words[place].endswith(",")]
    return tuple(reading and _agreeing(reading, True) for reading in (*before, *alone[:1])) if alone else ()


def _merged(adjectives: Iterable[Reading]) -> list[Reading]:
    """Merge readings with the same gender and number: Большая is a form of both большой and больший."""
    found: dict[tuple[bool, str | None, bool], Reading] = {}
    for reading in adjectives:
        key = reading.known, reading.gender, reading.plural
        other = found.get(key, reading).cases
        cases = {case: tuple(dict.fromkeys((*other.get(case, ()), *forms))) for case, forms in reading.cases.items()}
        found[key] = reading._replace(cases={**other, **cases})
    return list(found.values())


def _agreeing(adjective: Reading, animate: bool) -> Reading:
    """Choose the accusative of an adjective, animate or inanimate: Верховного Комісара, Верховний Суд."""
    if not adjective.plural and adjective.gender != "masc":
        return adjective
    accusative = adjective.cases.get("gent" if animate else "nomn", ())
    return adjective._replace(cases={**adjective.cases, "accs": accusative})


__all__ = ["inflections", "installed"]

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LETTERS_OF_THE_OTHER = {"ru": re.compile(r"[іїєґ]", re.I), "uk": re.compile(r"[ыэъё]", re.I)}
# Letters of neither language: matches in "Ђоковић" and "Қазақстан", but not in "Зеленський" and "NATO".
_OTHER_LETTERS = re.compile(r"[^\W\d_а-яёіїєґ\u0000-\u03ff]", re.I)


def inflections(name: str, language: str, *, person: bool) -> tuple[str, ...]:
    """Return all case forms of a Russian or Ukrainian name, except *name* itself.

    A form has the same words in the same order, joined by single spaces, with the name's capitals, initials and
    apostrophes. So forms of a family name can be cut from forms of the full name, which shows the gender. Forms are
    always in the same order, by case.

    "Рада" becomes Ради, Раді, Раду, Радою.

    Args:
        name: In the nominative case.
        language: "ru" or "uk", also with a region. With "", the letters decide, and may allow both.
            Other languages have no forms.
        person: Whether this is a person's name, in which all words are declined with one gender. In an
            organization's name, only the head noun and the adjectives before it are declined.

    Returns:
        The forms; none for a name without Cyrillic letters or declinable words, or if the language's
        dictionary isn't installed (see `installed`).
    """
    if not _CYRILLIC.search(name):
        return ()
    words = tuple(name.split())
    found: dict[str, None] = {}
    for known in _languages(words, language):
        forms = _of_person(words, known) if person else organization(words, known)
        for form in itertools.chain(forms, [" ".join(words)] if known == "ru" else ()):
            found[form] = None
            if known == "ru":  # most people write е for ё
                found[form.replace("ё", "е").replace("Ё", "Е")] = None
    for given in (name, " ".join(words)):
        found.pop(given, None)
    return tuple(found)


def _languages(words: Sequence[str], language: str) -> Sequence[Language]:
    """Return the given language, or those that the letters allow and whose dictionary knows most words."""
    given = language.replace("_", "-").partition("-")[0].lower()
    name = " ".join(words)
    if given:
        possible = [known for known in LANGUAGES if known == given]
    elif _OTHER_LETTERS.search(name):
        possible = []
    else:
        # A name with letters of both is in neither language (Belarusian has і and ы).
        possible = [known for known in LANGUAGES if not _LETTERS_OF_THE_OTHER[known].search(name)]
    possible = [known for known in possible if installed(known)]
    if len(possible) <= 1:
        return possible
    count = [sum(any(r.known for r in readings(word.rstrip(","), known)) for word in words) for known in possible]
    return [known for known, words_known in zip(possible, count, strict=True) if words_known == max(count)]

"""The case forms of Russian and Ukrainian names.

Pure: a name in, its forms out.  Words that the dictionaries of pymorphy3 know are declined by them;
family and given names that they do not know, by their endings (:mod:`sphinx_newsroom.text.inflection.endings`).
The dictionaries are loaded with the first name in their language, and never where there is none.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sphinx_newsroom.text.inflection.endings import (
    APOSTROPHE,
    CASES,
    CONSONANTS,
    VOCATIVE,
    Gender,
    Language,
    by_endings,
)

_BOTH: tuple[Language, Language] = ("ru", "uk")
# What each word of a name becomes in each case; a word that stays has no entry.
Cases = Mapping[str, tuple[str, ...]]

_ALSO = {"gen2": "gent", "loc2": "loct"}
_MOST = 64  # combinations of doublets in one case; beyond it only doublets of one kind go together

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LETTERS_OF_THE_OTHER = {"ru": re.compile(r"[іїєґ]", re.I), "uk": re.compile(r"[ыэъё]", re.I)}
_OTHER_LETTERS = re.compile(r"[^\W\d_а-яёіїєґ\u0000-\u03ff]", re.I)
_WORD = re.compile(r"[А-ЯЁІЇЄҐа-яёіїєґ]+(?:['’ʼ-][А-ЯЁІЇЄҐа-яёіїєґ]+)*")
_VOWEL = re.compile(r"[аеёиоуыэюяіїє]", re.I)

_PARTICLES = re.compile(
    "аль|эль|ель|бен|бин|бін|ибн|ібн|ван|фон|дер|ден|тен|де|ди|ді|да|ду|дю|дос|душ|дель|делла|ле|ла|лас|лос", re.I
)
_CONJUNCTIONS = frozenset({"и", "і", "й", "та"})
_HER_PATRONYMIC = re.compile(r".(?:[оеіїє]вна|ична|кызы|кизи)")
_HIS_PATRONYMIC = re.compile(r".(?:вич|[ьтмк]ич|лліч|оглы|огли|оглу)")
_HIS_SURNAME = re.compile(r".+(?:[иы]й|[оеёє]в)")
_HER_SURNAME = {
    "ru": re.compile(r".+(?:[оеё]ва|[иы]на|[ая]я)"),
    "uk": re.compile(r".+(?:[сцзн]ька|[оеє]ва|[ії]на)"),
}

def inflections(name: str, language: str, *, person: bool) -> tuple[str, ...]:
    """All case forms of a Russian or Ukrainian name, but for *name* itself.

    A form has the words of the name in their order and number, joined by one space; its capitals, initials and
    apostrophes are the name's.  So the forms of a family name can be cut out of the forms of the full name,
    where the gender is known.  The order of the forms is by case and always the same.

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
        forms = _person(words, known) if person else _organization(words, known)
        for form in itertools.chain(forms, [" ".join(words)] if known == "ru" else ()):
            found[form] = None
            if known == "ru":
                found[form.replace("ё", "е").replace("Ё", "Е")] = None
    for given in (name, " ".join(words)):
        found.pop(given, None)
    return tuple(found)


@functools.cache
def installed(language: str) -> bool:
    """Whether the dictionary of "ru" or "uk" is installed, which `inflections` needs."""
    packages = ("pymorphy3", f"pymorphy3_dicts_{language}")
    return language in _BOTH and all(importlib.util.find_spec(package) for package in packages)


def _languages(words: Sequence[str], language: str) -> Sequence[Language]:
    """The language given, or else those that the letters allow and whose dictionary knows the most words."""
    given = language.replace("_", "-").partition("-")[0].lower()
    name = " ".join(words)
    if given:
        possible = [known for known in _BOTH if known == given]
    elif _OTHER_LETTERS.search(name):
        possible = []
    else:
        # Both kinds of letters in one name (Belarusian has і and ы): neither language.
        possible = [known for known in _BOTH if not _LETTERS_OF_THE_OTHER[known].search(name)]
    possible = [known for known in possible if installed(known)]
    if len(possible) < 2:
        return possible
    count = [sum(any(r.known for r in _readings(word.rstrip(","), known)) for word in words) for known in possible]
    return [known for known, words_known in zip(possible, count, strict=True) if words_known == max(count)]


# The dictionary


class Reading(NamedTuple):
    """What a word can be in the nominative case, and its forms in the other cases of the same number."""

    part: str
    tags: frozenset[str]
    gender: str | None
    plural: bool
    known: bool
    cases: Cases

    def is_name(self) -> bool:
        """A given name, family name or patronymic."""
        return bool(self.tags & {"Name", "Surn", "Patr"})

    def agrees(self, other: Reading) -> bool:
        """Whether an adjective and a noun can go together."""
        if self.plural or other.plural:
            return self.plural and other.plural
        return self.gender == other.gender


@functools.cache
def _analyzer(language: Language) -> Any:
    return importlib.import_module("pymorphy3").MorphAnalyzer(lang=language)


@functools.lru_cache(maxsize=8192)
def _readings(word: str, language: Language) -> tuple[Reading, ...]:
    """The readings of a word in the nominative case, the likely first."""
    plain = APOSTROPHE.sub("'", word.lower())
    found = []
    for parse in _analyzer(language).parse(plain):
        tags = frozenset(map(str, parse.tag.grammemes))
        part = _one(tags, _PARTS)
        # A few Ukrainian entries (держава, завод) lack the case of their first form.
        if not part or "Init" in tags or (tags & _EVERY_CASE and "nomn" not in tags):
            continue
        forms = {} if "Fixd" in tags else _forms(parse.lexeme, plain, tags)
        # The dictionary also finds a word that is written with е for ё or г for ґ; it is kept as written.
        for letter, written in ("ё", "е"), ("ґ", "г"):
            if letter not in plain:
                forms = {case: tuple(form.replace(letter, written) for form in some) for case, some in forms.items()}
        reading = Reading(part, tags, _one(tags, _GENDERS), "plur" in tags, parse.is_known, forms)
        if reading not in found:
            found.append(reading)
    return tuple(sorted(found, key=lambda reading: (not reading.known, bool(reading.tags & _MARKED))))


_PARTS = frozenset({"NOUN", "ADJF", "PRTF"})
_GENDERS = frozenset({"masc", "femn", "neut", "ms-f"})
_EVERY_CASE = frozenset({"nomn", *CASES, VOCATIVE, *_ALSO})
_SPELLINGS = frozenset({"V-be", "V-ie"})  # учрежденье, Василиевич
_MARKED = frozenset({"alt", "Arch", "Dist", "Infr", "Slng", "Abbr", "Erro", "COMP", "Supr"})


def _one(tags: frozenset[str], kind: frozenset[str]) -> str | None:
    return min(tags & kind, default=None)


def _forms(lexeme: Iterable[Any], word: str, tags: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The forms of the word of a lexeme that has these tags in the nominative, by case."""
    found: dict[str, dict[str, None]] = {}
    gender = _one(tags, _GENDERS)
    for form in lexeme:
        other = frozenset(map(str, form.tag.grammemes))
        if (
            other & _PARTS == tags & _PARTS
            and ("plur" in other) == ("plur" in tags)
            and ("plur" in tags or not gender or _one(other, _GENDERS) in (None, gender))
            and other & _SPELLINGS == tags & _SPELLINGS
            and not other & (_MARKED - tags)
            and form.word.count("-") == word.count("-")
        ):
            for case in other & _EVERY_CASE:
                found.setdefault(_ALSO.get(case, case), {})[form.word] = None
    return {case: tuple(words) for case, words in found.items()}


def _like(word: str, form: str) -> str:
    """A form with the capitals and apostrophes of the word that it is of."""
    if "-" in word and word.count("-") == form.count("-"):
        return "-".join(map(_like, word.split("-"), form.split("-")))
    if mark := APOSTROPHE.search(word):
        form = form.replace("'", mark.group())
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0].lower() == pair[1], zip(word, form, strict=False)))
    rest = form[same:]
    return word[:same] + (rest.upper() if len(word) > 1 and word.isupper() else rest)


def _combined(words: Sequence[str], parts: Sequence[Cases], cases: Iterable[str]) -> Iterator[str]:
    """The name in each case: every word in that case, in all combinations of the words' doublets."""
    for case in cases:
        choices = [part.get(case) or (word,) for word, part in zip(words, parts, strict=True)]
        count = functools.reduce(lambda product, choice: product * len(choice), choices, 1)
        if count <= _MOST:
            combinations: Iterable[Sequence[str]] = itertools.product(*choices)
        else:
            most = max(map(len, choices))
            combinations = ([choice[min(n, len(choice) - 1)] for choice in choices] for n in range(most))
        for combination in combinations:
            yield " ".join(combination)


# Persons


def _person(words: Sequence[str], language: Language) -> Iterator[str]:
    cases = (*CASES, VOCATIVE) if language == "uk" else CASES
    roles = _roles(words, language)
    only_last = len(words) > 2 and all(len(_VOWEL.findall(word)) == 1 for word in words)
    for gender in _genders(words, roles, language):
        parts: list[Cases] = []
        for place, (word, role) in enumerate(zip(words, roles, strict=True)):
            # Of a Chinese, Korean or Vietnamese name (Пан Ги Мун) only the last word is declined.
            stays = role == "" or (only_last and place < len(words) - 1)
            parts.append({} if stays else _person_word(word, role, gender, language))
        yield from _combined(words, parts, cases)


def _roles(words: Sequence[str], language: Language) -> list[str]:
    """For each word "Name" (given), "Patr" (patronymic), "Surn" (family name) or "" (not declined)."""
    roles = ["" if _stays(word, place) else "Surn" for place, word in enumerate(words)]
    declined = [place for place, role in enumerate(roles) if role]
    if len(declined) < 2:
        for place in declined:
            tags = _tagged(words[place], language)
            if "Name" in tags and "Surn" not in tags:
                roles[place] = "Name"
        return roles
    for before, place in itertools.pairwise(declined) if len(declined) > 2 else ():
        if _is_patronymic(words[place]):
            roles[before], roles[place] = "Name", "Patr"
            return roles
    first, last = declined[0], declined[-1]
    given_last = "Name" in _tagged(words[last], language) and "Name" not in _tagged(words[first], language)
    for place in declined[1:] if given_last and len(declined) == 2 else declined[:-1]:
        roles[place] = "Name"
    return roles


def _stays(word: str, place: int) -> bool:
    core = word.rstrip(",")
    if not _WORD.fullmatch(core) or len(core) == 1 or not core[0].isupper():
        return True
    return bool(_PARTICLES.fullmatch(core)) and (place > 0 or core != "Бен")


def _is_patronymic(word: str) -> bool:
    lower = word.rstrip(",").lower()
    return bool(_HER_PATRONYMIC.search(lower) or _HIS_PATRONYMIC.search(lower)) and len(lower) > 5


def _tagged(word: str, language: Language) -> dict[str, set[str]]:
    """The genders that the dictionary gives a word as "Name", "Patr" or "Surn"."""
    found: dict[str, set[str]] = {}
    for reading in _readings(word.rstrip(",").rpartition("-")[2], language):
        for tag in reading.tags & {"Name", "Patr", "Surn"} if reading.known and not reading.plural else ():
            genders = {"masc", "femn"} if reading.gender in (None, "ms-f") else {reading.gender}
            found.setdefault(tag, set()).update(genders)
    return found


def _genders(words: Sequence[str], roles: Sequence[str], language: Language) -> tuple[Gender, ...]:
    """The gender of a name, or both where nothing in it tells: patronymic, given name, family name in this order."""
    for role in ("Patr", "Name", "Surn"):
        for word in (word.rstrip(",").lower() for word, own in zip(words, roles, strict=True) if own == role):
            genders = _tagged(word, language).get(role, set())
            if role == "Patr":
                genders = {"femn" if _HER_PATRONYMIC.search(word) else "masc"}
            elif role == "Surn" and genders != {"femn"}:
                hers = not genders and _HER_SURNAME[language].fullmatch(word)
                genders = {"femn"} if hers else {"masc"} if _HIS_SURNAME.fullmatch(word) else set()
            if genders == {"masc"}:
                return ("masc",)
            if genders == {"femn"}:
                return ("femn",)
    return ("masc", "femn")


def _person_word(word: str, role: str, gender: Gender, language: Language) -> Cases:
    """The forms of one word of a person's name, with its hyphen and comma."""
    core = word.rstrip(",")
    comma = word[len(core) :]
    earlier, hyphen, last = core.rpartition("-")
    forms = _simple(last, role, gender, language)
    if hyphen:
        # Usage varies for the first of two (Жан-Клода, Нечуя-Левицького): it is declined or stays.
        stays = _stays(earlier, 1) or "-" in earlier or last[0].islower()
        firsts = {} if stays else _simple(earlier, role, gender, language)
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
    known = [reading for reading in _readings(word, language) if reading.known and not reading.plural]
    names = [r for r in known if r.is_name() and r.gender in (gender, "ms-f", None)]
    fitting = [reading for reading in names if role in reading.tags] or names
    if not fitting and role == "Surn" and gender == "femn":
        fitting = [reading for reading in known if reading.part == "ADJF" and reading.gender == gender]
    found: dict[str, dict[str, None]] = {}
    # A man's name that the dictionary leaves undeclined is a Korean's Кім, and may be a Ukrainian's.
    fixed = gender == "masc" and not any(reading.cases for reading in fitting) and word[-1].lower() in CONSONANTS
    if fixed or not fitting:
        hers = role == "Surn" and gender == "femn" and _HER_SURNAME[language].fullmatch(word.lower()) is not None
        declined = by_endings(word.lower(), gender, language, her_surname=hers)
        found = {case: dict.fromkeys(_like(word, form) for form in forms) for case, forms in declined.items()}
    for reading in fitting:
        for case, forms in reading.cases.items():
            found.setdefault(case, {}).update(dict.fromkeys(_like(word, form) for form in forms))
    for case, some in found.items():
        # After a given name in the vocative the family name may stay: Борисе Джонсон.
        if not all(reading.cases for reading in fitting) or (case == VOCATIVE and role == "Surn"):
            some[word] = None
    return {case: tuple(some) for case, some in found.items()}


# Organizations


def _organization(words: Sequence[str], language: Language) -> Iterator[str]:
    head = _head(words, 0, (), language)
    for case in CASES if head else ():
        *attributes, noun = [_cased(word, reading, case) for word, reading in zip(words, head, strict=False)]
        # Doublets of adjectives go together: at Європейськім or at Європейському, not mixed.
        for which in range(max(map(len, attributes), default=1)):
            before = [forms[min(which, len(forms) - 1)] for forms in attributes]
            for form in noun:
                yield " ".join((*before, form, *words[len(head) :]))


def _cased(word: str, reading: Reading | None, case: str) -> tuple[str, ...]:
    core = word.rstrip(",")
    forms = reading.cases.get(case, ()) if reading else ()
    return tuple(_like(core, form) + word[len(core) :] for form in forms) or (word,)


def _head(
    words: Sequence[str], place: int, before: tuple[Reading | None, ...], language: Language
) -> tuple[Reading | None, ...]:
    """A reading for each word up to the head noun: adjectives that agree with it, then the noun.

    Conjunctions between the adjectives have None.  An adjective without a noun is a head too (Уповноважений).
    """
    adjectives = [reading for reading in before if reading]
    if place == len(words) or len(before) > 8:
        return ()
    word = words[place].rstrip(",")
    if adjectives and word in _CONJUNCTIONS:
        return _head(words, place + 1, (*before, None), language)
    if not _WORD.fullmatch(word) or (word[-1].isupper() and not " ".join(words).isupper()):
        return ()
    readings = [r for r in _readings(word, language) if all(r.agrees(adjective) for adjective in adjectives)]
    attributes = _merged([reading for reading in readings if reading.part != "NOUN"])
    for reading in attributes:
        if found := _head(words, place + 1, (*before, reading), language):
            return found
    nouns = [reading for reading in readings if reading.part == "NOUN"]
    for noun in sorted(nouns, key=lambda reading: (not reading.known, reading.is_name(), reading.plural)):
        return (*(adjective and _agreeing(adjective, "anim" in noun.tags) for adjective in before), noun)
    alone = [reading for reading in attributes if reading.known and not words[place].endswith(",")]
    return tuple(reading and _agreeing(reading, True) for reading in (*before, *alone[:1])) if alone else ()


def _merged(adjectives: Iterable[Reading]) -> list[Reading]:
    """One reading for all of a gender and number: Большая is both of большой and of больший."""
    found: dict[tuple[bool, str | None, bool], Reading] = {}
    for reading in adjectives:
        key = reading.known, reading.gender, reading.plural
        other = found.get(key, reading).cases
        cases = {case: tuple(dict.fromkeys((*other.get(case, ()), *forms))) for case, forms in reading.cases.items()}
        found[key] = reading._replace(cases={**other, **cases})
    return list(found.values())


def _agreeing(adjective: Reading, animate: bool) -> Reading:
    """An adjective whose accusative is that of a living thing or of another."""
    if not adjective.plural and adjective.gender != "masc":
        return adjective
    accusative = adjective.cases.get("gent" if animate else "nomn", ())
    return adjective._replace(cases={**adjective.cases, "accs": accusative})

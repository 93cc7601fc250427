"""Languages by their BCP 47 tags: their names and the direction that they are written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.localedata import exists

_OFTEN = {"en": "English"}
"""Names that Babel is not asked for: it takes a sixth of a second to read what it knows of a language."""


@lru_cache(maxsize=256)
def language_name(tag: str) -> str:
    """A language's own name for itself: ``Русский`` for ``ru``; the tag where Babel does not know it."""
    if tag in _OFTEN:
        return _OFTEN[tag]
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    # None where CLDR has no name for it.
    name = locale.get_display_name(locale) or tag
    # CLDR has them as they stand within a sentence: "русский", "français".
    return name[:1].upper() + name[1:]


@cache
def no_language(tag: str) -> tuple[str, str] | None:
    """What is wrong with a tag of two letters that is a country's and no language's, such as ``at``, and what to do."""
    code = tag.partition("-")[0]
    # Whether there is one is known before its names are read.
    if len(code) > len("en") or exists(code) or code in Locale.parse("en").languages:
        return None
    with suppress(UnknownLocaleError, ValueError):
        spoken = Locale.parse(f"und_{code.upper()}").language
        return f"{code!r} is a country's code and no language's", f"write {spoken}, or another language tag"
    return f"{code!r} is no language's code", "write one such as de"


@cache
def direction(tag: str) -> str:
    """``rtl`` or ``ltr``: ``rtl`` for ``ckb`` and ``pa-Arab``, ``ltr`` for ``pa`` and what Babel does not know."""
    try:
        return Locale.parse(tag, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def direction_in(text: str) -> str:
    """How a text is written by most of its letters, ``rtl`` or ``ltr``; empty where it has none.

    >>> direction_in("The Harbour Office (مكتب)."), direction_in("UNODC مكتب الأمم المتحدة"), direction_in("1998")
    ('ltr', 'rtl', '')
    """
    signs = Counter(map(unicodedata.bidirectional, text))
    left, right = signs["L"], signs["R"] + signs["AL"]
    return "" if not left + right else "rtl" if right > left else "ltr"


@lru_cache(maxsize=64)
def months_by_name(tag: str) -> Mapping[str, int]:
    """The months by all their names, folded, in a language: ``juin`` is 6; none where Babel does not know it."""
    try:
        months = Locale.parse(tag.replace("_", "-"), sep="-").months
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[form][width].items():
                found.setdefault(name.casefold().rstrip("."), number)
    return found

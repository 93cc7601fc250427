"""The dateline that opens a text: where it was written, when, and by whom: ``VIENNA, 21 June 2011 (UNODC) – ``."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.importers.releases.incoming import Options
from sphinx_newsroom.text.words.text_dates import first_day_in, is_month
from sphinx_newsroom.text.words.word_files import read_words

LONGEST_DATELINE = 140
"""Characters of a dateline; the longest of 10,364 real releases has 99, with a place, a wire and an hour."""

_LONGEST_PLACE = 5
"""Words of a place: Frankfurt am Main, St. John's and Washington, D.C."""

_LONGEST_CUT = 4
"""Letters of a state cut short: Mass., Calif. goes without its stop."""

_LONGEST_DOUBTFUL = 60
_AGENCY = re.compile(r"\s*(?:\((?P<round>[^()\n]{2,60})\)|/(?P<wire>[^/\n]{2,40})/)\s*")
_DASH = re.compile(
    r"\s*(?:(?<=\s)[-–—]+(?=\s)|[–—]|--+|(?<=\))\s?[-:]|(?<=\d)\s?:(?=\s)|(?<=/)\s?-|(?<=[12]\d{3})\s-(?=\w)|-(?=\s))\s*"
)
_YEARLESS = re.compile(
    r"(?:[^\W\d_]{3,9}\.?,\s+)?(?:(?:[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?)|(?:\d{1,2}\.?\s+[^\W\d_]{3,10}\.?))\Z"
)
_PLACE_WORD = re.compile(r"(?:[^\W\d_](?:[^\W\d_]|['’.-])*|&)")
_AFTER_DAY = re.compile(r"[\s,.()@|]+|\d{1,2}:\d\d(?:\s*[ap]\.?m\.?)?(?:\s*[\w/]{2,20})?", re.IGNORECASE)
_KIND = re.compile(
    r"(?:[^\W\d_]+\s){0,2}(?:[^\W\d_]*(?:release|mitteilung|information|presse))(?:\s(?:vom|of|du|from))?", re.I
)
_SHORT_PLACE = 3
"""Words of a place beside a wire that is not known: Salt Lake City, not Development of the Port."""

_SMALL = frozenset("of the de la le el du da do di am an der upon sur les los las del en and y i".split())


class Dateline(NamedTuple):
    """What opens a text: its *place*, *days* that the date may mean, the *issuer*, and the *end* of it all.

    *yearless* is a date without a year, which is left to that of the release.
    """

    place: str | None
    days: tuple[date, ...]
    issuer: str | None
    end: int
    yearless: str = ""


def dateline_of(text: str, options: Options) -> Dateline | None:
    """The dateline with which *text* opens, as plain words; None where it opens otherwise.

    A place counts where a day or a wire stands with it, or where it is known: UNODC – is none.

    >>> dateline_of("VIENNA, 21 June 2011 (UNODC) – Drugs are", Options())
    Dateline(place='VIENNA', days=(datetime.date(2011, 6, 21),), issuer='UNODC', end=31, yearless='')
    >>> dateline_of("(OSCE) - Human trafficking is", Options())
    Dateline(place=None, days=(), issuer='OSCE', end=9, yearless='')
    >>> dateline_of("Human Rights Watch – The organization said", Options())
    """
    head, found = text[:LONGEST_DATELINE], None
    # The last dash that ends one: LOS ANGELES, CA – May 7, 2025 – The
    for dash in _DASH.finditer(head):
        if dash.start() and text[dash.end() :].strip():
            found = _read(head[: dash.start()], dash.end(), options) or found
    return found


def is_place(words: str) -> bool:
    """Whether words can be a place: ``WASHINGTON``, ``Geneva, Switzerland``, ``Frankfurt am Main``."""
    parts = [part for part in re.split(r"[,\s]+", words.strip(" ,")) if part]
    if not parts or len(parts) > _LONGEST_PLACE + words.count(","):
        return False
    return parts[0][0].isupper() and all(_is_place_word(part) for part in parts) and not any(map(is_month, parts))


def may_open(text: str) -> bool:
    """Whether a text opens as with a place, which may be none: ``Madison – The``, ``Human Rights Watch – The``."""
    dash = _DASH.search(text[:_LONGEST_DOUBTFUL])
    return dash is not None and is_place(text[: dash.start()]) and text[dash.end() : dash.end() + 1].isupper()


def _is_agency(words: str) -> bool:
    return any(sign.isupper() for sign in words) and not re.search(r"\b(?:19|20)\d\d\b", words)


def _place(words: str) -> str:
    """A place without what parts it from what follows; a stop that cuts a word short stays: D.C., Vt."""
    bare = words.strip(" ,.|()–—-/")
    last = bare.rpartition(" ")[2]
    cut_short = words.rstrip(" ,|").endswith(".") and (len(last) <= _LONGEST_CUT or "." in last)
    return f"{bare}." if cut_short and bare else bare


def _is_place_word(word: str) -> bool:
    if not _PLACE_WORD.fullmatch(word):
        return False
    return word[0].isupper() or not word[0].isalpha() or word.casefold() in _SMALL or not word.isascii()


def _read(head: str, end: int, options: Options) -> Dateline | None:
    """The dateline that *head*, what stands before a dash, is as a whole."""
    rest, issuer = head, None
    for agency in _AGENCY.finditer(head):
        words = agency["round"] or agency["wire"]
        # A date may stand in brackets as well: GENEVA (20 June 2011) –
        if _is_agency(words) and not first_day_in(words, options.language, options.order)[0]:
            issuer = issuer or words.strip()
            rest = f"{rest[: agency.start()]} {rest[agency.end() :]}" if rest == head else rest.replace(agency[0], " ")
    days, begin, stop = first_day_in(rest, options.language, options.order)
    place, yearless = (rest[:begin], "") if days else _without_yearless(rest)
    after = _AFTER_DAY.sub("", rest[stop:]) if days else ""
    # Press release of 20 June 2011 | Geneva –
    if days and "|" in rest and (not place.strip() or _KIND.fullmatch(place.strip())):
        place, after = rest[stop:], ""
    place = _place(place)
    if after or (place and not is_place(place)):
        return None
    if not place:
        return Dateline(None, days, issuer, end, yearless) if issuer and rest != head else None
    # A wire stands behind the place, or the day: Senators Lee (R-UT) and Roe (D-NH) – have none.
    if issuer and not days and not yearless and not head.rstrip().endswith((")", "/")):
        return None
    if days or yearless or (issuer and len(place.partition(",")[0].split()) <= _SHORT_PLACE) or _is_known(place):
        return Dateline(place, days, issuer, end, yearless)
    return None


def _without_yearless(words: str) -> tuple[str, str]:
    """A place and the day behind it that has no year: WASHINGTON, June 20."""
    place, comma, rest = words.rstrip(" ,").rpartition(", ")
    if comma and _YEARLESS.fullmatch(rest.strip()):
        return place, rest.strip()
    return words, ""


def _is_known(place: str) -> bool:
    first, *others = (part.strip() for part in place.split(","))
    town, _, state = first.rpartition(" ")
    # Washington D.C.
    both = town.casefold() in _places() and state.rstrip(".").casefold() in _places()
    return both or first.casefold() in _places() or any(part.rstrip(".").casefold() in _places() for part in others)


@cache
def _places() -> frozenset[str]:
    """Cities, countries and states, also cut short."""
    places = read_words("sphinx_newsroom.text.suggest", "places")
    states = read_words("sphinx_newsroom.text.statements", "english_states")
    return frozenset(word.casefold() for word in (*places, *states, *read_words(__package__, "dateline_places")))

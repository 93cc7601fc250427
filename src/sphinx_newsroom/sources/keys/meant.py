"""What somebody meant who wrote a date, a language or a key as it is written elsewhere."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping

from sphinx_newsroom.model.languages import months_by_name

_ORDERED = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.ASCII)
_WORDS = re.compile(r"(?:[A-Za-z]+day,? )?(\d{1,2})(?:st|nd|rd|th)?\.?(?: of)? ([A-Za-z]+)\.?,? (\d{4})", re.ASCII)
_AMERICAN = re.compile(r"(?:[A-Za-z]+day,? )?([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_TIMED = re.compile(
    r"(?P<day>.+?)(?:[Tt]|,? (?:at )?)(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<rest>.*)", re.ASCII
)
_LAST_HOUR, _LAST_MINUTE = 23, 59
_OFFSET = re.compile(r"[Zz]|([+-](?:[01]\d|2[0-3])):?([0-5]\d)", re.ASCII)
"""As RFC 3339 writes it, or without the colon, as mail and git do: +0100."""


def days(written: str) -> list[dt.date]:
    """The days that a date may mean which is not written as a header has it; of `10/01/2026` both."""
    return list(dict.fromkeys(_days(_plain(written))))


def _plain(written: str) -> str:
    """What was written with the digits and hyphens of ASCII, as Arabic and Asian keyboards and Word have others."""
    signs = unicodedata.normalize("NFKC", " ".join(written.split())).translate(_HYPHENS)
    return "".join(str(unicodedata.digit(sign, sign)) for sign in signs)


_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def _days(written: str) -> Iterator[dt.date]:
    if found := _ORDERED.fullmatch(written):
        yield from _day(int(found[1]), int(found[2]), int(found[3]))
    elif found := _DAY_FIRST.fullmatch(written):
        yield from _day(int(found[3]), int(found[2]), int(found[1]))
    elif found := _SLASHED.fullmatch(written):
        yield from _day(int(found[3]), int(found[1]), int(found[2]))
        yield from _day(int(found[3]), int(found[2]), int(found[1]))
    elif found := _WORDS.fullmatch(written):
        yield from _day(int(found[3]), _month(found[2]), int(found[1]))
    elif found := _AMERICAN.fullmatch(written):
        yield from _day(int(found[3]), _month(found[1]), int(found[2]))


def _month(name: str) -> int:
    """The number of a month by its English name, in full or short; 0 where it is none."""
    return {"sept": 9, **months_by_name("en")}.get(name.lower(), 0)


def _day(year: int, month: int, day: int) -> Iterator[dt.date]:
    try:
        yield dt.date(year, month, day)
    except ValueError:
        return


def day_advice(written: str) -> str | None:
    """What to write for a date, where it can be told."""
    found = days(written)
    if not found:
        return None
    return f"write {found[0]}" if len(found) == 1 else f"write {found[0]} or {found[1]}, whichever is meant"


def moment_advice(written: str, timezone: str | None = None) -> str | None:
    """What to write for a date with its time, where it can be told; the offset is for the author to say.

    None is needed where the archive has a *timezone*.
    """
    timed = _TIMED.fullmatch(_plain(written))
    if timed is None:
        found = days(written)
        example = "T10:00:00+02:00" if timezone is None else "T10:00"
        return f"write the time as well, such as {found[0]}{example}" if len(found) == 1 else None
    found, rest = days(timed["day"]), timed["rest"].strip()
    minute, second = int(timed["minute"]), int(timed["second"] or 0)
    # A leap second is none that can be written; nor is 24:00.
    if len(found) != 1 or int(timed["hour"]) > _LAST_HOUR or max(minute, second) > _LAST_MINUTE:
        return None
    begin = f"{found[0]}T{int(timed['hour']):02}:{timed['minute']}:{timed['second'] or '00'}"
    if offset := _OFFSET.fullmatch(rest):
        return f"write {begin}{f'{offset[1]}:{offset[2]}' if offset[1] else 'Z'}"
    if timezone is not None:
        return f"write {begin}, which is the time of {timezone}, or add an offset such as +02:00 (or Z for UTC)"
    return f"write it with the offset of your time, such as {begin}+02:00 (or Z for UTC)"


def instead(written: str) -> str | None:
    """The date or moment that something can only mean, as a header has it; None where that is for the author to say."""
    advice = moment_advice(written) if ":" in written else day_advice(written)
    found = _WRITE.fullmatch(advice or "")
    return found[1] if found else None


_WRITE = re.compile(r"write (\d{4}-\d\d-\d\d(?:T\S+)?)")

LANGUAGES: Mapping[str, str] = {
    "arabic": "ar",
    "chinese": "zh",
    "deutsch": "de",
    "english": "en",
    "español": "es",
    "français": "fr",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "ukrainian": "uk",
    "русский": "ru",
    "українська": "uk",
}
"""The tags of languages that are called by their names."""

KEYS: Mapping[str, str] = {
    "author": "write who may be asked under `contacts`, or name them in the text",
    "authors": "write who may be asked under `contacts`, or name them in the text",
    "by": "write who may be asked under `contacts`, or name them in the text",
    "categories": "write `topics`",
    "category": "write `topics: […]`",
    "description": "write `summary`",
    "excerpt": "write `summary`",
    "headline": "write `title`",
    "id": "the file's name is the id; remove the key",
    "keywords": "write `topics`",
    "lang": "write `language`",
    "layout": "remove it; all releases have one layout",
    "location": "write `dateline`",
    "organisation": "write `issuer` for who issued it, or `organizations: […]` for whom it names",
    "organisations": "write `organizations`",
    "organization": "write `issuer` for who issued it, or `organizations: […]` for whom it names",
    "permalink": "the file's name is the address; an earlier one goes under `former_urls`",
    "place": "write `dateline`",
    "publish_date": "write `date`",
    "published": "write `date`",
    "slug": "the file's name is the address; remove the key",
    "tag": "write `topics: […]`",
    "tags": "write `topics`",
    "url": "the file's name is the address; an earlier one goes under `former_urls`",
}
"""What to write for keys that other programs have."""

HTML: Mapping[str, str] = {
    "!--": "remove it, or begin its line with `% ` in the place of these marks",
    "a": "write [words](https://www.example.org/)",
    "b": "write **words**",
    "blockquote": "begin each of its lines with `> `",
    "br": "end the line with a backslash",
    "em": "write *words*",
    "h1": "write `## words` on a line of its own",
    "h2": "write `## words` on a line of its own",
    "h3": "write `### words` on a line of its own",
    "i": "write *words*",
    "iframe": "remove it, and link what it shows: [words](https://www.example.org/)",
    "img": "write ![what it shows](bridge.jpg)",
    "li": "begin the line with `- `",
    "script": "remove it",
    "strong": "write **words**",
    "style": "remove it",
    "sub": "write {sub}`words`",
    "sup": "write {sup}`words`",
    "video": "remove it, and link what it shows: [words](https://www.example.org/)",
}
"""What to write for tags of HTML, as far as Markdown has the like."""

ROLES: Mapping[str, str] = {
    "organisation": "org",
    "organization": "org",
    "person": "official",
    "press-release": "release",
}
"""The roles of ours that somebody means by another name."""

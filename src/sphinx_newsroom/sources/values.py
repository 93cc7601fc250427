"""The forms of values that headers take: dates, language tags, addresses, ids, decisions on names.

The readers come first, and below them the forms: each is a reader, with the words of the reference and a JSON Schema.
A schema says what it can: which days there are, or which files, only the reader knows.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.files import LONGEST_NAME, LONGEST_PART, too_long
from sphinx_newsroom.model.addresses import LONGEST_TAG
from sphinx_newsroom.model.former_addresses import canonical, parts
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.model.records import PartialDate, earliest, latest
from sphinx_newsroom.sources.meant import LANGUAGES, day_advice, moment_advice
from sphinx_newsroom.sources.sheet import (
    LONGEST_NAMED,
    TEXT,
    RefusedError,
    Sheet,
    ValueForm,
    kind_of,
    label,
    matching,
    refuse_long,
    scalar,
    shortened,
    text,
    whole,
)

# What is in JSON Schemas, too, does without flags, and escapes nothing that ECMAScript would not have escaped.
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_CLOCK = rf"{_HOUR}:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = f"(?:[Zz]|[+-]{_HOUR})"
_DATE = re.compile(_DAY)
_PARTIAL = re.compile("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
# RFC 3339, section 5.6, lets a blank stand in the place of the T, and letters be small.
_MOMENT = re.compile(f"({_DAY})[Tt ]({_CLOCK})({_OFFSET})")
_DATE_ADVICE = "write a date such as 2011-06-21"
_MOMENT_ADVICE = "write date, time and offset, such as 2011-06-21T10:00:00+02:00"

# RFC 5646, section 2.1, less what no registered tag uses: primary languages of 4 to 8 letters, grandfathered tags.
_TAG = re.compile(
    "[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}"  # language, such as en
    "(?:-[A-Za-z]{4})?"  # script, such as Cyrl
    "(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"  # region, such as GB
    "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"  # variants, such as 1996
    "(?:-[A-WYZa-wyz0-9](?:-[A-Za-z0-9]{2,8})+)*"  # extensions, such as u-nu-latn
    "(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?"  # private use, such as x-press
)

ID = re.compile("[a-z0-9]+(?:-+[a-z0-9]+)*")
"""An id, and so a file's name without suffix: lower-case ASCII letters, digits and hyphens between them."""


def day_of(value: str, where: str) -> dt.date:
    """An ISO 8601 date; raises RefusedError."""
    if _DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise RefusedError(
                Code.BAD_DATE, f"{label(where)} is {value}, a day that does not exist", _last_day(value)
            ) from None
    message = f"{label(where)} is {shortened(value)!r}, which is not how a date is written"
    raise RefusedError(Code.BAD_DATE, message, day_advice(value) or _DATE_ADVICE)


def _last_day(value: str) -> str:
    """Advice for a day that its month does not have."""
    year, month = int(value[:4]), int(value[5:7])
    if not (year and 1 <= month <= _DECEMBER):
        return _DATE_ADVICE
    following = dt.date(year + month // _DECEMBER, month % _DECEMBER + 1, 1) if year < dt.MAXYEAR else dt.date.max
    return f"write another; the last day of that month is {following - dt.timedelta(days=1)}"


_DECEMBER = 12


def moment_of(value: str, where: str) -> dt.datetime:
    """An RFC 3339 date-time with offset; raises RefusedError."""
    if found := _MOMENT.fullmatch(value):
        try:
            return dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3].upper()}")
        except ValueError:
            raise RefusedError(
                Code.BAD_DATE, f"{label(where)} is {value}, a moment that does not exist", _MOMENT_ADVICE
            ) from None
    message = f"{label(where)} is {shortened(value)!r}, which is no moment"
    raise RefusedError(Code.BAD_DATE, message, moment_advice(value) or _MOMENT_ADVICE)


def date(sheet: Sheet, where: str, node: yaml.Node) -> dt.date:
    """A day."""
    return day_of(scalar(where, node, "a date such as 2011-06-21"), where)


def date_or_moment(sheet: Sheet, where: str, node: yaml.Node) -> dt.date | dt.datetime:
    """A day, or a date-time with its offset."""
    value = scalar(where, node, "a date such as 2011-06-21")
    # A colon is in every time and in no date.
    return moment_of(value, where) if ":" in value else day_of(value, where)


def moment(sheet: Sheet, where: str, node: yaml.Node) -> dt.datetime:
    """A date-time with its offset."""
    return moment_of(scalar(where, node, "a date-time with offset, such as 2011-06-21T10:00:00+02:00"), where)


def partial_date(sheet: Sheet, where: str, node: yaml.Node) -> PartialDate:
    """A year, a month or a day."""
    value = scalar(where, node, "a date such as 2010, 2010-07 or 2010-07-12")
    if _PARTIAL.fullmatch(value):
        try:
            earliest(value)
        except ValueError:
            raise RefusedError(
                Code.BAD_DATE,
                f"{label(where)} is {value}, a date that does not exist",
                "write a date such as 2010, 2010-07 or 2010-07-12",
            ) from None
        return value
    raise RefusedError(
        Code.BAD_DATE,
        f"{label(where)} is {shortened(value)!r}",
        day_advice(value) or "write as much as is known: 2010, 2010-07 or 2010-07-12",
    )


def in_order(first: str, last: str) -> Callable[[Mapping[str, Any]], tuple[str, RefusedError] | None]:
    """A check that the partial date under *last* is not before that under *first*."""

    def check(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
        start, end = values.get(first), values.get(last)
        if start and end and latest(end) < earliest(start):
            message = f"{last} {end} is before {first} {start}"
            return last, RefusedError(Code.BAD_DATE, message, "correct one of the two")
        return None

    return check


_REGION, _SCRIPT = 2, 4
"""The letters of the parts of a language tag that are written in capitals (`AT`) and with one (`Cyrl`); RFC 5646,
section 2.1.1."""


def canonical_tag(value: str) -> str | None:
    """A BCP 47 tag in its usual case (``pt-BR``, ``zh-Hant``), or None where it is not well-formed (RFC 5646)."""
    if len(value) > LONGEST_TAG or not _TAG.fullmatch(value):
        return None
    parts = value.lower().split("-")
    for position, part in enumerate(parts[1:], 1):
        # Behind a single letter (u-, x-) capitals have no meaning; RFC 5646, section 2.1.1.
        if len(parts[position - 1]) == 1:
            break
        if len(part) == _REGION:
            parts[position] = part.upper()
        elif len(part) == _SCRIPT and part.isalpha():
            parts[position] = part.title()
    return "-".join(parts)


def language(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """A BCP 47 language tag."""
    value = scalar(where, node, "a language tag such as en, ru or pt-BR")
    tag = canonical_tag(value)
    if tag is None:
        # "pt_BR" is how POSIX and Java write it.
        meant = canonical_tag(value.replace("_", "-").strip())
        raise RefusedError(
            Code.BAD_VALUE,
            f"{label(where)} is {shortened(value)!r}, which is no language tag (BCP 47)",
            f"did you mean {meant!r}?"
            if meant
            else f"write {LANGUAGES.get(value.lower(), 'a tag such as en, ru or pt-BR')}",
        )
    return tag


def one_id(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """The id of a file; whether there is one the archive knows."""
    return scalar(where, node, "the id of one file, such as 2011/opens")


def topic(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """A topic's id; it becomes a page's address without having a file, so its form is checked here."""
    value = scalar(where, node, "a topic's id such as human-trafficking")
    if not ID.fullmatch(value):
        raise RefusedError(
            Code.BAD_VALUE,
            f"{label(where)} has {shortened(value)!r}, which is no id",
            f"did you mean {slug(value)!r}?" if slug(value) else "write lower-case letters, digits and hyphens",
        )
    _refuse_length(where, value, LONGEST_NAME)
    return value


def _refuse_length(where: str, path: str, part: int = LONGEST_PART) -> None:
    if wrong := too_long(path, part):
        message = f"{label(where)} has {shortened(path)!r}, which {wrong}"
        raise RefusedError(Code.BAD_VALUE, message, "write a shorter one")


# No address may have these (RFC 3986); a blank is most often that of a second one behind it.
_NO_URL = r'\s<>"\\^`{|}'


def web_address(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """An absolute http or https address."""
    value = scalar(where, node, "an address such as https://www.example.org/")
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(rf"[{_NO_URL}]", value)
    except ValueError:
        sound = False
    if not sound:
        raise RefusedError(
            Code.BAD_VALUE,
            f"{label(where)} is {shortened(value)!r}, which is no web address",
            "write one that begins with https:// or http://",
        )
    return value


def former_url(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """An address below the site's root; never one that a file could be written to outside of it, or hidden in it."""
    value = scalar(where, node, "an address such as press/12345.html")
    try:
        url = canonical(value)
    except ValueError as error:
        raise RefusedError(
            Code.BAD_VALUE,
            f"{label(where)} has {shortened(value)!r}, which {error}",
            "write it as press/12345.html, index.php?id=12 or https://example.org/press/12345, without `..` and `#`",
        ) from None
    _refuse_length(where, parts(url).file)
    return url


def image_path(src: str, path: str) -> str:
    """The place of *src*, given in the header of *path*, relative to the archive's root; raises RefusedError."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", src) or "\\" in src:
        raise RefusedError(
            Code.BAD_VALUE, f"image.src is {shortened(src)!r}", "copy the image into the archive and write its path"
        )
    joined = src[1:] if src.startswith("/") else posixpath.join(posixpath.dirname(path), src)
    place = posixpath.normpath(joined)
    if place.split("/")[0] == "..":
        raise RefusedError(
            Code.OUTSIDE_ARCHIVE,
            f"image.src {shortened(src)!r} leaves the archive",
            "copy the image into the archive and write its path there",
        )
    if not place.lower().endswith(IMAGES) or re.search(r"(?:^|/)(?:\.|_build/)", place):
        raise RefusedError(
            Code.BAD_VALUE,
            f"image.src {shortened(src)!r} is no image that can be shown",
            f"write the path of a file that ends in one of {', '.join(IMAGES)}",
        )
    return place


def decisions(sheet: Sheet, where: str, node: yaml.Node) -> tuple[tuple[str, str | None], ...]:
    """``names:``: a surface form -> an id, or false for "never link"."""
    if not isinstance(node, yaml.MappingNode):
        raise RefusedError(
            Code.WRONG_TYPE,
            f"{label(where)} is {kind_of(node)}",
            "write each name with the id that it means, or false for none: {KPA: kelmark-port-authority}",
        )
    pairs: list[tuple[str, str | None]] = []
    for key, value in sheet.entries(node, f"{where}.", set()):
        place = f"{where}.{key}"
        try:
            if not key.strip() or any(char < " " for char in key):
                raise RefusedError(
                    Code.BAD_VALUE, f"{where} has an empty or unreadable name", "write the name as the text has it"
                )
            refuse_long(f"a name in {where}", key)
            if value.tag == "tag:yaml.org,2002:bool":
                if value.value.lower() != "false":
                    raise RefusedError(
                        Code.WRONG_TYPE,
                        f"{where} has {value.value} for {shortened(key)!r}",
                        "write an id, or false for a name that must never be a link",
                    )
                pairs.append((" ".join(key.split()), None))
            else:
                pairs.append((" ".join(key.split()), scalar(place, value, "an id, or false")))
        except RefusedError as refusal:
            sheet.refuse(refusal, sheet.lines[place])
    return tuple(pairs)


_MONTH, _MONTH_DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_CALENDAR_DAY = f"[0-9]{{4}}-{_MONTH}-{_MONTH_DAY}"

DATE = ValueForm(date, "date", whole(_CALENDAR_DAY, format="date"))
# RFC 3339, and so every schema's "date-time", wants the T for which the reader takes a blank as well.
TIME = ValueForm(moment, "time", whole(f"{_CALENDAR_DAY}[Tt]{_CLOCK}{_OFFSET}", format="date-time"))
DATE_OR_TIME = ValueForm(date_or_moment, "date or time", {"anyOf": [DATE.schema, TIME.schema]})
# A year alone is a number to YAML.
PARTIAL_DATE = ValueForm(
    partial_date,
    "partial date",
    whole(f"[0-9]{{4}}(?:-{_MONTH}(?:-{_MONTH_DAY})?)?", "integer", minimum=1000, maximum=dt.MAXYEAR),
)
LANGUAGE = ValueForm(language, "language tag", whole(_TAG.pattern, maxLength=LONGEST_TAG))

# Whether a file bears an id, and so its whole form, is a question to the archive; YAML makes a number of 112.
_id_schema = whole(ID.pattern, "integer", minimum=0)
_release_schema = whole(rf"{ID.pattern}(?:/{ID.pattern})*(?:\.[a-z0-9-]+)?", "integer", minimum=0)
ORGANIZATION_ID = ValueForm(one_id, "organization id", _id_schema)
OFFICIAL_ID = ValueForm(one_id, "official id", _id_schema)
RECORD_ID = ValueForm(topic, "id", _id_schema)
RELEASE_ID = ValueForm(one_id, "release id", _release_schema)
TOPIC_ID = ValueForm(topic, "topic id", {**_id_schema, "maxLength": LONGEST_NAME})
DECISIONS = ValueForm(
    decisions,
    "form: id, or form: `false`",
    {
        "type": "object",
        "propertyNames": {"pattern": TEXT.schema["pattern"], "maxLength": LONGEST_NAMED},
        "additionalProperties": {"anyOf": [_id_schema, {"const": False}]},
    },
)

WEB_ADDRESS = ValueForm(web_address, "address", whole(rf"[Hh][Tt][Tt][Pp][Ss]?://[^/?#{_NO_URL}][^{_NO_URL}]*"))
_ends = r'\s<>"\\#?'
_part = f"[^./:{_ends}][^/:{_ends}]*"
_query = r'[?][^\s<>"\\#]+'
FORMER_URL = ValueForm(
    former_url,
    "path",
    whole(
        f"(?:[Hh][Tt][Tt][Pp][Ss]?://[^/{_ends}]+(?=[/?]))?/?(?:{_part}(?:/{_part})*/?(?:{_query[:-1]}*)?|{_query})",
        "integer",
        minimum=0,
    ),
)
_suffixes = "|".join("".join(f"[{char}{char.upper()}]" for char in suffix[1:]) for suffix in IMAGES)
IMAGE_PATH = ValueForm(text, "path", whole(rf"(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^\\]*\.(?:{_suffixes})"))

# RFC 5322's atoms and dots alone: no quotation marks, no comments, no address of a machine in brackets.
_ATOM = r'[^\s@<>()\[\],;:"\\.]+'
EMAIL = matching(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+", "an address such as press@example.org", "text")
# Three digits at least, as 112 has; a blank and a hyphen that do not break are what word processors put in.
PHONE = matching(
    r"\+?(?=(?:[^\d]*\d){3})[\d(][\d ()/.\u00a0\u2011-]*(?: ?(?:ext\.?|x) ?\d+)?",
    'a telephone number such as "+43 1 000"',
    "text",
    "number",
)

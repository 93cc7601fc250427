"""Advice on what to write instead: for invalid YAML, and for dates, languages and keys in other formats."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.written_dates import Numbers, day_of, existing, numbers_in
from sphinx_newsroom.sources.yaml_text import scalar

_CURLY = "“”„‟«»‘’‚"
_LINE = late_pattern(r"(?P<begin>[ \t]*(?:- )?)(?P<key>[A-Za-z_]+):(?P<value>.*)")
_SIGNS = "[]{}@%`|>*&!"
_OTHER_SIGNS = late_pattern(r"(?P<key>[a-z_]+) ?(?P<colon>[：﹕꞉]|:(?=[^\S \t]))\s*(?P<value>\S.*)")
"""Matches a key with the full-width colon or space of an Asian keyboard, or with a no-break space from a web page."""
_CLOSED = late_pattern(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_CHOOSE = "keep the right lines, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`"
_NO_TEXT = "put text that contains a colon or special characters in quotation marks"


def yaml_error(source: str, line: int) -> HeaderError:
    """Return the error in the YAML *source* of a header, where YAML reports it on a *line* of the file.

    YAML often notices an error one line late, so earlier lines are checked too.
    """
    lines = source.split("\n")
    for number, written in enumerate(lines, 2):
        if written.startswith("<<<<<<< "):
            return HeaderError(number, "git left conflict markers here", _CHOOSE)
    for number, written in enumerate(lines[:line], 2):
        if re.match(r" *\t", written):
            message = "the line begins with a tab, which isn't allowed in a header"
            words = written.lstrip(" \t")
            instead = written[: -len(words) or None].replace("\t", "  ") + words
            return HeaderError(number, message, f"write spaces: {'  ' + written.strip()!r}", instead)
        if found := wrong_sign(written, number):
            return found
        if re.match(r"[a-z_]+:[^\s:/]", written) and '"' not in written.split(":")[0]:
            key, _, value = written.partition(":")
            instead = f"{key}: {value}"
            return HeaderError(number, f"there is no space after `{key}:`", f"write {instead.strip()}", instead)
    at = min(max(line - 2, 0), len(lines) - 1)
    for number in (at, at - 1):
        if 0 <= number < len(lines) and (fault := _of_line(lines, number)):
            message, advice = fault
            unclosed = "not closed" in message  # only the author knows where the text should end
            return HeaderError(number + 2, message, advice, None if unclosed else _instead(lines[number], advice))
    return HeaderError(line, "the header can't be parsed because of a mistake on this line or the line above", _NO_TEXT)


def wrong_sign(written: str, number: int) -> HeaderError | None:
    """Return the error in a line that has a lookalike of a colon or space after its key."""
    found = _OTHER_SIGNS.fullmatch(written.rstrip("\r"))
    if found is None:
        return None
    key, instead = found["key"], f"{found['key']}: {found['value']}"
    if found["colon"] == ":":
        message = f"the character after `{key}:` looks like a space, but isn't one"
    else:
        message = f"the character after `{key}` looks like a colon, but isn't one"
    return HeaderError(number, message, f"write {instead}", instead + written[len(written.rstrip("\r")) :])


def _instead(line: str, advice: str) -> str | None:
    """Apply advice to a line; None if the advice is about another line or needs the author's decision."""
    found = _LINE.fullmatch(line.rstrip("\r"))
    replacement = advice.removeprefix("write ")
    if found is None or replacement == advice or not replacement.startswith(f"{found['key']}: "):
        return None
    return found["begin"] + replacement + line[len(line.rstrip("\r")) :]


def _of_line(lines: list[str], number: int) -> tuple[str, str] | None:
    """Return what is wrong with a line and the advice, if the line itself shows it."""
    line = lines[number].rstrip("\r")
    above = lines[number - 1].rstrip("\r") if number else ""
    found, outer = _LINE.fullmatch(line), _LINE.fullmatch(above)
    indent = len(line) - len(line.lstrip(" "))
    if outer and indent > len(outer["begin"]) and outer["begin"].strip() == "-":
        key = line.split(":")[0].strip()
        message = f"`{key}` is indented more than `{outer['key']}` above it"
        return message, f"begin it exactly below: {' ' * len(outer['begin']) + line.strip()!r}"
    if outer and indent > len(outer["begin"]) and outer["value"].strip() and re.search(r":(?:\s|$)", line):
        joined = f"{outer['value'].strip()} {line.strip()}"
        return (
            f"the text of `{outer['key']}` goes on here and has a colon",
            f"write both lines as one: {outer['key']}: {_quoted(joined)}",
        )
    if found is None and outer and outer["value"].strip() and line.strip() and ":" not in line:
        joined = _quoted(f"{outer['value'].strip()} {line.strip()}")
        return f"the text of `{outer['key']}` goes on here", f"write both lines as one: {outer['key']}: {joined}"
    if found is None:
        return None
    key, value = found["key"], found["value"].strip()
    if value[:1] in _CURLY and value:
        message = f"`{key}` is in curly quotation marks, which don't quote anything in YAML"
        within = value[1:-1]
        # In that case the curly quotes may belong to the text
        is_part = value[-1] not in _CURLY or any(sign in _CURLY for sign in within)
        return message, f"write {key}: {_quoted(value if is_part else within)}"
    if value[:1] in "[{" and value[-1:] not in "]}" and not set("]}") & set(value):
        closed = value + {"[": "]", "{": "}"}[value[0]]
        return f"the bracket of `{key}` is not closed", f"write {key}: {closed}"
    if value[:1] in "\"'" and value:
        return _of_quoted(key, value)
    if value[:1] in _SIGNS and value:
        return (
            f"`{key}` begins with `{value[0]}`, which has a meaning of its own there",
            f"write {key}: {_quoted(value)}",
        )
    if re.search(r":(?:\s|$)", value):
        return f"`{key}` has a colon in its text", f"write {key}: {_quoted(value)}"
    return None


def _of_quoted(key: str, value: str) -> tuple[str, str] | None:
    """Return what is wrong with a value that begins with a quotation mark."""
    if value[0] not in value[1:]:
        return f"the quotation mark of `{key}` is not closed", f"write {key}: {value}{value[0]}"
    if not _CLOSED.fullmatch(value):
        return f"`{key}` goes on after its quotation marks", f"write {key}: {_quoted(value)}"
    if value[0] == '"' and "\\" in value:
        return f"`{key}` holds a character, written with a backslash, that is none", "write \\\\ for a backslash itself"
    return None


def _quoted(value: str) -> str:
    """Quote a text, with the quotation marks that need the least escaping."""
    if value.startswith('"') and value.endswith('"') and '"' not in value[1:-1].replace('\\"', ""):
        return value
    return f"'{value}'" if '"' in value and "'" not in value else f'"{value}"' if '"' not in value else scalar(value)


_ABOVE = 12
"""The number of lines in which a header is searched that has something above it."""


def without_header(text: str) -> tuple[str, str]:
    """Say why a file has no header, with advice."""
    lines = text.lstrip("\ufeff").split("\n")
    first = lines[0].strip()
    if not text.strip("\ufeff \t\r\n"):
        return "the file is empty", "write a header and a text: `---`, keys such as `title:` and `date:`, `---`"
    if first and not first.strip("-–—"):
        if first == "---" and lines[0].rstrip() != first:
            return "a blank is before the hyphens of the first line", "remove it"
        return f"the header begins with {first!r} and not with three hyphens", "write `---` on its first and last line"
    if first == "+++":
        return "the header is TOML, as other programs have it", "write it as `---`, lines such as `title: …`, `---`"
    begin = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    if begin > 1 and lines[begin - 1].strip() == "---":
        return f"the header begins on line {begin}", "remove everything above it, so that `---` is the first line"
    for number, line in enumerate(lines[:_ABOVE], 1):
        if line.strip() == "---" and re.match(r"[a-z_]+:", (lines[number:] or [""])[0]):
            message = f"line {begin}, {lines[begin - 1].strip()[:40]!r}, is above the header"
            return message, "move it below the second `---`, so that the file begins with `---`"
    return "the file has no header", "write `---` on its first line, then keys and values, then `---`"


_TIMED = late_pattern(
    r"(?P<day>.+?)(?:T|,? (?:at |um |à |a las |в )?)(?P<hour>\d{1,2})"
    r"(?:(?:[:.h](?P<minute>\d\d)(?::(?P<second>\d\d))?)? ?(?P<half>[ap])\.?m\b\.?"
    r"|[:.h](?P<minutes>\d\d)(?::(?P<seconds>\d\d))?|(?= ?(?:uhr|h|hrs|hours|heures)\b))"
    r"(?: ?(?:uhr|hrs|hours|heures|h)\b)?,?(?P<rest>.*)",
    re.IGNORECASE,
)
_LAST_HOUR, _LAST_MINUTE, _NOON = 23, 59, 12
_OFFSET = late_pattern(r"[Zz]|(?:UTC|GMT)?([+-](?:[01]\d|2[0-3])):?([0-5]\d)", re.ASCII)
"""Matches an offset as in RFC 3339, or without a colon as in mail and git: +0100."""


def days(written: str) -> list[dt.date]:
    """Return the dates that a date in another format may mean; `10/01/2026` gives two."""
    return list(existing(_numbers(written)))


def _numbers(written: str) -> tuple[Numbers, ...]:
    """Return the dates that a date in another format may mean, whether they exist or not."""
    plain = _ARTICLE.sub("", _plain(written)).replace(" d'", " de ")
    return numbers_in(_SPACED.sub(r"\1-\2-\3", plain), "ar")


_ARTICLE = late_pattern(r"^(?:le|el) (?=\D)")
_SPACED = late_pattern(r"^(\d{4}) (\d\d?) (\d\d?)$")


def _plain(written: str) -> str:
    """Normalize digits and hyphens to ASCII; Arabic and Asian keyboards and Word produce others."""
    signs = unicodedata.normalize("NFKC", " ".join(written.split())).translate(_HYPHENS).strip("\"'“”„‘’«» ,;.")
    return "".join(str(unicodedata.digit(sign, sign)) for sign in signs)


_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def no_such_day(written: str) -> str | None:
    """Say why a date doesn't exist, if its month is too short.

    >>> no_such_day("31 February 2026"), no_such_day("2026-04-31")
    ('February 2026 has 28 days', 'April 2026 has 30 days')
    """
    for year, month, day in _numbers(written):
        if day_of(year, month, 1) and not day_of(year, month, day):
            return f"{calendar.month_name[month]} {year} has {calendar.monthrange(year, month)[1]} days"
    return None


def day_advice(written: str) -> str | None:
    """Return the advice for a date in another format, or None if it isn't recognized."""
    found = days(written)
    if not found:
        return None
    return f"write {found[0]}" if len(found) == 1 else f"write {found[0]} or {found[1]}, whichever is meant"


def moment_advice(written: str, timezone: str | None = None) -> str | None:
    """Return the advice for a date and time in another format; the author must add the offset.

    No offset is needed if the archive has a *timezone*. Returns None if the time isn't recognized.
    """
    timed = _TIMED.fullmatch(_plain(written))
    found = days(timed["day"]) if timed else days(written)
    if timed is None:
        example = "T10:00:00+02:00" if timezone is None else "T10:00"
        return f"write the time as well, such as {found[0]}{example}" if len(found) == 1 else None
    rest = timed["rest"].strip()
    minute, second = timed["minute"] or timed["minutes"] or "00", timed["second"] or timed["seconds"] or "00"
    hour = int(timed["hour"])
    if timed["half"]:
        hour = hour % _NOON + (_NOON if timed["half"] in "pP" else 0) if 1 <= hour <= _NOON else _LAST_HOUR + 1
    # Leap seconds and 24:00 can't be represented.
    if not found or hour > _LAST_HOUR or max(int(minute), int(second)) > _LAST_MINUTE:
        return None
    clock = f"T{hour:02}:{minute}:{second}"
    if len(found) > 1:
        return f"write {found[0]}{clock} or {found[1]}{clock}, whichever is meant" + (
            "" if timezone else ", with its offset"
        )
    begin = f"{found[0]}{clock}"
    if offset := _OFFSET.fullmatch(rest):
        return f"write {begin}{f'{offset[1]}:{offset[2]}' if offset[1] else 'Z'}"
    if timezone is not None:
        local = f"{dt.datetime.fromisoformat(begin).replace(tzinfo=ZoneInfo(timezone)):%z}"
        return f"write {begin}, which is the time of {timezone}, or {begin}{local[:3]}:{local[3:5]} (or Z for UTC)"
    return f"write it with its offset from UTC, such as {begin}+02:00 (or Z for UTC itself)"


def instead(written: str) -> str | None:
    """Convert a date or time to the header's format, or return None if it could mean several."""
    advice = day_advice(written) or moment_advice(written)
    found = _WRITE.fullmatch(advice or "")
    return found[1] if found else None


_WRITE = late_pattern(r"write (\d{4}-\d\d-\d\d(?:T\S+)?)")


@cache
def table(name: str) -> Mapping[str, str]:
    """Return a table of ``advice.toml``: what to write instead, or what is wrong, by each word."""
    import tomllib  # few headers need it

    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {word: advice for words, advice in tables[name].items() for word in words.split()}

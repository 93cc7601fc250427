"""What is wrong with a header that YAML cannot read, in the words of whoever wrote it, and the line to write."""

from __future__ import annotations

import re
from typing import NamedTuple

from sphinx_newsroom.sources.yaml_text import scalar

_CURLY = "“”„‟«»‘’‚"
_LINE = re.compile(r"(?P<begin>[ \t]*(?:- )?)(?P<key>[A-Za-z_]+):(?P<value>.*)")
_SIGNS = "[]{}@%`|>*&!"
_OTHER_SIGNS = re.compile(r"(?P<key>[a-z_]+) ?(?P<colon>[：﹕꞉]|:(?=[^\S \t]))\s*(?P<value>\S.*)")
"""A key with the wide colon or blank of an Asian keyboard, or the no-break space that a web page or Word has there."""
_CLOSED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_CHOOSE = "keep what is to stand, and take out the lines `<<<<<<<`, `=======` and `>>>>>>>`"
_NO_TEXT = "put text that holds a colon or special signs in quotation marks"


class Told(NamedTuple):
    """What is wrong, on which line of the file, and what to write."""

    line: int
    message: str
    advice: str
    instead: str | None = None
    """The whole line as it can only have been meant, where it can be told."""


def told(source: str, line: int) -> Told:
    """What is wrong in the YAML *source* of a header, of which YAML says that it is on a *line* of the file.

    YAML often finds a mistake out one line late, so the lines up to there are looked at.
    """
    lines = source.split("\n")
    for number, written in enumerate(lines, 2):
        if written.startswith("<<<<<<< "):
            return Told(number, "git left both sides of a merge here", _CHOOSE)
    for number, written in enumerate(lines[:line], 2):
        if re.match(r" *\t", written):
            message = "the line begins with a tab, which a header must not have"
            words = written.lstrip(" \t")
            instead = written[: -len(words) or None].replace("\t", "  ") + words
            return Told(number, message, f"write spaces: {'  ' + written.strip()!r}", instead)
        if found := other_signs(written, number):
            return found
        if re.match(r"[a-z_]+:[^\s:/]", written) and '"' not in written.split(":")[0]:
            key, _, value = written.partition(":")
            instead = f"{key}: {value}"
            return Told(number, f"there is no space after `{key}:`", f"write {instead.strip()}", instead)
    at = min(max(line - 2, 0), len(lines) - 1)
    for number in (at, at - 1):
        if 0 <= number < len(lines) and (fault := _of_line(lines, number)):
            message, advice = fault
            unclosed = "not closed" in message  # where it was to end the author knows
            return Told(number + 2, message, advice, None if unclosed else _instead(lines[number], advice))
    return Told(line, "the header cannot be read here, or on the line above", _NO_TEXT)


def other_signs(written: str, number: int) -> Told | None:
    """What is wrong with a line whose key is parted from its value by signs that only look like those of YAML."""
    found = _OTHER_SIGNS.fullmatch(written.rstrip("\r"))
    if found is None:
        return None
    key, instead = found["key"], f"{found['key']}: {found['value']}"
    if found["colon"] == ":":
        message = f"what follows `{key}:` looks like a space, and is another sign"
    else:
        message = f"what follows `{key}` looks like a colon, and is another sign"
    return Told(number, message, f"write {instead}", instead + written[len(written.rstrip("\r")) :])


def _instead(line: str, advice: str) -> str | None:
    """A line with what the advice on it says; None where that is about another line or asks the author."""
    found = _LINE.fullmatch(line.rstrip("\r"))
    wanted = advice.removeprefix("write ")
    if found is None or wanted == advice or not wanted.startswith(f"{found['key']}: "):
        return None
    return found["begin"] + wanted + line[len(line.rstrip("\r")) :]


def _of_line(lines: list[str], number: int) -> tuple[str, str] | None:
    """What is wrong with a line, if it can be told by what it holds."""
    line = lines[number].rstrip("\r")
    above = lines[number - 1].rstrip("\r") if number else ""
    found, outer = _LINE.fullmatch(line), _LINE.fullmatch(above)
    indent = len(line) - len(line.lstrip(" "))
    if outer and indent > len(outer["begin"]) and outer["begin"].strip() == "-":
        key = line.split(":")[0].strip()
        message = f"`{key}` begins further to the right than `{outer['key']}` above it"
        return message, f"begin it exactly below: {' ' * len(outer['begin']) + line.strip()!r}"
    if outer and indent > len(outer["begin"]) and outer["value"].strip() and re.search(r":(?:\s|$)", line):
        whole = f"{outer['value'].strip()} {line.strip()}"
        return (
            f"the text of `{outer['key']}` goes on here and has a colon",
            f"write both lines as one: {outer['key']}: {_quoted(whole)}",
        )
    if found is None and outer and outer["value"].strip() and line.strip() and ":" not in line:
        whole = _quoted(f"{outer['value'].strip()} {line.strip()}")
        return f"the text of `{outer['key']}` goes on here", f"write both lines as one: {outer['key']}: {whole}"
    if found is None:
        return None
    key, value = found["key"], found["value"].strip()
    if value[:1] in _CURLY and value:
        message = f"`{key}` is in curly quotation marks, which stand for themselves"
        within = value[1:-1]
        is_part = value[-1] not in _CURLY or any(sign in _CURLY for sign in within)  # other words have some as well
        return message, f"write {key}: {_quoted(value if is_part else within)}"
    if value[:1] in "[{" and value[-1:] not in "]}" and not set("]}") & set(value):
        closed = value + {"[": "]", "{": "}"}[value[0]]
        return f"the bracket of `{key}` is not closed", f"write {key}: {closed}"
    if value[:1] in "\"'" and value:
        return _of_quoted(key, value)
    if value[:1] in _SIGNS and value:
        return f"`{key}` begins with `{value[0]}`, which is a sign of YAML", f"write {key}: {_quoted(value)}"
    if re.search(r":(?:\s|$)", value):
        return f"`{key}` has a colon in its text", f"write {key}: {_quoted(value)}"
    return None


def _of_quoted(key: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a value that begins with a quotation mark."""
    if value[0] not in value[1:]:
        return f"the quotation mark of `{key}` is not closed", f"write {key}: {value}{value[0]}"
    if not _CLOSED.fullmatch(value):
        return f"`{key}` goes on after its quotation marks", f"write {key}: {_quoted(value)}"
    if value[0] == '"' and "\\" in value:
        return f"`{key}` holds a character, written with a backslash, that is none", "write \\\\ for a backslash itself"
    return None


def _quoted(value: str) -> str:
    """A text as a line of a header has it: in the quotation marks that need no others to be changed."""
    if value.startswith('"') and value.endswith('"') and '"' not in value[1:-1].replace('\\"', ""):
        return value
    return f"'{value}'" if '"' in value and "'" not in value else f'"{value}"' if '"' not in value else scalar(value)


_ABOVE = 12
"""Lines in which a header is looked for that has something above it."""


def without_header(text: str) -> tuple[str, str]:
    """Why a file has no header, and what to write."""
    lines = text.lstrip("\ufeff").split("\n")
    first = lines[0].strip()
    if not text.strip("\ufeff \t\r\n"):
        return "the file is empty", "write a header and a text: `---`, keys such as `title:` and `date:`, `---`"
    if first and not first.strip("-–—"):
        if first == "---" and lines[0].rstrip() != first:
            return "something blank stands before the hyphens of the first line", "remove it"
        return f"the header begins with {first!r} and not with three hyphens", "write `---` on its first and last line"
    if first == "+++":
        return "the header is TOML, as other programs have it", "write it as `---`, lines such as `title: …`, `---`"
    begin = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    if begin > 1 and lines[begin - 1].strip() == "---":
        return f"the header begins on line {begin}", "remove what stands above it, so that `---` is the first line"
    for number, line in enumerate(lines[:_ABOVE], 1):
        if line.strip() == "---" and re.match(r"[a-z_]+:", (lines[number:] or [""])[0]):
            message = f"line {begin}, {lines[begin - 1].strip()[:40]!r}, is above the header"
            return message, "move it below the second `---`, so that the file begins with `---`"
    return "the file has no header", "write `---` on its first line, then keys and values, then `---`"

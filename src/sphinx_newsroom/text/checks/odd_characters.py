"""Find invisible characters, and characters damaged by pasting and conversion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.sources.outline import Lines

_BEHIND = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_LEFT = (
    f"Ã{_BEHIND}(?![»”’])|(?<![^\\W\\d_])Â[\xa0-\xbf]|â€{_BEHIND}?|â‚¬|â„¢|âœ.|â†’|ï»¿|ðŸ{_BEHIND}{{2}}"
    f"|(?:[ÐÑØÙÎÏ]{_BEHIND}){{2,}}|[Ä-Å][\x80-\x9f‚ƒ„…†‡™šž›]"
)
"""A character in UTF-8 that was decoded as Windows-1252: `CafÃ©`, `â€™`."""
_OTHER = "[АВЕКМНОРСТУХІЈаеорсухіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]"
_MIXED = (
    f"(?<=[A-Za-z]){_OTHER}(?=[a-z])|\\b{_OTHER}{{1,2}}(?=[a-z]{{2}})"
    "|(?<=[\u0430-\u045f])[aceiopxyABCEHIKMOPTX](?=[\u0430-\u045f])"
)
"""A letter from another script that looks like the script of both its neighbours."""
_SHY = "(?<=\\w)\xad(?=\\w)"
ODD = re.compile(
    f"{_SHY}|{_MIXED}|[\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufb00-\ufb06\ufffc-\uffff]|{_LEFT}"
)
_MISREAD = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A character in UTF-8 that was decoded as Latin-1: ``â`` and two invisible characters, for ``’``."""
_WORDS = {
    "\x0b": (
        "a line break of Word, which is invisible, so words run together",
        "end the line there, with a backslash before its end, or begin a paragraph",
    ),
    "\x0c": ("a page break, which is invisible", "remove it"),
    "\ufffc": ("what is left of a picture or object, which a text cannot hold", "remove it, and show the picture"),
    "\ufffd": ("what is left of a character that was lost in converting", "write the original character"),
}


_MAY_BE = re.compile(
    "[\u0391-\u03c9\u0410-\u0458\xad\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9fÃÂâÄÅÐÑØÙÎÏïð\u202a-\u202e\u2066-\u2069\ufb00-\ufb06\ufffc-\uffff]"
)
"""The first characters of all these, for a quick search."""


def faults(path: str, body: str) -> Iterator[Problem]:
    """Report each such character on the first line that contains it; the lines of *body* are those of the file.

    >>> [str(one) for one in faults("a.md", "Fedotov said \\x93no\\x94.")][0]
    'a.md:1: [odd-character] U+0093 is invisible, and in Windows is “; write that'
    """
    if not _MAY_BE.search(body):
        return
    lines = Lines(body)
    seen: set[str] = set()
    end = 0
    for match in ODD.finditer(body):
        if match.start() < end or (match[0] in _TURNS and _is_balanced(body)):
            continue  # already reported; or a pair that editors for Arabic or Hebrew insert
        misread = (
            match if len(match[0]) > 1 and match[0] > "\xad" and match[0] < "\u0370" else _misread(body, match.start())
        )
        what = misread[0] if misread else match[0]
        end = misread.end() if misread else match.end()
        if what not in seen:
            seen.add(what)
            around = _WORD.search(body, max(match.start() - _LONGEST, 0), end + _LONGEST)
            while around and around.end() < end:
                around = _WORD.search(body, around.end(), end + _LONGEST)
            word = around[0].strip(".,;:()*_") if around else what
            message, advice = _said_of_misread(what, word) if misread else _said(what[0], word)
            yield Problem(path, lines.at(match.start()), Code.ODD_CHARACTER, message, advice)


_WORD = re.compile(r"[^ \t\n]+")
_LONGEST = 30
"""The number of characters shown on each side of an odd character, within its word."""
_TURNS = "\u202a\u202b\u202c\u2066\u2067\u2068\u2069"


def _is_balanced(body: str) -> bool:
    """Whether each character that changes the text direction has a character that ends it."""
    counts = [body.count(sign) for sign in _TURNS]
    return (
        sum(counts[:2]) == counts[2] and sum(counts[3:6]) == counts[6] and "\u202d" not in body and "\u202e" not in body
    )


def _misread(body: str, place: int) -> re.Match[str] | None:
    """Return the wrongly decoded character that covers a place, if there is one."""
    found = (_MISREAD.match(body, begin) for begin in range(max(place - 3, 0), place))
    return next((match for match in found if match and match.end() > place), None)


def _said_of_misread(written: str, word: str) -> tuple[str, str]:
    meant = decoded = ""
    for encoding in ("latin-1", "cp1252"):
        with suppress(UnicodeError):
            meant = meant or written.encode(encoding).decode()
            decoded = decoded or word.encode(encoding).decode()
    advice = f"write {meant}" if meant.strip() else "write the original character"
    if decoded and decoded != word:
        return f"{word!r} looks like {decoded!r} read in the wrong encoding", advice
    return f"{written!r} in {word!r} is a character that was misread in converting", advice


def _said(sign: str, word: str) -> tuple[str, str]:
    if sign == "\xad":
        return f"U+00AD, a soft hyphen, is in {word.replace(sign, '')!r}, so search can't find it", "remove it"
    if "\ue000" <= sign <= "\uf8ff":
        return (
            f"U+{ord(sign):04X} exists only in one font, such as a bullet of Word",
            "begin the line with `- `, or remove it",
        )
    if sign.isalpha() and sign < "\u0460":
        message = f"{sign!r} in {word!r} is {unicodedata.name(sign).split(' ')[0].title()}, among others"
        return message, "type the word again"
    if sign in _WORDS:
        what, advice = _WORDS[sign]
        return f"U+{ord(sign):04X} is {what}", advice
    if sign >= "\ufb00" and sign <= "\ufb06":
        plain = unicodedata.normalize("NFKC", sign)
        return (
            f"{sign!r} is one sign for several letters, as a PDF has it",
            f"write {plain}",
        )
    if "\u202a" <= sign <= "\u2069":
        return f"U+{ord(sign):04X} changes the direction of the words after it, invisibly", "remove it"
    message = f"U+{ord(sign):04X} is invisible"
    try:
        meant = bytes([ord(sign)]).decode("cp1252") if "\x80" <= sign <= "\x9f" else ""
    except ValueError:  # some of these are undefined in Windows, too
        meant = ""
    return (f"{message}, and in Windows is {meant}", "write that") if meant else (message, "remove it")

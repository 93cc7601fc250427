"""The bytes of a source as text: UTF-8 and UTF-16, and what is told where it is neither."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from sphinx_newsroom.diagnostics import ImportCode
from sphinx_newsroom.files import mended
from sphinx_newsroom.importers.drafts import Place, refuse
from sphinx_newsroom.importers.releases.incoming import Loss

LARGEST = 256 << 20
"""How many bytes a source may have, a table of all releases or a feed."""

TWICE = "signs that were encoded twice, and are mended"
_MARKED = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_WINDOWS = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0))
_REST = rf"[\x80-\xbf{re.escape(_WINDOWS)}]"
_TWICE = re.compile(rf"[\xc2-\xdf]{_REST}|[\xe0-\xef]{_REST}{{2}}|[\xf0-\xf4]{_REST}{{3}}")
# What a text has by chance: capitals before a quotation mark, as in Portuguese. C1 controls it never has.
_CERTAIN = re.compile(r"[\x80-\x9f]|(?<![A-Z])(?:[ÂÃÐÑ].|â[€‚„ˆ†‡]|ðŸ)")


def once_encoded(text: str) -> tuple[str, str]:
    r"""A text whose UTF-8 was encoded twice as it was before, and the signs that are mended.

    >>> once_encoded("VIENNA â\x80\x94 50 â‚¬ fÃ¼r AMANHÃ”")
    ('VIENNA — 50 € für AMANHÃ”', '— € ü')
    """
    mended: dict[str, None] = {}

    def once(found: re.Match[str]) -> str:
        if not _CERTAIN.match(text, found.start()) and not re.search(r"[\x80-\x9f]", found[0]):
            return found[0]
        data = bytes(ord(sign) if ord(sign) < 0x100 else sign.encode("cp1252")[0] for sign in found[0])  # noqa: PLR2004
        try:
            mended[sign := data.decode()] = None
        except UnicodeDecodeError:
            return found[0]
        return sign

    return _TWICE.sub(once, text), " ".join(mended)


def xml_once_encoded(data: bytes) -> tuple[bytes, tuple[Loss, ...]]:
    """A file of XML in UTF-8 without signs that were encoded twice."""
    try:
        text, twice = once_encoded(data.decode())
    except UnicodeDecodeError:
        return data, ()
    return (text.encode(), (Loss(TWICE, twice),)) if twice else (data, ())


class Decoded(NamedTuple):
    """A source's text with plain line ends, and what had to be supposed to read it."""

    text: str
    losses: tuple[Loss, ...] = ()


def decoded(data: bytes, place: Place) -> Decoded:
    """The text of a source: UTF-8, UTF-16 with its mark, else Windows-1252, which is told.

    Raises RefusedValueError for what is too large or no text.
    """
    if len(data) > LARGEST:
        raise refuse(place, f"the file is larger than {LARGEST >> 20} MiB", "split it", ImportCode.UNREADABLE_FILE)
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return Decoded(_strictly(data[len(mark) :], encoding, place))
    try:
        text, twice = once_encoded(_printed(data.decode(), place))
        return Decoded(text, (Loss(TWICE, twice),) if twice else ())
    except UnicodeDecodeError:
        text = _strictly(data, "cp1252", place)
    return Decoded(text, (Loss("encoding: the file is not UTF-8, and was read as Windows-1252"),))


def _strictly(data: bytes, encoding: str, place: Place) -> str:
    try:
        return _printed(data.decode(encoding), place)
    except UnicodeDecodeError:
        words = (
            "neither UTF-8 nor Windows-1252" if encoding == "cp1252" else f"not {encoding.upper()}, as its mark says"
        )
        raise refuse(place, f"the file is {words}", "save it as UTF-8", ImportCode.UNREADABLE_FILE) from None


def _printed(text: str, place: Place) -> str:
    """A text with plain line ends; one with NUL is a picture, a program, or UTF-16 without a mark."""
    if "\0" in text:
        raise refuse(place, "the file is no text", "give a text in UTF-8", ImportCode.UNREADABLE_FILE)
    return mended(text)

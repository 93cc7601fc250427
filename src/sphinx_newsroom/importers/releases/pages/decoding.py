"""The text of a saved page's bytes, by what they say of their encoding, and by what they can be."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_HEAD = 8_192
"""Bytes in which a page says its encoding; browsers read 1,024, and saved pages begin with long comments."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What browsers take these names for (WHATWG, Encoding, section 4.2).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}


def text_of(data: bytes) -> str:
    """The text of a page: nothing raised, whatever the bytes.

    >>> text_of('<meta charset="iso-8859-1"><p>50 €'.encode("cp1252"))
    '<meta charset="iso-8859-1"><p>50 €'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(data[:_HEAD])
    names = [known] if declared and (known := _known(declared[1])) else []
    # Servers that moved to UTF-8 left old declarations in their pages; other text is not valid UTF-8 by chance.
    for name in (*names, "utf-8") if data.isascii() else ("utf-8", *names):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, ValueError):
            continue
    return data.decode(names[0] if names else "cp1252", "replace")


def _known(name: bytes) -> str | None:
    """Python's name of an encoding of text, as browsers mean it."""
    try:
        found = codecs.lookup(name.decode("ascii"))
    except (LookupError, ValueError):
        return None
    meant = _MEANT.get(found.name, found.name)
    # Python also has "encodings" such as base64, and some that no page is in.
    return (
        meant
        if found._is_text_encoding and not meant.startswith(("utf-16", "utf-32", "utf-7", "punycode", "idna"))
        else None
    )

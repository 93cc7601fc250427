"""What kind of file a name is that of, for programs and for readers, and how large a file is in words."""

from __future__ import annotations

import mimetypes
import posixpath

from sphinx_newsroom.interface import Interface, translatable

_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
    ".geojson": "application/geo+json",
    ".ics": "text/calendar",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".pdf": "application/pdf",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Types that Python's table lacks, or takes from the machine that it runs on."""

_THOUSAND = 1_000
_FEW = 10
"""Below this many a decimal says something: 1.2 MB, and 12 MB."""


def media_type(path: str) -> str:
    """The media type of a file by its name, the same on every machine.

    >>> media_type("report.PDF")
    'application/pdf'
    """
    suffix = posixpath.splitext(path)[1].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}", strict=True)[0] or "application/octet-stream"


def kind_in_words(path: str) -> str:
    """What readers call a kind of file, ``PDF``.

    >>> kind_in_words("report.pdf")
    'PDF'
    """
    return posixpath.splitext(path)[1].removeprefix(".").upper()


def size_in_words(size: int, interface: Interface) -> str:
    """A number of bytes as readers have it, in steps of a thousand as their systems count.

    >>> [size_in_words(size, Interface("en")) for size in (812, 1_234, 412_000, 999_999)]
    ['812 bytes', '1.2 KB', '412 KB', '1 MB']
    """
    if size < _THOUSAND:
        return interface.plural("{number} byte", "{number} bytes", size)
    value, unit = size / _THOUSAND, translatable("{size} KB")
    for larger in (translatable("{size} MB"), translatable("{size} GB")):
        # rounded before it is compared: 999,999 bytes are 1 MB and not 1000 KB
        if round(value) >= _THOUSAND:
            value, unit = value / _THOUSAND, larger
    return interface.say(unit, size=interface.decimal(value if round(value, 1) < _FEW else round(value)))

"""Files that nobody should offer: empty ones, those that are not what their name says, pictures that are too large."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from sphinx_newsroom.sources.unseen import pictures

MOST_BYTES, MOST_PIXELS = 2_000_000, 4_000
"""The bytes of a picture, and its pixels in either direction, beyond which a warning is given."""
_FITTING = 2_400
"""Pixels of the longer side of a picture that was made smaller: twice the width of the widest column."""

_KINDS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"%PDF-"), ".pdf"),
    (re.compile(rb"PK\x03\x04"), ".docx .xlsx .pptx .odt .ods .odp .zip .epub .docm .xlsm .kmz"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), ".doc .xls .ppt .msg"),
    (re.compile(rb"\xff\xd8\xff"), ".jpg .jpeg"),
    (re.compile(rb"\x89PNG\r\n"), ".png"),
    (re.compile(rb"GIF8"), ".gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), ".webp"),
    (re.compile(rb"....ftyp(?:hei|mif)", re.DOTALL), ".heic .heif .avif"),
    (re.compile(rb"\{\\rtf"), ".rtf .doc"),
    (re.compile(rb"\s*(?:<!doctype\s+html|<html\b)", re.IGNORECASE), ".html .htm"),
    (re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<svg"), ".svg"),
    (re.compile(rb"version https://git-lfs"), ".lfs"),
)
"""How files begin, with the suffixes that they may have."""
_LAST = ((b"\x89PNG", b"IEND"), (b"\xff\xd8\xff", b"\xff\xd9"), (b"GIF8", b"\0;"), (b"%PDF-", b"%%EOF"))
"""What stands near the end of a file that begins so."""
_LEAST = 200
_FRAME = b"\xc0\xc1\xc2\xc3\xc5\xc6\xc7\xc9\xca\xcb\xcd\xce\xcf"
_MARK = 0xFF
"""What the parts of a JPEG begin with, and how those are called that have its size (ITU T.81, table B.1)."""


def contents(path: Path, name: str) -> Iterator[str]:
    """What is wrong with a file as such, as kinds of :data:`~sphinx_newsroom.sources.unseen.WORDS`."""
    suffix = os.path.splitext(name)[1].lower()
    try:
        with path.open("rb") as stream:
            begin, size = stream.read(1 << 16), os.fstat(stream.fileno()).st_size
            stream.seek(max(size - (1 << 16), 0))
            end = stream.read()
    except OSError:
        return
    if not begin.strip():
        yield "empty"
    elif next((True for sign, suffixes in _KINDS if sign.match(begin) and suffix not in suffixes.split()), False):
        yield "content"
    elif size > _LEAST and any(begin.startswith(sign) and last not in end for sign, last in _LAST):
        yield "cut"
    elif is_large(begin, size) and suffix in pictures.SUFFIXES:
        yield "large"


def is_large(begin: bytes, size: int | None = None) -> bool:
    """Whether a picture has more bytes or pixels than a page needs, by how it begins."""
    return (size or len(begin)) > MOST_BYTES or max(_pixels(begin), default=0) > MOST_PIXELS


def _pixels(begin: bytes) -> tuple[int, ...]:
    """The width and height of a picture; nothing where they are not told at its beginning."""
    if begin.startswith(b"\x89PNG") and begin[12:16] == b"IHDR":
        return int.from_bytes(begin[16:20]), int.from_bytes(begin[20:24])
    if begin.startswith(b"GIF8"):
        return int.from_bytes(begin[6:8], "little"), int.from_bytes(begin[8:10], "little")
    place = 2 if begin.startswith(b"\xff\xd8") else len(begin)
    while place + 9 < len(begin) and begin[place] == _MARK:
        if begin[place + 1] in _FRAME:
            return int.from_bytes(begin[place + 7 : place + 9]), int.from_bytes(begin[place + 5 : place + 7])
        place += 2 + int.from_bytes(begin[place + 2 : place + 4])
    return ()


def smaller(data: bytes) -> bytes:
    """A picture with fewer pixels, and without what cameras write into it.  Raises CannotError."""
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise pictures.CannotError("that needs Pillow: pip install 'sphinx-newsroom[cards]'") from None
    try:
        with Image.open(io.BytesIO(data)) as found:
            if getattr(found, "is_animated", False):
                raise pictures.CannotError("it moves")
            shown = ImageOps.exif_transpose(found)
            for pixels in (_FITTING, _FITTING // 2, _FITTING // 4):
                shown.thumbnail((pixels, pixels))
                made = io.BytesIO()
                shown.save(made, found.format, quality=85, icc_profile=found.info.get("icc_profile"))
                if len(made.getvalue()) <= MOST_BYTES:
                    break
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise pictures.CannotError(f"it cannot be read: {error}") from error
    return made.getvalue()

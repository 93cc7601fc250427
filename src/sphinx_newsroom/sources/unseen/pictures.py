"""Pictures: whether one says where it was taken, and the same picture without that, which shows the same to the byte.

The reader does not follow how JPEG, PNG, WebP and AVIF are put together, which is what libraries are for.  All of them
hold Exif data as TIFF behind a sign of their own, and XMP as plain XML; so the signs are looked for in the whole file,
also in the second picture that telephones put behind the first.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice

from sphinx_newsroom.sources.unseen import exif

SUFFIXES = (".avif", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".webp")
"""The pictures that are looked into."""

CHANGEABLE = (".gif", ".jpeg", ".jpg", ".png", ".webp")
"""Those whose position can be taken out."""

_TIFFS = b"II*\0", b"MM\0*"
_JPEG, _PNG, _WEBP = b"Exif\0\0", b"eXIf", b"EXIF"
"""What stands before Exif data in JPEG (and often elsewhere), in PNG, and, with a length between, in WebP."""
_FIRST = b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"
"""How Exif data begin: the first directory stands behind the head."""
_MOST = 100
"""Exif data in a file that are looked at; a telephone writes three."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHECKED = (b"eXIf", b"iTXt", b"tEXt")

_LATITUDES = b":GPSLatitude", b":GpsLatitude"
"""In XMP, as Adobe and as a maker of drones writes it."""
_SAYS = re.compile(rb""":G[Pp][Ss]Latitude\s{0,9}(?:=\s{0,9}["'][^"']{0,40}?[1-9]|>[^<]{0,40}?[1-9])""")
_PACKET = b"<rdf:RDF", b"</rdf:RDF>"
_NAME = rb"[\w.-]{1,40}:(?:G[Pp][Ss]\w{0,40}|\w{0,20}SerialNumber|(?:Camera)?OwnerName)|xmpGImg:image"
_TOLD = re.compile(
    rb"""
    \s(?:%(name)s)\s{0,9}=\s{0,9}(?:"[^"<]*"|'[^'<]*')   # exif:GPSLatitude="48,12.5N"
    | <(?P<name>%(name)s)(?:\s[^<>]*)?>[^<]*</(?P=name)\s*>  # <exif:GPSLatitude>48,12.5N</exif:GPSLatitude>
    """
    % {b"name": _NAME},
    re.VERBOSE,
)


class CannotError(ValueError):
    """A picture whose position cannot be taken out without making it anew."""


def has_position(data: bytes) -> bool:
    """Whether a picture says where it was taken, in its Exif data or in XMP."""
    return any(exif.has_position(exif.Tiff(data, base, end or len(data))) for base, end in _exif(data)) or _in_xmp(data)


def _in_xmp(data: bytes) -> bool:
    return any(_SAYS.match(data, place) for sign in _LATITUDES for place in _places(data, sign))


def _exif(data: bytes) -> Iterator[tuple[int, int | None]]:
    """Where Exif data begin and end; the end is None in AVIF, which says it elsewhere."""
    return islice(filter(None, (_framed(data, place) for sign in _TIFFS for place in _places(data, sign))), _MOST)


def _places(data: bytes, sign: bytes) -> Iterator[int]:
    place = data.find(sign)
    while place >= 0:
        yield place
        place = data.find(sign, place + 1)


def _framed(data: bytes, place: int) -> tuple[int, int | None] | None:
    """Where the Exif data at a place end, if what stands before it says that they are some."""
    before = data[max(place - 16, 0) : place]
    if before.endswith(_PNG):
        return place, min(place + int.from_bytes(before[-8:-4]), len(data))
    head = before.removesuffix(_JPEG)
    if head[-8:-4] == _WEBP:
        return place, min(place - len(before) + len(head) + int.from_bytes(head[-4:], "little"), len(data))
    if head != before:
        if data[4:8] == b"ftyp":
            return place, None
        return place, min(place - len(_JPEG) - 2 + int.from_bytes(head[-2:]), len(data))
    is_item = data[4:8] == b"ftyp" and before.endswith(bytes(4))
    return (place, None) if is_item and data.startswith(_FIRST, place) else None


def without_position(data: bytes) -> bytes:
    """The picture without where it was taken, whose camera took it and the small picture; of the same length.

    Who made it and who has the rights stays, and so do colours and the way up.  Raises CannotError.
    """
    changed = bytearray(data)
    for base, end in _exif(data):
        if end is None:
            raise CannotError("it is of a kind that cannot be changed in place")
        exif.blank(changed, base, end)
    for begin, end in _packets(data):
        changed[begin:end] = _TOLD.sub(lambda found: b" " * len(found[0]), changed[begin:end])
    if changed.startswith(_SIGNATURE):
        _seal(changed)
    if has_position(bytes(changed)):
        raise CannotError("it stands where it cannot be taken out alone")
    return bytes(changed)


def _packets(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the XMP stands."""
    begin = data.find(_PACKET[0])
    while begin >= 0 and (end := data.find(_PACKET[1], begin)) >= 0:
        yield begin, end
        begin = data.find(_PACKET[0], end)


def _seal(data: bytearray) -> None:
    """Write the checksums of a PNG's parts that may have been changed (PNG, 5.3)."""
    place = len(_SIGNATURE)
    while place + 12 <= len(data):
        end = place + 8 + int.from_bytes(data[place : place + 4])
        if end + 4 > len(data):
            return
        if data[place + 4 : place + 8] in _CHECKED:
            data[end : end + 4] = zlib.crc32(data[place + 4 : end]).to_bytes(4)
        place = end + 4

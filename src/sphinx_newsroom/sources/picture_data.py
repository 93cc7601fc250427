"""Pictures: whether one says where it was taken, and the same picture without that, which shows the same to the byte.

The reader does not follow how JPEG, PNG, WebP and AVIF are put together, which is what libraries are for.  All of them
hold Exif data as TIFF behind a sign of their own, and XMP as plain XML; so the signs are looked for in the whole file,
also in the second picture that telephones put behind the first.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

# The Exif data of a picture: whether it says where that was taken, and what is to be blanked for it not to say so.
#
# Exif is TIFF: directories of entries with a tag each, whose values stand in the entry or elsewhere (CIPA DC-008, 4.6).
# Nothing is moved, so that every offset stays right, also those that only the maker of the camera knows of.

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of a value, by its type (TIFF 6.0, "Types")."""
_ENTRY = 12
_MOST_ENTRIES = 512
"""Entries of a directory that are looked at; cameras write some sixty."""

_GPS, _EXIF = 0x8825, 0x8769
_LATITUDE, _LONGITUDE = 2, 4
_OFFSET, _LENGTH = 0x0201, 0x0202
"""Where the small picture stands that viewers show in a list, and how long it is."""

PERSONAL = frozenset({0x927C, 0xA430, 0xA431, 0xA435, 0xC62F, 0x013C})
"""The maker's note (with serial numbers, names, faces), the owner, serial numbers of camera and lens, the computer."""


class Entry(NamedTuple):
    """An entry of a directory: where it stands, its *tag*, and where its value stands and how long it is."""

    place: int
    tag: int
    begin: int
    size: int


class Tiff(NamedTuple):
    """TIFF data from *base* to *end* within *data*; offsets count from *base*."""

    data: bytes | bytearray
    base: int
    end: int

    def number(self, place: int, size: int) -> int:
        """The unsigned number of *size* bytes at a place of the data; 0 where that is outside."""
        if not self.base <= place <= self.end - size:
            return 0
        order = ">" if self.data[self.base : self.base + 1] == b"M" else "<"
        return int(struct.unpack_from(order + {2: "H", 4: "I"}[size], self.data, place)[0])

    def first(self) -> int:
        """Where the first directory stands."""
        return self.base + self.number(self.base + 4, 4)

    def entries(self, directory: int) -> Iterator[Entry]:
        """The entries of a directory, those whose values lie outside of the data passed over."""
        for number in range(min(self.number(directory, 2), _MOST_ENTRIES)):
            place = directory + 2 + number * _ENTRY
            if place + _ENTRY > self.end:
                return
            size = _SIZES.get(self.number(place + 2, 2), 0) * self.number(place + 4, 4)
            begin = place + 8 if size <= 4 else self.base + self.number(place + 8, 4)  # noqa: PLR2004
            if begin + size <= self.end:
                yield Entry(place, self.number(place, 2), begin, size)

    def below(self, directory: int, tag: int) -> int | None:
        """The directory to which an entry of another leads."""
        found = next((one for one in self.entries(directory) if one.tag == tag), None)
        return self.base + self.number(found.begin, 4) if found else None


def _tiff_has_position(tiff: Tiff) -> bool:
    """Whether it says where: a latitude and a longitude that were known, not all zeros as cameras write without."""
    gps = tiff.below(tiff.first(), _GPS)
    if gps is None:
        return False
    found = {one.tag: one for one in tiff.entries(gps) if one.tag in (_LATITUDE, _LONGITUDE)}
    return len(found) == 2 and any(_is_number(tiff, one) for one in found.values())  # noqa: PLR2004


def _is_number(tiff: Tiff, entry: Entry) -> bool:
    """Whether one of its fractions is a number above 0."""
    places = range(entry.begin, entry.begin + min(entry.size, 24), 8)
    return any(tiff.number(place, 4) and tiff.number(place + 4, 4) for place in places)


def blank(data: bytearray, base: int, end: int) -> None:
    """Blank the position in the Exif data from *base* to *end*, what is :data:`PERSONAL`, and the small picture.

    The small picture may show what was cut off from the large one.
    """
    tiff = Tiff(data, base, end)
    first = tiff.first()
    for directory in (first, tiff.below(first, _EXIF)):
        if directory is not None:
            for entry in [one for one in tiff.entries(directory) if one.tag in PERSONAL]:
                _zero(data, entry.begin, entry.size)
    gps, link = tiff.below(first, _GPS), first + 2 + tiff.number(first, 2) * _ENTRY
    if gps is not None:
        _empty(tiff, data, gps)
    small = tiff.number(link, 4)
    if small:
        _empty_small(tiff, data, base + small)
        data[link : link + 4] = bytes(4)
    for directory in filter(None, (tiff.below(first, _EXIF), first)):
        _without(tiff, data, directory, PERSONAL | {_GPS})


def _empty(tiff: Tiff, data: bytearray, directory: int) -> None:
    """Blank a directory with all its values."""
    for entry in list(tiff.entries(directory)):
        _zero(data, entry.begin, entry.size)
        _zero(data, entry.place, _ENTRY)
    if directory + 2 <= tiff.end:
        _zero(data, directory, 2)


def _empty_small(tiff: Tiff, data: bytearray, directory: int) -> None:
    found = {one.tag: tiff.number(one.begin, 4) for one in tiff.entries(directory)}
    begin, size = tiff.base + found.get(_OFFSET, 0), found.get(_LENGTH, 0)
    if _OFFSET in found:
        _zero(data, begin, min(size, tiff.end - begin))
    _empty(tiff, data, directory)


def _without(tiff: Tiff, data: bytearray, directory: int, tags: frozenset[int]) -> None:
    """Take entries out of a directory: those after them, and the link to the next directory, move up."""
    count = tiff.number(directory, 2)
    begin, end = directory + 2, directory + 2 + count * _ENTRY + 4
    if count > _MOST_ENTRIES or end > tiff.end:
        return
    rows = [bytes(data[place : place + _ENTRY]) for place in range(begin, end - 4, _ENTRY)]
    left = [row for number, row in enumerate(rows) if tiff.number(begin + number * _ENTRY, 2) not in tags]
    order = ">H" if data[tiff.base : tiff.base + 1] == b"M" else "<H"
    rest = b"".join(left) + data[end - 4 : end]
    data[begin:end] = rest + bytes(end - begin - len(rest))
    struct.pack_into(order, data, directory, len(left))


def _zero(data: bytearray, begin: int, size: int) -> None:
    if size > 0:
        data[begin : begin + size] = bytes(size)


# The files of pictures.

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
    return any(_tiff_has_position(Tiff(data, base, end or len(data))) for base, end in _exif(data)) or any(
        _SAYS.match(data, place) for sign in _LATITUDES for place in _places(data, sign)
    )


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
        blank(changed, base, end)
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

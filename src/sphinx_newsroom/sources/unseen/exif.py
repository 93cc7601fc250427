"""The Exif data of a picture: whether it says where that was taken, and what is to be blanked for it not to say so.

Exif is TIFF: directories of entries with a tag each, whose values stand in the entry or elsewhere (CIPA DC-008, 4.6).
Nothing is moved, so that every offset stays right, also those that only the maker of the camera knows of.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of a value, by its type (TIFF 6.0, "Types")."""
_ENTRY = 12
_MOST = 512
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
        for number in range(min(self.number(directory, 2), _MOST)):
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


def has_position(tiff: Tiff) -> bool:
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
    if count > _MOST or end > tiff.end:
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

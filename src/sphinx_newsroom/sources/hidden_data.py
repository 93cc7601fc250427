"""Find hidden data in images and attachments that the author may not have meant to publish.

Only a few certain things are reported: locations in photographs and videos, tracked changes and comments, hidden
sheets, slides and layers, speaker notes, and paths in drawings. Authors' names and programs are in nearly every file,
and aren't reported.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sphinx_newsroom.memory import late_pattern

# Exif data: finding the location, and blanking it. Exif is TIFF: directories of entries with a tag each, whose values
# are in the entry or elsewhere (CIPA DC-008, 4.6). Nothing is moved, so that all offsets stay valid, including those in
# proprietary data.

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""The size of a value in bytes, by its type (TIFF 6.0, "Types")."""
_ENTRY = 12
_MOST_ENTRIES = 512
"""The maximum number of entries read in a directory; cameras write about sixty."""

_GPS, _EXIF = 0x8825, 0x8769
_LATITUDE, _LONGITUDE = 2, 4
_OFFSET, _LENGTH = 0x0201, 0x0202
"""The tags for the offset and length of the thumbnail."""

PERSONAL = frozenset({0x927C, 0xA430, 0xA431, 0xA435, 0xC62F, 0x013C})
"""Tags with personal data: maker's note (serial numbers, names, faces), owner, serial numbers of camera and lens,
computer.
"""


class TiffEntry(NamedTuple):
    """An entry of a directory: its offset, its *tag*, and the offset and size of its value."""

    place: int
    tag: int
    begin: int
    size: int


class Tiff(NamedTuple):
    """TIFF data from *base* to *end* in *data*; offsets are relative to *base*."""

    data: bytes | bytearray
    base: int
    end: int

    def number(self, place: int, size: int) -> int:
        """Read an unsigned number of *size* bytes, or return 0 if the place is outside of the data."""
        if not self.base <= place <= self.end - size:
            return 0
        order = ">" if self.data[self.base : self.base + 1] == b"M" else "<"
        return int(struct.unpack_from(order + {2: "H", 4: "I"}[size], self.data, place)[0])

    def first(self) -> int:
        """Return the offset of the first directory."""
        return self.base + self.number(self.base + 4, 4)

    def entries(self, directory: int) -> Iterator[TiffEntry]:
        """Yield the entries of a directory, except those whose values are outside of the data."""
        for number in range(min(self.number(directory, 2), _MOST_ENTRIES)):
            place = directory + 2 + number * _ENTRY
            if place + _ENTRY > self.end:
                return
            size = _SIZES.get(self.number(place + 2, 2), 0) * self.number(place + 4, 4)
            begin = place + 8 if size <= 4 else self.base + self.number(place + 8, 4)  # noqa: PLR2004
            if begin + size <= self.end:
                yield TiffEntry(place, self.number(place, 2), begin, size)

    def below(self, directory: int, tag: int) -> int | None:
        """Return the directory that an entry of another one refers to."""
        found = next((one for one in self.entries(directory) if one.tag == tag), None)
        return self.base + self.number(found.begin, 4) if found else None


def _tiff_has_position(tiff: Tiff) -> bool:
    """Whether there are a latitude and a longitude; cameras without a location write zeros."""
    gps = tiff.below(tiff.first(), _GPS)
    if gps is None:
        return False
    found = {one.tag: one for one in tiff.entries(gps) if one.tag in (_LATITUDE, _LONGITUDE)}
    return len(found) == 2 and any(_is_number(tiff, one) for one in found.values())  # noqa: PLR2004


def _is_number(tiff: Tiff, entry: TiffEntry) -> bool:
    """Whether one of its fractions isn't zero."""
    places = range(entry.begin, entry.begin + min(entry.size, 24), 8)
    return any(tiff.number(place, 4) and tiff.number(place + 4, 4) for place in places)


def blank(data: bytearray, base: int, end: int) -> None:
    """Blank the location, the tags in :data:`PERSONAL` and the thumbnail in the Exif data from *base* to *end*.

    The thumbnail may show what was cropped from the image.
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


def _zero(data: bytearray, begin: int, size: int) -> None:
    if size > 0:
        data[begin : begin + size] = bytes(size)


# Image files.

SUFFIXES = (".avif", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".webp")
"""The image files that are checked."""

CHANGEABLE = (".gif", ".jpeg", ".jpg", ".png", ".webp")
"""Those from which the location can be removed."""

_TIFFS = b"II*\0", b"MM\0*"
_JPEG, _PNG, _WEBP = b"Exif\0\0", b"eXIf", b"EXIF"
"""What precedes Exif data: in JPEG (and often elsewhere), in PNG, and, before a length, in WebP."""
_FIRST = b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"
"""The usual beginning of Exif data, with the first directory after the header."""
_MOST = 100
"""The maximum number of Exif blocks read in a file; phones write three."""
_SIGNATURE_PICTURE_DATA = b"\x89PNG\r\n\x1a\n"
_CHECKED = (b"eXIf", b"iTXt", b"tEXt")

_LATITUDES = b":GPSLatitude", b":GpsLatitude"
"""The location in XMP, as written by Adobe and by a maker of drones."""
_SAYS = late_pattern(rb""":G[Pp][Ss]Latitude\s{0,9}(?:=\s{0,9}["'][^"']{0,40}?[1-9]|>[^<]{0,40}?[1-9])""")
_PACKET = b"<rdf:RDF", b"</rdf:RDF>"
_NAME = rb"[\w.-]{1,40}:(?:G[Pp][Ss]\w{0,40}|\w{0,20}SerialNumber|(?:Camera)?OwnerName)|xmpGImg:image"
_TOLD = late_pattern(
    rb"""
    \s(?:%(name)s)\s{0,9}=\s{0,9}(?:"[^"<]*"|'[^'<]*')   # exif:GPSLatitude="48,12.5N"
    | <(?P<name>%(name)s)(?:\s[^<>]*)?>[^<]*</(?P=name)\s*>  # <exif:GPSLatitude>48,12.5N</exif:GPSLatitude>
    """
    % {b"name": _NAME},
    re.VERBOSE,
)


class CannotError(ValueError):
    """The location can't be removed without re-encoding the image."""


def has_position(data: bytes) -> bool:
    """Whether an image has a location in its Exif or XMP data."""
    return any(_tiff_has_position(Tiff(data, base, end or len(data))) for base, end in _exif(data)) or any(
        _SAYS.match(data, place) for sign in _LATITUDES for place in _occurrences(data, sign)
    )


def _exif(data: bytes) -> Iterator[tuple[int, int | None]]:
    """Yield the start and end of Exif data; the end is None in AVIF, which stores it elsewhere."""
    return islice(
        filter(None, (_exif_range(data, place) for sign in _TIFFS for place in _occurrences(data, sign))), _MOST
    )


def _occurrences(data: bytes, sign: bytes) -> Iterator[int]:
    place = data.find(sign)
    while place >= 0:
        yield place
        place = data.find(sign, place + 1)


def _exif_range(data: bytes, place: int) -> tuple[int, int | None] | None:
    """Return the start and end of the Exif data at a place, if the bytes before it identify it as such."""
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
    """Remove the location, personal tags and the thumbnail from an image, without changing its length.

    Author, rights, colours and orientation are kept. Raises CannotError.
    """
    changed = bytearray(data)
    for base, end in _exif(data):
        if end is None:
            raise CannotError("this kind of file can't be changed")
        blank(changed, base, end)
    for begin, end in _packets(data):
        changed[begin:end] = _TOLD.sub(lambda found: b" " * len(found[0]), changed[begin:end])
    if changed.startswith(_SIGNATURE_PICTURE_DATA):
        _update_checksums(changed)
    if has_position(bytes(changed)):
        raise CannotError("the data can't be removed separately")
    return bytes(changed)


def _packets(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the ranges of XMP data."""
    begin = data.find(_PACKET[0])
    while begin >= 0 and (end := data.find(_PACKET[1], begin)) >= 0:
        yield begin, end
        begin = data.find(_PACKET[0], end)


def _update_checksums(data: bytearray) -> None:
    """Update the checksums of a PNG's chunks that may have changed (PNG, 5.3)."""
    place = len(_SIGNATURE_PICTURE_DATA)
    while place + 12 <= len(data):
        end = place + 8 + int.from_bytes(data[place : place + 4])
        if end + 4 > len(data):
            return
        if data[place + 4 : place + 8] in _CHECKED:
            data[end : end + 4] = zlib.crc32(data[place + 4 : end]).to_bytes(4)
        place = end + 4


# Office documents, which are ZIP files of XML; and files that are empty, large, or have the wrong suffix.

MOST_BYTES, MOST_PIXELS = 2_000_000, 4_000
"""The size of an image in bytes, and its width or height in pixels, above which a warning is given."""
_FITTING = 2_400
"""The longer side of a resized image in pixels: twice the width of the widest column."""

_BEGINNINGS = (
    (rb"%PDF-", ".pdf"),
    (rb"PK\x03\x04", ".docx .xlsx .pptx .odt .ods .odp .zip .epub .docm .xlsm .kmz"),
    (rb"\xd0\xcf\x11\xe0", ".doc .xls .ppt .msg"),
    (rb"\xff\xd8\xff", ".jpg .jpeg"),
    (rb"\x89PNG\r\n", ".png"),
    (rb"GIF8", ".gif"),
    (rb"(?s)RIFF....WEBP", ".webp"),
    (rb"(?s)....ftyp(?:hei|mif)", ".heic .heif .avif"),
    (rb"\{\\rtf", ".rtf .doc"),
    (rb"(?i)\s*(?:<!doctype\s+html|<html\b)", ".html .htm"),
    (rb"\s*(?:<\?xml[^>]*>\s*)?<svg", ".svg"),
    (rb"version https://git-lfs", ".lfs"),
)
"""The beginnings of files, with the suffixes that they may have."""
_LAST = ((b"\x89PNG", b"IEND"), (b"\xff\xd8\xff", b"\xff\xd9"), (b"GIF8", b"\0;"), (b"%PDF-", b"%%EOF"))
"""The bytes that must be near the end of files with these beginnings."""
_LEAST = 200
_FRAME = b"\xc0\xc1\xc2\xc3\xc5\xc6\xc7\xc9\xca\xcb\xcd\xce\xcf"
_MARK = 0xFF
"""The first byte of JPEG markers, and the markers that contain the dimensions (ITU T.81, table B.1)."""


def contents(path: Path, name: str) -> Iterator[str]:
    """Yield what is wrong with a file as a whole, as items of :data:`KINDS`."""
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
    elif any(re.match(sign, begin) and suffix not in suffixes.split() for sign, suffixes in _BEGINNINGS):
        yield "content"
    elif size > _LEAST and any(begin.startswith(sign) and last not in end for sign, last in _LAST):
        yield "cut"
    elif is_large(begin, size) and suffix in SUFFIXES:
        yield "large"


def is_large(begin: bytes, size: int | None = None) -> bool:
    """Whether an image has more bytes or pixels than a page needs, given its beginning."""
    return (size or len(begin)) > MOST_BYTES or max(_pixels(begin), default=0) > MOST_PIXELS


def _pixels(begin: bytes) -> tuple[int, ...]:
    """Return the width and height of an image, or nothing if they aren't at its beginning."""
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
    """Resize an image and drop its metadata. Raises CannotError."""
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise CannotError("this requires Pillow: pip install 'sphinx-newsroom[cards]'") from None
    try:
        with Image.open(io.BytesIO(data)) as found:
            if getattr(found, "is_animated", False):
                raise CannotError("it moves")
            shown = ImageOps.exif_transpose(found)
            for pixels in (_FITTING, _FITTING // 2, _FITTING // 4):
                shown.thumbnail((pixels, pixels))
                made = io.BytesIO()
                shown.save(made, found.format, quality=85, icc_profile=found.info.get("icc_profile"))
                if len(made.getvalue()) <= MOST_BYTES:
                    break
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise CannotError(f"it can't be read: {error}") from error
    return made.getvalue()


_DOCUMENTS = (".docx", ".epub", ".odp", ".ods", ".odt", ".pptx", ".xlsx")

_MEMBERS = 5_000
"""Files with more members aren't checked; a long presentation has a thousand."""
_PART = 32 << 20
_ALL = 256 << 20
"""The maximum number of bytes unpacked per member, and per file."""
_RATIO = 200
"""The maximum ratio of unpacked bytes to the file's size, after the first megabyte."""
_SIGNATURE = b"PK\3\4"


# A tag ends before the next begins, so these patterns are linear.
_SIGNS = (
    (
        "changes",
        r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml",
        rb"<w:(?:ins|del|moveFrom|moveTo)\s[^<>]*\bw:author=",
    ),
    ("comments", r"word/comments\.xml", rb"<w:comment\s"),
    ("comments", r"ppt/comments/[^/]+\.xml", rb"<(?:p|p188):cm\s"),
    ("notes", r"ppt/notesSlides/[^/]+\.xml", rb"<a:t>\s*[^<\s]"),
    ("slides", r"ppt/slides/[^/]+\.xml", rb"""<p:sld\s[^<>]*\bshow=["'](?:0|false)["']"""),
    ("sheets", r"xl/workbook\.xml", rb"""<(?:\w+:)?sheet\s[^<>]*\bstate=["'](?:hidden|veryHidden)["']"""),
    ("changes", r"content\.xml", rb"<text:changed-region[\s/>]"),
    ("comments", r"content\.xml", rb"<office:annotation[\s/>]"),
)
"""The kinds of hidden data in documents: the kind, the members to check, and the sign."""


def _has_sign(kind: str, sign: bytes, data: bytes) -> bool:
    # Speaker notes also contain the slide number, which is a field (`a:fld`) and not a run.
    runs = [run.partition(b"</a:r>")[0] for run in data.split(b"<a:r>")[1:]] if kind == "notes" else [data]
    return any(re.search(sign, run) for run in runs)


def _of_document(stream: BinaryIO) -> Iterator[str]:
    """Yield the kinds of hidden data in a document: ``changes``, ``comments``.

    Raises zipfile's exceptions if it is damaged or encrypted.
    """
    from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, is_zipfile  # rarely needed

    if stream.read(len(_SIGNATURE)) != _SIGNATURE and not is_zipfile(stream):
        return
    left = min(_ALL, (1 << 20) + stream.seek(0, os.SEEK_END) * _RATIO)
    with ZipFile(stream) as archive:
        members = archive.infolist()
        for member in members if len(members) <= _MEMBERS else ():
            signs = [(kind, sign) for kind, name, sign in _SIGNS if re.fullmatch(name, member.filename)]
            is_picture = member.filename.lower().endswith(SUFFIXES)
            if left <= 0 or not (signs or is_picture):
                continue
            # OPC, ISO/IEC 29500-2, 7.3.7; OpenDocument 1.3, part 2, 2.2
            if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise BadZipFile("no office program packs so, and zipfile sets no bound to what is unpacked")
            with archive.open(member) as part:
                data = part.read(min(_PART, left))
            left -= len(data)
            yield from (kind for kind, sign in signs if _has_sign(kind, sign, data))
            if is_picture and has_position(data):
                yield "pictures"


# Drawings: hidden layers, and file paths that Inkscape leaves in an SVG.

_DRAWINGS = (".svg",)

_GROUP = late_pattern(rb"<(?:svg:)?g\s[^<>]*>")
_LAYER = late_pattern(rb"""\binkscape:groupmode=["']layer["']""")
_OFF = late_pattern(rb"""\bdisplay\s{0,9}[:=]\s{0,9}["']?\s{0,9}none""")
_DRAWN_AT = late_pattern(rb"""\s(?:inkscape:export-filename|sodipodi:absref)=["'][^"'<>]*[/\\]""")


def _of_drawing(data: bytes) -> Iterator[str]:
    """Yield the kinds of hidden data in a drawing: ``layers``, ``paths``."""
    if any(_LAYER.search(group[0]) and _OFF.search(group[0]) for group in _GROUP.finditer(data)):
        yield "layers"
    if _DRAWN_AT.search(data):
        yield "paths"


# Videos: the location that phones write (ISO 6709, in a box of the MP4's index).

_FILMS = (".mp4",)

_BOXES = 10_000
_INDEX = 64 << 20
"""The maximum number of boxes, and bytes of the index, that are read; the index has about 10 KB per minute."""
_KEY = b"com.apple.quicktime.location.ISO6709"
_FILMED_AT = late_pattern(rb"\xa9xyz....[+-]\d{1,3}(?:\.\d+)?[+-]\d{1,3}", re.DOTALL)
_VALUE = late_pattern(rb"[+-]\d{2,3}\.\d+[+-]\d{2,3}\.\d+")


def _film_has_position(stream: BinaryIO) -> bool:
    """Whether a video has a location; raises ValueError if its boxes are invalid."""
    index = _index(stream)
    return _FILMED_AT.search(index) is not None or (_KEY in index and _VALUE.search(index) is not None)


def _index(stream: BinaryIO) -> bytes:
    """Return the content of the box ``moov`` (ISO/IEC 14496-12, 8.2.1), or nothing if there is none."""
    place, file_size = 0, os.fstat(stream.fileno()).st_size
    for _ in range(_BOXES):
        stream.seek(place)
        head = stream.read(16)
        if len(head) < 8:  # noqa: PLR2004
            return b""
        size, first = int.from_bytes(head[:4]), 8
        if size == 1:  # a large box has its size after its name
            size, first = int.from_bytes(head[8:16]), 16
        if 0 < size < first:
            raise ValueError("a box is smaller than its header")
        if head[4:8] == b"moov":
            stream.seek(place + first)
            return stream.read(min(_INDEX, size - first) if size else _INDEX)
        place += size
        if size == 0 or place > file_size:  # 0 means to the end of the file
            return b""
    return b""


VERSION = 4
"""The version of these checks: if it changes, all files are checked again."""

KINDS = "position pictures changes comments notes sheets slides layers paths damaged empty content cut large".split()
"""The kinds of hidden data and other faults, which ``advice.toml`` describes; ``newsroom_allow`` uses them."""

_LARGEST = 64 << 20
"""The maximum number of bytes read of an image; metadata is usually before the image data."""


def hidden_kinds(path: Path, name: str) -> tuple[str, ...]:
    """Return the kinds of hidden data in a file, in the order of :data:`KINDS`; empty if it can't be opened.

    Args:
        path: The file's path.
        name: Its name, which may differ from the path; the suffix decides how it is read.
    """
    found = set(contents(path, name))
    try:
        with path.open("rb") as stream:
            if found.isdisjoint(("empty", "content", "cut")):
                found.update(_kinds_in(stream, os.path.splitext(name)[1].lower()))
    except OSError:
        return ()
    return tuple(kind for kind in KINDS if kind in found)


def _kinds_in(stream: BinaryIO, suffix: str) -> Iterable[str]:
    try:
        if suffix in SUFFIXES:
            return {"position"} if has_position(stream.read(_LARGEST)) else ()
        if suffix in _DRAWINGS:
            return set(_of_drawing(stream.read(_LARGEST)))
        if suffix in _DOCUMENTS:
            return set(_of_document(stream))
        return {"position"} if suffix in _FILMS and _film_has_position(stream) else ()
    except Exception:  # damaged files can raise anything, and the other files must still be checked
        return {"damaged"}

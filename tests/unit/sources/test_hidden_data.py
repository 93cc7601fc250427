"""What files say that no reader sees: found in each kind, and taken out of pictures that then show the same."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.sources.hidden_data import KINDS, CannotError, has_position, hidden_kinds, without_position

Image = pytest.importorskip("PIL.Image")

_GPS, _EXIF = 0x8825, 0x8769
VIENNA = {1: "N", 2: (48.0, 12.0, 30.0), 3: "E", 4: (16.0, 22.0, 0.0)}
XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description exif:GPSLatitude="48,12.5N" '
    'aux:SerialNumber="CANARY-1"><dc:rights>Eva Muster</dc:rights><exif:GPSLongitude>16,22.0E</exif:GPSLongitude>'
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def picture(kind: str, gps: Mapping[int, object] | None = None, **keys: Any) -> bytes:
    """A photograph as a camera writes it, with an owner, a serial number, a credit and the way up."""
    shown = Image.linear_gradient("L").resize((24, 16)).convert("RGB")
    data = shown.getexif()
    data.update({274: 6, 315: "Eva Muster", 33432: "All rights reserved"})
    data.get_ifd(_EXIF).update({0xA430: "CANARY-owner", 0xA431: "CANARY-serial", 0x927C: b"CANARY-note"})
    if gps:
        data.get_ifd(_GPS).update(gps)
    stream = io.BytesIO()
    shown.save(stream, kind, exif=data, **keys)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_position_is_found_and_a_picture_without_one_says_none(kind: str) -> None:
    assert has_position(picture(kind, VIENNA))
    assert not has_position(picture(kind))
    assert not has_position(picture(kind, {0: b"\2\3\0\0"})), "a camera that knows of no satellites"
    assert not has_position(picture(kind, {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_taken_out_and_nothing_else_is_another(kind: str) -> None:
    before = picture(kind, VIENNA)
    after = without_position(before)
    assert not has_position(after)
    assert len(after) == len(before)
    assert b"CANARY" not in after
    old, new = Image.open(io.BytesIO(before)), Image.open(io.BytesIO(after))
    assert old.tobytes() == new.tobytes()
    assert not new.getexif().get_ifd(_GPS)
    assert {tag: new.getexif()[tag] for tag in (274, 315, 33432)} == {
        274: 6,
        315: "Eva Muster",
        33432: "All rights reserved",
    }
    assert without_position(after) == after
    if kind == "PNG":
        Image.open(io.BytesIO(after)).verify()  # its checksums


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_xmp_says_it_too(kind: str) -> None:
    before = picture(kind, xmp=XMP.encode())
    assert has_position(before)
    after = without_position(before)
    assert not has_position(after)
    assert len(after) == len(before)
    assert b"Eva Muster</dc:rights>" in after
    assert not any(word in after for word in (b"48,12.5N", b"16,22.0E", b"CANARY"))


def test_the_small_picture_goes_since_it_may_show_what_was_cut_off() -> None:
    cut_off = b"\xff\xd8CANARY of what was cut off\xff\xd9"
    first = struct.pack("<HHHLLL", 1, 274, 3, 1, 6, 26)
    second = struct.pack("<HHHLLHHLLL", 2, 0x201, 4, 1, 56, 0x202, 4, 1, len(cut_off), 0)
    tiff = b"II*\0\x08\0\0\0" + first + second + cut_off
    block = b"Exif\0\0" + tiff
    plain = picture("JPEG")
    data = plain[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2) + block + plain[2:]
    assert b"cut off" not in without_position(data)


def test_of_an_avif_it_is_said_that_it_cannot_be_taken_out() -> None:
    with pytest.raises(CannotError):
        without_position(picture("AVIF", VIENNA))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_picture_ends_nothing_and_keeps_its_length(kind: str) -> None:
    sound, random = picture(kind, VIENNA), Random(32)
    begin = sound.find(b"II*\0")
    for _ in range(400):
        damaged = bytearray(sound)
        for _ in range(random.randint(1, 8)):
            damaged[begin + 4 + random.randrange(260)] = random.choice((0, 1, 127, 255))
        damaged = damaged[: random.choice((len(damaged), begin + random.randrange(300)))]
        has_position(bytes(damaged))
        try:
            assert len(without_position(bytes(damaged))) == len(damaged)
        except CannotError:
            continue


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def film(name: bytes, value: bytes) -> bytes:
    place = struct.pack(">L", len(name + value) + 4) + name + value
    index = struct.pack(">L", len(place) + 16) + b"moov" + struct.pack(">L", len(place) + 8) + b"udta" + place
    return (
        struct.pack(">L", 8)
        + b"ftyp"
        + struct.pack(">LQ", 1, 24)[:4]
        + b"mdat"
        + struct.pack(">Q", 24)
        + bytes(8)
        + index
    )


RUN = "<p:txBody><a:p><a:r><a:rPr/><a:t>{}</a:t></a:r><a:fld><a:rPr/><a:t>7</a:t></a:fld></a:p></p:txBody>"
DELETED = '<w:p><w:del w:id="1" w:author="Eva"><w:r><w:delText>no</w:delText></w:r></w:del></w:p>'
FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "plain.docx": (zipped({"word/document.xml": "<w:p><w:instrText>x</w:instrText></w:p>"}), ()),
    "changes.docx": (zipped({"word/document.xml": DELETED}), ("changes",)),
    "comments.docx": (zipped({"word/comments.xml": '<w:comments><w:comment w:id="0">'}), ("comments",)),
    "photograph.docx": (zipped({"word/media/image1.JPG": picture("JPEG", VIENNA)}), ("pictures",)),
    "hidden.xlsx": (zipped({"xl/workbook.xml": '<sheet name="Pay" sheetId="2" state="veryHidden"/>'}), ("sheets",)),
    "notes.pptx": (zipped({"ppt/notesSlides/notesSlide1.xml": RUN.format("Do not say")}), ("notes",)),
    "slides.pptx": (zipped({"ppt/slides/slide2.xml": '<p:sld xmlns:a="x" show="0">'}), ("slides",)),
    "text.odt": (
        zipped({"content.xml": "<text:changed-region/><office:annotation office:name='1'>"}),
        ("changes", "comments"),
    ),
    "no-archive.docx": (b"PK\3\4 and no more", ("damaged",)),
    "another.docx": (b"{\\rtf1 of another kind}", ("content",)),
    "no-end.xlsx": (zipped({"xl/workbook.xml": "<workbook/>"})[:-30], ("damaged",)),
    "size.docx": (
        zipped({"word/document.xml": "<w:p/>"}).replace(struct.pack("<L", 6), b"\xff\xff\xff\x7f"),
        ("damaged",),
    ),
    "deflate64.docx": (zipped({"word/document.xml": "<w:p/>"}).replace(b"\0\0\x08\0", b"\0\0\x09\0"), ("damaged",)),
    "negative.mp4": (b"\0\0\0\x04moov", ("damaged",)),
    "film.mp4": (film(b"\xa9xyz", b"\0\x12\x15\xc7+48.2085+016.3721/"), ("position",)),
    "quick.mp4": (film(b"mdta", b"com.apple.quicktime.location.ISO6709data+48.2085+016.3721/"), ("position",)),
    "layers.svg": (
        b'<svg><g inkscape:groupmode="layer" style="opacity:1;display: none"><text/></g></svg>',
        ("layers",),
    ),
    "paths.svg": (b'<svg inkscape:export-filename="C:\\Users\\eva\\logo.png"/>', ("paths",)),
    "report.pdf": (b"%PDF-1.4 /Author (Eva)", ()),
}
BOMBS = {"bomb.odt": ("damaged",), "bombs.docx": ()}


@cache
def data_of(name: str) -> bytes:
    """Return a file; packing one that is far larger when unpacked takes seconds, and is left to the first who asks."""
    if name in FILES:
        return FILES[name][0]
    if name == "bomb.odt":
        return zipped({"content.xml": bytes(1 << 28)}, zipfile.ZIP_BZIP2)
    return zipped({f"word/header{number}.xml": bytes(1 << 24) for number in range(9)})


@pytest.mark.parametrize("name", [*FILES, *BOMBS])
def test_what_files_say_unseen(name: str, tmp_path: Path) -> None:
    wanted = BOMBS[name] if name in BOMBS else FILES[name][1]
    (tmp_path / name).write_bytes(data_of(name))
    tracemalloc.start()
    try:
        assert hidden_kinds(tmp_path / name, name) == wanted
        assert tracemalloc.get_traced_memory()[1] < 1 << 27
    finally:
        tracemalloc.stop()


@given(st.sampled_from([*FILES, *BOMBS]), st.data())
def test_no_damage_ends_the_look_at_a_file(name: str, draw: st.DataObject) -> None:
    damaged = bytearray(data_of(name))
    for place, value in draw.draw(
        st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=6)
    ):
        damaged[place] = value
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(damaged[: draw.draw(st.integers(0, len(damaged)))])
        assert set(hidden_kinds(path, name)) <= set(KINDS)


@pytest.mark.parametrize(
    "many",
    [
        lambda n: b"Exif\0\0II*\0\x08\0\0\0" * n,
        lambda n: b":GPSLatitude =" * n,
        lambda n: b"<rdf:RDF <a:GPSx " * n + b"</rdf:RDF>",
    ],
)
def test_no_picture_takes_time_with_the_square_of_its_length(many: Callable[[int], bytes]) -> None:
    data = many(200_000)  # the square of it would be minutes
    has_position(data)
    without_position(data)

"""Documents of office programs: what stands in one and is not seen by whoever attaches it.

They are archives of XML (Office Open XML, ECMA-376; OpenDocument).  What is told here is certain: a change that is
tracked, a comment, a hidden sheet and a speaker's note each have a mark of their own.  No more is read of a file than
its bounds say, and one that is no such archive says nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, is_zipfile

from sphinx_newsroom.sources.unseen import pictures

SUFFIXES = (".docx", ".epub", ".odp", ".ods", ".odt", ".pptx", ".xlsx")

_MEMBERS = 5_000
"""Members of a file beyond which it is not looked into; a long presentation has a thousand."""
_PART = 32 << 20
_ALL = 256 << 20
"""Bytes that are unpacked of one member, and of a file."""
_RATIO = 200
"""How many times its size at most is unpacked of a file, and a megabyte of a small one."""
_SIGNATURE = b"PK\3\4"
_METHODS = (ZIP_STORED, ZIP_DEFLATED)
"""How members may be packed (OPC, ISO/IEC 29500-2, 7.3.7; OpenDocument 1.3, part 2, 2.2)."""


Test = Callable[[bytes], object]


class _Sign(NamedTuple):
    """What tells of something: its kind, in which members, and how."""

    kind: str
    member: re.Pattern[str]
    mark: Test


# A tag ends before the next begins, so none of these looks at a byte twice.
_CHANGE = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\s[^<>]*\bw:author=")
assert _CHANGE.match(b'<w:ins w:id="1" w:author="Eva" w:date="2026-01-01T00:00:00Z">')
_HIDDEN_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^<>]*\bstate=["'](?:hidden|veryHidden)["']""")
_HIDDEN_SLIDE = re.compile(rb"""<p:sld\s[^<>]*\bshow=["'](?:0|false)["']""")
_WORDS = re.compile(rb"<a:t>\s*[^<\s]")


def _has_notes(data: bytes) -> bool:
    """Whether there are words of a speaker's beside the number of the slide, which is a field (``a:fld``)."""
    return any(_WORDS.search(run.partition(b"</a:r>")[0]) for run in data.split(b"<a:r>")[1:])


def _sign(kind: str, member: str, mark: Test) -> _Sign:
    return _Sign(kind, re.compile(member), mark)


_SIGNS = (
    _sign("changes", r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml", _CHANGE.search),
    _sign("comments", r"word/comments\.xml", re.compile(rb"<w:comment\s").search),
    _sign("comments", r"ppt/comments/[^/]+\.xml", re.compile(rb"<(?:p|p188):cm\s").search),
    _sign("notes", r"ppt/notesSlides/[^/]+\.xml", _has_notes),
    _sign("slides", r"ppt/slides/[^/]+\.xml", _HIDDEN_SLIDE.search),
    _sign("sheets", r"xl/workbook\.xml", _HIDDEN_SHEET.search),
    _sign("changes", r"content\.xml", re.compile(rb"<text:changed-region[\s/>]").search),
    _sign("comments", r"content\.xml", re.compile(rb"<office:annotation[\s/>]").search),
)


def unseen(stream: BinaryIO) -> Iterator[str]:
    """What stands in a document and is not seen: ``changes``, ``comments``.

    Raises whatever zipfile does for one that is damaged or protected.
    """
    if stream.read(len(_SIGNATURE)) != _SIGNATURE and not is_zipfile(stream):
        return
    left = min(_ALL, (1 << 20) + stream.seek(0, os.SEEK_END) * _RATIO)
    with ZipFile(stream) as archive:
        members = archive.infolist()
        for member in members if len(members) <= _MEMBERS else ():
            signs = [sign for sign in _SIGNS if sign.member.fullmatch(member.filename)]
            is_picture = member.filename.lower().endswith(pictures.SUFFIXES)
            if left <= 0 or not (signs or is_picture):
                continue
            if member.compress_type not in _METHODS:
                raise BadZipFile("no office program packs so, and zipfile sets no bound to what is unpacked")
            with archive.open(member) as part:
                data = part.read(min(_PART, left))
            left -= len(data)
            yield from (sign.kind for sign in signs if sign.mark(data))
            if is_picture and pictures.has_position(data):
                yield "pictures"

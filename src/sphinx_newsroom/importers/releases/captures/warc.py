"""WARC files: every page that a crawler was sent with status 200, and those that it found unchanged.

A file is cut into its records here, within bounds, and each record is read by warcio: a wrong length or a damaged part
loses that record and says so, and the next one is found again.

Source: ISO 28500:2017 (WARC/1.1), sections 4 to 6 and annex D; RFC 9112, section 7.1 (chunked).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from email.message import Message
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases.captures.beside import CapturedFile, suffix_of
from sphinx_newsroom.importers.releases.captures.bodies import body_of
from sphinx_newsroom.importers.releases.captures.pages import Found, Pages, in_charset, moment

LARGEST_MEMBER = 256 << 20
"""How many bytes a part that is compressed by itself may become: a record, in most files."""
EXPANSION = 100
"""How many times its size a file may become, in all; pages of real files come to about ten."""
LONGEST_HEAD = 64 << 10
"""How many bytes the head of a record, or of what a server sent, may have."""
MOST_FAULTS = 100
"""How many damaged places of a file are told, before the rest is left unread."""

_GZIP, _WARC, _ARC, _END = b"\x1f\x8b", b"WARC/", b"filedesc://", b"\r\n\r\n"
_STEP = 1 << 20
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"(?<=\n)WARC/[01]\.\d+\r?\n")
_WANTED = re.compile(rb"^warc-type:[ \t]*(?:response|revisit)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_OK = "200"
_MOVED = ("301", "308")
"""An address that is answered by another for good; by others the newest release is led to, or who is not logged in."""


class Fault(NamedTuple):
    """A part that cannot be read: what is wrong, and at which byte of the file."""

    what: str
    at: int


def knows(data: bytes) -> bool:
    """Whether a file is a WARC file, or an ARC file, which is told."""
    return _begin(data).startswith((_WARC, _ARC))


def read(data: bytes, pages: Pages, file: str = "") -> Iterator[Found | Problem]:
    """All pages of a file, in its order; *file* is its name within another one."""
    where = f"{file} " if file else ""
    if _begin(data).startswith(_ARC):
        yield pages.problem("this is an ARC file", "convert it: warcio recompress old.arc.gz new.warc.gz", where=file)
        return
    faults = 0
    for _, record in _records(data):
        if isinstance(record, Fault):
            faults += 1
            yield pages.problem(
                record.what, "get the file again, or go on without this part", where=f"{where}byte {record.at}"
            )
        else:
            yield from _page(record, pages)
        if faults == MOST_FAULTS:
            yield pages.problem(
                "the file has too many damaged parts; the rest is left unread", "get the file again", where=file
            )
            return


def files(data: bytes) -> Iterator[CapturedFile]:
    """The pictures and attachments that a file holds, each with what reads it again from where it stands."""
    if not knows(data) or _begin(data).startswith(_ARC):
        return
    for place, one in _records(data):
        record = None if isinstance(one, Fault) else _parsed(one)
        if record is None or record.rec_type != "response" or not record.http_headers or _is_html(record):
            continue
        url, when = (record.rec_headers.get_header(f"WARC-{name}") or "" for name in ("Target-URI", "Date"))
        at, suffix = moment(when), suffix_of(url, _content_type(record).get_content_type())
        if at and suffix and _is_web(url) and record.http_headers.get_statuscode() == _OK:
            yield CapturedFile(url, at, suffix, partial(_body_at, data, place))


class _Place(NamedTuple):
    """Where a record stands: the byte at which its part of the file begins, and the byte of that part, unpacked."""

    part: int
    at: int


def _body_at(data: bytes, place: _Place) -> bytes:
    """The body of the record at a place of a file; empty where it cannot be had whole."""
    part = _member(data, place.part, LARGEST_MEMBER).data if data.startswith(_GZIP) else data
    _, one = next(_framed(part, place.at), (0, None))
    record = _parsed(one) if isinstance(one, bytes) else None
    body, what = body_of(record, is_page=False) if record else (b"", "")
    return b"" if what else body


def _begin(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data[: len(_ARC)]
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:LONGEST_HEAD], len(_ARC))
    except zlib.error:
        return b""


# -- from a file to its records


def _records(data: bytes) -> Iterator[tuple[_Place, bytes | Fault]]:
    if not data.startswith(_GZIP):
        for at, one in _framed(data):
            yield _Place(0, at), one
        return
    at, left = 0, EXPANSION * len(data) + _STEP
    while at < len(data):
        member = _member(data, at, min(left, LARGEST_MEMBER))
        if member.fault:
            yield _Place(at, 0), Fault(member.fault, at)
        for within, one in _framed(member.data):
            yield _Place(at, within), one._replace(at=at) if isinstance(one, Fault) else one
        left -= member.size
        if left <= 0:
            words = f"the file becomes more than {EXPANSION} times as large as it is; the rest is left unread"
            yield _Place(at, 0), Fault(words, at)
            return
        at = member.end


class _Member(NamedTuple):
    """A part that is compressed by itself: what it holds, where the next one begins, what is wrong, how large it is."""

    data: bytes
    end: int
    fault: str
    size: int


def _member(data: bytes, at: int, most: int) -> _Member:
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    found: list[bytes] = []
    size, place, pending = 0, at, b""
    try:
        while not reader.eof and size <= most:
            if not pending:
                pending, place = data[place : place + _STEP], place + _STEP
            made = reader.decompress(pending, _STEP)
            if not pending and not made:
                return _Member(b"", len(data), "the file is cut off here", size)
            pending = reader.unconsumed_tail
            found.append(made)
            size += len(made)
    except zlib.error:
        return _Member(b"", _next_member(data, at + 1), "the compressed part cannot be read", size)
    if size > most:
        words = f"the part becomes larger than {most >> 20:,} MiB" if most >= _STEP else "the part becomes too large"
        return _Member(b"", _next_member(data, at + 1), words, size)
    return _Member(b"".join(found), min(place, len(data)) - len(reader.unused_data), "", size)


def _next_member(data: bytes, at: int) -> int:
    """Where the next compressed part seems to begin; the end where none does."""
    found = data.find(_GZIP + b"\x08", at)
    return found if found >= 0 else len(data)


def _framed(data: bytes, at: int = 0) -> Iterator[tuple[int, bytes | Fault]]:
    """The records of a part from a byte on, each with where it begins; where one is damaged, the next to be found."""
    at = _skipped(data, at)
    while at < len(data):
        end, what = _end(data, at)
        if what:
            yield at, Fault(what, at)
            following = _NEXT.search(data, at + 1)
            at = following.start() if following else len(data)
        else:
            yield at, data[at:end]
            at = _skipped(data, end)


def _end(data: bytes, at: int) -> tuple[int, str]:
    """Where a record ends by its own word, and what is wrong with it."""
    if not data.startswith(_WARC, at):
        return at, "no record begins here"
    head = _HEAD_ENDS.search(data, at, at + LONGEST_HEAD)
    length = _LENGTH.search(data, at, head.end()) if head else None
    if head is None or length is None:
        return at, "the record's head has no end or no length"
    end = head.end() + int(length[1])
    if end > len(data):
        return at, "the record is shorter than it says"
    following = _skipped(data, end)
    # What ends a record is there where its length is right, whatever is behind it.
    if following < len(data) and not data.startswith((_END, _WARC), end) and not data.startswith(_WARC, following):
        return at, "the record is longer than it says"
    return end, ""


def _skipped(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in b"\r\n":
        at += 1
    return at


# -- from a record to its page


def _page(data: bytes, pages: Pages) -> Iterator[Found | Problem]:
    record = _parsed(data)
    if record is None or record.rec_type not in ("response", "revisit"):
        return
    url, when, digest, *refers = (
        record.rec_headers.get_header(f"WARC-{name}") or ""
        for name in ("Target-URI", "Date", "Payload-Digest", "Refers-To-Target-URI", "Refers-To-Date")
    )
    if not _is_web(url):
        return
    captured = moment(when)
    if captured is None:
        yield pages.problem(
            "the capture has no date", "go on without it, or save its page in a dated folder", where=url
        )
        return
    same = [("digest", digest)] if digest else []
    keys = [*same, ("capture", url, when)]
    status = record.http_headers.get_statuscode() if record.http_headers else ""
    if status in _MOVED:
        pages.leads(url, record.http_headers.get_header("location") or url)
    elif not _is_html(record):
        pages.pass_over(keys)
    elif record.rec_type == "revisit":
        yield from pages.repeat([*same, ("capture", *refers)], url, captured)
    elif status == _OK:
        body, what = body_of(record)
        if what:
            yield pages.problem(what, "save the page by itself", where=url)
            return
        charset = _content_type(record).get_param("charset")
        page = in_charset(body, charset if isinstance(charset, str) else None)
        yield from pages.read(page, url, captured, keys)


def _parsed(data: bytes) -> ArcWarcRecord | None:
    """A record of a page, or one that was found unchanged; None for any other, and for what is no record at all."""
    head = _HEAD_ENDS.search(data)
    if head is None or not _WANTED.search(data, 0, head.end()):
        return None
    # The heads are read line by line, and what a server sent can begin with anything.
    if len(data) > head.end() + LONGEST_HEAD and not _HEAD_ENDS.search(data, head.end(), head.end() + LONGEST_HEAD):
        return None
    try:
        return ArcWarcRecordLoader(verify_http=False).parse_record_stream(io.BytesIO(data), known_format="warc")
    except (ArchiveLoadFailed, EOFError, ValueError, AttributeError):  # it asks None for what a record lacks
        return None


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _content_type(record: ArcWarcRecord) -> Message:
    found = Message()
    found["Content-Type"] = record.http_headers.get_header("content-type") or ""
    return found


def _is_html(record: ArcWarcRecord) -> bool:
    """Whether a page was sent; what was found unchanged need not say what it is."""
    said = (record.http_headers.get_header("content-type") or "").strip() if record.http_headers else ""
    return not said or _content_type(record).get_content_type() in ("text/html", "application/xhtml+xml")

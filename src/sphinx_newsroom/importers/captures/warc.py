"""Read WARC and WACZ files: every page with status 200, and pages that the crawler found unchanged.

The file is split into records here, within limits, and warcio reads each record. A wrong length or a damaged part loses
only that record, with a problem.

Source: ISO 28500:2017 (WARC/1.1), sections 4 to 6 and annex D; RFC 9112, section 7.1 (chunked).
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from email.message import Message
from functools import partial
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader

from sphinx_newsroom.allowed import ALLOWED, IMAGES
from sphinx_newsroom.importers.captures.pages import LARGEST_PAGE, Pages, in_charset, key_of, moment
from sphinx_newsroom.importers.drafts import LARGEST_FILE, Found, LocalFile
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.sources import publishable

# Pictures and attachments that were captured with pages, by address.

_TAKEN = frozenset({*IMAGES, *ALLOWED.attachments})
_SUFFIXES: Mapping[str, str] = {
    "image/avif": ".avif",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
"""The suffix of a file by its media type, for addresses without one: ``/image?id=3``."""


class CapturedFile(NamedTuple):
    """A captured file that a page may use: address, time of capture, suffix, and a function that reads its bytes."""

    url: str
    at: datetime
    suffix: str
    read: Callable[[], bytes]


def suffix_of(url: str, media_type: str = "") -> str | None:
    """Return a file's suffix by its address or media type; None for files that aren't imported.

    >>> suffix_of("https://un.org/img/Map.PNG?w=3"), suffix_of("https://un.org/image?id=3", "image/jpeg")
    ('.png', '.jpg')
    >>> suffix_of("https://un.org/news/1")
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    suffix = posixpath.splitext(unquote(path))[1].lower()
    return suffix if suffix in _TAKEN else _SUFFIXES.get(media_type.lower())


class CapturedFiles:
    """The captured files by address; only those that pages need are read.

    *find* lists them all. It is called on first use, since most captures contain no needed files.
    """

    def __init__(self, find: Callable[[], Iterable[CapturedFile]]) -> None:
        self._find = find
        self._found: dict[str, list[CapturedFile]] | None = None

    def __call__(self, address: str, moment: datetime) -> LocalFile | None:
        """Return the file captured at *address* closest to *moment*; None if there is no usable one."""
        key = key_of(address)
        if self._found is None:
            self._found = {}
            for file in self._find():
                self._found.setdefault(key_of(file.url), []).append(file)
        taken = self._found.get(key)
        if not taken:
            return None
        nearest = min(taken, key=lambda file: (abs(file.at - moment), file.at))
        data = nearest.read()
        if not data or len(data) > LARGEST_FILE or (nearest.suffix == ".svg" and publishable.fault(data) is not None):
            return None
        return LocalFile(_path(key, address, nearest.suffix), data=data)


def _path(key: str, address: str, suffix: str) -> str:
    """Return a path unique to the address, ending with the file's own name."""
    stem = posixpath.splitext(posixpath.basename(unquote(urlsplit(address).path)))[0]
    return f"captured-{hashlib.sha256(key.encode()).hexdigest()[:16]}/{slug(stem) or 'file'}{suffix}"


# Undoing the transfer: joining chunks and decompressing. Source: RFC 9112, section 7.1 (chunked); RFC 9110, section 8.4
# (gzip, deflate); RFC 7932 (br).

_MOST_ENCODINGS = 3


def body_of(record: ArcWarcRecord, is_page: bool = True) -> tuple[bytes, str]:
    """Return the original page or file, and what is wrong with it; a body that is too large is cut."""
    largest = LARGEST_PAGE if is_page else LARGEST_FILE
    if record.rec_headers.get_header("WARC-Truncated"):
        return b"", "the crawler cut the page off"
    stream = record.raw_stream
    if (record.http_headers.get_header("transfer-encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    body: bytes = stream.read(largest + 1)
    said = (record.http_headers.get_header("content-encoding") or "").lower()
    for encoding in reversed([one.strip() for one in said.split(",")][:_MOST_ENCODINGS]):
        if encoding in ("", "identity") or not body:
            continue
        if encoding not in _UNPACKED:
            return b"", f"the page is compressed as {encoding[:20]!r}, which is not read"
        if encoding == "br" and find_spec("brotli") is None:
            return (
                b"",
                "the page is compressed as 'br', for which brotli is missing: pip install \"sphinx-newsroom[import]\"",
            )
        unpacked = _UNPACKED[encoding](body, largest)
        # Many crawlers save the decompressed body with the original headers.
        if unpacked is None and is_page and body.lstrip()[:1] != b"<":
            return b"", f"the page claims to be compressed as {encoding!r}, and cannot be unpacked"
        body = body if unpacked is None else unpacked
    return body, ""


def _inflate(body: bytes, largest: int) -> bytes | None:
    """Decompress a body in gzip or zlib format, or in raw deflate; None if that fails.

    "deflate" has two common interpretations (RFC 9110, section 8.4.1.2).
    """
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        reader = zlib.decompressobj(bits)
        with suppress(zlib.error):
            found = reader.decompress(body, largest + 1)
            if reader.eof or len(found) > largest:
                return found
    return None


def _from_brotli(body: bytes, largest: int) -> bytes | None:
    import brotli  # rarely needed

    reader = brotli.Decompressor()
    found = b""
    try:
        while len(found) <= largest and not reader.is_finished():
            # The input is passed in once; the output comes in pieces.
            piece = reader.process(b"" if found else body, output_buffer_limit=largest + 1 - len(found))
            if not piece:
                return None
            found += piece
    except brotli.error:
        return None
    return found[: largest + 1]


_UNPACKED: dict[str, Callable[[bytes, int], bytes | None]] = {
    **dict.fromkeys(("gzip", "x-gzip", "deflate"), _inflate),
    "br": _from_brotli,
}
"""The decompressors by content encoding; they return None if the body isn't in that format or is incomplete."""


LARGEST_MEMBER = 256 << 20
"""The largest size of a decompressed gzip member, in bytes; in most files, a member is a record."""
EXPANSION = 100
"""The maximum ratio of decompressed to compressed size; real files reach about ten."""
LONGEST_HEAD = 64 << 10
"""The longest header of a record or HTTP response, in bytes."""
MOST_FAULTS = 100
"""The maximum number of damaged parts reported before the rest of a file is skipped."""

_GZIP, _WARC, _ARC, _END = b"\x1f\x8b", b"WARC/", b"filedesc://", b"\r\n\r\n"
_STEP = 1 << 20
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"(?<=\n)WARC/[01]\.\d+\r?\n")
_WANTED = re.compile(rb"^warc-type:[ \t]*(?:response|revisit)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_OK = "200"
_MOVED = ("301", "308")
"""Permanent redirects; temporary ones may lead to the newest release or to a login."""


class Fault(NamedTuple):
    """A part that can't be read: what is wrong, and at which byte of the file."""

    what: str
    at: int


_NO_WARC = Fault("this isn't a WARC file", 0)


def is_warc(data: bytes) -> bool:
    """Whether a file is a WARC file, or an ARC file, which is reported."""
    return _begin(data).startswith((_WARC, _ARC))


def read_warc(data: bytes, pages: Pages, file: str = "") -> Iterator[Found]:
    """Yield all pages of a file, in order; *file* is its name within another file."""
    where = f"{file} " if file else ""
    if _begin(data).startswith(_ARC):
        yield pages.problem("this is an ARC file", "convert it: warcio recompress old.arc.gz new.warc.gz", where=file)
        return
    faults = 0
    for record in _records(data):
        if isinstance(record, Fault):
            faults += 1
            yield pages.problem(
                record.what, "get the file again, or continue without this part", where=f"{where}byte {record.at}"
            )
        else:
            yield from _page(record, pages)
        if faults == MOST_FAULTS:
            yield pages.problem(
                "the file has too many damaged parts; the rest is left unread", "get the file again", where=file
            )
            return


def files_of_warc(data: bytes) -> Iterator[CapturedFile]:
    """Yield the pictures and attachments in a file, each with a function that decompresses it."""
    if not is_warc(data) or _begin(data).startswith(_ARC):
        return
    for one in _records(data):
        record = None if isinstance(one, Fault) else _parsed(one)
        if record is None or record.rec_type != "response" or not record.http_headers or _is_html(record):
            continue
        url, when = (record.rec_headers.get_header(f"WARC-{name}") or "" for name in ("Target-URI", "Date"))
        at, suffix = moment(when), suffix_of(url, _content_type(record).get_content_type())
        if at and suffix and _is_web(url) and record.http_headers.get_statuscode() == _OK:
            yield CapturedFile(url, at, suffix, partial(_file_of, one))


def _file_of(data: bytes | Fault) -> bytes:
    """Return the body of a record; empty if it can't be read completely."""
    record = _parsed(data) if isinstance(data, bytes) else None
    body, what = body_of(record, is_page=False) if record else (b"", "")
    return b"" if what else body


def _begin(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data[: len(_ARC)]
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:LONGEST_HEAD], len(_ARC))
    except zlib.error:
        return b""


# -- splitting a file into records


def _records(data: bytes) -> Iterator[bytes | Fault]:
    if not data.startswith(_GZIP):
        yield from _framed(data)
        return
    at, left = 0, EXPANSION * len(data) + _STEP
    while at < len(data):
        member = _member(data, at, min(left, LARGEST_MEMBER))
        if member.fault:
            yield Fault(member.fault, at)
        for one in _framed(member.data):
            yield one._replace(at=at) if isinstance(one, Fault) else one
        left -= member.size
        if left <= 0:
            yield Fault(f"the file becomes more than {EXPANSION} times as large as it is; the rest is left unread", at)
            return
        at = member.end


class _Member(NamedTuple):
    """A gzip member: its content, where the next one begins, what is wrong, and its decompressed size."""

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
    """Return where the next gzip member seems to begin, or the end of the data."""
    found = data.find(_GZIP + b"\x08", at)
    return found if found >= 0 else len(data)


def _framed(data: bytes) -> Iterator[bytes | Fault]:
    """Yield the records of a part; after a damaged one, continue with the next that can be found."""
    at = _skipped(data, 0)
    while at < len(data):
        end, what = _end(data, at)
        if what:
            yield Fault(what, at)
            following = _NEXT.search(data, at + 1)
            at = following.start() if following else len(data)
        else:
            yield data[at:end]
            at = _skipped(data, end)


def _end(data: bytes, at: int) -> tuple[int, str]:
    """Return where a record ends by its own length, and what is wrong with it."""
    if not data.startswith(_WARC, at):
        return at, "no record begins here"
    head = _HEAD_ENDS.search(data, at, at + LONGEST_HEAD)
    length = _LENGTH.search(data, at, head.end()) if head else None
    if head is None or length is None:
        return at, "the record's header has no end or no length"
    end = head.end() + int(length[1])
    if end > len(data):
        return at, "the record is shorter than it says"
    following = _skipped(data, end)
    # If the record's end marker is in place, the length is right, whatever follows.
    if following < len(data) and not data.startswith((_END, _WARC), end) and not data.startswith(_WARC, following):
        return at, "the record is longer than it says"
    return end, ""


def _skipped(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in b"\r\n":
        at += 1
    return at


# -- reading the page of a record


def _page(data: bytes, pages: Pages) -> Iterator[Found]:
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
            "the capture has no date", "continue without it, or save its page in a dated folder", where=url
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
            yield pages.problem(what, "save the page separately", where=url)
            return
        charset = _content_type(record).get_param("charset")
        page = in_charset(body, charset if isinstance(charset, str) else None)
        yield from pages.read(page, url, captured, keys)


def _parsed(data: bytes) -> ArcWarcRecord | None:
    """Parse a record with a page or a reference to an earlier one; None for other or invalid records."""
    head = _HEAD_ENDS.search(data)
    if head is None or not _WANTED.search(data, 0, head.end()):
        return None
    # Headers are read line by line, and a response can begin with anything.
    if len(data) > head.end() + LONGEST_HEAD and not _HEAD_ENDS.search(data, head.end(), head.end() + LONGEST_HEAD):
        return None
    try:
        return ArcWarcRecordLoader(verify_http=False).parse_record_stream(io.BytesIO(data), known_format="warc")
    except (ArchiveLoadFailed, EOFError, ValueError, AttributeError):  # warcio fails on missing headers
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
    """Whether a record is an HTML page; references to earlier ones needn't say."""
    said = (record.http_headers.get_header("content-type") or "").strip() if record.http_headers else ""
    return not said or _content_type(record).get_content_type() in ("text/html", "application/xhtml+xml")


# WACZ files: WARC files in a ZIP archive. Source: Web Archive Collection Zipped (WACZ) 1.1.1, section 5.

LARGEST_CRAWL = 1 << 30
"""The largest decompressed size of all files, in bytes."""
MOST_FILES = 10_000
"""The maximum number of files in a WACZ file."""

_ZIP = b"PK\x03\x04"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Methods that decompress piece by piece; WACZ files use no others."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, NotImplementedError)


def _crawls(data: bytes) -> Iterator[tuple[str, bytes | Fault]]:
    """Yield the WARC files in a WACZ file, decompressed, by name."""
    left = LARGEST_CRAWL
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except _BROKEN as error:
        yield "", Fault(f"the file cannot be opened: {error}", 0)
        return
    if len(infos) > MOST_FILES:
        yield "", Fault(f"there are more than {MOST_FILES:,} files in it", 0)
        return
    for info in infos:
        if info.filename.startswith("archive/") and info.filename.endswith((".warc", ".warc.gz")):
            found = _unpacked(data, info, left)
            left -= len(found) if isinstance(found, bytes) else 0
            yield info.filename, found if isinstance(found, Fault) or is_warc(found) else _NO_WARC


def _unpacked(data: bytes, info: zipfile.ZipInfo, largest: int) -> bytes | Fault:
    """Return a decompressed file, or what is wrong with it."""
    if info.file_size > min(largest, EXPANSION * info.compress_size + _STEP):
        return Fault("the file becomes too large", 0)
    if info.compress_type not in _METHODS or info.flag_bits & 1:
        return Fault("the file is encrypted, or compressed in an unknown way", 0)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(info) as stream:
            found = stream.read(largest + 1)  # the declared size may be false
    except _BROKEN as error:
        return Fault(f"the file cannot be unpacked: {error}", 0)
    return found if len(found) <= largest else Fault("the file becomes too large", 0)


def knows(data: bytes) -> bool:
    """Whether a file is a crawl; a WACZ file is recognized by the names of its files."""
    return is_warc(data) or (data.startswith(_ZIP) and b"datapackage.json" in data and b"archive/" in data)


def read(data: bytes, pages: Pages) -> Iterator[Found]:
    """Yield all pages of a crawl."""
    if is_warc(data):
        yield from read_warc(data, pages)
        return
    for name, found in _crawls(data):
        if isinstance(found, Fault):
            yield pages.problem(found.what, "get the file again, or use the WARC files in it", where=name)
        else:
            yield from read_warc(found, pages, name)


def files(data: bytes) -> Iterator[CapturedFile]:
    """Yield the pictures and attachments of a crawl."""
    for one in (data,) if is_warc(data) else (found for _, found in _crawls(data)):
        if isinstance(one, bytes):
            yield from files_of_warc(one)

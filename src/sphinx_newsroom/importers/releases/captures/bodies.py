"""What a server sent, as the page that it was before it was sent: in one piece, and unpacked.

Source: RFC 9112, section 7.1 (chunked); RFC 9110, section 8.4 (gzip, deflate); RFC 7932 (br).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib.util import find_spec

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

from sphinx_newsroom.importers.releases.captures.pages import LARGEST_PAGE
from sphinx_newsroom.importers.releases.incoming import LARGEST_FILE

_MOST_ENCODINGS = 3


def body_of(record: ArcWarcRecord, is_page: bool = True) -> tuple[bytes, str]:
    """A page or file as it was, and what is wrong with it; what is too large is cut where that is known."""
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
            return b"", f"the page is packed as {encoding[:20]!r}, which is not read"
        if encoding == "br" and find_spec("brotli") is None:
            return (
                b"",
                "the page is packed as 'br', for which brotli is missing: pip install \"sphinx-newsroom[import]\"",
            )
        unpacked = _UNPACKED[encoding](body, largest)
        # Many keep what they had unpacked, with what was said of it before.
        if unpacked is None and is_page and body.lstrip()[:1] != b"<":
            return b"", f"the page is said to be packed as {encoding!r}, and cannot be unpacked"
        body = body if unpacked is None else unpacked
    return body, ""


def _inflated(*windows: int) -> Callable[[bytes, int], bytes | None]:
    """A reader of what zlib packs, by the first of *windows* that fits."""

    def inflate(body: bytes, largest: int) -> bytes | None:
        for bits in windows:
            reader = zlib.decompressobj(bits)
            try:
                found = reader.decompress(body, largest + 1)
            except zlib.error:
                continue
            if reader.eof or len(found) > largest:
                return found
        return None

    return inflate


def _from_brotli(body: bytes, largest: int) -> bytes | None:
    import brotli  # few captures need it

    reader = brotli.Decompressor()
    found = b""
    try:
        while len(found) <= largest and not reader.is_finished():
            # The bytes go in once, and come out piece by piece.
            piece = reader.process(b"" if found else body, output_buffer_limit=largest + 1 - len(found))
            if not piece:
                return None
            found += piece
    except brotli.error:
        return None
    return found[: largest + 1]


_UNPACKED: dict[str, Callable[[bytes, int], bytes | None]] = {
    "gzip": _inflated(zlib.MAX_WBITS | 16),
    "x-gzip": _inflated(zlib.MAX_WBITS | 16),
    # RFC 9110, section 8.4.1.2: what deflate means has been understood in two ways.
    "deflate": _inflated(zlib.MAX_WBITS, -zlib.MAX_WBITS),
    "br": _from_brotli,
}
"""The readers of what servers pack; None where a body is not of the kind, or has no end."""

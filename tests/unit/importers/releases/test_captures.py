"""Captures of pages: what a crawler was sent comes whole to the reader of pages, and hostile files end as problems."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers import captures
from sphinx_newsroom.importers.drafts import Incoming, Listed, Options, Place

URL = "https://www.example.org/news/1"
PAGE = b"<html><title>Seven were there</title><p>Seven were there.</p></html>"


def page(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """A reader of pages that keeps what it is given."""
    assert name
    yield Incoming(Place(name), "page", data.decode("utf-8-sig", "backslashreplace"), url=options.base)


def read(data: bytes, name: str = "a.warc.gz") -> tuple[list[Incoming], list[Problem]]:
    assert captures.knows(name, data)
    found = list(captures.read(name, data, Options(base="https://base.example/"), page))
    return [one for one in found if isinstance(one, Incoming)], [one for one in found if isinstance(one, Problem)]


class Crawl:
    """A WARC file as warcio writes it."""

    def __init__(self, *, packed: bool = True) -> None:
        self.file = io.BytesIO()
        self.writer = WARCWriter(self.file, gzip=packed)

    def add(
        self,
        body: bytes,
        when: str = "2011-06-20T12:00:00Z",
        url: str = URL,
        status: str = "200 OK",
        headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),),
        said: dict[str, str] | None = None,
    ) -> Crawl:
        record = self.writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(status, list(headers), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": when, **(said or {})},
        )
        self.writer.write_record(record)
        return self

    def again(self, digest: str, when: str, url: str = URL, refers: str = URL) -> Crawl:
        record = self.writer.create_revisit_record(
            url, digest, refers, "2011-06-20T12:00:00Z", warc_headers_dict={"WARC-Date": when}
        )
        self.writer.write_record(record)
        return self

    @property
    def data(self) -> bytes:
        return self.file.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_each_page_comes_with_its_address_and_moment(packed: bool) -> None:
    crawl = (
        Crawl(packed=packed)
        .add(PAGE)
        .add(b"<p>Gone", status="404 Not Found")
        .add(b"{}", headers=(("Content-Type", "application/json"),))
    )
    crawl.add(PAGE.replace(b"Seven", b"Eight"), "2012-01-02T03:04:05.678Z", f"{URL}?id=2")
    found, problems = read(crawl.data)
    assert problems == []
    assert [(one.url, one.captured) for one in found] == [
        (URL, datetime(2011, 6, 20, 12, tzinfo=UTC)),
        (f"{URL}?id=2", datetime(2012, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)),
    ]
    assert found[0].body == PAGE.decode()
    assert found[0].place.pointer == f"20110620120000/{URL}"


def chunked(body: bytes, size: int = 10) -> bytes:
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encoding", "transfer"),
    [
        (deflated(PAGE), "deflate", ""),
        (chunked(gzip.compress(PAGE, mtime=0), 7), "gzip", "Chunked"),
        (gzip.compress(zlib.compress(PAGE), mtime=0), "deflate, gzip", ""),
        (PAGE, "br", "chunked"),
    ],
)
def test_a_page_is_what_it_was_before_it_was_sent(body: bytes, encoding: str, transfer: str) -> None:
    if encoding == "br":
        pytest.importorskip("brotli")
    headers = (("Content-Type", "text/html"), ("Content-Encoding", encoding), ("Transfer-Encoding", transfer))
    found, problems = read(Crawl().add(body, headers=headers).data)
    assert ([one.body for one in found], problems) == ([PAGE.decode()], [])


def test_brotli_is_unpacked_or_asked_for() -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "br"))
    if find_spec("brotli") is None:
        found, problems = read(Crawl().add(b"\x0b\x02\x80abc\x03", headers=headers).data)
        assert "pip install" in problems[0].message
    else:
        import brotli

        found, problems = read(Crawl().add(brotli.compress(PAGE), headers=headers).data)
        assert ([one.body for one in found], problems) == ([PAGE.decode()], [])
        bomb = brotli.compress(b"a" * (11 << 20))
        found, problems = read(Crawl().add(bomb, headers=headers).data)
        assert found == []
        assert "larger than 10 MiB" in problems[0].message


@pytest.mark.parametrize(
    ("text", "body", "content_type"),
    [
        ("Москва", "Москва".encode("koi8-r"), 'text/html; charset="KOI8-R"'),
        ("日本", "\ufeff日本".encode(), "text/html; charset=iso-8859-1"),
        ("caf\\xe9", b"caf\xe9", "text/html; charset=utf-8"),
    ],
)
def test_the_charset_that_a_server_said(text: str, body: bytes, content_type: str) -> None:
    """What it said and the bytes deny is left to what the page says."""
    found, _ = read(Crawl().add(body, headers=(("Content-Type", content_type),)).data)
    assert found[0].body == text


def sha1(body: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(body).digest()).decode()}"


def test_what_was_found_unchanged_is_a_capture_too() -> None:
    css, other, sheet = "https://www.example.org/a.css", "https://elsewhere.example/", b"body{}"
    crawl = Crawl().add(PAGE).add(PAGE + b"!", "2012-01-01T00:00:00Z")
    crawl.add(sheet, url=css, headers=(("Content-Type", "text/css"),))
    crawl.again(sha1(PAGE), "2013-01-01T00:00:00Z").again(sha1(sheet), "2013-01-01T00:00:00Z", css, css)
    # By the address and moment that it refers to, and by nothing that the file has.
    crawl.again("sha1:none", "2014-01-01T00:00:00Z").again("sha1:none", "2014-01-01T00:00:00Z", refers=other)
    found, problems = read(crawl.data)
    assert [(one.body[-1], one.captured and one.captured.year) for one in found] == [
        (">", 2011),
        ("!", 2012),
        (">", 2013),
        (">", 2014),
    ]
    told = f"1 captures refer to pages that are in another file ({URL})"
    assert [problem.message for problem in problems] == [told]


def test_addresses_that_led_to_a_page_are_its_former_ones() -> None:
    def lead(crawl: Crawl, url: str, target: str, status: str = "301 Moved") -> None:
        crawl.add(b"", url=f"https://www.example.org/{url}", status=status, headers=(("Location", target),))

    crawl = Crawl().add(PAGE).add(PAGE, "2012-01-01T00:00:00Z")
    lead(crawl, "?p=1", "/old/1")
    lead(crawl, "old/1", "news/../../news/1")
    lead(crawl, "news/1/", URL)
    lead(crawl, "latest", URL, "302 Found")
    lead(crawl, "a", "/b")
    lead(crawl, "b", "/a")
    lead(crawl, "c", "https://[")
    found, problems = read(crawl.data)
    assert problems == []
    assert [one.former_urls for one in found] == [("https://www.example.org/?p=1", "https://www.example.org/old/1")] * 2


# -- WACZ


def wacz(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in {"datapackage.json": b"{}", **files}.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_all_that_a_wacz_file_holds() -> None:
    data = wacz(
        {
            "archive/a.warc.gz": Crawl().add(PAGE).data,
            "archive/b.warc": Crawl(packed=False).add(PAGE, url=f"{URL}?b").data,
            "archive/../../c.warc.gz": b"nothing",
        }
    )
    found, problems = read(data, "a.wacz")
    assert [one.url for one in found] == [URL, f"{URL}?b"]
    assert [problem.message for problem in problems] == ["this isn't a WARC file"]


def test_a_word_file_is_no_capture() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert not captures.knows("a.docx", made.getvalue())
    for folder in ("releases/2011", "99999999999999", "10660101000000"):
        assert not captures.knows(f"{folder}/a.html", PAGE)
    assert not captures.knows("20110620123456/a.jpg", b"\xff\xd8")
    assert not captures.knows("a.gz", gzip.compress(b"text"))


# -- folders


@pytest.mark.parametrize(
    ("name", "url", "when"),
    [
        (
            "20110620123456/https/www.example.org/news/1.html",
            "https://www.example.org/news/1.html",
            "2011-06-20T12:34:56",
        ),
        ("20110620123456/example.org/index.php%3Fp=3", "http://example.org/index.php?p=3", "2011-06-20T12:34:56"),
        ("2011-06-20 09:30:05Z\\page.html", "https://base.example/page.html", "2011-06-20T09:30:05"),
    ],
)
def test_a_folder_says_when_and_where_a_page_was(name: str, url: str, when: str) -> None:
    found, problems = read(PAGE, name)
    assert problems == []
    assert [(one.url, one.captured) for one in found] == [(url, datetime.fromisoformat(f"{when}+00:00"))]


def test_without_a_base_the_path_is_the_address() -> None:
    found = list(captures.read("2011-06-20/news/1.html", PAGE, Options(), page))
    assert [one.url for one in found if isinstance(one, Incoming)] == ["news/1.html"]


def test_what_the_wayback_machine_put_into_a_page_is_taken_out() -> None:
    body = (
        b"<html><!-- BEGIN WAYBACK TOOLBAR INSERT --><div>Donate</div><!-- END WAYBACK TOOLBAR INSERT -->"
        b'<a href="https://web.archive.org/web/20110620123456/http://example.org/b">B</a>'
        b'<img src="/web/20110620123456im_/http://example.org/c.jpg">'
    )
    found, _ = read(body, "20110620123456/http/example.org/a.html")
    assert found[0].body == '<html><a href="http://example.org/b">B</a><img src="http://example.org/c.jpg">'


# -- hostile

Made = bytes | Callable[[], bytes]
"""What a file holds, or what makes it when a test asks for it, where that takes long."""


def bomb(size: int) -> bytes:
    """Gzip of zeros, as large as asked for, that begins as a WARC file does."""
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9\r\nX: ")]
    pieces += [packer.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join((*pieces, packer.flush()))


HEAD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nWARC-Date: 2011-06-20T12:00:00Z\r\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (Crawl().add(PAGE).data[:-40], "the file is cut off here"),
        (Crawl(packed=False).add(PAGE).data[:-40], "the record is shorter than it says"),
        (HEAD + b"X: " + b"x" * 100_000 + b"\r\nContent-Length: 0\r\n\r\n", "no end or no length"),
        (partial(bomb, 5 << 20), "the part becomes larger than"),
        (gzip.compress(b"filedesc://a 0.0.0.0 2011 text/plain 0\n", mtime=0), "this is an ARC file"),
        (Crawl().add(PAGE, said={"WARC-Truncated": "length"}).data, "cut the page off"),
        (
            lambda: (
                Crawl()
                .add(
                    gzip.compress(bytes(11 << 20), mtime=0),
                    headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
                )
                .data
            ),
            "larger than 10 MiB",
        ),
        (
            Crawl()
            .add(
                gzip.compress(PAGE, mtime=0)[:-20],
                headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
            )
            .data,
            "cannot be unpacked",
        ),
        (Crawl().add(b"x", headers=(("Content-Type", "text/html"), ("Content-Encoding", "zstd"))).data, "is not read"),
    ],
)
def test_a_damaged_or_hostile_file_is_told(data: Made, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx_newsroom.importers.captures.warc.LARGEST_MEMBER", 4 << 20)
    data = data if isinstance(data, bytes) else data()
    begin = time.process_time()
    found, problems = read(data)
    assert found == []
    assert words in problems[0].message
    assert problems[0].path == "a.warc.gz"
    assert time.process_time() - begin < 5


def test_a_damaged_record_loses_itself_alone() -> None:
    def three(middle: bytes) -> bytes:
        return Crawl(packed=False).add(PAGE).data + middle + Crawl(packed=False).add(PAGE, url=f"{URL}/3").data

    for middle in (
        b"nonsense\r\n",
        HEAD + b"Content-Length: 5\r\n\r\nmore than five\r\n\r\n",
        HEAD + b"Content-Length: 100000\r\n\r\n\r\n\r\n",
    ):
        found, problems = read(three(middle))
        assert [one.url for one in found] == [URL, f"{URL}/3"], middle
        assert len(problems) == 1
    parts = [Crawl().add(PAGE, url=f"{URL}/{number}").data for number in range(3)]
    parts[1] = parts[1][:50] + b"\0" * 20 + parts[1][70:]
    found, problems = read(b"".join(parts))
    assert [one.url for one in found] == [f"{URL}/0", f"{URL}/2"]
    assert problems


def test_a_file_without_end_of_damaged_parts_is_left() -> None:
    assert len(read(HEAD + b"\r\n" + (b"\nWARC/1.0\r\nX\r\n\r\n" * 10_000))[1]) == 101


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: wacz({"archive/a.warc.gz": bytes(8 << 20)}, zipfile.ZIP_DEFLATED), "becomes too large"),
        (wacz({"archive/a.warc.gz": PAGE * 9}, zipfile.ZIP_BZIP2), "compressed in an unknown way"),
        (wacz({"archive/a.warc.gz": Crawl().add(PAGE).data}).replace(b"\x1f\x8b", b"\x1f\x8c"), "cannot be unpacked"),
    ],
)
def test_a_hostile_wacz_file_is_told(data: Made, words: str) -> None:
    found, problems = read(data if isinstance(data, bytes) else data(), "a.wacz")
    assert found == []
    assert words in problems[0].message

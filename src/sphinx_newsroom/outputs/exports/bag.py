"""Files with their digests as a bag, which tells whoever keeps it whether all is there and as it was.

A file is read once: its digests are taken while it is copied.  The library bagit makes a bag of a folder that is
there already, and reads all of it again.

Source: RFC 8493 (The BagIt File Packaging Format, 1.0).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import textwrap
import uuid
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from io import BufferedReader
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from sphinx_newsroom._version import __version__
from sphinx_newsroom.model.addresses import (
    CHECKPOINT,
    LEDGER,
    LEDGER_CHECKPOINT,
    LEDGER_HEAD,
    LEDGER_STAMP,
    LOG,
    MANIFEST,
    SEARCH_FOLDER,
    PageName,
    edition_page,
    superseded_by_name,
    year_page,
)
from sphinx_newsroom.model.wording import media_type

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.exports.news_items import SelectedText, Wanted


_WARC, _INDEX, _PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
_PACKAGE, _PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
_TEXT_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP file can tell: the true one is in the data."""
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Resource(NamedTuple):
    """A file of a site at its *url*, which *open* opens to be read, as often as is asked.

    *title* is that of a page that stands in the list of pages, and empty for all else.
    """

    url: str
    size: int
    open: Callable[[], BufferedReader]
    title: str = ""


class About(NamedTuple):
    """What a web archive says of itself: *moment* is that of the newest thing in it."""

    title: str
    description: str
    moment: dt.datetime
    main: str


class Spool(NamedTuple):
    """Two files that wait until they are put in their place: the lines of the index, and those of the list of pages."""

    lines: IO[bytes]
    pages: IO[bytes]


def write_wacz(stream: IO[bytes], resources: Iterable[Resource], about: About, spool: Spool) -> None:
    """Write a web archive to *stream*; only a piece of one file is in memory at a time.

    *resources* come in the order of :func:`search_key`, as the index has them.  Raises ImportError where warcio is not
    installed.
    """
    stamp = about.moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    spool.pages.write(_line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        members: list[dict[str, Any]] = []
        with _Member(archive, _WARC, members) as out:
            _write_warc(out, resources, about, stamp, spool)
        for path, lines in ((_INDEX, spool.lines), (_PAGES, spool.pages)):
            lines.seek(0)
            with _Member(archive, path, members) as out:
                while piece := lines.read(1 << 20):
                    out.write(piece)
        package = _package(members, about, stamp)
        _put(archive, _PACKAGE, package)
        digest = {"path": _PACKAGE, "hash": _sha256(package)}
        _put(archive, _PACKAGE_DIGEST, _line(digest))


def search_key(url: str) -> str:
    """What an index sorts an address by (SURT): the host from its end, and the path in small letters.

    >>> search_key("https://www.example.org/releases/2011/Opens.html")
    'org,example)/releases/2011/opens.html'
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){parts.path}{query}".lower()


def content_type(path: str) -> str:
    """The media type of a file as a server sends it, with the charset of ours.

    >>> content_type("releases/2011/opens.html")
    'text/html; charset=utf-8'
    """
    kind = media_type(path)
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT_TYPES) else kind


def _write_warc(out: _Member, resources: Iterable[Resource], about: About, stamp: str, spool: Spool) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    software = {"software": f"sphinx-newsroom {__version__}", "format": "WARC File Format 1.1", "isPartOf": about.title}
    own = {"WARC-Record-ID": _record_id(about.main, stamp), "WARC-Date": stamp}
    writer.write_record(_of_info(writer, software, own))
    for resource in resources:
        path = urlsplit(resource.url).path
        kind = content_type("index.html" if path.endswith("/") else path)
        http = StatusAndHeaders(
            "200 OK", [("Content-Type", kind), ("Content-Length", str(resource.size))], protocol="HTTP/1.1"
        )
        begin = out.place
        with resource.open() as payload:
            digest = hashlib.file_digest(payload, "sha256").hexdigest()
            payload.seek(0)
            headers = {"WARC-Record-ID": _record_id(resource.url, stamp, digest), "WARC-Date": stamp}
            record = writer.create_warc_record(
                resource.url, "response", payload=payload, warc_headers_dict=headers, http_headers=http
            )
            writer.write_record(record)
        found = record.rec_headers.get_header("WARC-Payload-Digest")
        spool.lines.write(_index_line(resource, stamp, kind, found, slice(begin, out.place)))
        if resource.title:
            page = {"id": digest[:20], "url": resource.url, "ts": stamp, "title": resource.title}
            spool.pages.write(_line(page))


def _of_info(writer: Any, told: Mapping[str, str], headers: Mapping[str, str]) -> Any:
    """The record that says what made the file, with an id and a date that follow from what it holds."""
    record = writer.create_warcinfo_record("data.warc.gz", told)
    for name, value in headers.items():
        record.rec_headers.replace_header(name, value)
    return record


def _record_id(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}>"


def _index_line(resource: Resource, stamp: str, kind: str, digest: str, stretch: slice) -> bytes:
    told = {
        "url": resource.url,
        "mime": kind.partition(";")[0],
        "status": "200",
        "digest": digest,
        "length": str(stretch.stop - stretch.start),
        "offset": str(stretch.start),
        "filename": "data.warc.gz",
    }
    moment = "".join(sign for sign in stamp if sign.isdigit())
    return f"{search_key(resource.url)} {moment} {json.dumps(told)}\n".encode()


def _package(members: list[dict[str, Any]], about: About, stamp: str) -> bytes:
    told = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": about.title,
        "description": about.description,
        "software": f"sphinx-newsroom {__version__}",
        "created": stamp,
        "mainPageUrl": about.main,
        "mainPageDate": stamp,
        "resources": members,
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _line(row: Mapping[str, Any]) -> bytes:
    return (_json(row) + "\n").encode("utf-8", "replace")


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _place_in(path: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(path, _EARLIEST)
    found.external_attr = 0o644 << 16
    found.create_system = 3  # Unix, on whatever system it is made
    return found


def _put(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    archive.writestr(_place_in(path), data)


class _Member:
    """A file of the archive while it is written: where one is in it, and in the end its row in the data package."""

    def __init__(self, archive: zipfile.ZipFile, path: str, rows: list[dict[str, Any]]) -> None:
        self._stream = archive.open(_place_in(path), "w", force_zip64=True)
        self._path, self._rows = path, rows
        self._hash = hashlib.sha256()
        self.place = 0

    def write(self, data: bytes) -> int:
        """Add bytes at the end."""
        self._hash.update(data)
        self.place += len(data)
        return self._stream.write(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def tell(self) -> int:
        """How many bytes it has so far."""
        return self.place

    def __enter__(self) -> _Member:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        name = self._path.rpartition("/")[2]
        digest = f"sha256:{self._hash.hexdigest()}"
        self._rows.append({"name": name, "path": self._path, "hash": digest, "bytes": self.place})


# Which files of a built site belong to what was chosen: the pages of texts, all that stands beside and below them.


_ALWAYS = ("_static/", f"{SEARCH_FOLDER}/feed-", f"{LOG}/")
"""What pages need to look as they do, and the tree of the record."""
_CHARTS = "_images/"
"""Where charts of notebooks stand, by their page's name: ``releases_2026_survey_3_0.png``."""
_RECORD = (LEDGER, LEDGER_HEAD, LEDGER_CHECKPOINT, LEDGER_STAMP, MANIFEST, CHECKPOINT)
_OF_SERVERS = (".nginx", ".apache", ".caddy")


def is_page(path: str) -> bool:
    """Whether a file is one that readers open."""
    return path.endswith(".html")


def published_files(paths: Iterable[str]) -> list[str]:
    """The files of a site that readers can ask for, in the order of their names; hidden ones are its makers' own."""
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.split("/")))


def files_of(
    paths: Sequence[str], texts: Iterable[SelectedText], wanted: Wanted, known: Collection[PageName]
) -> Iterator[str]:
    """Those of a site's *paths* that belong to the *texts* that were *wanted*: all, where everything was.

    A text's page goes with what has its name and another end, with its folder, and with the texts that it superseded;
    *known* are all pages of texts, so that ``opens.ru.html`` is not taken for a file of ``opens``.  With them come what
    pages look like, and the whole record: a part of its chain would prove nothing.
    """
    if wanted.everything:
        yield from (path for path in paths if not path.endswith(_OF_SERVERS))
        return
    lists = {*map(year_page, wanted.years), *([edition_page(wanted.edition)] if wanted.edition else ())}
    pages = {one.page for one in texts} | lists
    owners = {*known, *pages}
    charts = {f"{_CHARTS}{page.replace('/', '_')}" for page in pages}
    for path in paths:
        owner = _owner(path, owners, "./")
        superseded = superseded_by_name(owner)
        if (
            owner in pages
            or (superseded and superseded[0] in pages)
            or path in _RECORD
            or path.startswith(_ALWAYS)
            or (path.startswith(_CHARTS) and _owner(path, charts, "_"))
        ):
            yield path


def _owner(path: str, pages: Collection[str], ends: str) -> str:
    """The page that a file stands beside or below, ``releases/2011/opens`` of its PDF or .json; empty where none is.

    What follows a page's name in its files begins with one of the signs *ends*.
    """
    places = [place for place, sign in enumerate(path) if sign in ends]
    return next((path[:place] for place in reversed(places) if path[:place] in pages), "")


ALGORITHMS = ("sha256", "sha512")
"""Section 2.4 wants SHA-512 from all who make bags, and most tools know SHA-256."""

_WIDTH = 79
"""Section 2.2.2: how long a line of bag-info.txt should be at most."""

_ESCAPED = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
"""What section 2.1.3 has written otherwise in a manifest."""


class Payload(NamedTuple):
    """A file of a bag: its path below ``data/``, and what reads it, a piece at a time."""

    path: str
    read: Callable[[], Iterator[bytes]]


class Written(NamedTuple):
    """A file to write: its path in the bag, and its bytes, a piece at a time."""

    path: str
    pieces: Iterable[bytes]


def bag(payload: Iterable[Payload], info: Sequence[tuple[str, str]], keep: Keeper) -> Iterator[Written]:
    """The files of a bag, one after the other; each must be written whole before the next is asked for.

    *payload* comes in the order in which manifests list it, *info* are lines of bag-info.txt as labels and values, to
    which the size is added.  *keep* holds the lines of the manifests until they are written: an archive has more files
    than should be in memory.
    """
    size = number = 0
    for file in payload:
        path = f"data/{file.path}"
        hashing = _Hashing(file.read())
        yield Written(path, hashing)
        size, number = size + hashing.size, number + 1
        for name, digest in hashing.digests():
            keep.add(_manifest(name), f"{digest}  {path.translate(_ESCAPED)}\n".encode())
    tags: list[Written] = [Written("bagit.txt", [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"])]
    tags.append(Written("bag-info.txt", ["".join(_info([*info, ("Payload-Oxum", f"{size}.{number}")])).encode()]))
    tags += [Written(_manifest(name), keep.read(_manifest(name))) for name in ALGORITHMS]
    lines: dict[str, list[str]] = {name: [] for name in ALGORITHMS}
    for tag in sorted(tags):
        hashing = _Hashing(iter(tag.pieces))
        yield Written(tag.path, hashing)
        for name, digest in hashing.digests():
            lines[name].append(f"{digest}  {tag.path}\n")
    for name, rows in lines.items():
        yield Written(f"tag{_manifest(name)}", ["".join(rows).encode()])


class Keeper(Protocol):
    """Where lines wait, by the file that they are for."""

    def add(self, name: str, line: bytes) -> None:
        """Put a line at the end."""

    def read(self, name: str) -> Iterator[bytes]:
        """All lines, in their order, a piece at a time."""


def _manifest(algorithm: str) -> str:
    return f"manifest-{algorithm}.txt"


class _Hashing:
    """The pieces of a file, whose digests are known once all have gone by."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._hashes = [(name, hashlib.new(name)) for name in ALGORITHMS]
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            for _, found in self._hashes:
                found.update(piece)
            yield piece

    def digests(self) -> Iterator[tuple[str, str]]:
        """Each algorithm with the digest."""
        return ((name, found.hexdigest()) for name, found in self._hashes)


def _info(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines of bag-info.txt: what is longer goes on in lines that begin with a blank."""
    for label, value in rows:
        words = " ".join(value.split())
        yield (
            textwrap.fill(
                f"{label}: {words}",
                _WIDTH,
                subsequent_indent=" ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            + "\n"
        )

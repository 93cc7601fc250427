"""Published files as a BagIt bag with checksums, or as a WACZ web archive.

Each file is read once: its digests are computed while it is copied. The library bagit would need a complete folder and
read it again.

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
from pathlib import Path
from typing import IO, Any, NamedTuple
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
from sphinx_newsroom.outputs.exports.news_items import ExportFilter, SelectedText
from sphinx_newsroom.outputs.output import compact_json

_WARC, _INDEX, _PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
_PACKAGE, _PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
_TEXT_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that ZIP can store, used for all entries: the true times are in the data."""


class Resource(NamedTuple):
    """A *file* of a site at its *url*; *title* is empty for files that aren't in the list of pages."""

    url: str
    file: Path
    title: str = ""


class About(NamedTuple):
    """The metadata of a web archive; *moment* is the time of its newest content."""

    title: str
    description: str
    moment: dt.datetime
    main: str


def write_wacz(stream: IO[bytes], resources: Iterable[Resource], about: About) -> None:
    """Write a web archive to *stream*, with only one chunk of a file in memory at a time.

    *resources* must be in the order of :func:`search_key`, as the index lists them. Raises ImportError if warcio is not
    installed.
    """
    stamp = about.moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    index: list[bytes] = []
    pages = [_line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        members: list[dict[str, Any]] = []
        with _Member(archive, _WARC, members) as out:
            for resource, row, page in _write_warc(out, resources, about, stamp):
                index.append(row)
                pages += [_line(page)] if resource.title else []
        for path, lines in ((_INDEX, index), (_PAGES, pages)):
            with _Member(archive, path, members) as out:
                out.write(b"".join(lines))
        package = _package(members, about, stamp)
        _put(archive, _PACKAGE, package)
        digest = {"path": _PACKAGE, "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        _put(archive, _PACKAGE_DIGEST, _line(digest))


def search_key(url: str) -> str:
    """Return the sort key of an address in an index (SURT): the reversed host, and the path in lower case.

    >>> search_key("https://www.example.org/releases/2011/Opens.html")
    'org,example)/releases/2011/opens.html'
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){parts.path}{query}".lower()


def content_type(path: str) -> str:
    """Return the media type of a file as a server sends it, with UTF-8 for text.

    >>> content_type("releases/2011/opens.html")
    'text/html; charset=utf-8'
    """
    kind = media_type(path)
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT_TYPES) else kind


def _write_warc(
    out: _Member, resources: Iterable[Resource], about: About, stamp: str
) -> Iterator[tuple[Resource, bytes, Mapping[str, str]]]:
    """Write the responses; yield each resource with its index line and its entry in the list of pages."""
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
            "200 OK",
            [("Content-Type", kind), ("Content-Length", str(resource.file.stat().st_size))],
            protocol="HTTP/1.1",
        )
        begin = out.place
        with resource.file.open("rb") as payload:
            digest = hashlib.file_digest(payload, "sha256").hexdigest()
            payload.seek(0)
            headers = {"WARC-Record-ID": _record_id(resource.url, stamp, digest), "WARC-Date": stamp}
            record = writer.create_warc_record(
                resource.url, "response", payload=payload, warc_headers_dict=headers, http_headers=http
            )
            writer.write_record(record)
        found = record.rec_headers.get_header("WARC-Payload-Digest")
        page = {"id": digest[:20], "url": resource.url, "ts": stamp, "title": resource.title}
        yield resource, _index_line(resource, stamp, kind, found, slice(begin, out.place)), page


def _of_info(writer: Any, fields: Mapping[str, str], headers: Mapping[str, str]) -> Any:
    """Return the warcinfo record, with an id and a date derived from its content."""
    record = writer.create_warcinfo_record("data.warc.gz", fields)
    for name, value in headers.items():
        record.rec_headers.replace_header(name, value)
    return record


def _record_id(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}>"


def _index_line(resource: Resource, stamp: str, kind: str, digest: str, stretch: slice) -> bytes:
    fields = {
        "url": resource.url,
        "mime": kind.partition(";")[0],
        "status": "200",
        "digest": digest,
        "length": str(stretch.stop - stretch.start),
        "offset": str(stretch.start),
        "filename": "data.warc.gz",
    }
    moment = "".join(sign for sign in stamp if sign.isdigit())
    return f"{search_key(resource.url)} {moment} {json.dumps(fields)}\n".encode()


def _package(members: list[dict[str, Any]], about: About, stamp: str) -> bytes:
    package = {
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
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _line(row: Mapping[str, Any]) -> bytes:
    return (compact_json(row) + "\n").encode("utf-8", "replace")


def _place_in(path: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(path, _EARLIEST)
    found.external_attr = 0o644 << 16
    found.create_system = 3  # Unix, on every system, to be reproducible
    return found


def _put(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    archive.writestr(_place_in(path), data)


class _Member:
    """A file being written to the archive; it tracks its size and adds its row of the data package."""

    def __init__(self, archive: zipfile.ZipFile, path: str, rows: list[dict[str, Any]]) -> None:
        self._stream = archive.open(_place_in(path), "w", force_zip64=True)
        self._path, self._rows = path, rows
        self._hash = hashlib.sha256()
        self.place = 0

    def write(self, data: bytes) -> int:
        """Append bytes."""
        self._hash.update(data)
        self.place += len(data)
        return self._stream.write(data)

    def flush(self) -> None:
        """Do nothing, since writes aren't buffered."""

    def tell(self) -> int:
        """Return the number of bytes written."""
        return self.place

    def __enter__(self) -> _Member:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        name = self._path.rpartition("/")[2]
        digest = f"sha256:{self._hash.hexdigest()}"
        self._rows.append({"name": name, "path": self._path, "hash": digest, "bytes": self.place})


# The files of a site that belong to selected texts: their pages, and the files next to and below them.


_ALWAYS = ("_static/", f"{SEARCH_FOLDER}/feed-", f"{LOG}/")
"""Files that all pages need for their style, and the tree of the record."""
_CHARTS = "_images/"
"""The folder of notebook charts, named after their page: ``releases_2026_survey_3_0.png``."""
_RECORD = (LEDGER, LEDGER_HEAD, LEDGER_CHECKPOINT, LEDGER_STAMP, MANIFEST, CHECKPOINT)
_OF_SERVERS = (".nginx", ".apache", ".caddy")


def is_page(path: str) -> bool:
    """Whether a file is a page for readers."""
    return path.endswith(".html")


def published_files(paths: Iterable[str]) -> list[str]:
    """Return the public files of a site in the order of their names; hidden files are build data."""
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.split("/")))


def files_of(
    paths: Sequence[str], texts: Iterable[SelectedText], filters: ExportFilter, known: Collection[PageName]
) -> Iterator[str]:
    """Yield the *paths* of a site that belong to the *texts*; without filters, all of them.

    A page includes the files with the same name and another extension, its folder, and its superseded texts. *known*
    are the pages of all texts, so that ``opens.ru.html`` isn't taken for a file of ``opens``. Styles and the whole
    record are always included, because a part of its hash chain would prove nothing.
    """
    if filters.everything:
        yield from (path for path in paths if not path.endswith(_OF_SERVERS))
        return
    lists = {*map(year_page, filters.years), *([edition_page(filters.edition)] if filters.edition else ())}
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
    """Return the page that a file belongs to, ``releases/2011/opens`` for its PDF or .json; empty if there is none.

    In file names, one of the characters *ends* follows the page's name.
    """
    places = [place for place, sign in enumerate(path) if sign in ends]
    return next((path[:place] for place in reversed(places) if path[:place] in pages), "")


ALGORITHMS = ("sha256", "sha512")
"""Section 2.4 recommends SHA-512, and most tools support SHA-256."""

_WIDTH = 79
"""The recommended length of lines in bag-info.txt (section 2.2.2)."""

_ESCAPED = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
"""The characters escaped in manifests (section 2.1.3)."""


Source = tuple[str, Callable[[], Iterator[bytes]]]
"""A file by its path, with a function that reads it in chunks."""


def write_bag(folder: Path, payload: Iterable[Source], info: Sequence[tuple[str, str]]) -> None:
    """Write a bag into a new folder.

    Args:
        folder: the folder to create.
        payload: the files by their paths below ``data/``, in the order of the manifests.
        info: the labels and values of bag-info.txt; the size is added.
    """
    of_payload, of_tags = ({name: list[str]() for name in ALGORITHMS} for _ in range(2))
    sizes = [_add(folder, f"data/{path}", read(), of_payload) for path, read in payload]
    lines = "".join(_info([*info, ("Payload-Oxum", f"{sum(sizes)}.{len(sizes)}")]))
    tags = {"bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "bag-info.txt": lines}
    tags |= {f"manifest-{name}.txt": "".join(rows) for name, rows in of_payload.items()}
    for path, text in sorted(tags.items()):
        _add(folder, path, [text.encode()], of_tags)
    for name, rows in of_tags.items():
        (folder / f"tagmanifest-{name}.txt").write_bytes("".join(rows).encode())


def _add(folder: Path, path: str, pieces: Iterable[bytes], manifests: Mapping[str, list[str]]) -> int:
    """Write a file, add its digests to the manifests, and return its size."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    hashes = {name: hashlib.new(name) for name in manifests}
    with (folder / path).open("xb") as stream:
        for piece in pieces:
            stream.write(piece)
            for made in hashes.values():
                made.update(piece)
        for name, made in hashes.items():
            manifests[name].append(f"{made.hexdigest()}  {path.translate(_ESCAPED)}\n")
        return stream.tell()


def _info(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of bag-info.txt; long values continue on lines that begin with a space."""
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

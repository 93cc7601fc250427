"""Fetch the data of other archives, compare it with the last time, and store it in files."""

from __future__ import annotations

import http.client
import json
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.other_archives import (
    LATEST,
    WIKIDATA,
    OtherArchive,
    OtherEntry,
    OtherRelease,
    WrongDataError,
    address,
    data_path,
    document,
    inventory_path,
    plain,
    read_document,
    tag,
    wikidata_id,
)
from sphinx_newsroom.diagnostics import counted
from sphinx_newsroom.files import read_plain, write
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import (
    DATA,
    INVENTORY,
    OFFICIAL_RECORDS,
    ORGANIZATION_RECORDS,
    RSS,
    entity_page,
    url_of,
)
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.network import addresses_of, connection_to, is_public, within
from sphinx_newsroom.sources.values import ID

_TIMEOUT = 20
"""The timeout in seconds of each step: connecting, and each wait for more data."""
_EACH = 0.25
"""Extra seconds for each file received: an archive with two thousand entries has as many feeds."""
_REDIRECTS = 3
_LEADS_ON = frozenset((301, 302, 303, 307, 308))
_PIECE = 1 << 16
_OK, _GONE = 200, (404, 410)


class FetchError(Exception):
    """A file can't be fetched; the message says why."""


class GoneError(FetchError):
    """The file doesn't exist (404, 410)."""


@dataclass
class Fetcher:
    """Fetches files; with *local* also over http and from private addresses, for archives in the same network.

    *seconds* is the time limit for all files together, plus a little for each file received.
    """

    local: bool = False
    seconds: float = 60
    ended: float = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.ended = time.monotonic() + self.seconds

    def fetch(self, url: str, limit: int) -> bytes:
        """Return the content of the file at *url*, at most *limit* bytes; raises FetchError."""
        try:
            found = within(max(0, self.ended - time.monotonic()), lambda: self._fetched(url, limit))
        except TimeoutError:
            raise FetchError(f"the download takes longer than {self.seconds:.0f} seconds") from None
        self.ended += _EACH
        return found

    def _fetched(self, url: str, limit: int) -> bytes:
        for _ in range(_REDIRECTS + 1):
            found = self._once(url, limit)
            if isinstance(found, bytes):
                return found
            try:
                url = urljoin(url, found)
            except ValueError:
                raise FetchError(f"it redirects to {found[:200]!r}, which isn't an address") from None
        raise FetchError(f"it redirects more than {_REDIRECTS} times")

    def _once(self, url: str, limit: int) -> bytes | str:
        """Return the content, or the address that a redirect leads to."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise FetchError(f"{url[:200]!r} isn't an address") from None
        if not host or parts.scheme not in (("https", "http") if self.local else ("https",)):
            raise FetchError(f"{url[:200]} isn't read, because it isn't https")
        if parts.username or parts.password:
            raise FetchError("an address that contains a password isn't read")
        connection = self._connection(host, port, secure=parts.scheme == "https")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request_headers = {"User-Agent": f"sphinx-newsroom/{__version__}", "Accept-Encoding": "identity"}
        try:
            connection.request("GET", target, headers=request_headers)
            answer = connection.getresponse()
            if answer.status in _LEADS_ON and (location := answer.getheader("Location")):
                return location
            if answer.status in _GONE:
                raise GoneError(f"there is no such file ({answer.status})")
            if answer.status != _OK:
                raise FetchError(f"the answer is {answer.status} {answer.reason[:60]}")
            return self._body(answer, limit)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(str(error)[:200] or type(error).__name__) from error
        finally:
            connection.close()

    def _body(self, answer: http.client.HTTPResponse, limit: int) -> bytes:
        found = bytearray()
        while piece := answer.read1(_PIECE):
            found += piece
            if len(found) > limit:
                raise FetchError(f"it is larger than {limit:,} bytes")
            if time.monotonic() > self.ended:  # the caller no longer waits
                raise TimeoutError
        return bytes(found)

    def _connection(self, host: str, port: int | None, *, secure: bool) -> http.client.HTTPConnection:
        number = port or (443 if secure else 80)
        try:
            addresses = addresses_of(host, number)
        except (OSError, ValueError) as error:  # some systems reject some names
            raise FetchError(f"the host {host!r} can't be found: {error}") from None
        if not self.local and not all(map(is_public, addresses)):
            raise FetchError(f"{host} is in a private network; allow it with --local-network")
        return connection_to(host, number, addresses, secure=secure, timeout=_TIMEOUT)


# Inventories of other archives (Sphinx's `objects.inv`, version 2), reduced to what roles here can refer to.

# The valid part of another archive's published data about the entities that this archive has records of.

_HEAD = b"# Sphinx inventory version 2"
_HEAD_LINES = 4
_LARGEST = 64 << 20
"""The largest size in bytes of an unpacked inventory: 10,000 releases need 2 MB."""
_LINE = late_pattern(r"(\S(?:.*?\S)?)\s+newsroom:(release|organization|official|topic)\s+(-?\d{1,4})\s+(\S+)\s+(.*)")
# A path below the archive's address: no scheme, no host, no parent folder.
_PATH = late_pattern(r"[A-Za-z0-9._~%!$&'()*+,;=@-]+(?:/[A-Za-z0-9._~%!$&'()*+,;=@-]+)*(?:#[^\s\"<>]*)?")


class InventoryObject(NamedTuple):
    """An object in an inventory: its id, kind, title, and path below the archive's address."""

    id: str
    kind: str
    path: str
    name: str


def objects_of(data: bytes) -> list[InventoryObject]:
    """Return the releases and records in an inventory, in order; raises WrongDataError if it isn't one."""
    parts = data.split(b"\n", _HEAD_LINES)
    if len(parts) <= _HEAD_LINES or parts[0].rstrip() != _HEAD:
        raise WrongDataError("it isn't a Sphinx inventory, version 2")
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(parts[_HEAD_LINES], _LARGEST)
    except zlib.error:
        raise WrongDataError("it can't be decompressed") from None
    if unpacker.unconsumed_tail:
        raise WrongDataError(f"it is larger than {_LARGEST:,} bytes when it is decompressed")
    return sorted(set(_objects(text.decode("utf-8", "replace"))))


def _objects(text: str) -> Iterator[InventoryObject]:
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        id_, kind, _, path, name = found.groups()
        path = path.replace("$", id_) if path.endswith("$") else path
        if _PATH.fullmatch(path) and ".." not in path.split("/"):
            try:
                yield InventoryObject(id_, kind, path, id_ if name == "-" else plain(name, "name"))
            except WrongDataError:
                continue


def inventory(objects: list[InventoryObject], title: str) -> bytes:
    """Return an inventory of some objects; equal objects give equal bytes."""
    rows = "".join(f"{one.id} newsroom:{one.kind} 1 {one.path} {one.name}\n" for one in objects)
    # Stored uncompressed: zlib's output differs between versions, and git compresses it anyway.
    packed = zlib.compress(rows.encode("utf-8", "replace"), 0)
    return b"".join((_HEAD, b"\n# Project: ", title.encode(), b"\n# Version: \n# The rest is zlib\n", packed))


Fetch = Callable[[str, int], bytes]

_SMALL, _LARGE, _FEED = 1 << 20, 64 << 20, 8 << 20
"""The largest sizes in bytes of the index, of a list of records, and of a feed."""
_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
_RECORDS = {"organization": ORGANIZATION_RECORDS, "official": OFFICIAL_RECORDS}
MOST_ENTRIES = 2_000
"""The largest number of entries whose newest releases are fetched, each with its own request."""
_MOST_PROBLEMS = 20


@dataclass
class Fetched:
    """The data fetched from an archive, and its errors in words."""

    archive: OtherArchive
    objects: list[InventoryObject]
    problems: list[str] = field(default_factory=list)
    unheard: set[tuple[str, str]] = field(default_factory=set)
    """The entries whose newest releases could not be fetched this time, by kind and Wikidata id."""
    wrong: set[tuple[str, str]] = field(default_factory=set)
    """The entries with wrong data this time."""


def fetched(name: str, url: str, entities: Collection[tuple[str, str]], fetch: Fetch) -> Fetched:
    """Fetch the data that the archive *name* at *url* has about *entities*, each a kind and a Wikidata id.

    Raises FetchError and WrongDataError if the archive as a whole can't be used; wrong parts are left out and reported.
    """
    index = _json(fetch, url + DATA, _SMALL)
    if not isinstance(index, dict):
        raise WrongDataError(f"{url}{DATA} isn't the index of an archive")
    try:
        objects = objects_of(fetch(url + INVENTORY, _LARGE))
    except WrongDataError as error:
        raise WrongDataError(f"{url}{INVENTORY}: {error}") from None
    archive = OtherArchive(name, url, plain(index.get("title"), "the title"), tag(index.get("language")))
    found = Fetched(archive, objects)
    entries = [_with_latest(one, url, fetch, found) for one in _entries(url, entities, fetch, found)]
    found.archive = replace(archive, entries=tuple(entries))
    if len(found.problems) > _MOST_PROBLEMS:
        more = len(found.problems) - _MOST_PROBLEMS
        found.problems = [*found.problems[:_MOST_PROBLEMS], f"{more:,} more mistakes"]
    return found


def _json(fetch: Fetch, url: str, limit: int) -> Any:
    data = fetch(url, limit)
    try:
        return json.loads(data.decode())
    except (ValueError, RecursionError):
        raise WrongDataError(f"{url} isn't JSON") from None


def _entries(url: str, entities: Collection[tuple[str, str]], fetch: Fetch, found: Fetched) -> Iterator[OtherEntry]:
    count = 0
    for kind, path in _RECORDS.items():
        rows = _json(fetch, url + path, _LARGE)
        if not isinstance(rows, list):
            raise WrongDataError(f"{url}{path} isn't a list of records")
        seen: set[str] = set()
        for row in rows:
            identifiers = row.get("identifiers") if isinstance(row, dict) else None
            qid = wikidata_id(identifiers.get(WIKIDATA)) if isinstance(identifiers, dict) else None
            if qid is None or (kind, qid) not in entities:
                continue
            if qid in seen:
                found.problems.append(f"{path} has {qid} twice; the first is taken")
                continue
            seen.add(qid)
            try:
                entry = _entry(row, kind, qid, url)
            except WrongDataError as error:
                found.problems.append(f"{path}, {qid}: {error}")
                found.wrong.add((kind, qid))
                continue
            count += 1
            if count > MOST_ENTRIES:
                found.problems.append(f"more than {MOST_ENTRIES:,} entries are tied; the others are left out")
                return
            if entry.releases:
                yield entry


def _entry(row: Mapping[str, Any], kind: str, qid: str, url: str) -> OtherEntry:
    id_, count, raw_url = row.get("id"), row.get("releases"), row.get("url")
    if not isinstance(id_, str) or not ID.fullmatch(id_):
        raise WrongDataError("the id isn't valid")
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < 10**9:
        raise WrongDataError("the number of releases isn't valid")
    if isinstance(raw_url, str):
        _address(raw_url, url, url)  # relative if that archive doesn't know its own address
    page = url + quote(url_of(entity_page(kind, id_)))
    return OtherEntry(kind, qid, id_, plain(row.get("name"), "the name"), page, count)


def _with_latest(entry: OtherEntry, url: str, fetch: Fetch, found: Fetched) -> OtherEntry:
    """Add the newest releases from its feed to an entry."""
    feed = f"{url}{quote(entity_page(entry.kind, entry.id))}/{RSS}"
    try:
        channel = _channel(fetch(feed, _FEED))
    except GoneError:
        found.problems.append(f"{feed}: there is no such feed")
        return entry
    except (FetchError, WrongDataError) as error:
        found.problems.append(f"{feed}: {error}")
        found.unheard.add((entry.kind, entry.wikidata))
        return entry
    language = tag(channel.findtext("language"))
    latest: list[OtherRelease] = []
    for item in channel.iterfind("item"):
        if len(latest) == LATEST:
            break
        try:
            latest.append(_release(item, feed, url, language))
        except WrongDataError as error:
            found.problems.append(f"{feed}: {error}")
    return replace(entry, latest=tuple(latest))


def _channel(data: bytes) -> Element:
    """Parse an RSS feed and return its channel; raises WrongDataError."""
    try:
        text = data.decode()
        # Feeds of archives have no doctype, which can expand a few bytes into very many.
        channel = None if "<!DOCTYPE" in text else fromstring(text).find("channel")
    except (ValueError, ParseError):
        channel = None
    if channel is None:
        raise WrongDataError("it isn't a feed")
    return channel


def _release(item: Element, feed: str, url: str, language: str) -> OtherRelease:
    target = _address(item.findtext("link", ""), feed, url)
    title = plain(item.findtext("title"), "a title")
    try:
        date = parsedate_to_datetime(item.findtext("pubDate", "")).date().isoformat()
    except ValueError:
        raise WrongDataError("a date isn't valid") from None
    return OtherRelease(title, date, target, tag(item.findtext(_LANGUAGE)) or language)


def _address(said: str, page: str, url: str) -> str:
    """Resolve and check an address on a *page* of the archive at *url*; raises WrongDataError."""
    try:
        resolved = urljoin(page, said)
    except ValueError:  # https://[::1
        raise WrongDataError("an address isn't valid") from None
    return address(resolved, url)


@dataclass(frozen=True)
class Updated:
    """The result of an update: the stored archive, the changes in words, and the errors."""

    archive: OtherArchive
    changes: tuple[str, ...]
    problems: tuple[str, ...]
    written: bool


def wanted_of(records: Mapping[str, Organization | Official]) -> dict[tuple[str, str], str]:
    """Return the records that have a Wikidata id, by kind and Wikidata id."""
    ids = ((record, wikidata_id(dict(record.identifiers).get(WIKIDATA))) for record in records.values())
    return {(record.kind, qid): record.id for record, qid in ids if qid}


def update(root: Path, name: str, url: str, entities: Mapping[tuple[str, str], str], fetch: Fetch) -> Updated:
    """Fetch an archive and store its valid data; unchanged files aren't written.

    Raises FetchError and WrongDataError if it can't be fetched, and OSError if it can't be stored. The stored data
    then stay unchanged.
    """
    found = fetched(name, url, entities.keys(), fetch)
    before = None
    with suppress(OSError, UnicodeDecodeError, WrongDataError):
        before = read_document(name, url, read_plain(root / data_path(name)).decode())
    if before is not None and (found.unheard or found.wrong):
        found.archive = _with_kept_of(before, found)
    changes = tuple(_changes(before, found.archive))
    # The inventory first: the build reports roles whose target is gone, whatever the data say.
    wrote = write(root / inventory_path(name), inventory(found.objects, found.archive.title))
    wrote |= write(root / data_path(name), document(found.archive))
    return Updated(found.archive, changes, tuple(found.problems), wrote)


def _with_kept_of(before: OtherArchive, found: Fetched) -> OtherArchive:
    """Return the archive with stored data for entries that are wrong this time, and for feeds that didn't answer."""
    known = _by_key(before)
    now = _by_key(found.archive)
    for key in found.unheard & now.keys():
        now[key] = replace(now[key], latest=known[key].latest if key in known else ())
    return replace(found.archive, entries=(*now.values(), *(known[key] for key in known if key in found.wrong)))


def _by_key(archive: OtherArchive | None) -> dict[tuple[str, str], OtherEntry]:
    return {(one.kind, one.wikidata): one for one in archive.entries} if archive else {}


def _changes(before: OtherArchive | None, now: OtherArchive) -> Iterator[str]:
    known, present = _by_key(before), _by_key(now)
    for key, one in present.items():
        old = known.get(key)
        if old is None:
            yield f"new: {one.kind} {one.id} ({one.name}), {counted(one.releases, 'release')}"
        elif old != one:
            how = "other words or releases" if old.releases == one.releases else f"{old.releases:,} before"
            yield f"changed: {one.kind} {one.id} ({one.name}), {counted(one.releases, 'release')}, {how}"
    for key, one in known.items():
        if key not in present:
            yield f"gone: {one.kind} {one.id} ({one.name}), which had {counted(one.releases, 'release')}"

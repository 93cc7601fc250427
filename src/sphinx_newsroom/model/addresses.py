"""The addresses of a site: how each is built, which files a site has, and which files serve former addresses.

No other module builds addresses. Ids and page names are separate types: ``2011/conference-opens`` is the id of a
release in headers and commands, ``releases/2011/conference-opens`` the name of its page.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple, NewType
from urllib.parse import quote, unquote_to_bytes

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.alerts import ALERTS

ReleaseId = NewType("ReleaseId", str)
"""The id of a release, ``2011/conference-opens``: its path below ``releases/`` without suffix."""

NO_RELEASE = ReleaseId("")
"""The id in ledger lines that are about no release."""

PageName = NewType("PageName", str)
"""The name of a page, ``releases/2011/conference-opens``: its path without suffix, which is Sphinx's docname."""

EntityKey = tuple[str, str]
"""The kind and id of an organization or official: ``("organization", "unodc")``."""

RELEASES = "releases"
"""The folder of releases, in the sources and in the site."""

SEARCH_FOLDER = "_search"
"""The folder of files for the search page."""
FOLDERS: Mapping[str, str] = {"organization": "organizations", "official": "officials", "topic": "topics"}
"""The source folder of each kind of entity, which is also the beginning of its address."""

SOURCE_FOLDERS = (RELEASES, *FOLDERS.values())
"""The folders whose texts have one of our headers."""

FRONT, SEARCH, SUBSCRIBE, CORRECTIONS = map(PageName, ("index", "search", "subscribe", "corrections"))
NOT_FOUND = PageName("404")
"""The page that servers show for missing pages; static hosts expect this name."""
CHECK, STATEMENTS, DATA_PAGE = map(PageName, ("check", "statements", "data"))
YEARS, EDITIONS = PageName(f"{RELEASES}/index"), PageName("editions/index")

LEDGER, LEDGER_HEAD, LEDGER_CHECKPOINT, LEDGER_STAMP, MANIFEST = (
    f"{RELEASES}/{name}"
    for name in ("ledger.jsonl", "ledger.head", "ledger.checkpoint", "ledger.timestamp", "manifest.json")
)
ADDRESSES = f"{RELEASES}/ledger.addresses"
"""The published addresses other than releases, one per line, saved by commands that record."""
APPROVALS = f"{RELEASES}/approvals.jsonl"
"""The approvals and sign-offs of texts; the file is never published."""
LOG = "log"
"""The folder of the ledger's Merkle tree."""
CHECKPOINT, LOG_SCRIPT, STAMPED = f"{LOG}/checkpoint", f"{LOG}/tree.js", f"{LOG}/stamped.txt"
RFC_3161, OPEN_TIMESTAMPS = ".tsr", ".ots"
"""The suffixes of a file's timestamps."""
FEED_LIST, SITEMAP, ROBOTS, LLMS, INVENTORY = "feeds.opml", "sitemap.xml", "robots.txt", "llms.txt", "objects.inv"

CHANGES, CAPABILITIES, RESOURCESYNC = "changelist.xml", "capabilitylist.xml", ".well-known/resourcesync"
"""The ResourceSync change list, the capability list, and the well-known address of the latter."""

DATA = "data/index.json"
RELEASE_ROWS, MENTION_ROWS, STATEMENT_ROWS = (f"data/{name}.jsonl" for name in ("releases", "mentions", "statements"))
DATABASE = "data/archive.sqlite"
"""All data as one SQLite file."""
DATA_PACKAGE, DATASETTE = "data/datapackage.json", "data/metadata.yaml"
"""Descriptions of the data for Frictionless tools and for Datasette."""
ORGANIZATION_RECORDS, OFFICIAL_RECORDS = "data/organizations.json", "data/officials.json"

JSON, MARKDOWN, TIME_MAP = ".json", ".md", ".timemap"
"""The suffixes of a release's other files."""

CARD = ".card.png"
"""The suffix of a release's image for link previews."""

BIBTEX, RIS, CSL_JSON = ".bib", ".ris", ".csl.json"
CITATIONS = (BIBTEX, RIS, CSL_JSON)
"""The suffixes of the files with a year's citations."""

RSS, ATOM, JSON_FEED = "rss.xml", "atom.xml", "feed.json"
FEED_FORMATS = (RSS, ATOM, JSON_FEED)
"""The files of the archive's own feed; other feeds only have the first."""

SERVER_RULES = ("redirects.nginx", "redirects.apache", "redirects.caddy")
"""The redirects as server configurations."""
HOST_REDIRECTS, HOST_HEADERS, NO_JEKYLL = "_redirects", "_headers", ".nojekyll"
"""Files that static hosts read."""

STATE = ".newsroom.json"
"""The digest of a build's state, by which the next build recognizes its own site."""

# RFC 5646, section 4.4.1, asks for at least 35.
LONGEST_TAG = 60
"""The maximum length of a language tag, in characters."""

# Files in these folders aren't listed one by one: Sphinx names its own, and there is one for each type, language,
# edition and part of the search index.
OWN_FOLDERS = frozenset(
    (
        "_static",
        "_images",
        "_downloads",
        SEARCH_FOLDER,
        "_sources",
        ALERTS,
        "atom",
        "corrections",
        "data",
        "editions",
        "languages",
        LOG,
        STATEMENTS,
        "types",
    )
)
"""Folders that contain parts of the site and never a former address."""

_SUPERSEDED = late_pattern(r"(.+)\.r([1-9][0-9]*)")
_RELEASE_URL = late_pattern(rf"{RELEASES}/([^?]+)\.html")


# -- building addresses


def release_page(id_: ReleaseId) -> PageName:
    """Return the page of a release.

    >>> release_page(ReleaseId("2011/conference-opens"))
    'releases/2011/conference-opens'
    """
    return PageName(f"{RELEASES}/{id_}")


def page_of(path: str) -> PageName:
    """Return the page of a source file, by its path: the path without suffix."""
    return PageName(posixpath.splitext(path)[0])


def translation_id(id_: ReleaseId, tag: str) -> ReleaseId:
    """Return the id of a translation, ``2011/conference-opens.ru``."""
    return ReleaseId(f"{id_}.{tag}")


def release_id(page: PageName) -> ReleaseId:
    """Return the id of the release on a page."""
    return ReleaseId(page.removeprefix(f"{RELEASES}/"))


def superseded_page(id_: ReleaseId, revision: int) -> PageName:
    """Return the page of a text that was published and later corrected; revisions count from 1.

    >>> superseded_page(ReleaseId("2021/flood-review"), 1)
    'releases/2021/flood-review.r1'
    """
    return release_page(ReleaseId(f"{id_}.r{revision}"))


def superseded_by_name(stem: str) -> tuple[str, int] | None:
    """Split the name of a superseded text into the release's name and the revision; None for other names.

    >>> superseded_by_name("releases/2021/flood-review.r1")
    ('releases/2021/flood-review', 1)
    """
    found = _SUPERSEDED.fullmatch(stem)
    return (found[1], int(found[2])) if found else None


def year_page(year: int) -> PageName:
    """Return the page that lists the releases of a year, ``releases/2011/index``."""
    return PageName(f"{RELEASES}/{year}/index")


def month_page(year: int, month: int) -> PageName:
    """Return the page that lists the releases of a month, for years with very many.

    >>> month_page(2021, 5)
    'releases/2021/05'
    """
    return PageName(f"{RELEASES}/{year}/{month:02}")


LONG_YEAR = 300
"""The most releases that the page of a year lists; years with more have a page for each month."""


def long_months(months: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those of *months* (year and month, one per release) that have pages because their year is long."""
    found = tuple(months)
    counts = Counter(year for year, _ in found)
    return {(year, month) for year, month in found if counts[year] > LONG_YEAR}


def entity_page(kind: str, id_: str) -> PageName:
    """Return the page of an organization, official or topic, ``organizations/unodc``."""
    return PageName(f"{FOLDERS[kind]}/{id_}")


def entity_list(kind: str) -> PageName:
    """Return the page that lists the entities of a kind, ``organizations/index``."""
    return entity_page(kind, "index")


def statements_page(year: int) -> PageName:
    """Return the first page of a year's statements, ``statements/2011``."""
    return PageName(f"{STATEMENTS}/{year}")


def edition_page(name: str) -> PageName:
    """Return the page of an edition, ``editions/2023``."""
    return PageName(f"editions/{name}")


def part_page(page: PageName, number: int) -> PageName:
    """Return a page of a paginated list, ``organizations/unodc/page-2``; the first is *page* itself."""
    return PageName(f"{page}/page-{number}") if number > 1 else page


def feed_folder(page: str) -> str:
    """Return the folder of the feed for a page, ``organizations/unodc/``."""
    return f"{page}/"


def type_page(word: str) -> PageName:
    """Return the page of a release type, ``types/speech``."""
    return PageName(f"types/{word}")


def type_feed(word: str) -> str:
    """Return the folder of a release type's feed, ``types/speech/``."""
    return feed_folder(type_page(word))


def language_feed(tag: str) -> str:
    """Return the folder of a language's feed, ``languages/ru/``."""
    return f"languages/{tag}/"


def alert_feed(id_: str) -> str:
    """Return the folder of an alert's feed, ``alerts/ports/``."""
    return f"{ALERTS}/{id_}/"


def url_of(page: PageName) -> str:
    """Return the address of a page relative to the site's root, which is also the path of its file."""
    return f"{page}.html"


def rows_of_year(year: int | str) -> str:
    """Return the data file with the releases of a year and their texts, ``data/releases/2011.jsonl``."""
    return f"data/releases/{year}.jsonl"


def schema_file(table: str) -> str:
    """Return the JSON Schema of a table's rows, ``data/schemas/releases.json``."""
    return f"data/schemas/{table}.json"


def parquet_file(table: str) -> str:
    """Return the Parquet file of a table, ``data/releases.parquet``."""
    return f"data/{table}.parquet"


def file_name(path: str, own: Iterable[PageName]) -> str:
    """Return the name of a file below the address of the release that shows or offers it; *path* is in the archive.

    *own* are the pages of the release, the current one first. If the file is in a folder named like one of them, its
    name is the rest of its path. So it is if the file is in the same folder as the first page. Otherwise the name is
    the whole path.

    >>> file_name("releases/2011/report.pdf", [PageName("releases/2011/conference-opens")])
    'report.pdf'
    >>> file_name("releases/2011/conference-opens/report.pdf", [PageName("releases/2011/conference-opens")])
    'report.pdf'
    >>> file_name("images/hall.jpg", [PageName("releases/2011/conference-opens")])
    'images/hall.jpg'
    """
    pages = tuple(own)
    for folder in (*pages, posixpath.dirname(pages[0])):
        if path.startswith(f"{folder}/"):
            return path.removeprefix(f"{folder}/")
    return path


def file_address(page: PageName, name: str) -> str:
    """Return the address of a release's file, ``releases/2011/conference-opens/report.pdf``."""
    return f"{page}/{name}"


def moved_from(url: str) -> ReleaseId | None:
    """Return the id that a release had at a former address, or None if it isn't the address of a release.

    >>> moved_from("releases/2011/opening.html")
    '2011/opening'
    """
    found = _RELEASE_URL.fullmatch(url)
    return ReleaseId(found[1]) if found else None


# -- the files of a site


class Taken:
    """The files of a site, each with its owner, and the folders that they need."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.folders: dict[str, str] = {}

    def add(self, path: str, holder: str) -> None:
        """Add a file."""
        self.files[path] = holder
        for folder in folders(path):
            self.folders.setdefault(folder, holder)

    def holder(self, path: str) -> str | None:
        """Return the owner of a file or folder that conflicts with a new file at *path*, or None."""
        # A file "press" conflicts with a file "press/1".
        above = (self.files.get(folder) for folder in folders(path))
        return self.files.get(path) or self.folders.get(path) or next(filter(None, above), None)


class SiteFiles(Taken):
    """The files of a site, and the folders reserved for them.

    Args:
        texts: The pages of releases and superseded texts.
        entities: The pages of records and topics.
        years: The years that have releases.
        others: Other pages.
    """

    def __init__(
        self,
        texts: Iterable[PageName],
        entities: Iterable[PageName],
        years: Iterable[int],
        others: Iterable[PageName] = (),
    ) -> None:
        super().__init__()
        entities = tuple(entities)
        # The folder of an entity's page contains its feeds and further pages of its list.
        self.own = OWN_FOLDERS.union(entities)
        for file in site_files(texts, entities, years, others):
            self.add(file, file)

    def holder(self, path: str) -> str | None:
        """Return the owner of the file or folder, or the reserved folder, that conflicts with a new file at *path*."""
        return super().holder(path) or next((folder for folder in folders(path) if folder in self.own), None)


def site_files(
    texts: Iterable[PageName], entities: Iterable[PageName], years: Iterable[int], others: Iterable[PageName]
) -> Iterator[str]:
    """Yield every file of a site outside its reserved folders; see :class:`SiteFiles`."""
    # Sphinx's own index exists if an archive's guides enable it.
    yield from map(
        url_of,
        (FRONT, SEARCH, SUBSCRIBE, CORRECTIONS, CHECK, STATEMENTS, DATA_PAGE, NOT_FOUND, PageName("genindex"), YEARS),
    )
    yield from map(url_of, map(entity_list, FOLDERS))
    yield from (*FEED_FORMATS, FEED_LIST, SITEMAP, ROBOTS, LLMS, INVENTORY, MANIFEST, LEDGER, *SERVER_RULES)
    yield from (CHANGES, CAPABILITIES, RESOURCESYNC)
    yield from (HOST_REDIRECTS, HOST_HEADERS, NO_JEKYLL)
    suffixes = JSON, MARKDOWN, TIME_MAP, CARD
    yield from (page + suffix for page, suffix in product(texts, (".html", *suffixes)))
    of_years = tuple(map(year_page, years))
    yield from (page + suffix for page, suffix in product(of_years, (MARKDOWN, *CITATIONS)))
    yield from map(url_of, (*entities, *of_years, *others))


def folders(path: str) -> Iterator[str]:
    """Yield the folders of a path, the innermost first."""
    while path := posixpath.dirname(path):
        yield path


# -- former addresses


def file_at(url: str) -> str:
    """Return the file that serves a former address.

    An address that doesn't end in ``.html`` becomes a folder with an ``index.html``, to which servers redirect
    ``press/12345`` or ``press/12345.aspx``.
    """
    return url if url.endswith((".html", ".htm")) else posixpath.join(url, "index.html")


# -- normalizing former addresses. An address is stored without its host, relative to the archive's root: the owner of
# the former host can use the same rules. Its path is stored unencoded. Its query has the parameters sorted by name,
# since their order varies in old links. Source: RFC 3986, sections 2 and 3; URL Standard, section 5.1.

LONGEST_QUERY = 500
"""The maximum length of a normalized query: nginx limits a word to 4,096 characters, and a pattern needs up to five for
each.
"""
MOST_PARAMETERS = 20
"""The maximum number of parameters in a query."""
_DELETE = 0x7F

_HOST = late_pattern(r"https?://[^/?#]+", re.IGNORECASE)
# Characters that no address has (RFC 3986); a blank usually separates two addresses.
_NO_ADDRESS = late_pattern(r'[\s<>"\\]')
# Characters that Windows reads as a drive or folder, or browsers as a query or fragment.
_NO_PATH = frozenset('\\:?#<>"/')
_NO_CATEGORY = frozenset(("Cc", "Cs", "Zl", "Zp", "Zs"))
"""Control characters, surrogates and invisible blanks; the plain space is allowed, since many servers use it."""
_SEEN = "/!$&'()*+,;=@~[]"
"""The characters of a path that stay unencoded."""

Parameters = tuple[tuple[bytes, bytes], ...]
"""The names and values of a query, as bytes because old pages used unknown encodings."""


class FormerAddress(NamedTuple):
    """The parts of a former address: the decoded path, and the parameters of its query."""

    path: str
    query: Parameters = ()

    @property
    def file(self) -> str:
        """The file that serves the path; the front page if the path is empty."""
        return file_at(self.path) if self.path else url_of(FRONT)

    @property
    def is_front(self) -> bool:
        """Whether this is the front page with a query, ``?p=1164``."""
        return self.file == url_of(FRONT) and bool(self.query)


def canonical(value: str) -> str:
    """Return a former address in its normalized form.

    Raises ValueError with a message that continues "former_urls has ..., which".

    >>> canonical("https://www.example.org/news/index.php?lang=en&id=12")
    'news/index.php?id=12&lang=en'
    >>> canonical("/news/1"), canonical("?p=1164"), canonical("news/Press%20Release.htm")
    ('news/1', '?p=1164', 'news/Press%20Release.htm')
    """
    # Lone surrogates can come from YAML escapes and can't be encoded as UTF-8.
    if _NO_ADDRESS.search(value) or (not value.isascii() and any(unicodedata.category(char) == "Cs" for char in value)):
        raise ValueError("isn't an address below the site's root")
    if "#" in value:
        raise ValueError("contains a part after `#`, which browsers don't send to servers")
    host = _HOST.match(value)
    below = value[host.end() :] if host else value
    if host or not below.startswith("//"):
        below = below.removeprefix("/")
    path, _, query = below.partition("?")
    found = _path(path) + (f"?{kept}" if (kept := _query(query)) else "")
    if not found:
        raise ValueError("isn't an address below the site's root")
    return found


def as_kept(url: str) -> str:
    """Return the normalized form of a recorded address, or the address itself if it is invalid.

    >>> as_kept("press/%D0%B6"), as_kept("a%2Fb")
    ('press/ж', 'a%2Fb')
    """
    try:
        return canonical(url)
    except ValueError:
        return url


def parts(url: str) -> FormerAddress:
    """Split a normalized address.

    >>> parts("index.php?id=12&lang=en")
    FormerAddress(path='index.php', query=((b'id', b'12'), (b'lang', b'en')))
    """
    path, _, query = url.partition("?")
    return FormerAddress(unquote_to_bytes(path).decode("utf-8", "replace"), _parameters(query))


def _path(path: str) -> str:
    """Normalize a path, which may be empty; raises ValueError if no file can have it."""
    if not path:
        return ""
    segments = path.removesuffix("/").split("/")
    return "/".join(map(_segment, segments)) + ("/" if path.endswith("/") else "")


def _segment(segment: str) -> str:
    try:
        decoded = unquote_to_bytes(segment).decode()
    except UnicodeError:
        raise ValueError("isn't in UTF-8") from None
    # Empty or hidden segments, `.` and `..` would refer to another file, or to one that isn't served.
    if not decoded or decoded.startswith(".") or not _NO_PATH.isdisjoint(decoded):
        raise ValueError("isn't an address below the site's root")
    if any(char != " " and unicodedata.category(char) in _NO_CATEGORY for char in decoded):
        raise ValueError("contains an invisible space or control character")
    return "".join(
        (char if char in _SEEN else quote(char)) if char.isascii() and not char.isalnum() else char for char in decoded
    )


def _query(query: str) -> str:
    found = _parameters(query)
    if len(found) > MOST_PARAMETERS:
        raise ValueError(f"has more than {MOST_PARAMETERS} parameters")
    if any(byte < ord(" ") or byte == _DELETE for pair in found for byte in b"".join(pair)):
        raise ValueError("contains a control character in its query")
    pairs = (tuple(quote(side, safe="") for side in pair) for pair in found)
    kept = "&".join(f"{name}={value}" if value else name for name, value in pairs)
    if len(kept) > LONGEST_QUERY:
        raise ValueError(f"has a query of more than {LONGEST_QUERY} characters")
    return kept


def _parameters(query: str) -> Parameters:
    """Return the parameters of a query, sorted by name; a parameter without a value gets an empty one."""
    pairs = (part.partition("=") for part in query.replace("+", " ").split("&") if part)
    decoded = ((unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs)
    return tuple(sorted(pair for pair in decoded if pair != (b"", b"")))


# -- the formats of data files. A format's number increases only if a field is removed or changes its meaning, not if
# one is added. So readers can ignore unknown fields, but must refuse a higher number. A file without a number has
# format 1. The lines of the ledger have their own numbers, with the same rule (`ledger.events.FORM`).

FORMATS: Mapping[str, int] = MappingProxyType({DATA: 3, MANIFEST: 1})
"""The current format of each file, which is also the newest that can be read."""


UPGRADE = "install a newer one (see requirements.txt)"
"""The advice about a file that is too new for this version."""


def newer_format(path: str, value: Mapping[str, Any]) -> str:
    """Return a message if a file has a newer format than this version can read, otherwise an empty string.

    >>> newer_format("releases/manifest.json", {"format": 2})
    'is of format 2, and this version of newsroom reads formats up to 1; install a newer one (see requirements.txt)'
    >>> newer_format("releases/manifest.json", {})
    ''
    """
    found, known = value.get("format", 1), FORMATS[path]
    if isinstance(found, int) and found <= known:
        return ""
    return f"is of format {found}, and this version of newsroom reads formats up to {known}; {UPGRADE}"

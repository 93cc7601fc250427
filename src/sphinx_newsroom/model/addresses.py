"""The addresses of a site: how each is made, which files there are, and what answers for a former one.

Nobody else puts an address together.  An id and a page's name are types of their own, so that mypy tells them apart:
``2011/conference-opens`` is what headers and commands call a release, ``releases/2011/conference-opens`` its page.
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
"""What stands where a line of the ledger names no release."""

PageName = NewType("PageName", str)
"""The name of a page, ``releases/2011/conference-opens``: its path in the site without suffix, Sphinx's docname."""

EntityKey = tuple[str, str]
"""Kind and id of an organization or official: ``("organization", "unodc")``."""

RELEASES = "releases"
"""The folder of releases, in the sources and in the site."""

SEARCH_FOLDER = "_search"
"""What search loads."""
FOLDERS: Mapping[str, str] = {"organization": "organizations", "official": "officials", "topic": "topics"}
"""The source folder, and so the URL, of each kind of entity."""

SOURCE_FOLDERS = (RELEASES, *FOLDERS.values())
"""The folders whose texts begin with a header of ours."""

FRONT, SEARCH, SUBSCRIBE, CORRECTIONS = map(PageName, ("index", "search", "subscribe", "corrections"))
NOT_FOUND = PageName("404")
"""What servers show where there is no page; the name is the one that hosts of static files look for."""
CHECK, STATEMENTS, DATA_PAGE = map(PageName, ("check", "statements", "data"))
YEARS, EDITIONS = PageName(f"{RELEASES}/index"), PageName("editions/index")

LEDGER, LEDGER_HEAD, LEDGER_CHECKPOINT, LEDGER_STAMP, MANIFEST = (
    f"{RELEASES}/{name}"
    for name in ("ledger.jsonl", "ledger.head", "ledger.checkpoint", "ledger.timestamp", "manifest.json")
)
ADDRESSES = f"{RELEASES}/ledger.addresses"
"""The addresses that were published beside those of releases, one a line, as commands that record have kept them."""
APPROVALS = f"{RELEASES}/approvals.jsonl"
"""Who approved and signed off which text; no site ever has it."""
LOG = "log"
"""The folder of the ledger's Merkle tree."""
CHECKPOINT, LOG_SCRIPT, STAMPED = f"{LOG}/checkpoint", f"{LOG}/tree.js", f"{LOG}/stamped.txt"
RFC_3161, OPEN_TIMESTAMPS = ".tsr", ".ots"
"""How the names of the timestamps of a file end, beside its own."""
FEED_LIST, SITEMAP, ROBOTS, LLMS, INVENTORY = "feeds.opml", "sitemap.xml", "robots.txt", "llms.txt", "objects.inv"

CHANGES, CAPABILITIES, RESOURCESYNC = "changelist.xml", "capabilitylist.xml", ".well-known/resourcesync"
"""What changed when, what else programs can follow, and where they look for that by themselves."""

DATA = "data/index.json"
RELEASE_ROWS, MENTION_ROWS, STATEMENT_ROWS = (f"data/{name}.jsonl" for name in ("releases", "mentions", "statements"))
DATABASE = "data/archive.sqlite"
"""All of the data as one file of SQLite."""
DATA_PACKAGE, DATASETTE = "data/datapackage.json", "data/metadata.yaml"
"""What describes the data to programs of Frictionless, and to Datasette."""
ORGANIZATION_RECORDS, OFFICIAL_RECORDS = "data/organizations.json", "data/officials.json"

JSON, MARKDOWN, TIME_MAP = ".json", ".md", ".timemap"
"""How the names of a release's files end, beside its page's."""

CARD = ".card.png"
"""How the name of the picture ends that a link to a release is shown with elsewhere."""

BIBTEX, RIS, CSL_JSON = ".bib", ".ris", ".csl.json"
CITATIONS = (BIBTEX, RIS, CSL_JSON)
"""How the names of the files end that say how the releases of a year are cited."""

RSS, ATOM, JSON_FEED = "rss.xml", "atom.xml", "feed.json"
FEED_FORMATS = (RSS, ATOM, JSON_FEED)
"""The files of the archive's own feed; its parts have the first."""

SERVER_RULES = ("redirects.nginx", "redirects.apache", "redirects.caddy")
"""The redirects as rules for servers."""
HOST_REDIRECTS, HOST_HEADERS, NO_JEKYLL = "_redirects", "_headers", ".nojekyll"
"""What hosts of static files read by itself."""

STATE = ".newsroom.json"
"""The digest of what a build remembers of the site for the next one, by which the two are known to belong together."""

# RFC 5646, section 4.4.1, asks for at least 35.
LONGEST_TAG = 60
"""How long a language tag may be, in characters."""

# What is in these is not listed one by one: Sphinx names its own files, and each type, language, edition and part of
# the search has a file of its own.
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
"""Folders that hold parts of the site and never a former address."""

_SUPERSEDED = late_pattern(r"(.+)\.r([1-9][0-9]*)")
_RELEASE_URL = late_pattern(rf"{RELEASES}/([^?]+)\.html")


# -- how each is made


def release_page(id_: ReleaseId) -> PageName:
    """The page of a release.

    >>> release_page(ReleaseId("2011/conference-opens"))
    'releases/2011/conference-opens'
    """
    return PageName(f"{RELEASES}/{id_}")


def translation_id(id_: ReleaseId, tag: str) -> ReleaseId:
    """The id of a release's translation by its name, ``2011/conference-opens.ru``."""
    return ReleaseId(f"{id_}.{tag}")


def release_id(page: PageName) -> ReleaseId:
    """The id of the release that has a page."""
    return ReleaseId(page.removeprefix(f"{RELEASES}/"))


def superseded_page(id_: ReleaseId, revision: int) -> PageName:
    """The page of a text that was published and corrected since; revisions count from 1.

    >>> superseded_page(ReleaseId("2021/flood-review"), 1)
    'releases/2021/flood-review.r1'
    """
    return release_page(ReleaseId(f"{id_}.r{revision}"))


def superseded_by_name(stem: str) -> tuple[str, int] | None:
    """What a name without suffix says of a superseded text: the name of its release, and the number of the revision.

    >>> superseded_by_name("releases/2021/flood-review.r1")
    ('releases/2021/flood-review', 1)
    """
    found = _SUPERSEDED.fullmatch(stem)
    return (found[1], int(found[2])) if found else None


def year_page(year: int) -> PageName:
    """The page that lists the releases of a year, ``releases/2011/index``."""
    return PageName(f"{RELEASES}/{year}/index")


def month_page(year: int, month: int) -> PageName:
    """The page that lists the releases of a month, of a year that has very many.

    >>> month_page(2021, 5)
    'releases/2021/05'
    """
    return PageName(f"{RELEASES}/{year}/{month:02}")


LONG_YEAR = 300
"""Releases that the page of a year lists; a year of more has a page for each month."""


def long_months(months: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the *months* (year and month) of all releases that have pages, as their years are long."""
    found = tuple(months)
    counts = Counter(year for year, _ in found)
    return {(year, month) for year, month in found if counts[year] > LONG_YEAR}


def entity_page(kind: str, id_: str) -> PageName:
    """The page of an organization, official or topic, ``organizations/unodc``."""
    return PageName(f"{FOLDERS[kind]}/{id_}")


def entity_list(kind: str) -> PageName:
    """The page that lists the entities of a kind, ``organizations/index``."""
    return entity_page(kind, "index")


def statements_page(year: int) -> PageName:
    """The first page of a year's statements, ``statements/2011``."""
    return PageName(f"{STATEMENTS}/{year}")


def edition_page(name: str) -> PageName:
    """The page of an edition, ``editions/2023``."""
    return PageName(f"editions/{name}")


def part_page(page: PageName, number: int) -> PageName:
    """A page of a list that goes over several, ``organizations/unodc/page-2``; the first is *page* itself."""
    return PageName(f"{page}/page-{number}") if number > 1 else page


def feed_folder(page: str) -> str:
    """The folder of the feed of what *page* shows, ``organizations/unodc/``."""
    return f"{page}/"


def type_page(word: str) -> PageName:
    """The page of a type of release, ``types/speech``."""
    return PageName(f"types/{word}")


def type_feed(word: str) -> str:
    """The folder of the feed of a type of release, ``types/speech/``."""
    return feed_folder(type_page(word))


def language_feed(tag: str) -> str:
    """The folder of the feed of a language, ``languages/ru/``."""
    return f"languages/{tag}/"


def alert_feed(id_: str) -> str:
    """The folder of the feed of an alert, ``alerts/ports/``."""
    return f"{ALERTS}/{id_}/"


def url_of(page: PageName) -> str:
    """The address of a page from the site's root, and so the path of its file."""
    return f"{page}.html"


def rows_of_year(year: int | str) -> str:
    """The file of data that has the releases of a year with their texts, ``data/releases/2011.jsonl``."""
    return f"data/releases/{year}.jsonl"


def schema_file(table: str) -> str:
    """The JSON Schema of the rows of a table, ``data/schemas/releases.json``."""
    return f"data/schemas/{table}.json"


def parquet_file(table: str) -> str:
    """A table as a file of Parquet, ``data/releases.parquet``."""
    return f"data/{table}.parquet"


def file_name(path: str, own: Iterable[PageName]) -> str:
    """What a file is called below the address of the release that shows or offers it; *path* is where it stands.

    *own* are the pages of the release, the present one first.  A file in a folder that is called like one of them, or
    beside the first, goes by the rest of its path; any other by all of it.

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
    """Where a file of a release stands in the site, ``releases/2011/conference-opens/report.pdf``."""
    return f"{page}/{name}"


def moved_from(url: str) -> ReleaseId | None:
    """The id that a release had at a former address, None where that is not the page of a release.

    >>> moved_from("releases/2011/opening.html")
    '2011/opening'
    """
    found = _RELEASE_URL.fullmatch(url)
    return ReleaseId(found[1]) if found else None


# -- which files there are


class Taken:
    """Which files a site has, with what each is there for, and which folders they need."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.folders: dict[str, str] = {}

    def add(self, path: str, holder: str) -> None:
        """Note a file."""
        self.files[path] = holder
        for folder in folders(path):
            self.folders.setdefault(folder, holder)

    def holder(self, path: str) -> str | None:
        """What keeps *path* from being a new file: a file there, a folder there, or a file where it needs a folder."""
        # A file "press" and a file "press/1" cannot both be.
        above = (self.files.get(folder) for folder in folders(path))
        return self.files.get(path) or self.folders.get(path) or next(filter(None, above), None)


class SiteFiles(Taken):
    """The files of a site, and the folders that are all its own.

    *texts* are the pages of releases and superseded texts, *entities* those of records and topics, *years* the years
    that have releases, *others* any further pages.
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
        # Below an entity's page are its feeds and, as it is named more often, further pages.
        self.own = OWN_FOLDERS.union(entities)
        for file in site_files(texts, entities, years, others):
            self.add(file, file)

    def holder(self, path: str) -> str | None:
        """What keeps *path* from being a new file, as :class:`Taken` has it, or one of the site's own folders."""
        return super().holder(path) or next((folder for folder in folders(path) if folder in self.own), None)


def site_files(
    texts: Iterable[PageName], entities: Iterable[PageName], years: Iterable[int], others: Iterable[PageName]
) -> Iterator[str]:
    """Every file of a site that stands in none of its own folders; see :class:`SiteFiles`."""
    # Sphinx's own index is there where an archive's guides have it made.
    yield from map(
        url_of,
        (FRONT, SEARCH, SUBSCRIBE, CORRECTIONS, CHECK, STATEMENTS, DATA_PAGE, NOT_FOUND, PageName("genindex"), YEARS),
    )
    yield from map(url_of, map(entity_list, FOLDERS))
    yield from (*FEED_FORMATS, FEED_LIST, SITEMAP, ROBOTS, LLMS, INVENTORY, MANIFEST, LEDGER, *SERVER_RULES)
    yield from (CHANGES, CAPABILITIES, RESOURCESYNC)
    yield from (HOST_REDIRECTS, HOST_HEADERS, NO_JEKYLL)
    beside = JSON, MARKDOWN, TIME_MAP, CARD
    yield from (page + suffix for page, suffix in product(texts, (".html", *beside)))
    of_years = tuple(map(year_page, years))
    yield from (page + suffix for page, suffix in product(of_years, (MARKDOWN, *CITATIONS)))
    yield from map(url_of, (*entities, *of_years, *others))


def folders(path: str) -> Iterator[str]:
    """The folders that a path is in, the nearest first."""
    while path := posixpath.dirname(path):
        yield path


# -- what answers for a former one


def file_at(url: str) -> str:
    """The file that answers for a former address.

    One that does not end in ``.html`` is a folder with an ``index.html``: servers send the reader of
    ``press/12345`` or ``press/12345.aspx`` there.
    """
    return url if url.endswith((".html", ".htm")) else posixpath.join(url, "index.html")


# -- former addresses: what people paste of them, in one form, and the parts that servers compare
#
# An address is kept without its host, below the archive's root: whoever has the former host lets it answer by the same
# rules.  Its path is written as readers see it; its query has its parameters in the order of their names, since servers
# and old links put them in any.  Source: RFC 3986, sections 2 and 3; URL Standard, section 5.1.

LONGEST_QUERY = 500
"""How many characters a query may have in its one form: nginx reads no word of more than 4,096, and a pattern of it has
up to five for each."""
MOST_PARAMETERS = 20
"""How many parameters a query may have."""
_DELETE = 0x7F

_HOST = late_pattern(r"https?://[^/?#]+", re.IGNORECASE)
# What no address has (RFC 3986), and a blank is most often that of a second one behind it.
_NO_ADDRESS = late_pattern(r'[\s<>"\\]')
# What Windows reads as a drive or a folder, and browsers as a query or a place in the page.
_NO_PATH = frozenset('\\:?#<>"/')
_PLAIN = late_pattern(r"[\w~-][\w.~-]*", re.ASCII)
"""What most segments are, which are kept as they stand: unreserved characters (RFC 3986, section 2.3), no dot first."""
_NO_CATEGORY = frozenset(("Cc", "Cs", "Zl", "Zp", "Zs"))
"""Control characters, halves of characters, and blanks that nobody sees; the plain blank is one of many servers."""
_SEEN = "/!$&'()*+,;=@~[]"
"""What a path may hold as it stands."""

Parameters = tuple[tuple[bytes, bytes], ...]
"""Names and values of a query, decoded: old pages have them in encodings that nobody knows."""


class FormerAddress(NamedTuple):
    """The parts of a former address: the path of which a server speaks, decoded, and the parameters of its query."""

    path: str
    query: Parameters = ()

    @property
    def file(self) -> str:
        """The file that answers for the path; for that of the front page, the front page."""
        return file_at(self.path) if self.path else url_of(FRONT)

    @property
    def is_front(self) -> bool:
        """Whether this is the front page with a query, ``?p=1164``."""
        return self.file == url_of(FRONT) and bool(self.query)


def canonical(value: str) -> str:
    """A former address in the one form in which it is kept and compared.

    Raises ValueError, which says what is wrong in words that go on from "former_urls has ..., which".

    >>> canonical("https://www.example.org/news/index.php?lang=en&id=12")
    'news/index.php?id=12&lang=en'
    >>> canonical("/news/1"), canonical("?p=1164"), canonical("news/Press%20Release.htm")
    ('news/1', '?p=1164', 'news/Press%20Release.htm')
    """
    # Half of a character is what a YAML escape can smuggle in; it has no UTF-8.
    if _NO_ADDRESS.search(value) or (not value.isascii() and any(unicodedata.category(char) == "Cs" for char in value)):
        raise ValueError("isn't an address below the site's root")
    if "#" in value:
        raise ValueError("has a part after `#`, which browsers don't send to servers")
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
    """The one form of an address that was recorded once, or what was recorded where that has none.

    >>> as_kept("press/%D0%B6"), as_kept("a%2Fb")
    ('press/ж', 'a%2Fb')
    """
    try:
        return canonical(url)
    except ValueError:
        return url


def parts(url: str) -> FormerAddress:
    """The parts of an address that is in its one form.

    >>> parts("index.php?id=12&lang=en")
    FormerAddress(path='index.php', query=((b'id', b'12'), (b'lang', b'en')))
    """
    path, _, query = url.partition("?")
    return FormerAddress(unquote_to_bytes(path).decode("utf-8", "replace"), _parameters(query))


def _path(path: str) -> str:
    """A path in its one form, the empty one too; raises ValueError where no file could stand there."""
    if not path:
        return ""
    segments = path.removesuffix("/").split("/")
    return "/".join(map(_segment, segments)) + ("/" if path.endswith("/") else "")


def _segment(segment: str) -> str:
    if _PLAIN.fullmatch(segment):
        return segment
    try:
        decoded = unquote_to_bytes(segment).decode()
    except UnicodeError:
        raise ValueError("is not in UTF-8") from None
    # An empty or hidden one, `.` and `..` would be another file than the address says, or none that is served.
    if not decoded or decoded.startswith(".") or not _NO_PATH.isdisjoint(decoded):
        raise ValueError("isn't an address below the site's root")
    if any(char != " " and unicodedata.category(char) in _NO_CATEGORY for char in decoded):
        raise ValueError("has a blank or control character that nobody sees")
    return "".join(
        (char if char in _SEEN else quote(char)) if char.isascii() and not char.isalnum() else char for char in decoded
    )


def _query(query: str) -> str:
    found = _parameters(query)
    if len(found) > MOST_PARAMETERS:
        raise ValueError(f"has more than {MOST_PARAMETERS} parameters")
    if any(byte < ord(" ") or byte == _DELETE for pair in found for byte in b"".join(pair)):
        raise ValueError("has a control character in its query")
    pairs = (tuple(quote(side, safe="") for side in pair) for pair in found)
    kept = "&".join(f"{name}={value}" if value else name for name, value in pairs)
    if len(kept) > LONGEST_QUERY:
        raise ValueError(f"has a query of more than {LONGEST_QUERY} characters")
    return kept


def _parameters(query: str) -> Parameters:
    """The parameters of a query, by name; one without a value is one with an empty value."""
    pairs = (part.partition("=") for part in query.replace("+", " ").split("&") if part)
    decoded = ((unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs)
    return tuple(sorted(pair for pair in decoded if pair != (b"", b"")))


# -- the formats of the files that programs read, by number
#
# A number rises only where a field goes or comes to mean something else; a field that is added leaves it.  So whoever
# reads a file of a number that it knows may ignore fields that it does not know, and must refuse a higher number.  A
# file without a number is from before there were any, and reads as format 1.  The lines of the ledger have numbers of
# their own, by the same rule (`ledger.events.FORM`).

FORMATS: Mapping[str, int] = MappingProxyType({DATA: 3, MANIFEST: 1})
"""The format in which each file is written now, which is also the newest that is read."""


UPGRADE = "install a newer one (see requirements.txt)"
"""What to do about a file that this version is too old for."""


def newer_format(path: str, value: Mapping[str, Any]) -> str:
    """What to say of a file that is of a newer format than this version reads; empty where it is not.

    >>> newer_format("releases/manifest.json", {"format": 2})
    'is of format 2, and this version of newsroom reads formats up to 1; install a newer one (see requirements.txt)'
    >>> newer_format("releases/manifest.json", {})
    ''
    """
    found, known = value.get("format", 1), FORMATS[path]
    if isinstance(found, int) and found <= known:
        return ""
    return f"is of format {found}, and this version of newsroom reads formats up to {known}; {UPGRADE}"

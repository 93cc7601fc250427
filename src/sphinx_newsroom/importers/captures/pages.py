"""Read pages in folders named after the time of capture.

Tools save pages of the Wayback Machine as ``20110620123456/https/www.example.org/news/1.html``; people use
``2011-06-20/news/1.html``.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import webencodings

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Found, Incoming, Loss, Options, Place, Seen
from sphinx_newsroom.model.addresses import as_kept

LEAST_SHARED = 0.7
"""The share of the shorter text's words that two texts of one release have in common, at least.

Texts below it are different pages at the same address, usually error pages. Of 789 real edits one was below; of 2,364
pairs of a release and an error page four were above.
"""

_LATE = datetime.max.replace(tzinfo=UTC)
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|_ga)(?:=|$)", re.IGNORECASE)
"""Query parameters added for tracking shared links; they don't identify pages."""


def without_tracking(url: str) -> str:
    """Remove tracking parameters from an address.

    >>> without_tracking("https://un.org/1.html?utm_source=x&id=3")
    'https://un.org/1.html?id=3'
    """
    path, mark, query = url.partition("?")
    kept = "&".join(one for one in query.split("&") if not _TRACKING.match(one))
    return f"{path}?{kept}" if mark and kept else path


def key_of(url: str, base: str = "") -> str:
    """Normalize an address for comparison: without scheme, ``www.``, final slash and tracking parameters.

    *base* completes addresses without a host.

    >>> key_of("https://www.Example.org:443/news/1/?utm_source=x") == key_of("/news/1", "http://example.org")
    True
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url.strip()
    where = f"{host}:{port}" if port and port not in (80, 443) else host
    query = without_tracking(f"?{parts.query}")[1:]
    below = f"{parts.path.lstrip('/')}?{query}" if query else parts.path.lstrip("/")
    path, mark, params = as_kept(below).partition("?") if below else ("", "", "")
    return f"{where}/{re.sub(r'(?:^|/)index[.]html?$', '', path).rstrip('/')}{mark}{params}"


def revisions(found: Iterable[Incoming]) -> dict[str, tuple[Seen, ...]]:
    """Return the captured texts by address, oldest first; repeated equal texts count as one."""
    captures: dict[str, list[Incoming]] = {}
    for incoming in found:
        if incoming.captured and incoming.url:
            captures.setdefault(key_of(incoming.url), []).append(incoming)
    return {key: _texts(sorted(texts, key=_time_of)) for key, texts in captures.items()}


def _time_of(incoming: Incoming) -> datetime:
    return incoming.captured or _LATE


def _texts(captures: list[Incoming]) -> tuple[Seen, ...]:
    texts: list[Seen] = []
    losses: list[Loss] = []
    # Error pages are short, so the longest text is one of the release.
    longest = max(captures, key=lambda one: len(one.body))
    for incoming in captures:
        before, when = texts[-1] if texts else None, _time_of(incoming)
        if shared(incoming, longest) < LEAST_SHARED:
            words = "capture: it is another page at the same address, and no text of this release"
            losses.append(Loss(words, f"{when:%Y-%m-%d}"))
        elif before and _said(incoming) == _said(before.incoming):
            texts[-1] = replace(before, last=when)
        else:
            texts.append(Seen(incoming, when, when))
    last = texts[-1]  # there is one, since the longest text is never dropped
    texts[-1] = replace(last, incoming=replace(last.incoming, losses=(*last.incoming.losses, *losses)))
    return tuple(texts)


def _said(incoming: Incoming) -> tuple[str, str]:
    """Return a text's title and body, regardless of how lines are wrapped."""
    title = incoming.title.value if incoming.title else ""
    return " ".join(title.split()), " ".join(incoming.body.split())


def shared(one: Incoming, other: Incoming) -> float:
    """Return the share of the shorter text's words that the other contains."""
    first, second = (set(re.findall(r"\w+", " ".join(_said(each)).lower())) for each in (one, other))
    least = min(len(first), len(second))
    return len(first & second) / least if least else 1.0


# Near-duplicate texts: reported to the editor, never removed. For each text the smallest checksums of its word runs are
# saved, to estimate the share of runs that two texts have in common (Broder 1997). A text is compared with the latest
# texts that share its checksums.

SHARE = 0.7
"""The share of common runs from which two texts are reported; one paragraph more or less leaves four fifths."""
FEWEST_WORDS = 12
"""Shorter texts are alike because they say little, such as a notice that the office is closed."""
_KEPT = 48
"""The number of checksums saved of a text."""
_COMPARED = 4
"""A text is compared with this many others, those that share the most checksums."""
_LONGEST = 200_000
"""The number of bytes of a text that are compared."""
_RUN = 3
"""The number of words in a run."""


class NearTexts:
    """Finds near-duplicates: each text is compared with those added before it."""

    def __init__(self) -> None:
        self._kept: dict[str, frozenset[int]] = {}
        self._last: dict[int, str] = {}
        """The last text with each checksum."""

    def add(self, key: str, text: str) -> str:
        """Add a text; returns the key of the most similar earlier text, or an empty string."""
        words = re.findall(rb"[a-z0-9\x80-\xff]+", text[:_LONGEST].lower().encode("utf-8", "replace"))
        runs = {b" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
        kept = frozenset(sorted(map(zlib.crc32, runs))[:_KEPT] if len(words) >= FEWEST_WORDS else ())
        others = Counter(self._last[one] for one in kept if one in self._last).most_common(_COMPARED)
        share, found = max(((_share(kept, self._kept[other]), other) for other, _ in others), default=(0.0, ""))
        self._kept[key] = kept
        self._last.update(dict.fromkeys(kept, key))
        return found if share >= SHARE else ""


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    """Estimate the share of common runs from the smallest checksums of two texts."""
    smallest = sorted(one | other)[:_KEPT]
    return len(one & other & set(smallest)) / len(smallest)


LARGEST_PAGE = 10 << 20
"""The largest page, in bytes."""
_MOST_LEAPS = 5
"""The maximum length of a chain of redirects, to stop at circles."""
_FIRST_YEAR = 1990
"""The year of the first web pages."""
_NAMED = 3
"""The maximum number of left-out pages that are named."""

PageReader = Callable[[str, bytes, Options], Iterable[Found]]
"""Reads one page from its file's name, its bytes, and options with the page's address as the base."""


class Pages:
    """The pages of one file, read one after another; *name* is the file's name."""

    def __init__(self, name: str, options: Options, page: PageReader) -> None:
        self.place, self.options, self._page = Place(name), options, page
        # Pages by digest, or by address and time, for captures that only refer to an earlier one.
        self._known: dict[tuple[str, ...], tuple[Found, ...]] = {}
        self._repeats: list[str] = []
        self._leads: dict[str, tuple[str, str]] = {}

    def problem(
        self, message: str, advice: str, code: ImportCode = ImportCode.UNREADABLE_FILE, where: str = ""
    ) -> Problem:
        """Return a problem in the file; *where* is the address or position."""
        return replace(self.place, pointer=where).problem(message, advice, code)

    def read(self, data: bytes, url: str, captured: datetime, keys: Iterable[tuple[str, ...]] = ()) -> Iterator[Found]:
        """Yield what a page contains; later captures may refer to it by *keys*."""
        if len(data) > LARGEST_PAGE:
            yield self.problem(
                f"the page is larger than {LARGEST_PAGE >> 20} MiB", "save it separately, and shorten it", where=url
            )
            return
        options = replace(self.options, base=url)
        if take := options.captured:
            options = replace(options, file_at=lambda address, _: take(address, captured))
        found = tuple(self._page(self.place.file, data, options))
        for key in keys:
            self._known[key] = found
        yield from self._of_capture(found, url, captured)

    def repeat(self, keys: Iterable[tuple[str, ...]], url: str, captured: datetime) -> Iterator[Found]:
        """Yield the content of an earlier capture that one of *keys* refers to."""
        found = next((self._known[key] for key in keys if key in self._known), None)
        if found is None:
            self._repeats.append(url)
            return
        yield from self._of_capture(found, url, captured)

    def pass_over(self, keys: Iterable[tuple[str, ...]]) -> None:
        """Record that a capture isn't a page, so that repeats of it are ignored, too."""
        self._known.update(dict.fromkeys(keys, ()))

    def leads(self, url: str, target: str) -> None:
        """Record a permanent redirect."""
        with suppress(ValueError):
            target = urljoin(url, target)
            if key_of(url) != key_of(target):
                self._leads[key_of(url)] = url, target

    def with_former_addresses(self, found: Iterable[Found]) -> Iterator[Found]:
        """Yield the items found, adding former addresses from redirects to each release."""
        former: dict[str, list[str]] = {}
        for url, target in self._leads.values():
            for _ in range(_MOST_LEAPS):
                if key_of(target) not in self._leads:
                    former.setdefault(key_of(target), []).append(url)
                    break
                target = self._leads[key_of(target)][1]
        for one in found:
            if isinstance(one, Incoming) and one.url and (urls := former.get(key_of(one.url))):
                one = replace(one, former_urls=(*one.former_urls, *urls))
            yield one

    def left_out(self) -> Iterator[Problem]:
        """Yield a problem if captures repeat pages that are in another file."""
        if self._repeats:
            some = ", ".join(self._repeats[:_NAMED]) + (", …" if len(self._repeats) > _NAMED else "")
            message = f"{len(self._repeats):,} captures refer to pages that are in another file ({some})"
            yield self.problem(message, "join the two files: cat a.warc.gz b.warc.gz > c.warc.gz", ImportCode.LEFT_OUT)

    def _of_capture(self, found: Iterable[Found], url: str, captured: datetime) -> Iterator[Found]:
        where = f"{captured:%Y%m%d%H%M%S}/{url}"
        for one in found:
            if isinstance(one, Problem):
                yield replace(one, pointer=where)
                continue
            one = replace(one, place=replace(one.place, pointer=where))
            yield replace(one, url=url, captured=captured) if isinstance(one, Incoming) else one


def moment(text: str) -> datetime | None:
    """Parse a time of capture in ISO 8601, by default in UTC; None if invalid or too early.

    >>> moment("2011-06-20T12:00:00Z").hour, moment("0001-01-01T00:00:00+23:00"), moment("1066-10-14")
    (12, None, None)
    """
    try:
        found = datetime.fromisoformat(text.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= _FIRST_YEAR else None


def in_charset(data: bytes, charset: str | None) -> bytes:
    """Convert a page to UTF-8 with a byte-order mark if the server's charset fits; otherwise return it unchanged.

    A byte-order mark takes precedence over the server's charset, and that over the page's own (HTML Standard, section
    13.2.3.2).
    """
    encoding = webencodings.lookup(charset) if charset else None
    if encoding is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        text: str = encoding.codec_info.decode(data, "strict")[0]
        return codecs.BOM_UTF8 + text.encode()
    except UnicodeError:  # many servers declare UTF-8 for every page, so the page's own declaration is better
        return data


# Fourteen digits, and the Wayback Machine's suffix for an unmodified page (`id_`), a picture (`im_`) and so on.
_STAMP = re.compile(r"(\d{14})(?:[a-z]{2}_)?")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T_ ](\d\d)[-:.]?(\d\d)(?:[-:.]?(\d\d))?Z?)?")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?", re.IGNORECASE)
_SCHEMES = {"http": "http", "https": "https", "http:": "http", "https:": "https"}
_NO_HOST = tuple(".html .htm .php .asp .aspx .cfm .jsp".split())
"""Suffixes of file names that look like host names."""

# For example https://web.archive.org/web/20110620123456im_/http://www.example.org/x.jpg
_REWRITTEN = re.compile(rb"(?:(?:https?:)?//web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=(?:https?:)?//)")
_TOOLBAR = re.compile(
    rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.{0,100000}?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL
)


class Capture(NamedTuple):
    """The capture time and address of a page: *path* below *site*, or below the archive's base without one."""

    at: datetime
    site: str
    path: str


def capture_of(name: str) -> Capture | None:
    """Parse the path of a file; None if no folder in it is named after a time.

    >>> capture = capture_of("saved/20110620123456id_/https/www.example.org/news/index.php%3Fid=3")
    >>> capture.site + capture.path, f"{capture.at:%Y-%m-%d %H:%M}"
    ('https://www.example.org/news/index.php?id=3', '2011-06-20 12:34')
    >>> capture_of("2011-06-20/news/1.html").path
    'news/1.html'
    """
    *folders, file = name.replace("\\", "/").split("/")
    for position, folder in enumerate(folders):
        at = _moment(folder)
        if at is not None:
            site, rest = _site([*folders[position + 1 :], file])
            return Capture(at, site, _asked("/".join(rest)))
    return None


def _moment(folder: str) -> datetime | None:
    if found := _STAMP.fullmatch(folder):
        return moment(f"{found[1][:8]}T{found[1][8:]}")
    if found := _DAY.fullmatch(folder):
        day, *clock = found.groups()
        return moment(f"{day}T{':'.join(part or '00' for part in clock)}")
    return None


def _site(parts: list[str]) -> tuple[str, list[str]]:
    """Split folders into the site that they begin with, and the rest."""
    scheme = _SCHEMES.get(parts[0].lower()) if len(parts) > 1 else None
    rest = [part for part in parts[1:] if part] if scheme else parts
    if len(rest) > 1 and _HOST.fullmatch(rest[0]) and not rest[0].lower().endswith(_NO_HOST):
        return f"{scheme or 'http'}://{rest[0]}/", rest[1:]
    return "", parts


def _asked(path: str) -> str:
    """Restore the query in a path; saved files often add a suffix after it."""
    path = re.sub("%3f", "?", path, flags=re.IGNORECASE)
    return re.sub(r"\.html?$", "", path) if "?" in path else path


def address_of(capture: Capture, base: str) -> str:
    """Return the address of a capture; *base* is the archive's base, such as ``https://www.example.org``.

    >>> address_of(capture_of("2011-06-20/news/1.html"), "https://www.example.org/")
    'https://www.example.org/news/1.html'
    """
    return urljoin(capture.site or base, capture.path)


def address_in(path: str, base: str) -> str:
    """Return the address of a file by its path in the folder of a site, which may begin with the site's host.

    >>> address_in("www.example.org/news/index.php?id=3.html", "https://www.example.org/")
    'https://www.example.org/news/index.php?id=3'
    >>> address_in("news/1/index.html", "https://www.example.org/")
    'https://www.example.org/news/1/'
    """
    site, parts = _site(path.split("/"))
    below = re.sub(r"(?:^|(?<=/))index[.]html?$", "", _asked("/".join(parts)))
    own = not site or urlsplit(site).netloc == urlsplit(base).netloc
    return urljoin(base if own else site, quote(below, safe="%/?=&;+,!$'()*@"))


def read(data: bytes, capture: Capture, pages: Pages) -> Iterator[Found]:
    """Read a page, after removing the Wayback Machine's toolbar and restoring the original links."""
    base = pages.options.base
    url = address_of(capture, base)
    plain = _TOOLBAR.sub(b"", _REWRITTEN.sub(b"", data))
    for one in pages.read(plain, url if "://" in url else base, capture.at):
        if isinstance(one, Incoming) and "://" not in url:
            one = replace(one, url=capture.path)
        yield one

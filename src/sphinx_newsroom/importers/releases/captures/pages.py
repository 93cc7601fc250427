"""From a captured page to what the reader of pages makes of it, with its address and its moment."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin

import webencodings

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place
from sphinx_newsroom.importers.releases.captures.revisions import key_of
from sphinx_newsroom.importers.releases.incoming import Incoming, Listed, Options

LARGEST_PAGE = 10 << 20
"""How many bytes a page may have."""
_MOST_LEAPS = 5
"""How many addresses may lead on to one another; more lead in a circle."""
_FIRST_YEAR = 1990
"""Before the first page there was no copy of one."""
_NAMED = 3
"""How many of the pages that are left out are named."""

Found = Incoming | Listed
PageReader = Callable[[str, bytes, Options], Iterable[Incoming | Listed | Problem]]
"""What reads one page: its file's name, its bytes and options, of which the base is the page's address."""


class Pages:
    """The pages of one file, read one after the other; *name* is the file's."""

    def __init__(self, name: str, options: Options, page: PageReader) -> None:
        self.place, self.options, self._page = Place(name), options, page
        # What repeats a page by its digest, or by its address and moment, need not have the page again.
        self._known: dict[tuple[str, ...], tuple[Incoming | Listed | Problem, ...]] = {}
        self._repeats: list[str] = []
        self._leads: dict[str, tuple[str, str]] = {}

    def problem(
        self, message: str, advice: str, code: ImportCode = ImportCode.UNREADABLE_FILE, where: str = ""
    ) -> Problem:
        """Something in the file that is not as it should be; *where* is the address or the place."""
        return replace(self.place, pointer=where).problem(code, message, advice)

    def read(
        self, data: bytes, url: str, captured: datetime, keys: Iterable[tuple[str, ...]] = ()
    ) -> Iterator[Found | Problem]:
        """What a page says; *keys* are those by which a later capture may say that it is the same."""
        if len(data) > LARGEST_PAGE:
            yield self.problem(
                f"the page is larger than {LARGEST_PAGE >> 20} MiB", "save it by itself and cut it", where=url
            )
            return
        found = tuple(self._page(self.place.file, data, replace(self.options, base=url, moment=captured)))
        for key in keys:
            self._known[key] = found
        yield from self._of_capture(found, url, captured)

    def repeat(self, keys: Iterable[tuple[str, ...]], url: str, captured: datetime) -> Iterator[Found | Problem]:
        """A capture that is the same as one before, by any of *keys*."""
        found = next((self._known[key] for key in keys if key in self._known), None)
        if found is None:
            self._repeats.append(url)
            return
        yield from self._of_capture(found, url, captured)

    def pass_over(self, keys: Iterable[tuple[str, ...]]) -> None:
        """Note what is no page, so that what repeats it is none either."""
        self._known.update(dict.fromkeys(keys, ()))

    def leads(self, url: str, target: str) -> None:
        """Note that an address was answered by another one, for good."""
        with suppress(ValueError):
            target = urljoin(url, target)
            if key_of(url) != key_of(target):
                self._leads[key_of(url)] = url, target

    def with_former_addresses(self, found: Iterable[Found | Problem]) -> Iterator[Found | Problem]:
        """What was found, each release with the addresses that led to its own."""
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
        """Captures that repeat a page which is in another file."""
        if self._repeats:
            some = ", ".join(self._repeats[:_NAMED]) + (", …" if len(self._repeats) > _NAMED else "")
            message = f"{len(self._repeats):,} captures repeat pages that this file does not have ({some})"
            yield self.problem(
                message, "join it with the file that has them: cat a.warc.gz b.warc.gz > c.warc.gz", ImportCode.LEFT_OUT
            )

    def _of_capture(
        self, found: Iterable[Incoming | Listed | Problem], url: str, captured: datetime
    ) -> Iterator[Found | Problem]:
        where = f"{captured:%Y%m%d%H%M%S}/{url}"
        for one in found:
            match one:
                case Incoming():
                    yield replace(one, place=replace(one.place, pointer=where), url=url, captured=captured)
                case Listed():
                    yield replace(one, place=replace(one.place, pointer=where))
                case Problem():
                    yield replace(one, pointer=where)


def moment(text: str) -> datetime | None:
    """When a copy was taken, by ISO 8601 and in UTC where it says no other; None where it cannot be so.

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
    """A page in UTF-8 with its mark where a server said its charset and that is right; else the page as it is.

    The mark comes before what a server says, and that before what the page says (HTML Standard, section 13.2.3.2).
    """
    encoding = webencodings.lookup(charset) if charset else None
    if encoding is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        text: str = encoding.codec_info.decode(data, "strict")[0]
        return codecs.BOM_UTF8 + text.encode()
    except UnicodeError:  # many servers say UTF-8 of every page; what the page itself says is then the better word
        return data

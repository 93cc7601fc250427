"""Titles and blocks that most pages of one site share: they belong to the site, not to its releases.

A single page doesn't show that "UCF Newsroom" isn't its title, or that "Published: 4 May, Contact: Jane Roe" isn't the
first paragraph. A batch of pages does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import urlsplit

from sphinx_newsroom.diagnostics import cut
from sphinx_newsroom.importers.drafts import Found, Given, Incoming, Loss, Options
from sphinx_newsroom.importers.pages.document import BESIDE, PARAGRAPH, words_of
from sphinx_newsroom.importers.press_lines import LINK, blocks_of, contacts_in, mark_of, plain_line, recognized
from sphinx_newsroom.model.records import Contact
from sphinx_newsroom.model.written_dates import first_day_in

FEWEST = 5
"""The minimum number of pages that share a block; fewer may be a series."""

_FEWEST_TITLES = 3
"""The minimum number of pages that share a title; a title repeats less often by chance."""

_MOST = 0.5
"""The share of a site's pages above which a title or block belongs to the site."""

_EDGE = 6
"""The number of blocks at the beginning of a text among which short ones can be furniture."""

_FEWEST_TEASERS = 2
"""The minimum number of linked blocks among those below a text that are teasers of other texts."""

_LONGEST_WORDS = 100
"""The number of characters that a plan shows of a block."""

_LABELLED = re.compile(r"(?:^|(?<=\s))(?=[^\W\d_][^\W\d_]*(?: [^\W\d_]+)?[:：]\s)")
"""The places before the labels of a line: ``Published: 4 May 2021 Contact: Jane Roe``."""


class Furniture(NamedTuple):
    """A block that most pages of a site share: its *words* on the first page, and on how many *pages* it is."""

    words: str
    pages: int
    of: int


def without_furniture(
    found: Sequence[Found], options: Options, kept: Container[str] = ()
) -> tuple[list[Found], list[Furniture]]:
    """Remove what most pages of a site share, after reading dates and contacts in it.

    Args:
        found: What the sources contain.
        options: Options for reading dates.
        kept: The words of blocks that an editor wants to keep.
    """
    sites: dict[str, list[int]] = defaultdict(list)
    items = list(found)
    furniture: list[Furniture] = []
    # Some themes name the same example as the canonical address of every page.
    addresses = Counter(item.url for item in found if isinstance(item, Incoming) and item.captured is None)
    for at, item in enumerate(found):
        if isinstance(item, Incoming) and item.format == "page":
            if item.url and addresses[item.url] >= FEWEST:
                items[at] = replace(item, url=None)
            sites[urlsplit(item.url or "").hostname or ""].append(at)
    for places in sites.values():
        pages = [item for at in places if isinstance(item := items[at], Incoming)]
        for at, page in zip(places, _retitled(pages, options), strict=True):
            items[at] = page
        pages = list(_without_shared([item for at in places if isinstance(item := items[at], Incoming)]))
        shared = _shared_blocks(pages)
        used = {
            _key(blocks[at]) for page in pages for blocks in [blocks_of(page.body)] for at in _places(blocks, shared)
        }
        furniture += (shared[key] for key in shared if key in used)
        shared = {key: one for key, one in shared.items() if one.words not in kept}
        for at, page in zip(places, pages, strict=True):
            items[at] = _without(page, shared, options)
    return items, furniture


def _retitled(pages: Sequence[Incoming], options: Options) -> Iterator[Incoming]:
    """Replace titles that most pages share by the first heading that they don't share."""
    found = {(_address_of(page), words_of(one.value)) for page in pages for one in _titles(page)}
    counts = Counter(words for _, words in found)
    least = _least(pages, _FEWEST_TITLES)
    for page in pages:
        if page.title is None or counts[words_of(page.title.value)] < least:
            yield page
            continue
        own = [one for one in page.titles if counts[words_of(one.value)] < _FEWEST_TITLES]
        title = own[0] if own else replace(page.title, sure=False)
        if own and sum(one.source == title.source for one in own) > 1:
            title = replace(title, sure=False)
        yield recognized(replace(page, title=title), replace(options, language=page.language or options.language))


def _titles(page: Incoming) -> Iterable[Given]:
    return (page.title, *page.titles) if page.title else page.titles


def _least(pages: Sequence[Incoming], fewest: int = FEWEST) -> float:
    """Return how many pages share what belongs to their site; captures of one address are one page."""
    return max(fewest, _MOST * len(set(map(_address_of, pages))))


def _address_of(page: Incoming) -> str:
    return page.url or page.place.file


def _without_shared(pages: Sequence[Incoming]) -> Iterator[Incoming]:
    """Remove what can't be of one release, since most pages have it: a logo beside the text, a guessed day."""
    found = {(_address_of(page), one) for page in pages for one in _can_be_shared(page)}
    counts = Counter(one for _, one in found)
    least = _least(pages)
    for page in pages:
        yield replace(
            page,
            losses=tuple(loss for loss in page.losses if counts[loss] < least),
            contacts=tuple(contact for contact in page.contacts if counts[contact] < least),
            date=page.date if page.date is None or counts[page.date] < least else None,
        )


def _can_be_shared(page: Incoming) -> Iterator[Loss | Contact | Given]:
    yield from (loss for loss in page.losses if loss.what in BESIDE)
    # One with a name may be for the press, in all releases.
    yield from (contact for contact in page.contacts if contact.name == contact.email)
    if page.date is not None and page.date.source == "htmldate":
        yield page.date


def _shared_blocks(pages: Sequence[Incoming]) -> dict[str, Furniture]:
    """Return the blocks of texts that most pages share, by what they have in common."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for page in pages:
        for block in blocks_of(page.body):
            if key := _key(block):
                found[key].setdefault(_address_of(page), block)
    all_pages, least = len(set(map(_address_of, pages))), _least(pages)
    return {
        key: Furniture(cut(plain_line(next(iter(blocks.values()))), _LONGEST_WORDS), len(blocks), all_pages)
        for key, blocks in found.items()
        if len(blocks) >= least
    }


# Each block is asked about three times, once all pages of its site are read.
@lru_cache(maxsize=100_000)
def _key(block: str) -> str:
    """Return what a block has in common with those of other pages: its words without dates, or its labels.

    >>> _key("Published: 4 May 2021 Contact: Jane Roe") == _key("Published: 7 June 2022 Contact: John Doe")
    True
    """
    words = plain_line(block)
    if len(block) < 2 * _LONGEST_WORDS:
        parts = [part for part in _LABELLED.split(words) if part.strip()]
        if any(_fact(part) for part in parts):
            return " ".join(part.partition(":")[0] for part in parts).casefold()
        _, begin, end = first_day_in(words)
        words = words[:begin] + words[end:]
    return " ".join(words_of(words)) or block


def _fact(part: str) -> tuple[str, str] | None:
    mark = mark_of(part)
    return mark if mark and mark[0] in ("date", "day", "contact") else None


def _places(blocks: Sequence[str], shared: Container[str]) -> set[int]:
    """Return the places of the blocks to remove.

    They are paragraphs above the text's own last one, short blocks near its beginning, and below it teasers and short
    blocks.
    """
    common = [_key(block) in shared for block in blocks]
    short = [len(words_of(block)) < PARAGRAPH for block in blocks]
    last = max((at for at in range(len(blocks)) if not common[at] and not short[at]), default=-1)
    begin = common.index(False) if False in common else 0
    end = len(blocks)
    below = list(takewhile(lambda at: common[at], range(end - 1, begin - 1, -1)))
    teasers = sum(LINK.fullmatch(blocks[at]) is not None for at in below) >= _FEWEST_TEASERS
    # A paragraph about the issuer ends the release, although all releases have it.
    while end > begin and common[end - 1] and (short[end - 1] or teasers):
        end -= 1
    near = (at for at in range(begin, min(_EDGE, end)) if common[at] and short[at] and blocks[at][:1] != "#")
    above = (at for at in range(begin, last) if common[at] and not short[at])
    return {*range(begin), *near, *above, *range(end, len(blocks))}


def _without(page: Incoming, shared: Container[str], options: Options) -> Incoming:
    blocks = blocks_of(page.body)
    places = _places(blocks, shared)
    left = [blocks[at] for at in sorted(places)]
    if not left or len(left) == len(blocks):
        return page
    for part in (part for block in left for part in _LABELLED.split(plain_line(block))):
        page = _with_fact(page, part, options)
    text = "\n\n".join(block for at, block in enumerate(blocks) if at not in places)
    return replace(page, body=text)


def _with_fact(page: Incoming, part: str, options: Options) -> Incoming:
    """Add the date of publication or the contact in a labelled part of a line to its release."""
    kind, words = _fact(part) or ("", "")
    if kind == "contact" and not page.contacts:
        return replace(page, contacts=contacts_in([words]))
    days = first_day_in(words, page.language or options.language, options.order)[0] if kind == "date" else ()
    if len(days) == 1 and (page.date is None or not page.date.sure):
        return replace(page, date=Given(days[0].isoformat(), "label"))
    return page

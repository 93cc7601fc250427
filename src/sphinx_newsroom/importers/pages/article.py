"""Find the text of a release in its page, as part of the page's own tree.

trafilatura finds the text, but leaves out links, images, short lines and some tables, so rules here choose among the
page's own blocks. The *agreement* is the share of words that both choose.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import islice
from typing import Any, NamedTuple

import trafilatura

from sphinx_newsroom.importers.pages.document import LEVELS, PARAGRAPH, Unit, is_beside, words_of

_SHINGLE = 4
"""The number of words in a row by which a block is found in a text, if it has that many."""

_COVERED = 0.6
"""The share of a block's word runs that the extracted text must contain."""

_BELOW_TITLE = 0.5
"""The share of the extracted words that must follow the title; otherwise it isn't their title."""

_LEAD = 12
"""The number of words from which a block between title and text is a lead, not the name of a topic or person."""

_GAP = 12
"""The number of blocks in a row not extracted that separates two texts of a page."""

_LONG_PART = 100
"""The number of words from which a part can be the page's text."""

_LARGE_PART = 0.4
"""The smallest size of the part below the title, relative to the largest part, for it to be the text."""

_LOOSE = 2
"""The number of short blocks allowed above a list of files, such as a heading."""

_HEADINGS = ("h2", "h3", "h4", "h5")
# It logs every page in which it finds nothing.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class Article(NamedTuple):
    """The text of a page: its *root*, without other blocks, its *units* in order, and the *doubtful* ones.

    *pictures* are the addresses of pictures between title and text that the text lacks.
    """

    root: Any
    units: tuple[Unit, ...]
    agreement: float
    doubtful: tuple[Unit, ...]
    pictures: tuple[str, ...] = ()


def article_of(extracted: str, body: Any, units: Sequence[Unit], title: Any = None) -> Article:
    """Find the text of a page.

    Args:
        extracted: The text as trafilatura finds it.
        body: The part of the page that can be text.
        units: All its blocks.
        title: The element of the title, if shown; the text follows it.
    """
    found = list(map(_has(extracted), units))
    begins = _after(units, title)
    if _words(units[begins:], found[begins:]) < _BELOW_TITLE * _words(units, found):
        begins = 0
    found = [have and at >= begins for at, have in enumerate(found)]
    near = _nearest(units, found, begins)
    inside = [have and at in near for at, have in enumerate(found)]
    kept = _with_whole_lists(units, _kept(units, inside, begins if title is not None else None))
    above = _above(body, units, title, kept)
    both, either = ([how(pair) for pair in zip(found, kept, strict=True)] for how in (all, any))
    root = _fragment(body, units, kept)
    within = {image.get("src") for image in root.iter("img")}
    return Article(
        root,
        tuple(unit for unit, is_in in zip(units, kept, strict=True) if is_in),
        _words(units, both) / max(1, _words(units, either)),
        tuple(unit for unit, one, two in zip(units, found, kept, strict=True) if one != two),
        tuple(image for image in above if image not in within),
    )


def _words(units: Iterable[Unit], included: Iterable[bool]) -> int:
    return sum(len(unit.words) for unit, is_in in zip(units, included, strict=True) if is_in)


def _nearest(units: Sequence[Unit], found: Sequence[bool], begins: int) -> range:
    """Return the range of blocks that belong together, starting with the first long part after the title.

    Long gaps separate parts. Pop-up windows at the end of a page may contain texts that look better than the page's
    own.
    """
    parts: list[list[int]] = []
    for at, have in enumerate(found):
        if have:
            if parts and at - parts[-1][-1] <= _GAP:
                parts[-1].append(at)
            else:
                parts.append([at])
    sizes = [sum(len(units[at].words) for at in part) for part in parts]
    first = next((at for at, size in enumerate(sizes) if size >= _LONG_PART), None)
    if first is None or not begins or sizes[first] < _LARGE_PART * max(sizes):
        return range(len(units))
    return range(parts[first][0], parts[first][-1] + 1)


def _above(body: Any, units: Sequence[Unit], title: Any, kept: Sequence[bool]) -> list[str]:
    """Return the addresses of the pictures between the title and the first block of the text."""
    first = next((unit.element for unit, is_in in zip(units, kept, strict=True) if is_in), None)
    found: list[str] = []
    for element in body.iter() if title is not None and first is not None else ():
        if element is title:
            found.clear()
        elif element is first:
            break
        elif element.tag == "img" and element.get("src") and not is_beside(element):
            found.append(element.get("src"))
    return found


def _after(units: Sequence[Unit], title: Any) -> int:
    """Return the number of the first block after the title."""
    begins = 0
    for at, unit in enumerate(units):
        # A kicker and a title may be two blocks of one heading.
        if title is not None and (unit.element is title or title in unit.element.iterancestors()):
            begins = at + 1
        elif begins:
            break
    return begins


def _kept(units: Sequence[Unit], found: Sequence[bool], begins: int | None) -> list[bool]:
    """Return which blocks belong to the text, from the title or the first extracted block to the last.

    Blocks in between that weren't extracted, such as headings, leads and rows, are kept unless they belong to the
    frame.
    """
    extracted = [at for at, have in enumerate(found) if have]
    if not extracted:
        return list(found)
    first, last = min(extracted[0], extracted[0] if begins is None else begins), _with_files(units, extracted[-1])
    seen: set[tuple[str, ...]] = set()
    kept = []
    for at, (unit, have) in enumerate(zip(units, found, strict=True)):
        # A heading right below the title is its second line, however short.
        lead = at < extracted[0] and not (at == begins and unit.element.tag in _HEADINGS)
        fits = have or (
            not (unit.is_lead_frame if at < extracted[0] else unit.is_frame)
            and len(unit.words) >= (_LEAD if lead else _SHINGLE)
        )
        fits = (fits and not _leads_within(unit)) or (at >= extracted[0] and _belongs_to_files(units, at, last))
        # Captions and pull quotes may occur several times in a page.
        again = len(unit.words) >= _SHINGLE and unit.words in seen and not have
        kept.append(first <= at <= last and fits and not again)
        if kept[-1]:
            seen.add(unit.words)
    return kept


def _belongs_to_files(units: Sequence[Unit], at: int, last: int) -> bool:
    """Whether a block offers files, or is the heading of blocks that do."""
    following = next((unit for unit in units[at : min(at + _LOOSE, last) + 1] if unit.offers_files), None)
    named = following is units[at] or len(units[at].words) <= _SHINGLE
    return following is not None and named and not units[at].is_frame and not following.is_frame


def _with_files(units: Sequence[Unit], last: int) -> int:
    """Return the last block that offers files after the text; short headings may precede each."""
    at = last
    while (at := at + 1) < len(units):
        if units[at].offers_files and not units[at].is_frame:
            last = at
        elif at > last + _LOOSE or len(units[at].words) > _SHINGLE:
            break
    return last


def _with_whole_lists(units: Sequence[Unit], kept: Sequence[bool]) -> list[bool]:
    """Complete lists and quotations that were kept in part, and add one right after the text.

    Extraction leaves out short items, such as a single word or the name of the person quoted.
    """
    lists = [_list_of(unit) for unit in units]
    kept_lists = {list_ for list_, is_in in zip(lists, kept, strict=True) if is_in and list_ is not None}
    last = next((at for at in range(len(units) - 1, -1, -1) if kept[at]), len(units))
    behind = lists[last + 1] if last + 1 < len(units) else None
    if behind is not None and behind.getprevious() is units[last].element and not units[last].is_frame:
        kept_lists.add(behind)
    return [
        is_in or (list_ in kept_lists and len(unit.words) < PARAGRAPH and not unit.is_frame)
        for unit, list_, is_in in zip(units, lists, kept, strict=True)
    ]


def _list_of(unit: Unit) -> Any:
    """Return the list or quotation around a block, or None."""
    around = islice(unit.element.iterancestors(), LEVELS)
    return next((above for above in around if above.tag in ("ul", "ol", "dl", "blockquote")), None)


def _leads_within(unit: Unit) -> bool:
    """Whether a block is a line of the page's own table of contents."""
    return len(unit.links) == 1 and unit.links[0][0].startswith("#") and unit.links[0][1] == unit.words


def _fragment(body: Any, units: Sequence[Unit], kept: Sequence[bool]) -> Any:
    """Return the element around all kept blocks, after removing what isn't part of the text from it."""
    kept_elements = [unit.element for unit, is_in in zip(units, kept, strict=True) if is_in]
    holder = common_of(kept_elements[0], kept_elements[-1]) if kept_elements else body
    if holder in kept_elements or not kept_elements:
        return holder
    others = [unit for unit, is_in in zip(units, kept, strict=True) if not is_in]
    # The elements that contain a kept block.
    above = {element for unit in kept_elements for element in (unit, *unit.iterancestors())}
    left_out = {unit.element for unit in others} | {_whole(unit.element, above) for unit in others if unit.is_frame}
    order = list(holder.iterdescendants())
    first, last = order.index(kept_elements[0]), order.index(kept_elements[-1])
    end = last + 1 + sum(1 for _ in kept_elements[-1].iterdescendants())
    pictures = {
        element for image in _adjoining(order, first, end, left_out) for element in (image, *image.iterancestors())
    }
    outside = {element for element in (*order[:first], *order[end:]) if element not in above}
    for element in (left_out | outside) - pictures:
        if element.getparent() is not None:
            element.drop_tree()
    return holder


def _whole(element: Any, above: set[Any]) -> Any:
    """Return the largest element around a frame block that contains no text block, so that its pictures go, too."""
    for outer in element.iterancestors():
        if outer in above:
            break
        element = outer
    return element


def _adjoining(order: Sequence[Any], first: int, end: int, left_out: set[Any]) -> list[Any]:
    """Return the pictures directly above and below the text, with at most a caption in between.

    Having no words, they aren't extracted.
    """

    def until_words(elements: Iterable[Any]) -> Iterator[Any]:
        for element in elements:
            if element in left_out and not any(above.tag == "figure" for above in element.iterancestors()):
                return
            within = any(above in left_out for above in element.iterancestors())
            if element.tag == "img" and not within and not is_beside(element):
                yield element

    return [*until_words(reversed(order[:first])), *until_words(order[end:])]


def common_of(first: Any, last: Any) -> Any:
    """Return the smallest element that contains two others, or the element itself if they are one."""
    around = {last, *last.iterancestors()}
    return next(above for above in (first, *first.iterancestors()) if above in around)


def _has(text: str) -> Callable[[Unit], bool]:
    """Return a function that tells whether an extracted text contains a unit."""
    rows = set(_runs(words_of(text)))
    lines = set(map(words_of, text.split("\n")))

    def has(unit: Unit) -> bool:
        if len(unit.words) < _SHINGLE:
            return unit.words in lines
        own = list(map(rows.__contains__, _runs(unit.words)))
        return sum(own) >= _COVERED * len(own)

    return has


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(_SHINGLE)), strict=False)


def extracted_from(tree: Any) -> str:
    """Return the text of a page as trafilatura finds it."""
    try:
        found = trafilatura.bare_extraction(deepcopy(tree), include_comments=False, include_tables=True)
    except Exception:  # the library fails on some pages
        return ""
    return found.text or "" if found is not None and not isinstance(found, dict) else ""

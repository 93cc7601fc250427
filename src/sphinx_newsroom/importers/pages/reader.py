"""Read saved HTML pages: each yields a release, the entries of a list, or a problem."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise, takewhile
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import trafilatura
import webencodings
from lxml import etree

from sphinx_newsroom.diagnostics import cut
from sphinx_newsroom.importers.drafts import SHOWN_AND_SAID, Found, Given, Incoming, Listed, Loss, Options, Place
from sphinx_newsroom.importers.formats.dates import MARKED, TWICE, day_of, once_encoded
from sphinx_newsroom.importers.markup import joined, markdown_of, shown, source_of, tree_of
from sphinx_newsroom.importers.pages.document import (
    BLOCK_BESIDE,
    FILE_BESIDE,
    FILM_BESIDE,
    LEVELS,
    OTHER_CONTACT,
    PARAGRAPH,
    PICTURE_BESIDE,
    Metadata,
    Title,
    Unit,
    body_of,
    is_beside,
    is_inside,
    leads_to_file,
    metadata_of,
    title_of,
    unfold,
    units_of,
    words_of,
)
from sphinx_newsroom.importers.press_lines import LABEL, PressFacts, contacts_among, recognize
from sphinx_newsroom.importers.styled_text import shown_text
from sphinx_newsroom.model.written_dates import DateOrder, days_in, first_day_in, order_of
from sphinx_newsroom.sources.outline import plain_words

# The text of a release as a part of its page. trafilatura finds it, but leaves out links, images, short lines and
# some tables, so rules here choose among the page's blocks. The *agreement* is the share of words that both choose.

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

_LOOSE = 2
"""The number of short blocks allowed above a list of files, such as a heading."""

# They log every page in which they find nothing.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Article(NamedTuple):
    """The text of a page: which blocks are *kept*, these *units* in order, and the *doubtful* ones.

    *contacts* are the blocks of a list of contacts that it lacks, *left_out* the other blocks around the text that it
    lacks.
    """

    kept: list[bool]
    units: tuple[Unit, ...]
    agreement: float
    doubtful: tuple[Unit, ...]
    contacts: tuple[Unit, ...] = ()
    left_out: tuple[Unit, ...] = ()


def article_of(extracted: str, units: Sequence[Unit], title: Any = None) -> Article:
    """Find the text of a page.

    Args:
        extracted: The text as trafilatura finds it.
        units: All blocks that can be text.
        title: The element of the title, if shown; the text follows it.
    """
    extracted_units = list(map(_has(extracted), units))
    found = _without_teasers(units, extracted_units)
    begins = _after(units, title)
    if _words(units[begins:], found[begins:]) < _BELOW_TITLE * _words(units, found):
        begins = 0
    found = [have and at >= begins for at, have in enumerate(found)]
    near = _nearest(units, found, begins)
    inside = [have and at in near for at, have in enumerate(found)]
    kept = _with_whole_lists(units, _kept(units, inside, begins if title is not None else None))
    kept = _with_paragraphs_beside(units, kept, begins)
    # A block longer than the whole text may be the text.
    longest = max(_LONG_PART, _words(units, kept))
    found = [have or (len(unit.words) > longest and not unit.is_frame) for unit, have in zip(units, found, strict=True)]
    both, either = ([how(pair) for pair in zip(found, kept, strict=True)] for how in (all, any))
    end = max((at for at, is_in in enumerate(kept) if is_in), default=0)
    contacts = tuple(
        unit for unit, is_in in zip(units[begins:end], kept[begins:], strict=False) if not is_in and unit.is_contact
    )
    left_out = tuple(_left_out(units, kept, extracted_units, begins))
    return Article(
        kept,
        tuple(unit for unit, is_in in zip(units, kept, strict=True) if is_in),
        _words(units, both) / max(1, _words(units, either)),
        tuple(unit for unit, one, two in zip(units, found, kept, strict=True) if one != two),
        contacts,
        left_out,
    )


def _without_teasers(units: Sequence[Unit], found: Sequence[bool]) -> list[bool]:
    """Leave out the teasers behind the last paragraph; those before it may be the text."""
    paragraphs = (len(unit.words) >= PARAGRAPH and not unit.is_teaser for unit in units)
    own = [at for at, (have, is_own) in enumerate(zip(found, paragraphs, strict=True)) if have and is_own]
    return [have and not (own and at > own[-1] and units[at].is_teaser) for at, have in enumerate(found)]


def _left_out(units: Sequence[Unit], kept: Sequence[bool], extracted: Sequence[bool], begins: int) -> Iterator[Unit]:
    """Yield the blocks of the page's article that aren't in the text, except for its frame."""
    text = [unit for unit, is_in in zip(units, kept, strict=True) if is_in]
    if not text:
        return
    holder = common_of(text[0].element, text[-1].element)
    around = (holder, *holder.iterancestors())
    article = next((one for one in around if one.tag in ("article", "main") or one.get("role") == "main"), holder)
    words = {unit.words for unit in text}
    for unit, is_in, was_found in zip(units[begins:], kept[begins:], extracted[begins:], strict=True):
        if is_in or unit.words in words:
            continue
        inside = article in unit.element.iterancestors() and not (unit.is_in_frame or unit.is_contact)
        if inside or (unit.is_teaser and was_found):
            yield unit


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
    if first is None or not begins:
        return range(len(units))
    return range(parts[first][0], parts[first][-1] + 1)


_BESIDE_TEXT = ("img", "a", "iframe")


def _beside(title: Any, first: Any, last: Any) -> Iterator[tuple[str, Loss]]:
    """Yield the address of each picture, film and file of the page's main part, with the loss if the text lacks it.

    The main part contains the title and the text, which begins in the block *first* and ends in *last*.
    """
    around = first.iterancestors()
    part = next((above for above in around if above.tag == "main"), common_of(last, first if title is None else title))
    for element in part.iter(*_BESIDE_TEXT):
        address = element.get("href", "") if element.tag == "a" else source_of(element)
        if element.tag == "img" and address and not is_beside(element):
            yield address, Loss(PICTURE_BESIDE, cut(address, _LONGEST_QUOTE))
        elif element.tag == "iframe" and address and not is_inside(element, ("nav", "footer", "aside")):
            yield address, Loss(FILM_BESIDE, cut(address, _LONGEST_QUOTE))
        elif element.tag == "a" and leads_to_file(address) and not is_inside(element, ("nav", "footer", "aside")):
            words = f"{address} {cut(shown_text(shown(element)).strip(), _LONGEST_NAME)}"
            yield address, Loss(FILE_BESIDE, words.strip())


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
    while last + 1 < len(units) and units[last].element.tag in _HEADINGS[1:] and not units[last + 1].is_frame:
        last += 1  # no text ends with a heading
    seen: set[tuple[str, ...]] = set()
    kept = []
    for at, (unit, have) in enumerate(zip(units, found, strict=True)):
        # A heading right below the title is its second line, however short.
        lead = at < extracted[0] and not (at == begins and unit.element.tag in _HEADINGS[1:5])
        fits = have or (
            not (unit.is_lead_frame if at < extracted[0] else unit.is_frame)
            and len(unit.words) >= (_LEAD if lead else _SHINGLE)
        )
        fits = (fits and not _leads_within(unit)) or (at >= extracted[0] and unit.offers_files and not unit.is_frame)
        # Captions and pull quotes may occur several times in a page.
        again = len(unit.words) >= _SHINGLE and unit.words in seen and not have
        kept.append(first <= at <= last and fits and not again)
        if kept[-1]:
            seen.add(unit.words)
    return kept


def _with_files(units: Sequence[Unit], last: int) -> int:
    """Return the last block of the text: a linked sentence, or one that offers files, after short headings."""
    linked = list(takewhile(lambda unit: unit.is_linked_sentence and not unit.is_frame, units[last + 1 :]))
    if len(linked) == 1 and linked[0].element.getprevious() is units[last].element:  # several are a list of links
        last += 1
    at = last
    while (at := at + 1) < len(units):
        if units[at].offers_files and not units[at].is_frame:
            last = at
        elif at > last + _LOOSE or len(units[at].words) > _SHINGLE:
            break
    return last


def _with_paragraphs_beside(units: Sequence[Unit], kept: Sequence[bool], begins: int) -> list[bool]:
    """Add the paragraphs among and beside those of the text: "Thank you.", or one that is a link.

    Many links in a row are a list of other texts.
    """
    holders = {
        unit.element.getparent()
        for unit, is_in in zip(units, kept, strict=True)
        if is_in and unit.element.tag == "p" and len(unit.words) >= _LEAD
    }
    found = list(kept)
    for at, unit in enumerate(units):
        beside = at >= begins and unit.element.tag == "p" and unit.element.getparent() in holders
        if beside and not unit.is_in_frame and not (unit.is_link and _is_one_of_many(units, at)):
            found[at] = True
    first = next((at for at, is_in in enumerate(found) if is_in), len(units))
    for at in range(len(units) - 2, first, -1):
        if found[at + 1] and units[at].element.tag in _HEADINGS[1:] and not units[at].is_frame:
            found[at] = True
    return found


def _is_one_of_many(units: Sequence[Unit], at: int) -> bool:
    """Whether more than two blocks in a row are links."""
    before = sum(1 for _ in takewhile(lambda unit: unit.is_link, reversed(units[max(0, at - _LOOSE) : at])))
    behind = sum(1 for _ in takewhile(lambda unit: unit.is_link, units[at + 1 : at + 1 + _LOOSE]))
    return before + behind >= _LOOSE


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


def extracted_from(tree: Any, *, fast: bool = True) -> str:
    """Return the text of a page as trafilatura finds it; if not *fast*, it compares three algorithms."""
    try:
        found = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, include_tables=True)
    except Exception:  # the library fails on some pages
        return ""
    return found.text or "" if found is not None and not isinstance(found, dict) else ""


FEWEST_ROWS = 4
"""The minimum number of similar links that can be a list; sidebars have three."""

_FEWEST_WORDS_ROWS = 3
"""The minimum number of words of a list's titles on average; menu items have one or two."""

_DATED = 0.6
"""The share of a list's links that must have a date; some lists don't repeat the same date."""

_TEXT = 25
"""The number of words below a heading from which they are a text."""

_LONGEST_BETWEEN = 1_500
"""The number of characters between two links searched for a date; summaries are there, too."""

_MOST_IN_ROW = 30
"""The maximum number of text nodes in the first and last row; other rows end where the next begins."""

_HEADINGS = tuple("h1 h2 h3 h4 h5 h6".split())
# Classes that distinguish a row from its neighbours: position, tags, categories and the like.
_OF_A_ROW = re.compile(
    r"(?:odd|even|first|last|active|row|sticky)[-_]?$|^(?:tag|category|cat|author|term|topic|type|status|format|post|has|node)[-_]",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:continue|read|learn|more|full|weiter|mehr|lire|leer|далее|подробнее|детальніше|\W)+", re.IGNORECASE
)


class Row(NamedTuple):
    """An entry of a list: address, title, and the date if it is clear."""

    url: str
    title: str
    day: date | None


class Rows(NamedTuple):
    """The entries of a page's lists, and the *elements* of these lists; text above a list isn't in it."""

    rows: list[Row]
    elements: set[Any]


class _Link(NamedTuple):
    """A link, and where it begins among the page's links and texts."""

    element: Any
    url: str
    title: str
    begin: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.begin + 1 + len(_NODES(self.element))


_NODES = etree.XPath("descendant::a[@href] | descendant::text()[normalize-space()] | descendant::time/@datetime")
"""Finds the links and texts of a page in order, with machine-readable dates before the ones shown."""


def rows_of(body: Any, language: str, order: DateOrder | None) -> Rows:
    """Return the rows of all lists of a page."""
    nodes = _NODES(body)
    found = Rows([], set())
    covered: list[range] = []
    # The weight of a group: titles are longer than topics, and headings count double.
    for heads, links in sorted(
        _groups(nodes),
        key=lambda group: sum(map(len, {link.title for link in group[1]})) * (1 + group[0]),
        reverse=True,
    ):
        # Links to topics and types within the rows aren't rows.
        fresh = [link for link in links if not any(link.begin in span for span in covered)]
        if len(fresh) >= FEWEST_ROWS and (rows := _read(heads, fresh, nodes, language, order)):
            found.rows.extend(rows)
            covered.append(range(fresh[0].begin, fresh[-1].end + _MOST_IN_ROW))
            first, last = fresh[0].element, fresh[-1].element
            holder = common_of(first.getparent(), last.getparent())
            inside, above = list(holder.iter()), list(first.iterancestors())
            found.elements.update(inside[inside.index(first) :], above[: above.index(holder) + 1])
            found.elements.update(holder.iterancestors("table"))  # a table of rows is one block around them
    return found


def _groups(nodes: Sequence[Any]) -> Iterator[tuple[bool, list[_Link]]]:
    """Yield groups of links that share the path of elements leading to them, and whether each is headings."""
    found: dict[str, dict[str, _Link]] = {}
    paths: dict[Any, str] = {None: ""}

    def path_to(element: Any) -> str:
        if element not in paths:
            step = _step(element.tag, element.get("class", ""), element.get("role", ""))
            paths[element] = f"{path_to(element.getparent())} {step}"
        return paths[element]

    for at, element in enumerate(nodes):
        if not etree.iselement(element):
            continue
        url, title = element.get("href").strip(), " ".join(shown(element).split())
        path = path_to(element.getparent())
        if not title or not url or url.startswith(("#", "javascript:", "mailto:", "tel:")) or _MENU in path:
            continue
        group = found.setdefault(path, {})
        if url not in group or len(title) > len(group[url].title):
            group[url] = _Link(element, url, title, at)
    for path, links in found.items():
        if len(links) >= FEWEST_ROWS:
            yield re.search(r" h[123]\b", path) is not None, sorted(links.values(), key=lambda link: link.begin)


_MENU = " menu of the page"
"""The step of an element with links that aren't rows."""


@lru_cache(maxsize=1_000)
def _step(tag: str, classes: str, role: str) -> str:
    """Return an element's name and classes, without those that distinguish rows."""
    if tag in ("nav", "footer") or role in ("navigation", "contentinfo"):
        return _MENU
    names = sorted({re.sub(r"\d+", "", name) for name in classes.split()})
    return ".".join((tag, *(name for name in names if not _OF_A_ROW.search(name))))


def _read(
    heads: bool, links: Sequence[_Link], nodes: Sequence[Any], language: str, order: DateOrder | None
) -> list[Row]:
    """Return the rows of a group, or none if it isn't a list; *heads* means that the links are headings."""

    def text(begin: int, end: int) -> str:
        texts = (node[:10] if node.is_attribute else node for node in nodes[begin:end] if not etree.iselement(node))
        return " ".join(" ".join(texts).split())[:_LONGEST_BETWEEN]

    titles = [_title(link) for link in links]
    # A list of dates, such as an archive by month, isn't a list of releases.
    dates = sum(bool(days_in(title, language, order)) for title in titles)
    if sum(len(words_of(title)) for title in titles) < _FEWEST_WORDS_ROWS * len(links) or dates > len(links) // 2:
        return []
    gaps = list(pairwise([0, *(place for link in links for place in (link.begin, link.end)), len(nodes)]))[::2]
    before = [text(max(begin, end - _MOST_IN_ROW), end) for begin, end in gaps[:-1]]
    after = [text(begin, min(end, begin + _MOST_IN_ROW)) for begin, end in gaps[1:]]
    order = order or order_of(iter([*before, *after]))
    sides = ([first_day_in(text, language, order)[0] for text in side] for side in (before, after))
    # Dates come before or after the links, wherever more have one.
    days = max(sides, key=lambda side: sum(map(bool, side)))
    if sum(map(bool, days)) < _DATED * len(links):
        between = sorted(len(words_of(text(*gap))) for gap in gaps[1:-1])
        if not heads or between[len(between) // 2] < _TEXT:
            return []
        days = [()] * len(links)
    return [
        Row(link.url, title, day[0] if len(day) == 1 else None)
        for link, title, day in zip(links, titles, days, strict=True)
    ]


def _title(link: _Link) -> str:
    """Return a link's title, or for "Read more" the closest heading."""
    above = islice(link.element.iterancestors(), 4) if _MORE.fullmatch(link.title) else ()
    headings = (" ".join(shown(heading).split()) for one in above for heading in one.iter(*_HEADINGS))
    return next(filter(None, headings), link.title)


# The date of a page's release: what the page shows, what its head says, and which of them is reliable.

_SHORT = 14
"""The maximum number of words of a line about the release: 'Berlin, 4 May 2021 | Press release 12/2021'."""

_BEFORE = 6
_AFTER = 12
"""The number of blocks before and after the title searched for a date; the first paragraph ends the search."""

_BARE = 8
"""The maximum number of words in a dated block that isn't next to the title."""

_BESIDE = 4
"""The number of blocks after the title that count as next to it, whatever their length."""

_CLOSE = 1
"""The number of days by which dates may differ because of time zones."""


def date_of(
    html: str,
    metadata: Metadata,
    seen: Sequence[tuple[date, ...]],
    text: Given | None,
    options: Options,
) -> Given | None:
    """Find the date of a release; it is certain if two sources agree, or one is in the expected place.

    Args:
        html: The page.
        metadata: What its head says.
        seen: The dates shown near the title.
        text: The date that the text gives, in its dateline or in a line of its own.
        options: The page's language and the order of numeric dates.
    """
    said, hinted, changed = (
        [written[0] for value, _ in values if (written := day_of(value, options))]
        for values in (metadata.dates, metadata.hints, metadata.changes)
    )
    if said:  # the page may show the day of its last change alone
        seen = [days for days in seen if days[0] in said or days[0] not in changed]
    certain = [days[0] for days in seen if len(days) == 1]
    if text is not None:
        certain.insert(0, date.fromisoformat(text.value))
    # The head resolves an ambiguous numeric date.
    certain += [day for days in seen if len(days) > 1 for day in days if day in (*said, *hinted)]
    if text is not None and text.source == LABEL and text.sure and not said:
        return text
    if certain and said:
        return _of_both(certain, said)
    if certain:
        alone = len(set(certain)) == 1
        return Given(certain[0].isoformat(), text.source if text else "page", alone)
    if any(len(days) > 1 for days in seen):
        return None
    if said:
        alone = len(set(said)) == 1
        return Given(said[0].isoformat(), metadata.dates[0][1], alone)
    found = hinted[0].isoformat() if hinted else _by_htmldate(html)
    return Given(found, metadata.hints[0][1] if hinted else "htmldate", sure=False) if found else None


def _of_both(certain: Sequence[date], said: Sequence[date]) -> Given:
    """Return the first shown date that the head confirms, exactly or else within a day; or an uncertain one."""
    for apart in (0, _CLOSE):
        for day in certain:
            if any(abs((day - other).days) <= apart for other in said):
                return Given(day.isoformat(), SHOWN_AND_SAID)
    return Given(certain[0].isoformat(), "page", sure=False)


def _shown(units: Sequence[Unit], title: Title, language: str, order: DateOrder | None) -> Iterator[tuple[date, ...]]:
    """Yield the dates in short blocks near the title."""
    if days := _day_in(title.besides, language, order):
        yield days
    element = title.element
    at = next(
        (number for number, unit in enumerate(units) if element is not None and _is_or_holds(element, unit)), None
    )
    if at is None:
        return
    below = [
        *units[at + 1 : at + 1 + _BESIDE],
        *takewhile(lambda unit: len(unit.words) < PARAGRAPH, units[at + 1 + _BESIDE : at + 1 + _AFTER]),
    ]
    for distance, unit in (*enumerate(below), *enumerate(reversed(units[max(0, at - _BEFORE) : at]))):
        short = len(unit.words) <= (_SHORT if distance < _BESIDE else _BARE)
        days = _day_in(unit.text, language, order) if short else ()
        if short and not days:  # "Press Releases" and "June 8, 2011" may be adjacent without a space
            days = _day_in(" ".join(unit.element.itertext()), language, order)
        if days:
            yield days


def _is_or_holds(title: Any, unit: Unit) -> bool:
    return unit.element is title or title in unit.element.iterancestors() or unit.element in title.iterancestors()


def _day_in(text: str, language: str, order: DateOrder | None) -> tuple[date, ...]:
    days, begin, _ = first_day_in(text, language, order)
    # "Updated 4 May" and "Deadline: 4 May" are other dates.
    return () if _OTHER_DAYS.search(text[:begin]) else days


_OTHER_DAYS = re.compile(
    r"up+dat|opdat|modif|review|chang|deadline|event|until|copyright|©|expire|aktualisier|stand\b|geändert|frist"
    r"|mis à jour|actualiz|atualiz|aggiorn|aktualiz|ändra|bijgewerkt|gewijzigd|обновл|оновл",
    re.IGNORECASE,
)


def _by_htmldate(html: str) -> str | None:
    import htmldate

    try:
        return htmldate.find_date(tree_of(html)[0], extensive_search=True, original_date=True)
    except Exception:  # the library fails on some pages
        return None


# Decoding a saved page by its declared encoding, or by what its bytes can be.

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_DECLARATION = 8_192
"""The number of bytes searched for the encoding; browsers read 1,024, but saved pages begin with long comments."""

# Encodings that pages declare but use a superset of.
_MEANT = {"shift_jis": "cp932", "gbk": "gb18030"}


def text_of(data: bytes) -> str:
    """Decode a page; never raises.

    >>> text_of('<meta charset="iso-8859-1"><p>50 €'.encode("cp1252"))
    '<meta charset="iso-8859-1"><p>50 €'
    """
    for mark, name in MARKED:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(data[:_DECLARATION])
    known = webencodings.lookup(declared[1].decode("ascii") if declared else "windows-1252")
    if known is None or known.name.startswith("utf-16"):  # a page whose declaration can be read isn't UTF-16
        known = webencodings.lookup("windows-1252")
    name = _MEANT.get(known.name, known.codec_info.name)
    # UTF-8 first: servers that moved to it left old declarations, and other text is rarely valid UTF-8.
    for encoding in (name, "utf-8") if data.isascii() else ("utf-8", name):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return str(webencodings.decode(data, known)[0])


NAME = "page"
WORDS = "a saved HTML page"

_SUFFIXES = tuple(".html .htm .xhtml .shtml .asp .aspx .php .cfm .jsp".split())
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf|\s)*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 4_096

_FEWEST_WORDS = 25
"""The minimum number of words in a release; image pages and error pages have fewer."""

_FEW_OUTSIDE = 120
"""The maximum number of words outside the rows of a list page, such as its introduction."""

_AGREED = 0.92
"""Below this agreement of extractor and rules, a person should check the page."""

_MOST_LINKED = 0.65
"""The maximum share of a text's words within links; pages of links have more."""

_LINES_OF_TITLE = 2
"""The maximum number of lines between a title and the paragraph with the dateline."""

_LONGEST_QUOTE = 200
_LONGEST_NAME = 80
_FEWEST_OF_SUMMARY = 5
_SAME_BEGINNING = 8
"""The number of equal first words from which a description repeats the text."""

_ABOUT = 0.6
"""The share of a summary's words that the text must contain; descriptions of the site share a third."""

_DOUBTFUL = 5
"""The maximum number of uncertain blocks quoted."""


def knows(name: str, data: bytes) -> bool:
    """Whether a source is an HTML page, by its name or its beginning."""
    return name.lower().rpartition("?")[0 if "?" in name else 2].endswith(_SUFFIXES) or bool(
        _BEGINS.match(data[:_HEAD])
    )


def read(name: str, data: bytes, options: Options) -> Iterator[Found]:
    """Yield a page's release, or the entries if it is a list, or a problem if it is neither."""
    place = Place(name)
    html, twice = once_encoded(text_of(data))
    tree, losses = tree_of(html)
    losses += [Loss(TWICE, twice)] if twice else []
    metadata = metadata_of(html, tree)
    base = _base(tree, metadata, options)
    options = replace(options, language=metadata.language or options.language)
    unfold(tree)
    extracted = extracted_from(tree)
    elements = list(tree.iter())  # lxml would make those that nothing refers to again at each use, which is slow
    body = body_of(tree)
    elements += body.iter()
    units = units_of(body)
    by_length = sorted(units, key=lambda unit: len(unit.words), reverse=True)
    longest = next((unit for unit in by_length if not unit.is_frame), None)
    if longest is not None and not _has(extracted)(longest):
        extracted = extracted_from(tree)  # now text that was in no paragraph is in a block, and can be found
    title = title_of(body, units, metadata, options.language)
    rows = rows_of(body, options.language, options.order)
    shown_days = list(_shown(units, title, options.language, options.order))
    article = article_of(extracted, units, title.element)
    if _no_release(article):  # the menu may have been taken for the text
        article = article_of(extracted_from(tree, fast=False), units, title.element)
    is_archive = "archive" in body.get("class", "").split()  # WordPress marks lists of an author, topic or month so
    if _is_list(rows, article, title) or (is_archive and rows.rows):
        for row in rows.rows:
            day = row.day.isoformat() if row.day else None
            yield Listed(place, joined(base, row.url) or row.url, row.title, day)
        return
    if reason := "the page is a list of others, too short to be read" if is_archive else _no_release(article):
        advice = "use the page of a release, or copy its text to a separate file"
        yield place.problem(reason, advice)
        return
    beside = dict(_beside(title.element, article.units[0].element, article.units[-1].element))
    root = _fragment(body, units, article.kept)
    within = {element.get("href") or source_of(element) for element in root.iter(*_BESIDE_TEXT)}
    markup = markdown_of(root, base, options.file_at)
    given, text = _titled(title, markup.text, options)
    date = date_of(html, metadata, shown_days, text.date, options)
    if date is not None and _is_of_another_year(metadata.url or base, date.value):
        date = replace(date, sure=False)
    contacts, others = contacts_among((unit.text, _email_of(unit)) for unit in article.contacts)
    page = Incoming(
        place,
        NAME,
        markup.text,
        given,
        date,
        metadata.url,
        versions=metadata.versions,
        titles=title.others,
        language=metadata.language,
        summary=_summary(metadata, given, text),
        files=markup.files,
        words=markup.words,
        losses=(
            *losses,
            *(loss for address, loss in beside.items() if address not in within),
            *_doubts(article),
            *(Loss(OTHER_CONTACT, line[:_LONGEST_QUOTE]) for line in others),
            *markup.losses,
        ),
    )
    found = text.added_to(page)
    yield replace(
        found,
        contacts=tuple(dict.fromkeys((*found.contacts, *contacts))),
        losses=tuple(dict.fromkeys(found.losses)),
    )


def _email_of(unit: Unit) -> str:
    """Return the email address that a block links to, if any."""
    links = (urlsplit(address) for address, _ in unit.links if address.lower().startswith("mailto:"))
    return next((unquote(link.path).strip() for link in links), "")


def order_of_pages(pages: Iterable[bytes]) -> DateOrder | None:
    """Return the order of numeric dates that a batch of pages shows; None if it shows none or several.

    >>> order_of_pages([b"<p>03/04/2011", b"<p>25/04/2011"])
    'dmy'
    """
    return order_of(re.sub(r"<[^<>]*>", " ", text_of(page)) for page in pages)


def _is_of_another_year(url: str, day: str) -> bool:
    """Whether a dated address contradicts a release's year, except around New Year; the date may be a misprint.

    >>> _is_of_another_year("https://un.org/2012/06/opens", "2011-06-20")
    True
    """
    found = re.search(r"/((?:19|20)\d\d)/(?:0?[1-9]|1[0-2])/", url)
    return found is not None and abs(int(found[1]) - int(day[:4])) > (day[5:7] in ("01", "12"))


def _titled(title: Title, markdown: str, options: Options) -> tuple[Given | None, PressFacts]:
    """Return the title, and the text without it.

    If the page doesn't show the title given in its head, the line right above the paragraph with the dateline is the
    title.
    """
    given = title.given
    if given is None or (not given.sure and title.element is None):
        text = recognize(markdown, options, None)
        between = text.body.split("\n\n")[: text.opening]
        directly = text.opening is not None and len(between) < _LINES_OF_TITLE
        # If there are two headings above a text, either may be the title.
        if text.title and directly and not any(block.startswith("#") for block in between):
            return text.title, text
        if given is None:
            return (replace(text.title, sure=False) if text.title else None), text
    return given, recognize(markdown, options, given.value)


def _doubts(article: Article) -> Iterator[Loss]:
    """Yield losses for blocks beside the text, and for those that may not belong to it."""
    if teasers := [unit.text for unit in article.left_out if unit.is_teaser]:
        yield Loss("teasers of other texts", cut(" | ".join(dict.fromkeys(teasers)), _LONGEST_QUOTE))
    left_out = [unit for unit in article.left_out if not unit.is_teaser]
    for unit in left_out[:_DOUBTFUL]:
        words = (unit.is_link and unit.links[0][0]) or unit.text  # "View document" is on all pages
        yield Loss(BLOCK_BESIDE, words[:_LONGEST_QUOTE])
    if len(left_out) > _DOUBTFUL:
        yield Loss("more blocks beside the text", str(len(left_out) - _DOUBTFUL))
    if article.agreement >= _AGREED:
        return
    yield Loss("it isn't certain what belongs to the text", f"{article.agreement:.0%} of the words are")
    for unit in article.doubtful[:_DOUBTFUL]:
        yield Loss("a block that may not belong to the text", unit.text[:_LONGEST_QUOTE])


def _summary(metadata: Metadata, title: Given | None, text: PressFacts) -> str | None:
    """Return the description if it is about this text and doesn't just repeat its beginning."""
    summary = shown_text(metadata.description or "").strip()
    words = words_of(summary)
    first = words_of(plain_words(text.body.partition("\n\n")[0]))
    if len(words) < _FEWEST_OF_SUMMARY or (title and words == words_of(title.value)):
        return None
    if words[:_SAME_BEGINNING] == first[:_SAME_BEGINNING] or summary.endswith(("…", "...")):
        return None
    said = set(words_of(text.body)) | set(words_of(title.value if title else ""))
    return summary if sum(word in said for word in words) >= _ABOUT * len(words) else None


def _is_list(rows: Rows, article: Article, title: Title) -> bool:
    """Whether a page is a list, because most of its text is in the rows."""
    if not rows.rows:
        return False
    # A page with a title of its own isn't a list, unless its rows have dates.
    shown_title = title.element is not None and title.given is not None and title.given.sure
    if shown_title and all(row.day is None for row in rows.rows):
        return False
    outside = sum(len(unit.words) for unit in article.units if unit.element not in rows.elements)
    return outside < min(_FEW_OUTSIDE, sum(len(words_of(row.title)) for row in rows.rows))


def _no_release(article: Article) -> str | None:
    """Return why a page isn't a release, or None if it is."""
    words = sum(len(unit.words) for unit in article.units)
    if words < _FEWEST_WORDS:
        return "no text of a release is found in the page"
    linked = sum(len(words) for unit in article.units for _, words in unit.links)
    if linked > _MOST_LINKED * words:
        return "the page is only links to others, without their dates"
    return None


def _base(tree: Any, metadata: Metadata, options: Options) -> str:
    """Return the base of relative addresses: the page's ``base``, its own address, or the one in the options."""
    own = metadata.url or options.base
    written = next((element.get("href") or "" for element in tree.iter("base")), "")
    found = joined(own, written) or ""
    return found if found.startswith(("http://", "https://")) else own

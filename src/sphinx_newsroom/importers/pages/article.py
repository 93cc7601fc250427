"""The text of a release within its page: what trafilatura finds, as a part of the page's own tree.

What is taken is the page's own blocks, since trafilatura leaves out links, images, short lines and some tables.  How
much of what either it or the rules here take both take is the *agreement*.
"""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import chain, islice
from typing import Any, NamedTuple

import trafilatura
from lxml import html as lxml_html

from sphinx_newsroom.allowed import ALLOWED
from sphinx_newsroom.importers.markup import is_pixel
from sphinx_newsroom.importers.pages.document import PARAGRAPH, Unit, shown, words_of

# Whether a block or picture is of the page's frame, and not of its text, by what stands around it.

_LINKED = 0.5
LEVELS = 5
_FRAMES = tuple("nav aside form footer button label".split())
_FRAME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing)|social|related|teaser|newsletter|subscri|sign-?up|donat|spende|banner|cookie|consent|promo"
    r"|advert|ads?|breadcrumb|menu|nav|tags?|byline|author|comment|widget|sidebar|recommend|popup|modal|tooltip|video)",
    re.IGNORECASE,
)


def is_frame(unit: Unit, before: bool = False) -> bool:
    """Whether a block is of the page's frame: of links, in a form, or in what calls itself share, teaser or the like.

    *before* the text, leads are called teasers as well.
    """
    if offers_files(unit):
        return any(above.tag in _FRAMES for above in (unit.element, *unit.element.iterancestors()))
    linked = sum(len(words_of(link.text_content())) for link in unit.element.iter("a"))
    if linked > _LINKED * len(unit.words):
        return True
    around = islice(chain((unit.element,), unit.element.iterancestors()), LEVELS)
    return any(above.tag in _FRAMES or (not before and _FRAME_NAMES.search(_names_of(above))) for above in around)


def offers_files(unit: Unit) -> bool:
    """Whether a block is links to attachments: a list of downloads, a field of Drupal."""
    links = [link.get("href") or "" for link in unit.element.iter("a") if words_of(link.text_content())]
    return bool(links) and all(
        posixpath.splitext(link.partition("?")[0].partition("#")[0])[1].lower() in ALLOWED.attachments for link in links
    )


def _names_of(element: Any) -> str:
    """What a page calls an element, without what a builder of pages calls all of them."""
    built = re.sub(r"(?:^|(?<=\s))elementor(?:-widget|-element)?(?=[-\s]|$)", "", element.get("class", ""))
    return f"{built} {element.get('id', '')}"


def is_beside(image: Any) -> bool:
    """Whether a picture is one of the page's frame, or one that nobody sees."""
    if is_pixel(image):
        return True
    around = (image, *islice(image.iterancestors(), LEVELS))
    return any(one.tag in _FRAMES or _FRAME_NAMES.search(_names_of(one)) for one in around)


_SHINGLE = 4
"""Words in a row that tell that a text has a block, where the block has as many."""

_COVERED = 0.6
"""Of the rows of words of a block, the share that the extracted text must have."""

_BELOW_TITLE = 0.5
"""Of the extracted words, the share that stands below the title; else it is not their title."""

_LEAD = 12
"""Words of a block between the title and the text that is a lead, and not the name of a topic or person."""

_GAP = 12
"""Blocks in a row that are not extracted and part two texts of a page."""

_LONG_PART = 100
"""Words of a text that can be the page's."""

_LARGE_PART = 0.4
"""Of the words of the largest part, the share that the part below the title has at least, to be the text."""

_LOOSE = 2
"""Short blocks above a list of files, such as a heading."""

_HEADINGS = ("h2", "h3", "h4", "h5")
# It writes about every page that it finds nothing in.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class Article(NamedTuple):
    """The text of a page: the *root* that holds it, its *units* in order, and the *doubtful* ones.

    *pictures* are the addresses of those between the title and the text that it does not have.
    """

    root: Any
    units: tuple[Unit, ...]
    agreement: float
    doubtful: tuple[Unit, ...]
    pictures: tuple[str, ...] = ()


def article_of(tree: Any, body: Any, units: Sequence[Unit], title: Any = None) -> Article:
    """The text of a page.

    Args:
        tree: the page as it was read.
        body: what of it can be text.
        units: all blocks of the tree.
        title: the element of the title, where the page shows one; the text stands below it.
    """
    found = list(map(_has(_by_trafilatura(tree)), units))
    begins = _after(units, title)
    if _words(units[begins:], found[begins:]) < _BELOW_TITLE * _words(units, found):
        begins = 0
    found = [have and at >= begins for at, have in enumerate(found)]
    near = _nearest(units, found, begins)
    inside = [have and at in near for at, have in enumerate(found)]
    kept = _with_whole_lists(units, _kept(units, inside, begins if title is not None else None))
    above = _above(body, units, title, kept)
    both, either = ([how(pair) for pair in zip(found, kept, strict=True)] for how in (all, any))
    root = _fragment(units, kept)
    within = {image.get("src") for image in root.iter("img")}
    return Article(
        root,
        tuple(unit for unit, is_in in zip(units, kept, strict=True) if is_in),
        _words(units, both) / max(1, _words(units, either)),
        tuple(unit for unit, one, two in zip(units, found, kept, strict=True) if one != two),
        tuple(image for image in above if image not in within),
    )


def _words(units: Iterable[Unit], wanted: Iterable[bool]) -> int:
    return sum(len(unit.words) for unit, is_in in zip(units, wanted, strict=True) if is_in)


def _nearest(units: Sequence[Unit], found: Sequence[bool], begins: int) -> range:
    """The blocks that belong together: many that are not extracted part texts, of which the first long one counts.

    Windows that open over a page stand at its end, with texts that look better than the page's own.
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
    """The addresses of the pictures between the title and the first block of the text."""
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
    """The number of the first block behind the title."""
    begins = 0
    for at, unit in enumerate(units):
        # A kicker and a title are two blocks of one heading.
        if title is not None and (unit.element is title or title in unit.element.iterancestors()):
            begins = at + 1
        elif begins:
            break
    return begins


def _kept(units: Sequence[Unit], found: Sequence[bool], begins: int | None) -> list[bool]:
    """Which blocks belong to the text: from the title, or the first that is extracted, to the last.

    Between them also what is not extracted and not of the page's frame: headings, leads and rows.
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
        fits = have or (not is_frame(unit, at < extracted[0]) and _is_text(unit, lead))
        fits = (fits and not _leads_within(unit)) or (at >= extracted[0] and _belongs_to_files(units, at, last))
        # Captions and pull quotes stand in a page as often as it has forms for them.
        again = len(unit.words) >= _SHINGLE and unit.words in seen and not have
        kept.append(first <= at <= last and fits and not again)
        if kept[-1]:
            seen.add(unit.words)
    return kept


def _belongs_to_files(units: Sequence[Unit], at: int, last: int) -> bool:
    """Whether a block offers files, or is what those that follow are called."""
    following = next((unit for unit in units[at : min(at + _LOOSE, last) + 1] if offers_files(unit)), None)
    named = following is units[at] or len(units[at].words) <= _SHINGLE
    return following is not None and named and not is_frame(units[at]) and not is_frame(following)


def _with_files(units: Sequence[Unit], last: int) -> int:
    """The last block that offers files at the end of the text; a heading of a few words or two may stand above each."""
    at = last
    while (at := at + 1) < len(units):
        if offers_files(units[at]) and not is_frame(units[at]):
            last = at
        elif at > last + _LOOSE or len(units[at].words) > _SHINGLE:
            break
    return last


def _with_whole_lists(units: Sequence[Unit], kept: Sequence[bool]) -> list[bool]:
    """The kept blocks, with all of a list or quotation of which one is kept, and of one right behind the last of them.

    It leaves out what is short: an item of a word, who is quoted.
    """
    lists = [_list_of(unit) for unit in units]
    wanted = {list_ for list_, is_in in zip(lists, kept, strict=True) if is_in and list_ is not None}
    last = next((at for at in range(len(units) - 1, -1, -1) if kept[at]), len(units))
    behind = lists[last + 1] if last + 1 < len(units) else None
    if behind is not None and behind.getprevious() is units[last].element and not is_frame(units[last]):
        wanted.add(behind)
    return [
        is_in or (list_ in wanted and len(unit.words) < PARAGRAPH and not is_frame(unit))
        for unit, list_, is_in in zip(units, lists, kept, strict=True)
    ]


def _list_of(unit: Unit) -> Any:
    """The list or quotation in which a block stands; None where it stands in none."""
    around = islice(unit.element.iterancestors(), LEVELS)
    return next((above for above in around if above.tag in ("ul", "ol", "dl", "blockquote")), None)


def _is_text(unit: Unit, before: bool) -> bool:
    """Whether a block that is not extracted can be text; *before* all that is, only a lead can."""
    return len(unit.words) >= (_LEAD if before else _SHINGLE)


def _leads_within(unit: Unit) -> bool:
    """Whether a block is a line of the page's own table of contents."""
    links = list(unit.element.iter("a"))
    return len(links) == 1 and (links[0].get("href") or "").startswith("#") and words_of(shown(links[0])) == unit.words


def _fragment(units: Sequence[Unit], kept: Sequence[bool]) -> Any:
    """An element with a copy of the page from the first to the last kept block, without blocks that are not kept."""
    wanted = [unit.element for unit, is_in in zip(units, kept, strict=True) if is_in]
    root = lxml_html.Element("div")
    if not wanted:
        return root
    left_out = {unit.element for unit, is_in in zip(units, kept, strict=True) if not is_in}
    holder = _common(wanted)
    # What stands above, inside or beside a kept block, up to the last of them.
    above = {element for unit in wanted for element in (unit, *unit.iterancestors())}
    left_out |= {
        _whole(unit.element, above) for unit, is_in in zip(units, kept, strict=True) if not is_in and is_frame(unit)
    }
    _prune(holder, set(wanted), left_out, above)
    root.append(deepcopy(holder))
    root[0].tail = None
    return root


def _whole(element: Any, above: set[Any]) -> Any:
    """The largest element around a block of the frame that holds no block of the text: its picture goes with it."""
    for outer in element.iterancestors():
        if outer in above:
            break
        element = outer
    return element


def _prune(holder: Any, wanted: set[Any], left_out: set[Any], above: set[Any]) -> None:
    """Take out the blocks that are not kept, and what stands before the first kept block or after the last."""
    if holder in wanted:
        return
    order = list(holder.iterdescendants())
    first = next(at for at, element in enumerate(order) if element in wanted)
    last = len(order) - 1 - next(at for at, element in enumerate(reversed(order)) if element in wanted)
    inside_last = set(order[last].iterdescendants())
    shown = {
        element for image in _adjoining(order, first, last, left_out) for element in (image, *image.iterancestors())
    }
    for at, element in enumerate(order):
        outside = (at < first or at > last) and element not in above and element not in inside_last
        if (element in left_out or outside) and element not in shown and element.getparent() is not None:
            element.drop_tree()


def _adjoining(order: Sequence[Any], first: int, last: int, left_out: set[Any]) -> list[Any]:
    """The pictures right above and right below the text, with nothing that is left out between but a caption.

    They are not extracted, since they have no words.
    """

    def until_words(elements: Iterable[Any]) -> Iterator[Any]:
        for element in elements:
            if element in left_out and not any(above.tag == "figure" for above in element.iterancestors()):
                return
            within = any(above in left_out for above in element.iterancestors())
            if element.tag == "img" and not within and not is_beside(element):
                yield element

    return [*until_words(reversed(order[:first])), *until_words(order[last + 1 :])]


def _common(elements: Sequence[Any]) -> Any:
    """The closest element that holds all, which is the element itself where there is one."""
    paths = [[*reversed(list(element.iterancestors())), element] for element in (elements[0], elements[-1])]
    common = paths[0][0]
    for first, last in zip(*paths, strict=False):
        if first is not last:
            break
        common = first
    return common


def _has(text: str) -> Callable[[Unit], bool]:
    """What tells whether an extracted text has a unit."""
    words = words_of(text)
    rows = {words[at : at + _SHINGLE] for at in range(max(0, len(words) - _SHINGLE + 1))}
    lines = {words_of(line) for line in text.split("\n")}

    def has(unit: Unit) -> bool:
        if len(unit.words) < _SHINGLE:
            return unit.words in lines
        own = [unit.words[at : at + _SHINGLE] for at in range(len(unit.words) - _SHINGLE + 1)]
        return sum(row in rows for row in own) >= _COVERED * len(own)

    return has


def _by_trafilatura(tree: Any) -> str:
    try:
        found = trafilatura.bare_extraction(deepcopy(tree), include_comments=False, include_tables=True)
    except Exception:  # whatever a page brings about in a library: it finds no text
        return ""
    return found.text or "" if found is not None and not isinstance(found, dict) else ""

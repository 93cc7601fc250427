"""The text of a release within its page: what two extractors find, as a part of the page's own tree.

trafilatura and readability look for the text in different ways.  Where both have a block of the page it belongs to the
text; how much of what either has both have is the *agreement*.  What is taken is the page's own blocks, since both
extractors leave out links, images or tables.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import readability
import trafilatura
from lxml import html as lxml_html

from sphinx_newsroom.importers.releases.pages.document import Unit, units_of, words_of

_SHINGLE = 4
"""Words in a row that tell that a text has a block, where the block has as many."""

_COVERED = 0.6
"""Of the rows of words of a block, the share that an extractor's text must have."""

# Both write about every page that they find nothing in.
logging.getLogger("readability.readability").setLevel(logging.CRITICAL)
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class Article(NamedTuple):
    """The text of a page: its *html*, the *units* of it in order, and what the extractors did not agree about."""

    html: str
    units: tuple[Unit, ...]
    agreement: float
    doubtful: tuple[Unit, ...]


def article_of(html: str, body: Any) -> Article:
    """The text of a page, whose tree is *body*."""
    units = units_of(body)
    first, second = _has(_by_trafilatura(html)), _has(_by_readability(html))
    in_first = [first(unit) for unit in units]
    in_second = [second(unit) for unit in units]
    return _chosen(body, units, in_first, in_second)


def _chosen(body: Any, units: Sequence[Unit], in_first: Sequence[bool], in_second: Sequence[bool]) -> Article:
    both = [a and b for a, b in zip(in_first, in_second, strict=True)]
    either = [a or b for a, b in zip(in_first, in_second, strict=True)]
    kept = _kept(units, both, either)
    sure = sum(len(unit.words) for unit, is_in in zip(units, both, strict=True) if is_in)
    all_ = sum(len(unit.words) for unit, is_in in zip(units, either, strict=True) if is_in)
    chosen = tuple(unit for unit, is_in in zip(units, kept, strict=True) if is_in)
    doubtful = tuple(unit for unit, a, b in zip(units, both, either, strict=True) if b and not a)
    return Article(_fragment(body, units, kept), chosen, sure / all_ if all_ else 0.0, doubtful)


def _kept(units: Sequence[Unit], both: Sequence[bool], either: Sequence[bool]) -> list[bool]:
    """Which blocks belong to the text: those both have, and those one has that stand between them; each once."""
    if any(both):
        first, last = both.index(True), len(both) - 1 - both[::-1].index(True)
        either = [is_in and first <= at <= last for at, is_in in enumerate(either)]
    seen: set[tuple[str, ...]] = set()
    kept = []
    for unit, is_in, sure in zip(units, either, both, strict=True):
        # Captions and pull quotes stand in a page as often as it has forms for them.
        again = len(unit.words) >= _SHINGLE and unit.words in seen and not sure
        kept.append(is_in and not again)
        if is_in:
            seen.add(unit.words)
    return kept


def _fragment(body: Any, units: Sequence[Unit], kept: Sequence[bool]) -> str:
    """The page's HTML from the first to the last kept block, without the blocks that are not kept."""
    wanted = [unit.element for unit, is_in in zip(units, kept, strict=True) if is_in]
    if not wanted:
        return ""
    left_out = {unit.element for unit, is_in in zip(units, kept, strict=True) if not is_in}
    holder = _common(wanted)
    # What stands above, inside or beside a kept block, up to the last of them.
    above = {element for unit in wanted for element in (unit, *unit.iterancestors())}
    _prune(holder, set(wanted), left_out, above)
    return str(lxml_html.tostring(holder, encoding="unicode", with_tail=False))


def _prune(holder: Any, wanted: set[Any], left_out: set[Any], above: set[Any]) -> None:
    """Take out the blocks that are not kept, and what stands before the first kept block or after the last."""
    if holder in wanted:
        return
    order = list(holder.iterdescendants())
    first = next(at for at, element in enumerate(order) if element in wanted)
    last = len(order) - 1 - next(at for at, element in enumerate(reversed(order)) if element in wanted)
    inside_last = set(order[last].iterdescendants())
    for at, element in enumerate(order):
        outside = (at < first or at > last) and element not in above and element not in inside_last
        if (element in left_out or outside) and element.getparent() is not None:
            element.drop_tree()


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
    """Whether a text of an extractor has a unit."""
    words = words_of(text)
    rows = {words[at : at + _SHINGLE] for at in range(max(0, len(words) - _SHINGLE + 1))}
    lines = {words_of(line) for line in text.split("\n")}

    def has(unit: Unit) -> bool:
        if len(unit.words) < _SHINGLE:
            return unit.words in lines
        own = [unit.words[at : at + _SHINGLE] for at in range(len(unit.words) - _SHINGLE + 1)]
        return sum(row in rows for row in own) >= _COVERED * len(own)

    return has


def _by_trafilatura(html: str) -> str:
    try:
        found = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=False)
    except Exception:  # whatever a page brings about in a library: it finds no text
        return ""
    return found.text or "" if found is not None and not isinstance(found, dict) else ""


def _by_readability(html: str) -> str:
    try:
        summary = readability.Document(html).summary(html_partial=True)
        tree = lxml_html.fragment_fromstring(summary, create_parent="div")
    except Exception:  # as above
        return ""
    return "\n".join(unit.text for unit in units_of(tree))

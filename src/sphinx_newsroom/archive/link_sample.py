"""A random sample of what the names in an archive were taken for, each in its sentence: to be read by a person."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

from sphinx_newsroom.model.records import Mention, Release
from sphinx_newsroom.text.words.tokens import Tokens

_STATED = frozenset(["decided", "role", "header", "issuer"])
"""Methods by which the author said who is meant: nothing was found there, and so nothing can be found wrongly."""

_LONGEST_SIDE = 300
"""Characters of a sentence on each side of a name, at most: lists without a full stop may be any length."""

_BEFORE_SENTENCE = "“«„\"‘'("
_STOP = re.compile(r"[.!?…]\W*\s")
"""Between two words, that the one ends a sentence: takes "said. " and 'said." ', and not the point of 8.4."""


class Link(NamedTuple):
    """A mention that was found in the *text* of a release, from *start* to *end*."""

    release: Release
    text: str
    mention: Mention
    start: int
    end: int


def links(release: Release, text: str, mentions: Iterable[Mention]) -> Iterator[Link]:
    """What of the mentions of a release was found in its text, and not said by its author."""
    for mention in mentions:
        if mention.method not in _STATED and mention.start is not None and mention.end is not None:
            yield Link(release, text, mention, mention.start, mention.end)


def drawn(found: Iterable[Link], size: int, seed: int) -> tuple[list[Link], int]:
    """A random sample of at most *size* links, in random order, and of how many it was drawn.

    Each link has a hash of the seed and of where it stands, and those with the least hashes are the sample ("bottom-k",
    Cohen and Kaplan 2007): each set of so many is as likely as another, one pass is enough, no more than *size* links
    are kept, the order in which they come is of no matter, and where the archive grows most of the sample stays.
    """
    count = 0

    def numbered() -> Iterator[tuple[bytes, int, Link]]:
        nonlocal count
        for link in found:
            count += 1
            yield _hash(link, seed), count, link  # the number parts equal hashes, since links have no order

    least = heapq.nsmallest(size, numbered())
    return [link for _, _, link in least], count


def _hash(link: Link, seed: int) -> bytes:
    where = f"{seed}\0{link.release.id}\0{link.start}\0{link.end}\0{link.mention.entity}"
    return blake2b(where.encode(), digest_size=16).digest()


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind the words from *start* to *end* in their sentence, on one line.

    >>> text = "It rained. The U.S. Coast Guard said so.  All went."
    >>> sentence(text, 15, 31)
    ('The ', ' said so.')
    """
    begin = text.rfind("\n\n", 0, start)
    begin = 0 if begin < 0 else begin + 2
    stop = text.find("\n\n", end)
    block = text[begin : stop if stop >= 0 else len(text)]
    bounds = [0, *_bounds(block), len(block)]
    first = max(bound for bound in bounds if bound <= start - begin)
    last = min(bound for bound in bounds if bound >= end - begin)
    ahead, behind = block[first : start - begin], block[end - begin : last]
    if len(ahead) > _LONGEST_SIDE:
        ahead = "… " + ahead[-_LONGEST_SIDE:].partition(" ")[2]
    if len(behind) > _LONGEST_SIDE:
        behind = behind[:_LONGEST_SIDE].rpartition(" ")[0] + " …"
    return _one_line(ahead).lstrip(), _one_line(behind).rstrip()


def _bounds(block: str) -> Iterator[int]:
    """Where the sentences of a paragraph begin, but the first."""
    tokens = Tokens(block)
    for k, (_, start) in enumerate(pairwise(tokens.starts), 1):
        if _STOP.search(tokens.gap(k)) and tokens.begins_sentence(k):
            while block[start - 1] in _BEFORE_SENTENCE:
                start -= 1
            yield start


def _one_line(text: str) -> str:
    """A text with single blanks for all white space, those at its ends included."""
    return re.sub(r"\s+", " ", text)

"""A random sample of links, the sheet on which a person marks them, and the precision that follows."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from math import sqrt
from typing import Any, Literal, NamedTuple, get_args

from sphinx_newsroom.diagnostics import Code, Problem, shown
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention, Method, Release
from sphinx_newsroom.sources.table_cells import not_among, table_rows, table_text
from sphinx_newsroom.text.words.tokens import Tokens

Marked = Literal["right", "wrong", "unsure", ""]
"""The value of the column ``mark``; empty in a new sheet."""

_DRAW = "write one with `newsroom mentions --sample 60 --output FILE`, and change only its first column"


class SampledLink(NamedTuple):
    """A link on a sheet: its *words*, in double brackets in their *sentence*, and the record that it points to.

    *place* is the file with the line, such as ``releases/2011/opening.md:9``.
    """

    mark: Marked
    number: int
    sentence: str
    words: str
    record: str
    kind: str
    name: str
    why: Method
    place: str


COLUMNS = SampledLink._fields


def sheet(rows: Iterable[SampledLink]) -> str:
    """Format rows as tab-separated values for spreadsheets and editors, with a header line."""
    return table_text(COLUMNS, rows)


def read_sheet(path: str, text: str) -> tuple[list[SampledLink], list[Problem]]:
    """Parse a marked sheet, and return its rows and the problems in it."""
    table, problems = table_rows(path, text, COLUMNS, COLUMNS, _DRAW)
    rows: list[SampledLink] = []
    lines: dict[str, int] = {}
    for line, row in table:
        row["mark"] = row["mark"].casefold()
        wrong = _problem(row)
        if wrong is None and (first := lines.setdefault(row["number"], line)) != line:
            wrong = f"the row {row['number']} is on line {first} as well", "delete one of the two"
        if wrong is None:
            values: dict[str, Any] = {**row, "number": int(row["number"])}
            rows.append(SampledLink(*(values[column] for column in COLUMNS)))
        else:
            problems.append(Problem(path, line, Code.BAD_VALUE, *wrong))
    if not table and not problems:
        problems.append(Problem(path, 1, Code.BAD_VALUE, "the table has no rows", _DRAW))
    return rows, problems


def _problem(row: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what is wrong in a row, with advice."""
    if row["mark"] not in get_args(Marked):
        return not_among("mark", row["mark"], get_args(Marked))
    if not (row["number"].isascii() and row["number"].isdecimal()):
        return f"the number {shown(row['number'])!r} is none", "write the one that the row had when the sheet was drawn"
    if row["why"] not in get_args(Method):
        return not_among("reason", row["why"], get_args(Method), "write the one it had")
    return None


# Precision


@dataclass(frozen=True, slots=True)
class Precision:
    """The numbers of right, wrong, unsure and unmarked links in a sample."""

    right: int
    wrong: int
    unsure: int
    unmarked: int

    @classmethod
    def of(cls, rows: Iterable[SampledLink]) -> Precision:
        """Count the marks in the rows of a sheet."""
        counts = Counter(row.mark for row in rows)
        return cls(counts["right"], counts["wrong"], counts["unsure"], counts[""])

    @property
    def decided(self) -> int:
        """The number of links that are right or wrong."""
        return self.right + self.wrong

    @property
    def share(self) -> float:
        """The share of these that is right; raises ZeroDivisionError if there are none."""
        return self.right / self.decided

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 per cent confidence interval of the share among all links."""
        return wilson(self.right, self.decided)


_Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return the 95 per cent score interval of a share (Wilson 1927), which also works near 0 and 1 and for small
    samples.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
    Statistical Association 22 (1927), 209–212; compared with others by Newcombe, Statistics in Medicine 17 (1998).

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    share, square = right / count, _Z * _Z
    middle = share + square / (2 * count)
    half = _Z * sqrt(share * (1 - share) / count + square / (4 * count * count))
    divisor = 1 + square / count
    # If all or none are right, rounding could otherwise exclude the share itself.
    return max(0.0, min(share, (middle - half) / divisor)), min(1.0, max(share, (middle + half) / divisor))


_STATED = frozenset(["decided", "role", "header", "issuer"])
"""Methods by which the author named the record, so that nothing was found that could be wrong."""

_LONGEST_SIDE = 300
"""The maximum length of a sentence on each side of a name: lists without full stops can be very long."""

_BEFORE_SENTENCE = "“«„\"‘'("
_STOP = late_pattern(r"[.!?…]\W*\s")
"""Matches the end of a sentence between two words: "said. " and 'said." ', but not the point in 8.4."""


class Link(NamedTuple):
    """A mention that was found in the *text* of a release, from *start* to *end*."""

    release: Release
    text: str
    mention: Mention
    start: int
    end: int


def links(release: Release, text: str, mentions: Iterable[Mention]) -> Iterator[Link]:
    """Yield the mentions of a release that were found in its text, without those that its author stated."""
    for mention in mentions:
        if mention.method not in _STATED and mention.start is not None and mention.end is not None:
            yield Link(release, text, mention, mention.start, mention.end)


def drawn(found: Iterable[Link], size: int, seed: int) -> tuple[list[Link], int]:
    """Draw a random sample of at most *size* links, in random order, and return it with the total number.

    The sample consists of the links with the smallest hashes of seed and position ("bottom-k", Cohen and Kaplan 2007).
    Each subset is equally likely, one pass is enough, and most of the sample stays the same when the archive grows.
    """
    count = 0

    def numbered() -> Iterator[tuple[bytes, int, Link]]:
        nonlocal count
        for link in found:
            count += 1
            yield _hash(link, seed), count, link  # the count breaks ties, since links aren't ordered

    least = heapq.nsmallest(size, numbered())
    return [link for _, _, link in least], count


def _hash(link: Link, seed: int) -> bytes:
    where = f"{seed}\0{link.release.id}\0{link.start}\0{link.end}\0{link.mention.entity}"
    return blake2b(where.encode(), digest_size=16).digest()


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the text before and after the words from *start* to *end* in their sentence, each on one line.

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
    """Yield the starts of the sentences in a paragraph, except the first."""
    tokens = Tokens(block)
    for k, (_, start) in enumerate(pairwise(tokens.starts), 1):
        if _STOP.search(tokens.gap(k)) and tokens.begins_sentence(k):
            while block[start - 1] in _BEFORE_SENTENCE:
                start -= 1
            yield start


def _one_line(text: str) -> str:
    """Replace each run of white space by a single space."""
    return re.sub(r"\s+", " ", text)

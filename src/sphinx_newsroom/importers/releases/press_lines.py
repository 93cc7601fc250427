"""What a release's text says of itself in lines of its own, such as dateline, embargo and contacts; and page chrome.

Lines at the beginning are read until the first paragraph; what they say goes to the header, and what is no part of the
release is dropped with a loss.  What is not recognized stays in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from sphinx_newsroom.importers.releases.contact_blocks import contacts_in
from sphinx_newsroom.importers.releases.datelines import dateline_of, is_place, may_open
from sphinx_newsroom.importers.releases.heading_levels import with_levels
from sphinx_newsroom.importers.releases.incoming import Given, Loss, Options
from sphinx_newsroom.importers.releases.press_blocks import (
    STRUCTURE,
    blocks_of,
    has_fence,
    is_of_table,
    is_row,
    lines_of,
    plain_line,
    plain_lines,
    with_lines,
    without_opening,
)
from sphinx_newsroom.importers.releases.press_words import folded, is_chrome, mark_of
from sphinx_newsroom.model.records import Contact
from sphinx_newsroom.text.words.embargo_lines import embargo_in
from sphinx_newsroom.text.words.text_dates import first_day_in

_HEAD = 10
"""Blocks in which a text says what it is before it begins; 99 of 100 of 10,364 real releases have 3 at most."""

_EDGE = 6
"""Blocks from either end in which lines of the page are looked for by their beginnings."""

_LONGEST_LINE = 25
"""Words of a line that is no paragraph."""

_LONGEST_MARK = 300
"""Characters of a line that may be a mark, a contact or chrome."""

_LONGEST_TITLE = 320
"""Characters of a title that is the first line of a text: 999 of 1,000 of 21,541 real titles have 312 at most."""

_MOST_CONTACT_BLOCKS = 6
"""Blocks below "Contacts" that may be contacts."""

_LONGEST_OPENING = 500
"""Characters of Markdown in which a dateline is looked for; an address of a link may stand in it."""

_DATELINE_BLOCKS = 3
"""Paragraphs of which one may open with the dateline: lines under the title stand before it."""

_HEADING = re.compile(r"#{1,6} ")
_SYMBOL = re.compile(r"[A-Z]{2,6}(?:/[A-Z0-9.-]{1,8}){1,4}")
_PARTED = re.compile(r"[,(|–—•·-]\s*\Z")
_TIME_WORDS = r"[\s,|–—-]*(?:(?:at|um|à)\s+)?(?:\d{1,2}[:.h]\d\d(?:\s*[ap]\.?m\.?)?(?:\s*(?:Uhr|hrs|[A-Z]{2,5}))?)?"
_LONGEST_FOOTER = 3
"""Blocks at the end of a page that says whose it is."""

_FOOTER = re.compile(
    r"(?:©|\(c\)|copyright).{0,150}(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|版权所有"
    r"|derechos reservados|diritti riservati|direitos reservados|права защищены)"
    r"|版权所有.{0,60}(?:©|copyright)|all rights reserved\.?\s*\Z",
    re.IGNORECASE,
)

_BACK = re.compile(
    r"[^\w]{0,3}(?:back to|return to|retour (?:aux?|à la|à l['’]|vers)|zurück (?:zur?|zum)|volver (?:al?|a las?)"
    r"|torna (?:a|al|alla|alle)|voltar (?:para|à|ao)|вернуться к|назад к|назад до|terug naar|tillbaka till"
    r"|tilbake til|powrót do)\s?(?:\S+\s?){1,5}",
    re.IGNORECASE,
)

LABEL = "label"
"""The source of a day that the text says to be that of its publication."""

_FACT = re.compile(r"[^\W\d_][\w ]{1,30}[:：] ?\S")
_LABELS = re.compile(_TIME_WORDS + r"(?:[\s,|]*[^\W\d_]{2,20}\s?[:：]\s*[^\s:：]{1,40}){1,4}", re.IGNORECASE)
_TIME = re.compile(_TIME_WORDS, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recognized:
    """What a text says of itself, and the *body* without it.

    *questions* are the header keys that only a person can answer.  *opening* is the block of the body that began with
    the dateline, if one did.
    """

    body: str
    title: Given | None = None
    date: Given | None = None
    dateline: str | None = None
    issuer: str | None = None
    embargo: str | None = None
    number: str | None = None
    contacts: tuple[Contact, ...] = ()
    losses: tuple[Loss, ...] = ()
    questions: tuple[str, ...] = ()
    opening: int | None = None


def recognize(body: str, options: Options, title: str | None = None) -> Recognized:
    """Read the lines of a Markdown *body* that are about the release.

    Args:
        body: Markdown without the title, or, where *title* is None, with the title as its first line.
        options: the language, and the order of dates in numbers.
        title: what the source has for a title; where the text begins with it again, that is left out.

    >>> recognize("Subscribe to our Newsletter\\n\\nRivers rise\\n\\n(VBC) - The rivers rise.", Options()).body
    'The rivers rise.'
    """
    reading = _Reading(blocks_of(body), options, title)
    reading.head()
    reading.opening()
    reading.all_blocks()
    return reading.result()


@dataclass(slots=True)
class _Reading:
    blocks: list[str]
    options: Options
    title: str | None
    given_title: Given | None = None
    days: list[tuple[tuple[date, ...], str]] = field(default_factory=list)
    dateline: str | None = None
    issuer: str | None = None
    embargo: str | None = None
    number: str | None = None
    contacts: list[Contact] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    opens_at: int | None = None
    kind_below_title: bool = False

    # -- the lines before the first paragraph

    def head(self) -> None:
        """Read the lines with which the text begins, up to its first paragraph."""
        kept: list[str] = []
        for number, block in enumerate(self.blocks):
            if number >= _HEAD or has_fence(block) or (_starts_text(block) and not self._is_line(block)):
                self.blocks = kept + self.blocks[number:]
                return
            lines = lines_of(block)
            behind = [*lines[1:], lines_of(self.blocks[number + 1])[0] if number + 1 < len(self.blocks) else ""]
            left = [not self._is_about(line, next_, number) for line, next_ in zip(lines, behind, strict=True)]
            if any(left):
                kept.append(with_lines(block, left))
                self._may_be_title(block)
        self.blocks = kept

    def _is_line(self, block: str) -> bool:
        """Whether a long block is one of the lines all the same, a title of many words."""
        return self._takes_title(block) is not None

    def _is_about(self, line: str, behind: str, at: int) -> bool:
        """Whether a line of the head says something of the release, or is no part of it; what it says is noted.

        *behind* is the line after it, *at* the number of its block.
        """
        words = plain_line(line)
        if not words:
            return True
        if self.title is not None and folded(words) == folded(self.title):
            return True
        if is_of_table(line):
            return False
        if self._is_of_page(line, words, at, edge=True):
            return self._lose("a line of the page", words)
        return self._is_mark(words, plain_line(behind)) or self._is_date(words) or self._is_title(line, words)

    def _is_title(self, line: str, words: str) -> bool:
        title = self._takes_title(line)
        if title is None:
            return False
        self.title = title
        self.given_title = Given(title, "first line", sure=not words.endswith("."))
        return True

    def _may_be_title(self, block: str) -> None:
        """Have the title looked at where a line that is kept may be it: the first line may say whose letter it is."""
        words = plain_line(block)
        other = not words.endswith(".") and not STRUCTURE.match(block) and dateline_of(words, self.options) is None
        if self.given_title is not None and self.kind_below_title and other:
            self.given_title = replace(self.given_title, sure=False)

    def _takes_title(self, line: str) -> str | None:
        if self.title is not None or "\n" in line:
            return None
        words = plain_line(line)
        wanted = len(words) <= _LONGEST_TITLE
        return words if wanted and dateline_of(words, self.options) is None else None

    def _is_mark(self, words: str, behind: str) -> bool:
        mark = mark_of(words)
        if mark is None:
            return False
        kind, rest = mark
        if kind in ("embargo", "until"):
            return self._is_embargo(words)
        self.kind_below_title |= self.given_title is not None and kind in ("immediate", "kind", "number")
        if kind == "number":
            self.number = self.number or rest
            return True
        if kind == "date" or (kind == "day" and not _is_fact(behind)):
            return self._is_date(rest, LABEL if kind == "date" else "line")
        if kind in ("immediate", "kind") and (not rest or self._is_date(rest)):
            return self._lose("a line that says what the text is", words)
        return False

    def _is_embargo(self, words: str) -> bool:
        moment = embargo_in(words, self.options.language, self.options.timezone, self.options.order)
        if moment is None:
            self.questions.append("embargo")
            return self._lose("an embargo whose moment is not clear", words)
        self.embargo = moment
        return True

    def _is_date(self, words: str, source: str = "") -> bool:
        """Whether a line is a day, or a place and a day, or the number of a series.

        *source* says that it has a label, behind which there may be others: "Published: 20 June 2011 Source: UNODC".
        """
        if _SYMBOL.fullmatch(words) and re.search(r"\d", words):
            self.number = self.number or words
            return True
        if len(words.split()) > _LONGEST_LINE:
            return False
        days, begin, end = first_day_in(words, self.options.language, self.options.order)
        rest = words[end:].strip(" .)")
        if not days or not (_TIME.fullmatch(rest) or (source and _LABELS.fullmatch(rest))):
            return False
        place = words[:begin].strip(" ,(|–—-•·")
        # "Updated 20 June" and "Deadline: 20 June" are other days; a place is parted from its day.
        if place and not (is_place(place) and _PARTED.search(words[:begin])):
            return False
        self.days.append((days, source or "line"))
        if place:
            self.dateline = place
        return True

    # -- how the text opens

    def opening(self) -> None:
        """Take the dateline from the first paragraphs, where one opens with it."""
        paragraphs = [at for at, block in enumerate(self.blocks[:_HEAD]) if not STRUCTURE.match(block)]
        for at in paragraphs[:_DATELINE_BLOCKS]:
            plain = plain_line(self.blocks[at][:_LONGEST_OPENING])
            found = dateline_of(plain, self.options)
            rest = without_opening(self.blocks[at], plain[: found.end]) if found else None
            if found is None or rest is None:
                continue
            self.blocks[at] = rest
            self.opens_at = at
            self.issuer = found.issuer
            self.dateline = found.place or self.dateline
            if found.days:
                self.days.append((found.days, "dateline"))
            if found.yearless:
                self._lose("a date without a year", found.yearless)
            break
        # A text that opens as those of agencies do, without the place; or with what may be one.
        doubtful = any(may_open(self.blocks[at]) for at in paragraphs[:_DATELINE_BLOCKS])
        if self.dateline is None and (self.issuer or doubtful):
            self.questions.append("dateline")

    # -- what stands anywhere

    def all_blocks(self) -> None:
        """Drop the lines of the page and the marks of the end; read contacts; make a heading of Notes to editors."""
        kept: list[str] = []
        at = 0
        while at < len(self.blocks):
            edge = at < _EDGE or at >= len(self.blocks) - _EDGE
            if edge and at and self._ends_page(at):
                self.losses += [Loss("a line of the page", plain_line(line)) for line in self.blocks[at:]]
                break
            taken = self._contact_blocks(at)
            if not taken and (block := self._without_marks(at, edge)):
                kept.append(block)
            at += max(taken, 1)
        self.blocks = kept

    def _ends_page(self, at: int) -> bool:
        """Whether a block says that the text is over: whose page it is, or a way back to the list of all."""
        left = len(self.blocks) - at
        return (left <= _LONGEST_FOOTER and bool(_FOOTER.search(self.blocks[at]))) or (
            left <= _EDGE and bool(_BACK.fullmatch(plain_line(self.blocks[at][:_LONGEST_MARK])))
        )

    def _without_marks(self, at: int, edge: bool) -> str:
        """A block without the lines that are no part of the text."""
        block = self.blocks[at]
        lines = lines_of(block)
        if has_fence(block) or all(len(line) > _LONGEST_MARK for line in lines):
            return block
        kept = []
        for line in lines:
            words = plain_line(line) if len(line) <= _LONGEST_MARK and not is_of_table(line) else ""
            mark = mark_of(words)
            if words and not _HEADING.match(line) and self._is_of_page(line, words, at, edge):
                kept.append(not self._lose("a line of the page", words))
            elif mark and mark[0] == "date" and edge and self._is_date(mark[1], LABEL):
                kept.append(not self._lose("a line that says when the text was published", words))
            elif mark == ("end", "") and not is_row(line):
                kept.append(not self._lose("the mark of the end", words))
            elif mark == ("notes", "") and len(lines) == 1:
                return f"## {words.strip(' :*')}"
            else:
                kept.append(True)
        return with_lines(block, kept) if any(kept) else ""

    def _is_of_page(self, line: str, words: str, at: int, edge: bool) -> bool:
        """Whether a line is part of the page and not of the release, by its plain *words*.

        An item of a list is where all are: Print, Share; Facebook, Twitter and Microsoft are a list of the text.
        """
        if not is_chrome(words, edge):
            return False
        if is_row(line):
            return all(is_chrome(item, edge) for item in self._items_around(at))
        # A word on a line of its own may end a sentence above it.
        return " " in words or all(is_chrome(other, edge) for other in plain_lines(self.blocks[at]))

    def _items_around(self, at: int) -> Iterator[str]:
        """The plain lines of the list that the block *at* is of; blank lines may stand between its items."""
        begin = end = at
        while begin > 0 and is_row(self.blocks[begin - 1]):
            begin -= 1
        while end + 1 < len(self.blocks) and is_row(self.blocks[end + 1]):
            end += 1
        for block in self.blocks[begin : end + 1]:
            yield from (plain_line(line) for line in lines_of(block) if is_row(line))

    def _contact_blocks(self, at: int) -> int:
        """How many blocks from *at* on are contacts, which are noted: as many as can be read as such."""
        first, *more = lines_of(self.blocks[at])
        mark = mark_of(plain_line(first)) if len(first) <= _LONGEST_MARK else None
        if mark is None or mark[0] != "contact":
            return 0
        # "Contact: Contact: Press Office", of a page that labels what has a label.
        again = mark_of(mark[1])
        lines = [
            line for line in (again[1] if again and again[0] == "contact" else mark[1], *map(plain_line, more)) if line
        ]
        best, found = (1, contacts_in(lines)) if lines else (0, ())
        for stop in range(at + 1, min(at + 1 + _MOST_CONTACT_BLOCKS, len(self.blocks))):
            if not self._may_be_contact(stop):
                break
            lines += plain_lines(self.blocks[stop])
            if made := contacts_in(lines):
                best, found = stop - at + 1, made
        self.contacts += found
        return best if found else 0

    def _may_be_contact(self, at: int) -> bool:
        block = self.blocks[at]
        words = plain_line(block)
        return not _HEADING.match(block) and mark_of(words) is None and len(words.split()) <= _LONGEST_LINE

    # -- what comes of it

    def _lose(self, what: str, words: str) -> bool:
        self.losses.append(Loss(what, words))
        return True

    def result(self) -> Recognized:
        """All that was noted."""
        day = self._date()
        if day is None:
            self.questions.insert(0, "date")
        return Recognized(
            body=with_levels("\n\n".join(self.blocks)),
            title=self.given_title,
            date=day,
            dateline=self.dateline,
            issuer=self.issuer,
            embargo=self.embargo,
            number=self.number,
            contacts=tuple(dict.fromkeys(self.contacts)),
            losses=tuple(self.losses),
            questions=tuple(dict.fromkeys(self.questions)),
            opening=self.opens_at,
        )

    def _date(self) -> Given | None:
        sure = [(days[0], source) for days, source in self.days if len(days) == 1]
        if not sure:
            return None
        day, source = sure[0]
        return Given(day.isoformat(), source, sure=all(other == day for other, _ in sure))


def _is_fact(line: str) -> bool:
    """Whether a line is a label with its value, as a list of facts has them: "Location: Bluff Springs Road"."""
    return bool(_FACT.match(line)) and mark_of(line) is None


def _starts_text(block: str) -> bool:
    return any(len(plain_line(line[:_LONGEST_OPENING]).split()) > _LONGEST_LINE for line in lines_of(block))

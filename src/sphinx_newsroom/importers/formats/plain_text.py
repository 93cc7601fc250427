"""A release as a plain text: the headline first, then its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email import message_from_string
from typing import NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Given, Incoming, Listed, Loss, Options, Place, RefusedValueError
from sphinx_newsroom.importers.formats.dates import date_of, decoded
from sphinx_newsroom.importers.formats.fields import shown
from sphinx_newsroom.importers.press_lines import recognized
from sphinx_newsroom.importers.styled_text import markdown

# What a text has of the paper or mail that it was: numbers of pages, words broken at a line's end, a mail's head.

_PAGE_END = re.compile(
    r"""
    (?:\n\s{0,99}(?P<number>
        [-–—]?[ \t]{0,9} (?:(?:page|seite|p\.)[ \t]{0,9})? \d{1,3} (?:[ \t]{0,9}(?:/|of|von|sur)[ \t]{0,9}\d{1,3})?
        [ \t]{0,9}[-–—]?
    ))?
    \s{0,99}\f\s{0,99}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BROKEN = re.compile(r"(?<![^\W\d_])(?P<first>[^\W\d_]+)-\n[ \t]*(?P<rest>[^\W\d_]+)(?P<behind>\S*)(?P<more>[ \t]+)?")
_HEAD = re.compile(r"\s*((?:[A-Z][A-Za-z-]{1,30}:.*\n(?:[ \t]+\S.*\n)*)+)\n")
_OF_MAIL = {"subject", "from", "to", "date", "sent"}
_FEWEST = 3


class Mended(NamedTuple):
    """A text, and what was left out of it or supposed."""

    text: str
    losses: tuple[Loss, ...]


def without_pages(text: str) -> Mended:
    """A text without the ends of its pages and the numbers that stand there; nothing else is taken for a number.

    >>> without_pages("It rises.\\n\\n  2\\n\\n\\fIt falls.")
    Mended(text='It rises.\\n\\nIt falls.', losses=(Loss(what='a line of the page', words='2'),))
    """
    losses: list[Loss] = []

    def end(found: re.Match[str]) -> str:
        if found["number"]:
            losses.append(Loss("a line of the page", found["number"].strip()))
        return "\n\n"

    return Mended(_PAGE_END.sub(end, text).strip("\n") if "\f" in text else text, tuple(losses))


def with_whole_words(text: str) -> Mended:
    """A text whose words are not broken at the ends of lines: whole where the text has them so, else with their hyphen.

    >>> with_whole_words("All ves-\\nsels and long-\\nterm users; vessels").text
    'All vessels\\nand long-term\\nusers; vessels'
    """
    losses: list[Loss] = []
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", _BROKEN.sub("", text))}

    def whole(found: re.Match[str]) -> str:
        first, rest = found["first"], found["rest"]
        joined, hyphened = f"{first}{rest}", f"{first}-{rest}"
        if rest[0].islower() and not {joined.casefold(), hyphened.casefold()} & words:
            losses.append(Loss("a word that the end of a line may have broken", hyphened))
        word = joined if rest[0].islower() and joined.casefold() in words else hyphened
        end = "\n" if found["more"] else ""
        return f"{word}{found['behind']}{end}"

    return Mended(_BROKEN.sub(whole, text), tuple(losses))


def mail_head(text: str) -> tuple[Mapping[str, str], str]:
    """The lines of a mail's head by their names in small letters, and the text below; none where it is no mail."""
    found = _HEAD.match(text)
    if found is None:
        return {}, text
    head = {name.lower(): " ".join(value.split()) for name, value in message_from_string(found[1]).items()}
    if "subject" not in head or len(head.keys() & _OF_MAIL) < _FEWEST:
        return {}, text
    return head, text[found.end() :]


NAME = "text"
WORDS = "plain text"

_SUFFIXES = (".txt", ".text")


def knows(name: str, data: bytes) -> bool:
    """Whether a file is called as texts are; whatever has a format of its own is told by that before."""
    return name.lower().endswith(_SUFFIXES)


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The one release of a text; a text without words is a problem."""
    place = Place(name)
    try:
        text, losses = decoded(data, place)
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    if not any(char.isalnum() for char in text):
        yield place.problem(ImportCode.UNREADABLE_FILE, "the file has no words", "give the text of a release")
        return
    head, text = mail_head(text)
    pages = without_pages(text)
    whole = with_whole_words(pages.text)
    date = date_of(sent, options) if (sent := head.get("date") or head.get("sent", "")) else None
    found = Incoming(
        place,
        NAME,
        markdown(whole.text),
        Given(head["subject"], "subject") if head.get("subject") else None,
        Given(date, "date of the mail") if date else None,
        losses=(*losses, *_of_mail(head), *pages.losses, *whole.losses),
        words=len(text.split()),
    )
    yield recognized(found, options, titled=True)


def _of_mail(head: Mapping[str, str]) -> Iterator[Loss]:
    for name, value in head.items():
        if name not in ("subject", "date", "sent") and value:
            yield Loss(f"{name} of a mail", shown(value))

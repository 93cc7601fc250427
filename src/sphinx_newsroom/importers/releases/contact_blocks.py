"""Contacts as releases print them: a name, what it is, a number, an address, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sphinx_newsroom.model.records import Contact

MOST_LINES = 14
"""Lines of a block of contacts; longer ones are text about something else."""

_LONGEST_NAME = 120
"""Characters of a name with what it is; a longer line is a sentence."""

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z]{2,24}(?![\w-])")
_PHONE = re.compile(r"(?<![\w/@.])\+?\(?\d[\d\s()./–-]{5,22}\d(?:\s*(?:ext|x)\.?\s*\d{1,5})?(?![\w@])")
_LABEL = re.compile(
    r"(?:e-?mails?|mail|courriel|phone|tel(?:ephone)?|telefon|t[ée]l(?:éphone)?|tel[ée]fono|mobile|mob|cell|handy"
    r"|fax|ph|тел|эл\.? почта)\b\.?\s*:?|\b[temfpco]\s?[:.]"
    # Words of a name as often: the Public Information Office.
    r"|(?:^|[,;|/·(])\s*(?:office|direct|media|press)\b\.?\s*:?|\b(?:office|direct|media|press)\s*:",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"[^\W\d_]{2,30}[:：]")
# Street numbers and web sites stand in contacts, and are none.
_NO_NAME = re.compile(r"\d{3}|https?:|www\.")
_EDGES = " ,;:|/·•–—-()[]<>\t."


def contacts_in(lines: Sequence[str]) -> tuple[Contact, ...]:
    """The contacts of a block of plain lines; none where a line is no name, number or address.

    >>> contacts_in(["Jane Doe, Press Officer", "Tel. +41 22 917 1234", "jane.doe@un.org"])
    (Contact(name='Jane Doe, Press Officer', email='jane.doe@un.org', phone='+41 22 917 1234'),)
    """
    if len(lines) > MOST_LINES:
        return ()
    found: list[Contact] = []
    names: list[str] = []
    email = phone = None
    for line in lines:
        addresses, numbers, words = _parts(line)
        label = _ONE_WORD.match(line)
        if numbers and label and not _LABEL.fullmatch(label[0]):
            return ()  # "Case: 20-0151955"
        # A name after an address or number is the next one's.
        if words and (email or phone):
            found += _made(names, email, phone)
            names, email, phone = [], None, None
        if words:
            names.append(words)
        if len(addresses) > 1 or _NO_NAME.search(words) or len(" ".join(names)) > _LONGEST_NAME or _is_sentence(words):
            return ()
        email, phone = (addresses[0] if addresses else email), phone or (numbers[0] if numbers else None)
    made = (*found, *_made(names, email, phone))
    return made if made and all(contact.email or contact.phone for contact in made) else ()


def _parts(line: str) -> tuple[list[str], list[str], str]:
    """The addresses and numbers of a line, and the words besides."""
    addresses = _EMAIL.findall(line)
    rest = _EMAIL.sub(" ", line)
    numbers = [" ".join(number.split()).strip(" ,;:./–-") for number in _PHONE.findall(rest)]
    rest = _PHONE.sub(" ", rest)
    if addresses or numbers:
        rest = _LABEL.sub(" ", rest)
    return addresses, numbers, re.sub(r"\s+([,;])", r"\1", " ".join(rest.split())).strip(_EDGES)


def _is_sentence(words: str) -> bool:
    return len(words.split()) > 14 or bool(re.search(r"[a-zа-я]{3,}[.!?]\s+\w", words))  # noqa: PLR2004


def _made(names: Iterable[str], email: str | None, phone: str | None) -> list[Contact]:
    name = ", ".join(names) or (email or "")
    return [Contact(name, email, phone)] if name else []

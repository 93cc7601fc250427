"""The parts of a run of words with capitals: titles, and what may be names of bodies or persons.

"Minister of Health Jane Roe" is a title and a name, "Securities and Exchange Commission" one name,
"Roe, Director of the Office of Water" a name, a title and the name in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sphinx_newsroom.text.suggest.capitals import AND, COMMA, JOIN, OF, Word
from sphinx_newsroom.text.suggest.word_lists import (
    COMPANY,
    HEADS,
    HEADS_BEFORE,
    HONORIFICS,
    NO_GIVEN_NAMES,
    NOT_BODIES,
    PLACE_WORDS,
    PLACES,
    PORTFOLIOS,
    SIDES,
    TITLE_PARTS,
    TITLES,
)
from sphinx_newsroom.text.words.word_lists import SUFFIXES


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a run that belong together, with the link before them.

    In a title, the last *inner* words may be a name of their own: President of the (European Commission).
    """

    kind: Literal["title", "name"]
    words: tuple[Word, ...]
    link: str
    inner: int = 0

    @property
    def texts(self) -> list[str]:
        """The words, without the period of an abbreviation."""
        return [bare(word.text) for word in self.words]


def bare(word: str) -> str:
    """A word without the period of an abbreviation."""
    return word[:-1] if word.endswith(".") and word.count(".") == 1 else word


def parts_of(words: Sequence[Word]) -> list[Part]:
    """The parts of a run, in its order."""
    pieces: list[list[Word]] = []
    for word in words:
        if pieces and word.link == JOIN:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    parts = [part for piece in pieces for part in _titles_apart(tuple(piece))]
    return _offices(_names(parts))


def _titles_apart(piece: tuple[Word, ...]) -> list[Part]:
    """A piece without links as it is, or where a title stands in it as name, title, name."""
    link, texts = piece[0].link, [bare(word.text) for word in piece]
    # Where nothing in a piece is a title for sure, it stays whole: the rules of bodies then see all of it.
    whole = Part("name", piece, link)
    span = _last_title(texts)
    if span is None:
        return [whole]
    begin, end = span
    if link and set(texts[begin:end]) <= PORTFOLIOS:  # of Justice
        return [whole]
    # What follows a title without a link is who holds the office, or it was no title: Justice Department.
    if texts[end:] and not is_person(texts[end:], titled=True):
        return [whole]
    found = [Part("name", piece[:begin], link)] if begin else []
    found.append(Part("title", piece[begin:end], JOIN if begin else link))
    if texts[end:]:
        found.append(Part("name", piece[end:], JOIN))
    return found


def _last_title(texts: Sequence[str]) -> tuple[int, int] | None:
    """From where to where the last title reaches in a piece, with the words before it that belong to it."""
    # From the end: of "Deputy Prime Minister Jane Roe" the last word that can be a title is the one that counts.
    for end in range(len(texts), 0, -1):
        if texts[end - 1] in TITLES or texts[end - 1] in HONORIFICS:
            begin = end - 1
            while begin and texts[begin - 1] in _BEFORE_TITLE:
                begin -= 1
            return begin, end
    return None


_BEFORE_TITLE = TITLE_PARTS | TITLES | HONORIFICS


def _names(parts: Sequence[Part]) -> list[Part]:
    """The parts, with what an "of" or "and" inside a body's name joins: Department of …, Food and Drug …"""
    found: list[Part] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        place += 1
        while place < len(parts) and part.kind == "name":
            after = parts[place]
            if after.kind == "name" and after.link == OF and part.texts[-1] in HEADS_BEFORE:
                # Ministries have lists of subjects; elsewhere a comma ends a name: Office of Water, Acme and Roe.
                stop = _end_of_list(parts, place, commas="Ministry" in part.texts)
            elif _is_of_place(part, after) or _completes(part, after):
                stop = place + 1
            else:
                break
            part = replace(part, words=part.words + tuple(word for other in parts[place:stop] for word in other.words))
            place = stop
        found.append(part)
    return found


def _is_of_place(part: Part, after: Part) -> bool:
    """Whether a country stands behind the name of a body: Board of Investment of Sri Lanka."""
    if after.link != OF or " ".join(after.texts) not in PLACES:
        return False
    pairs = zip(part.texts, part.words[1:], strict=False)
    return any(word.link == OF and before in HEADS_BEFORE for before, word in pairs)


def _end_of_list(parts: Sequence[Part], start: int, commas: bool) -> int:
    """Where the list of subjects ends that begins at *start*: Ports, Shipping and Aviation."""
    if has_head(parts[start].texts) or " ".join(parts[start].texts) in PLACES:
        return start + 1
    stop = start + 1
    while commas and stop < len(parts) and parts[stop].link == COMMA and _is_subject(parts[stop]):
        stop += 1
    if stop < len(parts) and parts[stop].link == AND and _is_subject(parts[stop]):
        return stop + 1
    return start + 1


def _is_subject(part: Part) -> bool:
    """Whether a part can be one of the subjects of a ministry or office, and is no name of its own."""
    texts = part.texts
    if part.kind == "title" or len(texts) > _LONGEST_SUBJECT or has_head(texts):
        return False
    return " ".join(texts) not in PLACES and not any(text.isupper() and len(text) > 1 for text in texts)


def has_head(texts: Sequence[str]) -> bool:
    """Whether words end as the name of a body does; Public Administration and Human Services are subjects."""
    if texts[-1] not in HEADS or texts[-1] == "Services" or texts[-2:] == ["Public", "Administration"]:
        return False
    return texts[-1] not in PORTFOLIOS or texts[-1] == "Administration"


def _completes(part: Part, after: Part) -> bool:
    """Whether an "and" stands inside a name: Securities and Exchange Commission."""
    texts = part.texts
    if after.link != AND or after.kind == "title" or after.texts[-1] in COMPANY:
        return False
    if has_head(texts) or not has_head(after.texts):
        return False
    # (Securities) and (Exchange Commission): the second part is a subject with its head, and no name of more words.
    if len(after.words) not in _WORDS_WITH_HEAD or len(texts) > _LONGEST_SUBJECT:
        return False
    return " ".join(texts) not in PLACES and not texts[-1].isupper() and not is_person(texts, titled=False)


_LONGEST_SUBJECT = 4
"""Words of a ministry's subject: Urban Development and Housing has one of two, and one of one."""

_WORDS_WITH_HEAD = (2, 3)

# Whose office is of a subject and not of a body: the Minister of Health, not the President of (the Bank).
_OF_SUBJECTS = frozenset({"Minister", "Secretary", "Justice", "Judge", "Ambassador"})


def _offices(parts: Sequence[Part]) -> list[Part]:
    """The parts, with what a title is of put to the title, and apart from it who holds the office."""
    found: list[Part] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        place += 1
        if part.kind == "title" and place < len(parts) and parts[place].link == OF and parts[place].kind == "name":
            stop = _end_of_list(parts, place, commas=part.texts[-1] in _OF_SUBJECTS)
            words = tuple(word for other in parts[place:stop] for word in other.words)
            cut = _end_of_office(words)
            inner = cut if stop == place + 1 and part.texts[-1] not in _OF_SUBJECTS else 0
            found.append(replace(part, words=part.words + words[:cut], inner=inner))
            if words[cut:]:
                found.append(Part("name", words[cut:], JOIN))
            place = stop
        else:
            found.append(part)
    return found


def _end_of_office(words: Sequence[Word]) -> int:
    """Where in "Health Jane Roe" a person's name begins, or the end."""
    texts = [bare(word.text) for word in words]
    # A person's name has two words at least, so the last cut leaves two.
    for cut in range(1, len(texts) - 1):
        ends = texts[cut - 1] in PORTFOLIOS or texts[cut - 1] in HEADS or " ".join(texts[:cut]) in PLACES
        if ends and words[cut].link == JOIN and is_person(texts[cut:], titled=False):
            return cut
    return len(texts)


_FULL = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['-][^\W\d_]+)*$")
INITIAL = re.compile(r"[^\W\d_a-z]\.?$|(?:[^\W\d_a-z]\.){1,3}[^\W\d_a-z]?$")
"""Initials such as J. or S.B.; the last period may be left out."""
# What no word of a name is, whatever stands before it.
_NO_NAME = HEADS | TITLES | HONORIFICS | SIDES | NO_GIVEN_NAMES
_WORDS_OF_PERSON = range(2, 5)
"""Words of a person's name, the suffix left aside: Jane Roe, Maria del Carmen Roe."""

# Behind a title also the family names that are words of things: Secretary Jane House.
_ODD_NAME = NOT_BODIES | PORTFOLIOS | PLACE_WORDS | {"House"}


def is_person(texts: Sequence[str], titled: bool) -> bool:
    """Whether words have the shape of a person's name; behind a title the family name may be nearly any word.

    >>> is_person(["Jane", "M.", "Roe"], titled=False), is_person(["Harbour", "Company"], titled=False)
    (True, False)
    """
    words = list(texts)
    while words and words[-1].lower() in SUFFIXES:
        words.pop()
    if len(words) not in _WORDS_OF_PERSON or INITIAL.match(words[-1]) or "U.S." in words:
        return False
    full = [word for word in words if not INITIAL.match(word)]
    if any(not _FULL.match(word) or (word.isupper() and len(word) > 1) or word in _NO_NAME for word in full):
        return False
    if " ".join(words) in PLACES or words[0] in PLACES or (words[-1] in PLACES and not titled):
        return False
    return not any(word in _ODD_NAME for word in (full[:-1] if titled else full))

"""Split a run of capitalized words into possible names, each with evidence from the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from sphinx_newsroom.text.words.tokens import Mark, Tokens, painted, prose, where_initials_begin
from sphinx_newsroom.text.words.word_lists import (
    ABBREVIATIONS_WITH_PERIOD,
    AFTER_COMMA,
    CAPITAL_WORDS,
    HEADS,
    HEADS_BEFORE,
    HONORIFICS,
    NO_GIVEN_NAMES,
    NOT_BODIES,
    OFFICE_ENDS,
    PARTICLES,
    PLACE_WORDS,
    PLACES,
    PORTFOLIOS,
    POSSESSORS,
    SMALL_TITLES,
    SUFFIXES,
    TITLE_PARTS,
)


class Word(NamedTuple):
    """A capitalized word; *link* is the text between it and the word before, "" for the first."""

    text: str
    start: int
    end: int
    link: str


class Run(NamedTuple):
    """Adjacent capitalized words, with at most "of", "and" and the like between them.

    *block* is their text, and *first* says whether the run starts a sentence.
    """

    words: tuple[Word, ...]
    block: str
    first: bool

    def text(self, words: Sequence[Word]) -> str:
        """Return some words of the run as text."""
        return self.block[words[0].start : words[-1].end]

    def ahead(self, words: Sequence[Word]) -> str:
        """Return the text before some words of the run."""
        return self.block[max(words[0].start - _AHEAD, 0) : words[0].start]

    def behind(self, words: Sequence[Word]) -> str:
        """Return the text after some words of the run."""
        return self.block[words[-1].end : words[-1].end + _BEHIND]


_AHEAD, _BEHIND = 40, 70
"""How many characters to read before a name, for an article or title, and after it: "is the largest manufacturer"."""


# One character for one, so that positions stay the same.
_PLAIN = str.maketrans("\n\t\u00a0\u202f‘’ʼ\u2010\u2011", "    '''--")


def plain(text: str) -> str:
    """Normalize spaces, apostrophes and hyphens in *text* without changing its length.

    >>> plain("Women’s Co\u2011op")
    "Women's Co-op"
    """
    return text.translate(_PLAIN)


_UPPER = "".join(chr(code) for code in range(0x250) if chr(code).isupper())
_ABBREVIATIONS = "|".join(ABBREVIATIONS_WITH_PERIOD)
# Matches U.S., J., Inc., O'Neill, AT&T, Workers'; not Roe in @Roe or #Roe, nor Example in a@Example.org.
_WORD = re.compile(
    rf"""
    (?<! [\w@#/.&'\\-] )
    (?: (?: [{_UPPER}]\. ){{2,}}
      | [{_UPPER}]\. (?= [ ,] )
      | (?: {_ABBREVIATIONS} )\. (?= [ ,;)] | $ )
      | [{_UPPER}] [^\W_]* (?: ['&.-] [^\W_]+ )* (?: (?<=s) ' (?!\w) )?
    )
    (?! [\w@] )
    """,
    re.VERBOSE,
)
JOIN, OF, AND, COMMA = " ", "of", "and", ","
"""Links between words: nothing, a preposition in a name, "and", a comma."""

# All variants are listed, so that one lookup of the whole gap is enough.
_LINKS = {" ": JOIN, " & ": JOIN, ", ": COMMA, ", the ": COMMA}
_LINKS |= {f"{comma} and {the}": AND for comma in ("", ",") for the in ("", "the ")}
_LINKS |= {f" {word} {the}": OF for word in ("of", "for", "on", "against") for the in ("", "the ")}
_LINKS |= {f" {word} ": JOIN for word in PARTICLES}
_LINKS |= {f" {one} {two} ": JOIN for one, two in (("de", "la"), ("van", "der"), ("van", "den"), ("von", "der"))}
_LONGEST_LINK = len(", and the ") + 1
"""The longest link, in characters; longer gaps aren't looked up."""

_ENDS = frozenset("Inc Ltd LLC LLP PLC Plc Corp".split())
# Right before a run: the start of the block, end punctuation, a bullet or a list number.
_SENTENCE = re.compile(r"(?:^|[.!?:;•|]|(?<!\w)[-–—*]|^\W*\d+[.)])[\s\"'(*\[“]*$")


_CONTRACTION = re.compile(r"'(?:s|m|re|ve|ll|d|t)$|n't$")


def runs(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, Run]]:
    """Yield the runs in the prose of a text, each with the start of its block; headings and code are skipped."""
    for start, block in prose_blocks(text, marks):
        for run in _runs(plain(block)):
            yield start, run


def prose_blocks(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, str]]:
    """Yield the prose blocks of a text, each with its start; code in them is hidden, without changing positions."""
    code = (mark[:2] for mark in marks if mark.where == "code")
    shown = painted(text, ((start, end, "\0" * (end - start)) for start, end in code))
    return ((start, shown[start:end]) for start, end in prose(text, marks))


def _runs(block: str) -> Iterator[Run]:
    words: list[Word] = []
    for match in _WORD.finditer(block):
        text, start, end = match[0], match.start(), match.end()
        link = _link(block, words[-1], text, start) if words else None
        if words and link is None:
            yield from _run(block, words)
            words = []
        # "It's" and "Monday" end a run, as lowercase words do.
        if _CONTRACTION.sub("", text.casefold()).removesuffix(".") in CAPITAL_WORDS:
            yield from _run(block, words)
            words = []
            continue
        words.append(Word(text, start, end, link if link and words else ""))
        # Ukraine's Ministry: two names, and the possessive isn't part of the first.
        if text.endswith(("'s", "s'")) and text not in POSSESSORS:
            cut = 2 if text.endswith("'s") else 1
            words[-1] = Word(text[:-cut], start, end - cut, words[-1].link)
            yield from _run(block, words)
            words = []
    yield from _run(block, words)


def _link(block: str, last: Word, text: str, start: int) -> str | None:
    gap = block[last.end : start]
    if gap == ", " and text in AFTER_COMMA:
        return JOIN
    if gap == " " and last.text.rstrip(".") in _ENDS:
        return None  # a company's name ends: Acme Inc. Acme
    if (gap == " (" and text.rstrip(".") in HONORIFICS) or (gap == ") " and last.text.rstrip(".") in HONORIFICS):
        return JOIN  # Hon. (Dr.) Jane Roe
    return _LINKS.get(gap) if len(gap) <= _LONGEST_LINK else None


def _run(block: str, words: list[Word]) -> Iterator[Run]:
    if words:
        start = words[0].start
        yield Run(tuple(words), block, _SENTENCE.search(block, max(start - _AHEAD, 0), start) is not None)


@dataclass(frozen=True, slots=True)
class RunPart:
    """Words of a run that belong together, with the link before them.

    In a title, the last *inner* words may be another name: President of the (European Commission).
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
    """Return a word without the period of an abbreviation."""
    return word[:-1] if word.endswith(".") and word.count(".") == 1 else word


def parts_of(words: Sequence[Word]) -> list[RunPart]:
    """Split a run into its parts, in order."""
    pieces: list[list[Word]] = []
    for word in words:
        if pieces and word.link == JOIN:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    parts = [part for piece in pieces for part in _titles_apart(tuple(piece))]
    return _offices(_names(parts))


def _titles_apart(piece: tuple[Word, ...]) -> list[RunPart]:
    """Split a piece without links into name, title and name; a piece without a title stays whole."""
    link, texts = piece[0].link, [bare(word.text) for word in piece]
    # Without a certain title, the piece stays whole, so that the rules for organizations see all of it.
    undivided = RunPart("name", piece, link)
    span = _last_title(texts)
    if span is None:
        return [undivided]
    begin, end = span
    if link and set(texts[begin:end]) <= PORTFOLIOS:  # of Justice
        return [undivided]
    # After a title without a link comes the holder of the office; otherwise it isn't a title: Justice Department.
    if texts[end:] and not is_person(texts[end:], titled=True):
        return [undivided]
    found = [RunPart("name", piece[:begin], link)] if begin else []
    found.append(RunPart("title", piece[begin:end], JOIN if begin else link))
    if texts[end:]:
        found.append(RunPart("name", piece[end:], JOIN))
    return found


def _last_title(texts: Sequence[str]) -> tuple[int, int] | None:
    """Return the start and end of the last title in a piece, including the words before it that belong to it."""
    # Start from the end: in "Deputy Prime Minister Jane Roe" the last possible title word counts.
    for end in range(len(texts), 0, -1):
        if texts[end - 1] in OFFICE_ENDS or texts[end - 1] in HONORIFICS:
            begin = end - 1
            while begin and texts[begin - 1] in _BEFORE_TITLE:
                begin -= 1
            return begin, end
    return None


_BEFORE_TITLE = TITLE_PARTS | OFFICE_ENDS | HONORIFICS


def _names(parts: Sequence[RunPart]) -> list[RunPart]:
    """Join parts that "of" or "and" links inside an organization's name: Department of …, Food and Drug …"""
    found: list[RunPart] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        place += 1
        while place < len(parts) and part.kind == "name":
            after = parts[place]
            if after.kind == "name" and after.link == OF and part.texts[-1] in HEADS_BEFORE:
                # Ministries have lists of subjects; in other names a comma is the end: Office of Water, Acme and Roe.
                stop = _end_of_list(parts, place, commas="Ministry" in part.texts)
            elif _completes(part, after):
                stop = place + 1
            else:
                break
            part = replace(part, words=part.words + tuple(word for other in parts[place:stop] for word in other.words))
            place = stop
        found.append(part)
    return found


def _end_of_list(parts: Sequence[RunPart], start: int, commas: bool) -> int:
    """Return where a list of subjects ends that starts at *start*: Ports, Shipping and Aviation."""
    if has_head(parts[start].texts) or " ".join(parts[start].texts) in PLACES:
        return start + 1
    stop = start + 1
    while commas and stop < len(parts) and parts[stop].link == COMMA and _is_subject(parts[stop]):
        stop += 1
    if stop < len(parts) and parts[stop].link == AND and _is_subject(parts[stop]):
        return stop + 1
    return start + 1


def _is_subject(part: RunPart) -> bool:
    """Whether a part can be a subject of a ministry or office, and isn't a name of its own."""
    texts = part.texts
    if part.kind == "title" or len(texts) > _LONGEST_SUBJECT or has_head(texts):
        return False
    return " ".join(texts) not in PLACES and not any(text.isupper() and len(text) > 1 for text in texts)


def has_head(texts: Sequence[str]) -> bool:
    """Whether words end like an organization's name; Public Administration and Human Services are subjects."""
    if texts[-1] not in HEADS or texts[-1] == "Services" or texts[-2:] == ["Public", "Administration"]:
        return False
    return texts[-1] not in PORTFOLIOS or texts[-1] == "Administration"


def _completes(part: RunPart, after: RunPart) -> bool:
    """Whether an "and" is inside a name: Securities and Exchange Commission."""
    if after.link != AND or after.kind == "title" or len(after.words) not in _WORDS_WITH_HEAD:
        return False
    texts = part.texts
    complete = has_head(texts) or " ".join(texts) in PLACES or is_acronym(texts[-1]) or is_person(texts, titled=False)
    return has_head(after.texts) and not complete


_WORDS_WITH_HEAD = (2, 3)
_LONGEST_SUBJECT = 4
"""The longest subject of a ministry, in words: Urban Development and Housing has one of two, and one of one."""

# Offices followed by a subject, not an organization: the Minister of Health, but the President of (the Bank).
_OF_SUBJECTS = frozenset("Minister Secretary Justice Judge Ambassador".split())


def _offices(parts: Sequence[RunPart]) -> list[RunPart]:
    """Join titles with what they are of, separate from the holder of the office."""
    found: list[RunPart] = []
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
                found.append(RunPart("name", words[cut:], JOIN))
            place = stop
        else:
            found.append(part)
    return found


def _end_of_office(words: Sequence[Word]) -> int:
    """Return where a person's name starts in "Health Jane Roe", or the end."""
    texts = [bare(word.text) for word in words]
    # A person's name has at least two words, so the last cut leaves two.
    for cut in range(1, len(texts) - 1):
        ends = texts[cut - 1] in PORTFOLIOS or texts[cut - 1] in HEADS or " ".join(texts[:cut]) in PLACES
        if ends and words[cut].link == JOIN and is_person(texts[cut:], titled=False):
            return cut
    return len(texts)


_FULL = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['-][^\W\d_]+)*$")
INITIAL = re.compile(r"[^\W\d_a-z]\.?$|(?:[^\W\d_a-z]\.){1,3}[^\W\d_a-z]?$")
"""Initials such as J. or S.B.; the last period is optional."""
# Words that are never part of a person's name.
_NO_NAME = HEADS | OFFICE_ENDS | HONORIFICS | NO_GIVEN_NAMES
_WORDS_OF_PERSON = range(2, 5)
"""The lengths of a person's name, in words without a suffix: Jane Roe, Maria del Carmen Roe."""

# After a title, family names that are also common nouns are allowed: Secretary Jane House.
_ODD_NAME = NOT_BODIES | PORTFOLIOS | PLACE_WORDS | {"House"}


def is_person(texts: Sequence[str], titled: bool) -> bool:
    """Whether words look like a person's name; after a title nearly any word can be a family name.

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


# Matches ' (UNODC)', ' (the "Agency")', ', (or DoD,'; not ' (see below)', which is lowercase, or ' (A)'.
INTRODUCED = re.compile(
    r"""
    ,?[ ]? \( (?: ["“'] | the[ ] | or[ ] | hereinafter[ ] | collectively[ ] ){0,3}
    ( [^\W\d_a-z] [\w&.-]{1,11}? )
    (?:["”'])? [);,]
    """,
    re.VERBOSE,
)
"""An acronym in parentheses, right after its long name."""

_FEWEST_CAPITALS = 2
"""The fewest capitals of an acronym: the A in "vitamin A" isn't one."""

_LONGEST = 10
"""The longest acronym, in characters; longer ones are words in capitals: ORGANIZATIONS."""


def is_acronym(text: str) -> bool:
    """Whether *text* is written as an acronym: at least two capitals, and more of them than other letters.

    >>> [word for word in ("FinCEN", "U.S.", "Agency", "A", "ORGANIZATIONS") if is_acronym(word)]
    ['FinCEN', 'U.S.']
    """
    capitals = sum(letter.isupper() for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    return capitals >= _FEWEST_CAPITALS and 2 * capitals > letters and len(text) <= _LONGEST


def long_form(acronym: str, text: str) -> int | None:
    """Return where the long name of *acronym* starts, which *text* ends with; None if it doesn't.

    The first letter starts a capitalized word, and the others follow in order, at the start of words or inside. With
    two letters, which occur in nearly any words, both must start a word.

    >>> text = "staff of the Office of Management and Budget"
    >>> text[long_form("OMB", text) :], long_form("EU", "the European Commission")
    ('Office of Management and Budget', None)
    """
    tokens = Tokens(text)
    letters = [letter for letter in acronym.casefold() if letter.isalnum()]
    initials = where_initials_begin(tokens, len(tokens), acronym)
    if initials is not None and not tokens.raw[initials][0].islower():
        return tokens.starts[initials]
    for k in reversed(range(len(tokens)) if len(letters) > _SHORT else ()):
        rest, first = iter(text[tokens.starts[k] :].casefold()), tokens.raw[k][0]
        if first.casefold() == letters[0] and not first.islower() and all(letter in rest for letter in letters):
            return tokens.starts[k] if len(tokens) - k <= 2 * len(letters) else None
    return None


_SHORT = 2


class Sign(NamedTuple):
    """A part of a block, from *start* to *end*, that may be a name, with the evidence for and against that.

    *signs* for a name are "acronym" (introduced), "body" (a word such as Ministry), "title", "initial" and "the".
    """

    name: str
    start: int
    end: int
    person: bool
    signs: frozenset[str]
    title: str | None = None
    acronym: str | None = None


def signs_of(run: Run) -> Iterator[Sign]:
    """Yield all parts of a run that may be names, with their signs."""
    parts = parts_of(run.words)
    for place, part in enumerate(parts):
        if part.kind == "title":
            # President of (the European Commission)
            if part.inner:
                yield _body(run, RunPart("name", part.words[-part.inner :], OF))
            continue
        before = parts[place - 1] if place else None
        after = parts[place + 1] if place + 1 < len(parts) else None
        title = _title(run, part, before, after)
        if is_person(part.texts, titled=before is not None and before.kind == "title" and part.link == JOIN):
            yield _person(run, part, title)
        else:
            yield _body(run, part)


# --- persons ---

_ROLE = "chief (?:[a-z]+ )?(?:executive|officer)|head of|" + "|".join(SMALL_TITLES)
_ROLE_VERBOSE = _ROLE.replace(" ", "[ ]")
# After a name: ", the U.S. deputy director", " is chief executive officer"; not ", with the director", who is someone
# else, nor ", director Jane Roe", which introduces the next person. After "is" the role may be capitalized.
_ROLE_BEHIND = re.compile(
    rf"""
    (?: ,[ ] | ( [ ] (?: is | was | as | serves[ ]as ) [ ] ) )
    (?: who[ ]is[ ] | the[ ] | our[ ] | its[ ] | their[ ] | a[ ] | an[ ] | currently[ ] ){{0,2}}
    (
        (?: (?! with | and | by | former | previous ) (?: U\.S\. | [SJ]r\. | [\w'&/-]+ ) [ ] ){{0,3}}?
        (?: {_ROLE_VERBOSE} | C[EFTI]O | COO | (?(1) (?i: {_ROLE_VERBOSE} ) | \b\B ) ) \b
    )
    (?! (?: [ ]and[ ][a-z ]+ )? [ ] [^\W\d_a-z]\w+ [ ] [^\W\d_a-z] )
    """,
    re.VERBOSE,
)


def _title(run: Run, part: RunPart, before: RunPart | None, after: RunPart | None) -> str | None:
    """Return the person's title in the text: before the name, after it and a comma, or in lowercase."""
    found = None
    if before is not None and before.kind == "title" and part.link in (JOIN, COMMA):
        office = [place for place, text in enumerate(before.texts) if text not in HONORIFICS]
        found = run.text(before.words[office[0] :] if office else before.words)
        if office:
            return found
        if part.link == COMMA:
            found = None  # P. Eng., Jane Roe
    if after is not None and after.kind == "title" and after.link == COMMA:
        return run.text(after.words)
    if after is None and (match := _ROLE_BEHIND.match(run.behind(part.words))):
        return match[2]
    return found


_FEWEST_WITH_INITIAL = 3
"""The fewest words of a name with an initial: "J. Roe" may be part of anything, Jane M. Roe is a person."""


def _person(run: Run, part: RunPart, title: str | None) -> Sign:
    signs = _around(run, part)
    if title is not None:
        signs.add("title")
    # Initials are rare in other names, so they suggest a person; in a byline, only the author of the text.
    initial = len(part.words) >= _FEWEST_WITH_INITIAL and any(INITIAL.match(text) for text in part.texts[:-1])
    if initial and not run.behind(part.words).startswith("/"):  # a byline: Jane M. Roe/Harbour News
        signs.add("initial")
    return Sign(run.text(part.words), part.words[0].start, part.words[-1].end, True, frozenset(signs), title)


# --- organizations ---


def _body(run: Run, part: RunPart) -> Sign:
    signs = _around(run, part).union(_word_signs(part))
    start, acronym = _introduced(run, part)
    if acronym:
        signs.add("acronym")
    end = part.words[-1].end
    return Sign(run.block[start:end], start, end, False, frozenset(signs), None, acronym)


def _word_signs(part: RunPart) -> Iterator[str]:
    """Yield the signs in the words of a part: that they end like the name of an organization, thing or place."""
    texts = part.texts
    head = next((i for i, word in enumerate(part.words[1:], 1) if word.link == OF), len(texts)) - 1
    headed = head < len(texts) - 1 and texts[head] in HEADS_BEFORE
    if len(texts) > 1 and (headed or has_head(texts) or texts[-1] == "Services"):
        yield "body"


def _introduced(run: Run, part: RunPart) -> tuple[int, str | None]:
    """Return where the name starts, and the acronym introduced for it, if any."""
    start, end = part.words[0].start, part.words[-1].end
    match = INTRODUCED.match(run.block, end)
    if match is None or not is_acronym(match[1]):
        return start, None
    begin = run.words[0].start
    place = long_form(match[1], run.block[begin:end])
    return (start, None) if place is None else (min(start, begin + place), match[1])


# --- surroundings ---


def _around(run: Run, part: RunPart) -> set[str]:
    """Return the signs in the words around a part."""
    return {"the"} if run.ahead(part.words).endswith(("the ", "The ")) else set()

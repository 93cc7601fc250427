"""What the lines of a release say of it, put where it belongs in the record of one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt

from sphinx_newsroom.importers.drafts import Given, Incoming, Loss, Options
from sphinx_newsroom.model.records import Contact
from sphinx_newsroom.sources.outline import FENCE, fenced, plain_words
from sphinx_newsroom.text.words.embargo_lines import embargo_in
from sphinx_newsroom.text.words.text_dates import first_day_in, is_month
from sphinx_newsroom.text.words.word_files import WordRow, read_words, rows

Kind = Literal["immediate", "kind", "embargo", "until", "end", "notes", "contact", "number", "date", "day"]

_LONGEST_PREFIXED = 16
"""Words of a line that is chrome by its beginning."""

_AROUND_WORDS = " \t*_#>|:;,.!?…»›→↑▲•·✉+()[]{}\"'“”«»=-–—"


def folded(line: str) -> str:
    """A line as the lists have it: in small letters, without what stands around its words.

    >>> folded("*** FOR  IMMEDIATE RELEASE: ***")
    'for immediate release'
    """
    return " ".join(line.replace("’", "'").casefold().split()).strip(_AROUND_WORDS)


def is_chrome(line: str, edge: bool) -> bool:
    """Whether a plain line is part of the page and not of the release; *edge* says that it stands near an end of it.

    >>> is_chrome("Subscribe to our Newsletter", edge=True), is_chrome("Share prices fell by half.", edge=True)
    (True, False)
    """
    # Most lines are paragraphs, and are told at once.
    if line.count(" ") > _LONGEST_PREFIXED:
        return False
    exact, edges = _chrome()
    words = folded(line)
    if words in exact:
        # A word alone is a heading as often, "Twitter:" and "Search!" too.
        return " " in words or (edge and line.strip()[-1:] not in (":", "!", "?"))
    # "Share on X, Share on Facebook" and "Facebook Twitter LinkedIn" are one line on many pages.
    for between in (r"[,|·•]|\s{2,}", r"\s+"):
        parts = [folded(part) for part in re.split(between, line)]
        if len(parts) > 1 and all(part in exact for part in parts if part):
            return any(parts)
    return edge and words.startswith(edges) and line[:2] not in ("* ", "- ")


def mark_of(line: str) -> tuple[Kind, str] | None:
    """What a plain line says of the release, and the rest of the line behind that: a label alone has none.

    >>> mark_of("Press Release No. 11/2013")
    ('number', '11/2013')
    >>> mark_of("FOR IMMEDIATE RELEASE: June 20, 2011")
    ('immediate', 'June 20, 2011')
    >>> mark_of("Contact with the enemy was lost.")
    """
    bare = line.strip(" \t*_|[]").replace("’", "'")
    lines, labels = _marks()
    if lines.get(" ".join(bare.casefold().split())) == "end":
        return "end", ""
    if (kind := lines.get(folded(line), "end")) != "end":
        return kind, ""
    for kind, label in labels.get(bare[:1].casefold(), ()):
        if bare[: len(label)].casefold() == label and (found := _REST[kind].fullmatch(bare[len(label) :])):
            return kind, found["rest"].strip()
    return None


# What may follow the words of a kind: a colon where the words are common ones.
_REST: dict[Kind, re.Pattern[str]] = {
    "immediate": re.compile(r"\s*[:,|–—-]?\s*(?P<rest>.{0,80})"),
    # An arms embargo has neither a number nor a colon; a line that says until when may say it by a word, "Tuesday".
    "embargo": re.compile(r"\s*(?P<rest>:?.{0,120}\d.{0,120}|(?::|[–—-]\s)\s*\S+(?:\s+\S+){0,7})"),
    "until": re.compile(r"\s*:?\s*(?P<rest>.{0,120}\d.{0,120}|\S+(?:\s+\S+){0,3})"),
    "contact": re.compile(r"\s*(?:\([^()]{0,40}\))?\s*[:：]\s*(?P<rest>.{0,300})"),
    "notes": re.compile(r"\s*:\s*(?P<rest>.*)", re.DOTALL),
    "number": re.compile(r"\.?\s*:?\s*(?P<rest>[A-Z]{0,6}[-/ ]?\d[\w./-]{0,20})"),
    **dict.fromkeys(("date", "day"), re.compile(r"\s*[:：]?\s*(?P<rest>.{0,80}\d.{0,60})")),
}
_ALONE_KINDS: tuple[Kind, ...] = ("end", "immediate", "kind", "notes", "contact", "embargo", "until")
"""The kinds that a line can be by its words alone; of one in several the first."""


@cache
def _chrome() -> tuple[frozenset[str], tuple[str, ...]]:
    exact, edges = set(), []
    for row in rows(__package__, "chrome_lines"):
        if row.columns and row.columns[0] == "edge*":
            edges.append(row.word.casefold())
        else:
            exact.add(folded(row.word))
    return frozenset(exact), tuple(edges)


def _rows() -> tuple[WordRow, ...]:
    return (*rows(__package__, "press_marks"), *rows("sphinx_newsroom.text.words", "embargo_marks"))


@cache
def _marks() -> tuple[dict[str, Kind], dict[str, list[tuple[Kind, str]]]]:
    """Lines by their words; and the labels that a line may begin with, the longest first, by their first letters."""
    found = (*rows(__package__, "press_marks"), *rows("sphinx_newsroom.text.words", "embargo_marks"))
    lines: dict[str, Kind] = {}
    for kind in _ALONE_KINDS:
        for row in found:
            if row.columns[0] == kind:
                lines.setdefault(row.word.casefold() if kind == "end" else folded(row.word), kind)
    labels: dict[str, list[tuple[Kind, str]]] = {}
    for kind in _REST:
        for row in found:
            if row.columns[0] == kind:
                labels.setdefault(row.word[0].casefold(), []).append((kind, row.word.casefold()))
    return lines, {letter: sorted(several, key=lambda one: -len(one[1])) for letter, several in labels.items()}


# The blocks and lines of a Markdown text that was a page, and what they say without its marks.

STRUCTURE = re.compile(r"(?:#{1,6} |[-*+] |\d{1,9}[.)] |> |\||```|~~~| {4})")
"""What a block begins with that is no paragraph."""

_BEGINS = re.compile(
    r"""
      \s*(?:[-*+]|\d{1,9}[.)])(?:\s|\Z)   # an item, in an item as well
    | \s*(?:>|\||`{3}|~{3}|:{3})           # a quotation, a row, a fence
    | \ {0,3}\#{1,6}(?:\s|\Z)               # a heading
    | \ {0,3}(?:=+|-+)\s*\Z                # the line under one
    | \ {0,3}\[[^\]\n]{1,200}\]:           # where a link leads, a footnote
    | \ {0,3}:\s                           # a definition
    | [\s:|-]*\|[\s:|-]*\Z                 # the line under the head of a table
    """,
    re.VERBOSE,
)
"""What begins a line of its own within a block."""

_ALONE = re.compile(r" {0,3}(?:#{1,6}\s.*|(?:=+|-+)\s*)\Z")
"""A line with which nothing goes on: a heading, the line under one."""

_ROW = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s|\|)")


def blocks_of(body: str) -> list[str]:
    """The blocks of a Markdown text: what blank lines part, but for those within a fence."""
    blocks: list[list[str]] = [[]]
    for line, place in fenced(body.replace("\r\n", "\n"), FENCE):
        if place == "not" and not line.strip():
            blocks.append([])
        else:
            blocks[-1].append(line)
    return ["\n".join(lines) for lines in blocks if lines]


def lines_of(block: str) -> list[str]:
    """The lines of a block as they are shown: those of a paragraph that are not broken are one.

    >>> lines_of("We will\\ndredge:\\n- the basin\\n- the quay")
    ['We will dredge:', '- the basin', '- the quay']
    """
    if "\n" not in block:  # most paragraphs, and what is looked for takes long
        return [block]
    return [_unbroken(" ".join(line.split("\n"))) for line in _written_lines(block)]


def with_lines(block: str, kept: Sequence[bool]) -> str:
    """A block with those of its lines that are *kept*, as they are written; empty where none is.

    What a text is written in may have more forms than are known here: what is kept whole is not written anew.
    """
    if all(kept):
        return block
    lines = [line for line, is_in in zip(_written_lines(block), kept, strict=True) if is_in]
    return _unbroken("\n".join(lines))


def _written_lines(block: str) -> list[str]:
    """The lines of a block as they are written; those of a paragraph that are not broken stand in one, with their ends.

    A list, heading or table may follow on a paragraph without a blank line (CommonMark 0.31, section 4.8).
    """
    lines = block.split("\n")
    if block.startswith("    "):
        return lines
    found = [lines[0]]
    for before, line in pairwise(lines):
        if before.endswith(("\\", "  ")) or begins_line(line) or _ALONE.match(before):
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    return found


def _unbroken(line: str) -> str:
    """A line without what breaks it behind its words: a backslash, or blanks."""
    return line.removesuffix("\\").rstrip(" ")


def begins_line(line: str) -> bool:
    """Whether a line of a block is one of its own, whatever stands above it: an item, a row, a heading, a quotation."""
    # Most lines go on with words, and are told at once.
    return not line[:1].isalpha() and bool(_BEGINS.match(line))


def is_row(line: str) -> bool:
    """Whether a line is an item of a list or a row of a table."""
    return bool(_ROW.match(line))


def is_of_table(line: str) -> bool:
    """Whether a line is a row of a table."""
    return line.lstrip().startswith("|")


def plain_line(line: str) -> str:
    """What a line says, without what makes it a heading, an item or a quotation."""
    return " ".join(plain_words(re.sub(r"\A(?:#{1,6} |[-*+] |> )", "", line).replace("\\\n", " ")).split())


def plain_lines(block: str) -> list[str]:
    """The lines of a block that say something, plain."""
    return [words for line in lines_of(block) if (words := plain_line(line))]


def has_fence(block: str) -> bool:
    """Whether a fence of code stands in a block, right below a paragraph or alone."""
    return ("```" in block or "~~~" in block) and any(map(FENCE.match, block.split("\n")))


def without_opening(markdown: str, opening: str) -> str | None:
    """A paragraph without its plain *opening*, whatever marks that stands in; None where they cannot be parted."""
    wanted = opening.strip()
    for end in _ends(markdown, len(opening)):
        head, rest = markdown[:end], markdown[end:]
        if plain_line(head).strip() == wanted:
            return rest.lstrip("\\\n ")
        # **VIENNA –** The, and **VIENNA – The whole paragraph.**
        for mark in ("**", "_", "*"):
            if head.startswith(mark) and plain_line(head[len(mark) :]).strip() == wanted:
                closes = rest.lstrip().startswith(mark)
                return rest.lstrip()[len(mark) :].lstrip() if closes else mark + rest.lstrip()
    return None


def _ends(markdown: str, length: int) -> Iterable[int]:
    """Where the opening may end: behind its dash, with room for as many marks and escapes as it has signs."""
    return (found.end() for found in re.finditer(r"[-–—:]+(?:\*\*|[_*])?\s*", markdown[: 3 * length + 40]))


# The headings of a text below the title that the archive gives it: none of the first level, and none that skips one.
#
# Other programs show a first-level heading below a title, and begin with whatever level looks right; here the title
# is the only heading of the first level, and another with which a text begins would not be shown.

_MARKDOWN = MarkdownIt("commonmark")
_DEEPEST = 6


def with_levels(body: str) -> str:
    """A text whose headings stand one level below the heading around them, from the second level on.

    >>> with_levels("# What it means\\n\\n### For ports\\n\\nMore.")
    '## What it means\\n\\n### For ports\\n\\nMore.'
    """
    if "#" not in body and "\n-" not in body and "\n=" not in body:
        return body
    lines: list[str | None] = [*body.split("\n")]
    around: list[int] = []
    for token in _MARKDOWN.parse(body):
        if token.type != "heading_open" or token.level or token.map is None:
            continue
        level, (begin, end) = int(token.tag[1]), token.map
        while around and around[-1] >= level:
            around.pop()
        around.append(level)
        new = min(_DEEPEST, len(around) + 1)
        if new != level:
            words = " ".join(body.split("\n")[begin : end - (token.markup[0] != "#")]).strip()
            lines[begin:end] = [f"{'#' * new} {words.lstrip('#').strip()}".rstrip(), *[None] * (end - begin - 1)]
    return "\n".join(line for line in lines if line is not None)


# The dateline that opens a text: where it was written, when, and by whom: `VIENNA, 21 June 2011 (UNODC) – `.

LONGEST_DATELINE = 140
"""Characters of a dateline; the longest of 10,364 real releases has 99, with a place, a wire and an hour."""

_LONGEST_PLACE = 5
"""Words of a place: Frankfurt am Main, St. John's and Washington, D.C."""

_LONGEST_CUT = 4
"""Letters of a state cut short: Mass., Calif. goes without its stop."""

_AGENCY = re.compile(r"\s*(?:\((?P<round>[^()\n]{2,60})\)|/(?P<wire>[^/\n]{2,40})/)\s*")
_DASH = re.compile(
    r"\s*(?:(?<=\s)[-–—]+(?=\s)|[–—]|--+|(?<=\))\s?[-:]|(?<=\d)\s?:(?=\s)|(?<=/)\s?-|(?<=[12]\d{3})\s-(?=\w)|-(?=\s))\s*"
)
_YEARLESS = re.compile(
    r"(?:[^\W\d_]{3,9}\.?,\s+)?(?:(?:[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?)|(?:\d{1,2}\.?\s+[^\W\d_]{3,10}\.?))\Z"
)
_PLACE_WORD = re.compile(r"(?:[^\W\d_](?:[^\W\d_]|['’.-])*|&)")
_AFTER_DAY = re.compile(r"[\s,.()@|]+|\d{1,2}:\d\d(?:\s*[ap]\.?m\.?)?(?:\s*[\w/]{2,20})?", re.IGNORECASE)
_KIND = re.compile(
    r"(?:[^\W\d_]+\s){0,2}(?:[^\W\d_]*(?:release|mitteilung|information|presse))(?:\s(?:vom|of|du|from))?", re.I
)
_SHORT_PLACE = 3
"""Words of a place beside a wire that is not known: Salt Lake City, not Development of the Port."""

_SMALL = frozenset("of the de la le el du da do di am an der upon sur les los las del en and y i".split())


class Dateline(NamedTuple):
    """What opens a text: its *place*, *days* that the date may mean, the *issuer*, and the *end* of it all.

    *yearless* is a date without a year, which is left to that of the release.
    """

    place: str | None
    days: tuple[dt.date, ...]
    issuer: str | None
    end: int
    yearless: str = ""


def dateline_of(text: str, options: Options) -> Dateline | None:
    """The dateline with which *text* opens, as plain words; None where it opens otherwise.

    A place counts where a day or a wire stands with it, or where it is known: UNODC – is none.

    >>> dateline_of("VIENNA, 21 June 2011 (UNODC) – Drugs are", Options())
    Dateline(place='VIENNA', days=(datetime.date(2011, 6, 21),), issuer='UNODC', end=31, yearless='')
    >>> dateline_of("(OSCE) - Human trafficking is", Options())
    Dateline(place=None, days=(), issuer='OSCE', end=9, yearless='')
    >>> dateline_of("Human Rights Watch – The organization said", Options())
    """
    head, found = text[:LONGEST_DATELINE], None
    # The last dash that ends one: LOS ANGELES, CA – May 7, 2025 – The
    for dash in _DASH.finditer(head):
        if dash.start() and text[dash.end() :].strip():
            found = _read(head[: dash.start()], dash.end(), options) or found
    return found


def is_place(words: str) -> bool:
    """Whether words can be a place: ``WASHINGTON``, ``Geneva, Switzerland``, ``Frankfurt am Main``."""
    parts = [part for part in re.split(r"[,\s]+", words.strip(" ,")) if part]
    if not parts or len(parts) > _LONGEST_PLACE + words.count(","):
        return False
    return parts[0][0].isupper() and all(_is_place_word(part) for part in parts) and not any(map(is_month, parts))


def _is_agency(words: str) -> bool:
    return any(sign.isupper() for sign in words) and not re.search(r"\b(?:19|20)\d\d\b", words)


def _place(words: str) -> str:
    """A place without what parts it from what follows; a stop that cuts a word short stays: D.C., Vt."""
    bare = words.strip(" ,.|()–—-/")
    last = bare.rpartition(" ")[2]
    cut_short = words.rstrip(" ,|").endswith(".") and (len(last) <= _LONGEST_CUT or "." in last)
    return f"{bare}." if cut_short and bare else bare


def _is_place_word(word: str) -> bool:
    if not _PLACE_WORD.fullmatch(word):
        return False
    return word[0].isupper() or not word[0].isalpha() or word.casefold() in _SMALL or not word.isascii()


def _read(head: str, end: int, options: Options) -> Dateline | None:
    """The dateline that *head*, what stands before a dash, is as a whole."""
    rest, issuer = head, None
    for agency in _AGENCY.finditer(head):
        words = agency["round"] or agency["wire"]
        # A date may stand in brackets as well: GENEVA (20 June 2011) –
        if _is_agency(words) and not first_day_in(words, options.language, options.order)[0]:
            issuer = issuer or words.strip()
            rest = f"{rest[: agency.start()]} {rest[agency.end() :]}" if rest == head else rest.replace(agency[0], " ")
    days, begin, stop = first_day_in(rest, options.language, options.order)
    place, yearless = (rest[:begin], "") if days else _without_yearless(rest)
    after = _AFTER_DAY.sub("", rest[stop:]) if days else ""
    # Press release of 20 June 2011 | Geneva –
    if days and "|" in rest and (not place.strip() or _KIND.fullmatch(place.strip())):
        place, after = rest[stop:], ""
    place = _place(place)
    if after or (place and not is_place(place)):
        return None
    if not place:
        return Dateline(None, days, issuer, end, yearless) if issuer and rest != head else None
    # A wire stands behind the place, or the day: Senators Lee (R-UT) and Roe (D-NH) – have none.
    if issuer and not days and not yearless and not head.rstrip().endswith((")", "/")):
        return None
    if days or yearless or (issuer and len(place.partition(",")[0].split()) <= _SHORT_PLACE) or _is_known(place):
        return Dateline(place, days, issuer, end, yearless)
    return None


def _without_yearless(words: str) -> tuple[str, str]:
    """A place and the day behind it that has no year: WASHINGTON, June 20."""
    place, comma, rest = words.rstrip(" ,").rpartition(", ")
    if comma and _YEARLESS.fullmatch(rest.strip()):
        return place, rest.strip()
    return words, ""


def _is_known(place: str) -> bool:
    first, *others = (part.strip() for part in place.split(","))
    town, _, state = first.rpartition(" ")
    # Washington D.C.
    both = town.casefold() in _places() and state.rstrip(".").casefold() in _places()
    return both or first.casefold() in _places() or any(part.rstrip(".").casefold() in _places() for part in others)


@cache
def _places() -> frozenset[str]:
    """Cities, countries and states, also cut short."""
    places = read_words("sphinx_newsroom.text.suggest", "places")
    states = read_words("sphinx_newsroom.text.statements", "english_states")
    return frozenset(word.casefold() for word in (*places, *states, *read_words(__package__, "dateline_places")))


# Contacts as releases print them: a name, what it is, a number, an address, line by line.

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
LABEL = "label"
"""The source of a day that the text says to be that of its publication."""

_FACT = re.compile(r"[^\W\d_][\w ]{1,30}[:：] ?\S")
_LABELS = re.compile(_TIME_WORDS + r"(?:[\s,|]*[^\W\d_]{2,20}\s?[:：]\s*[^\s:：]{1,40}){1,4}", re.IGNORECASE)
_TIME = re.compile(_TIME_WORDS, re.IGNORECASE)


def recognize(body: str, options: Options, title: str | None = None) -> PressFacts:
    """Read the lines of a Markdown *body* that are about the release.

    Args:
        body: Markdown without the title, or, where *title* is None, with the title as its first line.
        options: the language, and the order of dates in numbers.
        title: what the source has for a title; where the text begins with it again, that is left out.

    >>> recognize("Subscribe to our Newsletter\\n\\nRivers rise\\n\\n(VBC) - The rivers rise.", Options()).body
    'The rivers rise.'
    """
    reading = PressFacts(blocks_of(body), options, title)
    reading.head()
    reading.begin()
    reading.all_blocks()
    reading.finish()
    return reading


@dataclass(slots=True)
class PressFacts:
    """What a text says of itself, and the *body* without it.

    *known* is what the source has for a title.  *questions* are the header keys that only a person can answer.
    *opening* is the block of the body that began with the dateline, if one did.
    """

    blocks: list[str]
    options: Options
    known: str | None
    body: str = ""
    title: Given | None = None
    date: Given | None = None
    days: list[tuple[tuple[dt.date, ...], str]] = field(default_factory=list)
    dateline: str | None = None
    issuer: str | None = None
    embargo: str | None = None
    number: str | None = None
    contacts: list[Contact] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    opening: int | None = None
    kind_below_title: bool = False

    # -- the lines before the first paragraph

    def head(self) -> None:
        """Read the lines with which the text begins, up to its first paragraph."""
        kept: list[str] = []
        for number, block in enumerate(self.blocks):
            starts = _starts_text(block) and self._takes_title(block) is None
            if number >= _HEAD or has_fence(block) or starts:
                self.blocks = kept + self.blocks[number:]
                return
            lines = lines_of(block)
            behind = [*lines[1:], lines_of(self.blocks[number + 1])[0] if number + 1 < len(self.blocks) else ""]
            left = [not self._is_about(line, next_, number) for line, next_ in zip(lines, behind, strict=True)]
            if any(left):
                kept.append(with_lines(block, left))
                self._may_be_title(block)
        self.blocks = kept

    def _is_about(self, line: str, behind: str, at: int) -> bool:
        """Whether a line of the head says something of the release, or is no part of it; what it says is noted.

        *behind* is the line after it, *at* the number of its block.
        """
        words = plain_line(line)
        if not words:
            return True
        if self.known is not None and folded(words) == folded(self.known):
            return True
        if is_of_table(line):
            return False
        if self._is_of_page(line, words, at, edge=True):
            return self._lose("a line of the page", words)
        return self._is_mark(words, plain_line(behind)) or self._is_date(words) or self._is_title(line, words)

    def _is_title(self, line: str, words: str) -> bool:
        if (found := self._takes_title(line)) is not None:
            self.known, self.title = found, Given(found, "first line", sure=not words.endswith("."))
        return found is not None

    def _may_be_title(self, block: str) -> None:
        """Have the title looked at where a line that is kept may be it: the first line may say whose letter it is."""
        words = plain_line(block)
        other = not words.endswith(".") and not STRUCTURE.match(block) and dateline_of(words, self.options) is None
        if self.title is not None and self.kind_below_title and other:
            self.title = replace(self.title, sure=False)

    def _takes_title(self, line: str) -> str | None:
        if self.known is not None or "\n" in line:
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
        self.kind_below_title |= self.title is not None and kind in ("immediate", "kind", "number")
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
            return self._lose("an embargo whose time isn't clear", words)
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

    def begin(self) -> None:
        """Take the dateline from the first paragraphs, where one opens with it."""
        paragraphs = [at for at, block in enumerate(self.blocks[:_HEAD]) if not STRUCTURE.match(block)]
        for at in paragraphs[:_DATELINE_BLOCKS]:
            plain = plain_line(self.blocks[at][:_LONGEST_OPENING])
            found = dateline_of(plain, self.options)
            rest = without_opening(self.blocks[at], plain[: found.end]) if found else None
            if found is None or rest is None:
                continue
            self.blocks[at] = rest
            self.opening = at
            self.issuer = found.issuer
            self.dateline = found.place or self.dateline
            if found.days:
                self.days.append((found.days, "dateline"))
            if found.yearless:
                self._lose("a date without a year", found.yearless)
            break
        # A text that opens as those of agencies do, without the place.
        if self.dateline is None and self.issuer:
            self.questions.append("dateline")

    # -- what stands anywhere

    def all_blocks(self) -> None:
        """Drop the lines of the page and the marks of the end; read contacts; make a heading of Notes to editors."""
        kept: list[str] = []
        at = 0
        while at < len(self.blocks):
            edge = at < _EDGE or at >= len(self.blocks) - _EDGE
            taken = self._contact_blocks(at)
            if not taken and (block := self._without_marks(at, edge)):
                kept.append(block)
            at += max(taken, 1)
        self.blocks = kept

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

    def finish(self) -> None:
        """Settle the body and the day."""
        self.body = with_levels("\n\n".join(self.blocks))
        self.contacts = list(dict.fromkeys(self.contacts))
        sure = [(days[0], source) for days, source in self.days if len(days) == 1]
        if sure:
            day, source = sure[0]
            self.date = Given(day.isoformat(), source, sure=all(other == day for other, _ in sure))
        else:
            self.questions.insert(0, "date")
        self.questions = list(dict.fromkeys(self.questions))


def _is_fact(line: str) -> bool:
    """Whether a line is a label with its value, as a list of facts has them: "Location: Bluff Springs Road"."""
    return bool(_FACT.match(line)) and mark_of(line) is None


def _starts_text(block: str) -> bool:
    return any(len(plain_line(line[:_LONGEST_OPENING]).split()) > _LONGEST_LINE for line in lines_of(block))


def recognized(found: Incoming, options: Options, *, titled: bool = False) -> Incoming:
    """A release with what its text says of itself; what its source says beside the text comes first.

    *titled* says that a text whose source has no other title begins with it.
    """
    title = found.title.value if found.title else None if titled else ""
    said = recognize(found.body, options, title)
    losses = (*found.losses, *said.losses)
    if found.date and said.date and found.date.value[:10] != said.date.value[:10]:
        losses += (Loss("another date in the text", said.date.value),)
    said_first = {
        "title": found.title or said.title,
        "date": found.date or said.date,
        "dateline": found.dateline or said.dateline,
        "issuer": found.issuer or said.issuer,
        "embargo": found.embargo or said.embargo,
        "number": found.number or said.number,
    }
    questions = dict.fromkeys((*found.questions, *said.questions))
    return replace(
        found,
        body=said.body,
        contacts=found.contacts or tuple(said.contacts),
        losses=losses,
        questions=tuple(key for key in questions if said_first.get(key) is None),
        **said_first,  # type: ignore[arg-type]
    )

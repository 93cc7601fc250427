"""Find what a release's lines say about it (title, date, dateline, embargo, number, contacts) and remove them.

Lines of the web page around the release are removed, too, and listed as losses.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt

from sphinx_newsroom.importers.drafts import Given, Incoming, Loss, Options
from sphinx_newsroom.model.records import Contact
from sphinx_newsroom.model.written_dates import first_day_in, is_month
from sphinx_newsroom.sources.outline import FENCE, fenced, plain_words
from sphinx_newsroom.text.words.embargo_lines import embargo_in
from sphinx_newsroom.text.words.word_files import read_words, rows

Kind = Literal["immediate", "kind", "embargo", "until", "end", "notes", "contact", "number", "date", "day"]

_LONGEST_PREFIXED = 16
"""The maximum number of words of a line that is recognized as page furniture by its beginning."""

_AROUND_WORDS = " \t*_#>|:;,.!?…»›→↑▲•·✉+()[]{}\"'“”«»=-–—"


def folded(line: str) -> str:
    """Normalize a line for comparison: lower case, without punctuation around its words.

    >>> folded("*** FOR  IMMEDIATE RELEASE: ***")
    'for immediate release'
    """
    return " ".join(line.replace("’", "'").casefold().split()).strip(_AROUND_WORDS)


def is_chrome(line: str, edge: bool) -> bool:
    """Whether a plain line belongs to the page around the release; *edge* means that it is near the start or end.

    >>> is_chrome("Subscribe to our Newsletter", edge=True), is_chrome("Share prices fell by half.", edge=True)
    (True, False)
    """
    # Most lines are paragraphs, and are ruled out at once.
    if line.count(" ") > _LONGEST_PREFIXED:
        return False
    exact, edges = _chrome()
    words = folded(line)
    if re.sub(r"\d+", "0", words) in exact:
        # A single word may as well be a heading, as may "Twitter:" and "Search!".
        return " " in words or (edge and line.strip()[-1:] not in (":", "!", "?"))
    # On many pages, "Share on X, Share on Facebook" or "Facebook Twitter LinkedIn" is one line.
    for between in (r"[,|·•]|\s{2,}", r"\s+"):
        parts = [folded(part) for part in re.split(between, line)]
        if len(parts) > 1 and all(part in exact for part in parts if part):
            return any(parts)
    return edge and words.startswith(edges) and line[:2] not in ("* ", "- ")


def mark_of(line: str) -> tuple[Kind, str] | None:
    """Return the kind of information in a plain line, and the text after its label, which may be empty.

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


# What may follow each label; a colon is required after common words.
_REST: dict[Kind, re.Pattern[str]] = {
    "immediate": re.compile(r"\s*[:,|–—-]?\s*(?P<rest>.{0,80})"),
    # An arms embargo has neither a number nor a colon; an "until" may name just a day, such as "Tuesday".
    "embargo": re.compile(r"\s*(?P<rest>:?.{0,120}\d.{0,120}|(?::|[–—-]\s)\s*\S+(?:\s+\S+){0,7})"),
    "until": re.compile(r"\s*:?\s*(?P<rest>.{0,120}\d.{0,120}|\S+(?:\s+\S+){0,3})"),
    "contact": re.compile(r"\s*(?:\([^()]{0,40}\))?\s*[:：]\s*(?P<rest>.{0,300})"),
    "notes": re.compile(r"\s*:\s*(?P<rest>.*)", re.DOTALL),
    "number": re.compile(r"\.?\s*:?\s*(?P<rest>[A-Z]{0,6}[-/ ]?\d[\w./-]{0,20})"),
    **dict.fromkeys(("date", "day"), re.compile(r"\s*[:：]?\s*(?P<rest>.{0,80}\d.{0,60})")),
}
_ALONE_KINDS: tuple[Kind, ...] = ("end", "immediate", "kind", "notes", "contact", "embargo", "until")
"""The kinds that a whole line can be; if a line is listed under several, the first counts."""


@cache
def _chrome() -> tuple[frozenset[str], tuple[str, ...]]:
    exact, edges = set(), []
    for row in rows("chrome_lines", __package__):
        if row.columns and row.columns[0] == "edge*":
            edges.append(row.word.casefold())
        else:
            exact.add(folded(row.word))
    return frozenset(exact), tuple(edges)


@cache
def _marks() -> tuple[dict[str, Kind], dict[str, list[tuple[Kind, str]]]]:
    """Return whole lines by their words, and the labels at the start of lines by first letter, longest first."""
    found = (*rows("press_marks", __package__), *rows("embargo_marks"))
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


# The blocks and lines of a Markdown text made from a page, and their plain words.

STRUCTURE = re.compile(r"(?:#{1,6} |[-*+] |\d{1,9}[.)] |> |\||```|~~~| {4})")
"""The beginning of a block that isn't a paragraph."""

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
"""The beginning of a line that doesn't continue the line above."""

_ALONE = re.compile(r" {0,3}(?:#{1,6}\s.*|(?:=+|-+)\s*)\Z")
"""A line that nothing continues: a heading, or the line under one."""

_ROW = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s|\|)")


def blocks_of(body: str) -> list[str]:
    """Split a Markdown text at blank lines, except inside fences."""
    blocks: list[list[str]] = [[]]
    for line, place in fenced(body.replace("\r\n", "\n"), FENCE):
        if place == "not" and not line.strip():
            blocks.append([])
        else:
            blocks[-1].append(line)
    return ["\n".join(lines) for lines in blocks if lines]


def lines_of(block: str) -> list[str]:
    """Return the lines of a block as shown, with each paragraph's unbroken lines joined.

    >>> lines_of("We will\\ndredge:\\n- the basin\\n- the quay")
    ['We will dredge:', '- the basin', '- the quay']
    """
    if "\n" not in block:  # most paragraphs; splitting is slow
        return [block]
    return [_unbroken(" ".join(line.split("\n"))) for line in _written_lines(block)]


def with_lines(block: str, kept: Sequence[bool]) -> str:
    """Return a block with only the lines that are *kept*, as written; it is empty if none is.

    A block that is kept whole is returned unchanged, since it may contain markup not known here.
    """
    if all(kept):
        return block
    lines = [line for line, is_in in zip(_written_lines(block), kept, strict=True) if is_in]
    return _unbroken("\n".join(lines))


def _written_lines(block: str) -> list[str]:
    """Return the lines of a block as written, with each paragraph's unbroken lines together.

    A list, heading or table may follow a paragraph without a blank line (CommonMark 0.31, section 4.8).
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
    """Remove the line break at a line's end: a backslash or spaces."""
    return line.removesuffix("\\").rstrip(" ")


def begins_line(line: str) -> bool:
    """Whether a line starts something new whatever precedes it: an item, a row, a heading, a quotation."""
    # Most lines begin with a letter, and are ruled out at once.
    return not line[:1].isalpha() and bool(_BEGINS.match(line))


def is_row(line: str) -> bool:
    """Whether a line is a list item or a table row."""
    return bool(_ROW.match(line))


def is_of_table(line: str) -> bool:
    """Whether a line is a table row."""
    return line.lstrip().startswith("|")


def plain_line(line: str) -> str:
    """Return a line's words, without the marks of a heading, an item or a quotation."""
    return " ".join(plain_words(re.sub(r"\A(?:#{1,6} |[-*+] |> )", "", line).replace("\\\n", " ")).split())


def plain_lines(block: str) -> list[str]:
    """Return the plain lines of a block, without empty ones."""
    return [words for line in lines_of(block) if (words := plain_line(line))]


def has_fence(block: str) -> bool:
    """Whether a block contains a code fence, alone or right below a paragraph."""
    return ("```" in block or "~~~" in block) and any(map(FENCE.match, block.split("\n")))


def without_opening(markdown: str, opening: str) -> str | None:
    """Remove a plain *opening* from a Markdown paragraph, whatever its markup; None if that isn't possible."""
    wanted = opening.strip()
    for end in _ends(markdown, len(opening)):
        head, rest = markdown[:end], markdown[end:]
        if plain_line(head).strip() == wanted:
            return rest.lstrip("\\\n ")
        # Emphasis may end after the opening, or at the end of the paragraph: **VIENNA –** The, **VIENNA – The …**
        for mark in ("**", "_", "*"):
            if head.startswith(mark) and plain_line(head[len(mark) :]).strip() == wanted:
                closes = rest.lstrip().startswith(mark)
                return rest.lstrip()[len(mark) :].lstrip() if closes else mark + rest.lstrip()
    return None


def _ends(markdown: str, length: int) -> Iterable[int]:
    """Yield where the opening may end: after its dash, allowing for marks and escapes."""
    return (found.end() for found in re.finditer(r"[-–—:]+(?:\*\*|[_*])?\s*", markdown[: 3 * length + 40]))


# The levels of headings below the title. Other programs show a first-level heading below a title, or start with any
# level. Here the title is the only first-level heading, and another at the start of a text would not be shown.

_MARKDOWN = MarkdownIt("commonmark").disable("inline")
_MAY_BE_HEADING = re.compile(r"^ {0,3}(?:#{1,6}(?:\s|$)|[=-]+\s*$)", re.MULTILINE)
_DEEPEST = 6


def with_levels(body: str) -> str:
    """Renumber a text's headings to start at the second level and skip none.

    >>> with_levels("# What it means\\n\\n### For ports\\n\\nMore.")
    '## What it means\\n\\n### For ports\\n\\nMore.'
    """
    if not _MAY_BE_HEADING.search(body):  # parsing is slow
        return body
    source = body.split("\n")
    lines: list[str | None] = [*source]
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
            words = " ".join(source[begin : end - (token.markup[0] != "#")]).strip()
            lines[begin:end] = [f"{'#' * new} {words.lstrip('#').strip()}".rstrip(), *[None] * (end - begin - 1)]
    return "\n".join(line for line in lines if line is not None)


# The dateline that opens a text: place, date and agency, as in `VIENNA, 21 June 2011 (UNODC) – `.

LONGEST_DATELINE = 140
"""The longest dateline, in characters; the longest of 10,364 real releases, with agency and time, has 99."""

_LONGEST_PLACE = 5
"""The maximum number of words in a place: Frankfurt am Main, St. John's, Washington, D.C."""

_LONGEST_CUT = 4
"""The maximum number of letters of an abbreviated state that keeps its period: Mass., Vt."""

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
"""The maximum number of words of an unknown place with an agency: Salt Lake City, not Development of the Port."""

_SMALL = frozenset("of the de la le el du da do di am an der upon sur les los las del en and y i".split())


class Dateline(NamedTuple):
    """The opening of a text: *place*, possible *days*, *issuer*, and the position where it *ends*.

    *yearless* is a date without a year; the release's date supplies the year.
    """

    place: str | None
    days: tuple[dt.date, ...]
    issuer: str | None
    end: int
    yearless: str = ""


def dateline_of(text: str, options: Options) -> Dateline | None:
    """Return the dateline that opens *text*, which is plain words, or None.

    A place counts if it is known, or if a date or an agency comes with it: "UNODC –" isn't one.

    >>> dateline_of("VIENNA, 21 June 2011 (UNODC) – Drugs are", Options())
    Dateline(place='VIENNA', days=(datetime.date(2011, 6, 21),), issuer='UNODC', end=31, yearless='')
    >>> dateline_of("(OSCE) - Human trafficking is", Options())
    Dateline(place=None, days=(), issuer='OSCE', end=9, yearless='')
    >>> dateline_of("Human Rights Watch – The organization said", Options())
    """
    head, found = text[:LONGEST_DATELINE], None
    # The last dash that can end a dateline: LOS ANGELES, CA – May 7, 2025 – The
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
    """Strip the punctuation after a place, but keep the period of an abbreviation: D.C., Vt."""
    bare = words.strip(" ,.|()–—-/")
    last = bare.rpartition(" ")[2]
    cut_short = words.rstrip(" ,|").endswith(".") and (len(last) <= _LONGEST_CUT or "." in last)
    return f"{bare}." if cut_short and bare else bare


def _is_place_word(word: str) -> bool:
    if not _PLACE_WORD.fullmatch(word):
        return False
    return word[0].isupper() or not word[0].isalpha() or word.casefold() in _SMALL or not word.isascii()


def _read(head: str, end: int, options: Options) -> Dateline | None:
    """Parse *head*, the whole text before a dash, as a dateline, or return None."""
    rest, issuer = head, None
    for agency in _AGENCY.finditer(head):
        words = agency["round"] or agency["wire"]
        # A date may be in brackets, too: GENEVA (20 June 2011) –
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
    # The agency comes after the place or date, so text after it rules it out: Senators Lee (R-UT) and Roe (D-NH) –
    if issuer and not days and not yearless and not head.rstrip().endswith((")", "/")):
        return None
    if days or yearless or (issuer and len(place.partition(",")[0].split()) <= _SHORT_PLACE) or _is_known(place):
        return Dateline(place, days, issuer, end, yearless)
    return None


def _without_yearless(words: str) -> tuple[str, str]:
    """Split a place from a date without a year: WASHINGTON, June 20."""
    place, comma, rest = words.rstrip(" ,").rpartition(", ")
    if comma and _YEARLESS.fullmatch(rest.strip()):
        return place, rest.strip()
    return words, ""


def _is_known(place: str) -> bool:
    first, *others = (part.strip() for part in place.split(","))
    town, _, state = first.rpartition(" ")
    # A state without a comma, as in Washington D.C.
    both = town.casefold() in _places() and state.rstrip(".").casefold() in _places()
    return both or first.casefold() in _places() or any(part.rstrip(".").casefold() in _places() for part in others)


@cache
def _places() -> frozenset[str]:
    """Return the known cities, countries and states, also abbreviated."""
    places = read_words("places")
    states = read_words("english_states")
    return frozenset(word.casefold() for word in (*places, *states, *read_words("dateline_places", __package__)))


# Contacts as printed in releases: name, role, phone number and address, line by line.

MOST_LINES = 14
"""The maximum number of lines of a contact block; longer blocks are text."""

_LONGEST_NAME = 120
"""The longest name with its role, in characters; a longer line is a sentence."""

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z]{2,24}(?![\w-])")
_PHONE = re.compile(r"(?<![\w/@.])\+?\(?\d[\d\s()./–-]{5,22}\d(?:\s*(?:ext|x)\.?\s*\d{1,5})?(?![\w@])")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[–-]\s?(?:19|20)\d\d")
_LABEL = re.compile(
    r"(?:e-?mails?|mail|courriel|phone|tel(?:ephone)?|telefon|t[ée]l(?:éphone)?|tel[ée]fono|mobile|mob|cell|handy"
    r"|fax|ph|тел|эл\.? почта)\b\.?\s*:?|\b[temfpco]\s?[:.]"
    # Often part of a name or role, so a colon or the number must follow: Public Information Office, press officer.
    r"|(?:^|[,;|/·(\0])\s*(?:office|direct|media|press)\b\.?\s*(?=[:,;|/·)\0]|$):?"
    r"|\b(?:office|direct|media|press)\s*:",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"[^\W\d_]{2,30}[:：]")
# Street numbers and web sites are part of contacts, but not names.
_NO_NAME = re.compile(r"\d{3}|https?:|www\.")
_EDGES = " ,;:|/·•–—-()[]<>\t."


def contacts_in(lines: Sequence[str]) -> tuple[Contact, ...]:
    """Return the contacts in a block of plain lines; none if a line isn't a name, a number or an address.

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
        # A name after an address or number starts the next contact.
        if words and (email or phone):
            found += _made(names, email, phone)
            names, email, phone = [], None, None
        if words:
            names.append(words)
        if (
            len(addresses) > 1
            or _NO_NAME.search(words)
            or len(" ".join(names)) > _LONGEST_NAME
            or len(words.split()) > MOST_LINES
            or _SENTENCE.search(words)
        ):
            return ()
        email, phone = (addresses[0] if addresses else email), phone or (numbers[0] if numbers else None)
    made = (*found, *_made(names, email, phone))
    return made if made and all(contact.email or contact.phone for contact in made) else ()


def contacts_among(lines: Iterable[tuple[str, str]]) -> tuple[tuple[Contact, ...], list[str]]:
    """Return the contacts in a list of contacts and links, and its other lines.

    Each line comes with the address that it links to, which may be empty.

    >>> contacts_among([("Jane Doe, Press Officer", "jane.doe@un.org"), ("+41 22 917 1234", ""), ("Our office", "")])
    ((Contact(name='Jane Doe, Press Officer', email='jane.doe@un.org', phone='+41 22 917 1234'),), ['Our office'])
    """
    groups: list[list[str]] = []
    others: list[str] = []
    for line, email in lines:
        addresses, numbers, words = _parts(line)
        if email or addresses:
            groups.append([line, email] if email and email not in addresses else [line])
        elif len(numbers) == 1 and not words and groups and len(groups[-1]) <= _NAME_AND_ADDRESS:
            groups[-1].append(line)
        else:
            others.append(line)
    found = [contacts_in(group) for group in groups]
    others += [line for group, made in zip(groups, found, strict=True) if not made for line in group]
    return tuple(contact for made in found for contact in made), others


_NAME_AND_ADDRESS = 2
"""The number of lines of a contact that has no phone number yet."""


def _parts(line: str) -> tuple[list[str], list[str], str]:
    """Return a line's email addresses, its phone numbers, and the remaining words."""
    addresses = _EMAIL.findall(line)
    rest = _EMAIL.sub(" ", line)
    numbers = [
        " ".join(number.split()).strip(" ,;:./–-") for number in _PHONE.findall(rest) if not _YEARS.fullmatch(number)
    ]
    rest = _PHONE.sub(lambda found: found[0] if _YEARS.fullmatch(found[0]) else " \0 ", rest)
    if addresses or numbers:
        rest = _LABEL.sub(" ", rest).replace("\0", " ")
    return addresses, numbers, re.sub(r"\s+([,;])", r"\1", " ".join(rest.split())).strip(_EDGES)


_SENTENCE = re.compile(r"[a-zа-я]{3,}[.!?]\s+\w")


def _made(names: Iterable[str], email: str | None, phone: str | None) -> list[Contact]:
    name = ", ".join(names) or (email or "")
    return [Contact(name, email, phone)] if name else []


_HEAD = 10
"""The number of blocks searched for lines about the release; 99 of 100 of 10,364 real releases need at most 3."""

_EDGE = 6
"""The number of blocks at either end in which page lines are recognized by their beginnings."""

_LONGEST_LINE = 25
"""The maximum number of words of a line that isn't a paragraph."""

_LONGEST_MARK = 300
"""The longest line, in characters, that may be a mark, a contact or page furniture."""

_LONGEST_TITLE = 320
"""The longest title in a text's first line, in characters; 99.9 % of 21,541 real titles have at most 312."""

_MOST_CONTACT_BLOCKS = 6
"""The maximum number of contact blocks below "Contacts"."""

_LONGEST_OPENING = 500
"""The number of characters searched for a dateline; links in it take room."""

_DATELINE_BLOCKS = 3
"""The number of paragraphs searched for the dateline, since lines under the title may come first."""

_HEADING = re.compile(r"#{1,6} ")
LINK = re.compile(r"\[[^\[\]]*\]\([^()\s]*\)")
"""A link: ``[Read more](https://example.org/)``."""

_SYMBOL = re.compile(r"[A-Z]{2,6}(?:/[A-Z0-9.-]{1,8}){1,4}")
_PARTED = re.compile(r"[,(|–—•·-]\s*\Z")
_TIME_WORDS = r"[\s,|–—-]*(?:(?:at|um|à)\s+)?(?:\d{1,2}[:.h]\d\d(?:\s*[ap]\.?m\.?)?(?:\s*(?:Uhr|hrs|[A-Z]{2,5}))?)?"
_BYLINE = re.compile(r"(?i:by|von|par|por|di|door|av|af)(?:\s+[^\W\d_](?:[\w.'’-])*){1,5}")
LABEL = "label"
"""The source of a date that the text labels as its date of publication."""

# A label with a value, as in a list of facts: "Location: Bluff Springs Road".
_FACT = re.compile(r"[^\W\d_][\w ]{1,30}[:：] ?\S")
_LABELS = re.compile(_TIME_WORDS + r"(?:[\s,|]*[^\W\d_]{2,20}\s?[:：]\s*[^\s:：]{1,40}){1,4}", re.IGNORECASE)
_TIME = re.compile(_TIME_WORDS, re.IGNORECASE)


def recognize(body: str, options: Options, title: str | None = None) -> PressFacts:
    """Read the lines of a Markdown *body* that are about the release, and remove them.

    Args:
        body: Markdown without the title or, if *title* is None, with the title as its first line.
        options: The language, and the order of numeric dates.
        title: The title from the source; if the text begins with it, it is removed.

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
    """The metadata found in a text, and the *body* without those lines.

    Attributes:
        known: The title from the source.
        questions: Header keys that only a person can fill in.
        opening: The number of the block that began with the dateline, if any.
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
    contacts: tuple[Contact, ...] = ()
    losses: list[Loss] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    opening: int | None = None
    kind_below_title: bool = False

    # -- the lines before the first paragraph

    def head(self) -> None:
        """Read the lines up to the first paragraph."""
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
                # Another line may be the title, too: the first line may be a letterhead.
                words = plain_line(block)
                other = not words.endswith(".") and not STRUCTURE.match(block) and not dateline_of(words, self.options)
                if self.title is not None and self.kind_below_title and other:
                    self.title = replace(self.title, sure=False)
        self.blocks = kept

    def _is_about(self, line: str, behind: str, at: int) -> bool:
        """Whether to remove a line of the head: it is about the release, and gets recorded, or belongs to the page.

        *behind* is the line after it, *at* the number of its block.
        """
        words = plain_line(line)
        if not words:
            return "![" not in line
        if self.known is not None and folded(words) == folded(self.known):
            return True
        if is_of_table(line):
            return False
        if self._is_of_page(line, words, at, edge=True):
            return self._lose("a line of the page", words)
        if self._is_mark(words, plain_line(behind)) or self._is_date(words) or self._is_filing(line):
            return True
        if (found := self._takes_title(line)) is not None:
            self.known, self.title = found, Given(found, "first line", sure=not words.endswith("."))
        return found is not None

    def _takes_title(self, line: str) -> str | None:
        if self.known is not None or "\n" in line:
            return None
        words = plain_line(line)
        fits = len(words) <= _LONGEST_TITLE
        return words if fits and dateline_of(words, self.options) is None else None

    def _is_mark(self, words: str, behind: str) -> bool:
        mark = mark_of(words)
        if mark is None:
            return False
        kind, rest = mark
        if kind in ("embargo", "until"):
            moment = embargo_in(words, self.options.language, self.options.timezone, self.options.order)
            self.embargo = moment or self.embargo
            if moment is None:
                self.questions.append("embargo")
                self._lose("an embargo whose time isn't clear", words)
            return True
        self.kind_below_title |= self.title is not None and kind in ("immediate", "kind", "number")
        if kind == "number":
            self.number = self.number or rest
            return True
        if kind == "date" or (kind == "day" and not (_FACT.match(behind) and mark_of(behind) is None)):
            return self._is_date(rest, LABEL if kind == "date" else "line")
        if kind in ("immediate", "kind") and (not rest or self._is_date(rest)):
            return self._lose("a line that says what the text is", words)
        return False

    def _is_date(self, words: str, source: str = "") -> bool:
        """Whether a line is a date, a place and a date, or a document symbol; if so, it is recorded.

        With a *source*, the line has a label and more labels may follow: "Published: 20 June 2011 Source: UNODC".
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
        if _BYLINE.fullmatch(place):
            self.days.append((days, source or "line"))
            return self._lose("the author", place)
        # "Updated 20 June" and "Deadline: 20 June" are other dates; punctuation separates a place from its date.
        if place and not (is_place(place) and _PARTED.search(words[:begin])):
            return False
        self.days.append((days, source or "line"))
        if place:
            self.dateline = place
        return True

    def _is_filing(self, line: str) -> bool:
        """Whether a line has nothing but days and links, such as those of its categories; if so, the first is recorded.

        The other days are those of changes.
        """
        words = rest = plain_line(LINK.sub(" ", line))
        found = [first_day_in(rest, self.options.language, self.options.order)]
        while found[-1][0]:
            _, begin, end = found[-1]
            rest = rest[:begin] + rest[end:]
            found.append(first_day_in(rest, self.options.language, self.options.order))
        if words == plain_line(line) or len(found) == 1 or re.search(r"\w", rest):
            return False
        self.days.append((found[0][0], "line"))
        return self._lose("a line of the page", plain_line(line))

    # -- the dateline

    def begin(self) -> None:
        """Take the dateline from the first paragraph that opens with one."""
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
        # An agency's opening without the place.
        if self.dateline is None and self.issuer:
            self.questions.append("dateline")

    # -- the whole text

    def all_blocks(self) -> None:
        """Remove page lines and end marks, collect contacts, and make "Notes to editors" a heading."""
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
        """Return a block without the lines that aren't part of the text."""
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
        """Whether a line, with its plain *words*, belongs to the page around the release.

        A list item does if all items of its list do: "Print, Share" does, "Facebook, Twitter and Microsoft" doesn't.
        """
        if not is_chrome(words, edge):
            return False
        if is_row(line):
            return all(is_chrome(item, edge) for item in self._items_around(at))
        # A single word may end the sentence above it.
        return " " in words or all(is_chrome(other, edge) for other in plain_lines(self.blocks[at]))

    def _items_around(self, at: int) -> Iterator[str]:
        """Yield the plain lines of the list that contains block *at*; its items may be separated by blank lines."""
        begin = end = at
        while begin > 0 and is_row(self.blocks[begin - 1]):
            begin -= 1
        while end + 1 < len(self.blocks) and is_row(self.blocks[end + 1]):
            end += 1
        for block in self.blocks[begin : end + 1]:
            yield from (plain_line(line) for line in lines_of(block) if is_row(line))

    def _contact_blocks(self, at: int) -> int:
        """Return the number of contact blocks from *at* on, and record the contacts."""
        first, *more = lines_of(self.blocks[at])
        mark = mark_of(plain_line(first)) if len(first) <= _LONGEST_MARK else None
        if mark is None or mark[0] != "contact":
            return 0
        # Some pages repeat the label: "Contact: Contact: Press Office".
        again = mark_of(mark[1])
        lines = [
            line for line in (again[1] if again and again[0] == "contact" else mark[1], *map(plain_line, more)) if line
        ]
        best, found, used = (1, contacts_in(lines), len(lines)) if lines else (0, (), 0)
        for stop in range(at + 1, min(at + 1 + _MOST_CONTACT_BLOCKS, len(self.blocks))):
            words = plain_line(self.blocks[stop])
            if _HEADING.match(self.blocks[stop]) or mark_of(words) or len(words.split()) > _LONGEST_LINE:
                break
            lines += plain_lines(self.blocks[stop])
            if made := contacts_in(lines):
                best, found, used = stop - at + 1, made, len(lines)
        self.contacts += found
        kept = {value for contact in found for value in (contact.email, contact.phone)}
        for addresses, numbers, _ in map(_parts, lines[:used] if found else ()):
            for value in (*addresses, *numbers):
                if value not in kept:
                    self._lose("another number or address of a contact", value)
        return best if found else 0

    # -- the result

    def _lose(self, what: str, words: str) -> bool:
        self.losses.append(Loss(what, words))
        return True

    def finish(self) -> None:
        """Set the body, the contacts, the date and the questions."""
        self.body = with_levels("\n\n".join(self.blocks))
        self.contacts = tuple(dict.fromkeys(self.contacts))
        sure = [(days[0], source) for days, source in self.days if len(days) == 1]
        if sure:
            day, source = sure[0]
            self.date = Given(day.isoformat(), source, sure=all(other == day for other, _ in sure))

    def added_to(self, found: Incoming) -> Incoming:
        """Add what the text says to its release; the source's own values take precedence."""
        losses = [*found.losses, *self.losses]
        if found.date and self.date and found.date.value[:10] != self.date.value[:10]:
            losses.append(Loss("another date in the text", self.date.value))
        said: dict[str, Any] = {key: getattr(found, key) or getattr(self, key) for key in _SAID}
        questions = dict.fromkeys((*found.questions, *self.questions))
        asked = tuple(key for key in questions if not said[key])
        return replace(found, body=self.body, losses=tuple(losses), questions=asked, **said)


_SAID = tuple("title date dateline issuer embargo number contacts".split())
"""The values of a release that its text can say."""


def _starts_text(block: str) -> bool:
    return any(len(plain_line(line[:_LONGEST_OPENING]).split()) > _LONGEST_LINE for line in lines_of(block))


def recognized(found: Incoming, options: Options, *, titled: bool = False) -> Incoming:
    """Add what a release's text says about it; the source's own values take precedence.

    *titled* means that the text begins with the title if the source has none.
    """
    title = found.title.value if found.title else None if titled else ""
    return recognize(found.body, options, title).added_to(found)

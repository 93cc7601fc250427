"""What of a release is held to its record: its words and its issuer, in a form that layout does not change.

A text may be wrapped anew, its file saved with other line endings, its accents composed or not:
readers see the same, so its digest is the same.  Words, their order, their markup, where links
lead, paragraphs and everything in blocks of code count.

There are two forms.  The first joined all lines of a paragraph, rows of a table and items of a list among them, knew
nothing of datelines and of what is said of an image, and held the issuer's id, so that whoever renamed a record seemed
to have changed every release of that body.  The second holds the structure, and the issuer's name on that day.
Pictures and attachments have digests of their own beside it, in lines of the third form.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from sphinx_newsroom.files import mended
from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import ReleaseId, file_address, file_name, superseded_page
from sphinx_newsroom.model.records import AnnouncedEvent, Release
from sphinx_newsroom.sources.header import body_of, is_notebook
from sphinx_newsroom.sources.notebook import SHOWN, joined, notebook_of
from sphinx_newsroom.sources.outline import FENCE, below_title, fenced


class ReleaseFile(NamedTuple):
    """A file that a text names: its *path* in the archive, its *name* below the release's address, and its line.

    *image* says that it is shown and not offered.
    """

    path: str
    name: str
    image: bool
    line: int


Files = Mapping[str, str]
"""Files by name, each with its SHA-256 in hexadecimal digits."""


def files_now(files: Iterable[ReleaseFile], digests: Mapping[str, str]) -> Files:
    """The files that a text has now; *digests* are those of the archive's files, by path."""
    return {file.name: digests[file.path] for file in files if file.path in digests}


def departed_files(event: Event, now: Files) -> Iterator[str]:
    """The names of files that were published with a text and are others by now, or gone."""
    for name, sha256 in event.files or ():
        if now.get(name) != sha256:
            yield name


def new_files(event: Event, now: Files) -> Files:
    """The files of a text that its line does not have: it is of an early form, or they were missing then."""
    known = dict(event.files or ())
    return {name: sha256 for name, sha256 in now.items() if name not in known}


def kept_path(id_: ReleaseId, revision: int, name: str) -> str:
    """Where the archive keeps a file of a superseded text when another takes its place: where the site has it."""
    return file_address(superseded_page(id_, revision), name)


def source_of(file: ReleaseFile, event: Event, record: Record, digests: Mapping[str, str]) -> str | None:
    """The file of the archive that has the bytes with which a text was published; None where none has them.

    That is the file which the text names as long as nothing took its place, and else the one that was kept.
    """
    wanted = dict(event.files or ()).get(file.name)
    if wanted is None:  # recorded by a form that knew of no files
        return file.path if file.path in digests else None
    # A file that stood unchanged through several revisions is kept with the last of them.
    later = [kept_path(record.id, number, file.name) for number in range(event.revision, record.current.revision)]
    return next((place for place in (file.path, *later) if digests.get(place) == wanted), None)


# A text's structure as readers see it, with layout that they do not see taken out: the second form of a digest.
#
# Lines of one paragraph may be wrapped anew.  A line that could begin something else keeps its place: joined to the
# one before, the rows of a table, the items of a list or a heading would be words of a paragraph, and show another
# text.

_FENCE = late_pattern(r" *(?P<marks>`{3,}|~{3,})")

# What a line begins with that is no mere continuation of a paragraph: CommonMark 0.31, sections 4 and 5; tables of
# GitHub's Markdown; definition lists, targets, comments and block breaks of MyST.
_BEGINS = late_pattern(
    r"""
    \#{1,6}(?:\s|$)            # a heading
  | [=-]+\s*$                  # what makes a heading of the line above
  | (?:[-_*]\s*){3,}$          # a rule
  | [-+*](?:\s|$)              # an item
  | \d{1,9}[.)](?:\s|$)        # a numbered item: "1986. A great year" as well, where it stands at a line's begin
  | >                          # a quotation
  | :(?:\s|$) | :{3,}          # a definition, a directive
  | :[\w-]+:(?:\s|$)           # an option of a directive
  | \[[^\]]+\]:                # a footnote, where a link leads
  | \([^)\s]+\)=\s*$           # a target
  | <[A-Za-z/!?]               # HTML
  | % | \+\+\+                 # what is not shown
    """,
    re.VERBOSE,
)
_ALONE = late_pattern(r"\#{1,6}(?:\s|$)|[=-]+\s*$|(?:[-_*]\s*){3,}$|:{3,}|:[\w-]+:(?:\s|$)|\([^)\s]+\)=\s*$|%|\+\+\+")
"""What stands on a line of its own: what comes below is no part of it."""
_HARD = late_pattern(r"(?: {2,}|\\)$")
"""A line's end that readers see (CommonMark 0.31, section 6.7)."""
_INDENTED_CODE = 4
"""The spaces that make code of a line (CommonMark 0.31, section 4.4)."""


_EMPTY_LINES = late_pattern(r"\n(?:[^\S\n]*\n)+")
_FIRST_EMPTY_LINES = late_pattern(r"(?:[^\S\n]*\n)*")


def composed(body: str) -> str:
    """A body with letters that are composed, less what it is called: what both forms of a digest are made of.

    Editors on a Mac may save é as e and an accent; readers see one letter.  A heading that the body begins with is the
    title, which is recorded by itself, so it is left out.
    """
    return below_title(unicodedata.normalize("NFC", mended(body)))


def stretches(text: str) -> list[str] | None:
    """The lines between empty ones, each stretch with its line ends; None for a text that may have fenced blocks.

    >>> stretches("Rain fell\\nall night.\\n \\nSun rose.\\n")
    ['Rain fell\\nall night.', 'Sun rose.']
    """
    if "```" in text or "~~~" in text:
        return None
    first = _FIRST_EMPTY_LINES.match(text)
    shown = text[first.end() if first else 0 :].rstrip()
    return _EMPTY_LINES.split(shown) if shown else []


def structure_of(body: str) -> str:
    """A body, a block after the other with an empty line between, each line that readers could tell apart by itself.

    >>> structure_of("Rain fell\\nall night.\\n\\n- one\\n- two\\n  and more\\n")
    'Rain fell all night.\\n\\n- one\\n- two and more'
    """
    return structure_of_composed(composed(body))


def structure_of_composed(text: str) -> str:
    """The same of a text that :func:`composed` gave."""
    found = stretches(text)  # as of nearly all releases, and in a third of the time
    return "\n\n".join(map(_stretch, found) if found is not None else _structure(text))


def _stretch(text: str) -> str:
    lines = text.expandtabs(4).split("\n")
    # Of a paragraph on one line nothing can be joined.
    return " " * _indent(lines[0]) + " ".join(lines[0].split()) if len(lines) == 1 else _block(lines)


def _structure(text: str) -> Iterator[str]:
    for is_code, lines in _pieces(text, _FENCE):
        yield "\n".join(lines) if is_code else _block([line.expandtabs(4) for line in lines])


def _pieces(text: str, fence: re.Pattern[str]) -> Iterator[tuple[bool, list[str]]]:
    """The blocks of code of a text, and the stretches of other lines between these and empty lines."""
    code: list[str] = []
    block: list[str] = []
    for line, place in fenced(text, fence):
        if place == "within":
            code.append(line.rstrip())
            continue
        if code:
            yield True, code
            code = []
        if block and (place == "opens" or not line.strip()):
            yield False, block
            block = []
        if place == "opens":
            code = [line.rstrip()]
        elif line.strip():
            block.append(line)
    yield from ((is_code, lines) for is_code, lines in ((True, code), (False, block)) if lines)


def _block(lines: list[str]) -> str:
    """The lines between two empty ones, joined where that shows nothing else."""
    as_code = _indent(lines[0]) >= _INDENTED_CODE
    table = any("|" in line for line in lines)
    found: list[list[str]] = []
    open_ = False
    for number, line in enumerate(lines):
        words = " ".join(line.split())
        after = lines[number + 1].lstrip() if number + 1 < len(lines) else ""
        defined = re.match(r":(?:\s|$)", after)  # whose term this line is, and not the lines above
        if open_ and not as_code and not table and not defined and not _BEGINS.match(words):
            found[-1].append(words)
        else:
            found.append([" " * _indent(line) + words])
        hard = bool(after and _HARD.search(line))
        if hard:
            found[-1][-1] = found[-1][-1].removesuffix("\\") + "\\"
        open_ = not hard and not _ALONE.match(words)
    return "\n".join(map(" ".join, found))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


SHOWABLE = (*SHOWN, "text/html", "text/latex", "text/markdown", "image/svg+xml")
"""The outputs of a notebook that a page shows, or can show when it was made harmless."""
_HIDDEN = late_pattern(r" {0,3}(%|\+\+\+)")
"""How a line begins that MyST does not show: within a line the same words are text, so they may not trade places."""


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SECOND_FORM = 2
"""What the digests of the second form begin with; lines of the third form have the same."""


class Digests(NamedTuple):
    """What tells a text from all others: its digest of the first form, and of the second form all but who issued it."""

    first: str
    second: str

    def text(self, *issuer_names: str | None) -> str:
        """The digest of the second form of a text whose issuers had these names when it was published."""
        # One name stands by itself, as in every line from before there were joint releases.
        names = list(issuer_names) if len(issuer_names) > 1 else next(iter(issuer_names), None)
        return _sha256([_SECOND_FORM, names, self.second])

    def are_of(self, event: Event) -> bool:
        """Whether a line of the ledger records this text; who issued it is for the caller to compare."""
        return event.text == (self.first if event.form == 1 else self.text(event.issuer_name, *event.co_issuer_names))


def digests(release: Release, source: str, issuer: str | None) -> Digests:
    """The digests of a release's published text, in hexadecimal digits; *source* is its whole file.

    The first form covers a JSON array: title, date (with its time and offset where the header gives one), issuer's id
    or null, and the body (for a notebook its cells), lines of a paragraph joined.  *issuer* is the id of the day of
    publication, since a record may have got another one since.
    The second covers what the page shows as the release's own words: title, date, type, language, dateline, number,
    what is said of its image, subtitle, titles of attachments, a boilerplate of its own and an event where there are
    any; and the body's structure (:mod:`.structure`), with all outputs of a notebook that a page can show.  Raises
    HeaderError where there is no header.
    """
    source = mended(source)  # a digest does not tell by which system a file was saved
    content: object
    structure: object
    if is_notebook(release.path):
        cells = [cell for cell in notebook_of(source)["cells"] if isinstance(cell, dict)]
        content, structure = ([_cell(cell, whole=whole) for cell in cells] for whole in (False, True))
    else:
        text = composed(body_of(source))
        content, structure = first_form(text), structure_of_composed(text)
    header, later = _first_words(release), _later_words(release)
    first = _sha256([header["title"], header["date"], issuer, content])
    return Digests(first, _sha256([*header.values(), structure, *([later] if later else [])]))


def header_words(release: Release) -> Mapping[str, object]:
    """What a text's digest holds of its header, by key; what a release does not have is empty, or not there."""
    return {**_first_words(release), **_later_words(release)}


def line_words(event: Event) -> Mapping[str, object]:
    """What a line of the ledger says itself of the header of its text, by key; of a moment it has the day."""
    return {"title": _line(event.title), "date": event.date, "language": event.language}


def _first_words(release: Release) -> dict[str, object]:
    """Words of keys that the second form had from the first, in the order in which it holds them."""
    image = release.image
    return {
        "title": _line(release.title),
        "date": release.moment.isoformat() if release.moment else release.date.isoformat(),
        "type": release.type,
        "language": release.language,
        "dateline": _line(release.dateline or ""),
        "number": release.number,
        "image": [_line(words) for words in (image.alt, image.caption, image.credit)] if image else None,
    }


def _later_words(release: Release) -> dict[str, object]:
    """Words of keys that headers came to have when texts were recorded by this form already.

    Only those that there are: a release without them keeps the digest that its line of the ledger has.
    """
    titles = [[file_name(one.src, release.own_pages), _line(one.title)] for one in release.attachments if one.title]
    own = [_line(paragraph) for paragraph in release.own_boilerplate.split("\n\n")] if release.own_boilerplate else []
    event = _event(release.event) if release.event else []
    words = {"subtitle": _line(release.subtitle or ""), "attachments": titles, "boilerplate": own, "event": event}
    return {key: value for key, value in words.items() if value}


def _event(event: AnnouncedEvent) -> list[str]:
    """When and where: whoever comes on another day was told another thing."""
    end = event.end.isoformat() if event.end else ""
    state = "cancelled" if event.cancelled else ""
    return [event.start.isoformat(), end, _line(event.name), _line(event.place), event.url or "", state]


def _sha256(values: list[object]) -> str:
    # half of a surrogate pair, which a YAML escape can smuggle in, has no UTF-8
    return hashlib.sha256(_JSON(values).encode("utf-8", "surrogatepass")).hexdigest()


def first_form(text: str) -> str:
    """A composed body without what readers do not see: paragraphs on one line each, code as it stands."""
    found = None if "%" in text or "+++" in text else stretches(text)
    return "\n\n".join(_blocks(text) if found is None else (" ".join(stretch.split()) for stretch in found))


def _blocks(text: str) -> Iterator[str]:
    # Not fences of colons: what stands in a directive is text, whose lines may be wrapped anew.
    for is_code, lines in _pieces(text, FENCE):
        if is_code:
            yield "\n".join(lines)
            continue
        for hidden, some in groupby(lines, key=lambda line: _HIDDEN.match(line) is not None):
            stretch = [*some]
            yield from map(str.strip, stretch) if hidden else (" ".join(" ".join(stretch).split()),)


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _cell(cell: dict[str, Any], *, whole: bool) -> list[Any]:
    """What a form has of a cell: its kind, its text, and the outputs that were shown when it was made.

    The second has the *whole*: text as readers see it, and every output that a page can show.
    """
    kind, text = str(cell.get("cell_type")), joined(cell.get("source", "")).strip()
    outputs = (_output(output, SHOWABLE if whole else SHOWN) for output in cell.get("outputs", []))
    return [kind, structure_of(text) if whole and kind == "markdown" else text, [*filter(None, outputs)]]


def _output(output: dict[str, Any], kinds: Collection[str]) -> dict[str, str]:
    data = {kind: joined(value) for kind, value in output.get("data", {}).items() if kind in kinds}
    return data | {key: joined(output[key]) for key in ("text", "traceback") if key in output}

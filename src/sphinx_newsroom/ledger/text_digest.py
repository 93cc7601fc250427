"""The digest of a release's text, which stays the same if only the layout changes.

Rewrapped paragraphs, other line endings and composed or decomposed accents don't change the digest, since readers don't
see them. It does depend on words and their order, markup, link targets, paragraphs and everything in code blocks.

There are two forms. The first joined all lines of a paragraph, including table rows and list items, and ignored
datelines and image descriptions. It contained the issuer's id, so renaming a record seemed to change all its releases.
The second keeps the structure, and contains the issuer's name at publication. Files have their own digests, in lines of
form 3.
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
    """A file that a text refers to: its *path* in the archive, its *name* below the release's address, and the line.

    *image* means that it is shown as an image and not offered for download.
    """

    path: str
    name: str
    image: bool
    line: int


Files = Mapping[str, str]
"""The SHA-256 of files in hexadecimal digits, by name."""


def files_now(files: Iterable[ReleaseFile], digests: Mapping[str, str]) -> Files:
    """Return the current files of a text; *digests* are those of the archive's files, by path."""
    return {file.name: digests[file.path] for file in files if file.path in digests}


def departed_files(event: Event, now: Files) -> Iterator[str]:
    """Yield the names of files that were published with a text and have changed or disappeared since."""
    for name, sha256 in event.files or ():
        if now.get(name) != sha256:
            yield name


def new_files(event: Event, now: Files) -> Files:
    """Return a text's files that its ledger line doesn't list, because of its form or because they were missing."""
    known = dict(event.files or ())
    return {name: sha256 for name, sha256 in now.items() if name not in known}


def kept_path(id_: ReleaseId, revision: int, name: str) -> str:
    """Return the path for a superseded text's file that another file has replaced, which is also its address."""
    return file_address(superseded_page(id_, revision), name)


def source_of(file: ReleaseFile, event: Event, record: Record, digests: Mapping[str, str]) -> str | None:
    """Return the archive's file with the bytes that were published with a text, or None if there is none.

    This is the file that the text refers to, unless it was replaced, and otherwise the saved copy.
    """
    sha256 = dict(event.files or ()).get(file.name)
    if sha256 is None:  # the line's form has no files
        return file.path if file.path in digests else None
    # A file that was the same in several revisions is saved with the last of them.
    later = [kept_path(record.id, number, file.name) for number in range(event.revision, record.current.revision)]
    return next((place for place in (file.path, *later) if digests.get(place) == sha256), None)


# The second form: a text's structure without its layout. The lines of a paragraph are joined. A line that could begin
# another block stays separate: otherwise table rows, list items or headings would become words of a paragraph, which is
# another text.

_FENCE = late_pattern(r" *(?P<marks>`{3,}|~{3,})")

# Matches the beginning of a line that may not continue a paragraph: CommonMark 0.31, sections 4 and 5; tables of
# GitHub's Markdown; definition lists, targets, comments and block breaks of MyST.
_BEGINS = late_pattern(
    r"""
    \#{1,6}(?:\s|$)            # a heading
  | [=-]+\s*$                  # what makes a heading of the line above
  | (?:[-_*]\s*){3,}$          # a rule
  | [-+*](?:\s|$)              # an item
  | \d{1,9}[.)](?:\s|$)        # a numbered item: "1986. A great year" as well, at a line's begin
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
"""Matches lines that are complete blocks, so that the next line doesn't continue them."""
_HARD = late_pattern(r"(?: {2,}|\\)$")
"""Matches a hard line break (CommonMark 0.31, section 6.7)."""
_INDENTED_CODE = 4
"""The indentation of code blocks (CommonMark 0.31, section 4.4)."""


def composed(body: str) -> str:
    """Return a body with composed letters and without its title, the input of both forms.

    Editors on a Mac may save é as e and an accent; readers see one letter. A heading at the beginning is the title,
    which is recorded separately.
    """
    return below_title(unicodedata.normalize("NFC", mended(body)))


def structure_of(body: str) -> str:
    """Return a body's blocks separated by empty lines, with lines joined unless that would change what readers see.

    >>> structure_of("Rain fell\\nall night.\\n\\n- one\\n- two\\n  and more\\n")
    'Rain fell all night.\\n\\n- one\\n- two and more'
    """
    return structure_of_composed(composed(body))


def structure_of_composed(text: str) -> str:
    """Return the structure of a text from :func:`composed`."""
    return "\n\n".join(
        "\n".join(lines) if is_code else _block([line.expandtabs(4) for line in lines])
        for is_code, lines in _pieces(text, _FENCE)
    )


def _pieces(text: str, fence: re.Pattern[str]) -> Iterator[tuple[bool, list[str]]]:
    """Yield the code blocks of a text, and the other blocks, which end at empty lines."""
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
    if code or block:
        yield bool(code), code or block


def _block(lines: list[str]) -> str:
    """Join the lines of a block unless that would change what readers see."""
    as_code = _indent(lines[0]) >= _INDENTED_CODE
    table = any("|" in line for line in lines)
    found: list[list[str]] = []
    open_ = False
    for number, line in enumerate(lines):
        words = " ".join(line.split())
        after = lines[number + 1].lstrip() if number + 1 < len(lines) else ""
        # The line is the term of a definition list, separate from the lines above.
        defined = re.match(r":(?:\s|$)", after)
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
"""The notebook outputs that a page can show, some after sanitizing."""
_HIDDEN = late_pattern(r" {0,3}(%|\+\+\+)")
"""Matches lines that MyST doesn't show; within a line the same characters are text."""


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SECOND_FORM = 2
"""The first element of digests of the second form, which lines of form 3 also use."""


class Digests(NamedTuple):
    """The digests of a text: of the first form, and of the second form without the issuers."""

    first: str
    second: str

    def text(self, *issuer_names: str | None) -> str:
        """Return the digest of the second form for these names of issuers at publication."""
        # A single name isn't a list, as in lines from before there were joint releases.
        names = list(issuer_names) if len(issuer_names) > 1 else next(iter(issuer_names), None)
        return _sha256([_SECOND_FORM, names, self.second])

    def are_of(self, event: Event) -> bool:
        """Whether a ledger line records this text; the caller must compare the issuers."""
        return event.text == (self.first if event.form == 1 else self.text(event.issuer_name, *event.co_issuer_names))


def digests(release: Release, source: str, issuer: str | None) -> Digests:
    """Return the digests of a release's text, in hexadecimal digits; *source* is the content of its file.

    The first form is a JSON array: title, date (with time and offset if given), the issuer's id or null, and the body
    (or a notebook's cells) with joined paragraphs. *issuer* is the id at publication.

    The second form has the release's own words as shown on its page: title, date, type, language, dateline, number,
    image texts, subtitle, titles of attachments, own boilerplate and event, if there are any. Then comes the body's
    structure, with all notebook outputs that a page can show. Raises HeaderError if there is no header.
    """
    source = mended(source)  # the digest doesn't depend on line endings
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
    """Return the header values in a text's digest, by key; missing ones are empty or omitted."""
    return {**_first_words(release), **_later_words(release)}


def line_words(event: Event) -> Mapping[str, object]:
    """Return the header values in a ledger line, by key; only the date of a time."""
    return {"title": _line(event.title), "date": event.date, "language": event.language}


def _first_words(release: Release) -> dict[str, object]:
    """The keys that the second form had from the beginning, in its order."""
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
    """The keys that were added to headers after texts had been recorded in this form.

    Empty values are omitted, so that releases without them keep their digest.
    """
    titles = [[file_name(one.src, release.own_pages), _line(one.title)] for one in release.attachments if one.title]
    own = [_line(paragraph) for paragraph in release.own_boilerplate.split("\n\n")] if release.own_boilerplate else []
    event = _event(release.event) if release.event else []
    words = {"subtitle": _line(release.subtitle or ""), "attachments": titles, "boilerplate": own, "event": event}
    return {key: value for key, value in words.items() if value}


def _event(event: AnnouncedEvent) -> list[str]:
    """Return the values of an event, which all count: a changed date or place is another announcement."""
    end = event.end.isoformat() if event.end else ""
    state = "cancelled" if event.cancelled else ""
    return [event.start.isoformat(), end, _line(event.name), _line(event.place), event.url or "", state]


def _sha256(values: list[object]) -> str:
    # surrogatepass: YAML escapes can produce lone surrogates
    return hashlib.sha256(_JSON(values).encode("utf-8", "surrogatepass")).hexdigest()


def first_form(text: str) -> str:
    """Return a composed body without layout: each paragraph on one line, code unchanged."""
    return "\n\n".join(_blocks(text))


def _blocks(text: str) -> Iterator[str]:
    # Fences of colons don't count: a directive contains text, which may be rewrapped.
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
    """Return the part of a notebook cell that a form contains: its type, text, and outputs.

    The first form has the outputs shown at the time. The second (*whole*) has the text's structure, and all outputs
    that a page can show.
    """
    kind, text = str(cell.get("cell_type")), joined(cell.get("source", "")).strip()
    outputs = (_output(output, SHOWABLE if whole else SHOWN) for output in cell.get("outputs", []))
    return [kind, structure_of(text) if whole and kind == "markdown" else text, [*filter(None, outputs)]]


def _output(output: dict[str, Any], kinds: Collection[str]) -> dict[str, str]:
    data = {kind: joined(value) for kind, value in output.get("data", {}).items() if kind in kinds}
    return data | {key: joined(output[key]) for key in ("text", "traceback") if key in output}

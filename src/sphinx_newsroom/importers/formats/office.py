"""Read documents from Word, LibreOffice and other office suites, which pandoc converts to HTML."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from sphinx_newsroom.importers.drafts import Found, Given, Incoming, LocalFile, Loss, Options, Place
from sphinx_newsroom.importers.formats.fields import shown
from sphinx_newsroom.importers.press_lines import recognize, recognized
from sphinx_newsroom.importers.styled_text import plain_words

NAME = "document"
WORDS = "documents (.docx, .odt, .rtf)"

LARGEST_PART = 32 << 20
"""The largest decompressed part of a document, in bytes; a release of 100 pages has 2 MB."""
LARGEST = 256 << 20
"""The largest decompressed document, in bytes."""
MOST_PARTS = 5_000
_LONGEST = 60
"""The time limit for pandoc, in seconds; a release of 100 pages takes one."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_STYLES = "word/styles.xml"
_NESTED = {*_TEXTS, "content.xml"}
"""Parts in which elements nest."""
_FIELDS = {f"{_W}rPr", f"{_W}fldChar", f"{_W}instrText"}
"""Elements kept in hidden runs: a field spans several runs, and without its end would swallow the text."""

_LONGEST_TITLE = 300
_HEADING = re.compile(
    r"\s*(?:<header[^<>]*>\s*)?(?:<p>\s*</p>\s*)*<h[12]\b[^<>]*>(?P<words>.*?)</h[12]>(?:\s*</header>)?", re.DOTALL
)
_FIRST = re.compile(r"\s*<p>(?P<words>.*?)</p>", re.DOTALL)
_BOLD = re.compile(r"\s*<strong>.*</strong>\s*", re.DOTALL)


def knows(name: str, data: bytes) -> bool:
    """Whether a file is a document, by its beginning and the names of its parts."""
    return bool(_kind(data))


def _kind(data: bytes) -> str:
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if not data.startswith(b"PK\x03\x04"):
        return ""
    if b"application/vnd.oasis.opendocument.text" in data[:200]:
        return "odt"
    return "docx" if b"word/document" in data[:4_000] or b"word/document" in data[-100_000:] else ""


def read(name: str, data: bytes, options: Options) -> Iterator[Found]:
    """Yield the release in a document."""
    place, kind = Place(name), _kind(data)
    try:
        parts = {} if kind == "rtf" else _parts(data)
        hidden = ""
        if kind == "docx" and any(b"vanish" in parts.get(part, b"") for part in (*_TEXTS, _STYLES)):
            data, hidden = _without_hidden(parts)
        html, warnings = _by_pandoc(data, kind)
        losses = (*((Loss("hidden text", shown(hidden)),) if hidden else ()), *warnings)
        found = _release(html, parts, losses, place, options)
    except (ValueError, OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        words = f"the document can't be read: {str(error)[:_LONGEST_TITLE]}"
        yield place.problem(words, "save it again as .docx")
    else:
        yield found


def _parts(data: bytes) -> dict[str, bytes]:
    """Return a document's parts, within limits; raises ValueError for what office suites don't write."""
    found: dict[str, bytes] = {}
    left = LARGEST
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist()[: MOST_PARTS + 1]:
            if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or len(found) == MOST_PARTS:
                raise ValueError("it has too many parts, or uses a compression method that office suites don't")
            with archive.open(part) as stream:
                found[part.filename] = stream.read(LARGEST_PART + 1)
            if len(found[part.filename]) > LARGEST_PART:
                raise ValueError(f"a part is larger than {LARGEST_PART >> 20} MiB")
            left -= len(found[part.filename])
            if left < 0:
                raise ValueError(f"it is larger than {LARGEST >> 20} MiB")
            # Only a document type can define entities, which may expand without limit.
            if part.filename.endswith(".xml") and b"<!DOCTYPE" in found[part.filename]:
                raise ValueError("it contains a document type declaration")
    for name in found.keys() & _NESTED:
        _tree(found[name])  # fails early, where pandoc needs a gigabyte
    return found


def _by_pandoc(data: bytes, kind: str) -> tuple[str, list[Loss]]:
    """Return a document's body as HTML, and pandoc's warnings; raises ValueError if it can't be read."""
    import pypandoc

    # Without --standalone, pandoc omits a title in the title style.
    call = f"--from={kind} --to=html --sandbox --wrap=none --standalone --metadata=pagetitle:x +RTS -M1G -RTS"
    try:
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), *call.split()], input=data, capture_output=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        raise ValueError("it takes too long") from None
    said = done.stderr.decode("utf-8", "replace").strip()
    html = done.stdout.decode("utf-8", "replace").rpartition("<body>")[2].rpartition("</body>")[0]
    if done.returncode or not html.strip():
        raise ValueError(said or "it has no text")
    return html, [Loss(line.removeprefix("[WARNING] ")[:120]) for line in said.splitlines()]


def _release(
    html: str, parts: Mapping[str, bytes], losses: tuple[Loss, ...], place: Place, options: Options
) -> Incoming:
    from sphinx_newsroom.importers.markup import markdown_of

    title, source, rest = _headline(html)
    markup = markdown_of(rest, options.base)
    # Headers and footers also contain addresses and page numbers, so only the embargo is used.
    margins = recognize("\n\n".join(_lines_of_margins(parts)), options, "")
    files: list[LocalFile] = []
    left = len(re.findall(rb"<a:blip\b[^<>]*:embed=", parts.get("word/document.xml", b""))) - html.count("<img ")
    missing = [Loss("pictures in the document", f"{left}")] if left > 0 else []
    for file in markup.files:
        data = parts.get(f"word/{file.path}") or parts.get(file.path)
        files += [replace(file, data=data)] if data and file.is_image else []
        missing += [] if data and file.is_image else [Loss("a picture in the document", file.title or file.path)]
    found = Incoming(
        place,
        NAME,
        markup.text,
        Given(title, source) if title else None,
        files=tuple(files),
        words=markup.words,
        embargo=margins.embargo,
        questions=("embargo",) if "embargo" in margins.questions else (),
        losses=(*losses, *missing, *markup.losses),
    )
    return recognized(found, options, titled=True)


def _headline(html: str) -> tuple[str, str, str]:
    """Return the title (a heading, or a first paragraph in bold), its source, and the HTML without it."""
    if found := _HEADING.match(html):
        return plain_words(found["words"]), "heading", html[found.end() :]
    # If address, number and date precede the headline, the bold line is the title.
    if (found := _FIRST.match(html)) and _BOLD.fullmatch(found["words"]):
        title = plain_words(found["words"])
        if title and len(title) <= _LONGEST_TITLE:
            return title, "first bold line", html[found.end() :]
    if found := re.search(r"<h1\b[^<>]*>(?P<words>.*?)</h1>", html, re.DOTALL):
        return plain_words(found["words"]), "heading", html[: found.start()] + html[found.end() :]
    return "", "", html


def _lines_of_margins(parts: Mapping[str, bytes]) -> list[str]:
    """Return the lines of a Word document's headers and footers, since a letterhead may give an embargo."""
    paragraphs = (
        paragraph
        for name in sorted(filter(_MARGINS.fullmatch, parts))
        for paragraph in _tree(parts[name]).iter(f"{_W}p")
    )
    lines = (" ".join("".join(one.text or "" for one in each.iter(f"{_W}t")).split()) for each in paragraphs)
    return [line for line in dict.fromkeys(lines) if line]


def _tree(part: bytes) -> Any:
    """Parse XML; raises XMLSyntaxError for more than 256 levels, and for entities that expand without limit."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _without_hidden(parts: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Remove the hidden text of a Word document (ECMA-376, part 1, 17.3.2.41 `vanish`), and return its words."""
    hidden: dict[str, bool | None] = {}
    styles = _tree(parts[_STYLES]).iter(f"{_W}style") if _STYLES in parts else ()
    for style in styles:  # base styles come first
        base = _value(style, "basedOn")
        own = _hides(style)
        hidden[style.get(f"{_W}styleId", "")] = hidden.get(base) if own is None else own
    words: list[str] = []
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, part in parts.items():
            if name in _TEXTS:
                tree = _tree(part)
                for run in list(tree.iter(f"{_W}r")):
                    around = next(run.iterancestors(f"{_W}p"), None)
                    by_style = (_value(run, "rPr", "rStyle"), _value(around, "pPr", "pStyle"))
                    own = _hides(run)
                    if own or (own is None and any(hidden.get(style) for style in by_style)):
                        words += [*(text.text or "" for text in run.iter(f"{_W}t")), " "]
                        run[:] = [child for child in run if child.tag in _FIELDS]
                part = etree.tostring(tree)
            copy.writestr(name, part)
    return made.getvalue(), " ".join("".join(words).split())


def _hides(element: Any) -> bool | None:
    """Whether an element's properties hide it; None if they don't say."""
    mark = element.find(f"{_W}rPr/{_W}vanish")
    return None if mark is None else mark.get(f"{_W}val", "true") not in ("0", "false", "off")


def _value(element: Any, *path: str) -> str:
    found = None if element is None else element.find("/".join(f"{_W}{name}" for name in path))
    return "" if found is None else str(found.get(f"{_W}val", ""))

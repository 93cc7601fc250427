"""A release as a document of Word, LibreOffice or any other office suite: pandoc makes HTML of it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Given, Incoming, Listed, LocalFile, Loss, Options, Place
from sphinx_newsroom.importers.formats.fields import shown
from sphinx_newsroom.importers.press_lines import recognize, recognized
from sphinx_newsroom.importers.styled_text import plain_words

NAME = "document"
WORDS = "documents (.docx, .odt, .rtf)"

LARGEST_PART = 32 << 20
"""How many bytes a part of a document may have when it is unpacked; a release of 100 pages has 2 MB."""
MOST_PARTS = 5_000
_LONGEST = 60
"""Seconds that pandoc may take; a release of 100 pages takes one."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_STYLES = "word/styles.xml"
_FIELDS = {f"{_W}rPr", f"{_W}fldChar", f"{_W}instrText"}
"""What stays of a hidden run: fields go over several, and one without its end would swallow the text."""

_LONGEST_TITLE = 300
_HEADING = re.compile(
    r"\s*(?:<header[^<>]*>\s*)?(?:<p>\s*</p>\s*)*<h[12]\b[^<>]*>(?P<words>.*?)</h[12]>(?:\s*</header>)?", re.DOTALL
)
_FIRST = re.compile(r"\s*<p>(?P<words>.*?)</p>", re.DOTALL)
_BOLD = re.compile(r"\s*<strong>.*</strong>\s*", re.DOTALL)


def knows(name: str, data: bytes) -> bool:
    """Whether a file is a document by how it begins, and by the names of its parts."""
    return bool(_kind(data))


def _kind(data: bytes) -> str:
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if not data.startswith(b"PK\x03\x04"):
        return ""
    if b"application/vnd.oasis.opendocument.text" in data[:200]:
        return "odt"
    return "docx" if b"word/document" in data[:4_000] or b"word/document" in data[-100_000:] else ""


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The one release of a document."""
    place, kind = Place(name), _kind(data)
    try:
        parts = {} if kind == "rtf" else _parts(data)
        hidden = ""
        if kind == "docx" and any(b"vanish" in parts.get(part, b"") for part in (*_TEXTS, _STYLES)):
            data, hidden = _without_hidden(parts)
        html, told = _by_pandoc(data, kind)
    except (ValueError, OSError, RuntimeError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        words = f"the document cannot be read: {str(error)[:_LONGEST_TITLE]}"
        yield place.problem(ImportCode.UNREADABLE_FILE, words, "save it again as .docx")
        return
    yield _release(html, parts, (*((Loss("hidden text", shown(hidden)),) if hidden else ()), *told), place, options)


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts of a document within bounds; raises ValueError for what no office suite writes."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist()[: MOST_PARTS + 1]:
            if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or len(found) == MOST_PARTS:
                raise ValueError("it isn't compressed as office suites do it")
            with archive.open(part) as stream:
                found[part.filename] = stream.read(LARGEST_PART + 1)
            if len(found[part.filename]) > LARGEST_PART:
                raise ValueError(f"a part is larger than {LARGEST_PART >> 20} MiB")
            # Entities, which grow without end, stand in nothing else.
            if part.filename.endswith(".xml") and b"<!DOCTYPE" in found[part.filename]:
                raise ValueError("it has a document type")
    return found


def _by_pandoc(data: bytes, kind: str) -> tuple[str, list[Loss]]:
    """The body of a document as HTML, and what pandoc says of it; raises ValueError where it cannot be read."""
    import pypandoc

    # Without --standalone it leaves out a title that has the style of one.
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
    # Addresses and page numbers stand in the margins as well, of which nothing is taken.
    beside = recognize("\n\n".join(_lines_of_margins(parts)), options, "")
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
        embargo=beside.embargo,
        questions=("embargo",) if "embargo" in beside.questions else (),
        losses=(*losses, *missing, *markup.losses),
    )
    return recognized(found, options, titled=True)


def _headline(html: str) -> tuple[str, str, str]:
    """The title, where it stood, and the HTML without it: a heading, or a first paragraph that is all bold."""
    if found := _HEADING.match(html):
        return plain_words(found["words"]), "heading", html[found.end() :]
    # A head of address, number and date may stand above the headline; then what is bold tells.
    if (found := _FIRST.match(html)) and _BOLD.fullmatch(found["words"]):
        title = plain_words(found["words"])
        if title and len(title) <= _LONGEST_TITLE:
            return title, "first bold line", html[found.end() :]
    if found := re.search(r"<h1\b[^<>]*>(?P<words>.*?)</h1>", html, re.DOTALL):
        return plain_words(found["words"]), "heading", html[: found.start()] + html[found.end() :]
    return "", "", html


def _lines_of_margins(parts: Mapping[str, bytes]) -> list[str]:
    """The lines above and below the text on the sheets of a Word document, where a letterhead may say an embargo."""
    paragraphs = (
        paragraph
        for name in sorted(filter(_MARGINS.fullmatch, parts))
        for paragraph in _tree(parts[name]).iter(f"{_W}p")
    )
    lines = (" ".join("".join(one.text or "" for one in each.iter(f"{_W}t")).split()) for each in paragraphs)
    return [line for line in dict.fromkeys(lines) if line]


def _tree(part: bytes) -> Any:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _without_hidden(parts: Mapping[str, bytes]) -> tuple[bytes, str]:
    """A document of Word without its hidden text (ECMA-376, part 1, 17.3.2.41 `vanish`), and the words of that."""
    hidden: dict[str, bool | None] = {}
    styles = _tree(parts[_STYLES]).iter(f"{_W}style") if _STYLES in parts else ()
    for style in styles:  # those that others are based on stand before these
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
    """Whether properties hide what they are of; None where they say nothing of it."""
    mark = element.find(f"{_W}rPr/{_W}vanish")
    return None if mark is None else mark.get(f"{_W}val", "true") not in ("0", "false", "off")


def _value(element: Any, *path: str) -> str:
    found = None if element is None else element.find("/".join(f"{_W}{name}" for name in path))
    return "" if found is None else str(found.get(f"{_W}val", ""))

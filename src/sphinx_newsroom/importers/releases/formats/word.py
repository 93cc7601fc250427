"""A release as a Word document (.docx): mammoth makes HTML of it, and what that leaves out is told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, clean
from sphinx_newsroom.importers.releases.formats.fields import shown
from sphinx_newsroom.importers.releases.formats.hidden_words import without_hidden
from sphinx_newsroom.importers.releases.formats.plain import plain_words
from sphinx_newsroom.importers.releases.formats.word_margins import lines_of_margins
from sphinx_newsroom.importers.releases.formats.word_numbers import with_numbers
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, LocalFile, Loss, Options
from sphinx_newsroom.importers.releases.press_lines import recognize
from sphinx_newsroom.importers.releases.recognizing import recognized

NAME = "word"
WORDS = "Word documents (.docx)"

LARGEST_PART = 32 << 20
"""How many bytes a part of a document may have when it is unpacked; a release of 100 pages has 2 MB."""
LARGEST_WHOLE = 512 << 20
"""How many bytes all parts may have, pictures included."""
MOST_PARTS = 5_000
MOST_PICTURES = 200
"""How many pictures of a document are taken over."""
DEEPEST = 200
"""How deep the elements of a part may be nested; tables in tables reach 60."""

_PICTURES = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}
"""The pictures that a release can show; Word has others, which browsers do not."""
_LONGEST_TITLE = 300
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='title'] => h1:fresh
p[style-name='Headline'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
"""
_HEADING = re.compile(r"\s*(?:<p>\s*</p>\s*)*<h[12]>(?P<words>.*?)</h[12]>", re.DOTALL)
_FIRST = re.compile(r"\s*<p>(?P<words>.*?)</p>", re.DOTALL)
_BOLD = re.compile(r"\s*<strong>.*</strong>\s*", re.DOTALL)


def knows(name: str, data: bytes) -> bool:
    """Whether a file is a ZIP with the main part of a Word document."""
    if data[:4] != b"PK\x03\x04":
        return False
    return b"word/document" in data[:4_000] or b"word/document" in data[-100_000:]


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The one release of a document."""
    place = Place(name)
    if wrong := _unfit(data):
        yield place.problem(ImportCode.UNREADABLE_FILE, f"the document {wrong}", "save it anew as .docx")
        return
    try:
        found = _release(data, place, options)
    except Exception as error:  # mammoth raises what a broken document makes of it: KeyError, ExpatError, …
        words = f"the document cannot be read ({type(error).__name__})"
        yield place.problem(ImportCode.UNREADABLE_FILE, words, "save it anew as .docx")
        return
    yield found


def _unfit(data: bytes) -> str:
    """Why a document is not given to mammoth, which reads each part as one tree; empty where it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                return f"has more than {MOST_PARTS:,} parts"
            if sum(part.file_size for part in parts) > LARGEST_WHOLE:
                return f"is larger than {LARGEST_WHOLE >> 20} MiB when unpacked"
            for part in parts:
                if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    return "is packed in a way that Word does not write"  # zipfile unpacks others without bound
                if part.filename.endswith((".xml", ".rels")) or "." not in part.filename:
                    if part.file_size > LARGEST_PART:
                        return f"has a part that is larger than {LARGEST_PART >> 20} MiB"
                    # The size in the list is what the file says; no more than that is read.
                    with archive.open(part) as stream:
                        if wrong := _unfit_part(stream.read(LARGEST_PART + 1)):
                            return wrong
    except Exception:  # zipfile raises whatever a damaged file makes of it
        return "is no whole ZIP file"
    return ""


def _unfit_part(part: bytes) -> str:
    if len(part) > LARGEST_PART:
        return f"has a part that is larger than {LARGEST_PART >> 20} MiB"
    # No document of Word has one, and entities, which grow without end, stand in nothing else.
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:200]:
        return "has a document type, as Word writes none"
    depth = deepest = 0
    for tag in re.finditer(rb"<(/?)[\w:][^<>]*?(/?)>", part):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        deepest = max(deepest, depth)
    return f"is nested more than {DEEPEST} deep" if deepest > DEEPEST else ""


def _release(data: bytes, place: Place, options: Options) -> Incoming:
    import mammoth

    from sphinx_newsroom.importers.releases.markup import markdown_of

    pictures = _Pictures()
    data, hidden = without_hidden(data)
    result = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=mammoth.images.img_element(pictures.source_of),
    )
    html, renumbered = with_numbers(result.value, data)
    title, source, rest = _headline(html)
    losses = [Loss(message.message[:120]) for message in _once(result.messages)]
    if hidden:
        losses.append(Loss("hidden text", shown(hidden)))
    markup = markdown_of(rest, options.base)
    # Addresses and page numbers stand there as well, of which nothing is taken.
    beside = recognize("\n\n".join(lines_of_margins(data)), options, "")
    found = Incoming(
        place,
        NAME,
        markup.text,
        Given(title, source) if title else None,
        files=tuple(pictures.files.get(file.path, file) for file in markup.files),
        words=markup.words,
        embargo=beside.embargo,
        questions=("embargo",) if "embargo" in beside.questions else (),
        losses=(*losses, *renumbered, *pictures.losses, *markup.losses),
    )
    return recognized(found, options, titled=True)


class _Pictures:
    """The pictures of a document, each with a name of its own, and those that are not taken over."""

    def __init__(self) -> None:
        self.files: dict[str, LocalFile] = {}
        self.losses: list[Loss] = []

    def source_of(self, image: Any) -> dict[str, str]:
        """What the text shows in the place of a picture."""
        words = clean(image.alt_text or "")
        suffix = _PICTURES.get(image.content_type or "")
        data = b""
        if suffix and len(self.files) < MOST_PICTURES:
            with suppress(Exception), image.open() as stream:  # a part that is not there, or stands elsewhere
                data = stream.read(LARGEST_PART + 1)
        if not data or len(data) > LARGEST_PART:
            self.losses.append(Loss("a picture in the document", words or image.content_type or ""))
            return {"src": ""}
        path = f"picture-{len(self.files) + 1}{suffix}"
        self.files[path] = LocalFile(path, words, data)
        return {"src": path}


def _once(messages: list[Any]) -> list[Any]:
    return list({message.message: message for message in messages}.values())


def _headline(html: str) -> tuple[str, str, str]:
    """The title, where it stood, and the HTML without it: a heading, or a first paragraph that is all bold."""
    if found := _HEADING.match(html):
        return plain_words(found["words"]), "heading", html[found.end() :]
    # A head of address, number and date may stand above the headline; then what is bold tells.
    if (found := _FIRST.match(html)) and _BOLD.fullmatch(found["words"]):
        title = plain_words(found["words"])
        if title and len(title) <= _LONGEST_TITLE:
            return title, "first bold line", html[found.end() :]
    if found := re.search(r"<h1>(?P<words>.*?)</h1>", html, re.DOTALL):
        return plain_words(found["words"]), "heading", html[: found.start()] + html[found.end() :]
    return "", "", html

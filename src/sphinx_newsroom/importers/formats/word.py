"""A release as a Word document (.docx): mammoth makes HTML of it, and what that leaves out is told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from lxml import html as lxml_html

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, clean
from sphinx_newsroom.importers.formats.fields import shown
from sphinx_newsroom.importers.formats.plain import plain_words
from sphinx_newsroom.importers.incoming import Given, Incoming, Listed, LocalFile, Loss, Options
from sphinx_newsroom.importers.press_lines import recognize, recognized

# A Word document without what Word shows to nobody: text that is formatted as hidden, which mammoth would give.

# What stands above and below the text on the sheets of a Word document, where a letterhead may say an embargo.

# The numbers of lists as Word shows them: mammoth begins each list with 1, also one that goes on behind a paragraph.
#
# Source: ECMA-376, part 1, 17.9 (numbering).

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBERING, _DOCUMENT = "word/numbering.xml", "word/document.xml"
_TYPES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class _Level(NamedTuple):
    """How a level of a list is numbered: its *form*, and where it starts."""

    form: str
    start: int


class _Item(NamedTuple):
    """A paragraph of a list: the list whose numbers it has, what these count in, and the level."""

    number: str
    abstract: str
    level: int


def with_numbers(html: str, data: bytes) -> tuple[str, tuple[Loss, ...]]:
    """What mammoth made of a document, whose items say the numbers that Word shows, and their lists the letters.

    Raises what zipfile and ElementTree do for a document that is none.
    """
    if "<ol>" not in html:
        return html, ()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not {_NUMBERING, _DOCUMENT} <= set(archive.namelist()):
            return html, ()
        lists = _lists(ET.fromstring(archive.read(_NUMBERING)))
        lists.read(ET.fromstring(archive.read(_DOCUMENT)))
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    items = [item for item in root.iter("li") if item.getparent().tag == "ol" and "note-" not in item.get("id", "")]
    if len(items) != len(lists.shown):
        other = any(level.form in _TYPES or number != at for at, (level, number) in enumerate(lists.shown, 1))
        return html, (Loss("the numbers of a list, which count up now"),) if other else ()
    for item, (level, number) in zip(items, lists.shown, strict=True):
        item.set("value", str(number))
        if level.form in _TYPES:
            item.getparent().set("type", _TYPES[level.form])
    return (root.text or "") + "".join(lxml_html.tostring(part, encoding="unicode") for part in root), ()


def _lists(numbering: ET.Element) -> _Lists:
    levels: dict[tuple[str, int], _Level] = {}
    styles: dict[str, tuple[str, int]] = {}
    for abstract in numbering.iter(f"{_W}abstractNum"):
        for level in abstract.iter(f"{_W}lvl"):
            place = _value(abstract, "abstractNumId"), _whole(_value(level, "ilvl"), 0)
            levels[place] = _Level(_child(level, "numFmt") or "decimal", _whole(_child(level, "start"), 1))
            styles |= {style: place for style in (_child(level, "pStyle"),) if style}
    numbers = {_value(number, "numId"): _child(number, "abstractNumId") for number in numbering.iter(f"{_W}num")}
    overrides = {
        (_value(number, "numId"), _whole(_value(override, "ilvl"), 0)): _whole(start, 1)
        for number in numbering.iter(f"{_W}num")
        for override in number.iter(f"{_W}lvlOverride")
        if (start := _child(override, "startOverride"))
    }
    return _Lists(levels, styles, numbers, overrides)


@dataclass
class _Lists:
    """The lists of a document: *shown* are the items with a number, and that."""

    levels: dict[tuple[str, int], _Level]
    styles: dict[str, tuple[str, int]]
    numbers: dict[str, str]
    overrides: dict[tuple[str, int], int]
    shown: list[tuple[_Level, int]] = field(default_factory=list)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def read(self, holder: ET.Element) -> None:
        """Go through the paragraphs of a part of a document."""
        for element in holder:
            if element.tag == f"{_W}p" and (item := self._item(element)) is not None:
                level, number = self.levels[item.abstract, item.level], self._next(item)
                self.shown += [(level, number)] if level.form != "bullet" else []
            if element.tag != _FALLBACK:
                self.read(element)

    def _item(self, paragraph: ET.Element) -> _Item | None:
        """What a paragraph is as an item, by itself or by its style; None for one that is none."""
        properties = paragraph.find(f"{_W}pPr")
        own = properties.find(f"{_W}numPr") if properties is not None else None
        number, level = (_child(own, "numId"), _child(own, "ilvl")) if own is not None else ("", "")
        style = _child(properties, "pStyle") if properties is not None else ""
        if (not number or not level) and style in self.styles:
            abstract, at = self.styles[style]
            return _Item(number, abstract, at)
        found = _Item(number, self.numbers.get(number, ""), _whole(level, 0))
        return found if (found.abstract, found.level) in self.levels else None

    def _next(self, item: _Item) -> int:
        """The number of an item; those below it begin anew."""
        place = item.abstract, item.level
        start = self.overrides.pop((item.number, item.level), None)
        shown = start if start is not None else self.counts.get(place, self.levels[place].start - 1) + 1
        self.counts[place] = shown
        for other in [one for one in self.counts if one[0] == item.abstract and one[1] > item.level]:
            del self.counts[other]
        return shown


def _child(element: ET.Element, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return "" if child is None else _value(child, "val")


def _value(element: ET.Element, name: str) -> str:
    return element.get(f"{_W}{name}", "")


def _whole(written: str, other: int) -> int:
    return int(written) if re.fullmatch(r"\d{1,5}", written, re.ASCII) else other


_PARTS = re.compile(r"word/(?:header|footer)\d*\.xml")


def lines_of_margins(data: bytes) -> list[str]:
    """The lines of the headers and footers of a document, each once, in the order of their parts.

    Raises what zipfile and ElementTree do for a document that is none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in sorted(archive.namelist()) if _PARTS.fullmatch(name)]
    lines = [
        " ".join("".join(text.text or "" for text in paragraph.iter(f"{_W}t")).split())
        for part in parts
        for paragraph in ET.fromstring(part).iter(f"{_W}p")
    ]
    return [line for line in dict.fromkeys(lines) if line]


_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_STYLE_SHEET = "word/styles.xml"
_MARK = b"vanish"
_KEPT = {f"{_W}rPr", f"{_W}fldChar", f"{_W}instrText"}
"""What stays of a hidden run: fields go over several, and one without its end would swallow the text."""
_OFF = {"0", "false", "off"}


def without_hidden(data: bytes) -> tuple[bytes, str]:
    """A document without its hidden text (ECMA-376, part 1, 17.3.2.41 `vanish`), and the words of that.

    Raises what zipfile and ElementTree do for a document that is none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        there = set(archive.namelist())
        styles = archive.read(_STYLE_SHEET) if _STYLE_SHEET in there else b""
        parts = {name: archive.read(name) for name in _TEXTS if name in there}
        if _MARK not in styles and not any(_MARK in part for part in parts.values()):
            return data, ""
        hidden = _hidden_styles(styles) if _MARK in styles else frozenset()
        words: list[str] = []
        shown = {name: _shown(part, hidden, words) for name, part in parts.items()}
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            for part in archive.infolist():
                copy.writestr(part, shown.get(part.filename) or archive.read(part))
    return made.getvalue(), " ".join("".join(words).split())


def _hidden_styles(part: bytes) -> frozenset[str]:
    """The ids of the styles whose text is hidden, by themselves or by one that they are based on."""
    said: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in ET.fromstring(part).iter(f"{_W}style"):
        id_ = style.get(f"{_W}styleId", "")
        said[id_] = _says(style.find(f"{_W}rPr"))
        if (base := style.find(f"{_W}basedOn")) is not None:
            based[id_] = base.get(f"{_W}val", "")
    return frozenset(id_ for id_ in said if _by_base(id_, said, based))


def _by_base(id_: str, said: Mapping[str, bool | None], based: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while said.get(id_) is None and id_ in based and id_ not in seen:
        seen.add(id_)
        id_ = based[id_]
    return bool(said.get(id_))


def _says(properties: ET.Element | None) -> bool | None:
    """Whether properties of a run hide it; None where they say nothing of it."""
    mark = properties.find(f"{_W}vanish") if properties is not None else None
    return None if mark is None else mark.get(f"{_W}val", "true") not in _OFF


def _shown(part: bytes, hidden: frozenset[str], words: list[str]) -> bytes:
    """A part without its hidden text, whose *words* are kept."""
    root = ET.fromstring(part)
    for paragraph in root.iter(f"{_W}p"):
        by_paragraph = _style(paragraph, "pPr", "pStyle") in hidden
        for run in paragraph.iter(f"{_W}r"):
            own = _says(run.find(f"{_W}rPr"))
            if own or (own is None and (by_paragraph or _style(run, "rPr", "rStyle") in hidden)):
                words += [*(text.text or "" for text in run.iter(f"{_W}t")), " "]
                run[:] = [child for child in run if child.tag in _KEPT]
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _style(element: ET.Element, properties: str, name: str) -> str | None:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


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

    from sphinx_newsroom.importers.markup import markdown_of

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

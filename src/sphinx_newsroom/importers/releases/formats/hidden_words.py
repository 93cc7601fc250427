"""A Word document without what Word shows to nobody: text that is formatted as hidden, which mammoth would give."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_STYLES = "word/styles.xml"
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
        styles = archive.read(_STYLES) if _STYLES in there else b""
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

"""What stands above and below the text on the sheets of a Word document, where a letterhead may say an embargo."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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

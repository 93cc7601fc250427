"""What of a release is held to its record: title, text, date and issuer, in a form that layout does not change.

A text may be wrapped anew, its file saved with other line endings, its accents composed or not:
readers see the same, so its digest is the same.  Words, their order, their markup, where links
lead, paragraphs and everything in blocks of code count.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any

from sphinx_newsroom.files import mended
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.notebook import notebook_of
from sphinx_newsroom.sources.outline import fenced, heading_of
from sphinx_newsroom.sources.release_file import body_of, is_notebook
from sphinx_newsroom.sources.safe_notebook import SHOWN

# Not colons: what stands in a directive is text, whose lines may be wrapped anew.
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})")
_HIDDEN = re.compile(r" {0,3}(%|\+\+\+)")
"""How a line begins that MyST does not show: within a line the same words are text, so they may not trade places."""


def text_digest(release: Release, source: str) -> str:
    """The SHA-256 of a release's published text, in hexadecimal digits; *source* is its whole file.

    It covers a JSON array: title, date (with its time and offset where the header gives one), issuer's
    id or null, and the body (for a notebook its cells).  Raises HeaderError where there is no header.
    """
    when = release.moment.isoformat() if release.moment else release.date.isoformat()
    source = mended(source)  # a digest does not tell by which system a file was saved
    content: object = _cells(source) if is_notebook(release.path) else canonical_body(body_of(source))
    # An array and no object: its order is a part of the digest, and there are no keys to sort.
    record = [_line(release.title), when, release.issuer, content]
    # half of a surrogate pair, which a YAML escape can smuggle in, has no UTF-8
    data = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


def canonical_body(body: str) -> str:
    """A body without what readers do not see: paragraphs on one line each, code as it stands, composed characters.

    A heading that the body begins with is the title, which is recorded by itself, so it is left out.
    """
    # Editors on a Mac may save é as e and an accent; readers see one letter.
    text = unicodedata.normalize("NFC", mended(body))
    found = heading_of(text)
    if found is not None:
        lines = text.split("\n")
        # Only a heading that the text begins with is the title; one further down is text.
        if not any(line.strip() for line in lines[: found[0] - 1]):
            text = "\n".join(lines[found[0] :])
    blocks: list[str] = []
    paragraph: list[str] = []
    for line, place in fenced(text, _FENCE):
        if place == "within":
            blocks[-1] += "\n" + line.rstrip()
        elif place == "opens":
            _end(paragraph, blocks)
            blocks.append(line.rstrip())
        elif _HIDDEN.match(line):
            _end(paragraph, blocks)
            blocks.append(line.strip())
        elif line.strip():
            paragraph.append(line)
        else:
            _end(paragraph, blocks)
    _end(paragraph, blocks)
    return "\n\n".join(blocks)


def _end(paragraph: list[str], blocks: list[str]) -> None:
    if paragraph:
        blocks.append(" ".join(" ".join(paragraph).split()))  # composed already, as a part of the body
        paragraph.clear()


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _cells(source: str) -> list[list[Any]]:
    """What readers see of a notebook: kind and text of each cell, and the outputs that are shown."""
    return [
        [
            str(cell.get("cell_type")),
            _joined(cell.get("source", "")).strip(),
            [shown for output in cell.get("outputs", []) if (shown := _output(output))],
        ]
        for cell in notebook_of(source)["cells"]
        if isinstance(cell, dict)
    ]


def _output(output: dict[str, Any]) -> dict[str, str]:
    data = {kind: _joined(value) for kind, value in output.get("data", {}).items() if kind in SHOWN}
    if "text" in output:
        data["text"] = _joined(output["text"])
    if "traceback" in output:
        data["traceback"] = _joined(output["traceback"])
    return data


def _joined(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)

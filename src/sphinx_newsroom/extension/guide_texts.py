"""The words of the guides, in one file that a page of theirs loads when somebody looks for something in them."""

from __future__ import annotations

import json
import re
from functools import partial
from html import unescape
from typing import TYPE_CHECKING

from sphinx_newsroom._version import __version__
from sphinx_newsroom.files import digest
from sphinx_newsroom.model.addresses import SEARCH_FOLDER, PageName, url_of
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

GUIDES = f"{SEARCH_FOLDER}/guides.js"

_TEXT = re.compile(r'<div class="prose">(.*?)(?:<nav |</main>)', re.DOTALL)
_BESIDE = re.compile(r'<(details|script|style|svg)\b.*?</\1>|<!--.*?-->|<a class="headerlink".*?</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def outputs(outdir: Path, titles: Mapping[PageName, str]) -> Iterator[Output]:
    """Title, address and words of the guides, whose pages have been written, as rows of a script.

    The words are those that a page shows: its source has remarks, and names what may be kept back.  A script, since a
    page that is opened as a file can load nothing else.
    """
    pages = {name: path.read_bytes() for name in titles if (path := outdir / url_of(name)).is_file()}

    if pages:
        digests = [digest(page) for page in pages.values()]
        yield Output("guides", fingerprint(__version__, titles, digests), partial(_file, titles, pages))


def _file(titles: Mapping[PageName, str], pages: Mapping[PageName, bytes]) -> dict[str, bytes]:
    rows = [(titles[name], url_of(name), words(page.decode("utf-8", "replace"))) for name, page in pages.items()]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return {GUIDES: f"newsroom.guides({text});\n".encode("utf-8", "replace")}


def words(page: str) -> str:
    """The words of a guide's text, on one line.

    >>> words('<main><div class="prose"><h1>Go<a class="headerlink" href="#go">#</a></h1><p>a&lt;b</p></div></main>')
    'Go a<b'
    """
    found = _TEXT.search(page)
    return " ".join(unescape(_TAG.sub(" ", _BESIDE.sub(" ", found[1]))).split()) if found else ""

"""The links of Markdown for other programs: where each leads from the archive, or its words where it leads nowhere."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from sphinx_newsroom.allowed import ALLOWED, IMAGES
from sphinx_newsroom.importers.releases.incoming import LocalFile, Loss

# {{< ref "x.md" >}} and {% post_url x %}, which stand for the address of another page.
_REFERENCE = re.compile(
    r"!?\[([^\[\]\n]{0,1000})\]\(\s{0,9}"
    r"(\{\{[<%][^{}]{0,500}[>%]\}\}|\{%[^{}]{0,500}%\}|\{\{[^{}]{0,500}\}\})([^()\n]{0,500})\)"
)
_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,1000})\]\(([^()\n]{0,2000})\)")
# [plan]: /plan.pdf "The plan", which [plan] leads to; [^1]: is a footnote.
_DEFINED = re.compile(r"(?m)^( {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*)<?([^\s<>]{1,2000})>?")
_TARGET = re.compile(r"\s*<?([^<>\s]*)>?(\s+[\"'(].*)?\s*", re.DOTALL)
_PELICAN = re.compile(r"\{(?:filename|static|attach)\}/?")
_ABSOLUTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):|//|#")
_SHOWN = 200


class Links(NamedTuple):
    """A text with its links, the files beside it that it names, and the links that it lost."""

    text: str
    files: tuple[LocalFile, ...]
    losses: tuple[Loss, ...]


def without_references(text: str) -> Links:
    """A text whose links by another program's own names of pages are their words."""
    losses: list[Loss] = []

    def words(found: re.Match[str]) -> str:
        # A link goes on behind a reference where that stands for its first part: {{ site.url }}/a.pdf
        losses.append(Loss("a link to a page by its name elsewhere", f"{found[1]}: {found[2]}{found[3]}"[:_SHOWN]))
        return found[1]

    return Links(_REFERENCE.sub(words, text), (), tuple(losses))


def settled(text: str, base: str) -> Links:
    """A text whose links lead to where they led at *base*, or to a file beside it.

    >>> settled("[a](/b) ![c](d.png) [e](f)", "https://un.org/").text
    '[a](https://un.org/b) ![c](d.png) [e](https://un.org/f)'
    """
    files: dict[LocalFile, None] = {}
    losses: list[Loss] = []

    def one(found: re.Match[str]) -> str:
        image, words, written = found[1] == "!", found[2], found[3]
        parts = _TARGET.fullmatch(_PELICAN.sub("", written))
        target = parts[1] if parts else ""
        address = _address(target, base)
        if image:
            if path := _file(target, IMAGES):
                files[LocalFile(path, words)] = None
                return _written(found, target, parts)
            what = "an image that does not stand beside the text" if address else "an image that leads nowhere"
            losses.append(Loss(what, f"{words}: {address or written}"[:_SHOWN]))
            # No page of the archive loads anything from elsewhere; what Sphinx shows is a link.
            return _written(found, address, parts) if address else words
        if path := _file(target, (*IMAGES, *ALLOWED.attachments)):
            files[LocalFile(path, words)] = None
            return _written(found, target, parts)
        if not address:
            losses.append(Loss("a link that leads nowhere", f"{words}: {written}"[:_SHOWN]))
            return words
        return _written(found, address, parts)

    def defined(found: re.Match[str]) -> str:
        if address := _address(found[3], base):
            return f"{found[1]}{address}"
        losses.append(Loss("a link that leads nowhere", f"{found[2]}: {found[3]}"[:_SHOWN]))
        return found[0]

    return Links(_DEFINED.sub(defined, _LINK.sub(one, text)), tuple(files), tuple(losses))


def _written(found: re.Match[str], target: str, parts: re.Match[str] | None) -> str:
    title = (parts[2] or "").rstrip() if parts else ""
    return f"{found[1]}[{found[2]}]({target}{title})"


def _file(target: str, suffixes: tuple[str, ...]) -> str | None:
    """The path of a file beside the text, where a target is one."""
    if not target or _ABSOLUTE.match(target) or target.startswith("/"):
        return None
    path = posixpath.normpath(unquote(target.partition("#")[0].partition("?")[0]))
    return path if posixpath.splitext(path)[1].lower() in suffixes else None


def _address(target: str, base: str) -> str:
    """Where a target leads, empty where that is nowhere."""
    if not target or target[0] in "\"'":
        return ""
    if scheme := _ABSOLUTE.match(target):
        if scheme[1]:
            return target if scheme[1].lower() in ALLOWED.schemes else ""
        return target if scheme[0] == "#" else f"https:{target}"
    try:
        address = urljoin(base, target)
    except ValueError:
        return ""
    # A source may call its own address without a host.
    return address if _ABSOLUTE.match(address) else ""

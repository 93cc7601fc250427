"""What a text points to that must be elsewhere: ids in roles, links to texts and files, pictures.

Whether it is there only the whole archive knows (``archive.text_checks``); here is what was written, and where.
"""

from __future__ import annotations

import html
import posixpath
import re
from typing import Literal, NamedTuple
from urllib.parse import unquote

from sphinx_newsroom.sources.header import SUFFIXES

Kind = Literal["role", "list", "page", "file", "picture", "label", "nowhere", "scheme", "blank", "lexer"]
"""What is pointed to: a record or release by a role, or by the option of a list; a text by its path; a file to offer
or to show; a place within the archive by its label; nothing at all; something that links may not lead to, or that is no
link for a blank in its address; or the language of a block of code."""


class Pointer(NamedTuple):
    """What stands at a *line*: *written* as the author has it, *target* an id or a path from the root of the archive.

    Of a role or a list *what* is the kind of its record, of a link the place within its target.
    """

    kind: Kind
    target: str
    line: int
    written: str
    what: str = ""


ROLES = {
    "org": "organization",
    "official": "official",
    "topic": "topic",
    "release": "release",
    "doc": "doc",
    "ref": "ref",
}
"""The kinds of what roles name: ours, and Sphinx's of documents and labels."""

# The same words as MyST takes for a role; a link's destination, of which browsers drop tabs and line ends.
_ROLE = re.compile(
    r"(?<![\\{])\{(?:newsroom:)?(org|official|topic|release|doc|ref)\}(`+)(?!`)((?:(?!\n[ \t]*\n)[^`])+)\2(?!`)"
)
_TARGET = re.compile(r"(.+?)\s*<([^<>]*?)>$", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNSEEN = re.compile(r"[\x00-\x20]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def address_of(written: str) -> str:
    """The address that a destination in Markdown means, as a browser reads it."""
    address = _ESCAPED.sub(r"\1", written[1:-1] if written[:1] == "<" else written)
    # Browsers drop tabs and line ends within an address, so "java\tscript:" would run.
    return _UNSEEN.sub("", html.unescape(address))


def place_of(path: str, local: str) -> str:
    """Where a path that is written in the file at *path* leads, from the root of the archive."""
    joined = local.lstrip("/") if local.startswith("/") else posixpath.join(posixpath.dirname(path), local)
    return posixpath.normpath(joined.replace("\\", "/"))


def roles_in(body: str, seen: str) -> list[tuple[str, str, int]]:
    """The kind, the id and the place of every role that names one; *seen* is the text with its code blank."""
    found = []
    match = _ROLE.search(body)
    while match:
        if seen[match.start()] == "{":
            words = " ".join(match[3].split())
            explicit = _TARGET.match(words)
            found.append((ROLES[match[1]], (explicit[2] if explicit else words).strip(), match.start()))
            match = _ROLE.search(body, match.end())
        else:  # what looks like a role in code may take a role behind it for its own end
            match = _ROLE.search(body, match.start() + 1)
    return found


def role_spans(body: str, seen: str, kind: str, id_: str) -> list[tuple[int, int]]:
    """Where each role of a *kind* has an id; *seen* is the text with its code blank."""
    found, match = [], _ROLE.search(body)
    while match:
        written = match[3]
        begin = written.rfind("<") + 1 if written.rstrip().endswith(">") else 0
        bare = written[begin:].strip().removesuffix(">").strip()
        if ROLES[match[1]] == kind and bare == id_ and seen[match.start()] == "{":
            start = match.start(3) + written.index(id_, begin)
            found.append((start, start + len(id_)))
        match = _ROLE.search(body, match.end() if seen[match.start()] == "{" else match.start() + 1)
    return found


def link(path: str, written: str, line: int, image: bool, schemes: frozenset[str]) -> Pointer | None:
    """What a destination in the text of *path* points to; None for what is on another host or is refused elsewhere."""
    bare = written[1:-1] if written[:1] == "<" else written
    address = address_of(bare.replace(" ", "%20"))
    if address.startswith("project:"):
        address = address.removeprefix("project:")
    scheme = _SCHEME.match(address)
    if scheme:
        name = scheme[1].lower()
        known = name in schemes or image or name in ("file", "javascript", "vbscript", "data", "path", "inv", "myst")
        return None if known or len(name) == 1 else Pointer("scheme", name, line, bare)
    if address.startswith("//"):
        return None
    written_path, _, fragment = address.partition("#")
    local = unquote(written_path)
    if not local:
        return Pointer("label" if fragment else "nowhere", unquote(fragment), line, bare, path)
    place = place_of(path, local)
    if place.split("/")[0] == "..":
        return None  # reported as leaving the archive
    if image:
        return Pointer("picture", place, line, bare)
    suffix = posixpath.splitext(local.partition("?")[0])[1].lower()
    is_page = suffix in (*SUFFIXES, ".html", ".htm", "")
    return Pointer("page" if is_page else "file", place, line, bare, unquote(fragment))

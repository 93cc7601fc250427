"""Find the references in a text and those that aren't allowed: ids in roles, links to texts and files, images.

Whether a target exists depends on the whole archive (``archive.text_checks``).  Security is enforced on the built
document (``extension.guard``), independently of these checks.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import unquote

from sphinx_newsroom.allowed import IMAGES, OBJECTS, Allowed
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.sources.header import MARKDOWN, SUFFIXES
from sphinx_newsroom.text.checks.parsed import Destination, ParsedText, parsed, without_code

Kind = Literal["role", "list", "page", "file", "picture", "label", "nowhere", "scheme", "blank", "lexer"]
"""The kinds of references, in this order:

- a record or release in a role, or in the option of a list
- a text by its path, a file to offer, an image to show
- a place in the archive by its label, an empty target
- an address with a forbidden scheme, an address that isn't a link because it contains a space
- the language of a code block
"""


class Pointer(NamedTuple):
    """A reference on a *line*: *written* is the original, *target* an id or a path from the root of the archive.

    *what* is the kind of record for a role or a list, and the place within the target for a link.
    """

    kind: Kind
    target: str
    line: int
    written: str
    what: str = ""


class Target(NamedTuple):
    """A file that a text links or shows, relative to the archive's root, with its line."""

    path: str
    line: int
    image: bool


ROLES = {**OBJECTS, "doc": "doc", "ref": "ref"}
"""The kinds of objects that roles refer to: our roles, and Sphinx's roles for documents and labels."""

PAGES = (".html", ".htm", ".xml")

_WITH_WORDS = re.compile(r".+?\s*<([^<>]*?)>", re.DOTALL)
_UNSEEN = re.compile(r"[\x00-\x20]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(
    r"www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|eu|int|net|org|gov|edu|info|example|de|fr|es|uk|ua|ru|at|ch|it|nl|pl)(?:/|$)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[^\s{`]+")
# The parser leaves this as words: `[words](a report.pdf)`; `[words](see below)` is prose.
_WITH_BLANK = re.compile(r"\]\(([^\s()<>]+(?: [\w.,-]+)+\.[a-z0-9]{2,5})\)")
_REFUSED = re.compile(r"(?<!\\)(?:\](?:\(|:)\s*<?|<)\s*([^\s<>()]+)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNLINKED = re.compile(r"(?:javascript|vbscript|file|data(?!:image/(?!svg))):", re.IGNORECASE)


def place_of(path: str, local: str) -> str:
    """Resolve a path that is written in the file at *path*, to a path from the root of the archive."""
    joined = local.lstrip("/") if local.startswith("/") else posixpath.join(posixpath.dirname(path), local)
    return posixpath.normpath(joined.replace("\\", "/"))


def pointers(path: str, text: ParsedText, allowed: Allowed) -> Iterator[Pointer]:
    """Yield all references in the text of *path*, except those that are refused."""
    yield from _within_lines(text)
    for one in text.destinations():
        if not isinstance(_judged(path, one, allowed), Problem) and (pointer := _pointer(path, one, allowed)):
            yield pointer
    for block in text.directives:
        if block.name == "releases":
            filters = (one for one in block.options if one[0] in ("organization", "official", "topic", "type"))
            yield from (Pointer("list", value, line, value, name) for name, value, line in filters)
    code = [(block.argument, block.line) for block in text.directives if block.name in ("code", "code-block")]
    for info, line in (*code, *((token.info.strip(), line) for token, line in text.all_of("fence"))):
        if language := _LANGUAGE.match(info):
            yield Pointer("lexer", language[0], line, language[0])


def _within_lines(text: ParsedText) -> Iterator[Pointer]:
    """Yield references in roles, and addresses that aren't links because they contain a space."""
    for token, line in text.spans:
        if token.type == "myst_role" and (kind := ROLES.get(token.meta["name"].removeprefix("newsroom:"))):
            words = " ".join(token.content.split())
            explicit = _WITH_WORDS.fullmatch(words)
            id_ = explicit[1].strip() if explicit else words
            yield Pointer("role", id_, line, id_, kind)
        elif token.type == "text" and "](" in token.content:
            for found in _WITH_BLANK.finditer(token.content):
                yield Pointer("blank", found[1], line, found[1])


def _pointer(path: str, to: Destination, allowed: Allowed) -> Pointer | None:
    """Return the reference for a target; None if it is on another host or is refused elsewhere."""
    shown = unquote(to.address)
    address = shown.removeprefix("project:")
    if scheme := _SCHEME.match(address):
        name = scheme[1].lower()
        known = name in allowed.schemes or to.image or name in ("inv", "myst")
        return None if known else Pointer("scheme", name, to.line, shown)
    if address.startswith("//"):
        return None
    local, _, fragment = to.address.removeprefix("project:").partition("#")
    local, fragment = unquote(local), unquote(fragment)
    if not local:
        return Pointer("label" if fragment else "nowhere", fragment, to.line, shown, path)
    place = place_of(path, local)
    if to.image:
        return Pointer("picture", place, to.line, shown)
    suffix = posixpath.splitext(local.partition("?")[0])[1].lower()
    is_page = suffix in (*SUFFIXES, ".html", ".htm", "")
    return Pointer("page" if is_page else "file", place, to.line, shown, fragment)


def targets(path: str, text: ParsedText, allowed: Allowed) -> Iterator[Target]:
    """Yield the files of the archive that the text of *path* links or shows."""
    judged = (_judged(path, one, allowed) for one in text.destinations())
    yield from (one for one in judged if isinstance(one, Target))


def refused(path: str, text: ParsedText, allowed: Allowed) -> Iterator[Problem]:
    """Report the forbidden links and images in the text of *path*."""
    judged = (_judged(path, one, allowed) for one in text.destinations())
    yield from (one for one in judged if isinstance(one, Problem))
    for token, line in text.all_of("inline"):
        for found in _REFUSED.finditer(words := without_code(token.content)):
            address = _UNSEEN.sub("", html.unescape(_ESCAPED.sub(r"\1", found[1])))
            if _UNLINKED.match(address):
                at = line + words.count("\n", 0, found.start())
                if problem := _with_scheme(path, Destination(address, at)):
                    yield problem


def _judged(path: str, to: Destination, allowed: Allowed) -> Target | Problem | None:
    """Return the file that a target refers to, or a problem; None if it is on another host or on the same page."""
    # Browsers drop tabs and line ends in an address, so "java\tscript:" would run.
    bare = _UNSEEN.sub("", unquote(to.address))
    if _SCHEME.match(bare):
        return _with_scheme(path, to._replace(address=bare))
    address = _UNSEEN.sub("", to.address.replace(" ", "%20"))
    local = unquote(address.split("#")[0].split("?")[0])
    # Two slashes precede the name of another host.
    if not local or local.startswith("//"):
        return None
    place, written = place_of(path, local), unquote(to.address)
    if place.split("/")[0] == "..":
        advice = "copy the file into the archive"
        return Problem(path, to.line, Code.OUTSIDE_ARCHIVE, f"{written!r} points outside the archive", advice)
    kind = posixpath.splitext(place)[1].lower()
    hidden = any(part.startswith(".") and part != "." for part in place.split("/")) or place.startswith("_build/")
    if to.image and kind not in IMAGES:
        message = f"{written!r} is used as an image, but isn't one"
        return Problem(path, to.line, Code.DIRECTIVE, message, f"use a file that ends in one of {', '.join(IMAGES)}")
    if _HOST.match(written):
        message = f"{written!r} is a web address without https://"
        return Problem(path, to.line, Code.DIRECTIVE, message, f"write https://{written} for a web address")
    if hidden or (kind and kind not in (*SUFFIXES, *PAGES, *IMAGES, *allowed.attachments)):
        message = f"{written!r} isn't a file that can be copied to the site"
        advice = "link to a release, a page or a document such as .pdf or .csv"
        return Problem(path, to.line, Code.DIRECTIVE, message, advice)
    return Target(place, to.line, to.image)


def _with_scheme(path: str, to: Destination) -> Problem | None:
    """Return the problem of an address with a scheme, if any."""
    scheme = to.address.partition(":")[0].lower()
    # A single letter is a Windows drive: c:\secret.txt.
    if scheme == "file" or len(scheme) == 1:
        message = f"{to.address[:60]!r} is a file outside the archive"
        advice = "copy the file into the archive, and write its path there"
        return Problem(path, to.line, Code.OUTSIDE_ARCHIVE, message, advice)
    picture = to.image and re.match(r"data:image/(?!svg)", to.address, re.IGNORECASE)
    if scheme in ("javascript", "vbscript") or (scheme == "data" and not picture):
        message = f"a link begins with `{scheme}:`, which could run code"
        return Problem(path, to.line, Code.DIRECTIVE, message, "link to a web address")
    if scheme == "path":
        message = "a link begins with `path:`, which copies any file"
        return Problem(path, to.line, Code.DIRECTIVE, message, "write only the path")
    return None


# Replacing an id: in roles, in the options of lists, and in links to the record's page.

_ROLE = re.compile(rf"(?<![\\{{])\{{(?:newsroom:)?({'|'.join(ROLES)})\}}(`+)(?!`)((?:(?!\n[ \t]*\n)[^`])+)\2(?!`)")
_DESTINATION = re.compile(r"\]\(\s*<?([^\s()<>#]+)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s<>#]+)", re.MULTILINE)


def text_with_id(path: str, body: str, kind: str, old: str, new: str) -> str:
    """Replace a record's id in the text of a file; everything else stays unchanged, including code."""
    seen = parsed(body).words
    spans = {(begin, end, new) for begin, end in _role_spans(body, seen, kind, old)}
    spans |= {(match.start(1), match.end(1), new) for match in _list_option(kind, old).finditer(body)}
    page = f"{FOLDERS[kind]}/{old}"
    for match in _DESTINATION.finditer(body):
        group = 1 if match[1] else 2
        written = match[group]
        if seen[match.start()] == body[match.start()] and place_of(path, written) in (page + MARKDOWN, f"{page}.html"):
            begin = match.start(group) + len(posixpath.dirname(written)) + ("/" in written)
            spans.add((begin, begin + len(old), new))
    for begin, end, written in sorted(spans, reverse=True):
        body = body[:begin] + written + body[end:]
    return body


def _role_spans(body: str, seen: str, kind: str, id_: str) -> Iterator[tuple[int, int]]:
    """Yield the position of an id in each role of a *kind*; *seen* is the text with code blanked out."""
    match = _ROLE.search(body)
    while match:
        written, is_role = match[3], seen[match.start()] == "{"
        begin = written.rfind("<") + 1 if written.rstrip().endswith(">") else 0
        bare = written[begin:].strip().removesuffix(">").strip()
        if ROLES[match[1]] == kind and bare == id_ and is_role:
            start = match.start(3) + written.index(id_, begin)
            yield start, start + len(id_)
        # Code that looks like a role may match up to the end of a real role after it.
        match = _ROLE.search(body, match.end() if is_role else match.start() + 1)


def _list_option(kind: str, old: str) -> re.Pattern[str]:
    """Return a pattern for the option of a ``{releases}`` list that names a record."""
    others = r"(?:[ \t]*:[a-z]+:[^\n]*\n)*?"
    before = rf"(?:`{{3,}}|:{{3,}})\{{releases\}}[^\n]*\n{others}[ \t]*:{kind}:[ \t]*"
    return re.compile(rf"{before}({re.escape(old)})(?=\s*$)", re.MULTILINE)

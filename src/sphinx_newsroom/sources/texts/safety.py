"""What is wrong in the text of a release or record, seen before it is parsed, so that `newsroom check` can say it.

The scan is by lines and patterns, without parsing Markdown.  It serves for messages alone: what is safe is decided
on the parsed text (``extension.guard``), whatever the scan overlooks.  It errs on the strict side: a fence
with a directive counts wherever it stands, in a list, a quotation or a block of code.  Raw HTML, which is not
passed on anyway, is looked for outside of code only.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from sphinx_newsroom.allowed import ALLOWED, IMAGES, Allowed
from sphinx_newsroom.diagnostics import Code, Problem, nearest
from sphinx_newsroom.sources.advice import HTML, ROLES
from sphinx_newsroom.sources.header import SUFFIXES
from sphinx_newsroom.sources.outline import Fenced, Lines
from sphinx_newsroom.sources.texts.pointers import Pointer, address_of, link, place_of, roles_in

PAGES = (".html", ".htm", ".xml")

# The rest of the line from the brace on; blanks before it as Python strips them, which is what MyST does.
_FENCE = re.compile(r"(?:(?<!`)`{3,}+|(?<!~)~{3,}+|(?<!:):{3,}+)[^\S\n]*+\{([^}\n]*)\}?([^\n]*)")
_HOST = re.compile(
    r"www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|eu|int|net|org|gov|edu|info|example|de|fr|es|uk|ua|ru|at|ch|it|nl|pl)(?:/|$)",
    re.IGNORECASE,
)
_ROLE = re.compile(r"(?<!\\)(?:\\\\)*\{([A-Za-z_+:.-][\w+:.-]{0,35})\}`")
_PICTURES = ("figure", "image")
# The destination is only looked at, so that what looks like one is looked for inside of it as well.
_TAIL = re.compile(r"\]\((?=\s*(<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*))")
_ALT = r"!\[(?:[^\[\]\\`<]|\[[^\[\]]*\](?:\([^()\s]*\))?)*"
_IMAGE = re.compile(_ALT + _TAIL.pattern)
# An image whose words hold what could hide a bracket: every destination after it in its paragraph may be its own.
_UNCLEAR_IMAGE = re.compile(rf"(?!{_ALT}\])!\[(?!\^)")
_DEFINITION = re.compile(r"^[ \t>*+\-\d.)]*\[([^\]\n]+)\]:\s*(<[^<>\n]*>|\S+)(?=[ \t]*(?:[\"'(]|$))", re.MULTILINE)
_USED_AS_IMAGE = re.compile(r"!\[([^\]]*)\](?:\[([^\]]*)\])?(?!\()")
_OPTION = re.compile(r"^[ \t>*+-]*:?target:[ \t]*(\S+)", re.MULTILINE)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)>")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")

# CommonMark 0.31, section 6.6, raw HTML; an open tag with anything that looks like attributes.
_TAG = re.compile(
    r"(?<!\\)(?:\\\\)*(?<!\]\()(?<!\]: )"
    r"<(?:[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][^<>]*|\s*/?)>|/[A-Za-z][A-Za-z0-9-]*\s*>"
    r"|!--|![A-Za-z]|!\[CDATA\[|\?)"
)
# As strict as need be: a fence may stand in a quotation or list, and one that has a ` behind it is a code span.
CODE_FENCE = re.compile(r"^[ \t>]*(?:[*+-][ \t]+|\d+[.)][ \t]+)?(?P<marks>`{3,}+|~{3,}+)[^`\n]*$")
HOLDS_TEXT = re.compile(r"\s*\{(?!(?:code|code-block|math)\})")  # a directive with text inside
# What may stand behind a link's destination: a title, in quotation marks or brackets.
_END_OF_LINK = re.compile(r"""\s*(?:\s(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))\s*)?\)""")
# What makes of `[words](a report.pdf)` no link: a blank within it. `[words](see below)` is prose.
_REST_OF_PATH = re.compile(r"((?: [\w.,-]+)+\.[a-z0-9]{2,5})\)")
_COMMENT = re.compile(r"^ {0,3}%.*$", re.MULTILINE)
_CODE_SPAN = re.compile(r"(?<![`\\])(`++)(?:[^`\n]++|\n(?!\s*\n)|(?!\1(?!`))`++)*+\1(?!`)")


class Target(NamedTuple):
    """A file that a text links or shows, relative to the archive's root, with its line."""

    path: str
    line: int
    image: bool


class Scan(NamedTuple):
    """What a text does: problems, the local files that it needs, and all that it points to."""

    problems: tuple[Problem, ...] = ()
    targets: tuple[Target, ...] = ()
    pointers: tuple[Pointer, ...] = ()


def scan(path: str, body: str, allowed: Allowed = ALLOWED) -> Scan:
    """Look through the text of *path* (relative to the root), whose lines are those of its file."""
    problems: list[Problem] = []
    targets: list[Target] = []
    pointers: list[Pointer] = []
    lines = Lines(body)
    seen = without_code(body)
    if "{" in body:
        problems.extend(_directives(path, body, allowed, lines))
        if "}`" in body:
            pointers += [Pointer("role", id_, lines.at(at), id_, kind) for kind, id_, at in roles_in(body, seen)]
    if "](" in body or "]:" in body or "<" in body or "{" in body:
        for written, position, image in _destinations(body):
            line = lines.at(position)
            found = _destination(path, written, line, image, allowed)
            if isinstance(found, Problem):
                problems.append(found)
                continue
            if found is not None:
                targets.append(found)
            if seen[position] == body[position]:
                pointers += _pointed(path, body, written, position, line, image, allowed)
    if "<" in body:
        problems.extend(_raw_html(path, body, lines))
    if not (problems or targets or pointers):
        return _NOTHING
    return Scan(*(tuple(dict.fromkeys(found)) for found in (problems, targets, pointers)))  # type: ignore[arg-type]


_NOTHING = Scan()


def _pointed(
    path: str, body: str, written: str, position: int, line: int, image: bool, allowed: Allowed
) -> Iterator[Pointer]:
    """What a destination that stands at a place of the text points to."""
    if body.startswith("](", position):
        after = body.index(written, position + 2) + len(written)
        if body[position - 1] == "\\":
            return
        if not _END_OF_LINK.match(body, after):
            if rest := _REST_OF_PATH.match(body, after):
                yield Pointer("blank", written, line, written + rest[1])
            return
    if pointer := link(path, written, line, image, allowed.schemes):
        yield pointer


# What may become a link; where the text has definitions, what stands in any brackets may be a label.
_LINK = re.compile(r"\](?=[(\[])|\[\^|<[A-Za-z][A-Za-z0-9+.-]*:|\}`")
_LINK_OR_LABEL = re.compile(rf"\]|{_LINK.pattern}")


def links_at_most(text: str) -> int:
    """No fewer than the links of a text; to count signs costs next to nothing."""
    return text.count("]") + text.count("[^") + text.count("<") + text.count("}`")


def links_in(body: str, most: int) -> tuple[int, int | None]:
    """How many links a text may have, and the line of the first beyond *most*, if there is one.

    >>> links_in("[a](b) and\\n<https://example.org>", 1)
    (2, 2)
    """
    places = [match.start() for match in (_LINK_OR_LABEL if "]:" in body else _LINK).finditer(body)]
    return len(places), Lines(body).at(places[most]) if len(places) > most else None


def _directives(path: str, body: str, allowed: Allowed, lines: Lines) -> Iterator[Problem]:
    for match in _FENCE.finditer(body) if has_fences(body) else ():
        name = match[1].strip().lower()
        if name not in allowed.directives:
            message, advice = f"the directive {name!r} may not be used", _instead(name, allowed.directives)
            yield Problem(path, lines.at(match.start()), Code.DIRECTIVE, message, advice)
    before = None
    for match in _ROLE.finditer(body) if "}`" in body else ():
        if before and _ends(body, before, match):
            before = None
            continue
        before = match
        name = match[1].lower()
        if not allowed.role(name) and not _is_code(body, match):
            message, advice = f"the role {name!r} may not be used", _instead(name, allowed.roles)
            yield Problem(path, lines.at(match.start()), Code.DIRECTIVE, message, advice)


def has_fences(body: str) -> bool:
    """Whether a text may have blocks of code or directives."""
    return "```" in body or "~~~" in body or ":::" in body


def _ends(body: str, role: re.Match[str], match: re.Match[str]) -> bool:
    """Whether what looks like a role is the end of the one before it: ``{S}`` in the formula ``\\sqrt{S}``."""
    between = body[role.end() : match.end()]
    return between.find("`") == len(between) - 1 and "\n\n" not in between and body[match.end() :][:1] != "`"


def _is_code(body: str, role: re.Match[str]) -> bool:
    """Whether what looks like a role is surely code: it follows the first backtick of its paragraph."""
    start = role.start() - 1
    if start < 0 or body[start] != "`" or body.startswith("``", role.end() - 1):
        return False
    before = body.rfind("`", 0, start)
    return before < 0 or body.find("\n\n", before, start) >= 0


def _instead(name: str, known: frozenset[str]) -> str:
    meant = ROLES.get(name) if ROLES.get(name) in known else nearest(name, sorted(known))
    if name in ("include", "literalinclude"):
        return "copy what the other file says into this text"
    return f"did you mean {meant!r}?" if meant else "write it as plain Markdown"


def _destinations(body: str) -> Iterator[tuple[str, int, bool]]:
    """Every destination as written, where it stands, and whether the file is shown and not linked; no web address."""
    for mark, found in _WAYS:
        if mark in body:
            yield from (one for one in found(body) if not one[0].startswith(("https://", "http://")))


def _in_brackets(body: str) -> Iterator[tuple[str, int, bool]]:
    """`[words](path)` and `![words](path)`."""
    images = {match.start(1) for match in _IMAGE.finditer(body)} if "![" in body else set()
    unclear = [match.start() for match in _UNCLEAR_IMAGE.finditer(body)] if "![" in body else []
    parted = [match.start() for match in re.finditer("\n(?=\n)", body)] if unclear else []
    for match in _TAIL.finditer(body):
        before = bisect_left(unclear, match.start())
        # No two lines are parted between the two.
        hidden = before > 0 and bisect_left(parted, unclear[before - 1]) == bisect_left(parted, match.start() - 1)
        yield match[1], match.start(), hidden or match.start(1) in images


def _in_definitions(body: str) -> Iterator[tuple[str, int, bool]]:
    """`[label]: path`; a footnote's label begins with `^`."""
    labels = _labels_of_images(body) if "![" in body else set()
    for match in _DEFINITION.finditer(body):
        if not match[1].startswith("^"):
            yield match[2], match.start(1), labels is None or _label(match[1]) in labels


def _in_directives(body: str) -> Iterator[tuple[str, int, bool]]:
    """What `{image}` and `{figure}` show, and where their `:target:` leads."""
    for match in _FENCE.finditer(body) if has_fences(body) else ():
        if match[1].strip().lower() in _PICTURES and match[2].strip():
            yield match[2].strip(), match.start(1), True
    for match in _OPTION.finditer(body):
        yield match[1].strip("\"'"), match.start(1), False


def _in_angles(body: str) -> Iterator[tuple[str, int, bool]]:
    """`<https://example.org>`."""
    for match in _AUTOLINK.finditer(body):
        yield match[1], match.start(), False


# Most texts have none of these marks, and a search for two letters costs next to nothing.
_WAYS = (("](", _in_brackets), ("]:", _in_definitions), ("{", _in_directives), ("<", _in_angles))


def _labels_of_images(body: str) -> set[str] | None:
    """The labels by which images name their files; None where that cannot be told, and each may be one."""
    if _UNCLEAR_IMAGE.search(body):
        return None
    return {_label(match[2] or match[1]) for match in _USED_AS_IMAGE.finditer(body)}


def _label(written: str) -> str:
    return " ".join(written.split()).casefold()


def _destination(path: str, written: str, line: int, image: bool, allowed: Allowed) -> Target | Problem | None:
    """What a destination means: a file of the archive, a problem, or None where it is elsewhere or within the page."""
    address = address_of(written)
    scheme = _SCHEME.match(address)
    if scheme:
        return _with_scheme(path, address, scheme[1].lower(), line, image)
    local = unquote(address.split("#")[0].split("?")[0])
    # Two slashes begin the name of another host.
    if not local or local.startswith("//"):
        return None
    place = place_of(path, local)
    if place.split("/")[0] == "..":
        return Problem(
            path, line, Code.OUTSIDE_ARCHIVE, f"{written!r} leaves the archive", "copy the file into the archive"
        )
    return _file(path, place, written, line, image, allowed)


def _with_scheme(path: str, address: str, scheme: str, line: int, image: bool) -> Problem | None:
    # One letter is a drive of Windows: c:\secret.txt.
    if scheme == "file" or len(scheme) == 1:
        return Problem(
            path,
            line,
            Code.OUTSIDE_ARCHIVE,
            f"{address[:60]!r} is a file outside of the archive",
            "copy the file into the archive and write its path there",
        )
    picture = image and re.match(r"data:image/(?!svg)", address, re.IGNORECASE)
    if scheme in ("javascript", "vbscript") or (scheme == "data" and not picture):
        message = f"a link begins with `{scheme}:`, which could run code"
        return Problem(path, line, Code.DIRECTIVE, message, "link a web address")
    if scheme == "path":
        return Problem(
            path, line, Code.DIRECTIVE, "a link begins with `path:`, which copies any file", "write the path alone"
        )
    return None


def _file(path: str, place: str, written: str, line: int, image: bool, allowed: Allowed) -> Target | Problem | None:
    kind = posixpath.splitext(place)[1].lower()
    hidden = any(part.startswith(".") and part != "." for part in place.split("/")) or place.startswith("_build/")
    if image and kind not in IMAGES:
        return Problem(
            path,
            line,
            Code.DIRECTIVE,
            f"{written!r} is shown as an image, but is none",
            f"show a file that ends in one of {', '.join(IMAGES)}",
        )
    if _HOST.match(written):
        message = f"{written!r} is a web address without https:// before it"
        return Problem(path, line, Code.DIRECTIVE, message, f"write https://{written} for a web address")
    if hidden or (kind and kind not in (*SUFFIXES, *PAGES, *IMAGES, *allowed.attachments)):
        return Problem(
            path,
            line,
            Code.DIRECTIVE,
            f"{written!r} is no file that may be copied into the site",
            "link a release, a page or a document such as .pdf or .csv",
        )
    return Target(place, line, image)


def _raw_html(path: str, body: str, lines: Lines) -> Iterator[Problem]:
    if not _TAG.search(body):
        return
    seen = 0
    for match in _TAG.finditer(without_code(body)):
        line = lines.at(match.start())
        # One problem a line is enough: a table in HTML has a tag for every cell.
        if line == seen:
            continue
        seen = line
        begin = body.index("<", match.start())
        shown = re.split(r"[\s>]", body[begin : begin + 24])[0]
        shown += "" if shown.startswith("<!--") else ">"
        tag = "!--" if shown.startswith("<!--") else shown.strip("</>").lower()
        advice = HTML.get(tag, "remove the marks in <>, and write what they hold as Markdown")
        yield Problem(path, line, Code.RAW_HTML, f"raw HTML ({shown}) is left out", advice)


@lru_cache(maxsize=1)
def without_code(body: str) -> str:
    """The text with its fenced code, code spans and MyST's comments blank, every character at its place."""
    if "\n%" in body or "\n %" in body or body.lstrip()[:1] == "%":
        body = _COMMENT.sub(lambda match: " " * len(match[0]), body)
    if "`" not in body and "~~~" not in body:
        return body
    lines = code_lines(body)
    text = "\n".join(_without_marks(line) if place == "not" else " " * len(line) for line, place in lines)
    return _CODE_SPAN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text) if "`" in text else text


def _without_marks(line: str) -> str:
    """A line of text; of one that opens or closes a directive without the marks, which are those of no code span."""
    fence = CODE_FENCE.match(line) if line[-1:] != "`" or line.strip(" \t>`") == "" else None
    return f"{line[: fence.start('marks')]}{' ' * len(fence['marks'])}{line[fence.end('marks') :]}" if fence else line


def code_lines(body: str) -> Iterator[tuple[str, Fenced]]:
    """The lines of a text, each with where it stands as to blocks of code; what directives hold is text.

    The line that closes a directive opens nothing, though it looks like one that does.
    """
    code, around = "", list[str]()
    for line in body.split("\n"):
        fence = CODE_FENCE.match(line)
        marks, rest = (fence["marks"], line[fence.end("marks") :]) if fence else ("", "")
        if code:
            yield line, "within"
            code = "" if marks.startswith(code) and not rest.strip() else code
        elif fence and not rest.strip() and any(marks.startswith(one) for one in around):
            while not marks.startswith(around.pop()):
                pass
            yield line, "not"
        elif fence and not HOLDS_TEXT.match(rest):
            code = marks
            yield line, "opens"
        else:
            if fence:
                around.append(marks)
            yield line, "not"

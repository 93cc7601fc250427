"""Decide which files of an archive a text may show or offer, which copies them into the site.

Links are resolved, so that no link or spelling leads to another file.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from sphinx_newsroom.allowed import ALLOWED, IMAGES, Allowed
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import APPROVALS
from sphinx_newsroom.model.alerts import ALERTS

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_IGNORED = late_pattern(
    r"http://(?:www\.inkscape\.org|sodipodi\.sourceforge\.net|purl\.org|creativecommons\.org|web\.resource\.org"
    r"|www\.w3\.org/1999/02/22-rdf-syntax-ns|ns\.adobe\.com|www\.bohemiancoding\.com|www\.serif\.com)"
)
"""Matches namespaces of drawing programs, which browsers ignore."""

ELEMENTS = frozenset(
    """
    a circle clipPath cursor defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB
    feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
    feSpotLight feTile feTurbulence filter font font-face g glyph image line linearGradient marker mask metadata
    missing-glyph path pattern polygon polyline radialGradient rect stop style svg switch symbol text textPath
    title tspan use view
    """.split()
)
"""The allowed elements of a drawing: shapes, text, paint and filters, but no scripts, animations or other documents."""

DEEPEST = 200
"""The maximum nesting depth of elements: browsers crash at 1,500, and programs produce about 20."""

_UTF8 = (b"utf-8", b"us-ascii", b"ascii")
_LINKS = ("href", f"{{{XLINK}}}href")
_PICTURE = late_pattern(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
# What a style must not do: import or load something, or hide that with an escape.
_LOADS = late_pattern(
    r"@import|url\(\s*(?![\"']?#)|image-set|expression|\\|behavior|-moz-binding|src\s*\(", re.IGNORECASE
)
# An escape can hide url( from a simple search: u\72l(…).
_COLOUR_URL = late_pattern(r"url\(\s*(?![\"']?#)|\\[^\\(]*\(", re.IGNORECASE)
_BLANK = late_pattern(r"[\x00-\x20\x7f]")
_DECLARATION = late_pattern(
    rb"""\s*<\?xml\s+version=["']1\.[01]["'](?:\s+encoding=["'](?P<encoding>[\w-]+)["'])?"""
    rb"""(?:\s+standalone=["']\w+["'])?\s*\?>""",
    re.IGNORECASE,
)
# The document types of drawing programs: SVG 1.0 and 1.1, without declarations.
_DOCTYPE = late_pattern(
    rb"""<!DOCTYPE\s+svg(?:\s+PUBLIC\s+"-//W3C//DTD SVG [\w. -]{1,20}//EN"\s*"""
    rb""""https?://www\.w3\.org/[\w./-]{1,60}\.dtd")?\s*>"""
)


def fault(data: bytes) -> str | None:
    """Return why a drawing isn't shown, as words after "it": ``"holds <script>"``; None if it is harmless."""
    from defusedxml import ElementTree  # rarely needed
    from defusedxml.common import DefusedXmlException

    text = data.removeprefix(codecs.BOM_UTF8)
    declaration = _DECLARATION.match(text)
    if not _is_utf8(text, declaration):
        return "is not in UTF-8"
    # These document types are harmless, but the parser would refuse any.
    body = _DOCTYPE.sub(b"", text[declaration.end() :] if declaration else text, count=1)
    if b"<!DOCTYPE" in body.upper():
        return "declares a document type"
    if b"<?" in body:
        return "holds a processing instruction"
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, RecursionError):
        return "is not well-formed XML"
    if root.tag not in (f"{{{SVG}}}svg", "svg"):
        return "isn't an SVG"
    if _is_deep(root):
        return f"is nested more than {DEEPEST} deep"
    try:
        if wrong := next(filter(None, map(_wrong_element, root.iter())), None):
            return wrong
        return _DrawingWork(root).fault()
    except Exception:  # invalid numbers may raise anything, and only this drawing is refused
        return "has values that can't be drawn"


def _is_deep(root: Any) -> bool:
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    return bool(level)


def _is_utf8(text: bytes, declaration: re.Match[bytes] | None) -> bool:
    """Whether a drawing is UTF-8 and declares no other encoding, which browsers would believe."""
    if declaration and declaration["encoding"] and declaration["encoding"].lower() not in _UTF8:
        return False
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wrong_element(element: Any) -> str | None:
    """Return what is wrong with an element and its attributes, not including its children."""
    namespace, _, name = str(element.tag).rpartition("}")
    namespace = namespace.lstrip("{")
    if namespace not in (SVG, ""):
        return None if _IGNORED.match(namespace) else f"holds <{name}>, which is not SVG"
    if name not in ELEMENTS:
        return f"holds <{name}>"
    if name == "style" and _LOADS.search("".join(element.itertext())):
        return "loads something by its style"
    wrong = (_wrong_attribute(name, attribute, value) for attribute, value in element.attrib.items())
    return next(filter(None, wrong), None)


def _wrong_attribute(element: str, attribute: str, value: str) -> str | None:
    name = attribute.rpartition("}")[2]
    # Any attribute beginning with "on": browsers have about a hundred events, and add new ones.
    if name.lower().startswith("on"):
        return f"holds {name}=, which runs script"
    if attribute in _LINKS or name.lower() in ("href", "src"):
        return None if _harmless(element, value) else "links or loads something from elsewhere"
    if name == "style" and _LOADS.search(value):
        return "loads something by its style"
    if _COLOUR_URL.search(value):
        return "loads something by an attribute"
    most = _MOST.get(name)
    if most and any(abs(float(number)) > most for number in _NUMBER.findall(value)):
        return f"has {name}= above {most}, which takes a browser too long"
    return None


def _harmless(element: str, value: str) -> bool:
    """Whether an address is a fragment, an embedded image, or a link to the web."""
    address = _BLANK.sub("", value)
    if address.startswith("#") or not address:
        return True
    if element in ("image", "feImage"):
        return bool(_PICTURE.fullmatch(address))
    return element == "a" and address.lower().startswith(("https://", "http://"))


# The work of a browser, counted in elements: one that covers the window takes some .3 ms, a blur of it 90, a dash .006.
_ALWAYS, _TIMES = 20_000, 8
"""The most elements that a browser may have to draw: this number, or this multiple of those in the file."""
_STEP, _POINTS, _DASHES, _MARKERS = 200, 200, 25, 20
"""How many elements take as long as a step of a filter; how many points or dashes take as long as an element; and how
many markers a line is assumed to have if a group declares them."""
_MOST = {"stdDeviation": 10_000, "numOctaves": 8, "radius": 100, "order": 7}
_SLOW = ("Blur", "Shadow", "Turbulence", "Morphology", "ConvolveMatrix", "Lighting")
"""Slow steps of filters: each pixel depends on others."""
_NUMBER = late_pattern(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?")
_REFERENCE = late_pattern(r"""url\(\s*["']?#([^"')]*)""", re.IGNORECASE)
_ALONE = ("", "clip-path", "filter", "mask")
"""Properties of an element itself; others, such as ``fill``, are inherited."""
_MEASURES = "d points width height r rx ry x1 x2 y1 y2 pathLength".split()

Uses = list[tuple[str, str]]
"""A reference from an element to another that it draws: a property, and the id in it."""


class _WorkError(Exception):
    pass


class _DrawingWork:
    """The work that a drawing costs a browser; its parts can be used again and again."""

    def __init__(self, root: Any) -> None:
        self.root, self.known = root, dict[Any, tuple[int, int]]()
        self.ids: dict[str, list[Any]] = {}
        self.most, dashes, sheets = 0, [], ""
        for element in root.iter():
            self.ids.setdefault(element.get("id", ""), []).append(element)
            style = element.get("style", "")
            if _name(element) == "style":
                style = "".join(element.itertext())
                sheets += style
            self.most += _TIMES + _STEP * ("filter" in element.attrib or "filter" in style)
            dashes += [element.get("stroke-dasharray", ""), *re.findall(r"dasharray\s*:([^;}]*)", style)]
        painted = [one for id_ in _REFERENCE.findall(sheets) for one in self.ids.get(unquote(id_.strip()), ())]
        self.has_sheet = "filter" in sheets or any("Grad" not in _name(one) for one in painted)
        self.dash = min(filter(None, map(_sum, dashes)), default=0)

    def fault(self) -> str | None:
        try:
            if self._cost(self.root, 0)[0] <= max(_ALWAYS, self.most) and not self.has_sheet:
                return None
        except _WorkError as error:
            return str(error)
        return "has a browser draw parts of it too many times (<use>, pattern, mask, filter, dashes, style sheet)"

    def _uses(self, element: Any, name: str) -> Iterator[tuple[str, str]]:
        for key, value in element.attrib.items():
            address = _BLANK.sub("", value)
            if key in _LINKS and name != "a" and address.startswith("#"):
                yield "", unquote(address[1:])
            elif "(" in value:
                yield from _declared(value if key == "style" else f"{key}:{value}")

    def _cost(self, element: Any, depth: int) -> tuple[int, int]:
        """Return how many elements are drawn for one, and how deep they are nested; raises _WorkError."""
        found = self.known.get(element)
        if found is None:
            self.known[element] = 0, DEEPEST  # until it is known; an element that draws itself is too deep
            name, times = _name(element), 1
            line = element.get("d", "") + element.get("points", "")
            points = len(re.findall(r"\d+", line)) + len(element.text or "")
            dashes = _sum(" ".join(element.get(key, "") for key in _MEASURES)) / self.dash if self.dash else 0
            cost = points // _POINTS + int(min(1e9, dashes)) // _DASHES + _STEP * name.endswith(_SLOW)
            below = [self._cost(child, depth + 1) for child in element]
            plain = 1 + sum(one for one, _ in below)
            for key, id_ in self._uses(element, name):
                drawn = [self._cost(one, depth + 1) for one in self.ids.get(id_, ()) if "Grad" not in _name(one)]
                below += drawn
                more = sum(one for one, _ in drawn) or _STEP * (key == "filter")
                cost += more * (points if key in ("marker", "marker-mid") else key in _ALONE)
                times += more * (_MARKERS if key in ("marker", "marker-mid") else key not in _ALONE)
            found = self.known[element] = cost + plain * times, 1 + max((deep for _, deep in below), default=0)
        if depth + found[1] > DEEPEST:
            raise _WorkError(f"is nested more than {DEEPEST} levels deep, including referenced elements")
        return found


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _declared(text: str) -> Uses:
    """Return what CSS declarations draw: ``fill:url(#a)``, also ``filter:blur(9px)``, which has no id."""
    found = ((key.strip().lower(), value) for key, _, value in (one.partition(":") for one in text.split(";")))
    return [
        (key, unquote(id_.strip()))
        for key, value in found
        for id_ in _REFERENCE.findall(value) or ([""] if key == "filter" and "(" in value else [])
    ]


def _sum(numbers: str) -> float:
    return sum(abs(float(one)) for one in _NUMBER.findall(numbers))


Use = Literal["image", "download"]
"""The use of a file in a text: as an image, or for download."""


class Fault(NamedTuple):
    """Why a file can't be published, as *words* after "it"; *outside* means that it isn't in the archive."""

    words: str
    outside: bool = False


@dataclass(frozen=True)
class Publishable:
    """The files of the archive in *root* that may be published now.

    *closed* are folders that files can't come from (build output). *withheld* are the paths, without suffix, of
    withheld releases, whose files are withheld too.
    """

    root: Path
    allowed: Allowed = ALLOWED
    closed: tuple[Path, ...] = ()
    withheld: Container[str] = field(default=frozenset())

    def fault(self, path: str, use: Use) -> Fault | None:
        """Return why the file at *path* (relative to the root) can't be copied, or None if it can.

        A missing file is no fault here.
        """
        root = os.path.realpath(self.root)
        try:
            real = os.path.realpath(os.path.join(root, path), strict=False)
            inside = os.path.relpath(real, root)
            if inside == ".." or inside.startswith(f"..{os.sep}"):
                return Fault("leads out of the archive", outside=True)
            if os.path.islink(real):  # realpath can't resolve a cycle of links
                return Fault("is a symbolic link that leads nowhere")
            found = os.stat(real)
        except FileNotFoundError:
            found = None
        except (OSError, ValueError):
            return Fault("isn't a path of a file")
        for place in (os.path.normpath(path).replace(os.sep, "/"), inside.replace(os.sep, "/")):
            if wrong := self._wrong_place(place, use):
                return Fault(wrong)
        if any(Path(real).is_relative_to(os.path.realpath(folder)) for folder in self.closed):
            return Fault("is a file of the built site or of its caches")
        if found is None:
            return None
        if not stat.S_ISREG(found.st_mode):
            return Fault("isn't an ordinary file")
        wrong = _wrong_content(real, (path, real))
        return Fault(wrong) if wrong else None

    def places(self, path: str) -> tuple[str, ...]:
        """Return the paths of a file and, if it is a link, of its target: `p.png` and `releases/2031/secret.md`."""
        real = os.path.relpath(os.path.realpath(self.root / path), os.path.realpath(self.root))
        return tuple(dict.fromkeys(place.replace(os.sep, "/") for place in (os.path.normpath(path), real)))

    def kept_back(self, path: str) -> bool:
        """Whether a file belongs to a withheld release, by its path or its target's path."""
        return any(self.of_withheld(place) for place in self.places(path))

    def of_withheld(self, place: str) -> bool:
        """Whether a path belongs to a withheld release, by its name."""
        return self.withheld_by(place) is not None

    def withheld_by(self, place: str) -> str | None:
        """Return the withheld release to which a path belongs, by its name."""
        parts = place.split("/")
        # "releases/2031/secret/plan.pdf" and "…/secret.csl.json" belong to "releases/2031/secret.md".
        folders = ("/".join(parts[:length]) for length in range(1, len(parts) + 1))
        return next((stem for folder in folders for stem in stems(folder) if stem in self.withheld), None)

    def _wrong_place(self, place: str, use: Use) -> str | None:
        """Return what is wrong with a path, by its name."""
        parts = place.lstrip("/").split("/")
        if parts[0] == ALERTS:
            return f"is in {ALERTS}/, where the addresses of readers are"
        if place == APPROVALS:
            return "says who approved what, which isn't for readers"
        if any(part.startswith(".") for part in parts) or "_build" in parts:
            return "is in a hidden folder or in the built site"
        suffix = os.path.splitext(place)[1].lower()
        if suffix not in IMAGES and (use == "image" or suffix not in self.allowed.attachments):
            allowed_suffixes = ", ".join(IMAGES if use == "image" else (*IMAGES, *sorted(self.allowed.attachments)))
            return f"does not end in one of {allowed_suffixes}"
        return "belongs to a release that is kept back" if self.of_withheld(place.lstrip("/")) else None


def stems(path: str) -> Iterator[str]:
    """Yield a path, then the path with each suffix removed in turn."""
    yield path
    head, slash, name = path.rpartition("/")
    while "." in name:
        name = name.rpartition(".")[0]
        yield f"{head}{slash}{name}"


def _wrong_content(real: str, names: tuple[str, ...]) -> str | None:
    """Return what is wrong with a file's content, for any of its *names*.

    A link `x.svg` to `y.png` would be published as a drawing.
    """
    ends = {os.path.splitext(name)[1].lower() for name in names}
    try:
        # SVG is the only one of these types that browsers open as a document
        wrong = fault(Path(real).read_bytes()) if ".svg" in ends else None
    except OSError as error:
        return f"can't be read: {error.strerror}"
    return wrong or (_A_RELEASE if ".txt" in ends and _has_header(real) else None)


_A_RELEASE = "has a header, as a release has, and the name of one ends in .md"
_HEADER = late_pattern(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n(?:[^\n]*\n){0,50}?(?:title|date|embargo|draft):")
_BEGINNING = 4_000
"""The number of bytes in which a header is searched."""


def _has_header(path: str) -> bool:
    """Whether a text file begins like a release, which its author may have meant to be under embargo."""
    try:
        with open(path, "rb") as file:
            return bool(_HEADER.match(file.read(_BEGINNING)))
    except OSError:
        return False

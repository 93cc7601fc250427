"""What a drawing (SVG) may hold: an SVG that is opened by its own address is a document, and runs what it carries.

A drawing is not mended but refused: what is shown is the file as it was given, or nothing.

Source: SVG 2, https://www.w3.org/TR/SVG2/eltindex.html and attindex.html, less all that runs, loads or embeds.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_IGNORED = re.compile(
    r"http://(?:www\.inkscape\.org|sodipodi\.sourceforge\.net|purl\.org|creativecommons\.org|web\.resource\.org"
    r"|www\.w3\.org/1999/02/22-rdf-syntax-ns|ns\.adobe\.com|www\.bohemiancoding\.com|www\.serif\.com)"
)
"""Namespaces of drawing programs: browsers show nothing of them."""

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
"""The elements of a drawing: shapes, text, paint and filters; no script, no animation, no other document."""

DEEPEST = 200
"""How deep the elements of a drawing may be nested: a browser's window crashed at 1,500, programs reach about 20."""

_UTF8 = (b"utf-8", b"us-ascii", b"ascii")
_LINKS = ("href", f"{{{XLINK}}}href")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
# What a style may not do: import, load, or hide either by an escape.
_LOADS = re.compile(
    r"@import|url\(\s*(?![\"']?#)|image-set|expression|\\|behavior|-moz-binding|src\s*\(", re.IGNORECASE
)
_COLOUR_URL = re.compile(r"url\(\s*(?![\"']?#)", re.IGNORECASE)
_DECLARATION = re.compile(
    rb"""\s*<\?xml\s+version=["']1\.[01]["'](?:\s+encoding=["'](?P<encoding>[\w-]+)["'])?"""
    rb"""(?:\s+standalone=["']\w+["'])?\s*\?>""",
    re.IGNORECASE,
)
# The document types that drawing programs write: the names of SVG 1.0 and 1.1 and their files, and nothing declared.
_DOCTYPE = re.compile(
    rb"""<!DOCTYPE\s+svg(?:\s+PUBLIC\s+"-//W3C//DTD SVG [\w. -]{1,20}//EN"\s*"""
    rb""""https?://www\.w3\.org/[\w./-]{1,60}\.dtd")?\s*>"""
)


def fault(data: bytes) -> str | None:
    """Why a drawing is not shown, as words to follow "it": ``"holds <script>"``; None for one that only draws."""
    text = data.removeprefix(codecs.BOM_UTF8)
    declaration = _DECLARATION.match(text)
    if not _is_utf8(text, declaration):
        return "is not in UTF-8"
    # What drawing programs write declares nothing, and the parser would refuse it like any other.
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
        return "is no SVG"
    if _is_deep(root):
        return f"is nested more than {DEEPEST} deep"
    return next(filter(None, map(_wrong_element, root.iter())), None)


def _is_deep(root: Any) -> bool:
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    return bool(level)


def _is_utf8(text: bytes, declaration: re.Match[bytes] | None) -> bool:
    """Whether a drawing is in UTF-8 and says nothing else: a browser believes what it says."""
    if declaration and declaration["encoding"] and declaration["encoding"].lower() not in _UTF8:
        return False
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wrong_element(element: Any) -> str | None:
    """What is wrong with an element and its attributes, its children left out."""
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
    # By the beginning: browsers have a hundred events, and learn new ones.
    if name.lower().startswith("on"):
        return f"holds {name}=, which runs script"
    if attribute in _LINKS or name.lower() in ("href", "src"):
        return None if _harmless(element, value) else "leads or loads from elsewhere"
    if name == "style" and _LOADS.search(value):
        return "loads something by its style"
    if _COLOUR_URL.search(value):
        return "loads something by an attribute"
    return None


def _harmless(element: str, value: str) -> bool:
    """Whether an address stays in the drawing, is a picture in it, or is that of a link to the web."""
    address = re.sub(r"[\x00-\x20\x7f]", "", value)
    if address.startswith("#") or not address:
        return True
    if element in ("image", "feImage"):
        return bool(_PICTURE.fullmatch(address))
    return element == "a" and address.lower().startswith(("https://", "http://"))

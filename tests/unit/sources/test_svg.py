from __future__ import annotations

import pytest

from sphinx_newsroom.sources.notebooks.svg import fault


@pytest.mark.parametrize(
    ("drawing", "refused"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>", False),
        (b"<?xml version='1.0'?><!DOCTYPE svg><svg><text font-size='2'>once=1</text></svg>", False),
        (b"<svg><text>on the way</text><a href='https://example.org/'/></svg>", False),
        (b"<svg><script>x</script></svg>", True),
        (b"<svg><s:script>x</s:script></svg>", True),
        (b"<svg onload='x'/>", True),
        (b"<svg><a href='java&#115;cript:x'/></svg>", True),
        (b"<svg><foreignObject/></svg>", True),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", True),
        ("<svg/>".encode("utf-16"), True),
        (b"\xff<svg/>", True),
        (b"<svg><style>@import 'x'</style></svg>", True),
        (b"<svg><use href='data:text/html,x'/></svg>", True),
        (b"<svg>" + b"<g>" * 199 + b"</g>" * 199 + b"</svg>", False),
        (b"<svg>" + b"<g>" * 200 + b"</g>" * 200 + b"</svg>", True),
    ],
)
def test_only_drawings_are_shown(drawing: bytes, refused: bool) -> None:
    assert (fault(drawing) is not None) is refused


DRAWN = b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>%s</svg>"


@pytest.mark.parametrize(
    "inside",
    [
        b"<style>.a{fill:url(#b)} text{font-family:'A B'}</style><g class='a' style='stroke:#fff;fill:url(#g)'/>",
        b"<image href='data:image/png;base64,iVBORw0KGgo='/><use xlink:href='#a'/><a href='https://example.org/'><path/></a>",
        b"<filter id='f'><feGaussianBlur stdDeviation='2'/></filter><rect filter='url(#f)'/>",
        b"<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></metadata><!-- made by hand -->",
    ],
)
def test_what_drawing_programs_write_is_shown(inside: bytes) -> None:
    assert fault(DRAWN % inside) is None


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (b"<animate attributeName='href' values='javascript:alert(1)'/>", "holds <animate>"),
        (b"<set attributeName='onload' to='alert(1)'/>", "holds <set>"),
        (b"<a xlink:href='java&#9;script:alert(1)'/>", "leads or loads from elsewhere"),
        (b"<a href=' javascript:alert(1)'/>", "leads or loads from elsewhere"),
        (b"<image href='https://example.org/x.png'/>", "leads or loads from elsewhere"),
        (b"<image href='data:image/svg+xml;base64,AAAA'/>", "leads or loads from elsewhere"),
        (b"<use href='other.svg#a'/>", "leads or loads from elsewhere"),
        (b"<rect fill='url(https://example.org/#a)'/>", "loads something by an attribute"),
        (b"<rect style='fill:\\75rl(//example.org)'/>", "loads something by its style"),
        (b"<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>", "holds <script>, which is not SVG"),
        (b"<rect ONCLICK='x'/>", "holds ONCLICK=, which runs script"),
        (b"<?xml-stylesheet href='x.xsl'?>", "holds a processing instruction"),
    ],
)
def test_what_could_run_or_load_is_refused(inside: bytes, words: str) -> None:
    assert fault(DRAWN % inside) == words

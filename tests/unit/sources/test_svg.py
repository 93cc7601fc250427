from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.sources.publishable import fault


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
        (b"<a xlink:href='java&#9;script:alert(1)'/>", "links or loads something from elsewhere"),
        (b"<a href=' javascript:alert(1)'/>", "links or loads something from elsewhere"),
        (b"<image href='https://example.org/x.png'/>", "links or loads something from elsewhere"),
        (b"<image href='data:image/svg+xml;base64,AAAA'/>", "links or loads something from elsewhere"),
        (b"<use href='other.svg#a'/>", "links or loads something from elsewhere"),
        (b"<rect fill='url(https://example.org/#a)'/>", "loads something by an attribute"),
        (b"<rect style='fill:\\75rl(//example.org)'/>", "loads something by its style"),
        (b"<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>", "holds <script>, which is not SVG"),
        (b"<rect ONCLICK='x'/>", "holds ONCLICK=, which runs script"),
        (b"<?xml-stylesheet href='x.xsl'?>", "holds a processing instruction"),
    ],
)
def test_what_could_run_or_load_is_refused(inside: bytes, words: str) -> None:
    assert fault(DRAWN % inside) == words


def chain(use: bytes, times: int = 10, levels: int = 9) -> bytes:
    """A picture of ever more: each level has the one below it drawn some times."""
    return b"".join(
        b"<g id='l%d'>%s</g>" % (n, (use % (n - 1) if n else b"<path d='M0 0h9'/>") * times) for n in range(levels + 1)
    )


@pytest.mark.parametrize(
    "inside",
    [
        chain(b"<use href='#l%d'/>"),
        chain(b"<use xlink:href=' #l%d '/>"),
        b"<use href='#%62'/>" * 200 + b"<g id='b'>" + b"<use href='#c'/>" * 200 + b"</g><g id='c'><g/><g/></g>",
        b"<pattern id='l0'><rect/><rect/></pattern>"
        + b"".join(
            b"<pattern id='l%d'>%s</pattern>" % (n, b"<rect fill='URL( \"#l%d\" )'/>" % (n - 1) * 9)
            for n in range(1, 6)
        )
        + b"<rect fill='url(#l5)'/>",
        chain(b"<g mask='url(#l%d)'/>"),
        chain(b"<g style='clip-path : url(#l%d)'/>"),
        chain(b"<filter><feImage href='#l%d'/></filter>", 5, 7),
        chain(b"<textPath href='#l%d'/>"),
        b"<g id='a'><use href='#a'/></g>",
        b"<g id='a'><use href='#b'/></g><g id='b'><rect mask='url(#a)'/></g>",
        b"".join(b"<g id='l%d'><use href='#l%d'/></g>" % (n + 1, n) for n in range(300)),
        b"<feTurbulence numOctaves='255'/>",
        b"<feMorphology radius='2 1e4'/>",
        b"<feConvolveMatrix order='50'/>",
        b"<feGaussianBlur stdDeviation='1e9'/>",
        b"<rect fill='u\\72l(https://example.org/#a)'/>",
    ],
)
def test_no_small_drawing_keeps_a_browser_busy(inside: bytes) -> None:
    assert len(inside) < 60_000
    assert fault(DRAWN % inside)


@pytest.mark.parametrize(
    "inside",
    [
        b"<path id='dot' d='M0 0h9'/>" + b"<use xlink:href='#dot' x='1'/>" * 20_000,
        b"<filter id='f'><feGaussianBlur stdDeviation='30'/></filter>" + b"<path style='filter:url(#f)'/>" * 500,
        b"<path id='p' d='M0 0h9'/><text><textPath href='#p'>round</textPath></text><a href='#p'><g/></a>",
    ],
)
def test_what_is_used_often_may_be(inside: bytes) -> None:
    assert fault(DRAWN % inside) is None


PARTS = st.sampled_from(
    [
        *("<g>", "</g>", "<use href='#a'/>", "<g id='a' fill='url(#a)'>", "<marker id='a'>", "</marker>"),
        "<path d='M1e999-1e999 0z' stroke-dasharray='1e-999,1e999'/>",
        "<style>.a{filter:url(#a)}</style>",
        "<style>@x{{{}</style>",
        "<rect class='a *' width='NaN' style='stroke-dasharray:inf;;:'/>",
        "<feTurbulence numOctaves='-1e999'/>",
        "<use xlink:href='#%zz'/>",
        "<path d='e.e-1e9e9'/>",
    ]
)


@given(st.lists(PARTS | st.text(max_size=9), max_size=12))
def test_any_drawing_is_shown_or_refused(parts: list[str]) -> None:
    assert fault(DRAWN % "".join(parts).encode("utf-8", "replace")) != ""

"""HTML that can stand anywhere, and text that any feed may hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sphinx_newsroom.outputs.feeds.content import clean, portable
from tests.feeds.samples import BASE, OPENING, files


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (
            '<a class="newsroom-entity" href="../../organizations/u.html" data-tip="UN">UN</a>',
            f'<a href="{BASE}organizations/u.html">UN</a>',
        ),
        ('<h2>Head<a class="headerlink" href="#head" title="Link">¶</a></h2>', "<h2>Head</h2>"),
        ("<h1>The <em>title</em></h1><p>Text</p>", "<p>Text</p>"),
        ('<a href="#note">1</a>', f'<a href="{BASE}releases/2011/a.html#note">1</a>'),
        ('<img alt="x" src="../../_images/a.png" style="width: 50%" />', f'<img alt="x" src="{BASE}_images/a.png">'),
        ('<img alt="../../_images/a.png" src="../../_images/a.png" />', f'<img src="{BASE}_images/a.png" alt="">'),
        ('<a href="https://un.org/?a=1&amp;b=2">x</a>', '<a href="https://un.org/?a=1&amp;b=2">x</a>'),
        ('<a href="mailto:a@b.c">x</a>', '<a href="mailto:a@b.c">x</a>'),
        ('<a href="java\tscript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href=" &#1;javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<img src="data:text/html,x">', "<img>"),
        ('<p onclick="x()">a &lt; b &amp; c</p>', "<p>a &lt; b &amp; c</p>"),
        ("<div><script>if (a < b) x()</script>kept<style>p{}</style></div>", "<div>kept</div>"),
        ("<svg><svg><title>x</title></svg><path/></svg>kept", "kept"),
        ('<p><span class="pre">a<span>b</span></span></p></span>', "<p>ab</p>"),
        ('<section id="x"><p><span lang="fr">a</span></p></section>', '<p><span lang="fr">a</span></p>'),
        ("a<br/>b<input>c<!-- no -->", "a<br>bc"),
        ('<td colspan="2">x</td>', '<td colspan="2">x</td>'),
        (
            '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi mathvariant="normal">x</mi><mspace/></math>',
            '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi mathvariant="normal">x</mi><mspace></mspace></math>',
        ),
        ("<p>a&#11;b&#xFFFF;c</p>", "<p>abc</p>"),
        ('<a href="http://[bad">x</a>', "<a>x</a>"),
        ("""<P Title='a > "b"' LANG=fr onClick=x()>x</P>""", '<p title="a &gt; &quot;b&quot;" lang="fr">x</p>'),
    ],
)
def test_portable(html: str, wanted: str) -> None:
    assert portable(html, f"{BASE}releases/2011/a.html") == wanted


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\x0b",
        "\x1f",
        "\ud800",
        "\ufffe",
        "\uffff",
        "\x7f",
        "\x80",
        "\x9f",
        "\ufdd0",
        "\U0001ffff",
        "\U0010fffe",
        "\u061c",
        "\u200e",
        "\u202e",
        "\u2066",
        "\u2069",
    ],
)
def test_what_no_feed_may_hold_is_taken_out(character: str) -> None:
    assert clean(f"a{character}b") == "ab"
    assert files(replace(OPENING, title=f"a{character}b")) == files(replace(OPENING, title="ab"))


def test_what_xml_allows_stays() -> None:
    text = "\t\n Ж é \ue000 \ufffd \U0001f600 \x85"
    assert clean(text) == text

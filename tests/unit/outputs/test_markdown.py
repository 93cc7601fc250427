"""HTML as Markdown: what stands in a text is there, readable, and nothing in its words becomes markup."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sphinx_newsroom.outputs.release_markdown import escaped, markdown

PAGE = "https://example.org/press/releases/2011/opening.html"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p id="p-1a2b">One <em>two</em>\n<strong>three</strong>.</p>\n', "One *two* **three**."),
        (
            '<p><a class="newsroom-entity reference internal" href="../../organizations/unodc.html" data-tip="UN">'
            "<span>UNODC</span></a> spoke.</p>",
            "[UNODC](https://example.org/press/organizations/unodc.html) spoke.",
        ),
        ('<p><a class="reference external" href="https://a.org/x_(y)">it</a></p>', "[it](<https://a.org/x_(y)>)"),
        ('<p><a href="#below">below</a></p>', f"[below]({PAGE}#below)"),
        ('<p><a href="javascript:alert(1)">no</a></p>', "no"),
        (
            '<section id="a"><h2>Next steps<a class="headerlink" href="#a" title="Link">¶</a></h2><p>x</p></section>',
            "## Next steps\n\nx",
        ),
        (
            '<ul class="simple">\n<li><p>a</p></li>\n<li><p>b</p>\n<ul><li><p>c</p></li></ul></li></ul>',
            "- a\n- b\n  - c",
        ),
        ('<ol class="arabic" start="3"><li><p>a</p></li><li><p>b</p><p>c</p></li></ol>', "3. a\n\n4. b\n\n   c"),
        ("<blockquote><div><p>a</p><p>b</p></div></blockquote>", "> a\n>\n> b"),
        (
            '<div class="highlight-python notranslate"><div class="highlight"><pre><span></span>a &lt; b\n'
            "  <span>c</span> ```\n</pre></div></div>",
            "````python\na < b\n  c ```\n````",
        ),
        ('<p>See <code class="docutils literal"><span class="pre">a`b</span></code>.</p>', "See ``a`b``."),
        (
            "<table><thead><tr><th><p>A</p></th><th>B</th></tr></thead><tbody><tr><td>1|2</td><td>x<br />y</td></tr>"
            "</tbody></table>",
            "| A | B |\n| --- | --- |\n| 1\\|2 | x<br>y |",
        ),
        (
            '<p>Note<a class="footnote-reference brackets" href="#id2" id="id1" role="doc-noteref">'
            '<span class="fn-bracket">[</span>1<span class="fn-bracket">]</span></a>.</p>'
            '<aside class="footnote-list brackets"><aside class="footnote brackets" id="id2" role="doc-footnote">'
            '<span class="label"><span class="fn-bracket">[</span><a role="doc-backlink" href="#id1">1</a>'
            '<span class="fn-bracket">]</span></span><p>Small.</p></aside></aside>',
            "Note[^1].\n\n[^1]: Small.",
        ),
        ('<p><img alt="The hall" src="opening/hall%201.jpg" /></p>', f"![The hall]({PAGE[:-5]}/hall%201.jpg)"),
        ("<dl><dt>Term</dt><dd><p>What it is.</p></dd></dl>", "**Term**\n\nWhat it is."),
        ('<p class="rubric">Contents</p><p>x</p>', "**Contents**\n\nx"),
        ("<p>a</p><script>evil()</script><svg><text>x</text></svg><p>b</p>", "a\n\nb"),
        ("<p>1. Not a list</p><p>- nor this</p><p># nor that</p>", "1\\. Not a list\n\n\\- nor this\n\n\\# nor that"),
        ("<p>H<sub>2</sub>O<br />next</p><hr />", "H<sub>2</sub>O\\\nnext\n\n---"),
        ("<p>not <em>closed</p>", "not *closed*"),
        ("<p>tags <code>that do not</pre> pair", "tags `that do not pair`"),
        (f"{'<div>' * 2000}deep", "deep"),
        # as sphinx-design writes tabs
        ('<input id="t" type="radio"><label for="t">Tab</label><div><p>Its words</p></div>', "Tab\n\nIts words"),
    ],
)
def test_each_element_has_its_markdown(html: str, expected: str) -> None:
    assert markdown(html, PAGE) == expected


def test_without_an_address_of_its_own_a_site_has_links_that_are_relative_to_the_page() -> None:
    assert markdown('<p><a href="../../topics/x.html">x</a></p>', "") == "[x](../../topics/x.html)"


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


SIGNS = st.text(st.sampled_from("ab1 .)-+*_`#>[]()!<&;~|=\\:$^\n\té"), max_size=40)


@given(st.lists(SIGNS, max_size=4))
def test_no_words_of_a_text_become_markup(paragraphs: list[str]) -> None:
    html = "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    shown = parser.render(markdown(html, PAGE))
    assert words(re.sub("</?p>", " ", shown)) == words(re.sub("</?p>", " ", html))
    assert set(re.findall(r"<([a-z0-9]+)", shown)) <= {"p"}


@given(SIGNS)
def test_a_headline_is_one_line_of_words(title: str) -> None:
    shown = MarkdownIt("commonmark").render(f"# {escaped(title)}")
    assert set(re.findall(r"<([a-z0-9]+)", shown)) <= {"h1"}
    assert words(shown) == " ".join(title.split())

"""What a fragment of HTML says is what its Markdown shows, and what it cannot show is reported."""

import re
import time
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sphinx_newsroom.allowed import ALLOWED
from sphinx_newsroom.importers.drafts import LocalFile
from sphinx_newsroom.importers.markup import markdown_of
from sphinx_newsroom.text.checks import unsafe
from sphinx_newsroom.text.checks.parsed import parsed
from sphinx_newsroom.text.checks.references import targets
from sphinx_newsroom.text.compiled import plain_text

_REMOTE = "an image that isn't beside the page"
BASE = "https://www.un.org/en/news/1164.html"


def signs(text: str) -> str:
    """The letters and digits of a text, which is what has to be the same wherever words are parted."""
    return "".join(re.findall(r"\w", text))


def shown(html: str) -> str:
    """What the archive shows of a fragment."""
    return under_no_title(markdown_of(html, BASE).text)


def under_no_title(markdown: str) -> str:
    """What the archive shows of a text."""
    return plain_text(markdown, "Title").text.removeprefix("Title")


def said(html: str) -> str:
    """What a browser's parser reads in a fragment: a parser and a walk that are not ours."""
    # Its trees of lxml and ElementTree lose a text that is moved out of a table with the element that it is in.
    return "".join(_texts(html5lib.parse(html, treebuilder="dom").getElementsByTagName("body")[0]))


def _texts(node: Any) -> Iterator[str]:
    for child in node.childNodes:
        if child.nodeType == child.TEXT_NODE:
            yield child.data
        yield from _texts(child)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<div>One<br>Two<br><br>Three</div>", "One\\\nTwo\n\nThree"),
        ("<h1>A</h1><h3>B</h3><h2>C</h2><h3>D #</h3>", "# A\n\n### B\n\n## C\n\n### D \\#"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ul><li>a<ul><li>b</ul>c</ul>", "- a\n\n  - b\n\n  c"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"),
        (
            "<ol><li id=n>A note. <a href='#r'>↩︎</a></ol>b <a href='/x'>↑</a>",
            "1. A note.\n\nb [↑](https://www.un.org/x)",
        ),
        ("<ol><li value=3>a<li>b</ol>", "3. a\n4. b"),
        ("a<hr><img src='' width=1><hr>b", "a\n\n---\n\nb"),
        ("<ul><li><h2>Head</h2></ul>", "- **Head**"),
        ("<a href='/x y'>A <b>b</b></a>", "[A b](https://www.un.org/x%20y)"),
        ("<b>a<a href='http://x.org/(1'>b</a></b>", "**a[b](http://x.org/%281)**"),
        ("<a href='http://x.org'><p>A<p>B</a>", "[A](http://x.org)\n\n[B](http://x.org)"),
        ("<b> a </b>b", "**a** b"),
        ("<b>Note:</b>text", "**Note**:text"),
        ("un<b>(a)</b>b", "un(a)b"),
        ("<img src='/1.png' alt='IMG_01.JPG'> a", "a"),
        ("<span style='font-weight: bold'>a</span> b", "**a** b"),
        ("<table><tr><td>A<td>B</table>", "|  |  |\n| --- | --- |\n| A | B |"),
        ("<table><tr><td>A<tr><td>B</table>", "A\n\nB"),
        ("<pre>\n a ```\n*b*\n</pre>", "````text\n a ```\n*b*\n````"),
        ("<pre><code><i>if <b>x</b>:</i> y</code></pre>", "```text\nif x: y\n```"),
        ("H<sub>2</sub>O, 21<sup>st</sup>", "H{sub}`2`O, 21st"),
        ("<dl><dt>Who<dd>The UN</dl>", "**Who**\n\nThe UN"),
        ("<q>Yes</q>", "“Yes”"),
        ("a&nbsp; b&shy;c\u200b", "a bc"),
        ("Wow!<a href='http://x.org'>b</a>", "Wow\\![b](http://x.org)"),
        ("from $5 to $6", "from \\$5 to \\$6"),
        ("3 &lt; 4 &lt;b>", "3 < 4 \\<b>"),
        ("<div>•&nbsp;one<br/><b>• </b>two<br/></div>", "- one\n- two"),
        ("<p>• one<br>and more</p>", "• one\\\nand more"),
    ],
)
def test_each_form_of_html_has_one_of_markdown(html: str, markdown: str) -> None:
    assert markdown_of(html, BASE).text == markdown


@pytest.mark.parametrize(
    "line",
    [
        "# no heading",
        "1. no item",
        "% no comment",
        "+++ no break",
        "***",
        ": no definition",
        "(target)=",
        "[^1]: no footnote",
        "[a](b)",
        ":--|--:",
        "{org}`un`",
        "$x$ and $$y$$",
        "<b>no tag</b>",
        "<https://un.org>",
        "a\\*b\\",
        "`",
        "| a\n| -",
    ],
)
def test_a_line_is_shown_as_it_is_whatever_it_would_mean_in_markdown(line: str) -> None:
    html = "<br>".join(part.replace("&", "&amp;").replace("<", "&lt;") for part in line.split("\n"))
    for around in (f"<p>{html}</p>", f"<p>x<br>{html}", f"<ul><li>{html}</ul>", f"<table><tr><td>{html}<td>x</table>"):
        text = shown(around)
        assert " ".join(line.split("\n")) in " ".join(text.split()), markdown_of(around, BASE).text
    assert list(unsafe("releases/x.md", parsed(markdown_of(f"<p>{html}", BASE).text), ALLOWED)) == []


@pytest.mark.parametrize(
    ("html", "what", "words"),
    [("<script>x</script>", "a script", ""),
("<script type='application/ld+json'>{}</script>", None, ""),
("<iframe src='https://youtube.com/1'></iframe>", "a frame", "https://youtube.com/1"),

("<svg><text>Chart</text></svg>", "a drawing", "Chart"),
("<form>Name <input type=text></form>", "a field of a form", ""),
("<img src='https://x.org/a.png' alt='Map'>", _REMOTE, "Map: https://x.org/a.png"),
("<img src='https://x.org/a.png' alt='Main Picture'>", _REMOTE, "https://x.org/a.png"),


("<a href='javascript:x()'>Print</a>", "a link", "Print: javascript:x()"),

("<s>old</s> new", "the line through struck-out text", "old"),
("<abbr title='United Nations'>UN</abbr>", "the meaning of an abbreviation", "UN: United Nations"),
("<span class='sr-only'>x</span>", "hidden text", "x"),
("<ol><li value=3>x<li value=9>y</ol>", "the numbers of a list, which count up now", "3, 9"),

("<ol type=a><li>x</ol>", "the letters of a list, which are numbers now", "x"),
("<ol reversed><li>x<li>y</ol>", "the numbers of a list, which count up now", "2, 1"),

(
            "<table><tr><td colspan=2>x<tr><td>1<td>2</table>",
            "table cells that span several rows or columns",
            "x12",
        ),
(
            "<table><tr><td>1<td><ul><li>2</ul></table>",
            "a table that Markdown can't show; its cells now follow each other",
            "12",
        ),
],
)  # fmt: skip
def test_what_markdown_cannot_show_is_a_loss(html: str, what: str | None, words: str) -> None:
    losses = markdown_of(html, BASE).losses
    assert [(loss.what, loss.words.replace(" ", "") if "table" in loss.what else loss.words) for loss in losses] == (
        [(what, words)] if what else []
    )


@pytest.mark.parametrize(
    ("html", "files"),
    [
        ("<img src='Release_files/a%20b.png' alt='Map'>", [LocalFile("Release_files/a b.png", "Map")]),
        ("<a href='report.pdf'>Report</a>", [LocalFile("report.pdf", "Report")]),
        ("<img src='../../etc/a.png'>", []),
        ("<img src='..%2fa.png'>", []),
        ("<img src='a.png%00.exe'>", []),
        ("<a href='run.exe'>x</a>", []),
    ],
)
def test_files_beside_the_page_are_asked_for_and_no_others(html: str, files: list[LocalFile]) -> None:
    markup = markdown_of(html, "")
    assert list(markup.files) == files
    assert any(targets("releases/x.md", parsed(markup.text), ALLOWED)) == bool(files)


_TEXT = st.text(st.sampled_from("ab1 \n\t*_`#>-+=~|:[](){}<&!\\$%^.\"'é|你\u00a0"), max_size=12) | st.sampled_from(
    [
        "+++",
        "(a)=",
        "1. x",
        "[^1]: x",
        "[a]: b",
        "```{note}",
        ":::",
        "{org}`un`",
        "&amp;lt;",
        "- - -",
        "x*y*",
        "[a](../../../x)",
        "[a]: ../../x",
        "~~~{raw}",
        "![a](javascript:x)",
        "**a**b",
    ]
)
_INLINE = "b i em strong code a sub sup span u font s q small".split()
_BLOCK = "p div h1 h2 h4 blockquote ul ol li pre table tr td th dl dt dd section center hr br".split()


def _written(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@st.composite
def _trees(draw: st.DrawFn, depth: int = 4) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        if depth == 0 or draw(st.booleans()):
            parts.append(_written(draw(_TEXT)))
            continue
        name = draw(st.sampled_from(_INLINE + _BLOCK))
        inner = draw(_trees(depth=depth - 1))
        attributes = ' href="https://un.org/a_(b"' if name == "a" else ""
        close = f"</{name}>" if draw(st.integers(0, 9)) else ""
        parts.append(f"<{name}{attributes}>{inner}{close}")
    return "".join(parts)


@settings(max_examples=40, deadline=None)
@given(_trees())
@example("<p>1</p>~ %1")
@example("<b><b><b><b><p><table><b>1</table></b></b>")
def test_every_sign_of_a_text_is_shown_in_its_order(html: str) -> None:
    markup = markdown_of(html, BASE)
    seen, meant = signs(under_no_title(markup.text)), signs(said(html))
    # Parsers put what may not stand in a table before it, in one order or another.
    in_order = seen == meant if "<table" not in html else sorted(seen) == sorted(meant)
    assert in_order, markup.text


@settings(max_examples=30, deadline=None)
@given(_trees())
def test_the_archive_finds_nothing_wrong_in_what_is_made(html: str) -> None:
    assert list(unsafe("releases/x.md", parsed(markdown_of(html, BASE).text), ALLOWED)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<b>" * 500 + "<p>x" * 2_000,
        "<table><tr><td>" * 5_000,
        "<ul><li>" * 20_000 + "deep",
        "<table><tr>" + "<td rowspan=99999999 colspan=99999999>x" * 800,
        "<i>*</i>_" * 1_500,
        "<p>" + "<a href='" + "(" * 50_000 + "'>x</a>",
        "<noscript>" * 20_000,
    ],
    ids=lambda html: html[:20],
)
def test_time_grows_with_the_page_and_not_with_its_square(html: str) -> None:
    began = time.process_time()
    markdown_of(html, BASE)
    assert time.process_time() - began < 2


def test_the_end_of_a_page_that_is_too_large_is_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, most in (("LARGEST_PAGE", 20), ("MOST_TAGS", 4)):
        with monkeypatch.context() as patched:
            patched.setattr(f"sphinx_newsroom.importers.markup.{limit}", most)
            found = markdown_of("<p>One</p>\n<p>Two</p>\n<p>Three</p>", BASE)
        assert found.text == "One\n\nTwo"
        assert [loss.what for loss in found.losses] == ["the end of a page that is too large"]


def test_the_words_of_what_nests_too_deep_stay() -> None:
    found = markdown_of("<div>" * 900 + "Deep" + "</div>" * 900 + "<p>Behind", BASE)
    assert (found.text, [loss.what for loss in found.losses]) == ("Deep\n\nBehind", ["tags that nest too deep"])

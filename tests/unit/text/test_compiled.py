"""A text compiled without docutils: what it is, and what sends it through docutils.

That the HTML is what docutils gives, ``tests/property/test_compiled.py`` and ``tests/build/test_compiled.py`` show.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.compiled import (
    Address,
    CompiledText,
    Conventions,
    Fillings,
    Link,
    LinkTarget,
    RoleUse,
    compile_text,
    fill,
    unbroken,
)
from sphinx_newsroom.text.markdown_parser import parser
from sphinx_newsroom.text.words.paragraph_ids import paragraph_ids
from sphinx_newsroom.text.words.tokens import Mark


def compiled(body: str, title: str = "Title", *, addressed: bool = False) -> CompiledText:
    names = {"unodc": "UN Office on Drugs and Crime"}
    found = compile_text(body, title, lambda kind, id_: names.get(id_), addressed=addressed)
    assert isinstance(found, CompiledText), found
    return found


FIXTURE = Path(__file__).parents[2] / "fixtures" / "compiled.txt"
"""Texts and their HTML: a title, a line with a dot, the text, a dot, the HTML within the page's section, a dot."""


def examples() -> dict[str, tuple[str, str]]:
    """The text and the HTML of each example, by its title."""
    found = re.findall(
        r"^(.+)\n\.\n(.*?)^\.\n(.*?)^\.\n", FIXTURE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return {title: (text, html) for title, text, html in found}


EXAMPLES = examples()


def html(body: str) -> str:
    """The HTML within the section of the title."""
    whole = fill(compiled(body), Fillings())
    begin, end = '<section id="title">\n', "</section>\n"
    assert whole.startswith(begin), whole
    return whole.removeprefix(begin).removesuffix(end)


@pytest.mark.parametrize("title", EXAMPLES)
def test_html(title: str) -> None:
    text, expected = EXAMPLES[title]
    assert html(text) == expected


def test_links_beside_headings_are_as_the_archive_has_them() -> None:
    found = compile_text("## a", "Title", conventions=Conventions("Ссылка", "¶"))
    assert isinstance(found, CompiledText)
    assert '<a class="headerlink" href="#a" title="Ссылка">¶</a>' in fill(found, Fillings())
    found = compile_text("## a", "Title", conventions=Conventions(permalink_icon=""))
    assert isinstance(found, CompiledText)
    assert "headerlink" not in fill(found, Fillings())


def test_what_stands_behind_deep_lists_and_quotations_is_read() -> None:
    deep = "".join(f"{'  ' * level}- level {level}\n" for level in range(14))
    tokens = parser().parse(f"{deep}\nAfter them.\n\n{'>' * 25} cited\n\nAt last.\n")
    words = [token.content for token in tokens if token.type == "inline"]
    assert words == [*(f"level {level}" for level in range(14)), "After them.", "cited", "At last."]


def test_plain_text_and_marks() -> None:
    text = compiled(
        "One\n`two` [three](http://a.org)\n\n![](http://a.org/p.png)\n\n## Four\n\n    five\n\n\n    six\n",
        "The  title",
    )
    assert text.text == "The title\n\nOne two three\n\nImage\n\nFour\n\nfive\nsix"
    assert text.marks == (
        Mark(0, 9, "heading"),
        Mark(15, 18, "code"),
        Mark(19, 24, "link"),
        Mark(26, 31, "link"),
        Mark(33, 37, "heading"),
        Mark(39, 47, "preformatted"),
    )


def test_links_stand_in_words_that_no_markup_breaks() -> None:
    text = compiled("The Office on\nDrugs & Crime of the *United* Nations.")
    office, nations = text.text.index("Office"), text.text.index("United")
    mentions = [
        Mention("unodc", "organization", "Office on Drugs & Crime", "name", start=office, end=office + 23),
        Mention("un", "organization", "United Nations", "name", start=nations, end=nations + 14),
        Mention("osce", "organization", "OSCE", "header"),
    ]
    assert unbroken(text, mentions) == mentions[:1]
    link = Link(office, office + 23, LinkTarget("../organizations/unodc.html", 'UNODC & "Co"'))
    assert fill(text, Fillings([link], dateline="VIENNA – ")) == (
        '<section id="title">\n<p><span class="newsroom-dateline">VIENNA – </span>The '
        '<a class="newsroom-entity reference internal" href="../organizations/unodc.html" '
        'data-tip="UNODC &amp; &quot;Co&quot;"><span>Office on\nDrugs &amp; Crime</span></a>'
        " of the <em>United</em> Nations.</p>\n</section>\n"
    )


def test_paragraphs_of_a_release_have_ids_of_their_words() -> None:
    body = "Crime *pays* nobody.\n\n## War does\n\n- war, does\n- ![](a.png)\n\n> “Crime pays\n> nobody!”"
    body += "\n\n[^1]\n\n[^1]: So.\n"
    text = compiled(body, addressed=True)
    page = fill(text, Fillings(addresses=dict.fromkeys(text.addresses, "a.png"), dateline="VIENNA – "))
    assert re.findall("<p( id=.*?)?>", page) == [
        ' id="p-57c2d7cf"',
        ' id="p-b2f4fcb2-2"',  # the heading has these words, too
        "",
        ' id="p-57c2d7cf-2"',
        "",
        f' id="{paragraph_ids(text.text)[-1][1]}"',
    ]


def test_roles_show_names_and_say_what_they_named() -> None:
    text = compiled("By {org}`unodc` and {newsroom:org}`its head <unodc>`.")
    assert text.text == "Title\n\nBy UN Office on Drugs and Crime and its head."
    assert text.marks[1:] == (Mark(10, 38, "role", "unodc"), Mark(43, 51, "role", "unodc"))
    assert text.roles == (RoleUse("organization", "unodc", "UN Office on Drugs and Crime"),) * 2
    page = fill(text, Fillings(roles={("organization", "unodc"): LinkTarget("x.html")}))
    assert '<a class="newsroom-entity reference internal" href="x.html"><span>its head</span></a>' in page


def test_addresses_of_files_and_pages_are_filled_in() -> None:
    text = compiled("![A map](map.png) [The *plan*](a%20plan.pdf 'x') [before](../2010/x.md 'y \" <b>')")
    image, file, page = Address("map.png", "image"), Address("a plan.pdf", "file"), Address("../2010/x.md", "page")
    assert text.addresses == {image, file, page}
    assert fill(text, Fillings(addresses={image: "1&.png", file: "2.pdf", page: "3.html"})) == (
        '<section id="title">\n<p><img alt="A map" src="1&amp;.png" /> '
        '<a class="reference internal" href="2.pdf"><span class="xref download myst">The <em>plan</em></span></a> '
        '<a class="reference internal" href="3.html" title="y &quot; &lt;b&gt;">'
        '<span class="std std-doc">before</span></a></p>\n'
        "</section>\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        ">",
        ">" * 20 + " a",
        "```{note}\na\n```",
        ":::{note}\na\n:::",
        "{ref}`a`",
        "{org}`nobody`",
        "(a)=\n## A",
        "a <b>b</b>",
        "<div>\n",
        "a[^1]",
        "a\n\n[^1]: b",
        "> a[^1]\n>\n> [^1]: b",
        "[a](#b)",
        "[a](skype:b)",
        "[a](tel:1)",
        "[](b.pdf)",
        "[a](b.html)",
        "[a](b.pdf?x)",
        "[a](https://own.example/b)",
        "<https://github.com/a/b>",
        "![a](data:image/png;base64,aaaa)",
        "[![a](b.png)](http://c.org)",
        "```\na\n```",
        "```json\n1\n```",
        "### a",
        "## a\n\n#### b",
        "## ![a](b.png)",
        "---\n\na",
        "a\n\n---",
        "a\n\n---\n\n***\n\nb",
        "- a\n\n  ---\n\n  b",
        "[a]\n\n[a]: http://b.org\n[a]: http://c.org",
        "> % a\n> ",
        "*a **b " * 10 + "c** d*" * 10,
    ],
)
def test_what_passes_through_docutils(body: str) -> None:
    conventions = Conventions(baseurl="https://own.example/")
    assert compile_text(f"\n\n{body}", "Title", conventions=conventions) is None

"""HTML whose tags do not end: what a page or a feed makes of it."""

from __future__ import annotations

import pytest

from sphinx_newsroom.operations.verify import text_on_page
from sphinx_newsroom.outputs.feeds.content import portable
from sphinx_newsroom.text.html_tags import with_whole_tags


@pytest.mark.parametrize(
    "html",
    [
        "<p class='a>b'>a</p>",
        "<!DOCTYPE html><p>a<br/></p>",
        "<!-- a < b > c --><p>a</p>",
        "<a\n href='b'>a</a >",
        "a > b",
        "",
    ],
)
def test_what_ends_stays_as_it_is(html: str) -> None:
    assert with_whole_tags(html) == html


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("a < b", "a &lt; b"),
        ("<a href='<b>c</b>", "&lt;a href='<b>c</b>"),
        ("<p>a</p><!-- b <i>c</i>", "<p>a</p>&lt;!-- b <i>c</i>"),
        ("<![CDATA[a]]><p>", "&lt;![CDATA[a]]><p>"),
        ("</", "&lt;/"),
    ],
)
def test_what_begins_no_tag_is_text(html: str, whole: str) -> None:
    assert with_whole_tags(html) == whole


def test_the_words_behind_a_tag_that_does_not_end_are_read() -> None:
    page = '<h1>T</h1><div class="prose"><p>One <a href=\'two <b>three</b> four</p></div>'
    assert text_on_page(page).text == "One<ahref='twothreefour"
    assert portable("<p>One <a href='two <b>three</b></p>", "a.html") == "<p>One &lt;a href='two <b>three</b></p>"

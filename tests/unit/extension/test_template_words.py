"""What templates say is markup, and what stands in its braces is escaped."""

from __future__ import annotations

from sphinx_newsroom.extension.page_contexts import TemplateWords
from sphinx_newsroom.interface import Interface

WORDS = TemplateWords(Interface("en"))


def test_a_number_that_stands_beside_a_message_is_left_out_of_it() -> None:
    one, many = "{number} release with {name}", "{number} releases with {name}"
    assert WORDS.plural(one, many, 1200, name="A & B") == "1,200 releases with A &amp; B"
    assert WORDS.unnumbered(one, many, 1, name="Channel 1 & Co") == " release with Channel 1 &amp; Co"

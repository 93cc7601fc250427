"""What templates say is markup, and what stands in its braces is escaped."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from sphinx_newsroom.extension.page_contexts import TemplateWords
from sphinx_newsroom.interface import Interface

WORDS = TemplateWords(Interface("en"))


@pytest.mark.parametrize(
    "message", ["No braces.", "<b>{name}</b> & {{1}} of {other}", "{name!r}: {other:>9}", "{name.x}"]
)
@pytest.mark.parametrize("name", ["a < b", Markup("<i>a</i>"), 7, None])
def test_a_message_is_filled_as_markup_is(message: str, name: object) -> None:
    parts = {"name": name, "other": "“&”"}
    try:
        expected: object = Markup(message).format(**parts)
    except AttributeError as error:
        expected = str(error)
    try:
        found: object = WORDS.say(message, **parts)
    except AttributeError as error:
        found = str(error)
    assert found == expected
    assert type(found) is type(expected)


def test_a_number_that_stands_beside_a_message_is_left_out_of_it() -> None:
    one, many = "{number} release with {name}", "{number} releases with {name}"
    assert WORDS.plural(one, many, 1200, name="A & B") == "1,200 releases with A &amp; B"
    assert WORDS.unnumbered(one, many, 1, name="Channel 1 & Co") == " release with Channel 1 &amp; Co"

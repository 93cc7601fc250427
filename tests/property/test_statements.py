"""Whatever a text holds, statements are stretches of it, of somebody whom it names."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements import statements
from sphinx_newsroom.text.statements.shape import quotations

PIECES = st.sampled_from(
    (
        "Yury Fedotov",
        "Fedotov",
        "Nancy Brown",
        "UNODC",
        "John Smith",
        "Director",
        "the",
        "of",
        "and",
        "who",
        "she",
        "He",
        "said",
        "says",
        "that",
        "stating",
        "added",
        "told reporters",
        "according to",
        "According to",
        "as",
        "As",
        "called",
        "crime is a threat to us all",
        "We will act now",
        "today",
        "in Vienna",
        "Dr.",
        "U.S.",
        "“",
        "”",
        '"',
        "«",
        "»",
        "„",
        "‘",
        "’",
        "'s",
        ",",
        ".",
        "?",
        ":",
        " – ",
        "(",
        ")",
        "\n\n",
        "  ",
        "1",
        "\ue000",
        "\ue002",
    )
)
TEXTS = st.lists(PIECES, min_size=1, max_size=60).map(
    lambda pieces: re.sub(r" ([,.?:”»’)])", r"\1", re.sub(r"([“«„‘(]) ", r"\1", " ".join(pieces)))
)
LANGUAGES = st.sampled_from(("en", "en-GB", "uk", "ru"))
NAMES = {
    "Yury Fedotov": ("official", "fedotov"),
    "Fedotov": ("official", "fedotov"),
    "Nancy Brown": ("official", "brown"),
    "UNODC": ("organization", "unodc"),
}


def mentions(text: str) -> list[Mention]:
    return [
        Mention(entity, "official" if kind == "official" else "organization", match[0], "name", None, *match.span())
        for match in re.finditer("|".join(NAMES), text)
        for kind, entity in (NAMES[match[0]],)
    ]


@given(TEXTS, LANGUAGES)
def test_statements_are_stretches_of_the_text_apart_from_each_other(text: str, language: str) -> None:
    named = mentions(text)
    found = statements(text, (), named, language)
    end = 0
    for statement in found:
        words = text[statement.start : statement.end]
        assert end <= statement.start < statement.end <= len(text)
        assert words == words.strip()
        assert (statement.speaker, statement.kind) in {(mention.entity, mention.kind) for mention in named}
        end = statement.end


@given(TEXTS, LANGUAGES)
def test_direct_statements_stand_in_quotation_marks(text: str, language: str) -> None:
    for statement in statements(text, (), mentions(text), language):
        if statement.form == "direct":
            assert text[: statement.start].rstrip()[-1] in '“„«"‘'


@given(TEXTS)
def test_quotations_are_in_order_and_begin_with_a_mark(text: str) -> None:
    blocks, place = [], 0
    for block in text.split("\n\n"):
        if block:
            blocks.append((place, place + len(block)))
        place += len(block) + 2
    end = 0
    for quote in quotations(text, blocks):
        assert quote.start >= end
        assert all(text[start] in '“„«"‘' and start < stop for start, stop in quote.pieces)
        assert "\n\n" not in "".join(text[start:stop] for start, stop in quote.pieces)
        end = quote.end

"""Whatever the text, mentions lie in it, in order, without overlap."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.model import Official, Organization, Release
from sphinx_newsroom.naming import Names, find
from sphinx_newsroom.naming.tokens import Tokens, folded
from sphinx_newsroom.registry import Registry

NAMES = Names(Registry(
    {"un": Organization("un", "United Nations", "UN"), "fund": Organization("fund", "United Nations Fund", "UNF")},
    {"ann": Official("ann", "Ann Lee"), "bo": Official("bo", "Bo Lee")}, {},
))
RELEASE = Release("2020/x", "T", dt.date(2020, 1, 1), "x.md")
WORDS = st.sampled_from(["United", "Nations", "Fund", "UN", "UNF", "Ann", "Lee", "Bo", ".", "’s", "\n", "x", "İ"])


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "", "\n\n", "-"]))).map(lambda ws: "".join(map("".join, ws))))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for mention in find(NAMES, text, (), RELEASE).mentions:
        assert mention.start is not None
        assert mention.end is not None
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start:mention.end] == mention.surface
        end = mention.end


@given(st.text())
def test_every_word_stands_where_it_was_found(text: str) -> None:
    tokens = Tokens(text)
    assert len(tokens.raw) == len(tokens.words) == len(tokens.starts) == len(tokens.ends)
    assert tokens.starts == sorted(tokens.starts)
    for raw, start, end in zip(tokens.raw, tokens.starts, tokens.ends, strict=True):
        assert text[start:end] == raw or "-" in text[start:end]


@given(st.text(max_size=40))
def test_folding_is_done_once(word: str) -> None:
    assert folded(folded(word)) == folded(word)

"""Whatever the text, mentions lie in it, in order, without overlap."""

from __future__ import annotations

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.words.folding import folded
from sphinx_newsroom.text.words.tokens import Tokens

NAMES = Names(
    Registry(
        {"un": Organization("un", "United Nations", "UN"), "fund": Organization("fund", "United Nations Fund", "UNF")},
        {"ann": Official("ann", "Ann Lee"), "bo": Official("bo", "Bo Lee")},
        {},
    )
)
RELEASE = Release(ReleaseId("2020/x"), "T", dt.date(2020, 1, 1), "x.md")
WORDS = ["United", "Nations", "Fund", "UN", "UNF", "Ann", "Lee", "Bo", ".", "’s", "\n", "x", "İ"]
OFFICES = Names(
    Registry(
        {
            "gov": Organization("gov", "Government of Estonia", "GOE"),
            "house": Organization("house", "Parliament of Estonia", "PE", parent="gov"),
            "cricket": Organization("cricket", "Estonia Cricket", "EC", parent="gov"),
        },
        {
            "ann": Official(
                "ann",
                "Ann Lehmann",
                (Name("Анна Леман", "uk"),),
                None,
                (Membership("President of Estonia", "gov", "2010"),),
            ),
            "bo": Official("bo", "Bo Rand", (), None, (Membership("Minister of Health", "gov", "2010"),)),
        },
        {},
    )
)
ISSUED = Release(ReleaseId("2020/x"), "T", dt.date(2020, 1, 1), "x.md", issuer="gov")
OF_OFFICES = [
    "President",
    "of",
    "the",
    "Republic",
    "Estonia",
    "Estonian",
    "Government",
    "government",
    "Parliament",
    "GOE",
    "PE",
    "EC",
    "Cricket",
    "Minister",
    "Health",
    "Ann",
    "Lehmann",
    "Lehman",
    "Bo",
    "Rand",
    "Mr",
    "Inc",
    "Limited",
    ",",
    ".",
    "’s",
    "and",
    "in her capacity as",
    "Президент",
    "Естонії",
    "Леман",
    "естонський",
    "уряд",
]
BETWEEN = st.sampled_from([" ", " ", " ", "", "\n\n", "-"])


def texts(words: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.tuples(st.sampled_from(words), BETWEEN)).map(lambda some: "".join(map("".join, some)))


@given(texts(WORDS))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    in_order(NAMES, text, RELEASE)


@settings(max_examples=400)
@given(texts(OF_OFFICES))
def test_offices_and_what_belongs_to_a_name_lie_in_order_too(text: str) -> None:
    in_order(OFFICES, text, ISSUED)


def in_order(names: Names, text: str, release: Release) -> None:
    end = 0
    for mention in find(names, text, (), release).mentions:
        if mention.start is None and mention.method == "issuer":
            continue
        assert mention.start is not None
        assert mention.end is not None
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        end = mention.end


@given(st.text())
def test_every_word_stands_where_it_was_found(text: str) -> None:
    tokens = Tokens(text)
    assert len(tokens.raw) == len(tokens.words) == len(tokens.starts) == len(tokens.ends)
    assert tokens.starts == sorted(tokens.starts)
    for raw, start, end in zip(tokens.raw, tokens.starts, tokens.ends, strict=True):
        assert text[start:end] == raw or "-" in text[start:end]


@given(st.text(max_size=40))
@example("&\u00ad")
@example("\u01e2")  # Ǣ, which is Æ with a stroke above
@example("\uff06")  # &, as wide as a Chinese character
@example(".\u00ad")
def test_folding_is_done_once(word: str) -> None:
    assert folded(folded(word)) == folded(word)

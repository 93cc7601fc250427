"""Links to paragraphs that were corrected lead to what took their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.outputs.differences import former_paragraphs
from sphinx_newsroom.text.words.paragraph_ids import paragraph_ids


def text(words: str) -> str:
    return "\n\n".join(["Title", *words.split("|")])


def led(*texts: str) -> dict[str, str]:
    """The words of each paragraph that is gone, and of the one that it leads to."""
    words = {
        id_: block
        for one in map(text, texts)
        for (_, id_), block in zip(paragraph_ids(one), one.split("\n\n")[1:], strict=True)
    }
    return {words[id_]: words[former.now] for former in former_paragraphs([*map(text, texts)]) for id_ in former.ids}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Ten came|All left", "Ten came|All left"], {}),
        (["Ten came|All left", "Twelve came|All left"], {"Ten came": "Twelve came"}),
        (["Ten came|All left", "All left"], {"Ten came": "All left"}),
        (["a b c d|x y z", "x y w|a b c e"], {"a b c d": "a b c e", "x y z": "x y w"}),
        (["Ten came", "Eleven came", "Twelve came"], {"Ten came": "Twelve came", "Eleven came": "Twelve came"}),
        (["Ten came", "Eleven came", "Ten came"], {"Eleven came": "Ten came"}),
        (["a|a|b", "a|b"], {"a": "b"}),
    ],
)
def test_what_was_changed_leads_to_what_it_became(texts: list[str], expected: dict[str, str]) -> None:
    assert led(*texts) == expected


paragraphs = st.lists(st.sampled_from(["a b", "a c", "b c", "d", "e f g"]), min_size=1, max_size=5)


@given(st.lists(paragraphs, min_size=1, max_size=4))
def test_no_id_is_lost(revisions: list[list[str]]) -> None:
    texts = ["\n\n".join(["Title", *one]) for one in revisions]
    ids = [{id_ for _, id_ in paragraph_ids(one)} for one in texts]
    former = former_paragraphs(texts)
    told = [id_ for one in former for id_ in one.ids]
    assert len(told) == len({*told})
    assert {*told} == set().union(*ids) - ids[-1]
    assert {one.now for one in former} <= ids[-1]

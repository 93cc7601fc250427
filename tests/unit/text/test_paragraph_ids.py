"""Ids of paragraphs follow their words and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.tables import rows

from sphinx_newsroom.text.words.paragraph_ids import ParagraphIds, id_at, paragraph_ids


@pytest.mark.parametrize(
    ("one", "other"),
    rows("""
        Crime pays nobody. | crime  PAYS⏎nobody
        “Crime pays,” she said | 'Crime pays', she said…
        Mañana in Zürich | Manana in Zurich
        Strasse 7 | Straße 7
        Ёлка | елка
        * * * | *  * *
    """),
)
def test_signs_case_and_accents_do_not_count(one: str, other: str) -> None:
    assert ParagraphIds().of(one) == ParagraphIds().of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    rows("""
        15:20 | 15:45
        Ten came. | Ten come.
        one two | two one
        — | * * *
        не был | был
    """),
)
def test_words_count(one: str, other: str) -> None:
    assert ParagraphIds().of(one) != ParagraphIds().of(other)


def test_the_rule_is_for_ever() -> None:
    # Addresses outside the site were made by it: this test is not to be changed.
    text = "Title\n\nCrime pays nobody.\n\nЗлочин — зло.\n\nCrime pays nobody!"
    assert paragraph_ids(text) == ((7, "p-57c2d7cf"), (27, "p-991493ec"), (42, "p-57c2d7cf-2"))


def test_the_title_has_none() -> None:
    assert paragraph_ids("Title") == ()
    ids = paragraph_ids("Title\n\nOne.\n\nTwo.")
    one, two = (id_ for _, id_ in ids)
    assert [id_at(ids, place) for place in (0, 6, 7, 12, 13, 99)] == ["", "", one, one, two, two]


words = st.text(st.characters(exclude_characters="\n"), min_size=1)


@given(st.lists(words, min_size=1, unique=True), words, st.data())
def test_a_paragraph_that_comes_changes_no_other(paragraphs: list[str], new: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(paragraphs)))
    before = [id_ for _, id_ in paragraph_ids("\n\n".join(["Title", *paragraphs]))]
    after = [id_ for _, id_ in paragraph_ids("\n\n".join(["Title", *paragraphs[:place], new, *paragraphs[place:]]))]
    # One with the same words as another is told apart from it by a number.
    assert {*before} <= {*after}
    assert len({*after}) == len(after)

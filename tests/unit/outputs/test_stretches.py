"""The lines of bulk files stand in stretches: what comes or goes has its own made again, and no other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.data.bulk import stretches

NAMES = st.sets(st.integers(0, 5_000), min_size=1, max_size=600).map(
    lambda numbers: [PageName(f"releases/2011/n{number:04}") for number in sorted(numbers)]
)


@given(NAMES)
def test_all_names_are_in_them_in_order(names: list[PageName]) -> None:
    assert [name for some in stretches(names) for name in some] == names
    assert all(some for some in stretches(names))


@given(NAMES, st.data())
def test_a_name_less_leaves_all_others_as_they_are(names: list[PageName], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(names))
    before = [tuple(some) for some in stretches(names)]
    after = {tuple(some) for some in stretches([name for name in names if name != gone])}
    # Its own, and the one before where it began one.
    assert sum(some not in after for some in before) <= 2

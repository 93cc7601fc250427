"""What a record gets of another that turns out to be the same: its picture."""

from __future__ import annotations

import pytest

from sphinx_newsroom.model.records import Image, Organization
from sphinx_newsroom.operations.records import joined

OURS, THEIRS = Image("organizations/a.svg", "A"), Image("organizations/b/logo.svg", "B")
MOVED = Image("/organizations/b/logo.svg", "B")


@pytest.mark.parametrize(
    ("ours", "theirs", "take", "after", "conflicts"),
    [
        (None, THEIRS, (), MOVED, 0),
        (OURS, None, (), None, 0),
        (OURS, THEIRS, (), None, 1),
        (OURS, THEIRS, ("image",), MOVED, 0),
        (OURS, OURS, (), None, 0),
    ],
)
def test_the_picture_of_either_stays(
    ours: Image | None, theirs: Image | None, take: tuple[str, ...], after: Image | None, conflicts: int
) -> None:
    found = joined(Organization("a", "A", image=ours), Organization("b", "B", image=theirs), take=take)
    assert found.changes.get("image") == after
    assert len(found.conflicts) == conflicts

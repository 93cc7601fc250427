"""Records that a store holds come out of it as they went in."""

from __future__ import annotations

import copy
import datetime as dt
import pickle

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Release
from sphinx_newsroom.sources.header import Parsed

RELEASE = Release(
    ReleaseId("2011/conference-opens"),
    "Conference opens",
    dt.date(2011, 10, 24),
    "releases/2011/conference-opens.md",
    topics=("drugs",),
    corrections=(Correction(dt.date(2011, 10, 25), "the date"),),
)
PARSED: Parsed[Release] = Parsed(RELEASE, (), {"title": 2, "topics.0": 4})


@pytest.mark.parametrize("record", [RELEASE, PARSED])
def test_what_is_unpickled_is_what_was_pickled(record: Release | Parsed[Release]) -> None:
    """Each field of it, also in a copy, and it is as frozen as it was."""
    for found in (pickle.loads(pickle.dumps(record)), copy.deepcopy(record)):
        assert found == record
        assert repr(found) == repr(record)
        with pytest.raises(AttributeError):  # which is what frozen dataclasses raise, too
            setattr(found, "path" if isinstance(found, Release) else "record", None)


def test_what_was_pickled_with_other_fields_is_refused() -> None:
    """A record of a program of before, with a field less, becomes none that lacks one."""
    with pytest.raises(TypeError, match="arguments"):
        copy.copy(RELEASE).__setstate__(["2011/conference-opens"])  # type: ignore[attr-defined]

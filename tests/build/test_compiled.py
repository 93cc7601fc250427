"""The two lanes of a release's text give the same plain text, marks and HTML, on real releases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx.util.docutils import docutils_namespace, patch_docutils
from tests.conftest import SHARED
from tests.helpers.lanes import OneRelease, compare, corpus, real_releases

from sphinx_newsroom.text.compiled import Reason

BATCH = 500
"""How many releases are one archive."""

FEW = 40
"""How many of a kind are compared where not all are asked for."""

KEPT_BACK = 1
"""How many of an archive the scan of the sources may keep back: of all that are plain it is one, for a broken link."""

HAS_REAL = (SHARED / "data/releases").is_dir()


@pytest.mark.parametrize(
    "conf",
    [
        'language = "ru"\n',
        'html_permalinks_icon = "<span>§</span>"\n',
        "html_permalinks = False\n",
        'html_baseurl = "https://own.example/"\n',
    ],
)
def test_what_conf_says_of_headings_and_addresses(conf: str, tmp_path: Path) -> None:
    with patch_docutils(), docutils_namespace():
        release = OneRelease(tmp_path / "archive", {}, conf=conf)
        slow, fast, _ = release.compared("Words\n\n## A heading\n\n[elsewhere](https://other.example/)\n")
        assert fast == slow
        slow, fast, _ = release.compared("[here](https://own.example/releases/2020/other.html)\n")
        assert fast == (Reason.LINK if "own.example" in conf else slow)


@pytest.mark.skipif(not HAS_REAL, reason="the real releases are not here")
@pytest.mark.parametrize("as_written", [False, True], ids=["plain", "as-written"])
def test_real_releases(as_written: bool, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    samples = sorted(real_releases(as_written=as_written), key=lambda sample: sample.order)
    if not request.config.getoption("--all-releases"):
        samples = samples[:FEW]
    records = corpus().records([sample.text for sample in samples[:2000]], 300)
    fast = 0
    for number, start in enumerate(range(0, len(samples), BATCH)):
        batch = samples[start : start + BATCH]
        compared, _ = compare(batch, tmp_path / str(number) / "archive", records)
        assert len(compared) >= len(batch) - KEPT_BACK
        differ = [one.sample.id for one in compared if not isinstance(one.fast, Reason) and one.fast != one.slow]
        assert not differ
        fast += sum(not isinstance(one.fast, Reason) for one in compared)
    # Lanes that never meet would be equal, too.
    assert fast >= 0.9 * len(samples)

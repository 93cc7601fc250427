"""What documents show is looked at before anybody sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx.errors import ConfigError

from sphinx_newsroom.extension.inspection import refuse_shown_early

SECRET = "releases/2031/secret.md"


@pytest.mark.parametrize("path", [SECRET, f"docs/../{SECRET}", "linked.md", "{root}/" + SECRET])
def test_a_document_shows_nothing_that_is_kept_back_by_whatever_path(tmp_path: Path, path: str) -> None:
    (tmp_path / "releases/2031").mkdir(parents=True)
    (tmp_path / SECRET).write_text("---", encoding="utf-8")
    (tmp_path / "linked.md").symlink_to(tmp_path / SECRET)
    shown = {"docs/a": ["part.txt"], "docs/b": [path.format(root=tmp_path)]}
    with pytest.raises(ConfigError, match=f"docs/b: this document includes or shows {SECRET}"):
        refuse_shown_early(tmp_path, shown, SECRET.__eq__)
    refuse_shown_early(tmp_path, {**shown, "docs/b": ["releases/2031/told.md"]}, SECRET.__eq__)


def test_releases_and_records_are_left_to_the_guard(tmp_path: Path) -> None:
    refuse_shown_early(tmp_path, {"releases/2031/secret": [SECRET], "officials/a": [SECRET]}, SECRET.__eq__)

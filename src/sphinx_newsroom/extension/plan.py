"""What one build writes: all pages with their fingerprints, beside what the output folder held before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_newsroom.outputs.output import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.outputs.pages import Page


@dataclass
class Site:
    """One build's plan: all pages with their fingerprints, and what the output folder held before."""

    pages: Mapping[PageName, Page]
    digests: Mapping[PageName, str]
    before: State
    started: float
    after: State = field(default_factory=State)

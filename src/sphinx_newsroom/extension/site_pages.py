"""What one build writes: all pages with their fingerprints, beside what the output folder held before."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.batches import Known
from sphinx_newsroom.outputs.output import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from sphinx_newsroom.outputs.batches import Batch
    from sphinx_newsroom.outputs.output import AnyOutput, Rows
    from sphinx_newsroom.outputs.pages import Pages
    from sphinx_newsroom.outputs.writing import Written


class Early(Protocol):
    """Outputs that somebody has begun to make."""

    standing: Rows
    """What is to be noted of those that stand."""

    def results(self) -> Iterator[Written]:
        """What comes of each part, once nothing else is left to do here."""

    def end(self) -> None:
        """Have nobody make anything any longer; to be called whatever happens."""


@dataclass
class Site:
    """One build's plan: all pages with their fingerprints, and what the output folder held before."""

    all_pages: Callable[[], Pages]
    digests: Mapping[PageName, str]
    before: State
    started: float
    whole: str
    """What changes when anything does that the site is made of."""
    after: State = field(default_factory=State)
    texts: dict[PageName, str] = field(default_factory=dict)
    """What changes when the text of a page does in feeds, of the pages that this build has written in shells."""
    batches: tuple[Batch, ...] = ()
    """The releases that are no documents, by month, and the pages of each record that is none."""
    known: Known = field(default_factory=Known)
    """What is known of releases from the last build, as far as it stands."""
    listed: tuple[AnyOutput, ...] | None = None
    """What was worked out of what stands beside the pages while other processes wrote these."""
    early: Early | None = None
    """What of it other processes have begun to make."""
    at_root: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """The files in the site's own folder, where other extensions may write over them in this build."""
    stands: bool = False
    """Whether all that the output folder holds is what this build would write."""

    @cached_property
    def pages(self) -> Pages:
        """All pages; where the site stands, they are made only if Sphinx writes a document all the same."""
        return self.all_pages()

    def has(self, name: PageName, outdir: Path) -> bool:
        """Whether the output folder *outdir* has a page as it is to be."""
        return name in self.known.standing or self.before.stands(page_key(name), self.digests[name], outdir)


TEXT = "text/"
"""How the keys of texts begin in the state of a build: of releases that are shown, and not withdrawn."""


def keys_of(name: PageName) -> tuple[str, ...]:
    """The keys in the state of a build that are of a release which is no document alone."""
    return (page_key(name), f"{TEXT}{name}", f"data/{name}", f"timemap/{name}")


def pages_of(keys: Iterable[str]) -> list[PageName]:
    """The pages that some keys are of, in their order: those whose page is among them."""
    begin = page_key(PageName(""))
    return [PageName(key.removeprefix(begin)) for key in keys if key.startswith(begin)]


def page_key(name: PageName) -> str:
    """The key of a page in the state of a build."""
    return f"page/{name}"

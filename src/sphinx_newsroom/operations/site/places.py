"""Where a site is made, and what builds leave to one another beside it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sphinx_newsroom.files import WORK

_NOTES = ("unfinished", "warned")
"""What builds say of themselves to the next, by files beside the work folder."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a site that is published at *out* is made; all stand beside it, on one file system."""

    out: Path

    @property
    def work(self) -> Path:
        """What Sphinx writes into."""
        return self.out.parent / WORK / self.out.name

    @property
    def doctrees(self) -> Path:
        """What Sphinx keeps from one build to the next."""
        return self.work.with_name(f"{self.out.name}.doctrees")

    @property
    def lock(self) -> Path:
        """What is locked during a build."""
        return self.work.with_name(f"{self.out.name}.lock")

    @property
    def begun(self) -> Path:
        """What says that a build of ours has begun here: the lock's own file may go with the lock, as on Windows."""
        return self.note("begun")

    def note(self, name: str) -> Path:
        """An empty file that says something of the last build to the next."""
        return self.work.with_name(f"{self.out.name}.{name}")

    @property
    def next(self) -> Path:
        """The site that is about to be published."""
        return self.out.with_name(f"{self.out.name}.next")

    @property
    def old(self) -> Path:
        """The site that was published until now."""
        return self.out.with_name(f"{self.out.name}.old")

    @property
    def twin(self) -> Path:
        """The published site once more, of which the next one is made."""
        return self.note("twin")

    @property
    def aside(self) -> Path:
        """Where that is kept which stood in the site, was not ours, and was in the way of a built file."""
        return self.work.with_name(f"{self.out.name}.aside")

    @property
    def seals(self) -> Path:
        """What the work folder and the doctrees held when the last build ended."""
        return self.note("seals")

    def forget(self) -> None:
        """Delete all that a build would build upon."""
        for folder in (self.work, self.doctrees):
            shutil.rmtree(folder, ignore_errors=True)
        for name in (*_NOTES, "seals", "alike"):
            self.note(name).unlink(missing_ok=True)

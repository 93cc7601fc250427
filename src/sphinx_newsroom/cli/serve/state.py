"""What the server knows of the last build, for pages that ask: a value, and the board on which the newest hangs."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that a build found wrong: the file from the archive's root and the line, where known, and the words."""

    path: str
    line: int | None
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.line else f"{self.path}: " if self.path else ""
        return f"{place}{self.text}"


@dataclass(frozen=True, slots=True)
class State:
    """How far building has come.

    *number* rises with each change of what is said here, *built* tells whether there are pages, *failed* why there are
    no new ones, *troubles* what is wrong.
    """

    number: int = 0
    building: bool = False
    built: bool = False
    failed: str = ""
    troubles: tuple[Trouble, ...] = ()

    def begun(self) -> State:
        """The state once a build has begun: what was wrong stands until the build says otherwise."""
        return replace(self, number=self.number + 1, building=True)

    def ended(self, failed: str, troubles: tuple[Trouble, ...]) -> State:
        """The state once a build has ended; *failed* is empty where it made pages, else why it did not.

        Args:
            failed: Why there are no new pages.
            troubles: What the build found wrong.
        """
        return State(self.number + 1, False, self.built or not failed, failed, troubles)

    def row(self, page: str) -> dict[str, object]:
        """What a page is told, as JSON; *page* is the digest of the page as it would be sent now."""
        return {
            "page": page,
            "building": self.building,
            "built": self.built,
            "failed": self.failed,
            "problems": [str(trouble) for trouble in self.troubles],
        }


class Board:
    """The newest state; the builder's thread puts it up, those of requests look."""

    def __init__(self, state: State) -> None:
        self._lock = threading.Lock()
        self._state = state

    @property
    def state(self) -> State:
        """The newest state."""
        with self._lock:
            return self._state

    def put(self, state: State) -> None:
        """Put a newer state up."""
        with self._lock:
            self._state = state

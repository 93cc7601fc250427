"""What the system said of an archive's files when a build asked whether anything changed, for who asks again.

To ask for a file's state is most of what an archive costs that did not change, so each is asked for once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_ASKED: dict[str, str] = {}


@contextmanager
def asked(states: dict[str, str]) -> Iterator[None]:
    """While this lasts, the *states* of files, by their whole paths, are those that the system just told.

    They are taken out of what is given, so that each is let go of once it was asked for.
    """
    _ASKED.update(states)
    states.clear()
    try:
        yield
    finally:
        _ASKED.clear()


def asked_state(path: str) -> str | None:
    """What was told of a file, as :func:`~sphinx_newsroom.files.state_at_rest` has it; None where nothing was.

    It is told once: whoever asks later wants to know what is there by then.
    """
    return _ASKED.pop(path, None)

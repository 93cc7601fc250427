"""What a build can fail at, and how it is said."""

from __future__ import annotations

import errno
import logging
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.operations.site.places import Places

if TYPE_CHECKING:
    from sphinx_newsroom.parallel import Shared

DONE, FAILED, USAGE = 0, 1, 2

_DISK = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EIO)
# In the words of the system, since Sphinx passes on the message alone.
_DISK_ERRORS = tuple(map(os.strerror, _DISK))


class BuildError(Exception):
    """The build ends without a new site: with *status*, and *text* for people."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class DiskWatch(logging.Handler):
    """Notices that a file could not be written, which to Sphinx is a warning and the end of one page alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Look at what is said."""
        message = record.getMessage()
        if any(words in message for words in _DISK_ERRORS):
            self.seen = self.seen or message


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error, and those that it came from."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def of_the_disk(error: BaseException) -> OSError | None:
    """The error of a full or failing disk that an error came from; None where there is none."""
    return next((one for one in _chain(error) if isinstance(one, OSError) and one.errno in _DISK), None)


def ended_by_the_system(shared: Shared) -> Shared:
    """The same sharing of work, where a process that is ended is an error of the system, as a full disk is."""
    from sphinx.errors import SphinxParallelError

    def share(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
        try:
            yield from shared(work, shards)
        except SphinxParallelError as error:
            if error.traceback:  # it is the program's
                raise
            raise ChildProcessError(str(error)) from error

    return share


def is_unexpected(error: Exception) -> bool:
    """Whether an error is none of those by which Sphinx and its extensions say what is wrong."""
    from sphinx.errors import SphinxError

    return not isinstance(error, SphinxError)


def what_failed(error: Exception, places: Places) -> str:
    """What to say of an error: a sentence, with where its details are kept when nobody foresaw it."""
    if disk := of_the_disk(error):
        return f"the disk refuses: {disk}"
    if not is_unexpected(error):
        return f"{error.category}: {error}"  # type: ignore[attr-defined]  # SphinxError, which is not imported here
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__} at {frame.filename}:{frame.lineno}: {error}"
    details = places.note("error")
    with suppress(OSError):
        details.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        said += f"; {details} has the details"
    return said

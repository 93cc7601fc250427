"""Worker processes end when the process that started them does, however that ends.

Sphinx forks its workers and waits for them; killed, it would leave them waiting for work that never comes.
"""

from __future__ import annotations

import os
import threading
from functools import cache


@cache
def end_with_this_process() -> None:
    """Have all processes that are forked from this one from now on end with it; where nothing forks, do nothing.

    Each has the reading end of a pipe whose writing end only the process that forked it keeps open: when that is
    closed by the system, the pipe says so.  What one of them forks in its turn ends with that one.  (Linux alone has
    PR_SET_PDEATHSIG for it.)
    """
    if not hasattr(os, "register_at_fork"):  # Windows
        return
    reading, writing = os.pipe()

    def watch() -> None:
        nonlocal reading, writing
        os.close(writing)
        threading.Thread(target=_end_after, args=(reading,), daemon=True).start()
        # A pipe of its own: the number of the closed end may be that of anything else when this one forks.
        reading, writing = os.pipe()

    os.register_at_fork(after_in_child=watch)


def _end_after(reading: int) -> None:
    os.read(reading, 1)
    os._exit(1)

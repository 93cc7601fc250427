"""How memory is looked after while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Without the garbage collector, which walks over all that is made and finds nothing where all of it stays.

    It does not look at that later, either.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # Else the first look at what is young would be one at all of it.
            gc.freeze()
            gc.enable()

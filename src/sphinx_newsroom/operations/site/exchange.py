"""Two folders trade their places in one step, so that whoever looks sees the one or the other.

Linux has ``renameat2`` with RENAME_EXCHANGE (renameat2(2)), macOS ``renamex_np`` with RENAME_SWAP (rename(2) there);
Python offers neither (bpo-41906), so both are called in the C library.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path

_HERE = -100
"""AT_FDCWD: relative paths begin at the working folder."""
_TRADE = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS, which are the same number."""
_NOT_OFFERED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What systems answer that do not know the call, and file systems that cannot do it (NFS, FAT, some FUSE)."""


def exchange(one: Path, other: Path) -> bool:
    """Have two folders of one file system trade places; False, with nothing done, where there is no such step.

    Raises OSError where the system refuses for another reason.
    """
    trade = _call()
    if trade is None or trade(os.fsencode(one), os.fsencode(other)) == 0:
        return trade is not None
    number = ctypes.get_errno()
    if number in _NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number), os.fspath(one), None, os.fspath(other))


def _call() -> Callable[[bytes, bytes], int] | None:
    """The call of this system's C library, None where it has none."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):  # Windows
        return None
    if hasattr(library, "renameat2"):
        return lambda one, other: int(library.renameat2(_HERE, one, _HERE, other, _TRADE))
    if hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, _TRADE))
    return None

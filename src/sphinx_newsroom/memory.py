"""Garbage collection during large builds, and values that are computed once."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, AnyStr, Generic, TypeVar, cast

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class _KeptProperty(Generic[_Value]):
    """The descriptor of :func:`kept_property`."""

    def __init__(self, make: Callable[[Any], _Value]) -> None:
        self.make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> _Value:
        value: _Value = self.make(instance)
        instance.__dict__[self.name] = value  # found before the descriptor from now on
        return value


def kept_property(make: Callable[[Any], _Value]) -> _KeptProperty[_Value]:
    """A property that is computed on first access and cached.

    Unlike ``functools.cached_property`` up to Python 3.11, it has no lock, which often cost more than the value itself.
    """
    return _KeptProperty(make)


class Memo(dict[_Key, _Value]):
    """A dictionary that computes missing values with *make*."""

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: _Key) -> _Value:
        value = self[key] = self.make(key)
        return value


@contextmanager
def without_collection() -> Iterator[None]:
    """Disable the garbage collector while objects are created that all stay alive.

    These objects are exempt from later collections too.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # Otherwise the next collection of young objects would go through all of them.
            gc.freeze()
            gc.enable()


def collect_seldom() -> None:
    """Run the garbage collector less often, for an import: it took a fifth of the time and freed nothing."""
    gc.set_threshold(100_000, 50, 100)


class _LatePattern:
    """The result of :func:`late_pattern`; it gets each attribute of the pattern on first access."""

    def __init__(self, regex: Any, flags: int) -> None:
        self._said = regex, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # copying or comparing must not compile it
            raise AttributeError(name)
        value = getattr(re.compile(*self._said), name)
        self.__dict__[name] = value  # found before ``__getattr__`` from now on
        return value


def late_pattern(regex: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern that is compiled on first use.

    Compiling a module's patterns can take twenty times as long as the rest of its import, and most builds use few of
    them.

    >>> late_pattern(r"[0-9]+").findall("1 and 23")
    ['1', '23']
    """
    return cast("re.Pattern[AnyStr]", _LatePattern(regex, flags))


def give_back() -> None:
    """Return free memory to the system, if its C library supports that (glibc).

    By default it only returns free memory at the end of the heap, which is little after long-lived objects were
    created.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], int]:
    import ctypes  # rarely needed

    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another C library, or Windows
        return lambda left: 0
    return trim

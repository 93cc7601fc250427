"""How memory is looked after while much is made that stays, and values that are kept once they are made."""

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
    """The descriptor that :func:`kept_property` makes."""

    def __init__(self, make: Callable[[Any], _Value]) -> None:
        self.make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> _Value:
        value: _Value = self.make(instance)
        instance.__dict__[self.name] = value  # which is found there from now on, before this is asked
        return value


def kept_property(make: Callable[[Any], _Value]) -> _KeptProperty[_Value]:
    """A property that is worked out when first asked for and kept.

    This is ``functools.cached_property`` without the lock that it takes up to Python 3.11, which costs more than what
    is asked of a text often does: a reading of one asks for a dozen, each once.
    """
    return _KeptProperty(make)


class Memo(dict[_Key, _Value]):
    """Values by key, each worked out by *make* when somebody asks for it first."""

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: _Key) -> _Value:
        value = self[key] = self.make(key)
        return value


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


def collect_seldom() -> None:
    """Look for garbage seldom from now on, for an import: what it reads stays until the end.

    To look through it took a fifth of a large import.
    """
    gc.set_threshold(100_000, 50, 100)


class _LatePattern:
    """What :func:`late_pattern` makes: it has each attribute of its pattern from when that is first asked for."""

    def __init__(self, regex: Any, flags: int) -> None:
        self._said = regex, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by who copies or compares, which must not compile it
            raise AttributeError(name)
        value = getattr(re.compile(*self._said), name)
        self.__dict__[name] = value  # which is found there from now on, before this is asked
        return value


def late_pattern(regex: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that is compiled when it is first asked for.

    To compile those of a module can take twenty times as long as all else in it, and most builds ask for few of them.

    >>> late_pattern(r"[0-9]+").findall("1 and 23")
    ['1', '23']
    """
    return cast("re.Pattern[AnyStr]", _LatePattern(regex, flags))


def give_back() -> None:
    """Return free memory to the system, if its C library supports that (glibc).

    By itself it gives back what is free at the end alone: of ten thousand texts that were let go of, 65 MB, hardly any,
    since something that stays was made after them.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], int]:
    import ctypes  # which nothing else may want

    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another library, or Windows
        return lambda left: 0
    return trim

"""How memory is looked after while much is made that stays, and values that are kept once they are made."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

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

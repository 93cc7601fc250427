"""Frozen records that stand in a store by the thousand, taken out of it in a third of the time."""

from __future__ import annotations

from dataclasses import fields, make_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def quickly_unpickled(cls: type[T]) -> type[T]:
    """A frozen dataclass with slots whose records are filled by the ``__init__`` of one that is not frozen.

    What dataclasses bring for that asks anew for each record which fields its class has: for 10,000 headers, of 33
    fields each, .07 s in the place of .01.  A record is of the class that is not frozen while it is filled: both have
    the same slots.
    """
    names = [one.name for one in fields(cls)]  # type: ignore[arg-type]
    open_ = make_dataclass(cls.__name__, names, slots=True, repr=False, eq=False)
    fill: Any = open_.__dict__["__init__"]
    become = object.__setattr__

    def set_state(self: T, state: list[Any]) -> None:
        become(self, "__class__", open_)
        fill(self, *state)
        become(self, "__class__", cls)

    cls.__setstate__ = set_state  # type: ignore[attr-defined]
    return cls

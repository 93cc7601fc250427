"""Frozen records that stand in a store by the thousand, taken out of it in half of the time."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")


def quickly_unpickled(cls: type[T]) -> type[T]:
    """A frozen dataclass with slots whose records are unpickled slot by slot.

    What dataclasses bring for that asks anew for each record which fields its class has: for 10,000 headers .07 s, in
    the place of .03.
    """
    setters = [getattr(cls, field.name).__set__ for field in fields(cls)]  # type: ignore[arg-type]

    def set_state(self: T, state: list[Any]) -> None:
        for setter, value in zip(setters, state, strict=True):
            setter(self, value)

    cls.__setstate__ = set_state  # type: ignore[attr-defined]
    return cls

"""What the pages of years and months show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.pages.views import ReleaseLine, TypeLink, YearBar, YearLink


@dataclass(frozen=True, slots=True)
class YearsView:
    """All years with their counts, and the types."""

    years: tuple[YearBar, ...]
    total: int
    types: tuple[TypeLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month on the page of its year: *total* releases, of which the newest are shown where a *page* has all."""

    label: str
    anchor: str
    releases: Sequence[ReleaseLine]
    short: str
    """The label where the year is known: ``June`` of ``June 2011``."""
    total: int
    page: PageName | None = None


@dataclass(frozen=True, slots=True)
class YearView:
    """One year by month."""

    year: int
    total: int
    months: tuple[Month, ...]
    earlier: YearLink | None
    later: YearLink | None


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A neighbouring month."""

    label: str
    page: PageName


@dataclass(frozen=True, slots=True)
class MonthView:
    """All releases of a month of a long year, newest first."""

    label: str
    releases: Sequence[ReleaseLine]
    year: YearLink
    earlier: MonthLink | None
    later: MonthLink | None

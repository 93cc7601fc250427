"""Offices in words, the same on every page, in every tip and in the data."""

from __future__ import annotations

import datetime as dt

from sphinx_newsroom.interface import Interface
from sphinx_newsroom.model.dates import ENGLISH, years
from sphinx_newsroom.model.records import Membership, Official
from sphinx_newsroom.model.registry import Registry


def office_text(membership: Membership, registry: Registry, interface: Interface = ENGLISH) -> str:
    """An office in words: ``Executive Director, UNODC``, or the role alone where it names its organization."""
    organization = registry.organizations.get(membership.organization)
    if organization is None:
        return membership.role
    short = organization.acronym or organization.name
    # "Prime Minister of Ukraine" would become "Prime Minister of Ukraine, Ukraine".
    if organization.name in membership.role or short in membership.role:
        return membership.role
    return interface.with_commas((membership.role, short))


def office_on(official: str, date: dt.date, registry: Registry, interface: Interface) -> str:
    """What an official was on *date*, with years: ``Executive Director, UNODC (2010–2020)``, or nothing."""
    offices = registry.offices(official, date)
    if not offices:
        return ""
    # Of several the one begun last: what somebody became is what readers know them as.
    return _with_years(offices[0], registry, interface)


def latest_office(official: Official, day: dt.date, registry: Registry, interface: Interface) -> str:
    """The office that an official holds by *day* or was last known in, with years that tell which: ``(since 2020)``."""

    def rank(held: Membership) -> tuple[bool, str, str]:
        end = held.end_date or ""
        # An end such as 2020 is that of the year.
        ended = bool(end) and end < day.isoformat()[: len(end)]
        return not ended, held.start_date or "", end

    latest = max(official.memberships, key=rank, default=None)
    return _with_years(latest, registry, interface) if latest else ""


def _with_years(held: Membership, registry: Registry, interface: Interface) -> str:
    when = years(held.start_date, held.end_date, interface)
    return office_text(held, registry, interface) + (f" ({when})" if when else "")

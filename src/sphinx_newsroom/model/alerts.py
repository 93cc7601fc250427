"""An alert: what somebody wants to hear of, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Rate = Literal["at-once", "daily", "weekly"]
RATES: tuple[Rate, ...] = ("at-once", "daily", "weekly")
"""How often an alert is sent at most."""

ALERTS = "alerts"
"""The folder of alerts in the sources; it is never in the site, since addresses of persons stand in it."""


@dataclass(frozen=True, slots=True)
class MailTo:
    """Where the address of a reader stands: here, or in a variable of the environment or a *file*, as several may.

    *line* is that of the alert's file.
    """

    address: str = ""
    env: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a program is told: a *url*, or the variable *url_env* that has it, and the one with the secret."""

    secret_env: str
    url: str = ""
    url_env: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A search that is asked again whenever the site changes.

    *query* is one as readers type it; of each of the lists any will do, and all that is there must be true.  A *public*
    one stands on the page that says what can be subscribed to, by its *name*; one with a *feed* as well.
    """

    id: str
    path: str
    name: str
    query: str = ""
    organizations: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    mail: tuple[MailTo, ...] = ()
    webhook: Webhook | None = None
    feed: bool = False
    public: bool = False
    rate: Rate = "at-once"
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Where in its file each key and item stands."""

    @property
    def facets(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What it asks for beside the query: facet -> values, those that it says nothing of left out."""
        found = (
            ("organization", self.organizations),
            ("official", self.officials),
            ("topic", self.topics),
            ("type", self.types),
            ("language", self.languages),
        )
        return tuple((facet, values) for facet, values in found if values)

    @property
    def is_shown(self) -> bool:
        """Whether readers of the site are told of it."""
        return self.public or self.feed

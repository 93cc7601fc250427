"""Alerts: saved searches, their recipients, and how often they are sent."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

Rate = Literal["at-once", "daily", "weekly"]
RATES: tuple[Rate, ...] = ("at-once", "daily", "weekly")
"""The minimum interval between emails."""

ALERTS = "alerts"
"""The folder of alerts in the sources, which is never published because it contains personal addresses."""


@dataclass(frozen=True, slots=True)
class MailTo:
    """The source of readers' addresses: the address itself, or an environment variable or *file* with several.

    *line* is the line in the alert's file.
    """

    address: str = ""
    env: Annotated[
        str, "variable", "An environment variable that contains addresses, separated by spaces or commas."
    ] = ""
    file: Annotated[str, "text", "A file with one address on each line. It can be outside the archive."] = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook: its *url*, or the variable *url_env* with the address, and the variable with the secret."""

    secret_env: Annotated[str, "variable", "The environment variable with the secret used to sign messages, `whsec_…`."]
    url: Annotated[str, "web address", "The address to which messages are sent, starting with https://."] = ""
    url_env: Annotated[str, "variable", "An environment variable with the address, to keep it secret."] = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A search that is repeated whenever the site changes.

    *query* uses the search syntax. A release must match the query and, for each list that isn't empty, one of its
    values. *public* alerts and those with a *feed* are listed by *name* on the page *Subscribe*.
    """

    id: str
    path: str
    name: Annotated[str, "text", "The name of the alert in emails, in its feed, and on the page *Subscribe*."]
    query: Annotated[
        str, "text", "A query, as in [the search](../guides/search-and-cite.md), that a release must match."
    ] = ""
    organizations: Annotated[
        tuple[str, ...],
        "list of organization ids",
        "The release must name one of these organizations, by any name in its record.",
    ] = ()
    officials: Annotated[tuple[str, ...], "list of official ids", "A release must name one of these."] = ()
    topics: Annotated[tuple[str, ...], "list of topic ids", "A release must be on one of these topics."] = ()
    types: Annotated[tuple[str, ...], "list of types", "A release must be of one of these [types](config.md)."] = ()
    languages: Annotated[tuple[str, ...], "list of language tags", "A release must be in one of these languages."] = ()
    mail: Annotated[
        tuple[MailTo, ...],
        "list of readers",
        "The readers who get an email: their addresses, or where the addresses are stored.",
    ] = ()
    webhook: Annotated[Webhook | None, "a webhook", "The address to which messages are sent."] = None
    feed: Annotated[
        bool, "`true`", "`true` to create a public feed for the alert, at `alerts/…/rss.xml`, named after the file."
    ] = False
    public: Annotated[
        bool, "`true`", "`true` to list it on the page *Subscribe*. Readers see its name, but never its recipients."
    ] = False
    rate: Annotated[Rate, "rate", "`at-once` (the default), `daily` or `weekly`: at most one email in each period."] = (
        "at-once"
    )
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """The line of each key and item in its file."""

    @property
    def facets(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The filters besides the query: facet -> values, without empty ones."""
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
        """Whether the site shows the alert to readers."""
        return self.public or self.feed

"""What readers of the site see of alerts: those that are public, with their feeds, and how to ask for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from sphinx_newsroom.model.addresses import SEARCH, PageName, alert_feed, url_of
from sphinx_newsroom.model.records import ENTITY_KINDS
from sphinx_newsroom.outputs.alerts.matching import Engine, QueryError
from sphinx_newsroom.outputs.feeds.selection import ITEMS, Feed, Order
from sphinx_newsroom.outputs.search.index_files import by_part

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.diagnostics import Problem
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.ledger.events import Record
    from sphinx_newsroom.model.addresses import ReleaseId
    from sphinx_newsroom.model.alerts import Alert
    from sphinx_newsroom.outputs.alerts.matching import Read

KIND = "alert"
"""What their feeds are among all kinds of feeds."""


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert that is offered: *found* is the address of the search that shows what it finds, *ask* where to ask."""

    name: str
    found: str
    folder: str
    ask: str


@dataclass(frozen=True, slots=True)
class AlertsView:
    """What a reader can be told of; *ask* is where to ask for something else, empty where nowhere."""

    ask: str
    offered: tuple[AlertView, ...]


def alerts_view(alerts: Iterable[Alert], settings: Settings) -> AlertsView | None:
    """What the page *Subscribe* says of alerts; None in an archive that offers none."""
    say = settings.interface.say
    offered = tuple(
        AlertView(
            alert.name,
            search_address(alert),
            alert_feed(alert.id) if alert.feed else "",
            ask_address(settings.alerts, settings.interface, alert.name) if alert.public else "",
        )
        for alert in alerts
    )
    if not offered and not settings.alerts:
        return None
    return AlertsView(ask_address(settings.alerts, settings.interface, say("(what you want to hear of)")), offered)


def search_address(alert: Alert) -> str:
    """The search that finds what an alert finds, from the site's root.

    >>> from sphinx_newsroom.model.alerts import Alert
    >>> search_address(Alert("ports", "alerts/ports.yaml", "Ports", query="new ports", topics=("ports",)))
    'search.html?q=new+ports&topic=ports'
    """
    asked = [("q", alert.query)] if alert.query else []
    return (
        f"{url_of(SEARCH)}?{urlencode([*asked, *((facet, one) for facet, values in alert.facets for one in values)])}"
    )


def ask_address(where: str | None, interface: Interface, name: str) -> str:
    """Where a reader asks for an alert: a mail or a form that has its name already; empty where nowhere.

    Source: RFC 6068 for mail.
    """
    if not where:
        return ""
    if where.startswith("https://"):
        return where.replace("{alert}", quote(name, safe=""))
    subject = interface.say("Alert: {name}", name=name)
    body = "\r\n".join([interface.say("At once, once a day or once a week?"), ""])
    return f"mailto:{quote(where, safe='@+')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def place_of(alert: Alert, settings: Settings) -> Feed:
    """The feed of an alert, before it is known what it holds."""
    return Feed(
        KIND,
        alert_feed(alert.id),
        alert.name,
        f"{alert.name} – {settings.project}",
        settings.interface.say("What the alert “{name}” finds", name=alert.name),
        search_address(alert),
        settings.language,
    )


def feeds_of(
    alerts: Iterable[Alert],
    index: ArchiveIndex,
    settings: Settings,
    read: Read,
    records: Mapping[ReleaseId, Record],
    warn: Callable[[Problem], None],
) -> Iterator[Feed]:
    """The feeds of alerts with what they hold; *read* gives the files of search, which have to be there.

    *records* are the ledger's, by id.  A feed is empty if its query can't be answered, of which *warn* is told.
    """
    followed = [alert for alert in alerts if alert.feed]
    if not followed:
        return
    # As the engine numbers them.
    docnames = [docname for part in by_part(index).values() for docname in part]
    engine, order = Engine(read, settings.language), Order(index, records)
    for alert in followed:
        try:
            numbers: Iterable[int] = engine.holding(alert.query) if alert.query else range(len(docnames))
        except QueryError as error:
            warn(error.problem(alert))
            numbers = ()
        found = {docnames[number] for number in numbers}
        if not alert.query:  # no search finds what was withdrawn, whose notice stays in feeds
            found.update(index.entries)
        fitting = {docname for docname in found if _fits(docname, alert, index)}
        shown = [docname for docname in fitting if index.original(docname) not in fitting]
        yield place_of(alert, settings)._replace(docnames=order.carried(shown, ITEMS))


def _fits(docname: PageName, alert: Alert, index: ArchiveIndex) -> bool:
    release = index.entries[docname].release
    named: Mapping[str, set[str]] = {
        kind: {id_ for of, id_ in index.named(docname) if of == kind} for kind in ENTITY_KINDS
    }
    own = {**named, "type": {release.type}, "language": {release.language}}
    return all(own[facet] & set(values) for facet, values in alert.facets)

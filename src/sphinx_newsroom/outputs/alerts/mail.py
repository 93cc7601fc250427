"""The mail of an alert: what happened that a reader asked to be told of."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage

from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.outputs.alerts.matching import BuiltSite, Happening
from sphinx_newsroom.outputs.feeds.items import language_tag, plain
from sphinx_newsroom.outputs.mail import Line, News, Unsubscribing, message


def news_of(site: BuiltSite, happened: Iterable[Happening], alert: Alert, settings: Settings, key: str = "") -> News:
    """What happened, as a mail has it, newest first."""
    lines: dict[str, list[Line]] = {"new": [], "corrected": [], "withdrawn": []}
    for one in happened:
        row = site.rows[one.id]
        issuer = plain(settings.interface.names(site.issuers(one.id)))
        tag = language_tag(row["language"])
        lines[one.kind].append(Line(one.date, plain(row["title"]), row["url"], issuer, plain(one.words), tag))
    new, corrected, withdrawn = (
        tuple(sorted(sorted(found), key=lambda line: line.date, reverse=True)) for found in lines.values()
    )
    today = settings.today
    return News(today, today, new, corrected, withdrawn, settings.interface, alert.name, key)


def mail_to(
    recipient: str, news: News, alert: Alert, settings: Settings, sender: str, leaving: Unsubscribing
) -> EmailMessage:
    """The mail to one reader."""
    # What stands for the alert is filled in here, since to whoever sends a digest it means nothing.
    return message(news, settings, sender, leaving.of_alert(alert.id), recipient)

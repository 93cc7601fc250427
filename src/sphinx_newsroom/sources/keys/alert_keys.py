"""Every key of an alert's file, declared once, as :mod:`.header_keys` has those of headers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import yaml

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.alerts import RATES, MailTo, Webhook
from sphinx_newsroom.sources.keys.sheet import Key, RefusedError, Sheet, label, line_of
from sphinx_newsroom.sources.keys.value_forms import TEXT, list_of, matching, one_of, record_of
from sphinx_newsroom.sources.keys.values import LANGUAGE, OFFICIAL_ID, ORGANIZATION_ID, TOPIC_ID, TRUTH, WEB_ADDRESS

# RFC 5321's plain mailboxes, as the mails that are sent can have them.
_MAILBOX = r"[A-Za-z0-9_.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
ADDRESS = matching(_MAILBOX, "an address such as ada@example.org, a domain beyond ASCII as xn--…", "address")
VARIABLE = matching("[A-Za-z_][A-Za-z0-9_]*", "the name of a variable such as ALERT_READERS", "variable")


def _one_place(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
    if len(values) == 1:
        return None
    advice = "write {env: ALERT_READERS} or {file: /etc/newsroom/readers.txt}"
    return next(iter(values), "env"), RefusedError(
        Code.BAD_VALUE, "one of env and file is needed, and not both", advice
    )


_PLACE = record_of(
    MailTo,
    "reader",
    {
        "env": Key(VARIABLE, "A variable of the environment that has addresses, with blanks or commas between them."),
        "file": Key(TEXT, "A file that has an address on each line; it may stand outside the archive."),
    },
    lambda values: _one_place(values) if values else None,
)


def _mail_to(sheet: Sheet, where: str, node: yaml.Node) -> MailTo | None:
    """An address itself, or where it stands."""
    if isinstance(node, yaml.MappingNode):
        found: MailTo | None = _PLACE.read(sheet, where, node)
        if found == MailTo():
            raise RefusedError(Code.MISSING_KEY, f"{label(where)} says no address", "write {env: ALERT_READERS}")
        return MailTo("", found.env, found.file, line_of(node)) if found else None
    return MailTo(ADDRESS.read(sheet, where, node), line=line_of(node))


MAIL_TO = _PLACE._replace(read=_mail_to, schema=ADDRESS.schema)


def _one_address(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
    if "secret_env" in values and ("url" in values) == ("url_env" in values):
        advice = "write url: https://… or url_env: ALERT_HOOK"
        return "secret_env", RefusedError(Code.BAD_VALUE, "a webhook has one of url and url_env", advice)
    return None


WEBHOOK = record_of(
    Webhook,
    "a webhook",
    {
        "url": Key(WEB_ADDRESS, "The address that is told, which begins with https://."),
        "url_env": Key(VARIABLE, "A variable of the environment that has it, where it is to be nobody's to read."),
        "secret_env": Key(
            VARIABLE, "The variable with the secret that messages are signed with, `whsec_…`.", required=True
        ),
    },
    _one_address,
)

ALERT: Mapping[str, Key] = {
    "name": Key(TEXT, "What the alert is called: in mails, in its feed, and on the page for readers.", required=True),
    "query": Key(TEXT, "A query [as in search](../guides/search-the-archive.md); all of it must be there."),
    "organizations": Key(list_of(ORGANIZATION_ID), "Releases that name any of these, by whatever name."),
    "officials": Key(list_of(OFFICIAL_ID), "Releases that name any of these."),
    "topics": Key(list_of(TOPIC_ID), "Releases on any of these topics."),
    "types": Key(list_of(TEXT._replace(takes="type")), "Releases of any of these [types](config.md)."),
    "languages": Key(list_of(LANGUAGE), "Releases in any of these languages."),
    "rate": Key(one_of(RATES, "rate"), "`at-once` (the default), `daily` or `weekly`: one mail in that time at most."),
    "mail": Key(list_of(MAIL_TO), "Who gets a mail: addresses, or where they stand."),
    "webhook": Key(WEBHOOK, "Which program is told."),
    "feed": Key(TRUTH, "`true` for a feed of its own, which is public: at `alerts/…/rss.xml`, by the file's name."),
    "public": Key(TRUTH, "`true` for one that the page *Subscribe* offers, by its name and never by who gets it."),
}
"""The keys of an alert's file."""


def alert_keys(types: Collection[str]) -> Mapping[str, Key]:
    """The keys of an alert in an archive that has these *types* of releases."""
    return {**ALERT, "types": ALERT["types"]._replace(form=list_of(one_of(types, "type")))}

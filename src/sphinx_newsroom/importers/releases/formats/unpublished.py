"""What a source's own program does not show to everybody, which no import may make public."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place

_FALSE, _TRUE = {"false", "no", "off", "0"}, {"true", "yes", "on", "1"}
_STATES = {
    *("draft", "autodraft", "pending", "pendingreview", "inreview", "review", "rejected", "unpublished"),
    *("hidden", "private", "unlisted", "passwordprotected", "trash", "trashed", "deleted", "spam"),
    *("members", "membersonly", "paid", "onlypaid", "tiers", "subscribers", "founding"),
}
_NAMES_OF_STATES = ("status", "poststatus", "state", "workflowstate", "publicationstatus", "visibility", "audience")
_NUMBERED = ("status", "state")
"""What Drupal and Joomla give as numbers: 1 is published, 0 is not, -2 is in the trash."""

_NOT_ONE = {"0", "-2", "false"}
_DRAFT, _PUBLISHED = ("draft", "isdraft"), ("published", "ispublished", "public", "ispublic")
_KEPT = ("private", "hidden", "unlisted", "deleted", "headless")
_FROM = ("publishdate", "publishat", "publishon", "scheduled", "scheduledat", "scheduledfor", "golive", "goliveat")
"""From when a program shows a text, beside the date that the text has."""
_UNTIL = ("expirydate", "expires", "expiresat", "expireson", "unpublishdate", "unpublishat", "unpublishon")
_WITHDRAWN = ("withdrawn", "iswithdrawn", "withdrawnnotice", "withdrawnat", "retracted", "isretracted", "retractedat")
"""What a program still shows, with the notice that it does not hold any more; here it would seem to hold."""

_DATES = ("date", "published", "pubdate", "posted", "postdate", "issued", "created", "createdat", "datetime")
_DAY = re.compile(r"(?:19|20|21)\d{6}")
_PASSWORD = ("password", "postpassword")


def why_not_public(values: Mapping[str, Any]) -> str:
    """What a release is that not everybody may read, by the keys of its source; nothing where it says no such thing.

    >>> why_not_public({"Post Status": "Draft"})
    'a draft'
    """
    written = {_folded(key): value for key, value in values.items() if isinstance(value, (str, int))}
    said = {name: _folded(value) for name, value in written.items()}
    if any(said.get(name) in _TRUE for name in _DRAFT):
        return "a draft"
    # "published" is a day as often as it is yes or no.
    if any(said.get(name) in _FALSE for name in _PUBLISHED) or any(
        str(written.get(name, "")).strip().lower() in _NOT_ONE for name in _NUMBERED
    ):
        return "not published"
    if kept := next((name for name in _KEPT if said.get(name) in _TRUE), ""):
        return f"not public ({kept})"
    if any(said.get(name) for name in _PASSWORD):
        return "for those who have its password"
    state = next((said[name] for name in _NAMES_OF_STATES if said.get(name) in _STATES), "")
    return "a draft" if state in ("draft", "autodraft") else f"not public ({state})" if state else ""


def why_closed(values: Mapping[str, Any]) -> str:
    """Why not everybody may read a release today, by the days that its source gives; nothing where it says none.

    >>> why_closed({"date": "2024-01-02", "publishDate": "2099-02-01"})
    'it is to be published on 2099-02-01'
    """
    said = {_folded(key): value for key, value in values.items() if isinstance(value, str)}
    today = f"{dt.datetime.now(dt.UTC):%Y%m%d}"
    if any(said.get(name) for name in _DATES):  # else the day is the date, until which the release is kept back
        for name in _FROM:
            if (day := _day(said.get(name, ""))) > today:
                return f"it is to be published on {day[:4]}-{day[4:6]}-{day[6:]}"
    for name in _UNTIL:
        if (day := _day(said.get(name, ""))) and day < today:
            return f"it was taken off on {day[:4]}-{day[4:6]}-{day[6:]}"
    gone = any(_folded(key) in _WITHDRAWN and _says_so(value) for key, value in values.items())
    return "it was withdrawn there" if gone else ""


def _says_so(value: Any) -> bool:
    """Whether a value says more than no: a day, a reason, yes."""
    return bool(value) and _folded(value) not in (*_FALSE, "", "none", "null", "na")


def left_out(place: Place, others: Mapping[str, int]) -> Iterator[Problem]:
    """What an export holds beside its published posts, counted by what it is: ``{"page": 2, "post, draft": 1}``."""
    for other, count in sorted(others.items()):
        words = f"{count:,} {'item is' if count == 1 else 'items are'} no published post and left out: {other}"
        yield place.problem(ImportCode.NOT_RELEASED, words, "publish there what is to be taken over, and export again")


def _day(value: str) -> str:
    found = _DAY.match(_folded(value))
    return found[0] if found else ""


def _folded(value: object) -> str:
    return re.sub(r"[\W_]+", "", str(value)[:100]).lower()

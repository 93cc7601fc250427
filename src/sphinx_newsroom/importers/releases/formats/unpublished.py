"""What a source's own program does not show to everybody, which no import may make public."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_FALSE, _TRUE = {"false", "no", "off", "0"}, {"true", "yes", "on", "1"}
_STATES = {
    *("draft", "autodraft", "pending", "pendingreview", "inreview", "review", "rejected", "unpublished"),
    *("hidden", "private", "unlisted", "passwordprotected", "trash", "trashed", "deleted", "spam"),
}
_NAMES_OF_STATES = ("status", "poststatus", "state", "workflowstate", "publicationstatus", "visibility")
_DRAFT, _PUBLISHED = ("draft", "isdraft"), ("published", "ispublished", "public", "ispublic")
_KEPT = ("private", "hidden", "unlisted", "deleted")
_PASSWORD = ("password", "postpassword")


def why_not_public(values: Mapping[str, Any]) -> str:
    """What a release is that not everybody may read, by the keys of its source; nothing where it says no such thing.

    >>> why_not_public({"Post Status": "Draft"})
    'a draft'
    """
    said = {_folded(key): _folded(value) for key, value in values.items() if isinstance(value, (str, int))}
    if any(said.get(name) in _TRUE for name in _DRAFT):
        return "a draft"
    # "published" is a day as often as it is yes or no.
    if any(said.get(name) in _FALSE for name in _PUBLISHED):
        return "not published"
    if kept := next((name for name in _KEPT if said.get(name) in _TRUE), ""):
        return f"not public ({kept})"
    if any(said.get(name) for name in _PASSWORD):
        return "for those who have its password"
    state = next((said[name] for name in _NAMES_OF_STATES if said.get(name) in _STATES), "")
    return "a draft" if state in ("draft", "autodraft") else f"not public ({state})" if state else ""


def _folded(value: object) -> str:
    return re.sub(r"[\W_]+", "", str(value)[:100]).lower()

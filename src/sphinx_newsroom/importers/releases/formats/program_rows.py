"""Rows as the interfaces of other programs give them: where in their JSON the releases stand, and their values.

WordPress has ``{"title": {"rendered": "…"}}``, Drupal and Strapi ``{"attributes": {…}}`` (JSON:API), Contentful
``{"fields": {"title": {"en-US": "…"}}}``, GOV.UK ``{"details": {…}}``, Ghost ``{"db": [{"data": {"posts": […]}}]}``;
Joomla has the beginning of a text in a column of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TEXTS = {"body", "text", "html", "content"}
_OF_RELEASE = {"title", *_TEXTS}
_LISTS = ("posts", "articles", "releases", "news", "items", "entries", "results", "nodes", "data", "docs", "db")
"""What programs call the list of what they hold; the first of these that is there."""

_HOLDERS = ("attributes", "fields", "details")
"""What holds the values of an object."""

_VALUES = ("rendered", "processed", "value")
"""What holds the text of a value; Drupal's *processed* is what readers saw of it."""

_LOCALE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_DEEPEST = 4


def objects_in(value: Mapping[str, Any], depth: int = _DEEPEST) -> list[Any]:
    """The objects of ``{"posts": [{…}, …], "meta": {…}}``; the one that it is itself, where it is a release.

    >>> objects_in({"db": [{"data": {"posts": [{"title": "Harbour opens"}], "tags": [{"name": "Port"}]}}]})
    [{'title': 'Harbour opens'}]
    """
    lists = {
        name: item for name, item in value.items() if isinstance(item, list) and item and isinstance(item[0], dict)
    }
    named = next((lists[name] for name in _LISTS if name in lists), None)
    if depth == 0 or value.keys() & _TEXTS or any(isinstance(value.get(name), dict) for name in _HOLDERS):
        return [value]
    if named is None and len(lists) == 1 and not value.keys() & _OF_RELEASE:
        named = next(iter(lists.values()))
    if named is not None:
        return objects_in(named[0], depth - 1) if len(named) == 1 else named
    inner = value.get("data")
    return objects_in(inner, depth - 1) if isinstance(inner, dict) and not value.keys() & _OF_RELEASE else [value]


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """An object with its values at hand, under the names that its program has for them.

    >>> plain_row({"id": 7, "title": {"rendered": "Fees rise"}, "content": {"rendered": "", "protected": True}})
    {'id': 7, 'title': 'Fees rise', 'content': '', 'password': 'yes'}
    """
    found = dict(row)
    for name in _HOLDERS:
        if isinstance(found.get(name), dict):
            found = {**{key: value for key, value in found.items() if key != name}, **found[name]}
    if any(isinstance(value, dict) and value.get("protected") is True for value in found.values()):
        found["password"] = "yes"
    if isinstance(body := found.get("body"), dict) and body.get("summary"):
        found.setdefault("summary", body["summary"])
    found = {name: _value(value) for name, value in found.items()}
    if isinstance(begin := found.get("introtext"), str):
        del found["introtext"]
        found["html"] = begin + str(found.pop("fulltext", ""))
    return found


def _value(value: Any) -> Any:
    """The text of a value that a program wraps, or has in one language alone."""
    if not isinstance(value, dict):
        return value
    wrapped = next((value[name] for name in _VALUES if isinstance(value.get(name), str)), None)
    if wrapped is not None:
        return wrapped
    return next(iter(value.values())) if len(value) == 1 and _LOCALE.fullmatch(next(iter(value))) else value

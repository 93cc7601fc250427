"""What Sphinx and extensions say in the head of a page that our templates say, too: each is said once.

Of a release, a record or a list ours holds, since it knows what was withdrawn, corrected or superseded.  Of a guide
holds what its own text says, in MyST's ``html_meta``, or what an extension makes of that.
"""

from __future__ import annotations

import re

_META = re.compile(r'<meta\b[^>]*?\b(?:name|property)="(?P<name>[^"]+)"[^>]*>\n?')
"""``<meta content="Of guides" name="description" />``, by either attribute."""

_SAID_BY_US = frozenset(("description", "og:description", "og:site_name", "og:title", "og:type", "og:url"))


def said_in(tags: str) -> frozenset[str]:
    """What tags in the head of a page say: ``{"description"}``."""
    return frozenset(found["name"] for found in _META.finditer(tags))


def without_ours(tags: str) -> str:
    """The tags but for those that our templates have."""
    return _META.sub(lambda found: "" if found["name"] in _SAID_BY_US else found[0], tags)

"""Languages by their BCP 47 tags: their names and the direction that they are written in."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

_RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ps", "ur", "yi"))


def language_name(tag: str) -> str:
    """A language's own name for itself: ``Русский`` for ``ru``; the tag where Babel does not know it."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    name = locale.get_display_name(locale) or tag
    return name[:1].upper() + name[1:]


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"

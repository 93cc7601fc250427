"""The little that RSS, Atom and OPML need of XML, written as text: an archive has tens of thousands of entries."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from sphinx_newsroom.interface import Interface, translatable
from sphinx_newsroom.model.addresses import SEARCH_FOLDER
from sphinx_newsroom.model.wording import media_type
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import NOWHERE, Item

STYLE = "_static/newsroom/feed.css"

DCTERMS = "http://purl.org/dc/terms/"
"""What happened to a release since it was published is its ``provenance``, in words that begin with what and when."""
MEDIA = "http://search.yahoo.com/mrss/"
"""Media RSS, https://www.rssboard.org/media-rss, for the picture of a release."""

NAMESPACES = f'xmlns:dcterms="{DCTERMS}" xmlns:media="{MEDIA}"'
"""As the first element of a feed declares them."""

_HAPPENED = {
    "correction": translatable("Corrected {date}: {note}"),
    "withdrawal": translatable("Withdrawn {date}: {note}"),
}


def text(value: str) -> str:
    """*value* as the text of an element."""
    # An XML parser makes "\n" of every line end, so that nothing may depend on another.
    plain = clean(value).replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(name: str, value: str, **attributes: str) -> str:
    """An element with text; attributes without a value are left out."""
    return f"<{name}{attrs(attributes) if attributes else ''}>{text(value)}</{name}>\n"


def empty(name: str, **attributes: str) -> str:
    """An element without content."""
    return f"<{name}{attrs(attributes)}/>\n"


def attrs(attributes: dict[str, str]) -> str:
    """Attributes, less those without a value; a name has ``_`` in the place of its colon."""
    return "".join([f' {name.replace("_", ":")}="{_attribute(value)}"' for name, value in attributes.items() if value])


def _attribute(value: str) -> str:
    # A line break would become a space to whoever reads it.
    return text(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def html(name: str, value: str, **attributes: str) -> str:
    """An element that holds HTML, as it is: escaped, every tag in it would take six bytes more."""
    return f"<{name}{attrs(attributes)}><![CDATA[{value.replace(']]>', ']]&gt;')}]]></{name}>\n"


def changes(item: Item) -> str:
    """What was corrected or withdrawn: ``Corrected 2011-06-22: The number of participants.``"""
    return "".join(
        element(
            "dcterms:provenance",
            item.interface.say(_HAPPENED[change.what], date=change.date.isoformat(), note=change.note),
        )
        for change in item.changes
    )


def picture(item: Item) -> str:
    """The picture of a release, in Media RSS."""
    if not item.image:
        return ""
    shown = attrs({"url": item.image, "type": media_type(item.image), "medium": "image"})
    words = element("media:description", item.image_words, type="plain") if item.image_words else ""
    return f"<media:content{shown}>{words}</media:content>\n"


def feed_style(interface: Interface) -> str:
    """The style sheet that has the words of :data:`STYLE` in the language of an interface other than English."""
    return f"{SEARCH_FOLDER}/feed-{interface.language}.css"


def address(base: str, path: str) -> str:
    """The address of a file of the site."""
    return base + quote(clean(path))


def document(path: str, parts: Iterable[str], interface: Interface) -> bytes:
    """A file at *path* of the site, with a style for those who open it in a browser, and what that says in words."""
    up = "../" * path.count("/")
    styles = [STYLE, *([feed_style(interface)] if interface.catalogue.messages else [])]
    head = "".join(f'<?xml-stylesheet type="text/css" href="{up}{style}"?>\n' for style in styles)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}'.encode() + "".join(parts).replace(NOWHERE, up).encode()

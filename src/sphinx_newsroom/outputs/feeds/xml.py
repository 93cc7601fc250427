"""XML for RSS, Atom and OPML, built as text for speed: an archive has tens of thousands of entries."""

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
"""The namespace of ``provenance``, which lists the changes of a release, each with kind and date."""
MEDIA = "http://search.yahoo.com/mrss/"
"""Media RSS, https://www.rssboard.org/media-rss, for the image of a release."""

NAMESPACES = f'xmlns:dcterms="{DCTERMS}" xmlns:media="{MEDIA}"'
"""The declarations for the root element of a feed."""

_HAPPENED = {
    "correction": translatable("Corrected {date}: {note}"),
    "withdrawal": translatable("Withdrawn {date}: {note}"),
}


def text(value: str) -> str:
    """Escape *value* as the text of an element."""
    # XML parsers convert all line endings to "\n", so the output has only these.
    plain = clean(value).replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(name: str, value: str, **attributes: str) -> str:
    """Return an element with text; empty attributes are left out."""
    return f"<{name}{attrs(attributes) if attributes else ''}>{text(value)}</{name}>\n"


def empty(name: str, **attributes: str) -> str:
    """Return an element without content."""
    return f"<{name}{attrs(attributes)}/>\n"


def attrs(attributes: dict[str, str]) -> str:
    """Return attributes without the empty ones; ``_`` in names becomes a colon."""
    return "".join([f' {name.replace("_", ":")}="{_attribute(value)}"' for name, value in attributes.items() if value])


def _attribute(value: str) -> str:
    # An unescaped line break would be read as a space.
    return text(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def html(name: str, value: str, **attributes: str) -> str:
    """Return an element with HTML as CDATA: escaping would add six bytes per tag."""
    return f"<{name}{attrs(attributes)}><![CDATA[{value.replace(']]>', ']]&gt;')}]]></{name}>\n"


def changes(item: Item) -> str:
    """Return the changes of a release: ``Corrected 2011-06-22: The number of participants.``"""
    return "".join(
        element(
            "dcterms:provenance",
            item.interface.say(_HAPPENED[change.what], date=change.date.isoformat(), note=change.note),
        )
        for change in item.changes
    )


def picture(item: Item) -> str:
    """Return the image of a release in Media RSS."""
    if not item.image:
        return ""
    attributes = attrs({"url": item.image, "type": media_type(item.image), "medium": "image"})
    words = element("media:description", item.image_words, type="plain") if item.image_words else ""
    return f"<media:content{attributes}>{words}</media:content>\n"


def feed_style(interface: Interface) -> str:
    """Return the path of the style sheet with the words of :data:`STYLE` in an interface's language."""
    return f"{SEARCH_FOLDER}/feed-{interface.language}.css"


def address(base: str, path: str) -> str:
    """Return the address of a file in the site."""
    return base + quote(clean(path))


def document(path: str, parts: Iterable[str], interface: Interface) -> bytes:
    """Return a file at *path* of the site, with a style sheet and a note for those who open it in a browser."""
    up = "../" * path.count("/")
    styles = [STYLE, *([feed_style(interface)] if interface.catalogue.messages else [])]
    head = "".join(f'<?xml-stylesheet type="text/css" href="{up}{style}"?>\n' for style in styles)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}'.encode() + "".join(parts).replace(NOWHERE, up).encode()

"""XML for RSS, Atom, OPML and NewsML-G2, made from the templates in ``outputs/templates``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.model.addresses import FEED_LIST, RSS, SEARCH_FOLDER
from sphinx_newsroom.model.wording import media_type
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.items import NOWHERE, language_tag, plain, rfc822, rfc3339, tag_uri
from sphinx_newsroom.outputs.feeds.selection import GROUPS, Feed
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.config import Settings

STYLE = "_static/newsroom/feed.css"


@cache
def template(name: str) -> Any:
    """Return the macros of a template, which escape all values.

    >>> template("rss.xml").correction("A & B", "a.html", "1 < 2", "x", dt.datetime(2011, 6, 21, tzinfo=dt.UTC))[7:38]
    '<title>A &#x26; B</title>\\n<link>'
    """
    return environment().get_template(name).module


@cache
def environment() -> jinja2.Environment:
    """Return the environment of the templates; a build sets the cache of compiled ones."""
    found = jinja2.Environment(
        loader=jinja2.PackageLoader("sphinx_newsroom.outputs"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=True,  # so that macros return Markup, which isn't escaped again
        finalize=_escaped,
    )
    filters = (text, rss_title, cdata, rfc822, rfc3339, language_tag, media_type, plain, tag_uri)
    found.filters |= {one.__name__: one for one in filters}
    found.globals["attributes"] = attributes
    return found


def _escaped(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(text(str(value)))


def text(value: str) -> str:
    """Escape *value* as the text of an element."""
    # XML parsers convert all line endings to "\n", so the output has only these.
    plain = clean(value).replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attributes(**values: str) -> Markup:
    """Return attributes without the empty ones; ``_`` in names becomes a colon."""
    return Markup(
        "".join([f' {name.replace("_", ":")}="{_attribute(value)}"' for name, value in values.items() if value])
    )


def _attribute(value: str) -> str:
    # An unescaped line break would be read as a space.
    return text(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def cdata(html: str) -> Markup:
    """Return HTML as CDATA: escaping would add six bytes per tag."""
    return Markup(f"<![CDATA[{html.replace(']]>', ']]&gt;')}]]>")


def rss_title(words: str) -> Markup:
    """Escape ``&`` and ``<`` as hexadecimal references, which most readers show as text (RSS profile)."""
    return Markup(text(words).replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;"))


def feed_style(interface: Interface) -> str:
    """Return the path of the style sheet with the words of :data:`STYLE` in an interface's language."""
    return f"{SEARCH_FOLDER}/feed-{interface.language}.css"


def address(base: str, path: str) -> str:
    """Return the address of a file in the site."""
    return base + quote(clean(path))


def document(path: str, root: str, interface: Interface) -> bytes:
    """Return a file at *path* of the site, with a style sheet and a note for those who open it in a browser."""
    up = "../" * path.count("/")
    styles = [STYLE, *([feed_style(interface)] if interface.catalogue.messages else [])]
    head = "".join(f'<?xml-stylesheet type="text/css" href="{up}{style}"?>\n' for style in styles)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}'.encode() + root.replace(NOWHERE, up).encode()


def rss_document(
    feed: Feed,
    link: str,
    published: dt.datetime | None,
    updated: dt.datetime | None,
    entries: Iterable[str],
    settings: Settings,
) -> bytes:
    """Return the RSS of a feed with some items, which are XML; moments are None if nothing was published yet."""
    path = feed.folder + RSS
    own = address(clean(settings.baseurl), path) if settings.baseurl else ""
    language = feed.language if language_tag(feed.language) else ""
    items = Markup("".join(entries))
    root = template("rss.xml").channel(feed, link, own, settings.websub_hub, published, updated, language, items)
    return document(path, root, settings.interface_of(feed.language))


def list_output(feeds: Sequence[Feed], settings: Settings) -> Output:
    """Return ``feeds.opml``: all feeds of the archive as one list that feed readers import."""
    # Leaves out the releases: readers import the list once, so it changes only with the feeds themselves.
    rows = [feed[:6] for feed in feeds]
    digest = fingerprint(settings.project, settings.baseurl, settings.interface, rows)
    return Output(FEED_LIST, digest, partial(_list, feeds, settings))


def _list(feeds: Iterable[Feed], settings: Settings) -> dict[str, bytes]:
    base = clean(settings.baseurl) or NOWHERE
    # The feeds are sorted by kind, the archive's first.
    groups = [
        (
            settings.interface.say(GROUPS[kind]) if GROUPS[kind] else "",
            [(feed, address(base, feed.folder + RSS), base + feed.page) for feed in group],
        )
        for kind, group in groupby(feeds, key=lambda feed: feed.kind)
    ]
    root = template("feeds.opml").document(settings.project, groups)
    return {FEED_LIST: document(FEED_LIST, root, settings.interface)}

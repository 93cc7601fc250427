"""What the templates of pages get beside their views: what every page says of the archive, and what frames it."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from sphinx_newsroom.extension.domain import NewsroomDomain, domain_of
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import CHECK, SUBSCRIBE, YEARS, PageName, entity_list
from sphinx_newsroom.model.languages import direction, direction_in
from sphinx_newsroom.outputs.pages.body import with_directions, without_empty_section
from sphinx_newsroom.outputs.report import report_address
from sphinx_newsroom.outputs.script_words import ScriptWords, script_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.guide_list import GuideGroup
    from sphinx_newsroom.extension.pictures import Size
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.outputs.pages import Page

LAYOUT = "layout.html"
"""What the templates of pages extend: the frame of a whole page."""

BETWEEN = Markup("<\x1e>")
"""What stands between two slots, and in no page: of a text's own ``<`` pages make ``&lt;``."""

NAV = (
    (translatable("Releases"), YEARS, ""),
    (translatable("Organizations"), entity_list("organization"), "organization"),
    (translatable("Officials"), entity_list("official"), "official"),
    (translatable("Topics"), entity_list("topic"), "topic"),
    (translatable("Subscribe"), SUBSCRIBE, ""),
    (translatable("Check a quotation"), CHECK, ""),
)
"""Label and page of what each page leads to, and the kind of records that the page lists."""

_TAG = re.compile(r"<[^>]*>")
_VERSION = 8
"""How many of a digest's signs tell two of them apart, where one follows the other."""


class SiteContext(NamedTuple):
    """What every page says of the archive."""

    name: str
    description: str
    baseurl: str
    language: str
    """The archive's, in which records are, whatever language the page is in."""
    nav: tuple[tuple[str, str], ...]
    editions: bool
    """Whether there are editions."""
    words: ScriptWords | None
    """What scripts say on the page, where that is not English."""
    csp: str
    """The Content-Security-Policy that the page names; empty where the server says it."""
    version: str
    """What follows our style sheets and scripts in their addresses: others have another, so that they may be kept."""
    own_files: frozenset[str]
    """The style sheets and scripts that conf.py adds, as Sphinx names them; every page loads these beside ours."""
    beside: frozenset[str]
    """The suffixes of the files beside each release's page."""
    report: Callable[[str, str, int | None], str] | None
    """Where readers tell that something is wrong, by a page's address, title and revision."""

    def direction_of(self, tag: str) -> str:
        """How a language is written, ``rtl`` or ``ltr``, for templates."""
        return direction(tag)

    def turned(self, text: str, tag: str) -> str:
        """The direction of a text (HTML or plain) where it is another than that of *tag*; else nothing."""
        found = direction_in(_TAG.sub("", text))
        return found if found != direction(tag) else ""

    def directed(self, text: str, way: str) -> str:
        """A text's HTML whose paragraphs say where they run the other way than it, which runs as *way* says."""
        return with_directions(text, way)


class PageContext(NamedTuple):
    """What the templates get as ``newsroom``."""

    site: SiteContext
    kind: str
    view: object
    note: str = ""
    """What readers of a guide should know of the page before its text."""
    frame: str = LAYOUT
    """The template that the page's own extends: the layout of a whole page, or what goes into a shell."""
    slot: str = BETWEEN
    size_of: Callable[[str], Size | None] = lambda address: None
    """The size of a picture of the page by its address from the site's root, where it is known."""
    guides: tuple[GuideGroup, ...] = ()
    """The guides beside this one, by caption."""
    checksum: str = ""
    """The SHA-256 of the Markdown beside a release's page, which readers can download."""

    def unwrapped(self, body: str) -> tuple[str, str]:
        """A body's anchor, and the body without the section that its title was taken out of."""
        return without_empty_section(body)


def site_context(app: Sphinx, interface: Interface) -> SiteContext:
    """What every page in a language says of the archive."""
    domain = domain_of(app.env)
    settings = domain.archive.settings
    return SiteContext(
        settings.project,
        settings.description,
        settings.baseurl,
        settings.language,
        tuple((interface.say(label), page) for label, page, _ in nav_of(domain)),
        bool(domain.versions.editions),
        script_words(interface),
        settings.csp,
        f"?v={domain.theme[:_VERSION]}",
        own_files(app.config),
        settings.beside,
        partial(report_address, settings.report, interface) if settings.report else None,
    )


def nav_of(domain: NewsroomDomain) -> list[tuple[str, PageName, str]]:
    """The lists that each page leads to, without those that are empty yet."""
    registry = domain.index.registry
    return [row for row in NAV if not row[2] or registry.of_kind(row[2])]


def own_files(config: Config) -> frozenset[str]:
    """The style sheets and scripts that conf.py names, as pages do."""
    names = [name for name, _ in (*config.html_css_files, *config.html_js_files)]
    return frozenset(name if "://" in name else f"_static/{name}" for name in names)


def interface_of(page: Page | None, settings: Settings) -> Interface:
    """The words of a page: in the language that it is in, or the archive's."""
    return settings.interface_of(page.language) if page and page.language else settings.interface

"""The texts of releases as HTML, for what is written when all pages are.

A release's page holds its text between two comments.  Reading it from there costs a hundredth of
making it again from the doctree, and is what the reader of the page sees; it works in whatever
process the page was written, and for pages that an earlier build wrote.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.util.osutil import relative_uri

from sphinx_newsroom.extension.compiled import links
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.pictures import Sizes
from sphinx_newsroom.extension.plan import TEXT
from sphinx_newsroom.model.addresses import PageName, url_of
from sphinx_newsroom.model.media_types import media_type
from sphinx_newsroom.outputs.feeds.items import Enclosure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_newsroom.archive.compiled.texts import Compiled
    from sphinx_newsroom.archive.loading import Archive

BEGIN, END = "<!-- text -->\n", "\n<!-- end of text -->"
"""What stands around the text on a release's page; no text holds comments of its own."""

_MEDIA = ("audio/", "video/")


@dataclass(frozen=True)
class TextsAbroad:
    """What another machine has of the texts of a site, for what is made of them.

    *documents* are the texts of those releases that Sphinx has written, and *files* what releases offer.
    """

    archive: Archive
    compiled: Compiled
    sizes: Sizes
    documents: Mapping[PageName, str]
    files: Mapping[PageName, tuple[Enclosure, ...]]

    def html(self, docname: PageName) -> str:
        """A release's text with links relative to its page."""
        if docname in self.compiled.texts:
            return links.body_html(self.archive, self.compiled, docname, self.sizes)
        return self.documents[docname]

    def digest(self, docname: PageName) -> str:
        """What changes when the text does."""
        return links.told_to_feeds(self.html(docname))

    def enclosures(self, docname: PageName) -> tuple[Enclosure, ...]:
        """The files that are offered, as :meth:`SiteTexts.enclosures` gives them."""
        return self.files.get(docname, ())


class SiteTexts:
    """The texts of a site whose pages have all been written."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        self.app = app
        self.builder = builder
        self.domain = domain_of(app.env)
        self.outdir = Path(app.outdir)
        self.sizes = Sizes(self.domain.archive)

    def __reduce__(self) -> tuple[object, ...]:
        """Another machine has no pages to look at, and no files of releases."""
        archive, compiled = self.domain.archive, self.domain.compiled
        documents = {docname: self.html(docname) for docname in self.domain.read_releases}
        files = {docname: found for docname in archive.placements.pages if (found := self._offered(docname))}
        return TextsAbroad, (archive, compiled, self.sizes, documents, files)

    def _offered(self, docname: PageName) -> tuple[Enclosure, ...]:
        return self.enclosures(docname) if docname in self.domain.releases else ()

    def html(self, docname: PageName) -> str:
        """A release's text with links relative to its page."""
        if docname in self.domain.compiled.texts:
            return links.body_html(self.domain.archive, self.domain.compiled, docname, self.sizes)
        try:
            page = (self.outdir / url_of(docname)).read_text(encoding="utf-8")
        except OSError:
            page = ""
        _, begin, rest = page.partition(BEGIN)
        text, end, _ = rest.rpartition(END)
        # A template that the archive has put in the place of ours may lack the comments.
        return text if begin and end else self._made_again(docname)

    def _made_again(self, docname: PageName) -> str:
        """The text from the document; of one that cannot be written, the words that its page shows."""
        try:
            return body_html(self.app, self.builder, docname)
        except OSError:
            raise
        except Exception:  # told when the page was written
            return "\n".join(f"<p>{escape(words)}</p>" for words in self.domain.releases[docname].paragraphs)

    def digest(self, docname: PageName) -> str:
        """What changes when the text does; the page is read only where it may have been written by this build."""
        site, key = self.domain.site, f"{TEXT}{docname}"
        if written := site.texts.get(docname):
            site.after.made[key] = (f"{self.domain.releases[docname].markup_digest} {written}", ())
        source = self.domain.releases[docname].markup_digest
        before = site.before.made.get(key)
        # Two seconds: some file systems, such as FAT, keep no finer times.
        if (
            before
            and before[0].startswith(f"{source} ")
            and _stood(f"{self.outdir}/{url_of(docname)}", site.started - 2)
        ):
            site.after.made[key] = before
        elif key not in site.after.made:
            site.after.made[key] = (f"{source} {links.told_to_feeds(self.html(docname))}", ())
        return site.after.made[key][0].rpartition(" ")[2]

    def enclosures(self, docname: PageName) -> tuple[Enclosure, ...]:
        """The files that are offered, sound and moving pictures first, the text's before the header's; the image."""
        archive = self.domain.archive
        release = self.domain.releases[docname].release
        placed = archive.placements.pages.get(docname, {})
        listed = {one.src: one.title for one in release.attachments if one.src in placed}
        # In the text's order, so that the one enclosure of RSS is the first that a reader of the text comes to.
        linked = sorted(
            (
                file
                for file in archive.files.get(docname, ())
                if not file.image and file.line > 1 and file.path in placed
            ),
            key=lambda file: file.line,
        )
        found = [
            _enclosure(placed[path].address, archive.standing_file(path), listed.get(path, ""))
            for path in dict.fromkeys([*(file.path for file in linked), *listed])
        ]
        found.sort(key=lambda enclosure: not enclosure.type.startswith(_MEDIA))
        image = release.image
        if image and image.src in placed:
            found.append(_enclosure(placed[image.src].address, archive.standing_file(image.src)))
        return tuple(found)


def _stood(page: str, moment: float) -> bool:
    """Whether a page is there since before a moment; text, not Path: this is asked of each release at every build."""
    try:
        found = os.stat(page)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_mtime < moment


def _enclosure(address: str, source: Path, title: str = "") -> Enclosure:
    """A file of the archive that stands at an *address* in the site, and whose bytes *source* has."""
    return Enclosure(address, media_type(address), source.stat().st_size, title)


def body_html(app: Sphinx, builder: StandaloneHTMLBuilder, docname: PageName) -> str:
    """A release's text as HTML, links relative to its page; made as the builder makes its page."""
    doctree = app.env.get_and_resolve_doctree(docname, builder, tags=app.tags)
    builder.post_process_images(doctree)
    builder.current_docname = docname
    builder.imgpath = relative_uri(builder.get_target_uri(docname), "_images")
    builder.dlpath = relative_uri(builder.get_target_uri(docname), "_downloads")
    doctree.settings = builder.docsettings
    visitor = cast("HTML5Translator", builder.create_translator(doctree, builder))
    doctree.walkabout(visitor)
    return "".join(visitor.fragment)

"""The pages that are no documents, written in their shells a part at a time, in any process and on any machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_newsroom.extension.compiled.links import body_html, told_to_feeds
from sphinx_newsroom.outputs.machines.release_markdown import write_markdown
from sphinx_newsroom.shares import Abroad, in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_newsroom.archive.compiled.texts import Compiled
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.extension.compiled.slots import Slots
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.outputs.pages import Pages
    from sphinx_newsroom.outputs.site_folder import SiteFolder


@dataclass(frozen=True)
class WritePages:
    """Writes pages with what stands beside each, into *folder*.

    Attributes:
        suffix: what follows the name of a page in that of its file.
        encoding: of the files.
    """

    archive: Archive
    compiled: Compiled
    pages: Pages
    slots: Slots
    suffix: str
    encoding: str
    folder: SiteFolder

    def __call__(self, names: Sequence[PageName]) -> dict[PageName, str]:
        """Write some pages; what of the text of each changes when feeds would show it otherwise.  Raises OSError."""
        digests = {}
        for name in names:
            page, compiled = self.pages[name], self.compiled
            body = body_html(self.archive, compiled, name, self.slots.sizes) if name in compiled.texts else None
            checksum = write_markdown(self.folder, name, page.view, body or "", self.archive.settings.baseurl)
            html = self.slots.html(name, page, body or "", checksum).encode(self.encoding, "xmlcharrefreplace")
            self.folder.put(f"{name}{self.suffix}", html)
            if body is not None:
                digests[name] = told_to_feeds(body)
        return digests

    def abroad(self, shards: Sequence[Sequence[PageName]]) -> Abroad:
        """The same for another machine, which has what is here and gives back what it would write."""
        return Abroad(self, list(shards), [in_words(names) for names in shards])

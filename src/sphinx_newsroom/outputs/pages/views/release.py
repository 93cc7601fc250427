"""What the page of a release shows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_newsroom.archive.entries import sums_up
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.announced_events import EventView
from sphinx_newsroom.outputs.pages.former_paragraphs import Former
from sphinx_newsroom.outputs.pages.views import (
    AboutView,
    AttachmentView,
    CiteView,
    ContactView,
    EntityRef,
    ImageView,
    Note,
    ReleaseLine,
)

_PARAGRAPH = re.compile(r'<p id="p-[^>]*>(.*?)</p>', re.DOTALL)
_TAG = re.compile("<[^>]*>")
_OF_DOCUTILS = re.compile(
    r' class="reference (?:ex|in)ternal"|(class="newsroom-entity) reference internal("[^>]*>)<span>([^<]*)</span>'
)


@dataclass(frozen=True, slots=True)
class Translation:
    """A release in one of its languages; *language_name* is that language's own name for itself."""

    page: PageName
    language: str
    language_name: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A text in the ledger: which revision it is, its digest, and when the first one was published.

    *pages* are those of the superseded texts, the first one first.  *entry* is its line of the ledger, and *place*
    which one that is, counted from 1; 0 where the site does not show the line yet.
    """

    revision: int
    digest: str
    first: str
    pages: tuple[PageName, ...] = ()
    place: int = 0
    entry: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release's page."""

    line: ReleaseLine
    datetime: str
    number: str | None
    subtitle: str
    organizations: tuple[EntityRef, ...]
    officials: tuple[EntityRef, ...]
    topics: tuple[EntityRef, ...]
    corrections: tuple[Note, ...]
    withdrawn: Note | None
    translations: tuple[Translation, ...]
    related: tuple[ReleaseLine, ...]
    previous: ReleaseLine | None
    next: ReleaseLine | None
    contacts: tuple[ContactView, ...]
    image: ImageView | None
    attachments: tuple[AttachmentView, ...]
    about: tuple[AboutView, ...]
    cite: CiteView
    linked_data: str
    recorded: Recorded | None = None
    type_page: PageName | None = None
    alternates: tuple[tuple[str, PageName], ...] = ()
    former: tuple[Former, ...] = ()
    card: str = ""
    event: EventView | None = None
    summary: str = ""
    """The summary that was written, if the text does not have it, too."""
    files: tuple[tuple[str, str], ...] = ()
    """The files that the text links: how it writes the address, and kind and size in words."""

    def completed(self, body: str) -> str:
        """The text's HTML with what files it links, and the ids that its paragraphs had, to which links may lead.

        To readers of microformats the paragraph that sums it up is the summary, if none was written.
        """
        for address, words in self.files:
            body = body.replace(f'href="{address}"', f'href="{address}" data-file="{words}"')
        for paragraph in self.former:
            tag = f'<p id="{paragraph.now}"'
            anchors = "".join([f'<span class="former" id="{id_}"></span>' for id_ in paragraph.ids])
            # What took the place of a paragraph may be a heading or code: then the link leads to the text.
            body = body.replace(tag, anchors + tag, 1) if tag in body else anchors + body
        paragraphs = () if self.summary else _PARAGRAPH.finditer(body)
        summary = next((found for found in paragraphs if sums_up(_TAG.sub("", found[1]))), None)
        body = f'{body[: summary.start() + 2]} class="p-summary"{body[summary.start() + 2 :]}' if summary else body
        # What docutils says of each link no style or reader asks for.
        return _OF_DOCUTILS.sub(r"\1\2\3", body)

"""A text as news formats tell of it: the same facts, whatever their names are there.

Of a withdrawn release no more is told than its page shows.  A superseded text names nobody, as everywhere: it is as it
was published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.archive.entries import first_paragraph
from sphinx_newsroom.model.addresses import entity_page, url_of
from sphinx_newsroom.model.records import Topic
from sphinx_newsroom.model.wording import withdrawal_words
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.identity import changed, identity, published
from sphinx_newsroom.outputs.feeds.items import plain
from sphinx_newsroom.outputs.identifiers import WIKIDATA, identifier

if TYPE_CHECKING:
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.model.records import AnnouncedEvent, Entity, Mention, Release
    from sphinx_newsroom.model.registry import Registry
    from sphinx_newsroom.outputs.exports.chosen import Chosen
    from sphinx_newsroom.text.words.tokens import Mark


class Read(NamedTuple):
    """A text as it was read: plain, with the marks on what is not prose, and whom it names."""

    text: str
    marks: tuple[Mark, ...]
    mentions: tuple[Mention, ...]


class Party(NamedTuple):
    """An organization, official or topic: its name, and where more is told, empty where nowhere is known."""

    kind: str
    name: str
    uri: str


class Picture(NamedTuple):
    """The leading image, at its address."""

    url: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A text with what is told of it.

    *uri* is the same for all versions, and that of the release in feeds; *url* is the page, empty where the archive
    does not know its own address.  *notes* say what was corrected, or why it was withdrawn.
    """

    uri: str
    id: str
    version: int
    url: str
    published: dt.datetime
    changed: dt.datetime
    language: str
    kind: str
    kind_label: str
    title: str
    subtitle: str
    summary: str
    dateline: str
    number: str
    issuers: tuple[Party, ...]
    named: tuple[Party, ...]
    topics: tuple[Party, ...]
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...]
    picture: Picture | None
    event: AnnouncedEvent | None
    withdrawn: bool

    @property
    def text(self) -> str:
        """The paragraphs, with an empty line between."""
        return "\n\n".join(self.paragraphs)


def news_item(one: Chosen, read: Read, registry: Registry, settings: Settings) -> NewsItem:
    """What is told of a text that was read."""
    release, gone = one.release, one.withdrawn is not None
    interface = settings.interface_of(release.language)
    base = settings.baseurl
    notes = tuple(map(plain, _notes(one, interface)))
    named = () if gone else tuple(_named(one, read, registry, base))
    return NewsItem(
        uri=identity(release, settings.tag, one.record),
        id=release.id,
        # One more than the texts that there were: who has the last of them learns that it went.
        version=(one.revision or len(release.corrections) + 1) + gone,
        url=base + quote(url_of(one.page)) if base else "",
        published=published(release),
        changed=changed(release),
        language=release.language,
        kind=release.type,
        kind_label=plain(settings.type_label(release.type, interface)),
        title=plain(release.title),
        subtitle="" if gone else plain(release.subtitle or ""),
        summary="" if gone else plain(release.summary or first_paragraph(read.text, read.marks)),
        dateline="" if gone else plain(release.dateline or ""),
        number=plain(release.number or ""),
        issuers=tuple(_party(record, base) for record in registry.issuers(release)),
        named=named,
        topics=tuple(_party(registry.topics[id_], base) for id_ in release.topics if id_ in registry.topics),
        paragraphs=() if gone else tuple(clean(block) for block in read.text.split("\n\n")[1:]),
        notes=notes,
        picture=None if gone else _picture(release, base),
        event=release.event,
        withdrawn=gone,
    )


def _notes(one: Chosen, interface: Interface) -> Iterator[str]:
    if one.withdrawn:
        yield withdrawal_words(one.withdrawn, interface)
        return
    for correction in one.release.corrections_in_order:
        date = interface.date(correction.date)
        yield interface.say("Corrected on {date}: {note}", date=date, note=correction.note)


def _named(one: Chosen, read: Read, registry: Registry, base: str) -> Iterator[Party]:
    """Whom a text names, in the order of the text; its issuers are told of by themselves."""
    issuers = one.release.all_issuers
    for kind, id_ in dict.fromkeys((mention.kind, mention.entity) for mention in read.mentions):
        record = registry.of_kind(kind).get(id_) if kind != "topic" and id_ not in issuers else None
        if record is not None:
            yield _party(record, base)


def _party(record: Entity, base: str) -> Party:
    same = "" if isinstance(record, Topic) else dict(record.identifiers).get(WIKIDATA, "")
    page: PageName = entity_page(record.kind, record.id)
    # By Wikidata's id whoever takes several archives' items knows that it is the same body.
    uri = identifier(WIKIDATA, same).url if same else base + quote(url_of(page)) if base else ""
    return Party(record.kind, plain(record.name), uri)


def _picture(release: Release, base: str) -> Picture | None:
    image = release.image
    if image is None or not base:
        return None
    return Picture(base + quote(release.file_address(image.src)), *map(plain, (image.alt, image.caption, image.credit)))

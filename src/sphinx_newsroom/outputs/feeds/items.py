"""What a feed says of a release, the same in every format."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from email.utils import format_datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import quote

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.addresses import PageName, ReleaseId, entity_page, moved_from, release_page, url_of
from sphinx_newsroom.model.records import Release, begin_of_day
from sphinx_newsroom.model.wording import direction
from sphinx_newsroom.outputs.feeds.content import clean, portable

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.ledger.events import Record


# Who an entry is, and when it happened: what readers of feeds go by.
#
# An entry's id is a tag URI, ``tag:example.org,2026:releases/2011/opening``.  The part before the
# second colon is ``newsroom_tag``, which stays when the site moves; the rest is the id that the
# release was first published under, by the ledger where there is one.  So neither host, path, title,
# text, a later move nor an address that is added to the header changes it.
#
# A release has the same id in Atom, its history and JSON, as RFC 4287 asks.  Its guid in RSS
# ends in the feed that it stands in: newsboat keeps one item for a guid, whatever feeds it came in,
# so that who follows the archive and an organization would see a release in one of them only.
#
# Source: RFC 4151 (The 'tag' URI Scheme); RFC 4287, section 4.2.6.


def first_id(release: Release, record: Record | None = None) -> ReleaseId:
    """The id that a release was first published under.

    A release that moved keeps its first address at the head of ``former_urls``: nobody gets it twice.
    Where it has a *record* in the ledger, that tells, as its first line had it.
    """
    # Without a ledger the header tells, in which somebody may have put a newer address first: hence the ledger.
    urls, own = release.former_urls, release.id
    if record is not None:
        # Not the oldest of its former ids: one that moved back has its first id again, and the others are former ones.
        urls, own = record.revisions[0].former_urls, record.revisions[0].id
    return next(filter(None, map(moved_from, urls)), own)


def tag_uri(tag: str, path: str) -> str:
    """The tag URI of what stands at *path*, such as ``releases/2011/opening`` or ``organizations/unodc``."""
    return f"tag:{tag}:{quote(clean(path), safe='/-._~')}"


def identity(release: Release, tag: str, record: Record | None = None) -> str:
    """The id of a release in every feed, the same for ever."""
    return tag_uri(tag, release_page(first_id(release, record)))


def identities(index: ArchiveIndex, settings: Settings, records: Mapping[ReleaseId, Record]) -> Mapping[PageName, str]:
    """The ids of releases in feeds, by docname, each made when it is asked for; *records* are the ledger's, by id."""
    return Memo(partial(_identity_at, index, settings, records))


def _identity_at(
    index: ArchiveIndex, settings: Settings, records: Mapping[ReleaseId, Record], docname: PageName
) -> str:
    release = index.entries[docname].release
    return identity(release, settings.tag, records.get(release.id))


def guid_end(folder: str) -> str:
    """What the guids of a feed in *folder* end in; the archive's own feed has none."""
    return f"#{quote(clean(folder), safe='/-._~')}" if folder else ""


def published(release: Release) -> dt.datetime:
    """When a release was published: a date alone counts from its first moment in the archive's time zone.

    One under an embargo that ended later was published then: readers of feeds have what came last at the top.
    """
    return release.public_from


def known_since(release: Release, record: Record | None) -> dt.datetime:
    """Since when readers can know a release from this site: when it was recorded, without that as its header says.

    One that was added long after its date, or stood under a long embargo, is new then: to feeds and to a digest.
    """
    if record is None:
        return release.public_from
    first = record.revisions[0]
    return first.recorded or first.at


def changed(release: Release) -> dt.datetime:
    """When a release last changed: its publication, newest correction or withdrawal, and nothing else.

    Those have a date and no time, and may be recorded late.  So each adds a second, the first of a later day none:
    every one moves the time on, in whatever order they stand, which is how readers tell that there is news.
    """
    if not release.corrections and not release.withdrawn:
        return published(release)
    dates = [correction.date for correction in release.corrections]
    if release.withdrawn:
        dates.append(release.withdrawn.date)
    each = dt.timedelta(seconds=len(dates))
    return max(published(release) + each, begin_of_day(max(dates), release.zone) + each - dt.timedelta(seconds=1))


def changed_on(release: Release) -> dt.date:
    """The day of that, where the release was published."""
    if not (release.moment or release.embargo or release.corrections or release.withdrawn):  # as of most
        return release.date
    return changed(release).date()


def _in_minutes(moment: dt.datetime) -> dt.datetime:
    """The same moment with an offset that both formats can write: whole minutes, else none."""
    if moment.tzinfo is dt.UTC:
        return moment
    # Offsets with seconds are those of local mean time, before standard time; no format of a feed has them.
    offset = moment.utcoffset() or dt.timedelta()
    return moment.astimezone(dt.UTC) if offset % dt.timedelta(minutes=1) else moment


def rfc822(moment: dt.datetime) -> str:
    """A moment as RSS writes it: ``Tue, 21 Jun 2011 00:00:00 GMT``."""
    found = _in_minutes(moment)
    return format_datetime(found, usegmt=found.tzinfo is dt.UTC)


def rfc3339(moment: dt.datetime) -> str:
    """A moment as Atom and JSON Feed write it: ``2011-06-21T00:00:00Z``."""
    return _in_minutes(moment).isoformat(timespec="seconds").replace("+00:00", "Z")


NOWHERE = "https://site.invalid/"
"""Stands for the site's address where conf.py gives none; each file puts the way to the site's root in its place."""

# As xml:lang has it (XML Schema, type language): with anything else no file of the feed would be valid.
_LANGUAGE = re.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Enclosure(NamedTuple):
    """A file that belongs to a release: its path in the site, media type, length in bytes, and title if it has one."""

    path: str
    type: str
    length: int
    title: str = ""


class FeedTexts(Protocol):
    """Where feeds get the texts of releases from."""

    def html(self, docname: PageName) -> str:
        """A release's text as HTML, with links relative to its page."""

    def digest(self, docname: PageName) -> str:
        """What changes when that does."""

    def enclosures(self, docname: PageName) -> tuple[Enclosure, ...]:
        """The files of a release, the one that is most worth having first."""


class Change(NamedTuple):
    """What was recorded of a published release: ``correction`` or ``withdrawal``, its day, and the words."""

    what: str
    date: dt.date
    note: str


class Author(NamedTuple):
    """Who issued a release, and the address of its page."""

    name: str
    url: str


class Category(NamedTuple):
    """What a release is filed under: ``topics`` or ``types``, the word, and the label for readers."""

    scheme: str
    term: str
    label: str


class Item(NamedTuple):
    """A release as feeds show it; all text is plain, on one line, and holds nothing that XML forbids.

    *interface* has the words around it.  *language* is empty where it is no language tag; *other_language* says
    whether it differs from the archive's.
    """

    id: str
    url: str
    title: str
    published: dt.datetime
    updated: dt.datetime
    language: str
    other_language: bool
    authors: tuple[Author, ...]
    categories: tuple[Category, ...]
    summary: str
    changes: tuple[Change, ...]
    withdrawn: bool
    image: str
    image_words: str
    enclosures: tuple[Enclosure, ...]
    interface: Interface


def plain(text: str) -> str:
    """*text* on one line, without what no feed may hold."""
    return " ".join(clean(text).split())


def in_short(item: Item) -> str:
    """What stands in the place of a release's text where only a summary does: what was corrected first."""
    notes = [
        item.interface.say("Corrected {date}: {note}", date=item.interface.date(change.date), note=change.note)
        for change in item.changes
        if change.what == "correction" and not item.withdrawn
    ]
    return " ".join([*notes, item.summary])


def language_tag(text: str) -> str:
    """A language tag, empty where it is none that XML could carry."""
    return text if _LANGUAGE.fullmatch(text) else ""


class Items:
    """Makes the items of an archive; *ids* are those of its releases, by docname."""

    def __init__(self, index: ArchiveIndex, settings: Settings, texts: FeedTexts, ids: Mapping[PageName, str]) -> None:
        self.index = index
        self.settings = settings
        self.texts = texts
        self.ids = ids
        self.base = clean(settings.baseurl) or NOWHERE
        self.publisher = plain(settings.project) or "Newsroom"
        # A release that names twelve organizations is asked for at least thirteen times in a build.
        self.stamps = Memo(self._stamp)
        """What changes when anything that feeds say of a release does."""
        self._items: dict[str, Item] = {}

    def _stamp(self, docname: PageName) -> str:
        entry = self.index.entries[docname]
        registry = self.index.registry
        issuers = [record.name for record in registry.issuers(entry.release)]
        topics = [registry.topics[topic].name for topic in entry.release.topics if topic in registry.topics]
        release, withdrawn = entry.release, entry.release.withdrawn
        text = self._notice(release) if withdrawn else self.texts.digest(docname)
        files = self.texts.enclosures(docname)
        return fingerprint(f"{self.ids[docname]} {entry.gist} {issuers!r} {topics!r} {text} {files!r}")

    def item(self, docname: PageName) -> Item:
        """A release, without its text."""
        if docname not in self._items:
            self._items[docname] = self._item(docname)
        return self._items[docname]

    def newest(self, docnames: Iterable[PageName]) -> dt.datetime:
        """When a feed of these last changed; a feed without entries never has, and says 1970."""
        return max((self.item(docname).updated for docname in docnames), default=_NEVER)

    def _item(self, docname: PageName) -> Item:
        entry = self.index.entries[docname]
        release, settings = entry.release, self.settings
        issuers = self.index.registry.issuers(release)
        withdrawn = release.withdrawn
        # In the order in which they happened: a withdrawal ends a release.
        changes = [Change("correction", note.date, plain(note.note)) for note in release.corrections_in_order]
        if withdrawn:
            changes.append(Change("withdrawal", withdrawn.date, plain(withdrawn.reason)))
        interface = settings.interface_of(release.language)
        summary = entry.summary
        if withdrawn:
            day = interface.date(withdrawn.date)
            summary = interface.say("Withdrawn on {date}. {reason}", date=day, reason=withdrawn.reason)
        image = None if withdrawn else release.image
        return Item(
            id=self.ids[docname],
            url=self.page(docname),
            title=plain(release.title),
            published=published(release),
            updated=changed(release),
            language=language_tag(release.language),
            other_language=release.language != settings.language,
            authors=tuple(
                Author(plain(issuer.name), self.page(entity_page("organization", issuer.id))) for issuer in issuers
            ),
            categories=tuple(self._categories(release)),
            summary=plain(summary),
            changes=tuple(changes),
            withdrawn=withdrawn is not None,
            image=self.address(release.file_address(image.src)) if image else "",
            image_words=plain(image.alt) if image else "",
            enclosures=() if withdrawn else self.texts.enclosures(docname),
            interface=interface,
        )

    def _categories(self, release: Release) -> list[Category]:
        registry, settings = self.index.registry, self.settings
        label = settings.type_label(release.type, settings.interface_of(release.language))
        found = [Category("types", plain(release.type), plain(label))]
        for topic in release.topics:
            record = registry.topics.get(topic)
            found.append(Category("topics", plain(topic), plain(record.name if record else topic)))
        return [category for category in found if category.term and category.label]

    def address(self, path: str) -> str:
        """The absolute address of a file of the site."""
        return self.base + quote(clean(path))

    def page(self, page: PageName) -> str:
        """The absolute address of a page."""
        return self.address(url_of(page))

    def content(self, docname: PageName) -> str:
        """A release as HTML: what was corrected, subtitle, image and text; of a withdrawn one the notice."""
        release = self.index.entries[docname].release
        if release.withdrawn:
            return self._notice(release)
        interface = self.settings.interface_of(release.language)
        notes = [
            "<p>{}</p>".format(
                interface.say(
                    "<strong>Corrected</strong> {date}: {note}",
                    date=interface.date(change.date),
                    note=escape(change.note, quote=False),
                )
            )
            for change in self.item(docname).changes
        ]
        subtitle = (
            f"<p><strong>{escape(plain(release.subtitle), quote=False)}</strong></p>\n" if release.subtitle else ""
        )
        text = subtitle + self._image(release) + portable(self.texts.html(docname), self.page(docname))
        # Where nobody has translated our words, notes are in the archive's language, and stand outside.
        within, outside = (notes, []) if interface.language == release.language else ([], notes)
        return "\n".join([*outside, self._in_language("\n".join([*within, text]), release.language)])

    def _in_language(self, html: str, language: str) -> str:
        """HTML that says what language it is in, where that is not the archive's or is written from right to left."""
        tag = language_tag(language)
        turned = direction(tag)
        if not tag or (tag == self.settings.language and turned == "ltr"):
            return html
        return f'<div lang="{tag}" dir="{turned}">\n{html}\n</div>'

    def _image(self, release: Release) -> str:
        image = release.image
        if image is None:
            return ""
        shown = f'<img src="{escape(self.address(release.file_address(image.src)))}" alt="{escape(plain(image.alt))}">'
        words = plain(f"{image.caption} {image.credit}")
        caption = f"<figcaption>{escape(words, quote=False)}</figcaption>" if words else ""
        return f"<figure>{shown}{caption}</figure>\n"

    def _notice(self, release: Release) -> str:
        """What stands in the place of a withdrawn text."""
        withdrawn, interface = release.withdrawn, self.settings.interface_of(release.language)
        if withdrawn is None:
            return ""
        language = interface.language
        words = interface.say(
            "<strong>Withdrawn</strong> on {date}. {reason}",
            date=interface.date(withdrawn.date),
            reason=escape(plain(withdrawn.reason), quote=False),
        )
        notice = f"<p>{words}</p>"
        other = self.index.page(withdrawn.replaced_by)
        if other is None:  # it may be under embargo, and then not even its id may be seen
            return self._in_language(notice, language)
        title = escape(plain(self.index.entries[other].release.title), quote=False)
        link = f'<a href="{escape(self.page(other))}">{title}</a>'
        return self._in_language(f"{notice}\n<p>{interface.say('Replaced by {release}.', release=link)}</p>", language)

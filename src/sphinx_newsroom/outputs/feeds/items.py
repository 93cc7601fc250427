"""The items of feeds, independent of the format."""

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
from sphinx_newsroom.interface import translatable
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


# The id and dates of an entry.
#
# An entry's id is a tag URI, ``tag:example.org,2026:releases/2011/opening``. The part before the second colon is
# ``newsroom_tag``, which stays the same if the site moves. The rest is the id under which the release was first
# published, according to the ledger if there is one. So the id is independent of host, path, title, text, moves and
# addresses added to the header.
#
# A release has the same id in Atom, its history and JSON, as RFC 4287 requires. Its guid in RSS ends with the feed:
# newsboat keeps one item per guid across feeds, so subscribers of the archive and of an organization would otherwise
# see the release in only one of them.
#
# Source: RFC 4151 (The 'tag' URI Scheme); RFC 4287, section 4.2.6.


def first_id(release: Release, record: Record | None = None) -> ReleaseId:
    """Return the id under which a release was first published, so that moved releases aren't delivered twice.

    This is the first of its ``former_urls``, in the header or, if it has a *record*, in the first line of the ledger.
    """
    # Without a ledger the header decides, although somebody may have added a newer address first.
    urls, own = release.former_urls, release.id
    if record is not None:
        # Not the oldest former id: a release that moved back has its first id again.
        urls, own = record.revisions[0].former_urls, record.revisions[0].id
    return next(filter(None, map(moved_from, urls)), own)


def tag_uri(tag: str, path: str) -> str:
    """Return the tag URI of a *path*, such as ``releases/2011/opening`` or ``organizations/unodc``."""
    return f"tag:{tag}:{quote(clean(path), safe='/-._~')}"


def identity(release: Release, tag: str, record: Record | None = None) -> str:
    """Return the permanent id of a release in all feeds."""
    return tag_uri(tag, release_page(first_id(release, record)))


def identities(index: ArchiveIndex, settings: Settings, records: Mapping[ReleaseId, Record]) -> Mapping[PageName, str]:
    """Return the ids of releases in feeds by docname, computed on access; *records* are the ledger's, by id."""
    return Memo(partial(_identity_at, index, settings, records))


def _identity_at(
    index: ArchiveIndex, settings: Settings, records: Mapping[ReleaseId, Record], docname: PageName
) -> str:
    release = index.entries[docname].release
    return identity(release, settings.tag, records.get(release.id))


def guid_end(folder: str) -> str:
    """Return the suffix of guids in the feed of a *folder*; empty for the archive's own feed."""
    return f"#{quote(clean(folder), safe='/-._~')}" if folder else ""


def published(release: Release) -> dt.datetime:
    """Return when a release was published; a date alone counts from midnight in the archive's time zone.

    A release under an embargo that ended later was published at its end, so that feeds show it at the top.
    """
    return release.public_from


def known_since(release: Release, record: Record | None) -> dt.datetime:
    """Return when the release appeared on this site: when it was recorded, or else when it became public.

    A release added long after its date or after a long embargo is new to feeds and digests at that time.
    """
    if record is None:
        return release.public_from
    first = record.revisions[0]
    return first.recorded or first.at


def changed(release: Release) -> dt.datetime:
    """Return when a release last changed: its publication, newest correction or withdrawal.

    Corrections and withdrawals have a date without a time, and may be recorded late. So each adds a second, except the
    first one on a later day. Every change increases the moment, in any order, so that readers detect it.
    """
    if not release.corrections and not release.withdrawn:
        return published(release)
    dates = [correction.date for correction in release.corrections]
    if release.withdrawn:
        dates.append(release.withdrawn.date)
    each = dt.timedelta(seconds=len(dates))
    return max(published(release) + each, begin_of_day(max(dates), release.zone) + each - dt.timedelta(seconds=1))


def changed_on(release: Release) -> dt.date:
    """Return the date of the last change, in the release's time zone."""
    if not (release.moment or release.embargo or release.corrections or release.withdrawn):  # true for most
        return release.date
    return changed(release).date()


def _in_minutes(moment: dt.datetime) -> dt.datetime:
    """Return the moment with an offset in whole minutes, or in UTC."""
    if moment.tzinfo is dt.UTC:
        return moment
    # Offsets with seconds are from local mean time, before standard time; no feed format supports them.
    offset = moment.utcoffset() or dt.timedelta()
    return moment.astimezone(dt.UTC) if offset % dt.timedelta(minutes=1) else moment


def rfc822(moment: dt.datetime) -> str:
    """Return a moment in the format of RSS: ``Tue, 21 Jun 2011 00:00:00 GMT``."""
    found = _in_minutes(moment)
    return format_datetime(found, usegmt=found.tzinfo is dt.UTC)


def rfc3339(moment: dt.datetime) -> str:
    """Return a moment in the format of Atom and JSON Feed: ``2011-06-21T00:00:00Z``."""
    return _in_minutes(moment).isoformat(timespec="seconds").replace("+00:00", "Z")


NOWHERE = "https://site.invalid/"
"""A placeholder for the site's address if conf.py has none; each file replaces it by the relative path to the root."""

# The format of xml:lang (XML Schema, type language); any other value would make the feed invalid.
_LANGUAGE = re.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Enclosure(NamedTuple):
    """A file of a release: its path in the site, media type, length in bytes, and optional title."""

    path: str
    type: str
    length: int
    title: str = ""


class FeedTexts(Protocol):
    """The source of releases' texts for feeds."""

    def html(self, docname: PageName) -> str:
        """Return a release's text as HTML, with links relative to its page."""

    def digest(self, docname: PageName) -> str:
        """Return a digest of that HTML."""

    def enclosures(self, docname: PageName) -> tuple[Enclosure, ...]:
        """Return the files of a release, the most useful first."""


class Change(NamedTuple):
    """A change of a published release: ``correction`` or ``withdrawal``, its date, and its note."""

    what: str
    date: dt.date
    note: str


_HAPPENED = {
    "correction": translatable("Corrected {date}: {note}"),
    "withdrawal": translatable("Withdrawn {date}: {note}"),
}


class Author(NamedTuple):
    """An issuer of a release, and the address of its page."""

    name: str
    url: str


class Category(NamedTuple):
    """A category of a release: ``topics`` or ``types``, the term, and its label."""

    scheme: str
    term: str
    label: str


class Item(NamedTuple):
    """A release as feeds show it; all texts are plain, on one line, and valid in XML.

    *interface* has the surrounding words. *language* is empty if it isn't a valid tag; *other_language* says whether it
    differs from the archive's.
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

    @property
    def changes_in_words(self) -> list[str]:
        """Its changes: ``Corrected 2011-06-22: The number of participants.``"""
        return [
            self.interface.say(_HAPPENED[change.what], date=change.date.isoformat(), note=change.note)
            for change in self.changes
        ]


def plain(text: str) -> str:
    """Return *text* on one line, without characters that are invalid in feeds."""
    return " ".join(clean(text).split())


def in_short(item: Item) -> str:
    """Return the summary for feeds without texts, beginning with the corrections."""
    notes = [
        item.interface.say("Corrected {date}: {note}", date=item.interface.date(change.date), note=change.note)
        for change in item.changes
        if change.what == "correction" and not item.withdrawn
    ]
    return " ".join([*notes, item.summary])


def language_tag(text: str) -> str:
    """Return a language tag, empty if XML doesn't allow it."""
    return text if _LANGUAGE.fullmatch(text) else ""


class Items:
    """Builds the items of an archive; *ids* are the feed ids of its releases, by docname."""

    def __init__(self, index: ArchiveIndex, settings: Settings, texts: FeedTexts, ids: Mapping[PageName, str]) -> None:
        self.index = index
        self.settings = settings
        self.texts = texts
        self.ids = ids
        self.base = clean(settings.baseurl) or NOWHERE
        self.publisher = plain(settings.project) or "Newsroom"
        # A release that names twelve organizations is requested at least thirteen times in a build.
        self.stamps = Memo(self._stamp)
        """Fingerprints of what feeds show of each release."""
        self._items = Memo(self._item)

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
        """Return the item of a release, without its text."""
        return self._items[docname]

    def newest(self, docnames: Iterable[PageName]) -> dt.datetime:
        """Return when a feed of these releases last changed; 1970 for an empty feed."""
        return max((self.item(docname).updated for docname in docnames), default=_NEVER)

    def _item(self, docname: PageName) -> Item:
        entry = self.index.entries[docname]
        release, settings = entry.release, self.settings
        issuers = self.index.registry.issuers(release)
        withdrawn = release.withdrawn
        # In chronological order: a withdrawal is the last change.
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
        """Return the absolute address of a file in the site."""
        return self.base + quote(clean(path))

    def page(self, page: PageName) -> str:
        """Return the absolute address of a page."""
        return self.address(url_of(page))

    def content(self, docname: PageName) -> str:
        """Return the HTML of a release: corrections, subtitle, image and text; for a withdrawn one the notice."""
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
        # If the interface isn't translated, notes are in the archive's language, outside the element with the text's
        # language.
        within, outside = (notes, []) if interface.language == release.language else ([], notes)
        return "\n".join([*outside, self._in_language("\n".join([*within, text]), release.language)])

    def _in_language(self, html: str, language: str) -> str:
        """Return HTML with language and direction, if these differ from the archive's or are right-to-left."""
        tag = language_tag(language)
        turned = direction(tag)
        if not tag or (tag == self.settings.language and turned == "ltr"):
            return html
        return f'<div lang="{tag}" dir="{turned}">\n{html}\n</div>'

    def _image(self, release: Release) -> str:
        image = release.image
        if image is None:
            return ""
        tag = f'<img src="{escape(self.address(release.file_address(image.src)))}" alt="{escape(plain(image.alt))}">'
        words = plain(f"{image.caption} {image.credit}")
        caption = f"<figcaption>{escape(words, quote=False)}</figcaption>" if words else ""
        return f"<figure>{tag}{caption}</figure>\n"

    def _notice(self, release: Release) -> str:
        """Return the notice that replaces a withdrawn text."""
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
        if other is None:  # it may be under embargo, so its id must not be published
            return self._in_language(notice, language)
        title = escape(plain(self.index.entries[other].release.title), quote=False)
        link = f'<a href="{escape(self.page(other))}">{title}</a>'
        return self._in_language(f"{notice}\n<p>{interface.say('Replaced by {release}.', release=link)}</p>", language)

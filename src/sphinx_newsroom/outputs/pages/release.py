"""Views of the pages of releases and of their superseded texts."""

from __future__ import annotations

import datetime as dt
import html
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from sphinx_newsroom.archive.index import RELATED, ArchiveIndex, Entry
from sphinx_newsroom.config import REPORT_PARTS
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.ledger.checks import paired
from sphinx_newsroom.ledger.events import Event, Record, parts_of
from sphinx_newsroom.model.addresses import (
    CARD,
    EntityKey,
    PageName,
    entity_page,
    release_page,
    superseded_page,
    type_page,
    url_of,
    year_page,
)
from sphinx_newsroom.model.records import Contact, Entity, Membership, Official, Organization, Release, Topic, day_in
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.wording import (
    direction_in,
    kind_in_words,
    language_name,
    long_date,
    size_in_words,
    withdrawal_words,
)
from sphinx_newsroom.outputs.cards import has_card
from sphinx_newsroom.outputs.citations import (
    WIKIDATA,
    Citation,
    Thing,
    citation_of,
    csl_item,
    identifier,
    known,
    reference_parts,
    superseded_citation,
    titled,
)
from sphinx_newsroom.outputs.differences import former_paragraphs
from sphinx_newsroom.outputs.feeds.selection import has_page
from sphinx_newsroom.outputs.output import compact_json
from sphinx_newsroom.outputs.pages.views import (
    AboutView,
    Altered,
    AlteredFile,
    AttachmentView,
    Beside,
    ContactView,
    ImageView,
    Lines,
    Note,
    Recorded,
    ReleaseLine,
    ReleaseView,
    SupersededView,
    Translation,
    View,
    event_in_words,
    event_thing,
    event_view,
)

# "intergovernmental" doesn't match.
_OF_A_GOVERNMENT = re.compile(r"\b(?:government(?:al)?|ministry)\b", re.IGNORECASE)
# In a script element "</script>" and "<!--" would end or hide the data; the escaped characters are valid JSON.
_FOR_A_SCRIPT = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&")


def release_data(page: PageName, entry: Entry, lines: Lines) -> str:
    """Return a release as JSON-LD."""
    release, withdrawn = entry.release, entry.release.withdrawn
    notes = list(_corrections(release, lines.interface))
    found: Thing = {
        "@type": "NewsArticle",
        **_addressed(page, lines),
        "headline": titled(release.title, lines.interface, withdrawn=withdrawn is not None),
        "genre": lines.settings.type_label(release.type, lines.interface),
        "identifier": release.number,
        "inLanguage": release.language,
        "publisher": _issuers(release, lines),
        "datePublished": (release.moment or release.date).isoformat(),
        "dateModified": max((note["datePublished"] for note in notes), default=None),
        "correction": notes,
        "creativeWorkStatus": "Withdrawn" if withdrawn else None,
        "translationOfWork": _references([lines.index.original(page)], lines),
        "workTranslation": _references(
            [other for other in lines.index.translations.get(page, ()) if other != page], lines
        ),
    }
    return _script(found if withdrawn else found | _text(page, entry, lines))


def _text(page: PageName, entry: Entry, lines: Lines) -> Thing:
    """Return the object of a current text."""
    release, index = entry.release, lines.index
    named = (entity_page(*key) for key in index.named(page) if key[0] != "topic" and lines.record(key))
    image, base = release.image, lines.settings.baseurl
    return {
        "alternativeHeadline": release.subtitle,
        "dateline": release.dateline,
        "image": base + quote(release.file_address(image.src)) if image and base else None,
        "about": [event_thing(release.event, release.title, _issuers(release, lines))] if release.event else None,
        "mentions": _references(named, lines),
        # The text before the newest correction, and the release that this one replaces.
        "isBasedOn": _references([_text_before(release, lines), index.page(release.replaces)], lines),
    }


def _references(pages: Iterable[PageName | None], lines: Lines) -> list[Thing]:
    """Return links to other releases, by the addresses of their pages."""
    return [_addressed(page, lines) for page in pages if page and lines.settings.baseurl]


def _issuers(release: Release, lines: Lines) -> list[Thing]:
    return [
        {"@type": "Organization", **_addressed(entity_page(record.kind, record.id), lines), "name": record.name}
        for record in lines.index.registry.issuers(release)
    ]


def _corrections(release: Release, interface: Interface) -> Iterator[Thing]:
    if release.withdrawn:
        rows = [(release.withdrawn.date, withdrawal_words(release.withdrawn, interface))]
    else:
        rows = [(correction.date, correction.note) for correction in release.corrections_in_order]
    for date, text in rows:
        yield {"@type": "CorrectionComment", "datePublished": date.isoformat(), "text": text}


def _text_before(release: Release, lines: Lines) -> PageName | None:
    """Return the page of the text before the newest correction, if there is one."""
    record = lines.versions.records.get(release.id)
    page = superseded_page(release.id, record.superseded[-1].revision) if record and record.superseded else None
    return page if page in lines.versions.texts else None


def entity_data(record: Entity, lines: Lines) -> str:
    """Return an organization, official or topic as JSON-LD."""
    found: Thing = {
        "@type": _type(record),
        **_addressed(entity_page(record.kind, record.id), lines),
        "name": record.name,
    }
    if not isinstance(record, Topic):
        addresses = [identifier(scheme, value).url for scheme, value in record.identifiers]
        found["sameAs"] = [*filter(None, addresses), *([record.website] if record.website else [])]
        found["alternateName"] = [other.name for other in record.other_names]
    placed = lines.versions.placements.records.get(entity_page(record.kind, record.id))
    picture = lines.settings.baseurl + quote(placed.address) if placed and lines.settings.baseurl else None
    if isinstance(record, Organization):
        found |= {"logo": picture, **_organization(record, lines)}
    elif isinstance(record, Official):
        found["image"] = picture
        found["familyName"] = record.family_name
        found["memberOf"] = [
            _role(held, "memberOf", _named(("organization", held.organization), lines)) for held in record.memberships
        ]
    return _script(found)


def _organization(record: Organization, lines: Lines) -> Thing:
    registry = lines.index.registry
    names = [record.acronym] if record.acronym and record.acronym != record.name else []
    return {
        "alternateName": names + [other.name for other in record.other_names],
        "foundingDate": record.founding_date,
        "dissolutionDate": record.dissolution_date,
        "parentOrganization": _named(("organization", record.parent), lines) if record.parent else None,
        "member": [
            _role(held, "member", _named(("official", person.id), lines))
            for person, held in registry.holders(record.id)
        ],
    }


def _role(held: Membership, property_: str, other: Thing | None) -> Thing:
    # A role takes the place of its value, which it contains under the same property.
    dates = {"startDate": held.start_date, "endDate": held.end_date}
    return known({"@type": "OrganizationRole", "roleName": held.role, **dates, property_: other})


def _named(key: EntityKey, lines: Lines) -> Thing | None:
    """Return a person or organization by type, name and address."""
    record = lines.record(key)
    if record is None:
        return None
    address = _addressed(entity_page(*key), lines)
    same = "" if isinstance(record, Topic) else dict(record.identifiers).get(WIKIDATA, "")
    same = identifier(WIKIDATA, same).url if same else ""
    return known({"@type": _type(record), **address, "name": record.name, "sameAs": same})


def _type(record: Entity) -> str:
    if isinstance(record, Organization):
        return "GovernmentOrganization" if _OF_A_GOVERNMENT.search(record.classification or "") else "Organization"
    return "Person" if isinstance(record, Official) else "Thing"


def _addressed(page: PageName, lines: Lines) -> Thing:
    base = lines.settings.baseurl
    return {"@id": base + quote(url_of(page))} if base else {}


def _script(found: Thing) -> str:
    """Format an object for a script element."""
    text = compact_json({"@context": "https://schema.org", **known(found)})
    for sign, escaped in _FOR_A_SCRIPT:  # ten times as fast as str.translate
        text = text.replace(sign, escaped)
    return text


_PLAIN = "!'()*"
"""Characters that stay unescaped, as in encodeURIComponent, since newsroom.js parses the result: these and -._~."""


def report_address(report: str, interface: Interface, page: str, title: str, revision: int | None) -> str:
    """Return the link to report a problem: *report* is ``newsroom_report``, *page* the address to insert.

    >>> from sphinx_newsroom.interface import Interface
    >>> report_address("https://example.org/new?title={title}&page={page}", Interface("en"), "a.html", "No & yes", 2)
    'https://example.org/new?title=No%20%26%20yes&page=a.html'

    Source: RFC 6068 for mail.
    """
    if "{" in report:
        for part, value in zip(REPORT_PARTS, (page, title, revision or ""), strict=True):
            report = report.replace(part, _quoted(str(value)))
        return report
    say = interface.say
    lines = [title, page]
    if revision:
        lines.append(say("Revision {number}", number=revision))
    body = "\r\n".join([*lines, "", say("What is wrong, and how do you know?"), ""])
    subject = say("Something wrong: {title}", title=title)
    return f"mailto:{quote(report, safe='@+')}?subject={_quoted(subject)}&body={_quoted(body)}"


def _quoted(words: str) -> str:
    return quote(words, safe=_PLAIN)


_SECTION = re.compile(r'\s*<section id="([^"]*)">\n(?!<h[1-6])')
_END = "</section>"
_FROM_RIGHT = bytes((*range(0xD6, 0xE1), 0xEF, 0xF0))
"""First bytes of right-to-left letters in UTF-8, and of few others. This check takes 8 µs per text, a regex 44."""
_BLOCK = re.compile(
    r"<(?P<tag>p|h[1-6]|dt|figcaption|caption)(?P<said>(?: [^>]*)?)>(?P<words>.*?)</(?P=tag)>", re.DOTALL
)
_WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_TAG = re.compile("<[^>]*>")
_PHONE = re.compile(r"\+\d(?:[ \u00a0()./-]{0,2}\d){6,14}(?![^<]*>)")
"""A telephone number outside of tags: ``+20 2 1234 5678``, which Arabic text would show as ``5678 1234 2 20+``."""


def without_empty_section(body: str) -> tuple[str, str]:
    """Unwrap a text's outermost section, whose heading was removed with the title; return its anchor and content.

    HTML checkers report sections without a heading, and screen readers don't find them. Content after the section
    (footnotes) is kept. A text that isn't such a section is returned unchanged, without an anchor.

    >>> without_empty_section('<section id="opening">\\n<p>Words.</p>\\n</section>\\n')
    ('opening', '<p>Words.</p>\\n\\n')
    """
    found = _SECTION.match(body)
    if found is None:
        return "", body
    inner, _, after = body[found.end() :].rpartition(_END)
    return found[1], inner + after


def with_directions(body: str, way: str) -> str:
    """Set ``dir`` on each paragraph and heading of a text whose direction differs from *way*.

    The first letter and most letters must have that direction. Table cells keep their column's order, so only
    paragraphs inside a cell are marked. Telephone numbers are kept in dialling order.

    Args:
        body: HTML as the build makes it.
        way: ``ltr`` or ``rtl``, the direction of the whole text.

    >>> with_directions("<p>He said:</p><p>«الماء حق».</p>", "ltr")
    '<p>He said:</p><p dir="rtl">«الماء حق».</p>'
    """
    if way == "ltr":
        written = body.encode()
        if len(written.translate(None, _FROM_RIGHT)) == len(written):
            return body  # most texts
    directed = _BLOCK.sub(lambda found: _directed(found, way), body)
    return _PHONE.sub(r'<bdi dir="ltr">\g<0></bdi>', directed)


def _directed(found: re.Match[str], way: str) -> str:
    words = html.unescape(_TAG.sub("", found["words"]))
    own = direction_in(words)
    # The first letter counts, too, because an Arabic paragraph with a long address has more Latin letters.
    if (
        own in ("", way)
        or own != next((_WAYS[sign] for sign in map(unicodedata.bidirectional, words) if sign in _WAYS), "")
        or " dir=" in found["said"]
    ):
        return found[0]
    return f'<{found["tag"]}{found["said"]} dir="{own}">{found["words"]}</{found["tag"]}>'


# Releases in several languages: the pages of each text, and the neighbours of a text in its language.


X_DEFAULT = "x-default"
"""The language code by which search engines know the page for readers of any other language.

Source: https://developers.google.com/search/docs/specialty/international/localized-versions.
"""


def texts_of(page: PageName, index: ArchiveIndex) -> tuple[PageName, ...]:
    """Return the pages of a release in all its languages, by language; empty if it has only one."""
    return index.translations.get(index.original(page) or page, ())


def translations(page: PageName, lines: Lines) -> tuple[Translation, ...]:
    """Return all languages of a release with their pages, including its own; empty if it has only one."""
    return tuple(
        Translation(other, language, language_name(language))
        for other in texts_of(page, lines.index)
        for language in (lines.index.entries[other].release.language,)
    )


def alternates(page: PageName, index: ArchiveIndex) -> tuple[tuple[str, PageName], ...]:
    """Return all languages of a release for search engines, including its own, and the original as the default."""
    found = [(index.entries[other].release.language, other) for other in texts_of(page, index)]
    return (*found, (X_DEFAULT, index.original(page) or page)) if found else ()


def in_language(page: PageName, language: str, index: ArchiveIndex) -> PageName:
    """Return the page of a release in *language*, if there is one; otherwise its own page."""
    for other in texts_of(page, index):
        if index.entries[other].release.language == language:
            return other
    return page


def neighbours(page: PageName, lines: Lines) -> Beside:
    """Return the previous and next release, in the same language if they have such a text.

    A translation is placed among the texts in its own language.
    """
    index = lines.index
    language = index.entries[page].release.language
    in_turn = index.neighbours if index.original(page) is None else lines.in_turn[language]
    before, after = in_turn.get(page, (None, None))
    return (
        in_language(before, language, index) if before else None,
        in_language(after, language, index) if after else None,
    )


def relations(page: PageName, index: ArchiveIndex) -> Iterator[tuple[PageName, str]]:
    """Yield related releases, in the same language if possible; a translation has those of its original."""
    language = index.entries[page].release.language
    original = index.original(page)
    known = {page, original}
    for whose in filter(None, (page, original)):
        for other, word in index.relations.get(whose, ()):
            preferred = in_language(other, language, index)
            if preferred not in known:
                known.add(preferred)
                yield preferred, word


# Boilerplate: the text about the issuers that a release's page shows, but that isn't part of the release.
#
# It isn't searched for names or quotations, and digests leave out what a record says: a record may change without
# changing its releases. Boilerplate in a release's own header does belong to the release and its digest.


def about_views(release: Release, registry: Registry, lines: Lines) -> Iterator[AboutView]:
    """Yield the boilerplate below a release; nothing for a withdrawn one."""
    say = lines.interface.say
    if release.withdrawn:
        return
    if release.own_boilerplate:
        yield AboutView(say("About"), None, tuple(release.own_boilerplate.split("\n\n")))
        return
    for record in filter(None, map(registry.organizations.get, release.about)):
        if record.boilerplate:
            heading, page = say("About {name}", name=record.name), entity_page("organization", record.id)
            yield AboutView(heading, page, tuple(record.boilerplate.split("\n\n")))


# The citation on a page.


_IN_HEAD = frozenset(("id", "type", "title", "number", "publisher", "issued", "language", "URL", "note"))
"""The keys of CSL-JSON items whose values are in the page's address and head."""


def cite_view(citation: Citation, year: int) -> View:
    """Return the part of a page that shows a citation, and its metadata for reference managers.

    *year* is the year of the current release, whose citation files include it. *item* has the remaining keys of a
    CSL-JSON item.
    """
    rest = {key: value for key, value in csl_item(citation).items() if key not in _IN_HEAD}
    if (kind := _wikipedia_type(citation)) != "Press release":  # the template's default
        rest["wikipedia"] = kind
    return {
        "reference": reference_parts(citation),
        "title": citation.headline,
        "institution": citation.institution,
        "number": citation.number,
        # The format of Google Scholar, which Zotero reads as well.
        "date": f"{citation.date.year:04}/{citation.date:%m/%d}",
        "note": citation.notes,
        "item": compact_json(rest),
        "year": year_page(year),
    }


def _wikipedia_type(citation: Citation) -> str:
    """Return the type of a release in the terms of the English Wikipedia's template."""
    if citation.withdrawn:
        return f"{citation.type}, withdrawn {long_date(citation.withdrawn)}"
    return f"{citation.type}, revision {citation.revision}, superseded since" if citation.revision else citation.type


def release_view(docname: PageName, entry: Entry, lines: Lines) -> ReleaseView:
    """Return the data that a release's page shows around its text."""
    release, index = entry.release, lines.index
    lines = lines.around(release.language)
    named = index.named(docname)
    previous, next_ = neighbours(docname, lines)
    line = lines.release(docname)
    return ReleaseView(
        line=line,
        datetime=release.moment.isoformat() if release.moment else release.date.isoformat(),
        number=release.number,
        subtitle="" if release.withdrawn else release.subtitle or "",
        organizations=lines.entities(key for key in named if key[0] == "organization"),
        officials=lines.entities((key for key in named if key[0] == "official"), release.date),
        topics=lines.entities(key for key in named if key[0] == "topic"),
        corrections=correction_notes(release, lines),
        withdrawn=withdrawal_note(release, lines),
        translations=translations(docname, lines),
        alternates=alternates(docname, index),
        related=related(docname, lines),
        previous=lines.release(previous) if previous else None,
        next=lines.release(next_) if next_ else None,
        contacts=tuple(contacts(release, lines)),
        image=image_view(release),
        attachments=attachments(docname, lines),
        about=tuple(about_views(release, lines.index.registry, lines)),
        cite=cite_view(citation_of(docname, index, lines.settings, lines.versions), entry.release.date.year),
        linked_data=release_data(docname, entry, lines),
        recorded=recorded(release, lines),
        type_page=type_page(release.type) if has_page(release.type) else None,
        event=event_view(release, lines.interface),
        card=docname + CARD if has_card(release, lines.settings) else "",
        summary=own_summary(entry),
        files=linked_files(docname, lines),
        former=former_paragraphs([*superseded_texts(release, lines), entry.text]) if not release.withdrawn else (),
    )


def superseded_texts(release: Release, lines: Lines) -> list[str]:
    """Return the superseded texts of a release that were kept, oldest first."""
    record = lines.versions.records.get(release.id)
    pages = (superseded_page(release.id, event.revision) for event in record.superseded) if record else ()
    found = [lines.versions.texts[page] for page in pages if page in lines.versions.texts]
    return [old.text for old in found if not old.withdrawn]


def recorded(release: Release, lines: Lines) -> Recorded | None:
    """Return the release's text in the ledger."""
    # Nothing is shown without a ledger, or before the release is recorded.
    record = lines.versions.records.get(release.id)
    if record is None:
        return None
    pages = tuple(superseded_page(release.id, event.revision) for event in record.superseded)
    current = record.current
    first = day_in(release.zone, record.revisions[0].at).isoformat()
    log = lines.versions.log
    logged = (current.line, *parts_of(current)) if log and log.has(current) and not current.erased else ()
    return Recorded(current.revision, current.text, first, pages, *logged)


def correction_notes(release: Release, lines: Lines) -> tuple[Note, ...]:
    """Return the corrections of a release, oldest first, each with the page of the text that it superseded."""
    # A correction from before the ledger has no event, and the text before it was not kept.
    record = lines.versions.records.get(release.id)
    return tuple(
        dated_note(correction.date, correction.note, lines)._replace(
            # The page of a withdrawn release links no differences.
            before=superseded_page(release.id, event.revision - 1) if event and not release.withdrawn else "",
        )
        for correction, event in paired(release.corrections_in_order, record.corrected if record else (), release.zone)
    )


def dated_note(date: dt.date, text: str, lines: Lines) -> Note:
    """Return a note with its date in both forms."""
    return Note(date.isoformat(), lines.interface.date(date), text)


def withdrawal_note(release: Release, lines: Lines) -> Note | None:
    """Return the notice of a withdrawn release, with its replacement if the archive has it."""
    if release.withdrawn is None:
        return None
    # The replacement may be under embargo; then not even its id is published.
    other = lines.index.page(release.withdrawn.replaced_by)
    date = release.withdrawn.date
    replacement = lines.release(other) if other else None
    return Note(date.isoformat(), lines.interface.date(date), release.withdrawn.reason, replacement)


def related(docname: PageName, lines: Lines) -> tuple[ReleaseLine, ...]:
    """Return related releases, with the relation in words if it is a specific one."""
    return tuple(
        lines.release(other, lines.interface.say(word) if word != RELATED else "")
        for other, word in relations(docname, lines.index)
    )


def contacts(release: Release, lines: Lines) -> Iterator[ContactView]:
    """Yield the contacts of a release, or those in its issuers' records if it names none."""
    yield from contact_views(release.contacts)
    for issuer in () if release.contacts else lines.index.registry.issuers(release):
        yield from contact_views(issuer.contacts, issuer.acronym or issuer.name)


def contact_views(found: Iterable[Contact], of: str = "") -> Iterator[ContactView]:
    """Yield contacts as pages show them, *of* the issuer that they are from."""
    return (ContactView(one.name, one.email, one.phone, of) for one in found)


def image_view(release: Release) -> ImageView | None:
    """Return the lead image of a release."""
    image = release.image
    # The page of a withdrawn release shows only the notice.
    if image is None or release.withdrawn:
        return None
    return ImageView(release.file_address(image.src), image.alt, image.caption, image.credit)


def attachments(page: PageName, lines: Lines) -> tuple[AttachmentView, ...]:
    """Return the attachments that the page of a release or superseded text shows."""
    return tuple(
        AttachmentView(
            one.file.address, one.title, kind_in_words(one.file.address), size_in_words(one.size, lines.interface)
        )
        for one in lines.versions.placements.attachments.get(page, ())
    )


def linked_files(page: PageName, lines: Lines) -> tuple[tuple[str, str], ...]:
    """Return the files that the text of a release links, each as linked from its page, with kind and size in words."""
    folder, placements = page.rpartition("/")[0], lines.versions.placements
    return tuple(
        (
            quote(posixpath.relpath(file.address, folder)),
            lines.interface.with_commas(
                (kind_in_words(file.address), size_in_words(placements.sizes[file.address], lines.interface))
            ),
        )
        for file in placements.pages.get(page, {}).values()
        if file.address in placements.sizes
    )


def own_summary(entry: Entry) -> str:
    """Return the summary of a header, unless the text contains it."""
    written = (entry.release.summary or "").strip()
    return "" if entry.release.withdrawn or written.rstrip(".") in entry.text else written


# The pages of superseded texts.


def superseded_views(lines: Lines) -> Iterator[tuple[PageName, SupersededView]]:
    """Yield every superseded text by its page, together with its successor."""
    for id_, record in lines.versions.records.items():
        for event in record.superseded:
            newer = next((one for one in record.revisions[event.revision :] if not one.erased), record.current)
            docname = superseded_page(id_, event.revision)
            # A file that was excluded for an error has no page.
            if docname in lines.versions.texts:
                yield docname, _view(docname, record, event, newer, lines)


def _view(docname: PageName, record: Record, event: Event, newer: Event, lines: Lines) -> SupersededView:
    old = lines.versions.texts[docname]
    lines = lines.around(old.release.language)
    page = release_page(record.id)
    entry = lines.index.entries[page]
    # The successor may itself be superseded, and then has its own page and header.
    is_last = newer is record.current
    following = page if is_last else superseded_page(record.id, newer.revision)
    after = entry.text if is_last else lines.versions.texts[following].text
    release = entry.release if is_last else lines.versions.texts[following].release
    # A withdrawn release shows no difference, because it would reveal the text.
    withdrawn = withdrawal_note(old.release, lines)
    # The headline is above the difference, so it is compared only if it changed.
    before = old.text
    if before.partition("\n\n")[0] == after.partition("\n\n")[0]:
        before, after = before.partition("\n\n")[2], after.partition("\n\n")[2]
    return SupersededView(
        line=lines.release(page),
        title=old.release.title,
        subtitle="" if withdrawn else old.release.subtitle or "",
        language=old.release.language,
        kicker=_kicker(old.release, lines),
        datetime=(old.release.moment or old.release.date).isoformat(),
        kind=lines.settings.type_label(old.release.type, lines.interface),
        issuers=tuple(
            ref.name if (ref := lines.entity(("organization", id_))) else id_ for id_ in old.release.all_issuers
        ),
        revision=event.revision,
        total=len(record.revisions),
        published=dated_note(day_in(release.zone, event.at), "", lines),
        note=dated_note(day_in(release.zone, newer.at), newer.note, lines),
        next=following,
        previous=superseded_page(record.id, event.revision - 1) if event.revision > 1 else None,
        altered=() if withdrawn else tuple(_altered(old.release, release, lines)),
        files=() if withdrawn else tuple(_altered_files(docname, event, following, newer, lines)),
        # A record's boilerplate is current, and not part of an older text.
        about=tuple(about_views(old.release, Registry(), lines)) if not withdrawn else (),
        attachments=() if withdrawn else attachments(docname, lines),
        before="" if withdrawn else before,
        after="" if withdrawn else after,
        digest=event.text,
        withdrawn=withdrawn,
        cite=cite_view(
            superseded_citation(docname, record, event, newer, lines.index, lines.settings, lines.versions),
            lines.index.entries[release_page(record.id)].release.date.year,
        ),
    )


def _kicker(release: Release, lines: Lines) -> tuple[str, ...]:
    issuer = _issuer(release, lines)
    kind = lines.settings.type_label(release.type, lines.interface)
    return tuple(filter(None, (kind, issuer, lines.interface.date(release.date), release.number)))


def _issuer(release: Release, lines: Lines) -> str:
    return lines.interface.names(lines.index.registry.issuer_names(release))


def _altered(before: Release, after: Release, lines: Lines) -> Iterator[Altered]:
    say = lines.interface.say
    for label, old, new in (
        (say("Date"), _when(before, lines), _when(after, lines)),
        (say("Issuer"), _issuer(before, lines), _issuer(after, lines)),
        (say("Subtitle"), before.subtitle or "", after.subtitle or ""),
        (say("Event"), event_in_words(before, lines.interface), event_in_words(after, lines.interface)),
        (say("Attachments"), _titles(before), _titles(after)),
        (say("About"), before.own_boilerplate, after.own_boilerplate),
    ):
        if old != new:
            yield Altered(label, old, new)


def _titles(release: Release) -> str:
    return "; ".join(attachment.title for attachment in release.attachments if attachment.title)


def _altered_files(
    page: PageName, event: Event, following: PageName, newer: Event, lines: Lines
) -> Iterator[AlteredFile]:
    """Yield the files of a text that the next one removed, replaced or added."""
    if event.files is None or newer.files is None:
        return
    old, new = dict(event.files), dict(newer.files)
    before, after = (
        {file.sha256: file.address for file in lines.versions.placements.pages.get(each, {}).values()}
        for each in (page, following)
    )
    for name in sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)):
        yield AlteredFile(name, before.get(old.get(name, ""), ""), after.get(new.get(name, ""), ""))


def _when(release: Release, lines: Lines) -> str:
    if release.moment is None:
        return lines.interface.date(release.date)
    moment: dt.datetime = release.moment
    return f"{lines.interface.date(release.date)}, {moment:%H:%M} {moment:%z}"

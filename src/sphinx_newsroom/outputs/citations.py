"""How a release is cited: one record, and the forms in which programs, Wikipedia and people take it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import MONTHS, Interface
from sphinx_newsroom.model.addresses import BIBTEX, CSL_JSON, RIS, PageName, release_id, url_of, year_page
from sphinx_newsroom.model.ids import bare
from sphinx_newsroom.model.records import Release, Withdrawal, day_in
from sphinx_newsroom.model.wording import withdrawal_words
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex, Versions
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.events import Event, Record


# Things as JSON says them: mappings in which nothing stands that is not known.


Thing = dict[str, Any]


def known(found: Mapping[str, Any]) -> Thing:
    """A thing without what nothing is known of.

    >>> known({"name": "Harbour Board", "url": None, "sameAs": []})
    {'name': 'Harbour Board'}
    """
    return {name: value for name, value in found.items() if value}


WIKIDATA = "wikidata"

# Schemes that are not here are shown by their own names, without a link.
_KNOWN = {
    WIKIDATA: ("Wikidata", "https://www.wikidata.org/wiki/{}"),
    "ror": ("ROR", "https://ror.org/{}"),
    "isni": ("ISNI", "https://isni.org/isni/{}"),
    "viaf": ("VIAF", "https://viaf.org/viaf/{}"),
    "gnd": ("GND", "https://d-nb.info/gnd/{}"),
    "lei": ("LEI", "https://search.gleif.org/#/record/{}"),
    "orcid": ("ORCID", "https://orcid.org/{}"),
    "bioguide": ("Biographical Directory of the US Congress", "https://bioguide.congress.gov/search/bio/{}"),
}


class Identifier(NamedTuple):
    """An identifier as it is shown: what its scheme is called, and where it is explained, empty where nobody knows."""

    label: str
    url: str


def identifier(scheme: str, value: str) -> Identifier:
    """An identifier of a record, as whoever wrote it there may have copied it.

    >>> identifier("wikidata", "Q1065").url, identifier("isni", "0000 0001 2097 4281").url
    ('https://www.wikidata.org/wiki/Q1065', 'https://isni.org/isni/0000000120974281')
    >>> identifier("ror", "https://ror.org/04t5xt781").url
    'https://ror.org/04t5xt781'
    >>> identifier("open_states", "7").label
    'Open states'
    """
    label, url = _KNOWN.get(scheme, (f"{scheme[:1].upper()}{scheme[1:]}".replace("_", " "), ""))
    return Identifier(label, url.format(quote(bare(scheme, value), safe="")))


# What a citation of a release says, whatever form it is written in.


class Citation(NamedTuple):
    """A release, or a superseded text of one, as it is cited; each text is one line without control characters.

    *archive* publishes what has no issuer.  *kind* is what readers call its type, ``Press release``; *original* the
    title of what it translates; *revision* that of a superseded text, 0 for the text that stands.  *note* says what was
    corrected, that the text was superseded, or why the release was withdrawn.  *url* is empty where the archive does
    not know its own address.  *type* is its kind as conf.py has it, in the archive's words; all others are those of
    *interface*.
    """

    key: str
    institutions: tuple[str, ...]
    archive: str
    title: str
    kind: str
    type: str
    number: str
    date: dt.date
    place: str
    language: str
    url: str
    interface: Interface
    original: str = ""
    revision: int = 0
    note: str = ""
    withdrawn: dt.date | None = None

    @property
    def headline(self) -> str:
        """The title, which says of a withdrawn release that it is one: what styles print of a note is not known."""
        return titled(self.title, self.interface, withdrawn=self.withdrawn is not None)

    @property
    def institution(self) -> str:
        """All who issued it, in words, or the archive."""
        return self.interface.names(self.institutions) or self.archive

    @property
    def notes(self) -> str:
        """The note, and of a translation what it translates."""
        of = self.interface.say("Translation of “{title}”.", title=self.original) if self.original else ""
        return " ".join(filter(None, (of, self.note)))


def titled(title: str, interface: Interface, *, withdrawn: bool) -> str:
    """A title as it is told where no notice stands beside it: ``Withdrawn: Conference opens``."""
    return interface.say("Withdrawn: {title}", title=title) if withdrawn else title


def citation_of(page: PageName, index: ArchiveIndex, settings: Settings, versions: Versions) -> Citation:
    """The citation of the release that has a page."""
    release = index.entries[page].release
    original = index.original(page)
    record = versions.records.get(release.id)
    interface = settings.interface_of(release.language)
    # Once for the record of each release of an archive: what follows from the text alone is left to the forms.
    corrected = (
        ""
        if release.withdrawn
        else " ".join(
            interface.say("Corrected on {date}: {note}", date=interface.date(correction.date), note=correction.note)
            for correction in release.corrections_in_order
        )
    )
    if corrected and record is not None and record.current.revision > 1:
        corrected += " " + interface.say("This is revision {number}.", number=record.current.revision)
    title = index.entries[original].release.title if original else ""
    return _citation(page, release, release.withdrawn, index, settings, note=corrected, original=_line(title))


def superseded_citation(
    page: PageName,
    record: Record,
    event: Event,
    newer: Event,
    index: ArchiveIndex,
    settings: Settings,
    versions: Versions,
) -> Citation:
    """The citation of a text that *newer* took the place of, with its own header and address."""
    old = versions.texts[page]
    interface = settings.interface_of(old.release.language)
    note = interface.say(
        "Superseded on {date}: {note} This is revision {number} of {total}.",
        date=interface.date(day_in(old.release.zone, newer.at)),
        note=newer.note,
        number=event.revision,
        total=len(record.revisions),
    )
    return _citation(page, old.release, old.withdrawn, index, settings, note=note, revision=event.revision)


def _citation(
    page: PageName,
    release: Release,
    withdrawn: Withdrawal | None,
    index: ArchiveIndex,
    settings: Settings,
    *,
    note: str,
    original: str = "",
    revision: int = 0,
) -> Citation:
    interface = settings.interface_of(release.language)
    return Citation(
        key=release_id(page).replace("/", ":"),
        institutions=tuple(_line(record.name) for record in index.registry.issuers(release)),
        archive=_line(settings.project),
        title=_line(release.title),
        kind=_line(settings.type_label(release.type, interface)),
        type=_line(settings.types.get(release.type, release.type)),
        number=_line(release.number or ""),
        date=release.date,
        # Of a withdrawn release its page tells no more of the text than the title.
        place="" if withdrawn else _line(release.dateline or ""),
        language=release.language,
        url=settings.baseurl + quote(url_of(page)) if settings.baseurl else "",
        interface=interface,
        original=original,
        revision=revision,
        note=_line(withdrawal_words(withdrawn, interface) if withdrawn else note),
        withdrawn=withdrawn.date if withdrawn else None,
    )


def _line(text: str) -> str:
    """A text on one line: in RIS a line's end begins another field, and nobody cites a control character."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(clean(" ".join(text.split())).split())


def reference_parts(citation: Citation) -> tuple[str, ...]:
    """What a reference in a bibliography has between its commas: issuer, title, kind and number, date, address."""
    kind = f"{citation.kind} {citation.number}" if citation.number else citation.kind
    interface = citation.interface
    revision = interface.say("revision {number}", number=citation.revision) if citation.revision else ""
    title = interface.say("“{title}”", title=citation.headline)
    parts = (citation.institution, title, kind, interface.date(citation.date), revision, citation.url)
    return tuple(filter(None, parts))


# Citations as BibTeX, of which BibLaTeX reads the same.
#
# ``@techreport`` is what both have for what an institution issues under a number; its type is printed before that.  Who
# issued it stands as the author, too, in braces of its own, so that no program takes it apart: styles begin with it.
#
# Source: Oren Patashnik, BibTeXing (1988), section 3; the biblatex manual, sections 2.1.1 and 2.2.


# By their names, as Zotero writes them: "\~{}" prints the same, and bibtexparser reads nothing of it.  BibTeX counts
# braces without minding what stands before them.
_NAMES = {"\\": "backslash", "~": "asciitilde", "^": "asciicircum", "{": "braceleft", "}": "braceright"}
_ESCAPED = str.maketrans(
    {sign: rf"{{\text{name}}}" for sign, name in _NAMES.items()} | {sign: f"\\{sign}" for sign in "%#&$_"}
)
# An address is read as it stands; what would end the field or a command is no sign of an address anyway.
_IN_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})


def bibtex(citations: Iterable[Citation]) -> str:
    """Entries, one after the other with an empty line between."""
    return "\n".join(map(_entry, citations))


def _entry(citation: Citation) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(citation))
    return f"@techreport{{{citation.key},\n{fields}}}\n"


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    if citation.institutions:
        yield "author", "{" + " and ".join(map(_whole, citation.institutions)) + "}"
    yield "title", "{" + _whole(citation.headline) + "}"
    yield "institution", _whole(citation.institution)
    yield "type", _whole(citation.kind)
    if citation.number:
        yield "number", _whole(citation.number)
    # BibLaTeX takes the day from the date, and BibTeX knows year and month alone.
    yield "date", f"{{{citation.date.isoformat()}}}"
    yield "year", f"{{{citation.date.year:04}}}"
    yield "month", MONTHS[citation.date.month - 1][:3].lower()
    if citation.place:
        yield "address", _whole(citation.place)
    if citation.url:
        yield "url", f"{{{citation.url.translate(_IN_ADDRESS)}}}"
    yield "language", _whole(citation.language)
    if citation.notes:
        yield "note", _whole(citation.notes)


def _whole(text: str) -> str:
    """A text in braces, which keep its capitals and spaces."""
    return "{" + text.translate(_ESCAPED) + "}"


# Citations as CSL-JSON, from which citation processors make references in any style.
#
# Who issued a release is its author, as style guides have it, and not its publisher as well: styles print both, and APA
# and Chicago leave out a publisher that is the author.  The archive is the publisher of a release without an issuer.
#
# Source: the CSL 1.0.2 specification, appendices III and IV, and ``csl-data.json`` of its schema.


def csl_json(citations: Iterable[Citation]) -> str:
    """A list of items, one a line."""
    rows = (json.dumps(csl_item(citation), ensure_ascii=False) for citation in citations)
    return "[\n" + ",\n".join(rows) + "\n]\n"


def csl_item(citation: Citation) -> dict[str, Any]:
    """One item, without the keys that it has nothing for."""
    date = citation.date
    found: dict[str, Any] = {
        "id": citation.key,
        "type": "report",
        "author": [{"literal": name} for name in citation.institutions],
        "title": citation.headline,
        "original-title": citation.original,
        "genre": citation.kind,
        "number": citation.number,
        "publisher": "" if citation.institutions else citation.archive,
        "publisher-place": citation.place,
        "issued": {"date-parts": [[date.year, date.month, date.day]]},
        "language": citation.language,
        "URL": citation.url,
        "status": "withdrawn" if citation.withdrawn else "",
        "note": citation.notes,
    }
    return known(found)


# The files that say how the releases of a year are cited, beside its page: ``.bib``, ``.ris`` and ``.csl.json``.
#
# The citation of one release is made in its page, by ``newsroom.js``, from the same values.


# Citations as RIS, which reference managers import.
#
# ``RPRT`` is the type that readers know for what an institution issues under a number: it goes in ``SN``, the kind of
# release in ``M3``, and the institution in ``PB``.
#
# Source: Research Information Systems, RIS Format Specifications (2011), "Report".


def ris(citations: Iterable[Citation]) -> str:
    """References, one after the other; lines end as the format has it."""
    return "".join(f"{tag}  - {value}\r\n" for citation in citations for tag, value in _fields_of_files(citation))


def _fields_of_files(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "RPRT"
    # What stands before a comma is taken for a family name, and there is no way to say that it is none.
    yield from (("AU", name) for name in citation.institutions if "," not in name)
    found = (
        ("TI", citation.headline),
        ("PB", citation.institution),
        ("M3", citation.kind),
        ("SN", citation.number),
        ("CY", citation.place),
        ("DA", f"{citation.date.year:04}/{citation.date:%m/%d}/"),
        ("PY", f"{citation.date.year:04}"),
        ("LA", citation.language),
        ("UR", citation.url),
        ("N1", citation.notes),
        ("ID", citation.key),
    )
    yield from (row for row in found if row[1])
    yield "ER", ""


def of_unapi(citations: Iterable[Citation]) -> str:
    """BibTeX that is at the same time the list of formats that unAPI begins with.

    Zotero asks a page's unAPI server for both, and a server of files answers any query with the whole file: so Zotero
    offers all releases of a year to pick from.  BibTeX reads nothing outside of entries, and XML nothing in them.

    Source: the unAPI specification, revision 3 (2006); BibTeXing, section 4.
    """
    entries = bibtex(citations).replace("]]>", "]]{}>")
    return f'<formats><format name="bibtex" type="application/x-bibtex"/><![CDATA[\n{entries}]]></formats>\n'


_FORMS: Mapping[str, Callable[[Sequence[Citation]], str]] = MappingProxyType(
    {BIBTEX: of_unapi, RIS: ris, CSL_JSON: csl_json}
)


def outputs(
    digests: Mapping[PageName, str], index: ArchiveIndex, settings: Settings, versions: Versions
) -> Iterator[Output]:
    """The files of each year; *digests* tell by page when the citation of a release changes."""
    for year, docnames in index.years.items():
        digest = fingerprint([digests[docname] for docname in docnames])
        yield Output(f"citations/{year}", digest, partial(_of_year, year, index, settings, versions))


def _of_year(year: int, index: ArchiveIndex, settings: Settings, versions: Versions) -> Mapping[str, bytes]:
    found = [citation_of(docname, index, settings, versions) for docname in index.years[year]]
    page = year_page(year)
    # Halves of surrogate pairs become question marks.
    return {page + suffix: form(found).encode("utf-8", "replace") for suffix, form in _FORMS.items()}

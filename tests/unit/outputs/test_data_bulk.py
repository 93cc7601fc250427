"""The data says all that the archive knows, the same way each time, and nothing that is not public."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest
from tests.helpers.outputs import files_of

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import PageName, ReleaseId
from sphinx_newsroom.model.records import (
    Contact,
    Correction,
    Image,
    Membership,
    Mention,
    Name,
    Official,
    Organization,
    Release,
    Source,
    Topic,
    Withdrawal,
)
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.data import bulk as export
from sphinx_newsroom.outputs.data import crawlers, server_rules
from sphinx_newsroom.outputs.tables.columns import DESCRIPTIONS, FILES
from sphinx_newsroom.text.words.paragraph_ids import paragraph_ids


def names(path: str) -> list[str]:
    return [field.name for field in FILES[path]]


BASE = "https://archive.example.org/"
SETTINGS = Settings(project="Archive", baseurl=BASE)
WITH_JSON = replace(SETTINGS, beside=frozenset(("md", "json")))
UNODC = Organization(
    "unodc",
    "United Nations Office on Drugs and Crime",
    "UNODC",
    (Name("ODCCP", "en", "1997", "2002-10"),),
    "intergovernmental",
    "un",
    "1997",
    identifiers=(("wikidata", "Q1"), ("ror", "x")),
    sources=(Source("https://un.org"),),
)
FEDOTOV = Official(
    "yury-fedotov",
    "Yury Fedotov",
    family_name="Fedotov",
    memberships=(Membership("Executive Director", "unodc", "2010-07", "2020-01"),),
)
REGISTRY = Registry(
    {"unodc": UNODC, "un": Organization("un", "United Nations")},
    {"yury-fedotov": FEDOTOV},
    {"labour": Topic("labour", "Labour")},
)
TEXT = "Genève opens\n\nUNODC is in Genève."
UNODC_NAMED = Mention("unodc", "organization", "UNODC", "acronym", None, 14, 19)
SAID = "Genève opens\n\nYury Fedotov said: “Crime is a threat to us.” UNODC said that it would stay in Genève."
SPEAKERS = (
    Mention("yury-fedotov", "official", "Yury Fedotov", "name", "Executive Director, UNODC", 14, 26),
    Mention("unodc", "organization", "UNODC", "acronym", None, 60, 65),
)
PARAGRAPH = paragraph_ids(SAID)[0][1]
OPENING = Release(
    ReleaseId("2011/opening"),
    "Genève opens",
    dt.date(2011, 6, 21),
    "releases/2011/opening.md",
    issuer="unodc",
    topics=("labour",),
)


def entry(release: Release, text: str = TEXT, mentions: tuple[Mention, ...] = (UNODC_NAMED,)) -> Entry:
    return Entry.of(release, text, (), mentions)


def index_of(*entries: Entry | Release) -> ArchiveIndex:
    found = [one if isinstance(one, Entry) else entry(one) for one in entries]
    return ArchiveIndex({one.release.docname: one for one in found}, REGISTRY)


def files(index: ArchiveIndex, settings: Settings = SETTINGS, *pages: str) -> Mapping[str, bytes]:
    made: dict[str, bytes] = {}
    for output in export.outputs(index, settings, map(PageName, pages)):
        for path, data in files_of(output).items():
            assert path not in made
            made[path] = data
    return made


def lines(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.decode().splitlines()]


# -- bulk data


def test_every_field_is_documented_and_in_the_documented_order() -> None:
    made = files(index_of(OPENING), WITH_JSON)
    (release,), (mention,) = lines(made["data/releases.jsonl"]), lines(made["data/mentions.jsonl"])
    (with_text,) = lines(made["data/releases/2011.jsonl"])
    assert list(release) == names("data/releases.jsonl")
    assert list(with_text) == names("data/releases/<year>.jsonl")
    assert list(mention) == names("data/mentions.jsonl")
    assert list(json.loads(made["releases/2011/opening.json"])) == names("releases/<id>.json")
    for path in ("data/organizations.json", "data/officials.json"):
        assert all(list(record) == names(path) for record in json.loads(made[path]))
    assert list(json.loads(made["data/index.json"])) == names("data/index.json")
    assert set(FILES) == set(DESCRIPTIONS)


def test_the_row_of_a_year_has_text_and_citation_and_a_file_beside_the_page_only_if_asked_for() -> None:
    made, with_json = files(index_of(OPENING)), files(index_of(OPENING), WITH_JSON)
    (row,) = lines(made["data/releases/2011.jsonl"])
    assert (row["text"], row["citation"]["title"], row["log"]) == (TEXT, "Genève opens", [])
    assert not [path for path in made if path.startswith("releases/2011/opening")]
    own = json.loads(with_json["releases/2011/opening.json"])
    assert own.pop("mentions") == [{k: v for k, v in lines(made["data/mentions.jsonl"])[0].items() if k != "release"}]
    assert own == row


def test_each_year_has_its_releases_with_their_texts_and_the_whole_has_them_by_year() -> None:
    old = replace(OPENING, id=ReleaseId("z/old"), date=dt.date(2010, 1, 1))
    young = replace(OPENING, id=ReleaseId("2011/young"))
    made = files(index_of(OPENING, old, young))
    whole = lines(made["data/releases.jsonl"])
    assert [row["id"] for row in whole] == ["z/old", "2011/opening", "2011/young"]
    by_year = lines(made["data/releases/2010.jsonl"]) + lines(made["data/releases/2011.jsonl"])
    assert [{key: row[key] for key in names("data/releases.jsonl")} for row in by_year] == whole
    (file,) = (file for file in json.loads(made["data/index.json"])["files"] if "years" in file)
    assert file["years"] == [
        {"path": "data/releases/2010.jsonl", "count": 1},
        {"path": "data/releases/2011.jsonl", "count": 2},
    ]


def test_a_withdrawn_release_tells_what_its_page_tells() -> None:
    gone = replace(
        OPENING,
        withdrawn=Withdrawal(dt.date(2011, 7, 1), "Wrong."),
        summary="SECRET",
        contacts=(Contact("SECRET"),),
        image=Image("SECRET.jpg", "SECRET"),
        dateline="SECRET",
        subtitle="SECRET",
    )
    made = files(index_of(entry(gone, "Genève opens\n\nWithdrawn.", ())))
    assert not any(b"SECRET" in data for data in made.values())
    assert lines(made["data/releases.jsonl"])[0]["withdrawn"] == {
        "date": "2011-07-01",
        "reason": "Wrong.",
        "replaced_by": None,
    }


def test_bytes_are_sorted_utf8_and_end_with_a_newline() -> None:
    old = replace(OPENING, id=ReleaseId("2010/old"))
    made = files(index_of(entry(OPENING, SAID, SPEAKERS), old))
    assert made == files(index_of(old, entry(OPENING, SAID, SPEAKERS)))
    assert "Genève" in made["data/releases.jsonl"].decode()
    assert [row["id"] for row in lines(made["data/releases.jsonl"])] == ["2010/old", "2011/opening"]
    for path, data in made.items():
        # RIS has line ends of its own.
        assert (
            not data or path.endswith(".sqlite") or (data.endswith(b"\n") and (b"\r" in data) == path.endswith(".ris"))
        ), path


def test_a_statement_is_a_row_with_its_words_and_place() -> None:
    direct, reported = lines(files(index_of(entry(OPENING, SAID, SPEAKERS)))["data/statements.jsonl"])
    assert direct == {
        "release": "2011/opening",
        "date": "2011-06-21",
        "speaker": "yury-fedotov",
        "kind": "official",
        "form": "direct",
        "role": "Executive Director, UNODC",
        "text": "Crime is a threat to us.",
        "start": 34,
        "end": 58,
        "paragraph": PARAGRAPH,
    }
    assert (reported["form"], reported["speaker"], reported["text"]) == (
        "reported",
        "unodc",
        "it would stay in Genève.",
    )
    assert list(direct) == names("data/statements.jsonl")


def test_half_of_a_surrogate_pair_is_written_as_one_character() -> None:
    made = files(index_of(entry(replace(OPENING, title="A\ud800B", former_urls=("x.html",)), "A\ud800B\n\nUNODC", ())))
    assert lines(made["data/releases/2011.jsonl"])[0]["text"] == "A?B\n\nUNODC"
    assert lines(made["data/releases.jsonl"])[0]["title"] == "A?B"


def test_without_an_address_urls_are_relative_to_the_root() -> None:
    made = files(index_of(OPENING), Settings())
    assert lines(made["data/releases.jsonl"])[0]["url"] == "releases/2011/opening.html"
    assert "sitemap.xml" not in made
    assert made["robots.txt"] == b"User-agent: *\nAllow: /\n"


# -- what is made again


# -- sitemap


def locations(data: bytes) -> dict[str, str | None]:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return {row.findtext(f"{space}loc") or "": row.findtext(f"{space}lastmod") for row in ET.fromstring(data)}


def test_the_sitemap_lists_pages_with_their_last_change() -> None:
    corrected = replace(OPENING, corrections=(Correction(dt.date(2012, 1, 2), "A name."),))
    withdrawn = Withdrawal(dt.date(2012, 3, 4), "It never was.")
    made = files(
        index_of(
            corrected,
            replace(OPENING, id=ReleaseId("2010/old"), date=dt.date(2010, 5, 4)),
            replace(OPENING, id=ReleaseId("2012/gone"), issuer=None, topics=(), withdrawn=withdrawn),
        ),
        SETTINGS,
        "docs/index",
    )
    found = locations(made["sitemap.xml"])
    assert found[f"{BASE}releases/2011/opening.html"] == "2012-01-02"
    assert found[f"{BASE}releases/2010/old.html"] == "2010-05-04"
    assert found[f"{BASE}releases/2012/gone.html"] == found[f"{BASE}corrections.html"] == "2012-03-04"
    assert found[f"{BASE}releases/2010/index.html"] == "2010-05-04"
    assert found[f"{BASE}organizations/unodc.html"] == "2012-03-04"
    assert found[f"{BASE}organizations/un.html"] is None
    assert found[f"{BASE}topics/labour.html"] == "2012-01-02"
    assert f"{BASE}docs/index.html" in found
    assert made["robots.txt"].endswith(f"Sitemap: {BASE}sitemap.xml\n".encode())


def test_a_sitemap_that_would_be_too_long_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = locations(files(index_of(OPENING))["sitemap.xml"])
    monkeypatch.setattr(crawlers, "MOST", 4)
    made = files(index_of(OPENING))
    parts = [address.removeprefix(BASE) for address in locations(made["sitemap.xml"])]
    assert len(parts) == -(-len(whole) // 4)
    assert {address for part in parts for address in locations(made[part])} == set(whole)


# -- redirects


@pytest.mark.parametrize(
    ("url", "path", "target"),
    [
        ("press/12345.html", "press/12345.html", "../releases/2011/opening.html"),
        ("press/12345/", "press/12345/index.html", "../../releases/2011/opening.html"),
        ("releases/2011/first.html", "releases/2011/first.html", "opening.html"),
    ],
)
def test_a_former_address_leads_to_the_release(url: str, path: str, target: str) -> None:
    own = "releases/2011/opening.html"  # it has moved back
    page = files(index_of(replace(OPENING, title="A & <b>", former_urls=(url, own))))[path].decode()
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    refresh = document.find(".//meta[@http-equiv='refresh']")
    assert refresh.attrib["content"] == f"0; url={target}"
    link = document.find(".//a")
    assert (link.attrib["href"], link.text) == (target, "A & <b>")
    assert document.find(".//link[@rel='canonical']").attrib["href"] == f"{BASE}releases/2011/opening.html"
    assert "<script" not in page
    assert "style" not in page
    assert page.endswith("</html>\n")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a/../../x.html",
        "a//b.html",
        "../x?id=1",
        "data/x?id=1",
        "x.html#a",
        "a\\b.html",
        "_static/x.html",
    ],
)
def test_an_address_where_no_page_can_stand_is_refused(url: str) -> None:
    with pytest.raises(server_rules.RedirectError, match=r"releases/2011/opening\.md: .*can't be the path of a page"):
        files(index_of(replace(OPENING, former_urls=(url,))))


@pytest.mark.parametrize(
    "url",
    [
        "index.html",
        "releases/2012/other.html",
        "releases/2011",
        "docs/about.html",
        "releases/2011/opening.md",
        "docs/about.html/more.html",
    ],
)
def test_a_redirect_takes_no_page_s_place(url: str) -> None:
    with pytest.raises(server_rules.RedirectError, match="is there"):
        files(
            index_of(replace(OPENING, former_urls=(url,)), replace(OPENING, id=ReleaseId("2012/other"))),
            SETTINGS,
            "docs/about",
        )


@pytest.mark.parametrize("urls", [("a.html", "a.html"), ("a.html", "a.html/b.html")])
def test_two_releases_cannot_have_had_one_address(urls: tuple[str, str]) -> None:
    first, second = (
        replace(OPENING, former_urls=urls[:1]),
        replace(OPENING, id=ReleaseId("2012/x"), former_urls=urls[1:]),
    )
    with pytest.raises(server_rules.RedirectError, match=r"releases/2011/opening\.md is there"):
        files(index_of(first, second))

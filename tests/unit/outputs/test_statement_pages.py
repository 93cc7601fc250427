"""A page shows the newest statements, ready to be read."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import PageName, ReleaseId
from sphinx_newsroom.model.records import Mention, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.pages.entity import entity_views
from sphinx_newsroom.outputs.pages.listing import (
    statements_by_year,
    statements_view,
    year_of_statements_views,
)
from sphinx_newsroom.outputs.pages.views import MOST, Lines, View, YearLink

REGISTRY = Registry({"unodc": Organization("unodc", "UNODC")}, {"fedotov": Official("fedotov", "Yury Fedotov")})
OFFICIAL, ORGANIZATION = ("official", "fedotov"), ("organization", "unodc")
RELEASE = Release(ReleaseId("2011/opening"), "Opening", dt.date(2011, 6, 21), "releases/2011/opening.md")
QUOTED = "Yury Fedotov said: “Crime is a threat to us.”"


def entry(text: str, release: Release = RELEASE) -> Entry:
    mentions = [
        Mention("fedotov", "official", match[0], "name", "Executive Director, UNODC", *match.span())
        if match[0] != "UNODC"
        else Mention("unodc", "organization", "UNODC", "name", None, *match.span())
        for match in re.finditer("Yury Fedotov|Fedotov|UNODC", text)
    ]
    return Entry.of(release, text, (), tuple(mentions))


def index_of(*entries: Entry) -> ArchiveIndex:
    return ArchiveIndex({one.release.docname: one for one in entries}, REGISTRY)


def page(index: ArchiveIndex, key: tuple[str, str] = OFFICIAL) -> View:
    _, view = next(iter(entity_views(key, Lines(index, Settings()))))
    return view


def shown(text: str, release: Release = RELEASE) -> list[str]:
    return [line.words for line in page(index_of(entry(text, release)))["statements"]]


def test_the_index_has_the_newest_first_and_the_texts_order_within() -> None:
    old = replace(RELEASE, id=ReleaseId("2010/old"), date=dt.date(2010, 1, 1))
    index = index_of(entry(QUOTED + " Fedotov added that nobody here is safe.", old), entry(QUOTED))
    found = [(docname, statement.form) for docname, statement in index.statements_of(OFFICIAL)]
    assert found == [
        ("releases/2011/opening", "direct"),
        ("releases/2010/old", "direct"),
        ("releases/2010/old", "reported"),
    ]
    assert index.statements_of(ORGANIZATION) == ()
    assert index.statements_of(("topic", "fedotov")) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Crime is a threat,” said Yury Fedotov, “and we know it.”", ["“Crime is a threat” … “and we know it.”"]),
        (
            "“Crime is a threat,” said Yury Fedotov.\n\nFedotov said: “We know it well.”",
            ["“Crime is a threat”", "“We know it well.”"],
        ),
        (
            "“Crime is a threat,” said Yury Fedotov. " + "It rained. " * 20 + "Fedotov said: “We know it well.”",
            ["“Crime is a threat”", "“We know it well.”"],
        ),
        ("Yury Fedotov said: “Crime is a threat.\n\n“We know it well.”", ["“Crime is a threat. We know it well.”"]),
        (
            "Yury Fedotov said that nobody here is safe. Fedotov added that nobody ever will be.",
            ["Yury Fedotov said that nobody here is safe.", "Fedotov added that nobody ever will be."],
        ),
        (
            "It rained. According to Yury Fedotov, nobody here is safe. It rained.",
            ["According to Yury Fedotov, nobody here is safe."],
        ),
        (
            "Yury Fedotov said that nobody here is safe and added that nobody ever will be. It rained.",
            ["Yury Fedotov said that nobody here is safe and added that nobody ever will be."],
        ),
    ],
)
def test_parts_of_a_quotation_are_shown_together(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_a_long_statement_ends_with_a_sentence_and_never_within_one() -> None:
    (line,) = page(index_of(entry(f"Yury Fedotov said: “{'The river rose. ' * 30}It fell.”")))["statements"]
    assert (line.words, line.cut) == (f"“{' '.join(['The river rose.'] * 18)}”", True)
    endless = f"{'river ' * 100}floods."
    (line,) = page(index_of(entry(f"Yury Fedotov said: “{endless}”")))["statements"]
    assert (line.words, line.cut) == (f"“{endless}”", False)
    assert shown(f"Yury Fedotov said that {endless}") == [endless]
    interrupted = f"“{'river ' * 49}floods,” said Yury Fedotov. “We know that it floods.”"
    (line,) = page(index_of(entry(interrupted)))["statements"]
    assert (line.words, line.cut) == (f"“{'river ' * 49}floods”", True)


def test_a_page_shows_no_more_than_the_newest() -> None:
    entries = [
        entry(QUOTED, replace(RELEASE, id=ReleaseId(f"2011/{day:02}"), date=dt.date(2011, 5, day)))
        for day in range(1, MOST + 2)
    ]
    view = page(index_of(*entries))
    assert len(view["statements"]) == MOST
    assert view["statements"][0].release.date == f"2011-05-{MOST + 1}"
    assert view["more_statements"]
    assert not page(index_of(*entries[:MOST]))["more_statements"]


OTHERS = Registry(
    REGISTRY.organizations,
    {"fedotov": Official("fedotov", "Yury Fedotov"), "bo": Official("bo", "Bo Li", family_name="Bo")},
)


def all_said(*releases: tuple[str, str], per_page: int = 100) -> tuple[View, dict[str, View]]:
    """The pages of all statements, where each release of an id has somebody say something."""
    entries = []
    for id_, who in releases:
        release = replace(RELEASE, id=ReleaseId(id_), date=dt.date(int(id_[:4]), 5, 1))
        text = f"{who} said: “Crime is a threat to us.”"
        key = "bo" if who == "Bo Li" else "fedotov"
        mention = Mention(key, "official", who, "name", "Director", 0, len(who))
        entries.append(Entry.of(release, text, (), (mention,)))
    index = ArchiveIndex({one.release.docname: one for one in entries}, OTHERS)
    lines = Lines(index, replace(Settings(), per_page=per_page))
    years = statements_by_year(lines)
    return statements_view(years, lines), dict(year_of_statements_views(years, lines))


SPOKEN = (("2011/a", "Yury Fedotov"), ("2011/b", "Bo Li"), ("2011/c", "Yury Fedotov"), ("2013/d", "Bo Li"))


def test_all_statements_are_listed_by_speaker_and_year() -> None:
    view, years = all_said(*SPOKEN)
    assert view["total"] == 4
    assert [tuple(bar.values()) for bar in view["years"]] == [
        (2013, 1, "statements/2013"),
        (2011, 3, "statements/2011"),
    ]
    assert [
        (one["letter"], one["anchor"], one["count"], [said["year"] for said in one["years"]])
        for one in view["speakers"]
    ] == [
        ("B", "official-bo", 2, [2013, 2011]),
        ("F", "official-fedotov", 2, [2011]),
    ]
    assert [line.speaker and line.speaker.id for line in view["newest"]] == ["bo", "fedotov", "fedotov", "bo"]
    assert view["example"] == "Crime is a threat to us."
    year = years["statements/2011"]
    assert [(group["anchor"], [line.release.page for line in group["statements"]]) for group in year["groups"]] == [
        ("official-bo", ["releases/2011/b"]),
        ("official-fedotov", ["releases/2011/c", "releases/2011/a"]),
    ]
    assert (year["earlier"], year["later"].year) == (None, 2013)
    assert years["statements/2013"]["earlier"] == YearLink(2011, PageName("statements/2011"))


def test_a_year_of_many_statements_goes_over_several_pages() -> None:
    view, years = all_said(*SPOKEN, per_page=2)
    assert list(years) == ["statements/2013", "statements/2011", "statements/2011/page-2"]
    first, second = years["statements/2011"], years["statements/2011/page-2"]
    assert [(group["anchor"], group["begun"], len(group["statements"])) for group in first["groups"]] == [
        ("official-bo", False, 1),
        ("official-fedotov", False, 1),
    ]
    assert [(group["anchor"], group["begun"], len(group["statements"])) for group in second["groups"]] == [
        ("official-fedotov", True, 1)
    ]
    assert [said["page"] for one in view["speakers"] for said in one["years"]] == [
        "statements/2013",
        *["statements/2011"] * 2,
    ]


def test_a_statement_more_changes_no_page_of_another_year() -> None:
    _, before = all_said(*SPOKEN)
    _, after = all_said(*SPOKEN, ("2013/e", "Yury Fedotov"))
    assert repr(before["statements/2011"]) == repr(after["statements/2011"])
    assert repr(before["statements/2013"]) != repr(after["statements/2013"])

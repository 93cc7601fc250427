"""A page shows the newest statements, ready to be read."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.pages.entity import entity_views
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.statements import LONGEST, MOST
from sphinx_newsroom.outputs.pages.views import EntityView

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


def page(index: ArchiveIndex, key: tuple[str, str] = OFFICIAL) -> EntityView:
    _, view = next(iter(entity_views(key, Lines(index, Settings()))))
    return view


def shown(text: str, release: Release = RELEASE) -> list[str]:
    return [line.words for line in page(index_of(entry(text, release))).statements]


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


def test_what_a_translation_repeats_is_shown_once() -> None:
    russian = replace(RELEASE, id=ReleaseId("2011/opening.ru"), language="ru", translation_of=ReleaseId("2011/opening"))
    said = "Yury Fedotov сказал: «Преступность угрожает всем нам»."
    index = index_of(entry(QUOTED), entry(said, russian))
    assert [docname for docname, _ in index.statements_of(OFFICIAL)] == ["releases/2011/opening"]
    alone = index_of(entry("It rained."), entry(said, russian))
    assert [line.words for line in page(alone).statements] == ["«Преступность угрожает всем нам»"]


def test_a_line_has_office_and_release() -> None:
    (line,) = page(index_of(entry(QUOTED))).statements
    assert (line.words, line.reported) == ("“Crime is a threat to us.”", False)
    assert line.office == "Executive Director, UNODC"
    assert (line.release.page, line.release.date) == ("releases/2011/opening", "2011-06-21")


def test_an_organization_that_speaks_itself_has_no_office() -> None:
    (line,) = page(index_of(entry("UNODC said that nobody here is safe.")), ORGANIZATION).statements
    assert (line.words, line.reported, line.office) == ("nobody here is safe.", True, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Crime is a threat,” said Yury Fedotov, “and we know it.”", ["“Crime is a threat” … “and we know it.”"]),
        ("“Crime is a threat,” said Yury Fedotov. “We know it well.”", ["“Crime is a threat” … “We know it well.”"]),
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
            ["nobody here is safe.", "nobody ever will be."],
        ),
        ("It rained.", []),
    ],
)
def test_parts_of_a_quotation_are_shown_together(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_a_long_statement_is_cut_at_a_word() -> None:
    (quoted,) = shown(f"Yury Fedotov said: “{'river ' * 100}floods.”")
    assert quoted.startswith("“river")
    assert quoted.endswith("river …”")
    assert len(quoted) <= LONGEST + 4
    (reported,) = shown(f"Yury Fedotov said that {'river ' * 100}floods.")
    assert reported.endswith("river …")
    two = f"“{'river ' * 49}floods,” said Yury Fedotov. “We know that it floods, and when.”"
    assert shown(two) == [f"“{'river ' * 49}floods” …"]


def test_a_page_shows_no_more_than_the_newest() -> None:
    entries = [
        entry(QUOTED, replace(RELEASE, id=ReleaseId(f"2011/{day:02}"), date=dt.date(2011, 5, day)))
        for day in range(1, MOST + 2)
    ]
    view = page(index_of(*entries))
    assert len(view.statements) == MOST
    assert view.statements[0].release.date == f"2011-05-{MOST + 1}"
    assert view.more_statements
    assert not page(index_of(*entries[:MOST])).more_statements


def test_later_pages_of_a_long_list_do_not_repeat_the_statements() -> None:
    index = index_of(*(entry(QUOTED, replace(RELEASE, id=ReleaseId(f"2011/{day:02}"))) for day in range(3)))
    views = [view for _, view in entity_views(OFFICIAL, Lines(index, replace(Settings(), per_page=2)))]
    assert [len(view.statements) for view in views] == [3, 0]

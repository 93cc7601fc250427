"""The page of a body leads to what releases say of it under its former and later names."""

from __future__ import annotations

import datetime as dt

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.pages.entity import entity_views
from sphinx_newsroom.outputs.pages.views import Lines, View

REGISTRY = Registry(
    {
        "office": Organization("office", "Water Office", successors=("authority",)),
        "board": Organization("board", "Water Board", successors=("office",)),
        "authority": Organization("authority", "Water Authority"),
    }
)


def before_and_after(organization: str, *named: str) -> tuple[list[str], list[str]]:
    entries = {}
    for id_ in named:
        release = Release(ReleaseId(f"2011/{id_}"), "T", dt.date(2011, 1, 1), f"releases/2011/{id_}.md")
        entries[release.docname] = Entry.of(release, "T", (), (Mention(id_, "organization", id_, "name"),))
    views = entity_views(("organization", organization), Lines(ArchiveIndex(entries, REGISTRY), Settings()))
    _, view = next(views)
    return [ref.id for ref in view["before"]], [ref.id for ref in view["after"]]


def test_a_renamed_body_leads_to_its_predecessors_and_successors() -> None:
    assert before_and_after("authority", "office", "board") == (["office", "board"], [])
    assert before_and_after("office", "board", "authority") == (["board"], ["authority"])


def pages(count: int) -> dict[str, View]:
    """The pages of a body that so many releases name, ten to a page."""
    entries = {}
    for number in range(count):
        day = dt.date(2011, 1, 1) + dt.timedelta(days=40 * number)
        release = Release(ReleaseId(f"{day.year}/n{number}"), f"T {number}", day, f"releases/{day.year}/n{number}.md")
        entries[release.docname] = Entry.of(release, "T", (), (Mention("office", "organization", "Office", "name"),))
    lines = Lines(ArchiveIndex(entries, REGISTRY), Settings(per_page=10))
    return dict(entity_views(("organization", "office"), lines))


def shown(view: View) -> list[str]:
    return [release.title for group in view["groups"] for release in group.releases]


def test_each_release_is_on_one_of_the_pages_that_lead_to_each_other() -> None:
    for count in (1, 9, 10, 11, 19, 20, 21, 30, 35):
        made = pages(count)
        first = made["organizations/office"]
        led_to = [made[link.page] for link in first["pages"]] or [first]
        assert [title for view in led_to for title in shown(view)] == [f"T {n}" for n in reversed(range(count))], count
        assert [view["number"] for view in led_to] == list(range(1, len(led_to) + 1)), count
        assert sum(bar.count for bar in first["years"]) == count
        assert all(f"y{bar.year}" in {group.anchor for group in made[bar.page]["groups"]} for bar in first["years"])


def test_no_page_goes_when_releases_come() -> None:
    for count in range(1, 45):
        numbers = range(2, -(-count // 10) + 1)
        assert set(pages(count)) == {"organizations/office", *(f"organizations/office/page-{n}" for n in numbers)}

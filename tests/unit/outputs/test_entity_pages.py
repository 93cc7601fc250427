"""The page of a body leads to what releases say of it under its former and later names."""

from __future__ import annotations

import datetime as dt

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.pages.entity import entity_views
from sphinx_newsroom.outputs.pages.lines import Lines

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
    return [ref.id for ref in view.before], [ref.id for ref in view.after]


def test_a_renamed_body_leads_to_its_predecessors_and_successors() -> None:
    assert before_and_after("authority", "office", "board") == (["office", "board"], [])
    assert before_and_after("office", "board", "authority") == (["board"], ["authority"])


def test_what_no_release_names_is_not_led_to() -> None:
    assert before_and_after("authority", "board") == (["board"], [])
    assert before_and_after("authority") == ([], [])
    assert before_and_after("board") == ([], [])

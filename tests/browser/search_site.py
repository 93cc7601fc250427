"""A small archive that search is tried on, and the truth that its answers are held against."""

from __future__ import annotations

import datetime as dt
import shutil
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from tests.helpers.outputs import files_of

import sphinx_newsroom
from sphinx_newsroom.archive.index import NO_VERSIONS, ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.extension.writing import language
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Name, Official, Organization, Release, Topic, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs import quote_files
from sphinx_newsroom.outputs.release_markdown import escaped
from sphinx_newsroom.outputs.search.index_files import outputs
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

STATIC = Path(sphinx_newsroom.__file__).parent / "theme/static/newsroom"

PAGE = """<!DOCTYPE html>
<html lang="en" data-content_root="{root}">
<head><meta charset="utf-8"><title>{title}</title><link rel="icon" href="{root}favicon.png">
<script defer src="{root}_static/newsroom/newsroom.js"></script></head>
<body>{body}</body></html>
"""
SEARCH = """
<form id="newsroom-search" role="search"><input type="search" name="q" aria-label="Words"></form>
<div id="newsroom-facets"></div>
<p id="newsroom-search-status" role="status" aria-live="polite"></p>
<ol id="newsroom-results"></ol>
<button id="newsroom-more" type="button" hidden>More results</button>
<div id="newsroom-browse">Browse by year</div>
"""
OTHER = """
<form role="search" action="../../search.html" method="get"><input type="search" name="q" aria-label="Search"></form>
<p>A release.</p><textarea aria-label="Notes"></textarea>
"""

ORGANIZATIONS = {
    "osce": Organization("osce", "Organization for Security and Co-operation in Europe", acronym="OSCE"),
    "unodc": Organization("unodc", "United Nations Office on Drugs and Crime", acronym="UNODC"),
    "ilo": Organization("ilo", "International Labour Organization", acronym="ILO"),
    "iom": Organization("iom", "International Organization for Migration"),
    "unfdac": Organization(
        "unfdac", "Fund for Drug Abuse Control", other_names=(Name("Le Fonds antidrogue"),), successors=("unodc",)
    ),
}
OFFICIALS = {
    "fedotov": Official("fedotov", "Yury Fedotov"),
    "somavia": Official("somavia", "Juan Somavía"),
    "giammarinaro": Official("giammarinaro", "Maria Grazia Giammarinaro"),
}
TOPICS = {"labour": Topic("labour", "Labour"), "trade": Topic("trade", "Trade")}
REGISTRY = Registry(organizations=ORGANIZATIONS, officials=OFFICIALS, topics=TOPICS)
SUBJECTS = ("harbour", "railway", "vaccine", "forest", "census")


def entry(release: Release, text: str, organizations: Sequence[str] = (), officials: Sequence[str] = ()) -> Entry:
    mentions = tuple(Mention(id_, "organization", id_, "header") for id_ in organizations)
    mentions += tuple(Mention(id_, "official", id_, "header") for id_ in officials)
    return Entry.of(release, f"{release.title}\n\n{text}", (Mark(0, len(release.title), "heading"),), mentions)


def regular(number: int) -> Entry:
    """One of many releases whose properties follow from its number."""
    day = dt.date(2009, 1, 15) + dt.timedelta(days=number * 31)
    subject = SUBJECTS[number % 5]
    release = Release(
        id=ReleaseId(f"{day.year}/regular-{number}"),
        title=f"Regular report {number}",
        date=day,
        path=f"releases/{day.year}/regular-{number}.md",
        type="statement" if number % 4 == 0 else "press-release",
        issuer="osce" if number % 2 else "iom",
        topics=tuple(topic for topic, step in (("labour", 2), ("trade", 3)) if number % step == 0),
    )
    named = [id_ for id_, step in (("osce", 2), ("unodc", 3), ("ilo", 5)) if number % step == 0]
    text = f"The {subject} was discussed by ministers. " * (1 + number % 3) + "\n\nA second paragraph closes."
    return entry(release, text, named, ["fedotov"] if number % 6 == 0 else [])


def special() -> list[Entry]:
    def release(id_: str, date: str, title: str, **fields: Any) -> Release:
        return Release(ReleaseId(id_), title, dt.date.fromisoformat(date), f"releases/{id_}.md", **fields)

    return [
        entry(
            release(
                "2011/seed",
                "2011-06-21",
                "Conference on trafficking opens in Vienna",
                issuer="osce",
                issuers=("osce", "unodc", "unfdac"),
                number="PR/2011/40",
            ),
            "VIENNA – Labour exploitation is the subject.\n\n"
            + "Ordinary words stand here. " * 30
            + "Delegates asked for safeguards against coercion, said Somavía.",
            ["osce", "unodc"],
            ["somavia", "giammarinaro"],
        ),
        entry(
            release("2010/passing", "2010-02-01", "Annual budget adopted"),
            "A budget was adopted. " * 20 + "Trafficking was named once in passing.",
        ),
        entry(
            release("2009/fund", "2009-01-02", "Treaty on precursors"),
            "Ms Okafor's remarks: the treaty's chemical precursors. Control of chemical trade. Remarks of Okafor on "
            "trade. Harbours were not named. See PR/2011/40.",
            ["unfdac"],
        ),
        entry(release("2012/ru", "2012-05-05", "Конференция в Вене", language="ru"), "Объявлено ещё одно заседание."),
        entry(
            release("2012/markup", "2012-06-01", "Words such as <b>bold</b> & <script>alert(1)</script>"),
            "Markup & <img src=x onerror=alert(1)> stays text, says the xylograph.",
        ),
        entry(
            release("2012/plan", "2012-06-10", "Plan on co-operation"),
            "It costs 3.5 million, they say. Neither war nor water, it says.",
        ),
        entry(release("2012/apart", "2012-06-11", "Of 5 and 3"), "One operation of Brown & Co is enough, war or not."),
        entry(
            release("2012/long", "2012-06-13", "At length"),
            "A long text. " + f"{'o' * 39} " * 80 + "At its end: zygote.",
        ),
        entry(release("2012/ja", "2012-06-12", "東京", language="ja"), "国際会議が開かれた。"),
        entry(
            release("2012/gone", "2012-07-01", "Withdrawn words", withdrawn=Withdrawal(dt.date(2012, 7, 2), "Wrong")),
            "Zeppelin.",
        ),
    ]


ENTRIES = {found.release.docname: found for found in [*map(regular, range(48)), *special()]}
VISIBLE = [found for found in ENTRIES.values() if found.release.withdrawn is None]


def write_index(root: Path, index: ArchiveIndex) -> None:
    """What search and the quote check load."""
    for output in chain(outputs(index, Settings(project="Test"), language), quote_files.outputs(index, NO_VERSIONS)):
        for path, data in files_of(output).items():
            write(root / path, data)


def write_site(root: Path) -> None:
    """The index, the scripts, the search page's skeleton, and a page and Markdown for each release.

    The newest releases are a part of their own, as they are of a large year.
    """
    index = ArchiveIndex(ENTRIES, REGISTRY)
    with patch("sphinx_newsroom.outputs.search.index_files.STEP", 20):
        write_index(root, index)
    shutil.copytree(STATIC, root / "_static/newsroom")
    write(root / "favicon.png", b"")
    write(root / "officials/giammarinaro.html", PAGE.format(root="../", title="Giammarinaro", body=OTHER))
    write(root / "search.html", PAGE.format(root="./", title="Search", body=SEARCH))
    for found in VISIBLE:
        write(root / f"{found.release.docname}.html", PAGE.format(root="../../", title=found.release.id, body=OTHER))
        title, *blocks = map(escaped, found.text.split("\n\n"))
        write(root / f"{found.release.docname}.md", "\n\n".join(["---\ntype: x\n---", f"# {title}", *blocks]) + "\n")


def ask(page: Page, query: str = "", **options: Any) -> Any:
    return page.evaluate("([query, options]) => newsroom.search(query, options)", [query, options])


def ids(answer: Any) -> list[str]:
    return [result["id"] for result in answer["results"]]


def values(found: Entry, key: str) -> set[str]:
    """The values that a release has for a facet: the truth that counts are held against."""
    release = found.release
    if key in ("organization", "official"):
        return {mention.entity for mention in found.mentions if mention.kind == key}
    if key == "topic":
        return set(release.topics)
    return {{"year": str(release.date.year), "type": release.type, "language": release.language}[key]}


def newest(found: Sequence[Entry]) -> list[str]:
    return [e.release.id for e in sorted(found, key=lambda e: (e.release.date, e.release.id), reverse=True)]


KEYS = ("year", "organization", "official", "topic", "type", "language")


def passes(found: Entry, filters: dict[str, list[str]], but: str = "") -> bool:
    return all(values(found, key) & set(wanted) for key, wanted in filters.items() if key != but)

#!/usr/bin/env python3
"""Measure what the ledger costs: the check of 10,000 releases with 1,000 revisions, and an edition's page."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

import sphinx_newsroom
from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.archive.loading import Archive, load
from sphinx_newsroom.archive.versions import versions_of
from sphinx_newsroom.config import Settings
from sphinx_newsroom.extension.page_contexts import template_words
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.ledger import checks as ledger_rules
from sphinx_newsroom.ledger.events import FORM, Event, Ledger, head_text
from sphinx_newsroom.ledger.published_texts import LedgerSubject, Text, ledger_of
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import LEDGER, LEDGER_HEAD
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.listing import edition_views

BARS = {"ledger check": 2.0, "edition page": 1.0}
START = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)


def archive_of(root: Path, releases: int, revisions: int, words: int) -> None:
    """An archive with that many releases of that many words, the first ones corrected once."""
    chance = random.Random(1)
    lexicon = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 10))) for _ in range(5000)]
    settings = Settings()
    events: list[Event] = []
    for number in range(releases):
        day = START.date() + dt.timedelta(days=number // 2)
        id_ = f"{day.year}/release-{number:05}"
        path = root / f"releases/{id_}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        body = "\n\n".join(" ".join(chance.choices(lexicon, k=words // 6)) for _ in range(6))
        texts = [body.replace("a", "b", 3), body] if number < revisions else [body]
        for revision, text in enumerate(texts, 1):
            when = START + dt.timedelta(days=number // 2 + 30 * revision)
            corrected = f"corrections: [{{date: {when.date()}, note: A word.}}]\n" if revision > 1 else ""
            source = f"---\ntitle: Release {number}\ndate: {day}\n{corrected}---\n\n{text}\n"
            tail = f".r{revision}" if revision < len(texts) else ""
            (root / f"releases/{id_}{tail}.md").write_text(source, encoding="utf-8")
            events.append(
                Event(
                    "published" if revision == 1 else "corrected",
                    when,
                    id_,
                    revision=revision,
                    form=FORM,
                    text=digest(source, id_, settings),
                    title=f"Release {number}",
                    date=day.isoformat(),
                    language="en",
                    note="A word." if revision > 1 else "",
                )
            )
    ledger = Ledger().with_events(events)
    (root / LEDGER).write_text(ledger.text(), encoding="utf-8")
    (root / LEDGER_HEAD).write_text(head_text(ledger.ends[0]), encoding="utf-8")


def digest(source: str, id_: str, settings: Settings) -> str:
    from sphinx_newsroom.sources.header import parse_release

    record = parse_release(f"releases/{id_}.md", source, settings).record
    assert record is not None
    return digests(record, source, record.issuer).text(record.issuer)


def ledger_check(root: Path, archive: Archive) -> list[object]:
    """All that a check does for the ledger's sake: read and follow it, take every text's digest, compare."""
    ledger = ledger_of(root)
    assert ledger is not None
    texts, superseded = {}, {}
    for docname, release in archive.releases.items():
        source = (root / release.path).read_text(encoding="utf-8")
        texts[docname] = Text(release.path, release, digests(release, source, release.issuer))
    for docname, old in archive.superseded.items():
        source = (root / old.release.path).read_text(encoding="utf-8")
        superseded[docname] = Text(old.release.path, old.release, digests(old.release, source, old.release.issuer))
    held = LedgerSubject(ledger, texts, superseded, {}, archive.registry.organizations, archive.settings.now)
    return [*ledger.problems, *ledger_rules.check(held)]


def edition_page(archive: Archive, index: ArchiveIndex, environment: Environment) -> str:
    """What stood then, the view of it, its fingerprint, and its page by the template (its main part)."""
    lines = Lines(index, archive.settings, versions_of(archive, {}))
    name, view = next(edition_views(lines))
    fingerprint(view)
    source = (Path(sphinx_newsroom.__file__).parent / "theme/newsroom/edition.html").read_text(encoding="utf-8")
    _, _, tail = source.partition("{% block main %}")
    template = environment.from_string(
        '{% import "newsroom/macros.html" as m with context %}'
        "{% set view = newsroom.view %}" + tail.partition("{% endblock %}")[0]
    )
    return template.render(
        newsroom={"view": view},
        pathto=lambda page, *_: f"../{page}.html",
        pagename=f"editions/{name}",
        **template_words(archive.settings.interface),
    )


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The middle of some runs in CPU seconds, and what the last one gave."""
    found, result = [], None
    for _ in range(runs):
        start = time.process_time()
        result = work()
        found.append(time.process_time() - start)
    return sorted(found)[len(found) // 2], result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=10_000)
    parser.add_argument("--revisions", type=int, default=1_000)
    parser.add_argument("--words", type=int, default=450)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a bar does not hold")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        archive_of(root, args.releases, args.revisions, args.words)
        settings = Settings(editions={"last": (START + dt.timedelta(days=args.releases // 2 + 60)).date().isoformat()})
        whole, archive = timed(lambda: load(root, settings), 1)
        assert not archive.problems, archive.problems[:3]
        assert len(archive.superseded) == args.revisions
        check, problems = timed(lambda: ledger_check(root, archive), args.runs)
        assert problems == []
        entries = {name: Entry.of(release, release.title, (), ()) for name, release in archive.releases.items()}
        index = ArchiveIndex(entries, archive.registry)
        environment = Environment(
            loader=FileSystemLoader(Path(sphinx_newsroom.__file__).parent / "theme"), extensions=["jinja2.ext.i18n"]
        )
        page, _ = timed(lambda: edition_page(archive, index, environment), args.runs)
    found = {"whole check": whole, "ledger check": check, "edition page": page}
    if args.json:
        print(json.dumps({"releases": args.releases, "revisions": args.revisions, **found}, indent=1))
    else:
        for name, seconds in found.items():
            print(f"{name:14} {seconds:6.2f} s" + (f"   at most {BARS[name]:.0f} s" if name in BARS else ""))
    return int(args.check and any(found[name] > bar for name, bar in BARS.items()))


if __name__ == "__main__":
    raise SystemExit(main())

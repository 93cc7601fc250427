"""Whatever a newsroom does in whatever order: every address answers, every text stays and verifies."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sphinx_newsroom import moving
from sphinx_newsroom.archive import Archive, load
from sphinx_newsroom.config import Settings
from sphinx_newsroom.data import redirects
from sphinx_newsroom.diagnostics import Code, Severity
from sphinx_newsroom.index import ArchiveIndex, Entry
from sphinx_newsroom.pages import all_pages
from sphinx_newsroom.publication import desk
from sphinx_newsroom.published_text import text_digest
from sphinx_newsroom.recording import Plan, PublicationError, carry_out
from sphinx_newsroom.versions import OldText, versions_of

NAMES = st.sampled_from(["2020/a", "2020/b", "2020/a.ru", "2021/c", "2021/d"])
WORDS = st.sampled_from(["One.", "Two.", "Three, at\nlength.", "Four – 4.4.", "```text\na  b\n```", "# Five\n\nFive."])
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def addresses(archive: Archive) -> set[str]:
    """Every page that a build of the archive would write, redirects included."""
    entries = {docname: Entry.of(release, release.title, (), ()) for docname, release in archive.releases.items()}
    index = ArchiveIndex(entries, archive.registry)
    texts = {
        docname: OldText(old.release, old.release.title, archive.releases[old.release.docname].withdrawn)
        for docname, old in archive.superseded.items()
    }
    versions = versions_of(archive, texts)
    found = {f"{page}.html" for page in all_pages(index, archive.settings, "index", versions)}
    for output in redirects.outputs(index, archive.settings, (), versions):
        found |= output.make().keys()
    return found


class Newsroom(RuleBasedStateMachine):
    """Press officers at work; *urls* and *texts* are what readers have seen."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        (self.root / "releases").mkdir()
        self.now = START
        self.urls: set[str] = set()
        self.texts: set[str] = set()
        self.dirty: set[str] = set()

    def teardown(self) -> None:
        self.folder.cleanup()

    @property
    def settings(self) -> Settings:
        return Settings(now=self.now)

    def load(self) -> Archive:
        return load(self.root, self.settings)

    def record(self, operation: str, *arguments: str) -> None:
        """Do it as the command would; what is refused must change nothing."""
        self.now += dt.timedelta(hours=7)
        before = {path: path.read_bytes() for path in self.root.rglob("*") if path.is_file()}
        try:
            with desk(self.root, self.settings) as found:
                work = partial(moving.move, found) if operation == "move" else getattr(found, operation)
                plan: Plan = work(*arguments)
                carry_out(self.root, found.ledger, plan)
        except PublicationError:
            assert {path: path.read_bytes() for path in self.root.rglob("*") if path.is_file()} == before

    @rule(name=NAMES, words=WORDS)
    def new(self, name: str, words: str) -> None:
        path = self.root / f"releases/{name}.md"
        archive = self.load()
        taken = archive.ledger is not None and any(
            name in [former.id for former in record.former] for record in archive.ledger.records.values()
        )
        if not path.exists() and not taken:
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"---\ntitle: {name} {words[:3]}\ndate: 2020-01-01\n---\n\n{words}\n", encoding="utf-8")

    @rule(name=NAMES, words=WORDS)
    def edit(self, name: str, words: str) -> None:
        path = self.root / f"releases/{name}.md"
        if path.exists():
            header = path.read_text(encoding="utf-8").rpartition("\n---\n")[0]
            path.write_text(f"{header}\n---\n\n{words}\n", encoding="utf-8")

    @rule(name=NAMES)
    def undo(self, name: str) -> None:
        """Put the published text back, as git would."""
        archive = self.load()
        release = archive.releases.get(f"releases/{name}")
        if archive.ledger is None or release is None or name not in archive.ledger.records:
            return
        path = self.root / release.path
        source = path.read_text(encoding="utf-8")
        for old in self.kept.get(archive.ledger.records[name].current.text, ()):
            path.write_text(source.rpartition("\n---\n")[0] + "\n---\n" + old, encoding="utf-8")

    @rule(name=NAMES)
    def correct(self, name: str) -> None:
        self.record("correct", name, f"Corrected at {self.now.isoformat()}.")

    @rule(name=NAMES, words=WORDS)
    def correct_and_publish(self, name: str, words: str) -> None:
        """The usual way of a correction, from end to end."""
        self.undo(name)
        self.correct(name)
        self.edit(name, words)
        self.record("publish")

    @rule(name=NAMES, words=WORDS)
    def new_and_publish(self, name: str, words: str) -> None:
        self.new(name, words)
        self.record("publish")

    @rule(name=NAMES, new=NAMES)
    def move(self, name: str, new: str) -> None:
        self.record("move", name, new)

    @rule(name=NAMES)
    def withdraw(self, name: str) -> None:
        self.record("withdraw", name, "It was wrong.")

    @rule()
    def publish(self) -> None:
        self.record("publish")

    kept: dict[str, list[str]] = {}  # noqa: RUF012 (the texts by their digest, for undo; digests never clash)

    @invariant()
    def what_readers_have_seen_is_there(self) -> None:
        archive = self.load()
        fatal = [problem for problem in archive.problems if problem.code.severity is Severity.FATAL]
        assert all(problem.code is Code.NOT_AS_PUBLISHED for problem in fatal), fatal
        if archive.ledger is None:
            return
        self.see(archive)
        recorded = {event.text for record in archive.ledger.records.values() for event in record.revisions}
        assert recorded >= self.texts
        changed = {problem.path for problem in fatal}
        for record in archive.ledger.records.values():
            for event in record.revisions:
                tail = "" if event is record.current else f".r{event.revision}"
                path = f"releases/{record.id}{tail}.md"
                if path not in changed:
                    source = (self.root / path).read_text(encoding="utf-8")
                    release = archive.releases[f"releases/{record.id}"] if not tail else \
                        archive.superseded[f"releases/{record.id}{tail}"].release
                    assert text_digest(replace(release, path=path), source) == event.text
        assert addresses(archive) >= self.urls

    def see(self, archive: Archive) -> None:
        """Note what readers of a site that can be built have seen by now."""
        assert archive.ledger is not None
        for id_, record in archive.ledger.records.items():
            self.urls |= {f"releases/{id_}.html", *(f"releases/{id_}.r{e.revision}.html" for e in record.superseded)}
            self.texts |= {event.text for event in record.revisions}
            path = self.root / f"releases/{id_}.md"
            release = archive.releases.get(f"releases/{id_}")
            if path.exists() and release is not None:
                source = path.read_text(encoding="utf-8")
                self.kept.setdefault(text_digest(release, source), [source.rpartition("\n---\n")[2]])

    @precondition(lambda self: self.now > START)
    @rule()
    def nothing_more_to_record_after_publishing_twice(self) -> None:
        self.record("publish")
        before = (self.root / "releases/ledger.jsonl").read_bytes() if self.load().ledger else b""
        self.record("publish")
        assert ((self.root / "releases/ledger.jsonl").read_bytes() if self.load().ledger else b"") == before


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(
    max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow],
)


WITH_WORDS = ("new", "new_and_publish", "edit", "correct_and_publish", "correct_and_publish")
STEPS = (*WITH_WORDS, "undo", "correct", "move", "withdraw", "publish")


@pytest.mark.parametrize("seed", range(3))
def test_long_histories(seed: int) -> None:
    """Further than hypothesis goes: hundreds of steps of one newsroom."""
    chance = random.Random(seed)
    newsroom = Newsroom()
    names = [f"2020/{name}" for name in "abcdefghijklmnop"]
    try:
        for _ in range(150):
            step = chance.choice(STEPS)
            name, other = chance.choice(names), chance.choice(names)
            words = f"Words {chance.randrange(1000)}."
            if step in ("withdraw", "move") and chance.random() < 0.6:
                step = "publish"
            arguments: dict[str, tuple[str, ...]] = dict.fromkeys(WITH_WORDS, (name, words))
            arguments |= {"move": (name, other), "publish": ()}
            getattr(newsroom, step)(*arguments.get(step, (name,)))
            newsroom.what_readers_have_seen_is_there()
    finally:
        newsroom.teardown()

"""Nothing is public that nobody published: two people work on clones of one archive, in any order.

A run of 300 sequences: ``NEWSROOM_EXAMPLES=300 pytest tests/property/test_gate.py``.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.conftest import GATE

from sphinx_newsroom.analysis.sources import database_of_sources
from sphinx_newsroom.archive.compiler import release_text
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.cli import site as building
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.ledger.checks import ledger_of
from sphinx_newsroom.operations.publish import next_due

PEOPLE = ("ann", "bob")
IDS = ("2026/a", "2026/b", "2026/c")
CANARY = re.compile(rb"canary\d+z")
START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

ACTS = (
    *("save", "change", "change", "approve", "approve", "approve", "publish", "publish", "publish", "publish"),
    *("due", "due", "wait", "wait", "undo", "merge", "merge", "clone_again", "build"),
)
who, ids = st.sampled_from(PEOPLE), st.sampled_from(IDS)


class Office(RuleBasedStateMachine):
    """Two clones, the clock, and what was signed off, approved and published, as a person would know it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.patch = pytest.MonkeyPatch()
        self.number, self.now, self.approvals = 0, START, 0
        self.signed: set[tuple[str, str]] = set()
        self.approved: set[tuple[str, str, str]] = set()
        self.wrote: dict[str, str] = {}
        self.published: set[bytes] = set()

    def teardown(self) -> None:
        event(f"{len(self.published) // 3} texts were published")
        if self.published:
            self.build("ann", "", 1)
        self.patch.undo()
        self.folder.cleanup()

    def root(self, person: str) -> Path:
        return Path(self.folder.name, person)

    def git(self, person: str, *words: str, check: bool = True) -> bool:
        done = subprocess.run(["git", "-C", self.root(person), *words], check=check, capture_output=True)
        return done.returncode == 0

    def content(self, person: str, id_: str) -> str:
        """What a release says and shows: its file, and the one that it offers."""
        path = self.root(person) / "releases" / f"{id_}.md"
        file = path.with_suffix("") / "p.txt"
        return "".join(one.read_text(encoding="utf-8") for one in (path, file) if one.exists())

    def records(self, person: str) -> set[str]:
        ledger = ledger_of(self.root(person))
        return set(ledger.records) if ledger else set()

    def is_ready(self, content: str) -> bool:
        embargo = re.search(r"embargo: (\S+)", content)
        return "draft: true" not in content and (not embargo or dt.datetime.fromisoformat(embargo[1]) <= self.now)

    def run(self, person: str, *words: str) -> tuple[int, set[str]]:
        """The status of a command, and the ids that it recorded."""
        before = self.records(person)
        self.patch.setenv("SOURCE_DATE_EPOCH", str(int(self.now.timestamp())))
        status = main([*words, "--root", str(self.root(person))])
        return status, self.records(person) - before

    def canary(self) -> str:
        self.number += 1
        return f"canary{self.number}z"

    @initialize(approvals=st.sampled_from((0, 0, 1)))
    def begin(self, approvals: int) -> None:
        self.approvals = approvals
        first = self.root("ann")
        (first / "releases").mkdir(parents=True)
        (first / "alerts").mkdir()
        (first / "alerts/all.yaml").write_text("name: All\nfeed: true\npublic: true\n")
        (first / "conf.py").write_text(GATE + f"newsroom_approvals = {approvals}\n", encoding="utf-8")
        (first / "index.md").write_text("# Test\n", encoding="utf-8")
        (first / ".gitignore").write_text("/_build/\n", encoding="utf-8")
        unions = ("ledger.jsonl", "ledger.head", "approvals.jsonl")
        lines = "".join(f"releases/{name} merge=union\n" for name in unions)
        (first / ".gitattributes").write_text(lines, encoding="utf-8")
        for name in ("ledger.jsonl", "ledger.head"):
            (first / "releases" / name).touch()
        self.git("ann", "init", "-q", "-b", "main")
        self.name("ann")
        for id_, draft, days in zip(IDS, (False, False, True), (None, 2, None), strict=True):
            self.put("ann", id_, draft, days)
        self.save_all("ann")
        self.clone()

    def name(self, person: str) -> None:
        self.git(person, "config", "user.name", person)
        self.git(person, "config", "user.email", f"{person}@example.org")

    def save_all(self, person: str) -> None:
        self.git(person, "add", "--all")
        self.git(person, "commit", "-q", "--allow-empty", "-m", "Save")

    def clone(self) -> None:
        subprocess.run(["git", "clone", "-q", self.root("ann"), self.root("bob")], check=True, capture_output=True)
        self.name("bob")

    @rule(person=who, id_=ids, act=st.sampled_from(ACTS), dice=st.integers(0, 11))
    def step(self, person: str, id_: str, act: str, dice: int) -> None:
        getattr(self, act)(person, id_, dice)

    def save(self, person: str, id_: str, dice: int) -> None:
        self.put(person, id_, draft=dice % 4 == 0, days=(None, -1, 2)[dice % 3])

    def put(self, person: str, id_: str, draft: bool, days: int | None) -> None:
        embargo = f"embargo: {(self.now + dt.timedelta(days=days)).isoformat()}\n" if days is not None else ""
        state = "draft: true\n" if draft else ""
        others = " ".join(f"See {{release}}`{other}`." for other in IDS if other < id_)
        text = f"{self.canary()} opens. {others} [P]({id_[5:]}/p.txt)"
        path = self.root(person) / "releases" / f"{id_}.md"
        (path.with_suffix("")).mkdir(parents=True, exist_ok=True)
        (path.with_suffix("") / "p.txt").write_text(f"{self.canary()}\n", encoding="utf-8")
        path.write_text(f"---\ntitle: {self.canary()}\ndate: 2026-01-01\n{embargo}{state}---\n\n{text}\n", "utf-8")
        self.wrote[self.content(person, id_)] = person

    def change(self, person: str, id_: str, dice: int) -> None:
        what = ("text", "file", "final")[dice % 3]
        path = self.root(person) / "releases" / f"{id_}.md"
        if not path.exists():
            return
        if what == "file":
            (path.with_suffix("") / "p.txt").write_text(f"{self.canary()}\n", encoding="utf-8")
        elif what == "final":
            path.write_text(path.read_text("utf-8").replace("draft: true\n", ""), "utf-8")
        else:
            path.write_text(f"{path.read_text('utf-8')}\nAnd {self.canary()}.\n", "utf-8")
        self.wrote[self.content(person, id_)] = person

    def approve(self, person: str, id_: str, _: int) -> None:
        content = self.content(person, id_)
        status, new = self.run(person, "approve", id_, "--yes")
        assert not new
        if status == 0:
            self.approved.add((id_, content, person))

    def publish(self, person: str, id_: str, dice: int) -> None:
        every = dice % 3 == 0
        contents = {one: self.content(person, one) for one in IDS}
        status, new = self.run(person, "publish", *(() if every else (id_,)), "--yes", "--no-build")
        for one in new:
            assert every or one == id_
            assert self.is_ready(contents[one])
            others = {name for key, text, name in self.approved if (key, text) == (one, contents[one])}
            assert len(others - {self.wrote.get(contents[one])}) >= self.approvals
            self.published.update(CANARY.findall(contents[one].encode()))
        if status == 0:
            self.signed |= {(one, text) for one, text in contents.items() if every or one == id_}

    def expect_signed(self, person: str, new: set[str]) -> None:
        for one in new:
            content = self.content(person, one)
            assert (one, content) in self.signed
            assert self.is_ready(content)
            self.published.update(CANARY.findall(content.encode()))

    def due(self, person: str, _: str, __: int) -> None:
        self.expect_signed(person, self.run(person, "publish", "--due", "--no-build")[1])

    def wait(self, _: str, __: str, dice: int) -> None:
        self.now += dt.timedelta(days=1 + dice % 3)

    def undo(self, person: str, _: str, __: int) -> None:
        self.run(person, "undo")

    def merge(self, person: str, _: str, __: int) -> None:
        """Push and pull: what either has, the other has afterwards."""
        (other,) = set(PEOPLE) - {person}
        self.save_all(other)
        self.save_all(person)
        if not self.git(
            person, "pull", "-q", "--no-edit", "--no-rebase", "-X", "theirs", str(self.root(other)), check=False
        ):
            self.git(person, "merge", "--abort", check=False)

    def clone_again(self, _: str, __: str, ___: int) -> None:
        """A fresh clone has no site, and nothing that builds keep."""
        self.save_all("ann")
        subprocess.run(["rm", "-rf", self.root("bob")], check=True)
        self.clone()

    def build(self, person: str, _: str, dice: int) -> None:
        """A whole site: pages, feeds, data, alerts; and an export of it."""
        waits = dice % 2 == 0

        def wait(root: Path) -> None:
            if found := next_due(open_archive(root, as_published=True)):
                self.now = max(self.now, found.moment)
                self.patch.setenv("SOURCE_DATE_EPOCH", str(int(self.now.timestamp())))

        self.patch.setattr(building, "_wait", wait)
        new = self.run(person, "build", "-q", "--accept-loss", *(["--wait-next"] if waits else []))[1]
        self.expect_signed(person, new)
        assert waits or not new
        self.run(person, "export", "ninjs", "--output", str(self.root(person) / "_build/html/export.jsonl"))
        for path in (self.root(person) / "_build/html").rglob("*"):
            if path.is_file():
                self.expect_published(path.read_bytes() + path.name.encode(), str(path))

    def expect_published(self, data: bytes, where: str) -> None:
        early = set(CANARY.findall(data)) - self.published
        assert not early, (early, where)

    @invariant()
    def nothing_is_read_that_nobody_published(self) -> None:
        for person in PEOPLE:
            root = self.root(person)
            try:
                archive = open_archive(root, as_published=True).refuse_damage()
            except ConfigError:  # two branches published one release, each its own text: nothing at all goes out then
                out = root.with_name(f"{person}.jsonl")
                assert self.run(person, "export", "ninjs", "--output", str(out))[0] == 1
                assert self.run(person, "build", "-q")[0] == 1
                assert not out.exists()
                continue
            for release in archive.releases.values():
                said = f"{release}{release_text(archive, release)}"
                self.expect_published(said.encode(), f"{person}: {release.id}")
            self.expect_published("".join(archive.file_digests).encode(), person)
            if not any(problem.code.severity.value == "fatal" for problem in archive.problems):
                self.expect_published(database_of_sources(root).read_bytes(), f"{person}: the database")


TestNothingIsPublicThatNobodyPublished = Office.TestCase
TestNothingIsPublicThatNobodyPublished.settings = settings(
    max_examples=int(os.environ.get("NEWSROOM_EXAMPLES", "3")),
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

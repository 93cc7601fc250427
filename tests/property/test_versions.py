"""Whatever a newsroom does in whatever order: every address answers, every text and file stays and verifies.

`NEWSROOM_EXAMPLES=500 pytest tests/property/test_versions.py` plays more of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.helpers.outputs import files_of

from sphinx_newsroom.archive import source_file
from sphinx_newsroom.archive.index import ArchiveIndex, Entry, OldText, versions_of
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Severity
from sphinx_newsroom.ledger.checks import ledger_of
from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import LEDGER, PageName, ReleaseId, release_page
from sphinx_newsroom.operations import correct as moving
from sphinx_newsroom.operations.correct import correct, erase, withdraw
from sphinx_newsroom.operations.losses import lost_events
from sphinx_newsroom.operations.publish import publish
from sphinx_newsroom.operations.recording import Plan, PublicationError, carry_out, desk
from sphinx_newsroom.outputs import copies
from sphinx_newsroom.outputs.data import server_rules
from sphinx_newsroom.outputs.pages import all_pages
from sphinx_newsroom.sources.listing import SourceFile, SourceText

NAMES = st.sampled_from(["2020/a", "2020/b", "2020/a.ru", "2020/b.ru", "2021/c", "2021/d", "2021/e"])
PLACES = st.sampled_from(["2021/d", "2021/f", "2022/a", "2022/g", "2022/g.ru"])
WHICH = st.integers(0, 7)
WORDS = st.sampled_from(
    [
        "One.",
        "Two.",
        "Three, at\nlength.",
        "Four – 4.4.",
        "```text\na  b\n```",
        "# Five\n\nFive.",
        "Ten, [a table](/files/a.csv).",
    ]
)
LINKS = ("", "[Six](/files/a.csv).", "![Seven](/files/b.png) and [eight](/files/a.csv).", "[Nine](nine.csv).")
FILES = ("files/a.csv", "files/b.png", "releases/2020/nine.csv", "releases/2021/nine.csv")
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module", autouse=True)
def files_are_judged_once() -> Iterator[None]:
    """The same bytes under the same name are not read again: by the time alone no file is judged otherwise."""
    known: dict[object, source_file.Read] = {}
    real = source_file.judged

    def judged(
        file: SourceFile, source: SourceText, settings: Settings, events: Mapping[PageName, Event]
    ) -> source_file.Read:
        asked = file, source.data, events.get(file.docname)
        if asked not in known:
            known[asked] = real(file, source, settings, events)
        return known[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_file, "judged", judged)
        yield


def addresses(archive: LoadedArchive) -> set[str]:
    """Every page that a build of the archive would write, redirects included."""
    entries = {docname: Entry.of(release, release.title, (), ()) for docname, release in archive.releases.items()}
    index = ArchiveIndex(entries, archive.registry)
    texts = {
        docname: OldText(old.release, old.release.title, archive.releases[old.release.docname].withdrawn)
        for docname, old in archive.superseded.items()
    }
    versions = versions_of(archive, texts)
    found = {f"{page}.html" for page in all_pages(index, archive.settings, PageName("index"), versions)}
    leading = tuple(server_rules.redirects_of(index, versions, "en"))
    for output in server_rules.redirect_outputs(leading, index, archive.settings, (), versions):
        found |= files_of(output).keys()
    return found


class Newsroom(RuleBasedStateMachine):
    """Press officers at work; *urls* and *texts* are what readers have seen."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.backup: dict[str, bytes] = {}
        for path in FILES:
            self.write_file(path, "First.")
        self.now = START
        self.urls: set[str] = set()
        self.texts: set[str] = set()
        self.files: set[str] = set()
        self.published = False

    @property
    def site(self) -> Path:
        """Where a build would publish the site: of it the files of releases and the ledger are enough here."""
        return self.root / "_build" / "html"

    def teardown(self) -> None:
        self.folder.cleanup()

    @property
    def settings(self) -> Settings:
        return Settings(now=self.now)

    def load(self) -> LoadedArchive:
        return open_archive(self.root, self.settings)

    def record(self, operation: str, *arguments: object) -> None:
        """Do it as the command would; what is refused must change nothing."""
        self.now += dt.timedelta(hours=7)
        before = self.sources()
        try:
            with desk(self.root, self.settings) as found:
                plan = OPERATIONS[operation](found, *arguments)
                carry_out(found, plan, call=(operation,))
        except PublicationError:
            assert self.sources() == before

    def sources(self) -> dict[Path, bytes]:
        found = (path for path in self.root.rglob("*") if path.is_file() and "_build" not in path.parts)
        return {path: path.read_bytes() for path in found}

    @property
    def records(self) -> Mapping[ReleaseId, Record]:
        ledger = ledger_of(self.root)  # the same that an archive is loaded with, and the rest takes 40 times as long
        return ledger.records if ledger else {}

    def known(self, which: int) -> str:
        """One of the releases that were published, by the id that it has now."""
        ids = sorted(self.records)
        return ids[which % len(ids)]

    @rule(name=NAMES, words=WORDS)
    def new(self, name: str, words: str) -> None:
        path = self.root / f"releases/{name}.md"
        taken = any(name in [former.id for former in record.former] for record in self.records.values())
        if not path.exists() and not taken:
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"---\ntitle: {name} {words[:3]}\ndate: 2020-01-01\n---\n\n{words}\n", encoding="utf-8")

    @initialize(words=WORDS)
    def begin(self, words: str) -> None:
        for name in ("2020/a", "2020/a.ru", "2021/c"):
            self.new(name, words)
        self.new_and_publish("2021/d", words)

    @rule(name=NAMES, words=WORDS)
    def new_and_publish(self, name: str, words: str) -> None:
        self.new(name, words)
        self.record("publish")
        self.published = bool(self.records)

    @precondition(lambda self: self.published)
    @rule(which=WHICH, words=WORDS)
    def edit(self, which: int, words: str) -> None:
        self.change(self.known(which), words)

    def change(self, name: str, words: str) -> None:
        path = self.root / f"releases/{name}.md"
        if not path.exists():  # it was erased
            return
        header = path.read_text(encoding="utf-8").rpartition("\n---\n")[0]
        path.write_text(f"{header}\n---\n\n{words}\n", encoding="utf-8")

    @precondition(lambda self: self.published)
    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        """Put the published text back, as git would."""
        self.put_back(self.known(which))

    def put_back(self, name: str) -> None:
        path = self.root / f"releases/{name}.md"
        if not path.exists():
            return
        source = path.read_text(encoding="utf-8")
        for old in self.kept.get(self.records[ReleaseId(name)].current.text, ()):
            path.write_text(source.rpartition("\n---\n")[0] + "\n---\n" + old, encoding="utf-8")

    @precondition(lambda self: self.published)
    @rule(which=WHICH)
    def correct(self, which: int) -> None:
        """Begin a correction; without a change of the text the archive waits for one."""
        self.record("correct", self.known(which), f"Corrected at {self.now.isoformat()}.")

    @precondition(lambda self: self.published)
    @rule(which=WHICH, words=WORDS)
    def correct_and_publish(self, which: int, words: str) -> None:
        """The usual way of a correction, from end to end."""
        name = self.known(which)
        self.put_back(name)
        self.correct(which)
        self.change(name, words)
        self.record("publish")

    @precondition(lambda self: self.published)
    @rule(which=WHICH, new=PLACES)
    def move(self, which: int, new: str) -> None:
        name = self.known(which)
        original = name.removesuffix(".ru")  # by itself a translation hardly ever moves
        name = original if original in self.records else name
        self.put_back(name)
        self.put_files_back()
        self.record("move", name, new)

    @precondition(lambda self: self.published)
    @rule(which=st.integers(0, 15))
    def withdraw(self, which: int) -> None:
        if which < len(self.records):  # seldom, or all would soon be withdrawn
            name = self.known(which)
            self.put_back(name)
            self.put_files_back()
            self.record("withdraw", name, "It was wrong.")

    @precondition(lambda self: self.published)
    @rule(which=st.integers(0, 30), alone=st.booleans())
    def erase(self, which: int, alone: bool = False) -> None:
        """No digest of the texts stays in the ledger; what is left of its lines is as it was."""
        if which >= len(self.records):
            return
        name = ReleaseId(self.known(which))
        was = self.records[name]
        self.record("erase", name, "It may not be.", *([1] if alone and was.superseded else []))
        now = {event.text for record in self.records.values() for event in record.revisions}
        gone = {event.text for event in was.revisions} - now
        assert not [text for text in gone if text in (self.root / LEDGER).read_text(encoding="utf-8")]
        for id_, record in self.records.items():
            if record.erasures:
                ids = (id_, *(former.id for former in record.former))
                self.files = {
                    path for path in self.files if not path.startswith(tuple(f"releases/{one}" for one in ids))
                }
        self.texts &= now

    @precondition(lambda self: self.published)
    @rule(which=WHICH, link=st.sampled_from(LINKS))
    def attach(self, which: int, link: str) -> None:
        """Have a text show or offer other files."""
        self.correct_and_publish(which, f"Files. {link}")

    @rule(path=st.sampled_from(FILES), words=WORDS)
    def replace_file(self, path: str, words: str) -> None:
        self.write_file(path, words)

    def write_file(self, path: str, words: str) -> None:
        data = words.encode()
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)
        self.backup[hashlib.sha256(data).hexdigest()] = data

    @rule(path=st.sampled_from(FILES))
    def delete_file(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)

    @precondition(lambda self: self.published)
    @rule()
    def put_files_back(self) -> None:
        """Every file as it was published, as from a backup."""
        archive = self.load()
        for id_, record in self.records.items():
            published = dict(record.current.files or ())
            for file in archive.files.get(release_page(id_), ()):
                if file.name in published:
                    (self.root / file.path).write_bytes(self.backup[published[file.name]])

    @precondition(lambda self: self.published)
    @rule()
    def mend_all(self) -> None:
        """Finish or take back whatever was begun, so that the site can be built."""
        for name in sorted(self.records):
            self.put_back(name)
        self.put_files_back()
        self.record("publish")
        for name in sorted(self.records):
            begun = self.root / f"releases/{name}.r{self.records[ReleaseId(name)].current.revision}.md"
            if begun.exists():
                self.change(name, f"Mended at {self.now.isoformat()}.")
        self.record("publish")

    @precondition(lambda self: self.published)
    @rule(which=WHICH)
    def correct_files(self, which: int) -> None:
        """Whatever files were replaced or deleted, record it for every release that names them."""
        for name in sorted(self.records):
            self.record("correct", name, f"Other files since {self.now.isoformat()}.")

    @rule()
    def publish(self) -> None:
        self.record("publish")

    kept: dict[str, list[str]] = {}  # noqa: RUF012 (the texts by their digest, for undo; digests never clash)

    @invariant()
    def what_readers_have_seen_is_there(self) -> None:
        archive = self.load()
        fatal = [problem for problem in archive.problems if problem.code.severity is Severity.FATAL]
        others = [problem for problem in fatal if problem.code is not Code.NOT_AS_PUBLISHED]
        assert all(problem.path in FILES and not (self.root / problem.path).exists() for problem in others), others
        if archive.ledger is None:
            return
        if not fatal:
            self.build(archive)
        self.see(archive)
        recorded = {event.text for record in archive.ledger.records.values() for event in record.revisions}
        assert recorded >= self.texts
        changed = {problem.path for problem in fatal}
        for record in archive.ledger.records.values():
            for event in record.revisions:
                if event.erased:
                    continue
                tail = "" if event is record.current else f".r{event.revision}"
                path = f"releases/{record.id}{tail}.md"
                if path not in changed:
                    source = (self.root / path).read_text(encoding="utf-8")
                    release = (
                        archive.releases[PageName(f"releases/{record.id}")]
                        if not tail
                        else archive.superseded[PageName(f"releases/{record.id}{tail}")].release
                    )
                    assert digests(replace(release, path=path), source, event.issuer).are_of(event)
        assert addresses(archive) >= self.urls

    def build(self, archive: LoadedArchive) -> None:
        """Publish the files of releases and the ledger as a build would, and note what readers have by now."""
        assert archive.ledger is not None
        assert not lost_events(self.site, self.root), "readers have lines that the ledger lost"
        shutil.rmtree(self.site, ignore_errors=True)
        shown: dict[str, bytes] = {}
        for output in copies.outputs(archive.placements, archive.published_path):
            shown.update(files_of(output))
        for address, data in shown.items():
            (self.site / address).parent.mkdir(parents=True, exist_ok=True)
            (self.site / address).write_bytes(data)
        (self.site / LEDGER).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.root / LEDGER, self.site / LEDGER)
        gone = {address for address, _ in archive.placements.gone}
        self.files |= {
            placed.address
            for id_, record in archive.ledger.records.items()
            for placed in archive.placements.pages.get(release_page(id_), {}).values()
            if placed.sha256 in dict(record.current.files or ()).values()  # what is not recorded is not promised
        }
        assert shown.keys() | gone >= self.files, "every address of a file answers, or leads to the notice"
        there = {hashlib.sha256(data).hexdigest() for data in shown.values()}
        for record in archive.ledger.records.values():
            files = {sha256 for event in record.revisions for _, sha256 in event.files or ()}
            if record.withdrawn:
                below = (f"releases/{record.id}/", f"releases/{record.id}.r")
                assert not [address for address in shown if address.startswith(below)]
            else:
                assert there >= files, "every file that was published can be read"

    def see(self, archive: LoadedArchive) -> None:
        """Note what readers of a site that can be built have seen by now."""
        assert archive.ledger is not None
        for id_, record in archive.ledger.records.items():
            self.urls |= {f"releases/{id_}.html", *(f"releases/{id_}.r{e.revision}.html" for e in record.superseded)}
            self.texts |= {event.text for event in record.revisions}
            path = self.root / f"releases/{id_}.md"
            release = archive.releases.get(release_page(id_))
            if path.exists() and release is not None:
                source = path.read_text(encoding="utf-8")
                if digests(release, source, record.current.issuer).are_of(record.current):
                    self.kept.setdefault(record.current.text, [source.rpartition("\n---\n")[2]])


OPERATIONS: Mapping[str, Callable[..., Plan]] = {
    "publish": publish,
    "correct": correct,
    "withdraw": withdraw,
    "erase": erase,
    "move": moving.move,
}

TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(
    max_examples=int(os.environ.get("NEWSROOM_EXAMPLES", "6")),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

"""A press officer's day, by the commands that the guides show: what each says, and what readers then have."""

from __future__ import annotations

import datetime as dt
import json
import re
import struct
import zlib
from html import unescape
from pathlib import Path

import pytest

from tests.guides.starts import BEGIN, put
from tests.helpers import warm

BRIDGE, CENTRE, RACE = "releases/2026/bridge-reopens", "releases/2026/centre-opens", "releases/2026/river-race"


class Office:
    """An archive, the clock on the wall, and the site that readers have."""

    def __init__(self, root: Path) -> None:
        self.root, self.now = root, dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)

    def run(self, *words: str, status: int = 0) -> str:
        """What a command says, a minute later."""
        self.now += dt.timedelta(minutes=1)
        env = {"SOURCE_DATE_EPOCH": str(int(self.now.timestamp()))}
        done = warm.run("sphinx_newsroom", words, self.root, env)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def page(self, name: str, site: str = "html") -> str:
        """The words that a page shows, its head left out."""
        html = (self.root / "_build" / site / f"{name}.html").read_text(encoding="utf-8")
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<body")[2])).split())

    def has(self, path: str, site: str = "html") -> bool:
        return (self.root / "_build" / site / path).exists()

    def everywhere(self) -> str:
        """All that the site says in any file, to look for what must not be there."""
        files = (
            path for path in (self.root / "_build/html").rglob("*") if path.suffix in (".html", ".json", ".xml", ".js")
        )
        return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    begun = Office(tmp_path)
    said = begun.run(*BEGIN, "--url", "https://news.example.org/")
    assert "newsroom serve" in said, "what to do next"
    begun.root = tmp_path / "our-newsroom"
    return begun


def picture() -> bytes:
    """A PNG of one grey pixel."""
    chunks = (("IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), ("IDAT", zlib.compress(b"\0\x80")), ("IEND", b""))
    parts = (
        struct.pack(">I", len(data)) + name.encode() + data + struct.pack(">I", zlib.crc32(name.encode() + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_press_officers_whole_day(office: Office) -> None:
    _begins_and_previews(office)
    _publishes(office)
    _keeps_an_embargo(office)
    _issues_jointly(office)
    _corrects(office)
    _withdraws(office)
    _moves(office)
    _renames(office)
    _takes_a_mistake_back(office)
    assert "nothing wrong" in office.run("check", "--strict")
    assert "all as published" in office.run("verify")
    assert "all as published" in office.run("verify", "_build/html")


def _begins_and_previews(office: Office) -> None:
    assert "published: 2026/our-archive-opens" in office.run("publish", "2026/our-archive-opens", "--yes")
    assert office.run("new", "Bridge reopens").strip() == f"{BRIDGE}.md"
    path = office.root / f"{BRIDGE}.md"
    assert "draft: true" in path.read_text()
    (office.root / BRIDGE).mkdir()
    (office.root / BRIDGE / "barge.png").write_bytes(picture())
    (office.root / BRIDGE / "report.pdf").write_bytes(b"%PDF-1.4\nfeet\n")
    office.edit(
        f"{BRIDGE}.md",
        "draft: true\n",
        "draft: true\nimage: {src: bridge-reopens/barge.png, alt: A barge passes.}\n",
    )
    with path.open("a", encoding="utf-8") as file:
        file.write("\nThe first vessel waited for 24 minutes. The [full report](report.pdf) has the figures.\n")
    assert "did you mean 'bridge-reopens/report.pdf'?" in office.run("check")
    office.edit(f"{BRIDGE}.md", "(report.pdf)", "(bridge-reopens/report.pdf)")
    assert f"1 draft, in no output: {BRIDGE}.md" in office.run("check")
    office.run("build", "-q", "--drafts")
    assert "24 minutes" in office.page(BRIDGE, "preview")
    assert "draft" in office.page(BRIDGE, "preview").lower()
    said = office.run("publish", "--yes")
    assert "nothing to record" in said
    assert f"passed over: 1 draft, in no output: {BRIDGE}.md" in said
    office.run("build", "-q")
    assert "24 minutes" not in office.everywhere()


def _publishes(office: Office) -> None:
    office.edit(f"{BRIDGE}.md", "draft: true\n", "")
    assert "when its text is final, run: newsroom publish 2026/bridge-reopens" in office.run("check")
    assert "would be published: 2026/bridge-reopens" in office.run("publish", "--dry-run")
    assert "published: 2026/bridge-reopens" in office.run("publish", "--yes")
    assert "24 minutes" in office.page(BRIDGE)
    assert office.has(f"{BRIDGE}/report.pdf")
    assert office.has(f"{BRIDGE}/barge.png")
    assert "Bridge reopens" in office.page("index")


def _keeps_an_embargo(office: Office) -> None:
    put(office.root, {f"{CENTRE}.md": "---\ntitle: Centre opens\ndate: 2026-12-01\n---\n\nThe [plan](no.pdf).\n"})
    said = office.run("publish", "--yes", "--no-build")
    assert "the file 'no.pdf' is not there" in said, "told before readers have it"
    assert "newsroom undo, change the file, and publish again" in said
    assert "taken back: published: 2026/centre-opens" in office.run("undo")
    (office.root / f"{CENTRE}.md").unlink()
    office.run("new", "Centre opens")
    office.edit(f"{CENTRE}.md", "draft: true\n", "embargo: 2026-12-01T15:00\n")
    with (office.root / f"{CENTRE}.md").open("a", encoding="utf-8") as file:
        file.write("\nThe centre has a zebra.\n")
    assert "kept back until 2026-12-01 15:00+00:00" in office.run("check")
    signed = "signed-off: 2026/centre-opens, to be published at 2026-12-01T15:00:00+00:00"
    assert signed in office.run("publish", "--yes", "--as", "Jo Roe")
    assert "The next is due at 2026-12-01T15:00:00+00:00" in office.run("build", "-q")
    assert "zebra" not in office.everywhere()
    office.now = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)
    assert "published: 2026/centre-opens" in office.run("publish", "--due")
    assert "zebra" in office.page(CENTRE)


def _issues_jointly(office: Office) -> None:
    record = "---\nname: Port of Kelmark\nacronym: POK\n---\n"
    put(office.root, {"organizations/port-of-kelmark.md": record})
    office.run("new", "River race")
    office.edit(f"{RACE}.md", "draft: true\n", "issuers: [harbour-authority-of-aldrum, port-of-kelmark]\n")
    with (office.root / f"{RACE}.md").open("a", encoding="utf-8") as file:
        file.write("\nThe race is on Sunday.\n")
    assert "published: 2026/river-race" in office.run("publish", "--yes")
    assert {"Harbour Authority of Aldrum", "Port of Kelmark"} <= set(
        re.findall(r"Harbour Authority of Aldrum|Port of Kelmark", office.page(RACE))
    )
    assert "River race" in office.page("organizations/port-of-kelmark")


def _corrects(office: Office) -> None:
    office.edit(f"{BRIDGE}.md", "24 minutes", "42 minutes")
    said = office.run("check", status=1)
    assert "the site keeps what was published last" in said
    assert "newsroom correct 2026/bridge-reopens --note" in said
    assert "newsroom correct 2026/bridge-reopens --note" in office.run("build", "-q")
    assert "24 minutes" in office.page(BRIDGE), "readers keep what was published"
    said = office.run("correct", "2026/bridge-reopens", "--note", "It waited for 42 minutes, not for 24.")
    assert "corrected: 2026/bridge-reopens, revision 2" in said
    assert f"{BRIDGE}.r1.md keeps the published text" in said
    office.run("build", "-q")
    page = office.page(BRIDGE)
    assert "42 minutes" in page
    assert "It waited for 42 minutes, not for 24." in page
    assert "24 minutes" in office.page(f"{BRIDGE}.r1")
    assert "It waited for 42 minutes" in office.page("corrections")


def _withdraws(office: Office) -> None:
    said = office.run("withdraw", "2026/our-archive-opens", "--reason", "It was a sample.")
    assert "withdrawn: 2026/our-archive-opens" in said
    assert "is withdrawn already" in office.run(
        "withdraw", "2026/our-archive-opens", "--reason", "It was a sample.", status=1
    )
    office.run("build", "-q")
    page = office.page("releases/2026/our-archive-opens")
    assert "It was a sample." in page
    assert "plain text" not in page
    assert "Nothing that we publish" not in office.everywhere()


def _moves(office: Office) -> None:
    assert "moved: 2026/river-race to 2026/regatta" in office.run("move", "2026/river-race", "2026/regatta")
    assert "2026/river-race has no file; it has moved to 2026/regatta" in office.run(
        "correct", "2026/river-race", "--note", "…", status=1
    )
    office.run("build", "-q")
    assert "The race is on Sunday." in office.page("releases/2026/regatta")
    assert "regatta.html" in (office.root / f"_build/html/{RACE}.html").read_text()


def _renames(office: Office) -> None:
    said = office.run("rename", "organization", "port-of-kelmark", "kelmark-port")
    assert "renamed: organization port-of-kelmark to kelmark-port" in said
    office.run("build", "-q")
    assert "River race" in office.page("organizations/kelmark-port")
    assert "kelmark-port.html" in (office.root / "_build/html/organizations/port-of-kelmark.html").read_text()
    assert "to give it the former id again: newsroom rename organization kelmark-port port-of-kelmark" in office.run(
        "undo", status=1
    )


def _takes_a_mistake_back(office: Office) -> None:
    before = (office.root / "releases/ledger.jsonl").read_bytes()
    put(office.root, {"releases/2026/too-early.md": "---\ntitle: Too early\ndate: 2026-12-01\n---\n\nNot yet.\n"})
    assert "published: 2026/too-early" in office.run("publish", "--yes", "--no-build")
    assert "taken back: published: 2026/too-early" in office.run("undo")
    assert (office.root / "releases/ledger.jsonl").read_bytes() == before
    office.edit("releases/2026/too-early.md", "title:", "draft: true\ntitle:")
    office.run("build", "-q")
    assert "Too early" not in office.everywhere()
    released = json.loads((office.root / "_build/html/releases/manifest.json").read_text())
    assert "too-early" not in json.dumps(released)

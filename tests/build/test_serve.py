"""``newsroom serve`` as it runs: a change is shown, a mistake is told, and the site that readers have stays."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.conftest import ArchiveOnDisk
from tests.helpers import warm
from tests.helpers.serving import serving

from sphinx_newsroom.extras.preview import Builder, BuildOutcome, shown_at
from sphinx_newsroom.operations.site import Places
from sphinx_newsroom.progress import PAGES_WRITTEN

PAGE = "/releases/2011/opening.html"
DRAFT = """
---
title: A merger
date: 2026-03-01
draft: true
---

UNODC would merge.
"""


def test_what_is_saved_is_shown_and_what_is_wrong_is_told(archive: ArchiveOnDisk) -> None:
    # The server's clock stands at New Year 2026, and the computer's is past the day of the levy.
    levy = "---\ntitle: A levy\ndate: 2026-01-02\n---\n\nThe OSCE met.\n"
    archive.put({"releases/2026/merger.md": DRAFT, "releases/2026/levy.md": levy})
    source = archive.root / "releases/2011/opening.md"
    text = source.read_text(encoding="utf-8")
    with serving(archive.root) as server:
        server.until(lambda: server.state()["built"])
        status, page, headers = server.ask(PAGE)
        assert status == 200
        assert "/_newsroom/follow.js" in page
        assert headers["Cache-Control"] == "no-store"
        assert "UNODC would merge." in server.ask("/releases/2026/merger.html")[1]

        source.write_text(f"{text}\nThe xylophone played.\n", encoding="utf-8")
        server.until(lambda: "xylophone" in server.ask(PAGE)[1])

        source.write_text(text.replace("date:", "dat:"), encoding="utf-8")
        server.until(lambda: bool(server.state()["problems"]))
        problems = server.state()["problems"]
        assert any(problem.startswith("releases/2011/opening.md:3: ") for problem in problems), problems
        assert len(problems) == len(set(problems))

        conf = archive.root / "conf.py"
        settings = conf.read_text(encoding="utf-8")
        conf.write_text(f"{settings}newsroom_issuer = 7\n", encoding="utf-8")
        server.until(lambda: bool(server.state()["failed"]))
        assert "newsroom_issuer" in server.state()["failed"]
        assert server.ask("/")[0] == 200, "a build that fails keeps the last pages"

        conf.write_text(settings, encoding="utf-8")
        source.write_text(text, encoding="utf-8")
        server.until(lambda: not (server.state()["problems"] or server.state()["failed"] or server.state()["building"]))
        assert "xylophone" not in server.ask(PAGE)[1]
        assert server.ask(PAGE, Host="evil.example.org")[0] == 421
        with socket.create_connection(("127.0.0.1", server.port)) as raw:
            raw.sendall(f"GET {PAGE} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
            assert raw.recv(12) == b"HTTP/1.1 200"

        assert server.end() == 0
        assert not any("Traceback" in line for line in server.said), server.said
        assert any("releases/2011/opening.md:3: " in line for line in server.said), server.said
        assert not any("embargo has ended" in line for line in server.said), "what is due is not built for ever"
    assert {path.name for path in (archive.root / "_build").iterdir()} >= {"serve"}
    assert not (archive.root / "_build/html").exists()
    assert not (archive.root / "releases/ledger.jsonl").exists()


SLOW = """
import pathlib, time
def setup(app):
    def wait(*_):
        while pathlib.Path(app.confdir, "_build/slow").exists():
            time.sleep(0.1)
    app.connect("build-finished", wait, priority=5)
"""


def test_a_build_that_is_stopped_for_a_newer_save_is_built_upon(archive: ArchiveOnDisk) -> None:
    with (archive.root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(SLOW)
    source, slow = archive.root / "releases/2011/opening.md", archive.root / "_build/slow"
    text = source.read_text(encoding="utf-8")
    places = Places(archive.root / "_build/serve")
    with Builder(archive.root, places, drafts=True) as builder:

        def build(word: str, *, stopped: bool = False) -> str:
            source.write_text(f"{text}\nThe {word} played.\n", encoding="utf-8")
            slow.touch() if stopped else slow.unlink(missing_ok=True)
            found = builder.build(lambda said: stopped and PAGES_WRITTEN in said)
            assert found is None if stopped else found == BuildOutcome("", found.troubles if found else ())
            folder = shown_at(places) if stopped else places.out
            return (folder / PAGE[1:]).read_text(encoding="utf-8")

        assert "xylophone" in build("xylophone")
        front = places.work / "officials/index.html"
        before, seen = front.stat().st_mtime_ns, tree(places.work)
        assert "zither" in build("zither", stopped=True), "it is shown until the next has written its pages"
        assert tree(places.work) == seen
        assert "xylophone" in build("xylophone"), "what is as it was before is not what was stopped"
        assert "lute" in build("lute", stopped=True)
        assert "viol" in build("viol")
        assert front.stat().st_mtime_ns == before, "nothing else is built again"
        built = tree(places.out)
        call = ["build", "--drafts", "--out", str(archive.root.parent / "fresh")]
        assert warm.run("sphinx_newsroom", call, cwd=archive.root).returncode == 0
        fresh = tree(archive.root.parent / "fresh")
        assert {path for path in built if built[path] != fresh.get(path)} <= {".newsroom-files", ".newsroom.json"}


def tree(folder: Path) -> dict[str, bytes]:
    """The files below a folder, but for when they were built."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

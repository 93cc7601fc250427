"""``newsroom suggest --review`` on a terminal: what it shows, what a key does, and that nothing decided is lost."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk
from tests.helpers.serving import LONG

pty = pytest.importorskip("pty")

RELEASES = {
    f"releases/2013/port-{number}.md": f"""
        ---
        title: Port {number}
        date: 2013-05-0{number}
        ---

        It rained.

        The Harbour Authority (HAB) of Varn opened, said Jane Roe, director of HAB.
        The Ministry of Justice wrote, and the Justice Ministry wrote back.
        """
    for number in (1, 2)
}
PROMPT = "[q]uit?"


class Terminal:
    """A review that runs on a terminal of its own."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        self.shown = b""
        environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}
        command = [sys.executable, "-m", "sphinx_newsroom", "--root", str(root), "suggest", "--review", *arguments]
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            start_new_session=True,
            # Who runs the tests in the background has these signals ignored, and hands that on.
            preexec_fn=lambda: [signal.signal(one, signal.SIG_DFL) for one in (signal.SIGINT, signal.SIGHUP)],
        )
        os.close(theirs)

    def press(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def until(self, words: str, seconds: float = LONG) -> str:
        """What is shown up to some words, them included; what comes behind them is kept for the next call."""
        end = time.monotonic() + seconds
        while words.encode() not in self.shown:
            assert time.monotonic() < end, self.shown.decode()
            if select.select([self.ours], [], [], 0.2)[0]:
                try:
                    data = os.read(self.ours, 65536)
                except OSError:  # so Linux says that the other end is closed
                    data = b""
                assert data, self.shown.decode()
                self.shown = (self.shown + data).replace(b"\r\n", b"\n")
        before, found, self.shown = self.shown.partition(words.encode())
        return (before + found).decode()

    def end(self) -> int:
        """The exit status, when it has ended; nothing more is read."""
        status = self.process.wait(LONG)
        self.close()
        return status

    def close(self) -> None:
        if self.ours >= 0:
            os.close(self.ours)
            self.ours = -1


@pytest.fixture
def review(archive: ArchiveOnDisk) -> Iterator[Terminal]:
    archive.put(RELEASES)
    terminal = Terminal(archive.root)
    yield terminal
    if terminal.process.poll() is None:
        terminal.process.kill()
        terminal.process.wait()
    terminal.close()


def names(archive: ArchiveOnDisk) -> set[str]:
    known = {"unodc", "osce", "yury-fedotov"}
    return {
        path.stem for folder in ("organizations", "officials") for path in archive.root.glob(f"{folder}/*.md")
    } - known


def test_each_is_shown_with_its_sentences_and_decided_by_a_key(review: Terminal, archive: ArchiveOnDisk) -> None:
    shown = review.until(PROMPT)
    assert shown.endswith(
        """
4 left  organization
Harbour Authority (HAB), in 2 releases
  releases/2013/port-1.md:8: The [[Harbour Authority]] (HAB) of Varn opened,
    said Jane Roe, director of HAB.
  releases/2013/port-2.md:8: The [[Harbour Authority]] (HAB) of Varn opened,
    said Jane Roe, director of HAB.
  organizations/hab.md would be:
    name: Harbour Authority
    acronym: HAB
[a]ccept [r]eject [j]oin [k]ind [l]ater [q]uit?"""
    )
    review.press("a")
    shown = review.until(PROMPT)
    assert "accept\n  organizations/hab.md written: Harbour Authority (HAB)\n" in shown
    assert (archive.root / "organizations/hab.md").is_file(), "it is written before the next is asked"
    assert "Jane Roe, in 2 releases; director" in shown
    assert shown.endswith("[l]ater [u]ndo [q]uit?")
    review.press("a")
    review.until(PROMPT)
    roe = archive.root / "officials/jane-roe.md"
    assert "- {role: director, organization: hab}" in roe.read_text(encoding="utf-8"), "the office is kept"
    review.press("u")
    assert "undo\n  officials/jane-roe.md is deleted\n\n3 left  official\nJane Roe" in review.until(PROMPT)
    assert not roe.exists()
    review.press("r")
    shown = review.until(PROMPT)
    assert "names-rejected.txt: Jane Roe added; it is not suggested again" in shown
    assert "2 left  organization, perhaps one under several names" in shown
    assert re.search(r"Justice Ministry, in 2 releases\n(?:  .*\n)*Ministry of Justice, in 2 releases", shown)
    assert shown.endswith("[a]ccept [r]eject [j]oin [k]ind [s]plit [l]ater [u]ndo [q]uit?")
    review.press("a")
    shown = review.until("that was all")
    assert "organizations/justice-ministry.md written: Justice Ministry, Ministry of Justice" in shown
    assert "4 names decided; that was all" in shown
    assert review.end() == 0
    text = (archive.root / "organizations/justice-ministry.md").read_text(encoding="utf-8")
    assert text == "---\nname: Justice Ministry\nother_names: [Ministry of Justice]\n---\n"


def test_a_name_is_joined_to_a_record_or_to_another_suggestion(review: Terminal, archive: ArchiveOnDisk) -> None:
    review.until(PROMPT)
    review.press("j")
    review.until("(Enter: back): ")
    review.press("zzz\n")
    assert "nothing is called 'zzz'" in review.until(PROMPT)
    review.press("j")
    review.until("(Enter: back): ")
    review.press("crime\n")
    assert "  1  unodc\n" in review.until("its number (Enter: back): ")
    review.press("1\n")
    assert "organizations/unodc.md: Harbour Authority added as other_names" in review.until(PROMPT)
    review.press("ll")
    review.until("1 name decided; that was all")
    assert review.end() == 0
    assert names(archive) == set()
    again = Terminal(archive.root)
    again.until(PROMPT)
    again.press("ls")
    again.until(PROMPT)
    again.press("j")
    again.until("back): ")
    again.press("ministry of justice\n")
    assert "ministry-of-justice.md written: Ministry of Justice, Justice Ministry" in again.until("that was all")
    assert again.end() == 0


def test_a_key_that_is_none_says_which_there_are(review: Terminal, archive: ArchiveOnDisk) -> None:
    review.until(PROMPT)
    review.press("\x1b[A")  # the arrow up, which has an A in it
    assert "  a  accept: write its record\n" in review.until(PROMPT)
    assert names(archive) == set()
    review.press("k")
    assert "4 left  official\nHarbour Authority" in review.until(PROMPT)
    review.press("a")
    assert "officials/harbour-authority.md written" in review.until(PROMPT)
    review.press("\x04")
    assert "1 name decided; 3 not looked at" in review.until("not looked at")
    assert review.end() == 0


@pytest.mark.parametrize("how", ["Ctrl-C", "killed", "closed"])
def test_what_was_decided_is_there_whatever_ends_it(review: Terminal, archive: ArchiveOnDisk, how: str) -> None:
    review.until(PROMPT)
    review.press("a")
    review.until(PROMPT)
    if how == "closed":
        review.process.send_signal(signal.SIGHUP)
    else:
        review.process.send_signal(signal.SIGINT if how == "Ctrl-C" else signal.SIGKILL)
    assert review.end() == (130 if how == "Ctrl-C" else -signal.SIGKILL if how == "killed" else -signal.SIGHUP)
    assert names(archive) == {"hab"}
    again = Terminal(archive.root)
    assert "3 left  official\nJane Roe" in again.until(PROMPT)
    again.press("q")
    again.until("3 not looked at")
    assert again.end() == 0


INTERRUPTED = """
import signal, threading
from sphinx_newsroom.cli.options import by_key, read_line

def interrupt():
    # What waits in the main thread is not broken off by this, as by a signal that comes just before it waits.
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

threading.Timer(0.2, interrupt).start()
"""
KEY = "with by_key() as read_key:\n    read_key()\n"
LINE = "read_line('Its name? ')\n"


@pytest.mark.parametrize("reading", [KEY, LINE], ids=["a key", "a line"])
def test_no_other_key_is_needed_for_ctrl_c_to_count(reading: str) -> None:
    ours, theirs = pty.openpty()
    child = subprocess.Popen([sys.executable, "-c", INTERRUPTED + reading], stdin=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    try:
        assert child.communicate(timeout=LONG)[1].endswith(b"KeyboardInterrupt\n")
    finally:
        child.kill()
        os.close(ours)


def test_what_another_process_decides_meanwhile_counts(review: Terminal, archive: ArchiveOnDisk) -> None:
    review.until(PROMPT)
    command = [sys.executable, "-m", "sphinx_newsroom", "--root", str(archive.root), "suggest"]
    subprocess.run([*command, "--accept", "HAB", "--accept", "Jane Roe"], check=True, capture_output=True)
    review.press("a")
    shown = review.until(PROMPT)
    assert "organizations/hab.md: Harbour Authority is there already" in shown
    assert "Justice Ministry, in 2 releases" in shown, "Jane Roe has a record by now, and is not asked about"
    review.press("q")
    review.until("not looked at")
    assert review.end() == 0
    assert names(archive) == {"hab", "jane-roe"}

"""Archives of hostile inputs beside innocent releases, and their builds, as a user runs them."""

from __future__ import annotations

import math
import os
import resource
import shutil
import signal
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sphinx_newsroom.files import WORK
from tests.conftest import CONF, NOW, SMALL
from tests.helpers import warm

from . import canaries
from .cases import Case

BASE = "https://archive.example/"
OWN = "# CANARYCONF: nobody may copy this file\n" + CONF + f'html_baseurl = "{BASE}"\nnewsroom_feed_items = 3000\n'
INNOCENT = {
    **SMALL,
    "conf.py": OWN,
    "releases/2011/opening.md": SMALL["releases/2011/opening.md"] + "\n        % CANARYCOMMENT is not published\n",
}
"""Sound files, whose pages must be there whatever stands beside them."""

PAGES = {
    "index.html": "Test archive",
    "releases/2011/opening.html": "zebra conference",
    "releases/2012/follow-up.html": "followed up",
    "organizations/unodc.html": "Fights crime.",
    "officials/yury-fedotov.html": "Executive Director",
    "search.html": "<form",
    "corrections.html": "Test archive",
}
"""Pages of the innocent files, with words that stand on them."""

MEMORY = 4 << 30
LARGEST = 200 << 20
"""What no file of a build may pass: a picture without end would fill the disk."""
TRIES = 80
"""How many inputs that stop a build are singled out before the rest is given up."""


@dataclass(frozen=True)
class Run:
    """A finished command; *status* is None where it came to no end, and *why* says what it did instead."""

    status: int | None
    log: str
    why: str = ""

    @property
    def wrong(self) -> str:
        """What is wrong with how it ended, or ""."""
        if self.status is None:
            return f"does not end: it {self.why}"
        if "Traceback (most recent call last)" in self.log:
            return f"ends with a traceback and status {self.status}: {_last_line(self.log)}"
        return f"ends with status {self.status}: {_last_line(self.log)}" if self.status else ""


def _last_line(log: str) -> str:
    lines = [line for line in log.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "without a word"


@dataclass
class Built:
    """An archive of inputs that was built: without *stoppers*, each with what it did to the build."""

    root: Path
    out: Path
    cases: Sequence[Case]
    run: Run
    stoppers: dict[str, str] = field(default_factory=dict)

    @property
    def published(self) -> Path:
        """The folder with the site and all that the build keeps."""
        return self.out.parent

    @property
    def log(self) -> str:
        """All that the build said: what it writes into a log is short, and the whole is kept beside the site."""
        whole = self.out.parent / WORK / f"{self.out.name}.log"
        return f"{self.run.log}\n{whole.read_text(encoding='utf-8') if whole.is_file() else ''}"


def lay_out(root: Path, cases: Sequence[Case]) -> None:
    """Write an archive of *cases* with the innocent files and all that must not be published."""
    for path, text in INNOCENT.items():
        canaries.write(root / path, textwrap.dedent(text).lstrip("\n").encode())
    canaries.lay(root, cases)
    for case in cases:

        def place(text: str, case: Case = case) -> str:
            return text.replace("CASE", case.slug).replace("@OUTSIDE@", str(canaries.outside(root, case.slug)))

        for path, data in case.files.items():
            name = place(path)
            if path.endswith((".svg", ".png", ".html")) and not _is_utf8(data):
                canaries.write(root / name, data)
                continue
            data = data.replace(b"CASE", case.slug.encode())
            data = data.replace(b"@OUTSIDE@", str(canaries.outside(root, case.slug)).encode())
            canaries.write(root / name, data)
        for path, target in case.links.items():
            link = root / place(path)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(place(target))
        for path in case.fifos:
            (root / place(path)).parent.mkdir(parents=True, exist_ok=True)
            os.mkfifo(root / place(path))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def newsroom(root: Path, *arguments: str, seconds: float) -> Run:
    """Run the command in an archive for at most *seconds* of CPU; a busy machine is no failure."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: math.ceil(seconds),
        resource.RLIMIT_FSIZE: LARGEST,
        resource.RLIMIT_CORE: 0,
    }
    words = [*arguments, "--root", str(root)]
    done = warm.run("sphinx_newsroom", words, root, {"SOURCE_DATE_EPOCH": NOW}, limits, math.ceil(10 * seconds))
    said = done.stdout + done.stderr
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Run(None, said, f"takes more than {seconds:.0f} seconds")
    return Run(None if done.returncode == -signal.SIGALRM else done.returncode, said, "waits for ever")


def build(folder: Path, cases: Sequence[Case], seconds: float = 60.0) -> Built:
    """Build an archive of *cases* in *folder*; what stops the build is singled out and left out of the next try."""
    rest = list(cases)
    stoppers: dict[str, str] = {}
    for attempt in range(TRIES):
        home = folder / str(attempt)
        built = _once(home, rest, seconds)
        if not built.run.wrong:
            built.stoppers = stoppers
            return built
        if not attempt and _alone(_fresh(built), [], seconds).wrong:
            break  # not even the innocent files can be built
        culprits = _breaking(built, rest, seconds) if rest else []
        if not culprits:
            break
        shutil.rmtree(home, ignore_errors=True)
        for case, how in culprits:
            stoppers[case.slug] = how
            rest.remove(case)
    built.stoppers = stoppers
    return built


def _alone(home: Path, cases: Sequence[Case], seconds: float) -> Run:
    """Build an archive only to see whether it can be built."""
    run = _once(home, cases, seconds).run
    shutil.rmtree(home, ignore_errors=True)
    return run


def _once(home: Path, cases: Sequence[Case], seconds: float) -> Built:
    root, out = home / "archive", home / "published" / "html"
    lay_out(root, cases)
    return Built(root, out, cases, newsroom(root, "build", "--out", str(out), seconds=seconds))


def _breaking(built: Built, cases: Sequence[Case], seconds: float) -> list[tuple[Case, str]]:
    """The inputs with each of which alone a build goes wrong, found by halving, and how it does."""
    done = _alone(_fresh(built), cases, seconds)
    if not done.wrong:
        return []
    if len(cases) == 1:
        return [(cases[0], f"the build {done.wrong}")]
    half = len(cases) // 2
    return [*_breaking(built, cases[:half], seconds), *_breaking(built, cases[half:], seconds)]


def _fresh(built: Built) -> Path:
    """A new folder beside the archive of a build."""
    for number in range(1_000):
        if not (place := built.root.parent.parent / f"alone-{number}").exists():
            return place
    raise AssertionError

"""Interrupt a newsroom's commands at any moment and in any system call, and check the result.

    python bench/safety/torture.py kills --count 200        kill builds while a reader is active
    python bench/safety/torture.py operations --count 300   kill publish, correct, withdraw, move, import, suggest
    python bench/safety/torture.py calls --count 60         let one in 333 system calls fail (needs strace)
    python bench/safety/torture.py disks --count 30         fill the disk after some kilobytes (needs mount)
    python bench/safety/torture.py damage --count 60        truncate, flip or delete files of caches and site

Each prints a line for every broken promise, and exits with 1 if there is any. `--seed` tries other cases.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EPOCH = "1767225600"
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
NEWSROOM = [sys.executable, "-m", "sphinx_newsroom"]
STATES = 4
"""How many versions of one release there are, each with a clean build to compare with."""
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


# -- an archive


def make_archive(root: Path, releases: int = 24) -> None:
    """Create a small archive with records and attachments, publish its releases, and add one that isn't published."""
    files: dict[str, str | bytes] = {
        "conf.py": 'project = "Torture"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n',
        "index.md": "# Torture\n\nWhat was said.\n",
        "organizations/unodc.md": "---\nname: United Nations Office on Drugs and Crime\nacronym: UNODC\n---\n",
        "organizations/osce.md": "---\nname: Organization for Security and Co-operation in Europe\n"
        "acronym: OSCE\n---\n",
        "officials/yury-fedotov.md": "---\nname: Yury Fedotov\nmemberships:\n"
        "  - {role: Executive Director, organization: unodc, start_date: 2010-07, end_date: 2020-01}\n---\n",
    }
    for number in range(releases):
        year = 2011 + number % 4
        files[f"releases/{year}/n{number}.md"] = text_of(number, 0)
        files[f"releases/{year}/n{number}/report.pdf"] = f"%PDF-1.4 {number}\n".encode() * 50 + b"%%EOF\n"
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    recorded = run(root, "publish")
    assert recorded.returncode == 0, recorded.stderr
    (root / "releases/2015/live").mkdir(parents=True)
    (root / "releases/2015/live/report.pdf").write_bytes(b"%PDF-1.4 live\n%%EOF\n")
    set_state(root, 0)


def text_of(number: int, state: int, date: str = "") -> str:
    """Return a release in one of its versions."""
    year = 2011 + number % 4
    name = f"n{number}" if not date else "live"
    return (
        f"---\ntitle: Release {number} as of {state}\ndate: {date or f'{year}-03-0{number % 9 + 1}'}\n"
        "issuer: osce\n---\n\n"
        f"Yury Fedotov of UNODC spoke {state} times.\n\nSee the [report]({name}/report.pdf).\n\n"
        + "\n\n".join(f"Paragraph {place} of {number} tells of the OSCE." for place in range(6))
        + "\n"
    )


def set_state(root: Path, state: int) -> None:
    """Change the text of the only release that isn't published."""
    (root / "releases/2015/live.md").write_text(text_of(99, state, date="2015-01-01"), encoding="utf-8")


def run(root: Path, *words: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a newsroom command in an archive's folder."""
    command = [*before, *NEWSROOM, *words, "--root", str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=root)


def start(root: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start a command in its own session."""
    command = [*NEWSROOM, *words, "--root", str(root)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, env=ENVIRONMENT, start_new_session=True)


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def sources(root: Path) -> dict[str, str]:
    """Return a digest of every source file in an archive, without the ledger's random salts and their digests."""
    found = {path: digest for path, digest in contents(root).items() if not path.startswith("_build/")}
    for path in ("releases/ledger.jsonl", "releases/ledger.head"):
        found[path] = re.sub('"(?:prev|salt|head|commitment)":"[0-9a-f]+"', "", (root / path).read_text("utf-8"))
    return found


def clean_site(root: Path, folder: Path) -> dict[str, str]:
    """Return the result of a clean build."""
    done = run(root, "build", "-q", "--out", str(folder / "html"))
    assert done.returncode == 0, done.stderr
    found = contents(folder / "html")
    shutil.rmtree(folder)
    return found


def clean_sites(root: Path) -> dict[int, dict[str, str]]:
    """Return the results of clean builds of each version, then build the archive once."""
    sites = {}
    for state in range(STATES):
        set_state(root, state)
        sites[state] = clean_site(root, root.parent / "clean")
    assert run(root, "build", "-q").returncode == 0
    return sites


class Report:
    """Collects broken promises."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def wrong(self, line: str) -> None:
        print(line, flush=True)
        self.lines.append(line)


# -- a reader


class Reader(threading.Thread):
    """Reads page after page, with everything that each links, and reports missing or partial files."""

    def __init__(self, site: Path, report: Report) -> None:
        super().__init__(daemon=True)
        self.site, self.report = site, report
        self.reads = 0
        self.stop = False

    def run(self) -> None:
        dice = random.Random(1)
        page = "index.html"
        while not self.stop:
            text = self.read(page)
            links = [
                os.path.normpath(os.path.join(os.path.dirname(page), link))
                for link in re.findall(r'(?:href|src)="([^":#?]+)["#?]', text)  # no link with a scheme
            ]
            pages = [link for link in links if link.endswith(".html")]
            for link in dice.sample(links, min(len(links), 8)):
                self.read(link)
            page = dice.choice(pages) if pages and dice.random() < 0.9 else "index.html"

    def read(self, path: str) -> str:
        self.reads += 1
        try:
            data = (self.site / path).read_bytes()
        except IsADirectoryError:
            return ""
        except OSError as error:
            self.report.wrong(f"reader: {path}: {error}")
            return ""
        if path.endswith(".html") and not data.rstrip().endswith(b"</html>"):
            self.report.wrong(f"reader: {path} is torn")
        return data.decode("utf-8", "replace") if path.endswith(".html") else ""


def left_processes(group: int) -> list[int]:
    """Return the running processes of a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == group and fields[0] != "Z":
            found.append(int(folder.name))
    return found


# -- what is done to the archive


def kills(root: Path, count: int, dice: random.Random, report: Report) -> str:
    """Kill, terminate and interrupt builds at random moments."""
    site, states = root / "_build/html", clean_sites(root)
    took = {}
    for fresh in ([], ["--fresh"]):  # after clean_sites, the first is a build of changes
        set_state(root, 0)
        began = time.monotonic()
        assert run(root, "build", "-q", *fresh).returncode == 0
        took[bool(fresh)] = time.monotonic() - began
    reader = Reader(site, report)
    reader.start()
    ended = 0
    for number in range(count):
        state, jobs, how = dice.randrange(STATES), dice.choice("12"), dice.choice(SIGNALS)
        set_state(root, state)
        fresh = ["--fresh"] if dice.random() < 0.2 else []
        process = start(root, "build", "-q", "-j", jobs, *fresh)
        time.sleep(dice.random() * took[bool(fresh)])
        process.send_signal(how)
        process.wait(60)
        ended += process.returncode == 0
        deadline = time.monotonic() + 5
        while (left := left_processes(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        if left:
            report.wrong(f"kills {number}: {how.name} with -j {jobs}: processes {left} are left")
        done = run(root, "build", "-q", "-j", jobs)
        if done.returncode != 0:
            report.wrong(f"kills {number}: {how.name}: the next build: {done.stderr[-300:]}")
        elif contents(site) != states[state]:
            report.wrong(f"kills {number}: {how.name}: the next build is not the clean one")
    reader.stop = True
    reader.join(10)
    return f"{count} builds, {ended} ended before the signal; {reader.reads:,} reads"


OPERATIONS = (
    ("publish", "2015/live", "--yes"),
    ("correct", "2012/n1", "--note", "A number.", "--text", "corrected.md"),
    ("withdraw", "2013/n2", "--reason", "It was wrong."),
    ("move", "2014/n3", "2014/moved"),
    ("import", "records.json"),
    ("suggest", "--accept", "Zebra Commission"),
)
POPOLO = (
    '{"organizations": [{"id": "zc", "name": "Zebra Council"}, {"id": "yc", "name": "Yak Council"}], "persons": []}'
)


def operations(root: Path, count: int, dice: random.Random, report: Report) -> str:
    """Kill commands that write sources; repeating the command must have the same result as running it once."""
    (root / "records.json").write_text(POPOLO, encoding="utf-8")
    (root / "corrected.md").write_text(text_of(1, 7), encoding="utf-8")
    words = "The Zebra Commission met. The Zebra Commission, said the Zebra Commission, will meet again.\n"
    for number in range(4):
        path = root / f"releases/2013/zebra-{number}.md"
        path.write_text(f"---\ntitle: Zebras {number}\ndate: 2013-01-01\n---\n\n{words}", encoding="utf-8")
    kept = root.parent / "kept"
    shutil.copytree(root, kept)

    def fresh() -> None:
        shutil.rmtree(root)
        shutil.copytree(kept, root)

    wanted, lasts = {}, {}
    for call in OPERATIONS:
        fresh()
        began = time.monotonic()
        done = run(root, *call)
        lasts[call] = time.monotonic() - began
        assert done.returncode == 0, (call, done.stdout, done.stderr)
        wanted[call] = sources(root)
    stopped = 0
    for number in range(count):
        call = OPERATIONS[number % len(OPERATIONS)]
        fresh()
        command = [*NEWSROOM, *call, "--root", str(root)]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            command, stdout=quiet, stderr=quiet, env=ENVIRONMENT, start_new_session=True, cwd=root
        )
        # Most of the time is spent starting Python; files are written near the end.
        time.sleep(lasts[call] * dice.uniform(0.5, 1.1))
        process.kill()
        stopped += process.wait() != 0
        done = run(root, *call)
        now = sources(root)
        if now != wanted[call]:
            differ = sorted(
                path for path in now.keys() | wanted[call].keys() if now.get(path) != wanted[call].get(path)
            )
            report.wrong(f"operations {number}: {call[0]}: {differ[:4]}: {done.stderr[-200:]}")
    return f"{count} calls, {stopped} killed before their end"


def calls(root: Path, count: int, dice: random.Random, report: Report) -> str:
    """Make one in 333 system calls on files fail."""
    states = clean_sites(root)
    ended = 0
    for number in range(count):
        state = dice.randrange(STATES)
        set_state(root, state)
        before = contents(root / "_build/html")
        what = dice.choice(
            ("write", "openat", "rename,renameat2", "fsync,close", "read", "newfstatat", "link,linkat,unlink")
        )
        error = dice.choice(("EIO", "ENOSPC", "EACCES", "EMFILE"))
        inject = f"inject={what}:error={error}:when={dice.randrange(200, 4000)}+333"
        done = run(root, "build", "-q", before=("strace", "-f", "-q", "-o", "/dev/null", "-e", inject))
        after = contents(root / "_build/html")
        if done.returncode == 0:
            ended += 1
            if after != states[state]:
                report.wrong(f"calls {number}: {inject}: status 0, and not the site of the sources")
        elif after not in (before, states[state]):
            report.wrong(f"calls {number}: {inject}: status {done.returncode}, and the site is neither old nor new")
        elif "nothing was published" in done.stderr and after != before:
            report.wrong(f"calls {number}: {inject}: says that nothing was published, and the new site stands")
        # If Python itself isn't loaded, it can't report more.
        if "Traceback (most recent call last)" in done.stderr and "importlib" not in done.stderr:
            report.wrong(f"calls {number}: {inject}: a traceback: {done.stderr.splitlines()[-1][:200]}")
        done = run(root, "build", "-q")
        if done.returncode != 0 or contents(root / "_build/html") != states[state]:
            report.wrong(f"calls {number}: {inject}: the next build: {done.stderr[-200:] or 'another site'}")
    return f"{count} builds, {ended} ended well"


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a disk with a size."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def disks(root: Path, count: int, dice: random.Random, report: Report) -> str:
    """Fill the disk during a first or incremental build."""
    set_state(root, 1)
    whole = clean_site(root, root.parent / "clean")
    set_state(root, 0)
    old = clean_site(root, root.parent / "clean")
    ended = 0
    for number in range(count):
        with small_disk(root.parent / "disk", 200_000) as disk:
            out = disk / "html"
            first = dice.random() < 0.5
            set_state(root, 0)
            if not first:
                assert run(root, "build", "-q", "--out", str(out)).returncode == 0
            set_state(root, 1)
            used = sum(path.stat().st_blocks // 2 for path in disk.rglob("*"))
            size = used + dice.randrange(4, 5_000 if first else 500)
            subprocess.run(["mount", "-o", f"remount,size={size}k", str(disk)], check=True)
            done = run(root, "build", "-q", "--out", str(out))
            after = contents(out) if out.exists() else {}
            allowed = [whole] if done.returncode == 0 else [{} if first else old]
            ended += done.returncode == 0
            if after not in allowed:
                report.wrong(f"disks {number}: {size} kB, first {first}: status {done.returncode}, and another site")
            if "Traceback (most recent call last)" in done.stderr:
                report.wrong(f"disks {number}: a traceback: {done.stderr.splitlines()[-1][:200]}")
            subprocess.run(["mount", "-o", "remount,size=400000k", str(disk)], check=True)
            done = run(root, "build", "-q", "--out", str(out))
            if done.returncode != 0 or contents(out) != whole:
                report.wrong(f"disks {number}: with room again: {done.stderr[-300:] or 'another site'}")
    return f"{count} disks, {ended} were large enough"


def damage(root: Path, count: int, dice: random.Random, report: Report) -> str:
    """Damage files of the caches or of the published site between two builds."""
    states = clean_sites(root)
    found = 0
    for number in range(count):
        state = dice.randrange(STATES)
        set_state(root, state)
        folder = root / "_build"
        below = dice.choice(("html", ".newsroom-work"))
        files = [path for path in sorted((folder / below).rglob("*")) if path.is_file() and path.stat().st_size]
        path = dice.choice(files)
        data, times = path.read_bytes(), path.stat()
        how = dice.choice(("cut", "flip", "delete", "empty"))
        if how == "delete":
            path.unlink()
        else:
            place = dice.randrange(len(data))
            changed = {"cut": data[:place], "empty": b""}.get(how)
            path.write_bytes(
                changed if changed is not None else data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            )
            if dice.random() < 0.5:
                os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        # A flipped bit with the same size and time, in the site, in the tree that trades places with it or in a file
        # that they share with others, is found by reading everything.
        tree = below == "html" or path.is_relative_to(folder / below / "html") or times.st_nlink > 1
        verify = ["--verify"] if tree else []
        done = run(root, "build", "-q", *verify)
        found += "is not as" in done.stderr or "damaged" in done.stderr
        name = path.relative_to(folder)
        refused = done.returncode != 0 and "--fresh" in done.stderr
        if refused:  # a flipped bit with the same size and time is noticed last
            done = run(root, "build", "-q", "--fresh")
        if done.returncode != 0:
            report.wrong(f"damage {number}: {how} {name}: {done.stderr[-300:]}")
        elif contents(folder / "html") != states[state]:
            report.wrong(f"damage {number}: {how} {name}: status 0, and another site")
        if done.returncode != 0 or contents(folder / "html") != states[state]:
            shutil.rmtree(folder)
            assert run(root, "build", "-q").returncode == 0
    return f"{count} files, {found} told"


MODES = {"kills": kills, "operations": operations, "calls": calls, "disks": disks, "damage": damage}


def main() -> int:
    """Run one mode; the status is 1 if a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "archive")
        make_archive(root)
        said = MODES[args.mode](root, args.count, random.Random(args.seed), report)
    print(f"{args.mode}: {said}; {len(report.lines)} not as promised")
    return 1 if report.lines else 0


if __name__ == "__main__":
    sys.exit(main())

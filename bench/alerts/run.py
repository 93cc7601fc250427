"""Measure `newsroom alert` on many releases, and check that every message is sent once even if it is killed.

python bench/alerts/run.py                       # 1,000 queries on 200 new releases of 2,000; 50 kills
python bench/alerts/run.py --real                # with real releases from ../shared/data
python bench/alerts/run.py --queries 0 --kills 200 --seed 7
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import datetime as dt
import gzip
import json
import os
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.extension.writing import language
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.data import bulk
from sphinx_newsroom.outputs.output import State
from sphinx_newsroom.outputs.search import index_files
from sphinx_newsroom.outputs.writing import write_outputs
from sphinx_newsroom.text.words.tokens import Mark

BASE = "https://archive.example.org/"
CONF = (
    'project = "Bench"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
    f'html_baseurl = "{BASE}"\nnewsroom_mail_from = "press@example.org"\n'
)
ORGANIZATIONS = {f"body-{n}": Organization(f"body-{n}", f"Body of Number {n}") for n in range(40)}
SECRET = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"
SYLLABLES = (
    "har bour rail way for est min ist er bud get tre aty con trol ves sel bri dge ri ver fer ry cus tom port".split()
)


# ---- an archive ---------------------------------------------------------------------------------------


def generated(count: int, drawn: random.Random) -> Iterator[Entry]:
    """Yield ten years of releases with made-up words, whose frequencies follow Zipf's law."""
    words = sorted({"".join(drawn.choices(SYLLABLES, k=drawn.randint(1, 3))) for _ in range(6000)})
    drawn.shuffle(words)
    weights = [1 / (rank + 10) for rank in range(len(words))]
    for number in range(count):
        day = dt.date(2016, 1, 1) + dt.timedelta(days=number * 3650 // count)
        said = drawn.choices(words, weights, k=drawn.randint(120, 420))
        yield entry(f"{day.year}/release-{number}", day, " ".join(said[:7]).capitalize(), " ".join(said), drawn)


def real(count: int, drawn: random.Random) -> Iterator[Entry]:
    """Yield real releases, which aren't part of the project."""
    place = Path(os.environ.get("NEWSROOM_SHARED", "../shared")) / "data/releases/congress-2024.jsonl.gz"
    with gzip.open(place, "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, islice(lines, count)), key=lambda row: row["date"])
    for number, row in enumerate(rows):
        day = dt.date.fromisoformat(row["date"][:10])
        yield entry(f"{day.year}/release-{number}", day, row["title"], row["body"], drawn)


def entry(id_: str, day: dt.date, title: str, text: str, drawn: random.Random) -> Entry:
    release = Release(ReleaseId(id_), title, day, f"releases/{id_}.md")
    named = drawn.sample(sorted(ORGANIZATIONS), 2)
    mentions = tuple(Mention(one, "organization", one, "header") for one in named)
    return Entry.of(release, f"{title}\n\n{text}", (Mark(0, len(title), "heading"),), mentions)


def write_site(folder: Path, entries: Sequence[Entry]) -> None:
    """Write the parts of a site that alerts read, as a build would."""
    settings = Settings(project="Bench", baseurl=BASE)
    index = ArchiveIndex({one.release.docname: one for one in entries}, Registry(organizations=ORGANIZATIONS))
    data = (one for one in bulk.outputs(index, settings) if one.key in ("data/releases", "data/records"))
    write_outputs([*index_files.outputs(index, settings, language), *data], State(), State(), folder)


def command(root: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "sphinx_newsroom", "alert", "--root", str(root), *words]


# ---- 1,000 queries ------------------------------------------------------------------------------------


def queries_of(entries: Sequence[Entry], count: int, drawn: random.Random) -> Iterator[str]:
    """Yield saved queries: words, phrases, alternatives, exclusions and fields, from the texts of all releases."""
    for number in range(count):
        words = re.findall(r"\w{4,}", drawn.choice(entries).text) or ["nothing"]
        one, other = drawn.choice(words), drawn.choice(words)
        at = drawn.randrange(len(words))
        yield (
            f"{one} {other}",
            f'"{" ".join(words[at : at + 2])}"',
            f"{one} OR {other}",
            f"{one} -{other}",
            f"{one} organization:body-{number % 40}",
            f"{one[:4]}* {other}",
            f"{one} from:2016",
            f'{one} "{other}" type:press-release',
        )[number % 8]


def measure(args: argparse.Namespace, folder: Path) -> None:
    drawn = random.Random(args.seed)
    made = real if args.real else generated
    entries = sorted(made(args.releases, drawn), key=lambda one: (one.release.date, one.release.id))
    write(folder / "conf.py", CONF)
    for number, query in enumerate(queries_of(entries, args.queries, drawn)):
        text = f"name: Query {number}\nquery: {json.dumps(query)}\nmail: [reader-{number}@example.org]\n"
        write(folder / f"alerts/query-{number}.yaml", text)
    site = folder / "_build/html"
    write_site(site, entries[: -args.new])
    subprocess.run(command(folder), check=True, capture_output=True)
    write_site(site, entries)
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command(folder, "--dry-run"), capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    mails = sum(line.startswith("mail ") for line in done.stdout.splitlines())
    told = sum(line.startswith("  new:") for line in done.stdout.splitlines())
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{args.queries} queries over {args.new} new releases of {len(entries)}: {cpu:.2f} s of CPU, {wall:.2f} s, "
        f"{after.ru_maxrss // 1024} MB; {mails} mails with {told} releases"
    )


# ---- killed -------------------------------------------------------------------------------------------


class Inbox:
    """A mail server that takes a moment for each message, like real ones, and keeps a log."""

    def __init__(self, drawn: random.Random, arrived: threading.Semaphore) -> None:
        self.drawn, self.mails, self.arrived = drawn, [], arrived

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        await asyncio.sleep(self.drawn.uniform(0, 0.02))
        self.mails.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=default)))
        self.arrived.release()
        await asyncio.sleep(self.drawn.uniform(0, 0.02))
        return "250 OK"


class Receiver(ThreadingHTTPServer):
    daemon_threads = True
    got: list[tuple[str, str, list[str]]]
    arrived: threading.Semaphore


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ids = [item["release"]["id"] for item in told["data"]["items"]]
        self.server.got.append((told["data"]["alert"], self.headers["webhook-id"], ids))
        self.server.arrived.release()
        time.sleep(0.01)
        try:
            self.send_response(204)
            self.end_headers()
        except OSError:
            pass  # the sender was killed

    def log_message(self, *args: object) -> None:
        """Log nothing."""


def kills(args: argparse.Namespace, folder: Path) -> bool:
    drawn = random.Random(args.seed)
    entries = list(generated(20 + args.kills * 8, drawn))  # a run that ends before it is killed also uses some
    write(folder / "conf.py", CONF)
    receiver = Receiver(("127.0.0.1", 0), Handler)
    receiver.got = []
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{receiver.server_port}"
    hook = f"webhook: {{url: 'http://{host}/', secret_env: BENCH_SECRET}}\n"
    for number in range(args.alerts):
        mail = f"mail: [reader-{number}@example.org, other-{number}@example.org]\n"
        write(folder / f"alerts/all-{number}.yaml", f"name: All {number}\n{hook if number % 4 == 0 else ''}{mail}")
    site, count = folder / "_build/html", 20
    write_site(site, entries[:count])
    arrived, messages = threading.Semaphore(0), args.alerts * 2 + len(range(0, args.alerts, 4))
    box = Inbox(drawn, arrived)
    receiver.arrived = arrived
    with socket.create_server(("127.0.0.1", 0)) as probe:  # aiosmtpd's start() needs a number
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    environment = {**os.environ, "BENCH_SECRET": SECRET}
    words = ["--send", f"127.0.0.1:{port}", "--private", host]

    def run(*more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(command(folder, *words, *more), env=environment, stderr=subprocess.PIPE, text=True)

    begun = time.monotonic()
    assert run().wait() == 0
    begun = time.monotonic() - begun
    answers: list[str] = []
    asked = Counter[str]()
    killed = 0
    while killed < args.kills and count < len(entries):
        count = min(count + 2, len(entries))
        write_site(site, entries[:count])
        while arrived.acquire(blocking=False):
            pass
        process = run(*answers)
        # Some at any moment, most while a message is being sent.
        if drawn.random() < 0.3:
            time.sleep(drawn.uniform(0, 2 * begun))
        else:
            for _ in range(drawn.randint(1, messages)):
                while not arrived.acquire(timeout=0.1) and process.poll() is None:
                    pass
            time.sleep(drawn.uniform(0, 0.03))
        if process.poll() is None:
            killed += 1
            process.send_signal(signal.SIGKILL)
        process.wait()
        answers = looked_up(folder, box, asked)
    for _ in range(3):
        last = run(*answers)
        said = last.communicate()[1]
        answers = looked_up(folder, box, asked)
        if last.returncode == 0:
            break
    controller.stop()
    receiver.shutdown()
    wanted = {one.release.id for one in entries[20:count]}
    return judged(args, killed, box, receiver, wanted, asked, said, last.returncode)


def looked_up(folder: Path, box: Inbox, asked: Counter[str]) -> list[str]:
    """Answer the questions in the state from the server's log, as a person would."""
    done = subprocess.run(command(folder, "--dry-run"), capture_output=True, text=True, check=False)
    found = []
    logged = {str(mail["Message-ID"]) for _, mail in box.mails}
    ids = re.findall(r"the email <(\w+)@example\.org> was on its way", done.stderr)
    assert len(ids) <= 1, f"at most the one on its way may be asked about: {ids}"
    for id_ in ids:
        arrived = f"<{id_}@example.org>" in logged
        asked["arrived" if arrived else "not arrived"] += 1
        found += ["--sent" if arrived else "--again", id_]
    return found


def judged(
    args: argparse.Namespace,
    killed: int,
    box: Inbox,
    receiver: Receiver,
    wanted: set[str],
    asked: Counter[str],
    said: str,
    code: int,
) -> bool:
    got: Counter[tuple[str, str]] = Counter()
    for to, mail in box.mails:
        text = mail.get_body(("plain",)).get_content()
        got.update((to, id_) for id_ in re.findall(rf"{BASE}releases/(\S+)\.html", text))
    readers = [f"{who}-{number}@example.org" for number in range(args.alerts) for who in ("reader", "other")]
    lost = [(to, id_) for to in readers for id_ in wanted if not got[to, id_]]
    twice = [key for key, times in got.items() if times > 1]
    named = {(alert, id_, name) for alert, name, ids in receiver.got for id_ in ids}
    programs = Counter((alert, id_) for alert, id_, _ in named)
    hooks = [f"all-{number}" for number in range(0, args.alerts, 4)]
    lost_there = [(alert, id_) for alert in hooks for id_ in wanted if not programs[alert, id_]]
    other_name = [key for key, times in programs.items() if times > 1]
    again = len(receiver.got) - len({name for _, name, _ in receiver.got})
    print(
        f"killed {killed} times: {len(box.mails)} mails to {len(readers)} readers, {len(lost)} lost, {len(twice)} "
        f"twice; asked about {asked.total()}, {asked['arrived']} of which had arrived; {len(receiver.got)} webhooks, "
        f"{len(lost_there)} lost, {again} once more under their own name, {len(other_name)} under another"
    )
    well = killed == args.kills and not (lost or twice or lost_there or other_name) and code == 0
    if not well:
        print("NOT AS PROMISED", lost[:3], twice[:3], lost_there[:3], other_name[:3], code, said[-500:])
    return well


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=2000)
    parser.add_argument("--new", type=int, default=200)
    parser.add_argument("--queries", type=int, default=1000, help="0 leaves them out")
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--kills", type=int, default=50, help="0 leaves them out")
    parser.add_argument("--alerts", type=int, default=20, help="of those that are killed; each has two readers")
    parser.add_argument("--seed", type=int, default=19)
    args = parser.parse_args()
    well = True
    with tempfile.TemporaryDirectory() as place:
        if args.queries:
            measure(args, Path(place, "queries"))
        if args.kills:
            well = kills(args, Path(place, "kills"))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())

"""The recipes of the guides, run as they stand: by real servers where they are installed, and aws by a stand-in."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from tests.conftest import GATE, NOW, ROOT, SMALL, ArchiveOnDisk, Built
from tests.helpers import warm
from tests.helpers.folders import git
from tests.helpers.servers import RECIPES, serving_by

from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings
from sphinx_newsroom.operations.begin import TEMPLATE
from sphinx_newsroom.reference import verb

GUIDE = (ROOT / "docs/guides/publish-the-site.md").read_text(encoding="utf-8")
_CODE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>\n'
_POLICY = f"{Settings().csp}; frame-ancestors 'none'"


def codes(language: str) -> list[str]:
    """The blocks of code of the guide in a language."""
    return [found[2] for found in _CODE.finditer(GUIDE) if found[1] == language]


# -- servers


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with a drawing, a former address and files as a ledger has them."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("recipes") / "archive")
    release = SMALL["releases/2011/opening.md"]
    archive.put(
        {
            **SMALL,
            "releases/2011/opening.md": release.replace(
                "issuer: osce", "issuer: osce\n        former_urls: ['?p=7', news/7]"
            ).replace("spoke at", "![A map](opening/map.svg) spoke at"),
            "releases/2011/opening/map.svg": _SVG,
        }
    )
    built = archive.build("out", "-W")
    assert built.status == 0, built.log
    for path in ("log/checkpoint", "log/tile/0/000", "log/tile/0/001.p/7"):
        (built.out / path).parent.mkdir(parents=True, exist_ok=True)
        (built.out / path).write_text("x\n", encoding="utf-8")
    (built.out / "releases/2011/opening.timemap").touch()
    return built


FOR_EVER = "public, max-age=31536000, immutable"
KEPT = {
    "/": "no-cache",
    "/index.html?v=1": "no-cache",
    "/releases/2011/opening.html": "no-cache",
    "/rss.xml": "no-cache",
    "/data/releases.jsonl": "no-cache",
    "/log/checkpoint": "no-cache",
    "/log/tile/0/000": FOR_EVER,
    "/log/tile/0/001.p/7": "no-cache",
    "/_static/newsroom/icon.svg": None,
    "/_static/newsroom/newsroom.css": "public, max-age=3600",
    "/_static/newsroom/newsroom.css?v=0123abcd": FOR_EVER,
    "/_search/index.js": "no-cache",
    "/_search/1984-2047-newest/index.js?v=0123abcd": FOR_EVER,
}
"""How long a browser may keep what it asks for; of drawings each server's own rules say less."""
TYPES = {
    "/": "text/html; charset=utf-8",
    "/releases/2011/opening.html": "text/html; charset=utf-8",
    "/releases/2011/opening.md": "text/markdown; charset=utf-8",
    "/data/index.json": "application/json",
    "/releases/2011/opening.timemap": "application/link-format",
    "/data/releases.jsonl": "application/jsonl",
    "/feeds.opml": "text/x-opml",
    "/log/checkpoint": "text/plain; charset=utf-8",
    "/_static/newsroom/newsroom.css": "text/css",
    "/rss.xml": "xml; charset=utf-8",
    "/_search/index.js": "javascript",
}


@pytest.fixture(scope="module", params=RECIPES)
def port(request: pytest.FixtureRequest, site: Built) -> Iterator[int]:
    """A server that runs by its guide."""
    with serving_by(request.param, codes(request.param)[0], site.out) as port:
        yield port


def ask(port: int, target: str, **headers: str) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        answer.read()
        names = [name.lower() for name in answer.headers]
        assert len(names) == len({*names} - {""}), f"{target} has a header twice: {names}"
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    finally:
        connection.close()


def test_each_file_is_sent_as_what_it_is_with_the_policy(port: int) -> None:
    for target, kind in TYPES.items():
        status, headers = ask(port, target)
        assert status == 200, target
        assert kind.replace("; ", ";") in headers["content-type"].replace("; ", ";").lower(), target
        assert headers["content-security-policy"] == _POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_a_page_is_asked_for_again_and_what_never_changes_is_kept(port: int) -> None:
    for target, kept in KEPT.items():
        status, headers = ask(port, target)
        assert status == 200, target
        assert kept is None or headers["cache-control"] == kept, target
        status, _ = ask(port, target, **{"If-None-Match": headers["etag"]})
        assert status == 304, target


def test_a_drawing_that_is_opened_by_itself_draws_and_no_more(port: int) -> None:
    status, headers = ask(port, "/releases/2011/opening/map.svg")
    assert (status, headers["content-type"].partition(";")[0]) == (200, "image/svg+xml")
    assert headers["content-security-policy"].endswith("; sandbox")
    assert headers["x-content-type-options"] == "nosniff"


def test_former_addresses_lead_on_and_what_a_build_keeps_is_nobodys(port: int) -> None:
    for target in ("/?p=7", "/news/7", "/news/7/"):
        status, headers = ask(port, target)
        assert (status, headers["location"].partition("/releases")[2]) == (301, "/2011/opening.html"), target
    assert ask(port, "/nothing")[0] == 404
    status, headers = ask(port, "/a/b/nothing")
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8"), "the archive's own page"
    assert ask(port, "/.newsroom.json")[0] == 404


# -- the command line of AWS


def test_s3_gets_every_file_once_pages_late_and_deletions_last(site: Built, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    log = tmp_path / "log"
    for name in ("aws", "newsroom"):
        program = programs / name
        program.write_text(
            f'#!/bin/sh\nprintf "%s\\037" "{name}" "$@" >>{log}\nprintf "\\n" >>{log}\n', encoding="utf-8"
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    script = tmp_path / "publish.sh"
    script.write_text(codes("sh")[0], encoding="utf-8")
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build/html").symlink_to(site.out)
    path = f"{programs}:{os.environ['PATH']}"
    subprocess.run(["sh", script], cwd=tmp_path, env={**os.environ, "PATH": path}, check=True)
    first, *calls = [line.split("\037")[:-1] for line in log.read_text(encoding="utf-8").splitlines()]
    assert first == ["newsroom", "build", "--quiet"]

    sent: dict[str, str | None] = {}
    order = []
    files = [file.relative_to(site.out).as_posix() for file in site.out.rglob("*") if file.is_file()]
    assert all(call[:5] == ["aws", "s3", "sync", "_build/html", "s3://archive.example.org"] for call in calls)
    assert ["--delete" in call for call in calls] == [False] * (len(calls) - 1) + [True]
    for call in calls[:-1]:
        chosen = [file for file in files if is_chosen(file, call)]
        assert not [file for file in chosen if file in sent]
        sent |= dict.fromkeys(chosen, call[call.index("--content-type") + 1] if "--content-type" in call else None)
        order += chosen
    assert {*sent} == {file for file in files if not file.startswith(".newsroom")}
    assert {*sent} == {file for file in files if is_chosen(file, calls[-1])}
    pages = [place for place, file in enumerate(order) if file.endswith(".html")]
    assert pages == [*range(pages[0], len(order))]
    for target, type_ in TYPES.items():
        if target != "/":
            assert type_ in (sent[target[1:]] or "application/json"), target


def is_chosen(file: str, call: list[str]) -> bool:
    """Whether `aws s3 sync` takes a file: the last of its filters that the name fits decides."""
    # Source: AWS CLI, "Use of Exclude and Include Filters"; its signs also go over the border of a folder.
    chosen = True
    for name, value in pairwise(call):
        if name in ("--exclude", "--include") and re.fullmatch(re.escape(value).replace(r"\*", ".*"), file):
            chosen = name == "--include"
    return chosen


# -- what others run


def blocks() -> Iterator[tuple[str, str, str]]:
    for found in _CODE.finditer(GUIDE):
        yield "guide", found[1], found[2]
    workflow = TEMPLATE / "dot-github/workflows/archive.yml"
    yield "newsroom init", "yaml", workflow.read_text(encoding="utf-8")


def test_each_command_is_one() -> None:
    for where, _, text in blocks():
        for call in re.findall(r"(?:^|[ =\"/-])newsroom ((?:build|check|publish|verify|serve|new)\b[^\n\"&|;]*)", text):
            words = shlex.split(call, comments=True)
            assert verb(words[0]).make_context(where, [*words[1:], "--root", "."])


def test_the_service_lifts_an_embargo_in_time_and_publishes_no_draft(
    archive: ArchiveOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    header = "---\ntitle: {}\ndate: 2026-02-01\n{}---\n\nThe OSCE met.\n"
    archive.put(
        {
            "releases/2026/levy.md": header.format("A levy", "embargo: 2026-02-01T10:00:00Z\n"),
            "releases/2026/merger.md": header.format("A merger", "draft: true\n"),
            "conf.py": GATE,
        }
    )
    signing = ["publish", "--yes", "--no-build", "--as", "Ada <ada@example.org>", "--root", str(archive.root)]
    assert main(signing) == main(signing) == 0  # the first begins the ledger, the second signs off
    commands = _of_the_service()
    pages = tmp_path / "www/archive/releases/2026"
    for moment, expected in (("2026-02-01T09:59:59Z", []), ("2026-02-01T10:00:00Z", ["levy.html"])):
        now = dt.datetime.fromisoformat(moment)
        for _, command in commands:
            done = _run_as_service(command, archive, tmp_path, now)
            assert done.returncode == 0, done.stdout + done.stderr
        assert sorted(path.name for path in pages.glob("*.html") if path.stem != "index") == expected
    assert "2026/levy" in (archive.root / "releases/ledger.jsonl").read_text(encoding="utf-8")
    assert "2026/merger" not in (archive.root / "releases/ledger.jsonl").read_text(encoding="utf-8")


def _of_the_service() -> list[tuple[str, str]]:
    """The commands of the service, each behind the sign that has systemd go on where it fails, or nothing."""
    found = re.findall(r"^ExecStart=(-?)/srv/archive/\.venv/bin/newsroom (.+)$", codes("ini")[0], re.M)
    assert len(found) == 2
    return found


def _run_as_service(
    command: str, archive: ArchiveOnDisk, tmp_path: Path, now: dt.datetime
) -> subprocess.CompletedProcess[str]:
    words = command.replace("/srv/www", f"{tmp_path}/www").split()
    return warm.run("sphinx_newsroom", words, cwd=archive.root, env={"SOURCE_DATE_EPOCH": f"{now.timestamp():.0f}"})


EDITED = """
    ---
    title: Conference opens in Vienna
    date: 2011-06-21
    issuer: osce
    ---
    Somebody wrote something else.
    """
DUE = "---\ntitle: A levy\ndate: 2026-02-01\n---\n\nThe OSCE met.\n"


def test_the_service_publishes_what_is_due_beside_a_text_that_somebody_edited(
    archive: ArchiveOnDisk, tmp_path: Path
) -> None:
    """Of several lines of ExecStart, systemd runs none behind one that fails, but where that begins with a dash."""
    now = dt.datetime(2026, 2, 1, 10, tzinfo=dt.UTC)
    page = tmp_path / "www/archive/releases/2026/levy.html"
    assert main(["publish", "--root", str(archive.root)]) == 0
    for is_edited in (False, True):
        if is_edited:
            archive.put({"releases/2011/opening.md": EDITED, "releases/2026/levy.md": DUE})
        for dash, command in _of_the_service():
            done = _run_as_service(command, archive, tmp_path, now)
            if done.returncode and not dash:
                break
        assert page.exists() == is_edited
    assert "spoke at" in (tmp_path / "www/archive/releases/2011/opening.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("pushing", ["taken", "refused"])
def test_the_workflow_publishes_what_is_due_beside_a_text_that_somebody_edited(
    archive: ArchiveOnDisk, tmp_path: Path, pushing: str
) -> None:
    """Each step ends at the first command that fails, and the job at the first such step, as on a runner of GitHub."""
    assert main(["publish", "--root", str(archive.root)]) == 0
    archive.put({".gitignore": "/_build/\n", "releases/2011/opening.md": EDITED, "releases/2026/levy.md": DUE})
    git(archive.root, "init", "--quiet", "--initial-branch=main")
    git(archive.root, "add", "--all")
    git(archive.root, "commit", "--quiet", "--message", "All")
    others = tmp_path / "others.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(others))
    if pushing == "taken":
        git(archive.root, "push", "--quiet", str(others), "main")
    git(archive.root, "remote", "add", "origin", str(others) if pushing == "taken" else str(tmp_path / "none.git"))
    git(archive.root, "config", "push.default", "current")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "newsroom").write_text(f'#!/bin/sh\nexec {sys.executable} -m sphinx_newsroom "$@"\n', encoding="utf-8")
    (bin_ / "newsroom").chmod(0o755)
    job = yaml.safe_load((TEMPLATE / "dot-github/workflows/archive.yml").read_text(encoding="utf-8"))["jobs"]["build"]
    steps = [step["run"] for step in job["steps"] if "newsroom " in step.get("run", "")]
    assert len(steps) == 2
    for step in steps:
        done = subprocess.run(
            ["bash", "-e", "-c", step],
            cwd=archive.root,
            env={**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    site = archive.root / "_build/html"
    assert (site / "releases/2026/levy.html").exists()
    assert "spoke at" in (site / "releases/2011/opening.html").read_text(encoding="utf-8")
    # What the site has of the ledger, whoever clones the repository has, too.
    (tmp_path / "clone").mkdir()
    git(tmp_path, "clone", "--quiet", str(others if pushing == "taken" else archive.root), "clone/archive")
    recorded = (tmp_path / "clone/archive/releases/ledger.jsonl").read_bytes()
    assert (site / "releases/ledger.jsonl").read_bytes() == recorded
    assert (b"2026/levy" in recorded) == (pushing == "taken")

"""With a ledger, a release is public once it was published, and one that is to come once it was signed off."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import GATE, NOW, ArchiveOnDisk
from tests.helpers import warm
from tests.helpers.folders import copied, git

from sphinx_newsroom.cli import main, publish
from sphinx_newsroom.ledger.checks import ledger_of
from sphinx_newsroom.operations.publish import read_approvals

LATER = "1893456000"
"""1 January 2030."""
COMING = "embargo: 2029-12-31T09:00:00+00:00\n"


def release(title: str, more: str = "", text: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2025-06-01\n{more}---\n\nWhat {title} said. And more.\n\n{text}\n"


STATES = {
    "old": release("old", text="See {release}`2025/new` and [it](new.md). ![P](new/p.png)"),
    "new": release(
        "new", "topics: [zebras]\nattachments: [{src: new/p.txt, title: A paper}]\nformer_urls: [new.htm]\n"
    ),
    "new.de": release("neu"),
    "draft": release("draft", "draft: true\n"),
    "coming": release("coming", COMING, "The [paper](coming/p.txt)."),
    "dated": release("dated").replace("2025-06-01", "2029-12-31"),
    "broken": release("broken", "titel: x\n"),
}
WHY = {
    "new": "unpublished",
    "new.de": "unpublished",
    "draft": "draft",
    "coming": "embargo",
    "dated": "embargo",
    "broken": "error",
}


def newsroom(root: Path, *words: str, status: int = 0, now: str = NOW) -> str:
    done = warm.run("sphinx_newsroom", words, root, {"SOURCE_DATE_EPOCH": now})
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of each state, the site and a preview."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("gate") / "archive")
    archive.put({"conf.py": GATE, "index.md": "# Test\n", "releases/ledger.jsonl": "", "releases/ledger.head": ""})
    archive.put({f"releases/2025/{name}.md": text for name, text in STATES.items()})
    archive.put({f"releases/2025/{name}/p.txt": f"the paper of {name}\n" for name in ("new", "coming")})
    git(archive.root, "init", "-q")
    git(archive.root, "config", "user.name", "Ann")
    git(archive.root, "config", "user.email", "ann@example.org")
    newsroom(archive.root, "publish", "2025/old", "--yes")
    newsroom(archive.root, "build", "--drafts", "-q")
    return archive.root


@pytest.fixture
def root(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to change."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    copied(begun, tmp_path / "archive")
    shutil.rmtree(tmp_path / "archive/_build/preview")
    return tmp_path / "archive"


def run(root: Path, *words: str) -> int:
    return main([*words, "--root", str(root)])


def recorded(root: Path) -> set[str]:
    ledger = ledger_of(root)
    return {id_.removeprefix("2025/") for id_ in ledger.records} if ledger else set()


def test_nothing_on_the_site_tells_of_what_is_not_published(begun: Path) -> None:
    told = [
        path
        for path in (begun / "_build/html").rglob("*")
        if path.is_file()
        for data in (path.read_bytes(),)
        if b"2025/new" in data or b"What new" in data or b"paper of" in data or b"zebras" in data or b"new.htm" in data
    ]
    assert not told
    page = (begun / "_build/html/releases/2025/old.html").read_text(encoding="utf-8")
    assert "a forthcoming release" in page


def test_each_is_named_with_the_command_that_publishes_it(begun: Path, root: Path) -> None:
    said = newsroom(root, "check", status=1)
    assert "new.md:1: [unpublished] 2025/new isn't published" in said
    assert "run: newsroom publish 2025/new" in said
    assert "coming.md:1: [kept-back] kept back until 2029-12-31 09:00+00:00, and not signed off" in said
    rows = json.loads(warm.run("sphinx_newsroom", ["build", "-q", "--json"], root, {"SOURCE_DATE_EPOCH": NOW}).stdout)
    assert {row["path"][14:-3]: row["reason"] for row in rows["left_out"]} == WHY
    assert rows["next_due"] is None, "what nobody signed off doesn't go out"
    for name, state in (("new", "Not published"), ("coming", "Not published"), ("draft", "Draft"), ("old", "")):
        page = (begun / f"_build/preview/releases/2025/{name}.html").read_text(encoding="utf-8")
        assert ("banner-draft" in page) is bool(state)
        assert state in page


@pytest.mark.parametrize(
    ("words", "new", "signed"),
    [
        ((), {"new", "new.de"}, {"coming", "dated"}),
        (("2025/new",), {"new"}, set()),
        (("2025/coming",), set(), {"coming"}),
        (("--due",), set(), set()),
        (("2025/draft",), None, set()),
        (("2025/broken",), None, set()),
    ],
)
def test_what_publish_takes(root: Path, words: tuple[str, ...], new: set[str] | None, signed: set[str]) -> None:
    assert run(root, "publish", *words, "--yes", "--no-build") == (new is None)
    assert recorded(root) == {"old", *(new or ())}
    assert {line.id.removeprefix("2025/") for line in read_approvals(root)} == signed


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: None,
    "its text": lambda path: path.write_text(path.read_text() + "More.\n"),
    "its embargo": lambda path: path.write_text(path.read_text().replace("09:00", "08:00")),
    "its file": lambda path: (path.with_suffix("") / "p.txt").write_text("another paper\n"),
    "it is a draft": lambda path: path.write_text(path.read_text().replace("---\n\n", "draft: true\n---\n\n")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_signed_off_goes_out_at_its_moment_unless_it_changed(
    root: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(root, "publish", "2025/coming", "--yes", "--as", "Ann") == 0
    CHANGES[change](root / "releases/2025/coming.md")
    assert run(root, "publish", "--due", "--no-build") == 0
    assert recorded(root) == {"old"}, "not before its moment"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", LATER)
    said = "signed off, and due" if change == "nothing" else "isn't published" if change != "it is a draft" else ""
    assert said in newsroom(root, "check", "releases/2025/coming.md", now=LATER)
    assert run(root, "publish", "--due", "--no-build") == 0
    assert recorded(root) == ({"old", "coming"} if change == "nothing" else {"old"})


def test_a_build_publishes_nothing_but_what_it_waits_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom(root, "publish", "2025/coming", "--yes")
    newsroom(root, "build", "-q", now=LATER)
    page = root / "_build/html/releases/2025/coming.html"
    assert recorded(root) == {"old"}
    assert not page.exists()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", LATER)
    monkeypatch.setattr("sphinx_newsroom.cli.site._wait", lambda _: None)
    assert run(root, "build", "-q", "--wait-next") == 0
    assert recorded(root) == {"old", "coming"}
    assert "What coming said" in page.read_text()


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 1), ("", 1), (None, 2)])
def test_whoever_publishes_sees_it_and_is_asked(
    root: Path,
    answer: str | None,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: answer is not None, raising=False)
    monkeypatch.setattr(publish, "read_line", lambda question: answer)
    assert run(root, "publish", "2025/new", "--no-build") == status
    shown = capsys.readouterr().out
    wanted = ("2025/new: new\n", "2025-06-01, en", "What new said", "with p.txt") if answer is not None else ()
    assert all(words in shown for words in wanted), shown
    assert recorded(root) == ({"old", "new"} if status == 0 else {"old"})


def test_what_changes_while_somebody_is_asked_is_not_published(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def changes(_: str) -> str:
        CHANGES["its file"](root / "releases/2025/new.md")
        return "y"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(publish, "read_line", changes)
    assert run(root, "publish", "2025/new") == 1
    assert recorded(root) == {"old"}


def test_what_was_never_published_does_not_leave_a_site_unnoticed(root: Path) -> None:
    """A site of before, or of an archive without the gate, has it: whoever reads it must find it again."""
    conf = root / "conf.py"
    conf.write_text(f"{GATE}newsroom_gate = False\n")
    newsroom(root, "build", "-q")
    conf.write_text(GATE)
    assert "releases/2025/new.html" in newsroom(root, "build", "-q", status=1)
    assert "run: newsroom publish 2025/new" in newsroom(root, "check", status=1)
    newsroom(root, "publish", "2025/new", "2025/new.de", "--yes")


def test_who_begins_an_empty_ledger_by_hand_loses_no_page_unnoticed(root: Path) -> None:
    for name in ("jsonl", "head"):
        (root / f"releases/ledger.{name}").unlink()
    newsroom(root, "build", "-q", "--accept-loss")
    for name in ("jsonl", "head"):
        (root / f"releases/ledger.{name}").touch()
    assert "releases/2025/old.html" in newsroom(root, "build", "-q", status=1)
    newsroom(root, "publish", "--yes", "--as", "Ann")


def test_without_a_ledger_it_is_as_it_was(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("jsonl", "head"):
        (root / f"releases/ledger.{name}").unlink()
    assert run(root, "publish", "2025/new") == 1
    assert "the first publication must record all public releases" in capsys.readouterr().err
    assert run(root, "publish") == 0
    assert recorded(root) == {"old", "new", "new.de"}


# -- approvals


@pytest.fixture
def strict(root: Path) -> Path:
    (root / "conf.py").write_text(f"{GATE}newsroom_approvals = 1\n")
    return root


def approve(root: Path, who: str, id_: str = "2025/new") -> int:
    return run(root, "approve", id_, "--yes", "--as", who)


@pytest.mark.parametrize(
    ("who", "change", "enough"),
    [
        ("Bob <bob@example.org>", "nothing", True),
        ("Bob <bob@example.org>", "its file", False),
        ("Anna <ANN@example.org>", "nothing", False),
    ],
)
def test_a_release_is_published_when_somebody_else_approved_it_as_it_is(
    strict: Path, who: str, change: str, enough: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    path = strict / "releases/2025/coming.md"
    assert run(strict, "publish", "2025/coming", "--yes", "--no-build") == 1
    assert "needs 1 approval by people other than its author (Ann <ann@example.org>)" in capsys.readouterr().err
    assert approve(strict, who, "2025/coming") == 0
    CHANGES[change](path)
    done = run(strict, "publish", "2025/coming", "--yes", "--no-build") == 0
    assert done is enough


def test_a_correction_is_approved_too(strict: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = strict / "releases/2025/old.md"
    text = path.read_text()
    path.write_text(text.replace("And more", "And less"))
    assert run(strict, "correct", "2025/old", "--note", "Less.") == 1
    assert "needs approval before it is recorded" in capsys.readouterr().err
    path.write_text(text)
    assert run(strict, "correct", "2025/old", "--note", "Less.") == 0  # begun
    path.write_text(path.read_text().replace("And more", "And less"))
    assert run(strict, "publish", "2025/old", "--yes", "--no-build") == 1
    assert approve(strict, "Bob", "2025/old") == 0
    assert run(strict, "publish", "2025/old", "--yes", "--no-build") == 0


def test_who_approves_sees_what_changed(strict: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def agrees(lines: list[str], _: str) -> bool:
        shown[:] = lines
        return True

    monkeypatch.setattr("sphinx_newsroom.cli.publish._agrees", agrees)
    git(strict, "add", "--all")
    git(strict, "commit", "-qm", "A")
    assert run(strict, "approve", "2025/new", "--as", "Bob") == 0
    assert "What new said. And more." in shown
    CHANGES["its text"](strict / "releases/2025/new.md")
    assert run(strict, "approve", "2025/new", "--as", "Bob") == 0
    assert "+More." in shown
    assert "What new said. And more." not in shown


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="signs with ssh-keygen")
def test_an_approval_is_signed_by_who_approves(strict: Path, tmp_path: Path) -> None:
    for name in ("bob", "eve"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(tmp_path / name)]
        subprocess.run(command, check=True)
    bob = (tmp_path / "bob.pub").read_text()
    (tmp_path / "signers").write_text(f"bob@example.org {bob}")
    git(strict, "config", "gpg.format", "ssh")
    git(strict, "config", "gpg.ssh.allowedSignersFile", str(tmp_path / "signers"))
    assert approve(strict, "Bob <bob@example.org>") == 0  # not signed
    for key, status in (("eve", 1), ("bob", 0)):
        git(strict, "config", "user.signingkey", str(tmp_path / key))
        assert approve(strict, "Bob <bob@example.org>") == 0
        assert run(strict, "publish", "2025/new", "--yes", "--no-build") == status


def test_approvals_are_for_no_reader(strict: Path) -> None:
    assert approve(strict, "Bob Q. Xyzzy <bob@example.org>") == 0
    (strict / "docs").mkdir()
    (strict / "docs/a.md").write_text(
        "---\norphan: true\n---\n# A\n\n```{literalinclude} ../releases/approvals.jsonl\n```\n"
        "\n{download}`x <../releases/approvals.jsonl>`\n"
    )
    newsroom(strict, "publish", "2025/new", "--yes")
    site = strict / "_build/html"
    assert not [path for path in site.rglob("*") if path.is_file() and b"Xyzzy" in path.read_bytes()]

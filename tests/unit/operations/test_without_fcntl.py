"""Where Python lacks what only Unix has, as on Windows, all modules are imported, and the lock still excludes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import NOW, SMALL, ArchiveOnDisk
from tests.helpers.serving import LONG

# Source: Python's documentation, "Unix-specific services"; posix is what Python itself has begun with here.
_MISSING = "fcntl grp pty pwd readline resource syslog termios tty".split()
_WITHOUT = f"""
import sys, warnings
sys.modules.update(dict.fromkeys({_MISSING!r}))
warnings.simplefilter("ignore")
"""
_ALL = """
import pkgutil, sphinx_newsroom
for found in pkgutil.walk_packages(sphinx_newsroom.__path__, "sphinx_newsroom."):
    if not found.name.endswith(".__main__"):
        __import__(found.name)
"""
_HOLD = f"""{_ALL}
from pathlib import Path
from sphinx_newsroom.archive.journal import archive_lock
with archive_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
_PUBLISH = """
from sphinx_newsroom.cli import main
print(main(["publish", "--root", sys.argv[1]]), flush=True)
sys.stdin.readline()
sys.exit(main(["publish", "--root", sys.argv[1]]))
"""


_BUILD = """
from sphinx_newsroom.cli import main
for text in ("first", "second"):
    open(f"{sys.argv[1]}/index.md", "w").write(f"# Test archive\\n\\nThe {text} time.\\n")
    if status := main(["build", "-q", "-j", "1", "--root", sys.argv[1]]):
        sys.exit(status)
"""


def started(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WITHOUT + code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
    )


def finished(code: str, *arguments: str) -> tuple[int, str, str]:
    with started(code, *arguments) as process:
        out, error = process.communicate(timeout=LONG)
        return process.returncode, out, error


def test_all_modules_are_imported_and_one_command_at_a_time_changes_an_archive(tmp_path: Path) -> None:
    archive = ArchiveOnDisk(tmp_path / "archive")
    archive.put(SMALL)
    root = str(archive.root)
    with started(_HOLD, root) as holding:
        assert holding.stdout
        assert holding.stdout.readline() == "held\n"
        publishing = started(_PUBLISH, root)
        assert publishing.stdout
        assert publishing.stdout.readline() == "1\n"
        assert not (archive.root / "releases/ledger.jsonl").exists()
        holding.kill()
        holding.wait()
        out, error = publishing.communicate("\n", timeout=LONG)
    assert "another command is writing in this archive" in error
    assert publishing.returncode == 0, error
    assert "published: 2011/opening" in out


def test_an_archive_is_built_again(tmp_path: Path) -> None:
    """A lock of files alone is gone with who held it; what was built is known for ours without it."""
    archive = ArchiveOnDisk(tmp_path / "archive")
    archive.put(SMALL)
    status, _, error = finished(_BUILD, str(archive.root))
    assert status == 0, error
    assert not (archive.root / "_build/.newsroom-work/html.lock").exists()
    assert "The second time." in (archive.root / "_build/html/index.html").read_text(encoding="utf-8")

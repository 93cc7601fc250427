"""The golden site: an archive that uses all that there is, and each file of its site with a digest.

The archive is what ships, without its guides, and `archive/` laid over it, published, corrected and withdrawn by the
commands that people use.  `make golden` writes the list anew; what changed in it is for a reviewer to read.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from pathlib import Path
from unittest.mock import patch

from sphinx_newsroom.cli import main
from tests.conftest import ROOT
from tests.helpers import warm

HERE = Path(__file__).parent
LIST = HERE / "site.txt"
SHIPPED = ("releases", "organizations", "officials", "topics", "alerts")
OF_OTHERS = ("_static/**/*", "_search/*.js", ".buildinfo", ".newsroom*", "objects.inv", "data/*.sqlite")
"""What shows the versions of other packages, such as Pygments, Snowball and SQLite."""
_STYLES = re.compile(rb"\?v=[0-9a-f]{8}")
"""What changes on each page with a line of a style."""
PUBLISH = ("publish", "--yes", "--no-build", "--as", "Golden")
CHANGES = (
    ("correct", "2026/lighthouse", "--text", str(HERE / "lighthouse-2.md"), "--note", "It was said to be 13 m high."),
    ("correct", "2026/lighthouse", "--text", str(HERE / "lighthouse-3.md"), "--note", "It was built in 1871."),
    (
        *("withdraw", "2026/wrong-sums", "--replaced-by", "2026/right-sums"),
        *("--reason", "The sum was that of another harbour."),
    ),
)


def prepare(root: Path) -> Path:
    """Lay the archive out in the folder *root*, and publish what is in it; the folder."""
    for name in SHIPPED:
        shutil.copytree(ROOT / name, root / name)
    shutil.copytree(HERE / "archive", root, dirs_exist_ok=True)
    newsroom(root, *PUBLISH)
    return root


def change(root: Path) -> None:
    """Correct one release twice, and withdraw another."""
    for command in CHANGES:
        newsroom(root, *command)


def build(root: Path) -> list[str]:
    """Build the site; its list."""
    done = warm.run("sphinx_newsroom", ["build", "--quiet", "--fail-on-warning", "--root", str(root)])
    assert done.returncode == 0, done.stdout + done.stderr
    return listed(root / "_build/html")


def newsroom(root: Path, *arguments: str) -> None:
    """Run a command that writes to the ledger; the salts of its lines are none, since each file follows from them."""
    with patch.object(secrets, "token_hex", lambda length: "00" * length):
        assert main([*arguments, "--root", str(root)]) == 0


def listed(site: Path) -> list[str]:
    """The lines of the list: digest and path of each file of a site, but for what shows the versions of others."""
    passed = {path for pattern in OF_OTHERS for path in site.glob(pattern)}
    return [
        f"{hashlib.sha256(_STYLES.sub(b'', path.read_bytes())).hexdigest()[:16]} {path.relative_to(site).as_posix()}"
        for path in sorted(site.rglob("*"))
        if path.is_file() and path not in passed
    ]

"""What each guide takes as done before its first step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.helpers import warm
from tests.helpers.folders import git

MOMENT = "1796126400"
"""1 December 2026: the day on which all guides are read."""
BEGIN = ("init", "our-newsroom", "--yes", "--issuer", "Harbour Authority of Aldrum", "--acronym", "HAA")


def newsroom(root: Path, *words: str) -> str:
    """What a command says that works."""
    done = warm.run("sphinx_newsroom", words, root, {"SOURCE_DATE_EPOCH": MOMENT})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def put(root: Path, files: Mapping[str, str]) -> None:
    """Write files of an archive."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def _bare(_: Path) -> None:
    """Nothing more is done."""


@dataclass(frozen=True)
class Start:
    """An archive of ``newsroom init`` with *files* more, *published* and *built* or not, and what was done *then*.

    *empty*: no archive at all.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    published: bool = False
    built: bool = False
    empty: bool = False
    then: Callable[[Path], None] = _bare

    def make(self, begun: Path, folder: Path) -> Path:
        """The folder in which the guide is begun; *begun* is what ``newsroom init`` made."""
        if self.empty:
            return folder
        root = folder / "our-newsroom"
        shutil.copytree(begun, root)
        put(root, self.files)
        if self.published:
            ids = [path[9:-3] for path in self.files if path.startswith("releases/") and path.endswith(".md")]
            newsroom(root, "publish", "2026/our-archive-opens", *ids, "--yes", "--no-build")
        if self.built:
            newsroom(root, "build", "--quiet")
        git(root, "init", "--quiet", "--initial-branch=main")
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message=Begin")
        self.then(root)
        return root


def _without_a_ledger(root: Path) -> None:
    """An archive in which what is finished is public."""
    for path in (root / "releases").glob("ledger.*"):
        path.unlink()


def _record(name: str, *lines: str) -> str:
    return "\n".join(("---", f"name: {name}", *lines, "---", ""))


BRIDGE = """---
title: Bridge at Aldrum reopens to shipping
date: 2026-10-01
dateline: Aldrum
---

Vessels can pass under the bridge at Aldrum again. The Harbour Authority of Aldrum held the first one up for 24 minutes.
"""


def _corrected(root: Path) -> None:
    """A release has a superseded text, and the site has it."""
    path = root / "releases/2026/bridge-reopens.md"
    path.write_text(BRIDGE.replace("24 minutes", "20 minutes"), encoding="utf-8")
    newsroom(root, "correct", "2026/bridge-reopens", "--note", "The ship waited 20 minutes.")
    newsroom(root, "build", "--quiet")


RELEASE = {"releases/2026/bridge-reopens.md": BRIDGE}
WITH_REPORT = {
    "releases/2026/bridge-reopens.md": f"{BRIDGE}\nThe [report](bridge-reopens/report.pdf) has the figures.\n",
    "releases/2026/bridge-reopens/report.pdf": "%PDF-1.4\n",
}
FEDOTOV = _record(
    "Yury Fedotov",
    "memberships:",
    "  - {role: Executive Director, organization: unodc, start_date: 2010-07}",
    "identifiers: {wikidata: Q464429}",
)
PEOPLE = {
    "organizations": [
        {"id": "unodc", "name": "United Nations Office on Drugs and Crime", "acronym": "UNODC"},
        {"id": "un", "name": "United Nations"},
    ],
    "persons": [
        {
            "id": "yury-fedotov",
            "name": "Yury Fedotov",
            "identifiers": [{"scheme": "wikidata", "identifier": "Q464429"}],
            "memberships": [
                {
                    "role": "Executive Director",
                    "organization_id": "unodc",
                    "start_date": "2010-07",
                    "end_date": "2020-01",
                }
            ],
        }
    ],
}
STARTS = {
    "docs/index.md": Start(empty=True),
    "docs/guides/approve-and-publish.md": Start(WITH_REPORT),
    "docs/guides/begin-an-archive.md": Start(empty=True),
    "docs/guides/change-an-address.md": Start(
        {
            **RELEASE,
            "organizations/harbour-co.md": _record("Harbour Company", "website: https://harbour.example.org"),
            "organizations/kelmark-harbour-company.md": _record(
                "Kelmark Harbour Company", "website: https://khc.example.org"
            ),
        },
        published=True,
    ),
    "docs/guides/preview-and-check.md": Start(RELEASE, published=True, built=True),
    "docs/guides/correct-a-release.md": Start(WITH_REPORT, published=True),
    "docs/guides/use-the-data.md": Start(RELEASE, then=_without_a_ledger),
    "docs/guides/follow-the-archive.md": Start(RELEASE, published=True),
    "docs/guides/import-records.md": Start(
        {
            "people.json": json.dumps(PEOPLE),
            "officials/yury-fedotov.md": FEDOTOV,
            "officials/jane-roe.md": _record("Jane Roe"),
            "organizations/un.md": _record("United Nations"),
        }
    ),
    "docs/guides/import-releases.md": Start({"release.txt": "Harbour opens\n\nThe harbour opens, said Jane Roe.\n"}),
    "docs/guides/match-a-spreadsheet.md": Start(
        {
            "guests.csv": 'name,date,office\n"FEDOTOV, YURI",14/3/2011,Executive Director\n'
            "Jim Roe,2011,\nRoe,2011,\nHAA,,\n",
            "officials/yury-fedotov.md": FEDOTOV.replace(
                "name: Yury Fedotov", "name: Yury Fedotov\nother_names: [Yuri Fedotov]"
            ),
            "officials/james-roe.md": _record("James Roe"),
            "organizations/unodc.md": _record("United Nations Office on Drugs and Crime", "acronym: UNODC"),
        }
    ),
    "docs/guides/name-organizations-and-officials.md": Start(
        {
            "releases/2020/fish-pass.md": "---\ntitle: Fish pass\ndate: 2020-05-01\n---\n\nDalsund opened it.\n",
            "officials/lena-dalsund.md": _record("Lena Dalsund"),
        },
        published=True,
    ),
    "docs/guides/publish-and-verify.md": Start(
        {**WITH_REPORT, "releases/2026/bridge-closes.md": BRIDGE.replace("\n---\n\n", "\ndraft: true\n---\n\n")},
    ),
    "docs/guides/back-up-and-recover.md": Start(
        {**WITH_REPORT, "alerts/bridges.yaml": "name: Bridges\nquery: bridge\nmail: [ada@example.org]\n"},
        published=True,
        built=True,
        then=_corrected,
    ),
    "docs/guides/take-something-down.md": Start(
        {**RELEASE, "releases/2026/bridge-opens-later.md": BRIDGE.replace("reopens", "opens later")},
        published=True,
        built=True,
    ),
}
"""Where a guide is not here, an archive that ``newsroom init`` made is enough."""

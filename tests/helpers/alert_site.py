"""An archive with alerts, and the parts of its site that alerts read; not built, to keep tests fast."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.extension.writing import language
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.data import bulk
from sphinx_newsroom.outputs.search import index_files
from sphinx_newsroom.text.words.tokens import Mark
from tests.helpers.outputs import files_of

BASE = "https://archive.example.org/"
CONF = f'''project = "Harbour News"
extensions = ["sphinx_newsroom"]
html_theme = "sphinx_book_theme"
html_baseurl = "{BASE}"
newsroom_mail_from = "Press desk <press@example.org>"
'''
REGISTRY = Registry(
    organizations={"haa": Organization("haa", "Harbour Authority of Aldrum", acronym="HAA")},
    officials={"roe": Official("roe", "Jane Roe")},
    topics={},
)


def release(id_: str, date: str, title: str, text: str = "", **more: Any) -> Entry:
    """Return a release that names the Harbour Authority if its text contains HAA."""
    found = Release(ReleaseId(id_), title, dt.date.fromisoformat(date), f"releases/{id_}.md", **more)
    at = text.find("HAA")
    mentions = (Mention("haa", "organization", "HAA", "header"),) if at >= 0 else ()
    marks = (Mark(0, len(title), "heading"),)
    return Entry.of(found, f"{title}\n\n{text or 'Nothing more is said.'}", marks, mentions)


def write_site(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the index and the data of a site with these releases, as a build would."""
    shutil.rmtree(folder, ignore_errors=True)
    settings = Settings(project="Harbour News", baseurl=BASE)
    index = ArchiveIndex({entry.release.docname: entry for entry in entries}, REGISTRY)
    data = (output for output in bulk.outputs(index, settings) if output.key in ("data/releases", "data/records"))
    for output in (*index_files.outputs(index, settings, language), *data):
        for path, content in files_of(output).items():
            write(folder / path, content)


def archive(root: Path, alerts: Mapping[str, str], entries: Iterable[Entry]) -> Path:
    """Create an archive in *root* with alerts by name, and its site."""
    write(root / "conf.py", CONF)
    for name, text in alerts.items():
        write(root / f"alerts/{name}.yaml", text)
    write_site(root / "_build/html", entries)
    return root

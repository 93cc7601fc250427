"""What is published is what the header was judged with, and what differs from what was read is read again."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tests.conftest import CONF, SHARING, SMALL, ArchiveOnDisk

SAVES_IN_BETWEEN = (
    CONF
    + SHARING
    + """
import os, pathlib

def setup(app):
    app.connect("builder-inited", save, priority=999)

def save(app):
    new = pathlib.Path(app.srcdir, "new")
    for path in new.rglob("*.*") if os.environ.get("SAVE") else ():
        pathlib.Path(app.srcdir, path.relative_to(new)).write_bytes(path.read_bytes())
"""
)
OPENING = "releases/2011/opening.md"
NEW = "---\ntitle: Another title\ndate: 2011-06-21\nembargo: 2031-01-01T10:00:00+01:00\n---\n\nqxzycanary.\n"


def notebook(words: str) -> str:
    cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": words}]
    header = {"title": "Survey", "date": "2012-02-01"}
    return json.dumps({"metadata": {"newsroom": header}, "nbformat": 4, "nbformat_minor": 5, "cells": cells})


def test_a_text_saved_during_a_build_is_not_published_by_it(archive: ArchiveOnDisk) -> None:
    archive.put({f"releases/2013/n{n}.md": f"---\ntitle: N{n}\ndate: 2013-01-01\n---\nOne.\n" for n in range(12)})
    archive.put(
        {
            "conf.py": SAVES_IN_BETWEEN,
            f"new/{OPENING}": NEW,
            "new/organizations/unodc.md": "---\nname: Nobody\n---\n\nqxzycanary.\n",
        }
    )
    old = {path: (archive.root / path).read_bytes() for path in (OPENING, "organizations/unodc.md")}
    built = archive.build("out", "-W", "-j", "2", env={"SAVE": "1"})
    assert built.status == 0, built.log
    assert "zebra conference" in built.read("releases/2011/opening.html")
    assert not any(
        b"qxzycanary" in path.read_bytes()
        for folder in (built.out, Path(f"{built.out}.doctrees"))
        for path in folder.rglob("*")
        if path.is_file()
    )
    for path, data in old.items():  # and the next build does not take what is there now for what was read
        assert (archive.root / path).read_bytes() != data
    shutil.rmtree(archive.root / "new")
    again = archive.build("out", "-W")
    assert not (again.out / "releases/2011/opening.html").exists()
    assert "qxzycanary" in again.read("organizations/unodc.html")
    assert again.tree() == archive.build("clean", "-W").tree()


def test_what_did_not_change_is_not_read(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "docs/about.md": "---\norphan: true\n---\n# About\n\nThis.\n",
            "releases/2012/crlf.md": "\ufeff" + SMALL["releases/2012/follow-up.md"].replace("\n", "\r\n"),
        }
    )
    archive.build("out", "-W")
    for path in archive.root.rglob("*.md"):
        os.utime(path, (10**9, 10**9))  # older than when it was read
    assert "0 added, 0 changed, 0 removed" in archive.build("out", "-W").log

"""Promise 1 with a canary in all that a withheld release can hold: to the second, in any time zone; and of drafts."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from tests.conftest import CONF, ArchiveOnDisk
from tests.helpers import warm
from tests.helpers.folders import contents, grow_older

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli import main
from sphinx_newsroom.sources.header import KEYS

CANARY = "qxzyvcanary"
MOMENT = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)
PNG = b"\x89PNG\r\n\x1a\n"

HEADER = {
    "title": f"Title {CANARY}",
    "date": "2026-02-01T10:00:00+01:00",
    "embargo": "2026-02-01T10:00:00+01:00",
    "type": "press-release",
    "dateline": CANARY,
    "event": {"start": "2026-02-02", "place": CANARY, "name": CANARY, "url": f"https://{CANARY}.example.org/"},
    "issuers": ["unodc", "osce"],
    "number": f"{CANARY}/1",
    "language": "en",
    "summary": f"Summary {CANARY}.",
    "topics": [CANARY],
    "organizations": ["unodc"],
    "officials": ["yury-fedotov"],
    "names": {CANARY: "unodc"},
    "related": ["2011/opening"],
    "replaces": "2012/follow-up",
    "follows": "2011/opening",
    "contacts": [{"name": CANARY, "email": f"{CANARY}@example.org", "phone": "+43 1 000"}],
    "subtitle": f"Below {CANARY}",
    "attachments": [{"src": f"{CANARY}.csv", "title": CANARY}, f"{CANARY}-3.pdf"],
    "boilerplate": f"About {CANARY}",
    "image": {"src": f"{CANARY}.png", "alt": CANARY, "caption": CANARY, "credit": CANARY},
    "corrections": [{"date": "2026-02-01", "note": CANARY}],
    "former_urls": [f"press/{CANARY}.html"],
}
BODY = f"""
The {CANARY} of UNODC, with [a file]({CANARY}.pdf) and [its data]({CANARY}.csv).[^1]

```{{figure}} {CANARY}-2.png
:alt: {CANARY}
Caption {CANARY}
```

```text
{CANARY}
```

| {CANARY} |
|---|
| {CANARY} |

[^1]: Footnote {CANARY}.
"""


def header(**values: object) -> str:
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in {**HEADER, **values}.items()) + "---\n"


def notebook(**keys: object) -> str:
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"Text {CANARY}."},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "execution_count": 1,
            "source": f"x = '{CANARY}'",
            "outputs": [
                {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": CANARY}}
            ],
        },
    ]
    value = {"title": f"Notebook {CANARY}", "date": "2026-02-01T09:00:00Z", **keys}
    return json.dumps({"metadata": {"newsroom": value}, "nbformat": 4, "nbformat_minor": 5, "cells": cells})


def put_withheld(archive: ArchiveOnDisk, **keys: object) -> None:
    folder = archive.root / "releases/2026"
    folder.mkdir(exist_ok=True)
    (folder / f"{CANARY}.md").write_text(header(**keys) + BODY, encoding="utf-8")
    (folder / f"{CANARY}.ru.md").write_text(
        f"---\ntitle: Перевод {CANARY}\ndate: 2025-02-01\nissuers: [unodc, osce]\n---\n\nСлово {CANARY}.\n",
        encoding="utf-8",
    )
    for name in (f"{CANARY}.png", f"{CANARY}-2.png", f"{CANARY}-3.pdf", f"{CANARY}.pdf", f"{CANARY}.csv"):
        begin = {".png": PNG, ".pdf": b"%PDF-1.4 "}.get(Path(name).suffix, b"")
        (folder / name).write_bytes(begin + CANARY.encode())
    (folder / f"{CANARY}-book.ipynb").write_text(notebook(**keys), encoding="utf-8")


def hits(*folders: Path) -> list[str]:
    """Where the canary stands: in a file's name or in its bytes."""
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if CANARY in path.name or (path.is_file() and CANARY.encode() in path.read_bytes())
    ]


def build(archive: ArchiveOnDisk, moment: dt.datetime, out: str, *options: str) -> Path:
    """A build by the command, with all that it keeps for the next: returns the folder of all of it."""
    place = archive.root.parent / out
    done = warm.run(
        "sphinx_newsroom",
        ["build", "-q", "--out", str(place / "html"), *options, "--root", str(archive.root)],
        env={"SOURCE_DATE_EPOCH": str(int(moment.timestamp()))},
    )
    assert done.returncode == 0, done.stderr
    return place


def test_the_canary_is_in_every_field() -> None:
    assert set(HEADER) == set(KEYS["release"]) - {"translation_of", "withdrawn", "issuer", "draft"}, (
        "by the file's name, no text to come, in the place of issuers, and no text"
    )


@pytest.mark.parametrize(("way", "has_ledger"), [("embargo", True), ("draft", False)])
def test_one_second_before_or_as_a_draft_nothing_and_then_all(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, way: str, has_ledger: bool
) -> None:
    if has_ledger:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        assert main(["publish", "--root", str(archive.root)]) == 0
    before = MOMENT - dt.timedelta(seconds=1) if way == "embargo" else MOMENT
    without = build(archive, before, "without")
    put_withheld(archive, **({"draft": True} if way == "draft" else {}))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(before.timestamp())))
    if has_ledger:
        assert main(["publish", "--root", str(archive.root)]) == 0
        assert CANARY not in (archive.root / "releases/ledger.jsonl").read_text(encoding="utf-8")
    grow_older(archive.root)  # what stands for a while may be known again by the next build
    place = build(archive, before, "with")
    told = str(place / ".newsroom-work/html.log")  # what the build says to its author, who is to know the file
    assert [path for path in hits(place) if path != told] == [], "site, work folder, doctrees and caches"
    assert contents(place / "html") == contents(without / "html")

    if way == "draft":
        put_withheld(archive)
    place = build(archive, MOMENT, "with")
    site = place / "html"
    folder = site / "releases/2026"
    page = (folder / f"{CANARY}.html").read_text(encoding="utf-8")
    plain = re.sub(r"<[^>]+>", "", page)
    for words in (
        f"Title {CANARY}",
        f"{CANARY.upper()}, 1 February 2026 –",
        f"Caption {CANARY}",
        f"Footnote {CANARY}",
        f"{CANARY}/1",
    ):
        assert words in plain, words
    for address in (f"{CANARY}@example.org", f"topics/{CANARY}.html", f"{CANARY}.ru.html"):
        assert address in page, address
    for path in (
        f"{CANARY}.ru.html",
        f"{CANARY}.md",
        f"{CANARY}/{CANARY}.png",
        f"{CANARY}-book.html",
    ):
        assert (folder / path).is_file(), path
    for path in (
        "index.html",
        "rss.xml",
        "corrections.html",
        "corrections/rss.xml",
        f"press/{CANARY}.html",
        "organizations/unodc.html",
        "officials/yury-fedotov.html",
        "releases/2011/opening.html",
        "data/releases.jsonl",
        "data/mentions.jsonl",
        "redirects.nginx",
    ):
        assert CANARY in (site / path).read_text(encoding="utf-8"), path
    for name in (f"{CANARY}.csv", f"{CANARY}-2.png", f"{CANARY}-3.pdf"):
        assert (folder / CANARY / name).is_file(), name
    assert contents(site) == contents(build(archive, MOMENT, "clean") / "html")


@pytest.mark.parametrize("says", ["embargo: 2031-01-01T00:00:00Z", "draft: true"])
def test_a_release_that_was_copied_elsewhere_is_no_guide(archive: ArchiveOnDisk, says: str) -> None:
    """Sphinx shows what stands in docs/ at once, whatever its header says."""
    archive.put({"docs/copy.md": f"---\ntitle: {CANARY}\n{says}\n---\n\n# {CANARY}\n"})
    site = archive.build()
    assert site.status == 2
    key = says.partition(":")[0]
    assert f"docs/copy.md:3: `{key}` works only in releases/, so here the text would be public immediately" in site.log


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-02-01T10:00:00+01:00", MOMENT),
        ("2026-01-31T23:00:00-10:00", MOMENT),
        ("2026-02-01T21:45:00+12:45", MOMENT),
        ("2026-03-29T02:30:00+01:00", dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)),
    ],
)
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_to_the_second_in_any_time_zone(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, written: str, moment: dt.datetime, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    archive.put({"releases/2026/x.md": f"---\ntitle: T\ndate: 2026-01-01\nembargo: {written}\n---\nText.\n"})
    for seconds, there in ((-1, False), (0, True), (1, True)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp()) + seconds))
        assert ("releases/2026/x" in open_archive(archive.root).releases) is there
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    for now, there in ((moment - dt.timedelta(microseconds=1), False), (moment, True)):
        archive.put({"conf.py": CONF + f"newsroom_now = {now.isoformat()!r}\n"})
        assert ("releases/2026/x" in open_archive(archive.root).releases) is there


def test_wait_next_builds_when_the_embargo_has_ended(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    due = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=1)
    archive.put({"releases/2026/x.md": f"---\ntitle: T\ndate: 2011-01-01\nembargo: {due.isoformat()}\n---\nText.\n"})
    place = archive.root.parent / "www"

    def a_day_passes(moment: dt.datetime) -> None:
        assert moment == due
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))

    monkeypatch.setattr("sphinx_newsroom.cli.site.wait_until", a_day_passes)
    assert main(["build", "-q", "--wait-next", "--out", str(place), "--root", str(archive.root)]) == 0
    assert "waiting for" in capsys.readouterr().err
    assert (place / "releases/2026/x.html").is_file()


def test_nobody_waits_where_time_stands_still(
    archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert main(["build", "-q", "--wait-next", "--root", str(archive.root)]) == 2
    assert "sets the time; unset it" in capsys.readouterr().err

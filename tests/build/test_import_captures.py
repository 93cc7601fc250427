"""A crawl comes in with the texts that its pages had, as revisions of its releases."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk, Built
from tests.helpers import warm
from tests.unit.importers.releases.test_captures import Crawl

from sphinx_newsroom.cli import main

ADDRESS = "https://old.example/press/details.cfm?id=3"
OTHER = "https://old.example/press/details.cfm?id=4"
CAPTURES = (
    ("2011-06-21T15:00:00Z", ADDRESS, "Six"),
    ("2011-08-01T09:00:00Z", ADDRESS, "Six"),
    ("2012-03-01T09:00:00Z", ADDRESS, "Seven"),
    ("2012-03-01T09:00:00Z", OTHER, "Forty"),
    ("2014-01-01T09:00:00Z", ADDRESS, "Eight"),
)


def page(count: str, address: str) -> bytes:
    title = "Conference on floods opens" if address == ADDRESS else "Budget of the commission adopted"
    return f"""<!doctype html><html lang="en"><head><title>{title} | Commission</title></head><body>
    <nav><a href="/">Home</a> <a href="/press/">Press</a></nav>
    <main><h1>{title}</h1><p>21 June 2011</p>
    <p>{count} ministers were in the hall when the conference on floods opened on Tuesday morning, and they heard
    what the rivers of the region had done in the spring of that year to villages and towns.</p>
    <p>The chairman of the commission said that the dams had held, and that the money for those that had not would be
    found before the winter came; nobody in the hall asked from where.</p>
    <p>The conference ends on Friday with a declaration, which all of the states are expected to sign.</p></main>
    <footer>Contact us</footer></body></html>""".encode()


def crawl(path: Path) -> Path:
    made = Crawl()
    for when, address, count in CAPTURES:
        made.add(page(count, address), when, address)
    path.write_bytes(made.data)
    return path


def run(archive: ArchiveOnDisk, *words: object) -> int:
    return main(["--root", str(archive.root), *map(str, words)])


def test_a_crawl_comes_in_with_the_texts_that_its_pages_had(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    crawled = crawl(archive.root.parent / "site.warc.gz")
    assert run(archive, "publish", "2011/opening", "2012/follow-up") == 0
    capsys.readouterr()
    plan = archive.root.parent / "plan.tsv"
    assert run(archive, "import-releases", crawled, "--plan", plan) == 0
    head, *rows = (line.split("\t") for line in plan.read_text(encoding="utf-8").splitlines()[1:])
    assert [row[head.index("revisions")] for row in rows] == ["3", ""]
    assert "captured 2011-06-21 to 2014-01-01" in rows[0][head.index("from what")]
    assert "Conference on floods opens (3 revisions)" in capsys.readouterr().out

    assert run(archive, "import-releases", crawled, "--write") == 0
    out, err = capsys.readouterr()
    assert "2 releases with 2 corrections recorded" in out
    assert "2 written" in err
    ledger = (archive.root / "releases/ledger.jsonl").read_bytes()
    assert run(archive, "import-releases", crawled, "--write") == 0
    assert (archive.root / "releases/ledger.jsonl").read_bytes() == ledger, "run again, there is nothing to do"

    done = warm.run("sphinx_newsroom", ["build", "--out", "site"], cwd=archive.root)
    assert done.returncode == 0, done.stderr
    site = Built(archive.root / "site", done.returncode, done.stderr)
    id_ = "2011/conference-on-floods-opens"
    now, first, second = (site.read(f"releases/{id_}{which}.html") for which in ("", ".r1", ".r2"))
    assert "Eight ministers" in now
    assert "The text was changed between 1 August 2011 and 1 March 2012." in now
    assert re.search("<del>.*Six.*</del>.*<ins>.*Seven.*</ins>", first)
    assert re.search("<del>.*Seven.*</del>.*<ins>.*Eight.*</ins>", second)
    assert not (site.out / "releases/2011/budget-of-the-commission-adopted.r1.html").exists()
    assert "(?:^|&)id=3(?:&|$)" in site.read("redirects.apache")
    assert run(archive, "verify", site.out) == 0


def test_a_ledger_begins_with_what_captures_show_when_it_is_asked_for(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    crawled = crawl(archive.root.parent / "site.warc.gz")
    ledger = archive.root / "releases/ledger.jsonl"
    assert run(archive, "import-releases", crawled, "--write") == 0
    assert (
        "1 release has earlier texts; to keep them, use --write --record, which creates the ledger"
        in capsys.readouterr().err
    )
    assert not ledger.exists()
    # The releases are there by now, as after an import that was stopped before it recorded.
    assert run(archive, "import-releases", crawled, "--write", "--record", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["event"], row["revision"]) for row in told["recorded"]] == [
        ("published", 1),
        ("published", 1),
        ("corrected", 2),
        ("corrected", 3),
    ]
    assert not any(row["written"] for row in told["rows"])
    assert ledger.read_text(encoding="utf-8").count("\n") == len(told["recorded"])
    assert run(archive, "check") == 0

"""A page that was captured three times is a release with two superseded texts, and all of it is as recorded."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sphinx_newsroom.cli import main
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers import captures
from sphinx_newsroom.importers.captures.pages import revisions
from sphinx_newsroom.importers.drafts import Incoming, Listed, Options, Place
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.operations.history import Past, plan_of_captures
from sphinx_newsroom.operations.recording import carry_out, desk

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

ADDRESS = "https://old.example/details.cfm?lang=en&id=3"
TEXTS = {
    "2011-06-21T15:00:00Z": "Six were there when the conference opened.",
    "2011-08-01T09:00:00Z": "Six were there when the conference opened.",
    "2012-03-01T09:00:00Z": "Seven were there when the conference opened.",
    "2014-01-01T09:00:00Z": "Seven were there when the conference opened in Vienna.",
}


def crawled() -> bytes:
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=True)
    for when, words in TEXTS.items():
        record = writer.create_warc_record(
            ADDRESS,
            "response",
            payload=io.BytesIO(f"<p>{words}</p>".encode()),
            http_headers=StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": when},
        )
        writer.write_record(record)
    return made.getvalue()


def page(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    yield Incoming(Place(name), "page", data.decode().removeprefix("<p>").removesuffix("</p>"))


def source(found: Incoming) -> str:
    return f"---\ntitle: Floods\ndate: 2011-06-21\nformer_urls: ['{found.url}']\n---\n\n{found.body}\n"


def test_three_texts_of_one_address(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    found = [one for one in captures.read("a.warc.gz", crawled(), Options(), page) if isinstance(one, Incoming)]
    (texts,) = revisions(found)
    archive.put({"releases/2011/floods.md": source(texts[-1].incoming)})
    root = str(archive.root)
    assert main(["publish", "2011/opening", "2012/follow-up", "--root", root]) == 0
    with desk(archive.root, settings_of(archive.root)) as open_desk:
        past = [Past(source(seen.incoming), seen.first, seen.last) for seen in texts]
        carry_out(open_desk, plan_of_captures(open_desk, {ReleaseId("2011/floods"): past}))
    site = archive.build("out")
    assert site.status == 0, site.log
    now, first, second = (site.read(f"releases/2011/floods{which}.html") for which in ("", ".r1", ".r2"))
    assert "in Vienna" in now
    assert "The text was changed between 1 August 2011 and 1 March 2012." in now
    assert re.search("<del>.*Six.*</del>.*<ins>.*Seven.*</ins>", first)
    assert re.search("<ins>.*in Vienna.*</ins>", second)
    assert "floods.r1.html" in now
    assert '"assumed":true' not in (archive.root / "releases/ledger.jsonl").read_text(encoding="utf-8")
    assert main(["verify", str(site.out), "--root", root]) == 0
    assert "url=../releases/2011/floods.html" in site.read("details.cfm/index.html")
    assert "(?:^|&)id=3(?:&|$)" in site.read("redirects.apache")

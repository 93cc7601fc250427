"""Readers of releases held against rules: each gives releases, lines of lists and problems, whatever it reads.

It raises nothing, writes nothing, and asks no other host.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from typing import Any

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import Incoming, Listed, Options
from sphinx_newsroom.importers.plan import read_plan
from sphinx_newsroom.importers.readers import READERS
from sphinx_newsroom.importers.releases import release_text
from sphinx_newsroom.sources.header import parse_release
from tests.unit.importers.releases.test_captures import Crawl, wacz
from tests.unit.importers.releases.test_readers import document, line

OPTIONS = Options("https://example.org/news/", "Europe/Vienna", None, "en")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
_FORBIDDEN = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}


class CrossedError(AssertionError):
    """A reader did what no reader may do."""


class Watch:
    """Tells when what runs within it writes a file, opens a connection or starts a program: the interpreter says so."""

    def __init__(self) -> None:
        self.on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        # pandoc reads the document from us, by a pipe, and opens no file. Python 3.13 starts it by posix_spawn.
        starts = event in ("subprocess.Popen", "os.posix_spawn")
        if starts and str(args[0]).endswith("pandoc") and "--sandbox" in args[1]:
            return
        if event == "open" and isinstance(args[0], int):
            return
        if event in _FORBIDDEN or (event == "open" and isinstance(args[2], int) and args[2] & _WRITING):
            raise CrossedError(f"{event} {args[:2]}")


def judge(name: str, data: bytes, file: str) -> int:
    """Read *data* by the reader *name* as a *file*, and hold what it gives against the rules; returns how much."""
    if name == "plan":
        return _plan(data)
    (reader,) = (one for one in READERS if name == one.NAME)
    reader.knows(file, data)
    count = 0
    for item in reader.read(file, data, OPTIONS):
        count += 1
        assert isinstance(item, (Incoming, Listed, Problem)), item
        str(item)
        if isinstance(item, Incoming):
            for beside in item.files:
                assert not beside.path.startswith("/"), beside
            values = {"title": item.title.value if item.title else "T", "date": "2011-06-20", "topics": item.topics}
            text = release_text({**values, "contacts": item.contacts, "summary": item.summary}, item.body)
            text.encode()
            parse_release("releases/2011/a.md", text, Settings())
    return count


def _plan(data: bytes) -> int:
    from sphinx_newsroom.importers.drafts import RefusedValueError

    try:
        return len(read_plan(data, "plan.tsv"))
    except RefusedValueError:
        return 0


_WXR = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><item><title>T</title><content:encoded><![CDATA[[caption id='a']<img src='a.png'> A[/caption]\n\n"
    '[gallery ids="1"] '
    "<pre>x</pre> x]]></content:encoded><wp:post_date>2011-06-20 10:00:00</wp:post_date><wp:status>publish</wp:status>"
    "<wp:post_type>post</wp:post_type></item></channel></rss>"
)
_RSS = (
    '<rss version="2.0"><channel><link>https://e.org/</link><item><title>T</title><link>/1</link><description>'
    f"&lt;p&gt;{'word ' * 120}&lt;/p&gt;</description><pubDate>Mon, 20 Jun 2011 10:00:00 +0000</pubDate>"
    "</item></channel></rss>"
)
_JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "T", "content_html": "<p>x</p>", "url": "/1"}]}
)
_MARKDOWN = (
    "---\ntitle: T\ndate: 2011-06-20\ntags: [a]\n---\n# T\n\n"
    "{{< figure src='a.png' >}} [b](c.pdf) <b>d</b> {% x %}\n\n```\ny\n```\n"
)
_TEXT = "Subscribe\n\nTitle\n\nVIENNA, 20 June 2011 – It *is* so.\n\n- a\n- b\n\nContact: J, +43 1 000\n"

_PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>T - Site</title><meta property='og:title' content='T'></head><body>"
    f"<nav><a href='/'>Home</a></nav><h1>Title</h1><p>20 June 2011</p><p>{'Word after word. ' * 30}</p>"
    "<table><tr><td>a<td>b</table><ul><li><a href='b.pdf'>c</a></ul><img src='d.png' alt='e'></body></html>"
)


_CRAWL = Crawl(packed=False).add(_PAGE.encode()).data
_PAGES = b'{"format": "json-pages-1.0"}\n{"url": "https://e.org/2"}\n'
_WORD = document(line("Title", bold=True) + line("VIENNA, 20 June 2011 - It"))
SEEDS: dict[str, tuple[tuple[str, bytes], ...]] = {
    "captures": (
        ("a.warc", _CRAWL),
        ("a.warc.gz", gzip.compress(_CRAWL, mtime=0)),
        ("a.wacz", wacz({"archive/data.warc": _CRAWL, "pages/pages.jsonl": _PAGES})),
        ("20110620100000/a.html", _PAGE.encode()),
    ),
    "document": (("a.docx", _WORD), ("a.rtf", b"{\\rtf1\\ansi{\\b Title}\\par VIENNA, 20 June 2011 - It\\par}")),
    "wordpress": (("a.xml", _WXR.encode()),),
    "feed": (("a.xml", _RSS.encode()),),
    "markdown": (
        ("2011-06-20-a.md", _MARKDOWN.encode()),
        ("a.md", b'+++\ntitle = "T"\ndate = 2011-06-20\n+++\nx\n'),
        ("a.md", b'{"title": "T"}\nx\n'),
        ("a.md", b"Title: T\nDate: 2011-06-20\n\nx\n"),
        ("a.md", b"<!--\n.. title: T\n.. date: 2011-06-20\n-->\n\nx\n"),
    ),
    "table": (
        ("a.json", _JSON_FEED.encode()),
        ("a.csv", b'Title,Date,Body\n"T",20.6.2011,"x ""y"" <p>z</p>"\n'),
        ("a.jsonl", b'{"title": "T", "date": "2011-06-20", "html": "<p>x</p>"}\n{"title": ["T"], "tags": [1, {}]}\n'),
    ),
    "page": (("a.html", _PAGE.encode()), ("a.html", _PAGE.replace("'en'", "'dy'").encode())),
    "text": (("a.txt", _TEXT.encode()),),
    "plan": (("plan.tsv", b"# help\nsource\tid\ttitle\tdate\tstatus\na\t\t'=T\t2011-06-20\tnew\n"),),
}
"""What is broken, by reader: names of files and their bytes."""

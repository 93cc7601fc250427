"""Two archives that know of one another: what each has of the same people, links by role, and what must not happen."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import SHARING, ArchiveOnDisk
from tests.helpers.answering import answering

from sphinx_newsroom.cli import main


@dataclass(frozen=True)
class Site:
    """An archive whose built site is served."""

    archive: ArchiveOnDisk
    served: Path
    url: str

    def publish(self, *options: str) -> None:
        """Build, and put the site where it is served."""
        built = self.archive.build(f"{self.served.name}-out", "-W", *options)
        assert built.status == 0, built.log
        shutil.rmtree(self.served, ignore_errors=True)
        shutil.copytree(built.out, self.served)

    def read(self, path: str) -> str:
        return (self.served / path).read_text(encoding="utf-8")

    def update(self, *options: str) -> int:
        return main(["--root", str(self.archive.root), "archives", "update", "--local-network", *options])


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with answering(server):
        yield f"http://127.0.0.1:{server.server_port}/"


def _conf(name: str, own: str, other: str, at: str) -> str:
    return (
        f'project = "{name}"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
        f'html_baseurl = "{own}"\nnewsroom_tag = "{other}.example,2026"\n'
        f'newsroom_archives = {{"{other}": "{at}"}}\n{SHARING}'
    )


def _files(official: str, qid: str, title: str, role: str) -> dict[str, str]:
    return {
        "index.md": "# Archive\n\nWhat was said.\n",
        f"officials/{official}.md": f"---\nname: Jane Roe\nidentifiers: {{wikidata: {qid}}}\n---\n",
        "officials/nobody.md": "---\nname: Nobody Else\nidentifiers: {wikidata: Q999}\n---\n",
        "organizations/port.md": "---\nname: Port of Aldrum\nidentifiers: {wikidata: Q5}\n---\n",
        "releases/2011/opening.md": f"---\ntitle: {title}\ndate: 2011-06-21\n---\n\n"
        "Jane Roe of the Port of Aldrum spoke.\n",
        "releases/2012/again.md": f"---\ntitle: {title} again\ndate: 2012-01-02\n---\n\nJane Roe spoke again. {role}\n",
    }


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Site]]:
    """Harbour and Coast, each built, asked and built again, so that each shows the other."""
    work = tmp_path_factory.mktemp("two")
    with _served(work / "harbour/served") as one, _served(work / "coast/served") as other:
        harbour, coast = (
            Site(ArchiveOnDisk(work / name / "archive"), work / name / "served", url)
            for name, url in (("harbour", one), ("coast", other))
        )
        harbour.archive.put(
            {
                "conf.py": _conf("Harbour news", harbour.url, "coast", coast.url),
                **_files("jane-roe", "Q7", "Harbour <b>opens</b>", ""),
            }
        )
        own = _conf("Coast news", coast.url, "harbour", harbour.url)
        coast.archive.put({"conf.py": own, **_files("roe", "Q7", "Coast & sea", "")})
        coast.publish()
        assert harbour.update() == 0
        harbour.publish()
        assert coast.update() == 0
        coast.publish()
        yield harbour, coast


def _elsewhere(page: str) -> str:
    """The section of other archives, without its tags' line ends."""
    found = re.search(r'<section aria-labelledby="newsroom-elsewhere">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_each_shows_what_the_other_has(two: tuple[Site, Site]) -> None:
    harbour, coast = two
    there = _elsewhere(harbour.read("officials/jane-roe.html"))
    assert f'<a href="{coast.url}officials/roe.html" rel="external">Coast news</a>' in there
    assert "2 releases" in there
    assert re.findall(r'<time datetime="([^"]+)">([^<]+)<', there) == [
        ("2012-01-02", "2 January 2012"),
        ("2011-06-21", "21 June 2011"),
    ]
    assert f'<a href="{coast.url}releases/2012/again.html" rel="external">Coast &amp; sea again</a>' in there
    back = _elsewhere(coast.read("officials/roe.html"))
    assert f'<a href="{harbour.url}officials/jane-roe.html" rel="external">Harbour news</a>' in back
    assert "Harbour &lt;b&gt;opens&lt;/b&gt;" in back  # words, and no markup
    assert "Port of Aldrum" not in back
    assert "1 release<" in _elsewhere(coast.read("organizations/port.html"))


def test_only_a_wikidata_id_ties(two: tuple[Site, Site]) -> None:
    harbour, coast = two
    # Both have Nobody Else with one id, and no release that names them.
    assert not _elsewhere(harbour.read("officials/nobody.html"))
    kept = json.loads((harbour.archive.root / "archives/coast.json").read_text(encoding="utf-8"))
    assert [(one["kind"], one["wikidata"], one["id"]) for one in kept["entries"]] == [
        ("official", "Q7", "roe"),
        ("organization", "Q5", "port"),
    ]
    assert kept["url"] == coast.url


def test_texts_link_by_role_and_a_build_goes_on(
    two: tuple[Site, Site], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release that links to the other archive; then the other one changes: incremental is as clean."""
    harbour, coast = two
    root = tmp_path / "archive"
    shutil.copytree(harbour.archive.root, root, ignore=shutil.ignore_patterns("_build"))
    here = Site(ArchiveOnDisk(root), tmp_path / "served", harbour.url)
    here.archive.put(
        {
            "releases/2013/thanks.md": "---\ntitle: Thanks\ndate: 2013-01-01\n---\n\nThanks go to "
            "{official}`coast:roe` and see {release}`what they said <coast:2011/opening>`.\n",
            "index.md": "# Archive\n\n{external+coast:newsroom:org}`port` and {org}`the port <coast:port>`.\n",
        }
    )
    assert main(["--root", str(root), "check"]) == 0, capsys.readouterr()
    first = here.archive.build("site", "-W")
    assert first.status == 0, first.log
    page = first.read("releases/2013/thanks.html")
    assert f'href="{coast.url}officials/roe.html"' in page
    assert ">Jane Roe<" in page
    assert f'href="{coast.url}releases/2011/opening.html"' in page
    assert ">what they said<" in page
    assert first.read("index.html").count(f'href="{coast.url}organizations/port.html"') == 2
    # The other archive names her once more: the first build goes on, the second begins anew, with two processes.
    capsys.readouterr()
    with _named_once_more(coast):
        assert here.update() == 0
    assert "changed: official roe (Jane Roe), 3 releases, 2 before" in capsys.readouterr().out
    again, clean = here.archive.build("site", "-W"), here.archive.build("clean", "-W", "-j", "2")
    assert (again.status, clean.status) == (0, 0), again.log + clean.log
    assert ">More<" in _elsewhere(again.read("officials/jane-roe.html"))
    assert again.tree() == clean.tree()
    # An id that it has not, and a file that somebody edited: told, and the build goes on.
    kept = root / "archives/coast.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace('"More"', '"Moor"'), encoding="utf-8")
    here.archive.put(
        {"releases/2013/thanks.md": "---\ntitle: Thanks\ndate: 2013-01-01\n---\n\nSee {org}`coast:gone`.\n"}
    )
    without = here.archive.build("site")
    assert without.status == 0, without.log
    assert "no data from" not in without.log
    assert not _elsewhere(without.read("officials/jane-roe.html"))
    assert "[reference] according to the saved data, the archive 'coast' has no organization 'gone'" in without.log


@contextmanager
def _named_once_more(site: Site) -> Iterator[None]:
    """A served site in whose data one more release names Roe."""
    changes = {
        "data/officials.json": ('"releases": 2', '"releases": 3'),
        "officials/roe/rss.xml": (
            "<item>",
            f"<item><link>{site.url}releases/2014/more.html</link>"
            "<title>More</title><pubDate>Wed, 01 Jan 2014 00:00:00 GMT</pubDate></item>\n<item>",
        ),
    }
    before = {path: site.read(path) for path in changes}
    for path, (old, new) in changes.items():
        assert old in before[path]
        (site.served / path).write_text(before[path].replace(old, new, 1), encoding="utf-8")
    try:
        yield
    finally:
        for path, text in before.items():
            (site.served / path).write_text(text, encoding="utf-8")


def test_an_archive_that_is_gone_is_told_and_what_was_kept_stands(
    two: tuple[Site, Site], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    harbour, _ = two
    root = tmp_path / "archive"
    shutil.copytree(harbour.archive.root, root, ignore=shutil.ignore_patterns("_build"))
    before = (root / "archives/coast.json").read_bytes()
    conf = (root / "conf.py").read_text(encoding="utf-8")
    # The same address, at which nobody is any more.
    with _served(tmp_path / "empty") as url:
        (root / "conf.py").write_text(conf.replace(json.loads(before)["url"], url), encoding="utf-8")
        assert main(["--root", str(root), "archives", "update", "--local-network"]) == 1
    assert "coast: there is no such file (404); the saved files are unchanged" in capsys.readouterr().err
    assert main(["--root", str(root), "archives", "update"]) == 1
    assert "isn't read, because it isn't https" in capsys.readouterr().err
    assert (root / "archives/coast.json").read_bytes() == before

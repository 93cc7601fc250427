"""The site's feeds: found from every page, made from the pages' own texts, and written only where they changed."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from tests.conftest import CONF, NOW, SMALL, ArchiveOnDisk, Built
from tests.feeds.rules import problems

from sphinx_newsroom.cli import main

BASE = "https://archive.example.org/"
WITH_BASE = f'{CONF}html_baseurl = "{BASE}"\nnewsroom_feed_items = 2\n'


def feeds(site: Built) -> dict[str, bytes]:
    return {
        path.relative_to(site.out).as_posix(): path.read_bytes()
        for path in sorted(site.out.rglob("*"))
        if path.name in ("rss.xml", "atom.xml", "feed.json") or path.parent.name == "atom"
    }


LINKED = """
    ---
    title: Linked
    date: 2013-01-01
    image: {src: hall.png, alt: The hall}
    ---
    See the [figures](figures.pdf), [listen](speech.mp3), look at ![this](hall.png), or read
    [the other](../2011/opening.md) and {release}`2012/follow-up`[^1].

    [^1]: A note.
    """


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with an address, a guide, and a release that links and shows files."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("fed") / "archive")
    archive.put(SMALL)
    archive.put({"conf.py": WITH_BASE, "docs/index.md": "---\norphan: true\n---\n# Guide\n"})
    files = {"figures.pdf": "%PDF-", "speech.mp3": "sound", "hall.png": "not quite"}
    archive.put({"releases/2013/linked.md": LINKED, **{f"releases/2013/{name}": text for name, text in files.items()}})
    built = archive.build()
    assert built.status == 0, built.log
    return built


def test_all_feeds_are_there_and_valid(site: Built, archive: ArchiveOnDisk) -> None:
    without = archive.build("out", "-W")
    assert without.status == 0, without.log
    found = feeds(without)
    folders = {path.rpartition("/")[0] for path in found if not path.endswith(("1.xml", "2.xml"))}
    assert folders == {
        "",
        "organizations/unodc",
        "organizations/osce",
        "officials/yury-fedotov",
        "topics/human-trafficking",
        "languages/en",
        "corrections",
        "types/press-release",
    }
    assert found.keys() <= feeds(site).keys()
    for built in (without, site):
        for path, data in feeds(built).items():
            assert problems(path, data, absolute=built is site) == [], path


def test_every_page_names_its_feeds(site: Built) -> None:
    pages = [path for path in site.out.rglob("*.html") if not {"_static", "data"} & {*path.parts}]
    assert len(pages) > 12
    for page in pages:
        named = re.findall(
            r'<link rel="alternate" type="application/[a-z]+\+(?:xml|json)" [^>]*href="([^"]*)"',
            page.read_text(encoding="utf-8"),
        )
        where = page.relative_to(site.out).as_posix()
        own = re.fullmatch(r"(organizations|officials|topics|types)/(?!index)[^/]+\.html", where)
        if where == "404.html":  # which stands for any address, and so names all from the root
            named = [href.removeprefix("/") for href in named]
        files = {(page.parent / unescape(href)).resolve().relative_to(site.out.resolve()).as_posix() for href in named}
        feed = f"{where.removesuffix('.html')}/rss.xml" if own or where == "corrections.html" else "rss.xml"
        alone = re.fullmatch(r"releases/\d+/(?!index)[^/]+\.html", where)  # of which there are most
        wanted = {"rss.xml", *(() if alone else ("atom.xml", "feed.json")), feed}
        assert files == wanted, where
        assert len(named) == len(wanted), where
        assert (page.parent / named[0]).resolve() == (site.out / feed).resolve(), "a reader takes the first"
        assert all((site.out / file).is_file() for file in files)


def test_subscribe_shows_every_feed(site: Built) -> None:
    page = site.read("subscribe.html")
    for path in feeds(site):
        if not re.search("atom/", path):
            assert f'href="{path}"' in page, path
        if path.endswith("rss.xml"):
            assert f">{BASE}{path}</a>" in page, "the address can be copied without script"
            assert f'href="feed://{BASE.removeprefix("https://")}{path}"' in page
    assert "https://feedly.com/i/subscription/feed/https%3A%2F%2Farchive.example.org%2Frss.xml" in page
    assert not re.search(r"<script(?![^>]* src=)", page)


def test_what_no_release_names_has_no_feed_until_one_does(archive: ArchiveOnDisk) -> None:
    archive.put({"organizations/quiet.md": "---\nname: The Quiet Council\n---\n"})
    site = archive.build("out", "-W")
    page = site.read("organizations/quiet.html")
    assert "quiet/" not in page
    assert "quiet/" not in site.read("subscribe.html") + site.read("feeds.opml")
    assert not any("quiet" in path or "speech" in path for path in feeds(site))
    archive.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-01-01\n---\nThe Quiet Council spoke.\n"})
    site = archive.build("out", "-W")
    assert "quiet/rss.xml" in site.read("organizations/quiet.html")
    assert b"The Quiet Council spoke." in feeds(site)["organizations/quiet/rss.xml"]


def test_a_text_is_that_of_its_page_with_absolute_addresses(site: Built) -> None:
    (item,) = [item for item in json.loads(site.read("feed.json"))["items"] if item["title"] == "Linked"]
    addresses = re.findall(r'(?:href|src)="([^"]*)"', item["content_html"])
    assert len(addresses) >= 7
    for address in addresses:
        path, _, anchor = address.removeprefix(BASE).partition("#")
        assert address.startswith(BASE)
        assert (site.out / path).is_file(), address
        assert not anchor or f'id="{anchor}"' in site.read(path)
    kinds = [(file["mime_type"], file["size_in_bytes"], Path(file["url"]).name) for file in item["attachments"]]
    assert kinds == [
        ("audio/mpeg", 5, "speech.mp3"),
        ("application/pdf", 5, "figures.pdf"),
        ("image/png", 9, "hall.png"),
    ]
    assert (site.out / item["attachments"][0]["url"].removeprefix(BASE)).is_file()
    assert item["image"] == f"{BASE}releases/2013/linked/hall.png"


def test_an_id_is_that_of_the_first_line_in_the_ledger(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a move nor an address of an older site that is added to the header makes a release another one."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    archive.put({"conf.py": WITH_BASE})
    assert main(["--root", str(archive.root), "publish"]) == 0
    before = feeds(archive.build())
    assert main(["--root", str(archive.root), "move", "2011/opening", "2011/conference-opens"]) == 0
    path = archive.root / "releases/2012/follow-up.md"
    path.write_text(path.read_text(encoding="utf-8").replace("date:", "former_urls: [releases/12.html]\ndate:"))
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    after = feeds(site)
    assert b"releases/2011/conference-opens.html" in after["rss.xml"]
    ids = re.compile(rb"<guid[^>]*>([^<]+)|<id>([^<]+)|\"id\":\"([^\"]+)")
    assert {file: ids.findall(data) for file, data in after.items()} == {
        file: ids.findall(data) for file, data in before.items()
    }

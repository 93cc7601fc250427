"""Of alerts the site shows those that are public, and of nobody who gets one anything at all."""

from __future__ import annotations

import subprocess

import feedparser
import pytest
from tests.conftest import CONF, NOW, SHARING, SMALL, ArchiveOnDisk, Built
from tests.helpers import warm

PUBLIC = "name: Zebras and fish\nquery: zebras\nfeed: true\npublic: true\nmail: [ada@reader.example]\n"
ALERTS = {
    "conf.py": f'{CONF}{SHARING}html_baseurl = "https://archive.example.org/"\nnewsroom_alerts = "press@example.org"\n'
    'include_patterns = ["**"]\nnewsroom_allow = {"attachments": [".yaml"]}\n',
    "alerts/zebras.yaml": PUBLIC,
    "alerts/none-yet.yaml": "name: Giraffes\nquery: giraffe\nfeed: true\n",
    "alerts/secret-wish.yaml": "name: Unspoken\norganizations: [osce]\nmail: [bo@reader.example, {env: CY_READS}]\n",
    "alerts/notes.md": "# Who asked\n\nDi, di@reader.example\n",
    "alerts/state.jsonl": '{"format": 1, "known": [], "targets": {}}\n',
    "releases/2012/follow-up.md": SMALL["releases/2012/follow-up.md"]
    + "\n        The [readers](../../alerts/secret-wish.yaml).\n",
}


@pytest.fixture
def built(archive: ArchiveOnDisk) -> Built:
    archive.put(ALERTS)
    found = archive.build()
    assert found.status == 0, found.log
    return found


def test_the_site_shows_what_is_public_and_nobody_who_gets_it(archive: ArchiveOnDisk, built: Built) -> None:
    everything = b"".join(path.read_bytes() for path in built.out.rglob("*") if path.is_file())
    for secret in (b"reader.example", b"Unspoken", b"CY_READS", b"Who asked"):
        assert secret not in everything, secret
    assert "is in alerts/, where the addresses of readers are" in built.log
    own = {path.split("/")[1] for path in built.tree() if path.startswith("alerts/")}
    assert own == {"zebras", "none-yet"}
    # The feed, and where readers find it.
    feed = feedparser.parse(built.read("alerts/zebras/rss.xml"))
    assert (feed.bozo, [entry.title for entry in feed.entries]) == (False, ["Conference opens in Vienna"])
    empty = feedparser.parse(built.read("alerts/none-yet/rss.xml"))
    assert (empty.bozo, empty.entries) == (False, []), "an address that is promised answers from the beginning"
    page = built.read("subscribe.html")
    assert '<a href="search.html?q=zebras">What it finds<span class="visually-hidden">, Zebras and fish</span>' in page
    assert "mailto:press@example.org?subject=Alert%3A%20Zebras%20and%20fish" in page
    assert 'xmlUrl="https://archive.example.org/alerts/zebras/rss.xml"' in built.read("feeds.opml")
    # Who gets it changes nothing of the site, what is found does.
    archive.put({"alerts/zebras.yaml": PUBLIC.replace("ada", "eve"), "alerts/state.jsonl": "{}\n"})
    assert archive.build().tree() == built.tree()
    archive.put({"releases/2013/more.md": "---\ntitle: More\ndate: 2013-05-01\n---\n\nA zebra.\n"})
    again = archive.build()
    feed = feedparser.parse(again.read("alerts/zebras/rss.xml"))
    assert [entry.title for entry in feed.entries] == ["More", "Conference opens in Vienna"]
    clean = archive.build("clean", "-j", "2")
    assert {path: digest for path, digest in clean.tree().items() if path.startswith("alerts/")} == {
        path: digest for path, digest in again.tree().items() if path.startswith("alerts/")
    }


def test_a_mistake_is_told_and_keeps_no_release_from_readers(archive: ArchiveOnDisk) -> None:
    files = {path: text for path, text in ALERTS.items() if not path.startswith("releases/")}
    archive.put({**files, "alerts/other.yaml": "name: Other\nfeed: true\nquery: x\n"})
    site = archive.root / "_build/html"
    assert newsroom(archive, "build", "--quiet").returncode == 0
    assert (site / "alerts/other/rss.xml").exists()
    archive.put(
        {
            "alerts/other.yaml": "name: Other\nfeed: true\nquerry: x\n",
            "releases/2013/urgent.md": "---\ntitle: Urgent\ndate: 2013-05-01\n---\n\nNow.\n",
        }
    )
    done = newsroom(archive, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout + done.stderr
    assert "alerts/other.yaml:3: WARNING: [unknown-key] there is no key 'querry'; did you mean 'query'?" in said
    assert (site / "releases/2013/urgent.html").exists()
    assert (site / "alerts/zebras/rss.xml").exists()
    assert not (site / "alerts/other").exists(), "until it is mended"


def newsroom(archive: ArchiveOnDisk, *words: str) -> subprocess.CompletedProcess[str]:
    return warm.run("sphinx_newsroom", words, archive.root, {"SOURCE_DATE_EPOCH": NOW})

"""What programs read that know nothing of the archive, in whole builds: Markdown, llms.txt, the list of changes."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from tests.build.test_citations import BASE, LATER, Newsroom, build, newsroom_run
from tests.conftest import CONF, SMALL, ArchiveOnDisk, Built
from tests.helpers.building import edit

from sphinx_newsroom import Archive
from sphinx_newsroom.outputs.tables.columns import ANY_RELEASE, FILES, TABLES

REMARK = "qxzyvremark"


def written(root: Path, base: str = BASE) -> ArchiveOnDisk:
    archive = ArchiveOnDisk(root / "archive")
    archive.put(SMALL)
    archive.put(
        {
            "conf.py": f'{CONF}html_baseurl = "{base}"\nnewsroom_license = "CC-BY-4.0"\n',
            "releases/2013/gone.md": "---\ntitle: A false report\ndate: 2013-02-01\n---\n\nThe quokka.\n",
            "releases/2013/counted.md": "---\ntitle: Counted\nsubtitle: By hand\ndate: 2013-03-01\nissuer: unodc\n"
            f"number: PR/2013/4\n---\n\nThere were 10, see [the opening](../2011/opening.md).\n\n"
            f"% {REMARK}\n\n* a\n* b\n",
            "releases/2013/directed.md": "---\ntitle: By a directive\ndate: 2013-04-01\n---\n\n"
            "```{note}\nUNODC notes.\n```\n",
            "releases/2030/secret.md": f"---\ntitle: {REMARK}\ndate: 2030-01-01\n"
            f"embargo: 2030-01-01T10:00:00+01:00\n---\n\n{REMARK}\n",
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        newsroom_run(archive, "publish")
        patch.setenv("SOURCE_DATE_EPOCH", LATER)
        edit(archive, "releases/2013/counted.md", "10", "12")
        newsroom_run(archive, "correct", "2013/counted", "--note", "There were 12, not 10.")
        newsroom_run(archive, "withdraw", "2013/gone", "--reason", "It was false.", "--replaced-by", "2013/counted")
    return archive


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    archive = written(tmp_path_factory.mktemp("machines"))
    return Newsroom(archive, build(archive))


def parted(site: Built, path: str) -> tuple[dict[str, Any], str]:
    """The head of a file of Markdown, and its text."""
    _, head, text = site.read(path).split("---\n", 2)
    return yaml.safe_load(head), text.strip()


def test_beside_each_release_is_its_markdown(newsroom: Newsroom) -> None:
    head, text = parted(newsroom.site, "releases/2013/counted.md")
    assert head.pop("sha256") in newsroom.site.read("releases/2013/counted.html")
    checksum = hashlib.sha256((newsroom.site.out / "releases/2013/counted.md").read_bytes()).hexdigest()
    assert f"<code>sha256sum counted.md</code> <code>{checksum}</code>" in newsroom.site.read(
        "releases/2013/counted.html"
    )
    assert head == {
        "id": "2013/counted",
        "title": "Counted",
        "subtitle": "By hand",
        "date": "2013-03-01",
        "type": "Press release",
        "number": "PR/2013/4",
        "language": "en",
        "issuers": ["United Nations Office on Drugs and Crime"],
        "revision": 2,
        "published": "2026-01-01",
        "corrected": [{"date": "2026-02-25", "note": "There were 12, not 10."}],
        "cite-as": f"{BASE}releases/2013/counted.html",
        "former": [f"{BASE}releases/2013/counted.r1.html"],
    }
    assert text == (
        f"# Counted\n\n*By hand*\n\nThere were 12, see [the opening]({BASE}releases/2011/opening.html).\n\n- a\n- b"
    )
    page = newsroom.site.read("releases/2013/counted.html")
    assert '<link rel="alternate" type="text/markdown" href="counted.md">' in page


def test_a_superseded_text_says_what_took_its_place(newsroom: Newsroom) -> None:
    head, text = parted(newsroom.site, "releases/2013/counted.r1.md")
    assert (head["id"], head["revision"]) == ("2013/counted", 1)
    assert head["superseded"] == {
        "date": "2026-02-25",
        "note": "There were 12, not 10.",
        "by": f"{BASE}releases/2013/counted.html",
    }
    assert head["cite-as"] == f"{BASE}releases/2013/counted.r1.html"
    assert "There were 10" in text
    assert head["sha256"] in newsroom.site.read("releases/manifest.json")


def test_that_of_a_withdrawn_release_says_so_and_has_no_text(newsroom: Newsroom) -> None:
    head, text = parted(newsroom.site, "releases/2013/gone.md")
    assert head["withdrawn"] == {
        "date": "2026-02-25",
        "reason": "It was false.",
        "replaced_by": f"{BASE}releases/2013/counted.html",
    }
    assert text == "# Withdrawn: A false report\n\n25 February 2026: It was false."


def test_what_no_page_shows_is_in_none(newsroom: Newsroom) -> None:
    out = newsroom.site.out
    assert not (out / "releases/2030").exists()
    found = [path for path in out.rglob("*.md") if REMARK in path.read_text(encoding="utf-8")]
    assert not found


def test_llms_txt_leads_to_each_year_and_that_to_the_text_of_each_release(newsroom: Newsroom) -> None:
    site = newsroom.site
    front = site.read("llms.txt")
    assert front.startswith("# Test archive\n\n")
    years = [f"- [{year}]({BASE}releases/{year}/index.md)" for year in (2013, 2012, 2011)]
    assert "\n\n## Releases by year\n\n" + "\n".join(years) + "\n\n## Optional\n\n" in front
    for path in re.findall(rf"\]\({BASE}([^)]+)\)", front):
        assert (site.out / path).is_file(), path
    assert site.read("releases/2013/index.md") == (
        "# Releases from 2013\n\n"
        f"- [By a directive]({BASE}releases/2013/directed.md): 2013-04-01\n"
        f"- [Counted]({BASE}releases/2013/counted.md): 2013-03-01, "
        "United Nations Office on Drugs and Crime, PR/2013/4\n"
        f"- [Withdrawn: A false report]({BASE}releases/2013/gone.md): 2013-02-01\n"
    )
    assert '<link rel="alternate" type="text/markdown" href="index.md">' in site.read("releases/2013/index.html")


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RS = "{http://www.openarchives.org/rs/terms/}"


def changes_of(site: Built, path: str) -> list[tuple[str, str, str]]:
    """What a list of changes says: address, what became of it, and when."""
    found = []
    for url in ElementTree.fromstring(site.read(path)).iter(f"{SITEMAP}url"):
        told = url.find(f"{RS}md")
        assert told is not None
        found.append((str(url.findtext(f"{SITEMAP}loc")), told.attrib["change"], told.attrib["datetime"]))
    return found


def test_every_change_of_a_page_is_listed_with_its_moment(newsroom: Newsroom) -> None:
    releases = f"{BASE}releases/"
    then, now = "2026-01-01T00:00:00Z", "2026-02-25T06:13:20Z"
    found = changes_of(newsroom.site, "changelist.xml")
    assert sorted(found[:5]) == [
        (f"{releases}{name}.html", "created", then)
        for name in ("2011/opening", "2012/follow-up", "2013/counted", "2013/directed", "2013/gone")
    ]
    assert found[5:] == [
        (f"{releases}2013/counted.html", "updated", now),
        (f"{releases}2013/gone.html", "deleted", now),
    ]


def test_what_looks_for_changes_is_led_to_them(newsroom: Newsroom) -> None:
    site, asked = newsroom.site, ".well-known/resourcesync"
    capabilities = []
    while asked:
        root = ElementTree.fromstring(site.read(asked))
        told = root.find(f"{RS}md")
        assert told is not None
        capabilities.append(told.attrib["capability"])
        address = root.findtext(f"{SITEMAP}url/{SITEMAP}loc") if capabilities[-1] != "changelist" else ""
        asked = str(address).removeprefix(BASE)
    assert capabilities == ["description", "capabilitylist", "changelist"]
    assert '<link rel="resourcesync" href="capabilitylist.xml">' in site.read("index.html")


def test_the_database_counts_what_the_site_counts(newsroom: Newsroom) -> None:
    site = newsroom.site
    with closing(sqlite3.connect(site.out / "data/archive.sqlite")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for file in json.loads(site.read("data/index.json"))["files"]:
            table = Path(file["path"]).stem
            if table in TABLES:
                assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (file["count"],), table
    assert list(Archive(site.out).releases()) == list(Archive(newsroom.archive.root).releases())
    assert list(Archive(site.out).revisions()) == list(Archive(newsroom.archive.root).revisions())


def test_every_page_leads_to_the_data_and_that_to_each_file_with_its_fields(newsroom: Newsroom) -> None:
    site = newsroom.site
    for page in ("index.html", "releases/2013/counted.html", "organizations/unodc.html", "search.html"):
        assert re.search(r'<a href="(\.\./)*data\.html">Data</a>', site.read(page)), page
    page = site.read("data.html")
    for path in re.findall(r'href="([^"#]+)"', page.partition("<main")[2].partition("</main>")[0]):
        assert path.startswith("https://creativecommons.org/") or (site.out / path).is_file(), path
    rows = re.findall(r"<dt><code>([^<.]+)</code></dt><dd>(.*?)</dd>", page.partition("newsroom-files")[2])
    shown = [(name, unescape(re.sub("</?code>", "`", meaning))) for name, meaning in rows]
    files = [fields for path, fields in FILES.items() if path != ANY_RELEASE]  # which conf.py does not ask for
    declared = [*files[1:], files[0], *(table.fields for table in TABLES.values())]
    assert shown == [(field.name, f"{field.meaning}.") for fields in declared for field in fields]
    assert not re.search("see (above|below)", page)  # it isn't a page of the reference
    assert f"curl -O {BASE}data/releases.jsonl" in page
    assert f"curl -O {BASE}data/archive.sqlite" in page
    assert '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC-BY-4.0</a>' in page
    assert "data.html" in site.read("sitemap.xml")
    assert "data.html" in site.read("llms.txt")


# What readers that follow pages make of one (microformats2), as mf2py parses it


def entity(site: Built, path: str) -> dict[str, Any]:
    """The one thing that a page is, to such a reader."""
    (item,) = pytest.importorskip("mf2py").parse(doc=site.read(path), url=BASE + path)["items"]
    assert isinstance(item, dict)
    return item


def test_a_release_is_an_entry(newsroom: Newsroom) -> None:
    item = entity(newsroom.site, "releases/2013/counted.html")
    told = item["properties"]
    assert item["type"] == ["h-entry"]
    assert {name: told[name] for name in ("name", "url", "published", "updated", "summary")} == {
        "name": ["Counted"],
        "url": [f"{BASE}releases/2013/counted.html"],
        "published": ["2013-03-01"],
        "updated": ["2026-02-25"],
        "summary": ["There were 12, see the opening."],
    }
    (author,) = told["author"]
    assert (author["type"], author["properties"]) == (
        ["h-card"],
        {"name": ["United Nations Office on Drugs and Crime"], "url": [f"{BASE}organizations/unodc.html"]},
    )
    (content,) = told["content"]
    assert content["value"].split() == ["There", "were", "12,", "see", "the", "opening.", "a", "b"]
    assert f'<a href="{BASE}releases/2011/opening.html">' in content["html"]

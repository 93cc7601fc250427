"""How releases are cited, in whole builds: the files, what the head of a page says, and what becomes of them later."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.conftest import CONF, SMALL, ArchiveOnDisk, Built
from tests.helpers.building import edit

from sphinx_newsroom.cli import main

BASE = "https://archive.example.org/"
SUFFIXES = (".bib", ".ris", ".csl.json")
LATER = "1772000000"


class Newsroom(NamedTuple):
    """An archive with a release of each kind, and its site."""

    archive: ArchiveOnDisk
    site: Built


def newsroom_run(archive: ArchiveOnDisk, *arguments: str) -> None:
    assert main([*arguments, "--root", str(archive.root)]) == 0


def build(archive: ArchiveOnDisk, out: str = "out", *options: str) -> Built:
    site = archive.build(out, *options, env={"SOURCE_DATE_EPOCH": LATER})
    assert site.status == 0, site.log
    return site


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("cited") / "archive")
    archive.put(SMALL)
    archive.put(
        {
            "conf.py": f'{CONF}html_baseurl = "{BASE}"\n',
            "releases/2011/opening.ru.md": "---\ntitle: Открытие\ndate: 2011-06-21\nissuers: [osce, unodc]\n"
            "number: PR/2011/40\n---\n\nТекст.\n",
            "releases/2013/gone.md": "---\ntitle: 'A \"false\" report'\ndate: 2013-02-01\nissuer: unodc\n"
            "withdrawn: {date: 2013-02-02, reason: It was false.}\n---\n\nGone.\n",
            "releases/2013/counted.md": "---\ntitle: Counted\ndate: 2013-03-01\nissuer: unodc\n---\n\nThere were 10.\n",
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        newsroom_run(archive, "publish")
        patch.setenv("SOURCE_DATE_EPOCH", LATER)
        edit(archive, "releases/2013/counted.md", "10", "12")
        newsroom_run(archive, "correct", "2013/counted", "--note", "There were 12, not 10.")
    return Newsroom(archive, build(archive))


def metas(page: str) -> dict[str, str]:
    """The first content of each meta element, by its name and by its property."""
    found: dict[str, str] = {}
    for names, content in re.findall(r'<meta ((?:(?:name|property)="[^"]+" )+)content="([^"]*)"', page):
        for name in re.findall('"([^"]+)"', names):
            found.setdefault(name, unescape(content))
    return found


def zotero(page: str) -> dict[str, str]:
    """What Zotero's translator "Embedded Metadata" makes of a page: its type, and fields by the names of elements.

    It takes the first element whose name *ends* in one it knows (HIGHWIRE_MAPPINGS and processFields there), and else
    the canonical address and the language of the page.
    """
    known = {
        "citation_title": "title",
        "citation_publication_date": "date",
        "citation_technical_report_institution": "institution",
        "citation_technical_report_number": "number",
        "citation_language": "language",
        "dcterms.type": "kind",
        "z:extra": "extra",
    }
    named = dict(reversed(re.findall(r'<meta name="([^"]+)"(?: property="[^"]+")? content="([^"]*)"', page)))
    found = {
        field: next((unescape(content) for name, content in named.items() if name.endswith(end)), "")
        for end, field in known.items()
    }
    found["type"] = "report" if found["institution"] else "journalArticle"
    found["url"] = next(iter(re.findall('<link rel="canonical" href="([^"]+)"', page)), "")
    found["language"] = found["language"] or re.findall('<html lang="([^"]+)"', page)[0]
    return {field: value for field, value in found.items() if value}


def test_each_release_and_superseded_text_has_its_citation(newsroom: Newsroom) -> None:
    """The page has it, and the files of its year, to which the page links without script."""
    site = newsroom.site
    for page in ("2011/opening", "2011/opening.ru", "2012/follow-up", "2013/gone", "2013/counted", "2013/counted.r1"):
        text = site.read(f"releases/{page}.html")
        assert zotero(text)["url"] == f"{BASE}releases/{page}.html"
        assert all(f'<a href="index{suffix}">' in text for suffix in SUFFIXES)
    assert not [path for path in site.tree() if path.endswith(SUFFIXES) and "/index." not in path]
    note = "Superseded on 25 February 2026: There were 12, not 10. This is revision 1 of 2."
    assert zotero(site.read("releases/2013/counted.r1.html"))["extra"] == note
    assert zotero(site.read("releases/2013/gone.html"))["extra"] == "Withdrawn on 2 February 2013: It was false."
    assert "There were 12, not 10. This is revision 2." in site.read("releases/2013/index.ris")


def test_zotero_makes_a_report_of_a_page(newsroom: Newsroom) -> None:
    assert zotero(newsroom.site.read("releases/2011/opening.ru.html")) == {
        "type": "report",
        "title": "Открытие",
        "institution": "Organization for Security and Co-operation in Europe и "
        "United Nations Office on Drugs and Crime",
        "number": "PR/2011/40",
        "kind": "Пресс-релиз",
        "extra": "Перевод релиза «Conference opens in Vienna».",
        "date": "2011/06/21",
        "language": "ru",
        "url": f"{BASE}releases/2011/opening.ru.html",
    }
    assert zotero(newsroom.site.read("releases/2013/counted.r1.html"))["url"].endswith("/counted.r1.html")


def test_a_withdrawn_release_says_so_wherever_its_title_goes(newsroom: Newsroom) -> None:
    page = newsroom.site.read("releases/2013/gone.html")
    title = 'Withdrawn: A "false" report'
    assert f"<title>{title.replace(chr(34), '&#34;')} – Test archive</title>" in page
    assert metas(page)["og:title"] == metas(page)["citation_title"] == title
    assert "“Withdrawn: A &#34;false&#34; report”" in page
    # Its own page has the notice beside the title.
    assert "<h1>A &#34;false&#34; report</h1>" in page


def linked_data(page: str) -> dict[str, object]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    found: dict[str, object] = json.loads(text)
    return found


def test_pages_hold_linked_data(newsroom: Newsroom) -> None:
    site = newsroom.site
    release = linked_data(site.read("releases/2013/counted.html"))
    assert release["@type"] == "NewsArticle"
    assert "counted.r1.html" in str(release["isBasedOn"])
    assert linked_data(site.read("organizations/unodc.html"))["@type"] == "Organization"


def changed_since(site: Built, before: dict[str, str]) -> set[str]:
    return {path for path, digest in site.tree().items() if before.get(path) != digest}


def test_files_follow_what_they_tell_of_and_go_with_it(newsroom: Newsroom, tmp_path: Path) -> None:
    archive = ArchiveOnDisk(tmp_path / "archive")
    archive.put(SMALL)
    archive.put({"releases/2011/opening.ru.md": "---\ntitle: Открытие\ndate: 2011-06-21\n---\n\nТекст.\n"})
    before = build(archive).tree()
    edit(archive, "releases/2011/opening.md", "Conference opens", "Meeting opens")
    edit(archive, "organizations/osce.md", "Organization for Security", "Body for Security")
    site = build(archive)
    note = "Перевод релиза «Meeting opens in Vienna»."
    assert note in zotero(site.read("releases/2011/opening.ru.html"))["extra"]
    assert note in site.row("2011/opening.ru")["citation"]["note"]
    assert "PB  - Body for Security" in site.read("releases/2011/index.ris")
    bib = {path for path in changed_since(site, before) if path.endswith(".bib")}
    assert bib == {"releases/2011/index.bib"}
    assert site.tree() == build(archive, "clean").tree()
    (archive.root / "releases/2011/opening.ru.md").unlink()
    (archive.root / "releases/2012/follow-up.md").unlink()
    gone = build(archive).tree()
    assert not [path for path in gone if "opening.ru" in path or path.startswith("releases/2012")]
    assert gone == build(archive, "clean2").tree()

"""The release that the project began with, as scraped text under a five-line header, with the records that ship."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import CONF, SHARED, ArchiveOnDisk, Built

ROOT = Path(__file__).parents[2]
SEED = SHARED / "data" / "seed" / "release.txt"

ORGANIZATIONS = """osce odihr unodc ilo iom council-of-europe ohchr unhcr unicef un-women ituc ioe human-rights-watch
    anti-slavery-international la-strada-international alliance-against-trafficking osce-osr-cthb""".split()
OFFICIALS = ["maria-grazia-giammarinaro", "yury-fedotov"]

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the real data is not beside this checkout")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("seed") / "archive")
    header = "---\ntitle: Alliance against Trafficking Conference opens\ndate: 2011-06-21\nissuer: osce\n---\n"
    archive.put(
        {"conf.py": CONF, "index.md": "# Archive\n", "releases/2011/seed.md": header + SEED.read_text(encoding="utf-8")}
    )
    for folder, ids in (("organizations", [*ORGANIZATIONS, "un"]), ("officials", OFFICIALS)):
        (archive.root / folder).mkdir()
        for id_ in ids:
            shutil.copy(ROOT / folder / f"{id_}.md", archive.root / folder)
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    return site


def linked(built: Built) -> list[tuple[str, str]]:
    """(page, words) of every link to an entity in the text."""
    text = built.read("releases/2011/seed.html").split('<div class="prose e-content"', 1)[1].split("</article>", 1)[0]
    found = re.findall(r'<a class="newsroom-entity[^>]*href="\.\./\.\./([^"]+)\.html"[^>]*>(.*?)</a>', text, re.S)
    return [(page, " ".join(re.sub("<[^>]+>", "", words).split())) for page, words in found]


def test_everyone_named_is_one_click_away_and_links_back(built: Built) -> None:
    pages = {page for page, _ in linked(built)}
    assert pages >= {*(f"organizations/{id_}" for id_ in ORGANIZATIONS), *(f"officials/{id_}" for id_ in OFFICIALS)}
    for page in pages:
        assert "../releases/2011/seed.html" in built.read(f"{page}.html"), page


def test_each_form_of_a_name(built: Built) -> None:
    found = linked(built)
    assert ("organizations/unodc", "United Nations Office on Drugs and Crime") in found
    assert ("organizations/unodc", "UNODC") in found
    assert ("organizations/odihr", "OSCE Office for Democratic Institutions and Human Rights") in found
    assert ("officials/maria-grazia-giammarinaro", "Maria Grazia Giammarinaro") in found
    assert ("officials/maria-grazia-giammarinaro", "Giammarinaro") in found
    assert ("organizations/osce", "OSCE") in found

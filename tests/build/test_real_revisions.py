"""Real edits of published releases, replayed as publish and correct."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import unescape

import pytest
import yaml
from tests.conftest import CONF, SHARED, ArchiveOnDisk, Built

from sphinx_newsroom.cli import main

DATA = SHARED / "data" / "revisions" / "newsworthy-revisions.jsonl"

pytestmark = pytest.mark.skipif(not DATA.is_file(), reason="the real data is not beside this checkout")

Edit = dict[str, object]


def edits() -> list[Edit]:
    """Every third of the 27 that there are."""
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()[::3]]


def source(edit: Edit, which: str) -> str:
    header = {"title": edit[f"title_{which}"], "date": edit["published"]}
    text = yaml.safe_dump(header, allow_unicode=True, width=10_000).replace(
        "'" + str(edit["published"]) + "'", str(edit["published"])
    )
    return f"---\n{text}---\n\n{edit[which]}\n"


def name(number: int) -> str:
    return f"2025/edit-{number:02}"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> tuple[ArchiveOnDisk, Built]:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("edits") / "archive")
    archive.put({"conf.py": CONF, "index.md": "# Archive\n"})
    folder = archive.root / "releases" / "2025"
    folder.mkdir(parents=True)
    for number, edit in enumerate(edits()):
        (folder / f"edit-{number:02}.md").write_text(source(edit, "old"), encoding="utf-8")
    root = str(archive.root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        assert main(["publish", "--root", root]) == 0
        for number, edit in enumerate(edits()):
            new = archive.root.parent / "new.md"
            new.write_text(source(edit, "new"), encoding="utf-8")
            assert main(["correct", name(number), "--note", f"Edit {number}.", "--text", str(new), "--root", root]) == 0
    return archive, archive.build("out")


def difference(page: str) -> str:
    """The difference on a page in plain words: [-gone-] and {+come+}."""
    found = re.search(r'<section class="difference".*?</section>', page, re.DOTALL)
    assert found is not None
    text = found[0].partition("</p>")[2].rpartition('<p class="key"')[0]
    text = re.sub(r'<span class="visually-hidden">\[(?:taken out|put in): </span>', "", text)
    text = re.sub(r'<span class="visually-hidden">\]</span>', "", text)
    text = text.replace("<del>", "[-").replace("</del>", "-]").replace("<ins>", "{+").replace("</ins>", "+}")
    return unescape(re.sub(r"<[^>]+>", "", text))


def test_every_edit_has_its_page_and_every_address_answers(replayed: tuple[ArchiveOnDisk, Built]) -> None:
    archive, site = replayed
    assert site.status == 0, site.log
    for number, edit in enumerate(edits()):
        page, release = site.read(f"releases/{name(number)}.r1.html"), site.read(f"releases/{name(number)}.html")
        assert f'href="edit-{number:02}.html">the release as it is now' in page
        assert f"edit-{number:02}.r1.html" in release
        assert f"Edit {number}." in page
        before, now = (re.findall(r' id="(p-[^"]+)"', text) for text in (page, release))
        assert {*before} <= {*now}, "no address of a paragraph dies"
        assert len({*now}) == len(now)
        text = difference(page)
        gone = " ".join(re.findall(r"\[-(.*?)-\]", text, re.DOTALL))
        come = " ".join(re.findall(r"\{\+(.*?)\+\}", text, re.DOTALL))
        old, new = (words(_visible(edit, which)) for which in ("old", "new"))
        assert old - new <= words(gone)
        assert new - old <= words(come)
        assert gone or come or _visible(edit, "old").split() == _visible(edit, "new").split()
        assert len(gone.split()) <= int(str(edit["words_deleted"])) * 3 + 6
        assert len(come.split()) <= int(str(edit["words_inserted"])) * 3 + 6
    assert main(["verify", str(site.out), "--root", str(archive.root)]) == 0


def words(text: str) -> Counter[str]:
    """How often each word is there."""
    return Counter(re.findall(r"\w+", text))


def _visible(edit: Edit, which: str) -> str:
    """A text without where its links lead, which words do not show."""
    return re.sub(r"\]\([^)]*\)|https?://\S+", "", str(edit[which]))

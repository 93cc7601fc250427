"""What points to a release under embargo, or to a draft, tells nothing of it, in any way of writing, and says so."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from tests.conftest import CONF, SMALL, ArchiveOnDisk, Built

LATER = {"SOURCE_DATE_EPOCH": "1958428800"}
"""23 January 2032, when every embargo here has ended."""
PNG = b"\x89PNG\r\n\x1a\n"

# {} is the path of the release without suffix as seen from releases/2011; each in a release of its own
WAYS = (
    "[w]({}.md)",
    "[]({}.md)",
    "[{}]({}.md)",
    "[w]({}.html)",
    "[w]({}.md#part)",
    "[w](/releases/%32031/{name}.md)",
    "[w]({}.ru.md)",
    "[w](https://example.org/releases/2031/{name}.html)",
    "[]({}/there.pdf)",
    "![]({}.png)",
    "{{doc}}`w </releases/2031/{name}>`",
    "{{any}}`2031/{name}`",
    "{{ref}}`2031/{name}`",
    "[w][there]\n\n[there]: {}.md",
)


def name_of(way: int) -> str:
    return f"qxzyv{way}to-come"


def text(way: int, folder: str) -> str:
    name = name_of(way)
    return WAYS[way].replace("{}", f"{folder}/{name}").format(name=name)


HELD = {"embargo": "embargo: 2031-01-01T00:00:00Z\n", "draft": "draft: true\n"}
"""The lines of a header that keep a release back."""


@pytest.fixture
def pointing(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    """Every way of pointing to a release that is to come, from a release, a record and a guide."""
    archive.put({"conf.py": CONF + 'html_baseurl = "https://example.org/"\nhtml_copy_source = True\n'})
    for way in range(len(WAYS)):
        name = name_of(way)
        archive.put(
            {
                f"releases/2031/{name}.md": "---\ntitle: Merger\ndate: 2011-01-01\n"
                f"{HELD['draft' if way % 2 else 'embargo']}---\n\n(2031/{name})=\n## Part\n\nText.\n",
                f"releases/2011/points-{way}.md": f"---\ntitle: Points {way}\ndate: 2011-02-01\n---\n\n"
                f"Before, {text(way, '../2031')}\n",
                f"organizations/points-{way}.md": f"---\nname: Board number {way}\n---\n\n"
                f"Before, {text(way, '../releases/2031')}\n",
                f"docs/points-{way}.md": f"---\norphan: true\n---\n# Points {way}\n\n"
                f"Before, {text(way, '../releases/2031')}\n",
            }
        )
        if "there.pdf" in WAYS[way]:
            (archive.root / f"releases/2031/{name}").mkdir()
            (archive.root / f"releases/2031/{name}/there.pdf").write_bytes(b"%PDF")
        (archive.root / f"releases/2031/{name}.png").write_bytes(PNG)
    return archive


def told(site: Built) -> set[str]:
    """The files of the site that name a release that is to come."""
    files = [path for path in site.out.rglob("*") if path.is_file()]
    found = {path for path in files if "qxzyv" in path.as_posix() or b"qxzyv" in path.read_bytes()}
    return {path.relative_to(site.out).as_posix() for path in found}


def finish(archive: ArchiveOnDisk, *, again: bool = False) -> None:
    """Make releases of drafts, or drafts of them again."""
    old, new = HELD["draft"], "draft: false\n"
    for path in (archive.root / "releases/2031").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(new, old) if again else text.replace(old, new), encoding="utf-8")


def test_no_way_of_pointing_tells_what_is_to_come_and_each_is_a_link_when_it_has_come(pointing: ArchiveOnDisk) -> None:
    first = pointing.build("out")
    assert first.status == 0, first.log
    before = first.tree()
    assert told(first) == set()
    assert "Before, a forthcoming release" in first.read("releases/2011/points-1.html")
    assert "Before, w" in first.read("releases/2011/points-0.html")
    for way in range(len(WAYS)):
        for place in ("releases/2011", "organizations", "docs"):
            said = [line for line in first.log.splitlines() if f"{place}/points-{way}.md:" in line]
            assert any("kept back" in line for line in said), (place, WAYS[way], said)
    finish(pointing)
    site = pointing.build("out", env=LATER)
    assert 'href="../2031/qxzyv0to-come.html"' in site.read("releases/2011/points-0.html")
    assert site.tree() == pointing.build("later", env=LATER).tree()
    finish(pointing, again=True)
    site = pointing.build("out")
    assert told(site) == set()
    assert site.tree() == before


GONE = {**HELD, "withdrawn": "withdrawn: {date: 2012-01-01, reason: It was wrong.}\n"}
PUBLIC = "---\ntitle: Merger\ndate: 2011-01-01\n{}---\n\nA [report]({}/plan.pdf) of qxzyvs, and ![a picture]({}.png)\n"


def test_nothing_of_a_release_that_was_public_stays_in_the_site(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": CONF + "html_copy_source = True\n"})
    for gone in (*GONE, "deleted"):
        archive.put({f"releases/2011/{gone}.md": PUBLIC.format("", gone, gone)})
        (archive.root / f"releases/2011/{gone}").mkdir()
        (archive.root / f"releases/2011/{gone}/plan.pdf").write_bytes(b"%PDF the qxzyv plan")
        (archive.root / f"releases/2011/{gone}.png").write_bytes(PNG + b"qxzyv")
    site = archive.build("out")
    ends = (".html", ".md", "/{}.png", "/plan.pdf")
    assert {f"releases/2011/{gone}{end.format(gone)}" for gone in (*GONE, "deleted") for end in ends} <= told(site)
    assert "A [report]" in site.read("_sources/releases/2011/deleted.md")
    archive.put({f"releases/2011/{gone}.md": PUBLIC.format(line, gone, gone) for gone, line in GONE.items()})
    (archive.root / "releases/2011/deleted.md").unlink()
    site = archive.build("out")
    assert told(site) == told(Built(Path(f"{site.out}.doctrees"), 0, "")) == set()
    assert [path.name for path in (site.out / "_sources/releases/2011").iterdir()] == ["opening.md"]
    copy = (site.out / "_sources/releases/2011/opening.md").read_text(encoding="utf-8")
    assert copy.split() == SMALL["releases/2011/opening.md"].split()
    assert site.tree() == archive.build("clean").tree()


TAKEN_IN = (
    "```{include} ../releases/2011/merger.md\n```",
    "```{literalinclude} ../releases/2011/merger.md\n```",
    "```{raw} html\n:file: ../releases/2011/merger.md\n```",
    "```{csv-table} A table\n:file: ../releases/2011/merger/figures.csv\n```",
    "```{eval-rst}\n.. include:: ../releases/2011/merger.md\n```",
    "```{include} linked.txt\n```",
    "```{eval-rst}\n.. include:: linked.txt\n.. include:: linked.txt\n   :code:\n```",
    "```{eval-rst}\n.. include:: ../releases/2011/merger.md\n   :parser: myst\n```",
)
"""How a guide may take another file in."""


def test_a_guide_takes_in_nothing_of_what_nobody_may_read(archive: ArchiveOnDisk) -> None:
    header = "---\ntitle: Merger\ndate: 2011-01-01\n{}---\n\nThe qxzyv plan.\n\n## The qxzyv part\n"
    (archive.root / "docs").mkdir(exist_ok=True)
    pages: dict[str, list[str]] = {}
    for gone in GONE:
        archive.put({f"releases/2011/{gone}.md": header.format(""), f"releases/2011/{gone}/figures.csv": "qxzyv, 1\n"})
        (archive.root / f"docs/{gone}.txt").symlink_to(f"../releases/2011/{gone}.md")
        ways = [way.replace("merger", gone).replace("linked", gone) for way in TAKEN_IN]
        guides = {f"docs/{gone}{n}.md": f"---\norphan: true\n---\n# Guide {n}\n\n{way}\n" for n, way in enumerate(ways)}
        # Whose only heading is that of the file that it takes in.
        archive.put({**guides, f"docs/bare-{gone}.md": f"---\norphan: true\n---\n{ways[-1]}\n"})
        pages[gone] = [path.replace(".md", ".html") for path in guides]
    everything = {page for each in pages.values() for page in each}
    assert told(archive.build("out")) >= everything | {f"docs/bare-{gone}.html" for gone in GONE}
    archive.put({f"releases/2011/{gone}.md": header.format(line) for gone, line in GONE.items()})
    site = archive.build("out")
    shown = {page for page in told(site) if page.startswith("docs/")}
    # The file that bears the name of a withdrawn release is not its text.
    assert shown == {"docs/withdrawn3.html"}
    for page in everything - shown:
        assert "Guide" in site.read(page)
        assert re.search(rf"{page.removesuffix('.html')}\.md:[678]: WARNING: \[refused\]", site.log), site.log
    assert site.tree() == archive.build("clean").tree()
    assert told(archive.build("out", env=LATER)) >= {*pages["embargo"]}


def read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def test_what_is_published_beside_pages_tells_nothing_either(archive: ArchiveOnDisk) -> None:
    """nbsphinx copies notebooks as they are, and pictures of guides are no files of releases."""
    pytest.importorskip("nbsphinx")
    pillow = pytest.importorskip("PIL.Image")
    name = name_of(0)

    def notebook(link: str, **header: object) -> str:
        cell = {
            "cell_type": "markdown",
            "id": "a",
            "metadata": {},
            "source": f"# Book\n\nSee [the plan]({link}).",
        }
        return json.dumps({"metadata": header, "nbformat": 4, "nbformat_minor": 5, "cells": [cell]})

    header = {"title": "Book", "date": "2011-01-01"}
    archive.put(
        {
            f"releases/2031/{name}.md": f"---\ntitle: Merger\ndate: 2011-01-01\n{HELD['embargo']}---\n\nText.\n",
            "releases/2011/book.ipynb": notebook(f"../2031/{name}.md", newsroom=header),
            "docs/book.ipynb": notebook(f"../releases/2031/{name}.md) or [a](../alerts/reader.yaml", orphan=True),
            "alerts/reader.yaml": "name: Reader\nquery: river\nmail: CANARY@example.org\n",
            "docs/links.md": "---\norphan: true\n---\n# Links\n\n[one](../alerts/reader.yaml) "
            "{download}`two </alerts/reader.yaml>` [three](../_build/.newsroom-work/kept.csv)\n",
            "docs/includes.md": "---\norphan: true\n---\n# Includes\n\n```{literalinclude} ../alerts/reader.yaml\n"
            "```\n",
            "_build/.newsroom-work/kept.csv": "CANARY\n",
            "docs/guide.md": "---\norphan: true\n---\n# Guide\n\n![House](house.jpg)\n\n% CANARY, to be checked\n\n"
            "<!-- CANARY -->\n\nWords <!-- CANARY --> and\n\n<div><!-- CANARY --><b>bold</b></div>\n\n"
            "<div>\n<!-- CANARY\n\nCANARY\n\n## CANARY\n\n![CANARY](house.jpg)\n\n- CANARY --> Shown.\n\n</div>\n",
        }
    )
    data = pillow.Exif()
    data.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 30.0), 3: "E", 4: (16.0, 22.0, 0.0)})
    pillow.new("RGB", (8, 8)).save(archive.root / "docs/house.jpg", exif=data)
    house = base64.b64encode((archive.root / "docs/house.jpg").read_bytes()).decode()
    header_of_text = "---\ntitle: House\ndate: 2011-01-01\n---\n\n"
    archive.put({"releases/2011/house.md": f"{header_of_text}![House](data:image/jpeg;base64,{house})\n"})
    told = re.compile(r"docs/guide\.md:\d: WARNING: \[hidden-data\] 'docs/house\.jpg' says where it was taken;")
    for told_again in (True, False):  # the second build finds nothing to do
        site = archive.build()
        assert bool(told.search(site.log)) is told_again
        in_text = "house.md: WARNING: [hidden-data] an embedded image in the text says where it was taken;"
        assert (in_text in site.log) is told_again
        assert "<div><b>bold</b></div>" in site.read("docs/guide.html")
        assert "<p>Shown.</p>" in site.read("docs/guide.html")
        for secret in (name, "CANARY", "Merger"):
            assert not [path for path in site.out.rglob("*") if secret in path.name or secret.encode() in read(path)]
        assert "one two three" in site.read("docs/links.html")
        for copy in ("docs/book.ipynb", "releases/2011/book.ipynb"):
            assert "See [the plan](#" in site.read(copy)
    site = archive.build(env=LATER)
    for copy in ("docs/book.ipynb", "releases/2011/book.ipynb"):
        assert f"2031/{name}.md" in site.read(copy)


HEADER = "---\ntitle: Merger\ndate: {date}\n{more}---\n\n(label-{name})=\n## Part\n\nText.\n"
STATES: dict[str, tuple[str, str] | None] = {
    "none": None,
    "draft": ("2011-01-01", "draft: true\n"),
    "embargo": ("2011-01-01", "embargo: 2031-01-01T00:00:00Z\n"),
    "error": ("2011-01-01", "embargo: 2031-01-01T00:00:00Z\ntopcis: [x]\n"),
    "future": ("2031-01-01", ""),
    "public": ("2011-01-01", ""),
}
"""What a linked file can be, with its date and header; one that was deleted is one that is none after it was public."""
PAIRS = [
    *(("public", after) for after in STATES if after != "public"),
    *((before, "public") for before in STATES if before != "public"),
    *(("none", "draft"), ("embargo", "error")),
]
LINKS = (
    "{{release}}`2031/{name}`, {{release}}`w <2031/{name}>`, [w](/releases/2031/{name}.md)",
    "{{doc}}`w </releases/2031/{name}>`, [](/releases/2031/{name}.md), [w](/releases/2031/{name}), "
    "<project:/releases/2031/{name}.md>, {{any}}`w <2031/{name}>`, {{ref}}`w <label-{name}>`, "
    "[w](/releases/2031/{name}.html), [w](/releases/2031/{name}/plan.pdf)",
)
"""What is compiled, and what docutils reads."""


def put_states(archive: ArchiveOnDisk, which: int) -> set[str]:
    """Bring each linked file into the state before or after; give the names of those that are kept back."""
    hidden = set()
    for number, pair in enumerate(PAIRS):
        name, state = f"qxzyv-{number}-x", STATES[pair[which]]
        path = f"releases/2031/{name}.md"
        (archive.root / path).unlink(missing_ok=True)
        if state is not None:
            archive.put({path: HEADER.format(name=name, date=state[0], more=state[1])})
            hidden |= {name} if pair[which] != "public" else set()
    return hidden


def test_whatever_a_linked_file_becomes_the_site_is_that_of_a_clean_build(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": f"{CONF}html_copy_source = True\n"})
    for number in range(len(PAIRS)):
        name = f"qxzyv-{number}-x"
        first, second = (f"Before, {links.format(name=name)}\n" for links in LINKS)
        archive.put(
            {
                f"releases/2011/a-{number}.md": f"---\ntitle: A {number}\ndate: 2011-02-01\n"
                f"related: [2031/{name}]\n---\n\n{first}",
                f"releases/2011/b-{number}.md": f"---\ntitle: B {number}\ndate: 2011-02-01\n"
                f"replaces: 2031/{name}\n---\n\n{second}",
                f"organizations/o-{number}.md": f"---\nname: Board number {number}\n---\n\n{second}",
                f"docs/d-{number}.md": f"---\norphan: true\n---\n# Guide {number}\n\n{first}\n{second}",
            }
        )
    for which in (0, 1):
        hidden = put_states(archive, which)
        site = archive.build("out", "-j", "2")
        assert site.status == 0, site.log
        content = "\n".join((site.out / path).read_text("utf-8", "replace") for path in site.tree())
        assert not {name for name in hidden if f"2031/{name}" in content or f"{name}.html" in content}
        for path in site.out.rglob("*.html"):
            for address in re.findall(r'(?:href|src)="([^":?#]*qxzyv[^"?#]*)', path.read_text(encoding="utf-8")):
                assert (path.parent / address).exists(), (path, address)
    assert site.tree() == archive.build("clean").tree()

"""What readers see of versions, and promises 3 and 4 of the design in whole builds."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import NamedTuple

import feedparser
import pytest
from tests.conftest import CONF, SHARING, ArchiveOnDisk, Built
from tests.helpers.building import edit

from sphinx_newsroom.cli import main

JANUARY_2026 = 1_767_225_600
BASE = 'html_baseurl = "https://a.example.org/press/"\n'
EDITIONS = 'newsroom_editions = {"2026-02": "2026-02-28", "2026-10": "2026-10-31", "later": "2099-01-01"}\n'


class Newsroom(NamedTuple):
    """An archive in which everything has happened once, and its site."""

    archive: ArchiveOnDisk
    site: Built


def at(month: int) -> str:
    """A moment in that month of 2026, as SOURCE_DATE_EPOCH."""
    return str(JANUARY_2026 + (month - 1) * 30 * 86400 + 86400)


def run(archive: ArchiveOnDisk, month: int, *arguments: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", at(month))
        return main([*arguments, "--root", str(archive.root)])


def build(archive: ArchiveOnDisk, out: str, *options: str) -> Built:
    return archive.build(out, *options, env={"SOURCE_DATE_EPOCH": at(12)})


def live(archive: ArchiveOnDisk) -> None:
    """A year of a newsroom."""
    archive.put(
        {
            "conf.py": CONF + SHARING + BASE + EDITIONS,
            "releases/2012/there.md": "---\ntitle: There\ndate: 2012-05-01\n---\n\nWhat stood there.\n",
            "releases/2012/gone.md": "---\ntitle: Gone\ndate: 2012-06-01\n---\n\nThe quokka was wrong.\n",
            "releases/2013/points.md": "---\ntitle: Points\ndate: 2013-01-01\nrelated: [2012/there]\n---\n\n"
            "See {release}`2012/there`.\n",
        }
    )
    assert run(archive, 1, "publish") == 0
    for month, old, new in ((2, "zebra", "horse"), (3, "horse", "mule")):
        assert run(archive, month, "correct", "2011/opening", "--note", f"Another animal, in month {month}.") == 0
        edit(archive, "releases/2011/opening.md", old, new)
        assert run(archive, month, "publish") == 0
    assert run(archive, 4, "correct", "2012/there", "--note", "Where it stood.") == 0
    edit(archive, "releases/2012/there.md", "stood there", "stood here")
    assert run(archive, 4, "publish") == 0
    assert run(archive, 5, "move", "2012/there", "2012/here") == 0
    assert run(archive, 6, "correct", "2012/gone", "--note", "It was right.") == 0
    edit(archive, "releases/2012/gone.md", "wrong", "right")
    assert run(archive, 6, "publish") == 0
    assert run(archive, 7, "withdraw", "2012/gone", "--reason", "It never was.", "--replaced-by", "2012/here") == 0


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    from tests.conftest import SMALL

    archive = ArchiveOnDisk(tmp_path_factory.mktemp("versions") / "archive")
    archive.put(SMALL)
    live(archive)
    site = build(archive, "out", "-W")
    assert site.status == 0, site.log
    return Newsroom(archive, site)


def main_of(page: str) -> str:
    """The words of a page's main part."""
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def test_a_superseded_text_has_its_page(newsroom: Newsroom) -> None:
    page = newsroom.site.read("releases/2011/opening.r1.html")
    words = main_of(page)
    assert "Superseded on 1 February 2026" in words
    assert "Another animal, in month 2." in words
    assert "UNODC spoke at the [removed: zebra ] [added: horse ] conference" in words
    assert "Yury Fedotov of UNODC spoke at the zebra conference." in words
    assert "revision 1 of 3" in words
    assert 'name="robots" content="noindex"' in page
    assert "VIENNA, 21 June 2011 –" in words
    second = newsroom.site.read("releases/2011/opening.r2.html")
    assert "spoke at the [removed: horse ] [added: mule ] conference" in main_of(second)
    assert 'href="opening.r1.html"' in second


def test_superseded_texts_are_in_no_list_feed_search_sitemap_or_data(newsroom: Newsroom) -> None:
    site = newsroom.site
    allowed = {
        "corrections.html",
        "corrections/rss.xml",
        "releases/manifest.json",
        "releases/ledger.jsonl",
        "objects.inv",
        ".newsroom.json",
        "data/archive.sqlite",  # which has a table of revisions
        "editions/2026-02.html",
        "releases/2012/there.r1.html",
    }
    for path in site.out.rglob("*"):
        name = path.relative_to(site.out).as_posix()
        # The quote check knows them, and says that they are superseded.
        apart = ("releases/20", "redirects.", "_redirects", "_static/", "_search/quotes/")
        if path.is_file() and name not in allowed and not name.startswith(apart):
            data = path.read_bytes()
            assert b".r1.html" not in data, name
            assert b"zebra" not in data, name
    assert b"zebra" not in (site.out / "releases/2011/opening.md").read_bytes()
    assert ".r1" not in site.read("sitemap.xml")


def test_a_withdrawn_text_is_nowhere_on_the_site(newsroom: Newsroom) -> None:
    site = newsroom.site
    assert not [path for path in site.out.rglob("*") if path.is_file() and b"quokka" in path.read_bytes()]
    words = main_of(site.read("releases/2012/gone.r1.html"))
    assert "It never was." in words
    assert "What was corrected" not in words
    assert "It never was." in main_of(site.read("releases/2012/gone.html"))
    for path in ("corrections.html", "corrections/rss.xml"):  # both tell of its correction, which no page shows now
        assert "It was right." in site.read(path)
        assert "releases/2012/gone.html" in site.read(path)
        assert "gone.r1.html" not in site.read(path)


def test_what_moved_is_led_to(newsroom: Newsroom) -> None:
    site = newsroom.site
    assert 'content="0; url=here.html"' in site.read("releases/2012/there.html")
    assert 'content="0; url=here.r1.html"' in site.read("releases/2012/there.r1.html")
    assert "Where it stood." in site.read("releases/2012/here.r1.html")
    points = site.read("releases/2013/points.html")
    assert points.count('href="../2012/here.html"') >= 2
    for name, rule in (
        ("nginx", 'location = "/press/releases/2012/there.html" { return 301 /press/releases/2012/here.html; }'),
        ("apache", r'RedirectMatch 301 "^/press/releases/2012/there\.html$" "/press/releases/2012/here.html"'),
        ("", "/press/releases/2012/there.md /press/releases/2012/here.md 301"),
        ("caddy", "redir /press/releases/2012/there.r1.html /press/releases/2012/here.r1.html 301"),
        ("apache", "AddType application/link-format .timemap"),
        ("caddy", "header @timemap Content-Type application/link-format"),
    ):
        assert rule in site.read(f"redirects.{name}" if name else "_redirects")
    # Whatever stood beside a text is led to, and no rule leads to what is not there.
    rules = dict(line.split()[:2] for line in site.read("_redirects").splitlines()[1:] if "/2012/there" in line)
    beside = {path.name.partition(".")[2] for path in site.out.glob("releases/2012/here.*")}
    assert beside == {"html", "md", "timemap", "r1.html", "r1.md"}
    assert rules == {f"/press/releases/2012/there.{end}": f"/press/releases/2012/here.{end}" for end in beside}


def test_corrections_are_listed_newest_first_with_a_feed(newsroom: Newsroom) -> None:
    words = main_of(newsroom.site.read("corrections.html"))
    animals = ["Another animal, in month 3.", "Another animal, in month 2."]
    notes = ["It never was.", "It was right.", "Where it stood.", *animals]
    assert sorted(notes, key=words.index) == notes
    feed = feedparser.parse(newsroom.site.read("corrections/rss.xml"))
    assert not feed.bozo
    assert [entry.description for entry in feed.entries] == notes
    assert len({entry.id for entry in feed.entries}) == 5
    assert feed.entries[-1].link == "https://a.example.org/press/releases/2011/opening.r1.html"


def test_editions(newsroom: Newsroom) -> None:
    site = newsroom.site
    early, late = site.read("editions/2026-02.html"), site.read("editions/2026-10.html")
    assert 'href="../releases/2011/opening.r2.html"' in early
    assert 'href="../releases/2012/here.r1.html"' in early, "it stood under another address then"
    assert "status-withdrawn" not in early
    assert 'href="../releases/2011/opening.html"' in late
    assert "status-withdrawn" in late
    assert not (site.out / "editions/later.html").exists(), "its day is to come"
    assert '<a href="editions/index.html">Editions</a>' in site.read("index.html")


def commit(archive: ArchiveOnDisk, *more: list[str]) -> None:
    git = ["git", "-C", str(archive.root), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "All"], *more):
        subprocess.run([*git, *arguments], check=True, capture_output=True)


def test_memento(newsroom: Newsroom) -> None:
    site = newsroom.site
    base = "https://a.example.org/press/releases/2011/opening"
    links = site.read("releases/2011/opening.timemap").split(",\n")
    assert links[0] == f'<{base}.html>; rel="original latest-version"'
    assert links[1].startswith(f'<{base}.timemap>; rel="self"; type="application/link-format"; from="')
    assert links[2] == f'<{base}.r1.html>; rel="first memento"; datetime="Fri, 02 Jan 2026 00:00:00 GMT"'
    assert links[3].startswith(f'<{base}.r2.html>; rel="last memento"; datetime="Sun, 01 Feb 2026')
    first, second = (site.read(f"releases/2011/opening.r{number}.html") for number in (1, 2))
    current = site.read("releases/2011/opening.html")
    for page in (first, second, current):
        assert '<link rel="original" href="opening.html">' in page
        assert '<link rel="timemap" type="application/link-format" href="opening.timemap">' in page
    assert '<link rel="successor-version" href="opening.r2.html">' in first
    assert '<link rel="predecessor-version" href="opening.r1.html">' in second
    assert '<link rel="predecessor-version" href="opening.r2.html">' in current
    assert current.count('rel="memento"') == 2


def test_verify_goes_from_the_ledger_to_the_page(
    newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    shutil.copytree(newsroom.site.out, site)
    assert run(newsroom.archive, 12, "verify", str(site)) == 0
    for changes in (
        (
            ("releases/2011/opening.html", "mule", "goat"),
            ("releases/2011/opening.r1.html", "UNODC closed", "OSCE closed"),
            ("releases/2012/gone.html", "</main>", '<div class="prose"><p>The quokka.</p></div></main>'),
            ("releases/2012/there.html", "url=here.html", "url=elsewhere.html"),
        ),
        (("releases/2011/opening.html", ">Conference opens", ">Meeting opens"),),
        (("releases/manifest.json", '"head": "', '"head": "0'),),
        (("releases/manifest.json", '"format": 1', '"format": 2'),),
    ):
        texts = {path: (site / path).read_text(encoding="utf-8") for path, _, _ in changes}
        for path, old, new in changes:
            assert old in texts[path]
            (site / path).write_text(texts[path].replace(old, new), encoding="utf-8")
        capsys.readouterr()
        assert run(newsroom.archive, 12, "verify", str(site)) == 1
        said = capsys.readouterr().out
        for path, text in texts.items():
            assert path in said
            (site / path).write_text(text, encoding="utf-8")
    (site / "releases/2011/opening.r1.html").unlink()
    assert run(newsroom.archive, 12, "verify", str(site)) == 1


# -- a build that continues equals one from nothing


def correct_again(archive: ArchiveOnDisk) -> None:
    assert run(archive, 8, "correct", "2011/opening", "--note", "No animal.") == 0
    edit(archive, "releases/2011/opening.md", "mule ", "")
    assert run(archive, 8, "publish") == 0


def withdraw(archive: ArchiveOnDisk) -> None:
    assert run(archive, 8, "withdraw", "2011/begin", "--reason", "All of it.") == 0


def move(archive: ArchiveOnDisk) -> None:
    assert run(archive, 8, "move", "2011/opening", "2011/begin") == 0


def one_edition_less(archive: ArchiveOnDisk) -> None:
    edit(archive, "conf.py", '"2026-02": "2026-02-28", ', "")


def publish_new(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-02-01\n---\n\nNew.\n"})
    assert run(archive, 8, "publish") == 0


def test_3_incremental_equals_clean_and_a_published_address_answers_for_ever(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    archive = ArchiveOnDisk(tmp_path / "archive")
    shutil.copytree(newsroom.archive.root, archive.root)
    assert build(archive, "out", "-W").tree() == newsroom.site.tree()
    had = {path for path in newsroom.site.tree() if path.startswith("releases/") and path.endswith(".html")}
    for changes in ((correct_again, publish_new), (one_edition_less, move), (withdraw,)):
        for change in changes:
            change(archive)
        incremental, clean = build(archive, "out", "-W"), build(archive, changes[0].__name__, "-W", "-j", "2")
        assert incremental.status == 0, incremental.log
        assert incremental.tree() == clean.tree(), changes
        assert run(archive, 12, "verify", str(incremental.out)) == 0
        assert had <= clean.tree().keys(), change


@pytest.mark.parametrize(
    ("path", "old", "new", "says"),
    [
        ("releases/2011/opening.md", "mule", "goat", "newsroom correct 2011/opening"),
        ("releases/2011/opening.r1.md", "zebra", "goat", "git checkout -- releases/2011/opening.r1.md"),
        ("releases/ledger.jsonl", "in month 3", "in month 4", "git checkout -- releases/ledger.jsonl"),
        ("releases/2011/opening.md", None, None, "newsroom withdraw 2011/opening"),
    ],
)
def test_3_and_4_a_build_that_would_change_or_drop_what_was_published_fails(
    newsroom: Newsroom,
    tmp_path: Path,
    path: str,
    old: str | None,
    new: str | None,
    says: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    archive = ArchiveOnDisk(tmp_path / "archive")
    # neither a build nor a command nor a commit has what was published
    shutil.copytree(newsroom.archive.root, archive.root, ignore=shutil.ignore_patterns("_build"))
    if old is None or new is None:
        (archive.root / path).write_text("Another text.\n", encoding="utf-8")
        commit(archive)
        (archive.root / path).unlink()
    else:
        edit(archive, path, old, new)
        commit(archive)
    if path.endswith("jsonl"):
        site = build(archive, "out")
        assert site.status != 0
        log = site.log
        assert not (site.out / "index.html").exists()
    else:
        assert run(archive, 12, "build", "-q", "--out", str(tmp_path / "www")) == 1
        log = capfd.readouterr().err
        assert not (tmp_path / "www").exists()
    assert path in log
    assert says in log


def test_an_archive_without_a_ledger_is_told_so_once(archive: ArchiveOnDisk) -> None:
    site = archive.build("out", "-W")
    assert site.status == 0
    assert site.log.count("keeps no ledger") == 1
    assert not (site.out / "releases/manifest.json").exists()
    assert not list(site.out.rglob("*.timemap"))
    archive.put({"releases/2011/opening.r1.md": "---\ntitle: T\ndate: 2011-01-01\n---\nText.\n"})
    site = archive.build("out")
    assert "[file-name]" in site.log
    assert not (site.out / "releases/2011/opening.r1.html").exists()


def test_a_superseded_text_is_as_safe_as_any(archive: ArchiveOnDisk) -> None:
    texts = ("<script>alert(1)</script>", "[x](javascript:alert)", "```{raw} html\n<script>\n```")
    head = "---\ntitle: T\ndate: 2012-03-02\n---\n\n"
    archive.put({f"releases/2012/n{number}.md": f"{head}Text.\n" for number in range(len(texts))})
    assert run(archive, 1, "publish") == 0
    archive.put({f"releases/2012/n{number}.r1.md": f"{head}{text}\n" for number, text in enumerate(texts)})
    site = build(archive, "out")
    for number in range(len(texts)):
        assert f"n{number}.r1.md" in site.log
        assert not (site.out / f"releases/2012/n{number}.r1.html").exists()
        assert "alert" not in site.read(f"releases/2012/n{number}.html")
    assert build(archive, "strict", "-W").status != 0


def test_a_link_by_role_follows_the_release_that_moves(archive: ArchiveOnDisk) -> None:
    """Also in a text that does not change by it, in a superseded one, and in a guide."""
    shown = "---\ntitle: {title}\ndate: 2013-02-0{day}\n---\n\n{text}\n"
    role = "See {release}`2013/first`."
    archive.put(
        {
            "releases/2013/first.md": shown.format(title="First", day=1, text="It began."),
            "releases/2013/second.md": shown.format(title="Second", day=2, text=role),
            "docs/guide.md": f"---\norphan: true\n---\n\n# Guide\n\n{role}\n",
        }
    )
    assert run(archive, 6, "publish") == 0
    assert run(archive, 6, "correct", "2013/second", "--note", "It went on.") == 0
    edit(archive, "releases/2013/second.md", "See", "It went on. See")
    assert run(archive, 6, "publish") == 0
    assert build(archive, "out", "-W").status == 0
    assert run(archive, 7, "move", "2013/first", "2013/beginning") == 0
    incremental, clean = build(archive, "out", "-W"), build(archive, "clean", "-W")
    assert incremental.status == 0, incremental.log
    assert incremental.tree() == clean.tree()
    for page in ("releases/2013/second.html", "releases/2013/second.r1.html"):
        assert 'href="beginning.html"' in incremental.read(page)
    assert 'href="../releases/2013/beginning.html"' in incremental.read("docs/guide.html")

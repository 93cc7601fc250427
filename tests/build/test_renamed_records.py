"""A record that was renamed or merged: every address that readers had answers, and what names it leads to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import NOW, SMALL, ArchiveOnDisk
from tests.helpers.building import newsroom
from tests.helpers.folders import contents, copied, row

from sphinx_newsroom.cli import main

ROLES = """
    ---
    title: Of roles
    date: 2012-03-03
    issuer: osce
    topics: [floods, water]
    ---

    {org}`osce` and {org}`the body <osce>` and {topic}`floods` and {official}`yury-fedotov`.
    """
MORE = {
    "releases/2012/roles.md": ROLES,
    # A link to a record's page is not compiled, so Sphinx reads it.
    "releases/2012/slow.md": ROLES.replace("Of roles", "Of slow roles")
    + "\n    | a | b |\n    |---|---|\n    | c | d |\n"
    "\n    ```{note}\n    See [its page](../../organizations/osce.md).\n    ```\n",
    "topics/floods.md": "---\nname: Floods\n---\n",
    "docs/lists.md": "---\norphan: true\n---\n# Lists\n\n{org}`osce`\n\n```{releases}\n:organization: osce\n```\n",
}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a corrected release, published and built."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("renamed") / "archive")
    archive.put({**SMALL, **MORE})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        run(archive, "publish")
        run(archive, "correct", "2012/roles", "--note", "A word.")
        path = archive.root / "releases/2012/roles.md"
        path.write_text(path.read_text().replace("and {topic}", "or {topic}"))
        run(archive, "publish", "2012/roles")
        built(archive)
    return archive.root


@pytest.fixture
def recorded(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """A copy of it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    copied(first, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def run(archive: ArchiveOnDisk, *words: str) -> None:
    assert main([*words, "--root", str(archive.root)]) == 0


def built(archive: ArchiveOnDisk, *options: str, out: str = "_build/html") -> dict[str, bytes]:
    done = newsroom(archive.root, "-W", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return contents(archive.root / out)


def led_to(site: dict[str, bytes], page: str) -> str | None:
    found = re.search(rb'content="0; url=([^"]+)"', site[page])
    return found and found[1].decode()


def guids(feed: bytes) -> set[bytes]:
    return set(re.findall(rb"<guid[^>]*>([^<]+)", feed))


def links(feed: bytes) -> list[bytes]:
    return re.findall(rb"<link>([^<]+)", feed)


@pytest.mark.parametrize(
    ("words", "was", "now"),
    [
        (("rename", "organization", "osce", "osce-eu"), "organizations/osce", "organizations/osce-eu"),
        (("merge", "topic", "water", "floods"), "topics/water", "topics/floods"),
    ],
)
def test_every_address_answers_and_all_is_as_published(
    recorded: ArchiveOnDisk, words: tuple[str, ...], was: str, now: str
) -> None:
    before = contents(recorded.root / "_build/html")
    run(recorded, *words)
    run(recorded, "check", "--strict")
    after = built(recorded)
    pages = {path for path in before if path.endswith((".html", ".xml", ".json")) and not path.startswith("_")}
    assert sorted(pages - set(after)) == []
    assert led_to(after, f"{was}.html") == f"{now.rpartition('/')[2]}.html"
    assert guids(before[f"{was}/rss.xml"]) <= guids(after[f"{was}/rss.xml"]), "nobody has an item for new"
    assert links(after[f"{was}/rss.xml"]) == links(after[f"{now}/rss.xml"])
    run(recorded, "verify")
    # A build from nothing is the same site, so no page was passed over that shows something else by now.
    clean = recorded.root.parent / "clean"
    done = newsroom(recorded.root, "-W", "--out", str(clean))
    assert done.returncode == 0, done.stderr
    fresh = contents(clean)
    assert [path for path in sorted({*fresh, *after}) if fresh.get(path) != after.get(path)] == []


def test_texts_name_the_record_by_the_id_that_it_had(recorded: ArchiveOnDisk) -> None:
    run(recorded, "rename", "organization", "osce", "osce-eu")
    for page in ("roles", "slow"):
        assert "{org}`osce`" in (recorded.root / f"releases/2012/{page}.md").read_text()
    site = built(recorded)
    for page in ("roles", "roles.r1", "slow"):
        html = site[f"releases/2012/{page}.html"].decode()
        assert 'organizations/osce-eu.html"' in html, page
        assert 'organizations/osce.html"' not in html, page
    assert ">its page</span></a>" in site["releases/2012/slow.html"].decode()
    for page in ("roles", "slow"):
        data = row(site, f"2012/{page}")
        assert data["issuer"] == "osce-eu"
        assert {one["entity"] for one in data["mentions"]} == {"osce-eu", "yury-fedotov"}
    listed = site["docs/lists.html"].decode()
    assert "Of slow roles" in listed
    assert "organizations/osce-eu.html" in listed


def test_what_is_kept_as_published_may_name_it_by_its_former_id(recorded: ArchiveOnDisk, tmp_path: Path) -> None:
    run(recorded, "rename", "organization", "osce", "osce-eu")
    path = recorded.root / "releases/2012/slow.md"
    path.write_text(path.read_text().replace("the body", "another body"))
    done = newsroom(recorded.root)
    site = contents(recorded.root / "_build/html")
    assert "another body" not in site["releases/2012/slow.html"].decode(), done.stderr
    assert 'organizations/osce-eu.html"' in site["releases/2012/slow.html"].decode()

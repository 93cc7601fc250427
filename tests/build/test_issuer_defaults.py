"""What stands in an issuer's record for its releases: contacts and boilerplate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.build.test_release_files import begin, build, run, site
from tests.conftest import NOW, SMALL, ArchiveOnDisk
from tests.helpers.folders import contents, copied, row

OWN = "---\ntitle: {}\ndate: 2012-05-04\n{}---\n\nText.\n"
PLATE = """boilerplate: |
          OSCE plate names UNODC & Yury Fedotov,
          who said that he came.

          Second <b>paragraph</b>.
"""
DESK = "        contacts: [{name: Press desk, email: press@osce.example.org, phone: '+43 1 000'}]\n"
OFFICE = "contacts: [{name: UNODC newsroom}]\n        boilerplate: UNODC plate.\n"
FILES = {
    "organizations/osce.md": SMALL["organizations/osce.md"].replace("acronym:", f"{PLATE}{DESK}        acronym:"),
    "organizations/unodc.md": SMALL["organizations/unodc.md"].replace("acronym:", f"{OFFICE}        acronym:"),
    "releases/2012/own.md": OWN.format(
        "Own", "issuer: osce\ncontacts: [{name: A. Person}]\nboilerplate: A plate of its own.\n"
    ),
    "releases/2012/joint.md": OWN.format("Joint", "issuers: [unodc, osce]\n"),
    "releases/2012/nobody.md": OWN.format("Nobody", ""),
    "releases/2012/none.md": OWN.format("None", "issuer: osce\nboilerplate: false\n"),
    "releases/2012/other.md": OWN.format("Other", "issuer: osce\nboilerplate: [unodc]\n"),
}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> ArchiveOnDisk:
    """An archive whose organizations say whom to ask and what they are, published and built."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("described") / "archive")
    archive.put({**SMALL, **FILES})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        run(archive, "publish")
        begin(archive)
    return archive


@pytest.fixture(scope="module")
def found(described: ArchiveOnDisk) -> dict[str, bytes]:
    return contents(site(described))


def contacts(found: dict[str, bytes], name: str) -> str:
    section = (
        found[f"releases/{name}.html"].decode().partition('<section class="contacts"')[2].partition("</section>")[0]
    )
    return " ".join(section.partition("<ul>")[2].split())


def test_contacts_of_the_record_stand_where_the_release_names_none(found: dict[str, bytes]) -> None:
    assert "<li>Press desk, OSCE · <a href" in contacts(found, "2011/opening")
    assert "Press desk" not in contacts(found, "2012/own")
    assert "<li>A. Person</li>" in contacts(found, "2012/own")
    joint = contacts(found, "2012/joint")
    assert joint.index("<li>UNODC newsroom</li>") < joint.index("Press desk")
    assert contacts(found, "2012/nobody") == ""
    assert row(found, "2011/opening")["contacts"] == []
    assert b'<li>Press desk \xc2\xb7 <a href="mailto:press@osce.example.org">' in found["organizations/osce.html"]
    (osce,) = [row for row in json.loads(found["data/organizations.json"]) if row["id"] == "osce"]
    assert osce["contacts"] == [{"name": "Press desk", "email": "press@osce.example.org", "phone": "+43 1 000"}]


def test_a_boilerplate_stands_apart_and_is_no_part_of_the_release(found: dict[str, bytes]) -> None:
    page = found["releases/2011/opening.html"].decode()
    text, _, rest = page.partition("<!-- end of text -->")
    assert "plate" not in text
    about = rest.partition('<section class="about">')[2].partition("</section>")[0]
    assert ">About Organization for Security and Co-operation in Europe</a></h2>" in about
    assert "<p>OSCE plate names UNODC &amp; Yury Fedotov, who said that he came.</p>" in about
    assert "<p>Second &lt;b&gt;paragraph&lt;/b&gt;.</p>" in about
    assert row(found, "2011/opening")["text"].endswith("UNODC closed it.")
    assert {one["entity"] for one in row(found, "2012/own")["mentions"]} == {"osce"}
    for path, data in found.items():
        if path.startswith(("_search/", "data/mentions", "data/statements", "data/year")) or path.endswith(
            ("rss.xml", "atom.xml", "feed.json")
        ):
            assert b"plate" not in data.replace(b"A plate of its own", b""), path


def test_a_header_says_otherwise(found: dict[str, bytes]) -> None:
    pages = (found[f"releases/2012/{name}.html"].decode() for name in ("own", "none", "other", "joint"))
    own, none, other, joint = pages
    assert "<p>A plate of its own.</p>" in own
    assert "OSCE plate" not in own + none + other
    assert 'class="about"' not in none
    assert ">About United Nations Office on Drugs and Crime</a></h2>\n<p>UNODC plate.</p>" in other
    assert joint.index("UNODC plate.") < joint.index("OSCE plate")


def test_what_a_record_says_may_change_and_what_a_header_says_may_not(
    described: ArchiveOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are no words of the release: what was published stands, and an incremental build shows the new ones."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    copied(described.root, tmp_path / "archive")
    archive = ArchiveOnDisk(tmp_path / "archive")
    record = archive.root / "organizations/osce.md"
    record.write_text(record.read_text().replace("Second", "Third").replace("Press desk", "Newsroom"))
    run(archive, "check")
    now = build(archive)
    assert b"Third &lt;b&gt;" in now["releases/2011/opening.html"]
    assert "<li>Newsroom, OSCE · <a href" in contacts(now, "2011/opening")
    own = archive.root / "releases/2012/own.md"
    own.write_text(own.read_text().replace("A plate of", "Another plate of"))
    run(archive, "check", status=1)

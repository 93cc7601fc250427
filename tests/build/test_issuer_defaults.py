"""What stands in an issuer's record for its releases: contacts and boilerplate."""

from __future__ import annotations

import json

import pytest
from tests.build.test_release_files import build, run
from tests.conftest import NOW, SMALL, ArchiveOnDisk
from tests.helpers.folders import row

OWN = "---\ntitle: {}\ndate: 2012-05-04\n{}---\n\nText.\n"


@pytest.fixture
def described(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """An archive whose organizations say whom to ask, published."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    desk = "contacts: [{name: Press desk, email: press@osce.example.org, phone: '+43 1 000'}]\n"
    archive.put(
        {
            "organizations/osce.md": SMALL["organizations/osce.md"].replace("acronym:", f"{desk}        acronym:"),
            "organizations/unodc.md": SMALL["organizations/unodc.md"].replace(
                "acronym:", "contacts: [{name: UNODC newsroom}]\n        acronym:"
            ),
            "releases/2012/own.md": OWN.format("Own", "issuer: osce\ncontacts: [{name: A. Person}]\n"),
            "releases/2012/joint.md": OWN.format("Joint", "issuers: [unodc, osce]\n"),
            "releases/2012/nobody.md": OWN.format("Nobody", ""),
        }
    )
    run(archive, "publish")
    return archive


def contacts(found: dict[str, bytes], name: str) -> str:
    section = (
        found[f"releases/{name}.html"].decode().partition('<section class="contacts"')[2].partition("</section>")[0]
    )
    return " ".join(section.partition("<ul>")[2].split())


def test_contacts_of_the_record_stand_where_the_release_names_none(described: ArchiveOnDisk) -> None:
    found = build(described)
    assert "<li>Press desk, OSCE · <a href" in contacts(found, "2011/opening")
    assert "Press desk" not in contacts(found, "2012/own")
    assert "<li>A. Person</li>" in contacts(found, "2012/own")
    assert contacts(found, "2012/joint").index("<li>UNODC newsroom</li>") < contacts(found, "2012/joint").index(
        "Press desk"
    )
    assert contacts(found, "2012/nobody") == ""
    assert row(found, "2011/opening")["contacts"] == []
    assert b'<li>Press desk \xc2\xb7 <a href="mailto:press@osce.example.org">' in found["organizations/osce.html"]
    (osce,) = [row for row in json.loads(found["data/organizations.json"]) if row["id"] == "osce"]
    assert osce["contacts"] == [{"name": "Press desk", "email": "press@osce.example.org", "phone": "+43 1 000"}]


def test_a_record_may_change_without_its_releases(described: ArchiveOnDisk) -> None:
    """They are no words of the release: what was published stands, and an incremental build shows the new ones."""
    build(described)
    record = described.root / "organizations/osce.md"
    record.write_text(record.read_text().replace("Press desk", "Newsroom"))
    run(described, "check")
    assert "<li>Newsroom, OSCE · <a href" in contacts(build(described), "2011/opening")


PLATE = """boilerplate: |
          OSCE plate names UNODC & Yury Fedotov,
          who said that he came.

          Second <b>paragraph</b>.
"""


@pytest.fixture
def plated(described: ArchiveOnDisk) -> ArchiveOnDisk:
    """The same before anything was published, with a boilerplate for the OSCE."""
    for path in described.root.glob("releases/ledger.*"):
        path.unlink()
    record = SMALL["organizations/osce.md"].replace("acronym:", f"{PLATE}        acronym:")
    described.put(
        {
            "organizations/osce.md": record,
            "organizations/unodc.md": SMALL["organizations/unodc.md"].replace(
                "acronym:", "boilerplate: UNODC plate.\n        acronym:"
            ),
            "releases/2012/own.md": OWN.format("Own", "issuer: osce\nboilerplate: A plate of its own.\n"),
            "releases/2012/none.md": OWN.format("None", "issuer: osce\nboilerplate: false\n"),
            "releases/2012/other.md": OWN.format("Other", "issuer: osce\nboilerplate: [unodc]\n"),
        }
    )
    run(described, "publish")
    return described


def test_a_boilerplate_stands_apart_and_is_no_part_of_the_release(plated: ArchiveOnDisk) -> None:
    found = build(plated)
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


def test_a_header_says_otherwise(plated: ArchiveOnDisk) -> None:
    found = {name: data.decode() for name, data in build(plated).items() if name.startswith("releases/2012/")}
    own, none, other = (found[f"releases/2012/{name}.html"] for name in ("own", "none", "other"))
    assert "<p>A plate of its own.</p>" in own
    assert "OSCE plate" not in own + none + other
    assert 'class="about"' not in none
    assert ">About United Nations Office on Drugs and Crime</a></h2>\n<p>UNODC plate.</p>" in other
    joint = found["releases/2012/joint.html"]
    assert joint.index("UNODC plate.") < joint.index("OSCE plate")


def test_a_record_s_boilerplate_may_change_and_a_header_s_may_not(plated: ArchiveOnDisk) -> None:
    build(plated)
    record = plated.root / "organizations/osce.md"
    record.write_text(record.read_text().replace("Second", "Third"))
    run(plated, "check")
    found = build(plated)
    assert b"Third &lt;b&gt;" in found["releases/2011/opening.html"]
    own = plated.root / "releases/2012/own.md"
    own.write_text(own.read_text().replace("A plate of", "Another plate of"))
    run(plated, "check", status=1)

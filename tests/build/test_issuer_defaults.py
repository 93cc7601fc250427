"""What stands in an issuer's record for its releases: contacts."""

from __future__ import annotations

import json

import pytest
from tests.build.test_release_files import build, run
from tests.conftest import NOW, SMALL, ArchiveOnDisk

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
    assert json.loads(found["releases/2011/opening.json"])["contacts"] == []
    (osce,) = [row for row in json.loads(found["data/organizations.json"]) if row["id"] == "osce"]
    assert osce["contacts"] == [{"name": "Press desk", "email": "press@osce.example.org", "phone": "+43 1 000"}]


def test_a_record_may_change_without_its_releases(described: ArchiveOnDisk) -> None:
    """They are no words of the release: what was published stands, and an incremental build shows the new ones."""
    build(described)
    record = described.root / "organizations/osce.md"
    record.write_text(record.read_text().replace("Press desk", "Newsroom"))
    run(described, "check")
    assert "<li>Newsroom, OSCE · <a href" in contacts(build(described), "2011/opening")

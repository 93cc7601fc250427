"""A release that several organizations issue: named, listed, fed and recorded as each one's own."""

from __future__ import annotations

import json
import re
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import feedparser
import pytest
from tests.build.test_release_files import begin, run, site
from tests.conftest import CONF, NOW, SMALL, ArchiveOnDisk
from tests.helpers.folders import contents, copied, row

JOINT = """
    ---
    title: Two bodies, one word
    date: 2012-05-04
    issuers: [unodc, osce]
    ---

    The Executive Director spoke in the morning.
    """


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> ArchiveOnDisk:
    """An archive with two joint releases, published and built."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("joint") / "archive")
    conf = CONF + 'html_baseurl = "https://a.example.org/"\nnewsroom_tag = "a.example.org,2012"\n'
    other = JOINT.replace("[unodc, osce]", "[osce, unodc]").replace("Two bodies", "Other bodies")
    archive.put({**SMALL, "conf.py": conf, "releases/2012/joint.md": JOINT, "releases/2012/other.md": other})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        run(archive, "publish")
        begin(archive)
    return archive


@pytest.fixture
def joint(published: ArchiveOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    """A copy of it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    copied(published.root, tmp_path / "archive")
    return ArchiveOnDisk(tmp_path / "archive")


def test_a_joint_release_is_each_issuer_s_own_wherever_it_shows(
    joint: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    found = contents(site(joint))
    page = found["releases/2012/joint.html"].decode()
    kicker = page.partition('<p class="kicker">')[2].partition("</p>")[0]
    assert (
        ">UNODC</abbr></a> and "
        '<a class="p-author h-card" href="../../organizations/osce.html"><abbr title="Organization for' in kicker
    )
    assert (
        "United Nations Office on Drugs and Crime and Organization for Security and Co-operation in Europe, “Two"
        in re.sub("</?bdi>", "", page)
    )
    assert '<span class="issuer">UNODC and OSCE</span>' in found["releases/2012/index.html"].decode()
    for body in ("unodc", "osce"):
        assert b"Two bodies, one word" in found[f"organizations/{body}.html"]
        assert b"Two bodies, one word" in found[f"organizations/{body}/rss.xml"]
    (entry,) = [one for one in feedparser.parse(found["atom.xml"]).entries if "Two" in one.title]
    assert [author.href.rpartition("/")[2] for author in entry.authors] == ["unodc.html", "osce.html"]
    assert found["rss.xml"].decode().count("<dc:creator>United Nations Office on Drugs and Crime</dc:creator>") == 2
    data = row(found, "2012/joint")
    assert (data["issuer"], data["issuers"]) == ("unodc", ["unodc", "osce"])
    assert [one["entity"] for one in data["mentions"] if one["method"] == "issuer"] == ["osce", "unodc"]
    hits = [data.decode() for path, data in found.items() if "/h0.js" in path]
    assert any('"unodc osce"' in hit for hit in hits)
    capsys.readouterr()
    run(joint, "digest", "--since", "2026-01-01", "--until", "2026-01-01", "--from", "press@example.org")
    mail = message_from_string(capsys.readouterr().out, policy=default)
    assert isinstance(mail, EmailMessage)
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert "United Nations Office on Drugs and Crime and Organization for" in plain.get_content()


def test_an_office_in_a_joint_release_is_that_of_whoever_has_it(published: ArchiveOnDisk) -> None:
    """Both are the text's own bodies: "the Executive Director" is UNODC's, whichever is named first."""
    found = contents(site(published))
    for name in ("joint", "other"):
        named = {one["entity"] for one in row(found, f"2012/{name}")["mentions"]}
        assert "yury-fedotov" in named, name


def test_who_issued_with_whom_is_held_to_the_record(joint: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    lines = map(json.loads, (joint.root / "releases/ledger.jsonl").read_text().splitlines())
    rows = [{**row, **row["details"]} for row in lines]
    (line,) = [row for row in rows if row["id"] == "2012/joint"]
    assert (line["issuer"], line["co_issuers"]) == ("unodc", ["osce"])
    assert line["co_issuer_names"] == ["Organization for Security and Co-operation in Europe"]
    assert not any("co_issuers" in row for row in rows if row["id"] not in ("2012/joint", "2012/other")), (
        "other lines are as ever"
    )
    run(joint, "check")
    path = joint.root / "releases/2012/joint.md"
    text = path.read_text()
    for other in ("issuers: [osce, unodc]", "issuer: unodc", "issuers: [unodc, iom]"):
        joint.put({"organizations/iom.md": "---\nname: International Organization for Migration\n---\n"})
        path.write_text(text.replace("issuers: [unodc, osce]", other))
        capsys.readouterr()
        run(joint, "check", status=1)
        assert "releases/2012/joint.md:1: [kept-as-published]" in capsys.readouterr().out, other
    # A body is itself under another id.
    path.write_text(text.replace("osce]", "osce-eu]"))
    record = joint.root / "organizations/osce.md"
    record.rename(joint.root / "organizations/osce-eu.md")
    joint.put({"organizations/osce-eu.md": "---\nname: OSCE of today\nformer_ids: [osce]\n---\n"})
    opening = joint.root / "releases/2011/opening.md"
    opening.write_text(opening.read_text().replace("issuer: osce", "issuer: osce-eu"))
    run(joint, "check")


def test_what_only_one_issued_can_be_corrected_to_both(joint: ArchiveOnDisk) -> None:
    run(joint, "correct", "2011/opening", "--note", "It was issued by both.")
    path = joint.root / "releases/2011/opening.md"
    path.write_text(path.read_text().replace("issuer: osce", "issuers: [osce, unodc]"))
    run(joint, "publish", "2011/opening")
    run(joint, "check")
    begin(joint)
    earlier = contents(site(joint))["releases/2011/opening.r1.html"].decode()
    assert "<dt>Issuer</dt>" in earlier

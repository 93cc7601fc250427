"""The files of alerts are read as strictly as headers; what is wrong with one address keeps no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.alerts import Alert, MailTo, Webhook
from sphinx_newsroom.sources.alert_file import parse_alert, read_alerts

WHOLE = """name: Ports
query: '"new port" -ferry'
organizations: [haa]
officials: [jane-roe]
topics: [ports]
types: [statement]
languages: [en, pt-br]
rate: weekly
mail:
  - ada@example.org
  - {env: READERS}
  - file: /etc/newsroom/readers.txt
webhook: {url: https://hooks.example.org/x, secret_env: HOOK_SECRET}
feed: true
public: true
"""


def parse(text: str) -> tuple[Alert | None, list[str]]:
    alert, problems = parse_alert("alerts/ports.yaml", text, Settings())
    return alert, [str(problem).removeprefix("alerts/ports.yaml:") for problem in problems]


@pytest.mark.parametrize("before", ["", "---\n", "# Who asked: see the list.\n", "# Who asked.\n\n---\n"])
def test_all_that_a_file_may_say(before: str) -> None:
    alert, problems = parse(before + WHOLE)
    assert problems == []
    down = before.count("\n")
    assert alert == Alert(
        id="ports",
        path="alerts/ports.yaml",
        name="Ports",
        query='"new port" -ferry',
        organizations=("haa",),
        officials=("jane-roe",),
        topics=("ports",),
        types=("statement",),
        languages=("en", "pt-BR"),
        rate="weekly",
        mail=(
            MailTo("ada@example.org", line=10 + down),
            MailTo(env="READERS", line=11 + down),
            MailTo(file="/etc/newsroom/readers.txt", line=12 + down),
        ),
        webhook=Webhook(secret_env="HOOK_SECRET", url="https://hooks.example.org/x"),
        feed=True,
        public=True,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1: [unreadable-header] the file is empty; write at least `name: …`"),
        ("- name\n", "1: [wrong-type]"),
        ("name: [\n", "[unreadable-header]"),
        ("query: x\nfeed: true\n", "[missing-key] name is missing"),
        ("name: X\nfeed: true\nquerry: x\n", "3: [unknown-key] there is no key 'querry'; did you mean 'query'?"),
        ("---\nname: X\nfeed: true\nquerry: x\n", "4: [unknown-key]"),
        ("name: X\nfeed: true\nrate: hourly\n", "3: [bad-value] rate is 'hourly', which is not known"),
        ("name: X\nfeed: true\ntypes: [speeches]\n", "3: [bad-value] types has 'speeches', which is not known; did"),
        ("name: X\nfeed: yes\n", "2: [wrong-type] feed is 'yes'"),
        ("name: X\nmail: ada@example.org\n", "2: [wrong-type] mail is the text 'ada@example.org', not a list"),
        ("name: X\nwebhook: {url: https://x.example/}\n", "2: [missing-key] webhook.secret_env is missing"),
        ("name: X\nwebhook: {secret_env: S}\n", "2: [bad-value] a webhook needs either url or url_env"),
        ("name: X\nwebhook: {secret_env: whsec_Y+z=, url_env: U}\n", "2: [bad-value] webhook.secret_env is"),
        ("name: &a X\nfeed: true\n", "1: [unreadable-header] the header has a YAML anchor"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_makes_no_alert(text: str, said: str) -> None:
    alert, problems = parse(text)
    assert alert is None
    assert any(said in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (
            "ada.example.org",
            "3: [bad-value] mail has 'ada.example.org', which isn't an email address; write one such as ada@",
        ),
        ("'ada@example.org, bo@example.org'", "3: [bad-value]"),
        ("{env: A, file: b}", "3: [bad-value] mail contains both env and file"),
        ("{}", "3: [bad-value] mail has no address; write only one of them: {env: ALERT_READERS}"),
        ("{name: Ada}", "3: [unknown-key]"),
        ("bo@example.org", "4: [bad-value] mail has the same item twice"),
    ],
)
def test_one_wrong_address_keeps_no_other(item: str, said: str) -> None:
    alert, problems = parse(f"name: X\nmail:\n  - {item}\n  - bo@example.org\n")
    assert alert is not None
    assert [mail.address for mail in alert.mail] == ["bo@example.org"]
    assert any(said in problem for problem in problems), problems


def test_files_that_are_none_are_told(tmp_path: Path) -> None:
    (tmp_path / "alerts").mkdir()
    for name in ("a.yml", "Über uns.yaml", "well.yaml", "README.md", "state.jsonl"):
        (tmp_path / "alerts" / name).write_text("name: X\nfeed: true\n", encoding="utf-8")
    (tmp_path / "alerts/link.yaml").symlink_to("/etc/hostname")
    (tmp_path / "alerts/folder.yaml").mkdir()
    (tmp_path / "alerts/latin.yaml").write_bytes(b"name: \xfc\n")
    found = read_alerts(tmp_path, Settings())
    assert [alert.id for alert in found.alerts] == ["well"]
    assert {(problem.path.removeprefix("alerts/"), problem.code.code) for problem in found.problems} == {
        ("a.yml", "file-name"),
        ("Über uns.yaml", "file-name"),
        ("link.yaml", "not-a-file"),
        ("folder.yaml", "not-a-file"),
        ("latin.yaml", "unreadable-header"),
    }


def test_check_tells_of_records_that_there_are_not(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"alerts/x.yaml": "name: X\nfeed: true\norganizations: [osce, unodk]\nofficials: [nobody-known]\n"})
    assert main(["check", "--root", str(archive.root)]) == 1
    said = capsys.readouterr().out
    assert "alerts/x.yaml:3: [unknown-id] organizations names 'unodk', which has no file; did you mean 'unodc'?" in said
    assert "alerts/x.yaml:4: [unknown-id] officials names 'nobody-known'" in said
    assert main(["check", "--root", str(archive.root), str(archive.root / "alerts/x.yaml")]) == 1
    archive.put({"alerts/x.yaml": "name: X\nfeed: true\norganizations: [osce]\n"})
    assert main(["check", "--root", str(archive.root)]) == 0


def test_a_record_that_is_renamed_is_named_so_in_alerts(archive: ArchiveOnDisk) -> None:
    before = "# For them.\n---\nname: X\norganizations: [osce, unodc]  # both\nmail:\n  - ada@example.org"
    archive.put(
        {"alerts/x.yaml": before, "alerts/y.yaml": "name: osce\nfeed: true\n", "alerts/broken.yaml": "osce: [\n"}
    )
    assert main(["rename", "organization", "osce", "osce-vienna", "--root", str(archive.root)]) == 0
    after = (archive.root / "alerts/x.yaml").read_text(encoding="utf-8")
    assert after == before.replace("osce", "osce-vienna")
    assert (archive.root / "alerts/y.yaml").read_text(encoding="utf-8") == "name: osce\nfeed: true\n"


def test_an_alert_may_have_its_readers_elsewhere() -> None:
    alert, problems = parse("name: X\nquery: x\n")
    assert alert is not None
    assert problems == []

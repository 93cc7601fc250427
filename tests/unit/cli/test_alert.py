"""Those who asked are told of what happened on the site: once each, and whatever goes wrong with others."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Verifier
from tests.helpers import inbox
from tests.helpers.alert_site import archive, release, write_site
from tests.helpers.answering import answering

from sphinx_newsroom import cli
from sphinx_newsroom.archive.index import Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import write
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.model.records import Correction, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.operations.alerts import alerts_of
from sphinx_newsroom.outputs import alert_matching
from sphinx_newsroom.outputs.alert_matching import BuiltSite, Matcher

SECRET = f"whsec_{base64.b64encode(b'0123456789abcdef0123456789abcdef').decode()}"
OPENS = release("2026/opens", "2026-11-20", "Harbour opens", "HAA opened the harbour. Containers wait.")
CLOSES = release("2026/closes", "2026-11-21", "Lock closes", "The lock closes for the winter.")
FALSE = Withdrawal(dt.date(2026, 11, 25), "False.")
FERRY = release("2026/ferry", "2026-11-22", "Ferries for all", "HAA asks for ferries.")


class Receiver(ThreadingHTTPServer):
    """Keeps what it is told; its path says how it answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.leads = ""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def told(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(body) for at, _, body in self.got if at == path]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/slow":
            self.rfile.read()  # until whoever asks waits no longer
            return
        self.server.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response({"/moved": 307, "/gone": 410, "/broken": 503}.get(self.path, 204))
        if self.path == "/moved":
            self.send_header("Location", self.server.leads)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    found = Receiver()
    with answering(found):
        yield found


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    with receiving() as found:
        yield found


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-11-23T08:00:00+00:00")


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime.fromisoformat(moment).timestamp())))


@dataclass
class Desk:
    """An archive with alerts, the mail server of its readers, and what the command says."""

    root: Path
    box: inbox.Inbox
    host: str
    capsys: pytest.CaptureFixture[str]

    def begun(self, alerts: Mapping[str, str], *entries: Entry) -> None:
        """Make the first run with a release that nobody is told of, before the others are on the site."""
        archive(self.root, alerts, [CLOSES])
        self.run()
        self.shows(*entries)
        self.capsys.readouterr()

    def shows(self, *entries: Entry) -> None:
        write_site(self.root / "_build/html", [CLOSES, *entries])

    def run(self, *words: str) -> int:
        return cli.main(["alert", "--root", str(self.root), *words])

    def send(self, *words: str) -> int:
        return self.run("--send", self.host, *words)

    @property
    def err(self) -> str:
        return self.capsys.readouterr().err

    @property
    def state(self) -> Path:
        return self.root / "alerts/state.jsonl"

    def text(self, number: int = 0) -> str:
        body = self.box.mail(number).get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    with inbox.serving() as (box, host):
        yield Desk(tmp_path / "archive", box, host, capsys)


ADA = "name: Harbour and ferries\norganizations: [haa]\nmail: [ada@example.org]\n"


def test_the_first_run_takes_what_is_there_for_told(desk: Desk) -> None:
    archive(desk.root, {"harbour": ADA}, [OPENS])
    assert desk.run() == 0
    assert "first run: everything on the site counts as sent (1 release)" in desk.err
    assert json.loads(desk.state.read_text())["known"] == ["new 2026/opens"]


def test_the_first_run_may_begin_earlier(desk: Desk) -> None:
    archive(desk.root, {"harbour": ADA}, [OPENS, FERRY])
    assert desk.send("--since", "2026-11-22") == 0
    assert "Ferries for all" in desk.text()
    assert "Harbour opens" not in desk.text()


def test_a_reader_gets_what_is_new_once(desk: Desk) -> None:
    desk.begun({"harbour": ADA}, OPENS, FERRY)
    assert desk.send() == 0
    assert [to for to, _ in desk.box.got] == [["ada@example.org"]]
    mail = desk.box.mail()
    assert mail["Subject"] == "Harbour News: Harbour and ferries – 2 new"
    assert mail["List-Unsubscribe"] == "<mailto:press@example.org?subject=unsubscribe%20harbour>"
    assert "Containers wait." in desk.text()
    assert "https://archive.example.org/releases/2026/opens.html" in desk.text()
    assert "Lock closes" not in desk.text()
    assert desk.send() == 0
    assert len(desk.box.got) == 1, "the second run has nothing to tell"


def test_a_correction_is_told_with_its_note_also_where_the_word_is_gone(desk: Desk) -> None:
    desk.begun({"words": "name: Containers\nquery: container\nmail: [ada@example.org]\n"}, OPENS)
    desk.send()
    note = Correction(dt.date(2026, 11, 24), "There are no boxes.")
    corrected = release("2026/opens", "2026-11-20", "Harbour opens", "HAA opened it.", corrections=(note,))
    desk.shows(corrected)
    assert desk.send() == 0
    assert "There are no boxes." in desk.text(1)
    assert "CORRECTED" in desk.text(1)
    gone = release("2026/opens", "2026-11-20", "Harbour opens", "", withdrawn=FALSE)
    desk.shows(gone)
    assert desk.send() == 0
    assert "WITHDRAWN" in desk.text(2)
    assert "False." in desk.text(2)
    assert desk.send() == 0
    assert len(desk.box.got) == 3


def test_what_was_withdrawn_before_it_was_told_is_told_to_nobody(desk: Desk) -> None:
    gone = release("2026/opens", "2026-11-20", "Harbour opens", "HAA", withdrawn=FALSE)
    desk.begun({"harbour": ADA}, gone)
    assert desk.send() == 0
    assert desk.box.got == []


def test_a_translation_is_told_to_who_did_not_get_the_original(desk: Desk) -> None:
    russian = release(
        "2026/opens.ru", "2026-11-20", "Порт открыт", "HAA открыла порт.", language="ru", translation_of="2026/opens"
    )
    alerts = {"harbour": ADA, "russian": "name: По-русски\nlanguages: [ru]\nmail: [bo@example.org]\n"}
    desk.begun(alerts, OPENS, russian)
    assert desk.send() == 0
    by_reader = {to[0]: desk.text(number) for number, (to, _) in enumerate(desk.box.got)}
    assert "Порт открыт" not in by_reader["ada@example.org"]
    assert "Порт открыт" in by_reader["bo@example.org"]
    assert "Harbour opens" not in by_reader["bo@example.org"]


def test_a_release_that_moves_is_not_told_again(desk: Desk) -> None:
    desk.begun({"harbour": ADA}, OPENS)
    desk.send()
    moved = release("2026/opening", "2026-11-20", "Harbour opens", "HAA", former_urls=("releases/2026/opens.html",))
    desk.shows(moved)
    assert desk.send() == 0
    assert len(desk.box.got) == 1


@pytest.mark.parametrize(
    ("rate", "next_", "later"),
    [
        ("daily", "2026-11-23T18:00:00+00:00", "2026-11-24T06:00:00+00:00"),
        ("weekly", "2026-11-29T23:00:00+00:00", "2026-11-30T06:00:00+00:00"),
    ],
)
def test_a_rate_is_the_most_that_is_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, rate: str, next_: str, later: str
) -> None:
    desk.begun({"harbour": f"{ADA}rate: {rate}\n"}, OPENS)
    desk.send()
    assert len(desk.box.got) == 1
    desk.shows(OPENS, FERRY)
    at(monkeypatch, next_)
    assert desk.send() == 0
    assert len(desk.box.got) == 1
    assert "1 wait for their time" in desk.err
    at(monkeypatch, later)
    assert desk.send() == 0
    assert "Ferries for all" in desk.text(1)


def test_a_dry_run_says_what_would_go_and_notes_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.begun({"harbour": ADA}, OPENS)
    before = desk.state.read_bytes()
    assert desk.run("--dry-run") == 0
    said = capsys.readouterr().out
    assert said == "mail of alerts/harbour.yaml to alerts/harbour.yaml:3: 1 new\n  new: Harbour opens (2026-11-20)\n"
    assert "ada@" not in said, "what a job prints is often read by many"
    assert desk.state.read_bytes() == before


def test_addresses_may_stand_elsewhere(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "readers.txt").write_text("# who asked\ncy@example.org\n\ndi@example.org\n", encoding="utf-8")
    monkeypatch.setenv("READERS", "ada@example.org, bo@example.org ada@example.org")
    readers = f"mail:\n  - {{env: READERS}}\n  - {{file: {tmp_path / 'readers.txt'}}}\n"
    desk.begun({"harbour": f"name: Harbour\norganizations: [haa]\n{readers}"}, OPENS)
    assert desk.send() == 0
    assert [to[0].partition("@")[0] for to, _ in desk.box.got] == ["ada", "bo", "cy", "di"]
    state = desk.state.read_text(encoding="utf-8")
    assert "@example" not in state, "the state isn't a list of readers"


def test_what_is_wrong_with_some_keeps_nothing_from_others(
    desk: Desk, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = "webhook: {{url: 'http://{at}', secret_env: HOOK_SECRET}}\n".format
    with receiving() as inner:
        receiver.leads = f"http://{inner.host}/secret"
        alerts = {
            "address": "name: One\nmail:\n  - ada.example.org\n  - no-one@example.org\n  - ada@example.org\n",
            "broken": "name: [\n",
            "moved": "name: Moved\norganizations: [haa]\n" + hook(at=f"{receiver.host}/moved"),
            "private": "name: Private\norganizations: [haa]\n" + hook(at=f"{inner.host}/s").replace("http:", "https:"),
            "slow": "name: Slow\norganizations: [haa]\n" + hook(at=f"{receiver.host}/slow"),
            "unset": "name: Unset\norganizations: [haa]\nmail: [{env: NOBODY_SET_THIS}]\n",
            "well": "name: Well\norganizations: [haa]\n" + hook(at=f"{receiver.host}/well"),
        }
        desk.begun(alerts, OPENS)
        capsys.readouterr()
        assert desk.send("--private", receiver.host, "--timeout", "1") == 1
        said = desk.err
        assert inner.got == [], "neither asked for by itself nor by a redirect"
    assert [to for to, _ in desk.box.got] == [["ada@example.org"]]
    assert [told["data"]["alert"] for told in receiver.told("/well")] == ["well"]
    for line in (
        r"alerts/address\.yaml:3: \[bad-value\] mail has 'ada\.example\.org', which isn't an email address; write one",
        r"alerts/address\.yaml:4: not taken: 550 unknown; it is tried again after 2026-11-23T08:00:05",
        r"alerts/broken\.yaml:\d: \[unreadable-header\] ",
        r"alerts/moved\.yaml:3: not taken: it responds with 307 and redirects to 'http://127\.0\.0\.1:\d+/secret'",
        r"alerts/private\.yaml:3: not taken: its host is 127\.0\.0\.1, in a private network; allow it with --private",
        r"alerts/slow\.yaml:3: not taken: no answer in 1 seconds",
        r"alerts/unset\.yaml:3: the variable NOBODY_SET_THIS isn't set",
        r"1 email and 1 webhook sent",
    ):
        assert re.search(rf"^{line}", said, re.MULTILINE), (line, said)


def test_a_webhook_is_signed_as_standard_webhooks_has_it(desk: Desk, receiver: Receiver) -> None:
    hook = f"webhook: {{url: 'http://{receiver.host}/well', secret_env: HOOK_SECRET}}\n"
    desk.begun({"harbour": "name: Harbour\nquery: containers\n" + hook}, OPENS)
    assert desk.run("--private", receiver.host) == 0
    ((_, headers, body),) = receiver.got
    told: dict[str, Any] = Verifier(SECRET).verify(body.decode(), headers)
    assert (told["type"], told["version"]) == ("alert.releases", 1)
    (item,) = told["data"]["items"]
    assert item["event"] == "new"
    assert item["release"]["url"] == "https://archive.example.org/releases/2026/opens.html"
    with pytest.raises(Exception, match="No matching signature"):
        Verifier(SECRET).verify(body.decode().replace("opens", "closes"), headers)


def test_a_webhook_is_tried_again_by_the_same_name_and_given_up_in_the_end(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = f"webhook: {{url: 'http://{receiver.host}/broken', secret_env: HOOK_SECRET}}\n"
    desk.begun({"harbour": "name: Harbour\norganizations: [haa]\n" + hook}, OPENS)
    start = dt.datetime.fromisoformat("2026-11-23T08:00:00+00:00")
    assert desk.run("--private", receiver.host) == 1
    assert desk.run("--private", receiver.host) == 0, "it is given five seconds"
    assert len(receiver.got) == 1
    for day in range(1, 10):
        at(monkeypatch, (start + dt.timedelta(days=2 * day)).isoformat())
        assert desk.run("--private", receiver.host) == 1
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 10
    said = desk.err
    (key,) = set(re.findall(r"newsroom alert --again (\w+)", said))
    assert desk.run("--private", receiver.host) == 1
    assert "sending has ended" in desk.err
    assert len(receiver.got) == 10
    assert desk.run("--private", receiver.host, "--again", key) == 1
    assert len(receiver.got) == 11


def test_who_says_gone_is_told_no_more(desk: Desk, receiver: Receiver) -> None:
    hook = f"webhook: {{url: 'http://{receiver.host}/gone', secret_env: HOOK_SECRET}}\n"
    desk.begun({"harbour": "name: Harbour\norganizations: [haa]\n" + hook}, OPENS)
    assert desk.run("--private", receiver.host) == 1
    desk.shows(OPENS, FERRY)
    assert desk.run("--private", receiver.host) == 1
    assert len(receiver.got) == 1
    assert "sending has ended: it answers 410" in desk.err


def test_a_mail_in_doubt_is_asked_about(desk: Desk) -> None:
    desk.begun({"harbour": ADA}, OPENS)
    desk.send()
    state = desk.state
    # As it stands where the process ends after the mail began to go: a line that says so, and a torn one.
    key = next(iter(json.loads(state.read_text())["targets"]))
    line = {"what": "begun", "to": key, "id": "abc", "at": "2026-11-23T08:00:00+00:00", "events": ["new 2026/ferry"]}
    state.write_text(state.read_text() + json.dumps(line) + '\n{"what": "sen', encoding="utf-8")
    desk.shows(OPENS, FERRY)
    told = json.loads(state.read_text().splitlines()[0])
    told["known"].append("new 2026/ferry")
    state.write_text("\n".join([json.dumps(told), *state.read_text().splitlines()[1:]]), encoding="utf-8")
    assert desk.send() == 1
    assert len(desk.box.got) == 1, "it is not sent again unasked"
    assert "alerts/harbour.yaml:3: the email <abc@example.org> was on its way" in desk.err
    assert desk.send("--again", "abc") == 0
    assert "Ferries for all" in desk.text(1)
    assert desk.send("--sent", "abc") == 2, "of which nothing is known"
    assert "there is no message 'abc'" in desk.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no server is set; add --send"),
        (["--out", "elsewhere"], "doesn't contain a complete site; run `newsroom build` first"),
        (["--send", "localhost:x"], "--send is 'localhost:x'"),
    ],
)
def test_what_the_call_lacks_is_said(desk: Desk, words: list[str], said: str) -> None:
    desk.begun({"harbour": ADA}, OPENS)
    assert desk.run(*words) == 2
    assert said in desk.err


def test_a_state_that_is_damaged_is_not_begun_anew_unasked(desk: Desk) -> None:
    desk.begun({"harbour": ADA}, OPENS)
    desk.state.write_text("{}\n", encoding="utf-8")
    assert desk.run("--dry-run") == 2
    assert "is damaged; restore it from a backup" in desk.err


def test_what_was_imported_can_be_taken_for_told(desk: Desk) -> None:
    desk.begun({"harbour": ADA}, OPENS)
    assert desk.run("--skip") == 0
    assert desk.send() == 0
    assert desk.box.got == []


def test_what_happens_while_a_file_cannot_be_read_is_told_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READERS", "bo@example.org")
    other = "name: Everything\nmail: [{env: READERS}]\n"
    desk.begun({"harbour": ADA, "all": other}, OPENS)
    assert desk.send() == 0
    assert sorted(to[0] for to, _ in desk.box.got) == ["ada@example.org", "bo@example.org"]
    desk.shows(OPENS, FERRY)
    (desk.root / "alerts/harbour.yaml").write_text("name: [\n", encoding="utf-8")
    monkeypatch.delenv("READERS")
    assert desk.send() == 1
    assert len(desk.box.got) == 2
    (desk.root / "alerts/harbour.yaml").write_text(ADA, encoding="utf-8")
    monkeypatch.setenv("READERS", "bo@example.org")
    assert desk.send() == 0
    assert sorted(to[0] for to, _ in desk.box.got[2:]) == ["ada@example.org", "bo@example.org"]
    assert all("Ferries for all" in desk.text(number) for number in (2, 3))


def test_what_moves_while_a_file_cannot_be_read_is_told_later(desk: Desk) -> None:
    desk.begun({"harbour": ADA}, FERRY)
    assert desk.send() == 0
    desk.shows(FERRY, OPENS)
    (desk.root / "alerts/harbour.yaml").write_text("name: [\n", encoding="utf-8")
    assert desk.send() == 1
    assert len(desk.box.got) == 1
    moved = release("2026/opening", "2026-11-20", "Harbour opens", "HAA", former_urls=("releases/2026/opens.html",))
    desk.shows(FERRY, moved)
    (desk.root / "alerts/harbour.yaml").write_text(ADA, encoding="utf-8")
    assert desk.send() == 0
    assert "Harbour opens" in desk.text(1)


def test_programs_are_told_also_where_no_mail_server_is_named(desk: Desk, receiver: Receiver) -> None:
    hook = f"webhook: {{url: 'http://{receiver.host}/well', secret_env: HOOK_SECRET}}\n"
    desk.begun({"harbour": ADA, "hook": "name: Hook\n" + hook}, OPENS)
    assert desk.run("--private", receiver.host) == 2
    assert len(receiver.got) == 1
    assert "no server is set" in desk.err


@pytest.mark.parametrize("file", ["index", "2026/t0"])
def test_a_site_that_is_damaged_is_told(desk: Desk, file: str) -> None:
    desk.begun({"words": "name: Words\nquery: containers wait\nmail: [ada@example.org]\n"}, OPENS)
    folder = desk.root / "_build/html/_search"
    found = folder / f"{file}.js"
    if not found.exists():
        found = next(folder.glob(f"*/{file.partition('/')[2]}.js"))
    found.write_bytes(found.read_bytes()[:40])
    before = desk.state.read_bytes()
    assert desk.run("--dry-run") == 2
    assert "a complete site" in desk.err
    assert desk.state.read_bytes() == before


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("harbour OR locks", {"2026/opens", "2026/closes"}),
        ("habrour", set()),
        ('lock -"for the winter"', set()),
        ("language:german", {"2026/gesetz"}),
        ("month:november -harbour", {"2026/closes"}),
    ],
)
def test_a_query_finds_what_holds_all_of_it(tmp_path: Path, query: str, ids: set[str]) -> None:
    entries = [OPENS, CLOSES, release("2026/gesetz", "2026-03-01", "Gesetz", "Ein Gesetz.", language="de")]
    write_site(tmp_path, entries)
    site = BuiltSite.read(tmp_path)
    alert_ = Alert("x", "alerts/x.yaml", "X", query)
    assert Matcher(site, site.rows, "en").ids_for(alert_) == ids
    if "german" not in query:  # a language of which nobody has names
        assert Matcher(site, site.rows, "tlh").ids_for(alert_) == ids


@pytest.mark.parametrize("costly", ["for (;;);", "for (let all = 'x';;) all += all;"])
def test_a_query_that_costs_too_much_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch, costly: str) -> None:
    monkeypatch.setattr(alert_matching, "SECONDS", 0.3)
    alerts = {name: f"name: {name}\nquery: {name}\nmail: [ada@example.org]\n" for name in ("containers", "wait")}
    desk.begun(alerts, OPENS)
    script = desk.root / "_build/html/_search/engine.js"
    sound = script.read_bytes()
    slow = f"async (query, ...more) => {{ if (query === 'wait') {costly} return holding(query, ...more); }}"
    write(script, sound.decode() + f"const {{ holding }} = newsroom.parts; newsroom.parts.holding = {slow};")
    assert desk.send() == 1
    assert "alerts/wait.yaml:2: [costly-query] the query can't be answered" in desk.err
    assert len(desk.box.got) == 1
    write(script, sound)
    assert desk.send() == 0
    assert len(desk.box.got) == 2, "what happened meanwhile is told later"


@pytest.mark.parametrize("script", ["for (;;);", "document.head.append({ src: '_search/../../conf.js' });"])
def test_a_site_whose_engine_does_harm_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(alert_matching, "SECONDS", 0.3)
    desk.begun({"words": "name: Words\nquery: containers\nmail: [ada@example.org]\n"}, OPENS)
    with (desk.root / "_build/html/_search/engine.js").open("a", encoding="utf-8") as file:
        file.write(script)
    assert desk.run("--dry-run") == 2
    assert "isn't a complete site: _search/engine.js " in desk.err


def test_what_to_install_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "name: Words\nquery: containers\nfeed: true\nmail: [ada@example.org]\n"
    desk.begun({"words": query}, OPENS)
    monkeypatch.setitem(sys.modules, "quickjs", None)
    assert desk.run("--dry-run") == 2
    assert "pip install 'sphinx-newsroom[alerts]'" in desk.err
    offered = alerts_of(desk.root, Settings(), Registry())
    assert (offered.alerts, str(offered.problems[0])) == (
        (),
        "alerts/words.yaml:2: [no-search-engine] its feed requires QuickJS, which is missing; run: "
        "pip install 'sphinx-newsroom[alerts]'",
    )


def test_a_record_that_the_site_has_not_is_told(desk: Desk) -> None:
    desk.begun({"x": "name: X\nofficials: [roe, nobody]\nmail: [ada@example.org]\n"}, OPENS)
    assert desk.run("--dry-run") == 1
    assert "alerts/x.yaml:1: the site has no record 'nobody'" in desk.err


def test_what_is_off_the_site_for_a_while_is_told_when_it_is_there_again(desk: Desk) -> None:
    desk.begun({"harbour": ADA}, OPENS)
    assert desk.run("--send", "127.0.0.1:9") == 1, "it waits"
    desk.shows()
    assert desk.send() == 0
    assert desk.box.got == []
    desk.shows(OPENS)
    assert desk.send() == 0
    assert "Harbour opens" in desk.text()


RAIN = "name: Harbour\norganizations: [haa]\n"


def readers(root: Path) -> list[str]:
    return (root / "alerts/subscribers").read_text().splitlines()


def test_readers_subscribe_and_leave_without_an_editor(desk: Desk) -> None:
    archive(desk.root, {"harbour": RAIN, "both": ADA}, [CLOSES])
    subprocess.run(["git", "init", "-q", str(desk.root)], check=True)
    assert desk.run("subscribe", "bo@example.org", "harbour") == 0
    assert desk.run("subscribe", "Bo@example.org", "harbour") == 0
    assert desk.run("subscribe", "cy@example.org", "harbour", "both") == 0
    assert readers(desk.root) == ["Bo@example.org harbour", "cy@example.org harbour", "cy@example.org both"]
    subprocess.run(["git", "-C", str(desk.root), "add", "-A"], check=True)
    kept = subprocess.run(["git", "-C", str(desk.root), "ls-files"], check=True, capture_output=True, text=True).stdout
    assert "alerts/subscribers" not in kept
    assert "alerts/harbour.yaml" in kept
    assert desk.run("unsubscribe", "CY@example.org", "both") == 0
    assert desk.run("unsubscribe", "ada@example.org") == 0, "whose address stands in the file of the alert"
    assert "ada@" not in "".join(readers(desk.root))
    desk.run()
    desk.shows(OPENS)
    assert desk.send() == 0
    assert sorted(to for to, _ in desk.box.got) == [["Bo@example.org"], ["cy@example.org"]]
    assert desk.run("subscribe", "ada@example.org", "both") == 0
    desk.shows(OPENS, FERRY)
    assert desk.send() == 0
    assert [to for to, _ in desk.box.got][2:].count(["ada@example.org"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["subscribe"], "add the reader's address"),
        (["subscribe", "ada"], "the address"),
        (["subscribe", "ada@example.org"], "say which alerts: harbour, lock"),
        (["subscribe", "ada@example.org", "harbor"], "no alert is called 'harbor'; did you mean 'harbour'?"),
        (["unsubscribe", "ada@example.org", "rain"], "no alert is called 'rain'"),
    ],
)
def test_who_subscribes_to_what_is_asked(desk: Desk, words: list[str], said: str) -> None:
    archive(desk.root, {"harbour": RAIN, "lock": RAIN}, [CLOSES])
    assert desk.run(*words) == 2
    assert said in desk.err
    assert not (desk.root / "alerts/subscribers").exists()


def test_an_address_that_git_keeps_is_told(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begun({"harbour": ADA, "kept": ADA, "env": "name: X\nquery: x\nmail: [{env: READERS}]\n"})
    monkeypatch.chdir(desk.root)
    write(desk.root / "organizations/haa.md", "---\nname: Harbour Authority of Aldrum\n---\n")
    cli.main(["check", "--root", str(desk.root)])
    assert "reader-in-git" not in capsys.readouterr().out
    subprocess.run(["git", "init", "-q", str(desk.root)], check=True)
    subprocess.run(["git", "-C", str(desk.root), "add", "alerts/harbour.yaml", "alerts/env.yaml"], check=True)
    cli.main(["check", "--root", str(desk.root)])
    told = [line for line in capsys.readouterr().out.splitlines() if "reader-in-git" in line]
    advice = "remove it, and run: newsroom alert subscribe ADDRESS harbour"
    assert told == [f"alerts/harbour.yaml:3: [reader-in-git] git contains the address of a reader; {advice}"]

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


@pytest.fixture
def server() -> Iterator[tuple[inbox.Inbox, str]]:
    with inbox.serving() as found:
        yield found


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-11-23T08:00:00+00:00")


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime.fromisoformat(moment).timestamp())))


def alert(root: Path, *words: str) -> int:
    return cli.main(["alert", "--root", str(root), *words])


def begun(root: Path, alerts: Mapping[str, str], *entries: Entry) -> Path:
    """An archive whose first run was made with a release that nobody is told of."""
    found = archive(root, alerts, [CLOSES])
    alert(found)
    write_site(found / "_build/html", [CLOSES, *entries])
    return found


def text_of(box: inbox.Inbox, number: int = 0) -> str:
    body = box.mail(number).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


ADA = "name: Harbour and ferries\norganizations: [haa]\nmail: [ada@example.org]\n"


def test_the_first_run_takes_what_is_there_for_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = archive(tmp_path, {"harbour": ADA}, [OPENS])
    assert alert(root) == 0
    assert "first run: everything on the site counts as sent (1 release)" in capsys.readouterr().err
    assert json.loads((root / "alerts/state.jsonl").read_text())["known"] == ["new 2026/opens"]


def test_the_first_run_may_begin_earlier(tmp_path: Path, server: tuple[inbox.Inbox, str]) -> None:
    box, host = server
    root = archive(tmp_path, {"harbour": ADA}, [OPENS, FERRY])
    assert alert(root, "--send", host, "--since", "2026-11-22") == 0
    assert "Ferries for all" in text_of(box)
    assert "Harbour opens" not in text_of(box)


def test_a_reader_gets_what_is_new_once(tmp_path: Path, server: tuple[inbox.Inbox, str]) -> None:
    box, host = server
    root = begun(tmp_path, {"harbour": ADA}, OPENS, FERRY)
    assert alert(root, "--send", host) == 0
    assert [to for to, _ in box.got] == [["ada@example.org"]]
    mail = box.mail()
    assert mail["Subject"] == "Harbour News: Harbour and ferries – 2 new"
    assert mail["List-Unsubscribe"] == "<mailto:press@example.org?subject=unsubscribe%20harbour>"
    assert "Containers wait." in text_of(box)
    assert "https://archive.example.org/releases/2026/opens.html" in text_of(box)
    assert "Lock closes" not in text_of(box)
    assert alert(root, "--send", host) == 0
    assert len(box.got) == 1, "the second run has nothing to tell"


def test_a_correction_is_told_with_its_note_also_where_the_word_is_gone(
    tmp_path: Path, server: tuple[inbox.Inbox, str]
) -> None:
    box, host = server
    root = begun(tmp_path, {"words": "name: Containers\nquery: container\nmail: [ada@example.org]\n"}, OPENS)
    alert(root, "--send", host)
    note = Correction(dt.date(2026, 11, 24), "There are no boxes.")
    corrected = release("2026/opens", "2026-11-20", "Harbour opens", "HAA opened it.", corrections=(note,))
    write_site(root / "_build/html", [CLOSES, corrected])
    assert alert(root, "--send", host) == 0
    assert "There are no boxes." in text_of(box, 1)
    assert "CORRECTED" in text_of(box, 1)
    gone = release("2026/opens", "2026-11-20", "Harbour opens", "", withdrawn=FALSE)
    write_site(root / "_build/html", [CLOSES, gone])
    assert alert(root, "--send", host) == 0
    assert "WITHDRAWN" in text_of(box, 2)
    assert "False." in text_of(box, 2)
    assert alert(root, "--send", host) == 0
    assert len(box.got) == 3


def test_what_was_withdrawn_before_it_was_told_is_told_to_nobody(
    tmp_path: Path, server: tuple[inbox.Inbox, str]
) -> None:
    box, host = server
    gone = release("2026/opens", "2026-11-20", "Harbour opens", "HAA", withdrawn=FALSE)
    root = begun(tmp_path, {"harbour": ADA}, gone)
    assert alert(root, "--send", host) == 0
    assert box.got == []


def test_a_translation_is_told_to_who_did_not_get_the_original(tmp_path: Path, server: tuple[inbox.Inbox, str]) -> None:
    box, host = server
    russian = release(
        "2026/opens.ru", "2026-11-20", "Порт открыт", "HAA открыла порт.", language="ru", translation_of="2026/opens"
    )
    alerts = {"harbour": ADA, "russian": "name: По-русски\nlanguages: [ru]\nmail: [bo@example.org]\n"}
    root = begun(tmp_path, alerts, OPENS, russian)
    assert alert(root, "--send", host) == 0
    by_reader = {to[0]: text_of(box, number) for number, (to, _) in enumerate(box.got)}
    assert "Порт открыт" not in by_reader["ada@example.org"]
    assert "Порт открыт" in by_reader["bo@example.org"]
    assert "Harbour opens" not in by_reader["bo@example.org"]


def test_a_release_that_moves_is_not_told_again(tmp_path: Path, server: tuple[inbox.Inbox, str]) -> None:
    box, host = server
    root = begun(tmp_path, {"harbour": ADA}, OPENS)
    alert(root, "--send", host)
    moved = release("2026/opening", "2026-11-20", "Harbour opens", "HAA", former_urls=("releases/2026/opens.html",))
    write_site(root / "_build/html", [CLOSES, moved])
    assert alert(root, "--send", host) == 0
    assert len(box.got) == 1


@pytest.mark.parametrize(
    ("rate", "next_", "later"),
    [
        ("daily", "2026-11-23T18:00:00+00:00", "2026-11-24T06:00:00+00:00"),
        ("weekly", "2026-11-29T23:00:00+00:00", "2026-11-30T06:00:00+00:00"),
    ],
)
def test_a_rate_is_the_most_that_is_sent(
    tmp_path: Path,
    server: tuple[inbox.Inbox, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    rate: str,
    next_: str,
    later: str,
) -> None:
    box, host = server
    root = begun(tmp_path, {"harbour": f"{ADA}rate: {rate}\n"}, OPENS)
    alert(root, "--send", host)
    assert len(box.got) == 1
    write_site(root / "_build/html", [CLOSES, OPENS, FERRY])
    at(monkeypatch, next_)
    assert alert(root, "--send", host) == 0
    assert len(box.got) == 1
    assert "1 wait for their time" in capsys.readouterr().err
    at(monkeypatch, later)
    assert alert(root, "--send", host) == 0
    assert "Ferries for all" in text_of(box, 1)


def test_a_dry_run_says_what_would_go_and_notes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = begun(tmp_path, {"harbour": ADA}, OPENS)
    before = (root / "alerts/state.jsonl").read_bytes()
    capsys.readouterr()
    assert alert(root, "--dry-run") == 0
    said = capsys.readouterr().out
    assert said == "mail of alerts/harbour.yaml to alerts/harbour.yaml:3: 1 new\n  new: Harbour opens (2026-11-20)\n"
    assert "ada@" not in said, "what a job prints is often read by many"
    assert (root / "alerts/state.jsonl").read_bytes() == before


def test_addresses_may_stand_elsewhere(
    tmp_path: Path, server: tuple[inbox.Inbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, host = server
    (tmp_path / "readers.txt").write_text("# who asked\ncy@example.org\n\ndi@example.org\n", encoding="utf-8")
    monkeypatch.setenv("READERS", "ada@example.org, bo@example.org ada@example.org")
    readers = f"mail:\n  - {{env: READERS}}\n  - {{file: {tmp_path / 'readers.txt'}}}\n"
    root = begun(tmp_path / "archive", {"harbour": f"name: Harbour\norganizations: [haa]\n{readers}"}, OPENS)
    assert alert(root, "--send", host) == 0
    assert [to[0].partition("@")[0] for to, _ in box.got] == ["ada", "bo", "cy", "di"]
    state = (root / "alerts/state.jsonl").read_text(encoding="utf-8")
    assert "@example" not in state, "the state isn't a list of readers"


def test_what_is_wrong_with_some_keeps_nothing_from_others(
    tmp_path: Path, server: tuple[inbox.Inbox, str], receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    box, host = server
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
        root = begun(tmp_path, alerts, OPENS)
        capsys.readouterr()
        assert alert(root, "--send", host, "--private", receiver.host, "--timeout", "1") == 1
        said = capsys.readouterr().err
        assert inner.got == [], "neither asked for by itself nor by a redirect"
    assert [to for to, _ in box.got] == [["ada@example.org"]]
    assert [told["data"]["alert"] for told in receiver.told("/well")] == ["well"]
    for line in (
        r"alerts/address\.yaml:3: \[bad-value\] mail has 'ada\.example\.org'; write an address such as",
        r"alerts/address\.yaml:4: not taken: 550 unknown; it is tried again after 2026-11-23T08:00:05",
        r"alerts/broken\.yaml:\d: \[unreadable-header\] ",
        r"alerts/moved\.yaml:3: not taken: it responds with 307 and redirects to 'http://127\.0\.0\.1:\d+/secret'",
        r"alerts/private\.yaml:3: not taken: its host is 127\.0\.0\.1, in a private network; allow it with --private",
        r"alerts/slow\.yaml:3: not taken: no answer in 1 seconds",
        r"alerts/unset\.yaml:3: the variable NOBODY_SET_THIS isn't set",
        r"1 mail and 1 webhook sent",
    ):
        assert re.search(rf"^{line}", said, re.MULTILINE), (line, said)


def test_a_webhook_is_signed_as_standard_webhooks_has_it(tmp_path: Path, receiver: Receiver) -> None:
    hook = f"webhook: {{url: 'http://{receiver.host}/well', secret_env: HOOK_SECRET}}\n"
    root = begun(tmp_path, {"harbour": "name: Harbour\nquery: containers\n" + hook}, OPENS)
    assert alert(root, "--private", receiver.host) == 0
    ((_, headers, body),) = receiver.got
    told: dict[str, Any] = Verifier(SECRET).verify(body.decode(), headers)
    assert (told["type"], told["version"]) == ("alert.releases", 1)
    (item,) = told["data"]["items"]
    assert item["event"] == "new"
    assert item["release"]["url"] == "https://archive.example.org/releases/2026/opens.html"
    with pytest.raises(Exception, match="No matching signature"):
        Verifier(SECRET).verify(body.decode().replace("opens", "closes"), headers)


def test_a_webhook_is_tried_again_by_the_same_name_and_given_up_in_the_end(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = f"webhook: {{url: 'http://{receiver.host}/broken', secret_env: HOOK_SECRET}}\n"
    root = begun(tmp_path, {"harbour": "name: Harbour\norganizations: [haa]\n" + hook}, OPENS)
    start = dt.datetime.fromisoformat("2026-11-23T08:00:00+00:00")
    assert alert(root, "--private", receiver.host) == 1
    assert alert(root, "--private", receiver.host) == 0, "it is given five seconds"
    assert len(receiver.got) == 1
    for day in range(1, 10):
        at(monkeypatch, (start + dt.timedelta(days=2 * day)).isoformat())
        assert alert(root, "--private", receiver.host) == 1
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 10
    said = capsys.readouterr().err
    (key,) = set(re.findall(r"newsroom alert --again (\w+)", said))
    assert alert(root, "--private", receiver.host) == 1
    assert "sending has ended" in capsys.readouterr().err
    assert len(receiver.got) == 10
    assert alert(root, "--private", receiver.host, "--again", key) == 1
    assert len(receiver.got) == 11


def test_who_says_gone_is_told_no_more(tmp_path: Path, receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    hook = f"webhook: {{url: 'http://{receiver.host}/gone', secret_env: HOOK_SECRET}}\n"
    root = begun(tmp_path, {"harbour": "name: Harbour\norganizations: [haa]\n" + hook}, OPENS)
    assert alert(root, "--private", receiver.host) == 1
    write_site(root / "_build/html", [CLOSES, OPENS, FERRY])
    assert alert(root, "--private", receiver.host) == 1
    assert len(receiver.got) == 1
    assert "sending has ended: it answers 410" in capsys.readouterr().err


def test_a_mail_in_doubt_is_asked_about(
    tmp_path: Path, server: tuple[inbox.Inbox, str], capsys: pytest.CaptureFixture[str]
) -> None:
    box, host = server
    root = begun(tmp_path, {"harbour": ADA}, OPENS)
    alert(root, "--send", host)
    state = root / "alerts/state.jsonl"
    # As it stands where the process ends after the mail began to go: a line that says so, and a torn one.
    key = next(iter(json.loads(state.read_text())["targets"]))
    line = {"what": "begun", "to": key, "id": "abc", "at": "2026-11-23T08:00:00+00:00", "events": ["new 2026/ferry"]}
    state.write_text(state.read_text() + json.dumps(line) + '\n{"what": "sen', encoding="utf-8")
    write_site(root / "_build/html", [CLOSES, OPENS, FERRY])
    told = json.loads(state.read_text().splitlines()[0])
    told["known"].append("new 2026/ferry")
    state.write_text("\n".join([json.dumps(told), *state.read_text().splitlines()[1:]]), encoding="utf-8")
    assert alert(root, "--send", host) == 1
    assert len(box.got) == 1, "it is not sent again unasked"
    assert "alerts/harbour.yaml:3: the mail <abc@example.org> was on its way" in capsys.readouterr().err
    assert alert(root, "--send", host, "--again", "abc") == 0
    assert "Ferries for all" in text_of(box, 1)
    assert alert(root, "--send", host, "--sent", "abc") == 2, "of which nothing is known"
    assert "there is no message 'abc'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no server is set; add --send"),
        (["--out", "elsewhere"], "doesn't contain a complete site; run `newsroom build` first"),
        (["--send", "localhost:x"], "--send is 'localhost:x'"),
    ],
)
def test_what_the_call_lacks_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    root = begun(tmp_path, {"harbour": ADA}, OPENS)
    assert alert(root, *words) == 2
    assert said in capsys.readouterr().err


def test_a_state_that_is_damaged_is_not_begun_anew_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = begun(tmp_path, {"harbour": ADA}, OPENS)
    (root / "alerts/state.jsonl").write_text("{}\n", encoding="utf-8")
    assert alert(root, "--dry-run") == 2
    assert "is damaged; restore it from a backup" in capsys.readouterr().err


def test_what_was_imported_can_be_taken_for_told(tmp_path: Path, server: tuple[inbox.Inbox, str]) -> None:
    box, host = server
    root = begun(tmp_path, {"harbour": ADA}, OPENS)
    assert alert(root, "--skip") == 0
    assert alert(root, "--send", host) == 0
    assert box.got == []


def test_what_happens_while_a_file_cannot_be_read_is_told_later(
    tmp_path: Path, server: tuple[inbox.Inbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, host = server
    monkeypatch.setenv("READERS", "bo@example.org")
    other = "name: Everything\nmail: [{env: READERS}]\n"
    root = begun(tmp_path, {"harbour": ADA, "all": other}, OPENS)
    assert alert(root, "--send", host) == 0
    assert sorted(to[0] for to, _ in box.got) == ["ada@example.org", "bo@example.org"]
    write_site(root / "_build/html", [CLOSES, OPENS, FERRY])
    (root / "alerts/harbour.yaml").write_text("name: [\n", encoding="utf-8")
    monkeypatch.delenv("READERS")
    assert alert(root, "--send", host) == 1
    assert len(box.got) == 2
    (root / "alerts/harbour.yaml").write_text(ADA, encoding="utf-8")
    monkeypatch.setenv("READERS", "bo@example.org")
    assert alert(root, "--send", host) == 0
    assert sorted(to[0] for to, _ in box.got[2:]) == ["ada@example.org", "bo@example.org"]
    assert all("Ferries for all" in text_of(box, number) for number in (2, 3))


def test_what_moves_while_a_file_cannot_be_read_is_told_later(tmp_path: Path, server: tuple[inbox.Inbox, str]) -> None:
    box, host = server
    root = begun(tmp_path, {"harbour": ADA}, FERRY)
    assert alert(root, "--send", host) == 0
    write_site(root / "_build/html", [CLOSES, FERRY, OPENS])
    (root / "alerts/harbour.yaml").write_text("name: [\n", encoding="utf-8")
    assert alert(root, "--send", host) == 1
    assert len(box.got) == 1
    moved = release("2026/opening", "2026-11-20", "Harbour opens", "HAA", former_urls=("releases/2026/opens.html",))
    write_site(root / "_build/html", [CLOSES, FERRY, moved])
    (root / "alerts/harbour.yaml").write_text(ADA, encoding="utf-8")
    assert alert(root, "--send", host) == 0
    assert "Harbour opens" in text_of(box, 1)


def test_programs_are_told_also_where_no_mail_server_is_named(
    tmp_path: Path, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = f"webhook: {{url: 'http://{receiver.host}/well', secret_env: HOOK_SECRET}}\n"
    root = begun(tmp_path, {"harbour": ADA, "hook": "name: Hook\n" + hook}, OPENS)
    assert alert(root, "--private", receiver.host) == 2
    assert len(receiver.got) == 1
    assert "no server is set" in capsys.readouterr().err


@pytest.mark.parametrize("file", ["index", "2026/t0"])
def test_a_site_that_is_damaged_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str) -> None:
    root = begun(tmp_path, {"words": "name: Words\nquery: containers wait\nmail: [ada@example.org]\n"}, OPENS)
    folder = root / "_build/html/_search"
    found = folder / f"{file}.js"
    if not found.exists():
        found = next(folder.glob(f"*/{file.partition('/')[2]}.js"))
    found.write_bytes(found.read_bytes()[:40])
    before = (root / "alerts/state.jsonl").read_bytes()
    assert alert(root, "--dry-run") == 2
    assert "a complete site" in capsys.readouterr().err
    assert (root / "alerts/state.jsonl").read_bytes() == before


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
def test_a_query_that_costs_too_much_stops_no_other(
    tmp_path: Path,
    server: tuple[inbox.Inbox, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    costly: str,
) -> None:
    monkeypatch.setattr(alert_matching, "SECONDS", 0.3)
    alerts = {name: f"name: {name}\nquery: {name}\nmail: [ada@example.org]\n" for name in ("containers", "wait")}
    root = begun(tmp_path, alerts, OPENS)
    script = root / "_build/html/_search/engine.js"
    sound = script.read_bytes()
    slow = f"async (query, ...more) => {{ if (query === 'wait') {costly} return holding(query, ...more); }}"
    write(script, sound.decode() + f"const {{ holding }} = newsroom.parts; newsroom.parts.holding = {slow};")
    assert alert(root, "--send", server[1]) == 1
    assert "alerts/wait.yaml:2: [costly-query] the query can't be answered" in capsys.readouterr().err
    assert len(server[0].got) == 1
    write(script, sound)
    assert alert(root, "--send", server[1]) == 0
    assert len(server[0].got) == 2, "what happened meanwhile is told later"


@pytest.mark.parametrize("script", ["for (;;);", "document.head.append({ src: '_search/../../conf.js' });"])
def test_a_site_whose_engine_does_harm_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], script: str
) -> None:
    monkeypatch.setattr(alert_matching, "SECONDS", 0.3)
    root = begun(tmp_path, {"words": "name: Words\nquery: containers\nmail: [ada@example.org]\n"}, OPENS)
    with (root / "_build/html/_search/engine.js").open("a", encoding="utf-8") as file:
        file.write(script)
    assert alert(root, "--dry-run") == 2
    assert "isn't a complete site: _search/engine.js " in capsys.readouterr().err


def test_what_to_install_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "name: Words\nquery: containers\nfeed: true\nmail: [ada@example.org]\n"
    root = begun(tmp_path, {"words": query}, OPENS)
    monkeypatch.setitem(sys.modules, "quickjs", None)
    assert alert(root, "--dry-run") == 2
    assert "pip install 'sphinx-newsroom[alerts]'" in capsys.readouterr().err
    offered = alerts_of(root, Settings(), Registry())
    assert (offered.alerts, str(offered.problems[0])) == (
        (),
        "alerts/words.yaml:2: [no-search-engine] its feed requires QuickJS, which is missing; run: "
        "pip install 'sphinx-newsroom[alerts]'",
    )


def test_a_record_that_the_site_has_not_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = begun(tmp_path, {"x": "name: X\nofficials: [roe, nobody]\nmail: [ada@example.org]\n"}, OPENS)
    capsys.readouterr()
    assert alert(root, "--dry-run") == 1
    assert "alerts/x.yaml:1: the site has no record 'nobody'" in capsys.readouterr().err


def test_what_is_off_the_site_for_a_while_is_told_when_it_is_there_again(
    tmp_path: Path, server: tuple[inbox.Inbox, str]
) -> None:
    box, host = server
    root = begun(tmp_path, {"harbour": ADA}, OPENS)
    assert alert(root, "--send", "127.0.0.1:9") == 1, "it waits"
    write_site(root / "_build/html", [CLOSES])
    assert alert(root, "--send", host) == 0
    assert box.got == []
    write_site(root / "_build/html", [CLOSES, OPENS])
    assert alert(root, "--send", host) == 0
    assert "Harbour opens" in text_of(box)


RAIN = "name: Harbour\norganizations: [haa]\n"


def readers(root: Path) -> list[str]:
    return (root / "alerts/subscribers").read_text().splitlines()


def test_readers_subscribe_and_leave_without_an_editor(tmp_path: Path, server: tuple[inbox.Inbox, str]) -> None:
    box, host = server
    root = archive(tmp_path, {"harbour": RAIN, "both": ADA}, [CLOSES])
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    assert alert(root, "subscribe", "bo@example.org", "harbour") == 0
    assert alert(root, "subscribe", "Bo@example.org", "harbour") == 0
    assert alert(root, "subscribe", "cy@example.org", "harbour", "both") == 0
    assert readers(root) == ["Bo@example.org harbour", "cy@example.org harbour", "cy@example.org both"]
    subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)
    kept = subprocess.run(["git", "-C", str(root), "ls-files"], check=True, capture_output=True, text=True).stdout
    assert "alerts/subscribers" not in kept
    assert "alerts/harbour.yaml" in kept
    assert alert(root, "unsubscribe", "CY@example.org", "both") == 0
    assert alert(root, "unsubscribe", "ada@example.org") == 0, "whose address stands in the file of the alert"
    assert "ada@" not in "".join(readers(root))
    alert(root)
    write_site(root / "_build/html", [CLOSES, OPENS])
    assert alert(root, "--send", host) == 0
    assert sorted(to for to, _ in box.got) == [["Bo@example.org"], ["cy@example.org"]]
    assert alert(root, "subscribe", "ada@example.org", "both") == 0
    write_site(root / "_build/html", [CLOSES, OPENS, FERRY])
    assert alert(root, "--send", host) == 0
    assert [to for to, _ in box.got][2:].count(["ada@example.org"]) == 1


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
def test_who_subscribes_to_what_is_asked(
    tmp_path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = archive(tmp_path, {"harbour": RAIN, "lock": RAIN}, [CLOSES])
    assert alert(root, *words) == 2
    assert said in capsys.readouterr().err
    assert not (root / "alerts/subscribers").exists()


def test_an_address_that_git_keeps_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = archive(
        tmp_path, {"harbour": ADA, "kept": ADA, "env": "name: X\nquery: x\nmail: [{env: READERS}]\n"}, [CLOSES]
    )
    write(root / "organizations/haa.md", "---\nname: Harbour Authority of Aldrum\n---\n")
    cli.main(["check", "--root", str(root)])
    assert "reader-in-git" not in capsys.readouterr().out
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "alerts/harbour.yaml", "alerts/env.yaml"], check=True)
    cli.main(["check", "--root", str(root)])
    told = [line for line in capsys.readouterr().out.splitlines() if "reader-in-git" in line]
    advice = "remove it, and run: newsroom alert subscribe ADDRESS harbour"
    assert told == [f"alerts/harbour.yaml:3: [reader-in-git] git contains the address of a reader; {advice}"]

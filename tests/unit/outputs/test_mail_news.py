"""The digest tells what happened, and a real SMTP server gets it as a mail that programs understand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.conftest import SMALL, ArchiveOnDisk
from tests.helpers.inbox import Inbox, serving

from sphinx_newsroom import cli

CONF = SMALL["conf.py"] + (
    'html_baseurl = "https://archive.example.org/"\nnewsroom_mail_from = "Press <press@example.org>"\n'
    'newsroom_now = "2013-01-01T08:00:00Z"\n'
)
FILES = {
    "conf.py": CONF,
    "releases/2012/wrong.md": """
        ---
        title: A title with <b>tags</b> & a naïve word
        date: 2012-01-01
        corrections:
          - {date: 2012-03-05, note: The number was 5.}
          - {date: 2012-02-01, note: Too early.}
        ---
        Text.
        """,
    "releases/2012/gone.md": """
        ---
        title: Gone
        date: 2012-03-03
        withdrawn: {date: 2012-03-06, reason: It was false.}
        ---
        A secret.
        """,
    "releases/2012/late.md": """
        ---
        title: Held back until the seventh
        date: 2012-02-01
        embargo: 2012-03-07T10:00:00Z
        ---
        Text of the seventh.
        """,
    "releases/2012/follow-up.ru.md": """
        ---
        title: Перевод
        date: 2012-03-02
        ---
        Текст.
        """,
}
SINCE = ["digest", "--since", "2012-03-01", "--until", "2012-03-31"]


@dataclass
class Desk:
    """An archive with digests, and the mail server that they go to."""

    archive: ArchiveOnDisk
    box: Inbox
    host: str

    def run(self, *arguments: str) -> int:
        return cli.main(["--root", str(self.archive.root), *arguments])

    def send(self, *arguments: str) -> int:
        return self.run(*SINCE, "--send", self.host, *arguments)


@pytest.fixture
def desk(archive: ArchiveOnDisk) -> Iterator[Desk]:
    archive.put(FILES)
    with serving() as found:
        yield Desk(archive, *found)


def parts(mail: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML, in the order that readers' programs choose by: the last is the best."""
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def test_a_server_gets_a_mail_for_each_recipient(desk: Desk) -> None:
    assert desk.send("--to", "ada@example.org", "--to", "Bo <bo@example.org>") == 0
    assert [recipients for recipients, _ in desk.box.got] == [["ada@example.org"], ["bo@example.org"]]
    mail = desk.box.mail()
    assert mail["To"] == "ada@example.org"
    assert b"bo@example.org" not in desk.box.got[0][1]
    assert mail["From"] == "Press <press@example.org>"
    assert mail["Subject"] == "Test archive: 2 new, 1 corrected, 1 withdrawn"
    assert mail["List-Unsubscribe"] == "<mailto:press@example.org?subject=unsubscribe>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime.isoformat() == "2013-01-01T08:00:00+00:00"
    assert mail["Message-ID"].endswith("@example.org>")
    assert not mail.defects


def test_both_parts_tell_the_same(desk: Desk) -> None:
    desk.send("--to", "ada@example.org")
    text, html = parts(desk.box.mail())
    assert text == (
        "Test archive\n1 March 2012 to 31 March 2012\n\n"
        "NEW\n---\n\n"
        "OSCE follows up\n2 March 2012\nThe OSCE followed up.\n"
        "https://archive.example.org/releases/2012/follow-up.html\n\n"
        "Held back until the seventh\n1 February 2012\nText of the seventh.\n"
        "https://archive.example.org/releases/2012/late.html\n\n"
        "CORRECTED\n---------\n\n"
        "A title with <b>tags</b> & a naïve word\n5 March 2012\nThe number was 5.\n"
        "https://archive.example.org/releases/2012/wrong.html\n\n"
        "WITHDRAWN\n---------\n\n"
        "Gone\n6 March 2012\nIt was false.\nhttps://archive.example.org/releases/2012/gone.html\n\n"
        "-- \nTo unsubscribe: mailto:press@example.org?subject=unsubscribe\n"
    )
    assert "<strong>A title with &lt;b&gt;tags&lt;/b&gt; &amp; a naïve word</strong>" in html
    for words in ("OSCE follows up", "The number was 5.", "It was false.", "Unsubscribe"):
        assert words in html
    assert "secret" not in text + html
    assert "<script" not in html
    assert "<img" not in html


def test_what_is_added_after_its_date_is_told_when_it_becomes_public(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As in feeds: else no digest would ever tell of it, the one of its own days being sent."""
    desk.archive.put({"conf.py": CONF.replace("newsroom_now", "_")})

    def at(day: str, *arguments: str) -> bytes:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{dt.datetime.fromisoformat(f'{day}T08:00:00Z').timestamp():.0f}")
        assert desk.run(*arguments) == 0
        return capfdbinary.readouterr().out

    at("2012-04-01", "publish")
    desk.archive.put({"releases/2012/added.md": "---\ntitle: Added later\ndate: 2012-03-30\n---\n\nIt was late.\n"})
    at("2012-04-05", "publish")
    assert b"Added later" not in at("2012-04-06", *SINCE)
    new = at("2012-04-09", "digest", "--since", "2012-04-02", "--until", "2012-04-08")
    assert b"Subject: Test archive: 1 new\r\n" in new
    assert b"Added later" in new


def test_what_is_under_embargo_is_not_told(desk: Desk, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    desk.archive.put({"conf.py": CONF.replace("2013-01-01T08", "2012-03-07T08")})
    assert desk.run(*SINCE) == 0
    assert b"seventh" not in capfdbinary.readouterr().out


def test_nothing_new_sends_nothing(desk: Desk) -> None:
    assert desk.run("digest", "--since", "2012-12-01", "--to", "ada@example.org", "--send", desk.host) == 0
    assert desk.box.got == []


def test_one_refusal_does_not_stop_the_others(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readers = tmp_path / "readers.txt"
    readers.write_text("# readers\nno-body@example.org\n\nada@example.org\n", encoding="utf-8")
    assert desk.send("--to-file", str(readers)) == 1
    assert [recipients for recipients, _ in desk.box.got] == [["ada@example.org"]]
    assert "no-body@example.org was refused" in capsys.readouterr().err


def test_a_server_that_takes_few_mails_at_once_is_called_again(desk: Desk) -> None:
    wanted = [f"reader{n}@example.org" for n in range(5)]
    assert desk.send(*(f"--to={address}" for address in wanted)) == 0
    assert [address for recipients, _ in desk.box.got for address in recipients] == wanted
    assert len(set(map(id, desk.box.sessions))) == 3


def test_each_reader_can_leave_with_one_click(desk: Desk) -> None:
    long = "https://lists.example.org/leave/the/list/of/press/releases/of/the/test/archive?token=0123456789&who="
    assert (
        desk.run(
            *SINCE,
            "--to",
            "A <a+b@example.org>",
            "--to",
            "c@example.org",
            "--send",
            desk.host,
            "--unsubscribe",
            long + "{address}",
            "--one-click",
        )
        == 0
    )
    for number, who in enumerate(("a%2Bb%40example.org", "c%40example.org")):
        mail = desk.box.mail(number)
        # As it stands: an encoded word here is what programs make nothing of.
        assert f"\r\nList-Unsubscribe: <{long}{who}>\r\n".encode() in desk.box.got[number][1]
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        text, html = parts(mail)
        assert f"To unsubscribe: {long}{who}\n" in text
        assert f'<a href="{long.replace("&", "&amp;")}{who}">' in html
    assert desk.box.mail(0)["Message-ID"] != desk.box.mail(1)["Message-ID"]


def test_a_server_that_is_not_there(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run(*SINCE, "--to", "a@example.org", "--to", "b@example.org", "--send", "127.0.0.1:1") == 1
    said = capsys.readouterr().err
    assert "doesn't accept the digest" in said
    assert "no email was sent to a@example.org" in said
    assert "no email was sent to b@example.org" in said
    assert "0 of 2 emails sent" in said


@pytest.mark.parametrize(
    ("arguments", "conf", "said"),
    [
        ([], CONF.replace("newsroom_mail_from", "x"), "needs a sender"),
        ([], CONF.replace("html_baseurl", "x"), "html_baseurl"),
        (["--from", "nobody"], CONF, "--from: 'nobody' isn't an email address"),
        ([], CONF.replace("Press <", r"Press\nBcc: x <"), "newsroom_mail_from in conf.py: "),
        (["--to", "a@b.c\nBcc: d@e.f"], CONF, "--to: "),
        (["--until", "2012-01-01"], CONF, "use an earlier date"),
        (["--send", "localhost"], CONF, "there are no recipients"),
        (["--send", "localhost:smtp", "--to", "a@b.c"], CONF, "a port number"),
        (["--one-click", "--unsubscribe", "https://a.b/"], CONF, "--one-click needs"),
        (["--unsubscribe", "https://a.b/>\r\nBcc: x"], CONF, "use an email address"),
        (["--to-file", "nowhere.txt"], CONF, "cannot be read"),
    ],
)
def test_what_is_missing_is_said(
    desk: Desk, capsys: pytest.CaptureFixture[str], arguments: list[str], conf: str, said: str
) -> None:
    desk.archive.put({"conf.py": conf})
    assert desk.run(*SINCE, *arguments) == 2
    assert said in capsys.readouterr().err


def test_a_login_never_goes_in_the_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSROOM_SMTP_USER", "u")
    monkeypatch.setenv("NEWSROOM_SMTP_PASSWORD", "p")
    assert desk.run(*SINCE, "--to", "a@example.org", "--send", desk.host) == 2
    assert "an encrypted connection" in capsys.readouterr().err
    assert desk.box.got == []

"""Whatever stands in a release, the digest is a mail that says it, with the headers that it is meant to have."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.api import Archive
from sphinx_newsroom.config import Settings
from sphinx_newsroom.extras.notices import news
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Organization, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.feeds.items import plain
from sphinx_newsroom.outputs.mail import Unsubscribing, message

HARD = ("<", "&", "</p>", "\r\nBcc: x@example.org\r\n", "\n.\n", "\n-- \n", "\0", "\ud800", "\u202e", "é" * 90)
ANY = st.text(st.characters(exclude_categories=()), max_size=8)
TEXT = st.lists(st.sampled_from(HARD) | ANY, max_size=5).map("".join)
DAY = dt.date(2012, 3, 1)
HEADERS = [
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]


class Tags(HTMLParser):
    """The tags of a document."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)


@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_any_text_in_any_field(project: str, title: str, words: str, issuer: str, language: str) -> None:
    release = Release(
        ReleaseId("2012/a"),
        title,
        DAY,
        "a.md",
        issuer="i",
        summary=f"S {words}",
        language=language,
        corrections=(Correction(DAY, words),),
    )
    gone = replace(release, id=ReleaseId("2012/b"), withdrawn=Withdrawal(DAY, words))
    settings = Settings(
        project=project,
        language=language,
        baseurl="https://archive.example.org/",
        now=dt.datetime(2012, 3, 2, tzinfo=dt.UTC),
    )
    registry = Registry({"i": Organization("i", issuer)}, {}, {})
    archive = Archive(settings, registry, {found.docname: found for found in (release, gone)}, {}, {})
    leaving = Unsubscribing("mailto:press@example.org")
    data = message(news(archive, DAY, DAY), settings, "press@example.org", leaving, "a@example.org").as_bytes()
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998, "RFC 5322, section 2.1.1"
    mail = email.message_from_bytes(data, policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.keys() == HEADERS
    assert " ".join(mail["Subject"].split()) == plain(f"{plain(project)}: 1 new, 1 corrected, 1 withdrawn")
    text, html = mail.iter_parts()
    for part in (mail, text, html):
        assert not part.defects
    said = " ".join(text.get_content().split())
    for field in (title, words, issuer):
        assert plain(field) in said
    assert Tags(html.get_content()).found <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "h1",
        "h2",
        "p",
        "a",
        "strong",
        "br",
        "small",
        "hr",
    }

"""A release as a plain text: the headline first, then its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.formats.decoding import decoded
from sphinx_newsroom.importers.releases.formats.fields import shown
from sphinx_newsroom.importers.releases.formats.plain import markdown
from sphinx_newsroom.importers.releases.formats.printed_text import mail_head, with_whole_words, without_pages
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, Loss, Options
from sphinx_newsroom.importers.releases.recognizing import recognized

NAME = "text"
WORDS = "plain text"

_SUFFIXES = (".txt", ".text")


def knows(name: str, data: bytes) -> bool:
    """Whether a file is called as texts are; whatever has a format of its own is told by that before."""
    return name.lower().endswith(_SUFFIXES)


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The one release of a text; a text without words is a problem."""
    place = Place(name)
    try:
        text, losses = decoded(data, place)
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    if not any(char.isalnum() for char in text):
        yield place.problem(ImportCode.UNREADABLE_FILE, "the file has no words", "give the text of a release")
        return
    head, text = mail_head(text)
    pages = without_pages(text)
    whole = with_whole_words(pages.text)
    date = date_of(sent, options) if (sent := head.get("date") or head.get("sent", "")) else None
    found = Incoming(
        place,
        NAME,
        markdown(whole.text),
        Given(head["subject"], "subject") if head.get("subject") else None,
        Given(date, "date of the mail") if date else None,
        losses=(*losses, *_of_mail(head), *pages.losses, *whole.losses),
        words=len(text.split()),
    )
    yield recognized(found, options, titled=True)


def _of_mail(head: Mapping[str, str]) -> Iterator[Loss]:
    for name, value in head.items():
        if name not in ("subject", "date", "sent") and value:
            yield Loss(f"{name} of a mail", shown(value))

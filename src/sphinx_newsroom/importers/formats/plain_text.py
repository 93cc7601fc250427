"""Read releases from plain text or PDF, with the headline first, or from email with its subject."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import (
    Found,
    Given,
    Incoming,
    Loss,
    Options,
    Place,
    RefusedValueError,
    clean,
    unreadable,
)
from sphinx_newsroom.importers.formats.dates import date_of, decoded
from sphinx_newsroom.importers.formats.fields import shown
from sphinx_newsroom.importers.markup import Markup, markdown, markdown_of
from sphinx_newsroom.importers.press_lines import recognized

NAME = "text"
WORDS = "plain text, email (.eml) or the text of a PDF"

_HEAD = re.compile(rb"\s*((?:[A-Za-z][A-Za-z-]{1,30}:.*\n(?:[ \t]+\S.*\n)*)+)\r?\n")
_NAME = re.compile(rb"^([A-Za-z][A-Za-z-]*):", re.MULTILINE)
_FIELD = re.compile(rb"^[A-Za-z][A-Za-z-]*:.*(?:\n[ \t].*)*", re.MULTILINE)
_LONGEST_FIELD = 64 << 10
"""The longest header field of an email, in bytes; the time to parse one grows with the square of its length."""
_PDF = b"%PDF-"
_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-\n[ \t]*([^\W\d_]+)(\S*)[ \t]*")
_OF_MAIL = {b"subject", b"from", b"to", b"date", b"sent"}
_FEWEST = 3
_LARGEST_PDF = 8 << 20
"""The largest decompressed content of a PDF's pages, in bytes."""
_MOST_PAGES = 100
"""The maximum number of pages read from a PDF."""


def knows(name: str, data: bytes) -> bool:
    """Whether a file is a PDF, or has the name of a text or email; formats recognized by content come before."""
    return data.startswith(_PDF) or name.lower().endswith((".txt", ".text", ".eml"))


def read(name: str, data: bytes, options: Options) -> Iterator[Found]:
    """Yield the release in a text; a text without words is a problem."""
    place = Place(name)
    losses: tuple[Loss, ...] = ()
    is_pdf = data.startswith(_PDF)
    try:
        if is_pdf:
            data = _text_of_pdf(data, place).encode()
        if b"charset=" not in data.lower():  # a text, or an email saved as one, maybe with a byte-order mark
            text, losses = decoded(data, place)
            data = text.encode()
        mail = _mail(data, place)
        body = mail.get_body(("plain", "html")) if mail is not None else None
        if body is not None:
            data = body.get_payload(decode=True) or b""  # type: ignore[assignment]
            with suppress(UnicodeDecodeError):  # what isn't in the encoding that it claims is read as other texts are
                data = data.decode(body.get_content_charset() or "utf-8").encode()
        text, others = decoded(data, place)
    except (RefusedValueError, LookupError) as error:
        words = "the email is in an unknown encoding"
        yield error.problem if isinstance(error, RefusedValueError) else _unreadable(place, words)
        return
    text, broken = _with_whole_words(text.replace("\f", "\n\n"))  # form feeds separate printed pages
    losses = (*losses, *others, *broken)
    if is_pdf:
        losses = (Loss("layout of the PDF: look through paragraphs, lists, tables and pictures"), *losses)
    if body is not None and body.get_content_subtype() == "html":
        made = markdown_of(text, options.base)
    else:
        made = Markup(markdown(text), words=len(text.split()))
    if not any(char.isalnum() for char in text):
        yield _unreadable(place, "the file has no words")
        return
    title, date = None, None
    if mail is not None:
        title, sent = " ".join(str(mail["subject"] or "").split()), str(mail["date"] or mail["sent"] or "")
        date = date_of(" ".join(sent.split()), options)
        names = ("from", "to", "cc", "reply-to")
        left = [(f"{key.lower()} of an email", str(value)) for key, value in mail.items() if key.lower() in names]
        left += [("attachment of an email", part.get_filename() or "") for part in mail.iter_attachments()]
        losses = (*losses, *(Loss(what, shown(words)) for what, words in left))
    found = Incoming(
        place,
        NAME,
        made.text,
        Given(title, "subject") if title else None,
        Given(date, "date of the email") if date else None,
        losses=(*losses, *made.losses),
        words=made.words,
    )
    found = recognized(found, options, titled=True)
    if is_pdf and found.title:  # so that the plan asks an editor to look at it
        found = replace(found, title=replace(found.title, sure=False))
    yield found


def _text_of_pdf(data: bytes, place: Place) -> str:
    """Return the text of a PDF, with an empty line between paragraphs; raises RefusedValueError if there is none."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of small faults that it mends
    try:
        pages = PdfReader(io.BytesIO(data)).pages
        if len(pages) > _MOST_PAGES:
            raise ValueError(f"it has more than {_MOST_PAGES} pages")
        contents = [content.get_data() for page in pages if (content := page.get_contents()) is not None]
        if sum(map(len, contents)) > _LARGEST_PDF:
            raise ValueError(f"its pages are larger than {_LARGEST_PDF >> 20} MiB")
        text = "\n\n".join(page.extract_text(extraction_mode="layout") for page in pages)
    except Exception as error:  # pypdf can fail in any way
        words = f"the PDF can't be read: {clean(str(error))[:200] or type(error).__name__}"
        raise unreadable(place, words, "save its text as .docx or .txt") from None
    if not text.strip():
        raise unreadable(
            place, "the PDF has no text: it may be a scan", "use the text of the release in another format"
        )
    return re.sub(r"\n{2,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.split("\n")))


def _unreadable(place: Place, words: str) -> Problem:
    return place.problem(words, "use the text of a release in UTF-8")


def _with_whole_words(text: str) -> tuple[str, list[Loss]]:
    """Join words hyphenated at line ends: without the hyphen if the text also has them so, otherwise with it."""
    losses: list[Loss] = []
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", _BROKEN.sub("", text).casefold()))

    def rejoined(found: re.Match[str]) -> str:
        first, rest, behind = found.groups()
        if f"{first}{rest}".casefold() in words:
            return f"{first}{rest}{behind}\n"
        if rest[0].islower() and f"{first}-{rest}".casefold() not in words:
            losses.append(Loss("a word that the end of a line may have broken", f"{first}-{rest}"))
        return f"{first}-{rest}{behind}\n"

    return _BROKEN.sub(rejoined, text), losses


def _mail(data: bytes, place: Place) -> EmailMessage | None:
    """Parse an email, or a text that begins with email headers; None for any other text.

    Raises RefusedValueError if a header field of it is too long.
    """
    head = _HEAD.match(data)
    if head is None:
        return None
    names = {name.lower() for name in _NAME.findall(head[1])}
    if b"subject" not in names or len(names & _OF_MAIL) < _FEWEST:
        return None
    if any(len(field[0]) > _LONGEST_FIELD for field in _FIELD.finditer(data)):
        words = f"a header field of the email is longer than {_LONGEST_FIELD >> 10} KiB"
        raise unreadable(place, words, "use the text of the release")
    return message_from_bytes(data.lstrip(), policy=policy.default)

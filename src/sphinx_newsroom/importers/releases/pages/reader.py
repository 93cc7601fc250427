"""The reader of saved pages: HTML in, a release or the rows of a list out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urljoin

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place
from sphinx_newsroom.importers.releases.html_limits import within_limits
from sphinx_newsroom.importers.releases.incoming import DateOrder, Given, Incoming, Listed, Loss, Options
from sphinx_newsroom.importers.releases.markup import markdown_of
from sphinx_newsroom.importers.releases.pages.article import Article, article_of
from sphinx_newsroom.importers.releases.pages.dates import date_of
from sphinx_newsroom.importers.releases.pages.decoding import text_of
from sphinx_newsroom.importers.releases.pages.document import Unit, body_of, tree_of, units_of, words_of
from sphinx_newsroom.importers.releases.pages.metadata import Metadata, metadata_of
from sphinx_newsroom.importers.releases.pages.rows import Rows, rows_of
from sphinx_newsroom.importers.releases.pages.titles import Title, title_of
from sphinx_newsroom.importers.releases.press_lines import Recognized, recognize
from sphinx_newsroom.importers.releases.text_dates import order_of
from sphinx_newsroom.sources.outline import plain_words
from sphinx_newsroom.sources.values import canonical_tag

NAME = "page"
WORDS = "a saved HTML page"

_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".asp", ".aspx", ".php", ".cfm", ".jsp")
_BEGINS = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HEAD = 4_096

_FEWEST_WORDS = 25
"""Words of the shortest text that is taken for a release; pages of pictures and of errors have fewer."""

_FEW_OUTSIDE = 120
"""Words beside the rows of a list page: what it says about itself."""

_AGREED = 0.8
"""The agreement of the two extractors below which a page is to be looked at."""

_MOST_LINKED = 0.65
"""Of the words of a text, the share within links; pages that lead to others have more."""

_DOUBTFUL = 5
"""Blocks that are quoted of what the extractors do not agree about."""


def knows(name: str, data: bytes) -> bool:
    """Whether a source is a page: by its name, or by how it begins."""
    return name.lower().rpartition("?")[0 if "?" in name else 2].endswith(_SUFFIXES) or bool(
        _BEGINS.match(data[:_HEAD])
    )


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """Read a page: a release; or, where it is a list, its rows; or the problem that it is neither."""
    place = Place(name)
    limited = within_limits(text_of(data))
    tree = tree_of(limited.html)
    metadata = metadata_of(limited.html, tree)
    language = _language(metadata.language) or options.language
    base = _base(tree, metadata, options)
    body = body_of(tree)
    rows = rows_of(body, language, options.order)
    listed = _words_within(rows)
    units = units_of(body)
    title = title_of(body, metadata)
    article = article_of(limited.html, body, units, title.element)
    if _is_list(rows, article, listed):
        yield from _rows_as_listed(rows, place, base)
        return
    if reason := _no_release(article):
        yield place.problem(
            ImportCode.UNREADABLE_FILE, reason, "name the page of a release, or copy its text into a file of its own"
        )
        return
    page = _Page(place, limited.html, metadata, base, language, options, body, units, title, article, limited.losses)
    yield page.release()


def order_of_pages(pages: Iterable[bytes]) -> DateOrder | None:
    """The order of days in numbers that a batch of pages shows together; None where it shows none, or several.

    >>> order_of_pages([b"<p>03/04/2011", b"<p>25/04/2011"])
    'dmy'
    """
    return order_of(re.sub(r"<[^<>]*>", " ", text_of(page)) for page in pages)


class _Page:
    """A page that is a release, with all that is known of it."""

    def __init__(
        self,
        place: Place,
        html: str,
        metadata: Metadata,
        base: str,
        language: str,
        options: Options,
        body: Any,
        units: Sequence[Unit],
        title: Title,
        article: Article,
        losses: Sequence[Loss],
    ) -> None:
        self.place, self.html, self.metadata, self.base, self.language = place, html, metadata, base, language
        self.options = replace(options, language=language)
        self.body, self.units, self.title, self.article = body, units, title, article
        self.losses = list(losses)

    def release(self) -> Incoming:
        """The release that the page is."""
        title = self.title.given
        markup = markdown_of(self.article.html, self.base)
        text = recognize(markup.text, self.options, title.value if title else None)
        title = title or text.title
        dated = date_of(self.html, self.metadata, self.units, self.title, text.date, self.options, self.language)
        questions = [key for key in text.questions if key != "date"]
        if dated.asked or dated.given is None:
            questions.insert(0, "date")
        if title is None or not title.sure:
            questions.append("title")
        self._note_disagreement()
        return Incoming(
            place=self.place,
            format=NAME,
            body=text.body,
            title=title,
            date=dated.given,
            url=self.metadata.url,
            language=_language(self.metadata.language),
            dateline=text.dateline,
            number=text.number,
            summary=self._summary(title, text),
            embargo=text.embargo,
            issuer=text.issuer,
            contacts=text.contacts,
            files=markup.files,
            words=markup.words,
            losses=tuple(dict.fromkeys((*self.losses, *markup.losses, *text.losses))),
            questions=tuple(questions),
        )

    def _note_disagreement(self) -> None:
        if self.article.agreement >= _AGREED:
            return
        share = f"{self.article.agreement:.0%} of the words are sure"
        self.losses.append(Loss("what belongs to the text is not certain", share))
        for unit in self.article.doubtful[:_DOUBTFUL]:
            self.losses.append(Loss("a block of which it is not certain that it belongs to the text", unit.text[:200]))

    def _summary(self, title: Given | None, text: Recognized) -> str | None:
        """The description of the head, where it says what the text does not begin with, and is about this text."""
        summary = " ".join((self.metadata.description or "").split())
        words = words_of(summary)
        first = words_of(plain_words(text.body.partition("\n\n")[0]))
        if len(words) < _FEWEST_OF_SUMMARY or (title and words == words_of(title.value)):
            return None
        if first[: len(words) - 1] == words[: len(first)][: len(words) - 1] or words[:8] == first[:8]:
            return None
        said = set(words_of(text.body)) | set(words_of(title.value if title else ""))
        about = sum(word in said for word in words) / len(words)
        return summary if about >= _ABOUT and not summary.endswith(("…", "...")) else None


_FEWEST_OF_SUMMARY = 5
_ABOUT = 0.6
"""Of the words of a summary, the share that the text has too; what a site says of itself has a third."""


def _is_list(rows: Rows, article: Article, listed: int) -> bool:
    """Whether a page is a list: what its extractors take for text stands in the rows."""
    if not rows.rows:
        return False
    holders = set(rows.holders)
    outside = sum(
        len(unit.words)
        for unit in article.units
        if unit.element not in holders and holders.isdisjoint(unit.element.iterancestors())
    )
    return outside < _FEW_OUTSIDE and outside < listed


def _words_within(rows: Rows) -> int:
    return sum(len(words_of(row.title)) for row in rows.rows)


def _no_release(article: Article) -> str | None:
    """Why a page is no release, in words; None where it is one."""
    words = sum(len(unit.words) for unit in article.units)
    if words < _FEWEST_WORDS:
        return "no text of a release is found in the page"
    linked = sum(len(words_of(link.text_content())) for unit in article.units for link in unit.element.iter("a"))
    if linked > _MOST_LINKED * words:
        return "the page is links to others, without the day of each"
    return None


def _rows_as_listed(rows: Rows, place: Place, base: str) -> Iterator[Listed]:
    for row in rows.rows:
        yield Listed(place, _absolute(base, row.url), row.title, _iso(row.day))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _absolute(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _base(tree: Any, metadata: Metadata, options: Options) -> str:
    """What addresses are made absolute with: what the page says, its own address, else that of the options."""
    own = metadata.url or options.base
    written = next((element.get("href") or "" for element in tree.iter("base")), "")
    joined = _absolute(own, written)
    return joined if joined.startswith(("http://", "https://")) else own


def _language(written: str | None) -> str | None:
    return canonical_tag(written.strip().replace("_", "-")) if written and written.strip() else None

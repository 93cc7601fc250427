"""The reader of saved pages: HTML in, a release or the rows of a list out."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from itertools import pairwise, takewhile
from typing import Any, NamedTuple

import webencodings

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Given, Incoming, Listed, Loss, Options, Place
from sphinx_newsroom.importers.formats.dates import MARKED, TWICE, day_of, once_encoded
from sphinx_newsroom.importers.markup import joined, markdown_of, tree_of
from sphinx_newsroom.importers.pages.article import Article, article_of
from sphinx_newsroom.importers.pages.document import (
    PARAGRAPH,
    Metadata,
    Title,
    Unit,
    body_of,
    is_inside,
    metadata_of,
    shown,
    title_of,
    units_of,
    words_of,
)
from sphinx_newsroom.importers.press_lines import LABEL, PressFacts, recognize
from sphinx_newsroom.importers.styled_text import shown_text
from sphinx_newsroom.sources.outline import plain_words
from sphinx_newsroom.sources.values import canonical_tag
from sphinx_newsroom.text.words.text_dates import LONGEST_DATE, DateOrder, days_in, first_day_in, order_of

FEWEST_ROWS = 4
"""Links of one form that can be a list; sidebars have three."""

_FEWEST_WORDS_ROWS = 3
"""Words of a title, on the average of a list; menus have one or two."""

_DATED = 0.6
"""Of the links of a list, the share that has a day; some lists leave out the day of what came the same day."""

_TEXT = 25
"""Words below a heading that are a text, or the beginning of one."""

_LONGEST_BETWEEN = 1_500
"""Characters between two links in which a day is looked for; summaries stand there."""

_MOST_IN_ROW = 30
"""Texts that the first and last row may have; others end where the next begins."""

_HEADINGS = tuple("h1 h2 h3 h4 h5 h6 dt th caption strong b legend".split())
# Classes that tell a row from its neighbours: its place in the list, and what a blog says of each text.
_OF_A_ROW = re.compile(
    r"(?:odd|even|first|last|active|row|sticky)[-_]?$|^(?:tag|category|cat|author|term|topic|type|status|format|post|has|node)[-_]",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:continue|read|learn|more|full|weiter|mehr|lire|leer|далее|подробнее|детальніше|\W)+", re.IGNORECASE
)


class Row(NamedTuple):
    """A line of a list: where its release stands, what it is called, and its day, where that is clear."""

    url: str
    title: str
    day: date | None


class Rows(NamedTuple):
    """The lines of a page's lists, and the elements from the first to the last of each list."""

    rows: tuple[Row, ...]
    holders: tuple[Any, ...]


class _Link(NamedTuple):
    element: Any
    url: str
    title: str
    at: int


def rows_of(body: Any, language: str, order: DateOrder | None) -> Rows:
    """The rows of all lists of a page."""
    events = _events(body)
    rows: list[Row] = []
    holders = []
    spans: list[tuple[int, int]] = []
    for links in sorted(_groups(body, events), key=_fullness, reverse=True):
        # Topics and kinds that each row links as well are no rows.
        fresh = [link for link in links if not any(begin <= link.at < end for begin, end in spans)]
        if len(fresh) >= FEWEST_ROWS and (found := _read(fresh, events, language, order)):
            rows += found
            spans.append(_span(fresh, events))
            holders.append(_holder(fresh))
    return Rows(tuple(rows), tuple(holders))


def _span(links: Sequence[_Link], events: _Events) -> tuple[int, int]:
    """The texts that a list takes."""
    return links[0].at, events.ends[links[-1].element] + _MOST_IN_ROW


def _fullness(links: Sequence[_Link]) -> int:
    """How much a group says: of groups in the same rows, titles say more than topics, in headings above all."""
    return sum(map(len, {link.title for link in links})) * (1 + _are_headings(links))


def _are_headings(links: Sequence[_Link]) -> bool:
    """Whether most links of a group are headings: a page of several texts, each under its title."""
    found = sum(any(above.tag in _HEADINGS[:3] for above in link.element.iterancestors()) for link in links)
    return 2 * found > len(links)


def _have_texts(links: Sequence[_Link], events: _Events) -> bool:
    """Whether the middle one of the links has a text below it, and not only the next link."""
    between = sorted(
        len(words_of(_between(events, events.ends[link.element], after.at))) for link, after in pairwise(links)
    )
    return between[len(between) // 2] >= _TEXT


class _Events(NamedTuple):
    """The texts of a page in order, each with the element it stands in; and where each element begins."""

    texts: list[tuple[str, Any]]
    begins: dict[Any, int]
    ends: dict[Any, int]


def _events(body: Any) -> _Events:
    texts: list[tuple[str, Any]] = []
    begins: dict[Any, int] = {}
    ends: dict[Any, int] = {}
    stack = [(body, False)]
    while stack:
        element, done = stack.pop()
        if done:
            ends[element] = len(texts)
            if element.tail and element.tail.strip():
                texts.append((element.tail, element.getparent()))
            continue
        begins[element] = len(texts)
        # The machine's form of a day comes before what is shown of it.
        if element.tag == "time" and element.get("datetime"):
            texts.append((element.get("datetime")[:10], element))
        if element.text and element.text.strip():
            texts.append((element.text, element))
        stack.append((element, True))
        stack += [(child, False) for child in reversed(element)]
    return _Events(texts, begins, ends)


def _groups(body: Any, events: _Events) -> Iterator[list[_Link]]:
    """The links of a page by the form of the way to them, within the closest element that holds them all."""
    found: dict[tuple[Any, ...], dict[str, _Link]] = {}
    ways: dict[Any, tuple[str, ...]] = {None: ()}
    for element in body.iter("a"):
        url, title = (element.get("href") or "").strip(), " ".join(shown(element).split())
        if not url or url.startswith(("#", "javascript:", "mailto:", "tel:")) or is_inside(element, ("nav", "footer")):
            continue
        group = found.setdefault(_way_to(element.getparent(), ways), {})
        if title and (url not in group or len(title) > len(group[url].title)):
            group[url] = _Link(element, url, title, events.begins[element])
    for links in found.values():
        if len(links) >= FEWEST_ROWS:
            yield sorted(links.values(), key=lambda link: link.at)


def _way_to(element: Any, ways: dict[Any, tuple[str, ...]]) -> tuple[str, ...]:
    """The way from the page to an element: names and classes, but for what tells rows from one another."""
    if element not in ways:
        names = sorted({re.sub(r"\d+", "", name) for name in element.get("class", "").split()})
        plain = [name for name in names if not _OF_A_ROW.search(name)]
        ways[element] = (f"{element.tag}.{'.'.join(plain)}", *_way_to(element.getparent(), ways))
    return ways[element]


def _read(links: Sequence[_Link], events: _Events, language: str, order: DateOrder | None) -> list[Row]:
    """The rows of a group; none where it is no list."""
    titles = [_title(link) for link in links]
    if sum(len(words_of(title)) for title in titles) < _FEWEST_WORDS_ROWS * len(links):
        return []
    # A list of days, such as an archive's by month, is none of releases.
    if sum(bool(days_in(title, language, order)) for title in titles) > len(links) // 2:
        return []
    days = _days(links, events, language, order)
    if sum(day is not None for day in days) < _DATED * len(links):
        heading = _heading_day(links, events, language, order)
        if heading is None and not (_are_headings(links) and _have_texts(links, events)):
            return []
        days = [(heading,) if heading else None] * len(links)
    return [
        Row(link.url, title, day[0] if day and len(day) == 1 else None)
        for link, title, day in zip(links, titles, days, strict=True)
    ]


def _title(link: _Link) -> str:
    """What a link is called; where it is called "Read more", the heading closest to it."""
    if not _MORE.fullmatch(link.title):
        return link.title
    for above in list(link.element.iterancestors())[:4]:
        for heading in above.iter("h1", "h2", "h3", "h4", "h5", "h6"):
            if words := " ".join(shown(heading).split()):
                return words
    return link.title


def _days(
    links: Sequence[_Link], events: _Events, language: str, order: DateOrder | None
) -> list[tuple[date, ...] | None]:
    """The days of the rows: from what stands before their links, or from what stands after, as most have them."""
    begins = [link.at for link in links]
    ends = [events.ends[link.element] for link in links]
    starts = zip([0, *ends[:-1]], begins, strict=True)
    before = [_between(events, max(end, begin - _MOST_IN_ROW), begin) for end, begin in starts]
    stops = zip(ends, [*begins[1:], len(events.texts)], strict=True)
    after = [_between(events, end, min(begin, end + _MOST_IN_ROW)) for end, begin in stops]
    order = order or order_of(iter([*before, *after]))
    sides = [[_first(text, language, order) for text in side] for side in (before, after)]
    return max(sides, key=lambda side: sum(day is not None for day in side))


def _between(events: _Events, begin: int, end: int) -> str:
    return " ".join(" ".join(text for text, _ in events.texts[begin:end]).split())[:_LONGEST_BETWEEN]


def _first(text: str, language: str, order: DateOrder | None) -> tuple[date, ...] | None:
    days, _, _ = first_day_in(text, language, order)
    return days or None


def _heading_day(links: Sequence[_Link], events: _Events, language: str, order: DateOrder | None) -> date | None:
    """The day that the heading above a list is, where nothing but it stands there."""
    begin = links[0].at
    for text, element in reversed(events.texts[max(0, begin - 3) : begin]):
        heads = [element, *element.iterancestors()][:2]
        if len(text) <= LONGEST_DATE and any(part.tag in _HEADINGS for part in heads):
            days = days_in(text, language, order)
            if len(days) == 1:
                return days[0]
    return None


def _holder(links: Sequence[_Link]) -> Any:
    """The closest element that holds the first and the last link."""
    last = set(links[-1].element.iterancestors())
    return next(above for above in links[0].element.iterancestors() if above in last)


# The day of a page's release: what the page shows, what its head says, and what of the two can be relied on.

_SHORT = 14
"""Words of a block that is about the release and not of it: 'Berlin, 4 May 2021 | Press release 12/2021'."""

_BEFORE = 6
_AFTER = 12
"""Blocks before and after the title in which a day counts as the release's; the first paragraph ends them."""

_BARE = 8
"""Words of a block of a day and little else; others count only right beside the title."""

_BESIDE = 4

_CLOSE = 1
"""Days by which a moment's day may differ from the day shown: time zones."""

logging.getLogger("htmldate").setLevel(logging.CRITICAL)


class Dated(NamedTuple):
    """A day with what it is taken from; *asked* says that somebody has to look."""

    given: Given | None
    asked: bool


def date_of(
    tree: Any,
    metadata: Metadata,
    units: Sequence[Unit],
    title: Title,
    text: Given | None,
    options: Options,
) -> Dated:
    """The day of a release: sure where two sources agree, or where one stands where it must.

    Args:
        tree: the page.
        metadata: what its head says.
        units: all blocks of the page.
        title: the title, and what stands in its element besides.
        text: the day that the text itself says, in its dateline or in a line of its own.
        options: the language of the page and the order of numbers.
    """
    said, hinted = (
        [written[0] for value, _ in values if (written := day_of(value, options))]
        for values in (metadata.dates, metadata.hints)
    )
    seen = list(_shown(units, title, options.language, options.order))
    certain = [days[0] for days in seen if len(days) == 1]
    if text is not None:
        certain.insert(0, date.fromisoformat(text.value))
    # A day in numbers that may be two is the one that the head has.
    certain += [day for days in seen if len(days) > 1 for day in days if day in (*said, *hinted)]
    if text is not None and text.source == LABEL and text.sure and not said:
        return Dated(text, False)
    if certain and said:
        return _of_both(certain, said)
    if certain:
        alone = len(set(certain)) == 1
        return Dated(Given(certain[0].isoformat(), text.source if text else "page", alone), not alone)
    if any(len(days) > 1 for days in seen):
        return Dated(None, True)
    if said:
        alone = len(set(said)) == 1
        return Dated(Given(said[0].isoformat(), metadata.dates[0][1], alone), not alone)
    found = hinted[0].isoformat() if hinted else _by_htmldate(tree)
    return Dated(Given(found, metadata.hints[0][1] if hinted else "htmldate", sure=False) if found else None, True)


def _of_both(certain: Sequence[date], said: Sequence[date]) -> Dated:
    for day in certain:
        if day in said:
            return Dated(Given(day.isoformat(), "page"), False)
    for day in certain:
        if any(abs((day - other).days) <= _CLOSE for other in said):
            return Dated(Given(day.isoformat(), "page"), False)
    return Dated(Given(certain[0].isoformat(), "page", sure=False), True)


def _shown(units: Sequence[Unit], title: Title, language: str, order: DateOrder | None) -> Iterator[tuple[date, ...]]:
    """The days that short blocks near the title show."""
    if days := _day_in(title.besides, language, order):
        yield days
    element = title.element
    at = next(
        (number for number, unit in enumerate(units) if element is not None and _is_or_holds(element, unit)), None
    )
    if at is None:
        return
    below = [
        *units[at + 1 : at + 1 + _BESIDE],
        *takewhile(lambda unit: len(unit.words) < PARAGRAPH, units[at + 1 + _BESIDE : at + 1 + _AFTER]),
    ]
    for distance, unit in (*enumerate(below), *enumerate(reversed(units[max(0, at - _BEFORE) : at]))):
        short = len(unit.words) <= (_SHORT if distance < _BESIDE else _BARE)
        days = _day_in(unit.text, language, order) if short else ()
        if short and not days:  # "Press Releases" and "June 8, 2011" may stand side by side without a blank
            days = _day_in(" ".join(unit.element.itertext()), language, order)
        if days:
            yield days


def _is_or_holds(title: Any, unit: Unit) -> bool:
    return unit.element is title or title in unit.element.iterancestors() or unit.element in title.iterancestors()


def _day_in(text: str, language: str, order: DateOrder | None) -> tuple[date, ...]:
    days, begin, _ = first_day_in(text, language, order)
    # "Updated 4 May" and "Deadline: 4 May" are other days.
    return () if _OTHER_DAYS.search(text[:begin]) else days


_OTHER_DAYS = re.compile(
    r"updat|modif|review|chang|deadline|event|until|copyright|©|expire|aktualisier|stand\b|geändert|frist|mis à jour"
    r"|actualiz|aggiorn|обновл|оновл",
    re.IGNORECASE,
)


def _by_htmldate(tree: Any) -> str | None:
    import htmldate

    try:
        return htmldate.find_date(tree, extensive_search=True, original_date=True)
    except Exception:  # whatever a page brings about in a library: it finds no date
        return None


# The text of a saved page's bytes, by what they say of their encoding, and by what they can be.

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_DECLARATION = 8_192
"""Bytes in which a page says its encoding; browsers read 1,024, and saved pages begin with long comments."""

# Encodings that are read as larger ones, of which what pages say is a part.
_MEANT = {"shift_jis": "cp932", "gbk": "gb18030"}


def text_of(data: bytes) -> str:
    """The text of a page: nothing raised, whatever the bytes.

    >>> text_of('<meta charset="iso-8859-1"><p>50 €'.encode("cp1252"))
    '<meta charset="iso-8859-1"><p>50 €'
    """
    for mark, name in MARKED:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(data[:_DECLARATION])
    known = webencodings.lookup(declared[1].decode("ascii") if declared else "windows-1252")
    if known is None or known.name.startswith("utf-16"):  # in such a page nothing could be read that says so
        known = webencodings.lookup("windows-1252")
    name = _MEANT.get(known.name, known.codec_info.name)
    # Servers that moved to UTF-8 left old declarations in their pages; other text is not valid UTF-8 by chance.
    for encoding in (name, "utf-8") if data.isascii() else ("utf-8", name):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return str(webencodings.decode(data, known)[0])


NAME = "page"
WORDS = "a saved HTML page"

_SUFFIXES = tuple(".html .htm .xhtml .shtml .asp .aspx .php .cfm .jsp".split())
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf|\s)*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 4_096

_FEWEST_WORDS = 25
"""Words of the shortest text that is taken for a release; pages of pictures and of errors have fewer."""

_FEW_OUTSIDE = 120
"""Words beside the rows of a list page: what it says about itself."""

_AGREED = 0.92
"""The agreement of extractor and rules below which a page is to be looked at."""

_MOST_LINKED = 0.65
"""Of the words of a text, the share within links; pages that lead to others have more."""

_LINES_OF_TITLE = 2
"""Blocks between a title and the paragraph with the dateline: none, or a second line of the title."""

_LONGEST_QUOTE = 200
_FEWEST_OF_SUMMARY = 5
_SAME_BEGINNING = 8
"""Words with which a description and a text begin alike that say the same."""

_ABOUT = 0.6
"""Of the words of a summary, the share that the text has too; what a site says of itself has a third."""

_DOUBTFUL = 5
"""Blocks that are quoted of those that are not certain."""


def knows(name: str, data: bytes) -> bool:
    """Whether a source is a page: by its name, or by how it begins."""
    return name.lower().rpartition("?")[0 if "?" in name else 2].endswith(_SUFFIXES) or bool(
        _BEGINS.match(data[:_HEAD])
    )


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """Read a page: a release; or, where it is a list, its rows; or the problem that it is neither."""
    page = _page(name, data, options)
    rows = rows_of(page.body, page.options.language, page.options.order)
    article = article_of(page.tree, page.body, page.units, page.title.element)
    if _is_list(rows, article, page.title):
        yield from _rows_as_listed(rows, page)
    elif reason := _no_release(article):
        yield page.place.problem(
            ImportCode.UNREADABLE_FILE, reason, "name the page of a release, or copy its text into a file of its own"
        )
    else:
        yield _release(page, article)


def order_of_pages(pages: Iterable[bytes]) -> DateOrder | None:
    """The order of days in numbers that a batch of pages shows together; None where it shows none, or several.

    >>> order_of_pages([b"<p>03/04/2011", b"<p>25/04/2011"])
    'dmy'
    """
    return order_of(re.sub(r"<[^<>]*>", " ", text_of(page)) for page in pages)


class _Page(NamedTuple):
    """A page with what is known of it before its text is: *options* have the page's own language."""

    place: Place
    tree: Any
    body: Any
    units: list[Unit]
    metadata: Metadata
    title: Title
    base: str
    options: Options
    losses: tuple[Loss, ...]


def _page(name: str, data: bytes, options: Options) -> _Page:
    text, twice = once_encoded(text_of(data))
    tree, large = tree_of(text)
    losses = (*((Loss(TWICE, twice),) if twice else ()), *large)
    metadata = metadata_of(text, tree)
    base = _base(tree, metadata, options)
    whole = deepcopy(tree)
    body = body_of(tree)
    options = replace(options, language=_language(metadata.language) or options.language)
    units = units_of(body)
    title = title_of(body, units, metadata, options.language)
    return _Page(Place(name), whole, body, units, metadata, title, base, options, losses)


def _release(page: _Page, article: Article) -> Incoming:
    """The release that a page is."""
    markup = markdown_of(article.root, page.base, page.options.file_at)
    title, text = _titled(page.title, markup.text, page.options)
    dated = date_of(page.tree, page.metadata, page.units, page.title, text.date, page.options)
    if dated.given is not None and _is_of_another_year(page.metadata.url or page.base, dated.given.value):
        dated = Dated(replace(dated.given, sure=False), True)
    questions = ["date"] if dated.asked or dated.given is None else []
    questions += [key for key in text.questions if key != "date"]
    if title is None or not title.sure:
        questions.append("title")
    return Incoming(
        place=page.place,
        format=NAME,
        body=text.body,
        title=title,
        date=dated.given,
        url=page.metadata.url,
        versions=page.metadata.versions,
        language=_language(page.metadata.language),
        dateline=text.dateline,
        number=text.number,
        summary=_summary(page.metadata, title, text),
        embargo=text.embargo,
        issuer=text.issuer,
        contacts=tuple(text.contacts),
        files=markup.files,
        words=markup.words,
        losses=tuple(dict.fromkeys((*page.losses, *_doubts(article), *markup.losses, *text.losses))),
        questions=tuple(questions),
    )


def _is_of_another_year(url: str, day: str) -> bool:
    """Whether an address says another year than a day, which may be a misprint: ``/2012/06/``; a New Year apart is not.

    >>> _is_of_another_year("https://un.org/2012/06/opens", "2011-06-20")
    True
    """
    found = re.search(r"/((?:19|20)\d\d)/(?:0?[1-9]|1[0-2])/", url)
    return found is not None and abs(int(found[1]) - int(day[:4])) > (day[5:7] in ("01", "12"))


def _titled(title: Title, markdown: str, options: Options) -> tuple[Given | None, PressFacts]:
    """The title, and the text without it.

    Where the page shows none that its head has, it is the line right above the paragraph that begins with the dateline.
    """
    given = title.given
    if given is None or (not given.sure and title.element is None):
        text = recognize(markdown, options, None)
        between = text.body.split("\n\n")[: text.opening]
        directly = text.opening is not None and len(between) < _LINES_OF_TITLE
        # Of two headings above a text either may be its title.
        if text.title and directly and not any(block.startswith("#") for block in between):
            return text.title, text
        if given is None:
            return (replace(text.title, sure=False) if text.title else None), text
    return given, recognize(markdown, options, given.value)


def _doubts(article: Article) -> Iterator[Loss]:
    """What is not certain to belong to the text, where that is much."""
    for address in article.pictures:
        yield Loss("a picture between title and text", address[:_LONGEST_QUOTE])
    if article.agreement >= _AGREED:
        return
    yield Loss("it isn't certain what belongs to the text", f"{article.agreement:.0%} of the words are")
    for unit in article.doubtful[:_DOUBTFUL]:
        yield Loss("a block that may not belong to the text", unit.text[:_LONGEST_QUOTE])


def _summary(metadata: Metadata, title: Given | None, text: PressFacts) -> str | None:
    """The description of the head, where it says what the text does not begin with, and is about this text."""
    summary = shown_text(metadata.description or "").strip()
    words = words_of(summary)
    first = words_of(plain_words(text.body.partition("\n\n")[0]))
    if len(words) < _FEWEST_OF_SUMMARY or (title and words == words_of(title.value)):
        return None
    if words[:_SAME_BEGINNING] == first[:_SAME_BEGINNING] or summary.endswith(("…", "...")):
        return None
    said = set(words_of(text.body)) | set(words_of(title.value if title else ""))
    return summary if sum(word in said for word in words) >= _ABOUT * len(words) else None


def _is_list(rows: Rows, article: Article, title: Title) -> bool:
    """Whether a page is a list: what is taken for its text stands in the rows."""
    if not rows.rows:
        return False
    # A page with a title of its own is no page of several texts; the days of a list say more than its title.
    shown_title = title.element is not None and title.given is not None and title.given.sure
    if shown_title and all(row.day is None for row in rows.rows):
        return False
    holders = set(rows.holders)
    # A table of rows is one block, and holds the holder.
    holders |= {above for holder in rows.holders for above in holder.iterancestors("table")}
    outside = sum(
        len(unit.words)
        for unit in article.units
        if unit.element not in holders and holders.isdisjoint(unit.element.iterancestors())
    )
    return outside < min(_FEW_OUTSIDE, sum(len(words_of(row.title)) for row in rows.rows))


def _no_release(article: Article) -> str | None:
    """Why a page is no release, in words; None where it is one."""
    words = sum(len(unit.words) for unit in article.units)
    if words < _FEWEST_WORDS:
        return "no text of a release is found in the page"
    linked = sum(len(words_of(link.text_content())) for unit in article.units for link in unit.element.iter("a"))
    if linked > _MOST_LINKED * words:
        return "the page is only links to others, without their dates"
    return None


def _rows_as_listed(rows: Rows, page: _Page) -> Iterator[Listed]:
    for row in rows.rows:
        day = row.day.isoformat() if row.day else None
        yield Listed(page.place, joined(page.base, row.url) or row.url, row.title, day)


def _base(tree: Any, metadata: Metadata, options: Options) -> str:
    """What addresses are made absolute with: what the page says, its own address, else that of the options."""
    own = metadata.url or options.base
    written = next((element.get("href") or "" for element in tree.iter("base")), "")
    found = joined(own, written) or ""
    return found if found.startswith(("http://", "https://")) else own


def _language(written: str | None) -> str | None:
    return canonical_tag(written.strip().replace("_", "-")) if written and written.strip() else None

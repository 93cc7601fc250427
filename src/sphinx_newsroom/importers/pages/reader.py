"""Read saved HTML pages: each yields a release, the entries of a list, or a problem."""

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
"""The minimum number of similar links that can be a list; sidebars have three."""

_FEWEST_WORDS_ROWS = 3
"""The minimum number of words of a list's titles on average; menu items have one or two."""

_DATED = 0.6
"""The share of a list's links that must have a date; some lists don't repeat the same date."""

_TEXT = 25
"""The number of words below a heading from which they are a text."""

_LONGEST_BETWEEN = 1_500
"""The number of characters between two links searched for a date; summaries are there, too."""

_MOST_IN_ROW = 30
"""The maximum number of text nodes in the first and last row; other rows end where the next begins."""

_HEADINGS = tuple("h1 h2 h3 h4 h5 h6 dt th caption strong b legend".split())
# Classes that distinguish a row from its neighbours: position, tags, categories and the like.
_OF_A_ROW = re.compile(
    r"(?:odd|even|first|last|active|row|sticky)[-_]?$|^(?:tag|category|cat|author|term|topic|type|status|format|post|has|node)[-_]",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:continue|read|learn|more|full|weiter|mehr|lire|leer|далее|подробнее|детальніше|\W)+", re.IGNORECASE
)


class Row(NamedTuple):
    """An entry of a list: address, title, and the date if it is clear."""

    url: str
    title: str
    day: date | None


class Rows(NamedTuple):
    """The entries of a page's lists, and the elements that contain each list."""

    rows: tuple[Row, ...]
    holders: tuple[Any, ...]


class _Link(NamedTuple):
    element: Any
    url: str
    title: str
    at: int


def rows_of(body: Any, language: str, order: DateOrder | None) -> Rows:
    """Return the rows of all lists of a page."""
    events = _events(body)
    rows: list[Row] = []
    holders = []
    spans: list[tuple[int, int]] = []
    for links in sorted(_groups(body, events), key=_fullness, reverse=True):
        # Links to topics and types within the rows aren't rows.
        fresh = [link for link in links if not any(begin <= link.at < end for begin, end in spans)]
        if len(fresh) >= FEWEST_ROWS and (found := _read(fresh, events, language, order)):
            rows += found
            spans.append(_span(fresh, events))
            holders.append(_holder(fresh))
    return Rows(tuple(rows), tuple(holders))


def _span(links: Sequence[_Link], events: _Events) -> tuple[int, int]:
    """Return the range of text nodes that a list covers."""
    return links[0].at, events.ends[links[-1].element] + _MOST_IN_ROW


def _fullness(links: Sequence[_Link]) -> int:
    """Return the weight of a group of links: titles are longer than topics, and headings count double."""
    return sum(map(len, {link.title for link in links})) * (1 + _are_headings(links))


def _are_headings(links: Sequence[_Link]) -> bool:
    """Whether most links of a group are headings: a page of several texts, each under its title."""
    found = sum(any(above.tag in _HEADINGS[:3] for above in link.element.iterancestors()) for link in links)
    return 2 * found > len(links)


def _have_texts(links: Sequence[_Link], events: _Events) -> bool:
    """Whether there is typically a text between the links."""
    between = sorted(
        len(words_of(_between(events, events.ends[link.element], after.at))) for link, after in pairwise(links)
    )
    return between[len(between) // 2] >= _TEXT


class _Events(NamedTuple):
    """The text nodes of a page in order, each with its element, and where each element begins and ends."""

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
        # Put the machine-readable date before the one shown.
        if element.tag == "time" and element.get("datetime"):
            texts.append((element.get("datetime")[:10], element))
        if element.text and element.text.strip():
            texts.append((element.text, element))
        stack.append((element, True))
        stack += [(child, False) for child in reversed(element)]
    return _Events(texts, begins, ends)


def _groups(body: Any, events: _Events) -> Iterator[list[_Link]]:
    """Yield groups of links that share the path of elements leading to them."""
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
    """Return the path to an element: names and classes, without those that distinguish rows."""
    if element not in ways:
        names = sorted({re.sub(r"\d+", "", name) for name in element.get("class", "").split()})
        plain = [name for name in names if not _OF_A_ROW.search(name)]
        ways[element] = (f"{element.tag}.{'.'.join(plain)}", *_way_to(element.getparent(), ways))
    return ways[element]


def _read(links: Sequence[_Link], events: _Events, language: str, order: DateOrder | None) -> list[Row]:
    """Return the rows of a group, or none if it isn't a list."""
    titles = [_title(link) for link in links]
    if sum(len(words_of(title)) for title in titles) < _FEWEST_WORDS_ROWS * len(links):
        return []
    # A list of dates, such as an archive by month, isn't a list of releases.
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
    """Return a link's title, or for "Read more" the closest heading."""
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
    """Return the dates of the rows, taken from before or after their links, wherever more have one."""
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
    """Return the date given by the heading above a list, if it contains just that."""
    begin = links[0].at
    for text, element in reversed(events.texts[max(0, begin - 3) : begin]):
        heads = [element, *element.iterancestors()][:2]
        if len(text) <= LONGEST_DATE and any(part.tag in _HEADINGS for part in heads):
            days = days_in(text, language, order)
            if len(days) == 1:
                return days[0]
    return None


def _holder(links: Sequence[_Link]) -> Any:
    """Return the smallest element that contains the first and the last link."""
    last = set(links[-1].element.iterancestors())
    return next(above for above in links[0].element.iterancestors() if above in last)


# The date of a page's release: what the page shows, what its head says, and which of them is reliable.

_SHORT = 14
"""The maximum number of words of a line about the release: 'Berlin, 4 May 2021 | Press release 12/2021'."""

_BEFORE = 6
_AFTER = 12
"""The number of blocks before and after the title searched for a date; the first paragraph ends the search."""

_BARE = 8
"""The maximum number of words in a dated block that isn't next to the title."""

_BESIDE = 4

_CLOSE = 1
"""The number of days by which dates may differ because of time zones."""

logging.getLogger("htmldate").setLevel(logging.CRITICAL)


class Dated(NamedTuple):
    """A date with its source; *asked* means that a person must check it."""

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
    """Find the date of a release; it is certain if two sources agree, or one is in the expected place.

    Args:
        tree: The page.
        metadata: The metadata in its head.
        units: All blocks of the page.
        title: The title, and the other words of its element.
        text: The date that the text gives, in its dateline or in a line of its own.
        options: The page's language and the order of numeric dates.
    """
    said, hinted = (
        [written[0] for value, _ in values if (written := day_of(value, options))]
        for values in (metadata.dates, metadata.hints)
    )
    seen = list(_shown(units, title, options.language, options.order))
    certain = [days[0] for days in seen if len(days) == 1]
    if text is not None:
        certain.insert(0, date.fromisoformat(text.value))
    # The head resolves an ambiguous numeric date.
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
    """Yield the dates in short blocks near the title."""
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
        if short and not days:  # "Press Releases" and "June 8, 2011" may be adjacent without a space
            days = _day_in(" ".join(unit.element.itertext()), language, order)
        if days:
            yield days


def _is_or_holds(title: Any, unit: Unit) -> bool:
    return unit.element is title or title in unit.element.iterancestors() or unit.element in title.iterancestors()


def _day_in(text: str, language: str, order: DateOrder | None) -> tuple[date, ...]:
    days, begin, _ = first_day_in(text, language, order)
    # "Updated 4 May" and "Deadline: 4 May" are other dates.
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
    except Exception:  # the library fails on some pages
        return None


# Decoding a saved page by its declared encoding, or by what its bytes can be.

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_DECLARATION = 8_192
"""The number of bytes searched for the encoding; browsers read 1,024, but saved pages begin with long comments."""

# Encodings that pages declare but use a superset of.
_MEANT = {"shift_jis": "cp932", "gbk": "gb18030"}


def text_of(data: bytes) -> str:
    """Decode a page; never raises.

    >>> text_of('<meta charset="iso-8859-1"><p>50 €'.encode("cp1252"))
    '<meta charset="iso-8859-1"><p>50 €'
    """
    for mark, name in MARKED:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(data[:_DECLARATION])
    known = webencodings.lookup(declared[1].decode("ascii") if declared else "windows-1252")
    if known is None or known.name.startswith("utf-16"):  # a page whose declaration can be read isn't UTF-16
        known = webencodings.lookup("windows-1252")
    name = _MEANT.get(known.name, known.codec_info.name)
    # UTF-8 first: servers that moved to it left old declarations, and other text is rarely valid UTF-8.
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
"""The minimum number of words in a release; image pages and error pages have fewer."""

_FEW_OUTSIDE = 120
"""The maximum number of words outside the rows of a list page, such as its introduction."""

_AGREED = 0.92
"""Below this agreement of extractor and rules, a person should check the page."""

_MOST_LINKED = 0.65
"""The maximum share of a text's words within links; pages of links have more."""

_LINES_OF_TITLE = 2
"""The maximum number of lines between a title and the paragraph with the dateline."""

_LONGEST_QUOTE = 200
_FEWEST_OF_SUMMARY = 5
_SAME_BEGINNING = 8
"""The number of equal first words from which a description repeats the text."""

_ABOUT = 0.6
"""The share of a summary's words that the text must contain; descriptions of the site share a third."""

_DOUBTFUL = 5
"""The maximum number of uncertain blocks quoted."""


def knows(name: str, data: bytes) -> bool:
    """Whether a source is an HTML page, by its name or its beginning."""
    return name.lower().rpartition("?")[0 if "?" in name else 2].endswith(_SUFFIXES) or bool(
        _BEGINS.match(data[:_HEAD])
    )


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """Yield a page's release, or the entries if it is a list, or a problem if it is neither."""
    page = _page(name, data, options)
    rows = rows_of(page.body, page.options.language, page.options.order)
    article = article_of(page.tree, page.body, page.units, page.title.element)
    if _is_list(rows, article, page.title):
        yield from _rows_as_listed(rows, page)
    elif reason := _no_release(article):
        yield page.place.problem(
            ImportCode.UNREADABLE_FILE, reason, "use the page of a release, or copy its text to a separate file"
        )
    else:
        yield _release(page, article)


def order_of_pages(pages: Iterable[bytes]) -> DateOrder | None:
    """Return the order of numeric dates that a batch of pages shows; None if it shows none or several.

    >>> order_of_pages([b"<p>03/04/2011", b"<p>25/04/2011"])
    'dmy'
    """
    return order_of(re.sub(r"<[^<>]*>", " ", text_of(page)) for page in pages)


class _Page(NamedTuple):
    """A page before its text is found; *options* have the page's own language."""

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
    original = deepcopy(tree)
    body = body_of(tree)
    options = replace(options, language=_language(metadata.language) or options.language)
    units = units_of(body)
    title = title_of(body, units, metadata, options.language)
    return _Page(Place(name), original, body, units, metadata, title, base, options, losses)


def _release(page: _Page, article: Article) -> Incoming:
    """Return the release in a page."""
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
    """Whether a dated address contradicts a release's year, except around New Year; the date may be a misprint.

    >>> _is_of_another_year("https://un.org/2012/06/opens", "2011-06-20")
    True
    """
    found = re.search(r"/((?:19|20)\d\d)/(?:0?[1-9]|1[0-2])/", url)
    return found is not None and abs(int(found[1]) - int(day[:4])) > (day[5:7] in ("01", "12"))


def _titled(title: Title, markdown: str, options: Options) -> tuple[Given | None, PressFacts]:
    """Return the title, and the text without it.

    If the page doesn't show the title given in its head, the line right above the paragraph with the dateline is the
    title.
    """
    given = title.given
    if given is None or (not given.sure and title.element is None):
        text = recognize(markdown, options, None)
        between = text.body.split("\n\n")[: text.opening]
        directly = text.opening is not None and len(between) < _LINES_OF_TITLE
        # If there are two headings above a text, either may be the title.
        if text.title and directly and not any(block.startswith("#") for block in between):
            return text.title, text
        if given is None:
            return (replace(text.title, sure=False) if text.title else None), text
    return given, recognize(markdown, options, given.value)


def _doubts(article: Article) -> Iterator[Loss]:
    """Yield losses for pictures and blocks that may not belong to the text."""
    for address in article.pictures:
        yield Loss("a picture between title and text", address[:_LONGEST_QUOTE])
    if article.agreement >= _AGREED:
        return
    yield Loss("it isn't certain what belongs to the text", f"{article.agreement:.0%} of the words are")
    for unit in article.doubtful[:_DOUBTFUL]:
        yield Loss("a block that may not belong to the text", unit.text[:_LONGEST_QUOTE])


def _summary(metadata: Metadata, title: Given | None, text: PressFacts) -> str | None:
    """Return the description if it is about this text and doesn't just repeat its beginning."""
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
    """Whether a page is a list, because most of its text is in the rows."""
    if not rows.rows:
        return False
    # A page with a title of its own isn't a list, unless its rows have dates.
    shown_title = title.element is not None and title.given is not None and title.given.sure
    if shown_title and all(row.day is None for row in rows.rows):
        return False
    holders = set(rows.holders)
    # A table of rows is one block around the holder.
    holders |= {above for holder in rows.holders for above in holder.iterancestors("table")}
    outside = sum(
        len(unit.words)
        for unit in article.units
        if unit.element not in holders and holders.isdisjoint(unit.element.iterancestors())
    )
    return outside < min(_FEW_OUTSIDE, sum(len(words_of(row.title)) for row in rows.rows))


def _no_release(article: Article) -> str | None:
    """Return why a page isn't a release, or None if it is."""
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
    """Return the base of relative addresses: the page's ``base``, its own address, or the one in the options."""
    own = metadata.url or options.base
    written = next((element.get("href") or "" for element in tree.iter("base")), "")
    found = joined(own, written) or ""
    return found if found.startswith(("http://", "https://")) else own


def _language(written: str | None) -> str | None:
    return canonical_tag(written.strip().replace("_", "-")) if written and written.strip() else None

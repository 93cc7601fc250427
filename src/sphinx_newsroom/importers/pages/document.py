"""A page as a tree whose texts stand in units: blocks without blocks inside, so that each can be kept or left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from sphinx_newsroom.importers.html_fragment import BLOCKS, is_hidden
from sphinx_newsroom.importers.styled_text import shown_text

LONGEST_DATA = 400_000
"""Characters of JSON-LD that are read; the longest of 2,373 real pages has 74,265."""

_DEEPEST_DATA = 12
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4}\)(https?://[^\s<>]{1,2000})\s*-->")
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "citation_publication_date",
    "article.published",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "og:published_time",
)
"""Names of meta elements for the day of publication."""

_SOME_DAY = ("dcterms.date", "dc.date", "dcterms.created", "dc.date.created", "date", "created", "last-modified")
"""Names for a day that may be that of a draft, a change or an upload: it confirms what the page shows, and no more."""

_ARTICLES = ("article", "newsarticle", "blogposting", "report", "webpage", "pressrelease", "statement", "newsposting")


class Metadata(NamedTuple):
    """What a page says of itself; *dates* and *hints* are as written, each with where it stands.

    A hint may be the day of something else.
    """

    titles: tuple[tuple[str, str], ...]
    site_names: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]
    hints: tuple[tuple[str, str], ...]
    url: str | None
    language: str | None
    description: str | None
    versions: tuple[str, ...] = ()
    """The addresses of the page in all languages, by ``hreflang``."""


def metadata_of(html: str, tree: Any) -> Metadata:
    """What a page says of itself."""
    metas = dict(_metas(tree))
    data = list(_data(tree))
    url = _url(html, tree, metas)
    titles = [
        *((metas[name], name) for name in ("og:title", "twitter:title", "dc.title") if metas.get(name)),
        *((words, "JSON-LD") for item in data if (words := item.get("headline")) and isinstance(words, str)),
        *((" ".join(title.text_content().split()), "title") for title in tree.findall(".//head/title")[:1]),
    ]
    dates = [
        *((value, "JSON-LD") for item in data if isinstance(value := item.get("datePublished"), str)),
        *((metas[name], name) for name in _PUBLISHED if metas.get(name)),
        *((value, "itemprop") for value in _microdata(tree, url)),
    ]
    site = metas.get("og:site_name"), metas.get("application-name"), metas.get("publisher")
    return Metadata(
        tuple((words, source) for words, source in titles if words.strip()),
        tuple(name for name in site if name),
        tuple(dates),
        tuple((metas[name], name) for name in _SOME_DAY if metas.get(name)),
        url,
        _language(tree, metas),
        metas.get("description") or metas.get("og:description"),
        tuple(link.get("href") or "" for link in tree.iter("link") if link.get("hreflang") not in (None, "x-default")),
    )


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    """The meta elements with a name, the last one first so that the first of a name stands."""
    for meta in reversed(list(tree.iter("meta"))):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv")
        content = meta.get("content")
        if name and content and content.strip():
            yield name.strip().lower(), " ".join(content.split())


def _data(tree: Any) -> Iterator[dict[str, Any]]:
    """The articles of a page's JSON-LD."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text and len(script.text) <= LONGEST_DATA:
            try:
                found = json.loads(script.text, strict=False)
            except (ValueError, RecursionError):
                continue
            yield from _articles(found, _DEEPEST_DATA)


def _articles(found: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(found, list):
        for item in found:
            yield from _articles(item, depth - 1)
    elif isinstance(found, dict):
        kinds = found.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and kind.lower() in _ARTICLES for kind in kinds):
            yield found
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(found.get(key), depth - 1)


_DAYS = '//*[@itemprop="datePublished" or @pubdate or @property="datePublished"]'
_COMMENTS = frozenset(
    ("comment", "comments", "comment-body", "comment-list", "commentlist", "comments-area", "comments-list")
)
"""Classes and ids of what readers wrote below a text; ``comments-open`` is one of the text itself."""


def _microdata(tree: Any, url: str | None) -> Iterator[str]:
    """Days of publication in the page's text: ``itemprop="datePublished"``, ``<time pubdate>``.

    Those of readers' comments, and of what stands elsewhere, such as posts that a page repeats, are no days of it.
    """
    for element in tree.xpath(_DAYS):
        links = [link.get("href") or "" for link in element.iterancestors("a")]
        elsewhere = url and any(_host(link) not in ("", _host(url)) for link in links)
        if elsewhere or any(map(_is_comment, element.iterancestors())):
            continue
        value = element.get("content") or element.get("datetime") or element.text_content()
        if value and value.strip():
            yield " ".join(value.split())


def _is_comment(element: Any) -> bool:
    marks = {*(element.get("class") or "").split(), element.get("id"), element.get("itemprop")}
    return not _COMMENTS.isdisjoint(marks) or "Comment" in (element.get("itemtype") or "")


def _host(address: str) -> str:
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _url(html: str, tree: Any, metas: dict[str, str]) -> str | None:
    """The page's own address: the canonical one, or that from which a browser saved it."""
    links = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    saved = _SAVED_FROM.search(html[:4_000])
    for address in (*links, metas.get("og:url", ""), saved[1] if saved else ""):
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            continue
        # Some sites name their front page as the canonical address of all.
        if parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query):
            return address.strip()
    return None


def _language(tree: Any, metas: dict[str, str]) -> str | None:
    written = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    return written or metas.get("content-language") or metas.get("og:locale") or metas.get("dc.language")


_NO_TEXT = ("script", "style", "noscript", "template", "head", "select", "textarea")
PARAGRAPH = 25
"""Words of a block that is a paragraph of a text, and not a line of the page."""

_LONGEST_CELL = 200
"""Characters of a cell of a table of data."""

# Chinese and Japanese have no blanks between words: two characters count as one.
_HAN_AND_KANA = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN_AND_KANA}]{{1,2}}|(?:(?![{_HAN_AND_KANA}])\w)+")


class Unit(NamedTuple):
    """A block without blocks inside; its *words* are folded."""

    element: Any
    text: str
    words: tuple[str, ...]


def tree_of(html: str) -> Any:
    """The tree of a whole page that is within the limits; an empty one where there is nothing."""
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        # Text with a declaration of its encoding is refused by lxml; bytes are not. What stands before the first tag,
        # such as a mark of the encoding behind a blank line, would make a body of all that follows, the head with it.
        return lxml_html.document_fromstring(html.lstrip("\ufeff\0 \t\r\n").encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return lxml_html.document_fromstring("<html><body></body></html>")


def body_of(tree: Any) -> Any:
    """The body of a page, without what is never text, and with all text in blocks of its own."""
    body = tree.find(".//body")
    if body is None:
        body = tree
    for element in [*body.iter(*_NO_TEXT), *filter(is_hidden, body.iterdescendants())]:
        if element.getparent() is not None:
            element.drop_tree()
    holders = {above for element in body.iterdescendants() if _is_block(element) for above in element.iterancestors()}
    for element in list(body.iter()):
        if element in holders:
            _wrap_runs(element, holders)
    return body


def units_of(body: Any) -> list[Unit]:
    """The units of a body in their order, those without words left out."""
    found = []
    inside: set[Any] = set()
    for element in body.iter():
        if element in inside:
            continue
        if element.tag == "table" and _is_data(element):
            inside.update(element.iterdescendants())
        elif not _is_block(element) or any(map(_is_block, element.iterdescendants())):
            continue
        text = shown_text(shown(element)).strip()
        if words := words_of(text):
            found.append(Unit(element, text, words))
    return found


def _is_data(table: Any) -> bool:
    """Whether a table is of data, and so one unit: rows of short cells; others lay out a page."""
    rows = [row for row in table.iter("tr") if len(row) > 1]
    cells = [cell for row in rows for cell in row]
    nested = next(table.iterdescendants("table"), None) is not None
    return len(rows) > 1 and not nested and all(len(shown(cell)) <= _LONGEST_CELL for cell in cells)


def shown(element: Any) -> str:
    """The text of an element, lines broken where it breaks them."""
    return "".join(_texts(element))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded.

    >>> words_of("St. John's")
    ('st', 'john', 's')
    >>> words_of("公告2011年")
    ('公告', '2011', '年')
    """
    return tuple(_WORD.findall(text.casefold()))


def _texts(element: Any) -> Iterator[str]:
    if element.text:
        yield element.text
    for part in element.iterdescendants():
        if part.tag == "br" or _is_block(part):
            yield "\n"
        if part.text and isinstance(part.tag, str):
            yield part.text
        if part.tail:
            yield part.tail


def _is_block(element: Any) -> bool:
    return element.tag in BLOCKS or element.tag == "body"


def _wrap_runs(element: Any, holders: set[Any]) -> None:
    """Put each run of text and inline elements beside blocks in a block of its own.

    An inline element with blocks inside stands for itself: it is one of the *holders*, and its own runs are wrapped.
    """
    run: Any = None
    if element.text and element.text.strip():
        run = lxml_html.Element("div")
        run.text, element.text = element.text, None
        element.insert(0, run)
    for child in list(element):
        if child is run:
            continue
        if _is_block(child) or child in holders:
            run = None
            if child.tail and child.tail.strip():
                run = lxml_html.Element("div")
                run.text, child.tail = child.tail, None
                child.addnext(run)
            continue
        if run is None:
            run = lxml_html.Element("div")
            child.addprevious(run)
        run.append(child)


def is_inside(element: Any, names: tuple[str, ...]) -> bool:
    """Whether an element stands in one of these, or in what has the role of one."""
    roles = {"nav": "navigation", "footer": "contentinfo", "aside": "complementary"}
    wanted = {roles.get(name, name) for name in names}
    return any(above.tag in names or above.get("role") in wanted for above in element.iterancestors())

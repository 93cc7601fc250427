"""Find a page's metadata, blocks and title.

The title is the heading that the page's head confirms, without the site's name.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import unescape
from itertools import chain, islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import html as lxml_html

from sphinx_newsroom.allowed import ALLOWED
from sphinx_newsroom.importers.drafts import Given
from sphinx_newsroom.importers.markup import BLOCKS, is_hidden, is_pixel, shown, source_of
from sphinx_newsroom.importers.press_lines import mark_of
from sphinx_newsroom.importers.styled_text import shown_text
from sphinx_newsroom.model.written_dates import days_in, first_day_in
from sphinx_newsroom.sources.values import canonical_tag

LONGEST_DATA = 400_000
"""The largest JSON-LD script that is read, in characters; the largest of 2,373 real pages has 74,265."""

_DEEPEST_DATA = 12
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4}\)(https?://[^\s<>]{1,2000})\s*-->")
_PUBLISHED = tuple(
    """
    article:published_time datepublished dc.date.issued dcterms.issued citation_publication_date
    article.published pubdate publishdate publish-date publish_date publication_date sailthru.date
    parsely-pub-date cxenseparse:recs:publishtime og:published_time
    """.split()
)
"""Meta element names for the date of publication."""

_SOME_DAY = tuple(
    """
    dcterms.date dc.date dcterms.created dc.date.created date created last-modified
    """.split()
)
"""Meta element names for a date that may be of a draft, a change or an upload; it can only confirm another."""

_CHANGED = ("article:modified_time", "og:updated_time", "moddate", "datemodified", "dcterms.modified")
"""Meta element names for the date of the last change."""

_ARTICLES = tuple(
    """
    article newsarticle blogposting report webpage pressrelease statement newsposting
    """.split()
)


class Metadata(NamedTuple):
    """A page's metadata; *dates*, *hints* and *changes* are as written, each with its source.

    A hint may be the date of something else; changes are the dates of the last one.
    """

    titles: tuple[tuple[str, str], ...]
    site_names: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]
    hints: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str], ...]
    url: str | None
    language: str | None
    description: str | None
    versions: tuple[str, ...] = ()
    """The addresses of the page in all languages, from ``hreflang``."""


def metadata_of(html: str, tree: Any) -> Metadata:
    """Read a page's metadata."""
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
        tuple((unescape(words), source) for words, source in titles if words.strip()),
        tuple(name for name in site if name),
        tuple(dates),
        tuple((metas[name], name) for name in _SOME_DAY if metas.get(name)),
        (
            *((metas[name], name) for name in _CHANGED if metas.get(name)),
            *((value, "JSON-LD") for item in data if isinstance(value := item.get("dateModified"), str)),
        ),
        url,
        _language(tree, metas),
        metas.get("description") or metas.get("og:description"),
        tuple(link.get("href") or "" for link in tree.iter("link") if link.get("hreflang") not in (None, "x-default")),
    )


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield named meta elements, last first, so that a dictionary keeps the first of each name."""
    for meta in reversed(list(tree.iter("meta"))):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv")
        content = meta.get("content")
        if name and content and content.strip():
            yield name.strip().lower(), " ".join(content.split())


def _data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the articles in a page's JSON-LD."""
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
    tuple(
        """
    comment comments comment-body comment-list commentlist comments-area comments-list
    """.split()
    )
)
"""Classes and ids of readers' comments; ``comments-open`` marks the text itself."""


def _microdata(tree: Any, url: str | None) -> Iterator[str]:
    """Yield publication dates marked up in the text: ``itemprop="datePublished"``, ``<time pubdate>``.

    Dates of readers' comments and of other pages' posts are ignored.
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
    """Return the page's own address: the canonical one, or the one it was saved from."""
    links = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    saved = _SAVED_FROM.search(html[:4_000])
    for address in (*links, metas.get("og:url", ""), saved[1] if saved else ""):
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            continue
        # Some sites give their front page as the canonical address of every page.
        if parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query):
            return address.strip()
    return None


def _language(tree: Any, metas: dict[str, str]) -> str | None:
    attributes = map(tree.get, ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"))
    names = map(metas.get, ("content-language", "og:locale", "dc.language"))
    written = next((words.strip() for words in (*attributes, *names) if words), "")
    return canonical_tag(written.replace("_", "-")) if written else None


_NO_TEXT = tuple("script style noscript template head select textarea".split())
PARAGRAPH = 25
"""The number of words from which a block is a paragraph."""

_LONGEST_CELL = 200
"""The longest cell of a data table, in characters."""

# Chinese and Japanese have no spaces between words: two characters count as one word.
_HAN_AND_KANA = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN_AND_KANA}]{{1,2}}|(?:(?![{_HAN_AND_KANA}])\w)+")


_LINKED = 0.5
_FEWEST_LINKED = 6
"""The number of words from which a linked paragraph is a sentence."""

LEVELS = 5
_FRAMES = tuple("nav aside form footer button label".split())
_FRAME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing)|social|related|teaser|newsletter|subscri|sign-?up|donat|spende|banner|cookie|consent|promo"
    r"|advert|ads?|breadcrumb|menu|nav|tags?|byline|author|comment|widget|sidebar|recommend|popup|modal|tooltip|video)",
    re.IGNORECASE,
)
_LONGEST_CONTACTS = 150
"""The maximum number of words of a list of contacts; the head of a page may have a link to an address, too."""

_TO_SOMEBODY = re.compile(r"mailto:\s*[^?\s]", re.IGNORECASE)


@dataclass(eq=False)
class Unit:
    """A block without blocks inside; its *words* are case-folded."""

    element: Any
    text: str
    words: tuple[str, ...]
    is_teaser: bool = False
    """Whether it is in one of several teasers in a row."""

    @cached_property
    def links(self) -> list[tuple[str, tuple[str, ...]]]:
        """The address and the words of each link."""
        return [(link.get("href") or "", words_of(shown(link))) for link in self.element.iter("a")]

    @cached_property
    def offers_files(self) -> bool:
        """Whether it consists of links to attachments: a list of downloads, or a Drupal field."""
        links = [url for url, words in self.links if words]
        return bool(links) and all(map(leads_to_file, links))

    @cached_property
    def is_frame(self) -> bool:
        """Whether it belongs to the page's frame: mostly links, in a form, or in an element named share, teaser etc."""
        if self.is_teaser or self.is_lead_frame or self.offers_files:
            return self.is_teaser or self.is_lead_frame
        return any(_is_named_as_frame(above) for above in islice(self._around, LEVELS))

    @cached_property
    def is_lead_frame(self) -> bool:
        """Whether it belongs to the frame before the text, where names don't count: leads are called teasers, too."""
        if self.offers_files:
            return any(above.tag in _FRAMES for above in self._around)
        linked = sum(len(words) for _, words in self.links)
        return (linked > _LINKED * len(self.words) and not self.is_linked_sentence) or any(
            # The footer of a quotation names its speaker.
            above.tag in _FRAMES and not (above.tag == "footer" and [*above.iterancestors("blockquote")])
            for above in islice(self._around, LEVELS)
        )

    @cached_property
    def is_in_frame(self) -> bool:
        """Whether an element of the page's frame is around it, whatever it contains."""
        return any(one.tag in _FRAMES or _is_named_as_frame(one) for one in islice(self._around, LEVELS))

    @cached_property
    def is_link(self) -> bool:
        """Whether it is one link and nothing else."""
        return len(self.links) == 1 and self.links[0][1] == self.words

    @cached_property
    def is_contact(self) -> bool:
        """Whether it belongs to a list of contacts in the text, which many pages name ``related``."""
        if is_inside(self.element, ("nav", "footer", "aside")):
            return False
        named = (above for above in islice(self._around, LEVELS) if _is_named_as_frame(above))
        lists = (above for above in named if len(words_of(shown(above))) <= _LONGEST_CONTACTS)
        links = (link.get("href") or "" for above in lists for link in above.iter("a"))
        # "mailto:?subject=" shares the page.
        return any(map(_TO_SOMEBODY.match, links))

    @property
    def is_linked_sentence(self) -> bool:
        """Whether it is a paragraph with one link, of a sentence's words; menus have shorter ones."""
        return self.element.tag == "p" and len(self.links) == 1 and len(self.words) >= _FEWEST_LINKED

    @property
    def _around(self) -> Iterator[Any]:
        return chain((self.element,), self.element.iterancestors())


PICTURE_BESIDE, FILM_BESIDE, FILE_BESIDE, BLOCK_BESIDE, OTHER_CONTACT = BESIDE = (
    "a picture beside the text",
    "a film or other frame beside the text",
    "a file beside the text",
    "a block beside the text",
    "a line of a list of contacts",
)
"""What is lost of a page's main part."""


def leads_to_file(address: str) -> bool:
    """Whether an address is that of an attachment, by its suffix."""
    path = address.partition("?")[0].partition("#")[0].lower()
    return posixpath.splitext(path)[1] in ALLOWED.attachments


def _is_named_as_frame(element: Any) -> bool:
    return _has_frame_name(element.get("class", ""), element.get("id", ""))


@lru_cache(maxsize=1_000)
def _has_frame_name(classes: str, id_: str) -> bool:
    # Elementor gives its prefixes to all elements.
    built = re.sub(r"(?:^|(?<=\s))elementor(?:-widget|-element)?(?=[-\s]|$)", "", classes)
    return _FRAME_NAMES.search(f"{built} {id_}") is not None


def is_beside(image: Any) -> bool:
    """Whether a picture belongs to the page's frame or is invisible."""
    around = (image, *islice(image.iterancestors(), LEVELS))
    return is_pixel(image) or any(one.tag in _FRAMES or _is_named_as_frame(one) for one in around)


def unfold(tree: Any) -> None:
    """Show what a click unfolds on the page, such as the answers to questions."""
    folded = {link.get("aria-controls") or "" for link in tree.iter("a", "button") if link.get("aria-expanded")}
    for element in tree.xpath("//*[@id and @aria-hidden]"):
        if element.get("id") in folded:
            del element.attrib["aria-hidden"]
    for template in tree.xpath("//template[.//iframe]"):  # a film that waits for consent
        template.drop_tag()


def body_of(tree: Any) -> Any:
    """Return the body of a page, without elements that are never text, and with all text in blocks."""
    body = tree.find(".//body")
    if body is None:
        body = tree
    for element in [*body.iter(*_NO_TEXT), *filter(is_hidden, body.iterdescendants())]:
        if element.getparent() is not None:
            element.drop_tree()
    for image in list(body.iter("img")):
        other = image.getnext()
        if other is not None and other.tag == "img" and _without_size(image) == _without_size(other):
            image.drop_tree()
    holders = {above for element in body.iterdescendants() if _is_block(element) for above in element.iterancestors()}
    for element in list(body.iter()):
        if element in holders:
            _wrap_runs(element, holders)
    return body


def _without_size(image: Any) -> str:
    """Return the address of a picture that may be there in several sizes: ``map-425x239.webp``."""
    return re.sub(r"-\d+x\d+(?=\.\w+$)", "", source_of(image))


def units_of(body: Any) -> list[Unit]:
    """Return the units of a body that have words, in order."""
    found = []
    inside: set[Any] = set()
    teasers = {part for teaser in teasers_of(body) for part in teaser.iter()}
    for element in body.iter():
        if element in inside:
            continue
        if element.tag == "table" and _is_data(element):
            inside.update(element.iterdescendants())
        elif not _is_block(element) or any(map(_is_block, element.iterdescendants())):
            continue
        text = shown_text(shown(element)).strip()
        if words := words_of(text):
            found.append(Unit(element, text, words, element in teasers))
    return found


def teasers_of(body: Any) -> list[Any]:
    """Return the elements that are teasers: neighbours of one form, each with several links to one other text.

    The picture and the title lead there, or the title and "Read more".
    """
    links: dict[Any, Counter[str]] = defaultdict(Counter)
    for link in body.iter("a"):
        if (address := link.get("href", "")) and not address.startswith("#"):
            for above in islice(link.iterancestors(), LEVELS):
                links[above][address] += 1
    rows: dict[Any, dict[str, Any]] = defaultdict(dict)
    for element, addresses in links.items():
        (address, count), *others = addresses.most_common()
        if count > 1 and len(others) < count and element.get("class"):
            rows[element.getparent(), element.tag, element.get("class")][address] = element
    return [element for row in rows.values() if len(row) > 1 for element in row.values()]


def _is_data(table: Any) -> bool:
    """Whether a table contains data, and so is one unit: rows of short cells. Other tables are layout."""
    rows = [row for row in table.iter("tr") if len(row) > 1]
    cells = [cell for row in rows for cell in row]
    nested = next(table.iterdescendants("table"), None) is not None
    return len(rows) > 1 and not nested and all(len(" ".join(shown(cell).split())) <= _LONGEST_CELL for cell in cells)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, case-folded.

    >>> words_of("St. John's")
    ('st', 'john', 's')
    >>> words_of("公告2011年")
    ('公告', '2011', '年')
    """
    return tuple(_WORD.findall(text.casefold()))


def _is_block(element: Any) -> bool:
    return element.tag in BLOCKS or element.tag == "body"


def _wrap_runs(element: Any, holders: set[Any]) -> None:
    """Wrap each run of text and inline elements between blocks in a block of its own.

    *holders* are the elements that contain blocks; inline ones aren't wrapped, since their own runs are.
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
    """Whether an element is inside one of these elements, or inside one with the matching ARIA role."""
    roles = {"nav": "navigation", "footer": "contentinfo", "aside": "complementary"}
    roles_wanted = {roles.get(name, name) for name in names}
    return any(above.tag in names or above.get("role") in roles_wanted for above in element.iterancestors())


LONGEST_TITLE = 500
"""The longest title, in characters; 99.9 % of 21,541 real ones have at most 312."""

_PARTED = re.compile(r"\s+[|·•»«–—/-]\s+|\s*[|»«_]\s*|\s+::?\s+")
_DATED = re.compile(r"(?P<day>\S[^–—|]{4,40}?)\s*(?:[|–—:]|\s-)\s+(?P<title>\S.*)")
_FEWEST_WORDS = 3
_CERTAIN_WORDS = 5
_OF_SITE = re.compile(
    r"(?:^|[\s_-])(?:site|blog|brand|header)[_-]?(?:title|name|logo)(?:$|[\s_-])|^(?:logo|brand|navbar-brand)$",
    re.IGNORECASE,
)
"""Classes of the heading that names the site on each of its pages."""

_FRONT = re.compile(r"(?:https?://[^/?#]+/?|/|(?:\.\./)+)(?:(?:index|default|home)\.\w{2,5})?")
"""The address of a site's first page; ``index.html`` alone may be the page itself."""


_MOST_OTHERS = 10
"""The number of other headings that are looked at if the title turns out to be the site's."""

_NAMES_OF_ONE = 2
"""If the head gives a name more often than this, it is the text's title; otherwise it may be the site's name."""

_OF_PAGE = 2
"""The deepest heading level that may be a page's title."""

_SAME = 0.8
"""The share of common words from which two titles are the same."""


class _Heading(NamedTuple):
    words: str
    level: int
    element: Any


class Title(NamedTuple):
    """The title, the *element* that shows it, and other words of that element, such as a date.

    *others* are the other headings, those of the first level first, and a title of the head that differs.
    """

    given: Given | None
    element: Any = None
    besides: str = ""
    others: tuple[Given, ...] = ()


def title_of(body: Any, units: Sequence[Unit], metadata: Metadata, language: str = "en") -> Title:
    """Find the title of a page's release, without a leading date: "23.01.2022 – Rivers rise".

    A heading or another block that the page's head confirms is the title. If the head confirms nothing, the page's only
    first-level heading is.
    """
    title = _title(body, units, metadata)
    headings = sorted(_headings(body), key=lambda one: one.level)
    others = (Given(one.words, f"h{one.level}") for one in headings if one.element is not title.element)
    title = title._replace(others=(*islice(others, _MOST_OTHERS), *title.others))
    dated = _DATED.fullmatch(title.given.value) if title.given else None
    if dated is None or title.given is None or title.element is None or not days_in(dated["day"], language):
        return title
    return title._replace(given=replace(title.given, value=dated["title"]), besides=f"{dated['day']} {title.besides}")


def _title(body: Any, units: Sequence[Unit], metadata: Metadata) -> Title:
    headings = _headings(body)
    own = [one.words for one in headings if _names_site(one.element)]
    metadata = metadata._replace(site_names=(*metadata.site_names, *own))
    heads = [(clean, source) for words, source in metadata.titles if (clean := _clean(words, metadata, headings))]
    named = [heading for heading in headings if not _is_section(heading.words, metadata)]
    best = max(
        named,
        key=lambda one: (max((_likeness(one.words, words) for words, _ in heads), default=0.0), -one.level),
        default=None,
    )
    if best is not None:
        for words, _ in heads:
            if (besides := _besides(best.words, words)) is not None:
                return Title(Given(words, f"h{best.level}"), best.element, besides)
        if any(_likeness(best.words, words) >= _SAME for words, _ in heads):
            return Title(Given(best.words, f"h{best.level}"), best.element)
    # A head may begin with a section, and cut the title off: "Press Release - Senate opens inquiry into the..."
    parts = [(_PARTED.split(words), words.endswith(("...", "…"))) for words, _ in metadata.titles]
    begun = [words_of(part[-1])[:-1] for part, is_cut in parts if is_cut]
    whole = [words_of(part[-1]) for part, is_cut in parts if not is_cut and _is_section(part[0], metadata)]
    whole += [words_of(words) for words, _ in heads]
    for unit in units:
        same = unit.words in whole or any(words and unit.words[: len(words)] == words for words in begun)
        if (
            len(unit.words) >= _CERTAIN_WORDS
            and len(unit.text) <= LONGEST_TITLE
            and same
            and not _is_section(unit.text, metadata)
        ):
            return Title(Given(unit.text, "page"), unit.element)
    headline = next((words for words, source in heads if source == "JSON-LD"), "")
    if sum(_likeness(headline, words) >= _SAME for words, _ in heads) > _NAMES_OF_ONE:
        return Title(Given(headline, "JSON-LD"))  # more reliable than headings that the page repeats
    first = [heading for heading in headings if heading.level == 1 and not _is_section(heading.words, metadata)]
    if len(first) == 1:
        others = tuple(Given(words, source, sure=False) for words, source in heads[:1])
        return Title(Given(first[0].words, "h1", sure=not heads), first[0].element, others=others)
    return _unconfirmed(first, named, heads)


def _unconfirmed(first: Sequence[_Heading], named: Sequence[_Heading], heads: Sequence[tuple[str, str]]) -> Title:
    """Return the title of a page that doesn't show any title given in its head."""
    if heads:
        words, source = heads[0]
        # Two equal names in the head confirm each other, unless the page's other headings suggest a list or disagree.
        alone = len(first) <= 1 and not any(heading.level <= _OF_PAGE for heading in named)
        sure = alone and any(_likeness(words, other) >= _SAME for other, where in heads if where != source)
        return Title(Given(words, source, sure))
    return Title(Given(first[0].words, "h1", sure=False), first[0].element) if first else Title(None)


def _names_site(heading: Any) -> bool:
    """Whether a heading is marked as the site's name, or links to its first page."""
    marks = heading.get("class") or "", heading.get("id") or ""
    links = [link for link in heading.iter("a") if shown(link).strip()]
    leads = len(links) == 1 and _FRONT.fullmatch((links[0].get("href") or "#").strip()) is not None
    return any(map(_OF_SITE.search, marks)) or (leads and words_of(shown(links[0])) == words_of(shown(heading)))


def _besides(heading: str, words: str) -> str | None:
    """Return the rest of a heading that contains a title (words before it, or a date after it), or None."""
    at = heading.casefold().find(words.casefold())
    if at < 0 or len(words_of(words)) < _FEWEST_WORDS or len(heading) == len(words):
        return None
    before, behind = heading[:at], heading[at + len(words) :]
    if words_of(behind) and not days_in(behind):
        return None
    # A short name may occur in many headings; five matching words aren't a coincidence.
    long = len(words_of(words)) >= _CERTAIN_WORDS or len(words) >= len(before)
    return f"{before} {behind}".strip() if long else None


def _headings(body: Any) -> list[_Heading]:
    found = []
    for element in body.iter("h1", "h2", "h3"):
        words = shown_text(shown(element)).strip()
        if words and len(words) <= LONGEST_TITLE and not is_inside(element, ("nav", "footer", "aside")):
            found.append(_Heading(words, int(element.tag[1]), element))
    return found


def _likeness(one: str, other: str) -> float:
    """Return the share of words that two titles have in common, from 0 to 1."""
    first, second = set(words_of(one)), set(words_of(other))
    return len(first & second) / max(1, len(first | second))


def _is_section(words: str, metadata: Metadata) -> bool:
    """Whether a heading names the site or a section: Press Releases, Press Release: June 20, 2011."""
    folded = words_of(words)
    days, begin, _ = first_day_in(words)
    label = words[:begin].split() if days else [words]
    is_kind = any(mark_of(" ".join(label[at:])) == ("kind", "") for at in range(3))
    return is_kind or len(folded) <= 1 or any(words_of(name) == folded for name in metadata.site_names)


def _clean(words: str, metadata: Metadata, headings: Iterable[_Heading]) -> str:
    """Remove the site's names from the ends of a title."""
    words = shown_text(words).strip()
    parts = [part.strip() for part in _PARTED.split(words) if part.strip()]
    if len(parts) < 2 or len(words) > LONGEST_TITLE:  # noqa: PLR2004 - a title alone
        return words[:LONGEST_TITLE]
    # A heading that is part of the title shows where it ends, unless it is the site's name.
    sites = [words_of(name) for name in metadata.site_names]
    within = [
        one.words for one in headings if one.words.casefold() in words.casefold() and words_of(one.words) not in sites
    ]
    longest = max(within, key=len, default="")
    if len(words_of(longest)) > 2:  # noqa: PLR2004 - a name of one word or two is a section's
        return longest
    kept = [part for part in parts if words_of(part) not in sites]
    longest = max(kept or parts, key=len)
    if len(kept) == 1 and not _is_section(kept[0], metadata):
        return kept[0]
    # Without a known site name, keep everything up to the end of the longest part, since names come last.
    return words[: words.index(longest) + len(longest)].strip() if words.startswith(parts[0]) else longest

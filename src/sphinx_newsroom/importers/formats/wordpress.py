"""Read WordPress exports (WXR): published and scheduled posts become releases, other items are counted.

Source: wp-admin/includes/export.php of WordPress, which writes the format that is called WXR 1.2.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import Found, Given, Incoming, Loss, Options, Place, clean
from sphinx_newsroom.importers.formats.dates import date_of, xml_once_encoded
from sphinx_newsroom.importers.formats.fields import LONGEST_VALUE, left_out, release_of
from sphinx_newsroom.importers.styled_text import attributes_in, plain_words
from sphinx_newsroom.sources.values import canonical_tag

# Rendering a post as WordPress does: paragraphs at blank lines, and shortcodes. Source: wp-includes/formatting.php
# (wpautop) and wp-includes/shortcodes.php of WordPress.

_BLOCKS = """
    address article aside audio blockquote canvas caption col colgroup dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr iframe legend li main math menu nav noscript object ol option p pre
    section select style summary svg table tbody td tfoot th thead tr ul video
""".split()
_BLOCK = re.compile(rf"</?(?:{'|'.join(_BLOCKS)})\b", re.IGNORECASE)
_BROKEN = re.compile(r"[ \t]*(?<!<br>)(?<!/>)\n")
_COMMENT = r"<!--\s{0,9}(?:/?wp:|more\b|nextpage\b|noteaser\b)"
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,5000}>")
_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")
_CODE = re.compile(
    r"\[(?P<end>/)?(?P<name>[a-z][a-z0-9_-]{1,40})(?P<words>(?:\s[^\[\]]{0,5000})?|=[^\[\]]{0,500})(?P<own>/)?\]"
)
# Shortcodes of WordPress and Jetpack that stand for an address.
_LINKED = frozenset(
    """
    embed youtube vimeo audio video wpvideo soundcloud dailymotion twitter instagram
    """.split()
)
_PAIRED = {"caption", "wp_caption"}
_OWN = {"gallery", "playlist", "embed", "caption", "wp_caption", *_LINKED}
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000(\\d+)\ue001")
_CODES_OF_TEXT = frozenset(frozenset("sic sig url link note name date place".split()))


def html_of_post(content: str, attached: Mapping[str, str], losses: list[Loss]) -> str:
    """Return a post's HTML as readers saw it; anything that can't be rendered is added to *losses*.

    *attached* has the addresses of attachments by number, for galleries.
    """
    kept: list[str] = []

    def keep(words: str) -> str:
        kept.append(words)
        return _MARK.format(len(kept) - 1)

    content = content.replace("\r\n", "\n").replace("\r", "\n").replace("\ue000", "").replace("\ue001", "")
    content = _replaced(content, _COMMENT, "-->", lambda words: "")
    # Before shortcodes, since WordPress doesn't process them in code.
    for name in ("pre", "script", "style", "textarea"):
        content = _replaced(content, rf"<{name}\b[^<>]{{0,5000}}>", rf"</{name}\s*>", keep)
    # A line end inside a tag doesn't break the text (wp_replace_in_html_tags).
    content = _TAG.sub(lambda tag: tag[0].replace("\n", " "), content)
    content = _shown(content, attached, losses)
    content = _paragraphs(content)
    return _MARKED.sub(lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", content)


def _replaced(text: str, opens: str, closes: str, put: Callable[[str], str]) -> str:
    """Replace each stretch from an opening to a closing mark; unclosed ones stay."""
    # Stop at the last closing mark: without one, each later opening would scan to the end.
    end = max((found.end() for found in re.finditer(closes, text, re.IGNORECASE)), default=0)
    stretch = re.compile(rf"{opens}.*?{closes}", re.DOTALL | re.IGNORECASE)
    return stretch.sub(lambda found: put(found[0]), text[:end]) + text[end:]


def _paragraphs(content: str) -> str:
    """Make paragraphs at blank lines, and keep line breaks, except in block elements."""
    parts = (part.strip() for part in _BLANK.split(content))
    return "\n".join(part if _BLOCK.match(part) else f"<p>{_BROKEN.sub('<br>', part)}</p>" for part in parts if part)


def _shown(content: str, attached: Mapping[str, str], losses: list[Loss]) -> str:
    """Replace shortcodes; an unknown one is removed, but the words that it encloses are kept."""
    names = {code["name"] for code in _CODE.finditer(content) if code["end"]}

    def one(code: re.Match[str]) -> str:
        name, said = code["name"], code["words"] or ""
        known = name in _OWN or name in names or "=" in said
        if not known or content[max(code.start() - 1, 0) : code.start()] == "[" or name in _CODES_OF_TEXT:
            return code[0]
        words = attributes_in(said)
        if code["end"]:
            return "</figcaption></figure>\n\n" if name in _PAIRED else ""
        if name in _PAIRED:
            # The caption follows its picture, or is an attribute in old versions.
            return f"\n\n<figure><figcaption>{html.escape(words.get('caption', ''))} "
        if name == "gallery":
            numbers = [number for number in re.split(r"[,\s]+", words.get("ids", "")) if number]
            pictures = [attached[number] for number in numbers if number in attached]
            if len(pictures) < len(numbers) or not numbers:
                losses.append(Loss("gallery", " ".join(numbers) or "of all that is attached"))
            return "".join(f'<p><img src="{html.escape(url)}" alt=""></p>' for url in pictures)
        if name in _LINKED:
            url = html.escape(_address(words, said))
            return f'<p><a href="{url}">{url}</a></p>' if url else ""
        losses.append(Loss(f"shortcode {name}", said.strip()[:60]))
        return ""

    return _CODE.sub(one, content)


def _address(words: Mapping[str, str], text: str) -> str:
    """Return the address in a shortcode, under any attribute."""
    named = (words.get(key, "") for key in ("src", "url", "mp3", "mp4", "ogg", "m4a", "webm"))
    bare = re.search(r"https?://[^\s\"'\]]+", text)
    return next(filter(None, named), bare[0] if bare else "")


NAME = "wordpress"
WORDS = "exports of WordPress (WXR)"

_START = 20_000
_UNSET = "0000-00-00 00:00:00"
# The default category, which says nothing to readers.
_WITHOUT_A_CATEGORY = {"uncategorized", "uncategorised"}


def knows(name: str, data: bytes) -> bool:
    """Whether a file is RSS with WordPress's namespace."""
    start = data[:_START]
    return b"<rss" in start and b"://wordpress.org/export/" in start


def read(name: str, data: bytes, options: Options) -> Iterator[Found]:
    """Yield the published and scheduled posts in order, then problems that count the other items."""
    from lxml import etree

    place = Place(name)
    data, twice = xml_once_encoded(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield _broken(place, str(error))
        return
    if root is None:
        yield _broken(place, "it has no elements")
        return
    channel = root.find("channel")
    items = [] if channel is None else channel.findall("item")
    rows = [(item.sourceline, _values(item)) for item in items]
    if errors := [error for error in parser.error_log if error.level_name == "FATAL"]:
        yield _broken(Place(name, errors[0].line), errors[0].message, rest=True)
    attached = {row["post_id"]: row["attachment_url"] for _, row in rows if row.get("attachment_url")}
    language = None if channel is None else canonical_tag((channel.findtext("language") or "").strip())
    others: Counter[str] = Counter()
    for line, row in rows:
        if (other := _no_release(row)) is not None:
            others[other] += 1
        else:
            post = _post(Place(name, line), row, attached, language, options)
            yield replace(post, losses=(*twice, *post.losses)) if isinstance(post, Incoming) else post
    yield from left_out(place, others)


def _broken(place: Place, words: str, rest: bool = False) -> Problem:
    words = f"the export isn't XML: {words[:200]}" + ("; the part before that is used" if rest else "")
    return place.problem(words, "export it again in full")


def _values(item: Any) -> dict[str, Any]:
    """Return an item's values by local element name, with terms as pairs and meta as a mapping."""
    found: dict[str, Any] = {"terms": [], "meta": {}, "comments": 0}
    for element in item.iterchildren(tag="{*}*"):
        space, _, name = str(element.tag).rpartition("}")
        if name == "category":
            found["terms"].append((element.get("domain") or "category", (element.text or "").strip()))
        elif name == "postmeta":
            key = element.findtext("{*}meta_key") or ""
            found["meta"][key.strip()] = element.findtext("{*}meta_value") or ""
        elif name == "comment":
            found["comments"] += 1
        elif name == "encoded":
            found["excerpt" if "excerpt" in space else "content"] = element.text or ""
        else:
            found.setdefault(name, element.text or "")
    return found


def _no_release(row: Mapping[str, Any]) -> str | None:
    """Return an item's kind and status if it isn't a published or scheduled post, or None."""
    kind, status = row.get("post_type", "").strip() or "post", row.get("status", "").strip() or "publish"
    if kind != "post":
        return kind
    # A "future" post is finished, and its date acts as an embargo.
    if status not in ("publish", "future"):
        return f"post, {status}"
    return None


def _post(
    place: Place, row: Mapping[str, Any], attached: Mapping[str, str], language: str | None, options: Options
) -> Found:
    losses: list[Loss] = []
    url = (row.get("link") or "").strip() or None
    guid = (row.get("guid") or "").strip()
    date = _date(row, options, losses)
    values = {
        "title": plain_words(row.get("title", "")),
        "url": url,
        "html": html_of_post(row.get("content", ""), attached, losses),
        "summary": plain_words(row.get("excerpt", ""))[:LONGEST_VALUE],
        "language": language,
        "tags": list(_topics(row["terms"], losses)),
        # WordPress answers at this address, too: https://example.org/?p=12
        "aliases": [guid] if guid != url and guid.startswith(("http://", "https://")) else [],
        "date": date.value if date else None,
    }
    losses += _left(row, attached)
    found = release_of(values, place, NAME, options)
    if not isinstance(found, Incoming):
        return found
    # WordPress counts it as published, but shows it only with the password.
    closed = "it has a password" if (row.get("post_password") or "").strip() else ""
    given = replace(found.date, source=date.source) if found.date and date else found.date
    return replace(found, date=given, closed=closed, losses=(*losses, *found.losses))


def _topics(terms: list[tuple[str, str]], losses: list[Loss]) -> Iterator[str]:
    for domain, words in terms:
        if domain not in ("category", "post_tag"):
            losses.append(Loss(domain, words[:60]))
        elif words.lower() not in _WITHOUT_A_CATEGORY:
            yield words


def _date(row: Mapping[str, Any], options: Options, losses: list[Loss]) -> Given | None:
    """Return when a post was published: in UTC if given, or else in the site's local time."""
    for name, offset in (("post_date_gmt", " UTC"), ("post_date", ""), ("pubDate", "")):
        written = (row.get(name) or "").strip()
        if written in ("", _UNSET):
            continue
        if found := date_of(written + offset, options):
            return Given(found, name)
        losses.append(Loss(f"{name} (no date of a release)", written[:60]))
    return None


def _left(row: Mapping[str, Any], attached: Mapping[str, str]) -> Iterator[Loss]:
    """Yield the details of a post that a release can't have."""
    if author := (row.get("creator") or "").strip():
        yield Loss("author", author[:60], of_key=True)
    if row["comments"]:
        yield Loss(f"{row['comments']:,} comments")
    if (row.get("is_sticky") or "").strip() == "1":
        yield Loss("sticky")
    for key, value in row["meta"].items():
        if key == "_thumbnail_id":
            yield Loss("lead image", attached.get(value.strip(), f"attachment {value.strip()}")[:200])
        elif not key.startswith("_"):
            yield Loss(f"custom field {key[:40]}", clean(value)[:60], of_key=True)

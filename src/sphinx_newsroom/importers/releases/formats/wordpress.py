"""Releases of an export of WordPress (WXR): its published and scheduled posts; what else it holds is counted.

Source: wp-admin/includes/export.php of WordPress, which writes the format that is called WXR 1.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, clean
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.formats.decoding import LARGEST
from sphinx_newsroom.importers.releases.formats.fields import LONGEST_VALUE, topics
from sphinx_newsroom.importers.releases.formats.plain import plain_words
from sphinx_newsroom.importers.releases.formats.shortcodes import html_of_post
from sphinx_newsroom.importers.releases.formats.unpublished import left_out
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, Loss, Options
from sphinx_newsroom.importers.releases.recognizing import recognized
from sphinx_newsroom.sources.keys.values import canonical_tag

NAME = "wordpress"
WORDS = "exports of WordPress (WXR)"

_START = 20_000
_UNSET = "0000-00-00 00:00:00"
# What every post has for WordPress's own sake, and what says nothing that a reader saw.
_WITHOUT_A_CATEGORY = {"uncategorized", "uncategorised"}


def knows(name: str, data: bytes) -> bool:
    """Whether a file is an RSS document with the names of WordPress."""
    start = data[:_START]
    return b"<rss" in start and b"://wordpress.org/export/" in start


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The published and scheduled posts in their order, then a problem that counts what is none."""
    from lxml import etree

    place = Place(name)
    if len(data) > LARGEST:
        yield place.problem(ImportCode.UNREADABLE_FILE, f"the export is larger than {LARGEST >> 20} MiB", "split it")
        return
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
            yield _post(Place(name, line), row, attached, language, options)
    yield from left_out(place, others)


def _broken(place: Place, words: str, rest: bool = False) -> Problem:
    words = f"the export is no XML: {words[:200]}" + ("; what could be read is taken" if rest else "")
    return place.problem(ImportCode.UNREADABLE_FILE, words, "export it again, whole")


def _values(item: Any) -> dict[str, Any]:
    """What an item says, by the local names of its elements: texts, terms as pairs, meta as a mapping."""
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
    """What an item is that is neither a published post nor one that is to be published at its date."""
    kind, status = row.get("post_type", "").strip() or "post", row.get("status", "").strip() or "publish"
    if kind != "post":
        return kind
    # "future" is finished and waits for its date, until which the archive keeps it back as WordPress does.
    if status not in ("publish", "future"):
        return f"post, {status}"
    return None


def _post(
    place: Place, row: Mapping[str, Any], attached: Mapping[str, str], language: str | None, options: Options
) -> Incoming:
    from sphinx_newsroom.importers.releases.markup import markdown_of

    losses: list[Loss] = []
    url = (row.get("link") or "").strip() or None
    source = html_of_post(row.get("content", ""), attached, losses)
    markup = markdown_of(source, url or options.base)
    ids = topics((word for domain, word in _topics(row["terms"], losses) if domain), losses)
    title = plain_words(row.get("title", ""))
    losses += _left(row, attached)
    excerpt = plain_words(row.get("excerpt", ""))
    found = Incoming(
        place,
        NAME,
        markup.text,
        Given(title, "title") if title else None,
        _date(row, options, losses),
        url=url,
        language=language,
        summary=excerpt[:LONGEST_VALUE] or None,
        topics=ids,
        files=markup.files,
        former_urls=tuple(_other_addresses(row, url)),
        words=markup.words,
        losses=(*losses, *markup.losses),
        # WordPress calls it published, and shows it to nobody who does not know the word.
        closed="it has a password" if (row.get("post_password") or "").strip() else "",
    )
    return recognized(found, options)


def _topics(terms: list[tuple[str, str]], losses: list[Loss]) -> Iterator[tuple[str, str]]:
    for domain, words in terms:
        if domain in ("category", "post_tag"):
            if words.lower() not in _WITHOUT_A_CATEGORY:
                yield domain, words
        else:
            losses.append(Loss(domain, words[:60]))


def _date(row: Mapping[str, Any], options: Options, losses: list[Loss]) -> Given | None:
    """When a post was published: in UTC where WordPress knew it, else by the clock of its site."""
    for name, offset in (("post_date_gmt", " UTC"), ("post_date", ""), ("pubDate", "")):
        written = (row.get(name) or "").strip()
        if written and written != _UNSET and (found := date_of(written + offset, options)):
            return Given(found, name)
        if written and written != _UNSET:
            losses.append(Loss(f"{name} (no date of a release)", written[:60]))
    return None


def _other_addresses(row: Mapping[str, Any], url: str | None) -> Iterator[str]:
    """Where WordPress answers as well: ``https://example.org/?p=12``."""
    guid = (row.get("guid") or "").strip()
    if guid != url and guid.startswith(("http://", "https://")):
        yield guid


def _left(row: Mapping[str, Any], attached: Mapping[str, str]) -> Iterator[Loss]:
    """What a post has beside its text that no release has."""
    if author := (row.get("creator") or "").strip():
        yield Loss("author", author[:60])
    if row["comments"]:
        yield Loss(f"{row['comments']:,} comments")
    if (row.get("is_sticky") or "").strip() == "1":
        yield Loss("sticky")
    for key, value in row["meta"].items():
        if key == "_thumbnail_id":
            yield Loss("leading image", attached.get(value.strip(), f"attachment {value.strip()}")[:200])
        elif not key.startswith("_"):
            yield Loss(f"custom field {key[:40]}", clean(value)[:60])

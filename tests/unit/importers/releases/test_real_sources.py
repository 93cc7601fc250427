"""Exports and feeds of real sites: every published text, its words, and what is said of the rest."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest
from lxml import etree
from tests.conftest import SHARED

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import Incoming, Listed, Options
from sphinx_newsroom.importers.readers import read

DATA = SHARED / "data" / "import"
OPTIONS = Options(base="https://example.org/")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside this checkout")


def counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", html.unescape(text).lower()))


def of_html(source: str) -> Counter[str]:
    """The words of a post, without tags and WordPress's own signs."""
    signs = r"<!--.*?-->|<(script|style)\b.*?</\1>|\[/?(?:caption|gallery|dropcap|audio|video|embed)[^\]]*\]|<[^>]*>"
    return counted(re.sub(signs, " ", source, flags=re.DOTALL))


def of_markdown(source: str) -> Counter[str]:
    """The words of Markdown, without where its links lead."""
    return counted(re.sub(r"\]\([^)]*\)|\\", " ", source))


def published(data: bytes) -> dict[int, str]:
    """The texts of the published and scheduled posts of an export, by line."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, recover=True))
    found = {}
    for item in root.find("channel").findall("item"):
        if (item.findtext("{*}post_type"), item.findtext("{*}status")) in (("post", "publish"), ("post", "future")):
            found[item.sourceline] = item.findtext(CONTENT) or ""
    return found


def test_every_published_post_of_an_export_is_read_with_its_words() -> None:
    kept, all_words, posts = 0, 0, 0
    for path in sorted(DATA.glob("wxr*.xml")):
        data = path.read_bytes()
        source = published(data)
        found = list(read(str(path), data, OPTIONS))
        releases = [item for item in found if isinstance(item, Incoming)]
        empty = {item.place.line for item in found if isinstance(item, Listed)}
        assert {release.place.line for release in releases} | empty == set(source)
        assert not any(of_html(source[line or 0]) for line in empty)
        posts += len(releases) + len(empty)
        for release in releases:
            assert release.date is not None
            wanted = of_html(source[release.place.line or 0])
            header = (
                f"{release.dateline or ''} {release.issuer or ''} {' '.join(loss.words for loss in release.losses)}"
            )
            had = of_markdown(release.body) + counted(header)
            kept, all_words = kept + (wanted & had).total(), all_words + wanted.total()
        items = data.count(b"<item>")
        left = sum(int(str(item).split("] ")[1].split()[0]) for item in found if isinstance(item, Problem))
        assert len(releases) + len(empty) + left == items
    assert posts == 53
    assert kept / all_words >= 0.997

"""An archive in French, Russian or Arabic says nothing in English, on no kind of page, feed or mail."""

from __future__ import annotations

import email
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from email.policy import default
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import yaml
from tests.conftest import Built
from tests.helpers.translated import LANGUAGES, WORDS, built, run, seen, seen_of_data, wrong

KINDS = {
    "front": "index.html",
    "years": "releases/index.html",
    "year": "releases/2012/index.html",
    "type": "types/speech.html",
    "types": "types/press-release.html",
    "corrected": "releases/2011/dam.html",
    "withdrawn": "releases/2011/gone.html",
    "superseded": "releases/2011/dam.r1.html",
    "organizations": "organizations/index.html",
    "organization": "organizations/river.html",
    "its second page": "organizations/river/page-2.html",
    "a body of before": "organizations/old.html",
    "officials": "officials/index.html",
    "official": "officials/person.html",
    "nobody names": "officials/nobody.html",
    "topics": "topics/index.html",
    "topic": "topics/sailing.html",
    "statements": "statements.html",
    "statements of a year": "statements/2012.html",
    "corrections": "corrections.html",
    "editions": "editions/index.html",
    "edition": "editions/2026-02.html",
    "search": "search.html",
    "check": "check.html",
    "subscribe": "subscribe.html",
    "not found": "404.html",
    "guides": "docs/index.html",
    "guide": "docs/two.html",
    "data": "data.html",
}


class Site(NamedTuple):
    """An archive's site, and the mail that it would send."""

    language: str
    built: Built
    mail: bytes


@pytest.fixture(scope="module", params=LANGUAGES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    language = request.param
    archive, site = built(tmp_path_factory, language)
    printed = TextIOWrapper(BytesIO(), "utf-8", write_through=True)
    with redirect_stdout(printed):
        run(archive, 11, "digest", "--since", "2011-01-01", "--until", "2026-12-31")
    printed.seek(0)
    return Site(language, site, printed.buffer.read())


def foreign(site: Site, html: str) -> bool:
    """Whether a page is in another language than the archive: its words are that one's."""
    return f'<html lang="{site.language}"' not in html


def said_by(path: str, html: str) -> list[str]:
    return seen_of_data(html) if path == KINDS["data"] else seen(html)


def test_no_page_says_anything_in_english(site: Site) -> None:
    for kind, path in KINDS.items():
        html = site.built.read(path)
        assert not foreign(site, html), kind
        assert wrong(site.language, said_by(path, html)) == [], kind


def test_all_pages_are_looked_at(site: Site) -> None:
    for path in sorted(site.built.out.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        language = site.language if not foreign(site, html) else "fr" if site.language == "ru" else "ru"
        name = path.relative_to(site.built.out).as_posix()
        assert wrong(language, said_by(name, html)) == [], name


def texts(path: Path) -> Iterator[str]:
    """What a feed says."""
    if path.suffix == ".json":
        found = json.loads(path.read_text(encoding="utf-8"))
        for item in (found, *found["items"]):
            yield from (item[key] for key in ("title", "description", "summary", "content_text") if key in item)
            yield from seen(item.get("content_html", ""))
            yield from item.get("tags", ())
        return
    for element in ElementTree.parse(path).iter():
        tag = element.tag.rpartition("}")[2]
        if tag in ("link", "id", "guid", "generator", "docs", "uri", "language", "pubDate", "lastBuildDate"):
            continue
        yield from seen(element.text or "")
        yield from (
            element.attrib[name] for name in ("text", "title", "description", "label") if name in element.attrib
        )


FEEDS = ("rss.xml", "atom.xml", "feed.json")


def test_no_feed_says_anything_in_english(site: Site) -> None:
    out = site.built.out
    found = [path for name in FEEDS for path in out.rglob(name) if "languages" not in path.parts]
    assert len(found) > 10
    for path in (*found, out / "feeds.opml"):
        said = list(texts(path))
        # The archive's own feeds hold the releases in other languages, too, each with words in its own.
        missed = [text for text in said if all(wrong(each, [text]) for each in {site.language, "ru", "fr"})]
        assert missed == [], path


_CODE = re.compile(r"`[^`]*`|\]\([^)]*\)")


def test_what_programs_read_is_in_the_language_but_for_keys_and_headings(site: Site) -> None:
    """Markdown beside a release is in that release's language."""
    out = site.built.out
    releases = [path for path in out.rglob("*.md") if path.name != "index.md"]
    assert len(releases) > 20
    languages = set()
    for path in releases:
        _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
        told = yaml.safe_load(head)
        languages.add(told["language"])
        said = [told["title"], told.get("type", ""), *told["issuers"]]
        said += [note["note"] for note in told.get("corrected", ())]
        assert wrong(told["language"], [*said, *_CODE.sub("", text).splitlines()]) == [], path
    assert languages == {site.language, "fr" if site.language == "ru" else "ru"}
    for path in (out / "llms.txt", *out.glob("releases/*/index.md")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert wrong(site.language, [_CODE.sub("", line) for line in lines]) == [], path
    words = WORDS[site.language]
    assert words.title in (out / "releases/2012/index.md").read_text(encoding="utf-8")


def test_no_mail_says_anything_in_english(site: Site) -> None:
    mail = email.message_from_bytes(site.mail, policy=default)
    said = [mail["Subject"]]
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            said += [line for line in part.get_content().splitlines() if "://" not in line and "mailto:" not in line]
        elif part.get_content_type() == "text/html":
            said += seen(part.get_content())
    assert len(said) > 40
    assert wrong(site.language, said) == []


def test_pages_say_their_language_and_direction(site: Site) -> None:
    direction = ' dir="rtl"' if site.language == "ar" else ""
    for path in KINDS.values():
        assert f'<html lang="{site.language}"{direction} data-content_root' in site.built.read(path)

"""A release in several languages: its switch, what is beside it, what search engines are told; own catalogues."""

from __future__ import annotations

import re

import pytest
from tests.conftest import CONF, SMALL, ArchiveOnDisk, Built

BASE = 'html_baseurl = "https://a.example.org/press/"\n'


def release(title: str, date: str, header: str = "") -> str:
    return f"---\ntitle: {title}\ndate: {date}\n{header}---\n\nText.\n"


FILES = {
    "conf.py": CONF + BASE,
    "releases/2013/a.md": release("First", "2013-01-01"),
    "releases/2013/a.ru.md": release("Первый", "2013-01-01"),
    "releases/2013/b.md": release("Second", "2013-01-02"),
    "releases/2013/c.md": release("Third", "2013-01-03", "related: [2013/a, 2013/b]\n"),
    "releases/2013/c.ru.md": release("Третий", "2013-01-03"),
    "releases/2013/c.uk.md": release("Третій", "2013-01-03"),
}
"""The first and the last of three releases are there in Russian, the last in Ukrainian as well."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("several") / "archive")
    archive.put({**SMALL, **FILES})
    return archive.build()


@pytest.fixture
def several(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    archive.put(FILES)
    return archive


def alternates(site: Built, page: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', site.read(page)))


def part(html: str, begin: str, end: str) -> str:
    return html.partition(begin)[2].partition(end)[0]


def test_its_languages_stand_at_the_top_and_in_the_head(site: Built) -> None:
    at = "https://a.example.org/press/releases/2013/"
    told = {"en": f"{at}c.html", "ru": f"{at}c.ru.html", "uk": f"{at}c.uk.html", "x-default": f"{at}c.html"}
    xml = site.read("sitemap.xml")
    for page in ("c.html", "c.ru.html", "c.uk.html"):
        listed = part(xml, f"<loc>{at}{page}</loc>", "</url>")
        assert dict(re.findall(r'<xhtml:link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/>', listed)) == told
        html = site.read(f"releases/2013/{page}")
        assert alternates(site, f"releases/2013/{page}") == told
        switch = part(html, '<nav class="languages"', "</nav>")
        assert html.index('<nav class="languages"') < html.index("<h1")
        assert switch.count("aria-current") == 1
        assert re.findall(r">(\w+)</(?:a|span)>", switch) == ["English", "Русский", "Українська"]
    assert alternates(site, "releases/2013/b.html") == {}
    assert "languages" not in site.read("releases/2013/b.html")


def test_what_is_beside_it_is_in_its_language(site: Built) -> None:
    russian = site.read("releases/2013/c.ru.html")
    assert re.findall(r'<a rel="(?:prev|next)" href="([^"]+)"', russian) == ["a.ru.html"], (
        "the second is not in Russian"
    )
    related = part(russian, '<ul class="related">', "</ul>")
    assert re.findall(r'href="([^"]+)"', related) == ["a.ru.html", "b.html"], "as the original has it"
    assert '<html lang="ru"' in russian
    assert "Связанные релизы" in russian
    assert re.findall(r'<a rel="(?:prev|next)" href="([^"]+)"', site.read("releases/2013/c.html")) == ["b.html"]
    # Nobody has translated the interface into Ukrainian: it is in the archive's language, and says so.
    ukrainian = site.read("releases/2013/c.uk.html")
    assert '<html lang="en"' in ukrainian
    assert '<article class="column-main" lang="uk" dir="ltr">' in ukrainian


def test_a_translation_that_comes_writes_the_pages_that_lead_to_it(several: ArchiveOnDisk) -> None:
    several.build()
    several.put({"releases/2013/b.ru.md": release("Второй", "2013-01-02")})
    site = several.build()
    assert 'rel="prev" href="b.ru.html"' in site.read("releases/2013/c.ru.html")
    assert 'rel="next" href="b.ru.html"' in site.read("releases/2013/a.ru.html")
    fresh = several.build("fresh")
    assert site.tree() == fresh.tree()


CATALOGUE = (
    'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    'msgid "Topics"\nmsgstr "{}"\n\nmsgid "Copy"\nmsgstr "Копіювати"\n'
)


def test_an_archive_brings_words_of_its_own(several: ArchiveOnDisk) -> None:
    path = "locales/uk/LC_MESSAGES/newsroom.po"
    several.put({path: CATALOGUE.format("Теми"), "topics/t.md": "---\nname: T\n---\n"})
    site = several.build()
    page = site.read("releases/2013/c.uk.html")
    assert '<html lang="uk"' in page
    assert ">Теми</a>" in page
    assert 'datetime="2013-01-03">3 січня 2013</time>' in page
    assert '"Copy":["Копіювати"]' in site.read("_search/words-uk.js")
    assert "Topics" in site.read("releases/2013/c.html")
    several.put({path: CATALOGUE.format("Предмети")})
    site = several.build()
    assert ">Предмети</a>" in site.read("releases/2013/c.uk.html")
    assert site.tree() == several.build("fresh").tree()


def test_a_catalogue_that_cannot_be_used_stops_the_build(several: ArchiveOnDisk) -> None:
    several.put({"locales/uk/LC_MESSAGES/newsroom.po": CATALOGUE.format("{Теми}")})
    site = several.build()
    assert site.status != 0
    assert "newsroom.po:6: '{Теми}' has braces that nothing fills" in site.log


def test_records_have_the_names_of_the_page_s_language_and_prose_its_own_direction(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "conf.py": CONF + 'language = "ar"\n',
            "organizations/unodc.md": """
                ---
                name: United Nations Office on Drugs and Crime
                acronym: UNODC
                other_names:
                  - {name: УПН ООН, language: ru}
                  - {name: Управление ООН по наркотикам и преступности, language: ru}
                  - {name: Прежнее управление, language: ru, end_date: 2002}
                ---
                It fights crime.
                """,
            "releases/2013/a.md": release("الأول", "2013-01-01", "issuer: unodc\norganizations: [unodc, osce]\n"),
            "releases/2013/a.ru.md": release("Первый", "2013-01-01", "issuer: unodc\norganizations: [unodc, osce]\n"),
        }
    )
    site = archive.build()
    russian = site.read("releases/2013/a.ru.html")
    named = part(russian, 'id="newsroom-named"', "</ul>")
    assert 'Управление ООН по наркотикам и преступности</a> <span class="acronym">УПН ООН</span>' in named
    assert 'lang="ar"' in named, "a name that the record has in no Russian is one of the archive's"
    assert "Прежнее" not in named
    assert "УПН ООН</abbr></a> ·" in part(russian, '<p class="kicker"', "</p>")
    assert "UNODC</span>" in part(site.read("releases/2013/a.html"), 'id="newsroom-named"', "</ul>")
    record = site.read("organizations/unodc.html")
    assert '<div class="prose" dir="ltr">' in record
    assert '<dd><span dir="ltr">УПН ООН</span></dd>' in record

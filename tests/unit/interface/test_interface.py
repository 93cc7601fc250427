"""What the archive says in another language: words, plurals, dates, numbers, and the catalogues of an archive's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.interface import CatalogueError, Interface, Interfaces, read

DAY = dt.date(2011, 6, 21)
CONF = 'project = "Test"\nlanguage = "{}"\n'
HEAD = (
    'msgid ""\nmsgstr ""\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
)


def interface(language: str) -> Interface:
    return Interfaces().of(language, "en")


@pytest.mark.parametrize(
    ("language", "day", "month", "number"),
    [
        ("en", "21 June 2011", "June 2011", "12,345"),
        ("en-US", "21 June 2011", "June 2011", "12,345"),
        ("fr", "21 juin 2011", "juin 2011", "12\u202f345"),
        ("de", "21. Juni 2011", "Juni 2011", "12.345"),
        ("ru", "21 июня 2011", "июнь 2011", "12\xa0345"),
        ("es", "21 de junio de 2011", "junio de 2011", "12.345"),
        ("ar", "21 يونيو 2011", "يونيو 2011", "12,345"),
        ("uk", "21 June 2011", "June 2011", "12,345"),  # which nobody has translated: dates as the words around them
    ],
)
def test_dates_and_numbers(language: str, day: str, month: str, number: str) -> None:
    found = interface(language)
    assert (found.date(DAY), found.month(DAY), found.number(12345)) == (day, month, number)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["0 releases", "1 release", "2 releases", "5 releases", "21 releases"]),
        ("fr", ["0 communiqué", "1 communiqué", "2 communiqués", "5 communiqués", "21 communiqués"]),
        ("ru", ["0 релизов", "1 релиз", "2 релиза", "5 релизов", "21 релиз"]),
        ("ar", ["0 بيان", "بيان واحد", "بيانان", "5 بيانات", "21 بيانًا"]),
    ],
)
def test_a_number_has_the_form_of_its_language(language: str, told: list[str]) -> None:
    found = interface(language)
    assert [found.plural("{number} release", "{number} releases", count) for count in (0, 1, 2, 5, 21)] == told


def test_who_is_several_is_named_as_in_the_language() -> None:
    assert interface("en").names(["OSCE", "UNODC", "IOM"]) == "OSCE, UNODC and IOM"
    assert interface("ar").names(["OSCE", "UNODC", "IOM"]) == "OSCE، UNODC وIOM"
    assert interface("ru").names(["OSCE"]) == "OSCE"


def test_what_nobody_has_translated_falls_back() -> None:
    assert Interfaces().of("uk", "fr").language == "fr", "to the archive's language"
    assert Interfaces().of("uk", "uk").say("Search") == "Search", "then to English"
    assert Interfaces().of("fr-CA", "en").say("Search") == "Rechercher"
    assert Interfaces().of("fr-CA", "en").language == "fr-CA"


def own(root: Path, language: str, text: str, folder: str = "locales") -> Path:
    path = root / folder / language / "LC_MESSAGES" / "newsroom.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_an_archive_brings_its_own_catalogue(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF.format("uk"), encoding="utf-8")
    before = settings_of(tmp_path)
    own(tmp_path, "uk", 'msgid "Search"\nmsgstr "Пошук"\n')
    settings = settings_of(tmp_path)
    assert settings.interface.say("Search") == "Пошук"
    assert settings.interface.say("Topics") == "Topics"
    assert settings.interface.date(DAY) == "21 червня 2011"
    assert repr(settings.interfaces) != repr(before.interfaces), "by which a build knows that pages are others"


def test_an_archive_says_some_things_otherwise(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF.format("de") + 'locale_dirs = ["words"]\n', encoding="utf-8")
    own(tmp_path, "de", 'msgid "Releases"\nmsgstr "Pressemitteilungen"\n', "words")
    found = settings_of(tmp_path).interface
    assert (found.say("Releases"), found.say("Topics")) == ("Pressemitteilungen", "Themen")


def test_a_catalogue_that_cannot_be_used_is_named_with_its_line(tmp_path: Path) -> None:
    path = own(tmp_path, "uk", 'msgid "Page {number}"\nmsgstr "Сторінка {nombre}"\n')
    with pytest.raises(CatalogueError, match=r"newsroom\.po:6: .*braces that nothing fills.*\{number\}"):
        read(path, "uk")
    (tmp_path / "conf.py").write_text(CONF.format("uk"), encoding="utf-8")
    with pytest.raises(ConfigError, match="braces"):
        settings_of(tmp_path)
    path.write_text("<html>", encoding="utf-8")
    with pytest.raises(CatalogueError, match="a catalogue of messages"):
        read(path, "uk")

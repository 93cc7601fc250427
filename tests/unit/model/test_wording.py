from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale

from sphinx_newsroom.interface import Interface, Interfaces
from sphinx_newsroom.model.wording import (
    direction,
    language_name,
    long_date,
    long_date_in,
    months_by_name,
    partial_date,
    period,
    years,
)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        *(
            (tag, "rtl")
            for tag in ("sd", "ug", "ckb", "dv", "ks", "syr", "nqo", "pa-arab", "az-Arab", "uz-Arab", "ar", "he")
        ),
        *((tag, "ltr") for tag in ("en", "ru", "pa", "az", "uz", "ks-Deva", "zh-Hant", "tlh", "")),
    ],
)
def test_direction_is_that_of_the_script(tag: str, expected: str) -> None:
    assert direction(tag) == expected


def test_a_language_names_itself() -> None:
    assert (language_name("ru"), language_name("pt-BR"), language_name("tlh")) == (
        "Русский",
        "Português (Brasil)",
        "tlh",
    )
    assert language_name("en") == Locale("en").get_display_name()  # which is not asked for it


@pytest.mark.parametrize(
    ("tag", "name", "month"),
    [
        ("de", "märz", 3),
        ("fr-CA", "févr", 2),
        ("pt_BR", "dezembro", 12),
        ("ru", "июня", 6),
        ("ru", "июнь", 6),
        ("dy", "june", None),  # a language that nobody has a list of, as pages say of themselves
        ("", "june", None),
        ("../en", "june", None),
    ],
)
def test_months_by_all_their_names(tag: str, name: str, month: int | None) -> None:
    assert months_by_name(tag).get(name) == month


# Dates in words.

DAY = dt.date(2011, 6, 21)
ENGLISH, RUSSIAN = Interface("en"), Interfaces().of("ru", "en")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "21 June 2011"),
        ("en-US", "21 June 2011"),
        ("de", "21. Juni 2011"),
        ("fr", "21 juin 2011"),
        ("ru", "21 июня 2011\u202fг."),
        ("xx", "21 June 2011"),
    ],
)
def test_in_the_words_of_a_language(language: str, words: str) -> None:
    assert long_date_in(DAY, language).replace("\u00a0", "\u202f") == words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2010", "2010"),
        ("2010-07", "July 2010"),
        ("2010-07-12", "12 July 2010"),
    ],
)
def test_partial(date: str, words: str) -> None:
    assert partial_date(date, ENGLISH) == words


@pytest.mark.parametrize(
    ("start", "end", "in_full", "in_years"),
    [
        ("2010-07", "2020-01", "July 2010 – January 2020", "2010–2020"),
        ("2010-07", "2010-09", "July 2010 – September 2010", "2010"),
        ("2010", None, "since 2010", "since 2010"),
        (None, "2010-03-01", "until 1 March 2010", "until 2010"),
        (None, None, "", ""),
    ],
)
def test_periods(start: str | None, end: str | None, in_full: str, in_years: str) -> None:
    assert period(start, end, ENGLISH) == in_full
    assert years(start, end, ENGLISH) == in_years


def test_in_a_sentence_russian_months_are_inflected() -> None:
    assert partial_date("2010-07", RUSSIAN) == "июль 2010"
    assert period("2010-07", None, RUSSIAN) == "с июля 2010"
    assert years(None, "2010-03-01", RUSSIAN) == "до 2010"


def test_a_day() -> None:
    assert long_date(DAY) == "21 June 2011"

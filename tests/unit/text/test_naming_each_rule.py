"""Texts that one rule alone decides, where no other table had any; bench/naming/ablation.py tells such rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.naming_tables import Rule, cases, check
from tests.speaking import said

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names, Refusal, find

OSCE = Organization("osce", "Organization for Security in Europe", "OSCE", (Name("OSZE", "de"),))
PRESS = Organization("presse", "Pressestelle", parent="osce")
RESERVE = Organization("reserve", "Federal Reserve System", other_names=(Name("Federal Reserve Board"),))
STEEL = Organization("steel", "Varn Steel", other_names=(Name("Varn Steel Group"),))

GERMAN = Rule(
    (OSCE, PRESS),
    (
        ("Die [Pressestelle>presse] kam.", {"issuer": "osce"}),
        "Die [Pressestelle>presse] der [OSZE>osce] kam.",
    ),
    (
        ("Das Ministerium und dessen Pressestelle kamen.", {"issuer": "osce"}),
        ("Die Behörde und ihre Pressestelle kamen.", {"issuer": "osce"}),
    ),
)
GOVERNORS = Rule(
    (RESERVE, STEEL),
    (
        "The [Board of Governors of the Federal Reserve System>reserve] met.",
        "They asked the [Board of Governors of the Federal Reserve System>reserve] about it.",
    ),
    (
        "The Board of Governors of the [Varn Steel Group>steel] met.",
        "A board of governors of the system met.",
    ),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    [*cases({"governors": GOVERNORS}), *cases({"whose": GERMAN}, "de")],
)
def test_each_rule(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)


def test_an_initial_alone_introduces_nobody() -> None:
    berg = Official("berg", "Anna Berg")
    release = Release(ReleaseId("2011/x"), "T", dt.date(2011, 6, 21), "releases/2011/x.md")
    names = Names(Registry({}, {"berg": berg}))
    (refused,) = find(names, "They met A. Berg there.", (), release, why=True).refused
    assert refused.why is Refusal.NOT_INTRODUCED
    found = find(names, "They met Anna Berg there. Then A. Berg left.", (), release)
    assert [mention.surface for mention in found.mentions] == ["Anna Berg", "A. Berg"]


SENTENCE = "Crime is a threat to us all and so it will be for many years"


@pytest.mark.parametrize(
    "text",
    [
        f"Yury Fedotov wrote “{SENTENCE}.”",
        f"Yury Fedotov warned “{SENTENCE}.”",
        f"In a letter “{SENTENCE},” Yury Fedotov said.",
    ],
)
def test_a_quotation_that_is_a_sentence_is_said_whatever_stands_before_it(text: str) -> None:
    assert [(speaker, words.rstrip(".")) for speaker, _, words in said(text)] == [("fedotov", SENTENCE)]


@pytest.mark.parametrize(
    "text",
    [
        "Yury Fedotov wrote “A Fair World.”",
        "Yury Fedotov warned “all of us.”",
        "In a letter “A Fair World,” Yury Fedotov said.",
    ],
)
def test_a_title_is_not(text: str) -> None:
    assert said(text) == []

"""The JSON Schema of a header refuses what the strict reader refuses, as far as one header can tell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.conftest import ROOT
from tests.unit.sources.test_header import WRONG

from sphinx_newsroom.config import Settings
from sphinx_newsroom.sources.header import parse_record, parse_release
from sphinx_newsroom.sources.header_keys import DRAFT, KEYS, schema_of

SHIPPED = sorted(
    path
    for path in ROOT.glob("[rot]*/**/*")
    if re.fullmatch(
        r"(releases/.*\.(md|ipynb)|(organizations|officials|topics)/.*\.md)", path.relative_to(ROOT).as_posix()
    )
)


class Editor(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: a date is text, 2011 a number, and `no` a word."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (that of PyYAML says nothing else)


Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(?:~|null)?$"), ["~", "n", ""])
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), ["t", "f"])
Editor.add_implicit_resolver("tag:core,int", re.compile("[-+]?[0-9]+$"), list("-+0123456789"))
Editor.add_implicit_resolver("tag:core,float", re.compile(r"[-+]?[0-9]+\.[0-9]*$"), list("-+0123456789"))
Editor.add_constructor("tag:core,int", lambda _, node: int(node.value))
Editor.add_constructor("tag:core,float", lambda _, node: float(node.value))


def header_in(text: str) -> Any:
    return yaml.load(text.removeprefix("---\n").split("\n---\n", 1)[0], Editor)


def validator(kind: str, settings: Settings | None = None) -> Draft202012Validator:
    schema = schema_of(kind, settings or Settings())
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


VALIDATORS = {kind: validator(kind) for kind in KEYS}


@pytest.mark.parametrize("kind", KEYS)
def test_a_schema_is_one(kind: str) -> None:
    schema = schema_of(kind, Settings(tag="example.org,2026"))
    Draft202012Validator.check_schema(schema)
    assert (schema["$schema"], schema["$id"]) == (DRAFT, f"tag:example.org,2026:schema/{kind}")
    assert list(schema["properties"]) == list(KEYS[kind])
    assert json.loads(json.dumps(schema)) == schema
    for text in descriptions(schema):
        assert text.endswith(".")
        assert "](" not in text, "a link has no meaning in an editor"


def descriptions(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["description"]] if isinstance(schema.get("description"), str) else []
        return own + [text for value in schema.values() for text in descriptions(value)]
    return [text for value in schema for text in descriptions(value)] if isinstance(schema, list) else []


@pytest.mark.parametrize("kind", KEYS)
def test_patterns_are_those_of_ecmascript_too(kind: str) -> None:
    """With its flag `u` it refuses a backslash before what needs none, and it has no \\Z, (?P<…>) or (?i)."""
    patterns = re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', json.dumps(schema_of(kind, Settings())))
    assert patterns
    for pattern in map(json.loads, (f'"{pattern}"' for pattern in patterns)):
        assert not re.sub(r"\\(?:[sSd\\.+()\[\]]|x[0-9a-f]{2}|u[0-9a-f]{4})", "", pattern).count("\\"), pattern
        assert not re.search(r"\(\?(?![:=!])", pattern), pattern


def test_the_types_of_releases_are_those_of_the_archive() -> None:
    schema = schema_of("release", Settings(types=MappingProxyType({"news": "News"})))
    assert schema["properties"]["type"]["enum"] == ["news"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_header_of_the_shipped_archive_is_valid(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = json.loads(text)["metadata"]["newsroom"] if path.suffix == ".ipynb" else header_in(text)
    kind = path.relative_to(ROOT).parts[0].removesuffix("s")
    assert [error.message for error in VALIDATORS[kind].iter_errors(header)] == []


FULL = """\
title: 2011
date: 2011-06-21T10:00:00+02:00
number: 40
topics: [2030]
names: {the Alliance: alliance, Commission: false}
translation_of: 2011/original.pt-br
contacts: [{name: Desk, phone: 431000}]
image: {src: ../a.JPG, alt: "1"}
former_urls: [press/12345.html, press/, /news/1, "?p=1164", "details.cfm?id=3", "https://a.example/n/1?x=y", "a?"]"""

RECORDS = [
    (
        "organization",
        "name: N\nfounding_date: 1997\ndissolution_date:\nwebsite:\nidentifiers: {isni: 0000}\nsuccessors: []",
    ),
    ("organization", "name: N\nother_names: [M, 3M, {name: L, language: zh-Hant, start_date: 1997, end_date: }]"),
    ("official", "name: N\nmemberships: [{role: R, organization: un, start_date: 2010-07, end_date: }]\nsources:"),
    ("topic", "name: 2030"),
]


@pytest.mark.parametrize(("kind", "header"), [("release", FULL), *RECORDS])
def test_what_is_read_is_valid(kind: str, header: str) -> None:
    """Numbers where text is wanted, and in records nothing at all, are what the strict reader takes as well."""
    text = f"---\n{header}\n---\nText.\n"
    found = (
        parse_release("releases/a.md", text, Settings()) if kind == "release" else parse_record(f"{kind}s/a.md", text)
    )
    assert found.problems == ()
    assert [error.message for error in VALIDATORS[kind].iter_errors(header_in(text))] == []


ONLY_THE_READER = {
    "? [a, b]\n: c": "no JSON has such a key",
    "names: {Commission: yes}": "a word to YAML 1.2, a truth value to YAML 1.1",
    "names: {a: b, a: c}": "an editor keeps one of the two",
    "embargo: 2011-02-30T10:00:00Z": "a pattern does not count days",
    "event: {start: 0001-01-01T00:00:00+02:00}": "a schema counts no years",
    "event: {start: 2011-06-22, end: 2011-06-21}": "a schema compares no values",
    "event: {start: 2011-06-22T10:00:00Z, end: 2011-06-22}": "a schema compares no values",
    "image: {src: ../../../a.jpg, alt: A}": "where a file stands is not in its header",
    "image: {src: /.git/a.png, alt: A}": "what is hidden depends on the rest of the path",
    "attachments: [../../../a.pdf]": "where a file stands is not in its header",
    "attachments: [/.git/a.pdf]": "what is hidden depends on the rest of the path",
    "attachments: [/_build/a.pdf]": "what is hidden depends on the rest of the path",
    "attachments: [a.pdf, ./a.pdf]": "that two paths lead to one file is not in their letters",
    "former_urls: ['a/caf%E9']": "a pattern does not decode",
    "former_urls: ['a?id=1%0d%0aX']": "a pattern does not decode",
}


@pytest.mark.parametrize("line", [line for line, *_ in WRONG if line not in ONLY_THE_READER])
def test_what_the_reader_refuses_of_a_release_is_refused(line: str) -> None:
    assert not VALIDATORS["release"].is_valid(header_in(f"---\ntitle: T\ndate: 2011-06-21\n{line}\n---\n"))


def test_what_only_the_reader_refuses_is_still_so() -> None:
    assert set(ONLY_THE_READER) <= {line for line, *_ in WRONG}
    for line in list(ONLY_THE_READER)[1:]:
        assert VALIDATORS["release"].is_valid(header_in(f"---\ntitle: T\ndate: 2011-06-21\n{line}\n---\n")), line


@pytest.mark.parametrize(
    ("kind", "header"),
    [
        ("release", "title: T"),
        ("release", "title: T\ndate: 2011-02-30"),
        ("release", "title: T\ndate: 2011"),
        ("release", "title: T\ndate: 21 June 2011"),
        ("release", "title: T\ndate: 2011-06-21T10:00:00"),
        ("release", "title: T\ndate: 2011-06-21\nissuer: Varnholm Basin Commission"),
        ("release", "title: T\ndate: 2011-06-21\nrelated: [releases/2011/A.md]"),
        ("organization", "acronym: X"),
        ("organization", "name:"),
        ("organization", "name: N\nacronim: X"),
        ("organization", "name: N\nfounding_date: 2010-13"),
        ("organization", "name: N\nfounding_date: 97"),
        ("organization", "name: N\nfounding_date: 1.1.2010"),
        ("organization", "name: N\nother_names: X"),
        ("organization", "name: N\nother_names: [X, X]"),
        ("organization", "name: N\nother_names: [{language: fr}]"),
        ("organization", "name: N\nwebsite: www.example.org"),
        ("organization", "name: N\nwebsite: 'javascript:alert(1)'"),
        ("organization", "name: N\nwebsite: 'https://'"),
        ("organization", "name: N\nsources: [{note: N}]"),
        ("organization", "name: N\nidentifiers: [Q1]"),
        ("organization", "name: N\nidentifiers: {Wiki Data: Q1}"),
        ("organization", "name: N\nidentifiers: {wikidata: [Q1]}"),
        ("organization", "name: N\nidentifiers: {wikidata: }"),
        ("official", "name: N\nmemberships: [{role: R}]"),
        ("official", "name: N\nmemberships: [{role: R, organization: un, since: 2010}]"),
        ("topic", "name: true"),
    ],
)
def test_both_refuse(kind: str, header: str) -> None:
    text = f"---\n{header}\n---\nText.\n"
    if kind != "release":
        assert parse_record(f"{kind}s/a.md", text).record is None
    elif "issuer" not in header and "related" not in header:  # whose files only the archive knows
        assert parse_release("releases/a.md", text, Settings()).record is None
    assert not VALIDATORS[kind].is_valid(header_in(text))

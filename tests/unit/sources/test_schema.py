"""The JSON Schema of a header refuses what the strict reader refuses, as far as one header can tell."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from sphinx_newsroom.config import Settings
from sphinx_newsroom.sources.alert_file import parse_alert
from sphinx_newsroom.sources.header import ALERT, DRAFT, KEYS, parse_record, parse_release, schema_of
from sphinx_newsroom.sources.values import KINDS, Kind


class Editor(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: a date is text, 2011 a number, and `no` a word."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (that of PyYAML says nothing else)


Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(?:~|null)?$"), ["~", "n", ""])
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), ["t", "f"])
Editor.add_implicit_resolver("tag:core,int", re.compile("[-+]?[0-9]+$"), list("-+0123456789"))
Editor.add_implicit_resolver("tag:core,float", re.compile(r"[-+]?[0-9]+\.[0-9]*$"), list("-+0123456789"))
Editor.add_constructor("tag:core,int", lambda _, node: int(node.value))
Editor.add_constructor("tag:core,float", lambda _, node: float(node.value))


def validator(kind: str, settings: Settings | None = None) -> Draft202012Validator:
    schema = schema_of(kind, settings or Settings())
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


VALIDATORS = {kind: validator(kind) for kind in (*KEYS, "alert")}


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


LONG, PAIR = "x" * 1001, {"a": "b"}
NO_TEXT = ["", "…", True, ["a"], PAIR, "a\x01"]
VALUES: dict[str, tuple[list[Any], list[Any]]] = {
    "text": (["a", 2011, "no", "a & b"], NO_TEXT),
    "words": (["a", 2011, "x" * 1000], [*NO_TEXT, LONG]),
    "paragraphs": (["a\n\nb"], NO_TEXT),
    "text, list of organization ids, or `false`": (["two words", ["osce"], [], False], ["osce", True, PAIR]),
    "`true`": ([True, False], ["yes", 1, []]),
    "type": (["statement"], ["Statement", "zzz", ["statement"]]),
    "rate": (["daily"], ["hourly"]),
    "name: id or `false`": (
        [{"the KPA": "kpa", "Commission": False}],
        [["a"], {"a": True}, {"a": None}, {LONG: False}],
    ),
    "scheme: identifier": ([{"wikidata": "Q1", "isni": 0}], [["Q1"], {"Wiki Data": "Q1"}, {"a": ["b"]}, {"a": None}]),
    "language tag": (["en", "pt-BR", "zh-Hant"], ["pt_BR", "english", "x", 5]),
    "organization id": (["unodc", 112], ["", True, ["a"]]),
    "official id": (["yury-fedotov"], ["", True, ["a"]]),
    "release id": (["2011/opens", "2011/original.pt-br"], ["", True, ["a"]]),
    "topic id": (["floods", 2030], ["Water Quality", "../x", "t" * 201]),
    "id": (["old-id"], ["A B", "../x"]),
    "web address": (
        ["https://x.example/a"],
        ["www.example.org", "javascript:alert(1)", "https://", "ftp://x.example/"],
    ),
    "former address": (
        ["press/1.html", "/news/1", "?p=1164", "https://a.example/n/1?x=y", "a?"],
        ["../1", "a#top", ".x"],
    ),
    "path of a picture": (["a.png", "../a.JPG"], ["a.pdf", "https://x.example/a.png", "b\\a.png"]),
    "path of a file": (["a.pdf", "/data/t.csv"], ["a", "file:a.pdf", "b\\a.pdf"]),
    "email address": (["press@example.org"], ["press", "p@localhost"]),
    "telephone number": (["+43 1 514 36", "(01) 23-45.67", 431000, "+43 1 000 ext. 12"], ["ask us", "12"]),
    "variable": (["READERS"], ["a b", "whsec_Y+z="]),
    "date": (["2011-06-21"], ["2011-6-21", "21 June 2011", 2011]),
    "date or time": (["2011-06-21"], ["2011-06", "2011-06-21T10:00:00", "soon"]),
    "time": (["2011-06-21T10:00:00Z", "2011-06-21T10:00:00.5+02:00"], ["2011-06-21", "2011-06-21T10:00:00"]),
    "partial date": ([2010, "2010-07", "2010-07-12"], ["2010-13", 97, "1.1.2010"]),
    "reader": (["ada@example.org", {"env": "A"}, {"file": "/a"}], ["ada", {"env": "a b"}, {"name": "Ada"}]),
    "a webhook": ([{"secret_env": "S", "url": "https://x.example/"}], [{"url_env": "U"}, {"secret_env": "a b"}, "S"]),
}
"""Of each kind of value, as JSON: some that are taken, and some that are not."""


def values(kind: Kind) -> tuple[list[Any], list[Any]]:
    """Values that a kind takes, and some that it does not."""
    if kind.item:
        taken, refused = values(kind.item)
        # An item that stands there twice is refused, but for corrections.
        twice = [[taken[0], taken[0]]] if isinstance(kind.schema, dict) and "uniqueItems" in kind.schema else []
        return [[], *([one] for one in taken)], ["a", *twice, *([one] for one in refused)]
    name = next(name for name, one in KINDS.items() if one is kind)
    if name in VALUES:
        return VALUES[name]
    needed = {name: values(key.kind)[0][0] for name, key in kind.keys.items() if key.required}
    both = [
        [needed | {name: one} for name, key in kind.keys.items() for one in values(key.kind)[side]] for side in (0, 1)
    ]
    alone = [one for one in VALUES["words"][0] if name == "name"]
    return [needed, *both[0], *alone], [{}, needed | {"zzz": 1}, True, *both[1]]


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, keys in {**KEYS, "alert": ALERT}.items() for name in keys]
)
def test_the_reader_and_the_schema_take_the_same(kind: str, name: str) -> None:
    keys = {**KEYS, "alert": ALERT}[kind]
    needed = {"title": "T"} | {name: values(key.kind)[0][0] for name, key in keys.items() if key.required}
    needed = needed if kind == "release" else {"name": "N"}
    taken, refused = values(keys[name].kind)
    for value, good in [*((one, True) for one in taken), *((one, False) for one in refused), (None, kind != "release")]:
        header = needed | {name: value}
        text = json.dumps(header, ensure_ascii=False)
        if kind == "alert":
            read = not parse_alert("alerts/a.yaml", text, Settings())[1]
        elif kind == "release":
            read = not parse_release("releases/a.md", f"---\n{text}\n---\n", Settings()).problems
        else:
            read = not parse_record(f"{kind}s/a.md", f"---\n{text}\n---\n").problems
        required = keys[name].required
        assert (read, VALIDATORS[kind].is_valid(header)) == ((good and not (value is None and required),) * 2), value

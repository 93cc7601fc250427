"""What describes the data is true of it: a Data Package, JSON Schemas, Datasette's metadata, Parquet."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.unit.outputs.test_data_bulk import OPENING, SAID, SETTINGS, SPEAKERS, entry, files, index_of, lines

from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import ConfigError, License, license_of, settings_from
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.tables import files as table_files
from sphinx_newsroom.outputs.tables.columns import TABLES
from sphinx_newsroom.outputs.tables.files import ROWS_OF

CORRECTED = replace(
    OPENING,
    moment=dt.datetime.fromisoformat("2011-06-21T10:00:00+02:00"),
    corrections=(Correction(dt.date(2011, 7, 1), "One."),),
)
GONE = replace(
    OPENING, id=ReleaseId("2010/old"), date=dt.date(2010, 1, 1), withdrawn=Withdrawal(dt.date(2012, 1, 1), "An error.")
)
LICENSE = License("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")


@pytest.fixture(scope="module")
def made() -> Mapping[str, bytes]:
    there = importlib.util.find_spec("pyarrow") is not None  # one of the large packages of `make test-formats`
    settings = replace(SETTINGS, parquet=there, license=LICENSE, description="What was said.")
    return files(index_of(entry(CORRECTED, SAID, SPEAKERS), entry(GONE, "Genève opens\n\nWithdrawn.", ())), settings)


@pytest.fixture(scope="module")
def on_disk(made: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for path, data in made.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder / "data"


def rows_in(path: str, data: bytes) -> list[Any]:
    found = lines(data) if path.endswith("l") else json.loads(data)
    assert isinstance(found, list)
    return found


def test_a_data_package_names_all_files_with_their_fields(made: Mapping[str, bytes]) -> None:
    package = json.loads(made["data/datapackage.json"])
    assert (package["title"], package["description"]) == ("Archive", "What was said.")
    assert package["licenses"] == [{"name": "CC-BY-4.0", "path": LICENSE.url}]
    named = {}
    for resource in package["resources"]:
        for path in [resource["path"]] if isinstance(resource["path"], str) else resource["path"]:
            named[f"data/{path}"] = resource
    assert named.keys() <= made.keys()
    apart = {"data/index.json", "data/datapackage.json", "data/metadata.yaml"}
    of_others = re.compile("data/schemas/")  # what describes them
    assert {path for path in made if path.startswith("data/") and not of_others.match(path)} - apart == set(named)
    for path in (*ROWS_OF.values(), "data/releases/2010.jsonl", "data/releases/2011.jsonl"):
        said = [field["name"] for field in named[path]["schema"]["fields"]]
        assert all(list(row) == said for row in rows_in(path, made[path]))
    references = named["data/mentions.jsonl"]["schema"]["foreignKeys"]
    assert references == [{"fields": ["release"], "reference": {"resource": "releases", "fields": ["id"]}}]


def test_a_data_package_leaves_out_what_has_no_rows() -> None:
    """Frictionless says of an empty file that its contents are not supported."""
    bare = ArchiveIndex({OPENING.docname: entry(OPENING, mentions=())}, Registry({}, {}, {}))
    package = json.loads(files(bare)["data/datapackage.json"])
    found = {resource["name"]: resource for resource in package["resources"]}
    assert found.keys() == {"releases", "releases-with-text", "database"}
    references = found["releases"]["schema"]["foreignKeys"]
    assert {reference["reference"]["resource"] for reference in references} == {"releases"}


@pytest.mark.parametrize("table", TABLES)
def test_each_table_has_a_schema_that_its_json_meets(made: Mapping[str, bytes], table: str) -> None:
    schema = json.loads(made[f"data/schemas/{table}.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    rows = rows_in(ROWS_OF[table], made[ROWS_OF[table]]) if table in ROWS_OF else []
    assert bool(rows) == (table in ROWS_OF)
    for row in rows:
        check.validate(row)
        with pytest.raises(jsonschema.ValidationError):
            check.validate({name: 5 if isinstance(value, (str, list)) else value for name, value in row.items()})


# -- Parquet


def test_duckdb_reads_parquet_and_json_lines_with_their_types(on_disk: Path, made: Mapping[str, bytes]) -> None:
    duckdb = pytest.importorskip("duckdb")
    types = {row[0]: row[1] for row in duckdb.sql(f"DESCRIBE SELECT * FROM '{on_disk}/releases.parquet'").fetchall()}
    assert (types["date"], types["moment"], types["topics"]) == ("DATE", "TIMESTAMP WITH TIME ZONE", "VARCHAR[]")
    assert types["corrections"] == "STRUCT(date DATE, note VARCHAR)[]"
    asked = "SELECT id, year(date), corrections[1].note, withdrawn.reason FROM '{}' ORDER BY id"
    wanted = [("2010/old", 2010, None, "An error."), ("2011/opening", 2011, "One.", None)]
    for name in ("releases.parquet", "releases.jsonl"):
        assert duckdb.sql(asked.format(on_disk / name)).fetchall() == wanted
    for table, path in ROWS_OF.items():
        ((count,),) = duckdb.sql(f"SELECT count(*) FROM '{on_disk}/{table}.parquet'").fetchall()
        assert count == len(rows_in(path, made[path])), table


def test_parquet_is_the_same_for_the_same_archive(made: Mapping[str, bytes]) -> None:
    pytest.importorskip("pyarrow", reason="`make test-formats` installs pyarrow")
    index = index_of(entry(GONE, "Genève opens\n\nWithdrawn.", ()), entry(CORRECTED, SAID, SPEAKERS))
    again = files(index, replace(SETTINGS, parquet=True))
    paths = [path for path in made if path.endswith(".parquet")]
    assert len(paths) == len(TABLES)
    assert all(made[path] == again[path] for path in paths)


def test_without_pyarrow_conf_py_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"newsroom_parquet requires pyarrow.*'sphinx-newsroom\[parquet\]'"):
        table_files.refuse_missing(required=True)


# -- the licence


@pytest.mark.parametrize(
    ("value", "label", "url"),
    [
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("OGL-UK-3.0", "OGL-UK-3.0", "https://spdx.org/licenses/OGL-UK-3.0.html"),
        ("https://example.org/terms", "https://example.org/terms", "https://example.org/terms"),
    ],
)
def test_a_licence_has_an_address(value: str, label: str, url: str) -> None:
    found = license_of("newsroom_license", value)
    assert found
    assert (found.label, found.url) == (label, url)


@pytest.mark.parametrize("value", ["", "All rights reserved", "javascript:alert(1)"])
def test_what_is_no_licence_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match=r"write an identifier such as CC-BY-4\.0, or the address of the licence"):
        settings_from(lambda name, default: value if name == "newsroom_license" else default)

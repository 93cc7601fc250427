"""The official schemas of standard formats; they aren't part of the project, so tests skip if they are missing.

`NEWSROOM_SCHEMAS` names their folder; the default is `schemas` in the shared folder:

`ninjs-schema_3.1.json`
    https://www.iptc.org/std/ninjs/, or `specification/` of github.com/iptc/newsinjson (MIT)
`NewsML-G2.xsd`, `xml.xsd`
    `NewsML-G2_2.35-spec-All-Power.xsd` and what it names, of `specification/` of github.com/iptc/newsml-g2 (CC BY 4.0)
`popolo/*.json`
    `schemas/` of github.com/popolo-project/popolo-spec (CC BY 4.0)
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft3Validator, Draft202012Validator, FormatChecker
from lxml import etree
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT3, DRAFT202012

from tests.conftest import SHARED

FOLDER = Path(os.environ.get("NEWSROOM_SCHEMAS", SHARED / "schemas"))


def _there(name: str) -> Path:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no {name} in {FOLDER}; tests/helpers/schemas.py says where it is from")
    return path


@cache
def ninjs_validator() -> Any:
    """Return a validator for ninjs items; its schema for geographic data, which ours lack, allows everything."""
    schema = json.loads(_there("ninjs-schema_3.1.json").read_text(encoding="utf-8"))
    anywhere: Any = Resource.from_contents({}, default_specification=DRAFT202012)
    registry: Any = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", anywhere)
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())


@cache
def _newsml_schema() -> Any:
    _there("xml.xsd")
    return etree.XMLSchema(etree.parse(str(_there("NewsML-G2.xsd"))))


def newsml_faults(data: bytes) -> list[str]:
    """Return the errors in a NewsML-G2 document, by its XML Schema."""
    schema = _newsml_schema()
    schema.validate(etree.fromstring(data))
    return [str(error) for error in schema.error_log]


@cache
def popolo_validator(kind: str) -> Any:
    """Return a validator for a `person`, `organization` or `membership`."""
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(_there("popolo").glob("*.json"))]
    resources: Any = [
        (one["id"].rstrip("#"), Resource.from_contents(one, default_specification=DRAFT3)) for one in schemas
    ]
    registry: Any = Registry().with_resources(resources)
    wanted = next(one for one in schemas if one["id"].endswith(f"/{kind}.json#"))
    return Draft3Validator(wanted, registry=registry, format_checker=FormatChecker())

"""What a static site has for programs that match tables: a manifest that promises no more than files can answer."""

from __future__ import annotations

import json
import re

from sphinx_newsroom.config import Settings
from sphinx_newsroom.interface import Interfaces
from sphinx_newsroom.model.records import Membership, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.operations.losses import lost_addresses
from sphinx_newsroom.outputs.reconciliation.manifest import outputs

REGISTRY = Registry(
    {"port": Organization("port", 'Port <of> "Aldrum"', "POA", former_ids=("harbour",))},
    {"roe": Official("roe", "Jane Roe", memberships=(Membership("Director", "port", "2010"),))},
)
HERE = Settings(project="Harbour news", baseurl="https://press.example/")


def files(settings: Settings = HERE) -> dict[str, str]:
    made = (output.make() for output in outputs(REGISTRY, settings))
    return {path: data.decode() for some in made for path, data in some.items()}


def test_the_manifest_promises_what_files_can_answer() -> None:
    found = json.loads(files()["data/reconcile/manifest.json"])
    address = "https://press.example/data/reconcile/records.html#{{id}}"
    assert (found["view"]["url"], found["preview"]["url"]) == (address, address)
    assert found["versions"] == ["0.2"]
    assert not {"suggest", "extend", "batchSize"} & found.keys()


def test_each_record_is_shown_by_every_id_that_it_had() -> None:
    page = files()["data/reconcile/records.html"]
    shown = dict(re.findall(r'<section id="(.*?)">(.*?)</section>', page))
    assert list(shown) == ["port", "harbour", "roe"]
    assert shown["harbour"] == shown["port"]
    assert "Port &lt;of&gt; &quot;Aldrum&quot;" in shown["port"]
    assert '<a href="https://press.example/officials/roe.html"' in shown["roe"]
    assert "Director, POA (since 2010)" in shown["roe"]
    assert '<meta name="robots" content="noindex">' in page


def test_it_speaks_the_archive_s_language() -> None:
    page = files(Settings(baseurl="https://press.example/", language="ar", interfaces=Interfaces()))
    assert '<html lang="ar" dir="rtl">' in page["data/reconcile/records.html"]


def test_without_an_address_nothing_is_told_and_nobody_is_promised_it() -> None:
    assert files(Settings()) == {}
    assert lost_addresses(files(), files()) == []

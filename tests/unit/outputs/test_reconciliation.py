"""What a static site has for programs that match tables: a manifest that promises no more than files can answer."""

from __future__ import annotations

import json

from sphinx_newsroom.config import Settings
from sphinx_newsroom.interface import Interfaces
from sphinx_newsroom.model.records import Membership, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.operations.site.losses import lost_addresses
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
    address = "https://press.example/data/reconcile/{{id}}.html"
    assert (found["view"]["url"], found["preview"]["url"]) == (address, address)
    assert found["versions"] == ["0.2"]
    assert not {"suggest", "extend", "batchSize"} & found.keys()


def test_each_record_has_a_page_by_every_id_that_it_had() -> None:
    found = files()
    assert sorted(found) == [
        f"data/reconcile/{name}" for name in ("harbour.html", "manifest.json", "port.html", "roe.html")
    ]
    assert found["data/reconcile/harbour.html"] == found["data/reconcile/port.html"]
    assert "Port &lt;of&gt; &quot;Aldrum&quot;" in found["data/reconcile/port.html"]
    assert '<a href="https://press.example/officials/roe.html"' in found["data/reconcile/roe.html"]
    assert "Director, POA (since 2010)" in found["data/reconcile/roe.html"]
    assert '<meta name="robots" content="noindex">' in found["data/reconcile/roe.html"]


def test_it_speaks_the_archive_s_language() -> None:
    page = files(Settings(baseurl="https://press.example/", language="ar", interfaces=Interfaces()))
    assert '<html lang="ar" dir="rtl">' in page["data/reconcile/roe.html"]


def test_without_an_address_nothing_is_told_and_nobody_is_promised_it() -> None:
    assert files(Settings()) == {}
    assert lost_addresses(files(), files()) == []


def test_what_is_as_it_was_is_not_made_again() -> None:
    before = {output.key: output.fingerprint for output in outputs(REGISTRY, HERE)}
    other = Registry(REGISTRY.organizations, {"roe": Official("roe", "Jane Roe")})
    after = {output.key: output.fingerprint for output in outputs(other, HERE)}
    assert [key for key in before if before[key] != after[key]] == ["data/reconcile/roe"]

"""``newsroom match``: a table with what its names mean, and the service that OpenRefine asks."""

from __future__ import annotations

import csv
import http.client
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import ArchiveOnDisk
from tests.helpers.answering import answering

from sphinx_newsroom.cli import main
from sphinx_newsroom.config import Settings
from sphinx_newsroom.extras.matching import ADDED, Server, _registry
from sphinx_newsroom.outputs.reconciliation import Service

RECORDS = {
    "officials/ghada-waly.md": """
        ---
        name: Ghada Waly
        identifiers: {wikidata: Q1}
        memberships:
          - {role: Executive Director, organization: unodc, start_date: 2020-02}
        ---
        """,
    "officials/john-smith.md": "---\nname: John Smith\n---\n",
    "officials/john-smith-2.md": "---\nname: John Smith\ncontext: [harbour]\n---\n",
}


@pytest.fixture
def with_records(archive: ArchiveOnDisk) -> ArchiveOnDisk:
    archive.put(RECORDS)
    return archive


def run(archive: ArchiveOnDisk, data: bytes, *options: str) -> int:
    file = archive.root.parent / "table.csv"
    file.write_bytes(data)
    return main(["--root", str(archive.root), "match", str(file), *options])


def rows(text: str, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=separator))


def test_the_same_table_comes_back_with_columns(
    with_records: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    table = (
        'Number,Name,Day,Office\n1,"FEDOTOV, Yury",14/3/2011,Executive Director\n'
        "2,Executive Director of UNODC,3 March 2021,\n3,John Smith,,\n4,Nobody Known,never,\n"
    )
    assert (
        run(with_records, table.encode(), "--column", "name", "--date-column", "Day", "--office-column", "office") == 0
    )
    said = capsys.readouterr()
    found = rows(said.out)
    assert [list(row)[:4] for row in found] == [["Number", "Name", "Day", "Office"]] * 4
    assert tuple(list(found[0])[4:]) == ADDED
    assert [(row["newsroom_id"], row["newsroom_confidence"]) for row in found] == [
        ("yury-fedotov", "sure"),
        ("ghada-waly", "sure"),
        ("", "ambiguous"),
        ("", "none"),
    ]
    assert found[0]["newsroom_why"].endswith("held the office Executive Director, UNODC (2010–2020)")
    assert found[2]["newsroom_candidates"] == "john-smith (John Smith); john-smith-2 (John Smith)"
    assert "the date 'never' is not read" in found[3]["newsroom_why"]
    assert said.err == "4 rows: 2 sure, 1 ambiguous, 1 none\n"


@pytest.mark.parametrize(
    ("data", "separator"),
    [
        ("name\tno\r\nYury Fedotov\t1\r\n".encode("utf-16"), "\t"),
        ('\ufeffname,no\r\n"Fedotov, Yury",1\r\n'.encode(), ","),
        ("name;no\nYury Fedótov;1\n".encode("cp1252"), ";"),
        (b"name\nYury Fedotov\n", ","),
    ],
)
def test_separator_and_encoding_are_recognized(
    data: bytes, separator: str, with_records: ArchiveOnDisk, tmp_path: Path
) -> None:
    assert run(with_records, data, "--output", str(tmp_path / "out.csv")) == 0
    text = (tmp_path / "out.csv").read_bytes().decode()
    assert text.startswith("\ufeff") == data.startswith(b"\xef\xbb\xbf")
    assert ("\r\n" in text) == (b"\r\n" in data)
    assert rows(text.removeprefix("\ufeff"), separator)[0]["newsroom_id"] == "yury-fedotov"


def test_matched_twice_a_table_is_as_matched_once(with_records: ArchiveOnDisk, tmp_path: Path) -> None:
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    assert run(with_records, b"name,x\nYury Fedotov,=1+1\nGhada Waly,-5\n", "--output", str(once)) == 0
    assert run(with_records, once.read_bytes(), "--output", str(twice)) == 0
    assert once.read_bytes() == twice.read_bytes()
    assert [row["x"] for row in rows(once.read_text(encoding="utf-8"))] == ["'=1+1", "-5"]  # nothing runs


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        (b"Nane,x\na,b\n", (), "table.csv:1: [missing-key] there is no column 'name'; did you mean --column 'Nane'?"),
        (b"name\na\n", ("--date-column", "day"), "there is no column 'day'; set --date-column to one of: name"),
        (b"", (), "table.csv:1: [unreadable-file] the table is empty"),
        (b'name,x\na,"b\n', (), "table.csv:2: [unreadable-file] the row isn't valid CSV"),
        (b"name,x\na,b,c\n", (), "table.csv:2: [bad-value] the row has 3 cells for 2 columns"),
        (b"\x00\x01\x02", (), "the file isn't text"),
    ],
)
def test_a_table_that_cannot_be_read_is_reported_and_nothing_written(
    data: bytes,
    options: tuple[str, ...],
    words: str,
    with_records: ArchiveOnDisk,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(with_records, data, "--output", str(tmp_path / "out.csv"), *options) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_json_has_every_reason(with_records: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(with_records, b"name,d\nFEDOTOV Y.,2011\n", "--date-column", "d", "--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["line"], row["date"], row["confidence"]) == (2, "2011-01-01/2011-12-31", "likely")
    assert row["record"]["id"] == "yury-fedotov"
    assert row["record"]["why"][0].startswith("initials")


@pytest.mark.parametrize("arguments", [["match"], ["match", "x.csv", "--serve"], ["match", "nowhere.csv"]])
def test_a_wrong_call_ends_with_2(arguments: list[str], archive: ArchiveOnDisk) -> None:
    assert main(["--root", str(archive.root), *arguments]) == 2


# The service


class Asking:
    """Requests of the form that OpenRefine sends."""

    def __init__(self, port: int) -> None:
        self.port, self.base = port, f"http://127.0.0.1:{port}/reconcile"

    def ask(
        self, target: str, form: Mapping[str, str] | None = None, method: str = "", **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = urlencode(form) if form is not None else None
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"} if body is not None else {}
        try:
            connection.request(method or ("POST" if form else "GET"), target, body, {**kind, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.headers)
        finally:
            connection.close()

    def json(self, target: str, form: Mapping[str, str] | None = None) -> Any:
        status, text, headers = self.ask(target, form)
        assert status == 200, text
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Content-Type"].startswith("application/json")
        return json.loads(text)


@pytest.fixture
def openrefine(with_records: ArchiveOnDisk) -> Iterator[Asking]:
    server = Server(("127.0.0.1", 0), "127.0.0.1")
    asking = Asking(server.server_port)
    here = Settings(project="Test archive", baseurl="https://archive.example/")
    server.service = Service(_registry(with_records.root), here, asking.base)
    with answering(server):
        yield asking


QUERIES = {
    "q0": {
        "query": "FEDOTOV, Yury",
        "type": "official",
        "limit": 5,
        "properties": [{"pid": "date", "v": "2011-03-14T00:00:00Z"}, {"pid": "office", "v": ["Executive Director"]}],
        "type_strict": "should",
    },
    "q1": {"query": "John Smith"},
    "q2": {"query": "Q1"},
    "q3": {"query": "unodc", "type": ["organization"]},
    "q4": {
        "query": "Executive Director",
        "properties": [
            {"pid": "organization", "v": {"id": "unodc", "name": "United Nations Office on Drugs and Crime"}},
            {"pid": "date", "v": "2021"},
        ],
    },
    "q5": {"query": "Nobody <script>"},
    "q6": {"properties": [{"pid": "date", "v": 2011}]},
}


@pytest.mark.parametrize("how", ["form", "address"])
def test_queries_are_answered(openrefine: Asking, how: str) -> None:
    said = {"queries": json.dumps(QUERIES)}
    found = openrefine.json("/reconcile", said) if how == "form" else openrefine.json(f"/reconcile?{urlencode(said)}")
    told = {key: [(one["id"], one["match"]) for one in answer["result"]] for key, answer in found.items()}
    assert told == {
        "q0": [("yury-fedotov", True)],
        "q1": [("john-smith", False), ("john-smith-2", False)],
        "q2": [("ghada-waly", True)],
        "q3": [("unodc", True)],
        "q4": [("ghada-waly", True)],
        "q5": [],
        "q6": [],
    }
    assert found["q0"]["result"][0]["description"] == "Executive Director, UNODC (July 2010 – January 2020)"
    assert found["q0"]["result"][0]["type"] == [{"id": "official", "name": "Official"}]


def test_the_manifest_names_addresses_that_answer(openrefine: Asking) -> None:
    found = openrefine.json("/reconcile")
    assert (found["versions"], found["name"]) == (["0.2"], "Test archive")
    at = found["suggest"]["entity"]["service_url"] + found["suggest"]["entity"]["service_path"]
    suggested = openrefine.json(f"{at}?prefix=fedo&cursor=0")
    assert [one["id"] for one in suggested["result"]] == ["yury-fedotov"]
    assert openrefine.json(f"{at}?prefix=unodc")["result"][0]["id"] == "unodc"
    for what in ("type", "property"):
        at = found["suggest"][what]["service_url"] + found["suggest"][what]["service_path"]
        assert openrefine.json(f"{at}?prefix=o")["result"]
    status, page, headers = openrefine.ask(found["preview"]["url"].replace("{{id}}", quote("unodc", safe="")))
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "United Nations Office on Drugs and Crime" in page
    status, _, headers = openrefine.ask(found["view"]["url"].replace("{{id}}", "yury-fedotov"))
    assert (status, headers["Location"]) == (302, "https://archive.example/officials/yury-fedotov.html")


def test_data_are_extended(openrefine: Asking) -> None:
    proposed = openrefine.json("/reconcile/properties?type=official&limit=20")
    assert "offices" in [one["id"] for one in proposed["properties"]]
    wanted = {
        "ids": ["ghada-waly", "unodc", "gone"],
        "properties": [{"id": "offices"}, {"id": "acronym"}, {"id": "organizations"}],
    }
    found = openrefine.json("/reconcile", {"extend": json.dumps(wanted)})
    assert found["rows"]["ghada-waly"]["offices"] == [{"str": "Executive Director, UNODC (since February 2020)"}]
    assert found["rows"]["unodc"]["acronym"] == [{"str": "UNODC"}]
    assert found["rows"]["ghada-waly"]["organizations"][0]["id"] == "unodc"
    assert found["rows"]["gone"] == {"offices": [], "acronym": [], "organizations": []}


@pytest.mark.parametrize(
    ("target", "form", "headers", "status"),
    [
        ("/reconcile?queries=", None, {}, 400),
        ("/reconcile?queries=" + quote("[" * 50_000), None, {}, 414),
        ("/reconcile", {"queries": "[" * 200_000}, {}, 400),
        ("/reconcile", {"extend": "{}"}, {}, 400),
        (
            "/reconcile",
            {"extend": json.dumps({"ids": ["unodc"] * 9, "properties": [{"id": n} for n in range(3_000)]})},
            {},
            400,
        ),
        ("/reconcile", {"queries": '{"q": {"query": "x", "limit": %s}}' % ("9" * 5_000)}, {}, 400),
        ("/reconcile/suggest/entity?prefix=x&cursor=" + "9" * 5_000, None, {}, 200),
        ("//[reconcile", None, {}, 404),
        ("/reconcile", {"queries": "{}"}, {"Content-Length": "9" * 5_000}, 413),
        ("/reconcile", {"queries": "{}"}, {"Content-Length": "-1"}, 411),
        ("/reconcile", None, {"Origin": "https://evil.example"}, 403),
        ("/reconcile", None, {"Origin": "https://93.184.216.34"}, 403),
        ("/reconcile", None, {"Origin": "null"}, 403),
        ("/reconcile", None, {"Origin": "http://[::1]:3333"}, 200),
        ("/reconcile", {"queries": json.dumps({str(k): {"query": "x"} for k in range(1_001)})}, {}, 413),
        ("/reconcile", {"queries": "{}"}, {"Content-Type": "text/plain"}, 415),
        ("/reconcile/preview?id=nobody", None, {}, 404),
        ("/reconcile/../../etc/passwd", None, {}, 404),
        ("/reconcile", None, {"Host": "evil.example"}, 421),
    ],
)
def test_wrong_requests_are_told_so(
    openrefine: Asking, target: str, form: dict[str, str] | None, headers: dict[str, str], status: int
) -> None:
    found, text, _ = openrefine.ask(target, form, **headers)
    assert found == status
    assert status != 400 or json.loads(text)["status"] == "error"
    assert openrefine.ask("/reconcile")[0] == 200  # and the next is answered


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda v: (
            st.lists(v)
            | st.dictionaries(st.sampled_from(["query", "properties", "pid", "v", "type", "limit", "id", "ids"]), v)
        ),
        max_leaves=8,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_is_answered(with_records: ArchiveOnDisk, value: Any) -> None:
    service = Service(_registry(with_records.root), Settings(), "http://127.0.0.1/reconcile")
    for said in ({"queries": json.dumps({"q": value})}, {"extend": json.dumps(value)}):
        assert service.reply("", said).status in (200, 400)


def test_a_browser_may_ask_from_this_computer(openrefine: Asking) -> None:
    asks = {"Origin": "http://127.0.0.1:3333", "Access-Control-Request-Method": "POST"}
    status, _, headers = openrefine.ask("/reconcile", None, "OPTIONS", **asks)
    assert (status, headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert openrefine.ask("/reconcile", None, "OPTIONS", **{**asks, "Origin": "https://evil.example"})[0] == 403

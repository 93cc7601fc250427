from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.allowed import ALLOWED
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import HeaderError, Severity
from sphinx_newsroom.sources.header import (
    KEYS,
    Parsed,
    body_of,
    parse_record,
    parse_release,
)
from sphinx_newsroom.sources.outline import heading_of
from sphinx_newsroom.text.checks import faults, unsafe
from sphinx_newsroom.text.checks.parsed import parsed

SETTINGS = Settings()
PATH = "releases/2011/opens.md"

# Text made of what headers are made of finds more than any text does.
PIECES = st.sampled_from(
    [
        *KEYS["release"],
        "name",
        "src",
        "alt",
        "note",
        "reason",
        ":",
        ": ",
        "\n",
        "\n  ",
        "\n- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "'",
        '"',
        "|",
        ">",
        "&a",
        "*a",
        "!!str",
        "<<",
        "?",
        "~",
        "#",
        "---",
        "...",
        "\t",
        "\r\n",
        "\ufeff",
        "\x00",
        "\ud800",
        "\u2028",
        "2011-06-21",
        "2011",
        "false",
        "0x1",
        "2011-06-21T10:00:00Z",
        "press-release",
        "é",
    ]
)
SOUP = st.lists(PIECES, max_size=40).map("".join)


def sound(found: Parsed[Any], text: str) -> None:
    """What holds of every result: no record with an error, problems in order, each on a line of the file."""
    errors = [problem for problem in found.problems if problem.code.severity is Severity.ERROR]
    assert (found.record is None) == bool(errors)
    lines = [problem.line for problem in found.problems]
    assert lines == sorted(lines)
    # YAML breaks lines at more than \n
    assert all(1 <= line <= len(re.split("\r\n|[\n\r\x85\u2028\u2029]", text)) for line in lines)
    assert all(problem.message and problem.advice for problem in found.problems)


@given(st.one_of(st.text(), SOUP), st.booleans())
def test_any_text_is_read_or_refused(text: str, fenced: bool) -> None:
    source = f"---\n{text}\n---\n{text}" if fenced else text
    sound(parse_release(PATH, source, SETTINGS), source)
    sound(parse_record("organizations/a.md", source), source)
    sound(parse_record("officials/a.md", source), source)
    sound(parse_record("topics/a.md", source), source)
    heading_of(source)
    body = parsed(source)
    assert all(one.line for one in (*unsafe(PATH, body, ALLOWED), *faults(PATH, body, None)))


NAMES = st.sampled_from([*KEYS["release"], "name", "src"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from([*KEYS["release"], "name", "src"]) | st.text(), inner)
    ),
    max_leaves=20,
)


@given(
    st.one_of(
        st.text(),
        JSON.map(json.dumps),
        JSON.map(
            lambda header: json.dumps(
                {"cells": [{"cell_type": "markdown", "source": header}], "metadata": {"newsroom": header}}, indent=1
            )
        ),
    )
)
def test_any_notebook_is_read_or_refused(text: str) -> None:
    sound(parse_release("releases/a.ipynb", text, SETTINGS), text)


@given(st.one_of(st.text(), SOUP), st.text())
def test_body_keeps_its_lines(header: str, body: str) -> None:
    text = f"---\n{header}\n---\n{body}"
    try:
        found = body_of(text)
    except HeaderError:
        return
    assert found.count("\n") == text.count("\n")
    assert found.endswith(body)


WORDS = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zs", "Zl", "Zp"], include_characters=" "), min_size=1)
    .map(lambda text: " ".join(text.split(" ")).strip())
    .map(lambda text: re.sub(" +", " ", text))
    .filter(lambda text: text.strip() and not re.search("[\ufffe\uffff]", text))
)
IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True)
DATES = st.dates(dt.date(2, 1, 1))
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=OFFSETS)


def headers() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"title": WORDS, "date": DATES.map(str) | MOMENTS.map(dt.datetime.isoformat)},
        optional={
            "type": st.sampled_from(list(SETTINGS.types)),
            "dateline": WORDS,
            "event": st.fixed_dictionaries(
                {"start": st.dates(dt.date(2, 1, 1), dt.date(9998, 1, 1)).map(str)},
                optional={"place": WORDS, "name": WORDS},
            ),
            "issuer": IDS,
            "number": WORDS,
            "summary": WORDS,
            "language": st.sampled_from(["en", "ru", "pt-BR", "zh-Hant"]),
            "topics": st.lists(IDS, unique=True),
            "organizations": st.lists(IDS, unique=True),
            "related": st.lists(IDS, unique=True),
            "replaces": IDS,
            "names": st.dictionaries(WORDS, IDS | st.just(False)),
            "draft": st.booleans(),
            "embargo": MOMENTS.map(dt.datetime.isoformat),
            "corrections": st.lists(
                st.fixed_dictionaries({"date": DATES.map(str), "note": WORDS}), unique_by=json.dumps
            ),
            "withdrawn": st.fixed_dictionaries(
                {"date": DATES.map(str), "reason": WORDS}, optional={"replaced_by": IDS}
            ),
        },
    )


def plain(value: Any) -> Any:
    """A record's value as a header has it."""
    if dataclasses.is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if getattr(value, field.name)
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@given(headers(), st.booleans())
def test_valid_header_comes_back(header: dict[str, Any], notebook: bool) -> None:
    if notebook:
        text = json.dumps({"cells": [], "metadata": {"newsroom": header}})
        found = parse_release("releases/a.ipynb", text, SETTINGS)
    else:
        text = f"---\n{yaml.safe_dump(header, allow_unicode=True, sort_keys=False)}---\n"
        found = parse_release("releases/a.md", text, SETTINGS)
    assert found.problems == ()
    record = found.record
    assert record is not None
    for key, value in header.items():
        if key == "names":
            assert dict(record.names) == {name: id_ or None for name, id_ in value.items()}
        elif key in ("date", "embargo"):
            written = (record.moment or record.date) if key == "date" else record.embargo
            assert written is not None
            assert written.isoformat() == value
        else:
            assert plain(getattr(record, key)) == value
        assert found.lines[key] >= 1

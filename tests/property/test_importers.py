"""Whatever a record or a source holds: files read back, imports are taken or refused, a second one changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.documents import Document
from sphinx_newsroom.importers.drafts import Draft, Options
from sphinx_newsroom.importers.records import FORMATS, read
from sphinx_newsroom.importers.records.csv_records import COLUMNS
from sphinx_newsroom.model.ids import free_id
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Source, earliest, latest
from sphinx_newsroom.sources.edits import record_text, with_values
from sphinx_newsroom.sources.header import parse_record
from sphinx_newsroom.sources.values import _CONTROL, ID, is_placeholder

_NASTY = r"""
a: b  a #b  - a  -  yes  NO  null  1984  1e3  2011-06-21  '  "  \  {a}  [a  a,b  &a  *a  !a  |  >  %
@  `  ?  ? a  :  ::  ---  ....  «Ä»  日本  🏛  =  ~  <<  0x1  UN  United Nations  Юрий  #
"""
NASTY = st.sampled_from(["\u2028", "\u00a0x", *_NASTY.strip().replace("\n", "  ").split("  ")])
WORDS = (
    st.one_of(
        NASTY,
        st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12),
        st.lists(NASTY, min_size=1, max_size=3).map(" ".join),
    )
    .map(lambda text: " ".join(text.split(" ")).strip())
    .filter(lambda text: bool(text) and not _CONTROL.search(text) and not is_placeholder(text))
)
IDS = st.sampled_from(["un", "osce", "unodc", "a-b", "x2", "no", "1"])
DATES = st.sampled_from(["2010", "2010-07", "2010-07-12", "1999-12-31", "0999", "2020-02-29", "2011"])
TAGS = st.sampled_from(["en", "ru", "pt-BR", "zh-Hant", "no"])
SCHEMES = st.sampled_from(["wikidata", "ror", "x-y_z", "n", "null"])


def spans() -> st.SearchStrategy[tuple[str | None, str | None]]:
    return st.tuples(st.none() | DATES, st.none() | DATES).filter(
        lambda span: not (span[0] and span[1]) or earliest(span[0]) <= latest(span[1])
    )


NAMES = st.builds(lambda name, language, span: Name(name, language, *span), WORDS, st.none() | TAGS, spans())
OFFICES = st.builds(lambda role, of, span: Membership(role, of, *span), WORDS, IDS, spans())
COMMON: dict[str, Any] = {
    "id": st.just("x"),
    "name": WORDS,
    "other_names": st.lists(NAMES, unique=True, max_size=4).map(tuple),
    "website": st.none() | st.sampled_from(["https://x.org/?a=1&b={c}".replace("{c}", "#"), "http://x.org:80/a,b"]),
    "identifiers": st.dictionaries(SCHEMES, WORDS, max_size=3).map(lambda found: tuple(found.items())),
    "sources": st.lists(
        st.builds(Source, st.sampled_from(["https://x.org/a:b", "http://y.org"]), st.just("") | WORDS),
        unique=True,
        max_size=2,
    ).map(tuple),
}
ORGANIZATIONS = st.builds(
    lambda span, **values: Organization(**values, founding_date=span[0], dissolution_date=span[1]),
    spans(),
    **COMMON,
    acronym=st.none() | WORDS,
    classification=st.none() | WORDS,
    parent=st.none() | IDS,
    successors=st.lists(IDS, unique=True, max_size=3).map(tuple),
    path=st.just("organizations/x.md"),
)
OFFICIALS = st.builds(
    Official,
    **COMMON,
    family_name=st.none() | WORDS,
    path=st.just("officials/x.md"),
    memberships=st.lists(OFFICES, unique=True, max_size=4).map(tuple),
)


def parsed(text: str, record: Organization | Official) -> Organization | Official | None:
    found = parse_record(record.path, text.removeprefix("\ufeff").replace("\r\n", "\n"))
    assert found.problems == ()
    return found.record


@given(ORGANIZATIONS | OFFICIALS)
def test_a_record_comes_back_from_its_file(record: Organization | Official) -> None:
    assert parsed(record_text(record), record) == record
    other_program = yaml.safe_load(record_text(record).split("---\n")[1])
    assert other_program["name"] == record.name


@given(st.data(), st.booleans(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_changed_keys_change_and_nothing_else_does(
    data: st.DataObject, official: bool, newline: str, bom: bool
) -> None:
    kind: st.SearchStrategy[Any] = OFFICIALS if official else ORGANIZATIONS
    old, new = data.draw(kind), data.draw(kind)
    lines = f"{record_text(old)}\nBody\n---\n# c\n".splitlines(keepends=True)
    noted = [
        line
        for part in lines
        for line in ([f"# before {part.strip()}\n", part] if part[0].isalpha() and "Body" not in part else [part])
    ]
    text = ("\ufeff" if bom else "") + "".join(noted).replace("\n", newline)
    keys = data.draw(st.sets(st.sampled_from(["name", "other_names", "identifiers", "sources", "website"])))
    found = with_values(text, {key: getattr(new, key) for key in keys})
    assert parsed(found, old) == replace(old, **{key: getattr(new, key) for key in keys})
    assert found.partition(f"{newline}---{newline}")[2] == text.partition(f"{newline}---{newline}")[2]
    kept = [line for line in text.split(newline) if line.startswith("# before")]
    assert all(line in found.split(newline) for line in kept if line.split()[2].rstrip(":") not in keys)
    assert with_values(text, {key: getattr(old, key) for key in keys}) == text
    if newline == "\r\n":
        assert found.count("\n") == found.count("\r\n")


@given(st.text(), st.sets(IDS))
def test_an_id_is_an_id_and_free(name: str, taken: set[str]) -> None:
    found = free_id(name, taken)
    assert ID.fullmatch(found)
    assert found not in taken
    assert found != "index"


KEYS = st.sampled_from(
    """
    persons organizations memberships posts person organization id name person_id parent organization_id role
    label other_names identifiers scheme identifier links url note start_date end_date entities labels aliases
    claims en value language P31 P39 P580 P582 P642 P734 P1813 mainsnak datavalue qualifiers snaktype time
    precision names types relationships external_ids all type children successors sources established items
    """.split()
)
SCALARS = st.sampled_from(
    [
        None,
        True,
        1,
        2.5,
        "",
        "Q5",
        "Q1065",
        "https://ror.org/0abcdef12",
        "x",
        "un",
        "2010",
        "2010-13",
        "\ud800",
        "\x00",
        "../x",
        "+2010-00-00T00:00:00Z",
        "https://x.org",
        "label",
        "ror_display",
        "acronym",
        "parent",
        "wikidata",
        "United Nations",
    ]
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)
SOUP = st.lists(
    st.sampled_from([*COLUMNS, ",", ";", '"', "\n", "\r\n", "x", "Q5", "2010", "\x00", "../x", "é", "|"]), max_size=40
).map("".join)


@given(
    st.one_of(st.text(), SOUP, JSON.map(json.dumps), st.lists(JSON.map(json.dumps)).map("\n".join)),
    st.sampled_from([None, *(known.NAME for known in FORMATS)]),
)
def test_any_file_is_read_or_refused(text: str, name: str | None) -> None:
    for item in read(Document("f", text), Options(), name):
        assert isinstance(item, Draft | Problem)
        if isinstance(item, Problem):
            assert str(item).isprintable()
            assert item.message
            assert item.advice

"""The static search index: its postings, its order, and what makes which files new."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.outputs import files_of

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.records import Mention, Organization, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.output import Output, State
from sphinx_newsroom.outputs.search.codec import DIGITS, followed, words
from sphinx_newsroom.outputs.search.index_files import (
    LARGEST,
    STEP,
    Document,
    Language,
    YearPart,
    by_part,
    group_files,
    grouped,
    outputs,
    section,
    sections,
)
from sphinx_newsroom.outputs.search.stems import tokens
from sphinx_newsroom.outputs.writing import write_outputs
from sphinx_newsroom.text.words.tokens import Mark

REGISTRY = Registry(
    organizations={
        "osce": Organization("osce", "Organization for Security and Co-operation in Europe", acronym="OSCE"),
        "unodc": Organization("unodc", "United Nations Office on Drugs and Crime", acronym="UNODC"),
        "unused": Organization("unused", "Nobody names it"),
    },
    officials={},
    topics={},
)


def release(id_: str, date: str, title: str = "Talks", **fields: object) -> Release:
    return replace(Release(id_, title, dt.date.fromisoformat(date), f"releases/{id_}.md"), **fields)  # type: ignore[arg-type]


def entry(found: Release, text: str = "Talks were held.", organizations: tuple[str, ...] = ()) -> Entry:
    mentions = tuple(Mention(id_, "organization", id_, "header") for id_ in organizations)
    return Entry.of(found, f"{found.title}\n\n{text}", (Mark(0, len(found.title), "heading"),), mentions)


def archive(*entries: Entry) -> ArchiveIndex:
    return ArchiveIndex({found.release.docname: found for found in entries}, REGISTRY)


SMALL = (
    entry(release("2010/a", "2010-03-01"), "Peace talks in Vienna. Talks go on."),
    entry(release("2011/b", "2011-06-21", "Vienna conference"), "A conference on peace.", ("osce",)),
    entry(release("2011/c", "2011-01-05", "Élysée meeting", language="fr"), "Aucun mot commun.", ("osce", "unodc")),
)


def made(index: ArchiveIndex) -> dict[str, Output]:
    return {output.key: output for output in outputs(index, Settings(), lambda tag: Language((), (f"the-{tag}",)))}


def value(data: bytes) -> object:
    """What a file hands to searchData()."""
    _, _, text = data.decode().partition("newsroom.searchData(")
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])


def files(index: ArchiveIndex) -> dict[str, object]:
    return {
        path: value(data)
        for output in made(index).values()
        for path, data in files_of(output).items()
        if path not in ("_search/engine.js", "_search/page.js", "_search/check.js")
    }


def decoded(text: str) -> list[int]:
    """The reverse of codec.column, as search.js does it."""
    values, rest = [], 0
    for character in text:
        digit = DIGITS.index(character)
        if digit >= 60:
            rest = rest * 32 + digit - 60
        else:
            values.append(rest * 60 + digit)
            rest = 0
    return values


def postings_of(text: str) -> dict[int, tuple[int, bool]]:
    """The reverse of codec.posting: release number -> how often the text holds the word, whether the title does."""
    found = {}
    numbers, release_number = iter(decoded(text)), -1
    for value_ in numbers:
        release_number += value_ // 4 + 1
        flags = value_ % 4
        count = 1 if flags == 0 else 0 if flags == 2 else next(numbers) + (2 if flags == 1 else 1)
        found[release_number] = count, flags > 1
    return found


def places_of(text: str) -> list[list[int]]:
    """The reverse of codec.places, release by release."""
    found: list[list[int]] = [[]]
    for value_ in decoded(text):
        found[-1].append((found[-1][-1] if found[-1] else 0) + value_ // 2)
        if value_ % 2 == 0:
            found.append([])
    return found[:-1]


GROUP = "1984-2047-newest"
"""The group of the releases of small archives."""


def rows_in(data: dict[str, object]) -> list[tuple[str, str, str]]:
    """Word, postings and places, read back from the files of the newest part."""
    found: list[tuple[str, str, str]] = []
    index: Any = data[f"_search/{GROUP}/index.js"]
    for file in range(len(index["first"].split())):
        postings: Any = data[f"_search/{GROUP}/t{file}.js"]
        places: Any = data[f"_search/{GROUP}/p{file // 2}.js"]
        fields = postings[0].split(" ")
        found += zip(followed(fields[::2]), fields[1::2], places[file % 2][0].split(" "), strict=True)
    return found


def words_in(data: dict[str, object]) -> dict[str, tuple[dict[int, tuple[int, bool]], list[list[int]]]]:
    """Word -> its postings and its places, read back from the files of the newest part."""
    assert not any(at for word, _, at in rows_in(data) if "~" in word)
    return {word: (postings_of(row), places_of(at)) for word, row, at in rows_in(data) if "~" not in word}


def stems_in(data: dict[str, object]) -> dict[str, list[str]]:
    """Stem and language -> its words, read back from the files of the newest part."""
    return {
        key: [key[: DIGITS.index(one[0])] + one[1:] for one in row.split("~")]
        for key, row, _ in rows_in(data)
        if "~" in key
    }


def columns_in(data: dict[str, object]) -> dict[str, Any]:
    """What the index of the newest part says of its releases."""
    index: Any = data[f"_search/{GROUP}/index.js"]
    (columns,) = index["parts"]
    return dict(columns)


@given(st.dictionaries(st.text("abß𐐨中", min_size=1, max_size=6), st.integers(1, 9000)))
def test_a_vocabulary_is_read_back_as_javascript_does(counts: dict[str, int]) -> None:
    order = sorted(counts.items())
    before, found = "", []
    for row in filter(None, words(order).split(" ")):
        end = next(i for i in range(1, len(row)) if DIGITS.index(row[i]) < 60)
        # JavaScript counts a letter beyond the basic plane as two: none may be among those that are shared
        assert max(before[: DIGITS.index(row[0])], default="") <= "\uffff"
        before = before[: DIGITS.index(row[0])] + row[end + 1 :]
        found.append((before, decoded(row[1 : end + 1])[0]))
    assert found == order


LETTERS = st.text("aAbé 'ß國-.", max_size=30)


@settings(deadline=None)
@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=5))
def test_every_word_is_found_where_it_stands(texts: list[tuple[str, str]]) -> None:
    found = [Document(title, dt.date(2010, 1, 1), "en", body) for title, body in texts]
    made_ = group_files(GROUP, [section(YearPart(1984, 2047), found)])
    data = {path: value(script) for path, script in made_.items()}
    standing: dict[str, dict[int, list[int]]] = {}
    for n, (title, body) in enumerate(texts):
        for place, word in enumerate([*tokens(title), "", *tokens(body)]):
            if word:
                standing.setdefault(word, {}).setdefault(n, []).append(place)
    known = words_in(data)
    assert {word: dict(zip(row, at, strict=True)) for word, (row, at) in known.items()} == standing
    assert group_files(GROUP, sections(GROUP, 1, made_.__getitem__)) == made_
    for word, (row, _) in known.items():
        for n, (count, in_title) in row.items():
            assert (count, in_title) == (tokens(texts[n][1]).count(word), word in tokens(texts[n][0]))


def many(year: int, count: int) -> list[Entry]:
    return [entry(release(f"{year}/{n}", f"{year}-01-01"), f"Number {n}.") for n in range(count)]


def test_a_changed_release_has_its_own_part_indexed_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = many(2010, LARGEST)
    state = State()
    write_outputs(made(archive(*large, *SMALL[1:], *many(2012, STEP))).values(), State(), state, tmp_path)
    after = made(
        archive(*large, entry(SMALL[1].release, "A conference on trade.", ("osce",)), SMALL[2], *many(2012, STEP))
    )
    asked: list[str] = []

    def seen(part: YearPart, found: list[Document]) -> Any:
        asked.append(part.name)
        return section(part, found)

    monkeypatch.setattr("sphinx_newsroom.outputs.search.index_files.section", seen)
    write_outputs(after.values(), state, State(), tmp_path)
    assert asked == ["2011"]
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.js")} == {
        path: data for output in after.values() for path, data in files_of(output).items()
    }


def test_an_added_release_writes_few_files() -> None:
    large = many(2010, LARGEST + STEP // 2)
    before = made(archive(*large))
    after = made(archive(*large, entry(release("2010/new", "2010-09-01"))))
    changed = {key for key in after if before[key].fingerprint != after[key].fingerprint}
    assert changed == {"search/2010-newest", "search/words/2010-newest", "search/facets", "search/index"}
    parts = by_part(archive(*large))
    assert {part.name: len(pages) for part, pages in parts.items()} == {"2010": LARGEST, "2010-newest": STEP // 2}
    assert [name for name, _ in grouped(parts)] == ["2010", "2010-newest"]
    assert [part.name for part in by_part(archive(*many(2010, STEP)))] == ["1984-2047-newest"]
    assert len(files_of(after["search/words/2010-newest"])) < 20


def test_a_stem_has_the_words_of_its_language_and_no_row_where_it_is_the_only_one() -> None:
    index = archive(
        entry(release("2012/en", "2012-01-01", "Ports"), "The port reported policies and a policy, sea and land."),
        entry(release("2012/es", "2012-01-02", "Uno", language="es"), "La organización y las organizaciones."),
        entry(release("2012/ja", "2012-01-03", "国会", language="ja"), "国会。"),
    )
    data = files(index)
    stems = stems_in(data)
    assert stems["port~en"] == ["port", "ports"]
    assert stems["polici~en"] == ["policies", "policy"]
    assert stems["organiz~es"] == ["organizacion", "organizaciones"]
    assert not [key for key in stems if key.startswith("sea~")]
    assert columns_in(data)["languages"] == ["en", "es"]


def test_withdrawn_releases_are_in_no_file() -> None:
    withdrawn = release("2011/gone", "2011-02-02", "Gone", withdrawn=Withdrawal(dt.date(2011, 3, 1), "Wrong"))
    index = archive(*SMALL, entry(withdrawn, "Xylophone players."))
    alone = archive(entry(withdrawn, "Xylophone players."))
    text = b"".join(data for output in made(index).values() for data in files_of(output).values())
    assert b"xylophone" not in text.lower()
    assert b"2011/gone" not in text
    assert files(index) | {"_search/index.js": None} == files(archive(*SMALL)) | {"_search/index.js": None}
    assert set(made(alone)) == {
        f"search/{name}" for name in ("index", "names", "facets", "engine", "page", "check", "languages")
    }

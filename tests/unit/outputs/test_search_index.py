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

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.records import Mention, Name, Organization, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.output import Output, State
from sphinx_newsroom.outputs.search.codec import DIGITS, ascending, number, places, posting, words
from sphinx_newsroom.outputs.search.index_files import PASSAGE, Document, outputs, part_files, passages
from sphinx_newsroom.outputs.search.scripts import Language
from sphinx_newsroom.outputs.search.tokens import tokens
from sphinx_newsroom.outputs.search.year_parts import LARGEST, PARTED, STEP, YearPart, by_part, year_parts
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
        for path, data in output.make().items()
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


def words_in(data: dict[str, object]) -> dict[str, tuple[dict[int, tuple[int, bool]], list[list[int]]]]:
    """Word -> its postings and its places, read back from a part's files."""
    found = {}
    for path, text in data.items():
        if path.startswith("_search/1984-2047/t"):
            fields = str(text).split(" ")
            where = str(data[path.replace("/t", "/p")]).split(" ")
            for word, row, at in zip(fields[::2], fields[1::2], where, strict=True):
                if "~" in word:
                    assert at == ""
                    continue
                found[word] = postings_of(row), places_of(at)
    return found


def stems_in(data: dict[str, object]) -> dict[str, list[str]]:
    """Stem and language -> its words, read back from a part's files."""
    found = {}
    for path, text in data.items():
        if path.startswith("_search/1984-2047/t"):
            fields = str(text).split(" ")
            for key, row in zip(fields[::2], fields[1::2], strict=True):
                if "~" in key:
                    found[key] = [key[: DIGITS.index(one[0])] + one[1:] for one in row.split("~")]
    return found


def words_of(index: ArchiveIndex) -> dict[str, dict[int, tuple[int, bool]]]:
    return {word: row for word, (row, _) in words_in(files(index)).items()}


@given(st.integers(0, 10**9))
def test_a_number_is_read_back(many: int) -> None:
    assert decoded(number(many)) == [many]


@given(st.integers(0, 5000), st.integers(0, 5000), st.booleans())
def test_a_posting_is_read_back(step: int, count: int, in_title: bool) -> None:
    count = count if in_title else max(1, count)
    assert postings_of(posting(step, count, in_title)) == {step: (count, in_title)}


@given(st.lists(st.lists(st.integers(0, 5000), min_size=1, unique=True).map(sorted), min_size=1))
def test_places_are_read_back_and_stand_in_a_script_as_they_are(releases: list[list[int]]) -> None:
    text = "".join(map(places, releases))
    assert places_of(text) == releases
    assert json.dumps(text) == f'"{text}"'
    assert text.isascii()
    assert " " not in text


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
    found = [
        Document(f"2010/{n}", title, dt.date(2010, 1, 1), "notice", "en", "", "", body, (), (), ())
        for n, (title, body) in enumerate(texts)
    ]
    data = {path: value(made_) for path, made_ in part_files(YearPart(1984, 2047), found).items()}
    standing: dict[str, dict[int, list[int]]] = {}
    for n, (title, body) in enumerate(texts):
        for place, word in enumerate([*tokens(title), "", *tokens(body)]):
            if word:
                standing.setdefault(word, {}).setdefault(n, []).append(place)
    known = words_in(data)
    assert {word: dict(zip(row, at, strict=True)) for word, (row, at) in known.items()} == standing
    for word, (row, _) in known.items():
        for n, (count, in_title) in row.items():
            assert (count, in_title) == (tokens(texts[n][1]).count(word), word in tokens(texts[n][0]))


def test_postings_count_the_text_and_tell_the_title() -> None:
    words = words_of(archive(*SMALL))
    # 0 is the oldest release (a), 1 the next (c).
    assert words["conference"] == {2: (1, True)}
    assert words["peace"] == {0: (1, False), 2: (1, False)}
    assert words["elysee"] == {1: (0, True)}
    assert words["talks"] == {0: (2, True)}


def test_the_number_stands_between_title_and_text() -> None:
    index = archive(
        entry(release("2014/x", "2014-01-01", "Peace talks", number="PR/2014/7"), "They go on."),
        entry(release("2014/y", "2014-01-02", "Talks"), "See PR/2014/7."),
    )
    known = words_in(files(index))
    assert known["talks"] == ({0: (0, True), 1: (0, True)}, [[1], [0]])
    assert known["7"] == ({0: (0, True), 1: (1, False)}, [[5], [5]])
    assert known["they"] == ({0: (1, False)}, [[7]])
    data = files(index)
    assert isinstance(data["_search/1984-2047/index.js"], dict)
    assert decoded(data["_search/1984-2047/index.js"]["numbers"]) == [3, 0]
    assert [data[f"_search/1984-2047/d{n}.js"][7:] for n in (0, 1)] == [["PR/2014/7"], []]  # type: ignore[index]


def test_salience_is_the_weight_of_the_words_that_say_most() -> None:
    texts = ["zebra " * 9 + "the talks", "the talks went on", "the talks ended"]
    index = archive(*[entry(release(f"2014/{n}", f"2014-01-{n + 1:02}"), text) for n, text in enumerate(texts)])
    data = files(index)["_search/1984-2047/index.js"]
    assert isinstance(data, dict)
    # Of three releases: nine times a word of one alone, log(4/1)/log 4 each, and words of all, log(4/3)/log 4 each.
    common = 0.2075
    assert decoded(data["salience"])[0] == round(2 * (9 + 3 * common))
    assert max(decoded(data["salience"])[1:]) < 9


def test_the_words_that_a_mistyped_one_may_mean_stand_by_letter() -> None:
    data = files(archive(entry(release("2013/x", "2013-01-01", "Peace"), "A pact of 1995: Peace, peer, 国連.")))
    index = data["_search/1984-2047/index.js"]
    assert isinstance(index, dict)
    assert index["letters"] == "p"
    assert data["_search/1984-2047/v70.js"] == words([("pact", 2), ("peace", 3), ("peer", 2)])


def test_frequent_words_that_follow_each_other_are_a_row_more() -> None:
    held = ["The end of the talks", "No end of the story", "Of the rest"]
    index = archive(*[entry(release(f"2014/{n}", f"2014-01-{n + 1:02}"), held[n % 3]) for n in range(20)])
    known = words_in(files(index))
    # Title, gap and text: "Talks", then the text from the third place on; the newest release is of the second kind.
    assert {word for word in known if "_" in word} == {"of_the", "end_of", "the_end", "the_talks"}
    row, places = known["of_the"]
    assert len(row) == 20
    assert places[:3] == [[4], [4], [2]]
    year = files(index)["_search/1984-2047/index.js"]
    assert isinstance(year, dict)
    assert year["frequent"] == 10
    assert "_" not in str(files(index)["_search/1984-2047/v74.js"]) + str(files(index)["_search/1984-2047/v65.js"])


def test_columns_and_facets_of_a_part() -> None:
    data = files(archive(*SMALL))["_search/1984-2047/index.js"]
    assert isinstance(data, dict)
    dates = dt.date(2010, 3, 1), dt.date(2011, 1, 5), dt.date(2011, 6, 21)
    days = [(day - dt.date(1984, 1, 1)).days for day in dates]
    assert decoded(data["dates"]) == [days[0], days[1] - days[0], days[2] - days[1]]
    assert data["facets"]["organization"] == {"osce": ascending([1, 2]), "unodc": ascending([1])}
    assert data["facets"]["language"] == {"en": ascending([0, 2]), "fr": ascending([1])}


def test_the_directory_names_parts_and_what_the_releases_name() -> None:
    directory = files(archive(*SMALL))["_search/index.js"]
    assert isinstance(directory, dict)
    assert [tuple(row[:3]) for row in directory["parts"]] == [("1984-2047", 1984, 3)]
    assert directory["names"]["organization"] == {
        "osce": ["Organization for Security and Co-operation in Europe", "OSCE", 2],
        "unodc": ["United Nations Office on Drugs and Crime", "UNODC", 1],
    }
    assert directory["names"]["type"] == {"press-release": ["Press release"]}


def test_names_tell_other_names_and_whom_an_organization_followed() -> None:
    registry = Registry(
        organizations={
            "alpha": Organization(
                "alpha", "Alpha", other_names=(Name("Ancient Alpha"), Name("Alpha")), successors=("beta",)
            ),
            "beta": Organization("beta", "Beta", successors=("gamma",)),
            "gamma": Organization("gamma", "Gamma", successors=("alpha",)),
        }
    )
    found = [entry(release(f"2010/{id_}", "2010-01-01"), organizations=(id_,)) for id_ in ("alpha", "gamma")]
    index = ArchiveIndex({one.release.docname: one for one in found}, registry)
    directory = files(index)["_search/index.js"]
    assert isinstance(directory, dict)
    # Nothing names Beta, so it is passed over; that they follow each other in a circle ends somewhere.
    assert directory["names"]["organization"] == {
        "alpha": ["Alpha", "", 1, ["Ancient Alpha"], ["gamma"], ["gamma"]],
        "gamma": ["Gamma", "", 1, [], ["alpha"], ["alpha"]],
    }


def test_a_word_file_begins_with_the_word_that_the_index_says() -> None:
    long = entry(release("2012/many", "2012-01-01"), " ".join(f"word{n:04}" for n in range(3000)) + " 𐐨 ﷲ ")
    data = files(archive(long))
    index = data["_search/1984-2047/index.js"]
    assert isinstance(index, dict)
    first = index["first"].split(" ")
    assert len(first) > 2
    assert [str(data[f"_search/1984-2047/t{number}.js"]).split(" ")[0] for number in range(len(first))] == first
    assert first == sorted(first, key=lambda word: word.encode("utf-16-be"))


def test_the_summary_is_kept_only_where_it_is_not_the_beginning() -> None:
    index = archive(
        entry(release("2010/own", "2010-01-01", summary="In short."), "At length."),
        entry(release("2010/first", "2010-01-02"), "At length."),
    )
    data = files(index)
    rows: list[Any] = [data[f"_search/1984-2047/d{n}.js"] for n in (0, 1)]
    assert [(row[0], row[5], row[6]) for row in rows] == [
        ("2010/own", "In short.", "At length."),
        ("2010/first", "", "At length."),
    ]


def test_a_subtitle_is_found_and_shown_as_text() -> None:
    found = entry(release("2011/a", "2011-01-01", "Title", subtitle="Below the headline"), "Text goes on.")
    data = files(archive(found))
    assert '"Text goes on.", "Below the headline\\n\\nText goes on."' in json.dumps(data["_search/1984-2047/d0.js"])
    assert "headline" in json.dumps(data["_search/1984-2047/t0.js"])


def test_the_same_releases_in_any_order_give_the_same_bytes() -> None:
    one = {key: (output.fingerprint, dict(output.make())) for key, output in made(archive(*SMALL)).items()}
    other = {key: (output.fingerprint, dict(output.make())) for key, output in made(archive(*reversed(SMALL))).items()}
    assert one == other


def many(year: int, count: int) -> list[Entry]:
    return [entry(release(f"{year}/{n}", f"{year}-01-01"), f"Number {n}.") for n in range(count)]


def test_few_releases_of_many_years_share_a_part_and_many_of_one_do_not() -> None:
    def named(counts: dict[int, int]) -> list[str]:
        return [part.name for part in year_parts(counts)]

    assert named({}) == []
    assert named({1984: 1, 2011: 5, 2047: 9}) == ["1984-2047"]
    assert named({1984: LARGEST, 2011: 1}) == ["1984-1999", "2000-2015"]
    assert named({2011: LARGEST, 2010: LARGEST + 1, 2012: 3}) == ["2010", "2011", "2012-2015"]
    assert named({1: 1, 1066: 1}) == ["0-63", "1024-1087"]


def test_a_changed_release_makes_only_its_part_new() -> None:
    large = many(2010, LARGEST)
    before = made(archive(*large, *SMALL[1:]))
    changed = entry(SMALL[1].release, "A conference on trade.", ("osce",))
    after = made(archive(*large, changed, SMALL[2]))
    assert before["search/2011"].fingerprint != after["search/2011"].fingerprint
    assert before["search/2010"].fingerprint == after["search/2010"].fingerprint


def test_whom_releases_name_is_told_without_their_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that comes or goes leaves the words of a part as they were."""
    before, state = archive(*SMALL), State()
    write_outputs(made(before).values(), State(), state, tmp_path)
    read = [find_again(SMALL[1], ("unodc",)), SMALL[0], find_again(SMALL[2], ())]
    whole = {path: data for output in made(archive(*read)).values() for path, data in output.make().items()}
    with monkeypatch.context() as without:
        without.setattr(Entry, "text", None)
        write_outputs(made(archive(*read)).values(), state, State(), tmp_path)
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.js")} == whole


def find_again(one: Entry, organizations: tuple[str, ...]) -> Entry:
    return entry(one.release, one.text.partition("\n\n")[2], organizations)


def test_an_added_release_makes_only_its_part_and_the_directory_new() -> None:
    large = many(2010, LARGEST)
    before = made(archive(*large, *SMALL[1:]))
    after = made(archive(*large, *SMALL[1:], entry(release("2011/d", "2011-09-01"))))
    changed = {key for key in after if before[key].fingerprint != after[key].fingerprint}
    assert changed == {"search/2011", "search/index"}


def test_the_newest_of_many_releases_are_a_part_of_their_own() -> None:
    large = many(2010, PARTED + STEP // 2)
    before = made(archive(*large))
    after = made(archive(*large, entry(release("2010/new", "2010-09-01"))))
    changed = {key for key in after if before[key].fingerprint != after[key].fingerprint}
    assert changed == {"search/1984-2047-newest", "search/index"}
    parts: Any = value(after["search/index"].make()["_search/index.js"])
    assert [part[:3] for part in parts["parts"]] == [
        ["1984-2047", 1984, PARTED],
        ["1984-2047-newest", 1984, STEP // 2 + 1],
    ]
    assert [part.name for part in by_part(archive(*many(2010, PARTED)))] == ["1984-2047"]


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
    part: Any = data["_search/1984-2047/index.js"]
    assert part["languages"] == ["en", "es"]


def test_the_scripts_know_the_languages_of_the_archive_and_no_other() -> None:
    data: Any = files(archive(*SMALL))["_search/languages.js"]
    assert {tag: {"say", "dire", f"the-{tag}"} & {*words} for tag, words in data["stop"].items()} == {
        "en": {"say", "the-en"},
        "fr": {"dire", "the-fr"},
    }
    assert set(data["months"]) == {"en", "fr"}
    assert data["light"] == {}


def test_a_long_text_is_cut_into_passages_and_nothing_is_lost() -> None:
    paragraphs = [f"Paragraph {n} says this and that, and goes on for a while. " * 12 for n in range(20)]
    text = "\n\n".join(one.strip() for one in paragraphs)
    cut = passages(text)
    assert len(cut) > 3
    assert max(map(len, cut)) <= PASSAGE
    assert "\n\n".join(cut) == text
    data: Any = files(archive(entry(release("2012/long", "2012-01-01"), text)))
    assert data["_search/1984-2047/d0.js"][6:] == [cut[0], "", 1]
    assert data["_search/1984-2047/e0.js"][0] == cut[1:]
    assert passages("x" * (2 * PASSAGE + 1)) == ["x" * PASSAGE, "x" * PASSAGE, "x"]
    assert passages("") == [""]


def test_withdrawn_releases_are_in_no_file() -> None:
    withdrawn = release("2011/gone", "2011-02-02", "Gone", withdrawn=Withdrawal(dt.date(2011, 3, 1), "Wrong"))
    index = archive(*SMALL, entry(withdrawn, "Xylophone players."))
    alone = archive(entry(withdrawn, "Xylophone players."))
    text = b"".join(data for output in made(index).values() for data in output.make().values())
    assert b"xylophone" not in text.lower()
    assert b"2011/gone" not in text
    assert files(index) | {"_search/index.js": None} == files(archive(*SMALL)) | {"_search/index.js": None}
    assert set(made(alone)) == {"search/index", "search/engine", "search/page", "search/check", "search/languages"}


def test_an_empty_archive_has_a_directory_without_years() -> None:
    directory = files(archive())["_search/index.js"]
    assert isinstance(directory, dict)
    assert directory["parts"] == []


def test_a_release_without_words_is_still_found_by_filters() -> None:
    data = files(archive(entry(release("2013/x", "2013-01-01", "…"), "–")))
    index = data["_search/1984-2047/index.js"]
    assert isinstance(index, dict)
    assert index["first"] == ""
    assert index["facets"]["type"] == {"press-release": ascending([0])}

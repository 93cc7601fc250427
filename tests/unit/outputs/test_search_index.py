"""The static search index: its postings, its order, and what makes which files new."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.records import Mention, Name, Organization, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.search.codec import DIGITS, ascending, number, places, posting, words
from sphinx_newsroom.outputs.search.documents import Document
from sphinx_newsroom.outputs.search.index_files import outputs, year_files
from sphinx_newsroom.outputs.search.tokens import tokens
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
    return {output.key: output for output in outputs(index, Settings())}


def value(data: bytes) -> object:
    """What a file hands to searchData()."""
    text = data.decode()
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])


def files(index: ArchiveIndex) -> dict[str, object]:
    return {path: value(data) for output in made(index).values() for path, data in output.make().items()}


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


def words_in(data: dict[str, object], year: int) -> dict[str, tuple[dict[int, tuple[int, bool]], list[list[int]]]]:
    """Word -> its postings and its places, read back from a year's files."""
    found = {}
    for path, text in data.items():
        if path.startswith(f"_search/{year}/t"):
            fields = str(text).split(" ")
            where = str(data[path.replace("/t", "/p")]).split(" ")
            for word, row, at in zip(fields[::2], fields[1::2], where, strict=True):
                found[word] = postings_of(row), places_of(at)
    return found


def words_of(index: ArchiveIndex, year: int) -> dict[str, dict[int, tuple[int, bool]]]:
    return {word: row for word, (row, _) in words_in(files(index), year).items()}


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
    data = {path: value(made_) for path, made_ in year_files(2010, found).items()}
    standing: dict[str, dict[int, list[int]]] = {}
    for n, (title, body) in enumerate(texts):
        for place, word in enumerate([*tokens(title), "", *tokens(body)]):
            if word:
                standing.setdefault(word, {}).setdefault(n, []).append(place)
    known = words_in(data, 2010)
    assert {word: dict(zip(row, at, strict=True)) for word, (row, at) in known.items()} == standing
    for word, (row, _) in known.items():
        for n, (count, in_title) in row.items():
            assert (count, in_title) == (tokens(texts[n][1]).count(word), word in tokens(texts[n][0]))


def test_postings_count_the_text_and_tell_the_title() -> None:
    words = words_of(archive(*SMALL), 2011)
    # 0 is the year's oldest release (c), 1 the next (b).
    assert words["conference"] == {1: (1, True)}
    assert words["peace"] == {1: (1, False)}
    assert words["elysee"] == {0: (0, True)}
    assert words_of(archive(*SMALL), 2010)["talks"] == {0: (2, True)}


def test_the_number_stands_between_title_and_text() -> None:
    index = archive(
        entry(release("2014/x", "2014-01-01", "Peace talks", number="PR/2014/7"), "They go on."),
        entry(release("2014/y", "2014-01-02", "Talks"), "See PR/2014/7."),
    )
    known = words_in(files(index), 2014)
    assert known["talks"] == ({0: (0, True), 1: (0, True)}, [[1], [0]])
    assert known["7"] == ({0: (0, True), 1: (1, False)}, [[5], [5]])
    assert known["they"] == ({0: (1, False)}, [[7]])
    data = files(index)
    assert isinstance(data["_search/2014/index.js"], dict)
    assert decoded(data["_search/2014/index.js"]["numbers"]) == [3, 0]
    assert [row[7:] for row in data["_search/2014/d0.js"]] == [["PR/2014/7"], []]  # type: ignore[attr-defined]


def test_salience_is_the_weight_of_the_words_that_say_most() -> None:
    texts = ["zebra " * 9 + "the talks", "the talks went on", "the talks ended"]
    index = archive(*[entry(release(f"2014/{n}", f"2014-01-{n + 1:02}"), text) for n, text in enumerate(texts)])
    data = files(index)["_search/2014/index.js"]
    assert isinstance(data, dict)
    # Of three releases: nine times a word of one alone, log(4/1)/log 4 each, and words of all, log(4/3)/log 4 each.
    common = 0.2075
    assert decoded(data["salience"])[0] == round(2 * (9 + 3 * common))
    assert max(decoded(data["salience"])[1:]) < 9


def test_the_words_that_a_mistyped_one_may_mean_stand_by_letter() -> None:
    data = files(archive(entry(release("2013/x", "2013-01-01", "Peace"), "A pact of 1995: peace, peer, 国連.")))
    index = data["_search/2013/index.js"]
    assert isinstance(index, dict)
    assert index["letters"] == "p"
    assert data["_search/2013/v70.js"] == words([("pact", 1), ("peace", 1), ("peer", 1)])


def test_frequent_words_that_follow_each_other_are_a_row_more() -> None:
    held = ["The end of the talks", "No end of the story", "Of the rest"]
    index = archive(*[entry(release(f"2014/{n}", f"2014-01-{n + 1:02}"), held[n % 3]) for n in range(20)])
    known = words_in(files(index), 2014)
    # Title, gap and text: "Talks", then the text from the third place on; the newest release is of the second kind.
    assert {word for word in known if "_" in word} == {"of_the", "end_of", "the_end", "the_talks"}
    row, places = known["of_the"]
    assert len(row) == 20
    assert places[:3] == [[4], [4], [2]]
    year = files(index)["_search/2014/index.js"]
    assert isinstance(year, dict)
    assert year["frequent"] == 10
    assert "_" not in str(files(index)["_search/2014/v74.js"]) + str(files(index)["_search/2014/v65.js"])


def test_columns_and_facets_of_a_year() -> None:
    data = files(archive(*SMALL))["_search/2011/index.js"]
    assert isinstance(data, dict)
    assert decoded(data["dates"]) == [4, 171 - 4]
    assert data["facets"]["organization"] == {"osce": ascending([0, 1]), "unodc": ascending([0])}
    assert data["facets"]["language"] == {"en": ascending([1]), "fr": ascending([0])}


def test_the_directory_names_years_and_what_the_releases_name() -> None:
    directory = files(archive(*SMALL))["_search/index.js"]
    assert isinstance(directory, dict)
    assert [(year, count) for year, count, _ in directory["years"]] == [(2010, 1), (2011, 2)]
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
    many = entry(release("2012/many", "2012-01-01"), " ".join(f"word{n:04}" for n in range(3000)) + " 𐐨 ﷲ ")
    data = files(archive(many))
    index = data["_search/2012/index.js"]
    assert isinstance(index, dict)
    first = index["first"].split(" ")
    assert len(first) > 2
    assert [str(data[f"_search/2012/t{number}.js"]).split(" ")[0] for number in range(len(first))] == first
    assert first == sorted(first, key=lambda word: word.encode("utf-16-be"))


def test_the_summary_is_kept_only_where_it_is_not_the_beginning() -> None:
    index = archive(
        entry(release("2010/own", "2010-01-01", summary="In short."), "At length."),
        entry(release("2010/first", "2010-01-02"), "At length."),
    )
    rows = files(index)["_search/2010/d0.js"]
    assert isinstance(rows, list)
    assert [(row[0], row[5], row[6]) for row in rows] == [
        ("2010/own", "In short.", "At length."),
        ("2010/first", "", "At length."),
    ]


def test_a_subtitle_is_found_and_shown_as_text() -> None:
    found = entry(release("2011/a", "2011-01-01", "Title", subtitle="Below the headline"), "Text goes on.")
    data = files(archive(found))
    assert '"Text goes on.", "Below the headline\\n\\nText goes on."' in json.dumps(data["_search/2011/d0.js"])
    assert "headline" in json.dumps(data["_search/2011/t0.js"])


def test_the_same_releases_in_any_order_give_the_same_bytes() -> None:
    one = {key: (output.fingerprint, dict(output.make())) for key, output in made(archive(*SMALL)).items()}
    other = {key: (output.fingerprint, dict(output.make())) for key, output in made(archive(*reversed(SMALL))).items()}
    assert one == other


def test_a_changed_release_makes_only_its_year_new() -> None:
    before = made(archive(*SMALL))
    changed = entry(SMALL[1].release, "A conference on trade.", ("osce",))
    after = made(archive(SMALL[0], changed, SMALL[2]))
    assert before["search/2011"].fingerprint != after["search/2011"].fingerprint
    assert before["search/2010"].fingerprint == after["search/2010"].fingerprint
    assert before["search/2010"].make() == after["search/2010"].make()


def test_an_added_release_makes_only_its_year_and_the_directory_new() -> None:
    before = made(archive(*SMALL))
    after = made(archive(*SMALL, entry(release("2011/d", "2011-09-01"))))
    changed = {key for key in after if before[key].fingerprint != after[key].fingerprint}
    assert changed == {"search/2011", "search/index"}


def test_withdrawn_releases_are_in_no_file() -> None:
    withdrawn = release("2011/gone", "2011-02-02", "Gone", withdrawn=Withdrawal(dt.date(2011, 3, 1), "Wrong"))
    index = archive(*SMALL, entry(withdrawn, "Xylophone players."))
    alone = archive(entry(withdrawn, "Xylophone players."))
    text = b"".join(data for output in made(index).values() for data in output.make().values())
    assert b"xylophone" not in text.lower()
    assert b"2011/gone" not in text
    assert files(index) | {"_search/index.js": None} == files(archive(*SMALL)) | {"_search/index.js": None}
    assert set(made(alone)) == {"search/index"}


def test_an_empty_archive_has_a_directory_without_years() -> None:
    directory = files(archive())["_search/index.js"]
    assert isinstance(directory, dict)
    assert directory["years"] == []


def test_a_release_without_words_is_still_found_by_filters() -> None:
    data = files(archive(entry(release("2013/x", "2013-01-01", "…"), "–")))
    index = data["_search/2013/index.js"]
    assert isinstance(index, dict)
    assert index["first"] == ""
    assert index["facets"]["type"] == {"press-release": ascending([0])}

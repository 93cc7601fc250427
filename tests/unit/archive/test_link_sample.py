"""A random sample of links: each as likely as another, the same for the same seed, in its sentence."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections import Counter
from collections.abc import Iterator

import pytest

from sphinx_newsroom.archive.link_sample import Link, drawn, links, sentence
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Method, Release


def release(number: int) -> Release:
    return Release(ReleaseId(f"2011/r{number}"), "T", dt.date(2011, 6, 21), f"releases/2011/r{number}.md")


def made(releases: int, each: int = 5) -> list[Link]:
    return [
        Link(release(number), "UN " * each, Mention("un", "organization", "UN", "name"), 3 * k, 3 * k + 2)
        for number in range(releases)
        for k in range(each)
    ]


def places(sample: list[Link]) -> list[tuple[str, int]]:
    return [(link.release.id, link.start) for link in sample]


def test_one_seed_draws_one_sample() -> None:
    sample, count = drawn(made(40), 12, seed=7)
    assert (len(sample), count) == (12, 200)
    assert places(drawn(made(40), 12, seed=7)[0]) == places(sample)
    assert places(drawn(made(40), 12, seed=8)[0]) != places(sample)
    assert len(set(places(sample))) == 12


def test_the_order_of_the_archive_is_of_no_matter() -> None:
    assert places(drawn(reversed(made(40)), 12, seed=7)[0]) == places(drawn(made(40), 12, seed=7)[0])


def test_of_a_larger_archive_the_sample_is_the_same_but_for_what_is_new() -> None:
    before, after = (set(places(drawn(made(count), 50, seed=3)[0])) for count in (40, 44))
    assert all(place in before or int(place[0].removeprefix("2011/r")) >= 40 for place in after)
    assert len(before & after) > 35


def test_who_asks_for_more_than_there_is_gets_all() -> None:
    sample, count = drawn(made(2), 60, seed=0)
    assert (len(sample), count) == (10, 10)
    assert drawn([], 60, seed=0) == ([], 0)


def test_each_link_is_as_likely_as_another() -> None:
    """Of 20 links 5 are drawn 4,000 times: each about 1,000 times, and each pair about 210 times."""
    every, seen, pairs = made(4), Counter[tuple[str, int]](), Counter[tuple[object, object]]()
    for seed in range(4000):
        sample = sorted(places(drawn(every, 5, seed)[0]))
        seen.update(sample)
        pairs.update((one, other) for k, one in enumerate(sample) for other in sample[k + 1 :])
    # The sum of squares has a mean of 19 and 189 less what drawing without return takes; the bounds are far beyond.
    assert sum((count - 1000) ** 2 / 1000 for count in seen.values()) < 45
    assert len(pairs) == 190
    assert sum((count - 210.5) ** 2 / 210.5 for count in pairs.values()) < 280


def test_the_first_of_a_sample_is_a_sample() -> None:
    """Whoever reads only the first ten of sixty has read a smaller sample drawn in the same way."""
    assert places(drawn(made(40), 60, seed=1)[0])[:10] == places(drawn(made(40), 10, seed=1)[0])


def test_no_more_is_kept_than_is_drawn() -> None:
    def many() -> Iterator[Link]:
        for number in range(300):
            yield Link(release(number), "x" * 100_000 + str(number), Mention("un", "organization", "UN", "name"), 0, 2)

    tracemalloc.start()
    drawn(many(), 5, seed=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000  # all texts are 30 MB


@pytest.mark.parametrize("method", ["decided", "role", "header", "issuer"])
def test_what_the_author_said_is_not_drawn(method: Method) -> None:
    said = Mention("un", "organization", "UN", method, None, 0, 2)
    found = Mention("un", "organization", "UN", "acronym", None, 5, 7)
    assert [link.start for link in links(release(1), "UN …UN", [said, found])] == [5]


def test_what_stands_in_no_text_is_not_drawn() -> None:
    assert not list(links(release(1), "", [Mention("un", "organization", "UN", "name")]))


SENTENCES = {
    "the only one": "The [UN] met.",
    "the first": "|The [UN] met.| Then it rained.",
    "the last": "It rained. |Then the [UN] met.|",
    "an abbreviation ends none": "|The U.S. branch of the [UN] met at 8.4 percent.| So it was.",
    "quotation marks": "It rained. |“The [UN] met,” she said.| All went.",
    "a name at the beginning": "It rained! |[UN] members met.|",
    "a paragraph": "No stop here\n\n|The [UN] met|\n\nNor here",
    "another script": "Ішов дощ. |Засідання [ООН] відкрито.| Усе.",
    "the whole sentence is a name": "It rained. |[UN]| ",
}


@pytest.mark.parametrize("marked", SENTENCES.values(), ids=SENTENCES)
def test_the_sentence_is_shown(marked: str) -> None:
    whole = marked if "|" in marked else f"|{marked}|"
    expected = whole.split("|")[1].strip()
    text = marked.replace("|", "").replace("[", "").replace("]", "")
    start = marked.replace("|", "").index("[")
    end = marked.replace("|", "").index("]") - 1
    ahead, behind = sentence(text, start, end)
    assert f"{ahead}[{text[start:end]}]{behind}" == expected


def test_a_long_list_is_cut_at_words() -> None:
    text = "word " * 500 + "UN" + " word" * 500
    ahead, behind = sentence(text, 2500, 2502)
    assert ahead.startswith("… word ")
    assert behind.endswith(" word …")
    assert len(ahead) < 310
    assert len(behind) < 310


def test_line_ends_and_tabs_are_blanks() -> None:
    assert sentence("The\nold\tUN  met.", 8, 10) == ("The old ", " met.")

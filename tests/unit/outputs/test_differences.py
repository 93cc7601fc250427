"""What changed between two texts, in words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.outputs.differences import DiffBlock, DiffPart, differences


def told(before: str, after: str) -> str:
    """A difference on one line: [-gone-]{+come+}, paragraphs by a bar, unchanged ones by their number."""
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return " | ".join(
        "".join(marks[part.change].format(part.text) for part in block.parts) if block.parts else str(block.unchanged)
        for block in differences(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "A.\n\nThe peak was 6.24 m.\n\nB.\n\nC.",
            "A.\n\nThe peak was 6.42 m.\n\nB.\n\nC.",
            "1 | The peak was [-6.24-]{+6.42+} m. | 2",
        ),
        ("A.\n\nOld one.\n\nB.", "A.\n\nB.", "1 | [-Old one.-] | 1"),
        (
            "He met the deputy head of the office.",
            "He met the head of the office.",
            "He met the [-deputy -]head of the office.",
        ),
        ("On 4 May he spoke there.", "On 5 June he spoke there.", "On [-4 May-]{+5 June+} he spoke there."),
        ("Nothing alike here.", "Wholly other words stand.", "[-Nothing alike here.-] | {+Wholly other words stand.+}"),
        ("One\u00a0two  three\nfour.", "One two three four.", "1"),
        ("vice-president Smith", "president Smith", "[-vice-president-]{+president+} Smith"),
        ("", "Words.", "{+Words.+}"),
        ("Words.", "", "[-Words.-]"),
    ],
)
def test_what_changed(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


OPENING, CHART = "Needs did not fall over the year.", "A chart of the searches for water, from March to June"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            "She was sworn in as head of the office on Monday.",
            "She was sworn in as chief of a bureau on Monday.",
            "She was sworn in as [-head of the office-]{+chief of a bureau+} on Monday.",
            id="a phrase is replaced as a whole although both have an of",
        ),
        pytest.param(
            "The fund pays $5 million to towns and $6 million to schools.",
            "The fund pays $7 million to towns and $8 million to schools.",
            "The fund pays $[-5-]{+7+} million to towns and $[-6-]{+8+} million to schools.",
            id="what stays between two small changes stays",
        ),
        pytest.param(
            "This showed that people do not understand the word.",
            "This showed that the majority of people misunderstand the word.",
            "This showed that {+the majority of +}people [-do not understand-]{+misunderstand+} the word.",
            id="words put in before a word that stays",
        ),
        pytest.param(
            "Work began in May. The dyke held.",
            "Work began in May. The gate held. The dyke held.",
            "Work began in May. {+The gate held. +}The dyke held.",
            id="a sentence and not the end of one with the beginning of the next",
        ),
        pytest.param(
            "The session opened. The council then heard all twelve members on the plan for low water.",
            "The session opened.\n\nThe council then heard all twelve members on the plan for low water.",
            "{+The session opened.+} | "
            "[-The session opened. -]The council then heard all twelve members on the plan for low water.",
            id="a split paragraph becomes its larger part",
        ),
        pytest.param(
            f"{OPENING} [{CHART}, without the reports.]\n\n[{CHART}, with all the reports.]",
            f"{OPENING}\n\nImage: {CHART}, without the reports.\n\nImage: {CHART}, with all the reports.",
            f"{OPENING}[- [{CHART}, without the reports.]-] | {{+Image: {CHART}, without the reports.+}} | "
            f"[-[-]{{+Image: +}}{CHART}, with all the reports.[-]-]",
            id="its smaller part, if the larger one has a better match",
        ),
        pytest.param(
            "Among them are Low Water (TSX.V: LWR) (OTC: LWRF) and others.",
            "Among them are High Hill (TSX.V: HHL) (OTCQB: HHIF) and others.",
            "Among them are [-Low Water (TSX.V: LWR) (OTC: LWRF-]{+High Hill (TSX.V: HHL) (OTCQB: HHIF+}) and others.",
            id="a change that has grown is weighed again",
        ),
        pytest.param(
            "Also, stay informed by reading the letter that we send to our members and following us.",
            "In addition to joining one of our circles, stay informed by following us.",
            "[-Also-]{+In addition to joining one of our circles+}, stay informed by "
            "[-reading the letter that we send to our members and -]following us.",
            id="three words in a row stayed on purpose",
        ),
        pytest.param(
            "The towns and villages were warned.",
            "The towns of the lower basin and all of its villages were warned.",
            "The towns {+of the lower basin +}and {+all of its +}villages were warned.",
            id="what was only put in is not made a replacement",
        ),
        pytest.param(
            "She praised the mayor. He thanked her.",
            "She praised the council. They thanked her.",
            "She praised the [-mayor-]{+council+}. [-He-]{+They+} thanked her.",
            id="a sentence that ends between two changes",
        ),
        pytest.param(
            "It was the traditional U.S. coastal office.",
            "It was a fashionable U.S. mountain office.",
            "It was [-the traditional U.S. coastal-]{+a fashionable U.S. mountain+} office.",
            id="no sentence ends before a small letter",
        ),
        pytest.param(
            "He read the end of of the play.",
            "He read of the play today.",
            "He read [-the end of -]of the play{+ today+}.",
            id="one change instead of two",
        ),
        pytest.param("He said yes.", "He said, yes.", "He said{+,+} yes.", id="a comma"),
        pytest.param("See note [1].", "See note[1].", "See note[- -][1].", id="a space"),
        pytest.param(
            "It fell by two metres.The town is safe.",
            "It fell by two metres.",
            "It fell by two metres.[-The town is safe.-]",
            id="a full stop without its space",
        ),
        pytest.param(
            "委员会批准了五月计划。",
            "委员会批准了六月计划。",
            "委员会批准了[-五-]{+六+}月计划。",
            id="no spaces at all",
        ),
        pytest.param(
            "यह हिन्दी भाषा है।", "यह हिन्दु भाषा है।", "यह [-हिन्दी-]{+हिन्दु+} भाषा है।", id="vowel signs are parts of words"
        ),
    ],
)
def test_a_change_reads_as_one(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


def test_paragraphs_that_have_little_in_common_stand_for_themselves() -> None:
    before = "Low Street (1965): Cornhill, one of the loveliest, shows the quiet that the town seeks to preserve."
    after = "Low Street (1965): The drawing is one of those that show what is to be rebuilt, and the houses to be kept."
    assert told(before, after) == f"[-{before}-] | {{+{after}+}}"


def test_many_words_that_are_too_many_to_compare() -> None:
    before = " ".join(["First", *(f"old{number}" for number in range(20_001)), "the", "last"])
    after = " ".join(["First", *(f"new{number}" for number in range(20_001)), "the", "last"])
    assert [[part.change for part in block.parts] for block in differences(before, after)] == [
        ["deleted"],
        ["inserted"],
    ]
    small = before.replace("old20000", "new")
    assert [part.change for part in differences(before, small)[0].parts] == ["same", "deleted", "inserted", "same"]


PARAGRAPHS = st.lists(st.text("ab ,.1é\u4e2d", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=6)
WORDS = st.sampled_from([*"the of council met The 4 , . ( ) — 6.24 ’s 中 \u0301".split(), " — ", "\n", "\n\n", ". "])
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from(["", " "])), max_size=60).map(
    lambda words: "".join(map("".join, words))
)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and the same with a few passages replaced."""
    before = after = draw(TEXTS)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(after)))
        after = after[:start] + draw(TEXTS.map(lambda text: text[:12])) + after[start + draw(st.integers(0, 20)) :]
    return before, after


PAIRS = st.one_of(edited(), st.tuples(TEXTS, TEXTS))


def paragraphs(text: str) -> list[str]:
    return [folded for paragraph in text.split("\n\n") if (folded := " ".join(paragraph.split()))]


def changed(blocks: tuple[DiffBlock, ...]) -> list[tuple[DiffPart, ...]]:
    return [block.parts for block in blocks if block.parts]


@given(PARAGRAPHS, PARAGRAPHS)
def test_every_paragraph_is_in_it(before: list[str], after: list[str]) -> None:
    blocks = differences("\n\n".join(before), "\n\n".join(after))
    unchanged = sum(block.unchanged for block in blocks)
    for kind, texts in (("deleted", before), ("inserted", after)):
        shown = sum(any(part.change in ("same", kind) for part in block.parts) for block in blocks)
        assert shown + unchanged == len(texts)
    assert differences("\n\n".join(before), "\n\n".join(before)) == (DiffBlock((), len(before)),)


@given(PAIRS)
def test_without_what_went_it_is_the_new_text_and_without_what_came_the_old(pair: tuple[str, str]) -> None:
    before, after = pair
    for text, hidden in ((before, "inserted"), (after, "deleted")):
        left = paragraphs(text)
        for block in differences(before, after):
            shown = "".join(part.text for part in block.parts if part.change != hidden)
            if block.parts and not any(part.change != hidden for part in block.parts):
                continue  # a paragraph that only the other text has
            expected, left = left[: block.unchanged or 1], left[block.unchanged or 1 :]
            assert block.unchanged or [shown] == expected
        assert not left


@given(PAIRS)
def test_unchanged_paragraphs_are_the_same_in_both(pair: tuple[str, str]) -> None:
    before, after = map(paragraphs, pair)
    for block in differences(*pair):
        if block.unchanged:
            assert before[: block.unchanged] == after[: block.unchanged]
        before = before[block.unchanged or any(part.change != "inserted" for part in block.parts) :]
        after = after[block.unchanged or any(part.change != "deleted" for part in block.parts) :]


@given(PAIRS)
def test_parts_are_runs(pair: tuple[str, str]) -> None:
    blocks = differences(*pair)
    for parts in changed(blocks):
        assert all(part.text for part in parts)
        assert all(one.change != other.change for one, other in pairwise(parts))
        assert any(part.change != "same" for part in parts)
    assert not any(not one.parts and not other.parts for one, other in pairwise(blocks))

"""The long patterns of statements: for each a text that it takes and one that it does not."""

from __future__ import annotations

import re

import pytest

from sphinx_newsroom.text.statements import attributions, direct, shape
from sphinx_newsroom.text.statements.patterns import ENGLISH, PERSON, QUOTE, RUSSIAN, UKRAINIAN, any_of

MATCHED = [
    (ENGLISH.clauses["said"], " the costs fell", " the following words"),
    (ENGLISH.clauses["said"], " on Monday it will open", " on Monday costs fell"),
    (ENGLISH.clauses["said"], " its work goes on", " the words"),
    (ENGLISH.moment, " on Friday in Vienna", " costs fell"),
    (ENGLISH.moment, ".", ", the chair"),
    (ENGLISH.moment, ", adding that", ", who came"),
    (ENGLISH.opens_apposition, ", who leads it", ", thereby"),
    (ENGLISH.opens_apposition, ", Deputy Director of", ", Directorate"),
    (ENGLISH.fronted, "During the meeting", "Crime is a threat"),
    (ENGLISH.fronted, "A year later", "A threat to us"),
    (ENGLISH.fronted, "Speaking in Vienna", "Speakers in Vienna"),
    (UKRAINIAN.moment, " сьогодні в Києві", " сьогоднішній день"),
    (RUSSIAN.opens_apposition, ", который ведёт", ", потому"),
    (attributions._NOT_THE_WHOLE, "'s lawyer", ", who came"),
    (attributions._NOT_THE_WHOLE, " and the " + PERSON, " and then"),
    (attributions._NOT_THE_WHOLE, " Airport", " today"),
    (attributions._BODY_ENDS, ", the largest", " officials"),
    (attributions._BODY_ENDS, " on Friday", " online"),
    (direct.DATELINE, "VIENNA, 21 June 2011 – “", "vienna – “"),
    (direct.DATELINE, "(UNODC) – “", "He left. Then – “"),
    (attributions.LEADS_TO_QUOTE, ": " + QUOTE, " a " + QUOTE),
]
FULLY = [
    (ENGLISH.between, " has also repeatedly", " has costs"),
    (ENGLISH.between, " on Monday ", " on"),
    (ENGLISH.honorific, "Her Excellency Dr. ", "Director "),
    (RUSSIAN.between, " также вчера", " также дом"),
    (UKRAINIAN.honorific, "пан ", "президент "),
    (shape._NAME, "Manuel de Falla", "Manuel de"),
    (shape._NAME, "J. Roe", "j. Roe"),
    (shape._NAME, "Jean-Luc O’Neill", "Jean Luc neill"),
]
FOUND = [
    (shape._ABBREVIATION, "met Dr", "met dr"),
    (shape._ABBREVIATION, "in the U.S", "in the West"),
    (shape._ABBREVIATION, "на ул", "на аул"),
    (shape._BOUNDARY, "over. The", "over. the"),
    (shape._BOUNDARY, "over.) 12", "over, The"),
    (shape._SINGLE, "he said, ‘We stay,’ and", "the ‘90s and the workers’ hall"),
    (attributions._TWO_NAMED, "Jane Roe and Director", "the Director"),
    (attributions._NOT_A_TITLE, "that the chair", "the chair"),
    (direct._SAYS_NO_MORE, ".", " that"),
]


@pytest.mark.parametrize(("pattern", "taken", "left"), MATCHED, ids=range(len(MATCHED)))
def test_what_begins(pattern: re.Pattern[str], taken: str, left: str) -> None:
    assert pattern.match(taken)
    assert not pattern.match(left)


@pytest.mark.parametrize(("pattern", "taken", "left"), FULLY, ids=range(len(FULLY)))
def test_the_whole(pattern: re.Pattern[str], taken: str, left: str) -> None:
    assert pattern.fullmatch(taken)
    assert not pattern.fullmatch(left)


@pytest.mark.parametrize(("pattern", "taken", "left"), FOUND, ids=range(len(FOUND)))
def test_what_is_found(pattern: re.Pattern[str], taken: str, left: str) -> None:
    assert pattern.search(taken)
    assert not pattern.search(left)


def test_a_verb_is_a_whole_word_and_the_longest() -> None:
    verbs = any_of(("said", "says", "told", "told reporters"))
    assert [found[1] for found in verbs.finditer(" unsaid, said's, said; told\nreporters, told others, so-said")] == [
        "said",
        "told\nreporters",
        "told",
    ]

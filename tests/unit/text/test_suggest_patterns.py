"""The long patterns of suggestions: for each a text that it takes and one that it does not."""

from __future__ import annotations

import re

import pytest

from sphinx_newsroom.text.suggest import capitals, cyrillic, signs

MATCHED = [
    (signs.INTRODUCED, ", (or DoD, as it is called)", " (see below)"),
    (signs._ROLE_BEHIND, ", the deputy director", ", with the director"),
    (signs._ROLE_BEHIND, " is Chief Executive Officer", ", Chief"),
    (signs._ROLE_BEHIND, ", director of Acme", ", director Jane Roe"),
]
FOUND = [
    (capitals._SENTENCE, "over. ", "over "),
    (capitals._SENTENCE, "2) ", "word 2 "),
    (capitals._WORD, "of O'Neill", "a@Example.org"),
    (capitals._WORD, "the U.S.", "#Roe"),
    (cyrillic._TITLE, "Голова Ради", "заголовка"),
    (cyrillic._TITLE, "Премьер-министр", "министерство"),
    (cyrillic._OBLIQUE, "Ольгою", "Ольга"),
    (cyrillic._OBLIQUE, "Президент", "Олександр"),
]


@pytest.mark.parametrize(("pattern", "taken", "left"), MATCHED, ids=range(len(MATCHED)))
def test_what_begins(pattern: re.Pattern[str], taken: str, left: str) -> None:
    assert pattern.match(taken)
    assert not pattern.match(left)


@pytest.mark.parametrize(("pattern", "taken", "left"), FOUND, ids=range(len(FOUND)))
def test_what_is_found(pattern: re.Pattern[str], taken: str, left: str) -> None:
    assert pattern.search(taken)
    assert not pattern.search(left)

"""Long names beside a short one in parentheses that no form has as they stand: with it inside, misspelt, turned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.introductions import Introduction
from sphinx_newsroom.text.naming.name_table import Names
from sphinx_newsroom.text.naming.spelling import Likeness
from sphinx_newsroom.text.words.folding import folded, words_of
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import CONNECTORS, ORGANIZATION_NOUNS

Long = tuple[int, int, tuple[tuple[Form, Likeness], ...]]
"""Where a long name begins and ends, and the forms that it can be, each with its likeness."""

_INSIDE = 9
"""How many words of a name stand before its short one inside of it."""

_LONG_NAME = 3
"""Of how many words a name is known by the others and its short name, where one is misspelt."""

_MISSPELT = 0.85
"""How much of two spellings of a word must agree: Commision and Commission, but not Safety and Security."""


def with_short_inside(names: Names, short: Introduction, tokens: Tokens) -> Iterator[Long]:
    """A name that has its own short one inside: Health, Education, Labor, and Pensions | (HELP) | Committee."""
    head = short.start + 1
    if head >= len(tokens) or tokens.gap(head) != ") " or tokens.words[head] not in ORGANIZATION_NOUNS:
        return
    for start in range(max(0, short.outer - _INSIDE), short.outer):
        if tokens.capital(start):
            forms = names.table.get(" ".join((*tokens.words[start : short.outer], tokens.words[head])), ())
            bodies = tuple((form, Likeness.SPELLING) for form in forms if form.kind == "organization")
            if bodies:
                yield start, head + 1, bodies
                return


def misnamed(names: Names, short: Introduction, tokens: Tokens) -> Iterator[Long]:
    """A name with one word wrong, whose short name is that of the record: Federal Trade | Commision (FTC).

    The wrong word is misspelt, or another word for the kind of body: Federal Emergency Management | Administration.
    Or its words stand in another order, which the letters have not: the French Agency for Development (AFD).
    """
    called = [form for form in names.table.get(folded(short.short), ()) if form.strength == "acronym"]
    if not called or not short.acronym:
        return
    for start, alike in (
        (short.long_start, _one_word_wrong),
        (_where_letters_begin(tokens, short.outer, short.short), _of_the_same_words),
    ):
        if start is None or not tokens.capital(start):
            continue
        said = tokens.words[start : short.outer]
        forms = [form for form in called if alike(said, _names_of(names, form.entity))]
        if forms:
            named = (form._replace(method="name", strength="strong") for form in forms)
            yield start, short.outer, tuple((form, Likeness.CAPITALS) for form in named)
            return


def _where_letters_begin(tokens: Tokens, end: int, short: str) -> int | None:
    """The first of the words before word *end* that begin with the letters of a short name, in any order."""
    letters, k = sorted(short.lower()), end - 1
    found = [tokens.words[k][0]] if k >= 0 else []
    while len(found) < len(letters) and tokens.close(k):
        k -= 1
        if tokens.words[k] not in CONNECTORS:
            found.append(tokens.words[k][0])
    return k if sorted(found) == letters and len(letters) >= _LONG_NAME else None


def _names_of(names: Names, organization: str) -> list[list[str]]:
    record = names.registry.organizations[organization]
    return [words_of(name) for name in (record.name, *(other.name for other in record.other_names))]


def _of_the_same_words(said: Sequence[str], names: Sequence[Sequence[str]]) -> bool:
    """Whether some words are those of a name in another order, small ones aside: Agency for Development, French."""
    content = sorted(word for word in said if word not in CONNECTORS)
    return any(content == sorted(word for word in name if word not in CONNECTORS) for name in names)


def _one_word_wrong(said: Sequence[str], names: Sequence[Sequence[str]]) -> bool:
    known = names[0]
    wrong = [(one, other) for one, other in zip(said, known, strict=False) if one != other]
    if len(said) != len(known) or len(said) < _LONG_NAME or len(wrong) != 1:
        return False
    one, other = wrong[0]
    kinds = one in ORGANIZATION_NOUNS and other in ORGANIZATION_NOUNS and len(said) > _LONG_NAME
    return kinds or SequenceMatcher(None, one, other).ratio() >= _MISSPELT

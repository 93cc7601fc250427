"""Whether an office alone means who holds it: not whoever is to have it, and not what a statute says of the office.

The principle is one: the words around an office tell the person and the institution apart at times, and where they
speak of the institution, of another time or of somebody who is to come, there is no link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sphinx_newsroom.text.naming.offices import by_law
from sphinx_newsroom.text.naming.offices.alone import ARE, AS, AS_IN_GERMAN, Alone, around, back
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words.belonging import ARTICLES, DEFINITE
from sphinx_newsroom.text.words.countries import countries_in
from sphinx_newsroom.text.words.word_lists import BECOMING, CONNECTORS, SAYING, TIMES, VERSUS

_BECOME = frozenset(["be", "become", "becomes", "becoming", "became", "being", "devenir", "devient", "werden", "ser"])
"""Before an office these are words of becoming themselves."""

_WAS = frozenset(["is", "was", "were", "est", "fut", "etait", "ist", "war", "es", "fue", "era"])
"""Directly before an office: it is said of somebody, with its article it is himself: it was the | President."""

_POSTS = frozenset(["amt", "poste", "fonctions", "cargo", "puesto", "post", "position"])
_OF_POSTS = DEFINITE | {"of", "de", "d"}

_MODIFIED = ARTICLES | {"newly", "duly", "recently"}
"""Before "elected": it says which President, and not that somebody becomes one."""

_REACH = 6
"""How many words around the office a word of becoming is looked for: appointed by the Council last May as | …"""

_YEAR_REACH = 7
"""How many words from the office a year is looked for; one further away dates something else.

With twelve two Presidents are lost, of whom a proposal is to amend laws of other years.
"""

_SENTENCE = 60
"""So many words of a sentence are read on either side; a list without a full stop may be any length."""

_YEAR_DIGITS = 4

_THEN = (["at", "that", "time"], ["at", "the", "time"])
_HE = frozenset(["he", "she"])
_WHEN = frozenset(["when", "while"])
_EVER = frozenset(["historically", "traditionally"])
_WHOEVER = frozenset(["whoever", "who", "whichever"])

_OFFICES = frozenset(["office", "offices"])
"""Behind an office's apostrophe: the post, or those who work for it: elected to the | Governor's office."""

_LEAVING = frozenset(["resignation", "departure", "dismissal", "firing", "ouster", "retirement"])
_WHOSE = frozenset(["our", "its", "his", "her", "their"])
_ASKED_FOR = frozenset(["for", "demand", "demands", "demanded", "demanding", "seek", "seeks"])
_ASKED_REACH = 3
"""Within how many words before somebody's resignation it is said that it is only asked for."""

_BODY_LETTERS = 4
"""From how many letters on initials that begin with a country's name a body: USTR, but not a UKPM."""


def means_no_holder(alone: Alone) -> Refusal | None:
    """Why the text speaks of the office, or of another time; None where it means who holds it now."""
    return next((refusal for rule, refusal in _RULES if rule(alone)), None)


def _to_be(alone: Alone) -> bool:
    """Somebody is to have it: nominated to serve as | Attorney General, elected | President, to become | one."""
    tokens, before = alone.tokens, alone.before
    if before < 0:
        return False
    word = tokens.words[before]
    if word in _BECOME or _post_of(alone) or (word in _WAS and before == alone.place.start - 1):
        return True
    if word in BECOMING:
        # With an article it is who holds it that something is done to: they nominated the President for a prize.
        directly = before == alone.place.start - 1 and tokens.close(alone.place.start)
        return directly and not (before and tokens.words[before - 1] in _MODIFIED)
    if word == "to" and before == alone.place.start - 1:  # his nomination to | Labor Secretary
        return before > 0 and tokens.words[before - 1] in BECOMING
    if word in AS:
        # The withdrawal of Ann Berg as | Labor Secretary; with its article it is another office of his.
        if word == "as" and before == alone.place.start - 1 and tokens.close(before) and tokens.capital(before - 1):
            return True
        return any(tokens.words[k] in BECOMING for k in back(tokens, before, _REACH))
    # German has its verb last: zum Präsidenten gewählt.
    return word in AS_IN_GERMAN and any(tokens.words[k] in BECOMING for k in around(tokens, alone.place, _REACH))


def _post_of(alone: Alone) -> bool:
    """The post itself: das Amt des | Generalsekretärs, le poste de | Directeur."""
    tokens, k = alone.tokens, alone.place.start - 1
    while k > 0 and tokens.close(k + 1) and tokens.words[k] in _OF_POSTS:
        k -= 1
    return k < alone.place.start - 1 and tokens.words[k] in _POSTS and tokens.close(k + 1)


def _of_staff(alone: Alone) -> bool:
    """The post, or who works for it: elected to the | Governor's and Secretary's offices; the | Mayor's office."""
    tokens, k = alone.tokens, alone.place.end + 1
    if not alone.genitive:
        return False
    if tokens.words[k : k + 1] == ["and"]:
        k = tokens.past_the(k + 1)
        while tokens.capital(k):
            k += 1
        k += 1  # its own "s"
    return not _OFFICES.isdisjoint(tokens.words[k : k + 1])


def _of_who_left(alone: Alone) -> bool:
    """Who held it until then: the recent resignation of our | Attorney General; but they call for that of the next."""
    words, k = alone.tokens.words, alone.before
    k -= k >= 0 and words[k] in _WHOSE
    if k < 1 or words[k] != "of" or words[k - 1] not in _LEAVING:
        return False
    return _ASKED_FOR.isdisjoint(words[j] for j in back(alone.tokens, k - 1, _ASKED_REACH))


def _whoever(alone: Alone) -> bool:
    """Whoever has it: whoever the | Attorney General is; whether the | President is a Democrat or a Republican."""
    tokens, before, end = alone.tokens, alone.before, alone.place.end
    if before >= 0 and tokens.words[before] in _EVER:  # traditionally, the Secretary of Labor …
        return True
    if before < 0 or not tokens.close(end) or tokens.words[end] not in ARE:
        return False
    word = tokens.words[before]
    return word in _WHOEVER or (word == "whether" and tokens.words[end + 1 : end + 2] in (["a"], ["an"]))


def _of_a_case(alone: Alone) -> bool:
    """A party of a case before a court: the | Prosecutor v. Roe, Le | Procureur c. Roe."""
    tokens, end = alone.tokens, alone.place.end
    versus = tokens.close(end) and tokens.words[end] in VERSUS and tokens.raw[end].islower()
    return versus and tokens.capital(end + 1) and tokens.gap(end + 1) in (". ", " ")


def _at_another_time(alone: Alone) -> bool:
    """Who had it then: the | President at that time; Nehru, when he was the | Prime Minister of India."""
    tokens, end = alone.tokens, alone.place.end
    if tokens.close(end) and tokens.words[end : end + 3] in _THEN and tokens.words[end + 3 : end + 4] != ["of"]:
        return True
    k = alone.before
    return k > 1 and tokens.words[k] == "was" and tokens.words[k - 1] in _HE and tokens.words[k - 2] in _WHEN


def _body(alone: Alone) -> bool:
    """An office with its country that has an acronym, as bodies have: United States Trade Representative | (USTR)."""
    tokens, start, end = alone.tokens, alone.place.start, alone.place.end
    if end >= len(tokens) or tokens.gap(end) != " (" or not tokens.all_capitals(end):
        return False
    initials = "".join(word[0] for word in tokens.words[start:end] if word not in CONNECTORS)
    named = any(
        tuple(tokens.words[start:k]) in countries_in(tuple(tokens.words[start:k])) for k in range(start + 1, end)
    )
    return named and len(initials) >= _BODY_LETTERS and tokens.words[end] == initials


def _in_another_year(alone: Alone) -> bool:
    """A year in which somebody else held it: established by the | Attorney General in 2005; who says so says it now."""
    tokens = alone.tokens
    near = around(tokens, alone.place, _YEAR_REACH)
    years = [k for k in near if tokens.words[k].isdecimal() and len(tokens.words[k]) == _YEAR_DIGITS]
    if not years or any(tokens.words[k] in SAYING for k in around(tokens, alone.place, _SENTENCE)):
        return False
    return any(
        tokens.words[k - 1] in TIMES and tokens.close(k) and _not_held(alone, int(tokens.words[k])) for k in years if k
    )


def _not_held(alone: Alone, year: int) -> bool:
    if not 0 < year < alone.date.year:
        return False
    return not any(held.on(dt.date(year, month, 1)) for held in alone.held for month in (1, 4, 7, 10, 12))


_RULES: tuple[tuple[Callable[[Alone], bool], Refusal], ...] = (
    (_to_be, Refusal.TO_BE),
    *((rule, Refusal.BY_LAW) for rule in by_law.RULES),
    (_of_staff, Refusal.LONGER_OFFICE),
    (_of_who_left, Refusal.FORMER_OFFICE),
    (_whoever, Refusal.ANYONES_OFFICE),
    (_in_another_year, Refusal.ANOTHER_YEAR),
    (_at_another_time, Refusal.FORMER_OFFICE),
    (_body, Refusal.LONGER_OFFICE),
    (_of_a_case, Refusal.LONGER_OFFICE),
)

"""Whether an office alone means who holds it: not the post, nor whoever is to have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words.belonging import ARTICLES, DEFINITE
from sphinx_newsroom.text.words.countries import countries_in
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    BECOMING,
    CONNECTORS,
)

# An office that stands without its holder's name, and the words of its sentence.

AS = frozenset(["as", "comme", "como", "de", "for"])
AS_IN_GERMAN = frozenset(["als", "zum", "zur"])
"""Between a word of becoming and the office: to serve | as | Attorney General."""

_THE = DEFINITE - AS - AS_IN_GERMAN

_ARE = frozenset(["is", "are", "be", "est", "ist", "wird", "es", "esta", "queda"])


class Alone(NamedTuple):
    """An office that stands without its holder's name."""

    tokens: Tokens
    place: Place

    @property
    def genitive(self) -> bool:
        """Whether it is said whose something is: the | President's."""
        return self.tokens.text.startswith(("'s", "’s"), self.tokens.ends[self.place.end - 1])

    @property
    def before(self) -> int:
        """The word before the office and its article."""
        k = self.place.start - 1
        return k - 1 if k >= 0 and self.tokens.words[k] in _THE and self.tokens.close(k + 1) else k


def back(tokens: Tokens, k: int, most: int) -> Iterator[int]:
    """The words before word *k* in its sentence, the nearest first."""
    for place in range(k - 1, max(-1, k - 1 - most), -1):
        if _full_stop(tokens, place + 1):
            return
        yield place


def around(tokens: Tokens, place: Place, most: int) -> Iterator[int]:
    """The words before and behind a place in its sentence."""
    yield from back(tokens, place.start, most)
    for k in range(place.end, min(len(tokens), place.end + most)):
        if _full_stop(tokens, k):
            return
        yield k


def _full_stop(tokens: Tokens, k: int) -> bool:
    """Whether a sentence ends before word *k*; a colon or a quotation mark ends none."""
    gap = tokens.gap(k)
    if gap == " ":  # nearly always
        return False
    if not tokens.begins_sentence(k):
        return False
    return "\n\n" in gap or any(stop in gap for stop in ".!?…")


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


_WHOEVER = frozenset(["whoever", "who", "whichever"])

_OFFICES = frozenset(["office", "offices"])
"""Behind an office's apostrophe: the post, or those who work for it: elected to the | Governor's office."""


_BODY_LETTERS = 4
"""From how many letters on initials that begin with a country's name a body: USTR, but not a UKPM."""


def means_no_holder(alone: Alone) -> Refusal | None:
    """Why the text speaks of the office itself; None if it means who holds it now."""
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


def _whoever(alone: Alone) -> bool:
    """Whoever has it: whoever the | Attorney General is; whether the | President is a Democrat or a Republican."""
    tokens, before, end = alone.tokens, alone.before, alone.place.end
    if before < 0 or not tokens.close(end) or tokens.words[end] not in _ARE:
        return False
    word = tokens.words[before]
    return word in _WHOEVER or (word == "whether" and tokens.words[end + 1 : end + 2] in (["a"], ["an"]))


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


_RULES: tuple[tuple[Callable[[Alone], bool], Refusal], ...] = (
    (_to_be, Refusal.TO_BE),
    (_of_staff, Refusal.LONGER_OFFICE),
    (_whoever, Refusal.ANYONES_OFFICE),
    (_body, Refusal.LONGER_OFFICE),
)

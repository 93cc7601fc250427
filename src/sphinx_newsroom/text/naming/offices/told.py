"""Whether a text of legislators tells anything of who holds an office, whom it names nowhere else.

Legislators write of laws, and laws of offices: such an office alone is weak evidence for a person.  In the blind
measurements of bench/naming five of 23 such pairs were wrong; nothing is told of all five, and of one right one.
What laws say stands in `by_law`.  Here nothing of a law needs to be known: it is the person that has to show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.offices.neighbours import Outcome, country_before, in_letter, organization_of
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.words.countries import countries_in
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import SAYING

_DOES = SAYING | frozenset(
    "is was were has had did does thought knew made gave took went came got put let led left met sent spoke spent"
    " stood chose held kept won lost saw began broke brought built fell felt found ran sat should himself"
    " herself".split()
)
"""Behind an office: somebody is, has or did something, or should."""

_OF_LAWS = frozenset("certifies finds notifies submits transmits waives declares provides considers".split())
"""What an office does where a law asks for it."""

_NO_SUBJECT = frozenset("of to from with by in at about than and or".split())
"""Before an office: what follows is not said of it: a report from the President is awaited."""

_HIS = frozenset(["his", "her"])
_HIS_REACH = 5
"""Within how many words behind an office its holder is spoken of: hold the President accountable | for | his abuses."""

_ASKING = frozenset(
    "urge urges urged urging ask asks asked asking thank thanks thanked join joined joins tell told applaud commend"
    " congratulate praise oppose encourage encouraged condemn met meets".split()
)
"""Before an office: somebody speaks to whoever it is today."""

_CALLS = (
    ["call", "on"],
    ["calls", "on"],
    ["called", "on"],
    ["calling", "on"],
    ["called", "for"],
    ["letter", "to"],
    ["wrote", "to"],
)

_LETTERS = 4
"""From how many letters on a verb is known by its ending: signed, needs; but not red, as."""


def untold(named: Outcome, found: Sequence[Meaning]) -> frozenset[str]:
    """Of whom a text of legislators tells nothing at any of the offices *found* in it, and whom it names nowhere.

    An office with its body or country stays as it is: the Secretary-General of the United Nations.
    """
    if not found or not named.evidence.seen.of_legislators:  # most texts
        return frozenset()
    shown = {meaning.forms[0].entity for meaning in found if _shown(named, meaning)}
    return frozenset(meaning.forms[0].entity for meaning in found) - shown


def _shown(named: Outcome, meaning: Meaning) -> bool:
    place, words = Place(meaning.start, meaning.end, ()), named.tokens.words[meaning.start : meaning.end]
    return (
        meaning.forms[0].entity in named.named
        or named.tokens.heading(meaning.start)
        or in_letter(named, meaning.start)
        or of_somebody(named.tokens, meaning.start, meaning.end)
        or organization_of(named, place) is not None
        or any(True for _ in countries_in(words))
        or bool(country_before(named.tokens, place)[1])
    )


def of_somebody(tokens: Tokens, start: int, end: int) -> bool:
    """Whether something is told of who holds an office, by the words around it.

    >>> [of_somebody(Tokens(f"the President {more}"), 1, 2) for more in ("signed it", "and his plan", "to sign it")]
    [True, True, False]
    """
    return any(rule(tokens, start, end) for rule in _TELLING)


def _whose(tokens: Tokens, start: int, end: int) -> bool:
    """The | President's request; what is a power of the office, `by_law` has refused."""
    return tokens.text.startswith(("'s", "’s"), tokens.ends[end - 1])


def _word_before(tokens: Tokens, start: int) -> str:
    """The word before an office and its article."""
    k = _last_before(tokens, start)
    return tokens.words[k] if k >= 0 else ""


def _last_before(tokens: Tokens, start: int) -> int:
    k = start - 1
    if k > 0 and tokens.words[k] in ("the", "this") and tokens.close(start):
        k -= 1
    return k if k >= 0 and tokens.close(k + 1) else -1


def _does(tokens: Tokens, start: int, end: int) -> bool:
    """The | President signed, repeatedly refused, and Senate Democrats refused."""
    k = end
    if not tokens.close(k) or _word_before(tokens, start) in _NO_SUBJECT:
        return False
    if tokens.words[k] == "and":
        k = tokens.past_the(k + 1)
        if not tokens.capital(k):
            return False
        while tokens.follows(k):
            k += 1
    while tokens.close(k) and (tokens.words[k].endswith("ly") or tokens.words[k] in ("also", "just", "now", "never")):
        k += 1
    return tokens.close(k) and (tokens.words[k] in _DOES or _past(tokens, k) or _now(tokens, k))


def _past(tokens: Tokens, k: int) -> bool:
    word = tokens.words[k]
    return tokens.raw[k].islower() and word.endswith("ed") and len(word) >= _LETTERS


def _now(tokens: Tokens, k: int) -> bool:
    """Whether a verb of the present may stand at word *k*: the President | claims."""
    word = tokens.words[k]
    said = tokens.raw[k].islower() and word.endswith("s") and not word.endswith("ss") and len(word) >= _LETTERS
    return said and word not in _OF_LAWS


def _with_his(tokens: Tokens, start: int, end: int) -> bool:
    """The | President and his Administration; hold the | President accountable for his words."""
    for place in range(end, min(len(tokens), end + _HIS_REACH)):
        if not tokens.close(place):
            return False
        if tokens.words[place] in _HIS:
            return True
    return False


def _asked(tokens: Tokens, start: int, end: int) -> bool:
    """Somebody speaks to him: I urge the | President to act; or he did what was done: it was signed by the | …"""
    k = _last_before(tokens, start)
    if k < 1:
        return False
    if tokens.words[k] == "by":
        return _past(tokens, k - 1)
    return tokens.words[k] in _ASKING or tokens.words[k - 1 : k + 1] in _CALLS


_TELLING: tuple[Callable[[Tokens, int, int], bool], ...] = (_whose, _does, _with_his, _asked)
"""What shows a person."""

"""Whether a person's name is that of somebody or something else: a double name, a byline, a centre."""

from __future__ import annotations

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import OFFICE_NOUNS, RANKS, SUFFIXES, TITLES, VERSUS

_LONGEST_BYLINE = 40
"""Characters behind a name in a byline: two more names."""

_IN_BYLINE = (" ", ", ")
_LOOKED_AT = VERSUS | {"and"}
_OF_PERSONS = TITLES | OFFICE_NOUNS | RANKS


def stands_free(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a name has beside it what no rule here looks at, as most have: Senator | Berg said; Mr. | Berg, who."""
    if not start > 0 or not end < len(tokens):
        return False
    before, behind = tokens.gaps[start], tokens.gaps[end]
    if before in (" ", ". "):
        free = tokens.words[start - 1] in _OF_PERSONS or (before == " " and not tokens.raw[start - 1][0].isupper())
    else:
        free = before == ", "
    if not free:
        return False
    if behind == " ":
        return not tokens.raw[end][0].isupper() and tokens.words[end] not in _LOOKED_AT
    if behind == ", ":
        last = tokens.ends[end - 1]
        return tokens.words[end] not in SUFFIXES and tokens.text.find("/", last, last + _LONGEST_BYLINE) < 0
    return behind != "/" and behind not in beside.HYPHENS and not tokens.close(end)


def byline(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """| William Ford/Maryland Matters: a sentence that is a byline names who writes, and no official of the news.

    Also one of several: Bryan Sears and | William Ford/Maryland Matters.
    """
    tokens = seen.tokens
    if tokens.text.find("/", tokens.ends[end - 1], tokens.ends[end - 1] + _LONGEST_BYLINE) < 0:
        return False
    while end < len(tokens) and tokens.gap(end) in _IN_BYLINE and _of_byline(tokens, end):
        end += 1
    if end >= len(tokens) or tokens.gap(end) != "/":
        return False
    while not tokens.begins_sentence(start) and _of_byline(tokens, start - 1):
        start -= 1
    bodies = (other.kind == "organization" for place in seen.by_start.get(end, ()) for other, _ in place.forms)
    return tokens.begins_sentence(start) and any(bodies)


def _of_byline(tokens: Tokens, k: int) -> bool:
    return tokens.capital(k) or tokens.words[k] == "and"


def double(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Anna Berg | -Smith: no record's name is a part of a double name, whatever stands behind the hyphen."""
    return beside.hyphened(seen.tokens, start, end, lambda _: False)


def slashed(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Moss | /Dragoti."""
    return beside.slashed(seen.tokens, start, end, seen.known)


def goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Yury Fedotov | Center; Don Payne | Sr., where the record has Jr."""
    if beside.suffixed(seen.tokens, end):
        own = SUFFIXES.intersection(seen.names.facts.person(form.entity).given)
        return bool(own) and seen.tokens.words[end] not in own
    return beside.followed_by_name(seen.tokens, end) and not _genitive(seen, form, end)


def in_a_case(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Marbury v. | Madison, | Trump v. Hawaii: a case before a court is called so, whoever the parties are."""
    tokens = seen.tokens
    if tokens.gap(start) == ". " and tokens.words[start - 1] in VERSUS:
        return tokens.raw[start - 1].islower()
    versus = tokens.close(end) and tokens.words[end] in VERSUS and tokens.raw[end].islower()
    return versus and tokens.capital(end + 1) and tokens.gap(end + 1) in (". ", " ")


def given(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """A family name that is rather a given name or a title: Member | Peter | Gillin, | Justice | Alito."""
    if form.strength != "family" or end - start > 1 or not seen.tokens.follows(end):
        return False
    tokens = seen.tokens
    if beside.suffixed(tokens, end):  # Rep. | Payne Jr.
        return False
    # In a headline: Senator | Lee Releases Plan, | Lee Statement, where the text has the statement as a word.
    if beside.headline_verb(tokens, end) or (tokens.heading(end) and tokens.lower(tokens.words[end])):
        return False
    word = tokens.words[start]
    if word in seen.names.given_names:
        return True
    return (word in TITLES or word in OFFICE_NOUNS) and not tokens.all_capitals(start)


def of_another(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Mary | Anna Berg, T. | Anna Berg; but Rep. W. | Greg Steube is called by his second name."""
    if form.strength == "strong" and beside.behind_first_initial(seen.tokens, start):
        return False
    return beside.somebody_else(seen.tokens, start, seen.names.given_names, seen.known)


def fits_alike(seen: Sightings, end: int) -> bool:
    """Whether the rules here say the same of all who bear a family name: no Jr. behind it, no German genitive."""
    return not beside.suffixed(seen.tokens, end) and not seen.in_german


def _genitive(seen: Sightings, form: Form, end: int) -> bool:
    """Whether a family name has its German "s", behind which a noun with its capital is no name: Senkpiels | Worten."""
    return seen.in_german and seen.tokens.words[end - 1].endswith("s") and not form.text.endswith("s")

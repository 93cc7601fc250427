"""What stands beside a name decides whether it is one: a longer name, a thing named after somebody, an office."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache

from sphinx_newsroom.text.naming.countries import is_place, places
from sphinx_newsroom.text.naming.tokens import Tokens
from sphinx_newsroom.text.naming.word_lists import (
    COMPANY_FORMS,
    CONNECTORS,
    FORMER,
    GENERIC,
    LAWS,
    LOCATIVE,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    RANKS,
    SAYING,
    SENTENCE_OPENERS,
    THING_NOUNS,
    TIMES,
    TITLES,
    WEEKDAYS,
)

Known = Callable[[int], bool]
"""Whether a name of the registry begins at a word."""

_REACH = 7
_TITLES_AND_OFFICES = TITLES | OFFICE_NOUNS | RANKS
_NO_SECOND = ORGANIZATION_NOUNS | TITLES | OFFICE_NOUNS
_HEADS = (ORGANIZATION_NOUNS | LAWS | {"building", "prize"}) - {"government", "headquarters"}
"""After a body's name: it is the beginning of another's, or of a thing's; but White House Open Government Toolkit."""
_NAMED_AFTER = ORGANIZATION_NOUNS | THING_NOUNS
_HYPHENS = ("-", "\u2010", "\u2011")


def goes_on(tokens: Tokens, end: int, known: Known, nouns: frozenset[str] = _HEADS) -> bool:
    """Whether the name that ends before word *end* is the beginning of a longer one (World Bank | Institute)."""
    place = end
    while place < min(len(tokens), end + _REACH) and (tokens.close(place) or _hyphen(tokens, place, end)):
        word = tokens.words[place]
        if not tokens.capital(place):
            if word not in CONNECTORS or place == end or not tokens.capital(place + 1):
                return False
        elif word in COMPANY_FORMS or (place > end and known(place)):
            return False
        elif word in nouns:
            return not _is_office(tokens, place)
        elif (word in OFFICE_NOUNS and word not in _MODIFIERS) or word in TITLES:
            body = place + 1  # Journal | CEO Council
            return tokens.follows(body) and tokens.words[body] in nouns
        place += 1
    return False


def inside_name(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a short name stands inside a longer one: Department of | Treasury | Operations."""
    head = start - 2
    return (
        tokens.close(start) and tokens.words[start - 1] == "of" and tokens.close(start - 1)
        and tokens.capital(head) and tokens.words[head] in ORGANIZATION_NOUNS
        and tokens.follows(end) and not is_place(tokens.words[end])
        and tokens.words[end] not in _TITLES_AND_OFFICES
    )


def _hyphen(tokens: Tokens, place: int, end: int) -> bool:
    """Whether a hyphen joins a word to the one before, the first behind a name: Cabinet | Sub-Committee."""
    return place > end and tokens.gap(place) in _HYPHENS and tokens.capital(place)


_MODIFIERS = frozenset({"executive", "deputy", "vice", "head", "principal", "founder", "member"})
"""Words of offices that begin a body's name as well: Executive Board."""


def _is_office(tokens: Tokens, place: int) -> bool:
    """Whether "Programme", "Police" and the like begin an office: Programme Director, Press Secretary."""
    following = place + 1
    return tokens.follows(following) and tokens.words[following] in OFFICE_NOUNS


def continues_with_place(tokens: Tokens, end: int, known: Known) -> bool:
    """Whether a name that many countries have is that of another: Ministry of Health | of Ukraine."""
    if not tokens.close(end):
        return False
    if tokens.words[end] not in ("of", "for", "and", "in"):
        return tokens.capital(end) and is_place(tokens.words[end])
    following = end + 1
    if tokens.close(following) and tokens.words[following] == "the":
        if tokens.words[end] == "and":
            return False  # the National Police and the State Service
        following += 1
    if not tokens.close(following) or not tokens.capital(following) or known(following):
        return False
    if tokens.words[end] == "and":
        return tokens.words[following] not in _NO_SECOND
    return tokens.words[end] != "in" or tokens.words[following] in places()


def preceded(tokens: Tokens, start: int) -> bool:
    """Whether a word with a capital letter stands directly before, that does not begin its sentence or a title."""
    before = start - 1
    return (
        tokens.close(start)
        and tokens.capital(before)
        and tokens.words[before] not in _NO_PART
        and office_word(tokens.words[before]) is None
        and tokens.text[tokens.starts[before] - 1 : tokens.starts[before]] not in _BEFORE_HANDLES
        and not (tokens.begins_sentence(before) and _opens(tokens, before))
    )


_NO_PART = TITLES | OFFICE_NOUNS | CONNECTORS | MONTHS_AND_DAYS
_BEFORE_HANDLES = ("/", "@", "#")


def _opens(tokens: Tokens, place: int) -> bool:
    """Whether a word has its capital only from standing at the beginning of a sentence."""
    word = tokens.words[place]
    return word > "\u0400" or word in SENTENCE_OPENERS or tokens.lower(word)


def hyphened(tokens: Tokens, start: int, end: int, known: Known) -> bool:
    """Whether a hyphen joins a name to something that makes it another: AFL-CIO, UN-Habitat, Fedotov-Smith."""
    left = start > 0 and tokens.gap(start) in _HYPHENS and tokens.capital(start - 1)
    right = end < len(tokens) and tokens.gap(end) in _HYPHENS and (
        tokens.capital(end) or tokens.raw[end].isdigit() or tokens.raw[end] in ("class", "type")
    )
    return (left and not _partner(tokens, start - 1, known)) or (right and not _partner(tokens, end, known))


def _partner(tokens: Tokens, place: int, known: Known) -> bool:
    return tokens.words[place] in places() or known(place)


def inside_address(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a place is part of an address, a path, a number or a handle, and not of a pair (OSCE/ODIHR)."""
    text, begin, stop = tokens.text, tokens.starts[start], tokens.ends[end - 1]
    before, after = text[begin - 1 : begin], text[stop : stop + 1]
    if before in _HANDLE or after in _HANDLE or (after == "." and text[stop + 1 : stop + 2].isalnum()):
        return True
    if before == "." and text[begin - 2 : begin - 1].isalnum() and not tokens.abbreviated(start - 1):
        return text[begin - 2 : begin - 1].islower()
    if "/" not in (before, after):
        return False
    run = tokens.run(start, end).rstrip(".,;:!?)\"'")
    if before == after == "/" and run == f"/{text[begin:stop]}/":  # a wire's dateline: July 30 /PRNewswire/
        return False
    return run.startswith("/") or any(sign in run for sign in ".:@_#?=&%\\~0123456789")


_HANDLE = frozenset("@_#")


def followed_by_name(tokens: Tokens, end: int) -> bool:
    """Whether a person's name that ends before *end* goes on (Yury Fedotov | Petrov) or names a thing (| Center)."""
    if not tokens.close(end) or not tokens.capital(end):
        return False
    word = tokens.words[end]
    if word in THING_NOUNS:
        return True
    if word == "administration":  # under a Trump | Administration
        return False
    if word in WEEKDAYS or word in OFFICE_NOUNS or word in TITLES or word in CONNECTORS:
        return False
    if word > "\u0400" and word in ORGANIZATION_NOUNS:
        return False  # there a thing stands before the one whose name it has: Володимира Зеленського | Уряд
    if goes_on(tokens, end, lambda place: False, _NAMED_AFTER):
        return True
    for_looks = tokens.heading(end) or tokens.titled(end) or tokens.shouted(end, end + 1)
    return not for_looks and _plain_word(tokens, end)


def _plain_word(tokens: Tokens, place: int) -> bool:
    """Whether a word with a capital can be a name at all: not I, not an abbreviation in capitals."""
    return len(tokens.words[place]) > 1 and not tokens.all_capitals(place)


def office_before(tokens: Tokens, start: int) -> tuple[str, ...]:
    """The words of the title or office directly before a name, nearest first: (minister, health), (senator,), (mr,)."""
    found: list[str] = []
    told = addressed = False
    place = start - 1
    while place >= 0 and len(found) < _REACH and (tokens.close(place + 1) or _joined(tokens, place + 1)):
        word = tokens.words[place]
        office = office_word(word)
        told = told or office is not None or word in TITLES
        addressed = addressed or word in TITLES
        if addressed and word in ("and", "та", "і", "й", "и"):
            break  # Ms Anna Berg and Mr | Karl Berg
        if office is not None or word in TITLES or tokens.capital(place):
            found.append(office or word)
        elif found and (_connects(tokens, place) or (word > "\u0400" and len(word) < 4)):
            found.append(word)
        else:
            break
        place -= 1
    return tuple(found) if told else ()


def _connects(tokens: Tokens, place: int) -> bool:
    """Whether a small word goes on with an office to the left: Prime Minister | of | the | United Kingdom."""
    before = place - 1
    if tokens.words[place] == "the" and before > 0 and tokens.words[before] in ("of", "for"):
        before -= 1
    return tokens.words[place] in CONNECTORS and tokens.capital(before)


def _joined(tokens: Tokens, place: int) -> bool:
    """Whether a hyphen or an apostrophe joins a word to the one before it."""
    return 0 < place < len(tokens) and tokens.gap(place) in ("-", "'", "’", "ʼ")


def office_after(tokens: Tokens, end: int) -> tuple[str, ...]:
    """The words of an office after a name and a comma: Yury Fedotov, the | Executive Director | of …"""
    if end >= len(tokens) or tokens.gap(end).strip() not in (",", "(", "–", "—") or "\n\n" in tokens.gap(end):
        return ()
    found: list[str] = []
    for place in range(end, min(len(tokens), end + 8)):
        if place > end and not tokens.close(place) and tokens.gap(place).strip() not in ("-", "’", "'", "&"):
            break
        found.append(office_word(tokens.words[place]) or tokens.words[place])
    return tuple(found) if any(word in OFFICE_NOUNS for word in found) else ()


def of_unknown_body(tokens: Tokens, end: int, known: Known) -> bool:
    """Whether the office after a name and a comma is of a body that no record has: Ann Berg, CEO of | Acme Widgets."""
    place = end
    while place < min(len(tokens), end + _REACH) and (place == end or tokens.close(place) or tokens.gap(place) == "-"):
        if place > end and tokens.words[place] in ("of", "at", "for", "with"):
            body = tokens.past_the(place + 1)
            return (
                tokens.follows(body) and not known(body)
                and not is_place(tokens.words[body]) and tokens.words[body] not in GENERIC
            )
        place += 1
    return False


_STEMS = (
    ("президент", "president"), ("прем", "prime"), ("міністр", "minister"), ("министр", "minister"),
    ("канцлер", "chancellor"), ("секретар", "secretary"), ("мер", "mayor"), ("мэр", "mayor"),
    ("король", "king"), ("голов", "head"),
    ("глав", "head"), ("директор", "director"), ("керівник", "head"), ("спікер", "speaker"), ("губернатор", "governor"),
    ("посол", "ambassador"), ("посл", "ambassador"),
)


@cache
def office_word(word: str) -> str | None:
    """The word of an office in its plain English form, if it is one: sen is senator, президентом president."""
    if word > "\u0400":
        return next((office for stem, office in _STEMS if word.startswith(stem) and len(word) <= len(stem) + 4), None)
    return _FULL.get(word, word) if word in OFFICE_NOUNS or word in RANKS or word in _FULL else None


_FULL = {
    "sen": "senator", "rep": "representative", "gov": "governor", "pres": "president", "amb": "ambassador",
    "gen": "general", "pm": "prime", "lt": "lieutenant", "col": "colonel", "capt": "captain", "sec": "secretary",
    "congressman": "representative", "congresswoman": "representative",
    "chairman": "chair", "chairwoman": "chair", "chairperson": "chair",
}


def somebody_else(tokens: Tokens, start: int, given_names: Set[str], known: Known) -> bool:
    """Whether a given name or initial before a person's name makes it another's: Mary | Anna Berg, T. | Anna Berg."""
    if not tokens.close(start) and not (start > 0 and tokens.gap(start) in _HYPHENS):
        return False
    word = tokens.words[start - 1]
    if not tokens.capital(start - 1) or word in _TITLES_AND_OFFICES:
        return False
    if tokens.gap(start) in _HYPHENS:
        return not tokens.begins_sentence(start)
    if len(word) == 1:
        return tokens.text[tokens.ends[start - 1]] == "." or "b" <= word <= "z"
    if "." in tokens.raw[start - 1] and tokens.all_capitals(start - 1):
        return word not in places() and not known(start - 1)  # U.P. | Anna Berg
    return word in given_names and not (tokens.begins_sentence(start - 1) and word in GENERIC)


def is_date_or_word(tokens: Tokens, place: int) -> bool:
    """Whether a family name is here a month, a weekday or a word that the text also has in lower case."""
    word = tokens.words[place]
    if word in MONTHS_AND_DAYS:
        before = tokens.words[place - 1] if place else ""
        after = tokens.words[place + 1] if place + 1 < len(tokens) else ""
        dated = before.isdigit() or after.isdigit() or before in LOCATIVE or before in TIMES
        return dated or (tokens.begins_sentence(place) and after not in SAYING)
    return tokens.lower(word) and (tokens.begins_sentence(place) or tokens.titled(place))


def is_former(tokens: Tokens, start: int) -> bool:
    """Whether the office that begins at *start* is not, or not quite, held: former, deputy, acting."""
    before = start - 1
    if before < 0 or not (tokens.close(start) or tokens.gap(start) in _HYPHENS):
        return False
    return tokens.words[before] in FORMER

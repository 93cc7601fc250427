"""Whether the words next to a name make it something else: a longer name, a thing named after someone, an address."""

from __future__ import annotations

from sphinx_newsroom.text.words.countries import is_place, places
from sphinx_newsroom.text.words.folding import is_cyrillic
from sphinx_newsroom.text.words.office_words import REACH, Known, office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    CONNECTORS,
    HEADLINE_VERBS,
    LAWS,
    LOCATIVE,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    PLURAL_HEADS,
    SAYING,
    SENTENCE_OPENERS,
    SUFFIXES,
    THING_NOUNS,
    TIMES,
    TITLES,
    WEEKDAYS,
)

_OF_THINGS = LAWS | set("award building prize base region watch caucus".split())
_HEADS = (ORGANIZATION_NOUNS | _OF_THINGS) - {"government", "headquarters"}
"""After an organization's name, these make it another name; but White House Open Government Toolkit is an exception."""


NAMED_AFTER = ORGANIZATION_NOUNS | THING_NOUNS

_MODIFIERS = frozenset("executive deputy vice head principal founder member".split())
"""Words of offices that also start an organization's name: Executive Board."""

_NO_PART = TITLES | OFFICE_NOUNS | CONNECTORS | MONTHS_AND_DAYS
HYPHENS = ("-", "\u2010", "\u2011", "–")
_HANDLE = frozenset("@_#")
_QUERY = frozenset("=&")
_BEHIND_WORDS = ("", " ", ",", "’", "'", "\n", "\xa0")
_DOMAINS = frozenset("com org net gov edu info int".split())
_SENTENCE_WORD = 3
"""The shortest word that starts a sentence if it follows a full stop without a space."""


_IN_ADDRESSES = ".:@_#?=&%\\~0123456789"


def suffixed(tokens: Tokens, end: int) -> bool:
    """Whether a generational suffix follows a person's name: Donald Payne | Jr.

    >>> suffixed(Tokens("Donald Payne, Jr. spoke"), 2), suffixed(Tokens("Donald Payne (Jr.)"), 2)
    (True, False)
    """
    following = tokens.words[end : end + 1]  # called for every person, so exit early
    if not following or following[0] not in SUFFIXES:
        return False
    return tokens.capital(end) and tokens.gap(end) in (" ", ", ")


# Longer names


def goes_on(tokens: Tokens, end: int, known: Known, nouns: frozenset[str] = _HEADS) -> bool:
    """Whether the name that ends before word *end* is the beginning of a longer one.

    >>> [goes_on(Tokens(f"the World Bank {more}"), 3, lambda _: False) for more in ("Institute", "said", "Director")]
    [True, False, False]
    """
    place = end
    while place < min(len(tokens), end + REACH) and tokens.close(place):
        word = tokens.words[place]
        if not tokens.capital(place):
            if word not in CONNECTORS or place == end or not tokens.capital(place + 1):
                return False
        elif word in COMPANY_FORMS or (place > end and known(place)) or headline_verb(tokens, place):
            return False
        elif word in nouns or (place == end and word in PLURAL_HEADS and not tokens.all_capitals(place - 1)):
            return True
        elif (word in OFFICE_NOUNS and word not in _MODIFIERS) or word in TITLES:
            body = place + 1  # Journal | CEO Council
            return tokens.follows(body) and tokens.words[body] in nouns
        place += 1
    return False


def continues_with_place(tokens: Tokens, end: int, known: Known) -> bool:
    """Whether a name that many countries have continues with another country: Ministry of Health | of Ukraine."""
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
        word = tokens.words[following]
        return not (tokens.all_capitals(following) or is_place(word) or word in ORGANIZATION_NOUNS)
    # After "in" comes a location more often than an owner: the Ministry of Health in Geneva.
    return tokens.words[end] != "in" or tokens.words[following] in places()


def preceded(tokens: Tokens, start: int) -> bool:
    """Whether a capitalized word comes directly before, other than a sentence's first word or a title.

    >>> preceded(Tokens("the Iowa Department"), 2), preceded(Tokens("The Department"), 1)
    (True, False)
    """
    before = start - 1
    return (
        tokens.close(start)
        and tokens.capital(before)
        and tokens.words[before] not in _NO_PART
        and office_word(tokens.words[before]) is None
        and not (tokens.begins_sentence(before) and _opens(tokens, before))
        and not headline_verb(tokens, before)
    )


def headline_verb(tokens: Tokens, place: int) -> bool:
    """Whether a word is capitalized as a headline's verb, and isn't part of a name: Lee | Urges Senate to Act.

    >>> headline_verb(Tokens("Lee Urges Senate to Pass Budget"), 1), headline_verb(Tokens("we met Urges Senate"), 2)
    (True, False)
    """
    if place < 0 or tokens.words[place] not in HEADLINE_VERBS:
        return False
    return tokens.heading(place) or tokens.titled(place)


def _opens(tokens: Tokens, place: int) -> bool:
    """Whether a word is capitalized only because it starts a sentence."""
    word = tokens.words[place]
    # There is no list of Cyrillic words, as each has a dozen forms.
    return is_cyrillic(word) or word in SENTENCE_OPENERS or tokens.lower(word)


def hyphened(tokens: Tokens, start: int, end: int, known: Known) -> bool:
    """Whether a hyphen joins a name to something that makes it another name: AFL-CIO, UN-Habitat, Fedotov-Smith."""
    left = start > 0 and tokens.gap(start) in HYPHENS and tokens.capital(start - 1)
    right = end < len(tokens) and tokens.gap(end) in HYPHENS and (tokens.capital(end) or tokens.raw[end].isdigit())
    # EU-Ukraine is a pair.
    return any(one and not (tokens.words[k] in places() or known(k)) for one, k in ((left, start - 1), (right, end)))


# Addresses


def inside_address(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a place is part of an address, a path, a number or a handle, but not of a pair.

    >>> [inside_address(Tokens(text), 1, 2) for text in ("see UN", "OSCE/ODIHR", "srv/un/2011", "at @UN", "a UN.org")]
    [False, False, True, True, True]
    >>> [inside_address(Tokens(text), 1, 2) for text in ("?body=UN&more", "R&UN")]
    [True, False]
    """
    if tokens.gaps[start] == tokens.gaps[end] == " ":  # most are between spaces
        return False
    text, begin, stop = tokens.text, tokens.starts[start], tokens.ends[end - 1]
    before, after = text[begin - 1 : begin], text[stop : stop + 1]
    if before in _HANDLE or after in _HANDLE:
        return True
    if after == "." and text[stop + 1 : stop + 2].isalnum() and not _lost_blank(tokens, end):
        return True
    if before == "." and text[begin - 2 : begin - 1].isalnum() and not tokens.abbreviated(start - 1):
        # example.UN is an address, but a space may be missing after a sentence: 2011.UNODC, it ended.United Nations,
        # Americans.Sanders’ remarks
        if _lost_blank(tokens, start) and len(tokens.raw[start - 1]) >= _SENTENCE_WORD and after in _BEHIND_WORDS:
            return False
        return text[begin - 2 : begin - 1].islower() and " " not in text[begin:stop]
    if (before in _QUERY or after in _QUERY) and "=" in tokens.run(start, end):  # ?agency=UN&more
        return True
    if "/" not in (before, after):
        return False
    run = tokens.run(start, end).rstrip(".,;:!?)\"'")
    if before == after == "/" and run == f"/{text[begin:stop]}/":  # a dateline of a news wire: July 30 /PRNewswire/
        return False
    return run.startswith("/") or any(sign in run for sign in _IN_ADDRESSES)


def _lost_blank(tokens: Tokens, k: int) -> bool:
    """Whether a sentence starts with word *k*, directly after the previous full stop: Nations.Therefore."""
    raw = tokens.raw[k] if k < len(tokens) else ""
    # Lee.Senate.gov is an address, even with capitals.
    return len(raw) >= _SENTENCE_WORD and raw.istitle() and _DOMAINS.isdisjoint(tokens.words[k : k + 2])


# Persons


def followed_by_name(tokens: Tokens, end: int) -> bool:
    """Whether a person's name continues at *end* (Yury Fedotov | Petrov), or names a thing (| Center)."""
    if not tokens.close(end) or not tokens.capital(end):
        return False
    word = tokens.words[end]
    if word in THING_NOUNS:
        return True
    if word == "administration":  # under a Trump | Administration
        return False
    if word in WEEKDAYS or word in OFFICE_NOUNS or word in TITLES or word in CONNECTORS or headline_verb(tokens, end):
        return False
    if is_cyrillic(word) and word in ORGANIZATION_NOUNS:
        return False  # in Cyrillic the thing comes before its name-giver: Володимира Зеленського | Уряд
    if goes_on(tokens, end, lambda place: False, NAMED_AFTER):
        return True
    for_looks = tokens.heading(end) or tokens.titled(end) or tokens.shouted(end, end + 1)
    return not for_looks and _plain_word(tokens, end)


def _plain_word(tokens: Tokens, place: int) -> bool:
    """Whether a capitalized word can be a name: not I, not an abbreviation in capitals."""
    return len(tokens.words[place]) > 1 and not tokens.all_capitals(place)


def is_date_or_word(tokens: Tokens, place: int) -> bool:
    """Whether a family name is used as a month, a weekday, or a word that the text also has in lowercase.

    >>> [is_date_or_word(Tokens(text), 1) for text in ("in May", "Mrs May", "Ms Berg")]
    [True, False, False]
    """
    word = tokens.words[place]
    if word not in MONTHS_AND_DAYS:
        return tokens.lower(word) and (tokens.begins_sentence(place) or tokens.titled(place))
    before, after = (tokens.words[k] if 0 <= k < len(tokens) else "" for k in (place - 1, place + 1))
    dated = before.isdigit() or after.isdigit() or before in LOCATIVE or before in TIMES
    return dated or (tokens.begins_sentence(place) and after not in SAYING)

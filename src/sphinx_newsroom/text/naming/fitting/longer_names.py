"""Whether a body's name is a part of a longer one: its beginning, its middle or its end."""

from __future__ import annotations

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.fitting import owners
from sphinx_newsroom.text.naming.fitting.acronyms import has_its_head_behind
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words import belonging
from sphinx_newsroom.text.words.countries import town_at
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.office_words import REACH, office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    COMMON,
    COMPANY_FORMS,
    CONNECTORS,
    FORMER,
    GENERIC,
    HEADLINE_VERBS,
    MONTHS_AND_DAYS,
    ORGANIZATION_NOUNS,
    PRIVATE_OFFICES,
    PUBLIC_LIFE,
    SCHOOLS,
    SENTENCE_OPENERS,
    TITLES,
    looks_common,
)

_BEFORE_ANY = FORMER | {"standing", "new", "current", "incoming", "outgoing", "late", "special", "dear"}
"""Before a body's name: it is that body's still."""

_ADJECTIVES = ("ale", "ales", "ienne", "iennes", "ien", "iens", "aise", "aises", "ile", "iles")

_ADJECTIVE = 5
"""Endings of French adjectives that verbs and adverbs hardly have, and the letters of such a word."""

_PREFIXES = FORMER | {"anti", "non", "pro"}
"""Before a body's name with a hyphen: it is that body's still."""

_WHICHEVER = frozenset(["no", "any", "each", "every", "another", "future", "previous", "whichever"])
"""Before a chamber or a government: none in particular."""

_BEFORE_PAPERS = frozenset(["joint", "concurrent", "simple"])
_PAPERS = frozenset(["resolution", "bill", "amendment", "report", "document"])
"""What a chamber numbers."""

_COUNTED = frozenset(["one", "two"])
"""Behind a force with a capital: what carries a president, or who flies it."""

_SENT = frozenset(["mission", "delegation", "embassy", "representation"])

_ITS_OWN = frozenset(
    "conference expo fair hearing markup meeting newsroom sessions summit initiates updates".split(),
)
"""What a body holds, has and does by itself."""

_STILL_ITSELF = SENTENCE_OPENERS | MONTHS_AND_DAYS | HEADLINE_VERBS | COMPANY_FORMS | ORGANIZATION_NOUNS
"""With a capital behind a body's name, and no thing that is called by it; of nouns of bodies `goes_on` tells."""

_PEOPLE = (TITLES | FORMER | PUBLIC_LIFE | PRIVATE_OFFICES).union(
    "chief democratic republican majority minority agent contractor correspondent fellow volunteer".split()
)
"""Behind a body's name: who belongs to it."""

_LOOKED_AT_BEFORE = belonging.OF | belonging.DEFINITE | {"s"}
_LOOKED_AT_BEHIND = frozenset(["of", "at", "for", "in", "and"])
"""Small words beside a name that may say that it is a part of another, or whose it is."""

_DELEGATION = 9
"""How many words stand between a mission and whom it is sent to: its country with all its words."""

_LEGAL = {"corporation": "inc", "corp": "inc", "incorporated": "inc", "co": "inc", "limited": "ltd"}
"""Legal forms that are written for one another, by one of them."""


def stands_free(seen: Sightings, start: int, end: int) -> bool:
    """Whether nothing is joined to a name but small words that say nothing of it: asked the | World Bank about it.

    Most names stand so, and a rule about what is joined to a name has nothing to look at there.
    """
    tokens = seen.tokens
    return _free_behind(seen, end) and _free_before(tokens, start)


def _free_behind(seen: Sightings, end: int) -> bool:
    tokens = seen.tokens
    if tokens.close(end):
        small = tokens.raw[end][0].islower() and tokens.words[end] not in _LOOKED_AT_BEHIND
        return small and not seen.release.language.startswith("fr")
    gap = tokens.gaps[end]
    return gap not in beside.HYPHENS and not (gap == ", " and tokens.capital(end))


def _free_before(tokens: Tokens, start: int) -> bool:
    if tokens.close(start) and tokens.words[start - 1] == "the":
        return start == 1 or tokens.words[start - 2] not in _LOOKED_AT_BEFORE
    if tokens.close(start):
        return tokens.raw[start - 1][0].islower() and tokens.words[start - 1] not in _LOOKED_AT_BEFORE
    gap = tokens.gaps[start]
    return gap not in beside.HYPHENS and gap.strip() not in ("'", "’", ",")


def hyphened(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """AFL | -CIO; but a German acronym joined to a noun is a name by itself: OSZE | -Chef."""
    tokens = seen.tokens
    if seen.in_german and form.strength == "acronym" and _compound(seen, end):
        return beside.hyphened(tokens, start, start, seen.known)
    return beside.hyphened(tokens, start, end, seen.known)


def _compound(seen: Sightings, end: int) -> bool:
    """Whether a hyphen and a German noun stand behind an acronym."""
    tokens = seen.tokens
    return 0 < end < len(tokens) and tokens.gap(end) in beside.HYPHENS and tokens.raw[end][1:].islower()


def inside(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Department of | Treasury | Operations; a long name is not cut so."""
    return beside.inside_name(seen.tokens, start, end)


def goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """World Bank | Institute; but Department of State | Department of … are two of a list."""
    if not beside.goes_on(seen.tokens, end, seen.parts):
        return False
    words = seen.tokens.words
    return words[end : end + 2] != [words[start], "of"] and not has_its_head_behind(seen, form, end)


def in_organ(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Cour de justice de l' | Union européenne, Charter of the | United Nations."""
    return start > 1 and belonging.in_organ(seen.tokens, start)


def delegation(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The Permanent Mission of Estmark to the | United Nations: a body of its own by those whom it is sent to."""
    tokens, k = seen.tokens, start - 1
    if k > 0 and tokens.words[k] == "the" and tokens.close(start):
        k -= 1
    if k < 1 or tokens.words[k] != "to" or not tokens.close(k + 1):
        return False
    first = k
    while k > max(0, first - _DELEGATION) and tokens.close(k):
        k -= 1
        if tokens.words[k] in _SENT:
            return tokens.capital(k)
        if not tokens.capital(k) and tokens.words[k] not in CONNECTORS:
            return False
    return False


def adjective_behind(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Conseil de sécurité | civile: French adjectives are small and stand behind."""
    tokens = seen.tokens
    if not seen.release.language.startswith("fr") or not tokens.close(end) or tokens.capital(end):
        return False
    word = tokens.words[end]
    return len(word) >= _ADJECTIVE and word.endswith(_ADJECTIVES)


def kind_of_thing(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """General | Government, State | House, | House 88: a word before a common one makes it another kind of thing."""
    tokens, before = seen.tokens, start - 1
    if end - start == 1 and start and tokens.gap(start) in beside.HYPHENS and tokens.raw[before].islower():
        return tokens.words[before] not in _PREFIXES  # e- | Government
    if end - start == 1 and _numbered(tokens, start, end):
        return True
    if end - start > 1 or not tokens.close(start) or not tokens.capital(before):
        return False
    return tokens.words[before] in GENERIC and not tokens.begins_sentence(before) and not tokens.titled(before)


def any_of_its_kind(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """No | Congress will, each | Congress: whichever there is; | Senate Joint Resolution 43, a paper's number."""
    tokens, before = seen.tokens, start - 1
    if end - start > 1:
        return False
    if tokens.follows(end):
        return _of_a_paper(tokens, end)
    return tokens.close(start) and tokens.words[before] in _WHICHEVER and not tokens.all_capitals(before)


def _of_a_paper(tokens: Tokens, k: int) -> bool:
    """Whether a paper of a chamber with its number begins at word *k*: Joint Resolution 43."""
    last = k
    while tokens.words[last] in _BEFORE_PAPERS and tokens.follows(last + 1):
        last += 1
    numbered = last + 1 < len(tokens) and tokens.words[last + 1].isdecimal()
    return numbered and tokens.words[last] in _PAPERS and tokens.gap(last + 1) in (" ", ". ", " No. ")


def _numbered(tokens: Tokens, start: int, end: int) -> bool:
    """At | House | 88, a house; but the Senate 52, told Congress 30 days before, and passes House 218-210."""
    if end >= len(tokens) or tokens.gap(end) != " " or not tokens.words[end].isdecimal():
        return False
    if tokens.words[max(0, start - 1)] in belonging.DEFINITE:
        return False
    return end + 1 == len(tokens) or tokens.gap(end + 1).strip() not in ("", "-", "–")


def vehicle(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Air Force | One, and no force."""
    return seen.tokens.follows(end) and seen.tokens.words[end] in _COUNTED


def thing(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Google | Analytics, IFC | Norland, DEA | 360 Strategy; but House | Democrats, the NATO | Summit, FTC | Phone: 1.

    In German all nouns have capitals, and in Cyrillic letters who holds an office stands behind the body that it is of.
    """
    tokens, k = seen.tokens, end
    if end - start == 1 and tokens.close(k) and tokens.words[k].isdecimal():
        k += 1
    if not tokens.follows(k) or tokens.gaps[k] != " " or tokens.raw[k].removesuffix("s").isupper():
        return False
    word = tokens.words[k]
    if word in _STILL_ITSELF or seen.in_german or is_cyrillic(word):
        return False
    if tokens.titled(k) or tokens.heading(start) or tokens.shouted(start, end):
        return False
    return not (_of_an_office(tokens, start) or _no_thing(seen, form, start, k))


def _no_thing(seen: Sightings, form: Form, start: int, k: int) -> bool:
    """Whether the words with capitals from *k* on tell of people, an event or a known name, or are a label.

    A label ends with a colon (| World Bank | Loans: …), or is a line with the name: | Federal Reserve | Actions.
    """
    tokens, last = seen.tokens, k + REACH
    lone = form.strength == "single"  # of two plain words the second says no more than the first: McCormick | Place
    while k < last and tokens.follows(k):
        word = tokens.words[k]
        one = word.removesuffix("s")
        if not _PEOPLE.isdisjoint((word, one)) or office_word(word) or office_word(one):
            return True
        if word in seen.names.given_names or word in _ITS_OWN:
            return True
        if seen.parts(k, lone=False) if lone and seen.crowded else seen.known(k):
            return True
        if word in COMPANY_FORMS:
            return False  # Proactive | Australia Pty Ltd
        k += 1
    gap = tokens.gaps[k]
    return gap.lstrip().startswith(":") or (gap.startswith("\n") and "\n" in tokens.gaps[start])


def _of_an_office(tokens: Tokens, start: int) -> bool:
    """Whether an office of the body stands before it, behind which its holder does: Director of the | CDC Ann Lee."""
    k = start - 1
    while k > 0 and tokens.words[k] in _LOOKED_AT_BEFORE and tokens.close(k + 1):
        k -= 1
    return 0 <= k < start - 1 and office_word(tokens.words[k]) is not None


def another_company(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Acme Robotics | GmbH, for Acme Robotics Inc.: a company in one country is not that of another."""
    tokens = seen.tokens
    if end >= len(tokens.words) or tokens.words[end] not in COMPANY_FORMS:
        return False
    if not tokens.capital(end) or tokens.gap(end) not in (" ", ", "):
        return False
    record = seen.names.registry.organizations.get(form.entity)
    own = words_of(record.name)[-1] if record else ""
    return own in COMPANY_FORMS and _LEGAL.get(own, own) != _LEGAL.get(tokens.words[end], tokens.words[end])


def campus(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """University of Alabama | at Birmingham, Trinity College, | Dublin; but Harvard University, Cambridge, UK."""
    tokens = seen.tokens
    if end >= len(tokens) or SCHOOLS.isdisjoint(tokens.words[start:end]):
        return False
    if tokens.close(end) and tokens.words[end] in ("at", "of"):
        place = tokens.past_the(end + 1)
        other = tokens.close(place) and tokens.capital(place) and not seen.known(place)
        return other and not owners.of_own_country(seen, form, place)
    if tokens.gap(end) not in (" ", ", ", "–") or not tokens.capital(end):
        return False
    # Behind a comma a town is the campus, and one with its state or country an address.
    after = end + town_at(tokens.words, end)
    address = after < len(tokens) and tokens.gap(after) == ", " and tokens.capital(after)
    return after > end and not (tokens.gap(end) == ", " and address)


def end_of_longer(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ulster | Unionist Party, New York City | Department of Transportation, the North | Korean government."""
    tokens, before = seen.tokens, start - 1
    # What no blank joins to it is the last word of a headline, or of a list's item above.
    if end - start == 1 or tokens.gaps[start] != " " or tokens.raw[before][0].islower():
        return False  # most names stand behind a small word, or begin a sentence
    if not beside.preceded(tokens, start):
        return False
    word = tokens.words[before]
    # Words with a capital for another reason, and the kind of body: the Charitable Foundation | Come Back Alive.
    kind = word in ORGANIZATION_NOUNS and ORGANIZATION_NOUNS.isdisjoint(tokens.words[start:end])
    if kind or word in _BEFORE_ANY or word in COMMON or (tokens.begins_sentence(before) and looks_common(word)):
        return False
    # In a headline verbs have capitals as well, and a name that is known ends there: the Biden | Commerce Department.
    if tokens.titled(before) or tokens.heading(start) or tokens.shouted(before, start) or start in seen.by_end:
        return False
    # In Cyrillic letters what is another's stands in the genitive: Генерального штабу | Збройних Сил.
    return not is_cyrillic(word) and not owners.of_own_country(seen, form, before)

"""Whether an office alone means who holds it: not whoever is to have it, and not what a statute says of the office.

The principle is one: the words around an office tell the person and the institution apart at times, and where they
speak of the institution, of another time or of somebody who is to come, there is no link.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sphinx_newsroom.model.records import Membership
from sphinx_newsroom.text.naming.offices.neighbours import ADDRESSES
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words.belonging import ARTICLES, DEFINITE, past_of
from sphinx_newsroom.text.words.countries import countries_in
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    BECOMING,
    CONNECTORS,
    LAW_ASKED,
    LAW_DOES,
    LAW_POWERS,
    LAW_WORDS,
    OFFICE_NOUNS,
    SAYING,
    TIMES,
    VERSUS,
)

# An office that stands without its holder's name, and the words of its sentence.

AS = frozenset(["as", "comme", "como", "de", "for"])
AS_IN_GERMAN = frozenset(["als", "zum", "zur"])
"""Between a word of becoming and the office: to serve | as | Attorney General."""

_THE = DEFINITE - AS - AS_IN_GERMAN

ENGLISH_ARE = frozenset(["is", "are", "be"])
ARE = ENGLISH_ARE | {"est", "ist", "wird", "es", "esta", "queda"}


class Alone(NamedTuple):
    """An office that stands without its holder's name, on the *date* of the release."""

    tokens: Tokens
    place: Place
    date: dt.date
    held: tuple[Membership, ...]
    """When the one who holds it on that date has held it."""

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
    # What is left out ends no sentence: shall be given … to any country.
    return "\n\n" in gap or any(stop in gap for stop in ".!?") or ("…" in gap and tokens.capital(k))


# Whether a law speaks of an office: it requires the Secretary to report, whoever that is.
#
# A statute, a bill or a constitution means the institution.  What a text says of who holds the office stands beside it.

_WOULD_BE = (["would", "be"], ["will", "be"])
_TO = frozenset(["to", "a", "de", "para"])
_OR = frozenset(["or", "ou", "oder", "o"])
_JOINING = _OR | {"and", "et", "und", "y"}

_LAW_REACH = 12
"""How many words before the office the law is looked for: the Act, as amended in 2012, requires the | …"""

_OR_REACH = 6
"""How many words before "or" another office is looked for: the Secretary of Health and Human Services | or."""

_SHALL_REACH = 3
"""How many words behind the office a law's verb is looked for: the Secretary is | not only | required to."""

_LOOSELY = frozenset(["not", "also", "only", "further", "does", "do", "did", "would", "will", "must"])
"""What may stand between a law and what it does: does not | require."""

_JAMMED = re.compile(rf"(?:{'|'.join(sorted(LAW_WORDS))})(?:{'|'.join(sorted(LAW_DOES))})\Z")
"""A law and what it does where the blank is lost between them: takes "amendmentrequires", and not "requires"."""

_TOGETHER = frozenset(["consultation", "coordination", "conjunction", "cooperation", "concurrence", "collaboration"])
"""What one office does with another, as laws have it: the Secretary, in consultation with the | Attorney General."""

_TOGETHER_REACH = 30
"""How many words before that the law is looked for, since the first office has its body and its commas."""

_OURSELVES = frozenset(["i", "we"])
"""Who says "shall" of themselves, and makes no law."""

_QUOTING = ("“", "„", "«", '"')
"""Before the first word of what is quoted: nobody before it says what is in it."""

_CALLS_ON = (["calls", "on"], ["calls", "upon"], ["called", "on"])
_URGES = frozenset(["urges", "urged", "asks", "asked"])
_BILLS = frozenset(["bill", "act", "resolution", "legislation", "amendment", "law"])
"""What may ask something of an office itself."""

_REQUIRING = frozenset(["require", "requires", "requiring"])
_RELATIVE = frozenset(["which", "that"])
_ALLOWING = ("allow", "permit", "enabl", "gav", "giv", "grant")
"""Beginnings of words for what many things do, not only laws: a deal that | gives the President a way out."""

_POWER_REACH = 3
"""How many words behind an office's apostrophe its power is looked for: the President's | full constitutional power."""

_CONDITIONS = frozenset(["if", "unless", "until", "before", "whenever", "when", "once", "after"])
_FINDINGS = frozenset(["determines", "certifies", "finds", "notifies", "submits", "transmits", "waives", "declares"])
"""What an office does by law before something else follows: if the President | determines that it is necessary."""

_MAY = frozenset(["can", "may", "could", "must"])
_WOULD = frozenset(["would", "could", "will", "may"])
_MODAL_REACH = 3
"""How many words stand between a bill and its verb: the bill | also would."""

_ANY = frozenset(["any", "no", "every", "each"])
_ANY_REACH = 5
"""How many words stand between such a word and "by the" office: | any international agreement signed."""

_HAS = {"has": 1, "have": 1, "had": 1, "does": 3, "did": 3, "lacks": 1}
"""What says that an office has something, with how many words that is: does not have."""

_SHARED = frozenset(["shared", "divided", "separated", "separation", "balance"])
"""Before "between", of powers: they are | shared between the President and Congress."""

_HAVING = frozenset(["of", "by", "in", "to"])
_VESTED_IN = frozenset(["in", "with"])
_HELD = frozenset(["held", "vested", "given", "granted", "delegated", "conferred"])
"""Between a power and the office that has it: the authority | vested | in | the President."""


def _shall(alone: Alone) -> bool:
    """A statute: The President | shall have power, the Secretary | is only required to report."""
    words, end = alone.tokens.words, _past_owner(alone.tokens, alone.place.end)
    if words[end : end + 1] == ["shall"]:
        return True
    if words[end : end + 2] in _WOULD_BE:
        end += 1
    if ARE.isdisjoint(words[end : end + 1]):
        return False
    if words[end] == "wird":  # wird ermächtigt: German has its infinitive last
        return LAW_DOES.intersection(words[end + 1 : end + 1 + _SHALL_REACH]) > frozenset()
    asked = LAW_ASKED if words[end] in ENGLISH_ARE else LAW_ASKED | LAW_DOES  # est habilité, as habilite
    return any(
        words[k] in asked and not _TO.isdisjoint(words[k + 1 : k + 2])
        for k in range(end + 1, end + 1 + _SHALL_REACH)
        if k < len(words)
    )


def _past_owner(tokens: Tokens, end: int) -> int:
    """The word behind an office and the name with capitals that it is of: ministre de la Justice | de Valdorie."""
    k = past_of(tokens, end)
    if k is None or not tokens.capital(k):
        return end
    while tokens.follows(k + 1):
        k += 1
    return k + 1


def _by_law(alone: Alone) -> bool:
    """What a law does: the Act requires the | Attorney General to report; of a summary the subject is the bill."""
    tokens, before = alone.tokens, _past_coordinated(alone.tokens, alone.before)
    if before > 0 and tokens.words[before] == "that":  # requiring that the Secretary
        before -= 1
    if before < 0 or tokens.words[before] not in LAW_DOES:
        return before >= 0 and _JAMMED.search(tokens.words[before]) is not None
    first = before
    while first and tokens.words[first - 1] in _LOOSELY and tokens.close(first):
        first -= 1
    return (
        tokens.begins_sentence(first)
        or _of_no_person(tokens, first, tokens.words[before])
        or any(tokens.words[k] in LAW_WORDS for k in back(tokens, before, _LAW_REACH))
    )


def _asked_by_a_bill(alone: Alone) -> bool:
    """What a bill itself asks: the bill calls on the | President to act; whoever wrote a letter asks him."""
    tokens, before = alone.tokens, alone.before
    if before > 1 and tokens.words[before - 1 : before + 1] in _CALLS_ON:
        before -= 1
    elif before < 1 or tokens.words[before] not in _URGES:
        return False
    return tokens.words[before - 1] in _BILLS


def _of_no_person(tokens: Tokens, k: int, does: str) -> bool:
    """Whether what requires something is a thing and not somebody: H.Con.Res. 138, which | directs, by | requiring."""
    if k < 1 or does.startswith(_ALLOWING):
        return False
    return tokens.words[k - 1] in _RELATIVE or (tokens.words[k - 1] == "by" and does.endswith("ing"))


def _with_another(alone: Alone) -> bool:
    """With whom a law has an office work: require the Secretary, in consultation with the | Attorney General."""
    tokens, before = alone.tokens, _past_coordinated(alone.tokens, alone.before)
    if before < 1 or tokens.words[before] != "with" or tokens.words[before - 1] not in _TOGETHER:
        return False
    return any(_of_laws(tokens, k) for k in back(tokens, before, _TOGETHER_REACH))


def _of_laws(tokens: Tokens, k: int) -> bool:
    word = tokens.words[k]
    return word in LAW_WORDS or word in LAW_DOES or word == "shall" or _JAMMED.search(word) is not None


def _in_a_statute(alone: Alone) -> bool:
    """A sentence with "shall" that nobody says of himself: no aid shall be given when the | President knows."""
    tokens = alone.tokens
    shall = next((k for k in back(tokens, alone.place.start, _TOGETHER_REACH) if tokens.words[k] == "shall"), None)
    if shall is None:
        return False
    for k in back(tokens, shall, _LAW_REACH):
        if tokens.words[k] in _OURSELVES:
            return False
        if any(mark in tokens.gap(k) for mark in _QUOTING):  # I read what it says: “No aid | shall
            break
    return True


def _where_required(alone: Alone) -> bool:
    """Where somebody has to do something: it requires each agency to report in the | President's budget."""
    tokens = alone.tokens
    if not alone.genitive:
        return False
    return any(tokens.words[k] in _REQUIRING for k in back(tokens, alone.place.start, _TOGETHER_REACH))


def _power(alone: Alone) -> bool:
    """What an office has by law, whoever holds it: the President's | constitutional power to remove officers."""
    tokens, words, end = alone.tokens, alone.tokens.words, alone.place.end
    if not alone.genitive:
        return False
    for k in range(end + 1, min(len(tokens), end + 1 + _POWER_REACH)):
        if not tokens.close(k) or words[k] in CONNECTORS:
            return False
        if words[k] in LAW_POWERS:
            return True
    return False


def _power_of(alone: Alone) -> bool:
    """The same with the office behind it: the authority held by the | Secretary of Labor under the Act."""
    tokens, words, end = alone.tokens, alone.tokens.words, alone.place.end
    k = alone.before
    if k < 1:
        return False
    if words[k] == "between":  # powers are shared between the President and Congress
        return any(words[j] in LAW_POWERS for j in back(tokens, k, _LAW_REACH)) and words[k - 1] in _SHARED
    if words[k] not in _HAVING:
        return False
    k -= words[k - 1] in _HELD
    if k < 1 or words[k - 1] not in LAW_POWERS:
        return False
    # The duty of the Secretary to report, and not: thanked for the control of the President of his nerves.
    to = words[end : end + 1] == ["to"] and tokens.close(end)
    return to or any(words[k] in LAW_WORDS for k in around(tokens, alone.place, _LAW_REACH))


def _on_condition(alone: Alone) -> bool:
    """What a law has wait for an office: unless the | Secretary certifies it; it requires a vote before the | …"""
    tokens, before = alone.tokens, alone.before
    if before < 0 or tokens.words[before] not in _CONDITIONS:
        return False
    end = _past_owner(tokens, alone.place.end)
    end += tokens.close(end) and tokens.words[end].endswith("ly")
    if not tokens.close(end):
        return False
    if tokens.words[end] in _FINDINGS:
        return True
    return tokens.words[end] in _MAY and any(_of_laws(tokens, k) for k in back(tokens, before, _TOGETHER_REACH))


def _vested(alone: Alone) -> bool:
    """A power that a law gives: the power for it is vested in | the Minister, vested with H.E. the | President."""
    tokens, k = alone.tokens, alone.before
    while k > 0 and tokens.words[k] in ADDRESSES:
        k -= 1
    k -= k > 0 and tokens.words[k] in DEFINITE
    return k > 0 and tokens.words[k] in _VESTED_IN and tokens.words[k - 1] == "vested"


def _yet_to_be_law(alone: Alone) -> bool:
    """What a bill has to go through: it must pass both Houses and be signed by the | President."""
    tokens, k = alone.tokens, alone.before
    if k < 1 or tokens.words[k] != "by" or tokens.words[k - 1] != "signed":
        return False
    return any(tokens.words[j] == "must" for j in back(tokens, k, _TOGETHER_REACH))


def _by_anyone(alone: Alone) -> bool:
    """What a bill is about, and anything of its kind: it would cover acts by the | President, any signed by the | …"""
    tokens, words, before = alone.tokens, alone.tokens.words, alone.before
    if before < 1 or words[before] != "by" or alone.genitive:
        return False
    for k in back(tokens, before, _ANY_REACH):
        if words[k] in _JOINING:
            break  # read by every member and signed by the | President
        if words[k] in _ANY and not words[k + 1].isdecimal():  # No. 3
            return True
    return any(
        words[k] in _WOULD and words[k + 1] != "be" and any(words[j] in _BILLS for j in back(tokens, k, _MODAL_REACH))
        for k in back(tokens, before, _TOGETHER_REACH)
    )


def _has_by_law(alone: Alone) -> bool:
    """What a law says an office has: the Constitution says that the | President does not have the power to do it."""
    tokens, words, end = alone.tokens, alone.tokens.words, alone.place.end
    if not tokens.close(end) or words[end] not in _HAS:
        return False
    first = end + _HAS[words[end]]
    power = any(words[k] in LAW_POWERS for k in range(first, min(len(words), first + _POWER_REACH)))
    return power and any(words[k] in LAW_WORDS for k in back(tokens, alone.place.start, _LAW_REACH))


def _either(alone: Alone) -> bool:
    """One office or another, as laws have it: the Secretary of Labor or the | Attorney General."""
    tokens, before = alone.tokens, alone.before
    if before < 1 or tokens.words[before] not in _OR:
        return False
    return any(tokens.words[k] in OFFICE_NOUNS and tokens.capital(k) for k in back(tokens, before, _OR_REACH))


def _past_coordinated(tokens: Tokens, k: int) -> int:
    """The word before another office that "and" or "or" joins: enables | the Secretary of the Interior and the …."""
    if k < 1 or tokens.words[k] not in _JOINING:
        return k
    k -= 1
    while k >= 0 and (tokens.capital(k) or tokens.words[k] in CONNECTORS) and tokens.words[k] not in LAW_DOES:
        k -= 1
    return k


RULES: tuple[Callable[[Alone], bool], ...] = (
    _shall,
    _by_law,
    _asked_by_a_bill,
    _power,
    _power_of,
    _vested,
    _yet_to_be_law,
    _with_another,
    _in_a_statute,
    _where_required,
    _on_condition,
    _by_anyone,
    _has_by_law,
    _either,
)


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
    *((rule, Refusal.BY_LAW) for rule in RULES),
    (_of_staff, Refusal.LONGER_OFFICE),
    (_of_who_left, Refusal.FORMER_OFFICE),
    (_whoever, Refusal.ANYONES_OFFICE),
    (_in_another_year, Refusal.ANOTHER_YEAR),
    (_at_another_time, Refusal.FORMER_OFFICE),
    (_body, Refusal.LONGER_OFFICE),
    (_of_a_case, Refusal.LONGER_OFFICE),
)

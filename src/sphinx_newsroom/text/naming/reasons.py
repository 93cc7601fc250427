"""The reasons why names are linked or refused, each with an explanation and advice for users.

Each rule that refuses a name returns one of them; :func:`find` collects them if called with ``why``. The page
`docs/reference/naming.md` is generated from these texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from sphinx_newsroom.model.records import Method


class Taken(NamedTuple):
    """Why a name was linked to its record, and what to do if that was wrong."""

    why: str
    where_wrong: str


_SAY_WHEN = "add to the record context:, words that such texts contain, or not_in:, phrases in which it isn't meant"
_ANOTHER = "add a record for the other person, if several releases name her or him"
_HEADER = "correct the release's header"

TAKEN: Mapping[Method, Taken] = {
    "name": Taken("its name", _SAY_WHEN),
    "acronym": Taken("its acronym", _SAY_WHEN),
    "other-name": Taken("another of its names", f"{_SAY_WHEN}; or remove the name from other_names:"),
    "introduced": Taken("a short name that the text introduces", "add a record for the body"),
    "family-name": Taken("family name, after the full name or an office, or in a list of legislators", _ANOTHER),
    "initials": Taken("initials and family name", _ANOTHER),
    "office": Taken("the official who held this office then", "correct the dates of memberships: in the record"),
    "decided": Taken("names: in the header", _HEADER),
    "role": Taken("a role in the text", "correct the role"),
    "header": Taken("the header lists it", _HEADER),
    "issuer": Taken("the issuer", _HEADER),
}
"""The methods of mentions, explained for users."""

_LONGER = "add a record for the longer name"
_FULL_NAME = "write the full name once"
_NOTHING_ELSE = ""
_NONE = "nothing needs to be done"


class Refusal(Enum):
    """A rule that prevents a link: its *code*, its *meaning* in one sentence, and a *remedy*.

    The remedy is what to change in records or texts, other than a decision in the release's header.
    """

    def __init__(self, code: str, meaning: str, remedy: str) -> None:
        self.code = code
        self.meaning = meaning
        self.remedy = remedy

    def advice(self, name: str, id_: str) -> str:
        """Return what a user can do if *name* was refused for the record *id_*.

        >>> Refusal.LABEL.advice("WHO", "who")
        "write names: {WHO: who} in the release's header, if it is meant"
        """
        if self.remedy == _NONE or self is Refusal.DECIDED:
            return self.remedy
        decide = f"write names: {{{name}: {id_}}} in the release's header, if it is meant"
        return f"{self.remedy}; or {decide}" if self.remedy else decide

    # Decided by the author

    DECIDED = (
        "decided",
        "The header or a role in the text says who is meant, or that nobody is meant.",
        "if that is wrong, change names: in the release's header, or the role",
    )
    NOT_IN = (
        "not-in",
        "The record excludes this phrase with not_in.",
        "remove the phrase from not_in: in the record",
    )
    CONTEXT = (
        "context",
        "The text doesn't contain any of the words listed under context: in the record.",
        "add a word from such texts to context: in the record",
    )
    INTRODUCED = (
        "introduced",
        "The text introduces this short name for another body, which may have no record.",
        "add a record for the other body",
    )

    # By its place in the text

    IN_CODE = ("in-code", "It is part of code.", _NONE)
    IN_ADDRESS = ("in-address", "It is part of an address, a path, a number or a handle: example.org, @UNODC.", _NONE)
    IN_LINKED = ("in-linked", "It is part of a longer name that is linked.", _NONE)
    IN_REFUSED = (
        "in-refused",
        "It is part of the longer name of another record, but that name isn't linked either.",
        _LONGER,
    )
    IN_UNKNOWN = (
        "in-unknown",
        "It is part of a longer name that has no record but is abbreviated in the text: Free Application for Student "
        "Aid (FASA).",
        _LONGER,
    )

    # By the words next to it

    HYPHENED = ("hyphened", "A hyphen makes it part of another name: AFL-CIO, Berg-Smith.", _LONGER)
    BEGINNING = ("beginning", "A longer name begins with it: World Bank Institute.", _LONGER)
    END = ("end", "A longer name ends with it: Charter of the United Nations.", _LONGER)
    SHARED = (
        "shared",
        "The words after it make it a different body: Ministry of Health and Nutrition, Ministry of Health of Ukraine.",
        "list the longer name under other_names: in the record, if it is the same body",
    )
    OWNED = ("owned", "The word before it makes it a different body: Iowa Department of Education.", _LONGER)
    LABEL = ("label", "It is a label in a list of questions and answers: WHO: …", _NOTHING_ELSE)

    SYMBOL = (
        "symbol",
        "It is a stock symbol, or the name of a numbering system: NYSE: AU, DOI: 10.1007.",
        _NOTHING_ELSE,
    )

    # Units that many organizations have

    ANOTHERS_UNIT = (
        "anothers-unit",
        "It belongs to another body: New York's Criminal Division.",
        "add its body to the record with unit_of:, if the text names that body",
    )
    UNIT = (
        "unit",
        "Many bodies have a unit with this name. The text doesn't name the unit's own body with it, and that body "
        "didn't issue the release.",
        'name its body, as in "the Justice Department\'s Criminal Division", and add that body to the record with '
        "unit_of: or parent:",
    )

    # By the name itself

    GENERIC = (
        "generic",
        "Every country has such a body, and the release isn't about this country.",
        "add the country's body to the record with parent:, and the issuer to the header with issuer:",
    )
    SHORT = (
        "short",
        "It is part of the record's name, but the text never contains the full name.",
        "write the full name once, or list the short one under other_names: in the record",
    )
    COMMON_WORDS = (
        "common-words",
        "The name consists of two common words, there are very many records, and nothing else in the text points to "
        "this one.",
        _NOTHING_ELSE,
    )
    AS_A_WORD = (
        "as-a-word",
        "The text uses it as a common word, or never shows that it is a name.",
        _FULL_NAME,
    )
    SECOND_WORD = ("second-word", "It is the end of a longer name: Benassi in Max Benassi.", _FULL_NAME)
    OF_MANY = (
        "of-many",
        "The word is also a person's name, and there are very many records: Ford.",
        _FULL_NAME,
    )
    IN_CAPITALS = (
        "in-capitals",
        "It is among other words in capitals, so it may be an ordinary word: WHO IS.",
        _FULL_NAME,
    )
    COMMON_ACRONYM = ("common-acronym", "The acronym nearly always means something else: CEO.", _FULL_NAME)
    SHARED_ACRONYM = (
        "shared-acronym",
        "The acronym often means a measure, a law, a product or another body, and nothing else points to the record: "
        "NPS, IDA.",
        _FULL_NAME,
    )
    MANY_ACRONYMS = (
        "many-acronyms",
        "Too many records have acronyms of this length, so a match may be a coincidence.",
        _FULL_NAME,
    )

    # Persons

    GOES_ON = ("goes-on", "The name continues, or is the name of a thing: Yury Fedotov Center.", _LONGER)
    ANOTHERS_GIVEN_NAME = (
        "anothers-given-name",
        "A given name or initial before it shows that it is another person: her brother Tom Berg.",
        "list the name under other_names:, or the given name under nicknames:, in the record",
    )
    MIDDLE_INITIALS = (
        "middle-initials",
        "The initials before the family name differ from those in the record.",
        "list the name with its initials under other_names: in the record",
    )
    NICKNAME = (
        "nickname",
        "The given name is a nickname that isn't in the record, and nothing else shows who is meant.",
        "list it under nicknames: in the record",
    )
    NAMESAKE = (
        "namesake",
        "The full name is next to somebody else's office, or many people have this name.",
        "add the office to memberships: in the record",
    )
    NOT_INTRODUCED = (
        "not-introduced",
        "It is a family name alone, and the text hasn't given the person's full name or office before.",
        "write the full name or the office before it",
    )
    DATE_OR_WORD = (
        "date-or-word",
        "The family name is the name of a month or day here, or a word that the text also uses in lowercase.",
        _NOTHING_ELSE,
    )
    NAMED_IN_FULL = (
        "named-in-full",
        "The text contains the full name of another person with this family name, but never of this one.",
        _FULL_NAME,
    )
    ANOTHERS_OFFICE = (
        "anothers-office",
        "According to the record, this person didn't hold the office before the family name on the release's date.",
        "add the office with its dates to memberships: in the record",
    )
    BORNE_BY_ANOTHER = (
        "borne-by-another",
        "The text mentioned another person with the same family name more recently, or the name means a place: in "
        "Lincoln.",
        _FULL_NAME,
    )

    # Several candidates

    OUTWEIGHED = ("outweighed", "Another record has the same name, and the text points to that one.", _NOTHING_ELSE)
    UNDECIDED = (
        "undecided",
        "Several records have this name, and nothing in the text shows which one is meant.",
        "distinguish them with context: in the records, or merge them if they are the same",
    )

    # Offices

    FORMER_OFFICE = ("former-office", "A word next to it makes it a different or former office: former, deputy.", _NONE)
    LONGER_OFFICE = (
        "longer-office",
        "It is part of a longer office or of the name of a body, or is next to the acronym of a body: Office of the "
        "President.",
        "add a record for the longer office, or a membership with that role for its holder",
    )
    ANYONES_OFFICE = ("anyones-office", "It means any holder of the office: a new Ambassador.", _NONE)
    STRANGERS_OFFICE = (
        "strangers-office",
        "The name next to the office has no record.",
        "add a record for that person; `newsroom suggest` can draft one",
    )
    NO_HOLDER = (
        "no-holder",
        "The text doesn't name the body to which the office belongs, or no official held it on the release's date.",
        "name the body with the office, or add the office with its dates to its holder's memberships",
    )
    SEVERAL_HOLDERS = (
        "several-holders",
        "According to the records, several people held the office on the release's date.",
        "name the body with the office, or add end_date: to memberships that have ended",
    )
    TO_BE = (
        "to-be",
        "Somebody is going to hold the office, or has just received it: nominated as Attorney General.",
        _NONE,
    )


class Noted(NamedTuple):
    """The words from *start* to *end* don't mean *entity*, and *why*; an office may have no entity."""

    start: int
    end: int
    entity: str
    why: Refusal

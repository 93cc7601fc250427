"""The reasons why names are linked or refused, each with an explanation and advice for users.

Each rule that refuses a name returns one of them; :func:`find` collects them if called with ``why``. The explanations
are in ``data/refusals.txt`` and ``data/methods.txt``; the page `docs/reference/naming.md` is generated from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple, cast

from sphinx_newsroom.model.records import Method
from sphinx_newsroom.text.words.word_files import rows


class Taken(NamedTuple):
    """Why a name was linked to its record, and what to do if that was wrong."""

    why: str
    where_wrong: str


TAKEN: Mapping[Method, Taken] = {
    cast(Method, method): Taken(*columns) for method, columns in rows("methods", __package__)
}
"""The methods of mentions, explained for users."""

_EXPLAINED = dict(rows("refusals", __package__))
_NONE = "nothing needs to be done"


class Refusal(Enum):
    """A rule that prevents a link, by its *code*."""

    # Decided by the author

    DECIDED = "decided"
    NOT_IN = "not-in"
    CONTEXT = "context"
    INTRODUCED = "introduced"

    # By its place in the text

    IN_CODE = "in-code"
    IN_ADDRESS = "in-address"
    IN_LINKED = "in-linked"
    IN_REFUSED = "in-refused"
    IN_UNKNOWN = "in-unknown"

    # By the words next to it

    HYPHENED = "hyphened"
    BEGINNING = "beginning"
    END = "end"
    SHARED = "shared"
    OWNED = "owned"
    LABEL = "label"
    SYMBOL = "symbol"

    # Units that many organizations have

    ANOTHERS_UNIT = "anothers-unit"
    UNIT = "unit"

    # By the name itself

    GENERIC = "generic"
    SHORT = "short"
    COMMON_WORDS = "common-words"
    AS_A_WORD = "as-a-word"
    SECOND_WORD = "second-word"
    OF_MANY = "of-many"
    IN_CAPITALS = "in-capitals"
    COMMON_ACRONYM = "common-acronym"
    SHARED_ACRONYM = "shared-acronym"
    MANY_ACRONYMS = "many-acronyms"

    # Persons

    GOES_ON = "goes-on"
    ANOTHERS_GIVEN_NAME = "anothers-given-name"
    MIDDLE_INITIALS = "middle-initials"
    NICKNAME = "nickname"
    NAMESAKE = "namesake"
    NOT_INTRODUCED = "not-introduced"
    DATE_OR_WORD = "date-or-word"
    NAMED_IN_FULL = "named-in-full"
    ANOTHERS_OFFICE = "anothers-office"
    BORNE_BY_ANOTHER = "borne-by-another"

    # Several candidates

    OUTWEIGHED = "outweighed"
    UNDECIDED = "undecided"

    # Offices

    FORMER_OFFICE = "former-office"
    LONGER_OFFICE = "longer-office"
    ANYONES_OFFICE = "anyones-office"
    STRANGERS_OFFICE = "strangers-office"
    NO_HOLDER = "no-holder"
    SEVERAL_HOLDERS = "several-holders"
    TO_BE = "to-be"

    @property
    def code(self) -> str:
        """The name of the rule for users."""
        return self.value

    @property
    def meaning(self) -> str:
        """The reason, in one sentence."""
        return _EXPLAINED[self.value][0]

    @property
    def remedy(self) -> str:
        """What to change in records or texts, other than a decision in the release's header."""
        return _EXPLAINED[self.value][1]

    def advice(self, name: str, id_: str) -> str:
        """Return what a user can do if *name* was refused for the record *id_*.

        >>> Refusal.LABEL.advice("WHO", "who")
        "write names: {WHO: who} in the release's header, if it is meant"
        """
        if self.remedy == _NONE or self is Refusal.DECIDED:
            return self.remedy
        decide = f"write names: {{{name}: {id_}}} in the release's header, if it is meant"
        return f"{self.remedy}; or {decide}" if self.remedy else decide


class Noted(NamedTuple):
    """The words from *start* to *end* don't mean *entity*, and *why*; an office may have no entity."""

    start: int
    end: int
    entity: str
    why: Refusal

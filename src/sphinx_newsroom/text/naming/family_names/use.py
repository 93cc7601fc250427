"""A use of a family name in a text, and whom the text has named up to there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.model.records import Method
from sphinx_newsroom.text.naming.evidence import Evidence
from sphinx_newsroom.text.naming.family_names.by_roll import Roll
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.people import Bearer, Bearers
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words.tokens import Tokens


@dataclass
class SoFar:
    """Whom a text has named up to where it is read: what alone changes during a reading."""

    introduced: set[str] = field(default_factory=set)
    """Who has been named: from there on his family name is his."""

    read: dict[tuple[int, int], str] = field(default_factory=dict)
    """Whom each stretch meant."""

    bearers: Bearers = field(default_factory=Bearers)
    with_offices: dict[str, tuple[Bearer, ...]] = field(default_factory=dict)
    """Of each family name who has an office, as far as that was asked."""

    offices: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The office before some words, as far as that was asked."""

    company: dict[int, bool | None] = field(default_factory=dict)
    """Whether some words have before them what a name of a person has, whoever that is; None where it matters who."""

    held: dict[tuple[int, int, int], frozenset[str]] = field(default_factory=dict)
    """Who of a family name at some words ever held the office before it, as far as that was asked."""

    shared: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The office that a list has before some words, as far as that was asked."""

    person_end: int = -1
    """Where the last official was named."""

    roll: Roll = field(default_factory=dict)
    """The family names in lists of who sponsors or signs something, by their first words."""


class Named(NamedTuple):
    """The stretch of a name, and by what it is known."""

    start: int
    end: int
    method: Method


class Use(NamedTuple):
    """A family name from *start* to *end* that may be an official's; with small words and initials from *begin* on."""

    evidence: Evidence
    so_far: SoFar
    form: Form
    person: Person
    start: int
    end: int
    begin: int
    office: tuple[str, ...]
    """What stands before it."""
    listed: bool
    """Whether it goes on with a list of persons."""
    headline: bool
    """Whether it stands in a heading, of a text that names the official in full."""

    @property
    def tokens(self) -> Tokens:
        """The words of the text."""
        return self.evidence.seen.tokens

    @property
    def introduced(self) -> bool:
        """Whether the text has named the official before."""
        return self.form.entity in self.so_far.introduced

    def named(self) -> Named:
        """The verdict that it is the official's, with the initials before it."""
        initials = self.begin < self.start and not self.tokens.raw[self.begin].islower()
        return Named(self.begin, self.end, "initials" if initials else "family-name")


Verdict = Named | Refusal
"""Who is named, or by which rule the official is not."""

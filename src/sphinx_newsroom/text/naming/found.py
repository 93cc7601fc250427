"""What a text names, and what a person should look at: the outcome that build, command and reports share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sphinx_newsroom.model.records import Membership, Mention
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.tokens import Mark


class Meaning(NamedTuple):
    """What a stretch of words means: one form, or several that nothing decides between."""

    start: int
    end: int
    forms: tuple[Form, ...]
    mark: Mark | None = None
    doubted: bool = False
    """Whether the text speaks against what there is."""

    # A doubted form is alone at times and still not meant, so both are asked.
    @property
    def sure(self) -> bool:
        """Whether exactly one thing is meant."""
        return len(self.forms) == 1 and not self.doubted


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A name that could mean several entities, or one that the text speaks against, and was not decided.

    Such as "the CDC", of *candidates* ``("cdc-us", "caisse-des-depots")``.
    """

    surface: str
    start: int
    candidates: tuple[str, ...]
    doubted: bool = False
    """Whether the text gives the bearer of the name an office of somebody else, or lacks what the record asks for."""


@dataclass(frozen=True, slots=True)
class OfficeConflict:
    """The text gives an *official*, named at *start*, an *office* that the record does not have on that date."""

    official: str
    office: Membership
    start: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names, in the order of the text, and what a person should look at."""

    mentions: tuple[Mention, ...]
    ambiguities: tuple[Ambiguity, ...] = ()
    conflicts: tuple[OfficeConflict, ...] = ()

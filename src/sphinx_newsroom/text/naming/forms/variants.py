"""What a body's name is as often written as: Acme Robotics for … Corporation, UN for United Nations, des Bundesrats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sphinx_newsroom.text.inflection.german import is_german, organization
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS

_UNITED = (("United Nations", "UN"), ("United States", "U.S."), ("European Union", "EU"))
"""What stands in names of bodies and is as often written short."""

_LETTERS = 3
"""From how many letters on initials of what a committee is for are a name for it: HELP, but not AS."""

_OF_THE = "Department of the "
_CHARGES = frozenset(["Treasury"])
"""What departments are called by that have it in charge; an interior, environment or army is as often another thing."""

_COMMITTEE_ON = re.compile(r"\b(Committee|Subcommittee) on (?:the )?")
_SELECT = re.compile(r"\b(?:Permanent |Select |Special |Temporary )+$")
_CHAMBERS = ("Senate ", "House ")
_FURTHER = re.compile(r", | and | \(")
"""What parts the things that a committee is for: takes ", " of Banking, Housing, and Urban Affairs."""


def variants(name: str, language: str | None, words: Sequence[str]) -> Iterator[str]:
    """What else texts call a body of a name that has these folded words.

    >>> list(variants("United Nations Forum", None, ["united", "nations", "forum"]))
    ['UN Forum']
    """
    # Of each it is asked first whether there can be any, since an archive may have many thousand names.
    if (is_german(words) if language is None else language.startswith("de")) and not name.isupper():
        yield from organization(name.split())  # der Europäischen Union, des Landeskriminalamts
    if "United " in name or "European Union" in name:
        yield from _united(name)
    if words and words[-1] in COMPANY_FORMS:
        yield from _without_company_form(name)
    if name.startswith(_OF_THE) and (charge := name.removeprefix(_OF_THE)) in _CHARGES:
        yield charge
    if "ommittee on " in name:
        for said in (name, name.replace(" and ", " and the ", 1)):  # Education and the Workforce
            yield from (said,) if said != name else ()
            yield from _turned_committee(said)


def by_initials(name: str) -> tuple[str, str] | None:
    """What texts call a committee by the initials of what it is for, with its chamber and without.

    >>> by_initials("Senate Committee on Health, Education, Labor, and Pensions")
    ('Senate HELP Committee', 'HELP Committee')
    >>> by_initials("House Committee on Armed Services")
    """
    chamber, *rest = _COMMITTEE_ON.split(name, maxsplit=1)
    if not chamber.strip() or not rest or rest[0] != "Committee" or " of " in chamber:
        return None
    letters = "".join(word[0] for word in rest[1].split() if word[0].isupper())
    short = f"{letters} Committee"
    return (f"{chamber}{short}", short) if len(letters) >= _LETTERS and "Committee" not in rest[1] else None


def _united(name: str) -> Iterator[str]:
    """The UN Development Programme, for that of the United Nations; the U.S. Attorney's Office."""
    for long, short in _UNITED:
        if long in name and name != long:
            yield name.replace(long, short, 1)


def _without_company_form(name: str) -> Iterator[str]:
    """Acme Robotics, for Acme Robotics Corporation and Acme Robotics, Inc."""
    bare = " ".join(name.split()[:-1]).rstrip(" ,")
    if bare and not bare.endswith(")"):  # Aviation Services (Sri Lanka) Limited
        yield bare


def _turned_committee(name: str) -> Iterator[str]:
    """The House Armed Services Committee, for the House Committee on Armed Services; also a subcommittee.

    A committee is called by the first that it is for, too: the Senate Banking Committee, the House Oversight Committee.
    Not where nothing says whose committee it is: each chamber has a Committee on Armed Services.
    """
    chamber, *rest = _COMMITTEE_ON.split(name, maxsplit=1)
    if chamber in _CHAMBERS:
        yield f"U.S. {name}"
    if chamber and rest:
        yield f"{chamber}{rest[1]} {rest[0]}"
        house, first = _SELECT.sub("", chamber), _FURTHER.split(rest[1])[0]
        if rest[0] == "Committee" and house and (house, first) != (chamber, rest[1]) and " of " not in chamber:
            yield f"{house}{first} {rest[0]}"

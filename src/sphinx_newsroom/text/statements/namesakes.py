"""Who only bears an official's name: "Charles Allen, CEO of BTCS", where the record has a member of a parliament.

Where an English text makes somebody an officer of a body that no record has, in words that the official's office has
nothing of, it speaks of a namesake, or of an office that the record lacks: a statement would stand under a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import Patterns
from sphinx_newsroom.text.statements.quotations import Span
from sphinx_newsroom.text.words.stretches import Stretches

_NAME = r"[^\W\d_a-z][\w&.'’-]*"
_BODY = rf"{_NAME}(?: (?:(?:of|and|for|the|&) ){{0,2}}{_NAME})*"  # Bank of the West
_SHORTEST_TITLE, _LONGEST_TITLE = 2, 70  # characters: "MP", "Senior Vice President and …"
# ", CEO of BTCS", " (director at Acme", " – Chair, Acme"; not ", who came", which leads to no name.
_BEHIND = late_pattern(
    rf"""
    (?: ,[ ] | ,?[ ]\( | [ ][–—-][ ] )
    (?P<title> [^,.;:()\n“”"]{{{_SHORTEST_TITLE},{_LONGEST_TITLE}}}? )
    (?: [ ](?:of|at|for|with)[ ](?:the[ ])? | ,[ ] )
    {_BODY.replace(" ", "[ ]")}
    """,
    re.VERBOSE,
)
_OFFICER = r"(?i:(?:[\w-]+ ){0,3}?officer|C[EFIT]O|(?:co-?)?founder)(?: and \w+)?"
# "BTCS's Chief Executive Officer " before a name; of a mere title ("the Senator ") nobody can say whose it is.
_AHEAD = late_pattern(rf"(?:^|[\s“\"(]){_BODY}(?:['’]s?)? {_OFFICER} (?:Dr\.? )?$")
_REACH = 90
"""Characters before a name in which body and office are looked for; half as many would do for all 18,713 releases."""

_OF_CHAMBERS = late_pattern(r"\b(?:Subc|C)ommittee\b|\bCaucus\b")
_LEGISLATOR = late_pattern(r"\b(?:Senator|Representative)\b")
_WORD = late_pattern(r"(?!the|and|for)\w{3,}", re.IGNORECASE)
_NAMED = ("name", "other-name", "initials")
"""How a mention may have been found that names a person and no office: the office is what is in doubt."""


def only_namesakes(text: str, mentions: Sequence[Mention], patterns: Patterns) -> frozenset[str]:
    """The officials of whom a text gives to understand that it means somebody else of their name.

    *patterns* are those of English.
    """
    bodies = (said for said in mentions if said.kind == "organization")
    known = Stretches(
        sorted((said.start, said.end) for said in bodies if said.start is not None and said.end is not None)
    )
    found: set[str] = set()
    for said in mentions:
        if said.kind == "official" and said.role and said.method in _NAMED:
            for office in _offices(text, said, patterns):
                if _strange(text[slice(*office)], said.role) and known.first_over(*office) is None:
                    found.add(said.entity)
    return frozenset(found)


def _offices(text: str, said: Mention, patterns: Patterns) -> Iterator[Span]:
    """Where a text says beside a name what its bearer is, and of which body."""
    if said.start is None or said.end is None:
        return
    behind = _BEHIND.match(text, said.end)
    if behind and patterns.title.search(behind["title"]):
        yield behind.span()
    begin = max(text.rfind("\n", 0, said.start) + 1, said.start - _REACH)
    if ahead := _AHEAD.search(text[begin : said.start]):
        yield begin + ahead.start(), begin + ahead.end()


def _strange(office: str, role: str) -> bool:
    """Whether no word of an office is one of the role, in full or cut short: Gov. and Governor.

    What legislators lead among themselves is none: Bobby Scott, Ranking Member of the Committee on Education.
    """
    if _OF_CHAMBERS.search(office) and _LEGISLATOR.search(role):
        return False
    said = [word.casefold() for word in _WORD.findall(office)]
    held = [word.casefold() for word in _WORD.findall(role)]
    alike = any(word.startswith(other) or other.startswith(word) for word in said for other in held)
    return not alike and any(word.isascii() for word in held)  # an office in another language says nothing

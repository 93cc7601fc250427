"""The words and patterns by which each language reports speech, from the table ``patterns.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.words.word_files import read_words

# Private-use characters, which published texts don't use; Shape removes any that a text contains.
PERSON, BODY, QUOTE, STOPPED = "\ue000", "\ue001", "\ue002", "\ue003"
"""The characters in a shape for an official, an organization, a quotation, and the end of a quoted sentence."""


UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁЄІЇҐ"
"""Capital letters, for use in a character class."""


_NEVER = late_pattern("(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """The patterns of reported speech in a language."""

    verbs: re.Pattern[str]
    """A verb of speech with the character before it; its last group is the verb, such as "told" in "told reporters"."""

    said: frozenset[str]
    """Verbs that need neither a comma nor "that": "said"."""

    saying: frozenset[str]
    """Verbs whose subject came before: "stating"."""

    called: frozenset[str] = frozenset()
    """Verbs that quote only a name for something: "called"."""

    announcing: frozenset[str] = frozenset()
    """Verbs that introduce a quotation in the next sentence: "issued the following statement"."""

    remarked: frozenset[str] = frozenset()
    """Verbs before a colon that give the subject of a quotation: "highlighted the role of the team:"."""

    wanting: frozenset[str] = frozenset()
    """Verbs after which "that" starts a request, not a statement: "urged that"."""

    thought: frozenset[str] = frozenset()
    """Verbs that don't report a statement, but a hope or a question: "hopes that", "asked whether"."""

    that: re.Pattern[str]
    """The words between a verb and the clause that it reports."""

    clauses: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    """How a clause starts that a verb reports without "that": "said the costs", "announced it has"."""

    contrast: re.Pattern[str]
    """The start of a clause that contrasts with what someone else said: ", but"."""

    moment: re.Pattern[str]
    """A time or place, or the end of the sentence: what may follow a verb whose clause came before."""

    between: re.Pattern[str]
    """Adverbs and auxiliaries between a speaker and the verb, up to the end: "has also"."""

    pronoun: re.Pattern[str]
    """"she" as the subject, up to the end; its group ``start`` is the word."""

    joined: re.Pattern[str]
    """"and" before a verb whose subject came before, up to the end: "X came and"."""

    as_said: frozenset[str]
    """"as" before "X said"."""

    according: re.Pattern[str]
    """"according to" without its first letter, which makes it fast to find and matches the start of a sentence."""

    title: re.Pattern[str]
    """A word that makes a phrase a title or an office."""

    body_kinds: frozenset[str] = frozenset()
    """Words for the kind of an organization, before its name: the research organization Acme."""

    honorific: re.Pattern[str]
    """Only "Mr", "Dr" or "the"."""

    opens_apposition: re.Pattern[str]
    """The start of an apposition after a name and a comma: ", who", ", the", ", Director"."""

    behind_name: re.Pattern[str]
    """After a speaker's name: punctuation, the end, a time or place; not "said X had lost"."""

    not_before_name: frozenset[str]
    """Words after which a name isn't the subject: "of Smith", "and Smith"."""

    fronted: re.Pattern[str]
    """The start of a sentence that begins with a time or reason, not with the statement."""

    not_name: frozenset[str]
    """Capitalized words that aren't part of a person's name."""

    oblique: re.Pattern[str] = _NEVER
    """A verb and the name of a person who isn't its subject, by case: сказав Зеленського."""


def choice(words: Iterable[str]) -> str:
    """Return a pattern of literal alternatives: ``co\\-chair|director``."""
    return "|".join(map(re.escape, words))


_BEFORE_VERB = rf"[\s,;:\"”’‘'()»—–{PERSON}{BODY}{QUOTE}{STOPPED}]"
"""Before a verb.

A pattern that starts with a character class is found twice as fast as a word boundary, and verbs are searched for at
every position in a text.
"""


def _tree(words: Iterable[str]) -> str:
    """Return a pattern for *words* that examines each letter once.

    >>> _tree(["said", "says", "say"])
    'sa(?:id|y(?:s)?)'
    """
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    # The space in "told reporters" may be a line break in the text.
    parts = [
        (r"\s+" if letter == " " else re.escape(letter)) + _tree(rest) for letter, rest in branches.items() if letter
    ]
    pattern = parts[0] if len(parts) == 1 and "" not in branches else f"(?:{'|'.join(parts)})" if parts else ""
    return f"{pattern}?" if parts and "" in branches else pattern


_SIGNS = {"PERSON": PERSON, "BODY": BODY, "QUOTE": QUOTE, "STOPPED": STOPPED, "UPPER": UPPER}


@cache
def patterns_of(language: str) -> Patterns | None:
    """Return the patterns of a language, by its primary tag; None if the table doesn't have it."""
    tables = tomllib.loads(files(__package__).joinpath("patterns.toml").read_text(encoding="utf-8"))
    if language not in tables:
        return None
    table: dict[str, Any] = _SIGNS | tables.get(tables[language].get("like"), {}) | tables[language]

    def words(items: Iterable[str]) -> Iterator[str]:
        for item in items:
            if item[0] == "%":
                yield from words(table[item[1:]])
            else:
                parts = (read_words(part[1:]) if part[0] == "@" else part.split("/") for part in item.split(" + "))
                yield from map(" ".join, product(*parts))

    def regex(value: str | list[str]) -> str:
        return f"(?:{_KEY.sub(part, value) if isinstance(value, str) else choice(words(value))})"

    def part(key: re.Match[str]) -> str:
        return str(table[key[1]]) if key[1] in _SIGNS else regex(table[key[1]])

    def compiled(value: str) -> re.Pattern[str]:
        return late_pattern(regex(value), re.VERBOSE)

    values: dict[str, Any] = {
        key: frozenset(words(table[key])) if isinstance(table[key], list) else compiled(table[key])
        for key in {one.name for one in fields(Patterns)} & table.keys() - {"verbs", "clauses"}
    }
    # A tree of letters is five times as fast as a list of alternatives. A capital may follow directly if the text lost
    # a space: saidRep. Roe.
    verbs = dict.fromkeys(words(table["verbs"]))
    first = "".join(sorted({word[0] for word in verbs}))
    tree = rf"({_tree(verbs)})(?!(?![A-Z])[\w'’ʼ-])"
    values["verbs"] = compiled(rf"{_BEFORE_VERB}(?=[{first}])(?:{tree}|{table.get('told', '(?!)')})")
    clauses = table.get("clauses", {})
    values["clauses"] = {verb: compiled(table[key]) for key, some in clauses.items() for verb in words(some)}
    return Patterns(**values)


_KEY = re.compile(r"%(\w+)%")

"""What a language reports speech with: one pattern or list of words for each thing that the rules ask of a text.

The patterns are matched against a text's shape (``shape``), in which named officials,
named organizations and quotations are runs of one character each.  :mod:`~sphinx_newsroom.text.statements.english` and
:mod:`~sphinx_newsroom.text.statements.east_slavic` fill them in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sphinx_newsroom.memory import late_pattern

# Characters for private use: no published text means anything by them, and Shape takes out those that stand in one.
PERSON, BODY, QUOTE, STOPPED = "\ue000", "\ue001", "\ue002", "\ue003"
"""What stands in a shape for an official, an organization, a quotation, and the end of one that ends a sentence."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """What one language says that somebody spoke with, and what stands around it."""

    verbs: re.Pattern[str]
    """A verb of speech with the mark or space before it; its last group is the verb: "told" of "told reporters"."""

    said: frozenset[str]
    """The verbs that need neither a comma nor "that": "said"."""

    saying: frozenset[str]
    """The verbs whose subject came before: "stating"."""

    called: frozenset[str]
    """The verbs that only quote a name for something: "called"."""

    announcing: frozenset[str]
    """What leads to a quotation behind the end of its sentence, too: "issued the following statement"."""

    remarked: frozenset[str]
    """The verbs before a colon that say what is spoken of: "highlighted the role of the team:"."""

    wanting: frozenset[str]
    """The verbs behind which "that" begins what somebody wants, and not what he says: "urged that"."""

    thought: frozenset[str]
    """The verbs that report no clause, since what X hopes or asks nobody has said: "hopes that", "asked whether"."""

    that: re.Pattern[str]
    """What leads from a verb to the clause that it reports."""

    clauses: Mapping[str, re.Pattern[str]]
    """How a clause begins that a verb reports without "that": "said the costs", "announced it has"."""

    relative: re.Pattern[str]
    """What begins a clause that is of the name before it: ", which"."""

    contrast: re.Pattern[str]
    """What begins a clause that is set against what somebody else said: ", but"."""

    moment: re.Pattern[str]
    """When and where it was said, or the end of the sentence: what may follow a verb whose clause came before."""

    between: re.Pattern[str]
    """Adverbs and auxiliaries between a speaker and the verb, up to the end: "has also"."""

    before_verb: frozenset[str]
    """The words in small letters of these: right before a verb they leave it open who its subject is."""

    pronouns: tuple[str, ...]
    """What a paragraph holds in which "she" is somebody: " she ", "She "."""

    pronoun: re.Pattern[str]
    """"she" as the subject, up to the end; its group ``start`` is the word."""

    joined: re.Pattern[str]
    """"and" before a verb whose subject came before, up to the end: "X came and"."""

    as_said: frozenset[str]
    """"as" before "X said"."""

    according: re.Pattern[str]
    """"according to" without its first letter, so that it is found fast, and at the beginning of a sentence, too."""

    title: re.Pattern[str]
    """A word that makes what stands around it a title or an office."""

    body_kinds: frozenset[str]
    """Words for what a body is, which may stand before its name: the research organization Acme."""

    honorific: re.Pattern[str]
    """Nothing but "Mr", "Dr", "the"."""

    opens_apposition: re.Pattern[str]
    """How what stands behind a name, between commas, begins: ", who", ", the", ", Director"."""

    behind_name: re.Pattern[str]
    """What stands behind the name of one who speaks: a stop or comma, the end, when or where; not "said X had lost"."""

    not_before_name: frozenset[str]
    """Words after which a name is not the subject: "of Smith", "and Smith"."""

    fronted: re.Pattern[str]
    """How a sentence begins whose first part says when or why, and not what was said."""

    not_name: frozenset[str]
    """Words with a capital that are no part of a person's name."""

    oblique: Callable[[str, str], bool]
    """Whether, beside a verb, a person's name stands in a case in which it is not the subject."""


def choice(words: Iterable[str]) -> str:
    """The alternatives of a pattern, each letter for letter: ``co\\-chair|director``."""
    return "|".join(map(re.escape, words))


_BEFORE_VERB = rf"[\s,;:\"”’‘'()»—–{PERSON}{BODY}{QUOTE}{STOPPED}]"
"""What stands before a verb.  A pattern that begins with a set of characters is found in half the time that a word's
beginning takes, and verbs are sought at every place of a text."""


def any_of(*lists: Iterable[str], or_: str = "(?!)") -> re.Pattern[str]:
    r"""A pattern for each of these as a whole word, behind a space or mark: "said", but not in "unsaid" and "said-so".

    A capital behind it has only lost the space before it: saidRep. Roe. Its last group is the word. *or_* is one
    alternative more, with a group of its own.

    >>> any_of(("said", "says"), ("told reporters",)).findall("He said and told\nreporters: unsaid, said-so.")
    ['said', 'told\nreporters']
    """
    words = dict.fromkeys(word for words in lists for word in words)
    # A tree: one alternative after another takes five times as long.
    first = "".join(sorted({word[0] for word in words}))
    return late_pattern(rf"{_BEFORE_VERB}(?=[{first}])(?:({_tree(words)})(?!(?![A-Z])[\w'’ʼ-])|{or_})")


def _tree(words: Iterable[str]) -> str:
    """A pattern for *words* that looks at each letter once.

    >>> _tree(["said", "says", "say"])
    'sa(?:id|y(?:s)?)'
    """
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    # A space in "told reporters" may be a line's end in the text.
    parts = [
        (r"\s+" if letter == " " else re.escape(letter)) + _tree(rest) for letter, rest in branches.items() if letter
    ]
    pattern = parts[0] if len(parts) == 1 and "" not in branches else f"(?:{'|'.join(parts)})" if parts else ""
    return f"{pattern}?" if parts and "" in branches else pattern

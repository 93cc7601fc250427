"""The case forms of German names of bodies: the adjectives before the head noun are declined, and that noun.

No dictionary is asked: a German adjective shows by its ending that it is one, and of nouns only the genitive of the
masculine and the neuter ones has an ending that a reader of releases meets.  "Internationaler Strafgerichtshof" becomes
Internationale, Internationalen, Internationalem Strafgerichtshof and Internationalen Strafgerichtshofs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_ADJECTIVE = re.compile(r"(?P<stem>[A-ZÄÖÜ][\wäöüß-]{2,})(?P<ending>e|er|es)")
"""An adjective of a name in the nominative, where another word with a capital follows: Europäische, Vereinte."""

_ENDINGS = {"e": ("e", "en", "er"), "er": ("er", "e", "en", "em"), "es": ("es", "e", "en", "em")}
"""What an adjective may end in, by its ending in the nominative, which tells the gender: -e is feminine or plural."""

_NO_GENITIVE = re.compile(
    r"(?:ung|schaft|ion|heit|keit|tät|ik|bank|wehr|macht|kammer|polizei|partei|kasse|e|en|n|s|ß|z|x)\Z"
)
"""Ends of nouns without "s" in the genitive: feminine ones, plurals, and those that have a hiss already."""

_GERMAN = re.compile(
    r"""
    \b (?: für | und | der | des | zur | zum | vom | gegen ) \b     # Bundesamt für Naturschutz
    | ^ [A-ZÄÖÜ] [a-zäöüß]* (?:                                     # Landeskriminalamt, Verfassungsgerichtshof
        amt | ministerium | gericht | gerichtshof | rat | verband | institut | verein | präsidium | dienst | werk
      ) \b
    """,
    re.VERBOSE,
)


def is_german(name: str) -> bool:
    """Whether a name shows that it is German, by a small word or the noun that it begins with.

    >>> is_german("Landeskriminalamt Nordmark"), is_german("Acme Werke"), is_german("Amt für Statistik")
    (True, False, True)
    """
    return _GERMAN.search(name) is not None


def organization(words: Sequence[str]) -> Iterator[str]:
    """The forms of an organization's German name but for itself.

    >>> sorted(organization(["Europäische", "Union"]))
    ['Europäischen Union', 'Europäischer Union']
    >>> list(organization(["Landeskriminalamt", "Nordmark"]))
    ['Landeskriminalamts Nordmark', 'Landeskriminalamtes Nordmark']
    """
    adjectives = _adjectives(words)
    size = len(adjectives)
    if size == len(words):
        return
    head, rest = words[size], words[size + 1 :]
    genitives = [] if _NO_GENITIVE.search(head) else [f"{head}s", f"{head}es"]
    if not adjectives:
        yield from (" ".join((noun, *rest)) for noun in genitives)
        return
    nominative = adjectives[0]["ending"]
    for ending in _ENDINGS[nominative]:
        before = [found["stem"] + ending for found in adjectives]
        nouns = [head] if ending != nominative else []
        if ending == "en" and nominative != "e":  # des Internationalen Strafgerichtshofs
            nouns += genitives
        yield from (" ".join((*before, noun, *rest)) for noun in nouns)


def _adjectives(words: Sequence[str]) -> list[re.Match[str]]:
    """The adjectives that a name begins with: those of one ending that a word with a capital follows."""
    found: list[re.Match[str]] = []
    for word, following in pairwise(words):
        match = _ADJECTIVE.fullmatch(word)
        if match is None or not following[0].isupper() or (found and match["ending"] != found[0]["ending"]):
            break
        found.append(match)
    return found

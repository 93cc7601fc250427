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

_SMALL = frozenset(["fur", "und", "zur", "zum", "vom", "gegen"])
"""Small words of names that no other language has: French has "des", too, and Dutch "der"."""

_HEADS = ("amt", "ministerium", "gericht", "gerichtshof", "verband", "verein", "prasidium", "bundesrat")
"""The ends of nouns that German names of bodies begin with."""


def is_german(words: Sequence[str]) -> bool:
    """Whether the folded words of a name show that it is German: a small word, or the noun that it begins with.

    >>> is_german(["landeskriminalamt", "nordmark"]), is_german(["acme", "works"]), is_german(["rat", "fur", "kunst"])
    (True, False, True)
    """
    return (bool(words) and words[0].endswith(_HEADS)) or not _SMALL.isdisjoint(words)


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

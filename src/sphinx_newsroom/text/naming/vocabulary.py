"""The words of a text by which its names were looked up: what tells whether another record could change its reading."""

from __future__ import annotations

from typing import NamedTuple

from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.attached import is_arabic, without_attached
from sphinx_newsroom.text.words.folding import folded

_BETWEEN_WORDS, _BETWEEN_SETS = " ", "\n"


class Vocabulary(NamedTuple):
    """The folded *words* of a text; *bares* are those with something written onto them, and what is left of these."""

    words: frozenset[str] = frozenset()
    bares: frozenset[str] = frozenset()

    def packed(self) -> bytes:
        """The same as bytes, in an order that depends on the words alone."""
        return _BETWEEN_SETS.join(_BETWEEN_WORDS.join(sorted(part)) for part in self).encode("utf-8", "surrogatepass")

    @classmethod
    def unpacked(cls, data: bytes) -> Vocabulary:
        """What :meth:`packed` made bytes of.

        >>> some = Vocabulary(frozenset(["the", "un"]))
        >>> some.packed(), Vocabulary.unpacked(some.packed()) == some
        (b'the un\\n', True)
        """
        words, bares = data.decode("utf-8", "surrogatepass").split(_BETWEEN_SETS)
        return cls(*(frozenset(part.split(_BETWEEN_WORDS)) if part else frozenset() for part in (words, bares)))


NO_WORDS = Vocabulary()


def has_bares(packed: bytes) -> bool:
    """Whether a vocabulary that was packed has bares.

    >>> has_bares(Vocabulary(frozenset(["the"])).packed()), has_bares(Vocabulary(bares=frozenset(["und"])).packed())
    (False, True)
    """
    return not packed.endswith(_BETWEEN_SETS.encode())


def vocabulary(seen: Sightings) -> Vocabulary:
    """All words by which the table of names was asked for a text, or would have been with other records."""
    tokens, language = seen.tokens, seen.release.language.split("-")[0]
    also = {"the"}  # a list leaves out the article of a name that has one
    for short in seen.introductions:  # which is asked for as one word, whatever it is made of
        also.update(folded(short.short).split())
    words = tokens.distinct if also <= tokens.distinct else tokens.distinct | also
    bares: set[str] = set()
    if language == "de" or tokens.arabic:
        for word in words:
            if bare := {*without_attached(word, language)}:  # which is asked for where no name begins with the word
                bares |= bare | {word}
        # Before its body an Arabic office may have an "and" of one letter on it.
        bares.update(word[1:] for word in words if word and is_arabic(word) and len(word) > 1)
    return Vocabulary(words, frozenset(bares))

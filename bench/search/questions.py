"""Questions with known answers, made only from the site's bulk data, without knowledge of the search."""

from __future__ import annotations

import json
import math
import random
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# Unicode counts the Ukrainian and Hawaiian apostrophes as letters, but they separate words like other apostrophes.
WORD = re.compile(r"[^\W_ʼʻʹ]+")


def plain(text: str) -> str:
    """Return *text* without case, accents and letter styles."""
    parts = unicodedata.normalize("NFKD", text).lower()
    return parts if parts.isascii() else "".join(c for c in parts if not unicodedata.combining(c))


@dataclass(frozen=True)
class Truth:
    """The releases of a site, according to its data."""

    releases: list[dict[str, Any]]
    words: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, site: Path) -> Truth:
        """Read ``data/releases/….jsonl``; withdrawn releases aren't searched."""
        texts = [path.read_text(encoding="utf-8") for path in sorted((site / "data/releases").glob("*.jsonl"))]
        lines = "".join(texts).rstrip("\n").split("\n")
        releases = [row for row in map(json.loads, lines) if not row["withdrawn"]]
        return cls(releases, [WORD.findall(plain(row["text"])) for row in releases])

    @cached_property
    def holding(self) -> Counter[str]:
        """How many releases contain each word."""
        return Counter(word for words in self.words for word in set(words))

    @cached_property
    def joined(self) -> list[str]:
        """The words of each release between single spaces, for phrases."""
        return [f" {' '.join(words)} " for words in self.words]

    @cached_property
    def titles(self) -> list[Counter[str]]:
        """The words of each release's title."""
        return [Counter(WORD.findall(plain(row["title"]))) for row in self.releases]


def salient(truth: Truth, number: int, count: int = 4) -> list[str]:
    """Return the most distinctive words of a release, frequent here and rare elsewhere, in text order."""
    words = truth.words[number]
    often = Counter(word for word in words if len(word) > 3 and word.isalpha())
    total = len(truth.releases)
    weighed = sorted(often, key=lambda word: (-often[word] * math.log(total / truth.holding[word]), word))[:count]
    return sorted(weighed, key=words.index)


def telling(truth: Truth, number: int, rng: random.Random, count: int = 4) -> list[str]:
    """Return memorable words of a release, in more than 1 of 1,000 and fewer than 1 of 10 releases."""
    total = len(truth.releases)
    some = [
        word
        for word in dict.fromkeys(truth.words[number])
        if len(word) > 3 and word.isalpha() and total / 1000 <= truth.holding[word] <= total / 10
    ]
    return rng.sample(some, count) if len(some) >= count else salient(truth, number, count)


def cut(words: list[str], rng: random.Random) -> list[str]:
    """Cut one word of at least six letters to its first two thirds."""
    at = _one(words, rng, 6)
    return [word[: max(4, len(word) * 2 // 3)] if i == at else word for i, word in enumerate(words)]


ENDINGS = ("ing", "ed", "es", "s", "d", "")
"""Endings of English word forms, which aren't the rules of any stemmer: ``ports``, ``ported``, ``porting``."""


def forms(truth: Truth, number: int, word: str) -> list[str]:
    """Return other forms of a word that are in the archive, but not in the release."""
    here = set(truth.words[number])
    bases = {word.removesuffix(end) for end in ENDINGS if word.endswith(end)}
    bases |= {base + "e" for base in bases} | {base[:-1] + "y" for base in bases if base.endswith("i")}
    found = {base + end for base in bases if len(base) > 3 for end in ENDINGS}
    found |= {base[:-1] + end for base in bases if base.endswith("e") and len(base) > 4 for end in ("ing", "ed")}
    found |= {base[:-1] + "ies" for base in bases if base.endswith("y")}
    return sorted(one for one in found - here if truth.holding[one] > 1)


def inflected(truth: Truth, number: int, words: list[str], rng: random.Random) -> list[str]:
    """Replace one of the words by another form, if there is any."""
    others = {i: forms(truth, number, word) for i, word in enumerate(words)}
    places = [i for i in others if others[i]]
    if not places:
        return words
    at = rng.choice(places)
    return [rng.choice(others[i]) if i == at else word for i, word in enumerate(words)]


def swapped(words: list[str], rng: random.Random) -> list[str]:
    """Swap two letters in one word of at least five letters."""
    at = _one(words, rng, 5)
    word = words[at]
    places = [i for i in range(len(word) - 1) if word[i] != word[i + 1]]
    i = rng.choice(places)
    return [*words[:at], word[:i] + word[i + 1] + word[i] + word[i + 2 :], *words[at + 1 :]]


def _one(words: list[str], rng: random.Random, letters: int) -> int:
    long = [i for i, word in enumerate(words) if len(word) >= letters]
    return rng.choice(long) if long else max(range(len(words)), key=lambda i: len(words[i]))


def less_one(title: str, rng: random.Random) -> str:
    """Return a title without one of its words."""
    words = title.split()
    if len(words) > 2:
        words.pop(rng.randrange(len(words)))
    return " ".join(words)


def is_one_title(truth: Truth, number: int, query: str) -> bool:
    """Whether the rest of a title is unique: "FOMC statement," remains of 166 titles without their dates."""
    words = Counter(WORD.findall(plain(query)))
    return not any(words <= title for n, title in enumerate(truth.titles) if n != number)


def known_items(truth: Truth, count: int, seed: int) -> dict[str, list[tuple[str, str]]]:
    """Return (query, id of the expected release) by kind."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, make in {
        "four salient words": lambda n, rng: salient(truth, n),
        "four telling words": lambda n, rng: telling(truth, n, rng),
        "title less a word": lambda n, rng: [less_one(truth.releases[n]["title"], rng)],
        "a word cut to a prefix": lambda n, rng: cut(salient(truth, n), rng),
        "telling, one cut": lambda n, rng: cut(telling(truth, n, rng), rng),
        "a word in another form": lambda n, rng: inflected(truth, n, salient(truth, n), rng),
        "telling, another form": lambda n, rng: inflected(truth, n, telling(truth, n, rng), rng),
        "one transposed letter": lambda n, rng: swapped(salient(truth, n), rng),
        "telling, one transposed": lambda n, rng: swapped(telling(truth, n, rng), rng),
    }.items():
        rng = random.Random(f"{seed} {kind}")
        numbers = rng.sample(range(len(truth.releases)), min(count, len(truth.releases)))
        asked = [(n, " ".join(make(n, rng))) for n in numbers]
        if kind == "title less a word":
            asked = [(n, query) for n, query in asked if is_one_title(truth, n, query)]
        found[kind] = [(query, truth.releases[n]["id"]) for n, query in asked]
    return found


def phrases(truth: Truth, count: int, seed: int) -> list[tuple[str, set[str]]]:
    """Return phrases of two to six words from paragraphs, with all releases that contain them."""
    rng = random.Random(f"{seed} phrases")
    found: list[tuple[str, set[str]]] = []
    while len(found) < count:
        number = rng.randrange(len(truth.releases))
        words = WORD.findall(plain(rng.choice(truth.releases[number]["text"].split("\n\n")[1:] or [""])))
        length = rng.randint(2, 6)
        if len(words) <= length:
            continue
        start = rng.randrange(len(words) - length)
        phrase = " ".join(words[start : start + length])
        holding = {row["id"] for row, text in zip(truth.releases, truth.joined, strict=True) if f" {phrase} " in text}
        found.append((phrase, holding))
    return found

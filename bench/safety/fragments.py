"""Fragments to repeat: texts that have tripped parsers, and others generated from a seed.

`#` in a fragment becomes a number from 0 to 9,999, so that repetitions can differ.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

FIXED: tuple[str, ...] = (
    # quotations and attributions
    "said Jane Roe, ", "said ", '"', "“", "”", "„", "‘", "''", "``", "«",
    "“Crime pays nobody at all,” said Jane Roe. ", '"We stay," she said. ', "Jane Roe said that ",
    "Jane Roe, Director, ", "according to Jane Roe, ", "and said ", "She said. ", "X (Y), ", ", who ",
    "issued the following statement. ", "told reporters ", "сказав ", "за словами ", "Jane Roe: “Yes and no and ",
    "” – Jane Roe\n\n", " – ", "said that “x” ", "“A b c d” and ", "of the ", "A.B. ",
    # names
    "A. ", "Mr. ", "Mr ", "J. R. R. ", "Jane Roe", "Jane Roe and ", "Jane ", "Roe ", "Kelmark Harbour Company ",
    "KHC ", "Kelmark Harbour Company (KHC) ", "(KHC) ", "(A", "A-", "Director of ", "Minister of Finance of ",
    "Minister, ", "the Government of ", "Ministry of ", "O'Brien-", "McA", "United ", "Aa# Bb# ", "Bank ", "Bank of ",
    "and ", "& ", "Dr. Berg, ", "U.S. ", "UN-", "JR", "D'", "de la ", "van ", "Jane Q# Roe, ", "Director Jane Roe-",
    "Inc. ", "No. 1",
    # Markdown
    "<", ">", "[", "]", "(", ")", "![", "](", "[a](", "[a]: b\n", "[a#]: b\n", "[^a#]\n\n[^a#]: b\n\n", "[^1]", "*",
    "**", "***a", "_", "__a", "_a", "*a ", "**a ", "a**b", "`", "``a", "`a", "~", "~~a", "```\n", ":::\n", "{org}`",
    "{a}`b`", "{a}", "{", "}", "{{", "$", "$$", "$a", "\\", "\\\\", "\\(", "#", "# a\n", "## a\n\n", "- ", "- a\n",
    " - a\n", "> ", ">", "1. ", "1. a\n", "+ ", "a\n===\n", "---\n", "***\n", "|", "|a", "| a | b |\n", "|-",
    "a|b\n-|-\n", "    a\n", "\t", ": a\n", "a\n: b\n\n", "%", "% a\n", "+++\n", "(a)=\n", "<!--", "-->", "<a ",
    "<a>", "</a>", "<a href='", "<?", "<![CDATA[", "<!a", "<p>", "<div>", "<span class=x>", "<!", "</", "&", "&amp;",
    "&#", "&#x", "&a", "http://a", "www.a.b", "a@b", "<http://a>", "![a](b) ", "[a][b] ", "[[", "]]", "[]", "[](",
    "[a](b \"", "[a](<", "![[", "](a)", "*_", "_*", "a_b_", "\\*", "\\\n",
    # headers, data, and notebooks
    "a: b\n", "a#: b\n", "- a: b\n", "a: [", "[a, ", "{a: ", "'", '"a": ', "&a ", "*a ", "!a ", "? ", "? a\n: ",
    "a:\n ", "  a:\n", "- - ", "<<: ", "...\n", "title: a\n", "embargo: 2031-01-01\n", "topics: ", "- {a: b}\n",
    '{"a": ', '"a",', "[1,", "0", "1", "1e", "-", "a,b\n", 'a,"b\n', '"",', ";", "a;b\n", "<svg>", "<g>",
    "<path d='M0 0'/>", 'a="b" ', "<g a='b'>", "url(", "<!DOCTYPE ", "newsroom", '"newsroom": ', '\\"', '\\u0041',
    # letters and spaces
    "a", "A", "aA", "A1", "a ", "A ", "é", "e\u0301", "\u0301", "ß", "İ", "ﬁ", "\u200b", "\u200d", "\u00ad", "\ufeff",
    "\u2028", "\u202e", "\x1f", "\x00", "\n", "\n\n", "\r\n", "\r", " ", "  \n", "\u00a0", "a\n", "a\n\n", "\r\n\r\n",
    " \n ", "а", "Я ", "Київ ", "президента ", "Іван Петренко ", "و", "جامعة ", "وجامعة", "ال", "中", "中国，", "。",
    "日本の", "ไทย", "한국 ", "हिन्दी ", "😀", "\U0001f468\u200d\U0001f469", "\ue000", "\ue001", "\ud800",
    # punctuation
    "-", "--", "- ", "-\n", "a-\n", ".", "..", ". ", "a.b", "a/b", "/", "//", "../", ",", ", ", ":", ": ", "::", "!",
    "?", "?! ", "…", "’", "a’", "a'b", "@", "#a ", "a#", "20# ", "1,000 ", "1.", "1/2", "%20", "%", "+", "=", "==",
    "~a", "^", "a;", "; ", "and A ", "of A ", "a of ", "(a) ", "(a", "a)",
)  # fmt: skip

NESTED: tuple[tuple[str, str], ...] = (
    ("(", ")"), ("[", "]"), ("[a](", ")"), ("![", "](a)"), ("{", "}"), ("<b>", "</b>"), ("<g>", "</g>"),
    ("*a ", " b*"), ("“", "”"), ("“a ", " b” said Jane Roe"), ("> ", "a"), ("- ", "a"), ('{"a": ', "}"), ("[", ",1]"),
    ("a: {", "}"), ("(A ", " b)"), ("**a ", "**"), ("`", "`"), ("<div>", "</div>"), ("[^a", "]"), ("{a}`", "`"),
)  # fmt: skip

_WORDS = (
    "said", "Jane Roe", "Roe", "Mr.", "Dr", "Director", "the", "of", "and", "Kelmark", "Harbour", "Company", "KHC",
    "Minister", "A.", "told", "that", "who", "she", "Ministry", "Bank", "in", "for", "on Monday", "2031", "No. 5",
    "№", "a", "costs", "fell", "announced", "according to", "U.S.", "Inc.", "сказав", "Київ", "президент", "Петренко",
    "الأمم", "وزير", "中国", "élan", "o’clock", "co-chair", "UN-Habitat", "example.org/a", "a@b.org", "McRoe", "O'Roe",
    "de", "von", "Jr.", "III", "Aa#", "x#",
)  # fmt: skip
_JOINTS = (
    " ", " ", " ", ", ", ". ", "-", "", "\n", "\n\n", "; ", ": ", " (", ") ", "“", "” ", '"', "' ", "’s ", " – ", "/",
    "|", "\t", "\u00a0", "\r\n", "...", "&", "*", "_", "`", "[", "](", ")", "<", ">", "{", "}", "#", "\\", "~", "$",
    "!", "?", "=", "%", "+", "@", "^", "\u0301", "\u200b",
)  # fmt: skip
_SENTENCES = (
    "The Director of the Kelmark Harbour Company (KHC), Jane Roe, said on Monday that costs fell.",
    "“Crime pays nobody at all,” said Jane Roe, who leads the Ministry of Finance of Kelmark.",
    "KELMARK, 21 June 2031 – The Minister of Finance, Mr. J. R. Roe, told reporters: “We stay.”",
    "See [the plan](../2031/plan.md) and ![a map](map.png \"Map\"), or <https://example.org/a_b>.",
    "| Year | Cost |\n|---|---:|\n| 2031 | 1,000 |\n\n1. One\n2. *Two* **three** `four`\n\n> Five[^1]\n\n[^1]: Six\n",
    "Президент України Іван Петренко заявив, що «Київ не чекає», – за словами речника.",
    "قال وزير المالية إن الأمم المتحدة، ومقرها نيويورك، لن تنتظر.",
    "title: Costs fell\ndate: 2031-06-21\ntopics: [a, b]\ncontacts:\n  - {name: Jane Roe, email: a@b.org}\n",
    '<p class="x">Costs <b>fell</b> &amp; rose<br/><a href="/a?b=c">here</a></p>',
    '{"id": "Q1", "names": [{"name": "Kelmark"}], "a": [1, null, "b"]}',
)  # fmt: skip


class Input(NamedTuple):
    """A text of any length, made from a fragment in one way."""

    name: str
    make: Callable[[int], str]


def fixed() -> Iterator[Input]:
    """Yield the fixed fragments, repeated; those with a number also with a different one each time."""
    for fragment in FIXED:
        yield Input(f"{fragment!r} repeated", lambda size, fragment=fragment: repeated(fragment, size))
    for opening, closing in NESTED:
        yield Input(f"{opening!r} … {closing!r} nested", lambda size, o=opening, c=closing: nested(o, c, size))


def made(seed: int) -> Input:
    """Generate an input from a seed: words and punctuation from a small grammar, or part of a sentence."""
    chance = random.Random(f"safety {seed}")
    if chance.random() < 0.3:
        sentence = chance.choice(_SENTENCES)
        begin = chance.randrange(len(sentence))
        fragment = sentence[begin : begin + chance.randint(1, 20)]
    else:
        fragment = "".join(chance.choice(chance.choice((_WORDS, _JOINTS))) for _ in range(chance.randint(1, 5)))
    fragment = fragment or "a"
    ways: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("repeated", lambda size: repeated(fragment, size)),
        ("repeated", lambda size: repeated(fragment, size)),
        ("as one token", lambda size: repeated("".join(fragment.split()) or "a", size)),
        ("a line each", lambda size: repeated(fragment + "\n", size)),
        ("a paragraph each", lambda size: repeated(fragment + "\n\n", size)),
        ("numbered", lambda size: repeated(fragment + "#", size)),
        ("nested", lambda size: nested(fragment, fragment[::-1], size)),
        ("between sentences", lambda size: repeated(f"{fragment} {_SENTENCES[seed % 3]} ", size)),
        ("behind an opening", lambda size: repeated(fragment, size // 2) + "“" + repeated(fragment, size // 2)),
    )
    how, make = chance.choice(ways)
    return Input(f"seed {seed}: {fragment!r} {how}", make)


def repeated(fragment: str, size: int) -> str:
    """Repeat a fragment up to *size* characters, numbered where it has a `#` after a letter."""
    if "#" in fragment and fragment[max(0, fragment.index("#") - 1)].isalnum():
        count = size // (len(fragment) + 3) + 1
        return "".join(fragment.replace("#", f"{number:04}") for number in range(count))[:size]
    return (fragment * (size // len(fragment) + 1))[:size]


def nested(opening: str, closing: str, size: int) -> str:
    """Return as many openings as closings, all openings first."""
    depth = max(1, size // (len(opening) + len(closing)))
    return opening * depth + closing * depth

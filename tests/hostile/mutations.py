"""New inputs out of old ones: destinations swapped, odd characters put in, texts nested and spliced."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .cases import Case, header

MAIN = re.compile(r"releases/2025/CASE\.(?:md|ipynb|svg)|(?:organizations|officials|topics)/CASE\.md")
LONGEST = 30_000
"""Inputs that are larger are not mutated: they would take a batch's time."""

ODD: tuple[str, ...] = (
    *"\u00a0\x85\u2003\u2028\u200b\ufeff\u202e\u00ad\u017f\u212a\x00\x0b\x1c\x7f\t\n\r \\`<>()[]{}'&#?%/:;|*_$~=!^",
    *(
        "//",
        "..",
        "%00",
        "%2f",
        "%0a",
        "&#0;",
        "&Tab;",
        "&colon;",
        "&sol;",
        "&lt;",
        "&quot;",
        "\\`",
        "\\]",
        "``",
        "```",
    ),
    *("<!--", "-->", "<b>", "](", "]:", "![", "{raw}`", "+++", "---", "% ", "\n\n"),
)
PREFIXES = (
    "x(y(z))/../",
    "a.pdf?/../",
    "a.png#/../",
    "a b/../",
    "./",
    "/",
    "//",
    "file:",
    "path:",
    "project:",
    "javascript:",
    "data:text/html,",
    "https:",
    "https://canary.invalid/",
    "\\\\canary.invalid\\",
    "%2e%2e/",
    "&#46;&#46;/",
)
PAYLOADS = (
    "../../../outside/CASE/secret.txt",
    "../../../outside/CASE/secret.png",
    "javascript:alert(1)",
    "/conf.py",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "//canary.invalid/x.png",
    "/releases/2031/secret-CASE.png",
    "[x](javascript:alert(1))",
    "```{include} ../../../outside/CASE/secret.txt\n```",
    "{download}`../../../outside/CASE/secret.txt`",
    "`.. include:: /etc/passwd`{=rst}",
    "onload='alert(1)'",
)
RUNNING = (
    "<script>alert(1)</script>",
    "<a href='javascript:alert(1)'><text>x</text></a>",
    "<image href='//canary.invalid/x'/>",
    "<set attributeName='onclick' to='alert(1)'/>",
    "<style>@import '//canary.invalid/x';</style>",
    "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>",
    " onload='alert(1)'",
    "<!--",
    "<![CDATA[",
    "&x;",
    "<?xml-stylesheet href='//canary.invalid/x'?>",
    "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'alert(1)'>]>",
    "<foreignObject>",
    "xml:base='//canary.invalid/' ",
)
"""What runs or loads in a drawing."""
_DESTINATION = re.compile(
    r"(?<=\]\()[^\s()]+|(?<=\]: )\S+|(?<=\]:)\S+|(?<=:target: )\S+|(?<=\{figure\} )\S+|"
    r"(?<=\{image\} )\S+|(?<=href=')[^']+|(?<=src=')[^']+|<[a-z]+:[^>\n]+>|url\([^)]+\)"
)

Text = Callable[[random.Random, str, "Corpus"], str]


class Corpus:
    """What is mutated, and the pieces that are put in."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = [
            case
            for case in cases
            if any(map(MAIN.fullmatch, case.files)) and not case.fifos and sum(map(len, case.files.values())) < LONGEST
        ]
        texts = [text for case in self.cases for text in (_text_of(case),) if text is not None]
        self.bodies = [_body(text) for text in texts]
        self.destinations = sorted({match[0] for text in texts for match in _DESTINATION.finditer(text)})
        self.lines = sorted({line for body in self.bodies for line in body.split("\n") if line.strip()})


def _text_of(case: Case) -> str | None:
    path = _main(case)
    if not path.endswith(".md"):
        return None
    try:
        return case.files[path].decode()
    except UnicodeDecodeError:
        return None


def _main(case: Case) -> str:
    """The file of a case that is mutated; a drawing rather than the release that shows it."""
    return min((path for path in case.files if MAIN.fullmatch(path)), key=lambda path: ".svg" not in path)


def _body(text: str) -> str:
    """A text without its header."""
    return re.sub(r"\A---\n.*?\n---\n", "", text, count=1, flags=re.DOTALL).strip("\n")


def mutants(seed: int, corpus: Corpus, count: int) -> list[Case]:
    """*count* inputs that follow from *seed*."""
    rng = random.Random(seed)
    return [mutant(rng, corpus, f"fuzz-{seed}-{number}") for number in range(count)]


def mutant(rng: random.Random, corpus: Corpus, name: str) -> Case:
    """One input made of one or two others."""
    case = rng.choice(corpus.cases)
    path = _main(case)
    data = case.files[path]
    try:
        text = data.decode()
    except UnicodeDecodeError:
        new = _bytes(rng, data)
    else:
        if path.endswith(".ipynb"):
            new = _notebook(rng, text, corpus).encode("utf-8", "surrogatepass")
        elif path.endswith(".svg"):
            new = _changed(rng, text, corpus, DRAWING).encode("utf-8", "surrogatepass")
        else:
            new = _markdown(rng, text, corpus).encode("utf-8", "surrogatepass")
    files = {**case.files, path: new}
    if rng.random() < 0.2:
        files = {**rng.choice(corpus.cases).files, **files}
    return replace(case, kind="fuzz", name=name, why=f"Mutated from {case.id}.", files=files, says=())


def _markdown(rng: random.Random, text: str, corpus: Corpus) -> str:
    """A release or record whose header or text was changed."""
    body = _body(text)
    head = text[: len(text) - len(text.lstrip("\n")) + text.find(body)] if body else text
    if rng.random() < 0.15:
        head = _changed(rng, head, corpus, HEADER)
    elif not head.startswith("---"):
        head = header()
    if rng.random() < 0.07:
        cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": body}
        return json.dumps({"cells": [cell]})  # shown as text
    return head + _changed(rng, body, corpus, MARKDOWN) + "\n"


def _changed(rng: random.Random, text: str, corpus: Corpus, ways: Mapping[Text, int]) -> str:
    """A text changed in one to four ways."""
    names, weights = list(ways), list(ways.values())
    for way in rng.choices(names, weights, k=rng.choice((1, 1, 2, 2, 3, 4))):
        text = way(rng, text, corpus)
    return text[:LONGEST]


def _notebook(rng: random.Random, text: str, corpus: Corpus) -> str:
    """A notebook with one to three of its texts changed, or a cell put in."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return odd(rng, text, corpus)
    for _ in range(rng.choice((1, 1, 2, 3))):
        if rng.random() < 0.25 and isinstance(whole, dict) and isinstance(whole.get("cells"), list):
            source = _changed(rng, rng.choice(corpus.bodies), corpus, MARKDOWN)
            kind = rng.choice(("markdown", "markdown", "markdown", "code", "raw"))
            id_ = f"c{rng.randrange(10**6)}"
            cell: dict[str, Any] = {"cell_type": kind, "id": id_, "metadata": {}, "source": source}
            if kind == "code":
                printed = {"output_type": "stream", "name": "stdout", "text": rng.choice(corpus.bodies)}
                cell |= {"execution_count": 1, "outputs": [printed]}
            whole["cells"].insert(rng.randrange(len(whole["cells"]) + 1), cell)
        else:
            places = list(_leaves(whole))
            if places:
                holder, key = rng.choice(places)
                old = holder[key]
                holder[key] = _leaf(rng, old, corpus)
    return json.dumps(whole)


def _leaf(rng: random.Random, old: Any, corpus: Corpus) -> Any:
    if not isinstance(old, str) or rng.random() < 0.1:
        return rng.choice((None, 0, -1, True, [], {}, "", "x", ["a"], {"a": "b"}, 1e308, rng.choice(PAYLOADS)))
    return _changed(rng, old, corpus, MARKDOWN)


def _leaves(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a value in JSON, less the header's and what makes a notebook of it."""
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if key in ("newsroom", "nbformat", "nbformat_minor"):
            continue
        found.extend(_leaves(item) if isinstance(item, (dict, list)) and item else [(value, key)])
    return found


def _bytes(rng: random.Random, data: bytes) -> bytes:
    place = rng.randrange(len(data) + 1)
    return data[:place] + bytes([rng.randrange(256)]) + data[place + rng.randrange(2) :]


def odd(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Put an odd character anywhere."""
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(ODD) + text[place:]


def odd_in_destination(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Put an odd character into a destination."""
    found = list(_DESTINATION.finditer(text))
    if not found:
        return odd(rng, text, corpus)
    match = rng.choice(found)
    place = rng.randint(match.start(), match.end())
    return text[:place] + rng.choice(ODD) + text[place:]


def other_destination(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Put another destination in the place of one."""
    found = list(_DESTINATION.finditer(text))
    if not found:
        return splice(rng, text, corpus)
    match = rng.choice(found)
    new = rng.choice((*corpus.destinations, *PAYLOADS[:6]))
    if rng.random() < 0.3:
        new = rng.choice(PREFIXES) + new
    return text[: match.start()] + new + text[match.end() :]


def encoded(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Write a character in another way."""
    if not text:
        return text
    found = list(_DESTINATION.finditer(text)) if rng.random() < 0.7 else []
    start, end = rng.choice(found).span() if found else (0, len(text))
    place = rng.randrange(start, max(end, start + 1))
    sign = text[place]
    wide = chr(ord(sign) + 0xFEE0) if 33 <= ord(sign) < 127 else sign.upper()
    ways = (f"&#{ord(sign)};", f"&#x{ord(sign):X};", f"%{ord(sign) & 255:02x}", "\\" + sign, sign * 2, wide, "")
    return text[:place] + rng.choice(ways) + text[place + 1 :]


def nested(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Put a text into something else."""
    fence = rng.choice("`~:") * rng.randint(3, 6)
    before, after = rng.choice(
        (
            *(("- ", ""), ("> ", ""), ("a[^1]\n\n[^1]: ", ""), ("Term\n: ", ""), ("## ", ""), ("\\", "")),
            *(("`", "`"), ("**", "**"), ("[", "](https://example.org/)"), ("![", "](x.png)"), ("<!-- ", " -->")),
            *(("<div>\n\n", "\n\n</div>"), ("| a |\n|---|\n| ", " |"), ("[a]: <", ">\n\n[a]"), ("---\nx: ", "\n---\n")),
            *(
                (f"{fence}{{{name}}}\n", f"\n{fence}")
                for name in ("note", "figure x.png", "list-table", "code-block html")
            ),
        )
    )
    inner = rng.choice((text, text.replace("\n", "\n" + " " * len(before)), text.replace("\n", f"\n{before}")))
    return before + (inner if "\n" not in before else text) + after


def splice(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Put a piece of another text in."""
    piece = rng.choice((rng.choice(corpus.bodies), rng.choice(corpus.lines), rng.choice(PAYLOADS)))
    if len(piece) > 2_000:
        piece = rng.choice(PAYLOADS)
    place = rng.choice((0, len(text), rng.randrange(len(text) + 1)))
    gap = rng.choice(("", "", " ", "\n", "\n\n"))
    return text[:place] + gap + piece + gap + text[place:]


def cut(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Leave a piece out, or say it twice."""
    start = rng.randrange(len(text) + 1)
    end = min(len(text), start + rng.randint(1, 20))
    return text[:start] + text[start:end] * rng.choice((0, 0, 2, 3, 40)) + text[end:]


def drawn(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Put something into a drawing that could run or load."""
    places = [match.end() for match in re.finditer(r"[>\s]", text)] or [0]
    place = rng.choice(places)
    return text[:place] + rng.choice(RUNNING) + text[place:]


def valued(rng: random.Random, text: str, corpus: Corpus) -> str:
    """Put another value behind a key of a header, or another key."""
    lines = text.split("\n")
    number = rng.randrange(len(lines))
    key, colon, _ = lines[number].partition(":")
    value = rng.choice((*PAYLOADS, *ODD, "[]", "{}", "~", "*a", "&a x", "!!python/name:os", "2031-01-01", "'", '"'))
    value = " ".join(value.split()) if rng.random() < 0.5 else json.dumps(value)
    wanted = ("summary", "dateline", "number", "former_urls", "image", "topics", "names", "website", "embargo")
    lines.insert(number + (not colon), f"{key if colon and rng.random() < 0.6 else rng.choice(wanted)}: {value}")
    if colon and rng.random() < 0.7:
        del lines[number + 1]
    return "\n".join(lines)


MARKDOWN: Mapping[Text, int] = {
    odd: 3,
    odd_in_destination: 6,
    other_destination: 5,
    encoded: 6,
    nested: 6,
    splice: 5,
    cut: 3,
}
DRAWING: Mapping[Text, int] = {odd: 3, encoded: 5, drawn: 6, cut: 3, other_destination: 3}
HEADER: Mapping[Text, int] = {valued: 6, odd: 2, cut: 1, encoded: 1}
"""How often each way is taken."""

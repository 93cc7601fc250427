"""What people read is plain English: README, guides, reference and the messages of the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "sphinx_newsroom"
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "index.md", *(f"docs/{one}" for one in ("*.md", "*/*.md")))
MOST_WORDS = 30
RULES = {
    "say who does it: a clause is no subject": re.compile(
        r"^(?:Who|What|Where|Whoever|Whatever)\b(?! (?:is|are|does|do|to)\b.*\?$).{25,}[.:]$"
    ),
    "write 'isn't a …'": re.compile(r"(?<!there )(?<!There )\b(?:is|are|was|were) no(?! longer\b)\b"),
    "write is, has, appears": re.compile(r"\b(?:stands?|stood|standing)\b"),
    "name who says it: says, reports, is sent": re.compile(r"\btold\b"),
    "leave it out, or say 'alone'": re.compile(r"\bby (?:itself|themselves)\b"),
}
MESSAGE = re.compile(r"[a-z]+,? (?:the|is|are|of|and|to|with|in|it) ")
"""What a text for people has, and no list of words."""
_BLOCKS = re.compile(r"^([ >]*)(`{3,}|~{3,}).*?^\1\2[ ]*$|<!--.*?-->|^---$.*?^---$", re.DOTALL | re.MULTILINE)
_UNIT = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.|\|)\s)|(?<!\\)(?=\|)")
_END = re.compile(r"(?<=[.?!])[)”\"']?\s+(?=[A-Z`'“\[(*_])")


def sentences(markdown: str) -> Iterator[str]:
    """The sentences of a text in Markdown: each list item and cell begins a new one, a cell with its bar.

    >>> list(sentences("# No\\n\\nOne [link](a.md) and `code here`. Two,\\nwrapped.\\n\\n- Three\\n"))
    ['One link and CODE.', 'Two, wrapped.', 'Three']
    """
    text = re.sub(r"^#.*$", "", _BLOCKS.sub("", markdown), flags=re.MULTILINE)
    text = re.sub(r"(?:\{\w+\})?(`+).+?\1", "CODE", text, flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    for unit in _UNIT.split(text):
        words = " ".join(re.sub(r"^\s*(?:[-*]|\d+\.)\s+|\*\*|\| *$", "", unit).split())
        yield from filter(None, _END.split(words))


def faults(text: str) -> Iterator[str]:
    """What is wrong with the sentences of a text."""
    for sentence in sentences(text):
        if (count := len(re.findall(r"(?!CODE\b)\b[^\W_]+(?:['’-][^\W_]+)*", sentence))) > MOST_WORDS:
            yield f"{count} words: {sentence}"
        yield from (f"{advice}: {sentence}" for advice, rule in RULES.items() if rule.search(sentence))


def messages(module: Path) -> Iterator[str]:
    """The texts in a module that people can read: strings of several words, with a hole for each value."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    held = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)} - {tree}
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in skipped or isinstance(node, documented):
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in held:
            yield node.value


@pytest.mark.parametrize("path", sorted({page for pattern in PAGES for page in ROOT.glob(pattern)}), ids=str)
def test_pages_are_plain_english(path: Path) -> None:
    assert list(faults(path.read_text(encoding="utf-8"))) == []


def test_messages_are_plain_english() -> None:
    found = [
        f"{module.relative_to(SOURCE)}: {fault}"
        for module in sorted(SOURCE.rglob("*.py"))
        for text in messages(module)
        if MESSAGE.search(text) and len(text.split()) <= 60 and not re.search(r"[<>\\^$]", text)
        for fault in faults(f"| {text}")  # a fragment, as in a table
    ]
    assert found == []

"""A guide as the steps that its reader takes: files to write, commands to type, and what these say.

Steps are the fenced blocks of the Markdown.  What a reader does on the strength of a sentence stands as a comment that
no page shows, ``<!-- … -->``, on the line before a block or by itself:

``not run: WHY``
    the block cannot be run by a test;
``exits: 0 1``
    with what the commands of the block exit, one after the other; without it, each with 0;
``file: PATH``
    the reader writes the block to this file;
``in: PATH``
    the reader adds the block to this file: to the header of a text, to the end of any other;
``end of: PATH``
    the reader adds the block to the end of this text;
``put: PATH``
    the reader puts a file of their own there;
``change: PATH: OLD -> NEW``
    the reader changes these words, every time that they stand there;
``without: PATH: LINE``
    the reader takes this line out of a file;

>>> guide = "<!-- put: a.png -->\\n\\n```console\\n$ newsroom check\\nall right\\n```\\n"
>>> [type(step).__name__ for step in steps_of(guide)]
['Put', 'Run']
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_PART = re.compile(
    r"""
    ^[ ]* <!--[ ] (?P<verb>not[ ]run|exits|file|in|end[ ]of|put|change|without):[ ] (?P<object>.*?) [ ]--> [ ]*$
    | ^(?P<indent>[ ]*) (?P<fence>`{3,}) (?P<language>[^\n`]*) \n (?P<body>.*?) ^(?P=indent)(?P=fence)[ ]*$
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_PROBLEM = re.compile(r"\S+:\d+: \[[a-z-]+\] ")
"""How a problem begins that a guide shows: ``releases/2026/x.md:4: [unknown-key] …``."""


@dataclass(frozen=True)
class Run:
    """A command, what it exits with, and the lines that the guide shows of what it says."""

    command: str
    status: int
    said: tuple[str, ...]


@dataclass(frozen=True)
class Say:
    """A message that the command before has printed, by the guide."""

    text: str


@dataclass(frozen=True)
class Write:
    """A file that the reader writes, or adds to: in its header (``in``), or at its ``end of`` text."""

    path: str
    text: str
    how: str


@dataclass(frozen=True)
class Edit:
    """Words that the reader changes in a file."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Put:
    """A picture or attachment that the reader has."""

    path: str


Step = Run | Say | Write | Put | Edit


def steps_of(guide: str) -> Iterator[Step]:
    """The steps of a guide; raises ValueError where a comment does not stand before a block that it is for."""
    verb, its_object = "", ""
    for part in _PART.finditer(guide):
        if part["verb"]:
            if verb:
                raise ValueError(f"<!-- {verb}: {its_object} --> stands before no block")
            verb, its_object = part["verb"], part["object"]
            if verb not in _DONE:
                continue
            yield _DONE[verb](its_object)
        elif verb in ("file", "in", "end of"):
            yield Write(its_object, textwrap.dedent(part["body"]), verb)
        elif verb != "not run":
            yield from _of_block(part["language"], textwrap.dedent(part["body"]), its_object)
        verb, its_object = "", ""
    if verb:
        raise ValueError(f"<!-- {verb}: {its_object} --> stands before no block")


def unrun(guide: str) -> Iterator[str]:
    """Why blocks of a guide are not run."""
    return (part["object"] for part in _PART.finditer(guide) if part["verb"] == "not run")


def _edit(its_object: str) -> Edit:
    path, _, words = its_object.partition(": ")
    old, _, new = words.partition(" -> ")
    return Edit(path, old, new)


def _line_less(its_object: str) -> Edit:
    path, _, line = its_object.partition(": ")
    return Edit(path, f"{line}\n", "")


_DONE: Mapping[str, Callable[[str], Step]] = {"put": Put, "change": _edit, "without": _line_less}
"""What a comment tells that stands by itself."""


def _of_block(language: str, body: str, statuses: str) -> Iterator[Step]:
    if language == "console":
        runs = re.split(r"^\$ ", body.replace("\\\n", " "), flags=re.MULTILINE)[1:]
        exits = [int(status) for status in statuses.split()] or [0] * len(runs)
        for run, status in zip(runs, exits, strict=True):
            command, *said = run.splitlines()
            yield Run(command, status, tuple(line for line in said if line.strip()))
    elif language == "text" and _PROBLEM.match(body):
        yield Say(body)

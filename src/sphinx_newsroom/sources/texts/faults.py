"""What is wrong in a text by itself and would be lost, or warned of, when it is built: footnotes, headings, directives.

As the scan for what may do harm (:mod:`.safety`) it goes by lines and patterns.  Here it errs on the lenient side: what
stands in code is none of its business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.sources.outline import Lines, heading_of
from sphinx_newsroom.sources.texts import directive_forms, odd_characters, pasted
from sphinx_newsroom.sources.texts.pointers import Pointer
from sphinx_newsroom.sources.texts.safety import code_lines, has_fences, without_code

_NOTE = re.compile(r"(?P<begin>^ {0,3})?(?<![\\!])\[\^(?P<label>[^\]\s]+)\](?P<colon>:?)", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>(?!\^)[^\]\n]+)\]:[ \t]*\S", re.MULTILINE)
_LABEL = re.compile(r"^[ \t]*\((?P<label>[^()\n]+)\)=[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<words>\S.*)|[ \t]*)$")
_MAY_BE_HEADING = re.compile(r"^ {0,3}(?:#{1,6}(?:[ \t].*)?|=+[ \t]*|-+[ \t]*)\r?$", re.MULTILINE)
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
# A line of prose, which one of = or - makes a heading; not a list, a quotation, a table, a comment.
_PROSE = re.compile(r"^ {0,3}(?![-*+>|%#`~:]|\d+[.)])\S")
_LANGUAGE = re.compile(r"(?:`{3,}|~{3,})[ \t]*(?:\{code(?:-block)?\}[ \t]*)?(?P<name>[^\s{`]+)")
_NOTHING = (
    r"[\w()+ -]*\.(?:jpe?g|png|gif|webp|heic|svg|tiff?|avif)"
    r"|screenshot[ _-]*\d.*|(?:img|dsc[fn]?|image|picture|photo|screenshot|bild|foto|grafik)[ _-]*\d*"
    r"|alt(?:ernative)? text\b.*"
)
SAYS_NOTHING = re.compile(_NOTHING, re.IGNORECASE)
"""An alternative text that is a file's name, or a word that every picture could have."""
_PICTURE = re.compile(rf"!\[(?<!\\!\[)\s*(?:{_NOTHING})?\s*\](?=[(\[])", re.IGNORECASE)
# Not of a picture, and not to a text of the archive, whose title takes the place of the words.
_EMPTY_LINK = re.compile(r"\[(?<![\\!]\[)\s*\]\((?=<?(?:https?|mailto|tel|ftp):)", re.IGNORECASE)


def faults(path: str, body: str, title: str | None) -> Iterator[Problem]:
    """What is wrong in the body of the file at *path*, whose lines are those of the file, under its header's title."""
    yield from _pasted(path, body)
    if not any(mark in body for mark in ("#", "[", "{", "--", "==", ")=")):
        return
    seen = without_code(body)
    if "[^" in seen:
        yield from _footnotes(path, seen)
    if "]:" in seen:
        yield from _twice(path, seen, _DEFINITION, "[{}]")
    if ")=" in seen:
        yield from _twice(path, seen, _LABEL, "({})=")
    if "](" in seen or "![" in seen:
        yield from _without_words(path, seen)
    if "#" in body or "--" in body or "==" in body:
        yield from _headings(path, body, seen, title)
    for block in directives(body):
        yield from directive_forms.faults(path, block)


def _pasted(path: str, body: str) -> Iterator[Problem]:
    """Lists and tables of word processors, whose lines run together, and what else is left of pasting."""
    if odd_characters.MAY_BE.search(body):
        yield from odd_characters.faults(path, body)
    if _PASTED.search(body):
        yield from pasted.faults(path, without_code(body))


_PASTED = re.compile(rf"(?:^|\n)[ \t>]*(?:[{pasted.BULLETS}–—(|]|[*-]\w|[a-z\d]{{1,2}}[.)]\S|[a-z]\)|[^\n]*\t)")
"""How a line begins, or what it has, that may be of a list or table of a word processor, for a first look."""


def pointers(body: str) -> Iterator[Pointer]:
    """What the directives of a text point to, besides pictures."""
    for block in directives(body):
        yield from directive_forms.listed(block)
    if "```" in body or "~~~" in body:
        for number, (line, place) in enumerate(code_lines(body), 1):
            if place == "opens" and (language := _LANGUAGE.search(line)):
                yield Pointer("lexer", language["name"], number, language["name"])


def labels(body: str) -> tuple[str, ...]:
    """The labels that a text sets: ``(here)=``."""
    return tuple(match["label"] for match in _LABEL.finditer(body)) if ")=" in body else ()


def headings(body: str) -> Iterator[str]:
    """The names of the headings of a text, by which its own links can lead to them."""
    for line in body.split("\n"):
        if line[:1] in "# " and (match := _HEADING.match(line)):
            yield anchor(match["words"] or "")


def anchor(words: str) -> str:
    """The name of a heading in the address of its page, as docutils makes it."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-").lstrip("-0123456789")


def directives(body: str) -> Iterator[directive_forms.Block]:
    """The directives of a text, those within others as well; what stands in code is none."""
    if "{" not in body or not has_fences(body):
        return
    lines = body.split("\n")
    for number, (line, place) in enumerate(code_lines(body)):
        if place != "within" and "{" in line and (block := directive_forms.block_at(lines, number)):
            yield block


def _footnotes(path: str, seen: str) -> Iterator[Problem]:
    lines = Lines(seen)
    defined: dict[str, int] = {}
    named: dict[str, int] = {}
    for match in _NOTE.finditer(seen):
        label, line = match["label"], lines.at(match.start("label"))
        if not match["colon"] or match["begin"] is None:
            named.setdefault(label, line)
        elif label in defined:
            message = f"the footnote [^{label}] is written twice; this one is not shown"
            yield Problem(path, line, Code.FOOTNOTE, message, "give one of the two another name")
        else:
            defined[label] = line
    for label, line in named.items():
        if label not in defined:
            message = f"the footnote [^{cut(label)}] is named and not written"
            yield Problem(path, line, Code.FOOTNOTE, message, f"write it below the text: [^{label}]: …")
    for label, line in defined.items():
        if label not in named:
            message = f"the footnote [^{cut(label)}] is written and named nowhere"
            yield Problem(path, line, Code.FOOTNOTE, message, f"write [^{label}] where it belongs, or remove it")


def _twice(path: str, seen: str, pattern: re.Pattern[str], shown: str) -> Iterator[Problem]:
    """Labels that a text gives twice, of which the first counts."""
    first: dict[str, int] = {}
    lines = Lines(seen)
    for match in pattern.finditer(seen):
        label, line = " ".join(match["label"].split()).casefold(), lines.at(match.start("label"))
        if label in first:
            message = f"{shown.format(cut(match['label']))} stands here and on line {first[label]}, which counts"
            yield Problem(path, line, Code.BROKEN_LINK, message, "give one of the two another name")
        first.setdefault(label, line)


def _without_words(path: str, seen: str) -> Iterator[Problem]:
    """Pictures that who cannot see them hears nothing of, and links that nobody sees."""
    lines = Lines(seen)
    for match in _PICTURE.finditer(seen):
        message = "the picture says nothing to those who cannot see it"
        yield Problem(path, lines.at(match.start()), Code.NO_ALT, message, "write what it shows: ![A bridge](…)")
    for match in _EMPTY_LINK.finditer(seen):
        message = "the link has no words, so readers see nothing of it"
        advice = "write what it leads to, [the report](…), or take it out"
        yield Problem(path, lines.at(match.start()), Code.EMPTY_LINK, message, advice)


def _headings(path: str, body: str, seen: str, title: str | None) -> Iterator[Problem]:
    """A first heading that is not the title, and headings that skip a level."""
    first = heading_of(body)
    begins = first is not None and not any(line.strip() for line in body.split("\n")[: first[0] - 1])
    if first is not None and title is not None and " ".join(first[1].split()) != " ".join(title.split()):
        heading, shown = cut(first[1]), cut(title)
        if begins:
            message = f"the heading {heading!r} is not shown, since the title {shown!r} stands in its place"
            advice = "remove one of the two"
        else:
            message = f"the page has two titles: {shown!r}, and {heading!r} here"
            advice = "write `## ` for a heading within the text"
        yield Problem(path, first[0], Code.HEADING, message, advice)
    open_ = {0, 1}
    for line, level in _levels(seen):
        if begins and first is not None and line == first[0]:
            continue  # it is the title
        above = max(one for one in open_ if one < level)
        if above + 1 != level:
            message = f"a heading of level {level} ({'#' * level}) follows one of level {above}"
            advice = f"write `{'#' * (above + 1)} ` in the place of `{'#' * level} `"
            yield Problem(path, line, Code.HEADING, message, advice)
        open_ = {one for one in open_ if one <= level} | {level}


def _levels(seen: str) -> Iterator[tuple[int, int]]:
    """The lines and levels of the headings of a text."""
    lines = Lines(seen)
    for match in _MAY_BE_HEADING.finditer(seen):
        bare, begin = match[0].rstrip("\r"), match.start()
        if found := _HEADING.match(bare):
            yield lines.at(begin), len(found["marks"])
        elif _UNDERLINE.match(bare) and begin and _PROSE.match(seen, seen.rfind("\n", 0, begin - 1) + 1):
            yield lines.at(begin) - 1, 1 if "=" in bare else 2

"""Check a text on its own, before anything is built: each check takes the parsed text and yields problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise

from sphinx_newsroom.allowed import Allowed
from sphinx_newsroom.diagnostics import Code, Problem, cut, nearest
from sphinx_newsroom.sources.advice import table
from sphinx_newsroom.text.checks import directives, odd_characters
from sphinx_newsroom.text.checks.parsed import ParsedText
from sphinx_newsroom.text.checks.references import refused

# Unsafe content: directives, roles and HTML that a text may not contain.

_TAG = re.compile(r"<(!--|/?[A-Za-z][\w-]*|[?!])")


def unsafe(path: str, text: ParsedText, allowed: Allowed) -> Iterator[Problem]:
    """Report forbidden content in the text of *path* (relative to the root)."""
    for block in text.directives:
        if block.name not in allowed.directives:
            advice = _allowed_alternative(block.name, allowed.directives)
            yield Problem(path, block.line, Code.DIRECTIVE, f"the directive {block.name!r} isn't allowed", advice)
    for token, line in text.spans:
        if token.type == "myst_role" and not allowed.role(name := token.meta["name"].lower()):
            message = f"the role {name!r} isn't allowed"
            yield Problem(path, line, Code.DIRECTIVE, message, _allowed_alternative(name, allowed.roles))
    yield from refused(path, text, allowed)
    yield from _raw_html(path, text)
    if text.failure:
        message = f"the text cannot be parsed ({text.failure})"
        yield Problem(path, 1, Code.UNREADABLE_TEXT, message, _PLAIN)
    if text.deep:
        yield Problem(path, text.deep, Code.REFUSED, "the text is nested too deeply", "use fewer levels")


_PLAIN = "write the text as plain Markdown, piece by piece, until it is read"


def _allowed_alternative(name: str, known: frozenset[str]) -> str:
    role = table("roles").get(name)
    meant = role if role in known else nearest(name, sorted(known))
    if name in ("include", "literalinclude"):
        return "copy what the other file says into this text"
    return f"did you mean {meant!r}?" if meant else "write it as plain Markdown"


def _raw_html(path: str, text: ParsedText) -> Iterator[Problem]:
    """Report HTML, once per line, because a table has a tag for every cell."""
    found: dict[int, str] = {}
    for token, begin in text.all_of("html_block"):
        for line, words in enumerate(token.content.split("\n"), begin):
            if tag := _TAG.search(words):
                found.setdefault(line, tag[1])
    for token, line in text.spans:
        if token.type == "html_inline" and (tag := _TAG.match(token.content)):
            found.setdefault(line, tag[1])
    for line, name in sorted(found.items()):
        advice = table("html").get(
            name.strip("/").lower(), "remove the marks in <>, and write what they hold as Markdown"
        )
        shown = f"<{name}" if name == "!--" else f"<{name}>"
        yield Problem(path, line, Code.RAW_HTML, f"raw HTML ({shown}) is left out", advice)


# Content that would get lost, or cause a warning, when the text is built.

_NOTHING = (
    r"[\w()+ -]*\.(?:jpe?g|png|gif|webp|heic|svg|tiff?|avif)"
    r"|screenshot[ _-]*\d.*|(?:img|dsc[fn]?|image|picture|photo|screenshot|bild|foto|grafik)[ _-]*\d*"
    r"|alt(?:ernative)? text\b.*"
)
SAYS_NOTHING = re.compile(_NOTHING, re.IGNORECASE)
"""An alternative text that is a file name, or a word that fits any image."""
_OUTWARD = ("https:", "http:", "mailto:", "tel:", "ftp:")


_Fault = tuple[int, Code, str, str]
"""What is wrong in a text: the line, the code, the message and the advice."""


def faults(path: str, text: ParsedText, title: str | None) -> Iterator[Problem]:
    """Report problems in the text of *path*, which has *title* in its header."""
    yield from odd_characters.faults(path, text.source)
    for check in CHECKS:
        yield from (Problem(path, *fault) for fault in check(text))
    for block in text.directives:
        yield from directives.faults(path, block)
    yield from (Problem(path, *fault) for fault in _titles(text, title))


def _footnotes(text: ParsedText) -> Iterator[_Fault]:
    """Report footnotes that are undefined, defined twice, or never referenced."""
    named: dict[str, int] = {}
    for token, line in text.spans:
        if token.type == "footnote_ref":
            named.setdefault(token.meta["label"], line)
    defined: dict[str, int] = {}
    for token, line in text.all_of("footnote_reference_open"):
        label = token.meta["label"]
        if label in defined:
            message = f"the footnote [^{label}] is defined twice, so this definition isn't shown"
            yield line, Code.FOOTNOTE, message, "rename one of them"
        defined.setdefault(label, line)
    for label, line in named.items():
        if label not in defined:
            message = f"the text refers to the footnote [^{cut(label)}], but it isn't defined"
            yield line, Code.FOOTNOTE, message, f"write it below the text: [^{label}]: …"
    for label, line in defined.items():
        if label not in named:
            message = f"the footnote [^{cut(label)}] is defined, but nothing refers to it"
            yield line, Code.FOOTNOTE, message, f"write [^{label}] where it belongs, or remove it"


def _labels_twice(text: ParsedText) -> Iterator[_Fault]:
    """Report labels that a text defines twice; only the first counts."""
    found = [(text.lines[one.line - 1], one.line, text.definitions[one.label].line) for one in text.repeated]
    first: dict[str, int] = {}
    for token, line in text.all_of("myst_target"):
        if first.setdefault(token.content, line) != line:
            found.append((f"({token.content})=", line, first[token.content]))
    for label, line, counts in found:
        message = f"{cut(label.split(':')[0].strip())} occurs here and on line {counts}, which is used"
        yield line, Code.BROKEN_LINK, message, "rename one of them"


def _without_words(text: ParsedText) -> Iterator[_Fault]:
    """Report images without alternative text, and links without visible text."""
    for (token, line), (after, _) in pairwise((*text.spans, *text.spans[-1:])):
        if token.type == "image" and (not (alt := token.content.strip()) or SAYS_NOTHING.fullmatch(alt)):
            message = "the image has no description for people who can't see it"
            yield line, Code.NO_ALT, message, "write what it shows: ![A bridge](…)"
        is_empty = after.type == "link_close" or (after.type == "text" and not after.content.strip())
        if token.type == "link_open" and is_empty and str(token.attrs["href"]).startswith(_OUTWARD):
            message = "the link has no words, so readers can't see it"
            advice = "name its target, as in [the report](…), or remove it"
            yield line, Code.EMPTY_LINK, message, advice


def _levels(text: ParsedText) -> Iterator[_Fault]:
    """Report headings that skip a level."""
    open_ = {0, 1}
    for token, _, line in text.headings():
        level = int(token.tag[1])
        above = max(one for one in open_ if one < level)
        if above + 1 != level:
            message = f"a heading of level {level} ({'#' * level}) follows one of level {above}"
            advice = f"write `{'#' * (above + 1)} ` instead of `{'#' * level} `"
            yield line, Code.HEADING, message, advice
        open_ = {one for one in open_ if one <= level} | {level}


def _titles(text: ParsedText, title: str | None) -> Iterator[_Fault]:
    """Report a first heading that differs from the title."""
    found = next((one for one in text.headings() if one[0].tag == "h1" and one[0].markup == "#"), None)
    if found is None or title is None or " ".join(found[1].split()) == " ".join(title.split()):
        return
    token, words, line = found
    heading, shown = cut(" ".join(words.split())), cut(title)
    if token is text.blocks[0].token:
        message, advice = f"the heading {heading!r} isn't shown, because the page already has the title {shown!r}", ""
    else:
        message = f"the page has two titles: {shown!r}, and {heading!r} here"
        advice = "write `## ` for a heading within the text"
    yield line, Code.HEADING, message, advice or "remove one of them"


# Lists and tables pasted from word processors, whose lines Markdown reads as one paragraph.

BULLETS = "•‣⁃◦▪▫■□●○∙·\uf0b7\uf0a7"
"""The bullets of list items; the last two are Word's own, in its font Symbol and in Wingdings."""
_BULLET = re.compile(
    rf"(?P<bullet>[{BULLETS}])[ \t\u00a0]*(?=[^\s{BULLETS}])|(?P<dash>[–—])[ \t\u00a0]+(?=\S)"
    r"|(?P<star>[*-])(?=[^\W\d_])(?!.*\*)|(?P<escaped>\\[*-])[ ]?\t+(?=\S)"
)
_NUMBER = re.compile(r"(?:\((?:[a-z]|\d{1,2}|[ivx]{1,4})\)|[a-z]\))[ \t\u00a0]+(?=\S)|\d{1,2}[.)](?=[^\W\d_])")
_PIPED = re.compile(r"\|(?:[^|]*\|){2,}\s*")
_TAB = re.compile(r"\S ?\t+ ?\S")
_ITEM = re.compile(rf"(?:[-*+{BULLETS}–—]|\(?[a-z0-9]{{1,4}}[.)])[ \t]")
"""The marker of a list item; a tab after it doesn't make the line a table row."""
_RULE = re.compile(r"[ >]*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*")
_BREAK = re.compile(r"(?: {2,}|\\)\r?$")
"""The end of a line that has a hard line break."""


def _pasted(text: ParsedText) -> Iterator[_Fault]:
    """Report each such list and table, by its first line."""
    for token, begin in text.all_of("inline"):
        if "\n" not in token.content:
            continue
        rows = enumerate(token.content.split("\n"), begin)
        for kind, found in groupby(rows, key=lambda row: _kind(row[1])):
            lines = list(found)
            if kind and len(lines) > 1:
                yield from _of_list_or_table(kind, lines)


def _of_list_or_table(kind: str, lines: list[tuple[int, str]]) -> Iterator[_Fault]:
    number, first = lines[0]
    if kind not in ("tabs", "pipes"):
        plain = [row for row in lines[:-1] if not _BREAK.search(row[1])]
        if plain:
            number, first = plain[0]
            shown = first.split()[0][:4]
            message = f"these lines begin with {shown!r}, which isn't a Markdown bullet, so they become one paragraph"
            advice = f"begin each with `{'1.' if kind == 'number' else '-'} `, and leave an empty line before the first"
            yield number, Code.PASTED_LIST, message, f"{advice}; or separate all lines with empty lines"
    elif kind == "tabs" or not any(_RULE.fullmatch(line) for _, line in lines):
        columns = len(re.findall(r"(?<!\\)\|", first)) - 1 if kind == "pipes" else first.strip().count("\t") + 1
        message = (
            f"these lines {'with tabs ' if kind == 'tabs' else ''}aren't a table, so they run together into one "
            "paragraph"
        )
        advice = f"write below the first one |{' --- |' * columns}"
        if kind == "tabs":
            advice = f"write each as | … | … |, and below the first |{' --- |' * columns}"
        yield number, Code.PASTED_TABLE, message, advice


def _kind(line: str) -> str:
    """Return the kind of item or row that a line is, equal for all numbers of a list; empty for most lines."""
    line = line.lstrip(" \t")
    if bullet := _BULLET.match(line):
        return bullet[0][0]
    if _NUMBER.match(line):
        return "number"
    if line.startswith("|"):
        return "pipes" if _PIPED.fullmatch(line) else ""
    return "tabs" if "\t" in line and _TAB.search(line) and not _ITEM.match(line) else ""


CHECKS: tuple[Callable[[ParsedText], Iterator[_Fault]], ...] = (
    _pasted,
    _footnotes,
    _labels_twice,
    _without_words,
    _levels,
)
"""The checks of a text, each independent of the others."""

"""Text as Markdown that shows it: what CommonMark and MyST would read as markup is escaped, and nothing else.

CommonMark 0.31 lets any ASCII punctuation be escaped; MyST (syntax/syntax) adds roles, targets, comments,
block breaks, fences of colons, definition lists, formulas and footnotes.
"""

from __future__ import annotations

import re

_INLINE = re.compile(
    r"""
      [\\`*\[{$]                        # code, emphasis, links and images, roles, formulas
    | (?<![^\W_])_ | _(?![^\W_])        # emphasis, which no underscore inside of a word begins: snake_case
    | (?<=\])[(:]                      # what `newsroom check` takes for a link, whatever is before: [a](b)
    | <(?=[A-Za-z/!?])                  # tags, comments, addresses: <https://un.org>; not 3 < 4
    | &(?=\#?\w+;)                      # entities: &copy;
    | ~(?=~) | (?<=~)~                  # struck out, fences
    | [!&<]\Z                           # with what follows: an image, an entity, a tag
    """,
    re.VERBOSE,
)
_WITHIN_LINK = re.compile(rf"{_INLINE.pattern} | \]", re.VERBOSE)
_LINE_START = re.compile(
    r"""
      \#{1,6}(?=\s|\Z)                  # a heading
    | [-+~](?=\s|\Z)                    # an item: - and +; a definition
    | (?P<number>\d{1,9})[.)](?=\s|\Z)  # an item: 1.
    | >                                 # a quotation
    | [%:|]                             # a comment, a definition, a table
    | \+\+\+                            # the end of a part of the text
    | \((?=.+\)=\s*\Z)                  # a target: (name)=
    | [-=|:\s]+\Z                       # a line under a heading, a rule, the line under the head of a table
    """,
    re.VERBOSE,
)

# What `newsroom check` takes for a directive, a role, a link or an image wherever it stands, in code as well.
_MARKUP_IN_CODE = re.compile(r"[`~:]{3}\s*\{|\{[\w+:.-]+\}`|\]\(|\]:|<[A-Za-z][A-Za-z0-9+.-]*:")


def can_be_code(text: str) -> bool:
    """Whether *text* may stand in code, where nothing can be escaped."""
    return not _MARKUP_IN_CODE.search(text)


def escaped_text(text: str, within_link: bool = False, within_table: bool = False) -> str:
    """A piece of a line as Markdown that shows it.

    >>> escaped_text("*See* [1] at snake_case, 3 < 4, {org}`un`")
    '\\\\*See\\\\* \\\\[1] at snake_case, 3 < 4, \\\\{org}\\\\`un\\\\`'
    """
    text = (_WITHIN_LINK if within_link else _INLINE).sub(r"\\\g<0>", text)
    return text.replace("|", r"\|") if within_table else text


def escaped_line_start(line: str) -> str:
    """A line of Markdown that begins no block, whatever it begins with.

    >>> escaped_line_start("1. May was dry"), escaped_line_start("+++"), escaped_line_start("-5 degrees")
    ('1\\\\. May was dry', '\\\\+++', '-5 degrees')
    """
    found = _LINE_START.match(line)
    if found is None:
        return line
    at = found.end("number") if found["number"] else 0
    return f"{line[:at]}\\{line[at:]}"


def escaped_paragraph(lines: list[str]) -> str:
    """The lines of a paragraph, broken where they were; a single dollar is no formula and stays as it is."""
    text = "\\\n".join(map(escaped_line_start, lines))
    return text.replace("\\$", "$") if text.count("$") == 1 and "\\\\$" not in text else text


def code_span(text: str, within_table: bool = False) -> str:
    """*text* as code within a line, in more marks than it holds.

    >>> code_span("a`b")
    '`` a`b ``'
    """
    marks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    if len(marks) > 1 or text[:1] == " " == text[-1:]:
        text = f" {text} "
    return f"{marks}{text.replace('|', chr(92) + '|') if within_table else text}{marks}"


def fenced_code(text: str) -> str:
    """*text* as a block of preformatted text, in more marks than it holds."""
    marks = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{marks}text\n{text}\n{marks}"

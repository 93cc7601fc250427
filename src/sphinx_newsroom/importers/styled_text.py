"""Write plain text as Markdown that shows the same words, with special characters escaped.

Also joins styled pieces of text into lines and paragraphs.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from sphinx_newsroom.importers.drafts import clean

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

# Markup that `newsroom check` recognizes anywhere, even in code.
_MARKUP_IN_CODE = re.compile(r"[`~:]{3}\s*\{|\{[\w+:.-]+\}`|\]\(|\]:|<[A-Za-z][A-Za-z0-9+.-]*:")


def can_be_code(text: str) -> bool:
    """Whether *text* can be shown as code, in which nothing can be escaped."""
    return not _MARKUP_IN_CODE.search(text)


def escaped_text(text: str, within_link: bool = False, within_table: bool = False) -> str:
    """Escape part of a line for Markdown.

    >>> escaped_text("*See* [1] at snake_case, 3 < 4, {org}`un`")
    '\\\\*See\\\\* \\\\[1] at snake_case, 3 < 4, \\\\{org}\\\\`un\\\\`'
    """
    text = (_WITHIN_LINK if within_link else _INLINE).sub(r"\\\g<0>", text)
    return text.replace("|", r"\|") if within_table else text


def escaped_line_start(line: str) -> str:
    """Escape the start of a Markdown line that would begin a block.

    >>> escaped_line_start("1. May was dry"), escaped_line_start("+++"), escaped_line_start("-5 degrees")
    ('1\\\\. May was dry', '\\\\+++', '-5 degrees')
    """
    found = _LINE_START.match(line)
    if found is None:
        return line
    at = max(found.end("number"), 0)
    return f"{line[:at]}\\{line[at:]}"


def escaped_paragraph(lines: list[str]) -> str:
    """Escape and join the lines of a paragraph, keeping line breaks; a single dollar sign needs no escape."""
    text = "\\\n".join(map(escaped_line_start, lines))
    return text.replace("\\$", "$") if text.count("$") == 1 and "\\\\$" not in text else text


def code_span(text: str, within_table: bool = False) -> str:
    """Return *text* as inline code, in enough backticks.

    >>> code_span("a`b")
    '`` a`b ``'
    """
    marks = _backticks(text, 1)
    if len(marks) > 1 or text[:1] == " " == text[-1:]:
        text = f" {text} "
    return f"{marks}{text.replace('|', chr(92) + '|') if within_table else text}{marks}"


def fenced_code(text: str) -> str:
    """Return *text* as a fenced code block, in enough backticks."""
    marks = _backticks(text, 3)
    return f"{marks}text\n{text}\n{marks}"


def _backticks(text: str, least: int) -> str:
    """Return more backticks than any run of them in *text*."""
    return "`" * max(least, max(map(len, re.findall("`+", text)), default=0) + 1)


BREAK = "\n"
"""The text of a piece that breaks the line."""

_SPACES = re.compile(r"[ \t\n\r\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|[eoaª]|[eè]me|er|re|de|ste|st|°|º)", re.IGNORECASE)
_EMPHASIS = ("*", "_")
_LONGEST_SCRIPT = 30
"""The longest subscript or superscript, in characters; longer text is kept as plain text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style; *link* is an address ready for Markdown, and with *image* the text describes a picture."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    script: str = ""
    link: str = ""
    image: str = ""


def shown_text(text: str) -> str:
    """Return text as a browser shows it: with single spaces and without invisible characters.

    >>> shown_text("a\\u00a0 b\\u00adc")
    'a bc'
    """
    return _SPACES.sub(" ", text if text.isascii() else _INVISIBLE.sub("", text))


def paragraphs(pieces: Iterable[Piece]) -> list[list[list[Piece]]]:
    """Split pieces into paragraphs and lines: one break ends a line, two or more end a paragraph."""
    found: list[list[list[Piece]]] = [[]]
    line: list[Piece] = []
    for piece in (*pieces, Piece(BREAK), Piece(BREAK)):
        if piece.text != BREAK or piece.image:
            line.append(piece)
            continue
        if made := _trimmed(line):
            found[-1].append(made)
        elif found[-1]:
            found.append([])
        line = []
    return [lines for lines in found if lines]


def paragraph(lines: Sequence[Sequence[Piece]]) -> str:
    """Return the Markdown of a paragraph."""
    return escaped_paragraph([_line(line, within_table=False) for line in lines])


def one_line(lines: Iterable[Sequence[Piece]], within_table: bool = False) -> str:
    """Return the Markdown of lines joined into one, for a heading or a table cell."""
    return " ".join(_line(line, within_table) for line in lines)


def _trimmed(line: Sequence[Piece]) -> list[Piece]:
    """Normalize the spaces of a line, and move those at the ends of a style outside it."""
    made: list[Piece] = []
    blank = True
    for piece in line:
        text = shown_text(piece.text)
        if piece.image:
            made.append(replace(piece, text=text.strip()))
            blank = False
            continue
        before, text, after = text[:1] == " ", text.strip(" "), text[-1:] == " "
        if (before or (not text and after)) and not blank:
            made.append(Piece(" "))
            blank = True
        if text:
            made.append(replace(piece, text=text))
            blank = False
            if after:
                made.append(Piece(" "))
                blank = True
    while made and made[-1] == Piece(" "):
        made.pop()
    return _bridged(made)


def _bridged(line: list[Piece]) -> list[Piece]:
    """Give a space between two pieces the styles that both share."""
    for at, piece in enumerate(line):
        if piece == Piece(" ") and 0 < at < len(line) - 1:
            before, after = line[at - 1], line[at + 1]
            line[at] = Piece(
                " ",
                bold=before.bold and after.bold,
                italic=before.italic and after.italic,
                link=before.link if before.link == after.link else "",
            )
    return line


def _line(line: Sequence[Piece], within_table: bool) -> str:
    return _styled(_even_links(line), ("bold", "italic", "link"), within_table)


def _even_links(line: Sequence[Piece]) -> list[Piece]:
    """Make bold and italic uniform within each link, which would otherwise be split."""
    made: list[Piece] = []
    for link, group in groupby(line, lambda piece: piece.link):
        pieces = list(group)
        if link:
            bold, italic = all(piece.bold for piece in pieces), all(piece.italic for piece in pieces)
            pieces = [replace(piece, bold=bold, italic=italic) for piece in pieces]
        made += pieces
    return made


def _leaves(line: Sequence[Piece], within_table: bool, within_link: bool, before: str) -> str:
    """Return the text of pieces that differ only in code, script and image; *before* is the text before it."""
    text = ""
    for (code, script, image), group in groupby(line, lambda piece: (piece.code, piece.script, piece.image)):
        words = "".join(piece.text for piece in group)
        # Adjacent backticks would merge.
        bare = not (text or before).endswith("`")
        if image:
            text += f"![{escaped_text(words, True, within_table)}]({_in_table(image, within_table)})"
        elif code and bare and can_be_code(words):
            text += code_span(words, within_table)
        elif script and bare and not within_link and _is_script(words):
            text += f"{{{script}}}`{words}`"
        else:
            text += escaped_text(words, within_link, within_table)
    return text


def _is_script(words: str) -> bool:
    """Whether to keep words as a sub- or superscript: H₂O and m², but not in 21st, which must stay one word."""
    plain = len(words) <= _LONGEST_SCRIPT and not re.search(r"^\s|[`<>\\|]|\s$", words) and can_be_code(words)
    return bool(words) and plain and not _ORDINAL.fullmatch(words)


def _styled(line: Sequence[Piece], keys: Sequence[str], within_table: bool, before: str = "", after: str = "") -> str:
    """Return a line with the marks of the styles *keys*, outermost first.

    *before* and *after* are the characters around it, without any marks.
    """
    if not keys:
        return _leaves(line, within_table, bool(line[0].link), before)
    groups = [(style, list(group)) for style, group in groupby(line, attrgetter(keys[0]))]
    text, last = "", before
    for number, (style, pieces) in enumerate(groups):
        following = groups[number + 1][1][0].text[:1] if number + 1 < len(groups) else after
        if keys[0] == "link":
            made = _styled(pieces, keys[1:], within_table, "" if style else text or before)
            made = f"[{made}]({_in_table(style, within_table)})" if style and made.strip() else made
        else:
            made = _styled(pieces, keys[1:], within_table, last, following)
            under = keys[0] == "italic" and _apart(last) and _apart(following)
            mark = "**" if keys[0] == "bold" else "_" if under else "*"
            made = _emphasis(made, mark, last, following) if style else made
            if text[-1:] in _EMPHASIS and made.startswith(text[-1:]):  # adjacent marks would merge
                bare = [replace(piece, bold=False, italic=False) for piece in pieces]
                made = _styled(bare, keys[1:], within_table, last, following)
        text += made
        last = pieces[-1].text[-1:] or ")"
    return text


def _emphasis(inner: str, mark: str, before: str, after: str) -> str:
    """Add emphasis marks if CommonMark reads them as such, moving a final punctuation mark outside if that helps."""
    tail = ""
    if not _apart(after) and inner[-1:] in tuple(".,:;!?)") and inner[-2:-1].isalnum():
        inner, tail, after = inner[:-1], inner[-1], inner[-1]
    opens = inner and (not _is_mark(inner[0]) or _apart(before))
    closes = inner and (not _is_mark(inner[-1]) or _apart(after))
    if not opens or not closes or inner != inner.strip():
        return f"{inner}{tail}"
    return f"{mark}{inner}{mark}{tail}"


def _apart(sign: str) -> bool:
    """Whether a character, or the end of the line, separates words, as spaces and punctuation do."""
    return not sign or sign.isspace() or unicodedata.category(sign)[0] == "P"


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


def _in_table(address: str, within_table: bool) -> str:
    return address.replace("|", "%7C") if within_table else address


_KEY = re.compile(r"^([A-Za-z][A-Za-z_]*)[ \t]*:(?=\s|$)")


def unlike_a_header(body: str) -> str:
    """Escape the first line of a body if it would be read as a header key.

    >>> unlike_a_header("Title: what is in a name?")
    'Title\\\\: what is in a name?'
    """
    return _KEY.sub(r"\1\\:", body, count=1)


# Markup that other Markdown programs show literally, but MyST reads as a role or a substitution.
_OF_MYST = re.compile(r"\{(?=[{%]|[\w:+.-]{1,100}\}`)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")


def unlike_myst(text: str) -> str:
    """Escape Markdown of other programs that only MyST would read as markup.

    >>> unlike_myst("Use {filename}`a`")
    'Use \\\\{filename}`a`'
    """
    return _OF_MYST.sub(r"\\{", text) if "{" in text else text


_ATTRIBUTES = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")


def attributes_in(code: str) -> dict[str, str]:
    """Return the attributes in a shortcode.

    >>> attributes_in('src="a.png" width=7')
    {'src': 'a.png', 'width': '7'}
    """
    return {key: first or second or third for key, first, second, third in _ATTRIBUTES.findall(code)}


def plain_words(markup: str) -> str:
    """Return the words of a short HTML text, such as a title or summary.

    >>> plain_words("USDA&#8217;s <em>Ask Karen</em>")
    'USDA’s Ask Karen'
    """
    bare = _TAG.sub("", markup) if "<" in markup else markup
    return clean(html.unescape(bare)) if "&" in bare else clean(bare)

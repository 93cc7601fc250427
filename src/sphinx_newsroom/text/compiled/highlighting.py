"""Blocks of code as Sphinx highlights them, by Pygments alone."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sphinx_newsroom.text.compiled.record import Reason, SlowLaneError

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# Sphinx guesses the language, takes flags of doctests out, or has lexers of its own.
_LEFT = re.compile("pycon|pycon3|ipython.*|guess|rest|rst")
_PYTHON = ("py", "python", "py3", "python3", "default")

PLAIN = ("none", "default", "text")
"""What is no language: such a block only keeps its line breaks."""


def highlighted(code: str, language: str) -> str:
    """The HTML of a block of code; raises SlowLaneError where Sphinx has a way of its own with it."""
    from pygments import highlight  # imported for the few texts that hold code
    from pygments.filters import ErrorToken
    from pygments.formatters.html import HtmlFormatter
    from pygments.util import ClassNotFound

    if _LEFT.fullmatch(language) or (language in _PYTHON and code.startswith(">>>")):
        raise SlowLaneError(Reason.CODE)
    try:
        return str(highlight(code, _lexer(language), HtmlFormatter()))
    except (ClassNotFound, ErrorToken):
        if language != "default":
            raise SlowLaneError(Reason.CODE) from None
        return highlighted(code, "none")  # a fence without a language is Python where it can be


@cache
def _lexer(language: str) -> Lexer:
    """The lexer of a language; of some, Sphinx's keeps blank lines around (``sphinx.highlighting.lexer_classes``)."""
    from pygments.lexers import PythonLexer, TextLexer, get_lexer_by_name

    if language == "none":
        return TextLexer(stripnl=False)
    if language in _PYTHON:
        lexer = PythonLexer(stripnl=False)
    else:
        lexer = get_lexer_by_name(language, **({"stripnl": False} if language == "c" else {}))
    lexer.add_filter("raiseonerror")
    return lexer

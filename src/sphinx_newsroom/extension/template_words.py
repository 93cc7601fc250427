"""What templates say, in the language of their page: ``say``, ``say_as``, ``plural``, ``unnumbered`` and ``number``.

What they give is markup: messages may hold some, and what stands in their braces is escaped unless it is markup, too.
"""

from __future__ import annotations

from functools import cache, lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_newsroom.interface import Interface


class TemplateWords:
    """The functions for pages in one language; a message without braces is looked up once for all of them."""

    def __init__(self, interface: Interface) -> None:
        self.interface = interface
        self._plain: dict[str, Markup] = {}

    def say(self, message: str, **parts: object) -> Markup:
        """A message, with what stands in its braces."""
        said = self._plain.get(message)
        if said is None:
            said = self._plain[message] = Markup(self.interface.say(message))
        return _filled(said, parts) if parts else said

    def say_as(self, context: str, message: str, **parts: object) -> Markup:
        """A message that is another word in some languages where it stands elsewhere."""
        said = Markup(self.interface.say_as(context, message))
        return _filled(said, parts) if parts else said

    def plural(self, one: str, many: str, number: int, **parts: object) -> Markup:
        """A message that depends on a number, which stands in it as ``{number}``."""
        return _filled(self.interface.form(one, many, number), {"number": self.interface.number(number), **parts})

    def unnumbered(self, one: str, many: str, number: int, **parts: object) -> Markup:
        """The same without the number, where that stands beside it for the eye."""
        return _filled(self.interface.form(one, many, number), {"number": "", **parts})


def _filled(message: str, parts: Mapping[str, object]) -> Markup:
    """A message, which is markup, with what stands in its braces, as ``Markup.format`` has it in four times as long."""
    pieces = _pieces(str(message))
    if pieces is None:
        return Markup(message).format(**parts)
    return Markup("".join([f"{text}{escape(parts[name])}" if name else text for text, name in pieces]))


@lru_cache(maxsize=1024)
def _pieces(message: str) -> tuple[tuple[str, str], ...] | None:
    """A text and the name in the braces after it, for each of these; None where more than a name stands in any."""
    found = []
    for text, name, spec, conversion in Formatter().parse(message):
        if name is not None and (spec or conversion or not name.isidentifier()):
            return None
        found.append((text, name or ""))
    return tuple(found)


@cache
def template_words(interface: Interface) -> Mapping[str, Any]:
    """What the templates of pages in a language get; *language* is what such a page says that it is in."""
    words = TemplateWords(interface)
    return {
        "language": interface.language,
        "say": words.say,
        "say_as": words.say_as,
        "plural": words.plural,
        "unnumbered": words.unnumbered,
        "number": interface.number,
    }

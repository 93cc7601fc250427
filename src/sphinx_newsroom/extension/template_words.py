"""What templates say: ``say``, ``say_as``, ``plural`` and ``number``, in the language of the page that is rendered.

What they give is markup: messages may hold some, and what stands in their braces is escaped unless it is markup, too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

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
        return said.format(**parts) if parts else said

    def say_as(self, context: str, message: str, **parts: object) -> Markup:
        """A message that is another word in some languages where it stands elsewhere."""
        said = Markup(self.interface.say_as(context, message))
        return said.format(**parts) if parts else said

    def plural(self, one: str, many: str, number: int, **parts: object) -> Markup:
        """A message that depends on a number, which stands in it as ``{number}``."""
        return Markup(self.interface.form(one, many, number)).format(number=self.interface.number(number), **parts)


@cache
def template_words(interface: Interface) -> Mapping[str, Any]:
    """What the templates of pages in a language get; *language* is what such a page says that it is in."""
    words = TemplateWords(interface)
    return {
        "language": interface.language,
        "say": words.say,
        "say_as": words.say_as,
        "plural": words.plural,
        "number": interface.number,
    }

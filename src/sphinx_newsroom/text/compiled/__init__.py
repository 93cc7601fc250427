"""A release's Markdown compiled in one pure step: its plain text with marks, and its HTML with places for links.

The fast lane of a build.  What plain releases hold (paragraphs, headings, lists, definitions, quotations, emphasis,
links, pictures, tables, code, footnotes, our roles) is written here as MyST, docutils and Sphinx's HTML writer would
write it, byte for byte; whatever else stands in a text sends it through them.  The
list of what is taken is strict: what is not on it is never guessed at, and what would be reported is never taken.
Who needs no HTML gets the plain text of any text, by the same writers (:func:`plain_text`).

What depends on other files than the text itself stays open in the HTML: which words are links to entities, where these,
roles and paths lead, and the dateline.  :func:`fill` closes these places, so that the rest can be stored, and outlives
a change of a record or header.  Who calls this sees to three things.  A path that leads to no file or page of the site
(:attr:`CompiledText.addresses`) sends the text through docutils.  So does conf.py where it sets ``smartquotes``,
``keep_warnings``, values of ``myst_`` or ``highlight_``, the theme's ``use_sidenotes`` or transforms otherwise than our
defaults.  A withdrawn release has a notice in the place of its text.

From source to HTML: ``compiling`` (tokens, and blocks within blocks), ``inline`` (ids, numbers, and what is written on
the ``sheet``), and here what fills the places.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.text.compiled.compiling import compile_text, plain_text
from sphinx_newsroom.text.compiled.inline import attribute, encode
from sphinx_newsroom.text.compiled.record import Address, CompiledText, Conventions, RoleLink, RoleUse, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_newsroom.model.records import Mention
    from sphinx_newsroom.text.compiled.record import Part, RoleKind

# The places that were left open in a text's HTML, filled in for one page.


class LinkTarget(NamedTuple):
    """Where a link to an entity or release leads, and what it says on hover."""

    href: str
    tip: str = ""


class Link(NamedTuple):
    """A link to an entity that is named: from where to where in the plain text, and its target."""

    start: int
    end: int
    target: LinkTarget


def unbroken(compiled: CompiledText, mentions: Iterable[Mention]) -> list[Mention]:
    """The *mentions* that are within one stretch of words each, so that they can be links."""
    stretches = [stretch for part in compiled.parts if (stretch := _stretch(part))]
    starts = [start for start, _ in stretches]
    found = []
    for mention in mentions:
        if mention.start is not None and mention.end is not None:
            place = bisect_right(starts, mention.start) - 1
            if place >= 0 and mention.end <= stretches[place][1]:
                found.append(mention)
    return found


def _stretch(part: Part) -> tuple[int, int] | None:
    if isinstance(part, Words):
        return part.start, part.start + len(part.text)
    return (part.start, part.start + len(part.words)) if isinstance(part, RoleLink) else None


@dataclass(frozen=True, slots=True)
class Fillings:
    """What one page has in the places of a text that were left open.

    Attributes:
        links: the links to entities that are named, each within one stretch of words, none over another.
        roles: the targets of its roles, by kind and id; of one that has none the words are shown.
        addresses: the addresses, relative to the page, of the paths that it names.
        dateline: what the first paragraph begins with, such as ``"VIENNA, 21 June 2011 – "``.
    """

    links: Sequence[Link] = ()
    roles: Mapping[tuple[RoleKind, str], LinkTarget | None] = field(default_factory=dict)
    addresses: Mapping[Address, str] = field(default_factory=dict)
    dateline: str = ""


def fill(compiled: CompiledText, fillings: Fillings) -> str:
    """The HTML of a text; raises KeyError for a role or path that *fillings* do not have."""
    waiting = deque(sorted(fillings.links))
    html: list[str] = []
    for part in compiled.parts:
        if isinstance(part, str):
            html.append(part)
        elif isinstance(part, Words):
            html.extend(_with_links(part, waiting))
        elif isinstance(part, RoleLink):
            target = fillings.roles[part.kind, part.id]
            html.append(_linked(target, part.words) if target else f"<span>{encode(part.words)}</span>")
        elif isinstance(part, Address):
            html.append(attribute(fillings.addresses[part]))
        elif fillings.dateline:
            html.append(f'<span class="newsroom-dateline">{encode(fillings.dateline)}</span>')
    return "".join(html)


def _with_links(words: Words, waiting: deque[Link]) -> Iterator[str]:
    """Words with their links, which are taken from those that wait."""
    done = 0
    while waiting and waiting[0].end <= words.start + len(words.text):
        link = waiting.popleft()
        begin, end = link.start - words.start, link.end - words.start
        yield encode(words.text[done:begin])
        yield _linked(link.target, words.text[begin:end])
        done = end
    yield encode(words.text[done:])


def _linked(target: LinkTarget, words: str) -> str:
    """A link as the domain's node for it is written (``extension.nodes.entity_link``)."""
    tip = f' data-tip="{escape(target.tip)}"' if target.tip not in ("", words) else ""
    href = escape(target.href)
    return f'<a class="newsroom-entity reference internal" href="{href}"{tip}><span>{encode(words)}</span></a>'


__all__ = [
    "Address",
    "CompiledText",
    "Conventions",
    "Fillings",
    "Link",
    "LinkTarget",
    "RoleUse",
    "compile_text",
    "fill",
    "plain_text",
    "unbroken",
]

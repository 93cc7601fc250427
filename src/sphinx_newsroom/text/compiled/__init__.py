"""Compile a release's Markdown in one pure step: its plain text with marks, and its HTML with placeholders for links.

This is the fast path of a build.  Plain releases contain paragraphs, headings, lists, definitions, quotations,
emphasis, links, images, tables, plain code, footnotes and our roles.  These are written here byte for byte as MyST,
docutils and Sphinx's HTML writer would write them.  A text with anything else, or with anything to report, goes through
docutils. Callers that need no HTML get the plain text of any text, from the same writers (:func:`plain_text`).

The HTML has placeholders for everything that depends on other files.  These are the words that link to entities, the
targets of links, roles and paths, and the dateline.  :func:`fill` fills them in, so the rest can be stored and stays
valid when a record or header changes.

The caller must handle three cases.  A text with a path that leads to no file or page of the site
(:attr:`CompiledText.addresses`) goes through docutils.  So do all texts if conf.py changes our defaults of
``smartquotes``, ``keep_warnings``, ``myst_`` or ``highlight_`` settings, the theme's ``use_sidenotes``, or transforms.
A withdrawn release has a notice instead of its text.

From source to HTML: ``compiling`` (tokens, and nested blocks), ``inline`` (ids, numbers, and the ``Sheet`` that
collects the output), and this module, which fills the placeholders.
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

    from sphinx_newsroom.allowed import RoleKind
    from sphinx_newsroom.model.records import Mention
    from sphinx_newsroom.text.compiled.record import Part

# Filling the placeholders in a text's HTML for one page.


class LinkTarget(NamedTuple):
    """The target of a link to an entity or release, and its hover text."""

    href: str
    tip: str = ""


class Link(NamedTuple):
    """A link to a named entity: its start and end in the plain text, and its target."""

    start: int
    end: int
    target: LinkTarget


def unbroken(compiled: CompiledText, mentions: Iterable[Mention]) -> list[Mention]:
    """Return the *mentions* that are within a single run of words, so that they can be links."""
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
    """The values for the placeholders of a text on one page.

    Attributes:
        links: the links to named entities, each within one run of words, without overlaps.
        roles: the targets of its roles, by kind and id; if there is none, only the words are shown.
        addresses: the addresses, relative to the page, of the paths in the text.
        dateline: the beginning of the first paragraph, such as ``"VIENNA, 21 June 2011 – "``.
    """

    links: Sequence[Link] = ()
    roles: Mapping[tuple[RoleKind, str], LinkTarget | None] = field(default_factory=dict)
    addresses: Mapping[Address, str] = field(default_factory=dict)
    dateline: str = ""


def fill(compiled: CompiledText, fillings: Fillings) -> str:
    """Return the HTML of a text; raises KeyError for a role or path that *fillings* lack."""
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
    """Yield words with their links, which are taken from the queue."""
    done = 0
    while waiting and waiting[0].end <= words.start + len(words.text):
        link = waiting.popleft()
        begin, end = link.start - words.start, link.end - words.start
        yield encode(words.text[done:begin])
        yield _linked(link.target, words.text[begin:end])
        done = end
    yield encode(words.text[done:])


def _linked(target: LinkTarget, words: str) -> str:
    """Write a link like the domain's node for it (``extension.nodes.entity_link``)."""
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

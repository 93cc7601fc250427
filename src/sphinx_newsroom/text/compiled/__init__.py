"""A release's Markdown compiled in one pure step: its plain text with marks, and its HTML with places for links.

The fast lane of a build.  What plain releases hold (paragraphs, headings, lists, quotations, emphasis, links, tables,
code) is written here as MyST, docutils and Sphinx's HTML writer would write it, byte for byte; whatever else stands in
a text sends it through them, with a reason (:class:`Reason`).  The list of what is taken is strict: what is not on it
is never guessed at.  ``tests/build/test_compiled.py`` holds both lanes together on real releases.

What depends on other files than the text itself stays open in the HTML: which words are links to entities, where these
lead, and the dateline.  :func:`fill` closes these places, so that the rest can be stored, and outlives a change of
a record or header.
"""

from __future__ import annotations

from sphinx_newsroom.text.compiled.compiling import compile_text
from sphinx_newsroom.text.compiled.filling import Fillings, Link, Target, fill, unbroken
from sphinx_newsroom.text.compiled.record import Address, CompiledText, Conventions, Reason, RoleUse

__all__ = [
    "Address",
    "CompiledText",
    "Conventions",
    "Fillings",
    "Link",
    "Reason",
    "RoleUse",
    "Target",
    "compile_text",
    "fill",
    "unbroken",
]

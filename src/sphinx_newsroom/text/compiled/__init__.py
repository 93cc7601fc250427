"""A release's Markdown compiled in one pure step: its plain text with marks, and its HTML with places for links.

The fast lane of a build.  What plain releases hold (paragraphs, headings, lists, definitions, quotations, emphasis,
links, pictures, tables, code, footnotes, our roles) is written here as MyST, docutils and Sphinx's HTML writer would
write it, byte for byte; whatever else stands in a text sends it through them, with a reason (:class:`Reason`).  The
list of what is taken is strict: what is not on it is never guessed at, and what would be reported is never taken.

What depends on other files than the text itself stays open in the HTML: which words are links to entities, where these,
roles and paths lead, and the dateline.  :func:`fill` closes these places, so that the rest can be stored, and outlives
a change of a record or header.  Who calls this sees to three things.  A path that leads to no file or page of the site
(:attr:`CompiledText.addresses`) sends the text through docutils.  So does conf.py where it sets ``smartquotes``,
``keep_warnings``, values of ``myst_`` or ``highlight_``, the theme's ``use_sidenotes`` or transforms otherwise than our
defaults.  A withdrawn release has a notice in the place of its text.

From source to HTML: ``parsing`` (tokens), ``anchors`` (ids and numbers), ``tree`` (blocks within blocks), ``blocks``
and ``inline`` (what is written on the ``sheet``), ``filling``.
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

"""Citations as Wikipedia's template ``{{cite press release}}``.

Source: https://en.wikipedia.org/wiki/Template:Cite_press_release, Help:Magic words and Help:Wikitext on what signs
mean there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_newsroom.model.dates import long_date

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.citations.citation import Citation

# What begins a link, a template, a tag, an entity, a signature, or ends a parameter.  Two apostrophes would slant
# the words, and two underscores may be a magic word.
_SIGNS = re.compile(r"[|\[\]{}<>&~]|''+|__+")
_IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "|[]{}<>\"' "})
_OWN_WORDS = "Press release"
"""What the template says of the type by itself."""


def wikipedia(citation: Citation) -> str:
    """The template, filled in, on one line as editors paste it."""
    kind = citation.type  # the template is that of the English Wikipedia, and its own words are English
    if citation.withdrawn:
        kind += f", withdrawn {long_date(citation.withdrawn)}"
    elif citation.revision:
        kind += f", revision {citation.revision}, superseded since"
    found = (
        ("title", citation.headline),
        ("type", kind if kind != _OWN_WORDS else ""),
        ("publisher", citation.institution),
        ("id", citation.number),
        ("date", long_date(citation.date)),
        ("location", citation.place),
        ("language", citation.language if citation.language.partition("-")[0] != "en" else ""),
    )
    parts = [f"|{name}={_SIGNS.sub(_entities, value)} " for name, value in found if value]
    address = f"|url={citation.url.translate(_IN_ADDRESS)} " if citation.url else ""
    return "{{cite press release " + address + "".join(parts).rstrip() + "}}"


def _entities(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" for sign in found[0])

"""What the text of a release or record may hold: the one list that everything which keeps texts safe asks.

What is not named here is not done: a directive is not run, a link leads nowhere, a file is not copied, a node
of the parsed text becomes its words.  An archive widens the list knowingly, by ``newsroom_allow`` in conf.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DIRECTIVES = frozenset(
    """
    admonition attention caution code code-block danger epigraph error figure highlights hint image important
    list-table math note pull-quote releases rubric seealso sidebar table tip topic warning
    """.split()
)
"""The directives that a text may use."""

ROLES = frozenset(
    """
    org official topic release abbr abbreviation any code doc emphasis eq literal math ref strong sub subscript
    sup superscript title-reference
    """.split()
)
"""The roles that a text may use, and the same with ``newsroom:`` before them."""

# What Markdown gives; what the directives and roles above give; what a stored notebook gives.
NODES = frozenset(
    """
    document section title paragraph Text emphasis strong literal reference image bullet_list enumerated_list
    list_item definition_list definition_list_item term classifier definition block_quote attribution
    literal_block transition footnote footnote_reference label table tgroup colspec thead tbody row entry inline
    target container line_break

    admonition attention caution danger error hint important note seealso tip warning figure caption legend
    rubric topic sidebar math math_block subscript superscript abbreviation title_reference system_message
    problematic release_list tabular_col_spec pending_xref download_reference pending_xref_condition
    number_reference

    CodeAreaNode FancyOutputNode only stored_output folded
    """.split()
)
"""The nodes of a parsed text that are shown, by the names of their classes."""

# Not `data:` and `javascript:`, which are pages and programs of whoever wrote them; nor `file:`.
SCHEMES = frozenset("http https mailto tel sms ftp ftps webcal geo xmpp irc ircs news sip sips".split())
"""How the address of a link may begin; a link without a scheme stays in the site."""

IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
"""The files that a release may show; an SVG is looked into, since it can carry script (``sources.svg``)."""

# No HTML and no XML, which a browser would open as a page of the site.
ATTACHMENTS = frozenset(
    """
    .csv .docx .epub .geojson .ics .json .mp3 .mp4 .odp .ods .odt .ogg .pdf .pptx .srt .tsv .txt .vtt .wav .webm
    .xlsx .zip
    """.split()
)
"""The files that a text may offer for download, beside images: what is linked is copied into the site."""

# Told by their first bytes as well: the media type is only what the text says.
DATA_IMAGES: Mapping[str, tuple[str, bytes]] = {
    "image/png": (".png", b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": (".jpg", b"\xff\xd8\xff"),
    "image/gif": (".gif", b"GIF8"),
}
"""The pictures that a text or notebook may hold in itself: media type -> suffix, and what their bytes begin with."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The list of one archive: the one above, with what its conf.py adds."""

    directives: frozenset[str] = DIRECTIVES
    roles: frozenset[str] = ROLES
    nodes: frozenset[str] = NODES
    schemes: frozenset[str] = SCHEMES
    attachments: frozenset[str] = ATTACHMENTS
    unseen: frozenset[str] = frozenset()
    """What files may say that no reader sees, without a warning (:mod:`~sphinx_newsroom.sources.hidden_data`)."""

    def role(self, name: str) -> bool:
        """Whether a role may be used, by its name as written: ``org`` or ``newsroom:org``."""
        return name.lower().removeprefix("newsroom:") in self.roles


ALLOWED = Allowed()
"""What an archive allows whose conf.py says nothing."""

KINDS = ("directives", "roles", "nodes", "schemes", "attachments", "unseen")
"""What ``newsroom_allow`` may widen."""


def widened(additions: Mapping[str, Iterable[str]]) -> Allowed:
    """The list with the *additions* of an archive, by kind: ``{"directives": ["youtube"]}``."""
    return Allowed(**{kind: getattr(ALLOWED, kind) | frozenset(additions.get(kind, ())) for kind in KINDS})

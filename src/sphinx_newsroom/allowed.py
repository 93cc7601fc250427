"""The directives, roles, nodes, links and files that a release or record may contain.

This is an allowlist: other directives aren't run, other links become plain text, other files aren't copied, and other
nodes are replaced by their words. An archive extends it with ``newsroom_allow`` in conf.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

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
"""The roles that a text may use, with or without the prefix ``newsroom:``."""

RoleKind = Literal["organization", "official", "topic", "release"]
"""The kinds of objects that our roles refer to."""

OBJECTS: Mapping[str, RoleKind] = {
    "org": "organization",
    "official": "official",
    "topic": "topic",
    "release": "release",
}
"""The kind of object that each of our roles refers to, by its name without the prefix."""

# From Markdown, from the directives and roles above, and from stored notebooks.
NODES = frozenset(
    """
    document section title subtitle paragraph Text emphasis strong literal reference image bullet_list enumerated_list
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
"""The document nodes that are shown, by class name."""

# `data:` and `javascript:` links can contain pages and scripts, and `file:` links point to the reader's own disk.
SCHEMES = frozenset("http https mailto tel sms ftp ftps webcal geo xmpp irc ircs news sip sips".split())
"""The allowed schemes of links; a link without a scheme is a link within the site."""

IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
"""The image files that a release may show; SVG files are also checked for scripts (``sources.publishable``)."""

# No HTML or XML, which a browser would open as a page of the site.
ATTACHMENTS = frozenset(
    """
    .csv .docx .epub .geojson .ics .json .mp3 .mp4 .odp .ods .odt .ogg .pdf .pptx .srt .tsv .txt .vtt .wav .webm
    .xlsx .zip
    """.split()
)
"""The files other than images that a text may offer for download, which are copied into the site."""

# The first bytes are checked as well, because the text could give any media type.
DATA_IMAGES: Mapping[str, tuple[str, bytes]] = {
    "image/png": (".png", b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": (".jpg", b"\xff\xd8\xff"),
    "image/gif": (".gif", b"GIF8"),
}
"""The images that may be embedded in a text or notebook: media type -> suffix and first bytes."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The allowlist of one archive: the defaults and the additions in its conf.py."""

    directives: frozenset[str] = DIRECTIVES
    roles: frozenset[str] = ROLES
    nodes: frozenset[str] = NODES
    schemes: frozenset[str] = SCHEMES
    attachments: frozenset[str] = ATTACHMENTS
    unseen: frozenset[str] = frozenset()
    """The kinds of hidden data that files may have without a warning (:mod:`~sphinx_newsroom.sources.hidden_data`)."""

    def role(self, name: str) -> bool:
        """Whether a role may be used, by its name as written: ``org`` or ``newsroom:org``."""
        return name.lower().removeprefix("newsroom:") in self.roles


ALLOWED = Allowed()
"""The defaults."""

KINDS = ("directives", "roles", "nodes", "schemes", "attachments", "unseen")
"""The lists that ``newsroom_allow`` can extend."""


def widened(additions: Mapping[str, Iterable[str]]) -> Allowed:
    """Return the defaults with the *additions* of an archive, by kind: ``{"directives": ["youtube"]}``."""
    return Allowed(**{kind: getattr(ALLOWED, kind) | frozenset(additions.get(kind, ())) for kind in KINDS})

"""What a header says of its issuers: who they are, and what stands about them under a text."""

from __future__ import annotations

import re

import yaml

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.sources.keys.sheet import RefusedError, Sheet, ValueForm, label, scalar, shortened, text
from sphinx_newsroom.sources.keys.value_forms import TEXT, list_of
from sphinx_newsroom.sources.keys.values import ID, ID_SCHEMA, ORGANIZATION_ID

# Not \s: a blank that does not break is meant so.
_BLANKS = re.compile(r"[ \t\r\n]+")
_BETWEEN = re.compile(r"\r?\n[ \t]*\r?\n")


def issuer(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """The id of the one organization that issued a release; several stand under a key of their own."""
    if isinstance(node, yaml.SequenceNode):
        ids = ", ".join(part.value for part in node.value if isinstance(part, yaml.ScalarNode))
        raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is a list", f"write issuers: [{shortened(ids)}]")
    return text(sheet, where, node)


def paragraphs(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """Text of several paragraphs, an empty line between them and blanks made single."""
    scalar(where, node)  # which refuses what is no text
    blocks = (_BLANKS.sub(" ", block).strip() for block in _BETWEEN.split(node.value))
    return "\n\n".join(filter(None, blocks))


def boilerplate(sheet: Sheet, where: str, node: yaml.Node) -> str | tuple[str, ...]:
    """A text, the ids of the organizations whose own one is meant, or false for none."""
    if isinstance(node, yaml.SequenceNode):
        ids: tuple[str, ...] = list_of(ORGANIZATION_ID).read(sheet, where, node)
        return ids
    if node.tag == "tag:yaml.org,2002:bool" and node.value.lower() == "false":
        return ()
    found = paragraphs(sheet, where, node)
    if ID.fullmatch(found):
        message = f"{label(where)} is {found!r}, a text of one word"
        raise RefusedError(Code.WRONG_TYPE, message, f"write {where}: [{found}]")
    return found


PARAGRAPHS = ValueForm(paragraphs, "text", TEXT.schema)
"""Text in which an empty line begins a paragraph."""
BOILERPLATE = ValueForm(
    boilerplate,
    "text, list of organization ids, or `false`",
    {
        "anyOf": [
            # one word would be an id, and ids stand in a list
            {"type": "string", "pattern": rf"^(?!(?:{ID.pattern})\s*$)(?:{TEXT.schema['pattern'][1:]})"},
            {"type": "array", "items": ID_SCHEMA, "uniqueItems": True},
            {"const": False},
        ]
    },
)
ISSUER_ID = ValueForm(issuer, "organization id", ID_SCHEMA)

"""From Markdown to a record."""

from __future__ import annotations

from sphinx_newsroom.sources.outline import under_title
from sphinx_newsroom.text.compiled.anchors import anchor
from sphinx_newsroom.text.compiled.blocks import BlockWriter
from sphinx_newsroom.text.compiled.inline import Setting, Shown
from sphinx_newsroom.text.compiled.parsing import parser
from sphinx_newsroom.text.compiled.record import CompiledText, Conventions, Reason, SlowLaneError
from sphinx_newsroom.text.compiled.sheet import Sheet
from sphinx_newsroom.text.compiled.tree import tree_of

_DEFAULTS = Conventions()


def compile_text(
    body: str,
    title: str,
    shown: Shown = lambda kind, id_: None,
    conventions: Conventions = _DEFAULTS,
    *,
    addressed: bool = True,
) -> CompiledText | Reason:
    """Compile the *body* of a release, Markdown without its header, under *title*.

    Args:
        body: what :func:`~sphinx_newsroom.sources.release_file.body_of` gives, such as ``"Words *of* prose."``.
        title: the header's title; a first heading in the body is the title itself.
        shown: the name of the record, or the title of the release, that a role names by kind and id; None where there
            is none that may be shown.
        conventions: what of the configuration shows in the HTML.
        addressed: whether paragraphs have ids, as those of releases do and those of records do not.

    Returns the record, or the reason why the text must pass through docutils.
    """
    sheet = Sheet(title, addressed=addressed)
    env: dict[str, object] = {}
    try:
        tokens = parser().parse(under_title(body, title), env)
    except Exception:  # whatever a text brings about in the parser, the slow lane reports it
        return Reason.UNREADABLE
    if env.get("duplicate_refs"):
        return Reason.REFERENCE
    try:
        BlockWriter(sheet, Setting(conventions, shown, anchor(tokens))).write(tree_of(tokens))
    except SlowLaneError as found:
        return found.reason
    return sheet.finished()

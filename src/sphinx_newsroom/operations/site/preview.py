"""A site with drafts in it: one for the newsroom's own eyes, which never takes the place of one that readers have."""

from __future__ import annotations

from pathlib import Path

from sphinx_newsroom.operations.site.deploy import PublishError
from sphinx_newsroom.operations.site.files import PREVIEW, is_ours

PREVIEW_FOLDER = "preview"
"""Where below ``_build`` a preview stands, as the site does in ``html``."""


def is_preview(folder: Path) -> bool:
    """Whether a folder is a site that was built with drafts."""
    return (folder / PREVIEW).is_file()


def refuse_other_kind(out: Path, drafts: bool) -> None:
    """Raise PublishError where a preview would take the place of a site, or a site that of a preview."""
    if drafts and is_ours(out) and not is_preview(out):
        raise PublishError(f"{out} holds the site that readers have, and drafts go nowhere near it; give another --out")
    if not drafts and is_preview(out):
        raise PublishError(f"{out} holds a preview with drafts; delete that folder first, or give another --out")


def mark(work: Path) -> None:
    """Say in a site that was just built that it is a preview."""
    (work / PREVIEW).write_text("Built with drafts: not for readers.\n", encoding="utf-8")

"""The Markdown beside the page of a release or superseded text, written with the page and known by its fingerprint."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import MARKDOWN
from sphinx_newsroom.outputs.machines.release_markdown import markdown_file

if TYPE_CHECKING:
    from sphinx_newsroom.extension.domain import NewsroomDomain
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.outputs.pages import Page
    from sphinx_newsroom.outputs.site_folder import SiteFolder


def write_markdown(folder: SiteFolder, name: PageName, page: Page, body: str, baseurl: str) -> str:
    """Write the file beside a page with a *body*, where the page has one, and give its SHA-256; raises OSError."""
    made = markdown_file(name, page.view, body, baseurl)
    if made is None:
        return ""
    folder.write(*made)
    return hashlib.sha256(made[1]).hexdigest()


def beside(domain: NewsroomDomain, name: PageName) -> tuple[str, ...]:
    """The file beside a page, by its path in the site, without making the page's view."""
    return (name + MARKDOWN,) if name in domain.releases or name in domain.versions.texts else ()

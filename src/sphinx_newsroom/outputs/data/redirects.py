"""Pages at the former addresses of releases, which lead to where the release is now.

Plain HTML does it: any host can serve it, it works from a disk, and neither script nor style
is in it that a Content-Security-Policy could stop.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.versions import NO_VERSIONS, Versions
from sphinx_newsroom.model.addresses import SERVER_RULES, Taken, file_at
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.data.sitemap import pages
from sphinx_newsroom.outputs.feeds.selection import paths as feed_paths
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.sources.listing import SUPERSEDED

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex, Entry
    from sphinx_newsroom.config import Settings

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={target}">
</head>
<body>
<p><a href="{target}">{title}</a></p>
</body>
</html>
"""
_RESERVED = ("_static", "_images", "_downloads", "_search", "data", "editions")
"""Folders that hold parts of the site and never a former address."""


class RedirectError(ValueError):
    """A former address cannot become a redirect; the message says which file names it, and why."""


class Redirect(NamedTuple):
    """An address that a release had, and the page that it leads to; *source* is the file that says so."""

    url: str
    page: str
    source: str


def outputs(
    redirects: Sequence[Redirect],
    index: ArchiveIndex,
    settings: Settings,
    others: Iterable[str],
    versions: Versions = NO_VERSIONS,
) -> Iterator[Output]:
    """A page for each of *redirects* that leads on.

    *others* names the pages of the site beside those that follow from the archive.
    Raises :class:`RedirectError` for an address that leaves the site, that is a file of the site, or that two releases
    claim: a redirect never takes the place of anything.
    """
    taken = Taken()
    for name in ("feeds.opml", "sitemap.xml", "robots.txt", "objects.inv", "corrections/rss.xml", *SERVER_RULES):
        taken.add(name, name)
    # The search page is not in the sitemap, and is a page all the same.
    for page in (*pages(index, others), "search"):
        taken.add(f"{page}.html", f"{page}.html")
    for file in feed_paths(index, settings):
        taken.add(file, file)
    for docname in index.entries:
        taken.add(f"{docname}.json", docname)
        taken.add(f"{docname}.txt", docname)
    for page in versions.texts:
        taken.add(f"{page}.html", page)
    for url, page, source in redirects:
        path = place(url)
        if path is None or path.split("/")[0] in _RESERVED:
            raise RedirectError(
                f"{source}: former_urls has {url!r}, where no page can stand; "
                "write a path below the site's root such as press/12345.html"
            )
        if holder := taken.holder(path):
            raise RedirectError(f"{source}: former_urls has {url!r}, but {holder} is there; take it out")
        # A second release that claims it is told, too: which of the two is meant, nobody but the editors knows.
        taken.add(path, source)
        yield _redirect(path, page, index.entries[SUPERSEDED.sub(r"\1", page)], settings)


def redirects_of(index: ArchiveIndex, versions: Versions) -> Iterator[Redirect]:
    """A redirect for each of ``former_urls``, and for each superseded text that moved."""
    for docname, entry in sorted(index.entries.items()):
        source = entry.release.path
        for url in entry.release.former_urls:
            if url != f"{docname}.html":  # it has moved back
                yield Redirect(url, docname, source)
        record = versions.records.get(entry.release.id)
        for former in record.former if record else ():
            # The texts that were superseded under the old id moved along, each to its own page.
            for number in range(1, former.superseded + 1):
                yield Redirect(f"releases/{former.id}.r{number}.html", f"{docname}.r{number}", source)


def place(url: str) -> str | None:
    """The file that answers for a former address, None where there can be none."""
    path = url.removeprefix("/")
    # No way up and out of the site, no query, and nothing that a line of a server's rules would end at.
    if any(part in ("", ".", "..") for part in path.removesuffix("/").split("/")) or set(path) & set("?#\\\0\n\r"):
        return None
    return file_at(path)


def _redirect(path: str, page: str, entry: Entry, settings: Settings) -> Output:
    release = entry.release
    # Relative, so that it leads on from a disk and under any folder of a host as well.
    target = quote(posixpath.relpath(f"{page}.html", posixpath.dirname(path) or "."))
    canonical = f"{settings.baseurl}{quote(page)}.html" if settings.baseurl else target
    text = _PAGE.format(
        language=escape(release.language),
        title=escape(release.title),
        canonical=escape(canonical),
        target=escape(target),
    )
    # Half of a surrogate pair, which a YAML escape can smuggle in, becomes one question mark.
    data = text.encode("utf-8", "replace")
    return Output(f"redirect/{path}", fingerprint(__version__, data), lambda: {path: data})

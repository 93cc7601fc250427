"""Pages at the former addresses of releases, which lead to where the release is now.

Plain HTML does it: any host can serve it, it works from a disk, and neither script nor style
is in it that a Content-Security-Policy could stop.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html import escape
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.archive.versions import NO_VERSIONS, Versions
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import (
    FOLDERS,
    OWN_FOLDERS,
    PageName,
    SiteFiles,
    entity_page,
    parts,
    superseded_page,
    url_of,
)
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.model.records import Entity

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

_LIST = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{former}</title>
</head>
<body>
<h1>{former}</h1>
<ul>
{items}</ul>
</body>
</html>
"""


class RedirectError(ValueError):
    """A former address cannot become a redirect; the message says which file names it, and why."""


class Redirect(NamedTuple):
    """An address that a release or record had, and the page that it leads to, with its title and language.

    *source* is the file that says so.
    """

    url: str
    page: PageName
    source: str
    title: str
    language: str


def outputs(
    redirects: Sequence[Redirect],
    index: ArchiveIndex,
    settings: Settings,
    others: Iterable[PageName],
    versions: Versions = NO_VERSIONS,
) -> Iterator[Output]:
    """A page for each of *redirects* that leads on; one for all that stood at a path with different queries.

    At the front page none can stand, and there servers alone lead on.

    *others* names the pages of the site beside those that follow from the archive.
    Raises :class:`RedirectError` for an address that leaves the site, that is a file of the site, or that two releases
    claim: a redirect never takes the place of anything.
    """
    if not redirects:  # nearly every archive: the files of all releases need not be told for none
        return
    entities = (entity_page(kind, id_) for kind in FOLDERS for id_ in index.registry.of_kind(kind))
    taken = SiteFiles((*index.entries, *versions.texts), entities, index.years, others)
    asked = [redirect for redirect in redirects if parts(redirect.url).query]
    _refuse_claimed(asked, taken)
    for redirect in redirects:
        if not parts(redirect.url).query:
            path = _refuse_taken(redirect, taken)
            # A second release that claims it is told, too: which is meant, nobody but the editors knows.
            taken.add(path, redirect.source)
            yield _redirect(path, redirect, settings)
    by_path: dict[str, list[Redirect]] = {}
    for redirect in asked:
        by_path.setdefault(parts(redirect.url).file, []).append(redirect)
    for path, claimed in sorted(by_path.items()):
        if taken.holder(path) is None:
            taken.add(path, claimed[0].source)
            yield _for_queries(path, claimed, settings)


def _refuse_claimed(asked: Iterable[Redirect], taken: SiteFiles) -> None:
    """Refuse addresses with queries at what is a file of the site, and those that two releases claim."""
    claimed: dict[str, Redirect] = {}
    for redirect in asked:
        if not parts(redirect.url).is_front:
            _refuse_taken(redirect, taken)
        first = claimed.setdefault(redirect.url, redirect)
        if first is not redirect:
            raise RedirectError(
                f"{redirect.source}: former_urls has {redirect.url!r}, but {first.source} is there; take it out"
            )


def _refuse_taken(redirect: Redirect, taken: SiteFiles) -> str:
    """The file that is to stand at an address; raises RedirectError where something is there, or nothing can be."""
    url, source = redirect.url, redirect.source
    path = place(url)
    if path is None or path.split("/")[0] in OWN_FOLDERS:
        raise RedirectError(
            f"{source}: former_urls has {url!r}, where no page can stand; "
            "write a path below the site's root such as press/12345.html"
        )
    if holder := taken.holder(path):
        raise RedirectError(f"{source}: former_urls has {url!r}, but {holder} is there; take it out")
    return path


def redirects_of(index: ArchiveIndex, versions: Versions, language: str) -> Iterator[Redirect]:
    """A redirect for each of ``former_urls`` and ``former_ids``, and for each superseded text that moved.

    *language* is that of the archive, in which pages of records are.
    """
    registry = index.registry
    entities: list[Entity] = [*registry.organizations.values(), *registry.officials.values(), *registry.topics.values()]
    for body in entities:
        for id_ in body.former_ids:
            former_page, page = entity_page(body.kind, id_), entity_page(body.kind, body.id)
            yield Redirect(url_of(former_page), page, body.path, body.name, language)
    for docname, entry in sorted(index.entries.items()):
        release = entry.release
        source, told = release.path, (release.title, release.language)
        for url in entry.release.former_urls:
            if url != url_of(docname):  # it has moved back
                yield Redirect(url, docname, source, *told)
        record = versions.records.get(entry.release.id)
        for former in record.former if record else ():
            # The texts that were superseded under the old id moved along, each to its own page.
            for number in range(1, former.superseded + 1):
                earlier, now = (superseded_page(id_, number) for id_ in (former.id, entry.release.id))
                yield Redirect(url_of(earlier), now, source, *told)


def place(url: str) -> str | None:
    """The file that answers for a former address, None where there can be none; a query says nothing of it."""
    former = parts(url.removeprefix("/"))
    # No way up and out of the site, and nothing that a line of a server's rules would end at.
    segments = former.path.removesuffix("/").split("/")
    if any(part in ("", ".", "..") for part in segments) or set(former.path) & set("#\\\0\n\r"):
        return None
    return former.file


def _for_queries(path: str, redirects: Sequence[Redirect], settings: Settings) -> Output:
    """What a host without rules can do where releases stood that a query told apart: lead to the one, or name them all.

    No file can tell one query from another.
    """
    pages = {redirect.page for redirect in redirects}
    if len(pages) == 1:
        return _redirect(path, redirects[0], settings)
    each = sorted({redirect.page: redirect for redirect in redirects}.values(), key=attrgetter("page"))
    items = "".join(
        f'<li lang="{escape(one.language)}"><a href="{escape(_target(path, one.page))}">{escape(one.title)}</a></li>\n'
        for one in each
    )
    former = escape(parts(redirects[0].url).path)
    data = _LIST.format(language=escape(settings.language), former=former, items=items).encode("utf-8", "replace")
    return Output(f"redirect/{path}", fingerprint(data), partial(dict, {path: data}))


def _target(path: str, page: PageName) -> str:
    # Relative, so that it leads on from a disk and under any folder of a host as well.
    return quote(posixpath.relpath(url_of(page), posixpath.dirname(path) or "."))


def _redirect(path: str, redirect: Redirect, settings: Settings) -> Output:
    page = redirect.page
    target = _target(path, page)
    canonical = settings.baseurl + quote(url_of(page)) if settings.baseurl else target
    text = _PAGE.format(
        language=escape(redirect.language),
        title=escape(redirect.title),
        canonical=escape(canonical),
        target=escape(target),
    )
    # Half of a surrogate pair, which a YAML escape can smuggle in, becomes one question mark.
    data = text.encode("utf-8", "replace")
    return Output(f"redirect/{path}", fingerprint(data), partial(dict, {path: data}))

"""Which files of a built site belong to what was chosen: the pages of texts, all that stands beside and below them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import (
    CHECKPOINT,
    LEDGER,
    LEDGER_CHECKPOINT,
    LEDGER_HEAD,
    LEDGER_STAMP,
    LOG,
    MANIFEST,
    SEARCH_FOLDER,
    PageName,
    edition_page,
    superseded_by_name,
    year_page,
)

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.exports.chosen import Chosen, Wanted

_ALWAYS = ("_static/", f"{SEARCH_FOLDER}/feed-", f"{LOG}/")
"""What pages need to look as they do, and the tree of the record."""
_CHARTS = "_images/"
"""Where charts of notebooks stand, by their page's name: ``releases_2026_survey_3_0.png``."""
_RECORD = (LEDGER, LEDGER_HEAD, LEDGER_CHECKPOINT, LEDGER_STAMP, MANIFEST, CHECKPOINT)
_OF_SERVERS = (".nginx", ".apache", ".caddy")


def is_page(path: str) -> bool:
    """Whether a file is one that readers open."""
    return path.endswith(".html")


def published_files(paths: Iterable[str]) -> list[str]:
    """The files of a site that readers can ask for, in the order of their names; hidden ones are its makers' own."""
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.split("/")))


def files_of(
    paths: Sequence[str], texts: Iterable[Chosen], wanted: Wanted, known: Collection[PageName]
) -> Iterator[str]:
    """Those of a site's *paths* that belong to the *texts* that were *wanted*: all, where everything was.

    A text's page goes with what has its name and another end, with its folder, and with the texts that it superseded;
    *known* are all pages of texts, so that ``opens.ru.html`` is not taken for a file of ``opens``.  With them come what
    pages look like, and the whole record: a part of its chain would prove nothing.
    """
    if wanted.everything:
        yield from (path for path in paths if not path.endswith(_OF_SERVERS))
        return
    lists = {*map(year_page, wanted.years), *([edition_page(wanted.edition)] if wanted.edition else ())}
    pages = {one.page for one in texts} | lists
    owners = {*known, *pages}
    charts = {f"{_CHARTS}{page.replace('/', '_')}" for page in pages}
    for path in paths:
        owner = _owner(path, owners, "./")
        superseded = superseded_by_name(owner)
        if (
            owner in pages
            or (superseded and superseded[0] in pages)
            or path in _RECORD
            or path.startswith(_ALWAYS)
            or (path.startswith(_CHARTS) and _owner(path, charts, "_"))
        ):
            yield path


def _owner(path: str, pages: Collection[str], ends: str) -> str:
    """The page that a file stands beside or below, ``releases/2011/opens`` of its PDF or .json; empty where none is.

    What follows a page's name in its files begins with one of the signs *ends*.
    """
    places = [place for place, sign in enumerate(path) if sign in ends]
    return next((path[:place] for place in reversed(places) if path[:place] in pages), "")

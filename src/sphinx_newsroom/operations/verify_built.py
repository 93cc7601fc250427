"""Whether the files of a site are as its build left them: all that is made of texts beside pages and plain texts.

Markdown, citations, feeds, search, data and pages of lists have no line in the ledger.  The list of a site's files,
which its build leaves beside it and by whose digest (``.newsroom-files``) a copy is known, has a digest of each.  Where
it is not at hand, a build made anew is compared with the site.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from sphinx_newsroom.files import digest_built, work_place
from sphinx_newsroom.model.addresses import RELEASES, STATE
from sphinx_newsroom.operations.site.files import LIST, foreign, listed, listing_of
from sphinx_newsroom.operations.verify import Finding, Fresh

NOTHING_TOLD: Mapping[str, bool] = {}
_REBUILD = "`newsroom verify SITE --rebuild` compares them with a new build"


def verify_built(
    site: Path, root: Path, fresh: Fresh | None, told: Mapping[str, bool] = NOTHING_TOLD
) -> Iterator[Finding]:
    """Every file of a site against its list, or against those of a build made anew where *fresh* makes one.

    Args:
        site: The folder of the site.
        root: The folder of the archive, which has the lists of its builds: the site may be a copy.
        fresh: Builds the archive anew; None to believe the site's list.
        told: The paths of which something was said already: whether they are not as published.
    """
    expected = listed(site, work_place(root, ""))
    if fresh is not None:
        folder = fresh()
        expected = listed(folder) if folder else None
        if expected is None:
            yield Finding(str(site), False, "was not compared, since the archive cannot be built to compare it with")
            return
        expected.pop(STATE, None)  # by what version of the program a site was made says nothing of what it says
    elif expected is None:
        yield _without_list(site)
        return
    differs = "is not what a build of the archive gives" if fresh else f"is not as its build left it, by {LIST}"
    for path, digest in sorted(expected.items()):
        if told.get(path):
            continue
        if finding := _compared(site, path, digest, differs):
            yield finding
        elif path not in told:
            yield Finding(path, True, "is what a build of the archive gives" if fresh else "is as its build left it")
    yield from _strangers(site, expected, told)


def verify_built_file(site: Path, root: Path, path: str) -> Finding:
    """Whether one file of a site, by its *path* there, is as its build left it."""
    expected = listed(site, work_place(root, ""))
    if expected is None:
        return _without_list(site)
    if path not in expected:
        return Finding(path, False, f"is no file of this site: {LIST} does not name it")
    found = _compared(site, path, expected[path], f"is not as its build left it, by {LIST}")
    return found or Finding(path, True, f"is as its build left it, by {LIST}; {_REBUILD.replace('them', 'all files')}")


def site_of(path: Path) -> Path | None:
    """The folder of the site that a file lies in; None where it lies in none that has a list of its files."""
    return next((folder for folder in path.resolve().parents if (folder / LIST).is_file()), None)


def _without_list(site: Path) -> Finding:
    if (site / LIST).exists():
        return Finding(LIST, False, f"is damaged or of another build, so it tells of no file what it was; {_REBUILD}")
    says = "is not there, so Markdown, citations, feeds, search and data were not compared"
    return Finding(LIST, None, f"{says}; {_REBUILD}")


def _compared(site: Path, path: str, digest: str, differs: str) -> Finding | None:
    try:
        status = (site / path).stat()
        if not stat.S_ISREG(status.st_mode):  # such as a pipe, which would be waited for
            return Finding(path, False, "is no file")
        found = digest_built(str(site / path), status.st_size)
    except OSError:
        return Finding(path, False, "is missing or cannot be read")
    return None if found == digest else Finding(path, False, differs)


def _strangers(site: Path, expected: Mapping[str, str], told: Mapping[str, bool]) -> Iterator[Finding]:
    """What no build made: below ``releases/`` it passes for the archive's own, elsewhere it is somebody else's."""
    others = sorted(foreign(listing_of(site).files, {*expected, STATE}))
    ours = [path for path in others if path.startswith(f"{RELEASES}/")]
    for path in ours:
        if not told.get(path):
            yield Finding(path, False, "stands among the releases, and no build of this archive made it")
    if rest := len(others) - len(ours):
        one = next(path for path in others if path not in ours)
        files = f"file that no build made, {one}, was" if rest == 1 else f"files that no build made, as {one}, were"
        yield Finding(str(site), None, f"{rest:,} {files} not looked at")

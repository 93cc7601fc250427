"""Records as readers have them: one whose file has an error keeps its page, as it was published last.

The ledger has no line of a record, so what a build kept is what was published; where no build did, the newest commit
without an error is the next best.  A record that is deleted is gone: whoever builds is asked whether that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sphinx_newsroom.archive.kept_sources import kept_record
from sphinx_newsroom.archive.loading import Archive, Kept
from sphinx_newsroom.archive.one_file import Read, judged
from sphinx_newsroom.diagnostics import Code, Problem, Severity
from sphinx_newsroom.files import digest, mended, read_exactly
from sphinx_newsroom.ledger.git import earlier_text
from sphinx_newsroom.model.addresses import FOLDERS, PageName
from sphinx_newsroom.sources.listing import Source, source_file
from sphinx_newsroom.sources.release_file import MARKDOWN


def kept_records(archive: Archive, reads: Mapping[str, Read]) -> dict[PageName, Kept]:
    """The sources that can stand for the records with an error, by page; *reads* is what the files say, by path."""
    found: dict[PageName, Kept] = {}
    for page, withheld in archive.withheld.items():
        if page.split("/")[0] in FOLDERS.values() and withheld.path == page + MARKDOWN:
            source = _source(archive, page, reads.get(withheld.path))
            if source is not None:
                found[page] = Kept(withheld.path, source)
    return found


def _source(archive: Archive, page: PageName, now: Read | None) -> str | None:
    path = page + MARKDOWN

    def sound(source: str) -> bool:
        data = source.encode()
        if now is not None and now.source == digest(data):
            return False
        read = judged(source_file(path), Source(data, mended(source)), archive.settings, None)
        return not any(problem.is_error for problem in read.parsed.problems)

    try:
        kept = kept_record(archive.root, page)
        built = read_exactly(kept) if kept else None
    except (OSError, UnicodeDecodeError):
        built = None
    return built if built is not None and sound(built) else earlier_text(archive.root, [path], sound)


def told_of_records(archive: Archive, kept: Mapping[PageName, Kept]) -> Iterator[Problem]:
    """What is said of records that are *kept*, and what is wrong with their files in *archive*, which has these."""
    paths = {one.path for one in kept.values()}
    for path in sorted(paths):
        message = "the record has an error, so the site keeps what was published last"
        yield Problem(path, 1, Code.KEPT_AS_PUBLISHED, message, "mend what is wrong in this file")
    yield from (one for one in archive.problems if one.path in paths and one.code.severity is Severity.ERROR)

"""The first half of a build: choose the sources that Sphinx reads, and what Sphinx sees of them."""

from __future__ import annotations

import logging as std_logging
import os
import re
import shutil
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import ConfigError as SphinxConfigError
from sphinx.errors import ExtensionError
from sphinx.project import Project
from sphinx.util import logging
from sphinx.util.logging import WarningStreamHandler, get_node_location

from sphinx_newsroom.archive.compiler import Compiler
from sphinx_newsroom.archive.embargo import Withheld, drafts_in_words
from sphinx_newsroom.archive.loading import WITHOUT_LEDGER
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.archive.store import STORE, Store, basis_of
from sphinx_newsroom.config import ConfigError, settings_from
from sphinx_newsroom.diagnostics import Code, Problem, Severity
from sphinx_newsroom.extension import compiled_pages, inspection
from sphinx_newsroom.extension.domain import NewsroomDomain, domain_of, warn, warn_all
from sphinx_newsroom.extension.guard import STORED
from sphinx_newsroom.extension.notebooks import outdated_notebooks
from sphinx_newsroom.extension.workers import share
from sphinx_newsroom.files import digest, write
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS, PageName, release_id
from sphinx_newsroom.operations.publish import in_words, next_due
from sphinx_newsroom.outputs.cards import font_of
from sphinx_newsroom.outputs.tables.files import refuse_missing
from sphinx_newsroom.sources import notebook as notebooks
from sphinx_newsroom.sources.header import NOTEBOOK, body_of, is_notebook
from sphinx_newsroom.sources.listing import no_front_page
from sphinx_newsroom.sources.outline import under_title

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util._pathlib import _StrPath

    from sphinx_newsroom.archive.compiler import ReadingProblem
    from sphinx_newsroom.archive.loading import LoadedArchive


# The documents that Sphinx knows, and where their sources are: in files, or in copies of published texts.


class ArchiveProject(Project):
    """The project of an archive, in which Sphinx looks only for guides.

    *paths* maps the docnames of releases and records to paths from the archive's root.  Sphinx reads those in
    *documents*.  *kept* maps docnames to sources that are stored elsewhere.  Their own files are never opened: somebody
    may be editing them, or may have replaced them with a pipe.  Sphinx must not see files that match *hidden* patterns.
    """

    def __init__(
        self,
        srcdir: str | os.PathLike[str],
        source_suffix: Iterable[str],
        paths: Mapping[str, str],
        documents: Collection[str],
        kept: Mapping[str, Path],
        hidden: Collection[str],
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self.paths, self.documents, self.kept, self.hidden = paths, documents, kept, hidden

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what grows with the archive when Sphinx pickles the project."""
        return {**self.__dict__, "paths": {}, "documents": (), "kept": {}}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all guides, and add the documents among releases and records."""
        ours = (f"{folder}/**" for folder in SOURCE_FOLDERS)
        self.docnames = super().discover((*exclude_paths, *self.hidden, *ours), include_paths).union(self.documents)
        return self.docnames

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """Return the file that Sphinx reads, or its path within the archive if *absolute* is False."""
        kept, path = self.kept.get(docname), self.paths.get(docname)
        if kept is not None:
            path = f"{docname}{kept.suffix}"
        if path is None:
            return super().doc2path(docname, absolute)
        place = self.srcdir / path
        return self.srcdir / (kept or place) if absolute else place.relative_to(self.srcdir)


KEPT = "newsroom-kept"
"""The folder next to the doctrees that stores texts as they were published."""


def part(app: Sphinx, domain: NewsroomDomain, hidden: Collection[str]) -> None:
    """Tell Sphinx which documents to read: no compiled ones, and published texts from their stored copies.

    The copies are written next to Sphinx's doctrees.  Sphinx sees no file that matches a *hidden* pattern.
    """
    archive = domain.archive
    folder = Path(app.doctreedir, KEPT)
    paths = {docname: folder / one.path for docname, one in archive.kept.items()}
    if folder.exists():
        for path in folder.rglob("*"):
            if path.is_file() and path not in paths.values():
                path.unlink()
    for docname, one in archive.kept.items():
        write(paths[docname], one.source)  # an unchanged file isn't rewritten, so Sphinx doesn't read it again
    if not paths:
        shutil.rmtree(folder, ignore_errors=True)
    files = {str(docname): path for docname, path in domain.owned_paths()}
    documents = (files.keys() | paths.keys()) - set(domain.compiled.texts)
    kept = {str(docname): path for docname, path in paths.items()}
    suffixes = app.config.source_suffix
    app.project = app.env.project = ArchiveProject(app.srcdir, suffixes, files, documents, kept, hidden)


_CHECKED = ("docutils", "image", "misc", "myst", "newsroom", "ref")
"""The types of warnings whose causes the checks know, too."""


class NotTwice(std_logging.Filter):
    """Suppress warnings of Sphinx, docutils and MyST about a file that a check has already warned about."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app

    def filter(self, record: std_logging.LogRecord) -> bool:
        """Whether to show a warning."""
        place = getattr(record, "location", None)
        kind, code = getattr(record, "type", ""), getattr(record, "subtype", "")
        ours = kind == "newsroom"
        domain = domain_of(self.app.env)
        path = None if isinstance(place, str) and ours else self._path(place)  # a check names the file itself
        if not path or kind not in _CHECKED:
            return True
        reported = domain.reported.get(path, {})
        if ours and code != Code.REFERENCE.code:
            return not any(str(record.msg).startswith(one) for one in reported.get(Code.REFUSED, ()))
        # A superseded text stays as it was published, so nobody can fix it.
        warned = any(one.severity is not Severity.NOTICE for one in reported)
        return not warned and os.path.splitext(path)[0] not in domain.archive.superseded

    def _path(self, place: Any) -> str | None:
        """Return the path of the file that a warning is about, from the root of the archive."""
        if isinstance(place, tuple) and place[0]:
            return str(self.app.env.doc2path(place[0], base=False))
        if isinstance(place, nodes.Node):
            place = get_node_location(place)
        if not isinstance(place, str) or not place:
            return None
        name = place.rsplit(":", 1)[0] if ":" in place else str(self.app.env.doc2path(place))
        kept = os.path.join(self.app.doctreedir, KEPT)
        root = kept if name.startswith(kept + os.sep) else self.app.srcdir
        return os.path.relpath(name, root).replace(os.sep, "/")


def watch(app: Sphinx) -> None:
    """Filter all warnings of a build before they are counted."""
    for handler in std_logging.getLogger("sphinx").handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.filters.insert(0, NotTwice(app))


logger = logging.getLogger(__name__)

_NAMED = 5
"""The number of files that a message lists."""


def open_for_build(app: Sphinx) -> None:
    """Read all headers and records, report their problems, and hand them to the domain."""
    try:
        set_in_conf = [name for name in app.config._raw_config if name not in app.config.values]
        settings = settings_from(
            lambda name, default: getattr(app.config, name, default), set_in_conf, Path(app.srcdir)
        )
        font_of(Path(app.srcdir), settings)
        refuse_missing(required=settings.parquet)
    except ConfigError as error:
        raise SphinxConfigError(str(error)) from error
    documents = inspection.look_over(Path(app.srcdir), app.config)
    inspection.refuse_kept_back(Path(app.srcdir), documents.read, settings)
    for path in documents.leaving:
        logger.warning("%s:1: %s", path, inspection.LEAVES, type="newsroom", subtype=Code.OUTSIDE_ARCHIVE.code)
    front = app.config.root_doc
    if not any(Path(app.srcdir, front + suffix).is_file() for suffix in app.config.source_suffix):
        problem = no_front_page(front)
        raise SphinxConfigError(f"{problem.message}; {problem.advice}")
    why = next(compiled_pages.closed_by(app, documents.read), "")
    if why:
        logger.debug("newsroom: all releases are read as documents: %s", why)
    conventions = compiled_pages.conventions_of(app.config)
    store = None if why else Store(Path(app.doctreedir, STORE), basis_of(settings, conventions))
    # Reading all headers of a new archive leaves garbage; a known archive is already in memory and stays there.
    with without_collection() if store is not None and store.rows else nullcontext():
        archive = open_archive(
            Path(app.srcdir), settings, as_published=True, cache=store, texts=True, shared=partial(share, app)
        )
    # Data that only the compiler needs is released after compiling.
    texts, reads = archive.texts, dict(archive.reads)
    archive = replace(archive, texts={}, reads={})
    refuse_departures(archive)
    warn_all(archive.problems, archive.root)
    if drafts := drafts_in_words(archive.withheld):
        logger.info("newsroom: %s", drafts)
    if due := next_due(archive):
        logger.info("newsroom: the next release under embargo is due at %s", in_words(due))
    domain = domain_of(app.env)
    domain.open(archive, texts, (Path(app.outdir), Path(app.doctreedir)))
    books = [one.path for one in archive.kept.values() if is_notebook(one.path)]
    if books and "nbsphinx" not in app.extensions:  # created before the archive was read
        raise DepartureError(
            f"{books[0]} was published but is missing, and there is no other notebook; restore it first"
        )
    problems: list[ReadingProblem] = []
    if store is not None:
        compiler = Compiler(archive, domain.records, texts, reads, lambda: domain.names, conventions, store)
        domain.compiled, problems = compiler.compiled(partial(share, app))
        domain.source = compiler.source
    part(app, domain, [f"{_pattern(path)}{end}" for path in documents.leaving for end in ("", "/**")])
    watch(app)
    for report, place in problems:
        warn(report.code, report.message, report.advice, place)


class DepartureError(ExtensionError):
    """The build would change something that was published."""

    category = "Not as published"


class UnreadableError(DepartureError):
    """A file that the build would publish can't be read."""

    category = "Cannot be read"


def refuse_departures(archive: LoadedArchive) -> None:
    """Stop the build if it would change something that was published, or if a file can't be read.

    Raises DepartureError.
    """
    fatal = [problem for problem in archive.problems if problem.code.severity is Severity.FATAL]
    if archive.ledger is None and archive.releases and not fatal:
        logger.info(WITHOUT_LEDGER)
    if fatal:
        paths = {problem.path for problem in fatal}  # the problem in such a file is why it would vanish
        found = [
            problem
            for problem in archive.problems
            if problem in fatal or (problem.code.severity is Severity.ERROR and problem.path in paths)
        ]
        count = "this" if len(found) == 1 else f"{len(found)} things"
        lines = "\n  ".join(map(str, found))
        kind = UnreadableError if any(problem.code is Code.UNREADABLE for problem in fatal) else DepartureError
        raise kind(f"{count} must be corrected before anything is built:\n  {lines}")


def _pattern(path: str) -> str:
    # In NFC, as Sphinx compares paths; escaped as a character class, since its patterns have no backslash escapes.
    return re.sub(r"([*?[])", r"[\1]", unicodedata.normalize("NFC", path))


def settle(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Clear data of deleted documents, and return the documents that changes in other files make outdated."""
    domain = domain_of(env)
    _refuse_excluded(domain, env)
    for docname in removed:
        # Sphinx leaves the file behind, but a withdrawn text must not stay readable.
        (Path(env.doctreedir) / f"{docname}.doctree").unlink(missing_ok=True)
        shutil.rmtree(Path(env.doctreedir, STORED, docname), ignore_errors=True)
    outdated = {*_outdated(domain), *_with_changed_sources(domain, env, added | changed)}
    outdated.update(domain.failed.keys() & env.found_docs)  # what they need may have been installed since
    _ = domain.names, domain.records  # computed before the readers are forked, so that all share them
    outdated.update(outdated_notebooks(env, bool(outdated or added or changed or removed)))
    return sorted(outdated - removed)


def _refuse_excluded(domain: NewsroomDomain, env: BuildEnvironment) -> None:
    """Raise ConfigError if conf.py hides a file from Sphinx that links, lists and feeds treat as part of the site."""
    has = inspection.VisibleFiles.by(env.config).has
    if left_out := sorted(path for _, path in domain.owned_paths() if not has(path)):
        paths = ", ".join(left_out[:_NAMED])
        more = f" and {len(left_out) - _NAMED:,} more" if len(left_out) > _NAMED else ""
        raise SphinxConfigError(
            f"exclude_patterns or include_patterns in conf.py leaves {paths}{more} out of the site; remove the "
            "pattern, or move the files out of the archive's folders"
        )


def _with_changed_sources(domain: NewsroomDomain, env: BuildEnvironment, read: set[str]) -> Iterator[str]:
    """Yield the documents whose source isn't the one that they were read from.

    Sphinx compares modification times.  It misses a source with an older time stamp (moved, unpacked or copied files)
    and one that was saved while the last build read it.  *read* are documents that will be read anyway.
    """
    for docname in map(PageName, env.found_docs - read):
        if domain.owns(docname):
            now = domain.archive.digests[docname]
        else:
            try:
                now = _digest_of(env.doc2path(docname).read_text(encoding=env.settings["input_encoding"]))
            except (OSError, UnicodeDecodeError):
                now = ""  # Sphinx reports the error when it reads the file
        if domain.digests.get(docname) != now:
            yield docname


def _digest_of(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


def _outdated(domain: NewsroomDomain) -> Iterator[str]:
    """Yield the documents whose roles or links would now show something else, because their targets have changed.

    A target may be published, held back, added or deleted.
    """
    for docname, uses in domain.roles_used.items():
        if any(domain.shown_by_role(use.what, use.id) != use.shown for use in uses):
            yield docname
    for docname, files in domain.files.items():
        if any(domain.has_page(path) != found for path, found in files):
            yield docname


def note_what_is_read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Note which documents this build reads."""
    domain_of(env).read = frozenset(docnames)


def let_texts_go(app: Sphinx, env: BuildEnvironment) -> None:
    """Drop all texts after reading."""
    domain_of(env).texts = {}


def note_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the file's content with the text whose header was checked, and store its digest.

    The file may have changed since.
    """
    domain, page = domain_of(app.env), PageName(docname)
    if domain.owns(page):
        text = domain.texts.get(page)
        if text is None:  # the store knew the file
            text = domain.source(page, str(app.env.doc2path(page, base=False)))
        if text is None:
            raise ExtensionError(f"{docname} changed while the site was being built; build it again")
        source[0] = text
        domain.digests[page] = domain.archive.digests[page]
    else:
        domain.digests[page] = _digest_of(source[0])


def take_header_out(app: Sphinx, docname: str, source: list[str]) -> None:
    """Pass only the body to the parser, with the title from the header and the line numbers of the file."""
    domain, page = domain_of(app.env), PageName(docname)
    release, record = domain.archive.release_of(page), domain.records.get(page)
    owner = release or record
    if owner is not None and not is_notebook(owner.path):  # their parser reads only the cells
        source[0] = under_title(body_of(source[0]), release.title if release else record.name if record else "")


def forget_times(app: Sphinx, doctree: nodes.document) -> None:
    """Remove execution times and the Python version from the copy of a notebook that nbsphinx publishes."""
    copy = Path(app.env.doctreedir, "nbsphinx", f"{app.env.docname}{NOTEBOOK}")
    if copy.is_file():
        write(copy, notebooks.without_times(copy.read_text(encoding="utf-8")))


def stand_alone(app: Sphinx, doctree: nodes.document) -> None:
    """Mark releases and records as orphans: lists link to them, so Sphinx need not warn that no toctree does."""
    domain, docname = domain_of(app.env), PageName(app.env.docname)
    if domain.owns(docname):
        app.env.metadata[docname]["orphan"] = True
    release = domain.archive.releases.get(docname)
    if release and release.withdrawn:  # its document is only the notice
        app.env.titles[docname] = app.env.longtitles[docname] = nodes.title("", release.title)


def keep_back_unreadable(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Hold back each release whose text can't be parsed; a record keeps its page, but without the text.

    Raises DepartureError if one of the releases was already published, since its address must not vanish.
    """
    domain = domain_of(env)
    archive, published = domain.archive, []
    found: dict[PageName, Problem] = {}
    for name, why in sorted(domain.unreadable.items()):
        if name not in env.found_docs:
            continue
        docname = PageName(name)
        path = str(env.doc2path(docname, base=False))
        advice = "simplify its Markdown piece by piece until it can be read"
        # Handled per file: one broken text must not stop thousands of others.
        found[docname] = Problem(path, 1, Code.UNREADABLE_TEXT, f"the text can't be parsed ({why})", advice)
        env.all_docs.pop(docname, None)  # so that the next build reads and reports it again
        recorded = archive.ledger is not None and release_id(docname) in archive.ledger.records
        if recorded or docname in archive.superseded:
            published.append(found[docname])
    if not found:
        return []
    problems = tuple(found.values())
    warn_all(problems, archive.root)
    if published:
        lines = "\n  ".join(map(str, published))
        raise DepartureError(f"published texts would disappear; correct this first:\n  {lines}")
    withheld = {docname: Withheld(problem.path, "error") for docname, problem in found.items()}
    releases = {docname: release for docname, release in archive.releases.items() if docname not in found}
    domain.open(
        replace(
            archive,
            problems=(*archive.problems, *problems),
            releases=releases,
            withheld={**archive.withheld, **withheld},
        ),
        domain.texts,
        domain.publishable.closed,
    )
    env.found_docs.difference_update(found)
    return []


def setup(app: Sphinx) -> None:
    """Connect the event handlers, in the order in which they run."""
    app.connect("builder-inited", open_for_build, priority=900)  # after the theme has set options that affect texts
    app.connect("env-get-outdated", settle)
    app.connect("env-before-read-docs", note_what_is_read, priority=900)  # after handlers that add documents to read
    app.connect("env-updated", let_texts_go)
    app.connect("env-updated", keep_back_unreadable)
    app.connect("source-read", note_source, priority=0)
    app.connect("source-read", take_header_out, priority=100)  # before extensions that look at the text
    app.connect("doctree-read", forget_times)
    app.connect("doctree-read", stand_alone, priority=900)  # after the collector that resets the metadata

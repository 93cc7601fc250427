"""The first half of a build: which sources Sphinx reads, and what of them it gets to see."""

from __future__ import annotations

import logging as std_logging
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
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
from sphinx_newsroom.extension.workers import shared_by
from sphinx_newsroom.files import digest, write
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS, PageName, release_id
from sphinx_newsroom.operations.publish import in_words, next_due
from sphinx_newsroom.outputs.cards import font_of
from sphinx_newsroom.outputs.tables.files import refuse_missing
from sphinx_newsroom.sources import notebook as notebooks
from sphinx_newsroom.sources.header import NOTEBOOK, SUFFIXES, body_of, is_notebook, paths_of
from sphinx_newsroom.sources.listing import no_front_page
from sphinx_newsroom.sources.outline import under_title

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util._pathlib import _StrPath

    from sphinx_newsroom.archive.compiler import ReadingProblem
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.model.records import Entity


# Which documents there are for Sphinx, and where it finds their sources: in files, or in copies of published texts.


class ArchiveProject(Project):
    """The sources of an archive, of which some are in other places and some are not documents.

    *kept* are the sources of documents that stand elsewhere, by docname.  Their own files are not opened: somebody
    works on them, or put a pipe or nothing in their place.  Where texts are *compiled*, Sphinx does not look for
    releases and records: it is told the *documents* among them.  Both are paths from the archive's root, by docname.
    """

    def __init__(
        self,
        srcdir: str | os.PathLike[str],
        source_suffix: Iterable[str],
        kept: Mapping[PageName, Path],
        documents: Mapping[PageName, str],
        compiled: Mapping[PageName, str],
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self.kept: dict[str, Path] = {str(docname): path for docname, path in kept.items()}
        self.documents: dict[str, str] = {str(docname): path for docname, path in documents.items()}
        self.compiled: dict[str, str] = {str(docname): path for docname, path in compiled.items()}

    def __getstate__(self) -> dict[str, Any]:
        """What Sphinx keeps of it from one build to the next: nothing that grows with the archive."""
        return {**self.__dict__, "kept": {}, "documents": {}, "compiled": {}}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all documents, those that are kept elsewhere as well."""
        if not self.compiled:
            found = super().discover(exclude_paths, include_paths) | self.kept.keys()
        else:
            others = super().discover((*exclude_paths, *(f"{folder}/**" for folder in SOURCE_FOLDERS)), include_paths)
            found = others | self.documents.keys() | (self.kept.keys() - self.compiled.keys())
        self.docnames = found
        return found

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """The file that Sphinx reads; its name within the archive where *absolute* is False."""
        path = self.kept.get(docname)
        if path is not None:
            inner = (self.srcdir / f"{docname}{path.suffix}").relative_to(self.srcdir)
            return self.srcdir / path if absolute else inner
        known = self.documents.get(docname) or self.compiled.get(docname)
        if known is None:
            return super().doc2path(docname, absolute)
        return self.srcdir / known if absolute else (self.srcdir / known).relative_to(self.srcdir)


KEPT = "newsroom-kept"
"""The folder, beside the doctrees, with the texts that are kept as they were published."""


def part(app: Sphinx, archive: Archive, records: Mapping[PageName, Entity], compiled: Collection[PageName]) -> None:
    """Have Sphinx read the archive's documents: not what is *compiled*, and published texts from where they are kept.

    What is kept is written beside what Sphinx remembers of documents.
    """
    folder = Path(app.doctreedir, KEPT)
    paths = {docname: folder / one.path for docname, one in archive.kept.items()}
    if folder.exists():
        for path in folder.rglob("*"):
            if path.is_file() and path not in paths.values():
                path.unlink()
    for docname, one in archive.kept.items():
        write(paths[docname], one.source)  # left alone where it is there, so that Sphinx does not read it again
    if not paths:
        shutil.rmtree(folder, ignore_errors=True)
    if not paths and not compiled:
        return
    files = {docname: release.path for docname, release in archive.releases.items()}
    files |= {docname: one.release.path for docname, one in archive.superseded.items()}
    files |= {docname: record.path or "" for docname, record in records.items()}
    there = set(compiled)
    documents = {docname: path for docname, path in files.items() if docname not in there}
    others = {docname: path for docname, path in files.items() if docname in there}
    app.project = app.env.project = ArchiveProject(app.srcdir, app.config.source_suffix, paths, documents, others)


class NotTwice(std_logging.Filter):
    """Holds back what Sphinx, docutils and MyST warn of in a file that a check has warned of, by line and advice."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app

    def filter(self, record: std_logging.LogRecord) -> bool:
        """Whether a warning is to be shown."""
        place = getattr(record, "location", None)
        ours, code = getattr(record, "type", "") == "newsroom", getattr(record, "subtype", "")
        domain = domain_of(self.app.env)
        path = None if isinstance(place, str) and ours else self._path(place)  # a check gives the file itself
        if not path:
            return True
        told = domain.told.get(path, {})
        if ours and code != Code.REFERENCE.code:
            return not any(str(record.msg).startswith(one) for one in told.get(Code.REFUSED, ()))
        # A superseded text stays as it was published, and nobody can mend it.
        warned = any(one.severity is not Severity.NOTICE for one in told)
        return not warned and os.path.splitext(path)[0] not in domain.archive.superseded

    def _path(self, place: Any) -> str | None:
        """The file that a warning is of, from the root of the archive."""
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
    """Look at all warnings of a build, before they are counted."""
    for handler in std_logging.getLogger("sphinx").handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.filters.insert(0, NotTwice(app))


logger = logging.getLogger(__name__)

_NAMED = 5
"""How many of many files a message names."""


def open_for_build(app: Sphinx) -> None:
    """Read all headers and records, report what is wrong with them, and hand them to the domain."""
    try:
        said = [name for name in app.config._raw_config if name not in app.config.values]
        settings = settings_from(lambda name, default: getattr(app.config, name, default), said, Path(app.srcdir))
        font_of(Path(app.srcdir), settings)
        refuse_missing(wanted=settings.parquet)
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
    # Of a new archive all headers are read here, which leaves garbage; of one that is known they are there and stay.
    with without_collection() if store is not None and store.rows else nullcontext():
        archive = open_archive(
            Path(app.srcdir), settings, as_published=True, cache=store, texts=True, shared=shared_by(app)
        )
    # What only compiling needs is let go when that is done.
    texts, reads = archive.texts, dict(archive.reads)
    archive = replace(archive, texts={}, reads={})
    refuse_departures(archive)
    warn_all(archive.problems, archive.root)
    if drafts := drafts_in_words(archive.withheld):
        logger.info("newsroom: %s", drafts)
    if due := next_due(archive):
        logger.info("newsroom: the next release under embargo is due at %s", in_words(due))
    domain_of(app.env).open(archive, texts, (Path(app.outdir), Path(app.doctreedir)))
    books = [one.path for one in archive.kept.values() if is_notebook(one.path)]
    if books and "nbsphinx" not in app.extensions:  # loaded before the archive is read
        raise DepartureError(f"{books[0]} was published and is gone, and no other notebook is there; put it back first")
    domain = domain_of(app.env)
    told: list[ReadingProblem] = []
    if store is not None:
        compiler = Compiler(archive, domain.records, texts, reads, lambda: domain.names, conventions, store)
        domain.compiled, told = compiler.compiled(shared_by(app))
        domain.source = compiler.source
    part(app, archive, domain.records, domain.compiled.texts.keys())
    watch(app)
    for report, place in told:
        warn(report.code, report.message, report.advice, place)
    kept_out = [
        *_withheld_patterns(archive),
        *(f"{_pattern(path)}{end}" for path in documents.leaving for end in ("", "/**")),
    ]
    kept_out += [_pattern(path) for docname in archive.kept for path in paths_of(docname)]
    kept_out += [f"{folder}/**{end}" for folder in SOURCE_FOLDERS for end in _other_ends(app)]
    domain_of(app.env).kept_out = tuple(kept_out)
    app.config.exclude_patterns = [*app.config.exclude_patterns, *kept_out]


class DepartureError(ExtensionError):
    """What the build would publish is not what was published."""

    category = "Not as published"


class UnreadableError(DepartureError):
    """What the build would publish cannot be read."""

    category = "Cannot be read"


def refuse_departures(archive: Archive) -> None:
    """End the build where what it would publish is not what was published, or cannot be read.

    Raises DepartureError.
    """
    fatal = [problem for problem in archive.problems if problem.code.severity is Severity.FATAL]
    if archive.ledger is None and archive.releases and not fatal:
        logger.info(WITHOUT_LEDGER)
    if fatal:
        paths = {problem.path for problem in fatal}  # what is wrong with such a file is why it would vanish
        found = [
            problem
            for problem in archive.problems
            if problem in fatal or (problem.code.severity is Severity.ERROR and problem.path in paths)
        ]
        count = "this" if len(found) == 1 else f"{len(found)} things"
        lines = "\n  ".join(map(str, found))
        kind = UnreadableError if any(problem.code is Code.UNREADABLE for problem in fatal) else DepartureError
        raise kind(f"{count} must be corrected before anything is built:\n  {lines}")


def _withheld_patterns(archive: Archive) -> list[str]:
    """Patterns that match the files that must not reach Sphinx, and nothing else; Sphinx compares them as NFC."""
    return [_pattern(withheld.path) for withheld in archive.withheld.values()]


def _other_ends(app: Sphinx) -> Iterable[str]:
    """How the names of documents end that are read elsewhere in the archive, as conf.py has it, and no release's."""
    return (_pattern(end) for end in app.config.source_suffix if end not in SUFFIXES)


def _pattern(path: str) -> str:
    # As a class of one sign, since Sphinx's patterns know no backslash.
    return re.sub(r"([*?[])", r"[\1]", unicodedata.normalize("NFC", path))


def settle(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Clear away what is gone, and name the documents that other files' changes make outdated.

    Embargoed and broken files were kept from Sphinx by ``exclude_patterns`` while it looked for
    sources; the value goes back to what conf.py says before it is stored, since a change of it
    would have everything read again.
    """
    domain = domain_of(env)
    kept_out = set(domain.kept_out)
    app.config.exclude_patterns = [pattern for pattern in app.config.exclude_patterns if pattern not in kept_out]
    for docname in [name for name in env.found_docs if _is_source(name) and not domain.owns(name)]:
        env.found_docs.discard(docname)  # a file that Sphinx sees and we do not: it is not known to be publishable
        added.discard(docname)
        changed.discard(docname)
    _refuse_left_out(domain, env)
    for docname in removed:
        # Sphinx leaves it, and a text that was withdrawn must not stay readable there.
        (Path(env.doctreedir) / f"{docname}.doctree").unlink(missing_ok=True)
        shutil.rmtree(Path(env.doctreedir, STORED, docname), ignore_errors=True)
    outdated = {*_outdated(domain), *_with_other_sources(domain, env, added | changed)}
    outdated.update(domain.failed.keys() & env.found_docs)  # what they lack may have been installed meanwhile
    _ = domain.names, domain.records  # made ready before the readers are forked, so that all share them
    outdated.update(outdated_notebooks(env, bool(outdated or added or changed or removed)))
    return sorted(outdated - removed)


def _refuse_left_out(domain: NewsroomDomain, env: BuildEnvironment) -> None:
    """Raise ConfigError where conf.py keeps from Sphinx what links, lists and feeds take for a part of the site."""
    owned = {docname: one.path for docname, one in (*domain.archive.releases.items(), *domain.records.items())}
    told = owned if domain.compiled.texts else {}  # Sphinx did not look for them
    seen = inspection.VisibleFiles.by(env.config)
    left_out = sorted(
        path
        for docname, path in owned.items()
        if not (seen.has(path) if docname in told else docname in env.found_docs)
    )
    if left_out:
        paths = ", ".join(left_out[:_NAMED])
        more = f" and {len(left_out) - _NAMED:,} more" if len(left_out) > _NAMED else ""
        raise SphinxConfigError(
            f"exclude_patterns or include_patterns in conf.py leaves {paths}{more} out of the site; remove that, "
            "or move the files out of the archive's folders"
        )


def _with_other_sources(domain: NewsroomDomain, env: BuildEnvironment, read: set[str]) -> Iterator[str]:
    """Documents whose source is not the one that they were read from.

    Sphinx goes by times, and takes a file for the one that it read where the other is older (as moved, unpacked or
    copied files are), or was saved while the last build read it.  *read* is read anyway.
    """
    for docname in map(PageName, env.found_docs - read):
        if domain.owns(docname):
            now = domain.archive.digests[docname]
        else:
            try:
                now = _digest_of(env.doc2path(docname).read_text(encoding=env.settings["input_encoding"]))
            except (OSError, UnicodeDecodeError):
                now = ""  # Sphinx says what is wrong when it reads the file
        if domain.digests.get(docname) != now:
            yield docname


def _digest_of(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


def _is_source(docname: str) -> bool:
    return docname.startswith(tuple(f"{folder}/" for folder in SOURCE_FOLDERS))


def _outdated(domain: NewsroomDomain) -> Iterator[str]:
    """Documents whose roles or links would show something else: what they name is let go, kept back, new or gone."""
    for docname, uses in domain.roles_used.items():
        if any(domain.shown_by_role(use.what, use.id) != use.shown for use in uses):
            yield docname
    for docname, files in domain.files.items():
        if any(domain.has_page(path) != found for path, found in files):
            yield docname


def keep_what_is_read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Let go of all texts but those that are about to be read."""
    domain = domain_of(env)
    domain.read = frozenset(docnames)
    read = {docname: domain.texts.get(docname) or _known(domain, docname) for docname in map(PageName, docnames)}
    domain.texts = {docname: text for docname, text in read.items() if text is not None}


def _known(domain: NewsroomDomain, docname: PageName) -> str | None:
    """The source of a text that was compiled by now and is to be a document, which need not have been read."""
    owner = domain.archive.release_of(docname) or domain.records.get(docname)
    text = domain.source(docname, owner.path) if owner is not None and owner.path else None
    if text is None and domain.owns(docname):
        raise ExtensionError(f"{docname} was changed while the site was built; build it again")
    return text


def let_texts_go(app: Sphinx, env: BuildEnvironment) -> None:
    """Let go of all texts: reading is over."""
    domain_of(env).texts = {}


def note_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the text whose header was judged in the place of what the file holds by now, and keep its digest."""
    domain, page = domain_of(app.env), PageName(docname)
    if domain.owns(page):
        source[0] = domain.texts[page]
        domain.digests[page] = domain.archive.digests[page]
    else:
        domain.digests[page] = _digest_of(source[0])


def take_header_out(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the parser the body alone, under the header's title, with line numbers as in the file."""
    domain, page = domain_of(app.env), PageName(docname)
    release, record = domain.archive.release_of(page), domain.records.get(page)
    owner = release or record
    if owner is not None and not is_notebook(owner.path):  # whose parser reads the cells alone
        source[0] = under_title(body_of(source[0]), release.title if release else record.name if record else "")


def forget_times(app: Sphinx, doctree: nodes.document) -> None:
    """Take the times of execution, and Python's version, out of the copy of a notebook that nbsphinx will publish."""
    copy = Path(app.env.doctreedir, "nbsphinx", f"{app.env.docname}{NOTEBOOK}")
    if copy.is_file():
        write(copy, notebooks.without_times(copy.read_text(encoding="utf-8")))


def stand_alone(app: Sphinx, doctree: nodes.document) -> None:
    """Releases and records are reached from lists, not from toctrees; Sphinx need not miss them there."""
    domain, docname = domain_of(app.env), PageName(app.env.docname)
    if domain.owns(docname):
        app.env.metadata[docname]["orphan"] = True
    release = domain.archive.releases.get(docname)
    if release and release.withdrawn:  # whose document is the notice alone
        app.env.titles[docname] = app.env.longtitles[docname] = nodes.title("", release.title)


def keep_back_unreadable(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Keep back the releases whose text could not be parsed, each by itself; of a record its page stays, without text.

    Raises DepartureError where one of them was published: its address must not vanish.
    """
    domain = domain_of(env)
    archive, published = domain.archive, []
    found: dict[PageName, Problem] = {}
    for name, why in sorted(domain.unreadable.items()):
        if name not in env.found_docs:
            continue
        docname = PageName(name)
        path = str(env.doc2path(docname, base=False))
        advice = "write the text as plain Markdown, piece by piece, until it is read"
        # By its own file: one text that trips the parser must not stop thousands of others.
        found[docname] = Problem(path, 1, Code.UNREADABLE_TEXT, f"the text cannot be parsed ({why})", advice)
        env.all_docs.pop(docname, None)  # so it is read, and reported, at the next build as well
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
    """Connect the handlers, in the order in which they run."""
    app.connect("builder-inited", open_for_build, priority=900)  # after the theme has set what shows in texts
    app.connect("env-get-outdated", settle)
    app.connect("env-before-read-docs", keep_what_is_read, priority=900)  # after any that has more read
    app.connect("env-updated", let_texts_go)
    app.connect("env-updated", keep_back_unreadable)
    app.connect("source-read", note_source, priority=0)
    app.connect("source-read", take_header_out, priority=100)  # before any extension that looks at the text
    app.connect("doctree-read", forget_times)
    app.connect("doctree-read", stand_alone, priority=900)  # after the collector that resets the metadata

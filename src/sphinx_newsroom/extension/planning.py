"""Between reading and writing: what all pages show now, and which of them would show something else than they do."""

from __future__ import annotations

import hashlib
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.matching import Matcher
from sphinx.util.parallel import parallel_available

from sphinx_newsroom._version import __version__
from sphinx_newsroom.allowed import KINDS
from sphinx_newsroom.archive.hidden_data import of_conf
from sphinx_newsroom.archive.store import program
from sphinx_newsroom.extension import workers
from sphinx_newsroom.extension.builder import html_builder
from sphinx_newsroom.extension.compiled_pages import at_root, others_write, told_of_extensions
from sphinx_newsroom.extension.domain import NewsroomDomain, Site, domain_of, keys_of, pages_of, warn_all
from sphinx_newsroom.extension.files_beside import whatever_pages_say
from sphinx_newsroom.files import PACKAGE, digest, fingerprint
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import (
    DATABASE,
    FOLDERS,
    MENTION_ROWS,
    RELEASE_ROWS,
    RELEASES,
    SEARCH_FOLDER,
    STATEMENT_ROWS,
    PageName,
    entity_page,
    rows_of_year,
)
from sphinx_newsroom.operations.alerts import alerts_of
from sphinx_newsroom.outputs import copies
from sphinx_newsroom.outputs.batches import Batch, Known, ToldByYear, batches, of_years
from sphinx_newsroom.outputs.cards import font_of
from sphinx_newsroom.outputs.data.redirects import RedirectError
from sphinx_newsroom.outputs.output import AnyOutput, Copied, Output, State
from sphinx_newsroom.outputs.pages import all_pages
from sphinx_newsroom.outputs.search import stems
from sphinx_newsroom.outputs.search.stems import made_with
from sphinx_newsroom.outputs.tables import files as tables
from sphinx_newsroom.outputs.writing import SiteFolder, Write, wanted_of
from sphinx_newsroom.parallel import ELSEWHERE, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.builder import SiteBuilder
    from sphinx_newsroom.model.alerts import Alert
    from sphinx_newsroom.outputs.output import Rows
    from sphinx_newsroom.outputs.pages import Pages
    from sphinx_newsroom.outputs.writing import Written


_ROWS = (RELEASE_ROWS, MENTION_ROWS, STATEMENT_ROWS, rows_of_year("").removesuffix(".jsonl"))
OURS_ALONE = (f"{RELEASES}/", f"{SEARCH_FOLDER}/", DATABASE, *_ROWS)
"""At these no extension writes files of its own, or over ours; elsewhere one may, such as over ``sitemap.xml``."""

_PART = "search/"
_OF_SEARCH = (_PART, "quotes/")
"""Begins of the keys of outputs whose files are all in the folder of the search."""

ENOUGH = 60
"""So much work, in texts, is worth a process: to begin one takes as long as ten where there are ten thousand, and what
it copies of the memory takes more."""

_HEAVY = 20
"""So much work is a part of its own."""


@dataclass
class EarlyOutputs:
    """What other processes have begun to make, as :class:`.plan.Early` says."""

    standing: Rows
    begun: workers.Begun | None = None

    def results(self) -> Iterator[Written]:
        """What comes of each part; what nobody has begun is made here.  Raises as :meth:`.helpers.Begun.results`."""
        return self.begun.results() if self.begun else iter(())

    def end(self) -> None:
        """Have nobody make anything any longer."""
        if self.begun:
            self.begun.end()


def begin_outputs(app: Sphinx) -> None:
    """Have other processes begin to make what takes long of the outputs beside pages, where this build has some."""
    site, outdir = domain_of(app.env).site, Path(app.outdir)
    if others_write(app):  # what stands now they may yet write over
        return
    if app.parallel < 2 or site.early is not None:  # noqa: PLR2004 (alone)
        return
    if site.listed is None:
        list_outputs(app)
    if site.listed is None or not parallel_available or ELSEWHERE.get():
        return
    _, extra = site.after.made[copies.EXTRA]
    if any(path.startswith(OURS_ALONE) for path in extra):  # Sphinx is yet to write over ours, and we over that
        return
    noted = State()
    wanted = wanted_of(site.listed, site.before, noted, outdir)
    site.early = EarlyOutputs(noted.made)
    work = Write(SiteFolder(str(outdir)), outdir, site.before)
    apart = [output for output in wanted if _is_apart(output)]
    # Where there is more, all is shared in the end, by as many processes as the build has.
    if len(parts(wanted, work.weight)) > 1 or sum(map(work.weight, apart)) < ENOUGH:
        site.listed = tuple(wanted)
        return
    site.listed = tuple(output for output in wanted if not _is_apart(output))
    site.early.begun = workers.begin(
        work, _by_weight(apart, work.weight), app.parallel - 1, around=partial(stems.kept_at, _stems_of(app))
    )


def list_outputs(app: Sphinx) -> None:
    """Work out the outputs of which most is asked; what is wrong with one is told where it is written."""
    with suppress(RedirectError):
        domain_of(app.env).site.listed = tuple(whatever_pages_say(app))


@contextmanager
def stems_at(app: Sphinx) -> Iterator[None]:
    """Have the stems at hand that builds keep, and keep those of this one."""
    site = domain_of(app.env).site
    with stems.kept_at(_stems_of(app)):
        yield
    stems.forget_others(_stems_of(app), {key.removeprefix(_PART) for key in site.after.made})


def _stems_of(app: Sphinx) -> Path:
    return Path(app.doctreedir, "newsroom-stems")


def _is_apart(output: AnyOutput) -> bool:
    """Whether all files of an output stand where nobody else writes."""
    return (
        output.key.startswith(_OF_SEARCH)
        if isinstance(output, (Output, Copied))
        else output.path.startswith(OURS_ALONE)
    )


def _by_weight(outputs: Sequence[AnyOutput], weight: Callable[[AnyOutput], int]) -> list[list[AnyOutput]]:
    """Outputs as parts, the heaviest last, those that are light together with others."""
    light = [output for output in outputs if weight(output) < _HEAVY]
    heavy = [[output] for output in outputs if weight(output) >= _HEAVY]
    together = [light[at : at + _HEAVY] for at in range(0, len(light), _HEAVY)]
    return sorted([*together, *heavy], key=lambda part: sum(map(weight, part)))


# All that a site is made of, as one fingerprint: where it is as it was, nothing is planned, made or written.


def everything(domain: NewsroomDomain, salt: str, documents: str) -> str:
    """What changes when anything does that a site is made of.

    *salt* stands for the program, conf.py and the theme, *documents* for which pages have a source of their own.  All
    else that pages, feeds, search and data show follows from these: the settings, the sources, which of them may
    be shown, the ledger as far as it is known by now, the files of releases and all that is copied.
    """
    archive, ledger = domain.archive, domain.archive.ledger
    lines = [event.digest for event in ledger.events if event.at <= archive.settings.now] if ledger else []
    recorded = (len(lines), lines[-1:], ledger.ends, ledger.checkpoint, ledger.stamp) if ledger else ()
    editions = [
        (edition.name, edition.at, sorted(record.current.digest for record in edition.records.values()))
        for edition in (domain.versions.editions if archive.settings.editions else ())
    ]
    return fingerprint(
        salt,
        told_of_settings(archive.settings),
        sorted(archive.digests.items()),
        sorted(archive.releases),
        sorted(archive.superseded),
        sorted((docname, one.reason) for docname, one in archive.withheld.items()),
        archive.registry.digest,
        recorded,
        editions,
        list(archive.placements),
        archive.others.archives,
        sorted(archive.others.inventories.items()),
        sorted(domain.digests.items()),
        sorted(domain.failed.items()),
        documents,
        domain.copied,
    )


def told_of_settings(settings: Settings) -> object:
    """What changes when any setting does, but for the moment by which a build goes."""
    said = [(name, value) for name, value in vars(settings).items() if name not in ("now", "allowed")]
    return said, [sorted(getattr(settings.allowed, kind)) for kind in KINDS]


FRAMED = frozenset(("docs/index", "docs/imprint"))
"""The documents that each page leads to, where they are there."""


def plan(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Work out all pages, and name the documents whose page would now show something else.

    Where anything else is to be written or copied, the front page is named: Sphinx does neither for no document.
    """
    builder = html_builder(app)
    if builder is None:
        return []
    with without_collection():
        return _plan(app, env, builder)


def _plan(app: Sphinx, env: BuildEnvironment, builder: SiteBuilder) -> list[str]:
    domain = domain_of(env)
    placements = domain.archive.placements
    copies.name_pictures(env, placements)
    pictures = copies.pictures_of_documents(env, placements)
    placed = placements.pages
    documents = {*env.found_docs, *domain.compiled.texts}
    which = fingerprint(sorted(documents))
    # What every page depends on beside its view: the program, conf.py, the words, which names are links, the theme.
    settings = domain.archive.settings
    words = settings.language, settings.interfaces
    said = builder.build_info.config_hash, words, app.config.root_doc, settings.link, told_of_extensions(app)
    domain.theme = _theme_digest(app)
    # Which lists and documents the frame of each page leads to.
    led_to = [kind for kind in FOLDERS if domain.index.registry.of_kind(kind)], sorted(FRAMED & env.found_docs)
    salt = fingerprint(__version__, program(), said, domain.theme, led_to)
    extra = copies.extra_files(app.config, Path(app.confdir), Matcher(app.config.exclude_patterns))
    copies.make_room(extra, Path(app.outdir))
    left = domain.left
    _tell_unseen(app, domain)
    before = left.without(extra, copies.EXTRA)
    # No page depends on the stemmers, nor on the font of cards.
    font = digest(font_of(domain.archive.root, domain.archive.settings))
    domain.alerts = _alerts(domain)
    # Whom they are for changes nothing that anybody sees.
    offered = [(alert.id, alert.name, alert.query, alert.facets, alert.feed, alert.public) for alert in domain.alerts]
    written_with = fingerprint(salt, made_with(), font, tables.made_with(domain.archive.settings), offered)
    whole = everything(domain, written_with, which)

    known = Known()

    def all_of_them() -> Pages:
        archive, front = domain.archive, PageName(app.config.root_doc)
        return all_pages(domain.index, archive.settings, front, domain.versions, domain.alerts, archive.others, known)

    # Sphinx copies what `html_extra_path` adds at each build, so a file of ours of the same name is written each time.
    if before.made.keys() == left.made.keys() and _is_whole(app, before, whole):
        domain.site = Site(all_of_them, {}, before, time.time(), whole, before, stands=True)
        return []
    after = State()

    def held(found: Iterable[Batch]) -> Iterator[Batch]:
        for batch in found:
            if before.stands_packed(batch.name, batch.digest, Path(app.outdir)):
                after.packed[batch.name] = before.packed[batch.name]
                known.keep(batch, before.packed[batch.name].told)
            else:
                _hold_some(batch, before, after, known, Path(app.outdir))
            yield batch._replace(each=dict)  # it has hold of what is known of all releases

    made_of = _MadeOf(domain, written_with, pictures)
    months = list(made_of.releases())
    years = of_years((month.year, month.digest) for month in months if month.year is not None)
    known.years = ToldByYear(years, before.told, after.told)
    found = list(held(month for month in months if month.pages))
    pages = all_of_them()
    found += held(made_of.records(pages))
    before.unpack(before.packed.keys() - after.packed.keys())
    digests = {
        # a record's page is a document only as long as the record has a file
        name: known.page(name)
        or fingerprint(
            salt,
            pages.shown(name),
            _listed(domain, name),
            name in documents,
            domain.compiled.digests.get(name),
            _moved(domain, name),
            pictures.get(name),
            sorted(placed.get(name, {}).items()),
        )
        for name in pages
        if name not in known.standing
    }
    # Beside each guide stand all of them, with their titles; lists are in the order in which Sphinx read them last.
    guides = sorted(name for name in env.found_docs if name not in pages and not domain.owns(name))
    titles = fingerprint(
        [(name, env.titles[name].astext()) for name in guides if name in env.titles],
        sorted(env.toctree_includes.items()),
    )
    for docname in map(PageName, guides):
        digests[docname] = fingerprint(
            salt, titles, _listed(domain, docname), _moved(domain, docname), pictures.get(docname)
        )
    started = time.time()
    site = domain.site = Site(lambda: pages, digests, before, started, whole, after, batches=tuple(found), known=known)
    site.at_root = at_root(Path(builder.outdir))
    beside = {copies.DOCUMENTS: which, copies.COPIED: domain.copied}
    site.after.made.update({key: (digest, ()) for key, digest in beside.items()})
    site.after.made[copies.EXTRA] = ("", extra)
    outdir = Path(builder.outdir)
    outdated = {name for name in digests if not site.has(name, outdir)}
    if outdated or any(site.before.made.get(key) != site.after.made[key] for key in beside):
        outdated.add(PageName(app.config.root_doc))
    if outdated and len(parts(tuple(outdated))) == 1:  # else processes write pages first, and all of them do
        begin_outputs(app)
    return sorted(filter(domain.is_guide, outdated))


def _tell_unseen(app: Sphinx, domain: NewsroomDomain) -> None:
    """Warn of what files say that no reader sees, of those that conf.py has copied, whenever they are copied anew."""
    if domain.left.made.get(copies.COPIED, ("",))[0] != domain.copied:
        root, settings = Path(app.confdir), domain.archive.settings
        warn_all(of_conf(root, settings, lambda name, default: getattr(app.config, name, default)), root)


def _is_whole(app: Sphinx, before: State, whole: str) -> bool:
    """Whether there is nothing to be written: the site is of what it is to be of, and nobody else writes into it."""
    return bool(before.made) and not others_write(app) and before.is_of(whole, Path(app.outdir), Path(app.doctreedir))


def _hold_some(batch: Batch, before: State, after: State, known: Known, outdir: Path) -> None:
    """Leave those pages of a batch as they are that stand although it does not; each has rows of its own by now."""
    packed = before.packed.get(batch.name)
    # Where a file is gone, each page is asked for.
    columns = packed.told if packed and before.stands_packed(batch.name, packed.digest, outdir) else ()
    rows = packed.unpacked() if packed else {}
    before.made.update(rows)
    before.packed.pop(batch.name, None)
    for page in known.keep_some(batch, pages_of(rows), columns):
        after.made.update({key: rows[key] for key in keys_of(page) if key in rows})


class _MadeOf:
    """What the releases and records that are no documents are made of, by month and by record.

    *salt* is what all of them are made of, but for the records.
    """

    def __init__(self, domain: NewsroomDomain, written_with: str, pictures: Mapping[str, list[str]]) -> None:
        self.domain, self.pictures = domain, pictures
        self.salt = fingerprint(
            written_with,
            told_of_settings(domain.archive.settings),
            sorted(domain.archive.others.inventories.items()),
        )

    def releases(self) -> Iterator[Batch]:
        """Those of each month."""
        domain = self.domain
        return batches(domain.index, domain.versions, self._beside, self.salt, frozenset(domain.compiled.texts))

    def records(self, pages: Pages) -> Iterator[Batch]:
        """The *pages* of each record."""
        domain, placed = self.domain, self.domain.archive.placements.pages
        salt = fingerprint(self.salt, domain.archive.registry.digest)
        for key, names in pages.of_entities.items():
            page, told = entity_page(*key), pages.told_of_entity(key)
            own = domain.compiled.digests.get(page), self._beside(page), sorted(placed.get(page, {}).items())
            yield Batch(page, fingerprint(salt, told, own, names), names)

    def _beside(self, page: PageName) -> object:
        """What is known of a page alone."""
        domain = self.domain
        document = (_moved(domain, page), _listed(domain, page)) if page in domain.read_texts else None
        found = document or domain.compiled.moved.get(page), self.pictures.get(page), domain.archive.files.get(page)
        return found if any(found) else None


def _alerts(domain: NewsroomDomain) -> tuple[Alert, ...]:
    """The alerts that readers of the site are told of; what is wrong with any is logged."""
    archive = domain.archive
    files = alerts_of(archive.root, archive.settings, archive.registry)
    warn_all(files.problems, archive.root)
    return tuple(alert for alert in files.alerts if alert.is_shown)


def _theme_digest(app: Sphinx) -> str:
    """Changes when a template, style or script of ours does, or one that the archive puts in its place or beside it."""
    digest = hashlib.blake2b(digest_size=12)
    own = (Path(app.confdir) / name for name in (*app.config.templates_path, *app.config.html_static_path))
    for folder in (PACKAGE / "theme", *own):
        for path in sorted(folder.rglob("*")):
            # what pages are made of, or name with a checksum
            if path.suffix in (".html", ".css", ".js") and path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _listed(domain: NewsroomDomain, docname: PageName) -> tuple[tuple[PageName, str], ...]:
    """What the ``{releases}`` lists of a document show."""
    entries = domain.releases
    found = chain.from_iterable(domain.index.select(wanted) for wanted in domain.lists.get(docname, ()))
    return tuple((name, entries[name].release.title) for name in found)


def _moved(domain: NewsroomDomain, docname: PageName) -> list[str]:
    """The ids by now of what a page's roles name by ids that it had, and where the labels are that the page names."""
    used = domain.roles_used.get(docname, ())
    of_document = [now for use in used if (now := domain.archive.former_of(use.what, use.id))]
    if docname in domain.read_texts or domain.is_guide(docname):  # what links to files it has, only Sphinx knows
        of_document += domain.archive.registry.former_pages.values()
        of_document += domain.archive.others.inventories.values()
    standard = domain.env.domains.standard_domain
    names = [name for name, _ in domain.files.get(docname, ())]  # a label is no path, and noted as if it were
    of_document += [repr((standard.labels.get(name), standard.anonlabels.get(name))) for name in names]
    return [*domain.compiled.moved.get(docname, ()), *of_document]


def setup(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("env-get-updated", plan)

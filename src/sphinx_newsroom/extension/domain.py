"""The Sphinx domain ``newsroom``: releases, organizations, officials and topics as objects.

Everything that was read is stored by docname, so that Sphinx can clear one file and merge the results of parallel
readers.  Pages, feeds, the search index and the data files are all made from this domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.domains import Domain, ObjType
from sphinx.errors import ConfigError as SphinxConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective

from sphinx_newsroom.allowed import OBJECTS
from sphinx_newsroom.archive.compiler import Compiled
from sphinx_newsroom.archive.index import ArchiveIndex, Entry, OldText, ReleaseFilter, Versions, versions_of
from sphinx_newsroom.archive.loading import FORTHCOMING
from sphinx_newsroom.archive.text_checks import unknown_id
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Code, Severity
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.model.addresses import FOLDERS, PageName, ReleaseId, entity_page, release_page
from sphinx_newsroom.model.records import Entity, Official, Organization
from sphinx_newsroom.model.wording import office_on
from sphinx_newsroom.outputs.output import State
from sphinx_newsroom.sources.publishable import Publishable, stems
from sphinx_newsroom.text.compiled import CompiledText
from sphinx_newsroom.text.naming import Names

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from docutils.nodes import Element, Node, system_message
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.archive.loading import LoadedArchive
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.diagnostics import AnyCode, Problem
    from sphinx_newsroom.model.alerts import Alert
    from sphinx_newsroom.model.registry import Registry
    from sphinx_newsroom.outputs.pages import Pages


class release_list(nodes.General, nodes.Element):  # noqa: N801 (docutils names node classes in lower case)
    """Placeholder for a list of releases, filled in when the page is written."""


class ReleasesDirective(SphinxDirective):
    """List releases, newest first.

    Options: organization, official, topic (an id each), year, type, language, limit (default 20).
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "organization": directives.unchanged_required,
        "official": directives.unchanged_required,
        "topic": directives.unchanged_required,
        "year": directives.positive_int,
        "type": directives.unchanged_required,
        "language": directives.unchanged_required,
        "limit": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """Insert a placeholder for the list, and note what the list depends on."""
        domain = domain_of(self.env)
        for kind in FOLDERS:
            if kind in self.options and domain.note_role(self.env.docname, kind, self.options[kind]) is None:
                self._report(kind, domain.known(kind))
        types = domain.settings.types
        if "type" in self.options and self.options["type"] not in types:
            self._report("type", types)
        chosen = ReleaseFilter(**self.options)
        domain.lists[self.env.docname] = (*domain.lists.get(self.env.docname, ()), chosen)
        return [release_list("", wanted=chosen)]

    def _report(self, option: str, known: Mapping[str, object]) -> None:
        said = unknown_id(option, self.options[option], known, in_list=True)
        warn(Code.REFERENCE, *said, (self.env.docname, self.lineno))


class FillReleaseLists(SphinxPostTransform):
    """Replace the placeholders with their lists.

    Priority 8: the lists consist of references, so they must exist before references are resolved (10).
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Replace each placeholder with its list, or with a sentence if no release matches."""
        domain = domain_of(self.env)
        interface = domain.settings.interface
        docname = self.env.current_document.docname
        for place in list(self.document.findall(release_list)):
            found = domain.index.select(cast("ReleaseFilter", place["wanted"]))
            place.replace_self(
                self._list(found, docname) if found else [nodes.paragraph("", interface.say("No releases yet."))]
            )

    def _list(self, found: tuple[PageName, ...], docname: str) -> list[nodes.Node]:
        items = nodes.bullet_list(classes=["newsroom-releases"])
        interface = domain_of(self.env).settings.interface
        for target in found:
            release = domain_of(self.env).releases[target].release
            link = _reference(docname, "release", release.id, release.title)
            date = nodes.inline("", interface.date(release.date), classes=["newsroom-date"])
            items += nodes.list_item("", nodes.paragraph("", "", date, nodes.Text(" "), link))
        return [items]


logger = logging.getLogger(__name__)


def warn(code: AnyCode, message: str, advice: str, location: tuple[str, int | None] | str) -> None:
    """Log a problem: as a warning of type ``newsroom`` and the code as subtype, or as a plain line for a notice."""
    text = f"[{code.code}] {message}; {advice}"
    if code.severity is Severity.NOTICE:
        logger.info(text, location=location)
    else:
        logger.warning(text, type="newsroom", subtype=code.code, location=location)


def warn_all(problems: Iterable[Problem], root: Path) -> None:
    """Log problems that were found without Sphinx, each with its file and line."""
    for problem in problems:
        warn(problem.code, problem.message, problem.advice, f"{root / problem.path}:{problem.line}")


def lines_of(node: nodes.Node) -> Iterator[int]:
    """Yield the line numbers of a node and its ancestors, nearest first."""
    while node is not None:
        if node.line:
            yield node.line
        node = node.parent


def _reference(docname: str, reftype: str, target: str, words: str, *, explicit: bool = True) -> pending_xref:
    return pending_xref(
        "",
        nodes.inline("", words),
        refdomain="newsroom",
        reftype=reftype,
        reftarget=target,
        refexplicit=explicit,
        refwarn=True,
        refdoc=docname,
    )


class Role(ReferenceRole):
    """A role such as *org*: look up the id, show the object's name and insert a reference."""

    def __init__(self, reftype: str) -> None:
        super().__init__()
        self.reftype = reftype

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Create the reference.

        Whether the id exists is checked when the reference is resolved, because another archive may have it.
        """
        domain = domain_of(self.env)
        name = domain.note_role(self.env.docname, OBJECTS[self.reftype], self.target)
        if name == "":
            # Plain words: even a broken link would reveal the address.
            return [nodes.Text(self.title if self.has_explicit_title else domain.forthcoming)], []
        words = self.title if self.has_explicit_title else name or self.target
        node = _reference(self.env.docname, self.reftype, self.target, words, explicit=self.has_explicit_title)
        node.rawsource = self.rawtext
        self.set_source_info(node)
        return [node], []


def report_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Report a role whose id exists neither here nor in another archive, and suggest the nearest id."""
    if not isinstance(domain, NewsroomDomain):
        return None
    kind = OBJECTS[node["reftype"]]
    message, advice = unknown_id(kind, node["reftarget"], domain.known(kind))
    where = (node.get("refdoc") or app.env.current_document.docname, node.line)
    archive, _, id_ = node["reftarget"].partition(":")
    if id_ and archive in app.config.newsroom_archives:
        message = f"according to the saved data, the archive {archive!r} has no {kind} {id_!r}"
        advice = "look up its id there, and run: newsroom archives update"
    warn(Code.REFERENCE, message, advice, where)
    # True keeps Sphinx from reporting it as well.
    return True


# A writer that has no visitor for a node uses that of the node's base class.


class entity_link(nodes.reference):  # noqa: N801 (docutils names node classes in lower case)
    """A resolved link to an entity's page; *tip* is shown on hover and focus."""


def visit_html(translator: Any, node: entity_link) -> None:
    """Open the link as plain HTML, with the tip in an attribute that the style sheet shows."""
    tip = f' data-tip="{escape(node["tip"])}"' if node["tip"] not in ("", node.astext()) else ""
    translator.body.append(f'<a class="newsroom-entity reference internal" href="{escape(node["refuri"])}"{tip}>')


def depart_html(translator: Any, node: entity_link) -> None:
    """Close the link."""
    translator.body.append("</a>")


class line_break(nodes.Inline, nodes.Element):  # noqa: N801 (likewise)
    """A hard line break; MyST would emit raw HTML, which is removed from releases."""


def _visit_break(translator: Any, node: line_break) -> None:
    translator.body.append("<br>\n")
    raise nodes.SkipNode


def _visit_other_break(translator: Any, node: line_break) -> None:
    """Ignore the line break."""
    translator.visit_Text(nodes.Text(" "))
    raise nodes.SkipNode


OUTCOME = "newsroom-outcome"
"""The attribute of a node that shows the output of a notebook cell; it isn't part of the release's own words."""


class stored_output(nodes.literal_block):  # noqa: N801 (likewise)
    """The output of a notebook cell, as *html* and as text; it isn't part of the release's own words."""


def _visit_stored_output(translator: Any, node: stored_output) -> None:
    """Write the output as HTML, in which every word is already escaped."""
    translator.body.append(node["html"])
    raise nodes.SkipNode


class folded(nodes.container):  # noqa: N801 (likewise)
    """Collapsible content that readers can expand: the code of a notebook, with *words* as its summary."""


def _visit_folded(translator: Any, node: folded) -> None:
    translator.body.append(f'<details class="folded"><summary>{escape(node["words"])}</summary>\n')


def _depart_folded(translator: Any, node: folded) -> None:
    translator.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    """Register the nodes with all writers and the list of releases, and handle references that can't be resolved."""
    app.add_node(entity_link, html=(visit_html, depart_html))
    app.add_node(stored_output, html=(_visit_stored_output, None))
    app.add_node(folded, html=(_visit_folded, _depart_folded))
    other = _visit_other_break, None
    app.add_node(line_break, html=(_visit_break, None), latex=other, text=other, man=other, texinfo=other)
    app.connect("warn-missing-reference", report_missing)
    app.add_node(release_list)
    app.add_directive("releases", ReleasesDirective)
    app.add_post_transform(FillReleaseLists)


@dataclass
class Site:
    """A build's plan: all pages with their fingerprints, and the output folder's state before and after the build."""

    pages: Pages
    digests: Mapping[PageName, str]
    before: State
    started: float
    after: State = field(default_factory=State)
    at_root: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """The files at the root of the site that other extensions may overwrite during this build."""

    def has(self, name: PageName, outdir: Path) -> bool:
        """Whether the page in the output folder *outdir* is up to date."""
        return self.before.has(page_key(name), self.digests[name], outdir)


def page_key(name: PageName) -> str:
    """Return the key of a page in the build state."""
    return f"page/{name}"


def link_target(archive: LoadedArchive, docname: PageName, kind: str, id_: str) -> tuple[PageName, str] | None:
    """Return the page that a link from a document to an object leads to, and its hover text; None without a page."""
    if kind == "release":
        page = release_page(archive.current_id(ReleaseId(id_)))
        return (page, "") if page in archive.releases else None
    entity = archive.entity(kind, id_)
    if entity is None:
        return None
    release, settings = archive.releases.get(docname), archive.settings
    interface = settings.interface_of(release.language) if release else settings.interface
    return entity_page(kind, entity.id), entity_tip(
        entity, archive.registry, release.date if release else None, interface
    )


def entity_tip(entity: Entity, registry: Registry, date: dt.date | None, interface: Interface) -> str:
    """Return the hover text of a link to *entity*: its name and, for officials, the office on *date* with years."""
    if isinstance(entity, Official) and date is not None:
        office = office_on(entity.id, date, registry, interface)
        return f"{entity.name} · {office}" if office else entity.name
    if isinstance(entity, Organization) and entity.acronym:
        return f"{entity.name} ({entity.acronym})"
    return entity.name


class ReadText(NamedTuple):
    """A text as docutils parsed it, without its HTML, and the digest of its document."""

    text: CompiledText
    markup: str


class RoleUse(NamedTuple):
    """A role in a document: the kind and id that it refers to, and the text that it showed (:meth:`shown_by_role`)."""

    what: str
    id: str
    shown: str | None


class NewsroomDomain(Domain):
    """The domain of releases and of the entities that they name."""

    name = "newsroom"
    label = "Newsroom"
    object_types = {  # noqa: RUF012 (the type that Sphinx declares)
        "release": ObjType("release", "release"),
        "organization": ObjType("organization", "org"),
        "official": ObjType("official", "official"),
        "topic": ObjType("topic", "topic"),
    }
    roles = {name: Role(name) for name in OBJECTS}  # noqa: RUF012 (likewise)
    initial_data = {  # noqa: RUF012 (likewise)
        "read_releases": {},
        "read_texts": {},
        "roles_used": {},
        "lists": {},
        "unreadable": {},
        "failed": {},
        "analyses": {},
        "digests": {},
        "files": {},
        "registry_digest": "",
    }
    # 2: entries have statements; 3: superseded texts; 4: unreadable documents, and digests of sources; 5: files in
    # texts; 6: notebooks that fail; 7: the text of an entry may be stored elsewhere; 8: digests of notebook inputs; 9:
    # entries list links that a record's name leaves unchanged; 10: the entities of a release may be packed; 11: roles
    # report texts that are held back, links report missing ones; 12: texts without their HTML; 13: named as attributes
    data_version = 13

    archive: LoadedArchive
    """The headers and records on disk, set when the build begins; workers inherit it, and it is never pickled."""

    reported: Mapping[str, Mapping[AnyCode, tuple[str, ...]]]
    """The messages that checks reported, by path and code, each as ``[code] what is wrong``."""

    publishable: Publishable
    """The files that may be copied into the site because a text uses them; set together with the archive."""

    texts: dict[PageName, str]
    """The text of each file to read, as it was when its header was parsed; emptied after reading."""

    source: Callable[[PageName, str], str | None] = staticmethod(lambda docname, path: None)
    """Returns the source of a text by docname and path, if *texts* lacks it because the store already knew the file."""

    read: frozenset[str] = frozenset()
    """The documents that this build reads."""

    alerts: tuple[Alert, ...]
    """The alerts on the site; set when the site is planned."""
    theme: str
    """The digest of the theme's files, which pages use in their addresses; set when the site is planned."""
    copied: str
    """A digest of the files that Sphinx copies unchanged."""
    left: State
    """The state of the output folder after the last build; set before anything is read."""

    site: Site
    """The plan of the pages; set after reading."""

    compiled: Compiled = Compiled()
    """The releases and records that aren't Sphinx documents; compiled when a build begins."""

    def open(self, archive: LoadedArchive, texts: dict[PageName, str], closed: tuple[Path, ...] = ()) -> None:
        """Set the archive of this build and its texts.

        Nothing is copied into the site from the *closed* folders.
        """
        self.archive = archive
        self.texts = texts
        messages: dict[str, dict[AnyCode, tuple[str, ...]]] = {}
        for problem in archive.problems:
            of_file = messages.setdefault(problem.path, {})
            text = f"[{problem.code.code}] {problem.message};"
            of_file[problem.code] = (*of_file.get(problem.code, ()), text)
        self.reported = messages
        self.publishable = Publishable(archive.root, archive.settings.allowed, closed, archive.withheld)

    # -- data that was read, by docname

    def __getattr__(self, name: str) -> Any:
        """Return data that the domain stores between builds."""
        try:
            return self.__dict__["data"][name]
        except KeyError:
            raise AttributeError(name) from None

    read_releases: dict[PageName, Entry]
    """The releases that were read as documents."""
    read_texts: dict[PageName, ReadText]
    """The releases, records and superseded texts that were read as documents."""
    roles_used: dict[str, tuple[RoleUse, ...]]
    """The ids and displayed texts of each document's roles; a document is read again when one of them changes."""
    lists: dict[str, tuple[ReleaseFilter, ...]]
    """The filters of the ``{releases}`` lists in each document."""
    digests: dict[PageName, str]
    """The digest of each document's source; a document with another source is read again, whatever its time stamp."""
    unreadable: dict[str, str]
    """The documents that could not be parsed, with the reason."""
    files: dict[str, tuple[tuple[str, bool | None], ...]]
    """The files that each document shows, offers or links, and whether a text had that path (:meth:`has_page`)."""
    failed: dict[str, str]
    """The notebooks under docs/ that failed to execute, with the message on their pages."""
    analyses: dict[str, str]
    """The notebooks under docs/ that show the results of their code, with the digest of their inputs."""

    @property
    def releases(self) -> Mapping[PageName, Entry]:
        """All releases, by docname; available after reading."""
        return self.compiled.entries

    @property
    def superseded(self) -> dict[PageName, OldText]:
        """The superseded texts that were read, by docname."""
        found = {}
        for page, old in self.archive.superseded.items():
            read = self.read_texts.get(page)
            text = read.text if read else self.compiled.texts.get(page)
            if text is not None:
                found[page] = OldText(old.release, text.text, old.release.withdrawn)
        return found

    def note_role(self, docname: str, what: str, id_: str) -> str | None:
        """Record that a role refers to *id_*, and return the text that it shows."""
        shown = self.shown_by_role(what, id_)
        self.roles_used[docname] = (*self.roles_used.get(docname, ()), RoleUse(what, id_, shown))
        return shown

    def note_file(self, docname: str, path: str) -> bool:
        """Record that a document shows, offers or links a file.

        Returns whether the file belongs to a release held back.
        """
        found = self.has_page(path)
        self.files[docname] = tuple(dict.fromkeys((*self.files.get(docname, ()), (path, found))))
        return found is None

    @cached_property
    def data_digest(self) -> str:
        """Return a fingerprint of everything that the archive's data files are made from."""
        from sphinx_newsroom.analysis.sources import data_digest  # imported here because few archives need it

        return data_digest(self.archive)

    def clear_doc(self, docname: str) -> None:
        """Forget a document that is about to be read again or was deleted."""
        for kept in self._by_docname():
            self.data[kept].pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Merge what another reader process found in *docnames*."""
        for kept in self._by_docname():
            self.data[kept] |= {docname: otherdata[kept][docname] for docname in docnames if docname in otherdata[kept]}

    def _by_docname(self) -> set[str]:
        return self.initial_data.keys() - {"registry_digest"}

    # -- values derived from that data

    @cached_property
    def names(self) -> Names:
        """All names in the registry, prepared once per build."""
        return Names(self.archive.registry)

    @cached_property
    def index(self) -> ArchiveIndex:
        """The index of releases by date, year and entity; available after reading."""
        return ArchiveIndex(self.releases, self.archive.registry)

    @cached_property
    def versions(self) -> Versions:
        """The parts of the ledger that pages show; available after reading."""
        try:
            return versions_of(self.archive, self.superseded)
        except ConfigError as error:
            raise SphinxConfigError(str(error)) from error

    @property
    def settings(self) -> Settings:
        """The archive's settings."""
        return self.archive.settings

    def interface_of(self, page: PageName) -> Interface:
        """Return the interface texts for a page, in the language of its release."""
        release = self.archive.release_of(page)
        return self.settings.interface_of(release.language) if release else self.settings.interface

    def is_guide(self, docname: str) -> bool:
        """Whether a document is a guide, that is, an ordinary Sphinx document."""
        return docname in self.env.found_docs and not self.owns(docname)

    def owns(self, docname: str) -> bool:
        """Whether a document is a release or record, which may contain only allowed markup."""
        archive = self.archive
        return docname in archive.releases or docname in self.records or docname in archive.superseded

    @cached_property
    def records(self) -> dict[PageName, Entity]:
        """The records that have a file, by docname."""
        registry = self.archive.registry
        found: dict[PageName, Entity] = {}
        for records in (registry.organizations, registry.officials, registry.topics):
            found.update((entity_page(record.kind, record.id), record) for record in records.values() if record.path)
        return found

    def owned_paths(self) -> Iterator[tuple[PageName, str]]:
        """Yield the releases, superseded texts and records that have a file, each with its path."""
        yield from ((docname, release.path) for docname, release in self.archive.releases.items())
        yield from ((docname, old.release.path) for docname, old in self.archive.superseded.items())
        yield from ((docname, record.path) for docname, record in self.records.items() if record.path)

    def known(self, what: str) -> Mapping[str, object]:
        """Return all objects of a kind by id; slow, so only for error messages."""
        if what == "release":
            return {release.id: release for release in self.archive.releases.values()}
        return self.archive.registry.of_kind(what)

    def shown_by_role(self, what: str, id_: str) -> str | None:
        """Return the title or name that a role shows, None if the id has no file.

        It is empty for a release held back, since an error in its file may hide an embargo.
        """
        page = release_page(self.archive.current_id(ReleaseId(id_)))
        return "" if what == "release" and page in self.archive.withheld else self.archive.name_of(what, id_)

    def has_page(self, path: str) -> bool | None:
        """Whether a path in the archive belongs to a text with a page; None for a release held back."""
        if self.publishable.of_withheld(path):
            return None
        archive = self.archive
        pages = archive.releases, archive.superseded, self.records, archive.registry.former_pages, self.env.found_docs
        return any(stem in known for stem in stems(path) for known in pages)

    @property
    def forthcoming(self) -> str:
        """The words that replace the title of a release under embargo."""
        return self.settings.interface.say(FORTHCOMING)

    # -- cross-references

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Create the link for a role or for a name found in a text."""
        found = link_target(self.archive, PageName(fromdocname), OBJECTS[typ], target)
        if found is None:
            return None
        page, tip = found
        link = entity_link("", "", refuri=builder.get_relative_uri(fromdocname, page), internal=True, tip=tip)
        link += contnode
        return link

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Find *target* among all kinds of objects."""
        found = []
        for role in OBJECTS:
            link = self.resolve_xref(env, fromdocname, builder, role, target, node, contnode)
            if link is not None:
                found.append((f"newsroom:{role}", link))
        return found

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield all objects for ``objects.inv``, which other Sphinx projects use to link here through intersphinx."""
        # Sorted so that two builds of the same archive have the same inventory.
        for docname, entry in sorted(self.releases.items()):
            yield entry.release.id, entry.release.title, "release", docname, "", 1
        registry = self.archive.registry
        records: list[Entity] = [
            *registry.organizations.values(),
            *registry.officials.values(),
            *registry.topics.values(),
        ]
        for record in sorted(records, key=lambda record: (record.kind, record.id)):
            yield record.id, record.name, record.kind, entity_page(record.kind, record.id), "", 1


def domain_of(env: BuildEnvironment) -> NewsroomDomain:
    """Return the newsroom domain of an environment."""
    return cast("NewsroomDomain", env.domains[NewsroomDomain.name])

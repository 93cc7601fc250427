"""The Sphinx domain ``newsroom``: releases, organizations, officials and topics as objects.

What was read is kept by docname, so that it can be cleared for one file and merged from
parallel readers.  Everything that pages, feeds, search and data show comes from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.domains import Domain, ObjType
from sphinx.errors import ConfigError as SphinxConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective

from sphinx_newsroom.archive.compiler import Compiled
from sphinx_newsroom.archive.index import ArchiveIndex, Entry, OldText, ReleaseFilter, Versions, versions_of
from sphinx_newsroom.archive.loading import FORTHCOMING
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Code, Severity, nearest
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.model.addresses import FOLDERS, RELEASES, PageName, ReleaseId, entity_page, release_page
from sphinx_newsroom.model.records import Entity, Official, Organization
from sphinx_newsroom.model.wording import office_on
from sphinx_newsroom.outputs.output import State
from sphinx_newsroom.sources.publishable import Publishable, stems
from sphinx_newsroom.text.compiled import CompiledText
from sphinx_newsroom.text.naming import Names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from docutils.nodes import Element, Node, system_message
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.diagnostics import AnyCode, Problem
    from sphinx_newsroom.model.alerts import Alert
    from sphinx_newsroom.model.registry import Registry
    from sphinx_newsroom.outputs.pages import Pages


class release_list(nodes.General, nodes.Element):  # noqa: N801 (docutils names node classes in lower case)
    """The place of a list, filled when the page is written."""


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
        """Leave a place for the list, and note what it depends on."""
        domain = domain_of(self.env)
        for kind in FOLDERS:
            if kind in self.options and domain.note_role(self.env.docname, kind, self.options[kind]) is None:
                self._report(kind, domain.known_ids(kind))
        types = domain.archive.settings.types
        if "type" in self.options and self.options["type"] not in types:
            self._report("type", list(types))
        wanted = ReleaseFilter(**self.options)
        domain.lists[self.env.docname] = (*domain.lists.get(self.env.docname, ()), wanted)
        return [release_list("", wanted=wanted)]

    def _report(self, option: str, known: list[str]) -> None:
        meant = nearest(self.options[option], known)
        advice = f"did you mean {meant!r}?" if meant else f"write one of: {', '.join(sorted(known)[:8])}"
        message = f"the list's {option} {self.options[option]!r} is not in the archive"
        warn(Code.REFERENCE, message, advice, (self.env.docname, self.lineno))


class FillReleaseLists(SphinxPostTransform):
    """Put the releases into their lists.

    Priority 8: before references are resolved (10), since the lists are made of references.
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Replace each place by its list, or by words where nothing matches."""
        domain = domain_of(self.env)
        interface = domain.archive.settings.interface
        docname = self.env.current_document.docname
        for place in list(self.document.findall(release_list)):
            found = domain.index.select(cast("ReleaseFilter", place["wanted"]))
            place.replace_self(
                self._list(found, docname) if found else [nodes.paragraph("", interface.say("No releases yet."))]
            )

    def _list(self, found: tuple[PageName, ...], docname: str) -> list[nodes.Node]:
        items = nodes.bullet_list(classes=["newsroom-releases"])
        interface = domain_of(self.env).archive.settings.interface
        for target in found:
            release = domain_of(self.env).releases[target].release
            link = pending_xref(
                "",
                nodes.inline("", release.title),
                refdomain="newsroom",
                reftype="release",
                reftarget=release.id,
                refexplicit=True,
                refdoc=docname,
                refwarn=True,
            )
            date = nodes.inline("", interface.date(release.date), classes=["newsroom-date"])
            items += nodes.list_item("", nodes.paragraph("", "", date, nodes.Text(" "), link))
        return [items]


def set_up_lists(app: Sphinx) -> None:
    """Register the directive, its place and what fills it."""
    app.add_node(release_list)
    app.add_directive("releases", ReleasesDirective)
    app.add_post_transform(FillReleaseLists)


logger = logging.getLogger(__name__)


def warn(code: AnyCode, message: str, advice: str, location: tuple[str, int | None] | str) -> None:
    """Log a problem: a warning (type ``newsroom``, subtype the code), or for a notice a plain line."""
    text = f"[{code.code}] {message}; {advice}"
    if code.severity is Severity.NOTICE:
        logger.info(text, location=location)
    else:
        logger.warning(text, type="newsroom", subtype=code.code, location=location)


def warn_all(problems: Iterable[Problem], root: Path) -> None:
    """Log problems that were found without Sphinx, each at its file and line."""
    for problem in problems:
        warn(problem.code, problem.message, problem.advice, f"{root / problem.path}:{problem.line}")


def lines_of(node: nodes.Node) -> Iterator[int]:
    """The lines of a node and of those around it, the nearest first."""
    while node is not None:
        if node.line:
            yield node.line
        node = node.parent


class _Role(ReferenceRole):
    """What all our roles share: look the id up, show its name, leave a reference."""

    what: str
    reftype: str

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Make the reference; whether its id exists is seen when it is resolved, since another archive may have it."""
        domain = domain_of(self.env)
        name = domain.note_role(self.env.docname, self.what, self.target)
        if name == "":
            # Words alone: a link, though broken, would tell the address.
            return [nodes.Text(self.title if self.has_explicit_title else domain.forthcoming)], []
        words = self.title if self.has_explicit_title else name or self.target
        attributes: dict[str, Any] = {
            "refdomain": "newsroom",
            "reftype": self.reftype,
            "reftarget": self.target,
            "refexplicit": self.has_explicit_title,
            "refwarn": True,
            "refdoc": self.env.docname,
        }
        node = pending_xref(self.rawtext, nodes.inline("", words), **attributes)
        self.set_source_info(node)
        return [node], []


class EntityRole(_Role):
    """``{org}``, ``{official}`` and ``{topic}``."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.what = kind
        self.reftype = "org" if kind == "organization" else kind


class ReleaseRole(_Role):
    """``{release}``."""

    what = "release"
    reftype = "release"


def report_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Report a role whose id has no file, here or in another archive, with the nearest id."""
    if not isinstance(domain, NewsroomDomain):
        return None
    kind = {"org": "organization"}.get(node["reftype"], node["reftype"])
    meant = nearest(node["reftarget"], domain.known_ids(kind))
    folder = FOLDERS.get(kind, RELEASES)
    advice = f"did you mean {meant!r}?" if meant else f"write the id of a file in {folder}/, or plain text"
    where = (node.get("refdoc") or app.env.current_document.docname, node.line)
    archive, _, id_ = node["reftarget"].partition(":")
    if id_ and archive in app.config.newsroom_archives:
        message = f"as far as is known here, the archive {archive!r} has no {kind} {id_!r}"
        advice = "look there for its id, and run: newsroom archives update"
    else:
        message = f"{kind} {node['reftarget']!r} has no file"
    warn(Code.REFERENCE, message, advice, where)
    # Sphinx then says nothing of its own.
    return True


_Visitors = tuple[Callable[[Any, Any], None], Callable[[Any, Any], None] | None]
"""What a writer does at the beginning of a node, and at its end."""


class entity_link(nodes.reference):  # noqa: N801 (docutils names node classes in lower case)
    """A resolved link to an entity's page; *tip* is shown on hover and focus.

    Writers without a visitor for it fall back to the plain reference.
    """


def visit_html(translator: Any, node: entity_link) -> None:
    """Open the link: plain HTML, the tip as an attribute that the style sheet shows."""
    tip = f' data-tip="{escape(node["tip"])}"' if node["tip"] not in ("", node.astext()) else ""
    translator.body.append(f'<a class="newsroom-entity reference internal" href="{escape(node["refuri"])}"{tip}>')


def depart_html(translator: Any, node: entity_link) -> None:
    """Close the link."""
    translator.body.append("</a>")


def _visit_other(translator: Any, node: entity_link) -> None:
    translator.visit_reference(node)


def _depart_other(translator: Any, node: entity_link) -> None:
    translator.depart_reference(node)


class line_break(nodes.Inline, nodes.Element):  # noqa: N801 (likewise)
    """A hard line break, which MyST would make of raw HTML: that is taken out of releases."""


def _visit_break(translator: Any, node: line_break) -> None:
    """Break the line, in HTML."""
    translator.body.append("<br>\n")
    raise nodes.SkipNode


def _visit_other_break(translator: Any, node: line_break) -> None:
    """Go on, as if the line had not been broken."""
    translator.visit_Text(nodes.Text(" "))
    raise nodes.SkipNode


OUTCOME = "newsroom-outcome"
"""The attribute of what shows an output of a notebook's cell, with its number: no part of what the release says."""


class stored_output(nodes.General, nodes.Element):  # noqa: N801 (likewise)
    """What a notebook's cell printed or gave, as *html* and as *text*; no part of what the release says."""


def _visit_stored_output(translator: Any, node: stored_output) -> None:
    """Show it; every word in the HTML is escaped."""
    translator.body.append(node["html"])
    raise nodes.SkipNode


def _visit_other_output(translator: Any, node: stored_output) -> None:
    """Show the text as a block of code."""
    block = nodes.literal_block(node["text"], node["text"])
    block.parent = node.parent
    block.walkabout(translator)
    raise nodes.SkipNode


class folded(nodes.General, nodes.Element):  # noqa: N801 (likewise)
    """What a reader opens to see it: the code of a notebook, below *words*."""


def _visit_folded(translator: Any, node: folded) -> None:
    translator.body.append(f'<details class="folded"><summary>{escape(node["words"])}</summary>\n')


def _depart_folded(translator: Any, node: folded) -> None:
    translator.body.append("</details>\n")


def _pass_folded(translator: Any, node: folded) -> None:
    """Show what is folded: paper cannot be opened."""


def setup(app: Sphinx) -> None:
    """Register the nodes with every kind of writer, and take over the report of references that lead nowhere."""

    def add(node: type[nodes.Element], html: _Visitors, other: _Visitors) -> None:
        app.add_node(node, html=html, latex=other, text=other, man=other, texinfo=other)

    add(entity_link, (visit_html, depart_html), (_visit_other, _depart_other))
    add(stored_output, (_visit_stored_output, None), (_visit_other_output, None))
    add(folded, (_visit_folded, _depart_folded), (_pass_folded, _pass_folded))
    add(line_break, (_visit_break, None), (_visit_other_break, None))
    app.connect("warn-missing-reference", report_missing)
    set_up_lists(app)


@dataclass
class Site:
    """One build's plan: all pages with their fingerprints, and what the output folder was made of before and is now."""

    pages: Pages
    digests: Mapping[PageName, str]
    before: State
    started: float
    after: State = field(default_factory=State)
    at_root: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """The files in the site's own folder, where other extensions may write over them in this build."""

    def has(self, name: PageName, outdir: Path) -> bool:
        """Whether the output folder *outdir* has a page as it is to be."""
        return self.before.has(page_key(name), self.digests[name], outdir)


def page_key(name: PageName) -> str:
    """The key of a page in the state of a build."""
    return f"page/{name}"


KINDS = {"org": "organization", "official": "official", "topic": "topic"}
"""The kind of entity that each role refers to."""


_BY_DOCNAME = ("releases", "plain", "roles", "lists", "unreadable", "failed", "analyses", "digests", "files")
"""What the domain keeps by docname."""


def entity_tip(entity: Entity, registry: Registry, date: dt.date | None, interface: Interface) -> str:
    """What a link to *entity* says on hover: the name and, for officials, the office held on *date* with its years."""
    if isinstance(entity, Official) and date is not None:
        office = office_on(entity.id, date, registry, interface)
        return f"{entity.name} · {office}" if office else entity.name
    if isinstance(entity, Organization) and entity.acronym:
        return f"{entity.name} ({entity.acronym})"
    return entity.name


class ReadText(NamedTuple):
    """A text that docutils has read, without its HTML, and the digest of its document."""

    text: CompiledText
    markup: str


class RoleUse(NamedTuple):
    """A role in a document: the kind and id that it named, and what it showed by itself (:meth:`shown_by_role`)."""

    what: str
    id: str
    shown: str | None


_Value = TypeVar("_Value")


class _Kept(Generic[_Value]):
    """What a domain keeps from one build to the next under a name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, domain: NewsroomDomain, owner: type) -> _Value:
        kept: _Value = domain.data[self.name]
        return kept


class NewsroomDomain(Domain):
    """Releases and whom they name."""

    name = "newsroom"
    label = "Newsroom"
    object_types = {  # noqa: RUF012 (the type that Sphinx declares)
        "release": ObjType("release", "release"),
        "organization": ObjType("organization", "org"),
        "official": ObjType("official", "official"),
        "topic": ObjType("topic", "topic"),
    }
    roles = {  # noqa: RUF012 (likewise)
        "release": ReleaseRole(),
        "org": EntityRole("organization"),
        "official": EntityRole("official"),
        "topic": EntityRole("topic"),
    }
    initial_data = {  # noqa: RUF012 (likewise)
        "releases": {},
        "plain": {},
        "roles": {},
        "lists": {},
        "unreadable": {},
        "failed": {},
        "analyses": {},
        "digests": {},
        "files": {},
        "registry_digest": "",
    }
    # 2: entries have statements; 3: superseded texts; 4: what cannot be read, digests of what was; 5: files in texts;
    # 6: notebooks that fail; 7: the text of an entry may stand elsewhere; 8: what notebooks were made of;
    # 9: entries tell what a record's name leaves as it is; 10: whom a release names may be packed;
    # 11: roles tell what is kept back, links what is not there; 12: texts without their HTML
    data_version = 12

    archive: Archive
    """The headers and records on disk, set when the build begins; workers inherit it, nothing pickles it."""

    kept_out: tuple[str, ...] = ()
    """The patterns by which files are kept from Sphinx while it looks for sources."""

    told: Mapping[str, Mapping[AnyCode, tuple[str, ...]]]
    """What the checks have said of files, by path and code, each as ``[code] what is wrong``."""

    publishable: Publishable
    """Which files a text may have copied into the site; set with the archive."""

    texts: dict[PageName, str]
    """The text of each file that is to be read, as it was when its header was; emptied when reading is over."""

    source: Callable[[PageName, str], str | None] = staticmethod(lambda docname, path: None)
    """The source of a text by docname and path, where *texts* lacks it because the store knew its file."""

    read: frozenset[str] = frozenset()
    """The documents that this build reads."""

    alerts: tuple[Alert, ...]
    """The alerts that the site shows; set when the site is planned."""
    theme: str
    """The digest of the theme's files, by which pages name them; set when the site is planned."""
    copied: str
    """Changes when a file does that Sphinx copies unchanged."""
    left: State
    """What the last build left in the output folder; set before anything is read."""

    site: Site
    """The plan of the pages, set when reading is over."""

    compiled: Compiled = Compiled()
    """The releases and records that are no documents, made when a build begins."""

    def open(self, archive: Archive, texts: dict[PageName, str], closed: tuple[Path, ...] = ()) -> None:
        """Take the archive that this build is made of, with its texts.

        Nothing is copied into the site from the *closed* folders.
        """
        self.archive = archive
        self.texts = texts
        told: dict[str, dict[AnyCode, tuple[str, ...]]] = {}
        for problem in archive.problems:
            of_file = told.setdefault(problem.path, {})
            said = f"[{problem.code.code}] {problem.message};"
            of_file[problem.code] = (*of_file.get(problem.code, ()), said)
        self.told = told
        self.publishable = Publishable(archive.root, archive.settings.allowed, closed, archive.withheld)

    # -- what was read, by docname

    read_releases: _Kept[dict[PageName, Entry]] = _Kept("releases")
    """The releases that were read as documents, by docname."""
    read_texts: _Kept[dict[PageName, ReadText]] = _Kept("plain")
    """The releases, records and superseded texts that were read as documents, by docname."""
    roles_used: _Kept[dict[str, tuple[RoleUse, ...]]] = _Kept("roles")
    """What the roles of each document named and showed, so that a document is read again when that changes."""
    lists: _Kept[dict[str, tuple[ReleaseFilter, ...]]] = _Kept("lists")
    """The filters of the ``{releases}`` lists in each document."""
    digests: _Kept[dict[PageName, str]] = _Kept("digests")
    """What tells the source that each document was read from, so that any other is read again, however old."""
    unreadable: _Kept[dict[str, str]] = _Kept("unreadable")
    """The documents that could not be parsed, with what went wrong."""
    files: _Kept[dict[str, tuple[tuple[str, bool | None], ...]]] = _Kept("files")
    """The files that each document shows, offers or links, and whether a text stood there (:meth:`has_page`)."""
    failed: _Kept[dict[str, str]] = _Kept("failed")
    """The notebooks under docs/ that failed when they were executed, with what their pages say of it."""
    analyses: _Kept[dict[str, str]] = _Kept("analyses")
    """The notebooks under docs/ that show what their code gives, with the digest of what they were made of."""

    @property
    def releases(self) -> Mapping[PageName, Entry]:
        """All releases, by docname; to be asked for when reading is over."""
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
        """Keep that a role named *id_*, and give what it shows."""
        shown = self.shown_by_role(what, id_)
        self.roles_used[docname] = (*self.roles_used.get(docname, ()), RoleUse(what, id_, shown))
        return shown

    def note_file(self, docname: str, path: str) -> bool:
        """Keep that a document shows, offers or links a file; say whether it belongs to a release that is kept back."""
        found = self.has_page(path)
        self.files[docname] = tuple(dict.fromkeys((*self.files.get(docname, ()), (path, found))))
        return found is None

    @cached_property
    def data_digest(self) -> str:
        """What changes when anything does that the archive's data are made of."""
        from sphinx_newsroom.analysis.sources import data_digest  # which few archives ask for

        return data_digest(self.archive)

    def clear_doc(self, docname: str) -> None:
        """Forget a document that is read again or gone."""
        for kept in _BY_DOCNAME:
            self.data[kept].pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take what another reader found in *docnames*."""
        for kept in _BY_DOCNAME:
            for docname in docnames:
                if docname in otherdata[kept]:
                    self.data[kept][docname] = otherdata[kept][docname]

    # -- what follows from it

    @cached_property
    def names(self) -> Names:
        """All names of the registry, made ready once for a build."""
        return Names(self.archive.registry)

    @cached_property
    def index(self) -> ArchiveIndex:
        """Everything by date, year and entity; to be asked for when reading is over."""
        return ArchiveIndex(self.releases, self.archive.registry)

    @cached_property
    def versions(self) -> Versions:
        """What pages show of the ledger; to be asked for when reading is over."""
        try:
            return versions_of(self.archive, self.superseded)
        except ConfigError as error:
            raise SphinxConfigError(str(error)) from error

    def interface_of(self, page: PageName) -> Interface:
        """The words of a page, in the language of the release whose text it has."""
        release, settings = self.archive.release_of(page), self.archive.settings
        return settings.interface_of(release.language) if release else settings.interface

    def is_guide(self, docname: str) -> bool:
        """Whether a page is that of a document of Sphinx."""
        return docname in self.env.found_docs and not self.owns(docname)

    def owns(self, docname: str) -> bool:
        """Whether a document is a release or record, which may hold only what is allowed."""
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

    def known_ids(self, what: str) -> list[str]:
        """All ids of a kind; for reports, since it walks them all."""
        if what == "release":
            return [release.id for release in self.archive.releases.values()]
        return list(self.archive.registry.of_kind(what))

    def shown_by_role(self, what: str, id_: str) -> str | None:
        """A title or name; nothing for what is kept back (an error may hide an embargo), None without a file."""
        page = release_page(self.archive.current_id(ReleaseId(id_)))
        return "" if what == "release" and page in self.archive.withheld else self.archive.name_of(what, id_)

    def has_page(self, path: str) -> bool | None:
        """Whether a place in the archive is that of a text with a page; None for a release that is kept back."""
        if self.publishable.of_withheld(path):
            return None
        archive = self.archive
        pages = archive.releases, archive.superseded, self.records, archive.registry.former_pages, self.env.found_docs
        return any(stem in known for stem in stems(path) for known in pages)

    @property
    def forthcoming(self) -> str:
        """The words that replace the title of a release under embargo."""
        return self.archive.settings.interface.say(FORTHCOMING)

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
        """Make the link of a role or a found name."""
        if typ == "release":
            page, tip = release_page(self.archive.current_id(ReleaseId(target))), ""
            if page not in self.releases:
                return None
        else:
            kind = KINDS.get(typ, "")
            entity = self.archive.entity(kind, target) if kind else None
            if entity is None:
                return None
            entry = self.releases.get(PageName(fromdocname))
            page = entity_page(kind, entity.id)
            settings = self.archive.settings
            interface = settings.interface_of(entry.release.language) if entry else settings.interface
            tip = entity_tip(entity, self.archive.registry, entry.release.date if entry else None, interface)
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
        """Find *target* as any of our objects."""
        found = []
        for role in (*KINDS, "release"):
            link = self.resolve_xref(env, fromdocname, builder, role, target, node, contnode)
            if link is not None:
                found.append((f"newsroom:{role}", link))
        return found

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """All objects, for ``objects.inv``: other Sphinx projects link to them by intersphinx."""
        # Sorted, or the inventory would differ between two builds of the same archive.
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

    def get_full_qualified_name(self, node: Element) -> str | None:
        """The id that a reference names."""
        return cast("str | None", node.get("reftarget"))


def domain_of(env: BuildEnvironment) -> NewsroomDomain:
    """The domain of an environment."""
    return cast("NewsroomDomain", env.domains[NewsroomDomain.name])

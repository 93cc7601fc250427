"""Turn the doctree of a release or record that docutils read into a compiled text.

Texts that our own compiler handles never come here.  Reading a document yields its plain text with marks
(:func:`read_text`), which is searched for names.  The HTML, with placeholders for links and the dateline, is made
together with the page (:class:`DocumentTexts`).
"""

from __future__ import annotations

import os
import re
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.domains.std import StandardDomain
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.images import get_image_size
from sphinx.util.osutil import relative_uri
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from sphinx_newsroom.archive.index import Entry
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.extension.builder import html_builder
from sphinx_newsroom.extension.domain import OUTCOME, NewsroomDomain, ReadText, domain_of, line_break, lines_of, warn
from sphinx_newsroom.extension.parser import in_words
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import PageName, url_of
from sphinx_newsroom.model.wording import dateline_words
from sphinx_newsroom.text import naming
from sphinx_newsroom.text.compiled import CompiledText
from sphinx_newsroom.text.compiled.compiling import PLAIN
from sphinx_newsroom.text.compiled.inline import Sheet, encode
from sphinx_newsroom.text.compiled.record import Dateline, Words

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_newsroom.archive.loading import LoadedArchive
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.builder import SiteBuilder
    from sphinx_newsroom.model.records import Release
    from sphinx_newsroom.model.registry import Registry
    from sphinx_newsroom.text.compiled.record import Part


_LABELS = {"genindex": "genindex", "modindex": "py-modindex", "py-modindex": "py-modindex"}
"""The labels that Sphinx defines in every project, each with its page."""


def leave_out(app: Sphinx) -> None:
    """Remove the labels of index pages that the settings turn off.

    Then ``{ref}`genindex` ``, as sphinx-quickstart writes it, is reported as an unknown label, and ``objects.inv``
    lists no missing page.
    """
    site, made, std = html_builder(app) is not None, app.config, app.env.domains.standard_domain
    for label, page in _LABELS.items():
        has_page = made.html_use_index if page == "genindex" else bool(made.html_domain_indices)
        for known, initial in (
            (std.labels, StandardDomain.initial_data["labels"]),
            (std.anonlabels, StandardDomain.initial_data["anonlabels"]),
        ):
            # The environment of the last build may lack the label, and a text may define a label of that name.
            if label in initial and (has_page or not site):
                known.setdefault(label, initial[label])
            elif site and not has_page and known.get(label, ("",))[0] == page:
                del known[label]


_log = logging.getLogger(__name__)


def prepare(app: Sphinx) -> None:
    """Let another builder show headers with its texts, and log the limits; raises ConfigError for one without pages."""
    name = app.builder.name
    if isinstance(app.builder, SerializingHTMLBuilder):
        msg = (
            f"sphinx_book_theme has no pages for the builder {name!r}; "
            "run `newsroom build`, which writes releases as JSON next to their pages, and all of them under data/"
        )
        raise ConfigError(msg)
    if html_builder(app) is None:
        app.add_post_transform(FinishDocument)
        if app.builder.format:
            _log.info(
                "newsroom: the builder %r writes texts alone; for lists, search, feeds and data, run `newsroom build`",
                name,
            )


class FinishDocument(SphinxPostTransform):
    """Finish a document for another builder: name its source, and add the facts of its header to a release.

    Priority 901: after references are resolved, and other transforms have reported problems by their source.
    """

    default_priority = 901

    def run(self, **kwargs: Any) -> None:
        """Insert the title, the lines below it and the dateline, and set the source."""
        domain, docname = domain_of(self.env), PageName(self.env.current_document.docname)
        release, settings = domain.archive.release_of(docname), domain.settings
        # Builders that write no texts have no format, such as gettext, which extracts messages from the sources.
        if release is not None and self.app.builder.format:
            interface, title = settings.interface_of(release.language), release.title
            if not release.withdrawn and (words := dateline_words(release, interface)):
                begin_with(self.document, nodes.inline("", words, classes=["newsroom-dateline"]))
            if docname in domain.archive.superseded:
                title = interface.say("{title} (superseded)", title=title)
            lines = _lines_below_title(release, domain.archive.registry, settings)
            _insert_title(self.document, title, [nodes.paragraph(line, line) for line in lines])
        self._name_source(docname)

    def _name_source(self, docname: str) -> None:
        """Set the source of the document, which ``xml`` and ``gettext`` write, to its path in the archive.

        Otherwise it would be an absolute path on this machine or, for a text as published, that of the stored copy.
        """
        read, inner = str(self.env.doc2path(docname)), self.env.doc2path(docname, base=False)
        self.document["source"] = inner.as_posix()
        place = str(self.env.srcdir / inner)
        for node in self.document.findall() if read != place else ():
            if node.source == read:
                node.source = place


def _lines_below_title(release: Release, registry: Registry, settings: Settings) -> Iterator[str]:
    """Yield when and by whom a release was published, and its corrections; nothing if it was withdrawn."""
    interface = settings.interface_of(release.language)
    issuers = release.issuers or (release.issuer,)
    names = [record.name for id_ in issuers if id_ and (record := registry.organizations.get(id_))]
    yield " · ".join([interface.date(release.date), *names])
    for correction in release.corrections if not release.withdrawn else ():
        date = interface.date(correction.date)
        yield interface.say("Corrected on {date}: {note}", date=date, note=correction.note)


def _insert_title(document: nodes.document, title: str, lines: list[nodes.paragraph]) -> None:
    section = next((child for child in document.children if isinstance(child, nodes.section)), None)
    if section is None:
        section = nodes.section("", *document.children, ids=["text"])
        document.children = []
        document += section
    if section.children and isinstance(section.children[0], nodes.title):
        section.remove(section.children[0])
    section.insert(0, [nodes.title(title, title), *lines])


# A release's document as plain text, with the position of every text node.
#
# Data files contain this plain text, and mentions count their characters in it.  It is the title, then each paragraph,
# heading, table cell or code block, separated by blank lines.


class Text(nodes.Text):
    """A text node that knows its position in the plain text of the document.

    The class name is the same as in docutils, since writers choose their method by a node's class name.
    """

    start = 0

    def copy(self) -> Text:
        """Return a copy with the same position."""
        made = Text(str(self))
        made.start = self.start
        return made


# Nodes that aren't on any page, or are numbered by the page: footnote references and labels.
_SKIPPED = (
    nodes.Invisible,
    nodes.raw,
    nodes.system_message,
    nodes.footnote_reference,
    nodes.label,
    nodes.docinfo,
    addnodes.toctree,
)
_LINKS = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)
_CODE = (nodes.literal, nodes.math, nodes.FixedTextElement, nodes.math_block)


def plain_text(document: nodes.document, title: str, *, addressed: bool) -> CompiledText:
    """Convert *document* to plain text, with the header's title instead of its own; the result has no HTML yet.

    Adjacent text nodes are joined into one that knows its position.  If the text is *addressed*, paragraphs get their
    ids, which depend on their words.
    """
    sheet = Sheet(title, addressed=True)
    own_title = next((child for child in document.findall(nodes.title)), None)
    for block in _blocks(document):
        if block is own_title:
            continue
        start = sheet.open_block()
        if isinstance(block, _CODE):
            language = block.get("language", "none") if isinstance(block, nodes.literal_block) else ""
            sheet.literal(block.astext(), is_code=language not in PLAIN)
        else:
            _inline(block, sheet)
            if isinstance(block, (nodes.title, nodes.rubric, nodes.subtitle)):
                sheet.mark(start, "heading")
        id_ = sheet.close_block(start)
        if id_ and addressed and type(block) is nodes.paragraph:  # a subclass may have its own visitor
            block["ids"].append(id_)
    return sheet.finished()


def _blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the elements that contain text, in document order."""
    for child in node.children:
        if isinstance(child, _SKIPPED) or not isinstance(child, nodes.Element) or child.get(OUTCOME):
            continue
        if isinstance(child, _CODE) or (isinstance(child, nodes.TextElement) and not isinstance(child, nodes.Inline)):
            yield child
        else:
            yield from _blocks(child)


def _inline(node: nodes.Element, plain: Sheet) -> None:
    """Append a block's text, one character for each character of its text nodes."""
    _join_texts(node)
    for child in node.children:
        if isinstance(child, Text):
            child.start = plain.length
            plain.at_line(next(lines_of(child), None))
            plain.plain(child.astext().replace("\n", " "))
        elif isinstance(child, line_break):
            plain.plain(" ")
        elif isinstance(child, nodes.Element) and not isinstance(child, _SKIPPED):
            start = plain.length
            _inline(child, plain)
            if isinstance(child, _CODE):
                plain.mark(start, "code")
            elif isinstance(child, addnodes.pending_xref) and child.get("refdomain") == "newsroom":
                entity = child["reftarget"] if child.get("reftype") in ("org", "official") else None
                plain.mark(start, "role" if entity else "link", entity)
            elif isinstance(child, _LINKS):
                plain.mark(start, "link")


def _join_texts(node: nodes.Element) -> None:
    """Join adjacent text nodes: MyST starts a new one on each line, but names can continue on the next."""
    joined: list[nodes.Node] = []
    for is_text, run in groupby(node.children, lambda child: isinstance(child, nodes.Text)):
        children = list(run)
        joined += [Text("".join(child.astext() for child in children))] if is_text else children
    node.children = joined
    for child in joined:
        child.parent = node


def read_text(app: Sphinx, document: nodes.document) -> None:
    """Record the plain text of a release, record or superseded text, and the entities that a release names."""
    domain, docname = domain_of(app.env), PageName(app.env.docname)
    if not domain.owns(docname) or docname in domain.unreadable:
        return
    release = domain.archive.release_of(docname)
    title = release.title if release else domain.records[docname].name
    text = plain_text(document, title, addressed=release is not None)
    # Independent of the paths of the archive and the build folder; the first line contains the path of the source.
    kept, body = os.path.relpath(app.doctreedir, app.srcdir), document.pformat().partition("\n")[2]
    markup = _ADDRESS.sub("", body).replace(kept, "").replace(str(app.srcdir), "")
    domain.read_texts[docname] = ReadText(text, fingerprint(markup))
    if docname in domain.archive.releases:
        find_names(domain, docname)


_ADDRESS = re.compile(" at 0x[0-9a-f]+")
"""A memory address in the repr of a value, which differs in each run."""


def find_names(domain: NewsroomDomain, docname: PageName) -> None:
    """Record the entities that a release names, if docutils read it in this or an earlier build."""
    release, (text, markup) = domain.archive.releases[docname], domain.read_texts[docname]
    found, known = naming.find(domain.names, text.text, text.marks, release), domain.read_releases.get(docname)
    if known is None or known.mentions != found.mentions:
        for start, code, message, advice in naming.reports(found, release, domain.archive.registry):
            warn(code, message, advice, (docname, text.line_at(start)))
    domain.read_releases[docname] = Entry.of(release, text.text, text.marks, found.mentions, markup)


@dataclass(frozen=True)
class DocumentTexts(Mapping[PageName, CompiledText]):
    """The texts that docutils read; each text's HTML is made on demand."""

    builder: SiteBuilder
    pages: frozenset[PageName]

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the texts themselves, since other machines don't have the documents."""
        return dict, (dict(self),)

    def __getitem__(self, page: PageName) -> CompiledText:
        if page not in self.pages:
            raise KeyError(page)
        text, _ = domain_of(self.builder.env).read_texts[page]
        try:
            return replace(text, parts=tuple(_parts(self._html(page))))
        except OSError:
            raise  # a disk error, not a fault of the text
        except Exception as error:
            message = f"the text can't be rendered ({in_words(error)}), so only its words are shown"
            warn(Code.REFUSED, message, "write it as plain Markdown", (page, 1))
            return replace(text, parts=tuple(f"<p>{encode(words)}</p>\n" for words in text.text.split("\n\n")[1:]))

    def _html(self, page: PageName) -> str:
        """Return the HTML of a text as the builder makes it, with placeholders."""
        builder, env = self.builder, self.builder.env
        document = env.get_and_resolve_doctree(page, builder, tags=builder.tags)
        untitle(document)
        begin_with(document, nodes.raw("", _DATELINE, format="html"))
        _place_files(document, domain_of(env).archive, page)
        builder.post_process_images(document)
        document.settings = builder.docsettings
        builder.current_docname = page
        builder.secnumbers, builder.fignumbers = env.toc_secnumbers.get(page, {}), env.toc_fignumbers.get(page, {})
        builder.imgpath, builder.dlpath = (relative_uri(url_of(page), name) for name in ("_images", "_downloads"))
        visitor = cast("HTML5Translator", builder.create_translator(document, builder))
        visitor.visit_Text = partial(_visit_text, visitor, visitor.visit_Text)  # type: ignore[method-assign]
        document.walkabout(visitor)
        return "".join(visitor.fragment)

    def __iter__(self) -> Iterator[PageName]:
        return iter(self.pages)

    def __len__(self) -> int:
        return len(self.pages)

    def __contains__(self, page: object) -> bool:
        return page in self.pages


# No text can contain these placeholders, because its own `<` becomes `&lt;`.
_DATELINE = "<\x1e>"
_PLACE = re.compile("<\x1e(?:>|([0-9]+)>(.*?)<\x1e/>)", re.DOTALL)
"""A placeholder for the dateline, or for words: their position in the plain text, and the words."""


def _visit_text(visitor: HTML5Translator, visit: Callable[[nodes.Text], None], node: nodes.Text) -> None:
    """Write words; if they may contain links, add their position in the plain text."""
    visit(node)
    if isinstance(node, Text) and visitor.body[-1] == encode(node.astext()):
        visitor.body[-1] = f"<\x1e{node.start}>{visitor.body[-1]}<\x1e/>"


def _parts(html: str) -> Iterator[Part]:
    """Split HTML at its placeholders."""
    done = 0
    for found in _PLACE.finditer(html):
        if done < found.start():
            yield html[done : found.start()]
        yield Words(int(found[1]), unescape(found[2])) if found[1] else Dateline()
        done = found.end()
    yield html[done:]


def begin_with(document: nodes.document, node: nodes.Node) -> None:
    """Insert a node at the beginning of a text's first paragraph."""
    first = next(iter(document.findall(nodes.paragraph)), None)
    if first is not None:
        first.insert(0, node)


def _place_files(document: nodes.document, archive: LoadedArchive, page: PageName) -> None:
    """Use the release's own addresses for the files that it shows and offers.

    Sphinx's names in ``_images`` and ``_downloads`` depend on the rest of the site, so only other documents use them.
    """
    here, placed = url_of(page), archive.placements.pages.get(page, {})
    for image in document.findall(nodes.image) if placed else ():
        if file := placed.get(str(image["uri"])):
            _scale(image, str(archive.published_path(str(image["uri"]))))
            image["uri"] = relative_uri(here, quote(file.address))
            image["candidates"] = {"?": ""}  # tells Sphinx to copy nothing
    for offer in list(document.findall(addnodes.download_reference)) if placed else ():
        if file := placed.get(str(offer["reftarget"]).lstrip("/")):
            address = relative_uri(here, quote(file.address))
            offer.parent.replace(offer, nodes.reference("", "", *offer.children, refuri=address, internal=True))


def _scale(image: nodes.image, path: str) -> None:
    """Compute the size of a scaled image while its path is known, as Sphinx's writer does."""
    if "scale" in image and not ("width" in image and "height" in image):
        size = get_image_size(path)
        for key, value in zip(("width", "height"), size or (), strict=False):
            image.setdefault(key, str(value))


def compile_documents(app: Sphinx, env: BuildEnvironment) -> None:
    """Add the texts that docutils read to the compiled ones after reading."""
    domain, builder = domain_of(env), html_builder(app)
    documents = frozenset(domain.read_texts.keys() & env.found_docs)
    records_changed = domain.data["registry_digest"] != domain.archive.registry.digest
    domain.data["registry_digest"] = domain.archive.registry.digest
    for page in sorted(documents & domain.archive.releases.keys()):
        known = domain.read_releases.get(page)
        stands = (known and page in domain.read) or not records_changed
        if known is None or not stands or known.release != domain.archive.releases[page]:
            find_names(domain, page)
    compiled = domain.compiled
    entries = {**compiled.entries, **domain.read_releases}
    domain.compiled = replace(compiled, entries=entries)
    if builder is None or not documents:
        return
    digests = {page: domain.read_texts[page].markup for page in documents}
    digests |= {page: entry.markup_digest for page, entry in domain.read_releases.items()}
    texts = ChainMap(*cast("list[dict[PageName, CompiledText]]", [compiled.texts, DocumentTexts(builder, documents)]))
    domain.compiled = replace(domain.compiled, texts=texts, digests={**compiled.digests, **digests})
    placed = domain.archive.placements.pages
    for source, (docnames, name) in env.images.items():
        if any(source not in placed.get(page, {}) for page in documents.intersection(docnames)):
            builder.images[source] = name  # Sphinx copies it


class UntitleFront(SphinxPostTransform):
    """Remove the title from the body of the front page; the page's header shows it.

    Priority 900: after references are resolved, as the last step before writing.
    """

    default_priority = 900
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Remove the title."""
        if self.env.current_document.docname == self.config.root_doc:
            untitle(self.document)


def untitle(document: nodes.document) -> None:
    """Remove the document's title, and move its headings below the title that the page shows."""
    sections = [child for child in document.children if isinstance(child, nodes.section)]
    if not sections:
        return
    first, *others = sections
    first.children = [child for child in first.children if not isinstance(child, nodes.title)]
    for section in others:  # a notebook may have several top-level headings
        document.remove(section)
        first.append(section)


def setup(app: Sphinx) -> None:
    """Register the transforms and the handlers that read a finished document."""
    app.connect("builder-inited", prepare)
    app.connect("builder-inited", leave_out)
    app.connect("doctree-read", read_text, priority=950)
    app.connect("env-updated", compile_documents, priority=600)  # after texts that can't be read are held back
    app.add_post_transform(UntitleFront)

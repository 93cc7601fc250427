"""What happens to the document of a release or record after it was read and before it is written."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.images import get_image_size
from sphinx.util.osutil import relative_uri

from sphinx_newsroom.archive.index import Entry, OldText
from sphinx_newsroom.extension.domain import OUTCOME, NewsroomDomain, domain_of, line_break
from sphinx_newsroom.extension.problem_log import warn
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.model.addresses import PageName, url_of
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.model.wording import dateline_words, withdrawal_words
from sphinx_newsroom.text import naming
from sphinx_newsroom.text.words.paragraph_ids import ParagraphIds
from sphinx_newsroom.text.words.tokens import Mark, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

    from sphinx_newsroom.model.records import Release, Withdrawal


# A release's document as plain text, with the place of every character's node.
#
# The plain text is what the data of a release has and what mentions count their characters in: the title, then each
# paragraph, heading, table cell or block of code, separated by blank lines.


class Piece(NamedTuple):
    """A text node of the document and where its text begins."""

    start: int
    node: nodes.Text


@dataclass
class PlainText:
    """The text, its marks in order, and the nodes that it came from."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def unbroken(self, mentions: Iterable[Mention]) -> list[Mention]:
        """The *mentions* that stand within one text node each, so that a link can stand in their place."""
        starts = [piece.start for piece in self.pieces]
        # Once each: docutils goes through all of a text to say how long it is.
        ends = [piece.start + len(piece.node.astext()) for piece in self.pieces]
        found = []
        for mention in mentions:
            if mention.start is None or mention.end is None:
                continue
            place = bisect_right(starts, mention.start) - 1
            if place >= 0 and mention.end <= ends[place]:
                found.append(mention)
        return found


class _Growing:
    """A text that is put together: to add to a text copies all of it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.pieces: list[Piece] = []

    def add(self, text: str) -> None:
        """Go on with *text*."""
        self.parts.append(text)
        self.length += len(text)

    def mark(self, start: int, where: Where, entity: str | None = None) -> None:
        """Note what the text is from *start* on."""
        if start < self.length:
            self.marks.append(Mark(start, self.length, where, entity))


# What is on no page, or a number that the page adds: footnotes' marks and labels.
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
_BLANK_LINES = re.compile("\n\n+")  # only what ends a block may separate two
_CODE = (nodes.literal, nodes.math, nodes.FixedTextElement, nodes.math_block)


def plain_text(document: nodes.document, title: str) -> PlainText:
    """Read *document*, whose own title is replaced by the header's; neighbouring text nodes become one.

    Its paragraphs get their ids, which are of their words.
    """
    plain, ids = _Growing(), ParagraphIds()
    plain.add(" ".join(title.split()))
    plain.marks.append(Mark(0, plain.length, "heading"))
    own_title = next((child for child in document.findall(nodes.title)), None)
    for block in _blocks(document):
        if block is own_title:
            continue
        count = len(plain.parts)
        plain.add("\n\n")
        start = plain.length
        if isinstance(block, _CODE):
            plain.add(_BLANK_LINES.sub("\n", block.astext()).strip())
            plain.mark(start, "code" if _is_code(block) else "preformatted")
        else:
            _inline(block, plain)
            if isinstance(block, (nodes.title, nodes.rubric, nodes.subtitle)):
                plain.mark(start, "heading")
        # A block without words, such as a picture, leaves no blank lines.
        if start == plain.length:
            del plain.parts[count:]
            plain.length = start - len("\n\n")
            continue
        id_ = ids.of("".join(plain.parts[count + 1 :]))
        if isinstance(block, nodes.paragraph):
            block["ids"].append(id_)
    # A role in a heading was noted before the heading, which begins earlier.
    return PlainText("".join(plain.parts), sorted(plain.marks), plain.pieces)


def _is_code(block: nodes.Element) -> bool:
    """Whether a block is in some language and no text that only keeps its line breaks, as an indented block does."""
    plain = isinstance(block, nodes.literal_block) and block.get("language", "none") in ("none", "default", "text")
    return not plain


def _blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    """The elements that hold text, in the order of the document."""
    for child in node.children:
        if isinstance(child, _SKIPPED) or not isinstance(child, nodes.Element) or child.get(OUTCOME):
            continue
        if isinstance(child, _CODE) or (isinstance(child, nodes.TextElement) and not isinstance(child, nodes.Inline)):
            yield child
        else:
            yield from _blocks(child)


def _inline(node: nodes.Element, plain: _Growing) -> None:
    """Add a block's text, one character for each character of its text nodes."""
    _join_texts(node)
    for child in node.children:
        if isinstance(child, nodes.Text):
            text = child.astext()
            plain.pieces.append(Piece(plain.length, child))
            plain.add(text.replace("\n", " "))
        elif isinstance(child, line_break):
            plain.add(" ")
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
    """Make one of neighbouring text nodes: MyST begins a new one at each line, and names run over lines."""
    joined: list[nodes.Node] = []
    for is_text, run in groupby(node.children, lambda child: isinstance(child, nodes.Text)):
        children = list(run)
        if is_text and len(children) > 1:
            one = nodes.Text("".join(child.astext() for child in children))
            one.parent = node
            joined.append(one)
        else:
            joined += children
    if len(joined) < len(node.children):
        node.children = joined


BODY = "newsroom-body"
"""Where a release's text is kept, as it was written, while its document is read."""

_START = attrgetter("start")

REFTYPES = {"organization": "org", "official": "official"}


class LinkNames(SphinxTransform):
    """Record what a release names, and turn the first naming of each entity into a reference.

    Priority 745: after MyST's and docutils' own transforms have settled the text, before smart
    quotes (750) would change its characters.
    """

    default_priority = 745

    def apply(self, **kwargs: Any) -> None:
        """Read the text, find the names, link them, and note the release in the domain."""
        domain, docname = domain_of(self.env), PageName(self.env.docname)
        if docname in domain.unreadable:
            return
        release = domain.archive.releases.get(docname)
        if release is None:
            self._superseded(domain, docname)
            return
        if release.withdrawn:
            leave_notice(self.document, release.withdrawn, domain.archive.settings.interface_of(release.language))
        plain = plain_text(self.document, release.title)
        marks = tuple(plain.marks)
        found = naming.find(domain.names, plain.text, marks, release)
        scope = domain.archive.settings.link
        link_mentions(plain.pieces, naming.to_link(plain.text, marks, plain.unbroken(found.mentions), scope))
        for start, code, message, advice in naming.reports(found, release, domain.archive.registry):
            warn(code, message, advice, (docname, _line_at(start, plain.pieces)))
        body = str(self.env.current_document.get(BODY, ""))
        domain.note_release(docname, Entry.of(release, plain.text, marks, found.mentions, body))

    def _superseded(self, domain: NewsroomDomain, docname: PageName) -> None:
        """Note a superseded text.  It names nobody: it is as it was published, and out of every list."""
        superseded = domain.archive.superseded.get(docname)
        if superseded is None:
            return
        release = superseded.release
        if release.withdrawn:
            leave_notice(self.document, release.withdrawn, domain.archive.settings.interface_of(release.language))
        text = plain_text(self.document, release.title).text
        domain.note_superseded(docname, OldText(release, text, release.withdrawn))


def leave_notice(document: nodes.document, withdrawn: Withdrawal, interface: Interface) -> None:
    """Put the notice of a withdrawal in the place of a release's text, so that the text is in no output."""
    words = withdrawal_words(withdrawn, interface)
    document.children = [nodes.paragraph(words, words)]
    document.children[0].parent = document


def _line_at(place: int, pieces: Sequence[Piece]) -> int | None:
    """The line of what stands at a place of the plain text."""
    number = bisect_right(pieces, place, key=_START) - 1
    return None if number < 0 else _line_of(pieces[number].node)


def _line_of(node: nodes.Node) -> int | None:
    while node is not None and node.line is None:
        node = node.parent
    return None if node is None else node.line


def link_mentions(pieces: Sequence[Piece], mentions: Sequence[Mention]) -> None:
    """Replace each mention that lies within one text node by a reference to its entity."""
    waiting = sorted((m for m in mentions if m.start is not None and m.end is not None), key=_START)
    # By who they are: of two nodes with the same text one may have a mention that becomes a link.
    changed: dict[int, tuple[nodes.Element, dict[int, list[nodes.Node]]]] = {}
    for start, node in pieces:
        end = start + len(node.astext())
        here = waiting[bisect_left(waiting, start, key=_START) : bisect_right(waiting, end, key=_START)]
        inside = [mention for mention in here if mention.end is not None and mention.end <= end]
        if inside:
            changed.setdefault(id(node.parent), (node.parent, {}))[1][id(node)] = _split(node, start, inside)
    for parent, new in changed.values():
        # All at once: docutils would look for each node among its neighbours.
        parent.children = [part for child in parent.children for part in new.get(id(child), (child,))]
        for part in (part for parts in new.values() for part in parts):
            parent.setup_child(part)


def _split(node: nodes.Text, start: int, mentions: Sequence[Mention]) -> list[nodes.Node]:
    text, place = node.astext(), 0
    parts: list[nodes.Node] = []
    for mention in mentions:
        assert mention.start is not None
        assert mention.end is not None
        begin, end = mention.start - start, mention.end - start
        if place < begin:
            parts.append(nodes.Text(text[place:begin]))
        parts.append(reference_to(mention, text[begin:end]))
        place = end
    if place < len(text):
        parts.append(nodes.Text(text[place:]))
    return parts


def reference_to(mention: Mention, surface: str) -> addnodes.pending_xref:
    """A reference to the entity of *mention* that the domain resolves when the page is written."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", surface),
        refdomain=NewsroomDomain.name,
        reftype=REFTYPES[mention.kind],
        reftarget=mention.entity,
        refexplicit=True,
        refwarn=False,
    )


_MANY = 500
"""Children of one element up to which references may be resolved where they stand."""


class _Part(nodes.inline):
    """Some of the children of an element that has too many."""


class PartChildren(SphinxPostTransform):
    """Part the children of an element that has very many, while the references among them are resolved.

    docutils looks for a node that is replaced among all its neighbours, which takes time with the square of them.

    Priority 8: before MyST (9) and Sphinx (10) resolve references.
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Put each hundreds of children into an element of their own."""
        for element in list(self.document.findall(nodes.TextElement)):
            children = element.children
            if len(children) > _MANY:
                parts = [_Part("", "", *children[start : start + _MANY]) for start in range(0, len(children), _MANY)]
                element.children = []
                element += parts


class JoinChildren(SphinxPostTransform):
    """Take out what :class:`PartChildren` put in.

    Priority 11: when references are resolved, before anything else looks.
    """

    default_priority = 11

    def run(self, **kwargs: Any) -> None:
        """Give each element its children again."""
        for element in {id(part.parent): part.parent for part in self.document.findall(_Part)}.values():
            children = [child for part in element.children for child in part.children]
            element.children = []
            element += children


class ShapeRelease(SphinxPostTransform):
    """Leave the title to the page's head, and begin a release's text with its dateline.

    Priority 900: when references are resolved, as the last step before writing.
    """

    default_priority = 900
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Take the title out and put the dateline in the first paragraph."""
        domain = domain_of(self.env)
        docname = PageName(self.env.current_document.docname)
        if not domain.owns(docname) and docname != self.config.root_doc:
            return
        untitle(self.document)
        begin_with_dateline(self.document, domain, docname)


def release_and_withdrawal(domain: NewsroomDomain, docname: PageName) -> tuple[Release | None, Withdrawal | None]:
    """The release whose text a document has, the superseded one too, and its withdrawal."""
    if old := domain.superseded.get(docname):
        return old.release, old.withdrawn
    entry = domain.releases.get(docname)
    return (entry.release, entry.release.withdrawn) if entry else (None, None)


def begin_with_dateline(document: nodes.document, domain: NewsroomDomain, docname: PageName) -> None:
    """Put a release's dateline into its first paragraph, unless a notice stands there."""
    release, withdrawn = release_and_withdrawal(domain, docname)
    if release is None or withdrawn:
        return
    words = dateline_words(release, domain.archive.settings.interface_of(release.language))
    first = next(iter(document.findall(nodes.paragraph)), None)
    if words and first is not None:
        first.insert(0, nodes.inline("", words, classes=["newsroom-dateline"]))


class PlaceFiles(SphinxPostTransform):
    """Show and offer the files of a release from the addresses that are its own.

    Priority 910: after Sphinx has chosen among the forms of a picture.  What Sphinx does with files by itself, a name
    in ``_images`` or ``_downloads`` that depends on what else the site has, is left to documents that are no releases.
    """

    default_priority = 910
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Put the address of each file in the place of its path."""
        docname = PageName(self.env.current_document.docname)
        archive = domain_of(self.env).archive
        placed = archive.placements.pages.get(docname, {})
        if not placed:
            return
        here = url_of(docname)
        for image in self.document.findall(nodes.image):
            if file := placed.get(str(image["uri"])):
                _scale(image, str(archive.published_path(str(image["uri"]))))
                image["uri"] = relative_uri(here, quote(file.address))
                image["candidates"] = {"?": ""}  # for Sphinx: nothing to be copied
        for offer in list(self.document.findall(addnodes.download_reference)):
            if file := placed.get(str(offer["reftarget"]).lstrip("/")):
                address = relative_uri(here, quote(file.address))
                offer.parent.replace(offer, nodes.reference("", "", *offer.children, refuri=address, internal=True))


def _scale(image: nodes.image, path: str) -> None:
    """Work out the size of a scaled picture, as Sphinx's writer does from the path that goes."""
    if "scale" in image and not ("width" in image and "height" in image):
        size = get_image_size(path)
        for key, value in zip(("width", "height"), size or (), strict=False):
            image.setdefault(key, str(value))


class DropComments(SphinxTransform):
    """Leave out what an author noted for authors, which docutils' writer puts into the page: ``%`` and ``<!-- -->``.

    Of releases and records the guard does it.  Priority 1: before Sphinx keeps words of the document elsewhere.
    """

    default_priority = 1

    def apply(self, **kwargs: Any) -> None:
        """Remove them; an HTML comment may stand in other HTML, whose rest stays."""
        if domain_of(self.env).owns(PageName(self.env.docname)):
            return
        for node in list(self.document.findall(nodes.comment)):
            node.parent.remove(node)
        for raw in list(self.document.findall(nodes.raw)):
            if "html" not in raw.get("format", "").split() or not _COMMENT.search(raw.astext()):
                continue
            if rest := _COMMENT.sub("", raw.astext()).strip():
                raw.children = [nodes.Text(rest)]
            else:
                raw.parent.remove(raw)


_COMMENT = re.compile(r"(?<!<script>)(?<!<style>)<!--.*?(?:-->|\Z)", re.DOTALL)
"""A comment of HTML; the old way of writing a script or style begins like one."""


def untitle(document: nodes.document) -> None:
    """Take the document's title out, and set its headings below the one that the page shows instead."""
    sections = [child for child in document.children if isinstance(child, nodes.section)]
    if not sections:
        return
    first, *others = sections
    first.children = [child for child in first.children if not isinstance(child, nodes.title)]
    for section in others:  # a notebook may have several headings of the first level
        document.remove(section)
        first.append(section)


def setup(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_transform(DropComments)
    app.add_transform(LinkNames)
    for transform in (PartChildren, JoinChildren, ShapeRelease, PlaceFiles):
        app.add_post_transform(transform)

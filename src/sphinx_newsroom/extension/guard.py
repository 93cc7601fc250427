"""Keep releases that are held back or withdrawn out of all other documents, and check what releases may contain.

Guides are trusted and may include files (``{include}``, ``{literalinclude}``, the ``:file:`` of a table).  They must
not include a release under embargo, or files named after it, before its time.  Alerts, which contain readers'
addresses, and files that builds store may never be included.  The rest of such a page can't be separated from what was
included, so only its title is left.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import posixpath
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from defusedxml import ElementTree
from docutils import nodes
from docutils.utils.math import latex2mathml
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import search_image_for_language
from sphinx.util.math import get_node_equation_number

from sphinx_newsroom.allowed import DATA_IMAGES, SCHEMES
from sphinx_newsroom.archive.text_checks import HIDDEN, NAME_IT
from sphinx_newsroom.diagnostics import Code, cut
from sphinx_newsroom.extension.domain import NewsroomDomain, domain_of, lines_of, warn
from sphinx_newsroom.files import WORK, write
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import APPROVALS, RELEASES, PageName, page_of
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.sources import hidden_data, publishable
from sphinx_newsroom.sources.header import is_notebook
from sphinx_newsroom.sources.notebook import DRAWING
from sphinx_newsroom.sources.publishable import Fault, Use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


NAME = "newsroom-mathml"

LONGEST = 2_000
"""The longest formula in characters: the converter takes quadratic time, a tenth of a second at this length."""


_ELEMENTS = frozenset(
    """
    math maction maligngroup malignmark menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded
    mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder
    munderover none
    """.split()
)
# Without href, id and style: a formula neither links anywhere nor is a link target.
_ATTRIBUTES = frozenset(
    """
    xmlns display mathvariant accent accentunder stretchy lspace rspace movablelimits form fence separator
    symmetric maxsize minsize largeop width height depth linethickness columnalign rowspacing columnspacing
    displaystyle scriptlevel notation open close title align rowlines columnlines class bevelled mathcolor
    numalign denomalign
    """.split()
)
"""The presentation elements and attributes of MathML Core."""


def _converted(code: str, *, block: bool) -> str:
    """Convert TeX to MathML.

    Raises ValueError if it can't be converted, or if the result contains more than a formula.
    """
    if len(code) > LONGEST:
        raise ValueError(f"is longer than {LONGEST:,} characters")
    try:
        markup = str(latex2mathml.tex2mathml(code, as_block=block))
        markup = markup.replace("&ApplyFunction;", "\u2061")  # an HTML entity, unknown in XML
        root = ElementTree.fromstring(markup)
    except Exception as error:  # the converter can fail in any way on untrusted TeX
        raise ValueError("cannot be read") from error
    for element in root.iter():
        if str(element.tag).rpartition("}")[2] not in _ELEMENTS:
            raise ValueError(f"produces <{element.tag}>")
        if not _ATTRIBUTES.issuperset(element.attrib):
            raise ValueError("has an attribute that formulas don't need")
    return markup


def fault(code: str) -> str | None:
    """Return why a formula can't be shown, as words that follow "it"; None if it can."""
    try:
        _converted(code, block=False)
    except ValueError as error:
        return str(error)
    return None


def _markup(node: nodes.Element, *, block: bool) -> str:
    """Return MathML for the TeX of *node*, or the TeX as code if it can't be converted."""
    try:
        return _converted(node.astext(), block=block)
    except ValueError:
        return f"<code>{escape(node.astext())}</code>"


def _visit_inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(_markup(node, block=False))
    raise nodes.SkipNode


def _visit_block(translator: Any, node: nodes.math_block) -> None:
    ids = f' id="{escape(node["ids"][0])}"' if node["ids"] else ""
    number = f'<span class="eqno">({get_node_equation_number(translator, node)})</span>' if node.get("number") else ""
    translator.body.append(f'<div class="math"{ids}>{number}{_markup(node, block=True)}</div>\n')
    raise nodes.SkipNode


CLOSED = "a link leads to a file of an alert or of a build, so only its words are shown"
_POINTS = ("reftarget", "refuri", "uri")
"""The attributes of a node that contain a link target."""
# MyST's URL schemes for targets within the project:
# https://myst-parser.readthedocs.io/en/latest/syntax/cross-referencing.html
_OURS = late_pattern(r"^(project|path):|^#")
_ELSEWHERE = late_pattern(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


def hide(env: BuildEnvironment, document: nodes.document) -> None:
    """Remove and report each link in a document to a release that is held back.

    The document depends on each text that it links to, so it is read again when an embargo begins or ends, and when the
    text is added or deleted.  This runs before all transforms, so that no title, search index or feed contains hidden
    links.
    """
    domain = domain_of(env)
    is_guide = not domain.owns(PageName(env.docname))
    for node in [node for node in document.findall(nodes.Element) if any(name in node for name in _POINTS)]:
        for place in dict.fromkeys(_link_targets(node, env.docname, domain.settings.baseurl)):
            if domain.note_file(env.docname, place) and place.startswith(f"{RELEASES}/"):
                _hide(node, place, domain, env.docname, (HIDDEN, NAME_IT))
                break
        else:
            if is_guide and (path := _path(node, domain.settings.baseurl)):
                place = posixpath.normpath(posixpath.join("/", posixpath.dirname(env.docname), path)).lstrip("/")
                file = os.path.join(env.srcdir, place)
                if is_closed(place) and os.path.isfile(file) and not _is_drawn(env, file):
                    _hide(node, place, domain, env.docname, (CLOSED, "link what readers may have"))


def _is_drawn(env: BuildEnvironment, file: str) -> bool:
    """Whether nbsphinx stored this file as output of the cells of this document, a notebook."""
    name = env.docname.replace("/", "_")
    return is_notebook(env.doc2path(env.docname)) and file.startswith(f"{env.doctreedir}/nbsphinx/{name}_")


def is_closed(place: str) -> bool:
    """Whether no page may use a file from this path: alerts, and files that builds store."""
    return place == APPROVALS or place.startswith(f"{ALERTS}/") or WORK in place.split("/")


def _path(node: nodes.Element, baseurl: str) -> str | None:
    """Return the path that a node links to, as written; None if it is one of our roles or links elsewhere."""
    written = next(str(node[name]) for name in _POINTS if name in node)
    if isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "newsroom":
        return None  # one of our roles
    path = _OURS.sub("", written)
    if baseurl and path.startswith(baseurl):
        path = "/" + path.removeprefix(baseurl)
    if _ELSEWHERE.match(path):
        return None
    return unquote(re.split(r"[?#]", path)[0]).replace("\\", "/")


def _link_targets(node: nodes.Element, docname: str, baseurl: str) -> Iterator[str]:
    """Yield the paths, from the root of the archive, that a node may link to."""
    # Relative to the document's folder, to the root as with MyST's `project:`, and as an id that a label may repeat.
    path = _path(node, baseurl)
    if not path:
        return
    for begin in (posixpath.dirname(docname), "", RELEASES):
        yield posixpath.normpath(posixpath.join("/", begin, path)).lstrip("/")


def _hide(node: nodes.Element, place: str, domain: NewsroomDomain, docname: str, said: tuple[str, str]) -> None:
    """Replace a link with its words, or with neutral words if its own would reveal the target."""
    withheld = domain.publishable.withheld_by(place)
    line = next(lines_of(node), 1)
    warn(Code.REFUSED, *said, (docname, line))
    words = str(node.get("alt", "")) if isinstance(node, nodes.image) else node.astext()
    written = not isinstance(node, addnodes.pending_xref) or node.get("refexplicit", True)
    # The words may be the address, or contain the name of the release.
    tells = not words.strip() or not written or (withheld is not None and posixpath.basename(withheld) in words)
    shown = nodes.inline("", "", nodes.Text(domain.forthcoming) if tells else nodes.Text(words))
    if not tells and not isinstance(node, nodes.image):
        shown = nodes.inline("", "", *node.children)
    parent = node.parent
    parent.replace(node, shown if isinstance(parent, nodes.TextElement) else nodes.paragraph("", "", shown))


DEEPEST = 60
"""The maximum nesting depth of a text; real releases reach 8, and Python's recursion limit is 1,000 frames."""
STORED = "newsroom-stored"
"""The folder next to the doctrees that stores images embedded in texts."""

# Characters that browsers strip from an address before they parse its scheme:
# https://url.spec.whatwg.org/#concept-basic-url-parser
_LEFT_OUT = late_pattern(r"^[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ufeff]+|[\t\n\r]")
_SCHEME = late_pattern(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_REMOTE = late_pattern(r"[A-Za-z][A-Za-z0-9+.\-]*://|[/\\]{2}")
_IMAGE_ATTRIBUTES = frozenset("uri alt title width height scale align classes ids names dupnames backrefs".split())


_DROPPED = (nodes.raw, nodes.comment, nodes.substitution_definition, nodes.meta)
"""Nodes that never appear on a release's page: markup for other formats, and what readers don't see."""


def scheme_of(address: str) -> str:
    """Return the scheme of an address in lower case, as a browser parses it; empty for an address within the site."""
    found = _SCHEME.match(_LEFT_OUT.sub("", address))
    return found[1].lower() if found else ""


def is_remote(address: str) -> bool:
    """Whether an address is on another host, as a browser parses it."""
    return bool(_REMOTE.match(_LEFT_OUT.sub("", address)))


def as_link(image: nodes.image) -> nodes.reference | None:
    """Replace an image on another host with a link to it, since pages load nothing from other hosts.

    Within a link only the words are left, and the result is None: HTML doesn't allow nested links.
    """
    words, around = image.get("alt") or "Image", image.parent
    link = nodes.reference("", words, refuri=image["uri"])
    within = isinstance(around, nodes.TextElement)
    if _within(image, nodes.reference, addnodes.pending_xref, addnodes.download_reference):
        around.replace(image, nodes.Text(words))
        put_in_paragraph(around)
        return None
    around.replace(image, link if within else nodes.paragraph("", "", link))
    put_in_paragraph(around)
    return link


def put_in_paragraph(node: nodes.Element) -> None:
    """Wrap a link in a paragraph if it contained only an image: now that it has words, writers expect a paragraph."""
    if isinstance(node, nodes.reference) and not isinstance(node.parent, nodes.TextElement):
        paragraph = nodes.paragraph()
        node.parent.replace(node, paragraph)
        paragraph += node


class HoldTree(SphinxTransform):
    """Restrict the tree of a release or record to allowed content; other documents may contain anything.

    But they lose their comments, images on other hosts become links, and a document that includes a closed file is
    reduced to its title.  In all documents, links to releases held back are removed.

    Priority 0: before all transforms of Sphinx, docutils and MyST, so that none of them sees refused content, or makes
    a heading, a link or an index entry from it.
    """

    default_priority = 0

    def apply(self, **kwargs: Any) -> None:
        """Replace and report content that isn't allowed."""
        leave_title(self.env, self.document)
        hide(self.env, self.document)
        if domain_of(self.env).owns(self.env.docname):
            Guard(self.env, self.document).hold()
            return
        drop_comments(self.document)
        for image in list(self.document.findall(nodes.image)):
            if is_remote(str(image["uri"])):
                as_link(image)


def drop_comments(document: nodes.document) -> None:
    """Remove authors' comments, ``%`` and ``<!-- -->``, which docutils' writer would publish; other HTML stays.

    A comment within other HTML continues in the nodes that follow, because a blank line ends a block of HTML.
    """
    for node in list(document.findall(nodes.comment)):
        node.parent.remove(node)
    within = False
    for leaf in [node for node in document.findall() if not node.children]:
        written = words = leaf.astext()
        if within:
            _, end, words = words.partition("-->")
            within = not end
        around = leaf.parent
        if not within and isinstance(around, nodes.raw) and "html" in around.get("format", "").split():
            # A script or style may contain "<!--", which begins no comment there.
            within = any(not found["end"] and "</s" not in found[0] for found in _COMMENT.finditer(words))
            words = _COMMENT.sub("", words)
        if words != written or within:
            _replace_words(leaf, words.strip())


_COMMENT = late_pattern(r"(?<!<script>)(?<!<style>)<!--.*?(?P<end>-->|\Z)", re.DOTALL)
"""An HTML comment, but not the old comment syntax at the start of a script or style."""


def _replace_words(node: nodes.Node, words: str) -> None:
    """Replace a node with words; without words, also remove the elements that would be empty."""
    around = node.parent
    if words:
        around.replace(node, nodes.Text(words))
        return
    around.remove(node)
    if isinstance(node, nodes.title):  # a section has a title
        around.parent.replace(around, around.children)
    elif not around.children and around.parent is not None:
        _replace_words(around, "")


def hold_again(app: Sphinx, document: nodes.document) -> None:
    """Check the tree again after all transforms, before Sphinx collects the files to copy."""
    if domain_of(app.env).owns(app.env.docname):
        Guard(app.env, document, resolved=True).hold()


class Guard:
    """Checks the tree of one document; *resolved* says that all transforms have run."""

    def __init__(self, env: BuildEnvironment, document: nodes.document, *, resolved: bool = False) -> None:
        self.env, self.document, self.resolved = env, document, resolved
        self.domain = domain_of(env)
        self.publishable = self.domain.publishable
        self.allowed = self.publishable.allowed

    def hold(self) -> None:
        """Check every node once; the children of a replaced node are skipped."""
        # An explicit stack, since a text can be nested more deeply than Python's recursion limit.
        waiting: list[tuple[nodes.Node, int]] = [(self.document, 0)]
        while waiting:
            node, depth = waiting.pop()
            if isinstance(node, nodes.Element) and depth > DEEPEST:
                self._refuse(node, "the text is nested too deeply", "use fewer levels")
                continue
            kept = self._checked(node)
            if kept is not None:
                waiting.extend((child, depth + 1) for child in reversed(kept.children))

    def _checked(self, node: nodes.Node) -> nodes.Node | None:
        """Check a node, and return the node whose children are to be checked; None if *node* was removed."""
        if isinstance(node, nodes.Text):
            return None
        assert isinstance(node, nodes.Element)
        kind = type(node).__name__
        if isinstance(node, nodes.pending) and not self.resolved:
            return None  # its own transform replaces it
        if isinstance(node, (*_DROPPED, nodes.pending)):
            self._report_dropped(node)
            node.parent.remove(node)
            return None
        if kind not in self.allowed.nodes:
            self._refuse(node, f"{kind!r} isn't allowed in a text", "write it as plain Markdown")
            return None
        if isinstance(node, nodes.image):
            return self._image(node)
        if isinstance(node, addnodes.download_reference):
            return self._download(node)
        if "refuri" in node:
            return self._link(node, str(node["refuri"]))
        if isinstance(node, nodes.math | nodes.math_block) and (wrong := fault(node.astext())):
            self._report(
                node, f"the formula cannot be shown: it {wrong}", "correct the TeX; its source is shown instead"
            )
            self._replace(node, nodes.literal(node.astext(), node.astext()))
            return None
        return node

    def _report_dropped(self, node: nodes.Element) -> None:
        """Report removed content unless a check of the text already has; comments are never reported."""
        if isinstance(node, nodes.pending):
            self._report(node, "the text asks for something that can't be resolved here", "write it as plain Markdown")
        path = str(self.env.doc2path(self.env.docname, base=False))
        if isinstance(node, nodes.raw) and Code.RAW_HTML not in self.domain.reported.get(path, {}):
            where = (self.env.docname, next(lines_of(node), 1))
            warn(Code.RAW_HTML, "raw HTML is left out", "write it as Markdown", where)

    # -- links

    def _link(self, node: nodes.Element, address: str) -> nodes.Node | None:
        scheme = scheme_of(address)
        if scheme and scheme not in self.allowed.schemes:
            self._unlink(node, f"a link begins with `{scheme}:`", "link a web address")
            return None
        if not scheme and not is_remote(address) and self._leaves(address):
            self._unlink(node, f"{_shown(address)} leads out of the site", "link a page of the site, or a web address")
            return None
        return node

    def _leaves(self, address: str) -> bool:
        """Whether an address within the site leads above its root."""
        path = unquote(re.split(r"[?#]", address)[0]).replace("\\", "/")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(self.env.docname), path))
        return not path.startswith("/") and place.split("/")[0] == ".."

    def _download(self, node: addnodes.download_reference) -> nodes.Node | None:
        target = str(node["reftarget"])
        if is_remote(target) or scheme_of(target) in SCHEMES:
            link = nodes.reference("", "", *node.children, refuri=target)
            node.parent.replace(node, link)
            return self._link(link, target)
        path, wrong = self._local(target, "download")
        if wrong is not None:
            self._unlink(
                node,
                f"{_shown(target)} {wrong.words}",
                "link a release, a web address or a document such as .pdf or .csv",
            )
            return None
        if _within(node, nodes.title):
            # Sphinx treats any link in a heading as a page of its own when it lists a page's headings.
            self._unlink(node, f"a heading offers the file {_shown(target)}", "link the file in the text below")
            return None
        node["reftarget"] = f"/{path}"  # Sphinx copies the file that was checked
        return node

    # -- images

    def _image(self, node: nodes.image) -> nodes.Node | None:
        for name in [name for name in node.attributes if name not in _IMAGE_ATTRIBUTES]:
            if name != STORED:
                del node[name]
        if node.get(STORED):
            return node  # an image embedded in the text, already stored as a file
        uri = str(node["uri"])
        if uri[:5].lower() == "data:":
            kept = store_image(self.env, uri)
            if kept is None:
                advice = "save it as a file in the archive, and use that"
                self._refuse(node, "an embedded image in the text isn't a PNG, JPEG or GIF", advice)
                return None
            node["uri"], node[STORED] = kept, True
            return node
        if is_remote(uri):
            link = as_link(node)
            return self._link(link, uri) if link else None
        path, wrong = self._local(uri, "image")
        if wrong is not None:
            self._refuse(node, f"{_shown(uri)} {wrong.words}", "use an image in the archive")
            return None
        node["uri"] = f"/{path}"  # the page shows the file that was checked
        return node

    # -- files

    def _local(self, written: str, use: Use) -> tuple[str, Fault | None]:
        """Return the path of the file that Sphinx would use for *written*, and what is wrong with it."""
        try:
            path, _ = self.env.relfn2path(written, self.env.docname)
            self._depend_on(path)
            wrong = self.publishable.fault(path, use)
            if wrong is None and unquote(written) != written and not Path(self.env.srcdir, path).exists():
                return self._local(unquote(written), use)
            if wrong is None and use == "image":
                # Sphinx prefers the file for the language, if any.
                shown = search_image_for_language(f"/{path}", self.env)
                wrong = self.publishable.fault(shown.lstrip("/"), use)
        except (OSError, ValueError, RuntimeError):  # not a valid file name, or a symbolic link loop
            return "", Fault("isn't a path of a file")
        return path, wrong

    def _depend_on(self, path: str) -> None:
        """Read the text again when the file changes, or when its release starts or stops being held back."""
        if not path.startswith("../"):
            self.env.note_dependency(path)
            for place in self.publishable.places(path):
                self.domain.note_file(self.env.docname, place)

    # -- refused content

    def _refuse(self, node: nodes.Element, message: str, advice: str) -> None:
        """Replace *node* with its words."""
        self._report(node, message, advice)
        words = str(node.get("alt", "")) if isinstance(node, nodes.image) else node.astext()
        self._replace(node, nodes.inline("", words) if words.strip() else None)

    def _unlink(self, node: nodes.Element, message: str, advice: str) -> None:
        """Replace a link with its content."""
        self._report(node, message, advice)
        inline = nodes.inline("", "", *[child for child in node.children if isinstance(child, nodes.Text)])
        self._replace(node, inline if inline.children else nodes.inline("", node.astext()))

    def _replace(self, node: nodes.Element, words: nodes.Element | None) -> None:
        parent = node.parent
        within = isinstance(node, nodes.Inline) and not isinstance(node, nodes.image)
        if words is None:
            parent.remove(node)
        elif isinstance(parent, nodes.TextElement) or within:
            parent.replace(node, words)
        else:
            parent.replace(node, nodes.paragraph("", "", words))
        put_in_paragraph(parent)

    def _report(self, node: nodes.Node, message: str, advice: str) -> None:
        line = next(lines_of(node), 1)
        warn(Code.REFUSED, f"{message}, so only its words are shown", advice, (self.env.docname, line))


def _within(node: nodes.Node, *kinds: type[nodes.Node]) -> bool:
    while node := node.parent:
        if isinstance(node, kinds):
            return True
    return False


def _shown(written: str) -> str:
    return repr(cut(written))


def store_image(env: BuildEnvironment, uri: str) -> str | None:
    """Store the image of a ``data:`` URL as a file. Return its path for Sphinx, or None if it isn't an image."""
    head, comma, data = uri.partition(",")
    media_type = head[5:].split(";")[0].strip().lower()
    if not comma or ";base64" not in head.lower() or media_type not in DATA_IMAGES:
        return None
    try:
        # Like browsers, ignore line ends. The first bytes decide whether it is an image.
        content = base64.b64decode(unquote(data), validate=False)
    except (binascii.Error, ValueError):
        return None
    # Named by its content, so that the same image is stored once.
    return store_bytes(env, content, media_type, f"{hashlib.blake2b(content, digest_size=12).hexdigest()}")


def store_bytes(env: BuildEnvironment, content: bytes, media_type: str, name: str) -> str | None:
    """Store *content* as an image called *name*; return its path for Sphinx, None if it isn't such an image."""
    if media_type == DRAWING:
        suffix, harmless = ".svg", publishable.fault(content) is None
    else:
        suffix, signature = DATA_IMAGES[media_type]
        harmless = content.startswith(signature)
    if not harmless:
        return None
    if "position" not in domain_of(env).settings.allowed.unseen and hidden_data.has_position(content):
        message = "an embedded image in the text says where it was taken"
        warn(Code.HIDDEN_DATA, message, "save it again without the location", (env.docname, None))
    folder = Path(env.doctreedir, STORED, env.docname)
    write(folder / f"{name}{suffix}", content)
    start = Path(env.srcdir, env.docname).parent
    return Path(os.path.relpath(folder / f"{name}{suffix}", start)).as_posix()


def setup(app: Sphinx) -> None:
    """Register the guard twice: before anything reads a parsed text, and before files are copied for it."""
    app.add_html_math_renderer(NAME, inline_renderers=(_visit_inline, None), block_renderers=(_visit_block, None))
    app.connect("include-read", empty, priority=0)
    app.add_transform(HoldTree)
    app.connect("doctree-read", hold_again, priority=1)  # Sphinx's collectors of images and downloads run at 500


def empty(app: Sphinx, path: Path, document: str, text: list[str]) -> None:
    """Empty the *text* of an included file that is closed to readers, since it may contain the only title."""
    if _is_closed(app.env, path.as_posix()):
        text[0] = ""


def leave_title(env: BuildEnvironment, document: nodes.document) -> None:
    """Reduce a document that includes a closed file to its title, and report that."""
    closed = [place for place in dict.fromkeys(_places(env, document)) if _is_closed(env, place)]
    if closed:
        text = Path(env.doc2path(env.docname)).read_text("utf-8", "replace")
        # The title may come from an included file that was parsed separately.
        own = [title for title in document.findall(nodes.title) if title.astext() in text]
        document.children = []
        if own:
            document += nodes.section("", own[0], ids=["text"])
        message = (
            "this page includes a file that readers may not see (from a release that is kept back or withdrawn, "
            "an alert, or a build), so only its title is shown"
        )
        warn(Code.REFUSED, message, "include only published files", (env.docname, _line(text, closed[0])))


def _is_closed(env: BuildEnvironment, place: str) -> bool:
    """Whether readers may not see a file now; the document is read again when that changes."""
    domain, closed = domain_of(env), False
    for one in domain.publishable.places(place):
        closed |= is_closed(one)
        kept_back = domain.note_file(env.docname, one)
        release = domain.archive.releases.get(page_of(one))
        # Withdrawing a release changes its file, so Sphinx notices.
        closed |= kept_back or bool(release and release.path == one and release.withdrawn)
    return closed


def _places(env: BuildEnvironment, document: nodes.document) -> Iterator[str]:
    """Yield the other files that a document includes, by their paths in the archive."""
    root = os.path.realpath(env.srcdir)
    for path in document.settings.record_dependencies.list:  # relative to the folder where Sphinx runs
        yield Path(os.path.relpath(os.path.realpath(path), root)).as_posix()
        yield Path(os.path.relpath(os.path.abspath(path), os.path.abspath(env.srcdir))).as_posix()
    yield from (Path(path).as_posix() for path in env.dependencies.get(env.docname, ()))


def _line(text: str, place: str) -> int:
    """Return the line on which a document names a file or, failing that, includes any file; 1 if neither is found."""
    lines = text.split("\n")
    signs = place.rpartition("/")[2], "include", ":file:"
    return next((number for sign in signs for number, line in enumerate(lines, 1) if sign in line), 1)

"""The guard: what the parsed text of a release or record may show, link and copy.

Whatever a text says and however it says it, all that can happen to it later happens to the nodes of its parsed
tree: a picture and a download are copied, a link is followed, raw HTML is shown.  So the tree is what is held, once,
for releases, superseded texts, records, topics and notebooks alike.  What is not on the list (:mod:`.allowed`)
becomes its own words, and is reported with its file and line.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import search_image_for_language

from sphinx_newsroom.allowed import DATA_IMAGES, SCHEMES
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.mathml import fault as math_fault
from sphinx_newsroom.extension.problem_log import lines_of, warn
from sphinx_newsroom.extension.to_come import hide
from sphinx_newsroom.files import write
from sphinx_newsroom.sources import picture_data, svg
from sphinx_newsroom.sources.keys.sheet import shortened
from sphinx_newsroom.sources.notebooks.safe_notebook import DRAWING
from sphinx_newsroom.sources.publishable import Fault, Use

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

DEEPEST = 60
"""How deep a text may be nested: the deepest of 2,000 real releases reaches 8, and Python recurses to 1,000 frames."""
STORED = "newsroom-stored"
"""Where the pictures that texts hold in themselves are kept as files, beside the parsed texts."""

# What a browser leaves out of an address before it looks for the scheme: https://url.spec.whatwg.org/#concept-basic-url-parser
_LEFT_OUT = re.compile(r"^[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ufeff]+|[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://|[/\\]{2}")
_IMAGE_ATTRIBUTES = frozenset(
    {
        "uri",
        "alt",
        "title",
        "width",
        "height",
        "scale",
        "align",
        "classes",
        "ids",
        "names",
        "dupnames",
        "backrefs",
    }
)


_DROPPED = (nodes.raw, nodes.comment, nodes.substitution_definition, nodes.meta, nodes.pending)
"""What is in no page of a release: markup of another language, and what no reader sees."""


def scheme_of(address: str) -> str:
    """The scheme of an address as a browser reads it, in lower case; nothing for an address within the site."""
    found = _SCHEME.match(_LEFT_OUT.sub("", address))
    return found[1].lower() if found else ""


def is_remote(address: str) -> bool:
    """Whether an address is on another host, as a browser reads it."""
    return bool(_REMOTE.match(_LEFT_OUT.sub("", address)))


def as_link(image: nodes.image) -> nodes.reference | None:
    """Put a link in the place of a picture on another host: no page loads anything from elsewhere.

    In a link its words alone, and then there is None: HTML has no link within another.
    """
    words, around = image.get("alt") or "Image", image.parent
    link = nodes.reference("", words, refuri=image["uri"])
    within = isinstance(around, nodes.TextElement)
    if _in_link(image):
        around.replace(image, nodes.Text(words))
        put_in_paragraph(around)
        return None
    around.replace(image, link if within else nodes.paragraph("", "", link))
    put_in_paragraph(around)
    return link


def _in_link(node: nodes.Node) -> bool:
    """Whether a link stands around a node."""
    while node := node.parent:
        if isinstance(node, (nodes.reference, addnodes.pending_xref, addnodes.download_reference)):
            return True
    return False


def put_in_paragraph(node: nodes.Element) -> None:
    """Put a link that stood around a picture alone into a paragraph: writers expect it there, now that it has words."""
    if isinstance(node, nodes.reference) and not isinstance(node.parent, nodes.TextElement):
        paragraph = nodes.paragraph()
        node.parent.replace(node, paragraph)
        paragraph += node


class HoldTree(SphinxTransform):
    """Hold the tree of a release or record to what is allowed; in other documents, link pictures on other hosts.

    In all of them, links to what is kept back are taken out.

    Priority 1: before every transform of Sphinx, docutils and MyST, so that none of them sees what is refused.
    """

    default_priority = 1

    def apply(self, **kwargs: Any) -> None:
        """Replace what is not allowed, and report it."""
        hide(self.env, self.document)
        if domain_of(self.env).owns(self.env.docname):
            Guard(self.env, self.document).hold()
        else:
            for image in list(self.document.findall(nodes.image)):
                if is_remote(str(image["uri"])):
                    as_link(image)


def hold_again(app: Sphinx, document: nodes.document) -> None:
    """Hold the tree once more when all transforms have run, before Sphinx notes which files it is to copy."""
    if domain_of(app.env).owns(app.env.docname):
        Guard(app.env, document).hold()


class Guard:
    """The guard of one document."""

    def __init__(self, env: BuildEnvironment, document: nodes.document) -> None:
        self.env, self.document = env, document
        self.domain = domain_of(env)
        self.publishable = self.domain.publishable
        self.allowed = self.publishable.allowed

    def hold(self) -> None:
        """Walk the tree once; a node that is replaced is not looked into."""
        # A stack of its own, since a text can be nested more deeply than Python recurses.
        waiting: list[tuple[nodes.Node, int]] = [(self.document, 0)]
        while waiting:
            node, depth = waiting.pop()
            if isinstance(node, nodes.Element) and depth > DEEPEST:
                self._refuse(node, "the text is nested too deeply", "write it with fewer levels")
                continue
            kept = self._held(node)
            if kept is not None:
                waiting.extend((child, depth + 1) for child in reversed(kept.children))

    def _held(self, node: nodes.Node) -> nodes.Node | None:
        """The node whose children are to be looked at; None where *node* has gone."""
        if isinstance(node, nodes.Text):
            return None
        assert isinstance(node, nodes.Element)
        kind = type(node).__name__
        if isinstance(node, _DROPPED):
            self._report_dropped(node)
            node.parent.remove(node)
            return None
        if kind not in self.allowed.nodes:
            self._refuse(node, f"{kind!r} is nothing that a text may hold", "write it as plain Markdown")
            return None
        if isinstance(node, nodes.image):
            return self._image(node)
        if isinstance(node, addnodes.download_reference):
            return self._download(node)
        if "refuri" in node:
            return self._link(node, str(node["refuri"]))
        if isinstance(node, nodes.math | nodes.math_block) and (wrong := math_fault(node.astext())):
            self._report(
                node, f"the formula cannot be shown: it {wrong}", "correct the TeX; its source stands there now"
            )
            self._replace(node, nodes.literal(node.astext(), node.astext()))
            return None
        return node

    def _report_dropped(self, node: nodes.Element) -> None:
        """Say what is dropped, unless a check of the text has said so; a comment is nobody's to read."""
        if isinstance(node, nodes.pending):
            self._report(node, "the text asks for something that is worked out later", "write it as plain Markdown")
        path = str(self.env.doc2path(self.env.docname, base=False))
        if isinstance(node, nodes.raw) and Code.RAW_HTML not in self.domain.told.get(path, {}):
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
        """Whether an address within the site goes up beyond its root."""
        path = unquote(re.split(r"[?#]", address)[0]).replace("\\", "/")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(self.env.docname), path))
        return not path.startswith("/") and place.split("/")[0] == ".."

    def _download(self, node: addnodes.download_reference) -> nodes.Node | None:
        target = str(node["reftarget"])
        if is_remote(target) or scheme_of(target) in SCHEMES:
            return self._as_link(node, target)
        path, wrong = self._local(target, "download")
        if wrong is not None:
            self._unlink(
                node,
                f"{_shown(target)} {wrong.words}",
                "link a release, a web address or a document such as .pdf or .csv",
            )
            return None
        if _within(node, nodes.title):
            # Sphinx takes whatever leads somewhere for a heading of its own when it lists a page's headings
            self._unlink(node, f"a heading offers the file {_shown(target)}", "link the file in the text below")
            return None
        node["reftarget"] = f"/{path}"  # what was looked at is what is copied
        return node

    def _as_link(self, node: nodes.Element, target: str) -> nodes.Node | None:
        """A download from another host is a link to it."""
        link = nodes.reference("", "", *node.children, refuri=target)
        node.parent.replace(node, link)
        return self._link(link, target)

    # -- pictures

    def _image(self, node: nodes.image) -> nodes.Node | None:
        for name in [name for name in node.attributes if name not in _IMAGE_ATTRIBUTES]:
            if name != STORED:
                del node[name]
        if node.get(STORED):
            return node  # a picture that the text held in itself, which is a file of ours since
        uri = str(node["uri"])
        if uri[:5].lower() == "data:":
            return self._stored(node, uri)
        if is_remote(uri):
            link = as_link(node)
            return self._link(link, uri) if link else None
        path, wrong = self._local(uri, "image")
        if wrong is not None:
            self._refuse(node, f"{_shown(uri)} {wrong.words}", "show a picture of the archive")
            return None
        node["uri"] = f"/{path}"  # what was looked at is what is shown
        return node

    def _stored(self, node: nodes.image, uri: str) -> nodes.Node | None:
        """A picture that the text holds in itself becomes a file; what is no picture is refused."""
        kept = store_image(self.env, uri)
        if kept is None:
            self._refuse(
                node, "a picture in the text is no PNG, JPEG or GIF", "save it as a file of the archive and show that"
            )
            return None
        node["uri"], node[STORED] = kept, True
        return node

    # -- files

    def _local(self, written: str, use: Use) -> tuple[str, Fault | None]:
        """The path, relative to the root, of a file that Sphinx would take *written* for, and what is wrong with it."""
        try:
            path, _ = self.env.relfn2path(written, self.env.docname)
            self._depend_on(path)
            wrong = self.publishable.fault(path, use)
            if wrong is None and unquote(written) != written and not Path(self.env.srcdir, path).exists():
                return self._local(unquote(written), use)
            if wrong is None and use == "image":
                shown = search_image_for_language(f"/{path}", self.env)  # Sphinx shows that of the language, if any
                wrong = self.publishable.fault(shown.lstrip("/"), use)
        except (OSError, ValueError, RuntimeError):  # a name that no file can have, or a circle of links
            return "", Fault("is no path of a file")
        return path, wrong

    def _depend_on(self, path: str) -> None:
        """Have the text read again when the file changes, or what it belongs to is kept back or no longer is."""
        if not path.startswith("../"):
            self.env.note_dependency(path)
            for place in self.publishable.places(path):
                self.domain.note_file(self.env.docname, place)

    # -- what is refused

    def _refuse(self, node: nodes.Element, message: str, advice: str) -> None:
        """Put the words of *node* in its place."""
        self._report(node, message, advice)
        words = str(node.get("alt", "")) if isinstance(node, nodes.image) else node.astext()
        self._replace(node, nodes.inline("", words) if words.strip() else None)

    def _unlink(self, node: nodes.Element, message: str, advice: str) -> None:
        """Leave the words of a link, and whatever else stands in it, without the link."""
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
        warn(Code.REFUSED, f"{message}, so its words alone are shown", advice, (self.env.docname, line))


def _within(node: nodes.Node, kind: type[nodes.Node]) -> bool:
    while node is not None:
        if isinstance(node, kind):
            return True
        node = node.parent
    return False


def _shown(written: str) -> str:
    return repr(shortened(written))


def store_image(env: BuildEnvironment, uri: str) -> str | None:
    """Keep the picture of a ``data:`` address as a file; return its path for Sphinx, None where it is no picture."""
    head, comma, data = uri.partition(",")
    media_type = head[5:].split(";")[0].strip().lower()
    if not comma or ";base64" not in head.lower() or media_type not in DATA_IMAGES:
        return None
    try:
        # As browsers do, which pass over line ends; whether it is a picture its first bytes tell.
        content = base64.b64decode(unquote(data), validate=False)
    except (binascii.Error, ValueError):
        return None
    # Named by its bytes, so that a picture that stands twice is one file.
    return store_bytes(env, content, media_type, f"{hashlib.blake2b(content, digest_size=12).hexdigest()}")


def store_bytes(env: BuildEnvironment, content: bytes, media_type: str, name: str) -> str | None:
    """Keep *content* as a picture called *name*; return its path for Sphinx, None where it is no such picture."""
    if media_type == DRAWING:
        suffix, harmless = ".svg", svg.fault(content) is None
    else:
        suffix, signature = DATA_IMAGES[media_type]
        harmless = content.startswith(signature)
    if not harmless:
        return None
    if "position" not in domain_of(env).archive.settings.allowed.unseen and picture_data.has_position(content):
        message = "a picture that stands in the text itself says where it was taken"
        warn(Code.HIDDEN_DATA, message, "save it anew without the place", (env.docname, None))
    folder = Path(env.doctreedir, STORED, env.docname)
    write(folder / f"{name}{suffix}", content)
    start = Path(env.srcdir, env.docname).parent
    return Path(os.path.relpath(folder / f"{name}{suffix}", start)).as_posix()


def setup(app: Sphinx) -> None:
    """Register the guard, twice: before anything looks at a parsed text, and before anything is copied for it."""
    app.add_transform(HoldTree)
    app.connect("doctree-read", hold_again, priority=1)  # Sphinx's collectors of pictures and downloads come at 500

"""Sphinx's other builders: they write texts, each with its title and what a reader has to know of it.

Lists, search, feeds, data and the pages of releases with all that stands there are the site's, which ``html`` makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains.std import StandardDomain
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from sphinx_newsroom.extension.builder import html_builder
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.transforms import begin_with
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.model.wording import dateline_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.model.records import Release
    from sphinx_newsroom.model.registry import Registry


_LABELS = {"genindex": "genindex", "modindex": "py-modindex", "py-modindex": "py-modindex"}
"""The labels that Sphinx knows in every project, each with the page that it is of."""


def leave_out(app: Sphinx) -> None:
    """Know the labels of those lists alone that the settings have made.

    ``{ref}`genindex` ``, as sphinx-quickstart writes it, is then told as a label that is nowhere, and ``objects.inv``
    names no page that is not there.
    """
    site, made, std = html_builder(app) is not None, app.config, app.env.domains.standard_domain
    for label, page in _LABELS.items():
        wanted = made.html_use_index if page == "genindex" else bool(made.html_domain_indices)
        for known, initial in (
            (std.labels, StandardDomain.initial_data["labels"]),
            (std.anonlabels, StandardDomain.initial_data["anonlabels"]),
        ):
            # What was kept of the last build may be without it; a text may have a label of that name itself.
            if label in initial and (wanted or not site):
                known.setdefault(label, initial[label])
            elif site and not wanted and known.get(label, ("",))[0] == page:
                del known[label]


_log = logging.getLogger(__name__)


def prepare(app: Sphinx) -> None:
    """Have another builder head its texts, and say what comes of it; raises ConfigError for one that has no pages."""
    name = app.builder.name
    if isinstance(app.builder, SerializingHTMLBuilder):
        msg = (
            f"sphinx_book_theme has no pages for the builder {name!r}; "
            "run `newsroom build`, which writes releases as JSON beside their pages and all of them under data/"
        )
        raise ConfigError(msg)
    if html_builder(app) is None:
        app.add_post_transform(NameSource)
    # Builders that write no texts, such as gettext, whose messages are those of the sources, have no format.
    if app.builder.format and html_builder(app) is None:
        app.add_post_transform(HeadText)
        _log.info(
            "newsroom: the builder %r writes texts alone; for lists, search, feeds and data, run `newsroom build`", name
        )


class HeadText(SphinxPostTransform):
    """Give a release's text its title, say below it when it was published, and what became of it.

    Priority 900: when references are resolved, as the last step before writing.
    """

    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        """Put the title and the lines below it before the text, and the dateline into that."""
        domain, docname = domain_of(self.env), PageName(self.env.current_document.docname)
        release, settings = domain.archive.release_of(docname), domain.archive.settings
        if release is None:
            return
        interface, title = settings.interface_of(release.language), release.title
        if not release.withdrawn and (words := dateline_words(release, interface)):
            begin_with(self.document, nodes.inline("", words, classes=["newsroom-dateline"]))
        if docname in domain.archive.superseded:
            title = interface.say("{title} (superseded)", title=title)
        lines = _below(release, domain.archive.registry, settings)
        _put_first(self.document, title, [nodes.paragraph(line, line) for line in lines])


class NameSource(SphinxPostTransform):
    """Name a document's source by its place in the archive, as ``xml`` and ``gettext`` write it.

    That of a text which stands as it was published is beside what Sphinx remembers, and all others are named with the
    folders of this machine.  Priority 901: what other transforms say of a place is said by then.
    """

    default_priority = 901

    def run(self, **kwargs: Any) -> None:
        """Name it for the document, and for those of its parts that Sphinx read in the file that was kept."""
        docname = self.env.current_document.docname
        read, inner = str(self.env.doc2path(docname)), self.env.doc2path(docname, base=False)
        self.document["source"] = inner.as_posix()
        place = str(self.env.srcdir / inner)
        for node in self.document.findall() if read != place else ():
            if node.source == read:
                node.source = place


def _below(release: Release, registry: Registry, settings: Settings) -> Iterator[str]:
    """When a release was published and by whom, and its corrections; of a withdrawn one its notice says enough."""
    interface = settings.interface_of(release.language)
    issuers = release.issuers or (release.issuer,)
    names = [record.name for id_ in issuers if id_ and (record := registry.organizations.get(id_))]
    yield " · ".join([interface.date(release.date), *names])
    for correction in release.corrections if not release.withdrawn else ():
        date = interface.date(correction.date)
        yield interface.say("Corrected on {date}: {note}", date=date, note=correction.note)


def _put_first(document: nodes.document, title: str, lines: list[nodes.paragraph]) -> None:
    """Set a document's title, and lines below it."""
    section = next((child for child in document.children if isinstance(child, nodes.section)), None)
    if section is None:
        section = nodes.section("", *document.children, ids=["text"])
        document.children = []
        document += section
    if section.children and isinstance(section.children[0], nodes.title):
        section.remove(section.children[0])
    section.insert(0, [nodes.title(title, title), *lines])


def setup(app: Sphinx) -> None:
    """Prepare for a builder once it is known."""
    app.connect("builder-inited", prepare)
    app.connect("builder-inited", leave_out)

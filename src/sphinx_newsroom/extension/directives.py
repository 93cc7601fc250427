"""The directive ``{releases}``: a list of releases, anywhere, by filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_newsroom.archive.index import ReleaseFilter
from sphinx_newsroom.diagnostics import Code, nearest
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.problem_log import warn
from sphinx_newsroom.model.addresses import FOLDERS, PageName

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx


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
        domain.note_list(self.env.docname, wanted)
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


def setup(app: Sphinx) -> None:
    """Register the directive, its place and what fills it."""
    app.add_node(release_list)
    app.add_directive("releases", ReleasesDirective)
    app.add_post_transform(FillReleaseLists)

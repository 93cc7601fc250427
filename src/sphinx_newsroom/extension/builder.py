"""The HTML builder for the archive's site, based on Sphinx's own.

A text that can't be read or written doesn't stop the build.
"""

from __future__ import annotations

import posixpath
import zlib
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder
from sphinx.locale import __
from sphinx.util._files import DownloadFiles
from sphinx.util.display import progress_message
from sphinx.util.fileutil import copy_asset
from sphinx.util.matching import DOTFILES

from sphinx_newsroom.extension.compiled_pages import kept_templates
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.parser import in_words
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import PageName, folders
from sphinx_newsroom.outputs import copies
from sphinx_newsroom.parallel import worth_sharing
from sphinx_newsroom.sources.header import is_notebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


# `objects.inv`, the inventory that other projects use to link here (intersphinx); it lists every page of the archive.

_HARD = 1
"""The compression level of the inventory: compared with 6, it is a sixth larger but takes a fifth of the time."""


def inventory(env: BuildEnvironment, builder: Builder, titles: Mapping[PageName, str]) -> bytes:
    """Return an inventory of version 2, as Sphinx writes it; *titles* belong to the texts that aren't Sphinx documents.

    Sphinx compresses each line separately at the highest level, which is slow for thousands of releases and saves
    almost nothing.
    """
    project, version = (" ".join(value.split()) for value in (env.config.project, env.config.version))
    head = (
        f"# Sphinx inventory version 2\n# Project: {project}\n# Version: {version}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    return head.encode() + zlib.compress("".join(_lines(env, builder, titles)).encode(), _HARD)


def _lines(env: BuildEnvironment, builder: Builder, titles: Mapping[PageName, str]) -> Iterator[str]:
    # Written as Sphinx's own domain writes documents; documents that others link to are in its list already.
    texts = ((page, title, "doc", page, "", -1) for page, title in titles.items() if page not in env.all_docs)
    uri_of = cache(builder.get_target_uri)  # each release needs it twice
    for domain in env.domains.sorted():
        others = texts if domain.name == "std" else ()
        for name, shown, kind, docname, anchor, priority in sorted((*domain.get_objects(), *others)):
            # The format abbreviates an anchor that ends in the name to `$`, and a title that equals the name to `-`.
            place = f"{anchor.removesuffix(name)}$" if anchor.endswith(name) else anchor
            uri = uri_of(docname) + (f"#{place}" if place else "")
            yield f"{name} {domain.name}:{kind} {priority} {uri} {'-' if shown == name else shown}\n"


_OF_DOCUMENT, _OF_NOTEBOOK = 5, 750
"""The number of texts that take as long as one docutils document, or one notebook that may have to be executed."""


class SiteBuilder(StandaloneHTMLBuilder):
    """The builder of an archive's site; guides are written the way Sphinx writes them."""

    asked_static: tuple[str, ...] = ()
    """The static files of Sphinx that scripts of other extensions need."""
    stopped: frozenset[str] = frozenset()
    """The warnings so far about resources that pages load but the site's content security policy blocks."""

    def read_doc(self, docname: str, *, _cache: bool = True) -> None:  # type: ignore[misc]
        """Read a document; if a transform fails on a release or record, read it again without its text.

        Sphinx marks this method as final, but it is the only place to catch the error of a transform for one document.
        For example, `HandleCodeBlocks` fails on an empty block quote with a class.
        """
        try:
            super().read_doc(docname, _cache=_cache)
        except OSError:
            raise  # a disk error, not a fault of the text
        except Exception as error:
            domain = domain_of(self.env)
            if not domain.owns(docname) or docname in domain.unreadable:
                raise
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
            domain.unreadable[docname] = in_words(error)
            super().read_doc(docname, _cache=_cache)

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read documents in several processes, if there are enough of them.

        Sphinx starts a process even for a single document, and that process sends back the whole environment.  No
        setting changes this.
        """
        if self._are_enough(docnames):
            super()._read_parallel(docnames, nproc)
        else:
            self._read_serial(docnames)

    def _are_enough(self, docnames: Iterable[str]) -> bool:
        """Whether reading these documents in several processes is faster."""
        paths = map(self.env.doc2path, docnames)
        return worth_sharing([_OF_NOTEBOOK if is_notebook(path) else _OF_DOCUMENT for path in paths])

    def init_templates(self) -> None:
        """Load the templates and cache them in compiled form, since compiling takes a third of a small build."""
        super().init_templates()
        self.templates.environment.bytecode_cache = kept_templates(self.doctreedir, "theme")

    @cached_property
    def theme_static(self) -> dict[str, Path]:
        """The static files of the theme and its parent themes, by their names on the site."""
        return copies.theme_static(self)

    @cached_property
    def used_static(self) -> frozenset[str]:
        """The static files of the theme that at least one page can load."""
        return copies.used_static(self.theme_static, self.config, Path(self.confdir), self.asked_static)

    def build_all(self) -> None:  # type: ignore[misc]
        """Write everything even if it is up to date, as ``sphinx-build -a`` requests.

        Sphinx marks this method as final, but nothing else shows that ``-a`` was given.
        """
        domain_of(self.env).left.forget()
        super().build_all()

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy the theme's files that at least one page can load."""
        kept = self.used_static.union(*map(folders, self.used_static))

        def excluded(path: str) -> bool:
            return copies.made_from(posixpath.normpath(path)) not in kept or DOTFILES(path)

        for folder in reversed(self.theme.get_theme_dirs()):
            place = Path(folder, "static")
            copy_asset(place, self._static_dir, excluded, context=context, renderer=self.templates, force=True)

    def copy_download_files(self) -> None:
        """Copy the files that guides offer for download; files of releases have their own addresses."""
        everything = self.env.dlfiles
        placed = domain_of(self.env).archive.placements.pages
        self.env.dlfiles = DownloadFiles(
            (path, (docnames, place))
            for path, (docnames, place) in everything.items()
            if any(path.as_posix() not in placed.get(PageName(docname), {}) for docname in docnames)
        )
        try:
            super().copy_download_files()
        finally:
            self.env.dlfiles = everything

    def dump_inventory(self) -> None:
        """Write ``objects.inv``, including the releases and records that aren't Sphinx documents."""
        titles = domain_of(self.env).compiled.titles
        with progress_message(__("dumping object inventory")):
            write(f"{self.outdir}/{INVENTORY_FILENAME}", inventory(self.env, self, titles))

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write the guides; the pages of releases and records are written after Sphinx is done."""
        guides = set(filter(domain_of(self.env).is_guide, docnames))
        # nbsphinx copies notebooks before any page is written.
        for notebook in getattr(self.env, "nbsphinx_notebooks", {}).values():
            Path(self.outdir, notebook).parent.mkdir(parents=True, exist_ok=True)
        if guides:  # with several processes, Sphinx fails on an empty list
            self.parallel_ok = self.parallel_ok and self._are_enough(guides)
            super().write_documents(guides)


def html_builder(app: Sphinx) -> SiteBuilder | None:
    """Return the builder if it writes the archive's site, else None."""
    builder = app.builder
    return builder if isinstance(builder, SiteBuilder) and builder.name == "html" else None


def setup(app: Sphinx) -> None:
    """Register the builder instead of Sphinx's own."""
    app.add_builder(SiteBuilder, override=True)

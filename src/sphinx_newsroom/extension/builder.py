"""The builder of the archive's site: Sphinx's own for HTML, which one text that cannot be written does not stop."""

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


# `objects.inv`, by which other projects link to this one (intersphinx), with every page of the archive.

_HARD = 1
"""How hard the inventory is compressed: it is a sixth larger than at 6, and takes a fifth of the time."""


def inventory(env: BuildEnvironment, builder: Builder, titles: Mapping[PageName, str]) -> bytes:
    """An inventory of version 2, as Sphinx writes it; *titles* are those of the texts that are no documents.

    Sphinx compresses each line by itself, as hard as can be: of 10,000 releases that is a third of a second at each
    build, for a file that is three thousandths smaller than at 6.
    """
    project, version = (" ".join(value.split()) for value in (env.config.project, env.config.version))
    head = (
        f"# Sphinx inventory version 2\n# Project: {project}\n# Version: {version}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    return head.encode() + zlib.compress("".join(_lines(env, builder, titles)).encode(), _HARD)


def _lines(env: BuildEnvironment, builder: Builder, titles: Mapping[PageName, str]) -> Iterator[str]:
    # As Sphinx's own domain has documents; those that documents link to were lent to it already.
    texts = ((page, title, "doc", page, "", -1) for page, title in titles.items() if page not in env.all_docs)
    uri_of = cache(builder.get_target_uri)  # of each release twice
    for domain in env.domains.sorted():
        others = texts if domain.name == "std" else ()
        for name, shown, kind, docname, anchor, priority in sorted((*domain.get_objects(), *others)):
            # An anchor that ends in the name, and what is shown as it is called, have a sign in the place of it.
            place = f"{anchor.removesuffix(name)}$" if anchor.endswith(name) else anchor
            uri = uri_of(docname) + (f"#{place}" if place else "")
            yield f"{name} {domain.name}:{kind} {priority} {uri} {'-' if shown == name else shown}\n"


_OF_DOCUMENT, _OF_NOTEBOOK = 5, 750
"""How many texts docutils takes as long for, and a notebook, which may have to be executed."""


class SiteBuilder(StandaloneHTMLBuilder):
    """Writes the site of an archive; guides are written as Sphinx writes them."""

    asked_static: tuple[str, ...] = ()
    """The static files of Sphinx that scripts of other extensions need."""
    stopped: frozenset[str] = frozenset()
    """What pages load and their policy stops, in the words of the warnings so far."""

    def read_doc(self, docname: str, *, _cache: bool = True) -> None:  # type: ignore[misc]
        """Read a document; one of the archive's own that trips up a transform is read as one without text.

        Sphinx marks this as not to be overridden, and has no other place where what transforms raise can be caught
        for one document alone.  (`HandleCodeBlocks` fails on an empty block quote with a class, for one.)
        """
        try:
            super().read_doc(docname, _cache=_cache)
        except OSError:
            raise  # of the disk, not of the text
        except Exception as error:
            domain = domain_of(self.env)
            if not domain.owns(docname) or docname in domain.unreadable:
                raise
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
            domain.unreadable[docname] = in_words(error)
            super().read_doc(docname, _cache=_cache)

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read documents in several processes, where there are enough of them.

        Sphinx has a process even for one, which sends the whole environment back, and no other place to say how many.
        """
        if self._are_enough(docnames):
            super()._read_parallel(docnames, nproc)
        else:
            self._read_serial(docnames)

    def _are_enough(self, docnames: Iterable[str]) -> bool:
        """Whether several processes are done sooner with some documents."""
        paths = map(self.env.doc2path, docnames)
        return worth_sharing([_OF_NOTEBOOK if is_notebook(path) else _OF_DOCUMENT for path in paths])

    def init_templates(self) -> None:
        """Load templates, compiled once for all builds: to compile them takes a third of a small one."""
        super().init_templates()
        self.templates.environment.bytecode_cache = kept_templates(self.doctreedir, "theme")

    @cached_property
    def theme_static(self) -> dict[str, Path]:
        """The static files of the theme and of those that it inherits from, by their names on the site."""
        return copies.theme_static(self)

    @cached_property
    def wanted_static(self) -> frozenset[str]:
        """The static files of the theme that some page can load."""
        return copies.wanted_static(self.theme_static, self.config, Path(self.confdir), self.asked_static)

    def build_all(self) -> None:  # type: ignore[misc]
        """Write everything, as ``sphinx-build -a`` asks for, whatever the site has already.

        Sphinx marks this as not to be overridden, and nothing else tells what was asked for.
        """
        domain_of(self.env).left.forget()
        super().build_all()

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy those of the theme's files that some page can load."""
        kept = self.wanted_static.union(*map(folders, self.wanted_static))

        def excluded(path: str) -> bool:
            return copies.made_from(posixpath.normpath(path)) not in kept or DOTFILES(path)

        for folder in reversed(self.theme.get_theme_dirs()):
            place = Path(folder, "static")
            copy_asset(place, self._static_dir, excluded, context=context, renderer=self.templates, force=True)

    def copy_download_files(self) -> None:
        """Copy what documents offer, but not the files of releases, which have addresses of their own."""
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
        """Write ``objects.inv``, in which releases and records that are no documents are pages like any other."""
        titles = domain_of(self.env).compiled.titles
        with progress_message(__("dumping object inventory")):
            write(f"{self.outdir}/{INVENTORY_FILENAME}", inventory(self.env, self, titles))

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write the guides; the pages of releases and records are written when Sphinx is done with those."""
        wanted = set(filter(domain_of(self.env).is_guide, docnames))
        for notebook in getattr(self.env, "nbsphinx_notebooks", {}).values():  # which nbsphinx copies before any page
            Path(self.outdir, notebook).parent.mkdir(parents=True, exist_ok=True)
        self.parallel_ok = self.parallel_ok and self._are_enough(wanted)
        super().write_documents(wanted)


def html_builder(app: Sphinx) -> SiteBuilder | None:
    """The builder, where it writes the archive's site."""
    builder = app.builder
    return builder if isinstance(builder, SiteBuilder) and builder.name == "html" else None


def setup(app: Sphinx) -> None:
    """Put the builder in the place of Sphinx's own."""
    app.add_builder(SiteBuilder, override=True)

"""Files that are copied into the site unchanged: images, downloads, sources, static and extra files.

Sphinx never removes its copies, even if the image, style sheet or text is gone. This module removes them, so that an
incremental build has the same files as a clean one.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.files import digest, fingerprint, remove
from sphinx_newsroom.model.addresses import PageName, folders
from sphinx_newsroom.outputs.output import Output, copied

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.archive.release_files import Placements
    from sphinx_newsroom.outputs.output import State

COPIED, EXTRA, DOCUMENTS, INDEX = "copied", "extra", "documents", "index"
"""Keys of a build's state: all copied files, the files of `html_extra_path`, the list of documents, the index."""

OURS = "newsroom/"
"""The folder of the theme's own static files."""
MADE_BY_SPHINX = frozenset(("pygments.css", "pygments_dark.css", "translations.js"))
"""The files that Sphinx generates in ``_static`` in addition to the theme's files."""


def outputs(placements: Placements, standing_file: Callable[[str], Path]) -> Iterator[Output]:
    """Yield the files of releases at their addresses; *standing_file* returns a file that has a path's content."""
    for file in placements:
        yield copied(f"file/{file.address}", file.address, file.sha256, standing_file(file.source), file.source)


def sources(paths: Mapping[str, Path], end: str, hidden: Iterable[str]) -> Iterator[Output]:
    """Yield the sources of documents at Sphinx's addresses, except those that contain a *hidden* word.

    *paths* are the files by docname; *end* is ``html_sourcelink_suffix``.
    """
    words = [word.encode() for word in hidden]
    for docname, path in paths.items():
        data = path.read_bytes()
        if not any(word in data for word in words):
            name = f"_sources/{docname}{path.suffix}{end if path.suffix != end else ''}"
            yield Output(f"source/{docname}", digest(data), partial(dict, {name: data}), here=True)


def remove_unused(env: BuildEnvironment, placements: Placements, outdir: Path) -> int:
    """Remove copies in ``_images`` and ``_downloads`` that no document uses any more; return how many."""
    # Runs after reading, when the files of all documents are known.
    placed = placements.pages
    used = {
        f"{folder}/{place}"
        for folder, files in (("_images", env.images), ("_downloads", env.dlfiles))
        for path, (docnames, place) in files.items()
        if any(str(path) not in placed.get(PageName(docname), {}) for docname in docnames)
    }
    found = [path for folder in ("_images", "_downloads") for path in (outdir / folder).rglob("*") if path.is_file()]
    stale = {path.relative_to(outdir).as_posix() for path in found} - used
    return sum(remove(outdir, path) for path in sorted(stale))


def name_pictures(env: BuildEnvironment, placements: Placements) -> None:
    """Rename the copies of images in ``_images`` in the order of the documents that show them.

    Images shown only by releases come last.

    Sphinx numbers images with the same name in the order in which it reads them, so the names would differ between an
    incremental and a clean build.
    """
    taken: set[str] = set()

    def place(source: str) -> tuple[bool, str, str]:
        showing = [name for name in env.images[source][0] if source not in placements.pages.get(PageName(name), {})]
        return not showing, min(showing, default=""), source

    for source in sorted(env.images, key=place):
        stem, suffix = os.path.splitext(os.path.basename(source))
        names = chain([f"{stem}{suffix}"], (f"{stem}{number}{suffix}" for number in count(1)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        env.images[source] = (env.images[source][0], name)
    env.images._existing = taken


def pictures_of_documents(env: BuildEnvironment, placements: Placements) -> dict[str, list[str]]:
    """Return the names of the images in ``_images`` by document."""
    found: dict[str, list[str]] = {}
    for source, (docnames, name) in env.images.items():
        for docname in docnames:
            if source in placements.pages.get(PageName(docname), {}):
                continue
            found.setdefault(docname, []).append(name)
    return {docname: sorted(names) for docname, names in found.items()}


def extra_files(config: Config, confdir: Path, excluded: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the paths in the site of the ``html_extra_path`` files that conf.py doesn't exclude."""
    places = [confdir / name for name in config.html_extra_path]
    found = {(place.is_dir(), _relative(path, place)) for place in places for path in _files(place)}
    # Sphinx copies a file that is listed itself even if it matches an exclusion.
    return tuple(sorted({path for below, path in found if not (below and any(map(excluded, (path, *folders(path)))))}))


def make_room(extra: Iterable[str], outdir: Path) -> None:
    """Remove the *extra* files that are hard links before Sphinx overwrites them: the other name may be published."""
    for path in extra:
        with suppress(OSError):
            if os.lstat(outdir / path).st_nlink > 1:
                os.unlink(outdir / path)


def copied_digest(builder: StandaloneHTMLBuilder, confdir: Path, static_names: Collection[str]) -> str:
    """Return a fingerprint of the files that Sphinx copies unchanged, and of the settings that generate such files.

    Of the theme's static files, only *static_names* are read.
    """
    config = builder.config
    named = [name for name in (config.html_logo, config.html_favicon) if name]
    theme = [Path(folder, "static") for folder in builder.theme.get_theme_dirs()]
    own = [confdir / name for name in (*config.html_static_path, *named, *config.html_extra_path)]
    found = [(path, _relative(path, place)) for place in theme for path in _files(place)]
    copied = [(path, name) for path, name in found if made_from(name) in static_names]
    copied += [(path, _relative(path, place)) for place in own for path in _files(place)]
    rows = [(name, digest(path.read_bytes())) for path, name in copied]
    return fingerprint(builder.build_info.config_hash, config.language, rows, sorted(static_names))


def theme_static(builder: StandaloneHTMLBuilder) -> dict[str, Path]:
    """Return the static files of the theme and its base themes, by their names in the site."""
    return {
        made_from(_relative(path, place)): path
        for place in (Path(folder, "static") for folder in reversed(builder.theme.get_theme_dirs()))
        for path in _files(place)
        if path.suffix != ".map"  # source maps, which only developer tools load
    }


def used_static(theme: Mapping[str, Path], config: Config, confdir: Path, requested: Iterable[str]) -> frozenset[str]:
    """Return the files in ``_static``, from the theme or generated by Sphinx, that a page can load.

    Kept are our own files, those in *requested*, and those named in the configuration or in a template, style sheet or
    script of ours or of the archive. Files named by kept files are kept, too.
    """
    ours = {name for name in theme if name.startswith(OURS)}
    own = (confdir / name for name in (*config.templates_path, *config.html_static_path))
    texts = [_text(path) for place in own for path in _files(place)] + [_text(theme[name]) for name in sorted(ours)]
    texts += [str(name) for name, _ in (*config.html_css_files, *config.html_js_files)]
    texts += requested
    wanted, rest = set(ours), (theme.keys() | MADE_BY_SPHINX) - ours
    while named := {path for path in rest if any(_names(text, path.rpartition("/")[2]) for text in texts)}:
        wanted |= named
        rest -= named
        texts = [_text(theme[path]) for path in sorted(named & theme.keys())]
    return frozenset(wanted)


def remove_unused_static(used: Collection[str], outdir: Path) -> None:
    """Remove the files that the theme writes into ``_static`` at the end of a build and that no page can load."""
    for name in sorted(MADE_BY_SPHINX.difference(used)):
        remove(outdir, f"_static/{name}")


def _names(text: str, name: str) -> bool:
    """Whether a text names a file by any path: ``theme.css`` in ``../styles/theme.css``."""
    return name in text and bool(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", text))


def made_from(path: str) -> str:
    """Return the name of the file that Sphinx generates from a static file, which may be a template."""
    return path.removesuffix(".jinja").removesuffix("_t")


def _text(path: Path) -> str:
    """Return the text of a file that may name other files; empty for images, fonts and developer files."""
    if path.suffix not in (".css", ".js", ".html", ".svg", ".jinja", ".css_t", ".js_t"):
        return ""
    return path.read_bytes().decode("utf-8", "replace")


def forget_static(before: State, now: str, outdir: Path, keeping: Path, maker: str) -> None:
    """Remove ``_static`` if other files are to be copied there; Sphinx then copies all of them."""
    if COPIED in before.made and before.made[COPIED].fingerprint != now:
        # A build that is interrupted before copying must not leave a folder that looks complete.
        del before.made[COPIED]
        before.save(outdir, keeping, maker)
        shutil.rmtree(outdir / "_static", ignore_errors=True)


def _files(place: Path) -> list[Path]:
    """Return the files of a folder, or the file itself, in an order that depends only on their names."""
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())


def _relative(path: Path, place: Path) -> str:
    return path.name if path == place else path.relative_to(place).as_posix()

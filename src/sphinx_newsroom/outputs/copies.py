"""What is copied into the site unchanged: pictures, downloads, sources, static and extra files.

Sphinx copies, and leaves what it copied once: a picture that no text shows any more, a style sheet that was deleted,
the source of a text that was withdrawn.  Here that goes, so that a site never shows more than a clean build has.
"""

from __future__ import annotations

import os
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
"""Keys of a build's state: all that is copied, what `html_extra_path` adds, which documents there are, the index."""

OURS = "newsroom/"
"""Where our theme's own static files are."""
MADE_BY_SPHINX = frozenset(("pygments.css", "pygments_dark.css", "translations.js"))
"""What Sphinx makes in ``_static`` beside the theme's files."""


def outputs(placements: Placements, standing_file: Callable[[str], Path]) -> Iterator[Output]:
    """The files of releases, each at its address; *standing_file* gives the one that has the bytes of a path."""
    for file in placements:
        yield copied(f"file/{file.address}", file.address, file.sha256, standing_file(file.source), file.source)


def sources(paths: Mapping[str, Path], end: str, hidden: Iterable[str]) -> Iterator[Output]:
    """The sources of documents at the addresses that Sphinx gives them, without those that contain a *hidden* word.

    *paths* are the files by docname; *end* is ``html_sourcelink_suffix``.
    """
    words = [word.encode() for word in hidden]
    for docname, path in paths.items():
        data = path.read_bytes()
        if not any(word in data for word in words):
            name = f"_sources/{docname}{path.suffix}{end if path.suffix != end else ''}"
            yield Output(f"source/{docname}", digest(data), partial(dict, {name: data}), here=True)


def remove_unused(env: BuildEnvironment, placements: Placements, outdir: Path) -> int:
    """Remove copies in ``_images`` and ``_downloads`` that no document shows or offers any more; return how many."""
    # After reading, when all documents have said what they show.
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
    """Give the copies of pictures their names in ``_images`` anew, in the order of the documents that show them.

    Those that releases alone show are none of these, and come last.

    Of pictures that are called alike Sphinx numbers those that it reads later, so that an incremental build would
    number them otherwise than a clean one.
    """
    taken: set[str] = set()

    def place(source: str) -> tuple[bool, str, str]:
        shown = [name for name in env.images[source][0] if source not in placements.pages.get(PageName(name), {})]
        return not shown, min(shown, default=""), source

    for source in sorted(env.images, key=place):
        stem, suffix = os.path.splitext(os.path.basename(source))
        names = chain([f"{stem}{suffix}"], (f"{stem}{number}{suffix}" for number in count(1)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        env.images[source] = (env.images[source][0], name)
    env.images._existing = taken


def pictures_of_documents(env: BuildEnvironment, placements: Placements) -> dict[str, list[str]]:
    """The names in ``_images`` of the pictures that each document shows from there."""
    found: dict[str, list[str]] = {}
    for source, (docnames, name) in env.images.items():
        for docname in docnames:
            if source in placements.pages.get(PageName(docname), {}):
                continue
            found.setdefault(docname, []).append(name)
    return {docname: sorted(names) for docname, names in found.items()}


def extra_files(config: Config, confdir: Path, excluded: Callable[[str], bool]) -> tuple[str, ...]:
    """The paths in the site of what ``html_extra_path`` adds, without what is *excluded* by conf.py."""
    places = [confdir / name for name in config.html_extra_path]
    found = {(place.is_dir(), _relative(path, place)) for place in places for path in _files(place)}
    # As Sphinx copies them: a file that is named itself is never excluded.
    return tuple(sorted({path for below, path in found if not (below and any(map(excluded, (path, *folders(path)))))}))


def make_room(extra: Iterable[str], outdir: Path) -> None:
    """Remove the *extra* files that have a second name, before Sphinx writes into them: that one may be published."""
    for path in extra:
        with suppress(OSError):
            if os.lstat(outdir / path).st_nlink > 1:
                os.unlink(outdir / path)


def copied_digest(builder: StandaloneHTMLBuilder, confdir: Path, wanted: Collection[str]) -> str:
    """Changes when any file does that Sphinx copies unchanged, or a setting that makes such a file.

    *wanted* are the static files of the theme that are copied of those that there are: the others are not read.
    """
    config = builder.config
    named = [name for name in (config.html_logo, config.html_favicon) if name]
    theme = [Path(folder, "static") for folder in builder.theme.get_theme_dirs()]
    own = [confdir / name for name in (*config.html_static_path, *named, *config.html_extra_path)]
    found = [(path, _relative(path, place)) for place in theme for path in _files(place)]
    copied = [(path, name) for path, name in found if made_from(name) in wanted]
    copied += [(path, _relative(path, place)) for place in own for path in _files(place)]
    rows = [(name, digest(path.read_bytes())) for path, name in copied]
    return fingerprint(builder.build_info.config_hash, config.language, rows, sorted(wanted))


def theme_static(builder: StandaloneHTMLBuilder) -> dict[str, Path]:
    """The static files of the theme and of those that it inherits from, by their names on the site."""
    return {
        made_from(_relative(path, place)): path
        for place in (Path(folder, "static") for folder in reversed(builder.theme.get_theme_dirs()))
        for path in _files(place)
        if path.suffix != ".map"  # which no page loads, but tools of who writes scripts
    }


def wanted_static(theme: Mapping[str, Path], config: Config, confdir: Path, asked: Iterable[str]) -> frozenset[str]:
    """The files in ``_static`` of the theme, or that Sphinx makes there, that some page can load.

    Ours, and those whose names stand in a template, style sheet or script of ours or of the archive, or in the
    configuration, or are *asked* for; and those that these name.  Of six megabytes pages load one style sheet, which
    is Sphinx's own.
    """
    ours = {name for name in theme if name.startswith(OURS)}
    own = (confdir / name for name in (*config.templates_path, *config.html_static_path))
    texts = [_text(path) for place in own for path in _files(place)] + [_text(theme[name]) for name in sorted(ours)]
    texts += [str(name) for name, _ in (*config.html_css_files, *config.html_js_files)]
    texts += asked
    wanted, rest = set(ours), (theme.keys() | MADE_BY_SPHINX) - ours
    while named := {path for path in rest if any(_names(text, path.rpartition("/")[2]) for text in texts)}:
        wanted |= named
        rest -= named
        texts = [_text(theme[path]) for path in sorted(named & theme.keys())]
    return frozenset(wanted)


def remove_unwanted_static(wanted: Collection[str], outdir: Path) -> None:
    """Remove what the theme writes into ``_static`` at the end of a build, and no page can load."""
    for name in sorted(MADE_BY_SPHINX.difference(wanted)):
        remove(outdir, f"_static/{name}")


def _names(text: str, name: str) -> bool:
    """Whether a text names a file, by whatever way to it: ``theme.css`` in ``../styles/theme.css``."""
    end = 0
    while (begin := text.find(name, end)) >= 0:
        end = begin + len(name)
        around = text[begin - 1 : begin] + text[end : end + 1]
        if not any(sign.isalnum() or sign in "-_." for sign in around):
            return True
    return False


def made_from(path: str) -> str:
    """The name of what Sphinx makes of a static file, which may be a template."""
    return path.removesuffix(".jinja").removesuffix("_t")


def _text(path: Path) -> str:
    """What may name other files in a file; nothing for pictures and fonts, and for what is not loaded but by tools."""
    if path.suffix not in (".css", ".js", ".html", ".svg", ".jinja", ".css_t", ".js_t"):
        return ""
    return path.read_bytes().decode("utf-8", "replace")


def forget_static(before: State, now: str, outdir: Path, keeping: Path, maker: str) -> None:
    """Remove ``_static`` where other files are to be copied there now; Sphinx then copies all of them."""
    if COPIED in before.made and before.made[COPIED].fingerprint != now:
        # A build that ends before it copies must not leave a folder that looks complete.
        del before.made[COPIED]
        before.save(outdir, keeping, maker)
        shutil.rmtree(outdir / "_static", ignore_errors=True)


def _files(place: Path) -> list[Path]:
    """The files of a place, which may be one itself, in an order that depends on their names alone."""
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())


def _relative(path: Path, place: Path) -> str:
    return path.name if path == place else path.relative_to(place).as_posix()

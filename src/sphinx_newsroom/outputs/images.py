"""Images in the site: those that headers name are copied, those that nothing shows any more go."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from sphinx_newsroom.files import remove
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.archive.index import ArchiveIndex


def outputs(index: ArchiveIndex, root: Path) -> Iterator[Output]:
    """The leading images of releases, at the same path in the site as in the archive."""
    sources = {
        entry.release.image.src
        for entry in index.entries.values()
        # A withdrawn release's image goes with its text.
        if entry.release.image and not entry.release.withdrawn
    }
    for src in sorted(sources):
        data = (root / src).read_bytes()
        yield Output(f"image/{src}", hashlib.blake2b(data, digest_size=12).hexdigest(), partial(dict, {src: data}))


def remove_unused(env: BuildEnvironment, outdir: Path) -> int:
    """Remove copies in ``_images`` that no document shows any more; Sphinx leaves them there."""
    folder = outdir / "_images"
    if not folder.is_dir():
        return 0
    # After reading, when all documents that still stand have said what they show.
    used = {name for _, name in env.images.values()}
    return sum(remove(outdir, f"_images/{path.name}") for path in folder.iterdir() if path.name not in used)

"""Which files of an archive a text may show or offer for download: what it does is copied into the site.

A path is followed to the file that it really is, so that no link and no spelling leads elsewhere.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from sphinx_newsroom.allowed import ALLOWED, IMAGES, Allowed
from sphinx_newsroom.model.addresses import APPROVALS
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.sources import svg

Use = Literal["image", "download"]
"""What a text does with a file: it shows it, or offers it for download."""


class Fault(NamedTuple):
    """Why a file may not be published, as *words* to follow "it"; *outside* where it is not in the archive."""

    words: str
    outside: bool = False


@dataclass(frozen=True)
class Publishable:
    """The files of the archive in *root* that may be published now.

    *closed* has folders that no file may come from (what is built); *withheld* the files, without suffix, of
    releases under embargo or with an error: what has their name is kept back with them.
    """

    root: Path
    allowed: Allowed = ALLOWED
    closed: tuple[Path, ...] = ()
    withheld: Container[str] = field(default=frozenset())

    def fault(self, path: str, use: Use) -> Fault | None:
        """Why the file at *path* (relative to the root) may not be copied; None where it may.

        A file that is not there is no fault of this kind.
        """
        root = os.path.realpath(self.root)
        try:
            real = os.path.realpath(os.path.join(root, path), strict=False)
            inside = os.path.relpath(real, root)
            if inside == ".." or inside.startswith(f"..{os.sep}"):
                return Fault("leads out of the archive", outside=True)
            if os.path.islink(real):  # what realpath cannot follow to its end: a circle of links
                return Fault("is a symbolic link that leads nowhere")
            found = os.stat(real)
        except FileNotFoundError:
            found = None
        except (OSError, ValueError):
            return Fault("is no path of a file")
        for place in (os.path.normpath(path).replace(os.sep, "/"), inside.replace(os.sep, "/")):
            if wrong := self._wrong_place(place, use):
                return Fault(wrong)
        if any(Path(real).is_relative_to(os.path.realpath(folder)) for folder in self.closed):
            return Fault("is a file of the built site or of its caches")
        if found is None:
            return None
        if not stat.S_ISREG(found.st_mode):
            return Fault("is no ordinary file")
        wrong = _wrong_content(real, (path, real))
        return Fault(wrong) if wrong else None

    def places(self, path: str) -> tuple[str, ...]:
        """The path of a file, and that of the file that it leads to: `p.png` and `releases/2031/secret.md`."""
        real = os.path.relpath(os.path.realpath(self.root / path), os.path.realpath(self.root))
        return tuple(dict.fromkeys(place.replace(os.sep, "/") for place in (os.path.normpath(path), real)))

    def kept_back(self, path: str) -> bool:
        """Whether a file belongs to a release that is kept back, by its path or that of the file that it leads to."""
        return any(self.of_withheld(place) for place in self.places(path))

    def of_withheld(self, place: str) -> bool:
        """Whether a place in the archive is that of a file of a release that is kept back, by its name alone."""
        return self.withheld_by(place) is not None

    def withheld_by(self, place: str) -> str | None:
        """The release that is kept back and to which a place in the archive belongs, by its name alone."""
        parts = place.split("/")
        # "releases/2031/secret/plan.pdf" belongs to "releases/2031/secret.md", and so does "…/secret.csl.json".
        folders = ("/".join(parts[:length]) for length in range(1, len(parts) + 1))
        return next((stem for folder in folders for stem in stems(folder) if stem in self.withheld), None)

    def _wrong_place(self, place: str, use: Use) -> str | None:
        """What is wrong with a place in the archive, by its name alone."""
        parts = place.lstrip("/").split("/")
        if parts[0] == ALERTS:
            return f"stands in {ALERTS}/, where the addresses of readers are"
        if place == APPROVALS:
            return "says who approved what, which isn't for readers"
        if any(part.startswith(".") for part in parts) or "_build" in parts:
            return "stands in a hidden folder or in the built site"
        suffix = os.path.splitext(place)[1].lower()
        if suffix not in IMAGES and (use == "image" or suffix not in self.allowed.attachments):
            wanted = ", ".join(IMAGES if use == "image" else (*IMAGES, *sorted(self.allowed.attachments)))
            return f"does not end in one of {wanted}"
        return "belongs to a release that is kept back" if self.of_withheld(place.lstrip("/")) else None


def stems(path: str) -> Iterator[str]:
    """A path, and what is left of it as each suffix of its last part is taken away."""
    yield path
    head, slash, name = path.rpartition("/")
    while "." in name:
        name = name.rpartition(".")[0]
        yield f"{head}{slash}{name}"


def _wrong_content(real: str, names: tuple[str, ...]) -> str | None:
    """What is wrong with what a file holds, by either of its *names*.

    A link `x.svg` to `y.png` would be published as the drawing that it says it is.
    """
    ends = {os.path.splitext(name)[1].lower() for name in names}
    wrong = _wrong_drawing(real) if ".svg" in ends else None
    return wrong or (_A_RELEASE if ".txt" in ends and _has_header(real) else None)


_A_RELEASE = "has a header, as a release has, and the name of one ends in .md"
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n(?:[^\n]*\n){0,50}?(?:title|date|embargo|draft):")
_BEGINNING = 4_000
"""So many bytes are looked at for a header."""


def _has_header(path: str) -> bool:
    """Whether a text file begins as a release does: whoever wrote it may have meant it to wait for its embargo."""
    try:
        with open(path, "rb") as file:
            return bool(_HEADER.match(file.read(_BEGINNING)))
    except OSError:
        return False


def _wrong_drawing(path: str) -> str | None:
    """What is wrong with a drawing, the one kind of file among all these that a browser takes for a document."""
    try:
        return svg.fault(Path(path).read_bytes())
    except OSError as error:
        return f"cannot be read: {error.strerror}"

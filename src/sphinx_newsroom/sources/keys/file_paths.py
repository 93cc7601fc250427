"""The paths of files that headers name: what each must be, and the place in the archive that it means."""

from __future__ import annotations

import posixpath
import re

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.sources.keys.sheet import RefusedError, ValueForm, shortened, text
from sphinx_newsroom.sources.keys.value_forms import whole
from sphinx_newsroom.sources.keys.values import refuse_length

_HIDDEN = re.compile(r"(?:^|/)(?:\.|_build/)")


def _place(key: str, what: str, src: str, path: str) -> str:
    """The place of *src*, given in the header of *path*, relative to the archive's root; raises RefusedError."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", src) or "\\" in src:
        advice = f"copy the {what} into the archive and write its path"
        if "\\" in src and ":" not in src:
            advice = f"write {src.replace(chr(92), '/')}, with / between folders"
        raise RefusedError(Code.BAD_VALUE, f"{key} is '{shortened(src)}'", advice)
    joined = src[1:] if src.startswith("/") else posixpath.join(posixpath.dirname(path), src)
    place = posixpath.normpath(joined)
    if place.split("/")[0] == "..":
        raise RefusedError(
            Code.OUTSIDE_ARCHIVE,
            f"{key} {shortened(src)!r} leaves the archive",
            f"copy the {what} into the archive and write its path there",
        )
    return place


def attachment_path(src: str, path: str) -> str:
    """The place of a file that the header of *path* lists, relative to the archive's root; raises RefusedError.

    Of which kinds files may be the archive's settings say, so that is asked where they are known.
    """
    place = _place("attachments", "file", src, path)
    refuse_length("attachments", place)
    if not posixpath.splitext(place)[1] or _HIDDEN.search(place):
        raise RefusedError(
            Code.BAD_VALUE,
            f"attachments has {shortened(src)!r}, which is no file that can be offered",
            "write the path of a file such as report.pdf",
        )
    return place


def image_path(src: str, path: str) -> str:
    """The place of an image that the header of *path* names, relative to the root; raises RefusedError."""
    place = _place("image.src", "image", src, path)
    if not place.lower().endswith(IMAGES) or _HIDDEN.search(place):
        raise RefusedError(
            Code.BAD_VALUE,
            f"image.src {shortened(src)!r} is no image that can be shown",
            f"write the path of a file that ends in one of {', '.join(IMAGES)}",
        )
    return place


_suffixes = "|".join("".join(f"[{char}{char.upper()}]" for char in suffix[1:]) for suffix in IMAGES)
IMAGE_PATH = ValueForm(text, "path", whole(rf"(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^\\]*\.(?:{_suffixes})"))
ATTACHMENT_PATH = ValueForm(text, "path", whole(r"(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^\\]*[^/\\]\.[^./\\]+"))

"""Pictures and attachments that stand beside a source; the archive keeps them in the folder of the release."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Mapping
from urllib.parse import unquote

from sphinx_newsroom.importers.releases.incoming import LocalFile
from sphinx_newsroom.model.ids import slug

# The destination alone, since what is linked may be a picture, with brackets of its own.
_DESTINATION = re.compile(r"\]\(<?([^()<>\s]{1,2000})>?(?=[\s)])")
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.){0,500})\]\(<?([^()<>\s]{1,2000})>?[^()\n]{0,500}\)")


def names_of(files: Iterable[LocalFile]) -> dict[str, str]:
    """What each file is called in the release's folder, by its path beside the source.

    >>> names_of([LocalFile("img/Map 1.PNG"), LocalFile("old/map-1.png")])
    {'img/Map 1.PNG': 'map-1.png', 'old/map-1.png': 'map-1-2.png'}
    """
    found: dict[str, str] = {}
    for file in files:
        if file.path not in found:
            found[file.path] = _free(file.path, found.values())
    return found


def _free(path: str, taken: Iterable[str]) -> str:
    stem, suffix = posixpath.splitext(posixpath.basename(path))
    names: Container[str] = set(taken)
    wanted = slug(stem) or "file"
    name, number = f"{wanted}{suffix.lower()}", 1
    while name in names:
        number += 1
        name = f"{wanted}-{number}{suffix.lower()}"
    return name


def relinked(body: str, names: Mapping[str, str], folder: str) -> str:
    """A text whose links to files beside its source lead to *folder*; a link to a file that is not taken is its words.

    *names* are those of :func:`names_of`, empty for a file that is not taken.
    """
    if not names:
        return body

    def name_of(target: str) -> str | None:
        return names.get(posixpath.normpath(unquote(target.partition("#")[0].partition("?")[0])), names.get(target))

    def words(found: re.Match[str]) -> str:
        return found[1] if name_of(found[2]) == "" else found[0]

    def moved(found: re.Match[str]) -> str:
        return f"]({folder}/{name}" if (name := name_of(found[1])) else found[0]

    return _DESTINATION.sub(moved, _LINK.sub(words, body))

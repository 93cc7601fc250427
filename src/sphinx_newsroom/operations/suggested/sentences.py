"""The sentences in which a name stands, with file and line: by them people decide what it is."""

from __future__ import annotations

from typing import NamedTuple

from sphinx_newsroom.archive.link_sample import sentence
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.release_text import line_of, release_text
from sphinx_newsroom.files import read_text
from sphinx_newsroom.model.addresses import ReleaseId, release_page
from sphinx_newsroom.text.suggest import Place


class Sentence(NamedTuple):
    """A sentence around the *words* of a name; *place* is such as ``releases/2019/low-water.md:9``."""

    place: str
    ahead: str
    words: str
    behind: str

    def __str__(self) -> str:
        return f"{self.ahead}{self.words}{self.behind}"


class Sentences:
    """The sentences of an archive; each text is read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._texts: dict[str, tuple[str, str, str]] = {}

    def of(self, place: Place) -> Sentence | None:
        """The sentence at a place; None where the release is not there any more. Raises OSError."""
        found = self._text(place.release)
        if found is None:
            return None
        path, text, source = found
        ahead, behind = sentence(text, place.start, place.end)
        words = " ".join(text[place.start : place.end].split())
        return Sentence(f"{path}:{line_of(text, place.start, source)}", ahead, words, behind)

    def _text(self, id_: str) -> tuple[str, str, str] | None:
        if id_ not in self._texts:
            release = self._archive.releases.get(release_page(ReleaseId(id_)))
            if release is None:
                return None
            source = read_text(self._archive.root / release.path)
            self._texts[id_] = release.path, release_text(self._archive, release).text, source
        return self._texts[id_]

"""Check that the targets of roles, links and images exist.

These are warnings: the text is published without the broken link. A build takes them from this module, and suppresses
Sphinx's warnings about the same (``extension.reading.NotTwice``).
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sphinx_newsroom.archive.checks import LOOKS_THE_SAME, is_made_otherwise
from sphinx_newsroom.archive.embargo import Withheld
from sphinx_newsroom.archive.release_files import in_language
from sphinx_newsroom.archive.source_file import Read
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem, closest, cut
from sphinx_newsroom.files import too_long
from sphinx_newsroom.model.addresses import FOLDERS, RELEASES, PageName, ReleaseId, release_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.header import SUFFIXES, paths_of
from sphinx_newsroom.sources.listing import documents_by_path
from sphinx_newsroom.sources.publishable import Publishable
from sphinx_newsroom.text.checks.parsed import parsed
from sphinx_newsroom.text.checks.references import Pointer, place_of


class Loaded(Protocol):
    """The attributes of :class:`~sphinx_newsroom.archive.loading.LoadedArchive` that the checks need."""

    @property
    def root(self) -> Path:
        """The archive's folder."""

    @property
    def settings(self) -> Settings:
        """The settings."""

    @property
    def registry(self) -> Registry:
        """The records."""

    @property
    def releases(self) -> Mapping[PageName, Release]:
        """The public releases."""

    @property
    def withheld(self) -> Mapping[PageName, Withheld]:
        """The withheld files."""

    @property
    def moved(self) -> Mapping[ReleaseId, ReleaseId]:
        """The former ids of releases, mapped to the current ones."""

    @property
    def stored(self) -> Collection[str]:
        """The files for which stored copies are used, and which may be missing."""


HIDDEN = "a link points to a release that is kept back, so only its words are shown"
"""The message for a link to a withheld release."""
NAME_IT = "use the role {release}, which becomes a link when that release is published"


def unknown_id(kind: str, id_: str, known: Mapping[str, object], *, in_list: bool = False) -> tuple[str, str]:
    """Return what is wrong with an unknown id in a role, or in a list of releases, and what to write instead."""
    folder = FOLDERS.get(kind, RELEASES)
    message = f"the list's {kind} {cut(id_)!r} isn't in the archive" if in_list else f"{kind} {cut(id_)!r} has no file"
    some = f"one of: {', '.join(sorted(known)[:8])}" if in_list else f"the id of a file in {folder}/, or plain text"
    words = id_.casefold()
    named = (
        str(getattr(record, "id", ""))
        for record in known.values()
        if words in (str(getattr(record, "name", "")).casefold(), str(getattr(record, "acronym", "")).casefold())
    )
    meant = next(named, "") or closest(posixpath.splitext(id_)[0].removeprefix(f"{folder}/"), known)
    return message, f"did you mean {meant!r}?" if meant else f"write {some}"


def check(archive: Loaded, reads: Mapping[str, Read]) -> Iterator[Problem]:
    """Report the broken references in an archive's texts; *reads* has its parsed files by path."""
    look = _Look(archive, reads)
    for path, read in reads.items():
        if read.pointers and not getattr(read.parsed.record, "withdrawn", None):
            for pointer in read.pointers:
                yield from (Problem(path, pointer.line, *fault) for fault in look.at(path, pointer))


_Fault = tuple[Code, str, str]
"""What is wrong with a reference: the code, the message and the advice."""


@dataclass(frozen=True)
class _Look:
    """Looks up the targets of references."""

    archive: Loaded
    reads: Mapping[str, Read]

    def at(self, path: str, pointer: Pointer) -> Iterator[_Fault]:
        """Report what is wrong with a reference in the text at *path*."""
        ways: Mapping[str, Callable[[str, Pointer], Iterator[_Fault]]] = {
            "role": self._of_sphinx if pointer.what in ("doc", "ref") else self._record,
            "list": self._record,
            "page": self._page,
            "file": self._file,
            "picture": self._file,
            "label": self._label,
        }
        if pointer.kind in ways:
            if not too_long(pointer.target):  # reported elsewhere
                yield from ways[pointer.kind](path, pointer)
        elif pointer.kind != "lexer" or not _is_language(pointer.target):
            yield _always_wrong(pointer)

    def _of_sphinx(self, path: str, pointer: Pointer) -> Iterator[_Fault]:
        """Check Sphinx's own roles: a document by its path without suffix, or a label."""
        if self.archive.settings.has_others:
            return
        if pointer.what == "ref":
            if not self._is_label(pointer.target):
                message = f"the label {cut(pointer.target)!r} doesn't exist"
                yield Code.BROKEN_LINK, message, "write a label that a text sets: (label)="
            return
        place = place_of(path, pointer.target)
        if self._publishable.of_withheld(place) and place.startswith(f"{RELEASES}/"):
            yield Code.REFUSED, HIDDEN, NAME_IT
        elif not any(self._is_file(place + suffix) for suffix in SUFFIXES):
            yield self._missing(path, pointer._replace(kind="page", target=place))

    def _is_file(self, path: str) -> bool:
        return os.path.isfile(self.archive.root / path)

    # -- ids

    def _record(self, path: str, pointer: Pointer) -> Iterator[_Fault]:
        kind, id_ = pointer.what, pointer.target
        known: Mapping[str, object]
        if pointer.kind == "list" and kind == "type":
            known = self.archive.settings.types
            wrong = id_ not in known
        else:
            known = self._known(kind)
            wrong = id_ not in known and not (pointer.kind == "role" and self._elsewhere(id_))
        if not wrong or (kind == "release" and self._is_to_come(id_)):
            return
        message, advice = unknown_id(kind, id_, known, in_list=pointer.kind == "list")
        if pointer.kind == "role" and any(
            f"{FOLDERS.get(kind, RELEASES)}/{id_}{suffix}" in self.reads for suffix in SUFFIXES
        ):
            message, advice = f"{kind} {id_!r} is left out because of an error", "correct its file"
        yield Code.REFERENCE, message, advice

    def _known(self, kind: str) -> Mapping[str, object]:
        return self._releases if kind == "release" else self._records(kind)

    def _records(self, kind: str) -> Mapping[str, object]:
        """Return the records of a kind by all their ids, current and former."""
        registry = self.archive.registry
        known: Mapping[str, object] = registry.of_kind(kind)
        former = registry.former.get(kind, {})
        return {**{old: known[now] for old, now in former.items() if now in known}, **known} if former else known

    @cached_property
    def _releases(self) -> Mapping[str, object]:
        shown: dict[str, object] = {release.id: release for release in self.archive.releases.values()}
        moved: dict[str, object] = {old: shown[new] for old, new in self.archive.moved.items() if new in shown}
        return {**shown, **moved}

    def _elsewhere(self, id_: str) -> bool:
        """Whether an id may be in another archive, which only a build looks up."""
        named = id_.partition(":")[0] if ":" in id_ else ""
        return self.archive.settings.has_others or named in self.archive.settings.archives or not id_

    def _is_to_come(self, id_: str) -> bool:
        found = self.archive.withheld.get(release_page(self.archive.moved.get(ReleaseId(id_), ReleaseId(id_))))
        return found is not None and found.is_to_come

    # -- paths

    def _page(self, path: str, pointer: Pointer) -> Iterator[_Fault]:
        """Check a link to a text, or to a path without suffix, which may be a text."""
        place = pointer.target
        stem, suffix = posixpath.splitext(place)
        if self._publishable.of_withheld(place) and place.startswith(f"{RELEASES}/"):
            yield Code.REFUSED, HIDDEN, NAME_IT
        elif suffix not in SUFFIXES:
            yield from self._other_page(path, pointer)
        elif not self._stands(place, PageName(stem)):
            yield self._missing(path, pointer)
        elif pointer.what and place in self.reads and pointer.what not in self.reads[place].labels:
            message = f"{cut(pointer.written)!r} points to a place that doesn't exist in the text"
            yield Code.BROKEN_LINK, message, "leave out the # and what follows"

    def _stands(self, place: str, page: PageName) -> bool:
        """Whether a text has a page: its file exists, a published copy replaces it, or it was renamed."""
        exists = place in self.reads or self._is_file(place)
        return exists or page in self.archive.registry.former_pages

    def _other_page(self, path: str, pointer: Pointer) -> Iterator[_Fault]:
        """Check a link to an HTML page, a folder, or a label."""
        place = pointer.target.partition("?")[0]
        stem = posixpath.splitext(place)[0] if place.endswith((".html", ".htm", *SUFFIXES)) else place
        paths = paths_of(PageName(stem))
        existing = next((one for one in paths if self._is_file(one)), None)
        if existing is not None and "." not in posixpath.basename(pointer.target):
            return
        if existing is not None:
            relative = posixpath.relpath(existing, posixpath.dirname(path))
            message = f"{cut(pointer.written)!r} isn't the path of a text in the archive"
            yield Code.BROKEN_LINK, message, f"write {relative}"
        elif not os.path.exists(self.archive.root / pointer.target) and not self._is_label(pointer.written):
            yield self._missing(path, pointer)

    def _file(self, path: str, pointer: Pointer) -> Iterator[_Fault]:
        place = pointer.target
        if pointer.kind == "picture":
            place = in_language(place, self.archive.root, self.archive.settings.language)
        if not self._is_file(place) and place not in self.archive.stored:
            yield self._missing(path, pointer)

    def _missing(self, path: str, pointer: Pointer) -> _Fault:
        """Return the problem of a missing file, with the most similar name in its folder as advice."""
        folder, name = posixpath.split(pointer.target)
        place = self.archive.root / folder
        names = sorted(os.listdir(place)) if os.path.isdir(place) else []
        suffix = posixpath.splitext(name)[1].lower()
        # Compared without suffixes, which many share; a text doesn't mean itself.
        stems = {
            posixpath.splitext(one)[0]: one
            for one in names
            if one.lower().endswith(suffix) and not one.startswith(".") and posixpath.join(folder, one) != path
        }
        meant = stems.get(closest(posixpath.splitext(name)[0], stems) or "")
        what = {"picture": "the picture", "file": "the file"}.get(pointer.kind, "the text")
        message = f"{what} {cut(pointer.written)!r} is not there"
        if is_made_otherwise(name, names):
            return Code.BROKEN_LINK, message, LOOKS_THE_SAME
        found = posixpath.join(folder, meant) if meant else posixpath.join(posixpath.splitext(path)[0], name)
        # In the same folder, or in the folder named like the text.
        if meant or self._is_file(found):
            written = posixpath.relpath(found, posixpath.dirname(path))
            return Code.BROKEN_LINK, message, f"did you mean {written!r}?"
        if not suffix and "." not in pointer.written and "/" not in pointer.written:
            return Code.BROKEN_LINK, message, "write the path of a release's file, or a web address"
        advice = f"move the file to {folder or '.'}/, or correct its path"
        return Code.BROKEN_LINK, message, advice

    @cached_property
    def _publishable(self) -> Publishable:
        return Publishable(self.archive.root, self.archive.settings.allowed, withheld=self.archive.withheld)

    # -- labels

    def _label(self, path: str, pointer: Pointer) -> Iterator[_Fault]:
        """Check a link to an anchor in the same text."""
        own = {name.lower() for name in self.reads[path].anchors}
        if pointer.target.lower() not in own and not self._is_label(pointer.target):
            message = f"the link {cut(pointer.written)!r} doesn't point to anything in this text"
            advice = "write the path of a release, or the words of a heading after the #"
            yield Code.BROKEN_LINK, message, advice

    def _is_label(self, written: str) -> bool:
        """Whether a label exists in any text or document; documents are only read if needed."""
        return written.lower() in self._all_labels

    @cached_property
    def _all_labels(self) -> frozenset[str]:
        found = {label.lower() for read in self.reads.values() for label in read.labels}
        texts = dict(documents_by_path(self.archive.root)).values()
        return frozenset(found | {label.lower() for text in texts if ")=" in text for label in parsed(text).labels})


def _always_wrong(pointer: Pointer) -> _Fault:
    """Return the problem of a reference that is wrong whatever other files contain."""
    shown = cut(pointer.written)
    if pointer.kind == "nowhere":
        return Code.BROKEN_LINK, "a link leads nowhere", "write its address between the brackets: [words](address)"
    if pointer.kind == "blank":
        message = f"the link to {shown!r} doesn't work, because its address contains a space"
        return Code.BROKEN_LINK, message, f"write it in angle brackets: [words](<{pointer.written}>)"
    if pointer.kind == "lexer":
        message = f"{shown!r} isn't a known programming language"
        return Code.DIRECTIVE_OPTION, message, "write another, or none"
    message = f"a link begins with `{pointer.target}:`, so only its words are shown"
    return Code.REFUSED, message, "link to a web address, such as https://www.example.org/"


def _is_language(name: str) -> bool:
    """Whether Pygments knows a language; imported here because few texts have code."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    if name in ("default", "none", "pycon3", "python3", "rest", "text"):  # Sphinx's own names
        return True
    try:
        find_lexer_class_by_name(name)
    except ClassNotFound:
        return False
    return True

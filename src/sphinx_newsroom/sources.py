"""The source files of an archive: which there are, what each is read as, and which cannot be read at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Literal

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model import FOLDERS
from sphinx_newsroom.values import ID, canonical_tag, slug

Kind = Literal["release", "organization", "official", "topic", "superseded"]
"""What a file is; a superseded text (``x.r1.md``) is a release as it was published before it was corrected."""

KINDS: dict[str, Kind] = {
    "organizations": "organization",
    "officials": "official",
    "topics": "topic",
    "releases": "release",
}
"""What the files of each source folder are; records come first, since releases name them."""

SUPERSEDED = re.compile(r"(.+)\.r([1-9][0-9]*)")
"""The file name, without suffix, of a superseded text: that of its release and the number of the revision."""

_SUFFIXES = (".md", ".ipynb")
# What Sphinx would read, or a reader of the folder take for a release, though no header of ours can stand in it.
_OTHER_TEXT = (".rst", ".rest", ".txt", ".markdown", ".mkd", ".myst", ".html", ".htm", ".py")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file with a header; *path* is relative to the root, *docname* the path without suffix."""

    path: str
    docname: str
    kind: Kind

    @property
    def id(self) -> str:
        """The id that the file's name gives."""
        return self.docname.split("/", 1)[1]


def source_files(root: Path) -> tuple[list[SourceFile], list[Problem]]:
    """All source files of an archive, in the order of their paths, and what is wrong with their names.

    Hidden folders, ``_build`` and notebooks' checkpoints are passed over, as Sphinx does.  What
    cannot be a source is listed all the same, so that it is withheld from Sphinx.
    """
    found: list[SourceFile] = []
    problems: list[Problem] = []
    for folder, kind in KINDS.items():
        for path, link in sorted(_walk(root / folder, folder, root.resolve()), key=itemgetter(0)):
            stem, suffix = os.path.splitext(path)
            if link is None and suffix.lower() not in (*_SUFFIXES, *_OTHER_TEXT):
                continue
            what: Kind = "superseded" if kind == "release" and SUPERSEDED.fullmatch(stem) else kind
            found.append(SourceFile(path, stem, what))
            if link is not None:
                problems.append(Problem(path, 1, Code.OUTSIDE_ARCHIVE, link, "put the files themselves there"))
            elif (problem := _wrong_name(path, _of_release(stem), suffix, kind)) is not None:
                problems.append(problem)
    return found, problems


def _of_release(stem: str) -> str:
    """The name of the release that a superseded text is of; any other name as it is."""
    found = SUPERSEDED.fullmatch(stem)
    return found[1] if found else stem


def _walk(folder: Path, relative: str, root: Path) -> Iterator[tuple[str, str | None]]:
    """What is below *folder*, by path, with what is wrong where it is a symbolic link that is not followed.

    Sphinx follows links to folders, in circles, too, and would find releases under a second
    name and without their header, so a linked folder is refused as a whole.
    """
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "_build":
            continue
        path = f"{relative}/{entry.name}"
        if entry.is_dir():
            if entry.is_symlink():
                yield path, "the folder is a symbolic link"
            else:
                yield from _walk(Path(entry.path), path, root)
        elif entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root):
            yield path, "the file is a symbolic link that leaves the archive"
        else:
            yield path, None


def name_problem(path: str) -> Problem | None:
    """The problem that the name of a release's file would be, if it is one."""
    stem, suffix = os.path.splitext(path)
    return _wrong_name(path, stem, suffix, "release")


def _wrong_name(path: str, stem: str, suffix: str, kind: Kind) -> Problem | None:
    """The problem that a file's name is, if it is one."""
    say: Callable[[str, str], Problem] = lambda message, advice: Problem(path, 1, Code.FILE_NAME, message, advice)  # noqa: E731
    if suffix not in (_SUFFIXES if kind == "release" else (".md",)):
        wanted = ".md or .ipynb" if kind == "release" else ".md"
        return say(
            f"{_a(kind)} file ends in {wanted}, not in {suffix}",
            f"rename the file, or move it out of {path.split('/')[0]}/",
        )
    parts = stem.split("/")[1:]
    if kind != "release" and len(parts) > 1:
        return say(f"{_a(kind)} file stands in {FOLDERS[kind]}/ itself", f"move it to {FOLDERS[kind]}/{parts[-1]}.md")
    if parts[-1] == "index":
        return say("`index` is the page that lists the others", "give the file another name")
    base, dot, tag = parts[-1].partition(".") if kind == "release" else (parts[-1], "", "")
    if wrong := next((part for part in (*parts[:-1], base) if not ID.fullmatch(part)), None):
        advice = f"did you mean {slug(wrong)!r}?" if slug(wrong) else "use lower-case letters, digits and hyphens"
        return say(
            f"{wrong!r} in the file's name is no id",
            f"use lower-case letters, digits and hyphens: {advice}" if slug(wrong) else advice,
        )
    if dot and (canonical_tag(tag) is None or not re.fullmatch(r"[a-z0-9-]+", tag)):
        meant = canonical_tag(tag.replace("_", "-"))
        return say(
            f"{tag!r} before {suffix} is no language tag in lower case",
            f"did you mean {meant.lower()!r}?" if meant else "write a BCP 47 tag such as ru or pt-br, or no dot",
        )
    return None


def _a(kind: Kind) -> str:
    return f"an {kind}'s" if kind in ("organization", "official") else f"a {kind}'s"

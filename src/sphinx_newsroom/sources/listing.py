"""List the source files of an archive, with their kinds, and report files that can't be read or have wrong names."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Literal, NamedTuple

from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, RefusedError, cut
from sphinx_newsroom.files import (
    LONGEST_NAME,
    NotPlainError,
    TooLargeError,
    as_text,
    is_aside,
    kind_of,
    read_plain,
    too_long,
)
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import FOLDERS, SOURCE_FOLDERS, PageName, page_of, superseded_by_name
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.sources.header import MARKDOWN, SUFFIXES, bounds, is_notebook
from sphinx_newsroom.sources.notebook import cells_of, kept_back_beside
from sphinx_newsroom.sources.values import ID, canonical_tag, moment_of


def documents_by_path(
    root: Path, below: str = "", suffixes: tuple[str, ...] = (MARKDOWN,)
) -> Iterator[tuple[str, str]]:
    """Yield the Markdown files that are neither releases nor records, each with its path and text.

    Unreadable files are skipped.

    Args:
        root: The archive's folder.
        below: A folder to search, such as ``docs``.
        suffixes: The suffixes of the files.
    """
    for folder, folders, names in os.walk(root / below):
        apart = SOURCE_FOLDERS if Path(folder) == root else ()
        folders[:] = sorted(
            name
            for name in folders
            if name[0] not in "._" and name not in apart and not is_aside(os.path.join(folder, name))
        )
        for name in sorted(names):
            if name.endswith(suffixes):
                try:
                    path = Path(folder, name)
                    # With its line endings, so that it can be written back.
                    yield path.relative_to(root).as_posix(), path.read_bytes().decode("utf-8")
                except (OSError, UnicodeDecodeError):
                    continue


def no_front_page(front: str) -> Problem:
    """Return the problem of a missing front page, ``index``."""
    advice = "create one, with a heading and a sentence that describes the archive"
    return Problem(f"{front}.md", 1, Code.NO_FRONT_PAGE, f"the archive has no {front}.md", advice)


def public_at_once(
    path: str, text: str, now: dt.datetime, timezone: str | None = None, *, drafts: bool = False
) -> Problem | None:
    """Return a problem if a document's header withholds it, which only works in ``releases/``.

    Args:
        path: The path of the document, such as ``docs/plan.md``.
        text: Its content.
        now: The time of the build.
        timezone: The time zone of times without an offset.
        drafts: Whether drafts are shown.
    """
    found = kept_back_by(path, text, now, timezone)
    if found is None or (drafts and found[1] == "draft"):
        return None
    message = f"`{found[1]}` works only in releases/, so here the text would be public immediately"
    advice = "move the file there, or out of the archive"
    return Problem(path, found[0], Code.PUBLIC_AT_ONCE, message, advice)


Kind = Literal["release", "organization", "official", "topic", "superseded"]
"""The kind of a file; a superseded text (``x.r1.md``) is a release as it was published before a correction."""

KINDS: dict[str, Kind] = {
    "organizations": "organization",
    "officials": "official",
    "topics": "topic",
    "releases": "release",
}
"""The kind of files in each source folder; records come first, since releases refer to them."""

# Files that Sphinx would read, or people would take for a release, but that can't have our headers. A .txt isn't among
# them, because a text may offer one (allowed.ATTACHMENTS).
_OTHER_TEXT = (".rst", ".rest", ".markdown", ".mkd", ".myst", ".html", ".htm", ".py")

_PLAIN = late_pattern(
    rf"""
    (?: (?: organizations | officials | topics ) / {ID.pattern} | releases (?: / {ID.pattern} )+ ) {re.escape(MARKDOWN)}
    """,
    re.VERBOSE,
)
"""Matches nearly all valid names, which need no other checks if they are short: ``releases/2011/budget.md``.

Folders and the last part have the same pattern, which avoids backtracking.
"""
_INDEX = f"/index{MARKDOWN}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file with a header; *path* is relative to the root, *docname* the path without suffix."""

    path: str
    docname: PageName
    kind: Kind

    @property
    def id(self) -> str:
        """The id, which is the file's name."""
        return self.docname.split("/", 1)[1]


def source_files(root: Path) -> tuple[list[SourceFile], list[Problem]]:
    """Return all source files of an archive, sorted by path, and the problems with their names.

    Hidden folders, ``_build`` and notebook checkpoints are skipped, as in Sphinx. Invalid files are included, so that
    they are withheld from Sphinx. An unreadable folder is a fatal problem, because everything in it would disappear
    from the site.
    """
    found = listed(root)
    return found.files, found.problems


class Listed(NamedTuple):
    """The files in the folders of releases and records; *others* are the paths of files that aren't texts."""

    files: list[SourceFile]
    problems: list[Problem]
    others: list[str]


def listed(root: Path, kept: Iterable[str] = (), aside: Collection[PageName] = ()) -> Listed:
    """List all source files of an archive, see :func:`source_files`, and the other files in their folders.

    The files in *kept* (paths) replace those with the same docname, and those in *aside* (docnames) are left out.
    """
    files, problems, others = _scan(root)
    added = [source_file(path) for path in kept]
    if not added and not aside:
        return Listed(files, problems, others)
    gone = {*aside, *(file.docname for file in added)}
    dropped = {file.path for file in files if file.docname in gone}
    found = [*(file for file in files if file.docname not in gone), *added]
    found.sort(key=lambda file: (list(KINDS).index(file.path.split("/")[0]), file.path))
    return Listed(found, [problem for problem in problems if problem.path not in dropped], others)


def _scan(root: Path) -> Listed:
    found: list[SourceFile] = []
    problems: list[Problem] = []
    others: list[str] = []
    home = os.path.realpath(root)
    for folder, kind in KINDS.items():
        for path, problem in sorted(_walk(root / folder, folder, home), key=itemgetter(0)):
            if problem is not None and problem.code is Code.UNREADABLE:
                problems.append(problem)
                continue
            plain = problem is None and len(path) <= LONGEST_NAME and _PLAIN.fullmatch(path)
            if plain and not path.endswith(_INDEX):
                found.append(SourceFile(path, PageName(path.removesuffix(MARKDOWN)), kind))
                continue
            stem, suffix = os.path.splitext(path)
            if problem is None and not _is_text(path):
                others.append(path)
                continue
            found.append(source_file(path))
            if problem is None and (fault := _name_fault(path, _of_release(stem), suffix, kind)):
                problem = Problem(path, 1, Code.FILE_NAME, *fault)
            if problem is not None:
                problems.append(problem)
    if not problems:  # the usual case
        return Listed(found, problems, others)
    return Listed(_without_twins(found), _with_copies(found, problems), others)


def _without_twins(found: list[SourceFile]) -> list[SourceFile]:
    """Leave out files with unsupported suffixes if a supported file has the same name.

    ``opens.html`` is reported for its name, but must not withhold ``opens.md``.
    """
    sound = {file.docname for file in found if _is_ours(file.path)}
    return [file for file in found if file.docname not in sound or _is_ours(file.path)]


def _is_ours(path: str) -> bool:
    """Whether a file has a suffix that is supported for its kind."""
    return os.path.splitext(path)[1] in _suffixes_of(KINDS[path.split("/")[0]])


def _suffixes_of(kind: Kind) -> tuple[str, ...]:
    return SUFFIXES if kind == "release" else (MARKDOWN,)


def _with_copies(found: list[SourceFile], problems: list[Problem]) -> list[Problem]:
    """Add to the advice about wrong names that the file may be a copy, if the name extends another file's name.

    Cloud drives create copies on conflicts (``opens (1).md``, ``opens (conflicted copy).md``), and editors make backups
    (``opens~.md``). Renaming one as proposed would publish the same release twice.
    """
    names = {problem.path for problem in problems if problem.code is Code.FILE_NAME}
    sound = {file.docname: file.path.rpartition("/")[2] for file in found if file.path not in names} if names else {}
    return [_with_copy(problem, sound) if problem.path in names else problem for problem in problems]


def _with_copy(problem: Problem, sound: Mapping[PageName, str]) -> Problem:
    stem = os.path.splitext(problem.path)[0]
    folder, _, name = stem.rpartition("/")
    # the longest name first
    behind = (stem[:end] for end in range(len(stem), len(folder) + 1, -1) if _BEHIND.match(stem, end))
    before = (f"{folder}/{name[place + 1 :]}" for place, sign in enumerate(name) if sign == " ")
    of = next((sound[PageName(one)] for one in chain(behind, before) if one in sound), None)
    # A language tag in another spelling is a translation.
    if of is None or _meant_tag(name.partition(".")[2]):
        return problem
    advice = f"if it is a copy of {of}, keep the right one, and remove the other; otherwise {problem.advice}"
    return replace(problem, advice=advice)


_BEHIND = late_pattern(r"$ | [ ~.(] | -(?! [a-z0-9-]+ $ )", re.VERBOSE)
"""Matches what follows the original name in a copy's: nothing before another suffix, ``~``, `` (1)``,
``-DESKTOP-4711``.
"""


def _meant_tag(written: str) -> str:
    """Return the language tag that was probably meant by a misspelt one, or an empty string."""
    return (canonical_tag(written.replace("_", "-")) or "").lower()


def notebook_files(root: Path) -> Iterator[SourceFile]:
    """Yield the notebooks in the folders of releases and records, without listing other files."""
    home = os.path.realpath(root)
    for folder in KINDS:
        for path, problem in _walk(root / folder, folder, home):
            if problem is None and is_notebook(path):
                yield source_file(path)


def source_file(path: str) -> SourceFile:
    """Return the source file for a path in one of the source folders."""
    page, kind = page_of(path), KINDS[path.split("/")[0]]
    return SourceFile(path, page, "superseded" if kind == "release" and superseded_by_name(page) else kind)


class SourceText(NamedTuple):
    """The content of a source file: its bytes, and the decoded text."""

    data: bytes
    text: str


def read_source(root: Path, path: str, limit: int | None = None) -> SourceText:
    """Read a source file; raises RefusedError with message and advice."""
    try:
        data = read_plain(root / path, limit)
        return SourceText(data, as_text(data))
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        wide = b"\0" in error.object[:4] or not before
        message = f"the file isn't UTF-8: it looks like {'UTF-16' if wide else 'Windows-1252'}"
        code = Code.UNREADABLE_TEXT if b"\n---" in before else Code.UNREADABLE_HEADER
        raise RefusedError(code, message, _AS_UTF_8, before.count(b"\n") + 1) from None
    except NotPlainError as error:
        raise RefusedError(Code.NOT_A_FILE, str(error.strerror), _PUT_ITSELF) from None
    except TooLargeError as error:
        advice = "split it, or raise newsroom_max_text in conf.py"
        raise RefusedError(Code.TOO_LARGE, f"the file is too large: {error.strerror}", advice) from None
    except OSError as error:
        raise RefusedError(Code.UNREADABLE, f"the file can't be read: {error.strerror}", _LET_READ) from None


_PUT_ITSELF = "put the file itself there, not a link to it"
_LET_READ = "give the user who builds the site permission to read it, or repair the disk; until then, nothing is built"


def _of_release(stem: str) -> str:
    """Return the release's name for the name of a superseded text, and other names unchanged."""
    found = superseded_by_name(stem)
    return found[0] if found else stem


def _is_text(path: str) -> bool:
    """Whether a file's suffix is that of a text, ours or one that Sphinx or people would take for one."""
    return os.path.splitext(path)[1].lower() in (*SUFFIXES, *_OTHER_TEXT)


def _walk(folder: Path | str, relative: str, root: str) -> list[tuple[str, Problem | None]]:
    """List everything below *folder*, by path, with a problem for what is neither a file nor a folder."""
    found: list[tuple[str, Problem | None]] = []
    try:
        with os.scandir(folder) as entries:
            listed = [entry for entry in entries if not entry.name.startswith(".") and entry.name != "_build"]
        for entry in listed:
            path = f"{relative}/{entry.name}"
            # Links to folders aren't followed: they would be second names for files, or cycles.
            if entry.is_dir(follow_symlinks=False):
                found += _walk(entry.path, path, root)
            elif entry.is_file(follow_symlinks=False):
                found.append((path, None))
            else:
                found.append((path, _not_a_file(entry, path, root)))
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not os.path.lexists(folder):
            return found  # the folder doesn't exist, which is fine
        wrong = Problem(relative, 1, Code.UNREADABLE, f"the folder can't be read: {error.strerror}", _LET_READ)
        found.append((relative, wrong))
    return found


def _not_a_file(entry: os.DirEntry[str], path: str, root: str) -> Problem | None:
    """Return the problem of something that is neither a file nor a folder; None if it isn't a text.

    A text that is a link is refused wherever it points: it would be published under a second name, without the embargo
    that applies to the first.
    """
    if not entry.is_symlink():
        if not _is_text(path):
            return None
        what = kind_of(entry.stat(follow_symlinks=False).st_mode)
        return Problem(path, 1, Code.NOT_A_FILE, f"this is {what}, not a file", _PUT_ITSELF)
    if os.path.isdir(entry.path):
        what = "the folder is a symbolic link"
        return Problem(path, 1, Code.OUTSIDE_ARCHIVE, what, "put the files themselves there")
    if _is_text(path):
        return Problem(path, 1, Code.NOT_A_FILE, "the text is a symbolic link", _PUT_ITSELF)
    if not Path(os.path.realpath(entry.path)).is_relative_to(root):
        what = "the file is a symbolic link that leaves the archive"
        return Problem(path, 1, Code.OUTSIDE_ARCHIVE, what, "put the file itself there")
    return None


def name_problem(path: str) -> Problem | None:
    """Return a problem if the name of a release's or record's file is invalid."""
    fault = _name_fault(path, *os.path.splitext(path), KINDS[path.split("/")[0]])
    return Problem(path, 1, Code.FILE_NAME, *fault) if fault else None


def _name_fault(path: str, stem: str, suffix: str, kind: Kind) -> tuple[str, str] | None:
    """Return what is wrong with a file's name, with advice."""
    if suffix not in (ends := _suffixes_of(kind)):
        advice = f"rename the file, or move it out of {path.split('/')[0]}/"
        return f"{_with_article(kind)} file ends in {' or '.join(ends)}, not in {suffix}", advice
    parts = stem.split("/")[1:]
    if kind != "release" and len(parts) > 1:
        return f"{_with_article(kind)} file is in {FOLDERS[kind]}/ itself", f"move it to {FOLDERS[kind]}/{parts[-1]}.md"
    if parts[-1] == "index":
        return "`index` is the page that lists the others", "give the file another name"
    base, dot, tag = parts[-1].partition(".") if kind == "release" else (parts[-1], "", "")
    if wrong := next((part for part in (*parts[:-1], base) if not ID.fullmatch(part)), None):
        meant, advice = slug(wrong), "use lower-case letters, digits and hyphens"
        if kind == "release" and (named := _TRANSLATION.fullmatch(wrong)):
            advice = f"if it is a translation, write {named[1]}.{named[2]}{suffix}; else {meant}{suffix}"
        elif meant:
            advice += f": did you mean {meant!r}?"
        # invalid UTF-8 bytes become question marks
        return f"the name {cut(wrong.encode('utf-8', 'replace').decode())!r} can't be part of an address", advice
    flat = stem.replace("/", "_") if is_notebook(path) else stem  # nbsphinx names a notebook's images like this
    if wrong := too_long(flat, LONGEST_NAME):
        return f"the file's name {wrong}", "give it, or its folder, a shorter name"
    if dot and (canonical_tag(tag) is None or not re.fullmatch(r"[a-z0-9-]+", tag)):
        meant = _meant_tag(tag)
        advice = f"did you mean {meant!r}?" if meant else "use a BCP 47 tag such as ru or pt-br, or remove the dot"
        return f"{tag!r} before {suffix} isn't a language tag in lower case", advice
    return None


_TRANSLATION = late_pattern(rf"({ID.pattern})_([a-z]{{2}})")
_AS_UTF_8 = "save it as UTF-8, which is the encoding to choose in your editor"


def _with_article(kind: Kind) -> str:
    return f"an {kind}'s" if kind in ("organization", "official") else f"a {kind}'s"


# `draft: true`, `"embargo": 2031-01-01T10:00 # when they agree`
_SAID = late_pattern(r"""^["']?(embargo|draft)["']?[ \t]*:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE | re.IGNORECASE)


def kept_back_by(path: str, text: str, now: dt.datetime, timezone: str | None = None) -> tuple[int, str] | None:
    """Return the line and the key that withhold a file, or None.

    >>> kept_back_by("docs/a.md", "---\\ntitle: A\\ndraft: true\\n---\\n", dt.datetime.now(dt.UTC))
    (3, 'draft')
    """
    said = _of_notebook(text) if is_notebook(path) else _of_text(text)
    return next(((line, key) for line, key, value in said if _holds(key, value, now, timezone)), None)


def _of_text(text: str) -> Iterator[tuple[int, str, str]]:
    try:
        start, end, _ = bounds(text)
    except HeaderError:
        return
    for found in _SAID.finditer(text, start, end):
        yield text.count("\n", 0, found.start()) + 1, found[1].lower(), found[2]


def _of_notebook(text: str) -> Iterator[tuple[int, str, str]]:
    try:
        cells = cells_of(text)
    except HeaderError:
        return
    yield from ((1, key, value) for key, value in kept_back_beside(text))
    for cell in cells[:1]:
        yield from ((cell.line(line), key, value) for line, key, value in _of_text(cell.source))


def _holds(key: str, value: str, now: dt.datetime, timezone: str | None) -> bool:
    if key == "draft":
        return value.lower() in {"true", "yes", "on"}
    try:
        return moment_of(value, key, timezone or "UTC") > now
    except RefusedError:
        return any(map(str.isdigit, value))  # if a date or time is invalid, the embargo may not be over

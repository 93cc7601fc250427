"""Check the documents other than releases and records before Sphinx opens them.

Sphinx opens anything with a document's name, waits forever if that is a pipe, and follows symbolic links to folders
even in loops.  :mod:`sources` has already checked ``releases/`` and the folders of records.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError
from sphinx.project import EXCLUDE_PATHS
from sphinx.util.matching import Matcher
from sphinx.util.osutil import canon_path

from sphinx_newsroom.files import kind_of, read_text
from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.addresses import folders
from sphinx_newsroom.sources.listing import KINDS, public_at_once

if TYPE_CHECKING:
    from sphinx.config import Config

    from sphinx_newsroom.config import Settings


LEAVES = "this is a symbolic link that leaves the archive, so it is not read; put the file itself there"
"""The message for a document that is outside the archive."""


class Documents(NamedTuple):
    """The documents that Sphinx would read besides releases and records, and links that leave the archive."""

    read: tuple[str, ...]
    leaving: tuple[str, ...]
    """Documents and folders of documents that are symbolic links out of the archive, which Sphinx must not read."""


def look_over(root: Path, config: Config) -> Documents:
    """Return the documents other than releases and records.

    Raises ConfigError that names anything else that Sphinx would try to read as a document.
    """
    home = os.path.realpath(root)
    seen = VisibleFiles.by(config)
    look = _Scanner(home, seen.included, seen.excluded, tuple(config.source_suffix))
    read, leaving = [], []
    for path, problem in look.walk(home, "", ()):
        if problem == LEAVES:
            leaving.append(path)
        elif problem:
            raise ConfigError(f"{os.fsencode(path).decode('utf-8', 'backslashreplace')}: {problem}")
        else:
            read.append(path)
    return Documents(tuple(read), tuple(leaving))


def refuse_kept_back(root: Path, paths: Iterable[str], settings: Settings) -> None:
    """Refuse documents whose header says that they aren't public yet, since Sphinx would publish them at once.

    Raises ConfigError that names the first of them, with its line.
    """
    for path in paths:
        try:
            text = read_text(root / path, follow=True)
        except (OSError, UnicodeDecodeError):  # Sphinx reports it
            continue
        if problem := public_at_once(path, text, settings.now, settings.timezone, drafts=settings.drafts):
            raise ConfigError(f"{path}:{problem.line}: {problem.message}; {problem.advice}")


@dataclass(frozen=True)
class VisibleFiles:
    """The files that conf.py lets Sphinx see, with the same rule as Sphinx: excluded folders first."""

    included: Matcher
    excluded: Matcher

    @classmethod
    def by(cls, config: Config) -> VisibleFiles:
        """Apply the patterns of conf.py."""
        return cls.through(config.include_patterns, (*config.exclude_patterns, *config.templates_path))

    @classmethod
    def through(cls, included: Iterable[str], excluded: Iterable[str]) -> VisibleFiles:
        """Apply some patterns, and exclude what Sphinx never reads."""
        return cls(Matcher(list(included)), Matcher([*excluded, *EXCLUDE_PATHS]))

    def has(self, path: str) -> bool:
        """Whether a file is visible, by path from the root."""
        found = canon_path(path)
        return bool(self._included(found)) and not self._excluded(found) and self._shown[posixpath.dirname(path)]

    @cached_property
    def _included(self) -> Callable[[str], object]:
        return _any_of(self.included)

    @cached_property
    def _excluded(self) -> Callable[[str], object]:
        return _any_of(self.excluded)

    @cached_property
    def _shown(self) -> Memo[str, bool]:
        """Whether the files of a folder are visible."""
        return Memo(lambda folder: not any(map(self._excluded, filter(None, (folder, *folders(folder))))))


def _any_of(matcher: Matcher) -> Callable[[str], object]:
    """Combine all patterns into one matcher, because every build tests every release."""
    patterns: list[re.Pattern[str]] = [match.__self__ for match in matcher.patterns]  # type: ignore[attr-defined]
    return re.compile("|".join(f"(?:{one.pattern})" for one in patterns) or "(?!)").match


class _Scanner(NamedTuple):
    """Finds what Sphinx would read below *home*."""

    home: str
    included: Matcher
    excluded: Matcher
    suffixes: tuple[str, ...]

    def walk(self, folder: str, relative: str, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield every document and folder that Sphinx would visit, with its problem, or an empty string."""
        real = os.path.realpath(folder)
        try:
            if real in above:
                problem = (
                    "the folder is a symbolic link to a folder above it, so Sphinx would read it endlessly; remove "
                    "it, or add it to exclude_patterns"
                )
                yield relative, problem if self._may_hold(relative) else ""
                return
            with os.scandir(folder) as entries:
                # Sorted, because the system returns any order and only the first problem is reported.
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            problem = (
                f"the folder can't be read: {error.strerror}; give the user who builds the site permission to read it"
            )
            yield relative, problem if self._may_hold(relative) else ""
            return
        for entry in listed:
            path = f"{relative}/{entry.name}" if relative else entry.name
            # Sphinx skips hidden ones, too; releases and records have already been checked.
            if entry.name.startswith(".") or path in KINDS or self.excluded.match(path):
                continue
            if not os.path.isdir(entry.path):
                if path.endswith(self.suffixes) and self.included.match(path):
                    yield path, self._problem(path)
            elif entry.is_symlink() and self._leaves(entry.path):
                yield path, LEAVES if self._may_hold(path) else ""
            elif entry.is_symlink() and self._leads_to_sources(entry.path):
                yield (
                    path,
                    (
                        "the folder is a symbolic link to one of releases or records, whose headers would not "
                        "count; remove it"
                    ),
                )
            else:
                yield from self.walk(entry.path, path, (*above, real))

    def _may_hold(self, folder: str) -> bool:
        """Whether Sphinx would read documents in a folder; other folders aren't checked."""
        return not folder or any(self.included.match(f"{folder}/document{suffix}") for suffix in self.suffixes)

    def _problem(self, path: str) -> str:
        """Return what is wrong with a document and what to do; empty if nothing is."""
        place = os.path.join(self.home, path)
        try:
            path.encode("utf-8")
            mode = os.stat(place).st_mode
        except UnicodeEncodeError:
            return "the name is not UTF-8; rename the file"
        except OSError as error:
            return f"the file cannot be read: {error.strerror}; restore it, or remove it"
        if not stat.S_ISREG(mode):
            return f"this is {kind_of(mode)}, not a file; put a file there, or remove it"
        if not os.access(place, os.R_OK):
            return "the file cannot be read; give whoever builds the right to read it"
        if os.path.islink(place) and self._leaves(place):
            return LEAVES
        if os.path.islink(place) and self._leads_to_sources(place):
            return "the file is a symbolic link to a release or record, whose header would not count; remove it"
        return ""

    def _leaves(self, place: str) -> bool:
        """Whether a link leads out of the archive."""
        return not Path(os.path.realpath(place)).is_relative_to(self.home)

    def _leads_to_sources(self, place: str) -> bool:
        real = Path(os.path.realpath(place))
        return any(real.is_relative_to(os.path.join(self.home, folder)) for folder in KINDS)

"""What a build would refuse of the documents beside releases and records, told without Sphinx where nothing is."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.hidden_data import of_conf, of_guides
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.files import read_text
from sphinx_newsroom.sources.documents import documents_by_path, no_front_page, public_at_once
from sphinx_newsroom.sources.release_file import SUFFIXES


def refused_documents(root: Path, settings: Settings, names: Mapping[str, Any]) -> Iterator[Problem]:
    """A front page that is missing, and documents that would be public at once although their header keeps them back.

    Args:
        root: The archive's folder.
        settings: What conf.py says of ours.
        names: All names that it has.
    """
    front = str(names.get("root_doc", names.get("master_doc", "index")))
    if not any((root / (front + suffix)).is_file() for suffix in (*SUFFIXES, ".rst", *names.get("source_suffix", ()))):
        yield no_front_page(front)
    found = (public_at_once(path, text, settings.now, settings.timezone) for path, text in _documents(root, names))
    if problems := [problem for problem in found if problem]:
        # What is a document is for Sphinx to say, which is asked where anything depends on it.
        is_read = _seen(names)
        yield from (problem for problem in problems if is_read(problem.path))


def unseen_beside(root: Path, settings: Settings, names: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What files say that no reader sees, of those that guides name and conf.py has copied; as above."""
    told = list(of_guides(root, settings, _documents(root, names)))
    is_read = _seen(names) if told else None
    return (*of_conf(root, settings, names.get), *(problem for problem in told if is_read and is_read(problem.path)))


def pages_of_documents(root: Path, names: Mapping[str, Any], known: Container[str]) -> Iterator[str]:
    """The addresses of documents that a build would show, but for those that are *known*."""
    paths = {path: f"{os.path.splitext(path)[0]}.html" for path, _ in _documents(root, names)}
    if new := {path: page for path, page in paths.items() if page not in known}:
        is_read = _seen(names)
        yield from (page for path, page in new.items() if is_read(path))


def _documents(root: Path, names: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "include_patterns" in names:
        yield from documents_by_path(root, "", SUFFIXES)
        return
    # What stands in no folder of the archive's, such as an environment or what other programs bring, is not looked for.
    for path in sorted(path for path in root.iterdir() if path.suffix in SUFFIXES):
        try:
            yield path.name, read_text(path, follow=True)
        except (OSError, UnicodeDecodeError):
            continue
    yield from documents_by_path(root, "docs", SUFFIXES)


def _seen(names: Mapping[str, Any]) -> Callable[[str], bool]:
    from sphinx_newsroom.extension.config_defaults import DEFAULTS, EXCLUDED
    from sphinx_newsroom.extension.inspection import Seen

    included = names.get("include_patterns", DEFAULTS["include_patterns"])
    return Seen.through(included, (*names.get("exclude_patterns", ()), *names.get("templates_path", ()), *EXCLUDED)).has

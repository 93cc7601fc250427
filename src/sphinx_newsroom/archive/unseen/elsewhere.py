"""What stands beside releases and records and says more than readers see: what conf.py has copied, files of guides."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.one_file import scan_body
from sphinx_newsroom.archive.unseen import code_of, told
from sphinx_newsroom.config import Settings, copied_as_they_are, line_of_setting
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.sources.header import MARKDOWN
from sphinx_newsroom.sources.unseen import unseen

_EMPTY = "---\n---\n"


def of_conf(root: Path, settings: Settings, get: Callable[[str, Any], Any]) -> Iterator[Problem]:
    """What pictures and other files say unseen that conf.py has copied into the site: logos, ``html_static_path``.

    *get* looks a name of conf.py up, with a default.
    """
    for setting, place in copied_as_they_are(get):
        for path in _files(root / place):
            for other, code, words in _told(root, path, settings):
                yield Problem("conf.py", line_of_setting(root, setting.partition(",")[0]), code, *words, other=other)


def of_guides(root: Path, settings: Settings, guides: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """The same of what documents link and show, which are given by path, with their texts.

    A build tells it of whatever else Sphinx finds to copy for one.
    """
    for path, text in guides:
        lines: dict[str, int] = {}
        # Most guides have no header, without which no text of a release could be read.
        bare = path.endswith(MARKDOWN) and not text.startswith("---")
        for target in scan_body(path, _EMPTY + text if bare else text, settings.allowed).targets:
            lines.setdefault(target.path, target.line - (_EMPTY.count("\n") if bare else 0))
        for name, line in lines.items():
            for other, code, words in _told(root, root / name, settings) if (root / name).is_file() else ():
                yield Problem(path, line, code, *words, other=other)


def _told(root: Path, path: Path, settings: Settings) -> Iterator[tuple[str, Code, tuple[str, str]]]:
    """What a file says unseen and may not: its path in the archive, the code, the message and the advice."""
    name = Path(os.path.relpath(path, root)).as_posix()
    return (
        (name, code_of(kind), told(kind, name)) for kind in unseen(path, name) if kind not in settings.allowed.unseen
    )


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())

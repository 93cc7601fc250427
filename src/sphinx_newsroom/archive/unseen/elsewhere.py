"""What stands beside releases and records and says more than readers see: what conf.py has copied, files of guides."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sphinx_newsroom.archive.unseen import code_of, told
from sphinx_newsroom.conf_file import line_of_setting
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.setting_values import copied_as_they_are
from sphinx_newsroom.sources.release_file import SUFFIXES
from sphinx_newsroom.sources.unseen import unseen
from sphinx_newsroom.text.checks.references import place_of

_FILE = re.compile(r"(?:[^\s()<>\[\]\"'`{}]|%20)+\.[A-Za-z]\w{1,4}")
"""What looks like the path of a file."""


def of_conf(root: Path, settings: Settings, get: Callable[[str, Any], Any]) -> Iterator[Problem]:
    """What pictures and other files say unseen that conf.py has copied into the site: logos, ``html_static_path``.

    *get* looks a name of conf.py up, with a default.
    """
    for setting, place in copied_as_they_are(get):
        for path in _files(root / place):
            for other, code, words in _told(root, path, settings):
                yield Problem("conf.py", line_of_setting(root, setting), code, *words, other=other)


def of_guides(root: Path, settings: Settings, guides: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """The same of what documents link and show, which are given by path, with their texts.

    A build tells it of whatever else Sphinx finds to copy for one.
    """
    for path, text in guides:
        lines: dict[str, int] = {}
        for found in _FILE.finditer(text):
            if "://" not in found[0] and not found[0].endswith(SUFFIXES):
                lines.setdefault(place_of(path, unquote(found[0])), found.start())
        for name, place in lines.items():
            for other, code, words in _told(root, root / name, settings) if (root / name).is_file() else ():
                yield Problem(path, text.count("\n", 0, place) + 1, code, *words, other=other)


def _told(root: Path, path: Path, settings: Settings) -> Iterator[tuple[str, Code, tuple[str, str]]]:
    """What a file says unseen and may not: its path in the archive, the code, the message and the advice."""
    name = Path(os.path.relpath(path, root)).as_posix()
    return (
        (name, code_of(kind), told(kind, name)) for kind in unseen(path, name) if kind not in settings.allowed.unseen
    )


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())

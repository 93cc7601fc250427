"""Pictures, attachments and other files that say more than readers see: told at the line that names them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sphinx_newsroom.archive.embargo import Withheld
from sphinx_newsroom.archive.release_files import Looked, files_named, publishable
from sphinx_newsroom.config import Settings, copied_as_they_are, line_of_setting
from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.ledger.events import Ledger
from sphinx_newsroom.ledger.text_digest import ReleaseFile
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.model.records import Official, Organization, Release, Superseded
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.header import SUFFIXES, Parsed
from sphinx_newsroom.sources.hidden_data import WORDS, unseen
from sphinx_newsroom.sources.picture_data import CHANGEABLE
from sphinx_newsroom.sources.publishable import Publishable
from sphinx_newsroom.text.checks.references import Target, place_of

Named = Mapping[str, tuple[ReleaseFile, ...]]
"""The files that texts name, by the path of the text."""


@dataclass(frozen=True)
class Texts:
    """What an archive's texts name, as far as it is known before their files are: headers and links, by path."""

    root: Path
    settings: Settings
    registry: Registry
    releases: Mapping[PageName, Release]
    withheld: Mapping[PageName, Withheld]
    parsed: Mapping[str, Parsed[Any]]
    targets: Mapping[str, tuple[Target, ...]]

    def not_yet_published(self) -> Named:
        """The files of releases that are kept back, and of the texts and headers of records."""
        found: dict[str, tuple[ReleaseFile, ...]] = {}
        for path in (one.path for one in self.withheld.values()):
            record = self.parsed[path].record if path in self.parsed else None
            if isinstance(record, Release):
                points, language = self.targets.get(path, ()), self.settings.language
                found[path] = files_named(record, points, record.own_pages, self.root, language)
        for path, points in self.targets.items():
            if not isinstance(self.parsed[path].record, Release | Superseded):
                found[path] = tuple(ReleaseFile(one.path, "", one.image, one.line) for one in points)
        records: list[Organization | Official] = [*self.registry.organizations.values()]
        records += self.registry.officials.values()
        for one in records:
            if one.image is not None:
                found[one.path] = (*found.get(one.path, ()), ReleaseFile(one.image.src, "", True, 1))
        allowed = Publishable(self.root, self.settings.allowed)
        return {path: there for path, files in found.items() if (there := publishable(files, allowed))}

    def check(
        self,
        files: Mapping[PageName, tuple[ReleaseFile, ...]],
        beside: Named,
        looked: Mapping[str, Looked],
        ledger: Ledger | None,
    ) -> Iterator[Problem]:
        """What files say unseen; of what was published so, that it stands.

        Args:
            files: The files of releases and superseded texts, by page.
            beside: Those that :meth:`not_yet_published` gives.
            looked: What is known of each file, by path.
            ledger: What was published.
        """
        allowed = self.settings.allowed.unseen
        kinds = {path: [kind for kind in one.unseen if kind not in allowed] for path, one in looked.items()}
        telling = {path: found for path, found in kinds.items() if found}
        if not telling:  # as mostly, and then no text need be looked at
            return
        for page, named in files.items():
            release = self.releases.get(page)
            if release is None or release.withdrawn:
                continue
            record = ledger.records.get(release.id) if ledger else None
            published = dict(record.current.files or ()) if record else {}
            for file in named:
                stands = file.path in looked and published.get(file.name) == looked[file.path].sha256
                correct = f"where it is to be another: newsroom correct {release.id} --note …"
                for problem in _told_of_unseen(file, telling, release.path, self.parsed):
                    yield replace(problem, code=Code.PUBLISHED_SO, advice=correct) if stands else problem
        for path, named in beside.items():
            for file in named:
                yield from _told_of_unseen(file, telling, path, self.parsed)


def _told_of_unseen(
    file: ReleaseFile, telling: Mapping[str, list[str]], path: str, parsed: Mapping[str, Parsed[Any]]
) -> Iterator[Problem]:
    kinds = telling.get(file.path, ())
    line = file.line if file.line > 1 or not kinds else _line(file.path, parsed[path])
    for kind in kinds:
        yield Problem(path, line, code_of(kind), *told(kind, file.path), other=file.path)


def _line(path: str, header: Parsed[Any]) -> int:
    """Where a header names a file; 1 where it could not be read."""
    image = getattr(header.record, "image", None)
    listed = [("image.src", image.src)] if image else []
    listed += [(f"attachments.{n}", one.src) for n, one in enumerate(getattr(header.record, "attachments", ()))]
    return next((header.lines[key] for key, src in listed if src == path and key in header.lines), 1)


def code_of(kind: str) -> Code:
    """The code of what a file says unseen, or of what is wrong with it as such."""
    return Code.UNLIKELY if kind in ("empty", "content", "cut", "large") else Code.HIDDEN_DATA


def told(kind: str, path: str) -> tuple[str, str]:
    """What a file says unseen, and what is to be done, in words."""
    advice = _ADVICE[kind]
    if kind == "position" and path.lower().endswith(CHANGEABLE):
        advice = f"take that out: newsroom check --strip {path}"
    return f"{cut(path)!r} {WORDS[kind]}", advice


_ADVICE: Mapping[str, str] = {
    "position": "save it anew without the place",
    "pictures": "take that out of the picture, and put it in again",
    "changes": "accept or reject them all, and save it",
    "comments": "delete them, and save it",
    "notes": "delete them, or offer a PDF of the slides alone",
    "sheets": "delete them, or let them be seen",
    "slides": "delete them, or let them be seen",
    "layers": "delete them, and save it",
    "paths": "save it as plain SVG",
    "damaged": "open it, and save it anew without a password",
    "empty": "put the right one in its place",
    "content": "open it, and save it anew in the format of its name",
    "cut": "save or download it anew",
    "large": "make it smaller, by hand or with newsroom check --resize",
}


# What stands beside releases and records: what conf.py has copied, files of guides.

_FILE = re.compile(r"(?:[^\s()<>\[\]\"'`{}]|%20)+\.[A-Za-z]\w{1,4}")
"""What looks like the path of a file."""


def of_conf(root: Path, settings: Settings, get: Callable[[str, Any], Any]) -> Iterator[Problem]:
    """What pictures and other files say unseen that conf.py has copied into the site: logos, ``html_static_path``.

    *get* looks a name of conf.py up, with a default.
    """
    for setting, place in copied_as_they_are(get):
        for path in _files(root / place):
            for other, code, words in _told_of_file(root, path, settings):
                yield Problem("conf.py", line_of_setting(root, setting.partition(",")[0]), code, *words, other=other)


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
            for other, code, words in _told_of_file(root, root / name, settings) if (root / name).is_file() else ():
                yield Problem(path, text.count("\n", 0, place) + 1, code, *words, other=other)


def _told_of_file(root: Path, path: Path, settings: Settings) -> Iterator[tuple[str, Code, tuple[str, str]]]:
    """What a file says unseen and may not: its path in the archive, the code, the message and the advice."""
    name = Path(os.path.relpath(path, root)).as_posix()
    return (
        (name, code_of(kind), told(kind, name)) for kind in unseen(path, name) if kind not in settings.allowed.unseen
    )


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())

"""``newsroom new`` as a plan: the file of a release that is about to be written, with what the archive knows of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import nearest
from sphinx_newsroom.model.addresses import ReleaseId, release_page
from sphinx_newsroom.model.ids import free_id, title_words
from sphinx_newsroom.model.records import Contact, Release
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.opened import opened
from sphinx_newsroom.sources.header import MARKDOWN, NOTEBOOK, id_in, paths_of
from sphinx_newsroom.sources.yaml_text import entry, plain

# The number that comes next in a series, as far as the numbers of a body's releases show one.

_DIGITS = re.compile(r"\d+", re.ASCII)


class _Number(NamedTuple):
    """A number by its parts: ``VBC/2026/07`` is 7 of ``VBC/{year}/{}`` in 2026, which has two digits at least."""

    series: str
    year: int | None
    turn: int
    width: int


def next_number(releases: Iterable[Release], type_: str, date: dt.date) -> str | None:
    """The number of a release of this type and date, after those of the same body's *releases*; None where none shows.

    The series is that of the newest release of the type that has a number, else of the newest of any type; where its
    numbers bear the year, each year begins with 1.
    """
    originals = [release for release in releases if release.number and release.translation_of is None]
    newest = sorted(originals, key=lambda release: (release.type == type_, release.begin, release.id))
    read = [number for release in newest if (number := _read(release.number or "", release.date.year))]
    if not read:
        return None
    series, year, *_ = read[-1]
    turns = [one.turn for one in read if one.series == series and (year is None or one.year == date.year)]
    width = max(one.width for one in read if one.series == series)
    return series.format(f"{max(turns, default=0) + 1:0{width}}", year=date.year)


def _read(number: str, year: int) -> _Number | None:
    """The parts of a number, None where it is not sure which of its digits count."""
    groups = list(_DIGITS.finditer(number))
    years = [group for group in groups if group[0] == str(year)]
    said = years[0] if years and len(groups) > 1 else None
    counting = [group for group in groups if group is not said]
    if len(counting) != 1:
        return None
    (count,) = counting
    marks = {count.start(): (count, "{}")} | ({said.start(): (said, "{year}")} if said else {})
    pieces, done = [], 0
    for start, (group, mark) in sorted(marks.items()):
        pieces += [_literal(number[done:start]), mark]
        done = group.end()
    width = len(count[0]) if count[0].startswith("0") else 1
    return _Number("".join([*pieces, _literal(number[done:])]), year if said else None, int(count[0]), width)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


UNTITLED = "Untitled"
_NAMED = 10
"""How many ids a message names."""


class RefusedError(ValueError):
    """No such release can begin; the message says why, and what to give instead."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says of the release; what is None the archive says. *date* may be a day or a moment, as written."""

    title: str | None = None
    date: str | None = None
    day: dt.date | None = None
    issuer: str | None = None
    type: str | None = None
    language: str | None = None
    translation_of: str | None = None
    notebook: bool = False


def whole_archive(root: Path, settings: Settings) -> Archive:
    """The archive with its drafts and all that is under embargo, whose ids and numbers are taken as well."""
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return opened(root, replace(settings, drafts=True, now=far))


def new_release(archive: Archive, wish: Wish, today: dt.date) -> tuple[str, str]:
    """The path and the text of the file; raises RefusedError."""
    _refuse_unknown("type", wish.type, archive.settings.types)
    _refuse_unknown("issuer", wish.issuer, archive.registry.organizations)
    id_, header = _translation(archive, wish) if wish.translation_of else _original(archive, wish, today)
    path = release_page(id_) + (NOTEBOOK if wish.notebook else MARKDOWN)
    if there := [one for one in paths_of(release_page(id_)) if (archive.root / one).exists()]:
        other = "--language" if wish.translation_of else "title"
        raise RefusedError(f"{there[0]} is there already; change that file, or give another {other}")
    return path, _notebook(header) if wish.notebook else _markdown(header)


def _refuse_unknown(key: str, value: str | None, known: Iterable[str]) -> None:
    if value is None or value in known:
        return
    near = nearest(value, known)
    what = f"record organizations/{value}.md" if key == "issuer" else f"type {value!r}"
    raise RefusedError(f"there is no {what}; " + (f"did you mean {near!r}?" if near else f"write one of {_few(known)}"))


def _few(ids: Iterable[str]) -> str:
    found = sorted(ids)
    return ", ".join(found[:_NAMED]) + ("" if len(found) <= _NAMED else " …")


def _original(archive: Archive, wish: Wish, today: dt.date) -> tuple[ReleaseId, Mapping[str, Any]]:
    settings = archive.settings
    day = wish.day or today
    issuer = wish.issuer or settings.issuer
    language = wish.language or settings.language
    type_ = wish.type or ("press-release" if "press-release" in settings.types else next(iter(settings.types)))
    title = wish.title or UNTITLED
    mine = (release for release in archive.releases.values() if release.issuer == issuer)
    own = [release for release in mine if not is_sample(archive.root / release.path)]  # whose contact is invented
    header = {
        "title": title,
        "date": wish.date or day.isoformat(),
        "type": type_ if wish.type else None,
        "issuer": issuer if issuer != settings.issuer else None,
        "number": next_number(own, type_, day),
        "language": language if language != settings.language else None,
        # Those of the issuer's record stand under every release that names none.
        "contacts": () if _has_contacts(archive, issuer) else _contacts(own, language),
    }
    year, words = f"{day.year:04}", title_words(title, day, wish.type or "release")
    return ReleaseId(f"{year}/{free_id(words, _taken(archive, year))}"), header


def _taken(archive: Archive, year: str) -> set[str]:
    """The last parts of the ids of a year that are taken, by whatever stands there or has stood there."""
    folder = archive.root / "releases" / year
    files = {path.name.partition(".")[0] for path in folder.iterdir()} if folder.is_dir() else set()
    recorded = archive.ledger.records.values() if archive.ledger else ()
    ids = {*archive.moved, *(record.id for record in recorded)}
    ids |= {former.id for record in recorded for former in record.former}
    return files | {id_.removeprefix(f"{year}/") for id_ in ids if id_.startswith(f"{year}/")}


def _has_contacts(archive: Archive, issuer: str | None) -> bool:
    record = archive.registry.organizations.get(issuer) if issuer else None
    return record is not None and bool(record.contacts)


def _contacts(releases: Iterable[Release], language: str) -> tuple[Contact, ...]:
    """The contacts of the newest release that has any, one in the language first."""
    having = [release for release in releases if release.contacts]
    newest = max(having, key=lambda one: (one.language == language, one.begin, one.id), default=None)
    return newest.contacts if newest else ()


def _translation(archive: Archive, wish: Wish) -> tuple[ReleaseId, Mapping[str, Any]]:
    """A translation has its original's date, type, number, topics and contacts; its file's name says the rest."""
    id_ = archive.current_id(id_in(wish.translation_of or ""))
    original = archive.releases.get(release_page(id_))
    if original is None:
        near = nearest(id_, (release.id for release in archive.releases.values()))
        raise RefusedError(f"there is no release {id_} to translate" + (f"; did you mean {near}?" if near else ""))
    if original.translation_of:
        raise RefusedError(f"{id_} is a translation itself; translate {original.translation_of}")
    if original.withdrawn:
        raise RefusedError(f"{id_} was withdrawn, so there is nothing to translate")
    if wish.language is None:
        raise RefusedError("say the language of the translation, such as --language ru")
    if wish.language == original.language:
        raise RefusedError(f"{id_} is in {original.language} already; give another --language")
    when = original.moment or original.date
    alone = original.issuer if not original.issuers and original.issuer != archive.settings.issuer else None
    header = {
        "title": wish.title or original.title,
        "date": wish.date or when.isoformat(),
        "type": original.type if original.type != "press-release" else None,
        "issuer": alone,
        "issuers": original.issuers,
        "number": original.number,
        "topics": original.topics,
        "contacts": () if is_sample(archive.root / original.path) else original.contacts,
    }
    return ReleaseId(f"{id_}.{wish.language.lower()}"), header


def _markdown(header: Mapping[str, Any]) -> str:
    lines = [entry(key, value) for key, given in header.items() if (value := plain(given)) is not None]
    return f"---\n{''.join(lines)}draft: true\n---\n\n"


def _notebook(header: Mapping[str, Any]) -> str:
    said = {key: value for key, given in header.items() if (value := plain(given)) is not None}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [{"cell_type": "markdown", "id": "text", "metadata": {}, "source": ""}]
    metadata = {"kernelspec": kernel, "newsroom": {**said, "draft": True}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"

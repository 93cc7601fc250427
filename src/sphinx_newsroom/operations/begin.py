"""Create a new archive, and the file of a new release prefilled from the archive."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sphinx_newsroom.archive.loading import ATTRIBUTE_LINES, LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import nearest, some, suggestion
from sphinx_newsroom.files import PACKAGE, read_plain
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import LEDGER, LEDGER_HEAD, ReleaseId, release_page
from sphinx_newsroom.model.ids import free_id, slug, title_words
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources import yaml_text
from sphinx_newsroom.sources.header import KEYS, MARKDOWN, NOTEBOOK, id_in, paths_of, schema_of
from sphinx_newsroom.sources.yaml_text import entry, plain

_PASSED_OVER = (".git", ".DS_Store")
"""Names that the folder of a new archive may contain; an empty repository is allowed."""


class OccupiedError(Exception):
    """The folder isn't empty; the message says why that matters and what to do."""


def refuse_occupied(folder: Path) -> None:
    """Raise OccupiedError if *folder* can't become a new archive."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OccupiedError(f"{folder} isn't a folder; use another name")
    if (folder / "conf.py").exists():
        raise OccupiedError(f"{folder} already contains a conf.py, so it is an archive; use the name of a new folder")
    if contents := _content(folder):
        more = f" and {len(contents) - 1:,} more" if len(contents) > 1 else ""
        raise OccupiedError(f"{folder} isn't empty: it contains {contents[0]}{more}; use the name of a new folder")


def _content(folder: Path) -> list[str]:
    return sorted({*os.listdir(folder)} - {*_PASSED_OVER}) if folder.is_dir() else []


def place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* into *folder*, which is new or empty; conf.py comes last, since it makes the folder an archive.

    Raises OccupiedError, and OSError if the disk refuses; then, as after Ctrl-C, all written files are removed.
    """
    refuse_occupied(folder)
    existed = folder.is_dir()
    try:
        for path in sorted(files, key=lambda path: (path == "conf.py", path)):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(files[path])
    except BaseException:
        for made in map(folder.joinpath, _content(folder)):
            with suppress(OSError):
                shutil.rmtree(made) if made.is_dir() else made.unlink()
        if not existed:
            shutil.rmtree(folder, ignore_errors=True)
        raise


TEMPLATE = Path(__file__).parent / "template"

_PLACE = late_pattern(r"@([a-z_]+)(?::([a-z_]+))?@")
_CONDITION = late_pattern(r"^@([a-z_]+)([?!]) (.*\n)", re.MULTILINE)
_MARKDOWN = late_pattern(r"([\\`*_{}\[\]<>#&|~$@:^])")


_SAMPLE = "our-archive-opens"
"""The file name of the sample release in ``template``, and the sentence that marks the samples."""
_IS_SAMPLE = late_pattern(rb"A sample of an official.{1,8}s record\.|This release is a sample, and so is Jo Exampleton")


def is_sample(path: Path) -> bool:
    """Whether a file, or its page, is an unchanged sample that ``newsroom init`` made."""
    if path.stem not in (_SAMPLE, "jo-exampleton"):
        return False
    try:
        return _IS_SAMPLE.search(read_plain(path)) is not None
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that describe a new archive; *url* ends in a slash, or is empty like *acronym*."""

    project: str
    issuer: str
    acronym: str = ""
    language: str = "en"
    timezone: str = "UTC"
    url: str = ""


_FORMS: Mapping[str, Callable[[str], str]] = {
    "": str,
    "markdown": lambda text: _MARKDOWN.sub(r"\\\1", text),
    "python": lambda text: json.dumps(text, ensure_ascii=False),
    "yaml": yaml_text.scalar,
}


DISTRIBUTION = "sphinx-newsroom"
_OF_INSTALLER = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
"""Files that an installer adds to a wheel's metadata, and RECORD, which is generated again."""


def requirement(version: str) -> tuple[str, dict[str, bytes]]:
    """Return the requirement for pip to install this same program elsewhere, and the wheel that it needs, if any.

    A program from a repository or another network address is installed from there again, one from a registry by its
    version. If it came from a folder or file on this machine, the archive gets a copy as a wheel. Source: PEP 610.
    """
    from importlib.metadata import PackageNotFoundError, distribution  # a slow import

    origin = {}
    with suppress(PackageNotFoundError):  # for example, a folder on PYTHONPATH
        origin = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    url = str(origin.get("url", ""))
    if not url:
        return f"{DISTRIBUTION}>={version}", {}
    if url.startswith("file:"):
        path, data = _wheel(version)
        return f"./{path}", {path: data}
    vcs = origin.get("vcs_info")
    return f"{DISTRIBUTION} @ " + (f"{vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else url), {}


@cache
def _wheel(version: str) -> tuple[str, bytes]:
    """Return the installed program as a wheel: its path in an archive, and its bytes. Source: PEP 427."""
    from importlib.metadata import distribution

    name = f"{DISTRIBUTION.replace('-', '_')}-{version}"
    files = {
        f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes()
        for path in sorted(PACKAGE.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }
    for file in distribution(DISTRIBUTION).files or ():
        _, found, inner = file.as_posix().partition(".dist-info/")
        if found and inner not in _OF_INSTALLER and not inner.endswith(".pyc"):
            files[f"{name}.dist-info/{inner}"] = file.read_binary()
    record = [*(f"{path},," for path in files), f"{name}.dist-info/RECORD,,", ""]
    files[f"{name}.dist-info/RECORD"] = "\n".join(record).encode()
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files.items():
            packed.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)
    return f"wheels/{name}-py3-none-any.whl", wheel.getvalue()


def archive_files(answers: Answers, today: dt.date, program: tuple[str, Mapping[str, bytes]]) -> dict[str, bytes]:
    """Return every file of a new archive by path; *program* is the result of :func:`requirement`."""
    line, wheel = program
    values = _said(answers, today) | {"requirement": line, "wheel": "".join(wheel)}
    # With an empty ledger, the ledger decides what is public from the first release on.
    files = {**wheel, LEDGER: b"", LEDGER_HEAD: b""}
    for template in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        path = re.sub(r"(^|/)dot-", r"\1.", template.relative_to(TEMPLATE).as_posix()).removesuffix(".in")
        files[_filled(path, values)] = _filled(template.read_text(encoding="utf-8"), values).encode()
    tag = values["tag"] if answers.url else Settings().tag
    settings = Settings(language=answers.language, timezone=answers.timezone, tag=tag)
    for kind in KEYS:
        schema = json.dumps(schema_of(kind, settings), ensure_ascii=False, indent=2)
        files[f".vscode/{kind}.schema.json"] = f"{schema}\n".encode()
    return files


def _filled(text: str, said: Mapping[str, str]) -> str:
    text = _CONDITION.sub(lambda line: line[3] if bool(said[line[1]]) == (line[2] == "?") else "", text)
    return _PLACE.sub(lambda place: _FORMS[place[2] or ""](said[place[1]]), text)


def _said(answers: Answers, today: dt.date) -> dict[str, str]:
    host = urlsplit(answers.url).hostname or ""
    return {
        **asdict(answers),
        "issuer_id": free_id(answers.issuer if slug(answers.issuer) else answers.acronym or "issuer", ()),
        "sphinx_language": answers.language.replace("-", "_"),
        "foreign": answers.language if answers.language.partition("-")[0] != "en" else "",
        "website": f"{urlsplit(answers.url).scheme}://{host}/" if host else "",
        "tag": f"{host},{today.year}",
        "title": f"{answers.issuer} opens its archive",
        "copyright": f"{today.year}, {answers.issuer}",
        "description": "Our press releases, as they were published.",
        "today": today.isoformat(),
        "year": f"{today.year:04}",
        "git_attributes": "\n".join(ATTRIBUTE_LINES),
    }


# The next number in a series, if the numbers of an issuer's releases show a pattern.

_DIGITS = late_pattern(r"\d+", re.ASCII)


class _Number(NamedTuple):
    """The parts of a number: ``VBC/2026/07`` is 7 of ``VBC/{year}/{}`` in 2026, with at least two digits."""

    series: str
    year: int | None
    turn: int
    width: int


def next_number(releases: Iterable[Release], type_: str, date: dt.date) -> str | None:
    """Return the number after those of the same issuer's *releases*, for a type and date; None if there is no series.

    The series is the one of the newest numbered release of this type, or of any type. If its numbers contain the year,
    each year begins with 1.
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
    """Return the parts of a number, None if its counter is ambiguous."""
    number = number.replace("{", "{{").replace("}", "}}")
    groups = list(_DIGITS.finditer(number))
    year_at = next((group.start() for group in groups if group[0] == str(year)), None) if len(groups) > 1 else None
    counting = [group[0] for group in groups if group.start() != year_at]
    if len(counting) != 1:
        return None
    series = _DIGITS.sub(lambda group: "{year}" if group.start() == year_at else "{}", number)
    width = len(counting[0]) if counting[0].startswith("0") else 1
    return _Number(series, None if year_at is None else year, int(counting[0]), width)


UNTITLED = "Untitled"


class NewReleaseError(ValueError):
    """The release can't be created; the message says why, and what to give instead."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The values for a new release; None means that the archive decides. *date* may be a date or a moment."""

    title: str | None = None
    date: str | None = None
    day: dt.date | None = None
    issuer: str | None = None
    type: str | None = None
    language: str | None = None
    translation_of: str | None = None
    notebook: bool = False


def whole_archive(root: Path, settings: Settings) -> LoadedArchive:
    """Return the archive with its drafts and embargoed releases, whose ids and numbers are taken as well."""
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return open_archive(root, replace(settings, drafts=True, now=far))


def new_release(archive: LoadedArchive, wish: Wish, today: dt.date) -> tuple[str, str]:
    """Return the path and the text of the new file; raises NewReleaseError."""
    _refuse_unknown("type", wish.type, archive.settings.types)
    _refuse_unknown("issuer", wish.issuer, archive.registry.organizations)
    id_, header = _translation(archive, wish) if wish.translation_of else _original(archive, wish, today)
    path = release_page(id_) + (NOTEBOOK if wish.notebook else MARKDOWN)
    if existing := [one for one in paths_of(release_page(id_)) if (archive.root / one).exists()]:
        other = "--language" if wish.translation_of else "title"
        raise NewReleaseError(f"{existing[0]} already exists; edit that file, or use another {other}")
    return path, _written(header, notebook=wish.notebook)


def _refuse_unknown(key: str, value: str | None, known: Iterable[str]) -> None:
    if value is None or value in known:
        return
    what = f"record organizations/{value}.md" if key == "issuer" else f"type {value!r}"
    raise NewReleaseError(f"there is no {what}; {suggestion(value, known, f'write one of {some(sorted(known))}')}")


def _original(archive: LoadedArchive, wish: Wish, today: dt.date) -> tuple[ReleaseId, Mapping[str, Any]]:
    settings = archive.settings
    day = wish.day or today
    issuer = wish.issuer or settings.issuer
    language = wish.language or settings.language
    type_ = wish.type or ("press-release" if "press-release" in settings.types else next(iter(settings.types)))
    title = wish.title or UNTITLED
    mine = (release for release in archive.releases.values() if release.issuer == issuer)
    own = [release for release in mine if not is_sample(archive.root / release.path)]  # their contact is fictitious
    record = archive.registry.organizations.get(issuer or "")
    # The contacts of the newest release that has any, preferably in the same language.
    having = sorted((one.language == language, one.begin, one.id, one.contacts) for one in own if one.contacts)
    header = {
        "title": title,
        "date": wish.date or day.isoformat(),
        "type": type_ if wish.type else None,
        "issuer": issuer if issuer != settings.issuer else None,
        "number": next_number(own, type_, day),
        "language": language if language != settings.language else None,
        # The contacts of the issuer's record appear under every release that has none.
        "contacts": () if (record and record.contacts) or not having else having[-1][-1],
    }
    year, words = f"{day.year:04}", title_words(title, day, wish.type or "release")
    return ReleaseId(f"{year}/{free_id(words, _taken(archive, year))}"), header


def _taken(archive: LoadedArchive, year: str) -> set[str]:
    """Return the last parts of the ids of a year that current or former files use."""
    folder = archive.root / "releases" / year
    files = {path.name.partition(".")[0] for path in folder.iterdir()} if folder.is_dir() else set()
    recorded = archive.ledger.records.values() if archive.ledger else ()
    ids = {*archive.moved, *(record.id for record in recorded), *(one.id for row in recorded for one in row.former)}
    return files | {id_.removeprefix(f"{year}/") for id_ in ids if id_.startswith(f"{year}/")}


def _translation(archive: LoadedArchive, wish: Wish) -> tuple[ReleaseId, Mapping[str, Any]]:
    """Return the id and header values of a translation.

    It has its original's date, type, number, topics and contacts; its file name says the rest.
    """
    id_ = archive.current_id(id_in(wish.translation_of or ""))
    original = archive.releases.get(release_page(id_))
    if original is None:
        near = nearest(id_, (release.id for release in archive.releases.values()))
        raise NewReleaseError(f"there is no release {id_} to translate" + (f"; did you mean {near}?" if near else ""))
    if original.translation_of:
        raise NewReleaseError(f"{id_} is a translation itself; translate {original.translation_of}")
    if original.withdrawn:
        raise NewReleaseError(f"{id_} was withdrawn, so there is nothing to translate")
    if wish.language is None:
        raise NewReleaseError("add the language of the translation, such as --language ru")
    if wish.language == original.language:
        raise NewReleaseError(f"{id_} is already in {original.language}; use another --language")
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


def _written(header: Mapping[str, Any], *, notebook: bool) -> str:
    values = {key: value for key, given in header.items() if (value := plain(given)) is not None}
    if not notebook:
        return f"---\n{''.join(entry(key, value) for key, value in values.items())}draft: true\n---\n\n"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [{"cell_type": "markdown", "id": "text", "metadata": {}, "source": ""}]
    metadata = {"kernelspec": kernel, "newsroom": {**values, "draft": True}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"

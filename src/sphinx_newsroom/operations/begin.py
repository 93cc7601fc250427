"""A new archive, and the file of a release that is about to be written, with what the archive knows of it."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sphinx_newsroom.archive.loading import ATTRIBUTE_LINES, Archive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import nearest
from sphinx_newsroom.files import PACKAGE, read_plain
from sphinx_newsroom.model.addresses import LEDGER, LEDGER_HEAD, ReleaseId, release_page
from sphinx_newsroom.model.ids import free_id, slug, title_words
from sphinx_newsroom.model.records import Contact, Release
from sphinx_newsroom.sources import yaml_text
from sphinx_newsroom.sources.header import KEYS, MARKDOWN, NOTEBOOK, id_in, paths_of, schema_of
from sphinx_newsroom.sources.yaml_text import entry, plain

_MARK = ".newsroom-init-"
"""What the name of a folder begins with in which an archive is being made."""
_PASSED_OVER = (".git", ".DS_Store")
"""What a folder may hold that is to become an archive: a repository that has nothing yet is as good as none."""


class OccupiedError(Exception):
    """The folder holds something; the message says what, and what to do."""


def refuse_occupied(folder: Path) -> None:
    """Raise OccupiedError where *folder* is no place for a new archive."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OccupiedError(f"{folder} isn't a folder; give another name")
    if (folder / "conf.py").exists():
        raise OccupiedError(f"{folder} has a conf.py already, and so is an archive; give the name of a new folder")
    there = sorted(_holds(folder))
    if there:
        more = f" and {len(there) - 1:,} more" if len(there) > 1 else ""
        raise OccupiedError(f"{folder} is not empty: it holds {there[0]}{more}; give the name of a new folder")


def _holds(folder: Path) -> Iterable[str]:
    if not folder.is_dir():
        return []
    return [name for name in os.listdir(folder) if name not in _PASSED_OVER and not name.startswith(_MARK)]


def place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* below *folder*, which is new or empty, so that it has all of them or none.

    Raises OccupiedError, and OSError where the disk refuses; then nothing is left of it.
    """
    refuse_occupied(folder)
    there = folder.is_dir()
    home = folder if there else folder.parent
    home.mkdir(parents=True, exist_ok=True)
    made = home / f"{_MARK}{secrets.token_hex(4)}"
    try:
        for path, data in files.items():
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if there:
            _move_in(made, folder)
        else:
            os.rename(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _move_in(made: Path, folder: Path) -> None:
    """Move all that was made into a folder that is there, in which somebody's shell may be; conf.py at the end.

    Without a conf.py it is no archive yet.
    """
    moved: list[Path] = []
    try:
        for name in sorted(os.listdir(made), key=lambda name: (name == "conf.py", name)):
            target = folder / name
            os.rename(made / name, target)
            moved.append(target)
    except OSError:
        for path in moved:
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


TEMPLATE = Path(__file__).parent / "template"

_PLACE = re.compile(r"@([a-z_]+)(?::([a-z_]+))?@")
_CONDITION = re.compile(r"^@([a-z_]+)([?!]) (.*\n)", re.MULTILINE)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#&|~$@:^])")


_SAMPLE = "our-archive-opens"
"""How the file of the sample release is called in ``template``, and what the samples say of themselves."""
_IS_SAMPLE = re.compile(rb"A sample of an official.{1,8}s record\.|This release is a sample, and so is Jo Exampleton")


def is_sample(path: Path) -> bool:
    """Whether a file, or its page, is one that ``newsroom init`` made, as nobody has changed its last words."""
    if path.stem not in (_SAMPLE, "jo-exampleton"):
        return False
    try:
        return _IS_SAMPLE.search(read_plain(path)) is not None
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says of the archive that is to begin; *url* ends in a slash, or is empty like *acronym*."""

    project: str
    issuer: str
    acronym: str = ""
    language: str = "en"
    timezone: str = "UTC"
    url: str = ""


def _as_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _as_python(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_FORMS: Mapping[str, Callable[[str], str]] = {
    "": str,
    "markdown": _as_markdown,
    "python": _as_python,
    "yaml": yaml_text.scalar,
}


DISTRIBUTION = "sphinx-newsroom"
_OF_INSTALLER = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
"""What an installer adds to the metadata of a wheel, and RECORD, which is made anew."""


def requirement(version: str) -> tuple[str, dict[str, bytes]]:
    """The line by which pip installs this very program elsewhere, and the wheel that it names, if it names one.

    A program from a repository or another address on the network is installed from there again, one from a registry
    by its version.  Of one from a folder or file of this machine the archive gets a copy, as a wheel.
    Source: PEP 610.
    """
    origin = {}
    with suppress(PackageNotFoundError):  # as of a folder that is on PYTHONPATH
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
    """The installed program as a wheel: its path in an archive, and its bytes.  Source: PEP 427."""
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
    """Every file of the archive that begins, by path; *program* is what :func:`requirement` says of it."""
    line, wheel = program
    said = _said(answers, today) | {"requirement": line, "wheel": "".join(wheel)}
    files = {**wheel} | {
        _path(template, said): _filled(template.read_text(encoding="utf-8"), said).encode() for template in _templates()
    }
    files |= {LEDGER: b"", LEDGER_HEAD: b""}  # which decide from the first release on what is public
    zone, tag = answers.timezone, str(said["tag"] if answers.url else Settings().tag)
    for kind in KEYS:
        settings = Settings(language=answers.language, timezone=zone, tag=tag)
        schema = json.dumps(schema_of(kind, settings), ensure_ascii=False, indent=2)
        files[f".vscode/{kind}.schema.json"] = f"{schema}\n".encode()
    return files


def _templates() -> Iterator[Path]:
    return (path for path in sorted(TEMPLATE.rglob("*")) if path.is_file())


def _path(template: Path, said: Mapping[str, str]) -> str:
    parts = template.relative_to(TEMPLATE).parts
    return _filled(str(PurePosixPath(*(re.sub("^dot-", ".", part) for part in parts))).removesuffix(".in"), said)


def _filled(text: str, said: Mapping[str, str]) -> str:
    text = _CONDITION.sub(lambda line: line[3] if bool(said[line[1]]) == (line[2] == "?") else "", text)
    return _PLACE.sub(lambda place: _FORMS[place[2] or ""](said[place[1]]), text)


def _said(answers: Answers, today: dt.date) -> dict[str, str]:
    host = urlsplit(answers.url).hostname or ""
    title = f"{answers.issuer} opens its archive"
    return {
        "project": answers.project,
        "issuer": answers.issuer,
        "issuer_id": free_id(answers.issuer if slug(answers.issuer) else answers.acronym or "issuer", ()),
        "acronym": answers.acronym,
        "sphinx_language": answers.language.replace("-", "_"),
        "foreign": answers.language if answers.language.partition("-")[0] != "en" else "",
        "timezone": answers.timezone,
        "url": answers.url,
        "website": f"{urlsplit(answers.url).scheme}://{host}/" if host else "",
        "tag": f"{host},{today.year}",
        "title": title,
        "copyright": f"{today.year}, {answers.issuer}",
        "description": "Our press releases, as they were published.",
        "today": today.isoformat(),
        "year": f"{today.year:04}",
        "git_attributes": "\n".join(ATTRIBUTE_LINES),
    }


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


class NewReleaseError(ValueError):
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
    return open_archive(root, replace(settings, drafts=True, now=far))


def new_release(archive: Archive, wish: Wish, today: dt.date) -> tuple[str, str]:
    """The path and the text of the file; raises NewReleaseError."""
    _refuse_unknown("type", wish.type, archive.settings.types)
    _refuse_unknown("issuer", wish.issuer, archive.registry.organizations)
    id_, header = _translation(archive, wish) if wish.translation_of else _original(archive, wish, today)
    path = release_page(id_) + (NOTEBOOK if wish.notebook else MARKDOWN)
    if there := [one for one in paths_of(release_page(id_)) if (archive.root / one).exists()]:
        other = "--language" if wish.translation_of else "title"
        raise NewReleaseError(f"{there[0]} is there already; change that file, or give another {other}")
    return path, _notebook(header) if wish.notebook else _markdown(header)


def _refuse_unknown(key: str, value: str | None, known: Iterable[str]) -> None:
    if value is None or value in known:
        return
    near = nearest(value, known)
    what = f"record organizations/{value}.md" if key == "issuer" else f"type {value!r}"
    raise NewReleaseError(
        f"there is no {what}; " + (f"did you mean {near!r}?" if near else f"write one of {_few(known)}")
    )


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
        raise NewReleaseError(f"there is no release {id_} to translate" + (f"; did you mean {near}?" if near else ""))
    if original.translation_of:
        raise NewReleaseError(f"{id_} is a translation itself; translate {original.translation_of}")
    if original.withdrawn:
        raise NewReleaseError(f"{id_} was withdrawn, so there is nothing to translate")
    if wish.language is None:
        raise NewReleaseError("say the language of the translation, such as --language ru")
    if wish.language == original.language:
        raise NewReleaseError(f"{id_} is in {original.language} already; give another --language")
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

"""What ``newsroom suggest`` does: look for names, show them, and write down what was decided."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.archive.journal import clear_away
from sphinx_newsroom.archive.loading import Archive, load
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import nearest
from sphinx_newsroom.files import read_exactly, write
from sphinx_newsroom.model.addresses import FOLDERS, entity_page
from sphinx_newsroom.model.records import Official, Organization, Release
from sphinx_newsroom.operations.lock import BusyError, held_archive
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.header import HeaderError, parse_official, parse_organization
from sphinx_newsroom.sources.record_file import record_text
from sphinx_newsroom.sources.values import ID
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.suggest import Named, Source, Suggestion, key_of, known_names, suggestions
from sphinx_newsroom.text.suggest.capitals import plain
from sphinx_newsroom.text.suggest.decisions import (
    REJECTED,
    drafted,
    joined_text,
    joined_to,
    names_of,
    rejected_names,
    with_rejected,
)
from sphinx_newsroom.text.suggest.model_names import ANY_LANGUAGE
from sphinx_newsroom.text.suggest.spacy_model import ModelError, SpacyModel

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sphinx_newsroom.text.suggest.judging import Kind

DONE, FAILED = 0, 1


def run(args: argparse.Namespace) -> int:
    """Do what the arguments of :mod:`sphinx_newsroom.cli.suggest` say."""
    settings = settings_of(args.root)
    try:
        if args.reject is not None or args.join or args.accept is not None:
            with held_archive(args.root):  # read under the lock: two decisions at once change one file after the other
                clear_away(args.root)
                return _decide(load(args.root, settings), args)
        archive = load(args.root, settings)
        found, count = _suggestions(archive, args)
    except BusyError as error:
        raise ConfigError(str(error)) from error
    except OSError as error:
        print(f"newsroom: {error.filename}: {error.strerror}; nothing was changed", file=sys.stderr)
        return FAILED
    shown = found[: args.limit] if args.limit else found
    _print_json(shown, archive, _model_name(args)) if args.json else _print(shown, archive, args)
    more = "" if len(shown) == len(found) else f"; {len(shown):,} are shown, --limit 0 shows all"
    print(f"{_count(len(found), 'name')} without a record in {_count(count, 'release')}{more}", file=sys.stderr)
    return DONE


def _decide(archive: Archive, args: argparse.Namespace) -> int:
    if args.reject is not None:
        return _reject(archive, _name(args.reject))
    if args.join:
        return _join(archive, _name(args.join[0]), args.join[1])
    return _accept(archive, list(dict.fromkeys(map(_name, args.accept))), args)


def _name(value: str) -> str:
    name = " ".join(value.split())
    if not key_of(name) or name.startswith("#"):
        raise ConfigError(f"{value!r} is no name; write it as `newsroom suggest` lists it")
    return name


# --- looking ---


def _suggestions(archive: Archive, args: argparse.Namespace, least: int | None = None) -> tuple[list[Suggestion], int]:
    """The suggestions for an archive, and how many releases were read; raises OSError."""
    model = _model(args.ner)  # before the texts are read: a model that is not there is told at once
    progress = Progress("releases")
    sources = list(_sources(archive, args.since, progress))
    if model is not None and not any(model.language in (source.spoken, ANY_LANGUAGE) for source in sources):
        print(f"the model {model.name} is for texts in {model.language!r}, and no release is", file=sys.stderr)
    found = suggestions(
        sources,
        archive.registry,
        _rejected(archive.root),
        args.least if least is None else least,
        lambda done: progress("looked through", done, len(sources)),
        model,
    )
    progress.end()
    return found, len(sources)


def _model(name: str | None) -> SpacyModel | None:
    try:
        return SpacyModel(name) if name is not None else None
    except ModelError as error:
        raise ConfigError(str(error)) from error


def _sources(archive: Archive, since: int, progress: Progress) -> Iterator[Source]:
    """The texts of the published releases, oldest first, with whom they name."""
    from sphinx_newsroom.archive.release_text import release_text

    names = Names(archive.registry)
    releases = sorted(archive.releases.values(), key=lambda release: (release.date, release.id))
    releases = [release for release in releases if release.date.year >= since]
    for number, release in enumerate(releases):
        progress("read", number, len(releases))
        text, marks = release_text(archive, release)
        found = find(names, text, marks, release)
        named = [
            Named(mention.start, mention.end, mention.entity)
            for mention in found.mentions
            if mention.start is not None and mention.end is not None
        ]
        named += [Named(open_.start, open_.start + len(open_.surface), None) for open_ in found.ambiguities]
        named += _nobody(text, release)
        yield Source(release.id, release.language, text, marks, sorted(named, key=lambda place: place[:2]))


def _nobody(text: str, release: Release) -> Iterator[Named]:
    """Where a name stands of which the header says that nobody is meant."""
    for surface, entity in release.names:
        if entity is None:
            for match in re.finditer(re.escape(plain(surface)), plain(text)):
                yield Named(match.start(), match.end(), None)


def _rejected(root: Path) -> list[str]:
    file = root / REJECTED
    return rejected_names(_read(file)) if file.exists() else []


def _read(file: Path) -> str:
    """A file's text with its line ends as they are; raises OSError, and ConfigError where it is not UTF-8."""
    try:
        return read_exactly(file, follow=True)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not UTF-8; save it as UTF-8") from error


# --- deciding ---


def _reject(archive: Archive, name: str) -> int:
    known = known_names(archive.registry).get(key_of(name))
    if known:
        raise ConfigError(f"{name!r} is a name of {known}; reject names that have no record")
    file = archive.root / REJECTED
    text = _read(file) if file.exists() else ""
    if key_of(name) in map(key_of, rejected_names(text)):
        print(f"{REJECTED}: {name} is there already")
    else:
        write(file, with_rejected(text, name))
        print(f"{REJECTED}: {name} added; it is not suggested again")
    return DONE


def _join(archive: Archive, name: str, id_: str) -> int:
    record = archive.registry.entity(id_)
    if record is None:
        near = nearest(id_, [*archive.registry.organizations, *archive.registry.officials])
        advice = f"did you mean {near}?" if near else "write the id of an organization or official"
        raise ConfigError(f"{id_!r} has no file, or one with an error (`newsroom check`); {advice}")
    if name in names_of(record):
        print(f"{record.path}: {name} is there already")
        return DONE
    file, wanted = archive.root / record.path, joined_to(record, name)
    text = _read(file)
    try:
        new = joined_text(text, record, wanted)
        parsed = (parse_organization if record.kind == "organization" else parse_official)(record.path, new)
    except HeaderError:
        parsed = None
    # Read back: the file must say the name, and all else as before.
    if parsed is None or parsed.record != wanted:
        raise ConfigError(f"the name cannot be added to {record.path}; add it to other_names by hand")
    write(file, new)
    key = "other_names" if wanted.other_names != record.other_names else "acronym"
    print(f"{record.path}: {name} added as {key}")
    return DONE


def _accept(archive: Archive, names: Sequence[str], args: argparse.Namespace) -> int:
    """Write the drafted records of all *names*, or none where one of them cannot be."""
    known = known_names(archive.registry)
    for name in names:
        if key_of(name) in known:
            raise ConfigError(f"{name!r} is a name of {known[key_of(name)]} already; nothing is to be written")
    # Whoever accepts a name has decided, however seldom it stands anywhere.
    found, _ = _suggestions(archive, args, least=1)
    chosen = list(dict.fromkeys(_chosen(found, name, args.kind) for name in names))
    taken = _taken(archive)
    records: list[Organization | Official] = []
    for suggestion in chosen:
        record = _draft(suggestion, archive, args.kind, args.id, taken)
        if record.id in taken:
            raise ConfigError(f"{record.path} exists already; give another --id, or add the name to it with --join")
        folder = (archive.root / record.path).parent
        if not folder.resolve().is_relative_to(archive.root.resolve()):
            raise ConfigError(f"{folder} leads out of the archive; put the folder itself there")
        taken.add(record.id)
        records.append(record)
    for suggestion, record in zip(chosen, records, strict=True):
        write(archive.root / record.path, record_text(record))
        print(f"{record.path} written: {_title(suggestion)}")
    return DONE


def _chosen(found: Sequence[Suggestion], name: str, kind: Kind | None) -> Suggestion:
    """What a name that is accepted stands for; raises ConfigError where nothing says what it is."""
    suggestion = _found(found, name)
    if suggestion is not None:
        return suggestion
    if kind is None:
        near = nearest(name, [suggestion.name for suggestion in found])
        advice = f"did you mean {near!r}? Else" if near else "to make a record all the same,"
        raise ConfigError(f"{name!r} is not among the suggestions; {advice} give --kind organization or official")
    return Suggestion(name, kind, 0, "", "")


def _found(found: Iterable[Suggestion], name: str) -> Suggestion | None:
    """The suggestion of a name, as it is listed or in another of its forms."""
    key = key_of(name)
    for suggestion in found:
        if key in map(key_of, (suggestion.name, suggestion.acronym or "", *suggestion.other_names)):
            return suggestion
    return None


def _draft(
    suggestion: Suggestion,
    archive: Archive,
    kind: str | None = None,
    id_: str | None = None,
    taken: Collection[str] | None = None,
) -> Organization | Official:
    """The record that a suggestion would become; raises ConfigError for an id that is none."""
    if id_ is not None and not ID.fullmatch(id_):
        raise ConfigError(f"{id_!r} is no id; use lower-case letters, digits and hyphens")
    record = drafted(
        "official" if (kind or suggestion.kind) == "official" else "organization",
        suggestion.name,
        _taken(archive) if taken is None else taken,
        suggestion.acronym,
        suggestion.other_names,
    )
    if id_ is None:
        return record
    return replace(record, id=id_, path=f"{entity_page(record.kind, id_)}.md")


def _taken(archive: Archive) -> set[str]:
    """The ids of all records, those with an error included."""
    registry = archive.registry
    files = (path for kind in ("organization", "official") for path in (archive.root / FOLDERS[kind]).glob("*.md"))
    return {*registry.organizations, *registry.officials, *(path.stem for path in files)}


# --- showing ---


def _title(suggestion: Suggestion) -> str:
    return suggestion.name + (f" ({suggestion.acronym})" if suggestion.acronym else "")


def _print(found: Sequence[Suggestion], archive: Archive, args: argparse.Namespace) -> None:
    """Two lines each: how often, what, whom and why; and one place."""
    taken = _taken(archive) if args.draft else set()
    for suggestion in found:
        join = f"perhaps one of {suggestion.join}'s names (--join)" if suggestion.join else None
        notes = (suggestion.role, join, _of_model(suggestion, _model_name(args)))
        about = "".join(f"; {words}" for words in notes if words)
        print(f"{suggestion.releases:>6,}  {suggestion.kind:<12}  {_title(suggestion)}{about}")
        print(f"{'':22}{suggestion.example}: {suggestion.context}")
        if args.draft:
            record = _draft(suggestion, archive, taken=taken)
            print(f"\n{record.path}\n{record_text(record)}")


def _model_name(args: argparse.Namespace) -> str | None:
    return None if args.ner is None else Path(args.ner).name


def _of_model(suggestion: Suggestion, model: str | None) -> str | None:
    """What a model says of a suggestion, in words."""
    if not suggestion.in_model:
        return None
    places = _count(suggestion.in_model, "place")
    return f"{model} alone, in {places}" if suggestion.by_model else f"{model} too, in {places}"


def _print_json(found: Sequence[Suggestion], archive: Archive, model: str | None) -> None:
    taken = _taken(archive)
    rows: list[dict[str, Any]] = []
    for suggestion in found:
        record = _draft(suggestion, archive, taken=taken)
        of_model = {"model": model, "places": suggestion.in_model, "alone": suggestion.by_model}
        rows.append(
            {
                "name": suggestion.name,
                "kind": suggestion.kind,
                "releases": suggestion.releases,
                "acronym": suggestion.acronym,
                "role": suggestion.role,
                "other_names": list(suggestion.other_names),
                "join": suggestion.join,
                "example": {"release": suggestion.example, "text": suggestion.context},
                "path": record.path,
                "draft": record_text(record),
                **({"ner": of_model} if model is not None else {}),
            }
        )
    print(json.dumps(rows, ensure_ascii=False, indent=1))


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")

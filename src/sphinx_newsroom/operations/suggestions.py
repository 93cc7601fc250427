"""Suggest records for names without one: find them in all texts, decide one by one or in a table, write the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from sphinx_newsroom.archive.compiler import line_of, release_text
from sphinx_newsroom.archive.journal import archive_lock, clear_away
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.store import DamagedError, StoredText, StoredTexts
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, nearest, shown
from sphinx_newsroom.files import read_exactly, read_text, write
from sphinx_newsroom.model.addresses import FOLDERS, PageName, ReleaseId, entity_page, release_page
from sphinx_newsroom.model.records import Membership, Mention, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.operations.link_sample import sentence
from sphinx_newsroom.sources.edits import record_text
from sphinx_newsroom.sources.header import parse_record
from sphinx_newsroom.sources.table_cells import not_among, table_rows, table_text
from sphinx_newsroom.sources.values import ID
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.suggest import (
    REJECTED,
    Named,
    NamePlace,
    Source,
    Suggestion,
    drafted,
    joined_text,
    joined_to,
    key_of,
    known_names,
    names_of,
    rejected_names,
    suggestions,
    with_rejected,
)
from sphinx_newsroom.text.suggest.judging import Kind
from sphinx_newsroom.text.suggest.model_names import Model
from sphinx_newsroom.text.suggest.signs import plain
from sphinx_newsroom.text.suggest.twins import KeyedName, twins
from sphinx_newsroom.text.words.tokens import Mark

ENTITIES = ("organization", "official")
"""The kinds of records that are suggested."""


class DecisionError(ValueError):
    """A decision can't be carried out: the *message* says why, the *advice* what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message}; {advice}")
        self.message = message
        self.advice = advice


@dataclass(frozen=True)
class Pool:
    """The suggestions for an archive, the most frequent first, found in *count* releases.

    *records* maps ids, including former ones, to paths of records; *known* maps normalized names
    (:func:`~sphinx_newsroom.text.suggest.key_of`) to ids.
    """

    suggestions: tuple[Suggestion, ...]
    count: int
    records: Mapping[str, str]
    known: Mapping[str, str]

    def at_least(self, least: int) -> list[Suggestion]:
        """Return the suggestions that at least this number of releases name."""
        return [suggestion for suggestion in self.suggestions if suggestion.releases >= least]

    def taken(self, root: Path) -> set[str]:
        """Return the ids that no new record can have, including those of records with errors."""
        files = (path for kind in ENTITIES for path in (root / FOLDERS[kind]).glob("*.md"))
        return {*self.records, *(path.stem for path in files)}


def groups(suggestions: Sequence[Suggestion]) -> list[list[Suggestion]]:
    """Group suggestions that may be the same entity, in their order; most groups have one member."""
    return [[suggestions[number] for number in group] for group in twins(list(map(_entry, suggestions)))]


def near_records(suggestions: Sequence[Suggestion], pool: Pool) -> dict[str, str]:
    """Return the ids of records that suggestions may be another name of, by the name of the suggestion.

    It is the record that texts mention with the name, or one with a similar name.
    """
    found = {one.name: one.join for one in suggestions if one.join}
    by_id: dict[str, list[str]] = {}
    for key, id_ in pool.known.items():
        by_id.setdefault(id_, []).append(key)
    ids = list(by_id)
    records = [
        KeyedName(
            "official" if pool.records[id_].startswith(FOLDERS["official"]) else "organization", tuple(by_id[id_])
        )
        for id_ in ids
    ]
    for group in twins([*records, *map(_entry, suggestions)]):
        if group[0] < len(ids):
            for number in group:
                if number >= len(ids):
                    found.setdefault(suggestions[number - len(ids)].name, ids[group[0]])
    return found


def _entry(suggestion: Suggestion) -> KeyedName:
    return KeyedName(suggestion.kind, tuple(map(key_of, suggestion.every_name)))


def text_of(root: Path, path: str) -> str:
    """Return a file's text with its original line ends, empty if there is no file.

    Raises OSError, and DecisionError if it isn't UTF-8.
    """
    file = root / path
    try:
        return read_exactly(file, follow=True) if file.exists() else ""
    except UnicodeDecodeError as error:
        raise DecisionError(f"{file} isn't UTF-8", "save it as UTF-8") from error


class DecisionOutcome(NamedTuple):
    """The result of a decision, in words around *done*: ``khc.md``, ``written``, ``: Kelmark Harbour Company``.

    *done* is empty if nothing had to change.
    """

    before: str
    done: str
    after: str

    def __str__(self) -> str:
        return f"{self.before} {self.done}{self.after}" if self.done else f"{self.before}{self.after}"

    @property
    def planned(self) -> str:
        """Return a description of what the decision would do."""
        return f"{self.before} would be {self.done}{self.after}" if self.done else str(self)


def title(suggestion: Suggestion) -> str:
    """Return a suggestion's name with its acronym."""
    return suggestion.name + (f" ({suggestion.acronym})" if suggestion.acronym else "")


def cleaned(value: str) -> str:
    """Normalize a name that a user entered; raises DecisionError if it isn't a name."""
    name = " ".join(value.split())
    if not key_of(name) or name.startswith("#"):
        raise DecisionError(f"{value!r} isn't a name", "write it as `newsroom suggest` lists it")
    return name


class Decisions:
    """Applies decisions one after the other to a pool of the archive in *root*.

    Each method raises DecisionError if the decision can't be applied, and OSError if a file can't be read; then nothing
    has changed.  *files* has the resulting files by path, and *outcomes* the results in words.
    """

    def __init__(self, root: Path, pool: Pool) -> None:
        self.root = root
        self.files: dict[str, str] = {}
        self.outcomes: list[DecisionOutcome] = []
        self._pool = pool
        self._known = dict(pool.known)
        self._records = dict(pool.records)
        self._taken = pool.taken(root)
        self._new: set[str] = set()
        self._gone: set[str] = set()
        self._suggested: dict[str, Suggestion] = {}
        for suggestion in pool.suggestions:
            for name in suggestion.every_name:
                self._suggested.setdefault(key_of(name), suggestion)

    @property
    def pool(self) -> Pool:
        """Return the pool after these decisions."""
        gone = {self._suggested[key] for key in self._gone if key in self._suggested}
        remaining = tuple(suggestion for suggestion in self._pool.suggestions if suggestion not in gone)
        return replace(self._pool, suggestions=remaining, records=self._records, known=self._known)

    def id_of(self, name: str) -> str | None:
        """Return the id of the record that now has a name."""
        return self._known.get(key_of(name))

    def accept(self, name: str, kind: Kind | None = None, id_: str | None = None) -> None:
        """Create the record of a suggested name, or of any name if the *kind* is given.

        *id_* is the record's id; without it, the id is made from the name.
        """
        name = cleaned(name)
        known = self.id_of(name)
        if known in self._new:
            return  # another form of a name accepted just before
        if known is not None:
            raise DecisionError(f"{name!r} is already a name of {known}", "there is nothing to write")
        suggestion = self._chosen(name, kind)
        self.write(replace(suggestion, kind=kind or suggestion.kind), id_)

    def accept_once(
        self,
        suggestion: Suggestion,
        id_: str | None = None,
        also: Sequence[str] = (),
        offices: tuple[Membership, ...] = (),
    ) -> None:
        """Create the record of a suggestion unless a record already has its name: a list can be applied twice."""
        name = cleaned(suggestion.name)
        if (known := self.id_of(name)) is None:
            self.write(suggestion, id_, also, offices)
        else:
            self.outcomes.append(DecisionOutcome(f"{self._records[known]}: {name}", "", " is there already"))

    def write(
        self,
        suggestion: Suggestion,
        id_: str | None = None,
        also: Sequence[str] = (),
        offices: tuple[Membership, ...] = (),
    ) -> None:
        """Create the record of a suggestion as it is; *also* are further names, *offices* those of the person."""
        if id_ is not None and not ID.fullmatch(id_):
            raise DecisionError(f"{id_!r} isn't an id", "use lower-case letters, digits and hyphens")
        # An acronym that a record got since the list was made can't belong to another record.
        acronym = suggestion.acronym if suggestion.acronym and self.id_of(suggestion.acronym) is None else None
        others = tuple(name for name in suggestion.other_names if self.id_of(name) is None)
        suggestion = replace(suggestion, acronym=acronym, other_names=others)
        record = drafted(suggestion, self._taken)
        if id_ is not None:
            record = replace(record, id=id_, path=f"{entity_page(record.kind, id_)}.md")
        for name in also:
            if name not in names_of(record) and self.id_of(name) is None:
                record = joined_to(record, name)
        if isinstance(record, Official):
            record = replace(record, memberships=offices)
        if record.id in self._taken:
            raise DecisionError(f"{record.path} already exists", "use another --id, or add the name to it with --join")
        folder = (self.root / record.path).parent
        if not folder.resolve().is_relative_to(self.root.resolve()):
            raise DecisionError(f"{folder} leads out of the archive", "put the folder itself there")
        self.files[record.path] = record_text(record)
        self.outcomes.append(DecisionOutcome(record.path, "written", f": {', '.join([title(suggestion), *also])}"))
        self._taken.add(record.id)
        self._new.add(record.id)
        self._named(record.id, record.path, names_of(record))

    def reject(self, name: str) -> None:
        """Never suggest a name again."""
        name = cleaned(name)
        known = self.id_of(name)
        if known:
            raise DecisionError(f"{name!r} is a name of {known}", "you can reject only names without a record")
        text = self._text(REJECTED)
        if key_of(name) in map(key_of, rejected_names(text)):
            self.outcomes.append(DecisionOutcome(f"{REJECTED}: {name}", "", " is there already"))
            return
        self.files[REJECTED] = with_rejected(text, name)
        self.outcomes.append(DecisionOutcome(f"{REJECTED}: {name}", "added", "; it is not suggested again"))
        self._gone.add(key_of(name))

    def join(self, name: str, id_: str) -> None:
        """Add a name to an existing record, or to one accepted just before."""
        name = cleaned(name)
        path = self._records.get(id_)
        if path is None:
            near = nearest(id_, self._records)
            advice = f"did you mean {near}?" if near else "use the id of an organization or official"
            raise DecisionError(f"{id_!r} has no file, or its file contains an error (run `newsroom check`)", advice)
        text = self._text(path)
        record = parse_record(path, text).record
        if record is None:
            raise DecisionError(f"{path} contains an error", "run `newsroom check`, and correct it first")
        if name in names_of(record):
            self.outcomes.append(DecisionOutcome(f"{path}: {name}", "", " is there already"))
            return
        joined = joined_to(record, name)
        try:
            new = joined_text(text, record, joined)
        except HeaderError:
            new = ""
        # Parsed again: the file must have the name, and everything else unchanged.
        if parse_record(path, new).record != joined:
            raise DecisionError(f"the name can't be added to {path}", "add it to other_names yourself")
        self.files[path] = new
        key = "other_names" if joined.other_names != record.other_names else "acronym"
        self.outcomes.append(DecisionOutcome(f"{path}: {name}", "added", f" as {key}"))
        self._named(record.id, path, [name])

    def _chosen(self, name: str, kind: Kind | None) -> Suggestion:
        """Return the suggestion for an accepted name; raises DecisionError if its kind is unknown."""
        suggestion = self._suggested.get(key_of(name))
        if suggestion is not None:
            return suggestion
        if kind is None:
            near = nearest(name, [suggestion.name for suggestion in self._pool.suggestions])
            advice = f"did you mean {near!r}? Otherwise," if near else "to create a record anyway,"
            raise DecisionError(
                f"{name!r} isn't among the suggestions", f"{advice} use --kind organization or official"
            )
        return Suggestion(name, kind, 0, "", "")

    def _text(self, path: str) -> str:
        return self.files[path] if path in self.files else text_of(self.root, path)

    def _named(self, id_: str, path: str, names: Iterable[str]) -> None:
        """Note that names now belong to a record."""
        keys = [*map(key_of, names)]
        self._records[id_] = path
        self._known.update(dict.fromkeys(keys, id_))
        self._gone.update(keys)


Decided = Literal["accept", "reject", "join", "later", ""]
"""The values of the column ``decision``; it is empty when the list is written."""

HELP = (
    "# Write accept, reject, join or nothing into the column decision. For join, write into the column into what it "
    "is another name of: the id of a record, or a name that is accepted here. Then: newsroom suggest --decided FILE"
)
"""The first line of a list."""

COLUMNS = (
    "decision",
    "into",
    "kind",
    "name",
    "acronym",
    "other names",
    "id",
    "releases",
    "group",
    "place",
    "sentence",
)
_NEEDED = COLUMNS[:4]
_BETWEEN = "; "
_LIST = "write a list with `newsroom suggest --list FILE`, and keep the row of column names"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row of a list: the decision and the name; *line* is its position."""

    decision: Decided
    into: str
    suggestion: Suggestion
    id: str
    line: int


# --- writing ---


def sheet(
    groups: Iterable[Sequence[Suggestion]],
    near: Mapping[str, str],
    ids: Mapping[str, str],
    where: Callable[[Suggestion], tuple[str, str]],
) -> str:
    """Return suggestions as a table with one row each; suggestions that may be the same entity share a group number.

    Args:
        groups: the result of :func:`~sphinx_newsroom.operations.suggestions.groups`.
        near: the ids of existing records that suggestions may be another name for, by the suggestions' names.
        ids: the ids that their records would have, by their names.
        where: returns the place of a suggestion, and its sentence.
    """
    rows: list[tuple[object, ...]] = []
    number = 0
    for group in groups:
        number += len(group) > 1
        for one in group:
            into = near.get(one.name) or (group[0].name if one is not group[0] else "")
            row = "", into, one.kind, one.name, one.acronym or "", _BETWEEN.join(one.other_names), ids[one.name]
            rows.append((*row, one.releases, number if len(group) > 1 else "", *where(one)))
    return f"{HELP}\n{table_text(COLUMNS, rows)}"


# --- reading ---


def read_sheet(path: str, text: str) -> tuple[list[DecisionRow], list[Problem]]:
    """Return the decided rows of a list, and its problems, each with its line."""
    table, problems = table_rows(path, text, COLUMNS, _NEEDED, _LIST)
    rows: list[DecisionRow] = []
    known: dict[str, int] = {}
    for line, row in table:
        row["decision"] = row["decision"].casefold()
        wrong = _row_problem(row)
        if wrong is None and row["decision"] not in ("", "later"):
            if (first := known.setdefault(row["name"], line)) != line:
                wrong = f"{shown(row['name'])!r} is decided on line {first} as well", "delete one of the two"
            rows.append(_row(row, line))
        if wrong is not None:
            problems.append(Problem(path, line, Code.BAD_VALUE, *wrong))
    return rows, problems


def _row_problem(row: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what is wrong in a row, and what to write instead."""
    decision = row["decision"]
    if decision not in get_args(Decided):
        return not_among("decision", decision, get_args(Decided))
    if decision and not row["name"]:
        return "the row has no name", "write the name that is decided about"
    if decision == "accept" and row["kind"] not in get_args(Kind):
        return f"the kind {shown(row['kind'])!r} is none", "write organization or official"
    if decision == "join" and not row["into"]:
        advice = "enter the id of a record, or a name accepted in this table, in the column into"
        return "the row doesn't say what the name is joined to", advice
    return None


def _row(row: Mapping[str, str], line: int) -> DecisionRow:
    others = tuple(name for name in map(str.strip, row["other names"].split(_BETWEEN.strip())) if name)
    kind: Kind = "official" if row["kind"] == "official" else "organization"
    acronym = row["acronym"] or None
    suggestion = Suggestion(row["name"], kind, 0, "", "", acronym if kind == "organization" else None, None, others)
    return DecisionRow(cast("Decided", row["decision"]), row["into"], suggestion, row["id"], line)


# --- deciding ---


def decide(path: str, rows: Iterable[DecisionRow], decisions: Decisions) -> list[Problem]:
    """Apply the decisions of a list, and report the rows that can't be applied, each with its line; raises OSError.

    Names are accepted first, so that others can be joined to them.
    """
    problems = []
    order = ("accept", "join", "reject")
    for row in sorted(rows, key=lambda row: (order.index(row.decision), row.line)):
        try:
            _decide(row, decisions)
        except DecisionError as error:
            problems.append(Problem(path, row.line, Code.BAD_VALUE, error.message, error.advice))
    return sorted(problems, key=lambda problem: problem.line)


def _decide(row: DecisionRow, decisions: Decisions) -> None:
    name = row.suggestion.name
    if row.decision == "reject":
        decisions.reject(name)
    elif row.decision == "join":
        decisions.join(name, decisions.id_of(row.into) or row.into)
    else:
        decisions.accept_once(row.suggestion, row.id or None)


def take(root: Path, act: Callable[[Decisions], object], look: Callable[[], Pool], *, dry: bool = False) -> Decisions:
    """Let *act* make decisions for the archive in *root*, and write the resulting files unless *dry* is set.

    *look* returns the archive's current pool.  Nothing is written if *act* raises an error.  Raises BusyError and
    OSError as well.
    """
    with archive_lock(root):  # read under the lock, so that concurrent decisions change files one after the other
        clear_away(root)
        decisions = Decisions(root, look())
        act(decisions)
        if not dry:
            for path, text in decisions.files.items():
                write(root / path, text)
    return decisions


# The sentences that contain a name, with file and line, which help people decide.


class Sentence(NamedTuple):
    """A sentence around the *words* of a name; *place* is for example ``releases/2019/low-water.md:9``."""

    place: str
    ahead: str
    words: str
    behind: str

    def __str__(self) -> str:
        return f"{self.ahead}{self.words}{self.behind}"


class Sentences:
    """The sentences of an archive; each text is read once."""

    def __init__(self, archive: LoadedArchive) -> None:
        self._archive = archive
        self._texts: dict[str, tuple[str, str, str]] = {}

    def of(self, place: NamePlace) -> Sentence | None:
        """Return the sentence at a place; None if the release no longer exists.  Raises OSError."""
        found = self._text(place.release)
        if found is None:
            return None
        path, text, source = found
        ahead, behind = sentence(text, place.start, place.end)
        words = " ".join(text[place.start : place.end].split())
        return Sentence(f"{path}:{line_of(text, place.start, source)}", ahead, words, behind)

    def _text(self, id_: str) -> tuple[str, str, str] | None:
        if id_ not in self._texts:
            release = self._archive.releases.get(release_page(ReleaseId(id_)))
            if release is None:
                return None
            source = read_text(self._archive.root / release.path)
            self._texts[id_] = release.path, release_text(self._archive, release).text, source
        return self._texts[id_]


Reporter = Callable[[str, int, int], object]
"""Reports progress on the releases: the current step, the number done, and the total."""


def look(archive: LoadedArchive, sources: Sequence[Source], progress: Reporter, model: Model | None = None) -> Pool:
    """Return the suggestions from an archive's texts, with those that a *model* adds.

    Raises OSError, and DecisionError if the file of rejected names isn't text.
    """
    rejected, count = rejected_names(text_of(archive.root, REJECTED)), len(sources)
    report = partial(progress, "looked through")
    found = suggestions(sources, archive.registry, rejected, 1, lambda done: report(done, count), model)
    return pool_of(archive.registry, found, count)


def pool_of(registry: Registry, found: Sequence[Suggestion], count: int) -> Pool:
    """Combine suggestions with the names that have records now."""
    every: list[Organization | Official] = [*registry.organizations.values(), *registry.officials.values()]
    records = {record.id: record.path for record in every}
    for kind in ENTITIES:
        for former in registry.former.get(kind, {}):
            if (record := registry.entity(former)) is not None:
                records.setdefault(former, record.path)
    return Pool(tuple(found), count, records, known_names(registry))


def sources_of(archive: LoadedArchive, since: int, progress: Reporter, built: StoredTexts | None) -> list[Source]:
    """Return the texts of the published releases, oldest first, with the entities that they name; raises OSError.

    *built* is the cache of the last build, which has those of unchanged releases if the records are unchanged, too.
    """
    releases = sorted(archive.releases.items(), key=lambda one: (one[1].date, one[1].id))
    releases = [(page, release) for page, release in releases if release.date.year >= since]
    texts, found = _Texts(archive, built), []
    for number, one in enumerate(releases):
        progress("read", number, len(releases))
        found.append(texts.source(*one))
    return found


@dataclass(frozen=True)
class _Texts:
    """The texts of an archive's releases, and the names in them."""

    archive: LoadedArchive
    built: StoredTexts | None

    @cached_property
    def names(self) -> Names:
        """The names of all records, which are needed only if the cache lacks a text."""
        return Names(self.archive.registry)

    @cached_property
    def rows(self) -> Mapping[str, StoredText]:
        """The rows of the cache by path; none if their names were found with other records than today's."""
        return self.built.rows if self.built and self.built.records == self.archive.registry.naming else {}

    def source(self, page: PageName, release: Release) -> Source:
        """Return a release's text, and the names that have a record or that its header decides."""
        text, marks, mentions = self.cached(page, release) or self.read(release)
        spans = ((one.start, one.end, one.entity) for one in mentions)
        named = [Named(start, end, entity) for start, end, entity in spans if start is not None and end is not None]
        named += _names_of_nobody(text, release)
        return Source(release.id, release.language, text, marks, sorted(named, key=lambda place: place[:2]))

    def read(self, release: Release) -> tuple[str, Sequence[Mark], Sequence[Mention]]:
        """Return a release's text with its marks and mentions, from its file."""
        text, marks = release_text(self.archive, release)
        return text, marks, find(self.names, text, marks, release).mentions

    def cached(self, page: PageName, release: Release) -> tuple[str, Sequence[Mark], Sequence[Mention]] | None:
        """Return what the cache has of a release, or None if anything has changed since."""
        row = self.rows.get(release.path)
        # A role shows the name of a record or the title of a release, which may be withheld in a build.
        if not self.built or not row or not row.named or row.roles or row.named.release != release:
            return None
        if row.read.source != self.archive.digests.get(page):
            return None
        with suppress(DamagedError):
            text = self.built.text(release.path)[0]
            return text.text, text.marks, row.named.mentions
        return None


def _names_of_nobody(text: str, release: Release) -> Iterator[Named]:
    """Yield the places of names that the header says refer to no record."""
    for surface, entity in release.names:
        if entity is None:
            for match in re.finditer(re.escape(plain(surface)), plain(text)):
                yield Named(match.start(), match.end(), None)

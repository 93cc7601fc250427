"""Decisions about names, one after the other, and the files that they come to: written together, or none.

A name is accepted, and has a record of its own; or it is joined to a record; or rejected, and not suggested again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.diagnostics import HeaderError, nearest
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import entity_page
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.operations.suggested.pool import DecisionError, Pool, text_of
from sphinx_newsroom.sources.edits import record_text
from sphinx_newsroom.sources.header import parse_record
from sphinx_newsroom.sources.values import ID
from sphinx_newsroom.text.suggest import (
    REJECTED,
    Suggestion,
    drafted,
    joined_text,
    joined_to,
    key_of,
    names_of,
    rejected_names,
    with_rejected,
)
from sphinx_newsroom.text.suggest.judging import Kind


class Outcome(NamedTuple):
    """What a decision comes to, in words around *done*: ``khc.md``, ``written``, ``: Kelmark Harbour Company``.

    *done* is empty where everything stood so before.
    """

    before: str
    done: str
    after: str

    def __str__(self) -> str:
        return f"{self.before} {self.done}{self.after}" if self.done else f"{self.before}{self.after}"

    @property
    def planned(self) -> str:
        """The same before it is done."""
        return f"{self.before} would be {self.done}{self.after}" if self.done else str(self)


def title(suggestion: Suggestion) -> str:
    """A suggestion's name with its acronym."""
    return suggestion.name + (f" ({suggestion.acronym})" if suggestion.acronym else "")


def cleaned(value: str) -> str:
    """A name as somebody wrote it, in one form; raises DecisionError where it is none."""
    name = " ".join(value.split())
    if not key_of(name) or name.startswith("#"):
        raise DecisionError(f"{value!r} is no name", "write it as `newsroom suggest` lists it")
    return name


def draft(suggestion: Suggestion, taken: Container[str]) -> Organization | Official:
    """The record that a suggestion would become, with an id that is not *taken*."""
    return drafted(suggestion.kind, suggestion.name, taken, suggestion.acronym, suggestion.other_names)


class Decisions:
    """Decisions as they are taken on a pool of the archive in *root*, one after the other.

    Each raises DecisionError where it cannot be taken, OSError where a file cannot be read; then nothing has changed.
    *files* are what they come to, by path, *outcomes* the same in words.
    """

    def __init__(self, root: Path, pool: Pool) -> None:
        self.root = root
        self.files: dict[str, str] = {}
        self.outcomes: list[Outcome] = []
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
        """The pool for the decisions after these."""
        gone = {self._suggested[key] for key in self._gone if key in self._suggested}
        left = tuple(suggestion for suggestion in self._pool.suggestions if suggestion not in gone)
        return replace(self._pool, suggestions=left, records=self._records, known=self._known)

    def id_of(self, name: str) -> str | None:
        """The id of the record that has a name by now."""
        return self._known.get(key_of(name))

    def accept(self, name: str, kind: Kind | None = None, id_: str | None = None) -> None:
        """Write the record of a name that is suggested, or of any where the *kind* is given.

        *id_* is the record's, else it is made from the name.
        """
        name = cleaned(name)
        known = self.id_of(name)
        if known in self._new:
            return  # another form of what was accepted just now
        if known is not None:
            raise DecisionError(f"{name!r} is a name of {known} already", "nothing is to be written")
        suggestion = self._chosen(name, kind)
        self.write(replace(suggestion, kind=kind or suggestion.kind), id_)

    def accept_once(self, suggestion: Suggestion, id_: str | None = None, also: Sequence[str] = ()) -> None:
        """Write the record of a suggestion, unless one has its name by now: a list can be taken twice."""
        name = cleaned(suggestion.name)
        if (known := self.id_of(name)) is None:
            self.write(suggestion, id_, also)
        else:
            self.outcomes.append(Outcome(f"{self._records[known]}: {name}", "", " is there already"))

    def write(self, suggestion: Suggestion, id_: str | None = None, also: Sequence[str] = ()) -> None:
        """Write the record of a suggestion, as it stands; *also* are further names of it."""
        if id_ is not None and not ID.fullmatch(id_):
            raise DecisionError(f"{id_!r} is no id", "use lower-case letters, digits and hyphens")
        # What a record has got since the list was made is no name of another.
        acronym = suggestion.acronym if suggestion.acronym and self.id_of(suggestion.acronym) is None else None
        others = tuple(name for name in suggestion.other_names if self.id_of(name) is None)
        suggestion = replace(suggestion, acronym=acronym, other_names=others)
        record = draft(suggestion, self._taken)
        if id_ is not None:
            record = replace(record, id=id_, path=f"{entity_page(record.kind, id_)}.md")
        for name in also:
            if name not in names_of(record) and self.id_of(name) is None:
                record = joined_to(record, name)
        if record.id in self._taken:
            raise DecisionError(f"{record.path} exists already", "give another --id, or add the name to it with --join")
        folder = (self.root / record.path).parent
        if not folder.resolve().is_relative_to(self.root.resolve()):
            raise DecisionError(f"{folder} leads out of the archive", "put the folder itself there")
        self.files[record.path] = record_text(record)
        self.outcomes.append(Outcome(record.path, "written", f": {', '.join([title(suggestion), *also])}"))
        self._taken.add(record.id)
        self._new.add(record.id)
        self._named(record.id, record.path, names_of(record))

    def reject(self, name: str) -> None:
        """Have a name never suggested again."""
        name = cleaned(name)
        known = self.id_of(name)
        if known:
            raise DecisionError(f"{name!r} is a name of {known}", "reject names that have no record")
        text = self._text(REJECTED)
        if key_of(name) in map(key_of, rejected_names(text)):
            self.outcomes.append(Outcome(f"{REJECTED}: {name}", "", " is there already"))
            return
        self.files[REJECTED] = with_rejected(text, name)
        self.outcomes.append(Outcome(f"{REJECTED}: {name}", "added", "; it is not suggested again"))
        self._gone.add(key_of(name))

    def join(self, name: str, id_: str) -> None:
        """Add a name to a record that there is, or that was accepted just now."""
        name = cleaned(name)
        path = self._records.get(id_)
        if path is None:
            near = nearest(id_, self._records)
            advice = f"did you mean {near}?" if near else "write the id of an organization or official"
            raise DecisionError(f"{id_!r} has no file, or one with an error (`newsroom check`)", advice)
        text = self._text(path)
        record = parse_record(path, text).record
        if record is None:
            raise DecisionError(f"{path} has an error (`newsroom check`)", "mend it first")
        if name in names_of(record):
            self.outcomes.append(Outcome(f"{path}: {name}", "", " is there already"))
            return
        wanted = joined_to(record, name)
        try:
            new = joined_text(text, record, wanted)
        except HeaderError:
            new = ""
        # Read back: the file must say the name, and all else as before.
        if parse_record(path, new).record != wanted:
            raise DecisionError(f"the name cannot be added to {path}", "add it to other_names by hand")
        self.files[path] = new
        key = "other_names" if wanted.other_names != record.other_names else "acronym"
        self.outcomes.append(Outcome(f"{path}: {name}", "added", f" as {key}"))
        self._named(record.id, path, [name])

    def _chosen(self, name: str, kind: Kind | None) -> Suggestion:
        """What a name that is accepted stands for; raises DecisionError where nothing says what it is."""
        suggestion = self._suggested.get(key_of(name))
        if suggestion is not None:
            return suggestion
        if kind is None:
            near = nearest(name, [suggestion.name for suggestion in self._pool.suggestions])
            advice = f"did you mean {near!r}? Else" if near else "to make a record all the same,"
            raise DecisionError(
                f"{name!r} is not among the suggestions", f"{advice} give --kind organization or official"
            )
        return Suggestion(name, kind, 0, "", "")

    def _text(self, path: str) -> str:
        return self.files[path] if path in self.files else text_of(self.root, path)

    def _named(self, id_: str, path: str, names: Iterable[str]) -> None:
        """Note that names are those of a record by now."""
        keys = [*map(key_of, names)]
        self._records[id_] = path
        self._known.update(dict.fromkeys(keys, id_))
        self._gone.update(keys)


def carry_out(decisions: Decisions) -> None:
    """Write what decisions come to; raises OSError."""
    for path, text in decisions.files.items():
        write(decisions.root / path, text)

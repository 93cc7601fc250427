"""What decisions about suggestions are taken on: the suggestions, and the names that have records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.text.suggest import REJECTED, Suggestion, key_of, rejected_names
from sphinx_newsroom.text.suggest.twins import Entry, twins

ENTITIES = ("organization", "official")
"""The kinds of records that are suggested."""


class DecisionError(ValueError):
    """A decision cannot be taken as it is asked for: the *message* says why, the *advice* what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message}; {advice}")
        self.message = message
        self.advice = advice


@dataclass(frozen=True)
class Pool:
    """The suggestions for an archive, the most frequent first, found in *count* releases.

    *records* has the paths of records by id, also by those that they had; *known* the ids by all names
    (:func:`~sphinx_newsroom.text.suggest.key_of`).
    """

    suggestions: tuple[Suggestion, ...]
    count: int
    records: Mapping[str, str]
    known: Mapping[str, str]

    def at_least(self, least: int) -> list[Suggestion]:
        """Those that so many releases name."""
        return [suggestion for suggestion in self.suggestions if suggestion.releases >= least]

    def taken(self, root: Path) -> set[str]:
        """The ids that no new record can have: those of all records, those with an error included."""
        files = (path for kind in ENTITIES for path in (root / FOLDERS[kind]).glob("*.md"))
        return {*self.records, *(path.stem for path in files)}


def groups(suggestions: Sequence[Suggestion]) -> list[list[Suggestion]]:
    """Suggestions in groups of what may be one body or person, in their order; most are alone."""
    return [[suggestions[number] for number in group] for group in twins(list(map(_entry, suggestions)))]


def near_records(suggestions: Sequence[Suggestion], pool: Pool) -> dict[str, str]:
    """The ids of records of which suggestions may be another name, by the name of the suggestion.

    That is the record that the texts put it beside, or one with a name like it.
    """
    found = {one.name: one.join for one in suggestions if one.join}
    by_id: dict[str, list[str]] = {}
    for key, id_ in pool.known.items():
        by_id.setdefault(id_, []).append(key)
    ids = list(by_id)
    records = [
        Entry("official" if pool.records[id_].startswith(FOLDERS["official"]) else "organization", tuple(by_id[id_]))
        for id_ in ids
    ]
    for group in twins([*records, *map(_entry, suggestions)]):
        if group[0] < len(ids):
            for number in group:
                if number >= len(ids):
                    found.setdefault(suggestions[number - len(ids)].name, ids[group[0]])
    return found


def _entry(suggestion: Suggestion) -> Entry:
    return Entry(suggestion.kind, tuple(map(key_of, suggestion.every_name)))


def rejected_in(root: Path) -> list[str]:
    """The names that an archive never wants to see again; raises as :func:`text_of`."""
    return rejected_names(text_of(root, REJECTED))


def text_of(root: Path, path: str) -> str:
    """A file's text with its line ends as they are, empty where there is none.

    Raises OSError, and DecisionError where it is not UTF-8.
    """
    file = root / path
    try:
        return read_exactly(file, follow=True) if file.exists() else ""
    except UnicodeDecodeError as error:
        raise DecisionError(f"{file} is not UTF-8", "save it as UTF-8") from error

"""What happened, as a built site tells it: what readers can see is what alerts may tell, and nothing else.

The sources may be further by now, or hold what is under embargo; a mail would lead to a page that is not there.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sphinx_newsroom.model.addresses import (
    OFFICIAL_RECORDS,
    ORGANIZATION_RECORDS,
    RELEASE_ROWS,
    SEARCH_FOLDER,
    moved_from,
)

Kind = Literal["new", "corrected", "withdrawn"]


class Happening(NamedTuple):
    """Something that happened to a release on a day: *key* is its name for ever, *words* what is told of it."""

    key: str
    kind: Kind
    id: str
    date: dt.date
    words: str


@dataclass(frozen=True)
class BuiltSite:
    """The releases of a site, by their ids, as ``data/releases.jsonl`` has them; *root* is the site's folder."""

    root: Path
    rows: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    """Id of an organization -> its name."""
    officials: Set[str]
    """The ids of officials."""

    @classmethod
    def read(cls, root: Path) -> BuiltSite:
        """The site in a folder; raises OSError or ValueError where it is none that a build finished."""
        with (root / RELEASE_ROWS).open(encoding="utf-8") as lines:
            rows = {row["id"]: row for row in map(json.loads, lines)}
        bodies, persons = (json.loads((root / path).read_bytes()) for path in (ORGANIZATION_RECORDS, OFFICIAL_RECORDS))
        names = {record["id"]: record["name"] for record in bodies}
        return cls(root, rows, names, {record["id"] for record in persons})

    @property
    def organizations(self) -> Set[str]:
        """The ids of organizations."""
        return self.names.keys()

    @cached_property
    def happenings(self) -> Mapping[str, Happening]:
        """All that happened, by key, the oldest release first."""
        return {one.key: one for id_ in self.rows for one in self._of(id_)}

    def _of(self, id_: str) -> Iterator[Happening]:
        row = self.rows[id_]
        yield Happening(f"new {id_}", "new", id_, dt.date.fromisoformat(row["date"]), row["summary"] or "")
        counted: Counter[str] = Counter()
        for correction in row["corrections"]:
            date = correction["date"]
            counted[date] += 1
            key = f"corrected {id_} {date} {counted[date]}"
            yield Happening(key, "corrected", id_, dt.date.fromisoformat(date), correction["note"])
        if gone := row["withdrawn"]:
            date = gone["date"]
            yield Happening(f"withdrawn {id_}", "withdrawn", id_, dt.date.fromisoformat(date), gone["reason"])

    @cached_property
    def former(self) -> Mapping[str, str]:
        """The ids that releases had -> those that they have."""
        urls = ((url, id_) for id_, row in self.rows.items() for url in row["former_urls"])
        return {str(old): id_ for url, id_ in urls if (old := moved_from(url)) and old not in self.rows}

    def issuers(self, id_: str) -> list[str]:
        """The names of those who issued a release."""
        return [self.names.get(by, by) for by in self.rows[id_]["issuers"]]

    def search_file(self, key: str) -> bytes:
        """A file of the search that readers use; raises OSError."""
        return (self.root / SEARCH_FOLDER / f"{key}.js").read_bytes()

"""Ids of releases to come: the year and the words of the title, one each, whatever was written before a run ended."""

from __future__ import annotations

import datetime as dt

from sphinx_newsroom.importers.releases.incoming import Incoming
from sphinx_newsroom.importers.releases.planning.addresses_of_sources import former_path, own_addresses
from sphinx_newsroom.importers.releases.planning.known_archive import Known
from sphinx_newsroom.model.ids import RESERVED, title_words


class Ids:
    """Ids as they are given away, in the order of the sources.

    A release that an earlier run wrote is known by its former address, else by its id and its day: so the same sources
    give the same ids, however far that run came.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._used: set[str] = set()

    def reserve(self, id_: str) -> bool:
        """Keep an id that a plan names; False where another row has it."""
        if id_ in self._used:
            return False
        self._used.add(id_)
        return True

    def there(self, release: Incoming) -> str | None:
        """The id of the release in the archive that stood at the same address, where no other row is that one."""
        for url in own_addresses(release):
            id_ = self._known.addresses.get(former_path(url) or "")
            if id_ is not None and id_ not in self._used:
                return id_
        return None

    def is_there(self, id_: str, day: str) -> bool:
        """Whether the archive has a release of that id and day, which an earlier run wrote."""
        return self._known.dates.get(id_) == day

    def is_free(self, id_: str) -> bool:
        """Whether a new release can have the id."""
        return id_ not in self._known.taken

    def next(self, title: str, day: str) -> str:
        """The first id of a title and day that is free, or that of a release that an earlier run wrote."""
        wanted = f"{day[:4]}/{title_words(title, dt.date.fromisoformat(day))}"
        found, number = wanted, 1
        while (
            found in self._used
            or found.rpartition("/")[2] in RESERVED
            or not (self.is_free(found) or self.is_there(found, day))
        ):
            number += 1
            found = f"{wanted}-{number}"
        self._used.add(found)
        return found

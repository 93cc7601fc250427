"""The reading of files as work in parts, in any process and on any machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sphinx_newsroom.archive.one_file import Read, read_file
from sphinx_newsroom.config import Settings
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.shares import Abroad, in_words
from sphinx_newsroom.sources.keys.sheet import RefusedError
from sphinx_newsroom.sources.listing import SourceFile, read_source
from sphinx_newsroom.sources.release_file import size_limit


@dataclass(frozen=True)
class ReadFiles:
    """Reads what files say, each with its text.

    *events* are the ledger's, *held* is what files are to hold whatever they hold, by docname.
    """

    root: Path
    settings: Settings
    events: Mapping[PageName, Event] | None
    held: Mapping[PageName, bytes]

    def __call__(self, files: Iterable[SourceFile]) -> list[tuple[SourceFile, Read, str]]:
        """Read some files."""
        return self.judge((file, self.held.get(file.docname)) for file in files)

    def judge(self, files: Iterable[tuple[SourceFile, bytes | None]]) -> list[tuple[SourceFile, Read, str]]:
        """The same of files with what each is to hold; where that is not said, its file is read."""
        return [(file, *read_file(self.root, file, self.settings, self.events, data)) for file, data in files]

    def abroad(self, shards: Sequence[Sequence[SourceFile]]) -> Abroad:
        """The same for another machine, which is sent the files; what is wrong with one is found where it is."""
        away: list[list[tuple[SourceFile, bytes]]] = []
        left: list[SourceFile] = []
        for shard in shards:
            away.append([])
            for file in shard:
                data = self.held.get(file.docname) or self._data(file)
                if data is None:
                    left.append(file)
                else:
                    away[-1].append((file, data))
        gone = [shard for shard in away if shard]
        called = [in_words([file.path for file, _ in shard]) for shard in gone]
        return Abroad(replace(self, root=Path(), held={}).judge, gone, called, left)

    def _data(self, file: SourceFile) -> bytes | None:
        with suppress(RefusedError):
            return read_source(self.root, file.path, size_limit(file.path, self.settings.max_text)).data
        return None

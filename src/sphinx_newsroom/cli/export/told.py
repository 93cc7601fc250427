"""The formats that tell of releases and records, each in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx_newsroom.cli.export import RefusedExportError, Result
from sphinx_newsroom.cli.export.opened import watched
from sphinx_newsroom.files import write, write_parts
from sphinx_newsroom.outputs.citations import bibtex, citation_of, csl_json, superseded_citation
from sphinx_newsroom.outputs.exports.news_items import calendar, newsml, ninjs
from sphinx_newsroom.outputs.exports.popolo import popolo, with_context

if TYPE_CHECKING:
    from sphinx_newsroom.cli.export.opened import Opened
    from sphinx_newsroom.model.addresses import EntityKey
    from sphinx_newsroom.outputs.citations import Citation
    from sphinx_newsroom.outputs.exports.chosen import Chosen


def write_ninjs(found: Opened, output: Path) -> Result:
    """A news item of each text, a line each."""
    write_parts(output, ninjs(found.items()))
    return Result(len(found.texts), "item")


def write_newsml(found: Opened, output: Path) -> Result:
    """A news message with an item of each text."""
    sender = urlsplit(found.settings.baseurl).hostname or found.settings.project
    write_parts(output, newsml(found.items(), sender, found.newest))
    return Result(len(found.texts), "item")


def write_calendar(found: Opened, output: Path) -> Result:
    """An event of each text that has one in its header."""
    texts = tuple(one for one in found.texts if one.release.event)
    if not texts:
        raise RefusedExportError("no release invites to anything; `event:` in a header says when and where")
    write(output, calendar(_only(found, texts).items(), found.settings.project))
    return Result(len(texts), "event")


def write_bibtex(found: Opened, output: Path) -> Result:
    """A citation of each text, for LaTeX."""
    return _cited(found, output, bibtex)


def write_csl(found: Opened, output: Path) -> Result:
    """A citation of each text, for citation processors."""
    return _cited(found, output, csl_json)


def write_popolo(found: Opened, output: Path) -> Result:
    """The records whom the texts name, with whom they belong to; all of them, where all texts are wanted."""
    registry = found.archive.registry
    if found.wanted.everything:
        wanted = {("organization", id_) for id_ in registry.organizations}
        wanted |= {("official", id_) for id_ in registry.officials}
    else:
        wanted = with_context(registry, set(_named(found)))
    wanted = {(kind, id_) for kind, id_ in wanted if id_ in registry.of_kind(kind)}
    write(output, popolo(registry, wanted, found.settings.baseurl))
    return Result(len(wanted), "record")


def _named(found: Opened) -> Iterator[EntityKey]:
    for one in watched(found.texts, "releases", len(found.texts)):
        yield from (("organization", id_) for id_ in one.release.all_issuers)
        yield from ((m.kind, m.entity) for m in found.read(one).mentions if m.kind != "topic")


def _only(found: Opened, texts: tuple[Chosen, ...]) -> Opened:
    return replace(found, texts=texts)


def _cited(found: Opened, output: Path, form: Callable[[Iterable[Citation]], str]) -> Result:
    citations = [_citation(one, found) for one in found.texts]
    write(output, form(citations).encode("utf-8", "replace"))
    return Result(len(citations), "citation")


def _citation(one: Chosen, found: Opened) -> Citation:
    if one.is_superseded:
        # By what the ledger has now: who cites the text of then is told what took its place.
        record = found.versions.records[one.release.id]
        event, newer = record.revisions[one.revision - 1 : one.revision + 1]
        return superseded_citation(one.page, record, event, newer, found.index, found.settings, found.versions)
    return citation_of(one.page, found.index, found.settings, found.versions)

"""A record that an operation is about: its file as it was read, and whether an id is free for it."""

from __future__ import annotations

from typing import NamedTuple

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.files import digest as digest_of_bytes
from sphinx_newsroom.files import read_plain
from sphinx_newsroom.model.addresses import FOLDERS, entity_page, url_of
from sphinx_newsroom.model.records import Entity, EntityKind
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import PublicationError
from sphinx_newsroom.sources.edits import ORDER, changed
from sphinx_newsroom.sources.header import MARKDOWN
from sphinx_newsroom.sources.listing import name_problem
from sphinx_newsroom.sources.values import closest
from sphinx_newsroom.sources.yaml_text import entry, plain


class Subject(NamedTuple):
    """A record with the text of its file, which a topic may lack."""

    record: Entity
    text: str

    @property
    def has_file(self) -> bool:
        """Whether a file describes it."""
        return bool(self.record.path)


def id_of_record(kind: EntityKind, words: str) -> str:
    """The id that somebody means by ``unodc``, ``organizations/unodc`` or ``organizations/unodc.md``."""
    return words.removeprefix(f"{FOLDERS[kind]}/").removesuffix(MARKDOWN)


def path_of(kind: EntityKind, id_: str) -> str:
    """The path of the file of a record."""
    return entity_page(kind, id_) + MARKDOWN


def record_of(desk: Desk, kind: EntityKind, id_: str) -> Subject:
    """A record as its file has it; raises PublicationError where there is none, or it has an error."""
    registry = desk.archive.registry
    record = registry.of_kind(kind).get(id_)
    if record is None:
        path = path_of(kind, id_)
        if (desk.root / path).is_file():
            first = next((str(problem) for problem in desk.archive.problems if problem.path == path), path)
            raise PublicationError(f"{path} has an error; mend it first: {first}")
        now = registry.current_id(kind, id_)
        if now != id_:
            raise PublicationError(f"{id_} is a former id of {now} already")
        meant = closest(id_, registry.of_kind(kind))
        advice = f"did you mean {meant!r}?" if meant else f"write the id of a file in {FOLDERS[kind]}/"
        raise PublicationError(f"there is no {kind} {id_!r}; {advice}")
    if not record.path:
        return Subject(record, "")
    data = read_plain(desk.root / record.path)
    if digest_of_bytes(data) != desk.archive.digests[entity_page(kind, id_)]:
        raise PublicationError(f"{record.path} was changed in the meantime; run this again")
    return Subject(record, data.decode())


def refuse_taken(desk: Desk, kind: EntityKind, new: str, own: Entity) -> None:
    """Refuse an id that is no id, that a record has or had, or at whose address something stands."""
    path, registry = path_of(kind, new), desk.archive.registry
    if problem := name_problem(path):
        raise PublicationError(f"{new!r} is no id: {problem.message}; {problem.advice}")
    others = (registry.topics,) if kind == "topic" else (registry.organizations, registry.officials)
    if any(new in records for records in others) or (desk.root / path).exists():
        raise PublicationError(f"{new} is another record; to make one of the two: newsroom merge {kind} {own.id} {new}")
    namesake: EntityKind = "official" if kind == "organization" else "organization"
    if kind != "topic" and (desk.root / path_of(namesake, new)).exists():
        raise PublicationError(f"{new} is the id of another record; choose another")
    holder = registry.former.get(kind, {}).get(new)
    if holder not in (None, own.id):
        raise PublicationError(f"{new} is a former id of {holder}, and leads there; choose another")
    address = url_of(entity_page(kind, new))
    for release in desk.archive.releases.values():
        if address in release.former_urls:
            raise PublicationError(f"{address} is a former address of {release.id}; choose another id")


def with_changes(found: Subject, changes: dict[str, object]) -> bytes:
    """The file of a record with other values, and every other byte as it was; raises PublicationError."""
    if not found.has_file:
        values = [("name", found.record.name), *changes.items()]
        lines = (entry(key, value) for key, given in values if (value := plain(given)) is not None)
        return f"---\n{''.join(lines)}---\n".encode()
    try:
        return changed(found.text, changes, ORDER).encode()
    except HeaderError as error:
        raise PublicationError(f"{found.record.path}: {error}") from None


def new_former_ids(own: str, *ids: str) -> list[str]:
    """The former ids of a record that is called *own*, each once."""
    return [id_ for id_ in dict.fromkeys(ids) if id_ != own]

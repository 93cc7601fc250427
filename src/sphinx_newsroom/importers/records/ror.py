"""ROR JSON, schema versions 1 and 2: a record, a dump's list, or a record a line (https://ror.readme.io/docs)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sphinx_newsroom.diagnostics import ImportCode, Problem, shown
from sphinx_newsroom.importers.drafts import (
    Draft,
    Identifier,
    Options,
    Place,
    Ref,
    RefusedValueError,
    identifier,
    items,
    mapping,
    refuse,
    text,
    unique,
)
from sphinx_newsroom.importers.records.documents import Document
from sphinx_newsroom.model.records import Name

NAME = "ror"
WORDS = "ROR JSON"

_SCHEMES = ("wikidata", "isni")
# What a registry of funders says of nearly everything in it, or of nothing.
_VAGUE = ("funder", "other")

_Said = dict[str, Any]


def knows(document: Document) -> bool:
    """Whether the file begins with a record of ROR, or with an answer of its API."""
    first = document.first
    # The API answers with {"items": […]}; dumps are a list.
    if isinstance(first, dict) and isinstance(first.get("items"), list) and first["items"]:
        first = first["items"][0]
    return isinstance(first, dict) and "ror.org/" in str(first.get("id")) and ("names" in first or "name" in first)


def read(document: Document, options: Options) -> Iterator[Draft | Problem]:
    """A draft for each organization; withdrawn records are left out and named."""
    yield from document.broken
    for place, value in document.records("items"):
        try:
            said = mapping(value, place)
            if text(said.get("status"), place.at("status")) == "withdrawn":
                yield _withdrawn(said, place)
            else:
                yield _draft(said, place, options)
        except RefusedValueError as refusal:
            yield refusal.problem


def _withdrawn(said: _Said, place: Place) -> Problem:
    successors = [shown(str(ref)) for ref in _related(said, place, "successor")]
    advice = f"its successor is {' or '.join(successors)}" if successors else "nothing need be done"
    return place.problem(
        ImportCode.WITHDRAWN, f"{shown(str(said.get('id')))} is withdrawn from ROR and left out", advice
    )


def _draft(said: _Said, place: Place, options: Options) -> Draft:
    id_ = text(said.get("id"), place.at("id"))
    if id_ is None:
        raise refuse(place, "id is missing", "give the record its ROR id", ImportCode.MISSING_KEY)
    names = _names_2(said, place) if "names" in said else _names_1(said, place)
    name, acronym, others = _chosen(names, place, options)
    established = text(said.get("established"), place.at("established"))
    parents = _related(said, place, "parent")
    return Draft(
        kind="organization",
        name=name,
        place=place,
        key=id_,
        acronym=acronym,
        other_names=others,
        classification=_classification(said, place),
        founding_date=established.zfill(4) if established and established.isdecimal() else established,
        parent=parents[0] if parents else None,
        successors=tuple(_related(said, place, "successor")),
        predecessors=tuple(ref.key for ref in _related(said, place, "predecessor") if ref.key),
        website=_website(said, place),
        identifiers=unique([identifier("ror", id_), *_external(said, place)]),
    )


_Names = list[tuple[set[str], Name]]
"""Names with the types that version 2 gives them: ror_display, label, alias, acronym."""


def _names_2(said: _Said, place: Place) -> _Names:
    found: _Names = []
    for where, item in items(said.get("names"), place.at("names")):
        name = mapping(item, where)
        types = {str(kind) for _, kind in items(name.get("types"), where.at("types"))}
        if value := text(name.get("value"), where.at("value")):
            found.append((types, Name(value, text(name.get("lang"), where.at("lang")))))
    return found


def _names_1(said: _Said, place: Place) -> _Names:
    found: _Names = []
    if name := text(said.get("name"), place.at("name")):
        found.append(({"ror_display"}, Name(name)))
    for key, kind in (("acronyms", "acronym"), ("aliases", "alias")):
        for where, item in items(said.get(key), place.at(key)):
            if value := text(item, where):
                found.append(({kind}, Name(value)))
    for where, item in items(said.get("labels"), place.at("labels")):
        name_ = mapping(item, where)
        if value := text(name_.get("label"), where.at("label")):
            found.append(({"label"}, Name(value, text(name_.get("iso639"), where.at("iso639")))))
    return found


def _chosen(names: _Names, place: Place, options: Options) -> tuple[str, str | None, tuple[Name, ...]]:
    """The name in the archive's language or else the one that ROR shows, the acronym, and the other names."""
    # What ROR displays may be in any language; a label in ours is what our releases write.
    labels = [name for types, name in names if "label" in types and name.language == options.language]
    displayed = [name for types, name in names if "ror_display" in types]
    rest = [name for types, name in names if "acronym" not in types]
    main = next(iter([*labels, *displayed, *rest]), None)
    if main is None:
        raise refuse(place, "the record has no name", "give it one", ImportCode.MISSING_KEY)
    wanted = [(types, name) for types, name in names if options.takes(name.language) or "ror_display" in types]
    acronyms = [name for types, name in wanted if "acronym" in types]
    # Stable, so that of several in our language the first stays the first.
    acronyms.sort(key=lambda name: name.language not in (options.language, None))
    acronym = acronyms[0] if acronyms else None
    others = [Name(name.name, options.tag(name.language)) for _, name in wanted if name not in (main, acronym)]
    return main.name, acronym.name if acronym else None, tuple(others)


def _classification(said: _Said, place: Place) -> str | None:
    types = [text(item, where) for where, item in items(said.get("types"), place.at("types"))]
    return next((found.lower() for found in types if found and found.lower() not in _VAGUE), None)


def _website(said: _Said, place: Place) -> str | None:
    for where, item in items(said.get("links"), place.at("links")):
        if isinstance(item, dict):
            if item.get("type") == "website":
                return text(item.get("value"), where.at("value"))
        elif item:
            return text(item, where)
    return None


def _external(said: _Said, place: Place) -> Iterator[Identifier]:
    """The identifiers elsewhere that a record keeps: the preferred one, or the only one."""
    value, where = said.get("external_ids"), place.at("external_ids")
    if isinstance(value, dict):  # version 1
        value = [{"type": kind, **mapping(found, where.at(kind))} for kind, found in value.items()]
    for at, item in items(value, where):
        found = mapping(item, at)
        scheme = str(found.get("type")).lower()
        # In version 1 a list or, for some schemes, one text.
        known = found.get("all")
        first = known[0] if isinstance(known, list) and known else known if isinstance(known, str) else None
        if scheme in _SCHEMES and (id_ := text(found.get("preferred") or first, at)):
            yield identifier(scheme, id_)


def _related(said: _Said, place: Place, kind: str) -> list[Ref]:
    found = []
    for where, item in items(said.get("relationships"), place.at("relationships")):
        relation = mapping(item, where)
        id_ = text(relation.get("id"), where.at("id"))
        if id_ and str(relation.get("type")).lower() == kind:
            label = text(relation.get("label"), where.at("label"))
            found.append(Ref(where, key=id_, identifiers=(identifier("ror", id_),), words=label))
    return found

"""Popolo JSON: persons, organizations, posts and memberships (https://www.popoloproject.com/specs/).

A document has lists under ``persons``, ``organizations``, ``memberships`` and ``posts``; a file may also be one
person or organization, or a list of them.  Memberships, posts and organizations may be embedded in one another.
``data/organizations.json`` and ``data/officials.json`` of an archive are read as well.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import (
    Draft,
    Identifier,
    Kind,
    Office,
    Options,
    Place,
    Ref,
    RefusedValueError,
    clean,
    date,
    identifier,
    items,
    mapping,
    quoted,
    refuse,
    scheme_of,
    text,
    unique,
)
from sphinx_newsroom.importers.records.documents import Document
from sphinx_newsroom.model.records import Name, Source

# Which keys of Popolo are taken over; the others are named, so that nobody believes that all came along.

Thing = Literal["organization", "person"]

_BOTH = frozenset(("name", "other_names", "website", "links", "identifiers", "sources", "memberships"))
_TAKEN: Mapping[Thing, frozenset[str]] = {
    "person": _BOTH | {"family_name", "given_name", "additional_name"},  # parts of the name
    "organization": _BOTH
    | {"acronym", "classification", "founding_date", "dissolution_date", "parent", "parent_id", "successors"}
    | {"posts", "children"},
}
_NOTHING_TO_SAY = frozenset(
    ("id", "type", "@type", "@id", "@context", "url", "created_at", "updated_at", "sort_name", "releases")
)
"""Keys of every kind that are for programs, or follow from a name or from the releases of an archive."""

_EMPTY: tuple[object, ...] = (None, "", [], {})


def not_taken(kind: Thing, things: Iterable[tuple[Place, Mapping[str, Any]]]) -> Problem | None:
    """What things of a *kind* say, each given with its place, that no record gets: one problem, at the first."""
    told: Counter[str] = Counter()
    first: Place | None = None
    for place, value in things:
        left = [key for key in value.keys() - _TAKEN[kind] - _NOTHING_TO_SAY if value[key] not in _EMPTY]
        told.update(left)
        if left and first is None:
            first = place
    if first is None:
        return None
    keys = ", ".join(f"{quoted(key)} ({count:,})" for key, count in sorted(told.items()))
    message = f"what {kind}s say under {keys} is not taken over"
    return first.problem(ImportCode.NOT_TAKEN, message, "write what readers are to know into the records")


NAME = "popolo"
WORDS = "Popolo JSON"

_What = Literal["person", "organization", "membership", "post"]

LISTS: dict[str, _What] = {
    "persons": "person",
    "organizations": "organization",
    "memberships": "membership",
    "posts": "post",
}
_INNER: dict[_What, dict[str, _What]] = {
    "person": {"memberships": "membership"},
    "post": {"memberships": "membership"},
    "membership": {},
    "organization": {"memberships": "membership", "posts": "post", "children": "organization"},
}
_THINGS: tuple[_What, ...] = ("person", "organization", "post")
_PERSON = {
    "family_name",
    "given_name",
    "additional_name",
    "honorific_prefix",
    "birth_date",
    "death_date",
    "gender",
    "biography",
    "sort_name",
    "patronymic_name",
}
_ORGANIZATION = {
    "classification",
    "founding_date",
    "dissolution_date",
    "parent",
    "parent_id",
    "children",
    "posts",
    "acronym",
    "successors",
}
_HOMEPAGE = re.compile(r"\b(?:web ?site|home ?page|official site)\b", re.IGNORECASE)
_NICKNAME = re.compile(r"\bnickname\b", re.IGNORECASE)
"""What a note says of a given name that is none alone, as :mod:`sphinx_newsroom.extras.exports` writes it."""
_ACRONYM = re.compile(r"\b(?:acronym|abbreviation|initials)\b", re.IGNORECASE)
# Ids that say something: what a person would choose for a file's name, not a number or a string of digits and letters.
_SPEAKING = re.compile(r"(?!.{61})[a-z]{2,}(?:-[a-z]+|-\d{1,4})*", re.ASCII)


def knows(document: Document) -> bool:
    """Whether a file is Popolo JSON: it has one of the lists, or begins with something that has a name."""
    first = document.first
    return isinstance(first, dict) and ("name" in first or any(isinstance(first.get(key), list) for key in LISTS))


def read(document: Document, options: Options) -> Iterator[Draft | Problem]:
    """The organizations, then the persons with their memberships; what is broken as problems."""
    yield from document.broken
    reader = _Reader(options)
    for place, value in document.values:
        reader.add(place, value)
    reader.walk()
    yield from reader.problems
    yield from reader.organizations()
    yield from reader.persons()
    kinds: tuple[Thing, ...] = ("organization", "person")
    for kind in kinds:
        if problem := not_taken(kind, ((found.place, found.value) for _, found in reader.things(kind))):
            yield problem


@dataclass(frozen=True, slots=True)
class _Found:
    """A person, organization or post of the document; *inside* names by kind the things that it stood in."""

    place: Place
    value: dict[str, Any]
    inside: Mapping[str, str]


@dataclass(slots=True)
class _Reader:
    """Walks a document; embedded things come after those of the lists, which say more."""

    options: Options
    problems: list[Problem] = field(default_factory=list)
    queue: deque[tuple[_What, Place, Any, Mapping[str, str] | None]] = field(default_factory=deque)
    found: dict[tuple[_What, str], _Found] = field(default_factory=dict)
    memberships: list[_Found] = field(default_factory=list)
    periods: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, place: Place, value: Any) -> None:
        """Take a document, a list of things, or one thing."""
        if isinstance(value, list):
            for number, item in enumerate(value):
                self._thing(place.at(number), item)
        elif isinstance(value, dict) and any(isinstance(value.get(key), list) for key in LISTS) and "name" not in value:
            for key, what in LISTS.items():
                things = value.get(key)
                for number, item in enumerate(things if isinstance(things, list) else []):
                    self.queue.append((what, place.at(key).at(number), item, None))
            self._periods(value.get("events"))
        else:
            self._thing(place, value)

    def _periods(self, events: Any) -> None:
        """EveryPolitician gives the dates of many memberships as those of a legislative period."""
        for event in events if isinstance(events, list) else []:
            if isinstance(event, dict) and isinstance(event.get("id"), str):
                self.periods[event["id"]] = event

    def _thing(self, place: Place, value: Any) -> None:
        """Take one thing that no list says the kind of."""
        keys = set(value) if isinstance(value, dict) else set()
        said = str(value.get("@type") or value.get("type") or "").lower() if keys else ""
        if "person_id" in keys:
            self.queue.append(("membership", place, value, None))
        elif said == "person" or (said != "organization" and keys & _PERSON):
            self.queue.append(("person", place, value, None))
        elif said == "organization" or keys & _ORGANIZATION:
            self.queue.append(("organization", place, value, None))
        elif "memberships" in keys:
            self.queue.append(("person", place, value, None))
        else:
            self.problems.append(
                place.problem(
                    ImportCode.BAD_VALUE,
                    "this could be a person or an organization",
                    "put it in a list under `persons` or `organizations`",
                )
            )

    def walk(self) -> None:
        """Take everything apart, from the outside in."""
        while self.queue:
            what, place, value, inside = self.queue.popleft()
            try:
                said = mapping(value, place)
                if what == "membership":
                    self._membership(place, said, inside or {})
                else:
                    self._visit(what, place, said, inside)
            except RefusedValueError as refusal:
                self.problems.append(refusal.problem)

    def _visit(self, what: _What, place: Place, value: dict[str, Any], inside: Mapping[str, str] | None) -> None:
        key = text(value.get("id"), place.at("id")) or f"@{place}"
        before = self.found.get((what, key))
        if before is None:
            self.found[what, key] = _Found(place, value, inside or {})
        # Embedded copies repeat what a list has, and are passed over; a second one in a list is another thing.
        elif inside is None:
            raise refuse(
                place.at("id"),
                f"the id {quoted(key)} is that of {before.place.pointer or 'another'}, too",
                "give each its own id",
                ImportCode.DUPLICATE_RECORD,
            )
        for name, inner in _INNER[what].items():
            for where, item in items(value.get(name), place.at(name)):
                self.queue.append((inner, where, item, {**(inside or {}), what: key}))
        for name in ("parent", "organization"):
            # With no place of their own: a parent is no part of the thing in which it stands.
            if isinstance(value.get(name), dict) and (what, name) in (("organization", "parent"), ("post", name)):
                self.queue.append(("organization", place.at(name), value[name], {}))

    def _membership(self, place: Place, value: dict[str, Any], inside: Mapping[str, str]) -> None:
        within = dict(inside)
        for what in _THINGS:
            if isinstance(value.get(what), dict):
                self.queue.append((what, place.at(what), value[what], {}))
            # What the membership says itself goes before what it stands in.
            if key := _key(value, place, what):
                within[what] = key
        if "person" in within:  # an organization's membership in another is no office
            self.memberships.append(_Found(place, value, within))

    def organizations(self) -> Iterator[Draft | Problem]:
        """A draft for each organization."""
        for key, found in self.things("organization"):
            yield from self._draft(self._organization, key, found)

    def persons(self) -> Iterator[Draft | Problem]:
        """A draft for each person, with the memberships."""
        offices, problems = self._offices()
        yield from problems
        for key, found in self.things("person"):
            for draft in self._draft(self._person, key, found):
                yield replace(draft, offices=tuple(offices.get(key, ()))) if isinstance(draft, Draft) else draft

    def things(self, what: _What) -> Iterator[tuple[str, _Found]]:
        """All things of a kind, with their keys."""
        return ((key, found) for (kind, key), found in self.found.items() if kind == what)

    def _draft(self, make: Callable[[str, _Found], Draft], key: str, found: _Found) -> Iterator[Draft | Problem]:
        try:
            yield make(key, found)
        except RefusedValueError as refusal:
            yield refusal.problem

    def _organization(self, key: str, found: _Found) -> Draft:
        place, value = found.place, found.value
        base = self._common("organization", key, found)
        acronym, names = _acronym(value, place, base.other_names)
        parent = _key(value, place, "parent") or found.inside.get("organization")
        return replace(
            base,
            acronym=acronym,
            other_names=names,
            classification=text(value.get("classification"), place.at("classification")),
            founding_date=date(value.get("founding_date"), place.at("founding_date")),
            dissolution_date=date(value.get("dissolution_date"), place.at("dissolution_date")),
            parent=Ref(place.at("parent_id"), key=parent) if parent else None,
            successors=tuple(
                Ref(where, key=successor)
                for where, item in items(value.get("successors"), place.at("successors"))
                if (successor := text(item, where))
            ),
        )

    def _person(self, key: str, found: _Found) -> Draft:
        place, value = found.place, found.value
        family = text(value.get("family_name"), place.at("family_name"))
        nicknames = tuple(
            nickname
            for where, item in items(value.get("other_names"), place.at("other_names"))
            if isinstance(item, dict) and _NICKNAME.search(str(item.get("note")))
            if (nickname := text(item.get("name"), where.at("name")))
        )
        return replace(self._common("official", key, found), family_name=family, nicknames=nicknames)

    def _common(self, kind: Kind, key: str, found: _Found) -> Draft:
        place, value = found.place, found.value
        name = text(value.get("name"), place.at("name"))
        if name is None:
            raise refuse(place, "name is missing", "give the record a name", ImportCode.MISSING_KEY)
        # A key that begins with "@" is the place of a thing without an id, made above.
        given = None if key.startswith("@") else key
        return Draft(
            kind=kind,
            name=name,
            place=place,
            key=key,
            # A UUID or a number is kept beside the record and not made its file's name.
            id=given if given and _SPEAKING.fullmatch(given) else None,
            own=(self.options.scheme, given) if given else None,
            other_names=self._names(value, place, kind),
            website=_website(value, place),
            identifiers=_identifiers(value.get("identifiers"), place.at("identifiers")),
            sources=_sources(value.get("sources"), place.at("sources")),
        )

    def _names(self, value: dict[str, Any], place: Place, kind: Kind) -> tuple[Name, ...]:
        """The other names in the languages wanted, without an organization's acronyms and a person's nicknames."""
        names, apart = [], _ACRONYM if kind == "organization" else _NICKNAME
        for where, item in items(value.get("other_names"), place.at("other_names")):
            said = {"name": item} if isinstance(item, str) else mapping(item, where)
            name = text(said.get("name"), where.at("name"))
            language = text(said.get("language") or said.get("lang"), where.at("lang"))
            if name and self.options.takes(language) and not apart.search(str(said.get("note"))):
                start, end = (date(said.get(key), where.at(key)) for key in ("start_date", "end_date"))
                names.append(Name(name, self.options.tag(language), start, end))
        return tuple(names)

    def _offices(self) -> tuple[dict[str, list[Office]], list[Problem]]:
        """The memberships of each person, and those that say too little."""
        offices: dict[str, list[Office]] = {}
        problems: list[Problem] = []
        for found in self.memberships:
            person = found.inside["person"]
            try:
                if ("person", person) not in self.found:
                    raise refuse(
                        found.place,
                        f"the person {quoted(person)} is not in this file",
                        "add that person under `persons`",
                    )
                offices.setdefault(person, []).append(self._office(found))
            except RefusedValueError as refusal:
                problems.append(replace(refusal.problem, code=ImportCode.LEFT_OUT))
        return offices, problems

    def _office(self, found: _Found) -> Office:
        place, value = found.place, found.value
        post = self.found.get(("post", found.inside.get("post", "")))
        said = post.value if post else {}
        role = next(
            (
                role
                # The person's own role, then the post's: "Acting Minister" held the post "Minister".
                for where, key in ((value, "role"), (said, "role"), (said, "label"), (value, "label"))
                if (role := text(where.get(key), place.at(key)))
            ),
            None,
        )
        if role is None:
            raise refuse(place, "a membership without a role is left out", "give it a `role`, or a post with one")
        of_post = (_key(said, post.place, "organization") or post.inside.get("organization")) if post else None
        organization = found.inside.get("organization") or of_post
        if organization is None:
            raise refuse(place, "a membership without an organization is left out", "give it an `organization_id`")
        # EveryPolitician: a member of a parliament held the seat as long as the period, unless dates say otherwise.
        period = self.periods.get(str(value.get("legislative_period_id")), {})
        start, end = (date(value.get(key) or period.get(key), place.at(key)) for key in ("start_date", "end_date"))
        return Office(place, role, Ref(place, key=organization), start, end)


def _key(value: dict[str, Any], place: Place, name: str) -> str | None:
    """The key of the thing that stands under *name*, in full or by its id, or whose id stands under ``name_id``."""
    inner, where = value.get(name), place.at(name)
    if isinstance(inner, dict):
        return text(inner.get("id"), where.at("id")) or f"@{where}"
    return text(inner, where) or text(value.get(f"{name}_id"), place.at(f"{name}_id"))


def _acronym(value: dict[str, Any], place: Place, names: tuple[Name, ...]) -> tuple[str | None, tuple[Name, ...]]:
    """The acronym, which Popolo keeps among the other names with a note that says so, and the names with any more."""
    found = [text(value.get("acronym"), place.at("acronym"))]
    for where, item in items(value.get("other_names"), place.at("other_names")):
        if isinstance(item, dict) and _ACRONYM.search(str(item.get("note"))):
            found.append(text(item.get("name"), where.at("name")))
    acronyms = [acronym for acronym in found if acronym]
    return (acronyms[0] if acronyms else None), (*names, *map(Name, acronyms[1:]))


def _identifiers(value: Any, place: Place) -> tuple[Identifier, ...]:
    if isinstance(value, dict):  # as the archive's own data has them
        value = [{"scheme": scheme, "identifier": said} for scheme, said in value.items()]
    pairs = []
    for where, item in items(value, place):
        said = mapping(item, where)
        scheme = scheme_of(clean(str(said.get("scheme") or "")))
        found = text(said.get("identifier"), where.at("identifier"))
        if scheme and found:
            pairs.append(identifier(scheme, found))
    return unique(pairs)


def _sources(value: Any, place: Place) -> tuple[Source, ...]:
    sources = []
    for where, item in items(value, place):
        said = mapping(item, where)
        url = text(said.get("url"), where.at("url"))
        if url and _is_address(url):
            sources.append(Source(url, text(said.get("note"), where.at("note")) or ""))
    return tuple(sources)


def _website(value: dict[str, Any], place: Place) -> str | None:
    """The website itself, or the link that says it is one."""
    if said := text(value.get("website"), place.at("website")):
        return said
    for where, item in items(value.get("links"), place.at("links")):
        link = mapping(item, where)
        url = text(link.get("url"), where.at("url"))
        if url and _is_address(url) and _HOMEPAGE.search(str(link.get("note"))):
            return url
    return None


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    except ValueError:
        return False

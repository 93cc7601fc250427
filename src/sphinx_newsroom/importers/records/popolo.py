"""Read Popolo JSON: persons, organizations, posts and memberships (https://www.popoloproject.com/specs/).

A document has lists under ``persons``, ``organizations``, ``memberships`` and ``posts``; a file may also be a single
person or organization, or a list of them. Memberships, posts and organizations may be nested. An archive's
``data/organizations.json`` and ``data/officials.json`` can be read, too.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.documents import Document
from sphinx_newsroom.importers.drafts import (
    Draft,
    Node,
    Office,
    Options,
    Ref,
    RefusedValueError,
    clean,
    each,
    identifier,
    quoted,
    refuse,
    scheme_of,
    unique,
)
from sphinx_newsroom.model.records import Name, Source

NAME = "popolo"
WORDS = "Popolo JSON"

_What = Literal["person", "organization", "membership", "post"]

_LISTS: dict[str, _What] = {
    "persons": "person",
    "organizations": "organization",
    "memberships": "membership",
    "posts": "post",
    "children": "organization",
}
_INNER: dict[_What, tuple[str, ...]] = {
    "person": ("memberships",),
    "post": ("memberships",),
    "membership": (),
    "organization": ("memberships", "posts", "children"),
}
_OBJECTS: tuple[_What, ...] = ("person", "organization", "post")

_TAKEN: Mapping[str, frozenset[str]] = {
    "person": frozenset("family_name given_name additional_name".split()),
    "organization": frozenset(
        """
        acronym classification founding_date dissolution_date parent parent_id successors posts children
        """.split()
    ),
}
"""Keys that are imported; they also show what an object outside a list is. Other keys are reported."""
_OF_BOTH = frozenset("name other_names website links identifiers sources memberships".split())
_NOTHING_TO_SAY = frozenset("id type @type @id @context url created_at updated_at sort_name releases".split())
"""Keys that are ignored: they are for programs, or follow from the name or the archive's releases."""
_OF_PEOPLE = _TAKEN["person"] | set(
    "honorific_prefix birth_date death_date gender biography sort_name patronymic_name".split()
)
_HOMEPAGE = re.compile(r"\b(?:web ?site|home ?page|official site)\b", re.IGNORECASE)
_NICKNAME = re.compile(r"\bnickname\b", re.IGNORECASE)
"""Matches the note that marks a nickname, as :mod:`sphinx_newsroom.extras.exports` writes it."""
_ACRONYM = re.compile(r"\b(?:acronym|abbreviation|initials)\b", re.IGNORECASE)
# Readable ids that a person would choose as a file name, instead of digits or random characters.
_SPEAKING = re.compile(r"(?!.{61})[a-z]{2,}(?:-[a-z]+|-\d{1,4})*", re.ASCII)


def knows(document: Document) -> bool:
    """Whether a file is Popolo JSON: it has one of the lists, or its first object has a name."""
    first = document.first
    return isinstance(first, dict) and ("name" in first or _is_document(first))


def _is_document(value: Any) -> bool:
    return any(isinstance(value.get(key), list) for key in (*_LISTS,)[:-1])


def read(document: Document, options: Options) -> Iterator[Draft | Problem]:
    """Yield the organizations, then the persons with their memberships, and problems."""
    yield from document.broken
    reader = _Reader(options)
    for node in document.values:
        reader.add(node)
    reader.walk()
    offices = reader.offices()
    yield from reader.problems
    kinds: tuple[_What, ...] = ("organization", "person")
    for kind in kinds:
        keys = [key for what, key in reader.found if what == kind]
        yield from _not_taken(kind, [reader.found[kind, key].node for key in keys])
        yield from each(partial(reader.draft, kind, offices), keys)


def _not_taken(kind: str, objects: list[Node]) -> Iterator[Problem]:
    """Yield one problem that lists the keys that aren't imported."""
    left = Counter(
        key
        for node in objects
        for key, value in node.map.items()
        if key not in _TAKEN[kind] | _OF_BOTH | _NOTHING_TO_SAY and value not in (None, "", [], {})
    )
    if left:
        first = next(node for node in objects if any(key in left and node.map[key] for key in node.map))
        keys = ", ".join(f"{quoted(key)} ({count:,})" for key, count in sorted(left.items()))
        words = f"the values of {kind}s under {keys} aren't imported"
        yield first.place.problem(words, "add information for readers to the records", ImportCode.NOT_TAKEN)


class _Found(NamedTuple):
    """A person, organization or post; *inside* has the keys of the objects that it is nested in, by kind."""

    node: Node
    inside: Mapping[str, str]


@dataclass(slots=True)
class _Reader:
    """Walks a document; nested objects come after those in lists, which have more details."""

    options: Options
    problems: list[Problem] = field(default_factory=list)
    queue: deque[tuple[_What, Node, Mapping[str, str] | None]] = field(default_factory=deque)
    found: dict[tuple[_What, str], _Found] = field(default_factory=dict)
    memberships: list[_Found] = field(default_factory=list)

    def add(self, node: Node) -> None:
        """Add a document, a list of objects, or a single object."""
        value = node.value
        if isinstance(value, list):
            for number, item in enumerate(value):
                self._add_object(Node(node.place.at(number), item))
        elif isinstance(value, dict) and "name" not in value and _is_document(value):
            for key, what in _LISTS.items():
                if isinstance(value.get(key), list):
                    for number, item in enumerate(value[key]):
                        self.queue.append((what, Node(node.place.at(key).at(number), item), None))
        else:
            self._add_object(node)

    def _add_object(self, node: Node) -> None:
        """Add an object outside the named lists, inferring its kind."""
        keys = set(node.value) if isinstance(node.value, dict) else set()
        said = str(node.map.get("@type") or node.map.get("type") or "").lower() if keys else ""
        kinds: dict[_What, bool] = {
            "membership": "person_id" in keys,
            "person": said == "person" or (said != "organization" and bool(keys & _OF_PEOPLE)),
            "organization": said == "organization" or bool(keys & _TAKEN["organization"]),
        }
        what = next((kind for kind, fits in kinds.items() if fits), "person" if "memberships" in keys else None)
        if what:
            self.queue.append((what, node, None))
            return
        words = "this could be a person or an organization"
        advice = "put it in a list under `persons` or `organizations`"
        self.problems.append(node.place.problem(words, advice, ImportCode.BAD_VALUE))

    def walk(self) -> None:
        """Visit all objects, from the outside in."""
        while self.queue:
            what, node, inside = self.queue.popleft()
            try:
                if what == "membership":
                    self._membership(node, inside or {})
                else:
                    self._visit(what, node, inside)
            except RefusedValueError as refusal:
                self.problems.append(refusal.problem)

    def _visit(self, what: _What, node: Node, inside: Mapping[str, str] | None) -> None:
        key = node.text("id") or f"@{node.place}"
        before = self.found.get((what, key))
        if before is None:
            self.found[what, key] = _Found(node, inside or {})
        # A nested copy repeats an object and is skipped; a second one in a list is an error.
        elif inside is None:
            words = f"{before.node.place.pointer or 'another'} has the same id, {quoted(key)}"
            raise refuse(node.place.at("id"), words, "give each its own id", ImportCode.DUPLICATE_RECORD)
        for name in _INNER[what]:
            for item in node.items(name):
                self.queue.append((_LISTS[name], item, {**(inside or {}), what: key}))
        for name in ("parent", "organization"):
            # Not nested in this object: a parent isn't part of it.
            if isinstance(node.map.get(name), dict) and (what, name) in (("organization", "parent"), ("post", name)):
                self.queue.append(("organization", node.at(name), {}))

    def _membership(self, node: Node, inside: Mapping[str, str]) -> None:
        within = dict(inside)
        for what in _OBJECTS:
            if isinstance(node.map.get(what), dict):
                self.queue.append((what, node.at(what), {}))
            # The membership's own references take precedence.
            if key := _key(node, what):
                within[what] = key
        if "person" in within:  # memberships of organizations aren't offices
            self.memberships.append(_Found(node, within))

    def draft(self, kind: _What, offices: Mapping[str, list[Office]], key: str) -> Draft:
        """Make the record of a person or organization; raises RefusedValueError if it is invalid."""
        node, inside = self.found[kind, key]
        name = node.text("name")
        if name is None:
            raise refuse(node.place, "name is missing", "give the record a name", ImportCode.MISSING_KEY)
        # Keys that begin with "@" are places, for objects without an id.
        given = None if key.startswith("@") else key
        person = kind == "person"
        names, noted = self._names(node, _NICKNAME if person else _ACRONYM)
        draft = Draft(
            "official" if person else "organization",
            name,
            node.place,
            key=key,
            # A UUID or number isn't used as the file's name.
            id=given if given and _SPEAKING.fullmatch(given) else None,
            own=(self.options.scheme, given) if given else None,
            other_names=tuple(names),
            website=_website(node),
            identifiers=unique(_identifiers(node.at("identifiers"))),
            sources=tuple(
                Source(url, one.text("note") or "")
                for one in node.items("sources")
                if (url := one.text("url")) and _is_address(url)
            ),
        )
        if person:
            held = tuple(offices.get(key, ()))
            return replace(draft, family_name=node.text("family_name"), nicknames=tuple(noted), offices=held)
        acronyms = [*filter(None, [node.text("acronym")]), *noted]
        parent = _key(node, "parent") or inside.get("organization")
        return replace(
            draft,
            acronym=next(iter(acronyms), None),
            other_names=(*draft.other_names, *map(Name, acronyms[1:])),
            classification=node.text("classification"),
            founding_date=node.date("founding_date"),
            dissolution_date=node.date("dissolution_date"),
            parent=Ref(node.place.at("parent_id"), key=parent) if parent else None,
            successors=tuple(Ref(one.place, id_) for one in node.items("successors") if (id_ := one.text())),
        )

    def _names(self, node: Node, apart: re.Pattern[str]) -> tuple[list[Name], list[str]]:
        """Return the other names in the requested languages, and the nicknames or acronyms that a note marks."""
        names: list[Name] = []
        noted: list[str] = []
        for one in node.items("other_names"):
            said = Node(one.place, {"name": one.value}) if isinstance(one.value, str) else one
            name, language = said.text("name"), said.text("language") or said.text("lang")
            if name and apart.search(str(said.map.get("note"))):
                noted.append(name)
            elif name and self.options.takes(language):
                names.append(Name(name, self.options.tag(language), said.date("start_date"), said.date("end_date")))
        return names, noted

    def offices(self) -> dict[str, list[Office]]:
        """Return the memberships of each person; incomplete ones become problems."""
        offices: dict[str, list[Office]] = {}
        for found in self.memberships:
            person = found.inside["person"]
            try:
                if ("person", person) not in self.found:
                    words = f"the person {quoted(person)} isn't in this file"
                    raise refuse(found.node.place, words, "add the person under `persons`")
                offices.setdefault(person, []).append(self._office(found))
            except RefusedValueError as refusal:
                self.problems.append(replace(refusal.problem, code=ImportCode.LEFT_OUT))
        return offices

    def _office(self, found: _Found) -> Office:
        node = found.node
        post = self.found.get(("post", found.inside.get("post", "")), _Found(Node(node.place, {}), {}))
        # The person's own role takes precedence over the post's, as in "Acting Minister".
        said = (node.text("role"), post.node.text("role"), post.node.text("label"), node.text("label"))
        role = next(filter(None, said), None)
        organization = (
            found.inside.get("organization") or _key(post.node, "organization") or post.inside.get("organization")
        )
        if role is None or organization is None:
            lacks, advice = (
                ("an organization", "an `organization_id`") if role else ("a role", "a `role`, or a post with one")
            )
            raise refuse(node.place, f"a membership without {lacks} is left out", f"add {advice}")
        start, end = node.date("start_date"), node.date("end_date")
        return Office(node.place, role, Ref(node.place, key=organization), start, end)


def _key(node: Node, name: str) -> str | None:
    """Return the key of the nested object *name*, or the id given instead of it or as ``name_id``."""
    inner = node.at(name)
    if isinstance(inner.value, dict):
        return inner.text("id") or f"@{inner.place}"
    return inner.text() or node.text(f"{name}_id")


def _identifiers(node: Node) -> Iterator[tuple[str, str]]:
    value = node.value
    if isinstance(value, dict):  # as in the archive's own data
        value = [{"scheme": scheme, "identifier": said} for scheme, said in value.items()]
    for one in Node(node.place, value).items():
        scheme, found = scheme_of(clean(str(one.map.get("scheme") or ""))), one.text("identifier")
        if scheme and found:
            yield identifier(scheme, found)


def _website(node: Node) -> str | None:
    """Return the website, or the link marked as one."""
    links = [one for one in node.items("links") if _HOMEPAGE.search(str(one.map.get("note")))]
    urls = (url for one in links if (url := one.text("url")) and _is_address(url))
    return node.text("website") or next(urls, None)


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    except ValueError:
        return False

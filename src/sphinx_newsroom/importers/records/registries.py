"""Read records from registries: organizations of ROR, and entities of Wikidata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from sphinx_newsroom.diagnostics import ImportCode, Problem, shown
from sphinx_newsroom.importers.documents import Document
from sphinx_newsroom.importers.drafts import (
    Draft,
    Node,
    Office,
    Options,
    Ref,
    each,
    identifier,
    quoted,
    refuse,
    unique,
)
from sphinx_newsroom.model.records import Name
from sphinx_newsroom.text.words.word_files import mapping

# ROR JSON, schema version 2: a record, a dump, JSON lines, or an API response (https://ror.readme.io/docs).

# Types too general to classify an organization.
_VAGUE = ("funder", "other")


def _knows_ror(document: Document) -> bool:
    first = document.first
    # The API returns {"items": […]}; dumps are a list.
    if isinstance(first, dict) and isinstance(first.get("items"), list) and first["items"]:
        first = first["items"][0]
    return isinstance(first, dict) and "ror.org/" in str(first.get("id")) and "names" in first


def _read_ror(document: Document, options: Options) -> Iterator[Draft | Problem]:
    """Yield a draft for each organization; withdrawn records are problems."""
    yield from document.broken
    yield from each(lambda said: _of_ror(said, options), document.records("items"))


def _of_ror(said: Node, options: Options) -> Draft:
    if said.text("status") == "withdrawn":
        successors = [shown(str(ref)) for ref in _related(said, "successor")]
        advice = f"its successor is {' or '.join(successors)}" if successors else "nothing to do"
        words = f"{shown(str(said.map.get('id')))} has been withdrawn from ROR, so it is left out"
        raise refuse(said.place, words, advice, ImportCode.WITHDRAWN)
    id_ = said.text("id")
    names = [
        ({str(kind.value) for kind in name.items("types")}, Name(value, name.text("lang")))
        for name in said.items("names")
        if (value := name.text("value"))
    ]
    # ROR's display name may be in any language; a label in the archive's language is what its releases use.
    ranks = [
        [name for types, name in names if "label" in types and name.language == options.language],
        [name for types, name in names if "ror_display" in types],
        [name for types, name in names if "acronym" not in types],
    ]
    main = next((name for rank in ranks for name in rank), None)
    if id_ is None or main is None:
        words = "id is missing" if id_ is None else "the record has no name"
        raise refuse(said.place, words, "give the record its ROR id and a name", ImportCode.MISSING_KEY)
    requested = [(types, name) for types, name in names if options.takes(name.language) or "ror_display" in types]
    acronyms = [name for types, name in requested if "acronym" in types]
    acronym = min(acronyms, key=lambda name: name.language not in (options.language, None), default=None)
    established = said.text("established") or ""
    kinds = [(kind.text() or "").lower() for kind in said.items("types")]
    links = [link for link in said.items("links") if link.map.get("type") == "website"]
    others = [
        (
            str(one.map.get("type")).lower(),
            one.text("preferred") or next((all_.text() for all_ in one.items("all")), ""),
        )
        for one in said.items("external_ids")
    ]
    return Draft(
        "organization",
        main.name,
        said.place,
        key=id_,
        acronym=acronym.name if acronym else None,
        other_names=tuple(
            Name(name.name, options.tag(name.language)) for _, name in requested if name not in (main, acronym)
        ),
        classification=next((kind for kind in kinds if kind and kind not in _VAGUE), None),
        founding_date=(established.zfill(4) if established.isdecimal() else established) or None,
        parent=next(iter(_related(said, "parent")), None),
        successors=tuple(_related(said, "successor")),
        predecessors=tuple(ref.key for ref in _related(said, "predecessor") if ref.key),
        website=links[0].text("value") if links else None,
        identifiers=unique(
            identifier(scheme, value)
            for scheme, value in (("ror", id_), *others)
            if scheme in ("ror", "wikidata", "isni") and value
        ),
    )


def _related(said: Node, kind: str) -> list[Ref]:
    return [
        Ref(one.place, id_, (identifier("ror", id_),), one.text("label"))
        for one in said.items("relationships")
        if (id_ := one.text("id")) and str(one.map.get("type")).lower() == kind
    ]


ROR = SimpleNamespace(NAME="ror", WORDS="ROR JSON", knows=_knows_ror, read=_read_ror)

# Wikidata's entity JSON, from Special:EntityData, the API or dumps: ``{"entities": {"Q…": …}}``, an entity, a list, or
# JSON lines. Humans become officials, other entities organizations, except those that only name a position, a family
# name or a class. Links are resolved only within the file and to records with a ``wikidata`` id. Source:
# https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html

_ID = re.compile(r"Q[1-9]\d{0,14}", re.ASCII)
# Years before our era have a minus sign; no record is that old.
_TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T.*", re.ASCII)
_JULIAN = "Q1985786"
_YEAR, _DAY = 9, 11
"""Wikidata's date precisions for a known year and day (10 is the month); lower values are decades and longer."""

_LONGEST_ACRONYM = 15
"""The longest acronym, in characters; a longer short name is a name in capitals."""
_HUMAN = "Q5"  # the class of all persons
_AUXILIARY = frozenset("Q4164871 Q294414 Q101352 Q202444 Q12737077 Q4167410 Q4167836 Q6256 Q3624078 Q34770".split())
"""Classes of entities that only name things.

They are positions, public offices, family and given names, occupations, disambiguation and category pages, countries,
sovereign states and languages.
"""
# Shorter names for classes; other classes use Wikidata's label.
_CLASSES = mapping("wikidata_classes", "sphinx_newsroom.importers")
_IDENTIFIERS = {"P6782": "ror", "P213": "isni", "P214": "viaf", "P227": "gnd", "P496": "orcid"}
# A statement's qualifiers for its organization, surest first: of, organization directed, legislature, employer.
_OF_QUALIFIERS = ("P642", "P2389", "P194", "P108")
# A position's properties for its organization: organization directed, part of, parent organization.
_OF_POSITION = ("P2389", "P361", "P749")


def _statements(entity: Node, key: str, *, best: bool = False) -> list[Node]:
    """Return a property's statements, except deprecated ones, preferred first; with *best*, only the best rank."""
    found = [one for one in entity.items("claims", key) if one.map.get("rank") != "deprecated"]
    # By rank, since the preferred one of two websites is the current one.
    preferred = [one for one in found if one.map.get("rank") == "preferred"]
    return preferred if best and preferred else [*preferred, *(one for one in found if one not in preferred)]


def _main(statement: Node) -> Any:
    """Return the main value of a statement, or None if it is unknown."""
    return _value(statement.at("mainsnak"))


def _value(snak: Node) -> Any:
    is_known = snak.map.get("snaktype", "value") == "value"
    return snak.at("datavalue").map.get("value") if is_known else None


def _item(value: Any) -> str:
    """Return the entity id in a value, or an empty string."""
    id_ = (value.get("id") or f"Q{value.get('numeric-id')}") if isinstance(value, dict) else None
    return id_ if isinstance(id_, str) and _ID.fullmatch(id_) else ""


def _items(entity: Node, key: str, *, best: bool = False) -> list[tuple[str, Node]]:
    """Return the entity ids that a property has as values, each with its statement."""
    return [(id_, said) for said in _statements(entity, key, best=best) if (id_ := _item(_main(said)))]


def _date(value: Any) -> str | None:
    """Return a date as precisely as it is known, or None if not even the year is.

    Julian dates keep only the year, since the archive's dates are Gregorian.
    """
    found = _TIME.fullmatch(str(value.get("time"))) if isinstance(value, dict) else None
    if found is None or not isinstance(precision := value.get("precision"), int) or precision < _YEAR:
        return None
    precision = _YEAR if str(value.get("calendarmodel")).endswith(_JULIAN) else precision
    parts = found.groups()[: min(precision, _DAY) - _YEAR + 1]
    # An unknown month or day is 00, whatever the precision.
    return "-".join(parts[: parts.index("00")] if "00" in parts else parts)


def _first_date(values: Iterable[Any]) -> str | None:
    return next(filter(None, map(_date, values)), None)


def _span(statement: Node) -> tuple[str | None, str | None]:
    """Return the start and end time that qualify a statement."""
    start, end = (map(_value, statement.items("qualifiers", key)) for key in ("P580", "P582"))
    return _first_date(start), _first_date(end)


def _knows_wikidata(document: Document) -> bool:
    first = document.first
    if not isinstance(first, dict):
        return False
    named = not {"labels", "claims"}.isdisjoint(first) and _ID.fullmatch(str(first.get("id")))
    return isinstance(first.get("entities"), dict) or bool(named)


def _read_wikidata(document: Document, options: Options) -> Iterator[Draft | Problem]:
    """Yield a draft for each human and organization; links to entities not in the file are left out."""
    yield from document.broken
    file = _Wikidata(options)
    yield from each(file.add, document.records("entities"))
    yield from each(file.draft, file.entities)
    yield from file.problems


@dataclass(slots=True)
class _Wikidata:
    """The entities of a file by id; *named* are those used as a position, family name or class."""

    options: Options
    entities: dict[str, Node] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def add(self, entity: Node) -> None:
        """Add an entity; raises RefusedValueError if it isn't one."""
        id_ = entity.text("id") or ""
        if "missing" in entity.map:
            raise refuse(entity.place, f"Wikidata has no entity {shown(id_)}", "correct the id", ImportCode.MISSING_KEY)
        # Dumps contain these, too, but no release names them.
        if entity.map.get("type") in ("property", "lexeme", "mediainfo") or re.fullmatch(r"[PLM]\d+", id_):
            return
        if not _ID.fullmatch(id_):
            raise refuse(
                entity.place, f"id is {quoted(id_)}, which isn't the id of an entity", "use an id such as Q1065"
            )
        self.entities.setdefault(id_, entity)
        for key in ("P39", "P734", "P31"):  # position held, family name, instance of
            self.named |= {found for found, _ in _items(entity, key)}

    def draft(self, id_: str) -> Draft | None:
        """Make the record of an entity, or None if it is in the file only for its label.

        Raises RefusedValueError if it has no usable label.
        """
        entity = self.entities[id_]
        classes = [found for found, _ in _items(entity, "P31", best=True)]
        # A person counts, even if used elsewhere as a position or name.
        if _HUMAN not in classes and (id_ in self.named or not _AUXILIARY.isdisjoint(classes)):
            return None
        name = self.label(id_)
        if name is None:
            words, advice = f"{id_} has no label in the chosen languages", "add one of its languages to --languages"
            raise refuse(entity.place, words, advice, ImportCode.MISSING_KEY)
        given = ((scheme, value) for key, scheme in _IDENTIFIERS.items() for value in self._strings(entity, key))
        base = Draft(
            "official" if _HUMAN in classes else "organization",
            name,
            entity.place,
            key=id_,
            identifiers=unique([("wikidata", id_), *(identifier(*pair) for pair in given)]),
            website=next(iter(self._strings(entity, "P856")), None),
            other_names=tuple(self._names(entity, name)),
        )
        if base.kind == "official":
            families = (self.label(family) for family, _ in _items(entity, "P734", best=True))
            in_name = (one for one in families if one and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", name))
            return replace(base, family_name=next(in_name, None), offices=tuple(self._offices(entity)))
        acronym, others = self._acronym(entity, base)
        founded, dissolved = (_first_date(map(_main, _statements(entity, key, best=True))) for key in ("P571", "P576"))
        return replace(
            base,
            acronym=acronym,
            other_names=others,
            classification=next(filter(None, (_CLASSES.get(one) or self.label(one) for one in classes)), None),
            founding_date=founded,
            dissolution_date=dissolved,
            # Parent organization, or else part of, which committees and departments use.
            parent=next(iter(self._links(entity, "P749") or self._links(entity, "P361")), None),
            successors=tuple(self._links(entity, "P1366")),
            predecessors=tuple(ref.key for ref in self._links(entity, "P1365") if ref.key),
        )

    def label(self, id_: str) -> str | None:
        """Return the entity's name in the archive's language, or the closest language; None if it isn't in the file."""
        if id_ not in self.entities:
            return None
        labels = self.entities[id_].at("labels")
        language = self.options.language.lower()
        # "mul" is Wikidata's label for names that are the same in all languages.
        keys = (language, language.split("-")[0], "mul", "en", *sorted(self.options.languages))
        return next((labels.text(key, "value") for key in keys if key in labels.map), None)

    def _monolingual(self, entity: Node, key: str) -> Iterator[tuple[Node, Name]]:
        """Yield the texts of a property in requested languages, as names."""
        for statement in _statements(entity, key):
            said = _main(statement)
            language = str(said.get("language")) if isinstance(said, dict) else ""
            wanted = bool(language) and self.options.takes(language)
            if wanted and (word := Node(statement.place, said.get("text")).text()):
                yield statement, Name(word, self.options.tag(language))

    def _names(self, entity: Node, name: str) -> Iterator[Name]:
        """Yield labels, aliases and dated official names in the requested languages, the archive's language first."""
        found: list[Name] = []
        for key in ("labels", "aliases"):
            terms = entity.at(key)
            for language in filter(self.options.takes, terms.map):
                each = [terms.at(language)] if key == "labels" else terms.items(language)
                found += [Name(word, self.options.tag(language)) for term in each if (word := term.text("value"))]
        for statement, official in self._monolingual(entity, "P1448"):
            start, end = _span(statement)
            found.append(replace(official, start_date=start, end_date=end))
        seen: set[str] = {name}
        for item in sorted(found, key=lambda item: (item.language or "", not item.start_date and not item.end_date)):
            if item.name not in seen and len(item.name) > 1:
                seen.add(item.name)
                yield item

    def _acronym(self, entity: Node, base: Draft) -> tuple[str | None, tuple[Name, ...]]:
        """Return the acronym (short name P1813, or an alias matching the initials), and the names without it."""
        short = [name for _, name in self._monolingual(entity, "P1813")]
        aliases = [name for name in base.other_names if _makes(base.name, name.name)]
        acronyms = [one.name for one in (*short, *aliases) if one.language is None and _is_acronym(one.name)]
        # The acronym has its own key, so it isn't repeated among the other names.
        names = dict.fromkeys(name for name in (*base.other_names, *short) if name.name not in acronyms[:1])
        return next(iter(acronyms), None), tuple(names)

    def _strings(self, entity: Node, key: str) -> list[str]:
        # A website or identifier that has ended may belong to someone else now.
        said = [one for one in _statements(entity, key, best=True) if not one.items("qualifiers", "P582")]
        return [value for one in said if isinstance(_main(one), str) and (value := Node(one.place, _main(one)).text())]

    def _links(self, entity: Node, key: str) -> list[Ref]:
        return [self._ref(id_, said) for id_, said in _items(entity, key, best=True)]

    def _ref(self, id_: str, said: Node) -> Ref:
        return Ref(said.place, id_, (("wikidata", id_),), self.label(id_))

    def _offices(self, entity: Node) -> Iterator[Office]:
        """Yield the positions held (P39) with a known label and organization; others become problems."""
        for position, said in _items(entity, "P39"):
            role, organization = self.label(position), self._of(position, said)
            ends = [end for end in said.items("qualifiers", "P582") if end.map.get("snaktype") != "novalue"]
            start, end = _span(said)
            named = f"the position {quoted(role or '')} ({position})"
            if role is None:
                self._left_out(said, f"the position {position} is not in the file", "add that entity to the file")
            elif organization is None:
                self._left_out(said, f"{named} names no organization", "write the membership by hand")
            elif ends and end is None:  # without an end, it would seem current
                self._left_out(said, f"{named} ended on an unknown day", "write the membership by hand")
            else:
                yield Office(said.place, role, organization, start, end)

    def _left_out(self, said: Node, message: str, advice: str) -> None:
        message = f"{message}, so the membership is left out"
        self.problems.append(said.place.problem(message, advice, ImportCode.LEFT_OUT))

    def _of(self, position: str, said: Node) -> Ref | None:
        """Return the organization of an office, from the statement or else from the position."""
        snaks = (snak for key in _OF_QUALIFIERS for snak in said.items("qualifiers", key))
        ids = [*filter(None, map(_item, map(_value, snaks)))]
        if position in self.entities:
            entity = self.entities[position]
            ids += [id_ for key in _OF_POSITION for id_, _ in _items(entity, key, best=True)]
        return self._ref(ids[0], said) if ids else None


def _is_acronym(word: str) -> bool:
    capitals = sum(char.isupper() for char in word)
    return capitals > 1 and len(word) <= _LONGEST_ACRONYM and not re.search(r"\s", word)


def _makes(name: str, word: str) -> bool:
    """Whether the letters of an acronym are, in order, initials of the name."""
    # An iterator, so that each letter is searched after the previous one: "UNODC" in United Nations Office on …
    initials = iter(part[0] for part in re.findall(r"\w+", name.upper()))
    return _is_acronym(word) and word.isupper() and all(letter in initials for letter in word if letter.isalpha())


WIKIDATA = SimpleNamespace(NAME="wikidata", WORDS="Wikidata entity JSON", knows=_knows_wikidata, read=_read_wikidata)

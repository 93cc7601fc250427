"""Entity JSON of Wikidata, as Special:EntityData, the API and the dumps have it.

``{"entities": {"Q…": …}}``, an entity, a list, or an entity a line.  Humans become officials, all else organizations,
except entities that are there to name a position, a family name or a class.  Links between entities are followed
inside the file and to records that hold the ``wikidata`` id, nowhere else.
Source: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sphinx_newsroom.diagnostics import ImportCode, Problem, shown
from sphinx_newsroom.importers.drafts import (
    Draft,
    Identifier,
    Office,
    Options,
    Place,
    Ref,
    RefusedValueError,
    identifier,
    items,
    mapping,
    quoted,
    refuse,
    text,
    unique,
)
from sphinx_newsroom.importers.records.documents import Document
from sphinx_newsroom.model.records import Name

# What an entity of Wikidata states: the statements of a property by rank, and their values as ours.
#
# Source: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html

ID = re.compile(r"Q[1-9]\d{0,14}", re.ASCII)
# A year before our era has a minus; no organization or official of an archive is that old.
_TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T.*", re.ASCII)
_JULIAN = "Q1985786"
_YEAR, _DAY = 9, 11
"""Wikidata's precisions of dates of which the year and the day are known (10 is the month); below, it is a decade."""

Entity = dict[str, Any]


def statements(entity: Entity, key: str, place: Place, *, best: bool = False) -> list[tuple[Place, dict[str, Any]]]:
    """The statements of a property, preferred ones first, none deprecated; with *best* only those of the best rank."""
    where = place.at("claims").at(key)
    found = []
    for at, item in items(mapping(entity.get("claims"), place.at("claims")).get(key), where):
        statement = mapping(item, at)
        if statement.get("rank") != "deprecated":
            found.append((at, statement))
    preferred = [pair for pair in found if pair[1].get("rank") == "preferred"]
    # By rank and not by place: the preferred one of two websites is the one that answers today.
    return preferred if best and preferred else preferred + [pair for pair in found if pair not in preferred]


def value_of(snak: Any) -> Any:
    """The value of a snak, None where it is unknown or none."""
    if isinstance(snak, dict) and snak.get("snaktype", "value") == "value" and isinstance(snak.get("datavalue"), dict):
        return snak["datavalue"].get("value")
    return None


def main_value(statement: dict[str, Any]) -> Any:
    """What a statement says of its entity, None where that is unknown or none."""
    return value_of(statement.get("mainsnak"))


def qualifiers(statement: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The snaks of a property that qualify a statement."""
    said = statement.get("qualifiers")
    found = said.get(key) if isinstance(said, dict) else None
    return [snak for snak in found if isinstance(snak, dict)] if isinstance(found, list) else []


def item_id(value: Any) -> str | None:
    """The id of the entity that a value is."""
    if isinstance(value, dict):
        id_ = value.get("id") or f"Q{value.get('numeric-id')}"
        return id_ if isinstance(id_, str) and ID.fullmatch(id_) else None
    return None


def date_text(value: Any) -> str | None:
    """A point in time as precisely as it is known, None where not even the year is.

    Days and months of the Julian calendar are left out, since ours are Gregorian.
    """
    if not isinstance(value, dict) or not isinstance(value.get("precision"), int):
        return None
    found = _TIME.fullmatch(str(value.get("time")))
    precision = _YEAR if str(value.get("calendarmodel")).endswith(_JULIAN) else value["precision"]
    if found is None or value["precision"] < _YEAR:
        return None
    parts = found.groups()[: min(precision, _DAY) - _YEAR + 1]
    # A month or day that is not known is 00, and no precision makes a date of it.
    return "-".join(parts[: parts.index("00")] if "00" in parts else parts)


def span(statement: dict[str, Any]) -> tuple[str | None, str | None]:
    """The start and end that qualify a statement."""
    start, end = (
        next((found for snak in qualifiers(statement, key) if (found := date_text(value_of(snak)))), None)
        # Start time, end time.
        for key in ("P580", "P582")
    )
    return start, end


def ended_unknown(statement: dict[str, Any]) -> bool:
    """Whether an office has ended on a day that nobody knows: without its end it would seem to be held still."""
    ends = [snak for snak in qualifiers(statement, "P582") if snak.get("snaktype") != "novalue"]
    return bool(ends) and not any(date_text(value_of(snak)) for snak in ends)


NAME = "wikidata"
WORDS = "Wikidata entity JSON"

_LONGEST_ACRONYM = 15
"""The letters of an acronym at most; what is longer among short names is a name in capitals."""
_HUMAN = "Q5"  # the class that every person, and nothing else, is an instance of
_AUXILIARY = {
    "Q4164871",  # position
    "Q294414",  # public office
    "Q101352",  # family name
    "Q202444",  # given name
    "Q12737077",  # occupation
    "Q4167410",  # disambiguation page
    "Q4167836",  # category page
    "Q6256",  # country
    "Q3624078",  # sovereign state
    "Q34770",  # language
}
"""Classes of what only names things: positions, offices, names, occupations, disambiguation, countries, languages."""
# Shorter than Wikidata's labels where readers need no more; a class that is not here goes by its label.
_CLASSES: Mapping[str, str] = {
    "Q245065": "intergovernmental",
    "Q484652": "international organization",
    "Q15925165": "specialized agency",
    "Q15285626": "intergovernmental",
    "Q79913": "non-governmental",
    "Q163740": "non-profit",
    "Q708676": "charitable organization",
    "Q327333": "government agency",
    "Q192350": "ministry",
    "Q3918": "university",
    "Q31855": "research institute",
    "Q7278": "political party",
    "Q11204": "parliament",
    "Q178706": "institution",
    "Q4830453": "business",
    "Q783794": "company",
    "Q157031": "foundation",
    "Q178790": "trade union",
    "Q41487": "court",
    "Q66344": "central bank",
}
_IDENTIFIERS: Mapping[str, str] = {
    "P6782": "ror",
    "P213": "isni",
    "P214": "viaf",
    "P227": "gnd",
    "P496": "orcid",
}
# What a statement says of its organization, the surest first: of, organization directed, legislature, employer.
_OF_QUALIFIERS = ("P642", "P2389", "P194", "P108")
# What a position says of its own: the organization that it directs, what it is part of, the parent organization.
_OF_POSITION = ("P2389", "P361", "P749")


def knows(document: Document) -> bool:
    """Whether the file begins with an entity, or with a mapping of them."""
    first = document.first
    if isinstance(first, dict) and isinstance(first.get("entities"), dict):
        return True
    named = isinstance(first, dict) and bool({"labels", "claims"} & set(first))
    return named and bool(ID.fullmatch(str(first.get("id"))))


def read(document: Document, options: Options) -> Iterator[Draft | Problem]:
    """A draft for each human and organization; what links to entities that are not in the file is left out."""
    yield from document.broken
    reader = _Reader(options)
    for place, value in document.records("entities"):
        try:
            reader.add(place, value)
        except RefusedValueError as refusal:
            reader.problems.append(refusal.problem)
    for id_ in reader.entities:
        if not reader.is_auxiliary(id_):
            try:
                yield reader.draft(id_)
            except RefusedValueError as refusal:
                reader.problems.append(refusal.problem)
    yield from reader.problems


@dataclass(slots=True)
class _Reader:
    """The entities of a file by id, and what was found wrong."""

    options: Options
    entities: dict[str, tuple[Place, Entity]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    """Entities that others have as their position, family name or class."""

    def add(self, place: Place, value: Any) -> None:
        """Take an entity; raises RefusedValueError for what is none."""
        entity = mapping(value, place)
        id_ = text(entity.get("id"), place.at("id")) or ""
        if "missing" in entity:
            raise refuse(place, f"Wikidata has no entity {shown(id_)}", "correct the id", ImportCode.MISSING_KEY)
        # Dumps hold these as well, and no release names one.
        if entity.get("type") in ("property", "lexeme", "mediainfo") or re.fullmatch(r"[PLM]\d+", id_):
            return
        if not ID.fullmatch(id_):
            raise refuse(place, f"id is {quoted(id_)}", "give an entity with its id, such as Q1065")
        self.entities.setdefault(id_, (place, entity))
        # Position held, family name, instance of.
        for key in ("P39", "P734", "P31"):
            self.named |= {found for _, said in statements(entity, key, place) if (found := item_id(main_value(said)))}

    def is_auxiliary(self, id_: str) -> bool:
        """Whether the entity is in the file for its label only."""
        classes = self._classes(id_)
        # A person is one, even where somebody's statements have that person as a position or a name.
        return _HUMAN not in classes and (id_ in self.named or bool(_AUXILIARY & set(classes)))

    def _classes(self, id_: str) -> list[str]:
        place, entity = self.entities[id_]
        try:
            return [found for _, s in statements(entity, "P31", place, best=True) if (found := item_id(main_value(s)))]
        except RefusedValueError:
            return []

    def draft(self, id_: str) -> Draft:
        """The record of an entity; raises RefusedValueError where it cannot be made."""
        place = self.entities[id_][0]
        name = self.label(id_)
        if name is None:
            raise refuse(
                place,
                f"{id_} has no label in the languages wanted",
                "name one that it has with --languages",
                ImportCode.MISSING_KEY,
            )
        official = _HUMAN in self._classes(id_)
        given = [(scheme, value) for key, scheme in _IDENTIFIERS.items() for value in self._strings(id_, key)]
        base = Draft(
            kind="official" if official else "organization",
            name=name,
            place=place,
            key=id_,
            identifiers=unique([("wikidata", id_), *(identifier(scheme, value) for scheme, value in given)]),
            website=next(iter(self._strings(id_, "P856")), None),
            other_names=tuple(self._names(id_, name)),
        )
        if official:
            return replace(base, family_name=self._family_name(id_, name), offices=tuple(self._offices(id_)))
        return self._organization(id_, base)

    def _organization(self, id_: str, base: Draft) -> Draft:
        acronym, others = self._acronym(id_, base)
        # Parent organization; else part of, which says the same of committees and departments.
        parents = self._links(id_, "P749") or self._links(id_, "P361")
        return replace(
            base,
            acronym=acronym,
            other_names=others,
            classification=self._classification(id_),
            founding_date=self._first_date(id_, "P571"),
            dissolution_date=self._first_date(id_, "P576"),
            parent=parents[0] if parents else None,
            successors=tuple(self._links(id_, "P1366")),
            predecessors=tuple(ref.key for ref in self._links(id_, "P1365") if ref.key),
        )

    def label(self, id_: str) -> str | None:
        """The entity's name in the archive's language, or the nearest to that; None where it is not in the file."""
        if id_ not in self.entities:
            return None
        place, entity = self.entities[id_]
        labels = mapping(entity.get("labels"), place.at("labels"))
        language = self.options.language.lower()
        # "mul" is the one label for all languages that Wikidata keeps for names which are the same in each.
        for key in (language, language.split("-")[0], "mul", "en", *sorted(self.options.languages)):
            if key in labels:
                where = place.at("labels").at(key)
                return text(mapping(labels[key], where).get("value"), where)
        return None

    def _names(self, id_: str, name: str) -> Iterator[Name]:
        """Labels and aliases in the languages wanted, the archive's first, and official names with their time."""
        place, entity = self.entities[id_]
        found: list[Name] = []
        for key in ("labels", "aliases"):
            terms = mapping(entity.get(key), place.at(key))
            for language in terms:
                where = place.at(key).at(language)
                if self.options.takes(language):
                    each = [(where, terms[language])] if key == "labels" else items(terms[language], where)
                    words = [text(mapping(term, at).get("value"), at) for at, term in each]
                    found += [Name(word, self.options.tag(language)) for word in words if word]
        # Official name, which unlike labels and aliases has the time when it was borne.
        for at, statement in statements(entity, "P1448", place):
            said = main_value(statement)
            if isinstance(said, dict) and self.options.takes(language := str(said.get("language"))):
                start, end = span(statement)
                if word := text(said.get("text"), at):
                    found.append(Name(word, self.options.tag(language), start, end))
        seen: set[str] = {name}
        for item in sorted(found, key=lambda item: (item.language or "", not item.start_date and not item.end_date)):
            if item.name not in seen and len(item.name) > 1:
                seen.add(item.name)
                yield item

    def _acronym(self, id_: str, base: Draft) -> tuple[str | None, tuple[Name, ...]]:
        """The short name (P1813), or the alias in capitals that the name's initials make; and the names without it."""
        place, entity = self.entities[id_]
        short: list[Name] = []
        for at, statement in statements(entity, "P1813", place):
            said = main_value(statement)
            if isinstance(said, dict) and self.options.takes(language := str(said.get("language"))):
                word = text(said.get("text"), at)
                short += [Name(word, self.options.tag(language))] if word else []
        aliases = [name for name in base.other_names if name.language is None and _makes(base.name, name.name)]
        acronyms = [name for name in (*short, *aliases) if name.language is None and _is_acronym(name.name)]
        names = dict.fromkeys((*base.other_names, *short))
        if acronyms:
            # The acronym finds the organization by itself; among the other names it would be said twice.
            names = {name: None for name in names if name.name != acronyms[0].name}
        return (acronyms[0].name if acronyms else None), tuple(names)

    def _classification(self, id_: str) -> str | None:
        classes = self._classes(id_)
        return next((word for found in classes if (word := _CLASSES.get(found) or self.label(found))), None)

    def _strings(self, id_: str, key: str) -> list[str]:
        place, entity = self.entities[id_]
        found = [
            (at, main_value(statement))
            for at, statement in statements(entity, key, place, best=True)
            # A website or identifier that has ended is somebody else's by now, or nobody's.
            if not qualifiers(statement, "P582")
        ]
        return [word for at, value in found if isinstance(value, str) and (word := text(value, at))]

    def _first_date(self, id_: str, key: str) -> str | None:
        place, entity = self.entities[id_]
        return next(
            (found for _, s in statements(entity, key, place, best=True) if (found := date_text(main_value(s)))), None
        )

    def _links(self, id_: str, key: str) -> list[Ref]:
        place, entity = self.entities[id_]
        return [
            self._ref(found, at)
            for at, statement in statements(entity, key, place, best=True)
            if (found := item_id(main_value(statement)))
        ]

    def _ref(self, id_: str, place: Place) -> Ref:
        identifiers: tuple[Identifier, ...] = (("wikidata", id_),)
        return Ref(place, key=id_, identifiers=identifiers, words=self.label(id_))

    def _family_name(self, id_: str, name: str) -> str | None:
        """The family name whose label is in the file and stands in the person's name."""
        place, entity = self.entities[id_]
        for _, statement in statements(entity, "P734", place, best=True):
            label = self.label(item_id(main_value(statement)) or "")
            if label and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", name):
                return label
        return None

    def _offices(self, id_: str) -> Iterator[Office]:
        """The positions held (P39) whose label and organization are known; the others are noted as problems."""
        place, entity = self.entities[id_]
        for at, statement in statements(entity, "P39", place):
            position = item_id(main_value(statement))
            role = self.label(position) if position else None
            organization = self._of(position, statement, at) if position else None
            if position is None:
                continue
            named = f"the position {quoted(role or '')} ({position})"
            if role is None:
                self._left_out(at, f"the position {position} is not in the file", "add that entity to the file")
            elif organization is None:
                self._left_out(at, f"{named} names no organization", "write the membership by hand")
            elif ended_unknown(statement):
                self._left_out(at, f"{named} ended on an unknown day", "write the membership by hand")
            else:
                start, end = span(statement)
                yield Office(at, role, organization, start, end)

    def _left_out(self, place: Place, message: str, advice: str) -> None:
        message = f"{message}, so the membership is left out"
        self.problems.append(place.problem(ImportCode.LEFT_OUT, message, advice))

    def _of(self, position: str, statement: dict[str, Any], place: Place) -> Ref | None:
        """The organization of an office: what the statement says, else what the position says."""
        for key in _OF_QUALIFIERS:
            for snak in qualifiers(statement, key):
                if found := item_id(value_of(snak)):
                    return self._ref(found, place)
        if position in self.entities:
            for key in _OF_POSITION:
                if links := self._links(position, key):
                    return replace(links[0], place=place)
        return None


def _is_acronym(word: str) -> bool:
    capitals = sum(char.isupper() for char in word)
    return capitals > 1 and len(word) <= _LONGEST_ACRONYM and not re.search(r"\s", word)


def _makes(name: str, word: str) -> bool:
    """Whether the letters of an acronym are, in order, initials of the name."""
    # An iterator, so that each letter is looked for behind the one before: "UNODC" in United Nations Office on …
    initials = iter(part[0] for part in re.findall(r"\w+", name.upper()))
    return _is_acronym(word) and word.isupper() and all(letter in initials for letter in word if letter.isalpha())

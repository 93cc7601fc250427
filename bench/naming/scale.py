#!/usr/bin/env python3
"""The labelled registry among all other people and organizations of the authority data; run it to print how many."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from authority import Candidate, candidates, read
from babel import Locale
from registry import Bodies, build, identifiers, official, slug
from texts import DATA

from sphinx_newsroom.model.records import Name, Official, Organization
from sphinx_newsroom.model.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MORE = ("orgs-oecd-dac-channels", "orgs-ror")
"""Files of organizations beside those that the labelled registry was chosen from."""

SHARED_ROR = Path("orgs-ror")
"""The file of ROR in the shared data, every record that was made or changed since ROR keeps its records itself."""

NO_BODIES = frozenset(
    (
        "geographic",
        "wbgroup",
        "acronym",
        "gaspipeline",
        "writingsystem",
        "writingdirection",
        "govform",
        "lawsystem",
        "railgauge",
        "teleregion",
        "dvdregion",
        "traffichand",
        "currency",
    )
)
"""What a list of groups of countries has beside bodies: regions, incomes, pipelines, alphabets, track gauges."""

SAME = frozenset(
    (
        "SPRVD0232360",
        "int:G7",
        "dac:41123",
        "dac:41304",
        "dac:41308",
        "dac:41309",
        "036tvvp06",
        "Q7709575",
        "Q11057149",
        "Q66828998",
    )
)
"""Who is a labelled record in another spelling: North Atlantic Treaty Organisation, Bandula Gunawardane."""

_COUNTRIES = frozenset((*Locale("en").territories.values(), "Turkey", "Korea", "Czech Republic"))
_ENDING = re.compile(r" \(([^()]+)\)$")


def enlarged(labelled: Registry, data: Path, ror: Path | None = None) -> Registry:
    """The labelled registry, its records untouched, and a record of everybody else in the authority data.

    *ror* is a dump of ROR to take in place of the shared file.
    """
    every = list(everybody(data, ror))
    known = _Known(labelled, every)
    bodies, officials = Bodies(labelled.organizations), dict(labelled.officials)
    others = [candidate for candidate in every if not known.has(candidate)]
    for candidate in others:
        if not candidate.person:
            bodies.add(_organization(candidate))
    for candidate in others:
        if candidate.person:
            made = official(_id(candidate), candidate, bodies)
            officials[made.id] = made
    return Registry(bodies.rows, officials)


class _Known:
    """What the labelled registry has: ids of authorities, and names by kind."""

    def __init__(self, registry: Registry, every: Iterable[Candidate]) -> None:
        rows: list[Organization | Official] = [*registry.organizations.values(), *registry.officials.values()]
        self.ids = {value for row in rows for _, value in row.identifiers}
        self.names = {
            (isinstance(row, Official), _plain(name))
            for row in rows
            for name in (row.name, *(other.name for other in row.other_names))
        }
        self.bearers = Counter(form for candidate in every for form in _forms(candidate))

    def has(self, candidate: Candidate) -> bool:
        """Whether a candidate is a body or person of the labelled registry: by id, by its name, or by another name.

        Another name proves it where no more than two candidates bear it: the Ministries of Health are many.
        """
        return (
            candidate.id in SAME
            or candidate.id in self.ids
            or candidate.wikidata in self.ids
            or (candidate.person, _plain(candidate.name)) in self.names
            or any(form in self.names and self.bearers[form] <= 2 for form in _forms(candidate))
        )


def _forms(candidate: Candidate) -> set[tuple[bool, str]]:
    return {(candidate.person, _plain(form)) for form in candidate.forms if " " in form}


def everybody(data: Path, ror: Path | None = None) -> Iterator[Candidate]:
    """Every candidate of all files, ROR's names without their country.

    A body of ROR or the DAC list is taken for another file's where the two share a name that no third one has.
    """
    found = [one for one in candidates(data) if not one.categories or not NO_BODIES.issuperset(one.categories)]
    files = [file for file in MORE if ror in (None, SHARED_ROR) or file != SHARED_ROR.name]
    more = [candidate for file in files for candidate in read(data, file, person=False)]
    if ror not in (None, SHARED_ROR):
        more += dump(ror)
    places = {_plain(candidate.name): place for place, candidate in enumerate(found) if not candidate.person}
    often = Counter(_plain(candidate.name) for candidate in more)
    for candidate in more:
        place = places.get(_plain(candidate.name))
        if place is not None and often[_plain(candidate.name)] == 1:
            found[place] = found[place].joined(candidate)
        else:
            found.append(candidate)
    for candidate in found:
        ending = _ENDING.search(candidate.name)
        if ending and ending[1] in _COUNTRIES and not candidate.person:
            yield dataclasses.replace(candidate, name=candidate.name[: ending.start()])
        else:
            yield candidate


def dump(path: Path) -> Iterator[Candidate]:
    """The active records of a dump as ROR publishes it (schema 2, JSON), as the shared file has them."""
    for row in json.loads(path.read_text(encoding="utf-8")):
        if row["status"] != "active":
            continue
        by_type: dict[str, list[str]] = {}
        for name in row["names"]:
            for kind in name["types"]:
                by_type.setdefault(kind, []).append(name["value"])
        shown = by_type["ror_display"][0]
        aliases = tuple(dict.fromkeys(name for name in by_type.get("alias", []) if name != shown))
        yield Candidate(
            row["id"].rpartition("/")[2],
            False,
            shown.removeprefix("The "),
            aliases,
            tuple(by_type.get("acronym", ())),
            categories=tuple(row["types"]),
        )


def _plain(name: str) -> str:
    """A name to compare by: without accents, capitals, punctuation and article."""
    return slug(name).removeprefix("the-") or name.casefold()


def _id(candidate: Candidate) -> str:
    return f"{slug(candidate.name)}-{slug(candidate.id)}".strip("-")


def _organization(candidate: Candidate) -> Organization:
    acronyms = [acronym for acronym in candidate.acronyms if _readable(acronym)]
    names = dict.fromkeys((*candidate.aliases, *acronyms[1:]))
    others = [Name(name) for name in names if name != candidate.name and _readable(name)]
    others += [Name(name, language) for language, name in candidate.names]
    return Organization(
        _id(candidate),
        candidate.name,
        acronyms[0] if acronyms else None,
        tuple(others),
        identifiers=identifiers(candidate),
    )


def _readable(name: str) -> bool:
    """Whether a name is in Latin or Cyrillic letters."""
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and all(unicodedata.name(letter, "").startswith(("LATIN", "CYRILLIC")) for letter in letters)


def key(entity: str, registry: Registry) -> str:
    """What a record goes by in the kept decisions: its authority's id, else its name; ids of ours may change."""
    record = registry.entity(entity)
    if record is None:
        raise KeyError(entity)
    return dict(record.identifiers).get("authority", record.name)


def count(registry: Registry, labelled: Registry) -> str:
    """How many records there are, in words."""
    organizations = registry.organizations
    made = sum(not row.identifiers for id_, row in organizations.items() if id_ not in labelled.organizations)
    few = len(labelled.organizations)
    return (
        f"{len(registry.officials):,} people ({len(labelled.officials):,} of them labelled), "
        f"{len(organizations):,} organizations ({few:,} labelled, {made:,} known from offices alone)"
    )


def main() -> None:
    """Print how many records there are."""
    parser = argparse.ArgumentParser(description=__doc__.split(";")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--left-out", action="store_true", help="list who is taken for a labelled record")
    args = parser.parse_args()
    labelled = build(args.data)
    if args.left_out:
        every = list(everybody(args.data))
        known = _Known(labelled, every)
        for candidate in filter(known.has, every):
            print(candidate.id, candidate.name, *candidate.aliases, sep=" | ")
    else:
        print(count(enlarged(labelled, args.data), labelled))


if __name__ == "__main__":
    main()

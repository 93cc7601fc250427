"""The registries of the naming benchmark: handwritten records, authority records that releases name, and all others.

`records.yaml` is handwritten; `chosen.json` and `chosen2.json` list the authority records that at least two releases
outside the sample name in full.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from texts import DATA, HERE, MADE

from sphinx_newsroom.model.records import Membership, Name, Official, Organization, latest
from sphinx_newsroom.model.registry import Registry

ORGANIZATIONS = ("orgs-international-supraverden", "orgs-internacia", "orgs-uk-government", "orgs-us-committees")
PEOPLE = ("people-officeholders-21c", "people-us")
CONGRESS = ("orgs-us-committees", "people-us")
LANGUAGES = ("uk", "ru", "en")
"""The languages of other names that the sample needs."""
Term = tuple[str, str, "str | None", "str | None"]
"""Title, jurisdiction or organization, start, end."""


@dataclass(frozen=True)
class Candidate:
    """An authority record from any of the files."""

    id: str
    person: bool
    name: str
    aliases: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    terms: tuple[Term, ...] = ()
    wikidata: str | None = None
    categories: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """All full names."""
        return (self.name, *self.aliases, *(name for _, name in self.names))

    @property
    def keys(self) -> list[tuple[bool, str]]:
        """Return the keys that two records of one entity share.

        Two people with the same name may be different; two organizations are assumed to be one.
        """
        names = [] if self.person else [(False, self.name.casefold())]
        return [(self.person, self.wikidata or self.id), *names]

    def joined(self, other: Candidate) -> Candidate:
        """Return this record with the names of another record of the same entity."""
        aliases = dict.fromkeys((*self.aliases, other.name, *other.aliases))
        languages = dict(other.names) | dict(self.names)
        return replace(
            self,
            aliases=tuple(alias for alias in aliases if alias != self.name),
            acronyms=tuple(dict.fromkeys((*self.acronyms, *other.acronyms))),
            names=tuple((code, languages[code]) for code in LANGUAGES if code in languages),
            terms=self.terms or other.terms,
        )


def candidates() -> list[Candidate]:
    """Return the records of all files; those in two files are merged."""
    found: list[Candidate] = []
    by_key: dict[tuple[bool, str], int] = {}
    for file in (*ORGANIZATIONS, *PEOPLE):
        for made in read(file, file in PEOPLE):
            at = next((by_key[key] for key in made.keys if key in by_key), None)
            if at is None:
                at = len(found)
                found.append(made)
            else:
                found[at] = found[at].joined(made)
            by_key.update(dict.fromkeys(made.keys, at))
    return found


def congress() -> set[str]:
    """Return the ids of all US legislators and executives, and of the committees of Congress."""
    keys = {key for file in CONGRESS for made in read(file, file in PEOPLE) for key in made.keys}
    return {candidate.id for candidate in candidates() if not keys.isdisjoint(candidate.keys)}


def read(file: str, person: bool) -> Iterator[Candidate]:
    """Yield the records of one file."""
    with gzip.open(DATA / "authority" / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _candidate(json.loads(line), person)


def _candidate(row: dict[str, Any], person: bool) -> Candidate:
    wikidata = re.search(r"Q\d+$", str(row.get("ids", {}).get("wikidata") or ""))
    languages = row.get("names") or {}
    names = tuple((code, languages[code]) for code in LANGUAGES if languages.get(code) not in (None, row["name"]))
    # The aliases of committees are only their subjects: "Foreign Affairs".
    aliases = () if "Committee on" in row["name"] else tuple(row.get("aliases") or ())
    terms = tuple(
        (term["title"], term.get("org") or term.get("jurisdiction") or "", _date(term["start"]), _date(term["end"]))
        for term in row.get("terms") or ()
        if term["start"] or term["end"]
    )
    categories = row.get("category") or ()
    return Candidate(
        row["id"],
        person,
        row["name"].removeprefix("The "),
        aliases,
        tuple(row.get("acronyms") or ()),
        names,
        terms,
        wikidata[0] if wikidata else None,
        (categories,) if isinstance(categories, str) else tuple(categories),
    )


def _date(said: str | None) -> str | None:
    """Return a date that records accept; "1990s" isn't one."""
    return said if said and re.fullmatch(r"\d{4}(-\d\d){0,2}", said) else None


_AMERICAN = re.compile(
    r"^(?!United States|California).*\b(Department|Administration|Agency|Bureau|Commission|Service|"
    r"Survey|Office|Board|Centers|Institutes|Corps|Enforcement|Protection|Immigration Services)\b"
)
"""Names that are also written with "U.S." before them."""

_COUNTRIES = {
    "us": "federal-government-of-the-united-states",
    "united-kingdom": "government-of-the-united-kingdom",
    "ukraine": "cabinet-of-ministers-of-ukraine",
}
_PLACE = r"[A-Z]\w+(?: [A-Z]\w+)*"
_PARENTS = {
    "US department": "federal-government-of-the-united-states",
    "US agency": "federal-government-of-the-united-states",
    "Sri Lankan body": "government-of-sri-lanka",
    "Sri Lankan ministry": "government-of-sri-lanka",
}
"""The parents of the organizations in a group, if their records have none."""
_BODIES = (
    (r"united states senator|senator", "united-states-senate", "Senator"),
    (r"united states representative|representative", "united-states-house-of-representatives", "Representative"),
    (r"people's deputy of ukraine", "verkhovna-rada", "People's Deputy of Ukraine"),
    (
        r"member of the \d+\w\w parliament of the united kingdom|member of the parliament of the united kingdom",
        "parliament-of-the-united-kingdom",
        "Member of Parliament",
    ),
    (r"member of the parliament of sri lanka", "parliament-of-sri-lanka", "Member of Parliament"),
    (r"member of the state duma", "state-duma", "Member"),
    (r"(?:vice )?president of the united states", "white-house", ""),
)
"""Titles that imply a parliament or a handwritten organization: pattern, organization and role."""
_ANYWHERE = re.compile(
    r"Parliament|Regional Council|Supreme Court|Treasury Board|Queen's Privy Council"
    r"|National Academy of Sciences|\w+ in the .+"
)
"""Organizations of many countries, so that the title alone is ambiguous; "Government in the Senate" isn't one."""


def slug(text: str) -> str:
    """Return an id for a name."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _names(row: Mapping[str, Any], more: Iterable[str] = ()) -> tuple[Name, ...]:
    plain = dict.fromkeys((*row.get("other", ()), *more))
    names = [Name(name) for name in plain if name != row["name"]]
    names += [Name(name, code) for code in ("uk", "ru", "en", "fr", "de", "es", "ar") for name in row.get(code, ())]
    return tuple(names)


def by_hand(path: Path = HERE / "records.yaml") -> tuple[dict[str, Organization], dict[str, Official]]:
    """Return the records of a handwritten file."""
    source: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    organizations = {}
    for classification, group in source["organizations"].items():
        for id_, row in group.items():
            american = classification.startswith("US ") and _AMERICAN.search(row["name"])
            more = [f"{state} {row['name']}" for state in ("U.S.", "US", "United States")] if american else []
            organizations[id_] = Organization(
                id_,
                row["name"],
                row.get("acronym"),
                _names(row, more),
                classification,
                row.get("parent", _PARENTS.get(classification)),
                successors=tuple(row.get("successors", ())),
                path=f"organizations/{id_}.md",
            )
    officials = {
        id_: Official(
            id_,
            row["name"],
            _names(row),
            row.get("family"),
            tuple(Membership(*offices) for offices in row.get("in", ())),
            path=f"officials/{id_}.md",
        )
        for id_, row in source["officials"].items()
    }
    return organizations, officials


def _chosen(*files: str) -> list[str]:
    """Return the ids of the chosen authority records, by how many releases name them, with all of Congress."""
    order: list[str] = []
    for file in files:
        chosen: dict[str, int] = json.loads((HERE / file).read_text(encoding="utf-8"))
        order += sorted(chosen, key=lambda id_: (-chosen[id_], id_))
    return list(dict.fromkeys((*order, *(sorted(congress()) if len(files) > 1 else ()))))


class Bodies:
    """Organizations by id and by each of their names; the first with a name wins."""

    def __init__(self, rows: Mapping[str, Organization]) -> None:
        self.rows: dict[str, Organization] = {}
        self._by_name: dict[str, str] = {}
        for row in rows.values():
            self.add(row)

    def add(self, row: Organization) -> None:
        """Add a record."""
        self.rows[row.id] = row
        for name in (row.name, *(other.name for other in row.other_names)):
            self._by_name.setdefault(name, row.id)

    def named(self, name: str) -> str:
        """Return the id of the organization with a name, creating it if necessary."""
        if name not in self._by_name and slug(name) not in self.rows:
            self.add(Organization(slug(name), name, path=f"organizations/{slug(name)}.md"))
        return self._by_name.get(name, slug(name))


@cache
def build(half: str) -> Registry:
    """Return the registry of a half; handwritten records replace authority records with the same name.

    From the second drawing on, it also has what releases of Congress and others name, all US legislators and all
    committees of Congress. The ninth has additional records of its own.
    """
    if half == "made":
        return Registry(*by_hand(MADE / "records.yaml"))
    organizations, officials = by_hand()
    bodies = Bodies(organizations)
    order = _chosen("chosen.json", *([] if half in ("dev", "heldout") else ["chosen2.json"]))
    found = {candidate.id: candidate for candidate in candidates()}
    mine = {
        (kind, form.casefold()): id_
        for kind, rows in ((False, bodies.rows), (True, officials))
        for id_, row in rows.items()
        for form in (row.name, *(name.name for name in row.other_names))
    }
    for candidate in (found[id_] for id_ in order):
        same = next(
            (
                mine[candidate.person, form.casefold()]
                for form in (candidate.name, *candidate.aliases)
                if (candidate.person, form.casefold()) in mine
            ),
            None,
        )
        if same:
            rows: dict[str, Any] = officials if candidate.person else bodies.rows
            more = (*rows[same].identifiers, ("authority", candidate.id))
            rows[same] = replace(rows[same], identifiers=more)
            continue
        id_ = slug(candidate.name)
        id_ = id_ if id_ not in bodies.rows and id_ not in officials else f"{id_}-{slug(candidate.id)}"
        if candidate.person:
            officials[id_] = official(id_, candidate, bodies)
        else:
            bodies.add(_organization(id_, candidate))
    if half.startswith("heldout9"):
        more = by_hand(HERE / "records9.yaml")
        bodies.rows.update(more[0])
        officials.update(more[1])
    return Registry(bodies.rows, officials)


def identifiers(candidate: Candidate) -> tuple[tuple[str, str], ...]:
    """Return the identifiers of a record's source."""
    return (("authority", candidate.id), *([("wikidata", candidate.wikidata)] if candidate.wikidata else []))


def _organization(id_: str, candidate: Candidate) -> Organization:
    # Of several acronyms take the Latin one with the initials of the English name; very short or long ones are codes.
    letters = "".join(word[0] for word in re.findall(r"[A-Z]\w*", candidate.name))
    latin = [acronym for acronym in candidate.acronyms if re.fullmatch(r"[A-Z][A-Za-z&]{2,4}", acronym)]
    latin.sort(key=lambda acronym: acronym != letters)
    names = [Name(alias) for alias in candidate.aliases if re.search(r"[A-Za-z]", alias) and " " in alias]
    names += [Name(name, code) for code, name in candidate.names]
    return Organization(
        id_,
        candidate.name,
        latin[0] if latin else None,
        tuple(names),
        identifiers=identifiers(candidate),
        path=f"organizations/{id_}.md",
    )


def official(id_: str, candidate: Candidate, bodies: Bodies) -> Official:
    """Return a person's record, with a membership for each uninterrupted term."""
    held: list[Membership] = []
    for term in sorted(candidate.terms, key=lambda term: term[2] or ""):
        made = _membership(term, bodies)
        before = next((each for each in held if (each.role, each.organization) == (made.role, made.organization)), None)
        if before and _joins(before, made):
            held[held.index(before)] = Membership(made.role, made.organization, before.start_date, made.end_date)
        else:
            held.append(made)
    names = tuple(Name(alias) for alias in candidate.aliases if " " in alias)
    names += tuple(Name(name, code) for code, name in candidate.names)
    return Official(
        id_,
        candidate.name,
        names,
        memberships=tuple(held),
        identifiers=identifiers(candidate),
        path=f"officials/{id_}.md",
    )


def _joins(before: Membership, after: Membership) -> bool:
    if before.end_date is None or after.start_date is None:
        return before.end_date is None
    return (latest(after.start_date) - latest(before.end_date)).days < 100


def _membership(term: Term, bodies: Bodies) -> Membership:
    title, place, start, end = term
    for pattern, organization, role in _BODIES:
        if re.fullmatch(pattern, title, re.IGNORECASE):
            return Membership(role or title, organization, start, end)
    match = re.fullmatch(
        r"(?i:(substitute member|member|representative|observer|president|vice president|judge)"
        r" of the) ([A-Z].+)",
        title,
    )
    if match and not _ANYWHERE.fullmatch(match[2]):
        return Membership(match[1].capitalize(), bodies.named(match[2]), start, end)
    if match := re.fullmatch(rf"(?:Lieutenant )?Governor of ({_PLACE})|Mayor of ({_PLACE})", title):
        body = f"Office of the Governor of {match[1]}" if match[1] else f"Office of the Mayor of {match[2]}"
        return Membership(title, bodies.named(body), start, end)
    if match := re.fullmatch(r"(.+?) of the (World Trade Organization|United Nations)", title):
        return Membership(match[1], bodies.named(match[2]), start, end)
    if place == "sri-lanka" and title == "President":
        return Membership(title, "presidency-of-sri-lanka", start, end)
    country = place.replace("-", " ").title().replace(" And ", " and ")
    id_ = _COUNTRIES.get(place) or bodies.named(f"Government of {country}")
    return Membership(title, id_, start, end)


# All other authority records

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
"""Entries in a list of country groups that aren't organizations: regions, incomes, pipelines, alphabets, track gauges.
"""

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
"""Labelled records in another spelling: North Atlantic Treaty Organisation, Bandula Gunawardane."""

_TERRITORIES = frozenset((*Locale("en").territories.values(), "Turkey", "Korea", "Czech Republic"))
_ENDING = re.compile(r" \(([^()]+)\)$")


def enlarged(labelled: Registry) -> Registry:
    """Add all other authority records to the labelled registry, whose records don't change."""
    every = list(everybody())
    known = _Known(labelled, every)
    bodies, officials = Bodies(labelled.organizations), dict(labelled.officials)
    others = [candidate for candidate in every if not known.has(candidate)]
    for candidate in others:
        if not candidate.person:
            bodies.add(_anybody(candidate))
    for candidate in others:
        if candidate.person:
            made = official(_id(candidate), candidate, bodies)
            officials[made.id] = made
    return Registry(bodies.rows, officials)


class _Known:
    """The authority ids of the labelled registry, and its names by kind."""

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
        """Whether a candidate is in the labelled registry, by its id, its name or another name.

        Another name counts only if at most two candidates share it, because there are many Ministries of Health.
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


def everybody() -> Iterator[Candidate]:
    """Yield every candidate of all files, with ROR's names without their country.

    An organization in ROR or the DAC list is merged with another file's if they share a name that no third one has.
    """
    found = [one for one in candidates() if not one.categories or not NO_BODIES.issuperset(one.categories)]
    more = [candidate for file in ("orgs-oecd-dac-channels", "orgs-ror") for candidate in read(file, person=False)]
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
        if ending and ending[1] in _TERRITORIES and not candidate.person:
            yield replace(candidate, name=candidate.name[: ending.start()])
        else:
            yield candidate


def _plain(name: str) -> str:
    """Return a name for comparison: without accents, capitals, punctuation and article."""
    return slug(name).removeprefix("the-") or name.casefold()


def _id(candidate: Candidate) -> str:
    return f"{slug(candidate.name)}-{slug(candidate.id)}".strip("-")


def _anybody(candidate: Candidate) -> Organization:
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


class Decisions:
    """A person's decisions on names found beyond the labelled registry; without a decision, they are wrong."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        rows = map(json.loads, (HERE / "scale-decisions.jsonl").read_text(encoding="utf-8").splitlines())
        self.right = {(row["release"], row["surface"], row["entity"]) for row in rows if row["right"]}

    def __call__(self, release: str, surface: str, entity: str) -> bool:
        record = self.registry.entity(entity)
        return (
            record is not None
            and (release, surface, dict(record.identifiers).get("authority", record.name)) in self.right
        )

#!/usr/bin/env python3
"""The registry of the naming benchmark: records written by hand and authority records that releases name.

`registry.py --list` prints every record on a line; `registry.py --choose` chooses the authority records again, by how
many of the releases that are not sampled name them, into chosen.json; with `--half dev2` for the second drawing.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from authority import Candidate, Term, candidates, congress, counts
from texts import DATA, FIRST, HALVES, HERE, NINTH_REPORTED, SECOND, Drawing, drawing_of

from sphinx_newsroom.model.days import latest
from sphinx_newsroom.model.records import Membership, Name, Official, Organization
from sphinx_newsroom.model.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RECORDS = HERE / "records.yaml"
CHOSEN = {FIRST: HERE / "chosen.json", SECOND: HERE / "chosen2.json"}
"""The authority records that were chosen for a drawing; the second's registry has those of the first, too."""
MORE = {NINTH_REPORTED: HERE / "records9.yaml"}
"""Records made by hand for a drawing alone, of those who say something in its releases."""
MOST = 1200
FEWEST = 2
"""At most so many authority records, each named by at least so many releases that are not sampled."""

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
"""What the bodies of a group belong to where their records say nothing else."""
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
"""Titles of parliaments, and of those that a record written by hand is of: organization and role."""
_ANYWHERE = re.compile(
    r"Parliament|Regional Council|Supreme Court|Treasury Board|Queen's Privy Council"
    r"|National Academy of Sciences|\w+ in the .+"
)
"""Bodies that many countries have, so that the title alone does not say which; "Government in the Senate" is none."""


def slug(text: str) -> str:
    """An id for a name."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _source(path: Path = RECORDS) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found


def _names(row: Mapping[str, Any], more: Iterable[str] = ()) -> tuple[Name, ...]:
    plain = dict.fromkeys((*row.get("other", ()), *more))
    names = [Name(name) for name in plain if name != row["name"]]
    names += [Name(name, code) for code in ("uk", "ru") for name in row.get(code, ())]
    return tuple(names)


def by_hand(path: Path = RECORDS) -> tuple[dict[str, Organization], dict[str, Official]]:
    """The records of a file that was written by hand."""
    source = _source(path)
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


def choose(data: Path, drawing: Drawing) -> dict[str, int]:
    """The authority records that releases name most often and no earlier drawing has: id and number of releases."""
    every = candidates(data)
    passed = {name for names in _source()["passed_over"].values() for name in names}
    fit = [candidate for candidate in every if candidate.name not in passed]
    counted = counts(data, fit, drawing)
    order = sorted((-count, id_) for id_, count in counted.items() if count >= FEWEST)[:MOST]
    before = set() if drawing is FIRST else _kept(FIRST).keys()
    return {id_: -count for count, id_ in order if id_ not in before}


def _kept(drawing: Drawing) -> dict[str, int]:
    found: dict[str, int] = json.loads(CHOSEN[drawing].read_text(encoding="utf-8"))
    return found


def _in_order(data: Path, drawing: Drawing) -> list[str]:
    """The ids of the authority records of a registry, the first drawing's before all, so that their ids stay."""
    orders = []
    for one in (FIRST,) if drawing is FIRST else (FIRST, SECOND):
        chosen = _kept(one)
        orders += sorted(chosen, key=lambda id_: (-chosen[id_], id_))
    if drawing is not FIRST:
        orders += sorted(congress(data))
    return list(dict.fromkeys(orders))


class Bodies:
    """Organizations by id and by each of their names; of two with one name the first is meant."""

    def __init__(self, rows: Mapping[str, Organization]) -> None:
        self.rows: dict[str, Organization] = {}
        self._by_name: dict[str, str] = {}
        for row in rows.values():
            self.add(row)

    def add(self, row: Organization) -> None:
        """Keep a record more."""
        self.rows[row.id] = row
        for name in (row.name, *(other.name for other in row.other_names)):
            self._by_name.setdefault(name, row.id)

    def named(self, name: str) -> str:
        """The id of the organization of a name; it is made where there is none."""
        if name not in self._by_name and slug(name) not in self.rows:
            self.add(Organization(slug(name), name, path=f"organizations/{slug(name)}.md"))
        return self._by_name.get(name, slug(name))


def build(data: Path = DATA, drawing: Drawing = FIRST) -> Registry:
    """The registry; where an authority record and one written by hand share a name, the one written by hand stands.

    That of the second drawing, and of later ones, is the first's, what releases of Congress and others name beyond it,
    all American legislators and all committees of Congress; a drawing of MORE has its own records besides.
    """
    organizations, officials = by_hand()
    bodies = Bodies(organizations)
    order = _in_order(data, drawing)
    found = {candidate.id: candidate for candidate in candidates(data)}
    if missing := set(order) - found.keys():
        raise SystemExit(f"{data}/authority: no record {', '.join(sorted(missing))}, which {CHOSEN[drawing]} names")
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
    if drawing in MORE:
        _add(MORE[drawing], bodies.rows, officials)
    _check(bodies.rows, officials)
    return Registry(bodies.rows, officials)


def _add(path: Path, organizations: dict[str, Organization], officials: dict[str, Official]) -> None:
    """Add a drawing's own records; whoever has one already, by id or name, keeps that."""
    bodies, people = by_hand(path)
    taken = [*_taken(bodies, organizations), *_taken(people, officials)]
    if taken:
        raise SystemExit(f"{path}: {', '.join(taken)} has a record already; leave it out")
    organizations.update(bodies)
    officials.update(people)


def _taken(
    more: Mapping[str, Organization] | Mapping[str, Official], rows: Mapping[str, Organization] | Mapping[str, Official]
) -> list[str]:
    """The ids of those of whom *rows* have the id or a name."""
    known = {form.casefold() for row in rows.values() for form in _forms(row)}
    return [id_ for id_, row in more.items() if id_ in rows or any(form.casefold() in known for form in _forms(row))]


def _forms(row: Organization | Official) -> list[str]:
    return [row.name, *(other.name for other in row.other_names)]


def identifiers(candidate: Candidate) -> tuple[tuple[str, str], ...]:
    """Where a record is from."""
    return (("authority", candidate.id), *([("wikidata", candidate.wikidata)] if candidate.wikidata else []))


def _organization(id_: str, candidate: Candidate) -> Organization:
    # Of several acronyms the Latin one that the English name has the letters of; two letters or many are a code.
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
    """A person's record, with a membership for each office that was held without a gap."""
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


def _check(organizations: Mapping[str, Organization], officials: Mapping[str, Official]) -> None:
    """Ids are unique, and every id that a record names has a record."""
    named = {id_ for row in officials.values() for id_ in (each.organization for each in row.memberships)}
    named |= {id_ for row in organizations.values() for id_ in (row.parent, *row.successors) if id_}
    if wrong := sorted((named - organizations.keys()) | (organizations.keys() & officials.keys())):
        raise SystemExit(f"{RECORDS}: no record, or two, of {', '.join(wrong)}")
    if wrong := [id_ for id_ in (*organizations, *officials) if id_ != slug(id_)]:
        raise SystemExit(f"{RECORDS}: not a slug: {', '.join(wrong)}")


def listing(registry: Registry) -> Iterator[str]:
    """A line a record: id, kind, name, acronym, other names, offices."""
    every: list[Organization | Official] = [*registry.organizations.values(), *registry.officials.values()]
    for row in sorted(every, key=lambda row: row.id):
        others = "; ".join(name.name for name in row.other_names)
        if isinstance(row, Organization):
            yield f"{row.id} | organization | {row.name} | {row.acronym or ''} | {others} | {row.parent or ''}"
        else:
            offices = "; ".join(
                f"{each.role}, {each.organization} ({each.start_date or '?'} to {each.end_date or ''})"
                for each in row.memberships
            )
            yield f"{row.id} | official | {row.name} | | {others} | {offices}"


def main() -> None:
    """Choose, list or count."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--choose", action="store_true", help="choose the authority records and write chosen.json")
    parser.add_argument("--list", action="store_true", help="print every record")
    parser.add_argument("--half", choices=HALVES, default="dev", help="whose registry (%(default)s)")
    args = parser.parse_args()
    drawing = drawing_of(args.half)
    if args.choose and drawing not in CHOSEN:
        parser.error(f"--half {args.half}: measured with the registry of the second drawing; nothing is chosen for it")
    if args.choose:
        CHOSEN[drawing].write_text(json.dumps(choose(args.data, drawing), indent=1) + "\n", encoding="utf-8")
    registry = build(args.data, drawing)
    if args.list:
        print("\n".join(listing(registry)))
    else:
        print(f"{len(registry.organizations)} organizations, {len(registry.officials)} officials")


if __name__ == "__main__":
    main()

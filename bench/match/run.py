#!/usr/bin/env python3
"""Measure `newsroom match` on real people: variants of their names, with and without office and date.

    python bench/match/run.py --shared ../shared --half dev     while the rules are mended
    python bench/match/run.py --shared ../shared --half held    the other half, which nobody looked at

The archive has records of every other person in the two files. Half of the rows are therefore of people without a
record, and any match for them is wrong. A digest of the person's id selects the rows, so each run has the same.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import time
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.model.records import Membership, Name, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.reconciling import Days, Query, Reconciler
from sphinx_newsroom.text.words.office_words import nicknames_of

FILES = ("people-us", "people-officeholders-21c")
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


class Row(NamedTuple):
    """A variant of a name with the other columns of its row, and the person (None without a record)."""

    way: str
    name: str
    date: str
    office: str
    meant: str | None
    person: dict[str, Any]


def people(shared: Path) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in FILES:
        with gzip.open(shared / "data" / "authority" / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found.setdefault(str(row["ids"].get("wikidata") or row["id"]), row)
    return list(found.values())


def number_of(row: dict[str, Any]) -> int:
    return int(hashlib.sha256(str(row["id"]).encode()).hexdigest()[:8], 16)


def registry_of(rows: list[dict[str, Any]]) -> Registry:
    bodies: dict[str, Organization] = {}
    officials: dict[str, Official] = {}
    for row in rows:
        held = []
        for term in row.get("terms") or ():
            body = term.get("org") or f"Government of {term.get('jurisdiction', '').replace('-', ' ').title()}"
            bodies.setdefault(slug(body), Organization(slug(body), body))
            start, end = (value if _DATE.fullmatch(value or "") else None for value in (term["start"], term["end"]))
            held.append(Membership(term["title"], slug(body), start, end))
        id_ = slug(str(row["id"]))
        others = tuple(Name(alias) for alias in row.get("aliases") or () if alias != row["name"])
        officials[id_] = Official(id_, row["name"], others, memberships=tuple(held))
    return Registry(bodies, officials)


def plain(text: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))


def written(name: str, chance: random.Random) -> dict[str, str]:
    """Return a name as spreadsheets write it."""
    words = name.split()
    while len(words) > 2 and words[-1].rstrip(".") in ("Jr", "Sr", "II", "III", "IV"):
        words.pop()
    if len(words) < 2:
        return {}
    first, last, middle = words[0], words[-1], words[1:-1]
    found = {
        "Last, First": f"{last.rstrip(',')}, {' '.join(words[:-1])}",
        "CAPITALS": " ".join(words).upper(),
        "small": " ".join(words).lower(),
        "LAST, FIRST": f"{last.rstrip(',')}, {' '.join(words[:-1])}".upper(),
        "title": f"Dr. {' '.join(words)}",
    }
    if not all(part.endswith(".") for part in words[:1]):
        found["initial"] = f"{first[0]}. {last}"
    if plain(name) != name:
        found["accents lost"] = plain(name)
    if middle and all(word[0].isupper() for word in middle):
        found["middle left out"] = f"{first} {last}"
        found["middle initials"] = " ".join((first, *(f"{word[0]}." for word in middle), last))
    short = sorted(nicknames_of(plain(first).lower()))
    if short:
        found["nickname"] = f"{chance.choice(short).capitalize()} {last}"
        found["Last, Nickname"] = f"{last.rstrip(',')}, {chance.choice(short).capitalize()}"
    return found


def rows(everybody: list[dict[str, Any]], half: str, most: int) -> tuple[list[Row], list[dict[str, Any]]]:
    """Return the rows of a half, and the people with records."""
    known = [row for row in everybody if number_of(row) % 2 == 0]
    found: list[Row] = []
    drawn = sorted((row for row in everybody if (number_of(row) // 2) % 2 == (half == "held")), key=number_of)[:most]
    for row in drawn:
        chance = random.Random(number_of(row))
        meant = slug(str(row["id"])) if number_of(row) % 2 == 0 else None
        terms = [one for one in row.get("terms") or () if one["start"] and _DATE.fullmatch(one["start"])]
        term = chance.choice(terms) if terms else None
        for way, name in written(row["name"], chance).items():
            date, office = (term["start"], term["title"]) if term else ("", "")
            found.append(Row(way, name, date, office, meant, row))
    return found, known


def names_of(name: str) -> tuple[str, str]:
    words = [
        word for word in plain(name).casefold().replace(",", "").split() if word not in ("jr.", "jr", "sr.", "iii")
    ]
    return words[0], words[-1]


def same(row: Row, record: Official) -> bool:
    """Whether a record is of the same person under another id, judged by given name, family name and office.

    The two files, and Wikidata itself, contain many people twice.
    """
    known = {names_of(name) for name in (record.name, *(other.name for other in record.other_names))}
    titles = {title(one.role) for one in record.memberships}
    own = {names_of(name) for name in (row.person["name"], *(row.person.get("aliases") or ()))}
    return not known.isdisjoint(own) and any(title(one["title"]) in titles for one in row.person.get("terms") or ())


def title(text: str) -> str:
    return text.casefold().replace("united states ", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--half", choices=("dev", "held"), default="dev")
    parser.add_argument("--most", type=int, default=1000, help="how many people are drawn")
    parser.add_argument("--wrong", type=int, default=0, help="print so many wrong rows of each column set")
    parser.add_argument("--missed", type=int, default=0, help="print so many missed rows of each column set")
    args = parser.parse_args()
    everybody = people(args.shared)
    drawn, known = rows(everybody, args.half, args.most)
    registry = registry_of(known)
    start = time.process_time()
    reconciler = Reconciler(Names(registry))
    reconciler.match(Query("Федотов Юрий"))  # builds the indexes
    made = time.process_time() - start
    print(f"{len(registry.officials):,} officials, table made in {made:.1f} s of CPU; {len(drawn):,} rows, {args.half}")
    for columns in ("name", "name, date", "name, office", "name, date, office"):
        tally: dict[str, Counter[str]] = defaultdict(Counter)
        wrong, missed = [], []
        start = time.process_time()
        for row in drawn:
            days = Days.of(row.date) if "date" in columns and row.date else None
            found = reconciler.match(Query(row.name, days, row.office if "office" in columns else ""))
            given = found.record.id if found.record else None
            twin = given and given != row.meant and same(row, registry.officials[given])
            outcome = (
                "right"
                if given and (given == row.meant or twin)
                else "wrong"
                if given
                else "none"
                if not row.meant
                else "open"
            )
            if outcome == "open" and found.confidence != "none":
                near = [one.id for one in found.others]
                outcome = "listed" if row.meant in near else "lost"
            for way in (row.way, "all"):
                tally[way][outcome] += 1
                tally[way]["rows"] += 1
                tally[way]["has a record"] += row.meant is not None or bool(twin)
                tally[way][f"is {found.confidence}"] += 1
                if outcome == "wrong":
                    tally[way][f"wrong {found.confidence}"] += 1
            if outcome == "wrong":
                wrong.append((row, found))
            if outcome in ("open", "lost", "listed") and row.meant:
                missed.append((row, found))
        cpu = (time.process_time() - start) / len(drawn)
        print(f"\n{columns}: {cpu * 1000:.2f} ms of CPU a row")
        print(f"  {'':18}  rows  precision  sure only  recall  or listed")
        for way, counts in sorted(tally.items()):
            given = counts["right"] + counts["wrong"]
            sure = counts["is sure"]
            share = counts["right"] / given if given else 1.0
            sure_share = (sure - counts["wrong sure"]) / sure if sure else 1.0
            recall = counts["right"] / counts["has a record"]
            listed = (counts["right"] + counts["listed"]) / counts["has a record"]
            print(f"  {way:18} {counts['rows']:5}  {share:9.4f}  {sure_share:9.4f}  {recall:6.4f}  {listed:9.4f}")
        chance = random.Random(1)
        for label, some, most in (("wrong", wrong, args.wrong), ("missed", missed, args.missed)):
            for row, found in chance.sample(some, min(most, len(some))):
                name = (
                    registry.officials[found.record.id].name if found.record else [one.name for one in found.others[:3]]
                )
                print(
                    f"    {label}: {row.name!r} {row.date} {row.office!r} ({row.way}; {row.person['name']}) -> "
                    f"{found.confidence}: {name} | {found.why}"
                )


if __name__ == "__main__":
    main()

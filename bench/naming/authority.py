"""The authority records of the shared data as plain candidates, and which of them releases name."""

from __future__ import annotations

import collections
import gzip
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from texts import others, prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from texts import Drawing

ORGANIZATIONS = ("orgs-international-supraverden", "orgs-internacia", "orgs-uk-government", "orgs-us-committees")
PEOPLE = ("people-officeholders-21c", "people-us")
CONGRESS = ("orgs-us-committees", "people-us")
LANGUAGES = ("uk", "ru", "en")
"""The languages of other names that the sample has a use for."""

Term = tuple[str, str, "str | None", "str | None"]
"""Title, jurisdiction or organization, start, end."""


@dataclass(frozen=True)
class Candidate:
    """An authority record, whatever file it is from."""

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
        """Every full name."""
        return (self.name, *self.aliases, *(name for _, name in self.names))

    @property
    def keys(self) -> list[tuple[bool, str]]:
        """What tells that two records are of one entity.

        Two people of one name may be two people; two bodies of one name are taken for one.
        """
        names = [] if self.person else [(False, self.name.casefold())]
        return [(self.person, self.wikidata or self.id), *names]

    def joined(self, other: Candidate) -> Candidate:
        """This record with the names of another of the same entity."""
        aliases = dict.fromkeys((*self.aliases, other.name, *other.aliases))
        languages = dict(other.names) | dict(self.names)
        return replace(
            self,
            aliases=tuple(alias for alias in aliases if alias != self.name),
            acronyms=tuple(dict.fromkeys((*self.acronyms, *other.acronyms))),
            names=tuple((code, languages[code]) for code in LANGUAGES if code in languages),
            terms=self.terms or other.terms,
        )


def candidates(data: Path) -> list[Candidate]:
    """The records of all files; one that two files have stands once, with the names and terms of both."""
    found: list[Candidate] = []
    by_key: dict[tuple[bool, str], int] = {}
    for file in (*ORGANIZATIONS, *PEOPLE):
        for made in read(data, file, file in PEOPLE):
            at = next((by_key[key] for key in made.keys if key in by_key), None)
            if at is None:
                at = len(found)
                found.append(made)
            else:
                found[at] = found[at].joined(made)
            by_key.update(dict.fromkeys(made.keys, at))
    return found


def congress(data: Path) -> set[str]:
    """The ids, among all candidates, of the American legislators and executives, and of the committees of Congress."""
    keys = {key for file in CONGRESS for made in read(data, file, file in PEOPLE) for key in made.keys}
    return {candidate.id for candidate in candidates(data) if not keys.isdisjoint(candidate.keys)}


def read(data: Path, file: str, person: bool) -> Iterator[Candidate]:
    """The records of one file."""
    with gzip.open(data / "authority" / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _candidate(json.loads(line), person)


def _candidate(row: dict[str, Any], person: bool) -> Candidate:
    wikidata = re.search(r"Q\d+$", str(row.get("ids", {}).get("wikidata") or ""))
    languages = row.get("names") or {}
    names = tuple((code, languages[code]) for code in LANGUAGES if languages.get(code) not in (None, row["name"]))
    # The aliases of committees are their bare subjects: "Foreign Affairs".
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
    """A date as the records take it; "1990s" is none."""
    return said if said and re.fullmatch(r"\d{4}(-\d\d){0,2}", said) else None


def words(text: str) -> list[str]:
    """The words of a text, for names to be sought by whole words."""
    return re.findall(r"[^\W_]+(?:['’ʼ.&-][^\W_]+)*", text)


def counts(data: Path, every: Iterable[Candidate], last: Drawing) -> dict[str, int]:
    """How many releases name each candidate in full, by a name of two words or more; *last* says which releases count.

    A name of two candidates counts for neither: nobody could tell them apart.
    """
    forms: dict[tuple[str, ...], set[str]] = collections.defaultdict(set)
    for candidate in every:
        for form in candidate.forms:
            parts = tuple(words(form))
            if len(parts) > 1 and any(part[:1].isupper() for part in parts):
                forms[parts].add(candidate.id)
    lengths: dict[str, set[int]] = collections.defaultdict(set)
    for parts in forms:
        lengths[parts[0]].add(len(parts))
    seen: collections.Counter[str] = collections.Counter()
    for _, row in others(data, last):
        tokens, named = words(f"{row.get('title') or ''}\n{prose(row)}"), set()
        for i, token in enumerate(tokens):
            for n in sorted(lengths.get(token, ()), reverse=True):
                owners = forms.get(tuple(tokens[i : i + n]), set())
                if owners:
                    named |= owners if len(owners) == 1 else set()
                    break
        seen.update(named)
    return dict(seen)

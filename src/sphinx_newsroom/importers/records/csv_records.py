"""Read records from CSV with known column names (RFC 4180); rows of the same record are merged, one office each.

Cells may be separated by commas, semicolons (as spreadsheets do in many countries) or tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem, nearest, shown
from sphinx_newsroom.importers.documents import Cells, Document
from sphinx_newsroom.importers.drafts import (
    LONGEST_TEXT,
    Draft,
    Kind,
    Office,
    Options,
    Place,
    Ref,
    RefusedValueError,
    clean,
    identifier,
    quoted,
    refuse,
)
from sphinx_newsroom.model.records import Name, Source
from sphinx_newsroom.sources.values import ID
from sphinx_newsroom.text.words.folding import folded
from sphinx_newsroom.text.words.word_files import mapping
from sphinx_newsroom.text.words.word_lists import OFFICE_NOUNS, TITLES

# Names as in staff lists: "Roe, Jane" becomes Jane Roe.

_MOST_WORDS = 4
"""The maximum number of words of a family name, or of given names."""

_PARTICLES = frozenset("al bin da de del della den der di do dos du el la le mac st ten ter van von zu".split())
"""Particles that begin family names.

"García Márquez, Gabriel" is left as written, since "Jane Roe, Vienna" looks the same.
"""

_BEHIND = re.compile(
    r"(?:jr|sr|esq|i{1,3}|iv|v|\d(?:st|nd|rd|th)|ph\.?\s?d|m\.?d|j\.?d|ed\.?d|d\.?d\.?s|ll\.?[bmd]|m\.?b\.?a|[a-z]{2,4}\.)\.?",
    re.IGNORECASE,
)
"""Suffixes after a comma that aren't given names: Jr., III, M.D., Ph.D."""


def person_name(written: str) -> tuple[str, str | None, str]:
    """Return a person's name as texts have it, the family name if known, and the name without titles.

    >>> person_name("van der Berg, Anna"), person_name("Dr. Jane Roe, M.D.")
    (('Anna van der Berg', 'van der Berg', 'Anna van der Berg'), ('Dr. Jane Roe, M.D.', None, 'Jane Roe'))
    """
    family, comma, given = (part.strip() for part in written.partition(","))
    *first, _ = [folded(word.rstrip(".")) for word in family.split()] or [""]
    name, bare, own = written, family, None
    if comma and not _is_behind(given, family):
        bare = written
        if _PARTICLES.issuperset(first) and _is_name(family) and _is_name(given):
            name = bare = f"{given} {family}"
            own = family if " " in family else None
    words = bare.split()
    while words and folded(words[0].rstrip(".")) in TITLES:
        del words[0]
    return name, own, " ".join(words) if len(words) > 1 else name


def _is_name(part: str) -> bool:
    words = part.split()
    return 0 < len(words) <= _MOST_WORDS and any(map(str.isupper, part)) and not re.search(r"[\d,()]", part)


def _is_behind(given: str, family: str) -> bool:
    # Capitals of an order or degree (Roe, OBE); in a list all in capitals, they are a name.
    letters = given.isupper() and len(given) <= _MOST_WORDS and not family.isupper()
    words = [folded(word.rstrip(".")) for word in given.split()]
    return letters or bool(_BEHIND.fullmatch(given)) or TITLES.issuperset(words) or not OFFICE_NOUNS.isdisjoint(words)


NAME = "csv"
WORDS = "CSV or .xlsx"

IDENTIFIERS = ("wikidata", "ror", "isni", "viaf", "orcid")
_TEXTS = tuple(
    """
    name acronym family_name classification founding_date dissolution_date website
    """.split()
)
_OFFICE = ("role", "organization", "start_date", "end_date")
_LISTS = ("other_names", "successors", "sources")
COLUMNS = ("id", "kind", *_TEXTS, "given_name", "parent", *_LISTS, *_OFFICE, *IDENTIFIERS)
"""The columns that are read, in any order."""
_IDENTIFYING = {"name", "given_name", "id", *IDENTIFIERS}
_OTHER_NAMES = mapping("record_columns", "sphinx_newsroom.importers")
KINDS: Mapping[str, Kind] = {
    "official": "official",
    "person": "official",
    "organization": "organization",
    "organisation": "organization",
}
_OF_OFFICIALS = {"given_name", "family_name", *_OFFICE}
_OF_ORGANIZATIONS = frozenset(
    """
    acronym classification parent successors founding_date dissolution_date ror
    """.split()
)


class _Row(NamedTuple):
    """A row's cells that aren't empty, by column, and where the row begins."""

    place: Place
    cells: Mapping[str, str]
    columns: frozenset[str]

    def parts(self, column: str) -> list[str]:
        """Return the values of a cell, separated by ``|`` or ``;``."""
        cell = self.cells.get(column, "")
        # Some names contain semicolons; bars are for these.
        return [part.strip() for part in cell.split("|" if "|" in cell else ";") if part.strip()]


def knows(document: Document) -> bool:
    """Whether the first row names known columns."""
    return not document.is_json and not _IDENTIFYING.isdisjoint(document.table(_known)[0])


def read(document: Document, options: Options) -> Iterator[Draft | Problem]:
    """Yield a draft for each record; a row that contradicts an earlier one is left out as a problem."""
    known_columns, rows = document.table(_known)
    if _IDENTIFYING.isdisjoint(known_columns):
        yield Place(document.name, 1).problem(
            "the first row doesn't name the columns",
            f"write `name` and any of: {', '.join(COLUMNS)}",
            ImportCode.BAD_VALUE,
        )
        return
    records: list[Draft] = []
    known: dict[tuple[str, ...], list[int]] = {}
    for row in _rows(rows):
        if isinstance(row, Problem):
            yield row
            continue
        try:
            draft = _draft(row)
            # By the surest key that only one record has: a name that two people share identifies neither.
            number = next((at[0] for key in _keys(draft) if len(at := known.get(key, [])) == 1), len(records))
            if number < len(records) and not _distinct(records[number], draft):
                records[number] = _joined(records[number], draft)
            else:
                number = len(records)
                records.append(draft)
        except RefusedValueError as refusal:
            yield refusal.problem
            continue
        for key in _keys(records[number]):
            known.setdefault(key, [])
            known[key] += [number] if number not in known[key] else []
    yield from records


def _column(cell: str) -> str:
    """Return the name of a column, in English if it is known in another language: ``Organisation`` and ``Fonction``."""
    name = re.sub(r"[\s-]+", "_", cell.strip().strip('"').strip().lower())
    return _OTHER_NAMES.get(name, name)


def _known(cell: str) -> str | None:
    return name if (name := _column(cell)) in COLUMNS else None


def _rows(rows: Iterable[Cells | Problem]) -> Iterator[_Row | Problem]:
    """Yield the rows below the first, with the columns that it names."""
    columns: list[str] = []
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif not columns:
            columns = [_column(cell) for cell in row.cells]
            yield from _wrong_columns(columns, row.place)
        else:
            filled = {name: text for name, cell in zip(columns, row.cells, strict=False) if (text := clean(cell))}
            if "name" not in filled and {"given_name", "family_name"} <= filled.keys():
                filled["name"] = f"{filled['given_name']} {filled['family_name']}"
            yield _Row(row.place, filled, frozenset(columns))


def _wrong_columns(columns: list[str], place: Place) -> Iterator[Problem]:
    for number, name in enumerate(columns):
        if name and name in columns[:number]:
            yield place.problem(
                f"the column {quoted(name)} occurs twice, so only the last one is read",
                "remove one",
                ImportCode.DUPLICATE_KEY,
            )
        elif name and name not in COLUMNS:
            meant = nearest(name, COLUMNS)
            yield place.problem(
                f"the column {quoted(name)} is unknown, so it is left out",
                f"did you mean {meant!r}?" if meant else f"columns are {', '.join(COLUMNS)}",
                ImportCode.UNKNOWN_KEY,
            )


def _kind(row: _Row) -> Kind:
    """Return the kind in a row's ``kind`` cell, or the kind that its cells or columns suggest."""
    if said := row.cells.get("kind"):
        if said.lower() not in KINDS:
            raise refuse(row.place, f"kind is {quoted(said)}", "write official or organization")
        return KINDS[said.lower()]
    # Cells first, since a table may contain both kinds, each with the other's columns empty.
    for names in (set(row.cells), row.columns):
        official, organization = bool(names & _OF_OFFICIALS), bool(names & _OF_ORGANIZATIONS)
        if official != organization:
            return "official" if official else "organization"
    raise refuse(
        row.place,
        "this could be an official or an organization",
        "add a column `kind` with the value official or organization",
        ImportCode.MISSING_KEY,
    )


def _draft(row: _Row) -> Draft:
    cells, place = row.cells, row.place
    for column, cell in cells.items():
        if len(cell) > LONGEST_TEXT and column not in _LISTS:
            raise refuse(place, f"{shown(column)} is longer than {LONGEST_TEXT:,} characters", "shorten it")
    id_ = cells.get("id")
    if id_ and not ID.fullmatch(id_):
        raise refuse(place, f"id is {quoted(id_)}, which isn't an id", "write lower-case letters, digits and hyphens")
    kind = _kind(row)
    texts: dict[str, Any] = {column: cells.get(column) for column in _TEXTS if column != "name"}
    name, others = cells.get("name", ""), row.parts("other_names")
    if kind == "official":
        name, family, bare = person_name(name)
        texts["family_name"] = texts.get("family_name") or family
        others += [bare] if bare != name else []
    return Draft(
        kind=kind,
        name=name,
        place=place,
        key=id_,
        id=id_,
        **texts,
        other_names=tuple(map(Name, dict.fromkeys(others))),
        parent=Ref(place, words=cells["parent"]) if "parent" in cells else None,
        successors=tuple(Ref(place, words=words) for words in row.parts("successors")),
        offices=_offices(row) if kind == "official" else (),
        identifiers=tuple(identifier(scheme, cells[scheme]) for scheme in IDENTIFIERS if scheme in cells),
        sources=tuple(map(Source, row.parts("sources"))),
    )


def _offices(row: _Row) -> tuple[Office, ...]:
    cells, place = row.cells, row.place
    given = [column for column in _OFFICE if column in cells]
    for needed in ("role", "organization") if given else ():
        if not row.parts(needed):
            raise refuse(
                place,
                f"the row has {' and '.join(given)}, but no {needed}",
                f"fill in `{needed}`",
                ImportCode.MISSING_KEY,
            )
    if not given:
        return ()
    organization = Ref(place, words=cells["organization"])
    dates = cells.get("start_date"), cells.get("end_date")
    return tuple(Office(place, role, organization, *dates) for role in dict.fromkeys(row.parts("role")))


def _keys(draft: Draft) -> list[tuple[str, ...]]:
    """Return the keys by which rows of one record match, surest first: id, identifiers, name."""
    id_ = [(draft.kind, "id", draft.id)] if draft.id else []
    name = [(draft.kind, "name", draft.name)] if draft.name else []
    return [*id_, *((draft.kind, *pair) for pair in draft.identifiers), *name]


def _distinct(one: Draft, other: Draft) -> bool:
    """Whether two rows with a common key are different records, by id or else by identifier."""
    # The author's ids decide; identifiers are copied, and a mistake in one must not merge two ids.
    if one.id and other.id:
        return one.id != other.id
    known = dict(one.identifiers)
    return any(known.get(scheme, value) != value for scheme, value in other.identifiers)


def _joined(first: Draft, then: Draft) -> Draft:
    """Add a later row to a record; raises RefusedValueError if they contradict each other."""
    before, after = _said(first), _said(then)
    for key, value in after.items():
        if before.get(key, value) != value:
            earlier = f"{quoted(before[key])} on line {first.place.line}"
            raise refuse(
                then.place,
                f"{key} is {quoted(value)}, but {earlier}",
                "use the same value in all rows of a record, or leave it empty",
            )
    changes: dict[str, Any] = {
        key: getattr(first, key) or getattr(then, key) for key in (*_TEXTS, "parent", "id", "key")
    }
    for key in ("other_names", "successors", "offices", "sources", "identifiers"):
        changes[key] = tuple(dict.fromkeys((*getattr(first, key), *getattr(then, key))))
    return replace(first, **changes)


def _said(draft: Draft) -> dict[str, str]:
    """Return the values that a record has only once."""
    texts = {key: value for key in _TEXTS if (value := getattr(draft, key))}
    parent = {"parent": draft.parent.words} if draft.parent and draft.parent.words else {}
    return {**texts, **parent, **dict(draft.identifiers)}

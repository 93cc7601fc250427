"""CSV with a first row that names columns of ours (RFC 4180); rows of the same record add up, an office each.

Commas, semicolons (as spreadsheets write in many countries) and tabs are taken between the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem, nearest, shown
from sphinx_newsroom.importers.documents import Document, rows_of, separator_of
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
from sphinx_newsroom.text.words.word_lists import OFFICE_NOUNS, TITLES

# The names of people in lists of staff as texts name them: "Roe, Jane" is Jane Roe.

_MOST_WORDS = 4
"""Words of a family name, or of given names."""

_PARTICLES = frozenset("al bin da de del della den der di do dos du el la le mac st ten ter van von zu".split())
""""García Márquez, Gabriel" is left as it is written: "Jane Roe, Vienna" looks the same."""

_BEHIND = re.compile(
    r"(?:jr|sr|esq|i{1,3}|iv|v|\d(?:st|nd|rd|th)|ph\.?\s?d|m\.?d|j\.?d|ed\.?d|d\.?d\.?s|ll\.?[bmd]|m\.?b\.?a|[a-z]{2,4}\.)\.?",
    re.IGNORECASE,
)
"""What stands behind a comma and is no given name: Jr., III, M.D., Ph.D."""


def person_name(written: str) -> tuple[str, str | None, str]:
    """The name of a person as texts have it, the family name if a list says it, and the name without titles.

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
    # Letters of an order or degree: Roe, OBE; of a list all in capitals they are a name.
    letters = given.isupper() and len(given) <= _MOST_WORDS and not family.isupper()
    words = [folded(word.rstrip(".")) for word in given.split()]
    return letters or bool(_BEHIND.fullmatch(given)) or TITLES.issuperset(words) or not OFFICE_NOUNS.isdisjoint(words)


NAME = "csv"
WORDS = "CSV"

IDENTIFIERS = ("wikidata", "ror", "isni", "viaf", "orcid")
_TEXTS = tuple(
    """
    name acronym family_name classification founding_date dissolution_date website
    """.split()
)
_OFFICE = ("role", "organization", "start_date", "end_date")
_LISTS = ("other_names", "successors", "sources")
COLUMNS = ("id", "kind", *_TEXTS, "parent", *_LISTS, *_OFFICE, *IDENTIFIERS)
"""The columns that are read, in any order."""
KINDS: Mapping[str, Kind] = {
    "official": "official",
    "person": "official",
    "organization": "organization",
    "organisation": "organization",
}
_OF_OFFICIALS = {"family_name", *_OFFICE}
_OF_ORGANIZATIONS = frozenset(
    """
    acronym classification parent successors founding_date dissolution_date ror
    """.split()
)


class _Row(NamedTuple):
    """A row's cells that hold something, by column, and the line on which it begins."""

    place: Place
    cells: Mapping[str, str]
    columns: frozenset[str]

    def parts(self, column: str) -> list[str]:
        """The values of a cell that holds several, with ``|`` or ``;`` between them."""
        cell = self.cells.get(column, "")
        # Names hold semicolons now and then, so whoever has such a one writes bars.
        return [part.strip() for part in cell.split("|" if "|" in cell else ";") if part.strip()]


def knows(document: Document) -> bool:
    """Whether the first row names columns of ours."""
    return not document.is_json and _separator(document.text) is not None


def read(document: Document, options: Options) -> Iterator[Draft | Problem]:
    """A draft for each record; a row that contradicts an earlier one of the same record is left out as a problem."""
    separator = _separator(document.text)
    if separator is None:
        yield Place(document.name, 1).problem(
            ImportCode.BAD_VALUE,
            "the first row does not name the columns",
            f"write `name` and any of: {', '.join(COLUMNS)}",
        )
        return
    records: list[Draft] = []
    known: dict[tuple[str, ...], list[int]] = {}
    for row in _rows(document, separator):
        if isinstance(row, Problem):
            yield row
            continue
        try:
            draft = _draft(row)
            # By the surest key that one record alone has: a name that two people have tells neither.
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


def _separator(text: str) -> str | None:
    """The sign between the cells: the one that gives the most columns of ours, one by which a record is known."""
    sign, found = separator_of(text, lambda cell: name if (name := _column(cell)) in COLUMNS else None)
    return sign if found & {"name", "id", *IDENTIFIERS} else None


def _column(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().strip('"').strip().lower())


def _rows(document: Document, separator: str) -> Iterator[_Row | Problem]:
    """The rows below the first, each with the columns that the first one names."""
    columns: list[str] = []
    for row in rows_of(document.text, document.name, separator):
        if isinstance(row, Problem):
            yield row
        elif not columns:
            columns = [_column(cell) for cell in row.cells]
            yield from _wrong_columns(columns, row.place)
        else:
            filled = {name: text for name, cell in zip(columns, row.cells, strict=False) if (text := clean(cell))}
            yield _Row(row.place, filled, frozenset(columns))


def _wrong_columns(columns: list[str], place: Place) -> Iterator[Problem]:
    for number, name in enumerate(columns):
        if name and name in columns[:number]:
            yield place.problem(
                ImportCode.DUPLICATE_KEY,
                f"the column {quoted(name)} occurs twice, and the last is read",
                "remove one",
            )
        elif name and name not in COLUMNS:
            meant = nearest(name, COLUMNS)
            yield place.problem(
                ImportCode.UNKNOWN_KEY,
                f"the column {quoted(name)} is not known and left out",
                f"did you mean {meant!r}?" if meant else f"columns are {', '.join(COLUMNS)}",
            )


def _kind(row: _Row) -> Kind:
    """What the row says that it is, what its cells are those of, or what the columns are those of."""
    if said := row.cells.get("kind"):
        if said.lower() not in KINDS:
            raise refuse(row.place, f"kind is {quoted(said)}", "write official or organization")
        return KINDS[said.lower()]
    # Cells first, since one table may hold both kinds, each with the columns of the other empty.
    for names in (set(row.cells), row.columns):
        official, organization = bool(names & _OF_OFFICIALS), bool(names & _OF_ORGANIZATIONS)
        if official != organization:
            return "official" if official else "organization"
    raise refuse(
        row.place,
        "this could be an official or an organization",
        "add a column `kind` that says official or organization",
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
    """What rows of one record have in common, the surest first: the id, an identifier, the name."""
    id_ = [(draft.kind, "id", draft.id)] if draft.id else []
    name = [(draft.kind, "name", draft.name)] if draft.name else []
    return [*id_, *((draft.kind, *pair) for pair in draft.identifiers), *name]


def _distinct(one: Draft, other: Draft) -> bool:
    """Whether two rows that agree in something are of different records all the same: by id, or else by identifier."""
    # Ids are the author's own and decide; identifiers are copied, and a mistake in one must not join two ids.
    if one.id and other.id:
        return one.id != other.id
    known = dict(one.identifiers)
    return any(known.get(scheme, value) != value for scheme, value in other.identifiers)


def _joined(first: Draft, then: Draft) -> Draft:
    """The record with what a later row adds; raises RefusedValueError where that says otherwise."""
    before, after = _said(first), _said(then)
    for key, value in after.items():
        if before.get(key, value) != value:
            otherwise = f"{quoted(before[key])} on line {first.place.line}"
            raise refuse(
                then.place,
                f"{key} is {quoted(value)}, but {otherwise}",
                "write the same in all rows of a record, or leave it empty",
            )
    changes: dict[str, Any] = {
        key: getattr(first, key) or getattr(then, key) for key in (*_TEXTS, "parent", "id", "key")
    }
    for key in ("other_names", "successors", "offices", "sources", "identifiers"):
        changes[key] = tuple(dict.fromkeys((*getattr(first, key), *getattr(then, key))))
    return replace(first, **changes)


def _said(draft: Draft) -> dict[str, str]:
    """The values of which a record has one."""
    texts = {key: value for key in _TEXTS if (value := getattr(draft, key))}
    parent = {"parent": draft.parent.words} if draft.parent and draft.parent.words else {}
    return {**texts, **parent, **dict(draft.identifiers)}

"""What an entity of Wikidata states: the statements of a property by rank, and their values as ours.

Source: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

from __future__ import annotations

import re
from typing import Any

from sphinx_newsroom.importers.drafts import Place, items, mapping

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

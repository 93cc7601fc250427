"""Wikidata: whom its entities are, what they are called, and which offices they held."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.test_importers import drafts, fixture, one

from sphinx_newsroom.importers.drafts import Options
from sphinx_newsroom.model.records import Name


def terms(**labels: str) -> dict[str, Any]:
    return {language.replace("_", "-"): {"language": language, "value": value} for language, value in labels.items()}


def snak(value: Any) -> dict[str, Any]:
    """A snak of an entity's id, a point in time, text in a language, or text."""
    if isinstance(value, str) and value.startswith("Q"):
        value = {"entity-type": "item", "id": value}
    elif isinstance(value, str) and value.startswith("+"):
        time, _, precision = value.partition("/")
        calendar = "http://www.wikidata.org/entity/Q1985727"
        value = {"time": time, "precision": int(precision or 11), "calendarmodel": calendar}
    return {"snaktype": "value", "datavalue": {"value": value, "type": "x"}}


def said(value: Any, rank: str = "normal", **qualifiers: Any) -> dict[str, Any]:
    by_key = {key: [snak(each)] for key, each in qualifiers.items()}
    return {"mainsnak": snak(value), "rank": rank, "qualifiers": by_key}


def entity(id_: str, labels: dict[str, Any], aliases: dict[str, Any] | None = None, **claims: Any) -> dict[str, Any]:
    return {"type": "item", "id": id_, "labels": labels, "aliases": aliases or [], "claims": claims or []}


FEDOTOV, UNODC, *POSITIONS = fixture("wikidata")


def test_wikidata_organizations() -> None:
    draft = one({"entities": {"Q834550": UNODC}})
    assert (draft.kind, draft.name) == ("organization", "United Nations Office on Drugs and Crime")
    assert draft.acronym == "UNODC"
    assert draft.other_names == (
        Name("ODCCP", None, "1997-01-01", "2002-10-01"),
        Name("The Office"),
        Name("UN Office", "en-GB"),
        Name("Управление ООН", "ru"),
    )
    assert draft.identifiers == (("wikidata", "Q834550"), ("ror", "04t5xt781"), ("isni", "0000000122940101"))
    assert draft.classification == "intergovernmental"
    assert (draft.founding_date, draft.dissolution_date) == ("1997", "2002-10")
    assert draft.parent is not None
    assert draft.parent.identifiers == (("wikidata", "Q1065"),)
    assert [ref.key for ref in draft.successors] == ["Q7"]
    assert draft.website == "https://unodc.org"


def test_wikidata_people_hold_the_positions_that_the_file_names() -> None:
    found, problems = drafts([FEDOTOV, UNODC, *POSITIONS])
    assert problems == []
    fedotov, _unodc = found
    assert (fedotov.kind, fedotov.name, fedotov.family_name) == ("official", "Yury Fedotov", "Fedotov")
    assert fedotov.other_names == (Name("Юрий Федотов", "ru"),)
    assert [(o.role, o.organization.key, o.start_date, o.end_date) for o in fedotov.offices] == [
        ("Executive Director", "Q834550", "2010-07-12", "2020-01-31"),
        ("ambassador", "Q1065", "2002", None),
    ]


def test_wikidata_positions_that_the_file_does_not_name_are_left_out_and_named() -> None:
    found, problems = drafts(FEDOTOV)
    assert (found[0].offices, found[0].family_name) == ((), None)
    assert problems[0] == (
        "f: claims.P39[0]: [left-out] the position Q11 is not in the file, so the membership is "
        "left out; add that entity to the file"
    )
    unknown_end = said("Q11")
    unknown_end["qualifiers"] = {"P582": [{"snaktype": "somevalue"}]}
    ended = entity("Q1", terms(en="A"), P31=[said("Q5")], P39=[unknown_end, said("Q12")])
    found, problems = drafts([ended, *POSITIONS])
    assert found[0].offices == ()
    assert [problem.split("] ")[1].split(",")[0] for problem in problems] == [
        "the position 'Executive Director' (Q11) ended on an unknown day",
        "the position 'ambassador' (Q12) names no organization",
    ]


@pytest.mark.parametrize(
    ("time", "date"),
    [
        ("+1945-10-24T00:00:00Z/11", "1945-10-24"),
        ("+1940-00-00T00:00:00Z/8", None),
        ("-0044-03-15T00:00:00Z/11", None),
    ],
)
def test_wikidata_dates_are_as_precise_as_known(time: str, date: str | None) -> None:
    value = snak("+" + time[1:])
    value["datavalue"]["value"]["time"] = time.partition("/")[0]
    claim = {"mainsnak": value, "rank": "normal"}
    assert one(entity("Q1", terms(en="A"), P571=[claim])).founding_date == date


def test_wikidata_dates_of_the_julian_calendar_keep_their_year() -> None:
    claim = said("+1711-02-22T00:00:00Z")
    claim["mainsnak"]["datavalue"]["value"]["calendarmodel"] = "http://www.wikidata.org/entity/Q1985786"
    assert one(entity("Q1", terms(en="Senate"), P571=[claim])).founding_date == "1711"


@pytest.mark.parametrize(
    ("short", "acronym", "others"),
    [
        ([("ODC", "en")], "ODC", []),
        ([("ЮНОДК", "ru")], None, ["ЮНОДК"]),
    ],
)
def test_wikidata_acronyms(short: list[tuple[str, str]], acronym: str | None, others: list[str]) -> None:
    draft = one(
        entity(
            "Q1",
            terms(en="United Nations Office on Drugs and Crime"),
            P1813=[said({"text": text, "language": language}) for text, language in short],
        )
    )
    assert (draft.acronym, [name.name for name in draft.other_names]) == (acronym, others)


def test_wikidata_labels_are_taken_in_the_languages_wanted() -> None:
    everywhere = entity("Q1", terms(en="United Nations", ru="ООН", uk="ООН", fr="Nations Unies", pt_br="Nações Unidas"))
    assert one(everywhere, Options(language="fr", languages=frozenset({"fr", "pt"}))).other_names == (
        Name("Nações Unidas", "pt-BR"),
    )
    assert one(everywhere, Options(language="fr", languages=frozenset({"fr"}))).name == "Nations Unies"
    assert one(everywhere, Options(language="uk", languages=frozenset({"uk", "ru"}))).other_names == ()


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ({"entities": {"Q9": {"id": "Q9", "missing": ""}}}, "f: entities.Q9: [missing-key] Wikidata has no entity Q9"),
        ([entity("Q1", terms(de="Büro"))], "f: [0]: [missing-key] Q1 has no label in the chosen languages"),
        (
            [entity("Q1", terms(en="X"), P39="x", P31=[said("Q5")])],
            "f: [0].claims.P39: [wrong-type] P39 is text; write a list",
        ),
    ],
)
def test_wikidata_that_is_broken(source: Any, problem: str) -> None:
    found, problems = drafts(source, "wikidata")
    assert found == []
    assert problems[0].startswith(problem)


def test_wikidata_properties_and_lexemes_are_passed_over() -> None:
    assert drafts([UNODC, {"type": "property", "id": "P31", "labels": terms(en="instance of")}, {"id": "L1"}])[1] == []

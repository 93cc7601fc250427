"""Why a name that stands in a text is not linked: each reason has a text in which it is told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Method, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Found, Names, Refusal, Refused, find
from sphinx_newsroom.text.naming.reasons import TAKEN
from sphinx_newsroom.text.words.tokens import Mark, Where

UN = Organization("un", "United Nations", "UN")
WORLD_BANK = Organization("bank", "World Bank")
DRUGS = Organization("unodc", "United Nations Office on Drugs and Crime", "UNODC", parent="un")
ESTMARK = Organization("gov", "Government of Estmark")
HEALTH = Organization("health", "Ministry of Health", parent="gov")
CRIMINAL = Organization("criminal", "Criminal Division", unit_of="bank")
CANADA = Organization("guard", "United States Coast Guard")
AIM = Organization("ceo", "Council of Estmark Orchards", "CEO")
WHO = Organization("who", "World Health Organization", "WHO")
VA = Organization("va", "Varn Alliance", "VQ")
TRAMPS = tuple(Organization(f"x{k}", f"Agency {k}", f"A{chr(65 + k // 26)}") for k in range(160))
SINGLES = tuple(
    Organization(f"s{k}", f"Zor{chr(97 + k // 676)}{chr(97 + k // 26 % 26)}{chr(97 + k % 26)}") for k in range(1100)
)
SIGNAL = Organization("signal", "Signal Foundation", context=("messenger",))
GREEN = Organization("green", "Green Frontier")
THEATRE = Organization("ford", "Ford", not_in=("Ford Theatre",))

FEDOTOV = Official("fedotov", "Yury Fedotov", memberships=(Membership("Executive Director", "unodc", "2010", "2020"),))
BERG = Official("berg", "Anna Berg", memberships=(Membership("Minister of Finance", "gov", "2010", "2020"),))
KARL = Official("karl", "Karl Berg", memberships=(Membership("Mayor", "gov", "2010", "2020"),))
MAY = Official("may", "Theresa May")
WALKER = Official("walker", "Scott Walker", memberships=(Membership("Governor", "gov", "2010", "2020"),))
CASEY = Official("casey", "Robert Casey", memberships=(Membership("Senator", "gov", "2010", "2020"),))
TWO_HEADS = tuple(
    Official(f"h{k}", f"{name} Quill", memberships=(Membership("Chief Warden", "un"),))
    for k, name in enumerate(("Ada", "Bo"))
)


CASES: dict[Refusal, tuple[Any, ...]] = {
    Refusal.DECIDED: ((UN,), "The United Nations met.", "United Nations", {"names": (("United Nations", None),)}),
    Refusal.NOT_IN: ((THEATRE,), "They met in Ford Theatre, near Ford.", "Ford"),
    Refusal.CONTEXT: ((SIGNAL,), "The Signal Foundation met.", "Signal Foundation"),
    Refusal.INTRODUCED: ((UN, DRUGS), "The Union of Nurses (UN) met, and UN members voted.", "UN"),
    Refusal.IN_CODE: ((DRUGS,), "So UNODC met.", "UNODC", {"mark": "code"}),
    Refusal.IN_ADDRESS: ((DRUGS,), "See @UNODC for more.", "UNODC"),
    Refusal.IN_LINKED: ((UN, DRUGS), "The United Nations Office on Drugs and Crime met.", "United Nations"),
    Refusal.IN_REFUSED: ((WORLD_BANK, Organization("b", "Bank")), "The World Bank Institute met.", "Bank"),
    Refusal.IN_UNKNOWN: ((UN,), "The Friends of United Nations (FUN) met.", "United Nations"),
    Refusal.HYPHENED: ((UN,), "The UN-Habitat fair.", "UN"),
    Refusal.BEGINNING: ((WORLD_BANK,), "The World Bank Institute met.", "World Bank"),
    Refusal.END: ((UN,), "The Charter of the United Nations was signed.", "United Nations"),
    Refusal.SHARED: (
        (ESTMARK, HEALTH),
        "The Ministry of Health and Nutrition met.",
        "Ministry of Health",
        {"issuer": "gov"},
    ),
    Refusal.OWNED: ((ESTMARK, HEALTH), "The Iowa Ministry of Health met.", "Ministry of Health", {"issuer": "gov"}),
    Refusal.LABEL: ((WHO,), "WHO: Ann Lee. The World Health Organization met.", "WHO"),
    Refusal.SYMBOL: ((VA,), "Shares (NYSE: VQ) rose.", "VQ"),
    Refusal.SHARED_ACRONYM: ((Organization("z", "Design Agency", "IDA"),), "They met IDA there.", "IDA"),
    Refusal.ANOTHERS_UNIT: ((WORLD_BANK, CRIMINAL), "New York's Criminal Division met.", "Criminal Division"),
    Refusal.UNIT: ((WORLD_BANK, CRIMINAL), "The Criminal Division met.", "Criminal Division"),
    Refusal.GENERIC: ((ESTMARK, HEALTH), "The Ministry of Health met.", "Ministry of Health"),
    Refusal.SHORT: ((CANADA,), "The Coast Guard met.", "Coast Guard"),
    Refusal.COMMON_WORDS: ((GREEN, *SINGLES), "Their Green Frontier fair; a green frontier.", "Green Frontier"),
    Refusal.AS_A_WORD: ((Organization("t", "Target"),), "Target met its target.", "Target"),
    Refusal.SECOND_WORD: ((Organization("m", "Mercer"),), "They met Randel Mercer there.", "Mercer"),
    Refusal.OF_MANY: (
        (Organization("p", "Phoenix"), Official("q", "Phoenix Berg"), *SINGLES),
        "They met in Phoenix again.",
        "Phoenix",
    ),
    Refusal.IN_CAPITALS: ((WHO,), "FORT WHO IS A PLACE", "WHO"),
    Refusal.COMMON_ACRONYM: ((AIM,), "The CEO met her.", "CEO"),
    Refusal.MANY_ACRONYMS: ((VA, *TRAMPS), "They met the VQ there.", "VQ"),
    Refusal.GOES_ON: ((FEDOTOV,), "The Yury Fedotov Center opened.", "Yury Fedotov"),
    Refusal.ANOTHERS_GIVEN_NAME: ((BERG,), "Anna Berg and her brother Tom Berg met.", "Berg"),
    Refusal.MIDDLE_INITIALS: ((BERG,), "Anna Berg met; then X. Berg left.", "Berg"),
    Refusal.NICKNAME: (
        (CASEY, *(Official(f"c{k}", f"{name} Casey") for k, name in enumerate(("Ada", "Bea", "Cid")))),
        "They met Bob Casey there.",
        "Casey",
    ),
    Refusal.NAMESAKE: ((BERG,), "Anna Berg, CEO of Quiet Labs, met.", "Anna Berg"),
    Refusal.NOT_INTRODUCED: ((BERG,), "They met Berg there.", "Berg"),
    Refusal.DATE_OR_WORD: ((MAY,), "Theresa May met them in May 2011.", "May"),
    Refusal.NAMED_IN_FULL: ((WALKER,), "They met Governor Olene Walker. Then Governor Walker left.", "Walker"),
    Refusal.ANOTHERS_OFFICE: ((BERG,), "They met Senator Berg there.", "Berg"),
    Refusal.BORNE_BY_ANOTHER: (
        (BERG,),
        "They said that Anna Berg met her brother Tom Berg there. Later they said that Berg left.",
        "Berg",
    ),
    Refusal.OUTWEIGHED: ((BERG, Official("b2", "Anna Berg")), "Anna Berg, the Minister of Finance, met.", "Anna Berg"),
    Refusal.UNDECIDED: ((UN, Organization("u2", "Union of Nurses", "UN")), "They met UN there.", "UN"),
    Refusal.FORMER_OFFICE: ((DRUGS, FEDOTOV), "They met the former Executive Director of UNODC.", "Executive Director"),
    Refusal.LONGER_OFFICE: (
        (DRUGS, FEDOTOV),
        "They met in the Office of the Executive Director.",
        "Executive Director",
    ),
    Refusal.ANYONES_OFFICE: ((DRUGS, FEDOTOV), "They want a new Executive Director.", "Executive Director"),
    Refusal.STRANGERS_OFFICE: ((DRUGS, FEDOTOV), "They met Executive Director Tom Ruck.", "Executive Director"),
    Refusal.TO_BE: ((DRUGS, FEDOTOV), "She was nominated as Executive Director of UNODC.", "Executive Director"),
    Refusal.NO_HOLDER: ((DRUGS, FEDOTOV), "They met the Executive Director there.", "Executive Director"),
    Refusal.SEVERAL_HOLDERS: ((UN, *TWO_HEADS), "They met the Chief Warden of the UN.", "Chief Warden"),
}
"""For each reason the records, a text, the words that are refused, and what the release says."""


def read(records: tuple[Organization | Official, ...], text: str, said: dict[str, Any], *, why: bool = True) -> Found:
    said = dict(said)
    where: Where | None = said.pop("mark", None)
    marks = (Mark(text.index("UNODC"), text.index("UNODC") + 5, where),) if where else ()
    organizations = {r.id: r for r in records if isinstance(r, Organization)}
    officials = {r.id: r for r in records if isinstance(r, Official)}
    release = Release(ReleaseId("2011/x"), "T", dt.date(2011, 6, 21), "releases/2011/x.md", **said)
    return find(Names(Registry(organizations, officials)), text, marks, release, why=why)


@pytest.mark.parametrize(("refusal", "case"), CASES.items(), ids=[refusal.code for refusal in CASES])
def test_the_reason_is_told(refusal: Refusal, case: tuple[Any, ...]) -> None:
    records, text, surface, said = (*case, {})[:4]
    refused = [one for one in read(records, text, said).refused if one.surface == surface]
    assert refusal in {one.why for one in refused}, refused
    assert all(text[one.start : one.end] == one.surface for one in refused)


def test_each_reason_has_a_case() -> None:
    assert set(CASES) == set(Refusal)


@pytest.mark.parametrize("case", CASES.values(), ids=[refusal.code for refusal in CASES])
def test_who_asks_changes_nothing(case: tuple[Any, ...]) -> None:
    records, text, _, said = (*case, {})[:4]
    asked, unasked = read(records, text, said), read(records, text, said, why=False)
    assert (asked.mentions, asked.ambiguities, asked.conflicts) == (
        unasked.mentions,
        unasked.ambiguities,
        unasked.conflicts,
    )
    assert unasked.refused == ()


def test_who_is_named_is_not_refused() -> None:
    found = read((DRUGS, FEDOTOV), "UNODC Executive Director Yury Fedotov spoke. Mr Fedotov left UNODC.", {})
    assert [mention.entity for mention in found.mentions] == ["unodc", "fedotov", "fedotov", "unodc"]
    assert not found.refused


def test_all_records_of_a_name_are_one_refusal() -> None:
    found = read((BERG, KARL), "They met Berg there.", {})
    assert found.refused == (Refused(9, 13, "Berg", ("berg", "karl"), Refusal.NOT_INTRODUCED),)


def test_reasons_are_told_in_sentences() -> None:
    codes = Counter(refusal.code for refusal in Refusal)
    assert set(codes.values()) == {1}
    for refusal in Refusal:
        assert refusal.meaning.endswith((".", "…"))
        assert not refusal.remedy.endswith(".")
        assert "{" not in refusal.advice("Ford", "ford").replace("names: {Ford: ford}", "")


def test_every_method_has_words() -> None:
    assert set(TAKEN) == set(Method.__args__)  # type: ignore[attr-defined]

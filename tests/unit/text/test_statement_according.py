"""What is reported by "according to" and by bodies: texts with the reported words in brackets, and texts with none."""

from __future__ import annotations

import re

import pytest
from tests.helpers.speaking import said
from tests.helpers.tables import lines

Q = "crime is a threat to us all"

ACCORDING = lines(
    """
    According to Fedotov, ⟦{Q}.⟧
    According to the World Bank, ⟦{Q}.⟧
    According to Director Fedotov, ⟦{Q}.⟧
    According to Yury Fedotov, the Executive Director of UNODC, ⟦{Q}.⟧
    According to Yury Fedotov, Technical Deputy for UNODC, ⟦{Q}.⟧
    According to Yury Fedotov, a senior adviser at UNODC, ⟦the Office sees more of it.⟧
    Further, according to Fedotov, director of UNODC, ⟦{Q}.⟧
    ⟦In fact, crime is a threat to us all⟧, according to Fedotov.
    ⟦As of 2011, crime was worth 126 million⟧, according to UNODC.
    ⟦Additionally, 100 laws are in force in Europe⟧, according to the World Bank.
    ⟦In Vienna they call it a threat, since it grows⟧, according to Fedotov.
    ⟦Director Brown had left the talks early⟧, according to Fedotov.
""",
    Q=Q,
)
NOT_ACCORDING = lines(
    """
    According to Fedotov’s friends, {Q}.
    According to Fedotov and John Smith, {Q}.
    According to the World Bank report, {Q}.
    According to friends of UNODC (“the Office”), {Q}.
    According to Fedotov, director of the agency, and John Smith, {Q}.
    According to Fedotov, director of UNODC, a body of the United Nations, {Q}.
    According to Fedotov, the director left, and nobody spoke of it again.
    According to the World Bank, director of the talks, nobody spoke of it again.
    According to Fedotov, head of UNODC, Nancy Brown left, and nobody spoke.
    Crime is fought in all of Europe according to UNODC.
    Prices are set each year according to the World Bank.
    In 2011, according to Fedotov.
    Year by year, according to UNODC.
    The threats in Europe: crime and war and drugs, according to Fedotov.
    and crime is a threat to us all, according to Fedotov.
    In the spring of that very year, according to Fedotov, prices fell.
    The law, a first for all of Europe, according to UNODC, and a good one, is in force.
    In the spring of that very year, according to UNODC, and in autumn, prices fell.
    Crime is a threat, according to John Smith, and war is a threat, according to Fedotov.
    “Crime is a threat to us all,” according to friends of Fedotov.
    Crime is a threat to us all, according to Fedotov, director of UNODC, and Nancy Brown.
""",
    Q=Q,
)

SUBJECTS = lines(
    """
    VIENNA, June 20, 2011 /Wire/ -- UNODC announced today that ⟦{Q}.⟧
    VIENNA, June 20, 2011 /Wire/ -- UNODC has announced that ⟦{Q}.⟧
    VIENNA, AUSTRIA, June 20, 2011 /Wire/ -- Director Fedotov recently announced that ⟦{Q}.⟧
    It was late in Vienna -- Fedotov said that ⟦{Q}.⟧
    Today UNODC announced that ⟦{Q}.⟧
    Today Fedotov announced that ⟦{Q}.⟧
    Yesterday UNODC said that ⟦{Q}.⟧
    On Monday UNODC said that ⟦{Q}.⟧
    Earlier today UNODC said that ⟦{Q}.⟧
    The research organization UNODC reported that ⟦{Q}.⟧
    Climate research organization UNODC reported that ⟦{Q}.⟧
    In 2011, the parent company UNODC said that ⟦{Q}.⟧
    Vienna crime agency UNODC announced that ⟦{Q}.⟧
    UNODC, one of the first offices in Vienna, announced that ⟦{Q}.⟧
    UNODC forecasts that ⟦{Q}.⟧
    The World Bank has forecast that ⟦growth will be slower than it was.⟧
    UNODC (“the Office”) said that ⟦{Q}.⟧
""",
    Q=Q,
)
NOT_SUBJECTS = lines(
    """
    VIENNA, June 20, 2011 /Wire/ -- Friends of UNODC announced today that {Q}.
    VIENNA, June 20, 2011 /Wire/ -- A letter to Fedotov said that {Q}.
    It was late in Vienna -- John Smith and Fedotov said that {Q}.
    It was co--Fedotov said that {Q}.
    Today’s UNODC said that {Q}.
    Friends of today UNODC said that {Q}.
    On Monday friends of UNODC said that {Q}.
    The head of the research organization UNODC is John Smith, who said that {Q}.
    An expert at the research organization UNODC said that {Q}.
    A spokesman for the agency UNODC said that {Q}.
    The research report UNODC said that {Q}.
    Brown said the agency UNODC said that {Q}.
    The report on the company UNODC said that {Q}.
    John Smith, and Fedotov said that {Q}.
    Brown, and Fedotov said that {Q}.
    Acme Ltd, and UNODC said that {Q}.
    John Smith of the Vienna office, and Fedotov said that {Q}.
    The plan of John Smith, and Fedotov said that {Q}.
    UNODC, one of the first offices, and John Smith announced it.
    The World Bank has its forecast that growth will be slow again.
""",
    Q=Q,
)


def bracketed(text: str) -> tuple[str, list[str]]:
    """A text without its brackets, and the words that stand in them."""
    return re.sub(r"[⟦⟧]", "", text), re.findall(r"⟦(.*?)⟧", text)


@pytest.mark.parametrize("marked", [*ACCORDING, *SUBJECTS])
def test_what_somebody_reports(marked: str) -> None:
    text, words = bracketed(marked)
    found = [(form, clause.rstrip(".")) for _, form, clause in said(text)]
    assert found == [("reported", clause.rstrip(".")) for clause in words]


@pytest.mark.parametrize("text", [*NOT_ACCORDING, *NOT_SUBJECTS])
def test_what_nobody_reports_for_sure(text: str) -> None:
    assert said(text) == []

"""Where a quotation ends: quotations within it, and paragraphs that a scraped text has run together."""

from __future__ import annotations

import pytest
from tests.helpers.speaking import said
from tests.helpers.tables import with_lists

WITHIN = with_lists("""
    straight | Fedotov said: "We want the "best" answer to crime." He left. | We want the "best" answer to crime.
    curly | Fedotov said: “We want the “best” answer to crime.” He left. | We want the “best” answer to crime.
    straight in curly | Fedotov said: “We want the "best" answer to crime.” He left. | We want the "best" answer \
to crime.
    before the attribution | “We shall “show up” as a community for each other,” said Yury Fedotov. | We shall \
“show up” as a community for each other
    before the attribution, straight | "The "Cost of Crime" policy harmed us all," said Yury Fedotov. | The "Cost \
of Crime" policy harmed us all
    twice | Fedotov said: “We want the “best” and the “quickest” answer to crime.” He left. | We want the “best” \
and the “quickest” answer to crime.
    twice, straight | Fedotov said: "We want the "best" and the "quickest" answer to crime." He left. | We want \
the "best" and the "quickest" answer to crime.
    before a question mark | Fedotov said: “Why is it so hard to take “yes” for an answer?” He left. | Why is it \
so hard to take “yes” for an answer?
    with a comma in it | Fedotov said: “After the end of “Ask, Tell,” nobody need be afraid.” He left. | After \
the end of “Ask, Tell,” nobody need be afraid.
    at the end | Fedotov said: “Nobody need be “hurt”.” He left. | Nobody need be “hurt”.
    guillemets | Fedotov said: «We want the «best» answer to crime.» He left. | We want the «best» answer to crime.
    and the next paragraph | Fedotov said: “We want the “best” answer to crime.⏎⏎“We must act now.” He left. | We \
want the “best” answer to crime.⏎⏎“We must act now.
    and the next paragraph, run together | Fedotov said: “We want the "best" answer to crime. “We must act now.” \
He left. | We want the "best" answer to crime. “We must act now.
    and what goes on behind the attribution | “We want the “best” answer,” said Fedotov. “We must act now.” | We \
want the “best” answer | We must act now.
""")
"""Quotations with another within them."""

ANOTHER = with_lists("""
    the next | “We must stop crime,” said Fedotov. “We must act now.” | We must stop crime | We must act now.
    the next, straight | "We must stop crime," said Fedotov. "We must act now." | We must stop crime | We must \
act now.
    somebody else's | “We must stop crime,” said Fedotov. “We “never” did,” said Smith. | We must stop crime
    behind a stop | Fedotov said: “We must stop crime. “We must act now.” | We must stop crime. “We must act now.
    behind a stop, straight | Fedotov said: "We must stop crime. "We must act now." He left. | We must stop \
crime. "We must act now.
    not closed | Fedotov said: “We must stop “crime now.” He left.
    not closed, straight | Fedotov said: "We must stop "crime now." He left. | We must stop "crime now.
    not closed, and the next is a name | Fedotov said: “We must stop crime. He read “Crime Now” twice.
    not closed, and the next is said | Fedotov said: “We must stop crime. “It is “bad” for us,” said Smith.
    closed by what could open | Fedotov said: "We must stop crime now."He read "Crime Now" twice. | We must stop \
crime now.
    the one around it is not closed | Fedotov said: "We want the "best" of answers. He left. | We want the "best
    ends within | Fedotov said: “We must stop crime, and “clear the paths for all of us.” He left. “It is late,” \
he said. | clear the paths for all of us. | It is late
    a scare quote of the narrator | They call him the “Lion.” Fedotov said: “We must stop crime.” He left. | We \
must stop crime.
    two names | Fedotov read “Crime” and “Drugs” and said: “We must stop crime.” | We must stop crime.
""")
"""Quotations that are no others' parts."""


@pytest.mark.parametrize(("text", "quoted"), {**WITHIN, **ANOTHER}.values(), ids=[*WITHIN, *ANOTHER])
def test_a_quotation_within_another_ends_none(text: str, quoted: list[str]) -> None:
    assert [words for speaker, form, words in said(text) if (speaker, form) == ("fedotov", "direct")] == quoted


WORDS = "Crime is a threat to us"
GLUED = {
    "title": (f"“{WORDS},” saidRep. Fedotov.", [("fedotov", WORDS)]),
    "title, no space before": (f"“{WORDS},”saidDirector Yury Fedotov of Vienna.", [("fedotov", WORDS)]),
    # somebody else's
    "a name before, behind another's": (
        f"“{WORDS},” said Fedotov. “We must act now.”“It is late for us,” Congressman Smithsaid.",
        [("fedotov", WORDS), ("fedotov", "We must act now.")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), GLUED.values(), ids=GLUED)
def test_a_verb_that_lost_its_space(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == [(speaker, "direct", words) for speaker, words in expected]

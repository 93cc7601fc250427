"""Where a quotation ends: quotations within it, and paragraphs that a scraped text has run together."""

from __future__ import annotations

import pytest
from tests.speaking import said

WITHIN = {
    "straight": (
        'Fedotov said: "We want the "best" answer to crime." He left.',
        ['We want the "best" answer to crime.'],
    ),
    "curly": (
        "Fedotov said: “We want the “best” answer to crime.” He left.",
        ["We want the “best” answer to crime."],
    ),
    "straight in curly": (
        'Fedotov said: “We want the "best" answer to crime.” He left.',
        ['We want the "best" answer to crime.'],
    ),
    "before the attribution": (
        "“We shall “show up” as a community for each other,” said Yury Fedotov.",
        ["We shall “show up” as a community for each other"],
    ),
    "before the attribution, straight": (
        '"The "Cost of Crime" policy harmed us all," said Yury Fedotov.',
        ['The "Cost of Crime" policy harmed us all'],
    ),
    "twice": (
        "Fedotov said: “We want the “best” and the “quickest” answer to crime.” He left.",
        ["We want the “best” and the “quickest” answer to crime."],
    ),
    "twice, straight": (
        'Fedotov said: "We want the "best" and the "quickest" answer to crime." He left.',
        ['We want the "best" and the "quickest" answer to crime.'],
    ),
    "before a question mark": (
        "Fedotov said: “Why is it so hard to take “yes” for an answer?” He left.",
        ["Why is it so hard to take “yes” for an answer?"],
    ),
    "with a comma in it": (
        "Fedotov said: “After the end of “Ask, Tell,” nobody need be afraid.” He left.",
        ["After the end of “Ask, Tell,” nobody need be afraid."],
    ),
    "at the end": (
        "Fedotov said: “Nobody need be “hurt”.” He left.",
        ["Nobody need be “hurt”."],
    ),
    "guillemets": (
        "Fedotov said: «We want the «best» answer to crime.» He left.",
        ["We want the «best» answer to crime."],
    ),
    "and the next paragraph": (
        "Fedotov said: “We want the “best” answer to crime.\n\n“We must act now.” He left.",
        ["We want the “best” answer to crime.\n\n“We must act now."],
    ),
    "and the next paragraph, run together": (
        'Fedotov said: “We want the "best" answer to crime. “We must act now.” He left.',
        ['We want the "best" answer to crime. “We must act now.'],
    ),
    "and what goes on behind the attribution": (
        "“We want the “best” answer,” said Fedotov. “We must act now.”",
        ["We want the “best” answer", "We must act now."],
    ),
}
"""Quotations with another within them."""

ANOTHER = {
    "the next": ("“We must stop crime,” said Fedotov. “We must act now.”", ["We must stop crime", "We must act now."]),
    "the next, straight": (
        '"We must stop crime," said Fedotov. "We must act now."',
        ["We must stop crime", "We must act now."],
    ),
    "somebody else's": ("“We must stop crime,” said Fedotov. “We “never” did,” said Smith.", ["We must stop crime"]),
    "behind a stop": (
        "Fedotov said: “We must stop crime. “We must act now.”",
        ["We must stop crime. “We must act now."],
    ),
    "behind a stop, straight": (
        'Fedotov said: "We must stop crime. "We must act now." He left.',
        ['We must stop crime. "We must act now.'],
    ),
    "not closed": ("Fedotov said: “We must stop “crime now.” He left.", []),
    "not closed, straight": ('Fedotov said: "We must stop "crime now." He left.', ['We must stop "crime now.']),
    "not closed, and the next is a name": ("Fedotov said: “We must stop crime. He read “Crime Now” twice.", []),
    "not closed, and the next is said": (
        "Fedotov said: “We must stop crime. “It is “bad” for us,” said Smith.",
        [],
    ),
    "closed by what could open": (
        'Fedotov said: "We must stop crime now."He read "Crime Now" twice.',
        ["We must stop crime now."],
    ),
    "the one around it is not closed": (
        'Fedotov said: "We want the "best" of answers. He left.',
        ['We want the "best'],
    ),
    "ends within": (
        "Fedotov said: “We must stop crime, and “clear the paths for all of us.” He left. “It is late,” he said.",
        ["clear the paths for all of us.", "It is late"],
    ),
    "a scare quote of the narrator": (
        "They call him the “Lion.” Fedotov said: “We must stop crime.” He left.",
        ["We must stop crime."],
    ),
    "two names": ("Fedotov read “Crime” and “Drugs” and said: “We must stop crime.”", ["We must stop crime."]),
}
"""Quotations that are no others' parts."""


@pytest.mark.parametrize(("text", "quoted"), {**WITHIN, **ANOTHER}.values(), ids=[*WITHIN, *ANOTHER])
def test_a_quotation_within_another_ends_none(text: str, quoted: list[str]) -> None:
    assert [words for speaker, form, words in said(text) if (speaker, form) == ("fedotov", "direct")] == quoted


GOES_ON = "We have seen what it does to all of us, and we shall not rest until it is gone."
TOLD = "The meeting in Vienna went on until late, and everybody who had come to it left by train."
RUN_TOGETHER = {
    "three paragraphs": (
        f'Fedotov said:"Costs are low now."{GOES_ON}"Crime is bad."',
        [f'Costs are low now."{GOES_ON}"Crime is bad.'],
    ),
    "five": (
        f'Fedotov said:"Costs are low now."{GOES_ON}"Crime is bad."{GOES_ON}"We must act now."',
        [f'Costs are low now."{GOES_ON}"Crime is bad."{GOES_ON}"We must act now.'],
    ),
    "announced": (
        f'Fedotov issued the following statement today."Costs are low now."{GOES_ON}"Crime is bad."==',
        [f'Costs are low now."{GOES_ON}"Crime is bad.'],
    ),
    "with a question": (
        f'Fedotov asked:"Are costs low now?"{GOES_ON}"Crime is bad."',
        [f'Are costs low now?"{GOES_ON}"Crime is bad.'],
    ),
    "and the next one is closed and opened": (
        f'Fedotov said:"Costs are low now."{GOES_ON}"Crime is bad.""It is late," said Roe.',
        [f'Costs are low now."{GOES_ON}"Crime is bad.'],
    ),
    "the text goes on": (
        f'Fedotov said:"Costs are low now."{GOES_ON}"Crime is bad."\n\nThe crowd left.',
        [f'Costs are low now."{GOES_ON}"Crime is bad.'],
    ),
    # what stands between two quotations
    "a short sentence": ('Fedotov said:"Costs are low now."He left us then."Crime is bad."', ["Costs are low now."]),
    "somebody speaks": (
        f'Fedotov said:"Costs are low now."{TOLD[:-1]},"said Roe."Crime is bad."',
        ["Costs are low now."],
    ),
    "what was said goes on with small letters": (
        f'Fedotov said:"Costs are low now."{TOLD}"crime is bad."',
        ["Costs are low now."],
    ),
    "spaces": (f'Fedotov said: "Costs are low now." {TOLD} "Crime is bad."', ["Costs are low now."]),
    "curly": (f"Fedotov said:“Costs are low now.”{TOLD}“Crime is bad.”", ["Costs are low now."]),
    "a comma before the first": (f'"Costs are low now,"{TOLD}"Crime is bad," Fedotov said.', []),
}
"""Of two marks that could open or close, the first opens a paragraph where a whole one stands behind it."""


@pytest.mark.parametrize(("text", "quoted"), RUN_TOGETHER.values(), ids=RUN_TOGETHER)
def test_three_paragraphs_that_were_run_together(text: str, quoted: list[str]) -> None:
    assert [words for speaker, form, words in said(text) if (speaker, form) == ("fedotov", "direct")] == quoted


WORDS = "Crime is a threat to us"
GLUED = {
    "title": (f"“{WORDS},” saidRep. Fedotov.", [("fedotov", WORDS)]),
    "title, no space before": (f"“{WORDS},”saidDirector Yury Fedotov of Vienna.", [("fedotov", WORDS)]),
    "long title": (f"“{WORDS},” saidExecutive Director Yury Fedotov.", [("fedotov", WORDS)]),
    "other verb": (f"“{WORDS},” continuedRepresentative Fedotov.", [("fedotov", WORDS)]),
    "added": (f"“{WORDS},” addedSenator Fedotov.", [("fedotov", WORDS)]),
    "stated": (f"“{WORDS},” statedSenator Fedotov.", [("fedotov", WORDS)]),
    "straight marks": (f'"{WORDS}," saidRep. Fedotov.', [("fedotov", WORDS)]),
    "the words go on": (
        f"“{WORDS},” saidRep. Fedotov. “We must act now.”",
        [("fedotov", WORDS), ("fedotov", "We must act now.")],
    ),
    "each their own": (
        f"“{WORDS},” said Fedotov. “We must act now.”“It is late for us,” saidRep. Brown.",
        [("fedotov", WORDS), ("fedotov", "We must act now."), ("brown", "It is late for us")],
    ),
    "in the next paragraph": (
        f"“{WORDS},” said Fedotov.\n\n“It is late for us,” saidCongresswoman Brown.",
        [("fedotov", WORDS), ("brown", "It is late for us")],
    ),
    # somebody else's
    "a stranger": (f"“{WORDS},” saidJohn Smith.", []),
    "a stranger with a title": (f"“{WORDS},” saidRep. Smith of Vienna.", []),
    "a stranger behind": (
        f"“{WORDS},” said Fedotov. “We must act now.”“It is late for us,” saidRep. Smith.",
        [("fedotov", WORDS), ("fedotov", "We must act now.")],
    ),
    "a stranger of X's": (f"“{WORDS},” saidRep. Smith, who knows Yury Fedotov.", []),
    "a name before": (f"“{WORDS},” Congressman Smithsaid.", []),
    "a name before, behind another's": (
        f"“{WORDS},” said Fedotov. “We must act now.”“It is late for us,” Congressman Smithsaid.",
        [("fedotov", WORDS), ("fedotov", "We must act now.")],
    ),
    "a full name before, behind another's": (
        f"“{WORDS},” said Fedotov. “We must act now.”“It is late for us,” Rep. Ann Smithadded.",
        [("fedotov", WORDS), ("fedotov", "We must act now.")],
    ),
    "no verb": (f"“{WORDS},” saidaRep. Fedotov.", []),
    "a word": (f"He saidRep. Fedotov read “{WORDS}” twice.", []),
    "a number": (f"“{WORDS},” said2Rep. Fedotov.", []),
    "with a hyphen": (f"“{WORDS},” said-Rep. Fedotov.", []),
}


@pytest.mark.parametrize(("text", "expected"), GLUED.values(), ids=GLUED)
def test_a_verb_that_lost_its_space(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == [(speaker, "direct", words) for speaker, words in expected]

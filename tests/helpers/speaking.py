"""Texts with a few known names, to test who says what in them."""

from __future__ import annotations

import re

from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements import statements

OFFICE = "Executive Director, UNODC"
OFFICIALS = {
    "Yury Fedotov": "fedotov",
    "Fedotov": "fedotov",
    "Nancy Brown": "brown",
    "Brown": "brown",
    "Maria Grazia Giammarinaro": "giammarinaro",
    "Giammarinaro": "giammarinaro",
    "Donald Trump": "trump",
    "Trump": "trump",
    "Joe Biden": "biden",
    "Biden": "biden",
    "Володимир Зеленський": "zelensky",
    "Зеленський": "zelensky",
    "Володимира Зеленського": "zelensky",
    "Владимир Зеленский": "zelensky",
    "Зеленский": "zelensky",
    "Владимира Зеленского": "zelensky",
}
ORGANIZATIONS = {"UNODC": "unodc", "OSCE": "osce", "World Bank": "bank", "ООН": "un"}
NAMES = re.compile("|".join(sorted((*OFFICIALS, *ORGANIZATIONS), key=len, reverse=True)))


def mentions(text: str) -> list[Mention]:
    """Return mentions of the known names in a text."""
    found = []
    for match in NAMES.finditer(text):
        name = match[0]
        if name in OFFICIALS:
            found.append(Mention(OFFICIALS[name], "official", name, "name", OFFICE, *match.span()))
        else:
            found.append(Mention(ORGANIZATIONS[name], "organization", name, "name", None, *match.span()))
    return found


def said(text: str, language: str = "en") -> list[tuple[str, str, str]]:
    """Return speaker, form and words of each statement in a text without a title."""
    found = statements(text, (), mentions(text), language)
    return [(one.speaker, one.form, text[one.start : one.end]) for one in found]

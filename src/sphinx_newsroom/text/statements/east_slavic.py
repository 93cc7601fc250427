"""How Ukrainian and Russian say who said what: alike, but for the words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, Patterns, any_of, choice
from sphinx_newsroom.text.words.word_files import read_words

# Beginnings of words, since all cases of a title count; texts write three signs for the apostrophe of прем'єр.
_TITLES = choice(read_words(__package__, "east_slavic_titles")).replace("'", ".")
_NO_NAMES = frozenset(read_words(__package__, "east_slavic_no_names"))
_AIDES = read_words(__package__, "east_slavic_aides")
_HONORIFICS = "пан|пані|господин|госпожа|д-р|проф"

# Endings of the other cases, of names as of adjectives: Зеленської, Путину.
_OBLIQUE_HER = ("ої", "ой", "ою", "ую", "у", "ю", "и", "і", "ы", "е")
_OBLIQUE_HIS = ("ого", "ому", "ему", "им", "ым", "ом", "ем", "у", "ю", "и", "і", "ы", "е")
_NOMINATIVE_HER = ("а", "я")
_PAST_HER = "ла"  # сказала, заявила: a verb of the past says whether a woman spoke
_ANYTHING = late_pattern(r"")
_NEVER = late_pattern(r"(?!)")


def _is_oblique(verb: str, name: str) -> bool:
    """Whether a name is in another case than the nominative: the spokesman *of Zelensky* said.

    A name in -а may be a woman's or a man's in the genitive; beside a man's verb it is taken for that, unless his first
    name stands in the nominative before it.
    """
    first, *others = name.split()
    last = others[-1] if others else first
    if verb.endswith(_PAST_HER):
        return last.endswith(_OBLIQUE_HER)
    if last.endswith(_OBLIQUE_HIS):
        return True
    return last.endswith(_NOMINATIVE_HER) and (not others or first.endswith(_NOMINATIVE_HER))


def _patterns(
    *,
    said: Iterable[str],
    stated: Iterable[str],
    saying: Iterable[str],
    that: str,
    adverbs: Iterable[str],
    pronouns: Iterable[str],
    and_: Iterable[str],
    as_: str,
    according: str,
    not_before: Iterable[str],
    moments: Iterable[str],
    fronted: Iterable[str],
) -> Patterns:
    """The patterns that both languages share, with the words of one."""
    return Patterns(
        verbs=any_of(said, stated, saying),
        said=frozenset(said),
        saying=frozenset(saying),
        called=frozenset(),
        announcing=frozenset(),
        wanting=frozenset(),
        thought=frozenset(),
        remarked=frozenset(),
        # Always behind a comma; so no clause is reported without it.
        that=late_pattern(rf",\s+{that}\s+(?=\S)"),
        clauses={},
        relative=late_pattern(r"(?:як(?:ий|а|е|і)|котор)\w*"),
        contrast=late_pattern(r",\s+(?:але|проте|однак|тоді\s+як|но|однако|хотя)(?!\w)"),
        moment=late_pattern(rf"\s*(?:[.!?;]|$)|\s+(?:{choice(moments)})(?!\w)"),
        between=late_pattern(rf"(?:\s+(?:{choice(adverbs)}))*\s*\Z"),
        before_verb=frozenset((*adverbs, *pronouns, *and_, as_)),
        pronouns=(*(f" {word} " for word in pronouns), *(f"{word.capitalize()} " for word in pronouns)),
        pronoun=late_pattern(rf"(?:^|[\s,;–—{QUOTE}{STOPPED}])(?P<start>(?i:{choice(pronouns)}))\Z"),
        joined=late_pattern(rf"[\w{PERSON}{BODY}{QUOTE}{STOPPED},)]\s+(?:{choice(and_)})\Z"),
        as_said=frozenset({as_, as_.capitalize()}),
        according=late_pattern(rf"{according}(?!\w)"),
        title=late_pattern(rf"(?<!\w)(?:{_TITLES})\w*", re.IGNORECASE),
        body_kinds=frozenset(),
        honorific=late_pattern(rf"(?:(?:{_HONORIFICS})\.?\s+)*"),
        opens_apposition=late_pattern(rf",\s+(?:який|яка|который|которая|(?:[\w-]+\s+)?(?i:{_TITLES}))"),
        behind_name=_ANYTHING,
        not_before_name=frozenset((*not_before, *_AIDES)),
        fronted=late_pattern(rf"(?:{choice(fronted)})(?!\w)"),
        not_name=_NO_NAMES,
        oblique=_is_oblique,
    )


_words = partial(read_words, __package__)

UKRAINIAN = _patterns(
    said=("сказав", "сказала", "каже", "говорить"),
    stated=_words("ukrainian_stated"),
    saying=_words("ukrainian_saying"),
    that="що",
    adverbs=("також", "потім", "далі", "сьогодні", "вчора", "раніше", "окремо", "ще"),
    pronouns=("він", "вона"),
    and_=("і", "й", "та"),
    as_="як",
    according="а словами",  # За словами X, …
    moments=("сьогодні", "вчора", "під", "у", "в", "на", "після", "за"),
    not_before=_words("ukrainian_before_no_subject"),
    fronted=_words("ukrainian_fronted"),
)
"""The patterns of Ukrainian."""

RUSSIAN = _patterns(
    said=("сказал", "сказала", "говорит"),
    stated=_words("russian_stated"),
    saying=_words("russian_saying"),
    that="что",
    adverbs=("также", "затем", "далее", "сегодня", "вчера", "ранее", "отдельно", "ещё", "еще"),
    pronouns=("он", "она"),
    and_=("и",),
    as_="как",
    according="о словам",  # По словам X, …
    moments=("сегодня", "вчера", "во", "в", "на", "после", "по"),
    not_before=_words("russian_before_no_subject"),
    fronted=_words("russian_fronted"),
)
"""The patterns of Russian."""

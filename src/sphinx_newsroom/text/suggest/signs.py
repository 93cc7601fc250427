"""What a run of words with capitals says about the names in it: pieces of it, each with its signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.text.suggest.capitals import AND, COMMA, JOIN, OF, Run
from sphinx_newsroom.text.suggest.parts import INITIAL, Part, has_head, is_person, parts_of
from sphinx_newsroom.text.suggest.word_lists import (
    HEADS_BEFORE,
    HONORIFICS,
    NOT_BODIES,
    OF_PLACE,
    OWNERS,
    PLACE_WORDS,
    PLACES,
    SMALL,
    SMALL_TITLES,
    SPEAKS,
    THINGS,
    TITLES,
    WEAK_HEADS,
)
from sphinx_newsroom.text.words.acronyms import INTRODUCED, is_acronym, long_form


class Sign(NamedTuple):
    """A piece of a block, from *start* to *end*, that may be a name, and what speaks for it and against it.

    *signs* for it are "acronym" (introduced), "body" (a word such as Ministry), "weak-body" (such as Center),
    "title", "initial", "owner" (somebody's title there), "speaks", "the"; against it "place", "thing", "one" (an X),
    "first" (of a sentence), "tail" (behind an "and").
    """

    name: str
    start: int
    end: int
    person: bool
    signs: frozenset[str]
    title: str | None = None
    acronym: str | None = None


def signs_of(run: Run) -> Iterator[Sign]:
    """All pieces of a run that may be names, with their signs."""
    parts = parts_of(run.words)
    for place, part in enumerate(parts):
        if part.kind == "title":
            # President of (the European Commission): the body in a title has an owner of that title.
            if part.inner:
                inner = Part("name", part.words[-part.inner :], OF)
                owned = part.texts[-part.inner - 1] in OWNERS and " ".join(inner.texts[:-1]) not in PLACES
                yield _body(run, inner, owned or has_head(inner.texts))
            continue
        before = parts[place - 1] if place else None
        after = parts[place + 1] if place + 1 < len(parts) else None
        title = _title(run, part, before, after)
        if is_person(part.texts, titled=before is not None and before.kind == "title" and part.link == JOIN):
            yield _person(run, part, title)
        else:
            owned = after is not None and after.kind == "title" and after.link == JOIN
            if after is not None and len(part.words) == 1:  # NATO Secretary General, not German Chancellor
                owned = owned and (after.texts[-1] in OWNERS or is_acronym(part.texts[0]))
            yield _body(run, part, owned)


# --- persons ---

_ROLE = "chief (?:[a-z]+ )?(?:executive|officer)|head of|" + "|".join(SMALL_TITLES)
_ROLE_VERBOSE = _ROLE.replace(" ", "[ ]")
# Behind a name: ", the U.S. deputy director", " is chief executive officer"; not ", with the director", whose director
# is somebody else, and not ", director Jane Roe", whose director follows.  After "is" the role may have a capital.
_ROLE_BEHIND = re.compile(
    rf"""
    (?: ,[ ] | ( [ ] (?: is | was | as | serves[ ]as ) [ ] ) )
    (?: who[ ]is[ ] | the[ ] | our[ ] | its[ ] | their[ ] | a[ ] | an[ ] | currently[ ] ){{0,2}}
    (
        (?: (?! with | and | by | former | previous ) (?: U\.S\. | [SJ]r\. | [\w'&/-]+ ) [ ] ){{0,3}}?
        (?: {_ROLE_VERBOSE} | C[EFTI]O | COO | (?(1) (?i: {_ROLE_VERBOSE} ) | \b\B ) ) \b
    )
    (?! (?: [ ]and[ ][a-z ]+ )? [ ] [^\W\d_a-z]\w+ [ ] [^\W\d_a-z] )
    """,
    re.VERBOSE,
)
# "director Jane Roe", "director, Jane Roe".
_ROLE_AHEAD = re.compile(rf"\b({_ROLE}),? $")


def _title(run: Run, part: Part, before: Part | None, after: Part | None) -> str | None:
    """The title that the text gives a person: before the name, behind a comma after it, or in small letters."""
    found = None
    if before is not None and before.kind == "title" and part.link in (JOIN, COMMA):
        office = [place for place, text in enumerate(before.texts) if text not in HONORIFICS]
        found = run.text(before.words[office[0] :] if office else before.words)
        if office:
            return found
        if part.link == COMMA:
            found = None  # P. Eng., Jane Roe
    if after is not None and after.kind == "title" and after.link == COMMA:
        return run.text(after.words)
    if after is None and (match := _ROLE_BEHIND.match(run.behind(part.words))):
        return match[2]
    if before is None and (match := _ROLE_AHEAD.search(run.ahead(part.words))):
        return match[1]
    return found


_FEWEST_WITH_INITIAL = 3
"""Words of a name with an initial between: "J. Roe" may be anything's beginning, Jane M. Roe is a person."""


def _person(run: Run, part: Part, title: str | None) -> Sign:
    signs = set(_around(run, part))
    if title is not None:
        signs.add("title")
    # Initials are rare in names of things, and so speak for a person; in a byline for one who only wrote the text.
    initial = len(part.words) >= _FEWEST_WITH_INITIAL and any(INITIAL.match(text) for text in part.texts[:-1])
    if initial and not run.behind(part.words).startswith("/"):  # a byline: Jane M. Roe/Harbour News
        signs.add("initial")
    return Sign(run.text(part.words), part.words[0].start, part.words[-1].end, True, frozenset(signs), title)


# --- bodies ---


def _body(run: Run, part: Part, owned: bool) -> Sign:
    signs = {*_around(run, part), *_word_signs(part)}
    if owned:
        signs.add("owner")
    start, acronym = _introduced(run, part)
    if acronym:
        signs.add("acronym")
        if start < part.words[0].start:
            signs.discard("tail")
    end = part.words[-1].end
    return Sign(run.block[start:end], start, end, False, frozenset(signs), None, acronym)


def _word_signs(part: Part) -> Iterator[str]:
    """What the words of a part itself say: that they end as the name of a body, thing or place does."""
    texts = part.texts
    head = next((i for i, word in enumerate(part.words[1:], 1) if word.link == OF), len(texts)) - 1
    headed = head < len(texts) - 1 and texts[head] in HEADS_BEFORE
    if len(texts) > 1 and (headed or has_head(texts) or texts[-1] == "Services"):
        yield "weak-body" if not headed and texts[-1] in WEAK_HEADS else "body"
    elif texts[-1] in NOT_BODIES or texts[-1].removesuffix("s") in NOT_BODIES:
        yield "thing"
    elif texts[-1] in PLACE_WORDS:
        yield "place"
    if part.link == AND or (part.link == COMMA and not headed and any(word.link == AND for word in part.words)):
        yield "tail"
    if texts[0] in TITLES or texts[0] in HONORIFICS:
        yield "title-first"


def _introduced(run: Run, part: Part) -> tuple[int, str | None]:
    """Where the name begins, and the acronym that is introduced for it, if one is."""
    start, end = part.words[0].start, part.words[-1].end
    match = INTRODUCED.match(run.block, end)
    if match is None or not is_acronym(match[1]):
        return start, None
    begin = run.words[0].start
    place = long_form(match[1], run.block[begin:end])
    if place is None:
        return start, None
    return min(start, begin + place), match[1]


# --- around ---

# "an ", "every ", "the 3rd ": one of several.
_INDEFINITE = re.compile(
    r"\b(?:an?|any|each|every|another|several|many|all|some|other|two|three|no|\d+(?:st|nd|rd|th)) $", re.IGNORECASE
)
_NEXT = re.compile(r" ([^\W\d_]+)")
_EXCHANGE = r"(?:NYSE|NASDAQ|Nasdaq|TSXV?|TSX-V|CSE|OTC\w*|LSE|ASX|AIM|FSE|AMEX)\b"
# "(NYSE: ACM)" behind a company, "NYSE American: " before a ticker, which is no name.
_STOCK = re.compile(rf",? ?\((?:[^()]{{0,30}}\b)?{_EXCHANGE}")
_TICKER = re.compile(rf"\b{_EXCHANGE}[\w .]{{0,12}}: ?$")
_MARK = re.compile(r" ?(?:[®™]|\((?:R|TM)\))")
"""Behind the name of a product."""
_OWNER = re.compile(rf"(?:'s?)? (?:{_ROLE}|C[EFTI]O|COO|spokes\w+|board|founder)\b")
# "Acme (ACM) is a family-owned retailer"; not "Acme is open", and not "Acme is a tool for each company".
_IS_BODY = re.compile(
    r"""
    (?: [ ] \( [^()]{1,12} \) )? [ ]is[ ] (?: an?[ ] | the[ ] | one[ ]of[ ]the[ ] ) (?: [\w',-]+[ ] ){0,7}?
    (?: agency | association | bank | brand | business | charity | company | corporation | developer | firm
      | foundation | institution | manufacturer | newswire | nonprofit | non-profit | organi[sz]ation | provider
      | publisher | retailer | startup | supplier | university ) \b
    """,
    re.VERBOSE,
)


def _around(run: Run, part: Part) -> Iterator[str]:
    """What the words around a part say about it."""
    ahead, behind = run.ahead(part.words), run.behind(part.words)
    match = _NEXT.match(behind)
    following = match[1] if match else ""
    if run.first and part.words[0] is run.words[0]:
        yield "first"
    if following in SPEAKS:
        yield "speaks"
    elif following in THINGS or _TICKER.search(ahead) or _MARK.match(behind):
        yield "thing"
    if any(pattern.match(behind) for pattern in (_STOCK, _OWNER, _IS_BODY)) or ahead.endswith(_BEFORE_BODY):
        yield "owner"
    if ahead.endswith(("the ", "The ")):
        yield "the"
    elif _INDEFINITE.search(ahead) and (not following or following in SMALL):
        yield "one"
    elif ahead.endswith(_PLACED):
        yield "place"


_BEFORE_BODY = ("according to ", "About ")
_PLACED = tuple(f" {word} " for word in sorted(OF_PLACE))

"""Who stands right before or right behind a verb of speech, with nothing but a title or an apposition between."""

from __future__ import annotations

import re

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, choice
from sphinx_newsroom.text.statements.shape import UPPER, Run, Shape
from sphinx_newsroom.text.words.word_files import read_words

AND_WORD = r"(?:and|or|&|і|й|та|и)"
"""What joins two who speak, or a speaker and a bystander."""

SUBORDINATE = r"(?:after|because|since|when)"
"""What begins a clause within a sentence: issued a statement after X said that …"""

# Where a clause begins: what stands before this mark is not the speaker's title. " - " and " -- " are dashes,
# "co-chair" has none. A quotation mark here closes what nothing opened.
_CLAUSE_START = late_pattern(rf"[,;:(–—”»\"{QUOTE}{STOPPED}]|\s--?(?=\s)|\s{SUBORDINATE}(?=\s)")
_SEPARATOR = late_pattern(r"[,;:–—]|\s--?\s")
# "Acme, Inc. (NASDAQ: ACME), a leading …, announced"
_COMPANY_FORM = late_pattern(r"\A,?\s+(?:Inc|Corp|Corporation|Ltd|Limited|LLC|LLP|L\.P|PLC|plc|AG|SE|Co)(?![\w-])\.?")
_OPENING_DASH = late_pattern(r"\A\s*[–—]")
_PARENTHESIS = late_pattern(r"\s*\([^()]*\)\Z")
# "Rep. X of New York said"
_OF_PLACE = late_pattern(rf"(?<={PERSON}) of (?:the )?(?:[{UPPER}][\w.-]*|{BODY}+)(?: [{UPPER}][\w.-]*){{0,2}}\Z")
_DEFINITE = late_pattern(rf"\s*(?:the|its|our|his|her|their|The|{BODY}+(?:['’]s)?|[{UPPER}][\w.&-]*['’]s)\s")
# "Jane Roe and Director X": words before a title that name somebody else, too.
_TWO_NAMED = late_pattern(rf"[{UPPER}][\w.-]*\s+[{UPPER}][\w-]*\s+and\s+[{UPPER}]")
# "(R-Utah) and Senator X": the first of two stands before the parenthesis.
_AND_ANOTHER = late_pattern(rf"\)\s+{AND_WORD}\s")
_SUFFIX = late_pattern(r",?\s+(?:Jr|Sr|II|III|IV)\b\.?")
# Behind a name: a hyphen or apostrophe, a further name, or "and" and another one. "X's lawyer", "X Airport", "X and Y".
_NOT_THE_WHOLE = late_pattern(
    rf"""
    ['’-]
  | \s+ (?! (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \b ) [{UPPER}{PERSON}{BODY}]
  | \s*,?\s* {AND_WORD} \s+ (?:the\s+)? [{UPPER}{PERSON}{BODY}]
  | ,\s+ {PERSON}
    """,
    re.VERBOSE,
)
# Behind a body's name: a mark, the end, or when and where. In "the Bank officials said" it is not the Bank that speaks.
_BODY_ENDS = late_pattern(
    r"""
    \s* (?: [.,;:!?()] | \Z | \s[–—-]\s )
  | \s+ (?: in | on | at | today | yesterday | during | as | when | after | у | в | на | сьогодні | сегодня ) \s
    """,
    re.VERBOSE,
)
_SENTENCE_END = late_pattern(rf"[a-zа-яіїєґ)]\.\s|[{QUOTE}{STOPPED}]")
# A verb or a stop between "said" and a name: "said that X", "said the team. X" have another subject.
_NOT_A_TITLE = late_pattern(r"\b(?:that|who|which|will|has|have|had|is|was|were|are|be)\b|[.;:!?(]")
_SHORT = late_pattern(rf"\b(?:{choice(read_words(__package__, 'abbreviations'))}|U\.S|U\.N)\.")
_ON_A_DAY = late_pattern(r"On\s+\w+day")
# Up to four words in small letters; a verb of the past is no title: not "Trump praised adviser X".
_CONJUNCTIONS = frozenset({"but", "while", "whereas"})
_ARTICLES = frozenset({"the", "a", "an"})
_DAYS = frozenset({"today", "yesterday"})
_LONGEST_NOUN = 3  # words: Republican campaign strategist
_LONGEST_DAY = 2  # words: "Earlier today"

LONGEST_APPOSITION = 250
"""Characters of what stands beside a name and says who that is: 125 would lose 2 statements, 500 find none more."""

FARTHEST = 1_000
"""Characters beside a verb or a name that are read for its subject, its title, or who else is named with it."""

_SHORTEST_APPOSITION = 4
"""Characters of an apposition with its comma: ", MP" is one, and ",  " is nothing."""


class Subjects:
    """Looks in a text's shape for whom a verb has beside it."""

    def __init__(self, view: Shape) -> None:
        self.view, self.shape, self.patterns = view, view.shape, view.patterns

    # -- before the verb

    def before(self, start: int, left: str) -> tuple[int, Mention] | None:
        """The speaker who stands right before a verb, with where their title and name begin.

        Args:
            start: where the sentence begins.
            left: the shape from there to the verb, without adverbs: "The Director of UNODC, X,".
        """
        bare = _OF_PLACE.sub("", _PARENTHESIS.sub("", left) if left.endswith(")") else left)
        if bare[-1:] in (PERSON, BODY):
            return self.named_at(start, start + len(bare) - 1)
        if left[-2:] == PERSON + ",":  # the Director, X, said
            subject = self.named_at(start, start + len(left) - 2)
            return subject if subject and "," in self.shape[subject[0] : start + len(left) - 2] else None
        if left[-1:] not in (",", "–", "—"):
            return None
        # A person comes first: of "X, director of Acme," it is X who speaks.
        for sign in (PERSON, BODY):
            place = left.rfind(sign)
            if place >= 0 and self._is_apposition(start + place + 1, start + len(left), sign):
                return self.named_at(start, start + place)
        return None

    def _is_apposition(self, start: int, end: int, sign: str) -> bool:
        """Whether a stretch behind a name, with the commas around it, says who that is and names nobody else."""
        text = _OPENING_DASH.sub(",", _leading_parenthesis_cut(_COMPANY_FORM.sub("", self.shape[start:end])))
        if text[:1] != "," or not _SHORTEST_APPOSITION <= len(text) < LONGEST_APPOSITION:
            return False
        if QUOTE in text or STOPPED in text:
            return False
        return self._begins_apposition(text, sign) and not self.view.adds_person(start, end)

    def _begins_apposition(self, text: str, sign: str) -> bool:
        """Whether ", Partner at Y" begins as an apposition does; beside a body only with a word that opens one."""
        if self.patterns.opens_apposition.match(text):
            return True
        first = text[1:].split(",")[0]
        begins = first.split()[0] if first.strip() else ""
        # ", of the Board," has the title of somebody else.
        return sign != BODY and bool(self.patterns.title.search(first)) and begins not in self.patterns.not_before_name

    def named_at(self, start: int, place: int) -> tuple[int, Mention] | None:
        """Who is named at *place*, with where the noun phrase begins, if nothing but a title leads up to the name.

        *start* is where the sentence begins.
        """
        run = self.view.run(place)
        if run is None:
            return None
        start = max(start, run[0] - FARTHEST)
        cut = max((match.end() for match in _CLAUSE_START.finditer(self.shape, start, run[0])), default=start)
        lead = self.shape[cut : run[0]]
        # "…," Democratic pollster X said: behind a quotation a word or two are his, whatever they are.
        quoted = run[2].kind == "official" and self.shape[cut - 1 : cut] in (QUOTE, STOPPED) and cut > start
        noun = lead.split()[-1:] if quoted and len(lead.split()) <= _LONGEST_NOUN else []
        plain = bool(noun) and noun[0].islower() and noun[0] not in self.patterns.not_before_name
        if not (plain or self._is_title(lead, run[2])):
            return None
        begin = cut + len(lead) - len(lead.lstrip())
        if not lead.strip() and run[2].kind == "official" and self.shape[start:cut].endswith(","):
            begin = self._title_before(start, cut, begin)
        return begin, run[2]

    def _is_title(self, lead: str, mention: Mention) -> bool:
        """Whether the words before a name, back to the clause's beginning, are its title."""
        words, known = lead.split(), self.patterns
        if not words or known.honorific.fullmatch(lead.lstrip()):
            return True
        if words[0] in known.as_said or words[0].lower() in _CONJUNCTIONS:
            return self._is_title(lead.lstrip()[len(words[0]) :], mention)
        if (len(words) <= _LONGEST_DAY and words[-1].lower() in _DAYS) or _ON_A_DAY.fullmatch(lead.strip()):
            return True
        # Of bodies none has a title, but a word for what it is; else it is part of a longer name, or governs it.
        if mention.kind != "official":
            governs = known.not_before_name - _ARTICLES
            return words[-1] in known.body_kinds and governs.isdisjoint(map(str.lower, words))
        if self._governs(words) or PERSON in lead or known.verbs.search(lead):
            return False
        return bool(known.title.search(lead)) and not (_TWO_NAMED.search(lead) or _AND_ANOTHER.search(lead))

    def _governs(self, words: list[str]) -> bool:
        """Whether words before a name say more than its title: "in the …", "… of", a letter to Senator | X."""
        known, rest = self.patterns, list(words)
        while rest and (known.title.fullmatch(rest[-1].rstrip(".")) or rest[-1].lower() in _ARTICLES | {"and", "&"}):
            rest.pop()
        governs = bool(rest) and rest[-1].lower() in known.not_before_name - _ARTICLES
        return words[-1].lower() in known.not_before_name or governs

    def _title_before(self, start: int, cut: int, begin: int) -> int:
        """Where "the Executive Director of X, " begins that stands before a name; else *begin*."""
        piece = _SEPARATOR.split(self.shape[start : cut - 1])[-1]
        is_title = _DEFINITE.match(piece) and self.patterns.title.search(piece)
        return cut - 1 - len(piece.lstrip()) if is_title else begin

    # -- behind the verb

    def after(self, start: int, end: int) -> tuple[int, Mention | None]:
        """The speaker who stands right behind a place, with where their name ends."""
        stop = self.shape.find(QUOTE, start, end)
        end = stop if stop >= 0 else end
        run = self.run_at(self.view.first(start, end))
        lead = self.shape[start : run[0]] if run else ""
        if run is not None and not self._closes(run, end):
            further = self.run_at(self.shape.find(PERSON, run[1], end))  # UNODC Executive Director X, Trump adviser X
            title = self.shape[run[1] : further[0]] if further else ""
            lead += self.shape[run[0] : run[1]] + title if run[2].kind != "official" else title
            run = further if run[2].kind != "official" else None
        if run is None or not self._closes(run, end):
            return start, None
        # A scraped text loses the space: saidRep. X.
        parted = lead[:1].isspace() or (lead[:1].isupper() and lead[-1:].isspace())
        return (run[1], run[2]) if parted and self._leads_to(lead, run[2]) else (start, None)

    def run_at(self, place: int) -> Run | None:
        """The named stretch that covers a place that ``find`` gave, None for its -1."""
        return self.view.run(place) if place >= 0 else None

    def _leads_to(self, lead: str, mention: Mention) -> bool:
        """Whether the words between a verb and a name are the name's title."""
        words, known = lead.split(), self.patterns
        if not words or known.honorific.fullmatch(lead.lstrip()):
            return True
        if mention.kind != "official" or self._governs(words):
            return False
        if PERSON in lead or known.verbs.search(lead):
            return False
        if _NOT_A_TITLE.search(_SHORT.sub("", lead)) or not _is_one_phrase(lead):
            return False
        if known.title.search(lead):
            return not _TWO_NAMED.search(lead)
        # Words that are no known title: said UNODC's X, said UNODC expert X.
        if len(words) == 1 and words[0].removesuffix("'s").removesuffix("’s")[-1:] == BODY:
            return True
        plain = known.not_before_name - _ARTICLES
        return "," not in lead and all(word[-1] == BODY or (word.islower() and word not in plain) for word in words)

    def _closes(self, run: Run, end: int) -> bool:
        """Whether a name that follows a verb is the whole name, and the only one."""
        place = run[1]
        if suffix := _SUFFIX.match(self.shape, place, end):
            place = suffix.end()
        if _NOT_THE_WHOLE.match(self.shape, place, end):
            return False
        if run[2].kind != "official":
            return _BODY_ENDS.match(self.shape, place, end) is not None
        if not self.patterns.behind_name.match(self.shape, place, end):
            return False
        end = min(end, place + FARTHEST)
        stop = _SENTENCE_END.search(self.shape, place, end)
        return not self.view.adds_person(place, stop.start() + 1 if stop else end)


def _is_one_phrase(lead: str) -> bool:
    """Whether a comma before a name, if there is one, closes its title: said the Director of UNODC, X."""
    head, comma, rest = lead.strip().rpartition(",")
    return not comma or (not rest and "," not in head and _DEFINITE.match(head + " ") is not None)


def _leading_parenthesis_cut(text: str) -> str:
    """An apposition without the parenthesis before it: "(D-MD), the senator,"."""
    return text.split(")", 1)[-1] if text.lstrip().startswith("(") else text

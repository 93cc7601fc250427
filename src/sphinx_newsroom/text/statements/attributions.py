"""Who is said to speak, and where: every verb of speech of a text with its subject, where a rule can be sure of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, UPPER, choice
from sphinx_newsroom.text.statements.shape import Run, Shape, Span
from sphinx_newsroom.text.words.word_files import read_words

AND_WORD = r"(?:and|or|&|і|й|та|и)"
"""What joins two who speak, or a speaker and a bystander."""

SUBORDINATE = r"(?:after|because|since|when)"
"""What begins a clause within a sentence: issued a statement after X said that …"""

# Where a clause begins: what stands before this mark is not the speaker's title. " - " and " -- " are dashes,
# "co-chair" has none. A quotation mark here closes what nothing opened.
_CLAUSE_START = late_pattern(rf"[,;:(–—”»\"{QUOTE}{STOPPED}]|\s--?(?=\s)|\s{SUBORDINATE}(?=\s)")
# "Acme, Inc. (NASDAQ: ACME), a leading …, announced"
_COMPANY_FORM = late_pattern(r"\A,?\s+(?:Inc|Corp|Corporation|Ltd|Limited|LLC|LLP|L\.P|PLC|plc|AG|SE|Co)(?![\w-])\.?")
_WHEN = late_pattern(r"On\s+\w+day|(?:\w+\s+)?(?:[Tt]oday|[Yy]esterday)")
_OPENING_DASH = late_pattern(r"\A\s*[–—]")
_PARENTHESIS = late_pattern(r"\s*\([^()]*\)\Z")
# "Rep. X of New York said"
_OF_PLACE = late_pattern(rf"(?<={PERSON}) of (?:the )?(?:[{UPPER}][\w.-]*|{BODY}+)(?: [{UPPER}][\w.-]*){{0,2}}\Z")
_DEFINITE = late_pattern(rf"\s*(?:the|its|our|his|her|their|The|{BODY}+(?:['’]s)?|[{UPPER}][\w.&-]*['’]s)\s")
# "Jane Roe and Director X": words before a title that name somebody else, too.
_TWO_NAMED = late_pattern(rf"[{UPPER}][\w.-]*\s+[{UPPER}][\w-]*\s+and\s+[{UPPER}]")
# "(R-Utah) and Senator X": the first of two stands before the parenthesis.
_AND_ANOTHER = late_pattern(rf"\)\s+{AND_WORD}\s")
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
# Up to four words in small letters; a verb of the past is no title: not "Trump praised adviser X".
_CONJUNCTIONS = frozenset({"but", "while", "whereas"})
_ARTICLES = frozenset({"the", "a", "an"})
_LONGEST_NOUN = 3  # words: Republican campaign strategist

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
        bare = _OF_PLACE.sub("", _PARENTHESIS.sub("", left))
        if bare[-1:] in (PERSON, BODY):
            return self.named_at(start, start + len(bare) - 1)
        if left[-2:] == PERSON + ",":  # the Director, X, said
            subject = self.named_at(start, start + len(left) - 2)
            return subject if subject and "," in self.shape[start : start + len(left) - 2] else None
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
        return self._begins_apposition(text, sign) and not self.view.adds_person(start, end)

    def _begins_apposition(self, text: str, sign: str) -> bool:
        """Whether ", Partner at Y" begins as an apposition does; beside a body only with a word that opens one."""
        if self.patterns.opens_apposition.match(text):
            return True
        first = text[1:].split(",")[0]
        begins = first.split(maxsplit=1)[0] if first.strip() else ""
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
        return cut + len(lead) - len(lead.lstrip()), run[2]

    def _is_title(self, lead: str, mention: Mention) -> bool:
        """Whether the words before a name, back to the clause's beginning, are its title."""
        words, known = lead.split(), self.patterns
        if not words or known.honorific.fullmatch(lead.lstrip()):
            return True
        if words[0] in known.as_said or words[0].lower() in _CONJUNCTIONS:
            return self._is_title(lead.lstrip()[len(words[0]) :], mention)
        if _WHEN.fullmatch(lead.strip()):
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
        while rest and (known.title.fullmatch(rest[-1].rstrip(".")) or rest[-1].lower() in _ARTICLES | {"and"}):
            rest.pop()
        governs = bool(rest) and rest[-1].lower() in known.not_before_name
        return governs or words[-1].lower() in known.not_before_name

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
        return (run[1], run[2]) if self._leads_to(lead, run[2]) else (start, None)

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
        if _NOT_A_TITLE.search(_SHORT.sub("", lead)) or not _is_one_phrase(lead):
            return False
        if known.title.search(lead):
            return not _TWO_NAMED.search(lead)
        # Words that are no known title: said UNODC expert X.
        plain = known.not_before_name - _ARTICLES
        return "," not in lead and all(word[-1] == BODY or (word.islower() and word not in plain) for word in words)

    def _closes(self, run: Run, end: int) -> bool:
        """Whether a name that follows a verb is the whole name, and the only one."""
        place = run[1]
        if _NOT_THE_WHOLE.match(self.shape, place, end):
            return False
        if run[2].kind != "official":
            return _BODY_ENDS.match(self.shape, place, end) is not None
        if not self.patterns.behind_name.match(self.shape, place, end):
            return False
        stop = _SENTENCE_END.search(self.shape, place, min(end, place + FARTHEST))
        return not self.view.adds_person(place, stop.start() + 1 if stop else min(end, place + FARTHEST))


def _is_one_phrase(lead: str) -> bool:
    """Whether a comma before a name, if there is one, closes its title: said the Director of UNODC, X."""
    head, comma, rest = lead.strip().rpartition(",")
    return not comma or (not rest and "," not in head and _DEFINITE.match(head + " ") is not None)


def _leading_parenthesis_cut(text: str) -> str:
    """An apposition without the parenthesis before it: "(D-MD), the senator,"."""
    return text.split(")", 1)[-1] if text.lstrip().startswith("(") else text


LEADS_TO_QUOTE = late_pattern(rf"\s*[:,]?\s*{QUOTE}")
_SAYING_OPENS = late_pattern(r"(?:,|\bby|\band)\s+\Z")
_STOPS_OR_COMMAS = late_pattern("[,.;:]")
_ENDS_NO_SUBJECT = ("", ",", "–", "—", "-", QUOTE, STOPPED)

# How many characters before a verb are read for each thing. A pattern that ends in \Z would else be tried from every
# place of the sentence, which took most of the time of long ones.
_REACH_OF_SAYING = 8  # ", and "
_REACH_OF_ADVERBS = 60  # "has also repeatedly and publicly"
_REACH_OF_PRONOUN = 5  # " she"; the languages' pronouns have four letters at most
_REACH_OF_AND = 6


_RECENT = 12
"""So many cues back somebody may be "she": two paragraphs hold fewer.  Three would overlook other speakers."""


class Cue(NamedTuple):
    """A verb of speech; *speaker* is None where it is nobody's for sure.

    The attribution goes from *start* (the speaker's title and name, or the verb where that comes first) to *end*, the
    end of what comes last: of “…,” said Director X, who agreed. it is "said Director X".  A *stranger* is somebody who
    speaks and cannot be named.
    """

    start: int
    end: int
    verb: str
    block: int
    view: Shape
    speaker: Mention | None = None
    inverted: bool = False
    stranger: bool = False

    @property
    def sentence(self) -> Span:
        """The sentence that it stands in; of most verbs nobody asks, and sentences are dear."""
        return self.view.sentence(self.block, self.start)

    @property
    def speaks(self) -> bool:
        """Whether somebody speaks here, known or not."""
        return self.stranger or self.speaker is not None


class _Verb(NamedTuple):
    """A verb of speech where it stands; *left* is the shape from *begin* in its sentence to it, less adverbs."""

    start: int
    end: int
    word: str
    block: int
    sentence: Span
    begin: int
    left: str


class Attributions:
    """The cues of a text, found in one pass: what has been said so far decides who "she" is."""

    def __init__(self, view: Shape) -> None:
        self.view, self.shape, self.patterns = view, view.shape, view.patterns
        self.subjects = Subjects(view)
        self.cues: list[Cue] = []
        spoken = False
        for block, (start, end) in enumerate(view.blocks):
            before, spoken = spoken, view.first(start, end) >= 0
            # Elsewhere nobody is named, and no "she" can be known.
            if spoken or before:
                for verb in self.patterns.verbs.finditer(self.shape, max(0, start - 1), end):
                    self.cues.append(self._cue(block, verb))

    def begun_within(self, start: int, end: int) -> list[Cue]:
        """The cues that begin in a stretch, in their order; only once all cues of the text are there."""
        numbers = self._by_start[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [self.cues[number] for number in sorted(numbers)]

    @cached_property
    def _by_start(self) -> list[int]:
        # Cues stand in the order of their ends: of "X, who wrote it, said" the second begins before the first.
        return sorted(range(len(self.cues)), key=lambda number: self.cues[number].start)

    @cached_property
    def _starts(self) -> list[int]:
        return [self.cues[number].start for number in self._by_start]

    def _cue(self, block: int, match: re.Match[str]) -> Cue:
        """What the first rule that knows a verb's form makes of it."""
        group = match.lastindex or 0
        start, word = match.start(group), match[group]
        if not word.isalpha():
            word = " ".join(word.split())
        sentence = self.view.sentence(block, start)
        begin = max(sentence[0], start - FARTHEST)
        left = self.shape[begin:start]
        if word in self.patterns.saying:
            return self._participle(_Verb(start, match.end(), word, block, sentence, begin, left))
        if between := self.patterns.between.search(left, max(0, len(left) - _REACH_OF_ADVERBS)):
            left = left[: between.start()]
        verb = _Verb(start, match.end(), word, block, sentence, begin, left)
        for rule in _RULES:
            if (cue := rule(self, verb)) is not None:
                return cue
        return self._unknown(verb)

    # -- the rules, each of one form

    def _cue_of(self, verb: _Verb, speaker: Mention | None, start: int | None = None) -> Cue:
        """A verb as the cue of its speaker, whose title and name begin at *start*."""
        return Cue(verb.start if start is None else start, verb.end, verb.word, verb.block, self.view, speaker)

    def _stranger(self, verb: _Verb) -> Cue:
        """A verb as the cue of somebody who cannot be named."""
        return Cue(verb.start, verb.end, verb.word, verb.block, self.view, stranger=True)

    def _participle(self, verb: _Verb) -> Cue:
        """X closed the meeting, stating …; "a stating of facts" is nobody's.

        Nor is what stands behind an announced statement: X issued this statement on answers from Y, indicating that …
        """
        opens = _SAYING_OPENS.search(verb.left[-_REACH_OF_SAYING:])
        last = self.cues[-1] if self.cues and self.cues[-1].start >= verb.sentence[0] else None
        announced = last is not None and last.verb in self.patterns.announcing
        return self._cue_of(verb, self._elided(verb) if opens and not announced else None)

    def _pronoun(self, verb: _Verb) -> Cue | None:
        """She said …"""
        pronoun = self.patterns.pronoun.search(verb.left, max(0, len(verb.left) - _REACH_OF_PRONOUN))
        if pronoun is None:
            return None
        start = verb.begin + pronoun.start("start")
        return self._cue_of(verb, self._meant(verb.block, start), start)

    def _joined(self, verb: _Verb) -> Cue | None:
        """X opened the meeting and said …"""
        joined = self.patterns.joined.search(verb.left, max(0, len(verb.left) - _REACH_OF_AND))
        return self._cue_of(verb, self._elided(verb)) if joined else None

    def _subject(self, verb: _Verb) -> Cue | None:
        """Director X said …; X, head of Y, said …"""
        subject = self.subjects.before(verb.begin, verb.left)
        return self._cue_of(verb, subject[1], subject[0]) if subject else None

    def _inverted(self, verb: _Verb) -> Cue | None:
        """ "…," said X; As noted by nobody here, … – with nothing before the verb that could be its subject."""
        last = _last_word(verb.left)
        if last[-1:] not in _ENDS_NO_SUBJECT and last not in self.patterns.as_said:
            return None
        end, behind = self.subjects.after(verb.end, verb.sentence[1])
        return Cue(verb.start, end, verb.word, verb.block, self.view, behind, inverted=True, stranger=behind is None)

    def _unknown(self, verb: _Verb) -> Cue:
        """Somebody said …: a stranger, where what stands before the verb may be a name."""
        last = _last_word(verb.left)
        return (
            self._stranger(verb) if last[:1].isupper() or last[-1] in (PERSON, BODY, ")") else self._cue_of(verb, None)
        )

    # -- the subject that was named before

    def _elided(self, verb: _Verb) -> Mention | None:
        """Who "stating" or "and said" belongs to: the sentence's only speaker so far, else its subject."""
        last = self.cues[-1] if self.cues and self.cues[-1].start >= verb.sentence[0] else None
        if last is None:
            return self._of_sentence(verb)
        # Whoever was named since may be the one who added something.
        if last.speaker is None or self.view.people(last.end, verb.start) - {last.speaker.entity}:
            return None
        return None if self.view.names_stranger(last.end, verb.start) else last.speaker

    def _of_sentence(self, verb: _Verb) -> Mention | None:
        """The subject of a sentence that begins with it and names no other person up to a verb."""
        start, end = verb.sentence[0], verb.start
        if self.patterns.pronoun.fullmatch(self.shape[start:end].split(" ", 1)[0]):
            speaker, after = self._meant(verb.block, start), start
        else:
            run = self.subjects.run_at(self.view.first(start, end))
            speaker, after = (run[2], run[1]) if run and self.subjects.named_at(start, run[0]) else (None, start)
        others = speaker is None or self.view.people(after, end) - {speaker.entity}
        return None if others or self.view.names_stranger(after, end) else speaker

    def _meant(self, block: int, place: int) -> Mention | None:
        """Who "she" is: the one official who has been speaking in this paragraph; if nobody has, in the one before."""
        near = [cue for cue in self.cues[-_RECENT:] if cue.block >= block - 1]
        near = [cue for cue in near if cue.stranger or (cue.speaker and cue.speaker.kind == "official")]
        people = [cue for cue in near if cue.block == block] or near
        # A stranger who spoke may be "she" as well as the official.
        if not people or any(cue.stranger for cue in people):
            return None
        last = people[-1]
        speakers = {cue.speaker.entity for cue in people if cue.speaker}
        if len(speakers) != 1:
            return None
        others = self.view.people(last.end, place) - speakers
        return None if others or self.view.names_stranger(last.end, place) else last.speaker


# In this order: "she" and "and" stand right before the verb and leave no room for another subject; a subject before the
# verb is surer than one behind it ("X said Y came").
_RULES: tuple[Callable[[Attributions, _Verb], Cue | None], ...] = (
    Attributions._pronoun,
    Attributions._joined,
    Attributions._subject,
    Attributions._inverted,
)


def _last_word(left: str) -> str:
    """The last word before a verb, "" where a sentence begins with it."""
    words = left.rsplit(maxsplit=1)
    return words[-1] if words else ""

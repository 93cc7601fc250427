"""Find the verbs of speech in a text, and the subject of each if a rule can be sure of it."""

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
"""Joins two speakers, or a speaker and a bystander."""

SUBORDINATE = r"(?:after|because|since|when)"
"""Starts a clause within a sentence: issued a statement after X said that …"""

# The start of a clause; words before it aren't part of the speaker's title. " - " and " -- " are dashes, but the hyphen
# in "co-chair" isn't. A quotation mark here has no opening mark.
_CLAUSE_START = late_pattern(rf"[,;:(–—”»\"{QUOTE}{STOPPED}]|\s--?(?=\s)|\s{SUBORDINATE}(?=\s)")
# "Acme, Inc. (NASDAQ: ACME), a leading …, announced"
_COMPANY_FORM = late_pattern(r"\A,?\s+(?:Inc|Corp|Corporation|Ltd|Limited|LLC|LLP|L\.P|PLC|plc|AG|SE|Co)(?![\w-])\.?")
_SEPARATOR = late_pattern(r"[,;:–—]|\s--?\s")
_ON_A_DAY = late_pattern(r"On\s+\w+day")
_OPENING_DASH = late_pattern(r"\A\s*[–—]")
_PARENTHESES = late_pattern(r"(?:\s*\([^()]*\))+\Z")
_LEADING_PARENTHESES = late_pattern(r"\A(?:\s*\([^()]*\))+")
# "Rep. X of New York said"
_OF_PLACE = late_pattern(rf"(?<={PERSON}) of (?:the )?(?:[{UPPER}][\w.-]*|{BODY}+)(?: [{UPPER}][\w.-]*){{0,2}}\Z")
_DEFINITE = late_pattern(
    rf"\s*(?:[Tt]he|[Ii]ts|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|{BODY}+(?:['’]s)?|[{UPPER}][\w.&-]*['’]s)\s"
)
# "Jane Roe and Director X": the words before a title also name someone else.
_TWO_NAMED = late_pattern(rf"[{UPPER}][\w.-]*\s+[{UPPER}][\w-]*\s+and\s+[{UPPER}]")
# "(R-Utah) and Senator X": the first of two people comes before the parenthesis.
_AND_ANOTHER = late_pattern(rf"\)\s+{AND_WORD}\s")
# After a name: a hyphen or apostrophe, another name, or "and" and someone else. "X's lawyer", "X Airport", "X and Y".
_NOT_THE_WHOLE = late_pattern(
    rf"""
    ['’-]
  | \s+ (?! (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \b ) [{UPPER}{PERSON}{BODY}]
  | \s*,?\s* {AND_WORD} \s+ (?:the\s+)? [{UPPER}{PERSON}{BODY}]
  | ,\s+ {PERSON}
    """,
    re.VERBOSE,
)
# After an organization's name: punctuation, the end, or a time or place. In "the Bank officials said", the Bank isn't
# the speaker.
_BODY_ENDS = late_pattern(
    r"""
    \s* (?: [.,;:!?()] | \Z | \s[–—-]\s )
  | \s+ (?: in | on | at | today | yesterday | during | as | when | after | у | в | на | сьогодні | сегодня ) \s
    """,
    re.VERBOSE,
)
_SENTENCE_END = late_pattern(rf"[a-zа-яіїєґ)]\.\s|[{QUOTE}{STOPPED}]")
# A verb or punctuation between "said" and a name: "said that X" and "said the team. X" have another subject.
_NOT_A_TITLE = late_pattern(r"\b(?:that|who|which|will|has|have|had|is|was|were|are|be)\b|[.;:!?(]")
_SHORT = late_pattern(rf"\b(?:{choice(read_words('speech_abbreviations'))}|U\.S|U\.N)\.")
# Up to four lowercase words; a past-tense verb isn't a title: not "Trump praised adviser X".
_CONJUNCTIONS = frozenset({"but", "while", "whereas"})
_ARTICLES = frozenset({"the", "a", "an"})
_DAYS = frozenset({"today", "yesterday"})
_LONGEST_NOUN = 3  # words: Republican campaign strategist
_LONGEST_DAY = 2  # words: "Earlier today"

LONGEST_APPOSITION = 250
"""The longest apposition after a name, in characters; 125 would lose 2 statements, 500 gain none."""

FARTHEST = 1_000
"""The number of characters next to a verb or a name searched for its subject, title or companions."""

_SHORTEST_APPOSITION = 4
"""The shortest apposition with its comma: ", MP" is one, ", " isn't."""


class Subjects:
    """Finds the subjects of verbs in a text's shape."""

    def __init__(self, view: Shape) -> None:
        self.view, self.shape, self.patterns = view, view.shape, view.patterns

    # -- before the verb

    def before(self, start: int, left: str) -> tuple[int, Mention] | None:
        """Return the speaker right before a verb, and where their title and name start.

        Args:
            start: The start of the sentence.
            left: The shape from there to the verb, without adverbs: "The Director of UNODC, X,".
        """
        bare = _OF_PLACE.sub("", _PARENTHESES.sub("", left))
        if bare[-1:] in (PERSON, BODY):
            return self.named_at(start, start + len(bare) - 1)
        if left[-2:] == PERSON + ",":  # the Director, X, said
            subject = self.named_at(start, start + len(left) - 2)
            return subject if subject and "," in self.shape[subject[0] : start + len(left) - 2] else None
        if left[-1:] not in (",", "–", "—"):
            return None
        # A person takes precedence: in "X, director of Acme," the speaker is X.
        for sign in (PERSON, BODY):
            place = left.rfind(sign)
            if place >= 0 and self._is_apposition(start + place + 1, start + len(left), sign):
                return self.named_at(start, start + place)
        return None

    def _is_apposition(self, start: int, end: int, sign: str) -> bool:
        """Whether a span after a name, with the commas around it, describes the name and names nobody else."""
        text = _COMPANY_FORM.sub("", self.shape[start:end])
        text = _OPENING_DASH.sub(",", _LEADING_PARENTHESES.sub("", text))
        if text[:1] != "," or not _SHORTEST_APPOSITION <= len(text) < LONGEST_APPOSITION:
            return False
        return self._begins_apposition(text, sign) and not self.view.adds_person(start, end)

    def _begins_apposition(self, text: str, sign: str) -> bool:
        """Whether ", Partner at Y" starts like an apposition; after an organization, only certain words do."""
        if self.patterns.opens_apposition.match(text):
            return True
        first = text[1:].split(",")[0]
        begins = first.split(maxsplit=1)[0] if first.strip() else ""
        # The title in ", of the Board," is someone else's.
        return sign != BODY and bool(self.patterns.title.search(first)) and begins not in self.patterns.not_before_name

    def named_at(self, start: int, place: int) -> tuple[int, Mention] | None:
        """Return who is named at *place* and where the noun phrase starts, if only a title precedes the name.

        *start* is the start of the sentence.
        """
        run = self.view.run(place)
        if run is None:
            return None
        start = max(start, run[0] - FARTHEST)
        cut = max((match.end() for match in _CLAUSE_START.finditer(self.shape, start, run[0])), default=start)
        lead = self.shape[cut : run[0]]
        # "…," Democratic pollster X said: after a quotation, any one or two words are part of the speaker's title.
        quoted = run[2].kind == "official" and self.shape[cut - 1 : cut] in (QUOTE, STOPPED) and cut > start
        noun = lead.split()[-1:] if quoted and len(lead.split()) <= _LONGEST_NOUN else []
        plain = bool(noun) and noun[0].islower() and noun[0] not in self.patterns.not_before_name
        if not (plain or self._is_title(lead, run[2])):
            return None
        begin = cut + len(lead) - len(lead.lstrip())
        if not lead.strip() and self.shape[start:cut].endswith(","):
            # "the Executive Director of X, " before a name belongs to the name.
            piece = _SEPARATOR.split(self.shape[start : cut - 1])[-1]
            if _DEFINITE.match(piece) and self.patterns.title.search(piece):
                begin = cut - 1 - len(piece.lstrip())
        return begin, run[2]

    def _is_title(self, lead: str, mention: Mention) -> bool:
        """Whether the words before a name, from the start of the clause, are its title."""
        words, known = lead.split(), self.patterns
        if not words or known.honorific.fullmatch(lead.lstrip()):
            return True
        if words[0] in known.as_said or words[0].lower() in _CONJUNCTIONS:
            return self._is_title(lead.lstrip()[len(words[0]) :], mention)
        if (len(words) <= _LONGEST_DAY and words[-1].lower() in _DAYS) or _ON_A_DAY.fullmatch(lead.strip()):
            return True
        # Organizations have no titles, only a word for their kind. Other words are part of a longer name, or govern it.
        if mention.kind != "official":
            governs = known.not_before_name - _ARTICLES
            return words[-1] in known.body_kinds and governs.isdisjoint(map(str.lower, words))
        if self._governs(words) or PERSON in lead or known.verbs.search(lead):
            return False
        return bool(known.title.search(lead)) and not (_TWO_NAMED.search(lead) or _AND_ANOTHER.search(lead))

    def _governs(self, words: list[str]) -> bool:
        """Whether the words before a name are more than its title: "in the …", "… of", a letter to Senator | X."""
        known, rest = self.patterns, list(words)
        while rest and (known.title.fullmatch(rest[-1].rstrip(".")) or rest[-1].lower() in _ARTICLES | {"and", "&"}):
            rest.pop()
        governs = bool(rest) and rest[-1].lower() in known.not_before_name - _ARTICLES
        return words[-1].lower() in known.not_before_name or governs

    # -- after the verb

    def after(self, start: int, end: int) -> tuple[int, Mention | None]:
        """Return the speaker right after a place, and where the name ends."""
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
        """Return the named span at a place returned by ``find``; None for -1."""
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
        # Words that aren't a known title: said UNODC expert X.
        plain = known.not_before_name - _ARTICLES
        return "," not in lead and all(word[-1] == BODY or (word.islower() and word not in plain) for word in words)

    def _closes(self, run: Run, end: int) -> bool:
        """Whether a name after a verb is complete, and the only one."""
        place = run[1]
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
    """Whether any comma before a name ends its title: said the Director of UNODC, X."""
    head, comma, rest = lead.strip().rpartition(",")
    return not comma or (not rest and "," not in head and _DEFINITE.match(head + " ") is not None)


LEADS_TO_QUOTE = late_pattern(rf"\s*[:,]?\s*{QUOTE}")
_SAYING_OPENS = late_pattern(r"(?:,|\bby|\band)\s+\Z")
_ENDS_NO_SUBJECT = ("", ",", "–", "—", "-", QUOTE, STOPPED)

# How many characters before a verb are searched for each item. Without a limit, a pattern that ends in \Z is tried from
# every position in the sentence, which took most of the time for long ones.
_REACH_OF_SAYING = 8  # ", and "
_REACH_OF_ADVERBS = 60  # "has also repeatedly and publicly"
_REACH_OF_PRONOUN = 5  # " she"; pronouns have at most four letters
_REACH_OF_AND = 6


_RECENT = 12
"""The maximum number of cues back to which "she" can refer; two paragraphs have fewer.

Three would overlook other speakers."""


class Cue(NamedTuple):
    """A verb of speech; *speaker* is None if it isn't certain.

    The attribution extends from *start* (the speaker's title and name, or the verb if that comes first) to *end*. In
    “…,” said Director X, who agreed. it is "said Director X". A *stranger* is a speaker who can't be identified.
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
        """The sentence of the verb; computed on demand, because it is slow and seldom needed."""
        return self.view.sentence(self.block, self.start)

    @property
    def speaks(self) -> bool:
        """Whether someone speaks here, known or not."""
        return self.stranger or self.speaker is not None


class _Verb(NamedTuple):
    """A verb of speech; *left* is the shape from *begin*, in its sentence, to the verb, without adverbs."""

    start: int
    end: int
    word: str
    block: int
    sentence: Span
    begin: int
    left: str


class Attributions(Subjects):
    """The cues of a text, found in one pass, because earlier statements decide who "she" is."""

    def __init__(self, view: Shape) -> None:
        super().__init__(view)
        self.cues: list[Cue] = []
        spoken = False
        for block, (start, end) in enumerate(view.blocks):
            before, spoken = spoken, view.first(start, end) >= 0
            # Otherwise nobody is named, and "she" has no referent.
            if spoken or before:
                for verb in self.patterns.verbs.finditer(self.shape, max(0, start - 1), end):
                    self.cues.append(self._cue(block, verb))

    def begun_within(self, start: int, end: int) -> list[Cue]:
        """Return the cues that start in a span, in order; call it only after all cues of the text are found."""
        numbers = self._by_start[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [self.cues[number] for number in sorted(numbers)]

    @cached_property
    def _by_start(self) -> list[int]:
        # Cues are sorted by their ends: in "X, who wrote it, said" the second starts before the first.
        return sorted(range(len(self.cues)), key=lambda number: self.cues[number].start)

    @cached_property
    def _starts(self) -> list[int]:
        return [self.cues[number].start for number in self._by_start]

    def _cue(self, block: int, match: re.Match[str]) -> Cue:
        """Return the cue from the first rule that matches a verb."""
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

    # -- the rules, one for each construction

    def _cue_of(self, verb: _Verb, speaker: Mention | None, start: int = -1, end: int = -1, **more: bool) -> Cue:
        """Return a cue for a verb and its speaker, whose title and name start at *start* or end at *end*."""
        span = verb.start if start < 0 else start, verb.end if end < 0 else end
        return Cue(*span, verb.word, verb.block, self.view, speaker, **more)

    def _participle(self, verb: _Verb) -> Cue:
        """X closed the meeting, stating …; "a stating of facts" has no speaker.

        After an announced statement there is none either: X issued this statement on answers from Y, indicating that …
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
        subject = self.before(verb.begin, verb.left)
        if subject is None or self._is_oblique(verb, subject[1]):
            return None
        return self._cue_of(verb, subject[1], subject[0])

    def _inverted(self, verb: _Verb) -> Cue | None:
        """ "…," said X; As noted by nobody here, … – with no possible subject before the verb."""
        last = _last_word(verb.left)
        if last[-1:] not in _ENDS_NO_SUBJECT and last not in self.patterns.as_said:
            return None
        end, behind = self.after(verb.end, verb.sentence[1])
        if behind is not None and self._is_oblique(verb, behind):
            end, behind = verb.end, None
        return self._cue_of(verb, behind, end=end, inverted=True, stranger=behind is None)

    def _unknown(self, verb: _Verb) -> Cue:
        """Somebody said …: a stranger, if the words before the verb may be a name."""
        last = _last_word(verb.left)
        return self._cue_of(verb, None, stranger=last[:1].isupper() or last[-1] in (PERSON, BODY, ")"))

    def _is_oblique(self, verb: _Verb, mention: Mention) -> bool:
        words = " ".join((verb.word, *mention.surface.split()))  # a name may contain a line break
        return mention.kind == "official" and bool(self.patterns.oblique.match(words))

    # -- the subject named before

    def _elided(self, verb: _Verb) -> Mention | None:
        """Return the subject of "stating" or "and said": the sentence's only speaker so far, or else its subject."""
        last = self.cues[-1] if self.cues and self.cues[-1].start >= verb.sentence[0] else None
        if last is None:
            return self._of_sentence(verb)
        # Anyone named since then may be the speaker of the addition.
        if last.speaker is None or self.view.people(last.end, verb.start) - {last.speaker.entity}:
            return None
        return None if self.view.names_stranger(last.end, verb.start) else last.speaker

    def _of_sentence(self, verb: _Verb) -> Mention | None:
        """Return the subject of a sentence that starts with it and names no other person before a verb."""
        start, end = verb.sentence[0], verb.start
        if self.patterns.pronoun.fullmatch(self.shape[start:end].split(" ", 1)[0]):
            speaker, after = self._meant(verb.block, start), start
        else:
            run = self.run_at(self.view.first(start, end))
            if run is None or self.shape[run[1] : run[1] + 1] not in (" ", ",") or "," in self.shape[start : run[0]]:
                return None
            speaker, after = run[2] if self.named_at(start, run[0]) else None, run[1]
        others = speaker is None or self.view.people(after, end) - {speaker.entity}
        return None if others or self.view.names_stranger(after, end) else speaker

    def _meant(self, block: int, place: int) -> Mention | None:
        """Return who "she" is: the only official who spoke in this paragraph; if there is none, in the previous one."""
        near = [cue for cue in self.cues[-_RECENT:] if cue.block >= block - 1]
        near = [cue for cue in near if cue.stranger or (cue.speaker and cue.speaker.kind == "official")]
        people = [cue for cue in near if cue.block == block] or near
        # "She" may also be an unidentified speaker.
        if not people or any(cue.stranger for cue in people):
            return None
        last = people[-1]
        speakers = {cue.speaker.entity for cue in people if cue.speaker}
        if len(speakers) != 1 or self.shape.count("\n\n", last.end, place) > 1:
            return None
        others = self.view.people(last.end, place) - speakers
        return None if others or self.view.names_stranger(last.end, place) else last.speaker


# The order matters: "she" and "and" come right before the verb and rule out another subject. A subject before the verb
# is more certain than one after it ("X said Y came").
_RULES: tuple[Callable[[Attributions, _Verb], Cue | None], ...] = (
    Attributions._pronoun,
    Attributions._joined,
    Attributions._subject,
    Attributions._inverted,
)


def _last_word(left: str) -> str:
    """Return the last word before a verb, or "" if the sentence starts with the verb."""
    words = left.rsplit(maxsplit=1)
    return words[-1] if words else ""

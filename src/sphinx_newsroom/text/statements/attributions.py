"""Who is said to speak, and where: every verb of speech of a text with its subject, where a rule can be sure of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED
from sphinx_newsroom.text.statements.quotations import Span
from sphinx_newsroom.text.statements.shape import Shape
from sphinx_newsroom.text.statements.subjects import FARTHEST, Subjects

LEADS_TO_QUOTE = late_pattern(rf"\s*[:,]?\s*{QUOTE}")
_SAYING_OPENS = late_pattern(r"(?:,|\bby|\band)\s+\Z")
_STOPS_OR_COMMAS = late_pattern("[,.;:]")
_ENDS_NO_SUBJECT = ("", ",", "–", "—", "-", QUOTE, STOPPED)

# How many characters before a verb are read for each thing. A pattern that ends in \Z would else be tried from every
# place of the sentence, which took most of the time of long ones.
_REACH_OF_WORD = 20
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
            if spoken or (before and any(self.shape.find(word, start, end) >= 0 for word in self.patterns.pronouns)):
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
        if self._is_plain(start, match.end()):
            return Cue(start, match.end(), word, block, self.view)
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

    def _is_plain(self, start: int, end: int) -> bool:
        """Whether no rule can find the subject of a verb: a plain word stands before it, as in "the family said"."""
        ahead = self.shape[max(0, start - _REACH_OF_WORD) : start]
        word = ahead[ahead.rfind(" ", 0, -1) + 1 : -1]
        if not (word.isalpha() and word.islower()) or word in self.patterns.before_verb:
            return False
        return LEADS_TO_QUOTE.match(self.shape, end) is None

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
        if subject is None or self._is_oblique(verb, subject[1]):
            return None
        return self._cue_of(verb, subject[1], subject[0])

    def _inverted(self, verb: _Verb) -> Cue | None:
        """ "…," said X; As noted by nobody here, … – with nothing before the verb that could be its subject."""
        last = _last_word(verb.left)
        if last[-1:] not in _ENDS_NO_SUBJECT and last not in self.patterns.as_said:
            return None
        end, behind = self.subjects.after(verb.end, verb.sentence[1])
        if behind is not None and self._is_oblique(verb, behind):
            end, behind = verb.end, None
        return Cue(verb.start, end, verb.word, verb.block, self.view, behind, inverted=True, stranger=behind is None)

    def _unknown(self, verb: _Verb) -> Cue:
        """Somebody said …: a stranger, where what stands before the verb may be a name."""
        last = _last_word(verb.left)
        return (
            self._stranger(verb) if last[:1].isupper() or last[-1] in (PERSON, BODY, ")") else self._cue_of(verb, None)
        )

    def _is_oblique(self, verb: _Verb, mention: Mention) -> bool:
        return mention.kind == "official" and self.patterns.oblique(verb.word, mention.surface)

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
            begins = run is not None and self.shape[run[1] : run[1] + 1] in (" ", ",")
            if (
                run is None
                or not begins
                or "," in self.shape[start : run[0]]
                or self.subjects.named_at(start, run[0]) is None
            ):
                return None
            speaker, after = run[2], run[1]
        others = self.view.people(after, end) - {speaker.entity if speaker else ""}
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
        if len(speakers) != 1 or self.shape.count("\n\n", last.end, place) > 1:
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

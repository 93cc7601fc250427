"""Who is said to speak, and where: every verb of speech of a text with its subject, where a rule can be sure of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED
from sphinx_newsroom.text.statements.quotations import Span
from sphinx_newsroom.text.statements.shape import UPPER, Run, Shape

LEADS_TO_QUOTE = re.compile(rf"\s*[:,]?\s*{QUOTE}")
_AND_WORD = r"(?:and|or|&|і|й|та|и)"
_CLAUSE_START = re.compile(rf"[,;:(–—{QUOTE}{STOPPED}]|\s-(?=\s)")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\Z")
_DEFINITE = re.compile(rf"\s*(?:the|its|our|his|her|their|The|{BODY}+(?:['’]s)?)\s")
_TWO_NAMED = re.compile(rf"[{UPPER}][\w.-]*\s+[{UPPER}][\w-]*\s+and\s+[{UPPER}]")
_MISSING_COMMA = re.compile(rf"{PERSON}(?=,\s+[^,{PERSON}{QUOTE}{STOPPED}]+\Z)")
_SUFFIX = re.compile(r",?\s+(?:Jr|Sr|II|III|IV)\b\.?")
_NOT_THE_WHOLE = re.compile(
    rf"['’-]|\s+[{UPPER}{PERSON}{BODY}]|\s*,?\s*{_AND_WORD}\s+(?:the\s+)?[{UPPER}{PERSON}{BODY}]|,\s+{PERSON}"
)
_BODY_ENDS = re.compile(
    r"\s*(?:[.,;:!?)]|\Z|\s[–—-]\s)|\s+(?:in|on|at|today|yesterday|during|as|when|after|у|в|на|сьогодні|сегодня)\s"
)
_SENTENCE_END = re.compile(rf"[a-zа-яіїєґ)]\.\s|[{QUOTE}{STOPPED}]")
_NOT_A_TITLE = re.compile(r"\b(?:that|who|which|will|has|have|had|is|was|were|are|be)\b|[.;:!?(]")
_SHORT = re.compile(r"\b(?:Dr|Mr|Ms|Mrs|Prof|U\.S|U\.N)\.")
_SAYING_OPENS = re.compile(r"(?:,|\bby|\band)\s+\Z")
_ON_A_DAY = re.compile(r"On\s+\w+day")
_ARTICLES = frozenset({"the", "a", "an"})
_LONGEST_APPOSITION = 250


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """A verb of speech; *speaker* is None where it is nobody's for sure.

    The attribution goes from *start* (the speaker's title and name, or the verb where that comes first) to *end*, the
    end of what comes last.  A *stranger* is somebody who speaks and cannot be named.
    """

    start: int
    end: int
    verb: str
    block: int
    sentence: Span
    speaker: Mention | None = None
    inverted: bool = False
    stranger: bool = False

    @property
    def speaks(self) -> bool:
        """Whether somebody speaks here, known or not."""
        return self.stranger or self.speaker is not None


class Attributions:
    """The cues of a text, found in one pass: what has been said so far decides who "she" is."""

    def __init__(self, view: Shape) -> None:
        self.view, self.shape, self.patterns = view, view.shape, view.patterns
        self.cues: list[Cue] = []
        spoken = False
        for block, (start, end) in enumerate(view.blocks):
            before, spoken = spoken, view.first(start, end) >= 0
            if spoken or before:  # elsewhere nobody is named, and no "she" can be known
                for verb in self.patterns.verbs.finditer(self.shape, start, end):
                    self.cues.append(self._cue(block, verb))

    def _cue(self, block: int, match: re.Match[str]) -> Cue:
        place, verb = match.start(), " ".join(match[0].split())
        sentence = self.view.sentence(block, place)
        left = self.shape[sentence[0] : place]
        if verb in self.patterns.saying:
            speaker = self._elided(block, sentence, place) if _SAYING_OPENS.search(left[-8:]) else None
            return Cue(place, match.end(), verb, block, sentence, speaker)
        if between := self.patterns.between.search(left, max(0, len(left) - 60)):
            left = left[: between.start()]
        if pronoun := self.patterns.pronoun.search(left, max(0, len(left) - 5)):
            start = sentence[0] + pronoun.start("start")
            return Cue(start, match.end(), verb, block, sentence, self._meant(block, start))
        if self.patterns.joined.search(left, max(0, len(left) - 6)):
            return Cue(place, match.end(), verb, block, sentence, self._elided(block, sentence, place))
        subject = self._before(sentence[0], left)
        if subject is None and LEADS_TO_QUOTE.match(self.shape, match.end()):
            subject = self._before_without_comma(sentence[0], left)
        if subject is not None and not self._is_oblique(verb, subject[1]):
            return Cue(subject[0], match.end(), verb, block, sentence, subject[1])
        last = left.split()[-1] if left.strip() else ""
        if last[-1:] in ("", ",", "–", "—", "-", QUOTE, STOPPED) or last in self.patterns.as_said:
            end, behind = self.after(match.end(), sentence[1])
            if behind is not None and self._is_oblique(verb, behind):
                end, behind = match.end(), None
            return Cue(place, end, verb, block, sentence, behind, inverted=True, stranger=behind is None)
        stranger = last[:1].isupper() or last[-1] in (PERSON, BODY, ")")
        return Cue(place, match.end(), verb, block, sentence, stranger=stranger)

    def _is_oblique(self, verb: str, mention: Mention) -> bool:
        return mention.kind == "official" and self.patterns.oblique(verb, mention.surface)

    # -- the subject before the verb

    def _before(self, start: int, left: str) -> tuple[int, Mention] | None:
        """The speaker who stands right before the verb, with where their title and name begin."""
        bare = _PARENTHESIS.sub("", left) if left.endswith(")") else left
        if bare[-1:] in (PERSON, BODY):
            return self._subject(start, start + len(bare) - 1)
        if left[-2:] == PERSON + ",":  # the Director, X, said
            subject = self._subject(start, start + len(left) - 2)
            return subject if subject and "," in self.shape[subject[0] : start + len(left) - 2] else None
        if left[-1:] not in (",", "–", "—"):
            return None
        for sign in (PERSON, BODY):
            place = left.rfind(sign)
            if place >= 0 and self._is_apposition(start + place + 1, start + len(left), sign):
                return self._subject(start, start + place)
        return None

    def _before_without_comma(self, start: int, left: str) -> tuple[int, Mention] | None:
        """The speaker of "X, Partner at Y said:", whose second comma is missing."""
        match = _MISSING_COMMA.search(left)
        if match is None or not self._is_apposition(start + match.end(), start + len(left), PERSON):
            return None
        return self._subject(start, start + match.start())

    def _is_apposition(self, start: int, end: int, sign: str) -> bool:
        """Whether a stretch behind a name, with the commas around it, says who that is and names nobody else."""
        text = re.sub(r"^\s*[–—]", ",", _leading_parenthesis_cut(self.shape[start:end]))
        if text[:1] != "," or not 3 < len(text) < _LONGEST_APPOSITION or QUOTE in text or STOPPED in text:
            return False
        if not self.patterns.opens_apposition.match(text):
            first = text[1:].split(",")[0]
            begins = first.split()[0] if first.strip() else ""
            if sign == BODY or not self.patterns.title.search(first) or begins in self.patterns.not_before_name:
                return False
        return not self.view.adds_person(start, end)

    def _subject(self, start: int, place: int) -> tuple[int, Mention] | None:
        """Who is named at *place*, with where the noun phrase begins, if nothing but a title leads up to the name."""
        run = self.view.run(place)
        if run is None:
            return None
        cut = max((match.end() for match in _CLAUSE_START.finditer(self.shape, start, run[0])), default=start)
        lead = self.shape[cut : run[0]]
        if not self._is_title(lead, run[2]):
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
        if words[0] in known.as_said or words[0].lower() in ("but", "while", "whereas"):
            return self._is_title(lead.lstrip()[len(words[0]) :], mention)
        if mention.kind != "official" or self._is_no_title(words) or PERSON in lead or known.verbs.search(lead):
            return mention.kind == "official" and _ON_A_DAY.fullmatch(lead.strip()) is not None
        if known.title.search(lead):
            return not _TWO_NAMED.search(lead)
        return len(words) <= 2 and words[-1] in ("today", "yesterday")

    def _is_no_title(self, words: list[str]) -> bool:
        """Whether words before a name begin or end as no title does: "in the …", "… of", "… the"."""
        first, last = words[0].lower(), words[-1].lower()
        return last in self.patterns.not_before_name or first in self.patterns.not_before_name - _ARTICLES

    def _title_before(self, start: int, cut: int, begin: int) -> int:
        """Where "the Executive Director of X, " begins that stands before a name; else *begin*."""
        piece = re.split(r"[,;:–—]|\s-\s", self.shape[start : cut - 1])[-1]
        is_title = _DEFINITE.match(piece) and self.patterns.title.search(piece)
        return cut - 1 - len(piece.lstrip()) if is_title else begin

    # -- the subject behind the verb

    def after(self, start: int, end: int) -> tuple[int, Mention | None]:
        """The speaker who stands right behind a place, with where their name ends."""
        stop = self.shape.find(QUOTE, start, end)
        end = stop if stop >= 0 else end
        run = self._run_at(self.view.first(start, end))
        if run is not None and run[2].kind != "official" and not self._closes(run, end):
            run = self._run_at(self.shape.find(PERSON, run[1], end))  # UNODC Executive Director X
        if run is None or not self._closes(run, end):
            return start, None
        lead = self.shape[start : run[0]]
        return (run[1], run[2]) if lead[:1].isspace() and self._leads_to(lead, run[2]) else (start, None)

    def _run_at(self, place: int) -> Run | None:
        return self.view.run(place) if place >= 0 else None

    def _leads_to(self, lead: str, mention: Mention) -> bool:
        """Whether the words between a verb and a name are the name's title."""
        words, known = lead.split(), self.patterns
        if not words or known.honorific.fullmatch(lead.lstrip()):
            return True
        if mention.kind != "official" or self._is_no_title(words) or PERSON in lead or known.verbs.search(lead):
            return False
        if _NOT_A_TITLE.search(_SHORT.sub("", lead)):
            return False
        head, comma, rest = lead.strip().rpartition(",")
        if comma and (rest or "," in head or not _DEFINITE.match(head + " ")):
            return False
        if known.title.search(lead):
            return not _TWO_NAMED.search(lead)
        if len(words) == 1 and words[0].removesuffix("'s").removesuffix("’s")[-1:] == BODY:
            return True
        plain = known.not_before_name - _ARTICLES
        return not comma and all(word[-1] == BODY or (word.islower() and word not in plain) for word in words)

    def _closes(self, run: Run, end: int) -> bool:
        """Whether a name that follows a verb is the whole name, and the only one."""
        place = run[1]
        if suffix := _SUFFIX.match(self.shape, place, end):
            place = suffix.end()
        if _NOT_THE_WHOLE.match(self.shape, place, end):
            return False
        if run[2].kind != "official":
            return _BODY_ENDS.match(self.shape, place, end) is not None
        stop = _SENTENCE_END.search(self.shape, place, end)
        return not self.view.adds_person(place, stop.start() + 1 if stop else end)

    # -- the subject that was named before

    def _elided(self, block: int, sentence: Span, place: int) -> Mention | None:
        """Who "stating" or "and said" belongs to: the sentence's only speaker so far, else its subject."""
        last = self.cues[-1] if self.cues and self.cues[-1].sentence == sentence else None
        if last is None:
            return self._of_sentence(block, sentence[0], place)
        if last.speaker is None or self.view.people(last.end, place) - {last.speaker.entity}:
            return None
        return None if self.view.names_stranger(last.end, place) else last.speaker

    def _of_sentence(self, block: int, start: int, end: int) -> Mention | None:
        """The subject of a sentence that begins with it and names no other person up to *end*."""
        if self.patterns.pronoun.fullmatch(self.shape[start:end].split(" ", 1)[0]):
            meant = self._meant(block, start)
            others = self.view.people(start, end) - {meant.entity if meant else ""}
            return None if others or self.view.names_stranger(start, end) else meant
        for place in (self.shape.find(PERSON, start, end), self.view.first(start, end)):
            run = self._run_at(place)
            if run is None or self.shape[run[1] : run[1] + 1] not in (" ", ",") or "," in self.shape[start : run[0]]:
                continue
            if self._subject(start, run[0]) is None or self.view.people(run[1], end) - {run[2].entity}:
                continue
            joint = re.match(rf"\s+{_AND_WORD}\s", self.shape[run[1] : run[1] + 6])
            return None if joint or self.view.names_stranger(run[1], end) else run[2]
        return None

    def _meant(self, block: int, place: int) -> Mention | None:
        """Who "she" is: the one official who has been speaking in this paragraph and the one before."""
        near = [cue for cue in self.cues[-12:] if cue.block >= block - 1]
        people = [cue for cue in near if cue.stranger or (cue.speaker and cue.speaker.kind == "official")]
        if not people or any(cue.stranger for cue in people):
            return None
        last = people[-1]
        speakers = {cue.speaker.entity for cue in people if cue.speaker}
        if len(speakers) != 1 or self.shape.count("\n\n", last.end, place) > 1:
            return None
        others = self.view.people(last.end, place) - speakers
        return None if others or self.view.names_stranger(last.end, place) else last.speaker


def _leading_parenthesis_cut(text: str) -> str:
    """An apposition without the parenthesis before it: "(D-MD), the senator,"."""
    return text.split(")", 1)[-1] if text.lstrip().startswith("(") else text

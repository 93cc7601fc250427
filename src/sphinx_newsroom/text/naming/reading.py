"""One reading of one text: what each of the places where a name may stand means."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter, itemgetter

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.evidence import Evidence, Short
from sphinx_newsroom.text.naming.family_names import Named, SoFar, Standing, enrolled, family_name
from sphinx_newsroom.text.naming.fitting import MISFITS, misfit
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.introductions import places_of
from sphinx_newsroom.text.naming.name_table import Likeness
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.naming.trust import as_a_thing, distrust
from sphinx_newsroom.text.words import office_words
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS

_DOTTED = frozenset("inc corp ltd co jr sr".split())
"""What stands behind names with a dot that belongs to them: forms of companies, and Jr."""

_DOUBTED = ("strong", "generic")
"""Forms that are worth a report where they are refused; others that are not trusted are words like others."""

_BEGIN = attrgetter("start")

Open = list[tuple[Form, Likeness]]
"""The forms that a place may mean, each with its likeness."""

Refusals = list[tuple[Form, Refusal]]
"""The forms that a place does not mean, each with its reason."""


class Reading:
    """The pass through a text from the left, with what it has found *so_far*; all else is fixed before it begins.

    *evidence* is a frozen value, made from another one, the sightings, before the pass; what the pass found is a third.
    What a family name means depends on who was named before it, so that part is a running account and no value.
    *noted* takes what each rule refuses, where somebody wants to know; it changes nothing.
    """

    def __init__(self, evidence: Evidence, noted: list[Noted] | None = None) -> None:
        self.evidence, self.seen, self.noted = evidence, evidence.seen, noted
        self.names, self.tokens, self.release = evidence.seen.names, evidence.seen.tokens, evidence.seen.release
        self.so_far = SoFar(set(self.seen.presidents), roll=enrolled(self.seen))
        self.places = self._with_introduced()

    def _with_introduced(self) -> list[Place]:
        """Places by where they begin, the longest first, with those of introduced short names that no form covers."""
        places, shorts = self.seen.places, self.evidence.shorts
        known = {(place.start, place.end) for place in places}
        added = [
            Place(start, end, ((Form(short, "", "organization", "introduced", "acronym"), Likeness.EXACT),))
            for start, end, short in places_of(self.tokens, shorts)
            if (start, end) not in known and not beside.inside_address(self.tokens, start, end)
        ]
        return _in_order((*places, *added))

    def meanings(self) -> Iterator[Meaning]:
        """What the text names, from the left, longest first, without overlap."""
        end, part, last = 0, 0, None
        for place in self.places:
            if place.start < end or (place.end <= part and not place.fixed):
                continue
            meaning = self._meaning(place)
            if meaning is None or meaning.start < end:
                continue
            # A full name that does not fit is part of a longer one, and so are the shorter ones in it.
            if meaning.doubted and not meaning.forms:
                part = place.end
                continue
            meaning = self._whole(meaning, last)
            end = meaning.end
            if meaning.sure:
                self._note(meaning)
            if not meaning.forms:
                continue
            # Given one late, since the next may reach back over it: White House | OSTP is one name.
            if last is not None and last.end <= meaning.start:
                yield last
            last = meaning
        if last is not None:
            yield last

    def in_headlines(self, meanings: Sequence[Meaning]) -> Iterator[Meaning]:
        """Family names in headlines of those whom the text names below by an office alone: | Lee Opposes Deal."""
        named = {one.forms[0].entity for one in meanings if one.sure and one.forms[0].kind == "official"}
        named -= self.evidence.present
        if not named or not any(mark.where == "heading" for mark in self.tokens.marks):
            return
        taken = {word for meaning in meanings for word in range(meaning.start, meaning.end)}
        evidence = self.evidence.with_certain((), named)
        for place in self.places:
            if not self.tokens.heading(place.start):
                continue
            standing = Standing(evidence, SoFar(), place.start, place.end)
            for form, _ in place.forms:
                if form.strength == "family" and form.entity in named:
                    found = family_name(standing, form)
                    if isinstance(found, Named) and taken.isdisjoint(range(found.start, found.end)):
                        taken.update(range(found.start, found.end))
                        yield Meaning(found.start, found.end, (form._replace(method=found.method),))
                        break

    def _note(self, meaning: Meaning) -> None:
        """Take what was named into account from here on."""
        form, so_far = meaning.forms[0], self.so_far
        so_far.introduced.add(form.entity)
        so_far.read[meaning.start, meaning.end] = form.entity
        if form.kind == "official":
            so_far.person_end = meaning.end
            so_far.bearers[self.names.facts.person(form.entity).family] = form.entity

    def chars(self, meaning: Meaning) -> tuple[int, int]:
        """Where a meaning begins and ends in the text."""
        if meaning.mark is not None:
            return meaning.mark.start, meaning.mark.end
        last, end = self.tokens.words[meaning.end - 1], self.tokens.ends[meaning.end - 1]
        dotted = last in _DOTTED and meaning.end - meaning.start > 1 and self.tokens.text.startswith(".", end)
        return self.tokens.starts[meaning.start], end + dotted

    # What a place means

    def _meaning(self, place: Place) -> Meaning | None:
        """What a place means: what the author says, else what the text says of a short name, else what is certain."""
        if place.fixed:
            return Meaning(place.start, place.end, tuple(form for form, _ in place.forms), place.mark)
        short = self._short(place)
        if short is not None:
            return self._introduced(place, short)
        if len(place.forms) == 1 and (place.start, place.end) in self.evidence.certain:
            return Meaning(place.start, place.end, (place.forms[0][0],))  # judged before the pass
        return self._judged(place)

    def _introduced(self, place: Place, short: Short) -> Meaning | None:
        """What a short name means that the text has introduced; nothing where that has no record."""
        if self.noted is not None:
            others = (form for form, _ in place.forms if form.entity != short.entity)
            self._refuse(place, ((form, Refusal.INTRODUCED) for form in others))
        if short.entity is None:
            return None
        start, end = place.start, place.end
        form = next((form for form, _ in place.forms if form.entity == short.entity), None)
        form = form or Form(self.tokens.surface(start, end), short.entity, "organization", "introduced", "acronym")
        refusal = misfit(self.seen, form, Place(start, end, ()))
        if refusal is None:
            return Meaning(start, end, (form,))
        self._refuse(place, [(form, refusal)])
        return None

    def _judged(self, place: Place) -> Meaning | None:
        """Which forms can be what stands at a place, and which of them is; those that the text speaks against, last."""
        open_: Open = []
        refused: Refusals = []
        widest = place.start, place.end
        standing: Standing | None = None
        for form, how in place.forms:
            if not form.entity:
                continue  # a short name before the text introduces it, for a long one that nothing has decided
            # Most forms are family names, most of those nobody's: they take the shortest way.
            if form.strength == "family":
                standing = standing or Standing(self.evidence, self.so_far, place.start, place.end)
                named = family_name(standing, form)
                if isinstance(named, Named):
                    open_.append((form._replace(method=named.method), how))
                    widest = min(widest[0], named.start), max(widest[1], named.end)
                elif self.noted is not None:
                    refused.append((form, named))
                continue
            refusal = self._verdict(form, place, how)
            if refusal is None:
                open_.append((form, how))
            else:
                refused.append((form, refusal))
        chosen = self._preferred(_in_full(open_) if len(open_) > 1 else open_, place) if open_ else []
        if self.noted is not None:
            self._refuse(place, [*self._exactly(place, refused), *_losing(open_, chosen)])
        if chosen:
            return Meaning(*widest, tuple(chosen))
        doubted = [form for form, why in refused if form.strength in _DOUBTED and self._doubted(form, why, place)]
        # A full name that does not fit is a part of a longer one.
        whole = (why for form, why in refused if form.strength in ("strong", "unit"))
        part = place.end - place.start > 1 and any(why in MISFITS for why in whole)
        return Meaning(place.start, place.end, tuple(doubted), doubted=True) if doubted or part else None

    def _verdict(self, form: Form, place: Place, how: Likeness) -> Refusal | None:
        """Why a form is not what stands at a place; None where it can be."""
        if form.strength in ("strong", "unit"):
            return misfit(self.seen, form, place) or self._distrust(form, place, how)
        return self._distrust(form, place, how) or misfit(self.seen, form, place)  # what is cheaper is asked first

    def _distrust(self, form: Form, place: Place, how: Likeness) -> Refusal | None:
        if form.entity in self.so_far.introduced:
            return None if form.strength != "generic" else as_a_thing(self.seen, place)
        return distrust(self.evidence, form, place, how)

    def _doubted(self, form: Form, why: Refusal, place: Place) -> bool:
        """Whether a form that was refused is worth a report: a full name that fits, and what every country has.

        The own name of a record that every country has such a body of is reported where records are few.
        """
        if form.strength == "strong":
            return why not in MISFITS
        own = form.strength == "generic" and form.method == "name" and place.end - place.start > 1
        return own and not self.seen.crowded and misfit(self.seen, form, place) is None

    def _exactly(self, place: Place, refused: Refusals) -> Iterator[tuple[Form, Refusal]]:
        """Forms that were refused, each with the reason that says most: what stands beside it, before what it lacks."""
        for form, why in refused:
            misfits = None if form.strength == "family" else misfit(self.seen, form, place)
            yield form, misfits or why

    def _refuse(self, place: Place, refused: Iterable[tuple[Form, Refusal]]) -> None:
        """Note what was refused, where somebody wants to know."""
        if self.noted is not None:
            self.noted += [Noted(place.start, place.end, form.entity, why) for form, why in refused if form.entity]

    def _whole(self, meaning: Meaning, last: Meaning | None) -> Meaning:
        """An organization's name with the form of a company behind it, or the body it belongs to before it.

        SriLankan Airlines | Limited, White House | OSTP; the *last* one may be that body itself, and nothing else.
        """
        tokens, start, end = self.tokens, meaning.start, meaning.end
        if meaning.mark or not meaning.sure:
            return meaning
        if meaning.forms[0].kind != "organization":
            return meaning._replace(end=end + 1) if beside.suffixed(tokens, end) else meaning  # Donald Payne | Jr.
        if tokens.capital(end):
            end = self._past_company_form(meaning)
        # White House | OSTP is one name where the record says that OSTP belongs to the White House.
        ending = self.seen.by_end.get(start)
        if ending and tokens.gap(start) == " " and tokens.capital(start - 1):
            entity = meaning.forms[0].entity
            above = self.names.facts.circle(entity) - {entity}
            before = [place for place in ending if any(form.entity in above for form, _ in place.forms)]
            taken, same = (0, 0) if last is None else (last.end, last.start)
            start = min((p.start for p in before if p.start >= taken or p.start == same), default=start)
        return meaning._replace(start=start, end=end)

    def _past_company_form(self, meaning: Meaning) -> int:
        """Where an organization's name ends with the form of a company behind it; but a Limited Edition is none."""
        tokens, end = self.tokens, meaning.end
        while tokens.capital(end) and tokens.gap(end) in (" ", ", ") and tokens.words[end] in COMPANY_FORMS:
            end += 1
        return meaning.end if tokens.follows(end) else end

    def _short(self, place: Place) -> Short | None:
        """What an introduced short name means at a place: by the last introduction before it, else the first after."""
        uses = self.evidence.shorts.get(self.tokens.surface(place.start, place.end))
        # A full name is itself, whatever short name is spelled alike.
        if not uses or all(form.strength == "strong" for form, _ in place.forms):
            return None
        before = bisect_right(uses, place.start, key=_BEGIN)
        use = uses[before - 1] if before else uses[0]
        if use.entity is None and use.long is not None:
            # The long name had several records; the pass has decided by now which it is, if it has come so far.
            entity = self.so_far.read.get(use.long)
            return use._replace(entity=entity) if entity is not None or before else None
        return use

    # Which of several

    def _preferred(self, open_: Open, place: Place) -> list[Form]:
        """The forms that are left when the spelling, the release, the date and the language have had their say."""
        nearest = min(how for _, how in open_)
        forms = [form for form, how in open_ if how == nearest]
        if len(forms) == 1:
            return forms
        # Each says what may decide; the surest first.  One that none of the forms passes decides nothing.
        tests: tuple[Callable[[Form], bool], ...] = (
            lambda form: form.entity in self.so_far.introduced,
            lambda form: form.entity in self.seen.stated,
            lambda form: self._by_office(form, place),
            lambda form: form.entity in self.evidence.present,
            lambda form: self.evidence.related(form.entity),
            lambda form: self.names.facts.in_time(form, self.release.date),
            lambda form: form.language is not None and form.language[:2] == self.release.language[:2],
        )
        for test in tests:
            narrowed = [form for form in forms if test(form)]
            if narrowed:
                forms = narrowed
            if len({form.entity for form in forms}) == 1:
                return forms[:1]
        return forms

    def _by_office(self, form: Form, place: Place) -> bool:
        """Whether an office beside the name is one that the official holds."""
        if form.kind != "official":
            return False
        before = office_words.office_before(self.tokens, place.start)
        after = office_words.office_after(self.tokens, place.end)
        facts, date = self.names.facts, self.release.date
        return any(words and facts.holds(form.entity, words, date) for words in (before, after))


def _in_order(places: Iterable[Place]) -> list[Place]:
    """Places by where they begin, the longest first."""
    longest_first = sorted(places, key=itemgetter(1), reverse=True)
    return sorted(longest_first, key=itemgetter(0))  # which leaves those in their order that begin alike


def _in_full(open_: Open) -> Open:
    """Those whose full names stand there, where any do: Barbara Lee came. Lee, Barbara; | Lee, Summer."""
    full = [one for one in open_ if one[0].strength == "family" and one[0].method == "name"]
    return full or open_


def _losing(open_: Open, chosen: Sequence[Form]) -> Iterator[tuple[Form, Refusal]]:
    """Of several that a place may mean all but the one that it does, or all where nothing decides."""
    meant = chosen[0].entity if len(chosen) == 1 else None
    why = Refusal.UNDECIDED if meant is None else Refusal.OUTWEIGHED
    return ((form, why) for form, _ in open_ if form.entity != meant)

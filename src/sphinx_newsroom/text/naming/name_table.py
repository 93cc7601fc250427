"""The forms of all names of a registry in one table that texts are looked up in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache

from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming.forms import (
    Form,
    PendingForm,
    PendingForms,
    official_forms,
    organization_forms,
    spellings,
    turned_role,
)
from sphinx_newsroom.text.naming.record_facts import RecordFacts
from sphinx_newsroom.text.words.belonging import BEFORE_ARABIC, honorifics, without_attached
from sphinx_newsroom.text.words.countries import (
    abroad,
    beginnings,
    heads,
    in_other_languages,
)
from sphinx_newsroom.text.words.folding import PLURALS, folded, is_cyrillic, words_of
from sphinx_newsroom.text.words.office_words import called_otherwise
from sphinx_newsroom.text.words.tokens import Lexicon, Tokens
from sphinx_newsroom.text.words.word_lists import CONNECTORS, SUFFIXES, written_small

_LONG_NAME = 4
"""Of how many words a name is known by the others where one has lost its capital: Sri lanka Ports Authority.

With three "Agriculture and food" is a body at scale, with five two names are lost.
"""

_SHORT_NAME = 2
"""Up to how many words singular and plural are two names: Energy Resource and Energy Resources.

With one "Emerging Technology" is the Emerging Technologies Corporation; with three 14 mentions are lost, those of the
"General Service Administration" among them.
"""

_LONG_ACRONYM = 5
"""From how many letters on an acronym may be written like a name: Unicef, but never Nato or Who.

With four "Tron" is TRON; with six nothing changes.
"""

_HEADLINE = 3
"""From how many letters on a word in capitals can be a name's in a headline; two are initials, or a state.

Nothing changes with two or four.
"""

_CASE_ENDING = re.compile("[а-яёіїє]{1,3}")
"""The ending of a Latin acronym in a Cyrillic text: SWIFTу."""

_DASH = "\u2013"
"""What a text has for a hyphen, where no blank stands beside it: Asia–Pacific."""

_PLAIN = str.maketrans("‘’ʼ`“”„«»\u2010\u2011\u2012", '\'\'\'\'"""""---', "\u00ad\u200b")
"""Quotation marks, apostrophes and hyphens in all their forms; soft hyphens and blanks without width are nothing."""


_READ_AGAIN = 40
"""Words of a name up to which it is compared wherever it stands; real names have 30 at most."""


class Likeness(IntEnum):
    """How near a text is to a form, the nearest first; where several entities' forms fit, the nearest counts."""

    EXACT = 0
    SPELLING = 1
    """Accents, hyphens, quotes or dots differ."""
    CAPITALS = 2
    """Also its capitals: a headline in capitals, or "Office On Drugs And Crime"."""


@lru_cache(maxsize=65536)
def _parts(text: str) -> Tokens:
    """The words of a form; kept, since a text that names an entity once names it again."""
    return Tokens(text)


def like(forms: Iterable[Form], tokens: Tokens, start: int, end: int) -> tuple[tuple[Form, Likeness], ...]:
    """Those of some forms that the words from *start* to *end* are, which fold to theirs, each with its likeness."""
    surface = tokens.surface(start, end)
    return tuple([(form, how) for form in forms if (how := likeness(form, surface, tokens, start, end)) is not None])


def likeness(form: Form, surface: str, tokens: Tokens, start: int, end: int) -> Likeness | None:
    """How the words from *start* to *end*, which fold to those of *form*, are written; None where they are not it.

    *surface* is their text.

    >>> form = Form("Office on Drugs", "unodc", "organization", "name", "strong")
    >>> for surface in "Office on Drugs", "Office On Drugs", "office on drugs":
    ...     print(likeness(form, surface, Tokens(surface), 0, 3))
    0
    2
    None
    """
    # Seven of eight stretches are written as the record has it, and done with here.
    if surface == form.text:
        return Likeness.EXACT
    if "\n\n" in surface:
        return None
    if form.strength == "acronym":
        return _acronym(form.text, surface)
    if end - start > _READ_AGAIN:
        return _of_long(form, surface)
    return _word_by_word(form, tokens, start, end)


@lru_cache(maxsize=1024)
def _of_long(form: Form, surface: str) -> Likeness | None:
    """The same of a long name; kept, since a text of nothing but one word has such a name at each of its words."""
    tokens = Tokens(surface)
    return _word_by_word(form, tokens, 0, len(tokens))


def _word_by_word(form: Form, tokens: Tokens, start: int, end: int) -> Likeness | None:
    """How the words from *start* to *end* are written, each held against that of the form."""
    parts = _parts(form.text)
    slips = 1 if end - start >= _LONG_NAME else 0
    offset = max(0, len(parts) - (end - start))  # a leading "The" that the text may leave out
    worst = Likeness.SPELLING
    for k in range(start, end):
        other = offset + k - start
        if k > start and not _same_gap(tokens, k, parts, other):
            return None
        if end - start <= _SHORT_NAME and (tokens.raw[k].lower() in PLURALS) != (parts.raw[other].lower() in PLURALS):
            return None
        found = _same_case(tokens.raw[k], parts.raw[other], form, first=k == start)
        if found is None:
            slips -= 1  # a long name is known by its other words: Sri lanka Ports Authority
            if slips < 0 or k == start:
                return None
            found = Likeness.CAPITALS
        worst = max(worst, found)
    return worst


def _acronym(form: str, surface: str) -> Likeness | None:
    """An acronym keeps its capitals; dots do not matter, and a long one may be written like a name (Unicef)."""
    bare = surface.replace(".", "").replace("\u00ad", "")
    if form.isascii() and bare.startswith(form) and _CASE_ENDING.fullmatch(bare, len(form)):
        return Likeness.SPELLING
    if bare == form.replace(".", ""):
        return Likeness.SPELLING
    return Likeness.CAPITALS if len(form) >= _LONG_ACRONYM and form.isupper() and bare == form.capitalize() else None


def _same_case(raw: str, known: str, form: Form, *, first: bool) -> Likeness | None:
    """How the capitals of a word agree with those of the form's word; None where they do not."""
    if raw == known or raw == "&" or known == "&":
        return Likeness.SPELLING
    if len(raw) >= _HEADLINE and raw.isupper():
        return Likeness.SPELLING if known.isupper() else Likeness.CAPITALS
    # A name that begins with a small letter is one in running text only where it is long enough to be nothing else.
    if first:
        lower_in_text = written_small(raw) and form.strength == "strong"
    else:
        lower_in_text = written_small(raw) or (form.kind == "organization" and is_cyrillic(raw))
    small = lower_in_text or raw.lower() in CONNECTORS
    # What stands behind the first letter may differ as well: McDonald and Mcdonald.
    if raw[0].isupper() == known[0].isupper():
        return Likeness.SPELLING if raw[1:].islower() == known[1:].islower() else Likeness.CAPITALS
    if small or form.strength == "office":
        return Likeness.CAPITALS
    return None


def _same_gap(tokens: Tokens, k: int, parts: Tokens, other: int) -> bool:
    """Whether what stands before word *k* can stand there in the name."""
    if tokens.gap(k) == "." and parts.gap(other) == "-":  # TSX.V
        return True
    written = tokens.gap(k)
    gap = "-" if written == _DASH else written.strip().translate(_PLAIN)
    known = parts.gap(other).strip().translate(_PLAIN)
    if gap == known:
        return True
    if gap in ("", "-") and known in ("", "-"):
        return True
    if {gap, known} == {"", "."}:
        return tokens.abbreviated(k - 1)
    if {gap, known} == {"", "'"}:  # Veterans Affairs for Veterans' Affairs
        return tokens.words[k - 1].endswith("s")
    if {gap, known} == {"", ","}:  # a list in a name, with its last comma or without; Payne Jr. for Payne, Jr.
        return (tokens.words[k] == "and" and "," in parts.text) or tokens.words[k] in SUFFIXES
    return False


Like = tuple[Form, Likeness]
_Beginning = tuple[dict[str, tuple[int, ...]], tuple[Like, ...], str | None]
"""For each second word how many words the forms have that begin with a word, and the forms that are this word alone.

Last the word itself, where the text has something written onto it: that of وجامعة is جامعة.
"""

_MOST_WORDS = 1 << 16
"""So many words of texts are kept, then it begins anew.  6,651 real texts of four collections have 94,485 of them."""

_FEW = 8
"""Up to so many bearers of one name are looked through."""

_WITH_ARTICLE = 3
"""From how many words on a name is also known without its article: The World Bank, but The Hague."""

_WITH_ATTACHED = frozenset(["de", "fr", "es"])
"""Languages whose texts have words of their own in :mod:`words.belonging`; Arabic is told by its letters."""


class _Lexicon(dict[str, str]):
    """A word, as it is written, folded, and in *begun* what it begins, if anything; most words recur.

    "United" is "united", and begins ``({"nations": (8, 2)}, (), None)``: forms of eight and of two words begin with
    "united nations".  What is written onto a word, and which letters are titles, is said by the *language* of the text.
    """

    def __init__(self, names: Names, language: str) -> None:
        self.names, self.language = names, language
        self.titles = honorifics(language)
        self.begun: dict[str, _Beginning] = {}

    def clear(self) -> None:
        """Forget all words."""
        super().clear()
        self.begun.clear()

    def __missing__(self, raw: str) -> str:
        word, names = folded(raw), self.names
        if self.titles:
            word = self.titles.get(raw, word)
        seconds, first = names.starts.get(word), word
        # Of other languages no word has anything written onto it.
        if seconds is None and (self.language == "de" or word >= BEFORE_ARABIC):
            first = next((bare for bare in without_attached(word, self.language) if bare in names.starts), word)
            seconds = names.starts.get(first)
        # A word without a capital begins a name only where a form allows it, and so costs nothing at all.
        if seconds is not None and (first in names.small or not raw[0].islower()):
            alone = like(names.table.get(first, ()), Tokens(raw), 0, 1)
            if seconds or alone:
                self.begun[raw] = seconds, alone, None if first == word else first
        # Of most words one string is key and value, and a key of the names as well: that is the least to load.
        self[word if word == raw else raw] = word
        return word


class Names:
    """The forms of all names of a registry, ready to be looked for."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.facts = RecordFacts(registry)
        self.table: dict[str, Sequence[Form]] = {}
        """The forms by their folded words: "united nations"; a list, which can grow, where many bear one name."""
        self.starts: dict[str, dict[str, tuple[int, ...]]] = {}
        """The words that begin a form; for each second word how many words those forms have, the longest first."""
        self.small: set[str] = set()
        """Those of them that may begin a form with a small letter."""
        self._bearers: dict[str, set[str]] = {}
        self._lexicons: dict[str, _Lexicon] = {}
        self._pending = PendingForms()
        """The names in Cyrillic letters that are not inflected yet."""
        self._translated = False
        self.given_names: Counter[str] = Counter()
        """How many officials bear each first name."""
        self.family_names: Counter[str] = Counter()
        """How many officials bear each family name."""
        self.units: set[str] = set()
        """The organizations whose names are anybody's without the body that they are units of."""
        self.not_in = {**_not_in(registry.organizations), **_not_in(registry.officials)}
        """The phrases, folded, in which a record is never meant."""
        self.contexts = {**_contexts(registry.organizations), **_contexts(registry.officials)}
        """The words of which a text must have one for a record to be meant."""
        with without_collection():
            for organization in registry.organizations.values():
                owner = registry.organizations.get(organization.unit_of) if organization.unit_of else None
                forms = tuple(organization_forms(organization, owner))
                if organization.unit_of or forms[0][1].strength == "unit":
                    self.units.add(organization.id)
                self._add_all(forms)
            for official in registry.officials.values():
                own = tuple(official_forms(official))
                self._count(own)
                self._add_all(own)
            for role in self._roles():
                said = ((text, None) for text in (role, *turned_role(role)))
                for text, language in (*said, *called_otherwise(role)):
                    self._add_all([(words_of(text), Form(text, role, "official", "office", "office", language))])

    def _roles(self) -> tuple[str, ...]:
        return (*self.facts.offices, *self.facts.short_offices)

    def lexicon(self, language: str) -> Lexicon:
        """The words of texts in a language, each folded and with what it begins; for :class:`Tokens`."""
        spoken = language.split("-")[0]
        key = spoken if spoken in _WITH_ATTACHED else ""
        found = self._lexicons.get(key)
        if found is None:
            found = self._lexicons[key] = _Lexicon(self, key)
        elif len(found) > _MOST_WORDS:
            found.clear()
        return found

    def _forget_words(self) -> None:
        for lexicon in self._lexicons.values():
            lexicon.clear()  # what it says of a word may not be true any more

    # Adding forms

    def _add_all(self, forms: Iterable[tuple[list[str], Form]]) -> None:
        for words, form in forms:
            text = form.text
            self._add(words[1:] if len(words) >= _WITH_ARTICLE and words[0] == "the" else words, form)
            if "-" in text or "Co" in text or "." in text:  # only such have other spellings
                for spelling in spellings(text):
                    spelled = words_of(spelling)
                    if spelled != words:
                        self._add(spelled, form._replace(text=spelling))
            if words and is_cyrillic(words[-1]) and form.strength != "family":
                # Of a person's name the family name has to be there; the given name may be an initial.
                self._pending.add(form, words[-1:] if form.kind == "official" else words)

    def _count(self, forms: Iterable[tuple[list[str], Form]]) -> None:
        """Count the names of an official, of whom these are the forms."""
        for words, form in forms:
            if form.name == 0 and form.strength == "family":
                self.family_names[" ".join(words)] += 1
            elif form.name == 0 and len(words) > 1:
                self.given_names[words[0]] += 1

    def _add(self, words: Sequence[str], form: Form) -> None:
        """Add a form; the first form of an entity for some words counts, and those of other entities stand behind."""
        if not words or (form.text.islower() and (1 < len(words) < _WITH_ARTICLE or (form.name and len(words) > 1))):
            return  # two small words, or what a source lists as another name in small letters, are seldom one
        key, first = " ".join(words), words[0]
        known = self.table.get(key)
        if known is None:
            self.table[key] = (form,)
        elif form.entity not in self._entities_of(key, known):
            if isinstance(known, list):
                known.append(form)
            else:
                self.table[key] = (*known, form) if len(known) < _FEW else [*known, form]
        else:
            return
        seconds = self.starts.get(first)
        if seconds is None:
            seconds = self.starts[first] = {}
        if len(words) > 1:
            lengths = seconds.get(words[1], ())
            if len(words) not in lengths:
                seconds[words[1]] = tuple(sorted((*lengths, len(words)), reverse=True))
        if form.strength == "office" or form.text[0].islower() or written_small(first):
            self.small.add(first)

    def _entities_of(self, key: str, known: Sequence[Form]) -> Collection[str]:
        """Whose names some words are; of many bearers of one name a set is kept, as each new one is sought in it."""
        if len(known) < _FEW:
            return [form.entity for form in known]
        entities = self._bearers.setdefault(key, set())
        entities.update(form.entity for form in known[len(entities) :])
        return entities

    # Names in Cyrillic letters, once a text has such letters

    def _prepare(self, words: Iterable[str]) -> bool:
        """Make ready what some words in Cyrillic letters need; whether there was anything to do."""
        first = not self._translated
        if first:
            self._translate()
        return self._add_inflected(words) or first

    def _add_inflected(self, words: Iterable[str]) -> bool:
        """Add the case forms of the Russian and Ukrainian names that can stand among some words, each once."""
        return self._add_rows(self._pending.take(words))

    def complete(self) -> None:
        """Make all forms ready, whatever texts ask for: for who compares tables, not for who reads texts."""
        self._translate()
        self._add_rows(self._pending.take_all())

    def _add_rows(self, ready: Sequence[PendingForm]) -> bool:
        if ready:
            self._forget_words()
        for row in ready:
            if row.abroad is None:
                self._inflect(row.form)
            else:
                for name, language in in_other_languages(row.abroad):
                    self._add(words_of(name), row.form._replace(text=name, language=language))
        return bool(ready)

    def _translate(self) -> None:
        """Let the offices and bodies of countries wait in Russian and Ukrainian; offices by themselves are few."""
        self._translated = True
        self._forget_words()
        offices = {role: Form(role, role, "official", "office", "office") for role in self._roles()}
        for role, form in offices.items():
            for text, language in heads(role):
                self._add(words_of(text), form._replace(text=text, language=language))
        bodies = [
            (record.name, Form(record.name, record.id, "organization", "other-name", "strong"))
            for record in self.registry.organizations.values()
            if " of " in record.name
        ]
        for name, form in (*offices.items(), *bodies):
            found = abroad(name)
            for head, country in beginnings(found) if found else ():
                self._pending.add(form, words_of(f"{head} {country}"), found)

    def _inflect(self, form: Form) -> None:
        from sphinx_newsroom.text.inflection import inflections  # it loads dictionaries, which few archives need

        person, last = form.kind == "official", form.text.split()[-1]
        for inflected in inflections(form.text, (form.language or "").split("-")[0], person=person):
            self._add(words_of(inflected), form._replace(text=inflected))
            if person and inflected.split()[-1] != last:
                family = form._replace(text=inflected.split()[-1], method="family-name", strength="family")
                self._add(words_of(family.text), family)

    # Looking up

    def hits(self, tokens: Tokens) -> Iterator[tuple[int, int, tuple[Like, ...]]]:
        """All stretches of words that are a known form, from the left, at each word the longest first."""
        words, table, count = tokens.words, self.table, len(tokens.words)
        if tokens.cyrillic and self._prepare(tokens.distinct):
            # The text was taken apart before its names were ready, so its words are looked up again.
            tokens = Tokens(tokens.text, tokens.marks, tokens.lexicon)
        for i, (seconds, alone, first) in tokens.known:
            # The second word decides nearly all: of the many names in "United" few go on as the text does.
            if seconds and i + 1 < count and (lengths := seconds.get(words[i + 1])):
                for length in lengths:
                    key = " ".join(words[i : i + length] if first is None else (first, *words[i + 1 : i + length]))
                    longer = table.get(key)
                    if longer is not None and i + length <= count:
                        forms = like(longer, tokens, i, i + length)
                        if forms:
                            yield i, i + length, forms
            if alone:
                yield i, i + 1, alone

    def forms_of(self, words: Sequence[str]) -> Sequence[Form]:
        """The forms that are all of some folded words, however they are written: for who asks of a name, not of a text.

        >>> names = Names(Registry({"undp": Organization("undp", "United Nations Development Programme", "UNDP")}))
        >>> [form.method for form in names.forms_of(["undp"])]
        ['acronym']
        """
        if any(map(is_cyrillic, words)):
            self._prepare(words)
        return self.table.get(" ".join(words), ())

    # How many there are

    @cached_property
    def singles(self) -> int:
        """How many names of one word there are."""
        return sum(forms[0].strength == "single" for forms in self.table.values())


def _not_in(records: Mapping[str, Organization | Official]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {id_: tuple(tuple(words_of(text)) for text in r.not_in) for id_, r in records.items() if r.not_in}


def _contexts(records: Mapping[str, Organization | Official]) -> dict[str, tuple[str, ...]]:
    return {id_: record.context for id_, record in records.items() if record.context}

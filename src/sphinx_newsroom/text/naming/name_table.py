"""One table of the forms of all names in a registry, in which the words of texts are looked up."""

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
    officially,
)
from sphinx_newsroom.text.words.folding import PLURALS, folded, is_cyrillic, words_of
from sphinx_newsroom.text.words.office_words import called_otherwise
from sphinx_newsroom.text.words.tokens import Lexicon, Tokens
from sphinx_newsroom.text.words.word_lists import CONNECTORS, SUFFIXES, written_small

_LONG_NAME = 4
"""The fewest words a name needs to be recognized if one of them lost its capital: Sri lanka Ports Authority.

With three, "Agriculture and food" would match in a large registry.
"""

_SHORT_NAME = 2
"""The longest name, in words, whose singular and plural are different names: Energy Resource, Energy Resources.

With one, "Emerging Technology" would match Emerging Technologies Corporation; three would lose "General Service
Administration".
"""

_LONG_ACRONYM = 5
"""The shortest acronym that may be written like a name: Unicef, but not Nato or Who.

With four, "Tron" would match TRON.
"""

_HEADLINE = 3
"""The shortest word in capitals that can be part of a name in a headline; two letters are initials, or a state."""

_CASE_ENDING = re.compile("[а-яёіїє]{1,3}")
"""The Cyrillic case ending of a Latin acronym: SWIFTу."""

_DASH = "\u2013"
"""An en dash used as a hyphen, without spaces: Asia–Pacific."""

_PLAIN = str.maketrans("‘’ʼ`“”„«»\u2010\u2011\u2012", '\'\'\'\'"""""---', "\u00ad\u200b")
"""Normalizes quotation marks, apostrophes and hyphens, and removes soft hyphens and zero-width spaces."""


_READ_AGAIN = 40
"""The longest name, in words, that is compared at every occurrence; real names have at most 30."""


class Likeness(IntEnum):
    """How closely a text matches a form, the closest first; of several entities the closest match counts."""

    EXACT = 0
    SPELLING = 1
    """Accents, hyphens, quotation marks or dots differ."""
    CAPITALS = 2
    """Capitals differ, too: a headline in capitals, or "Office On Drugs And Crime"."""


@lru_cache(maxsize=65536)
def _parts(text: str) -> Tokens:
    """Return the words of a form, cached because a text often repeats a name."""
    return Tokens(text)


def like(forms: Iterable[Form], tokens: Tokens, start: int, end: int) -> tuple[tuple[Form, Likeness], ...]:
    """Return the forms that match the words from *start* to *end*, each with its likeness."""
    surface = tokens.surface(start, end)
    return tuple([(form, how) for form in forms if (how := likeness(form, surface, tokens, start, end)) is not None])


def likeness(form: Form, surface: str, tokens: Tokens, start: int, end: int) -> Likeness | None:
    """Return how closely the words from *start* to *end* match *form*, or None if they don't.

    The words fold to those of *form*; *surface* is their text.

    >>> form = Form("Office on Drugs", "unodc", "organization", "name", "strong")
    >>> for surface in "Office on Drugs", "Office On Drugs", "office on drugs":
    ...     print(likeness(form, surface, Tokens(surface), 0, 3))
    0
    2
    None
    """
    # Seven of eight matches are written exactly as in the record, so this exit comes first.
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
    """Return the likeness of a long name, cached because a text can repeat one of its words endlessly."""
    tokens = Tokens(surface)
    return _word_by_word(form, tokens, 0, len(tokens))


def _word_by_word(form: Form, tokens: Tokens, start: int, end: int) -> Likeness | None:
    """Compare the words from *start* to *end* with those of the form, one by one."""
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
            slips -= 1  # a long name is recognized by its other words: Sri lanka Ports Authority
            if slips < 0 or k == start:
                return None
            found = Likeness.CAPITALS
        worst = max(worst, found)
    return worst


def _acronym(form: str, surface: str) -> Likeness | None:
    """Compare acronyms: capitals matter, dots don't, and a long one may be written like a name (Unicef)."""
    bare = surface.replace(".", "").replace("\u00ad", "")
    if form.isascii() and bare.startswith(form) and _CASE_ENDING.fullmatch(bare, len(form)):
        return Likeness.SPELLING
    if bare == form.replace(".", ""):
        return Likeness.SPELLING
    return Likeness.CAPITALS if len(form) >= _LONG_ACRONYM and form.isupper() and bare == form.capitalize() else None


def _same_case(raw: str, known: str, form: Form, *, first: bool) -> Likeness | None:
    """Compare the capitals of a word with those of the form's word; None if they rule it out."""
    if raw == known or raw == "&" or known == "&":
        return Likeness.SPELLING
    if len(raw) >= _HEADLINE and raw.isupper():
        return Likeness.SPELLING if known.isupper() else Likeness.CAPITALS
    # In running text, a name that starts in lowercase needs to be long enough not to be something else.
    if first:
        lower_in_text = written_small(raw) and form.strength == "strong"
    else:
        lower_in_text = written_small(raw) or (form.kind == "organization" and is_cyrillic(raw))
    small = lower_in_text or raw.lower() in CONNECTORS
    # Capitals after the first letter may differ: McDonald and Mcdonald.
    if raw[0].isupper() == known[0].isupper():
        return Likeness.SPELLING if raw[1:].islower() == known[1:].islower() else Likeness.CAPITALS
    if small or form.strength == "office":
        return Likeness.CAPITALS
    return None


def _same_gap(tokens: Tokens, k: int, parts: Tokens, other: int) -> bool:
    """Whether the separator before word *k* is compatible with the one in the name."""
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
    if {gap, known} == {"", ","}:  # a list with or without its last comma; Payne Jr. for Payne, Jr.
        return (tokens.words[k] == "and" and "," in parts.text) or tokens.words[k] in SUFFIXES
    return False


Like = tuple[Form, Likeness]
_Beginning = tuple[dict[str, tuple[int, ...]], tuple[Like, ...], str | None]
"""For each second word, the lengths of the forms that start with a word; and the forms that are this word alone.

The last item is the bare word, if something is attached to it in the text: وجامعة contains جامعة.
"""

_MOST_WORDS = 1 << 16
"""The number of words to cache before starting again.

6,651 real texts of four collections have 94,485 different words."""

_FEW = 8
"""Up to this many entities that share a name are searched one by one."""

_WITH_ARTICLE = 3
"""From this length in words, a name is also known without its article: The World Bank, but not The Hague."""

_WITH_ATTACHED = frozenset(["de", "fr", "es"])
"""Languages with attached words in :mod:`words.belonging`; Arabic is recognized by its letters."""


class _Lexicon(dict[str, str]):
    """A cache of words: each written word with its folded form and, in *begun*, the forms that it starts.

    "United" maps to "united" and starts ``({"nations": (8, 2)}, (), None)``: forms of eight and two words start with
    "united nations". The *language* of the text decides what can be attached to a word, and which letters are titles.
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
        # In other languages nothing is attached to words.
        if seconds is None and (self.language == "de" or word >= BEFORE_ARABIC):
            first = next((bare for bare in without_attached(word, self.language) if bare in names.starts), word)
            seconds = names.starts.get(first)
        # A lowercase word is skipped unless some form allows it to start a name, so most words cost nothing.
        if seconds is not None and (first in names.small or not raw[0].islower()):
            alone = like(names.table.get(first, ()), Tokens(raw), 0, 1)
            if seconds or alone:
                self.begun[raw] = seconds, alone, None if first == word else first
        # For most words, key, value and the key in the name table are one string, which keeps pickles small.
        self[word if word == raw else raw] = word
        return word


class Names:
    """The forms of all names in a registry, ready to be looked up."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.facts = RecordFacts(registry)
        self.table: dict[str, Sequence[Form]] = {}
        """The forms by their folded words, such as "united nations"; a list if many entities share the name."""
        self.starts: dict[str, dict[str, tuple[int, ...]]] = {}
        """The first words of forms; for each second word, the lengths of those forms, the longest first."""
        self.small: set[str] = set()
        """The first words that may be lowercase."""
        self._bearers: dict[str, set[str]] = {}
        self._lexicons: dict[str, _Lexicon] = {}
        self._pending = PendingForms()
        """The Cyrillic names that aren't inflected yet."""
        self._translated = False
        self.given_names: Counter[str] = Counter()
        """The number of officials with each given name."""
        self.family_names: Counter[str] = Counter()
        """The number of officials with each family name."""
        self.units: set[str] = set()
        """The organizations whose names mean nothing without the organization that they are a unit of."""
        self.not_in = {**_not_in(registry.organizations), **_not_in(registry.officials)}
        """The folded phrases in which a record is never meant."""
        self.contexts = {**_contexts(registry.organizations), **_contexts(registry.officials)}
        """For each record with ``context:``, words of which a text must contain at least one."""
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
                said = ((text, None) for text in (role, *officially(role), *turned_role(role)))
                for text, language in (*said, *called_otherwise(role)):
                    self._add_all([(words_of(text), Form(text, role, "official", "office", "office", language))])

    def _roles(self) -> tuple[str, ...]:
        return (*self.facts.offices, *self.facts.short_offices)

    def lexicon(self, language: str) -> Lexicon:
        """Return the cached words of a language; for :class:`Tokens`."""
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
            lexicon.clear()  # the cached entries may be outdated

    # Adding forms

    def _add_all(self, forms: Iterable[tuple[list[str], Form]]) -> None:
        for words, form in forms:
            text = form.text
            self._add(words[1:] if len(words) >= _WITH_ARTICLE and words[0] == "the" else words, form)
            if "-" in text or "Co" in text or "." in text:  # no other text has spelling variants
                for spelling in spellings(text):
                    spelled = words_of(spelling)
                    if spelled != words:
                        self._add(spelled, form._replace(text=spelling))
            if words and is_cyrillic(words[-1]) and form.strength != "family":
                # A person's family name must be in the text; the given name may be an initial.
                self._pending.add(form, words[-1:] if form.kind == "official" else words)

    def _count(self, forms: Iterable[tuple[list[str], Form]]) -> None:
        """Count the given and family names in the forms of one official."""
        for words, form in forms:
            if form.name == 0 and form.strength == "family":
                self.family_names[" ".join(words)] += 1
            elif form.name == 0 and len(words) > 1:
                self.given_names[words[0]] += 1

    def _add(self, words: Sequence[str], form: Form) -> None:
        """Add a form; an entity's first form for some words wins, and forms of other entities follow."""
        if not words or (form.text.islower() and (1 < len(words) < _WITH_ARTICLE or (form.name and len(words) > 1))):
            return  # two lowercase words, or a lowercase alternative name, are seldom a name
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
        """Return the entities that share a name; for a popular name they are cached as a set."""
        if len(known) < _FEW:
            return [form.entity for form in known]
        entities = self._bearers.setdefault(key, set())
        entities.update(form.entity for form in known[len(entities) :])
        return entities

    # Cyrillic names, prepared once a text has Cyrillic letters

    def _prepare(self, words: Iterable[str]) -> bool:
        """Prepare the forms that some Cyrillic words need; return whether anything changed."""
        first = not self._translated
        if first:
            self._translate()
        return self._add_rows(self._pending.take(words)) or first

    def complete(self) -> None:
        """Prepare all forms, including those that no text contains, so that tables can be compared."""
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
        """Register translations of countries' offices and organizations as pending; add bare offices, which are few."""
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
        from sphinx_newsroom.text.inflection import inflections  # loads dictionaries that few archives need

        person, last = form.kind == "official", form.text.split()[-1]
        for inflected in inflections(form.text, (form.language or "").split("-")[0], person=person):
            self._add(words_of(inflected), form._replace(text=inflected))
            if person and inflected.split()[-1] != last:
                family = form._replace(text=inflected.split()[-1], method="family-name", strength="family")
                self._add(words_of(family.text), family)

    # Looking up

    def hits(self, tokens: Tokens) -> Iterator[tuple[int, int, tuple[Like, ...]]]:
        """Yield all spans of words that match a known form, from the left, the longest first."""
        words, table, count = tokens.words, self.table, len(tokens.words)
        if tokens.cyrillic and self._prepare(tokens.distinct):
            # The tokens were made before these names were ready, so the words are looked up again.
            tokens = Tokens(tokens.text, tokens.marks, tokens.lexicon)
        for i, (seconds, alone, first) in tokens.known:
            # The second word rules out nearly all candidates: few of the names that start with "United" continue as the
            # text does.
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
        """Return the forms that consist of some folded words; use :meth:`hits` for texts.

        >>> names = Names(Registry({"undp": Organization("undp", "United Nations Development Programme", "UNDP")}))
        >>> [form.method for form in names.forms_of(["undp"])]
        ['acronym']
        """
        if any(map(is_cyrillic, words)):
            self._prepare(words)
        return self.table.get(" ".join(words), ())

    # Counts

    @cached_property
    def singles(self) -> int:
        """The number of names that are one word."""
        return sum(forms[0].strength == "single" for forms in self.table.values())


def _not_in(records: Mapping[str, Organization | Official]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {id_: tuple(tuple(words_of(text)) for text in r.not_in) for id_, r in records.items() if r.not_in}


def _contexts(records: Mapping[str, Organization | Official]) -> dict[str, tuple[str, ...]]:
    return {id_: record.context for id_, record in records.items() if record.context}

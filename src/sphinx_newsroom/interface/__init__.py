"""The interface in the reader's language: messages from gettext catalogues, dates and numbers from Babel.

Messages are written in English in the code, ``say("Replaced by {release}.", release=…)``, and are their own ids, so
English needs no catalogue. ``locales/newsroom.pot`` lists all; CONTRIBUTING.md says how to update it.
"""

from __future__ import annotations

import datetime as dt
import gettext
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

# Catalogues: ``locales/<language>/LC_MESSAGES/newsroom.po`` of this package and of an archive's ``locale_dirs``. Sphinx
# loads one language per process, but here each page can have its own. So catalogues are loaded here, once for each
# language that a build uses. Source: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html,
# MO-Files.html, Plural-forms.html.

DOMAIN = "newsroom"
"""The name of our catalogues."""

LOCALES = Path(__file__).parents[1] / "locales"

_TRIED = 201
"""Plural rules are compared for smaller numbers: they depend on the last two digits."""

_PLACE = re.compile(r"\{(\w+)\}")

Key = tuple[str, str]
"""The context of a message, usually empty, and the message."""


class CatalogueError(ValueError):
    """A catalogue can't be used; the message says which, and what to write."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of a language, each with its plural forms, which *rule* selects: a C expression of ``n``.

    *tag* is the locale of dates and numbers; *digest* changes with the messages.
    """

    tag: str
    messages: Mapping[Key, tuple[str, ...]]
    rule: str
    digest: str = ""

    def __hash__(self) -> int:
        return hash((self.tag, self.digest))

    def __repr__(self) -> str:
        return f"Catalogue({self.tag!r}, {self.digest!r})"

    def written_as(self, tag: str) -> Catalogue:
        """Return the same messages with dates and numbers of another region, such as ``fr-CA``."""
        # Regional English isn't used, because the archive always writes the day first.
        return self if "en" in (self.tag, tag) or locale_of(tag).language != self.tag else replace(self, tag=tag)


ENGLISH = Catalogue("en", {}, "(n != 1)")


@cache
def locale_of(tag: str) -> Locale:
    """Return the locale of a language tag, or the English one if Babel doesn't know it."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=64)
def plural_of(rule: str) -> Callable[[int], int]:
    """Compile a plural rule."""
    return gettext.c2py(rule)


def catalogue_of(tag: str, own: Mapping[str, Catalogue]) -> Catalogue | None:
    """Return the catalogue of a language: ours, overridden by the archive's own; None if there is neither."""
    ours, theirs = _ours(tag), own.get(tag)
    if ours is None or theirs is None:
        return theirs or ours
    # Catalogues with different plural rules can't be merged.
    if any(plural_of(ours.rule)(number) != plural_of(theirs.rule)(number) for number in range(_TRIED)):
        return theirs
    return replace(ours, messages={**ours.messages, **theirs.messages}, digest=f"{ours.digest} {theirs.digest}")


@cache
def _ours(tag: str) -> Catalogue | None:
    if tag == ENGLISH.tag:
        return ENGLISH
    path = _file(LOCALES, tag, ".po")
    return read(path, tag) if path.is_file() else None


@cache
def script_messages() -> tuple[Key, ...]:
    """Return the messages in ``newsroom.pot`` that scripts use."""
    from babel.messages.pofile import read_po  # a slow import, see below

    with (LOCALES / f"{DOMAIN}.pot").open("rb") as file:
        found = read_po(file)
    return tuple(
        (message.context or "", message.id[0] if isinstance(message.id, tuple | list) else message.id)
        for message in found
        if any(path.endswith(".js") for path, _ in message.locations)
    )


def catalogues_in(folders: Iterable[Path]) -> Mapping[str, Catalogue]:
    """Load the catalogues in an archive's *folders*, by language; raises CatalogueError."""
    found: dict[str, Catalogue] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.[pm]o")):
            tag = path.parts[-3].replace("_", "-")
            # If there is a source as well as a compiled catalogue, the source is used.
            if path.suffix == ".po" or not path.with_suffix(".po").is_file():
                found.setdefault(tag, read(path, tag))
    return found


def _file(folder: Path, tag: str, suffix: str) -> Path:
    return folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}{suffix}"


def read(path: Path, tag: str) -> Catalogue:
    """Load a catalogue; raises CatalogueError if it is invalid, or if a message has unknown placeholders."""
    # Imported here because it is slow, and most commands use English.
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            found = read_mo(file) if path.suffix == ".mo" else read_po(file, abort_invalid=True)
        rule = str(found.plural_expr)
        plural_of(rule)
    except (OSError, ValueError, PoFileError, UnicodeError) as error:
        raise CatalogueError(f"{path} isn't a catalogue of messages: {error}") from error
    messages: dict[Key, tuple[str, ...]] = {}
    for message in found:
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        said = message.string if isinstance(message.string, tuple | list) else (message.string,)
        forms = tuple(form for form in said if form)
        if not message.id or message.fuzzy or len(forms) < len(said):
            continue
        for problem in _problems(ids, forms):
            raise CatalogueError(f"{path}:{message.lineno or 1}: {problem}")
        messages[message.context or "", ids[0]] = forms
    digest = hashlib.blake2b(path.read_bytes(), digest_size=12).hexdigest()
    return Catalogue(tag, messages, rule, digest)


def _problems(ids: Iterable[str], forms: Iterable[str]) -> Iterator[str]:
    """Report placeholders that the message doesn't have, such as ``{nombre}`` for ``{number}``."""
    known = {name for each in ids for name in _PLACE.findall(each)}
    for form in forms:
        rest = _PLACE.sub("", form)
        if "{" in rest or "}" in rest or not known.issuperset(_PLACE.findall(form)):
            given = ", ".join(f"{{{name}}}" for name in sorted(known)) or "none"
            yield f"{form!r} has braces that nothing fills; those of {next(iter(ids))!r} are: {given}"


MONTHS = tuple("January February March April May June July August September October November December".split())
_AFTER_YEAR = re.compile(r"\s*'[^']*'\.?\s*$")
"""Matches what follows the year in some languages, such as ``г.`` in Russian; it is omitted because lists are narrow.
"""


def translatable(message: str) -> str:
    """Mark a message for the list of all messages; it is translated elsewhere."""
    return message


@dataclass(frozen=True)
class Interface:
    """The messages, dates and numbers of one language.

    *language* is the language of the page; *catalogue* has the messages, in English if there is no translation.
    """

    language: str
    catalogue: Catalogue = ENGLISH

    def say(self, message: str, **parts: object) -> str:
        """Translate a message and fill in its placeholders.

        >>> Interface("en").say("Page {number}", number=2)
        'Page 2'
        """
        said = self.catalogue.messages.get(("", message), (message,))[0]
        return said.format(**parts) if parts else said

    def say_as(self, context: str, message: str, **parts: object) -> str:
        """Translate a message that depends on its context in some languages, such as a button or a heading."""
        said = self.catalogue.messages.get((context, message), (message,))[0]
        return said.format(**parts) if parts else said

    def plural(self, one: str, many: str, number: int, **parts: object) -> str:
        """Translate a message that depends on ``{number}``.

        >>> Interface("en").plural("{number} release", "{number} releases", 1200)
        '1,200 releases'
        """
        return self.form(one, many, number).format(number=self.number(number), **parts)

    def form(self, one: str, many: str, number: int) -> str:
        """Return the plural form of a message for a number, with its placeholders."""
        forms = self.catalogue.messages.get(("", one))
        return forms[plural_of(self.catalogue.rule)(number)] if forms else one if number == 1 else many

    def number(self, number: int) -> str:
        """Format an integer: ``1,200``."""
        return f"{number:,}" if self._is_english else _decimal(number, self.catalogue.tag)

    def decimal(self, number: float) -> str:
        """Format a number with at most one decimal: ``1.2``."""
        if self._is_english:
            return f"{number:.1f}".removesuffix(".0")
        return _decimal(round(number, 1), self.catalogue.tag)

    def date(self, date: dt.date) -> str:
        """Format a date: ``21 June 2011``, with the day first in English too."""
        if self._is_english:
            return f"{date.day} {MONTHS[date.month - 1]} {date.year}"
        return _date(date, self.catalogue.tag)

    def month(self, date: dt.date) -> str:
        """Format a month and its year: ``June 2011``."""
        return _formatted(date, _pattern(self.catalogue.tag, "yMMMM"), self.catalogue.tag)

    def month_within(self, date: dt.date) -> str:
        """Format a month and its year within a sentence: ``с июня 2011``."""
        return _formatted(date, _pattern(self.catalogue.tag, "yMMMM").replace("LLLL", "MMMM"), self.catalogue.tag)

    def month_alone(self, date: dt.date) -> str:
        """Format a month without its year: ``June``."""
        return _formatted(date, "LLLL", self.catalogue.tag)

    def names(self, names: Sequence[str]) -> str:
        """Join names: ``OSCE, UNODC and IOM``."""
        *others, last = names or ("",)
        return self.with_commas(others) + self.say_as("between names", " and ") + last if others else last

    def with_commas(self, words: Iterable[str]) -> str:
        """Join words with the language's comma."""
        return self.say_as("between names", ", ").join(words)

    @property
    def _is_english(self) -> bool:
        return self.catalogue.tag == ENGLISH.tag


@lru_cache(maxsize=4096)
def _decimal(number: float, tag: str) -> str:
    from babel.numbers import format_decimal  # a slow import, see below

    return format_decimal(number, locale=locale_of(tag))


@lru_cache(maxsize=32768)  # most lists have the same dates
def _date(date: dt.date, tag: str) -> str:
    words = _formatted(date, _pattern(tag, "long"), tag)
    return words.replace("1 ", "1er ", 1) if date.day == 1 and locale_of(tag).language == "fr" else words


@lru_cache(maxsize=256)
def _pattern(tag: str, skeleton: str) -> str:
    locale = locale_of(tag)
    if skeleton == "long":
        found = str(locale.date_formats["long"].pattern)
    else:
        found = str(getattr(locale.datetime_skeletons.get(skeleton), "pattern", skeleton))
    return _AFTER_YEAR.sub("", found)


def _formatted(date: dt.date, pattern: str, tag: str) -> str:
    from babel.dates import parse_pattern  # slow, and most commands and builds don't need it

    return str(parse_pattern(pattern).apply(date, locale_of(tag)))


@dataclass(frozen=True)
class Interfaces:
    """The interfaces of an archive: in its language, and in those of its texts for which there are catalogues.

    *own* are the archive's own catalogues by language, which have priority over ours.
    """

    own: Mapping[str, Catalogue] = field(default_factory=dict)
    _made: dict[tuple[str, str], Interface] = field(default_factory=dict, repr=False, compare=False)

    def of(self, language: str, fallback: str) -> Interface:
        """Return the interface for a text in *language*, or in *fallback* if there is no translation.

        >>> Interfaces().of("uk", "fr").language, Interfaces().of("fr-CA", "en").language
        ('fr', 'fr-CA')
        """
        if (language, fallback) not in self._made:
            found, known = self._catalogue(language), language
            if found is None:
                found, known = self._catalogue(fallback) or ENGLISH, fallback
            self._made[language, fallback] = Interface(known, found)
        return self._made[language, fallback]

    def _catalogue(self, language: str) -> Catalogue | None:
        """Return the catalogue of a language or of its parent: that of ``fr`` for ``fr-CA``."""
        tag = language
        while tag:
            if found := catalogue_of(tag, self.own):
                return found.written_as(language)
            tag = tag.rpartition("-")[0]
        return None

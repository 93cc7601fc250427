"""What the archive says to readers, in their language: words by gettext's catalogues, dates and numbers by Babel.

A message is written in English where it is said, ``say("Replaced by {release}.", release=…)``, and is its own id, so
that English needs no catalogue.  ``locales/newsroom.pot`` lists all; CONTRIBUTING.md says how it is renewed.
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

# Catalogues of messages: ``locales/<language>/LC_MESSAGES/newsroom.po`` of ours and of an archive's ``locale_dirs``.
#
# Sphinx's own loading of catalogues has one language for each process, and we have one for each page; so they are
# read here, as they are written, once for each language that a build uses.
#
# Source: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html, MO-Files.html, Plural-forms.html.

DOMAIN = "newsroom"
"""What our catalogues are called, beside others of an archive."""

LOCALES = Path(__file__).parents[1] / "locales"

_TRIED = 201
"""Up to here rules for plurals are compared: they are of the last two digits."""

_PLACE = re.compile(r"\{(\w+)\}")

Key = tuple[str, str]
"""The context of a message, mostly empty, and the message."""


class CatalogueError(ValueError):
    """A catalogue cannot be used; the message says which, and what to write."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of a language: each with its forms, of which *rule* chooses by a number, a C expression of ``n``.

    *tag* says how dates and numbers are written; *digest* changes when a message does.
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
        """The same words with dates and numbers of another place, such as ``fr-CA``."""
        # In English the archive writes the day first everywhere.
        return self if "en" in (self.tag, tag) or locale_of(tag).language != self.tag else replace(self, tag=tag)


ENGLISH = Catalogue("en", {}, "(n != 1)")


@cache
def locale_of(tag: str) -> Locale:
    """The locale of a language tag; that of English where Babel knows none."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=64)
def plural_of(rule: str) -> Callable[[int], int]:
    """The function that a rule for plurals is."""
    return gettext.c2py(rule)


def catalogue_of(tag: str, own: Mapping[str, Catalogue]) -> Catalogue | None:
    """The catalogue of a language: ours, with what an archive has otherwise; None where there is neither."""
    ours, theirs = _ours(tag), own.get(tag)
    if ours is None or theirs is None:
        return theirs or ours
    # Forms that another rule chooses among cannot stand in one catalogue.
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
    """The messages that scripts say, of all that are listed in ``newsroom.pot``."""
    from babel.messages.pofile import read_po  # as below

    with (LOCALES / f"{DOMAIN}.pot").open("rb") as file:
        found = read_po(file)
    return tuple(
        (message.context or "", message.id[0] if isinstance(message.id, tuple | list) else message.id)
        for message in found
        if any(path.endswith(".js") for path, _ in message.locations)
    )


def catalogues_in(folders: Iterable[Path]) -> Mapping[str, Catalogue]:
    """The catalogues that an archive brings along in *folders*, by language; raises CatalogueError."""
    found: dict[str, Catalogue] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.[pm]o")):
            tag = path.parts[-3].replace("_", "-")
            # What is compiled and what it was made of say the same; the one that people write counts.
            if path.suffix == ".po" or not path.with_suffix(".po").is_file():
                found.setdefault(tag, read(path, tag))
    return found


def _file(folder: Path, tag: str, suffix: str) -> Path:
    return folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}{suffix}"


def read(path: Path, tag: str) -> Catalogue:
    """The catalogue in a file; raises CatalogueError if it isn't one, or a message can't be filled."""
    # Only where a catalogue is read: most commands speak English, and this takes longer to import than all of ours.
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
    """What would fail when a message is said: braces that nothing fills, as ``{nombre}`` for ``{number}``."""
    known = {name for each in ids for name in _PLACE.findall(each)}
    for form in forms:
        rest = _PLACE.sub("", form)
        if "{" in rest or "}" in rest or not known.issuperset(_PLACE.findall(form)):
            given = ", ".join(f"{{{name}}}" for name in sorted(known)) or "none"
            yield f"{form!r} has braces that nothing fills; those of {next(iter(ids))!r} are: {given}"


__all__ = ["MONTHS", "Catalogue", "CatalogueError", "Interface", "Interfaces", "translatable"]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_AFTER_YEAR = re.compile(r"\s*'[^']*'\.?\s*$")
"""What some languages have after the year, as Russian has ``г.``: a sentence may end there, and lists are narrow."""


def translatable(message: str) -> str:
    """Marks a message that is said elsewhere, for the list of all messages."""
    return message


@dataclass(frozen=True)
class Interface:
    """The words of one language, with its dates and numbers.

    *language* is what pages say that they are in; *catalogue* has the words, English where nobody has translated them.
    """

    language: str
    catalogue: Catalogue = ENGLISH

    def say(self, message: str, **parts: object) -> str:
        """A message, with its braces filled in.

        >>> Interface("en").say("Page {number}", number=2)
        'Page 2'
        """
        said = self.catalogue.messages.get(("", message), (message,))[0]
        return said.format(**parts) if parts else said

    def say_as(self, context: str, message: str, **parts: object) -> str:
        """A message whose word depends on its place in some languages, such as a button or a heading."""
        said = self.catalogue.messages.get((context, message), (message,))[0]
        return said.format(**parts) if parts else said

    def plural(self, one: str, many: str, number: int, **parts: object) -> str:
        """A message that depends on a number, ``{number}``.

        >>> Interface("en").plural("{number} release", "{number} releases", 1200)
        '1,200 releases'
        """
        return self.form(one, many, number).format(number=self.number(number), **parts)

    def form(self, one: str, many: str, number: int) -> str:
        """The form of a message for a number, its braces not filled yet."""
        forms = self.catalogue.messages.get(("", one))
        return forms[plural_of(self.catalogue.rule)(number)] if forms else one if number == 1 else many

    def number(self, number: int) -> str:
        """A whole number: ``1,200``."""
        return f"{number:,}" if self._is_english else _number(number, self.catalogue.tag)

    def decimal(self, number: float) -> str:
        """A number with at most one decimal: ``1.2``."""
        if self._is_english:
            return f"{number:.1f}".removesuffix(".0")
        return _decimal(round(number, 1), self.catalogue.tag)

    def date(self, date: dt.date) -> str:
        """A day: ``21 June 2011``, day first in English, too."""
        if self._is_english:
            return f"{date.day} {MONTHS[date.month - 1]} {date.year}"
        return _date(date, self.catalogue.tag)

    def month(self, date: dt.date) -> str:
        """A month and its year: ``June 2011``."""
        return _formatted(date, _pattern(self.catalogue.tag, "yMMMM"), self.catalogue.tag)

    def month_within(self, date: dt.date) -> str:
        """The same within a sentence: ``с июня 2011``."""
        return _formatted(date, _pattern(self.catalogue.tag, "yMMMM").replace("LLLL", "MMMM"), self.catalogue.tag)

    def month_alone(self, date: dt.date) -> str:
        """A month without its year: ``June``."""
        return _formatted(date, "LLLL", self.catalogue.tag)

    def names(self, names: Sequence[str]) -> str:
        """Several names as one: ``OSCE, UNODC and IOM``."""
        *others, last = names or ("",)
        return self.with_commas(others) + self.say_as("between names", " and ") + last if others else last

    def with_commas(self, words: Iterable[str]) -> str:
        """Words with the comma of the language between them."""
        return self.say_as("between names", ", ").join(words)

    @property
    def _is_english(self) -> bool:
        return self.catalogue.tag == ENGLISH.tag


@lru_cache(maxsize=4096)
def _number(number: int, tag: str) -> str:
    return _decimal(number, tag)


def _decimal(number: float, tag: str) -> str:
    from babel.numbers import format_decimal  # as below

    return format_decimal(number, locale=locale_of(tag))


@lru_cache(maxsize=32768)  # days: most lists have the same ones
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
    from babel.dates import parse_pattern  # only where one is written: most commands, and most builds, write none

    return str(parse_pattern(pattern).apply(date, locale_of(tag)))


@dataclass(frozen=True)
class Interfaces:
    """The interfaces of an archive: in its language, and in that of a text where there is a catalogue for it.

    *own* are the catalogues that the archive brings along, by their languages; they come before ours.
    """

    own: Mapping[str, Catalogue] = field(default_factory=dict)
    _made: dict[tuple[str, str], Interface] = field(default_factory=dict, repr=False, compare=False)

    def of(self, language: str, otherwise: str) -> Interface:
        """The interface around a text in *language*; where nobody has translated it, that of an archive in *otherwise*.

        >>> Interfaces().of("uk", "fr").language, Interfaces().of("fr-CA", "en").language
        ('fr', 'fr-CA')
        """
        if (language, otherwise) not in self._made:
            found, known = self._catalogue(language), language
            if found is None:
                found, known = self._catalogue(otherwise) or ENGLISH, otherwise
            self._made[language, otherwise] = Interface(known, found)
        return self._made[language, otherwise]

    def _catalogue(self, language: str) -> Catalogue | None:
        """The catalogue of a language, or of the one that it is a form of: that of ``fr`` for ``fr-CA``."""
        tag = language
        while tag:
            if found := catalogue_of(tag, self.own):
                return found.written_as(language)
            tag = tag.rpartition("-")[0]
        return None

"""Catalogues of messages: ``locales/<language>/LC_MESSAGES/newsroom.po`` of ours and of an archive's ``locale_dirs``.

Sphinx's own loading of catalogues has one language for each process, and we have one for each page; so they are read
here, as they are written, once for each language that a build uses.

Source: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html, MO-Files.html, Plural-forms.html.
"""

from __future__ import annotations

import gettext
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

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
    """The catalogue in a file; raises CatalogueError where it is none, or a message cannot be filled."""
    # Only where a catalogue is read: most commands speak English, and this takes longer to import than all of ours.
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            found = read_mo(file) if path.suffix == ".mo" else read_po(file, abort_invalid=True)
        rule = str(found.plural_expr)
        plural_of(rule)
    except (OSError, ValueError, PoFileError, UnicodeError) as error:
        raise CatalogueError(f"{path} is no catalogue of messages: {error}") from error
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

"""The problems that the archive reports: one code for each kind, one class for all.

This module doesn't import Sphinx, so the command, the tests and a pre-commit hook can use it.
``docs/reference/warnings.md`` is generated from :class:`Code`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Severity(Enum):
    """The effect of a problem on its text."""

    FATAL = "fatal"
    """Nothing is built until it is fixed, because a published text or address would change or disappear."""
    ERROR = "error"
    """The release or record is left out of the archive until it is fixed; a published text stays as it was."""
    WARNING = "warning"
    """The release is published without the part that is wrong."""
    NOTICE = "notice"
    """Nothing is wrong, but someone should decide something."""


FATAL, ERROR, WARNING, NOTICE = Severity


class AnyCode(Enum):
    """A kind of problem; each message shows its *code* in brackets."""

    def __new__(cls, *args: object) -> Self:
        """Number the kinds: several have the same severity, and equal values would be one kind with two names."""
        made = object.__new__(cls)
        made._value_ = len(cls.__members__)
        return made

    def __init__(self, severity: Severity, meaning: str = "", remedy: str = "", code: str = "") -> None:
        self.code = code or self.name.lower().replace("_", "-")
        self.severity, self.meaning, self.remedy = severity, meaning, remedy


@cache
def explanations() -> Mapping[str, Mapping[str, str]]:
    """Return the *meaning* and the *remedy* of each of our codes; no build needs them."""
    import tomllib

    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


class Code(AnyCode):
    """The kinds of problems in an archive, each with its severity; :func:`explanations` has their meanings."""

    LEDGER = FATAL
    NOT_AS_PUBLISHED = FATAL
    VANISHED = FATAL
    SIGNATURE = FATAL
    UNREADABLE = FATAL
    NO_FRONT_PAGE = FATAL
    PUBLIC_AT_ONCE = FATAL
    KEPT_AS_PUBLISHED = ERROR
    UNREADABLE_HEADER = ERROR
    DUPLICATE_KEY = ERROR
    UNKNOWN_KEY = ERROR
    MISSING_KEY = ERROR
    WRONG_TYPE = ERROR
    BAD_VALUE = ERROR
    BAD_DATE = ERROR
    UNKNOWN_ID = ERROR
    DUPLICATE_ID = ERROR
    FILE_NAME = ERROR
    NOT_A_FILE = ERROR
    TOO_LARGE = ERROR
    MISSING_FILE = ERROR
    OUTSIDE_ARCHIVE = ERROR
    DIRECTIVE = ERROR
    RAW_HTML = WARNING
    UNREADABLE_TEXT = ERROR
    REFUSED = WARNING
    FAILED_NOTEBOOK = WARNING
    REFERENCE = WARNING
    BROKEN_LINK = WARNING
    FOOTNOTE = WARNING
    DIRECTIVE_OPTION = WARNING
    HEADING = WARNING
    PASTED_LIST = WARNING
    PASTED_TABLE = WARNING
    ODD_CHARACTER = WARNING
    UNFINISHED = WARNING
    EMBARGO_IN_TEXT = WARNING
    UNLIKELY = WARNING
    PLACE = WARNING
    NO_TEXT = WARNING
    CUT_SHORT = ERROR
    AROUND_TEXTS = NOTICE
    PUBLISHED_SO = NOTICE
    DATE_TO_COME = WARNING
    NUMBER_TWICE = WARNING
    TRANSLATION_ISSUER = WARNING
    LOG_NAME = WARNING
    UNSIGNED_LOG = WARNING
    WITHDRAWN_ORIGINAL = WARNING
    CIRCLE = WARNING
    TOPIC_NAME = WARNING
    NOT_EXECUTED = WARNING
    UNSEEN_OUTPUT = NOTICE
    UNKNOWN_SETTING = WARNING
    UNREAD_FILE = WARNING
    NO_ALT = NOTICE
    EMPTY_LINK = NOTICE
    HIDDEN_DATA = WARNING
    EARLY_RECORD = NOTICE
    UNUSED_FILE = NOTICE
    KEPT_BACK = NOTICE
    OFFICE_NOT_HELD = WARNING
    UNPUBLISHED = NOTICE
    UNRECORDED = NOTICE
    NO_DICTIONARY = NOTICE
    STOPPED_BY_POLICY = NOTICE
    SETTING = NOTICE
    OTHER_ARCHIVE = NOTICE
    COSTLY_QUERY = WARNING
    NO_SEARCH_ENGINE = ERROR
    READER_IN_GIT = WARNING
    UNIT_NAME = WARNING
    DOUBLE_RECORD = WARNING
    AMBIGUOUS_NAME = NOTICE


class ImportCode(AnyCode):
    """The kinds of problems in imports; docs/guides/import-records.md and import-releases.md explain them."""

    UNREADABLE_FILE = ERROR
    """The file, or a line in it, doesn't match the format."""
    REFUSED = ERROR
    """A header can't contain this value."""
    AMBIGUOUS_RECORD = ERROR
    """Several records could be meant."""
    DUPLICATE_RECORD = ERROR
    """The source has the same record twice."""
    BAD_DATE = ERROR
    """The dates of a membership don't exist or are in the wrong order."""
    DUPLICATE_ID = ERROR
    """The id from the source is already in use."""
    MISSING_KEY = ERROR
    """A required value is missing from the source."""
    WRONG_TYPE = ERROR
    """A value in the source has the wrong type."""
    BAD_VALUE = ERROR
    """The source contains an invalid value."""
    UNWRITABLE = ERROR
    """A file couldn't be written."""
    NO_RECORD = WARNING, "", "", "unknown-id"
    """An organization named in a record has no record of its own."""
    AMBIGUOUS_REFERENCE = WARNING, "", "", "ambiguous-record"
    """Several organizations could be meant by a reference."""
    CIRCLE = WARNING, "", "", "bad-value"
    """An organization would be a part or the successor of itself."""
    LEFT_OUT = WARNING
    """An item in a source contains too little information, or has an unknown format."""
    SAME_NAME = WARNING
    """A new record has the same name as another."""
    UNKNOWN_KEY = WARNING
    """A column of a table is not known."""
    DUPLICATE_KEY = WARNING
    """A table has a column twice."""
    WITHDRAWN = WARNING
    """ROR has withdrawn the record."""
    NO_SOURCE = WARNING
    """A row of a plan belongs to no given source."""
    NOT_TAKEN = NOTICE
    """A source says something that isn't imported."""
    NOT_RELEASED = WARNING
    """Something of a source was not published as a release."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem at one place, with advice.

    *path* is relative to the archive's root, or a file to import as the user gave it. *line* counts from 1, and is 0 if
    unknown. *pointer* is a place in a data file, such as ``persons[3].name``. A *pending* problem is part of an
    unfinished operation, such as a correction without its new text; the next ``newsroom publish`` resolves it. *other*
    is the second file if the problem is between two; a check of either file reports it.
    """

    path: str
    line: int
    code: AnyCode
    message: str
    advice: str
    pending: bool = False
    pointer: str = ""
    other: str = ""

    @property
    def text(self) -> str:
        """The message without its location: ``[code] what is wrong; what to write instead``."""
        return f"[{self.code.code}] {self.message}; {self.advice}"

    @property
    def is_error(self) -> bool:
        """Whether a text is left out or replaced because of it, or nothing is built."""
        return self.code.severity in (FATAL, ERROR)

    def row(self) -> dict[str, str | int | None]:
        """Return the problem as a dictionary, with the keys used in the JSON output of every command."""
        return {
            "path": self.path,
            "line": self.line or None,
            "code": self.code.code,
            "severity": self.code.severity.value,
            "message": self.message,
            "advice": self.advice,
        }

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        pointer = f": {shown(self.pointer)}" if self.pointer else ""
        return f"{self.path}{line}{pointer}: {self.text}"


class RefusedError(Exception):
    """A value or file is refused; *line* is 0 if it is the line of the key or item."""

    def __init__(self, code: Code, message: str, advice: str, line: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.advice, self.line = code, message, advice, line

    def problem(self, path: str, line: int = 1) -> Problem:
        """Convert the exception to a problem, at its own line or at *line*."""
        return Problem(path, self.line or line, self.code, self.message, self.advice)


class HeaderError(RefusedError, ValueError):
    """A header can't be parsed; *instead* is the corrected line, if it is clear what was meant."""

    def __init__(self, line: int, message: str, advice: str, instead: str | None = None) -> None:
        super().__init__(Code.UNREADABLE_HEADER, message, advice, line)
        self.instead = instead

    def __str__(self) -> str:
        return f"{self.message}; {self.advice}"


def cut(text: str, length: int = 60) -> str:
    """Cut a text to at most *length* characters, ending in an ellipsis if it was longer.

    >>> cut("Harbour Board", 8)
    'Harbour…'
    """
    return text if len(text) <= length else text[: length - 1] + "…"


def shown(value: object, length: int = 60) -> str:
    """Format a value for a message or a terminal: on one line, with printable characters only."""
    text = cut(value if isinstance(value, str) else str(value), length)
    # Control characters in a name could overwrite or colour the terminal's output.
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def counted(number: int, word: str) -> str:
    """Format a number with its noun.

    >>> counted(1, "release"), counted(1412, "release")
    ('1 release', '1,412 releases')
    """
    return f"{number:,} {word}" + ("" if number == 1 else "s")


NEAR = 0.6
"""difflib's default cutoff: a wrong suggestion costs a reader little, a missing one costs a search."""


_NAMED = 10
"""The number of names listed in a message before "and N more"."""


def some(names: Sequence[str]) -> str:
    """List the first names, and how many more there are: ``a, b and 3 more``."""
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else "")


def nearest(word: str, known: Iterable[str], cutoff: float = NEAR) -> str | None:
    """Return the known word that is most similar to *word*, or None."""
    found = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return found[0] if found else None


def closest(word: str, known: Iterable[str], cutoff: float = NEAR) -> str | None:
    """Return the known word that is most similar to *word*, ignoring case, or None."""
    folded = {name.lower(): name for name in known}
    meant = nearest(word.lower(), folded, cutoff)
    return folded[meant] if meant else None


def suggestion(word: str, known: Iterable[str], fallback: str) -> str:
    """Return ``did you mean 'title'?`` if a known word is similar, otherwise *fallback*."""
    meant = closest(word, known)
    return f"did you mean {meant!r}?" if meant else fallback


NOT_READY = frozenset({Code.UNFINISHED, Code.EMBARGO_IN_TEXT, Code.UNLIKELY, Code.ODD_CHARACTER, Code.NO_TEXT})
"""The problems that make ``newsroom publish`` refuse a release, unless ``--anyway`` is given."""

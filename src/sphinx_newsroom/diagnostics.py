"""Every problem that the archive reports: one code each, one shape for all.

This module imports nothing of Sphinx, so that the command, the tests and a
pre-commit hook can share it.  ``docs/reference/warnings.md`` is generated from
the docstrings of :class:`Code`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(Enum):
    """What a problem does to the text that it stands in."""

    FATAL = "fatal"
    """Nothing is built until it is mended: a published text or address would change or vanish."""
    ERROR = "error"
    """The release or record is left out of the archive until it is mended; what was published stays as it was."""
    WARNING = "warning"
    """The release is published; what is wrong in it is not shown."""
    NOTICE = "notice"
    """Nothing is wrong, but somebody should decide something."""


class AnyCode(Enum):
    """What says which kind of problem one is: its *code* stands in brackets in every message."""

    def __init__(self, code: str, severity: Severity, meaning: str) -> None:
        self.code = code
        self.severity = severity
        self.meaning = meaning


class Code(AnyCode):
    """The codes of problems of an archive."""

    LEDGER = ("ledger", Severity.FATAL, "The ledger was changed by hand, is damaged, or has two ends after a merge.")
    NOT_AS_PUBLISHED = ("not-as-published", Severity.FATAL, "A published text differs from its record.")
    VANISHED = ("vanished", Severity.FATAL, "An address that was published would no longer answer.")
    SIGNATURE = ("signature", Severity.FATAL, "The ledger's head is not signed with the key that conf.py names.")
    UNREADABLE = ("unreadable", Severity.FATAL, "A file or folder of the archive cannot be read.")
    NO_FRONT_PAGE = ("no-front-page", Severity.FATAL, "The archive has no index.md, which is its front page.")
    PUBLIC_AT_ONCE = (
        "public-at-once",
        Severity.FATAL,
        "A document beside releases and records has an embargo or is a draft, which does not count there.",
    )
    KEPT_AS_PUBLISHED = (
        "kept-as-published",
        Severity.ERROR,
        "The file of a published text was changed, broken or deleted; the site keeps the text that was published last.",
    )
    UNREADABLE_HEADER = (
        "unreadable-header",
        Severity.ERROR,
        "The header is missing, not closed, closed too early, or not YAML.",
    )
    DUPLICATE_KEY = ("duplicate-key", Severity.ERROR, "A key stands twice in the same header.")
    UNKNOWN_KEY = ("unknown-key", Severity.ERROR, "The header has a key that this kind of file does not know.")
    MISSING_KEY = ("missing-key", Severity.ERROR, "A key that every file of this kind needs is not there.")
    WRONG_TYPE = ("wrong-type", Severity.ERROR, "A value is of another type than its key takes.")
    BAD_VALUE = ("bad-value", Severity.ERROR, "A value is of the right type but not one that the key takes.")
    BAD_DATE = ("bad-date", Severity.ERROR, "A date or time is not written as the format asks, or does not exist.")
    UNKNOWN_ID = ("unknown-id", Severity.ERROR, "A header names a release, organization or official that has no file.")
    DUPLICATE_ID = ("duplicate-id", Severity.ERROR, "Two files claim the same id, or the same address in the site.")
    FILE_NAME = ("file-name", Severity.ERROR, "A file's name cannot be an id, or its language tag is not one.")
    NOT_A_FILE = (
        "not-a-file",
        Severity.ERROR,
        "A text is not a file itself, but a symbolic link, a pipe, a socket or a device.",
    )
    TOO_LARGE = ("too-large", Severity.ERROR, "A file is larger, or has more links, than a text may.")
    MISSING_FILE = ("missing-file", Severity.ERROR, "A file that the header names is not in the archive.")
    OUTSIDE_ARCHIVE = ("outside-archive", Severity.ERROR, "A text reads or links a file that lies outside the archive.")
    DIRECTIVE = ("directive", Severity.ERROR, "A release or record holds a directive or role that could do harm.")
    RAW_HTML = ("raw-html", Severity.WARNING, "A release or record holds raw HTML, which is left out.")
    UNREADABLE_TEXT = (
        "unreadable-text",
        Severity.ERROR,
        "The text of a release cannot be parsed, so it is kept back by itself.",
    )
    REFUSED = (
        "refused",
        Severity.WARNING,
        "A link, picture, formula or markup in a text is not allowed; its words are shown without it.",
    )
    FAILED_NOTEBOOK = (
        "failed-notebook",
        Severity.WARNING,
        "A notebook under docs/ fails when it is executed; its page says so, and keeps the last results.",
    )
    REFERENCE = ("reference", Severity.WARNING, "A role in the text points to an id that has no file.")
    BROKEN_LINK = (
        "broken-link",
        Severity.WARNING,
        "A link or picture in a text leads to a file, text or place that is not there, or a label stands twice.",
    )
    FOOTNOTE = ("footnote", Severity.WARNING, "A footnote is named and not written, written twice, or named nowhere.")
    DIRECTIVE_OPTION = (
        "directive-option",
        Severity.WARNING,
        "A directive has an option, value or text that it does not take, or lacks what it needs.",
    )
    HEADING = (
        "heading",
        Severity.WARNING,
        "A heading of the first level is not the title, or a heading skips a level.",
    )
    PASTED_LIST = (
        "pasted-list",
        Severity.WARNING,
        "Lines begin with signs of a list that Markdown does not know, such as •, and run together as one paragraph.",
    )
    PASTED_TABLE = (
        "pasted-table",
        Severity.WARNING,
        "Rows with tabs between their cells, or without the line below their head, run together as one paragraph.",
    )
    ODD_CHARACTER = (
        "odd-character",
        Severity.WARNING,
        "A text holds a character that shows as nothing, or is what is left of one that was lost.",
    )
    UNFINISHED = (
        "unfinished",
        Severity.WARNING,
        "A text isn't ready for readers: a placeholder, a note to colleagues, or markup that does not close.",
    )
    EMBARGO_IN_TEXT = (
        "embargo-in-text",
        Severity.WARNING,
        "A text says that it is under embargo, and the header has no `embargo`, or another moment.",
    )
    UNLIKELY = (
        "unlikely",
        Severity.WARNING,
        "A date, file or picture is allowed, and most likely a mistake, such as the year 1026 or an empty file.",
    )
    PLACE = (
        "place",
        Severity.WARNING,
        "A folder or file has a name or place in which nothing reads it, or which other systems can't store.",
    )
    NO_TEXT = ("no-text", Severity.WARNING, "A release has a header and no text.")
    CUT_SHORT = (
        "cut-short",
        Severity.ERROR,
        "A value in the header ends where ` #` stands, since YAML takes what follows for a comment.",
    )
    AROUND_TEXTS = (
        "around-texts",
        Severity.NOTICE,
        "What stands around published texts is another than when something was recorded last: an issuer, conf.py.",
    )
    PUBLISHED_SO = (
        "published-so",
        Severity.NOTICE,
        "A published text has something for which a new one would be kept back or warned of; it stands as it is.",
    )
    DATE_TO_COME = (
        "date-to-come",
        Severity.WARNING,
        "A correction or withdrawal has a date that is still to come; it shows at once.",
    )
    NUMBER_TWICE = ("number-twice", Severity.WARNING, "Two releases of one issuer have the same number.")
    TRANSLATION_ISSUER = (
        "translation-issuer",
        Severity.WARNING,
        "A translation says no issuer and gets the archive's own, and its original was issued by another.",
    )
    LOG_NAME = (
        "log-name",
        Severity.WARNING,
        "The ledger's log has another name by conf.py than the one under which it was signed.",
    )
    UNSIGNED_LOG = (
        "unsigned-log",
        Severity.WARNING,
        "The ledger is signed and the checkpoint of its log, by which readers verify a site, is not there.",
    )
    WITHDRAWN_ORIGINAL = (
        "withdrawn-original",
        Severity.WARNING,
        "A release translates one that was withdrawn, and goes on saying the same.",
    )
    CIRCLE = (
        "circle",
        Severity.WARNING,
        "Releases replace or follow one another in a circle, so that none of them is the last.",
    )
    TOPIC_NAME = (
        "topic-name",
        Severity.WARNING,
        "One release alone has a topic whose name is almost that of another, so it may be misspelt.",
    )
    NOT_EXECUTED = (
        "not-executed",
        Severity.WARNING,
        "A release that is a notebook has cells without their results, which the archive does not execute.",
    )
    UNSEEN_OUTPUT = (
        "unseen-output",
        Severity.NOTICE,
        "A cell of a notebook gave what no page shows, such as a chart that runs a script, or it failed.",
    )
    UNKNOWN_SETTING = ("unknown-setting", Severity.WARNING, "conf.py sets something of ours that there is not.")
    UNREAD_FILE = (
        "unread-file",
        Severity.WARNING,
        "A file among the releases or records looks like a text and is read by nothing.",
    )
    NO_ALT = ("no-alt", Severity.NOTICE, "A picture in a text has no words for those who cannot see it.")
    EMPTY_LINK = ("empty-link", Severity.NOTICE, "A link in a text has no words, so readers see nothing of it.")
    HIDDEN_DATA = (
        "hidden-data",
        Severity.WARNING,
        "A picture or attachment says what no reader sees, such as where it was taken, or is damaged.",
    )
    EARLY_RECORD = (
        "early-record",
        Severity.NOTICE,
        "A release under embargo names a record, or an official's office to come, that is public with the next build.",
    )
    UNUSED_FILE = (
        "unused-file",
        Severity.NOTICE,
        "A picture or attachment among the releases is shown and offered by none.",
    )
    KEPT_BACK = ("kept-back", Severity.NOTICE, "A release is kept back until its embargo ends or its date comes.")
    OFFICE_NOT_HELD = (
        "office-not-held",
        Severity.WARNING,
        "A text gives an official an office that the record does not have on the release's date.",
    )
    UNPUBLISHED = ("unpublished", Severity.NOTICE, "A finished release isn't published, so it isn't on the site.")
    UNRECORDED = ("unrecorded", Severity.NOTICE, "A release stands on the site and not in the ledger.")
    NO_DICTIONARY = (
        "no-dictionary",
        Severity.NOTICE,
        "The dictionary of a language whose names are inflected is not installed.",
    )
    STOPPED_BY_POLICY = (
        "stopped-by-policy",
        Severity.NOTICE,
        "Pages load a script or style sheet that their own policy stops: one of another host, or within the page.",
    )
    SETTING = ("setting", Severity.NOTICE, "conf.py or .gitattributes leaves unsaid what an archive should decide.")
    OTHER_ARCHIVE = (
        "other-archive",
        Severity.NOTICE,
        "What is kept of another archive (`newsroom_archives`) is missing or was changed; nothing of it is shown.",
    )
    COSTLY_QUERY = ("costly-query", Severity.WARNING, "The query of an alert takes too much time or memory.")
    NO_SEARCH_ENGINE = (
        "no-search-engine",
        Severity.ERROR,
        "An alert has a query and a feed, and QuickJS, which finds what is in it, is not installed.",
    )
    READER_IN_GIT = ("reader-in-git", Severity.WARNING, "An alert's file that git keeps holds a reader's address.")
    UNIT_NAME = ("unit-name", Severity.WARNING, "A record's name is a unit's that many bodies have, without the body.")
    DOUBLE_RECORD = ("double-record", Severity.WARNING, "Two records look to be of one body or person.")
    AMBIGUOUS_NAME = ("ambiguous-name", Severity.NOTICE, "Nothing decides whom a name means; it is not linked.")


class ImportCode(AnyCode):
    """The codes of problems of what is imported; docs/guides/import-records.md and import-releases.md explain them."""

    UNREADABLE_FILE = ("unreadable-file", Severity.ERROR, "The file, or a line of it, is not of the format.")
    REFUSED = ("refused", Severity.ERROR, "A value could not stand in a header.")
    AMBIGUOUS_RECORD = ("ambiguous-record", Severity.ERROR, "Several records could be meant.")
    DUPLICATE_RECORD = ("duplicate-record", Severity.ERROR, "The source has the same record twice.")
    BAD_DATE = ("bad-date", Severity.ERROR, "The dates of a membership do not exist or do not follow each other.")
    DUPLICATE_ID = ("duplicate-id", Severity.ERROR, "The id that the source gives is taken.")
    MISSING_KEY = ("missing-key", Severity.ERROR, "The source lacks something.")
    WRONG_TYPE = ("wrong-type", Severity.ERROR, "A value of the source is of another type.")
    BAD_VALUE = ("bad-value", Severity.ERROR, "The source has something else in the place of a value.")
    UNWRITABLE = ("unwritable", Severity.ERROR, "A file could not be written.")
    NO_RECORD = ("unknown-id", Severity.WARNING, "An organization that a record names has no record.")
    AMBIGUOUS_REFERENCE = ("ambiguous-record", Severity.WARNING, "Several organizations could be meant by a reference.")
    CIRCLE = ("bad-value", Severity.WARNING, "An organization would be part or successor of itself.")
    LEFT_OUT = ("left-out", Severity.WARNING, "Something of a source says too little, or is of no format that is read.")
    SAME_NAME = ("same-name", Severity.WARNING, "A new record has a name that another one has, too.")
    UNKNOWN_KEY = ("unknown-key", Severity.WARNING, "A column of a table is not known.")
    DUPLICATE_KEY = ("duplicate-key", Severity.WARNING, "A column of a table stands twice.")
    WITHDRAWN = ("withdrawn", Severity.WARNING, "ROR has withdrawn the record.")
    NO_SOURCE = ("no-source", Severity.WARNING, "A row of a plan is of no source that was given.")
    NOT_TAKEN = ("not-taken", Severity.NOTICE, "A source says something that is not taken over.")
    NOT_RELEASED = ("not-released", Severity.WARNING, "Something of a source was not published as a release.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, at one place, with what to write instead.

    *path* is relative to the archive's root, or a file to import as the user gave it.  *line* counts from 1 and is 0
    where none is known; *pointer* says where in a file of data, such as ``persons[3].name``.  A *pending* problem is
    the way to something, such as a correction whose text is still to come: the next ``newsroom publish`` ends it.
    *other* is the second file of a problem that two have with one another: whoever asks for either is told.
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
        """The message without its place: ``[code] what is wrong; what to write instead``."""
        return f"[{self.code.code}] {self.message}; {self.advice}"

    @property
    def is_error(self) -> bool:
        """Whether something is left out or kept as it was because of it, or nothing is built."""
        return self.code.severity in (Severity.FATAL, Severity.ERROR)

    def row(self) -> dict[str, str | int | None]:
        """The problem for a program, under the keys that it has in the JSON of every command."""
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
    """A value, or a file, cannot be taken; *line* is set where it is not that of the value's key or item."""

    def __init__(self, code: Code, message: str, advice: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.advice, self.line = code, message, advice, line

    def problem(self, path: str, line: int = 1) -> Problem:
        """The problem that this is, at its own line or else at *line*."""
        return Problem(path, self.line or line, self.code, self.message, self.advice)


class HeaderError(RefusedError, ValueError):
    """A header cannot be read at all."""

    def __init__(self, line: int, message: str, advice: str) -> None:
        super().__init__(Code.UNREADABLE_HEADER, message, advice, line)

    def __str__(self) -> str:
        return f"{self.message}; {self.advice}"


def cut(text: str, length: int = 60) -> str:
    """A text of at most *length* characters, the last an ellipsis where it was longer.

    >>> cut("Harbour Board", 8)
    'Harbour…'
    """
    return text if len(text) <= length else text[: length - 1] + "…"


def shown(value: object, length: int = 60) -> str:
    """A value as a message or a terminal may show it: one line, nothing that is not printable."""
    text = cut(value if isinstance(value, str) else str(value), length)
    # A control character in a name could otherwise write over the terminal's lines, or colour them.
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def counted(number: int, word: str) -> str:
    """How many there are of something.

    >>> counted(1, "release"), counted(1412, "release")
    ('1 release', '1,412 releases')
    """
    return f"{number:,} {word}" + ("" if number == 1 else "s")


NEAR = 0.6
"""difflib's own cut-off; a wrong suggestion costs a reader a glance, and a missing one a search."""


def nearest(word: str, known: Iterable[str], cutoff: float = NEAR) -> str | None:
    """The known word that *word* most likely was meant to be, or None."""
    found = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return found[0] if found else None


NOT_READY = frozenset({Code.UNFINISHED, Code.EMBARGO_IN_TEXT, Code.UNLIKELY, Code.ODD_CHARACTER, Code.NO_TEXT})
"""The problems with which ``newsroom publish`` refuses a release, unless ``--anyway`` is given."""

"""The problems that the archive reports: one code for each kind, one class for all.

This module doesn't import Sphinx, so the command, the tests and a pre-commit hook can use it.
``docs/reference/warnings.md`` is generated from :class:`Code`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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

    def __init__(self, severity: Severity, meaning: str, remedy: str = "", code: str = "") -> None:
        self.code = code or self.name.lower().replace("_", "-")
        self.severity, self.meaning, self.remedy = severity, meaning, remedy


class Code(AnyCode):
    """The kinds of problems in an archive, each with its severity, its meaning, and a remedy for the reference."""

    LEDGER = (
        FATAL,
        "The ledger was changed by hand, is damaged, or has two ends after a merge.",
        "Restore the file from git; after a merge run `newsroom publish`.",
    )
    NOT_AS_PUBLISHED = (
        FATAL,
        "A published text differs from its record.",
        "Undo the change, or [record it](../guides/correct-a-release.md).",
    )
    VANISHED = (
        FATAL,
        "An address that was published would no longer answer.",
        "Restore the file; to take a release back, [withdraw](../guides/take-something-down.md) it.",
    )
    SIGNATURE = (
        FATAL,
        "The ledger's head is not signed with the key that conf.py names.",
        "Look at what was changed, then run `newsroom publish --sign KEY`.",
    )
    UNREADABLE = (
        FATAL,
        "A file or folder of the archive cannot be read.",
        "Give the building user the right to read it, or restore it.",
    )
    NO_FRONT_PAGE = (
        FATAL,
        "The archive has no index.md, which is its front page.",
        "Write one, with a heading and a sentence on what the archive is.",
    )
    PUBLIC_AT_ONCE = (
        FATAL,
        "A document outside releases/ has an embargo or is a draft, which has no effect there.",
        "Move the file into `releases/`, or out of the archive.",
    )
    KEPT_AS_PUBLISHED = (
        ERROR,
        "The file of a published text was changed, broken or deleted; the site keeps the text that was published last.",
        "Undo the change, or [record it](../guides/correct-a-release.md); a file that is gone comes back by "
        "`newsroom show`.",
    )
    UNREADABLE_HEADER = (
        ERROR,
        "The header is missing, not closed, closed too early, or not YAML.",
        "Begin the header with `---`, close it below its last key, and put text with a colon in quotation marks.",
    )
    DUPLICATE_KEY = ERROR, "The same header has a key twice.", "Keep one of the two."
    UNKNOWN_KEY = (
        ERROR,
        "The header has a key that this kind of file does not know.",
        "Correct the spelling; the message names the nearest key.",
    )
    MISSING_KEY = ERROR, "A key that every file of this kind needs is missing.", "Add it."
    WRONG_TYPE = (
        ERROR,
        "A value has another type than its key takes.",
        "Write a value of the type that the message names. A list of one needs brackets, too.",
    )
    BAD_VALUE = (
        ERROR,
        "A value has the right type, but the key doesn't take it.",
        "Write one of the values that the message names.",
    )
    BAD_DATE = (
        ERROR,
        "A date or time has another format, or doesn't exist.",
        "Write `2011-06-21`, or `2011-06-21T10:00:00+02:00` where a time is asked for.",
    )
    UNKNOWN_ID = (
        ERROR,
        "A header names a release, organization or official that has no file.",
        "Correct the id, or add the file that it names.",
    )
    DUPLICATE_ID = (
        ERROR,
        "Two files have the same id, or the same address on the site.",
        "Rename one of the two files, or remove the former address from one of the headers.",
    )
    FILE_NAME = (
        ERROR,
        "A file's name cannot be an id, or its language tag is not one.",
        "Use lower-case letters, digits and hyphens, before `.md` a language tag such as `ru`.",
    )
    NOT_A_FILE = (
        ERROR,
        "A text isn't a file, but a symbolic link, a pipe, a socket or a device.",
        "Put the file itself there: a link would escape the embargo of its other name.",
    )
    TOO_LARGE = (
        ERROR,
        "A file is larger, or has more links, than a text may.",
        "Divide it, or raise [`newsroom_max_text`](config.md) or [`newsroom_max_links`](config.md).",
    )
    MISSING_FILE = ERROR, "A file that the header names is not in the archive.", "Add the file, or correct its path."
    OUTSIDE_ARCHIVE = (
        ERROR,
        "A text reads or links a file outside the archive.",
        "Copy the file into the archive and give its path there.",
    )
    DIRECTIVE = (
        ERROR,
        "A release or record has a directive or role that could do harm.",
        "Use one that [the reference](header.md) lists.",
    )
    RAW_HTML = WARNING, "A release or record contains raw HTML, which is left out.", "Write it as Markdown."
    UNREADABLE_TEXT = (
        ERROR,
        "The text of a release cannot be parsed, so it is kept back.",
        "Write the text as plain Markdown; if nothing in it is odd, please report the message.",
    )
    REFUSED = (
        WARNING,
        "A link, picture, formula or markup in a text is not allowed; its words are shown without it.",
        "See [what a text may hold](allowed.md); write it so, or widen the list knowingly.",
    )
    FAILED_NOTEBOOK = (
        WARNING,
        "A notebook under docs/ fails when it is executed; its page says so, and keeps the last results.",
        "Fix the cell that the message names, or remove the notebook from `docs/`.",
    )
    REFERENCE = (
        WARNING,
        "A role in the text points to an id that has no file.",
        "Correct the id; the message names the nearest one.",
    )
    BROKEN_LINK = (
        WARNING,
        "A link or picture in a text leads to a file, text or place that does not exist, or a label occurs twice.",
        "Add the file, or correct the link. Link texts by path: `../2011/opens.md`.",
    )
    FOOTNOTE = (
        WARNING,
        "A footnote is missing, defined twice, or never referred to.",
        "For each `[^1]` in the text, write `[^1]: …` once below it.",
    )
    DIRECTIVE_OPTION = (
        WARNING,
        "A directive has an option, value or text that it doesn't accept, or lacks one that it needs.",
        "Write what the message names; [What texts may hold](allowed.md) has all directives.",
    )
    HEADING = (
        WARNING,
        "A heading of the first level is not the title, or a heading skips a level.",
        "Begin headings with `##`, and leave out one that only repeats the title.",
    )
    PASTED_LIST = (
        WARNING,
        "Lines begin with list signs that Markdown doesn't know, such as •, and run together as one paragraph.",
        "Begin each of the lines with `- `, below an empty line, or leave an empty line between them.",
    )
    PASTED_TABLE = (
        WARNING,
        "Rows with tabs between their cells, or without the line below their head, run together as one paragraph.",
        "Write it as a Markdown table; the message has the line below its first row.",
    )
    ODD_CHARACTER = (
        WARNING,
        "A text contains an invisible character, or the remains of a damaged one.",
        "Replace it as the message says, or remove it.",
    )
    UNFINISHED = (
        WARNING,
        "A text isn't ready for readers: it has a placeholder, a note to colleagues, or markup that isn't closed.",
        "Complete it, or remove it; the message quotes the words.",
    )
    EMBARGO_IN_TEXT = (
        WARNING,
        "A text says that it is under embargo, but the header has no `embargo`, or one with another time.",
        "Write `embargo:` with its date and time in the header, or remove the line.",
    )
    UNLIKELY = (
        WARNING,
        "A date, file or picture is allowed but probably a mistake, such as the year 1026 or an empty file.",
        "Correct the date, or put another file in its place; `check --resize` makes pictures smaller.",
    )
    PLACE = (
        WARNING,
        "Nothing reads this folder or file because of its name or place, or other systems can't store it.",
        "Move or rename it as the message says.",
    )
    NO_TEXT = WARNING, "A release has a header and no text.", "Write the text below the header."
    CUT_SHORT = (
        ERROR,
        "A value in the header ends at ` #`, since YAML takes what follows for a comment.",
        "Put the value in quotation marks.",
    )
    AROUND_TEXTS = (
        NOTICE,
        "The surroundings of published texts changed since the last recording: an issuer, conf.py.",
        "Look at a published release; set it back, or record something.",
    )
    PUBLISHED_SO = (
        NOTICE,
        "A published text has a mistake that a new text mustn't have. It stays as it is.",
        "Nothing, or `newsroom correct`.",
    )
    DATE_TO_COME = (
        WARNING,
        "A correction or withdrawal has a future date, but readers see it at once.",
        "Write it on that day, not before. Only releases can have an embargo.",
    )
    NUMBER_TWICE = (
        WARNING,
        "Two releases of one issuer have the same number.",
        "Correct one of the two; a translation, and what takes a release's place, may have its number.",
    )
    TRANSLATION_ISSUER = (
        WARNING,
        "A translation has no issuer, but another organization than the archive's own issued its original.",
        "Write the `issuer` or `issuers` of the original into the translation's header, too.",
    )
    LOG_NAME = (
        WARNING,
        "conf.py gives the ledger's log another name than the signed one.",
        "Keep [the log's name](../guides/publish-and-verify.md) with `newsroom_log_name`, or sign under the new one.",
    )
    UNSIGNED_LOG = (
        WARNING,
        "The ledger is signed, but the checkpoint of its log is missing. Readers need it to verify a site.",
        "Restore `releases/ledger.checkpoint` from git. If it was never made, as by versions before 0.2, "
        "run `newsroom publish --sign KEY`.",
    )
    WITHDRAWN_ORIGINAL = (
        WARNING,
        "A release translates a withdrawn one, and still has the same text.",
        "[Withdraw](../guides/take-something-down.md) the translation, too.",
    )
    CIRCLE = (
        WARNING,
        "Releases replace or follow one another in a circle, so that none of them is the last.",
        "Remove the key that leads back from one of the headers.",
    )
    TOPIC_NAME = (
        WARNING,
        "Only one release has this topic, and its name is almost that of another. It may be misspelt.",
        "Correct it, or describe the topic in a file of `topics/`.",
    )
    NOT_EXECUTED = (
        WARNING,
        "A release that is a notebook has cells without their results, which the archive does not execute.",
        "Run the notebook from its beginning to its end, and save it.",
    )
    UNSEEN_OUTPUT = (
        NOTICE,
        "A notebook's cell has output that pages can't show, such as a chart with a script, or it failed.",
        "Let the cell output a picture, a table or printed text (Plotly: `fig.show('png')`), or fix it. Run the "
        "notebook, and save it.",
    )
    UNKNOWN_SETTING = (
        WARNING,
        "conf.py has a setting that doesn't exist.",
        "Correct the name. [Settings](config.md) lists all.",
    )
    UNREAD_FILE = (
        WARNING,
        "A file among the releases or records looks like a text, but nothing reads it.",
        "Give a text a name that ends in `.md`, and move other files elsewhere.",
    )
    NO_ALT = (
        NOTICE,
        "A picture in a text has no alternative text.",
        "Write what the picture shows: `![A bridge](bridge.jpg)`.",
    )
    EMPTY_LINK = (
        NOTICE,
        "A link in a text has no words, so readers can't see it.",
        "Write what it leads to: `[the report](https://example.org/report)`, or remove it.",
    )
    HIDDEN_DATA = (
        WARNING,
        "A picture or attachment contains hidden data, such as the place where it was taken, or is damaged.",
        "[Remove it](../guides/personal-data.md); `newsroom check --strip` does so with the position in a "
        "picture. If you mean to publish it: `newsroom_allow`.",
    )
    EARLY_RECORD = (
        NOTICE,
        "A release under embargo names a record, or an official's office to come, that is public with the next build.",
        "Add it when [the embargo](../guides/keep-an-embargo.md) ends: a record has none.",
    )
    UNUSED_FILE = (
        NOTICE,
        "No release shows or offers this picture or attachment.",
        "Name it in the text that it belongs to, or remove it.",
    )
    KEPT_BACK = (
        NOTICE,
        "A release is kept back until its embargo ends or its date comes.",
        "Nothing. [Keep an embargo](../guides/keep-an-embargo.md) says how a build waits for it.",
    )
    OFFICE_NOT_HELD = (
        WARNING,
        "A text gives an official an office that the record does not have on the release's date.",
        "Correct the text, or the dates of `memberships` in the record.",
    )
    UNPUBLISHED = (
        NOTICE,
        "A finished release isn't published, so it isn't on the site.",
        "[Publish it](../guides/approve-and-publish.md) when its text is final.",
    )
    UNRECORDED = (
        NOTICE,
        "A release is on the site and not in the ledger.",
        "[Record it](../guides/publish-and-verify.md) when its text is final.",
    )
    NO_DICTIONARY = (
        NOTICE,
        "The dictionary of a language whose names are inflected is not installed.",
        "Install it; the message says how. Without it, such names are found only as they are written.",
    )
    STOPPED_BY_POLICY = (
        NOTICE,
        "The pages' policy stops a script or style sheet: one from another host, or within the page.",
        "[Allow it](sphinx.md) with `newsroom_csp`, or remove it.",
    )
    SETTING = (
        NOTICE,
        "conf.py or .gitattributes lacks a line that an archive should have.",
        "Add the line that the message gives.",
    )
    OTHER_ARCHIVE = (
        NOTICE,
        "The saved files of another archive (`newsroom_archives`) are missing or changed, so they aren't shown.",
        "[Ask the archive again](sphinx.md): `newsroom archives update`.",
    )
    COSTLY_QUERY = (
        WARNING,
        "The query of an alert takes too much time or memory.",
        "Ask for fewer words, and for longer ones before each `*`.",
    )
    NO_SEARCH_ENGINE = (
        ERROR,
        "An alert has a query and a feed, but QuickJS, which runs the query, isn't installed.",
        "`pip install 'sphinx-newsroom[alerts]'`, or [take `feed` out](../guides/follow-the-archive.md).",
    )
    READER_IN_GIT = (
        WARNING,
        "An alert's file that git tracks contains a reader's address.",
        "Remove it from the file, and run `newsroom alert subscribe ADDRESS ALERT`.",
    )
    UNIT_NAME = (
        WARNING,
        "A record has the name of a unit that many bodies have, but doesn't say whose unit it is.",
        "[Say whose it is](../guides/name-organizations-and-officials.md) with `unit_of`.",
    )
    DOUBLE_RECORD = (
        WARNING,
        "Two records seem to be of one body or person.",
        "Merge them with [`newsroom merge`](../guides/change-an-address.md), or say in both how they differ.",
    )
    AMBIGUOUS_NAME = (
        NOTICE,
        "A name could mean several records, so it isn't linked.",
        "[Decide](../guides/name-organizations-and-officials.md) which is meant.",
    )


class ImportCode(AnyCode):
    """The kinds of problems in imports; docs/guides/import-records.md and import-releases.md explain them."""

    UNREADABLE_FILE = ERROR, "The file, or a line of it, doesn't fit the format."
    REFUSED = ERROR, "A header can't have this value."
    AMBIGUOUS_RECORD = ERROR, "Several records could be meant."
    DUPLICATE_RECORD = ERROR, "The source has the same record twice."
    BAD_DATE = ERROR, "The dates of a membership do not exist or do not follow each other."
    DUPLICATE_ID = ERROR, "The id that the source gives is taken."
    MISSING_KEY = ERROR, "The source lacks something."
    WRONG_TYPE = ERROR, "A value of the source has another type."
    BAD_VALUE = ERROR, "The source has something else instead of a value."
    UNWRITABLE = ERROR, "A file could not be written."
    NO_RECORD = WARNING, "An organization that a record names has no record.", "", "unknown-id"
    AMBIGUOUS_REFERENCE = WARNING, "Several organizations could be meant by a reference.", "", "ambiguous-record"
    CIRCLE = WARNING, "An organization would be part or successor of itself.", "", "bad-value"
    LEFT_OUT = WARNING, "Something in a source says too little, or has an unknown format."
    SAME_NAME = WARNING, "A new record has a name that another one has, too."
    UNKNOWN_KEY = WARNING, "A column of a table is not known."
    DUPLICATE_KEY = WARNING, "A table has a column twice."
    WITHDRAWN = WARNING, "ROR has withdrawn the record."
    NO_SOURCE = WARNING, "A row of a plan belongs to no given source."
    NOT_TAKEN = NOTICE, "A source says something that isn't imported."
    NOT_RELEASED = WARNING, "Something of a source was not published as a release."


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


NOT_READY = frozenset({Code.UNFINISHED, Code.EMBARGO_IN_TEXT, Code.UNLIKELY, Code.ODD_CHARACTER, Code.NO_TEXT})
"""The problems that make ``newsroom publish`` refuse a release, unless ``--anyway`` is given."""

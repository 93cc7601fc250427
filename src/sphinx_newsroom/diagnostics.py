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
        "Restore the file from git; after a merge, run `newsroom publish`.",
    )
    NOT_AS_PUBLISHED = (
        FATAL,
        "A published text differs from its record.",
        "Undo the change, or [record it](../guides/correct-a-release.md).",
    )
    VANISHED = (
        FATAL,
        "A published address would no longer work.",
        "Restore the file; to take a release back, [withdraw](../guides/take-something-down.md) it.",
    )
    SIGNATURE = (
        FATAL,
        "The ledger's head is not signed with the key that conf.py names.",
        "Check the changes, then run `newsroom publish --sign KEY`.",
    )
    UNREADABLE = (
        FATAL,
        "A file or folder in the archive can't be read.",
        "Give the user who builds the site permission to read it, or restore it.",
    )
    NO_FRONT_PAGE = (
        FATAL,
        "The archive has no front page, `index.md`.",
        "Create one, with a heading and a sentence that describes the archive.",
    )
    PUBLIC_AT_ONCE = (
        FATAL,
        "A document outside releases/ has an embargo or is marked as a draft, but neither has any effect there.",
        "Move the file into `releases/`, or out of the archive.",
    )
    KEPT_AS_PUBLISHED = (
        ERROR,
        "The file of a published text was changed, broken or deleted; the site keeps the last published text.",
        "Undo the change, or [record it](../guides/correct-a-release.md). `newsroom show` restores a deleted file.",
    )
    UNREADABLE_HEADER = (
        ERROR,
        "The header is missing, isn't closed, is closed too early, or isn't YAML.",
        "Begin the header with `---`, close it below the last key, and put text that contains a colon in quotation "
        "marks.",
    )
    DUPLICATE_KEY = ERROR, "The header contains a key twice.", "Remove one of them."
    UNKNOWN_KEY = (
        ERROR,
        "The header contains a key that doesn't exist for this kind of file.",
        "Correct the spelling; the message suggests a similar key.",
    )
    MISSING_KEY = ERROR, "A required key is missing.", "Add it."
    WRONG_TYPE = (
        ERROR,
        "A value has the wrong type for its key.",
        "Write a value of the type named in the message. A list with one item also needs brackets.",
    )
    BAD_VALUE = (
        ERROR,
        "A value has the right type, but the key doesn't accept it.",
        "Write one of the values listed in the message.",
    )
    BAD_DATE = (
        ERROR,
        "A date or time has the wrong format, or doesn't exist.",
        "Write `2011-06-21`, or `2011-06-21T10:00:00+02:00` if a time is required.",
    )
    UNKNOWN_ID = (
        ERROR,
        "A header refers to a release, organization or official that has no file.",
        "Correct the id, or add the missing file.",
    )
    DUPLICATE_ID = (
        ERROR,
        "Two files have the same id, or the same address on the site.",
        "Rename one of the files, or remove the former address from one of the headers.",
    )
    FILE_NAME = (
        ERROR,
        "A file name isn't a valid id, or contains an invalid language tag.",
        "Use lower-case letters, digits and hyphens. A language tag such as `ru` can precede `.md`.",
    )
    NOT_A_FILE = (
        ERROR,
        "A text isn't a regular file, but a symbolic link, a pipe, a socket or a device.",
        "Put the file itself there: a link wouldn't be covered by the embargo of its target.",
    )
    TOO_LARGE = (
        ERROR,
        "A file is larger, or contains more links, than is allowed for a text.",
        "Divide it, or raise [`newsroom_max_text`](config.md) or [`newsroom_max_links`](config.md).",
    )
    MISSING_FILE = ERROR, "A file named in the header isn't in the archive.", "Add the file, or correct its path."
    OUTSIDE_ARCHIVE = (
        ERROR,
        "A text includes or links to a file outside the archive.",
        "Copy the file into the archive, and use its path there.",
    )
    DIRECTIVE = (
        ERROR,
        "A release or record contains a directive or role that could do harm.",
        "Use one from [the list](header.md).",
    )
    RAW_HTML = WARNING, "A release or record contains raw HTML, which is left out.", "Write it as Markdown."
    UNREADABLE_TEXT = (
        ERROR,
        "The text of a release can't be parsed, so the release is kept back.",
        "Simplify the Markdown. If the text contains nothing unusual, please report the message.",
    )
    REFUSED = (
        WARNING,
        "A link, image, formula or other markup in a text isn't allowed. The page shows only the words.",
        "Use only what [a text may contain](allowed.md), or add to the list deliberately.",
    )
    FAILED_NOTEBOOK = (
        WARNING,
        "A notebook under docs/ fails when it is executed. Its page keeps the last results, with a notice.",
        "Fix the cell named in the message, or remove the notebook from `docs/`.",
    )
    REFERENCE = (
        WARNING,
        "A role in the text points to an id that has no file.",
        "Correct the id; the message suggests a similar one.",
    )
    BROKEN_LINK = (
        WARNING,
        "A link or image in a text points to a file, text or place that doesn't exist, or a label occurs twice.",
        "Add the file, or correct the link. To link to another text, use its path: `../2011/opens.md`.",
    )
    FOOTNOTE = (
        WARNING,
        "A footnote is missing, defined twice, or never referred to.",
        "For each `[^1]` in the text, write `[^1]: …` once below.",
    )
    DIRECTIVE_OPTION = (
        WARNING,
        "A directive has an option, value or text that it doesn't accept, or one that it needs is missing.",
        "Correct it as the message says; [What a text may contain](allowed.md) lists all directives.",
    )
    HEADING = (
        WARNING,
        "A first-level heading isn't the title, or a heading skips a level.",
        "Start headings with `##`, and remove any heading that only repeats the title.",
    )
    PASTED_LIST = (
        WARNING,
        "Lines begin with bullets that Markdown doesn't support, such as •, and run together into one paragraph.",
        "Begin each line with `- `, with an empty line above the first, or separate the lines with empty lines.",
    )
    PASTED_TABLE = (
        WARNING,
        "Table rows separated by tabs, or without the line below the heading, run together into one paragraph.",
        "Write a Markdown table; the message shows the line that belongs below the first row.",
    )
    ODD_CHARACTER = (
        WARNING,
        "A text contains an invisible character, or the remains of a damaged one.",
        "Replace it as the message says, or remove it.",
    )
    UNFINISHED = (
        WARNING,
        "A text isn't ready for readers: it contains a placeholder, a note to colleagues, or unclosed markup.",
        "Complete or remove it; the message quotes the words.",
    )
    EMBARGO_IN_TEXT = (
        WARNING,
        "A text says that it is under embargo, but `embargo` in the header is missing or has a different time.",
        "Add `embargo:` with the date and time to the header, or remove the line from the text.",
    )
    UNLIKELY = (
        WARNING,
        "A date, file or image is allowed but is probably a mistake, such as the year 1026 or an empty file.",
        "Correct the date, or replace the file; `check --resize` makes images smaller.",
    )
    PLACE = (
        WARNING,
        "Because of its name or location, this file or folder is ignored, or can't be stored on other systems.",
        "Move or rename it as the message says.",
    )
    NO_TEXT = WARNING, "A release has a header but no text.", "Write the text below the header."
    CUT_SHORT = (
        ERROR,
        "A value in the header is cut off at ` #`, because YAML reads the rest as a comment.",
        "Put the value in quotation marks.",
    )
    AROUND_TEXTS = (
        NOTICE,
        "Something around the published texts, such as an issuer or conf.py, has changed since the last recording.",
        "Check how a published release looks now. If you don't want the change, revert it; otherwise the next "
        "recording includes it.",
    )
    PUBLISHED_SO = (
        NOTICE,
        "A published text contains a mistake that isn't allowed in a new text. It stays as it is.",
        "Nothing, or run `newsroom correct`.",
    )
    DATE_TO_COME = (
        WARNING,
        "A correction or withdrawal has a future date, but readers see it immediately.",
        "Don't add it before that day. Only releases can have an embargo.",
    )
    NUMBER_TWICE = (
        WARNING,
        "Two releases by the same issuer have the same number.",
        "Correct one of them. Only a translation or a replacement may have the same number as its release.",
    )
    TRANSLATION_ISSUER = (
        WARNING,
        "A translation has no issuer, but its original was issued by an organization other than the archive's own.",
        "Add the original's `issuer` or `issuers` to the header of the translation.",
    )
    LOG_NAME = (
        WARNING,
        "The log has a different name in conf.py than in the signed checkpoint.",
        "Keep [the log's name](../guides/publish-and-verify.md) with `newsroom_log_name`, or sign again under the new "
        "one.",
    )
    UNSIGNED_LOG = (
        WARNING,
        "The ledger is signed, but the checkpoint of its log is missing. Readers need it to verify a site.",
        "Restore `releases/ledger.checkpoint` from git. Versions before 0.2 didn't create it; in that case, run "
        "`newsroom publish --sign KEY`.",
    )
    WITHDRAWN_ORIGINAL = (
        WARNING,
        "The original of a translation was withdrawn, but the translation still has the same text.",
        "[Withdraw](../guides/take-something-down.md) the translation, too.",
    )
    CIRCLE = (
        WARNING,
        "Releases replace or follow each other in a circle, so none of them is the last.",
        "Remove the key that closes the circle from one of the headers.",
    )
    TOPIC_NAME = (
        WARNING,
        "Only one release has this topic, and its name is almost the same as another's. It may be misspelt.",
        "Correct it, or describe the topic in a file in `topics/`.",
    )
    NOT_EXECUTED = (
        WARNING,
        "A notebook release contains cells without results, and builds don't execute releases.",
        "Run the notebook from start to end, and save it.",
    )
    UNSEEN_OUTPUT = (
        NOTICE,
        "A notebook cell failed, or its output can't be shown on pages, such as a chart that uses a script.",
        "Make the cell output an image, a table or printed text (Plotly: `fig.show('png')`), or fix it. Run the "
        "notebook, and save it.",
    )
    UNKNOWN_SETTING = (
        WARNING,
        "conf.py contains a setting that doesn't exist.",
        "Correct the name. [Settings](config.md) lists all settings.",
    )
    UNREAD_FILE = (
        WARNING,
        "A file among the releases or records looks like a text, but is ignored.",
        "If it is a text, give it a name that ends in `.md`; otherwise move it elsewhere.",
    )
    NO_ALT = (
        NOTICE,
        "An image in a text has no alternative text.",
        "Describe the image: `![A bridge](bridge.jpg)`.",
    )
    EMPTY_LINK = (
        NOTICE,
        "A link in a text has no words, so readers can't see it.",
        "Name the target, as in `[the report](https://example.org/report)`, or remove the link.",
    )
    HIDDEN_DATA = (
        WARNING,
        "An image or attachment contains hidden data, such as the place where a photograph was taken, or is damaged.",
        "[Remove the data](../guides/personal-data.md); `newsroom check --strip` removes the location from images. To "
        "publish it deliberately, use `newsroom_allow`.",
    )
    EARLY_RECORD = (
        NOTICE,
        "A release under embargo names a record or a future office that the next build would make public.",
        "Add it when [the embargo](../guides/keep-an-embargo.md) ends: records can't have an embargo.",
    )
    UNUSED_FILE = (
        NOTICE,
        "No release shows or links to this image or attachment.",
        "Link to it from the text that it belongs to, or remove it.",
    )
    KEPT_BACK = (
        NOTICE,
        "A release is kept back until its embargo ends or its date arrives.",
        "Nothing. [Keep an embargo](../guides/keep-an-embargo.md) explains how to publish it on time.",
    )
    OFFICE_NOT_HELD = (
        WARNING,
        "A text mentions an office that the official, according to the record, didn't hold on the release's date.",
        "Correct the text, or the dates of `memberships` in the record.",
    )
    UNPUBLISHED = (
        NOTICE,
        "A finished release isn't published, so it isn't on the site.",
        "[Publish it](../guides/approve-and-publish.md) when its text is final.",
    )
    UNRECORDED = (
        NOTICE,
        "A release is on the site but not in the ledger.",
        "[Record it](../guides/publish-and-verify.md) when its text is final.",
    )
    NO_DICTIONARY = (
        NOTICE,
        "The dictionary for a language with inflected names isn't installed.",
        "Install it as the message says. Without it, such names are found only in the form given in the record.",
    )
    STOPPED_BY_POLICY = (
        NOTICE,
        "The Content-Security-Policy blocks a script or style sheet that is inline or comes from another host.",
        "[Allow it](sphinx.md) with `newsroom_csp`, or remove it.",
    )
    SETTING = (
        NOTICE,
        "A line that an archive should have is missing from conf.py or .gitattributes.",
        "Add the line shown in the message.",
    )
    OTHER_ARCHIVE = (
        NOTICE,
        "The saved files of another archive (`newsroom_archives`) are missing or changed, so they aren't shown.",
        "[Fetch them again](sphinx.md) with `newsroom archives update`.",
    )
    COSTLY_QUERY = (
        WARNING,
        "The query of an alert takes too much time or memory.",
        "Use fewer words, and longer ones before each `*`.",
    )
    NO_SEARCH_ENGINE = (
        ERROR,
        "An alert has a query and a feed, but QuickJS, which runs the query, isn't installed.",
        "Run `pip install 'sphinx-newsroom[alerts]'`, or [remove `feed`](../guides/follow-the-archive.md).",
    )
    READER_IN_GIT = (
        WARNING,
        "The file of an alert contains a reader's address and is tracked by git.",
        "Remove it from the file, and run `newsroom alert subscribe ADDRESS ALERT`.",
    )
    UNIT_NAME = (
        WARNING,
        "A record has the name of a unit that many bodies have, but doesn't say which body it belongs to.",
        "[Name the body](../guides/name-organizations-and-officials.md) in `unit_of`.",
    )
    DOUBLE_RECORD = (
        WARNING,
        "Two records seem to describe the same body or person.",
        "Merge them with [`newsroom merge`](../guides/change-an-address.md), or explain in both how they differ.",
    )
    AMBIGUOUS_NAME = (
        NOTICE,
        "A name could mean several records, so it isn't linked.",
        "[Decide](../guides/name-organizations-and-officials.md) which one is meant.",
    )


class ImportCode(AnyCode):
    """The kinds of problems in imports; docs/guides/import-records.md and import-releases.md explain them."""

    UNREADABLE_FILE = ERROR, "The file, or a line in it, doesn't match the format."
    REFUSED = ERROR, "A header can't contain this value."
    AMBIGUOUS_RECORD = ERROR, "Several records could be meant."
    DUPLICATE_RECORD = ERROR, "The source has the same record twice."
    BAD_DATE = ERROR, "The dates of a membership don't exist or are in the wrong order."
    DUPLICATE_ID = ERROR, "The id from the source is already in use."
    MISSING_KEY = ERROR, "A required value is missing from the source."
    WRONG_TYPE = ERROR, "A value in the source has the wrong type."
    BAD_VALUE = ERROR, "The source contains an invalid value."
    UNWRITABLE = ERROR, "A file couldn't be written."
    NO_RECORD = WARNING, "An organization named in a record has no record of its own.", "", "unknown-id"
    AMBIGUOUS_REFERENCE = WARNING, "Several organizations could be meant by a reference.", "", "ambiguous-record"
    CIRCLE = WARNING, "An organization would be a part or the successor of itself.", "", "bad-value"
    LEFT_OUT = WARNING, "An item in a source contains too little information, or has an unknown format."
    SAME_NAME = WARNING, "A new record has the same name as another."
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

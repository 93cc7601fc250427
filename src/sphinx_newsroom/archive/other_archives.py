"""Data from other newsrooms' archives, which `newsroom archives update` has saved in ``archives/``.

A build only reads these files, so it needs no network and is reproducible. They come from other sites and may have been
edited, so their checksum and every value are checked. A file that fails is ignored with a notice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.files import TooLargeError, read_plain, why_unread
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.model.records import Entity, earliest
from sphinx_newsroom.sources.values import UNFIT, canonical_tag

FOLDER = "archives"
"""The folder of these files in an archive."""
FORMAT = 1
WIKIDATA = "wikidata"
LATEST = 3
"""The number of newest releases saved for each entry."""

_LARGEST = 32 << 20
_LONGEST = 300
"""The maximum length of a title or name in characters, and a quarter of that of an address."""
_QID = late_pattern(r"Q[1-9][0-9]{0,11}")
_DAY = late_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Bidirectional controls would reorder the text around a title.
_UNFIT = late_pattern(rf"[{UNFIT}\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_ADDRESS = late_pattern(r"https?://[^\x00-\x20\x7f-\U0010ffff\"'<>\\^`{|}]+")
_UPDATE = "run: newsroom archives update"


class WrongDataError(ValueError):
    """A value from another archive is invalid; the message says how."""


@dataclass(frozen=True, slots=True)
class OtherRelease:
    """A release in another archive; *date* is a day, and *language* is empty if unknown."""

    title: str
    date: str
    url: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class OtherEntry:
    """An official or organization in another archive: how many releases name it, and the newest ones."""

    kind: str
    wikidata: str
    id: str
    name: str
    url: str
    releases: int
    latest: tuple[OtherRelease, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherArchive:
    """Another archive, by its *name* in conf.py: its address, title and language, and its entries."""

    name: str
    url: str
    title: str
    language: str = ""
    entries: tuple[OtherEntry, ...] = ()


@dataclass(frozen=True)
class Others:
    """All other archives, in the order of conf.py; *inventories* are those with a saved inventory."""

    archives: tuple[OtherArchive, ...] = ()
    inventories: Mapping[str, str] = field(default_factory=dict)
    """The digest of each inventory, by the name of the archive."""

    def of(self, record: Entity) -> Iterator[tuple[OtherArchive, OtherEntry]]:
        """Yield the entries in other archives for a record, matched by kind and Wikidata id."""
        known = dict(getattr(record, "identifiers", ())).get(WIKIDATA)
        for archive in self.archives if known else ():
            found = self._by_id[archive.name].get((record.kind, known or ""))
            if found is not None:
                yield archive, found

    @cached_property
    def _by_id(self) -> Mapping[str, Mapping[tuple[str, str], OtherEntry]]:
        return {one.name: {(entry.kind, entry.wikidata): entry for entry in one.entries} for one in self.archives}


NO_OTHERS = Others()


def data_path(name: str) -> str:
    """Return the path of the file for an archive: ``archives/osce.json``."""
    return f"{FOLDER}/{name}.json"


def inventory_path(name: str) -> str:
    """Return the path of the inventory of an archive: ``archives/osce.inv``."""
    return f"{FOLDER}/{name}.inv"


# Checking values


def plain(value: object, what: str) -> str:
    """Return a title or name as one line of text; raises WrongDataError if it isn't text.

    >>> plain("Harbour <b>opens</b>", "title")
    'Harbour <b>opens</b>'
    """
    if not isinstance(value, str):
        raise WrongDataError(f"{what} isn't text")
    text = " ".join(_UNFIT.sub("", value[: 10 * _LONGEST]).split())
    if not text:
        raise WrongDataError(f"{what} is empty")
    return cut(text, _LONGEST)


def day(value: object) -> str:
    """Return the day of a date or date-time; raises WrongDataError."""
    text = value[:10] if isinstance(value, str) else ""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        earliest(text)
    except ValueError:
        raise WrongDataError("a date isn't valid") from None
    return text


def address(value: object, base: str) -> str:
    """Return an address if it is below *base*; otherwise raises WrongDataError."""
    below = isinstance(value, str) and value.startswith(base) and len(value) <= 4 * _LONGEST
    if not below or not _ADDRESS.fullmatch(str(value)) or "/../" in str(value):
        raise WrongDataError(f"an address isn't below {base}")
    return str(value)


def tag(value: object) -> str:
    """Return a language tag, or an empty string if it is invalid."""
    return (canonical_tag(value) or "") if isinstance(value, str) else ""


def wikidata_id(value: object) -> str | None:
    """Return a Wikidata id, given as such or as an address; None if it is invalid."""
    text = value.rstrip("/").rpartition("/")[2] if isinstance(value, str) else ""
    return text if _QID.fullmatch(text) else None


# The file


def document(archive: OtherArchive) -> str:
    """Return the file for an archive as JSON: indented, sorted, and with a checksum."""
    entries = sorted(archive.entries, key=lambda one: (one.kind, one.wikidata, one.id))
    row = {"format": FORMAT, **asdict(replace(archive, entries=tuple(entries)))}
    return json.dumps({**row, "sha256": _digest(row)}, ensure_ascii=False, indent=1, default=list) + "\n"


def _digest(row: Mapping[str, Any]) -> str:
    text = json.dumps(row, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=list)
    return hashlib.sha256(text.encode()).hexdigest()


def read_document(name: str, url: str, text: str) -> OtherArchive:
    """Parse the file of the archive *name* at *url*; raises WrongDataError if it was changed or is invalid."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        raise WrongDataError("it isn't JSON") from None
    if not isinstance(row, dict) or row.get("format") != FORMAT:
        raise WrongDataError(f"its format isn't {FORMAT}")
    said = row.pop("sha256", None)
    if said != _digest(row):
        raise WrongDataError("it was changed after it was saved")
    if (row.get("name"), row.get("url")) != (name, url):
        raise WrongDataError(f"it belongs to a different archive than {url}")
    try:
        entries = tuple(_entry(one, url) for one in row["entries"])
        return OtherArchive(name, url, plain(row["title"], "title"), tag(row["language"]), entries)
    except (KeyError, TypeError, AttributeError):
        raise WrongDataError("it is incomplete") from None


def _entry(row: Mapping[str, Any], base: str) -> OtherEntry:
    count, qid = row["releases"], wikidata_id(row["wikidata"])
    if row["kind"] not in FOLDERS or qid is None or not isinstance(count, int) or count < 0:
        raise WrongDataError("an entry has the wrong format")
    latest = tuple(
        OtherRelease(plain(one["title"], "title"), day(one["date"]), address(one["url"], base), tag(one["language"]))
        for one in row["latest"][:LATEST]
    )
    name = plain(row["name"], "name")
    return OtherEntry(row["kind"], qid, plain(row["id"], "id"), name, address(row["url"], base), count, latest)


def load_others(root: Path, archives: Mapping[str, str]) -> tuple[Others, list[Problem]]:
    """Return the saved data of the *archives* in conf.py, and notices about missing or invalid files."""
    found: list[OtherArchive] = []
    inventories: dict[str, str] = {}
    problems: list[Problem] = []
    for name, url in archives.items():
        try:
            text = read_plain(root / data_path(name), _LARGEST).decode()
            found.append(read_document(name, url, text))
        except FileNotFoundError:
            message = f"no data from the archive {name!r} are saved yet, so it isn't shown"
            problems.append(_problem("conf.py", message))
            continue
        except (OSError, UnicodeDecodeError, TooLargeError) as error:
            problems.append(_problem(data_path(name), f"it can't be read: {why_unread(error)}"))
            continue
        except WrongDataError as error:
            problems.append(_problem(data_path(name), f"{error}, so it isn't shown"))
            continue
        try:
            inventory = read_plain(root / inventory_path(name), _LARGEST)
            inventories[name] = hashlib.sha256(inventory).hexdigest()
        except OSError as error:
            problems.append(_problem(inventory_path(name), f"it can't be read: {why_unread(error)}"))
    return Others(tuple(found), inventories), [*problems, *_left_over(root, archives)]


def _problem(path: str, message: str) -> Problem:
    return Problem(path, 1, Code.OTHER_ARCHIVE, message, _UPDATE)


def _left_over(root: Path, archives: Iterable[str]) -> Iterator[Problem]:
    """Report files of archives that aren't in conf.py any more."""
    known = set(archives)
    folder = root / FOLDER
    if known and folder.is_dir():
        for path in sorted(folder.glob("*.json")):
            if path.stem not in known:
                message = f"conf.py doesn't list the archive {path.stem!r}"
                yield Problem(
                    f"{FOLDER}/{path.name}", 1, Code.OTHER_ARCHIVE, message, "delete the file, or add the archive"
                )

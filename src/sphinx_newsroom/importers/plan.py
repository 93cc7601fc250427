"""The plan of an import: a row for each release of the sources, with what an editor wrote into it before."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urljoin

import yaml

from sphinx_newsroom.archive import checks as rules
from sphinx_newsroom.archive.checks import Headers
from sphinx_newsroom.archive.source_file import Read, judged, read_file
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, HeaderError, ImportCode, Problem, RefusedError, cut
from sphinx_newsroom.importers.captures.pages import Seen, key_of, revisions, without_tracking
from sphinx_newsroom.importers.drafts import (
    UNFIT,
    Given,
    Incoming,
    Listed,
    Loss,
    Options,
    Place,
    RefusedValueError,
    clean,
    refuse,
)
from sphinx_newsroom.importers.formats.dates import date_of, decoded
from sphinx_newsroom.importers.records.documents import rows_of
from sphinx_newsroom.importers.styled_text import unlike_a_header
from sphinx_newsroom.ledger.checks import ledger_of
from sphinx_newsroom.model.addresses import PageName, ReleaseId, moved_from, release_id, superseded_by_name
from sphinx_newsroom.model.ids import RESERVED, title_words
from sphinx_newsroom.model.records import Organization, Release
from sphinx_newsroom.sources.header import KEYS, body_of, size_limit
from sphinx_newsroom.sources.listing import SourceFile, SourceText, source_file, source_files
from sphinx_newsroom.sources.table_cells import SEPARATORS, cell, value_of
from sphinx_newsroom.sources.values import ID, Reader, former_url
from sphinx_newsroom.sources.yaml_text import entry as written_entry
from sphinx_newsroom.sources.yaml_text import plain

# The file of a release: its header, written as all headers are, and its text.


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written: its path in the archive, and its text."""

    path: str
    text: str


def release_text(values: Mapping[str, object], body: str) -> str:
    """The file of a release; keys stand in the order in which the reference has them, those without a value nowhere."""
    header = "".join(
        written_entry(key, value) for key in KEYS["release"] if (value := plain(values.get(key))) is not None
    )
    text = UNFIT.sub("\ufffd", body.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return f"---\n{header}---\n\n{unlike_a_header(text)}\n"


@dataclass(frozen=True)
class Known:
    """An archive as it stands.

    *taken* are ids that no new release can have, *dates* the days of the releases that can be read, by id, *addresses*
    the former addresses with the releases that have them, *issuers* the ids of organizations by their names, *texts*
    the bodies of releases by path.
    """

    root: Path
    settings: Settings
    files: tuple[SourceFile, ...] = ()
    reads: Mapping[str, Read] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    dates: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, ReleaseId] = field(default_factory=dict)
    issuers: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def judge(self, files: Iterable[File]) -> tuple[list[Problem], dict[str, Read]]:
        """What the checks of the archive say of new files, as ``newsroom check`` would once they are there."""
        added: list[SourceFile] = []
        reads: dict[str, Read] = {}
        problems: list[Problem] = []
        for one in files:
            data = one.text.encode()
            file = source_file(one.path)
            added.append(file)
            reads[one.path] = judged(file, SourceText(data, one.text), self.settings, {})
            problems += reads[one.path].parsed.problems
            if len(data) > (limit := size_limit(one.path, self.settings.max_text)):
                words = f"the text has {len(data):,} bytes, where at most {limit:,} can be"
                problems.append(Problem(one.path, 1, Code.TOO_LARGE, words, "divide it"))
        whole = {**self.reads, **reads}
        parsed = {path: read.parsed for path, read in whole.items()}
        targets = {path: read.targets for path, read in whole.items() if read.targets}
        found = Headers(self.root, self.settings, (*self.files, *added), parsed, targets)
        problems += [problem for problem in rules.check(found) if problem.path in reads]
        return problems, reads


def known_archive(root: Path, settings: Settings, progress: Callable[[int, int], None]) -> Known:
    """What is in the archive in *root*; what is wrong there is for ``newsroom check`` to say."""
    files, _ = source_files(root)
    reads: dict[str, Read] = {}
    texts: dict[str, str] = {}
    dates: dict[str, str] = {}
    addresses: dict[str, ReleaseId] = {}
    issuers: dict[str, str] = {}
    for number, file in enumerate(files):
        progress(number, len(files))
        reads[file.path], text = read_file(root, file, settings, {})
        record = reads[file.path].parsed.record
        if isinstance(record, Organization):
            for name in (record.id, record.name, record.acronym, *(other.name for other in record.other_names)):
                issuers.setdefault(clean(name or "").casefold(), record.id)
        elif isinstance(record, Release) and file.kind == "release":
            dates[record.id] = record.date.isoformat()
            addresses.update((url, record.id) for url in record.former_urls)
            texts[file.path] = _body(text)
    return Known(
        root,
        settings,
        tuple(files),
        reads,
        frozenset(_taken(root, files, addresses)),
        dates,
        addresses,
        issuers,
        texts,
    )


def _taken(root: Path, files: Iterable[SourceFile], addresses: Iterable[str]) -> Iterable[str]:
    """Ids of files, of releases that moved away, and of what the ledger has."""
    for file in files:
        if file.kind in ("release", "superseded"):
            old = superseded_by_name(file.docname)
            yield file.id
            yield old[0].split("/", 1)[1] if old else file.id
    for url in addresses:
        if former := moved_from(url):
            yield former
    ledger = ledger_of(root)
    for record in ledger.records.values() if ledger is not None else ():
        yield record.id
        yield from (former.id for former in record.former)


def _body(text: str) -> str:
    try:
        return body_of(text) if text.startswith(("---", "\ufeff")) else ""
    except HeaderError:
        return ""


def lines_of(read: Read) -> Mapping[int, str]:
    """The keys of a header by the lines on which they stand."""
    lines: Mapping[str, int] = read.parsed.lines
    found: dict[int, Any] = {}
    for key, line in lines.items():
        found.setdefault(line, key)
    return found


# The plan of an import as a table that spreadsheets open and write: one row a release, edited and read again.

HELP = (
    "# A plan of newsroom import-releases. Fill in date and title where status asks, or write yes as a status to take "
    "all days that were found in the same way as that one; write skip as the status of what shall not "
    "come in, change titles, ids and dates as you like. Then run the same command again with --write."
)
"""The first line of a plan."""

SKIP, NEW, THERE, NO_TEXT, ASK, CLOSED = "skip", "new", "there", "no text", "ask", "closed"
CHANGED, TAKE, YES = "changed", "take", "yes"
"""What a status says or begins with."""

_LARGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a plan; every cell is text, and *line* where it stands in the file (0 before it was written)."""

    source: str
    id: str = ""
    title: str = ""
    date: str = ""
    dateline: str = ""
    issuer: str = ""
    embargo: str = ""
    from_what: str = ""
    words: str = ""
    revisions: str = ""
    loss: str = ""
    duplicate_of: str = ""
    translation_of: str = ""
    status: str = ""
    line: int = 0

    @property
    def skipped(self) -> bool:
        """Whether the editor does not want it."""
        return self.status.strip().lower().split(" ")[0].rstrip(":,;") == SKIP

    @property
    def agreed(self) -> bool:
        """Whether the editor says yes to the day that was found, and so to all that were found in the same way."""
        return self.status.strip().lower() == YES

    @property
    def taken(self) -> bool:
        """Whether the editor wants the changed text of a release that is there: ``take: why``."""
        return self.line > 0 and self.status.partition(":")[0].strip().lower() == TAKE


COLUMNS = tuple(one.name.replace("_", " ") for one in fields(Row) if one.name != "line")
"""The columns of a plan, in their order."""


def written(rows: Iterable[Row]) -> str:
    """A plan as TSV, with the line that says how to use it."""
    lines = io.StringIO()
    lines.write(f"{HELP}\n")
    table = csv.writer(lines, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([cell(getattr(row, name.replace(" ", "_"))) for name in COLUMNS] for row in rows)
    return lines.getvalue()


def read_plan(data: bytes, name: str) -> list[Row]:
    """The rows of a plan as it was written, or as a spreadsheet wrote it again.

    Raises RefusedValueError where the file is no plan, or two rows are of one source.
    """
    place = Place(name)
    text = decoded(data, place).text
    lines = text.split("\n")
    start = next(
        (number for number, line in enumerate(lines) if "source" in line.lower() and "#" not in line[:2]), None
    )
    if start is None:
        raise _no_plan(place)
    csv.field_size_limit(_LARGEST_CELL)
    columns: list[str] = []
    rows: dict[str, Row] = {}
    for found in rows_of("\n".join(lines[start:]), name, max(SEPARATORS, key=lines[start].count)):
        if isinstance(found, Problem):
            raise RefusedValueError(replace(found, line=found.line + start))
        where = Place(name, start + (found.place.line or 0))
        if not columns:
            columns = [cell.strip().lower() for cell in found.cells]
            if missing := {"source", "title", "date", "status"} - set(columns):
                raise _no_plan(where, f"the columns {', '.join(sorted(missing))} are not there")
            continue
        cells = dict(zip(columns, found.cells, strict=False))
        row = Row(**{name.replace(" ", "_"): value_of(cells.get(name) or "") for name in COLUMNS}, line=where.line or 0)
        if row.source in rows:
            words = f"the source {row.source[:60]!r} is on line {rows[row.source].line}, too"
            raise refuse(where, words, "remove one of the rows", ImportCode.DUPLICATE_KEY)
        rows[row.source] = row
    return list(rows.values())


def _no_plan(place: Place, words: str = "the first lines name no columns of a plan") -> Exception:
    advice = "keep the row of columns as it was, or let --plan write another file"
    return refuse(place, f"the file isn't a plan: {words}", advice, ImportCode.UNREADABLE_FILE)


# One release of what several sources say of it: lists and feeds give pages the titles and dates that these lack.

# Addresses at which releases stood: when two are one, and how a header has them.


def address_key(url: str, base: str = "") -> str:
    """What is the same in two writings of one address; *base* is that of addresses without a host.

    >>> address_key("https://www.example.org/news/1/") == address_key("/news/1", "http://example.org")
    True
    """
    try:
        return key_of(urljoin(base, url.strip()))
    except ValueError:
        return url.strip()


def former_path(url: str) -> str | None:
    """An address as ``former_urls`` has it, its path with its query; None where that is the root or cannot be one.

    >>> former_path("https://example.org/press/1.html?utm_source=x#top")
    'press/1.html'
    """
    # What stands behind "#" no server hears.
    node = yaml.ScalarNode("tag:yaml.org,2002:str", without_tracking(url.strip().partition("#")[0]))
    try:
        found: str = former_url(Reader(""), "former_urls", node)
    except RefusedError:
        return None
    return found


def own_addresses(found: Incoming) -> tuple[str, ...]:
    """Every address at which a release stood, its own first."""
    return tuple(dict.fromkeys(url for url in (found.url, *found.former_urls) if url))


class Joined(NamedTuple):
    """What all sources give: releases in the order of the sources, lines of lists without a text, and problems.

    *captures* are the texts that were captured of a release, the oldest first, by its position among the releases; the
    last is the one that stands there.
    """

    releases: tuple[Incoming, ...]
    listed: tuple[Listed, ...]
    problems: tuple[Problem, ...]
    captures: Mapping[int, tuple[Seen, ...]] = MappingProxyType({})


def joined(items: Iterable[Incoming | Listed | Problem], options: Options) -> Joined:
    """Releases and lines of lists of the same address put together.

    Captures of one address are the texts that one release had, of which the last stands; two other texts of one address
    stay two.
    """
    releases: list[Incoming] = []
    listed: dict[str, Listed] = {}
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Incoming):
            releases.append(item)
        elif isinstance(item, Listed):
            key = address_key(item.url, options.base)
            listed[key] = _fuller(listed[key], item) if key in listed else item
        else:
            problems.append(item)
    releases, captures = _with_captures(releases)
    used: set[str] = set()
    for number, release in enumerate(releases):
        key = address_key(release.url, options.base) if release.url else ""
        if key in listed:
            used.add(key)
            releases[number] = _with(release, listed[key], options)
    left = tuple(item for key, item in listed.items() if key not in used)
    return Joined(tuple(releases), left, tuple(problems), captures)


def _with_captures(releases: list[Incoming]) -> tuple[list[Incoming], dict[int, tuple[Seen, ...]]]:
    """The releases with the last captured text of each address alone, where its first one stood; and all of each."""
    texts = {
        key_of(seen[-1].incoming.url or ""): seen
        for seen in revisions(one for one in releases if one.captured is not None and one.url)
    }
    found: list[Incoming] = []
    captures: dict[int, tuple[Seen, ...]] = {}
    for release in releases:
        if release.captured is None or not release.url:
            found.append(release)
        elif seen := texts.pop(key_of(release.url), None):
            captures[len(found)] = seen
            found.append(_last_of(seen))
    return found, captures


def _last_of(seen: Sequence[Seen]) -> Incoming:
    """The text that stands, with what earlier ones know of the release, and what is not taken over of these."""
    last = seen[-1].incoming
    before = [one.incoming for one in seen[-2::-1]]
    dates = (one.date for one in before if one.date is not None and one.date.sure)
    date = last.date if last.date is not None and last.date.sure else next(dates, last.date)
    losses = list(last.losses)
    for one in before:
        when = f"in the text of {one.captured:%Y-%m-%d}, " if one.captured else "in an earlier text, "
        losses += [Loss(f"{when}{loss.what}", loss.words) for loss in one.losses if loss not in last.losses]
        losses += [Loss(f"{when}a file", file.path) for file in one.files if file not in last.files]
    return replace(
        last,
        date=date,
        former_urls=tuple(dict.fromkeys(url for one in (last, *before) for url in one.former_urls)),
        losses=tuple(losses),
        questions=tuple(key for key in last.questions if key != "date" or date is None or not date.sure),
    )


def _fuller(one: Listed, other: Listed) -> Listed:
    """What two lists say of one release."""
    return replace(
        one,
        title=max(one.title, other.title, key=len),
        date=one.date or other.date,
        summary=one.summary or other.summary,
    )


def _with(release: Incoming, line: Listed, options: Options) -> Incoming:
    """A release with what a list says of it, where its own page does not say it, or not surely."""
    date = (date_of(line.date, options) or line.date) if line.date else None
    if date and (release.date is None or not release.date.sure):
        release = replace(release, date=Given(date, f"list {line.place.file}"))
    if line.title and (release.title is None or not release.title.sure):
        release = replace(release, title=Given(line.title, f"list {line.place.file}"))
    questions = tuple(key for key in release.questions if getattr(release, key, None) is None)
    return replace(release, questions=questions)


# Ids of releases to come: the year and the words of the title, one each, whatever was written before a run ended.


class Ids:
    """Ids as they are given away, in the order of the sources.

    A release that an earlier run wrote is known by its former address, else by its id and its day: so the same sources
    give the same ids, however far that run came.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._used: set[str] = set()

    def reserve(self, id_: str) -> bool:
        """Keep an id that a plan names; False where another row has it."""
        if id_ in self._used:
            return False
        self._used.add(id_)
        return True

    def there(self, release: Incoming) -> str | None:
        """The id of the release in the archive that stood at the same address, where no other row is that one."""
        for url in own_addresses(release):
            id_ = self._known.addresses.get(former_path(url) or "")
            if id_ is not None and id_ not in self._used:
                return id_
        return None

    def is_there(self, id_: str, day: str) -> bool:
        """Whether the archive has a release of that id and day, which an earlier run wrote."""
        return self._known.dates.get(id_) == day

    def is_free(self, id_: str) -> bool:
        """Whether a new release can have the id."""
        return id_ not in self._known.taken

    def next(self, title: str, day: str) -> str:
        """The first id of a title and day that is free, or that of a release that an earlier run wrote."""
        wanted = f"{day[:4]}/{title_words(title, dt.date.fromisoformat(day))}"
        found, number = wanted, 1
        while (
            found in self._used
            or found.rpartition("/")[2] in RESERVED
            or not (self.is_free(found) or self.is_there(found, day))
        ):
            number += 1
            found = f"{wanted}-{number}"
        self._used.add(found)
        return found


# Texts that are nearly one: offered, never decided.
#
# Of a text the smallest checksums of its runs of words are kept; the share of runs that two texts have in common is
# estimated from these (Broder 1997). What is compared with a text is what had one of its checksums last.

SHARE = 0.7
"""The share of runs that two texts have in common to be offered; one paragraph more or less leaves four fifths."""
FEWEST_WORDS = 12
"""Shorter texts are alike because they say little, such as a notice that the office is closed."""
_KEPT = 48
"""Checksums of a text that are kept."""
_COMPARED = 4
"""How many texts a text is compared with, those with the most of its checksums."""
_LONGEST = 200_000
"""How many bytes of a text are looked at."""
_RUN = 3
"""Of how many words a run is."""
_WORD = re.compile(rb"[a-z0-9\x80-\xff]+")


class NearTexts:
    """Texts by what they are nearly; each that is added is compared with all before it."""

    def __init__(self) -> None:
        self._kept: dict[str, frozenset[int]] = {}
        self._last: dict[int, str] = {}
        """Checksum -> the last text that has it."""

    def add(self, key: str, text: str) -> str | None:
        """Take a text in; returns the key of the one before it that is most like it, None where none is near."""
        kept = frozenset(sorted(map(zlib.crc32, _runs(text)))[:_KEPT])
        others = Counter(self._last[one] for one in kept if one in self._last).most_common(_COMPARED)
        share, found = max(((_share(kept, self._kept[other]), other) for other, _ in others), default=(0.0, None))
        self._kept[key] = kept
        self._last.update(dict.fromkeys(kept, key))
        return found if share >= SHARE else None


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of runs that two texts have in common, by the smallest of their checksums."""
    smallest = sorted(one | other)[:_KEPT]
    return len(one & other & set(smallest)) / len(smallest)


def _runs(text: str) -> set[bytes]:
    words = _WORD.findall(text[:_LONGEST].lower().encode("utf-8", "replace"))
    if len(words) < FEWEST_WORDS:
        return set()
    return {b" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


NONE = ("", "none", "no")
"""What an editor may write where a release has no embargo."""
LOOK = "look"
"""What the status of a release says whose title somebody has to look at."""
_LONGEST_EMBARGO = timedelta(days=31)
"""How long after a release's date an embargo that nobody understood may last; the date is often the day of writing."""
_SHOWN = 400
_NEEDED = ("title", "date")
_NEARLY = 0.95
"""The share of a source's words that a text has to have, or its row says how many it has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the plan with the release that it is of; none for a line of a list, or where the source is gone.

    *texts* are those that captures show, the oldest first; none where the source is no capture.  *difference* shows
    what its source changed since it came in.
    """

    row: Row
    release: Incoming | None = None
    texts: tuple[Seen, ...] = ()
    difference: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it is to be written."""
        # What somebody has to look at stood in a plan, and that was given again.
        looked_at = self.row.line > 0 and self.row.status.startswith(LOOK)
        return self.release is not None and (self.row.status.split(";")[0] == NEW or looked_at)


def source_of(place: Place) -> str:
    """What the first column says of a place: the file, and the line or item in it."""
    if place.line is not None:
        return f"{place.file}:{place.line}"
    return f"{place.file}#{place.pointer}" if place.pointer else place.file


def entries_of(
    found: Joined, known: Known, options: Options, before: Mapping[str, Row], given: Mapping[str, str], plan: str = ""
) -> tuple[list[Entry], list[Problem]]:
    """The rows of all that was read, in its order.

    Args:
        found: what the sources have.
        known: the archive.
        options: how dates are read.
        before: the rows of the plan as an editor left it, by source.
        given: values for releases whose source has none, such as ``{"date": "2011-06-21"}``.
        plan: the name of the plan, for what is wrong in it.
    """
    problems: list[Problem] = []
    rows: list[Entry] = []
    sources: set[str] = set()
    over = (known.settings.now.date() - _LONGEST_EMBARGO).isoformat()
    named = [(_unused(source_of(release.place), sources), release) for release in found.releases]
    agreed = {
        release.date.source for source, release in named if release.date and source in before and before[source].agreed
    }
    for number, (source, release) in enumerate(named):
        texts = found.captures.get(number, ())
        if release.date is not None and release.date.source in agreed:
            release = replace(release, date=replace(release.date, sure=True))
        row = _read(release, source, given, texts)
        unsure = release.title is not None and not release.title.sure
        if source in before:
            row = _edited(row, before[source], options, plan, problems)
            # What an editor wrote anew is sure.
            unsure = unsure and row.status.startswith(LOOK)
        if release.closed and not row.skipped and row.status.split(";")[0].strip().lower() != NEW:
            row = replace(row, status=f"{CLOSED}: {release.closed}; write {NEW} here to make it public")
        elif not row.skipped and not row.taken and not row.status.startswith("refused"):
            row = replace(row, status=_status(row, release, over, unsure=unsure))
        rows.append(Entry(row, release, texts))
    entries = _with_translations(_with_ids(rows, known, plan, problems), known, options)
    entries = _with_duplicates(entries, known, options)
    for line in found.listed:
        source = _unused(source_of(line.place), sources)
        row = Row(source, "", line.title, line.date or "", from_what="list", status=f"{NO_TEXT}: save {line.url}")
        entries.append(Entry(before[source] if source in before and before[source].skipped else row))
    for source in before.keys() - sources:
        place = Place(plan, before[source].line)
        words = f"no source is {source[:80]!r}, and the row is left out"
        problems.append(place.problem(ImportCode.NO_SOURCE, words, "give the source as well, or remove the row"))
    return entries, problems


def _unused(source: str, sources: set[str]) -> str:
    found, number = source, 1
    while found in sources:
        number += 1
        found = f"{source}#{number}"
    sources.add(found)
    return found


def _read(release: Incoming, source: str, given: Mapping[str, str], texts: Sequence[Seen]) -> Row:
    """The row of a release as its source has it."""
    words = len(release.body.split())
    title = release.title
    # A day that is not sure is asked for: whoever fills it in has seen it.
    date = release.date if release.date is not None and release.date.sure else None
    return Row(
        source,
        "",
        title.value if title else "",
        date.value if date else given.get("date", ""),
        release.dateline or given.get("dateline", ""),
        release.issuer or given.get("issuer", ""),
        release.embargo or "",
        "; ".join(
            part
            for part in (
                release.format,
                f"title: {title.source}" if title else "",
                f"date{'' if date else '?'}: {release.date.source}" if release.date else "",
                _captured(texts),
            )
            if part
        ),
        f"{words:,} of {release.words:,}" if words < release.words * _NEARLY else f"{release.words or words:,}",
        f"{len(texts):,}" if len(texts) > 1 else "",
        shortened("; ".join(dict.fromkeys(map(told, release.losses)))),
    )


def _captured(texts: Sequence[Seen]) -> str:
    days = [f"{moment:%Y-%m-%d}" for text in texts for moment in (text.first, text.last) if moment is not None]
    return f"captured {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else ""


def told(loss: Loss) -> str:
    """A loss in words."""
    return f"{loss.what}: {clean(loss.words)}" if loss.words else loss.what


def shortened(text: str) -> str:
    """A cell that a screen can show."""
    return cut(text, _SHOWN)


def _status(row: Row, release: Incoming, over: str, *, unsure: bool) -> str:
    """What is to become of a row: what it lacks is asked for, and what cannot be done without keeps it back."""
    asked = [key for key in release.questions if not getattr(row, key, "")]
    lacking = [key for key in _NEEDED if not getattr(row, key)]
    if "embargo" in asked and not (row.date and row.date[:10] < over):
        lacking.append("embargo")
    if lacking:
        keys = dict.fromkeys((*lacking, *asked))
        return f"{ASK}: {', '.join(_perhaps(release, key) for key in keys)}"
    if unsure:
        return f"{LOOK}: title"
    asked = [key for key in asked if key != "embargo"]
    return f"{NEW}; {ASK}: {', '.join(asked)}" if asked else NEW


def _perhaps(release: Incoming, key: str) -> str:
    """A key that is asked for, with the day that it may be."""
    return f"{key} ({release.date.value}?)" if key == "date" and release.date is not None else key


def _edited(row: Row, edited: Row, options: Options, plan: str, problems: list[Problem]) -> Row:
    """A row with what an editor wrote: what the plan says counts, whatever the source says by now."""

    def day(key: str, words: str, advice: str) -> str:
        cell: str = getattr(edited, key)
        if not cell or cell == getattr(row, key):
            return cell
        found = date_of(cell, options)
        if found is None or (key == "embargo" and "T" not in found):
            message = f"{key} is {cell[:40]!r}, which is {words}"
            problems.append(Place(plan, edited.line).problem(ImportCode.BAD_DATE, message, advice))
            return ""
        return found

    # What Excel saves as text has no letters but those of its own encoding.
    if lost := [key for key in ("title", "dateline", "issuer") if _without_letters(getattr(row, key), edited, key)]:
        message = f"{lost[0]} is {getattr(edited, lost[0])[:40]!r}: the spreadsheet saved it without its letters"
        problems.append(Place(plan, edited.line).problem(ImportCode.BAD_VALUE, message, "save the plan as UTF-8"))
        return replace(row, line=edited.line, status=f"refused: {lost[0]} without its letters")
    embargo = edited.embargo
    if embargo.lower() not in NONE:
        embargo = day("embargo", "no moment", "write one such as 2011-06-21T10:00:00+02:00, or none")
    return replace(
        row,
        id=edited.id,
        title=edited.title,
        date=day("date", "not a date, or could be two", "write a date such as 2011-06-21")
        or ("" if edited.date else row.date),
        dateline=edited.dateline,
        issuer=edited.issuer,
        embargo=embargo,
        line=edited.line,
        status=edited.status,
    )


def _without_letters(value: str, edited: Row, key: str) -> bool:
    lost = value.encode("cp1252", "replace").decode("cp1252")
    return lost != value and lost == getattr(edited, key)


def _with_ids(rows: Iterable[Entry], known: Known, plan: str, problems: list[Problem]) -> list[Entry]:
    """The rows with an id each; those that the plan names first, so that no other row takes them."""
    ids = Ids(known)
    found: list[Entry] = []
    for entry in rows:
        row, release = entry.row, entry.release
        if row.id and not row.skipped:
            row = _with_own_id(row, ids, plan, problems)
        elif not row.skipped and release is not None and (there := ids.there(release)) is not None:
            ids.reserve(there)
            row = replace(row, id=there, status=row.status if row.taken else THERE)
        found.append(replace(entry, row=row))
    for number, entry in enumerate(found):
        row = entry.row
        if not row.id and row.title and row.date and not row.skipped and not row.status.startswith("refused"):
            id_ = ids.next(row.title, row.date[:10])
            status = THERE if ids.is_there(id_, row.date[:10]) else row.status
            found[number] = replace(entry, row=replace(row, id=id_, status=status))
    return found


def _with_own_id(row: Row, ids: Ids, plan: str, problems: list[Problem]) -> Row:
    wrong = ""
    if not row.id or not all(ID.fullmatch(part) for part in row.id.split("/")):
        wrong, advice = f"id is {row.id[:60]!r}, which isn't an id", "write lower-case letters, digits and hyphens"
    elif row.date and ids.is_there(row.id, row.date[:10]):
        ids.reserve(row.id)
        return row if row.taken else replace(row, status=THERE)
    elif not ids.is_free(row.id) or not ids.reserve(row.id):
        wrong, advice = f"the id {row.id[:60]!r} is taken", "write another, or leave the cell empty"
    if wrong:
        problem = Place(plan, row.line).problem(
            ImportCode.DUPLICATE_ID if "taken" in wrong else ImportCode.BAD_VALUE, wrong, advice
        )
        problems.append(problem)
        return replace(row, status=f"refused: {wrong}")
    return row


def _with_translations(entries: list[Entry], known: Known, options: Options) -> list[Entry]:
    """The rows with what each translates: pages that name one another as versions of one text in other languages."""
    groups: dict[frozenset[str], list[int]] = {}
    for number, entry in enumerate(entries):
        if entry.release and len(entry.release.versions) > 1 and entry.row.id and not entry.row.skipped:
            key = frozenset(address_key(url, options.base) for url in entry.release.versions)
            groups.setdefault(key, []).append(number)
    for numbers in groups.values():
        tags = {number: _tag(entries[number], known) for number in numbers}
        if len(set(tags.values())) < len(numbers):
            continue  # of two pages in one language one is no translation
        first = next((number for number in numbers if tags[number] == known.settings.language), numbers[0])
        for number in numbers:
            if number != first:
                row = replace(entries[number].row, translation_of=entries[first].row.id)
                entries[number] = replace(entries[number], row=row)
    return entries


def _tag(entry: Entry, known: Known) -> str:
    return (entry.release and entry.release.language) or known.settings.language


def _with_duplicates(entries: list[Entry], known: Known, options: Options) -> list[Entry]:
    """The rows with what each is nearly: a row before it, or a release of the archive."""
    if not any(entry.row.status not in (THERE,) and not entry.row.skipped for entry in entries):
        return entries
    near = NearTexts()
    for path, text in known.texts.items():
        near.add(release_id(PageName(path.rpartition(".")[0])), text)
    addresses: dict[str, str] = {}
    found: list[Entry] = []
    for entry in entries:
        release, row = entry.release, entry.row
        if release is not None and row.status != THERE:
            like = (near.add(row.source, release.body) or "") if not row.translation_of else ""
            if release.url:
                first = addresses.setdefault(address_key(release.url, options.base), row.source)
                like = first if first != row.source else like
            entry = replace(entry, row=replace(row, duplicate_of=like))
        found.append(entry)
    return found

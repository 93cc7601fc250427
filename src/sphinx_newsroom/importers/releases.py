"""Releases of an import: combine what the sources say, make the rows of the plan, and make the files."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

from sphinx_newsroom.archive import checks as rules
from sphinx_newsroom.archive.checks import Headers
from sphinx_newsroom.archive.source_file import Read, judged, parse_header
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, ImportCode, Problem, RefusedError, cut
from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.importers.captures.pages import (
    LEAST_SHARED,
    NearTexts,
    key_of,
    revisions,
    shared,
    without_tracking,
)
from sphinx_newsroom.importers.drafts import (
    SHOWN_AND_SAID,
    UNFIT,
    Found,
    Given,
    Incoming,
    Listed,
    LocalFile,
    Loss,
    Options,
    Place,
    Seen,
    clean,
)
from sphinx_newsroom.importers.formats.dates import date_of
from sphinx_newsroom.importers.pages.furniture import Furniture, without_furniture
from sphinx_newsroom.importers.plan import (
    ASK,
    CHANGED,
    CLOSED,
    FURNITURE,
    KEEP,
    LOOK,
    NEW,
    NO_TEXT,
    REFUSED,
    SKIP,
    TAKE,
    THERE,
    YES,
    Change,
    Copy,
    Plan,
    Row,
)
from sphinx_newsroom.importers.press_lines import folded, plain_line, with_levels
from sphinx_newsroom.importers.styled_text import unlike_a_header
from sphinx_newsroom.ledger.checks import ledger_of
from sphinx_newsroom.model.addresses import ReleaseId, moved_from, release_page, superseded_by_name
from sphinx_newsroom.model.ids import RESERVED, slug, title_words
from sphinx_newsroom.model.records import Image, Organization, Release
from sphinx_newsroom.sources.edits import with_key
from sphinx_newsroom.sources.header import KEYS, Parsed, body_of, bounds, size_limit
from sphinx_newsroom.sources.listing import SourceText, read_source, source_file, source_files
from sphinx_newsroom.sources.values import ID, Reader, former_url
from sphinx_newsroom.sources.yaml_text import entry as written_entry
from sphinx_newsroom.sources.yaml_text import plain


def release_text(values: Mapping[str, object], body: str) -> str:
    """Return the file of a release: its header, in the reference's order and without empty keys, and its text."""
    header = "".join(
        written_entry(key, value) for key in KEYS["release"] if (value := plain(values.get(key))) is not None
    )
    text = UNFIT.sub("\ufffd", body.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return f"---\n{header}---\n\n{unlike_a_header(text)}\n"


# The archive before the import.


@dataclass(slots=True)
class Known:
    """An archive before an import.

    Attributes:
        headers: Its headers, which new files are checked against.
        taken: Ids that no new release can have.
        addresses: The ids of releases by former address.
        issuers: The ids of organizations by their names.
        texts: The bodies of releases by id.
    """

    headers: Headers
    taken: set[str] = field(default_factory=set)
    releases: dict[str, Release] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    issuers: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def has(self, id_: str, date: str) -> bool:
        """Whether an earlier run wrote the release with this id and date."""
        return id_ in self.releases and self.releases[id_].date.isoformat() == date[:10]

    def judge(self, texts: Mapping[str, str], copies: Container[str]) -> tuple[list[Problem], dict[str, Read]]:
        """Return the problems that ``newsroom check`` would report for new files with *copies*, and the files as read.

        *copies* are the paths of the pictures and attachments that are copied with the files.
        """
        headers, limit = self.headers, self.headers.settings.max_text
        reads: dict[str, Read] = {}
        problems: list[Problem] = []
        for path, text in texts.items():
            data = text.encode()
            reads[path] = read = judged(source_file(path), SourceText(data, text), headers.settings, {})
            problems += read.parsed.problems
            if len(data) > limit:
                words = f"the text has {len(data):,} bytes, but the maximum is {limit:,}"
                problems.append(Problem(path, 1, Code.TOO_LARGE, words, "split it"))
        found = replace(
            headers,
            files=(*headers.files, *map(source_file, texts)),
            parsed={**headers.parsed, **{path: read.parsed for path, read in reads.items()}},
            targets={path: read.targets for path, read in reads.items()},
            stored=copies,
        )
        return [*problems, *(one for one in rules.check(found) if one.path in reads)], reads


def known_archive(root: Path, settings: Settings, progress: Callable[[int, int], None]) -> Known:
    """Read the archive in *root*; its own problems are left to ``newsroom check``."""
    files, _ = source_files(root)
    parsed: dict[str, Parsed[Any]] = {}
    known = Known(Headers(root, settings, tuple(files), parsed, {}))
    for number, file in enumerate(files):
        progress(number, len(files))
        if file.kind in ("release", "superseded"):
            old = superseded_by_name(file.docname)
            known.taken |= {file.id, old[0].split("/", 1)[1] if old else file.id}
        try:
            text = read_source(root, file.path, size_limit(file.path, settings.max_text)).text
        except RefusedError:
            continue
        parsed[file.path] = header = parse_header(file, text, settings)
        record = header.record
        if isinstance(record, Organization):
            for name in (record.id, record.name, record.acronym, *(other.name for other in record.other_names)):
                known.issuers.setdefault(clean(name or "").casefold(), record.id)
        elif isinstance(record, Release) and file.kind == "release":
            known.releases[record.id] = record
            known.texts[record.id] = body_of(text) if text.startswith(("---", "\ufeff")) else ""
            known.addresses |= dict.fromkeys(record.former_urls, record.id)
    known.taken.update(filter(None, map(moved_from, known.addresses)))
    for one in ledger.records.values() if (ledger := ledger_of(root)) else ():
        known.taken |= {one.id, *(former.id for former in one.former)}
    return known


# Combining what several sources say about a release: lists and feeds supply missing titles and dates.


def former_path(url: str) -> str | None:
    """Return an address for ``former_urls``: its path and query, or None if it has no valid path.

    >>> former_path("https://example.org/press/1.html?utm_source=x#top")
    'press/1.html'
    """
    node = yaml.ScalarNode("tag:yaml.org,2002:str", without_tracking(url.strip().partition("#")[0]))
    try:
        found: str = former_url(Reader(""), "former_urls", node)
    except RefusedError:
        return None
    return found


def _addresses(found: Incoming) -> tuple[str, ...]:
    """Return every address at which a release was published, its own first."""
    return tuple(dict.fromkeys(url for url in (found.url, *found.former_urls) if url))


class Joined(NamedTuple):
    """The contents of all sources: releases in order, list entries without a text, and problems.

    Each release comes with its captured texts, oldest first; the last is its current text. *furniture* are the blocks
    that most pages share.
    """

    releases: tuple[tuple[Incoming, tuple[Seen, ...]], ...]
    listed: tuple[Listed, ...]
    problems: tuple[Problem, ...]
    furniture: tuple[Furniture, ...] = ()


def joined(items: Iterable[Found], options: Options, before: Mapping[str, Row] = MappingProxyType({})) -> Joined:
    """Combine releases and list entries with the same address.

    Captures of one address become texts of one release, and so do a page and its copy in an export; other texts with
    the same address stay separate. Blocks that most pages share are removed, unless the plan of the run *before* keeps
    them.
    """
    kept = {source.removeprefix(f"{FURNITURE}: ") for source, row in before.items() if row.kind == KEEP}
    found, furniture = without_furniture([*items], options, kept)
    read: list[Incoming] = []
    listed: dict[str, Listed] = {}
    problems: list[Problem] = []
    for item in found:
        if isinstance(item, Incoming):
            read.append(_without_controls(replace(item, url=item.url or item.saved_at)))
        elif isinstance(item, Listed):
            first = listed.setdefault(key := key_of(item.url, options.base), item)
            title = max(first.title, item.title, key=len)
            listed[key] = replace(first, title=title, date=first.date or item.date)
        else:
            problems.append(item)
    read = _without_copies(read, options, problems)
    seen = revisions(read)
    releases: list[tuple[Incoming, tuple[Seen, ...]]] = []
    used: set[str] = set()
    for release in read:
        texts: tuple[Seen, ...] = ()
        if release.captured is not None and release.url:
            if not (texts := seen.pop(key_of(release.url), ())):
                continue
            release = _last_of(texts)
        for key in (key_of(url, options.base) for url in (release.url, release.saved_at) if url):
            if key in listed and key not in used:
                used.add(key)
                release = _with(release, listed[key])
        releases.append((release, texts))
    left = tuple(item for key, item in listed.items() if key not in used)
    return Joined(tuple(releases), left, tuple(problems), tuple(furniture))


def _without_controls(release: Incoming) -> Incoming:
    """Remove control characters, which no header may contain, from a release's title."""
    if release.title is None or not UNFIT.search(release.title.value):
        return release
    title = replace(release.title, value=clean(UNFIT.sub("", release.title.value)))
    losses = (*release.losses, Loss("control characters of the title", release.title.value))
    return replace(release, title=title, losses=losses)


def _without_copies(read: Sequence[Incoming], options: Options, problems: list[Problem]) -> list[Incoming]:
    """Remove copies of saved pages in exports and feeds, such as ``wp-json``; a page takes over what it lacks.

    The copies are told as problems. The address of a page that doesn't name one ends like its file.
    """
    pages = {
        key_of(one.url, options.base) if one.url else posixpath.basename(key_of(one.place.file)): one
        for one in read
        if one.format == "page" and not one.captured
    }
    copies: set[int] = set()
    for at, one in enumerate(read):
        if one.format == "page" or not one.url or one.closed:
            continue
        address = key_of(one.url, options.base)
        key = address if address in pages else posixpath.basename(address)
        page = pages.get(key)
        if page is None or (key != address and not key_of(page.place.file).endswith(f"/{address.partition('/')[2]}")):
            continue
        alike = shared(page, one) >= LEAST_SHARED
        if not alike and len({given and folded(given.value) for given in (page.title, one.title)}) > 1:
            continue
        copies.add(at)
        pages[key] = pages[address] = replace(
            page,
            url=page.url or one.url,
            title=page.title if page.title and page.title.sure else one.title or page.title,
            date=page.date if page.date and page.date.sure else one.date or page.date,
            topics=page.topics or one.topics,
            former_urls=(*page.former_urls, *one.former_urls),
        )
        words = f"a page has the same address and {'text' if alike else 'title'}, so this copy is left out"
        problems.append(one.place.problem(words, "to import it, leave out the page", ImportCode.LEFT_OUT))
    merged = {page.place: page for page in pages.values()}
    return [merged.get(one.place, one) for at, one in enumerate(read) if at not in copies]


def _last_of(seen: Sequence[Seen]) -> Incoming:
    """Return the last text with dates and addresses from earlier ones; their other content becomes losses."""
    last = seen[-1].incoming
    before = [one.incoming for one in seen[-2::-1]]
    sure = (one.date for one in (last, *before) if one.date is not None and one.date.sure)
    date = next(sure, last.date)
    losses = list(last.losses)
    for text in seen[-2::-1]:
        when, one = f"in the text of {text.first:%Y-%m-%d}, ", text.incoming
        losses += [Loss(f"{when}{loss.what}", loss.words) for loss in one.losses if loss not in last.losses]
        losses += [Loss(f"{when}a file", file.path) for file in one.files if file not in last.files]
    return replace(
        last,
        date=date,
        former_urls=tuple(dict.fromkeys(url for one in (last, *before) for url in one.former_urls)),
        losses=tuple(losses),
    )


def _with(release: Incoming, line: Listed) -> Incoming:
    """Fill in a release's missing or uncertain date and title from a list entry.

    If its own day differs, that is told, and an editor must decide, unless the page shows the day that its head gives:
    a list may give the day of the entry next to it.
    """
    source, own = f"list {line.place.file}", release.date
    if line.title and (release.title is None or not release.title.sure):
        release = replace(release, title=Given(line.title, source))
    if not line.date:
        return release
    if own is None or _may_be_a_year(own) or abs((_day(own.value) - _day(line.date)).days) <= _CLOSE:
        return replace(release, date=Given(line.date, source)) if own is None or not own.sure else release
    if own.source != SHOWN_AND_SAID:
        own = Given(own.value, f"{own.source}, but a list has another", sure=False)
    return replace(release, date=own, losses=(*release.losses, Loss(f"another day in {source}", line.date[:10])))


_CLOSE = 1
"""The number of days by which dates may differ because of time zones."""


def _day(value: str) -> dt.date:
    return dt.date.fromisoformat(value[:10])


def _may_be_a_year(date: Given) -> bool:
    """Whether a guess may come from a year alone, such as that of a copyright."""
    return not date.sure and date.value[4:10] == "-01-01"


# The rows of the plan.

NONE = ("", "none", "no")
"""The words that an editor can write for a release without an embargo."""
_LONGEST_EMBARGO = dt.timedelta(days=31)
"""The maximum time from a release's date to the end of an unclear embargo; the date is often the day of writing."""
_SHOWN = 400
_NEEDED = ("title", "date")
_FEWEST_COMMON = 10
"""The least number of releases that show that a loss is common."""
_NEARLY = 0.95
"""The share of a source's words that the text must contain; otherwise its row shows both counts."""


def _source_of(place: Place) -> str:
    """Return the plan's name for a place: the file, and the line or item in it."""
    if place.line is not None:
        return f"{place.file}:{place.line}"
    return f"{place.file}#{place.pointer}" if place.pointer else place.file


def rows_of(
    found: Joined, known: Known, options: Options, before: Mapping[str, Row], given: Mapping[str, str], plan: str = ""
) -> tuple[list[Row], list[Problem]]:
    """Make the rows of all that was read, in order.

    Args:
        found: The contents of the sources.
        known: The archive.
        options: Options for reading dates.
        before: The rows of the plan as edited, by source.
        given: Values for releases whose source has none, such as ``{"date": "2011-06-21"}``.
        plan: The plan's name, for messages.
    """
    problems: list[Problem] = []
    rows: list[Row] = []
    sources: set[str] = set()
    over = (known.headers.settings.now.date() - _LONGEST_EMBARGO).isoformat()
    named = [
        (
            _unused(_source_of(release.place), sources),
            _without_future_guess(release, known.headers.settings.now),
            texts,
        )
        for release, texts in _with_common_losses_apart(found.releases, problems)
    ]
    agreed = {
        rule_of(one.date)
        for source, one, _ in named
        if one.date and source in before and YES in (before[source].kind, before[source].date.lower())
    }
    for source, release, texts in named:
        if release.date is not None and rule_of(release.date) in agreed:
            release = replace(release, date=replace(release.date, sure=True))
        row = _row(release, source, given, texts)
        unsure = release.title is not None and not release.title.sure
        if source in before:
            _edit(row, before[source], options, plan, problems)
            # Values that an editor has changed need no further check.
            unsure = unsure and row.kind == LOOK
        if row.kind not in (SKIP, NEW) and release.closed:
            row.status = f"{CLOSED}: {release.closed}; write {NEW} here to make it public"
        elif row.kind not in (SKIP, TAKE, REFUSED):
            row.status = _status(row, release, over, unsure=unsure)
        rows.append(row)
    _give_ids(rows, known, plan, problems)
    _find_translations(rows, known, options)
    _find_duplicates(rows, known, options)
    for line in found.listed:
        source = _unused(_source_of(line.place), sources)
        row = Row(source, "", line.title, line.date or "", from_what="list", status=f"{NO_TEXT}: save {line.url}")
        rows.append(before[source] if source in before and before[source].kind == SKIP else row)
    for one in found.furniture:
        source = _unused(f"{FURNITURE}: {one.words}", sources)
        status = f"{FURNITURE}: left out of {one.pages:,} of {one.of:,} pages; write {KEEP} here to keep it"
        rows.append(Row(source, from_what="most pages", status=status))
        if source in before and before[source].kind == KEEP:
            rows[-1].status = before[source].status
    for source in before.keys() - sources:
        place = Place(plan, before[source].line)
        words = f"{source[:80]!r} isn't among the sources, so the row is left out"
        problems.append(place.problem(words, "add the source, or remove the row", ImportCode.NO_SOURCE))
    return rows, problems


def _with_common_losses_apart(
    releases: Sequence[tuple[Incoming, tuple[Seen, ...]]], problems: list[Problem]
) -> Iterator[tuple[Incoming, tuple[Seen, ...]]]:
    """Leave *of_key* only to losses that half of the releases have, and add a problem that names them once."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for release, _ in releases:
        of_keys = {loss.what: loss_text(loss) for loss in release.losses if loss.of_key}
        counts.update(of_keys.keys())
        examples |= of_keys
    common = [key for key, count in counts.items() if count >= max(_FEWEST_COMMON, len(releases) / 2)]
    if common:
        values = "; ".join(examples[key] for key in common)
        words = f"at least half of {len(releases):,} releases have values that aren't imported, such as {values}"
        advice = "name keys for them with --map, or write them into the texts that need them"
        problems.append(Place(releases[0][0].place.file).problem(words, advice, ImportCode.NOT_TAKEN))
    for release, texts in releases:
        losses = (loss._replace(of_key=loss.what in common) if loss.of_key else loss for loss in release.losses)
        yield replace(release, losses=tuple(losses)), texts


def _unused(source: str, sources: set[str]) -> str:
    found, number = source, 1
    while found in sources:
        number += 1
        found = f"{source}#{number}"
    sources.add(found)
    return found


def rule_of(date: Given) -> str:
    """Return how a date was found; an editor who accepts one accepts all that were found in the same way.

    >>> rule_of(Given("2010-01-01", "htmldate", sure=False))
    'htmldate, perhaps only a year'
    """
    return f"{date.source}, perhaps only a year" if _may_be_a_year(date) else date.source


def _without_future_guess(release: Incoming, now: dt.datetime) -> Incoming:
    """Remove an uncertain date after today or the page's capture: it is the day of an event."""
    date, last = release.date, release.captured or now
    return replace(release, date=None) if date and not date.sure and _day(date.value) > last.date() else release


def _row(release: Incoming, source: str, given: Mapping[str, str], texts: tuple[Seen, ...]) -> Row:
    """Make the row of a release from its source."""
    words = len(release.body.split())
    # An uncertain date is left empty, so that the editor must look at it.
    date = release.date if release.date is not None and release.date.sure else None
    days = [f"{moment:%Y-%m-%d}" for text in texts for moment in (text.first, text.last)]
    parts = [
        release.format,
        f"title: {release.title.source}" if release.title else "",
        f"date{'' if date else '?'}: {rule_of(release.date)}" if release.date else "",
        f"captured {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else "",
    ]
    return Row(
        source,
        title=release.title.value if release.title else "",
        date=date.value if date else given.get("date", ""),
        dateline=release.dateline or given.get("dateline", ""),
        issuer=release.issuer or given.get("issuer", ""),
        embargo=release.embargo or "",
        from_what="; ".join(filter(None, parts)),
        words=f"{words:,} of {release.words:,}" if words < release.words * _NEARLY else f"{release.words or words:,}",
        revisions=f"{len(texts):,}" if len(texts) > 1 else "",
        loss=_lost(release.losses),
        release=release,
        texts=texts,
    )


def loss_text(loss: Loss) -> str:
    """Return a loss as text."""
    return f"{loss.what}: {clean(loss.words)}" if loss.words else loss.what


def _lose(row: Row, losses: Iterable[Loss]) -> None:
    """Add to the losses of a row, which are complete in its release and short in its cell."""
    assert row.release is not None
    row.release = replace(row.release, losses=(*row.release.losses, *losses))
    row.loss = _lost(row.release.losses)


def _lost(losses: Iterable[Loss]) -> str:
    """Return losses as a cell short enough for a screen, without those that most releases have."""
    return cut("; ".join(dict.fromkeys(loss_text(loss) for loss in losses if not loss.of_key)), _SHOWN)


def _status(row: Row, release: Incoming, over: str, *, unsure: bool) -> str:
    """Return the status of a row: missing required values keep it back, others are only asked for."""
    questions = [key for key in release.questions if not getattr(row, key, "")]
    lacking = [key for key in _NEEDED if not getattr(row, key)]
    if "embargo" in questions and not (row.date and row.date[:10] < over):
        lacking.append("embargo")
    if lacking:
        guess = {"date": f"date ({release.date.value}?)"} if release.date is not None else {}
        return f"{ASK}: {', '.join(guess.get(key, key) for key in dict.fromkeys((*lacking, *questions)))}"
    if unsure:
        others = (one for one in release.titles if one.value != row.title)
        other = min(others, key=lambda one: one.sure, default=None)  # that of the head comes before headings
        return f"{LOOK}: title (or {cut(other.value, _SHOWN)})" if other else f"{LOOK}: title"
    questions = [key for key in questions if key != "embargo"]
    return f"{NEW}; {ASK}: {', '.join(questions)}" if questions else NEW


def _edit(row: Row, edited: Row, options: Options, plan: str, problems: list[Problem]) -> None:
    """Copy an editor's changes into a row; the plan takes precedence over the source."""
    place = Place(plan, edited.line)
    row.line = edited.line
    # Excel's "text" format replaces letters that its 8-bit encoding lacks.
    for key in ("title", "dateline", "issuer"):
        value = getattr(row, key)
        lost = value.encode("cp1252", "replace").decode("cp1252")
        if lost != value and lost == getattr(edited, key):
            words = f"{key} is {lost[:40]!r}: the spreadsheet lost some of its letters"
            problems.append(place.problem(words, "save the plan as UTF-8", ImportCode.BAD_VALUE))
            row.status = f"{REFUSED}: {key} without its letters"
            return

    def day(key: str, words: str, advice: str) -> str:
        cell: str = getattr(edited, key)
        if not cell or cell == getattr(row, key):
            return cell
        found = date_of(cell, options)
        if found is None or (key == "embargo" and "T" not in found):
            message = f"{key} is {cell[:40]!r}, which is {words}"
            problems.append(place.problem(message, advice, ImportCode.BAD_DATE))
            return ""
        return found

    if edited.date and not (row.date and edited.date.lower() == YES):
        row.date = day("date", "not a date, or could be two", "write a date such as 2011-06-21")
    if edited.embargo.lower() in NONE:
        row.embargo = edited.embargo
    else:
        row.embargo = day("embargo", "no moment", "write one such as 2011-06-21T10:00:00+02:00, or none")
    for key in ("id", "title", "dateline", "issuer", "status"):
        setattr(row, key, getattr(edited, key))


def _give_ids(rows: Sequence[Row], known: Known, plan: str, problems: list[Problem]) -> None:
    """Give each row an id, starting with ids in the plan, so that no other row takes them.

    Releases of an earlier run are found by former address, or by id and date, so a repeated run gives the same ids.
    """
    used: set[str] = set()

    def refuse(row: Row, problem: Problem) -> None:
        problems.append(problem)
        row.status = f"{REFUSED}: {problem.message}"

    rows = [row for row in rows if row.kind != SKIP]
    for row in rows:
        place, own = Place(plan, row.line), bool(row.id)
        row.id = row.id or _id_there(row, known, used)
        if not all(ID.fullmatch(part) for part in row.id.split("/") if own):
            advice = "write lower-case letters, digits and hyphens"
            refuse(row, place.problem(f"id is {row.id[:60]!r}, which isn't an id", advice, ImportCode.BAD_VALUE))
        elif row.id and (not own or (row.date and known.has(row.id, row.date))):
            row.status = row.status if row.kind == TAKE else THERE
            used.add(row.id)
        elif row.id in known.taken or row.id in used:
            words = f"the id {row.id[:60]!r} is already in use"
            refuse(row, place.problem(words, "choose another, or leave the cell empty", ImportCode.DUPLICATE_ID))
        elif row.id:
            used.add(row.id)
    for row in rows:
        if row.id or not row.title or not row.date or row.kind == REFUSED:
            continue
        row.id = base = f"{row.date[:4]}/{title_words(row.title, dt.date.fromisoformat(row.date[:10]))}"
        number = 1
        while (
            row.id in used
            or row.id.rpartition("/")[2] in RESERVED
            or (row.id in known.taken and not known.has(row.id, row.date))
        ):
            number += 1
            row.id = f"{base}-{number}"
        used.add(row.id)
        row.status = THERE if known.has(row.id, row.date) else row.status


def _id_there(row: Row, known: Known, used: Container[str]) -> str:
    """Return the id of the release with a former address of this row, unless another row has it."""
    ids = (known.addresses.get(former_path(url) or "") for url in (_addresses(row.release) if row.release else ()))
    return next((id_ for id_ in ids if id_ is not None and id_ not in used), "")


def _find_translations(rows: Sequence[Row], known: Known, options: Options) -> None:
    """Set ``translation_of`` for pages that list one another as versions in other languages."""
    groups: dict[frozenset[str], list[Row]] = {}
    for row in rows:
        if row.release and len(row.release.versions) > 1 and row.id and row.kind != SKIP:
            key = frozenset(key_of(url, options.base) for url in row.release.versions)
            groups.setdefault(key, []).append(row)
    own = known.headers.settings.language
    for group in groups.values():
        tags = {(row.release and row.release.language) or own: row for row in reversed(group)}
        if len(tags) == len(group):  # two pages in one language aren't translations
            first = tags.get(own, group[0])
            for row in group:
                row.translation_of = first.id if row is not first else ""


def _find_duplicates(rows: Sequence[Row], known: Known, options: Options) -> None:
    """Set ``duplicate_of``: an earlier row with the address, the text, or the title and day, or a similar release."""
    candidates = [row for row in rows if row.release is not None and row.kind != THERE]
    if all(row.kind == SKIP for row in candidates):
        return
    near = NearTexts()
    for id_, text in known.texts.items():
        near.add(id_, text)
    earlier: dict[str, str] = {}
    for row in candidates:
        assert row.release is not None
        row.duplicate_of = near.add(row.source, row.release.body) if not row.translation_of else ""
        titled = f"{row.date[:10]} {row.title.casefold()}" if row.date and row.title else ""
        for key in (titled, key_of(row.release.url, options.base) if row.release.url else ""):
            if key and (first := earlier.setdefault(key, row.source)) != row.source:
                row.duplicate_of = first


# Pictures and attachments of a source; the archive keeps them in the release's folder.

# Only the destination, since the linked text may be a picture with brackets of its own.
_DESTINATION = re.compile(r"\]\(<?([^()<>\s]{1,2000})>?(?=[\s)])")
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.){0,500})\]\(<?([^()<>\s]{1,2000})>?[^()\n]{0,500}\)")


def names_of(files: Iterable[LocalFile]) -> dict[str, str]:
    """Return the name of each file in the release's folder, by its path in the source.

    >>> names_of([LocalFile("img/Map 1.PNG"), LocalFile("old/map-1.png")])
    {'img/Map 1.PNG': 'map-1.png', 'old/map-1.png': 'map-1-2.png'}
    """
    found: dict[str, str] = {}
    for path in dict.fromkeys(file.path for file in files):
        stem, suffix = posixpath.splitext(posixpath.basename(path))
        base = slug(stem) or "file"
        name, number = f"{base}{suffix.lower()}", 1
        while name in found.values():
            number += 1
            name = f"{base}-{number}{suffix.lower()}"
        found[path] = name
    return found


def relinked(body: str, names: Mapping[str, str], folder: str) -> str:
    """Point a text's links to files at *folder*; a link to a file that isn't imported becomes plain text.

    *names* comes from :func:`names_of`, with an empty name for a file that isn't imported.
    """
    if not names:
        return body

    def name_of(target: str) -> str | None:
        return names.get(posixpath.normpath(unquote(target.partition("#")[0].partition("?")[0])), names.get(target))

    def moved(found: re.Match[str]) -> str:
        return f"]({folder}/{name}" if (name := name_of(found[1])) else found[0]

    return _DESTINATION.sub(moved, _LINK.sub(lambda found: found[1] if name_of(found[2]) == "" else found[0], body))


# The files of the releases.

Beside = Callable[[Incoming, LocalFile], str | None]
"""Returns why a release's file can't be imported, or None if it can."""


@dataclass(slots=True)
class _Made:
    """The file of a release in the making: header values, text, and the names of its pictures and attachments."""

    row: Row
    path: str
    values: dict[str, object]
    body: str
    names: dict[str, str]
    copies: tuple[Copy, ...]
    losses: list[Loss]

    @property
    def text(self) -> str:
        """The file's text."""
        return release_text(self.values, self.body)

    @property
    def change(self) -> Change:
        """The file as a change of the archive."""
        return Change(self.path, self.row.title, "", self.text, self.copies, self.row.source)


class Stood(NamedTuple):
    """A text that a release had: the file as it would have been, and when it was captured first and last."""

    source: str
    first: dt.datetime
    last: dt.datetime


def plan_of(
    rows: Sequence[Row], known: Known, beside: Beside, problems: Sequence[Problem] = ()
) -> tuple[Plan, dict[ReleaseId, tuple[Stood, ...]]]:
    """Return the plan of all rows, and the captured texts of each release, the last being its file's text."""
    made: dict[str, _Made] = {}
    there: list[_Made] = []
    changes: list[Change] = []
    claimed = set(known.addresses)
    for row in rows:
        if row.release is None or row.kind == SKIP:
            continue
        is_there = row.kind in (THERE, TAKE)
        one = _made(row, row.release, known, beside, claimed if row.is_new else set())
        if row.is_new:
            made[one.path] = one
        elif is_there and row.texts:  # recorded as captured, even if the archive's text differs
            there += [one] if row.kind == THERE else []
        elif is_there and (change := _changed(one, known)) is not None:
            changes.append(change)
        if not is_there:  # an editor who looks at the row also checks its files
            _lose(row, one.losses)
    found = _judged(made, known)
    while _drop_refused(made, *found):  # a wrong value can hide others
        found = _judged(made, known)
    for problem in found[0]:
        if problem.is_error and problem.path in made:
            made.pop(problem.path).row.status = f"{REFUSED}: {problem.text}"[:300]
    texts = {
        ReleaseId(one.row.id): tuple(_stood(seen, one) for seen in one.row.texts)
        for one in (*made.values(), *there)
        if one.row.texts
    }
    new = [one.change for one in made.values()]
    return Plan((*new, *changes), problems=(*problems, *found[0]), rows=tuple(rows)), texts


def _changed(made: _Made, known: Known) -> Change | None:
    """Return the change if a release's source has changed and the editor takes it; otherwise show it in the row."""
    row = made.row
    before = known.releases.get(row.id)
    body = body_of(made.text)
    if before is None or before.path != made.path:  # new, or a notebook
        return None
    if f"{before.title} {known.texts[row.id]}".split() == f"{row.title} {body}".split():
        return None
    old = read_exactly(known.headers.root / made.path)
    text = f"{old[: bounds(old)[2]]}\n{body.lstrip()}"
    text = with_key(made.path, text, "title", row.title) if row.title != before.title else text
    note = row.status.partition(":")[2].strip() or "The text was changed where it was published."
    change = made.change._replace(before=old, after=text, note=note)
    row.difference = change.difference
    if row.kind == TAKE:
        return change
    row.status = f"{CHANGED}: to take the new text over, write {TAKE}: and why"
    return None


def _stood(seen: Seen, one: _Made) -> Stood:
    """Return a captured text as a file: with its own title and details, and the release's other values."""
    row, was, last = one.row, seen.incoming, one.row.texts[-1].incoming
    if seen is row.texts[-1]:
        return Stood(one.text, seen.first, seen.last)
    # Values that an editor wrote or must check are the same in all texts.
    own_title = was.title is not None and was.title.sure and last.title is not None and last.title.value == row.title
    said = {
        "title": was.title.value if own_title and was.title else row.title,
        "dateline": was.dateline if row.dateline == (last.dateline or "") else row.dateline,
        **{key: getattr(was, key) for key in ("number", "summary", "subtitle", "contacts")},
    }
    values = {**one.values, **{key: value for key, value in said.items() if key in one.values}}
    names = {file.path: one.names.get(file.path, "") for file in was.files}
    body = relinked(was.body, names, posixpath.basename(release_page(ReleaseId(row.id))))
    return Stood(release_text(values, body), seen.first, seen.last)


def _judged(made: Mapping[str, _Made], known: Known) -> tuple[list[Problem], dict[str, Read]]:
    copies = {copy.path for one in made.values() for copy in one.copies}
    return known.judge({path: one.text for path, one in made.items()}, copies)


def _made(row: Row, release: Incoming, known: Known, beside: Beside, claimed: set[str]) -> _Made:
    """Make the file of a row; values that can't be used become losses."""
    losses: list[Loss] = []
    settings, page = known.headers.settings, release_page(ReleaseId(row.id))
    folder = posixpath.basename(page)
    names, copies = _files(release, page, beside, losses)
    type_, issuer, image = release.type, row.issuer or None, None
    if type_ and type_ not in settings.types:
        losses.append(Loss("type that conf.py does not name", type_))
        type_ = None
    if issuer:
        issuer = known.issuers.get(clean(issuer).casefold())
        if issuer is None and slug(row.issuer) != settings.issuer:
            losses.append(Loss("issuer that has no record", row.issuer))
    if release.image is not None and names.get(release.image.path):
        if release.image.title:
            image = Image(f"{folder}/{names[release.image.path]}", release.image.title)
        else:
            losses.append(Loss("lead image without alternative text", release.image.path))
    values: dict[str, object] = {
        "title": row.title,
        "subtitle": release.subtitle,
        "date": row.date,
        "type": type_,
        "dateline": row.dateline,
        "issuer": issuer if issuer != settings.issuer else None,
        "number": release.number,
        "language": release.language if release.language != settings.language else None,
        "summary": release.summary,
        "translation_of": row.translation_of or None,
        "topics": release.topics,
        "embargo": None if row.embargo.lower() in NONE else row.embargo,
        "contacts": release.contacts,
        "image": image,
        "former_urls": _former_urls(release, claimed, losses),
    }
    body = relinked(_without_title(release.body, row.title), names, folder)
    return _Made(row, f"{page}.md", values, body, names, copies, losses)


def _without_title(body: str, title: str) -> str:
    """Return a text without the title as its first heading, which remains if an editor corrects the title.

    >>> _without_title("## Rivers rise\\n\\n### Today", "Rivers rise")
    '## Today'
    """
    first, _, rest = body.partition("\n\n")
    return with_levels(rest) if first.startswith("#") and folded(plain_line(first)) == folded(title) else body


def _files(release: Incoming, page: str, beside: Beside, losses: list[Loss]) -> tuple[dict[str, str], tuple[Copy, ...]]:
    """Return the archive's names for a source's files, and the copies to make; other files become losses."""
    wanted = [*release.files, *([release.image] if release.image else [])]
    names = names_of(wanted)
    copies: dict[str, Copy] = {}
    for file in wanted:
        if (wrong := beside(release, file)) is not None:
            losses.append(Loss(f"file {wrong}", file.path))
            names[file.path] = ""
        elif names[file.path]:
            source = posixpath.join(file.root or posixpath.dirname(release.place.file), file.path)
            copies[file.path] = Copy(source, f"{page}/{names[file.path]}", file.data)
    return names, tuple(copies.values())


def _former_urls(release: Incoming, claimed: set[str], losses: list[Loss]) -> tuple[str, ...]:
    """Return the former addresses that redirect here; of two releases with the same address, the first gets it."""
    found: list[str] = []
    for url in _addresses(release):
        path = former_path(url)
        if path is not None and path not in claimed:
            claimed.add(path)
            found.append(path)
        elif path is not None and path not in found:
            losses.append(Loss("former address that another release has", url))
        elif path is None and "//" in url and url.rstrip("/").count("/") > len("//"):
            losses.append(Loss("former address that a header can't have", url))
    return tuple(found)


def _drop_refused(made: Mapping[str, _Made], problems: Iterable[Problem], reads: Mapping[str, Read]) -> bool:
    """Remove optional header values that the checks reject; returns whether there were any."""
    found = False
    for problem in problems:
        one = made[problem.path]
        lines: Mapping[str, int] = reads[problem.path].parsed.lines
        keys = (key.partition(".")[0] for key, line in lines.items() if line == problem.line)
        key: Any = next(keys, "") if problem.is_error else ""
        if one.values.get(key) is not None and key not in _NEEDED and one.row.release is not None:
            one.values[key] = None
            _lose(one.row, [Loss(problem.message)])
            found = True
    return found

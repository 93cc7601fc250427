"""The plan of an import: a row for each release of the sources, with what an editor wrote into it before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sphinx_newsroom.diagnostics import ImportCode, Problem, cut
from sphinx_newsroom.importers.drafts import Place, clean
from sphinx_newsroom.importers.releases.captures.revisions import Seen
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.incoming import Incoming, Loss, Options
from sphinx_newsroom.importers.releases.planning.addresses_of_sources import address_key
from sphinx_newsroom.importers.releases.planning.duplicates import NearTexts
from sphinx_newsroom.importers.releases.planning.ids import Ids
from sphinx_newsroom.importers.releases.planning.joining import Joined
from sphinx_newsroom.importers.releases.planning.known_archive import Known
from sphinx_newsroom.importers.releases.planning.rows import ASK, CLOSED, NEW, NO_TEXT, THERE, Row
from sphinx_newsroom.model.addresses import PageName, release_id
from sphinx_newsroom.sources.keys.values import ID

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

    *texts* are those that captures show, the oldest first; none where the source is no capture.
    """

    row: Row
    release: Incoming | None = None
    texts: tuple[Seen, ...] = ()

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
    for number, release in enumerate(found.releases):
        source = _unused(source_of(release.place), sources)
        texts = found.captures.get(number, ())
        row = _read(release, source, given, texts)
        unsure = release.title is not None and not release.title.sure
        if source in before:
            row = _edited(row, before[source], options, plan, problems)
            # What an editor wrote anew is sure.
            unsure = unsure and row.status.startswith(LOOK)
        if release.closed and not row.skipped and row.status.split(";")[0].strip().lower() != NEW:
            row = replace(row, status=f"{CLOSED}: {release.closed}; write {NEW} here to make it public")
        elif not row.skipped:
            row = replace(row, status=_status(row, release, over, unsure=unsure))
        rows.append(Entry(row, release, texts))
    entries = _with_duplicates(_with_ids(rows, known, plan, problems), known, options)
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
                f"date: {date.source}" if date else "",
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

    embargo = edited.embargo
    if embargo.lower() not in NONE:
        embargo = day("embargo", "no moment", "write one such as 2011-06-21T10:00:00+02:00, or none")
    return replace(
        row,
        id=edited.id,
        title=edited.title,
        date=day("date", "no date, or could be two", "write a date such as 2011-06-21"),
        dateline=edited.dateline,
        issuer=edited.issuer,
        embargo=embargo,
        line=edited.line,
        status=edited.status,
    )


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
            row = replace(row, id=there, status=THERE)
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
        wrong, advice = f"id is {row.id[:60]!r}, which is no id", "write lower-case letters, digits and hyphens"
    elif row.date and ids.is_there(row.id, row.date[:10]):
        ids.reserve(row.id)
        return replace(row, status=THERE)
    elif not ids.is_free(row.id) or not ids.reserve(row.id):
        wrong, advice = f"the id {row.id[:60]!r} is taken", "write another, or leave the cell empty"
    if wrong:
        problem = Place(plan, row.line).problem(
            ImportCode.DUPLICATE_ID if "taken" in wrong else ImportCode.BAD_VALUE, wrong, advice
        )
        problems.append(problem)
        return replace(row, status=f"refused: {wrong}")
    return row


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
            like = near.add(row.source, release.body) or ""
            if release.url:
                first = addresses.setdefault(address_key(release.url, options.base), row.source)
                like = first if first != row.source else like
            entry = replace(entry, row=replace(row, duplicate_of=like))
        found.append(entry)
    return found

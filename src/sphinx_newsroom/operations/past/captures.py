"""Revisions from captures: how each release's text changed while others kept copies of its page.

The first text is as of the release's own date, which is assumed unless a capture of that day bears it out; a capture
from before that date shows that it was read already.  A text that a later capture shows stood from then on at the
latest, and its correction says between which two captures it came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sphinx_newsroom.diagnostics import counted
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.model.addresses import ReleaseId, release_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.past.texts import Recording, Text, on_record, text_of
from sphinx_newsroom.operations.plan import Plan

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Past:
    """A text that a release had: *source* is what its file would hold then, header and all.

    *first* and *last* are the first and the last capture of it, None where there is none.
    """

    source: str
    first: dt.datetime | None = None
    last: dt.datetime | None = None


def plan(
    desk: Desk,
    pasts: Mapping[ReleaseId, Sequence[Past]],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Plan:
    """Releases with the texts that they had, in the order in which these stood; the last is what the file holds.

    Releases that the ledger has are passed over, so that it can be run again.  One that cannot be recorded is told and
    left out.  Texts that say the same one after the other are one.  Raises PublicationError where the ledger is
    damaged.
    """
    desk.admit(None)
    desk.refuse_damage()
    work = Recording(desk)
    events: list[Event] = []
    told: list[str] = []
    wanted = [(id_, past) for id_, past in pasts.items() if id_ not in desk.ledger.records]
    recorded = 0
    for number, (id_, past) in enumerate(wanted):
        progress(number, len(wanted))
        release = desk.archive.releases.get(release_page(id_))
        if release is None:
            told.append(f"{id_} is not recorded: {_reason(desk, id_)}")
            continue
        texts = list(_texts(desk, release, past, told))
        current = text_of(desk, release.path, release.public_from, "", desk.source(release))
        if not texts or current is None or texts[-1].words != current.words:
            told.append(
                f"{id_} is not recorded: {release.path} is not the text that was captured last; "
                f"put that back, then run this again, or without its past: newsroom publish {id_}"
            )
            continue
        texts[-1] = replace(texts[-1], release=current.release)
        recorded += 1
        lines = work.events(release, on_record(desk, texts), lambda text, number: text.said)
        events += [replace(event, recorded=desk.now) for event in lines]
    events.sort(key=lambda event: event.at)  # those of one release are in order, and stay so
    if recorded:
        told.insert(0, f"{counted(recorded, 'release')} with {counted(work.corrected, 'correction')} recorded")
    return Plan(work.files, tuple(events), told=tuple(told))


def _reason(desk: Desk, id_: ReleaseId) -> str:
    """Why a release is not among those that may be published."""
    withheld = desk.archive.withheld.get(release_page(id_))
    if withheld is None:
        return "it has no file"
    if withheld.reason == "draft":
        return "it is a draft, or translates one"
    if withheld.until:
        return f"it is under embargo until {withheld.until.isoformat()}"
    return next((str(problem) for problem in desk.archive.problems if problem.path == withheld.path), withheld.path)


def _texts(desk: Desk, release: Release, pasts: Sequence[Past], told: list[str]) -> Iterator[Text]:
    """The texts of a release that differ from the one before, each with the moment from which it stood."""
    begin = release.public_from
    before: Text | None = None
    seen: dt.datetime | None = None
    for past in pasts:
        text = text_of(desk, release.path, past.first or begin, "", past.source)
        if text is None:
            when = f" of {long_date(past.first.date())}" if past.first else ""
            told.append(f"{release.id}: the text{when} has an error and would be held back; it is left out")
            continue
        # A text's former addresses are those of the release, whatever a header of that time would have said.
        header = replace(text.release, former_urls=release.former_urls)
        text = replace(text, id=release.id, release=header, corrections=release.corrections)
        if before is None:
            borne_out = past.first is not None and past.first < begin + _DAY
            text = replace(text, at=min(past.first or begin, begin), assumed=not borne_out)
        elif text.words == before.words:
            seen = past.last or past.first or seen
            continue
        else:
            text = replace(text, at=max(text.at, before.at), said=_said(seen, past.first), assumed=past.first is None)
        before, seen = text, past.last or past.first
        yield text


def _said(before: dt.datetime | None, after: dt.datetime | None) -> str:
    """What a correction says of which nothing but captures tell.

    >>> _said(dt.datetime(2014, 5, 3), dt.datetime(2014, 6, 9))
    'The text was changed between 3 May 2014 and 9 June 2014.'
    """
    if after is None:
        return "The text was changed."
    if before is None or before >= after:
        return f"The text was changed by {long_date(after.date())}."
    if before.date() == after.date():
        return f"The text was changed on {long_date(after.date())}."
    return f"The text was changed between {long_date(before.date())} and {long_date(after.date())}."

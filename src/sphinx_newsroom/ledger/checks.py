"""Check an archive against its ledger: published texts are unchanged, and published addresses still exist.

Each rule is a generator of problems from a :class:`LedgerSubject`. Most of them stop the build, since it would publish
something else.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import bytes_of, read_plain
from sphinx_newsroom.ledger.events import Event, Ledger, Record, read, restore
from sphinx_newsroom.ledger.text_digest import (
    Digests,
    ReleaseFile,
    departed_files,
    files_now,
    header_words,
    kept_path,
    line_words,
    new_files,
    source_of,
)
from sphinx_newsroom.model.addresses import (
    LEDGER,
    LEDGER_CHECKPOINT,
    LEDGER_HEAD,
    LEDGER_STAMP,
    PageName,
    ReleaseId,
    as_kept,
    moved_from,
    release_id,
    release_page,
    superseded_by_name,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.records import Correction, Organization, Release, Superseded, day_in
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.sources.header import paths_of
from sphinx_newsroom.sources.yaml_text import scalar


class PublishedText(NamedTuple):
    """The file of a release or superseded text; *release* and *digests* are None if it can't be parsed.

    *files* are all files that it refers to, whether they exist or not.
    """

    path: str
    release: Release | None
    digests: Digests | None
    files: tuple[ReleaseFile, ...] = ()

    @property
    def zone(self) -> dt.tzinfo:
        """The archive's time zone, or UTC if the text can't be parsed."""
        return self.release.zone if self.release else dt.UTC

    def is_of(self, event: Event, organizations: Mapping[str, Organization]) -> bool:
        """Whether this is the text that a ledger line records, with the same issuers."""
        if self.release is None or self.digests is None or not self.digests.are_of(event):
            return False
        return same_issuers(event, self.release.all_issuers, organizations)


@dataclass(frozen=True)
class LedgerSubject:
    """A ledger and the archive it is compared with: texts and superseded texts by docname, and why texts are withheld.

    *digests* are the SHA-256 of the files that texts refer to, by path.
    """

    ledger: Ledger
    texts: Mapping[PageName, PublishedText]
    superseded: Mapping[PageName, PublishedText]
    withheld: Mapping[PageName, str]
    organizations: Mapping[str, Organization]
    now: dt.datetime
    digests: Mapping[str, str] = field(default_factory=dict)


def ledger_of(root: Path, known: Callable[[bytes], Sequence[Event]] = lambda data: ()) -> Ledger | None:
    """Read the ledger of the archive in *root*, or return None if it has none; *known* returns cached events of its
    first lines.
    """
    head, *others = (bytes_of(root / path) for path in (LEDGER_HEAD, LEDGER_CHECKPOINT, LEDGER_STAMP))
    try:
        data = read_plain(root / LEDGER, follow=True)
        checkpoint, stamp = ((each or b"").decode("utf-8", "replace") for each in others)
        return replace(read(data, head, known(data)), checkpoint=checkpoint, stamp=stamp)
    except FileNotFoundError:
        if head is None and others[0] is None:
            return None
    except OSError:
        pass
    problem = Problem(LEDGER, 1, Code.LEDGER, "the ledger is missing or can't be read", restore(LEDGER))
    return Ledger(problems=(problem,), head=({"head": ""},))


def events_of(ledger: Ledger) -> dict[PageName, Event]:
    """Return the ledger line that records each text, by docname, including superseded texts."""
    return {
        release_page(record.id) if event is record.current else superseded_page(record.id, event.revision): event
        for record in ledger.records.values()
        for event in record.revisions
    }


def same_issuers(event: Event, issuers: tuple[str, ...], organizations: Mapping[str, Organization]) -> bool:
    """Whether the *issuers* in a header are the organizations in the text's ledger line, even if their ids changed."""
    recorded = event.issuers
    return len(issuers) == len(recorded) and all(
        _same_body(id_, then, name, organizations) for id_, (then, name) in zip(issuers, recorded, strict=True)
    )


def _same_body(id_: str, then: str, name: str | None, organizations: Mapping[str, Organization]) -> bool:
    """Whether an organization is the one that had the id *then*: by its id, a former id, or its name at that time.

    The name only counts if the record still has it.
    """
    if id_ == then:
        return True
    record = organizations.get(id_)
    if record is None:
        return False
    return then in record.former_ids or name in (record.name, *(other.name for other in record.other_names))


def superseded_of(subject: LedgerSubject) -> dict[PageName, Superseded]:
    """Return the superseded texts that are in the ledger and can be parsed, by docname."""
    found = {}
    for record in subject.ledger.records.values():
        for event in record.superseded:
            text = subject.superseded.get(superseded_page(record.id, event.revision))
            if text is not None and text.release is not None:
                superseded = Superseded(text.release, event.revision)
                found[superseded.docname] = superseded
    return found


def paired(
    corrections: Sequence[Correction], events: Sequence[Event], zone: dt.tzinfo = dt.UTC
) -> list[tuple[Correction, Event | None]]:
    """Pair a release's *corrections*, the oldest first, with the ledger lines that record them.

    A line records a correction with the same note. If there are several, it is the newest one that isn't dated after
    the line, because the header is written first. If all are dated later, someone changed the dates, and it is the
    newest.

    Args:
        corrections: The corrections, the oldest first.
        events: The release's ledger lines of corrections, in order.
        zone: The time zone of the dates.
    """
    found: dict[int, Event] = {}
    for event in reversed(events):
        alike = [
            place
            for place, correction in enumerate(corrections)
            if place not in found and _words(correction.note) == _words(event.note)
        ]
        in_time = [place for place in alike if corrections[place].date <= day_in(zone, event.at)]
        if alike:
            found[(in_time or alike)[-1]] = event
    return [(correction, found.get(place)) for place, correction in enumerate(corrections)]


def unsaid(release: Release, record: Record) -> list[Event]:
    """Return the ledger lines of corrections that are missing in a release's header, or have another note there.

    The result is empty for withdrawn releases, since pages don't show their corrections.
    """
    if not record.corrected or release.withdrawn:
        return []
    found = paired(release.corrections_in_order, record.corrected, release.zone)
    said = {event.revision for _, event in found if event is not None}
    return [event for event in record.corrected if event.revision not in said and not event.erased]


def other_reason(release: Release, record: Record) -> str | None:
    """Return the recorded reason of a withdrawal if the header has another one, otherwise None."""
    if release.withdrawn is None or record.withdrawn is None:
        return None
    reason = record.withdrawn.note
    return reason if _words(reason) not in ("", _words(release.withdrawn.reason)) else None


def as_recorded(release: Release, record: Record) -> Release:
    """Add recorded corrections that are missing in a release's header, and restore the recorded reason of its
    withdrawal.

    They replace corrections of the same day that no line records, which are probably the same in other words.
    """
    if release.withdrawn and (reason := other_reason(release, record)):
        return replace(release, withdrawn=replace(release.withdrawn, reason=reason))
    missing = [
        (Correction(day_in(release.zone, event.at), event.note), event.revision) for event in unsaid(release, record)
    ]
    if not missing:
        return release
    days = Counter(one.date for one, _ in missing)
    kept = []
    for correction, event in paired(release.corrections_in_order, record.corrected, release.zone):
        if event is None and days[correction.date]:
            days[correction.date] -= 1
        else:
            kept.append((correction, event.revision if event else 0))
    in_order = sorted((*kept, *missing), key=lambda one: (one[0].date, one[1]))
    return replace(release, corrections=tuple(correction for correction, _ in in_order[::-1]))


def _words(note: str) -> str:
    """Normalize white space, which YAML may change in a note."""
    return " ".join(note.split())


_FEW = dt.timedelta(days=1)
"""The most by which the clocks of two machines may differ."""


def clock_behind(events: Iterable[Event], now: dt.datetime) -> str:
    """Return a message if the clock, which says *now*, must be wrong, with advice; otherwise an empty string."""
    newest = max((event.recorded or event.at for event in events), default=now)
    if newest <= now + _FEW:
        return ""
    now_text, newest_text = (f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}" for moment in (now, newest))
    advice = "correct the clock, or its substitute (newsroom_now, SOURCE_DATE_EPOCH)"
    return f"the clock says {now_text}, but the ledger has a line from {newest_text}; {advice}"


_AGAIN = {
    "embargo": ("under embargo", "restore its date and embargo"),
    "draft": ("a draft", "take `draft` out of its header"),
}
"""The ways in which a published text can be withheld by its own header, with advice."""


def check(subject: LedgerSubject) -> Iterator[Problem]:
    """Yield every difference between an archive and its ledger."""
    for record in subject.ledger.records.values():
        if not record.current.erased:  # an erased text's page is generated from the ledger
            yield from _release(record, subject)
        yield from _superseded(record, subject)
        yield from _unsaid(record, subject)
    yield from _unknown_superseded(subject)
    yield from _unrecorded(subject)


def _release(record: Record, subject: LedgerSubject) -> Iterator[Problem]:
    docname = release_page(record.id)
    text = subject.texts.get(docname)
    reason = subject.withheld.get(docname)
    if text is None or (text.release is None and reason is None):
        yield _missing(record, subject)
        return
    if reason == "error":
        original = text.release.translation_of if text.release else None
        broken = original is not None and subject.withheld.get(release_page(original)) == "error"
        mend = f"{original}, which it translates" if broken else "this file"
        yield Problem(
            text.path,
            1,
            Code.VANISHED,
            f"{record.id} has been published and would disappear",
            f"correct the mistake in {mend}",
        )
    # A preview shows drafts, so they aren't among the withheld.
    why = "draft" if text.release and text.release.draft else reason
    # A build as of an earlier time withholds what was published since, which is fine.
    if why in _AGAIN and record.revisions[0].at <= subject.now:
        state, mend = _AGAIN[why]
        message = f"{record.id} has been published and is {state} again"
        advice = f"{mend}, or take it back: newsroom withdraw {record.id} --reason …"
        yield Problem(text.path, 1, Code.VANISHED, message, advice)
    if text.release is None:
        return
    # Digests instead of bytes: topics, layout and line endings may change after publication.
    if not text.is_of(record.current, subject.organizations):
        yield _changed(record, text, subject)
    elif reason != "error":  # otherwise it isn't known which files the text refers to
        yield from _files(record, text, subject)
    if record.withdrawn and not text.release.withdrawn:
        when = long_date(day_in(text.release.zone, record.withdrawn.at))
        yield Problem(
            text.path,
            1,
            Code.NOT_AS_PUBLISHED,
            f"{record.id} was withdrawn on {when}, but its header no longer says so",
            "restore `withdrawn:`; to make the text public again, publish it under another name",
        )
    for url in led_to(record):
        if url not in text.release.former_urls:
            yield Problem(
                text.path,
                1,
                Code.VANISHED,
                f"the address {url} points to {record.id}, and would stop working",
                # In a YAML list, a question mark would begin a key.
                f"add it to `former_urls` in the header: former_urls: [{json.dumps(url) if '?' in url else url}]",
            )


def _unsaid(record: Record, subject: LedgerSubject) -> Iterator[Problem]:
    """Report recorded corrections and reasons that the header changed or omits; the site shows the recorded ones."""
    text = subject.texts.get(release_page(record.id))
    if text is None or text.release is None:
        return
    if reason := other_reason(text.release, record):
        yield Problem(
            text.path,
            1,
            Code.KEPT_AS_PUBLISHED,
            f"the reason under `withdrawn:` isn't the recorded one, {_KEEPS}",
            f"restore it: reason: {scalar(' '.join(reason.split()), flow=True)}",
        )
    for event in unsaid(text.release, record):
        day, note = day_in(text.zone, event.at), scalar(" ".join(event.note.split()), flow=True)
        yield Problem(
            text.path,
            1,
            Code.KEPT_AS_PUBLISHED,
            f"the correction of {long_date(day)} in the header differs from the recorded one, {_KEEPS}",
            f"restore it under `corrections:` as {{date: {day}, note: {note}}}",
        )


_KEEPS = "so the site keeps what was published last"


def led_to(record: Record) -> tuple[str, ...]:
    """Return the addresses that must redirect to a release, which its header must list."""
    urls = (*(url_of(release_page(former.id)) for former in record.former), *record.former_urls)
    return tuple(dict.fromkeys(map(as_kept, urls)))


def _files(record: Record, text: PublishedText, subject: LedgerSubject) -> Iterator[Problem]:
    """Report files that differ from the published ones, and an unfinished correction without changes."""
    now = files_now(text.files, subject.digests)
    departed = list(departed_files(record.current, now)) if not record.withdrawn else []
    begun = superseded_page(record.id, record.current.revision) in subject.superseded
    if begun:
        yield _unfinished(record, text) if departed else _begun(record, subject)
        return
    paths = {file.name: file.path for file in text.files}
    for name in departed:
        path, when = paths.get(name, kept_path(record.id, record.current.revision, name)), record.current.at
        state = "is missing; it was published" if name not in now else "isn't the one that was published"
        yield Problem(
            path,
            1,
            Code.NOT_AS_PUBLISHED if name in now else Code.VANISHED,
            f"the file {name} of {record.id} {state} on {long_date(day_in(text.zone, when))}",
            f"restore it, or record the change: {_correct(record)}",
        )


def _missing(record: Record, subject: LedgerSubject) -> Problem:
    path, *_ = paths_of(release_page(record.id))
    same = [
        release_id(page) for page, text in subject.texts.items() if text.is_of(record.current, subject.organizations)
    ]
    if elsewhere := next((id_ for id_ in same if id_ not in subject.ledger.records), None):
        advice = f"rename it to {path} again, then run: newsroom move {record.id} {elsewhere}"
        return Problem(path, 1, Code.VANISHED, f"{record.id} has been published; its text is now {elsewhere}", advice)
    return Problem(
        path,
        1,
        Code.VANISHED,
        f"{record.id} has been published, but its file is missing",
        f"{restore(path)}; to take the release down, run this afterwards: newsroom withdraw {record.id} --reason …",
    )


def _changed(record: Record, text: PublishedText, subject: LedgerSubject) -> Problem:
    kept = subject.superseded.get(superseded_page(record.id, record.current.revision))
    if kept is not None and kept.is_of(record.current, subject.organizations):
        return _unfinished(record, text)
    issuers = text.release.all_issuers if text.release else ()
    if not text.release or same_issuers(record.current, issuers, subject.organizations):
        return not_as_published(record, text)
    # the issuer may come from the header, or from conf.py for all releases
    now, then = (", ".join(ids) or "none" for ids in (issuers, (id_ for id_, _ in record.current.issuers)))
    day = long_date(day_in(text.zone, record.current.at))
    message = f"the issuer is {now}, and was {then} when this was published on {day}"
    advice = "restore `issuer` or, if the header has none, `newsroom_issuer` in conf.py"
    return Problem(text.path, 1, Code.NOT_AS_PUBLISHED, message, f"{advice}; or record it: {_correct(record)}")


def not_as_published(record: Record, text: PublishedText, then: Release | None = None) -> Problem:
    """Return the problem of a text that differs from its record, with the header keys that differ.

    *then* is the published header; without it, only the values in the ledger line are compared.
    """
    event, number = record.current, record.current.revision
    differing = dict(_differing(event, text.release, then)) if text.release else {}
    what = "the text that" if number == 1 else f"revision {number}, which"
    day, changes = long_date(day_in(text.zone, event.at)), ", ".join(differing.values())
    message = f"this isn't {what} was published on {day}{f' ({changes})' if changes else ''}"
    undo = "restore `language`; if the header has none, that of conf.py"
    mend = undo if differing.keys() == {"language"} else "undo the change"
    return Problem(text.path, 1, Code.NOT_AS_PUBLISHED, message, f"{mend}, or record it: {_correct(record)}")


def _differing(event: Event, now: Release, then: Release | None) -> Iterator[tuple[str, str]]:
    """Yield the header keys that changed since publication, each with its former value in words."""
    was = header_words(then) if then else line_words(event)
    today = header_words(now) if then else {**header_words(now), "date": now.date.isoformat()}
    for key in {**was, **today} if then else was:
        before = was.get(key)
        if before != today.get(key):
            words = "was another" if isinstance(before, list) else f"was {before}" if before else "was not there"
            yield key, f"`{key}` {words}"


def _correct(record: Record) -> str:
    return f"newsroom correct {record.id} --note …"


def _unfinished(record: Record, text: PublishedText) -> Problem:
    return Problem(
        text.path,
        1,
        Code.NOT_AS_PUBLISHED,
        f"the correction of {record.id} isn't recorded yet",
        f"when the text is right, run: newsroom publish {record.id}",
        pending=True,
    )


def _begun(record: Record, subject: LedgerSubject) -> Problem:
    kept = subject.superseded[superseded_page(record.id, record.current.revision)]
    return Problem(
        kept.path,
        1,
        Code.NOT_AS_PUBLISHED,
        f"a correction of {record.id} was begun, but its text hasn't changed yet",
        f"change the text, then run: newsroom publish {record.id}; or delete this file and the new item "
        "under `corrections`",
        pending=True,
    )


def _superseded(record: Record, subject: LedgerSubject) -> Iterator[Problem]:
    for event in record.superseded:
        if event.erased:
            continue
        docname = superseded_page(record.id, event.revision)
        text = subject.superseded.get(docname)
        path = text.path if text else f"{docname}.md"
        if text is None:
            yield Problem(
                path, 1, Code.VANISHED, f"the superseded text {event.revision} of {record.id} is missing", restore(path)
            )
        elif not text.is_of(event, subject.organizations):
            yield Problem(
                path,
                1,
                Code.NOT_AS_PUBLISHED,
                f"this isn't the text that was published on {long_date(day_in(text.zone, event.at))}",
                restore(path),
            )
        elif not record.withdrawn:
            yield from _superseded_files(record, event, text, subject)


def _superseded_files(record: Record, event: Event, text: PublishedText, subject: LedgerSubject) -> Iterator[Problem]:
    # A file that the current text still has is reported there.
    recorded = dict(set(event.files or ()) - set(record.current.files or ()))
    for file in text.files:
        if file.name in recorded and source_of(file, event, record, subject.digests) is None:
            path = kept_path(record.id, event.revision, file.name)
            message = f"the file {file.name} that {record.id} used in revision {event.revision} is missing"
            yield Problem(path, 1, Code.VANISHED, message, restore(path))


def _unknown_superseded(subject: LedgerSubject) -> Iterator[Problem]:
    for docname, text in subject.superseded.items():
        found = superseded_by_name(docname)
        assert found is not None  # otherwise it wouldn't be a superseded text
        page, revision = found
        id_ = release_id(PageName(page))
        record = subject.ledger.records.get(id_)
        if record is None or revision > len(record.revisions):
            moved = _moved(subject).get(id_)
            advice = f"delete it; {id_} has moved to {moved}" if moved else "rename or delete it"
            yield Problem(
                text.path, 1, Code.NOT_AS_PUBLISHED, "the ledger doesn't contain this superseded text", advice
            )


def _moved(subject: LedgerSubject) -> dict[ReleaseId, ReleaseId]:
    """Return the former ids of releases in the ledger, mapped to the current ones."""
    return {former.id: record.id for record in subject.ledger.records.values() for former in record.former}


def _unrecorded(subject: LedgerSubject) -> Iterator[Problem]:
    former = _moved(subject)
    for docname, text in subject.texts.items():
        reason = subject.withheld.get(docname)
        if reason not in (None, "unpublished") or text.release is None or text.release.draft:
            continue
        id_ = text.release.id
        record = subject.ledger.records.get(id_)
        if record is None and id_ in former:
            yield Problem(
                text.path,
                1,
                Code.NOT_AS_PUBLISHED,
                f"{id_} has moved to {former[id_]}",
                f"delete this file, or give a new release a name other than {id_}",
            )
        elif record is None:
            code, message = Code.UNRECORDED, f"{id_} isn't in the ledger yet"
            if reason == "unpublished":
                code, message = Code.UNPUBLISHED, f"{id_} isn't published, so it isn't on the site"
            advice = f"when its text is final, run: newsroom publish {id_}"
            yield Problem(text.path, 1, code, message, advice, pending=True)
        elif text.release.withdrawn and not record.withdrawn:
            message = f"the withdrawal of {id_} isn't in the ledger yet"
            yield Problem(text.path, 1, Code.UNRECORDED, message, f"run: newsroom publish {id_}", pending=True)
        # Tested last because comparing texts takes longest, and most releases have no files.
        elif text.files and not record.withdrawn and text.is_of(record.current, subject.organizations):
            for name in new_files(record.current, files_now(text.files, subject.digests)):
                message = f"the file {name} of {id_} isn't in the ledger yet"
                advice = f"when it is final, run: newsroom publish {id_}"
                yield Problem(text.path, 1, Code.UNRECORDED, message, advice, pending=True)


def moved_ids(releases: Mapping[PageName, Release]) -> dict[ReleaseId, ReleaseId]:
    """Return the former ids of releases, mapped to the current ones, derived from their former addresses.

    *releases* is keyed by docname. An id that is in use isn't a former id.
    """
    return {
        former: release.id
        for release in releases.values()
        for url in release.former_urls
        if (former := moved_from(url)) and release_page(former) not in releases
    }

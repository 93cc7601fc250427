"""What happened since the last time, and who is to be told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain

from sphinx_newsroom.cli.alert.recipients import Recipient
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.operations.alert_state import AlertState, Target, release_of
from sphinx_newsroom.outputs.alerts.matching import BuiltSite, Happening, Matcher, QueryError


def collect(
    state: AlertState,
    site: BuiltSite,
    told: Mapping[Alert, Sequence[Recipient]],
    unclear: Set[str],
    settings: Settings,
) -> Iterator[Problem]:
    """Have what is new in a site wait for whoever asked for it; the state then knows all of the site.

    Of the alerts *unclear* (ids), who is told is not known in full today: who was told before waits, too.
    What happened is kept for an alert whose query can't be answered today; the problem is yielded.
    """
    _rename(state, site)
    new = _new(state, site)
    state.known = (state.known or set()) | site.happenings.keys()
    missed = {
        id_: [site.happenings[one] for one in keys if one in site.happenings] for id_, keys in state.missed.items()
    }
    unread = unclear - {alert.id for alert in told}
    for id_ in unread:
        if state.of_alert(id_):
            state.missed[id_] = [*state.missed.get(id_, ()), *(one.key for one in new)]
    if not new and not any(missed.values()):
        return
    matcher = Matcher(site, {one.id for one in chain(new, *missed.values())}, settings.language)
    for alert, recipients in told.items():
        happened = [*missed.get(alert.id, ()), *new]
        try:
            wanted = matcher.ids_for(alert)
        except QueryError as error:
            state.missed[alert.id] = [one.key for one in happened]
            for recipient in recipients:
                state.targets.setdefault(recipient.key, Target())
            yield error.problem(alert)
            continue
        state.missed.pop(alert.id, None)
        before = state.of_alert(alert.id) if alert.id in unclear else {}
        for key in {**before, **dict.fromkeys(recipient.key for recipient in recipients)}:
            _wait(state.targets.setdefault(key, Target()), happened, wanted)


def _new(state: AlertState, site: BuiltSite) -> list[Happening]:
    """What is to be told of what the state does not know.

    What readers were never told of is told as it is now, or not at all where it is gone already.
    """
    known = state.known or set()
    new = [one for key, one in site.happenings.items() if key not in known]
    fresh = {one.id for one in new if one.kind == "new"}
    return [one for one in new if one.id not in fresh or (one.kind == "new" and not site.rows[one.id]["withdrawn"])]


def _wait(target: Target, happened: Iterable[Happening], wanted: Collection[str]) -> None:
    """Have what is *wanted* wait, and what happened to releases that were told of."""
    events = chain(target.pending, *target.open.values())
    before = {*target.told, *map(release_of, events)}
    target.add(one.key for one in happened if one.id in wanted or (one.kind != "new" and one.id in before))


def begin(state: AlertState, site: BuiltSite, since: dt.date | None) -> None:
    """Take what there is for told, all of it or what came before a day."""
    found = site.happenings
    state.known = {key for key, one in found.items() if since is None or one.date < since}


def _rename(state: AlertState, site: BuiltSite) -> None:
    """Follow releases that have another id by now: what they had been told of stays told."""
    former = site.former
    if not former or state.known is None:
        return

    def now(event: str) -> str:
        return _moved(event, former)

    state.known = set(map(now, state.known))
    state.missed = {alert: list(map(now, events)) for alert, events in state.missed.items()}
    for target in state.targets.values():
        target.pending = list(map(now, target.pending))
        target.told = [former.get(id_, id_) for id_ in target.told]
        target.open = {id_: list(map(now, events)) for id_, events in target.open.items()}


def _moved(event: str, former: Mapping[str, str]) -> str:
    kind, id_, *rest = event.split(" ")
    return " ".join((kind, former.get(id_, id_), *rest))


def to_tell(events: Iterable[str], site: BuiltSite) -> list[Happening]:
    """What of some events is still to be told, by days: a text that was withdrawn is no news, nor is its correction.

    Who is told of a release as it is now need not be told what was corrected in it before.
    """
    found = [site.happenings[event] for event in events if event in site.happenings]
    gone = {one.id for one in found if one.kind != "withdrawn" and site.rows[one.id]["withdrawn"]}
    new = {one.id for one in found if one.kind == "new"}
    kept = [
        one
        for one in found
        if not (one.kind == "withdrawn" and one.id in new)  # never heard of it
        and not (one.kind != "withdrawn" and one.id in gone)
        and not (one.kind == "corrected" and one.id in new)
    ]
    return sorted(kept, key=lambda one: (one.date, one.key))


def is_due(alert: Alert, last: str, settings: Settings) -> bool:
    """Whether an alert may be sent, by when it was sent *last*: days and weeks are those of the archive's time zone."""
    if not last or alert.rate == "at-once":
        return True
    before, today = dt.datetime.fromisoformat(last).astimezone(settings.zone).date(), settings.today
    if alert.rate == "daily":
        return before < today
    return before.isocalendar()[:2] < today.isocalendar()[:2]

"""``corrections/rss.xml``: every correction and withdrawal as an item of its own, newest first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import CORRECTIONS, RSS, PageName, feed_folder
from sphinx_newsroom.model.days import begin_of_day
from sphinx_newsroom.outputs.feeds import rss, xml
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.feeds.identity import rfc822
from sphinx_newsroom.outputs.feeds.items import NOWHERE, plain
from sphinx_newsroom.outputs.feeds.selection import of_corrections
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_newsroom.config import Settings


class Change(NamedTuple):
    """A correction or withdrawal (*kind* is "corrected" or "withdrawn") of a release, on a *date* such as 2021-02-05.

    *page* is that of the release, *before* that of the text that was superseded, where it was kept.
    """

    page: PageName
    title: str
    kind: str
    date: str
    note: str
    before: str = ""


class _Item(NamedTuple):
    title: str
    page: str
    note: str
    date: dt.datetime
    guid: str


def outputs(changes: Sequence[Change], ids: Mapping[PageName, str], settings: Settings) -> Iterator[Output]:
    """The feed of the newest corrections; *changes* are all, newest first, *ids* those of releases, by docname."""
    # All are numbered before the newest are taken, so that no guid depends on how many a feed holds.
    shown = _items(changes, ids, settings)[: settings.feed_items]
    digest = fingerprint(settings.project, settings.baseurl, settings.interface, settings.websub_hub, shown)
    yield Output("feeds/corrections", digest, partial(_file, shown, settings))


def _file(shown: Sequence[_Item], settings: Settings) -> dict[str, bytes]:
    return {feed_folder(CORRECTIONS) + RSS: _document(shown, settings)}


def _items(changes: Sequence[Change], ids: Mapping[PageName, str], settings: Settings) -> list[_Item]:
    counted: Counter[str] = Counter()
    found = []
    for change in reversed(changes):  # a further one of the same day must not rename the first
        guid = f"{ids[change.page]}/{change.kind}/{change.date}"
        counted[guid] += 1
        told = translatable("Withdrawn: {title}") if change.kind == "withdrawn" else translatable("Corrected: {title}")
        found.append(
            _Item(
                plain(settings.interface.say(told, title=change.title)),
                change.before or change.page,  # the page of the text before shows what changed
                plain(change.note),
                begin_of_day(dt.date.fromisoformat(change.date), settings.zone),
                f"{guid}#{counted[guid]}" if counted[guid] > 1 else guid,
            )
        )
    return found[::-1]


def _document(shown: Iterable[_Item], settings: Settings) -> bytes:
    base = clean(settings.baseurl) or NOWHERE
    dates = [item.date for item in shown]
    newest = max(dates) if dates else None
    place = of_corrections(settings)
    channel = rss.Channel(
        place.folder + RSS,
        place.title,
        base + place.page,
        place.description,
        settings.language,
        newest,
        newest,
    )
    return rss.channel(channel, (_entry(item, base) for item in shown), settings)


def _entry(item: _Item, base: str) -> str:
    return "".join(
        [
            "<item>\n",
            rss.title(item.title),
            xml.element("link", f"{xml.address(base, item.page)}.html"),
            xml.element("description", xml.text(item.note)),
            f'<guid isPermaLink="false">{xml.text(item.guid)}</guid>\n',
            xml.element("pubDate", rfc822(item.date)),
            "</item>\n",
        ]
    )

"""Find the releases of a built site that match an alert, and build the feeds and the page entries of alerts.

The input is a site that a build has finished and the search engine that its readers use.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import quote, urlencode

from babel import Locale, UnknownLocaleError

from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model.addresses import (
    OFFICIAL_RECORDS,
    ORGANIZATION_RECORDS,
    RELEASE_ROWS,
    SEARCH,
    SEARCH_FOLDER,
    PageName,
    ReleaseId,
    alert_feed,
    moved_from,
    url_of,
)
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.model.records import ENTITY_KINDS
from sphinx_newsroom.outputs.feeds.selection import ITEMS, Feed, Order
from sphinx_newsroom.outputs.search.index_files import by_part

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.ledger.events import Record


Kind = Literal["new", "corrected", "withdrawn"]


class Happening(NamedTuple):
    """Something that happened to a release on a day; *key* identifies it permanently, *words* describes it."""

    key: str
    kind: Kind
    id: str
    date: dt.date
    words: str


@dataclass(frozen=True)
class BuiltSite:
    """The releases of a site by id, read from ``data/releases.jsonl``; *root* is the site's folder."""

    root: Path
    rows: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    """Names of organizations by id."""
    officials: Set[str]
    """The ids of officials."""

    @classmethod
    def read(cls, root: Path) -> BuiltSite:
        """Read the site in a folder; raises OSError or ValueError if no build has finished there."""
        with (root / RELEASE_ROWS).open(encoding="utf-8") as lines:
            rows = {row["id"]: row for row in map(json.loads, lines)}
        bodies, persons = (json.loads((root / path).read_bytes()) for path in (ORGANIZATION_RECORDS, OFFICIAL_RECORDS))
        names = {record["id"]: record["name"] for record in bodies}
        return cls(root, rows, names, {record["id"] for record in persons})

    @property
    def organizations(self) -> Set[str]:
        """The ids of organizations."""
        return self.names.keys()

    @cached_property
    def happenings(self) -> Mapping[str, Happening]:
        """All events by key, those of the oldest release first."""
        return {one.key: one for id_ in self.rows for one in self._of(id_)}

    def _of(self, id_: str) -> Iterator[Happening]:
        row = self.rows[id_]
        yield Happening(f"new {id_}", "new", id_, dt.date.fromisoformat(row["date"]), row["summary"] or "")
        counted: Counter[str] = Counter()
        for correction in row["corrections"]:
            date = correction["date"]
            counted[date] += 1
            key = f"corrected {id_} {date} {counted[date]}"
            yield Happening(key, "corrected", id_, dt.date.fromisoformat(date), correction["note"])
        if withdrawal := row["withdrawn"]:
            date = withdrawal["date"]
            yield Happening(f"withdrawn {id_}", "withdrawn", id_, dt.date.fromisoformat(date), withdrawal["reason"])

    @cached_property
    def former(self) -> Mapping[str, str]:
        """Current release ids by former id."""
        urls = ((url, id_) for id_, row in self.rows.items() for url in row["former_urls"])
        return {str(old): id_ for url, id_ in urls if (old := moved_from(url)) and old not in self.rows}

    def issuers(self, id_: str) -> list[str]:
        """Return the names of a release's issuers."""
        return [self.names.get(by, by) for by in self.rows[id_]["issuers"]]

    def search_file(self, key: str) -> bytes:
        """Return a file of the site's search index; raises OSError."""
        return (self.root / SEARCH_FOLDER / f"{key}.js").read_bytes()


Read = Callable[[str], bytes]
"""Reads a file of the search index by key, such as ``engine`` or ``2011/t0``; raises OSError."""

SECONDS = 10
"""CPU time limit of a query. In an archive of 10,000 releases, most take a hundredth of a second."""

MEMORY = 2**30
"""Memory limit of an engine, in bytes. The index of 10,000 releases uses a twentieth of it."""

_FILE = re.compile(rf"{SEARCH_FOLDER}/(\w[\w/-]*)\.js(?:\?.*)?", re.ASCII)

# The browser features that the scripts use. QuickJS cannot call Python while a time limit is set, so requested scripts
# wait in a list.
_BROWSER = """
globalThis.window = globalThis;
globalThis.newsroom = { say: (text) => text, script: (address) => address };
globalThis.wanted = [];
globalThis.document = {
  documentElement: { lang: LANGUAGE, dataset: {} },
  createElement: () => ({ remove() {} }),
  head: { append: (script) => wanted.push(script) },
  querySelector: () => null,
};
globalThis.Intl = {
  DisplayNames: class {
    of(tag) {
      return NAMES[tag.replaceAll("-", "_")] ?? NAMES[tag.split("-")[0]] ?? tag;
    }
  },
};
function ask(name, args) {
  const done = (answer) => { globalThis.answer = JSON.stringify(answer); };
  globalThis.answer = null;
  newsroom.parts[name](...args).then((found) => done({ found }), (error) => done({ error: String(error) }));
}
"""


class QueryError(ValueError):
    """A query that the engine doesn't answer, because it takes too much time or memory."""

    def problem(self, alert: Alert) -> Problem:
        """Return this error as a problem of the *alert* whose query failed."""
        advice = "use fewer words, or longer ones before each *"
        line = alert.lines.get("query", 1)
        return Problem(alert.path, line, Code.COSTLY_QUERY, f"the query can't be answered ({self})", advice)


class Engine:
    """Runs a site's own search scripts, as for a reader whose pages are in *language*.

    Releases are numbered from the oldest to the newest. *read* returns the files of the search index. Raises
    ConfigError if QuickJS is missing. All methods raise OSError if a file is missing and ValueError if one is damaged.
    """

    def __init__(self, read: Read, language: str) -> None:
        try:
            import quickjs
        except ImportError:
            install = "pip install 'sphinx-newsroom[alerts]'"
            raise ConfigError(f"alerts with a query require QuickJS, which is missing: {install}") from None
        self._new, self._failure = quickjs.Context, quickjs.JSException
        self._read, self._language = read, language
        self._context: Any = None

    def holding(self, query: str, within: Iterable[int] | None = None) -> frozenset[int]:
        """Return the releases that match a query, optionally only those *within* a set; raises QueryError."""
        return frozenset(self._answer("holding", query, None if within is None else sorted(within)))

    def released_on(self, dates: Iterable[str]) -> Mapping[str, int]:
        """Return the releases of some days (``2011-06-21``), each with its number."""
        return dict(self._answer("releasedOnDays", sorted(dates)))

    def _answer(self, name: str, *args: object) -> Any:
        # After a failure the next call starts a new context.
        context, self._context = self._context or self._opened(), None
        end = time.process_time() + SECONDS
        try:
            context.get("ask")(name, context.parse_json(json.dumps(args)))
            while context.execute_pending_job() or self._load(context):
                if time.process_time() > end:
                    raise QueryError
            answer = json.loads(context.get("answer") or '{"error": "there is no answer"}')
        except (self._failure, QueryError) as error:  # exceptions thrown by scripts are part of the answer
            raise QueryError(f"it takes more than {SECONDS} seconds or {MEMORY >> 20} MB") from error
        if "found" not in answer:
            raise QueryError(answer["error"])
        self._context = context
        return answer["found"]

    def _opened(self) -> Any:
        context = self._new()
        context.set_memory_limit(MEMORY)
        context.set_time_limit(SECONDS)
        names: dict[str, str] = {}
        with suppress(UnknownLocaleError, ValueError):
            names |= Locale.parse(self._language, sep="-").languages
        context.eval(f"const LANGUAGE = {json.dumps(self._language)}, NAMES = {json.dumps(names)};{_BROWSER}")
        self._run(context, "engine")
        return context

    def _load(self, context: Any) -> bool:
        """Run the script requested first; return False if none is waiting."""
        address = context.eval("wanted.length ? String(wanted[0].src) : ''")
        if not address:
            return False
        found = _FILE.fullmatch(address)
        if not found:
            raise ValueError(f"{SEARCH_FOLDER}/engine.js requests {address}, which isn't a search file")
        self._run(context, found[1])
        context.eval("wanted.shift().onload()")
        return True

    def _run(self, context: Any, key: str) -> None:
        try:
            context.eval(self._read(key).decode())
        except (ValueError, self._failure) as error:
            reason = str(error).partition("\n")[0]
            raise ValueError(f"{SEARCH_FOLDER}/{key}.js is damaged: {reason}") from error


class Matcher:
    """Matches alerts against the releases *ids* of a site, with search in *language*."""

    def __init__(self, site: BuiltSite, ids: Iterable[str], language: str) -> None:
        self.site = site
        self._language = language
        self._asked = frozenset(ids)
        searched = self._standing(self._asked)
        # Originals too: a translation is announced only to those who didn't get its original.
        self._searched = searched | self._standing({site.rows[id_]["translation_of"] for id_ in searched})

    def _standing(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the releases that search can find: a withdrawn release has no text any more."""
        rows = self.site.rows
        return frozenset(id_ for id_ in ids if id_ in rows and not rows[id_]["withdrawn"])

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.site.search_file, self._language)

    @cached_property
    def _numbers(self) -> Mapping[int, str]:
        released = self._engine.released_on({self.site.rows[id_]["date"] for id_ in self._searched})
        return {number: id_ for id_, number in released.items() if id_ in self._searched}

    def _facets(self, id_: str) -> Mapping[str, Iterable[str]]:
        row = self.site.rows[id_]
        named: dict[str, list[str]] = {kind: row[f"{kind}s"] for kind in ENTITY_KINDS}
        return {**named, "type": [row["type"]], "language": [row["language"]]}

    def ids_for(self, alert: Alert) -> frozenset[str]:
        """Return the releases that match an alert; raises QueryError, and the errors of :class:`.Engine`.

        A translation is left out if its original matches as well.
        """
        found = self._searched | self._asked
        if alert.query:
            found = frozenset(map(self._numbers.__getitem__, self._engine.holding(alert.query, self._numbers)))
        fitting = frozenset(id_ for id_ in found if _fits(self._facets(id_), alert))
        return frozenset(id_ for id_ in fitting & self._asked if self.site.rows[id_]["translation_of"] not in fitting)


def _fits(facets: Mapping[str, Iterable[str]], alert: Alert) -> bool:
    """Whether a release's *facets* match an alert's filters: any value of each filter, and all filters."""
    return all({*facets[facet]} & {*values} for facet, values in alert.facets)


KIND = "alert"
"""The kind of these feeds among all feeds."""


def alerts_view(alerts: Iterable[Alert], settings: Settings) -> dict[str, Any] | None:
    """Return the alerts shown on the page *Subscribe*; None if the archive offers none.

    *found* is the address of a search with an alert's results, *ask* the address to subscribe to it, or to request
    another one.
    """
    say = settings.interface.say
    offered = [
        {
            "name": alert.name,
            "found": search_address(alert),
            "folder": alert_feed(alert.id) if alert.feed else "",
            "ask": ask_address(settings.alerts, settings.interface, alert.name) if alert.public else "",
        }
        for alert in alerts
    ]
    if not offered and not settings.alerts:
        return None
    ask = ask_address(settings.alerts, settings.interface, say("(what interests you)"))
    return {"ask": ask, "offered": offered}


def search_address(alert: Alert) -> str:
    """Return the address of the search with an alert's results, relative to the site's root.

    >>> from sphinx_newsroom.model.alerts import Alert
    >>> search_address(Alert("ports", "alerts/ports.yaml", "Ports", query="new ports", topics=("ports",)))
    'search.html?q=new+ports&topic=ports'
    """
    query = [("q", alert.query)] if alert.query else []
    return (
        f"{url_of(SEARCH)}?{urlencode([*query, *((facet, one) for facet, values in alert.facets for one in values)])}"
    )


def ask_address(where: str | None, interface: Interface, name: str) -> str:
    """Return the email or form address to request an alert, with its name filled in; empty without *where*.

    Source: RFC 6068 for mail.
    """
    if not where:
        return ""
    if where.startswith("https://"):
        return where.replace("{alert}", quote(name, safe=""))
    subject = interface.say("Alert: {name}", name=name)
    body = "\r\n".join([interface.say("At once, once a day or once a week?"), ""])
    return f"mailto:{quote(where, safe='@+')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def place_of(alert: Alert, settings: Settings) -> Feed:
    """Return the feed of an alert, without its releases."""
    return Feed(
        KIND,
        alert_feed(alert.id),
        alert.name,
        f"{alert.name} – {settings.project}",
        settings.interface.say("Releases that match the alert “{name}”", name=alert.name),
        search_address(alert),
        settings.language,
    )


def feeds_of(
    alerts: Iterable[Alert],
    index: ArchiveIndex,
    settings: Settings,
    read: Read,
    records: Mapping[ReleaseId, Record],
    warn: Callable[[Problem], None],
) -> Iterator[Feed]:
    """Yield the feeds of alerts with their releases.

    If a query can't be answered, its feed is empty.

    Args:
        alerts: the alerts on offer.
        index: the archive's releases.
        settings: the settings of conf.py.
        read: returns the files of the search index, which must exist.
        records: the ledger's records by release id.
        warn: called for each query that can't be answered.
    """
    followed = [alert for alert in alerts if alert.feed]
    if not followed:
        return
    # In the order in which the engine numbers them.
    docnames = [docname for part in by_part(index).values() for docname in part]
    engine, order = Engine(read, settings.language), Order(index, records)
    for alert in followed:
        try:
            numbers: Iterable[int] = engine.holding(alert.query) if alert.query else range(len(docnames))
        except QueryError as error:
            warn(error.problem(alert))
            numbers = ()
        found = {docnames[number] for number in numbers}
        if not alert.query:  # search doesn't find withdrawn releases, but their notices stay in feeds
            found.update(index.entries)
        fitting = {docname for docname in found if _fits(_facets(docname, index), alert)}
        matching = [docname for docname in fitting if index.original(docname) not in fitting]
        yield place_of(alert, settings)._replace(docnames=order.carried(matching, ITEMS))


def _facets(docname: PageName, index: ArchiveIndex) -> Mapping[str, Iterable[str]]:
    release = index.entries[docname].release
    named: dict[str, list[str]] = {
        kind: [id_ for of, id_ in index.named(docname) if of == kind] for kind in ENTITY_KINDS
    }
    return {**named, "type": [release.type], "language": [release.language]}

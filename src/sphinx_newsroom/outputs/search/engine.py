"""The search engine of a built site, run by QuickJS: an alert finds what a reader finds who searches the site."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from babel import Locale, UnknownLocaleError

from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model.addresses import SEARCH_FOLDER
from sphinx_newsroom.model.alerts import Alert

Read = Callable[[str], bytes]
"""Reads the file of a key in the folder of search, such as ``engine`` or ``2011/t0``; raises OSError."""

SECONDS = 10
"""CPU time that a query may take; of 10,000 releases most take a hundredth of a second."""

MEMORY = 2**30
"""Bytes that an engine may use; the index of 10,000 releases takes a twentieth of it."""

_FILE = re.compile(rf"{SEARCH_FOLDER}/(\w[\w/-]*)\.js(?:\?.*)?", re.ASCII)

# What the scripts need of a browser. QuickJS cannot call Python while its time is limited, so scripts wait in a list.
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
    """A query that the engine doesn't answer, since it takes too much time or memory."""

    def problem(self, alert: Alert) -> Problem:
        """What is wrong with the *alert* that asks it."""
        advice = "ask for fewer words, or for longer ones before each *"
        line = alert.lines.get("query", 1)
        return Problem(alert.path, line, Code.COSTLY_QUERY, f"the query can't be answered ({self})", advice)


class Engine:
    """Searches the site of which *read* gives the files, as a reader does whose pages are in *language*.

    Releases are numbered from the oldest to the newest.  Raises ConfigError if QuickJS is missing.  All methods raise
    OSError if a file is missing, ValueError if one is damaged.
    """

    def __init__(self, read: Read, language: str) -> None:
        try:
            import quickjs
        except ImportError:
            install = "pip install 'sphinx-newsroom[alerts]'"
            raise ConfigError(f"alerts with a query need QuickJS, which is missing: {install}") from None
        self._new, self._failure = quickjs.Context, quickjs.JSException
        self._read, self._language = read, language
        self._context: Any = None

    def holding(self, query: str, within: Iterable[int] | None = None) -> frozenset[int]:
        """The releases that hold all of a query, of those *within* or of all; raises QueryError."""
        return frozenset(self._answer("holding", query, None if within is None else sorted(within)))

    def released_on(self, dates: Iterable[str]) -> Mapping[str, int]:
        """The releases of some days, ``2011-06-21``, each with its number."""
        return dict(self._answer("releasedOnDays", sorted(dates)))

    def _answer(self, name: str, *args: object) -> Any:
        context, self._context = self._context or self._opened(), None  # after a failure the next one begins anew
        end = time.process_time() + SECONDS
        try:
            context.get("ask")(name, context.parse_json(json.dumps(args)))
            while context.execute_pending_job() or self._load(context):
                if time.process_time() > end:
                    raise QueryError
            answer = json.loads(context.get("answer") or '{"error": "there is no answer"}')
        except (self._failure, QueryError) as error:  # what scripts throw is in the answer
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
        """Run the script that the engine waits for longest; False if there is none."""
        address = context.eval("wanted.length ? String(wanted[0].src) : ''")
        if not address:
            return False
        found = _FILE.fullmatch(address)
        if not found:
            raise ValueError(f"{SEARCH_FOLDER}/engine.js asks for {address}, which isn't a file of search")
        self._run(context, found[1])
        context.eval("wanted.shift().onload()")
        return True

    def _run(self, context: Any, key: str) -> None:
        """Run a file of the site."""
        try:
            context.eval(self._read(key).decode())
        except (ValueError, self._failure) as error:
            reason = str(error).partition("\n")[0]
            raise ValueError(f"{SEARCH_FOLDER}/{key}.js is damaged: {reason}") from error

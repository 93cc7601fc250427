"""Translations for the scripts, one file per language other than English: ``_search/words-<language>.js``.

A page loads its language's file before the scripts, which are the same for all languages. Browsers cache the file. The
plural rule is gettext's, an expression of ``n`` that is valid JavaScript, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import Interface, script_messages
from sphinx_newsroom.model.addresses import SEARCH_FOLDER
from sphinx_newsroom.model.wording import direction
from sphinx_newsroom.outputs.feeds.xml import feed_style
from sphinx_newsroom.outputs.output import Output, compact_json, ready

_VERSION = 8
_BETWEEN = "\x04"
"""Gettext's separator between context and message."""


class ScriptWords(NamedTuple):
    """The file of a language: its path from the site's root, the suffix of its address, and its content."""

    path: str
    version: str
    text: str


@cache
def script_words(interface: Interface) -> ScriptWords | None:
    """Return the script translations of an interface; None for English, which the scripts contain."""
    catalogue = interface.catalogue
    translations = {
        f"{context}{_BETWEEN}{message}" if context else message: list(catalogue.messages[context, message])
        for context, message in script_messages()
        if (context, message) in catalogue.messages
    }
    if not translations:
        return None
    messages = compact_json(translations)
    form = f"(n) => Number({catalogue.rule})"
    text = f"(window.newsroom ??= {{}}).words = {{form: {form}, messages: {messages}}};\n"
    return ScriptWords(f"{SEARCH_FOLDER}/words-{interface.language}.js", f"?v={fingerprint(text)[:_VERSION]}", text)


def _feed_style(interface: Interface) -> str:
    """Return the words of ``feed.css``, which styles feeds opened in a browser."""
    feed = interface.say(
        "This is a feed. Copy its address from the address bar into a feed reader, which will then show releases that "
        "are published, corrected or withdrawn."
    )
    listed = interface.say("This is the list of all feeds. Save it, and import it into a feed reader.")
    return "".join(
        (
            f"rss, feed, opml {{ direction: {direction(interface.language)}; }}\n",
            f"rss::before, feed::before {{ content: {_text(feed)}; }}\n",
            f"opml::before {{ content: {_text(listed)}; }}\n",
        )
    )


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def outputs(index: ArchiveIndex, settings: Settings) -> Iterator[Output]:
    """Yield the word files for every page language: the archive's language and those of its releases."""
    languages = {settings.language, *(entry.release.language for entry in index.entries.values())}
    found = {interface.language: interface for interface in map(settings.interface_of, sorted(languages))}
    for language, interface in sorted(found.items()):
        if words := script_words(interface):
            style = _feed_style(interface)
            yield ready(f"words/{language}", {words.path: words.text, feed_style(interface): style})

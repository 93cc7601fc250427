"""Make releases from keys and values of tables, JSON lines and front matter, by the meaning of each key."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sphinx_newsroom.diagnostics import ImportCode, Problem, cut
from sphinx_newsroom.importers.drafts import (
    Found,
    Given,
    Incoming,
    Listed,
    LocalFile,
    Loss,
    Options,
    Place,
    clean,
    quoted,
)
from sphinx_newsroom.importers.formats.dates import date_of, day_of
from sphinx_newsroom.importers.formats.foreign_markdown import in_own_markdown, is_html
from sphinx_newsroom.importers.markup import Markup, markdown, markdown_of
from sphinx_newsroom.importers.press_lines import recognized
from sphinx_newsroom.importers.styled_text import plain_words
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.sources.values import canonical_tag
from sphinx_newsroom.text.words.word_files import mapping

_FALSE, _TRUE = {"false", "no", "off", "0"}, {"true", "yes", "on", "1"}
_KEYS = {kind: names.split() for kind, names in mapping("states", "sphinx_newsroom.importers").items()}
"""The keys that say whether a text is public, by what they mean."""

_NUMBERED = ("status", "state")
"""States that Drupal and Joomla give as numbers: 1 is published, 0 isn't, -2 is in the trash."""

_NOT_ONE = {"0", "-2", "false"}


def why_not_public(values: Mapping[str, Any]) -> str:
    """Return why a release isn't public, by its source's keys; empty if nothing says so.

    >>> why_not_public({"Post Status": "Draft"})
    'a draft'
    """
    written = {_folded(key): value for key, value in values.items() if isinstance(value, (str, int))}
    said = {name: _folded(value) for name, value in written.items()}
    if any(said.get(name) in _TRUE for name in _KEYS["draft"]):
        return "a draft"
    # "published" may be a date or yes/no.
    if any(said.get(name) in _FALSE for name in _KEYS["published"]) or any(
        str(written.get(name, "")).strip().lower() in _NOT_ONE for name in _NUMBERED
    ):
        return "not published"
    if kept := next((name for name in _KEYS["kept"] if said.get(name) in _TRUE), ""):
        return f"not public ({kept})"
    if any(said.get(name) for name in _KEYS["password"]):
        return "for those who have its password"
    state = next((said[name] for name in _KEYS["named"] if said.get(name) in _KEYS["state"]), "")
    return "a draft" if state in ("draft", "autodraft") else f"not public ({state})" if state else ""


def why_closed(values: Mapping[str, Any]) -> str:
    """Return why a release isn't public today, by its source's dates; empty if nothing says so.

    >>> why_closed({"date": "2024-01-02", "publishDate": "2099-02-01"})
    'it is to be published on 2099-02-01'
    """
    said = {_folded(key): value for key, value in values.items() if isinstance(value, str)}
    today = dt.datetime.now(dt.UTC).date()

    def days(names: Iterable[str]) -> Iterator[dt.date]:
        return (found[0] for name in names if name in said and (found := day_of(said[name], Options())))

    dated = any(said.get(name) for name in _KEYS["date"])  # otherwise it's the release's own date
    if day := next((day for day in days(_KEYS["from"]) if dated and day > today), None):
        return f"it is to be published on {day}"
    if day := next((day for day in days(_KEYS["until"]) if day < today), None):
        return f"it was taken off on {day}"
    gone = any(
        _folded(key) in _KEYS["withdrawn"] and value and _folded(value) not in (*_FALSE, "", "none", "null", "na")
        for key, value in values.items()
    )
    return "it was withdrawn there" if gone else ""


def left_out(place: Place, others: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each kind of unpublished item in an export, such as ``{"page": 2, "post, draft": 1}``."""
    for other, count in sorted(others.items()):
        words = f"{count:,} {'item is' if count == 1 else 'items are'} not published, so left out: {other}"
        yield place.problem(
            words, "publish the ones that you want to import there, and export again", ImportCode.NOT_RELEASED
        )


def _folded(value: object) -> str:
    return re.sub(r"[\W_]+", "", str(value)[:100]).lower()


_OF_NAME = mapping("columns", "sphinx_newsroom.importers")
MEANINGS: Mapping[str, list[str]] = {
    key: [name for name, other in _OF_NAME.items() if other == key] for key in dict.fromkeys(_OF_NAME.values())
}
"""The keys of a release with their names in sources, in lower case without separators."""

LONGEST_VALUE = 2_000
"""The longest value other than the text, in characters; longer ones become losses."""
MOST_VALUES = 200
"""The maximum number of items taken from a list."""

_SHOWN = 60


def meaning(name: str, options: Options) -> str | None:
    """Return the release key that a column or key stands for; the user's mapping takes precedence.

    >>> meaning("Pub Date", Options())
    'date'
    """
    for key, column in options.columns:
        if column.casefold() == name.strip().casefold():
            return key
    found = _OF_NAME.get(_folded(name))
    # A column mapped by the user replaces any other for the same key.
    return None if found in {key for key, _ in options.columns} else found


@lru_cache(maxsize=256)
def meanings(names: tuple[str, ...], options: Options) -> Mapping[str, str]:
    """Return the key of each column; of several for one key, the one with the preferred name counts."""
    found: dict[str, tuple[int, str]] = {}
    for name in names:
        if (key := meaning(name, options)) is not None:
            order = MEANINGS.get(key, [])
            place = order.index(bare) if (bare := _folded(name)) in order else -1
            found[key] = min(found.get(key, (place, name)), (place, name), key=lambda one: one[0])
    return {name: key for key, (_, name) in found.items()}


def release_of(
    row: Mapping[str, Any],
    place: Place,
    format_: str,
    options: Options,
    losses: tuple[Loss, ...] = (),
) -> Found:
    """Make the release of a row, a feed entry or any mapping; without a text, return a list entry.

    An unpublished item is a problem, and so is one with neither title nor text.
    """
    if wrong := why_not_public(row):
        words = f"the row is {wrong}, so it is left out"
        return place.problem(words, "publish it there first", ImportCode.NOT_RELEASED)
    try:
        found = incoming(keys_of(row, meanings(tuple(row), options), place), format_, options)
    except RecursionError:
        words = "the row is nested too deeply"
        return place.problem(words, "use plain values")
    if not found.body and found.url and found.title:
        date = found.date.value if found.date else None
        return Listed(place, found.url, found.title.value, date)
    if not found.body and not found.title:
        columns = ", ".join(map(quoted, list(row)[:8]))
        words = f"no column is recognized as title or text; the columns are {columns}"
        return place.problem(words, "name them with --map title=…,body=…", ImportCode.MISSING_KEY)
    found = replace(found, closed=why_closed(row), losses=(*losses, *found.losses))
    return recognized(found, options)


@dataclass
class Values:
    """The values of a source by release key; values that can't be used become losses."""

    place: Place
    values: dict[str, tuple[str, Any]]
    """The recognized keys, each with the source's name for it and its value."""
    losses: list[Loss]

    def text(self, key: str) -> str | None:
        """Return a value as one line of text."""
        name, value = self.values.get(key, (key, None))
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if value is None or value == "":
            return None
        if not isinstance(value, (str, int, float)) or isinstance(value, bool) or len(str(value)) > LONGEST_VALUE:
            self.lose(name, value)
            return None
        return clean(str(value)) or None

    def words(self, key: str) -> str | None:
        """Return a value as plain words, without HTML tags and entities."""
        found = self.text(key)
        return plain_words(found) or None if found and ("<" in found or "&" in found) else found

    def list(self, key: str) -> list[str]:
        """Return the items of a list, or of a text separated by commas, semicolons or bars."""
        name, value = self.values.get(key, (key, None))
        if isinstance(value, str):
            sign = next((sign for sign in "|;," if sign in value), ",")
            value = value.split(sign)
        if value is None:
            return []
        items = value if isinstance(value, list) else [value]
        words = [clean(str(item)) for item in items if isinstance(item, (str, int))][:MOST_VALUES]
        if len(words) < len(items):
            self.lose(name, value)
        return [word for word in words if word]

    def date(self, key: str, options: Options) -> Given | None:
        """Return a date, with the source's name for it."""
        if (written := self.text(key)) is None:
            return None
        name = self.values[key][0]
        if (found := date_of(written, options)) is None:
            self.lose(f"{name} (no date that has one meaning)", written)
            return None
        return Given(found, name)

    def lose(self, name: str, value: Any) -> None:
        """Record that a value isn't imported."""
        self.losses.append(Loss(name, shown(value)))


def shown(value: Any) -> str:
    """Return a short form of a value."""
    words = clean(
        value
        if isinstance(value, str)
        else repr(value)
        if not isinstance(value, list)
        else ", ".join(map(str, value[:10]))
    )
    return cut(words, _SHOWN)


def incoming(values: Values, format_: str, options: Options) -> Incoming:
    """Make the release of a source's values, with its body as Markdown; unusable values become losses."""
    title, url = values.words("title"), values.text("url")
    text = _text(values, url, options)
    embargo, asks = _embargo(values, options)
    summary = values.words("summary")
    return Incoming(
        values.place,
        format_,
        text.text,
        Given(title, values.values["title"][0]) if title else None,
        values.date("date", options),
        url=url,
        language=_language(values),
        type=slug(values.text("type") or "") or None,
        dateline=values.text("dateline"),
        number=values.text("number"),
        summary=None if summary and summary.endswith("[…]") else summary,  # WordPress cuts it from the text itself
        subtitle=values.words("subtitle"),
        embargo=embargo,
        issuer=values.text("issuer"),
        topics=topics(values.list("topics"), values.losses),
        image=_image(values, options),
        files=text.files,
        former_urls=tuple(values.list("former_urls")),
        words=text.words,
        questions=("embargo",) if asks or any(map(_may_keep_back, values.losses)) else (),
        losses=tuple(values.losses),
    )


def _text(values: Values, url: str | None, options: Options) -> Markup:
    """Return the text of a release from the first of its Markdown, HTML or plain text."""
    found = Markup("")
    for key in ("body", "html", "text"):
        name, value = values.values.get(key, (key, None))
        if value is not None and not isinstance(value, str):
            values.lose(name, value)
        elif value and not found.text and value.strip():
            source = value.replace("\r\n", "\n").replace("\r", "\n")
            if key == "html" or is_html(source, plain=key == "text"):
                found = markdown_of(source, url or options.base, options.file_at)
            elif key == "body":
                found = in_own_markdown(source, url or options.base, options.file_at, shortcodes=False)
            else:
                found = Markup(markdown(source), words=len(source.split()))
            values.losses += found.losses
    return found


def _embargo(values: Values, options: Options) -> tuple[str | None, bool]:
    """Return the end of the embargo, and whether to ask for it.

    A date without a time doesn't say when the embargo ends, so the release is held back for that whole day, which
    becomes a loss.
    """
    _, value = values.values.get("embargo", ("", None))
    if value is False or (isinstance(value, str) and value.strip().lower() in _NO_EMBARGO):
        return None, False
    found = values.date("embargo", options)
    if found is None or "T" in found.value:
        return (found.value if found else None), found is None and value not in (None, "")
    # An explicit midnight counts, although in other dates it means that only a date was given.
    is_midnight = ":" in str(value)
    if not is_midnight:
        values.lose("embargo (a day without a time, kept to its end)", found.value)
    begin = dt.datetime.fromisoformat(found.value) + dt.timedelta(days=not is_midnight)
    return begin.replace(tzinfo=ZoneInfo(options.timezone)).isoformat(), False


def _may_keep_back(loss: Loss) -> bool:
    """Whether an unrecognized column is about an embargo: "Sperrfrist", "Embargoed?"."""
    is_of_one = re.search("embargo|sperrfrist", loss.what, re.IGNORECASE)
    return is_of_one is not None and loss.words.strip().lower() not in _NO_EMBARGO


_NO_EMBARGO = tuple("none no false - 0 n/a".split())


def topics(words: Iterable[str], losses: list[Loss]) -> tuple[str, ...]:
    """Return topic ids; a word that yields none becomes a loss."""
    found: list[str] = []
    for word in words:
        if id_ := _slug(word):
            found.append(id_)
        else:
            losses.append(Loss("topic", word))
    return tuple(dict.fromkeys(found))


# Cached, since releases share the same few words.
_slug = lru_cache(maxsize=10_000)(slug)


def _language(values: Values) -> str | None:
    written = values.text("language")
    tag = canonical_tag(written.replace("_", "-")) if written else None
    if written and tag is None:
        values.lose(values.values["language"][0], written)
    return tag


def _image(values: Values, options: Options) -> LocalFile | None:
    """Return the lead image if it is a local file; otherwise it becomes a loss."""
    name, value = values.values.get("image", ("image", None))
    title = ""
    if isinstance(value, dict):
        source = next((value[key] for key in ("src", "path", "url", "file") if isinstance(value.get(key), str)), None)
        title = next((value[key] for key in ("alt", "caption", "title") if isinstance(value.get(key), str)), "")
    else:
        source = value if isinstance(value, str) else None
    if source and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/", source) and len(source) <= LONGEST_VALUE:
        return LocalFile(source, clean(title))
    if source and (near := options.file_at(source, options.base)):
        return replace(near, title=clean(title))
    if value:
        values.lose(name, value)
    return None


def keys_of(row: Mapping[str, Any], names: Mapping[str, str], place: Place) -> Values:
    """Collect a row's values by key; the others become losses."""
    taken = {names[name]: (name, value) for name, value in row.items() if name in names}
    found = Values(place, taken, [])
    for name, value in row.items():
        if name not in names and value not in (None, "", [], {}):
            if _OF_NAME.get(_folded(name)) == "topics" and "topics" in taken:  # categories and tags
                more = Values(place, {"topics": (name, value)}, []).list("topics")
                taken["topics"] = (taken["topics"][0], [*found.list("topics"), *more])
            else:
                found.losses.append(Loss(str(name), shown(value), of_key=True))
    return found

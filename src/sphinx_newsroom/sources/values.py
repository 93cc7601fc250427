"""The kinds of values in headers: how each is parsed, and its JSON Schema.

YAML's guesses at types are ignored for text: ``2011`` and ``no`` are the text as written, although YAML 1.1 has them as
a number and a boolean. A kind parses a YAML node at a place (``contacts.0.email``) and returns its value or raises
:class:`~sphinx_newsroom.diagnostics.RefusedError`. The reader then continues, so that all errors are found at once.
:mod:`sphinx_newsroom.model.records` assigns the kinds to keys.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.diagnostics import (
    Code,
    HeaderError,
    Problem,
    RefusedError,
    Severity,
    closest,
    cut,
    suggestion,
)
from sphinx_newsroom.files import LONGEST_NAME, LONGEST_PART, too_long
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import LONGEST_TAG, canonical, parts
from sphinx_newsroom.model.alerts import RATES
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.model.records import PartialDate, earliest
from sphinx_newsroom.sources.advice import day_advice, days, moment_advice, no_such_day, table

_TAG = "tag:yaml.org,2002:"
# Not \s, which would include no-break spaces.
_BLANKS = late_pattern(r"[ \t\r\n]+")
# Characters that XML 1.0, and so any feed, can't contain, and invisible C1 controls. No surrogates: JSON Schema
# implementations treat every emoji as two of them.
UNFIT = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
_CONTROL = late_pattern(rf"[{UNFIT}\ud800-\udfff]")


class Kind(NamedTuple):
    """A kind of value: its parser and its JSON Schema, which may depend on the settings.

    A record has *keys*, and a list has *item*, the kind of its items; their schemas are added by ``schema_of``.
    """

    read: Callable[[Reader, str, yaml.Node], Any]
    schema: Mapping[str, Any] | Callable[[Collection[str], str | None], Mapping[str, Any]]
    keys: Mapping[str, Key] = {}
    item: Kind | None = None


class Key(NamedTuple):
    """A key of a header: the kind of its value, the kind's name, its meaning, and whether it is required."""

    kind: Kind
    takes: str
    meaning: str
    required: bool = False


DEEPEST = 40
"""The maximum nesting depth of values; ours reach 4 (Python's recursion limit differs by version)."""


def refuse_depth(node: yaml.Node, left: int = DEEPEST) -> None:
    """Raise HeaderError if the nodes of a header are nested too deeply."""
    if left < 0:
        line = node.start_mark.line + 2 if node.start_mark else 1
        raise HeaderError(line, "the header is nested too deeply", "write plain keys and values")
    if isinstance(node, yaml.CollectionNode):
        for part in chain.from_iterable(node.value) if isinstance(node, yaml.MappingNode) else node.value:
            refuse_depth(part, left - 1)


def label(where: str) -> str:
    """Return a place without list indices, for messages: ``contacts.0.email`` is ``contacts.email``."""
    return re.sub(r"\.\d+(?=\.|$)", "", where)


_KEY_CUTOFF = 0.65
"""The similarity for suggesting a key: `datum` is similar enough to `date`."""


@dataclass(slots=True)
class Reader:
    """Parses one header, and collects its problems and the line of every key and item.

    *types* and *timezone* are those of the archive. If *filled*, an empty key is a problem; otherwise it counts as
    missing.
    """

    path: str
    types: Collection[str] = ()
    timezone: str | None = None
    filled: bool = True
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)
    """The keys that were misspelt, which aren't reported as missing too."""

    def report(self, line: int, code: Code, message: str, advice: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(self.path, line, code, message, advice))

    def refuse(self, refusal: RefusedError, line: int) -> None:
        """Add a refusal as a problem, at its own line or *line*."""
        self.problems.append(refusal.problem(self.path, line))

    @property
    def sound(self) -> bool:
        """Whether there are no errors."""
        return not any(problem.code.severity is Severity.ERROR for problem in self.problems)

    def value(self, kind: Kind, where: str, node: yaml.Node) -> Any:
        """Parse the value of a key or item; if it is refused, add a problem and return None."""
        try:
            return kind.read(self, where, node)
        except RefusedError as refusal:
            self.refuse(refusal, self.lines[where])
            return None

    def mapping(self, node: yaml.Node, where: str, keys: Mapping[str, Key]) -> dict[str, Any]:
        """Parse a mapping with known keys; problems are added and their values left out."""
        if not isinstance(node, yaml.MappingNode):
            raise wrong_type(where, node, f"write {sample(where, node, keys)}")
        values: dict[str, Any] = {}
        seen: set[str] = set()
        prefix = f"{where}." if where else ""
        for key, value in self.entries(node, prefix, seen):
            place = prefix + key
            if key not in keys and where and node.flow_style and is_null(value) and not value.value and values:
                # A text in braces that was split at its comma: `{caption: The bridge, rebuilt}`.
                short, begin = list(values.items())[-1]
                message = f"{label(prefix + short)} ends at its comma, so {cut(key)!r} would be a key"
                advice = f'write {short}: "{begin}, {key}" within the braces'
                self.report(self.lines[place], Code.BAD_VALUE, message, advice)
            elif key not in keys:
                self._unknown(key, where, prefix, keys)
            elif not is_null(value):
                if (found := self.value(keys[key].kind, place, value)) is not None:
                    values[key] = found
            elif self.filled:
                message = f"{label(place)} has no value"
                self.report(self.lines[place], Code.BAD_VALUE, message, "write one, or remove the key")
            else:
                seen.discard(key)  # an empty key counts as missing
        for key, wanted in keys.items():
            if wanted.required and key not in seen and prefix + key not in self.meant:
                line, advice = line_of(node) if where else 1, _advice_to_add(key, wanted, node if where else None)
                self.report(line, Code.MISSING_KEY, f"{label(prefix + key)} is missing", advice)
        return values

    def _unknown(self, key: str, where: str, prefix: str, keys: Mapping[str, Key]) -> None:
        advice = table("keys").get(re.sub(r"[ -]", "_", key.lower())) if keys.keys() >= {"title", "date"} else None
        called = (
            wanted for wanted, others in table("within").items() if wanted in keys and key.lower() in others.split()
        )
        meant = None if advice else next(called, None) or closest(key, keys, _KEY_CUTOFF)
        if meant == "memberships":
            advice = "write `memberships: [{role: …, organization: …}]`"
        if meant:
            self.meant.add(prefix + meant)
        inside = f" in {label(where)}" if where else ""
        advice = advice or (f"did you mean {meant!r}?" if meant else f"write one of: {', '.join(keys)}")
        self.report(self.lines[prefix + key], Code.UNKNOWN_KEY, f"there is no key {cut(key)!r}{inside}", advice)

    def entries(self, node: yaml.MappingNode, prefix: str, seen: set[str]) -> list[tuple[str, yaml.Node]]:
        """Return the keys of a mapping with their nodes; a repeated key is reported, and the first one used."""
        found = []
        for key_node, value in node.value:
            line, key = line_of(key_node), key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                self.report(line, Code.WRONG_TYPE, f"a key is {kind_of(key_node)}", "write a word before the colon")
            elif key_node.tag == _TAG + "merge":
                self.report(line, Code.BAD_VALUE, "`<<` takes keys from elsewhere", "write the keys themselves")
            elif key in seen:
                message = f"{label(prefix + key)} occurs here and on line {self.lines[prefix + key]}"
                self.report(line, Code.DUPLICATE_KEY, message, "remove one of them")
            else:
                seen.add(key)
                self.lines[prefix + key] = line
                found.append((key, value))
        return found


def line_of(node: yaml.Node) -> int:
    """Return the line in the file: a header begins on the second line, and YAML counts from 0."""
    return int(node.start_mark.line) + 2


def kind_of(node: yaml.Node) -> str:
    """Describe a node."""
    if isinstance(node, yaml.ScalarNode):
        return "empty" if is_null(node) else f"the text {cut(node.value)!r}"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping (keys and values)"


def is_null(node: yaml.Node) -> bool:
    """Whether a node is empty."""
    return bool(node.tag == _TAG + "null")


def wrong(where: str, value: str, advice: str, why: str = "", code: Code = Code.BAD_VALUE) -> RefusedError:
    """Return the error for an invalid value: ``date is 'soon', which isn't a date``."""
    # An item of a list.
    verb = "has" if where[-1:].isdigit() else "is"
    shown = repr(cut(value)).replace(r"\\", "\\")  # undo the escaping of backslashes by repr
    return RefusedError(code, f"{label(where)} {verb} {shown}{why}", advice)


def wrong_type(where: str, node: yaml.Node, advice: str, why: str = "") -> RefusedError:
    """Return the error for a value of the wrong type, such as a list instead of text."""
    return RefusedError(Code.WRONG_TYPE, f"{label(where)} is {kind_of(node)}{why}", advice)


def sample(where: str, node: yaml.Node, keys: Mapping[str, Key]) -> str:
    """Return an example of a record in braces, containing the value that was given if possible."""
    given = node.value if isinstance(node, yaml.ScalarNode) and not node.tag.endswith((":bool", ":null")) else ""
    place = next((key for key in ("email", "src", "name") if key in keys and (key != "email" or "@" in given)), "")
    keys_shown = [key for key, one in keys.items() if one.required or key == place]
    written = ", ".join(f"{key}: {given if key == place and given else '…'}" for key in keys_shown)
    return f"{_key_prefix(where)}{{{written}}}"


def _key_prefix(where: str) -> str:
    """Return the last key of a place with a colon; empty for an item of a list."""
    key = where.rpartition(".")[2]
    return "" if key.isdigit() or not key else f"{key}: "


def _advice_to_add(key: str, missing: Key, within: yaml.MappingNode | None) -> str:
    """Return the advice for adding a missing key to a header, or to the record *within* it."""
    line = f"{key}: …"
    if within is None:
        return f"add a line `{line}`{', a date such as 2011-06-21' if missing.takes.startswith('date') else ''}"
    if within.flow_style:
        return f"add `, {line}` before the closing brace"
    first_key = within.value[0][0].value if within.value else ""
    return f"add a line `{line}` that begins exactly below `{first_key}`"


# -- text


def scalar(where: str, node: yaml.Node, expected: str = "text") -> str:
    """Return text with white space collapsed; raises RefusedError for lists, mappings, booleans and empty values."""
    if not isinstance(node, yaml.ScalarNode):
        raise wrong_type(where, node, f"write {expected}")
    written: str = node.value
    # YAML 1.1 also has yes, no, on and off, which may be meant as text.
    if node.tag == _TAG + "bool" and written.lower() in ("true", "false"):
        advice = f"write {expected}, in quotation marks if you mean this word"
        raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is {written}, which isn't text", advice)
    if is_null(node) or not written.strip():
        raise RefusedError(Code.BAD_VALUE, f"{label(where)} is empty", f"write {expected}, or remove the key")
    if is_placeholder(written):
        raise wrong(where, written.strip(), f"write {expected}", ", which is only a placeholder")
    if _CONTROL.search(written):
        raise RefusedError(Code.BAD_VALUE, f"{label(where)} contains a control character", "remove it")
    return _BLANKS.sub(" ", written).strip()


def is_placeholder(text: str) -> bool:
    """Whether a text is only a placeholder copied from a message, such as the dots of `alt: …`."""
    return text.strip() in ("…", "...")


def whole(pattern: str, *types: str, **more: Any) -> dict[str, Any]:
    """Return the JSON Schema of text that matches *pattern* completely, or is of another of the *types*."""
    return {"type": ["string", *types] if types else "string", "pattern": f"^(?:{pattern})$", **more}


LONGEST_NAMED = 1_000
"""The maximum length of names; the longest of 110,000 real ones has 231 characters."""


def _words(reader: Reader, where: str, node: yaml.Node) -> str:
    """Parse text that is searched for in releases, which has a maximum length."""
    value = scalar(where, node)
    _refuse_long(label(where), node.value)
    return value


def _refuse_long(what: str, name: str) -> None:
    if len(name) > LONGEST_NAMED:
        raise RefusedError(Code.BAD_VALUE, f"{what} has {len(name):,} characters", f"the maximum is {LONGEST_NAMED:,}")


def _paragraphs(reader: Reader, where: str, node: yaml.Node) -> str:
    """Parse text with several paragraphs, separated by empty lines."""
    scalar(where, node)  # refuses other types
    blocks = (_BLANKS.sub(" ", block).strip() for block in re.split(r"\r?\n[ \t]*\r?\n", node.value))
    return "\n\n".join(filter(None, blocks))


def _boilerplate(reader: Reader, where: str, node: yaml.Node) -> str | tuple[str, ...]:
    """Parse a text, a list of ids of organizations whose boilerplate is used, or false for none."""
    if isinstance(node, yaml.SequenceNode):
        ids: tuple[str, ...] = list_of(KINDS["organization id"]).read(reader, where, node)
        return ids
    if node.tag == _TAG + "bool" and node.value.lower() == "false":
        return ()
    found = _paragraphs(reader, where, node)
    if ID.fullmatch(found):
        message = f"{label(where)} is {found!r}, a single word"
        raise RefusedError(Code.WRONG_TYPE, message, f"write {where}: [{found}]")
    return found


def _true(reader: Reader, where: str, node: yaml.Node) -> bool:
    """Parse true or false; other values are refused, including YAML 1.1's yes and no."""
    written = node.value.lower() if isinstance(node, yaml.ScalarNode) else ""
    if node.tag != _TAG + "bool" or written not in ("true", "false"):
        shown = cut(repr(node.value)) if written else kind_of(node)
        raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is {shown}", "write true, or remove the key")
    return bool(written == "true")


def matching(pattern: str, what: str, example: str, *types: str) -> Kind:
    """Return the kind of text that matches *pattern* completely: *what* it is, with an *example*.

    *types* are the JSON types that YAML may give a matching value.
    """
    compiled = late_pattern(pattern)

    def read(reader: Reader, where: str, node: yaml.Node) -> str:
        value = scalar(where, node, f"{what} such as {example}")
        if not compiled.fullmatch(value):
            raise wrong(where, value, f"write one such as {example}", f", which isn't {what}")
        return value

    return Kind(read, whole(pattern, *types))


def one_of(known: Collection[str], where: str, node: yaml.Node) -> str:
    """Parse one of the *known* words."""
    wanted = f"one of: {', '.join(known)}"
    value = scalar(where, node, wanted)
    if value not in known:
        raise wrong(where, value, suggestion(value, known, f"write {wanted}"), ", which is not known")
    return value


# -- lists, records and mappings


def list_of(item: Kind, *, again: bool = False) -> Kind:
    """Return the kind of a list of items; duplicates are refused, unless *again* allows them."""

    def read(reader: Reader, where: str, node: yaml.Node) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            advice = "put `- ` before each item"
            if isinstance(node, yaml.ScalarNode):
                alone = item.schema or not item.keys  # names and attachments may be just a text
                advice = f"write {_key_prefix(where)}[{cut(node.value) if alone else sample('', node, item.keys)}]"
            raise wrong_type(where, node, advice, ", not a list")
        values: list[Any] = []
        known: set[Any] = set()
        for position, child in enumerate(node.value):
            place = f"{where}.{position}"
            reader.lines[place] = line_of(child)
            value = reader.value(item, place, child)
            # Broken items are None, and there may be several. Files are compared by path.
            same = getattr(value, "src", value)
            if value is not None and not again and same in known:
                what = f"names {same!r} twice" if isinstance(same, str) else "has the same item twice"
                reader.report(line_of(child), Code.BAD_VALUE, f"{label(where)} {what}", "remove one of them")
            else:
                values.append(value)
                known.add(same)
        return tuple(values)

    return Kind(read, {"type": "array"} if again else {"type": "array", "uniqueItems": True}, item=item)


Check = Callable[[Mapping[str, Any]], tuple[str, RefusedError] | None]
"""A check of all values of a record, which may refuse one by its key."""


def record_of(
    make: Callable[..., Any], keys: Mapping[str, Key], check: Check = lambda values: None, alone: Kind | None = None
) -> Kind:
    """Return the kind of a nested record, which is None if invalid. A value of the kind *alone* is its first field."""

    def read(reader: Reader, where: str, node: yaml.Node) -> Any:
        if alone is not None and not isinstance(node, yaml.MappingNode):
            return make(alone.read(reader, where, node))
        before = len(reader.problems)
        values = reader.mapping(node, where, keys)
        if (values or len(reader.problems) == before) and (refused := check(values)):
            reader.refuse(refused[1], reader.lines.get(f"{where}.{refused[0]}", line_of(node)))
        return make(**values) if len(reader.problems) == before else None

    return Kind(read, alone.schema if alone else {}, keys)


def _pairs(
    reader: Reader, where: str, node: yaml.Node, expected: str, pair: Callable[[str, yaml.Node], tuple[str, Any]]
) -> tuple[Any, ...]:
    """Parse a mapping with arbitrary keys to pairs, in order; *expected* describes it."""
    if not isinstance(node, yaml.MappingNode):
        raise wrong_type(where, node, f"write {expected}")
    pairs = []
    for key, value in reader.entries(node, f"{where}.", set()):
        try:
            pairs.append(pair(key, value))
        except RefusedError as refusal:
            reader.refuse(refusal, reader.lines[f"{where}.{key}"])
    return tuple(pairs)


_SCHEME = "[a-z][a-z0-9_-]*"


def _identifiers(reader: Reader, where: str, node: yaml.Node) -> tuple[tuple[str, str], ...]:
    wanted = "a scheme such as wikidata and the identifier, each as text"

    def pair(key: str, value: yaml.Node) -> tuple[str, str]:
        if not re.fullmatch(_SCHEME, key):
            raise RefusedError(Code.BAD_VALUE, f"{label(where)} has the invalid key {cut(key)!r}", f"write {wanted}")
        return key, scalar(f"{where}.{key}", value)

    return _pairs(reader, where, node, wanted, pair)


def _names(reader: Reader, where: str, node: yaml.Node) -> tuple[tuple[str, str | None], ...]:
    """Parse ``names:``: a surface form -> an id, or false for "never link"."""

    def pair(key: str, value: yaml.Node) -> tuple[str, str | None]:
        if not key.strip() or any(char < " " for char in key):
            message = f"{where} contains an empty or unreadable name"
            raise RefusedError(Code.BAD_VALUE, message, "write the name as in the text")
        _refuse_long(f"a name in {where}", key)
        name = " ".join(key.split())
        if value.tag != _TAG + "bool":
            return name, scalar(f"{where}.{key}", value, "an id, or false")
        if value.value.lower() != "false":
            advice = "write an id, or false to prevent links from this name"
            raise RefusedError(Code.WRONG_TYPE, f"{where} contains {value.value} for {cut(key)!r}", advice)
        return name, None

    wanted = "each name with the id that it means, or false for none: {KPA: kelmark-port-authority}"
    return _pairs(reader, where, node, wanted, pair)


# -- ids, language tags, addresses

ID = late_pattern("[a-z0-9]+(?:-+[a-z0-9]+)*")
"""Matches an id, which is a file's name without suffix: lower-case ASCII letters, digits and hyphens between them."""

# RFC 5646, section 2.1, without what no registered tag uses: primary languages of 4 to 8 letters, grandfathered tags.
_LANGUAGE_TAG = late_pattern(
    "[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}"  # language, such as en
    "(?:-[A-Za-z]{4})?"  # script, such as Cyrl
    "(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"  # region, such as GB
    "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"  # variants, such as 1996
    "(?:-[A-WYZa-wyz0-9](?:-[A-Za-z0-9]{2,8})+)*"  # extensions, such as u-nu-latn
    "(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?"  # private use, such as x-press
)
_REGION, _SCRIPT = 2, 4
"""The lengths of subtags in capitals (`AT`) and in title case (`Cyrl`); RFC 5646, 2.1.1."""


def canonical_tag(value: str) -> str | None:
    """Return a BCP 47 tag in its usual case (``pt-BR``, ``zh-Hant``), or None if it isn't well-formed (RFC 5646)."""
    if len(value) > LONGEST_TAG or not _LANGUAGE_TAG.fullmatch(value):
        return None
    subtags = value.lower().split("-")
    for position, subtag in enumerate(subtags[1:], 1):
        # After a single letter (u-, x-), case has no meaning.
        if len(subtags[position - 1]) == 1:
            break
        if len(subtag) == _REGION:
            subtags[position] = subtag.upper()
        elif len(subtag) == _SCRIPT and subtag.isalpha():
            subtags[position] = subtag.title()
    return "-".join(subtags)


def _language(reader: Reader, where: str, node: yaml.Node) -> str:
    value = scalar(where, node, "a language tag such as en, ru or pt-BR")
    tag = canonical_tag(value)
    if tag is None:
        # POSIX and Java write "pt_BR".
        meant = canonical_tag(value.replace("_", "-").strip())
        advice = f"write {table('languages').get(value.lower(), 'a tag such as en, ru or pt-BR')}"
        advice = f"did you mean {meant!r}?" if meant else advice
        raise wrong(where, value, advice, ", which isn't a language tag (BCP 47)")
    return tag


def _id(reader: Reader, where: str, node: yaml.Node) -> str:
    """Parse the id of a file; whether the file exists is checked elsewhere."""
    if where == "issuer" and isinstance(node, yaml.SequenceNode):
        ids = ", ".join(part.value for part in node.value if isinstance(part, yaml.ScalarNode))
        raise wrong_type(where, node, f"write issuers: [{cut(ids)}]")
    return scalar(where, node, "the id of one file, such as 2011/opens")


def _topic(reader: Reader, where: str, node: yaml.Node) -> str:
    """Parse a topic's id; its form is checked here, because it needs no file but becomes an address."""
    value = scalar(where, node, "a topic's id such as human-trafficking")
    if not ID.fullmatch(value):
        advice = f"did you mean {slug(value)!r}?" if slug(value) else "write lower-case letters, digits and hyphens"
        raise wrong(where, value, advice, ", which isn't an id")
    return _checked_length(where, value, LONGEST_NAME)


def _checked_length(where: str, path: str, part: int = LONGEST_PART) -> str:
    """Return the path; raises RefusedError if it, or a *part* of it, is too long."""
    if fault := too_long(path, part):
        raise wrong(where, path, "write a shorter one", f", which {fault}")
    return path


# Characters that no address has (RFC 3986); a blank usually separates two addresses.
_NO_URL = r'\s<>"\\^`{|}'


def _web_address(reader: Reader, where: str, node: yaml.Node) -> str:
    """Parse an absolute http or https address."""
    value = scalar(where, node, "an address such as https://www.example.org/")
    sound = False
    with suppress(ValueError):
        url = urlsplit(value)
        sound = url.scheme in ("http", "https") and bool(url.hostname) and not re.search(rf"[{_NO_URL}]", value)
    if not sound:
        raise wrong(where, value, "write one that begins with https:// or http://", ", which isn't a web address")
    return value


def former_url(reader: Reader, where: str, node: yaml.Node) -> str:
    """Parse an address below the site's root, whose file can't be outside of the site or hidden."""
    value = scalar(where, node, "an address such as press/12345.html")
    try:
        url = canonical(value)
    except ValueError as error:
        advice = "write it as press/12345.html, index.php?id=12 or https://example.org/press/1, without `..` and `#`"
        raise wrong(where, value, advice, f", which {error}") from None
    _checked_length(where, parts(url).file)
    return url


# -- paths


def _place(reader: Reader, where: str, node: yaml.Node, what: str) -> str:
    """Return the path in the archive that a header's path means; raises RefusedError if it is invalid."""
    src = scalar(where, node)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", src) or "\\" in src:
        advice = f"copy the {what} into the archive, and write its path"
        if "\\" in src and ":" not in src:
            advice = f"write {src.replace(chr(92), '/')}, with / between folders"
        raise wrong(where, src, advice)
    joined = src[1:] if src.startswith("/") else posixpath.join(posixpath.dirname(reader.path), src)
    place = posixpath.normpath(joined)
    if place.split("/")[0] == "..":
        advice = f"copy the {what} into the archive, and write its path there"
        raise RefusedError(Code.OUTSIDE_ARCHIVE, f"{label(where)} {cut(src)!r} points outside the archive", advice)
    sound = place.lower().endswith(IMAGES) if what == "image" else posixpath.splitext(place)[1]
    if not sound or re.search(r"(?:^|/)(?:\.|_build/)", place):
        use = "shown" if what == "image" else "offered"
        wanted = f"that ends in one of {', '.join(IMAGES)}" if what == "image" else "such as report.pdf"
        raise wrong(where, src, f"write the path of a file {wanted}", f", which can't be {use}")
    return place if what == "image" else _checked_length(where, place)


# -- dates and times

# Patterns used in JSON Schemas have no flags, and only escapes that ECMAScript has.
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_CLOCK = rf"{_HOUR}:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = f"(?:[Zz]|[+-]{_HOUR})"
_DATE = late_pattern(_DAY)
_PARTIAL = late_pattern("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
# RFC 3339, section 5.6, allows a space instead of the T, and lower-case letters.
_MOMENT = late_pattern(f"({_DAY})[Tt ]({_CLOCK})({_OFFSET})")
# A time in the archive's own zone needs no seconds.
_LOCAL_CLOCK = rf"{_HOUR}(?::[0-5][0-9](?:\.[0-9]+)?)?"
_LOCAL = late_pattern(f"({_DAY})[Tt ]({_LOCAL_CLOCK})")
_HAS_TIME = late_pattern(r":|\d ?(?:[ap]\.?m|uhr|h)\b", re.IGNORECASE)
_A_DATE = "a date such as 2011-06-21"
_DATE_ADVICE = f"write {_A_DATE}"
_MOMENT_ADVICE = "write date, time and offset, such as 2011-06-21T10:00:00+02:00"


def day_of(value: str, where: str) -> dt.date:
    """Parse an ISO 8601 date; raises RefusedError."""
    exact, short, day = _DATE.fullmatch(value), no_such_day(value), None
    with suppress(ValueError):
        day = dt.date.fromisoformat(value) if exact else None
    if day is None and (exact or short):
        advice = f"{short}; write another day" if short else _DATE_ADVICE
        raise wrong(where, value, advice, ", a day that does not exist", Code.BAD_DATE)
    if day is None:
        advice = day_advice(value) or moment_advice(value) or _DATE_ADVICE
        raise wrong(where, value, advice, ", which isn't a date", Code.BAD_DATE)
    if day.year == dt.MINYEAR:  # in time zones east of Greenwich, its first day begins in year 0
        raise RefusedError(Code.BAD_DATE, f"{label(where)} is in the year 1, which calendars can't show", _DATE_ADVICE)
    return day


def moment_of(value: str, where: str, timezone: str | None = None) -> dt.datetime:
    """Parse an RFC 3339 date-time with offset, or one in the archive's *timezone*; raises RefusedError."""
    exact, local = _MOMENT.fullmatch(value), _LOCAL.fullmatch(value)
    try:
        if exact:
            return dt.datetime.fromisoformat(f"{exact[1]}T{exact[2]}{exact[3].upper()}")
        if local and timezone is not None:
            return _local_moment(f"{local[1]}T{local[2]}", where, timezone)
    except (ValueError, OverflowError):
        raise wrong(where, value, _MOMENT_ADVICE, ", a moment that does not exist", Code.BAD_DATE) from None
    if local:
        advice = (
            f"{moment_advice(value) or _MOMENT_ADVICE}, or set the time zone of all such times: newsroom_timezone in "
        )
        raise wrong(where, value, f"{advice}conf.py", ", without an offset", Code.BAD_DATE)
    advice = _MOMENT_ADVICE if timezone is None else f"write date and time of {timezone}, such as 2011-06-21T10:00"
    why = "without a time" if days(value) else "which isn't in the format of a date and time"
    raise wrong(where, value, moment_advice(value, timezone) or advice, f", {why}", Code.BAD_DATE)


def _local_moment(value: str, where: str, timezone: str) -> dt.datetime:
    """Add the offset to a local time; raises RefusedError if the time doesn't exist or is ambiguous."""
    # When clocks are put back, an hour occurs twice, the second time with fold=1.
    first = dt.datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(timezone))
    offsets = [one.utcoffset() or dt.timedelta() for one in (first, first.replace(fold=1))]
    round_trip = first.astimezone(dt.UTC).astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    if round_trip != first.replace(tzinfo=None):
        why = f", which {timezone} never had, because clocks were put forward"
        raise wrong(where, value, "write the hour before or after, or an offset", why, Code.BAD_DATE)
    if offsets[0] != offsets[1]:
        both = " or ".join(first.replace(tzinfo=dt.timezone(offset)).isoformat() for offset in offsets)
        why = f", which {timezone} had twice, because clocks were put back"
        raise wrong(where, value, f"write {both}", why, Code.BAD_DATE)
    # Local mean time, before standard time, has offsets with seconds, which RFC 3339 can't represent.
    if not offsets[0] or offsets[0] % dt.timedelta(minutes=1):
        return first.astimezone(dt.UTC)
    return first.replace(tzinfo=dt.timezone(offsets[0]))


def _date_or_time(reader: Reader, where: str, node: yaml.Node) -> dt.date | dt.datetime:
    """Parse a date, or a date-time with offset unless the archive has a time zone."""
    value = scalar(where, node, _A_DATE)
    # Every time has a colon, a.m. or p.m., or a word for the hour; no date has.
    return moment_of(value, where, reader.timezone) if _HAS_TIME.search(value) else day_of(value, where)


def _time(reader: Reader, where: str, node: yaml.Node) -> dt.datetime:
    """Parse a date-time with offset, unless the archive has a time zone."""
    offset = "with offset, such as 2011-06-21T10:00:00+02:00" if reader.timezone is None else "such as 2011-06-21T10:00"
    return moment_of(scalar(where, node, f"a date-time {offset}"), where, reader.timezone)


def _partial_date(reader: Reader, where: str, node: yaml.Node) -> PartialDate:
    """Parse a year, month or day."""
    some = "2010, 2010-07 or 2010-07-12"
    value = scalar(where, node, f"a date such as {some}")
    if not _PARTIAL.fullmatch(value):
        advice = day_advice(value) or f"write the part that is known: {some}"
        raise wrong(where, value, advice, code=Code.BAD_DATE)
    try:
        earliest(value)
    except ValueError:
        why = ", a date that doesn't exist"
        raise wrong(where, value, f"write a date such as {some}", why, Code.BAD_DATE) from None
    return value


# -- the kinds, by the names used in records and the reference

# YAML parses 2011 as a number, but the reader takes its text.
_TEXT = {"type": ["string", "number"], "pattern": rf"^(?!\s*(?:…|[.]{{3}})\s*$)(?![\s\S]*[{UNFIT}])[\s\S]*\S"}
# The full form of an id is checked with the files; YAML parses 112 as a number.
_ID_SCHEMA = whole(ID.pattern, "integer", minimum=0)
_MONTH, _MONTH_DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_CALENDAR_DAY = f"[0-9]{{4}}-{_MONTH}-{_MONTH_DAY}"
_DATE_SCHEMA = whole(_CALENDAR_DAY, format="date")
# RFC 3339, and so "date-time" in every schema, needs the T, although the reader accepts a space.
_TIME_SCHEMA = whole(f"{_CALENDAR_DAY}[Tt]{_CLOCK}{_OFFSET}", format="date-time")
_LOCAL_SCHEMA = whole(f"{_CALENDAR_DAY}[Tt ]{_LOCAL_CLOCK}")


def _times(*schemas: Mapping[str, Any]) -> Callable[[Collection[str], str | None], Mapping[str, Any]]:
    """Return the schema of times, which need no offset if the archive has a time zone."""
    return lambda _, timezone: {"anyOf": [*schemas, _TIME_SCHEMA, *([_LOCAL_SCHEMA] if timezone else [])]}


_ends = r'\s<>"\\#?'
_part = f"[^./:{_ends}][^/:{_ends}]*"
_query = r'[?][^\s<>"\\#]+'
_FORMER = rf"(?:[Hh][Tt][Tt][Pp][Ss]?://[^/{_ends}]+(?=[/?]))?/?(?:{_part}(?:/{_part})*/?(?:{_query[:-1]}*)?|{_query})"
_PATH = r"(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^\\]*"
_SUFFIXES = "|".join("".join(f"[{char}{char.upper()}]" for char in suffix[1:]) for suffix in IMAGES)
# RFC 5322's atoms and dots, without quotation marks, comments or IP addresses.
_ATOM = r'[^\s@<>()\[\],;:"\\.]+'
# At least three digits, as in 112; word processors insert no-break spaces and hyphens.
_PHONE = r"\+?(?=(?:[^\d]*\d){3})[\d(][\d ()/.\u00a0\u2011-]*(?: ?(?:ext\.?|x) ?\d+)?"
# RFC 5321's plain mailboxes, which emails can be sent to.
_MAILBOX = r"[A-Za-z0-9_.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"

KINDS: dict[str, Kind] = {
    "text": Kind(lambda _, where, node: scalar(where, node), _TEXT),
    "words": Kind(_words, {**_TEXT, "maxLength": LONGEST_NAMED}),
    "paragraphs": Kind(_paragraphs, _TEXT),
    "text, list of organization ids, or `false`": Kind(
        _boilerplate,
        {
            "anyOf": [
                # a single word would be an id, and ids must be in a list
                {"type": "string", "pattern": rf"^(?!(?:{ID.pattern})\s*$)(?:{_TEXT['pattern'][1:]})"},
                {"type": "array", "items": _ID_SCHEMA, "uniqueItems": True},
                {"const": False},
            ]
        },
    ),
    "`true`": Kind(_true, {"type": "boolean"}),
    "type": Kind(
        lambda reader, where, node: one_of(reader.types, where, node),
        lambda types, _: {"type": "string", "enum": list(types)},
    ),
    "rate": Kind(lambda _, where, node: one_of(RATES, where, node), {"type": "string", "enum": list(RATES)}),
    "name: id or `false`": Kind(
        _names,
        {
            "type": "object",
            "propertyNames": {"pattern": _TEXT["pattern"], "maxLength": LONGEST_NAMED},
            "additionalProperties": {"anyOf": [_ID_SCHEMA, {"const": False}]},
        },
    ),
    "scheme: identifier": Kind(
        _identifiers, {"type": "object", "propertyNames": whole(_SCHEME), "additionalProperties": _TEXT}
    ),
    "language tag": Kind(_language, whole(_LANGUAGE_TAG.pattern, maxLength=LONGEST_TAG)),
    "organization id": Kind(_id, _ID_SCHEMA),
    "official id": Kind(_id, _ID_SCHEMA),
    "release id": Kind(_id, whole(rf"{ID.pattern}(?:/{ID.pattern})*(?:\.[a-z0-9-]+)?", "integer", minimum=0)),
    "topic id": Kind(_topic, {**_ID_SCHEMA, "maxLength": LONGEST_NAME}),
    "id": Kind(_topic, _ID_SCHEMA),
    "web address": Kind(_web_address, whole(rf"[Hh][Tt][Tt][Pp][Ss]?://[^/?#{_NO_URL}][^{_NO_URL}]*")),
    "former address": Kind(former_url, whole(_FORMER, "integer", minimum=0)),
    "path of a picture": Kind(partial(_place, what="image"), whole(rf"{_PATH}\.(?:{_SUFFIXES})")),
    "path of a file": Kind(partial(_place, what="file"), whole(rf"{_PATH}[^/\\]\.[^./\\]+")),
    "email address": matching(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+", "an email address", "press@example.org"),
    "telephone number": matching(_PHONE, "a telephone number", '"+43 1 000"', "number"),
    "mail address": matching(_MAILBOX, "an email address", "ada@example.org, a domain beyond ASCII as xn--…"),
    "variable": matching("[A-Za-z_][A-Za-z0-9_]*", "the name of a variable", "ALERT_READERS"),
    "date": Kind(lambda _, where, node: day_of(scalar(where, node, _A_DATE), where), _DATE_SCHEMA),
    "time": Kind(_time, lambda types, timezone: _times()(types, timezone) if timezone else _TIME_SCHEMA),
    "date or time": Kind(_date_or_time, _times(_DATE_SCHEMA)),
    # YAML parses a year as a number.
    "partial date": Kind(
        _partial_date,
        whole(f"[0-9]{{4}}(?:-{_MONTH}(?:-{_MONTH_DAY})?)?", "integer", minimum=1000, maximum=dt.MAXYEAR),
    ),
}
"""The kinds by name; :mod:`sphinx_newsroom.sources.header` adds those of records."""
FREE_TEXTS = ("text", "words", "paragraphs", "email address", "telephone number")
"""The kinds of text in which a comment may be unintended."""

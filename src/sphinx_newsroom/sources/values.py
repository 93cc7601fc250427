"""The kinds of values that headers take: how each is read, with a problem for its line, and its JSON Schema.

YAML's own guesses at types are not trusted: where text is wanted, ``2011`` and ``no`` are the text that was written
(YAML 1.1 makes them a number and a boolean).  A kind reads a YAML node at a place (``contacts.0.email``), and gives its
value or raises :class:`~sphinx_newsroom.diagnostics.RefusedError`; the reader goes on with the next key, so that one
look finds everything.  Which key takes which kind :mod:`sphinx_newsroom.model.records` says.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping
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
    NEAR,
    Code,
    HeaderError,
    Problem,
    RefusedError,
    Severity,
    cut,
    nearest,
)
from sphinx_newsroom.files import LONGEST_NAME, LONGEST_PART, too_long
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import LONGEST_TAG, canonical, parts
from sphinx_newsroom.model.alerts import RATES
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.model.records import PartialDate, earliest
from sphinx_newsroom.sources.advice import KEYS, LANGUAGES, WITHIN, day_advice, days, moment_advice, no_such_day

_TAG = "tag:yaml.org,2002:"
# Not \s: a blank that does not break is meant so.
_BLANKS = late_pattern(r"[ \t\r\n]+")
# What XML 1.0, and so every feed, cannot carry, and the invisible C1 controls. Not halves of characters: programs
# that read a JSON Schema take every emoji for two of them.
UNFIT = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
_CONTROL = late_pattern(rf"[{UNFIT}\ud800-\udfff]")


class Kind(NamedTuple):
    """A kind of value: how it is read, and what a JSON Schema says of it, which may depend on the settings.

    A record has *keys*, a list the kind of each *item*; the schema of these is added where a schema is made.
    """

    read: Callable[[Reader, str, yaml.Node], Any]
    schema: Mapping[str, Any] | Callable[[Collection[str], str | None], Mapping[str, Any]]
    keys: Mapping[str, Key] = {}
    item: Kind | None = None


class Key(NamedTuple):
    """A key of a header: the kind of its value, by name as well, what it means, and whether it must be there."""

    kind: Kind
    takes: str
    meaning: str
    required: bool = False


DEEPEST = 40
"""How deep the values of a header may be nested: ours reach 4 (Python's own limit differs by version)."""


def refuse_depth(node: yaml.Node, left: int = DEEPEST) -> None:
    """Raise HeaderError where the nodes of a header are nested too deeply for what reads them."""
    if left < 0:
        line = node.start_mark.line + 2 if node.start_mark else 1
        raise HeaderError(line, "the header is nested too deeply", "write plain keys and values")
    if isinstance(node, yaml.CollectionNode):
        for part in chain.from_iterable(node.value) if isinstance(node, yaml.MappingNode) else node.value:
            refuse_depth(part, left - 1)


def label(where: str) -> str:
    """A place without its list indices, as messages name it: ``contacts.0.email`` is ``contacts.email``."""
    return re.sub(r"\.\d+(?=\.|$)", "", where)


_KEY_CUTOFF = 0.65
"""How near a key must be to one that is known: `datum` is `date`; words that are further off are another's keys."""


def closest(word: str, known: Iterable[str], cutoff: float = NEAR) -> str | None:
    """The known word that is nearest to *word*, whatever their case, or None."""
    folded = {name.lower(): name for name in known}
    meant = nearest(word.lower(), folded, cutoff)
    return folded[meant] if meant else None


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """``did you mean 'title'?`` where a known word is near, else *otherwise*."""
    meant = closest(word, known)
    return f"did you mean {meant!r}?" if meant else otherwise


@dataclass(slots=True)
class Reader:
    """Reads one header: what was found wrong, and the line of every key and item.

    *types* and *timezone* are those of the archive.  *filled* says that a key without a value is a problem; else it
    counts as not given.
    """

    path: str
    types: Collection[str] = ()
    timezone: str | None = None
    filled: bool = True
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)
    """The keys that misspelt ones stand for: they are not missing as well."""

    def report(self, line: int, code: Code, message: str, advice: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.path, line, code, message, advice))

    def refuse(self, refusal: RefusedError, line: int) -> None:
        """Note what was refused, at its own line or else *line*."""
        self.problems.append(refusal.problem(self.path, line))

    @property
    def sound(self) -> bool:
        """Whether nothing was found that keeps the record out."""
        return not any(problem.code.severity is Severity.ERROR for problem in self.problems)

    def value(self, kind: Kind, where: str, node: yaml.Node) -> Any:
        """The value of a key or item, None where it is refused, which is noted."""
        try:
            return kind.read(self, where, node)
        except RefusedError as refusal:
            self.refuse(refusal, self.lines[where])
            return None

    def mapping(self, node: yaml.Node, where: str, keys: Mapping[str, Key]) -> dict[str, Any]:
        """The values of a mapping whose keys are known; what is wrong is noted and left out."""
        if not isinstance(node, yaml.MappingNode):
            raise wrong_type(where, node, f"write {sample(where, node, keys)}")
        values: dict[str, Any] = {}
        seen: set[str] = set()
        prefix = f"{where}." if where else ""
        for key, value in self.entries(node, prefix, seen):
            place = prefix + key
            if key not in keys and where and node.flow_style and is_null(value) and values:
                # A text within braces whose comma ends it: `{caption: The bridge, rebuilt}`.
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
                seen.discard(key)  # without a value it is as if the key were not there, and so may be missing
        for key, wanted in keys.items():
            if wanted.required and key not in seen and prefix + key not in self.meant:
                line, advice = line_of(node) if where else 1, _to_add(key, wanted, node if where else None)
                self.report(line, Code.MISSING_KEY, f"{label(prefix + key)} is missing", advice)
        return values

    def _unknown(self, key: str, where: str, prefix: str, keys: Mapping[str, Key]) -> None:
        advice = KEYS.get(re.sub(r"[ -]", "_", key.lower())) if keys.keys() >= {"title", "date"} else None
        called = (wanted for wanted, others in WITHIN.items() if wanted in keys and key.lower() in others.split())
        meant = None if advice else next(called, None) or closest(key, keys, _KEY_CUTOFF)
        if meant == "memberships":
            advice = "write `memberships: [{role: …, organization: …}]`"
        if meant:
            self.meant.add(prefix + meant)
        inside = f" in {label(where)}" if where else ""
        advice = advice or (f"did you mean {meant!r}?" if meant else f"write one of: {', '.join(keys)}")
        self.report(self.lines[prefix + key], Code.UNKNOWN_KEY, f"there is no key {cut(key)!r}{inside}", advice)

    def entries(self, node: yaml.MappingNode, prefix: str, seen: set[str]) -> list[tuple[str, yaml.Node]]:
        """The keys of a mapping, as written, with their nodes; a repeated key is noted and only its first kept."""
        found = []
        for key_node, value in node.value:
            line, key = line_of(key_node), key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                self.report(line, Code.WRONG_TYPE, f"a key is {kind_of(key_node)}", "write a word before the colon")
            elif key_node.tag == _TAG + "merge":
                self.report(line, Code.BAD_VALUE, "`<<` takes keys from elsewhere", "write the keys themselves")
            elif key in seen:
                message = f"{label(prefix + key)} is here and on line {self.lines[prefix + key]}"
                self.report(line, Code.DUPLICATE_KEY, message, "keep one of the two")
            else:
                seen.add(key)
                self.lines[prefix + key] = line
                found.append((key, value))
        return found


def line_of(node: yaml.Node) -> int:
    """The line in the file: a header begins on the second line, and YAML counts from 0."""
    return int(node.start_mark.line) + 2


def kind_of(node: yaml.Node) -> str:
    """What a node is, in words."""
    if isinstance(node, yaml.ScalarNode):
        return "empty" if is_null(node) else f"the text {cut(node.value)!r}"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping (keys and values)"


def is_null(node: yaml.Node) -> bool:
    """Whether nothing was written."""
    return bool(node.tag == _TAG + "null")


def wrong(where: str, value: str, advice: str, why: str = "", code: Code = Code.BAD_VALUE) -> RefusedError:
    """What is raised for a value that cannot be taken: ``date is 'soon', which is not how a date is written``."""
    # Of a list, which may hold more, one item is wrong.
    verb = "has" if where[-1:].isdigit() else "is"
    shown = repr(cut(value)).replace(r"\\", "\\")  # one backslash, as it was written
    return RefusedError(code, f"{label(where)} {verb} {shown}{why}", advice)


def wrong_type(where: str, node: yaml.Node, advice: str, why: str = "") -> RefusedError:
    """What is raised for a list where text is wanted, and the like."""
    return RefusedError(Code.WRONG_TYPE, f"{label(where)} is {kind_of(node)}{why}", advice)


def sample(where: str, node: yaml.Node, keys: Mapping[str, Key]) -> str:
    """How a record is written, in braces, with what stands in its place where that can be one of its values."""
    given = node.value if isinstance(node, yaml.ScalarNode) and not node.tag.endswith((":bool", ":null")) else ""
    place = next((key for key in ("email", "src", "name") if key in keys and (key != "email" or "@" in given)), "")
    wanted = [key for key, one in keys.items() if one.required or key == place]
    written = ", ".join(f"{key}: {given if key == place and given else '…'}" for key in wanted)
    return f"{_before(where)}{{{written}}}"


def _before(where: str) -> str:
    """The key at the end of a place, as a line has it before the value; nothing for an item of a list."""
    key = where.rpartition(".")[2]
    return "" if key.isdigit() or not key else f"{key}: "


def _to_add(key: str, wanted: Key, within: yaml.MappingNode | None) -> str:
    """How a key that is missing is added to a header, or to the record *within* it: where, and in which form."""
    line = f"{key}: …"
    if within is None:
        return f"add a line `{line}`{', a date such as 2011-06-21' if wanted.takes.startswith('date') else ''}"
    if within.flow_style:
        return f"add `, {line}` before the closing brace"
    beside = within.value[0][0].value if within.value else ""
    return f"add a line `{line}` that begins exactly below `{beside}`"


# -- text


def scalar(where: str, node: yaml.Node, wanted: str = "text") -> str:
    """The text that was written, blanks made single; raises RefusedError for lists, mappings, booleans and nothing."""
    if not isinstance(node, yaml.ScalarNode):
        raise wrong_type(where, node, f"write {wanted}")
    written: str = node.value
    # YAML 1.1 has yes, no, on and off as well, which somebody may mean as words.
    if node.tag == _TAG + "bool" and written.lower() in ("true", "false"):
        advice = f"write {wanted}, in quotation marks if this word is meant"
        raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is {written}, which isn't text", advice)
    if is_null(node) or not written.strip():
        raise RefusedError(Code.BAD_VALUE, f"{label(where)} is empty", f"write {wanted}, or remove the key")
    if is_placeholder(written):
        raise wrong(where, written.strip(), f"write {wanted}", ", which is only a placeholder")
    if _CONTROL.search(written):
        raise RefusedError(Code.BAD_VALUE, f"{label(where)} holds a control character", "remove it")
    return _BLANKS.sub(" ", written).strip()


def is_placeholder(text: str) -> bool:
    """Whether a text was copied from a message as it stands there, such as the dots of `alt: …`."""
    return text.strip() in ("…", "...")


def whole(pattern: str, *types: str, **more: Any) -> dict[str, Any]:
    """The JSON Schema of text that matches *pattern* from end to end, or is of another of the *types*."""
    return {"type": ["string", *types] if types else "string", "pattern": f"^(?:{pattern})$", **more}


LONGEST_NAMED = 1_000
"""Characters of what texts are searched for; the longest of 110,000 names of real bodies and persons has 231."""


def _words(reader: Reader, where: str, node: yaml.Node) -> str:
    """Text that is looked for in releases, and so no longer than a name is."""
    value = scalar(where, node)
    _refuse_long(label(where), node.value)
    return value


def _refuse_long(what: str, name: str) -> None:
    if len(name) > LONGEST_NAMED:
        raise RefusedError(Code.BAD_VALUE, f"{what} has {len(name):,} characters", f"write {LONGEST_NAMED:,} at most")


def _paragraphs(reader: Reader, where: str, node: yaml.Node) -> str:
    """Text of several paragraphs, an empty line between them and blanks made single."""
    scalar(where, node)  # which refuses what is no text
    blocks = (_BLANKS.sub(" ", block).strip() for block in re.split(r"\r?\n[ \t]*\r?\n", node.value))
    return "\n\n".join(filter(None, blocks))


def _boilerplate(reader: Reader, where: str, node: yaml.Node) -> str | tuple[str, ...]:
    """A text, the ids of the organizations whose own one is meant, or false for none."""
    if isinstance(node, yaml.SequenceNode):
        ids: tuple[str, ...] = list_of(KINDS["organization id"]).read(reader, where, node)
        return ids
    if node.tag == _TAG + "bool" and node.value.lower() == "false":
        return ()
    found = _paragraphs(reader, where, node)
    if ID.fullmatch(found):
        message = f"{label(where)} is {found!r}, a text of one word"
        raise RefusedError(Code.WRONG_TYPE, message, f"write {where}: [{found}]")
    return found


def _true(reader: Reader, where: str, node: yaml.Node) -> bool:
    """Whether true or false was written; all else is refused, such as YAML 1.1's yes and no."""
    written = node.value.lower() if isinstance(node, yaml.ScalarNode) else ""
    if node.tag != _TAG + "bool" or written not in ("true", "false"):
        shown = cut(repr(node.value)) if written else kind_of(node)
        raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is {shown}", "write true, or remove the key")
    return bool(written == "true")


def matching(pattern: str, wanted: str, *types: str) -> Kind:
    """Text that matches *pattern* from end to end; *wanted* says in words what that is.

    Where a value that matches can be one of the JSON *types* when YAML reads it, these are named.
    """
    compiled = late_pattern(pattern)

    def read(reader: Reader, where: str, node: yaml.Node) -> str:
        value = scalar(where, node, wanted)
        if not compiled.fullmatch(value):
            raise wrong(where, value, f"write {wanted}")
        return value

    return Kind(read, whole(pattern, *types))


def one_of(known: Collection[str], where: str, node: yaml.Node) -> str:
    """One of the *known* words."""
    wanted = f"one of: {', '.join(known)}"
    value = scalar(where, node, wanted)
    if value not in known:
        raise wrong(where, value, suggestion(value, known, f"write {wanted}"), ", which is not known")
    return value


# -- lists, records and mappings


def list_of(item: Kind, *, again: bool = False) -> Kind:
    """A list, read item by item; the same item twice is refused, unless it may stand there *again*."""

    def read(reader: Reader, where: str, node: yaml.Node) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            advice = "put `- ` before each item"
            if isinstance(node, yaml.ScalarNode):
                alone = item.schema or not item.keys  # names and attachments may be a text alone
                advice = f"write {_before(where)}[{cut(node.value) if alone else sample('', node, item.keys)}]"
            raise wrong_type(where, node, advice, ", not a list")
        values: list[Any] = []
        known: set[Any] = set()
        for position, child in enumerate(node.value):
            place = f"{where}.{position}"
            reader.lines[place] = line_of(child)
            value = reader.value(item, place, child)
            # None is what a broken item is read as, and of those there may be several. One file is offered once.
            same = getattr(value, "src", value)
            if value is not None and not again and same in known:
                what = f"names {same!r} twice" if isinstance(same, str) else "has the same item twice"
                reader.report(line_of(child), Code.BAD_VALUE, f"{label(where)} {what}", "keep one of the two")
            else:
                values.append(value)
                known.add(same)
        return tuple(values)

    return Kind(read, {"type": "array"} if again else {"type": "array", "uniqueItems": True}, item=item)


Check = Callable[[Mapping[str, Any]], tuple[str, RefusedError] | None]
"""What looks at all values of a record, and may refuse one by its key."""


def record_of(
    make: Callable[..., Any], keys: Mapping[str, Key], check: Check = lambda values: None, alone: Kind | None = None
) -> Kind:
    """A record within a header; None is read where it is broken.  A value of the kind *alone* is its first one."""

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
    reader: Reader, where: str, node: yaml.Node, wanted: str, pair: Callable[[str, yaml.Node], tuple[str, Any]]
) -> tuple[Any, ...]:
    """A mapping with keys of one's own, as pairs in the order written; *wanted* says in words what it is."""
    if not isinstance(node, yaml.MappingNode):
        raise wrong_type(where, node, f"write {wanted}")
    pairs = []
    for key, value in reader.entries(node, f"{where}.", set()):
        try:
            pairs.append(pair(key, value))
        except RefusedError as refusal:
            reader.refuse(refusal, reader.lines[f"{where}.{key}"])
    return tuple(pairs)


_SCHEME = "[a-z][a-z0-9_-]*"


def _identifiers(reader: Reader, where: str, node: yaml.Node) -> tuple[tuple[str, str], ...]:
    """Schemes with an identifier each."""
    wanted = "a scheme such as wikidata and the identifier, each as text"

    def pair(key: str, value: yaml.Node) -> tuple[str, str]:
        if not re.fullmatch(_SCHEME, key):
            raise RefusedError(Code.BAD_VALUE, f"{label(where)} has the key {cut(key)!r}", f"write {wanted}")
        return key, scalar(f"{where}.{key}", value)

    return _pairs(reader, where, node, wanted, pair)


def _names(reader: Reader, where: str, node: yaml.Node) -> tuple[tuple[str, str | None], ...]:
    """``names:``: a surface form -> an id, or false for "never link"."""

    def pair(key: str, value: yaml.Node) -> tuple[str, str | None]:
        if not key.strip() or any(char < " " for char in key):
            message = f"{where} has an empty or unreadable name"
            raise RefusedError(Code.BAD_VALUE, message, "write the name as the text has it")
        _refuse_long(f"a name in {where}", key)
        name = " ".join(key.split())
        if value.tag != _TAG + "bool":
            return name, scalar(f"{where}.{key}", value, "an id, or false")
        if value.value.lower() != "false":
            advice = "write an id, or false for a name that must never be a link"
            raise RefusedError(Code.WRONG_TYPE, f"{where} has {value.value} for {cut(key)!r}", advice)
        return name, None

    wanted = "each name with the id that it means, or false for none: {KPA: kelmark-port-authority}"
    return _pairs(reader, where, node, wanted, pair)


# -- ids, language tags, addresses

ID = late_pattern("[a-z0-9]+(?:-+[a-z0-9]+)*")
"""An id, and so a file's name without suffix: lower-case ASCII letters, digits and hyphens between them."""

# RFC 5646, section 2.1, less what no registered tag uses: primary languages of 4 to 8 letters, grandfathered tags.
_LANGUAGE_TAG = late_pattern(
    "[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}"  # language, such as en
    "(?:-[A-Za-z]{4})?"  # script, such as Cyrl
    "(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"  # region, such as GB
    "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"  # variants, such as 1996
    "(?:-[A-WYZa-wyz0-9](?:-[A-Za-z0-9]{2,8})+)*"  # extensions, such as u-nu-latn
    "(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?"  # private use, such as x-press
)
_REGION, _SCRIPT = 2, 4
"""The letters of the parts of a tag that are written in capitals (`AT`) and with one (`Cyrl`); RFC 5646, 2.1.1."""


def canonical_tag(value: str) -> str | None:
    """A BCP 47 tag in its usual case (``pt-BR``, ``zh-Hant``), or None where it is not well-formed (RFC 5646)."""
    if len(value) > LONGEST_TAG or not _LANGUAGE_TAG.fullmatch(value):
        return None
    subtags = value.lower().split("-")
    for position, subtag in enumerate(subtags[1:], 1):
        # Behind a single letter (u-, x-) capitals have no meaning.
        if len(subtags[position - 1]) == 1:
            break
        if len(subtag) == _REGION:
            subtags[position] = subtag.upper()
        elif len(subtag) == _SCRIPT and subtag.isalpha():
            subtags[position] = subtag.title()
    return "-".join(subtags)


def _language(reader: Reader, where: str, node: yaml.Node) -> str:
    """A BCP 47 language tag."""
    value = scalar(where, node, "a language tag such as en, ru or pt-BR")
    tag = canonical_tag(value)
    if tag is None:
        # "pt_BR" is how POSIX and Java write it.
        meant = canonical_tag(value.replace("_", "-").strip())
        advice = f"write {LANGUAGES.get(value.lower(), 'a tag such as en, ru or pt-BR')}"
        advice = f"did you mean {meant!r}?" if meant else advice
        raise wrong(where, value, advice, ", which isn't a language tag (BCP 47)")
    return tag


def _id(reader: Reader, where: str, node: yaml.Node) -> str:
    """The id of a file; whether there is one the archive knows."""
    if where == "issuer" and isinstance(node, yaml.SequenceNode):
        ids = ", ".join(part.value for part in node.value if isinstance(part, yaml.ScalarNode))
        raise wrong_type(where, node, f"write issuers: [{cut(ids)}]")
    return scalar(where, node, "the id of one file, such as 2011/opens")


def _topic(reader: Reader, where: str, node: yaml.Node) -> str:
    """A topic's id; it becomes a page's address without having a file, so its form is checked here."""
    value = scalar(where, node, "a topic's id such as human-trafficking")
    if not ID.fullmatch(value):
        advice = f"did you mean {slug(value)!r}?" if slug(value) else "write lower-case letters, digits and hyphens"
        raise wrong(where, value, advice, ", which isn't an id")
    return _short(where, value, LONGEST_NAME)


def _short(where: str, path: str, part: int = LONGEST_PART) -> str:
    """The path; raises RefusedError where it, or a *part* of it, is too long for a file's."""
    if fault := too_long(path, part):
        raise wrong(where, path, "write a shorter one", f", which {fault}")
    return path


# No address may have these (RFC 3986); a blank is most often that of a second one behind it.
_NO_URL = r'\s<>"\\^`{|}'


def _web_address(reader: Reader, where: str, node: yaml.Node) -> str:
    """An absolute http or https address."""
    value = scalar(where, node, "an address such as https://www.example.org/")
    sound = False
    with suppress(ValueError):
        url = urlsplit(value)
        sound = url.scheme in ("http", "https") and bool(url.hostname) and not re.search(rf"[{_NO_URL}]", value)
    if not sound:
        raise wrong(where, value, "write one that begins with https:// or http://", ", which isn't a web address")
    return value


def former_url(reader: Reader, where: str, node: yaml.Node) -> str:
    """An address below the site's root; never one that a file could be written to outside of it, or hidden in it."""
    value = scalar(where, node, "an address such as press/12345.html")
    try:
        url = canonical(value)
    except ValueError as error:
        advice = "write it as press/12345.html, index.php?id=12 or https://example.org/press/1, without `..` and `#`"
        raise wrong(where, value, advice, f", which {error}") from None
    _short(where, parts(url).file)
    return url


# -- paths


def _place(reader: Reader, where: str, node: yaml.Node, what: str) -> str:
    """The place that a path means, relative to the archive's root; raises RefusedError where it is none of ours."""
    src = scalar(where, node)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", src) or "\\" in src:
        advice = f"copy the {what} into the archive and write its path"
        if "\\" in src and ":" not in src:
            advice = f"write {src.replace(chr(92), '/')}, with / between folders"
        raise wrong(where, src, advice)
    joined = src[1:] if src.startswith("/") else posixpath.join(posixpath.dirname(reader.path), src)
    place = posixpath.normpath(joined)
    if place.split("/")[0] == "..":
        advice = f"copy the {what} into the archive and write its path there"
        raise RefusedError(Code.OUTSIDE_ARCHIVE, f"{label(where)} {cut(src)!r} leaves the archive", advice)
    sound = place.lower().endswith(IMAGES) if what == "image" else posixpath.splitext(place)[1]
    if not sound or re.search(r"(?:^|/)(?:\.|_build/)", place):
        use = "shown" if what == "image" else "offered"
        wanted = f"that ends in one of {', '.join(IMAGES)}" if what == "image" else "such as report.pdf"
        raise wrong(where, src, f"write the path of a file {wanted}", f", which can't be {use}")
    return place if what == "image" else _short(where, place)


# -- dates and times

# What is in JSON Schemas, too, does without flags, and escapes nothing that ECMAScript would not have escaped.
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_CLOCK = rf"{_HOUR}:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = f"(?:[Zz]|[+-]{_HOUR})"
_DATE = late_pattern(_DAY)
_PARTIAL = late_pattern("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
# RFC 3339, section 5.6, lets a blank stand in the place of the T, and letters be small.
_MOMENT = late_pattern(f"({_DAY})[Tt ]({_CLOCK})({_OFFSET})")
# A time in the archive's own zone is as people write it, and needs no seconds.
_LOCAL_CLOCK = rf"{_HOUR}(?::[0-5][0-9](?:\.[0-9]+)?)?"
_LOCAL = late_pattern(f"({_DAY})[Tt ]({_LOCAL_CLOCK})")
_HAS_TIME = late_pattern(r":|\d ?(?:[ap]\.?m|uhr|h)\b", re.IGNORECASE)
_A_DATE = "a date such as 2011-06-21"
_DATE_ADVICE = f"write {_A_DATE}"
_MOMENT_ADVICE = "write date, time and offset, such as 2011-06-21T10:00:00+02:00"


def day_of(value: str, where: str) -> dt.date:
    """An ISO 8601 date; raises RefusedError."""
    exact, short, day = _DATE.fullmatch(value), no_such_day(value), None
    with suppress(ValueError):
        day = dt.date.fromisoformat(value) if exact else None
    if day is None and (exact or short):
        advice = f"{short}; write another" if short else _DATE_ADVICE
        raise wrong(where, value, advice, ", a day that does not exist", Code.BAD_DATE)
    if day is None:
        advice = day_advice(value) or moment_advice(value) or _DATE_ADVICE
        raise wrong(where, value, advice, ", which is not how a date is written", Code.BAD_DATE)
    if day.year == dt.MINYEAR:  # whose first day begins, east of Greenwich, in a year that there is not
        raise RefusedError(Code.BAD_DATE, f"{label(where)} is in the year 1, which calendars can't show", _DATE_ADVICE)
    return day


def moment_of(value: str, where: str, timezone: str | None = None) -> dt.datetime:
    """An RFC 3339 date-time with offset, or one without in the archive's *timezone*; raises RefusedError."""
    exact, local = _MOMENT.fullmatch(value), _LOCAL.fullmatch(value)
    try:
        if exact:
            return dt.datetime.fromisoformat(f"{exact[1]}T{exact[2]}{exact[3].upper()}")
        if local and timezone is not None:
            return _local_moment(f"{local[1]}T{local[2]}", where, timezone)
    except (ValueError, OverflowError):
        raise wrong(where, value, _MOMENT_ADVICE, ", a moment that does not exist", Code.BAD_DATE) from None
    if local:
        advice = f"{moment_advice(value) or _MOMENT_ADVICE}, or name the zone of all such times: newsroom_timezone in "
        raise wrong(where, value, f"{advice}conf.py", ", without an offset", Code.BAD_DATE)
    advice = _MOMENT_ADVICE if timezone is None else f"write date and time of {timezone}, such as 2011-06-21T10:00"
    why = "without a time of the day" if days(value) else "which is not how date and time are written"
    raise wrong(where, value, moment_advice(value, timezone) or advice, f", {why}", Code.BAD_DATE)


def _local_moment(value: str, where: str, timezone: str) -> dt.datetime:
    """A time of a time zone with the offset that it has there; raises RefusedError where there is none, or two."""
    # Clocks that are put back show an hour twice, the second time with a fold.
    first = dt.datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(timezone))
    offsets = [one.utcoffset() or dt.timedelta() for one in (first, first.replace(fold=1))]
    there = first.astimezone(dt.UTC).astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    if there != first.replace(tzinfo=None):
        why = f", which {timezone} never had, since clocks were put forward"
        raise wrong(where, value, "write the hour before or after, or an offset", why, Code.BAD_DATE)
    if offsets[0] != offsets[1]:
        both = " or ".join(first.replace(tzinfo=dt.timezone(offset)).isoformat() for offset in offsets)
        why = f", which {timezone} had twice, since clocks were put back"
        raise wrong(where, value, f"write {both}", why, Code.BAD_DATE)
    # Local mean time, before standard time, has offsets with seconds, which RFC 3339 cannot write.
    if not offsets[0] or offsets[0] % dt.timedelta(minutes=1):
        return first.astimezone(dt.UTC)
    return first.replace(tzinfo=dt.timezone(offsets[0]))


def _date_or_time(reader: Reader, where: str, node: yaml.Node) -> dt.date | dt.datetime:
    """A day, or a date-time with its offset, which the archive's time zone may say."""
    value = scalar(where, node, _A_DATE)
    # A colon is in every time and in no date; as people write them, half of the day or the hour's name.
    return moment_of(value, where, reader.timezone) if _HAS_TIME.search(value) else day_of(value, where)


def _time(reader: Reader, where: str, node: yaml.Node) -> dt.datetime:
    """A date-time with its offset, which the archive's time zone may say."""
    offset = "with offset, such as 2011-06-21T10:00:00+02:00" if reader.timezone is None else "such as 2011-06-21T10:00"
    return moment_of(scalar(where, node, f"a date-time {offset}"), where, reader.timezone)


def _partial_date(reader: Reader, where: str, node: yaml.Node) -> PartialDate:
    """A year, a month or a day."""
    some = "2010, 2010-07 or 2010-07-12"
    value = scalar(where, node, f"a date such as {some}")
    if not _PARTIAL.fullmatch(value):
        advice = day_advice(value) or f"write as much as is known: {some}"
        raise wrong(where, value, advice, code=Code.BAD_DATE)
    try:
        earliest(value)
    except ValueError:
        why = ", a date that does not exist"
        raise wrong(where, value, f"write a date such as {some}", why, Code.BAD_DATE) from None
    return value


# -- the kinds, by the names that records and the reference have

# YAML makes a number of 2011, for which the reader takes the text that was written.
_TEXT = {"type": ["string", "number"], "pattern": rf"^(?!\s*(?:…|[.]{{3}})\s*$)(?![\s\S]*[{UNFIT}])[\s\S]*\S"}
# Whether a file bears an id, and so its whole form, is a question to the archive; YAML makes a number of 112.
_ID_SCHEMA = whole(ID.pattern, "integer", minimum=0)
_MONTH, _MONTH_DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_CALENDAR_DAY = f"[0-9]{{4}}-{_MONTH}-{_MONTH_DAY}"
_DATE_SCHEMA = whole(_CALENDAR_DAY, format="date")
# RFC 3339, and so every schema's "date-time", wants the T for which the reader takes a blank as well.
_TIME_SCHEMA = whole(f"{_CALENDAR_DAY}[Tt]{_CLOCK}{_OFFSET}", format="date-time")
_LOCAL_SCHEMA = whole(f"{_CALENDAR_DAY}[Tt ]{_LOCAL_CLOCK}")


def _times(*schemas: Mapping[str, Any]) -> Callable[[Collection[str], str | None], Mapping[str, Any]]:
    """Of times, which need no offset where the archive has a time zone."""
    return lambda _, timezone: {"anyOf": [*schemas, _TIME_SCHEMA, *([_LOCAL_SCHEMA] if timezone else [])]}


_ends = r'\s<>"\\#?'
_part = f"[^./:{_ends}][^/:{_ends}]*"
_query = r'[?][^\s<>"\\#]+'
_FORMER = rf"(?:[Hh][Tt][Tt][Pp][Ss]?://[^/{_ends}]+(?=[/?]))?/?(?:{_part}(?:/{_part})*/?(?:{_query[:-1]}*)?|{_query})"
_PATH = r"(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^\\]*"
_SUFFIXES = "|".join("".join(f"[{char}{char.upper()}]" for char in suffix[1:]) for suffix in IMAGES)
# RFC 5322's atoms and dots alone: no quotation marks, no comments, no address of a machine in brackets.
_ATOM = r'[^\s@<>()\[\],;:"\\.]+'
# Three digits at least, as 112 has; a blank and a hyphen that do not break are what word processors put in.
_PHONE = r"\+?(?=(?:[^\d]*\d){3})[\d(][\d ()/.\u00a0\u2011-]*(?: ?(?:ext\.?|x) ?\d+)?"
# RFC 5321's plain mailboxes, as the mails that are sent can have them.
_MAILBOX = r"[A-Za-z0-9_.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"

KINDS: dict[str, Kind] = {
    "text": Kind(lambda _, where, node: scalar(where, node), _TEXT),
    "words": Kind(_words, {**_TEXT, "maxLength": LONGEST_NAMED}),
    "paragraphs": Kind(_paragraphs, _TEXT),
    "text, list of organization ids, or `false`": Kind(
        _boilerplate,
        {
            "anyOf": [
                # one word would be an id, and ids stand in a list
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
    "e-mail address": matching(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+", "an address such as press@example.org"),
    "telephone number": matching(_PHONE, 'a telephone number such as "+43 1 000"', "number"),
    "mail address": matching(_MAILBOX, "an address such as ada@example.org, a domain beyond ASCII as xn--…"),
    "variable": matching("[A-Za-z_][A-Za-z0-9_]*", "the name of a variable such as ALERT_READERS"),
    "date": Kind(lambda _, where, node: day_of(scalar(where, node, _A_DATE), where), _DATE_SCHEMA),
    "time": Kind(_time, lambda types, timezone: _times()(types, timezone) if timezone else _TIME_SCHEMA),
    "date or time": Kind(_date_or_time, _times(_DATE_SCHEMA)),
    # A year alone is a number to YAML.
    "partial date": Kind(
        _partial_date,
        whole(f"[0-9]{{4}}(?:-{_MONTH}(?:-{_MONTH_DAY})?)?", "integer", minimum=1000, maximum=dt.MAXYEAR),
    ),
}
"""The kinds by name; those of records, and of lists of any, :mod:`sphinx_newsroom.sources.header` adds."""
FREE_TEXTS = ("text", "words", "paragraphs", "e-mail address", "telephone number")
"""The kinds of text in which people may write what YAML takes for a comment."""

"""The ``newsroom_*`` values of conf.py as one frozen object, checked once."""

from __future__ import annotations

import datetime as dt
import os
import re
import runpy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from sphinx_newsroom.allowed import KINDS, Allowed, widened
from sphinx_newsroom.files import LONGEST_NAME, too_long

LinkScope = Literal["all", "paragraph", "section", "page"]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
"""The Content-Security-Policy of every page: all that a page of the archive needs, and nothing more.

Source: W3C, Content Security Policy Level 3; `frame-ancestors` and `sandbox` only a server can say.
"""

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "press-release": "Press release",
        "statement": "Statement",
        "media-advisory": "Media advisory",
        "speech": "Speech",
        "notice": "Notice",
    }
)


DEFAULT_TAG = "newsroom.invalid,2026"
"""Names nobody and depends on nothing, so that no later change of conf.py changes an id."""

_ADDRESS = re.compile(r"""https?://[^\x00-\x20\x7f-\U0010ffff"<>\\^`{|}]+""")

# RFC 4151, section 2.1: taggingEntity
_TAG = re.compile(
    r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
    r",[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
)


class ConfigError(ValueError):
    """A value of conf.py cannot be used; the message says which and what to write."""


_Reader = Callable[[str, Any], Any]
"""What makes the value that is kept of a setting's name and what conf.py says; raises ConfigError where it cannot."""


@dataclass(frozen=True, slots=True)
class Option:
    """A field of Settings as conf.py sets it: its name there, default, types, when to build anew, and meaning.

    One without types is a value of Sphinx, which Sphinx registers and documents.
    """

    field: str
    name: str
    default: Any
    read: _Reader
    types: tuple[type, ...] = ()
    rebuild: Literal["", "env", "html"] = ""
    meaning: str = ""


def _as_it_is(_: str, value: Any) -> Any:
    return value


def _setting(
    default: Any,
    kind: type,
    *,
    meaning: str,
    rebuild: Literal["", "env", "html"] = "html",
    read: _Reader = _as_it_is,
    name: str | None = None,
) -> Any:
    """A field of Settings that ``newsroom_*`` of conf.py fills, by the field's name or *name*.

    It takes a *kind* of value, or nothing where that is its default.
    """
    types = (kind,) if default is not None else (kind, type(None))
    named = {"name": f"newsroom_{name}"} if name else {}
    return _filled(default, read, types=types, meaning=meaning, rebuild=rebuild, **named)


def _of_sphinx(name: str, default: str, read: _Reader = _as_it_is) -> Any:
    """A field of Settings that a value of Sphinx's own fills."""
    return _filled(default, read, name=name)


def _filled(default: Any, read: _Reader, **said: Any) -> Any:
    return field(default_factory=lambda: read("", default), metadata={"default": default, "read": read, **said})


def _language(_: str, value: str | None) -> str:
    return (value or "en").replace("_", "-")


def _site(name: str, value: str | None) -> str:
    """The address of the site, which ends in a slash; empty where none is given."""
    address = value or ""
    if address and (not _ADDRESS.fullmatch(address) or set(address) & set("?#")):
        advice = "write one such as https://archive.example.org/, with letters beyond ASCII as xn--… and %…"
        raise ConfigError(f"{name} is {address!r}, which is no address of a site; {advice}")
    return address if not address or address.endswith("/") else address + "/"


def _types(_: str, value: Mapping[str, str]) -> Mapping[str, str]:
    _refuse_long_names(value)
    return MappingProxyType(dict(value))


def _refuse_long_names(words: Iterable[object]) -> None:
    for word in words:  # each has a page or folder of that name
        if isinstance(word, str) and (wrong := too_long(word, LONGEST_NAME)):
            raise ConfigError(f"{word[:20]!r}… in newsroom_types or newsroom_editions {wrong}; give it a shorter name")


def _link(name: str, value: str) -> str:
    if value not in get_args(LinkScope):
        raise ConfigError(f"{name} is {value!r}; write one of {', '.join(get_args(LinkScope))}")
    return value


def _count(name: str, value: int) -> int:
    if value < 1:
        raise ConfigError(f"{name} is {value}; write a number from 1 up")
    return value


def _tag(name: str, value: str) -> str:
    if not _TAG.fullmatch(value):
        advice = "write a domain or e-mail address, a comma and a date, such as example.org,2026"
        raise ConfigError(f"{name} is {value!r}; {advice}")
    return value


def _hub(name: str, value: str | None) -> str | None:
    if value is not None and not _ADDRESS.fullmatch(value):
        raise ConfigError(f"{name} is {value!r}; write an address that begins with https://")
    return value


def _editions(name: str, values: Mapping[object, object]) -> Mapping[str, str]:
    _refuse_long_names(values)
    for edition, when in values.items():
        if not isinstance(edition, str) or not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", edition) or edition == "index":
            raise ConfigError(f"{name} has {edition!r}; name it with lower-case letters, digits and hyphens")
        if not isinstance(when, str):
            raise ConfigError(f"{name} has {when!r}; write a date such as '2023-12-31' or a git tag")
    return MappingProxyType({str(edition): str(when) for edition, when in values.items()})


def _allowed(name: str, values: Mapping[object, object]) -> Allowed:
    for kind, names in values.items():
        if kind not in KINDS:
            raise ConfigError(f"{name} has {kind!r}; write one of {', '.join(KINDS)}")
        if not isinstance(names, (list, tuple, set, frozenset)) or not all(isinstance(each, str) for each in names):
            raise ConfigError(f"{name} has {names!r} for {kind!r}; write a list of names")
    return widened(cast("Mapping[str, Iterable[str]]", values))


def _policy(name: str, value: str | None) -> str:
    if value is None:
        return CSP
    # It stands in an attribute of every page.
    if set(value) & set('"<>&\r\n'):
        raise ConfigError(f"{name} is {value!r}; write it on one line, without double quotation marks")
    return value


def _now(name: str, value: str | None) -> dt.datetime:
    """The build's moment: *value*, else SOURCE_DATE_EPOCH, else the clock; always with an offset.

    Source: RFC 3339; https://reproducible-builds.org/specs/source-date-epoch/.
    """
    if value is not None:
        try:
            found = dt.datetime.fromisoformat(value)
        except ValueError as error:
            advice = "write a date-time such as 2026-01-31T10:00:00+01:00"
            raise ConfigError(f"{name} is {value!r}; {advice}") from error
        if found.tzinfo is None:
            raise ConfigError(f"{name} is {value!r} and has no offset; add one, such as +01:00 or Z")
        return found
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        except (ValueError, OverflowError, OSError) as error:
            advice = "give it the seconds since 1970, such as 1767225600, or take it away"
            raise ConfigError(f"SOURCE_DATE_EPOCH is {epoch!r}; {advice}") from error
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Settings:
    """What the archive needs to know from conf.py; each field says all that there is to know of one setting.

    What Sphinx registers, the checks and ``docs/reference/config.md`` are made from it, in this order.
    """

    project: str = _of_sphinx("project", "Newsroom")
    language: str = _of_sphinx("language", "en", _language)
    baseurl: str = _of_sphinx("html_baseurl", "", _site)
    issuer: str | None = _setting(
        None, str, rebuild="env", meaning="The organization id of the issuer of releases whose header names none."
    )
    types: Mapping[str, str] = _setting(
        dict(TYPES),
        dict,
        rebuild="env",
        read=_types,
        meaning="The types of releases: the word used in headers and the label that readers see.",
    )
    link: LinkScope = _setting(
        "paragraph",
        str,
        rebuild="env",
        read=_link,
        meaning=(
            "Which mentions of an entity become links: `all`, or the first in each `paragraph`, `section` or `page`."
        ),
    )
    description: str = _setting(
        "", str, meaning="One sentence that says what the archive is; it stands on the front page and in feeds."
    )
    per_page: int = _setting(
        100, int, read=_count, meaning="How many releases stand on one page of an organization, official or topic."
    )
    feed_items: int = _setting(
        50,
        int,
        read=_count,
        meaning=(
            "How many of the newest releases the archive's feeds carry, and how many stand on a page of their "
            "history. The feeds of organizations, officials, topics, types and languages carry 20."
        ),
    )
    tag: str = _setting(
        DEFAULT_TAG,
        str,
        read=_tag,
        meaning=(
            "What the ids of entries in feeds begin with: a domain or e-mail address that is yours, a comma, and a "
            "date at which it was, such as `example.org,2026` (RFC 4151). Choose it before you publish and keep it "
            "for ever, wherever the site moves: where it changes, feed readers show every release once more."
        ),
    )
    websub_hub: str | None = _setting(
        None,
        str,
        read=_hub,
        meaning="The address of a WebSub hub. Feeds name it, and `newsroom ping` tells it what changed.",
    )
    mail_from: str | None = _setting(
        None,
        str,
        rebuild="",
        meaning="The address that `newsroom digest` sends from, such as `Press <press@example.org>`.",
    )
    max_text: int = _setting(
        2_000_000,
        int,
        rebuild="",
        read=_count,
        meaning=(
            "How many bytes the file of a release, a superseded text, a record or a topic may have. A notebook may "
            "have ten times as many, since it stores its images. A larger file is left out of the archive."
        ),
    )
    public_key: str | None = _setting(
        None,
        str,
        rebuild="",
        meaning=(
            "The Ed25519 key that the ledger's head must be signed with: the line between the first and the last of "
            "what `openssl pkey -in key.pem -pubout` prints."
        ),
    )
    editions: Mapping[str, str] = _setting(
        {},
        dict,
        read=_editions,
        meaning=(
            "The archive as it stood: the name of each edition, with a date such as `2023-12-31`, a date-time, or a "
            "git tag."
        ),
    )
    allowed: Allowed = _setting(
        {},
        dict,
        rebuild="env",
        read=_allowed,
        name="allow",
        meaning=(
            "What texts may hold beside what is [allowed](allowed.md): lists by `directives`, `roles`, `nodes`, "
            '`schemes` and `attachments` (suffixes of files), such as `{"attachments": [".dwg"]}`. Whoever can write '
            "a release can then use it; nothing checks what a directive of another extension reads or shows."
        ),
    )
    csp: str = _setting(
        None,
        str,
        read=_policy,
        meaning=(
            "The Content-Security-Policy that each page names. Default: one under which nothing comes from another "
            "host and no script runs but the archive's own. An empty text leaves it out, for servers that send their "
            "own."
        ),
    )
    now: dt.datetime = _setting(
        None,
        str,
        rebuild="",
        read=_now,
        meaning=(
            "The moment that embargoes are held against, as an RFC 3339 date-time; default: SOURCE_DATE_EPOCH where "
            "it is set, else the clock."
        ),
    )


_DECLARED = tuple(
    Option(**{"field": each.name, "name": f"newsroom_{each.name}", **each.metadata}) for each in fields(Settings)
)

OPTIONS = tuple(option for option in _DECLARED if option.types)
"""The values that are ours, in the order of the reference page."""


def settings_from(get: Callable[[str, Any], Any]) -> Settings:
    """Check all values once and freeze them.

    *get* looks a name of conf.py up, with a default.  Raises :class:`ConfigError`.
    """
    said = [(option, get(option.name, option.default)) for option in _DECLARED]
    for option, value in said:
        _refuse_type(option, value)
    return Settings(**{option.field: option.read(option.name, value) for option, value in said})


def _refuse_type(option: Option, value: Any) -> None:
    # True is an int in Python, and no count of anything.
    if option.types and (not isinstance(value, option.types) or isinstance(value, bool)):
        wanted = " or ".join("nothing" if kind is type(None) else kind.__name__ for kind in option.types)
        raise ConfigError(f"{option.name} is {value!r}; it takes {wanted}")


def settings_of(root: Path) -> Settings:
    """The settings of the archive in *root*, read from its conf.py without Sphinx.

    Raises :class:`ConfigError` where conf.py is missing, cannot run, or holds a wrong value.
    """
    conf = root / "conf.py"
    if not conf.is_file():
        raise ConfigError(f"{conf} does not exist; run the command in an archive's folder, or give it with --root")
    try:
        # Sphinx gives conf.py the name `tags`, which one that asks for it needs.
        names = runpy.run_path(str(conf), {"tags": frozenset()})
    except Exception as error:
        raise ConfigError(f"{conf} cannot be run: {error!r}; mend it first") from error
    return settings_from(names.get)

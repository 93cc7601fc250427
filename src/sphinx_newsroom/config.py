"""The ``newsroom_*`` values of conf.py as one frozen object, checked once."""

from __future__ import annotations

import datetime as dt
import os
import re
import runpy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from sphinx_newsroom.allowed import ALLOWED, KINDS, Allowed, widened
from sphinx_newsroom.files import LONGEST_NAME, too_long

LinkScope = Literal["all", "paragraph", "section", "page"]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
"""The Content-Security-Policy of every page: all that a page of the archive needs, and nothing more.

Source: W3C, Content Security Policy Level 3; `frame-ancestors` and `sandbox` only a server can say.
"""

TYPES: Mapping[str, str] = MappingProxyType({
    "press-release": "Press release",
    "statement": "Statement",
    "media-advisory": "Media advisory",
    "speech": "Speech",
    "notice": "Notice",
})


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


@dataclass(frozen=True, slots=True)
class Option:
    """One configuration value: its name without prefix, default, and meaning (for the reference)."""

    name: str
    default: Any
    rebuild: Literal["", "env", "html"]
    types: tuple[type, ...]
    meaning: str


OPTIONS: tuple[Option, ...] = (
    Option("issuer", None, "env", (str, type(None)),
           "The organization id of the issuer of releases whose header names none."),
    Option("types", dict(TYPES), "env", (dict,),
           "The types of releases: the word used in headers and the label that readers see."),
    Option("link", "paragraph", "env", (str,),
           "Which mentions of an entity become links: `all`, or the first in each `paragraph`, `section` or `page`."),
    Option("description", "", "html", (str,),
           "One sentence that says what the archive is; it stands on the front page and in feeds."),
    Option("per_page", 100, "html", (int,),
           "How many releases stand on one page of an organization, official or topic."),
    Option("feed_items", 50, "html", (int,),
           "How many of the newest releases the archive's feeds carry, and how many stand on a page of their history. "
           "The feeds of organizations, officials, topics, types and languages carry 20."),
    Option("tag", DEFAULT_TAG, "html", (str,),
           "What the ids of entries in feeds begin with: a domain or e-mail address that is yours, a comma, and a date "
           "at which it was, such as `example.org,2026` (RFC 4151). Choose it before you publish and keep it for "
           "ever, wherever the site moves: where it changes, feed readers show every release once more."),
    Option("websub_hub", None, "html", (str, type(None)),
           "The address of a WebSub hub. Feeds name it, and `newsroom ping` tells it what changed."),
    Option("mail_from", None, "", (str, type(None)),
           "The address that `newsroom digest` sends from, such as `Press <press@example.org>`."),
    Option("max_text", 2_000_000, "", (int,),
           "How many bytes the file of a release, a superseded text, a record or a topic may have. A notebook may have "
           "ten times as many, since it stores its images. A larger file is left out of the archive."),
    Option("public_key", None, "", (str, type(None)),
           "The Ed25519 key that the ledger's head must be signed with: the line between the first and the last of "
           "what `openssl pkey -in key.pem -pubout` prints."),
    Option("editions", {}, "html", (dict,),
           "The archive as it stood: the name of each edition, with a date such as `2023-12-31`, a date-time, or a git "
           "tag."),
    Option("allow", {}, "env", (dict,),
           "What texts may hold beside what is [allowed](allowed.md): lists by `directives`, `roles`, `nodes`, "
           "`schemes` and `attachments` (suffixes of files), such as `{\"attachments\": [\".dwg\"]}`. Whoever can "
           "write a release can then use it; nothing checks what a directive of another extension reads or shows."),
    Option("csp", None, "html", (str, type(None)),
           "The Content-Security-Policy that each page names. Default: one under which nothing comes from another host "
           "and no script runs but the archive's own. An empty text leaves it out, for servers that send their own."),
    Option("now", None, "", (str, type(None)),
           "The moment that embargoes are held against, as an RFC 3339 date-time; "
           "default: SOURCE_DATE_EPOCH where it is set, else the clock."),
)
"""All values, in the order of the reference page."""


@dataclass(frozen=True)
class Settings:
    """What the archive needs to know from conf.py."""

    project: str = "Newsroom"
    language: str = "en"
    baseurl: str = ""
    issuer: str | None = None
    types: Mapping[str, str] = field(default_factory=lambda: TYPES)
    link: LinkScope = "paragraph"
    description: str = ""
    per_page: int = 100
    feed_items: int = 50
    max_text: int = 2_000_000
    public_key: str | None = None
    editions: Mapping[str, str] = field(default_factory=dict)
    tag: str = DEFAULT_TAG
    websub_hub: str | None = None
    mail_from: str | None = None
    allowed: Allowed = ALLOWED
    csp: str = CSP
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))


def moment(value: str | None, environ: Mapping[str, str]) -> dt.datetime:
    """The build's moment: *value*, else SOURCE_DATE_EPOCH, else the clock; always with an offset.

    Source: RFC 3339; https://reproducible-builds.org/specs/source-date-epoch/.
    """
    if value is not None:
        try:
            found = dt.datetime.fromisoformat(value)
        except ValueError as error:
            advice = "write a date-time such as 2026-01-31T10:00:00+01:00"
            raise ConfigError(f"newsroom_now is {value!r}; {advice}") from error
        if found.tzinfo is None:
            raise ConfigError(f"newsroom_now is {value!r} and has no offset; add one, such as +01:00 or Z")
        return found
    if epoch := environ.get("SOURCE_DATE_EPOCH"):
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    return dt.datetime.now(dt.UTC)


def settings_from(get: Callable[[str, Any], Any], environ: Mapping[str, str] | None = None) -> Settings:
    """Check all values once and freeze them.

    *get* looks a name of conf.py up, with a default.  Raises :class:`ConfigError`.
    """
    values: dict[str, Any] = {}
    for option in OPTIONS:
        value = get(f"newsroom_{option.name}", option.default)
        if not isinstance(value, option.types) or isinstance(value, bool):
            wanted = " or ".join("nothing" if kind is type(None) else kind.__name__ for kind in option.types)
            raise ConfigError(f"newsroom_{option.name} is {value!r}; it takes {wanted}")
        values[option.name] = value
    if values["link"] not in get_args(LinkScope):
        raise ConfigError(f"newsroom_link is {values['link']!r}; write one of {', '.join(get_args(LinkScope))}")
    for name in ("per_page", "feed_items", "max_text"):
        if values[name] < 1:
            raise ConfigError(f"newsroom_{name} is {values[name]}; write a number from 1 up")
    for word in (*values["types"], *values["editions"]):  # each has a page or folder of that name
        if isinstance(word, str) and (wrong := too_long(word, LONGEST_NAME)):
            raise ConfigError(f"{word[:20]!r}… in newsroom_types or newsroom_editions {wrong}; give it a shorter name")
    if not _TAG.fullmatch(values["tag"]):
        advice = "write a domain or e-mail address, a comma and a date, such as example.org,2026"
        raise ConfigError(f"newsroom_tag is {values['tag']!r}; {advice}")
    hub = values["websub_hub"]
    if hub is not None and not _ADDRESS.fullmatch(hub):
        raise ConfigError(f"newsroom_websub_hub is {hub!r}; write an address that begins with https://")
    baseurl = get("html_baseurl", "") or ""
    if baseurl and (not _ADDRESS.fullmatch(baseurl) or set(baseurl) & set("?#")):
        advice = "write one such as https://archive.example.org/, with letters beyond ASCII as xn--… and %…"
        raise ConfigError(f"html_baseurl is {baseurl!r}, which is no address of a site; {advice}")
    return Settings(
        project=get("project", "Newsroom"),
        language=(get("language", "en") or "en").replace("_", "-"),
        baseurl=baseurl if not baseurl or baseurl.endswith("/") else baseurl + "/",
        issuer=values["issuer"],
        types=MappingProxyType(dict(values["types"])),
        link=values["link"],
        description=values["description"],
        per_page=values["per_page"],
        feed_items=values["feed_items"],
        max_text=values["max_text"],
        public_key=values["public_key"],
        editions=MappingProxyType(_editions(values["editions"])),
        tag=values["tag"],
        websub_hub=hub,
        mail_from=values["mail_from"],
        allowed=_allowed(values["allow"]),
        csp=_policy(values["csp"]),
        now=moment(values["now"], os.environ if environ is None else environ),
    )


def _editions(values: Mapping[object, object]) -> dict[str, str]:
    for name, when in values.items():
        if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name) or name == "index":
            raise ConfigError(f"newsroom_editions has {name!r}; name it with lower-case letters, digits and hyphens")
        if not isinstance(when, str):
            raise ConfigError(f"newsroom_editions has {when!r}; write a date such as '2023-12-31' or a git tag")
    return {str(name): str(when) for name, when in values.items()}


def _policy(value: str | None) -> str:
    if value is None:
        return CSP
    if set(value) & set('"<>&\r\n'):
        raise ConfigError(f"newsroom_csp is {value!r}; write it on one line, without double quotation marks")
    return value


def _allowed(values: Mapping[object, object]) -> Allowed:
    for kind, names in values.items():
        if kind not in KINDS:
            raise ConfigError(f"newsroom_allow has {kind!r}; write one of {', '.join(KINDS)}")
        if not isinstance(names, (list, tuple, set, frozenset)) or not all(isinstance(name, str) for name in names):
            raise ConfigError(f"newsroom_allow has {names!r} for {kind!r}; write a list of names")
    return widened(cast("Mapping[str, Iterable[str]]", values))


def settings_of(root: Path) -> Settings:
    """The settings of the archive in *root*, read from its conf.py without Sphinx.

    Raises :class:`ConfigError` where conf.py is missing, cannot run, or holds a wrong value.
    """
    conf = root / "conf.py"
    if not conf.is_file():
        raise ConfigError(f"{conf} does not exist; run the command in an archive's folder, or give it with --root")
    try:
        names = runpy.run_path(str(conf), {"tags": frozenset()})
    except Exception as error:
        raise ConfigError(f"{conf} cannot be run: {error!r}; mend it first") from error
    return settings_from(names.get)

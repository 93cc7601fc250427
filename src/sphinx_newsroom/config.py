"""The settings of an archive as one frozen object; :mod:`.conf_file` reads them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Literal, get_args

from sphinx_newsroom.allowed import Allowed
from sphinx_newsroom.interface import Interface, Interfaces, translatable
from sphinx_newsroom.setting_values import (
    CSP,
    DEFAULT_TAG,
    HOSTS,
    ConfigError,
    Lane,
    License,
    LinkScope,
    alerts_of,
    allowed_of,
    archives_of,
    at_least_none,
    beside_of,
    count_of,
    editions_of,
    hub_of,
    language_of,
    license_of,
    now_of,
    one_of,
    origin_of,
    policy_of,
    report_of,
    site_of,
    tag_of,
    timezone_of,
    types_of,
    witnesses_of,
)

__all__ = [
    "CSP",
    "DECLARED",
    "DEFAULT_TAG",
    "OPTIONS",
    "TYPES",
    "ConfigError",
    "LinkScope",
    "Option",
    "Settings",
]

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "press-release": translatable("Press release"),
        "statement": translatable("Statement"),
        "media-advisory": translatable("Media advisory"),
        "speech": translatable("Speech"),
        "notice": translatable("Notice"),
    }
)


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


@dataclass(frozen=True)
class Settings:
    """What the archive needs to know from conf.py; each field says all that there is to know of one setting.

    What Sphinx registers, the checks and ``docs/reference/config.md`` are made from it, in this order.
    """

    project: str = _of_sphinx("project", "Newsroom")
    language: str = _of_sphinx("language", "en", language_of)
    baseurl: str = _of_sphinx("html_baseurl", "", site_of)
    has_others: bool = _of_sphinx("intersphinx_mapping", "", lambda _, mapping: bool(mapping))
    """Whether roles may name what other archives have, which a build alone looks up."""
    issuer: str | None = _setting(
        None,
        str,
        rebuild="env",
        meaning="The id of the organization that issues the releases whose header names no issuer: the name of its "
        "file in `organizations/`, without `.md`. Without this setting, these have no issuer.",
    )
    types: Mapping[str, str] = _setting(
        dict(TYPES),
        dict,
        rebuild="env",
        read=types_of,
        meaning="The types of releases: the word used in headers and the label that readers see.",
    )
    link: LinkScope = _setting(
        "paragraph",
        str,
        rebuild="env",
        read=one_of(get_args(LinkScope)),
        meaning=(
            "Which mentions of an entity become links: `all`, or the first in each `paragraph`, `section` or `page`."
        ),
    )
    lane: Lane = _setting(
        "compiled",
        str,
        rebuild="",
        read=one_of(get_args(Lane)),
        meaning=(
            "How releases are read: `compiled`, plain texts without docutils, with the same pages and in a fraction of "
            "the time; or `documents`, all of them as documents of Sphinx, for extensions that look at these."
        ),
    )
    description: str = _setting(
        "", str, meaning="One sentence that says what the archive is; it stands on the front page and in feeds."
    )
    per_page: int = _setting(
        100, int, read=count_of, meaning="How many releases stand on one page of an organization, official or topic."
    )
    feed_items: int = _setting(
        50,
        int,
        read=count_of,
        meaning=(
            "How many of the newest releases the archive's feeds carry, and how many stand on a page of their "
            "history. The feeds of organizations, officials, topics, types and languages carry 20."
        ),
    )
    tag: str = _setting(
        DEFAULT_TAG,
        str,
        read=tag_of,
        meaning=(
            "What the ids of entries in feeds begin with: a domain or e-mail address that is yours, a comma, and a "
            "date at which it was, such as `example.org,2026` (RFC 4151). Choose it before you publish and keep it "
            "for ever, wherever the site moves: where it changes, feed readers show every release once more."
        ),
    )
    websub_hub: str | None = _setting(
        None,
        str,
        read=hub_of,
        meaning="The address of a WebSub hub. Feeds name it, and `newsroom ping` tells it what changed.",
    )
    report: str | None = _setting(
        None,
        str,
        read=report_of,
        meaning=(
            "Where readers tell that something is wrong: a mail address, or the address of a form with `{page}` and, "
            "where wanted, `{title}` and `{revision}`, such as "
            "`https://github.com/you/archive/issues/new?title={title}&body={page}`. Each release and entry then has a "
            "link that fills these in. Without this setting there is none."
        ),
    )
    license: License | None = _setting(
        None,
        str,
        read=license_of,
        meaning=(
            "Under which licence the texts and data may be used: its identifier at spdx.org, such as `CC-BY-4.0`, or "
            "the address of its words. `data.html`, `data/datapackage.json` and `data/metadata.yaml` say it. Default: "
            "nothing is said of it."
        ),
    )
    beside: frozenset[str] = _setting(
        ["md"],
        list,
        read=beside_of,
        meaning=(
            'Which files each release has beside its page. `["md", "json"]` adds its row of data as a file of its own, '
            "for programs that ask for one release at a time. `data/releases/<year>.jsonl` has the same rows."
        ),
    )
    host: str | None = _setting(
        None,
        str,
        rebuild="",
        read=one_of(HOSTS),
        meaning=(
            "Where the site is published: `github-pages`, `cloudflare-pages`, `netlify` or `gitlab-pages`. Each build "
            "then warns if the site has 90 % or more of what that host takes. See "
            "[Choose a host](../guides/choose-a-host.md)."
        ),
    )
    parquet: bool = _setting(
        False,
        bool,
        meaning=(
            "Whether the tables are also made as files of Parquet, `data/*.parquet`. It needs pyarrow: "
            "`pip install 'sphinx-newsroom[parquet]'`."
        ),
    )
    mail_from: str | None = _setting(
        None,
        str,
        rebuild="",
        meaning=(
            "The address that `newsroom digest` and `newsroom alert` send from, such as `Press <press@example.org>`."
        ),
    )
    alerts: str | None = _setting(
        None,
        str,
        read=alerts_of,
        meaning=(
            "Where readers ask to be told of what they want to hear of: a mail address, or the address of a form, "
            "which may have `{alert}` for the name of one that is offered. The page *Subscribe* then says so. See "
            "[Send alerts](../guides/send-alerts.md)."
        ),
    )
    max_text: int = _setting(
        2_000_000,
        int,
        rebuild="",
        read=count_of,
        meaning=(
            "How many bytes the file of a release, a superseded text, a record or a topic may have. A notebook may "
            "have ten times as many, since it stores its images. A larger file is left out of the archive."
        ),
    )
    max_links: int = _setting(
        10_000,
        int,
        rebuild="",
        read=count_of,
        meaning=(
            "How many links the text of such a file may have, roles and footnotes among them. A text with more is left "
            "out of the archive: the time that it takes to build grows with the square of them."
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
    log_name: str = _setting(
        None,
        str,
        rebuild="html",
        read=origin_of,
        meaning=(
            "What the ledger's log is called in its checkpoints. Default: the address of its folder without "
            "`https://`, such as `example.org/news/log`, or `newsroom_tag` and `/log` where `html_baseurl` is not set. "
            "Keep it where the site moves: witnesses know the log by this name."
        ),
    )
    witnesses: tuple[str, ...] = _setting(
        [],
        list,
        rebuild="",
        read=witnesses_of,
        meaning=(
            "The keys of the witnesses whose cosignature the log's checkpoint must bear for `newsroom verify`, each in "
            "one line, `name+id+key` (C2SP signed-note)."
        ),
    )
    editions: Mapping[str, str] = _setting(
        {},
        dict,
        read=editions_of,
        meaning=(
            "The archive as it stood: the name of each edition, with a date such as `2023-12-31`, a date-time, or a "
            "git tag."
        ),
    )
    archives: Mapping[str, str] = _setting(
        {},
        dict,
        rebuild="env",
        read=archives_of,
        meaning=(
            'The archives of other newsrooms, each with a name and its address, such as `{"osce": '
            '"https://press.example.org/"}`. `newsroom archives update` keeps in `archives/` what they have; pages of '
            "organizations and officials with the same Wikidata id say so, and texts can link to them: "
            "``{official}`osce:jane-doe` ``."
        ),
    )
    allowed: Allowed = _setting(
        {},
        dict,
        rebuild="env",
        read=allowed_of,
        name="allow",
        meaning=(
            "What texts may hold beside what is [allowed](allowed.md): lists by `directives`, `roles`, `nodes`, "
            '`schemes`, `attachments` (suffixes of files) and `unseen`, such as `{"attachments": [".dwg"]}`. Whoever '
            "can write a release can then use it; nothing checks what a directive of another extension reads or shows."
        ),
    )
    csp: str = _setting(
        None,
        str,
        read=policy_of,
        meaning=(
            "The Content-Security-Policy that each page names. Default: one under which nothing comes from another "
            "host and no script runs but the archive's own. An empty text leaves it out, for servers that send their "
            "own."
        ),
    )
    card_font: str = _setting(
        "",
        str,
        meaning=(
            "A font file (`.ttf`, `.otf`) by its path in the archive. With it and `html_baseurl`, each release "
            "without an `image` has a picture of its headline, issuer and date, with which networks show a link to it. "
            "It needs Pillow: `pip install 'sphinx-newsroom[cards]'`. Choose a font with the letters of all your "
            "languages."
        ),
    )
    timezone: str | None = _setting(
        None,
        str,
        rebuild="env",
        read=timezone_of,
        meaning=(
            "The time zone of the archive by its IANA name, such as `Europe/Vienna`: days begin and end when they do "
            "there, and a time without an offset is one there. Default: days are those of UTC, and a time without an "
            "offset is an error. Choose it before you publish: a published time without an offset changes with it."
        ),
    )
    drafts: bool = _setting(
        False,
        bool,
        rebuild="env",
        meaning=(
            "Whether a build shows [drafts](header.md) and releases that aren't published, marked as such, whatever "
            "their date: for a preview that nobody but the newsroom sees. `newsroom build` then builds into "
            "`_build/preview`, and refuses a folder that has a site without drafts; no other command ever takes a "
            "draft. `newsroom build --drafts` does it once."
        ),
    )
    gate: bool = _setting(
        True,
        bool,
        rebuild="env",
        meaning=(
            "Whether a release is public only once `newsroom publish` has recorded it, in an archive with a ledger. "
            "With `False`, a build publishes every finished release, recorded or not. See "
            "[Approve and publish](../guides/approve-and-publish.md)."
        ),
    )
    approvals: int = _setting(
        0,
        int,
        rebuild="",
        read=at_least_none,
        meaning=(
            "How many people other than its author must approve a release with `newsroom approve` before "
            "`newsroom publish` takes it."
        ),
    )
    now: dt.datetime = _setting(
        None,
        str,
        rebuild="",
        read=now_of,
        meaning=(
            "The moment that embargoes are held against, as an RFC 3339 date-time; default: SOURCE_DATE_EPOCH where "
            "it is set, else the clock."
        ),
    )

    unknown: tuple[str, ...] = field(default=(), metadata={"apart": True})
    """What conf.py sets that looks like one of these and is none."""

    interfaces: Interfaces = field(default_factory=Interfaces, metadata={"apart": True})
    """What the archive says to readers, in its language and in those of its texts."""

    @property
    def interface(self) -> Interface:
        """The words of lists, feeds, mail and search, which are in the archive's language."""
        return self.interface_of(self.language)

    def interface_of(self, language: str) -> Interface:
        """The words around a text in a language."""
        return self.interfaces.of(language, self.language)

    def type_label(self, type_: str, interface: Interface) -> str:
        """What readers call a type of releases: as conf.py has it, or ours in their language."""
        return interface.say(self.types.get(type_, type_))

    @property
    def zone(self) -> dt.tzinfo:
        """The time zone in which days begin and end, and times without an offset are."""
        # The one value, and not one that is like it: feeds write it as GMT.
        return dt.UTC if self.timezone in (None, "UTC") else zoneinfo.ZoneInfo(self.timezone)

    @property
    def today(self) -> dt.date:
        """The day that it is in the archive's time zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def log_origin(self) -> str:
        """What the ledger's log is called in its checkpoints."""
        # Source: https://c2sp.org/tlog-tiles, Parameters: the log's address without scheme and last slash.
        address = self.baseurl.partition("://")[2] or f"{self.tag}/"
        return self.log_name or f"{address}log"


DECLARED = tuple(
    Option(**{"field": each.name, "name": f"newsroom_{each.name}", **each.metadata})
    for each in fields(Settings)
    if "apart" not in each.metadata
)
"""All that is read from conf.py, those of Sphinx's own values among them that we read."""

OPTIONS = tuple(option for option in DECLARED if option.types)
"""The values that are ours, in the order of the reference page."""

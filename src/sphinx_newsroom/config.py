"""The settings of an archive, each declared once as a field of :class:`Settings`, and their values from conf.py.

A setting has a default, a rule for rebuilding, a meaning for the reference, and a function that checks and converts its
value.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import runpy
import traceback
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Literal, NamedTuple, cast, get_args

from sphinx_newsroom.allowed import IMAGES, KINDS, Allowed, widened
from sphinx_newsroom.diagnostics import nearest
from sphinx_newsroom.files import LONGEST_NAME, too_long
from sphinx_newsroom.interface import CatalogueError, Interface, Interfaces, catalogues_in, translatable
from sphinx_newsroom.memory import late_pattern

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "press-release": translatable("Press release"),
        "statement": translatable("Statement"),
        "media-advisory": translatable("Media advisory"),
        "speech": translatable("Speech"),
        "notice": translatable("Notice"),
    }
)


CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types newsroom"
)
"""The default Content-Security-Policy of every page, which allows the archive's own files and scripts only.

Trusted Types keep text from being run as script or markup; `newsroom.js` checks the address of each script it loads.
Sources: W3C, Content Security Policy Level 3; Trusted Types. `frame-ancestors` and `sandbox` only work as HTTP headers.
"""

LinkScope = Literal["all", "paragraph", "section", "page"]

DEFAULT_TAG = "newsroom.invalid,2026"
"""A domain that belongs to nobody. It depends on no other setting, so changing conf.py doesn't change ids."""


class ConfigError(ValueError):
    """A value in conf.py can't be used; the message says which, and what to write."""


# -- checking and converting values

Read = Callable[[str, Any], Any]
"""A function that converts a setting's value, given its name and the value in conf.py; it raises ConfigError."""

_ADDRESS = late_pattern(r"""https?://[^\x00-\x20\x7f-\U0010ffff"<>\\^`{|}]+""")
_MAIL = late_pattern(r"""[^\s@<>(),:;"\\\[\]{}?&%]+@[^\s@<>(),:;"\\\[\]{}?&%]+""")


def _is_address(name: str, value: str) -> bool:
    """Whether a text is a web address.

    Raises ConfigError if it contains a name or password, which pages and feeds would publish; the message omits them.
    """
    if "@" in re.split("[/?#]", value.partition("://")[2], maxsplit=1)[0]:
        raise ConfigError(f"{name} contains an address with a name or password, which readers would see; remove them")
    return bool(_ADDRESS.fullmatch(value))


def text_of(fits: Callable[[str, str], object], advice: str, empty: object = None) -> Read:
    """Return a reader for a text that *fits*, which gets the setting's name and value; None becomes *empty*."""

    def read(name: str, value: str | None) -> object:
        if value is not None and not fits(name, value):
            raise ConfigError(f"{name} is {value!r}; write {advice}")
        return empty if value is None else value

    return read


def matching(regex: str, advice: str, empty: object = None) -> Read:
    """Return a reader for a text that matches a pattern completely."""
    return text_of(lambda _, value: re.fullmatch(regex, value), advice, empty)


def one_of(values: Iterable[str]) -> Read:
    """Return a reader for one of some values, or None."""
    return text_of(lambda _, value: value in values, f"one of {', '.join(values)}")


def at_least(least: int) -> Read:
    """Return a reader for a number with a minimum."""
    return text_of(lambda _, value: int(value) >= least, f"a number from {least} up")


def language_of(_: str, value: str | None) -> str:
    """Return a BCP 47 language tag, with hyphens: ``pt-BR`` for Sphinx's ``pt_BR``."""
    return (value or "en").replace("_", "-")


def site_of(name: str, value: str | None) -> str:
    """Return the address of the site with a final slash, or an empty string if there is none.

    ``/`` counts as none: projects on Read the Docs use ``os.environ.get("READTHEDOCS_CANONICAL_URL", "/")``, which is
    ``/`` in other places.
    """
    address = "" if value in (None, "/") else value
    if address and (not _is_address(name, address) or set(address) & set("?#")):
        advice = "write one such as https://archive.example.org/, with non-ASCII letters encoded as xn--… and %…"
        raise ConfigError(f"{name} is {address!r}, which isn't the address of a site; {advice}")
    return address if not address or address.endswith("/") else address + "/"


def types_of(_: str, value: Mapping[str, str]) -> Mapping[str, str]:
    """Return the types of releases with their labels."""
    _refuse_long_names(value)
    return MappingProxyType(dict(value))


def _refuse_long_names(words: Iterable[object]) -> None:
    for word in words:  # each becomes the name of a page or folder
        if isinstance(word, str) and (wrong := too_long(word, LONGEST_NAME)):
            raise ConfigError(f"{word[:20]!r}… in newsroom_types or newsroom_editions {wrong}; use a shorter name")


def beside_of(name: str, values: Iterable[object]) -> frozenset[str]:
    """Return the suffixes of the files next to each release's page, without the dot; Markdown is always included."""
    found = frozenset(map(str, values))
    if wrong := found - {"md", "json"}:
        raise ConfigError(f"{name} has the unknown value {min(wrong)!r}; the possible values are json and md")
    return found | {"md"}


def witnesses_of(name: str, values: Iterable[object]) -> tuple[str, ...]:
    """Return the public keys of witnesses."""
    for value in values:
        if not isinstance(value, str) or not re.fullmatch(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*", value):
            raise ConfigError(f"{name} has {value!r}, which isn't a key; write each witness's key as name+id+key")
    return tuple(map(str, values))


class Host(NamedTuple):
    """The limits of a host of static sites, as of December 2026; 0 if its documentation states none."""

    files: int = 0
    bytes: int = 0
    of_file: int = 0
    """The size limit of a single file, in bytes."""


HOSTS: Mapping[str, Host] = MappingProxyType(
    {
        # https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
        "github-pages": Host(bytes=10**9),
        # https://developers.cloudflare.com/pages/platform/limits/: the free plan; paid plans allow 100,000 files.
        "cloudflare-pages": Host(files=20_000, of_file=25 * 2**20),
        # https://docs.netlify.com/site-deploys/overview: 54,000 files in a folder, far more than any year has.
        "netlify": Host(),
        # https://docs.gitlab.com/user/gitlab_com/; the number of files:
        # https://gitlab.com/gitlab-org/gitlab/-/issues/500273
        "gitlab-pages": Host(files=200_000, bytes=10**9),
    }
)
"""The hosts whose limits a build checks; `docs/guides/choose-a-host.md` has more about them."""


class License(NamedTuple):
    """A licence: its name, empty if only the address is known, and the address of its text."""

    name: str
    url: str

    @property
    def label(self) -> str:
        """The label that readers see."""
        return self.name or self.url


_SPDX = late_pattern(r"[A-Za-z0-9](?:[A-Za-z0-9.+-]*[A-Za-z0-9+])?")
_CREATIVE = late_pattern(r"CC-(?P<kind>BY(?:-[A-Z]{2})*)-(?P<version>[0-9.]+)")


def license_of(name: str, value: str | None) -> License | None:
    """Return a licence by its SPDX identifier (https://spdx.org/licenses/) or the address of its text.

    >>> license_of("newsroom_license", "CC-BY-4.0")
    License(name='CC-BY-4.0', url='https://creativecommons.org/licenses/by/4.0/')
    """
    if value is None:
        return None
    if _is_address(name, value):
        return License("", value)
    if not _SPDX.fullmatch(value):
        raise ConfigError(f"{name} is {value!r}; write an identifier such as CC-BY-4.0, or the address of the licence")
    if value == "CC0-1.0":
        return License(value, "https://creativecommons.org/publicdomain/zero/1.0/")
    if found := _CREATIVE.fullmatch(value):
        return License(value, f"https://creativecommons.org/licenses/{found['kind'].lower()}/{found['version']}/")
    return License(value, f"https://spdx.org/licenses/{value}.html")


REPORT_PARTS = ("{page}", "{title}", "{revision}")
"""The placeholders in an address of `newsroom_report`."""


def _mail_or_form(needed: str, *parts: str) -> Callable[[str, str], bool]:
    """Return a test for an email address, or a form's address that matches *needed* and may have placeholders."""

    def fits(name: str, value: str) -> bool:
        address = re.sub("|".join(map(re.escape, parts)), "x", value)
        return bool(_MAIL.fullmatch(value)) or (_is_address(name, address) and bool(re.search(needed, value)))

    return fits


def named_of(name: str, values: Mapping[object, object], pattern: str, example: str) -> Iterator[tuple[str, object]]:
    """Yield names with their values; raises ConfigError if a name doesn't match the pattern."""
    for key, value in values.items():
        if not isinstance(key, str) or not re.fullmatch(pattern, key):
            raise ConfigError(
                f"{name} has the invalid name {key!r}; use lower-case letters, digits and hyphens{example}"
            )
        yield key, value


def editions_of(name: str, values: Mapping[object, object]) -> Mapping[str, str]:
    """Return the editions, each with a date or a git tag."""
    _refuse_long_names(values)
    found = dict(named_of(name, values, r"(?!index$)[a-z0-9][a-z0-9._-]*", ""))
    if wrong := [when for when in found.values() if not isinstance(when, str)]:
        raise ConfigError(
            f"{name} has {wrong[0]!r}, which isn't a date or tag; write a date such as '2023-12-31' or a git tag in "
            "quotation marks"
        )
    return MappingProxyType(cast("dict[str, str]", found))


def archives_of(name: str, values: Mapping[object, object]) -> Mapping[str, str]:
    """Return the archives of other newsrooms: the name used in roles, and the address with a final slash."""
    found: dict[str, str] = {}
    for archive, address in named_of(name, values, "[a-z][a-z0-9-]{0,39}", ", such as osce"):
        if not isinstance(address, str) or not _is_address(name, address) or set(address) & set("?#"):
            raise ConfigError(
                f"{name} has {address!r} for {archive!r}, which isn't a web address; write one such as "
                "https://example.org/"
            )
        found[archive] = address if address.endswith("/") else f"{address}/"
    return MappingProxyType(found)


def allowed_of(name: str, values: Mapping[object, object]) -> Allowed:
    """Return the allowlist with the additions in conf.py."""
    for kind, names in values.items():
        if kind not in KINDS:
            raise ConfigError(f"{name} has the unknown key {kind!r}; write one of {', '.join(KINDS)}")
        if not isinstance(names, (list, tuple, set, frozenset)) or not all(isinstance(each, str) for each in names):
            raise ConfigError(f"{name} has {names!r} for {kind!r}, which isn't a list; write a list of names")
    return widened(cast("Mapping[str, Iterable[str]]", values))


def timezone_of(name: str, value: str | None) -> str | None:
    """Return the name of a time zone that this system knows, or None if conf.py has none."""
    if value is None:
        return None
    try:
        return zoneinfo.ZoneInfo(value).key
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        known = zoneinfo.available_timezones()
        meant = nearest(value, known) or nearest(value, {key.rpartition("/")[2]: key for key in known})
        meant = next((key for key in sorted(known) if key.rpartition("/")[2] == meant), meant)
        advice = f"did you mean {meant!r}?" if meant else "write one such as Europe/Vienna"
        without = " (this system knows none: pip install tzdata)" if not known else ""
        raise ConfigError(f"{name} is {value!r}, which isn't a time zone{without}; {advice}") from error


_DAY = dt.timedelta(days=1)


def now_of(name: str, value: str | None) -> dt.datetime:
    """Return the time of the build: *value*, or SOURCE_DATE_EPOCH, or the current time; always with an offset.

    Sources: RFC 3339; https://reproducible-builds.org/specs/source-date-epoch/.
    """
    if value is not None:
        try:
            found = dt.datetime.fromisoformat(value)
        except ValueError as error:
            advice = "write a date-time such as 2026-01-31T10:00:00+01:00"
            raise ConfigError(f"{name} is {value!r}; {advice}") from error
        if found.tzinfo is None:
            raise ConfigError(f"{name} is {value!r} without an offset; add one, such as +01:00 or Z")
        try:
            _ = found.astimezone(dt.UTC) - _DAY, found.astimezone(dt.UTC) + _DAY
        except OverflowError as error:  # the days before and after are computed in the archive's time zone
            raise ConfigError(f"{name} is {value!r}, too far in the future; write an earlier date and time") from error
        return found
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            found = dt.datetime.fromtimestamp(int(epoch), dt.UTC)
            _ = found - _DAY, found + _DAY
            return found
        except (ValueError, OverflowError, OSError) as error:
            advice = "set it to the seconds since 1970, such as 1767225600, or unset it"
            raise ConfigError(f"SOURCE_DATE_EPOCH is {epoch!r}, which isn't a valid time; {advice}") from error
    return dt.datetime.now(dt.UTC)


# -- the settings


@dataclass(frozen=True, slots=True)
class Option:
    """A setting in conf.py: its field in Settings, name, default, types, rebuild rule and meaning.

    Without types, it is a setting of Sphinx, which Sphinx registers and documents.
    """

    field: str
    name: str
    default: Any
    read: Read
    types: tuple[type, ...] = ()
    rebuild: Literal["", "env", "html"] = ""
    meaning: str = ""


def _as_it_is(_: str, value: Any) -> Any:
    return value


def _setting(
    default: Any, rebuild: Literal["", "env", "html"], meaning: str, read: Read = _as_it_is, **name: str
) -> Any:
    """A field of Settings that is set by ``newsroom_<field>`` in conf.py, or by another *name*.

    Its value has the type of the default, or is a str or None if the default is None.
    """
    types = (str, type(None)) if default is None else (type(default),)
    return _filled(default, read, types=types, meaning=meaning, rebuild=rebuild, **name)


def _of_sphinx(name: str, default: str, read: Read = _as_it_is) -> Any:
    """A field of Settings that is set by one of Sphinx's settings."""
    return _filled(default, read, name=name)


def _filled(default: Any, read: Read, **said: Any) -> Any:
    return field(default_factory=lambda: read("", default), metadata={"default": default, "read": read, **said})


@dataclass(frozen=True)
class Settings:
    """The settings in conf.py; each field declares one of them.

    The settings registered with Sphinx, the checks and ``docs/reference/config.md`` are generated from it, in this
    order.
    """

    project: str = _of_sphinx("project", "Newsroom")
    language: str = _of_sphinx("language", "en", language_of)
    baseurl: str = _of_sphinx("html_baseurl", "", site_of)
    has_others: bool = _of_sphinx("intersphinx_mapping", "", lambda _, mapping: bool(mapping))
    """Whether intersphinx is configured, so that only a build can resolve some roles."""
    issuer: str | None = _setting(
        None,
        "env",
        "The id of the organization that issues releases whose header doesn't name an issuer: the name of its file in "
        "`organizations/`, without `.md`. Without this setting, such releases have no issuer.",
    )
    types: Mapping[str, str] = _setting(
        dict(TYPES),
        "env",
        "The types of releases: for each, the word used in headers and the label that readers see.",
        types_of,
    )
    link: LinkScope = _setting(
        "paragraph",
        "env",
        "Which mentions of an entry become links: `all`, or the first in each `paragraph`, `section` or `page`.",
        one_of(get_args(LinkScope)),
    )
    description: str = _setting("", "html", "One sentence that describes the archive, for the front page and feeds.")
    per_page: int = _setting(
        100, "html", "The number of releases on each page of an organization, official or topic.", at_least(1)
    )
    feed_items: int = _setting(
        50,
        "html",
        "The number of releases in the archive's main feeds and on each page of their history. Other feeds contain 20.",
        at_least(1),
    )
    tag: str = _setting(
        DEFAULT_TAG,
        "html",
        "The start of all ids in feeds: a domain or email address that you own, a comma, and a date on which you "
        "owned it, such as `example.org,2026` (RFC 4151). Choose it before you publish, and never change it. "
        "Otherwise feed readers show every release again.",
        matching(
            # RFC 4151, section 2.1: taggingEntity
            r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
            r",[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?",
            "a domain or email address, a comma and a date, such as example.org,2026",
        ),
    )
    websub_hub: str | None = _setting(
        None,
        "html",
        "The address of a WebSub hub. Feeds contain it, and `newsroom ping` notifies the hub of changes.",
        text_of(_is_address, "an address that begins with https://"),
    )
    report: str | None = _setting(
        None,
        "html",
        "The address for reports of mistakes: an email address, or the address of a form with `{page}` and, if you "
        "like, `{title}` and `{revision}`, such as "
        "`https://github.com/you/archive/issues/new?title={title}&body={page}`. Each release and entry then shows a "
        "link that fills these in.",
        text_of(
            _mail_or_form(r"\{page\}", *REPORT_PARTS),
            "an email address, or the address of a form such as https://example.org/report?page={page}, "
            "which may have {title} and {revision}, too",
        ),
    )
    license: License | None = _setting(
        None,
        "html",
        "The licence of the texts and data: its identifier at spdx.org, such as `CC-BY-4.0`, or its address. It is "
        "stated in `data.html`, `data/datapackage.json` and `data/metadata.yaml`. Default: no licence is stated.",
        license_of,
    )
    beside: frozenset[str] = _setting(
        ["md"],
        "html",
        'The files that each release has in addition to its page. `["md", "json"]` adds a file with its row of data, '
        "for programs that request single releases. `data/releases/<year>.jsonl` contains the same rows.",
        beside_of,
    )
    host: str | None = _setting(
        None,
        "",
        "The host of the site: `github-pages`, `cloudflare-pages`, `netlify` or `gitlab-pages`. Each build warns you "
        "once the site reaches 90 % of that host's limits. See "
        "[Choose a host](../guides/choose-a-host.md).",
        one_of(HOSTS),
    )
    parquet: bool = _setting(
        False,
        "html",
        "Whether a build also writes the tables as Parquet files, `data/*.parquet`. This requires pyarrow: `pip "
        "install 'sphinx-newsroom[parquet]'`.",
    )
    mail_from: str | None = _setting(
        None,
        "",
        "The sender of emails from `newsroom digest` and `newsroom alert`, such as `Press <press@example.org>`.",
    )
    alerts: str | None = _setting(
        None,
        "html",
        "The address where readers request alerts: an email address, or the address of a form, which can contain "
        "`{alert}` for the name of a public alert. The page *Subscribe* then shows it. See "
        "[Alerts](../guides/follow-the-archive.md).",
        text_of(
            _mail_or_form("^https://", "{alert}"),
            "an email address, or the address of a form such as https://example.org/alerts?name={alert}",
        ),
    )
    max_text: int = _setting(
        2_000_000,
        "",
        "The maximum size of a text in bytes. A notebook can be ten times as large, because it contains its images. "
        "Larger files are left out of the archive.",
        at_least(1),
    )
    max_links: int = _setting(
        10_000,
        "",
        "The maximum number of links in a text, including roles and footnotes. A text with more is left out of the "
        "archive, because build time grows with the square of their number.",
        at_least(1),
    )
    public_key: str | None = _setting(
        None,
        "",
        "The Ed25519 key that must have signed the ledger's head: the middle line printed by `openssl pkey -in "
        "key.pem -pubout`.",
    )
    log_name: str = _setting(
        None,
        "html",
        "The name of the ledger's log in its checkpoints. Default: the address of its folder without `https://`, such "
        "as `example.org/news/log`, or `newsroom_tag` and `/log` if `html_baseurl` isn't set. Keep the name if the "
        "site moves, because witnesses identify the log by it.",
        matching("[!-*,-~]{1,255}", "an address without https:// and spaces: example.org/news/log", ""),
    )
    witnesses: tuple[str, ...] = _setting(
        [],
        "",
        "The keys of the witnesses who must have cosigned the log's checkpoint for `newsroom verify`, each in the "
        "form `name+id+key` (C2SP signed-note).",
        witnesses_of,
    )
    editions: Mapping[str, str] = _setting(
        {},
        "html",
        "The editions, each showing the archive as it was on a certain day: a name, with a date such as `2023-12-31`, "
        "a date with a time, or a git tag.",
        editions_of,
    )
    archives: Mapping[str, str] = _setting(
        {},
        "env",
        'The archives of other newsrooms, each with a name and its address, such as `{"osce": '
        '"https://press.example.org/"}`. `newsroom archives update` saves their data in `archives/`. The pages of '
        "organizations and officials with the same Wikidata id then link to them, and so can texts: "
        "``{official}`osce:jane-doe` ``.",
        archives_of,
    )
    allowed: Allowed = _setting(
        {},
        "env",
        "Additions to the lists of what texts [may contain](allowed.md): `directives`, `roles`, `nodes`, "
        '`schemes`, `attachments` (file suffixes) and `unseen`, such as `{"attachments": [".dwg"]}`. Every author '
        "can then use the additions. Nothing checks what the directives of another extension read or show.",
        allowed_of,
        name="newsroom_allow",
    )
    csp: str = _setting(
        None,
        "html",
        "The Content-Security-Policy of all pages. Default: a policy that allows only the archive's own files and "
        "scripts. If your server sends its own policy, set this to an empty string.",
        matching(r"""[^"<>&\r\n]*""", "it on one line, without double quotation marks", CSP),
    )
    card_font: str = _setting(
        "",
        "html",
        "The path of a font file (`.ttf`, `.otf`) in the archive. If this and `html_baseurl` are set, each release "
        "without an `image` gets a preview image for social networks, with its headline, issuer and date. This "
        "requires Pillow: `pip install 'sphinx-newsroom[cards]'`. Choose a font that supports all your languages.",
    )
    timezone: str | None = _setting(
        None,
        "env",
        "The IANA name of the archive's time zone, such as `Europe/Vienna`, for dates and for times without an "
        "offset. Default: dates are in UTC, and a time without an offset is an error. Set it before you publish, "
        "because published times without an offset depend on it.",
        timezone_of,
    )
    drafts: bool = _setting(
        False,
        "env",
        "Whether a build shows [drafts](header.md) and unpublished releases, marked as such and regardless of their "
        "date, in a preview that only the newsroom should see. `newsroom build` then writes to `_build/preview`, and "
        "refuses a folder that contains a site without drafts. No other command ever uses drafts. For a single "
        "preview, use `newsroom build --drafts`.",
    )
    gate: bool = _setting(
        True,
        "env",
        "Whether a release is public only once `newsroom publish` has recorded it, in an archive with a ledger. "
        "With `False`, a build publishes every finished release, recorded or not. See "
        "[Approve and publish](../guides/approve-and-publish.md).",
    )
    approvals: int = _setting(
        0,
        "",
        "The number of people other than the author who must approve a release with `newsroom approve` before "
        "`newsroom publish` accepts it.",
        at_least(0),
    )
    now: dt.datetime = _setting(
        None,
        "",
        "The time with which embargoes are compared, as an RFC 3339 date and time. Default: SOURCE_DATE_EPOCH if it "
        "is set, otherwise the current time.",
        now_of,
    )

    unknown: tuple[str, ...] = field(default=(), metadata={"apart": True})
    """Variables in conf.py that look like settings but aren't."""

    interfaces: Interfaces = field(default_factory=Interfaces, metadata={"apart": True})
    """The translations of the interface, for the archive's language and those of its texts."""

    @property
    def interface(self) -> Interface:
        """The interface for lists, feeds, email and search, in the archive's language."""
        return self.interface_of(self.language)

    def interface_of(self, language: str) -> Interface:
        """Return the interface for the page of a text in a language."""
        return self.interfaces.of(language, self.language)

    def type_label(self, type_: str, interface: Interface) -> str:
        """Return the label of a release type: the one in conf.py, or the translation of ours."""
        return interface.say(self.types.get(type_, type_))

    @property
    def zone(self) -> dt.tzinfo:
        """The time zone for days and for times without an offset."""
        # dt.UTC itself and not ZoneInfo("UTC"), because email.utils writes only dt.UTC as GMT in feeds.
        return dt.UTC if self.timezone in (None, "UTC") else zoneinfo.ZoneInfo(self.timezone)

    @property
    def today(self) -> dt.date:
        """The current date in the archive's time zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def log_origin(self) -> str:
        """The name of the ledger's log in its checkpoints."""
        # Source: https://c2sp.org/tlog-tiles, Parameters: the log's address without the scheme and the final slash.
        address = self.baseurl.partition("://")[2] or f"{self.tag}/"
        return self.log_name or f"{address}log"


DECLARED = tuple(
    Option(**{"field": each.name, "name": f"newsroom_{each.name}", **each.metadata})
    for each in fields(Settings)
    if "apart" not in each.metadata
)
"""All settings that are read from conf.py, including those of Sphinx."""

OPTIONS = tuple(option for option in DECLARED if option.types)
"""The settings of this extension, in the order of the reference page."""

# -- conf.py

ALERTS = "alerts"
OF_SOURCES = ("releases", "organizations", "officials", "topics", ALERTS)
"""The folders of sources, which contain private data: drafts, embargoed releases, subscribers."""
_COPIED = ("html_extra_path", "html_static_path")
"""Settings of Sphinx whose files are copied into the site unchanged."""
Get = Callable[[str, Any], Any]
"""A function that returns the value of a name in conf.py, or a default."""


def refuse_no_texts(get: Get) -> None:
    """Refuse values of Sphinx's settings that aren't text, because Sphinx would fail with an obscure error.

    Raises :class:`ConfigError`.
    """
    for name in ("project", "author", "language", "copyright"):
        value = get(name, "")
        texts = value if name == "copyright" and isinstance(value, list | tuple) else [value]
        if not all(isinstance(text, str) for text in texts) and not (name == "language" and value is None):
            raise ConfigError(f"{name} is {value!r}; write it in quotation marks")


def copied_as_they_are(get: Get) -> Iterator[tuple[str, str]]:
    """Yield the files and folders that Sphinx and its theme copy into the site, each with its setting."""
    for name in _COPIED:
        value = get(name, [])
        # Sphinx only warns about a single str or path in place of a list, so it is checked too.
        several = isinstance(value, list | tuple | set | frozenset | dict)
        yield from ((name, str(place)) for place in (value if several else filter(None, [value])))
    options = get("html_theme_options", None)
    logo: Any = options.get("logo") if isinstance(options, Mapping) else None
    pictures = {name: get(name, None) for name in ("html_logo", "html_favicon")}
    for name in ("image_light", "image_dark") if isinstance(logo, Mapping) else ():
        pictures[f"html_theme_options, logo, {name}"] = logo.get(name)
    yield from ((name, value) for name, value in pictures.items() if value and isinstance(value, str))


def refuse_copied_sources(get: Get, root: Path) -> None:
    """Refuse settings that would copy sources of the archive in *root* into the site.

    Raises :class:`ConfigError`.
    """
    real = root.resolve()
    sources = [real / folder for folder in OF_SOURCES]
    for name, place in copied_as_they_are(get):
        path = (real / place).resolve()
        if name in _COPIED:
            for one in _copied_from(path):
                if any(one.is_relative_to(source) or source.is_relative_to(one) for source in sources):
                    raise ConfigError(
                        f"{name} contains {place!r}, so sources would be copied into the site, including drafts and "
                        "embargoed releases; put the files to copy into a separate folder, and name that"
                    )
            continue
        is_private = path.is_relative_to(real / ALERTS)
        if path.is_file() and (is_private or path.suffix.lower() not in (*IMAGES, ".ico")):
            what = "isn't meant for readers" if is_private else "isn't an image"
            raise ConfigError(
                f"{name} names {place!r}, which {what} and would be published; use an image in another folder"
            )


def _copied_from(place: Path) -> Iterator[Path]:
    """Yield a path and the targets of the links in it, which Sphinx follows."""
    yield place
    for folder, folders, files in os.walk(place):
        for one in (*folders, *files):
            if os.path.islink(path := os.path.join(folder, one)):
                yield Path(path).resolve()


def settings_from(get: Get, names: Iterable[str] = (), root: Path | None = None) -> Settings:
    """Check all values in conf.py and return the settings. Raises :class:`ConfigError`.

    Args:
        get: Returns the value of a name in conf.py, or a default.
        names: All names in conf.py, to find misspelt settings.
        root: The archive's folder, for its own translations in `locale_dirs`.
    """
    refuse_no_texts(get)
    if root:
        refuse_copied_sources(get, root)
    said = [(option, get(option.name, option.default)) for option in DECLARED]
    for option, value in said:
        _refuse_type(option, value)
    known = {option.name for option in OPTIONS}
    unknown = tuple(sorted(name for name in names if OURS.match(name) and name not in known))
    read = {option.field: option.read(option.name, value) for option, value in said}
    folders = [root / str(name) for name in get("locale_dirs", ["locales"])] if root else []
    try:
        interfaces = Interfaces(catalogues_in(folders))
    except CatalogueError as error:
        raise ConfigError(str(error)) from error
    return Settings(**read, unknown=unknown, interfaces=interfaces)


OURS = late_pattern("new?s?_?roo?m_?", re.IGNORECASE)
"""Matches the beginning of a name that is, or was probably meant to be, one of our settings."""


def _refuse_type(option: Option, value: Any) -> None:
    # True is an int in Python, but not a valid number here.
    fits = isinstance(value, option.types) and (bool in option.types or not isinstance(value, bool))
    if option.types and not fits:
        expected = " or ".join(_IN_WORDS[kind] for kind in option.types)
        raise ConfigError(f"{option.name} is {value!r}; write {expected}")


_IN_WORDS: dict[type, str] = {
    str: "a text in quotation marks",
    int: "a whole number",
    bool: "True or False",
    list: "a list in brackets",
    dict: "keys and values in braces",
    type(None): "None",
}
"""The description of each type of value in conf.py."""


def settings_of(root: Path) -> Settings:
    """Read the settings of the archive in *root* from its conf.py, without Sphinx; drafts are off, as only builds show
    them.

    Raises :class:`ConfigError` if conf.py is missing, fails, or has a wrong value.
    """
    return settings_in(names_in_conf(root), root)


def settings_in(names: Mapping[str, Any], root: Path) -> Settings:
    """Return the settings for the names in a conf.py; raises :class:`ConfigError` if a value is wrong."""
    own = [name for name, value in names.items() if not isinstance(value, ModuleType)]
    return replace(settings_from(names.get, own, root), drafts=False)


def names_in_conf(root: Path) -> dict[str, Any]:
    """Run the conf.py of the archive in *root* and return its variables.

    Raises :class:`ConfigError` if it is missing, fails, or exits.
    """
    conf = root / "conf.py"
    if not conf.is_file():
        raise ConfigError(f"no conf.py in {root}; `newsroom init` creates an archive, or name one with --root")
    try:
        # Sphinx defines `tags` in conf.py, so some files use it.
        return runpy.run_path(str(conf), {"tags": frozenset()})
    except (Exception, SystemExit) as error:
        raise ConfigError(f"{conf}{_place(conf, error)}; correct it first") from error


def _place(conf: Path, error: BaseException) -> str:
    """Return the line of *conf* that failed, if known, and the error."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(conf)]
    if isinstance(error, SyntaxError) and error.filename == str(conf):
        lines, why = [error.lineno], error.msg
    else:
        why = str(error)
    line = f":{lines[-1]}:" if lines and lines[-1] else ""
    return f"{line} cannot be run: {type(error).__name__}: {why}"


def line_of_setting(root: Path, name: str) -> int:
    """Return the line of conf.py that sets a value, or 1 if none does."""
    try:
        text = (root / "conf.py").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 1
    found = re.search(rf"^\s*{re.escape(name)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1

"""What a value of conf.py must be, a function for each kind: it gives the value that is kept, or says what to write."""

from __future__ import annotations

import datetime as dt
import os
import re
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, cast

from sphinx_newsroom.allowed import IMAGES, KINDS, Allowed, widened
from sphinx_newsroom.diagnostics import nearest
from sphinx_newsroom.files import LONGEST_NAME, too_long
from sphinx_newsroom.memory import late_pattern

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types newsroom"
)
"""The Content-Security-Policy of every page: all that a page of the archive needs, and nothing more.

No text becomes script or markup while a page is read: scripts are loaded by addresses that `newsroom.js` has looked at.
Source: W3C, Content Security Policy Level 3; Trusted Types; `frame-ancestors` and `sandbox` only a server can say.
"""

Lane = Literal["compiled", "documents"]
LinkScope = Literal["all", "paragraph", "section", "page"]

DEFAULT_TAG = "newsroom.invalid,2026"
"""Names nobody and depends on nothing, so that no later change of conf.py changes an id."""

_ADDRESS = late_pattern(r"""https?://[^\x00-\x20\x7f-\U0010ffff"<>\\^`{|}]+""")

# RFC 4151, section 2.1: taggingEntity
_TAG = late_pattern(
    r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
    r",[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
)


ALERTS = "alerts"
OF_SOURCES = ("releases", "organizations", "officials", "topics", ALERTS)
"""Where sources stand, of which some are not to be read by anybody: drafts, what is under embargo, who is alerted."""

_COPIED = ("html_extra_path", "html_static_path")
"""Settings of Sphinx whose files go into the site as they are."""


class ConfigError(ValueError):
    """A value of conf.py cannot be used; the message says which and what to write."""


def _is_address(name: str, value: str) -> bool:
    """Whether a text is an address of the web.

    Raises ConfigError where it has a name and password in it, which pages and feeds would have; it does not say them.
    """
    if "@" in re.split("[/?#]", value.partition("://")[2], maxsplit=1)[0]:
        raise ConfigError(f"{name} has a name or password in an address, which readers get; write it without")
    return bool(_ADDRESS.fullmatch(value))


def refuse_no_texts(get: Callable[[str, Any], Any]) -> None:
    """Refuse values of Sphinx's own that are no texts where it takes for granted that they are, and fails oddly.

    *get* looks a name of conf.py up, with a default.  Raises :class:`ConfigError`.
    """
    for name in ("project", "author", "language", "copyright"):
        value = get(name, "")
        texts = value if name == "copyright" and isinstance(value, list | tuple) else [value]
        if not all(isinstance(text, str) for text in texts) and not (name == "language" and value is None):
            raise ConfigError(f"{name} is {value!r}; write a text in quotation marks")


def language_of(_: str, value: str | None) -> str:
    """A language tag with hyphens, as BCP 47 has it: ``pt-BR`` for Sphinx's ``pt_BR``."""
    return (value or "en").replace("_", "-")


def refuse_copied_sources(get: Callable[[str, Any], Any], root: Path) -> None:
    """Refuse values of conf.py by which Sphinx would copy sources of the archive in *root* into the site.

    *get* looks a name of conf.py up, with a default.  Raises :class:`ConfigError`.
    """
    real = root.resolve()
    sources = [real / folder for folder in OF_SOURCES]
    for name in _COPIED:
        value = get(name, [])
        # A text or path alone, which Sphinx warns of, is looked at as well.
        several = isinstance(value, list | tuple | set | frozenset | dict)
        for place in value if several else filter(None, [value]):
            for path in _copied_from((real / str(place)).resolve()):
                if any(path.is_relative_to(source) or source.is_relative_to(path) for source in sources):
                    raise ConfigError(
                        f"{name} names {str(place)!r}, so sources would be copied into the site, with drafts and what "
                        "is under embargo; put what is to be copied into a folder of its own, and name that"
                    )
    for name, value in ((name, value) for name, value in _pictures(get) if isinstance(value, str)):
        path = (real / value).resolve()
        is_private = path.is_relative_to(real / ALERTS)
        if path.is_file() and (is_private or path.suffix.lower() not in (*IMAGES, ".ico")):
            what = f"a file of {ALERTS}/, where nothing is for readers" if is_private else "no picture"
            raise ConfigError(f"{name} names {value!r}, {what}, and would publish it; name a picture elsewhere")


def _pictures(get: Callable[[str, Any], Any]) -> Iterator[tuple[str, Any]]:
    """What Sphinx and its theme copy into the site as pictures, wherever it is, with the settings that name it."""
    for name in ("html_logo", "html_favicon"):
        yield name, get(name, None)
    options = get("html_theme_options", None)
    logo: Any = options.get("logo") if isinstance(options, Mapping) else None
    for name in ("image_light", "image_dark") if isinstance(logo, Mapping) else ():
        yield f"html_theme_options, logo, {name}", logo.get(name)


def copied_as_they_are(get: Callable[[str, Any], Any]) -> Iterator[tuple[str, str]]:
    """The files and folders of the archive that Sphinx copies into the site, each with the setting that names it."""
    for name in _COPIED:
        value = get(name, [])
        several = isinstance(value, list | tuple | set | frozenset | dict)
        yield from ((name, str(place)) for place in (value if several else filter(None, [value])))
    yield from ((name.partition(",")[0], value) for name, value in _pictures(get) if value and isinstance(value, str))


def _copied_from(place: Path) -> Iterator[Path]:
    """A place, and where the links in it lead, which Sphinx follows; folders above the sources are not gone through."""
    yield place
    for folder, folders, files in os.walk(place):
        for one in (*folders, *files):
            if os.path.islink(path := os.path.join(folder, one)):
                yield Path(path).resolve()


def site_of(name: str, value: str | None) -> str:
    """The address of the site, which ends in a slash; empty where none is given.

    ``/`` gives none either: Read the Docs has projects write ``os.environ.get("READTHEDOCS_CANONICAL_URL", "/")``,
    which is that wherever else they are built.
    """
    address = "" if value in (None, "/") else value
    if address and (not _is_address(name, address) or set(address) & set("?#")):
        advice = "write one such as https://archive.example.org/, with letters beyond ASCII as xn--… and %…"
        raise ConfigError(f"{name} is {address!r}, which is no address of a site; {advice}")
    return address if not address or address.endswith("/") else address + "/"


def types_of(_: str, value: Mapping[str, str]) -> Mapping[str, str]:
    """The types of releases, with what readers call them."""
    _refuse_long_names(value)
    return MappingProxyType(dict(value))


def _refuse_long_names(words: Iterable[object]) -> None:
    for word in words:  # each has a page or folder of that name
        if isinstance(word, str) and (wrong := too_long(word, LONGEST_NAME)):
            raise ConfigError(f"{word[:20]!r}… in newsroom_types or newsroom_editions {wrong}; give it a shorter name")


def one_of(values: Iterable[str]) -> Callable[[str, Any], Any]:
    """What takes one of some values, or nothing where that is the default."""

    def read(name: str, value: Any) -> Any:
        if value is not None and value not in values:
            raise ConfigError(f"{name} is {value!r}; write one of {', '.join(values)}")
        return value

    return read


def count_of(name: str, value: int) -> int:
    """A number of items."""
    if value < 1:
        raise ConfigError(f"{name} is {value}; write a number from 1 up")
    return value


def at_least_none(name: str, value: int) -> int:
    """A number of items, which may be 0."""
    return value if value == 0 else count_of(name, value)


def beside_of(name: str, values: Iterable[object]) -> frozenset[str]:
    """The suffixes of the files beside each release's page, without their dot; Markdown is always among them."""
    found = frozenset(map(str, values))
    if wrong := found - _BESIDE:
        raise ConfigError(f"{name} has {sorted(wrong)[0]!r}; it takes {' and '.join(sorted(_BESIDE))}")
    return found | {"md"}


_BESIDE = frozenset(("md", "json"))


class Host(NamedTuple):
    """What a host of static sites takes, as of December 2026; 0 where its documentation says nothing."""

    files: int = 0
    bytes: int = 0
    of_file: int = 0
    """Bytes of one file."""


HOSTS: Mapping[str, Host] = MappingProxyType(
    {
        # https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
        "github-pages": Host(bytes=10**9),
        # https://developers.cloudflare.com/pages/platform/limits/: the free plan; paid ones take 100,000 files.
        "cloudflare-pages": Host(files=20_000, of_file=25 * 2**20),
        # https://docs.netlify.com/site-deploys/overview: 54,000 files in a folder, which no year comes near.
        "netlify": Host(),
        # https://docs.gitlab.com/user/gitlab_com/; the files by https://gitlab.com/gitlab-org/gitlab/-/issues/500273
        "gitlab-pages": Host(files=200_000, bytes=10**9),
    }
)
"""The hosts whose limits a build knows; `docs/guides/choose-a-host.md` says more of them."""


def tag_of(name: str, value: str) -> str:
    """The naming authority of tag URIs (RFC 4151)."""
    if not _TAG.fullmatch(value):
        advice = "write a domain or e-mail address, a comma and a date, such as example.org,2026"
        raise ConfigError(f"{name} is {value!r}; {advice}")
    return value


def origin_of(name: str, value: str | None) -> str:
    """The name of the log, as :attr:`Settings.log_origin` has it: an address without its scheme."""
    # As Settings.log_origin says; the length is what a witness's signature has room for.
    if value is not None and not re.fullmatch(r"[!-*,-~]{1,255}", value):
        raise ConfigError(f"{name} is {value!r}; write an address without https:// and spaces: example.org/news/log")
    return value or ""


def witnesses_of(name: str, values: Iterable[object]) -> tuple[str, ...]:
    """The public keys of witnesses."""
    for value in values:
        if not isinstance(value, str) or not re.fullmatch(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*", value):
            raise ConfigError(f"{name} has {value!r}; write a witness's key in one line, name+id+key")
    return tuple(map(str, values))


def hub_of(name: str, value: str | None) -> str | None:
    """The address of a WebSub hub."""
    if value is not None and not _is_address(name, value):
        raise ConfigError(f"{name} is {value!r}; write an address that begins with https://")
    return value


class License(NamedTuple):
    """A licence: its name, empty where only the address is known, and the address of its words."""

    name: str
    url: str

    @property
    def label(self) -> str:
        """What readers see."""
        return self.name or self.url


_SPDX = late_pattern(r"[A-Za-z0-9](?:[A-Za-z0-9.+-]*[A-Za-z0-9+])?")
_CREATIVE = late_pattern(r"CC-(?P<kind>BY(?:-[A-Z]{2})*)-(?P<version>[0-9.]+)")


def license_of(name: str, value: str | None) -> License | None:
    """A licence by its identifier (https://spdx.org/licenses/) or the address of its words.

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
"""What an address of `newsroom_report` may leave open."""

_MAIL = late_pattern(r"""[^\s@<>(),:;"\\\[\]{}?&%]+@[^\s@<>(),:;"\\\[\]{}?&%]+""")


def report_of(name: str, value: str | None) -> str | None:
    """Where readers tell what is wrong: a mail address, or one of a form that is told the page."""
    if value is None or _MAIL.fullmatch(value):
        return value
    address = value
    for part in REPORT_PARTS:
        address = address.replace(part, "x")
    if not _is_address(name, address) or "{page}" not in value:
        advice = "write a mail address, or the address of a form such as https://example.org/report?page={page}"
        raise ConfigError(f"{name} is {value!r}; {advice}, which may have {{title}} and {{revision}}, too")
    return value


def alerts_of(name: str, value: str | None) -> str | None:
    """Where readers ask for an alert: a mail address, or one of a form that may be told its name."""
    if value is None or _MAIL.fullmatch(value):
        return value
    if not value.startswith("https://") or not _is_address(name, value.replace("{alert}", "x")):
        advice = "write a mail address, or the address of a form such as https://example.org/alerts?name={alert}"
        raise ConfigError(f"{name} is {value!r}; {advice}")
    return value


def editions_of(name: str, values: Mapping[object, object]) -> Mapping[str, str]:
    """The editions, with the moment that each shows."""
    _refuse_long_names(values)
    for edition, when in values.items():
        if not isinstance(edition, str) or not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", edition) or edition == "index":
            raise ConfigError(f"{name} has {edition!r}; name it with lower-case letters, digits and hyphens")
        if not isinstance(when, str):
            raise ConfigError(f"{name} has {when!r}; write a date such as '2023-12-31' or a git tag")
    return MappingProxyType({str(edition): str(when) for edition, when in values.items()})


def archives_of(name: str, values: Mapping[object, object]) -> Mapping[str, str]:
    """The archives of other newsrooms by the names that roles use, each with its address, which ends in a slash."""
    found: dict[str, str] = {}
    for archive, address in values.items():
        if not isinstance(archive, str) or not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", archive):
            raise ConfigError(
                f"{name} has {archive!r}; name it with lower-case letters, digits and hyphens, such as osce"
            )
        if not isinstance(address, str) or not _is_address(name, address) or set(address) & set("?#"):
            raise ConfigError(f"{name} has {address!r} for {archive!r}; write an address such as https://example.org/")
        found[archive] = address if address.endswith("/") else f"{address}/"
    return MappingProxyType(found)


def allowed_of(name: str, values: Mapping[object, object]) -> Allowed:
    """What texts may hold beyond the list."""
    for kind, names in values.items():
        if kind not in KINDS:
            raise ConfigError(f"{name} has {kind!r}; write one of {', '.join(KINDS)}")
        if not isinstance(names, (list, tuple, set, frozenset)) or not all(isinstance(each, str) for each in names):
            raise ConfigError(f"{name} has {names!r} for {kind!r}; write a list of names")
    return widened(cast("Mapping[str, Iterable[str]]", values))


def policy_of(name: str, value: str | None) -> str:
    """The Content-Security-Policy of the pages; empty for none."""
    if value is None:
        return CSP
    # It stands in an attribute of every page.
    if set(value) & set('"<>&\r\n'):
        raise ConfigError(f"{name} is {value!r}; write it on one line, without double quotation marks")
    return value


def timezone_of(name: str, value: str | None) -> str | None:
    """The name of a time zone that is known here; None where conf.py names none."""
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
        raise ConfigError(f"{name} is {value!r}, which is no time zone{without}; {advice}") from error


_DAY = dt.timedelta(days=1)


def now_of(name: str, value: str | None) -> dt.datetime:
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
        try:
            _ = found.astimezone(dt.UTC) - _DAY, found.astimezone(dt.UTC) + _DAY
        except OverflowError as error:  # the days beside it are asked for in the archive's time zone
            raise ConfigError(f"{name} is {value!r}, at the end of all years; write a date-time of ours") from error
        return found
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            found = dt.datetime.fromtimestamp(int(epoch), dt.UTC)
            _ = found - _DAY, found + _DAY
            return found
        except (ValueError, OverflowError, OSError) as error:
            advice = "give it the seconds since 1970, such as 1767225600, or take it away"
            raise ConfigError(f"SOURCE_DATE_EPOCH is {epoch!r}; {advice}") from error
    return dt.datetime.now(dt.UTC)

"""Redirects and a policy for SVG images as server rules: ``redirects.nginx``, ``.apache`` and others.

The redirect pages at former addresses work without a server. A server with one of these files answers 301 directly. The
rules also cover the text and data of a moved release, and addresses that differ only in their queries, which no file
can tell apart.

A request matches a former address if it has all parameters of its query, in any order. Further parameters are ignored,
since people who share links add their own. So the rules with more parameters come first.

Source: nginx ngx_http_rewrite_module; Apache mod_alias and mod_rewrite; Netlify and Cloudflare Pages ``_redirects``;
Caddy ``redir`` and request matchers.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from html import escape
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from sphinx_newsroom.archive.index import NO_VERSIONS, ArchiveIndex, Versions
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import (
    CHECKPOINT,
    FOLDERS,
    HOST_HEADERS,
    HOST_REDIRECTS,
    LLMS,
    MARKDOWN,
    NO_JEKYLL,
    OWN_FOLDERS,
    ROBOTS,
    SERVER_RULES,
    TIME_MAP,
    PageName,
    Parameters,
    SiteFiles,
    entity_page,
    moved_from,
    parts,
    superseded_by_name,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.records import Entity
from sphinx_newsroom.outputs.data.crawlers import LLMS_KEY, ROBOTS_KEY
from sphinx_newsroom.outputs.output import Output, ready
from sphinx_newsroom.outputs.templates import rendered

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={target}">
</head>
<body>
<p><a href="{target}">{title}</a></p>
</body>
</html>
"""

_LIST = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{former}</title>
</head>
<body>
<h1>{former}</h1>
<ul>
{items}</ul>
</body>
</html>
"""


class RedirectError(ValueError):
    """A former address can't become a redirect; the message has the file and the reason."""


class Redirect(NamedTuple):
    """A former address of a release or record, with the title and language of the page it leads to.

    *source* is the file that declares it.
    """

    url: str
    page: PageName
    source: str
    title: str
    language: str


def redirect_outputs(
    redirects: Sequence[Redirect],
    index: ArchiveIndex,
    settings: Settings,
    others: Iterable[PageName],
    versions: Versions = NO_VERSIONS,
) -> Iterator[Output]:
    """Yield a redirect page for each of *redirects*; former addresses that differ only in queries share one page.

    The front page can't be a redirect page; there only the server rules redirect.

    *others* names the site's other pages. Raises :class:`RedirectError` for an address that leaves the site, is an
    existing file, or is claimed by two releases: a redirect never replaces anything.
    """
    if not redirects:  # true for nearly every archive, and listing all files takes long
        return
    entities = (entity_page(kind, id_) for kind in FOLDERS for id_ in index.registry.of_kind(kind))
    taken = SiteFiles((*index.entries, *versions.texts), entities, index.years, others)
    with_query = [redirect for redirect in redirects if parts(redirect.url).query]
    _refuse_claimed(with_query, taken)
    for redirect in redirects:
        if not parts(redirect.url).query:
            path = _refuse_taken(redirect, taken)
            # Both releases are named if they claim one address: only the editors know which is right.
            taken.add(path, redirect.source)
            yield _redirect(path, redirect, settings)
    by_path: dict[str, list[Redirect]] = {}
    for redirect in with_query:
        by_path.setdefault(parts(redirect.url).file, []).append(redirect)
    for path, claimed in sorted(by_path.items()):
        if taken.holder(path) is None:
            taken.add(path, claimed[0].source)
            yield _for_queries(path, claimed, settings)


def _refuse_claimed(with_query: Iterable[Redirect], taken: SiteFiles) -> None:
    """Refuse addresses with queries at existing files, and those claimed by two releases."""
    claimed: dict[str, Redirect] = {}
    for redirect in with_query:
        if not parts(redirect.url).is_front:
            _refuse_taken(redirect, taken)
        first = claimed.setdefault(redirect.url, redirect)
        if first is not redirect:
            raise RedirectError(
                f"{redirect.source}: former_urls contains {redirect.url!r}, but {first.source} is there; remove it"
            )


def _refuse_taken(redirect: Redirect, taken: SiteFiles) -> str:
    """Return the file for an address; raises RedirectError if it exists or can't exist."""
    url, source = redirect.url, redirect.source
    path = place(url)
    if path is None or path.split("/")[0] in OWN_FOLDERS:
        raise RedirectError(
            f"{source}: former_urls contains {url!r}, which can't be the path of a page; write a path below the "
            "site's root, such as press/12345.html"
        )
    if holder := taken.holder(path):
        raise RedirectError(f"{source}: former_urls contains {url!r}, but {holder} is there; remove it")
    return path


def redirects_of(index: ArchiveIndex, versions: Versions, language: str) -> Iterator[Redirect]:
    """Yield a redirect for each of ``former_urls`` and ``former_ids``, and for each superseded text that moved.

    *language* is the language of the archive, and so of the pages of records.
    """
    registry = index.registry
    entities: list[Entity] = [*registry.organizations.values(), *registry.officials.values(), *registry.topics.values()]
    for body in entities:
        for id_ in body.former_ids:
            former_page, page = entity_page(body.kind, id_), entity_page(body.kind, body.id)
            yield Redirect(url_of(former_page), page, body.path, body.name, language)
    for docname, entry in sorted(index.entries.items()):
        release = entry.release
        source, labels = release.path, (release.title, release.language)
        for url in entry.release.former_urls:
            if url != url_of(docname):  # it has moved back
                yield Redirect(url, docname, source, *labels)
        record = versions.records.get(entry.release.id)
        for former in record.former if record else ():
            # The texts superseded under the old id moved along, each to its own page.
            for number in range(1, former.superseded + 1):
                earlier, now = (superseded_page(id_, number) for id_ in (former.id, entry.release.id))
                yield Redirect(url_of(earlier), now, source, *labels)


def place(url: str) -> str | None:
    """Return the file for a former address, ignoring its query; None if there can be none."""
    former = parts(url.removeprefix("/"))
    # Excludes paths out of the site, and characters that would end a line of a server's rules.
    segments = former.path.removesuffix("/").split("/")
    if any(part in ("", ".", "..") for part in segments) or set(former.path) & set("#\\\0\n\r"):
        return None
    return former.file


def _for_queries(path: str, redirects: Sequence[Redirect], settings: Settings) -> Output:
    """Return the page for former addresses that differ only in queries.

    It redirects to their only target, or lists links to several targets. It serves hosts without rules, where a file
    can't tell one query from another.
    """
    pages = {redirect.page for redirect in redirects}
    if len(pages) == 1:
        return _redirect(path, redirects[0], settings)
    each = sorted({redirect.page: redirect for redirect in redirects}.values(), key=attrgetter("page"))
    items = "".join(
        f'<li lang="{escape(one.language)}"><a href="{escape(_target(path, one.page))}">{escape(one.title)}</a></li>\n'
        for one in each
    )
    former = escape(parts(redirects[0].url).path)
    text = _LIST.format(language=escape(settings.language), former=former, items=items)
    return ready(f"redirect/{path}", {path: text})


def _target(path: str, page: PageName) -> str:
    # Relative, so that it works from a disk and in any folder of a host.
    return quote(posixpath.relpath(url_of(page), posixpath.dirname(path) or "."))


def _redirect(path: str, redirect: Redirect, settings: Settings) -> Output:
    page = redirect.page
    target = _target(path, page)
    canonical = settings.baseurl + quote(url_of(page)) if settings.baseurl else target
    text = _PAGE.format(
        language=escape(redirect.language),
        title=escape(redirect.title),
        canonical=escape(canonical),
        target=escape(target),
    )
    return ready(f"redirect/{path}", {path: text})


# A query parameter as a regular expression for nginx, Apache and Caddy.
#
# Each byte is matched in the forms that browsers, mails and other pages write. The result contains only letters, digits
# and the characters `%[](|:?)=\.-_~`, so no value of a header can end a string or a line of a server's rules.
#
# Source: RFC 3986, section 2; PCRE2 and RE2 (both support `\\xHH`).

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")
_AS_IT_STANDS = frozenset(b"!$'()*,;:@/?[]|{}^`")
"""Characters that some programs encode in a query and others don't."""
_EQUALS = r"(?:\x3D|%3[Dd])"


def pattern(parameter: tuple[bytes, bytes]) -> str:
    r"""Return a regular expression that matches a whole parameter.

    >>> pattern((b"id", b"12")), pattern((b"print", b""))
    ('id=12', 'print=?')
    """
    name, value = ("".join(map(_byte, side)) for side in parameter)
    name = name.replace(_EQUALS, "%3[Dd]")  # unencoded, it would start the value
    return f"{name}={value}" if value else f"{name}=?"


@lru_cache(maxsize=256)
def _byte(byte: int) -> str:
    char = chr(byte)
    if byte in _UNRESERVED:
        return char
    if char == ".":
        return r"\."
    encoded = "%" + "".join(digit if digit.isdigit() else f"[{digit}{digit.lower()}]" for digit in f"{byte:02X}")
    if char == " ":
        return rf"(?:\x2B|{encoded})"
    if byte in _AS_IT_STANDS or char in "=%":
        return rf"(?:\x{byte:02X}|{encoded})"
    return encoded


REDIRECTS_KEY = "hosts/redirects"
"""The key of ``_redirects`` among a build's outputs."""
_PLAIN = "/$&'()+,;=@!~"
"""Characters that Caddy compares literally; a `%` would make it compare the encoded path."""
_CUT_OFF = (".", " ")
"""Characters that Caddy strips from the end of a path before it compares, as Windows does."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_DRAWING = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
"""The Content-Security-Policy of an SVG image opened as a document: no scripts or requests."""


class _Rule(NamedTuple):
    """A decoded path with required query parameters, and its encoded target.

    The target is empty for an erased text, whose notice is served with the status 410.
    """

    old: str
    new: str
    query: Parameters = ()

    @property
    def patterns(self) -> list[str]:
        """A regular expression for each parameter."""
        return [*map(pattern, self.query)]

    @property
    def is_cut_off(self) -> bool:
        """Whether Caddy would compare the path without its last character."""
        return self.old.endswith(_CUT_OFF)


def outputs(
    redirects: Sequence[Redirect],
    settings: Settings,
    gone: Iterable[tuple[str, PageName]] = (),
    erased: Iterable[PageName] = (),
) -> Iterator[Output]:
    """Yield the rule files.

    Args:
        redirects: the redirects.
        settings: the settings of conf.py.
        gone: addresses of withdrawn files, each with the page of the notice.
        erased: the pages of notices about erased texts.
    """
    baseurl = settings.baseurl
    suffixes = tuple(sorted(f".{suffix}" for suffix in settings.beside))
    corrected = {found[0] for redirect in redirects if (found := superseded_by_name(redirect.page))}
    # Rules match paths on the host, and the site may be in a folder of it.
    base = urlsplit(baseurl).path or "/"
    rules = [
        _Rule(base + old, base + quote(new), parts(redirect.url).query)
        for redirect in redirects
        for old, new in _addresses(redirect, suffixes, redirect.page in corrected)
    ]
    rules += [_Rule(base + address, base + quote(url_of(page))) for address, page in gone]
    rules += [_Rule(base + url_of(page), "") for page in erased]
    plain = [rule for rule in rules if not rule.query]
    with_query = sorted((rule for rule in rules if rule.query), key=lambda rule: -len(rule.query))

    yield Output(
        "redirects",
        fingerprint(baseurl, rules),
        partial(_for_servers, plain, with_query),
    )
    yield Output(REDIRECTS_KEY, fingerprint(baseurl, rules), partial(_for_hosts, plain, with_query))


def _for_servers(plain: Sequence[_Rule], with_query: Sequence[_Rule]) -> dict[str, bytes]:
    by_path: dict[str, list[_Rule]] = {}
    for rule in with_query:
        by_path.setdefault(rule.old, []).append(rule)
    maps: dict[tuple[str, str], list[tuple[str, str]]] = {}
    matched = []
    lasting = [rule for rule in plain if rule.new]
    for number, rule in enumerate((*with_query, *lasting), 1):
        if name_and_value := _in_a_map(rule):
            name, value = name_and_value
            maps.setdefault((rule.old, name), []).append((value, rule.new))
        elif rule.query or rule.is_cut_off:
            matched.append((number, rule))
    first = len(with_query) + len(lasting) + 1
    values: dict[str, object] = {
        "plain": plain,
        "with_query": with_query,
        "by_path": by_path,
        "alone": {rule.old: rule.new for rule in plain},
        "erased": [rule.old for rule in plain if not rule.new],
        "matched": matched,
        "maps": [(number, *key, found) for number, (key, found) in enumerate(maps.items(), first)],
        "policy": _DRAWING,
        "quoted": _quoted,
        "regex": re.escape,
        "literal": partial(quote, safe=_PLAIN),
        "hexadecimal": _for_caddy,
    }
    return {name: rendered(name, values) for name in SERVER_RULES}


def _for_hosts(plain: Sequence[_Rule], with_query: Sequence[_Rule]) -> dict[str, bytes]:
    return {HOST_REDIRECTS: rendered("redirects.hosts", {"plain": plain, "with_query": with_query, "quote": quote})}


def _in_a_map(rule: _Rule) -> tuple[str, str] | None:
    """Return a rule's only parameter, if Caddy's configuration accepts its name and value unquoted."""
    if len(rule.query) != 1 or rule.is_cut_off:
        return None
    name, value = (side.decode("latin-1") for side in rule.query[0])
    return (name, value) if _WORD.fullmatch(name) and _WORD.fullmatch(value) and value != "default" else None


def _for_caddy(path: str) -> str:
    """Return a path as a regular expression in which all characters except letters are hexadecimal."""
    return "".join(char if char.isalnum() or char in "/-_" else rf"\x{ord(char):02x}" for char in path)


def _addresses(redirect: Redirect, suffixes: Sequence[str], corrected: bool) -> Iterator[tuple[str, str]]:
    former, page = parts(redirect.url.removeprefix("/")), redirect.page
    path = former.path
    yield path, url_of(page)
    if not path:
        return
    # A folder is requested with and without a slash.
    if not path.endswith((".html", ".htm")):
        yield (path.removesuffix("/") if path.endswith("/") else f"{path}/"), url_of(page)
    elif moved_from(path) and not former.query:
        # The files next to a release or superseded text are redirected, too.
        for suffix in (MARKDOWN,) if superseded_by_name(page) else (*suffixes, *((TIME_MAP,) * corrected)):
            yield path.removesuffix(".html") + suffix, page + suffix


def _quoted(text: str) -> str:
    """Return *text* for double quotation marks; former addresses contain none."""
    return text.replace('"', "")


# Configuration that static hosts read from the site: ``_redirects``, ``_headers`` and ``.nojekyll``.
#
# Hosts that don't know one of them serve it as an ordinary file, or not at all.
#
# Source: Netlify and Cloudflare Pages, ``_redirects`` and ``_headers``. GitHub Pages runs Jekyll over a branch unless
# ``.nojekyll`` exists, and Jekyll leaves out ``_static``.


_HEADERS_KEY, _JEKYLL_KEY = "hosts/headers", "hosts/nojekyll"
OWN_FIRST: Mapping[str, str] = {
    ROBOTS_KEY: ROBOTS,
    LLMS_KEY: LLMS,
    REDIRECTS_KEY: HOST_REDIRECTS,
    _HEADERS_KEY: HOST_HEADERS,
    _JEKYLL_KEY: NO_JEKYLL,
}
"""Outputs, by key, that are skipped if the archive has its own file of that name (``html_extra_path``)."""

_UNFRAMED = "frame-ancestors 'none'"
"""A policy that only a header can set: no other site may frame the archive."""


def host_outputs(settings: Settings) -> Iterator[Output]:
    """Yield ``_headers``, and the empty ``.nojekyll``."""
    base = quote(urlsplit(settings.baseurl).path or "/")
    policy = settings.csp if "frame-ancestors" in settings.csp else "; ".join(filter(None, (settings.csp, _UNFRAMED)))
    text = (
        f"{base}*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
        f"{base}{CHECKPOINT}\n  Content-Type: text/plain; charset=utf-8\n"
    )
    yield ready(_HEADERS_KEY, {HOST_HEADERS: text})
    yield ready(_JEKYLL_KEY, {NO_JEKYLL: ""})

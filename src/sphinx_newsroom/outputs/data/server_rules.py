"""The redirects, and the policy of drawings, as rules for servers: ``redirects.nginx``, ``.apache`` and so on.

The pages that stand at former addresses do without a server.  A server that takes one of these
files answers 301 at once, and for the text and data of a moved release, too.

Source: nginx ngx_http_rewrite_module; Apache mod_alias; Netlify and Cloudflare Pages ``_redirects``; Caddy ``redir``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx_newsroom._version import __version__
from sphinx_newsroom.model.addresses import (
    JSON,
    SERVER_RULES,
    TEXT,
    TIME_MAP,
    PageName,
    moved_from,
    superseded_by_name,
    url_of,
)
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.data.redirects import Redirect

_PLAIN = "/$&'()+,;=@!~"
"""What Caddy compares as it stands; it takes a `%` for a wish to compare what the browser sent."""
_DRAWING = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
"""The Content-Security-Policy of a drawing that is opened by itself, as a document: it draws, and nothing else."""
_NGINX = (
    "location ~* \\.svg$ {\n"
    f'    add_header Content-Security-Policy "{_DRAWING}" always;\n'
    "    add_header X-Content-Type-Options nosniff always;\n}\n"
)
_APACHE = (
    "<IfModule mod_mime.c>\nAddType application/link-format .timemap\n</IfModule>\n"
    '<IfModule mod_headers.c>\n<FilesMatch "\\.svg$">\n'
    f'Header always set Content-Security-Policy "{_DRAWING}"\n</FilesMatch>\n</IfModule>\n'
)
_CADDY = (
    "@timemap path *.timemap\nheader @timemap Content-Type application/link-format\n"
    f'@drawing path *.svg\nheader @drawing Content-Security-Policy "{_DRAWING}"\n'
)


def outputs(redirects: Sequence[Redirect], baseurl: str, gone: Iterable[tuple[str, PageName]] = ()) -> Iterator[Output]:
    """The four files; *gone* are addresses of files that were withdrawn, with the pages that say so."""
    # Rules are about paths on the host, and the site may stand in a folder of it.
    base = urlsplit(baseurl).path or "/"
    rows = [(base + old, base + quote(new)) for redirect in redirects for old, new in _addresses(redirect)]
    rows += [(base + address, base + quote(url_of(page))) for address, page in gone]

    def make() -> dict[str, bytes]:
        texts = (
            "# In the server block: include redirects.nginx;\n"
            + "".join(f'location = "{_quoted(old)}" {{ return 301 {new}; }}\n' for old, new in rows)
            + _NGINX,
            "# Include redirects.apache, or append it to .htaccess\n"
            + "".join(f'RedirectMatch 301 "^{_quoted(re.escape(old))}$" "{new}"\n' for old, new in rows)
            + _APACHE,
            "# Publish it as _redirects\n" + "".join(f"{quote(old)} {new} 301\n" for old, new in rows),
            "# In the site block: import redirects.caddy\n"
            + "".join(f"redir {quote(old, safe=_PLAIN)} {new} 301\n" for old, new in rows)
            + _CADDY,
        )
        return {name: text.encode("utf-8", "replace") for name, text in zip(SERVER_RULES, texts, strict=True)}

    yield Output("redirects", fingerprint(__version__, baseurl, rows, _NGINX, _APACHE, _CADDY), make)


def _addresses(redirect: Redirect) -> Iterator[tuple[str, str]]:
    url, page = redirect.url.removeprefix("/"), redirect.page
    yield url, url_of(page)
    # A folder's address is asked for with a slash and without.
    if not url.endswith((".html", ".htm")):
        yield (url.removesuffix("/") if url.endswith("/") else f"{url}/"), url_of(page)
    elif moved_from(url) and not superseded_by_name(page):
        # Whoever kept the address of a release's data or history finds it again.
        for suffix in (TEXT, JSON, TIME_MAP):
            yield url.removesuffix(".html") + suffix, page + suffix


def _quoted(text: str) -> str:
    """*text* within double quotation marks; a former address holds none itself."""
    return text.replace('"', "")

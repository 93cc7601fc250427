"""What hosts of static files read in a site: ``_redirects``, ``_headers`` and ``.nojekyll``.

Hosts that do not know one of them serve it as a file like any other, or not at all.

Source: Netlify and Cloudflare Pages, ``_redirects`` and ``_headers``; GitHub Pages, which runs Jekyll over a branch
unless ``.nojekyll`` is there, and Jekyll leaves out ``_static``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import CHECKPOINT, HOST_HEADERS, HOST_REDIRECTS, LLMS, NO_JEKYLL, ROBOTS
from sphinx_newsroom.outputs.data.server_rules import REDIRECTS_KEY
from sphinx_newsroom.outputs.data.sitemap import ROBOTS_KEY
from sphinx_newsroom.outputs.machines.llms import LLMS_KEY
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.config import Settings

_HEADERS_KEY, _JEKYLL_KEY = "hosts/headers", "hosts/nojekyll"
OWN_FIRST: Mapping[str, str] = {
    ROBOTS_KEY: ROBOTS,
    LLMS_KEY: LLMS,
    REDIRECTS_KEY: HOST_REDIRECTS,
    _HEADERS_KEY: HOST_HEADERS,
    _JEKYLL_KEY: NO_JEKYLL,
}
"""The outputs, by key, that give way to a file of that name which the archive brings along (``html_extra_path``)."""

_UNFRAMED = "frame-ancestors 'none'"
"""What only a header can say: no other site may frame the archive."""


def outputs(settings: Settings) -> Iterator[Output]:
    """``_headers``, and the empty ``.nojekyll``."""
    base = quote(urlsplit(settings.baseurl).path or "/")
    policy = settings.csp if "frame-ancestors" in settings.csp else "; ".join(filter(None, (settings.csp, _UNFRAMED)))
    text = (
        f"{base}*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
        f"{base}{CHECKPOINT}\n  Content-Type: text/plain; charset=utf-8\n"
    )
    yield Output(_HEADERS_KEY, fingerprint(settings.baseurl, text), partial(dict, {HOST_HEADERS: text.encode()}))
    yield Output(_JEKYLL_KEY, fingerprint(NO_JEKYLL), partial(dict, {NO_JEKYLL: b""}))

"""Templates of the files that aren't pages: feeds, news items, lists for programs, rules for servers, mails."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jinja2


@cache
def environment() -> jinja2.Environment:
    """Return the environment of these templates, which escapes nothing."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )


def rendered(name: str, values: Mapping[str, object]) -> bytes:
    """Return a file made from a template of plain text; lone surrogates become question marks.

    >>> rendered("redirects.hosts", {"plain": (), "with_query": ()})
    b'# Netlify and Cloudflare Pages read this file\\n'
    """
    return environment().get_template(name).render(values).encode("utf-8", "replace")

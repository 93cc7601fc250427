"""``404.html``, which servers show at any address that has no page, so that no address on it may be relative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.builders.html import StandaloneHTMLBuilder

_FILES = ("logo_url", "favicon_url")
_TAGS = ("css_tag", "js_tag")


def from_the_root(context: dict[str, Any], builder: StandaloneHTMLBuilder, baseurl: str) -> None:
    """Make all that a page in the site's root names begin with the path of the site, such as ``/news/``."""
    base = urlsplit(baseurl).path or "/"

    def pathto(target: str, resource: bool = False, baseuri: str | None = None) -> str:
        if resource and "://" in target:
            return target
        return base + (target if resource else builder.get_target_uri(target))

    context["pathto"], context["content_root"], context["pageurl"] = pathto, base, None
    for name in _FILES:
        if context.get(name) and "://" not in context[name]:
            context[name] = base + context[name]
    for name in _TAGS:
        context[name] = _from(base, context[name])


def _from(base: str, tag: Callable[[Any], str]) -> Callable[[Any], str]:
    """A function of Sphinx's that writes the tag of a style sheet or script, which names it from the site's root."""

    def written(file: Any) -> str:
        html = tag(file)
        return html.replace('="_static/', f'="{base}_static/')

    return written

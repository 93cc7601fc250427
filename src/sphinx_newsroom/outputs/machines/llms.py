"""``llms.txt``: where a program that reads finds texts, by year; and beside each year's page a list of its releases.

Headings are in English everywhere, since programs look for them; sentences are in the archive's language.  A release
that is added is one line more in the list of its year, and changes nothing else.

Source: https://llmstxt.org, "Format"; a page as Markdown has the page's address with another end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import (
    CORRECTIONS,
    DATA_PAGE,
    FEED_LIST,
    LLMS,
    MARKDOWN,
    SEARCH,
    PageName,
    url_of,
    year_page,
)
from sphinx_newsroom.outputs.citations import citation_of
from sphinx_newsroom.outputs.machines.release_markdown import escaped, link
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex, Versions
    from sphinx_newsroom.config import Settings

LLMS_KEY = "machines/llms"
"""The key of ``llms.txt`` among a build's outputs."""

_HOW = translatable(
    "Each release is a page and, beside it, its text as Markdown: `.md` in the place of `.html`. Its head says what it "
    "is: `id`, `revision`, `sha256`, `corrected` or `withdrawn`, and `cite-as`, the address to cite."
)


def outputs(
    digests: Mapping[PageName, str], index: ArchiveIndex, settings: Settings, versions: Versions
) -> Iterator[Output]:
    """``llms.txt``, and the list of each year; *digests* tell by page when the citation of a release changes."""
    text = _front(index, settings)
    yield Output(LLMS_KEY, fingerprint(text), partial(dict, {LLMS: text.encode("utf-8", "replace")}))
    for year, docnames in index.years.items():
        pages = _with_translations(docnames, index)
        digest = fingerprint(settings.language, [digests[page] for page in pages])
        yield Output(f"{LLMS_KEY}/{year}", digest, partial(_of_year, year, pages, index, settings, versions))


def _front(index: ArchiveIndex, settings: Settings) -> str:
    say, say_as = settings.interface.say, settings.interface.say_as

    def to(path: str, words: str) -> str:
        return f"- {link(words, settings.baseurl + quote(path))}"

    def other(path: str, name: str, what: str) -> str:
        return f"{to(path, escaped(name))}: {what}"

    blocks = [f"# {escaped(settings.project)}"]
    if settings.description:
        blocks.append(f"> {escaped(settings.description)}")
    years = [to(year_page(year) + MARKDOWN, str(year)) for year in index.years]
    others = [
        other(url_of(DATA_PAGE), say_as("heading", "Data"), say("what files there are, field by field")),
        other(
            FEED_LIST,
            say("Feeds"),
            say("of the archive, and of each organization, official, topic, type and language"),
        ),
        other(url_of(CORRECTIONS), say("Corrections"), say("every correction and withdrawal")),
        other(url_of(SEARCH), say_as("heading", "Search"), say("for people; it needs JavaScript")),
    ]
    blocks += [say(_HOW), "## Releases by year", "\n".join(years), "## Optional", "\n".join(others)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _with_translations(docnames: Sequence[PageName], index: ArchiveIndex) -> list[PageName]:
    """The releases of a year, each with its translations after it."""
    found = []
    for page in docnames:
        found.append(page)
        found += [other for other in index.translations.get(page, ()) if other != page]
    return found


def _of_year(
    year: int, pages: Sequence[PageName], index: ArchiveIndex, settings: Settings, versions: Versions
) -> Mapping[str, bytes]:
    lines = []
    for page in pages:
        cited = citation_of(page, index, settings, versions)
        language = cited.language if cited.language != settings.language else ""
        about = filter(
            None, (cited.date.isoformat(), cited.interface.names(cited.institutions), cited.number, language)
        )
        lines.append(f"- {link(escaped(cited.headline), _from_year(page, settings))}: {', '.join(about)}")
    text = f"# Releases of {year}\n\n" + "\n".join(lines) + "\n"
    return {year_page(year) + MARKDOWN: text.encode("utf-8", "replace")}


def _from_year(page: PageName, settings: Settings) -> str:
    """Where the Markdown of a release is; a list lies in the folder of its year, two below the root."""
    return (settings.baseurl or "../../") + quote(page + MARKDOWN)

"""The texts of an archive compiled, and whom the releases name."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.archive.index import Entry
from sphinx_newsroom.model.addresses import PageName, url_of
from sphinx_newsroom.model.dates import withdrawal_words
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.sources.release_file import body_of, is_notebook
from sphinx_newsroom.text import naming
from sphinx_newsroom.text.compiled import Address, CompiledText, Conventions, Reason, compile_text
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.model.records import Entity, Release
    from sphinx_newsroom.text.naming.found import Report


@dataclass(frozen=True)
class Compiled:
    """The releases and records that are no documents, by docname.

    Attributes:
        texts: what each text was compiled to.
        titles: what each is called.
        digests: what changes when a text does, its markup and what its roles show included.
        entries: what is known of each release.
    """

    texts: Mapping[PageName, CompiledText] = field(default_factory=dict)
    titles: Mapping[PageName, str] = field(default_factory=dict)
    digests: Mapping[PageName, str] = field(default_factory=dict)
    entries: Mapping[PageName, Entry] = field(default_factory=dict)


class Told(NamedTuple):
    """What the reading of a text reports, and the place of it: docname and line."""

    report: Report
    place: tuple[PageName, int | None]


def compile_archive(
    archive: Archive,
    records: Mapping[PageName, Entity],
    sources: Mapping[PageName, str],
    names: naming.Names,
    shown: Callable[[str, str], str | None],
    conventions: Conventions,
) -> tuple[Compiled, list[Told]]:
    """Compile the releases and *records* that can be, from their *sources*; the others are to be documents."""
    texts: dict[PageName, CompiledText] = {}
    digests: dict[PageName, str] = {}
    entries: dict[PageName, Entry] = {}
    titles = {docname: release.title for docname, release in archive.releases.items() if not is_notebook(release.path)}
    titles |= {docname: record.name for docname, record in records.items()}
    told: list[Told] = []
    for docname, title in titles.items():
        if docname not in sources:
            continue
        body = body_of(sources[docname])
        text = compile_text(body, title, shown, conventions)
        if isinstance(text, Reason) or not all(leads_to(archive, docname, address) for address in text.addresses):
            continue
        markup = "\n".join((body.strip(), *(use.name for use in text.roles)))  # with what roles show by themselves
        release = archive.releases.get(docname)
        if release is None:
            digests[docname] = fingerprint(markup)
        else:
            if release.withdrawn:
                text = notice(release)
            found = naming.find(names, text.text, text.marks, release)
            entries[docname] = Entry.of(release, text.text, text.marks, found.mentions, markup)
            digests[docname] = entries[docname].markup_digest
            told += (
                Told(report, (docname, text.line_at(report.start)))
                for report in naming.reports(found, release, archive.registry)
            )
        texts[docname] = text
    return Compiled(texts, {docname: titles[docname] for docname in texts}, digests, entries), told


def notice(release: Release) -> CompiledText:
    """The notice of a withdrawal in the place of a text, so that the text is in no output."""
    assert release.withdrawn is not None
    title, words = " ".join(release.title.split()), withdrawal_words(release.withdrawn)
    return CompiledText(
        f"{title}\n\n{words}", (Mark(0, len(title), "heading"),), (f"<p>{escape(words, quote=False)}</p>\n",)
    )


def leads_to(archive: Archive, docname: PageName, address: Address) -> str | None:
    """Where a path in a text leads, from the site's root; None for what is no other release's page and no file."""
    folder = "" if address.path.startswith("/") else posixpath.dirname(docname)  # from the root, as Sphinx has it
    path = posixpath.normpath(posixpath.join(folder, address.path.lstrip("/")))
    root = os.path.realpath(archive.root)
    if os.path.realpath(os.path.join(root, path)) != os.path.join(root, *path.split("/")):
        return None  # by a symbolic link, of which Sphinx takes the file that it leads to
    if address.use == "page":
        page = PageName(path.removesuffix(".md"))
        return url_of(page) if page in archive.releases and page != docname else None
    placed = archive.placements.pages.get(docname, {}).get(path)
    return placed.address if placed else None

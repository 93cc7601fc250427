"""Whether what stands somewhere is what was published: from the ledger to the source, from the source to the page.

A page is compared by its words with what its source gives.  For most texts Markdown alone tells
them; where it does not (captions, notebooks), or where they differ, a fresh build decides.
"""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.archive.journal import bytes_of
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.release_text import release_text
from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.files import read_text, sha256_of_file
from sphinx_newsroom.ledger.events import Event, Ledger, Record, text_of
from sphinx_newsroom.ledger.held import same_issuers
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import (
    LEDGER,
    MANIFEST,
    RELEASES,
    PageName,
    ReleaseId,
    newer_format,
    release_id,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.sources.header import NOTEBOOK, is_notebook, parse_release
from sphinx_newsroom.text.html_tags import with_whole_tags

# The words of a release's page, as a browser would show them: what `newsroom verify` holds against the source.

# Elements without an end tag (HTML, section 13.1.2).
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_BESIDE = frozenset(("newsroom-dateline", "headerlink", "footnote-reference", "label", "backrefs", "fn-backref"))
"""Classes of what the page adds to the text."""
_HEADS = frozenset(
    (
        "Note",
        "Tip",
        "Important",
        "Warning",
        "Attention",
        "Caution",
        "Danger",
        "Error",
        "Hint",
        "See also",
    )
)
"""Headings that Sphinx puts over a box, where the text gives none."""


class Shown(NamedTuple):
    """A page's headline and text, without spaces; *text* is None where it has none, as that of a withdrawn release."""

    title: str
    text: str | None


def shown_on(html: str) -> Shown:
    """What a release's page shows."""
    reader = _Reader()
    reader.feed(with_whole_tags(html))
    reader.close()
    text = without_spaces("".join(reader.words)) if reader.found else None
    return Shown(without_spaces("".join(reader.title)), text)


def without_spaces(text: str) -> str:
    """*text* without white space: where lines and blocks end is the page's affair."""
    return "".join(text.split())


class _Reader(HTMLParser):
    """Collects text; *stack* holds for each open element whether its text counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.title: list[str] = []
        self.found = False
        self.stack: list[tuple[str, bool]] = []
        self.heading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        counts = bool(self.stack) and self.stack[-1][1]
        if tag == "div" and "prose" in classes:
            counts = self.found = True
        elif classes & _BESIDE:
            counts = False
        elif "admonition-title" in classes and counts:
            self.heading = []
        self.stack.append((tag, counts))

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and self.heading is not None:
            if (heading := "".join(self.heading)) not in _HEADS:
                self.words.append(heading)
            self.heading = None
        # HTML may leave the ends of p and li out, so what is still open inside ends as well.
        while self.stack:
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] == "h1" and not self.stack[-1][1]:
            self.title.append(data)
        elif self.stack and self.stack[-1][1]:
            (self.words if self.heading is None else self.heading).append(data)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one file: *ok* is None where it could not be told."""

    path: str
    ok: bool | None
    says: str


def verify_source(archive: Archive, ledger: Ledger, path: str, source: str) -> Finding:
    """Whether a file with a header is a published text, wherever it lies."""
    # A superseded text is recorded under the id of its release.
    name = re.sub(r"\.r\d+(?=\.\w+$)", "", path)
    record = parse_release(name if "/" in name else f"{RELEASES}/{name}", source, archive.settings).record
    try:
        found = digests(record, source, record.issuer) if record else None
    except HeaderError:
        found = None
    if record is None or found is None:
        return Finding(path, False, "is no release: its header cannot be read")
    organizations = archive.registry.organizations
    for published in ledger.records.values():
        for event in reversed(published.revisions):  # a correction may have changed a file alone
            if found.are_of(event) and same_issuers(event, record.all_issuers, organizations):
                return Finding(path, True, f"is as published: {_named(published, event, archive.settings.zone)}")
    digest = found.text(*archive.registry.issuer_names(record))
    return Finding(str(path), False, f"is not as published: no line of the ledger has its sha256 {digest[:12]}")


def _named(record: Record, event: Event, zone: dt.tzinfo) -> str:
    state = "" if event is record.current else ", superseded since"
    gone = f", withdrawn on {long_date(day_in(zone, record.withdrawn.at))}" if record.withdrawn else ""
    text = f"revision {event.revision} of {long_date(day_in(zone, event.at))}{state}{gone}"
    return f"{record.id}, {text}, sha256 {event.text[:12]}"


Fresh = Callable[[], "Path | None"]
"""Builds the archive anew, once, and gives the site's folder; None where that fails."""


def verify_site(archive: Archive, ledger: Ledger, site: Path, fresh: Fresh) -> Iterator[Finding]:
    """Every published text on a site: its page, its plain text, the pages of superseded texts, the redirects."""
    yield from _manifest(ledger, site)
    for id_, record in sorted(ledger.records.items()):
        if release := archive.releases.get(release_page(id_)):
            for event in record.revisions:
                page = release.docname if event is record.current else superseded_page(id_, event.revision)
                yield verify_page(archive, record, event, site, page, fresh)
            yield from _redirects(release, record, site)
    yield from _files(archive, site)


def verify_file(ledger: Ledger, path: Path, zone: dt.tzinfo) -> Finding:
    """Whether a picture or attachment, wherever it lies, is one that a release published; raises OSError."""
    sha256 = sha256_of_file(path)
    for record in ledger.records.values():
        for event in reversed(record.revisions):
            for name, published in event.files or ():
                if published == sha256:
                    return Finding(str(path), True, f"is as published: {name} of {_named(record, event, zone)}")
    return Finding(str(path), False, f"is not as published: no line of the ledger has its sha256 {sha256[:12]}")


def _files(archive: Archive, site: Path) -> Iterator[Finding]:
    """The files of releases on a site: each as the archive has it, and none of a release that is withdrawn."""
    for file in archive.placements:
        try:
            sha256 = sha256_of_file(site / file.address)
        except OSError:
            yield Finding(file.address, False, "is missing")
            continue
        if sha256 != file.sha256:
            yield Finding(file.address, False, f"is not the file that was published, sha256 {file.sha256[:12]}")
        else:
            yield Finding(file.address, True, f"is as published, sha256 {file.sha256[:12]}")
    for address, page in archive.placements.gone:
        if (site / address).exists():
            yield Finding(address, False, f"is a file of {release_id(page)}, which is withdrawn")


def _manifest(ledger: Ledger, site: Path) -> Iterator[Finding]:
    try:
        manifest = json.loads(read_text(site / MANIFEST, follow=True))
        newer = newer_format(MANIFEST, manifest)
        head = "" if newer else manifest["ledger"]["head"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        yield Finding(MANIFEST, False, "is missing or cannot be read")
        return
    if newer:
        yield Finding(MANIFEST, False, newer)
    elif head not in {event.digest for event in ledger.events}:
        yield Finding(MANIFEST, False, "names a last line that this ledger does not have")
    elif head not in ledger.ends:
        yield Finding(MANIFEST, None, "is from before the ledger's last lines; build the site again")
    else:
        yield Finding(MANIFEST, True, f"names the ledger's last line {head[:12]}")
    if not newer:
        yield from _rows(ledger, manifest)
        yield from _lines(ledger, site)


def _rows(ledger: Ledger, manifest: Mapping[str, Any]) -> Iterator[Finding]:
    """What a manifest says of texts, each of which the ledger must have, be it from before its last lines."""
    known = {
        (id_, event.revision, event.text)
        for record in ledger.records.values()
        for id_ in (record.id, *(former.id for former in record.former))
        for event in record.revisions
    }
    try:
        said = {
            (row["id"], text["revision"], text["sha256"])
            for row in manifest["releases"]
            for text in (row, *row["superseded"])
        }
    except (LookupError, TypeError):
        yield Finding(MANIFEST, False, "does not say which texts there are")
        return
    for id_, revision, _ in sorted(said - known, key=str):
        yield Finding(
            MANIFEST, False, f"says of {id_} that revision {revision} is a text that the ledger does not have"
        )


def _lines(ledger: Ledger, site: Path) -> Iterator[Finding]:
    """The ledger as readers get it, whose lines must be those of ours, the first ones at least."""
    published = (bytes_of(site / LEDGER) or b"").splitlines()
    ours = text_of(ledger.events).encode().splitlines()
    if not published:
        yield Finding(LEDGER, False, "is missing")
    for number, line in enumerate(published, 1):
        if line != (ours[number - 1] if number <= len(ours) else None):
            yield Finding(LEDGER, False, f"has a line {number} that this ledger does not have there")
            return


def page_of(ledger: Ledger, path: str) -> tuple[Record, Event] | None:
    """The record and text of a page ``releases/2011/x.html`` or ``….r1.html``, by its path in the site."""
    found = re.fullmatch(rf"(?:.*/)?{RELEASES}/(.+?)(?:\.r(\d+))?\.html", path)
    if found is None:
        return None
    record = ledger.records.get(ReleaseId(found[1]))
    if record is None or (found[2] and int(found[2]) >= record.current.revision):
        return None
    return record, record.revisions[int(found[2]) - 1] if found[2] else record.current


def verify_page(archive: Archive, record: Record, event: Event, site: Path, page: PageName, fresh: Fresh) -> Finding:
    """Whether a page shows the text that its line of the ledger stands for, under that line's digest."""
    path = url_of(page)
    html = _read(site / path)
    if html is None:
        return Finding(path, False, "is missing")
    release = archive.releases[release_page(record.id)]
    if release.withdrawn or event.erased:
        if shown_on(html).text is not None:
            return Finding(path, False, "shows the text of a withdrawn release")
        if (site / (page + NOTEBOOK)).exists():  # such as in a copy in which files are never deleted
            return Finding(page + NOTEBOOK, False, "is the notebook of a withdrawn release")
        return Finding(path, True, f"is the notice of a withdrawn text: {_named(record, event, archive.settings.zone)}")
    # The digest stands in the page's line of the record; a page of another text would have another.
    if event.text not in html:
        return Finding(path, False, f"does not show the sha256 {event.text[:12]} of the text that was published")
    if not _is_of(_expected(archive, release, record, event), html):
        folder = fresh()
        if folder is None:
            return Finding(path, None, "was not compared, since the archive cannot be built to compare it with")
        built = _read(folder / path)
        if built is None or shown_on(html) != shown_on(built):
            return Finding(path, False, "does not show the text that was published")
    return Finding(path, True, f"is as published: {_named(record, event, archive.settings.zone)}")


def _is_of(expected: str | None, html: str) -> bool:
    """Whether a page shows a text."""
    if expected is None:
        return False
    title, _, text = expected.partition("\n\n")
    return shown_on(html) == (without_spaces(title), without_spaces(text))


def _expected(archive: Archive, release: Release, record: Record, event: Event) -> str | None:
    """The plain text that a page shows, from its source; None for a notebook."""
    if event is not record.current:
        release = archive.superseded[superseded_page(record.id, event.revision)].release
    # Its page has numbers of cells and outputs, which only a build can tell.
    return None if is_notebook(release.path) else release_text(archive, release).text


def _redirects(release: Release, record: Record, site: Path) -> Iterator[Finding]:
    for former in record.former:
        moved = [(release_page(former.id), release.docname)]
        numbers = range(1, former.superseded + 1)
        moved += [(superseded_page(former.id, number), superseded_page(release.id, number)) for number in numbers]
        for before, page in moved:
            path, now = url_of(before), url_of(page)
            target = posixpath.relpath(now, posixpath.dirname(path))
            html = _read(site / path)
            if html is None:
                yield Finding(path, False, f"is missing; it has to lead to {now}")
            elif f'content="0; url={target}"' not in html:
                yield Finding(path, False, f"does not lead to {now}")


def _read(path: Path) -> str | None:
    try:
        return read_text(path, follow=True)
    except (OSError, UnicodeDecodeError):
        return None

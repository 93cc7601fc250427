"""``newsroom export``: releases and records in external formats, or files of the archive for preservation."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import quote, urlsplit

import click

from sphinx_newsroom import api
from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import PATH, Given, option, print_json, warn, with_many
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import Severity, counted
from sphinx_newsroom.files import digesting_built, hex_of_built, read_plain, work_place, write, write_parts
from sphinx_newsroom.model.addresses import (
    FRONT,
    LEDGER,
    MARKDOWN,
    RELEASES,
    EntityKey,
    PageName,
    entity_page,
    release_id,
    url_of,
)
from sphinx_newsroom.model.records import ENTITY_KINDS, Contact, Membership, Official, Organization, Release
from sphinx_newsroom.operations.site import Places, PublishError, is_preview, listed, locked
from sphinx_newsroom.outputs.citations import Citation, Thing, bibtex, citation_of, csl_json, known, superseded_citation
from sphinx_newsroom.outputs.exports import bag
from sphinx_newsroom.outputs.exports.bag import About, Resource, Source, files_of, is_page, published_files, search_key
from sphinx_newsroom.outputs.exports.news_items import (
    ExportFilter,
    NewsItem,
    SelectedText,
    calendar,
    news_item,
    newsml,
    ninjs,
    selected_texts,
)
from sphinx_newsroom.outputs.feeds.items import changed
from sphinx_newsroom.outputs.writing import chunks
from sphinx_newsroom.progress import Progress

if TYPE_CHECKING:
    from sphinx_newsroom.model.registry import Registry


def with_context(registry: Registry, named: Collection[EntityKey]) -> set[EntityKey]:
    """Return the *named* records and the organizations that they belong to, so that each id refers to a record."""
    found = set(named)
    for kind, id_ in named:
        if kind == "official" and id_ in registry.officials:
            found.update(("organization", held.organization) for held in registry.officials[id_].memberships)
    waiting = [id_ for kind, id_ in found if kind == "organization"]
    while waiting:
        record = registry.organizations.get(waiting.pop())
        if record and record.parent and ("organization", record.parent) not in found:
            found.add(("organization", record.parent))
            waiting.append(record.parent)
    return found


def popolo(registry: Registry, keys: Collection[EntityKey], base: str) -> bytes:
    """Return the records with these *keys* as Popolo JSON; *base* is the site's address, empty if it has none."""
    officials = [registry.officials[id_] for kind, id_ in sorted(keys) if kind == "official"]
    bodies = [registry.organizations[id_] for kind, id_ in sorted(keys) if kind == "organization"]
    found = {
        "persons": [_person(record, base) for record in officials],
        "organizations": [_organization(record, base) for record in bodies],
        "memberships": [
            _membership(record, held, place)
            for record in officials
            for place, held in enumerate(record.memberships, 1)
            if ("organization", held.organization) in keys
        ],
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _person(record: Official, base: str) -> Thing:
    nicknames = [{"name": name, "note": "Nickname"} for name in record.nicknames]
    names = {"other_names": [*_other_names(record), *nicknames], "family_name": record.family_name}
    return _record(record, names, base)


def _organization(record: Organization, base: str) -> Thing:
    acronym = [{"name": record.acronym, "note": "Acronym"}] if record.acronym else []
    own = {
        "other_names": [*acronym, *_other_names(record)],
        "classification": record.classification,
        "parent_id": record.parent,
        "founding_date": record.founding_date,
        "dissolution_date": record.dissolution_date,
        "successors": list(record.successors),
        "contact_details": [detail for contact in record.contacts for detail in _contact(contact)],
    }
    return _record(record, own, base)


def _membership(official: Official, membership: Membership, place: int) -> Thing:
    values = asdict(membership)
    ids = {"id": f"{official.id}-{place}", "person_id": official.id, "organization_id": values.pop("organization")}
    return known({**ids, **values})


def _record(record: Organization | Official, own: Thing, base: str) -> Thing:
    links = [{"url": record.website, "note": "Website"}] if record.website else []
    if base:
        links.append({"url": base + quote(url_of(entity_page(record.kind, record.id))), "note": "In this archive"})
    return known(
        {
            "id": record.id,
            "name": record.name,
            "identifiers": [{"scheme": scheme, "identifier": value} for scheme, value in sorted(record.identifiers)],
            **own,
            "links": links,
            "sources": [known(asdict(source)) for source in record.sources],
        }
    )


def _other_names(record: Organization | Official) -> list[Thing]:
    return [known(asdict(name)) for name in record.other_names]


def _contact(contact: Contact) -> Iterator[Thing]:
    for kind, value in (("email", contact.email), ("voice", contact.phone)):
        if value:
            yield {"label": contact.name, "type": kind, "value": value}


class Result(NamedTuple):
    """The result of an export: a count, the unit counted, such as ``item``, and what was left out, in words."""

    number: int
    what: str
    left_out: tuple[str, ...] = ()


class RefusedExportError(RuntimeError):
    """The archive can't be exported in its current state; the message has the reason and the remedy."""


# The opened archive, the selected texts, and access to one text at a time.

T = TypeVar("T")


@dataclass(frozen=True)
class Selection:
    """An *archive* as readers see it, and the *texts* that match *filters*; *site* is the folder of the built site."""

    archive: api.OpenedArchive
    filters: ExportFilter
    texts: tuple[SelectedText, ...]
    site: Path

    @property
    def settings(self) -> Settings:
        """The settings of conf.py."""
        return self.archive.settings

    @property
    def newest(self) -> dt.datetime:
        """The date of an export: the last change to any of its texts."""
        return max(changed(one.release) for one in self.texts)

    def entry(self, one: SelectedText) -> api.Entry:
        """Return a text with its mentions; a superseded text has none."""
        return self.archive.superseded(one.release) if one.is_superseded else self.archive.entries[one.page]

    def items(self) -> Iterator[NewsItem]:
        """Yield the news item of each text, one at a time."""
        for one in watched(self.texts, "releases", len(self.texts)):
            yield news_item(one, self.entry(one), self.archive.registry, self.settings)


def watched(found: Iterable[T], unit: str, total: int) -> Iterator[T]:
    """Yield the items and report from time to time how many of the *total* are done."""
    progress = Progress(unit)
    try:
        for number, one in enumerate(found, 1):
            yield one
            progress("exported", number, total)
    finally:
        progress.end()


def selection_of(root: Path, filters: ExportFilter, site: Path | None) -> Selection:
    """Load the archive in *root* and select texts; raises ConfigError for an unknown release or edition."""
    archive = api.opened(root)
    texts = selected_texts(archive.loaded, archive.versions, filters)
    return Selection(archive, filters, texts, site or root / "_build" / "html")


# The formats with releases or records in a single file.


def write_ninjs(found: Selection, output: Path) -> Result:
    """Write a news item for each text, one per line."""
    write_parts(output, ninjs(found.items()))
    return Result(len(found.texts), "item")


def write_newsml(found: Selection, output: Path) -> Result:
    """Write a news message with an item for each text."""
    sender = urlsplit(found.settings.baseurl).hostname or found.settings.project
    write_parts(output, newsml(found.items(), sender, found.newest))
    return Result(len(found.texts), "item")


def write_calendar(found: Selection, output: Path) -> Result:
    """Write an event for each text with one in its header."""
    texts = tuple(one for one in found.texts if one.release.event)
    if not texts:
        raise RefusedExportError("no release has an event; add `event:` with time and place to a header")
    write(output, calendar(replace(found, texts=texts).items(), found.settings.project))
    return Result(len(texts), "event")


def write_popolo(found: Selection, output: Path) -> Result:
    """Write the records named in the texts and their organizations; without filters, all records."""
    registry = found.archive.registry
    if found.filters.everything:
        wanted = {("organization", id_) for id_ in registry.organizations}
        wanted |= {("official", id_) for id_ in registry.officials}
    else:
        wanted = with_context(registry, set(_mentioned(found)))
    wanted = {(kind, id_) for kind, id_ in wanted if id_ in registry.of_kind(kind)}
    write(output, popolo(registry, wanted, found.settings.baseurl))
    return Result(len(wanted), "record")


def _mentioned(found: Selection) -> Iterator[EntityKey]:
    for one in watched(found.texts, "releases", len(found.texts)):
        yield from (("organization", id_) for id_ in one.release.all_issuers)
        if not one.withdrawn:
            yield from (key for key in found.entry(one).found.named if key[0] != "topic")


def write_citations(found: Selection, output: Path, form: Callable[[Iterable[Citation]], str]) -> Result:
    """Write a citation of each text in a format."""
    citations = [_citation(one, found) for one in found.texts]
    write(output, form(citations).encode("utf-8", "replace"))
    return Result(len(citations), "citation")


def _citation(one: SelectedText, found: Selection) -> Citation:
    context = found.archive.headers, found.settings, found.archive.versions
    if one.is_superseded:
        # With the current ledger record, so that the citation of an older text says that it was superseded.
        record = found.archive.records[one.release.id]
        event, newer = record.revisions[one.revision - 1 : one.revision + 1]
        return superseded_citation(one.page, record, event, newer, *context)
    return citation_of(one.page, *context)


# The sources of a selection: the files of texts, their images and attachments, and the named records.
#
# The source of a withdrawn release is left out, because readers get only its notice. So is a file that names an
# unpublished release: files are exported unchanged or not at all, and not even that release's id may be published.


def sources_of(found: Selection) -> tuple[list[Source], list[str]]:
    """Return the sources, and in words what was left out."""
    texts, withdrawn = _texts(found)
    archive, hidden = found.archive.loaded, _names_of(found)
    taken: dict[str, Source] = {}
    kept_back = 0
    for page, path in (*texts, *_records(found)):
        kept = archive.kept.get(page)
        read = partial(_whole, kept.source.encode()) if kept else partial(chunks, archive.root / path)
        if hidden is not None and hidden.search(b"".join(read())):
            kept_back += 1
        else:
            taken[path] = (path, read)
    for path in _files(found, [page for page, _ in texts]):
        taken[path] = (path, partial(chunks, archive.published_path(path)))
    rows = (
        (withdrawn, "source of a withdrawn release", "sources of withdrawn releases"),
        (kept_back, "source that names something kept back", "sources that name something kept back"),
    )
    return list(taken.values()), [f"{number:,} {one if number == 1 else many}" for number, one, many in rows if number]


def _names_of(found: Selection) -> re.Pattern[bytes] | None:
    """Return a pattern for ids and files of unpublished releases (embargoed or with errors), or None."""
    archive = found.archive.loaded
    published = archive.ledger.records if archive.ledger else {}
    ids = sorted({release_id(page) for page in archive.withheld if page.startswith(f"{RELEASES}/")} - set(published))
    if not ids:
        return None
    # By the path from the archive's root, or relative to the text that names it.
    files = rb"|".join(re.escape(id_.rpartition("/")[2].encode()) for id_ in ids)
    full = rb"|".join(re.escape(id_.encode()) for id_ in ids)
    return re.compile(rb"(?<![\w-])(?:(?:%s)(?![\w-])|(?:%s)\.(?:md|ipynb|html)\b)" % (full, files))


def _texts(found: Selection) -> tuple[list[tuple[PageName, str]], int]:
    """Return the texts by page, including superseded ones, and the number of withdrawn ones."""
    selected_texts = [one for one in found.texts if one.withdrawn is None]
    rows = {one.page: one.release.path for one in selected_texts}
    current = {one.page for one in selected_texts if not one.is_superseded}
    for page, old in found.archive.loaded.superseded.items():
        if old.release.docname in current:
            rows[page] = old.release.path
    return list(rows.items()), len(found.texts) - len(selected_texts)


def _records(found: Selection) -> Iterator[tuple[PageName, str]]:
    """Yield the files of the records that the texts name; without filters, of all records."""
    registry = found.archive.registry
    keys: Iterable[EntityKey]
    if found.filters.everything:
        keys = [(kind, id_) for kind in ENTITY_KINDS for id_ in registry.of_kind(kind)]
    else:
        keys = sorted(with_context(registry, {key for one in found.texts for key in _named(one.release)}))
    for kind, id_ in keys:
        record = registry.of_kind(kind).get(id_)
        if record is not None and record.path:
            yield entity_page(kind, id_), record.path


def _named(release: Release) -> Iterator[EntityKey]:
    """Yield the entities named in a header; those named in the text are in the site's files."""
    yield from (("organization", id_) for id_ in (*release.all_issuers, *release.organizations))
    yield from (("official", id_) for id_ in release.officials)
    yield from (("topic", id_) for id_ in release.topics)


def _files(found: Selection, pages: Iterable[PageName]) -> Iterator[str]:
    """Yield the images and attachments that may be published."""
    placed = found.archive.loaded.placements.pages
    for page in pages:
        yield from sorted(placed.get(page, {}))


def _whole(data: bytes) -> Iterator[bytes]:
    yield data


_HEAD = 16_384
"""The number of bytes at the start of a page that contain its title."""
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def write_bag(found: Selection, output: Path) -> Result:
    """Write the sources, the site's files and the ledger to a new folder, with checksums."""
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise ConfigError(f"{output} already exists; name a new folder, or delete this one first")
    sources, left_out = sources_of(found)
    with _site(found) as files, _new(output) as folder:
        total = len(files.paths) + len(sources)
        payload = watched(_payload(files, sources), "files", total)
        bag.write_bag(folder, payload, list(_info(found, left_out)))
    return Result(total, "file", tuple(left_out))


def _payload(files: _SiteFiles, sources: list[Source]) -> Iterator[Source]:
    """Yield the files of a bag by name, each opened when needed: there may be 100,000."""
    for path in files.paths:
        yield f"site/{path}", partial(files.pieces, path)
    for path, read in sorted(sources, key=lambda one: one[0]):
        yield f"sources/{path}", read


def write_web_archive(found: Selection, output: Path) -> Result:
    """Write the site's files as HTTP responses in one file."""
    base = found.settings.baseurl
    if not base:
        raise ConfigError("a web archive contains the public addresses of pages; set html_baseurl in conf.py")
    if output.is_dir():
        raise ConfigError(f"{output} is a folder; give the name of a file, such as {output / 'archive.wacz'}")
    about = About(_title(found), _description(found), found.newest, base + url_of(FRONT))
    with _site(found) as files, _new(output) as place:
        paths = sorted(files.paths, key=lambda path: (search_key(base + quote(path)), path))
        if not found.filters.everything:
            first = next((base + quote(path) for path in paths if is_page(path)), about.main)
            about = about._replace(main=first)
        with place.open("wb") as stream:
            bag.write_wacz(stream, _resources(base, paths, files), about)
    return Result(len(paths), "file")


def _resources(base: str, paths: list[str], files: _SiteFiles) -> Iterator[Resource]:
    front = url_of(FRONT)
    if front in paths:  # browsers request the site's root without a file name; its address sorts before all others
        yield _resource(base, front, files)._replace(title="")
    for path in watched(paths, "files", len(paths)):
        yield _resource(base + quote(path), path, files)


def _resource(url: str, path: str, files: _SiteFiles) -> Resource:
    for _ in files.pieces(path):  # checks the digest, which WARC records don't contain
        pass
    file = files.site / path
    title = _title_of(file) if is_page(file.name) else ""
    return Resource(url, file, title)


def _title_of(page: Path) -> str:
    with page.open("rb") as stream:
        match = _TITLE.search(stream.read(_HEAD).decode("utf-8", "replace"))
    return " ".join(unescape(match[1]).split()) if match else page.stem


class _SiteFiles(NamedTuple):
    """Files of a *site* by path, and the digests of all its files at publication."""

    site: Path
    paths: list[str]
    digests: Mapping[str, str]

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file in chunks; raises RefusedExportError if it changed since publication."""
        found = digesting_built()
        for piece in chunks(self.site / path):
            found.update(piece)
            yield piece
        if self.digests.get(path) not in (hex_of_built(found), "", None):
            advice = "run newsroom build --verify, which repairs it"
            raise RefusedExportError(f"{self.site / path} isn't as it was published; {advice}")


@contextmanager
def _site(found: Selection) -> Iterator[_SiteFiles]:
    """Yield the site's files that belong to the selection, and keep builds from replacing them meanwhile.

    Raises RefusedExportError if the site isn't up to date with the archive.
    """
    site = found.site.resolve()
    home = work_place(found.archive.loaded.root, "")  # the location of the list if the site is a copy
    built = listed(site, home)
    if built is None or is_preview(site):
        what = "contains a preview with drafts" if built is not None else "doesn't contain a site built by newsroom"
        raise RefusedExportError(f"{found.site} {what}; run `newsroom build`, or name the site's folder with --site")
    try:
        with locked(Places(site)):
            digests = listed(site, home) or {}
            paths = published_files(digests)
            _refuse_other(found, frozenset(paths), site)
            known = {*found.archive.releases, *found.archive.loaded.superseded}
            yield _SiteFiles(site, list(files_of(paths, found.texts, found.filters, known)), digests)
    except PublishError as error:
        raise RefusedExportError(str(error)) from error


def _refuse_other(found: Selection, paths: frozenset[str], site: Path) -> None:
    """Raise RefusedExportError if the site is of another state than the archive."""
    archive = found.archive.loaded
    advice = "run newsroom build first"
    for page, withheld in sorted(archive.withheld.items()):
        if withheld.is_to_come and url_of(page) in paths:
            raise RefusedExportError(f"{site} shows {page}, which is now kept back; {advice}")
    if missing := next((one.page for one in found.texts if url_of(one.page) not in paths), None):
        raise RefusedExportError(f"{site} doesn't show {missing} yet; {advice}")
    if archive.ledger is not None:
        lines = archive.ledger.lines[: len(archive.ledger.until(found.settings.now))]
        if LEDGER not in paths or read_plain(site / LEDGER).splitlines() != [*lines]:
            raise RefusedExportError(f"{site} has a different ledger than the archive; {advice}")
    for page, release in archive.releases.items():
        if release.withdrawn and url_of(page) in paths and not _says_withdrawn(site / (page + MARKDOWN)):
            raise RefusedExportError(f"{site} shows the text of {page}, which has been withdrawn; {advice}")


def _says_withdrawn(markdown: Path) -> bool:
    try:
        return b"\nwithdrawn: " in read_plain(markdown).partition(b"\n---\n")[0]
    except OSError:
        return False


def _title(found: Selection) -> str:
    words = found.filters.words
    return f"{found.settings.project}: {words}" if words else found.settings.project


def _description(found: Selection) -> str:
    texts = len(found.texts)
    return f"{counted(texts, 'text')} of {_title(found)}, as of {found.newest.date().isoformat()}"


def _info(found: Selection, left_out: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the metadata of a bag, without the current date, so that the same archive gives the same bag."""
    settings = found.settings
    issuer = found.archive.registry.organizations.get(settings.issuer or "")
    yield "Source-Organization", issuer.name if issuer else settings.project
    for contact in issuer.contacts[:1] if issuer else ():
        yield "Contact-Name", contact.name
        yield from (
            (label, value)
            for label, value in (("Contact-Phone", contact.phone), ("Contact-Email", contact.email))
            if value
        )
    yield "External-Description", ". ".join(filter(None, (_description(found), settings.description, *left_out)))
    yield "External-Identifier", settings.baseurl or f"tag:{settings.tag}:"
    yield "Bag-Group-Identifier", settings.project
    yield "Bag-Software-Agent", f"sphinx-newsroom {__version__}"


@contextmanager
def _new(output: Path) -> Iterator[Path]:
    """Yield a temporary path, which is renamed to *output* on success and removed on failure."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".newsroom-", dir=output.parent) as folder:
        place = Path(folder, output.name)
        yield place
        with suppress(OSError):
            output.rmdir()  # an empty folder
        os.replace(place, output)


# The command.


def _of_others(found: Selection, output: Path, name: str) -> Result:
    """Run a plugin's export with the current text of the selected releases."""
    chosen = found.archive.only({one.page for one in found.texts})
    return Result(api.exports()[name](chosen, output), "item")


FORMATS: Mapping[str, Callable[[Selection, Path], Result]] = {
    **{name: partial(_of_others, name=name) for name in api.exports()},
    "ninjs": write_ninjs,
    "newsml-g2": write_newsml,
    "icalendar": write_calendar,
    "bibtex": partial(write_citations, form=bibtex),
    "csl": partial(write_citations, form=csl_json),
    "popolo": write_popolo,
    "bagit": write_bag,
    "wacz": write_web_archive,
}


def _years(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[int, ...]:
    for value in values:
        if not (value.isdecimal() and len(value) == len("2011")):
            raise click.BadParameter(f"{value!r} isn't a year; write one such as 2011")
    return tuple(map(int, values))


@with_many("export")
@click.argument("format", type=click.Choice(tuple(FORMATS)), metavar="FORMAT")
@option("--output", type=PATH, required=True, metavar="PATH", help="The file to write or, for bagit, a new folder.")
@option("--year", callback=_years, multiple=True, metavar="YEAR", help="Export releases from this year.")
@option("--edition", default="", metavar="NAME", help="Export the texts of this edition (newsroom_editions).")
@option("--release", multiple=True, metavar="ID", help="Export this release; can be repeated.")
@option("--language", multiple=True, metavar="TAG", help="Export releases in this language.")
@option("--site", type=PATH, metavar="DIR", help="The site to export, for bagit and wacz (default: _build/html).")
@options.as_json("what was written")
def export(args: Given) -> int:
    """Export releases and records in formats for news, citations, calendars and archives.

    \b
    formats:
      ninjs        IPTC news in JSON 3.1, one item per line         .jsonl
      newsml-g2    IPTC NewsML-G2 2.35, one message                 .xml
      icalendar    events announced in releases (`event`)           .ics
      bibtex       citations for LaTeX                              .bib
      csl          citations for Pandoc and Zotero (CSL-JSON)       .json
      popolo       organizations, officials and offices             .json
      bagit        a folder with sources, published site, ledger and checksums (RFC 8493)
      wacz         the published site as a web archive              .wacz

    \b
    examples:
      newsroom export ninjs --output releases.jsonl
      newsroom export newsml-g2 --year 2011 --output 2011.xml
      newsroom export csl --release 2011/conference-opens --output opens.json
      newsroom export bibtex --language ru --output ru.bib
      newsroom export bagit --year 2011 --output bag-2011
      newsroom export wacz --edition 2023 --output 2023.wacz

    Exports contain nothing under embargo, and only the notices of withdrawn releases. The formats bagit and wacz use
    the site published by `newsroom build`, which must be up to date. The formats wacz and icalendar require pip install
    "sphinx-newsroom[export]". Exits with 1 if the archive or its site can't be exported, and with 2 if the
    arguments are invalid.
    """
    wanted = ExportFilter(tuple(args.year), args.edition, tuple(args.release), tuple(args.language))
    found = selection_of(args.root, wanted, args.site)
    fatal = [problem for problem in found.archive.loaded.problems if problem.code.severity is Severity.FATAL]
    warn(*fatal)
    if fatal:
        return 1
    if not found.texts and args.format != "popolo":
        words = wanted.words or "this archive"
        of = words if words.startswith("in ") else f"of {words}"
        raise ConfigError(f"nothing is published {of}, so there is nothing to export")
    try:
        result = FORMATS[args.format](found, args.output)
    except ImportError as error:
        words = f'{args.format} requires {error.name}: pip install "sphinx-newsroom[export]"'
        raise click.ClickException(words) from error
    except RefusedExportError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:  # the message would have only the temporary name
        why = f"{args.output} cannot be written: {error.strerror or error}"
        raise click.ClickException(f"{why}; use another name with --output") from error
    _tell(args, result)
    return 0


def _tell(args: Given, result: Result) -> None:
    if args.as_json:
        row = {
            "format": args.format,
            "output": str(args.output),
            "number": result.number,
            "of": f"{result.what}s",
            "left_out": list(result.left_out),
        }
        print_json(row, indent=None)
        return

    print(f"{args.output}: {counted(result.number, result.what)}")
    for words in result.left_out:
        warn(f"left out: {words}")

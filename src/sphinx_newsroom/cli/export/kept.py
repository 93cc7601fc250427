"""The formats that keep files: a bag of sources and site, and the site as a web archive."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from html import unescape
from io import BufferedReader
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli.export import RefusedExportError, Result
from sphinx_newsroom.cli.export.opened import watched
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import counted
from sphinx_newsroom.files import digesting_built, hex_of_built, read_plain, work_place
from sphinx_newsroom.ledger.events import text_of
from sphinx_newsroom.model.addresses import FRONT, LEDGER, MARKDOWN, RELEASES, PageName, entity_page, release_id, url_of
from sphinx_newsroom.model.records import ENTITY_KINDS
from sphinx_newsroom.operations.site.deploy import PublishError, locked
from sphinx_newsroom.operations.site.files import listed
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.preview import is_preview
from sphinx_newsroom.outputs.exports.bag import Payload, bag, files_of, is_page, published_files
from sphinx_newsroom.outputs.exports.popolo import with_context
from sphinx_newsroom.outputs.exports.wacz import About, Resource, Spool, search_key, write_wacz
from sphinx_newsroom.pieces import PIECE

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.cli.export.opened import Opened
    from sphinx_newsroom.model.addresses import EntityKey
    from sphinx_newsroom.model.records import Release

# The sources of what was chosen: the files of texts, with pictures and attachments, and of the records they name.
#
# Of a withdrawn release readers have the notice alone, so its source stays here.  So does what names a release that is
# kept back: a file goes as it is or not at all, and not even that release's id may be told.

Source = tuple[str, Callable[[], Iterator[bytes]]]
"""A file by its path in the archive, and what reads it, a piece at a time."""


def sources_of(found: Opened) -> tuple[list[Source], list[str]]:
    """The sources, and in words what was left out of them."""
    texts, withdrawn = _texts(found)
    hidden = _names_of(found.archive)
    taken: dict[str, Source] = {}
    kept_back = 0
    for page, path in (*texts, *_records(found)):
        kept = found.archive.kept.get(page)
        read = partial(_whole, kept.source.encode()) if kept else partial(_of, found.archive.root / path)
        if hidden is not None and hidden.search(b"".join(read())):
            kept_back += 1
        else:
            taken[path] = (path, read)
    for path in _files(found, [page for page, _ in texts]):
        taken[path] = (path, partial(_of, found.archive.standing_file(path)))
    told = (
        (withdrawn, "source of a withdrawn release", "sources of withdrawn releases"),
        (kept_back, "source that names what is kept back", "sources that name what is kept back"),
    )
    return list(taken.values()), [f"{number:,} {one if number == 1 else many}" for number, one, many in told if number]


def _names_of(archive: Archive) -> re.Pattern[bytes] | None:
    """What finds the id or the file of a release that is kept back, or broken and never published; None without any."""
    published = archive.ledger.records if archive.ledger else {}
    ids = sorted({release_id(page) for page in archive.withheld if page.startswith(f"{RELEASES}/")} - set(published))
    if not ids:
        return None
    # By its path from the archive's root, or beside the text that names it.
    files = rb"|".join(re.escape(id_.rpartition("/")[2].encode()) for id_ in ids)
    whole = rb"|".join(re.escape(id_.encode()) for id_ in ids)
    return re.compile(rb"(?<![\w-])(?:(?:%s)(?![\w-])|(?:%s)\.(?:md|ipynb|html)\b)" % (whole, files))


def _texts(found: Opened) -> tuple[list[tuple[PageName, str]], int]:
    """The texts by their pages, those that they superseded included, and how many were withdrawn."""
    archive = found.archive
    chosen = [one for one in found.texts if one.withdrawn is None]
    rows = {one.page: one.release.path for one in chosen}
    standing = {one.page for one in chosen if not one.is_superseded}
    for page, old in archive.superseded.items():
        if old.release.docname in standing:
            rows[page] = old.release.path
    return list(rows.items()), len(found.texts) - len(chosen)


def _records(found: Opened) -> Iterator[tuple[PageName, str]]:
    """The files of organizations, officials and topics that the texts are about: all, where all texts are wanted."""
    registry = found.archive.registry
    keys: Iterable[EntityKey]
    if found.wanted.everything:
        keys = [(kind, id_) for kind in ENTITY_KINDS for id_ in registry.of_kind(kind)]
    else:
        keys = sorted(with_context(registry, {key for one in found.texts for key in _named(one.release)}))
    for kind, id_ in keys:
        record = registry.of_kind(kind).get(id_)
        if record is not None and record.path:
            yield entity_page(kind, id_), record.path


def _named(release: Release) -> Iterator[EntityKey]:
    """Whom a header names; whom the words name, the site's files tell."""
    yield from (("organization", id_) for id_ in (*release.all_issuers, *release.organizations))
    yield from (("official", id_) for id_ in release.officials)
    yield from (("topic", id_) for id_ in release.topics)


def _files(found: Opened, pages: Iterable[PageName]) -> Iterator[str]:
    """Pictures and attachments that may be published."""
    placed = found.archive.placements.pages
    for page in pages:
        yield from sorted(placed.get(page, {}))


def _whole(data: bytes) -> Iterator[bytes]:
    yield data


def _of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


_HEAD = 16_384
"""How far into a page its title stands."""
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def write_bag(found: Opened, output: Path) -> Result:
    """Sources, the site's files and the ledger, in a new folder with their digests."""
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise ConfigError(f"{output} is there already; give a new folder, or delete that one first")
    sources, left_out = sources_of(found)
    with _site(found) as files, _new_folder(output) as folder, _Lines() as lines:
        total = len(files.paths) + len(sources)
        payload = watched(_payload(files, sources), "files", total)
        for file in bag(payload, list(_info(found, left_out)), lines):
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                stream.writelines(file.pieces)
    return Result(total, "file", tuple(left_out))


def _payload(files: _SiteFiles, sources: list[Source]) -> Iterator[Payload]:
    """The files of a bag in the order of their names, each made when it is its turn: there may be 100,000."""
    for path in files.paths:
        yield Payload(f"site/{path}", partial(files.pieces, path))
    for path, read in sorted(sources, key=lambda one: one[0]):
        yield Payload(f"sources/{path}", read)


def write_web_archive(found: Opened, output: Path) -> Result:
    """The site's files as responses to a browser, in one file."""
    base = found.settings.baseurl
    if not base:
        raise ConfigError("a web archive has pages at their public addresses; set html_baseurl in conf.py")
    about = About(_title(found), _description(found), found.newest, base + url_of(FRONT))
    with _site(found) as files, _new_file(output) as stream:
        paths = sorted(files.paths, key=lambda path: (search_key(base + quote(path)), path))
        with tempfile.TemporaryFile() as index, tempfile.TemporaryFile() as pages:
            if not found.wanted.everything:
                first = next((base + quote(path) for path in paths if is_page(path)), about.main)
                about = about._replace(main=first)
            write_wacz(stream, _resources(base, paths, files), about, Spool(index, pages))
    return Result(len(paths), "file")


def _resources(base: str, paths: list[str], files: _SiteFiles) -> Iterator[Resource]:
    front = url_of(FRONT)
    if front in paths:  # readers ask for the site without naming a file; that address comes before all others
        yield _resource(base, front, files)._replace(title="")
    for path in watched(paths, "files", len(paths)):
        yield _resource(base + quote(path), path, files)


def _resource(url: str, path: str, files: _SiteFiles) -> Resource:
    for _ in files.pieces(path):  # a record says nothing of a digest that it should have
        pass
    file = files.site / path
    title = _title_of(file) if is_page(file.name) else ""
    return Resource(url, file.stat().st_size, partial(_opened, file), title)


def _title_of(page: Path) -> str:
    with page.open("rb") as stream:
        match = _TITLE.search(stream.read(_HEAD).decode("utf-8", "replace"))
    return " ".join(unescape(match[1]).split()) if match else page.stem


class _SiteFiles(NamedTuple):
    """Files of a *site* by their paths, and the digests that all of its files had when they were published."""

    site: Path
    paths: list[str]
    digests: Mapping[str, str]

    def pieces(self, path: str) -> Iterator[bytes]:
        """A file, a piece at a time; raises RefusedExportError where it is no longer as it was published."""
        found = digesting_built()
        with (self.site / path).open("rb") as stream:
            while piece := stream.read(PIECE):
                found.update(piece)
                yield piece
        if self.digests.get(path) not in (hex_of_built(found), "", None):
            advice = "run newsroom build --verify, which publishes it anew"
            raise RefusedExportError(f"{self.site / path} is not as it was published; {advice}")


@contextmanager
def _site(found: Opened) -> Iterator[_SiteFiles]:
    """The files of the site that belong to what was chosen, while no build replaces them.

    Raises RefusedExportError where the site is not that of the archive as it is.
    """
    site = found.site.resolve()
    home = work_place(found.archive.root, "")  # where the list is if the site is a copy
    built = listed(site, home)
    if built is None or is_preview(site):
        what = "a preview with drafts" if built is not None else "no site that newsroom built"
        raise RefusedExportError(f"{found.site} has {what}; run newsroom build, or name the site by --site")
    try:
        with locked(Places(site)):
            digests = listed(site, home) or {}
            paths = published_files(digests)
            _refuse_other(found, frozenset(paths), site)
            known = {*found.archive.releases, *found.archive.superseded}
            yield _SiteFiles(site, list(files_of(paths, found.texts, found.wanted, known)), digests)
    except PublishError as error:
        raise RefusedExportError(str(error)) from error


def _refuse_other(found: Opened, paths: frozenset[str], site: Path) -> None:
    """Raise RefusedExportError where the site shows another state than the archive has."""
    archive = found.archive
    advice = "run newsroom build first"
    for page, withheld in sorted(archive.withheld.items()):
        if withheld.is_to_come and url_of(page) in paths:
            raise RefusedExportError(f"{site} shows {page}, which is kept back now; {advice}")
    if missing := next((one.page for one in found.texts if url_of(one.page) not in paths), None):
        raise RefusedExportError(f"{site} does not show {missing} yet; {advice}")
    if archive.ledger is not None:
        known = text_of(archive.ledger.until(found.settings.now)).encode()
        if LEDGER not in paths or read_plain(site / LEDGER) != known:
            raise RefusedExportError(f"{site} has another ledger than the archive; {advice}")
    for page, release in archive.releases.items():
        if release.withdrawn and url_of(page) in paths and not _says_withdrawn(site / (page + MARKDOWN)):
            raise RefusedExportError(f"{site} shows the text of {page}, which is withdrawn now; {advice}")


def _says_withdrawn(markdown: Path) -> bool:
    try:
        return b"\nwithdrawn: " in read_plain(markdown).partition(b"\n---\n")[0]
    except OSError:
        return False


def _title(found: Opened) -> str:
    words = found.wanted.words
    return f"{found.settings.project}: {words}" if words else found.settings.project


def _description(found: Opened) -> str:
    texts = len(found.texts)
    return f"{counted(texts, 'text')} of {_title(found)}, as of {found.newest.date().isoformat()}"


def _info(found: Opened, left_out: list[str]) -> Iterator[tuple[str, str]]:
    """What a bag says of itself; no date of today, so that the same archive makes the same bag."""
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


def _opened(file: Path) -> BufferedReader:
    return file.open("rb")


class _Lines:
    """The lines of manifests in temporary files, until they are put in their place."""

    def __init__(self) -> None:
        self._files: dict[str, IO[bytes]] = {}

    def add(self, name: str, line: bytes) -> None:
        """Put a line at the end."""
        if name not in self._files:
            self._files[name] = tempfile.TemporaryFile()  # noqa: SIM115 (closed by __exit__)
        self._files[name].write(line)

    def read(self, name: str) -> Iterator[bytes]:
        """All lines, in their order."""
        if file := self._files.get(name):
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()


@contextmanager
def _new_folder(output: Path) -> Iterator[Path]:
    """A folder that gets the name *output* once it is whole, and is gone otherwise."""
    output.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".newsroom-", dir=output.parent))
    try:
        yield folder
        folder.chmod(0o755)
        with suppress(FileNotFoundError):
            output.rmdir()  # an empty one
        os.rename(folder, output)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _new_file(output: Path) -> Iterator[IO[bytes]]:
    """A file that gets the name *output* once it is whole, and is gone otherwise."""
    output.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".newsroom-", dir=output.parent)
    try:
        with open(descriptor, "wb") as stream:
            yield stream
        os.chmod(name, 0o644)
        os.replace(name, output)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise

"""Verify that an archive and its site match what was published: texts, files, the record, its log, and its witnesses.

It reads only public files, those below ``log/`` of a site. The tree is rebuilt from the leaf hashes, so no other file
has to be trusted.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import posixpath
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.archive.compiler import release_text
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.files import bytes_of, digest_built, read_plain, read_text, sha256_of_file, why_unread, work_place
from sphinx_newsroom.ledger.checks import same_issuers
from sphinx_newsroom.ledger.events import Event, Ledger, Record
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.ledger.transparency_log import (
    Checkpoint,
    Log,
    Note,
    NoteError,
    Tree,
    VerifierKey,
    cosigned_at,
    entries_in,
    hashes_in,
    is_ots_of,
    leaf_hash,
    leaf_tiles,
    of_tile,
    parse_checkpoint,
    parse_note,
    scripts,
    signed_by,
    tile_bytes,
    tiles_of,
)
from sphinx_newsroom.model.addresses import (
    CHECKPOINT,
    LEDGER,
    LOG,
    MANIFEST,
    OPEN_TIMESTAMPS,
    RELEASES,
    RFC_3161,
    STAMPED,
    STATE,
    ReleaseId,
    newer_format,
    release_id,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.records import Release, day_in
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.operations.publish import NotInstalledError, TimestampError, moment, refuse_stranger
from sphinx_newsroom.operations.site import LIST, foreign, listed, names_below
from sphinx_newsroom.sources.header import NOTEBOOK, is_notebook, parse_release
from sphinx_newsroom.text.html_tags import with_whole_tags

# The visible words of a release's page, which `newsroom verify` compares with the source.

# Elements without an end tag (HTML, section 13.1.2).
_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_BESIDE = frozenset("newsroom-dateline headerlink footnote-reference label backrefs fn-backref".split())
"""Classes of elements that the page adds to the text."""
_HEADS = frozenset("Note|Tip|Important|Warning|Attention|Caution|Danger|Error|Hint|See also".split("|"))
"""Default titles that Sphinx gives to admonitions."""


class PageText(NamedTuple):
    """A page's headline and text, without white space; *text* is None for a withdrawn release."""

    title: str
    text: str | None


def text_on_page(html: str) -> PageText:
    """Return the headline and text that a release's page shows."""
    reader = _PageReader()
    reader.feed(with_whole_tags(html))
    reader.close()
    text = without_spaces("".join(reader.words)) if reader.found else None
    return PageText(without_spaces("".join(reader.title)), text)


def without_spaces(text: str) -> str:
    """Return *text* without white space, since line and block breaks depend on the page."""
    return "".join(text.split())


class _PageReader(HTMLParser):
    """Collects text; *stack* records for each open element whether its text counts."""

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
        # HTML may omit the end tags of p and li, so this also closes the open elements inside.
        while self.stack:
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] == "h1" and not self.stack[-1][1]:
            self.title.append(data)
        elif self.stack and self.stack[-1][1]:
            (self.words if self.heading is None else self.heading).append(data)


class Finding(NamedTuple):
    """The result for one file: *ok* is None if it couldn't be determined."""

    path: str
    ok: bool | None
    says: str


def verify_source(archive: LoadedArchive, ledger: Ledger, path: str, source: str) -> Finding:
    """Verify that a file with a header is a published text, wherever the file is."""
    # A superseded text is recorded under the id of its release.
    name = re.sub(r"\.r\d+(?=\.\w+$)", "", path)
    record = parse_release(name if "/" in name else f"{RELEASES}/{name}", source, archive.settings).record
    try:
        found = digests(record, source, record.issuer) if record else None
    except HeaderError:
        found = None
    if record is None or found is None:
        return Finding(path, False, "isn't a release: its header cannot be read")
    organizations = archive.registry.organizations
    for published in ledger.records.values():
        for event in reversed(published.revisions):  # a correction may have changed only a file
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
"""Builds the archive again, once, and returns the site's folder; None if that fails."""


def verify_site(archive: LoadedArchive, ledger: Ledger, site: Path, fresh: Fresh) -> Iterator[Finding]:
    """Verify every published text on a site: its page, its plain text, the pages of superseded texts, the redirects."""
    yield from _manifest(ledger, site)
    for id_, record in sorted(ledger.records.items()):
        if release := archive.releases.get(release_page(id_)):
            for event in record.revisions:
                yield verify_page(archive, record, event, site, fresh)
            yield from _redirects(release, record, site)
    yield from _release_files(archive, site)


def verify_file(ledger: Ledger, path: Path, zone: dt.tzinfo) -> Finding:
    """Verify that a release published an image or attachment, wherever the file is; raises OSError."""
    sha256 = sha256_of_file(path)
    for record in ledger.records.values():
        for event in reversed(record.revisions):
            for name in (name for name, published in event.files or () if published == sha256):
                return Finding(str(path), True, f"is as published: {name} of {_named(record, event, zone)}")
    return Finding(str(path), False, f"is not as published: no line of the ledger has its sha256 {sha256[:12]}")


def _release_files(archive: LoadedArchive, site: Path) -> Iterator[Finding]:
    """Verify the files of releases on a site: they must equal the archive's, and withdrawn releases have none."""
    for file in archive.placements:
        try:
            sha256 = sha256_of_file(site / file.address)
        except OSError:
            yield Finding(file.address, False, "is missing")
            continue
        ok = sha256 == file.sha256
        says = "is as published" if ok else "is not the file that was published"
        yield Finding(file.address, ok, f"{says}, sha256 {file.sha256[:12]}")
    for address, page in archive.placements.gone:
        if (site / address).exists():
            yield Finding(address, False, f"is a file of {release_id(page)}, which is withdrawn")


def _manifest(ledger: Ledger, site: Path) -> Iterator[Finding]:
    try:
        manifest = json.loads(read_text(site / MANIFEST, follow=True))
        newer = newer_format(MANIFEST, manifest)
        head = "" if newer else manifest["ledger"]["head"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        yield Finding(MANIFEST, False, "is missing or can't be read")
        return
    if newer:
        yield Finding(MANIFEST, False, newer)
        return
    if head not in {event.digest for event in ledger.events}:
        yield Finding(MANIFEST, False, "names a last line that this ledger does not have")
    elif head not in ledger.ends:
        yield Finding(MANIFEST, None, "is from before the ledger's last lines; build the site again")
    else:
        yield Finding(MANIFEST, True, f"names the ledger's last line {head[:12]}")
    yield from _rows(ledger, manifest)
    yield from _lines(ledger, site)


def _rows(ledger: Ledger, manifest: Mapping[str, Any]) -> Iterator[Finding]:
    """Verify that the ledger has each text in a manifest, even one made before its last lines."""
    known = {
        (id_, event.revision, event.text)
        for record in ledger.records.values()
        for id_ in (record.id, *(former.id for former in record.former))
        for event in record.revisions
    }
    try:
        in_manifest = {
            (row["id"], text["revision"], text["sha256"])
            for row in manifest["releases"]
            for text in (row, *row["superseded"])
        }
    except (LookupError, TypeError):
        yield Finding(MANIFEST, False, "doesn't list the texts")
        return
    for id_, revision, _ in sorted(in_manifest - known, key=str):
        yield Finding(
            MANIFEST, False, f"says of {id_} that revision {revision} is a text that the ledger does not have"
        )


def _lines(ledger: Ledger, site: Path) -> Iterator[Finding]:
    """Verify that the public copy of the ledger equals its first lines."""
    published = (bytes_of(site / LEDGER) or b"").splitlines()
    ours = ledger.text().encode().splitlines()
    if not published:
        yield Finding(LEDGER, False, "is missing")
    for number, (line, own) in enumerate(zip_longest(published, ours[: len(published)]), 1):
        if line != own:
            yield Finding(LEDGER, False, f"has a line {number} that this ledger does not have there")
            return


def page_of(ledger: Ledger, path: str) -> tuple[Record, Event] | None:
    """Return the record and text of a page ``releases/2011/x.html`` or ``….r1.html``, by its path in the site."""
    found = re.fullmatch(rf"(?:.*/)?{RELEASES}/(.+?)(?:\.r(\d+))?\.html", path)
    if found is None:
        return None
    record = ledger.records.get(ReleaseId(found[1]))
    if record is None or (found[2] and int(found[2]) >= record.current.revision):
        return None
    return record, record.revisions[int(found[2]) - 1] if found[2] else record.current


def verify_page(archive: LoadedArchive, record: Record, event: Event, site: Path, fresh: Fresh) -> Finding:
    """Verify that the page of a text shows the words and the digest that its ledger line records."""
    page = release_page(record.id) if event is record.current else superseded_page(record.id, event.revision)
    path = url_of(page)
    html = _page(site / path)
    if html is None:
        return Finding(path, False, "is missing")
    shown, named = text_on_page(html), _named(record, event, archive.settings.zone)
    release = archive.releases[release_page(record.id)]
    if release.withdrawn or event.erased:
        if shown.text is not None:
            return Finding(path, False, "shows the text of a withdrawn release")
        if (site / (page + NOTEBOOK)).exists():  # for example, in a copy where files are never deleted
            return Finding(page + NOTEBOOK, False, "is the notebook of a withdrawn release")
        return Finding(path, True, f"is the notice of a withdrawn text: {named}")
    # The page shows the digest of its ledger line; the page of another text would show another.
    if event.text not in html:
        return Finding(path, False, f"does not show the sha256 {event.text[:12]} of the text that was published")
    source = release if event is record.current else archive.superseded[page].release
    # A notebook's page has cell numbers and outputs, which only a build can reproduce.
    text = "" if is_notebook(source.path) else release_text(archive, source).text
    title, _, text = text.partition("\n\n")
    if not title or shown != (without_spaces(title), without_spaces(text)):
        folder = fresh()
        if folder is None:
            return Finding(path, None, "was not compared, because the archive can't be built")
        built = _page(folder / path)
        if built is None or shown != text_on_page(built):
            return Finding(path, False, "does not show the text that was published")
    return Finding(path, True, f"is as published: {named}")


def _redirects(release: Release, record: Record, site: Path) -> Iterator[Finding]:
    for former in record.former:
        moved = [(release_page(former.id), release.docname)]
        numbers = range(1, former.superseded + 1)
        moved += [(superseded_page(former.id, number), superseded_page(release.id, number)) for number in numbers]
        for before, page in moved:
            path, now = url_of(before), url_of(page)
            target = posixpath.relpath(now, posixpath.dirname(path))
            html = _page(site / path)
            if html is None:
                yield Finding(path, False, f"is missing; it has to lead to {now}")
            elif f'content="0; url={target}"' not in html:
                yield Finding(path, False, f"does not lead to {now}")


def _page(path: Path) -> str | None:
    try:
        return read_text(path, follow=True)
    except (OSError, UnicodeDecodeError):
        return None


_REBUILD = "`newsroom verify SITE --rebuild` compares them with a new build"


def verify_built(site: Path, root: Path, fresh: Fresh | None, known: Mapping[str, bool]) -> Iterator[Finding]:
    """Verify every file of a site against its manifest, or against a new build if *fresh* is given.

    Args:
        site: The folder of the site.
        root: The folder of the archive, which has the manifests of its builds: the site may be a copy.
        fresh: Builds the archive again; None to trust the site's manifest.
        known: The paths already reported, each with whether it differs from what was published.
    """
    expected = listed(site, work_place(root, ""))
    if fresh is not None:
        folder = fresh()
        expected = listed(folder) if folder else None
        if expected is None:
            yield Finding(str(site), False, "was not compared, because the archive can't be built")
            return
        expected.pop(STATE, None)  # the program's version that made a site doesn't affect its content
    elif expected is None:
        yield _without_list(site)
        return
    what = ("", "what a build of the archive produces") if fresh else (f", by {LIST}", "as its build left it")
    for path, digest in sorted(expected.items()):
        if not known.get(path):
            found = _compared(site, path, digest, f"is {what[1]}", f"is not {what[1]}{what[0]}")
            if not found.ok or path not in known:
                yield found
    yield from _foreign_files(site, expected, known)


def verify_built_file(site: Path, root: Path, path: str) -> Finding:
    """Verify that one file of a site, by its *path* there, is unchanged since its build."""
    expected = listed(site, work_place(root, ""))
    if expected is None:
        return _without_list(site)
    if path not in expected:
        return Finding(path, False, f"isn't a file of this site: {LIST} doesn't name it")
    state = f"as its build left it, by {LIST}"
    return _compared(
        site, path, expected[path], f"is {state}; {_REBUILD.replace('them', 'all files')}", f"is not {state}"
    )


def site_of(path: Path) -> Path | None:
    """Return the site folder that contains a file; None if no folder above has a manifest."""
    return next((folder for folder in path.resolve().parents if (folder / LIST).is_file()), None)


def _without_list(site: Path) -> Finding:
    if (site / LIST).exists():
        return Finding(LIST, False, f"is damaged or of another build, so it can't be compared with; {_REBUILD}")
    says = "is not there, so Markdown, citations, feeds, search and data were not compared"
    return Finding(LIST, None, f"{says}; {_REBUILD}")


def _compared(site: Path, path: str, digest: str, holds: str, differs: str) -> Finding:
    try:
        status = (site / path).stat()
        if not stat.S_ISREG(status.st_mode):  # such as a pipe, which would block
            return Finding(path, False, "isn't a file")
        found = digest_built(str(site / path), status.st_size)
    except OSError:
        return Finding(path, False, "is missing or can't be read")
    return Finding(path, found == digest, holds if found == digest else differs)


def _foreign_files(site: Path, expected: Mapping[str, str], known: Mapping[str, bool]) -> Iterator[Finding]:
    """Report files that no build made: below ``releases/`` they look like the archive's own."""
    others = sorted(foreign(names_below(site).files, {*expected, STATE}))
    ours = [path for path in others if path.startswith(f"{RELEASES}/")]
    for path in ours:
        if not known.get(path):
            yield Finding(path, False, "is among the releases, and no build of this archive made it")
    if rest := len(others) - len(ours):
        one = next(path for path in others if path not in ours)
        files = f"file that no build made, {one}, was" if rest == 1 else f"files that no build made, as {one}, were"
        yield Finding(str(site), None, f"{rest:,} {files} not looked at")


class Signers(NamedTuple):
    """The required signatures of a checkpoint: by the log's own key, if one is known, and by witnesses.

    *authorities* are the root certificates (PEM) of time-stamping authorities.
    """

    log: VerifierKey | None = None
    witnesses: tuple[VerifierKey, ...] = ()
    authorities: tuple[bytes, ...] = ()


class PublishedLog(NamedTuple):
    """A published log: its checkpoint, and the tree over the line hashes in its tiles."""

    note: Note
    checkpoint: Checkpoint
    tree: Tree


class LogError(ValueError):
    """A log or checkpoint is incomplete; *path* is the file, and the message says what is wrong with it."""

    def __init__(self, path: str, says: str) -> None:
        super().__init__(says)
        self.path = path


def read_checkpoint(path: Path, name: str) -> tuple[Note, Checkpoint]:
    """Read the checkpoint in a file; raises LogError under its *name*."""
    try:
        note = parse_note(read_plain(path, follow=True).decode())
        return note, parse_checkpoint(note)
    except OSError as error:
        raise LogError(name, "is missing or can't be read") from error
    except UnicodeDecodeError as error:
        raise LogError(name, f"isn't a checkpoint: {why_unread(error)}") from error
    except ValueError as error:
        raise LogError(name, f"isn't a checkpoint: {error}") from error


def read_log(site: Path) -> PublishedLog:
    """Read the log of a site, from its checkpoint and leaf hashes; raises LogError."""
    note, checkpoint = read_checkpoint(site / CHECKPOINT, CHECKPOINT)
    leaves: list[bytes] = []
    for tile in leaf_tiles(checkpoint.size):
        found = _read(site, tile.path, hashes_in)
        if len(found) != tile.width:
            raise LogError(f"{LOG}/{tile.path}", f"has {len(found)} hashes, not {tile.width}")
        leaves += found
    tree = Tree(leaves)
    if tree.root() != checkpoint.root:
        raise LogError(CHECKPOINT, "has a root that doesn't match the tiles: a line was changed, added or dropped")
    return PublishedLog(note, checkpoint, tree)


def _read(site: Path, path: str, reader: Callable[[bytes], list[bytes]]) -> list[bytes]:
    try:
        return reader(read_plain(site / LOG / path, follow=True))
    except OSError as error:
        raise LogError(f"{LOG}/{path}", "is missing or can't be read") from error
    except ValueError as error:
        raise LogError(f"{LOG}/{path}", str(error)) from error


def verify_log(site: Path, ours: Log, signers: Signers, since: Sequence[Path]) -> Iterator[Finding]:
    """Verify a site's log: its consistency, the ledger (*ours*), earlier checkpoints, and signatures."""
    try:
        log = read_log(site)
        yield from _files(site, log, ours.entries)
    except LogError as error:
        yield Finding(error.path, False, str(error))
        return
    yield _covers_ledger(ours.tree.levels[0], log.tree)
    yield from signatures(log.note, signers)
    for path in since:
        yield grown(log.tree, log.checkpoint, path, signers)
    if (site / STAMPED).exists():
        yield grown(log.tree, log.checkpoint, site / STAMPED, Signers())
        yield from _stamps(site, signers.authorities)


def _stamps(site: Path, authorities: Sequence[bytes]) -> Iterator[Finding]:
    """Verify the timestamps of the stamped checkpoint."""
    text, name, ots = read_text(site / STAMPED, follow=True), STAMPED + RFC_3161, STAMPED + OPEN_TIMESTAMPS
    if (site / name).exists():
        response = read_plain(site / name, follow=True)
        try:
            at = moment(text, response).isoformat().replace("+00:00", "Z")
            if authorities:
                refuse_stranger(text, response, authorities)
            trusted = "" if authorities else "; the authority wasn't checked: name its certificate with --authority"
            yield Finding(name, True if authorities else None, f"says that the checkpoint was there at {at}{trusted}")
        except NotInstalledError as error:
            yield Finding(name, None, f"was not checked; {error}")
        except TimestampError as error:
            yield Finding(name, False, f"does not hold: {error}")
    if (site / ots).exists():
        ok = is_ots_of(text, read_plain(site / ots, follow=True))
        says = "is of the stamped checkpoint; since when, `ots verify` says" if ok else "is of another text"
        yield Finding(ots, None if ok else False, says)


def _files(site: Path, log: PublishedLog, ours: Sequence[bytes]) -> Iterator[Finding]:
    """Verify the tiles above the leaves, the entries, earlier partial tiles, and the scripts.

    An entry may be empty only if that of *ours* is. Raises LogError.
    """
    for tile in tiles_of(len(log.tree)):
        if b"".join(_read(site, tile.path, hashes_in)) != tile_bytes(log.tree, tile):
            yield Finding(f"{LOG}/{tile.path}", False, "does not have the hashes that follow from the lines")
        yield from _partial_tiles(site, tile.path)
        if tile.level == 0:
            entries = _read(site, tile.entries_path, entries_in)
            leaves = of_tile(log.tree.levels[0], tile)
            rows = zip_longest(entries, leaves, of_tile(ours, tile))
            if any(entry != own if not own else leaf_hash(entry or b"") != leaf for entry, leaf, own in rows):
                yield Finding(f"{LOG}/{tile.entries_path}", False, "has a line that the tree does not have")
            yield from _partial_tiles(site, tile.entries_path)
    for path, script in scripts(log.tree):
        if (data := bytes_of(site / path)) != script and data is not None:
            yield Finding(path, False, "does not have the hashes that follow from the lines")


def _partial_tiles(site: Path, path: str) -> Iterator[Finding]:
    """Verify the earlier partial files next to a tile or bundle, each of which must be a prefix of it."""
    base = f"{LOG}/{path.partition('.p/')[0]}.p"
    complete = bytes_of(site / LOG / path) or b""
    for edge in sorted((site / base).glob("*")):
        if not complete.startswith(edge.read_bytes()):
            yield Finding(f"{base}/{edge.name}", False, "isn't an earlier state of the log")


def _covers_ledger(leaves: Sequence[bytes], tree: Tree) -> Finding:
    """Verify that a tree covers the first lines of the ledger."""
    # An older site has fewer lines, but none of them may differ.
    for number, (leaf, own) in enumerate(zip_longest(tree.levels[0], leaves[: len(tree)]), 1):
        if leaf != own:
            return Finding(CHECKPOINT, False, f"has a line {number} that is not the ledger's")
    if len(tree) < len(leaves):
        return Finding(CHECKPOINT, None, "is from before the ledger's last lines; build the site again")
    return Finding(CHECKPOINT, True, f"is of the ledger's {len(tree)} lines, root {tree.root().hex()[:12]}")


def signatures(note: Note, signers: Signers) -> Iterator[Finding]:
    """Verify that the log's key and the witnesses signed a checkpoint."""
    try:
        if signers.log and (signed_as := note.text.partition("\n")[0]) != signers.log.name:
            says = (
                f"is from the log {signed_as}, but conf.py calls it {signers.log.name}: newsroom_log_name keeps a name"
            )
            yield Finding(CHECKPOINT, False, says)
        elif signers.log:
            ok = signed_by(note, signers.log)
            yield Finding(CHECKPOINT, ok, f"is {'' if ok else 'not '}signed by the key of {signers.log.name}")
        for key in signers.witnesses:
            seen = cosigned_at(note, key)
            says = (
                f"was cosigned by {key.name} at {_moment(seen)}"
                if seen is not None
                else f"isn't cosigned by {key.name}"
            )
            yield Finding(CHECKPOINT, seen is not None, says)
    except NoteError as error:
        yield Finding(CHECKPOINT, False, str(error))


def _moment(seconds: int) -> str:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} seconds after 1970"


def grown(tree: Tree, now: Checkpoint, path: Path, signers: Signers) -> Finding:
    """Verify that a log extends the checkpoint in a file, which must have the log's signature if its key is known."""
    name = str(path)
    try:
        note, before = read_checkpoint(path, name)
        signed = signers.log is None or signed_by(note, signers.log)
    except (LogError, NoteError) as error:
        return Finding(name, False, str(error))
    if not signed:
        return Finding(name, False, "is not signed by the key of the log")
    if before.origin != now.origin:
        return Finding(name, False, f"is of another log, {before.origin}, and not of {now.origin}")
    if before.size > now.size:
        says = f"has {before.size} lines, of which the log has only {now.size}: lines were dropped"
        return Finding(name, False, says)
    if (tree.root(before.size), tree.root(now.size)) != (before.root, now.root):
        split = "two histories of one size" if before.size == now.size else "a line of then was changed since"
        return Finding(name, False, f"belongs to another history than the log: {split}")
    return Finding(name, True, f"is the log at {before.size} lines; since then it only grew, to {now.size}")


def verify_proofs(path: str, data: object, tree: Tree, lines: Sequence[tuple[str, str]]) -> Finding:
    """Verify that a release's data lists its *lines* of the ledger with details and with valid proofs."""
    try:
        if not isinstance(data, dict):
            raise TypeError(data)
        rows = data["log"]
        places = [_place(row, tree) for row in rows]
        named = [(row["entry"], row.get("details", "")) for row in rows]
    except (ValueError, LookupError, TypeError, AttributeError):
        return Finding(path, False, "has no proof that can be read")
    if None in places:
        return Finding(path, False, "has a proof that does not lead to the log's root")
    if named != list(lines):
        return Finding(path, False, "does not name the lines that the ledger has of the release")
    if not places:
        return Finding(path, None, "names no line of the ledger; the release is not recorded yet")
    numbers = " and ".join(f"{place:,}" for place in places)
    return Finding(
        path, True, f"is proved: line {numbers} of the {len(tree):,} of the log, root {tree.root().hex()[:12]}"
    )


def _place(row: Mapping[str, object], tree: Tree) -> int | None:
    """Return the number of the log line that a proof is about, counted from 1; None if the proof is invalid."""
    index, entry, hashes = row["index"], row["entry"], row["hashes"]
    if type(index) is not int or not isinstance(entry, str) or not isinstance(hashes, list):
        raise ValueError("not in the form that a build writes")
    size = index + 1
    if not 0 < size <= len(tree):
        return None
    # A proof is for the tree that ends with its line.
    path = [base64.b64decode(each, validate=True) for each in hashes]
    same = leaf_hash(entry.encode()) == tree.levels[0][index] and tuple(path) == tree.proof_at_end(index)
    return size if same else None

"""What the rows of a plan would write: files of releases that pass the archive's checks, and the files beside them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import unified_diff
from urllib.parse import unquote

from sphinx_newsroom.archive.source_file import Read
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import read_exactly
from sphinx_newsroom.importers.captures.pages import Seen
from sphinx_newsroom.importers.drafts import Incoming, LocalFile, Loss, clean
from sphinx_newsroom.importers.plan import (
    CHANGED,
    NONE,
    TAKE,
    THERE,
    Entry,
    File,
    Known,
    Row,
    former_path,
    lines_of,
    own_addresses,
    release_text,
    shortened,
    told,
)
from sphinx_newsroom.model.addresses import ReleaseId, release_page
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.model.records import Image, Release
from sphinx_newsroom.sources.edits import with_key
from sphinx_newsroom.sources.header import body_of, bounds

# Pictures and attachments that stand beside a source; the archive keeps them in the folder of the release.

# The destination alone, since what is linked may be a picture, with brackets of its own.
_DESTINATION = re.compile(r"\]\(<?([^()<>\s]{1,2000})>?(?=[\s)])")
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.){0,500})\]\(<?([^()<>\s]{1,2000})>?[^()\n]{0,500}\)")


def names_of(files: Iterable[LocalFile]) -> dict[str, str]:
    """What each file is called in the release's folder, by its path beside the source.

    >>> names_of([LocalFile("img/Map 1.PNG"), LocalFile("old/map-1.png")])
    {'img/Map 1.PNG': 'map-1.png', 'old/map-1.png': 'map-1-2.png'}
    """
    found: dict[str, str] = {}
    for file in files:
        if file.path not in found:
            found[file.path] = _free(file.path, found.values())
    return found


def _free(path: str, taken: Iterable[str]) -> str:
    stem, suffix = posixpath.splitext(posixpath.basename(path))
    names: Container[str] = set(taken)
    wanted = slug(stem) or "file"
    name, number = f"{wanted}{suffix.lower()}", 1
    while name in names:
        number += 1
        name = f"{wanted}-{number}{suffix.lower()}"
    return name


def relinked(body: str, names: Mapping[str, str], folder: str) -> str:
    """A text whose links to files beside its source lead to *folder*; a link to a file that is not taken is its words.

    *names* are those of :func:`names_of`, empty for a file that is not taken.
    """
    if not names:
        return body

    def name_of(target: str) -> str | None:
        return names.get(posixpath.normpath(unquote(target.partition("#")[0].partition("?")[0])), names.get(target))

    def words(found: re.Match[str]) -> str:
        return found[1] if name_of(found[2]) == "" else found[0]

    def moved(found: re.Match[str]) -> str:
        return f"]({folder}/{name}" if (name := name_of(found[1])) else found[0]

    return _DESTINATION.sub(moved, _LINK.sub(words, body))


REFUSED = "refused"
_NEEDED = {"title", "date"}


@dataclass(frozen=True, slots=True)
class Copy:
    """A file beside a source, or the *data* of one within it, and the path in the archive to which it is copied."""

    source: str
    path: str
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Ready:
    """A release that can be written: its row, its file with what that is made of, and the files to copy before it.

    *values* are those of its header, *names* what files beside its source are called in its folder.
    """

    source: str
    file: File
    copies: tuple[Copy, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    body: str = field(default="", repr=False)
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    note: str = ""
    """Why the text takes the place of the one that is there, if it does."""

    def without(self, keys: Iterable[str]) -> Ready:
        """The release without some values of its header."""
        values = {key: value for key, value in self.values.items() if key not in keys}
        return replace(self, values=values, file=File(self.file.path, release_text(values, self.body)))


@dataclass(frozen=True, slots=True)
class Stood:
    """A text that a release had: the file that it would have been, and when it was captured first and last."""

    source: str = field(repr=False)
    first: datetime | None = None
    last: datetime | None = None


Beside = Callable[[Incoming, LocalFile], str | None]
"""Why a file beside the source of a release cannot be taken; None where it can."""


def files_of(entries: Sequence[Entry], known: Known, beside: Beside) -> tuple[list[Ready], list[Entry], list[Problem]]:
    """The files of all rows that are to be written, the rows with what became of them, and what is wrong."""
    made: dict[str, Ready] = {}
    rows: dict[str, Entry] = {entry.row.source: entry for entry in entries}
    claimed = set(known.addresses)
    changed: list[Ready] = []
    for entry in entries:
        if entry.is_new and entry.release is not None:
            one, losses = _made(entry.row, entry.release, known, beside, claimed)
            made[one.file.path] = one
            rows[entry.row.source] = _with_losses(entry, losses)
        elif entry.release is not None and (entry.row.status == THERE or entry.row.taken):
            # What captures show is recorded as it was; the ledger says where the archive has another text.
            change = None if entry.texts else _changed(entry, entry.release, known, beside)
            if change is not None:
                rows[entry.row.source], one = change
                changed += [one] if entry.row.taken else []
        elif entry.release is not None and not entry.row.skipped:
            # Whoever looks at the row looks for the file, too.
            missing: list[Loss] = []
            _files(entry.release, "", beside, missing)
            rows[entry.row.source] = _with_losses(entry, missing)
    problems, reads = _judged(made, known)
    if _without_refused_values(made, problems, reads, rows):
        problems, _ = _judged(made, known)
    wrong: dict[str, Problem] = {}
    for problem in problems:
        if problem.is_error:
            wrong.setdefault(problem.path, problem)
    for path, problem in wrong.items():
        entry = rows[made[path].source]
        rows[entry.row.source] = replace(entry, row=replace(entry.row, status=f"{REFUSED}: {problem.text}"[:300]))
    ready = [one for path, one in made.items() if path not in wrong]
    return [*ready, *changed], [rows[entry.row.source] for entry in entries], problems


def _changed(entry: Entry, release: Incoming, known: Known, beside: Beside) -> tuple[Entry, Ready] | None:
    """What the source of a release changed since it came in, and its file with that; None where it says the same."""
    row, path = entry.row, f"{release_page(ReleaseId(entry.row.id))}.md"
    before = known.reads[path].parsed.record if path in known.texts else None
    if not isinstance(before, Release):
        return None
    made, _ = _made(row, release, known, beside, set())
    body = body_of(made.file.text)
    texts = [f"{title}\n\n{text.strip()}\n" for title, text in ((before.title, known.texts[path]), (row.title, body))]
    if texts[0].split() == texts[1].split():
        return None
    then, now = (text.splitlines(keepends=True) for text in texts)
    difference = "".join(unified_diff(then, now, path, path, n=0))
    if not row.taken:
        row = replace(row, status=f"{CHANGED}: to take the new text over, write {TAKE}: and why")
    text = read_exactly(known.root / path)
    text = f"{text[: bounds(text)[2]]}\n{body.lstrip()}"
    text = with_key(path, text, "title", row.title) if row.title != before.title else text
    note = row.status.partition(":")[2].strip() or "The text was changed where it was published."
    return replace(entry, row=row, difference=difference), replace(made, file=File(path, text), note=note)


def texts_of(
    entries: Iterable[Entry], ready: Iterable[Ready], known: Known, beside: Beside
) -> dict[ReleaseId, tuple[Stood, ...]]:
    """The texts that captures show of each release that is ready, or in the archive: the last is that of its file."""
    made = {one.source: one for one in ready}
    found: dict[ReleaseId, tuple[Stood, ...]] = {}
    for entry in entries:
        if not entry.texts or entry.release is None:
            continue
        one = made.get(entry.row.source)
        if one is None and entry.row.status == THERE:
            one, _ = _made(entry.row, entry.release, known, beside, set())
        if one is not None:
            found[ReleaseId(entry.row.id)] = tuple(_stood(seen, one, entry) for seen in entry.texts)
    return found


def _stood(seen: Seen, one: Ready, entry: Entry) -> Stood:
    """A text as a file: what it says itself is its own, and all else as the release has it."""
    was, row = seen.incoming, entry.row
    last = entry.texts[-1].incoming
    if seen is entry.texts[-1]:
        return Stood(one.file.text, seen.first, seen.last)
    # What an editor wrote, or has to look at, stands for all texts.
    own_title = was.title is not None and was.title.sure and last.title is not None and last.title.value == row.title
    said = {
        "title": was.title.value if own_title and was.title else row.title,
        "dateline": was.dateline if row.dateline == (last.dateline or "") else row.dateline,
        "number": was.number,
        "summary": was.summary,
        "subtitle": was.subtitle,
        "contacts": was.contacts,
    }
    values = {**one.values, **{key: value for key, value in said.items() if key in one.values}}
    names = {file.path: one.names.get(file.path, "") for file in was.files}
    body = relinked(was.body, names, posixpath.basename(release_page(ReleaseId(row.id))))
    return Stood(release_text(values, body), seen.first, seen.last)


def _judged(made: Mapping[str, Ready], known: Known) -> tuple[list[Problem], dict[str, Read]]:
    """What the checks say of all files; a leading image is copied with its release, and is not there before."""
    problems, reads = known.judge(ready.file for ready in made.values())
    return [one for one in problems if not (made[one.path].copies and _is_of_image(one, reads[one.path]))], reads


def _is_of_image(problem: Problem, read: Read) -> bool:
    return problem.code is Code.MISSING_FILE and read.parsed.lines.get("image.src") == problem.line


def _with_losses(entry: Entry, losses: Sequence[Loss]) -> Entry:
    if not losses:
        return entry
    cell = shortened("; ".join(filter(None, (entry.row.loss, *map(told, losses)))))
    assert entry.release is not None
    release = replace(entry.release, losses=(*entry.release.losses, *losses))
    return replace(entry, row=replace(entry.row, loss=cell), release=release)


def _made(row: Row, release: Incoming, known: Known, beside: Beside, claimed: set[str]) -> tuple[Ready, list[Loss]]:
    """The file of a row, and what of the release cannot be in it."""
    losses: list[Loss] = []
    page = release_page(ReleaseId(row.id))
    folder = posixpath.basename(page)
    names, copies = _files(release, page, beside, losses)
    values: dict[str, object] = {
        "title": row.title,
        "subtitle": release.subtitle,
        "date": row.date,
        "type": _type(release, known, losses),
        "dateline": row.dateline,
        "issuer": _issuer(row, known, losses),
        "number": release.number,
        "language": release.language if release.language != known.settings.language else None,
        "summary": release.summary,
        "translation_of": row.translation_of or None,
        "topics": release.topics,
        "embargo": None if row.embargo.lower() in NONE else row.embargo,
        "contacts": release.contacts,
        "image": _image(release, names, folder, losses),
        "former_urls": _former_urls(release, claimed, losses),
    }
    body = relinked(release.body, names, folder)
    file = File(f"{page}.md", release_text(values, body))
    return Ready(row.source, file, copies, values, body, names), losses


def _files(release: Incoming, page: str, beside: Beside, losses: list[Loss]) -> tuple[dict[str, str], tuple[Copy, ...]]:
    """What the files beside a source are called in the archive, and which are copied; others are told."""
    wanted = [*release.files, *([release.image] if release.image else [])]
    names = names_of(wanted)
    copies: dict[str, Copy] = {}
    for file in wanted:
        if (wrong := beside(release, file)) is not None:
            losses.append(Loss(f"file {wrong}", file.path))
            names[file.path] = ""
        elif names[file.path]:
            beside_it = posixpath.join(file.root or posixpath.dirname(release.place.file), file.path)
            copies[file.path] = Copy(beside_it, f"{page}/{names[file.path]}", file.data)
    return names, tuple(copies.values())


def _type(release: Incoming, known: Known, losses: list[Loss]) -> str | None:
    if release.type and release.type not in known.settings.types:
        losses.append(Loss("type that conf.py does not name", release.type))
        return None
    return release.type


def _issuer(row: Row, known: Known, losses: list[Loss]) -> str | None:
    """The id of the organization that is called so; the archive's own issuer needs no word."""
    if not row.issuer:
        return None
    id_ = known.issuers.get(clean(row.issuer).casefold())
    if id_ is None and slug(row.issuer) == known.settings.issuer:
        return None
    if id_ is None:
        losses.append(Loss("issuer that has no record", row.issuer))
    return id_ if id_ != known.settings.issuer else None


def _image(release: Incoming, names: Mapping[str, str], folder: str, losses: list[Loss]) -> Image | None:
    if release.image is None or not names.get(release.image.path):
        return None
    if not release.image.title:
        losses.append(Loss("leading image without words for who does not see it", release.image.path))
        return None
    return Image(f"{folder}/{names[release.image.path]}", release.image.title)


def _former_urls(release: Incoming, claimed: set[str], losses: list[Loss]) -> tuple[str, ...]:
    """The addresses that lead here from now on; of two releases with one address the first has it."""
    found: list[str] = []
    for url in own_addresses(release):
        path = former_path(url)
        if path is None or path in claimed:
            if path is not None and path not in found:
                losses.append(Loss("former address that another release has", url))
            elif path is None and "//" in url and url.rstrip("/").count("/") > len("//"):
                losses.append(Loss("former address that no header can have", url))
            continue
        claimed.add(path)
        found.append(path)
    return tuple(found)


def _without_refused_values(
    made: dict[str, Ready],
    problems: Iterable[Problem],
    reads: Mapping[str, Read],
    rows: dict[str, Entry],
) -> bool:
    """Take out of headers what stands in the way and that a release can do without; returns whether there was any."""
    found = False
    bad: dict[str, dict[str, str]] = {}
    for problem in problems:
        if problem.is_error and problem.path in reads:
            key = lines_of(reads[problem.path]).get(problem.line, "").partition(".")[0]
            if key and key not in _NEEDED:
                bad.setdefault(problem.path, {})[key] = problem.message
    for path, keys in bad.items():
        losses = [Loss(message) for message in keys.values()]
        made[path] = made[path].without(keys)
        rows[made[path].source] = _with_losses(rows[made[path].source], losses)
        found = True
    return found

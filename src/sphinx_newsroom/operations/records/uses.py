"""The uses of a record's id, and the files of an archive with another id in its place.

Headers change, since no digest holds how an id is spelt.  A text that was published stays as it was, whatever its roles
name: a former id goes on being understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

from sphinx_newsroom.archive.journal import bytes_of
from sphinx_newsroom.diagnostics import counted
from sphinx_newsroom.files import digest as digest_of_bytes
from sphinx_newsroom.files import read_plain
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import EntityKind
from sphinx_newsroom.operations.desk import CONF, Desk
from sphinx_newsroom.operations.plan import PublicationError
from sphinx_newsroom.sources.alert_file import alert_paths, alert_with_id
from sphinx_newsroom.sources.documents import documents_by_path
from sphinx_newsroom.sources.edits import Way, with_id
from sphinx_newsroom.sources.keys.sheet import HeaderError
from sphinx_newsroom.sources.listing import SourceFile, source_files
from sphinx_newsroom.sources.release_file import bounds, is_notebook
from sphinx_newsroom.text.checks.references import text_with_id

_IN_RELEASES: Mapping[EntityKind, tuple[Way, ...]] = {
    "organization": (("issuer",), ("issuers", "*"), ("organizations", "*"), ("boilerplate", "*"), ("names", "*")),
    "official": (("officials", "*"), ("names", "*")),
    "topic": (("topics", "*"),),
}
WAYS: Mapping[str, Mapping[EntityKind, tuple[Way, ...]]] = {
    "release": _IN_RELEASES,
    "organization": {"organization": (("parent",), ("unit_of",), ("successors", "*"))},
    "official": {"organization": (("memberships", "*", "organization"),)},
}
"""Where the headers of each kind of file name records of each kind."""


def with_uses(desk: Desk, kind: EntityKind, old: str, new: str, own: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The files that change where a record is named by another id, by path; those that are its *own* are left out.

    Raises PublicationError where a file that names it cannot be changed.
    """
    found: dict[str, bytes] = {}
    for file in source_files(desk.root)[0]:
        if file.kind == "superseded" or file.path in own or not (text := _naming(desk, file, old)):
            continue
        changed = _changed(desk, file, text, kind, old, new)
        if changed != text:
            found[file.path] = changed.encode()
    for path, text in documents_by_path(desk.root):
        changed = text_with_id(path, text, kind, old, new) if old in text else text
        if changed != text:
            found[path] = changed.encode()
    return {**found, **dict(_alerts(desk, kind, old, new)), **_conf(desk, kind, old, new)}


def _alerts(desk: Desk, kind: EntityKind, old: str, new: str) -> Iterator[tuple[str, bytes]]:
    """The files of alerts, which would wait in vain for what has another id; one that cannot be read is passed over."""
    for path in alert_paths(desk.root):
        data = bytes_of(desk.root / path) or b""
        with suppress(HeaderError, UnicodeDecodeError):  # which check reports
            text = data.decode()
            if old in text and (changed := alert_with_id(path, text, kind, old, new)) != text:
                yield path, changed.encode()


def published_uses(desk: Desk, kind: EntityKind, old: str) -> Iterator[str]:
    """The published texts that name a record by an id in a role or link, which stay as they are."""
    for file in source_files(desk.root)[0]:
        if file.kind in ("release", "superseded") and (text := _naming(desk, file, old)):
            if file.kind == "release" and not _is_published(desk, file):
                continue
            if _texts_with_id(file.path, text, kind, old, f"{old}-") != text:
                yield file.path


def _naming(desk: Desk, file: SourceFile, old: str) -> str:
    """The text of a file as it was read, where it can name an id at all; raises PublicationError."""
    data = bytes_of(desk.root / file.path) or b""
    if old.encode() not in data:
        return ""
    if file.docname in desk.archive.digests and digest_of_bytes(data) != desk.archive.digests[file.docname]:
        raise PublicationError(f"{file.path} was changed in the meantime; run this again")
    try:
        return read_plain(desk.root / file.path).decode()
    except UnicodeDecodeError:
        return ""  # which check reports, and nothing is published of it


def _is_published(desk: Desk, file: SourceFile) -> bool:
    return file.kind == "release" and ReleaseId(file.id) in desk.ledger.records


def _changed(desk: Desk, file: SourceFile, text: str, kind: EntityKind, old: str, new: str) -> str:
    ways = WAYS.get(file.kind, {}).get(kind, ())
    try:
        changed = with_id(file.path, text, ways, old, new) if ways else text
        if not _is_published(desk, file):
            return _texts_with_id(file.path, changed, kind, old, new)
    except HeaderError as error:
        raise PublicationError(f"{file.path} may name {old}, and its header cannot be read: {error}") from None
    if changed != text:
        _refuse_other_text(desk, file, changed)
    return changed


def _refuse_other_text(desk: Desk, file: SourceFile, changed: str) -> None:
    """Refuse a change after which a published text would not be the recorded one any more."""
    before = desk.digests_at(file.path)
    if before is not None:
        issuer = desk.ledger.records[ReleaseId(file.id)].current.issuer
        if digests(desk.parsed(file.path, changed), changed, issuer) != before:
            raise PublicationError(f"{file.path} would not be as it was published; change its header by hand")


def _texts_with_id(path: str, text: str, kind: EntityKind, old: str, new: str) -> str:
    """A file with another id in its text; the words of a notebook stay, where the former id is understood."""
    if is_notebook(path):
        return text
    end = bounds(text)[2]
    return text[:end] + text_with_id(path, text[end:], kind, old, new)


def _conf(desk: Desk, kind: EntityKind, old: str, new: str) -> dict[str, bytes]:
    """conf.py, where it says who issues releases that name nobody."""
    if kind != "organization" or desk.settings.issuer != old:
        return {}
    text = (bytes_of(desk.root / CONF) or b"").decode()
    pattern = re.compile(rf"^(newsroom_issuer\s*=\s*(['\"])){re.escape(old)}(?=\2)", re.MULTILINE)
    changed, count = pattern.subn(lambda match: match[1] + new, text)
    if count != 1:
        raise PublicationError(f"newsroom_issuer in {CONF} is {old} by other means; write {new} there first")
    return {CONF: changed.encode()}


def in_words(desk: Desk, kind: EntityKind, old: str, files: Mapping[str, bytes]) -> Iterator[str]:
    """What is told of the files that name a record by another id now, and of those that do not."""
    if files:
        yield f"it is named so now in {counted(len(files), 'file')}: {_few(sorted(files))}"
    left = list(published_uses(desk, kind, old))
    if left:
        stay = "stays as it was, and names" if len(left) == 1 else "stay as they were, and name"
        yield f"{counted(len(left), 'published text')} {stay} it {old}: {_few(left)}"


_NAMED = 5
"""How many files are named in a line."""


def _few(paths: list[str]) -> str:
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more

"""Who approved and signed off which text: the lines of ``releases/approvals.jsonl``, which no site ever has.

A line counts for what its author saw: a text, its files, and the moment from which it may be public.  Any change of
these makes it void, and so does a missing or wrong signature if git knows the keys of those who may sign.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.one_file import targets_of
from sphinx_newsroom.archive.release_files import files_named, publishable
from sphinx_newsroom.files import read_plain, read_text, sha256_of_file
from sphinx_newsroom.ledger.git import git
from sphinx_newsroom.model.addresses import APPROVALS
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.header import id_in, parse_release
from sphinx_newsroom.sources.publishable import Publishable

Kind = Literal["approved", "signed-off"]


class Approval(NamedTuple):
    """A line: *who* (``Name <email>``) approved or signed off the release *id*, when, and a digest of what was seen."""

    kind: str
    id: str
    at: str
    who: str
    digest: str
    signature: str = ""

    def text(self) -> str:
        """The line as it is in the file; without the signature, what that is of."""
        return json.dumps({key: value for key, value in self._asdict().items() if value}, ensure_ascii=False)


def read_approvals(root: Path) -> list[Approval]:
    """The lines of the archive in *root*."""
    with suppress(OSError):
        return list(approvals_in(read_plain(root / APPROVALS)))
    return []


def approvals_in(data: bytes) -> Iterator[Approval]:
    """The lines of a file; what isn't one, such as the mark of a merge, counts for nothing."""
    for line in data.splitlines():
        with suppress(ValueError, TypeError, AttributeError):
            yield Approval(**{key: str(value) for key, value in json.loads(line).items()})


class ApprovedContent(NamedTuple):
    """What is approved: a release, its files with their SHA-256, and a digest that changes when any of it does.

    *paths* are those of all that it is made of.
    """

    release: Release
    files: tuple[tuple[str, str], ...]
    digest: str
    paths: tuple[str, ...]


def seen_of(archive: Archive, path: str, source: str | None = None) -> ApprovedContent | None:
    """What is to be seen of the release in the file at *path*, or of another *source* of it; None if it is broken.

    Raises OSError if a file can't be read.
    """
    text = read_text(archive.root / path) if source is None else source
    release = parse_release(path, text, archive.settings).record
    if release is None:
        return None
    targets = targets_of(path, text, archive.settings.allowed)
    named = files_named(release, targets, release.own_pages, archive.root, archive.settings.language)
    there = publishable(named, Publishable(archive.root, archive.settings.allowed))
    files = tuple(sorted((file.name, sha256_of_file(archive.root / file.path)) for file in there))
    seen = [path, text, files, release.public_from.isoformat(), archive.registry.issuer_names(release)]
    return ApprovedContent(
        release, files, sha256(json.dumps(seen).encode()).hexdigest(), (path, *(file.path for file in there))
    )


def standing(archive: Archive, path: str, kind: Kind) -> list[Approval]:
    """The lines of a kind that are of a release as its file is now."""
    lines = [line for line in read_approvals(archive.root) if line.kind == kind and line.id == id_in(path)]
    now = seen_of(archive, path) if lines else None
    return [line for line in lines if now and line.digest == now.digest and _is_signed(archive.root, line)]


def approvers(archive: Archive, path: str) -> set[str]:
    """The people other than its author who approved a release as its file is now."""
    found = {person(line.who): line.who for line in standing(archive, path, "approved")}
    return {who for one, who in found.items() if one != person(author_of(archive, path))}


def author_of(archive: Archive, path: str) -> str:
    """Who changed a release or its files last, by git, or who works here if that isn't committed; empty if unknown."""
    seen, root = seen_of(archive, path), archive.root
    paths = seen.paths if seen else (path,)
    if git(root, "status", "--porcelain", "--", *paths) != "":  # or git fails
        return name_here(root)
    return (git(root, "log", "-1", "--format=%an <%ae>", "--", *paths) or "").strip()


def name_here(root: Path) -> str:
    """The name and email address that git has of who works here; empty without."""
    name, email = ((git(root, "config", f"user.{key}") or "").strip() for key in ("name", "email"))
    return f"{name} <{email}>" if name and email else name


def person(who: str) -> str:
    """What tells a person from others: the email address, or the name without one."""
    return (who.partition("<")[2].rstrip(">") or who).strip().casefold()


def signed(root: Path, line: Approval) -> Approval:
    """A line, signed if git signs with an SSH key in a file; raises OSError if ssh-keygen fails."""
    key = (git(root, "config", "--type=path", "user.signingkey") or "").strip()
    if not key or (git(root, "config", "gpg.format") or "").strip() != "ssh":
        return line
    done = _ssh_keygen(line, "sign", "-f", key)
    if done.returncode:
        raise OSError(f"ssh-keygen can't sign with {key}: {done.stderr.decode(errors='replace').strip()}")
    return line._replace(signature=done.stdout.decode())


def _is_signed(root: Path, line: Approval) -> bool:
    """Whether a line is signed by who it names, if git knows the keys of those who may sign."""
    allowed = (git(root, "config", "--type=path", "gpg.ssh.allowedSignersFile") or "").strip()
    if not allowed:
        return True
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "signature")
        place.write_text(line.signature, encoding="utf-8")
        try:
            done = _ssh_keygen(line, "verify", "-f", str(root / allowed), "-I", person(line.who), "-s", str(place))
        except OSError:
            return False
    return done.returncode == 0


def _ssh_keygen(line: Approval, act: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    said = line._replace(signature="").text().encode()
    command = ["ssh-keygen", "-Y", act, "-n", "newsroom", *options]
    return subprocess.run(command, input=said, capture_output=True, check=False)

"""The plan of ``newsroom publish``: new texts, corrections, withdrawals and manual moves; and when the next is due.

A release with an embargo or a future date is signed off; when its time comes, the plan of ``due`` publishes it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sphinx_newsroom.archive.embargo import Withheld
from sphinx_newsroom.archive.journal import content_of, sha256_of
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.release_files import files_named, publishable
from sphinx_newsroom.archive.source_file import targets_of
from sphinx_newsroom.diagnostics import NOT_READY, Code, Problem, counted
from sphinx_newsroom.files import NotPlainError, read_plain, read_text, sha256_of_file
from sphinx_newsroom.ledger.checks import paired
from sphinx_newsroom.ledger.events import FORM, Event, Record
from sphinx_newsroom.ledger.git import git
from sphinx_newsroom.ledger.text_digest import kept_path, new_files
from sphinx_newsroom.ledger.transparency_log import NONCE, Stamp, asked_of_calendar, ots_file
from sphinx_newsroom.model.addresses import (
    APPROVALS,
    NO_RELEASE,
    ReleaseId,
    release_id,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.model.records import Release, day_in
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.recording import Desk, Plan, PublicationError, said
from sphinx_newsroom.sources.header import id_in, parse_release
from sphinx_newsroom.sources.publishable import Publishable

Kind = Literal["approved", "signed-off"]


class Approval(NamedTuple):
    """A line of the approvals: *who* (``Name <email>``) approved or signed off the release *id*, and when.

    *digest* identifies the approved content.
    """

    kind: str
    id: str
    at: str
    who: str
    digest: str
    signature: str = ""

    def text(self) -> str:
        """Return the line as written in the file, or without its signature the text that is signed."""
        return json.dumps({key: value for key, value in self._asdict().items() if value}, ensure_ascii=False)


def read_approvals(root: Path) -> list[Approval]:
    """Read the approvals of the archive in *root*."""
    with suppress(PublicationError, OSError):
        return list(approvals_in(b"\n".join(_approval_lines(root))))
    return []


def _approval_lines(root: Path) -> list[bytes]:
    """Return the lines of the approvals; raises PublicationError if a symbolic link is in their place."""
    try:
        return read_plain(root / APPROVALS).splitlines()
    except FileNotFoundError:
        return []
    except NotPlainError as error:
        raise PublicationError(f"{APPROVALS} isn't read: {error.strerror}; replace it with the file") from error


def approvals_in(data: bytes) -> Iterator[Approval]:
    """Yield the approvals in a file; other lines, such as merge conflict markers, are ignored."""
    for line in data.splitlines():
        with suppress(ValueError, TypeError, AttributeError):
            yield Approval(**{key: str(value) for key, value in json.loads(line).items()})


class ApprovedContent(NamedTuple):
    """The content that is approved: a release, its files with their SHA-256, and a digest of everything.

    *paths* are the files that it consists of.
    """

    release: Release
    files: tuple[tuple[str, str], ...]
    digest: str
    paths: tuple[str, ...]


def seen_of(archive: LoadedArchive, path: str, source: str | None = None) -> ApprovedContent | None:
    """Return the content to approve for the release in the file at *path*, or None if the file is broken.

    *source* replaces the text of the file. Raises OSError if a file can't be read.
    """
    text = read_text(archive.root / path) if source is None else source
    release = parse_release(path, text, archive.settings).record
    if release is None:
        return None
    targets = targets_of(path, text, archive.settings.allowed)
    named = files_named(release, targets, release.own_pages, archive.root, archive.settings.language)
    found = publishable(named, Publishable(archive.root, archive.settings.allowed))
    files = tuple(sorted((file.name, sha256_of_file(archive.root / file.path)) for file in found))
    seen = [path, text, files, release.public_from.isoformat(), archive.registry.issuer_names(release)]
    return ApprovedContent(
        release, files, hashlib.sha256(json.dumps(seen).encode()).hexdigest(), (path, *(file.path for file in found))
    )


def valid_approvals(archive: LoadedArchive, path: str, kind: Kind) -> list[Approval]:
    """Return the approvals of a kind that apply to a release's current file."""
    lines = [line for line in read_approvals(archive.root) if line.kind == kind and line.id == id_in(path)]
    now = seen_of(archive, path) if lines else None
    return [line for line in lines if now and line.digest == now.digest and _is_signed(archive.root, line)]


def approvers(archive: LoadedArchive, path: str) -> set[str]:
    """Return the people other than its author who approved a release's current file."""
    found = {person(line.who): line.who for line in valid_approvals(archive, path, "approved")}
    return {who for one, who in found.items() if one != person(author_of(archive, path))}


def author_of(archive: LoadedArchive, path: str) -> str:
    """Return who last changed a release or its files, according to git; empty if unknown.

    If the change isn't committed, it is the current user.
    """
    seen, root = seen_of(archive, path), archive.root
    paths = seen.paths if seen else (path,)
    if git(root, "status", "--porcelain", "--", *paths) != "":  # or git fails
        return name_here(root)
    return (git(root, "log", "-1", "--format=%an <%ae>", "--", *paths) or "").strip()


def name_here(root: Path) -> str:
    """Return the current user's name and email address from git; empty if git has none."""
    rows = (git(root, "config", "--get-regexp", r"^user\.(name|email)$") or "").splitlines()
    found = dict(row.partition(" ")[::2] for row in rows)
    name, email = found.get("user.name", ""), found.get("user.email", "")
    return f"{name} <{email}>" if name and email else name


def person(who: str) -> str:
    """Return a person's unique key: the email address, or the name without one."""
    return (who.partition("<")[2].rstrip(">") or who).strip().casefold()


def signed(root: Path, line: Approval) -> Approval:
    """Sign a line if git signs with an SSH key in a file; raises OSError if ssh-keygen fails."""
    key = (git(root, "config", "--type=path", "user.signingkey") or "").strip()
    if not key or (git(root, "config", "gpg.format") or "").strip() != "ssh":
        return line
    done = _ssh_keygen(line, "sign", "-f", key)
    if done.returncode:
        raise OSError(f"ssh-keygen can't sign with {key}: {done.stderr.decode(errors='replace').strip()}")
    return line._replace(signature=done.stdout.decode())


def _is_signed(root: Path, line: Approval) -> bool:
    """Whether the person named in a line signed it, if git knows the allowed signers."""
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
    command = ["ssh-keygen", "-Y", act, "-n", "newsroom", *options]
    signed_text = line._replace(signature="").text().encode()
    return subprocess.run(command, input=signed_text, capture_output=True, check=False)


NONE_WAITS = "no release is waiting to be published"
_FAR = 10
"""A moment this many years ahead is probably a mistake."""


class Due(NamedTuple):
    """The moment at which files held back may be published."""

    moment: dt.datetime
    paths: tuple[str, ...]


def next_due(archive: LoadedArchive) -> Due | None:
    """Return when the next release under embargo is published, None if there is none."""
    waiting = sorted(
        (found.until, found.path) for found in archive.withheld.values() if found.until and goes_out(archive, found)
    )
    return Due(waiting[0][0], tuple(path for until, path in waiting if until == waiting[0][0])) if waiting else None


def goes_out(archive: LoadedArchive, found: Withheld) -> bool:
    """Whether a release is published when its time comes; if the ledger decides, only when it was signed off."""
    return not archive.is_unpublished(found.page) or bool(valid_approvals(archive, found.path, "signed-off"))


def waiting(archive: LoadedArchive) -> Iterator[Problem]:
    """Report what is held back and until when, as notices, and what is signed off and due."""
    for found in archive.withheld.values():
        when = found.until.isoformat(sep=" ", timespec="minutes") if found.until else ""
        if found.until and (years := found.until.year - archive.settings.now.year) >= _FAR:
            when += f", which is {years} years ahead: correct the date if that is a mistake"
        if when and not archive.is_unpublished(found.page):
            message = f"kept back until {when}"
            advice = "the first build after that publishes it, such as `newsroom build --wait-next`"
        elif when and not goes_out(archive, found):
            message = f"kept back until {when}, and not signed off"
            advice = f"to publish it then, run: newsroom publish {release_id(found.page)}"
        elif when or (found.reason == "unpublished" and goes_out(archive, found)):
            message = f"signed off for {when}" if when else "signed off, and due"
            advice = f"`newsroom publish --due` publishes it{' from then on' if when else ''}"
        else:
            continue
        yield Problem(found.path, 1, Code.KEPT_BACK, message, advice)


def in_words(due: Due) -> str:
    """Format a due moment: ``2026-02-01T10:00:00+01:00 (releases/2026/x.md)``."""
    return f"{due.moment.isoformat()} ({', '.join(due.paths)})"


def wait_until(moment: dt.datetime) -> None:
    """Sleep until the clock reaches *moment*, in short steps, since clocks are adjusted and machines suspend."""
    while (remaining := (moment - dt.datetime.now(dt.UTC)).total_seconds()) > 0:
        time.sleep(min(remaining, 30))


_TIMEOUT = 30
"""The timeout in seconds for an authority or calendar."""
_LONGEST = 100_000
"""The largest response in bytes: a timestamp with its certificates has fewer than ten thousand."""
INSTALL = 'install the packages for timestamps: pip install "sphinx-newsroom[timestamps]"'


class TimestampError(ValueError):
    """A timestamp is missing or wrong; the message says why."""


class NotInstalledError(TimestampError):
    """The package that reads timestamps isn't installed; the message says how to install it."""


def stamped(text: str, authority: str | None, calendar: str | None) -> Stamp:
    """Get a timestamp for a text from a time-stamping authority, a calendar, or both; raises TimestampError."""
    response = _by_authority(text, authority) if authority else b""
    return Stamp(text, response, _by_calendar(text, calendar) if calendar else b"")


def _by_authority(text: str, address: str) -> bytes:
    client = _client()
    builder = client.TimestampRequestBuilder().hash_algorithm(client.HashAlgorithm.SHA256)
    request = builder.data(text.encode()).build()
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    answer = _ask(address, request.as_bytes(), headers)
    response = _decoded(client, answer, address)
    if response.status != 0 or response.tst_info.nonce != request.nonce:
        raise TimestampError(f"{address} didn't timestamp it: {' '.join(response.status_string) or 'refused'}")
    if response.tst_info.message_imprint.message != request.message_imprint.message:
        raise TimestampError(f"{address} stamped something else")
    return answer


def _by_calendar(text: str, address: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    headers = {"Accept": "application/vnd.opentimestamps.v1"}
    return ots_file(text, nonce, _ask(f"{address.rstrip('/')}/digest", asked_of_calendar(text, nonce), headers))


def _ask(address: str, body: bytes, headers: dict[str, str]) -> bytes:
    if not address.startswith(("https://", "http://")):
        raise TimestampError(f"{address} isn't an address; write one that begins with https://")
    # Imported late: most commands need no network.
    import urllib.request
    from http.client import HTTPException

    from sphinx_newsroom.network import going_nowhere_else, within

    request = urllib.request.Request(address, body, {"User-Agent": "sphinx-newsroom", **headers})

    def answer() -> bytes:
        with going_nowhere_else().open(request, timeout=_TIMEOUT) as stream:
            data: bytes = stream.read(_LONGEST + 1)
            return data

    try:
        data = within(_TIMEOUT, answer)
    except (OSError, HTTPException, ValueError) as error:
        raise TimestampError(f"{address} does not answer: {error}") from error
    if not data or len(data) > _LONGEST:
        raise TimestampError(f"{address} doesn't return a timestamp")
    return data


def moment(text: str, response: bytes) -> dt.datetime:
    """Return the time at which an authority stamped a text, without checking the authority; raises TimestampError."""
    info = _decoded(_client(), response, "the file").tst_info
    digests = {hashlib.new(name, text.encode()).digest() for name in ("sha256", "sha384", "sha512")}
    if info.message_imprint.message not in digests:
        raise TimestampError("it is for another text")
    found: dt.datetime = info.gen_time
    return found


def refuse_stranger(text: str, response: bytes, roots: Iterable[bytes]) -> None:
    """Refuse a timestamp unless its authority's certificate is under *roots* (PEM); raises TimestampError."""
    client = _client()
    from cryptography.x509 import load_pem_x509_certificates

    builder = client.VerifierBuilder()
    try:
        for root in roots:
            for certificate in load_pem_x509_certificates(root):
                builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(_decoded(client, response, "the file"), text.encode())
    except (ValueError, client.VerificationError) as error:
        raise TimestampError(f"it wasn't made by the authority: {error}") from error


def _decoded(client: Any, data: bytes, whose: str) -> Any:
    try:
        response = client.decode_timestamp_response(data)
        _ = response.tst_info
    except ValueError as error:
        raise TimestampError(f"the answer from {whose} isn't a timestamp: {error}") from error
    return response


def _client() -> Any:
    # Imported late, like cryptography: without timestamps it need not be installed.
    try:
        import rfc3161_client
    except ImportError as error:
        raise NotInstalledError(INSTALL) from error
    return rfc3161_client


def publish(desk: Desk, ids: Sequence[str] = (), *, who: str = "", anyway: bool = False) -> Plan:
    """Record everything new: releases, finished corrections, withdrawals in headers; only *ids* if given.

    Future releases are signed off by *who*.  Problems that make a release unready count unless *anyway* is set.
    """
    chosen_ids = {id_in(id_) for id_ in ids}
    desk.admit(chosen_ids or None)
    desk.refuse_damage(joins=True)
    ahead = list(_future_releases(desk, chosen_ids))
    now = sorted(chosen_ids - {release_id(one.page) for one in ahead})
    chosen = [desk.release(id_) for id_ in now] if ids else list(desk.archive.releases.values())
    plan = _recorded(desk, chosen, asked=bool(ids))
    others = [one for one in desk.archive.releases.values() if one.id not in chosen_ids]
    begins = ids and desk.archive.ledger is None and desk.settings.gate
    if begins and not all(is_sample(desk.root / one.path) for one in others):
        raise PublicationError(
            "this archive has no ledger yet, and the first publication must record all public releases; run `newsroom "
            "publish` without an id"
        )
    pages = [release_page(event.id) for event in plan.events if event.kind in TEXTS]
    signing = [one.path for one in ahead]
    _refuse_unready(desk, {*signing, *(desk.archive.releases[page].path for page in pages)}, anyway=anyway)
    return plan + noted(desk, signing, "signed-off", who)


def due(desk: Desk) -> Plan:
    """Record what is signed off, unchanged since, and due now; without the gate, everything that is due."""
    if desk.archive.ledger is None:
        return Plan()
    if not desk.settings.gate:
        return publish(desk, anyway=True)  # it runs unattended, so nobody could fix it
    desk.refuse_damage(joins=True)
    waiting = [one for one in desk.archive.withheld.values() if one.reason == "unpublished"]
    found = [one.page for one in waiting if goes_out(desk.archive, one)]
    desk.admit([*map(release_id, found)])
    chosen = [desk.archive.releases[page] for page in found]
    for release in chosen:
        desk.source(release)  # refused if the file has changed since the archive was read
    return _recorded(desk, chosen, asked=False)


TEXTS = ("published", "corrected", "attached")
"""The events that publish a text or a file."""


def _future_releases(desk: Desk, wanted: Collection[ReleaseId]) -> Iterator[Withheld]:
    """Yield the future releases to sign off: those *wanted*, or all that aren't signed off yet."""
    for page, found in sorted(desk.archive.withheld.items()):
        if found.reason != "embargo" or not desk.archive.is_unpublished(page):
            continue
        new = not goes_out(desk.archive, found) and not is_sample(desk.root / found.path)
        if release_id(page) in wanted if wanted else new:
            yield found


def noted(desk: Desk, paths: Sequence[str], kind: Kind, who: str) -> Plan:
    """Plan a line in the approvals for each of the files; raises PublicationError, OSError."""
    if not paths:
        return Plan()
    who = who or name_here(desk.root)
    if not who:
        raise PublicationError('git has no name of yours; say who you are: --as "Name <email>"')
    lines, report = _approval_lines(desk.root), []
    for path in paths:
        if (seen := seen_of(desk.archive, path)) is None:
            raise PublicationError(f"{path} was changed in the meantime; run this again")
        line = Approval(kind, id_in(path), desk.now.isoformat(), who, seen.digest)
        lines.append(signed(desk.root, line).text().encode())
        withheld = desk.archive.withheld.get(release_page(id_in(path)))
        when = f", to be published at {withheld.until.isoformat()}" if withheld and withheld.until else ""
        report.append(f"{kind}: {line.id}{when}")
    return Plan({APPROVALS: b"\n".join([*lines, b""])}, report=tuple(report))


def _refuse_unready(desk: Desk, paths: Collection[str], *, anyway: bool) -> None:
    """Raise PublicationError if one of these files isn't ready to be published, or lacks approvals."""
    wrong = [one for one in desk.archive.problems if one.path in paths and one.code in NOT_READY]
    if wrong and not anyway:
        raise PublicationError("correct this first, or add --anyway:\n  " + "\n  ".join(map(str, wrong)))
    required = desk.settings.approvals if desk.archive.ledger else 0  # without a ledger everything is already public
    for path in sorted(paths) if required else ():
        if (count := len(approvers(desk.archive, path))) < required:
            author = author_of(desk.archive, path) or "unknown"
            raise PublicationError(
                f"{path} needs {counted(required, 'approval')} by people other than its author ({author}), but has "
                f"{count}; ask them to run: newsroom approve {id_in(path)}"
            )


def _recorded(desk: Desk, chosen: Iterable[Release], *, asked: bool) -> Plan:
    """Plan the recording of everything new in the *chosen* releases; *asked* means that each was given by its id."""
    events: list[Event] = []
    removes: list[str] = []
    for release in sorted(chosen, key=lambda release: (release.date, release.id)):
        if not asked and is_sample(desk.root / release.path) and release.id not in desk.ledger.records:
            continue  # so that nobody publishes it by accident
        for event in _new(desk, release, asked=asked):
            events.append(event)
            if event.kind == "corrected":
                removes += _needless_copies(desk, release, event)
    if desk.ledger.forked:  # first, so that the following lines have a single predecessor
        events.insert(0, Event("merged", desk.now))
    return Plan({}, tuple(events), tuple(removes), tuple(map(said, events)))


def _new(desk: Desk, release: Release, asked: bool) -> Iterator[Event]:
    record = desk.ledger.records.get(release.id)
    if record is None:
        if not asked and desk.former(release.id):
            return  # a check reports it
        desk.refuse_reuse(release.id)
        record = _moved_by_hand(desk, release)
        if record is None:
            yield desk.event(release)
            if release.withdrawn:
                yield _withdrawn(desk, release)
            return
        yield Event("moved", desk.now, record.id, form=FORM, target=release.id, former_urls=release.former_urls)
    current = record.current
    kept = superseded_page(release.id, current.revision)
    corrected = bool(desk.existing_files(kept))
    changed = not desk.has_published(current, release)
    if corrected and changed:
        yield desk.event(release, note=_note(release, record), revision=current.revision + 1)
    elif corrected and asked:
        raise PublicationError(
            f"the text of {release.id} is still the same as in revision {current.revision}; change it first, or "
            f"delete {kept}.md and the new item under `corrections`"
        )
    elif changed and asked:
        raise PublicationError(
            f"{release.id} was published with another text or other files; to keep the old version and record the new "
            f"one, run: newsroom correct {release.id} --note …"
        )
    elif not (changed or corrected or record.withdrawn) and (files := new_files(current, desk.files(release))):
        yield Event(
            "attached", desk.now, release.id, form=FORM, revision=current.revision, files=tuple(sorted(files.items()))
        )
    if release.withdrawn and not record.withdrawn:
        yield _withdrawn(desk, release)


def _needless_copies(desk: Desk, release: Release, event: Event) -> Iterator[str]:
    """Yield the files that a correction stored although they then stayed unchanged."""
    now = desk.files(release)
    for name, sha256 in now.items():
        path = kept_path(release.id, event.revision - 1, name)
        kept = content_of(desk.root / path)
        if kept is not None and sha256_of(kept) == sha256:
            yield path


def _moved_by_hand(desk: Desk, release: Release) -> Record | None:
    """Return the record of a renamed release, found by its former addresses."""
    for id_, record in desk.ledger.records.items():
        if url_of(release_page(id_)) in release.former_urls and not desk.files_of(id_):
            return record
    return None


def _withdrawn(desk: Desk, release: Release) -> Event:
    assert release.withdrawn is not None
    target = release.withdrawn.replaced_by or NO_RELEASE
    return Event("withdrawn", desk.now, release.id, form=FORM, note=release.withdrawn.reason, target=target)


def _note(release: Release, record: Record) -> str:
    """Return the note of a correction to record: the newest in the header that the ledger lacks."""
    notes = unrecorded_notes(release, record)
    if not notes:
        raise PublicationError(f"{release.path} doesn't say what was corrected; add an item under `corrections`")
    return notes[0]


def unrecorded_notes(release: Release, record: Record) -> list[str]:
    """Return the notes of corrections since the release's last text was recorded, newest first.

    Older notes say nothing about the next text; they may predate the ledger.
    """
    found = paired(release.corrections_in_order, record.corrected, release.zone)
    since = day_in(release.zone, record.current.at)
    return [correction.note for correction, event in found if event is None and correction.date >= since][::-1]

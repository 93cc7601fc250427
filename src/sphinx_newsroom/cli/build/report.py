"""What ``newsroom build`` tells at its end, as sentences or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from sphinx_newsroom.archive.embargo import goes_out, next_due
from sphinx_newsroom.config import HOSTS, Host
from sphinx_newsroom.diagnostics import Code, Severity, counted
from sphinx_newsroom.sources.header import id_in, paths_of

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.diagnostics import Problem
    from sphinx_newsroom.operations.site.held import Published
    from sphinx_newsroom.operations.site.places import Places
    from sphinx_newsroom.operations.site.seals import Size


_NEAR = 0.9
"""From which part of a host's limit on a build warns."""


_NAMED = 10
"""How many of many unpublished files are named."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of an archive: rows of JSON, so that it can be kept.

    *counts* has how many there are of what; *next_due* is when the next embargo ends, and *due* are the files that wait
    for it; *left_out* are the files that are not in the site, *kept* how many stand as they were published, *problems*
    why; *warnings* is what the checks warn of, as Sphinx says it; *host* is where the site goes.
    """

    counts: dict[str, int]
    next_due: str | None
    due: list[str]
    left_out: list[dict[str, Any]]
    why_left_out: list[str]
    kept: int
    why_kept: list[dict[str, Any]]
    kept_problems: list[str]
    warnings: list[str]
    host: str | None

    @classmethod
    def of(cls, archive: Archive) -> Summary:
        """What is told of an archive."""
        counts = {
            "releases": len(archive.releases),
            "organizations": len(archive.registry.organizations),
            "officials": len(archive.registry.officials),
        }
        due, left_out, kept = next_due(archive), _left_out(archive), _kept(archive)
        paths = {row["path"] for row in left_out}
        return cls(
            counts,
            due.moment.isoformat() if due else None,
            list(due.paths) if due else [],
            left_out,
            [str(problem) for problem in archive.problems if problem.is_error and problem.path in paths],
            len(archive.kept) + len(archive.stored) + len(_in_part(archive, kept)),
            [problem.row() for problem in kept],
            [str(problem) for problem in kept],
            [
                f"{archive.root / problem.path}:{problem.line}: WARNING: {problem.text} [newsroom.{problem.code.code}]"
                for problem in archive.problems
                if problem.code.severity is not Severity.NOTICE
            ],
            archive.settings.host,
        )

    @property
    def is_well(self) -> bool:
        """Whether nothing is left out by mistake, or kept as it was published."""
        return not self.kept and all(row["reason"] != "error" for row in self.left_out)


def tell_failure(why: str, summary: Summary | None, places: Places, as_json: bool) -> None:
    """Say why nothing was published, and what was left out of what would have been."""
    stands = places.out.is_dir()
    if as_json:
        _print_json({"published": False, "error": why, "left_out": summary.left_out if summary else []})
    elif summary:
        _print_left_out(summary, sys.stderr)
        _print_kept(summary, sys.stderr)
    kept = "; the site published before stands as it was" if stands else ""
    print(f"newsroom build: nothing was published: {why}{kept}", file=sys.stderr)


def tell(summary: Summary, places: Places, done: Published, as_json: bool) -> None:
    """Say what was published, and what was left out of it."""
    index = places.out / "index.html"
    files = done.written + done.kept
    near = list(_near(summary.host, files, done.size))
    if as_json:
        _print_json(
            {
                "published": True,
                "index": str(index),
                **summary.counts,
                "written": done.written,
                "removed": done.removed,
                "kept": done.kept,
                "files": files,
                "bytes": done.size.bytes,
                "near_limits": near,
                "put_aside": list(done.aside),
                "damaged": list(done.damaged),
                "next_due": summary.next_due,
                "left_out": summary.left_out,
                "kept_as_published": summary.why_kept,
            }
        )
        return
    words = ", ".join(f"{count:,} {name if count != 1 else name[:-1]}" for name, count in summary.counts.items())
    _print_left_out(summary, sys.stdout)
    _print_kept(summary, sys.stdout)
    if done.aside:
        print(
            f"\nIn the site stood what no build made, in the place of files that were built; it is kept in "
            f"{places.aside}:"
        )
        print("\n".join(f"  {path}" for path in done.aside))
    if done.damaged:
        print("\nPublished anew, since they were no longer what was published:")
        print("\n".join(f"  {path}" for path in done.damaged))
    if summary.next_due:
        print(f"\nThe next is due at {summary.next_due} ({', '.join(summary.due)}): newsroom build --wait-next")
    print(f"\n{words}; {done.written:,} files written, {done.removed:,} removed, {done.kept:,} unchanged")
    for limit in near:
        print(f"warning: {summary.host} takes {limit}; see the guide *Choose a host*", file=sys.stderr)
    print(f"The site has {files:,} files, {done.size.bytes / 1e6:,.1f} MB")
    print(f"The site is at {index}")


def _near(host: str | None, files: int, size: Size) -> Iterator[str]:
    """What a site has nearly as much of as its host takes, or more than that."""
    limits = HOSTS[host] if host else Host()
    largest, path = size.largest
    for found, limit, what in (
        (files, limits.files, "files"),
        (size.bytes, limits.bytes, "bytes"),
        (largest, limits.of_file, f"bytes in a file, and {path} is the largest of the site"),
    ):
        if limit and found >= _NEAR * limit:
            yield f"at most {limit:,} {what}: there are {found:,}"


def _left_out(archive: Archive) -> list[dict[str, Any]]:
    """Every file that is not in the site, by path, with its reason."""
    return [
        {
            "path": withheld.path,
            "reason": withheld.reason,
            "until": withheld.until.isoformat() if withheld.until else None,
            "signed_off": goes_out(archive, withheld) if archive.is_unpublished(withheld.page) else None,
            "problems": [
                problem.row()
                for problem in archive.problems
                if problem.path == withheld.path and problem.code.severity is Severity.ERROR
            ],
        }
        for withheld in sorted(archive.withheld.values(), key=lambda withheld: withheld.path)
    ]


def _print_left_out(summary: Summary, stream: TextIO) -> None:
    drafts = [row["path"] for row in summary.left_out if row["reason"] == "draft"]
    new = [row for row in summary.left_out if row["reason"] == "unpublished"]
    rows = [row for row in summary.left_out if row["reason"] not in ("draft", "unpublished")]
    if drafts:
        print(f"\nDRAFTS, in no output, {len(drafts)} {'files' if len(drafts) > 1 else 'file'}:", file=stream)
        print("\n".join(f"  {path}" for path in drafts), file=stream)
    if new:
        print(f"\nNOT PUBLISHED, so not on the site, {counted(len(new), 'file')}:", file=stream)
        for row in new[:_NAMED]:
            call = "--due  (it is signed off)" if row["signed_off"] else id_in(row["path"])
            print(f"  {row['path']}: newsroom publish {call}", file=stream)
        if len(new) > _NAMED:
            print(f"  and {len(new) - _NAMED:,} more: newsroom publish", file=stream)
    if not rows:
        return
    print(f"\nLEFT OUT of the site, {len(rows)} {'files' if len(rows) > 1 else 'file'}:", file=stream)
    for row in rows:
        if row["until"]:
            unsigned = f", not signed off: newsroom publish {id_in(row['path'])}"
            state = {None: "", True: ", signed off", False: unsigned}[row["signed_off"]]
            print(f"  {row['path']}: under embargo until {row['until']}{state}", file=stream)
    for problem in summary.why_left_out:
        print(f"  {problem}", file=stream)


def _kept(archive: Archive) -> list[Problem]:
    """What is wrong with files in whose place the published source stands."""
    paths = {path for page in archive.kept for path in paths_of(page)}
    return [
        problem
        for problem in archive.problems
        if problem.code is Code.KEPT_AS_PUBLISHED or (problem.path in paths and problem.is_error)
    ]


def _in_part(archive: Archive, kept: Iterable[Problem]) -> set[str]:
    """The files that the site takes as they are but for something that was recorded, such as a correction."""
    whole = {path for page in archive.kept for path in paths_of(page)} | archive.stored.keys()
    return {problem.path for problem in kept} - whole


def _print_kept(summary: Summary, stream: TextIO) -> None:
    if summary.kept:
        print(f"\nKEPT AS PUBLISHED, {summary.kept} {'files' if summary.kept > 1 else 'file'}:", file=stream)
        for problem in summary.kept_problems:
            print(f"  {problem}", file=stream)


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

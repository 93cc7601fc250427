"""What ``newsroom build`` tells at its end, as sentences or as JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, TextIO

from sphinx_newsroom.archive.embargo import in_words, next_due
from sphinx_newsroom.diagnostics import Code, Severity
from sphinx_newsroom.sources.release_file import paths_of

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.diagnostics import Problem
    from sphinx_newsroom.operations.deploy import Places, Published


def tell_failure(why: str, archive: Archive | None, places: Places, as_json: bool) -> None:
    """Say why nothing was published, and what was left out of what would have been."""
    stands = places.out.is_dir()
    if as_json:
        left_out = _left_out(archive) if archive else []
        _print_json({"published": False, "error": why, "left_out": left_out})
    if archive and not as_json:
        _print_left_out(archive, sys.stderr)
        _print_kept(archive, sys.stderr)
    kept = "; the site published before stands as it was" if stands else ""
    print(f"newsroom build: nothing was published: {why}{kept}", file=sys.stderr)


def tell(archive: Archive, places: Places, done: Published, as_json: bool) -> None:
    """Say what was published, and what was left out of it."""
    index = places.out / "index.html"
    registry = archive.registry
    counts = {
        "releases": len(archive.releases),
        "organizations": len(registry.organizations),
        "officials": len(registry.officials),
    }
    if as_json:
        _print_json(
            {
                "published": True,
                "index": str(index),
                **counts,
                "written": done.written,
                "removed": done.removed,
                "kept": done.kept,
                "put_aside": list(done.aside),
                "damaged": list(done.damaged),
                "next_due": due.moment.isoformat() if (due := next_due(archive)) else None,
                "left_out": _left_out(archive),
                "kept_as_published": [problem.row() for problem in _kept(archive)],
            }
        )
        return
    words = ", ".join(f"{count:,} {name if count != 1 else name[:-1]}" for name, count in counts.items())
    _print_left_out(archive, sys.stdout)
    _print_kept(archive, sys.stdout)
    if done.aside:
        print(
            f"\nIn the site stood what no build made, in the place of files that were built; it is kept in "
            f"{places.aside}:"
        )
        print("\n".join(f"  {path}" for path in done.aside))
    if done.damaged:
        print("\nPublished anew, since they were no longer what was published:")
        print("\n".join(f"  {path}" for path in done.damaged))
    if due := next_due(archive):
        print(f"\nThe next is due at {in_words(due)}: newsroom build --wait-next")
    print(f"\n{words}; {done.written:,} files written, {done.removed:,} removed, {done.kept:,} unchanged")
    print(f"The site is at {index}")


def _left_out(archive: Archive) -> list[dict[str, Any]]:
    """Every file that is not in the site, by path, with its reason."""
    return [
        {
            "path": withheld.path,
            "reason": withheld.reason,
            "until": withheld.until.isoformat() if withheld.until else None,
            "problems": [
                problem.row()
                for problem in archive.problems
                if problem.path == withheld.path and problem.code.severity is Severity.ERROR
            ],
        }
        for withheld in sorted(archive.withheld.values(), key=lambda withheld: withheld.path)
    ]


def _print_left_out(archive: Archive, stream: TextIO) -> None:
    rows = _left_out(archive)
    if not rows:
        return
    print(f"\nLEFT OUT of the site, {len(rows)} {'files' if len(rows) > 1 else 'file'}:", file=stream)
    for row in rows:
        if row["until"]:
            print(f"  {row['path']}: under embargo until {row['until']}", file=stream)
    left_out = {row["path"] for row in rows}
    for problem in archive.problems:
        if problem.code.severity is Severity.ERROR and problem.path in left_out:
            print(f"  {problem}", file=stream)


def _kept(archive: Archive) -> list[Problem]:
    """What is wrong with files in whose place the published source stands."""
    paths = {path for page in archive.kept for path in paths_of(page)}
    return [
        problem
        for problem in archive.problems
        if problem.code is Code.KEPT_AS_PUBLISHED or (problem.path in paths and problem.is_error)
    ]


def _print_kept(archive: Archive, stream: TextIO) -> None:
    if number := len(archive.kept) + len(archive.stored):
        print(f"\nKEPT AS PUBLISHED, {number} {'files' if number > 1 else 'file'}:", file=stream)
        for problem in _kept(archive):
            print(f"  {problem}", file=stream)


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

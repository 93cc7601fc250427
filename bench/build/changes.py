"""Typical changes to a generated archive between two builds, and undoing them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Change = Callable[[Path, Path], tuple[Path, str]]
"""Maps a generated corpus and its archive to a path in the archive and its new text."""

RENAMED = "Quentin Underhill"
"""A name that the generator doesn't use."""


def added(corpus: Path, site: Path) -> tuple[Path, str]:
    """Add a release on the archive's last day, which names one organization and one official."""
    last = releases_of(corpus)[-1]
    text = (
        f'---\ntitle: "Added by the benchmark"\ndate: {last["date"]}\ntopics: [{last["topics"][0]}]\n---\n\n'
        f"The {last['organizations'][0]} and {last['officials'][0]} add one release to a finished archive.\n"
    )
    return site / f"releases/{last['year']}/added-by-the-benchmark.md", text


def edited(corpus: Path, site: Path) -> tuple[Path, str]:
    """Add a sentence to the release in the middle of the archive."""
    releases = releases_of(corpus)
    release = releases[len(releases) // 2]
    path = site / f"releases/{release['year']}/{release['slug']}.md"
    return path, f"{path.read_text(encoding='utf-8')}\nThis sentence was added to a finished archive.\n"


def renamed(corpus: Path, site: Path) -> tuple[Path, str]:
    """Rename the official whom most releases name, keeping the old name as another name."""
    named = [name for release in releases_of(corpus) for name in release["officials"]]
    former = max(sorted(set(named)), key=named.count)
    path = site / f"officials/{former.lower().replace(' ', '-')}.md"
    before = path.read_text(encoding="utf-8")
    return path, before.replace(f"name: {former}\n", f"name: {RENAMED}\nother_names: [{former}]\n")


CHANGES: dict[str, Change] = {"added": added, "edited": edited, "renamed": renamed}


@contextmanager
def changed(change: Change, corpus: Path, site: Path) -> Iterator[None]:
    """Apply a change to the archive, and undo it at the end. Raises ValueError if nothing would change."""
    path, text = change(corpus, site)
    before = path.read_text(encoding="utf-8") if path.exists() else None
    if text == before:
        raise ValueError(f"{change.__name__} leaves {path} as it is")
    path.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")


def releases_of(corpus: Path) -> list[dict[str, str | list[str]]]:
    """Return what the generator records about each release, by date."""
    found: list[dict[str, str | list[str]]] = json.loads((corpus / "meta.json").read_text(encoding="utf-8"))["releases"]
    return found
